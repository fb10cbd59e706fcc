package problems

import (
	"strings"

	"gradcheck/internal/tex"
)

// A text is what an author wrote with holes in it: {=expression}.
type text struct {
	src   string
	marks []mark // in order; the first is at offset 0
	holes []hole // in order
}

// A mark says on which line of the file a byte of a text stands.
type mark struct{ off, line int }

// A hole is the expression at src[start:end], braces included.
type hole struct {
	start, end int
	value      *formula
	math       bool // inside a formula: its braces stay, so that x^{=n} works
}

// A use is what a text is for. It decides how the values in its holes are written.
type use int

const (
	prose use = iota // as people write numbers
	key              // exactly, and with brackets where the value is no plain number
)

// line returns the line of the file for a byte of the text.
func (t *text) line(off int) int {
	m := t.marks[0]
	for _, n := range t.marks {
		if n.off > off {
			break
		}
		m = n
	}
	return m.line + strings.Count(t.src[m.off:max(off, m.off)], "\n")
}

// text reads the holes of src, which begins on the given line.
func (r *reader) text(src string, line int) *text {
	return r.textAt(src, []mark{{0, line}})
}

func (r *reader) textAt(src string, marks []mark) *text {
	t := &text{src: src, marks: marks}
	var spans []tex.Span
	for at := 0; ; {
		start, end := nextHole(src, at)
		if start < 0 {
			return t
		}
		if end < 0 {
			r.errorf(t.line(start), "the hole %q is never closed; write {=expression}", clip(src[start:], 20))
			return t
		}
		if spans == nil {
			spans = tex.Spans(src)
		}
		f := r.formula(src[start+2:end-1], t.line(start))
		t.holes = append(t.holes, hole{start, end, f, inMath(spans, start)})
		at = end
	}
}

// nextHole finds the first hole at or after the given offset. The TeX idiom {=}
// is none. start is -1 if there is none, end if it is not closed.
func nextHole(src string, at int) (start, end int) {
	for {
		i := strings.Index(src[at:], "{=")
		if i < 0 {
			return -1, -1
		}
		start = at + i
		j := strings.IndexAny(src[start+2:], "{}\n")
		if j < 0 || src[start+2+j] != '}' {
			return start, -1
		}
		if j > 0 {
			return start, start + 2 + j + 1
		}
		at = start + 3
	}
}

func inMath(spans []tex.Span, off int) bool {
	for _, s := range spans {
		if s.Start <= off && off < s.End {
			return true
		}
	}
	return false
}

// fill returns the text with the values of its holes.
func (t *text) fill(in *instance, as use) string {
	if len(t.holes) == 0 {
		return t.src
	}
	return t.fillRange(in, as, 0, len(t.src))
}

// fillRange fills a piece of the text.
func (t *text) fillRange(in *instance, as use, at, end int) string {
	var b strings.Builder
	for _, h := range t.holes {
		if h.start < at || h.end > end {
			continue
		}
		b.WriteString(t.src[at:h.start])
		at = h.end
		v, ok := in.eval(h.value)
		switch {
		case !ok:
		case as == key:
			b.WriteString(bracketed(v.Exact()))
		case h.math:
			b.WriteString("{" + v.String() + "}")
		default:
			b.WriteString(v.String())
		}
	}
	b.WriteString(t.src[at:end])
	return b.String()
}

// bracketed makes an exact value safe inside a larger expression.
func bracketed(s string) string {
	if strings.ContainsAny(s, "-/+ ") {
		return "(" + s + ")"
	}
	return s
}

// clip shortens s to at most n runes of its first line.
func clip(s string, n int) string {
	s, _, _ = strings.Cut(s, "\n")
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "..."
	}
	return s
}
