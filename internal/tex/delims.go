package tex

import "strings"

// leftRight reads \left ( ... \right ).
func (p *parser) leftRight(start int) (Node, error) {
	open, err := p.delim(`\left`, Open)
	if err != nil {
		return nil, err
	}
	body, err := p.list()
	if err != nil {
		return nil, err
	}
	if !p.has(`\right`) {
		return nil, p.fail(start, `this \left has no \right; write \right. for one that is not drawn`)
	}
	p.pos += len(`\right`)
	close, err := p.delim(`\right`, Close)
	if err != nil {
		return nil, err
	}
	return &Fence{Range{start, p.pos}, open, close, body, true}, nil
}

// loneDelimiter reads \middle| or \bigl(. The sizes of \big draw nothing of
// their own: the delimiter then pairs as a plain one does.
func (p *parser) loneDelimiter(start int, name string) (Node, error) {
	class := Ord
	switch {
	case name == "middle", strings.HasSuffix(name, "m"):
		class = Rel
	case strings.HasSuffix(name, "l"):
		class = Open
	case strings.HasSuffix(name, "r"):
		class = Close
	}
	a, err := p.delim(`\`+name, class)
	if err != nil || a == nil {
		return nil, err
	}
	a.From = start
	a.Grow = name == "middle"
	return a, nil
}

// delim reads a delimiter; nil is the dot that draws none. With class Ord the
// delimiter keeps its own.
func (p *parser) delim(cmd string, class Class) (*Atom, error) {
	p.skipSpace()
	if err := p.count(); err != nil {
		return nil, err
	}
	if p.pos >= p.end {
		return nil, p.fail(p.pos, "%s needs a delimiter after it, such as ( or |", cmd)
	}
	start := p.pos
	s, ok := symbol{}, false
	switch c := p.src[p.pos]; c {
	case '.':
		p.pos++
		return nil, nil
	case '\\':
		name := p.commandName()
		if s, ok = symbols[name]; ok && s.ascii == "" {
			s.ascii = name
		}
	case '<', '>':
		p.pos++
		s, ok = symbols[map[byte]string{'<': "langle", '>': "rangle"}[c]]
	case '(', ')', '[', ']', '|', '/':
		p.pos++
		s, ok = chars[rune(c)]
	}
	if _, tall := delimiters[s.text]; !ok || !tall {
		return nil, p.fail(start, `%s needs a delimiter after it, such as ( or |`, cmd)
	}
	if class == Ord {
		class = s.class
	}
	return &Atom{Range: Range{start, p.pos}, Text: s.text, ASCII: s.ascii, Class: class}, nil
}

// delimiters are the symbols that may stand after \left.
var delimiters = map[string]bool{
	"(": true, ")": true, "[": true, "]": true, "{": true, "}": true, "⟨": true, "⟩": true, "⌊": true, "⌋": true, "⌈": true, "⌉": true,
	"|": true, "‖": true, "/": true, "\\": true, "∖": true, "↑": true, "↓": true,
}
