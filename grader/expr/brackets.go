package expr

import (
	"fmt"
	"strings"
)

// closers maps an opening bracket to the one that closes it.
var closers = map[string]string{"(": ")", "[": "]", "{": "}", "⌊": "⌋", "⌈": "⌉", "⦃": "⦄", "⟦": "⟧", "⟨": "⟩"}

// checkBrackets reports brackets that do not match, before anything else is
// said about what is in them.
func checkBrackets(tokens []token) *SyntaxError {
	var open []token
	for _, t := range tokens {
		if t.kind != tokOp {
			continue
		}
		if _, ok := closers[t.text]; ok {
			open = append(open, t)
			continue
		}
		if !strings.Contains(closing, t.text) {
			continue
		}
		if len(open) == 0 {
			return syntaxError(t.pos, "Delete it, or open one before.", "This bracket closes nothing.")
		}
		last := open[len(open)-1]
		if want := closers[last.text]; want != t.text {
			return syntaxError(t.pos, fmt.Sprintf("Write %s here.", want), "%s does not close %s.", t.text, last.text)
		}
		open = open[:len(open)-1]
	}
	switch len(open) {
	case 0:
		return nil
	case 1:
		return syntaxError(open[0].pos, "", "A bracket is never closed.")
	}
	return syntaxError(open[0].pos, "", "%d brackets are never closed.", len(open))
}

// bracketed reads a group in brackets, an absolute value, a floor or a ceiling;
// false if t opens none.
func (p *parser) bracketed(t token) (Expr, bool) {
	if p.math && p.atNorm() {
		return p.norm(), true
	}
	if p.math && p.at("[", "{", "⦃") {
		return p.collection(t), true
	}
	if p.math && p.at("⟦") {
		return p.matrixTeX(), true
	}
	if p.at("⟨") {
		return p.innerProduct(), true
	}
	closer, ok := closers[t.text]
	if t.text == "|" {
		closer, ok = "|", true
	}
	if !ok {
		return nil, false
	}
	p.next()
	bars, inArgs := p.bars, p.inArgs
	p.inArgs = p.lang.Tuple && t.text == "("
	p.level++
	if closer == "|" {
		p.bars++
	} else {
		p.bars = 0
	}
	start, inside := p.i-1, p.sum
	if p.math && p.lang.Tuple && t.text == "(" {
		inside = p.item
	}
	x := p.nested(inside)
	several := classOf(x) != exprClass && classOf(x) != matrixClass
	if p.math && t.text == "(" && p.at(",") {
		x = p.tuple(x)
		if m, ok := asMatrix(x); ok && p.lang.Matrices {
			x = m
		}
	}
	p.expect(closer, t)
	p.level--
	p.bars, p.inArgs = bars, inArgs
	if several && !(start == p.itemStart && p.afterItem()) {
		p.fail(t.pos, "", "Here %s cannot be a part of an expression.", classes[classOf(x)])
	}
	switch t.text {
	case "|":
		x = p.node(&Call{"abs", []Expr{x}})
	case "⌊":
		x = p.node(&Call{"floor", []Expr{x}})
	case "⌈":
		x = p.node(&Call{"ceil", []Expr{x}})
	}
	return x, true
}

// expect takes the closing bracket of open.
func (p *parser) expect(closer string, open token) {
	if p.at(closer) {
		p.next()
		return
	}
	if p.peek().kind == tokEnd {
		p.fail(open.pos, "", "This %s is never closed.", open.text)
	}
	p.unexpected(p.peek())
}

// innerProduct reads ⟨a, b⟩ of two vectors.
func (p *parser) innerProduct() Expr {
	open := p.next()
	bars, norms, inArgs := p.bars, p.norms, p.inArgs
	p.bars, p.norms, p.inArgs = 0, 0, true
	p.level++
	x := p.nested(p.sum)
	if !p.at(",") {
		p.fail(open.pos, "Write <a, b> as a·b or dot(a, b).", "An inner product has two vectors with a comma between them.")
	}
	p.next()
	y := p.nested(p.sum)
	p.expect("⟩", open)
	p.level--
	p.bars, p.norms, p.inArgs = bars, norms, inArgs
	if !p.math || p.kindOf(x) != columnKind || p.kindOf(y) != columnKind {
		p.fail(open.pos, "", "An inner product takes two vectors.")
	}
	return p.node(&Call{"dot", []Expr{x, y}})
}
