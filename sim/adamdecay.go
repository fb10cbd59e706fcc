package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// adamDecay trains three weights whose losses ½h(θ − 1)² differ in their
// curvature h alone, so their gradients in size alone. Adam's steps do not see
// that; what does see it is a decay that goes through Adam.
var adamDecay = &Sim{
	Name: "adam-decay",
	Doc:  "Adam with λθ added in one of four places, on gradients of three sizes.",
	Params: []Param{
		{Name: "gap", Doc: "where λθ is added; adamw is gap D with αλθ", Default: "A", Choices: gaps},
		{Name: "alpha", Doc: "step size α", Default: .01, Min: 1e-5, Max: .1},
		{Name: "beta1", Doc: "share β₁ of the old mean of the gradient", Default: .9, Min: 0, Max: .9999},
		{Name: "beta2", Doc: "share β₂ of the old mean of its square", Default: .999, Min: 0, Max: .99999},
		{Name: "lambda", Doc: "strength λ of the decay", Default: .01, Min: 0, Max: 1},
		{Name: "eps", Doc: "ε beside √v", Default: 0.0, Min: 0, Max: .001},
		{Name: "correct", Doc: "whether m and v are corrected for their start at zero", Default: false},
		{Name: "h1", Doc: "curvature of the first loss", Default: 100.0, Min: 1e-4, Max: 1e6},
		{Name: "h2", Doc: "curvature of the second loss", Default: 1.0, Min: 1e-4, Max: 1e6},
		{Name: "h3", Doc: "curvature of the third loss", Default: .01, Min: 1e-4, Max: 1e6},
		{Name: "noise", Doc: "spread of the minimum from step to step", Default: 0.0, Min: 0, Max: 10},
		{Name: "start", Doc: "the weights before the first step", Default: 2.0, Min: -10, Max: 10},
		{Name: "steps", Doc: "steps", Default: 2000, Min: 0, Max: 20000},
		{Name: "seed", Doc: "seed of the noise", Default: 1, Min: 0, Max: 1e9},
	},
	Results: adamDecayResults,
	Run:     runAdamDecay,
}

var adamDecayResults = []Result{
	{Name: "theta1", Doc: "first weight after the last step"},
	{Name: "theta2", Doc: "second weight"},
	{Name: "theta3", Doc: "third weight"},
	{Name: "spread", Doc: "largest of the three less the smallest"},
	{Name: "first", Doc: "length of a first step that only the gradient makes, in units of α"},
	{Name: "penalty1", Doc: "where the loss with the penalty ½λθ² is least, first weight"},
	{Name: "penalty2", Doc: "the same for the second weight"},
	{Name: "penalty3", Doc: "the same for the third weight"},
}

// descent is one run of Adam on the three losses.
type descent struct {
	adam
	h     [3]float64
	w     [3]weight
	noise float64
	rng   *rand.Rand
	t     int
	at    []float64    // steps that are shown
	shown [3][]float64 // the weights there
}

func newDescent(v Values, gap string) *descent {
	d := &descent{
		adam: adam{gap: gap, alpha: v.Float("alpha"), beta1: v.Float("beta1"), beta2: v.Float("beta2"),
			lambda: v.Float("lambda"), eps: v.Float("eps"), correct: v.Bool("correct")},
		h:     [3]float64{v.Float("h1"), v.Float("h2"), v.Float("h3")},
		noise: v.Float("noise"),
		rng:   rand.New(rand.NewPCG(uint64(v.Int("seed")), 0)),
	}
	for i := range d.w {
		d.w[i] = weightAt(v.Float("start"))
	}
	return d
}

// run goes on to step t. All three weights see the same noise.
func (d *descent) run(ctx context.Context, t int) error {
	for ; d.t < t; d.t++ {
		if d.t%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		target := 1.0
		if d.noise > 0 {
			target += d.noise * d.rng.NormFloat64()
		}
		for i := range d.w {
			d.step(&d.w[i], d.h[i]*(d.w[i].theta-target))
		}
	}
	return ctx.Err()
}

// note keeps the present weights for the curves.
func (d *descent) note() {
	d.at = append(d.at, float64(d.t))
	for i, w := range d.w {
		d.shown[i] = append(d.shown[i], w.theta)
	}
}

// theta are the present weights.
func (d *descent) theta() []float64 { return []float64{d.w[0].theta, d.w[1].theta, d.w[2].theta} }

func (d *descent) spread() float64 { return slices.Max(d.theta()) - slices.Min(d.theta()) }

