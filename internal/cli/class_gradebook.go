package cli

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gradcheck/internal/class"
)

// classGradebook writes the results of a quiz for a program that keeps grades.
func (s *System) classGradebook(o *options) *cobra.Command {
	var format, file string
	var zero, unmarked bool
	var names, docs []string
	for _, f := range class.Formats() {
		names, docs = append(names, f.Name), append(docs, fmt.Sprintf("  %-10s %s", f.Name, f.Doc))
	}
	c := &cobra.Command{
		Use:   "gradebook QUIZ",
		Short: "The results of a quiz for Canvas, Gradescope or a spreadsheet",
		Long: "The results of all attempts that are over. Of several attempts of a student the one with most\n" +
			"points counts. What waits for a person leaves the grade empty.\n\n" + strings.Join(docs, "\n"),
		Example: "  gradcheck class gradebook quiz4 --format canvas -o quiz4.csv",
		Args:    exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			i := slices.IndexFunc(class.Formats(), func(f class.Format) bool { return f.Name == format })
			if i < 0 {
				return usagef("--format is %s, not %q", strings.Join(names, ", "), format)
			}
			return s.lectern(c.Context(), o, args[0], func(l *lectern) error {
				g, err := l.gradebook(c.Context())
				if err != nil {
					return err
				}
				g.Zero, g.Unmarked = zero, unmarked
				var b bytes.Buffer
				if err := class.Formats()[i].Write(&b, g); err != nil {
					return err
				}
				return s.handOut(c.Context(), l, g, format, file, b.Bytes())
			})
		},
	}
	c.Flags().StringVar(&format, "format", "csv", strings.Join(names, ", "))
	c.Flags().StringVarP(&file, "output", "o", "", "`file` to write; standard output without it")
	c.Flags().BoolVar(&zero, "zero", false, "who has no attempt has 0 points, in place of nothing")
	c.Flags().BoolVar(&unmarked, "unmarked", false, "grade by what is marked where a part still waits for a person")
	return c
}

// gradebook gathers the results of the quiz. An attempt that cannot be read is an
// error: a table that lacks somebody would take grades away.
func (l *lectern) gradebook(ctx context.Context) (*class.Gradebook, error) {
	best := map[string]class.Result{}
	err := l.taken(ctx, func(r class.Result, _ class.Answered) {
		if old, ok := best[r.Student]; !ok || r.Points > old.Points {
			best[r.Student] = r
		}
	})
	if err != nil {
		return nil, err
	}
	g := &class.Gradebook{Title: l.quiz.Title, Students: l.course.Students()}
	for _, r := range best {
		g.Results = append(g.Results, r)
	}
	slices.SortFunc(g.Results, func(a, b class.Result) int { return cmp.Compare(a.Student, b.Student) })
	return g, nil
}

// handOut writes a gradebook and says in the journal that it was given out. What
// it was made of is summed up on standard error, beside the table.
func (s *System) handOut(ctx context.Context, l *lectern, g *class.Gradebook, format, file string, table []byte) error {
	waiting := 0
	for _, r := range g.Results {
		if r.Awaiting > 0 {
			waiting++
		}
	}
	where := "standard output"
	if file == "" {
		if _, err := s.Out.Write(table); err != nil {
			return err
		}
	} else {
		if err := os.WriteFile(file, table, 0o600); err != nil {
			return err
		}
		where = filepath.Base(file)
	}
	says := fmt.Sprintf("gradebook %s to %s: %s", format, where, count(len(g.Results), "result"))
	if waiting > 0 {
		says += fmt.Sprintf(", %d of them wait for a person", waiting)
	}
	if err := l.post(ctx, class.Entry{Kind: class.Audit, Quiz: l.quiz.ID, Text: says}); err != nil {
		return err
	}
	_, err := fmt.Fprintln(s.Err, says)
	return err
}
