// Package mdview turns Markdown with mathematics into lines for a terminal. It
// is the only package that knows Glamour.
//
// Mathematics and Markdown disagree about \, _, * and |, so formulas are taken
// out before Markdown is parsed. An inline formula is laid out in one row and
// each of its cells stands in the source as one private-use rune, which Glamour
// carries through bold, lists and tables as an ordinary character one cell
// wide; afterwards every such rune is replaced by its cell. A displayed formula
// or a figure stands in as a single rune on a line of its own, replaced by its
// rows once the indentation is known.
//
// Glamour renders the leaves (paragraphs, headings, cells). Lists, quotes, code
// blocks and tables are laid out here, because Glamour glues the paragraphs of a
// list item together, does not indent its further lines, breaks long code lines
// invisibly and cuts the headings of tables.
package mdview

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"charm.land/glamour/v2/ansi"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	xansi "github.com/charmbracelet/x/ansi"
)

// Options say how to render. The zero value renders at 76 columns with
// attributes and Unicode.
type Options struct {
	Width int  // columns; at least 20 are used
	ASCII bool // every byte below 0x80
	Plain bool // no SGR attributes
	// Figure returns the lines of the i-th figure, at most width cells wide.
	// A nil Figure leaves figures out.
	Figure func(i, width int) []string
	// Figures names what Figure draws, for a [Cache]: the problem's digest and
	// whatever else its figures depend on.
	Figures string
}

const minWidth, defaultWidth = 20, 76

// Render returns the lines of a Markdown source. No line is wider than the
// width, except a formula that cannot be broken; none ends in blanks. A formula
// that cannot be laid out shows its source.
func Render(markdown string, o Options) []string {
	if o.Width == 0 {
		o.Width = defaultWidth
	}
	o.Width = max(o.Width, minWidth)
	sub := &substitute{Options: o}
	src := []byte(sub.out(markdown))
	md := goldmark.New(goldmark.WithExtensions(extension.GFM))
	doc := md.Parser().Parse(text.NewReader(src))
	r := &layouter{substitute: sub, src: src, leaves: map[int]renderer.Renderer{}}
	lines := r.children(doc, o.Width, false)
	return trim(lines)
}

// A layouter lays out containers and hands leaves to Glamour.
type layouter struct {
	*substitute
	src    []byte
	leaves map[int]renderer.Renderer // Glamour's, by width
}

// glamour is Glamour's renderer for leaves of a width. One serves all leaves of
// a text in turn; making one takes longer than most leaves.
func (r *layouter) glamour(width int) renderer.Renderer {
	if rd := r.leaves[width]; rd != nil {
		return rd
	}
	gl := ansi.NewRenderer(ansi.Options{WordWrap: width, Styles: style(r.Plain)})
	rd := renderer.NewRenderer(renderer.WithNodeRenderers(util.Prioritized(gl, 1000)))
	r.leaves[width] = rd
	return rd
}

// children renders the child blocks of n, with an empty line between them
// unless tight.
func (r *layouter) children(n ast.Node, width int, tight bool) []string {
	var lines []string
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling() // c moves to another document when it is rendered
		b := r.block(c, width)
		if len(lines) > 0 && len(b) > 0 && !tight {
			lines = append(lines, "")
		}
		lines = append(lines, b...)
		c = next
	}
	return lines
}

func (r *layouter) block(n ast.Node, width int) []string {
	switch n := n.(type) {
	case *ast.List:
		return r.list(n, width)
	case *ast.Blockquote:
		return indent(r.children(n, inner(width-2), false), "  ", "  ")
	case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
		return r.code(n, width)
	case *extast.Table:
		return r.table(n, width)
	}
	return r.restore(r.leaf(n, width), width)
}

