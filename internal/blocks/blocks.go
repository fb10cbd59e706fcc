// Package blocks turns the blocks of a simulation's frame into terminal text.
//
// [Render] draws them as lines of at most a given width, [Plain] tells them in
// sentences for a screen reader. A block says what its cells mean and never how
// they look: here a meaning becomes a glyph, and a style if the caller has one.
// Without styles, and in ASCII, the glyphs and words alone must do. What does
// not fit is laid out another way (a strip goes on below, a table becomes a
// list, a plot is told in words); nothing is cut.
//
// Plots are drawn in braille dots: axis.go finds ranges and round numbers for an
// axis, canvas.go the dots, plot.go what stands around them.
package blocks

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"gradcheck/sim"
)

// Options say how to draw.
type Options struct {
	Width int  // cells in a line; with none there are no lines
	ASCII bool // only bytes below 0x80, apart from what Style adds
	// Style dresses a piece of text that means m, without changing its width.
	// It is not asked for [sim.Plain]. Nil is plain text.
	Style func(m sim.Mark, s string) string
}

// Render draws the blocks one below the other, an empty line between two. No
// line is wider than o.Width cells or ends in spaces.
func Render(bs sim.Blocks, o Options) []string {
	if o.Width < 1 {
		return nil
	}
	p := painter{o}
	var lines []string
	for _, b := range bs {
		ls := p.block(b)
		if len(ls) > 0 && len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, ls...)
	}
	return p.finish(lines)
}

// A painter draws with the given options.
type painter struct{ Options }

func (p painter) block(b sim.Block) []string {
	switch b := b.(type) {
	case *sim.Text:
		return p.paragraph(b)
	case *sim.Cells:
		return p.cells(b)
	case *sim.Slots:
		return p.slots(b)
	case *sim.Table:
		return p.table(b)
	case *sim.Plot:
		return p.plot(b)
	case *sim.Heat:
		return p.heat(b)
	case *sim.Beside:
		return p.beside(b)
	}
	panic("blocks: cannot draw a block of kind " + b.Kind())
}

// finish makes sure of the promises of Render. No-break spaces have done their
// work and become spaces. Only a width of a few cells leaves lines to break.
func (p painter) finish(lines []string) []string {
	out := make([]string, 0, len(lines))
	for _, l := range lines {
		l = strings.ReplaceAll(l, "\u00a0", " ")
		if width(strings.TrimRight(l, " ")) > p.Width {
			l = ansi.Hardwrap(l, p.Width, true)
		}
		for part := range strings.SplitSeq(l, "\n") {
			out = append(out, strings.TrimRight(part, " "))
		}
	}
	return out
}

// style dresses s for its mark, spaces at its end excepted.
func (p painter) style(m sim.Mark, s string) string {
	text := strings.TrimRight(s, " ")
	if p.Style == nil || m == sim.Plain || text == "" {
		return s
	}
	return p.Style(m, text) + s[len(text):]
}

// glyph is one of this package's own drawing characters, or its ASCII twin.
func (p painter) glyph(s string) string {
	if p.ASCII {
		return ASCII(s)
	}
	return s
}

// text is a string of a block made fit to draw: without control characters,
// and in ASCII if need be. Its no-break spaces remain.
func (p painter) text(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	if p.ASCII {
		return ASCII(s)
	}
	return s
}

// markGlyphs stand for a mark where there is no word for it.
var markGlyphs = map[sim.Mark]string{
	sim.Held: "■",
	sim.Hot:  "▸",
	sim.Done: "•",
	sim.Lost: "·",
	sim.Good: "✓",
	sim.Bad:  "✗",
}

// paragraph wraps a text. One that is hot, good or bad hangs from its glyph.
func (p painter) paragraph(t *sim.Text) []string {
	lead, indent := "", ""
	switch t.Mark {
	case sim.Hot, sim.Good, sim.Bad:
		lead, indent = p.glyph(markGlyphs[t.Mark])+" ", "  "
	}
	var lines []string
	for para := range strings.SplitSeq(t.Text, "\n") {
		for _, l := range wrap(p.text(para), p.Width-len(indent)) {
			lines = append(lines, p.style(t.Mark, lead+l))
			lead = indent
		}
	}
	return lines
}

func width(s string) int { return ansi.StringWidth(s) }

// widest is the width of the widest string.
func widest(ss []string) int {
	w := 0
	for _, s := range ss {
		w = max(w, width(s))
	}
	return w
}

// padLeft puts spaces before s up to w cells, padRight after it.
func padLeft(s string, w int) string  { return blank(w-width(s)) + s }
func padRight(s string, w int) string { return s + blank(w-width(s)) }

func blank(n int) string { return strings.Repeat(" ", max(n, 0)) }

// wrap breaks a text at its spaces into lines of at most w cells. A word that
// is wider is broken where the line ends. No text is one empty line.
func wrap(text string, w int) []string {
	var words []token
	for word := range strings.SplitSeq(text, " ") {
		if word != "" {
			words = append(words, token{word, 1})
		}
	}
	return flow(words, w, "", "")
}

// A token is a piece of text that goes on a line as a whole, after so many
// spaces if it is not the first.
type token struct {
	text string
	gap  int
}

// flow sets tokens into lines of at most w cells, the first line after lead,
// the others after hang. A token that is too wide for a line of its own is
// wrapped.
func flow(tokens []token, w int, lead, hang string) []string {
	var lines []string
	line, fresh := lead, true
	for _, t := range tokens {
		switch n := width(t.text); {
		case fresh && width(line)+n <= w:
			line += t.text
		case !fresh && width(line)+t.gap+n <= w:
			line += blank(t.gap) + t.text
		case width(hang)+n <= w:
			if !fresh || strings.TrimSpace(line) != "" {
				lines = append(lines, line)
			}
			line = hang + t.text
		default:
			parts := broken(t.text, w-width(hang))
			if fresh && width(line) <= width(hang) {
				line += parts[0]
			} else {
				lines = append(lines, line)
				line = hang + parts[0]
			}
			for _, part := range parts[1:] {
				lines = append(lines, line)
				line = hang + part
			}
		}
		fresh = false
	}
	return append(lines, line)
}

// broken breaks a token that is wider than w: at its spaces if it has some, in
// the middle of the word if not.
func broken(text string, w int) []string {
	if w < 1 {
		return []string{text}
	}
	if strings.Contains(strings.TrimSpace(text), " ") {
		return wrap(text, w)
	}
	return strings.Split(ansi.Hardwrap(text, w, true), "\n")
}
