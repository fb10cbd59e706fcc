package sim

import (
	"fmt"
	"strconv"
	"strings"
)

// longestWalk is the largest number of layers whose plan is walked through.
const longestWalk = 36

func (r *rungs) frames() []Frame {
	fs := r.ladder()
	if r.layers <= longestWalk {
		fs = append(fs, r.walk()...)
	}
	if r.layers <= wholeChain && r.places > 0 {
		fs = append(fs, r.schedule())
	}
	return append(fs, r.worth())
}

// ladder shows the four plans, one more in each frame.
func (r *rungs) ladder() []Frame {
	reused := r.reuse.runs(r.layers, r.places)
	plans := []struct {
		name    string
		by      []int // runs by layer, from the top layer down
		runs    int
		caption string
	}{
		{r.evenName(), r.runsBy(r.even, false), r.even.runs, r.evenCaption()},
		{"keep " + enumerated(r.fixed.kept), r.runsBy(r.fixed, false), r.fixed.runs, r.fixedCaption()},
		{"keep " + enumerated(r.held.kept) + fmt.Sprintf(", %d stays put", r.layers), r.runsBy(r.held, true), r.held.runs, r.heldCaption()},
		{"reuse freed places", r.visitRuns(), reused, r.reuseCaption()},
	}
	if r.places == 0 {
		plans[1].name, plans[2].name = "keep nothing", fmt.Sprintf("nothing, %d stays put", r.layers)
	}
	cols := []Col{{Name: "plan"}, {Name: fmt.Sprintf("runs for layer %d … 1", r.layers)}, {Name: "runs in all", Bar: true}}
	room := []string{"", strings.Repeat("· ", r.layers), strconv.Itoa(r.even.runs)}
	for _, p := range plans {
		if len([]rune(p.name)) > len([]rune(room[0])) {
			room[0] = p.name
		}
	}
	var rows []Row
	var fs []Frame
	for _, p := range plans {
		cells := []string{p.name, spaced(p.by), counted(p.runs)}
		rows = append(rows, Row{Cells: cells})
		now := append([]Row(nil), rows...)
		now[len(now)-1].Mark = Hot
		t := &Table{Cols: cols, Rows: now, Room: room}
		if r.layers > wholeChain-2 {
			t = without(t, 1)
		}
		fs = append(fs, Frame{View: "ladder", Caption: p.caption, Blocks: Blocks{t}})
	}
	return fs
}

// without is the table without one of its columns.
func without(t *Table, col int) *Table {
	cut := func(s []string) []string { return append(append([]string(nil), s[:col]...), s[col+1:]...) }
	out := &Table{Cols: append(append([]Col(nil), t.Cols[:col]...), t.Cols[col+1:]...), Room: cut(t.Room)}
	for _, row := range t.Rows {
		out.Rows = append(out.Rows, Row{Cells: cut(row.Cells), Mark: row.Mark})
	}
	return out
}

func (r *rungs) placesWord() string { return plural(r.places, "place") }

func (r *rungs) evenName() string {
	if r.places == 0 {
		return "keep nothing"
	}
	return "keep every " + ordinal((r.layers+r.places-1)/r.places)
}

func (r *rungs) evenCaption() string {
	if r.places == 0 {
		return fmt.Sprintf("No places and %d layers: every layer restarts from the input, which takes %s.",
			r.layers, plural(r.even.runs, "run"))
	}
	return fmt.Sprintf("%s, %d layers. Spread evenly, with one for the last activation, they leave %s.",
		sentenceCase(r.placesWord()), r.layers, plural(r.even.runs, "run"))
}

func (r *rungs) fixedCaption() string {
	if r.places == 0 {
		return "Without a place there is nothing to choose."
	}
	if r.fixed.runs == r.even.runs {
		return fmt.Sprintf("Chosen once and for all, no other places do better: %s.", plural(r.fixed.runs, "run"))
	}
	return fmt.Sprintf("Chosen once and for all, the best to keep are %s: %s. No layer is far from a kept one.",
		enumerated(r.fixed.kept), plural(r.fixed.runs, "run"))
}

