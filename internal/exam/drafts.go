package exam

import (
	"slices"
	"time"

	"gradcheck/grader"
)

// A Draft is an answer as it stood in a part for a while.
type Draft struct {
	At     Clock         // when it was complete
	After  time.Duration // that time, from the start
	Stood  time.Duration // until the next edit, or to the end
	Answer grader.Answer
}

// Drafts returns the answers that stood in a part for two seconds at least,
// oldest first, and the one at the end; those are what an exam can grade.
// Answers in which nothing stands are left out, and of two equal ones in a row
// the first. Events are those that the sitting was folded from.
func (s *Sitting) Drafts(r Ref, events []Event) []Draft {
	return s.history(events, stood, r)[r]
}

// Past returns the answers that stood in a part for two seconds at least before
// the present one, oldest first, without blank ones and without repetitions in a
// row; the present one is not among the last.
func (s *Sitting) Past(r Ref) []grader.Answer {
	p := s.part(r)
	var all []grader.Answer
	for i, a := range p.past {
		next := p.draft
		if i+1 < len(p.past) {
			next = p.past[i+1]
		}
		if !slices.Equal(a, next) {
			all = append(all, slices.Clone(a))
		}
	}
	return all
}

// history returns the drafts of some parts that stood for at least a time.
func (s *Sitting) history(events []Event, least time.Duration, refs ...Ref) map[Ref][]Draft {
	all := map[Ref][]Draft{}
	now := map[Ref]*Draft{}
	for _, r := range refs {
		now[r] = &Draft{Answer: make(grader.Answer, len(s.part(r).draft))}
	}
	keep := func(r Ref, until time.Duration, last bool) {
		v := now[r]
		v.Stood = until - v.After
		if v.Answer.Blank() || v.Stood < least && !last {
			return
		}
		if list := all[r]; len(list) > 0 && slices.Equal(list[len(list)-1].Answer, v.Answer) {
			list[len(list)-1].Stood += v.Stood
			return
		}
		all[r] = append(all[r], Draft{v.At, v.After, v.Stood, slices.Clone(v.Answer)})
	}
	watch := stopwatch{last: s.header.Start, byBoot: true}
	for _, e := range events {
		watch = watch.at(e.At)
		if e.Kind == Finish || e.Kind == Abandon {
			break
		}
		v := now[e.Part]
		if e.Kind != Edit || v == nil || e.Blank < 0 || e.Blank >= len(v.Answer) {
			continue
		}
		text, err := e.Splice.Apply(v.Answer[e.Blank])
		if err != nil {
			continue
		}
		keep(e.Part, watch.elapsed, false)
		v.Answer[e.Blank], v.At, v.After = text, e.At, watch.elapsed
	}
	for _, r := range refs {
		keep(r, watch.elapsed, true)
	}
	return all
}
