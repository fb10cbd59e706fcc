package sim

import (
	"fmt"
	"strconv"
)

func (c conv) frames(s splitConv, dense kernel, left float64) []Frame {
	fs := c.fullFrames()
	fs = append(fs, c.deepFrame(), c.pointFrame(), c.shareFrame(), c.sizeFrame())
	return append(fs, c.rankFrame(s.whole(), "split"), c.rankFrame(dense, "any"), c.lastFrame(left))
}

// shownWeights is how many weights of a window are drawn at most.
const shownWeights = 20

// shownChannels is how many channels are drawn one by one.
const shownChannels = 6

// fullFrames count the ordinary convolution, one output channel after another.
func (c conv) fullFrames() []Frame {
	var fs []Frame
	perOut := c.full() / c.cout
	inGroup := c.cin / c.groups
	shown := min(c.cout, shownChannels)
	for o := range shown {
		out := &Cells{Label: "output"}
		row := CellRow{Name: "counted"}
		for i := range shown {
			out.Cols = append(out.Cols, strconv.Itoa(i+1))
			cell := Cell{}
			switch {
			case i < o:
				cell.Mark = Held
			case i == o:
				cell = Cell{Text: strconv.Itoa(i + 1), Mark: Hot}
			}
			row.Cells = append(row.Cells, cell)
		}
		if c.cout > shown {
			out.Cols, row.Cells = append(out.Cols, "…"), append(row.Cells, Cell{Text: "…"})
		}
		out.Rows = []CellRow{row}
		windows := &Table{Cols: []Col{{Name: "output channel", Right: true}, {Name: "windows", Right: true}, {Name: "weights of a window", Right: true},
			{Name: "weights", Right: true}, {Name: "so far", Right: true}},
			Room: []string{"", "", "", counted(perOut), counted(c.full())}}
		windows.Rows = []Row{{Mark: Hot, Cells: []string{strconv.Itoa(o + 1), counted(inGroup), fmt.Sprintf("%d × %[1]d = %d", c.k, c.k*c.k),
			counted(perOut), counted(perOut * (o + 1))}}}
		if o == shown-1 && c.cout > shown {
			windows.Rows = append(windows.Rows, Row{Cells: []string{down(shown+1, c.cout), "", "", "each as many", counted(c.full())}})
		}
		fs = append(fs, Frame{View: "full", Caption: c.fullCaption(o, perOut, inGroup), Blocks: Blocks{out, windows}})
	}
	return fs
}

func (c conv) fullCaption(o, perOut, inGroup int) string {
	if o > 0 {
		return fmt.Sprintf("Output channel %d has %s of its own: nothing is shared with the one before.", o+1, plural(inGroup, "window"))
	}
	if c.groups > 1 {
		return fmt.Sprintf("The channels fall into %d groups. Output channel 1 sees the %s of its group, each through a window of its own: %s.",
			c.groups, plural(inGroup, "input channel"), plural(perOut, "weight"))
	}
	return fmt.Sprintf("Output channel 1 sees all %s, each through a window of its own: %s.",
		plural(inGroup, "input channel"), plural(perOut, "weight"))
}

// channelRow draws a step's windows, by channel.
func channelRow(label string, n int, text string) *Cells {
	c := &Cells{Label: label}
	row := CellRow{Name: "weights"}
	for i := range min(n, shownChannels) {
		c.Cols, row.Cells = append(c.Cols, strconv.Itoa(i+1)), append(row.Cells, Cell{Text: text})
	}
	if n > shownChannels {
		c.Cols, row.Cells = append(c.Cols, "…"), append(row.Cells, Cell{Text: "…"})
	}
	c.Rows = []CellRow{row}
	return c
}

func (c conv) deepFrame() Frame {
	return Frame{View: "depthwise",
		Caption: "The depthwise step: each input channel has one window and stays by itself. As many channels come out as went in.",
		Blocks: Blocks{channelRow("channel", c.cin, strconv.Itoa(c.k*c.k)),
			&Text{Text: fmt.Sprintf("%s × %d = %s", plural(c.cin, "window"), c.k*c.k, plural(c.deep(), "weight"))}}}
}

