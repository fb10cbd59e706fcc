// Package texbox lays formulas out in two dimensions of terminal cells.
//
// A [Box] is made of smaller boxes that stand side by side on a common baseline
// or above one another; [Layout] makes the box of a syntax tree of package tex
// and breaks it where it is too wide. One file has one construct: fences, roots
// and braces in tall.go, matrices and alignments in grid.go.
package texbox

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A Box is a rectangle of text. Every row is exactly Width cells wide. Base is
// the index of the row that the neighbours' middle lines up with.
type Box struct {
	Rows  []string
	Width int
	Base  int
}

// Height is the number of rows.
func (b Box) Height() int { return len(b.Rows) }

// below is the number of rows under the baseline.
func (b Box) below() int { return len(b.Rows) - 1 - b.Base }

// text is a box of one row.
func text(s string) Box { return Box{Rows: []string{s}, Width: cells(s)} }

// cells measures a string as the terminal will. What formulas are made of is
// counted here; the rest is left to a table of all of Unicode, which is slower.
func cells(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case r < 0x7F && r >= ' ', oneCell(r):
			n++
		case 0x300 <= r && r < 0x370, 0x20D0 <= r && r < 0x20F0: // combining marks
		default:
			return ansi.StringWidth(s)
		}
	}
	return n
}

// oneCell reports whether r is a mathematical character one cell wide.
func oneCell(r rune) bool {
	switch {
	case r < 0x2000:
		return 0xAE <= r && r < 0x250 || 0x391 <= r && r < 0x3F7
	case r < 0x2500:
		return 0x2190 <= r && r < 0x2300 || 0x2070 <= r && r < 0x209D || 0x239B <= r && r < 0x23B4 || 0x2308 <= r && r < 0x230C ||
			0x2100 <= r && r < 0x2120 || 0x2032 <= r && r < 0x2035 || 0x2016 <= r && r < 0x2027
	case r < 0x10000:
		return r < 0x2580 || 0x27C0 <= r && r < 0x2800 || 0x2A00 <= r && r < 0x2B00
	}
	return 0x1D400 <= r && r < 0x1D800
}

const blanks = "                                                                "

// blank is n cells of nothing.
func blank(n int) string {
	switch {
	case n <= 0:
		return ""
	case n <= len(blanks):
		return blanks[:n]
	}
	return strings.Repeat(" ", n)
}

// gap is an empty box of one row.
func gap(n int) Box { return Box{Rows: []string{blank(n)}, Width: max(n, 0)} }

// beside sets boxes side by side on one baseline.
func beside(boxes ...Box) Box {
	if len(boxes) == 1 {
		return boxes[0]
	}
	above, below, width := 0, 0, 0
	for _, b := range boxes {
		if b.Height() == 0 {
			continue
		}
		above, below = max(above, b.Base), max(below, b.below())
		width += b.Width
	}
	out := Box{Rows: make([]string, above+below+1), Width: width, Base: above}
	var row strings.Builder
	for i := range out.Rows {
		row.Reset()
		for _, b := range boxes {
			if b.Height() == 0 {
				continue
			}
			if j := i - above + b.Base; j >= 0 && j < b.Height() {
				row.WriteString(b.Rows[j])
			} else {
				row.WriteString(blank(b.Width))
			}
		}
		out.Rows[i] = row.String()
	}
	return out
}

// An align says where a narrow box stands in a wider column.
type align uint8

const (
	center align = iota
	left
	right
)

// pad widens a box to n cells.
func (b Box) pad(n int, a align) Box {
	extra := n - b.Width
	if extra <= 0 {
		return b
	}
	before := extra / 2
	switch a {
	case left:
		before = 0
	case right:
		before = extra
	}
	out := Box{Rows: make([]string, len(b.Rows)), Width: n, Base: b.Base}
	for i, row := range b.Rows {
		out.Rows[i] = blank(before) + row + blank(extra-before)
	}
	return out
}

// stack sets boxes above one another. The baseline is that of boxes[base].
func stack(a align, base int, boxes ...Box) Box {
	width := 0
	for _, b := range boxes {
		width = max(width, b.Width)
	}
	out := Box{Width: width}
	for i, b := range boxes {
		if i == base {
			out.Base = len(out.Rows) + b.Base
		}
		out.Rows = append(out.Rows, b.pad(width, a).Rows...)
	}
	return out
}

// extend adds empty rows above and below.
func (b Box) extend(above, below int) Box {
	if above <= 0 && below <= 0 {
		return b
	}
	out := Box{Width: b.Width, Base: b.Base + max(above, 0)}
	for i := 0; i < above; i++ {
		out.Rows = append(out.Rows, blank(b.Width))
	}
	out.Rows = append(out.Rows, b.Rows...)
	for i := 0; i < below; i++ {
		out.Rows = append(out.Rows, blank(b.Width))
	}
	return out
}

// column is a box of one column that repeats s.
func column(s string, height, base int) Box {
	b := Box{Rows: make([]string, height), Width: cells(s), Base: base}
	for i := range b.Rows {
		b.Rows[i] = s
	}
	return b
}
