package expr

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// word reads a name, a constant, a call or a unit.
func (p *parser) word() Expr {
	t := p.peek()
	if p.math {
		if e := p.mathWord(); e != nil {
			return e
		}
		t = p.peek()
	} else if name, n := p.declared(); n > 0 {
		p.i += n
		return p.node(&Name{Name: name})
	}
	if e, ok := p.function(t); ok {
		return e
	}
	if t.text == "pi" || t.text == "e" {
		p.refuseExponent()
		p.next()
		return p.node(&Const{t.text})
	}
	if p.units {
		if name, n := p.unit(); n > 0 {
			p.i += n
			return p.node(&UnitName{name})
		}
	}
	if parts := p.split(t.text); parts != nil && p.math {
		return p.firstPart(t, len(parts[0]))
	} else if parts != nil {
		p.next()
		return p.splitProduct(parts)
	}
	p.undeclared(t)
	return nil
}

// refuseExponent refuses an e behind a number and before one, such as 1.08 e2, which
// could be an exponent as well as the number e.
func (p *parser) refuseExponent() {
	if !p.units || p.i == 0 || p.tokens[p.i-1].kind != tokNum || p.peek().text != "e" {
		return
	}
	i := p.i + 1
	if p.glued(i) && p.tokens[i].kind == tokOp && strings.Contains("+-", p.tokens[i].text) {
		i++
	}
	if p.tokens[i].kind == tokNum && (p.glued(i) || i == p.i+1) {
		p.fail(p.peek().pos, "Write 1.5e2 or 1.5*10^2 for a power of ten.", "This e could be an exponent or the number e.")
	}
}

// known reports whether the next word means something in mathematics.
func (p *parser) known() bool {
	t := p.peek()
	if p.math {
		_, _, n := p.symbol()
		_, fn := p.functionName(t.text)
		return n > 0 || fn || t.text == "pi" || t.text == "e" || p.split(t.text) != nil
	}
	if _, n := p.declared(); n > 0 {
		return true
	}
	if _, n := p.unit(); n > 0 {
		return true
	}
	_, fn := p.functionName(t.text)
	return fn && t.text != "min" || t.text == "pi" || t.text == "e" || p.split(t.text) != nil
}

// declared matches a declared symbol at the next token, with a subscript or
// digits that belong to its name, and returns how many tokens it takes.
func (p *parser) declared() (name string, n int) {
	if len(p.syms) == 0 {
		return "", 0
	}
	name = p.peek().text
	if name == "µ" {
		name = "mu"
	}
	if sub, k := p.subscript(p.i + 1); k > 0 {
		if _, ok := p.syms[name+"_"+sub]; ok {
			return name + "_" + sub, 1 + k
		}
	}
	if t := p.tokens[p.i+1]; t.kind == tokNum && p.glued(p.i+1) {
		if _, ok := p.syms[name+t.text]; ok {
			return name + t.text, 2
		}
	}
	if _, ok := p.syms[name]; ok {
		return name, 1
	}
	return "", 0
}

// subscript reads _r, _{12} or ₂ from token i: its text and its tokens.
func (p *parser) subscript(i int) (string, int) {
	t := p.tokens[i]
	if t.kind == tokSub {
		return t.text, 1
	}
	if t.kind != tokOp || t.text != "_" {
		return "", 0
	}
	t = p.tokens[i+1]
	if t.kind == tokNum || t.kind == tokWord {
		return t.text, 2
	}
	if i+3 < len(p.tokens) && (t.text == "{" && p.tokens[i+3].text == "}" || t.text == "(" && p.tokens[i+3].text == ")") {
		return p.tokens[i+2].text, 4
	}
	return "", 0
}

// split divides a word such as ac into declared symbols, longest first; nil if
// that is not possible.
func (p *parser) split(word string) []string {
	if len(p.syms) == 0 || len(word) > 100 {
		return nil
	}
	names, last := p.syms.names(), []string(nil)
	if p.math {
		names, last = p.splitNames(), p.lastNames()
	}
	// best[i] is the symbol that the split of word[i:] begins with.
	best := make([]string, len(word)+1)
	for i := len(word) - 1; i >= 0; i-- {
		for _, s := range names {
			end := i + len(s)
			if strings.HasPrefix(word[i:], s) && (end == len(word) || best[end] != "") {
				best[i] = s
				break
			}
		}
		if slices.Contains(last, word[i:]) {
			best[i] = word[i:]
		}
	}
	if best[0] == "" {
		return nil
	}
	var parts []string
	for i := 0; i < len(word); i += len(best[i]) {
		parts = append(parts, best[i])
	}
	return parts
}

