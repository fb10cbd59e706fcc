package exam

import (
	"errors"
	"time"
)

// Terms are the conditions of time that hold for an attempt beside its
// header's limit. They come as a [Grant], which replaces the ones before.
type Terms struct {
	Percent int           `json:"percent,omitempty"` // of the limit, for a student with more time; 0 is 100
	Extra   time.Duration `json:"extra,omitempty"`   // on top, nanoseconds
	Credit  time.Duration `json:"credit,omitempty"`  // for outages, nanoseconds
	Closes  time.Time     `json:"closes,omitzero"`   // end of the window that all share; zero is none
}

// Equal reports whether two terms say the same.
func (t Terms) Equal(u Terms) bool {
	norm := func(t Terms) Terms {
		if t.Percent == 0 {
			t.Percent = 100
		}
		t.Closes = time.Time{}
		return t
	}
	return t.Closes.Equal(u.Closes) && norm(t) == norm(u)
}

// longest keeps sums of durations far from overflow.
const longest = 1000 * time.Hour

// check reports terms that cannot be kept.
func (t Terms) check(limit time.Duration) error {
	switch {
	case t.Percent < 0 || t.Percent > 10_000:
		return errors.New("a share of the limit outside 0 to 10000 %")
	case t.Extra < 0 || t.Credit < 0 || t.Extra > longest || t.Credit > longest:
		return errors.New("extra time outside 0 to 1000 hours")
	case limit == 0 && t.Closes.IsZero() && t != Terms{}:
		return errors.New("more time where there is no limit")
	}
	return nil
}

// Allowed returns the time from the start to the deadline: limit times the
// share, and what is given on top. The window's end moves by the same amounts,
// so that nobody's limit is extended while the window shuts on them. There is
// no limit if ok is false.
func (t Terms) Allowed(limit time.Duration, start time.Time) (d time.Duration, ok bool) {
	percent := t.Percent
	if percent == 0 {
		percent = 100
	}
	own := limit/100*time.Duration(percent) + limit%100*time.Duration(percent)/100
	more := t.Extra + t.Credit
	if t.Closes.IsZero() {
		return own + more, limit > 0
	}
	window := t.Closes.Round(0).Sub(start.Round(0)) + (own - limit) + more
	if limit == 0 {
		return max(window, 0), true
	}
	return max(min(own+more, window), 0), true
}

// Terms returns the conditions of time that were granted last.
func (s *Sitting) Terms() Terms { return s.terms }

// Allowed returns the time from the start to the deadline; ok is false if there
// is no limit.
func (s *Sitting) Allowed() (d time.Duration, ok bool) {
	return s.terms.Allowed(s.header.Limit, s.header.Start.Wall)
}

// Left returns the time from now to the deadline, never below 0; ok is false if
// there is no limit.
func (s *Sitting) Left(now Clock) (left time.Duration, ok bool) {
	allowed, ok := s.Allowed()
	if !ok {
		return 0, false
	}
	elapsed, _ := s.Elapsed(now)
	return max(allowed-elapsed, 0), true
}

// grant changes the terms, at a given time after the start. A deadline is never
// moved to before that, nor the closing of a section that is open. An attempt whose time was up is open again if the new
// terms leave some.
func (s *Sitting) grant(t Terms, elapsed time.Duration) error {
	if err := t.check(s.header.Limit); err != nil {
		return err
	}
	allowed, limited := t.Allowed(s.header.Limit, s.header.Start.Wall)
	if limited && allowed < elapsed {
		return errors.New("it would end before now")
	}
	if was, ok := s.Allowed(); ok && limited {
		if err := s.closesNone(was, allowed, elapsed); err != nil {
			return err
		}
	}
	s.terms = t
	if s.finished && s.timeUp && (!limited || allowed > elapsed) {
		s.finished, s.timeUp = false, false
	}
	return nil
}
