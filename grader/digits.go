package grader

import (
	"math/big"
	"strings"

	"gradcheck/grader/expr"
)

// A literal is what can be counted on a number as it was written. Zeros at the
// end of an integer may count or not, so there is a least and a most.
type literal struct {
	least, most int // significant digits
	decimals    int // digits after the point; negative for whole tens
	point       bool
}

// literalOf looks at the digits of a number with a sign, a unit and a power of
// ten, and reports false for anything that is computed.
func literalOf(e expr.Expr) (literal, bool) {
	switch e := e.(type) {
	case *expr.Num:
		return digitsOf(e.Text), true
	case *expr.Unary:
		l, ok := literalOf(e.X)
		if e.Op == expr.Percent {
			l.decimals += 2
		}
		return l, ok && (e.Op == expr.Neg || e.Op == expr.Percent)
	case *expr.Binary:
		l, ok := literalOf(e.X)
		if !ok || e.Op != expr.Mul && e.Op != expr.Div {
			return l, false
		}
		if onlyUnits(e.Y) {
			return l, true
		}
		if n, isPower := powerOfTen(e.Y); isPower && e.Op == expr.Mul {
			l.decimals -= n
			return l, true
		}
	}
	return literal{}, false
}

func digitsOf(text string) literal {
	mant, exp, _ := strings.Cut(text, "e")
	whole, frac, hasPoint := strings.Cut(mant, ".")
	digits := strings.TrimLeft(whole+frac, "0")
	l := literal{least: len(digits), most: len(digits), decimals: len(frac), point: hasPoint}
	if !hasPoint {
		l.least = len(strings.TrimRight(digits, "0"))
	}
	if digits == "" { // zero has no significant digits; those behind the point stand for them
		l.least, l.most = max(1, len(frac)), max(1, len(frac))
	}
	if n, ok := new(big.Int).SetString(exp, 10); ok {
		l.decimals -= int(n.Int64())
	}
	return l
}

// powerOfTen reports the exponent of 10^n.
func powerOfTen(e expr.Expr) (int, bool) {
	p, ok := e.(*expr.Binary)
	if !ok || p.Op != expr.Pow || p.X.String() != "10" {
		return 0, false
	}
	v, err := expr.Eval(p.Y, nil)
	if err != nil {
		return 0, false
	}
	r, ok := v.Rat()
	if !ok || !r.IsInt() || !r.Num().IsInt64() {
		return 0, false
	}
	n := r.Num().Int64()
	return int(n), -10_000 < n && n < 10_000
}

// onlyUnits reports whether e is a unit, with nothing but units in it.
func onlyUnits(e expr.Expr) bool {
	units := false
	expr.Walk(e, func(e expr.Expr) {
		if _, ok := e.(*expr.UnitName); ok {
			units = true
		}
	})
	if b, ok := e.(*expr.Binary); ok && b.Op != expr.Pow {
		return onlyUnits(b.X) && onlyUnits(b.Y)
	}
	return units
}
