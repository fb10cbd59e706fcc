package class

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"gradcheck/grader"
)

// A Marked is what a table of marks says of one answer.
type Marked struct {
	Script *Script
	Given  []Given // that the answer does not have yet
	Other  []Given // for items that have other points already
}

// ReadMarks reads a table of marks: the columns "key" and one for each item of the
// rubric, headed by its id; other columns are passed over, and an empty cell says
// nothing. A row that begins with "key" heads what follows, so that parts with
// other rubrics can stand below each other. Answers are found by their key. The
// error lists every mistake, a line each, and then there are no marks.
func ReadMarks(r io.Reader, scripts []*Script) ([]Marked, error) {
	var wrong mistakes
	table := readTable(r, &wrong)
	var all []Marked
	var head []string
	byKey := map[string]*Script{}
	for _, s := range scripts {
		byKey[s.Key] = s
	}
	seen := map[string]bool{}
	for _, rec := range table {
		key := strings.TrimSpace(rec.cells[0])
		if key == "key" {
			head = rec.cells
			continue
		}
		s := byKey[key]
		switch {
		case head == nil:
			wrong.add(rec.line, `the first row names the columns, and begins with "key"`)
			return nil, wrong.err()
		case s == nil:
			wrong.add(rec.line, "no answer has the key %q", Clean(key))
		case seen[key]:
			wrong.add(rec.line, "the answer %s stands there twice", key)
		default:
			seen[key] = true
			m := Marked{Script: s}
			m.row(rec, head, &wrong)
			if len(m.Given)+len(m.Other) > 0 {
				all = append(all, m)
			}
		}
	}
	if err := wrong.err(); err != nil {
		return nil, err
	}
	return all, nil
}

// row reads the cells of one answer.
func (m *Marked) row(rec record, head []string, wrong *mistakes) {
	for i, cell := range rec.cells {
		cell = strings.TrimSpace(cell)
		if i >= len(head) || cell == "" {
			continue
		}
		item, _, _ := strings.Cut(strings.TrimSpace(head[i]), " (")
		if !slices.ContainsFunc(m.Script.Rubric, func(it grader.RubricItem) bool { return it.ID == item }) {
			continue
		}
		n, err := strconv.Atoi(cell)
		g := Given{item, n}
		if err != nil || !m.Script.Takes(g) {
			wrong.add(rec.line, "%s: %q points; whole points are needed, at most %s", item, Clean(cell), number(m.Script.most(item)))
			continue
		}
		switch was, ok := m.Script.Marks[item]; {
		case !ok:
			m.Given = append(m.Given, g)
		case was != float64(n):
			m.Other = append(m.Other, g)
		}
	}
}

// most is what an item of the rubric is worth.
func (s *Script) most(item string) float64 {
	for _, it := range s.Rubric {
		if it.ID == item {
			return it.Points
		}
	}
	return 0
}
