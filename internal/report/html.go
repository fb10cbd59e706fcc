package report

import (
	_ "embed"
	"html/template"
	"io"
	"strings"

	"gradcheck/internal/tex"
)

//go:embed page.html
var pageSource string

// page is the template of the page; what is not of type template.HTML is
// escaped by it.
var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"markdown": func(md string) template.HTML { return template.HTML(toHTML(md)) },
	"why":      whyHTML,
	"formula":  formulaHTML,
	"number":   number,
	"chart":    newChart,
	"facts":    func(r Report) []fact { return r.facts() },
	"nearly":   func(r Report) string { return r.nearly() },
	"heading":  func(p Problem) string { return p.heading() },
	"verdict":  func(p Part) string { return p.verdict() },
	"earned":   func(p Part) string { return p.earned() },
	"screen":   func(p Part) string { return p.screen() },
	"remarks":  func(p Part) []string { return p.remarks() },
	"settled":  func(p Points) string { return p.settled() },
	"waiting":  func(p Points) string { return p.waiting() },
	"percent":  func(p Points) string { return p.percent() },
	"mark":     func(e Entry) outcomeMark { o := outcomes[e.Outcome]; return outcomeMark{o.glyph, o.words} },
	"inline":   inlineHTML,
}).Parse(pageSource))

// An outcomeMark is the sign of an outcome and its words, for who cannot see it.
type outcomeMark struct{ Glyph, Words string }

// writeHTML writes the report as one page without scripts that loads nothing.
func writeHTML(w io.Writer, r Report) error {
	var b strings.Builder
	if err := page.Execute(&b, r); err != nil {
		return err
	}
	return put(w, b.String())
}

// whyHTML is the reason of a verdict, a paragraph a line.
func whyHTML(p Part) template.HTML {
	var b strings.Builder
	typed := append(p.Answer, p.Last...)
	for l := range strings.SplitSeq(p.Why, "\n") {
		if strings.TrimSpace(l) == "" {
			continue
		}
		b.WriteString("<p>")
		for _, q := range pieces(l, typed) {
			switch q.kind {
			case formula:
				b.WriteString(tex.MathML(q.node, false))
			case code:
				b.WriteString("<code>" + template.HTMLEscapeString(q.text) + "</code>")
			default:
				b.WriteString(template.HTMLEscapeString(q.text))
			}
		}
		b.WriteString("</p>\n")
	}
	return template.HTML(b.String())
}

// formulaHTML is the reading of a blank, as a formula if it is one.
func formulaHTML(e Entry) template.HTML {
	if e.TeX != "" {
		if n, err := tex.Parse(e.TeX); err == nil {
			return template.HTML(tex.MathML(n, false))
		}
	}
	return template.HTML(template.HTMLEscapeString(e.Read))
}

// inlineHTML is a short text by an author without a paragraph around it.
func inlineHTML(md string) template.HTML {
	s := strings.TrimSpace(toHTML(md))
	if strings.Count(s, "<p>") == 1 && strings.HasPrefix(s, "<p>") && strings.HasSuffix(s, "</p>") {
		s = strings.TrimSuffix(strings.TrimPrefix(s, "<p>"), "</p>")
	}
	return template.HTML(s)
}
