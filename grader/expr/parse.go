package expr

import (
	"strings"
)

// Parse reads an answer over the declared symbols. The error is a
// *[SyntaxError].
//
// Implicit multiplication ranks with * and / from left to right, so 1/2x is
// (1/2)x; ^ binds tighter than a sign and is right associative.
func Parse(src string, syms Symbols) (Expr, error) {
	return Language{Symbols: syms}.Parse(src)
}

// A Quantity is a number as a student gives it: an expression that may contain
// units, and words for the thing that was counted, which mean nothing.
type Quantity struct {
	Expr    Expr
	Counted string // "fwd" of "20 fwd"
	At      int    // byte offset of Counted
}

// ParseQuantity is [Parse] with units: 27.5ns, 5 GB/s, (18*15 ns + 5 ns)/12. A
// unit is a factor like any other. Words at the end that are no unit name the
// thing that was counted.
func ParseQuantity(src string, syms Symbols) (Quantity, error) {
	p, err := newParser(src, syms, true)
	if err != nil {
		return Quantity{}, err
	}
	e, err := p.whole()
	if err != nil {
		return Quantity{}, err
	}
	return Quantity{e, p.counted, p.countedAt}, nil
}

// A parser reads the tokens of one answer by recursive descent. Inside it, a
// mistake is a panic with a *SyntaxError, which whole recovers.
type parser struct {
	src       string
	tokens    []token
	i         int
	syms      Symbols
	units     bool // whether units and counted words are read
	terse     bool // whether nothing is suggested for what cannot be read
	math      bool // whether vectors, sums and sequences are read
	lang      Language
	bound     []string // the variables of the sums around the current token
	kinds     map[Expr]vkind
	norms     int    // open ‖
	counted   string // the counted words
	countedAt int    // where they start
	nodes     int
	itemStart int // the token where the part of a collection begins
	depth     int
	level     int      // brackets around the current token
	bars      int      // open | at this level
	inArgs    bool     // directly among arguments, where a comma separates them
	ended     []string // the variables of sums that are over
}

func newParser(src string, syms Symbols, units bool) (*parser, error) {
	tokens, err := lex(src)
	if err == nil {
		err = checkBrackets(tokens)
	}
	if err != nil {
		return nil, err
	}
	return &parser{src: src, tokens: tokens, syms: syms, units: units}, nil
}

// fail leaves the parser with a mistake.
func (p *parser) fail(off int, hint, format string, args ...any) {
	panic(syntaxError(off, hint, format, args...))
}

// whole reads an expression to the end of the source.
func (p *parser) whole() (e Expr, err error) {
	defer func() {
		if r := recover(); r != nil {
			se, ok := r.(*SyntaxError)
			if !ok {
				panic(r)
			}
			e, err = nil, se
		}
	}()
	if p.peek().kind == tokEnd {
		p.fail(0, "", "There is nothing to read.")
	}
	if p.math {
		e = p.wholes(p.statement())
	} else {
		e = p.sum()
	}
	if t := p.peek(); t.kind != tokEnd {
		p.unexpected(t)
	}
	return e, nil
}

func (p *parser) peek() token { return p.tokens[p.i] }

func (p *parser) next() token {
	t := p.tokens[p.i]
	if t.kind != tokEnd {
		p.i++
	}
	return t
}

// at reports whether the next token is one of the operators.
func (p *parser) at(ops ...string) bool {
	t := p.peek()
	if t.kind != tokOp {
		return false
	}
	for _, op := range ops {
		if t.text == op {
			return true
		}
	}
	return false
}

// glued reports whether nothing stands between token i and the one before.
func (p *parser) glued(i int) bool {
	return i > 0 && i < len(p.tokens) && p.tokens[i-1].end == p.tokens[i].pos
}

// node counts a node against the limit.
func (p *parser) node(e Expr) Expr {
	if p.nodes++; p.nodes > maxNodes {
		p.fail(p.peek().pos, "", "This is longer than can be read here.")
	}
	return e
}

