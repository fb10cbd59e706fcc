package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// initDepth measures gradients in transformers as they are drawn, before any
// training, against their depth: the setting of Xiong et al., "On Layer
// Normalization in the Transformer Architecture" (2020). Queries and keys are 0,
// so that attention is the mean over all tokens, followed by one matrix; the
// feed-forward part is W2·relu(W1·x), as wide as the model; all matrices are
// Xavier normal. The gradient above the last LayerNorm is a normal matrix of
// length 2/√d, whatever the depth.
//
// With post-norm, the gradient of the last W2 does not depend on the depth. With
// pre-norm the sum that enters the last LayerNorm has grown with the depth, and
// what LayerNorm hands back is divided by its length: the gradient falls as 1/√L.
var initDepth = &Sim{
	Name: "init-depth",
	Doc:  "Gradients in post-norm and pre-norm transformers as drawn, against their depth.",
	Params: []Param{
		{Name: "d", Doc: "width of the model", Default: 64, Min: 16, Max: 128},
		{Name: "tokens", Doc: "tokens in the input", Default: 16, Min: 2, Max: 32},
		{Name: "runs", Doc: "networks over which lengths are averaged", Default: 3, Min: 1, Max: 6},
		{Name: "seed", Doc: "which networks, inputs and gradients are drawn", Default: 1, Min: 0, Max: 1e6},
	},
	Results: initDepthResults(),
	Run:     runInitDepth,
}

// depths are the numbers of layers that are tried.
var depths = [...]int{2, 4, 8, 16, 32}

func initDepthResults() []Result {
	rs := []Result{
		{Name: "post_slope", Doc: "slope of the last gradient over the depth with post-norm, both in logarithms"},
		{Name: "pre_slope", Doc: "the same with pre-norm"},
	}
	for _, kind := range [...]string{"post", "pre"} {
		for _, n := range depths {
			rs = append(rs, Result{Name: fmt.Sprintf("%s_%d", kind, n), Doc: fmt.Sprintf("length of the gradient of the last W2 in %d layers, %s-norm", n, kind)})
		}
		for _, n := range depths {
			rs = append(rs, Result{Name: fmt.Sprintf("%s_hidden_%d", kind, n), Doc: fmt.Sprintf("mean square of what enters the last LayerNorm in %d layers, %s-norm", n, kind)})
		}
	}
	return rs
}

// A transformer is a stack of layers as drawn. Rows of a matrix are tokens.
type transformer struct {
	pre    bool
	layers []transformerLayer
	last   *mat.Dense // what enters the last LayerNorm
}

// A transformerLayer has its weights and what its backward pass needs. An input
// row x becomes x·w.
type transformerLayer struct {
	value, w1, w2 *mat.Dense
	in, middle    *mat.Dense // the input, and what stands between attention and feed-forward
	act           *mat.Dense // relu(W1·x)
	sum           [2]*mat.Dense
	grad2         float64 // length of the gradient of W2
}

func newTransformer(layers, d int, pre bool, rng *rand.Rand) *transformer {
	t := &transformer{pre: pre, layers: make([]transformerLayer, layers)}
	for i := range t.layers {
		l := &t.layers[i]
		for _, w := range []**mat.Dense{&l.value, &l.w1, &l.w2} {
			*w = normalMatrix(d, d, 1/math.Sqrt(float64(d)), rng)
		}
	}
	return t
}

func normalMatrix(rows, cols int, sd float64, rng *rand.Rand) *mat.Dense {
	data := make([]float64, rows*cols)
	for i := range data {
		data[i] = sd * rng.NormFloat64()
	}
	return mat.NewDense(rows, cols, data)
}

// rowsLN is LN of every row.
func rowsLN(x *mat.Dense) *mat.Dense {
	rows, cols := x.Dims()
	y := mat.NewDense(rows, cols, nil)
	for i := range rows {
		addLN(y.RawRowView(i), x.RawRowView(i))
	}
	return y
}

// belowRowsLN is the gradient below LN of every row of x.
func belowRowsLN(x, g *mat.Dense) *mat.Dense {
	rows, cols := x.Dims()
	y := mat.NewDense(rows, cols, nil)
	for i := range rows {
		addBelowLN(y.RawRowView(i), x.RawRowView(i), g.RawRowView(i))
	}
	return y
}

