package problems

import (
	"fmt"
	"slices"
	"strings"

	"gradcheck/grader/expr"
)

// A Mistake is one thing wrong in a problem file, where it stands, and how to
// mend it.
type Mistake struct {
	File    string `json:"file"`
	Line    int    `json:"line"` // 1 is the first; 0 when the whole file is meant
	Msg     string `json:"msg"`
	Warning bool   `json:"warning,omitempty"` // worth a look, but the file can be used
}

// String returns the mistake in the form that editors jump to.
func (m Mistake) String() string {
	kind := ""
	if m.Warning {
		kind = "warning: "
	}
	if m.Line == 0 {
		return fmt.Sprintf("%s: %s%s", m.File, kind, m.Msg)
	}
	return fmt.Sprintf("%s:%d: %s%s", m.File, m.Line, kind, m.Msg)
}

// Mistakes are the mistakes of one or more files. They are an error.
type Mistakes []Mistake

// Error returns one mistake a line.
func (ms Mistakes) Error() string {
	lines := make([]string, len(ms))
	for i, m := range ms {
		lines[i] = m.String()
	}
	return strings.Join(lines, "\n")
}

// Serious reports whether any of the mistakes is more than a warning.
func (ms Mistakes) Serious() bool {
	return slices.ContainsFunc(ms, func(m Mistake) bool { return !m.Warning })
}

// err returns the mistakes as an error, nil if there are none.
func (ms Mistakes) err() error {
	if len(ms) == 0 {
		return nil
	}
	return ms
}

// sorted orders mistakes by file and line, keeping the order of discovery
// within a line, and drops repetitions.
func (ms Mistakes) sorted() Mistakes {
	slices.SortStableFunc(ms, func(a, b Mistake) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
	return slices.Compact(ms)
}

// A place is where something stands in a file.
type place struct {
	file string
	line int
}

// errorf returns the mistake of something that stands here.
func (p place) errorf(format string, args ...any) Mistake {
	return Mistake{File: p.file, Line: p.line, Msg: fmt.Sprintf(format, args...)}
}

// warnf is errorf for what can be used all the same.
func (p place) warnf(format string, args ...any) Mistake {
	m := p.errorf(format, args...)
	m.Warning = true
	return m
}

// suggest returns ` (did you mean "x"?)` for the candidate nearest to name,
// or "" when none is near.
func suggest(name string, candidates []string) string { return expr.DidYouMean(name, candidates) }

// list writes words as `"a", "b" and "c"`.
func list(words []string) string {
	q := make([]string, len(words))
	for i, w := range words {
		q[i] = fmt.Sprintf("%q", w)
	}
	if len(q) < 2 {
		return strings.Join(q, "")
	}
	return strings.Join(q[:len(q)-1], ", ") + " and " + q[len(q)-1]
}

// plural writes a count with its noun: "1 part", "3 parts".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