func (p *parser) binary(op Op, x, y Expr) Expr { return p.node(&Binary{op, x, y}) }
func (p *parser) unary(op Op, x Expr) Expr     { return p.node(&Unary{op, x}) }

// nested runs f one level deeper.
func (p *parser) nested(f func() Expr) Expr {
	if p.depth++; p.depth > maxDepth {
		p.fail(p.peek().pos, "", "This is nested deeper than can be read here.")
	}
	e := f()
	p.depth--
	return e
}

// sum = product { (+|-) product }
func (p *parser) sum() Expr {
	x := p.product()
	terms := []Expr{x} // as long as they are added
	for p.at("+", "-") {
		p.refusePlusMinus()
		op := Add
		if p.next().text == "-" {
			op = Sub
		}
		if op == Add && p.math && p.at(dots) && terms != nil {
			return p.goOn(Add, terms, p.product)
		}
		y := p.product()
		if terms = append(terms, y); op == Sub {
			terms = nil
		}
		x = p.binary(op, x, y)
	}
	return x
}

// refusePlusMinus refuses a ± typed as +- or +/-, which would be a sign.
func (p *parser) refusePlusMinus() {
	t, n := p.peek(), p.tokens[p.i+1]
	if p.units && t.text == "+" && t.end == n.pos && n.kind == tokOp && (n.text == "-" || n.text == "/") {
		p.fail(t.pos, "Write a bracket around a negative number: 3 + (-1).", "+%s could stand for ±, which is two answers.", n.text)
	}
}

// product = factor { (*|/|nothing) factor }
func (p *parser) product() Expr {
	x := p.nested(p.factor)
	parts := []Expr{x} // as long as they are multiplied
	for {
		t := p.peek()
		switch {
		case p.math && (p.at(dots) || p.at("*") && p.tokens[p.i+1].text == dots):
			if p.at("*") {
				p.next()
			}
			return p.goOn(Mul, parts, p.factor)
		case p.at("*") || p.timesLetter():
			p.next()
			y := p.nested(p.factor)
			x, parts = p.times(t, x, y), append(parts, y)
		case p.at("/") || p.units && t.kind == tokWord && t.text == "per":
			p.next()
			if p.units && p.countedTail() {
				return x
			}
			x = p.binary(Div, x, p.divisor(x))
			parts = []Expr{x}
		case p.startsFactor(t):
			if p.units && t.kind == tokWord && !p.known() && p.countedTail() {
				return x
			}
			p.checkSideBySide(x, t)
			y := p.nested(p.power)
			x, parts = p.binary(Mul, x, y), append(parts, y)
		default:
			return x
		}
	}
}

// divisor reads what x is divided by. A number with a unit belongs together if x
// has a unit too, as in 400 ns/10 ns; in 55/2 ns it does not.
func (p *parser) divisor(x Expr) Expr {
	y := p.nested(p.factor)
	if _, ok := y.(*Num); !ok || !p.units || !hasUnit(x) {
		return y
	}
	for t := p.peek(); t.kind == tokWord; t = p.peek() {
		if _, n := p.unit(); n == 0 {
			break
		}
		y = p.binary(Mul, y, p.nested(p.power))
	}
	return y
}

// timesLetter reports whether the next token is an x written for times, as in
// 18x15, where no symbol x is declared.
func (p *parser) timesLetter() bool {
	t := p.peek()
	if t.kind != tokWord || t.text != "x" && t.text != "X" {
		return false
	}
	if _, declared := p.syms[t.text]; declared {
		return false
	}
	n := p.tokens[p.i+1]
	return n.kind == tokNum || n.kind == tokOp && n.text == "("
}

