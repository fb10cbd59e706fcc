package tex

import "strings"

// scripts prints a base with its scripts: as Unicode has them where it does,
// otherwise as LaTeX spells them. A subscript comes first, but never so that a
// superscript seems to belong to it: g_θ^2, not g_θ².
func (w *writer) scripts(s *Scripts) {
	if wrapBase(s) {
		w.brackets(s.Base)
	} else {
		w.node(s.Base)
	}
	w.hang(s)
}

// hang prints the scripts of s after its base.
func (w *writer) hang(s *Scripts) {
	tail := glueNone
	n := primes(s.Sup)
	sup := s.Sup
	if w.ascii {
		if n > 0 {
			for _, p := range items(sup)[:n] {
				w.buf = append(w.buf, p.(*Atom).ASCII...)
			}
			sup = after(sup, n)
		}
		w.lower(s.Sub, false, false)
		w.lower(sup, true, false)
		return
	}
	sub, lowOK := Script(s.Sub, false)
	up, upOK := Script(sup, true)
	if !upOK && sup != nil || !lowOK && s.Sub != nil {
		for _, p := range items(sup)[:n] { // x′_w, not x_w′
			w.buf = append(w.buf, p.(*Atom).Text...)
		}
		sup = after(sup, n)
		up, upOK = Script(sup, true)
	}
	if lowOK {
		w.buf = append(w.buf, sub...)
	} else if s.Sub != nil {
		w.lower(s.Sub, false, false)
		tail = glueTail
		upOK = false // after a spelt subscript the superscript is spelt too
	}
	switch {
	case upOK:
		w.buf = append(w.buf, up...)
		if strings.HasSuffix(up, "*") || strings.HasSuffix(up, "⋆") {
			tail = glueTail
		}
	case sup != nil:
		w.spell(sup, true, false)
		tail = glueTail
	}
	w.glue = tail
}

// after drops the first n nodes of a list; nothing left is nil.
func after(sup Node, n int) Node {
	rest := items(sup)[n:]
	if len(rest) == 0 {
		return nil
	}
	if n == 0 {
		return sup
	}
	return &List{Range{rest[0].Pos(), sup.End()}, rest}
}

// lower prints a script, in Unicode or spelt.
func (w *writer) lower(n Node, super, always bool) {
	if n == nil {
		return
	}
	if !w.ascii {
		if s, ok := Script(n, super); ok {
			w.buf = append(w.buf, s...)
			w.glue = glueNone
			return
		}
	}
	w.spell(n, super, always)
}

// spell prints a script as LaTeX spells it: _w, _{i,j}, ^{1/2}. Braces stay
// away from a single symbol or word unless always is set.
func (w *writer) spell(n Node, super, always bool) {
	if n == nil {
		return
	}
	mark := byte('_')
	if super {
		mark = '^'
	}
	w.buf = append(w.buf, mark)
	tight := w.tight
	w.tight = true
	w.glue = glueNone
	if !always && isToken(n) {
		w.row(items(n), n)
	} else {
		w.buf = append(w.buf, '{')
		w.row(items(n), n)
		w.buf = append(w.buf, '}')
	}
	w.tight = tight
	w.glue = glueTail
}

// bigOp prints ∑ᵢ₌₁ᵈ, or with spelt limits ∑_{i∈S}. ASCII always has braces.
func (w *writer) bigOp(b *BigOp) {
	w.node(b.Op)
	if b.Sub == nil && b.Sup == nil {
		return
	}
	if w.ascii {
		w.lower(b.Sub, false, true)
		w.lower(b.Sup, true, true)
		return
	}
	w.hang(&Scripts{Range: b.Range, Base: b.Op, Sub: b.Sub, Sup: b.Sup})
}

// isToken reports whether a script is one symbol, one number or one word.
func isToken(n Node) bool {
	switch n := single(n).(type) {
	case *Atom:
		return !isDigit(n.ASCII[0]) || len(n.ASCII) == 1
	case *Text:
		for i := 0; i < len(n.Text); i++ {
			if !alnum(n.Text[i]) {
				return false
			}
		}
		return true
	}
	return false
}

// wrapBase reports whether a base needs brackets under its scripts. A second
// superscript on 𝐠⁽ʸ⁾ needs none, on xᵃ it does.
func wrapBase(s *Scripts) bool {
	switch b := single(s.Base).(type) {
	case *Frac:
		return !b.Binom
	case *Root, *Brace:
		return true
	case *Stack:
		return false
	case *Scripts:
		if s.Sup != nil && b.Sup != nil {
			f, ok := single(b.Sup).(*Fence)
			return primes(b.Sup) == 0 && !(ok && f.Open != nil && f.Close != nil)
		}
		return s.Sub != nil && b.Sub != nil
	case *List:
		return len(b.Items) > 1
	}
	return false
}
