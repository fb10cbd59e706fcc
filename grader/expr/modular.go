package expr

import (
	"errors"
	"math/big"
	"math/bits"
)

// This file tests identities in prime fields. Both sides are evaluated at a point
// drawn from each of three fields of about 2^61 elements, never multiplied out.
// A function of something, also a root, is an unknown that depends on the value of
// that only.
//
// If the values agree in all three fields, the expressions are the same formally,
// but for a probability of at most (D/2^60)^3, where D, the degree that powers
// give them, is at most 2^24: less than 2^-100. Numbers in an expression could be
// chosen to vanish in these fields, so that agreement alone is never a verdict:
// see [Domain.Compare]. That the values differ is a proof only of expressions
// without functions.

// fields are primes just below 2^61.
var fields = [...]uint64{1<<61 - 1, 1<<61 - 45, 1<<61 - 229}

var errNoField = errors.New("no value in the field")

// A residue evaluates expressions modulo p.
type residue struct {
	p, seed uint64
	syms    Symbols
	bound   map[string]uint64
	opaque  bool // whether a function was met
	work    int
	degree  float64
}

func (r *residue) mul(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	_, rem := bits.Div64(hi, lo, r.p)
	return rem
}

func (r *residue) add(a, b uint64) uint64 {
	if a += b; a >= r.p {
		a -= r.p
	}
	return a
}

func (r *residue) neg(a uint64) uint64 {
	if a == 0 {
		return 0
	}
	return r.p - a
}

func (r *residue) pow(a, n uint64) uint64 {
	out := uint64(1)
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			out = r.mul(out, a)
		}
		a = r.mul(a, a)
	}
	return out
}

// mixed hashes words to an element that is not zero.
func (r *residue) mixed(words ...uint64) uint64 {
	h := r.seed ^ r.p
	for _, w := range words {
		h ^= w
		h += 0x9E3779B97F4A7C15
		h = (h ^ h>>30) * 0xBF58476D1CE4E5B9
		h = (h ^ h>>27) * 0x94D049BB133111EB
		h ^= h >> 31
	}
	return 1 + h%(r.p-1)
}

func hashText(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

func (r *residue) rat(x *big.Rat) (uint64, error) {
	p := new(big.Int).SetUint64(r.p)
	num := new(big.Int).Mod(x.Num(), p).Uint64()
	den := new(big.Int).Mod(x.Denom(), p).Uint64()
	return r.quo(num, den)
}

func (r *residue) quo(a, b uint64) (uint64, error) {
	if b == 0 {
		return 0, errNoField
	}
	return r.mul(a, r.pow(b, r.p-2)), nil
}

// eval returns the value of a scalar expression.
func (r *residue) eval(e Expr) (uint64, error) {
	if r.work--; r.work < 0 {
		return 0, errNoField
	}
	switch e := e.(type) {
	case *Num:
		if v := e.Val.Num(); e.Val.IsInt() && v.IsInt64() && v.Sign() >= 0 {
			return uint64(v.Int64()) % r.p, nil
		}
		return r.rat(e.Val)
	case *Const:
		if e.Name == "I" {
			return 0, errNoField
		}
		return r.mixed(1, hashText(e.Name)), nil
	case *Name:
		if v, ok := r.bound[e.Name]; ok {
			return v, nil
		}
		if r.syms[e.Name].kind() != scalarKind {
			return 0, errNoField
		}
		return r.mixed(2, hashText(e.Name)), nil
	case *Unary:
		x, err := r.eval(e.X)
		switch {
		case err != nil || e.Op == Transpose:
			return x, err
		case e.Op == Neg:
			return r.neg(x), nil
		case e.Op == Percent:
			return r.quo(x, 100)
		}
		r.opaque = true
		return r.mixed(3, uint64(e.Op), x), nil
	case *Binary:
		return r.binary(e)
	case *Call:
		return r.call(e)
	case *Item:
		x, err := r.eval(e.Index)
		return r.mixed(4, hashText(e.Seq), x), err
	case *Series:
		return r.series(e)
	}
	return 0, errNoField
}

func (r *residue) binary(e *Binary) (uint64, error) {
	x, err := r.eval(e.X)
	if err != nil {
		return 0, err
	}
	if n, ok := wholeExponent(e.Y); ok && e.Op == Pow {
		return r.whole(x, n)
	}
	y, err := r.eval(e.Y)
	if err != nil {
		return 0, err
	}
	switch e.Op {
	case Add:
		return r.add(x, y), nil
	case Sub:
		return r.add(x, r.neg(y)), nil
	case Mul:
		return r.mul(x, y), nil
	case Div:
		return r.quo(x, y)
	case Pow:
		r.opaque = true
		return r.mixed(5, x, y), nil
	}
	return 0, errNoField
}

// whole is x^n, as long as the degree leaves the test its power.
func (r *residue) whole(x uint64, n int64) (uint64, error) {
	m := max(n, -n)
	if r.degree *= max(float64(m), 1); m < 0 || r.degree > 1<<24 || n <= 0 && x == 0 {
		return 0, errNoField
	}
	y := r.pow(x, uint64(m))
	if n < 0 {
		return r.quo(1, y)
	}
	return y, nil
}

func (r *residue) call(e *Call) (uint64, error) {
	words := []uint64{6, hashText(e.Fn)}
	for _, a := range e.Args {
		x, err := r.eval(a)
		if err != nil {
			return 0, err
		}
		words = append(words, x)
	}
	r.opaque = true
	x := words[2]
	switch e.Fn {
	case "sqrt":
		half, err := r.quo(1, 2)
		return r.mixed(5, x, half), err
	case "inv", "det", "tr", "diag", "dot", "transpose", "norm":
		return 0, errNoField
	case "sin", "tan", "sinh", "tanh", "atan", "asin", "asinh":
		if x > r.p/2 {
			words[2] = r.p - x
			return r.neg(r.mixed(words...)), nil
		}
	case "cos", "cosh", "abs":
		words[2] = min(x, r.p-x)
	}
	return r.mixed(words...), nil
}

// series is an unknown that depends on the body at some value of its variable and
// on the ends.
func (r *residue) series(e *Series) (uint64, error) {
	from, err := r.eval(e.From)
	if err != nil {
		return 0, err
	}
	to, err := r.eval(e.To)
	if err != nil {
		return 0, err
	}
	old, shadowed := r.bound[e.Var]
	if r.bound == nil {
		r.bound = map[string]uint64{}
	}
	r.bound[e.Var] = r.mixed(7, uint64(len(r.bound)))
	body, err := r.eval(e.Body)
	if delete(r.bound, e.Var); shadowed {
		r.bound[e.Var] = old
	}
	r.opaque = true
	return r.mixed(8, hashText(e.Fn), body, from, to), err
}

// agreement is what the prime fields say.
type agreement byte

const (
	noAgreement agreement = iota // nothing follows
	agree                        // the same in all fields
	disagree                     // different as rational functions, for sure
)

// inFields compares two expressions in the fields.
func inFields(key, answer Expr, syms Symbols) agreement {
	for i, p := range fields {
		r := &residue{p: p, seed: uint64(i+1) * 0xD1342543DE82EF95, syms: syms, work: 4 * maxNodes, degree: 1}
		x, err := r.eval(key)
		if err != nil {
			return noAgreement
		}
		r.degree = 1
		y, err := r.eval(answer)
		if err != nil {
			return noAgreement
		}
		if x != y && r.opaque {
			return noAgreement
		}
		if x != y {
			return disagree
		}
	}
	return agree
}
