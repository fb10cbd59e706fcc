package sim

import (
	"fmt"
	"math"
	"strconv"
)

// chenFrames show the square-root scheme.
func chenFrames(layers, every, parts int) []Frame {
	return []Frame{segmentFrame(layers, every), heldFrame(layers, every), lengthFrame(layers), levelFrame(layers, parts)}
}

// segmentFrame shows what is held while the last segment is rebuilt.
func segmentFrame(layers, every int) Frame {
	s := &Slots{Groups: []SlotGroup{
		{Name: "kept", Places: someOf(every, every, layers), Note: plural((layers+every-1)/every, "activation")},
		{Name: "rebuilt", Places: someOf(layers-every+1, 1, layers), Note: plural(every, "activation")},
	}}
	return Frame{View: "segment",
		Caption: fmt.Sprintf("Now memory has room for a segment, %s, which is rebuilt at once and held until the gradient is through. Every layer runs at most once more.", plural(every, "activation")),
		Blocks: Blocks{s, &Text{Text: fmt.Sprintf("Held at most: %d + %d = %d activations instead of %s.",
			(layers+every-1)/every, every, chenHeld(layers, every), counted(layers))}}}
}

// someOf names activations first, first + step and so on up to last, a few of many.
func someOf(first, step, last int) []string {
	var all []string
	for a := first; a <= last; a += step {
		all = append(all, activation(a))
	}
	if len(all) > 4 {
		return []string{all[0], all[1], "…", all[len(all)-1]}
	}
	return all
}

// heldFrame shows memory by the distance of what is kept.
func heldFrame(layers, every int) Frame {
	best, held := chenBest(layers)
	p := &Plot{Title: "activations held", X: Axis{Label: "every so many layers kept", Log: true, Lo: 1, Hi: float64(layers)},
		Y: Axis{Lo: 0, Hi: float64(layers + 1)},
		Alt: fmt.Sprintf("A curve that falls from %s at 1 to %d at %d and rises again to %s at %s.",
			counted(layers+1), held, best, counted(layers+1), counted(layers))}
	line := Series{Name: "held"}
	for k := 1; k <= layers; k = max(k+1, k*21/20) {
		line.X, line.Y = append(line.X, float64(k)), append(line.Y, float64(chenHeld(layers, k)))
	}
	p.Series = []Series{line, {Name: "this one", X: []float64{float64(every)}, Y: []float64{float64(chenHeld(layers, every))}, Dots: true, Glyph: "●", Mark: Hot}}
	return Frame{View: "held",
		Caption: fmt.Sprintf("Few kept makes long segments, many kept fill memory by themselves. The least is %d, with every %s kept: 2√%s is %s.",
			held, ordinal(best), counted(layers), brief(2*math.Sqrt(float64(layers)))),
		Blocks: Blocks{p}}
}

func lengthFrame(layers int) Frame {
	t := &Table{Cols: []Col{{Name: "layers", Right: true}, {Name: "keep every", Right: true}, {Name: "held", Bar: true}, {Name: "2√layers", Right: true}}}
	for _, n := range withThis([]int{16, 64, 100, 256, 1024}, layers) {
		every, held := chenBest(n)
		row := Row{Cells: []string{counted(n), strconv.Itoa(every), strconv.Itoa(held), brief(2 * math.Sqrt(float64(n)))}}
		if n == layers {
			row.Mark = Hot
		}
		t.Rows = append(t.Rows, row)
	}
	return Frame{View: "length",
		Caption: "Four times as many layers need twice the memory, for the price of one more forward pass.",
		Blocks:  Blocks{t}}
}

func levelFrame(layers, parts int) Frame {
	t := &Table{Cols: []Col{{Name: "parts kept on a level", Right: true}, {Name: "levels", Right: true}, {Name: "held", Bar: true}}}
	for _, k := range withThis([]int{1, 2, 3, 7}, parts) {
		h := inLevels(layers, k)
		row := Row{Cells: []string{strconv.Itoa(k), fixed(h/float64(k), 2), fixed(h, 2)}}
		if k == parts {
			row.Mark = Hot
		}
		t.Rows = append(t.Rows, row)
	}
	return Frame{View: "levels",
		Caption: "Segments can be cut into segments again. Then memory grows with the logarithm of the length, and every level costs one more forward pass.",
		Blocks:  Blocks{t}}
}

// frames show the chain of layers that differ.
func (r *reversing) frames(memory int) []Frame {
	return []Frame{r.keptFrame(memory), r.budgetFrame(memory)}
}

// keptFrame shows what the best plan keeps on the first sweep.
func (r *reversing) keptFrame(memory int) Frame {
	n := r.layers()
	c := &Cells{Label: "layer"}
	kept := map[int]bool{}
	used := 0
	for _, k := range r.first(memory) {
		kept[k] = true
		used += r.size[k]
	}
	cost, size, held := CellRow{Name: "time"}, CellRow{Name: "size"}, CellRow{Name: "kept"}
	for l := 1; l <= n; l++ {
		c.Cols = append(c.Cols, strconv.Itoa(l))
		cost.Cells, size.Cells = append(cost.Cells, Cell{Text: strconv.Itoa(r.cost[l])}), append(size.Cells, Cell{Text: strconv.Itoa(r.size[l])})
		cell := Cell{}
		if kept[l] {
			cell.Mark = Held
		}
		held.Cells = append(held.Cells, cell)
	}
	c.Rows = []CellRow{cost, size, held}
	return Frame{View: "chain",
		Caption: fmt.Sprintf("Layers that differ: it pays to keep what is dear to run and small to hold. With memory for %d the first sweep leaves %d in it.", memory, used),
		Blocks: Blocks{c, &Text{Text: fmt.Sprintf("The whole way, first sweep included, takes %d at least. The last activation is never wanted: its layer's gradient needs the one below.",
			r.least(0, n, memory))}}}
}

// budgetFrame compares memories.
func (r *reversing) budgetFrame(memory int) Frame {
	n := r.layers()
	t := &Table{Cols: []Col{{Name: "memory", Right: true}, {Name: "least work", Bar: true}, {Name: "kept on the first sweep"}}}
	all := r.all()
	for _, m := range withThis([]int{0, all / 6, all / 3, all / 2, 2 * all / 3, all}, memory) {
		kept := "nothing"
		if k := r.first(m); len(k) > 0 {
			kept = enumerated(k)
		}
		row := Row{Cells: []string{strconv.Itoa(m), strconv.Itoa(r.least(0, n, m)), kept}}
		if m == memory {
			row.Mark = Hot
		}
		t.Rows = append(t.Rows, row)
	}
	return Frame{View: "budget",
		Caption: fmt.Sprintf("What memory is worth for this chain. With %d everything is held. Set memory to %d and see what is kept then.", all, max(all/3, 1)),
		Blocks:  Blocks{t}}
}
