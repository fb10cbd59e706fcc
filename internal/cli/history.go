package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gradcheck/internal/blocks"
	"gradcheck/internal/exam"
	"gradcheck/internal/report"
	"gradcheck/internal/store"
	"gradcheck/internal/store/sqlite"
	"gradcheck/internal/tui"
	"gradcheck/problems"
)

// history lists the exams that were sat.
func (s *System) history(o *options) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "history",
		Short: "All mock finals, the trend and the topics",
		Long: "All exams that were sat, newest first, with the trend of their points and how the topics\n" +
			"went. With --format they are written instead of shown: text or json.",
		Example: "  gradcheck history\n  gradcheck history --format json",
		Args:    exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			if !c.Flags().Changed("format") {
				return s.look(c.Context(), o, "")
			}
			asJSON, err := isJSON(format)
			if err != nil {
				return err
			}
			return s.writeHistory(c.Context(), o, asJSON)
		},
	}
	c.Flags().StringVar(&format, "format", "", "write it as text or json")
	return c
}

// writeHistory writes the exams that were sat. Those that cannot be read are
// told, and the others written all the same.
func (s *System) writeHistory(ctx context.Context, o *options, asJSON bool) error {
	made, unread, err := s.exams(ctx, o)
	if err != nil {
		return err
	}
	h := report.NewHistory(made, s.Now().Wall.Location())
	if asJSON {
		err = h.WriteJSON(s.Out)
	} else {
		err = s.plainly(o, h.WriteText)
	}
	return errors.Join(err, unread)
}

// plainly writes in bytes below 0x80 where that is asked for.
func (s *System) plainly(o *options, write func(io.Writer) error) error {
	if !o.ascii {
		return write(s.Out)
	}
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	_, err := fmt.Fprint(s.Out, strings.ReplaceAll(blocks.ASCII(b.String()), "\u00a0", " "))
	return err
}

// exams are the results of the student's exams, newest first; unread says which
// could not be read.
func (s *System) exams(ctx context.Context, o *options) (made []exam.Result, unread, err error) {
	db, hs, err := s.sat(ctx, o)
	if db == nil || err != nil {
		return nil, nil, err
	}
	defer db.Close()
	for _, h := range hs {
		rec, err := store.Load(ctx, db, h)
		if err == nil {
			var st *exam.Sitting
			if st, err = rec.Sitting(); err == nil {
				made = append(made, st.Result(rec.Events))
			}
		}
		if err != nil {
			unread = errors.Join(unread, fmt.Errorf("attempt %s: %w", h.ID, err))
		}
	}
	return made, unread, nil
}

// sat opens the database to be read, and lists the student's exams in it, newest
// first; it is nil if there is none yet.
func (s *System) sat(ctx context.Context, o *options) (store.Store, []exam.Header, error) {
	home, err := s.homeDir(o)
	if err != nil {
		return nil, nil, err
	}
	if _, err := os.Stat(filepath.Join(home, sqlite.File)); errors.Is(err, os.ErrNotExist) {
		return nil, nil, nil
	}
	db, err := sqlite.Look(home)
	if err != nil {
		return nil, nil, err
	}
	hs, err := db.Headers(ctx, s.student())
	if err != nil {
		db.Close()
		return nil, nil, err
	}
	return db, slices.DeleteFunc(hs, func(h exam.Header) bool { return h.Mode != exam.Exam }), nil
}

// examID is the whole id of the exam whose id begins so.
func (s *System) examID(ctx context.Context, o *options, id string) (string, error) {
	db, hs, err := s.sat(ctx, o)
	if err != nil {
		return "", err
	}
	if db != nil {
		db.Close()
	}
	h, err := match(hs, id)
	return h.ID, err
}

// review opens the result of an exam that is over.
func (s *System) review(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "review [ATTEMPT]",
		Short: "The result of an exam: answers, verdicts, solutions, simulations",
		Long: "The result of an exam that is over. ATTEMPT is an id, or as much of its beginning as no\n" +
			"other exam has; without one it is the newest exam that was handed in.",
		Example: "  gradcheck review\n  gradcheck review 20261116-1059",
		Args:    atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			id := "last"
			if len(args) > 0 && args[0] != id {
				var err error
				if id, err = s.examID(c.Context(), o, args[0]); err != nil {
					return err
				}
			}
			return s.look(c.Context(), o, id)
		},
	}
}

func (s *System) look(ctx context.Context, o *options, only string) error {
	if s.accessible(o) {
		return s.talkReview(ctx, o, only)
	}
	env, done, err := s.env(ctx, o, func(*problems.Library) error { return nil })
	if err != nil {
		return err
	}
	defer done()
	app := tui.NewHistory(env, only)
	err = s.run(env.Context, app)
	fmt.Fprint(s.Out, app.Farewell())
	return err
}
