package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gradcheck/grader"
)

// askPerson copies what a person has to know to look at the verdict on the part.
func (p *part) askPerson() tea.Cmd {
	text, why := p.inquiry()
	if why != "" {
		p.note = why
		return nil
	}
	p.note = "Copied: lines to send to whoever wrote the problem. :ask shows them."
	return tea.SetClipboard(text)
}

// asking heads the lines that a copies; what they say begins in column askColumn.
const (
	asking    = "A question about a verdict of gradcheck"
	askColumn = 10
)

// inquiry shows the lines that a copies.
func (a *App) inquiry(string) tea.Cmd {
	var p *part
	switch s := a.top().(type) {
	case *part:
		p = s
	case *review:
		p = s.part
	default:
		a.note = "Open a part first; :ask is about its verdict."
		return nil
	}
	text, why := p.inquiry()
	if why != "" {
		a.note = why
		return nil
	}
	show := func(t Theme, width int) []string {
		rows := append(wrap("These lines can be sent to whoever wrote the problem; they are copied, where the terminal allows it.", min(width, textWidth)), "")
		for l := range strings.Lines(text) {
			l = fit(strings.TrimSuffix(l, "\n"), max(askColumn, printed(l)))
			if strings.HasPrefix(l, asking) {
				rows = append(rows, asking)
				continue
			}
			rows = append(rows, beside([]string{l[:askColumn]}, wrap(p.prose(t, l[askColumn:]), width-askColumn), askColumn)...)
		}
		return rows
	}
	return tea.Batch(tea.SetClipboard(text), push(&reader{left: p.title() + p.where() + " › to ask a person", text: show}))
}

// inquiry is the part, its variant, the answer and the verdict in a few lines,
// with the digest that names the problem and its key as they were used; never the
// key itself. Or why there is nothing to ask yet.
func (p *part) inquiry() (text, why string) {
	if p.d.running() {
		return "", closedNow
	}
	answer, v, ok := p.judgedLast()
	if !ok {
		return "", "Check an answer first; a asks a person about its verdict."
	}
	prob := p.problem()
	variant := "as printed"
	if prob.Seed != 0 {
		variant = fmt.Sprint("seed ", prob.Seed)
	}
	rows := []string{
		asking,
		"part      " + p.ref().String() + ", " + p.title(),
		"variant   " + variant,
		"digest    " + prob.Digest,
	}
	for i, blank := range answer {
		head := "answer    "
		if len(answer) > 1 {
			head = fmt.Sprintf("blank %-4d", i+1)
		}
		rows = append(rows, head+strings.ReplaceAll(blank, "\n", "\n          "))
	}
	if v.Read != "" {
		rows = append(rows, "read as   "+strings.ReplaceAll(v.Read, "\n", "\n          "))
	}
	rows = append(rows, fmt.Sprintf("verdict   %s, %s of %s points", v.Outcome, points(v.Score*p.part().Points), points(p.part().Points)))
	if v.How != "" {
		rows = append(rows, "settled   by "+v.How)
	}
	if v.Why != "" {
		rows = append(rows, "because   "+strings.ReplaceAll(v.Why, "\n", "\n          "))
	}
	return strings.Join(rows, "\n") + "\n", ""
}

// judgedLast is the answer that was judged last, with its verdict.
func (p *part) judgedLast() (grader.Answer, grader.Verdict, bool) {
	if p.d.session != nil {
		g, ok := p.sitting().Graded(p.ref())
		return g.Answer, g.Verdict, ok && g.Verdict.Outcome != grader.Blank
	}
	checks := p.sitting().Checks(p.ref())
	if len(checks) == 0 {
		return nil, grader.Verdict{}, false
	}
	last := checks[len(checks)-1]
	return last.Answer, last.Verdict, true
}
