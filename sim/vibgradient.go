package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"gonum.org/v1/gonum/floats"
)

// vibGradient shows the two ideas behind training a bottleneck. The noise V is an
// input: Z = μ + σV has the mean and the spread that are wanted, and slopes in
// both; other ways to wire μ, σ and V have not. And the two terms of the loss
// reach different weights: the regulariser is a function of μ and σ, so nothing
// of it comes to the decoder.
var vibGradient = &Sim{
	Name: "vib-gradient",
	Doc:  "How noise enters a bottleneck, and which term of its loss reaches which weights.",
	Params: []Param{
		{Name: "wiring", Doc: "how Z is made", Default: "mu + sigma*V", Choices: wiringNames()},
		{Name: "mu", Doc: "the mean that Z should have", Default: 1.5, Min: -3, Max: 3},
		{Name: "sigma", Doc: "the standard deviation that Z should have", Default: 0.5, Min: 0.1, Max: 3},
		{Name: "beta", Doc: "weight β of the regulariser in the loss of the small network", Default: 1.0, Min: 0, Max: 10},
		{Name: "seed", Doc: "which noise and which network are drawn; 0 takes the worked example of a network", Default: 0, Min: 0, Max: 1e6},
	},
	Results: vibGradientResults(),
	Run:     runVIBGradient,
}

// A wiring makes Z of μ, σ and V. Z is linear in V.
type wiring struct {
	name   string
	at     func(mu, sigma, v float64) float64
	slopes [2]string // of Z in μ and in σ
}

var wirings = [...]wiring{
	{"mu + sigma*V", func(m, s, v float64) float64 { return m + s*v }, [2]string{"1", "V"}},
	{"sigma + mu*V", func(m, s, v float64) float64 { return s + m*v }, [2]string{"V", "1"}},
	{"mu*sigma + V", func(m, s, v float64) float64 { return m*s + v }, [2]string{"σ", "μ"}},
	{"sigma*(mu + V)", func(m, s, v float64) float64 { return s * (m + v) }, [2]string{"σ", "μ + V"}},
	{"mu*(sigma + V)", func(m, s, v float64) float64 { return m * (s + v) }, [2]string{"σ + V", "μ"}},
	{"mu + sigma", func(m, s, v float64) float64 { return m + s }, [2]string{"1", "1"}},
	{"mu*sigma", func(m, s, v float64) float64 { return m * s }, [2]string{"σ", "μ"}},
}

func wiringNames() []string {
	var names []string
	for _, w := range wirings {
		names = append(names, w.name)
	}
	return names
}

// The parts of a network by name, in the order of its weights.
var partNames = [...]string{"w1", "b1", "w2", "b2", "w3", "b3"}

func vibGradientResults() []Result {
	rs := []Result{
		{Name: "mean", Doc: "mean of Z"},
		{Name: "variance", Doc: "variance of Z"},
		{Name: "ce", Doc: "task term of the small network's loss"},
		{Name: "kl", Doc: "its regulariser"},
		{Name: "loss", Doc: "its loss, task + β·regulariser"},
	}
	for _, term := range [...]string{"task", "kl"} {
		for _, p := range partNames {
			rs = append(rs, Result{Name: term + "_" + p, Doc: "length of the gradient of " + strings.Replace(p, "w", "W", 1) + " from this term alone"})
		}
	}
	return rs
}

// The worked example: 3 inputs, 4 hidden units, 2 latent dimensions, 3 classes.
// The weights are in the order of [bottleneck.cut].
var (
	exampleWeights = [...]float64{
		0.017, -0.255, 0.285, -0.924,
		0.68, -0.149, -0.028, 0.783,
		0.612, -0.264, 0.373, -0.048,
		0.34, -0.068, -0.19, 0.232,
		0.412, -0.101, -0.076, 0.343,
		-0.435, -0.757, 0.197, -0.335,
		-0.96, -0.407, -0.234, -0.597,
		-0.746, 0.018, 0.449, -0.117,
		-0.372, 0.192, 0.359, -0.15,
		0.272, 0.521,
		-0.103, -0.407,
		0.174, 0.124,
		0.549, -0.642, -0.331,
	}
	exampleInputs = [][]float64{{-0.838, -1.734, 0.126}, {0.528, -0.738, 1.386}, {0.822, 0.628, 0.402}, {0.956, -1.332, 0.614}}
	exampleLabels = []int{0, 2, 1, 1}
	exampleNoise  = [][]float64{{0.602, -1.768}, {0.348, -0.25}, {0.782, -0.44}, {-0.018, 0.342}}
)

