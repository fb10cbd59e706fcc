package sim

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A digitSet is glyphs, one in a row, and the digits that they are.
type digitSet struct {
	x     *mat.Dense
	label []int
}

func newDigitSet(rng *rand.Rand, classes []int) digitSet {
	x, label := glyphs(rng, classes, perDigit)
	return digitSet{mat.NewDense(len(x), glyphSide*glyphSide, slices.Concat(x...)), label}
}

// with adds so many per cent of the other set, every so many of its glyphs.
func (s digitSet) with(other digitSet, percent int) digitSet {
	data, label := slices.Clone(s.x.RawMatrix().Data), slices.Clone(s.label)
	for i, l := range other.label {
		if (i+1)*percent/100 > i*percent/100 {
			data, label = append(data, other.x.RawRowView(i)...), append(label, l)
		}
	}
	return digitSet{mat.NewDense(len(label), glyphSide*glyphSide, data), label}
}

// A tensor is a trained array with its gradient and what Adam knows of it.
type tensor struct {
	*mat.Dense
	grad   *mat.Dense
	adamed []weight
}

func newTensor(rows, cols int, spread float64, rng *rand.Rand) *tensor {
	t := &tensor{Dense: mat.NewDense(rows, cols, nil), grad: mat.NewDense(rows, cols, nil)}
	if spread > 0 {
		t.Apply(func(_, _ int, _ float64) float64 { return spread * rng.NormFloat64() }, t.Dense)
	}
	return t
}

func (t *tensor) copy() *tensor {
	if t == nil {
		return nil
	}
	return &tensor{Dense: mat.DenseCopyOf(t.Dense), grad: mat.DenseCopyOf(t.grad)}
}

// step takes a step of Adam with every number.
func (t *tensor) step(a *adam) {
	data, grad := t.RawMatrix().Data, t.grad.RawMatrix().Data
	if t.adamed == nil {
		t.adamed = make([]weight, len(data))
		for i := range t.adamed {
			t.adamed[i] = weightAt(data[i])
		}
	}
	for i := range data {
		a.step(&t.adamed[i], grad[i])
		data[i] = t.adamed[i].theta
	}
}

// A network has two hidden layers with max(0, ·) and ten outputs. Beside its
// weights there may be low-rank factors, W + AB, and a vector at the input.
type network struct {
	w, b, down, up [3]*tensor
	prompt         *tensor
	in, out        [3]*mat.Dense // what the last forward pass saw
}

// hiddenWidth is the width of the hidden layers.
const hiddenWidth = 48

func newNetwork(rng *rand.Rand) *network {
	n := &network{}
	sizes := [4]int{glyphSide * glyphSide, hiddenWidth, hiddenWidth, 10}
	for l := range n.w {
		n.w[l] = newTensor(sizes[l], sizes[l+1], math.Sqrt(2/float64(sizes[l])), rng)
		n.b[l] = newTensor(1, sizes[l+1], 0, nil)
	}
	return n
}

// copy is a network of the same weights, its optimiser's memory empty.
func (n *network) copy() *network {
	c := &network{prompt: n.prompt.copy()}
	for l := range n.w {
		c.w[l], c.b[l], c.down[l], c.up[l] = n.w[l].copy(), n.b[l].copy(), n.down[l].copy(), n.up[l].copy()
	}
	return c
}

// body are all weights and biases.
func (n *network) body() []*tensor {
	return append(slices.Clone(n.w[:]), n.b[:]...)
}

// addFactors puts factors of the given rank beside every matrix, the first at
// zero, the second at random, and returns them.
func (n *network) addFactors(rank int, rng *rand.Rand) []*tensor {
	for l, w := range n.w {
		rows, cols := w.Dims()
		n.down[l] = newTensor(rows, min(rank, cols), 0, nil)
		n.up[l] = newTensor(min(rank, cols), cols, 1/math.Sqrt(float64(min(rank, cols))), rng)
	}
	return append(slices.Clone(n.down[:]), n.up[:]...)
}

// addPrompt puts a vector at the input, at first zero, and returns it.
func (n *network) addPrompt() []*tensor {
	n.prompt = newTensor(1, glyphSide*glyphSide, 0, nil)
	return []*tensor{n.prompt}
}

// detach takes away what was put beside the weights.
func (n *network) detach() {
	n.down, n.up, n.prompt = [3]*tensor{}, [3]*tensor{}, nil
}

// forward returns the outputs for every row of x.
func (n *network) forward(x *mat.Dense) *mat.Dense {
	h := mat.DenseCopyOf(x)
	if n.prompt != nil {
		addRow(h, n.prompt.RawRowView(0))
	}
	for l, w := range n.w {
		n.in[l] = h
		var z mat.Dense
		z.Mul(h, n.effective(w, l))
		addRow(&z, n.b[l].RawRowView(0))
		if l < len(n.w)-1 {
			data := z.RawMatrix().Data
			for i := range data {
				data[i] = max(data[i], 0)
			}
		}
		n.out[l], h = &z, &z
	}
	return h
}

// effective is W, or W + AB.
func (n *network) effective(w *tensor, l int) *mat.Dense {
	if n.down[l] == nil {
		return w.Dense
	}
	var sum mat.Dense
	sum.Mul(n.down[l].Dense, n.up[l].Dense)
	sum.Add(&sum, w.Dense)
	return &sum
}

func addRow(m *mat.Dense, row []float64) {
	rows, _ := m.Dims()
	for i := range rows {
		floats.Add(m.RawRowView(i), row)
	}
}

// gradients fills the gradients of everything with those of the mean cross
// entropy over the set, which it returns.
func (n *network) gradients(s digitSet) float64 {
	delta := mat.DenseCopyOf(n.forward(s.x))
	loss := 0.0
	for i, l := range s.label {
		row := delta.RawRowView(i)
		norm := floats.LogSumExp(row)
		loss += norm - row[l]
		for j := range row {
			row[j] = math.Exp(row[j] - norm)
		}
		row[l]--
		floats.Scale(1/float64(len(s.label)), row)
	}
	for l := len(n.w) - 1; l >= 0; l-- {
		n.layerGradients(l, delta)
		var back mat.Dense
		back.Mul(delta, n.effective(n.w[l], l).T())
		if l > 0 {
			for i, x := range n.out[l-1].RawMatrix().Data {
				if x <= 0 {
					back.RawMatrix().Data[i] = 0
				}
			}
		}
		delta = &back
	}
	if n.prompt != nil {
		sumRows(n.prompt.grad.RawRowView(0), delta)
	}
	return loss / float64(len(s.label))
}

// layerGradients are those of layer l, given the gradient of its outputs.
func (n *network) layerGradients(l int, delta *mat.Dense) {
	n.w[l].grad.Mul(n.in[l].T(), delta)
	sumRows(n.b[l].grad.RawRowView(0), delta)
	if n.down[l] != nil {
		n.down[l].grad.Mul(n.w[l].grad, n.up[l].T())
		n.up[l].grad.Mul(n.down[l].T(), n.w[l].grad)
	}
}

func sumRows(sum []float64, m *mat.Dense) {
	clear(sum)
	rows, _ := m.Dims()
	for i := range rows {
		floats.Add(sum, m.RawRowView(i))
	}
}

// accuracy is the share of the set whose largest output is the right digit.
func (n *network) accuracy(s digitSet) float64 {
	out := n.forward(s.x)
	right := 0
	for i, l := range s.label {
		if floats.MaxIdx(out.RawRowView(i)) == l {
			right++
		}
	}
	return float64(right) / float64(len(s.label))
}
