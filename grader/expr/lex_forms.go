package expr

import "strings"

// This file reads forms that are more than one token, or one of many alphabets:
// \over, braces around a letter, superscripts in brackets, 𝑝 and 𝟏.

// mathVariants are letters that are another form of a Greek or Latin one.
var mathVariants = map[rune]rune{
	'ℎ': 'h', '𝓁': 'ℓ', 'ϵ': 'ε', 'ϑ': 'θ', 'ϰ': 'κ', 'ϕ': 'φ', 'ϱ': 'ρ', 'ϖ': 'π',
}

// plainRune returns the letter or digit that a full-width form or a character of
// the mathematical alphabets (Unicode block 1D400-1D7FF) stands for, and others as
// they are.
func plainRune(r rune) rune {
	if v, ok := mathVariants[r]; ok {
		return v
	}
	switch {
	case 0xFF01 <= r && r <= 0xFF5E:
		return r - 0xFEE0
	case 0x1D400 <= r && r <= 0x1D6A3: // alphabets of 26 capitals and 26 small letters
		if i := (r - 0x1D400) % 52; i >= 26 {
			return 'a' + i - 26
		} else {
			return 'A' + i
		}
	case 0x1D6A8 <= r && r <= 0x1D7C9: // alphabets of 25 capitals, ∇, 25 small letters, 7 variants
		switch i := (r - 0x1D6A8) % 58; {
		case i == 17:
			return 'Θ'
		case i < 25:
			return 'Α' + i
		case 26 <= i && i <= 50:
			return 'α' + i - 26
		case i > 51:
			return [...]rune{'ε', 'θ', 'κ', 'φ', 'ρ', 'π'}[i-52]
		}
	case 0x1D7CE <= r && r <= 0x1D7FF:
		return '0' + (r-0x1D7CE)%10
	}
	return r
}

// dotsAt returns the length of three dots in a row that s begins with, low or
// raised; 0 if it does not.
func dotsAt(s string) int {
	for _, dot := range []string{"...", "···", "⋅⋅⋅", "∙∙∙", "•••"} {
		if strings.HasPrefix(s, dot) {
			return len(dot)
		}
	}
	return 0
}

// raised emits superscript characters with brackets among them, text, as ^ and
// what they stand for: x⁽⁰⁾ is x^(0).
func (l *lexer) raised(text string, start int) {
	l.emit(tokOp, "^", start)
	for i := 0; i < len(text); {
		n := 1
		kind := tokOp
		switch {
		case isDigit(rune(text[i])):
			kind = tokNum
		case isASCIILetter(text[i]):
			kind = tokWord
		}
		for kind == tokNum && i+n < len(text) && isDigit(rune(text[i+n])) {
			n++
		}
		l.emit(kind, text[i:i+n], start)
		i += n
	}
}

// fractions writes { a \over b } as a fraction of two groups. What stands outside
// of braces is left, as it is not clear how far it reaches.
func fractions(tokens []token) []token {
	groups := map[int]bool{} // where one begins, and where its \over is
	for i, t := range tokens {
		if t.kind != tokOver {
			continue
		}
		if open := braceBefore(tokens, i); open >= 0 && braceAfter(tokens, i) >= 0 {
			groups[open], groups[i] = true, true
		}
	}
	if len(groups) == 0 {
		return tokens
	}
	var out []token
	for i, t := range tokens {
		switch {
		case !groups[i]:
			out = append(out, t)
		case t.kind == tokOver:
			out = append(out, token{tokOp, "}", t.pos, t.end}, token{tokOp, "{", t.pos, t.end})
		default:
			out = append(out, token{tokFrac, "", t.pos, t.end}, t)
		}
	}
	return out
}

// braceBefore returns the brace that opens the group around token i; -1 if a group
// of other brackets, another \over or nothing is around it.
func braceBefore(tokens []token, i int) int {
	depth := 0
	for i--; i >= 0; i-- {
		t := tokens[i]
		switch {
		case t.kind == tokOver && depth == 0:
			return -1
		case t.kind != tokOp:
		case strings.Contains(closing, t.text):
			depth++
		case closers[t.text] != "":
			if depth == 0 {
				if t.text == "{" {
					return i
				}
				return -1
			}
			depth--
		}
	}
	return -1
}

// braceAfter is braceBefore for the brace that closes the group.
func braceAfter(tokens []token, i int) int {
	depth := 0
	for i++; i < len(tokens); i++ {
		t := tokens[i]
		switch {
		case t.kind == tokOver && depth == 0:
			return -1
		case t.kind != tokOp:
		case closers[t.text] != "":
			depth++
		case strings.Contains(closing, t.text):
			if depth == 0 {
				if t.text == "}" {
					return i
				}
				return -1
			}
			depth--
		}
	}
	return -1
}

// bareBases takes the braces off a letter that a subscript follows: {\beta}_{i}.
// Those after a command, a sign or another group belong to that.
func bareBases(tokens []token) []token {
	out := tokens[:0:0]
	for i := 0; i < len(tokens); i++ {
		if isBareBase(tokens, i) {
			out = append(out, tokens[i+1])
			i += 2
			continue
		}
		out = append(out, tokens[i])
	}
	return out
}

// isBareBase reports whether such a letter in braces begins at token i.
func isBareBase(tokens []token, i int) bool {
	if i+3 >= len(tokens) || tokens[i].kind != tokOp || tokens[i].text != "{" || tokens[i+1].kind != tokWord ||
		tokens[i+2].kind != tokOp || tokens[i+2].text != "}" {
		return false
	}
	if after := tokens[i+3]; after.kind != tokSub && (after.kind != tokOp || after.text != "_") {
		return false
	}
	if i == 0 {
		return true
	}
	switch before := tokens[i-1]; before.kind {
	case tokFrac, tokSqrt, tokWord, tokSub:
		return false
	case tokOp:
		return !strings.Contains("_^", before.text) && !strings.Contains(closing, before.text)
	}
	return true
}
