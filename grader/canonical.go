package grader

import "strings"

// A Canonical question writes an answer in the symbols that it declares, in
// ASCII, so that a simulation reads the same thing whichever way it was
// written. It is false for an answer that cannot be read.
type Canonical interface {
	Canonical(a Answer) (string, bool)
}

// Canonical implements [Canonical].
func (q *formula) Canonical(a Answer) (string, bool) {
	e, _ := readFormula(q.lang, a)
	if e == nil {
		return "", false
	}
	return e.String(), true
}

// Canonical implements [Canonical]: one assignment a line.
func (q *joint) Canonical(a Answer) (string, bool) {
	j, v := q.read(a)
	if v.Why != "" {
		return "", false
	}
	var lines []string
	for _, st := range j.Steps {
		lines = append(lines, st.Name+" = "+st.Expr.String())
	}
	return strings.Join(lines, "\n"), true
}
