package problems

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"go.yaml.in/yaml/v4"

	"gradcheck/internal/tex"
)

// A yamlBlock is a fenced block of the body whose content is YAML.
type yamlBlock struct {
	start, end int // in the body, whole lines with the fences
	line       int // of the opening fence
	src        string
}

// fenceLanguage is the word after the opening fence.
func fenceLanguage(src string, n *ast.FencedCodeBlock) string {
	if n.Info == nil {
		return ""
	}
	s := n.Info.Segment
	lang, _, _ := strings.Cut(strings.TrimSpace(src[s.Start:s.Stop]), " ")
	return lang
}

// fence reads a fenced block if it is one of ours.
func (b *bodyReader) fence(n *ast.FencedCodeBlock, lang string) {
	switch lang {
	case "answer":
		if y, ok := b.yamlBlock(n, lang); ok {
			b.answer(y)
		} else if b.part != nil {
			b.part.answer = y.line
		}
		b.pending = nil
	case "figure":
		if y, ok := b.yamlBlock(n, lang); ok {
			b.figure(y)
		}
	default:
		// A misspelt answer block would show its key to the student.
		if s := suggest(lang, []string{"answer", "figure"}); len(lang) >= 4 && s != "" {
			line := b.lineOf(nodeStart(n))
			b.errorf(line, "unknown block ```%s%s", lang, s)
			if b.part != nil && b.part.answer == 0 && strings.Contains(s, "answer") {
				b.part.answer = line // not to be missed as well
			}
		}
	}
}

func (b *bodyReader) yamlBlock(n *ast.FencedCodeBlock, lang string) (yamlBlock, bool) {
	y := yamlBlock{start: lineStart(b.src, n.Info.Segment.Start)}
	y.line = b.lineOf(y.start)
	from := lineEnd(b.src, y.start)
	to := from
	if l := n.Lines(); l.Len() > 0 {
		to = lineEnd(b.src, l.At(l.Len()-1).Start)
	}
	y.src = b.src[from:to]
	y.end = lineEnd(b.src, to)
	if c := strings.TrimSpace(b.src[to:y.end]); !strings.HasPrefix(c, "```") && !strings.HasPrefix(c, "~~~") {
		b.errorf(y.line, "this %s block is never closed; write a line of ``` below its fields", lang)
		return y, false
	}
	return y, true
}

var figureFields = []string{"sim", "view", "text", "alt"}

// figure reads a figure block and leaves its number in the prose.
func (b *bodyReader) figure(y yamlBlock) {
	f := &figure{line: y.line}
	b.cut.drop(y.start, y.end, "```figure\n"+strconv.Itoa(len(b.t.figures))+"\n```\n")
	b.t.figures = append(b.t.figures, f)
	n := b.yaml(y.src, y.line+1)
	if n == nil {
		return
	}
	o := b.object(n, "this figure", figureFields)
	str := func(name string) *text {
		return b.text(o.str(name), textLine(o.fields[name], o.lineOf(name)))
	}
	if o.need("alt", `"what the picture shows, in words"`) {
		f.alt = str("alt")
		if f.alt.src == "" {
			b.errorf(o.lineOf("alt"), "the alt text is empty; say in words what the picture shows")
		}
	}
	switch {
	case o.has("text") && (o.has("sim") || o.has("view")):
		b.errorf(o.lineOf("text"), "a figure is a text or a frame of a simulation, not both")
	case o.has("text"):
		f.text = str("text")
	case !o.has("sim"):
		b.errorf(y.line, "this figure has neither a simulation (sim: run, view: chain) nor a text")
	default:
		f.sim = o.str("sim")
		if o.need("view", "chain") {
			f.view = o.str("view")
		}
		b.knownSim(f.sim, o.lineOf("sim"))
	}
}

// knownSim checks a name from sims.
func (b *bodyReader) knownSim(name string, line int) *simUse {
	s := b.t.sim(name)
	if s == nil {
		var names []string
		for _, u := range b.t.sims {
			names = append(names, u.name)
		}
		hint := suggest(name, names)
		if hint == "" {
			hint = "; declare it in the front matter"
		}
		b.errorf(line, "sims has no %q%s", name, hint)
	}
	return s
}

// textLine is the line on which the words of a YAML scalar begin.
func textLine(n *yaml.Node, otherwise int) int {
	switch {
	case n == nil:
		return otherwise
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return n.Line + 1
	}
	return n.Line
}

var checkbox = regexp.MustCompile(`^\[([ xX])\](?:[ \t]+|$)`)

// isTaskList reports whether any item of a list begins with a checkbox.
func isTaskList(src string, l *ast.List) bool {
	for i := l.FirstChild(); i != nil; i = i.NextSibling() {
		if checkbox.MatchString(itemText(src, i)) {
			return true
		}
	}
	return false
}

// itemText is the text of a list item's first block.
func itemText(src string, item ast.Node) string {
	if c := item.FirstChild(); c != nil {
		return blockText(src, c)
	}
	return ""
}

// blockText is the source of a paragraph without its indentation.
func blockText(src string, n ast.Node) string {
	var lines []string
	for _, s := range n.Lines().Sliced(0, n.Lines().Len()) {
		lines = append(lines, strings.TrimRight(src[s.Start:s.Stop], "\n"))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), " \t\n")
}

