package cli

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/tui"
)

// A choosing says which answers are meant.
type choosing struct {
	student, part string
}

// classMark is where a person marks what students wrote.
func (s *System) classMark(o *options) *cobra.Command {
	var only choosing
	var format, file string
	var replace bool
	c := &cobra.Command{
		Use:   "mark QUIZ",
		Short: "Mark what a person has to mark, one answer at a time and without names",
		Long: "Answers come part by part, those that are not marked first, in an order that has nothing to do\n" +
			"with names. Points are written to the log of the attempt as they are given, and can be changed\n" +
			"later. Several can mark at once: what somebody else gave is never overwritten unseen. With\n" +
			"--format the answers are printed, to be looked at elsewhere; the key in the first column names\n" +
			"an answer without naming the student, and --read takes the file with marks back.",
		Example: "  gradcheck class mark quiz4\n  gradcheck class mark quiz4 --part 5b --format csv > 5b.csv\n  gradcheck class mark quiz4 --read 5b.csv",
		Args:    exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			if f := format; f != "" && f != "csv" && f != "json" {
				return usagef("--format is csv or json, not %q", f)
			}
			if format != "" && file != "" || replace && file == "" {
				return usagef("--read goes without --format, and --replace with --read")
			}
			return s.lectern(c.Context(), o, args[0], func(l *lectern) error {
				if file != "" {
					return l.readMarks(c.Context(), file, only, replace)
				}
				if err := l.checkChoice(c.Context(), only); err != nil {
					return err
				}
				switch format {
				case "csv", "json":
					all, err := l.scripts(c.Context(), only)
					if len(all) == 0 && err != nil {
						return err
					}
					return errors.Join(s.printScripts(l, all, format == "json"), err)
				}
				return s.markScreen(c.Context(), o, l, only)
			})
		},
	}
	c.Flags().StringVar(&only.student, "student", "", "only the answers of one student, by `id`")
	c.Flags().StringVar(&only.part, "part", "", "only one part, such as 5b")
	c.Flags().StringVar(&format, "format", "", "print the answers, as csv or json")
	c.Flags().StringVar(&file, "read", "", "take in the marks of a `file` as --format csv prints it; empty cells say nothing")
	c.Flags().BoolVar(&replace, "replace", false, "with --read: also change points that are given already")
	return c
}

// checkChoice reports a student or part that there is not.
func (l *lectern) checkChoice(ctx context.Context, only choosing) error {
	hs, err := l.store.Sat(ctx, l.quiz.ID)
	if err != nil || only.student == "" {
		return err
	}
	return l.known(only.student, hs)
}

// scripts reads the answers that a person marks, in the order in which they are
// marked.
func (l *lectern) scripts(ctx context.Context, only choosing) ([]*class.Script, error) {
	hs, err := l.store.Sat(ctx, l.quiz.ID)
	if err != nil {
		return nil, err
	}
	if only.student != "" {
		hs = slices.DeleteFunc(hs, func(h exam.Header) bool { return h.Student != only.student })
	}
	var all []*class.Script
	var parts []string
	err = gradeAll(ctx, l.s, "read", hs, func(h exam.Header) ([]*class.Script, error) {
		rec, err := l.load(ctx, h)
		if err != nil {
			return nil, err
		}
		st, err := rec.Sitting()
		if err != nil {
			return nil, fmt.Errorf("attempt %s: %w", h.ID, err)
		}
		return class.Scripts(st), nil
	}, func(_ exam.Header, scripts []*class.Script) {
		for _, sc := range scripts {
			if !slices.Contains(parts, sc.Part) {
				parts = append(parts, sc.Part)
			}
			if only.part == "" || sc.Called(only.part) {
				all = append(all, sc)
			}
		}
	})
	if only.part != "" && len(all) == 0 && err == nil {
		err = usagef("--part %s: no such part has answers to be marked%s", only.part, partsThere(parts))
	}
	class.SortScripts(all)
	return all, err
}

func partsThere(parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	return "; there is " + strings.Join(parts, ", ")
}

// A scriptForm is an answer to be marked as JSON; the form is stable.
type scriptForm struct {
	Key    string             `json:"key"`
	Part   string             `json:"part"`
	Text   string             `json:"text"`
	Marks  map[string]float64 `json:"marks"`
	Rubric []rubricForm       `json:"rubric"`
}

type rubricForm struct {
	ID     string  `json:"id"`
	Points float64 `json:"points"`
	Text   string  `json:"text"`
}

// printScripts prints answers, without names.
func (s *System) printScripts(l *lectern, all []*class.Script, asJSON bool) error {
	if asJSON {
		forms := []scriptForm{}
		for _, sc := range all {
			f := scriptForm{Key: sc.Key, Part: sc.Part, Text: sc.Text, Marks: sc.Marks}
			for _, it := range sc.Rubric {
				f.Rubric = append(f.Rubric, rubricForm(it))
			}
			forms = append(forms, f)
		}
		return printJSON(s.Out, forms)
	}
	w := csv.NewWriter(s.Out)
	head := ""
	for _, sc := range all {
		row := []string{"key", "part", "text", "points", "possible"}
		for _, it := range sc.Rubric {
			row = append(row, fmt.Sprintf("%s (%g)", it.ID, it.Points))
		}
		if h := sc.Part + strings.Join(row, ","); h != head { // another part has another rubric
			if head != "" {
				w.Write(nil)
			}
			head = h
			w.Write(row)
		}
		got, of := sc.Sum()
		row = []string{sc.Key, sc.Part, class.Harmless(sc.Text), decimal(got), decimal(of)}
		for _, it := range sc.Rubric {
			cell := ""
			if m, ok := sc.Marks[it.ID]; ok {
				cell = decimal(m)
			}
			row = append(row, cell)
		}
		w.Write(row)
	}
	w.Flush()
	return w.Error()
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// markScreen opens the screen, and afterwards writes what it had no time to.
func (s *System) markScreen(ctx context.Context, o *options, l *lectern, only choosing) error {
	var finish func() error
	err := s.staffScreen(ctx, o, l, "--format csv prints the answers", func(env *tui.Env, staff tui.Staff) *tui.App {
		var app *tui.App
		app, finish = tui.NewMarking(env, staff, func(ctx context.Context) ([]*class.Script, error) { return l.scripts(ctx, only) })
		return app
	})
	if finish != nil {
		err = errors.Join(err, finish())
	}
	return err
}
