package report

import (
	"fmt"
	"slices"
	"strings"

	"gradcheck/grader"
)

// entries are the blanks of an answer as a report shows them, with the verdict
// on each where v has some; none if nothing was entered.
func entries(q grader.Question, a grader.Answer, v *grader.Verdict) []Entry {
	out := []Entry{}
	if a.Blank() {
		return out
	}
	for i, text := range a {
		e := Entry{Text: clean(text), Says: []string{}}
		e.Label, e.Says = field(q.Input(), i, text)
		if e.Text == "" && e.Label == "" {
			continue
		}
		if len(e.Says) == 0 {
			e.Read, e.TeX = read(q, a, i)
		}
		if e.Read == e.Text {
			if e.Read = ""; !tall(e.TeX) {
				e.TeX = ""
			}
		}
		if v != nil && len(a) > 1 && len(v.Blanks) == len(a) {
			e.Outcome = v.Blanks[i].Outcome.String()
		}
		out = append(out, e)
	}
	return out
}

// field says which blank number i of an input is, and what the options say that
// were picked in it.
func field(in grader.Input, i int, text string) (label string, says []string) {
	says = []string{}
	switch in := in.(type) {
	case grader.Pick:
		return "", picked(in.Options, text)
	case grader.Order:
		return "", picked(in.Items, text)
	case grader.Grid:
		if i < len(in.Blanks) {
			_, says = field(in.Blanks[i].Input, 0, text)
			return clean(in.Blanks[i].Label), says
		}
	case grader.Code:
		if i < len(in.Editable) {
			label = fmt.Sprintf("Line %d", in.Editable[i])
			if lines := strings.Split(in.Source, "\n"); text == "" && in.Editable[i] <= len(lines) {
				says = append(says, "as given")
			}
			return label, says
		}
	}
	return "", says
}

// picked returns what the options say whose ids are in text, in that order.
func picked(options []grader.Option, text string) []string {
	says := []string{}
	for id := range strings.SplitSeq(text, ",") {
		i := slices.IndexFunc(options, func(o grader.Option) bool { return o.ID == strings.TrimSpace(id) })
		if i >= 0 && options[i].Text != options[i].ID {
			says = append(says, markdownText(options[i].Text))
		}
	}
	return says
}

// read is how blank i is understood, as a row and as LaTeX.
func read(q grader.Question, a grader.Answer, i int) (row, latex string) {
	var r grader.Reading
	switch q := q.(type) {
	case grader.BlankReader:
		r = q.ReadBlank(i, a[i])
	case grader.Reader:
		if len(a) == 1 {
			r = q.Read(a)
		}
	}
	return clean(r.Text), clean(r.TeX)
}

// tall reports whether LaTeX says more than a row of characters.
func tall(latex string) bool {
	return strings.ContainsAny(latex, "^_") || strings.Contains(latex, `\frac`) || strings.Contains(latex, `\sqrt`) || strings.Contains(latex, `\begin`)
}
