package expr

import (
	"slices"
	"strings"
)

// This file reads what is written around a function: sin^2 x, sin^-1 x, binom.

// inverses are the functions that sin^-1 and the like stand for.
var inverses = map[string]string{
	"sin": "asin", "cos": "acos", "tan": "atan", "sinh": "asinh", "cosh": "acosh", "tanh": "atanh",
}

// exponentAfterName reads the exponent of sin^2 x; nil if there is none.
func (p *parser) exponentAfterName(fn string) Expr {
	t := p.peek()
	_, circular := inverses[fn]
	if !p.math || !circular && !slices.Contains([]string{"log", "cot", "sec", "csc"}, fn) {
		return nil
	}
	if t.kind == tokSup {
		return p.superscript()
	}
	if !p.at("^") {
		return nil
	}
	p.next()
	if p.at("-") {
		p.next()
		return p.unary(Neg, p.nested(p.primary))
	}
	return p.nested(p.primary)
}

// applied is fn of args to the exponent that stands after the name of fn.
func (p *parser) applied(at token, fn string, exponent Expr, args []Expr) Expr {
	if exponent == nil {
		return p.node(&Call{fn, args})
	}
	n, ok := wholeExponent(exponent)
	inverse, known := inverses[fn]
	switch {
	case ok && n == -1 && known:
		return p.node(&Call{inverse, args})
	case ok && n < 0:
		p.fail(at.pos, "Write ("+fn+"(x))^("+exponent.String()+").", "This exponent could mean two things.")
	}
	return p.binary(Pow, p.node(&Call{fn, args}), exponent)
}

// choose reads \binom{n}{k}.
func (p *parser) choose() []Expr {
	n := p.nested(p.texArgument)
	return []Expr{n, p.nested(p.texArgument)}
}

// infinite reads the word for infinity, where it may be an end.
func (p *parser) infinite() Expr {
	t := p.peek()
	if !p.lang.Intervals || t.kind != tokWord || !slices.Contains([]string{"inf", "infinity", "Infinity", "oo", "infty"}, t.text) {
		return nil
	}
	p.next()
	return p.node(&Const{"inf"})
}

// multinomial is n!/(a! b! ...), written binom(n, [a, b, ...]).
func (p *parser) multinomial(n Expr, parts []Expr) Expr {
	below := Expr(one)
	for _, x := range parts {
		below = p.binary(Mul, below, p.unary(Fact, x))
	}
	return p.binary(Div, p.unary(Fact, n), below)
}

// takesTwo reports whether a bracket with a comma in it follows the next token.
func (p *parser) takesTwo() bool {
	depth := 0
	for i, t := range p.tokens[p.i+1:] {
		switch {
		case t.kind == tokEnd || i == 0 && t.text != "(":
			return false
		case t.kind != tokOp:
		case closers[t.text] != "":
			depth++
		case strings.Contains(closing, t.text):
			if depth--; depth == 0 {
				return false
			}
		case t.text == "," && depth == 1:
			return true
		}
	}
	return false
}
