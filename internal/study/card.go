package study

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/open-spaced-repetition/go-fsrs/v4"
)

const (
	// target is the retrievability at which a part is due, as FSRS has it.
	target = 0.9
	// faded is the retrievability at which a part is said to be forgotten: the
	// risk is twice that at which it was due.
	faded = 0.8
	// relearn is the longest that a part waits after a lapse.
	relearn = 24 * time.Hour
	// recent is the weight of a review among all of its part up to it, for what
	// is held. The last one counts twice as much as all before.
	recent = 2.0 / 3
)

// model returns FSRS-6 with its default weights, without the randomness that
// spreads intervals. Only its memory states are used, not its learning steps: a
// part takes minutes and is not asked again within the sitting.
func model() *fsrs.FSRS {
	p := fsrs.DefaultParam()
	p.RequestRetention = target
	p.EnableFuzz = false
	return fsrs.NewFSRS(p)
}

// A card is a part with its memory after each review, oldest first.
type card struct {
	part   Part
	states []state
}

// A state is what is known of a part after a review.
type state struct {
	at      time.Time
	memory  fsrs.MemoryState // stability in days, difficulty 1 to 10
	rating  fsrs.Rating      // of the review
	held    float64          // 0 to 1: the share of the part that was shown to be known
	printed bool             // the variant of seed 0 was answered right, by then
	spent   time.Duration
}

// right reports whether the last answer was all right and the student's own.
func (s *state) right() bool { return s.rating >= fsrs.Good }

// lapsed reports whether the part has to be learnt again.
func (s *state) lapsed() bool { return s.rating == fsrs.Again }

// due returns when the part should be asked again: when its retrievability falls
// to the target, after a lapse within a day.
func (s *state) due(m *fsrs.FSRS) time.Time {
	due := s.until(m, target)
	if next := s.at.Add(relearn); s.lapsed() && next.Before(due) {
		return next
	}
	return due
}

// forgets returns when the part is forgotten. One that lapsed is.
func (s *state) forgets(m *fsrs.FSRS) time.Time {
	if s.lapsed() {
		return s.at
	}
	return s.until(m, faded)
}

// A try is what a review says of its part, with every value in its range.
type try struct {
	at    time.Time // without a monotonic reading, which would hide that the clock was set
	seed  uint64
	score float64 // 0 to 1; 0 if the solution was seen
	hints int
	spent time.Duration
}

func (r *Review) try() try {
	t := try{at: r.At.Round(0), seed: r.Seed, score: min(max(r.Score, 0), 1), hints: max(r.Hints, 0), spent: max(r.Spent, 0)}
	if r.Shown {
		t.score = 0
	}
	return t
}

// order puts the tries of one part in the order of time. Of those at the same
// instant, one of which will count, the worse come first.
func order(a, b try) int {
	if c := a.at.Compare(b.at); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.score, b.score), cmp.Compare(b.hints, a.hints),
		cmp.Compare(a.seed, b.seed), cmp.Compare(b.spent, a.spent))
}

// fold makes the states of c. It sorts the tries.
func (c *card) fold(m *fsrs.FSRS, tries []try) {
	slices.SortFunc(tries, order)
	known := make(map[uint64]bool) // seeds that were answered right
	c.states = make([]state, 0, len(tries))
	var last *state
	for _, t := range tries {
		if last != nil && t.at.Equal(last.at) {
			continue
		}
		if c.part.Fixed {
			t.seed = 0
		}
		s := c.after(m, last, t, known[t.seed])
		if s.right() {
			known[t.seed] = true
		}
		s.printed = known[0]
		c.states = append(c.states, s)
		last = &c.states[len(c.states)-1]
	}
}

// after returns the state that follows last, nil for none, by a try of a variant
// that was known or not.
func (c *card) after(m *fsrs.FSRS, last *state, t try, known bool) state {
	s := state{at: t.at, rating: c.part.rate(t, known), held: t.score, spent: t.spent}
	var before *fsrs.MemoryState
	var days uint64
	if last != nil {
		before, days = &last.memory, nights(t.at.Sub(last.at))
		s.held = (1-recent)*last.held + recent*t.score
	}
	s.memory = m.NextState(before, target, days, s.rating).Memory
	return s
}

// nights returns the time between two reviews in whole days, which is what FSRS
// was fitted to. Rounding lets an evening and the next morning be two days
// without asking for a time zone, and a daily habit that starts an hour earlier
// still be daily.
func nights(d time.Duration) uint64 { return uint64(math.Round(max(d.Hours(), 0) / 24)) }

// rate grades a try. Again is less than half of the points, or the solution
// seen; Hard is part of the points, or any hint; Good is all of them alone. Easy
// is Good in at most half the time that the points stand for in an exam, unless
// luck or memory of the very numbers may explain it: known says that the same
// variant was answered right before.
func (p *Part) rate(t try, known bool) fsrs.Rating {
	const rounding = 1e-9 // of sums of points
	switch {
	case t.score < 0.5:
		return fsrs.Again
	case t.score < 1-rounding || t.hints > 0:
		return fsrs.Hard
	case t.spent > 0 && t.spent <= p.pace()/2 && !known && !p.Guess:
		return fsrs.Easy
	}
	return fsrs.Good
}

// by returns the state after the reviews up to t, nil if there are none.
func (c *card) by(t time.Time) *state {
	i, found := slices.BinarySearchFunc(c.states, t, func(s state, t time.Time) int { return s.at.Compare(t) })
	if found {
		i++
	}
	if i == 0 {
		return nil
	}
	return &c.states[i-1]
}

// recall returns the retrievability at t: the chance to remember what was known
// at the last review. Before that review it is 1.
func (s *state) recall(m *fsrs.FSRS, t time.Time) float64 {
	return m.ForgettingCurve(max(t.Sub(s.at).Hours()/24, 0), s.memory.Stability)
}

// until returns when the retrievability falls to chance, but at most a hundred
// years after the review. It is [fsrs.Parameters.ForgettingCurve] solved for the
// time.
func (s *state) until(m *fsrs.FSRS, chance float64) time.Time {
	days := s.memory.Stability * (math.Pow(chance, 1/m.Decay) - 1) / m.Factor
	return s.at.Add(time.Duration(min(days, 36500) * 24 * float64(time.Hour)))
}

// takes returns how long the part will take: as long as last time, within
// reason, since a part may be left on the screen.
func (c *card) takes(s *state) time.Duration {
	pace := c.part.pace()
	if s.spent == 0 {
		return pace
	}
	return min(s.spent, 2*pace)
}
