package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// adamLaws measures how fast weights shrink whose gradients are pure noise of a
// given size s, under a penalty that goes through Adam (gap A) and under decay
// that does not (gap D). The one takes the share αλ_w/s off in each step, the
// other λ_r. One step of both rules, for a matrix M that is given, comes first.
var adamLaws = &Sim{
	Name: "adam-laws",
	Doc:  "How fast penalty and decay shrink a weight, by the size of its gradients.",
	Params: []Param{
		{Name: "alpha", Doc: "step size α", Default: .001, Min: 1e-5, Max: .01},
		{Name: "lambda_w", Doc: "strength λ_w of the penalty", Default: .5, Min: .001, Max: 10},
		{Name: "lambda_r", Doc: "share λ_r that decay takes off in a step", Default: .0005, Min: 0, Max: .1},
		{Name: "s1", Doc: "size of the smallest gradients", Default: .1, Min: .01, Max: 1000},
		{Name: "s2", Doc: "size of the middle ones", Default: 1.0, Min: .01, Max: 1000},
		{Name: "s3", Doc: "size of the largest ones", Default: 10.0, Min: .01, Max: 1000},
		{Name: "start", Doc: "the weights before the first step", Default: .05, Min: .001, Max: 1},
		{Name: "steps", Doc: "steps", Default: 400, Min: 10, Max: 2000},
		{Name: "pairs", Doc: "runs, each made twice with opposite noise", Default: 50, Min: 1, Max: 300},
		{Name: "seed", Doc: "seed of the noise", Default: 1, Min: 0, Max: 1e9},
	},
	Results: adamLawsResults,
	Run:     runAdamLaws,
}

var adamLawsResults = []Result{
	{Name: "penalty1", Doc: "what the penalty leaves where gradients are of size s1, mean of the runs"},
	{Name: "penalty2", Doc: "the same for s2"},
	{Name: "penalty3", Doc: "the same for s3"},
	{Name: "decay", Doc: "what decay leaves, whatever the size"},
	{Name: "law1", Doc: "what the law e^(−αλ_w·steps/s) leaves for s1"},
	{Name: "law2", Doc: "the same for s2"},
	{Name: "law3", Doc: "the same for s3"},
	{Name: "momentum1", Doc: "what the law leaves that knows of the mean m, for s1"},
	{Name: "momentum2", Doc: "the same for s2"},
	{Name: "momentum3", Doc: "the same for s3"},
	{Name: "law_decay", Doc: "what (1 − λ_r)^steps leaves"},
	{Name: "same_size", Doc: "size of gradients for which both shrink alike, αλ_w/λ_r; 0 if no size does"},
	{Name: "m", Doc: "the entry λ_r/(αλ_w) of M that makes both rules one"},
	{Name: "difference", Doc: "largest difference of one step by both rules with that M, in units of α"},
	{Name: "adaptive", Doc: "the same with the M of an adaptive method"},
	{Name: "at_zero", Doc: "the same with it, for a weight that is 0"},
}

// The constants of Adam in this measurement.
const (
	lawBeta1 = .9
	lawBeta2 = .999
)

// shrinking is the state of all runs: for each size the weights under the
// penalty, and one set under decay.
type shrinking struct {
	alpha, lw, lr, start float64
	sizes                [3]float64
	steps, t             int
	rngs                 []*rand.Rand // one for each pair
	penalty              [3][]weight  // two for each pair
	decay                []weight
	at                   []float64
	left                 [4][]float64 // mean weights at the times of at, decay last
}

func newShrinking(v Values) *shrinking {
	s := &shrinking{alpha: v.Float("alpha"), lw: v.Float("lambda_w"), lr: v.Float("lambda_r"), start: v.Float("start"),
		sizes: [3]float64{v.Float("s1"), v.Float("s2"), v.Float("s3")}, steps: v.Int("steps")}
	for i := range v.Int("pairs") {
		s.rngs = append(s.rngs, rand.New(rand.NewPCG(uint64(v.Int("seed")), uint64(i))))
		for range 2 {
			for k, size := range s.sizes {
				s.penalty[k] = append(s.penalty[k], s.warm(size))
			}
			s.decay = append(s.decay, s.warm(1))
		}
	}
	return s
}

// warm is a weight whose v knows the size of the gradients already.
func (s *shrinking) warm(size float64) weight {
	w := weightAt(s.start)
	w.v = size * size
	return w
}

