package class

import (
	"fmt"
	"math/big"
	"strings"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// Take returns what an attempt came to, for a gradebook and for statistics. ok is
// false of one that is not over, or was given up: there are no grades in it.
func Take(s *exam.Sitting) (r Result, a Answered, ok bool) {
	h := s.Header()
	if !s.Finished() || s.Abandoned() {
		return Result{}, Answered{}, false
	}
	used, _ := s.End()
	total := s.Total()
	r = Result{Student: h.Student, Attempt: h.ID, Points: tidy(total.Got), Awaiting: tidy(total.Awaiting), Possible: tidy(total.Possible),
		Started: h.Start.Wall, Ended: h.Start.Wall.Add(used)}
	a.Student = h.Student
	for i, p := range s.Paper().Problems {
		for j := range p.Parts {
			ref := exam.Ref{Problem: p.ID, Part: p.Parts[j].Label}
			sc := s.Score(ref)
			part := PartResult{partName(i+1, ref.Part), p.Title, tidy(sc.Got), tidy(sc.Awaiting), tidy(sc.Possible)}
			r.Parts = append(r.Parts, part)
			a.Parts = append(a.Parts, response(s, ref, part, p, &p.Parts[j]))
		}
	}
	return r, a, true
}

// partName is how a part is called: "6(a)", or "6" for the only part of a problem.
func partName(number int, label string) string {
	if label == "" {
		return fmt.Sprint(number)
	}
	return fmt.Sprintf("%d(%s)", number, label)
}

// response is what was made of one part.
func response(s *exam.Sitting, ref exam.Ref, part PartResult, p *problems.Problem, of *problems.Part) Response {
	r := Response{Part: part.Name, Points: part.Points, Possible: part.Possible, Variant: p.Seed, Seconds: s.Spent(ref).Seconds()}
	if g, ok := s.Graded(ref); ok {
		r.Outcome, r.Answer = g.Verdict.Outcome, canonical(of.Question, g)
	}
	return r
}

// canonical is an answer in a form that is the same for answers which say the same,
// as far as one row can: a value in the unit of the question, a formula in the
// symbols that it declares, ids of options; "" for an essay, of which no two are
// the same.
func canonical(q grader.Question, g exam.Graded) string {
	if _, essay := q.(grader.Rubricked); essay {
		return ""
	}
	if v, ok := q.(grader.Valuer); ok {
		if s, ok := v.Value(g.Answer); ok {
			return decimal(s)
		}
	}
	if c, ok := q.(grader.Canonical); ok {
		if s, ok := c.Canonical(g.Answer); ok {
			return strings.ReplaceAll(s, "\n", "; ")
		}
	}
	if g.Verdict.Read != "" {
		return g.Verdict.Read
	}
	return strings.Join(g.Answer, "; ")
}

// decimal writes a fraction such as 55/2 as 27.5, if that says the same.
func decimal(s string) string {
	const most = 12
	x, ok := new(big.Rat).SetString(s)
	if !ok {
		return s
	}
	if n, exact := x.FloatPrec(); exact && n <= most {
		return x.FloatString(n)
	}
	return s
}
