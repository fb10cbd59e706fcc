package texbox

import "gradcheck/internal/tex"

// scripts sets what is not flat: scripts beside a tall base, or ones that need
// rows of their own.
func (s setter) scripts(n *tex.Scripts) Box {
	base := s.node(n.Base)
	if len(base.Rows) == 0 {
		base = gap(0)
	}
	top, bottom := base.Base, base.below()
	if f, ok := n.Base.(*tex.Fence); ok && !f.Grow {
		top, bottom = 0, 0 // the delimiter itself is one row high
	}
	small := setter{ascii: s.ascii, small: true}
	sub, subFlat := small.script(n.Sub, false)
	sup, supFlat := small.script(n.Sup, true)
	if top == 0 && bottom == 0 && subFlat && supFlat {
		return beside(base, sub, sup)
	}
	if top == 0 && bottom == 0 && n.Sub != nil && n.Sup != nil { // both leave the row
		if subFlat {
			sub, subFlat = small.node(n.Sub), false
		}
		if supFlat {
			sup, supFlat = small.node(n.Sup), false
		}
	}
	if n.Sup != nil {
		lift := top
		if !supFlat {
			lift = max(top, 1) + sup.below()
		}
		sup.Base += lift
		sup = sup.floor()
	}
	if n.Sub != nil {
		drop := bottom
		if !subFlat {
			drop = max(bottom, 1) + sub.Base
		}
		sub.Base -= drop
		sub = sub.ceil()
	}
	return beside(base, over(sub, sup))
}

// floor adds rows below a box whose baseline lies under it.
func (b Box) floor() Box {
	if need := b.Base - (b.Height() - 1); need > 0 {
		return Box{Rows: append(append([]string(nil), b.Rows...), gapRows(b.Width, need)...), Width: b.Width, Base: b.Base}
	}
	return b
}

// ceil adds rows above a box whose baseline lies over it.
func (b Box) ceil() Box {
	if b.Base >= 0 {
		return b
	}
	need := -b.Base
	return Box{Rows: append(gapRows(b.Width, need), b.Rows...), Width: b.Width}
}

func gapRows(width, n int) []string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = blank(width)
	}
	return rows
}

// over lays a subscript and a superscript into one column. They share no row.
func over(sub, sup Box) Box {
	if len(sub.Rows) == 0 {
		return sup
	}
	if len(sup.Rows) == 0 {
		return sub
	}
	width := max(sub.Width, sup.Width)
	sub, sup = sub.pad(width, left), sup.pad(width, left)
	above, below := max(sub.Base, sup.Base), max(sub.below(), sup.below())
	sub = sub.extend(above-sub.Base, below-sub.below())
	sup = sup.extend(above-sup.Base, below-sup.below())
	out := Box{Rows: make([]string, above+below+1), Width: width, Base: above}
	for i := range out.Rows {
		out.Rows[i] = sup.Rows[i]
		if i > above-1 && isBlank(sup.Rows[i]) {
			out.Rows[i] = sub.Rows[i]
		}
	}
	return out
}

func isBlank(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] != ' ' {
			return false
		}
	}
	return true
}

// script is the box of a script; flat is true where it needs no row of its own.
func (s setter) script(n tex.Node, super bool) (b Box, flat bool) {
	if n == nil {
		return Box{}, true
	}
	if s.ascii && s.flat(n) {
		return text(tex.Spell(n, super, true)), true
	}
	if form, ok := tex.Script(n, super); ok && !s.ascii {
		return text(form), true
	}
	return s.node(n), false
}

// bigOp sets the limits of ∑ below and above it, those of ∫ beside it.
func (s setter) bigOp(b *tex.BigOp) Box {
	op := s.node(b.Op)
	if b.Limits {
		return s.limits(op, b.Sub, b.Sup)
	}
	return s.scripts(&tex.Scripts{Base: b.Op, Sub: b.Sub, Sup: b.Sup})
}

func (s setter) limits(op Box, under, over tex.Node) Box {
	small := setter{ascii: s.ascii, small: true}
	boxes, base := []Box{op}, 0
	if over != nil {
		boxes, base = append([]Box{small.node(over)}, op), 1
	}
	if under != nil {
		boxes = append(boxes, small.node(under))
	}
	return stack(center, base, boxes...)
}
