package expr

import (
	"math"
	"math/big"
)

// pow is x^y: exact for an integer exponent, and for a fractional one if the
// root is rational; approximate where the exact power is too long to write out
// but a float can hold it.
func (ev *evaluator) pow(x, y Value) (Value, error) {
	if err := numbers(x, y); err != nil {
		return x, err
	}
	if y.dim != (Dim{}) {
		return x, evalErrorf("An exponent cannot be %s.", y.dim)
	}
	a, okX := x.Rat()
	b, okY := y.Rat()
	if x.dim != (Dim{}) {
		return ev.powUnit(x, y)
	}
	if !okX || !okY {
		return powFloat(x, y)
	}
	if a.Sign() == 0 {
		switch b.Sign() {
		case 0:
			return x, evalErrorf("0^0 has no value.")
		case -1:
			return x, ErrDivZero
		}
		return FromInt(0), nil
	}
	if a.IsInt() && a.Num().IsInt64() && (a.Num().Int64() == 1 || a.Num().Int64() == -1 && b.IsInt()) {
		if b.Num().Bit(0) == 0 {
			return FromInt(1), nil
		}
		return x, nil
	}
	if !b.Num().IsInt64() || !b.Denom().IsInt64() || b.Denom().Int64() > 64 {
		return powFloat(x, y)
	}
	if q := b.Denom().Int64(); q > 1 {
		root, ok := exactRoot(a, int(q))
		if !ok {
			return powFloat(x, y)
		}
		a = root
	}
	return ev.powInt(a, b.Num().Int64(), x, y)
}

// powInt is a^n, or the float power of x and y that it stands for if a^n is
// too long.
func (ev *evaluator) powInt(a *big.Rat, n int64, x, y Value) (Value, error) {
	m := n
	if m < 0 {
		m = -m
	}
	bits := max(a.Num().BitLen(), a.Denom().BitLen())
	if m < 0 || m > maxBits || int(m)*(bits-1) > maxBits {
		return powFloat(x, y)
	}
	w := int(m) * bits / 64
	if ev.work -= 4 + w*w; ev.work < 0 {
		return Value{}, ErrTooLarge
	}
	e := big.NewInt(m)
	num := new(big.Int).Exp(a.Num(), e, nil)
	den := new(big.Int).Exp(a.Denom(), e, nil)
	if n < 0 {
		num, den = den, num
	}
	return checked(new(big.Rat).SetFrac(num, den), Dim{})
}

// powUnit is a power of something with a unit, where the exponent has to give
// whole dimensions again.
func (ev *evaluator) powUnit(x, y Value) (Value, error) {
	b, ok := y.Rat()
	if !ok || !b.Num().IsInt64() || !b.Denom().IsInt64() {
		return x, evalErrorf("A unit can only be raised to a whole power.")
	}
	dim, ok := x.dim.power(b.Num().Int64(), b.Denom().Int64())
	if !ok {
		return x, evalErrorf("A unit can only be raised to a whole power.")
	}
	x.dim = Dim{}
	v, err := ev.pow(x, y)
	v.dim = dim
	return v, err
}

// powFloat is x^y in floating point.
func powFloat(x, y Value) (Value, error) {
	f, ef := x.floats()
	g, eg := y.floats()
	if f == 0 && ef == 0 && g <= 0 {
		return x, ErrDivZero
	}
	if f < 0 && (eg > 0 || g != math.Trunc(g)) {
		return x, ErrNotReal
	}
	if math.Abs(f) <= 2*ef {
		return x, ErrUndecided
	}
	p := math.Pow(f, g)
	if p == 0 {
		return x, ErrTooLarge
	}
	// The relative error of a power is |g| times that of its base, and the
	// logarithm of the base times the absolute error of its exponent.
	rel := math.Abs(g)*ef/(math.Abs(f)-ef) + math.Abs(math.Log(math.Abs(f)))*eg
	if rel > 0.1 {
		return x, ErrTooLarge
	}
	return real(p, math.Abs(p)*(1.2*rel+0x1p-50), Dim{})
}

// exactRoot returns the q-th root of a if it is rational; of a negative number
// only an odd root.
func exactRoot(a *big.Rat, q int) (*big.Rat, bool) {
	if a.Sign() < 0 {
		if q%2 == 0 {
			return nil, false
		}
		r, ok := exactRoot(new(big.Rat).Neg(a), q)
		if !ok {
			return nil, false
		}
		return r.Neg(r), true
	}
	num, okN := intRoot(a.Num(), q)
	den, okD := intRoot(a.Denom(), q)
	if !okN || !okD {
		return nil, false
	}
	return new(big.Rat).SetFrac(num, den), true
}

// intRoot returns the q-th root of n >= 0 if it is an integer. Square roots of
// any size are found; higher ones only of numbers below 2^1024.
func intRoot(n *big.Int, q int) (*big.Int, bool) {
	var r *big.Int
	switch {
	case q == 2:
		r = new(big.Int).Sqrt(n)
	case n.BitLen() > 1000:
		return nil, false
	default:
		f, _ := new(big.Float).SetInt(n).Float64()
		g := math.Round(math.Pow(f, 1/float64(q)))
		if g >= 1<<53 {
			return nil, false
		}
		r = big.NewInt(int64(g))
	}
	return r, new(big.Int).Exp(r, big.NewInt(int64(q)), nil).Cmp(n) == 0
}

// factorial is x! for a whole number x >= 0.
func (ev *evaluator) factorial(x Value) (Value, error) {
	a, ok := x.Rat()
	if !ok || !a.IsInt() || a.Sign() < 0 || x.dim != (Dim{}) {
		return x, evalErrorf("A factorial needs a whole number that is not negative.")
	}
	if !a.Num().IsInt64() || a.Num().Int64() > 1700 { // 1700! has 15,800 bits
		return x, ErrTooLarge
	}
	n := a.Num().Int64()
	if ev.work -= int(n) * 8; ev.work < 0 {
		return x, ErrTooLarge
	}
	return FromRat(new(big.Rat).SetInt(new(big.Int).MulRange(1, n))), nil
}
