package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"gradcheck/internal/class"
	"gradcheck/internal/tui"
)

// staff gathers what the screens of an instructor are given.
func (s *System) staff(ctx context.Context, o *options, l *lectern) (*tui.Env, tui.Staff, error) {
	theme, err := s.theme(o)
	if err != nil {
		return nil, tui.Staff{}, err
	}
	lib, _, err := s.library(o)
	if err != nil {
		return nil, tui.Staff{}, err
	}
	env := &tui.Env{Context: context.WithoutCancel(ctx), Library: lib, Store: l.store, Student: s.student(), Now: s.Now, Seed: s.Seed, Theme: theme}
	return env, tui.Staff{Quiz: l.quiz, Course: l.course, Load: l.load}, nil
}

// staffScreen runs a screen of an instructor; instead says what there is without a
// terminal.
func (s *System) staffScreen(ctx context.Context, o *options, l *lectern, instead string, open func(*tui.Env, tui.Staff) *tui.App) error {
	if s.accessible(o) || s.needTerminal() != nil {
		return errors.New("this screen needs a terminal that can move its cursor; " + instead)
	}
	env, staff, err := s.staff(ctx, o, l)
	if err != nil {
		return err
	}
	quiet := *s
	quiet.Err = io.Discard // the screen says how far it is
	l.s = &quiet
	defer func() { l.s = s }()
	app := open(env, staff)
	err = s.run(env.Context, app)
	fmt.Fprint(s.Out, app.Farewell())
	return err
}

// statsScreen shows statistics.
func (s *System) statsScreen(ctx context.Context, o *options, l *lectern) error {
	r, err := s.regrader(o, l, nil)
	if err != nil {
		return err
	}
	return s.staffScreen(ctx, o, l, "--format text prints it", func(env *tui.Env, staff tui.Staff) *tui.App {
		return tui.NewStats(env, staff, l.stats, r.screen())
	})
}

// regradeScreen shows what a regrade changes, and applies it there.
func (s *System) regradeScreen(ctx context.Context, o *options, r *regrader, floor bool) error {
	return s.staffScreen(ctx, o, r.lectern, "--format text prints it", func(env *tui.Env, staff tui.Staff) *tui.App {
		return tui.NewRegrade(env, staff, r.screen(), floor)
	})
}

// screen is what the screen of a regrade is given.
func (r *regrader) screen() tui.Regrader {
	return tui.Regrader{Work: r.all, Apply: func(ctx context.Context, sum *class.Correction) (int, error) {
		kept, err := r.apply(ctx, sum)
		return len(kept), err
	}}
}