func runAdamDecay(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	d := newDescent(v, v.Text("gap"))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := emit(d.firstFrame()); err != nil {
		return nil, err
	}
	steps := v.Int("steps")
	for _, t := range logStops(steps) {
		if err := d.run(ctx, t); err != nil {
			return nil, err
		}
		d.note()
		if t < steps && !slices.Contains(shownSteps, t) {
			continue
		}
		if err := emit(d.pathFrame(steps)); err != nil {
			return nil, err
		}
	}
	var all []*descent
	for _, gap := range gaps {
		other := newDescent(v, gap)
		if err := other.run(ctx, steps); err != nil {
			return nil, err
		}
		all = append(all, other)
	}
	if err := emit(gapsFrame(all, d.gap)); err != nil {
		return nil, err
	}
	return d.results(), nil
}

func (d *descent) results() Results {
	values := append(d.theta(), d.spread(), d.firstStep())
	for _, h := range d.h {
		values = append(values, h/(h+d.lambda))
	}
	var texts []string
	for _, x := range values {
		texts = append(texts, decimal(x))
	}
	return fill(adamDecayResults, texts...)
}

// firstStep is the length of the first step in units of α, without decay: for
// any gradient (1 − β₁)/√(1 − β₂), or 1 if corrected, with no ε.
func (d *descent) firstStep() float64 {
	a := d.adam
	a.gap, a.eps = "none", 0
	w := weightAt(0)
	a.step(&w, 1)
	return math.Abs(w.theta) / a.alpha
}

// shownSteps are the steps that have a frame of their own.
var shownSteps = []int{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000}

// logStops are the steps at which a run of n steps is looked at, about twenty
// in a decade, with 1 and n and those that are shown.
func logStops(n int) []int {
	stops := []int{n}
	for _, t := range shownSteps {
		if t < n {
			stops = append(stops, t)
		}
	}
	for e := 0; ; e++ {
		t := int(math.Round(math.Pow(10, float64(e)/20)))
		if t >= n {
			break
		}
		stops = append(stops, t)
	}
	slices.Sort(stops)
	return slices.Compact(stops)
}

// firstFrame shows how the first step comes about.
func (d *descent) firstFrame() Frame {
	t := &Table{Cols: []Col{{Name: "curvature h", Right: true}, {Name: "gradient g", Right: true}, {Name: "m", Right: true},
		{Name: "√v", Right: true}, {Name: "m/√v", Right: true}}}
	for i, h := range d.h {
		a, w := d.adam, d.w[i]
		g := h * (w.theta - 1)
		a.gap = "none"
		a.step(&w, g)
		ratio := 0.0
		if w.m != 0 {
			ratio = w.m / math.Sqrt(w.v)
		}
		t.Rows = append(t.Rows, Row{Cells: []string{grouped(h), short(g), short(w.m), short(math.Sqrt(max(w.v, 0))), fixed(ratio, 4)}})
	}
	return Frame{View: "first",
		Caption: "Three weights with the losses ½h(θ − 1)², the same but for the size of their gradients. Adam divides that size out: all three take the same first step.",
		Blocks: Blocks{t, &Text{Text: fmt.Sprintf("Where does λθ go, with λ = %s, if it is to shrink all three alike? This run adds it %s.",
			grouped(d.lambda), gapWords(d.gap))}}}
}

// gapWords says where λθ is added.
func gapWords(gap string) string {
	switch gap {
	case "A":
		return "in gap A, to the gradient"
	case "B":
		return "in gap B, to what goes into m"
	case "C":
		return "in gap C, to v"
	case "D":
		return "in gap D, to the step itself"
	case "adamw":
		return "to the step itself, times α"
	}
	return "nowhere"
}

// pathFrame shows the weights on their way.
func (d *descent) pathFrame(steps int) Frame {
	t := &Table{Cols: []Col{{Name: "h", Right: true}, {Name: "θ", Right: true}, {Name: "taken off by decay", Right: true}}}
	p := &Plot{Title: "weight", X: Axis{Label: "step", Log: true, Lo: 1, Hi: max(float64(steps), 2)},
		Y: d.axis(), Alt: d.pathAlt()}
	for i, h := range d.h {
		t.Rows = append(t.Rows, Row{Cells: []string{grouped(h), fixed(d.w[i].theta, 4), d.share(&d.w[i])}})
		p.Series = append(p.Series, Series{Name: "h = " + grouped(h), X: slices.Clone(d.at), Y: d.clipped(d.shown[i])})
	}
	f := Frame{View: "path", Caption: d.pathCaption(steps)}
	if d.t == 0 {
		f.Blocks = Blocks{t}
		return f
	}
	if p.Series[0].X[0] == 0 { // a logarithmic axis has no 0
		for i := range p.Series {
			p.Series[i].X, p.Series[i].Y = p.Series[i].X[1:], p.Series[i].Y[1:]
		}
	}
	f.Blocks = Blocks{&Beside{Blocks{p, t}}}
	return f
}

