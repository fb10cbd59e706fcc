package sim

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ring is the all-reduce of n workers in a ring, run with real numbers. Each
// has a vector that is cut into n blocks. In round s of the first n−1 worker i
// sends block i−s to worker i+1, which adds it up; in round s of the other n−1
// it sends block i+1−s, which is complete and replaces what the neighbour has
// (all modulo n, counted from 0).
var ring = &Sim{
	Name: "ring",
	Doc:  "Workers in a ring add up their gradients block by block.",
	Params: []Param{
		{Name: "workers", Doc: "workers in the ring", Default: 3, Min: 2, Max: 16},
		{Name: "block", Doc: "numbers in a block; a gradient has one block for every worker", Default: 2, Min: 1, Max: 12},
	},
	Results: ringResults,
	Run:     runRing,
}

var ringResults = []Result{
	{Name: "messages", Doc: "messages that the ring sends in all"},
	{Name: "numbers", Doc: "numbers in a message of the ring"},
	{Name: "total", Doc: "numbers that the ring sends in all"},
	{Name: "rounds", Doc: "rounds, in each of which every worker sends one message"},
	{Name: "sent", Doc: "numbers that one worker of the ring sends"},
	{Name: "direct_messages", Doc: "messages if every worker sends its gradient to every other one"},
	{Name: "direct_numbers", Doc: "numbers in such a message"},
	{Name: "direct_total", Doc: "numbers sent that way in all"},
	{Name: "hub_messages", Doc: "messages if all send to a machine that answers each"},
	{Name: "hub_numbers", Doc: "numbers in such a message"},
	{Name: "hub_total", Doc: "numbers sent that way in all"},
	{Name: "first_sum", Doc: "the first number of every worker's result"},
	{Name: "last_sum", Doc: "the last number of every worker's result"},
}

// A ringRun is the state of the workers. Worker i begins with the whole numbers
// from i·p + 1 to (i+1)·p, so a reader can check any sum.
type ringRun struct {
	n, block int
	data     [][][]int // data[worker][block] holds the block's numbers
	parts    [][]int   // how many workers' numbers are in it
	round    int       // from 1
	sent     []message // of this round
	messages int       // so far
}

// A message is one block on its way.
type message struct {
	from, to, block int
	numbers, met    []int // what is sent, and what it meets
	parts           int   // how many workers' numbers are in it
}

func newRing(n, block int) *ringRun {
	r := &ringRun{n: n, block: block}
	for i := range n {
		var blocks [][]int
		var parts []int
		for b := range n {
			xs := make([]int, block)
			for k := range xs {
				xs[k] = i*n*block + b*block + k + 1
			}
			blocks, parts = append(blocks, xs), append(parts, 1)
		}
		r.data, r.parts = append(r.data, blocks), append(r.parts, parts)
	}
	return r
}

// adding reports whether this round adds blocks up.
func (r *ringRun) adding() bool { return r.round < r.n }

func (r *ringRun) rounds() int { return 2 * (r.n - 1) }

// step runs a round: all send at once, then all take in what came. Nobody sends
// the block that comes in, so numbers can be added where they are.
func (r *ringRun) step() {
	r.round++
	r.sent = r.sent[:0:0]
	for i := range r.n {
		b := i - (r.round - 1)
		if !r.adding() {
			b = i + 1 - (r.round - r.n)
		}
		b = (b%r.n + r.n) % r.n
		to := (i + 1) % r.n
		r.sent = append(r.sent, message{i, to, b, r.data[i][b], r.data[to][b], r.parts[i][b]})
	}
	for _, m := range r.sent {
		got, parts := m.met, m.parts
		if r.spelled() { // the table of messages shows what was there
			got = slices.Clone(m.met)
		}
		if r.adding() {
			for k, x := range m.numbers {
				got[k] += x
			}
			parts += r.parts[m.to][m.block]
		} else {
			copy(got, m.numbers)
		}
		r.data[m.to][m.block], r.parts[m.to][m.block] = got, parts
	}
	r.messages += len(r.sent)
}

func runRing(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	r := newRing(v.Int("workers"), v.Int("block"))
	show := steady(ctx, emit)
	if err := show(r.startFrame()); err != nil {
		return nil, err
	}
	for r.round < r.rounds() {
		r.step()
		if err := show(r.roundFrame()); err != nil {
			return nil, err
		}
	}
	if err := show(r.resultFrame()); err != nil {
		return nil, err
	}
	n, p := r.n, r.n*r.block
	last := r.data[0][n-1]
	values := []int{r.messages, r.block, r.messages * r.block, r.rounds(), r.rounds() * r.block,
		n * (n - 1), p, n * (n - 1) * p, 2 * n, p, 2 * n * p, r.data[0][0][0], last[len(last)-1]}
	texts := make([]string, len(values))
	for i, x := range values {
		texts[i] = strconv.Itoa(x)
	}
	return fill(ringResults, texts...), nil
}

// spelled reports whether the numbers fit on a screen. Otherwise a block is
// shown by how many workers' numbers it holds.
func (r *ringRun) spelled() bool {
	largest := r.n * r.n * r.block * r.n
	column := r.block*(len(strconv.Itoa(largest))+1) + 3
	return r.n <= 5 && r.n*column <= 64
}

func digits(xs []int) string {
	words := make([]string, len(xs))
	for i, x := range xs {
		words[i] = strconv.Itoa(x)
	}
	return strings.Join(words, " ")
}

