package sim

import (
	"context"
	"fmt"
	"math"
	"math/bits"
)

// allreduceCost compares ways to add up a vector over n workers, if a message
// of m numbers takes α + m·β: a fixed time before anything arrives, and a time
// for every number. A worker sends one message at a time and may receive
// another meanwhile.
//
//	direct      (n−1)(α + pβ)
//	hub         2n(α + pβ)                       one wire into the hub
//	ring        2(n−1)(α + pβ/n)
//	tree        2⌈log₂n⌉(α + pβ)                 add up a tree, send down again
//	doubling    log₂n (α + pβ)                   partners exchange everything
//	halving     2 log₂n α + 2(n−1)/n pβ          partners exchange halves, quarters, ...
//	two trees   2⌈log₂n⌉α + 2pβ                  pipelined, in the limit
//
// No way can do with less than 2(n−1)/n pβ or ⌈log₂n⌉α. Doubling and halving
// want a power of two; with any other n the workers above one hand their vector
// to a partner and get the sum back, two more messages of α + pβ. (Patarasuk and
// Yuan 2009; Thakur, Rabenseifner and Gropp 2005; Sanders, Speck and Träff 2009.)
var allreduceCost = &Sim{
	Name: "allreduce-cost",
	Doc:  "How long seven ways to add up a gradient take, by workers, size, latency and bandwidth.",
	Params: []Param{
		{Name: "workers", Doc: "workers that share the result", Default: 16, Min: 2, Max: 1024},
		{Name: "size", Doc: "numbers in the gradient", Default: 1_000_000, Min: 1, Max: 1e11},
		{Name: "latency", Doc: "time until the first byte of a message arrives", Unit: "µs", Default: 5.0, Min: 0, Max: 1e5},
		{Name: "bandwidth", Doc: "of a worker's connection, each way", Unit: "GB/s", Default: 12.5, Min: 0.001, Max: 1e4},
		{Name: "bytes", Doc: "bytes in a number", Default: 4, Min: 1, Max: 8},
	},
	Results: costResults,
	Run:     runCost,
}

var costResults = []Result{
	{Name: "direct", Doc: "time if every worker sends to every other one", Unit: "s"},
	{Name: "hub", Doc: "time through one machine", Unit: "s"},
	{Name: "ring", Doc: "time round a ring", Unit: "s"},
	{Name: "tree", Doc: "time up and down a tree", Unit: "s"},
	{Name: "doubling", Doc: "time if partners exchange all they have", Unit: "s"},
	{Name: "halving", Doc: "time if partners exchange halves, quarters and so on", Unit: "s"},
	{Name: "two_trees", Doc: "time with two pipelined trees, in the limit", Unit: "s"},
	{Name: "least_sending", Doc: "time that the numbers alone need on any way", Unit: "s"},
	{Name: "least_waiting", Doc: "time that the latency alone needs on any way", Unit: "s"},
	{Name: "crossover", Doc: "numbers above which the ring beats doubling; 0 if there is no such size"},
}

// A cost is a time α·waits + β·numbers.
type cost struct {
	name           string
	waits, numbers float64 // numbers as a multiple of the gradient's
}

// A wire has the times of a message, in s.
type wire struct{ latency, perNumber float64 }

func (w wire) time(c cost, size float64) float64 {
	return c.waits*w.latency + c.numbers*size*w.perNumber
}

// exchanges are the costs of all ways for n workers, in the order of the results.
func exchanges(n int) []cost {
	all := float64(n)
	levels := float64(bits.Len(uint(n - 1))) // ⌈log₂ n⌉
	doublings, extra := float64(bits.Len(uint(n))-1), 0.0
	power := math.Exp2(doublings)
	if power != all {
		extra = 2
	}
	return []cost{
		{"direct", all - 1, all - 1},
		{"hub", 2 * all, 2 * all},
		{"ring", 2 * (all - 1), 2 * (all - 1) / all},
		{"tree", 2 * levels, 2 * levels},
		{"doubling", doublings + extra, doublings + extra},
		{"halving", 2*doublings + extra, 2*(power-1)/power + extra},
		{"two trees", 2 * levels, 2},
	}
}

