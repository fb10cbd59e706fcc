package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gradcheck/grader"
)

// A field is where an answer is entered. There is one for each grader.Input.
// Fields are values: Update returns the changed field.
type field interface {
	// Update handles a key or a paste while the field has the focus.
	Update(tea.Msg) field
	// View draws the field from column 3 on. The cursor is relative to its rows
	// and nil without focus.
	View(t Theme, width int, focus bool) (rows []string, cursor *Pos)
	Answer() grader.Answer
	// Set replaces the whole answer, as one step that can be undone.
	Set(grader.Answer) field
	Undo() field
	Redo() field
	// Command handles a key in KEYS; false leaves it to the screen.
	Command(tea.KeyPressMsg) (field, bool)
	// Typable reports whether there is text to enter where the focus is. A field
	// without is worked in KEYS alone.
	Typable() bool
	// Multiline reports whether enter is a new line.
	Multiline() bool
	// Next goes to the next (by 1) or previous (by -1) blank inside the field; it
	// reports false at the ends.
	Next(by int) (field, bool)
}

// A placer is a field with text, in which the cursor can be put.
type placer interface {
	// place puts the focus on a blank and the cursor at a byte offset in it.
	place(blank, at int) field
}

// fieldWithPast returns the field for an input, holding the answer a, with what
// stood there before to be undone to.
func fieldWithPast(in grader.Input, a grader.Answer, before []grader.Answer) field {
	kept := func(text func(grader.Answer) string) past {
		var p past
		for _, b := range before {
			p = p.push(text(b))
		}
		return p
	}
	switch f := newField(in, a).(type) {
	case lineField:
		f.past = kept(first)
		return f
	case textField:
		f.past = kept(first)
		return f
	case pickField:
		f.past = kept(first)
		return f
	case orderField:
		f.past = kept(first)
		return f
	case gridField:
		f.past = kept(joined)
		return f
	case codeField:
		f.past = kept(func(b grader.Answer) string { return joined(f.shown(b)) })
		return f
	default:
		return f
	}
}

// newField returns the field for an input, holding the answer a.
func newField(in grader.Input, a grader.Answer) field {
	switch in := in.(type) {
	case grader.Pick:
		return newPickField(in, a)
	case grader.Grid:
		return newGridField(in, a)
	case grader.Order:
		return newOrderField(in, a)
	case grader.Code:
		return newCodeField(in, a)
	case grader.Lines:
		return newTextField(a, 4)
	case grader.Essay:
		return newTextField(a, in.Rows)
	}
	return newLineField(a)
}

// wants says in words what an input asks for: the label of the rule above it.
func wants(in grader.Input) string {
	switch in := in.(type) {
	case grader.Line:
		if in.Wants != "" {
			return "answer: " + in.Wants
		}
	case grader.Lines:
		if in.Wants != "" {
			return "answer: " + in.Wants
		}
	case grader.Pick:
		return pickWants(in)
	case grader.Grid:
		if _, pick := in.Blanks[0].Input.(grader.Pick); pick {
			return fmt.Sprintf("match %d", len(in.Blanks))
		}
		return fmt.Sprintf("fill in %d cells", len(in.Blanks))
	case grader.Order:
		return "put in order: space takes an item along"
	case grader.Code:
		return "mend the marked lines"
	case grader.Essay:
		return "answer in your own words"
	}
	return "answer"
}

// A past is what an answer was, for undo and redo.
type past struct{ undo, redo []string }

// push remembers text before a change.
func (p past) push(text string) past {
	const depth = 200
	if len(p.undo) >= depth {
		p.undo = p.undo[1:]
	}
	return past{undo: append(p.undo[:len(p.undo):len(p.undo)], text)}
}

// back returns the text before now, and forward the one after an undo.
func (p past) back(now string) (string, past, bool) {
	if len(p.undo) == 0 {
		return now, p, false
	}
	n := len(p.undo) - 1
	return p.undo[n], past{p.undo[:n:n], append(p.redo[:len(p.redo):len(p.redo)], now)}, true
}

func (p past) forward(now string) (string, past, bool) {
	q, r, ok := past{p.redo, p.undo}.back(now)
	return q, past{r.redo, r.undo}, ok
}

func first(a grader.Answer) string {
	if len(a) == 0 {
		return ""
	}
	return a[0]
}

// clean removes what must not come in with a paste: control characters, escape
// sequences, bidirectional controls and zero-width characters.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r < ' ', r == 0x7f, r >= 0x80 && r < 0xa0:
			return -1
		case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2069, r == 0xfeff:
			return -1
		}
		return r
	}, s)
}
