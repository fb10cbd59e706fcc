package linear

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/problems"
)

// A work is an attempt with what of it is in the store. In practice every problem
// has its own, the problems of a paper share one.
type work struct {
	sitting *exam.Sitting
	frozen  [][]byte // its problems, in order
	created bool
	stored  int          // events in the store
	pending []exam.Event // events that are not
	err     error        // of the last try to write
	failing time.Time    // of the first try that failed; zero when all is well
	moved   bool         // another program goes on with it
	synced  time.Time    // of the last write
}

func (w *work) id() string { return w.sitting.Header().ID }

// context is for reading and writing: what has begun is not broken off because
// the student has left.
func (t *Talk) context() context.Context { return context.WithoutCancel(t.env.Context) }

// resume folds an attempt that is in the store.
func (t *Talk) resume(h exam.Header) (*work, error) {
	r, err := store.Load(t.context(), t.env.Store, h)
	if err != nil {
		return nil, err
	}
	s, err := r.Sitting()
	if err != nil {
		return nil, err
	}
	return &work{sitting: s, frozen: r.Frozen, created: true, stored: len(r.Events)}, nil
}

// begin makes a new attempt; it is stored with its first event.
func (t *Talk) begin(h exam.Header, paper *exam.Paper) (*work, error) {
	h.Student, h.Start, h.Problems, h.Version = t.env.Student, t.env.Now(), paper.Placed(), exam.Version
	if len(h.Sections) > 0 {
		h.Version = exam.SectionsVersion
	}
	s, err := exam.New(h, paper)
	if err != nil {
		return nil, err
	}
	w := &work{sitting: s}
	for _, p := range paper.Problems {
		w.frozen = append(w.frozen, p.Freeze())
	}
	return w, nil
}

// attemptID names a new attempt: when, at what, and a little chance.
func (t *Talk) attemptID(what string) string {
	return fmt.Sprintf("%s-%s-%06x", t.env.Now().Wall.UTC().Format("20060102-150405"), what, t.env.Seed()&0xffffff)
}

// hold keeps a work in mind until the talk ends.
func (t *Talk) hold(w *work) {
	if !slices.Contains(t.works, w) {
		t.works = append(t.works, w)
	}
}

// record adds an event, at the present time if it has none, and writes it. The
// error says why the attempt refuses it; what the store has to say is said.
func (t *Talk) record(w *work, ev exam.Event) error {
	if ev.At == (exam.Clock{}) {
		ev.At = t.env.Now()
	}
	ev = w.sitting.Next(ev)
	if err := w.sitting.Apply(ev); err != nil {
		return err
	}
	w.pending = append(w.pending, ev)
	t.hold(w)
	t.save(w)
	return nil
}

// save writes what is pending and says when that begins or ceases to fail.
func (t *Talk) save(w *work) {
	was := w.err
	t.write(w)
	switch {
	case w.moved:
	case w.err != nil && (was == nil || was.Error() != w.err.Error()):
		t.voice.say("NOT SAVED since " + t.clockTime(w.failing) + ": " + dot(strings.TrimSpace(w.err.Error())) +
			" Nothing is lost yet; it is tried again before every prompt.")
	case w.err == nil && was != nil:
		t.voice.say("All is saved again, " + t.clockTime(w.synced) + ".")
	}
}

// write writes what is pending. An exam that another program goes on with is
// marked as moved; practice goes on in an attempt of its own.
func (t *Talk) write(w *work) {
	if len(w.pending) == 0 || w.moved {
		return
	}
	ctx, h := t.context(), w.sitting.Header()
	err := error(nil)
	if !w.created {
		err = create(ctx, t.env.Store, h, w.frozen)
		if errors.Is(err, store.ErrExists) { // begun elsewhere meanwhile
			err = nil
		}
		w.created = err == nil
	}
	if err == nil {
		err = t.env.Store.Append(ctx, h.ID, w.stored, w.pending...)
	}
	if errors.Is(err, store.ErrStale) {
		if h.Mode == exam.Exam {
			w.moved, w.err = true, err
			return
		}
		if err = t.fork(w); err == nil {
			t.voice.say("Another program goes on with this attempt; what is entered here is kept in one of its own.")
		}
	} else if err == nil {
		w.stored += len(w.pending)
		w.pending = nil
	}
	now := t.env.Now().Wall
	if w.err = err; err == nil {
		w.synced, w.failing = now, time.Time{}
	} else if w.failing.IsZero() {
		w.failing = now
	}
}

// create stores a new attempt and the problems it is at.
func create(ctx context.Context, s store.Store, h exam.Header, frozen [][]byte) error {
	for i, p := range h.Problems {
		if err := s.PutInstance(ctx, p.Digest, frozen[i]); err != nil {
			return err
		}
	}
	return s.Create(ctx, h)
}

// fork copies an attempt that another program has gone on with: the events that
// both know and those that only this one has become an attempt of their own.
func (t *Talk) fork(w *work) error {
	ctx, h := t.context(), w.sitting.Header()
	old, err := t.env.Store.Events(ctx, h.ID, 0)
	if err != nil {
		return err
	}
	all := append(slices.Clone(old[:min(w.stored, len(old))]), w.pending...)
	h.ID = t.attemptID(h.Problems[0].ID)
	paper := &exam.Paper{Limit: h.Limit}
	for _, data := range w.frozen {
		p, err := problems.Thaw(data)
		if err != nil {
			return err
		}
		paper.Problems = append(paper.Problems, p)
	}
	s, err := exam.New(h, paper)
	if err != nil {
		return err
	}
	for i := range all {
		all[i] = s.Next(all[i])
		if err := s.Apply(all[i]); err != nil {
			return err
		}
	}
	if err := create(ctx, t.env.Store, h, w.frozen); err != nil {
		return err
	}
	if err := t.env.Store.Append(ctx, h.ID, 0, all...); err != nil {
		return err
	}
	w.sitting, w.stored, w.pending = s, len(all), nil
	return nil
}

// saved says when what was entered last was written, or that it was not.
func (t *Talk) saved(w *work) string {
	switch {
	case t.env.Warning != "":
		return "NOT SAVED."
	case len(w.pending) > 0:
		return "NOT SAVED since " + t.clockTime(w.failing) + "."
	}
	return "Saved " + t.clockTime(w.synced) + "."
}
