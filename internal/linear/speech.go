package linear

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"gradcheck/internal/tex"
)

// A speech is a Markdown text as it is read out: one line for each paragraph,
// item or row of a table, formulas in words. Listings and figures are only
// announced; they are read when asked for.
type speech struct {
	lines    []string
	listings [][]string // lines of code
	figures  []int      // of the problem
}

// speak reads a Markdown text. alt says what figure i shows; nil leaves figures
// out.
func speak(markdown string, alt func(i int) string) speech {
	src := []byte(inWords(strings.NewReplacer("\x01", "", "\x02", "").Replace(markdown)))
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(src))
	r := &speaker{src: src, alt: alt}
	r.blocks(doc)
	return r.speech
}

// sentence reads a short text, such as an option, in one line.
func sentence(markdown string) string {
	return strings.Join(speak(markdown, nil).lines, " ")
}

// inWords puts spoken formulas into a Markdown source, a displayed one in a
// paragraph of its own.
func inWords(md string) string {
	var b strings.Builder
	at := 0
	for _, sp := range tex.Spans(md) {
		if sp.Err != "" || sp.Start < at {
			continue
		}
		said := formula(sp.Src)
		b.WriteString(strings.ReplaceAll(md[at:sp.Start], `\$`, "$"))
		if sp.Display {
			said = "\n\n" + indentOf(md[:sp.Start]) + said + "\n\n" + indentOf(md[:sp.Start])
		}
		b.WriteString(said)
		at = sp.End
	}
	b.WriteString(strings.ReplaceAll(md[at:], `\$`, "$"))
	return b.String()
}

// indentOf is the white space that the last line of s begins with.
func indentOf(s string) string {
	last := s[strings.LastIndexByte(s, '\n')+1:]
	return last[:len(last)-len(strings.TrimLeft(last, " \t"))]
}

// formula says the LaTeX source of a formula; one that cannot be read is spelt.
func formula(src string) string {
	n, err := tex.Parse(src)
	if err != nil {
		return src
	}
	return units(tex.Speak(n))
}

// A speaker walks the blocks of a text.
type speaker struct {
	speech
	src   []byte
	alt   func(i int) string
	codes []string // between backticks, said as they are written
}

func (r *speaker) line(s string) {
	if s = r.said(s); s != "" {
		r.lines = append(r.lines, s)
	}
}

// said is a sentence in words, with the codes in their places.
func (r *speaker) said(s string) string {
	s = plain(s)
	for i, code := range r.codes {
		s = strings.Replace(s, codeMark(i), tex.SpeakRow(code), 1)
	}
	r.codes = nil
	return strings.TrimSpace(s)
}

// codeMark stands for a code in a sentence until its symbols and units are words.
func codeMark(i int) string { return fmt.Sprintf("\x01%d\x02", i) }

func (r *speaker) blocks(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.block(c, "")
	}
}

// block reads one block; head stands before its first line.
func (r *speaker) block(n ast.Node, head string) {
	switch n := n.(type) {
	case *ast.List:
		number := n.Start
		for it := n.FirstChild(); it != nil; it = it.NextSibling() {
			mark := ""
			if n.IsOrdered() {
				mark = fmt.Sprintf("%d. ", number)
				number++
			}
			for c := it.FirstChild(); c != nil; c = c.NextSibling() {
				r.block(c, mark)
				mark = ""
			}
		}
	case *ast.Blockquote:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			r.block(c, "Quote: ")
		}
	case *ast.FencedCodeBlock:
		r.code(n, string(n.Language(r.src)))
	case *ast.CodeBlock:
		r.code(n, "")
	case *extast.Table:
		r.table(n)
	case *ast.ThematicBreak, *ast.HTMLBlock:
	default:
		r.line(head + r.inline(n))
	}
}

// code announces a listing or a figure.
func (r *speaker) code(n ast.Node, language string) {
	var lines []string
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		lines = append(lines, strings.TrimRight(string(seg.Value(r.src)), "\r\n"))
	}
	if language == "figure" && len(lines) > 0 {
		if i, err := strconv.Atoi(strings.TrimSpace(lines[0])); err == nil {
			if r.alt != nil {
				r.figures = append(r.figures, i)
				r.line("Figure: " + r.alt(i))
			}
			return
		}
	}
	if len(lines) == 0 {
		return
	}
	r.listings = append(r.listings, lines)
	r.line(fmt.Sprintf("Here stands a listing of %s. Enter :code to hear it.", count(len(lines), "line")))
}

// table reads a table row by row, each cell after the name of its column.
func (r *speaker) table(t *extast.Table) {
	var head []string
	for row := t.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, r.said(r.inline(c)))
		}
		if head == nil {
			head = cells
			continue
		}
		r.line(tableRow(head, cells))
	}
}

