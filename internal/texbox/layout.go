package texbox

import (
	"fmt"
	"strings"

	"gradcheck/internal/tex"
)

// A WidthError says that a formula cannot be made narrow enough.
type WidthError struct {
	Need, Width int // in cells: what its widest unbreakable part takes, and what there is
}

func (e *WidthError) Error() string {
	return fmt.Sprintf("the formula needs %d columns and there are %d; split it, or set it as aligned", e.Need, e.Width)
}

// maxRows bounds the height of a box; no formula that someone reads comes near.
const maxRows = 400

// Display parses a displayed formula and lays it out. The rows are of equal
// width. On an error the caller shows the source as it is.
func Display(src string, width int, ascii bool) ([]string, error) {
	n, err := tex.Parse(src)
	if err != nil {
		return nil, err
	}
	b, err := Layout(n, width, ascii)
	return b.Rows, err
}

// Layout draws a formula in at most width cells. A wider one is broken at the
// relations that stand in no bracket, then at binary operators; where that is
// not enough the error is a *[WidthError]. An equation number, \tag{8} or a
// final \quad (8), goes to the right edge, and the box is then width cells wide.
func Layout(n tex.Node, width int, ascii bool) (Box, error) {
	s := setter{ascii: ascii}
	items := nodes(n)
	body, tag := splitTag(items, ascii)
	room := width
	if tag != "" {
		room -= cells(tag) + 2
	}
	b, err := s.fit(body, room)
	if err != nil && tag != "" { // the number goes to a row of its own
		b, err = s.fit(body, width)
	}
	if err != nil {
		return Box{}, err
	}
	if tag != "" {
		b = withTag(b, tag, width)
	}
	return b, b.check(width)
}

// check makes sure of what callers rely on. A row may only be off where
// characters of the source join into one in the terminal.
func (b Box) check(width int) error {
	if b.Height() > maxRows {
		return fmt.Errorf("the formula needs %d rows, more than %d", b.Height(), maxRows)
	}
	if b.Width > width {
		return &WidthError{Need: b.Width, Width: width}
	}
	for _, row := range b.Rows {
		if cells(row) != b.Width {
			return fmt.Errorf("the formula cannot be drawn: some of its characters join in a terminal")
		}
	}
	return nil
}

// nodes returns the items of a list, or n itself as a list of one.
func nodes(n tex.Node) []tex.Node {
	switch n := n.(type) {
	case nil:
		return nil
	case *tex.List:
		return n.Items
	}
	return []tex.Node{n}
}

// splitTag takes the equation number off the end of a formula.
func splitTag(ns []tex.Node, ascii bool) (body []tex.Node, tag string) {
	last := len(ns) - 1
	if last < 0 {
		return ns, ""
	}
	if t, ok := ns[last].(*tex.Tag); ok {
		return trimSpaces(ns[:last]), pick(t.Text, t.ASCII, ascii)
	}
	if f, ok := ns[last].(*tex.Fence); ok && last > 1 && isQuad(ns[last-1]) && f.Open != nil && f.Open.Text == "(" && len(f.Body.Items) == 1 {
		if a, ok := f.Body.Items[0].(*tex.Atom); ok && strings.Trim(a.ASCII, "0123456789") == "" {
			return trimSpaces(ns[:last]), "(" + a.ASCII + ")"
		}
	}
	return ns, ""
}

func pick(text, twin string, ascii bool) string {
	if ascii {
		return twin
	}
	return text
}

func isSpace(n tex.Node) bool {
	_, ok := n.(*tex.Space)
	return ok
}

func isQuad(n tex.Node) bool {
	s, ok := n.(*tex.Space)
	return ok && s.Cells > 1
}

func trimSpaces(ns []tex.Node) []tex.Node {
	for len(ns) > 0 && isSpace(ns[len(ns)-1]) {
		ns = ns[:len(ns)-1]
	}
	for len(ns) > 0 && isSpace(ns[0]) {
		ns = ns[1:]
	}
	return ns
}

// withTag sets a number at the right edge of the baseline, which is that of the
// first line where the formula was broken, or below when there is no room.
func withTag(b Box, tag string, width int) Box {
	n := cells(tag)
	if b.Width+2+n > width {
		return stack(left, 0, b, gap(width-n)).joinLast(tag, width)
	}
	out := Box{Rows: make([]string, len(b.Rows)), Width: width, Base: b.Base}
	for i, row := range b.Rows {
		if i == b.Base {
			out.Rows[i] = row + blank(width-b.Width-n) + tag
		} else {
			out.Rows[i] = row + blank(width-b.Width)
		}
	}
	return out
}

// joinLast ends the last row with a tag.
func (b Box) joinLast(tag string, width int) Box {
	b = b.pad(width, left)
	b.Rows[len(b.Rows)-1] = blank(width-cells(tag)) + tag
	return b
}
