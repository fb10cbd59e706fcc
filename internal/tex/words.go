package tex

import (
	"strings"
	"unicode"
)

// text reads the argument of \text. Mathematics between dollars in it is read
// as such, so the result is a list where there is any.
func (p *parser) text(start int, cmd string) (Node, error) {
	p.skipSpace()
	from := p.pos + 1
	body, err := p.raw(cmd)
	if err != nil {
		return nil, err
	}
	if !strings.Contains(body, "$") || strings.Count(body, `\$`) == strings.Count(body, "$") {
		t, err := p.wording(Range{start, p.pos}, from, body)
		if err != nil {
			return nil, err
		}
		return t, nil
	}
	l := &List{Range: Range{start, p.pos}}
	end, after := from+len(body), p.pos
	for at := from; at < end; {
		n, next, err := p.textOrMath(at, end)
		if err != nil {
			return nil, err
		}
		l.Items, at = append(l.Items, n), next
	}
	p.pos = after
	return l, nil
}

// textOrMath reads the words up to the next dollar, or the formula between two.
func (p *parser) textOrMath(at, end int) (Node, int, error) {
	rest := p.src[at:end]
	if rest[0] != '$' {
		stop := strings.IndexByte(rest, '$')
		if stop < 0 {
			stop = len(rest)
		}
		t, err := p.wording(Range{at, at + stop}, at, rest[:stop])
		return t, at + stop, err
	}
	stop := strings.IndexByte(rest[1:], '$')
	if stop < 0 {
		return nil, 0, p.fail(at, "this $ has no partner")
	}
	outer, pos := p.end, p.pos
	p.pos, p.end = at+1, at+1+stop
	l, err := p.list()
	if err == nil && p.pos < p.end {
		err = p.stray()
	}
	p.pos, p.end = pos, outer
	return l, at + stop + 2, err
}

// wording makes a text node of the words in body, which start at offset from.
func (p *parser) wording(at Range, from int, body string) (*Text, error) {
	clean, bad := unescape(body)
	if bad >= 0 {
		return nil, p.fail(from+bad, `only words stand in \text; put mathematics between $ and $ or outside`)
	}
	text, ascii, ok := foldText(clean)
	if !ok {
		return nil, p.fail(from, "a character that cannot be shown; remove it")
	}
	return &Text{Range: at, Text: text, ASCII: ascii}, nil
}

// dashes are TeX's spellings of dashes and quotation marks in words.
var dashes = strings.NewReplacer("---", "—", "--", "–", "``", "“", "''", "”", "~", " ")

// unescape resolves \$ and its like, drops braces, \textbf and \emph, and joins
// runs of blanks. The
// second result is the offset of a command it does not know, or -1.
func unescape(s string) (string, int) {
	if strings.ContainsAny(s, "\\{}") {
		var b strings.Builder
		for i := 0; i < len(s); i++ {
			switch {
			case s[i] == '{' || s[i] == '}':
			case s[i] != '\\':
				b.WriteByte(s[i])
			case i+1 < len(s) && strings.IndexByte(`$%&#_{} ,`, s[i+1]) >= 0:
				i++
				if s[i] == ',' {
					b.WriteByte(' ')
				} else {
					b.WriteByte(s[i])
				}
			default:
				n := textCommand(s[i+1:])
				if n == 0 {
					return "", i
				}
				i += n
			}
		}
		s = b.String()
	}
	if strings.ContainsAny(s, "-`'~") {
		s = dashes.Replace(s)
	}
	return blanks(s), -1
}

// textCommand is the length of a command's name that changes only the look of
// the words in the braces after it.
func textCommand(s string) int {
	n := 0
	for n < len(s) && isLetter(s[n]) {
		n++
	}
	if forms[s[:n]] != formText || n == len(s) || s[n] != '{' {
		return 0
	}
	return n
}

// blanks joins runs of white space into one blank.
func blanks(s string) string {
	if !strings.ContainsAny(s, "\t\n\r") && !strings.Contains(s, "  ") {
		return s
	}
	var b strings.Builder
	was := false
	for _, r := range s {
		is := r == ' ' || r == '\t' || r == '\n' || r == '\r'
		if !is {
			b.WriteRune(r)
		} else if !was {
			b.WriteByte(' ')
		}
		was = is
	}
	return b.String()
}

// foldText returns s and its ASCII twin; ok is false for characters that are no
// letters, digits, marks of punctuation or symbols of one cell's own.
func foldText(s string) (text, ascii string, ok bool) {
	plain := true
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] == 0x7F {
			return "", "", false
		}
		plain = plain && s[i] < 0x80
	}
	if plain {
		return s, s, true
	}
	var b strings.Builder
	for _, r := range s {
		twin, known := foldedText[r]
		switch {
		case r < 0x80:
			b.WriteRune(r)
		case known:
			b.WriteString(twin)
		case r == unicode.ReplacementChar || !unicode.IsPrint(r) || unicode.IsMark(r):
			return "", "", false
		default:
			b.WriteString(twinOf(r))
		}
	}
	return s, b.String(), true
}

// Twin spells a mathematical character below 0x80: x for 𝐱, <= for ≤. It is not
// ok for other characters.
func Twin(r rune) (ascii string, ok bool) {
	if s, ok := unicodeSymbols[r]; ok {
		return s.ascii, true
	}
	base, ok := plainLetters[r]
	if !ok {
		return "", false
	}
	if base < 0x80 {
		return string(base), true
	}
	return unicodeSymbols[base].ascii, true
}

// twinOf spells a character that a formula may hold, or names its code point.
func twinOf(r rune) string {
	if s, ok := Twin(r); ok {
		return s
	}
	const hex = "0123456789ABCDEF"
	b := []byte("U+")
	for shift := 20; shift >= 0; shift -= 4 {
		if d := r >> shift; d > 0 || shift < 16 {
			b = append(b, hex[d&15])
		}
	}
	return string(b)
}

// operatorName reads \operatorname{...}; with * it takes limits. A name that is
// not made of letters keeps its parts.
func (p *parser) operatorName(start int) (Node, error) {
	limits := p.src[p.pos-1] == '*' || strings.HasPrefix(p.src[start:], `\operatornamewithlimits`)
	outer := p.style
	p.style = upright
	body, err := p.arg(`\operatorname`)
	p.style = outer
	if err != nil {
		return nil, err
	}
	at := Range{start, p.pos}
	text, ascii, ok := flatten(body)
	if !ok {
		return body, nil
	}
	t := &Text{Range: at, Text: text, ASCII: ascii, Operator: true}
	if takes := words[strings.ReplaceAll(text, " ", "")]; limits || takes {
		return &BigOp{Range: at, Op: t, Limits: true}, nil
	}
	return t, nil
}
