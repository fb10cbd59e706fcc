package sim

import (
	"context"
	"strconv"
)

// rematOptimum is what a memory of a few places can do at best for the backward
// pass of [remat]: with places chosen once, with the last activation still in
// the register, and with places that are used again.
var rematOptimum = &Sim{
	Name: "remat-optimum",
	Doc:  "The fewest runs that a backward pass needs with a few places in memory.",
	Params: []Param{
		{Name: "layers", Doc: "layers of the network", Default: 10, Min: 2, Max: 100},
		{Name: "places", Doc: "places in memory, beside the input and the register", Default: 2, Min: 0, Max: 100},
	},
	Results: rematOptimumResults,
	Run:     runRematOptimum,
}

var rematOptimumResults = []Result{
	{Name: "even", Doc: "runs if the places are spread evenly and the last activation has one"},
	{Name: "fixed", Doc: "fewest runs if the places are chosen once"},
	{Name: "register", Doc: "fewest runs if they are chosen once and the last activation stays in the register"},
	{Name: "reused", Doc: "fewest runs if a place is used again as soon as it is free, the last activation in the register"},
	{Name: "none", Doc: "runs with no places, the last activation in the register"},
	{Name: "enough", Doc: "places with which nothing has to be run again, the last activation in the register"},
}

// A keeping is a plan with fixed places: which activations are kept, in
// ascending order, and what that costs.
type keeping struct {
	kept []int
	runs int
}

// rungs is the ladder of plans for one chain and memory.
type rungs struct {
	layers, places    int
	even, fixed, held keeping
	reuse             *reuse
	visits            []visit // of reuse, from the top layer down
}

func newRungs(layers, places int) *rungs {
	r := &rungs{layers: layers, places: places}
	r.even = evenly(layers, places)
	r.fixed = bestKeeping(layers, places, false)
	r.held = bestKeeping(layers, places, true)
	r.reuse = newReuse(layers)
	r.visits = r.reuse.visits(places)
	return r
}

// climb is the number of runs that rebuild n activations above a kept one, from
// the top one down, each afresh.
func climb(n int) int { return n * (n + 1) / 2 }

// evenly keeps every so many activations, as few apart as the places allow.
func evenly(layers, places int) keeping {
	if places == 0 {
		return keeping{nil, climb(layers)}
	}
	every := (layers + places - 1) / places
	k := keeping{runs: layers/every*climb(every-1) + climb(layers%every)}
	for a := every; a <= layers; a += every {
		k.kept = append(k.kept, a)
	}
	return k
}

// bestKeeping is the best choice of fixed places; of several the one whose kept
// activations come first. In the register the last activation costs nothing.
func bestKeeping(layers, places int, register bool) keeping {
	places = min(places, layers)
	above := func(kept int) int { // cost of the layers above the last one kept
		if register && kept < layers {
			return climb(layers - kept - 1)
		}
		return climb(layers - kept)
	}
	// cost[m][p] is the least for the layers above p, kept or the input, with m
	// more places; next[m][p] is the first of them.
	cost, next := intGrid(places+1, layers+1), intGrid(places+1, layers+1)
	for p := range layers + 1 {
		cost[0][p] = above(p)
	}
	for m := 1; m <= places; m++ {
		for p := 0; p+m <= layers; p++ {
			for q := p + 1; q+m-1 <= layers; q++ {
				if c := climb(q-p-1) + cost[m-1][q]; next[m][p] == 0 || c < cost[m][p] {
					cost[m][p], next[m][p] = c, q
				}
			}
		}
	}
	k := keeping{runs: cost[places][0]}
	for m, p := places, 0; m > 0; m-- {
		p = next[m][p]
		k.kept = append(k.kept, p)
	}
	return k
}

// intGrid is a matrix of zeros.
func intGrid(rows, cols int) [][]int {
	g := make([][]int, rows)
	for i := range g {
		g[i] = make([]int, cols)
	}
	return g
}

func runRematOptimum(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	r := newRungs(v.Int("layers"), v.Int("places"))
	for _, f := range r.frames() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := emit(f); err != nil {
			return nil, err
		}
	}
	return fill(rematOptimumResults,
		strconv.Itoa(r.even.runs), strconv.Itoa(r.fixed.runs), strconv.Itoa(r.held.runs),
		strconv.Itoa(r.reuse.runs(r.layers, r.places)),
		strconv.Itoa(climb(r.layers-1)), strconv.Itoa(r.layers-1)), nil
}
