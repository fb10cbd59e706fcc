package expr

import (
	"encoding/binary"
	"math/big"
	"slices"
	"strings"
)

// This file is the arithmetic of normal forms: polynomials with rational
// coefficients in kernels, whose exponents may be negative or fractions. A kernel
// is a symbol, a prime number under a root, or a function of something: see
// normal.go.

// A power is a kernel to the exponent n/d, in lowest terms with d > 0.
type power struct {
	kernel int
	n, d   int64
}

// A monomial is a product of powers, by rising kernels.
type monomial []power

// key tells monomials apart.
func (m monomial) key() string {
	b := make([]byte, 0, 6*len(m))
	for _, p := range m {
		b = binary.AppendVarint(b, int64(p.kernel))
		b = binary.AppendVarint(b, p.n)
		b = binary.AppendVarint(b, p.d)
	}
	return string(b)
}

// times is the product of two monomials.
func (m monomial) times(o monomial) monomial {
	out := make(monomial, 0, len(m)+len(o))
	for len(m) > 0 || len(o) > 0 {
		switch {
		case len(o) == 0 || len(m) > 0 && m[0].kernel < o[0].kernel:
			out, m = append(out, m[0]), m[1:]
		case len(m) == 0 || o[0].kernel < m[0].kernel:
			out, o = append(out, o[0]), o[1:]
		default:
			if p := addPowers(m[0], o[0]); p.n != 0 {
				out = append(out, p)
			}
			m, o = m[1:], o[1:]
		}
	}
	return out
}

// maxExponent bounds the numerator and the denominator of exponents, so that
// their arithmetic stays within 64 bits.
const maxExponent = 1 << 24

func addPowers(a, b power) power {
	return newPower(a.kernel, a.n*b.d+b.n*a.d, a.d*b.d)
}

// newPower brings an exponent to lowest terms; too long a one leaves the normal
// form.
func newPower(kernel int, n, d int64) power {
	g := gcd64(n, d)
	if n, d = n/g, d/g; d < 0 {
		n, d = -n, -d
	}
	if n > maxExponent || n < -maxExponent || d > maxExponent {
		panic(errTooBig)
	}
	return power{kernel, n, d}
}

func gcd64(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a, 1)
}

// raised is m to the exponent n/d.
func (m monomial) raised(n, d int64) monomial {
	if n == 0 {
		return nil
	}
	out := make(monomial, len(m))
	for i, p := range m {
		out[i] = newPower(p.kernel, p.n*n, p.d*d)
	}
	return out
}

// A term is a coefficient that is not zero and a monomial.
type term struct {
	c *big.Rat
	m monomial
}

// A poly is a sum of terms, by the keys of their monomials. It is not changed
// once it is made. The zero polynomial has no terms.
type poly map[string]term

func constPoly(c *big.Rat) poly {
	if c.Sign() == 0 {
		return poly{}
	}
	return poly{"": {c, nil}}
}

func termPoly(c *big.Rat, m monomial) poly {
	if c.Sign() == 0 {
		return poly{}
	}
	return poly{m.key(): {c, m}}
}

// put adds a term to p, which is still being made.
func (p poly) put(t term) {
	k := t.m.key()
	if old, ok := p[k]; ok {
		c := new(big.Rat).Add(old.c, t.c)
		if c.Sign() == 0 {
			delete(p, k)
			return
		}
		t.c = c
	}
	p[k] = t
}

// constant returns the value of a polynomial without kernels.
func (p poly) constant() (*big.Rat, bool) {
	switch t, ok := p[""]; {
	case len(p) == 0:
		return new(big.Rat), true
	case ok && len(p) == 1:
		return t.c, true
	}
	return nil, false
}

func (p poly) isOne() bool {
	c, ok := p.constant()
	return ok && c.IsInt() && c.Num().IsInt64() && c.Num().Int64() == 1
}

// single returns the only term of p.
func (p poly) single() (term, bool) {
	if len(p) != 1 {
		return term{}, false
	}
	for _, t := range p {
		return t, true
	}
	panic("unreachable")
}

func (p poly) equal(q poly) bool {
	if len(p) != len(q) {
		return false
	}
	for k, t := range p {
		if u, ok := q[k]; !ok || u.c.Cmp(t.c) != 0 {
			return false
		}
	}
	return true
}