// run goes on to step t. The two runs of a pair see opposite noise, so that what
// the noise itself does to a weight cancels and the shrinking remains.
func (s *shrinking) run(ctx context.Context, t int) error {
	a := adam{gap: "A", alpha: s.alpha, beta1: lawBeta1, beta2: lawBeta2, lambda: s.lw}
	d := adam{gap: "D", alpha: s.alpha, beta1: lawBeta1, beta2: lawBeta2, lambda: s.lr}
	for ; s.t < t; s.t++ {
		if s.t%16 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		for i, rng := range s.rngs {
			noise := rng.NormFloat64()
			for j := 2 * i; j < 2*i+2; j++ {
				for k, size := range s.sizes {
					a.step(&s.penalty[k][j], size*noise)
				}
				d.step(&s.decay[j], noise)
				noise = -noise
			}
		}
	}
	return nil
}

// note keeps the mean weights for the curves.
func (s *shrinking) note() {
	s.at = append(s.at, float64(s.t))
	for k := range s.penalty {
		s.left[k] = append(s.left[k], meanWeight(s.penalty[k]))
	}
	s.left[3] = append(s.left[3], meanWeight(s.decay))
}

func meanWeight(ws []weight) float64 {
	sum := 0.0
	for _, w := range ws {
		sum += w.theta
	}
	return sum / float64(len(ws))
}

// law is what the share αλ_w/s a step leaves after t steps.
func (s *shrinking) law(size float64, t int) float64 {
	return s.start * math.Exp(-s.alpha*s.lw*float64(t)/size)
}

// momentum is the same with the delay of the running mean: the mean of θ and m
// under m = β₁m + (1 − β₁)λ_wθ, θ = θ − αm/s.
func (s *shrinking) momentum(size float64, t int) float64 {
	theta, m := s.start, 0.0
	for range t {
		m = lawBeta1*m + (1-lawBeta1)*s.lw*theta
		theta -= s.alpha * m / size
	}
	return theta
}

// decayLaw is what the share λ_r a step leaves after t steps.
func (s *shrinking) decayLaw(t int) float64 { return s.start * math.Pow(1-s.lr, float64(t)) }

// sameSize is αλ_w/λ_r, or 0 without decay.
func (s *shrinking) sameSize() float64 {
	if s.lr == 0 {
		return 0
	}
	return s.alpha * s.lw / s.lr
}

func runAdamLaws(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	s := newShrinking(v)
	for _, f := range s.stepFrames() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := emit(f); err != nil {
			return nil, err
		}
	}
	const parts = 40
	for i := range parts + 1 {
		if err := s.run(ctx, s.steps*i/parts); err != nil {
			return nil, err
		}
		s.note()
		if i%5 == 0 && i > 0 {
			if err := emit(s.shrinkFrame()); err != nil {
				return nil, err
			}
		}
	}
	return s.results(), nil
}

func (s *shrinking) results() Results {
	var values []float64
	for k := range s.left {
		values = append(values, s.left[k][len(s.left[k])-1])
	}
	for _, size := range s.sizes {
		values = append(values, s.law(size, s.steps))
	}
	for _, size := range s.sizes {
		values = append(values, s.momentum(size, s.steps))
	}
	values = append(values, s.decayLaw(s.steps), s.sameSize(), s.lr/(s.alpha*s.lw))
	even, adaptive := s.matrices()
	values = append(values, 0, 0, 0)
	apart := values[len(values)-3:]
	for i, theta := range stepTheta {
		apart[0] = max(apart[0], s.apart(i, even))
		if theta == 0 {
			apart[2] = s.apart(i, adaptive)
		}
		apart[1] = max(apart[1], s.apart(i, adaptive))
	}
	var texts []string
	for _, x := range values {
		texts = append(texts, decimal(x))
	}
	return fill(adamLawsResults, texts...)
}

// stepFrames take one step by both rules: with the multiple of the identity
// that makes them one, and with the matrix of an adaptive method.
func (s *shrinking) stepFrames() []Frame {
	even, adaptive := s.matrices()
	return []Frame{
		{View: "step",
			Caption: fmt.Sprintf("With M = λ_r/(αλ_w) I, here %s times the identity, both rules take the same step, whatever the weights and gradients are.", brief(even[0])),
			Blocks:  Blocks{s.stepTable(even)}},
		{View: "step",
			Caption: "An adaptive method has an entry of its own for each weight. Then the rules differ, except for a weight that is 0: there is nothing to shrink.",
			Blocks:  Blocks{s.stepTable(adaptive)}},
	}
}

