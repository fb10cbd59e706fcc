package expr

import (
	"slices"
	"strings"
)

// A Language is what a formula may be made of.
type Language struct {
	Symbols Symbols
	// Aliases are further spellings of declared symbols, in any notation.
	Aliases map[string][]string
	// Open makes every letter a symbol, beside those that are declared.
	Open bool
	// Words makes every word a symbol where Open makes every letter one.
	Words bool
	// Results are names that an answer may give itself on the left of =.
	Results []string
	// Equation leaves equations whole; otherwise what stands right of a result
	// is read.
	Equation bool
	// Tuple makes every comma in brackets separate entries of a tuple.
	Tuple bool
	// Lists and Sets make [x] a list and {x} a set of one where they are a whole
	// answer or a whole part of one; Intervals asks for intervals of numbers.
	Lists, Sets, Intervals bool
	// Matrices makes a list of equally long lists a matrix.
	Matrices bool
}

// Parse reads a formula. The error is a *[SyntaxError].
func (l Language) Parse(src string) (Expr, error) {
	tokens, err := lex(src)
	if err == nil && !(l.Intervals && opensInterval(tokens)) {
		err = checkBrackets(tokens)
	}
	if err != nil {
		return nil, err
	}
	p := &parser{src: src, tokens: tokens, syms: l.Symbols, math: true, lang: l, kinds: map[Expr]vkind{}}
	p.joinAliases()
	return p.whole()
}

// mathFunctions are the functions of formulas beside those of [functions].
var mathFunctions = [...]function{
	{name: "acos", min: 1, max: 1, tex: `\arccos`},
	{name: "acosh", min: 1, max: 1, tex: `\mathrm{acosh}`},
	{name: "asin", min: 1, max: 1, tex: `\arcsin`},
	{name: "asinh", min: 1, max: 1, tex: `\mathrm{asinh}`},
	{name: "atan", min: 1, max: 1, tex: `\arctan`},
	{name: "atanh", min: 1, max: 1, tex: `\mathrm{atanh}`},
	{name: "binom", min: 2, max: 2},
	{name: "cos", min: 1, max: 1, tex: `\cos`},
	{name: "cosh", min: 1, max: 1, tex: `\cosh`},
	{name: "cot", min: 1, max: 1, tex: `\cot`},
	{name: "coth", min: 1, max: 1, tex: `\coth`},
	{name: "csc", min: 1, max: 1, tex: `\csc`},
	{name: "csch", min: 1, max: 1, tex: `\mathrm{csch}`},
	{name: "det", min: 1, max: 1, tex: `\det`},
	{name: "diag", min: 1, max: 1, tex: `\mathrm{diag}`},
	{name: "dot", min: 2, max: 2},
	{name: "inv", min: 1, max: 1},
	{name: "norm", min: 1, max: 1},
	{name: "round", min: 1, max: 1, tex: `\mathrm{round}`},
	{name: "sec", min: 1, max: 1, tex: `\sec`},
	{name: "sech", min: 1, max: 1, tex: `\mathrm{sech}`},
	{name: "sgn", min: 1, max: 1, tex: `\mathrm{sgn}`},
	{name: "sigfig", min: 2, max: 2, tex: `\mathrm{sigfig}`},
	{name: "sin", min: 1, max: 1, tex: `\sin`},
	{name: "sinh", min: 1, max: 1, tex: `\sinh`},
	{name: "tan", min: 1, max: 1, tex: `\tan`},
	{name: "tanh", min: 1, max: 1, tex: `\tanh`},
	{name: "tr", min: 1, max: 1, tex: `\mathrm{tr}`},
	{name: "transpose", min: 1, max: 1},
}

// mathSpellings are other names of functions.
var mathSpellings = map[string]string{
	"ln": "log", "lg": "log", "ceiling": "ceil", "trace": "tr", "inverse": "inv", "cosec": "csc", "cosech": "csch",
	"arcsin": "asin", "arccos": "acos", "arctan": "atan", "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh",
	"arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "sign": "sgn", "signum": "sgn",
	"binomial": "binom", "choose": "binom", "significantfigures": "sigfig",
}

func mathFunction(name string) *function {
	for i := range mathFunctions {
		if mathFunctions[i].name == name {
			return &mathFunctions[i]
		}
	}
	return lookupFunction(name)
}

func (p *parser) lookup(name string) *function {
	if p.math {
		return mathFunction(name)
	}
	return lookupFunction(name)
}

// statement reads an equation, a tuple without brackets, or an expression.
func (p *parser) statement() Expr {
	if !p.lang.Equation {
		p.skipResult()
	}
	p.inArgs = p.lang.Tuple || p.lang.Sets
	if p.lang.Intervals && opensInterval(p.tokens[p.i:]) {
		return p.intervals()
	}
	p.itemStart = p.i
	x := p.relation()
	if p.lang.Tuple && p.at(",") {
		x = p.tuple(x)
	}
	if t := p.peek(); p.lang.Sets && p.at(",") {
		p.fail(t.pos, "Write {"+x.String()+", ...}.", "A set stands in braces.")
	}
	return x
}

func (p *parser) atEquals() bool {
	return p.at("=", "==") || p.at(":") && p.tokens[p.i+1].text == "="
}

func (p *parser) skipEquals() {
	if p.next().text == ":" {
		p.next()
	}
}

// tuple reads the entries after the first.
func (p *parser) tuple(first Expr) Expr {
	items := []Expr{first}
	for p.at(",") {
		p.next()
		items = append(items, p.item())
	}
	return p.node(&Tuple{items})
}

