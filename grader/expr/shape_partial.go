package expr

// This file judges whether an answer is a sum of partial fractions.

// notPartial finds what is no partial fraction: each term is a polynomial, or one
// over a power of an irreducible polynomial of higher degree.
func (f *former) notPartial(e Expr) string {
	var terms []Expr
	addends(e, &terms)
	for _, x := range terms {
		q, err := f.form(x)
		if err != nil {
			return ""
		}
		if _, plain := q.den.constant(); plain && q.whole() {
			continue
		}
		if why := f.notFraction(x); why != "" {
			return why
		}
	}
	return ""
}

// addends collects the terms of a sum, also inside a number times a sum.
func addends(e Expr, into *[]Expr) {
	switch x := e.(type) {
	case *Unary:
		if x.Op == Neg {
			addends(x.X, into)
			return
		}
	case *Binary:
		switch {
		case x.Op == Add || x.Op == Sub:
			addends(x.X, into)
			addends(x.Y, into)
			return
		case x.Op == Mul && len(Names(x.X)) == 0:
			addends(x.Y, into)
			return
		case x.Op == Mul && len(Names(x.Y)) == 0, x.Op == Div && len(Names(x.Y)) == 0:
			addends(x.X, into)
			return
		}
	}
	*into = append(*into, e)
}

// notFraction judges one term with an unknown below the bar.
func (f *former) notFraction(e Expr) string {
	b, ok := e.(*Binary)
	if !ok || b.Op != Div {
		if n, whole := int64(0), false; ok && b.Op == Pow {
			if n, whole = wholeExponent(b.Y); whole && n < 0 {
				return f.notFraction(&Binary{Div, one, &Binary{Pow, b.X, Lit(FromInt(-n))}})
			}
		}
		return Row(e) + " is to be a sum of fractions"
	}
	var below []Expr
	leaves(b.Y, &below)
	var base Expr
	for _, x := range below {
		switch {
		case len(Names(x)) == 0:
		case base == nil || f.same(base, x):
			base = x
		default:
			return "the denominator of " + Row(e) + " is a product"
		}
	}
	if base == nil {
		return Row(e) + " is to be a sum of fractions"
	}
	p, err := f.form(base)
	if err != nil {
		return ""
	}
	q, err := f.form(b.X)
	if err != nil {
		return ""
	}
	_, plain := q.den.constant()
	switch {
	case !plain || !q.whole() || !p.whole():
		return "there is a fraction inside a fraction"
	case len(p.num) > 1 && !f.isIrreducible(p.num):
		return Row(base) + " can still be factored"
	case f.lowerDegree(q.num, p.num):
		return ""
	}
	return "the numerator of " + Row(e) + " is of too high a degree"
}

// lowerDegree reports whether in every symbol of q that p is made of the degree of
// p is lower in one of them at least.
func (f *former) lowerDegree(p, q poly) bool {
	degree := func(p poly, id int) (d int64) {
		for _, t := range p {
			for _, k := range t.m {
				if k.kernel == id {
					d = max(d, k.n/k.d)
				}
			}
		}
		return d
	}
	for _, id := range unknowns(fraction(q)) {
		if degree(p, id) < degree(q, id) {
			return true
		}
	}
	return false
}