// attend is the mean over the rows of x, times w, in every row; backwards it is
// the same with w transposed.
func attend(x *mat.Dense, w mat.Matrix) *mat.Dense {
	rows, cols := x.Dims()
	mean := mat.NewDense(1, cols, nil)
	for i := range rows {
		floats.AddScaled(mean.RawRowView(0), 1/float64(rows), x.RawRowView(i))
	}
	out := mat.NewDense(rows, cols, nil)
	var row mat.Dense
	row.Mul(mean, w)
	for i := range rows {
		copy(out.RawRowView(i), row.RawRowView(0))
	}
	return out
}

// feed is the feed-forward part; it keeps what it needs to go back.
func (l *transformerLayer) feed(x *mat.Dense) *mat.Dense {
	l.act = new(mat.Dense)
	l.act.Mul(x, l.w1)
	data := l.act.RawMatrix().Data
	for i, a := range data {
		data[i] = max(a, 0)
	}
	out := new(mat.Dense)
	out.Mul(l.act, l.w2)
	return out
}

// feedBack is the gradient below the feed-forward part.
func (l *transformerLayer) feedBack(g *mat.Dense) *mat.Dense {
	var dw, da, dx mat.Dense
	dw.Mul(l.act.T(), g)
	l.grad2 = math.Sqrt(floats.Dot(dw.RawMatrix().Data, dw.RawMatrix().Data))
	da.Mul(g, l.w2.T())
	data := da.RawMatrix().Data
	for i, a := range l.act.RawMatrix().Data {
		if a == 0 {
			data[i] = 0
		}
	}
	dx.Mul(&da, l.w1.T())
	return &dx
}

// sum is a + b.
func sum(a, b *mat.Dense) *mat.Dense {
	var s mat.Dense
	s.Add(a, b)
	return &s
}

// forward runs the layers on x.
func (t *transformer) forward(x *mat.Dense) {
	for i := range t.layers {
		l := &t.layers[i]
		l.in = x
		if t.pre {
			l.middle = sum(x, attend(rowsLN(x), l.value))
			x = sum(l.middle, l.feed(rowsLN(l.middle)))
			t.last = x
			continue
		}
		l.sum[0] = sum(x, attend(x, l.value))
		l.middle = rowsLN(l.sum[0])
		l.sum[1] = sum(l.middle, l.feed(l.middle))
		t.last = l.sum[1]
		x = rowsLN(l.sum[1])
	}
}

// backward takes the gradient g at the output back to the input.
func (t *transformer) backward(g *mat.Dense) {
	if t.pre {
		g = belowRowsLN(t.last, g)
	}
	for i := len(t.layers) - 1; i >= 0; i-- {
		l := &t.layers[i]
		if t.pre {
			g = sum(g, belowRowsLN(l.middle, l.feedBack(g)))
			g = sum(g, belowRowsLN(l.in, attend(g, l.value.T())))
			continue
		}
		g = belowRowsLN(l.sum[1], g)
		g = sum(g, l.feedBack(g))
		g = belowRowsLN(l.sum[0], g)
		g = sum(g, attend(g, l.value.T()))
	}
}

// A depthStudy is what has been measured, first post-norm, then pre-norm.
type depthStudy struct {
	d       int
	done    int          // depths
	grad    [2][]float64 // of the last W2, by depth
	hidden  [2][]float64
	profile [2][]float64 // of every W2, at the last depth
}

func runInitDepth(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	s := &depthStudy{d: v.Int("d")}
	show := steady(ctx, emit)
	for range depths {
		if err := s.measure(ctx, v); err != nil {
			return nil, err
		}
		if err := show(s.depthFrame()); err != nil {
			return nil, err
		}
	}
	if err := show(s.profileFrame()); err != nil {
		return nil, err
	}
	values := []string{decimal(s.slope(0)), decimal(s.slope(1))}
	for kind := range 2 {
		for _, list := range [][]float64{s.grad[kind], s.hidden[kind]} {
			for _, x := range list {
				values = append(values, decimal(x))
			}
		}
	}
	return fill(initDepthResults(), values...), nil
}

// measure takes the next depth.
func (s *depthStudy) measure(ctx context.Context, v Values) error {
	layers, runs, tokens := depths[s.done], v.Int("runs"), v.Int("tokens")
	for kind := range 2 {
		hidden := 0.0
		s.profile[kind] = make([]float64, layers)
		for run := range runs {
			if err := ctx.Err(); err != nil {
				return err
			}
			rng := rand.New(rand.NewPCG(uint64(v.Int("seed")), uint64(run)))
			x := normalMatrix(tokens, s.d, 1, rng)
			g := normalMatrix(tokens, s.d, 1, rng)
			g.Scale(2/math.Sqrt(float64(s.d))/mat.Norm(g, 2), g)
			t := newTransformer(layers, s.d, kind == 1, rng)
			t.forward(x)
			t.backward(g)
			data := t.last.RawMatrix().Data
			hidden += floats.Dot(data, data) / float64(len(data)*runs)
			for i, l := range t.layers {
				s.profile[kind][i] += l.grad2 / float64(runs)
			}
		}
		s.grad[kind] = append(s.grad[kind], s.profile[kind][layers-1])
		s.hidden[kind] = append(s.hidden[kind], hidden)
	}
	s.done++
	return nil
}

