package tui

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"gradcheck/content"
	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// stats are the statistics of a school.
func (sc *school) stats(context.Context) (*class.Stats, error) {
	var all []class.Answered
	for _, s := range sc.sittings() {
		if _, a, ok := class.Take(s); ok {
			all = append(all, a)
		}
	}
	return class.Analyze(all), nil
}

// regrader regrades a school by a file in which the key of 1(a) is another.
func (sc *school) regrader(t testing.TB) Regrader {
	t.Helper()
	src, err := fs.ReadFile(content.FS, "eecs182-sp23/03-separable-conv.md")
	sc.check(err)
	lib, err := problems.Load(content.FS, fstest.MapFS{"separable.md": {Data: bytes.Replace(src, []byte("\nkey: full\n"), []byte("\nkey: 2*full\n"), 1)}})
	sc.check(err)
	tmpl, ok := lib.Template("separable-conv")
	if !ok {
		t.Fatal("no problem separable-conv")
	}
	p, err := tmpl.Instance(0)
	sc.check(err)
	load := func(ctx context.Context, h exam.Header) (*exam.Paper, []exam.Event, error) {
		rec, err := sc.load(ctx, h)
		if err != nil {
			return nil, nil, err
		}
		rec.Paper.Revised = map[string]*problems.Problem{p.Digest: p}
		return rec.Paper, rec.Events, nil
	}
	return Regrader{
		Work: func(ctx context.Context, floor bool) (*class.Correction, error, error) {
			sum := &class.Correction{Floor: floor}
			for _, h := range sc.heads {
				paper, events, err := load(ctx, h)
				if err != nil {
					return nil, nil, err
				}
				c, ok, err := class.Correct(h, paper, events, []*problems.Problem{p}, exam.Clock{Wall: morning.Add(3 * time.Hour)}, floor)
				switch {
				case err != nil:
					return nil, nil, err
				case !ok:
					sum.Open++
				default:
					sum.Add(c)
				}
			}
			sum.Sum()
			return sum, nil, nil
		},
		Apply: func(ctx context.Context, sum *class.Correction) (int, error) {
			n := 0
			for _, c := range append(sum.Changed, sum.Moot...) {
				if err := sc.store.Append(ctx, c.Attempt, c.At, c.Events...); err != nil {
					return n, err
				}
				n++
			}
			return n, nil
		},
	}
}

// A regrade is looked at, its policy changed, and kept only by the word.
func TestRegradeScreen(t *testing.T) {
	sc := smallSchool(t, 30, 2*time.Hour)
	d := sc.drive(80, 24, 2*time.Hour, func(e *Env, s Staff) *App { return NewRegrade(e, s, sc.regrader(t), false) })
	d.want("Quiz 4 › regrade", "dry run", "30 attempts over, 0 not", "separable-conv", "‹ free ›", "points in sum", "mean of the quiz", "Nothing is changed yet; a asks for the word first.", "a apply")
	d.without("▼  0 ")
	d.keys("j enter")
	d.want("› regrade › ", "1(a)   ", "rank ")
	d.keys("esc p")
	d.want("‹ never lower ›", "nobody loses points", "▼  0 ")
	d.keys("a 'yes' enter")
	d.want("Nothing was changed.")
	events := func() int {
		n := 0
		for _, h := range sc.heads {
			all, err := sc.store.Events(context.Background(), h.ID, 0)
			sc.check(err)
			n += len(all) - sc.stored[h.ID]
		}
		return n
	}
	if n := events(); n != 0 {
		t.Errorf("%d events were written without the word", n)
	}
	d.keys("a 'regrade' enter")
	d.want("The new grades of 30 attempts are kept; the keys before stay in the logs.", "none: all is graded by the problem files as they are", "30 unchanged")
	if n := events(); n != 30 {
		t.Errorf("%d events were written, want one an attempt", n)
	}
	d.keys("a")
	d.want("There is nothing to apply.")
	d.keys("q")
	if !d.quit {
		t.Error("q does not leave")
	}
}

// What cannot be graded so is told, and nothing is said to be done that is not.
func TestRegradeScreenFault(t *testing.T) {
	sc := smallSchool(t, 5, 2*time.Hour)
	by := sc.regrader(t)
	by.Apply = func(context.Context, *class.Correction) (int, error) {
		return 2, errors.New("attempt small/s0003/1: the disk is full")
	}
	d := sc.drive(80, 24, 2*time.Hour, func(e *Env, s Staff) *App { return NewRegrade(e, s, by, false) })
	d.keys("a 'regrade' enter")
	d.want("2 attempts kept; NOT all: attempt small/s0003/1: the disk is full")
	by.Work = func(context.Context, bool) (*class.Correction, error, error) {
		return nil, nil, errors.New("the store is closed")
	}
	d = sc.drive(80, 24, 2*time.Hour, func(e *Env, s Staff) *App { return NewRegrade(e, s, by, false) })
	d.want("Some attempts cannot be graded so: the store is closed")
}

// The statistics: a row a part, sorted as asked for, and what was answered.
func TestStatsScreen(t *testing.T) {
	sc := smallSchool(t, 40, 2*time.Hour)
	open := func(e *Env, s Staff) *App { return NewStats(e, s, sc.stats, sc.regrader(t)) }
	d := sc.drive(80, 24, 2*time.Hour, open)
	d.want("Quiz 4 › statistics", "40 sittings · mean ", "reliability ", "most wrong answer", "▸   1(a)", "── 1(a), points of 5", "students")
	d.keys("s")
	d.want("Hardest first.", "▸   1(a)")
	d.keys("s s s s")
	d.want("Order of the paper.")
	d.keys("G")
	d.want("2(f), points of 20", "answers to be marked")
	d.keys("g enter")
	d.want("1(a): 40 students, mean ", "108")
	d.keys("esc / '2b' enter")
	d.want("── 2(b), points of")
	d.keys("r")
	d.want("Quiz 4 › regrade", "‹ never lower ›")
	d.keys("q")
	d.want("── 2(b), points of")
	empty := smallSchool(t, 2, time.Minute)
	d = empty.drive(80, 24, time.Minute, func(e *Env, s Staff) *App { return NewStats(e, s, empty.stats, Regrader{}) })
	d.want("Nobody has handed it in yet.")
	d.keys("enter s j G")
	d = sc.drive(80, 24, time.Hour, func(e *Env, s Staff) *App {
		return NewStats(e, s, func(context.Context) (*class.Stats, error) { return nil, errors.New("the store is closed") }, Regrader{})
	})
	d.want("The attempts could not be read: the store is closed")
}
