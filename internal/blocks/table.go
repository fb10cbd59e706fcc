package blocks

import (
	"math"
	"strconv"
	"strings"

	"gradcheck/sim"
)

// A grid is a [sim.Table] made fit to draw: every row has all columns.
type grid struct {
	painter
	cols []sim.Col
	rows []sim.Row
	room int // rows that are measured and not drawn, at the end
}

// A layout is a way to draw a grid.
type layout struct {
	gap   int // between columns
	fold  int // lines that a column's name may take, if its cells are narrower
	units func(p painter, n int) string
}

// layouts are tried in turn. What fits none of them becomes a list.
var layouts = []layout{
	{gap: 3, fold: 1, units: spacedUnits},
	{gap: 2, fold: 1, units: spacedUnits},
	{gap: 2, fold: 2, units: spacedUnits},
	{gap: 2, fold: 3, units: spacedUnits},
	{gap: 2, fold: 3, units: tightUnits},
	{gap: 2, fold: 3, units: noUnits},
}

// spacedUnits is ■ ■ ■, tightUnits ■■■ 3, noUnits 3.
func spacedUnits(p painter, n int) string {
	return strings.TrimRight(strings.Repeat(p.glyph("■")+" ", n), " ")
}

func tightUnits(p painter, n int) string {
	return strings.Repeat(p.glyph("■"), n) + " " + strconv.Itoa(n)
}

func noUnits(_ painter, n int) string { return strconv.Itoa(n) }

// Bars are from minBar to maxBar cells long at their longest.
const (
	minBar = 8
	maxBar = 30
)

// table draws a table with a gutter of 2 cells for marks.
func (p painter) table(t *sim.Table) []string {
	g := p.grid(t)
	for _, l := range layouts {
		if lines := g.draw(l); lines != nil {
			return lines
		}
	}
	return g.list()
}

func (p painter) grid(t *sim.Table) grid {
	g := grid{painter: p}
	for _, c := range t.Cols {
		c.Name = p.text(c.Name)
		g.cols = append(g.cols, c)
	}
	rows := t.Rows
	if t.Room != nil {
		g.room = 1
		rows = append(rows[:len(rows):len(rows)], sim.Row{Cells: t.Room})
	}
	for _, r := range rows {
		for len(g.cols) < len(r.Cells) {
			g.cols = append(g.cols, sim.Col{})
		}
	}
	for _, r := range rows {
		cells := make([]string, len(g.cols))
		for i, c := range r.Cells {
			cells[i] = p.text(c)
		}
		g.rows = append(g.rows, sim.Row{Cells: cells, Mark: r.Mark})
	}
	return g
}

// drawn are the rows to draw.
func (g grid) drawn() []sim.Row { return g.rows[:len(g.rows)-g.room] }

// A plan is a layout of a grid with its columns measured.
type plan struct {
	layout
	heads   [][]string // lines of the columns' names
	columns [][]string // cells as drawn, without their padding
	widths  []int      // of bar columns with the shortest bars
	bars    int        // bar columns
	total   int        // width with the gutter
}

func (g grid) plan(l layout) plan {
	n := len(g.cols)
	m := plan{layout: l, heads: make([][]string, n), columns: make([][]string, n), widths: make([]int, n)}
	m.total = 2 + l.gap*(n-1)
	for i, c := range g.cols {
		m.heads[i], m.columns[i] = g.column(i, l)
		m.widths[i] = max(widest(m.heads[i]), widest(m.columns[i]))
		if c.Bar {
			m.bars++
			m.widths[i] += minBar + 1
		}
		m.total += m.widths[i]
	}
	return m
}

// draw draws the grid in a layout, or returns nil if it is too wide for it.
func (g grid) draw(l layout) []string {
	m := g.plan(l)
	room := g.Width - m.total
	if room < 0 {
		return nil
	}
	var scales []barScale
	for i, c := range g.cols {
		if !c.Bar {
			continue
		}
		r := newRuler(c, m.columns[i], min(minBar+room/m.bars, maxBar))
		m.columns[i] = g.bars(r, m.columns[i])
		m.widths[i] = max(widest(m.heads[i]), widest(m.columns[i]))
		if c.Log || r.hasRef {
			scales = append(scales, g.barScale(r, i, m.widths[i]))
		}
	}
	lines := g.lines(m.heads, m.columns, m.widths, l.gap)
	return append(lines, g.under(scales, m.widths, l.gap)...)
}