// An option is an entry of a task list.
type option struct {
	id, text, why string
	line, whyLine int
	key           bool
}

// options reads a task list.
func (b *bodyReader) options(l *ast.List) []option {
	var opts []option
	for i := l.FirstChild(); i != nil; i = i.NextSibling() {
		o := option{id: letter(len(opts)), line: b.lineOf(nodeStart(i))}
		s := itemText(b.src, i)
		m := checkbox.FindStringSubmatch(s)
		if m == nil {
			b.errorf(o.line, "this option has no checkbox; write - [ ] before it, or - [x] if it is right")
		} else {
			o.key, s = m[1] != " ", strings.TrimSpace(s[len(m[0]):])
		}
		texts := []string{s}
		for c := i.FirstChild(); c != nil; c = c.NextSibling() {
			switch c := c.(type) {
			case *ast.Blockquote:
				o.whyLine = b.lineOf(nodeStart(c))
				o.why = join(o.why, quoteText(b.src, c))
			case *ast.Paragraph, *ast.TextBlock:
				if c != i.FirstChild() {
					texts = append(texts, blockText(b.src, c))
				}
			default:
				b.errorf(b.lineOf(nodeStart(c)), "an option holds a text and a quote (> why), nothing else")
			}
		}
		if o.text = strings.Join(texts, "\n\n"); o.text == "" {
			b.errorf(o.line, "this option has no text")
		}
		opts = append(opts, o)
	}
	return opts
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\n\n" + b
}

// quoteText is the text of the paragraphs of a quote.
func quoteText(src string, q ast.Node) string {
	s := ""
	for c := q.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Type() == ast.TypeBlock {
			s = join(s, blockText(src, c))
		}
	}
	return s
}

// letter names the options: a, b, ..., z, aa, ab, ...
func letter(i int) string {
	if i < 26 {
		return string(rune('a' + i))
	}
	return letter(i/26-1) + letter(i%26)
}

var cellPattern = regexp.MustCompile(`\[\[([^\[\]\n]*)\]\]`)

// hasCells reports whether a table has [[name]] blanks.
func hasCells(src string, t *east.Table) bool {
	start, end := tableRange(src, t)
	return cellPattern.MatchString(src[start:end])
}

// tableRange is the place of a table in the source, whole lines.
func tableRange(src string, t *east.Table) (start, end int) {
	start = lineStart(src, nodeStart(t))
	end = lineEnd(src, lineEnd(src, start)) // the header and the line below it
	for r := t.FirstChild(); r != nil; r = r.NextSibling() {
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			if l := c.Lines(); l.Len() > 0 {
				end = max(end, lineEnd(src, l.At(0).Start))
			}
		}
	}
	return start, end
}

// A cell is a [[name]] blank of a table.
type cell struct {
	name string
	line int
}

// A cellText is the Markdown in a cell of a table, and where it stands.
type cellText struct {
	text string
	at   int // in the body
}

// cellTexts returns the cells of a row.
func cellTexts(src string, row ast.Node) []cellText {
	var out []cellText
	at := nodeStart(row)
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		s := ""
		if l := c.Lines(); l.Len() > 0 {
			at = l.At(0).Start
			s = strings.TrimSpace(src[at:l.At(0).Stop])
		}
		out = append(out, cellText{unescapeBars(s), at})
	}
	return out
}

// unescapeBars writes \| as | outside mathematics, where it is a norm.
func unescapeBars(s string) string {
	spans := tex.Spans(s)
	var b strings.Builder
	for i := range len(s) {
		if s[i] != '\\' || i+1 == len(s) || s[i+1] != '|' || inMath(spans, i) {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// cells reads the blanks of a table, row by row.
func (b *bodyReader) cells(t *east.Table) []cell {
	start, end := tableRange(b.src, t)
	shown := map[string]bool{} // what stands in cells that are shown
	for r := t.FirstChild(); r != nil; r = r.NextSibling() {
		for _, c := range cellTexts(b.src, r) {
			for _, m := range cellPattern.FindAllStringSubmatch(c.text, -1) {
				shown[strings.TrimSpace(m[1])] = true
			}
		}
	}
	seen := map[string]int{}
	var cells []cell
	for _, m := range cellPattern.FindAllStringSubmatchIndex(b.src[start:end], -1) {
		c := cell{strings.TrimSpace(b.src[start+m[2] : start+m[3]]), b.lineOf(start + m[0])}
		switch first, twice := seen[c.name]; {
		case !namePattern.MatchString(c.name):
			b.errorf(c.line, "[[%s]] is no blank; write [[name]], a letter, then letters, digits and _", c.name)
			continue
		case twice:
			b.errorf(c.line, "the blank [[%s]] is here twice; the first is on line %d", c.name, first)
			continue
		case !shown[c.name]:
			b.errorf(c.line, "the blank [[%s]] stands right of the last column; write \\| for a | that divides nothing", c.name)
		}
		seen[c.name] = c.line
		cells = append(cells, c)
	}
	return cells
}