// startsFactor reports whether t begins a factor that follows without a sign.
func (p *parser) startsFactor(t token) bool {
	switch t.kind {
	case tokNum, tokWord, tokFrac, tokSqrt, tokPart, tokSymbol:
		return true
	case tokOp:
		if t.text == "[" && p.lang.Intervals {
			return false // the end of ]0, 1[
		}
		return strings.Contains("([{⌊⌈⦃⟦⟨", t.text) || t.text == "|" && p.bars == 0 || t.text == "‖" && p.norms == 0
	}
	return false
}

// checkSideBySide refuses two factors in a row that could mean two things.
func (p *parser) checkSideBySide(x Expr, t token) {
	_, num := x.(*Num)
	switch {
	case t.kind == tokNum && endsInNumber(x):
		p.fail(t.pos, "Write * between them for a product, + for a sum.", "Two numbers stand side by side.")
	case t.kind == tokNum && endsInUnit(x) && !isUnit(x):
		p.fail(t.pos, "Write + between them for a sum, * for a product.", "Two quantities stand side by side.")
	case num && (t.kind == tokFrac || t.kind == tokPart) && p.numericFraction():
		p.fail(t.pos, "Write + or * between them.", "A number and a fraction side by side could be a sum or a product.")
	case t.kind == tokNum && isPercent(x):
		p.fail(t.pos, "", "%% divides by 100 here, and a number follows it.")
	}
}

// endsInNumber reports whether the last thing written in x is a number.
func endsInNumber(x Expr) bool {
	switch e := x.(type) {
	case *Num:
		return true
	case *Unary:
		return e.Op == Neg && endsInNumber(e.X)
	case *Binary:
		return e.Op != Pow && endsInNumber(e.Y)
	}
	return false
}

// endsInUnit reports whether the last thing written in x is a unit.
func endsInUnit(x Expr) bool {
	switch e := x.(type) {
	case *UnitName:
		return true
	case *Unary:
		return endsInUnit(e.X)
	case *Binary:
		return endsInUnit(e.Y) || e.Op == Pow && endsInUnit(e.X)
	}
	return false
}

func isPercent(x Expr) bool {
	u, ok := x.(*Unary)
	return ok && u.Op == Percent
}

// numericFraction reports whether the fraction at the next token is made of
// digits alone, such as \frac{1}{2}.
func (p *parser) numericFraction() bool {
	for _, t := range p.tokens[p.i+1:] {
		if t.kind != tokNum && (t.kind != tokOp || t.text != "{" && t.text != "}") {
			return t.kind != tokWord && t.kind != tokFrac && t.kind != tokSqrt || t.pos > p.peek().pos+20
		}
	}
	return true
}

// factor = (-|+) factor | power
func (p *parser) factor() Expr {
	switch {
	case p.at("-"):
		p.next()
		return p.unary(Neg, p.nested(p.factor))
	case p.at("+"):
		p.next()
		return p.nested(p.factor)
	}
	return p.power()
}

// power = postfix [ ^ factor ]
func (p *parser) power() Expr {
	x := p.postfix()
	if !p.at("^") {
		return x
	}
	p.next()
	if p.math && p.transposeMark(x) {
		return p.postfixes(p.unary(Transpose, x))
	}
	return p.binary(Pow, x, p.nested(p.factor))
}

// postfix = primary { ! | % | superscript }
func (p *parser) postfix() Expr {
	return p.postfixes(p.primary())
}

func (p *parser) postfixes(x Expr) Expr {
	for {
		t := p.peek()
		switch {
		case p.math && p.at("'", "⊤"):
			p.next()
			x = p.unary(Transpose, x)
		case p.at("!"):
			p.next()
			if p.at("!") {
				p.fail(p.peek().pos, "Write brackets, as in (n!)!, if that is meant.", "Two ! in a row could mean two things.")
			}
			x = p.unary(Fact, x)
		case p.at("%") || p.units && t.kind == tokWord && t.text == "percent":
			p.next()
			x = p.unary(Percent, x)
		case t.kind == tokSup:
			x = p.binary(Pow, x, p.superscript())
		default:
			return x
		}
	}
}

