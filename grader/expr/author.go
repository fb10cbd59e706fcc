package expr

import (
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"
)

// ParseAuthor reads the expression language of problem files: + - * / ^ and %
// (modulo), one comparison, and, or, not, the functions min max floor ceil abs
// sqrt log exp gcd, and names of variables, with dots for results (run.fwds).
// There is no implicit multiplication. The error is a *[SyntaxError].
func ParseAuthor(src string) (Expr, error) {
	a := &author{src: src}
	e, err := a.whole()
	if err == nil && a.tok.kind != tokEnd {
		err = a.unexpected()
	}
	if err != nil {
		return nil, err
	}
	return e, nil
}

// ParseKey reads the key of a number: an expression of problem files, perhaps
// with a unit after it: "(nfwd*fwd + nload*load)/nload ns". A key that only the
// language of answers can read ("25,600", "5%") is read as one, without names.
func ParseKey(src string) (Expr, Unit, error) {
	a := &author{src: src}
	e, err := a.whole()
	if err == nil && a.tok.kind == tokEnd {
		return e, Unit{}, nil
	}
	if err == nil {
		if u, uerr := ParseUnit(src[a.tok.pos:]); uerr == nil {
			return e, u, nil
		}
		err = a.unexpected()
	}
	q, qerr := ParseQuantity(src, nil)
	if qerr != nil || q.Counted != "" {
		return nil, Unit{}, err
	}
	u, e := trailingUnit(q.Expr)
	return e, u, nil
}

// trailingUnit takes the unit off a quantity of the form expression times unit.
// Units elsewhere stay in the expression.
func trailingUnit(e Expr) (Unit, Expr) {
	if b, ok := e.(*Binary); ok && b.Op == Mul && isUnit(b.Y) {
		if v, err := Eval(b.Y, nil); err == nil {
			return Unit{Line(b.Y), v.rat, v.dim}, b.X
		}
	}
	return Unit{}, e
}

// authorOps are the binary operators by rank, loosest first. All associate to
// the left but ^.
var authorOps = map[string]Op{
	"or": Or, "and": And, "==": Eq, "!=": Ne, "<": Lt, "<=": Le, ">": Gt, ">=": Ge,
	"+": Add, "-": Sub, "*": Mul, "/": Div, "%": Mod, "^": Pow, "**": Pow,
}

// An author reads one expression of a problem file, one token ahead.
type author struct {
	src   string
	tok   token
	err   *SyntaxError // the first mistake; the tokens after it are tokEnd
	nodes int
	depth int
}

func (a *author) whole() (Expr, error) {
	if len(a.src) > maxLength {
		return nil, syntaxError(maxLength, "", "the expression is longer than %d characters", maxLength)
	}
	a.advance()
	e := a.binary(rankOr)
	if a.err != nil {
		return nil, a.err
	}
	return e, nil
}

// fail records the first mistake and ends the tokens.
func (a *author) fail(off int, format string, args ...any) Expr {
	if a.err == nil {
		a.err = syntaxError(off, "", format, args...)
	}
	a.tok = token{tokEnd, "", len(a.src), len(a.src)}
	return one
}

func (a *author) unexpected() error {
	t := a.tok
	switch {
	case a.err != nil:
	case t.kind == tokEnd:
		a.fail(t.pos, "the expression ends too early")
	case t.text == "=":
		a.fail(t.pos, "= is not an operator; write ==")
	case t.kind == tokWord || t.kind == tokNum || t.text == "(":
		a.fail(t.pos, "an operator is missing before %q", clip(a.src[t.pos:]))
	default:
		a.fail(t.pos, "unexpected %q", clip(a.src[t.pos:]))
	}
	return a.err
}

// advance reads the next token. Operators of two characters come first.
func (a *author) advance() {
	if a.err != nil {
		return
	}
	pos := a.tok.end
	for pos < len(a.src) && strings.IndexByte(" \t\r\n", a.src[pos]) >= 0 {
		pos++
	}
	kind, end := tokOp, pos
	switch rest := a.src[pos:]; {
	case rest == "":
		kind = tokEnd
	case rest[0] == '.' || isDigit(rune(rest[0])):
		kind, end = tokNum, pos+scanNumber(rest)
	case isNameByte(rest[0]):
		kind = tokWord
		for end < len(a.src) && (isNameByte(a.src[end]) || isDigit(rune(a.src[end])) || a.dotAt(end)) {
			end++
		}
	case len(rest) > 1 && slices.Contains([]string{"==", "!=", "<=", ">=", "**"}, rest[:2]):
		end += 2
	default:
		_, size := utf8.DecodeRuneInString(rest)
		end += size
	}
	a.tok = token{kind, a.src[pos:end], pos, end}
}

