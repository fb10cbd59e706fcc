package class

import (
	"slices"
	"time"

	"gradcheck/internal/exam"
)

// Terms returns the conditions of time for an attempt of a student at a quiz
// that was started at a given time. The factor that the quiz has for a student
// stands in place of the roster's; those given later multiply it, and all that is
// given on top adds up. An outage counts if the attempt ran when it began. The
// order of entries does not matter.
func (c *Course) Terms(q *Quiz, student string, start time.Time) exam.Terms {
	if q.Limit == 0 && q.Closes.IsZero() {
		return exam.Terms{}
	}
	t := exam.Terms{Closes: q.Closes, Extra: q.Students[student].Extra}
	factors := []int{q.Students[student].Percent}
	if s := c.students[student]; s != nil && factors[0] == 0 {
		factors[0] = s.Percent
	}
	for _, g := range c.given(q, student) {
		factors = append(factors, g.percent)
		t.Extra = min(t.Extra+g.extra, mostExtra)
	}
	t.Percent = product(factors)
	for _, o := range c.outages { // in time: what one credits may reach into the next
		if !c.holds[o.n] || !start.Before(o.from) {
			continue
		}
		if d, ok := t.Allowed(q.Limit, start); !ok || start.Add(d).After(o.from) {
			t.Credit = min(t.Credit+o.credit, mostExtra)
		}
	}
	return t
}

// given returns what a student, and everybody, was given at a quiz and still has.
func (c *Course) given(q *Quiz, student string) []grant {
	all := slices.Clone(c.extends[student])
	if student != "" {
		all = append(all, c.extends[""]...)
	}
	return slices.DeleteFunc(all, func(g grant) bool { return !c.holds[g.n] || g.quiz != "" && g.quiz != q.ID })
}

// product multiplies factors in per cent, of which 0 is none. It rounds once,
// and takes them by size, so that their order is the same to it.
func product(factors []int) int {
	slices.Sort(factors)
	p := 100.0
	for _, f := range factors {
		if f > 0 {
			p = min(p*float64(f)/100, mostPercent)
		}
	}
	return int(p + 0.5)
}

// Window returns when a student may start: from opens until closes, which moves
// by what the student has more. A zero closes is no end.
func (c *Course) Window(q *Quiz, student string) (opens, closes time.Time) {
	if q.Closes.IsZero() {
		return q.Opens, time.Time{}
	}
	// What is left to somebody who starts when it closes is what the student has
	// more.
	more, _ := c.Terms(q, student, q.Closes).Allowed(q.Limit, q.Closes)
	return q.Opens, q.Closes.Add(more)
}

// Released reports whether solutions and verdicts of a quiz may be shown to a
// student whose own attempt is over. last is the latest deadline of any attempt
// at it.
func (c *Course) Released(q *Quiz, now, last time.Time) bool {
	if slices.ContainsFunc(c.reveals, func(r reveal) bool { return r.quiz == q.ID && c.holds[r.n] }) {
		return true
	}
	switch q.Release {
	case ReleaseEnd:
		return true
	case ReleaseClosed:
		return !q.Closes.IsZero() && now.After(q.Closes) && now.After(last)
	case ReleaseTime:
		return !now.Before(q.ReleaseAt)
	}
	return false
}

// An Offer is a quiz as one student sees it.
type Offer struct {
	Quiz   *Quiz
	Opens  time.Time // zero is at once
	Closes time.Time // for this student; zero is never
}

// Last returns when the last student could still sit a quiz: the latest end of
// any window. It is zero if the quiz never closes.
func (c *Course) Last(q *Quiz) time.Time {
	last := q.Closes
	if last.IsZero() {
		return last
	}
	for id := range c.students {
		if _, closes := c.Window(q, id); closes.After(last) {
			last = closes
		}
	}
	return last
}
