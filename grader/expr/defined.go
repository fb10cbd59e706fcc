package expr

import (
	"math/big"
	"strings"
)

// This file says where expressions have a value, so that a proof that two agree
// wherever both have one is a proof that they are the same.

// A bound is an interval that holds all values of an expression on the declared
// domain; nil stands for no end.
type bound struct{ lo, hi *big.Rat }

func (b bound) nonnegative() bool { return b.lo != nil && b.lo.Sign() >= 0 }

// bounds finds an interval for e from the declarations.
func (syms Symbols) bounds(e Expr) bound {
	zero := new(big.Rat)
	switch e := e.(type) {
	case *Num:
		return bound{e.Val, e.Val}
	case *Const:
		return bound{big.NewRat(2, 1), big.NewRat(4, 1)}
	case *Name:
		return syms[e.Name].bound()
	case *Item:
		return syms[e.Seq].bound()
	case *Unary:
		x := syms.bounds(e.X)
		switch e.Op {
		case Neg:
			return x.negated()
		case Fact:
			return bound{zero, nil}
		case Percent:
			return x.times(bound{big.NewRat(1, 100), big.NewRat(1, 100)})
		}
	case *Binary:
		return syms.binaryBounds(e)
	case *Call:
		return syms.callBounds(e)
	case *Series:
		if b := syms.bounds(e.Body); b.nonnegative() {
			return bound{zero, nil}
		}
	}
	return bound{}
}

func (d Decl) bound() bound {
	switch {
	case d.Kind == "positive":
		return bound{lo: new(big.Rat)}
	case d.Kind == "integer" && d.Bounded:
		return bound{lo: big.NewRat(int64(d.AtLeast), 1)}
	case d.Interval != "":
		lo, hi := ends(d.Interval)
		return bound{lo, hi}
	}
	return bound{}
}

func (syms Symbols) binaryBounds(e *Binary) bound {
	x, y := syms.bounds(e.X), syms.bounds(e.Y)
	switch e.Op {
	case Add:
		return x.plus(y)
	case Sub:
		return x.plus(y.negated())
	case Mul:
		if e.X == e.Y || nameOf(e.X) != "" && nameOf(e.X) == nameOf(e.Y) {
			return bound{lo: new(big.Rat)}
		}
		return x.times(y)
	case Div:
		if !y.nonnegative() {
			return bound{}
		}
		inv := bound{lo: new(big.Rat)}
		if y.lo.Sign() > 0 {
			inv.hi = new(big.Rat).Inv(y.lo)
		}
		return x.times(inv)
	case Pow:
		n, ok := e.Y.(*Num)
		if x.nonnegative() || ok && n.Val.IsInt() && n.Val.Num().Bit(0) == 0 {
			return bound{lo: new(big.Rat)}
		}
	}
	return bound{}
}

func (syms Symbols) callBounds(e *Call) bound {
	one := big.NewRat(1, 1)
	switch e.Fn {
	case "sqrt", "abs", "norm", "exp":
		return bound{lo: new(big.Rat)}
	case "cosh":
		return bound{lo: one}
	case "sin", "cos", "tanh", "sgn":
		return bound{big.NewRat(-1, 1), one}
	case "acos":
		return bound{lo: new(big.Rat)}
	}
	return bound{}
}

func (b bound) negated() bound {
	neg := func(r *big.Rat) *big.Rat {
		if r == nil {
			return nil
		}
		return new(big.Rat).Neg(r)
	}
	return bound{neg(b.hi), neg(b.lo)}
}

func (b bound) plus(c bound) bound {
	add := func(x, y *big.Rat) *big.Rat {
		if x == nil || y == nil || x.Num().BitLen()+x.Denom().BitLen()+y.Num().BitLen()+y.Denom().BitLen() > 4000 {
			return nil
		}
		return new(big.Rat).Add(x, y)
	}
	return bound{add(b.lo, c.lo), add(b.hi, c.hi)}
}

// times is for factors that do not change their sign.
func (b bound) times(c bound) bound {
	switch {
	case b.hi != nil && b.hi.Sign() <= 0 && !b.nonnegative():
		return b.negated().times(c).negated()
	case c.hi != nil && c.hi.Sign() <= 0 && !c.nonnegative():
		return b.times(c.negated()).negated()
	case !b.nonnegative() || !c.nonnegative():
		return bound{}
	case b.hi != nil && c.hi != nil && b.hi.Num().BitLen()+c.hi.Num().BitLen() < 2000:
		return bound{new(big.Rat), new(big.Rat).Mul(b.hi, c.hi)}
	}
	return bound{lo: new(big.Rat)}
}

// demands collects what has to hold, beyond single points, for e to have a value:
// a text for each part that may lack one. It fails where it cannot tell.
func (f *former) demands(e Expr, into map[string]bool) bool {
	need := func(kind string, x Expr) bool {
		q, err := f.form(x)
		if err == nil && (kind == "log" || strings.HasPrefix(kind, "base")) {
			if q = f.signPart(q); len(q.num) == 0 {
				return true
			}
		}
		if err == nil {
			into[kind+" "+q.text()] = true
		}
		return err == nil
	}
	switch e := e.(type) {
	case *Unary:
		if e.Op == Fact && !(f.syms.whole(e.X) && f.syms.bounds(e.X).nonnegative()) && !need("factorial", e.X) {
			return false
		}
	case *Binary:
		switch {
		case e.Op == Div && f.mayVanish(e.Y) && !need("divisor", e.Y):
			return false
		case e.Op == Pow:
			n, ok := wholeExponent(e.Y)
			switch {
			case ok && n >= 0:
			case ok:
				if f.mayVanish(e.X) && !need("divisor", e.X) {
					return false
				}
			case f.syms.bounds(e.X).nonnegative() && !jumps(e.X):
			case !need("base of "+e.Y.String(), e.X):
				return false
			}
		}
	case *Call:
		if !f.callDemands(e, need) {
			return false
		}
	case *Series:
		if _, err := f.form(e); err != nil || !f.boundDemands(e, into) {
			return false
		}
		return f.demands(e.From, into) && f.demands(e.To, into)
	case *Tuple, *Set, *Matrix:
		return false
	}
	for _, c := range children(e) {
		if !f.demands(c, into) {
			return false
		}
	}
	return true
}

