package grader

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"gradcheck/grader/expr"
)

// This file reads as much Python as it takes to find what a line assigns to a
// name, and to make an expression of it. Nothing is executed.

// A pyToken is a token of one line of Python.
type pyToken struct {
	kind pyKind
	text string
	at   int // byte offset in the line
}

type pyKind byte

const (
	pyEnd pyKind = iota
	pyName
	pyNum
	pyString
	pyOp
)

// A pyError says what cannot be read, at a byte offset of the line.
type pyError struct {
	at  int
	why string
}

func (e *pyError) Error() string { return e.why }

// maxCode bounds a line of code in bytes.
const maxCode = 1000

// pyTokens splits a line. A comment ends it.
func pyTokens(line string) ([]pyToken, *pyError) {
	if len(line) > maxCode {
		return nil, &pyError{maxCode, fmt.Sprintf("The line is longer than can be read here (%d characters).", maxCode)}
	}
	var out []pyToken
	for i := 0; i < len(line); {
		c := line[i]
		start := i
		kind := pyOp
		switch {
		case c == ' ' || c == '\t' || c == '\r':
			i++
			continue
		case c == '#':
			return append(out, pyToken{pyEnd, "", start}), nil
		case isPyLetter(c):
			kind = pyName
			for i < len(line) && (isPyLetter(line[i]) || isPyDigit(line[i])) {
				i++
			}
		case isPyDigit(c) || c == '.' && i+1 < len(line) && isPyDigit(line[i+1]):
			kind, i = pyNum, i+pyNumber(line[i:])
		case c == '"' || c == '\'':
			end := strings.IndexByte(line[i+1:], c)
			if end < 0 {
				return nil, &pyError{start, "This string is never closed."}
			}
			kind, i = pyString, i+end+2
		case strings.IndexByte("+-*/%()[]{},.:;=<>@!~&|^", c) >= 0:
			i++
			if two := line[start:min(start+2, len(line))]; strings.Contains(" ** // == <= >= != += -= *= /= -> ", " "+two+" ") {
				i = start + 2
			}
		default:
			r, size := utf8.DecodeRuneInString(line[i:])
			if r == utf8.RuneError && size <= 1 {
				return nil, &pyError{start, fmt.Sprintf("This byte is not text (0x%02X).", c)}
			}
			return nil, &pyError{start, quoted(string(r)) + " has no place in code here."}
		}
		out = append(out, pyToken{kind, line[start:i], start})
	}
	return append(out, pyToken{pyEnd, "", len(line)}), nil
}

func isPyLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' }
func isPyDigit(c byte) bool  { return '0' <= c && c <= '9' }

// pyNumber returns the length of the number that s begins with.
func pyNumber(s string) int {
	i := 0
	digits := func() {
		for i < len(s) && (isPyDigit(s[i]) || s[i] == '_') {
			i++
		}
	}
	digits()
	if i < len(s) && s[i] == '.' {
		i++
		digits()
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		j := i + 1
		if j < len(s) && (s[j] == '+' || s[j] == '-') {
			j++
		}
		if j < len(s) && isPyDigit(s[j]) {
			i = j
			digits()
		}
	}
	return i
}

// maxPyDepth bounds the nesting of an expression.
const maxPyDepth = 50

// A pyReader makes an expression of tokens, by the ranks of Python:
//
//	sum     = product {(+|-) product}
//	product = factor {(*|/|//|%) factor}
//	factor  = (-|+) factor | primary [** factor]
type pyReader struct {
	tokens []pyToken
	i      int
	names  expr.Symbols
	depth  int
	err    *pyError
}

// pyExpr reads all the tokens as one expression over the names.
func pyExpr(tokens []pyToken, names expr.Symbols) (expr.Expr, *pyError) {
	end := tokens[len(tokens)-1]
	if end.kind != pyEnd {
		end = pyToken{pyEnd, "", end.at + len(end.text)}
	}
	r := &pyReader{tokens: append(tokens[:len(tokens):len(tokens)], end), names: names}
	e := r.sum()
	if t := r.peek(); r.err == nil && t.kind != pyEnd {
		r.unexpected(t)
	}
	return e, r.err
}

