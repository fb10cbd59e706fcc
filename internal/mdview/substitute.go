package mdview

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gradcheck/internal/blocks"
	"gradcheck/internal/tex"

	xansi "github.com/charmbracelet/x/ansi"
	"github.com/rivo/uniseg"
)

// Private-use planes: a rune of the first stands for one cell of an inline
// formula, its first one for an escaped dollar, and a rune of the second for a
// displayed block.
const (
	dollar    = 0xF0000
	cellBase  = dollar + 1
	blockBase = 0x100000
	planeSize = 0xFFFC
)

// A substitute takes formulas and figures out of a Markdown source and puts
// their cells and rows back into the rendered lines.
type substitute struct {
	Options
	cells  []string
	blocks []func(width int) []string
}

// token finds what is not Markdown: a figure's block, an escaped dollar.
var token = regexp.MustCompile("(?m)^[ \t]*```figure[ \t]*\n[ \t]*([0-9]+)[ \t]*\n[ \t]*```[ \t]*$|\\\\\\$")

// out returns the source with private-use runes in place of mathematics.
func (s *substitute) out(md string) string {
	md = strings.Map(func(r rune) rune {
		if r >= dollar || r < ' ' && r != '\n' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ReplaceAll(md, "\t", "    "))
	var b strings.Builder
	at := 0
	var last *display // the one that ends at at, if any
	for _, sp := range tex.Spans(md) {
		if sp.Err != "" {
			continue
		}
		between := md[at:sp.Start]
		if !sp.Display {
			b.WriteString(s.prose(between) + s.inline(sp.Src))
			at, last = sp.End, nil
			continue
		}
		at = sp.End
		if last != nil && strings.TrimSpace(between) == "" && last.join(sp.Src) {
			continue
		}
		last = newDisplay(sp.Src)
		b.WriteString(s.prose(between) + s.block(s.rows(last), lineIndent(md[:sp.Start])))
	}
	b.WriteString(s.prose(md[at:]))
	return b.String()
}

// prose substitutes figures and escaped dollars in text without formulas.
func (s *substitute) prose(md string) string {
	if s.ASCII {
		md = blocks.ASCII(md)
	}
	return token.ReplaceAllStringFunc(md, func(m string) string {
		sub := token.FindStringSubmatch(m)
		if sub[1] == "" {
			return string(rune(dollar))
		}
		i, err := strconv.Atoi(sub[1])
		if err != nil || s.Figure == nil {
			return ""
		}
		return s.block(func(width int) []string { return s.Figure(i, width) }, lineIndent(m))
	})
}

// inline returns the runes that stand for a formula in one row. Blanks where it
// may be broken stay blanks.
func (s *substitute) inline(src string) string {
	n, err := tex.Parse(src)
	pieces := strings.Fields(s.verbatim("$" + src + "$"))
	if err == nil {
		pieces = tex.Pieces(n, s.ASCII)
	}
	for i, p := range pieces {
		if xansi.StringWidth(p) <= s.Width-margin {
			pieces[i] = s.cell(p) // its blanks, too: nothing is broken inside a piece
			continue
		}
		words := strings.Fields(p) // too long for a line
		for j, w := range words {
			words[j] = s.cell(w)
		}
		pieces[i] = strings.Join(words, " ")
	}
	return strings.Join(pieces, " ")
}

// margin is what a piece of a formula may lack to the width of a line, as in a
// list, before it is broken at its blanks.
const margin = 8

// verbatim is the source of a formula that cannot be shown.
func (s *substitute) verbatim(src string) string {
	if s.ASCII {
		return blocks.ASCII(src)
	}
	return src
}

// cell returns one rune for every cell of t.
func (s *substitute) cell(t string) string {
	var b strings.Builder
	g := uniseg.NewGraphemes(t)
	for g.Next() {
		c := g.Str()
		if len(s.cells) >= planeSize || xansi.StringWidth(c) != 1 {
			b.WriteString(c) // out of runes, or not one cell: let Markdown have it
			continue
		}
		b.WriteRune(rune(cellBase + len(s.cells)))
		s.cells = append(s.cells, c)
	}
	return b.String()
}

// block returns a paragraph, indented like its surroundings, that stands for
// the rows of draw.
func (s *substitute) block(draw func(width int) []string, indent string) string {
	s.blocks = append(s.blocks, draw)
	return "\n\n" + indent + string(rune(blockBase+len(s.blocks)-1)) + "\n\n" + indent
}

// restore replaces the private-use runes in rendered lines.
func (s *substitute) restore(lines []string, width int) []string {
	var out []string
	for _, l := range lines {
		if draw := s.blockAt(l); draw != nil {
			out = append(out, draw(width)...)
		} else {
			out = append(out, s.restoreCells(l))
		}
	}
	return out
}

// blockAt returns what a line stands for, nil if it is not a block's.
func (s *substitute) blockAt(line string) func(width int) []string {
	r, _ := utf8.DecodeRuneInString(strings.TrimSpace(xansi.Strip(line)))
	if i := int(r) - blockBase; i >= 0 && i < len(s.blocks) {
		return s.blocks[i]
	}
	return nil
}

func (s *substitute) restoreCells(l string) string {
	var b strings.Builder
	for _, r := range l {
		switch i := int(r) - cellBase; {
		case r == dollar:
			b.WriteByte('$')
		case i >= 0 && i < len(s.cells):
			b.WriteString(s.cells[i])
		case r >= blockBase: // never alone on its line, as in a link's title
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// lineIndent returns the blanks that begin the last line of before.
func lineIndent(before string) string {
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}