// Places in the list of exchanges.
const (
	hubWay = iota + 1
	ringWay
	treeWay
	doublingWay
	halvingWay
)

// crossover is the size above which the ring is faster than doubling.
func crossover(n int, w wire) float64 {
	ways := exchanges(n)
	r, d := ways[ringWay], ways[doublingWay]
	waits, numbers := r.waits-d.waits, d.numbers-r.numbers
	if waits <= 0 || numbers <= 0 {
		return 0
	}
	return w.latency * waits / (w.perNumber * numbers)
}

func runCost(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	n, size := v.Int("workers"), float64(v.Int("size"))
	w := wire{v.Float("latency") / 1e6, float64(v.Int("bytes")) / (v.Float("bandwidth") * 1e9)}
	ways := exchanges(n)
	least := []float64{2 * float64(n-1) / float64(n) * size * w.perNumber, float64(bits.Len(uint(n-1))) * w.latency}
	err := emitAll(steady(ctx, emit),
		costBars(n, size, w, ways, least[0]), costParts(size, w, ways), costBySize(n, size, w), costByWorkers(n, size, w))
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, c := range ways {
		texts = append(texts, decimal(w.time(c, size)))
	}
	texts = append(texts, decimal(least[0]), decimal(least[1]), decimal(crossover(n, w)))
	return fill(costResults, texts...), nil
}

// seconds is a time as a person reads it, to 3 digits.
func seconds(t float64) string {
	switch {
	case t == 0:
		return "0"
	case t < 1e-6:
		return sig(t*1e9, 3) + "\u00a0ns"
	case t < 1e-3:
		return sig(t*1e6, 3) + "\u00a0µs"
	case t < 1:
		return sig(t*1e3, 3) + "\u00a0ms"
	}
	return sig(t, 3) + "\u00a0s"
}

// costBars shows the times of all ways.
func costBars(n int, size float64, w wire, ways []cost, least float64) Frame {
	best, slowest := 0, 0
	for i, c := range ways[:halvingWay+1] { // two trees only come near their limit
		if w.time(c, size) < w.time(ways[best], size) {
			best = i
		}
		if w.time(c, size) > w.time(ways[slowest], size) {
			slowest = i
		}
	}
	t := &Table{Cols: []Col{{Name: "way"}, {Name: "µs, logarithmic", Bar: true, Log: true}, {Name: "messages in a row", Right: true},
		{Name: "gradients sent", Right: true}}}
	if least > 0 {
		t.Cols[1].Ref, t.Cols[1].RefName = decimal(roundTo(least*1e6, 4)), "least"
	}
	for i, c := range ways {
		row := Row{Cells: []string{c.name, decimal(roundTo(w.time(c, size)*1e6, 4)), sig(c.waits, 4), sig(c.numbers, 3)}}
		if i == best {
			row.Mark = Hot
		}
		t.Rows = append(t.Rows, row)
	}
	return Frame{
		View: "ways",
		Caption: fmt.Sprintf("%s workers add up %s numbers. The fastest way here is %s: %s, where %s takes %s.",
			counted(n), grouped(size), ways[best].name, seconds(w.time(ways[best], size)), ways[slowest].name, seconds(w.time(ways[slowest], size))),
		Blocks: Blocks{t, &Text{Text: fmt.Sprintf("Least: no way can send the numbers in under %s.", seconds(least))}},
	}
}

