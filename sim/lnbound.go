package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"gonum.org/v1/gonum/floats"
)

// layernormBound hunts for counterexamples to ‖∂L/∂x‖ ≤ √d/‖x‖·‖∂L/∂y‖ for
// y = LN(x). It holds if the entries of x have mean 0. With a mean, what divides
// is the length of x without its mean, and that may be far smaller than ‖x‖.
var layernormBound = &Sim{
	Name: "layernorm-bound",
	Doc:  "A hunt for inputs that break a bound on the gradient of LayerNorm.",
	Params: []Param{
		{Name: "mean", Doc: "mean of the entries that are drawn; their standard deviation is 1", Default: 1.0, Min: 0, Max: 10},
		{Name: "d", Doc: "length of the vectors that are drawn", Default: 8, Min: 3, Max: 32},
		{Name: "draws", Doc: "how many are drawn", Default: 10000, Min: 100, Max: 20000},
		{Name: "seed", Doc: "which are drawn", Default: 1, Min: 0, Max: 1e6},
		{Name: "input", Doc: "the first input to try", Default: "10,11,12"},
		{Name: "g", Doc: "the gradient above it", Default: "1,-2,1"},
	},
	Results: layernormBoundResults,
	Run:     runLayernormBound,
}

var layernormBoundResults = []Result{
	{Name: "norm", Doc: "length of the gradient below the first input"},
	{Name: "claimed", Doc: "the bound with the length of the input"},
	{Name: "centred_bound", Doc: "the bound with the length of the input without its mean"},
	{Name: "violations", Doc: "draws that break the bound with the length of the input"},
	{Name: "rate", Doc: "their share"},
	{Name: "worst_ratio", Doc: "largest ratio of a gradient's length to that bound"},
	{Name: "centred_violations", Doc: "the same draws with their mean taken away first, that break it"},
}

// boundRatio is the length of the gradient below LN at x by √d/‖x‖·‖g‖.
func boundRatio(x, g []float64) float64 {
	below := belowLN(x, g)
	return math.Sqrt(floats.Dot(below, below) * floats.Dot(x, x) / (float64(len(x)) * floats.Dot(g, g)))
}

// A hunt is what the draws have brought so far.
type hunt struct {
	mean       float64
	d          int
	rng        *rand.Rand
	draws      int
	violations int
	centred    int // violations once the mean is taken away
	worst      float64
	lengths    []float64 // of the first few: ‖x‖ by ‖x − mean‖
	ratios     []float64
}

// shownDraws is how many draws the picture shows.
const shownDraws = 150

// broken is by how much more than rounding a ratio has to pass 1.
const broken = 1 + 1e-9

func newHunt(mean float64, d, seed int) *hunt {
	return &hunt{mean: mean, d: d, rng: rand.New(rand.NewPCG(uint64(seed), 12))}
}

// draw tries n more inputs.
func (h *hunt) draw(n int) {
	x, g := make([]float64, h.d), make([]float64, h.d)
	for range n {
		for i := range x {
			x[i], g[i] = h.mean+h.rng.NormFloat64(), h.rng.NormFloat64()
		}
		r := boundRatio(x, g)
		z := centred(x)
		h.draws++
		h.worst = max(h.worst, r)
		if r > broken {
			h.violations++
		}
		if boundRatio(z, g) > broken {
			h.centred++
		}
		if len(h.ratios) < shownDraws {
			h.lengths = append(h.lengths, math.Sqrt(floats.Dot(x, x)/floats.Dot(z, z)))
			h.ratios = append(h.ratios, r)
		}
	}
}

func runLayernormBound(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	x, g, err := boundExample(v)
	if err != nil {
		return nil, err
	}
	show := steady(ctx, emit)
	if err := show(boundExampleFrame(x, g)); err != nil {
		return nil, err
	}
	h := newHunt(v.Float("mean"), v.Int("d"), v.Int("seed"))
	for _, stop := range [...]int{10, 50, 150, 1000, v.Int("draws")} {
		if stop <= h.draws || stop > v.Int("draws") {
			continue
		}
		for h.draws < stop {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			h.draw(min(1000, stop-h.draws))
		}
		if err := show(h.frame()); err != nil {
			return nil, err
		}
	}
	if err := show(boundSweep(v.Int("d"), v.Int("seed"))); err != nil {
		return nil, err
	}
	root, above := math.Sqrt(float64(len(x))), floats.Norm(g, 2)
	return fill(layernormBoundResults, decimal(floats.Norm(belowLN(x, g), 2)), decimal(root/floats.Norm(x, 2)*above),
		decimal(root/floats.Norm(centred(x), 2)*above), strconv.Itoa(h.violations), decimal(float64(h.violations)/float64(h.draws)),
		decimal(h.worst), strconv.Itoa(h.centred)), ctx.Err()
}

