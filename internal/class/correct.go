package class

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// A Corrected is what corrected problems do to one attempt.
type Corrected struct {
	Student  string
	Attempt  string
	Was      float64 // points in all
	Would    float64 // points in all after it
	Possible float64
	RankWas  int // among all attempts that are over, 1 is the best; those of equal points share one
	RankNow  int
	Revised  []string        // problems that are graded by other keys than before
	Parts    []CorrectedPart // that change
	Unread   []CorrectedPart // of the revised problems, what neither the old key nor the new one can read
	At       int             // events that the attempt has
	Events   []exam.Event    // that make it so, to be appended at At
}

// A CorrectedPart is one part of such an attempt.
type CorrectedPart struct {
	Ref      exam.Ref
	Name     string // as in "6(a)"
	Answer   string // in one line
	Was      float64
	Would    float64
	Possible float64
}

// Correct works out what revised problems do to an attempt, as [exam.Regrade] does,
// but grades only those anew. Of an attempt that is not over, or was given up, ok is
// false. With floor nobody gets less than before.
func Correct(h exam.Header, paper *exam.Paper, events []exam.Event, revised []*problems.Problem, at exam.Clock, floor bool) (c Corrected, ok bool, err error) {
	s, err := exam.New(h, paper, events...)
	if err != nil || !s.Finished() || s.Abandoned() {
		return c, false, err
	}
	total := s.Total()
	c = Corrected{Student: h.Student, Attempt: h.ID, Was: tidy(total.Got), Would: tidy(total.Got), Possible: tidy(total.Possible), At: len(events)}
	revised = differing(paper, events, revised)
	if len(revised) == 0 {
		return c, true, nil
	}
	next := &exam.Paper{Title: paper.Title, Limit: paper.Limit, Problems: paper.Problems, Revised: map[string]*problems.Problem{}}
	maps.Copy(next.Revised, paper.Revised)
	for _, p := range revised {
		next.Revised[p.Digest] = p
	}
	n, err := exam.New(h, next, events...)
	if err != nil {
		return c, false, err
	}
	for _, p := range revised {
		e := exam.Event{At: at, Kind: exam.Revise, Part: exam.Ref{Problem: p.ID}, Text: p.Digest}
		if floor {
			e.N = 1
		}
		e = n.Next(e)
		if err := n.Apply(e); err != nil {
			return c, false, fmt.Errorf("%s cannot be graded by the corrected problem: %w", p.ID, err)
		}
		c.Events, c.Revised = append(c.Events, e), append(c.Revised, p.ID)
	}
	for i, p := range paper.Problems {
		if slices.Contains(c.Revised, p.ID) {
			for j := range p.Parts {
				c.compare(s, n, exam.Ref{Problem: p.ID, Part: p.Parts[j].Label}, partName(i+1, p.Parts[j].Label))
			}
		}
	}
	return c, true, nil
}

// compare takes in what becomes of a part between two sittings.
func (c *Corrected) compare(was, now *exam.Sitting, ref exam.Ref, name string) {
	old, would := was.Score(ref), now.Score(ref)
	p := CorrectedPart{Ref: ref, Name: name, Was: tidy(old.Got), Would: tidy(would.Got), Possible: tidy(old.Possible)}
	g, ok := now.Graded(ref)
	if ok {
		p.Answer = oneRow(g.Answer)
	}
	switch {
	case old != would:
		c.Parts = append(c.Parts, p)
		c.Would = tidy(c.Would + would.Got - old.Got)
	case ok && g.Verdict.Outcome == grader.Unreadable:
		c.Unread = append(c.Unread, p)
	}
}

// differing returns the revised problems with another key than the one by which the
// answers to them are graded.
func differing(paper *exam.Paper, events []exam.Event, revised []*problems.Problem) []*problems.Problem {
	by := map[string]string{}
	for _, p := range paper.Problems {
		by[p.ID] = p.Digest
	}
	for _, e := range events {
		if e.Kind == exam.Revise {
			by[e.Part.Problem] = e.Text
		}
	}
	return slices.DeleteFunc(slices.Clone(revised), func(p *problems.Problem) bool { return by[p.ID] == p.Digest })
}

