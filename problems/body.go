package problems

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"gradcheck/internal/tex"
)

// markdown finds the blocks of a body. Inline structure does not matter here:
// prose is cut out of the source as it stands.
var markdown = parser.NewParser(
	parser.WithBlockParsers(parser.DefaultBlockParsers()...),
	parser.WithParagraphTransformers(util.Prioritized(extension.NewTableParagraphTransformer(), 200)),
)

// A bodyReader walks the blocks of a problem file's body, top to bottom.
type bodyReader struct {
	*reader
	t     *Template
	src   string
	first int // line of the file of src's first line
	lines []int

	cut      *cutter
	part     *PartTemplate // being read; nil before the first heading
	solution bool          // below # Solution
	labelled bool          // the public half has part headings
	pending  ast.Node      // the list or table that an answer block must follow
	stray    bool          // one was reported in this part
	gates    []gateUse
}

// body reads prose, figures, parts and solutions.
func (r *reader) body(t *Template, s source) {
	b := &bodyReader{reader: r, t: t, src: s.body, first: s.line}
	doc := markdown.Parse(gtext.NewReader([]byte(mask(s.body))))
	b.labelled = b.hasLabels(doc)
	b.begin(0)
	if !b.labelled {
		b.startPart("", 0)
	}
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		b.block(n)
	}
	b.dangling(nil)
	b.finish(len(b.src))
	b.complete()
	b.checkGates()
}

// hasLabels reports whether the public half has part headings.
func (b *bodyReader) hasLabels(doc ast.Node) bool {
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		if !ok {
			continue
		}
		_, _, title := b.headingRange(h)
		if r := roleOf(h.Level, title); r.solution || r.label != "" {
			return !r.solution
		}
	}
	return false
}

// mask replaces mathematics and holes by letters, so that no _ or | of theirs
// means anything in Markdown. Offsets and line ends stay.
func mask(src string) string {
	m := []byte(src)
	fill := func(start, end int) {
		for i := start; i < end; i++ {
			if m[i] != '\n' {
				m[i] = 'x'
			}
		}
	}
	for _, s := range tex.Spans(src) {
		if s.Err == "" {
			fill(s.Start, s.End)
		}
	}
	for at := 0; ; {
		start, end := nextHole(src, at)
		if start < 0 {
			return string(m)
		}
		at = start + 2
		if end > 0 {
			fill(start, end)
			at = end
		}
	}
}

// lineOf returns the line of the file for an offset in the body; the end counts
// to the last line.
func (b *bodyReader) lineOf(off int) int {
	if b.src == "" {
		return b.first - 1
	}
	off = min(off, len(b.src)-1)
	if b.lines == nil {
		b.lines = []int{0}
		for i := range len(b.src) {
			if b.src[i] == '\n' {
				b.lines = append(b.lines, i+1)
			}
		}
	}
	lo, hi := 0, len(b.lines)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; b.lines[mid] <= off {
			lo = mid
		} else {
			hi = mid
		}
	}
	return b.first + lo
}

// block reads one block of the top level.
func (b *bodyReader) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		b.dangling(nil)
		b.heading(n)
	case *ast.FencedCodeBlock:
		lang := fenceLanguage(b.src, n)
		b.dangling(n)
		b.fence(n, lang)
	case *ast.List:
		b.dangling(nil)
		b.misplaced(n)
		if isTaskList(b.src, n) {
			b.pending = n
		}
	case *east.Table:
		b.dangling(nil)
		if hasCells(b.src, n) {
			b.pending = n
		}
	case *ast.HTMLBlock:
		b.html(n)
	default:
		b.dangling(nil)
		b.misplaced(n)
	}
}

// dangling reports a task list or a table of blanks that no answer block
// follows: its [x] would reach the student.
func (b *bodyReader) dangling(next *ast.FencedCodeBlock) {
	n := b.pending
	if n == nil || next != nil && fenceLanguage(b.src, next) == "answer" {
		return
	}
	b.pending = nil
	if b.solution {
		return
	}
	b.stray = true
	what := "this task list"
	if _, ok := n.(*east.Table); ok {
		what = "this table with [[name]] blanks"
	}
	b.errorf(b.lineOf(nodeStart(n)), "%s must stand directly above its answer block", what)
}

// misplaced reports answer and figure blocks inside lists and quotes.
func (b *bodyReader) misplaced(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if f, ok := c.(*ast.FencedCodeBlock); ok {
			if lang := fenceLanguage(b.src, f); lang == "answer" || lang == "figure" {
				b.errorf(b.lineOf(nodeStart(f)), "an %s block cannot stand inside a list or a quote; move it to the left edge", lang)
			}
		} else if c.Type() == ast.TypeBlock {
			b.misplaced(c)
		}
	}
}

