package report

import (
	"regexp"
	"strconv"
	"strings"

	"gradcheck/internal/blocks"
	"gradcheck/problems"
)

// figureWidth is how wide figures are drawn, in cells.
const figureWidth = 72

// figureBlock finds the fenced block that stands for a figure of a problem.
var figureBlock = regexp.MustCompile("(?m)^([ \t]*)```figure[ \t]*\n[ \t]*([0-9]+)[ \t]*\n[ \t]*```[ \t]*$")

// markdownText makes a text of an author printable.
func markdownText(md string) string { return strings.TrimSpace(clean(md)) }

// markdown is a text of p with its figures drawn in place.
func (m *maker) markdown(p *problems.Problem, md string) string {
	md = strings.Trim(clean(md), "\n")
	return figureBlock.ReplaceAllStringFunc(md, func(block string) string {
		sub := figureBlock.FindStringSubmatch(block)
		i, err := strconv.Atoi(sub[2])
		if err != nil || i >= len(p.Figures) {
			return ""
		}
		return m.figure(p.Figures[i], sub[1])
	})
}

// figure draws f as a fenced block whose first line says it in words.
func (m *maker) figure(f problems.Figure, indent string) string {
	o := blocks.Options{Width: figureWidth, ASCII: m.ASCII}
	lines := blocks.Render(f.Blocks, o)
	if f.Text != "" {
		lines = blocks.Diagram(f.Text, f.Alt, o)
	}
	fence := "```"
	for strings.Contains(strings.Join(lines, "\n"), fence) {
		fence += "`"
	}
	alt := strings.Join(strings.Fields(strings.ReplaceAll(clean(f.Alt), "`", "'")), " ")
	var b strings.Builder
	b.WriteString(indent + strings.TrimRight(fence+"figure "+alt, " ") + "\n")
	for _, l := range lines {
		b.WriteString(strings.TrimRight(indent+clean(l), " ") + "\n")
	}
	b.WriteString(indent + fence)
	return b.String()
}