// A reach is the length of the gradient of each part of a network from each term.
type reach struct {
	task, kl [len(partNames)]float64
	ce, div  float64
}

func newReach(seed int) reach {
	b := newBottleneck(3, 4, 2, 3, axpy64, dot64)
	x, noise := exampleInputs, exampleNoise
	copy(b.weights, exampleWeights[:])
	if seed != 0 {
		rng := rand.New(rand.NewPCG(uint64(seed), 11))
		b.draw(rng)
		rows := func(n, width int) [][]float64 {
			out := make([][]float64, n)
			for i := range out {
				for range width {
					out[i] = append(out[i], rng.NormFloat64())
				}
			}
			return out
		}
		x, noise = rows(len(exampleLabels), 3), rows(len(exampleLabels), 2)
	}
	es := sparse[float64](x, exampleLabels, 0)
	var r reach
	for _, term := range []struct {
		task, beta float64
		to         *[len(partNames)]float64
	}{{1, 0, &r.task}, {0, 1, &r.kl}} {
		b.task, b.beta = term.task, term.beta
		b.gradients(es, noise)
		for i, part := range [][]float64{b.g.w1, b.g.b1, b.g.w2, b.g.b2, b.g.w3, b.g.b3} {
			term.to[i] = floats.Norm(part, 2)
		}
	}
	r.ce, r.div = b.ce, b.kl
	return r
}

func runVIBGradient(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	var w wiring
	for _, each := range wirings {
		if each.name == v.Text("wiring") {
			w = each
		}
	}
	mu, sigma := v.Float("mu"), v.Float("sigma")
	mean := w.at(mu, sigma, 0)
	spread := w.at(mu, sigma, 1) - mean
	r := newReach(v.Int("seed"))
	err := emitAll(steady(ctx, emit), w.frame(mu, sigma, v.Int("seed")), w.table(mu, sigma), r.frame(true), r.frame(false))
	values := []string{decimal(mean), decimal(spread * spread), decimal(r.ce), decimal(r.div), decimal(r.ce + v.Float("beta")*r.div)}
	for _, list := range [][len(partNames)]float64{r.task, r.kl} {
		for _, x := range list {
			values = append(values, decimal(x))
		}
	}
	return fill(vibGradientResults(), values...), err
}

// noiseDraws is how many draws of V the picture shows.
const noiseDraws = 2000

// frame shows draws of Z beside the density that is wanted.
func (w wiring) frame(mu, sigma float64, seed int) Frame {
	rng := rand.New(rand.NewPCG(uint64(seed), 31))
	lo, hi := mu-4*sigma, mu+4*sigma
	zs := make([]float64, noiseDraws)
	for i := range zs {
		zs[i] = w.at(mu, sigma, rng.NormFloat64())
		lo, hi = min(lo, zs[i]), max(hi, zs[i])
	}
	const bins = 40
	width := (hi - lo) / bins
	drawn, wanted := Series{Name: "Z as wired", Dots: true, Glyph: "o"}, Series{Name: "wanted"}
	counts := make([]int, bins)
	for _, z := range zs {
		counts[min(int((z-lo)/width), bins-1)]++
	}
	for i, n := range counts {
		at := lo + (float64(i)+0.5)*width
		if n > 0 {
			drawn.X, drawn.Y = append(drawn.X, at), append(drawn.Y, float64(n)/(noiseDraws*width))
		}
		t := (at - mu) / sigma
		wanted.X, wanted.Y = append(wanted.X, at), append(wanted.Y, math.Exp(-t*t/2)/(sigma*math.Sqrt(2*math.Pi)))
	}
	p := &Plot{Title: "how often Z comes out", X: Axis{Label: "Z", Lo: lo, Hi: hi}, Series: []Series{wanted, drawn}}
	p.Alt = fmt.Sprintf("Z as wired has mean %s and standard deviation %s; wanted are %s and %s.",
		about(w.at(mu, sigma, 0)), about(math.Abs(w.at(mu, sigma, 1)-w.at(mu, sigma, 0))), about(mu), about(sigma))
	return Frame{View: "noise", Blocks: Blocks{p}, Caption: w.sentence(mu, sigma)}
}