// html drops comments, which are for authors.
func (b *bodyReader) html(n *ast.HTMLBlock) {
	if n.HTMLBlockType != ast.HTMLBlockType2 {
		b.dangling(nil)
		return
	}
	start := nodeStart(n)
	end := start
	if l := n.Lines(); l.Len() > 0 {
		end = l.At(l.Len() - 1).Stop
	}
	if n.HasClosure() {
		end = max(end, n.ClosureLine.Stop)
	}
	b.cut.drop(start, end, "")
}

var (
	headingPattern = regexp.MustCompile(`^\(([A-Za-z][A-Za-z0-9]*)\)$`)
	nearHeading    = regexp.MustCompile(`^\(?([A-Za-z][A-Za-z0-9]?)[).:]*$`)
	titledHeading  = regexp.MustCompile(`^\(?([A-Za-z])\)[.:]?\s+\S`)
)

// A role is what a heading begins: the solution, a part, or else nothing. A
// heading that is not quite one still begins what its author meant, so that one
// slip is one mistake.
type role struct {
	solution bool
	label    string // of a part
	mend     string // "" if the heading is written as it has to be
}

func roleOf(level int, title string) role {
	switch m := headingPattern.FindStringSubmatch(title); {
	case level == 1 && title == "Solution":
		return role{solution: true}
	case level == 2 && m != nil:
		return role{label: m[1]}
	case level < 4 && m != nil:
		return role{label: m[1], mend: ` (did you mean "## (` + m[1] + `)"?)`}
	case level > 2:
		return role{}
	case level == 1:
		if s := suggest(title, []string{"Solution"}); s != "" {
			return role{solution: true, mend: s}
		}
		return role{mend: "; the only heading with one # is # Solution; write ### for a heading in the text"}
	case title == "Solution" || suggest(title, []string{"Solution"}) != "":
		return role{solution: true, mend: ` (did you mean "# Solution"?)`}
	}
	if m := nearHeading.FindStringSubmatch(title); m != nil {
		r := role{mend: ` (did you mean "## (` + m[1] + `)"?)`}
		if len(m[1]) == 1 {
			r.label = m[1]
		}
		return r
	}
	if m := titledHeading.FindStringSubmatch(title); m != nil {
		return role{label: m[1], mend: "; write ## (" + m[1] + ") alone, and the text below it"}
	}
	return role{mend: "; write ### for a heading in the text"}
}

// heading reads # Solution and ## (a).
func (b *bodyReader) heading(n *ast.Heading) {
	start, end, title := b.headingRange(n)
	line := b.lineOf(start)
	r := roleOf(n.Level, title)
	if r.mend != "" {
		b.badHeading(n.Level, start, title, r)
	}
	switch {
	case r.solution:
		b.finish(start)
		if b.solution {
			b.errorf(line, "# Solution is here twice; there is one, with the part headings under it")
		}
		b.solution, b.part = true, nil
		if !b.labelled {
			b.part = b.t.part("")
		}
		b.begin(end)
	case r.label != "":
		b.finish(start)
		b.startPart(r.label, start)
		b.begin(end)
	}
}

// badHeading reports a heading that is not written as it has to be.
func (b *bodyReader) badHeading(level, start int, title string, r role) {
	if level == 1 {
		b.errorf(b.lineOf(start), "unknown heading %q%s", clip(title, 40), r.mend)
		return
	}
	if !r.solution && r.label == "" && !strings.HasPrefix(b.src[start:], "#") {
		r.mend = "; a line of - below a text makes it a heading: put an empty line between them"
	}
	b.errorf(b.lineOf(start), "heading %q is no part%s", clip(title, 40), r.mend)
}

// headingRange returns the lines of a heading and its text.
func (b *bodyReader) headingRange(n *ast.Heading) (start, end int, title string) {
	start = lineStart(b.src, nodeStart(n))
	end = lineEnd(b.src, start)
	if l := n.Lines(); l.Len() > 0 {
		title = strings.TrimSpace(b.src[l.At(0).Start:l.At(l.Len()-1).Stop])
		end = lineEnd(b.src, l.At(l.Len()-1).Start)
	}
	if !strings.HasPrefix(strings.TrimLeft(b.src[start:], " "), "#") {
		end = lineEnd(b.src, end) // the underline
	}
	return start, end, title
}

