package sim

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// metaFrames are the inner training step by step, what it costs, and where the
// methods point.
func metaFrames(n perceptron, k int, a float64) []Frame {
	var fs []Frame
	for _, i := range shownInner(k) {
		fs = append(fs, tapeFrame(n, k, i))
	}
	return append(fs, outerFrame(n, k), bytesFrame(n, k), passesFrame(k), directionFrame(k, a), cosineFrame(k, a))
}

// shownInner are the inner steps that have a frame: all of a few, the first and
// the last of many.
func shownInner(k int) []int {
	var is []int
	for i := 1; i <= k; i++ {
		if i <= 4 || i > k-2 || k <= 12 {
			is = append(is, i)
		}
	}
	return is
}

// tapeFrame shows what both methods hold while inner step i runs.
func tapeFrame(n perceptron, k, i int) Frame {
	maml, reptile := tapeRow("MAML", k), tapeRow("Reptile", k)
	c := &Cells{Label: "inner step"}
	for j, s := range tapeCols(k) {
		c.Cols = append(c.Cols, s.label())
		switch {
		case s.first > i:
		case s.first <= i && i <= s.last:
			maml.Cells[j], reptile.Cells[j] = Cell{Mark: Hot, Text: s.label()}, Cell{Mark: Hot, Text: s.label()}
		default:
			maml.Cells[j].Mark, reptile.Cells[j].Mark = Held, Lost
		}
	}
	c.Rows = []CellRow{maml, reptile}
	t := &Table{Cols: []Col{{Name: "held now"}, {Name: "MB", Bar: true}}, Room: []string{"", megabytes(n.maml(k))}, Rows: []Row{
		{Cells: []string{"MAML", megabytes(floatSize * (i * n.unrolled()))}},
		{Cells: []string{"Reptile", megabytes(n.reptile())}},
	}}
	caption := fmt.Sprintf("Inner step %d of %d. Reptile trains as usual and forgets the step before; MAML has to keep them all, for the way back.", i, k)
	if i == 1 {
		caption = fmt.Sprintf("Inner step 1 of %d, on one task. A step leaves behind what went into each layer, its gradients and its weights.", k)
	}
	return Frame{View: "tape", Caption: caption, Blocks: Blocks{c, t}}
}

// tapeCols are the columns of the inner steps, the middle ones of many as one.
func tapeCols(k int) []stretch {
	var cols []stretch
	for i := 1; i <= k; i++ {
		if k > 12 && i == 5 {
			cols = append(cols, stretch{5, k - 2})
			i = k - 2
			continue
		}
		cols = append(cols, stretch{i, i})
	}
	return cols
}

func tapeRow(name string, k int) CellRow {
	return CellRow{Name: name, Cells: make([]Cell, len(tapeCols(k)))}
}

// megabytes is a number of bytes in millions, for a bar.
func megabytes(bytes int) string { return brief(float64(bytes) / 1e6) }

// outerFrame is the step on the starting values.
func outerFrame(n perceptron, k int) Frame {
	t := &Table{Cols: []Col{{}, {Name: "what is needed"}, {Name: "MB", Bar: true}}, Rows: []Row{
		{Cells: []string{"MAML", fmt.Sprintf("the way back through %s", plural(k, "step")), megabytes(n.maml(k))}},
		{Cells: []string{"Reptile", "where training began and ended", megabytes(n.reptile())}},
	}}
	return Frame{View: "outer",
		Caption: "The outer step. MAML differentiates the loss after training by the starting values. Reptile moves them a little way towards the end of training.",
		Blocks:  Blocks{t}}
}

