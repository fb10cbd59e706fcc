package sim

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"

	"gonum.org/v1/gonum/mat"
)

// convCount counts the weights of a convolution and of the same in two steps:
// depthwise, a window for each channel, then pointwise, windows of 1 × 1. It
// counts by going through the windows, and runs both on a small image.
var convCount = &Sim{
	Name: "conv-count",
	Doc:  "The weights of a convolution, and of one split into two steps.",
	Params: []Param{
		{Name: "cin", Doc: "channels that come in", Default: 3, Min: 1, Max: 512},
		{Name: "cout", Doc: "channels that go out", Default: 4, Min: 1, Max: 512},
		{Name: "k", Doc: "width and height of a window", Default: 3, Min: 1, Max: 7},
		{Name: "groups", Doc: "groups that the channels of the ordinary convolution fall into", Default: 1, Min: 1, Max: 512},
		{Name: "side", Doc: "width and height of the image", Default: 224, Min: 1, Max: 4096},
		{Name: "seed", Doc: "seed of the random weights", Default: 1, Min: 0, Max: 1e9},
	},
	Results: convCountResults,
	Run:     runConvCount,
}

var convCountResults = []Result{
	{Name: "full", Doc: "weights of the ordinary convolution"},
	{Name: "full_bias", Doc: "the same with a bias for each output channel"},
	{Name: "deep", Doc: "weights of the depthwise step"},
	{Name: "point", Doc: "weights of the pointwise step"},
	{Name: "both", Doc: "weights of both steps"},
	{Name: "both_bias", Doc: "the same with biases on the output channels"},
	{Name: "both_biases", Doc: "the same with biases on both steps"},
	{Name: "ratio", Doc: "both steps over the ordinary convolution"},
	{Name: "full_macs", Doc: "multiplications of the ordinary convolution for the whole image"},
	{Name: "both_macs", Doc: "multiplications of both steps"},
	{Name: "difference", Doc: "largest difference, on a small image, of the two steps and the one convolution they amount to"},
	{Name: "rank1_left", Doc: "share of the square of random weights that no split convolution reaches"},
}

// conv is a layer to count.
type conv struct{ cin, cout, k, groups, side int }

// A window is k × k weights from one channel to another.
type window struct{ from, to int }

// windows goes through the windows of the ordinary convolution: an output
// channel has one on every input channel of its group.
func (c conv) windows(visit func(window)) {
	for to := range c.cout {
		group := to / (c.cout / c.groups)
		for i := range c.cin / c.groups {
			visit(window{group*(c.cin/c.groups) + i, to})
		}
	}
}

func (c conv) full() int {
	n := 0
	c.windows(func(window) { n += c.k * c.k })
	return n
}

func (c conv) deep() int  { return c.cin * c.k * c.k }
func (c conv) point() int { return c.cin * c.cout }
func (c conv) both() int  { return c.deep() + c.point() }

// macs is how many multiplications so many weights make for the whole image,
// whose size does not change.
func (c conv) macs(weights int) int { return weights * c.side * c.side }

// small is the layer with few channels, to be run and drawn.
func (c conv) small() conv {
	return conv{cin: min(c.cin, 4), cout: min(c.cout, 8), k: c.k, groups: 1, side: c.k + 3}
}

func runConvCount(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	c := conv{cin: v.Int("cin"), cout: v.Int("cout"), k: v.Int("k"), groups: v.Int("groups"), side: v.Int("side")}
	if c.cin%c.groups != 0 || c.cout%c.groups != 0 {
		return nil, fmt.Errorf("groups = %d does not divide both cin = %d and cout = %d: take a number that does", c.groups, c.cin, c.cout)
	}
	rng := rand.New(rand.NewPCG(uint64(v.Int("seed")), 0))
	s := c.small()
	split := newSplit(s, rng.NormFloat64)
	left := rankOneLeft(s, newKernel(s, rng.NormFloat64))
	// Weights that are neither tiny nor negative make the clearer picture.
	for _, f := range c.frames(newSplit(s, rng.Float64), newKernel(s, rng.Float64), left) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := emit(f); err != nil {
			return nil, err
		}
	}
	return fill(convCountResults,
		strconv.Itoa(c.full()), strconv.Itoa(c.full()+c.cout), strconv.Itoa(c.deep()), strconv.Itoa(c.point()),
		strconv.Itoa(c.both()), strconv.Itoa(c.both()+c.cout), strconv.Itoa(c.both()+c.cin+c.cout),
		decimal(float64(c.both())/float64(c.full())), strconv.Itoa(c.macs(c.full())), strconv.Itoa(c.macs(c.both())),
		decimal(split.difference(s, rng)), decimal(left)), nil
}

