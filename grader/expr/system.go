package expr

import (
	"slices"
)

// This file compares systems of polynomial equations: two are the same if each
// equation of one follows from the other, which is so if the ideals that they
// generate have the same reduced basis (Buchberger's algorithm). It is computed
// in a prime field of about 2^61 elements, twice: that a basis is the same there
// and not over the rationals would need a coefficient divisible by both primes.

func isSystem(list []Expr) bool {
	for _, e := range list {
		b, ok := e.(*Binary)
		if !ok || b.Op != Eq {
			return false
		}
	}
	return len(list) > 0
}

// systems compares lists of equations.
func (d Domain) systems(key, answer []Expr) Comparison {
	f := d.former()
	k, okK := f.numerators(key)
	a, okA := f.numerators(answer)
	if okK && okA {
		same, ok := sameIdeal(k, a)
		switch {
		case ok && same:
			return result(Equal, "identity test", "")
		case ok:
			return result(Different, "witness", "These equations have other solutions than those asked for.")
		}
	}
	if len(key) != len(answer) {
		return result(Unsure, "budget", "")
	}
	return d.matched(key, answer)
}

// matched compares systems equation by equation, in any order.
func (d Domain) matched(key, answer []Expr) Comparison {
	used := make([]bool, len(answer))
	for _, k := range key {
		i := slices.IndexFunc(answer, func(a Expr) bool { return d.Compare(k, a).Result == Equal })
		if i < 0 || used[i] {
			return result(Unsure, "budget", "")
		}
		used[i] = true
	}
	return result(Equal, "entries", "")
}

// numerators returns lhs - rhs of polynomial equations.
func (f *former) numerators(list []Expr) ([]poly, bool) {
	var out []poly
	for _, e := range list {
		q, err := f.form(difference(e.(*Binary)))
		if err != nil {
			return nil, false
		}
		for _, t := range q.num {
			for _, p := range t.m {
				if p.d != 1 || p.n < 0 || p.n > 60 || f.kernels[p.kernel].period > 0 || !f.isSymbol(p.kernel) {
					return nil, false
				}
			}
		}
		if _, ok := q.den.constant(); !ok {
			return nil, false
		}
		out = append(out, q.num)
	}
	return out, true
}

func (f *former) isSymbol(id int) bool {
	return len(f.kernels[id].key) > 5 && f.kernels[id].key[:5] == "name "
}

// A fterm is a term of a polynomial over a prime field: its exponents and its
// coefficient.
type fterm struct {
	e []int16
	c uint64
}

// An fpoly is a polynomial over a prime field, leading term first.
type fpoly []fterm

// An ideal is a basis in the making.
type ideal struct {
	r     *residue
	basis []fpoly
	work  int
}

// compareTerms orders exponents by total degree, and then reversed.
func compareTerms(a, b []int16) int {
	var m, n int
	for i := range a {
		m, n = m+int(a[i]), n+int(b[i])
	}
	if m != n {
		return m - n
	}
	for i := len(a) - 1; i >= 0; i-- {
		if a[i] != b[i] {
			return int(b[i]) - int(a[i])
		}
	}
	return 0
}

// sameIdeal compares the ideals of two lists; ok is false if the work runs out.
func sameIdeal(key, answer []poly) (same, ok bool) {
	vars := map[int]int{}
	for _, p := range append(slices.Clone(key), answer...) {
		for _, t := range p.sorted() {
			for _, f := range t.m {
				if _, seen := vars[f.kernel]; !seen {
					vars[f.kernel] = len(vars)
				}
			}
		}
	}
	for _, p := range fields[:2] {
		a, okA := reducedBasis(p, key, vars)
		b, okB := reducedBasis(p, answer, vars)
		if !okA || !okB {
			return false, false
		}
		if !slices.EqualFunc(a, b, func(x, y fpoly) bool {
			return slices.EqualFunc(x, y, func(s, t fterm) bool { return s.c == t.c && slices.Equal(s.e, t.e) })
		}) {
			return false, true
		}
	}
	return true, true
}

// idealWork bounds the steps of one basis.
const idealWork = 60_000

