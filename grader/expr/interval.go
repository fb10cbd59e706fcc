package expr

import (
	"math"
	"math/big"
)

// This file is the arithmetic of the identity test: numbers that are exact
// rationals as long as that is short, and else intervals that are sure to hold
// the true value, with ends of precBits bits rounded outwards.

const (
	precBits = 384
	workBits = 512  // inside exp, log, sin and cos
	ratBits  = 3000 // the longest exact number
	slack    = 340  // bits that the value of a function is good to
	lostBits = 200  // a term smaller than its sum by this many bits is lost
)

// A num is an exact rational r, or an interval from lo to hi.
type num struct {
	r      *big.Rat
	lo, hi *big.Float
}

func ratNum(r *big.Rat) num {
	if r.Num().BitLen()+r.Denom().BitLen() <= ratBits {
		return num{r: r}
	}
	return num{lo: down().SetRat(r), hi: up().SetRat(r)}
}

func intNum(n int64) num { return num{r: big.NewRat(n, 1)} }

func down() *big.Float { return new(big.Float).SetPrec(precBits).SetMode(big.ToNegativeInf) }
func up() *big.Float   { return new(big.Float).SetPrec(precBits).SetMode(big.ToPositiveInf) }

// ends returns x as an interval.
func (x num) ends() (lo, hi *big.Float) {
	if x.r != nil {
		return down().SetRat(x.r), up().SetRat(x.r)
	}
	return x.lo, x.hi
}

// sign returns the sign of x, and false if the interval leaves it open.
func (x num) sign() (int, bool) {
	if x.r != nil {
		return x.r.Sign(), true
	}
	s, t := x.lo.Sign(), x.hi.Sign()
	return s, s == t
}

func (x num) neg() num {
	if x.r != nil {
		return num{r: new(big.Rat).Neg(x.r)}
	}
	return num{lo: down().Neg(x.hi), hi: up().Neg(x.lo)}
}

// exponent returns the binary exponent of the larger end.
func (x num) exponent() int {
	if x.r != nil {
		return x.r.Num().BitLen() - x.r.Denom().BitLen()
	}
	e := math.MinInt32
	for _, f := range []*big.Float{x.lo, x.hi} {
		if f.Sign() != 0 {
			e = max(e, f.MantExp(nil))
		}
	}
	return e
}

// hugeBits is the binary exponent beyond which only the sign of a number is kept:
// its interval ends at infinity.
const hugeBits = 1 << 24

// capped gives x an infinite end if it is huge; ok is false for one whose sign
// would be lost, or that is too close to zero.
func (x num) capped() (num, bool) {
	if x.r != nil {
		return x, true
	}
	e := x.exponent()
	if !x.infinite() && e <= hugeBits && (e >= -hugeBits || e == math.MinInt32) {
		return x, true
	}
	switch {
	case x.lo.Sign() > 0 && x.lo.MantExp(nil) > hugeBits:
		return hugeNum(), true
	case x.hi.Sign() < 0 && x.hi.MantExp(nil) > hugeBits:
		return hugeNum().neg(), true
	}
	return x, x.infinite() && (x.lo.Sign() > 0 || x.hi.Sign() < 0)
}

// hugeNum is any number above 2^hugeBits.
func hugeNum() num {
	return num{lo: down().SetMantExp(big.NewFloat(0.5), hugeBits+1), hi: up().SetInf(false)}
}

// infinite reports whether an end of x is infinite.
func (x num) infinite() bool { return x.r == nil && (x.lo.IsInf() || x.hi.IsInf()) }

func addNum(x, y num) num {
	if x.r != nil && y.r != nil {
		return ratNum(new(big.Rat).Add(x.r, y.r))
	}
	a, b := x.ends()
	c, d := y.ends()
	return num{lo: down().Add(a, c), hi: up().Add(b, d)}
}

// absorbs reports whether the one of x and y is so much smaller than the other
// that it may vanish in their sum.
func absorbs(x, y num) bool {
	if x.r != nil && y.r != nil {
		return false
	}
	sx, okX := x.sign()
	sy, okY := y.sign()
	if okX && sx == 0 || okY && sy == 0 {
		return false
	}
	d := x.exponent() - y.exponent()
	return d > lostBits && okY || d < -lostBits && okX
}

