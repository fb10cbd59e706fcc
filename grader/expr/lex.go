package expr

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token of a student's answer. Operators of all notations come out as their
// ASCII character, LaTeX commands as the word or operator that they stand for.
type token struct {
	kind     tokenKind
	text     string
	pos, end int // byte offsets in the source
}

type tokenKind byte

const (
	tokEnd    tokenKind = iota
	tokNum              // digits, point, exponent: "25.6", ".5", "1e-3"
	tokWord             // ASCII letters, or one letter of another kind by its name
	tokOp               // + - * / ^ ! % , = < > | _ ' . and the brackets
	tokFrac             // \frac
	tokSqrt             // \sqrt or √, whose argument needs no bracket
	tokSup              // superscript characters, as "-3"
	tokSub              // subscript characters, as "2"
	tokPart             // ½ and the like, as "1/2"
	tokSymbol           // a declared symbol by another spelling
	tokOver             // \over, which becomes a tokFrac
)

// runeTokens are the characters beyond ASCII that stand for something.
var runeTokens = map[rune]token{
	'−': {kind: tokOp, text: "-"}, '–': {kind: tokOp, text: "-"}, '˗': {kind: tokOp, text: "-"},
	'·': {kind: tokOp, text: "*"}, '⋅': {kind: tokOp, text: "*"}, '∙': {kind: tokOp, text: "*"},
	'•': {kind: tokOp, text: "*"}, '×': {kind: tokOp, text: "*"}, '∗': {kind: tokOp, text: "*"},
	'÷': {kind: tokOp, text: "/"}, '∕': {kind: tokOp, text: "/"}, '⁄': {kind: tokOp, text: "/"},
	'∣': {kind: tokOp, text: "|"}, '⌊': {kind: tokOp, text: "⌊"}, '⌋': {kind: tokOp, text: "⌋"},
	'⌈': {kind: tokOp, text: "⌈"}, '⌉': {kind: tokOp, text: "⌉"}, '√': {kind: tokSqrt, text: "sqrt"},
	'≤': {kind: tokOp, text: "<="}, '≥': {kind: tokOp, text: ">="}, '≠': {kind: tokOp, text: "!="},
	'…': {kind: tokOp, text: dots}, '⋯': {kind: tokOp, text: dots}, '∪': {kind: tokWord, text: "U"}, '∞': {kind: tokWord, text: "infinity"}, '∅': {kind: tokWord, text: "emptyset"}, 'ℝ': {kind: tokWord, text: "R"},
	'≈': {kind: tokOp, text: "≈"}, '±': {kind: tokOp, text: "±"}, '‖': {kind: tokOp, text: "‖"},
	'⟨': {kind: tokOp, text: "⟨"}, '⟩': {kind: tokOp, text: "⟩"}, '∥': {kind: tokOp, text: "‖"}, 'ᵀ': {kind: tokOp, text: "'"}, '′': {kind: tokOp, text: "'"}, '⊤': {kind: tokOp, text: "⊤"},
	'ℓ': {kind: tokWord, text: "ell"}, '∏': {kind: tokWord, text: "prod"}, '∑': {kind: tokWord, text: "sum"}, 'Σ': {kind: tokWord, text: "Sigma"},
	'½': {kind: tokPart, text: "1/2"}, '¼': {kind: tokPart, text: "1/4"}, '¾': {kind: tokPart, text: "3/4"},
	'⅓': {kind: tokPart, text: "1/3"}, '⅔': {kind: tokPart, text: "2/3"}, '⅕': {kind: tokPart, text: "1/5"},
	'⅖': {kind: tokPart, text: "2/5"}, '⅗': {kind: tokPart, text: "3/5"}, '⅘': {kind: tokPart, text: "4/5"},
	'⅙': {kind: tokPart, text: "1/6"}, '⅚': {kind: tokPart, text: "5/6"}, '⅛': {kind: tokPart, text: "1/8"},
	'⅜': {kind: tokPart, text: "3/8"}, '⅝': {kind: tokPart, text: "5/8"}, '⅞': {kind: tokPart, text: "7/8"},
}

