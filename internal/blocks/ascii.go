package blocks

import "strings"

// ASCII spells s in bytes below 0x80. Glyphs have twins of one cell, except for
// the ellipsis; letters of mathematics become their names. A no-break space
// remains for the line breaking to see. What has no twin is a question mark.
func ASCII(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch t, ok := twins[r]; {
		case r < 0x80 || r == '\u00a0':
			b.WriteRune(r)
		case ok:
			b.WriteString(t)
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}

var twins = map[rune]string{
	// Glyphs that this package draws, and those a simulation may use in words.
	'✓': "+", '✗': "x", '✎': "@", '•': "*", '·': ".", '⚑': "!", '▸': ">", '◂': "<", '▎': "#", '│': "|",
	'─': "-", '━': "=", '┊': ":", '█': "#", '▏': ".", '▍': "#", '▌': "#", '▋': "#", '▊': "#", '▉': "#",
	'▁': "1", '▂': "2", '▃': "3", '▄': "4", '▅': "5", '▆': "6", '▇': "7", '■': "#", '●': "o", '◆': "@",
	'▲': "^", '▼': "v", '┌': "+", '┐': "+", '└': "+", '┘': "+", '├': "+", '┤': "+", '┬': "+", '┴': "+",
	'‹': "<", '›': ">", '←': "<", '→': ">", '↑': "^", '↓': "v", '…': "...",

	// Mathematics and punctuation.
	'−': "-", '×': "x", '÷': "/", '±': "+-", '≤': "<=", '≥': ">=", '≠': "!=", '≈': "~", '∞': "inf", '√': "sqrt ",
	'∑': "sum", '∏': "prod", '∂': "d", '∇': "grad ", '∈': "in", '⌊': "floor(", '⌋': ")", '⌈': "ceil(", '⌉': ")",
	'⁰': "^0", '¹': "^1", '²': "^2", '³': "^3", '⁴': "^4", '⁵': "^5", '⁶': "^6", '⁷': "^7", '⁸': "^8", '⁹': "^9", '⁻': "^-",
	'₀': "_0", '₁': "_1", '₂': "_2", '₃': "_3", '₄': "_4", '₅': "_5", '₆': "_6", '₇': "_7", '₈': "_8", '₉': "_9",
	'–': "-", '—': "-", '‘': "'", '’': "'", '“': `"`, '”': `"`, '°': " deg", 'ℓ': "l",
	'α': "alpha", 'β': "beta", 'γ': "gamma", 'δ': "delta", 'ε': "epsilon", 'ζ': "zeta", 'η': "eta", 'θ': "theta",
	'κ': "kappa", 'λ': "lambda", 'μ': "mu", 'µ': "u", 'ν': "nu", 'ξ': "xi", 'π': "pi", 'ρ': "rho", 'σ': "sigma",
	'τ': "tau", 'φ': "phi", 'ϕ': "phi", 'χ': "chi", 'ψ': "psi", 'ω': "omega",
	'Γ': "Gamma", 'Δ': "Delta", 'Θ': "Theta", 'Λ': "Lambda", 'Σ': "Sigma", 'Φ': "Phi", 'Ψ': "Psi", 'Ω': "Omega",

	// Letters of names.
	'ä': "ae", 'ö': "oe", 'ü': "ue", 'ß': "ss", 'é': "e", 'è': "e", 'á': "a", 'à': "a", 'ç': "c", 'ñ': "n",
}
