package tex

import "strings"

// needsWrap reports whether n, a fraction, must stand in brackets beside its
// neighbours: in a product, after a slash, after log or ∏.
func needsWrap(n, prev Node, rest []Node, before int) bool {
	f, ok := n.(*Frac)
	if !ok || f.Binom {
		return false
	}
	if prev != nil && before < 2 {
		switch _, r := Edges(prev); r {
		case Ord:
			if !IsSign(prev) && !endsBlank(prev) {
				return true
			}
		case Close, Inner:
			return true
		case Op:
			if b, ok := prev.(*BigOp); !ok || !isSum(b) {
				return true
			}
		}
	}
	next, wide := follower(rest)
	if next == nil || wide || IsStop(next) {
		return false
	}
	switch l, _ := Edges(next); l {
	case Ord, Open, Inner, Op:
		return !startsBlank(next)
	case Close:
		return true // (a/b)!
	}
	return false
}

// follower is the next node that is drawn; wide says that a quad stands before it.
func follower(ns []Node) (next Node, wide bool) {
	for _, n := range ns {
		s, space := n.(*Space)
		if !space {
			_, tag := n.(*Tag)
			return n, wide || tag
		}
		wide = wide || s.Cells > 1
	}
	return nil, wide
}

// IsStop reports whether n is the full stop of a sentence.
func IsStop(n Node) bool {
	a, ok := n.(*Atom)
	return ok && a.Text == "."
}

// IsSign reports whether n is a sign without a left operand.
func IsSign(n Node) bool {
	a, ok := n.(*Atom)
	return ok && a.Class == Ord && (a.ASCII == "-" || a.ASCII == "+" || a.ASCII == "+-" || a.ASCII == "-+")
}

func isNumber(n Node) bool {
	a, ok := n.(*Atom)
	return ok && isDigit(a.ASCII[0])
}

func isSlash(n Node) bool {
	a, ok := n.(*Atom)
	return ok && a.Text == "/"
}

// isSum reports whether dividing after the sum is dividing within it.
func isSum(b *BigOp) bool {
	a, ok := b.Op.(*Atom)
	return ok && (a.Text == "∑" || a.Text == "∫")
}

func startsBlank(n Node) bool {
	t, ok := n.(*Text)
	return ok && !t.Operator && len(t.Text) > 0 && t.Text[0] == ' '
}

func endsBlank(n Node) bool {
	t, ok := n.(*Text)
	return ok && !t.Operator && len(t.Text) > 0 && t.Text[len(t.Text)-1] == ' '
}

// isTerm reports whether n can stand left of a slash without brackets: a
// product of factors, and no function, sum or fraction in it.
func isTerm(n Node) bool {
	ns := items(n)
	for i, c := range ns {
		switch c := c.(type) {
		case *Space:
			continue
		case *Frac:
			if !c.Binom {
				return false
			}
		case *Text:
			if c.Operator && i < len(ns)-1 {
				return false
			}
		case *Brace, *Stack:
			return false
		case *List:
			if !isTerm(c) {
				return false
			}
		}
		switch l, _ := Edges(c); {
		case l == Bin, l == Rel, l == Punct, IsSign(c), isSlash(c):
			return false
		case l == Op:
			if t, ok := c.(*Text); !ok || !t.Operator {
				return false
			}
		}
	}
	return len(ns) > 0
}

// isFactor reports whether n can stand right of a slash without brackets.
func isFactor(n Node) bool {
	switch n := single(n).(type) {
	case *Atom:
		return n.Class == Ord && !IsSign(n) && !isSlash(n)
	case *Text:
		for i := 0; i < len(n.Text); i++ {
			if n.Text[i] == ' ' || n.Text[i] == '-' {
				return false
			}
		}
		return true
	case *Fence:
		return n.Open != nil && n.Close != nil
	case *Grid:
		return n.Kind == Matrix
	case *Root, *Accent:
		return true
	case *Frac:
		return n.Binom
	case *Scripts:
		l, _ := Edges(n.Base)
		return l != Bin && l != Rel && l != Op && l != Punct
	case *List:
		return isCall(n.Items)
	}
	return false
}

// isCall reports whether a row is a function and its argument: q(x), LN(x).
func isCall(ns []Node) bool {
	if len(ns) != 2 {
		return false
	}
	f, ok := ns[1].(*Fence)
	if !ok || f.Open == nil || f.Open.Text != "(" {
		return false
	}
	base := ns[0]
	if s, ok := base.(*Scripts); ok {
		base = s.Base
	}
	switch b := base.(type) {
	case *Text:
		return true
	case *Atom:
		return len(b.ASCII) == 1 && strings.Contains("fghpqP", b.ASCII)
	}
	return false
}

// isDifferential reports whether a denominator reads as one thing: ∂x, and dx
// under a numerator that begins with d too.
func isDifferential(f *Frac) bool {
	den, num := items(f.Den), items(f.Num)
	if len(den) != 2 || len(num) == 0 || !isFactor(den[1]) {
		return false
	}
	d, ok := den[0].(*Atom)
	if !ok {
		return false
	}
	top := num[0]
	if s, ok := top.(*Scripts); ok { // d²y/dx²
		top = s.Base
	}
	t, ok := top.(*Atom)
	return ok && t.Text == d.Text && (d.Text == "∂" || d.Text == "d")
}

// bare reports whether a radicand needs no brackets after √: one symbol of one
// cell, a number, or a symbol with a Unicode subscript.
func bare(n Node) bool {
	switch n := single(n).(type) {
	case *Atom:
		return n.Class == Ord && !IsSign(n)
	case *Accent:
		base, rest := markable(n.Body)
		return base != nil && rest == nil
	case *Scripts:
		_, ok := Script(n.Sub, false)
		_, nested := n.Base.(*Scripts)
		return ok && !nested && n.Sup == nil && bare(n.Base)
	}
	return false
}
