package tui

import (
	"context"
	"errors"
	"fmt"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

// Rest writes what is not written yet, once the program has ended: a connection
// that broke took its commands along. It is for after the end alone, and not
// for Update, since it waits for the store. The error is why something could not
// be written; what another terminal has taken over stays as it is there.
func (a *App) Rest(ctx context.Context) error {
	for _, s := range a.stack {
		if l, ok := s.(leaver); ok {
			l.leave() // records it; the command that would write it is not needed
		}
	}
	if d := a.sitting; d != nil && d.running() && !d.session.moved && !a.leaving {
		d.record(exam.Event{Kind: exam.Leave, N: 1})
	}
	var errs []error
	for _, d := range a.desks() {
		if d.session != nil && d.session.moved {
			continue
		}
		for _, r := range d.recorders() {
			if err := r.rest(ctx, d.env.Store); err != nil {
				errs = append(errs, fmt.Errorf("attempt %s: %w", r.header.ID, err))
			}
		}
	}
	return errors.Join(errs...)
}

// rest writes what is pending. A write that was under way when the program ended
// may have come through: what the store has of it is not written again.
func (r *recorder) rest(ctx context.Context, s store.Store) error {
	for len(r.pending) > 0 {
		if !r.created {
			if err := create(ctx, s, r.header, r.frozen); err != nil && !errors.Is(err, store.ErrExists) {
				return err
			}
			r.created = true
		}
		err := s.Append(ctx, r.header.ID, r.stored, r.pending...)
		if err == nil {
			r.stored += len(r.pending)
			r.pending = nil
			return nil
		}
		if !errors.Is(err, store.ErrStale) {
			return err
		}
		there, err := s.Events(ctx, r.header.ID, r.stored)
		if err != nil {
			return err
		}
		n := 0
		for n < len(there) && n < len(r.pending) && there[n].Hash() == r.pending[n].Hash() {
			n++
		}
		if n == 0 || n < len(there) {
			return store.ErrStale // another terminal has it
		}
		r.pending, r.stored = r.pending[n:], r.stored+n
	}
	return nil
}
