package sim

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// wholeChain is the largest number of layers whose strip is shown without gaps:
// it is 76 cells wide at most.
const wholeChain = 14

// A stretch is a column of the strip: one layer, or several behind a "…".
type stretch struct{ first, last int }

func (s stretch) gap() bool { return s.first != s.last }

func (s stretch) label() string {
	switch {
	case s.gap():
		return "…"
	case s.first == 0:
		return "in"
	}
	return strconv.Itoa(s.first)
}

// stretches are the columns of the strip. Of a long chain it shows both ends,
// where this layer restarts, what runs, and how far the gradient is.
func (b *backprop) stretches() []stretch {
	cols := make([]stretch, 0, wholeChain+1)
	next := 0
	show := func(a int) {
		if a < next || a > b.layers {
			return
		}
		if a > next {
			cols = append(cols, stretch{next, a - 1})
		}
		cols = append(cols, stretch{a, a})
		next = a + 1
	}
	if b.layers <= wholeChain {
		for a := range b.layers + 1 {
			show(a)
		}
		return cols
	}
	shown := [...]int{0, b.from(b.layer), b.at - 2, b.at - 1, b.at, b.at + 1, b.layer, b.layer + 1, b.layers}
	slices.Sort(shown[:])
	for _, a := range shown {
		show(a)
	}
	return cols
}

// strip draws the chain in its present state; runs names the row of the runs.
func (b *backprop) strip(runs string) *Cells {
	cols := b.stretches()
	n := len(cols)
	cells := make([]Cell, 3*n)
	kept, run, gradient := cells[:n:n], cells[n:2*n:2*n], cells[2*n:]
	c := &Cells{Label: "layer", Cols: make([]string, n)}
	for i, s := range cols {
		c.Cols[i] = s.label()
		kept[i] = b.keptCell(s)
		run[i] = b.runCell(s)
		gradient[i] = b.gradientCell(s)
	}
	c.Rows = []CellRow{{"kept", kept}, {runs, run}, {"gradient", gradient}}
	return c
}

func (b *backprop) keptCell(s stretch) Cell {
	switch {
	case s.last/b.every*b.every < s.first:
		return Cell{}
	case s.gap():
		return Cell{Text: "…", Mark: Held}
	}
	return Cell{Mark: Held}
}

func (b *backprop) runCell(s stretch) Cell {
	from, wants := b.from(b.layer), b.wants(b.layer)
	switch {
	case s.first == from && s.last == from && wants > from && b.phase != passing:
		return Cell{Join: Start}
	case s.first <= from || s.first > b.at || b.phase == loading:
		return Cell{}
	case b.phase == passing && s.gap():
		return Cell{Text: "…", Mark: Lost}
	case b.phase == passing:
		return Cell{Mark: Lost}
	case s.first == b.at:
		return Cell{Text: s.label(), Mark: Hot, Join: Right}
	}
	return Cell{Text: s.label(), Mark: Done, Join: Right}
}

func (b *backprop) gradientCell(s stretch) Cell {
	switch {
	case s.first == b.layer && b.phase == passing:
		return Cell{Text: s.label(), Mark: Hot, Join: Left}
	case s.first > b.layer:
		return Cell{Text: s.label(), Mark: Done, Join: Left}
	}
	return Cell{}
}

// activation names activation a where it is held.
func activation(a int) string {
	if a == 0 {
		return "input"
	}
	return "a" + strconv.Itoa(a)
}

// slots shows the memory, near the activation that is loaded if there are many
// places, and the register.
func (b *backprop) slots() *Slots {
	n := b.stored()
	memory := SlotGroup{Name: "memory", Note: "1 of 1 place full"}
	first, last := 1, n
	switch {
	case n == 0:
		memory.Note = "no places"
	case n > 4:
		first = min(max(b.from(b.layer)/b.every-1, 1), n-2)
		last = first + 2
		fallthrough
	case n > 2:
		memory.Note = fmt.Sprintf("%d of %d full", n, n)
	case n == 2:
		memory.Note = "2 of 2 places full"
	}
	if first > 1 {
		memory.Places = append(memory.Places, "…")
	}
	for i := first; i <= last; i++ {
		memory.Places = append(memory.Places, activation(i*b.every))
	}
	if last < n {
		memory.Places = append(memory.Places, "…")
	}
	register := activation(b.at)
	if b.phase == passing {
		register = ""
	}
	return &Slots{Groups: []SlotGroup{memory, {Name: "register", Places: []string{register}}}}
}

var rematCols = []Col{
	{Name: "for layer", Right: true},
	{Name: "from"},
	{Name: "runs", Units: true},
	{},
	{Name: "runs in all", Right: true},
	{Name: "loads in all", Right: true},
}