// bytesFrame compares memory for several numbers of inner steps.
func bytesFrame(n perceptron, k int) Frame {
	t := &Table{Cols: []Col{{Name: "inner steps", Right: true}, {Name: "MAML, MB", Bar: true}, {Name: "Reptile, MB", Right: true}, {Name: "ratio", Right: true}}}
	for _, each := range withThis([]int{1, 2, 5, 10, 20}, k) {
		row := Row{Cells: []string{counted(each), megabytes(n.maml(each)), megabytes(n.reptile()),
			fixed(float64(n.maml(each))/float64(n.reptile()), 1)}}
		if each == k {
			row.Mark = Hot
		}
		t.Rows = append(t.Rows, row)
	}
	return Frame{View: "memory",
		Caption: "What is held at once. MAML grows with the steps, Reptile does not, so its batches can be large.",
		Blocks:  Blocks{t, &Text{Text: fmt.Sprintf("Counted for a network of %s inputs, two hidden layers of %s and a batch of %s.", counted(n.input), counted(n.width), counted(n.batch))}}}
}

// withThis is the sorted list with one more number in it.
func withThis[T cmp.Ordered](ns []T, n T) []T {
	ns = append(slices.Clone(ns), n)
	slices.Sort(ns)
	return slices.Compact(ns)
}

func passesFrame(k int) Frame {
	t := &Table{Cols: []Col{{}, {Name: "inner steps"}, {Name: "outer step"}, {Name: "passes", Bar: true}}, Rows: []Row{
		{Cells: []string{"MAML", fmt.Sprintf("%d × 2, and 4 back through each", k), "2", strconv.Itoa(mamlPasses(k))}},
		{Cells: []string{"Reptile", fmt.Sprintf("%d × 2", k), "none", strconv.Itoa(reptilePasses(k))}},
	}}
	return Frame{View: "passes",
		Caption: "Time, in passes through the network. Going back through a pass costs two, and MAML goes back through every pass of the inner training.",
		Blocks:  Blocks{t}}
}

// directionFrame compares where the methods move the starting values.
func directionFrame(k int, a float64) Frame {
	d := newDirections(k, a)
	t := &Table{Cols: []Col{{Name: "direction of"}, {Name: "θ₁", Right: true}, {Name: "θ₂", Right: true}, {Name: "θ₃", Right: true}, {Name: "cosine with MAML", Right: true}}}
	for _, row := range []struct {
		name string
		xs   []float64
	}{{"MAML", d.maml}, {"first-order MAML", d.firstOrder}, {"Reptile", d.reptile}} {
		t.Rows = append(t.Rows, Row{Cells: []string{row.name, fixed(row.xs[0], 4), fixed(row.xs[1], 4), fixed(row.xs[2], 4), fixed(cosine(d.maml, row.xs), 3)}})
	}
	return Frame{View: "direction",
		Caption: fmt.Sprintf("Where the starting values would move after %s on a small quadratic loss. Reptile points much the same way, without any way back.", plural(k, "inner step")),
		Blocks:  Blocks{t}}
}

func cosineFrame(k int, a float64) Frame {
	p := &Plot{Title: "cosine with MAML", X: Axis{Label: "inner steps", Lo: 0, Hi: float64(max(k, 20))}, Y: Axis{Lo: 0, Hi: 1}}
	reptile, first := Series{Name: "Reptile", Mark: Hot}, Series{Name: "first-order MAML"}
	for each := 1; each <= max(k, 20); each++ {
		d := newDirections(each, a)
		reptile.X, reptile.Y = append(reptile.X, float64(each)), append(reptile.Y, max(cosine(d.maml, d.reptile), 0))
		first.X, first.Y = append(first.X, float64(each)), append(first.Y, max(cosine(d.maml, d.firstOrder), 0))
	}
	p.Series = []Series{first, reptile}
	p.Alt = fmt.Sprintf("Both cosines start near 1 for one inner step and fall as steps are added; Reptile's is %s after %s.",
		fixed(reptile.Y[k-1], 2), plural(k, "step"))
	next := 1
	if k == 1 {
		next = 10
	}
	return Frame{View: "cosine",
		Caption: fmt.Sprintf("The longer the inner training, the more the directions part, and the more MAML costs. Set inner to %d and look at the memory again.", next),
		Blocks:  Blocks{p}}
}
