package expr

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// numberWords are the words and letters that multiply the number before them.
// The letters have to follow at once; 5 K is a temperature.
var numberWords = map[string]int64{
	"k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12,
	"dozen": 12, "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
}

// number reads a number with its groups of digits and a letter such as k.
func (p *parser) number() Expr {
	t := p.grouped(p.next())
	x := p.literal(t)
	if w := p.peek(); w.kind == tokPart && p.glued(p.i) {
		p.next()
		return p.binary(Add, x, p.fractionOf(w)) // 2½
	}
	if n, ok := x.(*Num); ok {
		return p.scaled(n)
	}
	return x
}

// scaled applies a following k, M or million.
func (p *parser) scaled(n *Num) Expr {
	w := p.peek()
	f, ok := numberWords[w.text]
	if _, declared := p.syms[w.text]; w.kind != tokWord || !ok || declared {
		return n
	}
	if len(w.text) == 1 && (p.math || w.text != "k" && !p.glued(p.i)) {
		return n
	}
	v := new(big.Rat).Mul(n.Val, new(big.Rat).SetInt64(f))
	text, ok := terminating(v)
	if !ok {
		return n
	}
	p.next()
	return &Num{text, v}
}

// literal makes the node of a number token. An exponent too large to write out
// becomes a power of ten, so that nothing is computed here.
func (p *parser) literal(t token) Expr {
	text := t.text
	mant, exp, hasExp := strings.Cut(text, "e")
	if strings.HasPrefix(mant, ".") {
		mant = "0" + mant
	}
	mant = strings.TrimSuffix(mant, ".")
	if len(mant) > maxDigits {
		p.fail(t.pos, "", "This number has more than %d digits.", maxDigits)
	}
	text = mant
	if hasExp {
		if n, err := strconv.Atoi(exp); err != nil || n < -maxExp || n > maxExp {
			return p.hugePower(t, mant, exp)
		}
		text += "e" + exp
	}
	v, ok := parseDecimal(text)
	if !ok {
		p.fail(t.pos, "", "%q is not a number.", clip(t.text))
	}
	return p.node(&Num{text, v})
}

// hugePower is mant * 10^exp as a tree.
func (p *parser) hugePower(t token, mant, exp string) Expr {
	m := p.literal(token{tokNum, mant, t.pos, t.end})
	e := p.literal(token{tokNum, strings.TrimPrefix(exp, "-"), t.pos, t.end})
	if strings.HasPrefix(exp, "-") {
		e = p.unary(Neg, e)
	}
	ten := &Num{"10", big.NewRat(10, 1)}
	return p.binary(Mul, m, p.binary(Pow, ten, e))
}

// grouped joins t with the groups of three digits that follow it, separated by
// commas or thin blanks. Groups that are not of three digits are refused.
func (p *parser) grouped(t token) token {
	if n := p.peek(); n.kind == tokNum && p.glued(p.i) {
		p.fail(n.pos, "", "A number has one decimal point at most.")
	}
	if p.comma() {
		return p.commaGroups(t)
	}
	text, end := t.text, t.end
	for len(t.text) <= 3 && !strings.ContainsAny(t.text, ".e") && t.text[0] != '0' {
		n := p.peek()
		if n.kind != tokNum || !isGap(p.src[end:n.pos]) || !isGroup(n.text) || strings.ContainsAny(text, ".e") {
			break
		}
		p.next()
		text, end = text+n.text, n.end
	}
	return token{tokNum, text, t.pos, end}
}

// comma reports whether a comma inside a number follows: digits at once on both
// sides, or {,} as in LaTeX, and not between the arguments of a function.
func (p *parser) comma() bool {
	if p.inArgs {
		return false
	}
	if n := p.peek(); n.kind == tokOp && n.text == "{" && p.i+2 < len(p.tokens) {
		return p.tokens[p.i+1].text == "," && p.tokens[p.i+2].text == "}"
	}
	return p.at(",") && p.glued(p.i) && p.glued(p.i+1) && p.tokens[p.i+1].kind == tokNum
}

// commaGroups reads 25,600 and 1,234,567.5.
func (p *parser) commaGroups(first token) token {
	comma := p.peek().pos
	groups := []string{first.text}
	end := first.end
	bad := -1
	for p.comma() {
		if p.next().text == "{" {
			p.next()
			p.next()
		}
		t := p.peek()
		if t.kind != tokNum {
			p.unexpected(t)
		}
		p.next()
		if bad < 0 && (!isGroup(t.text) || strings.ContainsAny(groups[len(groups)-1], ".e")) {
			bad = len(groups)
		}
		groups, end = append(groups, t.text), t.end
	}
	switch {
	case bad >= 0:
		digits, _, _ := strings.Cut(groups[bad], ".")
		p.fail(comma, mendComma(groups), "A comma separates groups of three digits, and %s is %s.", clip(digits), numberWord(len(digits)))
	case strings.ContainsAny(first.text, ".e") || len(first.text) > 3 || first.text[0] == '0':
		p.fail(comma, mendComma(groups), "A comma separates groups of three digits.")
	}
	return token{tokNum, strings.Join(groups, ""), first.pos, end}
}

// mendComma offers what a number with a misplaced comma may have meant. It is
// made from the text alone.
func mendComma(groups []string) string {
	joined := strings.Join(groups, "")
	without := strings.TrimLeft(joined, "0")
	if len(joined) > 30 || strings.ContainsRune(joined, 'e') || strings.Count(joined, ".") > 1 {
		return ""
	}
	if len(groups) > 2 || strings.ContainsRune(joined, '.') {
		return fmt.Sprintf("Write   %s   if the commas should not be there.", joined)
	}
	point := groups[0] + "." + groups[1]
	if without != joined { // 0,5: nobody means 05
		return fmt.Sprintf("Write   %s   if the comma is a decimal point.", point)
	}
	return fmt.Sprintf("Write   %s   if the comma is a decimal point,\n        %-*s   if it should not be there.", point, len(point), joined)
}

// isGroup reports whether s is three digits, perhaps with decimals.
func isGroup(s string) bool {
	whole, _, _ := strings.Cut(s, ".")
	return len(whole) == 3 && strings.IndexByte(s, 'e') < 0
}

// isGap reports whether s may separate groups of digits.
func isGap(s string) bool {
	switch s {
	case " ", "\u00a0", "\u2007", "\u2009", "\u202f", `\,`, `\;`, `\:`, `\ `, "~":
		return true
	}
	return false
}

func numberWord(n int) string {
	words := []string{"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
	if n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}
