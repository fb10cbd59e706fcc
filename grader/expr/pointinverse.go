package expr

import "math/big"

// This file evaluates the inverse functions and those of whole numbers at a point.

// roundEven is the whole number nearest to r, the even one of two.
func roundEven(r *big.Rat) *big.Int {
	twice := new(big.Rat).Add(new(big.Rat).Add(r, r), big.NewRat(1, 1))
	n := new(big.Int).Div(twice.Num(), new(big.Int).Lsh(twice.Denom(), 1))
	if twice.IsInt() && n.Bit(0) == 1 && twice.Num().Bit(0) == 0 {
		n.Sub(n, big.NewInt(1))
	}
	return n
}

// sigfig is x rounded to a number of significant figures, half up.
func (pt *point) sigfig(x, n num) (num, error) {
	if x.r == nil || n.r == nil {
		return x, openCase
	}
	if !n.r.IsInt() || n.r.Sign() <= 0 {
		return x, noValue
	}
	if n.r.Num().BitLen() > 7 || x.r.Num().BitLen()+x.r.Denom().BitLen() > 1000 {
		return x, tooMuch
	}
	if x.r.Sign() == 0 {
		return x, nil
	}
	size, ten := new(big.Rat).Abs(x.r), big.NewRat(10, 1)
	shift := big.NewRat(1, 1)
	low := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(n.r.Num().Int64()-1), nil))
	high := new(big.Rat).Mul(low, ten)
	for size.Cmp(high) >= 0 {
		size.Quo(size, ten)
		shift.Mul(shift, ten)
	}
	for size.Cmp(low) < 0 {
		size.Mul(size, ten)
		shift.Quo(shift, ten)
	}
	size.Add(size, big.NewRat(1, 2))
	size.SetInt(new(big.Int).Quo(size.Num(), size.Denom()))
	size.Mul(size, shift)
	if x.r.Sign() < 0 {
		size.Neg(size)
	}
	return ratNum(size), pt.spend(200)
}

// binom is n over k for whole numbers 0 <= k <= n.
func (pt *point) binom(n, k num) (num, error) {
	if n.r == nil || k.r == nil {
		return n, openCase
	}
	if !n.r.IsInt() || !k.r.IsInt() || k.r.Sign() < 0 || n.r.Cmp(k.r) < 0 {
		return n, noValue
	}
	if n.r.Num().BitLen() > 12 {
		return n, tooMuch
	}
	c := new(big.Int).Binomial(n.r.Num().Int64(), k.r.Num().Int64())
	return ratNum(new(big.Rat).SetInt(c)), pt.spend(20 + c.BitLen())
}

// inverseFunction evaluates asin, acos, atan, asinh, acosh or atanh.
func (pt *point) inverseFunction(fn string, x num) (num, error) {
	if err := pt.spend(800); err != nil {
		return x, err
	}
	pt.lost = pt.lost || x.exponent() < -lostBits/2 && !x.isZero()
	one := intNum(1)
	if fn == "atan" {
		return atanNum(x), nil
	}
	sq, err := pt.mul(x, x)
	if err != nil {
		return x, err
	}
	switch fn {
	case "asin", "acos":
		return pt.asin(fn, x, addNum(one, sq.neg()))
	case "asinh":
		s, ok := x.sign()
		if !ok {
			return x, openCase
		}
		if s == 0 {
			return x, nil
		}
		if s < 0 {
			y, err := pt.inverseFunction(fn, x.neg())
			return y.neg(), err
		}
		return pt.logOfSum(x, addNum(sq, one))
	case "acosh":
		if d := addNum(x, one.neg()); d.surelyNegative() {
			return x, noValue
		}
		return pt.logOfSum(x, addNum(sq, one.neg()))
	}
	q, err := pt.reciprocal(addNum(one, x.neg()))
	if err == nil {
		q, err = pt.mul(q, addNum(one, x))
	}
	if err == nil {
		q, err = pt.log(q)
	}
	if err != nil {
		return x, err
	}
	return pt.mul(q, ratNum(big.NewRat(1, 2)))
}

func (x num) surelyNegative() bool {
	s, ok := x.sign()
	return ok && s < 0 || !ok && x.hi.Sign() < 0
}

// logOfSum is ln(x + sqrt(y)).
func (pt *point) logOfSum(x, y num) (num, error) {
	r, err := pt.sqrt(y)
	if err == nil {
		r, err = pt.add(x, r)
	}
	if err != nil {
		return x, err
	}
	return pt.log(r)
}

// asin is the arc sine, or the arc cosine, of x, where rest is 1 - x^2.
func (pt *point) asin(fn string, x, rest num) (num, error) {
	s, ok := rest.sign()
	switch {
	case ok && s < 0:
		return x, noValue
	case !ok:
		return x, openCase
	}
	quarter := widened(wf().Quo(piFloat, wf().SetInt64(2)), wf().Quo(piFloat, wf().SetInt64(2)))
	var y num
	if s == 0 {
		y = quarter
		if t, _ := x.sign(); t < 0 {
			y = y.neg()
		}
	} else {
		r, err := pt.sqrt(rest)
		if err == nil {
			r, err = pt.reciprocal(r)
		}
		if err == nil {
			r, err = pt.mul(r, x)
		}
		if err != nil {
			return x, err
		}
		y = atanNum(r)
	}
	if fn == "acos" {
		return addNum(quarter, y.neg()), nil
	}
	return y, nil
}

// atanNum is the arc tangent: its slope is at most 1, so that it is as wide as x.
func atanNum(x num) num {
	if x.r != nil && x.r.Sign() == 0 {
		return x
	}
	lo, hi := x.ends()
	if x.infinite() {
		return num{lo: down().SetInt64(-2), hi: up().SetInt64(2)}
	}
	y := atanFloat(lo)
	err := wf().Sub(hi, lo)
	err.Add(err, wf().SetMantExp(wf().SetInt64(1), -slack-20))
	return num{lo: down().Sub(y, err), hi: up().Add(y, err)}
}

// atanFloat halves the angle eight times, atan x = 2 atan(x/(1 + sqrt(1 + x²))), and
// sums the series.
func atanFloat(x *big.Float) *big.Float {
	one := wf().SetInt64(1)
	y := wf().Set(x)
	const halvings = 8
	for range halvings {
		r := wf().Mul(y, y)
		r.Add(r, one).Sqrt(r)
		y.Quo(y, r.Add(r, one))
	}
	sum, power, sq := wf(), wf().Set(y), wf().Mul(y, y)
	for k := int64(1); k < 140 && !vanished(power); k += 2 {
		t := wf().Quo(power, wf().SetInt64(k))
		if k%4 == 3 {
			t.Neg(t)
		}
		sum.Add(sum, t)
		power.Mul(power, sq)
	}
	if sum.Sign() != 0 {
		sum.SetMantExp(sum, halvings)
	}
	return sum
}
