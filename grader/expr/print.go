package expr

import (
	"strings"

	"gradcheck/internal/tex"
)

// The ranks of binding, from loosest to tightest.
const (
	rankOr = iota
	rankAnd
	rankNot
	rankCompare
	rankSum
	rankProduct
	rankSign
	rankPower
	rankPostfix
	rankAtom
)

// ops says how an operator binds and is written.
var ops = [...]struct {
	rank       int
	text, line string // in ASCII; in Unicode
}{
	Or: {rankOr, " or ", " or "}, And: {rankAnd, " and ", " and "}, Not: {rankNot, "not ", "not "},
	Eq: {rankCompare, " == ", " = "}, Ne: {rankCompare, " != ", " ≠ "},
	Lt: {rankCompare, " < ", " < "}, Le: {rankCompare, " <= ", " ≤ "},
	Gt: {rankCompare, " > ", " > "}, Ge: {rankCompare, " >= ", " ≥ "},
	Add: {rankSum, " + ", " + "}, Sub: {rankSum, " - ", " − "},
	Mul: {rankProduct, "*", "·"}, Div: {rankProduct, "/", "/"}, Mod: {rankProduct, " % ", " % "},
	Neg: {rankSign, "-", "−"}, Pow: {rankPower, "^", "^"},
	Percent: {rankPostfix, "%", "%"}, Fact: {rankPostfix, "!", "!"}, Transpose: {rankPostfix, "'", "ᵀ"},
}

// String returns the expression in one row of ASCII.
func (e *Num) String() string      { return show(e, false) }
func (e *Name) String() string     { return show(e, false) }
func (e *Const) String() string    { return show(e, false) }
func (e *UnitName) String() string { return show(e, false) }
func (e *Unary) String() string    { return show(e, false) }
func (e *Binary) String() string   { return show(e, false) }
func (e *Call) String() string     { return show(e, false) }
func (e *Item) String() string     { return show(e, false) }
func (e *Series) String() string   { return show(e, false) }
func (e *Tuple) String() string    { return show(e, false) }

// Line returns the expression in one row of Unicode, as it is read back to a
// student: (18·15 + 12·5)/12 ns. Groups of digits are set apart.
func Line(e Expr) string { return show(e, true) }

// Row returns the expression in one row as the screen sets mathematics: the tree
// is written as LaTeX and printed by package tex, which leaves out the signs of
// multiplication that nobody writes and knows Unicode's scripts. It is for
// reading, not for parsing again.
func Row(e Expr) string {
	n, err := tex.Parse(TeX(e))
	if err != nil { // too long or too deep for a formula to be set
		return Line(e)
	}
	return tex.Line(n, false)
}

func show(e Expr, unicode bool) string {
	p := printer{unicode: unicode}
	p.expr(e, rankOr)
	return p.b.String()
}

// A printer writes a tree in one row.
type printer struct {
	b       strings.Builder
	unicode bool
}

// expr writes e, in brackets if it binds looser than rank.
func (p *printer) expr(e Expr, rank int) {
	brackets := p.rank(e) < rank
	if brackets {
		p.b.WriteByte('(')
	}
	p.bare(e)
	if brackets {
		p.b.WriteByte(')')
	}
}

func (p *printer) rank(e Expr) int {
	switch e := e.(type) {
	case *Num:
		if p.unicode && strings.Contains(e.Text, "e") { // 2×10⁻³
			return rankProduct
		}
	case *Unary:
		return ops[e.Op].rank
	case *Binary:
		return ops[e.Op].rank
	case *Each:
		return p.rank(e.Body)
	}
	return rankAtom
}