// costParts takes the times apart into waiting and sending.
func costParts(size float64, w wire, ways []cost) Frame {
	t := &Table{Cols: []Col{{Name: "way"}, {Name: "waiting", Right: true}, {Name: "sending", Right: true}, {Name: "in all", Right: true},
		{Name: "waiting, %", Bar: true}}}
	for _, c := range ways {
		wait, all := c.waits*w.latency, w.time(c, size)
		share := 0.0
		if all > 0 {
			share = math.Round(100 * wait / all)
		}
		t.Rows = append(t.Rows, Row{Cells: []string{c.name, seconds(wait), seconds(all - wait), seconds(all), decimal(share)}})
	}
	return Frame{
		View:    "parts",
		Caption: "A message costs a wait, however short it is, and a time for every number. Ways differ in which of the two they save.",
		Blocks: Blocks{t, &Text{Text: "The ring waits in every one of its 2(n−1) rounds and sends the least that is possible. " +
			"Doubling waits least and sends the whole gradient each time. Halving saves on both."}},
	}
}

// curve is the time of a way over many sizes, from 10 numbers to 10¹⁰.
func (w wire) curve(c cost, sizes []float64) Series {
	return Series{Name: c.name, X: sizes, Y: mapped(sizes, func(p float64) float64 { return 1e6 * w.time(c, p) })}
}

func costBySize(n int, size float64, w wire) Frame {
	ways := exchanges(n)
	sizes := mapped(span(1, 10, 45), func(e float64) float64 { return math.Pow(10, e) })
	p := &Plot{
		X: Axis{Label: "numbers in the gradient", Log: true}, Y: Axis{Label: "µs", Log: true},
		Series: []Series{w.curve(ways[ringWay], sizes), w.curve(ways[doublingWay], sizes), w.curve(ways[halvingWay], sizes)},
	}
	f := Frame{View: "sizes"}
	if at := crossover(n, w); 10 <= at && at <= 1e10 {
		p.Series = append(p.Series, Series{Name: "tie", Dots: true, Glyph: "◆", Mark: Hot,
			X: []float64{at}, Y: []float64{1e6 * w.time(ways[ringWay], at)}})
		f.Caption = fmt.Sprintf("A short gradient is all waiting, a long one all sending. From %s numbers on the ring is faster than doubling.", sig(at, 3))
	} else {
		f.Caption = fmt.Sprintf("A short gradient is all waiting, a long one all sending. With %d workers ring and doubling change places at no size shown.", n)
	}
	p.Alt = "Times of ring, doubling and halving over the size of the gradient: level while it is short, then rising in proportion, the ring highest at the left and doubling highest at the right."
	f.Blocks = Blocks{p, &Text{Text: fmt.Sprintf("Now: %s numbers.", grouped(size))}}
	return f
}

func costByWorkers(n int, size float64, w wire) Frame {
	var ns []float64
	for k := 2.0; k <= 1024; k *= 2 {
		ns = append(ns, k)
	}
	line := func(way int, name string) Series {
		return Series{Name: name, X: ns, Y: mapped(ns, func(k float64) float64 { return 1e6 * w.time(exchanges(int(k))[way], size) })}
	}
	perWorker := func(k int) string {
		return grouped(math.Round(2 * float64(k-1) / float64(k) * size))
	}
	return Frame{
		View: "workers",
		Caption: fmt.Sprintf("A ring worker sends %s numbers with %d workers and %s with %s. What grows with the workers is the waiting.",
			perWorker(2), 2, perWorker(1024), counted(1024)),
		Blocks: Blocks{
			&Plot{X: Axis{Label: "workers", Log: true}, Y: Axis{Label: "µs", Log: true},
				Series: []Series{line(ringWay, "ring"), line(halvingWay, "halving"), line(hubWay, "hub")},
				Alt:    "Time over the number of workers: the hub's rises in proportion, the ring's is level and rises once waiting takes over, halving stays almost level."},
			&Text{Text: fmt.Sprintf("Now: %s workers. Set latency to 0: the ring's time hardly changes beyond 8 workers. Set size to 1000: it is the worst but one.", counted(n))},
		},
	}
}