// sorted returns the terms in an order that does not depend on the map: by their
// monomials, highest total degree first.
func (p poly) sorted() []term {
	type keyed struct {
		key string
		term
	}
	list := make([]keyed, 0, len(p))
	for k, t := range p {
		list = append(list, keyed{k, t})
	}
	slices.SortFunc(list, func(a, b keyed) int {
		if d := b.m.degree() - a.m.degree(); d != 0 {
			if d > 0 {
				return 1
			}
			return -1
		}
		return strings.Compare(a.key, b.key)
	})
	out := make([]term, len(list))
	for i, t := range list {
		out[i] = t.term
	}
	return out
}

// degree is the sum of the exponents.
func (m monomial) degree() float64 {
	d := 0.0
	for _, p := range m {
		d += float64(p.n) / float64(p.d)
	}
	return d
}

func (p poly) scaled(c *big.Rat) poly {
	if c.Sign() == 0 {
		return poly{}
	}
	out := make(poly, len(p))
	for k, t := range p {
		out[k] = term{new(big.Rat).Mul(t.c, c), t.m}
	}
	return out
}

// content returns the positive rational c with p = c times a polynomial whose
// coefficients are whole numbers without a common divisor, with the sign of the
// leading one, so that this polynomial leads with a positive one.
func (p poly) content() *big.Rat {
	num, den := new(big.Int), big.NewInt(1)
	for _, t := range p {
		num.GCD(nil, nil, num, new(big.Int).Abs(t.c.Num()))
		g := new(big.Int).GCD(nil, nil, den, t.c.Denom())
		den.Mul(den, new(big.Int).Quo(t.c.Denom(), g))
	}
	if num.Sign() == 0 {
		return big.NewRat(1, 1)
	}
	c := new(big.Rat).SetFrac(num, den)
	if p.sorted()[0].c.Sign() < 0 {
		c.Neg(c)
	}
	return c
}

// text is the same for equal polynomials.
func (p poly) text() string {
	keys := make([]string, 0, len(p))
	for k := range p {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	var b strings.Builder
	for _, k := range keys {
		b.WriteString(p[k].c.RatString())
		b.WriteByte(':')
		b.WriteString(k)
		b.WriteByte(';')
	}
	return b.String()
}

// maxPolyBits bounds the coefficients of a normal form.
const maxPolyBits = 20_000

// add and times spend the budget of f and apply the rules of its kernels.
func (f *former) add(p, q poly) poly {
	f.spend(len(p) + len(q))
	out := make(poly, len(p)+len(q))
	for k, t := range p {
		out[k] = t
	}
	for _, t := range q {
		out.put(t)
	}
	return out
}

func (f *former) times(p, q poly) poly {
	if p.isOne() {
		return q
	}
	if q.isOne() {
		return p
	}
	f.spend(4 * len(p) * len(q))
	out := make(poly, max(len(p), len(q)))
	ruled := false
	for _, t := range p {
		for _, u := range q {
			c := new(big.Rat).Mul(t.c, u.c)
			if n := c.Num().BitLen() + c.Denom().BitLen(); n > 64 {
				if f.spend(n / 64); n > maxPolyBits {
					panic(errTooBig)
				}
			}
			m := t.m.times(u.m)
			ruled = ruled || f.ruled(m)
			out.put(term{c, m})
		}
	}
	if ruled {
		return f.reduced(out)
	}
	return out
}

// whole is p to a whole exponent that is not negative.
func (f *former) whole(p poly, n int64) poly {
	if t, ok := p.single(); ok && n > 1 {
		if bits := int64(t.c.Num().BitLen() + t.c.Denom().BitLen()); bits > 2 && n*bits > maxPolyBits {
			panic(errTooBig)
		}
		e := big.NewInt(n)
		c := new(big.Rat).SetFrac(new(big.Int).Exp(t.c.Num(), e, nil), new(big.Int).Exp(t.c.Denom(), e, nil))
		out := termPoly(c, t.m.raised(n, 1))
		return f.reduced(out)
	}
	out := constPoly(big.NewRat(1, 1))
	for bit := int64(1) << 40; bit > 0; bit >>= 1 {
		out = f.times(out, out)
		if n&bit != 0 {
			out = f.times(out, p)
		}
	}
	return out
}
