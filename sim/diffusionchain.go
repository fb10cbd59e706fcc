package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
)

// diffusionChain draws z_T in two ways: step by step from z_0, and by one jump
// with mean √α_T z_0 and variance 1−α_T, where α_T is the product of all 1−β.
// The two clouds have the same distribution.
var diffusionChain = &Sim{
	Name: "diffusion-chain",
	Doc:  "A diffusion drawn step by step beside one that jumps there at once.",
	Params: []Param{
		{Name: "steps", Doc: "steps of the chain", Default: 4, Min: 1, Max: 50},
		{Name: "first", Doc: "β of the first step", Default: 0.1, Min: 0.001, Max: 0.9},
		{Name: "last", Doc: "β of the last step", Default: 0.4, Min: 0.001, Max: 0.9},
		{Name: "start", Doc: "the data point z₀", Default: 1.7, Min: -5, Max: 5},
		{Name: "draws", Doc: "chains and jumps", Default: 5000, Min: 100, Max: 20_000},
		{Name: "seed", Doc: "start of the random numbers", Default: 1, Min: 0, Max: 1 << 40},
	},
	Results: chainResults,
	Run:     runChain,
}

var chainResults = []Result{
	{Name: "alpha", Doc: "product of all 1−β"},
	{Name: "mean", Doc: "√alpha · start"},
	{Name: "variance", Doc: "1 − alpha"},
	{Name: "chain_mean", Doc: "mean at the end of the chains drawn"},
	{Name: "chain_variance", Doc: "their variance"},
	{Name: "jump_mean", Doc: "mean of the jumps drawn"},
	{Name: "jump_variance", Doc: "their variance"},
}

// A chainRun has all chains at the present step, and the jumps drawn for it.
type chainRun struct {
	betas, as    []float64
	start        float64
	chain, jumps []float64
	t            int
}

func runChain(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	c := &chainRun{betas: linearBetas(v.Int("steps"), v.Float("first"), v.Float("last")), start: v.Float("start")}
	c.as = alphas(c.betas)
	c.chain, c.jumps = make([]float64, v.Int("draws")), make([]float64, v.Int("draws"))
	rng := rand.New(rand.NewPCG(uint64(v.Int("seed")), 0))
	for i := range c.chain {
		c.chain[i] = c.start
	}
	show := steady(ctx, emit)
	if err := show(c.startFrame()); err != nil {
		return nil, err
	}
	steps := len(c.as) - 1
	for c.t = 1; c.t <= steps; c.t++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		keep, add := math.Sqrt(1-c.betas[c.t]), math.Sqrt(c.betas[c.t])
		for i := range c.chain {
			c.chain[i] = keep*c.chain[i] + add*rng.NormFloat64()
		}
		if steps > 12 && c.t > 4 && c.t < steps && c.t%(steps/8) != 0 {
			continue
		}
		mean, sd := math.Sqrt(c.as[c.t])*c.start, math.Sqrt(1-c.as[c.t])
		for i := range c.jumps {
			c.jumps[i] = mean + sd*rng.NormFloat64()
		}
		if err := show(c.stepFrame()); err != nil {
			return nil, err
		}
	}
	c.t = steps
	if err := show(c.resultFrame()); err != nil {
		return nil, err
	}
	chain, jump := momentsOf(c.chain), momentsOf(c.jumps)
	a := c.as[steps]
	return fill(chainResults, decimal(a), decimal(math.Sqrt(a)*c.start), decimal(1-a), decimal(chain.mean), decimal(chain.variance()),
		decimal(jump.mean), decimal(jump.variance())), nil
}

func (c *chainRun) startFrame() Frame {
	cells := &Cells{Label: "step"}
	var noise, left []Cell
	for t := 1; t < len(c.as) && t <= 10; t++ {
		cells.Cols = append(cells.Cols, strconv.Itoa(t))
		noise = append(noise, Cell{Text: sig(c.betas[t], 2)})
		left = append(left, Cell{Text: sig(c.as[t], 2)})
	}
	cells.Rows = []CellRow{{"β, new noise", noise}, {"α, left", left}}
	return Frame{View: "start",
		Caption: fmt.Sprintf("%s chains all begin at z₀ = %s. Step t keeps √(1 − β) of what is there and adds noise of variance β.",
			counted(len(c.chain)), sig(c.start, 3)),
		Blocks: Blocks{cells, &Text{Text: "Beside them, as many draws jump to each step at once: √α z₀ plus noise of variance 1 − α, with α the product of all 1 − β so far."}}}
}

func (c *chainRun) stepFrame() Frame {
	lo, hi := min(c.start, 0)-3.2, max(c.start, 0)+3.2
	return Frame{View: "step",
		Caption: fmt.Sprintf("Step %d: the chains and the jumps lie in the same places. Their centre has come down to √α z₀ = %s.",
			c.t, sig(math.Sqrt(c.as[c.t])*c.start, 3)),
		Blocks: Blocks{
			&Beside{Blocks: Blocks{
				&Plot{X: Axis{Label: fmt.Sprintf("z%s", subscript(c.t)), Lo: lo, Hi: hi}, Y: Axis{Label: "density"},
					Series: []Series{histogram("chains", c.chain, lo, hi, 32), histogram("jumps", c.jumps, lo, hi, 32)},
					Alt:    fmt.Sprintf("Two histograms at step %d that agree but for chance: bells around %s.", c.t, sig(math.Sqrt(c.as[c.t])*c.start, 3))},
				c.table(),
			}},
		}}
}

// subscript writes n in small digits below the line.
func subscript(n int) string {
	var out []rune
	for _, d := range strconv.Itoa(n) {
		out = append(out, d-'0'+'₀')
	}
	return string(out)
}

// table compares mean and variance with the formula.
func (c *chainRun) table() *Table {
	chain, jump, a := momentsOf(c.chain), momentsOf(c.jumps), c.as[c.t]
	return &Table{Cols: []Col{{}, {Name: "mean", Right: true}, {Name: "variance", Right: true}},
		Rows: []Row{
			{Cells: []string{"chains", fixed(chain.mean, 3), fixed(chain.variance(), 3)}},
			{Cells: []string{"jumps", fixed(jump.mean, 3), fixed(jump.variance(), 3)}},
			{Cells: []string{"by formula", fixed(math.Sqrt(a)*c.start, 3), fixed(1-a, 3)}},
		}}
}

func (c *chainRun) resultFrame() Frame {
	a := c.as[c.t]
	wrong := 1.0
	for _, b := range c.betas[1:] {
		wrong -= b
	}
	t := c.table()
	t.Rows = append(t.Rows, Row{Cells: []string{"with 1 − sum of β for α", "", fixed(1-wrong, 3)}, Mark: Bad})
	return Frame{View: "result",
		Caption: fmt.Sprintf("Noise added step by step is one noise in the end: its variances add up to 1 − α = %s.", sig(1-a, 4)),
		Blocks: Blocks{t,
			&Text{Text: fmt.Sprintf("Up to chance: with %s draws a mean is uncertain by about %s.", counted(len(c.chain)), sig(2*math.Sqrt((1-a)/float64(len(c.chain))), 2))},
			&Text{Text: "Set steps to 50: the start is forgotten, and what is left is a standard normal."},
		}}
}
