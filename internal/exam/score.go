package exam

import (
	"maps"
	"slices"

	"gradcheck/grader"
)

// answers are the drafts of one problem at one moment, with their verdicts once
// somebody asks. All parts of a problem are graded together because later ones
// may carry on from earlier ones.
type answers struct {
	problem  *problem
	drafts   map[string]grader.Answer
	verdicts map[string]grader.Verdict
	keys     int // revisions of the keys that they know of

	worked *answers // these with later work, for a gate; see [part.worked]
	at     *answers // of a worked one or a stand-in: the drafts it was made at
}

// answers returns the drafts as they stand. Checks with no edit between them
// share one value, so nothing is graded twice.
func (p *problem) answers() *answers {
	if p.now == nil {
		p.now = &answers{problem: p, drafts: make(map[string]grader.Answer, len(p.parts))}
		for _, t := range p.parts {
			p.now.drafts[t.Label] = slices.Clone(t.draft)
		}
	}
	return p.now
}

// verdict grades on first use.
func (a *answers) verdict(label string) grader.Verdict {
	if a.verdicts == nil || a.keys != len(a.problem.revisions) {
		// The grader gets its own map, as what was answered must stay.
		a.verdicts, a.keys = a.problem.grade(maps.Clone(a.drafts)), len(a.problem.revisions)
	}
	return a.verdicts[label]
}

// verdict is the verdict on a check, with the marks that a person gave it.
func (p *part) verdict(c check) grader.Verdict {
	v := c.answers.verdict(p.Label)
	if p.Gate != nil {
		v = p.worked(c).verdict(p.Label)
	}
	if q, ok := p.Question.(grader.Rubricked); ok && v.Outcome == grader.SelfMark && c.marks != nil {
		return q.Mark(c.marks)
	}
	return v
}

// worked returns the answers of a check with the parts that its gate requires as
// they stand now: work that is shown later lifts the cap.
func (p *part) worked(c check) *answers {
	now := p.problem.answers()
	if w := c.answers.worked; w != nil && w.at == now {
		return w
	}
	w := &answers{problem: p.problem, drafts: maps.Clone(c.answers.drafts), at: now}
	for _, label := range p.Gate.Requires {
		w.drafts[label] = now.drafts[label]
	}
	c.answers.worked = w
	return w
}

// A Try is a draft that was checked.
type Try struct {
	At      Clock
	Answer  grader.Answer
	Verdict grader.Verdict
}

// Counts reports whether the check was a try: a blank or unreadable answer
// costs nothing.
func (t Try) Counts() bool { return counts(t.Verdict) }

func counts(v grader.Verdict) bool {
	return v.Outcome != grader.Blank && v.Outcome != grader.Unreadable
}

// Checks returns everything that was checked in a part, oldest first, with what
// was blank or could not be read.
func (s *Sitting) Checks(r Ref) []Try {
	p := s.part(r)
	tries := make([]Try, len(p.checks))
	for i, c := range p.checks {
		tries[i] = Try{c.at, slices.Clone(c.answers.drafts[p.Label]), p.verdict(c)}
	}
	return tries
}

// Tries returns the checks of a part that count, oldest first.
func (s *Sitting) Tries(r Ref) []Try {
	return slices.DeleteFunc(s.Checks(r), func(t Try) bool { return !t.Counts() })
}

// A Score is points: Got, Awaiting a person's decision, and Possible at most.
type Score struct {
	Got, Awaiting, Possible float64
}

// Score returns what a part has earned. In practice the first try counts, less
// the hints taken before it; after the solution was shown nothing does. In an
// exam it is the draft at the end, and nothing before. An abandoned attempt
// keeps what practice had earned.
func (s *Sitting) Score(r Ref) Score { return s.score(s.part(r)) }

func (s *Sitting) score(p *part) Score {
	sc := Score{Possible: p.Points}
	v, hints, ok := s.counted(p)
	if !ok {
		return sc
	}
	switch worth := p.worth(hints); v.Outcome {
	case grader.SelfMark, grader.Unsure:
		sc.Awaiting = worth
	default:
		sc.Got = worth * v.Score
	}
	return sc
}

