package expr

import "strings"

// This file reads what formulas have beyond numbers and names: sums and
// products, transposes, norms and dot products.

// seriesName returns sum or prod for a word that begins one.
func seriesName(word string) string {
	switch word {
	case "sum", "Sum", "Sigma":
		return "sum"
	case "prod", "Prod", "product", "Product", "Pi":
		return "prod"
	}
	return ""
}

// series reads prod(1-beta[i], i, 1, t) or prod_{i=1}^{t} (1-beta_i).
func (p *parser) series(fn string) Expr {
	t := p.next()
	if p.at("(") {
		return p.seriesCall(fn, t)
	}
	var to Expr
	if p.peek().kind == tokSup || p.at("^") { // \sum^{n}_{i=1}
		to = p.upperLimit(fn)
	}
	x := p.lowerLimit(fn, t)
	if x.Fn, x.To = fn, to; to == nil {
		x.To = p.upperLimit(fn)
	}
	p.bound = append(p.bound, x.Var)
	x.Body = p.seriesBody()
	p.bound, p.ended = p.bound[:len(p.bound)-1], append(p.ended, x.Var)
	return p.node(x)
}

// upperLimit reads ^{n} or ⁿ.
func (p *parser) upperLimit(fn string) Expr {
	s := p.peek()
	if s.kind == tokSup {
		p.next()
		return p.inner(s)
	}
	if !p.at("^") {
		p.fail(s.pos, "Write "+fn+"_{i=1}^{n} or "+fn+"(..., i, 1, n).", "The upper end of the %s is missing.", fn)
	}
	p.next()
	return p.limit()
}

// seriesBody reads the factors after a sum sign, up to the next + or -.
func (p *parser) seriesBody() Expr { return p.nested(p.product) }

// limit reads the upper end: a group, or one number or name.
func (p *parser) limit() Expr {
	if p.peek().kind == tokWord {
		return p.nested(p.index)
	}
	return p.nested(p.primary)
}

// lowerLimit reads _{i=1} in its notations.
func (p *parser) lowerLimit(fn string, at token) *Series {
	fail := func() {
		p.fail(at.pos, "Write "+fn+"_{i=1}^{n} or "+fn+"(..., i, 1, n).", "The limits of the %s cannot be read.", fn)
	}
	if s := p.peek(); s.kind == tokSub {
		name, from, ok := strings.Cut(s.text, "=")
		if !ok || name == "" || !isWord(name) {
			fail()
		}
		p.next()
		return &Series{Var: name, From: p.inner(token{tokSub, from, s.pos, s.end})}
	}
	if !p.at("_") {
		fail()
	}
	p.next()
	open := p.next()
	closer, ok := closers[open.text]
	v := p.next()
	if open.kind != tokOp || !ok || v.kind != tokWord || !p.at("=") {
		fail()
	}
	p.next()
	from := p.nested(p.sum)
	p.expect(closer, open)
	return &Series{Var: baseName(v), From: from}
}

func isWord(s string) bool {
	for i := range len(s) {
		if !isASCIILetter(s[i]) {
			return false
		}
	}
	return s != ""
}

// seriesCall reads (body, i, from, to). The variable is looked up first, so that
// the body can be read with it.
func (p *parser) seriesCall(fn string, t token) Expr {
	open := p.next()
	v, ok := p.callVariable()
	if !ok {
		p.fail(t.pos, "Write "+fn+"(..., i, 1, n).", "%s needs what is taken, its variable and its two ends.", fn)
	}
	bars, norms, inArgs := p.bars, p.norms, p.inArgs
	p.bars, p.norms, p.inArgs = 0, 0, true
	p.level++
	p.bound = append(p.bound, v)
	x := &Series{Fn: fn, Var: v, Body: p.nested(p.sum)}
	p.bound = p.bound[:len(p.bound)-1]
	p.next() // the comma before the variable
	p.next()
	comma := func() {
		if !p.at(",") {
			p.fail(p.peek().pos, "Write "+fn+"(..., i, 1, n).", "A comma is missing here.")
		}
		p.next()
	}
	if p.at("=") {
		p.next()
	} else {
		comma()
	}
	x.From = p.nested(p.sum)
	comma()
	x.To = p.nested(p.sum)
	p.expect(")", open)
	p.level--
	p.bars, p.norms, p.inArgs = bars, norms, inArgs
	return p.node(x)
}

