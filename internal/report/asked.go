package report

import (
	"fmt"
	"slices"
	"strings"

	"gradcheck/grader"
)

// asked is what stands below a prompt, in Markdown: options, the listing, the
// table to fill in; "" where an answer is free.
func asked(in grader.Input) string {
	switch in := in.(type) {
	case grader.Pick:
		return options(in.Options)
	case grader.Order:
		return options(in.Items)
	case grader.Code:
		return listing(in)
	case grader.Grid:
		return grid(in)
	}
	return ""
}

func options(os []grader.Option) string {
	var b strings.Builder
	for _, o := range os {
		b.WriteString("- " + codeSpan(clean(o.ID)))
		if o.Text != o.ID {
			b.WriteString(" " + oneRow(o.Text))
		}
		b.WriteString("\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

func oneRow(md string) string { return strings.Join(strings.Fields(clean(md)), " ") }

// listing is code with its line numbers, those that may be changed marked.
func listing(in grader.Code) string {
	var b strings.Builder
	source := strings.TrimRight(clean(in.Source), "\n")
	fence := fenceFor(source, 3)
	b.WriteString(fence + clean(in.Language) + "\n")
	for i, l := range strings.Split(source, "\n") {
		mark := " "
		if slices.Contains(in.Editable, i+1) {
			mark = "▸"
		}
		b.WriteString(strings.TrimRight(fmt.Sprintf("%s%3d  %s", mark, i+1, l), " ") + "\n")
	}
	b.WriteString(fence)
	return b.String()
}

// grid is a table with its fields as gaps, and the options of the fields if they
// are picked from a list.
func grid(in grader.Grid) string {
	if len(in.Rows) == 0 {
		return ""
	}
	header := slices.Clone(in.Header)
	for _, r := range in.Rows {
		for len(header) < len(r) {
			header = append(header, "")
		}
	}
	rows := []string{row(header), strings.Repeat("|---", len(header)) + "|"}
	for _, r := range in.Rows {
		var cells []string
		for _, c := range r {
			if c.Blank > 0 {
				c.Text += ` \_\_\_\_ ` + c.After
			}
			cells = append(cells, c.Text)
		}
		rows = append(rows, row(cells))
	}
	out := strings.Join(rows, "\n")
	if len(in.Blanks) > 0 {
		if p, ok := in.Blanks[0].Input.(grader.Pick); ok {
			out += "\n\n" + options(p.Options)
		}
	}
	return out
}

func row(cells []string) string {
	for i, c := range cells {
		cells[i] = oneRow(c)
	}
	return "| " + strings.Join(cells, " | ") + " |"
}
