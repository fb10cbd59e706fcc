package expr

import "slices"

// This file compares intervals of numbers and unions of them.

// A piece is an interval in the making; an end is nil for infinity.
type piece struct {
	lo, hi         Expr
	loOpen, hiOpen bool
}

// ranges compares two unions as sets of numbers: both are brought to separate
// intervals in rising order.
func (d Domain) ranges(key, answer Expr) Comparison {
	k, okK := d.pieces(key)
	a, okA := d.pieces(answer)
	switch {
	case !okK:
		return result(Unsure, "key", "The order of the ends is open.")
	case !okA:
		return result(Unsure, "budget", "")
	case len(k) != len(a):
		return result(Different, "shape", "Another set of numbers is asked for.")
	}
	for i := range k {
		for _, end := range [2][2]Expr{{k[i].lo, a[i].lo}, {k[i].hi, a[i].hi}} {
			if end[0] == nil || end[1] == nil {
				if end[0] != end[1] {
					return result(Different, "witness", "One of the ends is not right.")
				}
				continue
			}
			c := d.values(end[0], end[1])
			if c.Result == Different {
				return result(Different, "witness", "One of the ends is not right.")
			}
			if c.Result == Unsure {
				return c
			}
		}
		if k[i].loOpen != a[i].loOpen || k[i].hiOpen != a[i].hiOpen {
			return result(Different, "witness", "Look at the brackets: does each end belong to it?")
		}
	}
	return result(Equal, "intervals", "")
}

// pieces returns separate intervals in rising order; ok is false where the order
// of ends is not known.
func (d Domain) pieces(e Expr) (list []piece, ok bool) {
	switch e := e.(type) {
	case *Range:
		p := piece{finite(e.Lo), finite(e.Hi), e.LoOpen, e.HiOpen}
		p.loOpen, p.hiOpen = p.loOpen || p.lo == nil, p.hiOpen || p.hi == nil
		if s, known := d.order(p.lo, p.hi, -1); p.lo != nil && p.hi != nil && known && (s > 0 || s == 0 && (p.loOpen || p.hiOpen)) {
			return nil, true
		}
		return []piece{p}, true
	case *Set:
		for _, x := range e.Items {
			list = append(list, piece{x, x, false, false})
		}
	case *Union:
		for _, part := range e.Parts {
			more, ok := d.pieces(part)
			if !ok {
				return nil, false
			}
			list = append(list, more...)
		}
	default:
		return nil, false
	}
	return d.merged(list)
}

// merged sorts pieces and joins those that touch.
func (d Domain) merged(list []piece) (out []piece, ok bool) {
	ok = true
	slices.SortStableFunc(list, func(a, b piece) int {
		s, known := d.order(a.lo, b.lo, -1)
		ok = ok && known
		if s == 0 && a.loOpen != b.loOpen {
			if b.loOpen {
				return -1
			}
			return 1
		}
		return s
	})
	for _, p := range list {
		if len(out) == 0 {
			out = append(out, p)
			continue
		}
		last := &out[len(out)-1]
		s, known := d.gap(last.hi, p.lo)
		ok = ok && known
		if s < 0 || s == 0 && last.hiOpen && p.loOpen {
			out = append(out, p)
			continue
		}
		t, known := d.order(last.hi, p.hi, 1)
		ok = ok && known
		if t < 0 || t == 0 && last.hiOpen {
			last.hi, last.hiOpen = p.hi, p.hiOpen
		}
	}
	return out, ok
}

// finite is nil for an end at infinity.
func finite(e Expr) Expr {
	if u, ok := e.(*Unary); ok && u.Op == Neg {
		if finite(u.X) == nil {
			return nil
		}
	}
	if c, ok := e.(*Const); ok && c.Name == "inf" {
		return nil
	}
	return e
}

// order compares two ends of the same side, where nil is infinity of that sign.
func (d Domain) order(a, b Expr, infinity int) (int, bool) {
	switch {
	case a == nil && b == nil:
		return 0, true
	case a == nil:
		return infinity, true
	case b == nil:
		return -infinity, true
	}
	return d.gap(a, b)
}

// gap is the sign of a - b, where a is an upper end and b a lower one.
func (d Domain) gap(a, b Expr) (int, bool) {
	if a == nil || b == nil {
		return 1, true
	}
	if c := d.values(a, b); c.Result == Equal {
		return 0, true
	}
	s := newSampler(d.Symbols, a.String(), append([]Expr{a, b}, d.Where...)...)
	sign, seen := 0, false
	for round := range 2 * smallRounds {
		pt := s.point(round, totalWork)
		if !pt.admits(d.Where) {
			continue
		}
		x, err := pt.number(&Binary{Sub, a, b})
		if err != nil {
			continue
		}
		t, known := x.sign()
		if !known || seen && t != sign {
			return 0, false
		}
		sign, seen = t, true
	}
	return sign, seen
}