func (r *rungs) heldCaption() string {
	return fmt.Sprintf("The backward pass begins with activation %d still in the register. If it stays put it needs no place: %s.",
		r.layers, plural(r.held.runs, "run"))
}

func (r *rungs) reuseCaption() string {
	reused := r.reuse.runs(r.layers, r.places)
	if reused == r.held.runs {
		return fmt.Sprintf("A place is free once the gradient has passed its layer. Here there is nothing to gain from that: %s.",
			plural(reused, "run"))
	}
	return fmt.Sprintf("A place is free once the gradient has passed its layer. Filled again on the way down, the same memory does with %s.",
		plural(reused, "run"))
}

// runsBy lists the runs of a plan with fixed places, from the top layer down.
func (r *rungs) runsBy(k keeping, register bool) []int {
	var runs []int
	i := len(k.kept)
	for l := r.layers; l >= 1; l-- {
		for i > 0 && k.kept[i-1] > l {
			i--
		}
		n := l
		if i > 0 {
			n = l - k.kept[i-1]
		}
		if register && l == r.layers {
			n = 0
		}
		runs = append(runs, n)
	}
	return runs
}

func (r *rungs) visitRuns() []int {
	var runs []int
	for _, v := range r.visits {
		runs = append(runs, v.runs)
	}
	return runs
}

// spaced lists numbers of runs, a dot for none.
func spaced(runs []int) string {
	var words []string
	for _, n := range runs {
		words = append(words, dotted(n))
	}
	return strings.Join(words, " ")
}

func dotted(n int) string {
	if n == 0 {
		return "·"
	}
	return strconv.Itoa(n)
}

// walk follows the plan that uses its places again, a frame for each layer.
func (r *rungs) walk() []Frame {
	var fs []Frame
	var rows []Row
	runs := 0
	for i, v := range r.visits {
		runs += v.runs
		row := Row{Mark: Hot, Cells: []string{strconv.Itoa(v.layer), fromWord(v), strconv.Itoa(v.runs), keptWord(v), counted(runs)}}
		if v.runs == 0 {
			row.Cells[2] = "none"
		}
		var blocks Blocks
		if r.layers <= wholeChain {
			blocks = append(blocks, r.strip(i))
		}
		blocks = append(blocks, r.memory(v), r.walkTable(rows, row, v.layer))
		fs = append(fs, Frame{View: "walk", Caption: r.visitCaption(v), Blocks: blocks})
		row.Mark = Plain
		rows = append(rows, row)
	}
	return fs
}

func fromWord(v visit) string {
	if v.from < 0 {
		return "at hand"
	}
	return activation(v.from)
}

func keptWord(v visit) string {
	if len(v.kept) == 0 {
		return ""
	}
	return enumerated(v.kept)
}

// strip draws the chain at the i-th visit: what memory holds, the runs, the
// gradient.
func (r *rungs) strip(i int) *Cells {
	v := r.visits[i]
	c := &Cells{Label: "layer"}
	var kept, runs, gradient []Cell
	held := map[int]bool{0: true}
	for _, a := range v.held {
		held[a] = true
	}
	for a := 0; a <= r.layers; a++ {
		c.Cols = append(c.Cols, stretch{a, a}.label())
		var k, run, g Cell
		if held[a] {
			k.Mark = Held
		}
		switch {
		case v.runs > 0 && a == v.from:
			run.Join = Start
		case v.runs > 0 && v.from < a && a < v.layer:
			run = Cell{Text: strconv.Itoa(a), Mark: Done, Join: Right}
		case v.runs > 0 && a == v.layer:
			run = Cell{Text: strconv.Itoa(a), Mark: Hot, Join: Right}
		}
		switch {
		case a == v.layer:
			g = Cell{Text: strconv.Itoa(a), Mark: Hot, Join: Left}
		case a > v.layer:
			g = Cell{Text: strconv.Itoa(a), Mark: Done, Join: Left}
		}
		kept, runs, gradient = append(kept, k), append(runs, run), append(gradient, g)
	}
	c.Rows = []CellRow{{"kept", kept}, {"runs now", runs}, {"gradient", gradient}}
	return c
}