// oneRow is an answer in a row, for lists.
func oneRow(a grader.Answer) string {
	var all []string
	for _, blank := range a {
		all = append(all, Clean(blank))
	}
	return strings.Join(all, "; ")
}

// A Correction is what corrected problems do to a quiz.
type Correction struct {
	Over     int         // attempts that are over
	Open     int         // attempts that are not, which stay as they are
	Revised  []string    // problems
	Changed  []Corrected // attempts of which points change, those that change most first
	Moot     []Corrected // attempts that get the new key, with no change of points
	Parts    []PartChange
	MeanWas  Measure
	MeanNow  Measure
	Floor    bool
	Answers  int // that neither key can read
	unsorted []Corrected
}

// A PartChange is how many attempts change in a part, and by how much.
type PartChange struct {
	Part     string
	Up, Down int
	Points   float64 // in sum
}

// Add takes one attempt in.
func (c *Correction) Add(one Corrected) { c.unsorted = append(c.unsorted, one) }

// Sum works out the rest, once all attempts are added.
func (c *Correction) Sum() {
	all := c.unsorted
	var was, now []float64
	for _, a := range all {
		was, now = append(was, a.Was), append(now, a.Would)
	}
	ranksWas, ranksNow := places(was), places(now)
	c.Over, c.Changed, c.Moot, c.Revised, c.Parts, c.Answers = len(all), nil, nil, nil, nil, 0
	c.MeanWas, c.MeanNow = mean(was), mean(now)
	for i, a := range all {
		a.RankWas, a.RankNow = ranksWas[i], ranksNow[i]
		for _, id := range a.Revised {
			if !slices.Contains(c.Revised, id) {
				c.Revised = append(c.Revised, id)
			}
		}
		c.Answers += len(a.Unread)
		switch {
		case len(a.Parts) > 0:
			c.Changed = append(c.Changed, a)
		case len(a.Events) > 0:
			c.Moot = append(c.Moot, a)
		}
		for _, p := range a.Parts {
			c.part(p)
		}
	}
	slices.Sort(c.Revised)
	slices.SortStableFunc(c.Changed, func(a, b Corrected) int {
		return cmp.Or(cmp.Compare(abs(b.Would-b.Was), abs(a.Would-a.Was)), cmp.Compare(a.Student, b.Student))
	})
}

// part counts a part that changes.
func (c *Correction) part(p CorrectedPart) {
	i := slices.IndexFunc(c.Parts, func(q PartChange) bool { return q.Part == p.Name })
	if i < 0 {
		i = len(c.Parts)
		c.Parts = append(c.Parts, PartChange{Part: p.Name})
	}
	q := &c.Parts[i]
	switch {
	case p.Would > p.Was:
		q.Up++
	case p.Would < p.Was:
		q.Down++
	}
	q.Points = tidy(q.Points + p.Would - p.Was)
}

// UpDown counts the attempts that gain and those that lose, and the points in sum.
func (c *Correction) UpDown() (up, down int, points float64) {
	for _, a := range c.Changed {
		switch {
		case a.Would > a.Was:
			up++
		case a.Would < a.Was:
			down++
		}
		points = tidy(points + a.Would - a.Was)
	}
	return up, down, points
}

// places are the ranks of totals, 1 for the highest; equal ones share the best.
func places(totals []float64) []int {
	sorted := slices.Clone(totals)
	slices.Sort(sorted)
	slices.Reverse(sorted)
	out := make([]int, len(totals))
	for i, x := range totals {
		n, _ := slices.BinarySearchFunc(sorted, x, func(a, x float64) int { return cmp.Compare(x, a) })
		out[i] = n + 1
	}
	return out
}

func abs(x float64) float64 { return max(x, -x) }
