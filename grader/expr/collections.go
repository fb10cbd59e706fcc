package expr

import "strings"

// This file holds the trees of what has several parts: sets, matrices, intervals.

// Set is a set of expressions, equations or inequalities.
type Set struct{ Items []Expr }

// Matrix is a matrix that is written out: Items row by row, Cols to a row.
type Matrix struct {
	Cols  int
	Items []Expr
}

// Range is an interval of numbers; an end may be infinite.
type Range struct {
	Lo, Hi         Expr
	LoOpen, HiOpen bool
}

// Union is a union of intervals and sets of numbers.
type Union struct{ Parts []Expr }

func (*Set) expr()    {}
func (*Matrix) expr() {}
func (*Range) expr()  {}
func (*Union) expr()  {}

// String returns the expression in one row of ASCII.
func (e *Set) String() string    { return show(e, false) }
func (e *Matrix) String() string { return show(e, false) }
func (e *Range) String() string  { return show(e, false) }
func (e *Union) String() string  { return show(e, false) }

// items returns the parts of a collection, and ok for one.
func items(e Expr) (list []Expr, ok bool) {
	switch e := e.(type) {
	case *Tuple:
		return e.Items, true
	case *Set:
		return e.Items, true
	case *Matrix:
		return e.Items, true
	case *Range:
		return []Expr{e.Lo, e.Hi}, true
	case *Union:
		return e.Parts, true
	}
	return nil, false
}

// withItems is a collection with other parts.
func withItems(e Expr, list []Expr) Expr {
	switch e := e.(type) {
	case *Tuple:
		return &Tuple{list}
	case *Set:
		return &Set{list}
	case *Matrix:
		return &Matrix{e.Cols, list}
	case *Range:
		return &Range{list[0], list[1], e.LoOpen, e.HiOpen}
	}
	return &Union{list}
}

// rows returns the rows of a matrix.
func (e *Matrix) rows() [][]Expr {
	var rows [][]Expr
	for i := 0; e.Cols > 0 && i < len(e.Items); i += e.Cols {
		rows = append(rows, e.Items[i:i+e.Cols])
	}
	return rows
}

// asMatrix reads a list of lists of the same length as a matrix.
func asMatrix(e Expr) (*Matrix, bool) {
	if m, ok := e.(*Matrix); ok {
		return m, true
	}
	list, ok := e.(*Tuple)
	if !ok || len(list.Items) == 0 {
		return nil, false
	}
	m := &Matrix{}
	for i, x := range list.Items {
		row, ok := x.(*Tuple)
		if !ok || i > 0 && len(row.Items) != m.Cols {
			return nil, false
		}
		m.Cols = len(row.Items)
		m.Items = append(m.Items, row.Items...)
	}
	return m, m.Cols > 0
}

// ends are the brackets of an interval.
func (e *Range) brackets() (open, closer string) {
	open, closer = "[", "]"
	if e.LoOpen {
		open = "("
	}
	if e.HiOpen {
		closer = ")"
	}
	return open, closer
}

// collection writes a collection in one row.
func (p *printer) collection(e Expr) {
	switch e := e.(type) {
	case *Tuple:
		if len(e.Items) < 2 { // (x) would be x
			p.list("[", e.Items, "]")
			return
		}
		p.list("(", e.Items, ")")
	case *Set:
		p.list("{", e.Items, "}")
	case *Matrix:
		p.b.WriteString("matrix(")
		for i, row := range e.rows() {
			if i > 0 {
				p.b.WriteString(", ")
			}
			p.list("[", row, "]")
		}
		p.b.WriteByte(')')
	case *Range:
		open, closer := e.brackets()
		p.list(open, []Expr{e.Lo, e.Hi}, closer)
	case *Union:
		for i, x := range e.Parts {
			if i > 0 {
				p.b.WriteString(p.pick(" U ", " ∪ "))
			}
			p.expr(x, rankOr)
		}
	}
}

// texCollection writes a collection in LaTeX.
func texCollection(e Expr) string {
	list, _ := items(e)
	parts := make([]string, len(list))
	for i, x := range list {
		parts[i] = TeX(x)
	}
	all := strings.Join(parts, ", ")
	switch e := e.(type) {
	case *Tuple:
		if len(list) < 2 {
			return `\left[` + all + `\right]`
		}
		return `\left(` + all + `\right)`
	case *Set:
		return `\left\{` + all + `\right\}`
	case *Range:
		open, closer := e.brackets()
		return `\left` + open + all + `\right` + closer
	case *Matrix:
		var rows []string
		for i := 0; e.Cols > 0 && i < len(parts); i += e.Cols {
			rows = append(rows, strings.Join(parts[i:i+e.Cols], " & "))
		}
		return `\begin{pmatrix} ` + strings.Join(rows, ` \\ `) + ` \end{pmatrix}`
	}
	return strings.Join(parts, ` \cup `)
}

// Contains says what kinds of things e is made of: equations or inequalities,
// lists, sets, intervals. A language for answers has to read these.
func Contains(e Expr) (relations, lists, sets, ranges bool) {
	Walk(e, func(e Expr) {
		switch e := e.(type) {
		case *Binary:
			relations = relations || e.Op >= Eq && e.Op <= Ge
		case *Tuple, *Matrix:
			lists = true
		case *Set:
			sets = true
		case *Range, *Union:
			ranges = true
		}
	})
	return relations, lists, sets, ranges
}

// spread lets functions of a list and products of it with numbers work on every
// entry: 2*[1, x] is [2, 2x].
func spread(e Expr) Expr {
	return Replace(e, func(e Expr) Expr {
		var parts []Expr
		var with func(x Expr) Expr
		switch x := e.(type) {
		case *Unary:
			if t, ok := x.X.(*Tuple); ok && x.Op == Neg {
				parts, with = t.Items, func(y Expr) Expr { return &Unary{Neg, y} }
			}
		case *Call:
			if t, ok := x.Args[0].(*Tuple); ok && len(x.Args) == 1 {
				parts, with = t.Items, func(y Expr) Expr { return &Call{x.Fn, []Expr{y}} }
			}
		case *Binary:
			left, isLeft := x.X.(*Tuple)
			right, isRight := x.Y.(*Tuple)
			switch {
			case isLeft && !isRight && (x.Op == Mul || x.Op == Div):
				parts, with = left.Items, func(y Expr) Expr { return &Binary{x.Op, y, x.Y} }
			case isRight && !isLeft && x.Op == Mul:
				parts, with = right.Items, func(y Expr) Expr { return &Binary{x.Op, x.X, y} }
			}
		}
		if with == nil {
			return e
		}
		list := make([]Expr, len(parts))
		for i, y := range parts {
			list[i] = with(y)
		}
		return &Tuple{list}
	})
}
