package sim

import (
	"math"
	"math/rand/v2"
)

// glyphSide is the width and height of a glyph in pixels.
const glyphSide = 8

// A point has x to the right and y down; the unit square holds a glyph.
type point struct{ x, y float64 }

// A stroke is a line through its points without lifting the pen.
type stroke []point

// digitStrokes are the ten digits as a pen draws them.
var digitStrokes = [10][]stroke{
	{{{.50, .08}, {.28, .18}, {.20, .50}, {.28, .82}, {.50, .92}, {.72, .82}, {.80, .50}, {.72, .18}, {.50, .08}}},
	{{{.32, .28}, {.54, .08}, {.54, .92}}},
	{{{.22, .28}, {.36, .10}, {.62, .10}, {.76, .28}, {.68, .48}, {.22, .90}, {.80, .90}}},
	{{{.24, .14}, {.54, .08}, {.74, .24}, {.66, .42}, {.44, .48}, {.70, .56}, {.78, .74}, {.56, .92}, {.24, .86}}},
	{{{.60, .08}, {.18, .62}, {.84, .62}}, {{.64, .36}, {.64, .94}}},
	{{{.78, .08}, {.28, .08}, {.26, .46}, {.56, .42}, {.78, .62}, {.70, .84}, {.48, .92}, {.22, .84}}},
	{{{.70, .08}, {.38, .28}, {.24, .62}, {.34, .86}, {.58, .92}, {.76, .76}, {.66, .56}, {.42, .54}, {.26, .66}}},
	{{{.18, .10}, {.82, .10}, {.44, .92}}},
	{{{.50, .48}, {.28, .34}, {.32, .14}, {.50, .08}, {.68, .14}, {.72, .34}, {.50, .48},
		{.24, .66}, {.30, .86}, {.50, .92}, {.70, .86}, {.76, .66}, {.50, .48}}},
	{{{.74, .36}, {.58, .46}, {.34, .42}, {.26, .24}, {.42, .08}, {.66, .12}, {.74, .36}, {.66, .72}, {.44, .92}}},
}

// A hand is one way to write: what varies from glyph to glyph.
type hand struct {
	shift  point
	angle  float64 // radians
	slant  float64 // x moves by so much for each y
	scale  point
	radius float64 // half the width of the pen
	noise  float64 // standard deviation of what is added to a pixel
}

// glyphs draws digits on a grid of 8 by 8, perClass of each of the classes
// (0 to 9), class by class. x[i] has the 64 pixels of glyph i row by row, 0 for
// paper and 1 for ink, and label[i] is its digit. No two hands are alike: place,
// turn, slant, size and pen vary, and every pixel has a little noise.
func glyphs(rng *rand.Rand, classes []int, perClass int) (x [][]float64, label []int) {
	around := func(mean, spread float64) float64 { return mean + spread*(2*rng.Float64()-1) }
	for _, class := range classes {
		for range perClass {
			h := hand{
				shift:  point{around(0, .07), around(0, .07)},
				angle:  around(0, .18),
				slant:  around(0, .16),
				scale:  point{around(.88, .12), around(.92, .08)},
				radius: around(.075, .03),
				noise:  .05,
			}
			x = append(x, drawGlyph(digitStrokes[class], h, rng))
			label = append(label, class)
		}
	}
	return x, label
}

// drawGlyph is the picture that a hand makes of the strokes.
func drawGlyph(strokes []stroke, h hand, rng *rand.Rand) []float64 {
	written := make([]stroke, len(strokes))
	for i, s := range strokes {
		for _, p := range s {
			written[i] = append(written[i], h.place(p))
		}
	}
	pixels := make([]float64, 0, glyphSide*glyphSide)
	for row := range glyphSide {
		for col := range glyphSide {
			at := point{(float64(col) + .5) / glyphSide, (float64(row) + .5) / glyphSide}
			ink := 1 - (distance(at, written)-h.radius)*glyphSide // a soft edge, one pixel wide
			ink = min(max(ink, 0), 1) + h.noise*rng.NormFloat64()
			pixels = append(pixels, min(max(ink, 0), 1))
		}
	}
	return pixels
}

// place is where a hand puts a point of the copybook.
func (h hand) place(p point) point {
	x, y := (p.x-.5)*h.scale.x, (p.y-.5)*h.scale.y
	x += h.slant * y
	sin, cos := math.Sincos(h.angle)
	return point{.5 + h.shift.x + cos*x - sin*y, .5 + h.shift.y + sin*x + cos*y}
}

// distance is how far p is from the nearest of the strokes.
func distance(p point, strokes []stroke) float64 {
	least := math.Inf(1)
	for _, s := range strokes {
		for i := 1; i < len(s); i++ {
			least = min(least, toSegment(p, s[i-1], s[i]))
		}
	}
	return least
}

// toSegment is the distance of p from the line between a and b.
func toSegment(p, a, b point) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	along := ((p.x-a.x)*dx + (p.y-a.y)*dy) / (dx*dx + dy*dy)
	along = min(max(along, 0), 1)
	return math.Hypot(p.x-a.x-along*dx, p.y-a.y-along*dy)
}
