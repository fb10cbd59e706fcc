package blocks

import (
	"math"
	"strings"

	"gradcheck/sim"
)

// A ruler gives the numbers of a bar column their lengths.
type ruler struct {
	scale  scale
	cells  int // length of what is at the end of the scale
	col    sim.Col
	ref    float64
	hasRef bool
}

// newRuler is the ruler of a column, at most longest cells long. Bars start at
// zero, whole numbers that are small enough being one cell each, or, if they are
// logarithmic, at the next power of ten below them.
func newRuler(c sim.Col, cells []string, longest int) ruler {
	r := ruler{col: c, cells: longest}
	r.ref, r.hasRef = number(c.Ref)
	if r.hasRef {
		cells = append(cells[:len(cells):len(cells)], c.Ref)
	}
	most, least, whole := 0.0, math.Inf(1), true
	for _, cell := range cells {
		if x, ok := number(cell); ok && x > 0 && x < largest {
			most, least = max(most, x), min(least, x)
			whole = whole && x == math.Trunc(x)
		}
	}
	r.scale = scale{lo: 0, hi: most}
	switch {
	case most == 0:
		r.scale.hi = 1
	case c.Log:
		r.scale = scale{lo: math.Ceil(math.Log10(least)-1e-9) - 1, hi: math.Log10(most), log: true}
		if end := math.Ceil(r.scale.hi); end-r.scale.hi <= nearLog*(r.scale.hi-r.scale.lo) {
			r.scale.hi = end
		}
	case whole && most <= float64(longest):
		r.cells = int(most)
	}
	return r
}

// length is the length of a bar in cells.
func (r ruler) length(x float64) (cells float64, ok bool) {
	u, ok := r.scale.at(x)
	return u * float64(r.cells), ok && x > 0
}

// bars draws a bar before each number, all to one scale. Numbers of a column
// with a scale below it stand in a column of their own.
func (g grid) bars(r ruler, cells []string) []string {
	aligned, room := r.col.Log || r.hasRef, 0
	for _, c := range cells {
		if _, ok := number(c); ok {
			room = max(room, width(c))
		}
	}
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = c
		x, ok := number(c)
		if n, positive := r.length(x); ok && (positive || aligned) {
			bar := ""
			if positive {
				bar = g.bar(n)
			}
			if aligned {
				bar, c = padRight(g.crossed(bar, r), r.cells), padLeft(c, room)
			}
			out[i] = bar + " " + c
		}
	}
	return out
}

// crossed draws the reference line behind a bar.
func (g grid) crossed(bar string, r ruler) string {
	if at := r.refCell(); r.hasRef && width(bar) <= at {
		return padRight(bar, at) + g.glyph("┊")
	}
	return bar
}

// refCell is the cell that the reference line goes through.
func (r ruler) refCell() int {
	n, _ := r.length(r.ref)
	return min(max(int(n), 0), r.cells-1)
}

// bar is a bar of so many cells, to the next eighth, or the next cell in ASCII.
func (g grid) bar(cells float64) string {
	eighths := int(math.Round(8 * cells))
	if g.ASCII {
		if n := int(math.Round(cells)); n > 0 {
			return strings.Repeat("#", n)
		}
		return "."
	}
	s := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 || eighths == 0 {
		s += string([]rune("▏▏▎▍▌▋▊▉")[rest])
	}
	return s
}

// A barScale goes below a column of bars.
type barScale struct {
	col          int
	axis, labels string
	note         string // what the reference line is, if that has no room below it
}

// refText says what the reference line of a column is: "guessing 5.99".
func refText(c sim.Col) string { return strings.TrimSpace(c.RefName + " " + c.Ref) }

// barScale draws the scale of a column that is w cells wide.
func (g grid) barScale(r ruler, col, w int) barScale {
	axis := []rune("└" + strings.Repeat("─", max(r.cells-1, 0)))
	s := barScale{col: col}
	labels := blank(w)
	put := func(text string, at int) bool {
		n := width(text)
		at = max(min(at-(n-1)/2, w-n), 0)
		if n > w || strings.TrimSpace(cut(labels, at-1, at+n+1)) != "" {
			return false
		}
		labels = cut(labels, 0, at) + text + cut(labels, at+n, w)
		return true
	}
	mark := func(at int) {
		if at > 0 && at < len(axis) {
			axis[at] = '┴'
		}
	}
	if r.hasRef {
		mark(r.refCell())
		if text := g.text(refText(r.col)); !put(text, r.refCell()) {
			s.note = g.glyph("┊") + " " + text
		}
	}
	ticks := r.scale.ticks(3)
	for i := range ticks {
		t := ticks[(i+len(ticks)-1)%len(ticks)] // the last, then from the first
		at := int(t.at * float64(r.cells))
		if put(g.text(t.text), min(at, r.cells)) {
			mark(at)
		}
	}
	s.axis, s.labels = g.glyph(string(axis)), strings.TrimRight(labels, " ")
	return s
}

// cut is s from one cell to another, with each a letter wide.
func cut(s string, from, to int) string {
	rs := []rune(s)
	return string(rs[min(max(from, 0), len(rs)):min(max(to, 0), len(rs))])
}

// under is the lines below a table that its scales make.
func (g grid) under(scales []barScale, widths []int, gap int) []string {
	if len(scales) == 0 {
		return nil
	}
	axes, labels := make([]string, len(g.cols)), make([]string, len(g.cols))
	var notes []string
	for _, s := range scales {
		axes[s.col], labels[s.col] = s.axis, s.labels
		if s.note != "" {
			notes = append(notes, wrap("  "+s.note, g.Width)...)
		}
	}
	lines := []string{
		"  " + g.line(widths, gap, func(i int) string { return axes[i] }),
		"  " + g.line(widths, gap, func(i int) string { return labels[i] }),
	}
	return append(lines, notes...)
}
