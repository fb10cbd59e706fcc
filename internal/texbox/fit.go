package texbox

import "gradcheck/internal/tex"

// fit sets a formula in at most room cells, broken into lines where need be.
func (s setter) fit(ns []tex.Node, room int) (Box, error) {
	ns = trimSpaces(ns)
	if g, ok := only(ns).(*tex.Grid); ok && (g.Kind == tex.Aligned || g.Kind == tex.Gathered) {
		return s.fitRows(g, room)
	}
	b := s.row(ns)
	if b.Width <= room {
		return b, nil
	}
	return s.broken(ns, room)
}

// broken sets a row in several lines. It is broken inside of brackets only where
// there is no other way, and between factors only where that is not enough.
func (s setter) broken(ns []tex.Node, room int) (Box, error) {
	lines, err := s.lines(s.parts(ns, nil, 2), room)
	if err != nil {
		opened, inside := unfenced(ns)
		for space := 2; err != nil && space > 0; space-- {
			lines, err = s.lines(s.parts(opened, inside, space), room)
		}
	}
	if err != nil {
		return Box{}, err
	}
	return stack(left, 0, lines...), nil
}

// unfenced opens the brackets that do not grow, for a formula that can only be
// broken inside of them; inside tells which nodes stand there.
func unfenced(ns []tex.Node) (out []tex.Node, inside []bool) {
	for _, n := range ns {
		base := n
		scripts, ok := n.(*tex.Scripts)
		if ok {
			base = scripts.Base
		}
		f, ok := base.(*tex.Fence)
		if !ok || f.Grow || f.Open == nil || f.Close == nil {
			out, inside = append(out, n), append(inside, false)
			continue
		}
		out, inside = append(out, f.Open), append(inside, false)
		for _, c := range f.Body.Items {
			out, inside = append(out, c), append(inside, true)
		}
		var last tex.Node = f.Close
		if scripts != nil {
			last = &tex.Scripts{Range: scripts.Range, Base: f.Close, Sub: scripts.Sub, Sup: scripts.Sup}
		}
		out, inside = append(out, last), append(inside, true)
	}
	return out, inside
}

// only is the single node of a list, or nil.
func only(ns []tex.Node) tex.Node {
	if len(ns) == 1 {
		return ns[0]
	}
	return nil
}

// A part is a stretch of a formula that is never broken.
type part struct {
	box   Box
	space int // cells before it, when it does not start a line
	level level
	rel   bool // it starts with a relation
}

// A level says what begins with a part. A unit reaches to the next part of the
// same or an outer level, and is kept together where a line has room for it.
type level uint8

const (
	clause level = iota // after a wide space, or words after a comma
	side                // at a relation
	term                // at a binary operator, or after a comma
)

// How far a continuation stands in: a clause or a side, and a term.
const (
	indentSide = 2
	indentTerm = 4
)

// lines breaks a formula into clauses, sides and terms, in this order. parts are
// its pieces.
func (s setter) lines(parts []part, room int) ([]Box, error) {
	sideAt, termAt := indents(parts, room)
	var lines, line []Box
	width := 0
	for i, p := range parts {
		in := 0
		if len(lines) > 0 || len(line) > 0 {
			switch in = termAt; p.level {
			case clause:
				in = indentSide
			case side:
				in = sideAt
			}
		}
		here := width + p.space
		unit := unitWidth(parts[i:])
		if len(line) > 0 && (here+p.box.Width > room || here+unit > room && in+unit <= room) {
			lines = append(lines, beside(line...))
			line = nil
		}
		if len(line) == 0 {
			line, width = []Box{gap(in), p.box}, in+p.box.Width
		} else {
			line, width = append(line, gap(p.space), p.box), here+p.box.Width
		}
		if width > room {
			return nil, &WidthError{Need: width, Width: room}
		}
	}
	return apart(append(lines, beside(line...))), nil
}

// unitWidth is the width of the unit that the first part begins.
func unitWidth(parts []part) int {
	w := parts[0].box.Width
	for _, p := range parts[1:] {
		if p.level <= parts[0].level {
			break
		}
		w += p.space + p.box.Width
	}
	return w
}

// indents chooses how far continuations stand in: sides under the first
// relation where every part fits there, else a little.
func indents(parts []part, room int) (sideAt, termAt int) {
	first := 0
	for i, p := range parts {
		if p.rel || i == len(parts)-1 {
			break
		}
		first += p.box.Width + parts[i+1].space
	}
	fits := first <= room/3
	for i, p := range parts {
		in := first
		if p.level == term {
			in += 2
		}
		fits = fits && (i == 0 || in+p.box.Width <= room)
	}
	if fits {
		return first, first + 2
	}
	return indentSide, indentTerm
}

// parts cuts a row where a line may break. A relation or an operator begins a
// part; a comma ends one. What stands inside of brackets is cut into terms,
// and so is what is set apart by a space of so many cells.
func (s setter) parts(ns []tex.Node, inside []bool, space int) []part {
	var out []part
	from, before := 0, 0
	at := clause
	cut := func(to, nextSpace int, next level) {
		if piece := trimSpaces(ns[from:to]); len(piece) > 0 {
			l, _ := tex.Edges(piece[0])
			out = append(out, part{s.row(piece), before, at, l == tex.Rel})
			before, at = nextSpace, next
		}
		from = to
	}
	prev := tex.Node(nil)
	pending := 0
	for i, n := range ns {
		if sp, ok := n.(*tex.Space); ok {
			pending = max(pending, sp.Cells)
			continue
		}
		if prev != nil {
			l, _ := tex.Edges(n)
			_, r := tex.Edges(prev)
			gap := s.space(prev, n, pending)
			switch deep := inside != nil && inside[i]; {
			case deep && (pending > 1 || l == tex.Rel && r != tex.Rel):
				cut(i, gap, term)
			case pending > 1, r == tex.Punct && isWords(n):
				cut(i, gap, clause)
			case l == tex.Rel && r != tex.Rel:
				cut(i, gap, side)
			case l == tex.Bin, r == tex.Punct, pending >= space:
				cut(i, gap, term)
			}
		}
		prev, pending = n, 0
	}
	cut(len(ns), 0, clause)
	return out
}

