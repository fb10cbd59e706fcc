package mdview

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gradcheck/internal/blocks"
	"gradcheck/internal/tex"
	"gradcheck/internal/texbox"

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
	for _, sp := range tex.Spans(md) {
		if sp.Err != "" {
			continue
		}
		b.WriteString(s.prose(md[at:sp.Start]))
		if sp.Display {
			b.WriteString(s.block(s.display(sp.Src), lineIndent(md[:sp.Start])))
		} else {
			b.WriteString(s.inline(sp.Src))
		}
		at = sp.End
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
	if err != nil {
		return s.cell("$" + src + "$")
	}
	pieces := tex.Pieces(n, s.ASCII)
	for i, p := range pieces {
		pieces[i] = s.cell(p) // its blanks, too: nothing is broken inside a piece
	}
	return strings.Join(pieces, " ")
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

// display draws a displayed formula, a little indented where it fits.
func (s *substitute) display(src string) func(width int) []string {
	return func(width int) []string {
		in := "    "
		if width < 50 {
			in = "  "
		}
		rows := s.formula(strings.TrimSpace(src), width-len(in))
		for i, r := range rows {
			rows[i] = in + r
		}
		return rows
	}
}

// formula lays a displayed formula out, in two dimensions, or as wrapped rows
// where that is too wide; one that cannot be read shows its source.
func (s *substitute) formula(src string, width int) []string {
	n, err := tex.Parse(src)
	if err != nil {
		return strings.Split(xansi.Wrap("$$"+src+"$$", width, ""), "\n")
	}
	if b, err := texbox.Layout(n, width, s.ASCII); err == nil {
		return b.Rows
	}
	var rows []string
	for _, piece := range tex.Pieces(n, s.ASCII) {
		if last := len(rows) - 1; last >= 0 && xansi.StringWidth(rows[last])+1+xansi.StringWidth(piece) <= width {
			rows[last] += " " + piece
			continue
		}
		rows = append(rows, piece)
	}
	return strings.Split(xansi.Hardwrap(strings.Join(rows, "\n"), width, true), "\n")
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
