package tex

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits on a formula. The longest of a final exam has 400 bytes and 200 nodes;
// what is beyond these is an accident or an attack.
const (
	maxBytes = 1 << 13
	maxNodes = 1 << 12
	maxDepth = 60
)

// A SyntaxError says what cannot be read and where: a byte offset in the
// formula. Msg names the mend where there is one.
type SyntaxError struct {
	Offset int
	Msg    string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("%d: %s", e.Offset, e.Msg) }

// Parse reads a formula, without dollars. The error is a *[SyntaxError]; no
// input makes it panic or outlast its limits.
func Parse(src string) (Node, error) {
	if len(src) > maxBytes {
		return nil, &SyntaxError{maxBytes, fmt.Sprintf("the formula is longer than %d bytes", maxBytes)}
	}
	p := &parser{src: src, end: len(src)}
	l, err := p.list()
	if err != nil {
		return nil, err
	}
	if p.pos < p.end {
		return nil, p.stray()
	}
	return l, nil
}

// parser is a recursive descent over bytes. A method that reads something
// leaves pos after it.
type parser struct {
	src   string
	pos   int
	end   int // where reading stops: len(src), or the end of an optional argument
	nodes int
	depth int
	style style
	// cell is true at the start of a cell after &, where a sign is binary.
	cell     bool
	defined  map[string]macro // by \newcommand in this formula
	expanded int              // bytes that macros have written
}

func (p *parser) fail(at int, format string, args ...any) error {
	return &SyntaxError{at, fmt.Sprintf(format, args...)}
}

// stray is the error for what ended a list and should not have.
func (p *parser) stray() error {
	switch {
	case p.src[p.pos] == '}':
		return p.fail(p.pos, "this } closes nothing; remove it or open a { before it")
	case p.src[p.pos] == '&':
		return p.fail(p.pos, `& stands only in an environment such as aligned; write \& for the character`)
	case p.has(`\\`):
		return p.fail(p.pos, `\\ stands only in an environment such as aligned or cases`)
	case p.has(`\right`):
		return p.fail(p.pos, `\right without a \left before it`)
	}
	if p.has(`\of`) {
		return p.fail(p.pos, `\of without a \root before it`)
	}
	return p.fail(p.pos, `\end without a \begin before it`)
}

