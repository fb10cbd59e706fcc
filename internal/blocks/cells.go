package blocks

import (
	"strings"

	"gradcheck/sim"
)

// A strip is a [sim.Cells] made fit to draw.
type strip struct {
	painter
	label string
	cols  []string
	rows  []sim.CellRow
	name  int // width of the names at the left
	text  int // width of the widest text in a column
}

// cells draws a strip, its columns aligned to the right, 2 cells apart. If it
// is too wide the columns go on in a second strip below.
func (p painter) cells(c *sim.Cells) []string {
	s := p.strip(c)
	n := len(s.cols)
	fit := (p.Width - s.name - 1) / s.column()
	if fit < min(2, n) {
		return wrap(p.text(strings.Join(tellCells(c), " ")), p.Width)
	}
	var lines []string
	if n > 0 {
		strips := (n + fit - 1) / fit
		fit = (n + strips - 1) / strips // of even widths
	}
	for from := 0; from < n || from == 0; from += max(fit, 1) {
		if from > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, s.lines(from, min(from+fit, n))...)
	}
	return lines
}

// strip measures a strip and adds the columns that its label lacks.
func (p painter) strip(c *sim.Cells) strip {
	s := strip{painter: p, label: p.text(c.Label)}
	s.name = width(s.label)
	for _, col := range c.Cols {
		s.cols = append(s.cols, p.text(col))
	}
	for _, r := range c.Rows {
		row := sim.CellRow{Name: p.text(r.Name)}
		s.name = max(s.name, width(row.Name))
		for i, cell := range r.Cells {
			cell.Text = p.text(cell.Text)
			s.text = max(s.text, width(cell.Text))
			row.Cells = append(row.Cells, cell)
			if i >= len(s.cols) {
				s.cols = append(s.cols, "")
			}
		}
		s.rows = append(s.rows, row)
	}
	s.text = max(s.text, widest(s.cols), 1)
	return s
}

// column is the width of a column with the gap before it.
func (s strip) column() int { return s.text + 2 }

// lines draws the columns from (included) to to (excluded).
func (s strip) lines(from, to int) []string {
	var b strings.Builder
	b.WriteString(padRight(s.label, s.name+1))
	for _, col := range s.cols[from:to] {
		b.WriteString(padLeft(col, s.column()))
	}
	lines := []string{b.String()}
	for _, r := range s.rows {
		b.Reset()
		b.WriteString(padRight(r.Name, s.name+1))
		for i := from; i < min(to, len(r.Cells)); i++ {
			b.WriteString(s.cell(r.Cells[i]))
		}
		lines = append(lines, b.String())
	}
	return lines
}

// cell draws one cell as wide as a column:
//
//	└──▸6──▸7      8   ■  ◂ 9
func (s strip) cell(c sim.Cell) string {
	text, room := c.Text, s.column()
	switch {
	case c.Join == sim.Right:
		text = strings.Repeat(s.glyph("─"), room-1-width(text)) + s.glyph("▸") + text
	case c.Join == sim.Left:
		text = s.glyph("◂") + padLeft(text, room-2)
	case c.Join == sim.Start && text == "":
		text = s.glyph("└")
	case text == "":
		text = s.glyph(markGlyphs[c.Mark])
	case c.Mark == sim.Hot:
		text = s.glyph("▸") + text
	}
	return blank(room-width(text)) + s.style(c.Mark, text)
}
