package tex

// A symbol is what a command such as \leq stands for. An empty ascii means the
// command's own name, which is right for Greek letters.
type symbol struct {
	text, ascii string
	class       Class
}

// symbols are the commands without arguments, by name.
var symbols = map[string]symbol{
	// Greek.
	"alpha": {text: "α"}, "beta": {text: "β"}, "gamma": {text: "γ"}, "delta": {text: "δ"},
	"epsilon": {text: "ϵ"}, "varepsilon": {text: "ε", ascii: "epsilon"}, "zeta": {text: "ζ"}, "eta": {text: "η"},
	"theta": {text: "θ"}, "vartheta": {text: "ϑ", ascii: "theta"}, "iota": {text: "ι"}, "kappa": {text: "κ"},
	"lambda": {text: "λ"}, "mu": {text: "μ"}, "nu": {text: "ν"}, "xi": {text: "ξ"}, "omicron": {text: "ο"},
	"pi": {text: "π"}, "varpi": {text: "ϖ", ascii: "pi"}, "rho": {text: "ρ"}, "varrho": {text: "ϱ", ascii: "rho"},
	"sigma": {text: "σ"}, "varsigma": {text: "ς", ascii: "sigma"}, "tau": {text: "τ"}, "upsilon": {text: "υ"},
	"phi": {text: "ϕ"}, "varphi": {text: "φ", ascii: "phi"}, "chi": {text: "χ"}, "psi": {text: "ψ"}, "omega": {text: "ω"},
	"Gamma": {text: "Γ"}, "Delta": {text: "Δ"}, "Theta": {text: "Θ"}, "Lambda": {text: "Λ"}, "Xi": {text: "Ξ"},
	"Pi": {text: "Π"}, "Sigma": {text: "Σ"}, "Upsilon": {text: "Υ"}, "Phi": {text: "Φ"}, "Psi": {text: "Ψ"}, "Omega": {text: "Ω"},

	// Letters and other ordinary symbols.
	"ell": {text: "ℓ"}, "hbar": {text: "ℏ"}, "imath": {text: "ı", ascii: "i"}, "jmath": {text: "ȷ", ascii: "j"},
	"Re": {text: "ℜ"}, "Im": {text: "ℑ"}, "aleph": {text: "ℵ"}, "wp": {text: "℘"},
	"partial": {text: "∂"}, "nabla": {text: "∇"}, "infty": {text: "∞", ascii: "inf"},
	"emptyset": {text: "∅"}, "varnothing": {text: "∅", ascii: "emptyset"}, "forall": {text: "∀"}, "exists": {text: "∃"},
	"nexists": {text: "∄", ascii: "not exists"}, "neg": {text: "¬", ascii: "not"}, "lnot": {text: "¬", ascii: "not"},
	"top": {text: "⊤", ascii: "T"}, "bot": {text: "⊥", ascii: "_|_"}, "intercal": {text: "⊤", ascii: "T"},
	"prime": {text: "′", ascii: "'"}, "angle": {text: "∠"}, "triangle": {text: "△"}, "square": {text: "□"}, "Box": {text: "□", ascii: "square"},
	"degree": {text: "°", ascii: "deg"}, "ldots": {text: "…", ascii: "...", class: Inner}, "dots": {text: "…", ascii: "...", class: Inner},
	"cdots": {text: "⋯", ascii: "...", class: Inner}, "dotsc": {text: "…", ascii: "...", class: Inner}, "dotsb": {text: "⋯", ascii: "...", class: Inner},
	"vdots": {text: "⋮", ascii: ":"}, "ddots": {text: "⋱", ascii: "..."},
	"%": {text: "%", ascii: "%"}, "$": {text: "$", ascii: "$"}, "#": {text: "#", ascii: "#"}, "&": {text: "&", ascii: "&"}, "_": {text: "_", ascii: "_"},
	"checkmark": {text: "✓", ascii: "+"}, "bullet": {text: "•", ascii: "*", class: Bin}, "backslash": {text: "\\", ascii: "\\"},

	// Binary operators.
	"pm": {text: "±", ascii: "+-", class: Bin}, "mp": {text: "∓", ascii: "-+", class: Bin},
	"times": {text: "×", ascii: "*", class: Bin}, "div": {text: "÷", ascii: "/", class: Bin}, "cdot": {text: "·", ascii: "*", class: Bin},
	"ast": {text: "*", ascii: "*", class: Bin}, "star": {text: "⋆", ascii: "*", class: Bin}, "circ": {text: "∘", ascii: "o", class: Bin},
	"odot": {text: "⊙", ascii: "(.)", class: Bin}, "otimes": {text: "⊗", ascii: "(x)", class: Bin}, "oplus": {text: "⊕", ascii: "(+)", class: Bin},
	"ominus": {text: "⊖", ascii: "(-)", class: Bin}, "oslash": {text: "⊘", ascii: "(/)", class: Bin},
	"cup": {text: "∪", class: Bin}, "cap": {text: "∩", class: Bin}, "setminus": {text: "∖", ascii: "\\", class: Bin},
	"wedge": {text: "∧", ascii: "and", class: Bin}, "land": {text: "∧", ascii: "and", class: Bin},
	"vee": {text: "∨", ascii: "or", class: Bin}, "lor": {text: "∨", ascii: "or", class: Bin},
	"dagger": {text: "†", ascii: "+", class: Bin}, "ddagger": {text: "‡", ascii: "++", class: Bin},
	"bmod": {text: "mod", ascii: "mod", class: Bin},

	// Relations.
	"le": {text: "≤", ascii: "<=", class: Rel}, "leq": {text: "≤", ascii: "<=", class: Rel}, "leqslant": {text: "≤", ascii: "<=", class: Rel},
	"ge": {text: "≥", ascii: ">=", class: Rel}, "geq": {text: "≥", ascii: ">=", class: Rel}, "geqslant": {text: "≥", ascii: ">=", class: Rel},
	"lt": {text: "<", ascii: "<", class: Rel}, "gt": {text: ">", ascii: ">", class: Rel},
	"ne": {text: "≠", ascii: "!=", class: Rel}, "neq": {text: "≠", ascii: "!=", class: Rel},
	"ll": {text: "≪", ascii: "<<", class: Rel}, "gg": {text: "≫", ascii: ">>", class: Rel},
	"equiv": {text: "≡", ascii: "==", class: Rel}, "sim": {text: "∼", ascii: "~", class: Rel}, "simeq": {text: "≃", ascii: "~=", class: Rel},
	"approx": {text: "≈", ascii: "~=", class: Rel}, "cong": {text: "≅", ascii: "~=", class: Rel}, "propto": {text: "∝", ascii: "prop to", class: Rel},
	"triangleq": {text: "≜", ascii: ":=", class: Rel}, "coloneqq": {text: "≔", ascii: ":=", class: Rel}, "doteq": {text: "≐", ascii: ":=", class: Rel},
	"in": {text: "∈", class: Rel}, "notin": {text: "∉", ascii: "not in", class: Rel}, "ni": {text: "∋", ascii: "contains", class: Rel},
	"subset": {text: "⊂", class: Rel}, "subseteq": {text: "⊆", class: Rel}, "supset": {text: "⊃", class: Rel}, "supseteq": {text: "⊇", class: Rel},
	"prec": {text: "≺", class: Rel}, "preceq": {text: "⪯", class: Rel}, "succ": {text: "≻", class: Rel}, "succeq": {text: "⪰", class: Rel},
	"perp": {text: "⊥", ascii: "perp", class: Rel}, "parallel": {text: "∥", ascii: "||", class: Rel}, "mid": {text: "|", ascii: "|", class: Rel},
	"models": {text: "⊨", class: Rel}, "vdash": {text: "⊢", ascii: "|-", class: Rel},
	"to": {text: "→", ascii: "->", class: Rel}, "rightarrow": {text: "→", ascii: "->", class: Rel}, "longrightarrow": {text: "⟶", ascii: "-->", class: Rel},
	"leftarrow": {text: "←", ascii: "<-", class: Rel}, "gets": {text: "←", ascii: "<-", class: Rel}, "longleftarrow": {text: "⟵", ascii: "<--", class: Rel},
	"leftrightarrow": {text: "↔", ascii: "<->", class: Rel}, "mapsto": {text: "↦", ascii: "|->", class: Rel}, "longmapsto": {text: "⟼", ascii: "|-->", class: Rel},
	"Rightarrow": {text: "⇒", ascii: "=>", class: Rel}, "implies": {text: "⇒", ascii: "=>", class: Rel}, "Longrightarrow": {text: "⇒", ascii: "=>", class: Rel},
	"Leftarrow": {text: "⇐", ascii: "<==", class: Rel}, "impliedby": {text: "⇐", ascii: "<==", class: Rel},
	"Leftrightarrow": {text: "⇔", ascii: "<=>", class: Rel}, "iff": {text: "⇔", ascii: "<=>", class: Rel},
	"uparrow": {text: "↑", ascii: "up", class: Rel}, "downarrow": {text: "↓", ascii: "down", class: Rel},
	"hookrightarrow": {text: "↪", ascii: "->", class: Rel}, "rightsquigarrow": {text: "⇝", ascii: "~>", class: Rel},

	// Delimiters.
	"{": {text: "{", ascii: "{", class: Open}, "}": {text: "}", ascii: "}", class: Close},
	"lbrace": {text: "{", ascii: "{", class: Open}, "rbrace": {text: "}", ascii: "}", class: Close},
	"lbrack": {text: "[", ascii: "[", class: Open}, "rbrack": {text: "]", ascii: "]", class: Close},
	"langle": {text: "⟨", ascii: "<", class: Open}, "rangle": {text: "⟩", ascii: ">", class: Close},
	"lfloor": {text: "⌊", ascii: "floor(", class: Open}, "rfloor": {text: "⌋", ascii: ")", class: Close},
	"lceil": {text: "⌈", ascii: "ceil(", class: Open}, "rceil": {text: "⌉", ascii: ")", class: Close},
	"lvert": {text: "|", ascii: "|", class: Open}, "rvert": {text: "|", ascii: "|", class: Close},
	"lVert": {text: "‖", ascii: "||", class: Open}, "rVert": {text: "‖", ascii: "||", class: Close},
	"|": {text: "‖", ascii: "||"}, "Vert": {text: "‖", ascii: "||"}, "vert": {text: "|", ascii: "|"},

	// Punctuation.
	"colon": {text: ":", ascii: ":", class: Punct}, "ldotp": {text: ".", ascii: ".", class: Punct}, "cdotp": {text: "·", ascii: ".", class: Punct},
}

