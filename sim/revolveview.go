package sim

import (
	"fmt"
	"strconv"
)

func revolveFrames(l, c int) []Frame {
	fs := []Frame{sweepFrame(l, c)}
	if l <= longestWalk {
		fs = append(fs, reversalFrames(l, c)...)
	}
	return append(fs, placesFrame(l, c), binomialFrame(l, c))
}

// sweepFrame shows where the first states are kept.
func sweepFrame(l, c int) Frame {
	tv := newTreeverse(l, c)
	t, _, _ := advances(l, c)
	kept := []int{0}
	for base, rest, places := 0, l, c; rest > 1 && places > 1; places-- {
		k := tv.split[places][rest]
		base, rest = base+k, rest-k
		kept = append(kept, base)
	}
	caption := fmt.Sprintf("%s and %s. The way back wants the state before each step, from the last step down. %s is the least that can be done.",
		plural(l, "step"), plural(c, "place"), sentenceCase(plural(t, "advance")))
	return Frame{View: "sweep", Caption: caption, Blocks: Blocks{
		&Table{Cols: []Col{{Name: "kept on the first sweep"}, {Name: "advances", Bar: true}}, Rows: []Row{
			{Cells: []string{"the first state alone", counted(l * (l - 1) / 2)}},
			{Cells: []string{"states " + enumerated(kept), counted(t)}, Mark: Hot}}},
		&Text{Text: "An advance runs one step forward. The step that the way back itself passes is not counted."}}}
}

// reversalFrames follow the schedule, a frame for each step of the way back.
func reversalFrames(l, c int) []Frame {
	rs := reversals(newTreeverse(l, c).schedule(l, c))
	t := newReversalTable(l, c, rs)
	var fs []Frame
	for _, r := range rs {
		blocks := Blocks{reversalSlots(r, c), t.add(r)}
		if l < wholeChain {
			blocks = append(Blocks{reversalStrip(r, l)}, blocks...)
		}
		fs = append(fs, Frame{View: "walk", Caption: reversalCaption(r), Blocks: blocks})
	}
	return fs
}

// A reversalTable lists the steps of the way back as they are made.
type reversalTable struct {
	steps, all, done int // advances in all, and so far
	room             []string
	rows             []Row
}

func newReversalTable(l, c int, rs []reversal) *reversalTable {
	all, _, _ := advances(l, c)
	t := &reversalTable{steps: l, all: all,
		room: []string{fmt.Sprintf("%d … %d", l, l-1), "state " + strconv.Itoa(l), "to come", "", "of " + counted(all)}}
	most := 0
	for _, r := range rs {
		most = max(most, r.advances)
		if s := enumerated(r.kept); len(s) > len(t.room[3]) {
			t.room[3] = s
		}
	}
	if most > 4 { // squares wider than "to come"
		t.room[2] = strconv.Itoa(most)
	}
	return t
}

// add shows the step, a few that were made before, and what is to come.
func (t *reversalTable) add(r reversal) *Table {
	t.done += r.advances
	row := Row{Cells: []string{strconv.Itoa(r.step), "state " + strconv.Itoa(r.from), strconv.Itoa(r.advances), enumerated(r.kept), counted(t.done)}}
	if r.advances == 0 {
		row.Cells[2] = "none"
	}
	out := &Table{Room: t.room, Cols: []Col{{Name: "back through", Right: true}, {Name: "from"}, {Name: "advances", Units: true},
		{Name: "kept on the way"}, {Name: "in all", Right: true}}}
	before := t.rows
	if n := len(before); n > 3 {
		out.Rows = append(out.Rows, Row{Cells: []string{down(t.steps, r.step+3), "", "done", "", before[n-3].Cells[4]}})
		before = before[n-2:]
	}
	out.Rows = append(out.Rows, before...)
	t.rows = append(t.rows, row)
	row.Mark = Hot
	out.Rows = append(out.Rows, row)
	if r.step > 1 {
		out.Rows = append(out.Rows, Row{Cells: []string{down(r.step-1, 1), "", "to come", "", "of " + counted(t.all)}})
	}
	return out
}

