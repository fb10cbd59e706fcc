package expr

import (
	"slices"
	"strings"
)

// This file reads what has several parts: equations and inequalities, lists, sets,
// matrices and intervals.

// closing are the brackets that close.
const closing = ")]}⌋⌉⦄⟧⟩"

// relations are the signs between two sides.
var relations = map[string]Op{"=": Eq, "==": Eq, "!=": Ne, "<": Lt, "<=": Le, "=<": Le, ">": Gt, ">=": Ge}

// relation reads an expression, or two with a sign between them: x + y = 1,
// x > 2, 1 < x <= 3.
func (p *parser) relation() Expr {
	x := p.sum()
	if !p.lang.Equation {
		return x
	}
	var all Expr
	for {
		op, ok := p.relationSign()
		if !ok {
			break
		}
		at := p.peek()
		y := p.sum()
		for _, side := range []Expr{x, y} {
			if k := classOf(side); k != exprClass && k != matrixClass {
				p.fail(at.pos, "", "Here %s cannot be a side of a relation.", classes[k])
			}
		}
		r := p.binary(op, x, y)
		if x = y; all != nil {
			r = p.binary(And, all, r)
		}
		if all = r; op < Lt || !p.at("<", "<=", ">", ">=", "=<") {
			break
		}
	}
	if all == nil {
		return x
	}
	return all
}

// relationSign takes a sign such as = or <, if one follows.
func (p *parser) relationSign() (Op, bool) {
	t := p.peek()
	if p.atEquals() {
		p.skipEquals()
		if t.text == "=" && p.at("<", ">") && p.glued(p.i) { // =< and =>
			return relations[p.next().text+"="], true
		}
		return Eq, true
	}
	op, ok := relations[t.text]
	if t.kind != tokOp || !ok {
		return 0, false
	}
	p.next()
	return op, true
}

// item reads a part of a collection.
func (p *parser) item() Expr {
	old := p.itemStart
	p.itemStart = p.i
	x := p.nested(p.relation)
	p.itemStart = old
	return x
}

// afterItem reports whether a part of a collection ends here.
func (p *parser) afterItem() bool {
	t := p.peek()
	return t.kind == tokEnd || t.kind == tokOp && (strings.Contains(closing, t.text) || p.at(",", ";", "&", `\\`))
}

// collection reads what stands in brackets that may hold several parts. A single
// one is an expression in brackets, unless the brackets are the whole of a part
// where collections are asked for.
func (p *parser) collection(open token) Expr {
	set := open.text != "["
	wanted := p.lang.Lists
	if set {
		wanted = p.lang.Sets
	}
	start := p.i
	p.next()
	whole := start == p.itemStart
	bars, norms, inArgs := p.bars, p.norms, p.inArgs
	p.bars, p.norms, p.inArgs = 0, 0, wanted || open.text == "⦃" || (whole || inArgs) && !set
	p.level++
	var list []Expr
	rows := 0
	if closer := closers[open.text]; !p.at(closer) || !wanted || !whole {
		list = append(list, p.item())
		for p.at(",") || p.at(";") && !set {
			if p.next().text == ";" && rows == 0 {
				rows = len(list)
			}
			list = append(list, p.item())
		}
	}
	p.expect(closers[open.text], open)
	p.level--
	p.bars, p.norms, p.inArgs = bars, norms, inArgs
	part := !(whole && p.afterItem()) // of a larger expression
	switch {
	case part && (set && len(list) != 1 || len(list) == 0):
		p.fail(open.pos, "", "Several things in brackets cannot be a part of an expression here.")
	case part && slices.ContainsFunc(list, isRelation):
		p.fail(open.pos, "", "Here an equation or inequality cannot be a part of an expression.")
	case part && !p.lang.Matrices && len(list) > 1 && slices.ContainsFunc(list, isSeveral):
		p.fail(open.pos, "", "Lists in a list cannot be a part of an expression here.")
	case len(list) == 1 && (part || !wanted):
		k := classOf(list[0])
		if part && k != exprClass && k != matrixClass {
			p.fail(open.pos, "", "Here %s cannot be a part of an expression.", classes[k])
		}
		return list[0]
	case set:
		return p.node(&Set{list})
	case rows > 0:
		return p.matrixOf(open, list, rows)
	}
	x := Expr(&Tuple{list})
	if m, ok := asMatrix(x); ok && p.lang.Matrices {
		x = m
	}
	return p.node(x)
}

// isRelation reports whether e is an equation, an inequality or a chain of them.
func isRelation(e Expr) bool {
	k := classOf(e)
	return k == equationClass || k == inequalityClass
}

// isSeveral reports whether e is a list or a set.
func isSeveral(e Expr) bool {
	k := classOf(e)
	return k == tupleClass || k == setClass
}

func (p *parser) matrixOf(at token, list []Expr, cols int) Expr {
	if cols == 0 || len(list)%cols != 0 {
		p.fail(at.pos, "", "The rows of this matrix are not equally long.")
	}
	return p.node(&Matrix{cols, list})
}

