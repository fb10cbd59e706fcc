package grader

import (
	"fmt"
	"math"
	"strings"
)

// essaySpec holds the fields of a text that a person marks against a rubric.
type essaySpec struct {
	common
	Rubric []rubricSpec `field:"rubric,required"`
	Lines  int          `field:"lines"`
}

// A rubricSpec is one thing to look for, with the points it is worth.
type rubricSpec struct {
	ID     string  `field:"id,required"`
	Points float64 `field:"points,required"`
	Text   string  `field:"text,required"`
}

func (s *essaySpec) check(d *decoder) {
	if len(s.Rubric) == 0 {
		d.in("rubric", func() { d.errorf("it is empty") })
	}
	if len(s.Near) > 0 {
		d.in("near", func() { d.errorf("an essay is marked by a person and has no near answers; put it into the rubric") })
	}
	if s.Lines < 0 || s.Lines > 200 {
		d.in("lines", func() { d.errorf("%d lines make no sense here", s.Lines) })
	}
	seen := map[string]bool{}
	for i, r := range s.Rubric {
		d.in("rubric", func() {
			d.in(i, func() {
				if seen[r.ID] {
					d.errorf("id %q occurs twice", r.ID)
				}
				if r.Points <= 0 {
					d.in("points", func() { d.errorf("%v points: it has to be more than 0", r.Points) })
				}
				if fold(r.Text) == "" {
					d.in("text", func() { d.errorf("it is blank; write what to look for") })
				}
			})
		})
		seen[r.ID] = true
	}
}

func (s *essaySpec) build(*decoder) Question {
	q := &essay{rows: s.Lines}
	if q.rows == 0 {
		q.rows = 10
	}
	for _, r := range s.Rubric {
		q.rubric = append(q.rubric, RubricItem(r))
		q.points += r.Points
	}
	return q
}

// A RubricItem is one thing to look for in an essay, with the points it is
// worth. Text is Markdown.
type RubricItem struct {
	ID     string
	Points float64
	Text   string
}

// Marks are the points that a person gave, by the id of the rubric's item.
type Marks map[string]float64

// A Rubricked is a question that a person marks. Its rubric gives the solution
// away: it is not to be shown before the answer is handed in.
type Rubricked interface {
	Rubric() []RubricItem
	// Mark is the verdict on an essay that was given these points. Until every
	// item has points the outcome is SelfMark. Points beyond those of an item
	// count as all of them, points below 0 as none, and those of an id that the
	// rubric does not have do not count.
	Mark(Marks) Verdict
}

// An essay asks for a text that a person marks.
type essay struct {
	rubric []RubricItem
	points float64
	rows   int
}

// Input implements [Question].
func (q *essay) Input() Input { return Essay{Rows: q.rows} }

// Key implements [Question]. It is an essay that has all the rubric looks for.
func (q *essay) Key() Answer {
	var lines []string
	for _, r := range q.rubric {
		lines = append(lines, r.Text)
	}
	return Answer{strings.Join(lines, "\n")}
}

// Grade implements [Question]. It only tells a text from none.
func (q *essay) Grade(a Answer) Verdict {
	if fold(strings.Join(a, " ")) == "" {
		return Verdict{Outcome: Blank}
	}
	return Verdict{Outcome: SelfMark, Why: "A person marks this."}
}

// Rubric implements [Rubricked].
func (q *essay) Rubric() []RubricItem { return append([]RubricItem(nil), q.rubric...) }

// Mark implements [Rubricked]. The score is the share of the rubric's points.
func (q *essay) Mark(m Marks) Verdict {
	v := Verdict{How: "marks"}
	got, marked := 0.0, 0
	for _, r := range q.rubric {
		p, ok := m[r.ID]
		if ok = ok && !math.IsNaN(p); ok {
			marked++
		}
		p = min(max(p, 0), r.Points)
		b := Verdict{Outcome: Partial, Score: p / r.Points}
		switch {
		case !ok:
			b = Verdict{Outcome: SelfMark}
			p = 0
		case p == r.Points:
			b.Outcome = Correct
		case p == 0:
			b.Outcome = Wrong
		}
		got += p
		v.Blanks = append(v.Blanks, b)
	}
	v.Score = got / q.points
	v.Why = fmt.Sprintf("%.4g of %.4g points by the rubric.", got, q.points)
	switch {
	case marked < len(q.rubric):
		v.Outcome, v.Score = SelfMark, 0
		v.Why = fmt.Sprintf("%d of %d lines are marked.", marked, len(q.rubric))
	case got == q.points:
		v.Outcome, v.Score = Correct, 1
	case got > 0:
		v.Outcome = Partial
	default:
		v.Outcome = Wrong
	}
	return v
}
