package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
)

// classStats says how the parts of a quiz went.
func (s *System) classStats(o *options) *cobra.Command {
	var format string
	var width int
	c := &cobra.Command{
		Use:   "stats QUIZ",
		Short: "How a quiz and each of its parts went: facility, reliability, wrong answers",
		Long: "Statistics of all attempts that are over, the first of each student. Without --format they\n" +
			"open as a screen where there is a terminal.",
		Example: "  gradcheck class stats quiz4\n  gradcheck class stats quiz4 --format html > quiz4.html",
		Args:    exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			write, ok := statsFormats[format]
			if !ok {
				return usagef("--format is text, json or html, not %q", format)
			}
			return s.lectern(c.Context(), o, args[0], func(l *lectern) error {
				if !c.Flags().Changed("format") && s.needTerminal() == nil && !s.accessible(o) {
					return s.statsScreen(c.Context(), o, l)
				}
				st, err := l.stats(c.Context())
				if st == nil {
					return err
				}
				if format == "text" {
					return errors.Join(s.plainly(o, func(w io.Writer) error { return write(w, l.quiz, st, width) }), err)
				}
				return errors.Join(write(s.Out, l.quiz, st, width), err)
			})
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text, json or html")
	c.Flags().IntVar(&width, "width", 100, "`columns` of text")
	return c
}

var statsFormats = map[string]func(w io.Writer, q *class.Quiz, st *class.Stats, width int) error{
	"text": func(w io.Writer, q *class.Quiz, st *class.Stats, width int) error {
		_, err := fmt.Fprintf(w, "%s\n\n%s", q.Title, st.Text(width))
		return err
	},
	"json": func(w io.Writer, q *class.Quiz, st *class.Stats, _ int) error {
		return printJSON(w, struct {
			Quiz string `json:"quiz"`
			*class.Stats
		}{q.ID, st})
	},
	"html": func(w io.Writer, q *class.Quiz, st *class.Stats, _ int) error { return class.WriteHTML(w, q.Title, st) },
}

// stats reads all attempts at the quiz and works out its statistics. They are nil
// if nothing could be read.
func (l *lectern) stats(ctx context.Context) (*class.Stats, error) {
	var all []class.Answered
	seen := map[string]bool{}
	err := l.taken(ctx, func(_ class.Result, a class.Answered) {
		if !seen[a.Student] {
			seen[a.Student] = true
			all = append(all, a)
		}
	})
	if err != nil && len(all) == 0 {
		return nil, err
	}
	return class.Analyze(all), err
}

// A taken is what came out of an attempt.
type taken struct {
	result   class.Result
	answered class.Answered
	ok       bool // there are grades in it
}

// taken grades every attempt at the quiz and hands over those that are over, the
// earliest start first. Only what came out of them stays in memory.
func (l *lectern) taken(ctx context.Context, take func(class.Result, class.Answered)) error {
	hs, err := l.store.Sat(ctx, l.quiz.ID)
	if err != nil {
		return err
	}
	return gradeAll(ctx, l.s, "graded", hs, func(h exam.Header) (t taken, err error) {
		rec, err := l.load(ctx, h)
		if err != nil {
			return t, err
		}
		st, err := rec.Sitting()
		if err != nil {
			return t, fmt.Errorf("attempt %s: %w", h.ID, err)
		}
		t.result, t.answered, t.ok = class.Take(st)
		return t, nil
	}, func(_ exam.Header, t taken) {
		if t.ok {
			take(t.result, t.answered)
		}
	})
}

// isTerminal reports whether a stream is a terminal.
func isTerminal(f any) bool {
	file, ok := f.(*os.File)
	return ok && term.IsTerminal(file.Fd())
}