func (p *printer) bare(e Expr) {
	switch e := e.(type) {
	case *Num:
		p.num(e)
	case *Name:
		p.name(e.Name)
	case *Item:
		p.name(e.Seq)
		p.list("[", []Expr{e.Index}, "]")
	case *Entry:
		p.name(e.Name)
		p.list("[", e.Index, "]")
	case *Each:
		p.bare(e.Body)
	case *Series:
		p.list(e.Fn+"(", []Expr{e.Body, &Name{Name: e.Var}, e.From, e.To}, ")")
	case *Tuple, *Set, *Matrix, *Range, *Union:
		p.collection(e)
	case *Const:
		p.b.WriteString(p.pick(e.Name, strings.ReplaceAll(e.Name, "pi", "π")))
	case *UnitName:
		p.b.WriteString(p.pick(e.Name, UnitSign(e.Name)))
	case *Unary:
		p.unary(e)
	case *Binary:
		p.binary(e)
	case *Call:
		if e.Fn == "norm" && p.unicode {
			p.list("‖", e.Args, "‖")
			return
		}
		if e.Fn == "dot" && p.unicode {
			p.b.WriteByte('(')
			p.expr(e.Args[0], rankPower)
			p.b.WriteString("·")
			p.expr(e.Args[1], rankPower)
			p.b.WriteByte(')')
			return
		}
		p.list(e.Fn+"(", e.Args, ")")
	}
}

// list writes expressions between brackets, separated by commas.
func (p *printer) list(open string, items []Expr, closer string) {
	p.b.WriteString(open)
	for i, x := range items {
		if i > 0 {
			p.b.WriteString(", ")
		}
		p.expr(x, rankOr)
	}
	p.b.WriteString(closer)
}

// name writes a symbol; in Unicode with Greek letters.
func (p *printer) name(name string) {
	if !p.unicode {
		p.b.WriteString(name)
		return
	}
	parts := strings.Split(name, "_")
	for i, s := range parts {
		parts[i] = greekSign(s)
	}
	p.b.WriteString(strings.Join(parts, "_"))
}

// greekSign returns the letter that a word names, or the word.
func greekSign(word string) string {
	if word == "sigma" {
		return "σ"
	}
	for i, g := range greek {
		if g == word || g == "µ" && word == "mu" {
			return string(rune('α' + i))
		}
	}
	for i, g := range greekCapitals {
		if g != "" && g == word {
			return string(rune('Α' + i))
		}
	}
	return word
}

func (p *printer) pick(ascii, unicode string) string {
	if p.unicode {
		return unicode
	}
	return ascii
}

// UnitSign returns a unit's name with µ for the prefix u.
func UnitSign(name string) string {
	if _, ok := unitTable["n"+strings.TrimPrefix(name, "u")]; ok && len(name) > 1 && name[0] == 'u' {
		return "µ" + name[1:]
	}
	return name
}

// num writes a number; in Unicode its digits in groups and its exponent as a
// power of ten.
func (p *printer) num(e *Num) {
	if !p.unicode {
		p.b.WriteString(e.Text)
		return
	}
	mant, exp, hasExp := strings.Cut(e.Text, "e")
	p.b.WriteString(GroupDigits(mant))
	if hasExp {
		p.b.WriteString("×10" + superscript(exp))
	}
}

// GroupDigits sets groups of three digits apart in the integer part of a plain
// decimal of five digits or more: "40 000".
func GroupDigits(s string) string {
	whole, frac, hasFrac := strings.Cut(s, ".")
	sign := len(whole) - len(strings.TrimLeft(whole, "-−"))
	digits := whole[sign:]
	if len(digits) < 5 || strings.Trim(digits, "0123456789") != "" {
		return s
	}
	var b strings.Builder
	b.WriteString(whole[:sign])
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	if hasFrac {
		b.WriteString("." + frac)
	}
	return b.String()
}

// superscript writes an integer in superscript characters.
func superscript(s string) string {
	set := []rune(supers)
	var b strings.Builder
	for _, c := range s {
		if i := strings.IndexRune("0123456789+-", c); i >= 0 {
			b.WriteRune(set[i])
		}
	}
	return b.String()
}

func (p *printer) unary(e *Unary) {
	op := ops[e.Op]
	if op.rank == rankPostfix {
		rank := rankPostfix
		if e.Op == Fact && !longRow(e.X) { // 5!! is not read
			rank = rankAtom
		}
		p.expr(e.X, rank)
		p.b.WriteString(p.pick(op.text, op.line))
		return
	}
	p.b.WriteString(p.pick(op.text, op.line))
	rank := op.rank + 1
	if x, ok := e.X.(*Unary); ok && e.Op == Neg && x.Op == Neg {
		if y, ok := x.X.(*Unary); ok && y.Op == Neg {
			rank = op.rank // so that a long row of signs is no deeper than it was
		}
	}
	p.expr(e.X, rank)
}

