package tex

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// A form is how a command with arguments, or one that changes the parse, reads.
type form uint8

const (
	formFrac form = iota + 1
	formBinom
	formSqrt
	formLeft
	formMiddle
	formBig
	formBegin
	formText
	formName
	formStack
	formOver
	formUnder
	formBraceOver
	formBraceUnder
	formNot
	formTag
	formSkipArg
	formSkip
	formPass
	formColor
	formSpaceArg
	formMod
	formSubstack
	formArrow
	formDefine
	formGenfrac
	formRoot
	formPrescript
	formSideset
	formCancelTo
	formPassThird
	formSkipThree
	formSkipLength
	formChoice
	formModWord
	formRef
	formPod
	formPhantom
)

// forms are the commands that are not symbols, accents, alphabets or spaces.
var forms = map[string]form{
	"frac": formFrac, "dfrac": formFrac, "tfrac": formFrac, "cfrac": formFrac, "binom": formBinom, "dbinom": formBinom, "tbinom": formBinom,
	"sqrt": formSqrt, "left": formLeft, "middle": formMiddle, "begin": formBegin, "substack": formSubstack,
	"big": formBig, "Big": formBig, "bigg": formBig, "Bigg": formBig, "bigl": formBig, "Bigl": formBig, "biggl": formBig, "Biggl": formBig,
	"bigr": formBig, "Bigr": formBig, "biggr": formBig, "Biggr": formBig, "bigm": formBig, "Bigm": formBig,
	"text": formText, "textbf": formText, "textit": formText, "textrm": formText, "texttt": formText, "textsf": formText, "mbox": formText, "hbox": formText, "emph": formText,
	"textup": formText, "textsc": formText, "textnormal": formText, "textmd": formText, "textsl": formText, "vbox": formText, "fbox": formText, "textquote": formText,
	"operatorname": formName, "operatornamewithlimits": formName,
	"xrightarrow": formArrow, "xleftarrow": formArrow, "xleftrightarrow": formArrow, "xRightarrow": formArrow, "xLeftarrow": formArrow, "xLeftrightarrow": formArrow,
	"xmapsto": formArrow, "xhookrightarrow": formArrow, "xlongequal": formArrow,
	"newcommand": formDefine, "renewcommand": formDefine, "providecommand": formDefine, "DeclareMathOperator": formDefine, "def": formDefine, "let": formDefine,
	"nicefrac": formFrac, "sfrac": formFrac, "genfrac": formGenfrac, "root": formRoot, "prescript": formPrescript, "sideset": formSideset,
	"overbracket": formBraceOver, "underbracket": formBraceUnder, "overparen": formBraceOver, "underparen": formBraceUnder,
	"stackrel": formStack, "overset": formOver, "underset": formUnder, "overbrace": formBraceOver, "underbrace": formBraceUnder,
	"not": formNot, "tag": formTag, "label": formSkipArg, "pmod": formMod,
	"limits": formSkip, "nolimits": formSkip, "displaystyle": formSkip, "textstyle": formSkip, "scriptstyle": formSkip, "scriptscriptstyle": formSkip, "nonumber": formSkip, "notag": formSkip,
	"nobreak": formSkip, "null": formSkip, "centering": formSkip, "hline": formSkip, "hfill": formSkip, "hfil": formSkip, "/": formSkip, "-": formSkip,
	"tiny": formSkip, "scriptsize": formSkip, "footnotesize": formSkip, "small": formSkip, "normalsize": formSkip, "large": formSkip, "Large": formSkip, "LARGE": formSkip, "huge": formSkip, "Huge": formSkip,
	"hskip": formSkipLength, "mskip": formSkipLength, "kern": formSkipLength, "mkern": formSkipLength, "vskip": formSkipLength,
	"strut": formSkip, "mathstrut": formSkip, "allowbreak": formSkip, "relax": formSkip, "noindent": formSkip,
	"boxed": formPass, "mathop": formPass, "mathbin": formPass, "mathrel": formPass, "mathord": formPass, "mathopen": formPass, "mathclose": formPass, "mathpunct": formPass, "mathinner": formPass, "smash": formPass, "ensuremath": formPass,
	"rlap": formPass, "llap": formPass, "clap": formPass, "mathrlap": formPass, "mathllap": formPass, "mathclap": formPass,
	"raisebox": formColor, "colorbox": formColor, "fcolorbox": formPassThird, "definecolor": formSkipThree, "cancelto": formCancelTo, "mathchoice": formChoice,
	"mod": formModWord, "pod": formPod, "eqref": formRef, "ref": formRef, "cite": formRef,
	"color": formSkipArg, "textcolor": formColor, "hspace": formSpaceArg, "mspace": formSpaceArg, "vspace": formSkipArg, "phantom": formPhantom, "hphantom": formPhantom, "vphantom": formSkipArg,
}

