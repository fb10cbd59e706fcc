package expr

import "slices"

// This file is the arithmetic of polynomials in one unknown over a prime field, by
// rising exponents.

// trim takes leading zeros off.
func (r *residue) trim(p []uint64) []uint64 {
	for len(p) > 0 && p[len(p)-1] == 0 {
		p = p[:len(p)-1]
	}
	return p
}

// monicOf is p over its leading coefficient.
func (r *residue) monicOf(p []uint64) []uint64 {
	if len(p) == 0 {
		return p
	}
	inv := r.pow(p[len(p)-1], r.p-2)
	out := make([]uint64, len(p))
	for i, c := range p {
		out[i] = r.mul(c, inv)
	}
	return out
}

// divide returns quotient and remainder over the field.
func (r *residue) divide(p, q []uint64) (quo, rem []uint64) {
	rem = slices.Clone(p)
	if len(p) < len(q) || len(q) == 0 {
		return nil, rem
	}
	quo = make([]uint64, len(p)-len(q)+1)
	inv := r.pow(q[len(q)-1], r.p-2)
	for i := len(quo) - 1; i >= 0; i-- {
		c := r.mul(rem[i+len(q)-1], inv)
		quo[i] = c
		for j, b := range q {
			rem[i+j] = r.add(rem[i+j], r.neg(r.mul(c, b)))
		}
	}
	return quo, r.trim(rem)
}

// common is the greatest common divisor, up to a factor.
func (r *residue) common(p, q []uint64) []uint64 {
	for len(q) > 0 {
		_, rem := r.divide(p, q)
		p, q = q, rem
	}
	return p
}

// powerModulo is h^n modulo g.
func (r *residue) powerModulo(h []uint64, n uint64, g []uint64) []uint64 {
	out := []uint64{1}
	times := func(a, b []uint64) []uint64 {
		if len(a) == 0 || len(b) == 0 {
			return nil
		}
		c := make([]uint64, len(a)+len(b)-1)
		for i, x := range a {
			for j, y := range b {
				c[i+j] = r.add(c[i+j], r.mul(x, y))
			}
		}
		_, rem := r.divide(c, g)
		return rem
	}
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			out = times(out, h)
		}
		h = times(h, h)
	}
	return out
}