// matrixWord reads matrix([1, 2], [3, 4]).
func (p *parser) matrixWord() Expr {
	at := p.next()
	open := p.next()
	p.level++
	var list []Expr
	cols := 0
	for {
		row := p.peek()
		if !p.at("[", "(") {
			p.fail(row.pos, "Write matrix([1, 2], [3, 4]).", "A row of the matrix is missing here.")
		}
		p.next()
		n := len(list)
		inArgs := p.inArgs
		p.inArgs = true
		list = append(list, p.item())
		for p.at(",") {
			p.next()
			list = append(list, p.item())
		}
		p.inArgs = inArgs
		p.expect(closers[row.text], row)
		if cols == 0 {
			cols = len(list) - n
		}
		if len(list)-n != cols {
			p.fail(row.pos, "", "The rows of this matrix are not equally long.")
		}
		if !p.at(",") {
			break
		}
		p.next()
	}
	p.expect(closers[open.text], open)
	p.level--
	return p.matrixOf(at, list, cols)
}

// matrixTeX reads \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}.
func (p *parser) matrixTeX() Expr {
	open := p.next()
	p.level++
	var list []Expr
	cols, n := 0, 0
	for !p.at("⟧") {
		list = append(list, p.item())
		n++
		if p.at("&") {
			p.next()
			continue
		}
		if cols == 0 {
			cols = n
		}
		if n != cols {
			p.fail(open.pos, "", "The rows of this matrix are not equally long.")
		}
		n = 0
		if !p.at(`\\`) {
			break
		}
		p.next()
	}
	p.expect("⟧", open)
	p.level--
	return p.matrixOf(open, list, cols)
}

// isUnion reports whether t stands between two intervals.
func isUnion(t token) bool {
	return t.kind == tokWord && (t.text == "U" || t.text == "u" || t.text == "union" || t.text == "cup")
}

// intervals reads a union of intervals and sets of numbers: (0, 1] U {2}.
func (p *parser) intervals() Expr {
	parts := []Expr{p.interval()}
	for isUnion(p.peek()) {
		p.next()
		parts = append(parts, p.interval())
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return p.node(&Union{parts})
}

// interval reads (a, b], ]a, b], {a, b}, R or the empty set.
func (p *parser) interval() Expr {
	t := p.next()
	minus := p.unary(Neg, &Const{"inf"})
	switch {
	case t.kind == tokWord && (t.text == "R" || t.text == "reals"):
		return p.node(&Range{minus, &Const{"inf"}, true, true})
	case t.text == "emptyset":
		return p.node(&Set{nil})
	case t.text == "{" || t.text == "⦃":
		p.inArgs = true
		set := &Set{}
		for !p.at(closers[t.text]) {
			set.Items = append(set.Items, p.nested(p.sum))
			if !p.at(",") {
				break
			}
			p.next()
		}
		p.expect(closers[t.text], t)
		return p.node(set)
	case t.kind != tokOp || !strings.Contains("([]", t.text):
		p.fail(t.pos, "Write an interval such as (0, 1] or [2, inf).", "An interval is asked for.")
	}
	p.inArgs = true
	x := &Range{LoOpen: t.text != "["}
	x.Lo = p.nested(p.sum)
	if !p.at(",", ";") {
		p.fail(p.peek().pos, "Write both ends, as in (0, 1].", "A comma between the ends is missing here.")
	}
	p.next()
	x.Hi = p.nested(p.sum)
	c := p.next()
	if c.kind != tokOp || !strings.Contains(")][", c.text) {
		p.fail(t.pos, "Write ) or ] at its end.", "This interval is never closed.")
	}
	x.HiOpen = c.text != "]"
	return p.node(x)
}

// opensInterval reports whether the tokens begin with an interval.
func opensInterval(tokens []token) bool {
	t := tokens[0]
	switch {
	case t.kind == tokWord:
		return t.text == "R" || t.text == "reals" || t.text == "emptyset"
	case t.kind != tokOp || !strings.Contains("([]{⦃", t.text):
		return false
	}
	for _, t := range tokens {
		if t.kind == tokOp && (t.text == "," || t.text == ";") {
			return true
		}
	}
	return t.text == "{" || t.text == "⦃"
}

// LooksLikeInterval reports whether a key can only be an interval or a union: its
// brackets do not match, or it has an infinite end.
func LooksLikeInterval(src string) bool {
	tokens, err := lex(src)
	if err != nil || !opensInterval(tokens) {
		return false
	}
	ends := false
	for i, t := range tokens {
		switch {
		case isUnion(t) && i > 0 && tokens[i-1].kind == tokOp && strings.Contains(")]}⦄", tokens[i-1].text):
			return true
		case t.kind == tokWord && (t.text == "infinity" || t.text == "inf"):
			ends = true
		}
	}
	return ends || checkBrackets(tokens) != nil
}
