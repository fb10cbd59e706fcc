package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gradcheck/grader"
)

// blanks are several one-line fields that are answered together: the cells of a
// grid, the editable lines of a listing. One of them has the focus.
type blanks struct {
	fields []lineField
	at     int
	past   past // of the whole answer
}

func newBlanks(n int, a grader.Answer) blanks {
	b := blanks{fields: make([]lineField, n)}
	for i := range b.fields {
		v := ""
		if i < len(a) {
			v = a[i]
		}
		b.fields[i] = newLineField(grader.Answer{v})
	}
	return b
}

func (b blanks) answer() grader.Answer {
	a := make(grader.Answer, len(b.fields))
	for i, f := range b.fields {
		a[i] = first(f.Answer())
	}
	return a
}

// with returns b with field i changed to f.
func (b blanks) with(i int, f field) blanks {
	was := b.join()
	b.fields = slices.Clone(b.fields)
	b.fields[i] = f.(lineField)
	if b.join() != was {
		b.past = b.past.push(was)
	}
	return b
}

func (b blanks) update(msg tea.Msg) blanks {
	if k, ok := msg.(tea.KeyPressMsg); ok && (k.String() == "ctrl+_" || k.String() == "ctrl+/") {
		return b.step(b.past.back)
	}
	return b.with(b.at, b.fields[b.at].Update(msg))
}

// set replaces the whole answer.
func (b blanks) set(a grader.Answer) blanks {
	next := newBlanks(len(b.fields), a)
	next.at, next.past = b.at, b.past.push(b.join())
	return next
}

// next moves the focus and reports whether it stayed inside.
func (b blanks) next(by int) (blanks, bool) {
	if i := b.at + by; i >= 0 && i < len(b.fields) {
		b.at = i
		return b, true
	}
	return b, false
}

func (b blanks) placed(blank, at int) blanks {
	if blank < 0 || blank >= len(b.fields) {
		return b
	}
	b.at = blank
	b.fields = slices.Clone(b.fields)
	b.fields[blank] = b.fields[blank].place(0, at).(lineField)
	return b
}

// separator joins the blanks for the past; it cannot be typed.
const separator = "\x00"

func (b blanks) join() string { return joined(b.answer()) }

func joined(a grader.Answer) string { return strings.Join(a, separator) }

func (b blanks) step(move func(string) (string, past, bool)) blanks {
	v, p, ok := move(b.join())
	if !ok {
		return b
	}
	next := newBlanks(len(b.fields), strings.Split(v, separator))
	next.at, next.past = b.at, p
	return next
}