// list renders items with their bullets or numbers and hanging indentation.
func (r *layouter) list(l *ast.List, width int) []string {
	var lines []string
	number := l.Start
	for it := l.FirstChild(); it != nil; it = it.NextSibling() {
		bullet := "•  "
		if r.ASCII {
			bullet = "*  "
		}
		if l.IsOrdered() {
			bullet = fmt.Sprintf("%d. ", number)
			number++
		}
		w := xansi.StringWidth(bullet)
		body := r.children(it, inner(width-w), l.IsTight)
		if !l.IsTight && len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, indent(body, bullet, strings.Repeat(" ", w))...)
	}
	return lines
}

// inner is a width inside a container, never too narrow to go on.
func inner(width int) int { return max(width, 8) }

// code renders a code block; a line that is too long goes on in the next row,
// after an arrow.
func (r *layouter) code(n ast.Node, width int) []string {
	arrow := "→ "
	if r.ASCII {
		arrow = "> "
	}
	var lines []string
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		line := strings.TrimRight(string(seg.Value(r.src)), "\r\n")
		line = strings.ReplaceAll(line, string(rune(dollar)), "\\$")
		if draw := r.blockAt(line); draw != nil { // indented as far as code
			lines = append(lines, draw(width)...)
			continue
		}
		line = r.restoreCells(line)
		room := width - 2
		prefix := "  "
		for xansi.StringWidth(line) > room {
			head := xansi.Truncate(line, room, "")
			if head == "" { // a wide character in a narrow place
				break
			}
			lines = append(lines, prefix+head)
			line = line[len(head):]
			prefix, room = "  "+arrow, width-4
		}
		lines = append(lines, prefix+line)
	}
	return lines
}

// leaf renders one leaf block with Glamour.
func (r *layouter) leaf(n ast.Node, width int) []string {
	if _, tight := n.(*ast.TextBlock); tight {
		n = paragraph(n)
	}
	doc := ast.NewDocument()
	doc.AppendChild(doc, n)
	var out bytes.Buffer
	if err := r.glamour(width).Render(&out, r.src, doc); err != nil { // never seen; the words are worth more than their style
		delete(r.leaves, width)
		return strings.Split(xansi.Wordwrap(plainText(n, r.src), width, ""), "\n")
	}
	text := link.ReplaceAllString(out.String(), "")
	if r.Plain {
		text = xansi.Strip(text)
	}
	return trim(strings.Split(text, "\n"))
}

// paragraph makes a paragraph of the text of a table's cell, or of a tight list's
// item, in which Glamour would break the row at the end of every source line.
func paragraph(n ast.Node) ast.Node {
	p := ast.NewParagraph()
	if n.Kind() == ast.KindTextBlock {
		p.SetLines(n.Lines())
	}
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling()
		p.AppendChild(p, c)
		c = next
	}
	return p
}

// link is the escape sequence of a hyperlink. Its address is printed as well, and
// nothing but attributes is to reach the terminal.
var link = regexp.MustCompile("\x1b\\]8;[^\x07\x1b]*(\x07|\x1b\\\\)")

// plainText is the text of a block without markup.
func plainText(n ast.Node, src []byte) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		b.Write(seg.Value(src))
	}
	return b.String()
}

// indent puts first before the first line and rest before the others.
func indent(lines []string, first, rest string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		switch {
		case i == 0:
			out[i] = first + l
		case l == "":
			out[i] = ""
		default:
			out[i] = rest + l
		}
	}
	return out
}

// trim removes blanks at the ends of lines and empty lines at both ends.
func trim(lines []string) []string {
	for i, l := range lines {
		lines[i] = trimRight(l)
	}
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// trimRight removes trailing blanks, also those inside trailing attributes.
func trimRight(l string) string {
	if strings.TrimSpace(xansi.Strip(l)) == "" {
		return ""
	}
	t := strings.TrimRight(l, " ")
	for strings.HasSuffix(t, "\x1b[m") || strings.HasSuffix(t, "\x1b[0m") {
		body := strings.TrimSuffix(strings.TrimSuffix(t, "\x1b[m"), "\x1b[0m")
		bare := strings.TrimRight(body, " ")
		if bare == body {
			break
		}
		t = bare + "\x1b[m"
	}
	return t
}