func mulNum(x, y num) num {
	if x.r != nil && y.r != nil {
		return ratNum(new(big.Rat).Mul(x.r, y.r))
	}
	if x.r != nil && x.r.Sign() == 0 || y.r != nil && y.r.Sign() == 0 {
		return intNum(0)
	}
	a, b := x.ends()
	c, d := y.ends()
	if x.infinite() || y.infinite() {
		return mulInfinite(x, y)
	}
	switch { // the usual cases of one sign
	case a.Sign() >= 0 && c.Sign() >= 0:
		return num{lo: down().Mul(a, c), hi: up().Mul(b, d)}
	case b.Sign() <= 0 && d.Sign() <= 0:
		return num{lo: down().Mul(b, d), hi: up().Mul(a, c)}
	case a.Sign() >= 0 && d.Sign() <= 0:
		return num{lo: down().Mul(b, c), hi: up().Mul(a, d)}
	case b.Sign() <= 0 && c.Sign() >= 0:
		return num{lo: down().Mul(a, d), hi: up().Mul(b, c)}
	}
	var lo, hi *big.Float
	for _, p := range [][2]*big.Float{{a, c}, {a, d}, {b, c}, {b, d}} {
		l, h := down().Mul(p[0], p[1]), up().Mul(p[0], p[1])
		if lo == nil || l.Cmp(lo) < 0 {
			lo = l
		}
		if hi == nil || h.Cmp(hi) > 0 {
			hi = h
		}
	}
	return num{lo: lo, hi: hi}
}

// mulInfinite is the product where an end is infinite: of numbers of known signs
// the least in size counts.
func mulInfinite(x, y num) num {
	s, okX := x.sign()
	t, okY := y.sign()
	if !okX || !okY {
		return num{lo: down().SetInf(true), hi: up().SetInf(false)}
	}
	least := func(x num, s int) *big.Float {
		lo, hi := x.ends()
		if s < 0 {
			return down().Neg(hi)
		}
		return lo
	}
	out := num{lo: down().Mul(least(x, s), least(y, t)), hi: up().SetInf(false)}
	if s*t < 0 {
		return out.neg()
	}
	return out
}

// inverse is 1/x for an x that is not zero.
func (x num) inverse() num {
	if x.r != nil {
		return ratNum(new(big.Rat).Inv(x.r))
	}
	one := new(big.Float).SetInt64(1)
	return num{lo: down().Quo(one, x.hi), hi: up().Quo(one, x.lo)}
}

// widened is the interval of the values from lo to hi, each good to slack bits
// relatively.
func widened(lo, hi *big.Float) num {
	a, b := down().Set(lo), up().Set(hi)
	for _, f := range []*big.Float{a, b} {
		if f.IsInf() {
			continue
		}
		e := new(big.Float).SetPrec(precBits).Abs(f)
		if e.Sign() != 0 {
			e.SetMantExp(e, -slack)
		}
		if f == a {
			a.Sub(a, e)
		} else {
			b.Add(b, e)
		}
	}
	return num{lo: a, hi: b}
}

// sqrtNum is the root of an x that is not negative.
func sqrtNum(x num) num {
	if x.r != nil {
		if r, ok := exactRoot(x.r, 2); ok {
			return num{r: r}
		}
	}
	lo, hi := x.ends()
	wide := func(f *big.Float) *big.Float { return new(big.Float).SetPrec(workBits).Set(f) }
	return widened(wide(nil2zero(lo)).Sqrt(nil2zero(lo)), wide(hi).Sqrt(hi))
}

// nil2zero is 0 for a lower end just below zero.
func nil2zero(f *big.Float) *big.Float {
	if f.Sign() < 0 {
		return new(big.Float).SetPrec(precBits)
	}
	return f
}

func wf() *big.Float { return new(big.Float).SetPrec(workBits) }

// ln2 is the natural logarithm of 2: 2 artanh(1/3).
var ln2 = func() *big.Float {
	sum, power := wf(), wf().Quo(wf().SetInt64(2), wf().SetInt64(3))
	for k := int64(1); k < 700; k += 2 {
		sum.Add(sum, wf().Quo(power, wf().SetInt64(k)))
		power.Quo(power, wf().SetInt64(9))
	}
	return sum
}()

// piFloat is pi by Machin's formula.
var piFloat = func() *big.Float {
	arctanInv := func(n int64) *big.Float {
		sum, power := wf(), wf().Quo(wf().SetInt64(1), wf().SetInt64(n))
		for k := int64(1); k < 800; k += 2 {
			t := wf().Quo(power, wf().SetInt64(k))
			if k%4 == 3 {
				t.Neg(t)
			}
			sum.Add(sum, t)
			power.Quo(power, wf().SetInt64(n*n))
		}
		return sum
	}
	x := wf().Mul(wf().SetInt64(16), arctanInv(5))
	return x.Sub(x, wf().Mul(wf().SetInt64(4), arctanInv(239)))
}()