// commands are the LaTeX commands that stand for a token. Those of spacing and
// size stand for nothing, and those of fonts for what is in their braces.
var commands = map[string]token{
	"cdot": {kind: tokOp, text: "*"}, "times": {kind: tokOp, text: "*"}, "ast": {kind: tokOp, text: "*"},
	"div": {kind: tokOp, text: "/"}, "%": {kind: tokOp, text: "%"}, "pm": {kind: tokOp, text: "±"},
	"le": {kind: tokOp, text: "<="}, "leq": {kind: tokOp, text: "<="}, "ge": {kind: tokOp, text: ">="},
	"geq": {kind: tokOp, text: ">="}, "ne": {kind: tokOp, text: "!="}, "neq": {kind: tokOp, text: "!="},
	"approx": {kind: tokOp, text: "≈"}, "vert": {kind: tokOp, text: "|"}, "lvert": {kind: tokOp, text: "|"},
	"rvert": {kind: tokOp, text: "|"}, "mid": {kind: tokOp, text: "|"}, "lfloor": {kind: tokOp, text: "⌊"},
	"rfloor": {kind: tokOp, text: "⌋"}, "lceil": {kind: tokOp, text: "⌈"}, "rceil": {kind: tokOp, text: "⌉"},
	"{": {kind: tokOp, text: "⦃"}, "}": {kind: tokOp, text: "⦄"}, "lbrace": {kind: tokOp, text: "⦃"},
	"rbrace": {kind: tokOp, text: "⦄"}, "lt": {kind: tokOp, text: "<"}, "gt": {kind: tokOp, text: ">"}, "leqslant": {kind: tokOp, text: "<="},
	"geqslant": {kind: tokOp, text: ">="}, "cup": {kind: tokWord, text: "U"}, "infty": {kind: tokWord, text: "infinity"},
	"emptyset": {kind: tokWord, text: "emptyset"}, "varnothing": {kind: tokWord, text: "emptyset"}, "\\": {kind: tokOp, text: `\\`}, "lbrack": {kind: tokOp, text: "["}, "rbrack": {kind: tokOp, text: "]"},
	"frac": {kind: tokFrac}, "dfrac": {kind: tokFrac}, "tfrac": {kind: tokFrac}, "cfrac": {kind: tokFrac},
	"sqrt": {kind: tokSqrt, text: "sqrt"}, "mu": {kind: tokWord, text: "µ"}, "ln": {kind: tokWord, text: "ln"},
	"log": {kind: tokWord, text: "log"}, "exp": {kind: tokWord, text: "exp"}, "min": {kind: tokWord, text: "min"},
	"max": {kind: tokWord, text: "max"}, "gcd": {kind: tokWord, text: "gcd"},
	"ell": {kind: tokWord, text: "ell"}, "bar": {kind: tokWord, text: "bar"},
	"hat": {kind: tokWord, text: "hat"}, "tilde": {kind: tokWord, text: "tilde"},
	"langle": {kind: tokOp, text: "⟨"}, "rangle": {kind: tokOp, text: "⟩"}, "over": {kind: tokOver},
	"prod": {kind: tokWord, text: "prod"}, "sum": {kind: tokWord, text: "sum"}, "top": {kind: tokOp, text: "⊤"},
	"intercal": {kind: tokOp, text: "⊤"}, "prime": {kind: tokOp, text: "'"}, "|": {kind: tokOp, text: "‖"}, "Vert": {kind: tokOp, text: "‖"},
	"lVert": {kind: tokOp, text: "‖"}, "rVert": {kind: tokOp, text: "‖"}, "det": {kind: tokWord, text: "det"},
	"arcsin": {kind: tokWord, text: "asin"}, "arccos": {kind: tokWord, text: "acos"}, "arctan": {kind: tokWord, text: "atan"},
	"sinh": {kind: tokWord, text: "sinh"}, "cosh": {kind: tokWord, text: "cosh"}, "tanh": {kind: tokWord, text: "tanh"}, "coth": {kind: tokWord, text: "coth"},
	"sec": {kind: tokWord, text: "sec"}, "csc": {kind: tokWord, text: "csc"}, "cot": {kind: tokWord, text: "cot"}, "lg": {kind: tokWord, text: "lg"},
	"binom": {kind: tokWord, text: "binom"}, "dbinom": {kind: tokWord, text: "binom"}, "tbinom": {kind: tokWord, text: "binom"},
	"dots": {kind: tokOp, text: "…"}, "cdots": {kind: tokOp, text: "…"}, "ldots": {kind: tokOp, text: "…"},
	"sin": {kind: tokWord, text: "sin"}, "cos": {kind: tokWord, text: "cos"}, "tan": {kind: tokWord, text: "tan"},
}

