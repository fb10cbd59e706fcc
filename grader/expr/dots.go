package expr

import "slices"

// This file reads what stands for "and so on": 1 + 2 + ... + n and
// (1 - beta_1) \cdots (1 - beta_t), which are sums and products whose index is
// found by comparing the part before the dots with the one after them.

const dots = "…"

// goOn reads the dots and the last part, and joins them to the parts before; op is
// Add or Mul.
func (p *parser) goOn(op Op, before []Expr, part func() Expr) Expr {
	at := p.next()
	sign := "+"
	if op == Mul {
		sign = "*"
	}
	if p.at(sign) || op == Add {
		if !p.at(sign) {
			p.fail(at.pos, "Write "+sign+" after the dots and then the last part.", "The dots have to stand between %s signs.", sign)
		}
		p.next()
	}
	last := p.nested(part)
	series, ok := p.between(op, before, last)
	if !ok {
		p.fail(at.pos, "Write it with sum or prod.", "The parts around the dots do not show how it goes on.")
	}
	return series
}

// between finds the series from the first part before the dots to the one after
// them, in which the other parts before have to fit.
func (p *parser) between(op Op, before []Expr, last Expr) (Expr, bool) {
	index := p.freshIndex(append(before, last)...)
	n := len(before)
	var from, to Expr
	body, ok := generalised(before[0], last, index, &from, &to)
	if !ok { // 1 + 1/2 + ... + 1/n
		from, to = nil, nil
		if body, ok = generalised(before[n-1], last, index, &from, &to); !ok {
			return nil, false
		}
		k, whole := wholeExponent(from)
		if !whole {
			return nil, false
		}
		from = Lit(FromInt(k - int64(n) + 1))
	}
	if from == nil {
		return nil, false
	}
	step := int64(1)
	if _, rising := from.(*Num); !rising {
		step = -1
		if _, ok := to.(*Num); !ok {
			return nil, false
		}
	}
	f := newFormer(p.syms)
	for i, x := range before {
		at := &Binary{Add, from, Lit(FromInt(step * int64(i)))}
		if !f.same(x, Subst(body, map[string]Expr{index: at})) {
			return nil, false
		}
	}
	if step < 0 {
		from, to = to, from
	}
	fn := "sum"
	if op == Mul {
		fn = "prod"
	}
	return p.node(&Series{fn, index, body, from, to}), true
}

// freshIndex is a letter that occurs nowhere.
func (p *parser) freshIndex(es ...Expr) string {
	names := Names(&Tuple{es})
	for _, v := range []string{"i", "k", "j", "s", "m", "r", "l", "q"} {
		if _, declared := p.syms[v]; !declared && !slices.Contains(names, v) && !p.isName(v) {
			return v
		}
	}
	return "i_"
}

// generalised compares two trees and puts the index where they differ, from and to
// being what stands there; it fails where they differ otherwise.
func generalised(a, b Expr, index string, from, to *Expr) (Expr, bool) {
	if a.String() == b.String() {
		return a, true
	}
	rec := func(a, b Expr) (Expr, bool) { return generalised(a, b, index, from, to) }
	switch x := a.(type) {
	case *Item:
		if y, ok := b.(*Item); ok && x.Seq == y.Seq {
			i, ok := differ(x.Index, y.Index, index, from, to)
			return &Item{x.Seq, i}, ok
		}
	case *Unary:
		if y, ok := b.(*Unary); ok && x.Op == y.Op {
			i, ok := rec(x.X, y.X)
			return &Unary{x.Op, i}, ok
		}
	case *Binary:
		if y, ok := b.(*Binary); ok && x.Op == y.Op {
			if *from != nil || sameParts(x, y) {
				l, okL := rec(x.X, y.X)
				r, okR := rec(x.Y, y.Y)
				return &Binary{x.Op, l, r}, okL && okR
			}
		}
	case *Call:
		if y, ok := b.(*Call); ok && x.Fn == y.Fn && len(x.Args) == 1 && len(y.Args) == 1 {
			i, ok := rec(x.Args[0], y.Args[0])
			return &Call{x.Fn, []Expr{i}}, ok
		}
	}
	return differ(a, b, index, from, to)
}

// sameParts reports whether two operations have the same shape, so that it is
// their parts that differ: not t - 1 beside t - 2, which differ as a whole.
func sameParts(x, y *Binary) bool {
	_, okX := x.Y.(*Num)
	_, okY := y.Y.(*Num)
	return !(okX && okY && (x.Op == Add || x.Op == Sub) && x.X.String() == y.X.String())
}

// differ notes what stands at the index, which has to be the same everywhere.
func differ(a, b Expr, index string, from, to *Expr) (Expr, bool) {
	if a.String() == b.String() {
		return a, true
	}
	if *from == nil {
		*from, *to = a, b
	}
	return &Name{Name: index}, (*from).String() == a.String() && (*to).String() == b.String()
}
