package tui

import (
	"fmt"
	"strings"

	"gradcheck/internal/blocks"
	"gradcheck/internal/mdview"
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
	md := strings.TrimSpace(prob.Solution + "\n\n" + prob.Parts[i].Solution)
	return p.render(prob, md, t, width)
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
