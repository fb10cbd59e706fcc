package expr

import (
	"math/big"
	"slices"
)

// An Expr is a syntax tree. Trees are immutable and may share parts. The set of
// nodes is closed, because the printers and the evaluator handle each.
type Expr interface {
	// String returns the expression in one row of ASCII. The language that the
	// tree came from reads it back to the same tree.
	String() string
	expr()
}

// Num is a number as written: "27.50", "1e-3". A sign is a node of its own.
type Num struct {
	Text string // digits, perhaps with a point and an exponent; no grouping
	Val  *big.Rat
}

// Name is a symbol, or in a problem file a variable such as run.fwds. Bold says
// that it stands for a vector or a matrix.
type Name struct {
	Name string
	Bold bool
}

// Const is pi, e or I, the identity matrix of whatever size fits.
type Const struct{ Name string }

// Item is an entry of a sequence: beta[i].
type Item struct {
	Seq   string
	Index Expr
}

// Series is a sum or a product of Body over whole numbers Var from From to To;
// Fn is "sum" or "prod". Nothing is added where To is below From.
type Series struct {
	Fn, Var        string
	Body, From, To Expr
}

// Tuple is a list of expressions in brackets.
type Tuple struct{ Items []Expr }

// UnitName is a unit of measure used as a factor, by its plain name: "ns".
type UnitName struct{ Name string }

// Unary is a sign, a negation, a percent, a factorial or a transpose; see [Op].
type Unary struct {
	Op Op
	X  Expr
}

// Binary is an operation on two operands.
type Binary struct {
	Op   Op
	X, Y Expr
}

// Call is a function applied to arguments. The logarithm to another base has
// the base as its second argument.
type Call struct {
	Fn   string
	Args []Expr
}

func (*Num) expr()      {}
func (*Name) expr()     {}
func (*Item) expr()     {}
func (*Series) expr()   {}
func (*Tuple) expr()    {}
func (*Const) expr()    {}
func (*UnitName) expr() {}
func (*Unary) expr()    {}
func (*Binary) expr()   {}
func (*Call) expr()     {}

// An Op is an operator.
type Op int

// The operators.
const (
	Or Op = iota
	And
	Not
	Eq
	Ne
	Lt
	Le
	Gt
	Ge
	Add
	Sub
	Mul
	Div
	Mod // of problem files only
	Neg
	Pow
	Percent // of answers only
	Fact
	Transpose // of formulas only
)

// children returns the operands of e.
func children(e Expr) []Expr {
	switch e := e.(type) {
	case *Unary:
		return []Expr{e.X}
	case *Binary:
		return []Expr{e.X, e.Y}
	case *Call:
		return e.Args
	case *Item:
		return []Expr{e.Index}
	case *Series:
		return []Expr{e.Body, e.From, e.To}
	}
	switch e := e.(type) {
	case *Entry:
		return e.Index
	case *Each:
		return []Expr{e.Body}
	}
	list, _ := items(e)
	return list
}

// Walk calls f for e and everything in it, parents first.
func Walk(e Expr, f func(Expr)) {
	f(e)
	for _, c := range children(e) {
		Walk(c, f)
	}
}

// Names returns the symbols and variables in e, sorted, each once.
func Names(e Expr) []string {
	var names []string
	Walk(e, func(e Expr) {
		if n, ok := e.(*Name); ok {
			names = append(names, n.Name)
		}
	})
	slices.Sort(names)
	return slices.Compact(names)
}

// Free returns the symbols in e that are not the variable of a sum or an index
// around them, sorted, each once.
func Free(e Expr) []string {
	var names []string
	var walk func(e Expr, bound []string)
	walk = func(e Expr, bound []string) {
		switch e := e.(type) {
		case *Name:
			if !slices.Contains(bound, e.Name) {
				names = append(names, e.Name)
			}
			return
		case *Series:
			walk(e.From, bound)
			walk(e.To, bound)
			walk(e.Body, append(slices.Clip(bound), e.Var))
			return
		case *Each:
			names = append(names, e.Of)
			walk(e.Body, append(slices.Clip(bound), e.Var))
			return
		case *Entry:
			names = append(names, e.Name)
		}
		for _, c := range children(e) {
			walk(c, bound)
		}
	}
	walk(e, nil)
	slices.Sort(names)
	return slices.Compact(names)
}

