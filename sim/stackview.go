package sim

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/gonum/floats"
)

// shown are the layers that pictures and tables step through, about ten of them.
func (s *stack) shown() []int {
	by := (s.layers + 9) / 10
	var ls []int
	for l := 0; l < s.layers; l += by {
		ls = append(ls, l)
	}
	return append(ls, s.layers)
}

// frames walk up through the layers and down again.
func (s *stack) frames() []Frame {
	ls := s.shown()
	frames := []Frame{s.stepFrame()}
	for i := range ls {
		frames = append(frames, s.forwardFrame(ls[:i+1]))
	}
	if s.formula != nil {
		frames = append(frames, s.formulaFrame(ls))
	}
	for i := len(ls) - 1; i >= 0; i-- {
		frames = append(frames, s.backwardFrame(ls, i))
	}
	return append(frames, s.lawFrame())
}

// stepFrame shows single steps.
func (s *stack) stepFrame() Frame {
	t := &Table{Cols: []Col{{Name: "step", Right: true}, {Name: "in", Right: true}, {Name: "LN of it", Right: true}, {Name: "out = in + LN", Right: true}, {Name: "output of layer"}}}
	for k := 1; k <= min(6, s.layers*s.steps); k++ {
		layer := ""
		if k%s.steps == 0 {
			layer = strconv.Itoa(k / s.steps)
		}
		t.Rows = append(t.Rows, Row{Cells: []string{strconv.Itoa(k), s.multiple(k - 1), s.multiple(0), s.multiple(k), layer}})
		if s.rms != 1 {
			t.Rows[k-1].Cells[2] = "u"
		}
	}
	caption := "LN brings every multiple of x₀ back to x₀, so each step adds the same x₀, however large its input has become."
	if s.rms != 1 {
		caption = fmt.Sprintf("LN brings every multiple of x₀ to u, of root mean square 1; x₀ = %s u. So each step adds the same u.", about(s.rms))
	}
	return Frame{View: "forward", Blocks: Blocks{t}, Caption: caption}
}

// multiple writes x₀ after k steps.
func (s *stack) multiple(k int) string {
	f := 1 + float64(k)/s.rms
	if f == 1 {
		return "x₀"
	}
	return about(f) + " x₀"
}

// forwardFrame shows the outputs of some layers.
func (s *stack) forwardFrame(ls []int) Frame {
	l := ls[len(ls)-1]
	t := &Table{Cols: []Col{{Name: "layer", Right: true}, {Name: "root mean square of its output, by that of x₀", Bar: true}},
		Room: []string{strconv.Itoa(s.layers), decimal(math.Round(s.growth(s.layers)*1000) / 1000)}}
	for _, k := range ls {
		r := Row{Cells: []string{strconv.Itoa(k), decimal(math.Round(s.length(k)*1000) / 1000)}}
		if k == l {
			r.Mark = Hot
		}
		t.Rows = append(t.Rows, r)
	}
	caption := fmt.Sprintf("Layer %d hands on %s: x₀ and what %s added.", l, s.multiple(s.steps*l), plural(s.steps*l, "step"))
	if l == 0 {
		caption = fmt.Sprintf("The input x₀ has mean 0 and root mean square %s.", about(s.rms))
	}
	if l == s.layers && l > 1 {
		caption += fmt.Sprintf(" Doubling in every step would make it 2 to the power %d.", s.steps*l)
	}
	return Frame{View: "forward", Caption: caption, Blocks: Blocks{t}}
}

// length is that of the output of layer l by that of the input.
func (s *stack) length(l int) float64 { return floats.Norm(s.x[l], 2) / floats.Norm(s.x[0], 2) }