func isNameByte(c byte) bool { return c == '_' || isASCIILetter(c) }

// dotAt reports whether a dot between two parts of a name stands at i.
func (a *author) dotAt(i int) bool {
	return a.src[i] == '.' && i+1 < len(a.src) && isNameByte(a.src[i+1])
}

// scanNumber returns the length of the number that s begins with.
func scanNumber(s string) int {
	i := 0
	digits := func() {
		for i < len(s) && isDigit(rune(s[i])) {
			i++
		}
	}
	digits()
	if i < len(s) && s[i] == '.' {
		i++
		digits()
	}
	if i+1 < len(s) && s[i]|0x20 == 'e' {
		j := i + 1
		if s[j] == '-' || s[j] == '+' {
			j++
		}
		if j < len(s) && isDigit(rune(s[j])) {
			i = j
			digits()
		}
	}
	return i
}

// node counts a node against the limit.
func (a *author) node(e Expr) Expr {
	if a.nodes++; a.nodes > maxNodes {
		return a.fail(a.tok.pos, "the expression is too long")
	}
	return e
}

// binary reads operators that bind at least as tightly as rank.
func (a *author) binary(rank int) Expr {
	if a.depth++; a.depth > maxDepth {
		return a.fail(a.tok.pos, "the expression is nested too deeply")
	}
	x := a.unary()
	for {
		op, ok := authorOps[a.tok.text]
		r := ops[op].rank
		if !ok || a.tok.kind == tokEnd || r < rank || a.err != nil {
			break
		}
		a.advance()
		right := r + 1
		if op == Pow {
			right = r
			if a.tok.text == "-" || a.tok.text == "+" {
				right = rankSign
			}
		}
		x = a.node(&Binary{op, x, a.binary(right)})
		if next, ok := authorOps[a.tok.text]; ok && r == rankCompare && ops[next].rank == r {
			return a.fail(a.tok.pos, "comparisons cannot be chained; write and between them")
		}
	}
	a.depth--
	return x
}

func (a *author) unary() Expr {
	switch t := a.tok; {
	case t.text == "-":
		a.advance()
		return a.node(&Unary{Neg, a.binary(rankPower)})
	case t.text == "+":
		a.advance()
		return a.binary(rankPower)
	case t.text == "not":
		a.advance()
		return a.node(&Unary{Not, a.binary(rankCompare)})
	}
	return a.primary()
}

func (a *author) primary() Expr {
	switch t := a.tok; {
	case t.kind == tokNum:
		a.advance()
		return a.number(t)
	case t.text == "(":
		a.advance()
		e := a.binary(rankOr)
		a.close(t)
		return e
	case t.kind == tokWord && authorOps[t.text] == 0 && t.text != "or":
		a.advance()
		if a.tok.text == "(" {
			return a.call(t)
		}
		return a.node(&Name{Name: t.text})
	}
	a.unexpected()
	return one
}

func (a *author) number(t token) Expr {
	text := strings.ReplaceAll(strings.ToLower(t.text), "e+", "e")
	if strings.HasPrefix(text, ".") {
		text = "0" + text
	}
	mant, exp, hasExp := strings.Cut(text, "e")
	text = strings.TrimSuffix(mant, ".")
	if hasExp {
		text += "e" + exp
	}
	v, ok := parseDecimal(text)
	if !ok {
		return a.fail(t.pos, "%q is not a number, or one too long", clip(t.text))
	}
	return a.node(&Num{text, new(big.Rat).Set(v)})
}

func (a *author) close(open token) {
	switch {
	case a.err != nil:
	case a.tok.text == ")":
		a.advance()
	case a.tok.kind == tokEnd:
		a.fail(open.pos, "this ( is never closed")
	default:
		a.unexpected()
	}
}

func (a *author) call(name token) Expr {
	f := lookupFunction(name.text)
	if f == nil {
		return a.fail(name.pos, "unknown function %q%s", clip(name.text), DidYouMean(name.text, functionNames()))
	}
	open := a.tok
	a.advance()
	args := []Expr{a.binary(rankOr)}
	for a.tok.text == "," {
		a.advance()
		args = append(args, a.binary(rankOr))
	}
	a.close(open)
	if a.err == nil && (len(args) < f.min || len(args) > f.max) {
		return a.fail(name.pos, "%s takes %s, and %d are given", f.name, arity(f), len(args))
	}
	return a.node(&Call{f.name, args})
}