// shown is the wiring as mathematics.
func (w wiring) shown() string {
	return strings.NewReplacer("mu", "μ", "sigma", "σ", "*V", "V", "*(", "(", "*", "").Replace(w.name)
}

func (w wiring) sentence(mu, sigma float64) string {
	mean, spread := w.at(mu, sigma, 0), math.Abs(w.at(mu, sigma, 1)-w.at(mu, sigma, 0))
	s := "Z = " + w.shown()
	switch {
	case spread == 0:
		return s + " is the same every time: V has no part in it."
	case mean != mu && spread != sigma:
		return fmt.Sprintf("%s has mean %s and standard deviation %s, where %s and %s are wanted.", s, about(mean), about(spread), about(mu), about(sigma))
	case mean != mu:
		return fmt.Sprintf("%s has the spread that is wanted, but mean %s in place of %s.", s, about(mean), about(mu))
	case spread != sigma:
		return fmt.Sprintf("%s has the mean that is wanted, but standard deviation %s in place of %s.", s, about(spread), about(sigma))
	}
	return s + ": first the noise is stretched to σ, then shifted to μ, and the draws fit what is wanted."
}

// table compares Z as wired with what is wanted.
func (w wiring) table(mu, sigma float64) Frame {
	mean, spread := w.at(mu, sigma, 0), w.at(mu, sigma, 1)-w.at(mu, sigma, 0)
	t := &Table{Cols: []Col{{Name: "Z = " + w.shown()}, {Name: "is", Right: true}, {Name: "wanted", Right: true}}}
	row := func(name string, is, wanted float64) {
		mark := Good
		if math.Abs(is-wanted) > 1e-12 {
			mark = Bad
		}
		t.Rows = append(t.Rows, Row{Cells: []string{name, about(is), about(wanted)}, Mark: mark})
	}
	row("mean", mean, mu)
	row("variance", spread*spread, sigma*sigma)
	t.Rows = append(t.Rows, Row{Cells: []string{"slope in μ", w.slopes[0], "not 0"}}, Row{Cells: []string{"slope in σ", w.slopes[1], "not 0"}})
	caption := "V comes from outside and nothing on the way is drawn, so Z has slopes and gradients pass. Choose another wiring to compare."
	if spread == 0 {
		caption = "Gradients pass, but without V nothing is random. Choose another wiring to compare."
	}
	return Frame{View: "noise", Blocks: Blocks{t}, Caption: caption}
}

// frame shows what reaches which weights, with V as an input or with z simply
// drawn.
func (r reach) frame(input bool) Frame {
	t := &Table{Cols: []Col{{Name: "weights"}, {Name: "of the"}, {Name: "from the task", Right: true}, {Name: "from the regulariser", Right: true}}}
	length := func(x float64) string {
		if x == 0 {
			return "0"
		}
		return about(x)
	}
	for i, p := range partNames {
		of, task := "encoder", r.task[i]
		if i >= 4 {
			of = "decoder"
		} else if !input {
			task = 0
		}
		t.Rows = append(t.Rows, Row{Cells: []string{strings.Replace(p, "w", "W", 1), of, length(task), length(r.kl[i])}})
	}
	caption := "Lengths of gradients in a small network. The task reaches both, through z; the regulariser knows μ and σ only, so no decoder weight."
	if !input {
		caption = "If z were drawn without V as an input, the task's gradient would end at z: the encoder would hear of the regulariser alone."
	}
	return Frame{View: "reach", Caption: caption, Blocks: Blocks{t}}
}
