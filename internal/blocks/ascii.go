package blocks

import (
	"strings"

	"gradcheck/internal/tex"
)

// ASCII spells s in bytes below 0x80. Glyphs have twins of one cell, except for
// the ellipsis; letters of mathematics become their names. A no-break space
// remains for the line breaking to see. What has no twin is a question mark.
func ASCII(s string) string {
	var b strings.Builder
	rs := []rune(s)
	for i := range rs {
		b.WriteString(twin(rs, i))
	}
	return b.String()
}

// twin is what stands for the i-th character, which its neighbours have a say in.
func twin(rs []rune, i int) string {
	r, t := rs[i], ""
	var before, after rune = ' ', ' '
	if i > 0 {
		before = rs[i-1]
	}
	if i+1 < len(rs) {
		after = rs[i+1]
	}
	switch t = twins[r]; {
	case r < 0x80 || r == '\u00a0':
		return string(r)
	case t == "":
		if s, ok := tex.Twin(r); ok {
			return s
		}
		return "?"
	case isScript(t) && isScript(twins[before]) && twins[before][0] == t[0]:
		return t[1:] // ^-6 for ⁻⁶
	case r == '·' && before != ' ' && after != ' ' && twins[before] != "-" && after != '·' && before != '·':
		return "*"
	case r == '√' && after == '(':
		t = "sqrt"
	}
	if len(t) > 1 && isLetter(t[0]) && (before < 0x80 && isLetter(byte(before)) || len(twins[before]) > 1 && isLetter(twins[before][len(twins[before])-1])) {
		t = " " + t // k sqrt d, alpha beta
	}
	return t
}

// isScript reports whether t is the twin of a raised or lowered character.
func isScript(t string) bool { return len(t) == 2 && (t[0] == '^' || t[0] == '_') }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// drawing is ASCII for a line of a figure. Where a twin is longer than what it
// stands for, the next gaps and lines give way, so that what is below each other
// stays so; straight is false where they cannot.
func drawing(line string) (out string, straight bool) {
	var b strings.Builder
	rs := []rune(line)
	debt := 0
	straight = true
	for i, r := range rs {
		if debt > 0 && i+1 < len(rs) && (r == ' ' || r == '─') && rs[i+1] == r {
			debt--
			continue
		}
		if debt > 0 && isDrawn(r) {
			straight = false
		}
		t := twin(rs, i)
		b.WriteString(t)
		debt += len(t) - 1
	}
	return b.String(), straight
}

// isDrawn reports whether r is a line or an arrow head of a figure.
func isDrawn(r rune) bool {
	return 0x2500 <= r && r < 0x2580 || strings.ContainsRune("▸◂▲▼←→↑↓", r)
}

var twins = map[rune]string{
	// Glyphs that this package draws, and those a simulation may use in words.
	'✓': "+", '✗': "x", '✎': "@", '•': "*", '·': ".", '⚑': "!", '▸': ">", '◂': "<", '▎': "#", '│': "|",
	'─': "-", '━': "=", '┊': ":", '█': "#", '▏': ".", '▍': "#", '▌': "#", '▋': "#", '▊': "#", '▉': "#",
	'▁': "1", '▂': "2", '▃': "3", '▄': "4", '▅': "5", '▆': "6", '▇': "7", '░': ".", '▒': ":", '▓': "%", '■': "#", '●': "o", '◆': "@",
	'▲': "^", '▼': "v", '┌': "+", '┐': "+", '└': "+", '┘': "+", '├': "+", '┤': "+", '┬': "+", '┴': "+",
	'‹': "<", '›': ">", '←': "<", '→': ">", '↑': "^", '↓': "v", '…': "...",

	// Mathematics and punctuation.
	'−': "-", '×': "x", '÷': "/", '±': "+-", '≤': "<=", '≥': ">=", '≠': "!=", '≈': "~", '∞': "inf", '√': "sqrt ",
	'∑': "sum", '∏': "prod", '∂': "d", '∇': "grad ", '∈': "in", '⌊': "floor(", '⌋': ")", '⌈': "ceil(", '⌉': ")",
	'⁰': "^0", '¹': "^1", '²': "^2", '³': "^3", '⁴': "^4", '⁵': "^5", '⁶': "^6", '⁷': "^7", '⁸': "^8", '⁹': "^9", '⁻': "^-",
	'₀': "_0", '₁': "_1", '₂': "_2", '₃': "_3", '₄': "_4", '₅': "_5", '₆': "_6", '₇': "_7", '₈': "_8", '₉': "_9",
	'ₐ': "_a", 'ₑ': "_e", 'ₕ': "_h", 'ᵢ': "_i", 'ⱼ': "_j", 'ₖ': "_k", 'ₗ': "_l", 'ₘ': "_m", 'ₙ': "_n", 'ₒ': "_o", 'ₚ': "_p", 'ᵣ': "_r", 'ₛ': "_s", 'ₜ': "_t", 'ᵤ': "_u", 'ᵥ': "_v", 'ₓ': "_x", '₊': "_+", '₋': "_-", '₌': "_=",
	'ᵃ': "^a", 'ᵇ': "^b", 'ᶜ': "^c", 'ᵈ': "^d", 'ᵉ': "^e", 'ᶠ': "^f", 'ᵍ': "^g", 'ʰ': "^h", 'ⁱ': "^i", 'ʲ': "^j", 'ᵏ': "^k", 'ˡ': "^l", 'ᵐ': "^m", 'ⁿ': "^n", 'ᵒ': "^o", 'ᵖ': "^p", 'ʳ': "^r", 'ˢ': "^s", 'ᵗ': "^t", 'ᵘ': "^u", 'ᵛ': "^v", 'ʷ': "^w", 'ˣ': "^x", 'ʸ': "^y", 'ᶻ': "^z", 'ᵀ': "^T", 'ᴸ': "^L", 'ᴺ': "^N", 'ᴷ': "^K", 'ᴹ': "^M", 'ᴿ': "^R", '⁺': "^+", '⁼': "^=", '⁽': "^(", '⁾': "^)",
	'ᵦ': "_beta", 'ᵧ': "_gamma", '⊙': "(.)", '⊗': "(x)", '⊕': "(+)", '‖': "||", '∼': "~", '∝': "prop to", '≡': "==", '⇒': "=>", '∫': "int", 'ϵ': "epsilon", '′': "'",
	'–': "-", '—': "-", '‘': "'", '’': "'", '“': `"`, '”': `"`, '°': " deg", 'ℓ': "l",
	'α': "alpha", 'β': "beta", 'γ': "gamma", 'δ': "delta", 'ε': "epsilon", 'ζ': "zeta", 'η': "eta", 'θ': "theta",
	'κ': "kappa", 'λ': "lambda", 'μ': "mu", 'µ': "u", 'ν': "nu", 'ξ': "xi", 'π': "pi", 'ρ': "rho", 'σ': "sigma",
	'τ': "tau", 'φ': "phi", 'ϕ': "phi", 'χ': "chi", 'ψ': "psi", 'ω': "omega",
	'Γ': "Gamma", 'Δ': "Delta", 'Θ': "Theta", 'Λ': "Lambda", 'Σ': "Sigma", 'Φ': "Phi", 'Ψ': "Psi", 'Ω': "Omega",

	// Letters of names.
	'ä': "ae", 'ö': "oe", 'ü': "ue", 'ß': "ss", 'é': "e", 'è': "e", 'á': "a", 'à': "a", 'ç': "c", 'ñ': "n",
}
