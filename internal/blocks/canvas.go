package blocks

import (
	"math"
	"math/bits"
	"strings"

	"gradcheck/sim"
)

// A canvas is the inside of a plot: w by h cells of 2 by 4 dots each. Places on
// it are given in units of its width and height, (0, 0) at the bottom left and
// (1, 1) at the top right.
type canvas struct {
	w, h  int
	cells []spot // row by row, from the top
}

// A spot is one cell of a canvas: dots, or a glyph that stands over them.
type spot struct {
	dots  byte
	glyph string
	mark  sim.Mark
}

func newCanvas(w, h int) *canvas { return &canvas{w, h, make([]spot, w*h)} }

// dot is the column and row of the dot at (u, v), counted from the top left.
func (c *canvas) dot(u, v float64) (x, y int) {
	return int(math.Round(u * float64(2*c.w-1))), int(math.Round((1 - v) * float64(4*c.h-1)))
}

// set sets a dot and returns the cell it is in. It must be on the canvas.
func (c *canvas) set(x, y int, m sim.Mark) int {
	i := y/4*c.w + x/2
	c.cells[i].dots |= brailleDots[y%4][x%2]
	c.cells[i].mark = m
	return i
}

// brailleDots are the bits of a braille pattern, by row and column of the dot.
var brailleDots = [4][2]byte{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}

// line draws what lies on the canvas of the straight line between two places,
// and adds the cells it goes through to a path.
func (c *canvas) line(path []int, u0, v0, u1, v1 float64, m sim.Mark) []int {
	t0, t1, ok := clip(u0, v0, u1, v1)
	if !ok {
		return path
	}
	x0, y0 := c.dot(u0+t0*(u1-u0), v0+t0*(v1-v0))
	x1, y1 := c.dot(u0+t1*(u1-u0), v0+t1*(v1-v0))
	n := max(x1-x0, x0-x1, y1-y0, y0-y1)
	for i := range n + 1 {
		t := float64(i) / float64(max(n, 1))
		x := x0 + int(math.Round(t*float64(x1-x0)))
		y := y0 + int(math.Round(t*float64(y1-y0)))
		at := c.set(x, y, m)
		if k := len(path); k == 0 || path[k-1] != at {
			path = append(path, at)
		}
	}
	return path
}

// clip is the part t0 to t1 of a line from (u0, v0) at 0 to (u1, v1) at 1 that
// lies on the canvas (Liang and Barsky, 1984).
func clip(u0, v0, u1, v1 float64) (t0, t1 float64, ok bool) {
	t0, t1 = 0, 1
	for _, e := range [4][2]float64{{u0 - u1, u0}, {u1 - u0, 1 - u0}, {v0 - v1, v0}, {v1 - v0, 1 - v0}} {
		p, q := e[0], e[1]
		switch {
		case p == 0 && q < 0:
			return 0, 0, false
		case p < 0:
			t0 = max(t0, q/p)
		case p > 0:
			t1 = min(t1, q/p)
		}
	}
	return t0, t1, t0 <= t1
}

// row draws a row of the canvas.
func (p painter) row(c *canvas, y int) string {
	var b strings.Builder
	cells := c.cells[y*c.w : (y+1)*c.w]
	for i := 0; i < len(cells); {
		m, run := cells[i].mark, ""
		for ; i < len(cells) && cells[i].mark == m; i++ {
			run += p.spot(cells[i])
		}
		b.WriteString(p.style(m, run))
	}
	return b.String()
}

// spot is a cell as drawn. In ASCII its dots become . : or # by their number.
func (p painter) spot(s spot) string {
	n := bits.OnesCount8(s.dots)
	switch {
	case s.glyph != "":
		return s.glyph
	case n == 0:
		return " "
	case !p.ASCII:
		return string(rune(0x2800) + rune(s.dots))
	case n <= 2:
		return "."
	case n <= 5:
		return ":"
	}
	return "#"
}
