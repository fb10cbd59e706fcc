package tex

import "strings"

// A macro is what \newcommand defines: a text with #1 to #9 for its arguments.
type macro struct {
	args     int
	optional *string // what #1 is when no [...] comes first
	body     string
}

// macros are known without a definition, since so many papers define them so.
// They bow to one that a formula makes itself.
var macros = map[string]macro{
	"norm": {args: 1, body: `\left\lVert #1 \right\rVert`}, "abs": {args: 1, body: `\left| #1 \right|`}, "set": {args: 1, body: `\left\{ #1 \right\}`},
	"ceil": {args: 1, body: `\left\lceil #1 \right\rceil`}, "floor": {args: 1, body: `\left\lfloor #1 \right\rfloor`}, "inner": {args: 2, body: `\left\langle #1, #2 \right\rangle`},
	"bra": {args: 1, body: `\left\langle #1 \right|`}, "ket": {args: 1, body: `\left| #1 \right\rangle`}, "braket": {args: 1, body: `\left\langle #1 \right\rangle`},
	"dd": {body: `\mathrm{d}`}, "dv": {args: 2, body: `\frac{d #1}{d #2}`}, "pdv": {args: 2, body: `\frac{\partial #1}{\partial #2}`},
	"R": {body: `\mathbb{R}`}, "N": {body: `\mathbb{N}`}, "Z": {body: `\mathbb{Z}`}, "Q": {body: `\mathbb{Q}`}, "C": {body: `\mathbb{C}`},
	"E": {body: `\mathbb{E}`}, "KL": {body: `\mathrm{KL}`}, "ReLU": {body: `\mathrm{ReLU}`},
}

// maxExpansion bounds what all macros of a formula may write, in bytes.
const maxExpansion = 2 * maxBytes

// expand reads the arguments of a macro and what it stands for. The nodes have
// the place of the whole call.
func (p *parser) expand(start int, name string, m macro) (Node, error) {
	args, err := p.macroArgs(name, m)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	for i := 0; i < len(m.body); i++ {
		c := m.body[i]
		if c != '#' || i+1 >= len(m.body) || m.body[i+1] < '1' || int(m.body[i+1]-'0') > len(args) {
			b.WriteByte(c)
			continue
		}
		i++
		b.WriteString(args[m.body[i]-'1'])
	}
	if p.expanded += b.Len() + 1; p.expanded > maxExpansion {
		return nil, p.fail(start, `the macros write more than %d bytes`, maxExpansion)
	}
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	q := *p
	q.src, q.pos, q.end, q.cell = b.String(), 0, b.Len(), false
	l, err := q.list()
	if err == nil && q.pos < q.end {
		err = q.stray()
	}
	p.nodes, p.expanded, p.defined = q.nodes, q.expanded, q.defined
	if err != nil {
		return nil, p.fail(start, `\%s does not work here: %s`, name, err.(*SyntaxError).Msg)
	}
	at := Range{start, p.pos}
	Walk(l, func(n Node) bool {
		n.(interface{ move(Range) }).move(at)
		return true
	})
	return single(l), nil
}

// move gives a node another place.
func (r *Range) move(to Range) { *r = to }

// macroArgs reads as many arguments as a macro takes, as they are written.
func (p *parser) macroArgs(name string, m macro) ([]string, error) {
	var args []string
	if m.optional != nil {
		args = append(args, *m.optional)
		if s, ok := p.rawOptional(); ok {
			args[0] = s
		}
	}
	for len(args) < m.args {
		p.skipSpace()
		from := p.pos
		switch {
		case p.pos >= p.end || p.src[p.pos] == '}' || p.src[p.pos] == '&':
			return nil, p.fail(p.pos, `\%s needs something after it`, name)
		case p.src[p.pos] == '{':
			s, err := p.raw(`\` + name)
			if err != nil {
				return nil, err
			}
			args = append(args, "{"+s+"}")
			continue
		case p.src[p.pos] == '\\':
			p.commandName()
		default:
			for p.pos++; p.pos < p.end && p.src[p.pos]&0xC0 == 0x80; p.pos++ {
			}
		}
		args = append(args, p.src[from:p.pos]+" ")
	}
	return args, nil
}

// rawOptional reads [...] without looking into it, if it comes next.
func (p *parser) rawOptional() (string, bool) {
	p.skipSpace()
	if p.pos >= p.end || p.src[p.pos] != '[' {
		return "", false
	}
	i := strings.IndexByte(p.src[p.pos:p.end], ']')
	if i < 0 {
		return "", false
	}
	s := p.src[p.pos+1 : p.pos+i]
	p.pos += i + 1
	return s, true
}

// define reads \newcommand{\x}[n][default]{...}, \DeclareMathOperator{\x}{...},
// \def\x#1{...} or \let\x\y. The definition lasts to the end of the formula.
func (p *parser) define(start int, cmd string) (Node, error) {
	limits := p.pos < p.end && p.src[p.pos] == '*'
	if limits {
		p.pos++
	}
	name, err := p.defines(cmd)
	if err != nil {
		return nil, err
	}
	m := macro{}
	switch cmd {
	case `\let`:
		if p.skipSpace(); p.pos < p.end && p.src[p.pos] == '=' {
			p.pos++
		}
		if m.body, err = p.defines(cmd); err != nil {
			return nil, err
		}
		m.body = `\` + m.body
	case `\def`:
		for p.skipSpace(); p.pos+1 < p.end && p.src[p.pos] == '#'; p.pos += 2 {
			m.args++
		}
	case `\DeclareMathOperator`:
	default:
		err = p.signature(start, cmd, &m)
	}
	if err != nil {
		return nil, err
	}
	if cmd != `\let` {
		if m.body, err = p.raw(cmd); err != nil {
			return nil, err
		}
	}
	if cmd == `\DeclareMathOperator` {
		star := ""
		if limits {
			star = "*"
		}
		m.body = `\operatorname` + star + `{` + m.body + `}`
	}
	p.addMacro(cmd, name, m)
	return nil, nil
}

// signature reads [n][default].
func (p *parser) signature(start int, cmd string, m *macro) error {
	s, ok := p.rawOptional()
	if !ok {
		return nil
	}
	if len(s) != 1 || s[0] < '0' || s[0] > '9' {
		return p.fail(start, `%s takes a number of arguments from 0 to 9 in its [ ]`, cmd)
	}
	m.args = int(s[0] - '0')
	if s, ok := p.rawOptional(); ok && m.args > 0 {
		m.optional = &s
	}
	return nil
}

// addMacro keeps a definition. The map is copied, since an expansion shares it.
func (p *parser) addMacro(cmd, name string, m macro) {
	if _, old := p.defined[name]; old && cmd == `\providecommand` {
		return
	}
	next := map[string]macro{name: m}
	for k, v := range p.defined {
		if k != name {
			next[k] = v
		}
	}
	p.defined = next
}

// defines reads the name that a definition is for, in braces or not.
func (p *parser) defines(cmd string) (string, error) {
	p.skipSpace()
	braced := p.pos < p.end && p.src[p.pos] == '{'
	if braced {
		p.pos++
		p.skipSpace()
	}
	if p.pos >= p.end || p.src[p.pos] != '\\' {
		return "", p.fail(p.pos, `%s needs the name of a command after it, such as \x`, cmd)
	}
	name := p.commandName()
	if p.skipSpace(); braced {
		if p.pos >= p.end || p.src[p.pos] != '}' {
			return "", p.fail(p.pos, "this { is never closed; a } is missing")
		}
		p.pos++
	}
	return name, nil
}
