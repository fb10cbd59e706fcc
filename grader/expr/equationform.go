package expr

import (
	"math/big"
	"slices"
)

// This file compares equations by normal forms. Both are brought to the form
// N = 0, over a denominator. They are the same if the numerators are, after what
// they have in common with their denominators is divided out: tested with all
// unknowns but one at random in a prime field, where that is a polynomial in one
// unknown, for each unknown in turn.

// byForms compares two equations of numbers; ok is false where nothing follows.
func (d Domain) byForms(key, answer *Binary) (c Comparison, ok bool) {
	f := d.former()
	x, y := difference(key), difference(answer)
	p, err := f.form(x)
	if err != nil {
		return c, false
	}
	q, err := f.form(y)
	if err != nil {
		return c, false
	}
	covered := f.covers(x, y)
	if never(p) && never(q) || len(p.num) == 0 && len(q.num) == 0 && covered {
		return result(Equal, "normal form", ""), true
	}
	if len(p.num) == 0 || len(q.num) == 0 {
		return c, false
	}
	if _, ok := f.multiple(x, y); ok && covered {
		return result(Equal, "normal form", ""), true
	}
	if !f.sameNumerators(p, q) {
		return c, false
	}
	_, plainP := p.den.constant()
	_, plainQ := q.den.constant()
	if covered && plainP && plainQ && p.whole() && q.whole() {
		return result(Equal, "identity test", ""), true
	}
	return d.onCurve(f, p, y, covered)
}

// never reports whether a number that is not zero is left.
func never(p quotient) bool {
	c, ok := p.constant()
	return ok && c.Sign() != 0
}

// whole reports whether no negative exponents are in the numerator.
func (p quotient) whole() bool {
	for _, t := range p.num {
		for _, k := range t.m {
			if k.n < 0 {
				return false
			}
		}
	}
	return true
}

// unknowns are the kernels of both, rising.
func unknowns(list ...quotient) []int {
	var ids []int
	for _, q := range list {
		for _, p := range []poly{q.num, q.den} {
			for _, t := range p {
				for _, k := range t.m {
					ids = append(ids, k.kernel)
				}
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// sameNumerators compares the reduced numerators up to a number and up to factors
// that are never zero.
func (f *former) sameNumerators(p, q quotient) bool {
	for i, prime := range fields[:2] {
		r := &residue{p: prime, seed: uint64(77 + i)}
		for _, id := range unknowns(p, q) {
			a, okA := f.reducedNumerator(r, p, id)
			b, okB := f.reducedNumerator(r, q, id)
			if !okA || !okB || !slices.Equal(a, b) {
				return false
			}
		}
	}
	return true
}

// maxField bounds the degree of polynomials over a field.
const maxField = 200

// reducedNumerator is the numerator of q in one kernel, monic and without what it
// shares with the denominator.
func (f *former) reducedNumerator(r *residue, q quotient, main int) ([]uint64, bool) {
	num, n, ok := f.inField(r, q.num, main)
	if !ok {
		return nil, false
	}
	den, m, ok := f.inField(r, q.den, main)
	if !ok {
		return nil, false
	}
	if n > 0 { // num has x^-n
		den = append(make([]uint64, n), den...)
	}
	if m > 0 {
		num = append(make([]uint64, m), num...)
	}
	if f.kernels[main].nonzero && f.isSymbol(main) {
		for len(num) > 0 && num[0] == 0 {
			num = num[1:]
		}
	}
	g := r.common(num, den)
	num, _ = r.divide(num, g)
	return r.monicOf(num), len(num) > 0
}

// inField is x^low p as a polynomial in one kernel over the field, others at
// random.
func (f *former) inField(r *residue, p poly, main int) (out []uint64, low int64, ok bool) {
	scale := int64(1) // of the exponents, so that all are whole
	for _, t := range p {
		for _, k := range t.m {
			if k.kernel == main {
				scale = scale / gcd64(scale, k.d) * k.d
			}
			if scale > 12 || k.d > 12 {
				return nil, 0, false
			}
		}
	}
	const common = 27720 // of all denominators up to 12
	for _, t := range p {
		for _, k := range t.m {
			if k.kernel == main {
				low = max(low, -k.n*scale/k.d)
			}
		}
	}
	for _, t := range p {
		c, err := r.rat(t.c)
		if err != nil {
			return nil, 0, false
		}
		e := int64(0)
		for _, k := range t.m {
			if k.kernel == main {
				e = k.n * scale / k.d
				continue
			}
			v := r.pow(r.mixed(9, uint64(k.kernel)), uint64(max(k.n, -k.n)*common/k.d))
			if k.n < 0 {
				v = r.pow(v, r.p-2)
			}
			c = r.mul(c, v)
		}
		if e += low; e > maxField {
			return nil, 0, false
		}
		for int64(len(out)) <= e {
			out = append(out, 0)
		}
		out[e] = r.add(out[e], c)
	}
	return r.trim(out), low, true
}

// onCurve checks at solutions of N = 0 that the answer holds there too, which it
// may not where it has no value.
func (d Domain) onCurve(f *former, p quotient, answer Expr, covered bool) (c Comparison, ok bool) {
	good := 0
	for _, id := range unknowns(p) {
		if !f.isSymbol(id) {
			return c, false
		}
	}
	s := newSampler(d.Symbols, answer.String(), append([]Expr{answer}, d.Where...)...)
	for round := range 2 * smallRounds {
		for _, id := range unknowns(p) {
			pt := s.point(round, totalWork)
			n, lost := pt.solutionsHold(f, p.num, id, answer)
			if good += n; lost && !covered {
				return result(Different, "domain", "Yours has no value at some solutions of the right one."), true
			}
		}
	}
	if good < 3 {
		return c, false
	}
	return result(Equal, "identity test", ""), true
}

// solutionsHold solves N = 0 for one unknown and counts the solutions at which the
// answer is not sure to differ from 0; lost says that it has no value at one.
func (pt *point) solutionsHold(f *former, num poly, main int, answer Expr) (good int, lost bool) {
	at := map[int]*big.Rat{}
	for _, id := range unknowns(fraction(num)) {
		v, ok := pt.values[f.kernels[id].key[5:]]
		if !ok || v.form != scalarForm || v.e[0].r == nil {
			return 0, false
		}
		at[id] = v.e[0].r
	}
	delete(at, main)
	u, ok := num.univariate(main, at)
	if !ok || u.degree() > 12 {
		return 0, false
	}
	name := f.kernels[main].key[5:]
	for _, r := range u.roots() {
		if !pt.contains(f.syms[name], r) {
			continue
		}
		pt.values[name] = scalar(r.number(200))
		v, err := pt.number(answer)
		if lost = lost || err == noValue; err != nil {
			continue
		}
		if s, known := v.sign(); !known || s == 0 {
			good++
		}
	}
	return good, lost
}

func (pt *point) contains(d Decl, r root) bool {
	return d.contains(r.hi) || r.lo.Cmp(r.hi) != 0 && d.Kind != "integer" && d.contains(r.refined().hi)
}
