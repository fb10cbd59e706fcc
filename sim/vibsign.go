package sim

import (
	"context"
	"fmt"
	"math/rand/v2"
)

// vibSign minimises the loss of an information bottleneck with the task term as
// it should be, −log q(y|z), and with its sign lost. The second has no least
// value: it falls for ever as the right label gets ever less likely.
var vibSign = &Sim{
	Name: "vib-sign",
	Doc:  "What minimising does if the task term of the bottleneck loses its minus sign.",
	Params: []Param{
		{Name: "beta", Doc: "weight β of the regulariser", Default: 1e-3, Min: 0, Max: 10},
		{Name: "steps", Doc: "steps of Adam", Default: 1000, Min: 50, Max: 2000},
		{Name: "glyphs", Doc: "glyphs of each of the digits 0, 1 and 2 to train on", Default: 20, Min: 10, Max: 100},
		{Name: "seed", Doc: "which glyphs, weights and noise are drawn", Default: 1, Min: 0, Max: 1e6},
	},
	Results: vibSignResults,
	Run:     runVIBSign,
}

var vibSignResults = []Result{
	{Name: "loss", Doc: "loss at the end with the minus sign"},
	{Name: "error", Doc: "share of the training glyphs that are read wrong then"},
	{Name: "flipped_loss", Doc: "loss at the end without it"},
	{Name: "flipped_error", Doc: "share of the training glyphs that are read wrong then"},
	{Name: "flipped_nll", Doc: "mean of −log q(y|z) then: how unlikely the right label has become"},
}

// A signRun is one training, with what it measured on the way.
type signRun struct {
	net        *bottleneck[float32]
	noise      *rand.Rand
	loss, errs []float64
	nll        float64
}

func runVIBSign(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	seed, steps := uint64(v.Int("seed")), v.Int("steps")
	x, labels := glyphs(rand.New(rand.NewPCG(seed, 11)), []int{0, 1, 2}, v.Int("glyphs"))
	es := sparse[float32](x, labels, faintPixel)
	var runs [2]signRun
	for i := range runs {
		n := newBottleneck32(glyphSide*glyphSide, 64, 2, 3)
		n.shift, n.floor, n.beta, n.task = glyphShift, glyphFloor, v.Float("beta"), [2]float64{1, -1}[i]
		n.draw(rand.New(rand.NewPCG(seed, 21)))
		runs[i] = signRun{net: n, noise: rand.New(rand.NewPCG(seed, 31))}
	}
	var at []float64
	done := 0
	for k := 1; k <= signFrames; k++ {
		stop := steps * k / signFrames
		for i := range runs {
			if err := runs[i].to(ctx, es, stop-done); err != nil {
				return nil, err
			}
		}
		done = stop
		at = append(at, float64(done))
		if err := emit(signFrame(at, float64(steps), runs)); err != nil {
			return nil, err
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	last := len(at) - 1
	return fill(vibSignResults, decimal(runs[0].loss[last]), decimal(runs[0].errs[last]),
		decimal(runs[1].loss[last]), decimal(runs[1].errs[last]), decimal(runs[1].nll)), nil
}

// signFrames is how often the losses are shown.
const signFrames = 10

// to trains for more steps and measures.
func (r *signRun) to(ctx context.Context, es []example[float32], steps int) error {
	if err := r.net.train(ctx, es, steps, latentRate, r.noise); err != nil {
		return err
	}
	report := r.net.report(es, rand.New(rand.NewPCG(41, 41)))
	r.loss = append(r.loss, r.net.task*r.net.ce+r.net.beta*r.net.kl)
	r.errs = append(r.errs, report.err)
	r.nll = r.net.ce
	return nil
}

func signFrame(at []float64, steps float64, runs [2]signRun) Frame {
	names := [2]string{"with −log q", "with +log q"}
	t := &Table{Cols: []Col{{Name: "loss"}, {Name: "now", Right: true}, {Name: "read wrong", Right: true}, {Name: "mean −log q", Right: true}}}
	p := &Plot{X: Axis{Label: "loss over the steps", Lo: 0, Hi: steps}}
	for i, r := range runs {
		last := len(r.loss) - 1
		t.Rows = append(t.Rows, Row{Cells: []string{names[i], about(r.loss[last]), ofHundred(r.errs[last]), about(r.nll)}, Mark: [2]Mark{Good, Bad}[i]})
		p.Series = append(p.Series, Series{Name: names[i], X: at, Y: r.loss, Mark: [2]Mark{Good, Bad}[i]})
	}
	last := len(at) - 1
	p.Alt = fmt.Sprintf("At step %s the loss with the minus sign is %s, the one without it %s.", grouped(at[last]), about(runs[0].loss[last]), about(runs[1].loss[last]))
	caption := fmt.Sprintf("Step %s: with +log q the loss is down to %s, and keeps falling.", grouped(at[last]), about(runs[1].loss[last]))
	if at[last] == steps {
		caption = fmt.Sprintf("With +log q the loss falls for ever, and %s are read wrong.", ofHundred(runs[1].errs[last]))
	}
	return Frame{View: "sign", Caption: caption, Blocks: Blocks{p, t}}
}