// signPart is a quotient of the same sign as q: without denominators and numbers
// that are plainly positive; 0 if all of it is.
func (f *former) signPart(q quotient) quotient {
	if f.allPositive(q.den) {
		q.den = constPoly(ratOne)
	}
	if f.allPositive(q.num) && q.den.isOne() {
		return fraction(poly{})
	}
	c := q.num.content()
	return quotient{q.num.scaled(new(big.Rat).Inv(c.Abs(c))), q.den}
}

// allPositive reports whether p is a sum of positive terms.
func (f *former) allPositive(p poly) bool {
	for _, t := range p {
		if t.c.Sign() < 0 {
			return false
		}
		for _, k := range t.m {
			if x := f.kernels[k.kernel]; !x.positive && !x.sign && (k.d != 1 || k.n%2 != 0) {
				return false
			}
		}
	}
	return len(p) > 0
}

// strictlyPositive reports whether p is a sum of positive terms of positive kernels.
func (f *former) strictlyPositive(p poly) bool {
	for _, t := range p {
		if t.c.Sign() < 0 {
			return false
		}
		for _, k := range t.m {
			if !f.kernels[k.kernel].positive {
				return false
			}
		}
	}
	return len(p) > 0
}

// whole reports whether e is made of whole numbers so that it is one.
func (syms Symbols) whole(e Expr) bool {
	switch e := e.(type) {
	case *Num:
		return e.Val.IsInt()
	case *Name:
		return syms[e.Name].Kind == "integer"
	case *Unary:
		return e.Op == Neg && syms.whole(e.X)
	case *Binary:
		return (e.Op == Add || e.Op == Sub || e.Op == Mul) && syms.whole(e.X) && syms.whole(e.Y)
	}
	return false
}

// boundDemands is for the body of a sum, whose variable takes any value.
func (f *former) boundDemands(e *Series, into map[string]bool) bool {
	old := f.bound
	defer func() { f.bound = old }()
	f.bound = map[string]Expr{}
	for k, v := range old {
		f.bound[k] = v
	}
	f.bound[e.Var] = &Name{Name: "bound"}
	return f.demands(e.Body, into)
}

func (f *former) callDemands(e *Call, need func(string, Expr) bool) bool {
	x := e.Args[0]
	switch e.Fn {
	case "sqrt":
		return f.syms.bounds(x).nonnegative() || need("base of 1/2", x)
	case "log":
		for _, x := range e.Args {
			if !f.syms.bounds(x).nonnegative() && !need("log", x) {
				return false
			}
		}
	case "asin", "acos", "acosh", "atanh", "binom", "gcd":
		for _, x := range e.Args {
			if !need(e.Fn, x) {
				return false
			}
		}
	case "tan", "cot", "sec", "csc", "coth", "csch":
		return !f.mayVanish(e) || need(e.Fn, x)
	}
	return true
}

// mayVanish reports whether e may be zero on more than single points of the domain
// without being zero everywhere: where it distinguishes cases, where functions
// meet whole numbers, as in sin(pi n), and on domains with equations.
func (f *former) mayVanish(e Expr) bool {
	if q, err := f.form(e); err == nil && f.strictlyPositive(q.num) && f.strictlyPositive(q.den) {
		return false
	}
	if jumps(e) || f.tight && len(Names(e)) > 0 {
		return true
	}
	calls, wholes := false, false
	Walk(e, func(e Expr) {
		switch e := e.(type) {
		case *Call:
			calls = true
		case *Name:
			wholes = wholes || f.syms[e.Name].Kind == "integer"
		}
	})
	return calls && wholes
}

// jumps reports whether e may be zero on a whole interval without being zero
// everywhere: where it distinguishes cases.
func jumps(e Expr) bool {
	found := false
	Walk(e, func(e Expr) {
		switch e := e.(type) {
		case *Call:
			found = found || strings.Contains(" abs norm floor ceil round sigfig min max gcd sgn binom ", " "+e.Fn+" ")
		case *Unary:
			found = found || e.Op == Fact
		case *Binary:
			if _, ok := wholeExponent(e.Y); e.Op == Pow && !ok { // sqrt(x^2) is |x|
				found = true
			}
		case *Series:
			found = true
		}
		if c, ok := e.(*Call); ok && c.Fn == "sqrt" {
			found = true
		}
	})
	return found
}

// wholeExponent returns the value of a whole number that is written as such.
func wholeExponent(e Expr) (int64, bool) {
	if u, ok := e.(*Unary); ok && u.Op == Neg {
		n, ok := wholeExponent(u.X)
		return -n, ok
	}
	n, ok := e.(*Num)
	if !ok || !n.Val.IsInt() || !n.Val.Num().IsInt64() {
		return 0, false
	}
	return n.Val.Num().Int64(), true
}