// tableRow is the row of the present layer.
func (b *backprop) tableRow() Row {
	from := b.from(b.layer)
	runs, which := "", ""
	switch {
	case b.wants(b.layer) == from:
		runs = "none"
	case b.at > from:
		runs, which = strconv.Itoa(b.at-from), list(from+1, b.at)
	}
	return Row{Mark: Hot, Cells: []string{
		strconv.Itoa(b.layer), activation(from), runs, which, counted(b.fwds), counted(b.loads)}}
}

// table shows the present layer, a few that were done before, and what is to come.
func (b *backprop) table() *Table {
	done := b.rows
	rows := make([]Row, 0, 5)
	if n := len(done); n > 3 {
		last := done[n-3].Cells
		rows = append(rows, Row{Cells: []string{down(b.layers, b.layer+3), "", "done", "", last[4], last[5]}})
		done = done[n-2:]
	}
	rows = append(rows, done...)
	rows = append(rows, b.tableRow())
	if b.layer > 1 {
		rows = append(rows, Row{Cells: []string{
			down(b.layer-1, 1), "", "to come", "", "of " + counted(b.allFwds), "of " + counted(b.layers)}})
	}
	return &Table{Cols: rematCols, Rows: rows, Room: b.room}
}

// tableRoom is a row as wide as any that the table will have.
func (b *backprop) tableRoom() []string {
	room := []string{down(b.layers, b.layers-1), activation(b.stored() * b.every), "to come", "",
		"of " + counted(b.allFwds), "of " + counted(b.layers)}
	most := 0
	for l := 1; l <= b.layers; l++ {
		from, wants := b.from(l), b.wants(l)
		if from == 0 {
			room[1] = activation(0)
		}
		if wants == from {
			continue
		}
		most = max(most, wants-from)
		for _, to := range []int{wants, min(wants, from+fewRuns)} {
			if which := list(from+1, to); utf8.RuneCountInString(which) > utf8.RuneCountInString(room[3]) {
				room[3] = which
			}
		}
	}
	if most > 4 { // squares wider than "to come"
		room[2] = strconv.Itoa(most)
	}
	return room
}

// fewRuns is how many runs the table names one by one.
const fewRuns = 5

// list names the numbers from a to b, the middle ones only if they are few.
func list(a, b int) string {
	if b-a >= fewRuns {
		return strconv.Itoa(a) + " … " + strconv.Itoa(b)
	}
	s := strconv.Itoa(a)
	for a++; a <= b; a++ {
		s += " " + strconv.Itoa(a)
	}
	return s
}

// down names the layers from a down to b.
func down(a, b int) string {
	if a == b {
		return strconv.Itoa(a)
	}
	return strconv.Itoa(a) + " … " + strconv.Itoa(b)
}

func (b *backprop) traceFrame() Frame {
	return Frame{View: "trace", Caption: b.caption(), Blocks: Blocks{
		b.strip("runs now"), b.slots(), b.table(), &Text{Text: b.soFar()}}}
}

func (b *backprop) soFar() string {
	time := func(fwds, loads int) string {
		return grouped(float64(fwds)*b.fwd + float64(loads)*b.load)
	}
	const ns = "\u00a0ns"
	return "so far " + counted(b.fwds) + " × " + grouped(b.fwd) + ns + " + " +
		counted(b.loads) + " × " + grouped(b.load) + ns + " = " +
		time(b.fwds, b.loads) + ns + " of " + time(b.allFwds, b.layers) + ns
}

// caption says what happens in this step. While it runs it tells the steps of
// this layer from the load on.
func (b *backprop) caption() string {
	from, wants := b.from(b.layer), b.wants(b.layer)
	layer := "Layer " + strconv.Itoa(b.layer)
	if b.phase == passing {
		s := layer + " has its activation, so the gradient passes. "
		if b.input {
			s = layer + " has its input, so the gradient passes. "
		}
		if wants == from {
			return s + "Nothing is lost."
		}
		return s + lost(from+1, wants)
	}
	s := layer + " wants its activation: load " + loaded(from)
	if b.input {
		s = layer + " wants its input, " + named(wants) + ": load " + loaded(from)
	}
	switch {
	case wants == from:
		return s + ". It is kept, so nothing runs."
	case b.at == from:
		return s + ", the nearest kept below."
	case b.at == wants:
		return s + ", " + ran(from+1, b.at) + ". Then " + lost(from+1, wants)
	}
	return s + ", " + ran(from+1, b.at) + "."
}

// loaded names activation a in "load 5".
func loaded(a int) string {
	if a == 0 {
		return "the input"
	}
	return strconv.Itoa(a)
}

// named names activation a in a sentence.
func named(a int) string {
	if a == 0 {
		return "the network's input"
	}
	return "activation " + strconv.Itoa(a)
}

