package report

import (
	"bytes"
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"gradcheck/internal/tex"
)

// Mathematics and Markdown disagree about \, _ and *, so formulas are taken out
// of a source before it is parsed: each is one private-use rune, of the first of
// these planes in a line of text, of the second where it is set apart.
const (
	inlineBase  = 0xF0000
	displayBase = 0x100000
	planeSize   = 0xFFFE
)

// A body is a Markdown source by an author, parsed, with its formulas.
type body struct {
	src      []byte
	doc      ast.Node
	formulas []tex.Span
}

// parse reads a Markdown source. A formula that cannot be read stays as it was
// written.
func parse(md string) *body {
	md = strings.Map(func(r rune) rune {
		if r >= inlineBase {
			return -1
		}
		return r
	}, md)
	b := &body{}
	var out strings.Builder
	at := 0
	for _, sp := range tex.Spans(md) {
		if _, err := tex.Parse(sp.Src); sp.Err != "" || err != nil || len(b.formulas) == planeSize {
			continue
		}
		base := rune(inlineBase)
		if sp.Display {
			base = displayBase
		}
		out.WriteString(md[at:sp.Start])
		out.WriteRune(base + rune(len(b.formulas)))
		b.formulas = append(b.formulas, sp)
		at = sp.End
	}
	out.WriteString(md[at:])
	b.src = []byte(out.String())
	b.doc = markdown().Parser().Parse(text.NewReader(b.src))
	return b
}

func markdown() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(pageNodes{}, 100))))
}

// formula returns the formula that a rune stands for.
func (b *body) formula(r rune) (n tex.Node, sp tex.Span, ok bool) {
	i := int(r - inlineBase)
	if r >= displayBase {
		i = int(r - displayBase)
	}
	if r < inlineBase || i >= len(b.formulas) {
		return nil, sp, false
	}
	n, err := tex.Parse(b.formulas[i].Src)
	return n, b.formulas[i], err == nil
}

// toHTML renders a Markdown source by an author, with MathML. Raw HTML in it is
// shown, not used, and pictures are told by their words.
func toHTML(md string) string {
	if md == "" {
		return ""
	}
	b := parse(md)
	var page bytes.Buffer
	if err := markdown().Renderer().Render(&page, b.src, b.doc); err != nil { // memory does not fail
		return "<pre>" + html.EscapeString(md) + "</pre>"
	}
	var out strings.Builder
	for _, r := range page.String() {
		n, sp, ok := b.formula(r)
		switch {
		case !ok && r >= inlineBase:
		case !ok:
			out.WriteRune(r)
		case sp.Display:
			out.WriteString(`<span class="display">` + tex.MathML(n, true) + `</span>`)
		default:
			out.WriteString(tex.MathML(n, false))
		}
	}
	return tables.Replace(emptyHead.ReplaceAllString(out.String(), ""))
}

// tables may be wider than a page and are scrolled by themselves.
var tables = strings.NewReplacer("<table>", `<div class="wide"><table>`, "</table>", "</table></div>")

// emptyHead is the head of a table that has none, which Markdown does not know.
var emptyHead = regexp.MustCompile(`<thead>\s*<tr>\s*(<th[^>]*></th>\s*)*</tr>\s*</thead>`)

// pageNodes render what a page does otherwise than goldmark.
type pageNodes struct{}

// RegisterFuncs implements [renderer.NodeRenderer].
func (pageNodes) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindFencedCodeBlock, renderFenced)
	reg.Register(ast.KindHeading, renderHeading)
	reg.Register(ast.KindHTMLBlock, renderHTMLBlock)
	reg.Register(ast.KindRawHTML, renderRawHTML)
	reg.Register(ast.KindImage, renderImage)
	reg.Register(ast.KindLink, renderLink)
}

// renderFenced writes a figure with its words, or a listing.
func renderFenced(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	alt, figure := figureAlt(n.(*ast.FencedCodeBlock), src)
	drawing := html.EscapeString(lines(n, src))
	if !figure {
		w.WriteString(`<pre><code>` + drawing + "</code></pre>\n")
		return ast.WalkSkipChildren, nil
	}
	if alt == "" {
		w.WriteString("<figure><pre>" + drawing + "</pre></figure>\n")
		return ast.WalkSkipChildren, nil
	}
	w.WriteString(`<figure><pre aria-hidden="true">` + drawing + "</pre><figcaption>" + html.EscapeString(alt) + "</figcaption></figure>\n")
	return ast.WalkSkipChildren, nil
}

// figureAlt returns what a figure shows in words; ok is false for a listing.
func figureAlt(n *ast.FencedCodeBlock, src []byte) (alt string, ok bool) {
	if n.Info == nil {
		return "", false
	}
	kind, alt, _ := strings.Cut(string(n.Info.Segment.Value(src)), " ")
	return strings.TrimSpace(alt), kind == "figure"
}

// lines is the source of a block of code.
func lines(n ast.Node, src []byte) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		b.Write(seg.Value(src))
	}
	return b.String()
}

// renderHeading writes a heading below those of the page itself.
func renderHeading(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	level := string(rune('0' + min(max(n.(*ast.Heading).Level+2, 5), 6)))
	if entering {
		w.WriteString("<h" + level + ">")
	} else {
		w.WriteString("</h" + level + ">\n")
	}
	return ast.WalkContinue, nil
}

func renderHTMLBlock(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		b := n.(*ast.HTMLBlock)
		s := lines(b, src)
		if b.HasClosure() {
			s += string(b.ClosureLine.Value(src))
		}
		if s = strings.TrimSpace(s); !strings.HasPrefix(s, "<!--") {
			w.WriteString("<p>" + html.EscapeString(s) + "</p>\n")
		}
	}
	return ast.WalkSkipChildren, nil
}

func renderRawHTML(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		segs := n.(*ast.RawHTML).Segments
		for i := range segs.Len() {
			seg := segs.At(i)
			w.WriteString(html.EscapeString(string(seg.Value(src))))
		}
	}
	return ast.WalkSkipChildren, nil
}

// renderImage leaves the words of a picture, since a page loads nothing.
func renderImage(w util.BufWriter, _ []byte, _ ast.Node, _ bool) (ast.WalkStatus, error) {
	return ast.WalkContinue, nil
}

// renderLink writes a link to a page of the web; other addresses are left out.
func renderLink(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	to := string(n.(*ast.Link).Destination)
	if !strings.HasPrefix(to, "https://") && !strings.HasPrefix(to, "http://") {
		return ast.WalkContinue, nil
	}
	if entering {
		w.WriteString(`<a rel="noreferrer" href="` + html.EscapeString(string(util.URLEscape([]byte(to), true))) + `">`)
	} else {
		w.WriteString("</a>")
	}
	return ast.WalkContinue, nil
}
