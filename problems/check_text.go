package problems

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"gradcheck/internal/tex"
)

// public returns the texts that students see before grading.
func (t *Template) public() []*text {
	texts := []*text{t.intro}
	for _, f := range t.figures {
		texts = append(texts, f.alt)
	}
	for _, p := range t.Parts {
		texts = append(texts, p.prompt)
		for _, h := range p.hints {
			texts = append(texts, h.text)
		}
		texts = p.spec.texts(texts, "text", "left", "right", "items")
	}
	return texts
}

// hidden returns the texts that students see after grading.
func (t *Template) hidden() []*text {
	var texts []*text
	if t.solution != nil {
		texts = append(texts, t.solution)
	}
	for _, p := range t.Parts {
		if p.solution != nil {
			texts = append(texts, p.solution)
		}
		texts = p.spec.texts(texts, "why")
	}
	return texts
}

// texts appends the prose in the given fields, at any depth.
func (v *value) texts(texts []*text, fields ...string) []*text {
	for _, name := range v.names {
		f := v.fields[name]
		if slices.Contains(fields, name) {
			texts = f.leaves(texts)
		} else {
			texts = f.texts(texts, fields...)
		}
	}
	for _, e := range v.list {
		texts = e.texts(texts, fields...)
	}
	return texts
}

func (v *value) leaves(texts []*text) []*text {
	if v.text != nil {
		texts = append(texts, v.text)
	} else if s, ok := v.plain.(string); ok {
		texts = append(texts, &text{src: s, marks: []mark{{0, v.line}}})
	}
	for _, e := range v.list {
		texts = e.leaves(texts)
	}
	for _, name := range v.names {
		texts = v.fields[name].leaves(texts)
	}
	return texts
}

// maths reports formulas that are not closed, cannot be laid out or are too wide.
func (c *checker) maths(in *instance) {
	for _, t := range slices.Concat(c.t.public(), c.t.hidden()) {
		for _, s := range tex.Spans(t.src) {
			line := t.line(s.Start)
			if s.Err != "" {
				c.errorf(line, "dollar", "%s", s.Err)
				continue
			}
			if c.opts.Layout == nil {
				continue
			}
			src := t.fillRange(in, prose, s.Off, s.Off+len(s.Src))
			if err := c.opts.Layout(src, c.opts.Width); err != nil {
				c.errorf(line, "layout "+src, "the formula %q cannot be shown: %v", clip(src, 60), err)
			}
		}
	}
}

var (
	solutionText = regexp.MustCompile(`(?im)^[ \t>]*(?:#{1,6}[ \t]+|[*_]{1,3})?(?:official )?(?:solutions?|answer key)[*_]{0,3}[ \t]*(?:[:.]|$)`)
	markedOption = regexp.MustCompile(`(?m)^[ \t>]*(?:[-*+]|[0-9]+[.)])[ \t]+\[[xX]\]`)
)

// leaks reports what looks like a solution in the public half.
func (c *checker) leaks() {
	for _, t := range c.t.public() {
		for _, m := range solutionText.FindAllStringIndex(t.src, -1) {
			start := m[1] - len(strings.TrimLeft(t.src[m[0]:m[1]], " \t>\n"))
			c.errorf(t.line(start), "leak", "%q looks like solution text, and stands where every student reads it; move it below # Solution",
				strings.Trim(t.src[m[0]:m[1]], " \t\n>#*_"))
		}
		for _, m := range markedOption.FindAllStringIndex(t.src, -1) {
			c.errorf(t.line(m[0]), "leak", "an option marked [x] stands where every student reads it; a task list belongs directly above an answer block, at the left edge")
		}
	}
}

var numberToken = regexp.MustCompile(`[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?`)

// numbers warns, where there are variants, of numbers in the prose that
// equal a derived value at seed 0: in a variant they would be wrong. Only
// derived values count: that a number equals the default of a variable is
// mostly chance. So it is with 0, 1 and 2, and with digits that are part of a
// name.
func (c *checker) numbers(in *instance) {
	if !c.t.Varies() {
		return
	}
	for _, t := range slices.Concat(c.t.public(), c.t.hidden()) {
		for _, m := range numberToken.FindAllStringIndex(t.src, -1) {
			if t.inHole(m[0]) || partOfName(t.src, m[0], m[1]) || isMarkup(t.src, m[0], m[1]) {
				continue
			}
			token := t.src[m[0]:m[1]]
			x, ok := new(big.Rat).SetString(strings.ReplaceAll(token, ",", ""))
			if !ok || x.IsInt() && x.Cmp(big.NewRat(2, 1)) <= 0 {
				continue
			}
			if name := c.derivedAs(in, x); name != "" {
				c.warnf(t.line(m[0]), "number "+token, "the text says %s, which is %s at seed 0; write {=%s} if it follows the variant", token, name, name)
			}
		}
	}
}

func (t *text) inHole(off int) bool {
	return slices.ContainsFunc(t.holes, func(h hole) bool { return h.start <= off && off < h.end })
}

func partOfName(s string, start, end int) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
	before := start > 0 && strings.IndexByte(letters+".", s[start-1]) >= 0
	after := end < len(s) && strings.IndexByte(letters, s[end]) >= 0
	return before || after
}

// isMarkup reports whether a number is that of a figure or of a list item.
func isMarkup(s string, start, end int) bool {
	line := lineStart(s, start)
	if strings.TrimSpace(s[line:start]) != "" {
		return false
	}
	item := strings.HasPrefix(s[end:], ". ") || strings.HasPrefix(s[end:], ") ")
	return item || strings.HasSuffix(s[:line], "```figure\n")
}

// derivedAs returns the derived value that is x at seed 0, "" if there is none.
func (c *checker) derivedAs(in *instance, x *big.Rat) string {
	for _, d := range c.t.derived {
		if v, ok := in.lookup(d.name); ok {
			if r, exact := v.Rat(); exact && r.Cmp(x) == 0 {
				return d.name
			}
		}
	}
	return ""
}
