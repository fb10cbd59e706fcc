package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// textWidth is how wide lines of the text form are at most.
const textWidth = 78

// A lineWriter collects lines.
type lineWriter struct{ strings.Builder }

func (w *lineWriter) line(s string) { w.WriteString(strings.TrimRight(s, " ") + "\n") }

func (w *lineWriter) linef(format string, args ...any) { w.line(fmt.Sprintf(format, args...)) }

func (w *lineWriter) lines(ls []string) {
	for _, l := range ls {
		w.line(l)
	}
}

// block writes lines after an empty one, if there are any.
func (w *lineWriter) block(ls []string) {
	if len(ls) > 0 {
		w.line("")
		w.lines(ls)
	}
}

// heading writes an underlined heading after an empty line.
func (w *lineWriter) heading(s, under string) {
	w.line("")
	w.line(s)
	w.line(strings.Repeat(under, min(ansi.StringWidth(s), textWidth)))
}

// writeText writes the report in plain lines.
func writeText(out io.Writer, r Report) error {
	var w lineWriter
	w.line(r.Title)
	w.line(strings.Repeat("=", min(ansi.StringWidth(r.Title), textWidth)))
	w.line("")
	for _, f := range r.facts() {
		w.lines(hang(fmt.Sprintf("%-11s", f.Name), strings.Repeat(" ", 11), wrap(f.Says, textWidth-11)))
	}
	w.line("")
	w.line(r.Points.String())
	if s := r.nearly(); s != "" {
		w.lines(wrap(s, textWidth))
	}
	w.heading("Points by problem", "-")
	for i := range r.Problems {
		p := &r.Problems[i]
		w.linef("%s %8s  %-5s  %s", column(p.listed(), 36), p.Points.settled(), p.Points.waiting(), p.Time)
	}
	if len(r.Topics) > 0 {
		w.heading("Points by topic", "-")
	}
	for _, t := range r.Topics {
		w.linef("%s %8s  %-5s  %s", column(t.Name, 36), t.Points.settled(), t.Points.waiting(), t.Points.percent())
	}
	for i := range r.Problems {
		w.problem(&r.Problems[i])
	}
	return put(out, w.String())
}

// column is s in n cells, cut if need be.
func column(s string, n int) string {
	s = ansi.Truncate(s, n, "…")
	return s + strings.Repeat(" ", n-ansi.StringWidth(s))
}

func (w *lineWriter) problem(p *Problem) {
	w.line("")
	w.heading(p.heading()+", "+p.Points.String(), "=")
	w.block(plain(p.Intro, textWidth))
	for i := range p.Parts {
		w.part(&p.Parts[i], p.Solution, i == 0)
	}
}

func (w *lineWriter) part(q *Part, opening string, first bool) {
	w.heading(strings.TrimSpace(q.Name+" "+q.verdict()+", "+q.earned()), "-")
	w.block(plain(q.Prompt, textWidth))
	if q.entered() {
		label := "Answer"
		if s := q.screen(); s != "" {
			label += ", " + s
		}
		w.block([]string{label})
		w.entries(q.Answer)
	} else if s := q.screen(); s != "" {
		w.block([]string{s})
	}
	var says []string
	for l := range strings.SplitSeq(plainWhy(q), "\n") {
		if l != "" {
			says = append(says, hangWrap(l, "", textWidth)...)
		}
	}
	w.block(says)
	for _, l := range q.remarks() {
		w.block(wrap(l, textWidth))
	}
	if len(q.Last) > 0 {
		w.block([]string{"At the end there stood"})
		w.entries(q.Last)
	}
	w.solution(q, opening, first)
}

func (w *lineWriter) solution(q *Part, opening string, first bool) {
	if q.Closed != "" {
		w.block(wrap(q.Closed, textWidth))
		return
	}
	if len(q.Key) > 0 {
		w.block([]string{"A right answer"})
		w.entries(q.Key)
	}
	if len(q.Rubric) > 0 {
		w.block([]string{"By the rubric"})
	}
	for _, it := range q.Rubric {
		head := fmt.Sprintf("  %5s  ", number(it.Got)+"/"+number(it.Possible))
		w.lines(hang(head, strings.Repeat(" ", len(head)), plain(it.Text, textWidth-len(head))))
	}
	if first && opening != "" || q.Solution != "" {
		w.block([]string{"Solution"})
	}
	if first {
		w.block(plain(opening, textWidth))
	}
	w.block(plain(q.Solution, textWidth))
}

// entries writes the blanks of an answer, each line after a bar, so that what
// was typed cannot pass for the report's own words.
func (w *lineWriter) entries(es []Entry) {
	for _, e := range es {
		head := e.Label
		if o := outcomes[e.Outcome]; o.glyph != "" {
			head = o.glyph + " " + head
		}
		if head != "" {
			w.lines(hang("  ", "  ", wrap(head, textWidth-4)))
		}
		for l := range strings.SplitSeq(e.Text, "\n") {
			if e.Text != "" {
				w.lines(hang("  │ ", "  │ ", strings.Split(ansi.Wrap(l, textWidth-4, ""), "\n")))
			}
		}
		for _, s := range e.Says {
			w.lines(hang("    ", "    ", plain(s, textWidth-4)))
		}
		if e.Read != "" {
			w.lines(hang("    read as ", "    ", wrap(e.Read, textWidth-12)))
		}
	}
}