// axis has room for the start, the minimum and zero.
func (d *descent) axis() Axis {
	lo, hi := 0.0, 1.0
	for _, ys := range d.shown {
		for _, y := range ys {
			lo, hi = min(lo, max(y, -10)), max(hi, min(y, 10))
		}
	}
	return Axis{Lo: lo, Hi: hi}
}

func (d *descent) clipped(ys []float64) []float64 {
	out := slices.Clone(ys)
	for i := range out {
		out[i] = min(max(out[i], -10), 10)
	}
	return out
}

func (d *descent) pathAlt() string {
	return fmt.Sprintf("The weights after %s steps: %s, %s and %s for the curvatures %s, %s and %s.", counted(d.t),
		fixed(d.w[0].theta, 4), fixed(d.w[1].theta, 4), fixed(d.w[2].theta, 4), grouped(d.h[0]), grouped(d.h[1]), grouped(d.h[2]))
}

// share is the part of a weight that decay takes off in the present step.
func (d *descent) share(w *weight) string {
	share := 0.0
	switch {
	case w.stuck && w.v < 0:
		return "no step: v < 0"
	case w.stuck:
		return "no step: v = 0"
	case d.gap == "D":
		share = d.lambda
	case d.gap == "adamw":
		share = d.alpha * d.lambda
	case d.gap == "A" || d.gap == "B":
		v := w.v
		if d.correct {
			v /= 1 - w.pow2
		}
		if s := math.Sqrt(v) + d.eps; s > 0 {
			share = d.alpha * d.lambda / s
		}
	default:
		return "–"
	}
	return inPercent(share)
}

func (d *descent) pathCaption(steps int) string {
	switch {
	case d.t < steps && d.spread() < 1e-9:
		return fmt.Sprintf("After %s the three weights are still the same.", plural(d.t, "step"))
	case d.t < steps:
		return fmt.Sprintf("After %s the weights are %s apart.", plural(d.t, "step"), brief(d.spread()))
	}
	const parted = 1e-6 // what only ε explains
	switch d.gap {
	case "A", "B":
		return "What decay takes off is divided by √v too. Where the gradients are large it takes next to nothing, where they are small a lot."
	case "C":
		if d.w[0].stuck || d.w[1].stuck || d.w[2].stuck {
			return "In v a negative weight can make v negative. There is no root of that, and so no step."
		}
		return "In v the weight changes how long the steps are, and not where they lead. All go to 1 in the end, some of them very slowly."
	case "D", "adamw":
		if d.spread() > parted {
			return "Nothing divides what decay takes off: the same share of every weight. It is ε that parts the curves, where √v is as small."
		}
		return "Nothing divides what decay takes off: the same share of every weight. The three curves are one."
	}
	if d.spread() > parted {
		return "Without decay the three curves would be one, but for ε: where √v is as small, it shortens the steps."
	}
	return "Without decay the three curves are one: Adam does not see the size of the gradients."
}

// gapsFrame compares the gaps.
func gapsFrame(all []*descent, ours string) Frame {
	t := &Table{Cols: []Col{{Name: "λθ in"}}}
	for _, h := range all[0].h {
		t.Cols = append(t.Cols, Col{Name: "h = " + grouped(h), Right: true})
	}
	t.Cols = append(t.Cols, Col{Name: "apart", Right: true})
	for _, d := range all {
		row := Row{Cells: []string{map[string]string{"none": "no gap", "adamw": "gap D, times α"}[d.gap]}}
		if row.Cells[0] == "" {
			row.Cells[0] = "gap " + d.gap
		}
		for _, x := range d.theta() {
			row.Cells = append(row.Cells, fixed(x, 4))
		}
		row.Cells = append(row.Cells, short(d.spread()))
		if d.gap == ours {
			row.Mark = Hot
		}
		t.Rows = append(t.Rows, row)
	}
	return Frame{View: "gaps",
		Caption: fmt.Sprintf("All gaps after %s. Gap D alone shrinks the three alike. Set h1 to %s: in gap A its shrinking all but ends, in gap D nothing changes.",
			plural(all[0].t, "step"), grouped(min(100*all[0].h[0], 1e6))),
		Blocks: Blocks{t, &Text{Text: "Gaps A and B go to h/(h + λ), the minimum of the loss with a penalty. Decay in gap D is no penalty on the loss."}}}
}
