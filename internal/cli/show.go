package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"gradcheck/grader"
	"gradcheck/internal/blocks"
	"gradcheck/internal/mdview"
	"gradcheck/problems"
)

// show prints a problem as the screen would show it.
func (s *System) show(o *options) *cobra.Command {
	var p printer
	var seed uint64
	c := &cobra.Command{
		Use:   "show ID|ID.PART",
		Short: "Print a problem, or a whole exam",
		Args:  exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if p.width < 20 {
				return usagef("--width %d: at least 20 columns are needed", p.width)
			}
			lib, _, err := s.library(o)
			if err != nil {
				return err
			}
			p.w, p.ascii = s.Out, o.ascii
			if err := p.show(lib, args[0], seed); err != nil {
				return err
			}
			return p.err
		},
	}
	c.Flags().Uint64Var(&seed, "seed", 0, "variant; 0 is the problem as printed")
	c.Flags().BoolVar(&p.solution, "solution", false, "with keys and worked solutions")
	c.Flags().IntVar(&p.width, "width", 80, "columns")
	return c
}

// A printer prints problems as plain text: no attributes, no cursor moves.
type printer struct {
	w        io.Writer
	width    int
	ascii    bool
	solution bool
	err      error // of the first write that failed
}

// show prints the exam, problem or part that is named.
func (p *printer) show(lib *problems.Library, name string, seed uint64) error {
	if x, ok := lib.Exam(name); ok {
		p.line(x.Title)
		p.line("")
		p.markdown(x.Rules, nil, "")
		for _, id := range x.IDs() {
			if t, ok := lib.Template(id); ok {
				if err := p.problem(fmt.Sprint(lib.Number(x.ID, id), " "), t, "", seed); err != nil {
					return err
				}
			}
		}
		return nil
	}
	id, label, _ := strings.Cut(name, ".")
	t, ok := lib.Template(id)
	if !ok {
		return usagef("no exam or problem %q; gradcheck list shows what there is", id)
	}
	if !hasPart(t, label) {
		return usagef("problem %s has no part %q", id, label)
	}
	return p.problem("", t, label, seed)
}

// problem prints one problem, or one part of it with the introduction.
func (p *printer) problem(number string, t *problems.Template, label string, seed uint64) error {
	prob, err := t.Instance(seed)
	if err != nil {
		return err
	}
	head := fmt.Sprintf("%s%s (%s)", number, prob.Title, pointsText(t.Points))
	if seed != 0 {
		head += fmt.Sprintf(", variant %d", seed)
	}
	p.line("")
	p.line(head)
	p.line(strings.Repeat("=", ansi.StringWidth(head)))
	p.markdown(prob.Intro, prob, "")
	opening := prob.Solution // of the solution: once, with the first part
	for _, q := range prob.Parts {
		if label == "" || label == q.Label {
			p.part(prob, &q, opening)
			opening = ""
		}
	}
	return nil
}

func (p *printer) part(prob *problems.Problem, q *problems.Part, opening string) {
	p.line("")
	head := pointsText(q.Points)
	if q.Label != "" {
		head = fmt.Sprintf("(%s) %s", q.Label, head)
	}
	p.line(head)
	p.markdown(q.Prompt, prob, "")
	p.input(prob, q.Question.Input())
	if !p.solution {
		return
	}
	p.line("")
	p.key(prob, q)
	p.markdown(strings.TrimSpace(opening+"\n\n"+q.Solution), prob, "")
}

func pointsText(x float64) string {
	if x == 1 {
		return "1 point"
	}
	return fmt.Sprintf("%g points", x)
}

// key prints the key, or what a person marks by.
func (p *printer) key(prob *problems.Problem, q *problems.Part) {
	r, ok := q.Question.(grader.Rubricked)
	if !ok {
		head := "Answer: "
		for _, blank := range q.Question.Key() {
			for l := range strings.SplitSeq(ansi.Wrap(blank, p.width-len(head), " "), "\n") {
				p.line(p.ascii7(head + l))
				head = strings.Repeat(" ", len(head))
			}
		}
		return
	}
	p.line("Marked for")
	for _, it := range r.Rubric() {
		p.markdown(it.Text, prob, fmt.Sprintf("  %4g  ", it.Points))
	}
}

// markdown prints a text, its first line after head and the others below it.
func (p *printer) markdown(md string, prob *problems.Problem, head string) {
	if md == "" {
		return
	}
	pad := strings.Repeat(" ", len(head))
	if head == "" {
		p.line("")
	}
	for _, l := range mdview.Render(md, mdview.Options{Width: p.width - len(head), ASCII: p.ascii, Plain: true, Figure: p.figure(prob)}) {
		p.line(strings.TrimRight(head+l, " "))
		head = pad
	}
}

func (p *printer) figure(prob *problems.Problem) func(i, width int) []string {
	return func(i, width int) []string {
		if prob == nil || i >= len(prob.Figures) {
			return nil
		}
		f := prob.Figures[i]
		if f.Text != "" {
			return blocks.Diagram(f.Text, f.Alt, blocks.Options{Width: width, ASCII: p.ascii})
		}
		return blocks.Render(f.Blocks, blocks.Options{Width: width, ASCII: p.ascii})
	}
}

// ascii7 keeps every byte below 0x80 where that is asked for.
func (p *printer) ascii7(s string) string {
	if p.ascii {
		return blocks.ASCII(s)
	}
	return s
}

func (p *printer) line(s string) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.w, s)
	}
}
