package report

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"

	"gradcheck/internal/tex"
	"gradcheck/internal/texbox"
)

// plain renders a Markdown source by an author as lines of at most width cells
// without markup, apart from drawings and formulas that are wider. Formulas
// stand in one row within a text, and in two dimensions where they are set apart.
func plain(md string, width int) []string {
	if md == "" {
		return nil
	}
	b := parse(md)
	return b.blocks(b.doc, max(width, 20), false)
}

// blocks renders the child blocks of n, an empty line between two unless tight.
func (b *body) blocks(n ast.Node, width int, tight bool) []string {
	var out []string
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		ls := trimmed(b.block(c, width))
		if len(ls) > 0 && len(out) > 0 && !tight {
			out = append(out, "")
		}
		out = append(out, ls...)
	}
	return out
}

func (b *body) block(n ast.Node, width int) []string {
	switch n := n.(type) {
	case *ast.List:
		return b.list(n, width)
	case *ast.Blockquote:
		return hang("  ", "  ", b.blocks(n, width-2, false))
	case *ast.FencedCodeBlock:
		return b.fenced(n, width)
	case *ast.CodeBlock, *ast.HTMLBlock:
		return hang("    ", "    ", rowsOf(lines(n, b.src)))
	case *ast.ThematicBreak:
		return []string{strings.Repeat("─", min(width, 20))}
	case *extast.Table:
		return b.table(n, width)
	}
	return b.paragraph(b.inline(n), width)
}

// fenced renders a figure with its words, or a listing.
func (b *body) fenced(n *ast.FencedCodeBlock, width int) []string {
	src := lines(n, b.src)
	alt, figure := figureAlt(n, b.src)
	if !figure {
		return hang("    ", "    ", rowsOf(src))
	}
	rows := rowsOf(src)
	if alt != "" && !strings.Contains(src, alt) { // else the words are all there is
		rows = append(rows, wrap("("+alt+")", width)...)
	}
	return rows
}

func rowsOf(s string) []string { return strings.Split(strings.TrimRight(s, "\n"), "\n") }

func (b *body) list(l *ast.List, width int) []string {
	var out []string
	number := l.Start
	for it := l.FirstChild(); it != nil; it = it.NextSibling() {
		bullet := "• "
		if l.IsOrdered() {
			bullet = fmt.Sprintf("%d. ", number)
			number++
		}
		pad := strings.Repeat(" ", ansi.StringWidth(bullet))
		if len(out) > 0 && !l.IsTight {
			out = append(out, "")
		}
		out = append(out, hang(bullet, pad, b.blocks(it, width-len(pad), l.IsTight))...)
	}
	return out
}

// table renders a table in columns, or where it is too wide row by row.
func (b *body) table(t *extast.Table, width int) []string {
	var rows [][]string
	var wide []int
	for r := t.FirstChild(); r != nil; r = r.NextSibling() {
		var row []string
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			s := strings.Join(b.paragraph(b.inline(c), 1<<20), " ")
			if len(row) == len(wide) {
				wide = append(wide, 0)
			}
			wide[len(row)] = max(wide[len(row)], ansi.StringWidth(s))
			row = append(row, s)
		}
		rows = append(rows, row)
	}
	total := 0
	for _, w := range wide {
		total += w + 3
	}
	var out []string
	for i, row := range rows {
		if total-3 > width {
			if i > 0 {
				for j, c := range row {
					out = append(out, hangWrap(rows[0][j]+": "+c, "  ", width)...)
				}
				out = append(out, "")
			}
			continue
		}
		for j := range row {
			row[j] += strings.Repeat(" ", wide[j]-ansi.StringWidth(row[j]))
		}
		if l := strings.TrimRight(strings.Join(row, "   "), " "); l != "" {
			out = append(out, l)
		}
	}
	return trimmed(out)
}

// inline is the text of a block without marks; formulas are still runes.
func (b *body) inline(n ast.Node) string {
	var out strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			s := util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(c.Value(b.src))))
			if c.IsRaw() {
				s = c.Value(b.src)
			}
			out.Write(s)
			switch {
			case c.HardLineBreak():
				out.WriteString("\n")
			case c.SoftLineBreak():
				out.WriteString(" ")
			}
		case *ast.String:
			out.Write(c.Value)
		case *ast.RawHTML:
			for i := range c.Segments.Len() {
				seg := c.Segments.At(i)
				out.Write(seg.Value(b.src))
			}
		case *ast.AutoLink:
			out.Write(c.URL(b.src))
		default:
			out.WriteString(b.inline(c))
		}
	}
	return out.String()
}

// paragraph wraps a text with its formulas.
func (b *body) paragraph(s string, width int) []string {
	var out []string
	var row strings.Builder
	flush := func() {
		for line := range strings.SplitSeq(row.String(), "\n") {
			if strings.TrimSpace(line) != "" {
				out = append(out, wrap(line, width)...)
			}
		}
		row.Reset()
	}
	for _, r := range s {
		n, sp, ok := b.formula(r)
		switch {
		case !ok && r >= inlineBase:
		case !ok:
			row.WriteRune(r)
		case sp.Display && width < 1<<20:
			flush()
			out = append(out, b.display(n, sp, width, len(out) > 0)...)
		default:
			for i, p := range tex.Pieces(n, false) {
				if i > 0 {
					row.WriteString(" ")
				}
				row.WriteString(strings.ReplaceAll(p, " ", "\u00a0"))
			}
		}
	}
	flush()
	for i, l := range out {
		out[i] = strings.ReplaceAll(l, "\u00a0", " ")
	}
	return out
}

// display sets a formula apart, with an empty row before it if wanted.
func (b *body) display(n tex.Node, sp tex.Span, width int, after bool) []string {
	rows, err := texbox.Display(sp.Src, width-2, false)
	if err != nil {
		rows = wrap(tex.Line(n, false), width-2)
	}
	rows = hang("  ", "  ", rows)
	if after {
		rows = append([]string{""}, rows...)
	}
	return append(rows, "")
}

// wrap breaks a text at its blanks into lines of at most width cells; a longer
// word is broken.
func wrap(s string, width int) []string {
	return strings.Split(ansi.Wrap(strings.Join(strings.FieldsFunc(s, isBlank), " "), max(width, 8), ""), "\n")
}

func isBlank(r rune) bool { return r == ' ' || r == '\n' }

// hangWrap wraps a text with its further lines indented.
func hangWrap(s, indent string, width int) []string {
	return hang("", indent, wrap(s, width-len(indent)))
}

// hang puts first before the first line and rest before the others.
func hang(first, rest string, ls []string) []string {
	out := make([]string, len(ls))
	for i, l := range ls {
		if out[i] = first + l; i > 0 {
			out[i] = rest + l
		}
		out[i] = strings.TrimRight(out[i], " ")
	}
	return out
}

// trimmed is without empty lines at the end.
func trimmed(ls []string) []string {
	for len(ls) > 0 && ls[len(ls)-1] == "" {
		ls = ls[:len(ls)-1]
	}
	return ls
}