func ran(a, b int) string {
	s := "run " + strconv.Itoa(a)
	switch {
	case b == a+1:
		s += ", run " + strconv.Itoa(b)
	case b > a:
		s += " to " + strconv.Itoa(b)
	}
	return s
}

func lost(a, b int) string {
	s := strconv.Itoa(a)
	switch {
	case b == a:
		return s + " is lost."
	case b == a+1:
		s += " and " + strconv.Itoa(b)
	default:
		s += " to " + strconv.Itoa(b)
	}
	return s + " are lost."
}

// chainFrame shows the chain, what is kept, and where one layer would restart.
func (b *backprop) chainFrame() Frame {
	f := Frame{View: "chain", Caption: b.keptSentence()}
	now := *b
	now.layer, now.phase = b.example(), running
	if now.layer == 0 { // nothing runs, whatever the layer
		now.layer, now.phase = b.layers, loading
		now.at = now.from(now.layer)
		strip := now.strip("")
		strip.Rows = strip.Rows[:1]
		f.Blocks = Blocks{strip}
		return f
	}
	now.at = now.wants(now.layer)
	f.Caption += fmt.Sprintf(" Layer %d restarts at %s: load %[2]s, %s.", now.layer,
		loaded(now.from(now.layer)), ran(now.from(now.layer)+1, now.at))
	f.Blocks = Blocks{now.strip(fmt.Sprintf("runs for %d", now.layer))}
	return f
}

// example is the highest layer that wants two runs, or one if none wants two,
// or 0 if none wants any.
func (b *backprop) example() int {
	for runs := 2; runs > 0; runs-- {
		for l := b.layers; l > 0; l-- {
			if b.wants(l)-b.from(l) == runs {
				return l
			}
		}
	}
	return 0
}

// keptSentence says which activations are kept.
func (b *backprop) keptSentence() string {
	k, n := b.every, b.stored()
	switch n {
	case 0:
		return "Only the input is kept."
	case 1:
		return fmt.Sprintf("Kept are the input and activation %d.", k)
	case 2:
		return fmt.Sprintf("Kept are the input and the activations %d and %d.", k, 2*k)
	case 3:
		return fmt.Sprintf("Kept are the input and the activations %d, %d and %d.", k, 2*k, 3*k)
	}
	return fmt.Sprintf("Kept are the input and the activations %d, %d and so on up to %d.", k, 2*k, n*k)
}

// resultFrame sums up.
func (b *backprop) resultFrame() Frame {
	ns := func(x float64) string { return grouped(x) + "\u00a0ns" }
	fwds, loads := float64(b.fwds)*b.fwd, float64(b.loads)*b.load
	return Frame{
		View: "result",
		Caption: fmt.Sprintf("The gradient is through all %d layers, after %s and %s.",
			b.layers, plural(b.fwds, "run"), plural(b.loads, "load")),
		Blocks: Blocks{
			b.summary(),
			&Table{
				Cols: []Col{{}, {Name: "how often", Right: true}, {Name: "each", Right: true}, {Name: "in all", Right: true}},
				Rows: []Row{
					{Cells: []string{"runs", counted(b.fwds), ns(b.fwd), ns(fwds)}},
					{Cells: []string{"loads", counted(b.loads), ns(b.load), ns(loads)}},
					{Cells: []string{"backward pass", "", "", ns(fwds + loads)}},
				},
			},
			&Text{Text: fmt.Sprintf("Loading all %d activations from a disk takes as long at %s a load. "+
				"With only the input kept, and the last activation still at hand, it would be %s.",
				b.layers, ns(b.diskTime()), plural(b.unkept(), "run"))},
		},
	}
}

// summary lists the runs of every layer, in the order the gradient comes by.
func (b *backprop) summary() *Cells {
	c := &Cells{Label: "layer"}
	var from, runs []Cell
	for l := b.layers; l >= 1; l-- {
		if b.layers > wholeChain && 6 < l && l <= b.layers-6 {
			if l == 7 {
				c.Cols = append(c.Cols, "…")
				from, runs = append(from, Cell{Text: "…"}), append(runs, Cell{Text: "…"})
			}
			continue
		}
		c.Cols = append(c.Cols, strconv.Itoa(l))
		from = append(from, Cell{Text: stretch{b.from(l), b.from(l)}.label()})
		n := strconv.Itoa(b.wants(l) - b.from(l))
		if n == "0" {
			n = "·"
		}
		runs = append(runs, Cell{Text: n})
	}
	c.Rows = []CellRow{{"load", from}, {"runs", runs}}
	return c
}

func plural(n int, what string) string {
	if n == 1 {
		return "1\u00a0" + what
	}
	return counted(n) + "\u00a0" + what + "s"
}
