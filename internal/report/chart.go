package report

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A chart is the points by problem as bars, in user units of an SVG image. All
// bars have one scale, so that a long bar is a problem worth many points.
type chart struct {
	Width, Height float64
	Words         string // what there is to see
	Bars          []bar
}

// A bar is one problem: two rows, a text and a bar below it.
type bar struct {
	Name, Points       string
	TextY, Y           float64
	Got, Await, Widest float64 // lengths; Await begins where Got ends
}

const (
	chartWidth = 360 // about the width of a phone, so that text is as large as elsewhere
	barRow     = 34
	barTop     = 20
)

func newChart(r Report) chart {
	c := chart{Width: chartWidth, Height: float64(barRow*len(r.Problems) + 4)}
	most := 0.0
	for _, p := range r.Problems {
		most = max(most, p.Points.Possible)
	}
	var words []string
	for i := range r.Problems {
		p := &r.Problems[i]
		unit := chartWidth / max(most, 1)
		y := float64(i * barRow)
		c.Bars = append(c.Bars, bar{
			Name: ansi.Truncate(p.heading(), 38, "…"), Points: p.Points.short(), TextY: y + barTop - 6, Y: y + barTop,
			Got: tidy(p.Points.Got * unit), Await: tidy(p.Points.Awaiting * unit), Widest: tidy(p.Points.Possible * unit),
		})
		words = append(words, fmt.Sprintf("%s: %s", p.heading(), p.Points))
	}
	c.Words = "One bar for each problem, as long as its points, filled as far as they were got. " + strings.Join(words, ". ") + "."
	return c
}
