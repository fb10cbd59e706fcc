package expr

import (
	"math/big"
	"slices"
)

// This file judges whether an answer is factored.

func gcdInt(a, b *big.Int) int64 {
	g := new(big.Int).GCD(nil, nil, new(big.Int).Abs(a), new(big.Int).Abs(b))
	if !g.IsInt64() {
		return 2
	}
	return g.Int64()
}

// leaves returns the factors of a product as it is written, powers by their base.
func leaves(e Expr, into *[]Expr) {
	switch x := e.(type) {
	case *Unary:
		if x.Op == Neg {
			leaves(x.X, into)
			return
		}
	case *Binary:
		n, whole := wholeExponent(x.Y)
		switch {
		case x.Op == Mul || x.Op == Div:
			leaves(x.X, into)
			leaves(x.Y, into)
			return
		case x.Op == Pow && whole && n > 0:
			leaves(x.X, into)
			return
		}
	}
	*into = append(*into, e)
}

// notFactored finds a factor that can be factored further over the rationals.
func (f *former) notFactored(key, answer Expr) string {
	var list, known []Expr
	leaves(answer, &list)
	leaves(key, &known)
	for _, x := range list {
		if _, ok := x.(*Num); ok {
			continue
		}
		q, err := f.form(x)
		if err != nil {
			continue
		}
		_, plain := q.den.constant()
		switch {
		case !plain || !q.whole() || q.num.hasInverse():
			return Row(x) + " is not a polynomial"
		case q.num.commonNumber():
			return Row(x) + " still has a number as a factor"
		case f.isIrreducible(q.num):
		case slices.ContainsFunc(known, func(k Expr) bool { return f.same(k, x) || f.same(&Unary{Neg, k}, x) }):
			// of the key itself, whose author knows
			if f.provenReducible(q.num) {
				return Row(x) + " can still be factored"
			}
		default:
			return Row(x) + " can still be factored"
		}
	}
	return ""
}

// hasInverse reports negative exponents.
func (p poly) hasInverse() bool { return !quotient{num: p}.whole() }

// commonNumber reports whether all coefficients are whole numbers with a common
// divisor, in more than one term.
func (p poly) commonNumber() bool {
	c := p.content()
	if len(p) < 2 {
		return false
	}
	for _, t := range p {
		if !t.c.IsInt() {
			return false
		}
	}
	return c.IsInt() && new(big.Int).Abs(c.Num()).Cmp(big.NewInt(1)) > 0
}

// maxFactorDegree bounds the degree of polynomials that are tested.
const maxFactorDegree = 24

// isIrreducible reports whether p is sure not to be a product of polynomials over
// the rationals. It is looked at on straight lines through the space of its
// unknowns, where it is a polynomial in one unknown of the same degree; a product
// stays a product there, and by Hilbert's theorem anything else stays irreducible
// on most lines. That, in turn, is shown by the degrees of factors modulo primes.
func (f *former) isIrreducible(p poly) bool {
	ids := unknowns(fraction(p))
	degree := int64(0)
	for _, t := range p {
		d := int64(0)
		for _, k := range t.m {
			if k.d != 1 || f.kernels[k.kernel].period == 1 { // a root of a number: linear is enough
				return f.linearIn(p)
			}
			d += k.n
		}
		degree = max(degree, d)
	}
	if degree < 2 {
		return true
	}
	if degree > maxFactorDegree || len(p) == 1 {
		return false
	}
	for try := range 4 {
		u, ok := f.onRow(p, ids, try)
		if ok && int64(u.degree()) == degree && u.isIrreducible() {
			return true
		}
	}
	return false
}

// linearIn reports whether no symbol has an exponent above 1 and no two stand in
// one term.
func (f *former) linearIn(p poly) bool {
	for _, t := range p {
		d := int64(0)
		for _, k := range t.m {
			if f.kernels[k.kernel].period != 1 {
				d += k.n
			}
		}
		if d > 1 {
			return false
		}
	}
	return true
}

// onLine puts a_i s + b_i for the unknowns.
func (f *former) onRow(p poly, ids []int, try int) (upoly, bool) {
	r := &residue{p: 1009, seed: uint64(try)}
	lines := map[int]upoly{}
	for i, id := range ids {
		a, b := int64(r.mixed(uint64(i), 1)%17)+1, int64(r.mixed(uint64(i), 2)%61)-30
		if len(ids) == 1 {
			a, b = 1, 0
		}
		lines[id] = upoly{big.NewRat(b, 1), big.NewRat(a, 1)}
	}
	var out upoly
	for _, t := range p.sorted() {
		u := upoly{t.c}
		for _, k := range t.m {
			for range k.n {
				u = u.times(lines[k.kernel])
			}
		}
		out = out.plus(u)
	}
	return out, true
}

// isIrreducible reports whether the degrees of factors modulo several primes leave
// only p itself.
func (p upoly) isIrreducible() bool {
	n := p.degree()
	if n < 2 {
		return true
	}
	if p.squareFree().degree() < n {
		return false
	}
	possible := uint64(1)<<(n+1) - 1
	for _, prime := range []uint64{101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157} {
		if sums, ok := degreeSums(p.primitive(), prime); ok {
			possible &= sums
		}
		if possible == 1|1<<n {
			return true
		}
	}
	return false
}

// degreeSums returns, as bits, the degrees that products of the factors of p modulo
// a prime have; ok is false where p is not square-free there.
func degreeSums(p upoly, prime uint64) (sums uint64, ok bool) {
	r := &residue{p: prime}
	g := make([]uint64, len(p))
	for i, c := range p {
		v, err := r.rat(c)
		if err != nil {
			return 0, false
		}
		g[i] = v
	}
	if g = r.trim(g); len(g) != len(p) {
		return 0, false
	}
	var slope []uint64
	for i := 1; i < len(g); i++ {
		slope = append(slope, r.mul(g[i], uint64(i)%prime))
	}
	if slope = r.trim(slope); len(slope) == 0 || len(r.common(g, slope)) != 1 {
		return 0, false
	}
	sums = 1
	h := []uint64{0, 1}
	for d := 1; len(g) > 1; d++ {
		if 2*d > len(g)-1 {
			sums |= sums << (len(g) - 1)
			break
		}
		h = r.powerModulo(h, prime, g)
		diff := slices.Clone(h)
		for len(diff) < 2 {
			diff = append(diff, 0)
		}
		diff[1] = r.add(diff[1], r.neg(1))
		common := r.common(g, r.trim(diff))
		for range (len(common) - 1) / d {
			sums |= sums << d
		}
		if len(common) > 1 {
			g, _ = r.divide(g, common)
			_, h = r.divide(h, g)
		}
	}
	return sums, true
}

// provenReducible reports whether p is sure to be a product: it has a factor more
// than once or a rational root.
func (f *former) provenReducible(p poly) bool {
	ids := unknowns(fraction(p))
	if len(p) == 1 {
		return true
	}
	if len(ids) != 1 {
		return false
	}
	u, ok := p.univariate(ids[0], nil)
	if !ok || u.degree() < 2 {
		return false
	}
	if u.squareFree().degree() < u.degree() {
		return true
	}
	lead := u.primitive()[u.degree()]
	for _, r := range u.roots() {
		for range 40 { // a rational root has the leading coefficient for a denominator
			n := new(big.Rat).Mul(r.hi, lead)
			n = floorRat(n)
			if u.signAt(n.Quo(n, lead)) == 0 {
				return true
			}
			r = r.refined()
		}
	}
	return false
}