// unexpected fails at a token that has no place where it stands.
func (r *pyReader) unexpected(t pyToken) expr.Expr {
	switch {
	case t.kind == pyEnd:
		return r.fail(t.at, "Something is missing at the end.")
	case t.text == "^":
		return r.fail(t.at, "^ is no power in Python.\nWrite ** for a power.")
	}
	return r.fail(t.at, "%s cannot stand here.", quoted(t.text))
}

func (r *pyReader) peek() pyToken { return r.tokens[r.i] }

func (r *pyReader) next() pyToken {
	t := r.tokens[r.i]
	if t.kind != pyEnd {
		r.i++
	}
	return t
}

func (r *pyReader) at(ops ...string) bool {
	t := r.peek()
	for _, op := range ops {
		if t.kind == pyOp && t.text == op {
			return true
		}
	}
	return false
}

// fail records the first mistake and ends the tokens.
func (r *pyReader) fail(at int, format string, args ...any) expr.Expr {
	if r.err == nil {
		r.err = &pyError{at, fmt.Sprintf(format, args...)}
	}
	r.i = len(r.tokens) - 1
	return pyOne
}

var pyOne = expr.Lit(expr.FromInt(1))

func (r *pyReader) sum() expr.Expr {
	x := r.product()
	for r.at("+", "-") {
		op := expr.Add
		if r.next().text == "-" {
			op = expr.Sub
		}
		x = &expr.Binary{Op: op, X: x, Y: r.product()}
	}
	return x
}

func (r *pyReader) product() expr.Expr {
	x := r.factor()
	for r.at("*", "/", "//", "%") {
		switch op := r.next().text; op {
		case "//":
			x = &expr.Call{Fn: "floor", Args: []expr.Expr{&expr.Binary{Op: expr.Div, X: x, Y: r.factor()}}}
		default:
			x = &expr.Binary{Op: map[string]expr.Op{"*": expr.Mul, "/": expr.Div, "%": expr.Mod}[op], X: x, Y: r.factor()}
		}
	}
	return x
}

func (r *pyReader) factor() expr.Expr {
	if r.depth++; r.depth > maxPyDepth {
		return r.fail(r.peek().at, "This is nested too deeply.")
	}
	defer func() { r.depth-- }()
	switch {
	case r.at("-"):
		r.next()
		return &expr.Unary{Op: expr.Neg, X: r.factor()}
	case r.at("+"):
		r.next()
		return r.factor()
	}
	x := r.primary()
	if r.at("**") {
		r.next()
		return &expr.Binary{Op: expr.Pow, X: x, Y: r.factor()}
	}
	return x
}

func (r *pyReader) primary() expr.Expr {
	switch t := r.peek(); {
	case t.kind == pyNum:
		r.next()
		text := strings.ToLower(strings.TrimSuffix(strings.ReplaceAll(t.text, "_", ""), "."))
		v, err := expr.ParseValue(text)
		if err != nil {
			return r.fail(t.at, "%s is not a number that can be read here.", quoted(t.text))
		}
		rat, _ := v.Rat()
		return &expr.Num{Text: text, Val: rat}
	case t.kind == pyName:
		return r.name()
	case r.at("("):
		r.next()
		x := r.sum()
		if !r.at(")") {
			return r.fail(t.at, "This bracket is never closed.")
		}
		r.next()
		return x
	default:
		return r.unexpected(t)
	}
}

// dotted reads a.b.c.
func (r *pyReader) dotted() (parts []string, at int) {
	at = r.peek().at
	for {
		parts = append(parts, r.next().text)
		if !r.at(".") || r.tokens[r.i+1].kind != pyName {
			return parts, at
		}
		r.next()
	}
}