// callVariable looks ahead for the word after the first comma.
func (p *parser) callVariable() (string, bool) {
	depth := 0
	for i := p.i; i+1 < len(p.tokens); i++ {
		t := p.tokens[i]
		if t.kind != tokOp {
			continue
		}
		switch {
		case closers[t.text] != "":
			depth++
		case strings.Contains(closing, t.text):
			if depth--; depth < 0 {
				return "", false
			}
		case t.text == "," && depth == 0:
			next := p.tokens[i+1]
			return baseName(next), next.kind == tokWord
		}
	}
	return "", false
}

// transposeMark takes the T of z^T, also where letters follow it as in z^Tg.
func (p *parser) transposeMark(x Expr) bool {
	t := p.peek()
	group := p.at("{", "(")
	if group && p.i+2 < len(p.tokens) && strings.Contains("})", p.tokens[p.i+2].text) {
		t = p.tokens[p.i+1]
	} else if group {
		return false
	}
	_, declared := p.syms["T"]
	switch {
	case t.kind == tokOp && (t.text == "⊤" || t.text == "'"):
	case t.kind == tokWord && t.text == "T" && (!declared || p.kindOf(x) != scalarKind):
	case t.kind == tokWord && !group && t.text[0] == 'T' && p.kindOf(x) != scalarKind:
		p.tokens[p.i] = token{tokWord, t.text[1:], t.pos + 1, t.end}
		return true
	default:
		return false
	}
	p.next()
	if group {
		p.next()
		p.next()
	}
	return true
}

// atNorm reports whether ‖ or || opens a norm here.
func (p *parser) atNorm() bool {
	if p.at("‖") {
		return true
	}
	return p.at("|") && p.tokens[p.i+1].text == "|" && p.glued(p.i+1) && len(p.syms) > 0 && p.linear()
}

// linear reports whether vectors or matrices are declared.
func (p *parser) linear() bool {
	for _, d := range p.syms {
		if len(d.Dims) > 0 {
			return true
		}
	}
	return false
}

// norm reads ‖z‖, ||z|| and ||z||_2.
func (p *parser) norm() Expr {
	open := p.peek()
	double := open.text == "|"
	p.next()
	if double {
		p.next()
	}
	bars, norms := p.bars, p.norms
	p.bars, p.norms = 1, 1
	p.level++
	x := p.nested(p.sum)
	switch {
	case p.at("‖"):
		p.next()
	case p.at("|") && p.tokens[p.i+1].text == "|":
		p.next()
		p.next()
	default:
		p.fail(open.pos, "", "This norm is never closed.")
	}
	p.level--
	p.bars, p.norms = bars, norms
	if sub, n := p.subscript(p.i); n > 0 {
		if sub != "2" {
			p.fail(p.peek().pos, "", "Only the norm with index 2 is known here.")
		}
		p.i += n
	}
	return p.node(&Call{"norm", []Expr{x}})
}

// times is x times y, which for two columns with a dot between is the dot product.
func (p *parser) times(t token, x, y Expr) Expr {
	if p.math && p.src[t.pos:t.end] != "*" && p.kindOf(x) == columnKind && p.kindOf(y) == columnKind {
		return p.node(&Call{"dot", []Expr{x, y}})
	}
	return p.binary(Mul, x, y)
}

// kindOf returns how e is laid out, as far as the declarations say.
func (p *parser) kindOf(e Expr) vkind {
	if k, ok := p.kinds[e]; ok {
		return k
	}
	k := p.findKind(e)
	if p.kinds != nil {
		p.kinds[e] = k
	}
	return k
}

func (p *parser) findKind(e Expr) vkind {
	switch e := e.(type) {
	case *Name:
		return p.syms[e.Name].kind()
	case *Const:
		if e.Name == "I" {
			return matrixKind
		}
	case *Series:
		return p.kindOf(e.Body)
	case *Each:
		return columnKind
	case *Call:
		if e.Fn == "inv" || e.Fn == "diag" {
			return matrixKind
		}
	case *Unary:
		k := p.kindOf(e.X)
		if e.Op == Transpose && k == columnKind {
			return rowKind
		}
		if e.Op == Transpose && k == rowKind {
			return columnKind
		}
		return k
	case *Binary:
		x, y := p.kindOf(e.X), p.kindOf(e.Y)
		switch {
		case e.Op != Mul || y == scalarKind:
			return x
		case x == scalarKind:
			return y
		case x == rowKind && y == columnKind:
			return scalarKind
		case x == rowKind:
			return rowKind
		case y == columnKind:
			return columnKind
		}
		return matrixKind
	}
	return scalarKind
}