const (
	spaceCommands = " , ; : ! > quad qquad thinspace left right big Big bigg Bigg bigl bigr Bigl Bigr displaystyle textstyle limits ( ) [ ] "
	fontCommands  = " text mathbb mathrm textrm mathbf textbf mathit textit mathsf mathtt operatorname mbox rm boldsymbol bm boxed vec "
)

func listed(list, word string) bool { return strings.Contains(list, " "+word+" ") }

// greek names the Greek letters from α on; µ is kept apart as the prefix micro.
var greek = strings.Fields("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda µ nu xi omicron pi rho sigma sigma tau upsilon phi chi psi omega")

// greekCapitals names those from Α on that do not look like Latin letters.
var greekCapitals = [...]string{2: "Gamma", 3: "Delta", 7: "Theta", 10: "Lambda", 13: "Xi", 15: "Pi", 18: "Sigma", 20: "Upsilon", 21: "Phi", 23: "Psi", 24: "Omega"}

// The characters of superscripts and subscripts, and what they stand for.
const (
	supers, superText = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", "0123456789+-()abcdefghijklmnoprstuvwxyz"
	subs, subText     = "₀₁₂₃₄₅₆₇₈₉₊₋₌ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=aehijklmnoprstuvx"
)

// A lexer turns a source into tokens. It fails on characters that have no place
// in mathematics.
type lexer struct {
	src    string
	pos    int
	skip   map[int]bool // closing braces of font commands, which mean nothing
	tokens []token
}

func lex(src string) ([]token, *SyntaxError) {
	if len(src) > maxLength {
		return nil, syntaxError(maxLength, "", "This is longer than can be read here (%d characters).", maxLength)
	}
	l := &lexer{src: src}
	for l.pos < len(src) {
		if err := l.next(); err != nil {
			return nil, err
		}
	}
	l.tokens = append(l.tokens, token{tokEnd, "", len(src), len(src)})
	return bareBases(fractions(l.tokens)), nil
}

// next reads one token, or skips something that means nothing.
func (l *lexer) next() *SyntaxError {
	start := l.pos
	r, size := l.rune(start)
	if err := refuse(l.src, start, r, size); err != nil {
		return err
	}
	switch {
	case isSpace(r) || r == '$' || r == '~' || l.skip[start]:
		l.pos += size
	case dotsAt(l.src[start:]) > 0:
		l.pos += dotsAt(l.src[start:])
		l.emit(tokOp, dots, start)
	case isDigit(r) || r == '.' && l.digitAt(start+size):
		l.number()
	case r == '.' && strings.TrimSpace(l.src[start+size:]) == "":
		l.pos += size // the full stop of a sentence
	case isLetter(r):
		for isLetter(r) {
			l.pos += size
			r, size = l.rune(l.pos)
		}
		l.emit(tokWord, asciiForm(l.src[start:l.pos]), start)
	case r == '\\':
		return l.command()
	case strings.ContainsRune(supers, r):
		l.scripts(tokSup, supers, superText)
	case strings.ContainsRune(subs, r):
		l.scripts(tokSub, subs, subText)
	default:
		return l.other(r, size)
	}
	return nil
}

// rune decodes the character at pos, full-width forms and the mathematical
// alphabets as plain letters.
func (l *lexer) rune(pos int) (rune, int) {
	r, size := utf8.DecodeRuneInString(l.src[pos:])
	return plainRune(r), size
}

func (l *lexer) emit(kind tokenKind, text string, start int) {
	l.tokens = append(l.tokens, token{kind, text, start, l.pos})
}

func (l *lexer) digitAt(pos int) bool {
	r, _ := l.rune(pos)
	return isDigit(r)
}