// bigOps are the symbols that take limits; the value is what is drawn.
var bigOps = map[string]symbol{
	"sum": {text: "∑"}, "prod": {text: "∏"}, "coprod": {text: "∐"},
	"bigcup": {text: "⋃", ascii: "union"}, "bigcap": {text: "⋂", ascii: "intersection"},
	"bigoplus": {text: "⨁", ascii: "(+)"}, "bigotimes": {text: "⨂", ascii: "(x)"}, "bigodot": {text: "⨀", ascii: "(.)"},
	"bigvee": {text: "⋁", ascii: "or"}, "bigwedge": {text: "⋀", ascii: "and"},
	"bigsqcup": {text: "⨆", ascii: "union"}, "biguplus": {text: "⨄", ascii: "union"},
	"int": {text: "∫"}, "iint": {text: "∬"}, "iiint": {text: "∭"}, "oint": {text: "∮"}, "oiint": {text: "∯"}, "smallint": {text: "∫", ascii: "int"}, "intop": {text: "∫", ascii: "int"},
}

// words are the named operators; the value tells whether they take limits.
var words = map[string]bool{
	"log": false, "ln": false, "lg": false, "exp": false, "sin": false, "cos": false, "tan": false, "cot": false, "sec": false, "csc": false,
	"arcsin": false, "arccos": false, "arctan": false, "sinh": false, "cosh": false, "tanh": false, "coth": false,
	"arg": false, "deg": false, "dim": false, "ker": false, "hom": false, "Pr": false, "det": false, "gcd": false, "lcm": false, "Tr": false, "Var": false, "Cov": false,
	"tr": false, "rank": false, "diag": false, "sgn": false, "sign": false, "softmax": false,
	"max": true, "min": true, "sup": true, "inf": true, "lim": true, "limsup": true, "injlim": true, "projlim": true, "varlimsup": true, "varliminf": true, "liminf": true, "argmax": true, "argmin": true,
}

