package sim

import (
	"context"
	"math"
	"math/rand/v2"
)

// forgetting trains on a first task and then on a second. The first part is two
// quadratic losses, where training follows θ(t) = b + e^(−Ht)(a − b) from the one
// minimum to the other. The second trains a small network on the digits 0 to 4
// and then on 5 to 9: all of it, all of it with some of the old digits, low-rank
// factors beside its frozen weights, and a vector added to its input.
var forgetting = &Sim{
	Name: "forgetting",
	Doc:  "What becomes of a first task while a second one is learnt.",
	Params: []Param{
		{Name: "time", Doc: "how long the quadratic loss of the second task is followed", Default: 20.0, Min: 0, Max: 1000},
		{Name: "rho", Doc: "weight of the first task in rehearsal", Default: .5, Min: 0, Max: 1},
		{Name: "rank", Doc: "rank of the low-rank factors", Default: 4, Min: 1, Max: 16},
		{Name: "rehearsed", Doc: "old digits beside the new ones, in per cent", Default: 50, Min: 0, Max: 100},
		{Name: "steps", Doc: "training steps on each task", Default: 100, Min: 10, Max: 200},
		{Name: "seed", Doc: "seed of the digits and the weights", Default: 1, Min: 0, Max: 1e9},
	},
	Results: forgettingResults,
	Run:     runForgetting,
}

var forgettingResults = []Result{
	{Name: "loss_a", Doc: "quadratic loss of the first task after that time"},
	{Name: "loss_b", Doc: "quadratic loss of the second task"},
	{Name: "rehearsal_a", Doc: "loss of the first task where the mixed loss is least"},
	{Name: "rehearsal_b", Doc: "loss of the second task there"},
	{Name: "before_old", Doc: "share of old digits recognised after the first task"},
	{Name: "before_new", Doc: "share of new digits recognised then"},
	{Name: "full_old", Doc: "old digits, after training all weights on the new ones"},
	{Name: "full_new", Doc: "new digits"},
	{Name: "mixed_old", Doc: "old digits, after training all weights on both"},
	{Name: "mixed_new", Doc: "new digits"},
	{Name: "lora_on_old", Doc: "old digits, with low-rank factors trained on the new ones"},
	{Name: "lora_on_new", Doc: "new digits"},
	{Name: "lora_off_old", Doc: "old digits, with the factors taken off again"},
	{Name: "lora_off_new", Doc: "new digits"},
	{Name: "prompt_on_old", Doc: "old digits, with a vector beside the input trained on the new ones"},
	{Name: "prompt_on_new", Doc: "new digits"},
	{Name: "prompt_off_old", Doc: "old digits, with the vector taken away again"},
	{Name: "prompt_off_new", Doc: "new digits"},
}

// A bowl is the loss ½ Σ h(θ − at)².
type bowl struct{ h, at [2]float64 }

// The two tasks: each steep where the other is flat.
var (
	firstTask  = bowl{[2]float64{2, .5}, [2]float64{0, 0}}
	secondTask = bowl{[2]float64{.2, 3}, [2]float64{1, 1}}
)

func (b bowl) loss(theta [2]float64) float64 {
	sum := 0.0
	for i, h := range b.h {
		d := theta[i] - b.at[i]
		sum += h * d * d / 2
	}
	return sum
}

// flow is where the steepest way down b, from where a is least, leads in time t.
func flow(a, b bowl, t float64) [2]float64 {
	var theta [2]float64
	for i := range theta {
		theta[i] = b.at[i] + math.Exp(-b.h[i]*t)*(a.at[i]-b.at[i])
	}
	return theta
}

// mixed is where ρ·a + (1 − ρ)·b is least.
func mixed(a, b bowl, rho float64) [2]float64 {
	var theta [2]float64
	for i := range theta {
		ha, hb := rho*a.h[i], (1-rho)*b.h[i]
		theta[i] = (ha*a.at[i] + hb*b.at[i]) / (ha + hb)
	}
	return theta
}

// A score is the share of old and of new test digits that are recognised.
type score struct{ old, new float64 }