func (p *parser) splitProduct(parts []string) Expr {
	x := p.named(parts[0])
	for _, s := range parts[1:] {
		x = p.binary(Mul, x, p.named(s))
	}
	return x
}

// functionName maps a spelling to a function.
func (p *parser) functionName(word string) (string, bool) {
	switch word {
	case "ln":
		return "log", true
	case "ceiling":
		return "ceil", true
	}
	if p.math {
		if f, ok := mathSpellings[word]; ok {
			word = f
		}
		return word, mathFunction(word) != nil
	}
	return word, lookupFunction(word) != nil
}

// function reads a call. Its argument may go without brackets: log 2x is
// log(2x). min without a bracket is the minute.
func (p *parser) function(t token) (Expr, bool) {
	fn, ok := p.functionName(t.text)
	if !ok {
		return nil, false
	}
	next := p.tokens[p.i+1]
	opens := next.kind == tokOp && (next.text == "(" || next.text == "{" || next.text == "[")
	if t.text == "min" && !opens && p.units {
		return nil, false
	}
	p.next()
	var base Expr
	if t.text == "log" {
		base = p.base()
	}
	exponent := p.exponentAfterName(fn)
	opens = p.at("(", "{", "[")
	var args []Expr
	switch {
	case fn == "binom" && p.at("{"):
		args = p.choose()
	case opens:
		args = p.arguments(fn)
	case p.startsFactor(p.peek()):
		args = []Expr{p.nested(p.bareArgument)}
	default:
		p.fail(t.end, fmt.Sprintf("Write %s(...).", fn), "%q needs something to work on.", t.text)
	}
	if t.text == "lg" && len(args) == 1 {
		base = &Num{"10", big.NewRat(10, 1)}
	}
	if base != nil {
		args = append(args, base)
	}
	f := p.lookup(fn)
	if len(args) < f.min || len(args) > f.max {
		p.fail(t.pos, "", "%s takes %s, and %d are given.", fn, arity(f), len(args))
	}
	if fn == "binom" {
		if list, ok := args[1].(*Tuple); ok {
			return p.multinomial(args[0], list.Items), true
		}
	}
	return p.applied(t, fn, exponent, args), true
}

func arity(f *function) string {
	switch {
	case f.min == 1 && f.max == 1:
		return "one number"
	case f.min == 1 && f.max == 2:
		return "one or two numbers"
	}
	return fmt.Sprintf("at least %d numbers", f.min)
}

// base reads the base of log_2 and log2, which is nil for the natural logarithm.
func (p *parser) base() Expr {
	if text, n := p.subscript(p.i); n > 0 {
		t := token{tokNum, text, p.peek().pos, p.peek().end}
		if !isDigit(rune(text[0])) {
			p.fail(t.pos, "Write log(x)/log(b) for another base.", "The base of a logarithm is a number here.")
		}
		p.i += n
		return p.literal(t)
	}
	if t := p.peek(); t.kind == tokNum && p.glued(p.i) && (t.text == "2" || t.text == "10") {
		p.next()
		return p.literal(t)
	}
	return nil
}

// arguments reads a bracket with arguments separated by commas. A function of
// one number takes a comma as part of it: floor(25,600/3).
func (p *parser) arguments(fn string) []Expr {
	open := p.next()
	bars, inArgs := p.bars, p.inArgs
	p.bars, p.inArgs = 0, p.lookup(fn).max > 1
	p.level++
	args := []Expr{p.nested(p.sum)}
	for p.at(",") {
		p.next()
		args = append(args, p.nested(p.sum))
	}
	p.expect(closers[open.text], open)
	p.level--
	p.bars, p.inArgs = bars, inArgs
	return args
}

// bareArgument reads the argument of a function without brackets: factors in a
// row, up to a sign or the next function.
func (p *parser) bareArgument() Expr {
	x := p.nested(p.power)
	for {
		t := p.peek()
		_, fn := p.functionName(t.text)
		if !p.startsFactor(t) || t.kind == tokWord && (fn || !p.known() || p.timesLetter()) {
			return x
		}
		p.checkSideBySide(x, t)
		x = p.binary(Mul, x, p.nested(p.power))
	}
}

