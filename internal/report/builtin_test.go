package report

import (
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"gradcheck/content"
	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// TestBuiltIn writes an exam of all problems that come with the program, every
// part answered by its key.
func TestBuiltIn(t *testing.T) {
	lib, err := problems.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	p := &exam.Paper{Title: "everything"}
	for _, tmpl := range lib.Templates() {
		q, err := tmpl.Instance(0)
		if err != nil {
			t.Fatal(err)
		}
		p.Problems = append(p.Problems, q)
	}
	a := begin(t, exam.Exam)
	a.paper, a.header.Problems, a.header.Limit = p, p.Placed(), 0
	if a.s, err = exam.New(a.header, p); err != nil {
		t.Fatal(err)
	}
	parts := 0
	for _, q := range p.Problems {
		for _, part := range q.Parts {
			parts++
			for i, text := range part.Question.Key() {
				if _, essay := part.Question.(grader.Rubricked); essay {
					text = "In my own words."
				}
				a.do(exam.Event{Kind: exam.Edit, Part: exam.Ref{Problem: q.ID, Part: part.Label}, Blank: i, Splice: exam.Splice{Insert: text}})
			}
		}
	}
	a.do(exam.Event{Kind: exam.Finish})
	r := a.report()
	if r.Points.Got+r.Points.Awaiting != r.Points.Possible {
		t.Errorf("Points = %+v for all keys, want all of them", r.Points)
	}

	page := written(t, "html", r)
	count, _ := elements(t, page)
	if count["h2"] != len(r.Problems)+2 || count["h3"] != parts {
		t.Errorf("page has %d problems and %d parts, want %d and %d", count["h2"]-2, count["h3"], len(r.Problems), parts)
	}
	if count["math"] < parts || count["figure"] == 0 || count["svg"] != 1 {
		t.Errorf("page has %d formulas, %d figures and %d charts", count["math"], count["figure"], count["svg"])
	}
	for _, f := range Formats() {
		if i := strings.IndexFunc(written(t, f.Name, r), func(r rune) bool { return r >= inlineBase }); i >= 0 {
			t.Errorf("%s: a formula was not put back at byte %d", f.Name, i)
		}
	}
	text := written(t, "text", r)
	if m := regexp.MustCompile(`\\[a-z]{3,}|\$[^$\n]+\$`).FindString(text); m != "" {
		t.Errorf("text has the LaTeX %q", m)
	}
	for l := range strings.Lines(text) {
		if w := ansi.StringWidth(strings.TrimRight(l, "\n")); w > textWidth {
			t.Errorf("text has a line of %d columns, want at most %d: %s", w, textWidth, l)
		}
	}
}
