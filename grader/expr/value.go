package expr

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// A Value is what an expression is worth: an exact rational, an approximate
// real with a bound of its error, or a truth value; numbers carry a dimension
// if units were involved. The zero Value is the number 0.
type Value struct {
	rat  *big.Rat // exact, if not nil
	f    float64  // approximate, if rat is nil
	err  float64  // |f - true value| is at most this
	kind kind
	dim  Dim
}

type kind byte

const (
	exact kind = iota
	approx
	truth // f is 1 or 0
)

// FromInt returns the exact value n.
func FromInt(n int64) Value { return Value{rat: big.NewRat(n, 1)} }

// FromRat returns the exact value r, which must not change afterwards.
func FromRat(r *big.Rat) Value { return Value{rat: r} }

// FromBool returns a truth value.
func FromBool(b bool) Value {
	v := Value{kind: truth}
	if b {
		v.f = 1
	}
	return v
}

// FromFloat returns an approximate value known to the last bit or so of f.
func FromFloat(f float64) Value { return Value{kind: approx, f: f, err: ulp(f)} }

// ParseValue reads a number as simulations and stores write it: a decimal, with
// an exponent if it has one, or a fraction "55/3"; or true or false. It is exact.
func ParseValue(s string) (Value, error) {
	switch s {
	case "true", "false":
		return FromBool(s == "true"), nil
	}
	num, den, isFraction := strings.Cut(s, "/")
	r, ok := parseDecimal(strings.TrimPrefix(num, "-"))
	if !ok {
		return Value{}, syntaxError(0, "", "%q is not a number.", clip(s))
	}
	if isFraction {
		d, ok := parseDecimal(den)
		if !ok || d.Sign() == 0 {
			return Value{}, syntaxError(len(num)+1, "", "%q is not a fraction.", clip(s))
		}
		r.Quo(r, d)
	}
	if strings.HasPrefix(num, "-") {
		r.Neg(r)
	}
	return FromRat(r), nil
}

// maxExp bounds the exponent of a literal that is kept as a number.
const maxExp = 400

// parseDecimal reads digits, perhaps with a point and an exponent, exactly. It
// refuses everything else, and numbers beyond the limits, without computing.
func parseDecimal(s string) (*big.Rat, bool) {
	mant, exp, hasExp := strings.Cut(strings.ToLower(s), "e")
	digits := 0
	for i := 0; i < len(mant); i++ {
		switch c := mant[i]; {
		case '0' <= c && c <= '9':
			digits++
		case c != '.' || strings.IndexByte(mant[:i], '.') >= 0:
			return nil, false
		}
	}
	if digits == 0 || digits > maxDigits {
		return nil, false
	}
	if hasExp {
		if n, err := strconv.Atoi(exp); err != nil || n < -maxExp || n > maxExp {
			return nil, false
		}
	}
	return new(big.Rat).SetString(s)
}

// Rat returns the exact number, and false for an approximate one or a truth
// value. The result must not be changed.
func (v Value) Rat() (*big.Rat, bool) {
	if v.kind != exact {
		return nil, false
	}
	return v.rational(), true
}

// Bool returns the truth value, and false if v is a number.
func (v Value) Bool() (b, ok bool) { return v.f == 1, v.kind == truth }

// IsExact reports whether v is an exact number.
func (v Value) IsExact() bool { return v.kind == exact }

// Float returns the nearest float64; true is 1 and false 0.
func (v Value) Float() float64 {
	if v.kind == exact {
		f, _ := v.rational().Float64()
		return f
	}
	return v.f
}

// Err returns a bound of the error of an approximate value; 0 if it is exact.
func (v Value) Err() float64 { return v.err }

// Dim returns the dimension.
func (v Value) Dim() Dim { return v.dim }

// Sign returns -1, 0 or 1; for an approximate value that of its float.
func (v Value) Sign() int {
	if v.kind == exact {
		return v.rational().Sign()
	}
	switch {
	case v.f > 0:
		return 1
	case v.f < 0:
		return -1
	}
	return 0
}

// rational returns the number as a rational, rounding an approximate one to its
// shortest decimal.
func (v Value) rational() *big.Rat {
	switch {
	case v.rat != nil:
		return v.rat
	case v.kind == exact:
		return new(big.Rat)
	}
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(v.f, 'g', -1, 64))
	if !ok {
		return new(big.Rat)
	}
	return r
}

// maxPlain is the longest decimal that String writes out in full.
const maxPlain = 40

// String writes the value for people: integers and terminating decimals in
// full, as "27.5"; other numbers rounded to 6 significant digits; true, false.
// A unit is not part of it.
func (v Value) String() string {
	if b, ok := v.Bool(); ok {
		return strconv.FormatBool(b)
	}
	if v.kind == exact {
		if s, ok := terminating(v.rational()); ok {
			return s
		}
		return roundedRat(v.rational(), shownDigits)
	}
	return rounded(v.f, shownDigits)
}

// Rounded reports whether String shows a rounded number.
func (v Value) Rounded() bool {
	if v.kind == exact {
		_, ok := terminating(v.rational())
		return !ok
	}
	return v.kind == approx
}

// Exact writes the value so that [ParseValue] reads it back: an integer, a
// fraction in lowest terms "55/3", or all digits of a float.
func (v Value) Exact() string {
	if v.kind == approx {
		return strconv.FormatFloat(v.f, 'g', -1, 64)
	}
	if v.kind == truth {
		return v.String()
	}
	return v.rational().RatString()
}

// terminating writes r as a decimal if it is one of at most maxPlain places.
func terminating(r *big.Rat) (string, bool) {
	if r.Num().BitLen() > 4*maxPlain {
		return "", false
	}
	if r.IsInt() {
		return r.RatString(), true
	}
	n, ok := r.FloatPrec()
	if !ok || n > maxPlain {
		return "", false
	}
	return r.FloatString(n), true
}

// roundedRat is rounded for numbers that may not fit a float64.
func roundedRat(r *big.Rat, digits int) string {
	f := new(big.Float).SetPrec(64).SetRat(r)
	if g, _ := f.Float64(); g != 0 && !math.IsInf(g, 0) {
		return rounded(g, digits)
	}
	return f.Text('g', digits)
}

// rounded writes f with that many significant digits, plainly between 1e-6 and 1e15.
func rounded(f float64, digits int) string {
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'e', digits-1, 64), 64)
	if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e15) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// ulp bounds the rounding error of one float operation with result f.
func ulp(f float64) float64 { return math.Abs(f)*0x1p-52 + math.SmallestNonzeroFloat64 }

// clip shortens s for a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:30]) + "..."
	}
	return s
}