// Subst returns e with every name that defs defines replaced by its definition.
// Definitions are taken as they are: names in them are not replaced again.
func Subst(e Expr, defs map[string]Expr) Expr {
	return rewrite(e, func(e Expr) Expr {
		if n, ok := e.(*Name); ok {
			if d, ok := defs[n.Name]; ok {
				return d
			}
		}
		return e
	})
}

// StripUnits returns e with every unit replaced by 1, so that only the number
// that was written is left.
func StripUnits(e Expr) Expr {
	return rewrite(e, func(e Expr) Expr {
		if _, ok := e.(*UnitName); ok {
			return one
		}
		return e
	})
}

var one = &Num{Text: "1", Val: big.NewRat(1, 1)}

// rewrite rebuilds e with f applied to its leaves.
func rewrite(e Expr, f func(Expr) Expr) Expr {
	switch e := e.(type) {
	case *Unary:
		return &Unary{e.Op, rewrite(e.X, f)}
	case *Binary:
		return &Binary{e.Op, rewrite(e.X, f), rewrite(e.Y, f)}
	case *Call:
		args := make([]Expr, len(e.Args))
		for i, a := range e.Args {
			args[i] = rewrite(a, f)
		}
		return &Call{e.Fn, args}
	case *Item:
		return &Item{e.Seq, rewrite(e.Index, f)}
	case *Series:
		return &Series{e.Fn, e.Var, rewrite(e.Body, f), rewrite(e.From, f), rewrite(e.To, f)}
	}
	switch e := e.(type) {
	case *Entry:
		index := make([]Expr, len(e.Index))
		for i, x := range e.Index {
			index[i] = rewrite(x, f)
		}
		return &Entry{e.Name, index}
	case *Each:
		return &Each{e.Var, e.Of, rewrite(e.Body, f)}
	}
	list, ok := items(e)
	if !ok {
		return f(e)
	}
	parts := make([]Expr, len(list))
	for i, x := range list {
		parts[i] = rewrite(x, f)
	}
	return withItems(e, parts)
}

// Lit returns an expression for an exact value or a boolean, to be put in the
// place of a name. It keeps all digits; a float becomes the decimal that is
// shortest for it.
func Lit(v Value) Expr {
	if b, ok := v.Bool(); ok {
		x := Expr(&Binary{Eq, one, one})
		if !b {
			x = &Unary{Not, x}
		}
		return x
	}
	r := v.rational()
	var e Expr = integer(new(big.Int).Abs(r.Num()))
	if !r.IsInt() {
		e = &Binary{Div, e, integer(r.Denom())}
	}
	if r.Sign() < 0 {
		e = &Unary{Neg, e}
	}
	return e
}

func integer(n *big.Int) *Num {
	return &Num{Text: n.String(), Val: new(big.Rat).SetInt(n)}
}

// Replace rebuilds e with f applied to everything in it, leaves first.
func Replace(e Expr, f func(Expr) Expr) Expr {
	switch x := e.(type) {
	case *Unary:
		e = &Unary{x.Op, Replace(x.X, f)}
	case *Binary:
		e = &Binary{x.Op, Replace(x.X, f), Replace(x.Y, f)}
	case *Call:
		args := make([]Expr, len(x.Args))
		for i, a := range x.Args {
			args[i] = Replace(a, f)
		}
		e = &Call{x.Fn, args}
	case *Series:
		e = &Series{x.Fn, x.Var, Replace(x.Body, f), Replace(x.From, f), Replace(x.To, f)}
	case *Item:
		e = &Item{x.Seq, Replace(x.Index, f)}
	case *Each:
		e = &Each{x.Var, x.Of, Replace(x.Body, f)}
	default:
		if list, ok := items(e); ok {
			parts := make([]Expr, len(list))
			for i, p := range list {
				parts[i] = Replace(p, f)
			}
			e = withItems(e, parts)
		}
	}
	return f(e)
}