// command reads a command and its arguments; nil draws nothing.
func (p *parser) command() (Node, error) {
	start := p.pos
	name := p.commandName()
	at := Range{start, p.pos}
	if m, ok := p.defined[name]; ok {
		return p.expand(start, name, m)
	}
	if s, ok := symbols[name]; ok {
		return p.symbol(at, name, s), nil
	}
	if cells, ok := spaces[name]; ok {
		return &Space{at, cells}, nil
	}
	if st, ok := styles[name]; ok {
		return p.alphabet(start, name, st)
	}
	if mark, ok := accents[name]; ok {
		body, err := p.arg(`\` + name)
		return &Accent{Range{start, p.pos}, name, mark, body}, err
	}
	if s, ok := bigOps[name]; ok {
		if s.ascii == "" {
			s.ascii = name
		}
		op := &Atom{Range: at, Text: s.text, ASCII: s.ascii, Class: Op}
		return &BigOp{Range: at, Op: op, Limits: !strings.HasSuffix(name, "int")}, nil
	}
	if limits, ok := words[name]; ok {
		return p.word(at, name, limits), nil
	}
	if f := forms[name]; f != 0 {
		return p.form(f, start, name)
	}
	if s, ok := amsSymbols[name]; ok {
		return p.symbol(at, name, s), nil
	}
	if m, ok := macros[name]; ok {
		return p.expand(start, name, m)
	}
	return nil, p.unknown(start, name)
}

// commandName reads \name or \ and one character.
func (p *parser) commandName() string {
	p.pos++
	from := p.pos
	for p.pos < p.end && isLetter(p.src[p.pos]) {
		p.pos++
	}
	if p.pos == from && p.pos < p.end {
		p.pos++
		for p.pos < p.end && p.src[p.pos]&0xC0 == 0x80 { // the rest of a UTF-8 character
			p.pos++
		}
	}
	name := p.src[from:p.pos]
	if strings.HasPrefix(name, "operatorname") && p.pos < p.end && p.src[p.pos] == '*' {
		p.pos++
	}
	return name
}

func (p *parser) symbol(at Range, name string, s symbol) *Atom {
	if s.ascii == "" {
		s.ascii = name
	}
	if s.class == Ord && p.style == bold {
		r := []rune(s.text)
		s.text = string(styled(r[0], bold))
	}
	return &Atom{Range: at, Text: s.text, ASCII: s.ascii, Class: s.class}
}

func (p *parser) word(at Range, name string, limits bool) Node {
	text := &Text{Range: at, Text: name, ASCII: name, Operator: true}
	if limits {
		return &BigOp{Range: at, Op: text, Limits: true}
	}
	return text
}

// alphabet reads the argument of \mathbf and its like in that style. An old
// command such as \bf has no argument and lasts to the end of the group.
func (p *parser) alphabet(start int, name string, s style) (Node, error) {
	if len(name) == 2 && name != "bm" || name == "cal" {
		p.style = s
		return nil, nil
	}
	outer := p.style
	p.style = s
	body, err := p.arg(`\` + name)
	p.style = outer
	if err != nil {
		return nil, err
	}
	if s == upright {
		if text, ascii, ok := flatten(body); ok && text == ascii && len(text) > 1 && !isDigit(text[0]) {
			return &Text{Range: Range{start, p.pos}, Text: text, ASCII: text}, nil
		}
	}
	if l, ok := body.(*List); ok && len(l.Items) == 1 {
		body = l.Items[0]
	}
	if a, ok := body.(*Atom); ok {
		a.Range = Range{start, p.pos}
	}
	return body, nil
}

// flatten returns the letters and digits of a group, with explicit spaces, and
// false when it holds anything else.
func flatten(n Node) (text, ascii string, ok bool) {
	var t, a []byte
	for _, c := range items(n) {
		switch c := c.(type) {
		case *Atom:
			if c.Class != Ord && c.Text != "−" && c.Text != "*" {
				return "", "", false
			}
			text := c.Text
			if text == "−" {
				text = "-"
			}
			t, a = append(t, text...), append(a, c.ASCII...)
		case *Text:
			t, a = append(t, c.Text...), append(a, c.ASCII...)
		case *Space:
			t, a = append(t, ' '), append(a, ' ')
		default:
			return "", "", false
		}
	}
	return string(t), string(a), len(t) > 0
}

func (p *parser) form(f form, start int, name string) (Node, error) {
	cmd := `\` + name
	switch f {
	case formFrac, formBinom:
		num, den, err := p.twoArgs(cmd)
		return &Frac{Range{start, p.pos}, num, den, f == formBinom}, err
	case formSqrt:
		index, err := p.optional()
		if err != nil {
			return nil, err
		}
		body, err := p.arg(cmd)
		return &Root{Range{start, p.pos}, index, body}, err
	case formLeft:
		return p.leftRight(start)
	case formMiddle, formBig:
		return p.loneDelimiter(start, name)
	case formBegin:
		return p.environment(start)
	case formSubstack:
		return p.substack(start)
	case formText:
		return p.text(start, cmd)
	case formName:
		return p.operatorName(start)
	case formStack, formOver:
		over, base, err := p.twoArgs(cmd)
		return &Stack{Range{start, p.pos}, single(base), nil, over, false}, err
	case formUnder:
		under, base, err := p.twoArgs(cmd)
		return &Stack{Range{start, p.pos}, single(base), under, nil, false}, err
	case formArrow:
		return p.arrow(start, name)
	case formBraceOver, formBraceUnder:
		body, err := p.arg(cmd)
		return &Brace{Range{start, p.pos}, f == formBraceOver, body, nil}, err
	}
	return p.smallForm(f, start, cmd)
}

// smallForm reads the commands that draw little or nothing of their own.
func (p *parser) smallForm(f form, start int, cmd string) (Node, error) {
	switch f {
	case formNot:
		return p.negation(start)
	case formTag:
		return p.tag(start)
	case formMod:
		body, err := p.arg(cmd)
		if err != nil {
			return nil, err
		}
		at := Range{start, p.pos}
		l := &List{Range: at, Items: []Node{&Text{Range: at, Text: " (mod ", ASCII: " (mod "}}}
		l.Items = append(append(l.Items, items(body)...), &Text{Range: at, Text: ")", ASCII: ")"})
		return l, nil
	case formPass:
		return p.arg(cmd)
	case formColor:
		if _, err := p.raw(cmd); err != nil {
			return nil, err
		}
		return p.arg(cmd)
	case formSkipArg, formSpaceArg:
		length, err := p.raw(cmd)
		if err != nil || f == formSkipArg {
			return nil, err
		}
		return &Space{Range{start, p.pos}, lengthCells(length, 1)}, nil
	case formSkip:
		return nil, nil // changes no symbol
	}
	return p.rareForm(f, start, cmd)
}

// rareForm reads the commands that are seldom seen.
func (p *parser) rareForm(f form, start int, cmd string) (Node, error) {
	switch f {
	case formDefine:
		return p.define(start, cmd)
	case formGenfrac:
		return p.genfrac(start)
	case formRoot:
		return p.oldRoot(start)
	case formPrescript:
		return p.prescript(start)
	case formSideset:
		return p.sideset(start)
	case formCancelTo:
		value, body, err := p.twoArgs(cmd)
		at := Range{start, p.pos}
		return &Scripts{at, &Accent{at, "cancel", accents["cancel"], body}, nil, full(value)}, err
	case formPassThird, formSkipThree:
		for range 2 {
			if _, err := p.raw(cmd); err != nil {
				return nil, err
			}
		}
		if f == formPassThird {
			return p.arg(cmd)
		}
		_, err := p.raw(cmd)
		return nil, err
	case formPhantom:
		body, err := p.arg(cmd)
		if err != nil {
			return nil, err
		}
		return &Space{Range{start, p.pos}, utf8.RuneCountInString(Line(body, false))}, nil
	case formSkipLength:
		return &Space{Range{start, p.pos}, lengthCells(p.length(), 0)}, nil
	case formChoice:
		n, _, err := p.twoArgs(cmd)
		if err == nil {
			_, _, err = p.twoArgs(cmd)
		}
		return n, err
	case formModWord:
		return &Text{Range: Range{start, p.pos}, Text: " mod ", ASCII: " mod "}, nil
	case formPod, formRef:
		return p.inParens(f, start, cmd)
	}
	panic("tex: no such form: " + cmd)
}

// inParens reads \pod{n} and the label of \eqref, \ref and \cite.
func (p *parser) inParens(f form, start int, cmd string) (Node, error) {
	if f == formPod {
		body, err := p.arg(cmd)
		at := Range{start, p.pos}
		l := &List{Range: at, Items: []Node{&Text{Range: at, Text: " (", ASCII: " ("}}}
		l.Items = append(append(l.Items, items(body)...), &Text{Range: at, Text: ")", ASCII: ")"})
		return l, err
	}
	label, err := p.raw(cmd)
	if err != nil {
		return nil, err
	}
	text, ascii, ok := foldText(label)
	if !ok {
		return nil, p.fail(start, "a character that cannot be shown; remove it")
	}
	around := map[string]string{`\eqref`: "()", `\ref`: "", `\cite`: "[]"}[cmd]
	if around != "" {
		text, ascii = around[:1]+text+around[1:], around[:1]+ascii+around[1:]
	}
	return &Text{Range: Range{start, p.pos}, Text: text, ASCII: ascii}, nil
}

// arrow reads \xrightarrow[under]{over} and its like.
func (p *parser) arrow(start int, name string) (Node, error) {
	at := Range{start, p.pos}
	under, err := p.optional()
	if err != nil {
		return nil, err
	}
	over, err := p.arg(`\` + name)
	if err != nil {
		return nil, err
	}
	plain := strings.TrimPrefix(name, "x")
	s := symbol{"=", "=", Rel}
	if known, ok := symbols[plain]; ok {
		s = known
	}
	base := &Atom{Range: at, Text: s.text, ASCII: s.ascii, Class: Rel}
	return &Stack{Range{start, p.pos}, base, full(under), full(over), true}, nil
}

// length reads a length without braces, such as -3mu or 1 em.
func (p *parser) length() string {
	p.skipSpace()
	from := p.pos
	for p.pos < p.end && (isDigit(p.src[p.pos]) || strings.IndexByte("+-. ", p.src[p.pos]) >= 0) {
		p.pos++
	}
	if p.pos+2 <= p.end && isLetter(p.src[p.pos]) && isLetter(p.src[p.pos+1]) {
		p.pos += 2
	}
	return p.src[from:p.pos]
}

// lengthCells is a length in cells, two to the em; one that is too small for a
// cell, or no length at all, is least cells, a negative one none.
func lengthCells(s string, least int) int {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "-") || len(s) < 3 {
		return 0
	}
	number, unit := strings.TrimSpace(s[:len(s)-2]), s[len(s)-2:]
	x, err := strconv.ParseFloat(number, 64)
	perEm := map[string]float64{"em": 1, "mu": 1. / 18, "pt": 1. / 10, "ex": 0.43, "mm": 0.28, "cm": 2.8, "in": 7.2}[unit]
	if err != nil || perEm == 0 {
		return least
	}
	return min(max(int(2*x*perEm+0.5), least), 40)
}

func (p *parser) twoArgs(cmd string) (a, b Node, err error) {
	if a, err = p.arg(cmd); err == nil {
		b, err = p.arg(cmd)
	}
	return a, b, err
}

// single takes a group of one node for that node, so that its class shows.
func single(n Node) Node {
	for {
		l, ok := n.(*List)
		if !ok || len(l.Items) != 1 {
			return n
		}
		n = l.Items[0]
	}
}

// negation reads the relation after \not.
func (p *parser) negation(start int) (Node, error) {
	n, err := p.arg(`\not`)
	if err != nil {
		return nil, err
	}
	if a, ok := single(n).(*Atom); ok {
		if s, ok := negated[a.Text]; ok {
			return &Atom{Range: Range{start, p.pos}, Text: s.text, ASCII: s.ascii, Class: s.class}, nil
		}
		if a.Class == Rel && cellWide(a.Text) {
			return &Atom{Range: Range{start, p.pos}, Text: a.Text + "\u0338", ASCII: "not " + a.ASCII, Class: Rel}, nil
		}
	}
	return nil, p.fail(start, `\not knows no negation of what follows it; try \neq or \notin`)
}

// cellWide reports whether s is one character without a mark.
func cellWide(s string) bool { return utf8.RuneCountInString(s) == 1 }

// raw reads a brace group without looking into it.
func (p *parser) raw(cmd string) (string, error) {
	p.skipSpace()
	if p.pos < p.end && p.src[p.pos] == '*' {
		p.pos++
	}
	if p.pos >= p.end || p.src[p.pos] != '{' {
		return "", p.fail(p.pos, "%s needs a group in braces after it", cmd)
	}
	open, depth := p.pos, 0
	for ; p.pos < p.end; p.pos++ {
		switch p.src[p.pos] {
		case '\\':
			p.pos++
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				p.pos++
				return p.src[open+1 : p.pos-1], nil
			}
		}
	}
	p.pos = p.end
	return "", p.fail(open, "this { is never closed; a } is missing")
}

func (p *parser) tag(start int) (Node, error) {
	star := p.pos < p.end && p.src[p.pos] == '*'
	label, err := p.raw(`\tag`)
	if err != nil {
		return nil, err
	}
	text, ascii, ok := foldText(strings.TrimSpace(label))
	if !ok || strings.ContainsAny(label, `\${}`) {
		return nil, p.fail(start, `\tag takes a number or a word`)
	}
	if !star {
		text, ascii = "("+text+")", "("+ascii+")"
	}
	return &Tag{Range{start, p.pos}, text, ascii}, nil
}
