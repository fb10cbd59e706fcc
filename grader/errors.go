package grader

import (
	"fmt"
	"strings"
)

// A FieldError is a mistake in a question's fields.
type FieldError struct {
	Path []any  // where: field names (string) and list indexes (int), as in "near", 1, "key"
	Msg  string // what is wrong and how to mend it
}

func (e *FieldError) Error() string {
	var b strings.Builder
	for i, p := range e.Path {
		switch p := p.(type) {
		case int:
			fmt.Fprintf(&b, "[%d]", p)
		default:
			if i > 0 {
				b.WriteByte('.')
			}
			fmt.Fprint(&b, p)
		}
	}
	if b.Len() == 0 {
		return e.Msg
	}
	return b.String() + ": " + e.Msg
}

// FieldErrors are all the mistakes of one question.
type FieldErrors []*FieldError

func (es FieldErrors) Error() string {
	msgs := make([]string, len(es))
	for i, e := range es {
		msgs[i] = e.Error()
	}
	return strings.Join(msgs, "; ")
}
