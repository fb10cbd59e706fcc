package sim

import (
	"fmt"
)

// flowFrames follow the second task from the minimum of the first.
func flowFrames(end float64) []Frame {
	var fs []Frame
	path := Series{Name: "way down the second loss"}
	const points = 60
	for i := range points + 1 {
		x := float64(i) / points
		theta := flow(firstTask, secondTask, end*x*x*x)
		path.X, path.Y = append(path.X, theta[0]), append(path.Y, theta[1])
	}
	for _, t := range flowTimes(end) {
		theta := flow(firstTask, secondTask, t)
		a, b := firstTask.loss(theta), secondTask.loss(theta)
		p := &Plot{X: Axis{Label: "first weight", Lo: -.1, Hi: 1.1}, Y: Axis{Label: "second weight", Lo: -.1, Hi: 1.1},
			Series: []Series{path,
				{Name: "least for task 1", X: []float64{0}, Y: []float64{0}, Dots: true, Glyph: "1"},
				{Name: "for task 2", X: []float64{1}, Y: []float64{1}, Dots: true, Glyph: "2"},
				{Name: "now", X: theta[:1:1], Y: theta[1:2:2], Dots: true, Glyph: "●", Mark: Hot}},
			Alt: fmt.Sprintf("At time %s the weights are %s and %s, on a bent way from the minimum of the first loss at 0, 0 to that of the second at 1, 1.",
				grouped(t), fixed(theta[0], 3), fixed(theta[1], 3))}
		table := &Table{Cols: []Col{{}, {Name: "loss", Bar: true}}, Room: []string{"", "1.6000"}, Rows: []Row{
			{Cells: []string{"task 1", fixed(a, 4)}}, {Cells: []string{"task 2", fixed(b, 4)}}}}
		fs = append(fs, Frame{View: "flow", Caption: flowCaption(t, end, a, b), Blocks: Blocks{p, table}})
	}
	return fs
}

// flowTimes are the times to show, up to the end.
func flowTimes(end float64) []float64 {
	var ts []float64
	for _, t := range []float64{0, .5, 1, 2, 5, 20} {
		if t < end {
			ts = append(ts, t)
		}
	}
	return append(ts, end)
}

func flowCaption(t, end, a, b float64) string {
	switch {
	case t == 0:
		return "Two weights, two tasks. The first is learnt: its loss is 0. Now only the loss of the second is followed down."
	case t == end:
		return fmt.Sprintf("At time %s the second task is at %s and the first at %s. Nothing in the second loss holds the weights where the first needs them.", grouped(t), brief(b), brief(a))
	}
	return fmt.Sprintf("At time %s the second task's loss is %s, the first one's %s.", grouped(t), brief(b), brief(a))
}

// rehearsalFrame mixes the losses.
func rehearsalFrame(rho float64) Frame {
	t := &Table{Cols: []Col{{Name: "weight of task 1", Right: true}, {Name: "its loss", Bar: true}, {Name: "loss of task 2", Bar: true}}}
	for _, r := range withThis([]float64{0, .1, .3, .5, .9, 1}, rho) {
		t.Rows = append(t.Rows, mixedRow(r, rho))
	}
	return Frame{View: "rehearsal",
		Caption: "Rehearsal: a share of the first loss is mixed in. A little of it already saves most of the first task, at a small price for the second.",
		Blocks:  Blocks{t}}
}

func mixedRow(r, rho float64) Row {
	theta := mixed(firstTask, secondTask, r)
	row := Row{Cells: []string{grouped(r), fixed(firstTask.loss(theta), 4), fixed(secondTask.loss(theta), 4)}}
	if r == rho {
		row.Mark = Hot
	}
	return row
}

// glyphFrame shows an old and a new digit.
func (d *digitsRun) glyphFrame() Frame {
	return Frame{View: "digits",
		Caption: "The same with a network: 64 pixels, two hidden layers, ten outputs. The first task is the digits 0 to 4, the second 5 to 9.",
		Blocks:  Blocks{&Beside{Blocks{glyphHeat("an old digit: 3", d.old, 3*perDigit), glyphHeat("a new one: 7", d.new, 2*perDigit)}}}}
}

func glyphHeat(title string, s digitSet, i int) *Heat {
	h := &Heat{Title: title, Hi: 1, Alt: fmt.Sprintf("A handwritten %d in 8 by 8 pixels.", s.label[i])}
	pixels := s.x.RawRowView(i)
	for r := range glyphSide {
		h.Rows, h.Cols = append(h.Rows, ""), append(h.Cols, "")
		h.Values = append(h.Values, pixels[r*glyphSide:(r+1)*glyphSide])
	}
	return h
}

// trainFrame shows how a training goes.
func (d *digitsRun) trainFrame(name string, step int, now score) Frame {
	t := d.table()
	t.Rows = append(t.Rows, Row{Mark: Hot, Cells: []string{name, per100(now.old), per100(now.new)}})
	return Frame{View: "training",
		Caption: fmt.Sprintf("Training: %s, step %d of %d. The loss is %s.", name, step, d.steps, brief(d.lossNow)),
		Blocks:  Blocks{t}}
}

// table lists what is known so far: recognised digits, in per cent.
func (d *digitsRun) table() *Table {
	t := &Table{Cols: []Col{{Name: "trained"}, {Name: "old, %", Bar: true}, {Name: "new, %", Bar: true}},
		Room: []string{"all weights, old digits too", "100.0", "100.0"}}
	if d.before != (score{}) {
		t.Rows = append(t.Rows, Row{Cells: []string{"before, on the first task", per100(d.before.old), per100(d.before.new)}})
	}
	for _, r := range d.ways {
		t.Rows = append(t.Rows, Row{Cells: []string{r.name, per100(r.on.old), per100(r.on.new)}})
		if r.apart {
			t.Rows = append(t.Rows, Row{Cells: []string{"  taken away again", per100(r.off.old), per100(r.off.new)}})
		}
	}
	return t
}

func (d *digitsRun) wayFrame(name string, last bool) Frame {
	r := d.ways[len(d.ways)-1]
	f := Frame{View: "ways", Blocks: Blocks{d.table()}}
	switch {
	case last:
		f.View = "last"
		f.Caption = "What overwrites weights forgets for good. Factors and vectors can disturb old skills while in place; taken away, they leave the old network. Set rehearsed to 10."
	case r.apart:
		f.Caption = fmt.Sprintf("With the %s in place %s of the old digits are recognised. The weights are frozen: without the %[1]s it is %[3]s, exactly as before.",
			name, inPercent(r.on.old), inPercent(r.off.old))
	case len(d.ways) == 1:
		f.Caption = fmt.Sprintf("All weights trained on the new digits: of the old ones %s are left, of %s before.", inPercent(r.on.old), inPercent(d.before.old))
	default:
		f.Caption = fmt.Sprintf("With %d %% of the old digits mixed in, %s of the old and %s of the new ones are recognised.", d.rehearsed, inPercent(r.on.old), inPercent(r.on.new))
	}
	return f
}
