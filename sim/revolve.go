package sim

import (
	"context"
	"fmt"
	"slices"
	"strconv"
)

// revolve is the optimal schedule of Griewank and Walther for reversing a chain
// with a few places: the state before each step is wanted, from the last one
// down, and the first state takes one of the places.
var revolve = &Sim{
	Name: "revolve",
	Doc:  "The best schedule to go back through a long chain with few places.",
	Params: []Param{
		{Name: "steps", Doc: "steps of the chain", Default: 10, Min: 1, Max: 1000},
		{Name: "places", Doc: "places for states, one of them for the first state", Default: 3, Min: 1, Max: 20},
	},
	Results: revolveResults,
	Run:     runRevolve,
}

var revolveResults = []Result{
	{Name: "advances", Doc: "fewest forward steps, the first sweep included, without those that the way back makes itself"},
	{Name: "total", Doc: "the same with them, one more for each step"},
	{Name: "repeats", Doc: "most often that any step is run forward, r"},
	{Name: "longest", Doc: "longest chain that these places reverse with no more repeats, C(places + r, places)"},
	{Name: "one_place", Doc: "advances with the first state alone"},
	{Name: "places2", Doc: "places for which the total is at most 2 for each step"},
	{Name: "places3", Doc: "places for which it is at most 3"},
	{Name: "places4", Doc: "places for which it is at most 4"},
}

// A treeverse is the table of the fewest advances.
type treeverse struct {
	// advances[c][l] is t(l, c) = min over 0 < k < l of k + t(l−k, c−1) + t(k, c).
	advances [][]int
	// split[c][l] is the smallest k that gives it, the next state to keep.
	split [][]int
}

// newTreeverse makes the table for up to steps steps and places places, in
// O(steps·places). Both terms of the minimum are convex in k, so the smallest
// best k never falls as l grows, and from where it was for l−1 it is enough to
// climb until the sum stops falling.
func newTreeverse(steps, places int) *treeverse {
	tv := &treeverse{advances: intGrid(places+1, steps+1), split: intGrid(places+1, steps+1)}
	for l := 2; l <= steps; l++ {
		tv.advances[1][l], tv.split[1][l] = l*(l-1)/2, l-1
	}
	for c := 2; c <= places; c++ {
		fewer, same := tv.advances[c-1], tv.advances[c]
		k := 1
		for l := 2; l <= steps; l++ {
			for k+1 < l && k+1+fewer[l-k-1]+same[k+1] < k+fewer[l-k]+same[k] {
				k++
			}
			same[l], tv.split[c][l] = k+fewer[l-k]+same[k], k
		}
	}
	return tv
}

// advances is the closed form r·l − C(c + r, c + 1) of t(l, c), with r the least
// number for which C(c + r, c) is at least l.
func advances(l, c int) (t, repeats, longest int) {
	longest = 1 // C(c + r, c) for r = 0
	above := 0  // C(c + r, c + 1)
	for r := 0; ; r++ {
		if longest >= l {
			return r*l - above, r, longest
		}
		above += longest // C(c+r+1, c+1) = C(c+r, c+1) + C(c+r, c)
		longest = longest * (c + r + 1) / (r + 1)
	}
}

// placesFor is the fewest places with which the total is at most ratio steps
// forward for each step of the chain.
func placesFor(l, ratio int) int {
	for c := 1; ; c++ {
		if t, _, _ := advances(l, c); t+l <= ratio*l {
			return c
		}
	}
}

// An action is a step of the schedule: store s, restore s, free s, advance from
// one state to another, or adjoint s, the way back through step s.
type action struct {
	do       string
	from, to int // to is 0 but for advance
}

func (a action) String() string {
	if a.do == "advance" {
		return fmt.Sprintf("advance %d %d", a.from, a.to)
	}
	return a.do + " " + strconv.Itoa(a.from)
}

// schedule is the list of actions for l steps and c places.
func (tv *treeverse) schedule(l, c int) []action {
	return tv.reverse([]action{{"store", 0, 0}}, 0, l, c)
}

// reverse goes back through the l steps above state base, which is stored and
// in the register, with c places, its own among them.
func (tv *treeverse) reverse(done []action, base, l, c int) []action {
	switch {
	case l == 1:
		return append(done, action{"adjoint", base + 1, 0})
	case c == 1:
		for s := base + l - 1; s > base; s-- {
			done = append(done, action{"advance", base, s}, action{"adjoint", s + 1, 0}, action{"restore", base, 0})
		}
		return append(done, action{"adjoint", base + 1, 0})
	}
	k := tv.split[c][l]
	done = append(done, action{"advance", base, base + k}, action{"store", base + k, 0})
	done = tv.reverse(done, base+k, l-k, c-1)
	done = append(done, action{"free", base + k, 0}, action{"restore", base, 0})
	return tv.reverse(done, base, k, c)
}

func runRevolve(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	l, c := v.Int("steps"), v.Int("places")
	for _, f := range revolveFrames(l, c) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := emit(f); err != nil {
			return nil, err
		}
	}
	t, repeats, longest := advances(l, c)
	return fill(revolveResults, strconv.Itoa(t), strconv.Itoa(t+l), strconv.Itoa(repeats), strconv.Itoa(longest),
		strconv.Itoa(l*(l-1)/2), strconv.Itoa(placesFor(l, 2)), strconv.Itoa(placesFor(l, 3)), strconv.Itoa(placesFor(l, 4))), nil
}

// A reversal is the way back through one step: what led up to it.
type reversal struct {
	step     int
	from     int   // the state restored first
	advances int   // from there
	kept     []int // states stored on the way
	held     []int // states stored when the gradient passes
}

// reversals groups a schedule by the steps of the way back.
func reversals(actions []action) []reversal {
	var rs []reversal
	var held []int
	now := reversal{from: 0}
	for _, a := range actions {
		switch a.do {
		case "store":
			held = append(held, a.from)
			if a.from > 0 {
				now.kept = append(now.kept, a.from)
			}
		case "free":
			held = slices.DeleteFunc(held, func(s int) bool { return s == a.from })
		case "restore":
			now.from = a.from
		case "advance":
			now.advances += a.to - a.from
		case "adjoint":
			now.step, now.held = a.from, slices.Clone(held)
			rs = append(rs, now)
			now = reversal{from: a.from - 1}
		}
	}
	return rs
}
