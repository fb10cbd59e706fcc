package tex

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// spokenSymbols are the words for symbols that are no letters, by what is drawn.
var spokenSymbols = map[string]string{
	"+": "plus", "−": "minus", "-": "minus", "·": "times", "×": "times", "*": "times", "⋆": "star", "∗": "times", "/": "over", "÷": "divided by",
	"±": "plus or minus", "∓": "minus or plus", "∘": "composed with", "⊙": "elementwise times", "⊗": "tensor times", "⊕": "circled plus",
	"⊖": "circled minus", "⊘": "circled slash", "∪": "union", "∩": "intersection", "∖": "without", "∧": "and", "∨": "or", "†": "dagger", "‡": "double dagger", "•": "dot",

	"=": "equals", "<": "is less than", ">": "is more than", "≤": "is at most", "≥": "is at least", "≠": "is not equal to", "≪": "is much less than",
	"≫": "is much more than", "≡": "is identical to", "∼": "is distributed as", "≃": "is about", "≈": "is about", "≅": "is congruent to",
	"∝": "is proportional to", "≜": "is defined as", "≔": "is defined as", "≐": "is defined as", ":": "colon", "∈": "in", "∉": "not in", "∋": "contains",
	"⊂": "subset of", "⊆": "subset of or equal to", "⊃": "superset of", "⊇": "superset of or equal to", "⊥": "perpendicular to", "∥": "parallel to",
	"→": "to", "⟶": "to", "←": "becomes", "⟵": "becomes", "↔": "to and from", "↦": "maps to", "⟼": "maps to", "⇒": "implies", "⇐": "follows from",
	"⇔": "if and only if", "↑": "up", "↓": "down", "≺": "comes before", "≻": "comes after", "⊨": "models", "⊢": "proves", "≁": "is not distributed as",
	"≮": "is not less than", "≯": "is not more than", "≰": "is not at most", "≱": "is not at least", "≉": "is not about", "≢": "is not identical to", "∤": "does not divide",

	"∂": "partial", "∇": "gradient of", "∞": "infinity", "∅": "empty set", "∀": "for all", "∃": "there is", "∄": "there is no", "¬": "not", "⊤": "true",
	"′": "prime", "″": "double prime", "‴": "triple prime", "…": "and so on", "⋯": "and so on", "⋮": "and so on", "⋱": "and so on", "%": "percent", "$": "dollar", "#": "number sign",
	"&": "and", "_": "underscore", "\\": "backslash", "°": "degrees", "!": "factorial", "?": "question mark", "@": "at", "|": "given", "‖": "double bar", "ℓ": "ell", "ℏ": "h bar",
	"½": "one half", "√": "square root of", "(": "open bracket", ")": "close bracket", "[": "open square bracket", "]": "close square bracket", "{": "open brace", "}": "close brace",
	"⟨": "open angle bracket", "⟩": "close angle bracket", "⌊": "open floor", "⌋": "close floor", "⌈": "open ceiling", "⌉": "close ceiling", "<=": "is at most", ">=": "is at least",

	"∑": "sum", "∏": "product", "∐": "coproduct", "⋃": "union", "⋂": "intersection", "⨁": "direct sum", "⨂": "tensor product", "∫": "integral", "∬": "double integral",
	"∭": "triple integral", "∮": "closed integral", "⋁": "or", "⋀": "and", "✓": "check mark", "□": "square", "△": "triangle", "∠": "angle",
}

// spokenDelims are the delimiters of a bracket by what is drawn.
var spokenDelims = map[string]string{
	"(": "open bracket", ")": "close bracket", "[": "open square bracket", "]": "close square bracket", "{": "open brace", "}": "close brace",
	"⟨": "open angle bracket", "⟩": "close angle bracket", "⌊": "open floor", "⌋": "close floor", "⌈": "open ceiling", "⌉": "close ceiling", "|": "bar", "‖": "double bar",
	"<": "open angle bracket", ">": "close angle bracket", "/": "slash", "\\": "backslash",
}

// powers are the superscripts with a word of their own, by what is drawn.
var powers = map[string]string{"2": "squared", "3": "cubed", "⊤": "transposed", "⋆": "star", "*": "star", "†": "dagger", "‡": "double dagger", "∘": "degrees", "°": "degrees"}

// accentWords say the marks whose ASCII names are no words.
var accentWords = map[string]string{"vec": "vector", "ddot": "double dot", "dddot": "triple dot", "ddddot": "quadruple dot", "underline": "underlined",
	"backvec": "vector to the left", "bothvec": "vector both ways", "undervec": "vector below", "cancel": "crossed out"}

// atomWords are the words for one symbol or number.
func atomWords(a *Atom) string {
	if w := spokenSymbols[a.Text]; w != "" {
		return w
	}
	if r, n := utf8.DecodeRuneInString(a.Text); n == len(a.Text) {
		if w := letterWords(r); w != "" {
			return w
		}
	}
	if a.Text != "" && isDigit(a.ASCII[0]) {
		return a.ASCII
	}
	if w := strings.TrimSpace(letters(a.ASCII)); w != "" {
		return w
	}
	if w := drawnNames[a.Text]; w != "" {
		return w
	}
	return "sign"
}

