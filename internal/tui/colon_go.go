package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// place is where the student is: the desk, its entry and the part; the latter are
// -1 where the screen is about no problem, or no part.
func (a *App) place() (d *desk, i, n int) {
	for k := len(a.stack) - 1; k >= 0; k-- {
		switch s := a.stack[k].(type) {
		case *part:
			return s.d, s.i, s.n
		case *review:
			return s.part.d, s.part.i, s.part.n
		case *overview:
			return s.d, s.rows[s.row], s.col
		case *results:
			return s.d, -1, -1
		case *rubric:
			return s.p.d, s.p.i, s.p.n
		case *home:
			return s.d, s.recent(), -1
		}
	}
	return a.desk, -1, -1
}

// present is the desk that the student is at.
func (a *App) present() *desk {
	d, _, _ := a.place()
	return d
}

// goTo goes to a part: 12f is part (f) of problem 12, f alone one of this
// problem, 12 alone a problem, and so is its id.
func (a *App) goTo(arg string) tea.Cmd {
	d, i, _ := a.place()
	j, label, why := d.partNamed(i, arg)
	switch r := a.results(d); {
	case why != "":
		a.note = why
	case r != nil && r.made == nil:
		a.note = "The answers are still being graded."
	case r != nil:
		return a.reviewOf(r, j, label)
	default:
		return a.open(d, j, label, nil)
	}
	return nil
}

// open goes to a part on a desk: what stands over the screen that opens parts of
// it is closed, and what was typed there is written.
func (a *App) open(d *desk, j int, label string, seed *uint64) tea.Cmd {
	k := len(a.stack) - 1
	for k >= 0 && !opens(a.stack[k], d) {
		k--
	}
	if k < 0 {
		a.note = "Parts are opened from home or from another part."
		return nil
	}
	var cmds []tea.Cmd
	for i := len(a.stack) - 1; i >= k; i-- {
		cmds = append(cmds, a.leave(i))
	}
	a.stack = a.stack[:k+1]
	return tea.Batch(append(cmds, d.open(j, label, seed))...)
}

// results is the screen with the result of the exam on a desk; nil if there is
// none.
func (a *App) results(d *desk) *results {
	for _, s := range a.stack {
		if r, ok := s.(*results); ok && r.d == d {
			return r
		}
	}
	return nil
}

// opens reports whether a screen shows the parts of a desk that are opened.
func opens(s Screen, d *desk) bool {
	switch s := s.(type) {
	case *part:
		return s.d == d
	case *overview:
		return s.d == d && !s.back
	case *home:
		return s.d == d
	}
	return false
}

// reviewOf shows a part of an exam that is over.
func (a *App) reviewOf(r *results, j int, label string) tea.Cmd {
	n := slices.IndexFunc(r.d.entries[j].of.Parts, func(q outlinePart) bool { return q.Label == label })
	next := newReview(r, j, max(n, 0))
	if _, ok := a.top().(*review); ok {
		return replace(next)
	}
	return push(next)
}

// seed opens the problem on the screen with the numbers of a seed; 0 is as
// printed.
func (a *App) seed(arg string) tea.Cmd {
	d, i, n := a.place()
	seed, err := strconv.ParseUint(arg, 10, 64)
	switch {
	case d.running():
		a.note = closedNow
	case d.session != nil || i < 0 || n < 0:
		a.note = "Open a problem in practice first; :seed draws its numbers anew."
	case err != nil:
		a.note = "It is :seed and a whole number, such as :seed 7; 0 is as printed."
	default:
		return a.open(d, i, d.entries[i].of.Parts[n].Label, &seed)
	}
	return nil
}

// closedNow is said of what an exam does without.
const closedNow = "Closed until the exam is over."

// partNamed finds the part that is called so by a student at entry i, or says why
// there is none. The label is "" for a problem as a whole.
func (d *desk) partNamed(i int, arg string) (j int, label, why string) {
	arg = strings.ToLower(strings.Join(strings.Fields(strings.NewReplacer("(", " ", ")", " ").Replace(arg)), " "))
	if arg == "" {
		return 0, "", "It is :go and a part, such as :go 12f."
	}
	number, label := splitPart(arg)
	switch {
	case number > 0:
		j = d.numbered(i, number)
	case i >= 0 && d.entries[i].partLabel(arg) != "":
		return i, d.entries[i].partLabel(arg), ""
	default:
		name, rest, _ := strings.Cut(arg, " ")
		j, label = d.index(name), rest
	}
	switch {
	case j < 0 && number > 0:
		return 0, "", fmt.Sprintf("There is no problem %d here; they go from 1 to %d.", number, d.lastNumber(i))
	case j < 0:
		return 0, "", fmt.Sprintf("There is no part %s here.", cut(arg, 20))
	case label == "" && d.session != nil:
		return j, d.edge(j, 1), ""
	case label != "" && d.entries[j].partLabel(label) == "":
		return 0, "", d.entries[j].partsText()
	}
	return j, d.entries[j].partLabel(label), ""
}

// splitPart parts 12f into its number, 0 if there is none, and its label.
func splitPart(s string) (number int, label string) {
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	number, err := strconv.Atoi(s[:digits])
	if err != nil {
		return 0, ""
	}
	return number, strings.Trim(s[digits:], " ()")
}

// numbered is the entry with a number in the exam of entry i, or in the first
// one; -1 if there is none.
func (d *desk) numbered(i, number int) int {
	for j, e := range d.entries {
		if e.number == number && e.exam == d.examAt(i) {
			return j
		}
	}
	return -1
}

// lastNumber is that of the last problem of the same exam.
func (d *desk) lastNumber(i int) int {
	n := 0
	for _, e := range d.entries {
		if e.exam == d.examAt(i) {
			n = max(n, e.number)
		}
	}
	return n
}

// examAt is the exam of entry i, or the first one if that has none.
func (d *desk) examAt(i int) string {
	if i >= 0 && d.entries[i].number > 0 {
		return d.entries[i].exam
	}
	for _, e := range d.entries {
		if e.number > 0 {
			return e.exam
		}
	}
	return ""
}

// partLabel is the label of a part as the problem has it, whatever its case; "" if
// there is no such part.
func (e *entry) partLabel(called string) string {
	for _, q := range e.of.Parts {
		if strings.EqualFold(q.Label, called) {
			return q.Label
		}
	}
	return ""
}

// partsText says which parts a problem has.
func (e *entry) partsText() string {
	name := e.of.Title
	if e.number > 0 {
		name = fmt.Sprint("Problem ", e.number)
	}
	if len(e.of.Parts) == 1 {
		return name + " has one part."
	}
	var labels []string
	for _, q := range e.of.Parts {
		labels = append(labels, q.Label)
	}
	return name + " has the parts " + strings.Join(labels, ", ") + "."
}
