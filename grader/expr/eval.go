package expr

import (
	"math"
	"math/big"
	"strings"
)

// Bounds of an evaluation. Numbers of maxBits bits have 4,900 digits; maxWork
// word multiplications take a few milliseconds.
const (
	maxBits = 1 << 14
	maxWork = 2_000_000
)

// Eval computes e. Names are looked up with lookup, which may be nil if there
// are none. Arithmetic is exact with rational numbers; see [Value] for when it
// is not. The error is an *[EvalError]: a division by zero, a value that is not
// real, a number too large, units that do not fit, a name that lookup refuses.
func Eval(e Expr, lookup func(name string) (Value, bool)) (Value, error) {
	ev := evaluator{lookup: lookup, work: maxWork}
	return ev.eval(e)
}

// An evaluator is one evaluation, with the work that it may still do.
type evaluator struct {
	lookup func(string) (Value, bool)
	work   int
	bound  map[string]Value // the variables of sums
}

func (ev *evaluator) eval(e Expr) (Value, error) {
	switch e := e.(type) {
	case *Num:
		return Value{rat: e.Val}, nil
	case *Const:
		switch e.Name {
		case "pi":
			return FromFloat(math.Pi), nil
		case "I":
			return Value{}, evalErrorf("A single number is needed here.")
		}
		return FromFloat(math.E), nil
	case *UnitName:
		u, ok := lookupUnit(e.Name)
		if !ok {
			return Value{}, evalErrorf("%q is not a unit that is known here.", e.Name)
		}
		return Value{rat: u.factor, dim: u.dim}, nil
	case *Name:
		if v, ok := ev.bound[e.Name]; ok {
			return v, nil
		}
		if ev.lookup != nil {
			if v, ok := ev.lookup(e.Name); ok {
				return v, nil
			}
		}
		return Value{}, evalErrorf("%q has no value here.", e.Name)
	case *Unary:
		return ev.unary(e)
	case *Binary:
		return ev.binary(e)
	case *Call:
		return ev.call(e)
	case *Series:
		return ev.series(e)
	case *Item, *Tuple, *Set, *Matrix, *Range, *Union, *Entry, *Each:
		return Value{}, evalErrorf("A single number is needed here.")
	}
	panic("expr: unknown node")
}

func (ev *evaluator) unary(e *Unary) (Value, error) {
	x, err := ev.eval(e.X)
	if err != nil {
		return x, err
	}
	switch e.Op {
	case Not:
		b, ok := x.Bool()
		if !ok {
			return x, evalErrorf("%s needs true or false.", "not")
		}
		return FromBool(!b), nil
	case Neg:
		return ev.mul(x, FromInt(-1))
	case Percent:
		return ev.mul(x, FromRat(big.NewRat(1, 100)))
	case Fact:
		return ev.factorial(x)
	case Transpose:
		return x, nil
	}
	panic("expr: unknown unary operator")
}

func (ev *evaluator) binary(e *Binary) (Value, error) {
	x, err := ev.eval(e.X)
	if err != nil {
		return x, err
	}
	if b, ok := x.Bool(); ok && (e.Op == Or && b || e.Op == And && !b) {
		return x, nil
	}
	y, err := ev.eval(e.Y)
	if err != nil {
		return y, err
	}
	switch e.Op {
	case Add:
		return ev.add(x, y)
	case Sub:
		if y, err = ev.mul(y, FromInt(-1)); err != nil {
			return y, err
		}
		return ev.add(x, y)
	case Mul:
		return ev.mul(x, y)
	case Div:
		return ev.div(x, y)
	case Mod:
		return ev.mod(x, y)
	case Pow:
		return ev.pow(x, y)
	case Or, And:
		_, okX := x.Bool()
		b, ok := y.Bool()
		if !ok || !okX {
			return y, evalErrorf("%s needs true or false on both sides.", strings.TrimSpace(ops[e.Op].text))
		}
		return FromBool(b), nil
	}
	return ev.compare(e.Op, x, y)
}

// spend takes the cost of one exact operation on x and y from the budget.
func (ev *evaluator) spend(x, y *big.Rat) error {
	ev.work -= 4 + (1+words(x))*(1+words(y))
	if ev.work < 0 {
		return ErrTooLarge
	}
	return nil
}

func words(r *big.Rat) int { return (r.Num().BitLen() + r.Denom().BitLen()) / 64 }

// checked returns r as a value unless it has outgrown maxBits.
func checked(r *big.Rat, d Dim) (Value, error) {
	if r.Num().BitLen() > maxBits || r.Denom().BitLen() > maxBits {
		return Value{}, ErrTooLarge
	}
	return Value{rat: r, dim: d}, nil
}

// real returns f with its error bound, to which the rounding of one more
// operation is added; values outside the range of a float are refused.
func real(f, err float64, d Dim) (Value, error) {
	err += ulp(f)
	if math.IsNaN(f) || math.IsInf(f, 0) || math.IsNaN(err) || math.IsInf(err, 0) {
		return Value{}, ErrTooLarge
	}
	return Value{kind: approx, f: f, err: err, dim: d}, nil
}

