package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"

	"gradcheck/grader/expr"
)

// prelnStack is a stack of pre-norm layers whose sublayers are the identity, so
// that a layer is a few steps x ← x + LN(x). Its input x0 has mean 0 and length
// √d. Then the input of step k is k·x0, and backwards the part of a gradient at
// right angles to the vector of ones and to x0 grows by the factor (k+1)/k in
// step k, while the rest passes unchanged.
var prelnStack = &Sim{
	Name: "preln-stack",
	Doc:  "Vectors and gradients in a stack of pre-norm layers that add LN(x) to x.",
	Params: append(stackParams(),
		Param{Name: "rms", Doc: "root mean square of the stack's input", Default: 1.0, Min: 0.01, Max: 10},
		Param{Name: "formula", Doc: "the output of layer l as a function of l and x_0, to be checked; empty checks none", Default: ""}),
	Results: stackResults,
	Run: func(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
		return runStack(ctx, v, emit, true)
	},
}

// postlnStack is its twin, x ← LN(x + x). Every step gives its input back, so
// nothing grows, and a gradient at right angles to both vectors passes as it is.
var postlnStack = &Sim{
	Name:    "postln-stack",
	Doc:     "Vectors and gradients in a stack of post-norm layers, LN(x + x), beside the pre-norm twin.",
	Params:  stackParams(),
	Results: stackResults,
	Run: func(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
		return runStack(ctx, v, emit, false)
	},
}

func stackParams() []Param {
	return []Param{
		{Name: "layers", Doc: "layers of the stack", Default: 6, Min: 1, Max: 96},
		{Name: "steps", Doc: "steps (sublayers) in a layer", Default: 2, Min: 1, Max: 6},
		{Name: "d", Doc: "length of the vectors", Default: 8, Min: 3, Max: 512},
		{Name: "direction", Doc: "of the gradient at the top: drawn, at right angles to ones and the input, along the input, or along ones",
			Default: "random", Choices: []string{"random", "perp", "input", "ones"}},
		{Name: "at", Doc: "the layer whose output the results are about; 0 is the input", Default: 1, Min: 0, Max: 96},
		{Name: "seed", Doc: "which vectors are drawn", Default: 1, Min: 0, Max: 1e6},
		{Name: "input", Doc: "the input, as in 1,-2,1; empty draws one; its mean is taken away and its length set", Default: ""},
		{Name: "g", Doc: "the gradient at the top; empty draws one; its length is set to √d", Default: ""},
	}
}

var stackResults = []Result{
	{Name: "growth", Doc: "length of the layer's output, by that of the stack's input"},
	{Name: "grad", Doc: "length of the gradient at the layer's output"},
	{Name: "bound", Doc: "what a gradient may be at most there in the pre-norm stack"},
	{Name: "law", Doc: "the gradient's length by the exact law"},
	{Name: "perp_gain", Doc: "what the part at right angles to ones and the input is multiplied by on the way down to there"},
	{Name: "forward_error", Doc: "largest difference of an output from what the closed form says, over all layers"},
	{Name: "law_error", Doc: "largest difference of a gradient from what the exact law says, over all layers"},
	{Name: "grad_top", Doc: "length of the gradient at the output of the last layer"},
	{Name: "grad_bottom", Doc: "length of the gradient at the stack's input"},
}

// A stack is a run forwards and backwards. Index l is the output of layer l.
type stack struct {
	pre           bool
	layers, steps int
	d, at         int
	rms           float64 // of the input
	x, g          [][]float64
	formula       expr.Expr // nil if there is none to check
	claimed       []float64 // what the formula says, by x0
}

