package expr

import (
	"slices"
	"strings"
)

// This file reads the names of formulas.

// A vkind is how an expression is laid out: as far as it is plain to see.
type vkind byte

const (
	scalarKind vkind = iota
	columnKind
	rowKind
	matrixKind
)

// kind returns the layout that the declaration gives a symbol.
func (d Decl) kind() vkind {
	switch {
	case d.Kind == "vector":
		return columnKind
	case len(d.Dims) > 0:
		return matrixKind
	}
	return scalarKind
}

// named is the node of a symbol.
func (p *parser) named(name string) Expr {
	if name == "I" && p.identity() {
		return p.node(&Const{"I"})
	}
	return p.node(&Name{name, p.math && p.syms[name].kind() != scalarKind})
}

// identity reports whether I stands for the identity matrix here.
func (p *parser) identity() bool {
	if _, declared := p.syms["I"]; declared || !p.math || slices.Contains(p.bound, "I") {
		return false
	}
	for _, d := range p.syms {
		if len(d.Dims) > 0 {
			return true
		}
	}
	return false
}

// isName reports whether a word alone is a symbol here.
func (p *parser) isName(word string) bool {
	_, declared := p.syms[word]
	return declared || slices.Contains(p.bound, word) || word == "I" && p.identity() || p.isDim(word)
}

// isDim reports whether a word names a dimension of a declared symbol.
func (p *parser) isDim(word string) bool {
	for _, d := range p.syms {
		if slices.Contains(d.Dims, word) && !isDigit(rune(word[0])) {
			return true
		}
	}
	return false
}

