package report

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"gradcheck/internal/tex"
)

// writeMarkdown writes the report as Markdown, with tables as GitHub reads them
// and mathematics between dollars.
func writeMarkdown(out io.Writer, r Report) error {
	var w lineWriter
	w.linef("# %s", escape(r.Title))
	w.line("")
	for _, f := range r.facts() {
		w.linef("- %s: %s", f.Name, escape(f.Says))
	}
	w.line("")
	w.linef("**%s**", r.Points)
	if s := r.nearly(); s != "" {
		w.block([]string{escape(s)})
	}
	w.block([]string{"## Points by problem", "", "| Problem | Points | Waiting | Time |", "|---|--:|--:|--:|"})
	for i := range r.Problems {
		p := &r.Problems[i]
		w.linef("| %s | %s | %s | %s |", escape(p.heading()), p.Points.settled(), p.Points.waiting(), p.Time)
	}
	if len(r.Topics) > 0 {
		w.block([]string{"## Points by topic", "", "| Topic | Points | Waiting | Share |", "|---|--:|--:|--:|"})
	}
	for _, t := range r.Topics {
		w.linef("| %s | %s | %s | %s |", escape(t.Name), t.Points.settled(), t.Points.waiting(), t.Points.percent())
	}
	for i := range r.Problems {
		p := &r.Problems[i]
		w.block([]string{"## " + escape(p.heading()) + ", " + p.Points.String()})
		w.text(p.Intro)
		for j := range p.Parts {
			w.markdownPart(&p.Parts[j], p.Solution, j == 0)
		}
	}
	return put(out, w.String())
}

// text writes Markdown by an author.
func (w *lineWriter) text(md string) {
	if md != "" {
		w.block(strings.Split(md, "\n"))
	}
}

func (w *lineWriter) markdownPart(q *Part, opening string, first bool) {
	w.block([]string{"### " + escape(strings.TrimSpace(q.Name+" "+q.verdict()+", "+q.earned()))})
	w.text(q.Prompt)
	if q.entered() {
		label := "**Answer**"
		if s := q.screen(); s != "" {
			label += ", " + s
		}
		w.block([]string{label})
		w.quoted(q.Answer)
	} else if s := q.screen(); s != "" {
		w.block([]string{s})
	}
	for l := range strings.SplitSeq(q.Why, "\n") {
		if l != "" {
			w.block([]string{escapedWhy(l, append(q.Answer, q.Last...))})
		}
	}
	for _, l := range q.remarks() {
		w.block([]string{l})
	}
	if len(q.Last) > 0 {
		w.block([]string{"**At the end there stood**"})
		w.quoted(q.Last)
	}
	if q.Closed != "" {
		w.block([]string{q.Closed})
		return
	}
	if len(q.Key) > 0 {
		w.block([]string{"**A right answer**"})
		w.quoted(q.Key)
	}
	if len(q.Rubric) > 0 {
		w.block([]string{"**By the rubric**", ""})
	}
	for _, it := range q.Rubric {
		w.lines(hang(fmt.Sprintf("- %s/%s: ", number(it.Got), number(it.Possible)), "  ", strings.Split(it.Text, "\n")))
	}
	if first && opening != "" || q.Solution != "" {
		w.block([]string{"**Solution**"})
	}
	if first {
		w.text(opening)
	}
	w.text(q.Solution)
}

// quoted writes the blanks of an answer as blocks of code, which nothing typed
// can leave.
func (w *lineWriter) quoted(es []Entry) {
	for _, e := range es {
		head := escape(e.Label)
		if o := outcomes[e.Outcome]; o.glyph != "" {
			head = strings.TrimSpace(escape(o.glyph) + " " + head)
		}
		if head != "" {
			w.block([]string{head})
		}
		if e.Text != "" {
			fence := fenceFor(e.Text, 3)
			w.block([]string{fence + "text", e.Text, fence})
		}
		if len(e.Says) > 0 {
			w.line("")
		}
		for _, s := range e.Says {
			w.lines(hang("- ", "  ", strings.Split(s, "\n")))
		}
		if e.Read != "" {
			w.block([]string{"read as " + codeSpan(e.Read)})
		}
	}
}

// fenceFor is a run of at least n backticks longer than any in s.
func fenceFor(s string, n int) string {
	for _, run := range backticks.FindAllString(s, -1) {
		n = max(n, len(run)+1)
	}
	return strings.Repeat("`", n)
}

var backticks = regexp.MustCompile("`+")

// codeSpan writes a text of one row as code.
func codeSpan(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	fence := fenceFor(s, 1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// escape writes a plain text so that Markdown takes no part of it for a mark.
func escape(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	s = marks.ReplaceAllString(s, `\$0`)
	s = strings.NewReplacer("://", `\://`, "www.", `www\.`).Replace(s)
	return listStart.ReplaceAllString(s, `$1$3\$2$4`)
}

var (
	marks     = regexp.MustCompile("[\\\\`*_\\[\\]<>|~$&#@{}!]")
	listStart = regexp.MustCompile(`^([0-9]+)([.)])|^()([-+=:])`)
)

// escapedWhy is a line of a reason; formulas are in one row.
func escapedWhy(s string, typed []Entry) string {
	var b strings.Builder
	for _, p := range pieces(s, typed) {
		switch p.kind {
		case formula:
			b.WriteString(tex.Line(p.node, false))
		default:
			b.WriteString(p.text)
		}
	}
	return escape(b.String())
}
