package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"gradcheck/internal/blocks"
	"gradcheck/internal/exam"
	"gradcheck/internal/report"
	"gradcheck/internal/store"
	"gradcheck/internal/store/sqlite"
)

// report writes the result of an attempt.
func (s *System) report(o *options) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "report [ATTEMPT]",
		Short: "Write a result to keep: text, Markdown, HTML, JSON or CSV",
		Long: "The result of an exam that is over, or how practice stands: points, answers, verdicts,\n" +
			"time on the screen, keys and solutions. ATTEMPT is an id, or as much of its beginning as\n" +
			"no other has; without one it is the newest exam that was handed in.\n\n" + formatDocs(),
		Example: "  gradcheck report --format html > result.html\n  gradcheck report 20261116-1059 --format csv",
		Args:    atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			f, ok := report.Lookup(format)
			if !ok {
				return usagef("--format is %s, not %q", formatNames(), format)
			}
			r, err := s.result(c.Context(), o, args)
			if err != nil {
				return err
			}
			if !o.ascii || f.Name == "json" {
				return f.Write(s.Out, r)
			}
			var b bytes.Buffer
			if err := f.Write(&b, r); err != nil {
				return err
			}
			_, err = fmt.Fprint(s.Out, strings.ReplaceAll(blocks.ASCII(b.String()), "\u00a0", " "))
			return err
		},
	}
	c.Flags().StringVar(&format, "format", "text", formatNames())
	return c
}

func formatNames() string {
	var names []string
	for _, f := range report.Formats() {
		names = append(names, f.Name)
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

func formatDocs() string {
	var b strings.Builder
	for _, f := range report.Formats() {
		fmt.Fprintf(&b, "  %-5s %s\n", f.Name, f.Doc)
	}
	return strings.TrimRight(b.String(), "\n")
}

// result makes the report of the attempt that is meant.
func (s *System) result(ctx context.Context, o *options, args []string) (report.Report, error) {
	db, h, _, err := s.attempt(ctx, o, args)
	if err != nil {
		return report.Report{}, err
	}
	defer db.Close()
	lib, _, err := s.library(o)
	if err != nil {
		return report.Report{}, err
	}
	rec, err := store.Load(ctx, db, h)
	if err != nil {
		return report.Report{}, fmt.Errorf("attempt %s: %w", h.ID, err)
	}
	opts := report.Options{Zone: s.Now().Wall.Location(), ASCII: o.ascii}
	if h.Mode == exam.Exam {
		opts.Title = h.Exam
		if x, ok := lib.Exam(h.Exam); ok {
			opts.Title = x.Title
		}
	}
	r, err := report.New(h, rec.Paper, rec.Events, opts)
	switch {
	case errors.Is(err, report.ErrRunning):
		return r, s.running(rec)
	case err != nil:
		return r, fmt.Errorf("attempt %s: %w; gradcheck verify says more", h.ID, err)
	}
	return r, nil
}

// running says that an exam has no result yet, and what to do.
func (s *System) running(rec *store.Record) error {
	id := rec.Header.ID
	st, err := rec.Sitting()
	if err != nil {
		return err
	}
	if left, limited := st.Left(s.Now()); limited && left == 0 {
		return fmt.Errorf("the time of exam %s is up, but it was not closed; gradcheck exam closes it, then there is a result", id)
	}
	return fmt.Errorf("exam %s is not over, and there is no result before its end; gradcheck exam goes on with it", id)
}

// attempt opens the database to be read and finds the attempt that the
// arguments mean. Where that is the last one, newer is an exam that was begun
// after it and not handed in, or "".
func (s *System) attempt(ctx context.Context, o *options, args []string) (db store.Store, h exam.Header, newer string, err error) {
	home, err := s.homeDir(o)
	if err != nil {
		return nil, h, "", err
	}
	if _, err := os.Stat(filepath.Join(home, sqlite.File)); errors.Is(err, os.ErrNotExist) {
		return nil, h, "", fmt.Errorf("there are no attempts yet in %s", short(home, s.Getenv("HOME")))
	}
	look, err := sqlite.Look(home)
	if err != nil {
		return nil, h, "", err
	}
	hs, err := look.Headers(ctx, s.student())
	if err == nil {
		if len(args) == 0 || args[0] == "last" {
			h, newer, err = lastExam(ctx, look, hs)
		} else {
			h, err = match(hs, args[0])
		}
	}
	if err != nil {
		look.Close()
		return nil, h, "", err
	}
	return look, h, newer, nil
}

// lastExam is the newest exam that was handed in.
func lastExam(ctx context.Context, db store.Store, hs []exam.Header) (h exam.Header, newer string, err error) {
	for _, h := range hs {
		if h.Mode != exam.Exam {
			continue
		}
		events, err := db.Events(ctx, h.ID, 0)
		if err != nil {
			return h, "", fmt.Errorf("attempt %s: %w", h.ID, err)
		}
		if n := report.End(events); n > 0 && events[n-1].Kind == exam.Finish {
			return h, newer, nil
		}
		if newer == "" {
			newer = h.ID
		}
	}
	return h, "", errors.New("no exam was handed in yet")
}

// match finds the attempt with an id, or the only one whose id begins so.
func match(hs []exam.Header, id string) (exam.Header, error) {
	var fit []exam.Header
	for _, h := range hs {
		if h.ID == id {
			return h, nil
		}
		if id != "" && strings.HasPrefix(h.ID, id) {
			fit = append(fit, h)
		}
	}
	switch len(fit) {
	case 1:
		return fit[0], nil
	case 0:
		return exam.Header{}, usagef("no attempt %q%s", id, some("; there is ", hs))
	}
	return exam.Header{}, usagef("%d attempts begin with %q%s", len(fit), id, some(": ", fit))
}

// some names the newest few attempts after a lead.
func some(lead string, hs []exam.Header) string {
	const few = 5
	var ids []string
	for _, h := range hs[:min(few, len(hs))] {
		ids = append(ids, h.ID)
	}
	if len(ids) == 0 {
		return ""
	}
	if len(hs) > few {
		ids = append(ids, fmt.Sprintf("%d older ones", len(hs)-few))
	}
	return lead + strings.Join(ids, ", ")
}