// superscript reads an exponent in superscript characters.
func (p *parser) superscript() Expr {
	t := p.next()
	if p.math && strings.ContainsAny(t.text, superText[len("0123456789+-()"):]) {
		return p.inner(t)
	}
	digits := strings.TrimLeft(t.text, "+-")
	if digits == "" || len(t.text)-len(digits) > 1 || strings.ContainsAny(digits, "+-") {
		p.fail(t.pos, "", "This exponent cannot be read.")
	}
	n := p.literal(token{tokNum, digits, t.pos, t.end})
	if t.text[0] == '-' {
		return p.unary(Neg, n)
	}
	return n
}

// primary reads a number, a name, a call or something in brackets.
func (p *parser) primary() Expr {
	switch t := p.peek(); t.kind {
	case tokNum:
		return p.number()
	case tokPart:
		p.next()
		return p.fractionOf(t)
	case tokWord, tokSymbol:
		return p.word()
	case tokFrac:
		p.next()
		num := p.nested(p.texArgument)
		return p.binary(Div, num, p.nested(p.texArgument))
	case tokSqrt:
		return p.radical()
	case tokOp:
		if e, ok := p.bracketed(t); ok {
			return e
		}
	}
	p.unexpected(p.peek())
	return nil
}

// fractionOf makes the tree of a character such as ½.
func (p *parser) fractionOf(t token) Expr {
	num, den, _ := strings.Cut(t.text, "/")
	return p.binary(Div, p.literal(token{tokNum, num, t.pos, t.end}), p.literal(token{tokNum, den, t.pos, t.end}))
}

// texArgument reads the argument of a LaTeX command: a group in braces, or one
// digit or letter.
func (p *parser) texArgument() Expr {
	t := p.peek()
	if t.kind == tokNum && len(t.text) > 1 && t.end-t.pos == len(t.text) && !strings.ContainsAny(t.text, ".e") {
		p.tokens[p.i] = token{tokNum, t.text[1:], t.pos + 1, t.end}
		return p.literal(token{tokNum, t.text[:1], t.pos, t.pos + 1})
	}
	return p.primary()
}

// radical reads √2, \sqrt{2}, \sqrt[3]{2}.
func (p *parser) radical() Expr {
	t := p.next()
	argument := p.primary // of √25, which is not √2 5 as in LaTeX
	if p.src[t.pos] == '\\' {
		argument = p.texArgument
		if p.at("[") {
			index, _ := p.bracketed(p.peek())
			return p.binary(Pow, p.nested(argument), p.binary(Div, one, index))
		}
	}
	return p.node(&Call{"sqrt", []Expr{p.nested(argument)}})
}

// unexpected fails at a token that has no place where it stands.
func (p *parser) unexpected(t token) {
	switch {
	case t.kind == tokEnd:
		p.fail(t.pos, "", "Something is missing at the end.")
	case t.kind == tokOp && t.text == ",":
		p.fail(t.pos, "", "A comma cannot stand here.")
	case t.kind == tokOp && t.text == "≈":
		p.fail(t.pos, "Write = if that is meant.", "≈ says that two things are nearly the same.")
	case t.kind == tokOp && strings.ContainsAny(t.text, "=<>"):
		p.fail(t.pos, "Write one side only.", "One expression is asked for, not an equation.")
	case t.kind == tokOp && t.text == "±":
		p.fail(t.pos, "Write one of the two.", "± stands for two answers.")
	case t.kind == tokOp && strings.Contains(closing, t.text):
		p.fail(t.pos, "", "Something is missing before this bracket.")
	}
	if t.kind == tokOver {
		p.fail(t.pos, `Write \frac{a}{b}, or {a \over b}.`, `\over needs braces around the whole fraction.`)
	}
	p.fail(t.pos, "", "%q cannot stand here.", p.src[t.pos:t.end])
}