// spaces are the commands for space, in cells.
var spaces = map[string]int{
	",": 1, "thinspace": 1, ":": 1, ">": 1, "medspace": 1, ";": 1, "thickspace": 1, " ": 1, "\n": 1, "\t": 1, "space": 1, "enspace": 1, "nobreakspace": 1,
	"enskip": 1, "quad": 2, "qquad": 4, "!": 0, "negthinspace": 0, "negmedspace": 0, "negthickspace": 0,
}

// accents are the marks over a letter, as combining characters.
var accents = map[string]rune{
	"hat": 0x302, "widehat": 0x302, "tilde": 0x303, "widetilde": 0x303, "bar": 0x304, "overline": 0x305,
	"vec": 0x20D7, "overrightarrow": 0x20D7, "dot": 0x307, "ddot": 0x308, "check": 0x30C, "breve": 0x306, "acute": 0x301, "grave": 0x300,
	"mathring": 0x30A, "underline": 0x332, "underbar": 0x331, "dddot": 0x20DB, "ddddot": 0x20DC, "widecheck": 0x30C,
	"overleftarrow": 0x20D6, "overleftrightarrow": 0x20E1, "underleftarrow": 0x20EE, "underrightarrow": 0x20EF, "underleftrightarrow": 0x34D,
	"cancel": 0x338, "bcancel": 0x338, "xcancel": 0x338, "sout": 0x336,
}