// skipResult skips the left side of an answer such as M_t = ..., if it is a name
// of the result or any single name that is not declared.
func (p *parser) skipResult() {
	end, depth := -1, 0
	for i, t := range p.tokens {
		switch {
		case t.kind != tokOp:
		case closers[t.text] != "":
			depth++
		case strings.Contains(closing, t.text):
			depth--
		}
		if depth == 0 && t.kind == tokOp && (t.text == "=" || t.text == "==") {
			if end >= 0 {
				return
			}
			end = i
		}
	}
	if end < 0 {
		return
	}
	stop := end
	if stop > 0 && p.tokens[stop-1].text == ":" {
		stop--
	}
	if p.isResult(p.tokens[:stop]) {
		p.i = end + 1
		return
	}
	if last := len(p.tokens) - 1; p.isListed(p.tokens[end+1 : last]) { // ... = M_t
		p.tokens = append(slices.Clone(p.tokens[:stop]), token{tokEnd, "", p.tokens[stop].pos, p.tokens[stop].pos})
	}
}

// isListed reports whether tokens are one of the names of the result.
func (p *parser) isListed(name []token) bool {
	name = withoutAccents(p.src, name)
	for _, r := range p.lang.Results {
		result, err := lex(r)
		if err != nil {
			continue
		}
		for _, l := range withoutIndex(name) {
			if sameTokens(l, result[:len(result)-1]) {
				return true
			}
		}
	}
	return false
}

// withoutAccents leaves out \bar, \hat and \tilde.
func withoutAccents(src string, tokens []token) []token {
	return slices.DeleteFunc(slices.Clone(tokens), func(t token) bool {
		return t.kind == tokWord && src[t.pos] == '\\' && (t.text == "bar" || t.text == "hat" || t.text == "tilde")
	})
}

func (p *parser) isResult(left []token) bool {
	if len(left) == 0 {
		return true
	}
	if p.isListed(left) {
		return true
	}
	_, _, n := p.symbol()
	if left[0].kind != tokWord || len(left) > 8 || n > 0 || p.split(left[0].text) != nil || mathFunction(left[0].text) != nil || seriesName(left[0].text) != "" {
		return false
	}
	for i, t := range left[1:] {
		plain := t.kind == tokWord || t.kind == tokNum || t.kind == tokSub || t.kind == tokOp && strings.Contains("{}|,", t.text)
		if i == 0 && t.kind != tokSub && t.text != "_" && t.text != "'" || i > 0 && !plain {
			return false
		}
	}
	return true
}

// withoutIndex returns the ways to read the name of a result as one of an entry:
// g_z[i], g_{z,i}, (g_z)_i, g_i^{(z)}, without their index.
func withoutIndex(left []token) [][]token {
	list := [][]token{left}
	text := func(i int) string {
		if i < 0 || i >= len(left) {
			return ""
		}
		return left[i].text
	}
	cut := func(i, j int) []token { return append(slices.Clone(left[:i]), left[j:]...) }
	n := len(left)
	index := func(i int) bool { return len(text(i)) == 1 && strings.Contains("ijkn", text(i)) }
	switch {
	case text(n-3) == "[" && index(n-2), n > 2 && text(n-4) == "_" && text(n-3) == "{" && index(n-2):
		list = append(list, left[:n-3], cut(max(n-4, 0), n))
	case text(n-3) == "," && index(n-2):
		list = append(list, cut(n-3, n-1))
	case text(n-2) == "_" && index(n-1):
		list = append(list, left[:n-2])
	case n > 1 && left[n-1].kind == tokSub && index(n-1):
		list = append(list, left[:n-1])
	case text(1) == "_" && index(2) && text(3) == "^":
		list = append(list, cut(1, 3))
	case text(1) == "_" && text(2) == "{" && index(3) && text(5) == "^":
		list = append(list, cut(1, 5))
	}
	for _, l := range list[1:] {
		if len(l) > 2 && l[0].text == "(" && l[len(l)-1].text == ")" {
			list = append(list, l[1:len(l)-1])
		}
	}
	return list
}

// sameTokens compares spellings, where braces do not matter.
func sameTokens(a, b []token) bool {
	bare := func(ts []token) (words []string) {
		for _, t := range ts {
			switch {
			case t.kind == tokSub:
				words = append(words, "_", t.text)
			case t.text == "[":
				words = append(words, "_")
			case t.text == "]":
			case t.text != "{" && t.text != "}":
				words = append(words, t.text)
			}
		}
		return words
	}
	return slices.Equal(bare(a), bare(b))
}

// joinAliases replaces spellings of aliases by the symbols that they stand for.
func (p *parser) joinAliases() {
	type alias struct {
		tokens []token
		name   string
	}
	var list []alias
	for _, name := range sortedKeys(p.lang.Aliases) {
		for _, s := range p.lang.Aliases[name] {
			if ts, err := lex(s); err == nil && len(ts) > 1 {
				list = append(list, alias{ts[:len(ts)-1], name})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b alias) int { return len(b.tokens) - len(a.tokens) })
	if len(list) == 0 {
		return
	}
	var out []token
	for i := 0; i < len(p.tokens); {
		k := slices.IndexFunc(list, func(a alias) bool {
			n := len(a.tokens)
			return i+n < len(p.tokens) && sameSpelling(p.tokens[i:i+n], a.tokens)
		})
		if k < 0 {
			out = append(out, p.tokens[i])
			i++
			continue
		}
		n := len(list[k].tokens)
		out = append(out, token{tokSymbol, list[k].name, p.tokens[i].pos, p.tokens[i+n-1].end})
		i += n
	}
	p.tokens = out
}

func sameSpelling(a, b []token) bool {
	return slices.EqualFunc(a, b, func(a, b token) bool { return a.kind == b.kind && a.text == b.text })
}
