package cli

import (
	"fmt"
	"slices"
	"strings"

	"gradcheck/grader"
	"gradcheck/problems"
)

// gap stands for a field that is empty.
const gap = `\_\_\_\_`

// input prints what there is to fill in, pick from or put in order. A line or
// an essay needs nothing.
func (p *printer) input(prob *problems.Problem, in grader.Input) {
	switch in := in.(type) {
	case grader.Pick:
		p.options(prob, in.Options)
	case grader.Order:
		p.line("")
		for i, o := range in.Items {
			p.markdown(o.Text, prob, fmt.Sprintf("  %2d  ", i+1))
		}
	case grader.Grid:
		p.grid(prob, in)
	case grader.Code:
		p.listing(in)
	}
}

// options lists what can be picked, by letter, or by place where the ids are no
// letters.
func (p *printer) options(prob *problems.Problem, options []grader.Option) {
	p.line("")
	for i, o := range options {
		name := o.ID
		if len(name) > 1 {
			name = fmt.Sprint(i + 1)
		}
		p.markdown(o.Text, prob, fmt.Sprintf("  [ ] %s  ", name))
	}
}

// grid prints a table with a gap for each field, and what the fields are picked
// from.
func (p *printer) grid(prob *problems.Problem, g grader.Grid) {
	if g.Header != nil {
		p.markdown(gridTable(g), prob, "")
	} else {
		p.line("")
		for _, r := range g.Rows {
			p.markdown(strings.Join(cellTexts(r), "  "), prob, "  ")
		}
	}
	p.gridOptions(prob, g)
}

func cellTexts(r grader.GridRow) []string {
	texts := make([]string, len(r))
	for i, c := range r {
		texts[i] = c.Text
		if c.Blank > 0 {
			texts[i] = strings.TrimSpace(c.Text + " " + gap + " " + c.After)
		}
	}
	return texts
}

// gridTable is the table as Markdown, each field a gap.
func gridTable(g grader.Grid) string {
	var b strings.Builder
	row := func(cells []string) { fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | ")) }
	n := len(g.Header)
	for _, r := range g.Rows {
		n = max(n, len(r))
	}
	head := make([]string, n)
	copy(head, g.Header)
	row(head)
	row(slices.Repeat([]string{"---"}, n))
	for _, r := range g.Rows {
		cells := make([]string, n)
		copy(cells, cellTexts(r))
		row(cells)
	}
	return b.String()
}

// gridOptions lists what the fields of a grid are picked from, once where all
// pick from the same.
func (p *printer) gridOptions(prob *problems.Problem, g grader.Grid) {
	var seen [][]grader.Option
	for _, blank := range g.Blanks {
		pick, ok := blank.Input.(grader.Pick)
		if !ok || slices.ContainsFunc(seen, func(o []grader.Option) bool { return slices.EqualFunc(o, pick.Options, sameOption) }) {
			continue
		}
		seen = append(seen, pick.Options)
		p.options(prob, pick.Options)
	}
}

// sameOption leaves the reasons out, which differ from field to field.
func sameOption(a, b grader.Option) bool { return a.ID == b.ID && a.Text == b.Text }

// listing prints a program; the lines that may be changed have a bar.
func (p *printer) listing(c grader.Code) {
	var b strings.Builder
	b.WriteString("```\n")
	for i, l := range strings.Split(strings.TrimRight(c.Source, "\n"), "\n") {
		bar := " "
		if slices.Contains(c.Editable, i+1) {
			bar = "|"
		}
		fmt.Fprintf(&b, "%3d %s %s\n", i+1, bar, l)
	}
	b.WriteString("```")
	p.markdown(b.String(), nil, "")
}
