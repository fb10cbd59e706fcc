package tui

import (
	"fmt"
	"strings"

	"gradcheck/internal/blocks"
	"gradcheck/internal/mdview"
	"gradcheck/internal/tex"
	"gradcheck/problems"
)

// pages renders texts, and keeps them: rendering takes milliseconds, a look-up
// microseconds. Sessions with the same cache share what it keeps.
type pages struct{ *mdview.Cache }

func newPages(env *Env) pages {
	if env.Texts != nil {
		return pages{env.Texts}
	}
	return pages{mdview.NewCache(200)}
}

// question renders the intro of a problem and the prompt of part i. The second
// result is the row where the prompt begins.
func (p pages) question(prob *problems.Problem, i int, t Theme, width int) (lines []string, prompt int) {
	intro := p.render(prob, prob.Intro, t, width)
	text := p.render(prob, withLabel(prob.Parts[i].Label, prob.Parts[i].Prompt), t, width)
	if len(intro) == 0 {
		return text, 0
	}
	lines = append(append(lines, intro...), "")
	return append(lines, text...), len(intro) + 1
}

// questionLines is the same text for /.
func (p pages) questionLines(prob *problems.Problem, i int, t Theme, width int) []line {
	intro := p.lines(prob, prob.Intro, t, width)
	text := p.lines(prob, withLabel(prob.Parts[i].Label, prob.Parts[i].Prompt), t, width)
	if len(intro) == 0 {
		return text
	}
	return append(append(intro, line{}), text...)
}

// withLabel puts a part's label before its prompt: in front of its first words,
// or above what is no paragraph.
func withLabel(label, prompt string) string {
	switch {
	case label == "":
		return prompt
	case prompt != "" && strings.Contains("`~|>-+#", prompt[:1]) || strings.HasPrefix(prompt, "$$"):
		return "**(" + label + ")**\n\n" + prompt
	}
	return "**(" + label + ")** " + prompt
}

// solution renders the worked solution of part i.
func (p pages) solution(prob *problems.Problem, i int, t Theme, width int) []string {
	return p.render(prob, solutionOf(prob, i), t, width)
}

func solutionOf(prob *problems.Problem, i int) string {
	return strings.TrimSpace(prob.Solution + "\n\n" + prob.Parts[i].Solution)
}

// lines are the rows of a text for /: a displayed formula, which may take several
// rows, is found as it reads in one.
func (p pages) lines(prob *problems.Problem, md string, t Theme, width int) []line {
	out := linesOf(p.render(prob, md, t, width))
	for _, sp := range tex.Spans(md) {
		n, err := tex.Parse(sp.Src)
		if !sp.Display || sp.Err != "" || err != nil || len(out) == 0 {
			continue
		}
		from, to := len(p.render(prob, md[:sp.Start], t, width)), len(p.render(prob, md[:sp.End], t, width))
		for from < to-1 && from < len(out) && out[from].words == "" {
			from++
		}
		row := min((from+to-1)/2, len(out)-1)
		out[row].also = append(out[row].also, tex.Line(n, false), tex.Line(n, true))
	}
	return out
}

func (p pages) render(prob *problems.Problem, md string, t Theme, width int) []string {
	return p.Render(md, mdview.Options{Width: min(width, textWidth), ASCII: t.ASCII, Figure: figures(prob, t),
		Figures: fmt.Sprint(prob.Digest, t.NoColor, t.Background)})
}

// figures draws the figures of a problem in a theme.
func figures(prob *problems.Problem, t Theme) func(i, width int) []string {
	return func(i, width int) []string {
		if i < 0 || i >= len(prob.Figures) {
			return []string{fmt.Sprintf("(figure %d is missing)", i+1)}
		}
		f := prob.Figures[i]
		if f.Text != "" {
			return blocks.Diagram(f.Text, f.Alt, blocks.Options{Width: width, ASCII: t.ASCII})
		}
		return blocks.Render(f.Blocks, blocks.Options{Width: width, ASCII: t.ASCII, Style: t.mark})
	}
}
