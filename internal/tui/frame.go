package tui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	xansi "github.com/charmbracelet/x/ansi"
)

// A Frame is what a screen shows: rows of exactly the terminal's size, and where
// its cursor is. (A plain string cannot carry the cursor, which screen readers
// and magnifiers follow.)
type Frame struct {
	Rows   []string
	Cursor *Pos          // nil hides it
	Text   func() []line // all that / searches; nil is what is drawn
}

// A Pos is a cell, counted from 0.
type Pos struct{ X, Y int }

// Size classes; CONTRIBUTING says what each shows.
const (
	tinyWidth, tinyHeight       = 30, 8
	smallWidth, smallHeight     = 60, 15
	regularWidth, regularHeight = 80, 20
	wideWidth                   = 120
	margin                      = 2  // columns left and right of the text
	textWidth                   = 76 // most columns of prose and formulas
)

// chrome is the part that all screens share: status in row 1, strip in row 2,
// the message line and the footer in the last two rows, and the body between.
type chrome struct {
	left, right string // status; left is shortened, right is not
	where       string // after left, never shortened: the part and its points
	strip       string // row 2, styled, as wide as it is; a rule fills the rest
	tail        string // right end of row 2
	body        []string
	message     string
	chip        string // KEYS, TYPE, PLAY, SET
	keys        []key.Binding
	cursor      *Pos          // in the body
	text        func() []line // that / searches, placed in the body
}

// bodyTop is the row of the screen in which the body begins.
const bodyTop = 2

// bodyHeight is how many rows are left for the body.
func bodyHeight(height int) int { return max(0, height-4) }

// draw lays the chrome out at the given size.
func (c chrome) draw(t Theme, width, height int) Frame {
	rows := make([]string, 0, height)
	rows = append(rows, c.status(t, width), c.stripRow(t, width))
	body := c.body
	if n := bodyHeight(height); len(body) > n {
		body = body[:n]
	}
	rows = append(rows, body...)
	for len(rows) < height-2 {
		rows = append(rows, "")
	}
	keys := c.keys
	if c.chip != "TYPE" && c.chip != "" {
		keys = append(slices.Clip(keys), forFooter(everywhere().Keys)...)
	}
	rows = append(rows, "  "+cut(c.message, width-4), footer(t, c.chip, keys, width))
	f := Frame{Rows: rows}
	for i, r := range f.Rows {
		f.Rows[i] = t.ascii(fit(r, width))
	}
	if c.cursor != nil && c.cursor.Y < bodyHeight(height) && c.cursor.X < width {
		f.Cursor = &Pos{c.cursor.X, c.cursor.Y + bodyTop}
	}
	if c.text != nil {
		f.Text = func() []line { return lowered(c.text(), bodyTop, bodyHeight(height)) }
	}
	return f
}

// lowered places lines of a body of n rows on the screen, from row top on.
func lowered(lines []line, top, n int) []line {
	lines = slices.Clone(lines)
	for i := range lines {
		if lines[i].y >= n {
			lines[i].y = -1
		}
		if lines[i].y >= 0 {
			lines[i].y += top
		}
	}
	return lines
}

func (c chrome) status(t Theme, width int) string {
	room := width - 2 - xansi.StringWidth(c.right)
	if c.right != "" {
		room -= 2
	}
	left := cut(c.left, max(room-xansi.StringWidth(c.where), 0)) + c.where
	return spread(" "+t.paint(title, left), c.right+" ", width)
}

func (c chrome) stripRow(t Theme, width int) string {
	tail := c.tail
	if tail != "" {
		tail = " " + tail
	}
	n := width - 2 - xansi.StringWidth(c.strip) - xansi.StringWidth(tail)
	gap := ""
	if c.strip != "" && n > 0 {
		gap, n = " ", n-1
	}
	return " " + c.strip + gap + t.paint(muted, strings.Repeat("─", max(n, 0))) + tail
}

// footer is the chip and the keys that work here and now; help is last, at the
// right, and never dropped.
func footer(t Theme, chipText string, keys []key.Binding, width int) string {
	help := ""
	var items []string
	for _, k := range keys {
		h := k.Help()
		if !k.Enabled() || h.Desc == "" {
			continue
		}
		item := t.paint(hotkey, h.Key) + " " + t.paint(muted, h.Desc)
		if h.Desc == "help" {
			help = item
			continue
		}
		items = append(items, item)
	}
	left := ""
	if chipText != "" {
		left = t.paint(chip, " "+chipText+" ") + "│ "
	}
	room := width - 2 - xansi.StringWidth(help)
	for i, it := range items {
		sep := ""
		if i > 0 {
			sep = "   "
		}
		if xansi.StringWidth(left+sep+it) > room {
			break
		}
		left += sep + it
	}
	return spread(left, help+" ", width)
}

// labelled is a rule with a label at its left and one at its right, from column
// 3 to the margin: what is asked, and how it stands.
func labelled(t Theme, left, right string, width int) string {
	room := width - 2*margin
	if right != "" {
		right = " " + right + " " + "──"
	}
	left = cut(left, max(0, room-xansi.StringWidth(right)-5))
	s := "── " + left + " "
	n := room - xansi.StringWidth(s) - xansi.StringWidth(right)
	return "  " + t.paint(muted, s+strings.Repeat("─", max(n, 0))+right)
}

// spread puts left and right at the two ends of a row.
func spread(left, right string, width int) string {
	n := width - xansi.StringWidth(left) - xansi.StringWidth(right)
	return left + strings.Repeat(" ", max(n, 0)) + right
}

// fit makes a row exactly width cells.
func fit(s string, width int) string {
	w := xansi.StringWidth(s)
	if w > width {
		return xansi.Truncate(s, width, "")
	}
	return s + strings.Repeat(" ", width-w)
}

// cut shortens words to width cells, saying so with an ellipsis.
func cut(s string, width int) string {
	if xansi.StringWidth(s) <= width {
		return s
	}
	if width <= 0 {
		return ""
	}
	return xansi.Truncate(s, width, "…")
}

// wrap breaks prose at width cells.
func wrap(s string, width int) []string {
	if s == "" {
		return nil
	}
	return strings.Split(xansi.Wordwrap(s, max(width, 1), ""), "\n")
}

// shift puts n blanks before every row.
func shift(rows []string, n int) []string {
	out := make([]string, len(rows))
	pad := strings.Repeat(" ", n)
	for i, r := range rows {
		if r != "" {
			out[i] = pad + r
		}
	}
	return out
}
