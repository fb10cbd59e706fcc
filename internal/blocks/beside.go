package blocks

import "gradcheck/sim"

// aisle is the gap between blocks side by side.
const aisle = 3

// least is the width that a block needs to stand beside another.
func (p painter) least(b sim.Block) int {
	switch b := b.(type) {
	case *sim.Plot:
		return leastPlot
	case *sim.Text:
		return leastText
	case *sim.Table:
		return p.grid(b).least()
	}
	return p.widest(p.block(b))
}

// The least widths of the blocks that take what room there is. Others take what
// they need.
const (
	leastPlot = 22
	leastText = 20
)

func elastic(b sim.Block) bool {
	switch b.(type) {
	case *sim.Plot, *sim.Text:
		return true
	}
	return false
}

// widest is the width of the widest line as it will be shown.
func (p painter) widest(lines []string) int { return widest(p.finish(lines)) }

// beside draws blocks side by side, as many in a row as fit.
func (p painter) beside(b *sim.Beside) []string {
	var lines []string
	for from := 0; from < len(b.Blocks); {
		to, room := from, p.Width+aisle
		var least []int
		for ; to < len(b.Blocks); to++ {
			w := p.least(b.Blocks[to])
			if room -= w + aisle; room < 0 && to > from {
				break
			}
			least = append(least, w)
		}
		if from > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, p.abreast(b.Blocks[from:to], least)...)
		from = to
	}
	return lines
}

// abreast draws blocks in one row of columns. What their least widths leave
// over is shared among those that can use it.
func (p painter) abreast(bs sim.Blocks, least []int) []string {
	if len(bs) == 1 {
		return p.block(bs[0])
	}
	room, takers := p.Width-aisle*(len(bs)-1), 0
	for i, b := range bs {
		room -= least[i]
		if elastic(b) {
			takers++
		}
	}
	var lines []string
	left := 0
	for i, b := range bs {
		q := p
		q.Width = least[i]
		if elastic(b) {
			share := room / takers
			q.Width += share
			room, takers = room-share, takers-1
		}
		part := q.finish(q.block(b))
		for n, l := range part {
			if n == len(lines) {
				lines = append(lines, "")
			}
			lines[n] += blank(left-width(lines[n])) + l
		}
		left += min(q.Width, max(widest(part), least[i])) + aisle
	}
	return lines
}