// has reports whether the source goes on with s; a command must end there.
func (p *parser) has(s string) bool {
	if !strings.HasPrefix(p.src[p.pos:p.end], s) {
		return false
	}
	next := p.pos + len(s)
	return !isLetter(s[len(s)-1]) || next >= p.end || !isLetter(p.src[next])
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isSpace(c byte) bool  { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func (p *parser) skipSpace() {
	for p.pos < p.end && isSpace(p.src[p.pos]) {
		p.pos++
	}
}

// enter counts a level of nesting; each call is paired with leave.
func (p *parser) enter() error {
	if p.depth++; p.depth > maxDepth {
		return p.fail(p.pos, "the formula is nested more than %d deep", maxDepth)
	}
	return nil
}

func (p *parser) leave() { p.depth-- }

func (p *parser) count() error {
	if p.nodes++; p.nodes > maxNodes {
		return p.fail(p.pos, "the formula has more than %d parts", maxNodes)
	}
	return nil
}

// atListEnd reports whether pos stands at something that ends a list. Whether
// it is the right end is for the caller to say.
func (p *parser) atListEnd() bool {
	if p.pos >= p.end {
		return true
	}
	switch p.src[p.pos] {
	case '}', '&':
		return true
	case '\\':
		return p.has(`\\`) || p.has(`\right`) || p.has(`\end`) || p.has(`\of`)
	}
	return false
}

// list reads nodes up to the end of a group, a cell or the formula.
func (p *parser) list() (*List, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	l := &List{Range: Range{p.pos, p.pos}}
	afterCell, keep := p.cell, p.style
	p.cell = false
	var room [8]Node
	ns := room[:0]
	fences := false
	for p.skipSpace(); !p.atListEnd(); p.skipSpace() {
		if c := p.src[p.pos]; c == '^' || c == '_' || c == '\'' {
			var err error
			if ns, err = p.script(ns); err != nil {
				return nil, err
			}
			continue
		}
		if p.limits(ns) {
			continue
		}
		if n, ok, err := p.infix(ns, l.From); err != nil {
			return nil, err
		} else if ok {
			ns = append(ns[:0], n)
			continue
		}
		n, err := p.node()
		if err != nil {
			return nil, err
		}
		if n == nil {
			continue
		}
		if a, ok := n.(*Atom); ok && (a.Class == Open || isBar(a)) {
			fences = true
		}
		ns = append(ns, n)
	}
	p.style = keep
	l.To = p.pos
	if fences {
		paired, err := p.pair(ns)
		if err != nil {
			return nil, err
		}
		ns = paired
	}
	demote(ns, afterCell)
	if len(ns) > 0 {
		l.Items = append([]Node(nil), ns...)
	}
	return l, nil
}

// limits reads \limits or \nolimits after a big operator.
func (p *parser) limits(ns []Node) bool {
	if p.src[p.pos] != '\\' || len(ns) == 0 {
		return false
	}
	op, ok := ns[len(ns)-1].(*BigOp)
	for _, s := range []string{`\limits`, `\nolimits`} {
		if ok && p.has(s) {
			op.Limits = s == `\limits`
			p.pos += len(s)
			return true
		}
	}
	return false
}

// node reads one node without its scripts; nil is something that draws nothing,
// such as \displaystyle.
func (p *parser) node() (Node, error) {
	if err := p.count(); err != nil {
		return nil, err
	}
	start := p.pos
	switch c := p.src[p.pos]; {
	case c == '\\':
		return p.command()
	case c == '{':
		return p.group()
	case isDigit(c), c == '.' && p.pos+1 < p.end && isDigit(p.src[p.pos+1]):
		return p.number(), nil
	case c == '~':
		p.pos++
		return &Space{Range{start, p.pos}, 1}, nil
	case c == '$':
		return nil, p.fail(start, `a $ inside a formula; write \$ for the character`)
	case c == '%':
		return nil, p.fail(start, `%% starts a comment in LaTeX; write \%% for a percent sign`)
	case c == '#':
		return nil, p.fail(start, `# has no meaning in a formula; write \# for the character`)
	case c == '|' && p.has("||"):
		p.pos += 2
		return &Atom{Range: Range{start, p.pos}, Text: "‖", ASCII: "||"}, nil
	case c == ':' && p.has(":="):
		p.pos += 2
		return &Atom{Range: Range{start, p.pos}, Text: ":=", ASCII: ":=", Class: Rel}, nil
	}
	return p.char()
}

// char reads one character that stands for itself.
func (p *parser) char() (Node, error) {
	start := p.pos
	r, size := utf8.DecodeRuneInString(p.src[p.pos:p.end])
	s, ok := p.glyph(r)
	if !ok {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return nil, p.fail(start, "a character that cannot be shown; remove it")
		}
		return nil, p.fail(start, `no mathematical symbol %q; words go into \text{...}`, r)
	}
	p.pos += size
	return &Atom{Range: Range{start, p.pos}, Text: s.text, ASCII: s.ascii, Class: s.class}, nil
}

// glyph finds what a single character draws in the current style.
func (p *parser) glyph(r rune) (symbol, bool) {
	if r < 0x80 {
		if isLetter(byte(r)) || isDigit(byte(r)) {
			return symbol{p.styleOf(r), oneByte[r : r+1], Ord}, true
		}
		s, ok := chars[r]
		return s, ok
	}
	if s, ok := unicodeSymbols[r]; ok {
		if s.class == Ord && p.style != italic {
			s.text = p.styleOf(r)
		}
		return s, true
	}
	if base, ok := plainLetters[r]; ok {
		s, ok := p.glyph(base)
		s.text = string(r)
		return s, ok
	}
	return symbol{}, false
}

// oneByte holds the ASCII characters in order, so that a letter is a slice.
var oneByte = func() string {
	b := make([]byte, 128)
	for i := range b {
		b[i] = byte(i)
	}
	return string(b)
}()

func (p *parser) styleOf(r rune) string {
	if t := styled(r, p.style); t != r || r >= 0x80 {
		return string(t)
	}
	return oneByte[r : r+1]
}

// number reads digits with an optional decimal point as one atom.
func (p *parser) number() *Atom {
	start := p.pos
	for p.pos < p.end && isDigit(p.src[p.pos]) {
		p.pos++
	}
	if p.pos+1 < p.end && p.src[p.pos] == '.' && isDigit(p.src[p.pos+1]) {
		for p.pos++; p.pos < p.end && isDigit(p.src[p.pos]); {
			p.pos++
		}
	}
	return p.digits(start)
}

func (p *parser) digits(start int) *Atom {
	ascii := p.src[start:p.pos]
	text := ascii
	if p.style == bold || p.style == blackboard {
		text = ""
		for _, r := range ascii {
			text += p.styleOf(r)
		}
	}
	return &Atom{Range: Range{start, p.pos}, Text: text, ASCII: ascii}
}

// group reads {...}.
func (p *parser) group() (*List, error) {
	start := p.pos
	p.pos++
	l, err := p.list()
	if err != nil {
		return nil, err
	}
	if p.pos >= p.end {
		return nil, p.fail(start, "this { is never closed; a } is missing")
	}
	if p.src[p.pos] != '}' {
		return nil, p.stray()
	}
	p.pos++
	l.From, l.To = start, p.pos
	return l, nil
}

// arg reads the argument of a command: a group, a command or one character.
func (p *parser) arg(of string) (Node, error) {
	p.skipSpace()
	if p.atListEnd() {
		return nil, p.fail(p.pos, "%s needs something after it", of)
	}
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	start := p.pos
	switch c := p.src[p.pos]; {
	case c == '^' || c == '_' || c == '\'':
		return nil, p.fail(p.pos, "%s needs something after it, not %c", of, c)
	case isDigit(c): // \frac12 is one half
		if err := p.count(); err != nil {
			return nil, err
		}
		p.pos++
		return p.digits(start), nil
	}
	n, err := p.node()
	if err != nil {
		return nil, err
	}
	if n == nil {
		n = &List{Range: Range{start, p.pos}}
	}
	return n, nil
}

// optional reads [...] if it comes next, and returns nil if not.
func (p *parser) optional() (Node, error) {
	p.skipSpace()
	if p.pos >= p.end || p.src[p.pos] != '[' {
		return nil, nil
	}
	close, depth := p.pos+1, 0
	for ; close < p.end && (depth > 0 || p.src[close] != ']'); close++ {
		switch p.src[close] {
		case '{':
			depth++
		case '}':
			depth--
		}
	}
	if close >= p.end {
		return nil, p.fail(p.pos, "this [ is never closed; a ] is missing")
	}
	outer := p.end
	p.pos++
	p.end = close
	l, err := p.list()
	p.end = outer
	if err != nil {
		return nil, err
	}
	if p.pos < close {
		return nil, p.stray()
	}
	p.pos++
	return l, nil
}

// demote turns binary operators without a left or a right operand into signs,
// by TeX's rule. After & in an alignment there is an operand to the left.
func demote(ns []Node, afterCell bool) {
	prev, last := Open, (*Atom)(nil)
	if afterCell {
		prev = Ord
	}
	for _, n := range ns {
		if _, space := n.(*Space); space {
			continue
		}
		l, r := Edges(n)
		a, ok := n.(*Atom)
		if l == Bin && ok {
			switch prev {
			case Open, Bin, Rel, Op, Punct:
				a.Class = Ord
				r = Ord
			default:
				last = a
			}
		} else if last != nil && (l == Rel || l == Close || l == Punct) {
			last.Class = Ord
		}
		if r != Bin {
			last = nil
		}
		prev = r
	}
}
