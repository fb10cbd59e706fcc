package sim

import (
	"context"
	"math/big"
	"strconv"
)

// remat is the backward pass of a chain of equal layers that keeps the input
// and every so many activations, and rebuilds the others when the gradient
// wants them: it loads the nearest one kept at or below and runs forward, afresh
// for each layer, then throws the result away. Nothing that was rebuilt for one
// layer serves another, so with q = ⌊L/k⌋ and r = L mod k there are
// q·k(k−1)/2 + r(r+1)/2 runs and L loads.
var remat = &Sim{
	Name: "remat",
	Doc:  "A backward pass that rebuilds the activations it did not keep.",
	Params: []Param{
		{Name: "layers", Doc: "layers of the network", Default: 10, Min: 2, Max: 100},
		{Name: "every", Doc: "the activation of every so many layers is kept", Default: 5, Min: 1, Max: 100},
		{Name: "fwd", Doc: "time to run one layer forward", Unit: "ns", Default: 20.0, Min: 0, Max: 1e6},
		{Name: "load", Doc: "time to load one kept activation", Unit: "ns", Default: 10.0, Min: 0, Max: 1e6},
		{Name: "convention", Doc: "what a layer's gradient needs: the layer's own output, or its input",
			Default: "output", Choices: []string{"output", "input"}},
	},
	Results: rematResults,
	Run:     runRemat,
}

var rematResults = []Result{
	{Name: "fwds", Doc: "layers run forward during the backward pass"},
	{Name: "loads", Doc: "kept activations loaded"},
	{Name: "stored", Doc: "activations kept, not counting the input"},
	{Name: "backward_ns", Doc: "time of all runs and loads", Unit: "ns"},
	{Name: "disk_ns", Doc: "time of a disk load at which loading every activation takes as long", Unit: "ns"},
	{Name: "no_checkpoint_fwds", Doc: "runs if only the input were kept and the last activation were still at hand"},
}

// backprop is the state of the backward pass. Activation 0 is the input.
type backprop struct {
	layers, every int
	fwd, load     float64  // ns
	input         bool     // a layer's gradient needs the activation below the layer
	allFwds       int      // what fwds will be at the end; loads will be layers
	room          []string // the widest cells of the table

	layer int   // the gradient wants to pass through this one next
	at    int   // the activation in the register
	phase phase // what this step does
	fwds  int   // so far
	loads int   // so far
	rows  []Row // of the table, one for each layer done with
}

// A phase is a kind of step.
type phase int

const (
	loading phase = iota
	running
	passing // the gradient passes through the layer
)

func newBackprop(v Values) *backprop {
	b := &backprop{
		layers: v.Int("layers"),
		every:  v.Int("every"),
		fwd:    v.Float("fwd"),
		load:   v.Float("load"),
		input:  v.Text("convention") == "input",
	}
	for l := 1; l <= b.layers; l++ {
		b.allFwds += b.wants(l) - b.from(l)
	}
	b.room = b.tableRoom()
	return b
}

// wants is the activation that the gradient of layer l needs.
func (b *backprop) wants(l int) int {
	if b.input {
		return l - 1
	}
	return l
}

// from is the nearest kept activation at or below the one that layer l needs.
func (b *backprop) from(l int) int { return b.wants(l) / b.every * b.every }

// stored counts the kept activations apart from the input.
func (b *backprop) stored() int { return b.layers / b.every }

func runRemat(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	b := newBackprop(v)
	show := func(f Frame) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return emit(f)
	}
	if err := show(b.chainFrame()); err != nil {
		return nil, err
	}
	for b.layer = b.layers; b.layer >= 1; b.layer-- {
		if err := b.step(show); err != nil {
			return nil, err
		}
	}
	if err := show(b.resultFrame()); err != nil {
		return nil, err
	}
	return b.results(), nil
}

// step takes the gradient through one layer: a load, the runs, the gradient.
func (b *backprop) step(show func(Frame) error) error {
	b.phase, b.at = loading, b.from(b.layer)
	b.loads++
	if err := show(b.traceFrame()); err != nil {
		return err
	}
	b.phase = running
	for b.at < b.wants(b.layer) {
		b.at++
		b.fwds++
		if err := show(b.traceFrame()); err != nil {
			return err
		}
	}
	b.phase = passing
	if err := show(b.traceFrame()); err != nil {
		return err
	}
	done := b.tableRow()
	done.Mark = Plain
	b.rows = append(b.rows, done)
	return nil
}

// time is what the given runs and loads take, in ns.
func (b *backprop) time(fwds, loads int) *big.Rat {
	t := new(big.Rat).Mul(big.NewRat(int64(fwds), 1), rational(b.fwd))
	return t.Add(t, new(big.Rat).Mul(big.NewRat(int64(loads), 1), rational(b.load)))
}

// diskTime is the time of a disk load that makes loading all activations take
// as long as this backward pass, in ns.
func (b *backprop) diskTime() float64 {
	t, _ := new(big.Rat).Quo(b.time(b.fwds, b.loads), big.NewRat(int64(b.layers), 1)).Float64()
	return t
}

// unkept is the number of runs with no place in memory but the input's.
func (b *backprop) unkept() int { return b.layers * (b.layers - 1) / 2 }

func (b *backprop) results() Results {
	backward, _ := b.time(b.fwds, b.loads).Float64()
	return fill(rematResults,
		strconv.Itoa(b.fwds), strconv.Itoa(b.loads), strconv.Itoa(b.stored()),
		decimal(backward), decimal(b.diskTime()), strconv.Itoa(b.unkept()))
}