// A relearning is one way to learn the second task.
type relearning struct {
	name    string
	on, off score // with what was trained in place, and taken away
	apart   bool  // whether it can be taken away
}

// perDigit is how many glyphs of each digit there are to train on, and to test.
const perDigit = 40

func runForgetting(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	d := &digitsRun{ctx: ctx, emit: emit, steps: v.Int("steps"), rank: v.Int("rank"), rehearsed: v.Int("rehearsed"),
		rng: rand.New(rand.NewPCG(uint64(v.Int("seed")), 0))}
	time, rho := v.Float("time"), v.Float("rho")
	for _, f := range append(flowFrames(time), rehearsalFrame(rho)) {
		if err := d.show(f); err != nil {
			return nil, err
		}
	}
	if err := d.all(); err != nil {
		return nil, err
	}
	at, between := flow(firstTask, secondTask, time), mixed(firstTask, secondTask, rho)
	values := []float64{firstTask.loss(at), secondTask.loss(at), firstTask.loss(between), secondTask.loss(between), d.before.old, d.before.new}
	for _, r := range d.ways {
		values = append(values, r.on.old, r.on.new)
		if r.apart {
			values = append(values, r.off.old, r.off.new)
		}
	}
	var texts []string
	for _, x := range values {
		texts = append(texts, decimal(x))
	}
	return fill(forgettingResults, texts...), nil
}

// digitsRun is the second part.
type digitsRun struct {
	ctx                    context.Context
	emit                   func(Frame) error
	rng                    *rand.Rand
	steps, rank, rehearsed int
	old, new               digitSet // to train on
	oldTest, newTest       digitSet
	net                    *network
	before                 score
	ways                   []relearning
	lossNow                float64
}

func (d *digitsRun) show(f Frame) error {
	if err := d.ctx.Err(); err != nil {
		return err
	}
	return d.emit(f)
}

// all trains the first task and then the second in every way.
func (d *digitsRun) all() error {
	old, new := []int{0, 1, 2, 3, 4}, []int{5, 6, 7, 8, 9}
	d.old, d.new = newDigitSet(d.rng, old), newDigitSet(d.rng, new)
	d.oldTest, d.newTest = newDigitSet(d.rng, old), newDigitSet(d.rng, new)
	if err := d.show(d.glyphFrame()); err != nil {
		return err
	}
	d.net = newNetwork(d.rng)
	if err := d.train("first task", d.net, d.net.body(), d.old); err != nil {
		return err
	}
	d.before = d.score(d.net)
	ways := []struct {
		name    string
		prepare func(n *network) []*tensor
		data    digitSet
		apart   bool
	}{
		{"all weights", (*network).body, d.new, false},
		{"all weights, old digits too", (*network).body, d.new.with(d.old, d.rehearsed), false},
		{"low-rank factors", func(n *network) []*tensor { return n.addFactors(d.rank, d.rng) }, d.new, true},
		{"vector at the input", (*network).addPrompt, d.new, true},
	}
	for _, w := range ways {
		n := d.net.copy()
		if err := d.train(w.name, n, w.prepare(n), w.data); err != nil {
			return err
		}
		r := relearning{name: w.name, on: d.score(n), apart: w.apart}
		if w.apart {
			n.detach()
			r.off = d.score(n)
		}
		d.ways = append(d.ways, r)
		if err := d.show(d.wayFrame(w.name, len(d.ways) == len(ways))); err != nil {
			return err
		}
	}
	return nil
}

// train goes the steps, with a frame now and then.
func (d *digitsRun) train(name string, n *network, params []*tensor, data digitSet) error {
	opt := adam{gap: "none", alpha: .01, beta1: .9, beta2: .999, eps: 1e-8, correct: true}
	for i := range d.steps {
		if err := d.ctx.Err(); err != nil {
			return err
		}
		d.lossNow = n.gradients(data)
		for _, p := range params {
			p.step(&opt)
		}
		if done := i + 1; done < d.steps && (done == 5 || done == 20 || done == d.steps/2) {
			if err := d.show(d.trainFrame(name, done, d.score(n))); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *digitsRun) score(n *network) score {
	return score{n.accuracy(d.oldTest), n.accuracy(d.newTest)}
}
