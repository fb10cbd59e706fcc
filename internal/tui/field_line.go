package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	xansi "github.com/charmbracelet/x/ansi"

	"gradcheck/grader"
)

// maxLine is the most characters that one line takes.
const maxLine = 4000

// A lineField is one line of text. The editing is textinput's; undo, the cut
// text and the drawing with the terminal's own cursor are ours.
type lineField struct {
	in   textinput.Model
	past past
	cut  string // what ctrl+w, ctrl+u or ctrl+k took away last
}

func newLineField(a grader.Answer) lineField {
	in := textinput.New()
	in.Prompt = ""
	in.CharLimit = maxLine
	in.KeyMap.Paste = key.NewBinding() // it would read the clipboard of the machine that runs the program
	in.SetVirtualCursor(false)
	in.SetValue(first(a))
	in.CursorEnd()
	in.Focus()
	return lineField{in: in}
}

func (f lineField) Answer() grader.Answer { return grader.Answer{f.in.Value()} }

func (f lineField) Update(msg tea.Msg) field {
	before, at := f.in.Value(), f.in.Position()
	switch msg := msg.(type) {
	case tea.PasteMsg:
		msg.Content = clean(msg.Content)
		f.in, _ = f.in.Update(msg)
	case tea.KeyPressMsg:
		switch msg.String() {
		case "ctrl+_", "ctrl+/":
			return f.Undo()
		case "ctrl+y":
			f.insert(f.cut)
		default:
			if t := clean(msg.Text); msg.Text != t {
				return f
			}
			f.in, _ = f.in.Update(msg)
			f.keepCut(msg.String(), before, at)
		}
	}
	if f.in.Value() != before {
		f.past = f.past.push(before)
	}
	return f
}

// keepCut remembers what a cutting key removed.
func (f *lineField) keepCut(k, before string, at int) {
	switch k {
	case "ctrl+w", "ctrl+u", "ctrl+k":
		was, is := []rune(before), []rune(f.in.Value())
		if n := len(was) - len(is); n > 0 {
			start := f.in.Position()
			f.cut = string(was[start : start+n])
		}
	}
}

func (f *lineField) insert(s string) {
	v, at := []rune(f.in.Value()), f.in.Position()
	f.in.SetValue(string(v[:at]) + s + string(v[at:]))
	f.in.SetCursor(at + len([]rune(s)))
}

func (f lineField) Set(a grader.Answer) field {
	if v := first(a); v != f.in.Value() {
		f.past = f.past.push(f.in.Value())
		f.in.SetValue(v)
		f.in.CursorEnd()
	}
	return f
}

func (f lineField) Typable() bool { return true }

func (f lineField) Command(tea.KeyPressMsg) (field, bool) { return f, false }

func (f lineField) Multiline() bool { return false }

func (f lineField) Next(int) (field, bool) { return f, false }

func (f lineField) Undo() field { return f.step(f.past.back) }
func (f lineField) Redo() field { return f.step(f.past.forward) }

func (f lineField) step(move func(string) (string, past, bool)) field {
	if v, p, ok := move(f.in.Value()); ok {
		f.in.SetValue(v)
		f.in.CursorEnd()
		f.past = p
	}
	return f
}

func (f lineField) place(_, at int) field {
	v := f.in.Value()
	f.in.SetCursor(len([]rune(v[:min(max(at, 0), len(v))])))
	return f
}

// View shows the part of the line around the cursor that fits.
func (f lineField) View(t Theme, width int, focus bool) ([]string, *Pos) {
	bar := t.paint(muted, "│")
	if focus {
		bar = t.paint(accent, "▎")
	}
	v := f.in.Value()
	if v == "" && !focus {
		return []string{"  " + bar + " " + t.paint(muted, "press enter to type")}, nil
	}
	room := max(1, width-2*margin-3)
	shown, x := window(v, f.in.Position(), room)
	rows := []string{"  " + bar + " " + shown}
	if !focus {
		return rows, nil
	}
	return rows, &Pos{X: 4 + x}
}

// column returns the column on the screen of a byte offset in the text.
func (f lineField) column(offset, width int) int {
	v := f.in.Value()
	offset = min(max(offset, 0), len(v))
	_, x := window(v, f.in.Position(), max(1, width-2*margin-3))
	cursor := xansi.StringWidth(string([]rune(v)[:f.in.Position()]))
	return 4 + max(0, x+xansi.StringWidth(v[:offset])-cursor)
}

// window returns at most room cells of v around the cursor (in runes), with
// ellipses where something is left out, and the cursor's cell in it.
func window(v string, cursor, room int) (string, int) {
	rs := []rune(v)
	at := xansi.StringWidth(string(rs[:cursor]))
	total := xansi.StringWidth(v)
	if total < room {
		return v, at
	}
	from := max(0, min(at-room*2/3, total-room+1))
	s := xansi.Cut(v, from, from+room)
	if from > 0 {
		s = "…" + strings.TrimPrefix(xansi.Cut(s, 1, room), "")
	}
	if from+room < total {
		s = xansi.Cut(s, 0, room-1) + "…"
	}
	return s, at - from
}
