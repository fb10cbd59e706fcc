package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/sqlite"
	"gradcheck/problems"
)

// regrade grades an attempt anew by the problem files as they are now.
func (s *System) regrade(o *options) *cobra.Command {
	var apply, floor bool
	var form *string
	c := &cobra.Command{
		Use:   "regrade [ATTEMPT]",
		Short: "Grade an exam anew by corrected problem files",
		Long: "What an exam would be worth by the problem files as they are now, part by part. Nothing\n" +
			"changes without --apply; with it the corrected keys become a version of their own in the\n" +
			"log, and the keys before stay there. ATTEMPT is as for report.",
		Args: atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			asJSON, err := isJSON(*form)
			if err != nil {
				return err
			}
			return s.regraded(c.Context(), o, args, apply, floor, asJSON)
		},
	}
	c.Flags().BoolVar(&apply, "apply", false, "keep the new grades")
	c.Flags().BoolVar(&floor, "never-lower", false, "nobody gets less than before")
	form = format(c)
	return c
}

// A regraded is the outcome of a regrade; the JSON form is stable.
type regraded struct {
	Attempt  string    `json:"attempt"`
	Problems []string  `json:"problems"` // graded by corrected keys
	Changes  []changed `json:"changes"`
	Was      float64   `json:"was"`   // points in all
	Would    float64   `json:"would"` // points in all after it
	Applied  bool      `json:"applied"`
}

type changed struct {
	Part  string  `json:"part"`
	Was   float64 `json:"was"`
	Would float64 `json:"would"`
}

func (s *System) regraded(ctx context.Context, o *options, args []string, apply, floor, asJSON bool) error {
	db, h, _, err := s.attempt(ctx, o, args)
	if err != nil {
		return err
	}
	rec, err := store.Load(ctx, db, h)
	db.Close()
	if err != nil {
		return fmt.Errorf("attempt %s: %w", h.ID, err)
	}
	lib, _, err := s.library(o)
	if err != nil {
		return err
	}
	var now []*problems.Problem
	for _, p := range rec.Paper.Problems {
		t, ok := lib.Template(p.ID)
		if !ok {
			continue // it stays as it was
		}
		q, err := t.Instance(p.Seed)
		if err != nil {
			return err
		}
		now = append(now, q)
	}
	changes, events, err := exam.Regrade(h, rec.Paper, rec.Events, now, s.Now(), floor)
	if err != nil {
		return fmt.Errorf("attempt %s: %w", h.ID, err)
	}
	r := regraded{Attempt: h.ID, Problems: []string{}, Changes: []changed{}}
	st, err := rec.Sitting()
	if err != nil {
		return err
	}
	r.Was = st.Total().Got
	r.Would = r.Was
	for _, e := range events {
		r.Problems = append(r.Problems, e.Part.Problem)
	}
	for _, c := range changes {
		r.Changes = append(r.Changes, changed{c.Part.String(), c.Was.Got, c.Would.Got})
		r.Would += c.Would.Got - c.Was.Got
	}
	if apply && len(events) > 0 {
		if err := s.keep(ctx, o, h.ID, len(rec.Events), events, now); err != nil {
			return err
		}
		r.Applied = true
	}
	if asJSON {
		return printJSON(s.Out, r)
	}
	r.print(s.Out)
	return nil
}

// keep writes revisions with the instances that they speak of.
func (s *System) keep(ctx context.Context, o *options, id string, at int, events []exam.Event, now []*problems.Problem) error {
	home, err := s.homeDir(o)
	if err != nil {
		return err
	}
	db, err := sqlite.Open(home)
	if err != nil {
		return err
	}
	defer db.Close()
	for _, p := range now {
		for _, e := range events {
			if e.Text == p.Digest {
				if err := db.PutInstance(ctx, p.Digest, p.Freeze()); err != nil {
					return err
				}
			}
		}
	}
	return db.Append(ctx, id, at, events...)
}

func (r *regraded) print(w io.Writer) {
	if len(r.Problems) == 0 {
		fmt.Fprintf(w, "%s is graded by the problem files as they are.\n", r.Attempt)
		return
	}
	fmt.Fprintf(w, "%s, by corrected problem files of %s\n\n", r.Attempt, strings.Join(r.Problems, ", "))
	for _, c := range r.Changes {
		fmt.Fprintf(w, "  %-24s %6g -> %g\n", c.Part, c.Was, c.Would)
	}
	if len(r.Changes) == 0 {
		fmt.Fprintln(w, "  no part changes")
	}
	fmt.Fprintf(w, "  %-24s %6g -> %g\n\n", "in all", r.Was, r.Would)
	if r.Applied {
		fmt.Fprintln(w, "The new grades are kept; the keys before stay in the log.")
	} else {
		fmt.Fprintln(w, "Nothing was changed; --apply keeps the new grades.")
	}
}
