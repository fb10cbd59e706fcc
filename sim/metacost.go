package sim

import (
	"context"
	"math"
	"strconv"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// metaCost compares ways to learn good starting values: MAML, which goes back
// through the inner training, its first-order form, which skips that, and
// Reptile, which moves towards where training ended. The directions are taken
// on a quadratic loss ½(θ − c)ᵀH(θ − c), where k inner steps of size a leave
// P(θ − c) with P = (I − aH)ᵏ:
//
//	MAML         P·H·P(θ − c)
//	first order  H·P(θ − c)
//	Reptile      (I − P)(θ − c)
//
// The memory is counted for a network with two hidden layers, by what each step
// has to leave behind.
var metaCost = &Sim{
	Name: "meta-cost",
	Doc:  "What MAML and Reptile keep in memory, and where they point.",
	Params: []Param{
		{Name: "inner", Doc: "inner training steps k", Default: 10, Min: 1, Max: 100},
		{Name: "rate", Doc: "size a of an inner step", Default: .1, Min: .001, Max: .5},
		{Name: "input", Doc: "inputs of the network", Default: 64, Min: 1, Max: 4096},
		{Name: "width", Doc: "width of its two hidden layers", Default: 256, Min: 1, Max: 4096},
		{Name: "batch", Doc: "examples in a batch", Default: 128, Min: 1, Max: 65536},
	},
	Results: metaCostResults,
	Run:     runMetaCost,
}

var metaCostResults = []Result{
	{Name: "maml1", Doc: "MAML's direction, first component"},
	{Name: "maml2", Doc: "second component"},
	{Name: "maml3", Doc: "third component"},
	{Name: "first_order1", Doc: "the direction without going back through training, first component"},
	{Name: "first_order2", Doc: "second component"},
	{Name: "first_order3", Doc: "third component"},
	{Name: "reptile1", Doc: "Reptile's direction, first component"},
	{Name: "reptile2", Doc: "second component"},
	{Name: "reptile3", Doc: "third component"},
	{Name: "cos_reptile", Doc: "cosine of the angle between MAML and Reptile"},
	{Name: "cos_first_order", Doc: "cosine of the angle between MAML and its first-order form"},
	{Name: "reptile_bytes", Doc: "what Reptile holds at once", Unit: "B"},
	{Name: "maml_bytes", Doc: "what MAML holds at once", Unit: "B"},
	{Name: "bytes_ratio", Doc: "the one over the other"},
	{Name: "reptile_passes", Doc: "forward or backward passes of Reptile"},
	{Name: "maml_passes", Doc: "forward or backward passes of MAML, going back through a pass counted as two"},
}

// The quadratic loss, and where training starts.
var (
	metaH = mat.NewSymDense(3, []float64{
		1.9505486802439078, -.012613357964149387, -.21644448335630131,
		-.012613357964149387, .5024570066344344, .03664074524764674,
		-.21644448335630131, .03664074524764674, 1.0469943131216581})
	metaC     = []float64{1, -2, .5}
	metaTheta = []float64{0, 1, 2}
)

// directions are where each method points after k inner steps of size a.
type directions struct{ maml, firstOrder, reptile []float64 }

func newDirections(k int, a float64) directions {
	p := mat.NewDense(3, 3, []float64{1, 0, 0, 0, 1, 0, 0, 0, 1})
	step := mat.NewDense(3, 3, nil)
	step.Scale(-a, metaH)
	step.Add(step, mat.NewDense(3, 3, []float64{1, 0, 0, 0, 1, 0, 0, 0, 1}))
	for range k {
		var next mat.Dense
		next.Mul(step, p)
		p.Copy(&next)
	}
	start := mat.NewVecDense(3, nil)
	start.SubVec(mat.NewVecDense(3, metaTheta), mat.NewVecDense(3, metaC))
	var end, first, maml, reptile mat.VecDense
	end.MulVec(p, start)
	first.MulVec(metaH, &end)
	maml.MulVec(p.T(), &first)
	reptile.SubVec(start, &end)
	return directions{maml.RawVector().Data, first.RawVector().Data, reptile.RawVector().Data}
}

func cosine(a, b []float64) float64 {
	return floats.Dot(a, b) / math.Sqrt(floats.Dot(a, a)*floats.Dot(b, b))
}

// A perceptron has two hidden layers of the same width and one output.
type perceptron struct{ input, width, batch int }

// floatSize is the size of a number in single precision, in bytes.
const floatSize = 4

// weights counts the weights and biases.
func (n perceptron) weights() int {
	return n.input*n.width + n.width + n.width*n.width + n.width + n.width + 1
}

// step is what one training step holds, in numbers: what went into each layer,
// the error, and the weights that the gradient passes through.
func (n perceptron) step() int {
	return n.batch*(n.input+2*n.width+1) + n.width*n.width + n.width
}

// unrolled is what one inner step leaves behind for going back through it: what
// went into each layer, the gradients of the hidden layers, the error, and the
// weights that it started from.
func (n perceptron) unrolled() int {
	return n.batch*(n.input+4*n.width+1) + n.weights()
}

// reptile is what Reptile holds at once: one step, whatever their number.
func (n perceptron) reptile() int { return floatSize * n.step() }

// maml is what MAML holds at once: all inner steps and the outer one.
func (n perceptron) maml(k int) int { return floatSize * (k*n.unrolled() + n.step()) }

// A step is a pass forward and one backward. MAML has an outer step besides, and
// goes back through both passes of every inner step.
func reptilePasses(k int) int { return 2 * k }
func mamlPasses(k int) int    { return 2*k + 2 + 4*k }

func runMetaCost(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	k, a := v.Int("inner"), v.Float("rate")
	n := perceptron{v.Int("input"), v.Int("width"), v.Int("batch")}
	for _, f := range metaFrames(n, k, a) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := emit(f); err != nil {
			return nil, err
		}
	}
	d := newDirections(k, a)
	var texts []string
	for _, xs := range [][]float64{d.maml, d.firstOrder, d.reptile, {cosine(d.maml, d.reptile), cosine(d.maml, d.firstOrder)}} {
		for _, x := range xs {
			texts = append(texts, decimal(x))
		}
	}
	texts = append(texts, strconv.Itoa(n.reptile()), strconv.Itoa(n.maml(k)), decimal(float64(n.maml(k))/float64(n.reptile())),
		strconv.Itoa(reptilePasses(k)), strconv.Itoa(mamlPasses(k)))
	return fill(metaCostResults, texts...), nil
}