// memory shows the places at a visit, the first few if there are many.
func (r *rungs) memory(v visit) *Slots {
	g := SlotGroup{Name: "memory", Note: "no places"}
	full := 0
	for i, a := range v.held {
		name := ""
		if a > 0 {
			name = activation(a)
			full++
		}
		if i < 5 || len(v.held) == 6 {
			g.Places = append(g.Places, name)
		}
	}
	if len(v.held) > 6 {
		g.Places = append(g.Places, "…")
	}
	if n := len(v.held); n > 0 {
		g.Note = fmt.Sprintf("%d of %d full", full, n)
	}
	return &Slots{Groups: []SlotGroup{g, {Name: "register", Places: []string{activation(v.layer)}}}}
}

func (r *rungs) walkTable(done []Row, now Row, layer int) *Table {
	t := &Table{
		Cols: []Col{{Name: "for layer", Right: true}, {Name: "from"}, {Name: "runs", Units: true}, {Name: "kept on the way"}, {Name: "runs in all", Right: true}},
		Room: []string{fmt.Sprintf("%d … %d", r.layers, r.layers-1), "at hand", "to come", "", "of " + counted(r.reuse.runs(r.layers, r.places))},
	}
	most := 0
	for _, v := range r.visits {
		most = max(most, v.runs)
		if w := keptWord(v); len(w) > len(t.Room[3]) {
			t.Room[3] = w
		}
	}
	if most > 4 {
		t.Room[2] = strconv.Itoa(most)
	}
	if n := len(done); n > 4 {
		t.Rows = append(t.Rows, Row{Cells: []string{down(r.layers, layer+4), "", "done", "", done[n-4].Cells[4]}})
		done = done[n-3:]
	}
	t.Rows = append(append(t.Rows, done...), now)
	if layer > 1 {
		t.Rows = append(t.Rows, Row{Cells: []string{down(layer-1, 1), "", "to come", "", "of " + counted(r.reuse.runs(r.layers, r.places))}})
	}
	return t
}

func (r *rungs) visitCaption(v visit) string {
	layer := fmt.Sprintf("Layer %d", v.layer)
	switch {
	case v.from < 0 && r.places > 0:
		return fmt.Sprintf("%s finds its activation in the register. During the forward pass %s kept.", layer, areKept(v.held))
	case v.from < 0:
		return layer + " finds its activation in the register. Nothing else is kept."
	case v.runs == 0:
		return fmt.Sprintf("%s finds its activation in memory: load %d. Its place is free after that.", layer, v.layer)
	case len(v.kept) > 0:
		return fmt.Sprintf("%s: load %s, %s. On the way %s put into what is free.",
			layer, loaded(v.from), ran(v.from+1, v.layer), arePut(v.kept))
	}
	return fmt.Sprintf("%s: load %s, %s. Used once and thrown away.", layer, loaded(v.from), ran(v.from+1, v.layer))
}

func areKept(held []int) string {
	var as []int
	for _, a := range held {
		if a > 0 {
			as = append(as, a)
		}
	}
	switch len(as) {
	case 0:
		return "nothing was"
	case 1:
		return enumerated(as) + " was"
	}
	return enumerated(as) + " were"
}

func arePut(as []int) string {
	if len(as) == 1 {
		return enumerated(as) + " is"
	}
	return enumerated(as) + " are"
}