// boundExample reads the first input and its gradient.
func boundExample(v Values) (x, g []float64, err error) {
	x, g, err = readPair(v)
	switch {
	case err != nil:
		return nil, nil, err
	case x == nil || g == nil:
		return nil, nil, fmt.Errorf("input and g are both wanted, as in input=10,11,12 g=1,-2,1")
	case floats.Norm(centred(x), 2) == 0:
		return nil, nil, fmt.Errorf("all entries of input are alike, and then LN has no gradient; make one of them different")
	case floats.Norm(g, 2) == 0:
		return nil, nil, fmt.Errorf("g is 0; make one of its entries different")
	}
	return x, g, nil
}

func boundExampleFrame(x, g []float64) Frame {
	root, above := math.Sqrt(float64(len(x))), floats.Norm(g, 2)
	below := belowLN(x, g)
	norm, claimed, without := floats.Norm(below, 2), root/floats.Norm(x, 2)*above, root/floats.Norm(centred(x), 2)*above
	t := &Table{Cols: []Col{{}}}
	add := func(name string, y []float64) {
		cells := []string{name}
		for i, e := range y {
			if len(t.Cols) <= len(y) {
				t.Cols = append(t.Cols, Col{Name: strconv.Itoa(i + 1), Right: true})
			}
			cells = append(cells, about(e))
		}
		t.Rows = append(t.Rows, Row{Cells: cells})
	}
	add("x", x)
	add("x without its mean", centred(x))
	add("gradient above", g)
	add("gradient below", roundedTo(below))
	verdict := func(bound float64) (string, Mark) {
		if norm > bound*broken {
			return "broken", Bad
		}
		return "holds", Good
	}
	w1, m1 := verdict(claimed)
	w2, m2 := verdict(without)
	lengths := &Table{Cols: []Col{{}, {Right: true}, {}}, Rows: []Row{
		{Cells: []string{"length of the gradient below", about(norm), ""}},
		{Cells: []string{"√d / ‖x‖ times the length above", about(claimed), w1}, Mark: m1},
		{Cells: []string{"√d / ‖x without its mean‖ times it", about(without), w2}, Mark: m2},
	}}
	caption := "For this input both bounds hold."
	if norm > claimed*broken {
		caption = "The bound with the length of x fails here: x is long because of its mean, and LayerNorm divides by what is left without it."
	}
	return Frame{View: "example", Caption: caption, Blocks: Blocks{t, lengths}}
}

// roundedTo takes rounding noise off numbers that are to be shown.
func roundedTo(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, e := range x {
		out[i] = math.Round(e*1e9) / 1e9
		if out[i] == 0 {
			out[i] = 0 // no negative zero
		}
	}
	return out
}

// frame shows the first draws and counts all.
func (h *hunt) frame() Frame {
	var good, bad Series
	good, bad = Series{Name: "holds", Dots: true, Glyph: "·"}, Series{Name: "broken", Dots: true, Glyph: "x", Mark: Bad}
	hi, far := 2.0, 1.5
	for i, r := range h.ratios {
		s := &good
		if r > broken {
			s = &bad
		}
		s.X, s.Y = append(s.X, h.lengths[i]), append(s.Y, r)
		hi, far = max(hi, r), max(far, h.lengths[i])
	}
	p := &Plot{Title: "length of the gradient by the bound", X: Axis{Label: "length of x by that of x without its mean", Lo: 1, Hi: far},
		Y:      Axis{Lo: 0, Hi: math.Ceil(hi)},
		Series: []Series{good, bad, {Name: "the bound", X: []float64{1, far}, Y: []float64{1, 1}}},
		Alt:    fmt.Sprintf("%d of %d draws lie above 1, where the bound is broken, the more so the longer x is by its mean.", len(bad.X), len(h.ratios))}
	return Frame{View: "hunt",
		Caption: fmt.Sprintf("%s of %s draws with mean %s break the bound with ‖x‖. With their mean taken away first, %s do.",
			counted(h.violations), counted(h.draws), about(h.mean), noneOr(h.centred)),
		Blocks: Blocks{p, &Text{Text: fmt.Sprintf("Worst so far: the gradient is %s times the bound.", about(h.worst))}}}
}

func noneOr(n int) string {
	if n == 0 {
		return "none"
	}
	return counted(n)
}

// boundSweep shows how the share of violations grows with the mean.
func boundSweep(d, seed int) Frame {
	t := &Table{Cols: []Col{{Name: "mean", Right: true}, {Name: "% broken", Bar: true}, {Name: "worst ratio", Right: true}}, Room: []string{"0.25", "100", "10.1"}}
	for _, m := range [...]float64{0, 0.25, 0.5, 1, 2, 4, 8} {
		h := newHunt(m, d, seed)
		h.draw(1000)
		t.Rows = append(t.Rows, Row{Cells: []string{about(m), decimal(math.Round(1000*float64(h.violations)/float64(h.draws)) / 10), about(h.worst)}})
	}
	t.Rows = append(t.Rows, Row{Cells: []string{"taken away", "0", "1"}, Mark: Good})
	return Frame{View: "sweep", Blocks: Blocks{t},
		Caption: "The larger the mean, the worse. Once it is taken away, the bound always holds: that is the case the proof needs. Set mean to 0 and look again."}
}