// splitNames are the names that a word may be a product of, longest first.
func (p *parser) splitNames() []string {
	var names []string
	for _, n := range append(p.syms.names(), p.bound...) {
		if !strings.Contains(n, "_") && p.syms[n].Kind != "sequence" {
			names = append(names, n)
		}
	}
	for _, d := range p.syms {
		names = append(names, d.Dims...)
	}
	if p.identity() {
		names = append(names, "I")
	}
	slices.Sort(names)
	slices.SortStableFunc(names, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(names)
}

// lastNames are the words that make a symbol together with the subscript after
// the next token.
func (p *parser) lastNames() []string {
	sub := p.subText()
	if sub == "" {
		return nil
	}
	var names []string
	for n, d := range p.syms {
		base, s, ok := strings.Cut(n, "_")
		if ok && strings.HasPrefix(sub, s) {
			names = append(names, base)
		}
		if d.Kind == "sequence" {
			names = append(names, n)
		}
	}
	return names
}

// firstPart reads the first of several symbols in a word and leaves the rest.
func (p *parser) firstPart(t token, n int) Expr {
	if n == len(t.text) {
		p.undeclared(t)
	}
	at := t.pos + n
	if t.end-t.pos != len(t.text) { // of characters that stand for others
		at = t.pos
	}
	p.tokens[p.i] = token{tokWord, t.text[n:], at, t.end}
	return p.named(t.text[:n])
}

// symbol matches a symbol at the next token: how many tokens it takes, and how
// many bytes of the last, which is 0 for all of it.
func (p *parser) symbol() (name string, part, n int) {
	t := p.peek()
	if t.kind == tokSymbol {
		return t.text, 0, 1
	}
	base := baseName(t)
	if name, part := p.besideGreek(); name != "" {
		return name, part, 2
	}
	if sub, k := p.subscript(p.i + 1); k > 0 {
		if p.isName(base + "_" + sub) {
			return base + "_" + sub, 0, 1 + k
		}
		if name := p.aliasOf(base + "_" + sub); name != "" { // Mₜ for M_t
			return name, 0, 1 + k
		}
		if k == 2 && p.tokens[p.i+2].kind == tokWord { // \lambda_rM
			for cut := len(sub) - 1; cut > 0; cut-- {
				if p.isName(base + "_" + sub[:cut]) {
					return base + "_" + sub[:cut], cut, 1 + k
				}
			}
		}
	}
	if b := p.tokens[p.i+1]; b.text == "[" && p.glued(p.i+1) && p.i+3 < len(p.tokens) && p.tokens[p.i+3].text == "]" {
		index := baseName(p.tokens[p.i+2])
		if p.isName(base + "_" + index) {
			return base + "_" + index, 0, 4
		}
		if p.tokens[p.i+2].kind == tokNum && p.isName(base+index) && !p.lang.Open {
			return base + index, 0, 4
		}
	}
	if d := p.tokens[p.i+1]; d.kind == tokNum && p.glued(p.i+1) {
		for _, full := range []string{base + d.text, base + "_" + d.text} {
			if p.isName(full) && (full == base+d.text || !p.lang.Open) {
				return full, 0, 2
			}
		}
	}
	if sub, k := p.subscript(p.i + 1); k > 0 && isDigit(rune(sub[0])) && p.isName(base+sub) && !p.lang.Open { // eta_1 for eta1
		return base + sub, 0, 1 + k
	}
	if p.isName(base) {
		return base, 0, 1
	}
	return "", 0, 0
}

// besideGreek matches a Greek character and letters at once behind it that are its
// subscript, λr for λ_r, where no symbol is called λ; part is as in symbol.
func (p *parser) besideGreek() (name string, part int) {
	t := p.peek()
	if p.i+1 >= len(p.tokens) || !p.glued(p.i+1) || p.tokens[p.i+1].kind != tokWord {
		return "", 0
	}
	if base := baseName(t); t.kind == tokWord && !t.ascii(p.src) && p.src[t.pos] != '\\' && len(base) > 1 && !p.isName(base) {
		next := p.tokens[p.i+1]
		sub := baseName(next)
		if p.isName(base + "_" + sub) {
			return base + "_" + sub, 0
		}
		for cut := len(sub) - 1; cut > 0 && next.ascii(p.src); cut-- {
			if p.isName(base + "_" + sub[:cut]) {
				return base + "_" + sub[:cut], cut
			}
		}
	}
	return "", 0
}

// aliasOf returns the symbol that has a name as an alias; "" if none has.
func (p *parser) aliasOf(name string) string {
	for _, symbol := range sortedKeys(p.lang.Aliases) {
		if slices.Contains(p.lang.Aliases[symbol], name) {
			return symbol
		}
	}
	return ""
}

func baseName(t token) string {
	if t.text == "µ" {
		return "mu"
	}
	return t.text
}

// mathWord reads a symbol, an entry of a sequence, a sum or a product; nil if
// the next token begins none of them.
func (p *parser) mathWord() Expr {
	t := p.peek()
	if e := p.sequence(); e != nil {
		return e
	}
	if e := p.infinite(); e != nil {
		return e
	}
	if t.text == "C" && !p.isName("C") && p.takesTwo() {
		p.tokens[p.i].text = "binom"
		t = p.peek()
	}
	if next := p.tokens[p.i+1]; (t.text == "matrix" || t.text == "Matrix") && next.text == "(" && p.i+2 < len(p.tokens) && strings.Contains("[(", p.tokens[p.i+2].text) {
		return p.matrixWord()
	}
	if name, part, n := p.symbol(); n > 0 {
		p.i += n
		if part > 0 {
			p.i--
			last := p.tokens[p.i]
			p.tokens[p.i] = token{tokWord, last.text[part:], last.pos + part, last.end}
		}
		x := p.named(name)
		if name != "I" {
			if e := p.entry(name); e != nil {
				return e
			}
		}
		p.noEntry(name)
		return x
	}
	if fn := seriesName(t.text); fn != "" {
		return p.series(fn)
	}
	if t.text == "e" || t.text == "pi" {
		return nil
	}
	if _, fn := p.functionName(t.text); fn || !p.lang.Open {
		return nil
	}
	return p.openName(t)
}

// noEntry refuses an entry of a vector, and a subscript that is not declared.
func (p *parser) noEntry(name string) {
	t := p.peek()
	if t.kind != tokSub && t.text != "_" && !(t.text == "[" && p.glued(p.i)) {
		return
	}
	if name == "I" {
		if _, n := p.subscript(p.i); n > 0 {
			p.i += n
			return
		}
	}
	if t.text != "[" {
		sub, _ := p.subscript(p.i)
		hint := "Names here: " + strings.Join(sortedKeys(p.syms), ", ")
		p.fail(t.pos, hint, "%q is not a name in this question.", clip(name+"_"+sub))
	}
}

// openName reads a name where every letter may be one.
func (p *parser) openName(t token) Expr {
	name := baseName(t)
	letter := len(name) == 1 || isGreekName(name) || name == "mu" || slices.Contains(greekCapitals[:], name)
	if sub, n := p.subscript(p.i + 1); n > 0 && (letter || p.lang.Words && p.tokens[p.i+1+n].text != "(") {
		p.i += 1 + n
		return p.node(&Name{Name: name + "_" + sub})
	}
	if p.split(t.text) != nil {
		return nil
	}
	next := p.tokens[p.i+1]
	if p.lang.Words && next.kind == tokNum && p.glued(p.i+1) && !strings.ContainsAny(next.text, ".e") {
		p.i += 2
		return p.node(&Name{Name: name + next.text})
	}
	if letter || p.lang.Words && next.text != "(" && next.text != "_" {
		p.next()
		return p.node(&Name{Name: name})
	}
	return nil
}

// sequence reads an entry such as beta_i, beta_{i-1} or beta[i].
func (p *parser) sequence() Expr {
	t := p.peek()
	base := baseName(t)
	if p.syms[base].Kind != "sequence" {
		return nil
	}
	if _, declared := p.syms[base+"_"+p.subText()]; declared {
		return nil
	}
	next := p.tokens[p.i+1]
	switch {
	case next.kind == tokSub:
		p.i += 2
		return p.node(&Item{base, p.inner(next)})
	case next.kind == tokOp && next.text == "_":
		p.i += 2
		if p.at("{", "(") {
			return p.node(&Item{base, p.indexOf(base)})
		}
		return p.node(&Item{base, p.index()})
	case next.kind == tokOp && (next.text == "[" || next.text == "("):
		p.next()
		return p.node(&Item{base, p.indexOf(base)})
	}
	p.fail(t.pos, "Write "+base+"_i or "+base+"[i].", "%s is a sequence; an index is missing.", base)
	return nil
}

// indexOf reads the index of a sequence in brackets.
func (p *parser) indexOf(seq string) Expr {
	at := p.peek()
	x, _ := p.bracketed(at)
	if classOf(x) != exprClass {
		p.fail(at.pos, "", "An entry of %s has one index.", seq)
	}
	return x
}

func (p *parser) subText() string {
	s, _ := p.subscript(p.i + 1)
	return s
}

// index reads an index without brackets: a number or a name, the longest that
// is known.
func (p *parser) index() Expr {
	t := p.peek()
	switch {
	case t.kind == tokNum:
		return p.number()
	case t.kind != tokWord:
		p.fail(t.pos, "", "An index is missing here.")
	}
	word := baseName(t)
	for cut := len(word); cut > 0; cut-- {
		if p.syms[word[:cut]].Kind == "sequence" { // of which no index is made
			continue
		}
		if p.isName(word[:cut]) || p.lang.Open && cut == 1 {
			if cut == len(word) {
				p.next()
			} else {
				p.tokens[p.i] = token{tokWord, t.text[cut:], t.pos + cut, t.end}
			}
			return p.named(word[:cut])
		}
	}
	p.undeclared(t)
	return nil
}

// inner reads the text of subscript characters as an expression.
func (p *parser) inner(t token) Expr {
	q, err := newParser(t.text, p.syms, false)
	if err != nil {
		p.fail(t.pos, err.(*SyntaxError).Hint, "This index cannot be read.")
	}
	q.math, q.lang, q.bound, q.kinds = true, p.lang, p.bound, p.kinds
	q.lang.Tuple, q.lang.Equation, q.depth = false, true, p.depth+1
	e, err := q.whole()
	if err != nil {
		p.fail(t.pos, "", "%s", err.(*SyntaxError).Msg)
	}
	return e
}

// shownName is the name that a person wrote at t, with its subscript.
func (p *parser) shownName(t token) string {
	if sub := p.subText(); p.math && sub != "" {
		return baseName(t) + "_" + sub
	}
	return t.text
}