// chars are the characters that stand for themselves or for a better glyph.
var chars = map[rune]symbol{
	'+': {"+", "+", Bin}, '-': {"−", "-", Bin}, '*': {"*", "*", Bin}, '/': {"/", "/", Ord},
	'=': {"=", "=", Rel}, '<': {"<", "<", Rel}, '>': {">", ">", Rel}, ':': {":", ":", Rel},
	'(': {"(", "(", Open}, ')': {")", ")", Close}, '[': {"[", "[", Open}, ']': {"]", "]", Close},
	'|': {"|", "|", Ord}, ',': {",", ",", Punct}, ';': {";", ";", Punct}, '.': {".", ".", Ord},
	'!': {"!", "!", Close}, '?': {"?", "?", Close}, '@': {"@", "@", Ord}, '"': {"\"", "\"", Ord}, '`': {"`", "`", Ord},
}

// negated maps a relation to its struck-through form and twin, for \not.
var negated = map[string]symbol{
	"=": {"≠", "!=", Rel}, "∈": {"∉", "not in", Rel}, "<": {"≮", "not <", Rel}, ">": {"≯", "not >", Rel},
	"≤": {"≰", "not <=", Rel}, "≥": {"≱", "not >=", Rel}, "∼": {"≁", "not ~", Rel}, "≈": {"≉", "not ~=", Rel},
	"≡": {"≢", "not ==", Rel}, "⊂": {"⊄", "not subset", Rel}, "⊆": {"⊈", "not subseteq", Rel}, "|": {"∤", "not |", Rel},
	"∃": {"∄", "not exists", Ord}, "∥": {"∦", "not ||", Rel},
}

// unicodeSymbols finds a symbol by the character itself, so that a formula may
// hold α or ≤ directly.
var unicodeSymbols = func() map[rune]symbol {
	m := map[rune]symbol{
		'−': {"−", "-", Bin}, '′': {"′", "'", Ord}, '″': {"″", "''", Ord}, '‴': {"‴", "'''", Ord},
		'°': {"°", "deg", Ord}, '…': {"…", "...", Inner}, '⊥': {"⊥", "_|_", Ord}, '–': {"−", "-", Bin}, '∗': {"*", "*", Bin},
		'‖': {"‖", "||", Ord}, '½': {"½", "(1/2)", Ord}, 'ε': {"ε", "epsilon", Ord}, 'µ': {"μ", "mu", Ord},
		'φ': {"φ", "phi", Ord}, 'ϕ': {"ϕ", "phi", Ord}, 'ς': {"ς", "sigma", Ord}, '⊤': {"⊤", "T", Ord},
		'√': {"√", "sqrt", Ord}, '∑': {"∑", "sum", Op}, '∏': {"∏", "prod", Op}, '∫': {"∫", "int", Op},
		// Capitals that LaTeX has no command for.
		'Α': {"Α", "Alpha", Ord}, 'Β': {"Β", "Beta", Ord}, 'Ε': {"Ε", "Epsilon", Ord}, 'Ζ': {"Ζ", "Zeta", Ord}, 'Η': {"Η", "Eta", Ord}, 'Ι': {"Ι", "Iota", Ord}, 'Κ': {"Κ", "Kappa", Ord},
		'Μ': {"Μ", "Mu", Ord}, 'Ν': {"Ν", "Nu", Ord}, 'Ο': {"Ο", "Omicron", Ord}, 'Ρ': {"Ρ", "Rho", Ord}, 'Τ': {"Τ", "Tau", Ord}, 'Χ': {"Χ", "Chi", Ord},
		'∣': {"|", "|", Rel}, '∅': {"∅", "emptyset", Ord}, '⇒': {"⇒", "=>", Rel}, '←': {"←", "<-", Rel}, '→': {"→", "->", Rel},
	}
	drawn := drawnBy(symbols)
	for r, s := range drawnBy(amsSymbols) {
		if _, ok := drawn[r]; !ok {
			drawn[r] = s
		}
	}
	for r, s := range m {
		drawn[r] = s
	}
	return drawn
}()

// drawnBy finds the symbols of a table by what they draw. Several commands may
// draw one character; the order of a map must not decide between their twins.
func drawnBy(table map[string]symbol) map[rune]symbol {
	drawn := make(map[rune]symbol, len(table))
	for name, s := range table {
		r := []rune(s.text)
		if len(r) != 1 || r[0] < 0x80 {
			continue
		}
		if s.ascii == "" {
			s.ascii = name
		}
		if old, ok := drawn[r[0]]; !ok || s.ascii < old.ascii {
			drawn[r[0]] = s
		}
	}
	return drawn
}
