package expr

import (
	"math/big"
	"slices"
	"strings"
)

// This file decides inequalities in one unknown: the real line is cut at all
// numbers where something in them changes its sign, which are roots of
// polynomials, and their truth is found at each of these and between them. That
// is a proof either way.

// A cut is a relation in one unknown x, ready to be looked at: num/den op 0 for
// each choice of signs of the absolute values in it.
type cut struct {
	op   Op
	num  []upoly // by the bits of the choice: set where the value is negative
	den  []upoly
	abs  []upoly // what stands in the absolute values
	both *[2]cut // the parts of a chain, instead
}

// maxAbs bounds the absolute values in one inequality.
const maxAbs = 3

// cutOf prepares a relation; ok is false where it is not one of polynomials and
// absolute values in the kernel.
func (f *former) cutOf(e Expr, main int) (c cut, ok bool) {
	b, ok := e.(*Binary)
	if !ok {
		return c, false
	}
	if b.Op == And {
		x, okX := f.cutOf(b.X, main)
		y, okY := f.cutOf(b.Y, main)
		c.both = &[2]cut{x, y}
		return c, okX && okY
	}
	q, err := f.form(plainAbs(excess(b)))
	if err != nil {
		return c, false
	}
	if q, err = f.guarded(func() quotient { return f.unshifted(q, main) }); err != nil {
		return c, false
	}
	var ids []int
	for _, p := range []poly{q.num, q.den} {
		for _, t := range p {
			for _, k := range t.m {
				if k.kernel != main && !slices.Contains(ids, k.kernel) {
					ids = append(ids, k.kernel)
				}
			}
		}
	}
	if len(ids) > maxAbs {
		return c, false
	}
	slices.Sort(ids)
	c.op = b.Op
	for _, id := range ids {
		u, ok := f.insideAbs(id, main)
		if !ok {
			return c, false
		}
		c.abs = append(c.abs, u)
	}
	for choice := range 1 << len(ids) {
		num, okN := f.chosen(q.num, main, ids, c.abs, choice)
		den, okD := f.chosen(q.den, main, ids, c.abs, choice)
		if !okN || !okD {
			return c, false
		}
		c.num, c.den = append(c.num, num), append(c.den, den)
	}
	return c, true
}

// unshifted takes negative exponents of a kernel out of both parts.
func (f *former) unshifted(q quotient, main int) quotient {
	low := int64(0)
	for _, p := range []poly{q.num, q.den} {
		for _, t := range p {
			for _, k := range t.m {
				if k.kernel == main {
					low = min(low, k.n/k.d)
				}
			}
		}
	}
	if low == 0 {
		return q
	}
	up := termPoly(ratOne, monomial{{main, -low, 1}})
	return quotient{f.times(q.num, up), f.times(q.den, up)}
}

// plainAbs writes sqrt(x^2) as |x|, which the normal form does, and max and min by
// absolute values.
func plainAbs(e Expr) Expr {
	return Replace(e, func(e Expr) Expr {
		c, ok := e.(*Call)
		if !ok || len(c.Args) != 2 || c.Fn != "max" && c.Fn != "min" {
			return e
		}
		op := Add
		if c.Fn == "min" {
			op = Sub
		}
		gap := &Call{"abs", []Expr{&Binary{Sub, c.Args[0], c.Args[1]}}}
		return &Binary{Div, &Binary{op, &Binary{Add, c.Args[0], c.Args[1]}, gap}, Lit(FromInt(2))}
	})
}

// insideAbs is u of the kernel |u|.
func (f *former) insideAbs(id, main int) (upoly, bool) {
	k := f.kernels[id]
	if !strings.HasPrefix(k.key, "abs ") || !k.value.den.isOne() {
		return nil, false
	}
	square, ok := k.value.num.univariate(main, nil)
	if !ok {
		return nil, false
	}
	return square.squareRoot()
}