// name reads a name, whose last part counts, a constant, or a call.
func (r *pyReader) name() expr.Expr {
	parts, at := r.dotted()
	last, full := parts[len(parts)-1], strings.Join(parts, ".")
	if r.at("(") {
		if _, ok := pyModules[strings.Join(parts[:len(parts)-1], ".")]; !ok {
			return r.fail(at, "%s is not a function that is known here.", quoted(full))
		}
		return r.call(last, at)
	}
	if _, ok := r.names[last]; ok {
		return &expr.Name{Name: last}
	}
	if len(parts) > 1 && pyModules[parts[0]] && (last == "pi" || last == "e") {
		return &expr.Const{Name: last}
	}
	var known []string
	for name := range r.names {
		known = append(known, name)
	}
	if near := expr.Nearest(last, known, 2); len(near) > 0 {
		return r.fail(at, "%s is not a name in this question.\nDid you mean %s?", quoted(full), strings.Join(near, " or "))
	}
	if len(known) == 0 {
		return r.fail(at, "%s is not a name in this question.\nWrite a number.", quoted(full))
	}
	return r.fail(at, "%s is not a name in this question.\nNames here: %s", quoted(full), strings.Join(sortedKeys(r.names), ", "))
}

// pyModules are what may stand before a function.
var pyModules = map[string]bool{"": true, "math": true, "np": true, "numpy": true, "torch": true, "jnp": true}

// pyFuncs make an expression of a call, by name and number of arguments.
var pyFuncs = map[string]struct {
	min, max int
	make     func(a []expr.Expr) expr.Expr
}{
	"sqrt":    {1, 1, pyCall("sqrt")},
	"rsqrt":   {1, 1, func(a []expr.Expr) expr.Expr { return &expr.Binary{Op: expr.Div, X: pyOne, Y: pyCall("sqrt")(a)} }},
	"exp":     {1, 1, pyCall("exp")},
	"log":     {1, 2, pyCall("log")},
	"log2":    {1, 1, func(a []expr.Expr) expr.Expr { return pyCall("log")(append(a, expr.Lit(expr.FromInt(2)))) }},
	"log10":   {1, 1, func(a []expr.Expr) expr.Expr { return pyCall("log")(append(a, expr.Lit(expr.FromInt(10)))) }},
	"abs":     {1, 1, pyCall("abs")},
	"fabs":    {1, 1, pyCall("abs")},
	"floor":   {1, 1, pyCall("floor")},
	"ceil":    {1, 1, pyCall("ceil")},
	"min":     {2, 20, pyCall("min")},
	"max":     {2, 20, pyCall("max")},
	"pow":     {2, 2, func(a []expr.Expr) expr.Expr { return &expr.Binary{Op: expr.Pow, X: a[0], Y: a[1]} }},
	"power":   {2, 2, func(a []expr.Expr) expr.Expr { return &expr.Binary{Op: expr.Pow, X: a[0], Y: a[1]} }},
	"float":   {1, 1, func(a []expr.Expr) expr.Expr { return a[0] }},
	"float64": {1, 1, func(a []expr.Expr) expr.Expr { return a[0] }},
	"tensor":  {1, 1, func(a []expr.Expr) expr.Expr { return a[0] }},
}

func pyCall(fn string) func([]expr.Expr) expr.Expr {
	return func(a []expr.Expr) expr.Expr { return &expr.Call{Fn: fn, Args: a} }
}

// call reads the arguments of a function.
func (r *pyReader) call(fn string, at int) expr.Expr {
	f, ok := pyFuncs[fn]
	if !ok {
		return r.fail(at, "%s is not a function that is known here.", quoted(fn))
	}
	open := r.next()
	var args []expr.Expr
	for !r.at(")") {
		args = append(args, r.sum())
		if r.at(",") {
			r.next()
		} else if !r.at(")") {
			return r.fail(open.at, "This bracket is never closed.")
		}
	}
	r.next()
	if len(args) < f.min || len(args) > f.max {
		return r.fail(at, "%s does not take %s.", fn, plural(len(args), "%d number", "%d numbers"))
	}
	return f.make(args)
}