// letterWords call a letter by its alphabet, case and name: "bold capital x" is
// said for 𝐗, "capital gamma" for Γ. It is "" for what is no letter.
func letterWords(r rune) string {
	base, alphabet := r, ""
	if b, ok := plainLetters[r]; ok {
		base, alphabet = b, alphabetOf(r)
	}
	if base < 0x80 && isDigit(byte(base)) {
		return strings.TrimSpace(alphabet + " " + string(base))
	}
	if base >= 0x80 && (base < 'Α' || base > 'ϵ') || !unicode.IsLetter(base) {
		return ""
	}
	name := string(unicode.ToLower(base))
	if base >= 0x80 {
		name = strings.ToLower(unicodeSymbols[base].ascii)
	}
	if unicode.IsUpper(base) {
		name = "capital " + name
	}
	return strings.TrimSpace(alphabet + " " + name)
}

// alphabetOf names the alphabet of a styled letter.
func alphabetOf(r rune) string {
	for s, name := range map[style]string{bold: "bold", calligraphic: "script", fraktur: "fraktur", blackboard: "double-struck"} {
		if base, ok := plainLetters[r]; ok && styled(base, s) == r {
			return name
		}
	}
	return ""
}

// drawnNames find the command of a drawn symbol, the shortest if there are
// several.
var drawnNames = func() map[string]string {
	m := map[string]string{}
	for _, table := range []map[string]symbol{symbols, amsSymbols, bigOps} {
		for name, s := range table {
			if letters(name) != name {
				continue
			}
			if old, ok := m[s.text]; !ok || len(name) < len(old) || len(name) == len(old) && name < old {
				m[s.text] = name
			}
		}
	}
	return m
}()

func itoa(n int) string { return strconv.Itoa(n) }

// SpeakRow says a sentence in which symbols stand, such as the reason of a
// verdict, with words below 0x80. Letters, digits and ASCII signs stay as they
// are; raised and lowered characters, signs and Greek letters become words.
func SpeakRow(row string) string {
	var b strings.Builder
	rs := []rune(row)
	for i := 0; i < len(rs); i++ {
		r := rs[i]
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		if word, n := script(rs[i:]); n > 0 {
			apart(&b, word, rs, i+n)
			i += n - 1
			continue
		}
		if r == 0xA0 || r == 0x2009 || r == 0x202F {
			if i > 0 && i+1 < len(rs) && unicode.IsDigit(rs[i-1]) && unicode.IsDigit(rs[i+1]) {
				continue // a grouped number
			}
			b.WriteByte(' ')
			continue
		}
		if twin, ok := foldedText[r]; ok && spokenSymbols[string(r)] == "" {
			b.WriteString(strings.ReplaceAll(twin, "---", "-"))
			continue
		}
		if word, ok := symbolWords(r); ok {
			apart(&b, word, rs, i+1)
		} else {
			b.WriteByte('?') // a letter of another script: the length of a word can be heard
		}
	}
	return b.String()
}

// symbolWords are the words for a character that is no ASCII, false for a letter
// that has no name here.
func symbolWords(r rune) (words string, ok bool) {
	for _, w := range []string{spokenSymbols[string(r)], letterWords(r), drawnNames[string(r)]} {
		if w != "" {
			return w, true
		}
	}
	return "sign", !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r)
}

// apart writes a word with blanks around it where its neighbours are no blanks;
// next is the index of the character that follows.
func apart(b *strings.Builder, word string, rs []rune, next int) {
	if s := b.String(); s != "" && !strings.HasSuffix(s, " ") && !strings.HasSuffix(s, "(") {
		b.WriteByte(' ')
	}
	b.WriteString(word)
	if next < len(rs) && !unicode.IsSpace(rs[next]) && !strings.ContainsRune(").,;:?!", rs[next]) {
		b.WriteByte(' ')
	}
}

// script reads a run of raised or lowered characters at the start of rs and says
// it; n is how many they are.
func script(rs []rune) (word string, n int) {
	for _, table := range []struct {
		of    map[rune]rune
		super bool
	}{{raised, true}, {lowered, false}} {
		var body []string
		for n = 0; n < len(rs) && table.of[rs[n]] != 0; n++ {
			base := table.of[rs[n]]
			w := spokenSymbols[string(base)]
			if w == "" {
				w = letterWords(base)
			}
			if w == "" {
				w = string(base)
			}
			body = append(body, w)
		}
		if n == 0 {
			continue
		}
		if all := joinDigits(body); !table.super {
			return "sub " + all, n
		} else if w := powers[all]; w != "" {
			return w, n
		} else if all == "prime" || all == "capital t" {
			return map[string]string{"prime": "prime", "capital t": "transposed"}[all], n
		} else {
			return "to the " + all, n
		}
	}
	return "", 0
}

// joinDigits joins words with blanks, and digits without.
func joinDigits(words []string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 && !(isDigit(w[0]) && isDigit(words[i-1][0])) {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String()
}

// raised and lowered map script characters back to what they raise or lower.
var raised, lowered = backwards(sups), backwards(subs)

func backwards(t *scriptTable) map[rune]rune {
	m := map[rune]rune{}
	for r, s := range t.low {
		if s >= 0x80 {
			m[s] = rune(r)
		}
	}
	for r, s := range t.high {
		if s >= 0x80 && spokenSymbols[string(s)] == "" {
			if old, ok := m[s]; !ok || r < old {
				m[s] = r
			}
		}
	}
	return m
}
