package expr

import (
	"math"
	"math/big"
	"slices"
)

// A function is something that can be called by name.
type function struct {
	name     string
	min, max int    // number of arguments
	tex      string // LaTeX for it as an operator; "" where tex.go draws it
	eval     func(*evaluator, []Value) (Value, error)
}

// functions lists the functions of both languages, by name.
var functions = [...]function{
	{"abs", 1, 1, "", (*evaluator).abs},
	{"ceil", 1, 1, "", (*evaluator).ceilFunc},
	{"exp", 1, 1, `\exp`, (*evaluator).exp},
	{"floor", 1, 1, "", (*evaluator).floorFunc},
	{"gcd", 2, 20, `\gcd`, (*evaluator).gcd},
	{"log", 1, 2, `\log`, (*evaluator).log},
	{"max", 1, 100, `\max`, (*evaluator).maximum},
	{"min", 1, 100, `\min`, (*evaluator).minimum},
	{"sqrt", 1, 1, "", (*evaluator).sqrt},
}

func lookupFunction(name string) *function {
	for i := range functions {
		if functions[i].name == name {
			return &functions[i]
		}
	}
	return nil
}

func functionNames() []string {
	var names []string
	for _, f := range functions {
		names = append(names, f.name)
	}
	return names
}

func (ev *evaluator) call(e *Call) (Value, error) {
	f := lookupFunction(e.Fn)
	if e.Fn == "binom" && len(e.Args) == 2 {
		f = &function{name: e.Fn, eval: (*evaluator).binom}
	}
	if f == nil || f.eval == nil {
		return Value{}, evalErrorf("%q is not a function that is known here.", e.Fn)
	}
	args := make([]Value, len(e.Args))
	for i, a := range e.Args {
		v, err := ev.eval(a)
		if err != nil {
			return v, err
		}
		args[i] = v
	}
	if err := numbers(args...); err != nil {
		return Value{}, err
	}
	return f.eval(ev, args)
}

// plain refuses units where they make no sense.
func plain(fn string, args ...Value) error {
	i := slices.IndexFunc(args, func(v Value) bool { return v.dim != (Dim{}) })
	if i < 0 {
		return nil
	}
	return evalErrorf("%s needs a plain number, and this is %s.", fn, args[i].dim)
}

func (ev *evaluator) abs(args []Value) (Value, error) {
	if args[0].Sign() < 0 {
		return ev.mul(args[0], FromInt(-1))
	}
	return args[0], nil
}

func (ev *evaluator) floorFunc(args []Value) (Value, error) {
	if err := plain("floor", args...); err != nil {
		return args[0], err
	}
	return ev.floor(args[0])
}

func (ev *evaluator) ceilFunc(args []Value) (Value, error) {
	if err := plain("ceil", args...); err != nil {
		return args[0], err
	}
	v, err := ev.mul(args[0], FromInt(-1))
	if err == nil {
		v, err = ev.floor(v)
	}
	if err != nil {
		return v, err
	}
	return ev.mul(v, FromInt(-1))
}

// floor rounds down. The result is exact even for an approximate x, which is
// refused when an integer lies within its error.
func (ev *evaluator) floor(x Value) (Value, error) {
	if a, ok := x.Rat(); ok {
		if err := ev.spend(a, a); err != nil {
			return x, err
		}
		// Div rounds towards minus infinity, as the denominator is positive.
		return FromRat(new(big.Rat).SetInt(new(big.Int).Div(a.Num(), a.Denom()))), nil
	}
	f, err := x.floats()
	if math.Floor(f-err) != math.Floor(f+err) || math.Abs(f) > 1<<52 {
		return x, ErrUndecided
	}
	return FromInt(int64(math.Floor(f))), nil
}

func (ev *evaluator) minimum(args []Value) (Value, error) { return ev.extreme(args, -1) }
func (ev *evaluator) maximum(args []Value) (Value, error) { return ev.extreme(args, 1) }

func (ev *evaluator) extreme(args []Value, sign int) (Value, error) {
	best := args[0]
	for _, v := range args[1:] {
		c, err := ev.cmp(v, best)
		if err != nil {
			return v, err
		}
		if c == sign {
			best = v
		}
	}
	return best, nil
}

func (ev *evaluator) gcd(args []Value) (Value, error) {
	g := new(big.Int)
	for _, v := range args {
		a, ok := v.Rat()
		if !ok || !a.IsInt() || v.dim != (Dim{}) {
			return v, evalErrorf("gcd needs whole numbers.")
		}
		if err := ev.spend(a, a); err != nil {
			return v, err
		}
		g.GCD(nil, nil, g, new(big.Int).Abs(a.Num()))
	}
	return FromRat(new(big.Rat).SetInt(g)), nil
}

var half = FromRat(big.NewRat(1, 2))

func (ev *evaluator) sqrt(args []Value) (Value, error) {
	if args[0].Sign() < 0 {
		return args[0], evalErrorf("The square root of a negative number is not real.")
	}
	if a, ok := args[0].Rat(); ok {
		if err := ev.spend(a, a); err != nil {
			return args[0], err
		}
	}
	return ev.pow(args[0], half)
}

func (ev *evaluator) exp(args []Value) (Value, error) {
	if err := plain("exp", args...); err != nil {
		return args[0], err
	}
	if a, ok := args[0].Rat(); ok && a.Sign() == 0 {
		return FromInt(1), nil
	}
	f, err := args[0].floats()
	y := math.Exp(f)
	if y == 0 || err > 0.1 {
		return args[0], ErrTooLarge
	}
	return real(y, y*(1.2*err+0x1p-50), Dim{})
}

// log is the natural logarithm of its first argument, or the logarithm to the
// base given second, which is exact if it is a whole number.
func (ev *evaluator) log(args []Value) (Value, error) {
	if err := plain("log", args...); err != nil {
		return args[0], err
	}
	x, err := ln(args[0])
	if err != nil || len(args) == 1 {
		return x, err
	}
	b, err := ln(args[1])
	if err != nil {
		return b, err
	}
	if b.IsExact() { // the logarithm of 1, which is 0
		return b, ErrDivZero
	}
	if x.IsExact() {
		return x, nil
	}
	a, okX := args[0].Rat()
	c, okB := args[1].Rat()
	if n := math.Round(x.f / b.f); okX && okB && math.Abs(n) < maxBits {
		p, err := ev.powInt(c, int64(n), FromInt(0), FromInt(-1)) // no float power
		if r, ok := p.Rat(); err == nil && ok && r.Cmp(a) == 0 {
			return FromInt(int64(n)), nil
		}
	}
	return ev.div(x, b)
}

// ln is the natural logarithm; that of 1 is the exact 0.
func ln(v Value) (Value, error) {
	if v.Sign() <= 0 {
		return v, evalErrorf("The logarithm needs a positive number.")
	}
	if a, ok := v.Rat(); ok {
		if a.Num().Cmp(a.Denom()) == 0 {
			return FromInt(0), nil
		}
		// ln(m 2^e) = ln m + e ln 2 also holds where a float64 would overflow.
		var m big.Float
		e := new(big.Float).SetPrec(80).SetRat(a).MantExp(&m)
		f, _ := m.Float64()
		if e > -1000 && e < 1000 {
			f, e = math.Ldexp(f, e), 0
		}
		y := math.Log(f) + float64(e)*math.Ln2
		return real(y, 4*ulp(y)+0x1p-52, Dim{})
	}
	if v.f <= 2*v.err {
		return v, ErrUndecided
	}
	y := math.Log(v.f)
	return real(y, v.err/(v.f-v.err)+2*ulp(y), Dim{})
}
