package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gradcheck/grader"
)

// A codeField is a listing whose editable lines are fields. The answer has one
// blank for each; a line as it was given stays "".
type codeField struct {
	blanks
	code  grader.Code
	lines []string
}

func newCodeField(in grader.Code, a grader.Answer) codeField {
	f := codeField{code: in, lines: strings.Split(strings.TrimRight(in.Source, "\n"), "\n")}
	f.blanks = newBlanks(len(in.Editable), f.shown(a))
	return f
}

// shown are the editable lines with the answer a.
func (f codeField) shown(a grader.Answer) grader.Answer {
	lines := make(grader.Answer, len(f.code.Editable))
	for i := range lines {
		if lines[i] = f.given(i); i < len(a) && a[i] != "" {
			lines[i] = a[i]
		}
	}
	return lines
}

// given is editable line i as printed.
func (f codeField) given(i int) string {
	if n := f.code.Editable[i]; n >= 1 && n <= len(f.lines) {
		return f.lines[n-1]
	}
	return ""
}

func (f codeField) Answer() grader.Answer {
	a := f.answer()
	for i := range a {
		if a[i] == f.given(i) {
			a[i] = ""
		}
	}
	return a
}

func (f codeField) place(blank, at int) field             { f.blanks = f.placed(blank, at); return f }
func (f codeField) Typable() bool                         { return true }
func (f codeField) Multiline() bool                       { return false }
func (f codeField) Command(tea.KeyPressMsg) (field, bool) { return f, false }
func (f codeField) Set(a grader.Answer) field {
	f.blanks = f.set(f.shown(a))
	return f
}
func (f codeField) Undo() field { f.blanks = f.step(f.past.back); return f }
func (f codeField) Redo() field { f.blanks = f.step(f.past.forward); return f }
func (f codeField) Next(by int) (field, bool) {
	var ok bool
	f.blanks, ok = f.next(by)
	return f, ok
}

// Update edits the line with the focus; ctrl+r brings the printed one back.
func (f codeField) Update(msg tea.Msg) field {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch k.String() {
		case "ctrl+r":
			f.blanks = f.with(f.at, f.fields[f.at].Set(grader.Answer{f.given(f.at)}))
			return f
		case "up":
			g, _ := f.Next(-1)
			return g
		case "down":
			g, _ := f.Next(1)
			return g
		}
	}
	f.blanks = f.update(msg)
	return f
}

// View draws the listing with line numbers; editable lines have the bar.
func (f codeField) View(t Theme, width int, focus bool) ([]string, *Pos) {
	var rows []string
	var cursor *Pos
	room := max(10, width-2*margin-6)
	for n, line := range f.lines {
		i := slices.Index(f.code.Editable, n+1)
		number := t.paint(muted, fmt.Sprintf("%3d ", n+1))
		if i < 0 {
			rows = append(rows, "    "+number+cut(strings.ReplaceAll(line, "\t", "    "), room))
			continue
		}
		bar := t.paint(muted, "│")
		if focus && i == f.at {
			bar = t.paint(accent, "▎")
		}
		text, x := window(first(f.fields[i].Answer()), f.fields[i].in.Position(), room)
		if focus && i == f.at {
			cursor = &Pos{X: 8 + x, Y: len(rows)}
		}
		rows = append(rows, "  "+bar+" "+number+text)
	}
	return rows, cursor
}