func newStack(v Values, pre bool) (*stack, error) {
	s := &stack{pre: pre, layers: v.Int("layers"), steps: v.Int("steps"), d: v.Int("d"), at: v.Int("at"), rms: 1}
	if pre {
		if rms, ok := v["rms"]; ok { // the post-norm twin has none
			s.rms = rms.(float64)
		}
	}
	if s.at > s.layers {
		return nil, fmt.Errorf("at is %d, and there are %d layers; choose at most %[2]d for at", s.at, s.layers)
	}
	x0, top, err := s.draw(v)
	if err != nil {
		return nil, err
	}
	s.run(x0, top)
	return s, nil
}

// draw makes the input and the gradient at the top.
func (s *stack) draw(v Values) (x0, top []float64, err error) {
	if x0, top, err = readPair(v); err != nil {
		return nil, nil, err
	}
	if n := max(len(x0), len(top)); n > 0 {
		s.d = n
	}
	rng := rand.New(rand.NewPCG(uint64(v.Int("seed")), 12))
	normals := func() []float64 {
		x := make([]float64, s.d)
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		return x
	}
	if x0 == nil {
		x0 = normals()
	}
	x0 = centred(x0)
	if floats.Norm(x0, 2) == 0 {
		return nil, nil, fmt.Errorf("all entries of input are alike, and then LN has no value; make one of them different")
	}
	x0 = perRMS(x0)
	floats.Scale(s.rms, x0)
	if top == nil {
		top = normals()
	}
	switch v.Text("direction") {
	case "perp":
		_, top = split(top, x0)
	case "input":
		top = slices.Clone(x0)
	case "ones":
		floats.Scale(0, top)
		floats.AddConst(1, top)
	}
	if floats.Norm(top, 2) < 1e-9 {
		return nil, nil, fmt.Errorf("g has no part in that direction; give another g or another direction")
	}
	return x0, perRMS(top), nil
}

// split parts g into the piece in the plane of ones and x0, and the rest. The
// mean of x0 is 0.
func split(g, x0 []float64) (along, perp []float64) {
	perp = centred(g)
	floats.AddScaled(perp, -floats.Dot(perp, x0)/floats.Dot(x0, x0), x0)
	along = slices.Clone(g)
	floats.Sub(along, perp)
	return along, perp
}

// run goes through all steps and back.
func (s *stack) run(x0, top []float64) {
	n := s.layers*s.steps + 1 // the inputs of the steps, and the last output
	room := make([]float64, 2*n*s.d)
	vectors := make([][]float64, 2*n)
	for i := range vectors {
		vectors[i] = room[i*s.d : (i+1)*s.d : (i+1)*s.d]
	}
	x, g := vectors[:n], vectors[n:]
	copy(x[0], x0)
	copy(g[n-1], top)
	doubled := make([]float64, s.d)
	for k := 1; k < n; k++ {
		if s.pre {
			copy(x[k], x[k-1])
			addLN(x[k], x[k-1])
			continue
		}
		floats.ScaleTo(doubled, 2, x[k-1])
		addLN(x[k], doubled)
	}
	for k := n - 2; k >= 0; k-- {
		if s.pre {
			copy(g[k], g[k+1])
			addBelowLN(g[k], x[k], g[k+1])
			continue
		}
		floats.ScaleTo(doubled, 2, x[k])
		addBelowLN(g[k], doubled, g[k+1])
		floats.Scale(2, g[k])
	}
	for l := 0; l <= s.layers; l++ {
		s.x = append(s.x, x[l*s.steps])
		s.g = append(s.g, g[l*s.steps])
	}
}

