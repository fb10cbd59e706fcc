package sim

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// rematMemory is the memory that rebuilding needs if a whole segment is rebuilt
// at once and kept until it is through: the square-root scheme of Chen and
// others, once and in several levels; and, for a short chain of layers that
// differ in cost and in size, the least work for a memory of a given size.
var rematMemory = &Sim{
	Name: "remat-memory",
	Doc:  "Memory against work: the square-root scheme, and layers that differ.",
	Params: []Param{
		{Name: "layers", Doc: "equal layers of a long network", Default: 100, Min: 2, Max: 10000},
		{Name: "every", Doc: "the activation of every so many layers is kept", Default: 10, Min: 1, Max: 10000},
		{Name: "parts", Doc: "activations kept on each level, if segments are cut again and again", Default: 1, Min: 1, Max: 100},
		{Name: "costs", Doc: "time to run each layer of a short network forward, from the first on", Default: "5 1 9 8"},
		{Name: "sizes", Doc: "size of each layer's activation", Default: "3 1 1 2"},
		{Name: "memory", Doc: "what fits into memory, in the same unit", Default: 6, Min: 0, Max: 200},
	},
	Results: rematMemoryResults,
	Run:     runRematMemory,
}

var rematMemoryResults = []Result{
	{Name: "held", Doc: "activations held at most, ⌈layers/every⌉ + every"},
	{Name: "best_every", Doc: "smallest distance with the least memory"},
	{Name: "best_held", Doc: "activations held at most then"},
	{Name: "root", Doc: "2√layers"},
	{Name: "extra", Doc: "layers run again in the backward pass"},
	{Name: "levels", Doc: "activations held if segments are cut again, parts·log(layers) to the base parts + 1"},
	{Name: "least_work", Doc: "least forward work for the layers that differ, the first sweep included"},
	{Name: "most_work", Doc: "the same with no memory but for the input"},
	{Name: "free_work", Doc: "the same with memory for everything"},
}

// chenHeld is how many activations are held at most: one for each segment, and
// those of the one that is rebuilt.
func chenHeld(layers, every int) int { return (layers+every-1)/every + every }

// chenBest is the smallest distance with the least memory.
func chenBest(layers int) (every, held int) {
	every, held = 1, chenHeld(layers, 1)
	for k := 2; k <= layers; k++ {
		if h := chenHeld(layers, k); h < held {
			every, held = k, h
		}
	}
	return every, held
}

// inLevels is what is held if each segment is cut into parts + 1 again and again.
func inLevels(layers, parts int) float64 {
	return float64(parts) * math.Log(float64(layers)) / math.Log(float64(parts+1))
}

// A chain is layers that differ. Layer i (from 1) takes cost[i] to run and its
// activation is size[i] large; the input, activation 0, is free. The gradient
// of layer i wants activation i−1.
type chain struct{ cost, size []int }

const (
	longestChain = 12
	largestLayer = 1000
)

// newChain reads the layers of a chain.
func newChain(costs, sizes string) (chain, error) {
	c, err := numbers("costs", costs)
	if err != nil {
		return chain{}, err
	}
	s, err := numbers("sizes", sizes)
	if err != nil {
		return chain{}, err
	}
	if len(c) != len(s) {
		return chain{}, fmt.Errorf("costs has %s and sizes has %d: give both for each layer", plural(len(c), "number"), len(s))
	}
	return chain{append([]int{0}, c...), append([]int{0}, s...)}, nil
}

// numbers reads the whole numbers of a parameter, parted by spaces or commas.
func numbers(name, text string) ([]int, error) {
	var ns []int
	for _, f := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		n, err := strconv.Atoi(f)
		if err != nil || n < 1 || n > largestLayer {
			return nil, fmt.Errorf("%s = %q: %q is not a whole number from 1 to %d", name, text, f, largestLayer)
		}
		ns = append(ns, n)
	}
	if len(ns) < 2 || len(ns) > longestChain {
		return nil, fmt.Errorf("%s = %q: want 2 to %d numbers", name, text, longestChain)
	}
	return ns, nil
}

// layers is the length of the chain.
func (c chain) layers() int { return len(c.cost) - 1 }

// run is the work of going forward from activation i to activation j.
func (c chain) run(i, j int) int {
	sum := 0
	for _, x := range c.cost[i+1 : j+1] {
		sum += x
	}
	return sum
}

// reversing is the least work to go back through layers i+1 to j, with
// activation i at hand and so much memory free, and the activation to keep on
// the way up; 0 is none.
type reversing struct {
	chain
	work, keep map[[3]int]int
}

func newReversing(c chain) *reversing {
	return &reversing{c, map[[3]int]int{}, map[[3]int]int{}}
}

// least tries every activation that fits to be kept until the layers above it
// are through: run up to it, reverse what is above, then what is below.
func (r *reversing) least(i, j, memory int) int {
	if j-i < 2 {
		return 0
	}
	at := [3]int{i, j, memory}
	if w, ok := r.work[at]; ok {
		return w
	}
	best, keep := r.run(i, j-1)+r.least(i, j-1, memory), 0
	for k := i + 1; k < j; k++ {
		if r.size[k] > memory {
			continue
		}
		if w := r.run(i, k) + r.least(k, j, memory-r.size[k]) + r.least(i, k, memory); w < best {
			best, keep = w, k
		}
	}
	r.work[at], r.keep[at] = best, keep
	return best
}

// first are the activations that are kept on the first sweep.
func (r *reversing) first(memory int) []int {
	var kept []int
	i, n := 0, r.layers()
	r.least(0, n, memory)
	for {
		k := r.keep[[3]int{i, n, memory}]
		if k == 0 {
			return kept
		}
		kept = append(kept, k)
		memory -= r.size[k]
		i = k
		r.least(i, n, memory)
	}
}

// all is the memory that holds everything that is ever wanted.
func (c chain) all() int {
	sum := 0
	for _, s := range c.size[:len(c.size)-1] {
		sum += s
	}
	return sum
}

func runRematMemory(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	layers, every, parts, memory := v.Int("layers"), v.Int("every"), v.Int("parts"), v.Int("memory")
	if every > layers {
		return nil, fmt.Errorf("every = %d is more than layers = %d: keep at least one activation", every, layers)
	}
	c, err := newChain(v.Text("costs"), v.Text("sizes"))
	if err != nil {
		return nil, err
	}
	r := newReversing(c)
	for _, f := range append(chenFrames(layers, every, parts), r.frames(memory)...) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := emit(f); err != nil {
			return nil, err
		}
	}
	best, held := chenBest(layers)
	n := c.layers()
	return fill(rematMemoryResults,
		strconv.Itoa(chenHeld(layers, every)), strconv.Itoa(best), strconv.Itoa(held), decimal(2*math.Sqrt(float64(layers))),
		strconv.Itoa(layers-layers/every), decimal(inLevels(layers, parts)),
		strconv.Itoa(r.least(0, n, memory)), strconv.Itoa(r.least(0, n, 0)), strconv.Itoa(r.least(0, n, c.all()))), nil
}