func reversalStrip(r reversal, l int) *Cells {
	c := &Cells{Label: "state"}
	var kept, runs, gradient []Cell
	held := map[int]bool{}
	for _, s := range r.held {
		held[s] = true
	}
	for s := range l + 1 {
		c.Cols = append(c.Cols, strconv.Itoa(s))
		var k, run, g Cell
		if held[s] {
			k.Mark = Held
		}
		switch {
		case r.advances > 0 && s == r.from:
			run.Join = Start
		case r.advances > 0 && r.from < s && s < r.step-1:
			run = Cell{Text: strconv.Itoa(s), Mark: Done, Join: Right}
		case r.advances > 0 && s == r.step-1:
			run = Cell{Text: strconv.Itoa(s), Mark: Hot, Join: Right}
		}
		switch {
		case s == r.step:
			g = Cell{Text: strconv.Itoa(s), Mark: Hot, Join: Left}
		case s > r.step:
			g = Cell{Text: strconv.Itoa(s), Mark: Done, Join: Left}
		}
		kept, runs, gradient = append(kept, k), append(runs, run), append(gradient, g)
	}
	c.Rows = []CellRow{{"kept", kept}, {"advances", runs}, {"way back", gradient}}
	return c
}

func reversalSlots(r reversal, places int) *Slots {
	g := SlotGroup{Name: "places", Note: fmt.Sprintf("%d of %d full", len(r.held), places)}
	for i := range min(places, 6) {
		name := ""
		if i < len(r.held) {
			name = strconv.Itoa(r.held[i])
		}
		g.Places = append(g.Places, name)
	}
	if places > 6 {
		g.Places = append(g.Places, "…")
	}
	return &Slots{Groups: []SlotGroup{g, {Name: "register", Places: []string{strconv.Itoa(r.step - 1)}}}}
}

func reversalCaption(r reversal) string {
	wants := fmt.Sprintf("Back through step %d, which wants state %d: ", r.step, r.step-1)
	switch {
	case r.advances == 0:
		return wants + "it is kept, so nothing runs."
	case len(r.kept) == 0:
		return wants + fmt.Sprintf("from state %d, %s.", r.from, plural(r.advances, "advance"))
	}
	return wants + fmt.Sprintf("from state %d, %s, and %s kept on the way.", r.from, plural(r.advances, "advance"), arePut(r.kept))
}

// placesFrame compares numbers of places.
func placesFrame(l, c int) Frame {
	t := &Table{Cols: []Col{{Name: "places", Right: true}, {Name: "advances", Bar: true}, {Name: "forward steps for each", Right: true}, {Name: "most for any", Right: true}}}
	for _, each := range withThis([]int{1, 2, 3, 4, 5, 6, 8, 10, 20}, c) {
		n, repeats, _ := advances(l, each)
		row := Row{Cells: []string{strconv.Itoa(each), counted(n), fixed(float64(n+l)/float64(l), 2), strconv.Itoa(repeats)}}
		if each == c {
			row.Mark = Hot
		}
		t.Rows = append(t.Rows, row)
	}
	return Frame{View: "places",
		Caption: fmt.Sprintf("What places are worth for %s. With one place the work grows with the square of the length, with a few it hardly grows.", plural(l, "step")),
		Blocks:  Blocks{t}}
}

// binomialFrame shows how long a chain may be.
func binomialFrame(l, c int) Frame {
	t := &Table{Cols: []Col{{Name: "places", Right: true}}}
	const most = 5
	for r := 1; r <= most; r++ {
		t.Cols = append(t.Cols, Col{Name: fmt.Sprintf("r = %d", r), Right: true})
	}
	for _, each := range withThis([]int{1, 2, 3, 5, 10, 20}, c) {
		row := Row{Cells: []string{strconv.Itoa(each)}}
		n := 1
		for r := 1; r <= most; r++ {
			n = n * (each + r) / r
			row.Cells = append(row.Cells, counted(n))
		}
		if each == c {
			row.Mark = Hot
		}
		t.Rows = append(t.Rows, row)
	}
	next := min(l*10, 1000)
	if next == l {
		next = 10
	}
	return Frame{View: "binomial",
		Caption: fmt.Sprintf("The longest chain when no step runs more than r times: C(places + r, places). Set steps to %d: the length changes tenfold, the work for each step little.", next),
		Blocks:  Blocks{t}}
}
