package tui

import (
	"fmt"
	"strings"

	"gradcheck/internal/blocks"
	"gradcheck/internal/mdview"
	"gradcheck/problems"
)

// pages keeps rendered text by what it shows and how: instance digest, part,
// width and form. Rendering takes milliseconds, a look-up nothing.
type pages map[pageKeyed][]string

type pageKeyed struct {
	digest, part, what string
	width              int
	ascii, plain       bool
	background         Background
}

// question renders the intro of a problem and the prompt of part i. The second
// result is the row where the prompt begins.
func (p pages) question(prob *problems.Problem, i int, t Theme, width int) (lines []string, prompt int) {
	intro := p.render(prob, "", "intro", prob.Intro, t, width)
	text := p.render(prob, prob.Parts[i].Label, "prompt", prob.Parts[i].Prompt, t, width)
	if l := prob.Parts[i].Label; l != "" && len(text) > 0 {
		text = hang("("+l+") ", text, t)
	}
	if len(intro) == 0 {
		return text, 0
	}
	lines = append(append(lines, intro...), "")
	return append(lines, text...), len(intro) + 1
}

// hang puts a part's label before its first line. The text was rendered narrow
// enough for it.
func hang(label string, text []string, t Theme) []string {
	out := make([]string, len(text))
	pad := strings.Repeat(" ", len(label))
	for i, l := range text {
		switch {
		case i == 0:
			out[i] = t.paint(title, label) + l
		case l != "":
			out[i] = pad + l
		}
	}
	return out
}

// solution renders the worked solution of part i.
func (p pages) solution(prob *problems.Problem, i int, t Theme, width int) []string {
	md := strings.TrimSpace(prob.Solution + "\n\n" + prob.Parts[i].Solution)
	return p.render(prob, prob.Parts[i].Label, "solution", md, t, width)
}

func (p pages) render(prob *problems.Problem, part, what, md string, t Theme, width int) []string {
	width = min(width, textWidth)
	if what == "prompt" && part != "" {
		width -= len(part) + 3
	}
	k := pageKeyed{prob.Digest, part, what, width, t.ASCII, t.NoColor, t.Background}
	if lines, ok := p[k]; ok {
		return lines
	}
	lines := mdview.Render(md, mdview.Options{Width: width, ASCII: t.ASCII, Figure: figures(prob, t)})
	p[k] = lines
	return lines
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
