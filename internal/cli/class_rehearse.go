package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// classRehearse fills a data folder with a made-up class.
func (s *System) classRehearse(o *options) *cobra.Command {
	var n int
	var until time.Duration
	c := &cobra.Command{
		Use:   "rehearse QUIZ",
		Short: "Let a made-up class sit a quiz, to try marking, statistics and the wall",
		Long: "Enrols students who do not exist and lets them sit the quiz, in a data folder of its own:\n" +
			"give --home, and set the quiz there first. With --until the rehearsal stops so long after\n" +
			"the start, which is then now less that time, and the quiz goes on.",
		Example: "  gradcheck class quiz quiz4.yaml --home /tmp/try\n  gradcheck class rehearse quiz4 --home /tmp/try --students 60",
		Args:    exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case o.home == "":
				return usagef("--home is needed: a data folder that is for the rehearsal alone")
			case o.db != "" || s.Getenv("GRADCHECK_DB") != "":
				return usagef("a rehearsal goes to a data folder of its own, not to a database that servers share")
			case n < 1 || n > 10_000:
				return usagef("--students %d: 1 to 10000 are possible", n)
			case until < 0:
				return usagef("--until %v: a time such as 40m is needed", until)
			}
			lib, _, err := s.library(o)
			if err != nil {
				return err
			}
			return s.lectern(c.Context(), o, args[0], func(l *lectern) error {
				if len(l.course.Students()) > 0 {
					return usagef("there are students in this course already; a rehearsal needs a data folder of its own")
				}
				start := s.Now().Wall.Add(-until)
				if until == 0 {
					start = start.Add(-24 * time.Hour)
				}
				if err := l.rehearse(c.Context(), lib, class.Rehearsal{Quiz: l.quiz, Start: start, For: until}, n); err != nil {
					return err
				}
				_, err := fmt.Fprintf(s.Out, "%s, made up, sit %s\n", count(n, "student"), l.quiz.ID)
				return err
			})
		},
	}
	c.Flags().IntVar(&n, "students", 60, "how `many`")
	c.Flags().DurationVar(&until, "until", 0, "stop so `long` after the start; without it all hand in")
	return c
}

// rehearse keeps the students and attempts of a rehearsal.
func (l *lectern) rehearse(ctx context.Context, lib *problems.Library, r class.Rehearsal, n int) error {
	entries := []class.Entry{{Kind: class.Audit, Quiz: l.quiz.ID, Text: "a rehearsal: these students do not exist"}}
	for i := range n {
		who := r.Student(i)
		entries = append(entries, class.Entry{Kind: class.Enrol, Who: &who})
	}
	if err := l.post(ctx, entries...); err != nil {
		return err
	}
	papers, err := l.papers(ctx, lib, r, n)
	if err != nil {
		return err
	}
	hs, at := make([]exam.Header, n), map[string]int{}
	for i := range hs {
		hs[i].ID = l.quiz.AttemptID(r.Student(i).ID, 1)
		at[hs[i].ID] = i
	}
	type attempt struct {
		h      exam.Header
		events []exam.Event
	}
	var failed error
	err = gradeAll(ctx, l.s, "rehearsed", hs, func(h exam.Header) (a attempt, err error) {
		i := at[h.ID]
		a.h, a.events, err = r.Sit(i, papers[l.quiz.Seed(r.Student(i).ID, 1)])
		return a, err
	}, func(_ exam.Header, a attempt) {
		if failed == nil && len(a.events) > 0 {
			if failed = l.store.Create(ctx, a.h); failed == nil {
				failed = l.store.Append(ctx, a.h.ID, 0, a.events...)
			}
		}
	})
	return errors.Join(err, failed)
}

// papers makes the papers that are dealt to n students, by seed, and keeps them.
func (l *lectern) papers(ctx context.Context, lib *problems.Library, r class.Rehearsal, n int) (map[uint64][]*problems.Problem, error) {
	papers := map[uint64][]*problems.Problem{}
	for i := range n {
		seed := l.quiz.Seed(r.Student(i).ID, 1)
		if papers[seed] != nil {
			continue
		}
		ps, err := l.quiz.Paper(lib, seed)
		if err != nil {
			return nil, err
		}
		for _, p := range ps {
			if err := l.store.PutInstance(ctx, p.Digest, p.Freeze()); err != nil {
				return nil, err
			}
		}
		papers[seed] = ps
	}
	return papers, nil
}