// isWords reports whether n is a \text, such as "for any".
func isWords(n tex.Node) bool {
	t, ok := n.(*tex.Text)
	return ok && !t.Operator
}

// apart sets an empty row between lines where one of them is high.
func apart(lines []Box) []Box {
	var out []Box
	for i, l := range lines {
		if i > 0 && (l.Height() > 1 || lines[i-1].Height() > 1) {
			out = append(out, gap(0))
		}
		out = append(out, l)
	}
	return out
}

// fitRows sets an alignment that is the whole formula: its right-hand cells may
// be broken, and the numbers of its rows go to the right edge.
func (s setter) fitRows(g *tex.Grid, room int) (Box, error) {
	bare, tags, tagWidth := s.untagged(g)
	inner := room
	if tagWidth > 0 {
		inner -= tagWidth + 2
	}
	boxes := s.cells(bare)
	b, bases := s.table(bare, boxes)
	if b.Width > inner {
		if err := s.breakCells(bare, boxes, inner); err != nil {
			return s.unaligned(g, room)
		}
		b, bases = s.table(bare, boxes)
	}
	if b.Width > inner {
		return Box{}, &WidthError{Need: b.Width + room - inner, Width: room}
	}
	if tagWidth == 0 {
		return b, nil
	}
	b = b.pad(room, left)
	b.Rows = append([]string(nil), b.Rows...)
	for i, tag := range tags {
		if tag != "" {
			row := b.Rows[bases[i]] // it ends in blanks, of one byte each
			b.Rows[bases[i]] = row[:len(row)-cells(tag)] + tag
		}
	}
	return b, nil
}

// unaligned sets the rows of an alignment that is too wide one by one.
func (s setter) unaligned(g *tex.Grid, room int) (Box, error) {
	var lines []Box
	for _, row := range g.Rows {
		var ns []tex.Node
		for _, cell := range row {
			ns = append(ns, cell.Items...)
		}
		b, err := Layout(&tex.List{Items: ns}, room, s.ascii)
		if err != nil {
			return Box{}, err
		}
		if len(lines) > 0 {
			lines = append(lines, gap(0))
		}
		lines = append(lines, b)
	}
	return stack(left, 0, lines...), nil
}

// untagged returns a grid without the tags of its rows, the tags, and the width
// of the widest.
func (s setter) untagged(g *tex.Grid) (*tex.Grid, []string, int) {
	out := *g
	out.Rows = make([][]*tex.List, len(g.Rows))
	tags := make([]string, len(g.Rows))
	width := 0
	for i, row := range g.Rows {
		out.Rows[i] = append([]*tex.List(nil), row...)
		last := len(row) - 1
		body, tag := splitTag(row[last].Items, s.ascii)
		if tag != "" {
			out.Rows[i][last] = &tex.List{Range: row[last].Range, Items: body}
			tags[i], width = tag, max(width, cells(tag))
		}
	}
	return &out, tags, width
}

// breakCells breaks the second cells of an alignment, or the only cells of
// gathered rows, so that the table fits.
func (s setter) breakCells(g *tex.Grid, boxes [][]Box, room int) error {
	at, before := 0, 0
	if g.Kind == tex.Aligned {
		for _, row := range boxes {
			if len(row) > 2 {
				return &WidthError{Need: room + 1, Width: room}
			}
			if len(row) > 1 {
				at = 1
			}
		}
		if at == 1 {
			for _, row := range boxes {
				before = max(before, row[0].Width)
			}
			before += s.columnGap(g, 1)
		}
	}
	for i, row := range g.Rows {
		if at >= len(row) || boxes[i][at].Width+before <= room {
			continue
		}
		lines, err := s.lines(s.parts(trimSpaces(row[at].Items), nil, 2), room-before)
		if err != nil {
			return err
		}
		boxes[i][at] = stack(left, 0, lines...)
	}
	return nil
}

// Continues reports whether a display goes on from the one before it: it starts
// with a relation, as in = 5.
func Continues(n tex.Node) bool {
	ns := trimSpaces(nodes(n))
	if len(ns) == 0 {
		return false
	}
	l, _ := tex.Edges(ns[0])
	return l == tex.Rel
}

// Chain lays out displays that follow each other so that their relations stand
// below one another. All but the first start with one; see [Continues].
func Chain(displays []tex.Node, width int, ascii bool) (Box, error) {
	g := &tex.Grid{Kind: tex.Aligned, Env: "aligned"}
	for _, d := range displays {
		ns := trimSpaces(nodes(d))
		at := 0
		for at < len(ns) {
			if l, _ := tex.Edges(ns[at]); l == tex.Rel {
				break
			}
			at++
		}
		g.Rows = append(g.Rows, []*tex.List{{Items: ns[:at]}, {Items: ns[at:]}})
	}
	return Layout(&tex.List{Items: []tex.Node{g}}, width, ascii)
}
