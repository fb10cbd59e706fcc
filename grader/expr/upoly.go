package expr

import (
	"math/big"
	"slices"
)

// A upoly is a polynomial in one unknown with rational coefficients, by rising
// exponents and without leading zeros. The zero polynomial is empty. This file
// isolates the real roots of such polynomials exactly, by Sturm's theorem.
type upoly []*big.Rat

// maxDegree bounds the degree of polynomials whose roots are isolated.
const maxDegree = 40

func (p upoly) degree() int { return len(p) - 1 }

func (p upoly) trimmed() upoly {
	for len(p) > 0 && p[len(p)-1].Sign() == 0 {
		p = p[:len(p)-1]
	}
	return p
}

// primitive is p times a positive number, with whole coefficients that have no
// common divisor.
func (p upoly) primitive() upoly {
	den, num := big.NewInt(1), new(big.Int)
	for _, c := range p {
		g := new(big.Int).GCD(nil, nil, den, c.Denom())
		den.Mul(den, new(big.Int).Quo(c.Denom(), g))
	}
	for _, c := range p {
		v := new(big.Int).Mul(c.Num(), new(big.Int).Quo(den, c.Denom()))
		num.GCD(nil, nil, num, v.Abs(v))
	}
	if num.Sign() == 0 {
		return p
	}
	f := new(big.Rat).SetFrac(den, num)
	out := make(upoly, len(p))
	for i, c := range p {
		out[i] = new(big.Rat).Mul(c, f)
	}
	return out
}

func (p upoly) times(q upoly) upoly {
	if len(p) == 0 || len(q) == 0 {
		return nil
	}
	out := make(upoly, len(p)+len(q)-1)
	for i := range out {
		out[i] = new(big.Rat)
	}
	for i, a := range p {
		for j, b := range q {
			out[i+j].Add(out[i+j], new(big.Rat).Mul(a, b))
		}
	}
	return out.trimmed()
}

func (p upoly) derivative() upoly {
	var out upoly
	for i := 1; i < len(p); i++ {
		out = append(out, new(big.Rat).Mul(p[i], big.NewRat(int64(i), 1)))
	}
	return out
}

// divided returns quotient and remainder of p by q, which is not zero.
func (p upoly) divided(q upoly) (quo, rem upoly) {
	rem = slices.Clone(p)
	if len(p) < len(q) {
		return nil, rem
	}
	quo = make(upoly, len(p)-len(q)+1)
	for i := len(quo) - 1; i >= 0; i-- {
		c := new(big.Rat).Quo(rem[i+len(q)-1], q[len(q)-1])
		quo[i] = c
		for j, b := range q {
			rem[i+j] = new(big.Rat).Sub(rem[i+j], new(big.Rat).Mul(c, b))
		}
	}
	return quo.trimmed(), rem[:len(q)-1].trimmed()
}

// common is the greatest common divisor of p and q.
func (p upoly) common(q upoly) upoly {
	p, q = p.primitive(), q.primitive()
	for len(q) > 0 {
		_, r := p.divided(q)
		p, q = q, r.primitive()
	}
	return p
}

// squareFree has the roots of p, each once.
func (p upoly) squareFree() upoly {
	g := p.common(p.derivative())
	if g.degree() < 1 {
		return p.primitive()
	}
	q, _ := p.divided(g)
	return q.primitive()
}

func (p upoly) at(x *big.Rat) *big.Rat {
	v := new(big.Rat)
	for i := len(p) - 1; i >= 0; i-- {
		v.Mul(v, x)
		v.Add(v, p[i])
	}
	return v
}

func (p upoly) signAt(x *big.Rat) int { return p.at(x).Sign() }

// sturm is the chain of Sturm of p.
func (p upoly) sturm() []upoly {
	chain := []upoly{p, p.derivative()}
	for {
		q := chain[len(chain)-1]
		if len(q) == 0 {
			return chain[:len(chain)-1]
		}
		_, r := chain[len(chain)-2].divided(q)
		r = r.primitive()
		for i := range r {
			r[i] = new(big.Rat).Neg(r[i])
		}
		chain = append(chain, r)
	}
}

// variations counts the changes of sign along the chain at x.
func variations(chain []upoly, x *big.Rat) int {
	n, last := 0, 0
	for _, p := range chain {
		if s := p.signAt(x); s != 0 {
			if last != 0 && s != last {
				n++
			}
			last = s
		}
	}
	return n
}