// formulaFrame holds the formula against the outputs.
func (s *stack) formulaFrame(ls []int) Frame {
	t := &Table{Cols: []Col{{Name: "layer", Right: true}, {Name: "the stack", Right: true}, {Name: "yours", Right: true}, {}}}
	wrong, first := 0, -1
	for _, l := range ls[1:] {
		r := Row{Cells: []string{strconv.Itoa(l), grouped(math.Round(s.length(l)*1e4)/1e4) + " x₀", sig(s.claimed[l], 6) + " x₀", ""}, Mark: Good}
		if !nearly(s.claimed[l], s.length(l), s.length(l)) {
			r.Mark, r.Cells[3] = Bad, "off"
			if wrong++; first < 0 {
				first = l
			}
		}
		t.Rows = append(t.Rows, r)
	}
	caption := "Yours is what the stack does, at every layer."
	switch {
	case wrong == len(ls)-1:
		caption = "Yours is off at every layer; begin with the first and count its steps."
	case wrong > 0:
		caption = fmt.Sprintf("Yours first goes wrong at layer %d: one more layer adds %s x₀, whatever came before.", first, about(float64(s.steps)/s.rms))
	}
	return Frame{View: "forward", Caption: caption, Blocks: Blocks{t}}
}

// backwardFrame shows the gradients from the top down to layer ls[i].
func (s *stack) backwardFrame(ls []int, i int) Frame {
	l := ls[i]
	p := s.gradientPlot("gradient's length, by √d")
	g := Series{Name: "gradient", Dots: true, Glyph: "◆", Mark: Hot}
	for _, k := range ls[i:] {
		g.X, g.Y = append(g.X, float64(k)), append(g.Y, s.grad(k))
	}
	p.Series = append(p.Series, g)
	caption := fmt.Sprintf("Down to layer %d: %s √d, where the bound allows %s √d.", l, about(s.grad(l)), about(s.bound(l)/s.root()))
	switch l {
	case s.layers:
		caption = "Back from the top, where the gradient has length √d. The input of the last step is long, so LN sends little back."
	case 0:
		caption = fmt.Sprintf("At the input: %s √d of at most %s √d. Inputs are short down here, so LN sends more back.", about(s.grad(0)), about(s.bound(0)/s.root()))
	}
	p.Alt = fmt.Sprintf("From %s at layer %d to 1 at the top, below the bound, which goes from %s to 1.", about(s.grad(l)), l, about(s.bound(l)/s.root()))
	return Frame{View: "backward", Caption: caption, Blocks: Blocks{p}}
}

func (s *stack) root() float64 { return math.Sqrt(float64(s.d)) }

func (s *stack) grad(l int) float64 { return floats.Norm(s.g[l], 2) / s.root() }

// gradientPlot has the bound of the pre-norm stack over the layers.
func (s *stack) gradientPlot(title string) *Plot {
	bound := Series{Name: "bound"}
	for l := range s.layers + 1 {
		bound.X, bound.Y = append(bound.X, float64(l)), append(bound.Y, s.bound(l)/s.root())
	}
	return &Plot{Title: title, X: Axis{Label: "layer", Lo: 0, Hi: float64(s.layers)}, Y: Axis{Lo: 0, Hi: s.bound(0) / s.root()}, Series: []Series{bound}}
}

// lawFrame parts the gradient in the piece that grows and the one that does not.
func (s *stack) lawFrame() Frame {
	t := &Table{Cols: []Col{{Name: "gradient", Right: false}, {Name: "at the top", Right: true}, {Name: fmt.Sprintf("at layer %d", s.at), Right: true}, {Name: "factor", Right: true}}}
	a1, p1 := split(s.g[s.layers], s.x[0])
	a2, p2 := split(s.g[s.at], s.x[0])
	row := func(name string, x, y []float64) {
		n, m := floats.Norm(x, 2), floats.Norm(y, 2)
		factor := "none"
		if n > 1e-9 {
			factor = about(m / n)
		} else {
			n, m = 0, 0
		}
		t.Rows = append(t.Rows, Row{Cells: []string{name, about(n), about(m), factor}})
	}
	row("along ones and x₀", a1, a2)
	row("at right angles to both", p1, p2)
	row("whole", s.g[s.layers], s.g[s.at])
	t.Rows = append(t.Rows, Row{Cells: []string{"bound", about(s.root()), about(s.bound(s.at)), about(s.gain(s.at))}, Mark: Hot})
	caption := fmt.Sprintf("The part at right angles takes the whole factor %s, the rest passes as it is. ", about(s.gain(s.at)))
	switch n, whole := floats.Norm(p1, 2), floats.Norm(s.g[s.layers], 2); {
	case n > 0.999999*whole:
		caption += "Here there is no rest: the bound is met."
	case n < 1e-6*whole:
		caption = "This gradient has no part at right angles, so it passes as it is. Set direction to perp to meet the bound."
	default:
		caption += "Set direction to perp to meet the bound."
	}
	return Frame{View: "law", Caption: caption, Blocks: Blocks{t}}
}