// schedule shows what each place holds while the gradient comes down.
func (r *rungs) schedule() Frame {
	c := &Cells{Label: "while at layer"}
	used := min(r.places, 6)
	rows := make([]CellRow, used+1)
	for i := range used {
		rows[i].Name = fmt.Sprintf("place %d", i+1)
	}
	rows[used].Name = "runs"
	before := make([]int, r.places)
	for n, v := range r.visits {
		c.Cols = append(c.Cols, strconv.Itoa(v.layer))
		for i := range used {
			cell := Cell{Text: dotted(v.held[i])}
			if n > 0 && v.held[i] > 0 && v.held[i] != before[i] {
				cell.Mark = Hot
			}
			rows[i].Cells = append(rows[i].Cells, cell)
		}
		rows[used].Cells = append(rows[used].Cells, Cell{Text: dotted(v.runs)})
		before = v.held
	}
	c.Rows = rows
	caption := "What each place holds on the way down. No place is filled twice: there is nothing to gain."
	if refills := r.refills(); refills > 0 {
		caption = fmt.Sprintf("What each place holds on the way down. Where ▸ stands a free place is filled again, %s in all.",
			times(refills))
	}
	return Frame{View: "schedule", Caption: caption, Blocks: Blocks{c,
		&Text{Text: fmt.Sprintf("%d is the least that %s can do for %d layers.",
			r.reuse.runs(r.layers, r.places), r.placesWord(), r.layers)}}}
}

func (r *rungs) refills() int {
	n := 0
	for _, v := range r.visits {
		n += len(v.kept)
	}
	return n
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return counted(n) + " times"
}

// worth compares memories of different sizes.
func (r *rungs) worth() Frame {
	t := &Table{
		Cols: []Col{{Name: "places", Right: true}, {Name: "fewest runs", Bar: true}, {Name: "spread evenly", Right: true}},
	}
	for _, m := range r.sizes() {
		row := Row{Cells: []string{counted(m), counted(r.reuse.runs(r.layers, m)), counted(evenly(r.layers, m).runs)}}
		if m == r.places {
			row.Mark = Hot
		}
		t.Rows = append(t.Rows, row)
	}
	next := min(r.places+1, r.layers-1)
	saved := r.reuse.runs(r.layers, r.places) - r.reuse.runs(r.layers, next)
	caption := fmt.Sprintf("The first places are worth most. Set places to %d: one more saves %s.", next, plural(saved, "run"))
	if r.places >= r.layers-1 {
		caption = "Nothing runs again: memory holds all there is. Set places to 2 and see how little is lost."
	}
	return Frame{View: "worth", Caption: caption, Blocks: Blocks{t}}
}

// sizes are the memories to compare: the first few, the present one, and the
// one that is enough.
func (r *rungs) sizes() []int {
	var ms []int
	last := r.layers - 1
	for m := 0; m <= last; m++ {
		if m <= 5 || m == last || m == r.places || last <= 10 || m == last/4 || m == last/2 {
			ms = append(ms, m)
		}
	}
	if r.places > last {
		ms = append(ms, r.places)
	}
	return ms
}

// enumerated names numbers: "3 and 7", or the first few of many.
func enumerated(ns []int) string {
	var words []string
	for _, n := range ns {
		words = append(words, strconv.Itoa(n))
	}
	if len(words) > 5 {
		words = append(words[:2], "…", words[len(words)-1])
		return strings.Join(words, " ")
	}
	return listed(words)
}

// listed is "a", "a and b" or "a, b and c".
func listed(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}

// ordinal is 1st, 2nd, 3rd, 4th and so on.
func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}

// sentenceCase starts a sentence with a count: "2 places" as "Two places".
func sentenceCase(s string) string {
	for n, word := range []string{"No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"} {
		if rest, ok := strings.CutPrefix(s, strconv.Itoa(n)+"\u00a0"); ok {
			return word + " " + rest
		}
	}
	return s
}
