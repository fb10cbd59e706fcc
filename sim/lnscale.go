package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// layernormScale stretches the input of the two halves of LayerNorm while the
// gradient from above stays what it was. f, which takes the mean away, is
// linear: its output stretches along and its Jacobian does not change. h, which
// divides by the root mean square, gives the same output, so its gradient
// shrinks by the same factor.
var layernormScale = &Sim{
	Name: "layernorm-scale",
	Doc:  "What a stretched input does to both halves of LayerNorm, forwards and backwards.",
	Params: []Param{
		{Name: "a", Doc: "the input is stretched by this factor", Default: 3.0, Min: 0.1, Max: 10},
		{Name: "d", Doc: "length of the vectors", Default: 5, Min: 3, Max: maxChecked},
		{Name: "seed", Doc: "which numbers are drawn; 0 takes the worked example", Default: 0, Min: 0, Max: 1e6},
	},
	Results: layernormScaleResults,
	Run:     runLayernormScale,
}

var layernormScaleResults = []Result{
	{Name: "f_ratio", Doc: "length of f's output, by what it was"},
	{Name: "f_grad_ratio", Doc: "length of the gradient below f, by what it was"},
	{Name: "h_ratio", Doc: "length of h's output, by what it was"},
	{Name: "h_grad_ratio", Doc: "length of the gradient below h, by what it was"},
}

// A half is f or h at an input, with the gradient from above.
type half struct {
	name, in string // f or h, and the letter of its input
	x, g     []float64
}

func (s half) apply(a float64) []float64 {
	x := slices.Clone(s.x)
	floats.Scale(a, x)
	if s.name == "f" {
		return centred(x)
	}
	return perRMS(x)
}

// below is the gradient below the half when its input is stretched by a.
func (s half) below(a float64) []float64 {
	if s.name == "f" {
		return centred(s.g)
	}
	x := slices.Clone(s.x)
	floats.Scale(a, x)
	return belowRMS(x, s.g)
}

func (s half) ratio(a float64) (forward, backward float64) {
	return floats.Norm(s.apply(a), 2) / floats.Norm(s.apply(1), 2), floats.Norm(s.below(a), 2) / floats.Norm(s.below(1), 2)
}

func runLayernormScale(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	a, n := v.Float("a"), v.Int("d")
	x, g := slices.Clone(exampleInput[:n]), slices.Clone(exampleG[:n])
	if seed := v.Int("seed"); seed != 0 {
		rng := rand.New(rand.NewPCG(uint64(seed), 12))
		for i := range x {
			x[i], g[i] = math.Round(15*rng.NormFloat64()+7)/10, math.Round(10*rng.NormFloat64())/10
		}
		x[0] += 0.3 // so that not all are alike
	}
	f, h := half{"f", "x", x, g}, half{"h", "z", centred(x), g}
	ff, fb := f.ratio(a)
	hf, hb := h.ratio(a)
	if math.IsNaN(ff + fb + hf + hb) {
		return nil, fmt.Errorf("at seed %d the gradient vanishes; choose another seed", v.Int("seed"))
	}
	return fill(layernormScaleResults, decimal(ff), decimal(fb), decimal(hf), decimal(hb)),
		emitAll(steady(ctx, emit), f.frame(a), f.sweep(a), h.frame(a), h.sweep(a), scaleTable(f, h, a))
}

// frame shows the vectors before and after the stretch.
func (s half) frame(a float64) Frame {
	in := fmt.Sprintf("%s %s", about(a), s.in)
	t := &Table{Cols: []Col{{Name: s.in, Right: true}, {Name: s.name + "(" + s.in + ")", Right: true}, {Name: s.name + "(" + in + ")", Right: true},
		{Name: "g above", Right: true}, {Name: "below at " + s.in, Right: true}, {Name: "below at " + in, Right: true}}}
	one, stretched := s.apply(1), s.apply(a)
	g, gStretched := s.below(1), s.below(a)
	for i, x := range s.x {
		t.Rows = append(t.Rows, Row{Cells: []string{places(x), places(one[i]), places(stretched[i]), places(s.g[i]), places(g[i]), places(gStretched[i])}})
	}
	length := func(x []float64) string { return places(floats.Norm(x, 2)) }
	t.Rows = append(t.Rows, Row{Mark: Hot, Cells: []string{length(s.x), length(one), length(stretched), length(s.g), length(g), length(gStretched)}})
	caption := fmt.Sprintf("f only subtracts: %s times the input gives %[1]s times the output, and the gradient below is the same.", about(a))
	if s.name == "h" {
		caption = fmt.Sprintf("h divides by the size of its input: the output is the same, and the gradient below is divided by %s.", about(a))
	}
	return Frame{View: s.name, Caption: caption, Blocks: Blocks{t, &Text{Text: "The last row has the lengths."}}}
}

// places is a number with three decimals and a true minus.
func places(x float64) string {
	x = math.Round(x*1000) / 1000
	if x < 0 {
		return fmt.Sprintf("−%.3f", -x)
	}
	return fmt.Sprintf("%.3f", math.Abs(x))
}

// stretches that the pictures show.
var stretchFactors = []float64{0.1, 0.2, 0.5, 1, 2, 5, 10}

// sweep plots both lengths over the stretch.
func (s half) sweep(a float64) Frame {
	var forward, backward []float64
	for _, b := range stretchFactors {
		x, g := s.ratio(b)
		forward, backward = append(forward, x), append(backward, g)
	}
	x, g := s.ratio(a)
	p := &Plot{Title: "length, by what it was at a = 1", X: Axis{Label: "a, the stretch of the input", Log: true, Lo: 0.1, Hi: 10}, Y: Axis{Log: true, Lo: 0.1, Hi: 10},
		Series: []Series{
			{Name: "output of " + s.name, X: stretchFactors, Y: forward},
			{Name: "gradient below", X: stretchFactors, Y: backward},
			{Name: "here", X: []float64{a, a}, Y: []float64{x, g}, Dots: true, Glyph: "◆", Mark: Hot},
		}}
	f := Frame{View: s.name, Blocks: Blocks{p}}
	if s.name == "f" {
		p.Alt = "The output of f grows as a; the gradient below stays at 1."
		f.Caption = "The output of f grows with the stretch, the gradient below does not care: the Jacobian of f is one matrix, the same everywhere."
		return f
	}
	p.Alt = "The output of h stays at 1; the gradient below falls as 1/a."
	f.Caption = "The output of h does not care, so the larger the input, the less a step in it changes: the gradient falls as 1/a."
	return f
}

// scaleTable sums up.
func scaleTable(f, h half, a float64) Frame {
	t := &Table{Cols: []Col{{Name: "a", Right: true}, {Name: "f forward", Right: true}, {Name: "f back", Right: true},
		{Name: "h forward", Right: true}, {Name: "h back", Right: true}, {Name: "LN forward", Right: true}, {Name: "LN back", Right: true}}}
	factors := slices.Clone(stretchFactors)
	if !slices.Contains(factors, a) {
		factors = append(factors, a)
		slices.Sort(factors)
	}
	for _, b := range factors {
		ff, fb := f.ratio(b)
		hf, hb := h.ratio(b)
		r := Row{Cells: []string{about(b), about(ff), about(fb), about(hf), about(hb), about(hf), about(fb * hb)}}
		if b == a {
			r.Mark = Hot
		}
		t.Rows = append(t.Rows, r)
	}
	return Frame{View: "both", Blocks: Blocks{t},
		Caption: "Together: a longer input leaves LayerNorm's output as it is and brakes its gradient. Set a to 0.1 to see it speed up."}
}