// numbers refuses truth values among the operands of arithmetic.
func numbers(vs ...Value) error {
	for _, v := range vs {
		if v.kind == truth {
			return evalErrorf("A number is needed where true or false stands.")
		}
	}
	return nil
}

// floats returns x and its error bound for the approximate path.
func (v Value) floats() (f, err float64) {
	if v.kind == exact {
		f := v.Float()
		if v.rational().IsInt() && math.Abs(f) < 1<<53 {
			return f, 0
		}
		return f, ulp(f)
	}
	return v.f, v.err
}

func (ev *evaluator) add(x, y Value) (Value, error) {
	if err := numbers(x, y); err != nil {
		return x, err
	}
	if x.dim != y.dim {
		return x, evalErrorf("Only like quantities can be added, not %s and %s.", x.dim, y.dim)
	}
	a, okX := x.Rat()
	b, okY := y.Rat()
	if okX && okY {
		if err := ev.spend(a, b); err != nil {
			return x, err
		}
		return checked(new(big.Rat).Add(a, b), x.dim)
	}
	f, ef := x.floats()
	g, eg := y.floats()
	return real(f+g, ef+eg, x.dim)
}

func (ev *evaluator) mul(x, y Value) (Value, error) {
	if err := numbers(x, y); err != nil {
		return x, err
	}
	dim, ok := x.dim.times(y.dim, 1)
	if !ok {
		return x, ErrTooLarge
	}
	a, okX := x.Rat()
	b, okY := y.Rat()
	if okX && okY {
		if err := ev.spend(a, b); err != nil {
			return x, err
		}
		return checked(new(big.Rat).Mul(a, b), dim)
	}
	f, ef := x.floats()
	g, eg := y.floats()
	return real(f*g, math.Abs(f)*eg+math.Abs(g)*ef+ef*eg, dim)
}

func (ev *evaluator) div(x, y Value) (Value, error) {
	if err := numbers(x, y); err != nil {
		return x, err
	}
	if y.Sign() == 0 {
		return x, ErrDivZero
	}
	if b, ok := y.Rat(); ok {
		dim, ok := Dim{}.times(y.dim, -1)
		if !ok {
			return x, ErrTooLarge
		}
		return ev.mul(x, Value{rat: new(big.Rat).Inv(b), dim: dim})
	}
	dim, ok := x.dim.times(y.dim, -1)
	if !ok {
		return x, ErrTooLarge
	}
	f, ef := x.floats()
	g, eg := y.floats()
	if math.Abs(g) <= 2*eg {
		return x, ErrUndecided
	}
	q := f / g
	return real(q, (ef+math.Abs(q)*eg)/(math.Abs(g)-eg), dim)
}

// mod is x - y floor(x/y), which has the sign of y.
func (ev *evaluator) mod(x, y Value) (Value, error) {
	q, err := ev.div(x, y)
	if err != nil {
		return q, err
	}
	if q, err = ev.floor(q); err != nil {
		return q, err
	}
	if q, err = ev.mul(q, y); err != nil {
		return q, err
	}
	if q, err = ev.mul(q, FromInt(-1)); err != nil {
		return q, err
	}
	return ev.add(x, q)
}

// compare answers one of == != < <= > >=. Approximate numbers that could be
// either way are refused, so that a comparison is never decided by rounding.
func (ev *evaluator) compare(op Op, x, y Value) (Value, error) {
	if x.kind == truth && y.kind == truth && (op == Eq || op == Ne) {
		return FromBool((x.f == y.f) == (op == Eq)), nil
	}
	c, err := ev.cmp(x, y)
	if err != nil {
		return x, err
	}
	switch op {
	case Eq:
		return FromBool(c == 0), nil
	case Ne:
		return FromBool(c != 0), nil
	case Lt:
		return FromBool(c < 0), nil
	case Le:
		return FromBool(c <= 0), nil
	case Gt:
		return FromBool(c > 0), nil
	case Ge:
		return FromBool(c >= 0), nil
	}
	panic("expr: unknown binary operator")
}

// cmp is -1, 0 or 1 as x is below, equal to or above y.
func (ev *evaluator) cmp(x, y Value) (int, error) {
	if err := numbers(x, y); err != nil {
		return 0, err
	}
	if x.dim != y.dim {
		return 0, evalErrorf("Only like quantities can be compared, not %s and %s.", x.dim, y.dim)
	}
	a, okX := x.Rat()
	b, okY := y.Rat()
	if okX && okY {
		if err := ev.spend(a, b); err != nil {
			return 0, err
		}
		return a.Cmp(b), nil
	}
	f, ef := x.floats()
	g, eg := y.floats()
	switch {
	case math.Abs(f-g) <= ef+eg:
		return 0, ErrUndecided
	case f < g:
		return -1, nil
	}
	return 1, nil
}