// startPart begins a part of the public half or of the solution.
func (b *bodyReader) startPart(label string, off int) {
	b.stray = false
	line := b.lineOf(off)
	old := b.t.part(label)
	if !b.solution {
		if old != nil {
			b.errorf(line, "part (%s) is here twice; the first is on line %d", label, old.line)
		}
		b.part = &PartTemplate{Label: label, line: line}
		b.t.Parts = append(b.t.Parts, b.part)
		return
	}
	b.part = old
	switch {
	case old == nil:
		var labels []string
		for _, p := range b.t.Parts {
			labels = append(labels, "("+p.Label+")")
		}
		b.errorf(line, "the solution has a part (%s), the problem has none of that name; its parts are %s",
			label, strings.Join(labels, ", "))
		b.part = &PartTemplate{Label: label, line: line}
	case old.solution != nil:
		b.errorf(line, "the solution of part (%s) is here twice; the first is on line %d", label, old.solution.line(0))
	}
}

// begin starts to collect prose at an offset.
func (b *bodyReader) begin(off int) { b.cut = &cutter{b: b, at: off} }

// finish ends the prose that is being collected and puts it where it belongs.
func (b *bodyReader) finish(off int) {
	t := b.cut.text(off)
	switch {
	case b.solution && b.part != nil:
		b.part.solution = t
	case b.solution:
		b.t.solution = t
	case b.part != nil:
		b.part.prompt = t
	default:
		b.t.intro = t
	}
}

// complete reports what the body lacks.
func (b *bodyReader) complete() {
	if b.t.intro == nil {
		b.t.intro = &text{marks: []mark{{0, b.first}}}
	}
	for _, p := range b.t.Parts {
		if p.spec != nil {
			continue
		}
		if p.answer != 0 {
			continue // reported with its block
		}
		name := "part (" + p.Label + ")"
		if p.Label == "" {
			name = "the problem"
		}
		b.errorf(p.line, "%s has no answer block; write ```answer, the fields, ```", name)
	}
}

// A cutter collects a stretch of the body, leaving pieces out.
type cutter struct {
	b     *bodyReader
	at    int // up to here the body was taken or dropped
	out   strings.Builder
	marks []mark
}

// drop leaves src[start:end] out and puts a replacement there.
func (c *cutter) drop(start, end int, replacement string) {
	c.take(start)
	if replacement != "" {
		c.marks = append(c.marks, mark{c.out.Len(), c.b.lineOf(start)})
		c.out.WriteString(replacement)
	}
	c.at = max(c.at, end)
}

func (c *cutter) take(end int) {
	if end <= c.at {
		return
	}
	c.marks = append(c.marks, mark{c.out.Len(), c.b.lineOf(c.at)})
	c.out.WriteString(c.b.src[c.at:end])
}

// text ends the stretch and trims empty lines around it.
func (c *cutter) text(end int) *text {
	c.take(end)
	s := c.out.String()
	blank := s[:len(s)-len(strings.TrimLeft(s, " \t\n"))]
	trimmed := s[strings.LastIndexByte(blank, '\n')+1:] // keeps the indentation of the first line
	lost := len(s) - len(trimmed)
	t := &text{src: strings.TrimRight(trimmed, " \t\n"), marks: []mark{{0, c.b.lineOf(min(c.at, len(c.b.src)))}}}
	for i, m := range c.marks {
		if m.off <= lost {
			t.marks[0] = mark{0, m.line + strings.Count(s[m.off:lost], "\n")}
		} else {
			t.marks = append(t.marks, mark{m.off - lost, c.marks[i].line})
		}
	}
	return c.b.textAt(t.src, t.marks)
}

// lineStart and lineEnd give the line around an offset; the end is behind its
// newline.
func lineStart(src string, off int) int { return strings.LastIndexByte(src[:off], '\n') + 1 }

func lineEnd(src string, off int) int {
	if i := strings.IndexByte(src[off:], '\n'); i >= 0 {
		return off + i + 1
	}
	return len(src)
}

// nodeStart returns the smallest offset known for a block and what is in it.
func nodeStart(n ast.Node) int {
	start := n.Pos()
	if n.Type() == ast.TypeBlock {
		if l := n.Lines(); l != nil && l.Len() > 0 && (start < 0 || l.At(0).Start < start) {
			start = l.At(0).Start
		}
	}
	for c := n.FirstChild(); c != nil && start < 0; c = c.NextSibling() {
		start = nodeStart(c)
	}
	return max(start, 0)
}