func (c conv) pointFrame() Frame {
	return Frame{View: "pointwise",
		Caption: "The pointwise step mixes the channels at each pixel: one weight from each of them to each output channel.",
		Blocks: Blocks{channelRow("output", c.cout, strconv.Itoa(c.cin)),
			&Text{Text: fmt.Sprintf("%s × %s = %s, and %s with the depthwise step", plural(c.cout, "output"), plural(c.cin, "weight"),
				plural(c.point(), "weight"), counted(c.both()))}}}
}

func (c conv) shareFrame() Frame {
	t := &Table{Cols: []Col{{}, {Name: "how", Right: true}, {Name: "weights", Bar: true}}, Rows: []Row{
		{Cells: []string{"ordinary", fmt.Sprintf("%d · %d · %d²", c.cout, c.cin/c.groups, c.k), counted(c.full())}},
		{Cells: []string{"depthwise", fmt.Sprintf("%d · %d²", c.cin, c.k), counted(c.deep())}},
		{Cells: []string{"pointwise", fmt.Sprintf("%d · %d", c.cout, c.cin), counted(c.point())}},
		{Cells: []string{"both steps", "", counted(c.both())}, Mark: Hot},
	}}
	f := Frame{View: "share", Blocks: Blocks{t}}
	ratio := inPercent(float64(c.both()) / float64(c.full()))
	f.Caption = fmt.Sprintf("The two steps have %s of the weights of the ordinary convolution.", ratio)
	if c.groups == 1 {
		f.Caption = fmt.Sprintf("The two steps have %s of the weights of the ordinary convolution: 1/%d + 1/%d of them.", ratio, c.cout, c.k*c.k)
	}
	return f
}

func (c conv) sizeFrame() Frame {
	t := &Table{Cols: []Col{{Name: "image", Right: true}, {Name: "weights", Right: true}, {Name: "of both steps", Right: true},
		{Name: "multiplications", Right: true}, {Name: "of both steps", Right: true}}}
	for _, side := range []int{max(c.side/2, 1), c.side, 2 * c.side} {
		other := c
		other.side = side
		row := Row{Cells: []string{fmt.Sprintf("%d × %[1]d", side), counted(c.full()), counted(c.both()),
			counted(other.macs(c.full())), counted(other.macs(c.both()))}}
		if side == c.side {
			row.Mark = Hot
		}
		t.Rows = append(t.Rows, row)
	}
	return Frame{View: "size",
		Caption: "All pixels share one set of weights. A larger image is more work, but there is nothing more to learn.",
		Blocks:  Blocks{t}}
}

// rankFrame shows the weights on the first input channel, a row for each output.
func (c conv) rankFrame(w kernel, which string) Frame {
	h := &Heat{Title: "weights on input channel 1"}
	shown := len(w[0][0])
	if shown > shownWeights {
		shown = shownWeights
		h.Title += fmt.Sprintf(", the first %d of %d", shown, len(w[0][0]))
	}
	for o := range w {
		h.Rows = append(h.Rows, "output "+strconv.Itoa(o+1))
		h.Values = append(h.Values, w[o][0][:shown])
	}
	for t := range shown {
		h.Cols = append(h.Cols, strconv.Itoa(t+1))
	}
	if which == "split" {
		h.Alt = "Every row is a multiple of one and the same row."
		return Frame{View: "rank", Blocks: Blocks{h},
			Caption: "The two steps are one convolution with few choices. Laid flat, the windows on a channel are multiples of one row: a matrix of rank 1."}
	}
	h.Alt = "The rows have nothing to do with each other."
	return Frame{View: "rank", Blocks: Blocks{h},
		Caption: "The windows of an ordinary convolution, here random ones, need not be alike. No split convolution equals this one."}
}

func (c conv) lastFrame(left float64) Frame {
	other := c
	other.cout *= 4
	if other.cout > 512 {
		other.cout = c.groups
	}
	t := &Table{Cols: []Col{{Name: "outputs", Right: true}, {Name: "ordinary", Right: true}, {Name: "both steps", Right: true}, {Name: "share", Right: true}}}
	for _, each := range []conv{c, other} {
		t.Rows = append(t.Rows, Row{Cells: []string{counted(each.cout), counted(each.full()), counted(each.both()),
			inPercent(float64(each.both()) / float64(each.full()))}})
	}
	t.Rows[0].Mark = Hot
	return Frame{View: "last",
		Caption: fmt.Sprintf("Of random weights even the nearest split convolution leaves out %s, by squares. Set cout to %d: the share of weights is 1/cout + 1/k².",
			inPercent(left), other.cout),
		Blocks: Blocks{t}}
}
