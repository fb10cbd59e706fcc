package mdview

import (
	"slices"
	"strings"

	xansi "github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// A table that does not fit has its cells wrapped; when columns would become
// narrower than minColumn, every row is told as a list of its cells instead.
const (
	minColumn = 8
	gutter    = 2 // between columns
)

// table lays out a table: its cells are rendered by Glamour, each on its own.
func (r *layouter) table(n *extast.Table, width int) []string {
	var rows [][]ast.Node
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []ast.Node
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, c)
		}
		rows = append(rows, cells)
	}
	texts := r.cellTexts(rows)
	widths := fitColumns(natural(texts), width)
	if widths == nil {
		return r.tableList(texts, width)
	}
	var lines []string
	for i, row := range texts {
		lines = append(lines, tableRow(row, widths, n.Alignments)...)
		if i == 0 {
			total := gutter * (len(widths) - 1)
			for _, w := range widths {
				total += w
			}
			rule := "─"
			if r.ASCII {
				rule = "-"
			}
			lines = append(lines, strings.Repeat(rule, total))
		}
	}
	return lines
}

// cellTexts renders every cell in one row.
func (r *layouter) cellTexts(rows [][]ast.Node) [][]string {
	texts := make([][]string, len(rows))
	for i, row := range rows {
		for _, c := range row {
			text := strings.Join(r.restore(r.leaf(paragraph(c), 1000), 1000), " ")
			texts[i] = append(texts[i], text)
		}
	}
	return texts
}

// natural returns the widths that the columns would like.
func natural(rows [][]string) []int {
	var widths []int
	for _, row := range rows {
		for i, c := range row {
			if i == len(widths) {
				widths = append(widths, 1)
			}
			widths[i] = max(widths[i], xansi.StringWidth(c))
		}
	}
	return widths
}

// fitColumns takes cells from the widest columns until all fit; nil if some
// would become too narrow.
func fitColumns(widths []int, width int) []int {
	widths = slices.Clone(widths)
	room := width - gutter*(len(widths)-1)
	for {
		total, widest := 0, 0
		for i, w := range widths {
			total += w
			if w > widths[widest] {
				widest = i
			}
		}
		switch {
		case total <= room:
			return widths
		case widths[widest] <= minColumn:
			return nil
		}
		widths[widest]--
	}
}

// tableRow sets the cells of one row side by side, wrapped in their columns.
func tableRow(row []string, widths []int, align []extast.Alignment) []string {
	cells := make([][]string, len(widths))
	height := 1
	for i := range widths {
		if i < len(row) {
			cells[i] = strings.Split(xansi.Wrap(row[i], widths[i], ""), "\n")
		}
		height = max(height, len(cells[i]))
	}
	lines := make([]string, height)
	for y := range lines {
		var b strings.Builder
		for i, w := range widths {
			text := ""
			if y < len(cells[i]) {
				text = cells[i][y]
			}
			pad := strings.Repeat(" ", max(0, w-xansi.StringWidth(text)))
			if i > 0 {
				b.WriteString(strings.Repeat(" ", gutter))
			}
			if i < len(align) && align[i] == extast.AlignRight {
				b.WriteString(pad + text)
			} else {
				b.WriteString(text + pad)
			}
		}
		lines[y] = trimRight(b.String())
	}
	return lines
}

// tableList tells a table row by row, each cell after its column's name.
func (r *layouter) tableList(rows [][]string, width int) []string {
	var lines []string
	for i, row := range rows[1:] {
		if i > 0 {
			lines = append(lines, "")
		}
		for j, c := range row {
			if j < len(rows[0]) && rows[0][j] != "" {
				c = rows[0][j] + ": " + c
			}
			lines = append(lines, strings.Split(xansi.Wrap(c, width, ""), "\n")...)
		}
	}
	return lines
}