// squareRoot is q with p = q^2.
func (p upoly) squareRoot() (upoly, bool) {
	if len(p)%2 == 0 {
		return nil, false
	}
	n := len(p) / 2
	lead, ok := exactRoot(p[2*n], 2)
	if !ok || lead.Sign() == 0 {
		return nil, false
	}
	q := make(upoly, n+1)
	q[n] = lead
	twice := new(big.Rat).Add(lead, lead)
	for i := n - 1; i >= 0; i-- {
		c := new(big.Rat).Set(p[n+i])
		for j := i + 1; j < n; j++ {
			if k := n + i - j; k <= n && k > i {
				c.Sub(c, new(big.Rat).Mul(q[j], q[k]))
			}
		}
		q[i] = c.Quo(c, twice)
	}
	square := q.times(q)
	return q, len(square) == len(p) && slices.EqualFunc(square, p, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
}

// chosen replaces the absolute values by what stands in them, with a sign.
func (f *former) chosen(p poly, main int, ids []int, abs []upoly, choice int) (upoly, bool) {
	var out upoly
	for _, t := range p {
		rest := monomial{}
		factor := upoly{t.c}
		for _, k := range t.m {
			i := slices.Index(ids, k.kernel)
			if i < 0 {
				rest = append(rest, k)
				continue
			}
			if k.d != 1 || k.n < 0 || k.n > 4 {
				return nil, false
			}
			for range k.n {
				factor = factor.times(abs[i])
				if choice>>i&1 == 1 {
					factor = factor.times(upoly{big.NewRat(-1, 1)})
				}
			}
		}
		m, ok := termPoly(ratOne, rest).univariate(main, nil)
		if !ok || m.degree()+factor.degree() > maxDegree {
			return nil, false
		}
		out = out.plus(m.times(factor))
	}
	return out, true
}

func (p upoly) plus(q upoly) upoly {
	out := make(upoly, max(len(p), len(q)))
	for i := range out {
		out[i] = new(big.Rat)
		if i < len(p) {
			out[i].Add(out[i], p[i])
		}
		if i < len(q) {
			out[i].Add(out[i], q[i])
		}
	}
	return out.trimmed()
}

// polynomials are all whose roots matter.
func (c cut) polynomials() []upoly {
	if c.both != nil {
		return append(c.both[0].polynomials(), c.both[1].polynomials()...)
	}
	return append(append(append([]upoly{}, c.num...), c.den...), c.abs...)
}

// holds reports whether the relation holds where sign gives the signs of
// polynomials; it does not where it has no value.
func (c cut) holds(sign func(upoly) int) bool {
	if c.both != nil {
		return c.both[0].holds(sign) && c.both[1].holds(sign)
	}
	choice := 0
	for i, u := range c.abs {
		if sign(u) < 0 {
			choice |= 1 << i
		}
	}
	s := sign(c.num[choice]) * sign(c.den[choice])
	return sign(c.den[choice]) != 0 && holdsFor(c.op, s)
}

// holdsFor reports whether a number of sign s is op 0.
func holdsFor(op Op, s int) bool {
	switch op {
	case Eq:
		return s == 0
	case Ne:
		return s != 0
	case Lt:
		return s < 0
	case Le:
		return s <= 0
	case Gt:
		return s > 0
	}
	return s >= 0
}

// cutLine compares the truth of two relations everywhere on the domain of x. It
// returns a number where they differ, or nil; ok is false where that is too much
// to do.
func cutLine(key, answer cut, where []cut, d Decl) (at *big.Rat, differ, ok bool) {
	all := upoly{ratOne}
	list := append(key.polynomials(), answer.polynomials()...)
	for _, w := range where {
		list = append(list, w.polynomials()...)
	}
	for _, r := range d.corners() {
		list = append(list, upoly{new(big.Rat).Neg(r), ratOne})
	}
	for _, p := range list {
		if p.degree() < 1 {
			continue
		}
		if g := all.common(p); g.degree() > 0 {
			p, _ = p.divided(g)
		}
		if p.degree() > 0 {
			all = all.times(p.squareFree()).primitive()
		}
		if all.degree() > maxDegree {
			return nil, false, false
		}
	}
	roots := all.roots()
	truthsDiffer := func(sign func(upoly) int) bool {
		for _, w := range where {
			if !w.holds(sign) {
				return false
			}
		}
		return key.holds(sign) != answer.holds(sign)
	}
	for _, x := range between(roots, d) {
		if d.contains(x) && truthsDiffer(func(p upoly) int { return p.signAt(x) }) {
			return x, true, true
		}
	}
	for _, r := range roots {
		inside := r.lo.Cmp(r.hi) != 0 && d.Kind != "integer" && d.contains(r.hi) || r.lo.Cmp(r.hi) == 0 && d.contains(r.hi)
		if inside && truthsDiffer(r.signOf) {
			if r.lo.Cmp(r.hi) == 0 {
				at = r.hi
			}
			return at, true, true
		}
	}
	return nil, false, true
}

// corners are the ends of the declared interval.
func (d Decl) corners() []*big.Rat {
	var list []*big.Rat
	if d.Kind == "positive" {
		list = append(list, new(big.Rat))
	}
	if d.Interval != "" {
		lo, hi := ends(d.Interval)
		for _, r := range []*big.Rat{lo, hi} {
			if r != nil {
				list = append(list, r)
			}
		}
	}
	return list
}

// contains reports whether x is of the declared kind.
func (d Decl) contains(x *big.Rat) bool {
	if d.Kind == "integer" && !x.IsInt() {
		return false
	}
	if d.Interval != "" {
		lo, hi := ends(d.Interval)
		if lo != nil && (x.Cmp(lo) < 0 || x.Cmp(lo) == 0 && d.Interval[0] == '(') {
			return false
		}
		return hi == nil || x.Cmp(hi) < 0 || x.Cmp(hi) == 0 && d.Interval[len(d.Interval)-1] == ']'
	}
	return d.holds(x)
}

// between are simple numbers left of, between and right of the roots; for whole
// numbers all from the first root to the last.
func between(roots []root, d Decl) []*big.Rat {
	if len(roots) == 0 {
		return []*big.Rat{new(big.Rat), big.NewRat(1, 1)}
	}
	one := big.NewRat(1, 1)
	list := []*big.Rat{new(big.Rat).Sub(floorRat(roots[0].lo), one)}
	for i := 1; i < len(roots); i++ {
		for roots[i-1].hi.Cmp(roots[i].lo) == 0 && roots[i].lo.Cmp(roots[i].hi) != 0 {
			roots[i] = roots[i].refined()
		}
		list = append(list, simplest(roots[i-1].hi, roots[i].lo))
	}
	last := roots[len(roots)-1].hi
	list = append(list, new(big.Rat).Add(floorRat(last), big.NewRat(2, 1)))
	if d.Kind == "integer" {
		n := new(big.Rat).Set(list[0])
		for range 1000 {
			if n.Cmp(last) > 0 {
				break
			}
			list = append(list, n)
			n = new(big.Rat).Add(n, one)
		}
	}
	return list
}

func floorRat(r *big.Rat) *big.Rat {
	return new(big.Rat).SetInt(new(big.Int).Div(r.Num(), r.Denom()))
}

// simplest is a number of few digits strictly between lo and hi.
func simplest(lo, hi *big.Rat) *big.Rat {
	for den := int64(1); den < 1<<40; den *= 2 {
		n := new(big.Rat).Mul(lo, big.NewRat(den, 1))
		n = floorRat(n)
		n.Add(n, big.NewRat(1, 1))
		if n.Quo(n, big.NewRat(den, 1)); n.Cmp(hi) < 0 {
			return n
		}
	}
	return middle(lo, hi)
}
