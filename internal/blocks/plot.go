package blocks

import (
	"fmt"
	"strings"

	"gradcheck/sim"
)

// The size of plots in cells. A picture gains nothing from more room than this.
const (
	maxPlot   = 60 // width of all of it
	minCanvas = 12 // width inside the axes; with less a plot is told in words
	plotRows  = 7  // height inside the axes
	tallRows  = 9  // the same on wide screens
	wide      = 100
)

// A chart is a [sim.Plot] made fit to draw.
type chart struct {
	painter
	x, y    scale
	strokes []*stroke
}

// A stroke is a series on its way to the canvas.
type stroke struct {
	sim.Series
	sign    string // the glyph that draws or tells it; none for braille alone
	points  [][2]float64
	breaks  map[int]bool // points that no line leads to
	outside int          // points beyond the axes
}

// plot draws a chart: name, canvas with axes, legend.
//
//	largest error
//	    1 ┤⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒
//	      │⠢⠤⣀⣀        ⢀⡠
//	 1e-8 ┤    ⠉⠑⠒⢄⣀⠔⠉
//	      └┬──────┬───────
//	     1e-10  1e-5
//	       step size h
func (p painter) plot(b *sim.Plot) []string {
	c, ok := p.chart(b)
	if !ok {
		return p.told(tellPlot(b))
	}
	ticks := c.y.ticks(plotRows - 2)
	margin := 0
	for _, t := range ticks {
		margin = max(margin, width(t.text))
	}
	room := min(p.Width, maxPlot)
	w, h := room-margin-2, plotRows
	if p.Width >= wide {
		h = tallRows
	}
	if w < minCanvas {
		return p.told(tellPlot(b))
	}
	inside := newCanvas(w, h)
	c.draw(inside)

	var lines []string
	title, up := b.Title, axisLabel(b.Y)
	if title != "" && b.Y.Label == "" { // the title is the label, too
		title, up = axisLabel(sim.Axis{Label: title, Log: b.Y.Log}), ""
	}
	for _, s := range []string{title, up} {
		if s != "" {
			lines = append(lines, wrap(p.text(s), room)...)
		}
	}
	lines = append(lines, c.left(inside, ticks, margin)...)
	lines = append(lines, c.below(w, margin+2, room)...)
	if s := axisLabel(b.X); s != "" {
		for _, l := range wrap(p.text(s), room) {
			lines = append(lines, blank(min(margin+2+max(w-width(l), 0)/2, room-width(l)))+l)
		}
	}
	return append(lines, c.legend()...)
}

// told wraps sentences that stand in for a picture.
func (p painter) told(ss []string) []string {
	var lines []string
	for _, s := range ss {
		if s != "" {
			lines = append(lines, wrap(p.text(s), p.Width)...)
		}
	}
	return lines
}

// axisLabel is the label of an axis, which says if it is logarithmic.
func axisLabel(a sim.Axis) string {
	switch {
	case !a.Log || strings.Contains(a.Label, "log"):
		return a.Label
	case a.Label == "":
		return "logarithmic"
	}
	return a.Label + ", logarithmic"
}

// chart finds scales and glyphs. It is not ok if there is nothing to draw.
func (p painter) chart(b *sim.Plot) (c chart, ok bool) {
	c = chart{painter: p}
	var xs, ys []float64
	for _, s := range b.Series {
		k := &stroke{Series: s}
		for i := range min(len(s.X), len(s.Y)) {
			_, okx := scale{log: b.X.Log}.value(s.X[i])
			_, oky := scale{log: b.Y.Log}.value(s.Y[i])
			if okx && oky {
				xs, ys = append(xs, s.X[i]), append(ys, s.Y[i])
			}
		}
		c.strokes = append(c.strokes, k)
	}
	var okx, oky bool
	c.x, okx = newScale(b.X, xs)
	c.y, oky = newScale(b.Y, ys)
	if !okx || !oky {
		return c, false
	}
	for _, k := range c.strokes {
		c.place(k)
	}
	c.choose()
	return c, true
}

// place finds where the points of a series are on the canvas.
func (c chart) place(k *stroke) {
	k.breaks = map[int]bool{}
	for i := range min(len(k.X), len(k.Y)) {
		u, oku := c.x.at(k.X[i])
		v, okv := c.y.at(k.Y[i])
		if !oku || !okv {
			k.breaks[len(k.points)] = true
			continue
		}
		if !within(u, v) {
			k.outside++
		}
		k.points = append(k.points, [2]float64{u, v})
	}
}

// within says if a place is on the canvas, but for rounding.
func within(u, v float64) bool {
	const eps = 1e-9
	return -eps <= u && u <= 1+eps && -eps <= v && v <= 1+eps
}

// signs are the glyphs of series that have none of their own. Lines are drawn
// in dots, of which these are none even in ASCII.
var signs = []string{"o", "x", "+", "*", "%", "@", "=", "&"}

// crowd is the number of points from which a lone series is a cloud of dots.
const crowd = 60