// tableRow says a row: "Direct: messages 6, numbers each 4."
func tableRow(head, cells []string) string {
	var said []string
	first := ""
	for i, c := range cells {
		switch name := at(head, i); {
		case c == "":
		case i == 0:
			first = strings.TrimSpace(name + " " + c)
		default:
			said = append(said, strings.TrimSpace(name+" "+c))
		}
	}
	if len(said) == 0 {
		return first
	}
	return strings.TrimPrefix(first+": ", ": ") + strings.Join(said, ", ") + "."
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// inline is the text of a paragraph, heading or cell without marks.
func (r *speaker) inline(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.Write(c.Segment.Value(r.src))
			if c.SoftLineBreak() || c.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(c.Value)
		case *ast.AutoLink:
			b.Write(c.Label(r.src))
		case *ast.RawHTML:
		case *ast.CodeSpan:
			b.WriteString(codeMark(len(r.codes)))
			r.codes = append(r.codes, r.raw(c))
		default:
			b.WriteString(r.inline(c))
		}
	}
	return unescape(b.String())
}

// raw is the text of a code span.
func (r *speaker) raw(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.WriteString(strings.ReplaceAll(string(t.Segment.Value(r.src)), "\n", " "))
		}
	}
	return b.String()
}

// unescape drops the backslashes before marks of Markdown.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte("\\`*_{}[]()#+-.!|~<>", s[i+1]) >= 0 {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// plain is a sentence with symbols and units in words, all below 0x80.
func plain(s string) string { return units(tex.SpeakRow(micro.Replace(s))) }

// micro spells the prefix with a letter, so that µs is known for a unit.
var micro = strings.NewReplacer("µs", "us", "μs", "us")

// remark reads what a verdict says, a line each: words by an author, in which
// formulas and code may stand, and what the student typed.
func remark(why string) []string {
	var lines []string
	for l := range strings.Lines(inWords(why)) {
		if l = strings.TrimSpace(plain(strings.ReplaceAll(strong.ReplaceAllString(l, "$1"), "`", ""))); l != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

// strong finds words between double asterisks; those of an expression have blanks
// beside them, or no partner.
var strong = regexp.MustCompile(`\*\*([^*\s](?:[^*]*[^*\s])?)\*\*`)

// reading says how an answer was read: its formula in words, or the row as it is.
func reading(texSource, row string) string {
	src := uprightWord.ReplaceAllStringFunc(texSource, func(m string) string {
		word := uprightWord.FindStringSubmatch(m)
		return `\text{` + unitName(strings.TrimPrefix(word[1], `\m`)+word[2]) + `}`
	})
	if _, err := tex.Parse(src); src == "" || err != nil {
		return plain(row)
	}
	said := formula(src)
	if one, ok := strings.CutPrefix(said, "1 "); ok && !strings.Contains(one, " ") {
		return "1 " + strings.TrimSuffix(one, "s")
	}
	return said
}

// uprightWord finds the units, and the functions, in a formula that the grader
// wrote.
var uprightWord = regexp.MustCompile(`(\\mu)?\\mathrm\{([A-Za-z]+)\}`)

// unitName is the name of a unit, or the word itself for anything else.
func unitName(s string) string {
	if name := map[string]string{"s": "seconds", "min": "minutes", "h": "hours", "d": "days", "m": "metres", "B": "bytes"}[s]; name != "" {
		return name
	}
	if name := unitNames[s]; name != "" {
		return name
	}
	return s
}

// unitNames are said for the units that no word and no product of letters looks
// like.
var unitNames = map[string]string{
	"ns": "nanoseconds", "us": "microseconds", "ms": "milliseconds", "kB": "kilobytes", "MB": "megabytes", "GB": "gigabytes", "TB": "terabytes",
	"KiB": "kibibytes", "MiB": "mebibytes", "GiB": "gibibytes", "TiB": "tebibytes", "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz",
	"km": "kilometres", "cm": "centimetres", "mm": "millimetres", "nm": "nanometres",
}

var unitWord = regexp.MustCompile(`\b(ns|us|ms|[kMGT]B|[KMGT]iB|[kMG]?Hz|[kcmn]m)\b`)

// units says the names of units that stand after a number or a bracket.
func units(s string) string {
	places := unitWord.FindAllStringIndex(s, -1)
	for i := len(places) - 1; i >= 0; i-- {
		from, to := places[i][0], places[i][1]
		before := strings.TrimRight(s[:from], " ,")
		if before == s[:from] || !strings.HasSuffix(before, "bracket") && !digitAtEnd(before) {
			continue
		}
		name := unitNames[s[from:to]]
		if before == "1" || strings.HasSuffix(before, " 1") {
			name = strings.TrimSuffix(name, "s")
		}
		s = s[:from] + name + s[to:]
	}
	return s
}

func digitAtEnd(s string) bool {
	return s != "" && '0' <= s[len(s)-1] && s[len(s)-1] <= '9'
}
