package sim

import "slices"

// reuse is the best plan that fills a place again when it is free. What is kept
// during the forward pass cuts the chain into stretches. The top one starts
// with its last activation in the register; each of the others is reversed as
// [treeverse] does it, with its own place free by then.
type reuse struct {
	tree *treeverse
	best [][]int // best[m][n]: fewest runs for n layers and m places
	keep [][]int // keep[m][n]: the lowest activation to keep, 0 for none
}

// newReuse makes the table for chains of up to layers layers and as many places.
func newReuse(layers int) *reuse {
	u := &reuse{
		tree: newTreeverse(layers, layers+1),
		best: intGrid(layers+1, layers+1),
		keep: intGrid(layers+1, layers+1),
	}
	for n := 1; n <= layers; n++ {
		u.best[0][n] = climb(n - 1)
	}
	for m := 1; m <= layers; m++ {
		for n := 1; n <= layers; n++ {
			u.best[m][n] = climb(n - 1)
			for k := 1; k <= n; k++ {
				if c := u.best[m-1][n-k] + u.tree.advances[m+1][k]; c < u.best[m][n] {
					u.best[m][n], u.keep[m][n] = c, k
				}
			}
		}
	}
	return u
}

// runs is the fewest runs for so many layers and places.
func (u *reuse) runs(layers, places int) int { return u.best[min(places, layers)][layers] }

// A visit is what the plan does for the gradient of one layer.
type visit struct {
	layer int
	from  int   // the activation loaded first, -1 if the register has the layer's own
	runs  int   // from there up to the layer
	kept  []int // of the activations passed on the way, those put into a free place
	held  []int // place by place, what memory holds when the gradient passes; 0 is free
}

// visits lists the plan for the longest chain, layer by layer from the top.
func (u *reuse) visits(places int) []visit {
	layers := len(u.tree.advances[1]) - 1
	w := &walk{plan: u, held: make([]int, places), from: layers}
	w.forward(0, layers, min(places, layers))
	w.top(0, layers, min(places, layers))
	return w.done
}

// A walk carries out a plan.
type walk struct {
	plan *reuse
	held []int // memory, place by place
	from int   // where the runs for the next layer started
	kept []int // and what they have put into memory
	done []visit
}

// forward keeps what the forward pass over the n layers above base leaves.
func (w *walk) forward(base, n, m int) {
	if k := w.plan.keep[m][n]; k > 0 {
		w.put(base + k)
		w.forward(base+k, n-k, m-1)
	}
}

// top goes back through the n layers above base; the last is in the register.
func (w *walk) top(base, n, m int) {
	k := w.plan.keep[m][n]
	switch {
	case n == 0:
		return
	case k == 0:
		w.visit(base+n, -1)
		for a := base + n - 1; a > base; a-- {
			w.visit(a, base)
		}
		return
	}
	w.top(base+k, n-k, m-1)
	w.load(base + k)
	w.from = base
	w.back(base, k, m+1)
}

// back goes back through the layers base+l−1 to base+1, from base, with c−1
// free places. It starts the runs for its first layer where w.from says.
func (w *walk) back(base, l, c int) {
	if l == 1 {
		return
	}
	if c == 1 {
		for a := base + l - 1; a > base; a-- {
			w.visit(a, w.from)
			w.from = base
		}
		return
	}
	k := w.plan.tree.split[c][l]
	if k == l-1 { // the next layer's own: nothing to keep
		w.visit(base+k, w.from)
	} else {
		w.put(base + k)
		w.kept = append(w.kept, base+k)
		w.back(base+k, l-k, c-1)
		w.load(base + k)
	}
	w.from = base
	w.back(base, k, c)
}

// put keeps activation a in the first free place.
func (w *walk) put(a int) { w.held[slices.Index(w.held, 0)] = a }

// load visits layer a, whose own activation is in memory, and frees the place.
func (w *walk) load(a int) {
	w.visit(a, a)
	w.held[slices.Index(w.held, a)] = 0
}

// visit passes the gradient through layer a after runs from the given activation.
func (w *walk) visit(a, from int) {
	v := visit{layer: a, from: from, kept: w.kept, held: slices.Clone(w.held)}
	if from >= 0 {
		v.runs = a - from
	}
	w.done, w.kept = append(w.done, v), nil
}