// A kernel has the weights of a convolution: [output][input][k·k].
type kernel [][][]float64

func newKernel(c conv, next func() float64) kernel {
	w := make(kernel, c.cout)
	for o := range w {
		w[o] = make([][]float64, c.cin)
		for i := range w[o] {
			w[o][i] = randoms(c.k*c.k, next)
		}
	}
	return w
}

func randoms(n int, next func() float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = next()
	}
	return x
}

// A splitConv has the weights of both steps: deep[input][k·k], point[output][input].
type splitConv struct{ deep, point [][]float64 }

func newSplit(c conv, next func() float64) splitConv {
	var s splitConv
	for range c.cin {
		s.deep = append(s.deep, randoms(c.k*c.k, next))
	}
	for range c.cout {
		s.point = append(s.point, randoms(c.cin, next))
	}
	return s
}

// whole is the one convolution that the two steps amount to: the window from
// input i to output o is point[o][i] times deep[i].
func (s splitConv) whole() kernel {
	w := make(kernel, len(s.point))
	for o, row := range s.point {
		for i, p := range row {
			window := make([]float64, len(s.deep[i]))
			for t, d := range s.deep[i] {
				window[t] = p * d
			}
			w[o] = append(w[o], window)
		}
	}
	return w
}

// difference runs the two steps and the whole on a random image.
func (s splitConv) difference(c conv, rng *rand.Rand) float64 {
	image := make([][]float64, c.cin)
	deep := make([][]float64, c.cin)
	for i := range image {
		image[i] = randoms(c.side*c.side, rng.NormFloat64)
		deep[i] = slide(image[i], s.deep[i], c.side, c.k)
	}
	whole, far := s.whole(), 0.0
	for o := range c.cout {
		one, two := make([]float64, len(deep[0])), make([]float64, len(deep[0]))
		for i := range c.cin {
			for p, x := range slide(image[i], whole[o][i], c.side, c.k) {
				one[p] += x
				two[p] += s.point[o][i] * deep[i][p]
			}
		}
		for p := range one {
			far = max(far, one[p]-two[p], two[p]-one[p])
		}
	}
	return far
}

// slide moves a window of k × k over an image, where it lies wholly inside.
func slide(image, window []float64, side, k int) []float64 {
	n := side - k + 1
	out := make([]float64, 0, n*n)
	for y := range n {
		for x := range n {
			sum := 0.0
			for t, w := range window {
				sum += w * image[(y+t/k)*side+x+t%k]
			}
			out = append(out, sum)
		}
	}
	return out
}

// rankOneLeft is the share of the square of a kernel that stays when, for each
// input channel, its outputs × k² matrix is replaced by the nearest one of rank
// 1: the singular values but the first.
func rankOneLeft(c conv, w kernel) float64 {
	left, all := 0.0, 0.0
	for i := range c.cin {
		m := mat.NewDense(c.cout, c.k*c.k, nil)
		for o := range c.cout {
			m.SetRow(o, w[o][i])
		}
		var svd mat.SVD
		if !svd.Factorize(m, mat.SVDNone) {
			panic("sim: no singular values of a finite matrix")
		}
		for j, s := range svd.Values(nil) {
			all += s * s
			if j > 0 {
				left += s * s
			}
		}
	}
	return left / all
}
