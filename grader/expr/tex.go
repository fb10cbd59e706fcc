package expr

import (
	"fmt"
	"slices"
	"strings"
)

// TeX returns the expression as LaTeX, for layout in two dimensions and for the
// one-row read-back of formulas.
func TeX(e Expr) string {
	s, _ := latex(e)
	return s
}

// texOps are the binary operators in LaTeX.
var texOps = map[Op]string{
	Or: ` \text{ or } `, And: ` \text{ and } `, Eq: " = ", Ne: ` \ne `, Lt: " < ", Le: ` \le `,
	Gt: " > ", Ge: ` \ge `, Add: " + ", Sub: " - ", Mul: ` \cdot `, Mod: ` \bmod `,
}

// tex returns the LaTeX of e and how tightly it binds, where a fraction, drawn
// with its bar, binds like a bracket except below an exponent.
func latex(e Expr) (s string, rank int) {
	switch e := e.(type) {
	case *Num:
		return texNum(e)
	case *Name:
		if e.Bold {
			base, sub, ok := strings.Cut(e.Name, "_")
			if ok {
				return `\mathbf{` + texLetter(base) + "}_{" + texLetter(sub) + "}", rankAtom
			}
			return `\mathbf{` + texLetter(base) + "}", rankAtom
		}
		return texName(e.Name), rankAtom
	case *Item:
		return texName(e.Seq) + "_{" + TeX(e.Index) + "}", rankAtom
	case *Entry:
		index := make([]string, len(e.Index))
		for i, x := range e.Index {
			index[i] = TeX(x)
		}
		return texName(e.Name) + "[" + strings.Join(index, ", ") + "]", rankAtom
	case *Each:
		return latex(e.Body)
	case *Series:
		s := `\` + e.Fn + "_{" + texName(e.Var) + " = " + TeX(e.From) + "}^{" + TeX(e.To) + "} "
		return s + within(e.Body, rankProduct+1), rankProduct
	case *Tuple, *Set, *Matrix, *Range, *Union:
		return texCollection(e), rankAtom
	case *Const:
		switch e.Name {
		case "pi":
			return `\pi`, rankAtom
		case "inf":
			return `\infty`, rankAtom
		}
		return e.Name, rankAtom
	case *UnitName:
		return texUnit(e.Name), rankAtom
	case *Unary:
		return texUnary(e)
	case *Binary:
		return texBinary(e)
	case *Call:
		return texCall(e), rankAtom
	}
	panic("expr: unknown node")
}

func texNum(e *Num) (string, int) {
	mant, exp, hasExp := strings.Cut(e.Text, "e")
	mant = strings.ReplaceAll(GroupDigits(mant), " ", `\,`)
	if hasExp {
		return fmt.Sprintf(`%s \times 10^{%s}`, mant, exp), rankProduct
	}
	return mant, rankAtom
}

// texName sets single letters in italics, Greek ones by their command, longer
// words upright, and what follows an underscore as a subscript.
func texName(name string) string {
	if base, sub, ok := strings.Cut(name, "_"); ok && isGreekName(sub) {
		return texName(base) + `_{\` + sub + "}"
	}
	base, sub, hasSub := strings.Cut(name, "_")
	switch {
	case isGreekName(base) || base == "mu" || slices.Contains(greekCapitals[:], base):
		base = `\` + base
	case len(base) > 1:
		base = `\mathrm{` + base + `}`
	}
	if hasSub {
		return base + "_{" + strings.TrimSuffix(strings.TrimPrefix(sub, "{"), "}") + "}"
	}
	return base
}

// texLetter is a letter of a bold symbol.
func texLetter(s string) string {
	if isGreekName(s) || s == "mu" || s != "" && slices.Contains(greekCapitals[:], s) {
		return `\` + s
	}
	return s
}

func texUnit(name string) string {
	if sign := UnitSign(name); sign != name {
		return `\mu\mathrm{` + name[1:] + `}`
	}
	return `\mathrm{` + name + `}`
}

// within returns the LaTeX of e, in brackets if it binds looser than rank.
func within(e Expr, rank int) string {
	s, r := latex(e)
	if r < rank {
		return `\left(` + s + `\right)`
	}
	return s
}

func texUnary(e *Unary) (string, int) {
	rank := ops[e.Op].rank
	switch e.Op {
	case Not:
		return `\text{not } ` + within(e.X, rank+1), rank
	case Neg:
		return "-" + within(e.X, rank+1), rank
	case Percent:
		return within(e.X, rankPostfix) + `\%`, rank
	case Transpose:
		return within(e.X, rankAtom) + `^{\top}`, rankPower
	}
	return within(e.X, rankAtom) + "!", rank
}

func texBinary(e *Binary) (string, int) {
	rank := ops[e.Op].rank
	switch e.Op {
	case Div:
		if isUnit(e.Y) {
			return within(e.X, rank) + "/" + within(e.Y, rankPower), rank
		}
		return `\frac{` + TeX(e.X) + `}{` + TeX(e.Y) + `}`, rankPower
	case Pow:
		return within(e.X, rankPostfix) + "^{" + TeX(e.Y) + "}", rank
	}
	if link, ok := chained(e); ok {
		return within(e.X, rank) + texOps[link.Op] + within(link.Y, rankCompare+1), rank
	}
	op, x, y := texOps[e.Op], within(e.X, rank), within(e.Y, rightRank(e))
	switch {
	case unitFollows(e) || e.Op == Mul && (hasBold(e.X) || hasBold(e.Y)):
		op = `\,`
	case e.Op == Mul && besides(x, y):
		op = " "
	}
	return x + op + y, rank
}

// besides reports whether a product can be written without a sign: not before a
// number or a fraction, nor where a word would run into its neighbour.
func besides(x, y string) bool {
	word := strings.Contains(x, `\mathrm`) || strings.Contains(y, `\mathrm`)
	return !word && !strings.HasPrefix(y, `\frac`) && (y[0] < '0' || y[0] > '9')
}

// hasBold reports whether a vector or a matrix stands among the first nodes of a
// factor.
func hasBold(e Expr) bool {
	budget := 200
	var look func(Expr) bool
	look = func(e Expr) bool {
		if budget--; budget < 0 {
			return false
		}
		if n, ok := e.(*Name); ok {
			return n.Bold
		}
		return slices.ContainsFunc(children(e), look)
	}
	return look(e)
}

func texCall(e *Call) string {
	args := make([]string, len(e.Args))
	for i, a := range e.Args {
		args[i] = TeX(a)
	}
	switch {
	case e.Fn == "sqrt":
		return `\sqrt{` + args[0] + `}`
	case e.Fn == "abs":
		return `\left|` + args[0] + `\right|`
	case e.Fn == "norm":
		return `\left\lVert ` + args[0] + `\right\rVert `
	case e.Fn == "inv":
		return within(e.Args[0], rankAtom) + "^{-1}"
	case e.Fn == "transpose":
		return within(e.Args[0], rankAtom) + `^{\top}`
	case e.Fn == "dot":
		return `\left(` + within(e.Args[0], rankPower) + ` \cdot ` + within(e.Args[1], rankPower) + `\right)`
	case e.Fn == "floor":
		return `\left\lfloor ` + args[0] + `\right\rfloor `
	case e.Fn == "ceil":
		return `\left\lceil ` + args[0] + `\right\rceil `
	case e.Fn == "binom":
		return `\binom{` + args[0] + `}{` + args[1] + `}`
	case e.Fn == "log" && len(args) == 2:
		return `\log_{` + args[1] + `}\left(` + args[0] + `\right)`
	}
	return mathFunction(e.Fn).tex + `\left(` + strings.Join(args, ", ") + `\right)`
}