// check reads a formula for the output of a layer and evaluates it everywhere.
func (s *stack) check(src string) error {
	language := expr.Language{
		Symbols: expr.Symbols{"l": {Kind: "integer", AtLeast: 1, Bounded: true}, "d": {Kind: "integer", AtLeast: 2, Bounded: true},
			"x_0": {Kind: "vector", Dims: []string{"d"}}},
		Aliases: map[string][]string{"l": {"ell"}, "x_0": {"x0", "x^{(0)}", "x^(0)"}},
		Results: []string{"x_l", "x^{(l)}", "x^(l)", "x^{(ell)}"},
	}
	e, err := readFormula(language, src)
	if err != nil {
		return err
	}
	s.formula = e
	for l := range s.layers + 1 {
		v, err := evaluate(e, map[string]array{"l": number(float64(l)), "d": number(float64(s.d)), "x_0": column(s.x[0])})
		if err != nil && l == 0 { // such as one that divides by l
			s.claimed = append(s.claimed, 0)
			continue
		}
		if err != nil {
			return fmt.Errorf("the formula has no value at layer %d: %w", l, err)
		}
		x, ok := v.vector(s.d)
		if !ok {
			return fmt.Errorf("the formula gives %s; the output of a layer is a vector of length %d", v.what(), s.d)
		}
		f, ok := multipleOf(s.x[0], x, floats.Norm(x, math.Inf(1)))
		if !ok || math.Abs(f) > 1e250 {
			return fmt.Errorf("the formula gives no moderate multiple of x_0 at layer %d", l)
		}
		s.claimed = append(s.claimed, f)
	}
	return nil
}

// growth is what the closed form says of the output of layer l, by x0.
func (s *stack) growth(l int) float64 {
	if s.pre {
		return 1 + float64(s.steps*l)/s.rms
	}
	return 1
}

// gain is what the closed form says the perpendicular part of the gradient is
// multiplied by from the top down to the output of layer l.
func (s *stack) gain(l int) float64 { return s.growth(s.layers) / s.growth(l) }

// bound is the largest length that a gradient of length √d at the top can have
// at the output of layer l in the pre-norm stack.
func (s *stack) bound(l int) float64 {
	return (s.rms + float64(s.steps*s.layers)) / (s.rms + float64(s.steps*l)) * math.Sqrt(float64(s.d))
}

// law is the gradient at the output of layer l by the exact law.
func (s *stack) law(l int) []float64 {
	if l == s.layers {
		return slices.Clone(s.g[l])
	}
	along, perp := split(s.g[s.layers], s.x[0])
	floats.Scale(s.gain(l), perp)
	if s.pre { // post-norm stops the rest
		floats.Add(perp, along)
	}
	return perp
}

func runStack(ctx context.Context, v Values, emit func(Frame) error, pre bool) (Results, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s, err := newStack(v, pre)
	if err != nil {
		return nil, err
	}
	frames, err := s.allFrames(v)
	if err != nil {
		return nil, err
	}
	return s.results(), emitAll(steady(ctx, emit), frames...)
}

func (s *stack) allFrames(v Values) ([]Frame, error) {
	if !s.pre {
		twin, err := newStack(v, true)
		if err != nil {
			return nil, err
		}
		return s.twinFrames(twin), nil
	}
	if src := v.Text("formula"); src != "" {
		if err := s.check(src); err != nil {
			return nil, err
		}
	}
	return s.frames(), nil
}

func (s *stack) results() Results {
	forward, law := 0.0, 0.0
	for l := range s.layers + 1 {
		want := slices.Clone(s.x[0])
		floats.Scale(s.growth(l), want)
		forward = max(forward, floats.Distance(want, s.x[l], math.Inf(1)))
		law = max(law, floats.Distance(s.law(l), s.g[l], math.Inf(1)))
	}
	_, top := split(s.g[s.layers], s.x[0])
	_, here := split(s.g[s.at], s.x[0])
	gain := s.gain(s.at)
	if n := floats.Norm(top, 2); n > 1e-9 {
		gain = floats.Norm(here, 2) / n
	}
	return fill(stackResults,
		decimal(floats.Norm(s.x[s.at], 2)/floats.Norm(s.x[0], 2)), decimal(floats.Norm(s.g[s.at], 2)), decimal(s.bound(s.at)),
		decimal(floats.Norm(s.law(s.at), 2)), decimal(gain), decimal(forward), decimal(law),
		decimal(floats.Norm(s.g[s.layers], 2)), decimal(floats.Norm(s.g[0], 2)))
}
