package exam

import (
	"maps"
	"slices"
	"time"

	"gradcheck/grader"
)

// stood is how long a draft has to stand before it can be graded in place of
// one that could not be read at the deadline.
const stood = 2 * time.Second

// keep remembers the draft of p as it stood until now, if it stood long enough.
func (p *part) keep(now time.Duration) {
	if p.edited && now-p.since >= stood && !p.draft.Blank() {
		p.past = append(p.past, slices.Clone(p.draft))
	}
	p.since = now
}

// A Graded is what an exam grades of a part, and its verdict.
type Graded struct {
	Answer  grader.Answer
	Verdict grader.Verdict
	Earlier bool // the draft at the end could not be read, so an earlier one stands in for it
}

// Graded returns what was graded when the exam was over; ok is false before,
// and if nothing was ever entered in the part.
func (s *Sitting) Graded(r Ref) (g Graded, ok bool) {
	p := s.part(r)
	if s.header.Mode != Exam || !s.finished || s.abandoned || !p.edited {
		return Graded{}, false
	}
	return s.graded(p), true
}

// graded grades the draft of p at the end. One that cannot be read is replaced
// by the latest that stood for two seconds and can be.
func (s *Sitting) graded(p *part) Graded {
	now := p.problem.answers()
	last := Graded{Answer: slices.Clone(p.draft), Verdict: p.marked(now)}
	if last.Verdict.Outcome != grader.Unreadable {
		return last
	}
	if p.standIn == nil || p.standIn.at != now || p.standInKeys != len(p.problem.revisions) {
		p.standIn, p.standInKeys = p.findStandIn(now), len(p.problem.revisions)
	}
	if p.standIn == now {
		return last
	}
	return Graded{Answer: slices.Clone(p.standIn.drafts[p.Label]), Verdict: p.marked(p.standIn), Earlier: true}
}

// findStandIn returns the answers with the latest draft of p that stood and can
// be read; now itself if there is none.
func (p *part) findStandIn(now *answers) *answers {
	for _, draft := range slices.Backward(p.past) {
		a := &answers{problem: p.problem, drafts: maps.Clone(now.drafts), at: now}
		a.drafts[p.Label] = draft
		if counts(p.marked(a)) {
			return a
		}
	}
	now.at = now
	return now
}

// marked is the verdict on p among answers, with the marks that a person gave
// at the end of an exam.
func (p *part) marked(a *answers) grader.Verdict {
	v := a.verdict(p.Label)
	if q, ok := p.Question.(grader.Rubricked); ok && v.Outcome == grader.SelfMark && p.marks != nil {
		return q.Mark(p.marks)
	}
	return v
}