// cells shows what every worker holds; what has just come in is hot.
func (r *ringRun) cells() *Cells {
	c := &Cells{Label: "block"}
	for b := range r.n {
		c.Cols = append(c.Cols, strconv.Itoa(b+1))
	}
	for i := range r.n {
		row := CellRow{Name: fmt.Sprintf("worker %d", i+1)}
		for b := range r.n {
			cell := Cell{Text: strconv.Itoa(r.parts[i][b])}
			if r.spelled() {
				cell.Text = digits(r.data[i][b])
			}
			if r.parts[i][b] == r.n {
				cell.Text, cell.Mark = cell.Text+"✓", Good
				if !r.spelled() {
					cell.Text = "✓"
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		c.Rows = append(c.Rows, row)
	}
	for _, m := range r.sent {
		c.Rows[m.to].Cells[m.block].Mark = Hot
	}
	return c
}

// legend explains the cells.
func (r *ringRun) legend() string {
	if r.spelled() {
		return "▸ has just come in   ✓ complete: the sum over all workers"
	}
	return "numbers: workers summed up in the block   ▸ has just come in   ✓ all of them"
}

// fewMessages is how many messages of a round are shown one by one.
const fewMessages = 5

// table lists the messages of this round.
func (r *ringRun) table() *Table {
	meets := "is added to"
	if !r.adding() {
		meets = "replaces"
	}
	t := &Table{Cols: []Col{{Name: "message"}, {Name: "block", Right: true}, {Name: "brings"}, {Name: meets}}}
	for i, m := range r.sent {
		if r.n > fewMessages && 2 <= i && i < r.n-1 {
			if i == 2 {
				t.Rows = append(t.Rows, Row{Cells: []string{"…", "", "", ""}})
			}
			continue
		}
		brings, met := digits(m.numbers), digits(m.met)
		if !r.spelled() {
			brings, met = r.sum(m.parts), "its own"
			if !r.adding() {
				met = "its part"
			}
		}
		t.Rows = append(t.Rows, Row{Cells: []string{
			fmt.Sprintf("%d → %d", m.from+1, m.to+1), strconv.Itoa(m.block + 1), brings, met}})
	}
	return t
}

// sum says what a block holds that has the numbers of so many workers in it.
func (r *ringRun) sum(parts int) string {
	switch parts {
	case 1:
		return "its own"
	case r.n:
		return "the sum of all"
	}
	return fmt.Sprintf("a sum of %d", parts)
}

func (r *ringRun) startFrame() Frame {
	p := r.n * r.block
	return Frame{
		View: "start",
		Caption: fmt.Sprintf("Each of %d workers has a gradient of %s, cut into %d blocks. All want the sum.",
			r.n, plural(p, "number"), r.n),
		Blocks: Blocks{r.cells(), &Text{Text: fmt.Sprintf(
			"Worker 1 sends to worker 2, worker 2 to worker 3 and so on; worker %d sends to worker 1. "+
				"Nobody else is spoken to.", r.n)}},
	}
}

func (r *ringRun) caption() string {
	s := fmt.Sprintf("Round %d of %d: ", r.round, r.rounds())
	switch {
	case r.n == 2 && r.round == 1:
		return s + "each worker sends one block, which the other adds to its own. Each now has one complete block."
	case r.round == 1:
		return s + "each worker sends one block to its right, where it is added up."
	case r.round == r.n-1:
		return s + "the sums have gone almost round. Every worker now has one complete block."
	case r.adding():
		return s + "each worker passes on the block it has just added to. The sums grow on their way."
	case r.round == r.rounds():
		return s + "the last copies arrive. Every worker has every sum."
	case r.round == r.n:
		return s + "now complete blocks are handed on. They replace what is there; nothing is added."
	}
	return s + "each worker hands on the complete block it has just got."
}

func (r *ringRun) roundFrame() Frame {
	all := r.n * r.rounds()
	blocks := Blocks{r.cells(), &Text{Text: r.legend()}}
	if r.n <= 6 { // further workers leave no room
		blocks = append(blocks, r.table())
	}
	return Frame{View: "round", Caption: r.caption(), Blocks: append(blocks,
		&Text{Text: fmt.Sprintf("so far %d of %s, %s each: %s of %s in all", r.messages, plural(all, "message"),
			plural(r.block, "number"), counted(r.messages*r.block), plural(all*r.block, "number"))},
	)}
}

// resultFrame compares the ring with the two other ways.
func (r *ringRun) resultFrame() Frame {
	n, p := r.n, r.n*r.block
	row := func(name string, messages, size, busiest int) Row {
		return Row{Cells: []string{name, counted(messages), counted(size), strconv.Itoa(messages * size), counted(busiest)}}
	}
	more := "Set workers higher: the direct way grows with the square, and a ring worker never sends 2 whole gradients."
	if n > 8 {
		more = "Set workers to 3 to follow the numbers one by one."
	}
	ringRow := row("ring", r.messages, r.block, r.rounds()*r.block)
	ringRow.Mark = Hot
	return Frame{
		View: "result",
		Caption: fmt.Sprintf("A ring worker sends %s, under twice the gradient of %d however many workers there are.",
			plural(r.rounds()*r.block, "number"), p),
		Blocks: Blocks{
			&Table{
				Cols: []Col{{Name: "way"}, {Name: "messages", Right: true}, {Name: "numbers each", Right: true},
					{Name: "numbers in all", Bar: true}, {Name: "busiest machine sends", Right: true}},
				Rows: []Row{
					row("direct", n*(n-1), p, (n-1)*p),
					row("hub", 2*n, p, n*p),
					ringRow,
				},
			},
			&Text{Text: fmt.Sprintf("The hub moves %s more than the ring, and half of all it moves leaves through one machine. "+
				"The ring shares the load evenly, at the price of %d rounds one after the other.", plural(2*p, "number"), r.rounds())},
			&Text{Text: more},
		},
	}
}