// unit matches a unit at the next token, where µ may be a token of its own, and
// returns its plain name and how many tokens it takes.
func (p *parser) unit() (name string, n int) {
	if !p.units {
		return "", 0
	}
	t := p.peek()
	if t.text == "µ" {
		next := p.tokens[p.i+1]
		if u, ok := lookupUnit("u" + next.text); ok && next.kind == tokWord {
			return u.name, 2
		}
	}
	if u, ok := lookupUnit(t.text); ok && t.kind == tokWord {
		return u.name, 1
	}
	return "", 0
}

// notCounted are words that change what a number means and so cannot name the
// thing that was counted.
const notCounted = " and or not to plus minus over divided by half halves third thirds quarter quarters tenth tenths hundredth hundredths pair pairs double triple squared cubed square cube root factorial negative percent pct percentage dozens hundreds thousands millions billions trillions exactly is e pi inf infinity nan more less than at most least about around under below above minimum maximum zero one two three four five six seven eight nine ten eleven twelve twenty "

// countedTail reads everything that is left as words for the thing counted:
// "layer evaluations", "loads per pass". False if anything else is left.
func (p *parser) countedTail() bool {
	if p.level > 0 || p.bars > 0 || p.peek().kind == tokEnd {
		return false
	}
	start := p.peek().pos
	for _, t := range p.tokens[p.i:] {
		switch {
		case t.kind == tokEnd:
		case t.kind == tokOp && strings.Contains("-/()'", t.text):
		case t.kind != tokWord || listed(notCounted, strings.ToLower(t.text)) || len(t.text) < 2 && t.text != "a" || numberWords[t.text] != 0:
			return false
		case t.text != "per" && !t.ascii(p.src):
			return false
		}
		if _, declared := p.syms[t.text]; t.kind == tokWord && (declared || likeUnit(t.text)) {
			return false
		}
	}
	p.counted = strings.TrimRight(strings.TrimSpace(p.src[start:]), ".}$ ")
	p.countedAt = start
	p.i = len(p.tokens) - 1
	return true
}

// likeUnit reports whether word is a unit, or one but for its capitals (KB).
func likeUnit(word string) bool {
	if _, ok := lookupUnit(word); ok {
		return true
	}
	for name := range unitTable {
		if len(name) > 1 && strings.EqualFold(name, word) {
			return true
		}
	}
	return false
}

// ascii reports whether t stands in the source as it is.
func (t token) ascii(src string) bool { return src[t.pos:t.end] == t.text }

// undeclared reports a name that means nothing here, with those it may stand for.
func (p *parser) undeclared(t token) {
	shown := p.src[t.pos:t.end]
	if _, n := p.subscript(p.i + 1); n > 0 && p.math && p.peek() == t {
		shown = p.src[t.pos:p.tokens[p.i+n].end]
	}
	if p.terse {
		p.fail(t.pos, "", "%q is not a name in this question.", clip(shown))
	}
	names := p.syms.names()
	if slices.Contains(p.ended, baseName(t)) && p.math {
		p.fail(t.pos, "Put all that it is taken of in brackets: prod_{i=1}^{n} (...).", "%q is known only inside the sum or product, which ends before it.", clip(shown))
	}
	if (t.text == "or" || t.text == "and") && p.lang.Equation {
		p.fail(t.pos, "Write one relation, or a chain such as 0 < x <= 3.", "%q between relations cannot be judged here.", t.text)
	}
	if t.text == "or" || t.text == "and" {
		p.fail(t.pos, "Write one of them.", "One answer is asked for.")
	}
	if p.units {
		if near := NearestUnits(t.text, 2); len(near) > 0 {
			p.fail(t.pos, "Did you mean "+strings.Join(near, " or ")+"?", "%q is not a unit that is known here.", clip(shown))
		}
	}
	if near := Nearest(p.shownName(t), append(names, functionNames()...), 2); len(near) > 0 {
		p.fail(t.pos, "Did you mean "+strings.Join(near, " or ")+"?", "%q is not a name in this question.", clip(shown))
	}
	hint := "A number is asked for."
	if len(names) > 0 {
		hint = "Names here: " + strings.Join(sortedKeys(p.syms), ", ")
	}
	p.fail(t.pos, hint, "%q is not a name in this question.", clip(shown))
}