// slope is that of the last gradient over the depth, in logarithms; 0 at first.
func (s *depthStudy) slope(kind int) float64 {
	if s.done < 2 {
		return 0
	}
	var x, y []float64
	for i, g := range s.grad[kind] {
		x, y = append(x, math.Log(float64(depths[i]))), append(y, math.Log(g))
	}
	_, slope := stat.LinearRegression(x, y, nil, false)
	return slope
}

var normKinds = [...]string{"post-norm", "pre-norm"}

func (s *depthStudy) depthFrame() Frame {
	t := &Table{Cols: []Col{{Name: "layers", Right: true}, {Name: "post", Right: true}, {Name: "pre", Right: true}, {Name: "pre's sum", Right: true}}}
	var x []float64
	for i := range s.done {
		x = append(x, float64(depths[i]))
		r := Row{Cells: []string{strconv.Itoa(depths[i]), about(s.grad[0][i]), about(s.grad[1][i]), about(s.hidden[1][i])}}
		if i == s.done-1 {
			r.Mark = Hot
		}
		t.Rows = append(t.Rows, r)
	}
	p := &Plot{Title: "gradient of the last W2", X: Axis{Label: "layers", Log: true, Lo: 2, Hi: 32}, Y: Axis{Log: true, Lo: 0.1, Hi: 2}}
	for kind, name := range normKinds {
		p.Series = append(p.Series, Series{Name: name, X: x, Y: s.grad[kind], Glyph: [...]string{"x", "o"}[kind]})
		for _, g := range s.grad[kind] {
			p.Y.Lo, p.Y.Hi = min(p.Y.Lo, g), max(p.Y.Hi, g)
		}
	}
	n := depths[s.done-1]
	p.Alt = fmt.Sprintf("At %d layers it is %s with post-norm and %s with pre-norm.", n, about(s.grad[0][s.done-1]), about(s.grad[1][s.done-1]))
	caption := fmt.Sprintf("%d layers, weights as drawn. Every network gets a gradient of the same length from above.", n)
	if s.done > 1 {
		caption = fmt.Sprintf("%d layers: with pre-norm the sum before the last LN has a mean square of %s, and LN divides the gradient by its root.", n, about(s.hidden[1][s.done-1]))
	}
	if s.done == len(depths) {
		caption = fmt.Sprintf("Post-norm does not care for depth (slope %s). With pre-norm the last gradient falls as 1/√layers (slope %s).", twoPlaces(s.slope(0)), twoPlaces(s.slope(1)))
	}
	return Frame{View: "depth", Caption: caption, Blocks: Blocks{&Beside{Blocks{p, t}}}}
}

// twoPlaces is a number with two decimals and its sign.
func twoPlaces(x float64) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', 2, 64)
	if x < 0 {
		return "−" + s
	}
	return "+" + s
}

// profileFrame shows the gradients of all layers of the deepest networks.
func (s *depthStudy) profileFrame() Frame {
	n := depths[s.done-1]
	p := &Plot{Title: fmt.Sprintf("gradient of W2 in each of %d layers", n), X: Axis{Label: "layer", Lo: 1, Hi: float64(n)}, Y: Axis{Lo: 0}}
	for kind, name := range normKinds {
		series := Series{Name: name}
		for i, g := range s.profile[kind] {
			series.X, series.Y = append(series.X, float64(i+1)), append(series.Y, g)
			p.Y.Hi = max(p.Y.Hi, g)
		}
		p.Series = append(p.Series, series)
	}
	p.Alt = fmt.Sprintf("Pre-norm goes from %s in the first layer to %s in the last, post-norm from %s to %s.",
		about(s.profile[1][0]), about(s.profile[1][n-1]), about(s.profile[0][0]), about(s.profile[0][n-1]))
	return Frame{View: "layers", Blocks: Blocks{p},
		Caption: "Layer by layer: with pre-norm, lower layers get larger gradients, as in the identity stack. Set d to 128 or draw another seed."}
}
