package expr

import (
	"errors"
	"math/big"
)

// isInequality reports whether e compares two sides other than by =.
func isInequality(e Expr) bool {
	b, ok := e.(*Binary)
	return ok && (b.Op >= Ne && b.Op <= Ge || b.Op == And && isInequality(b.X) && isInequality(b.Y))
}

// inequalities compares two inequalities by where they hold. In one unknown that
// is decided by cutting the real line (cells.go). In several they are the same
// if the difference of the sides of one is a positive multiple of that of the
// other, and they differ where a point is found at which only one holds.
func (d Domain) inequalities(key, answer Expr) Comparison {
	f := d.former()
	if c, ok := d.inOneUnknown(f, key, answer); ok {
		return c
	}
	if c, ok := d.proportional(f, key, answer); ok {
		return c
	}
	return d.truthsAtPoints(key, answer)
}

// inOneUnknown decides inequalities with a single symbol.
func (d Domain) inOneUnknown(f *former, key, answer Expr) (Comparison, bool) {
	names := Free(&Tuple{[]Expr{key, answer}})
	if len(names) != 1 {
		return Comparison{}, false
	}
	decl := d.Symbols[names[0]]
	if decl.kind() != scalarKind {
		return Comparison{}, false
	}
	x, err := f.form(&Name{Name: names[0]})
	if err != nil {
		return Comparison{}, false
	}
	t, _ := x.num.single()
	main := t.m[0].kernel
	k, okK := f.cutOf(key, main)
	a, okA := f.cutOf(answer, main)
	if !okK || !okA {
		return Comparison{}, false
	}
	var where []cut
	for _, w := range d.Where {
		if used := Names(w); len(used) == 1 && used[0] == names[0] {
			c, ok := f.cutOf(w, main)
			if !ok {
				return Comparison{}, false
			}
			where = append(where, c)
		}
	}
	at, differ, ok := cutLine(k, a, where, decl)
	switch {
	case !ok:
		return Comparison{}, false
	case !differ:
		return result(Equal, "real roots", ""), true
	case at == nil:
		return result(Different, "real roots", "Look at the ends of yours: one of them is not right."), true
	}
	pt := &point{values: map[string]shaped{names[0]: scalar(ratNum(at))}, work: totalWork}
	return result(Different, "real roots", pt.truthWitness(key, answer)), true
}

// truthWitness says that the answer holds at a point, or that it does not.
func (pt *point) truthWitness(key, answer Expr) string {
	holds, err := pt.holds(answer)
	where := pt.where(key, answer)
	switch {
	case where == "":
		return "There are numbers for which yours and the right one disagree."
	case err == nil && holds:
		return "Try" + where[3:] + ": yours holds there, and it should not."
	}
	return "Try" + where[3:] + ": yours does not hold there, and it should."
}

// proportional reports that the differences of the sides are multiples.
func (d Domain) proportional(f *former, key, answer Expr) (Comparison, bool) {
	k, a := atoms(key), atoms(answer)
	if len(k) != len(a) {
		return Comparison{}, false
	}
	used := make([]bool, len(a))
	for _, x := range k {
		found := false
		for i, y := range a {
			if !used[i] && f.sameSide(x, y) {
				used[i], found = true, true
				break
			}
		}
		if !found {
			return Comparison{}, false
		}
	}
	return result(Equal, "normal form", ""), true
}

// atoms takes a chain such as 0 < x < 1 apart.
func atoms(e Expr) []*Binary {
	b, ok := e.(*Binary)
	switch {
	case !ok:
		return nil
	case b.Op == And:
		return append(atoms(b.X), atoms(b.Y)...)
	}
	return []*Binary{b}
}

// excess is lhs - rhs of an inequality, with its sign.
func excess(b *Binary) Expr {
	switch {
	case isZero(b.Y):
		return b.X
	case isZero(b.X):
		return &Unary{Neg, b.Y}
	}
	return &Binary{Sub, b.X, b.Y}
}

var flipped = map[Op]Op{Lt: Gt, Gt: Lt, Le: Ge, Ge: Le, Ne: Ne, Eq: Eq}

// sameSide reports whether y is x times a number, with the sign turned round if
// that is negative, and has a value where x has one.
func (f *former) sameSide(x, y *Binary) bool {
	c, ok := f.multiple(excess(x), excess(y))
	if !ok {
		return false
	}
	op := x.Op
	if c.Sign() < 0 {
		op = flipped[op]
	}
	return op == y.Op && f.covers(x, y)
}

// multiple returns the number c with y = c x, by normal forms.
func (f *former) multiple(x, y Expr) (*big.Rat, bool) {
	p, err := f.form(x)
	if err != nil {
		return nil, false
	}
	q, err := f.form(y)
	if err != nil || len(p.num) == 0 || len(q.num) == 0 {
		return nil, false
	}
	var c *big.Rat
	_, err = f.guarded(func() quotient {
		a, b := f.times(p.num, q.den), f.times(q.num, p.den)
		lead := a.sorted()[0]
		t, ok := b[lead.m.key()]
		if !ok {
			return p
		}
		if r := new(big.Rat).Quo(t.c, lead.c); a.scaled(r).equal(b) {
			c = r
		}
		return p
	})
	return c, err == nil && c != nil
}

// covers reports whether y is sure to have a value wherever x has one, but for
// single points.
func (f *former) covers(x, y Expr) bool {
	need, have := map[string]bool{}, map[string]bool{}
	if !f.demands(y, need) {
		return false
	}
	if len(need) == 0 {
		return true
	}
	if !f.demands(x, have) {
		return false
	}
	for k := range need {
		if !have[k] {
			return false
		}
	}
	return true
}

// truthsAtPoints looks for a point where only one of two inequalities holds.
func (d Domain) truthsAtPoints(key, answer Expr) Comparison {
	s := newSampler(d.Symbols, key.String(), append([]Expr{key, answer}, d.Where...)...)
	work := totalWork
	for round := 0; round < maxRounds && work > 0; round++ {
		pt := s.point(round, work)
		if n := len(s.names); n > 0 && round < 4*n { // where both sides are the same
			name := s.names[round%n]
			if x, ok := pt.root(excess(atoms(key)[0]), name, d.Symbols[name]); ok {
				pt.values[name] = x
			}
		}
		if pt.admits(d.Where) {
			k, err := pt.holds(key)
			a, errA := pt.holds(answer)
			if shape := (*shapeError)(nil); errors.As(errA, &shape) {
				return result(Different, "malformed", shape.msg)
			}
			if err == nil && errA == nil && k != a {
				return result(Different, "witness", pt.truthWitness(key, answer))
			}
		}
		work = pt.work - 50
	}
	return result(Unsure, "budget", "")
}