// least is the width below which the grid would be drawn less well.
func (g grid) least() int {
	total := 0
	for _, l := range layouts {
		if total = g.plan(l).total; total <= g.Width/2 {
			break
		}
	}
	return min(total, g.Width)
}

// column draws the name and the cells of a column, bars still without the bar.
func (g grid) column(i int, l layout) (head, cells []string) {
	c := g.cols[i]
	for _, r := range g.rows {
		cell := r.Cells[i]
		if c.Units {
			if n, ok := count(cell); ok {
				cell = l.units(g.painter, n)
			}
		}
		cells = append(cells, cell)
	}
	if c.Name == "" {
		return nil, cells
	}
	for w := max(widest(cells), widest(strings.Fields(c.Name))); ; w++ {
		if head = wrap(c.Name, w); len(head) <= l.fold {
			return head, cells
		}
	}
}

// lines puts the columns side by side, names above, marks in the gutter.
func (g grid) lines(heads, columns [][]string, widths []int, gap int) []string {
	tall := 0
	for _, h := range heads {
		tall = max(tall, len(h))
	}
	var lines []string
	for n := range tall {
		lines = append(lines, "  "+g.line(widths, gap, func(i int) string {
			if n := n - tall + len(heads[i]); n >= 0 { // names stand on the rows
				return heads[i][n]
			}
			return ""
		}))
	}
	for n, r := range g.drawn() {
		row := g.line(widths, gap, func(i int) string { return columns[i][n] })
		lines = append(lines, g.style(r.Mark, g.gutter(r.Mark)+strings.TrimRight(row, " ")))
	}
	return lines
}

// line aligns the cells of one line.
func (g grid) line(widths []int, gap int, cell func(i int) string) string {
	var b strings.Builder
	for i, c := range g.cols {
		if i > 0 {
			b.WriteString(blank(gap))
		}
		if c.Right && !c.Bar {
			b.WriteString(padLeft(cell(i), widths[i]))
		} else {
			b.WriteString(padRight(cell(i), widths[i]))
		}
	}
	return b.String()
}

// gutter is what stands before a row.
func (g grid) gutter(m sim.Mark) string {
	switch m {
	case sim.Hot, sim.Good, sim.Bad:
		return g.glyph(markGlyphs[m]) + " "
	}
	return "  "
}

// list is a grid too wide for a table: a row goes on over several lines, every
// value after its column's name. A column without a name belongs to the one
// before it.
func (g grid) list() []string {
	var lines []string
	for _, r := range g.drawn() {
		var items []token
		for i, cell := range r.Cells {
			c := g.cols[i]
			if n, ok := count(cell); ok && c.Units && 0 < n && n <= minBar {
				cell = spacedUnits(g.painter, n)
			}
			switch last := len(items) - 1; {
			case cell == "":
			case c.Name == "" && last >= 0:
				items[last].text += blank(2) + cell
			case c.Name == "":
				items = append(items, token{cell, 3})
			default:
				items = append(items, token{c.Name + ": " + cell, 3})
			}
		}
		for _, line := range flow(items, g.Width, g.gutter(r.Mark), blank(4)) {
			lines = append(lines, g.style(r.Mark, strings.TrimRight(line, " ")))
		}
	}
	for _, c := range g.cols {
		if c.Bar && c.Ref != "" {
			lines = append(lines, wrap("  "+g.text(refText(c)), g.Width)...)
		}
	}
	return lines
}

// digits takes out the spaces that group digits, and reads the true minus.
var digits = strings.NewReplacer("−", "-", " ", "", "\u00a0", "", "\u2009", "", "\u202f", "")

// number reads a cell as people write numbers: 40 000, −0.5, 1e-4.
func number(s string) (float64, bool) {
	x, err := strconv.ParseFloat(digits.Replace(s), 64)
	return x, err == nil && !math.IsInf(x, 0) && !math.IsNaN(x)
}

// count reads a cell as a number of units.
func count(s string) (int, bool) {
	x, ok := number(s)
	return int(x), ok && 0 <= x && x <= 1000 && x == math.Trunc(x)
}
