package sim

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
)

// straggler times the ring all-reduce of n workers when links are not alike. A
// worker sends in a round as soon as it has what arrived in the round before
// and its own link is free; message s of worker i is there at
//
//	t(i, s) = max(t(i−1, s−1), t(i, s−1)) + the time of link i
//
// One link that is f times slower makes the whole ring exactly f times slower.
// With exponential times and a pause for all after each round, a round takes
// H(n) = 1 + 1/2 + ... + 1/n times the mean, the expected maximum of n such times.
var straggler = &Sim{
	Name: "straggler",
	Doc:  "What one slow link, or links of changing speed, do to a ring of workers.",
	Params: []Param{
		{Name: "workers", Doc: "workers in the ring", Default: 8, Min: 2, Max: 64},
		{Name: "slow", Doc: "how many times slower the link from worker 1 is", Default: 4.0, Min: 1, Max: 100},
		{Name: "runs", Doc: "runs with links of changing speed", Default: 200, Min: 10, Max: 300},
		{Name: "seed", Doc: "start of the random numbers", Default: 1, Min: 0, Max: 1 << 40},
	},
	Results: stragglerResults,
	Run:     runStraggler,
}

var stragglerResults = []Result{
	{Name: "rounds", Doc: "rounds of the all-reduce"},
	{Name: "slowdown", Doc: "time with the slow link, as a multiple of the time without"},
	{Name: "harmonic", Doc: "1 + 1/2 + ... + 1/n, the expected slowdown if all wait for the slowest in every round"},
	{Name: "waiting", Doc: "the slowdown measured with exponential times and a wait in every round"},
	{Name: "waiting_error", Doc: "its standard error"},
	{Name: "free", Doc: "the slowdown measured with exponential times and no wait but for one's own data"},
}

// A ringClock has the time at which the last message of every worker arrived.
type ringClock []float64

// round sends a message each; took is the time of each link in this round.
func (c ringClock) round(took func(i int) float64) {
	before := c[len(c)-1]
	for i := range c {
		now := max(before, c[i]) + took(i)
		before, c[i] = c[i], now
	}
}

func (c ringClock) last() float64 {
	t := 0.0
	for _, x := range c {
		t = max(t, x)
	}
	return t
}

// harmonic is 1 + 1/2 + ... + 1/n.
func harmonic(n int) float64 {
	sum := 0.0
	for k := n; k >= 1; k-- {
		sum += 1 / float64(k)
	}
	return sum
}

// jitter is what links of changing speed do: mean slowdowns over many runs.
type jitter struct{ waiting, free meanOf }

func measureJitter(ctx context.Context, n, runs int, rng *rand.Rand) (jitter, error) {
	var j jitter
	rounds := 2 * (n - 1)
	for range runs {
		if err := ctx.Err(); err != nil {
			return j, err
		}
		clock, waiting := make(ringClock, n), 0.0
		for range rounds {
			slowest := 0.0
			clock.round(func(int) float64 {
				t := rng.ExpFloat64()
				slowest = max(slowest, t)
				return t
			})
			waiting += slowest
		}
		j.waiting.add(waiting / float64(rounds))
		j.free.add(clock.last() / float64(rounds))
	}
	return j, nil
}

func runStraggler(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	n, slow := v.Int("workers"), v.Float("slow")
	show := steady(ctx, emit)
	link := func(i int) float64 {
		if i == 0 {
			return slow
		}
		return 1
	}
	rounds := 2 * (n - 1)
	clock := make(ringClock, n)
	if err := show(slowStart(n, slow)); err != nil {
		return nil, err
	}
	for r := 1; r <= rounds; r++ {
		clock.round(link)
		if !slowShown(r, rounds) {
			continue
		}
		if err := show(slowRound(clock, r, rounds, slow)); err != nil {
			return nil, err
		}
	}
	j, err := measureJitter(ctx, n, v.Int("runs"), rand.New(rand.NewPCG(uint64(v.Int("seed")), 0)))
	if err != nil {
		return nil, err
	}
	if err := show(slowResult(n, slow, clock.last()/float64(rounds), j)); err != nil {
		return nil, err
	}
	return fill(stragglerResults, strconv.Itoa(rounds), decimal(clock.last()/float64(rounds)), decimal(harmonic(n)),
		decimal(j.waiting.mean), decimal(j.waiting.err()), decimal(j.free.mean)), nil
}

