package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/charmbracelet/x/term"

	"gradcheck/internal/linear"
	"gradcheck/internal/tui"
	"gradcheck/problems"
)

// accessible reports whether lines are spoken in place of screens: asked for, or
// because the terminal cannot move its cursor.
func (s *System) accessible(o *options) bool { return o.accessible || s.Getenv("TERM") == "dumb" }

// talk holds a conversation in lines, over a terminal or through pipes. The
// arguments are checked with the library before anything is opened. A signal to
// end is like the end of the input: everything is written first.
func (s *System) talk(ctx context.Context, o *options, check func(*problems.Library) error, talk func(*linear.Talk) error) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGHUP)
	defer stop()
	d, err := s.data(context.WithoutCancel(ctx), o, check)
	if err != nil {
		return err
	}
	defer d.store.Close()
	return talk(linear.New(linear.Env{
		Context: ctx, Library: d.library, Store: d.store, Student: s.student(), Place: d.place, Warning: d.warning, Notice: d.notice,
		Now: s.Now, Seed: s.Seed, In: s.In, Out: s.Out, Terminal: atTerminal(s.In),
	}))
}

func atTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(f.Fd())
}

// talkPractice is practice in lines, or home if at is nil.
func (s *System) talkPractice(ctx context.Context, o *options, at *start) error {
	var problem, label string
	check := func(lib *problems.Library) (err error) {
		problem, label, err = find(lib, at)
		return err
	}
	return s.talk(ctx, o, check, func(t *linear.Talk) error {
		switch {
		case at == nil:
			return t.Home()
		case at.due:
			return t.Due()
		}
		return t.Practise(problem, label, at.seed)
	})
}

// talkExam is an exam in lines; the check may settle what is sat.
func (s *System) talkExam(ctx context.Context, o *options, sit *tui.Sit, check func(*problems.Library) error) error {
	return s.talk(ctx, o, check, func(t *linear.Talk) error {
		return t.Exam(linear.Sit{Exam: sit.Exam, Seed: sit.Seed, Seeded: sit.Seeded, Limit: sit.Limit, Percent: sit.Percent, Sections: sit.Sections})
	})
}

// talkReview is the history in lines, or the result of one exam.
func (s *System) talkReview(ctx context.Context, o *options, attempt string) error {
	return s.talk(ctx, o, func(*problems.Library) error { return nil }, func(t *linear.Talk) error { return t.Review(attempt) })
}
