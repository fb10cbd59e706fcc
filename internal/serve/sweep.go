package serve

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

// How often the server looks after things.
const (
	beatEvery  = time.Second
	tendEvery  = 5 * time.Second
	closeAfter = 3 * time.Second // after the deadline: a session closes its own attempt before
)

// tend says that the server lives, closes attempts that time has closed, ends
// idle sessions and asks clients whether they are there, until ctx ends.
func (s *Server) tend(ctx context.Context) {
	var loops sync.WaitGroup
	loops.Go(func() {
		every(ctx, beatEvery, func() {
			if err := s.Store.Beat(ctx, s.Name, s.Now()); err != nil && ctx.Err() == nil {
				s.metrics.storeErrors.Inc()
				s.Log.Error("heartbeat", "err", err)
			}
		})
	})
	b := broom{over: map[string]time.Time{}, clean: map[string]int{}}
	asked := time.Now()
	every(ctx, tendEvery, func() {
		s.sweep(ctx, b)
		s.flushVisits(ctx)
		ask := time.Since(asked) > keepAlive
		if ask {
			asked = time.Now()
		}
		for _, x := range s.open() {
			switch {
			case x.disowned():
				x.leave("The key of this terminal is not linked to your name any more, so it was let go. What was entered is saved.")
			case x.quiet() > s.Limits.Idle:
				x.leave(fmt.Sprintf("Nothing was typed for %v, so this terminal was let go. What you have entered is saved, and the clock of a quiz runs on.", s.Limits.Idle))
			case ask:
				x.alive()
			}
		}
	})
	loops.Wait()
}

// A broom remembers what needs no sweeping.
type broom struct {
	over  map[string]time.Time // attempts, with the deadline that they were closed at
	clean map[string]int       // quizzes that nobody sits or can sit, by the length of the journal then
}

// sweep ends the attempts whose deadline has passed while nobody was there. A
// quiz that is closed for everybody is looked at again only when the journal has
// grown: somebody may have more time.
func (s *Server) sweep(ctx context.Context, b broom) {
	var qs []*class.Quiz
	var journal int
	s.hall.view(func(c *class.Course) { qs, journal = c.Quizzes(), c.Len() })
	for _, q := range qs {
		if n, ok := b.clean[q.ID]; ok && n == journal {
			continue
		}
		open, err := s.sweepQuiz(ctx, q, b)
		if err != nil {
			s.metrics.storeErrors.Inc()
			s.Log.Error("look for attempts", "quiz", q.ID, "err", err)
			continue
		}
		var last time.Time
		s.hall.view(func(c *class.Course) { last = c.Last(q) })
		if open == 0 && !last.IsZero() && s.Now().Wall.After(last.Add(closeAfter)) {
			b.clean[q.ID] = journal
		}
	}
}

// sweepQuiz sweeps one quiz, and returns how many attempts are not over.
func (s *Server) sweepQuiz(ctx context.Context, q *class.Quiz, b broom) (open int, err error) {
	hs, err := s.Store.Sat(ctx, q.ID)
	if err != nil {
		return 0, err
	}
	for _, h := range hs {
		var t exam.Terms
		s.hall.view(func(c *class.Course) { t = c.Terms(q, h.Student, h.Start.Wall) })
		allowed, limited := t.Allowed(h.Limit, h.Start.Wall)
		deadline := h.Start.Wall.Add(allowed)
		if limited && b.over[h.ID].Equal(deadline) {
			continue
		}
		open++
		if !limited || s.Now().Wall.Before(deadline.Add(closeAfter)) {
			continue
		}
		if err := s.finish(ctx, h, t); err != nil {
			if ctx.Err() == nil {
				s.Log.Error("close attempt", "attempt", h.ID, "err", err)
			}
			continue
		}
		b.over[h.ID] = deadline
		open--
	}
	return open, nil
}

// finish ends an attempt if its time is up by its own clocks.
func (s *Server) finish(ctx context.Context, h exam.Header, t exam.Terms) error {
	rec, err := store.Load(ctx, s.Store, h)
	if err != nil {
		return err
	}
	st, err := rec.Sitting()
	if err != nil {
		return err
	}
	if st.Finished() {
		return nil
	}
	now := s.Now()
	var events []exam.Event
	add := func(e exam.Event) error {
		e.At = now
		e = st.Next(e)
		if err := st.Apply(e); err != nil {
			return err
		}
		events = append(events, e)
		return nil
	}
	if !st.Terms().Equal(t) {
		add(exam.Event{Kind: exam.Grant, Terms: t}) // one that would end before now is refused, and the old one holds
	}
	if left, ok := st.Left(now); !ok || left > 0 {
		return errors.New("its own clock says that time is left")
	}
	if err := add(exam.Event{Kind: exam.Finish, N: 1}); err != nil {
		return err
	}
	err = s.Store.Append(ctx, h.ID, len(rec.Events), events...)
	if errors.Is(err, store.ErrStale) {
		return nil // somebody is there after all; the next round sees
	}
	if err == nil {
		s.metrics.closed.Inc()
		s.Log.Info("closed", "attempt", h.ID)
	}
	return err
}

// briefest is the shortest absence that is an outage. While another process
// serves, the last heartbeat is never as old.
const briefest = 3 * beatEvery

// credit records the time since a server was last alive, rounded up to minutes,
// as an outage.
func (h *hall) credit(ctx context.Context) error {
	last, err := h.s.Store.LastBeat(ctx)
	if err != nil {
		return err
	}
	now := h.s.Now()
	if err := h.s.Store.Beat(ctx, h.s.Name, now); err != nil {
		return err
	}
	gap, _ := now.Sub(last)
	if last.Wall.IsZero() || gap < briefest || !h.anyone(ctx, last.Wall) {
		return nil
	}
	credit := (gap + time.Minute - 1).Truncate(time.Minute)
	h.s.Log.Warn("outage", "from", last.Wall, "for", gap.Round(time.Second).String(), "credited", credit.String())
	return h.post(ctx, class.Entry{Kind: class.Outage, From: last.Wall, To: last.Wall.Add(gap), Extra: credit})
}

// anyone reports whether an attempt ran at a time.
func (h *hall) anyone(ctx context.Context, at time.Time) bool {
	var qs []*class.Quiz
	h.view(func(c *class.Course) { qs = c.Quizzes() })
	for _, q := range qs {
		hs, err := h.s.Store.Sat(ctx, q.ID)
		if err != nil {
			return true // rather a credit too many
		}
		for _, a := range hs {
			var t exam.Terms
			h.view(func(c *class.Course) { t = c.Terms(q, a.Student, a.Start.Wall) })
			if d, ok := t.Allowed(a.Limit, a.Start.Wall); !ok || a.Start.Wall.Add(d).After(at) {
				return true
			}
		}
	}
	return false
}
