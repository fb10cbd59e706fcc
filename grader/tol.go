package grader

import (
	"math"
	"math/big"

	"gradcheck/grader/expr"
)

// tolSpec says how near to the key an answer has to be. The zero value is a
// relative 1e-9.
type tolSpec struct {
	mode   tolMode
	bound  *big.Rat // of rel and abs
	digits int      // of sigfig and decimals
}

type tolMode string

const (
	tolDefault  tolMode = ""
	tolExact    tolMode = "exact"
	tolRel      tolMode = "rel"
	tolAbs      tolMode = "abs"
	tolSigfig   tolMode = "sigfig"
	tolDecimals tolMode = "decimals"
)

var defaultRel = big.NewRat(1, 1e9)

// decode reads exact or one of {rel: x}, {abs: x}, {sigfig: n}, {decimals: n}.
func (t *tolSpec) decode(v any, d *decoder) {
	const mend = "write exact, {rel: x}, {abs: x}, {sigfig: n} or {decimals: n}"
	m, ok := v.(map[string]any)
	if !ok {
		if v != "exact" {
			d.errorf("unknown tolerance %v; %s", v, mend)
		}
		t.mode = tolExact
		return
	}
	if len(m) != 1 {
		d.errorf("a tolerance has one field; %s", mend)
		return
	}
	for name, v := range m {
		t.mode = tolMode(name)
		d.in(name, func() { t.amount(v, d, mend) })
	}
}

func (t *tolSpec) amount(v any, d *decoder, mend string) {
	switch t.mode {
	case tolRel, tolAbs:
		s, ok := d.scalar(v)
		if !ok {
			return
		}
		x, err := expr.ParseValue(s)
		r, isNum := x.Rat()
		if err != nil || !isNum || r.Sign() < 0 {
			d.errorf("%q is not a number from 0 up", s)
			return
		}
		t.bound = r
	case tolSigfig, tolDecimals:
		n, ok := d.integer(v)
		if ok && (n < 0 || n > 30 || n == 0 && t.mode == tolSigfig) {
			d.errorf("%d digits make no sense here", n)
		}
		t.digits = n
	default:
		d.errorf("unknown tolerance %q; %s", t.mode, mend)
	}
}

// written reports whether the digits of an answer count.
func (t tolSpec) written() bool { return t.mode == tolSigfig || t.mode == tolDecimals }

// radius returns how far from the key an answer may be.
func (t tolSpec) radius(key *big.Rat) *big.Rat {
	switch t.mode {
	case tolExact:
		return new(big.Rat)
	case tolAbs:
		return t.bound
	case tolSigfig, tolDecimals:
		r := pow10(t.lastPlace(key))
		return r.Mul(r, big.NewRat(1, 2))
	case tolRel:
		return new(big.Rat).Mul(t.bound, new(big.Rat).Abs(key))
	}
	return new(big.Rat).Mul(defaultRel, new(big.Rat).Abs(key))
}

// lastPlace returns the power of ten of the last digit demanded of key.
func (t tolSpec) lastPlace(key *big.Rat) int {
	if t.mode == tolDecimals {
		return -t.digits
	}
	return magnitude(key) - t.digits + 1
}

// magnitude returns the power of ten of the first digit of r, and 0 for 0.
func magnitude(r *big.Rat) int {
	if r.Sign() == 0 {
		return 0
	}
	a := new(big.Rat).Abs(r)
	bits := a.Num().BitLen() - a.Denom().BitLen()
	m := int(math.Floor(float64(bits-1) * math.Log10(2)))
	for pow10(m+1).Cmp(a) <= 0 {
		m++
	}
	return m
}

// pow10 returns 10^n.
func pow10(n int) *big.Rat {
	p := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n, -n))), nil)
	if n < 0 {
		return new(big.Rat).SetFrac(big.NewInt(1), p)
	}
	return new(big.Rat).SetInt(p)
}

// near reports whether a is as near to key as the tolerance asks; decided is
// false if the error of an approximate number leaves that open.
func (t tolSpec) near(a, key expr.Value) (near, decided bool) {
	x, exactA := a.Rat()
	k, exactKey := key.Rat()
	if exactA && exactKey {
		diff := new(big.Rat).Sub(x, k)
		return diff.Abs(diff).Cmp(t.radius(k)) <= 0, true
	}
	if k == nil {
		k = rational(key)
	}
	radius, _ := t.radius(k).Float64()
	diff, err := math.Abs(a.Float()-key.Float()), a.Err()+key.Err()
	// The float of an exact operand and the difference itself are rounded too.
	err += 4 * 0x1p-52 * (math.Abs(a.Float()) + math.Abs(key.Float()))
	switch {
	case math.IsNaN(diff) || math.IsInf(a.Float(), 0) || math.IsInf(key.Float(), 0):
		return false, false
	case diff+err <= radius:
		return true, true
	case diff-err > radius:
		return false, true
	case radius > 0 && err <= radius/1000: // on the edge, where either is fair
		return diff <= radius, true
	}
	return false, false
}

// rational returns a number as a rational, an approximate one by its decimal.
func rational(v expr.Value) *big.Rat {
	if r, ok := v.Rat(); ok {
		return r
	}
	w, _ := expr.ParseValue(v.Exact())
	r, _ := w.Rat()
	if r == nil {
		r = new(big.Rat)
	}
	return r
}

// isRounded reports whether a is key rounded to the digits demanded, halves away
// from zero.
func (t tolSpec) isRounded(a, key *big.Rat) bool { return a.Cmp(t.rounded(key)) == 0 }

func (t tolSpec) rounded(key *big.Rat) *big.Rat {
	unit := pow10(t.lastPlace(key))
	n, _ := new(big.Int).SetString(new(big.Rat).Quo(key, unit).FloatString(0), 10)
	return unit.Mul(unit, new(big.Rat).SetInt(n))
}

// round writes key as an answer with the digits demanded.
func (t tolSpec) round(key *big.Rat) string {
	places := -t.lastPlace(key)
	if t.mode == tolSigfig && key.Sign() == 0 && t.digits > 1 {
		places = t.digits // of zero, the zeros behind the point count
	}
	return t.rounded(key).FloatString(max(0, places))
}
