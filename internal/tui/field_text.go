package tui

import (
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"

	"gradcheck/grader"
)

// A textField is several lines of text: an essay, a proof, lines of an answer.
// The editing is textarea's, which has to know how wide it was drawn: the arrow
// keys go by rows, and so does the scrolling.
type textField struct {
	in    *textarea.Model
	rows  int    // that it grows up to
	most  int    // of them there is room for; 0 is no limit
	ruled *ruled // shared by all that the field was
	past  past
}

// A ruled is how many rows a text took last.
type ruled struct {
	text        string
	width, rows int
}

// maxText is the most characters that an essay takes.
const maxText = 20000

func newTextField(a grader.Answer, rows int) textField {
	in := newTextarea()
	in.KeyMap.Paste = key.NewBinding() // it would read the clipboard of the machine that runs the program
	in.SetStyles(textarea.Styles{})
	in.SetVirtualCursor(false)
	in.SetValue(first(a))
	in.Focus()
	return textField{in: &in, rows: max(rows, fewestRows), ruled: &ruled{}}
}

// newTextarea returns an empty text without decoration.
func newTextarea() textarea.Model {
	in := textarea.New()
	in.Prompt, in.ShowLineNumbers = "", false
	in.CharLimit, in.MaxHeight = maxText, 0
	return in
}

// fewestRows is how many rows the field has while there is less text.
const fewestRows = 3

// tall is how many rows the field asks for at a width: as many as its text has,
// from 3 to its most.
func (f textField) tall(width int) int {
	text := f.in.Value()
	if strings.Count(text, "\n") >= f.rows || utf8.RuneCountInString(text) > f.rows*width {
		return f.rows
	}
	if r := f.ruled; r.text != text || r.width != width {
		in := newTextarea()
		in.DynamicHeight = true
		in.SetWidth(width)
		in.SetValue(text)
		*r = ruled{text, width, in.Height()}
	}
	return min(max(f.ruled.rows, fewestRows), f.rows)
}

// high is how many rows the field has at a width.
func (f textField) high(width int) int {
	if n := f.tall(width); f.most == 0 || n < f.most {
		return n
	}
	return f.most
}

// inner is the width of the text in a field.
func inner(width int) int { return max(10, width-2*margin-2) }

func (f textField) Answer() grader.Answer { return grader.Answer{f.in.Value()} }

func (f textField) Typable() bool { return true }

func (f textField) Command(tea.KeyPressMsg) (field, bool) { return f, false }

func (f textField) Multiline() bool { return true }

func (f textField) Next(int) (field, bool) { return f, false }

// own returns f with a text of its own: the one before stays as it was.
func (f textField) own() textField {
	in := *f.in
	f.in = &in
	return f
}

// newlines makes the ends of lines in a paste alike: terminals send returns.
var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// Update edits; every change can be undone.
func (f textField) Update(msg tea.Msg) field {
	before := f.in.Value()
	f = f.own()
	switch msg := msg.(type) {
	case tea.PasteMsg:
		lines := strings.Split(newlines.Replace(msg.Content), "\n")
		for i, l := range lines {
			lines[i] = clean(l)
		}
		f.in.InsertString(strings.Join(lines, "\n"))
	case tea.KeyPressMsg:
		if k := msg.String(); k == "ctrl+_" || k == "ctrl+/" {
			return f.Undo()
		}
		if clean(msg.Text) != msg.Text {
			return f
		}
		*f.in, _ = f.in.Update(msg)
	}
	if f.in.Value() != before {
		f.past = f.past.push(before)
	}
	return f
}

// Set replaces the text.
func (f textField) Set(a grader.Answer) field {
	if v := first(a); v != f.in.Value() {
		f.past = f.past.push(f.in.Value())
		f = f.own()
		f.in.SetValue(v)
	}
	return f
}

func (f textField) Undo() field { return f.step(f.past.back) }
func (f textField) Redo() field { return f.step(f.past.forward) }

func (f textField) step(move func(string) (string, past, bool)) field {
	if v, p, ok := move(f.in.Value()); ok {
		f = f.own()
		f.in.SetValue(v)
		f.past = p
	}
	return f
}

func (f textField) place(_, at int) field {
	v := f.in.Value()
	before := strings.Split(v[:min(max(at, 0), len(v))], "\n")
	f.moveTo(len(before)-1, len([]rune(before[len(before)-1])))
	return f
}

// moveTo puts the cursor into a line, at a column in runes, and scrolls no
// further than it has to.
func (f textField) moveTo(line, column int) {
	f.in.MoveToBegin()
	for n := f.in.Length(); f.in.Line() < line && n >= 0; n-- { // goes down row by row, of which a line may have several
		f.in.CursorDown()
	}
	f.in.SetCursorColumn(column)
	f.in.SetHeight(f.in.Height()) // scrolls to the cursor
}

// lay takes the size to be drawn in.
func (f textField) lay(width int) {
	high := f.high(width)
	if f.in.Width() == width && f.in.Height() == high {
		return
	}
	line, column := f.in.Line(), f.in.Column()
	f.in.SetWidth(width)
	f.in.SetHeight(high)
	f.moveTo(line, column)
}

// View draws the bar and the lines around the cursor.
func (f textField) View(t Theme, width int, focus bool) ([]string, *Pos) {
	bar := t.paint(muted, "│")
	if focus {
		bar = t.paint(accent, "▎")
	}
	if f.in.Value() == "" && !focus {
		return []string{"  " + bar + " " + t.paint(muted, "press enter to type")}, nil
	}
	f.lay(inner(width))
	var rows []string
	for l := range strings.SplitSeq(strings.TrimRight(f.in.View(), "\n"), "\n") {
		rows = append(rows, "  "+bar+" "+strings.TrimRight(l, " "))
	}
	c := f.in.Cursor()
	if !focus || c == nil {
		for len(rows) > 1 && rows[len(rows)-1] == "  "+bar+" " {
			rows = rows[:len(rows)-1]
		}
		return rows, nil
	}
	return rows, &Pos{X: 4 + c.X, Y: c.Y}
}