// number reads digits, at most one point, and an exponent that follows at once.
func (l *lexer) number() {
	start := l.pos
	l.digits()
	if r, size := l.rune(l.pos); r == '.' && !strings.HasPrefix(l.src[l.pos:], "...") {
		l.pos += size
		l.digits()
	}
	if r, size := l.rune(l.pos); r == 'e' || r == 'E' {
		at := l.pos + size
		sign, n := l.rune(at)
		if sign == '+' || sign == '-' || sign == '−' {
			at += n
		}
		if l.digitAt(at) {
			l.pos = at
			l.digits()
		}
	}
	text := strings.ReplaceAll(asciiForm(l.src[start:l.pos]), "−", "-")
	l.emit(tokNum, strings.ReplaceAll(strings.ToLower(text), "e+", "e"), start)
}

func (l *lexer) digits() {
	for l.digitAt(l.pos) {
		_, size := l.rune(l.pos)
		l.pos += size
	}
}

// scripts reads a run of superscripts or subscripts.
func (l *lexer) scripts(kind tokenKind, set, plain string) {
	start := l.pos
	var text strings.Builder
	for {
		r, size := l.rune(l.pos)
		i := strings.IndexRune(set, r)
		if size == 0 || i < 0 {
			break
		}
		text.WriteByte(plain[utf8.RuneCountInString(set[:i])])
		l.pos += size
	}
	if strings.ContainsAny(text.String(), "()") { // x⁽⁰⁾ is x^(0)
		l.raised(text.String(), start)
		return
	}
	l.emit(kind, text.String(), start)
}

// command reads a LaTeX command.
func (l *lexer) command() *SyntaxError {
	start := l.pos
	l.pos++
	for l.pos < len(l.src) && isASCIILetter(l.src[l.pos]) {
		l.pos++
	}
	if l.pos == start+1 && l.pos < len(l.src) { // \, \{ \%
		r, size := l.rune(l.pos)
		if err := refuse(l.src, l.pos, r, size); err != nil {
			return err
		}
		l.pos += size
	}
	name := l.src[start+1 : l.pos]
	if name == "begin" || name == "end" {
		return l.environment(start, name)
	}
	switch tok, ok := commands[name]; {
	case ok:
		l.emit(tok.kind, tok.text, start)
	case strings.TrimSpace(name) == "" && name != "" || listed(spaceCommands, name):
	case listed(fontCommands, name):
		l.font()
	case slices.Contains(greekCapitals[:], name) && name != "":
		l.emit(tokWord, name, start)
	case isGreekName(strings.TrimPrefix(name, "var")):
		l.emit(tokWord, strings.TrimPrefix(name, "var"), start)
	default:
		return syntaxError(start, "", `The command "\%s" is not known here.`, clip(name))
	}
	return nil
}

// environment reads \begin{pmatrix} and \end{pmatrix} as brackets.
func (l *lexer) environment(start int, command string) *SyntaxError {
	env, _, ok := strings.Cut(strings.TrimPrefix(l.src[l.pos:], "{"), "}")
	if !ok || !listed(" matrix pmatrix bmatrix Bmatrix vmatrix smallmatrix ", env) {
		return syntaxError(start, "", `The command "\%s" is not known here.`, command)
	}
	l.pos += len(env) + 2
	if command == "end" {
		l.emit(tokOp, "⟧", start)
		return nil
	}
	if env == "vmatrix" {
		l.emit(tokWord, "det", start)
	}
	l.emit(tokOp, "⟦", start)
	return nil
}