// A root is the only root of poly in the half open interval from lo to hi; if lo
// is hi, it is that number.
type root struct {
	poly   upoly // square-free
	lo, hi *big.Rat
}

// roots isolates the real roots of p, in rising order.
func (p upoly) roots() []root {
	if p.degree() < 1 {
		return nil
	}
	p = p.squareFree()
	if p.degree() == 1 {
		r := new(big.Rat).Quo(new(big.Rat).Neg(p[0]), p[1])
		return []root{{p, r, r}}
	}
	chain := p.sturm()
	bound := new(big.Rat) // of Cauchy
	for _, c := range p[:len(p)-1] {
		if a := new(big.Rat).Abs(new(big.Rat).Quo(c, p[len(p)-1])); a.Cmp(bound) > 0 {
			bound = a
		}
	}
	b := new(big.Int).Quo(bound.Num(), bound.Denom())
	size := new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), uint(b.BitLen()+1)))
	var out []root
	var split func(lo, hi *big.Rat, a, b int)
	split = func(lo, hi *big.Rat, a, b int) {
		switch {
		case a == b:
			return
		case a-b == 1:
			r := root{p, lo, hi}
			if p.signAt(hi) == 0 {
				r.lo = hi
			}
			out = append(out, r)
			return
		}
		mid := middle(lo, hi)
		m := variations(chain, mid)
		split(lo, mid, a, m)
		split(mid, hi, m, b)
	}
	lo := new(big.Rat).Neg(size)
	split(lo, size, variations(chain, lo), variations(chain, size))
	return out
}

func middle(a, b *big.Rat) *big.Rat {
	m := new(big.Rat).Add(a, b)
	return m.Mul(m, big.NewRat(1, 2))
}

// refined halves the interval of r.
func (r root) refined() root {
	if r.lo.Cmp(r.hi) == 0 {
		return r
	}
	mid := middle(r.lo, r.hi)
	switch s := r.poly.signAt(mid); {
	case s == 0:
		return root{r.poly, mid, mid}
	case s == r.poly.signAt(r.hi):
		return root{r.poly, r.lo, mid}
	}
	return root{r.poly, mid, r.hi}
}

// signOf is the sign of q at the root.
func (r root) signOf(q upoly) int {
	if r.lo.Cmp(r.hi) == 0 {
		return q.signAt(r.hi)
	}
	if len(q) == 0 {
		return 0
	}
	g := r.poly.common(q)
	if g.degree() > 0 && g.countIn(r.lo, r.hi) > 0 {
		return 0
	}
	free := q.squareFree()
	for free.degree() > 0 && (free.signAt(r.lo) == 0 || free.countIn(r.lo, r.hi) > 0) {
		if r = r.refined(); r.lo.Cmp(r.hi) == 0 {
			break
		}
	}
	return q.signAt(r.hi)
}

// countIn counts the roots of a square-free p in the half open interval.
func (p upoly) countIn(lo, hi *big.Rat) int {
	chain := p.sturm()
	return variations(chain, lo) - variations(chain, hi)
}

// number is the root as an interval of at most 2^-bits.
func (r root) number(bits int) num {
	for i := 0; i < bits+64 && r.lo.Cmp(r.hi) != 0; i++ {
		r = r.refined()
	}
	if r.lo.Cmp(r.hi) == 0 {
		return ratNum(r.lo)
	}
	return num{lo: down().SetRat(r.lo), hi: up().SetRat(r.hi)}
}

// univariate writes p as a polynomial in one kernel, with numbers for others; ok
// is false where p is none of moderate degree.
func (p poly) univariate(main int, at map[int]*big.Rat) (q upoly, ok bool) {
	for _, t := range p {
		c, e := new(big.Rat).Set(t.c), int64(0)
		for _, f := range t.m {
			switch v, known := at[f.kernel]; {
			case f.d != 1:
				return nil, false
			case f.kernel == main:
				e = f.n
			case !known || f.n > maxDegree || f.n < -maxDegree || f.n < 0 && v.Sign() == 0:
				return nil, false
			default:
				for range max(f.n, -f.n) {
					if f.n > 0 {
						c.Mul(c, v)
					} else {
						c.Quo(c, v)
					}
				}
			}
		}
		if e < 0 || e > maxDegree {
			return nil, false
		}
		for int64(len(q)) <= e {
			q = append(q, new(big.Rat))
		}
		q[e] = new(big.Rat).Add(q[e], c)
	}
	return q.trimmed(), true
}
