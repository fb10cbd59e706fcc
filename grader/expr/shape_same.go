package expr

import (
	"slices"
	"strings"
)

// canonical writes a tree so that the order of terms and of factors, brackets
// among them, and the place of a sign in a product do not matter, and everything
// else does.
func canonical(e Expr) string {
	switch e := e.(type) {
	case *Num:
		return e.Text
	case *Unary:
		if e.Op == Neg {
			return product(e)
		}
		return "(" + canonical(e.X) + ")" + ops[e.Op].text
	case *Binary:
		switch e.Op {
		case Add, Sub:
			var terms []string
			sumTerms(e, false, &terms)
			slices.Sort(terms)
			return "sum(" + strings.Join(terms, ", ") + ")"
		case Mul, Div:
			return product(e)
		case Eq, Ne:
			sides := []string{canonical(e.X), canonical(e.Y)}
			slices.Sort(sides)
			return "eq" + ops[e.Op].text + "(" + strings.Join(sides, ", ") + ")"
		}
		return "(" + canonical(e.X) + ")" + ops[e.Op].text + "(" + canonical(e.Y) + ")"
	case *Call:
		return e.Fn + "(" + strings.Join(each(e.Args), ", ") + ")"
	case *Series:
		inner := &Name{Name: "_"}
		body := rewrite(e.Body, func(x Expr) Expr {
			if n, ok := x.(*Name); ok && n.Name == e.Var {
				return inner
			}
			return x
		})
		return e.Fn + "(" + strings.Join(each([]Expr{body, e.From, e.To}), ", ") + ")"
	case *Item:
		return e.Seq + "[" + canonical(e.Index) + "]"
	case *Set:
		list := each(e.Items)
		slices.Sort(list)
		return "{" + strings.Join(list, ", ") + "}"
	case *Tuple:
		return "[" + strings.Join(each(e.Items), ", ") + "]"
	case *Matrix:
		return "matrix" + strings.Repeat("'", e.Cols) + "[" + strings.Join(each(e.Items), ", ") + "]"
	}
	return e.String()
}

func each(list []Expr) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = canonical(x)
	}
	return out
}

// sumTerms collects the terms of a sum, with a minus sign in those taken off.
func sumTerms(e Expr, minus bool, into *[]string) {
	b, ok := e.(*Binary)
	if !ok || b.Op != Add && b.Op != Sub {
		if minus {
			e = &Unary{Neg, e}
		}
		*into = append(*into, canonical(e))
		return
	}
	sumTerms(b.X, minus, into)
	sumTerms(b.Y, minus != (b.Op == Sub), into)
}

// product writes a product: signs, factors, and factors below the bar. Matrices
// stay in their order.
func product(e Expr) string {
	var above, below []string
	signs := 0
	factors(e, &above, &below, &signs)
	if !hasBold(e) {
		slices.Sort(above)
	}
	slices.Sort(below)
	return "product(" + strings.Repeat("-", signs) + strings.Join(above, ", ") + " / " + strings.Join(below, ", ") + ")"
}

func factors(e Expr, above, below *[]string, signs *int) {
	switch x := e.(type) {
	case *Unary:
		if x.Op == Neg {
			*signs++
			factors(x.X, above, below, signs)
			return
		}
	case *Binary:
		switch x.Op {
		case Mul:
			factors(x.X, above, below, signs)
			factors(x.Y, above, below, signs)
			return
		case Div:
			factors(x.X, above, below, signs)
			belowSigns := 0
			var over []string
			factors(x.Y, below, &over, &belowSigns)
			*below = append(*below, slices.Repeat([]string{"-"}, belowSigns)...)
			for _, s := range over {
				*below = append(*below, "over "+s)
			}
			return
		}
	}
	*above = append(*above, canonical(e))
}
