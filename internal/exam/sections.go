package exam

import (
	"errors"
	"fmt"
	"time"

	"gradcheck/problems"
)

// A Section is a run of the problems of an attempt with a budget of its own.
// Minutes are its share of the time: the budgets together are scaled to what is
// allowed, so that more time stretches each alike. Section k closes when the
// budgets of the first k have passed; what is left of one is there for the next,
// and working ahead is always possible. A closed section takes no more edits,
// and what stands in it then is what is graded.
type Section struct {
	Title    string `json:"title,omitempty"`
	Problems int    `json:"problems"` // how many, after those of the sections before
	Minutes  int    `json:"minutes"`
}

// maxMinutes keeps sums of minutes far from overflow.
const maxMinutes = 100_000

// Sections returns the budgets that the sections of an exam give the problems of
// a paper drawn from it. One that says no minutes gets as many for a point as
// the others do; there are none if no section says any, or if the paper is not
// one of the exam's.
func Sections(x *problems.Exam, paper []*problems.Problem) []Section {
	var all []Section
	minutes, worth := 0, 0.0
	points := make([]float64, 0, len(x.Sections))
	for _, s := range x.Sections {
		n := s.Size()
		if n > len(paper) {
			return nil
		}
		if n == 0 {
			continue
		}
		sum := 0.0
		for _, p := range paper[:n] {
			sum += p.Points()
		}
		if paper = paper[n:]; s.Minutes > 0 {
			minutes, worth = minutes+s.Minutes, worth+sum
		}
		all, points = append(all, Section{s.Title, n, s.Minutes}), append(points, sum)
	}
	if minutes == 0 || len(paper) > 0 {
		return nil
	}
	for i := range all {
		if all[i].Minutes == 0 {
			all[i].Minutes = 1
			if worth > 0 {
				all[i].Minutes = min(max(int(points[i]*float64(minutes)/worth+0.5), 1), maxMinutes)
			}
		}
	}
	return all
}

// Closings returns the times from the start at which sections close where a
// given time is allowed: the last one with it.
func Closings(sections []Section, allowed time.Duration) []time.Duration {
	total, passed := budget(sections), 0
	at := make([]time.Duration, len(sections))
	for k, s := range sections {
		passed += s.Minutes
		at[k] = share(allowed, passed, total)
	}
	return at
}

// budget is the sum of the minutes of sections.
func budget(sections []Section) (minutes int) {
	for _, s := range sections {
		minutes += s.Minutes
	}
	return minutes
}

// share is d times part/whole, rounded down to nanoseconds; part is at most
// whole, which is far below a second's nanoseconds.
func share(d time.Duration, part, whole int) time.Duration {
	p, w := time.Duration(part), time.Duration(whole)
	return d/w*p + d%w*p/w
}

// checkSections reports sections that cannot be sat.
func (h Header) checkSections() error {
	if len(h.Sections) == 0 {
		return nil
	}
	if h.Version < SectionsVersion || h.Mode != Exam {
		return fmt.Errorf("attempt %s has sections, which the rules %d for %s do not have", h.ID, h.Version, h.Mode)
	}
	n := 0
	for k, s := range h.Sections {
		if s.Problems < 1 || s.Problems > len(h.Problems)-n || s.Minutes < 1 || s.Minutes > maxMinutes {
			return fmt.Errorf("attempt %s: section %d has %d problems for %d minutes", h.ID, k+1, s.Problems, s.Minutes)
		}
		n += s.Problems
	}
	if n != len(h.Problems) {
		return fmt.Errorf("attempt %s: %d problems in sections, want %d", h.ID, n, len(h.Problems))
	}
	return nil
}

// sections notes the section of each problem and the minutes that have passed
// when it closes.
func (s *Sitting) sections() {
	i, passed := 0, 0
	for k, sec := range s.header.Sections {
		passed += sec.Minutes
		s.passed = append(s.passed, passed)
		for range sec.Problems {
			s.problems[s.paper.Problems[i].ID].section = k
			i++
		}
	}
}

// closing returns the time from the start at which section k closes where a
// given time is allowed.
func (s *Sitting) closing(k int, allowed time.Duration) time.Duration {
	return share(allowed, s.passed[k], s.passed[len(s.passed)-1])
}

// Section returns the section of a part, counted from 0, and the time from the
// start at which it closes; ok is false if the paper has none with budgets of
// their own, or no limit.
func (s *Sitting) Section(r Ref) (k int, closes time.Duration, ok bool) {
	allowed, limited := s.Allowed()
	if len(s.passed) == 0 || !limited {
		return 0, 0, false
	}
	k = s.part(r).problem.section
	return k, s.closing(k, allowed), true
}

// Closed reports whether the section of a part takes no more edits at a time, or
// the attempt is over.
func (s *Sitting) Closed(r Ref, now Clock) bool {
	if s.finished {
		return true
	}
	elapsed, _ := s.Elapsed(now)
	allowed, limited := s.Allowed()
	_, closes, ok := s.Section(r)
	return limited && elapsed > allowed || ok && elapsed > closes
}

// late is why an edit at a given time after the start comes too late for the
// section of its part; nil if it does not. One at the very moment of closing
// counts.
func (s *Sitting) late(e Event, elapsed time.Duration) error {
	if e.Kind != Edit || s.index[e.Part] == nil {
		return nil
	}
	k, closes, ok := s.Section(e.Part)
	if !ok || elapsed <= closes {
		return nil
	}
	if title := s.header.Sections[k].Title; title != "" {
		return fmt.Errorf("%w in section %d, %s", ErrTimeUp, k+1, title)
	}
	return fmt.Errorf("%w in section %d", ErrTimeUp, k+1)
}

// closesNone reports terms by which a section that is open would have closed
// before now.
func (s *Sitting) closesNone(was, will time.Duration, elapsed time.Duration) error {
	for k := range s.passed {
		if s.closing(k, was) >= elapsed && s.closing(k, will) < elapsed {
			return errors.New("an open section would close before now")
		}
	}
	return nil
}