// expFloat is e^x for |x| < 2^20, by Taylor's series after halving.
func expFloat(x *big.Float) *big.Float {
	q, _ := wf().Quo(x, ln2).Float64()
	k := math.Round(q)
	r := wf().Sub(wf().Set(x), wf().Mul(wf().SetFloat64(k), ln2))
	const halvings = 16
	if r.Sign() != 0 {
		r.SetMantExp(r, -halvings)
	}
	sum, term := wf().SetInt64(1), wf().SetInt64(1)
	for i := int64(1); i < 40 && !vanished(term); i++ {
		term.Mul(term, r)
		term.Quo(term, wf().SetInt64(i))
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, sum)
	}
	return sum.SetMantExp(sum, int(k))
}

// vanished reports whether a term adds nothing any more.
func vanished(term *big.Float) bool { return term.Sign() == 0 || term.MantExp(nil) < -480 }

// expNum is e^x, for x in a moderate range.
func expNum(x num) (num, bool) {
	lo, hi := x.ends()
	if lo.Sign() > 0 && lo.MantExp(nil) > 24 {
		return hugeNum(), true
	}
	if x.exponent() > 20 || x.infinite() {
		return num{}, false
	}
	a := expFloat(lo)
	width := up().Sub(hi, lo)
	if width.Cmp(big.NewFloat(0.25)) > 0 {
		return widened(a, expFloat(hi)), true
	}
	// e^w <= 1 + 2w for such a width.
	b := up().Mul(a, width)
	b.Add(a, b.Mul(b, big.NewFloat(2)))
	return widened(a, b), true
}

// logFloat is ln x for x > 0: Newton's iteration on exp, cubically convergent.
func logFloat(x *big.Float) *big.Float {
	m := wf()
	e := wf().Set(x).MantExp(m)
	f, _ := m.Float64()
	y := wf().SetFloat64(math.Log(f))
	for range 2 { // from 50 bits to 150 and 450
		g := expFloat(y)
		d := wf().Quo(wf().Sub(m, g), wf().Add(m, g))
		y.Add(y, d.Mul(d, wf().SetInt64(2)))
	}
	return y.Add(y, wf().Mul(wf().SetInt64(int64(e)), ln2))
}

// logNum is ln x for x > 0. Near 1 the value has only an absolute error.
func logNum(x num) num {
	lo, hi := x.ends()
	a := logFloat(lo)
	if hi.IsInf() {
		return num{lo: down().Sub(a, big.NewFloat(1)), hi: up().SetInf(false)}
	}
	// ln hi - ln lo <= (hi - lo)/lo
	b := up().Sub(hi, lo)
	b.Quo(b, lo)
	b.Add(b, a)
	eps := wf().SetMantExp(wf().SetInt64(1), -slack-60)
	return widened(a.Sub(a, eps), b.Add(b, eps))
}

// sinNum is sin(x + quarter turns) for x in a moderate range: the sine of the
// middle, as wide as x is.
func sinNum(x num, quarters int64) (num, bool) {
	if x.exponent() > 40 || x.infinite() {
		return num{}, false
	}
	lo, hi := x.ends()
	half := wf().Quo(piFloat, wf().SetInt64(2))
	r := wf().Add(wf().Set(lo), wf().Mul(half, wf().SetInt64(quarters)))
	q, _ := wf().Quo(r, wf().Mul(piFloat, wf().SetInt64(2))).Float64()
	r.Sub(r, wf().Mul(wf().Mul(piFloat, wf().SetInt64(2)), wf().SetFloat64(math.Round(q))))
	sum, term, sq := wf(), wf().Set(r), wf().Mul(r, r)
	for i := int64(1); i < 180 && !vanished(term); i += 2 {
		sum.Add(sum, term)
		term.Mul(term, sq)
		term.Quo(term, wf().SetInt64(-(i+1)*(i+2)))
	}
	err := wf().Sub(hi, lo)
	err.Add(err, wf().SetMantExp(wf().SetInt64(1), -slack-20))
	return num{lo: down().Sub(sum, err), hi: up().Add(sum, err)}, true
}

// verdictOf compares x and y: apart if their intervals are disjoint, the same if
// they are equal or both narrow to 2^-120 and overlap.
func verdictOf(x, y num) (apart, same bool) {
	if x.r != nil && y.r != nil {
		eq := x.r.Cmp(y.r) == 0
		return !eq, eq
	}
	a, b := x.ends()
	c, d := y.ends()
	if b.Cmp(c) < 0 || d.Cmp(a) < 0 {
		return true, false
	}
	return false, x.narrow() && y.narrow()
}

// narrow reports whether the interval is good to 120 bits, relatively or, near
// zero, absolutely.
func (x num) narrow() bool {
	if x.r != nil {
		return true
	}
	if x.infinite() {
		return false
	}
	width := up().Sub(x.hi, x.lo)
	if width.Sign() == 0 {
		return true
	}
	return width.MantExp(nil) < max(x.exponent(), 0)-120
}