// twinFrames show the post-norm stack beside the pre-norm one.
func (s *stack) twinFrames(pre *stack) []Frame {
	ls := s.shown()
	frames := []Frame{s.twinForward(pre, ls)}
	for i := len(ls) - 1; i >= 0; i-- {
		frames = append(frames, s.twinBackward(pre, ls, i))
	}
	return append(frames, s.twinTable(pre))
}

func (s *stack) twinForward(pre *stack, ls []int) Frame {
	t := &Table{Cols: []Col{{Name: "layer", Right: true}, {Name: "post-norm", Right: true}, {Name: "pre-norm", Bar: true}}}
	for _, l := range ls {
		t.Rows = append(t.Rows, Row{Cells: []string{strconv.Itoa(l), about(s.length(l)), decimal(math.Round(pre.length(l)*1000) / 1000)}})
	}
	return Frame{View: "forward", Blocks: Blocks{t},
		Caption: "Lengths of the outputs, by √d. Post-norm sets every one back to 1; pre-norm normalises only what it adds, so the sum grows."}
}

// twinBackward shows both gradients from the top down to layer ls[i].
func (s *stack) twinBackward(pre *stack, ls []int, i int) Frame {
	l := ls[i]
	p := s.gradientPlot("gradient's length, by √d")
	a := Series{Name: "pre-norm", Dots: true, Glyph: "o"}
	b := Series{Name: "post-norm", Dots: true, Glyph: "x", Mark: Hot}
	for _, k := range ls[i:] {
		a.X, a.Y = append(a.X, float64(k)), append(a.Y, pre.grad(k))
		b.X, b.Y = append(b.X, float64(k)), append(b.Y, s.grad(k))
	}
	p.Series = append(p.Series, a, b)
	p.Alt = fmt.Sprintf("At layer %d the gradient is %s in the pre-norm stack and %s in the post-norm stack.", l, about(pre.grad(l)), about(s.grad(l)))
	caption := fmt.Sprintf("Down to layer %d: %s √d with post-norm, %s √d with pre-norm.", l, about(s.grad(l)), about(pre.grad(l)))
	if l == s.layers {
		caption = "Back from the top, both with a gradient of length √d."
	}
	return Frame{View: "backward", Caption: caption, Blocks: Blocks{p}}
}

func (s *stack) twinTable(pre *stack) Frame {
	t := &Table{Cols: []Col{{Name: fmt.Sprintf("factor, top to layer %d", s.at)}, {Name: "post-norm", Right: true}, {Name: "pre-norm", Right: true}}}
	along, perp := split(s.g[s.layers], s.x[0])
	factor := func(s *stack, whole []float64, part func([]float64) []float64) string {
		n := floats.Norm(whole, 2)
		if n < 1e-9 {
			return "none there"
		}
		f := floats.Norm(part(s.g[s.at]), 2) / n
		if f < 1e-9 {
			f = 0
		}
		return about(f)
	}
	for _, r := range []struct {
		name  string
		whole []float64
		part  func([]float64) []float64
	}{
		{"the part along ones and x₀", along, func(g []float64) []float64 { a, _ := split(g, s.x[0]); return a }},
		{"the part at right angles to both", perp, func(g []float64) []float64 { _, p := split(g, s.x[0]); return p }},
	} {
		t.Rows = append(t.Rows, Row{Cells: []string{r.name, factor(s, r.whole, r.part), factor(pre, r.whole, r.part)}})
	}
	return Frame{View: "law", Blocks: Blocks{t},
		Caption: "Post-norm passes the part at right angles as it is and stops the rest at once. Identity layers are tame: try init-depth for weights as drawn."}
}
