package texbox

import (
	"slices"

	"gradcheck/internal/tex"
)

// grid sets a matrix, cases or an alignment.
func (s setter) grid(g *tex.Grid) Box {
	cells := s.cells(g)
	body, _ := s.table(g, cells)
	open, close := "", ""
	if g.Open != nil {
		open = g.Open.Text
	}
	if g.Close != nil {
		close = g.Close.Text
	}
	if open == "" && close == "" {
		return body
	}
	if g.Kind == tex.Cases { // one brace, no air on the open side
		if body.Height() == 2 {
			body = spread(body)
		}
		h := body.Height()
		air := column(" ", h, body.Base)
		if close == "" {
			return beside(s.delim(open, open, h, body.Base), air, body)
		}
		return beside(body, air, s.delim(close, close, h, body.Base))
	}
	return s.tall(open, close, body)
}

// spread puts an empty row between two, where the point of a brace goes.
func spread(b Box) Box {
	return Box{Rows: []string{b.Rows[0], blank(b.Width), b.Rows[1]}, Width: b.Width, Base: 1}
}

// cells are the boxes of a grid, row by row, without tags.
func (s setter) cells(g *tex.Grid) [][]Box {
	out := make([][]Box, len(g.Rows))
	for i, row := range g.Rows {
		out[i] = make([]Box, len(row))
		for j, cell := range row {
			out[i][j] = s.row(trimSpaces(cell.Items))
		}
	}
	return out
}

// columnAlign is where the cells of column j stand.
func columnAlign(g *tex.Grid, j int) align {
	k := g.Kind
	switch g.Align(j) {
	case 'l':
		return left
	case 'r':
		return right
	}
	switch {
	case k == tex.Cases, k == tex.Aligned && j%2 == 1:
		return left
	case k == tex.Aligned:
		return right
	}
	return center
}

// columnGap is the space before column j. Between the two halves of an equation
// it is what their classes ask for.
func (s setter) columnGap(g *tex.Grid, j int) int {
	if g.Kind != tex.Aligned || j%2 == 0 {
		return 2
	}
	n := 0
	for _, row := range g.Rows {
		if j >= len(row) || len(row[j-1].Items) == 0 || len(row[j].Items) == 0 {
			continue
		}
		prev, next := row[j-1].Items, row[j].Items
		if !isSpace(prev[len(prev)-1]) && !isSpace(next[0]) {
			n = max(n, s.space(prev[len(prev)-1], next[0], 0))
		}
	}
	return n
}

// table sets cells in columns. The second result is the index of each row's
// baseline. Rows are set apart where one of them is higher than one line.
func (s setter) table(g *tex.Grid, cells [][]Box) (Box, []int) {
	columns := 0
	for _, row := range cells {
		columns = max(columns, len(row))
	}
	widths := make([]int, columns)
	high := false
	for _, row := range cells {
		for j, c := range row {
			widths[j] = max(widths[j], c.Width)
			high = high || c.Height() > 1
		}
	}
	var lines []Box
	bases := make([]int, len(cells))
	height := 0
	put := func(line Box) {
		height += line.Height()
		lines = append(lines, line)
	}
	for i, row := range cells {
		switch {
		case slices.Contains(g.Rules, i):
			put(s.rule(g, widths))
		case i > 0 && high && g.Env != "substack":
			put(s.tableRow(g, nil, widths))
		}
		line := s.tableRow(g, row, widths)
		bases[i] = height + line.Base
		put(line)
	}
	if slices.Contains(g.Rules, len(cells)) {
		put(s.rule(g, widths))
	}
	body := stack(left, 0, lines...)
	body.Base = middle(body.Height(), bases)
	return body, bases
}

// tableRow sets the cells of a row in their columns, with the upright lines of
// an array between them.
func (s setter) tableRow(g *tex.Grid, row []Box, widths []int) Box {
	above, below := 0, 0
	for _, c := range row {
		above, below = max(above, c.Base), max(below, c.below())
	}
	var parts []Box
	for j, w := range widths {
		switch {
		case g.Barred(j):
			parts = append(parts, column(s.upright(g, j), above+below+1, above))
		case j > 0:
			parts = append(parts, gap(s.columnGap(g, j)))
		}
		c := gap(0)
		if j < len(row) {
			c = row[j]
		}
		parts = append(parts, c.pad(w, columnAlign(g, j)))
	}
	if n := len(widths); n > 0 && g.Barred(n) {
		parts = append(parts, column(s.upright(g, n), above+below+1, above))
	}
	return beside(parts...)
}

// upright is an upright line of an array before column j, with its air.
func (s setter) upright(g *tex.Grid, j int) string {
	bar := pick("│", "|", s.ascii)
	switch {
	case j == 0:
		return bar + " "
	case g.Align(j) == 0:
		return " " + bar
	}
	return " " + bar + " "
}

// rule is the line of \hline across an array.
func (s setter) rule(g *tex.Grid, widths []int) Box {
	line, cross := pick("─", "-", s.ascii), pick("┼", "+", s.ascii)
	var parts []Box
	for j, w := range widths {
		switch {
		case g.Barred(j) && j == 0:
			parts = append(parts, text(cross+line))
		case g.Barred(j):
			parts = append(parts, text(line+cross+line))
		case j > 0:
			parts = append(parts, repeat(line, s.columnGap(g, j)))
		}
		parts = append(parts, repeat(line, w))
	}
	if n := len(widths); n > 0 && g.Barred(n) {
		parts = append(parts, text(line+cross))
	}
	return beside(parts...)
}

// middle is the baseline of a column of rows: that of the middle row when there
// is one, and the row nearest to the middle otherwise.
func middle(height int, bases []int) int {
	if n := len(bases); n%2 == 1 {
		return bases[n/2]
	}
	return (height - 1) / 2
}