// longRow reports whether e ends in two signs that stand behind, the last of them
// no factorial: one more needs no bracket, so that a long row of them is no deeper
// than it was.
func longRow(e Expr) bool {
	x, ok := e.(*Unary)
	if !ok || x.Op == Fact || ops[x.Op].rank != rankPostfix {
		return false
	}
	y, ok := x.X.(*Unary)
	return ok && ops[y.Op].rank == rankPostfix
}

func (p *printer) binary(e *Binary) {
	op := ops[e.Op]
	text := p.pick(op.text, op.line)
	if link, ok := chained(e); ok {
		p.expr(e.X, op.rank)
		p.b.WriteString(p.pick(ops[link.Op].text, ops[link.Op].line))
		p.expr(link.Y, rankCompare+1)
		return
	}
	switch {
	case e.Op == Pow:
		p.power(e)
		return
	case op.rank == rankCompare:
		p.expr(e.X, op.rank+1)
		p.b.WriteString(text)
		p.expr(e.Y, op.rank+1)
		return
	case unitFollows(e), p.unicode && e.Op == Mul && (hasBold(e.X) || hasBold(e.Y)):
		text = " " // a dot would make a dot product of two vectors
	}
	p.expr(e.X, op.rank)
	p.b.WriteString(text)
	p.expr(e.Y, rightRank(e))
}

// chained returns the last link of a chain such as 0 < x < 1, whose parts share
// the tree of what stands between.
func chained(e *Binary) (link *Binary, ok bool) {
	link, ok = e.Y.(*Binary)
	x, okX := e.X.(*Binary)
	if !ok || !okX || e.Op != And || link.Op < Lt || link.Op > Ge {
		return nil, false
	}
	if last, isChain := chained(x); isChain {
		x = last
	}
	return link, x.Op >= Lt && x.Op <= Ge && x.Y == link.X
}

// rightRank is how tightly the right operand of e has to bind to go without
// brackets. A sign after an operator gets them for the reader's sake.
func rightRank(e *Binary) int {
	if u, ok := e.Y.(*Unary); ok && u.Op == Neg && e.Op >= Add {
		return rankAtom
	}
	return ops[e.Op].rank + 1
}

func (p *printer) power(e *Binary) {
	p.expr(e.X, rankPostfix)
	if p.unicode {
		if s, ok := integerText(e.Y); ok {
			p.b.WriteString(superscript(s))
			return
		}
	}
	p.b.WriteByte('^')
	p.expr(e.Y, rankPower)
}

// integerText returns the text of a short integer exponent, with its sign.
func integerText(e Expr) (string, bool) {
	sign := ""
	if u, ok := e.(*Unary); ok && u.Op == Neg {
		e, sign = u.X, "-"
	}
	n, ok := e.(*Num)
	return sign + numText(n), ok && n.Val.IsInt() && len(n.Text) < 4 && !strings.ContainsAny(n.Text, ".e")
}

func numText(n *Num) string {
	if n == nil {
		return ""
	}
	return n.Text
}

// unitFollows reports whether e is something times a unit that is written
// with a blank between them.
func unitFollows(e *Binary) bool {
	if e.Op != Mul || !startsWithUnit(e.Y) || startsWithUnit(e.X) {
		return false
	}
	// 4 m/2 s would be read as 4 m/(2 s).
	q, ok := e.X.(*Binary)
	return !ok || q.Op != Div || !hasUnit(q.X)
}

// hasUnit reports whether a unit stands in e.
func hasUnit(e Expr) bool {
	found := false
	Walk(e, func(e Expr) {
		_, ok := e.(*UnitName)
		found = found || ok
	})
	return found
}

// startsWithUnit reports whether e is a unit or a power of one, which follows a
// number with a blank and no sign of multiplication.
func startsWithUnit(e Expr) bool {
	switch e := e.(type) {
	case *UnitName:
		return true
	case *Binary:
		return e.Op == Pow && startsWithUnit(e.X)
	}
	return false
}