// The weights and gradients of the one step.
var (
	stepTheta    = []float64{1.5, -.8, .4, 2, 0}
	stepGradient = []float64{.3, -1.6, 2, .1, -.5}
)

// matrices are the diagonals of the M that makes both rules one, and of that of
// an adaptive method.
func (s *shrinking) matrices() (even, adaptive []float64) {
	for _, g := range stepGradient {
		even, adaptive = append(even, s.lr/(s.alpha*s.lw)), append(adaptive, 1/math.Abs(g))
	}
	return even, adaptive
}

// step is the step of weight i by both rules, in units of α.
func (s *shrinking) step(i int, m []float64) (penalty, decay float64) {
	theta, g := stepTheta[i], stepGradient[i]
	return -m[i] * (g + s.lw*theta), -m[i]*g - s.lr/s.alpha*theta
}

func (s *shrinking) apart(i int, m []float64) float64 {
	penalty, decay := s.step(i, m)
	return math.Abs(penalty - decay)
}

// stepTable compares the steps of both rules.
func (s *shrinking) stepTable(m []float64) *Table {
	t := &Table{Cols: []Col{{Name: "θ", Right: true}, {Name: "gradient", Right: true}, {Name: "entry of M", Right: true},
		{Name: "penalty: step/α", Right: true}, {Name: "decay: step/α", Right: true}}}
	for i, theta := range stepTheta {
		penalty, decay := s.step(i, m)
		row := Row{Mark: Bad, Cells: []string{fixed(theta, 1), fixed(stepGradient[i], 1), short(m[i]), fixed(penalty, 4), fixed(decay, 4)}}
		if math.Abs(penalty-decay) <= 1e-12*(math.Abs(penalty)+math.Abs(decay)) {
			row.Mark = Good
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// shrinkFrame shows what is left of the weights.
func (s *shrinking) shrinkFrame() Frame {
	t := &Table{Cols: []Col{{Name: "gradients of size"}, {Name: "left"}, {Name: "by the law", Right: true}}}
	p := &Plot{Title: "weight", X: Axis{Label: "step", Hi: float64(s.steps)}, Y: Axis{Hi: s.start}}
	last := len(s.at) - 1
	for k, size := range s.sizes {
		p.Series = append(p.Series, Series{Name: "gap A, size " + grouped(size), X: slices.Clone(s.at), Y: s.curve(k)})
		t.Rows = append(t.Rows, Row{Cells: []string{"gap A, " + grouped(size), short(s.left[k][last]), short(s.law(size, s.t))}})
	}
	p.Series = append(p.Series, Series{Name: "gap D, any size", X: slices.Clone(s.at), Y: s.curve(3), Mark: Hot})
	t.Rows = append(t.Rows, Row{Mark: Hot, Cells: []string{"gap D, any", short(s.left[3][last]), short(s.decayLaw(s.t))}})
	p.Alt = fmt.Sprintf("After %s steps gap A leaves %s, %s and %s of the weights, from small to large gradients; gap D leaves %s for all.",
		counted(s.t), short(s.left[0][last]), short(s.left[1][last]), short(s.left[2][last]), short(s.left[3][last]))
	return Frame{View: "shrink", Caption: s.shrinkCaption(), Blocks: Blocks{&Beside{Blocks{p, t}}}}
}

// curve is what is left over time, kept on the axis.
func (s *shrinking) curve(k int) []float64 {
	ys := slices.Clone(s.left[k])
	for i := range ys {
		ys[i] = min(max(ys[i], 0), s.start)
	}
	return ys
}

func (s *shrinking) shrinkCaption() string {
	switch {
	case s.t < s.steps:
		return fmt.Sprintf("Gradients that are pure noise have no say in where weights go, so what is left after %s is the work of decay alone.", plural(s.t, "step"))
	case s.lr == 0:
		return "Gap A takes the share αλ_w/s off in a step. Gap D takes λ_r, which is 0 here: set lambda_r to 0.0005."
	}
	return fmt.Sprintf("Gap A takes αλ_w/s off in a step, gap D λ_r. They agree for one size alone, s = %s: 1/s is the entry of M in (a). Set s1 to it.", brief(s.sameSize()))
}
