package class

import (
	"time"

	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// A Stage is how far a student is with a quiz.
type Stage int

// The stages.
const (
	Early   Stage = iota // it has not opened
	Open                 // it can be started
	Running              // an attempt goes on
	Over                 // it cannot be started any more, or not again
)

// Stage returns how far a student is who has made these attempts, the newest
// first.
func (o Offer) Stage(h Hall, now exam.Clock, made ...*exam.Sitting) Stage {
	if len(made) > 0 {
		if _, goesOn := Left(h, made[0], now); goesOn {
			return Running
		}
	}
	switch {
	case now.Wall.Before(o.Opens):
		return Early
	case len(made) >= o.Quiz.Attempts, !o.Closes.IsZero() && !now.Wall.Before(o.Closes):
		return Over
	}
	return Open
}

// Left is the time that an attempt at a quiz has, by the terms that hold now; ok
// is false if it is over, and the time 0 if it has no limit. One whose time was
// up goes on if there is more since.
func Left(h Hall, s *exam.Sitting, now exam.Clock) (left time.Duration, ok bool) {
	head := s.Header()
	t, known := h.Terms(head.Exam, head.Start.Wall)
	if !known {
		t = s.Terms()
	}
	allowed, limited := t.Allowed(head.Limit, head.Start.Wall)
	elapsed, _ := s.Elapsed(now)
	if s.Finished() && !(s.TimeUp() && limited && allowed > elapsed) {
		return 0, false
	}
	if !limited {
		return 0, true
	}
	return allowed - elapsed, allowed > elapsed
}

// Begin makes an attempt of a student at a quiz, counted from 1, with the events
// that begin it: the terms that hold, from where it is opened, and what was
// copied into the part that asks for a sentence, if there is one.
func (q *Quiz) Begin(h Hall, student string, attempt int, ps []*problems.Problem, now exam.Clock, from string, pledge exam.Ref, copied string) (*exam.Sitting, []exam.Event, error) {
	paper := &exam.Paper{Title: q.Title, Limit: q.Limit, Problems: ps}
	s, err := exam.New(exam.Header{
		ID: q.AttemptID(student, attempt), Student: student, Exam: q.ID, Mode: exam.Exam, Seed: q.Seed(student, attempt),
		Start: now, Limit: q.Limit, Problems: paper.Placed(), Version: exam.Version,
	}, paper)
	if err != nil {
		return nil, nil, err
	}
	terms, _ := h.Terms(q.ID, now.Wall)
	events := []exam.Event{{Kind: exam.Grant, Terms: terms}, {Kind: exam.Open, Text: from}}
	if pledge != (exam.Ref{}) {
		events = append(events, exam.Event{Kind: exam.Edit, Part: pledge, Splice: exam.Diff("", copied)})
	}
	for i, e := range events {
		e.At = now
		events[i] = s.Next(e)
		if err := s.Apply(events[i]); err != nil {
			return nil, nil, err
		}
	}
	return s, events, nil
}