// counted returns the verdict that decides the score of p and the number of
// hints taken before it.
func (s *Sitting) counted(p *part) (v grader.Verdict, hints int, ok bool) {
	if s.header.Mode == Exam {
		if !s.finished || s.abandoned || !p.edited {
			return v, 0, false
		}
		return s.graded(p).Verdict, 0, true
	}
	for _, c := range p.checks {
		if c.shown {
			break
		}
		if v := p.verdict(c); counts(v) {
			return v, c.hints, true
		}
	}
	return v, 0, false
}

// Total returns the sum of the scores of all parts.
func (s *Sitting) Total() Score {
	var sum Score
	for _, p := range s.parts {
		sc := s.score(p)
		sum.Got += sc.Got
		sum.Awaiting += sc.Awaiting
		sum.Possible += sc.Possible
	}
	return sum
}

// Worth returns the most points that a first try can still earn: those of the
// part less the hints taken, 0 once the solution was shown. It is for the line
// above the answer and takes no notice of tries already made.
func (s *Sitting) Worth(r Ref) float64 {
	p := s.part(r)
	if p.shown {
		return 0
	}
	return p.worth(p.hints)
}

// worth returns the points of p after hints hints.
func (p *part) worth(hints int) float64 {
	left := p.Points
	for _, h := range p.Hints[:hints] {
		left -= p.Points * h.Cost
	}
	return max(left, 0)
}

// A Status is the state of a part as the strip shows it.
type Status int

// The states of a part.
const (
	Untouched  Status = iota // nothing entered
	Drafted                  // something stands in the blanks, not checked
	Unreadable               // checked and could not be read; costs nothing
	Wrong
	Partial
	Correct
	Waiting // for a person: an essay, or an answer that could not be decided
	GivenUp // the solution was shown before any try
)

var statuses = [...]string{"untouched", "drafted", "unreadable", "wrong", "partial", "correct", "waiting", "given up"}

// String returns the state in words.
func (s Status) String() string { return statuses[s] }

// Answered reports whether the part counts as done: tried, waiting or given up.
func (s Status) Answered() bool { return s >= Wrong }

// Status returns the state of a part. In practice it is that of the best try made
// before the solution was shown: a second try can turn Wrong into Correct, though
// the score stays with the first, and a later slip takes nothing back. An exam
// shows no verdict before its end.
func (s *Sitting) Status(r Ref) Status {
	p := s.part(r)
	if s.header.Mode == Exam {
		if v, _, ok := s.counted(p); ok && v.Outcome != grader.Blank {
			return status(v.Outcome)
		}
		return p.drafted()
	}
	best, unreadable := Untouched, false
	for _, c := range p.checks {
		if c.shown {
			break
		}
		v := p.verdict(c)
		unreadable = unreadable || v.Outcome == grader.Unreadable
		if st := status(v.Outcome); counts(v) && (best == Untouched || rank(st) > rank(best)) {
			best = st
		}
	}
	if best != Untouched {
		return best
	}
	switch {
	case p.shown:
		return GivenUp
	case unreadable:
		return Unreadable
	}
	return p.drafted()
}

// rank orders the states that a try leaves, from bad to good.
func rank(s Status) int {
	switch s {
	case Correct:
		return 3
	case Waiting:
		return 2
	case Partial:
		return 1
	}
	return 0
}

// drafted tells the two states of a part that was not checked apart.
func (p *part) drafted() Status {
	if p.draft.Blank() {
		return Untouched
	}
	return Drafted
}

// status returns the state that an outcome other than Blank leaves.
func status(o grader.Outcome) Status {
	switch o {
	case grader.Correct:
		return Correct
	case grader.Partial:
		return Partial
	case grader.SelfMark, grader.Unsure:
		return Waiting
	case grader.Unreadable:
		return Unreadable
	}
	return Wrong
}