// reducedBasis is the reduced basis of the ideal, in a fixed order.
func reducedBasis(p uint64, list []poly, vars map[int]int) ([]fpoly, bool) {
	id := &ideal{r: &residue{p: p}, work: idealWork}
	for _, q := range list {
		fp, ok := id.convert(q, vars)
		if !ok {
			return nil, false
		}
		if len(fp) > 0 {
			id.basis = append(id.basis, id.monic(fp))
		}
	}
	type pair struct{ i, j int }
	var pairs []pair
	for j := range id.basis {
		for i := range j {
			pairs = append(pairs, pair{i, j})
		}
	}
	for len(pairs) > 0 && id.work > 0 {
		x := pairs[0]
		pairs = pairs[1:]
		s := id.reduce(id.spoly(id.basis[x.i], id.basis[x.j]), -1)
		if len(s) == 0 {
			continue
		}
		id.basis = append(id.basis, id.monic(s))
		for i := range len(id.basis) - 1 {
			pairs = append(pairs, pair{i, len(id.basis) - 1})
		}
	}
	id.interreduce()
	return id.basis, id.work > 0
}

func (id *ideal) convert(p poly, vars map[int]int) (fpoly, bool) {
	var out fpoly
	for _, t := range p {
		c, err := id.r.rat(t.c)
		if err != nil || c == 0 {
			return nil, false
		}
		e := make([]int16, len(vars))
		for _, f := range t.m {
			e[vars[f.kernel]] = int16(f.n)
		}
		out = append(out, fterm{e, c})
	}
	slices.SortFunc(out, func(a, b fterm) int { return compareTerms(b.e, a.e) })
	return out, true
}

func (id *ideal) monic(p fpoly) fpoly {
	inv := id.r.pow(p[0].c, id.r.p-2)
	out := make(fpoly, len(p))
	for i, t := range p {
		out[i] = fterm{t.e, id.r.mul(t.c, inv)}
	}
	return out
}

// minus is p - c x^e q.
func (id *ideal) minus(p fpoly, c uint64, e []int16, q fpoly) fpoly {
	id.work -= len(p) + len(q)
	out := make(fpoly, 0, len(p)+len(q))
	shifted := func(t fterm) fterm {
		s := make([]int16, len(e))
		for i := range e {
			s[i] = e[i] + t.e[i]
		}
		return fterm{s, id.r.neg(id.r.mul(c, t.c))}
	}
	for len(p) > 0 || len(q) > 0 {
		if len(q) == 0 {
			return append(out, p...)
		}
		t := shifted(q[0])
		order := -1
		if len(p) > 0 {
			order = compareTerms(p[0].e, t.e)
		}
		switch {
		case order > 0:
			out, p = append(out, p[0]), p[1:]
		case order < 0:
			out, q = append(out, t), q[1:]
		default:
			if t.c = id.r.add(p[0].c, t.c); t.c != 0 {
				out = append(out, t)
			}
			p, q = p[1:], q[1:]
		}
	}
	return out
}

// quotientOf returns a/b if b divides a.
func quotientOf(a, b []int16) ([]int16, bool) {
	out := make([]int16, len(a))
	for i := range a {
		if out[i] = a[i] - b[i]; out[i] < 0 {
			return nil, false
		}
	}
	return out, true
}

// spoly cancels the leading terms of two monic polynomials.
func (id *ideal) spoly(p, q fpoly) fpoly {
	n := len(p[0].e)
	up, uq := make([]int16, n), make([]int16, n)
	for i := range n {
		m := max(p[0].e[i], q[0].e[i])
		up[i], uq[i] = m-p[0].e[i], m-q[0].e[i]
	}
	shifted := id.minus(nil, id.r.p-1, up, p)
	return id.minus(shifted, 1, uq, q)
}

// reduce is the remainder of p by the basis without number skip.
func (id *ideal) reduce(p fpoly, skip int) fpoly {
	var out fpoly
	for len(p) > 0 && id.work > 0 {
		done := false
		for i, b := range id.basis {
			if i == skip || len(b) == 0 {
				continue
			}
			if e, ok := quotientOf(p[0].e, b[0].e); ok {
				p, done = id.minus(p, p[0].c, e, b), true
				break
			}
		}
		if !done {
			out, p = append(out, p[0]), p[1:]
		}
	}
	return out
}

// interreduce makes the basis the reduced one.
func (id *ideal) interreduce() {
	for i := range id.basis {
		if s := id.reduce(id.basis[i], i); len(s) > 0 {
			id.basis[i] = id.monic(s)
		} else {
			id.basis[i] = nil
		}
	}
	id.basis = slices.DeleteFunc(id.basis, func(p fpoly) bool { return len(p) == 0 })
	for i := range id.basis {
		id.basis[i] = id.monic(id.reduce(id.basis[i], i))
	}
	slices.SortFunc(id.basis, func(a, b fpoly) int { return compareTerms(a[0].e, b[0].e) })
}