// choose gives every series the sign that tells it from the others.
func (c chart) choose() {
	taken := map[string]bool{}
	lines := 0
	for _, k := range c.strokes {
		if g := c.text(k.Glyph); width(g) == 1 && g != " " {
			k.sign, taken[g] = g, true
		}
		if !k.Dots {
			lines++
		}
	}
	next := 0
	for _, k := range c.strokes {
		alone := k.Dots && len(c.strokes) == 1 && len(k.points) >= crowd || !k.Dots && lines == 1
		if k.sign != "" || alone {
			continue
		}
		for next < len(signs) && taken[signs[next]] {
			next++
		}
		k.sign = signs[next%len(signs)]
		next++
	}
}

// draw puts the series on the canvas: lines, then the signs on them, then points.
func (c chart) draw(on *canvas) {
	paths := make([][]int, len(c.strokes))
	for i, k := range c.strokes {
		if k.Dots {
			continue
		}
		for j := range k.points {
			from := max(j-1, 0)
			if k.breaks[j] {
				from = j
			}
			a, b := k.points[from], k.points[j]
			paths[i] = on.line(paths[i], a[0], a[1], b[0], b[1], k.Mark)
		}
	}
	for i, k := range c.strokes {
		if !k.Dots && k.sign != "" {
			on.label(paths[i], k.sign, k.Mark, float64(i+1)/float64(len(c.strokes)+1))
		}
	}
	for _, k := range c.strokes {
		if !k.Dots {
			continue
		}
		for _, pt := range k.points {
			if !within(pt[0], pt[1]) {
				continue
			}
			u, v := min(max(pt[0], 0), 1), min(max(pt[1], 0), 1)
			x, y := on.dot(u, v)
			at := on.set(x, y, k.Mark)
			if k.sign != "" {
				on.cells[at] = spot{glyph: k.sign, mark: k.Mark}
			}
		}
	}
}

// labels is how often a sign stands on a line.
const labels = 3

// label puts a sign on a line, which goes through the cells of path, at a few
// places: at the share phase of each stretch, or at the next cell without a sign.
func (c *canvas) label(path []int, sign string, m sim.Mark, phase float64) {
	for n := range labels {
		at := int((float64(n) + phase) / labels * float64(len(path)))
		for at < len(path) && c.cells[path[at]].glyph != "" {
			at++
		}
		if at < len(path) {
			c.cells[path[at]] = spot{glyph: sign, mark: m}
		}
	}
}

// left draws the canvas with the upright axis, its numbers in a margin.
func (c chart) left(on *canvas, ticks []tick, margin int) []string {
	texts := make([]string, on.h)
	for _, t := range ticks {
		if _, y := on.dot(0, t.at); 0 <= y && y/4 < on.h && texts[y/4] == "" {
			texts[y/4] = c.text(t.text)
		}
	}
	lines := make([]string, on.h)
	for y, t := range texts {
		axis := "│"
		if t != "" {
			axis = "┤"
		}
		lines[y] = padLeft(t, margin) + " " + c.glyph(axis) + c.row(on, y)
	}
	return lines
}

// below draws the lower axis of w cells that starts after indent cells, and its
// numbers, as many as there is room for.
func (c chart) below(w, indent, room int) []string {
	for most := max(w/8, 3); ; most-- {
		ticks := c.x.ticks(most)
		axis := []rune(strings.Repeat("─", w))
		line, fits := "", true
		for _, t := range ticks {
			x := min(max(int(t.at*float64(2*w-1)+0.5)/2, 0), w-1)
			axis[x] = '┬'
			text := c.text(t.text)
			n := width(text)
			at := max(min(indent+x-(n-1)/2, room-n), 0)
			if fits = fits && (line == "" || at >= width(line)+2); !fits {
				break
			}
			line += blank(at-width(line)) + text
		}
		if fits || most <= 2 {
			return []string{blank(indent-1) + c.glyph("└") + c.glyph(string(axis)), line}
		}
	}
}

// legend names the series by the sign that draws them. One series without a
// name needs none.
func (c chart) legend() []string {
	var items []token
	for _, k := range c.strokes {
		sample, name := k.sign, c.text(k.Name)
		switch {
		case sample == "" && k.Dots:
			sample = c.spot(spot{dots: 0x24})
		case !k.Dots:
			bar := strings.Repeat(c.spot(spot{dots: 0x12}), 2)
			sample = strings.Replace(bar+sample+bar, bar+bar, bar, 1)
		}
		if k.outside > 0 && k.Dots {
			name = strings.TrimSpace(fmt.Sprintf("%s (%d outside)", name, k.outside))
		}
		if name == "" {
			continue
		}
		if g := c.glyph(markGlyphs[k.Mark]); k.Mark == sim.Good || k.Mark == sim.Bad {
			name += " " + g
		}
		items = append(items, token{c.style(k.Mark, sample) + "\u00a0" + name, 3})
	}
	if len(items) == 0 {
		return nil
	}
	return flow(items, c.Width, "", "  ")
}