// font makes the braces after a font command mean nothing.
func (l *lexer) font() {
	for l.pos < len(l.src) && l.src[l.pos] == ' ' {
		l.pos++
	}
	if l.pos == len(l.src) || l.src[l.pos] != '{' {
		return
	}
	depth := 0
	for i := l.pos; i < len(l.src); i++ {
		switch l.src[i] {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth == 0 && strings.Contains(l.src[l.pos:i], `\over`) {
			return // whose braces say how far it reaches
		}
		if depth == 0 {
			if l.skip == nil {
				l.skip = map[int]bool{}
			}
			l.skip[i] = true
			l.pos++
			return
		}
	}
}

// other reads a character that is neither digit, letter nor command.
func (l *lexer) other(r rune, size int) *SyntaxError {
	start := l.pos
	l.pos += size
	if tok, ok := runeTokens[r]; ok {
		l.emit(tok.kind, tok.text, start)
		return nil
	}
	if r == 'µ' || r == 'μ' {
		l.emit(tokWord, "µ", start)
		return nil
	}
	if i := r - 'Α'; i >= 0 && int(i) < len(greekCapitals) && greekCapitals[i] != "" {
		l.emit(tokWord, greekCapitals[i], start)
		return nil
	}
	if r >= 'α' && r <= 'ω' {
		l.emit(tokWord, greek[r-'α'], start)
		return nil
	}
	if strings.ContainsRune("+-*/^!%,=<>|_'()[]{};:&", r) {
		text := string(r)
		two, n := l.rune(l.pos)
		switch pair := text + string(two); {
		case pair == "**":
			text, l.pos = "^", l.pos+n
		case pair == "<=" || pair == ">=" || pair == "!=" || pair == "==":
			text, l.pos = pair, l.pos+n
		}
		l.emit(tokOp, text, start)
		return nil
	}
	return syntaxError(start, "", "%s has no place in a formula here.", describe(r))
}

// lookalikes are letters of other scripts that look like Latin ones.
var lookalikes = map[rune]string{
	'а': "a", 'с': "c", 'е': "e", 'о': "o", 'р': "p", 'х': "x", 'у': "y", 'і': "i", 'ѕ': "s", 'к': "k",
	'А': "A", 'В': "B", 'С': "C", 'Е': "E", 'Н': "H", 'К': "K", 'М': "M", 'О': "O", 'Р': "P", 'Т': "T", 'Х': "X",
	'ո': "n",
}

// refuse reports a character that must not occur at all: bytes that are not
// text, control characters, invisible ones, and letters of foreign scripts.
func refuse(src string, pos int, r rune, size int) *SyntaxError {
	switch {
	case ' ' <= r && r <= '~':
		return nil
	case r == utf8.RuneError && size <= 1:
		return syntaxError(pos, "", "This byte is not text (0x%02X).", src[pos])
	case r < ' ' && !isSpace(r), 0x7F <= r && r < 0xA0, unicode.Is(unicode.Cf, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
		return syntaxError(pos, "Delete it; what you see stays the same.", "There is an invisible character here (%s).", describe(r))
	case !unicode.IsLetter(r) || unicode.In(r, unicode.Greek) || r == 'µ' || strings.ContainsRune(supers+subs, r):
		return nil
	}
	if _, ok := runeTokens[r]; ok {
		return nil
	}
	hint := ""
	if latin, ok := lookalikes[r]; ok {
		hint = `Type the Latin letter "` + latin + `" instead.`
	}
	for _, name := range []string{"Cyrillic", "Armenian", "Hebrew", "Arabic"} {
		if unicode.Is(unicode.Scripts[name], r) {
			return syntaxError(pos, hint, "%s is a letter of the %s script.", describe(r), name)
		}
	}
	return syntaxError(pos, hint, "%s has no place in a formula here.", describe(r))
}

// describe names a character in a message, invisible ones by their code.
func describe(r rune) string {
	if !unicode.IsPrint(r) || unicode.IsMark(r) || r == utf8.RuneError {
		return fmt.Sprintf("U+%04X", r)
	}
	return `"` + string(r) + `"`
}

// asciiForm replaces characters by the plain ones that they stand for.
func asciiForm(s string) string { return strings.Map(plainRune, s) }

func isDigit(r rune) bool       { return '0' <= r && r <= '9' }
func isLetter(r rune) bool      { return r < 0x80 && isASCIILetter(byte(r)) }
func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// isSpace holds for the blanks that may stand between tokens, among them the
// thin ones that separate groups of digits.
func isSpace(r rune) bool {
	return strings.ContainsRune(" \t\n\r\u00a0\u2007\u2009\u202f\u3000", r)
}

func isGreekName(s string) bool {
	for _, g := range greek {
		if g == s {
			return true
		}
	}
	return false
}