// slowShown picks the rounds to show: the first ones, then fewer.
func slowShown(r, rounds int) bool { return r <= 8 || r == rounds || rounds > 16 && r%(rounds/8) == 0 }

func slowStart(n int, slow float64) Frame {
	links := &Cells{Label: "link from"}
	var times []Cell
	for i := range min(n, 14) {
		links.Cols = append(links.Cols, strconv.Itoa(i+1))
		times = append(times, Cell{Text: "1"})
	}
	times[0] = Cell{Text: sig(slow, 3), Mark: Bad}
	links.Rows = []CellRow{{"time", times}}
	return Frame{
		View: "start",
		Caption: fmt.Sprintf("A ring of %d workers needs %s of one message each. The link from worker 1 takes %s where the others take 1.",
			n, plural(2*(n-1), "round"), sig(slow, 3)),
		Blocks: Blocks{links, &Text{Text: "A worker sends as soon as it has the block of the round before and its own link is free. Nobody waits for all."}},
	}
}

// slowRound shows when each worker's message of this round arrives.
func slowRound(c ringClock, r, rounds int, slow float64) Frame {
	t := &Table{Cols: []Col{{Name: "from worker", Right: true}, {Name: "arrives at", Bar: true}, {Name: ""}},
		Room: []string{"", decimal(roundTo(float64(rounds)*slow, 5)), ""}}
	delayed := 0
	for i, at := range c {
		late := at > float64(r)
		if late {
			delayed++
		}
		if len(c) > 10 && 8 <= i && i < len(c)-1 {
			if i == 8 {
				t.Rows = append(t.Rows, Row{Cells: []string{"…", "", ""}})
			}
			continue
		}
		row := Row{Cells: []string{strconv.Itoa(i + 1), decimal(roundTo(at, 5)), ""}}
		if late {
			row.Cells[2] = "late"
		}
		t.Rows = append(t.Rows, row)
	}
	caption := fmt.Sprintf("Round %d of %d: the delay has reached %s of %d workers. It moves on by one neighbour a round.", r, rounds, counted(delayed), len(c))
	switch {
	case slow == 1:
		caption = fmt.Sprintf("Round %d of %d: all links are alike, and nobody is late.", r, rounds)
	case r == rounds:
		caption = fmt.Sprintf("Round %d of %d: everybody stands in line behind the slow link, which was never idle.", r, rounds)
	case delayed == len(c):
		caption = fmt.Sprintf("Round %d of %d: now every worker waits, directly or not, for the slow link.", r, rounds)
	}
	return Frame{View: "round", Caption: caption, Blocks: Blocks{t}}
}

func slowResult(n int, slow, slowdown float64, j jitter) Frame {
	return Frame{
		View: "result",
		Caption: fmt.Sprintf("One link %s times slower makes the whole ring %s times slower, however many others are fast.",
			sig(slow, 3), sig(slowdown, 4)),
		Blocks: Blocks{
			&Table{
				Cols: []Col{{Name: "links"}, {Name: "times slower", Bar: true}, {Name: "by formula", Right: true}},
				Rows: []Row{
					{Cells: []string{"all alike", "1", "1"}},
					{Cells: []string{"one slow", decimal(roundTo(slowdown, 4)), sig(slow, 4)}, Mark: Hot},
					{Cells: []string{"changing, all wait in every round", decimal(roundTo(j.waiting.mean, 3)), sig(harmonic(n), 4)}},
					{Cells: []string{"changing, nobody waits for all", decimal(roundTo(j.free.mean, 3)), ""}},
				},
			},
			&Text{Text: fmt.Sprintf("Changing: every message takes a random time with mean 1 (exponential). The slowest of %d such times is "+
				"1 + 1/2 + … + 1/%d = %s on average, and a round that waits for all takes that long (%s ± %s here).",
				n, n, sig(harmonic(n), 4), sig(j.waiting.mean, 4), sig(2*j.waiting.err(), 2))},
			&Text{Text: "Set workers to 64: the slow link costs the same, the changing ones cost more. The pace of a ring is set by its worst link."},
		},
	}
}
