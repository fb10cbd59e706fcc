package tex

// amsSymbols are the symbols that fewer papers use, those of amssymb above all.
// Suggestions for a misspelt command do not name them.
var amsSymbols = map[string]symbol{
	// Letters.
	"varGamma": {text: "Γ", ascii: "Gamma"}, "varDelta": {text: "Δ", ascii: "Delta"}, "varTheta": {text: "Θ", ascii: "Theta"}, "varLambda": {text: "Λ", ascii: "Lambda"},
	"varXi": {text: "Ξ", ascii: "Xi"}, "varPi": {text: "Π", ascii: "Pi"}, "varSigma": {text: "Σ", ascii: "Sigma"}, "varUpsilon": {text: "Υ", ascii: "Upsilon"},
	"varPhi": {text: "Φ", ascii: "Phi"}, "varPsi": {text: "Ψ", ascii: "Psi"}, "varOmega": {text: "Ω", ascii: "Omega"},
	"digamma": {text: "ϝ"}, "varkappa": {text: "ϰ", ascii: "kappa"}, "hslash": {text: "ℏ", ascii: "hbar"}, "beth": {text: "ℶ"}, "gimel": {text: "ℷ"}, "daleth": {text: "ℸ"},
	"Bbbk": {text: "𝕜", ascii: "k"}, "mho": {text: "℧"}, "eth": {text: "ð"}, "complement": {text: "∁"}, "Finv": {text: "Ⅎ"}, "Game": {text: "⅁"},

	// Other ordinary symbols.
	"backprime": {text: "‵", ascii: "`"}, "measuredangle": {text: "∡", ascii: "angle"}, "sphericalangle": {text: "∢", ascii: "angle"},
	"triangledown": {text: "▽"}, "Diamond": {text: "◇"}, "lozenge": {text: "◊"}, "blacksquare": {text: "■"}, "blacktriangle": {text: "▲"},
	"blacktriangledown": {text: "▼"}, "blacklozenge": {text: "⧫"}, "bigstar": {text: "★", ascii: "*"}, "clubsuit": {text: "♧"}, "diamondsuit": {text: "♢"}, "heartsuit": {text: "♡"},
	"spadesuit": {text: "♤"}, "flat": {text: "♭"}, "natural": {text: "♮"}, "sharp": {text: "♯"}, "surd": {text: "√", ascii: "sqrt"}, "maltese": {text: "✠"},
	"dotsm": {text: "⋯", ascii: "...", class: Inner}, "dotsi": {text: "⋯", ascii: "...", class: Inner}, "dotso": {text: "…", ascii: "...", class: Inner}, "iddots": {text: "⋰", ascii: "..."},
	"dag": {text: "†", ascii: "+"}, "ddag": {text: "‡", ascii: "++"}, "S": {text: "§", ascii: "section"}, "P": {text: "¶", ascii: "par"},
	"copyright": {text: "©", ascii: "(c)"}, "circledR": {text: "®", ascii: "(R)"}, "pounds": {text: "£", ascii: "GBP"}, "yen": {text: "¥", ascii: "JPY"},
	"diagup": {text: "╱", ascii: "/"}, "diagdown": {text: "╲", ascii: "\\"}, "lbag": {text: "⟅", ascii: "{"}, "rbag": {text: "⟆", ascii: "}"},

	// Binary operators.
	"boxplus": {text: "⊞", ascii: "[+]", class: Bin}, "boxminus": {text: "⊟", ascii: "[-]", class: Bin}, "boxtimes": {text: "⊠", ascii: "[x]", class: Bin}, "boxdot": {text: "⊡", ascii: "[.]", class: Bin},
	"Cup": {text: "⋓", ascii: "cup", class: Bin}, "doublecup": {text: "⋓", ascii: "cup", class: Bin}, "Cap": {text: "⋒", ascii: "cap", class: Bin}, "uplus": {text: "⊎", class: Bin},
	"sqcup": {text: "⊔", class: Bin}, "sqcap": {text: "⊓", class: Bin}, "smallsetminus": {text: "∖", ascii: "\\", class: Bin},
	"barwedge": {text: "⊼", ascii: "nand", class: Bin}, "doublebarwedge": {text: "⩞", ascii: "nand", class: Bin}, "veebar": {text: "⊻", ascii: "xor", class: Bin},
	"amalg": {text: "⨿", class: Bin}, "wr": {text: "≀", class: Bin}, "ltimes": {text: "⋉", class: Bin}, "rtimes": {text: "⋊", class: Bin},
	"leftthreetimes": {text: "⋋", class: Bin}, "rightthreetimes": {text: "⋌", class: Bin}, "bigcirc": {text: "◯", ascii: "O", class: Bin},
	"bigtriangleup": {text: "△", ascii: "triangle", class: Bin}, "bigtriangledown": {text: "▽", ascii: "triangledown", class: Bin},
	"triangleleft": {text: "◃", ascii: "<|", class: Bin}, "triangleright": {text: "▹", ascii: "|>", class: Bin}, "diamond": {text: "⋄", class: Bin},
	"centerdot": {text: "·", ascii: "*", class: Bin}, "dotplus": {text: "∔", ascii: "+", class: Bin}, "divideontimes": {text: "⋇", class: Bin},
	"circledast": {text: "⊛", ascii: "(*)", class: Bin}, "circledcirc": {text: "⊚", ascii: "(o)", class: Bin}, "circleddash": {text: "⊝", ascii: "(-)", class: Bin},
	"curlyvee": {text: "⋎", ascii: "or", class: Bin}, "curlywedge": {text: "⋏", ascii: "and", class: Bin}, "And": {text: "&", ascii: "&", class: Bin},

	// Relations.
	"leqq": {text: "≦", ascii: "<=", class: Rel}, "geqq": {text: "≧", ascii: ">=", class: Rel}, "lll": {text: "⋘", ascii: "<<<", class: Rel}, "ggg": {text: "⋙", ascii: ">>>", class: Rel},
	"lesssim": {text: "≲", ascii: "<~", class: Rel}, "gtrsim": {text: "≳", ascii: ">~", class: Rel}, "lessapprox": {text: "⪅", ascii: "<~", class: Rel}, "gtrapprox": {text: "⪆", ascii: ">~", class: Rel},
	"lessgtr": {text: "≶", ascii: "<>", class: Rel}, "gtrless": {text: "≷", ascii: "><", class: Rel}, "lesseqgtr": {text: "⋚", ascii: "<=>", class: Rel}, "gtreqless": {text: "⋛", ascii: ">=<", class: Rel},
	"lessdot": {text: "⋖", ascii: "<.", class: Rel}, "gtrdot": {text: "⋗", ascii: ".>", class: Rel}, "eqslantless": {text: "⪕", ascii: "=<", class: Rel}, "eqslantgtr": {text: "⪖", ascii: "=>", class: Rel},
	"nless": {text: "≮", ascii: "not <", class: Rel}, "ngtr": {text: "≯", ascii: "not >", class: Rel}, "nleq": {text: "≰", ascii: "not <=", class: Rel}, "ngeq": {text: "≱", ascii: "not >=", class: Rel},
	"nleqslant": {text: "≰", ascii: "not <=", class: Rel}, "ngeqslant": {text: "≱", ascii: "not >=", class: Rel}, "lneq": {text: "⪇", ascii: "<", class: Rel}, "gneq": {text: "⪈", ascii: ">", class: Rel},
	"lneqq": {text: "≨", ascii: "<", class: Rel}, "gneqq": {text: "≩", ascii: ">", class: Rel},
	"approxeq": {text: "≊", ascii: "~=", class: Rel}, "varpropto": {text: "∝", ascii: "prop to", class: Rel}, "eqqcolon": {text: "≕", ascii: "=:", class: Rel},
	"eqcolon": {text: "≕", ascii: "=:", class: Rel}, "coloneq": {text: "≔", ascii: ":=", class: Rel}, "vcentcolon": {text: ":", ascii: ":", class: Rel}, "defeq": {text: "≔", ascii: ":=", class: Rel}, "eqdef": {text: "≝", ascii: ":=", class: Rel},
	"Doteq": {text: "≑", ascii: "=", class: Rel}, "doteqdot": {text: "≑", ascii: "=", class: Rel}, "fallingdotseq": {text: "≒", ascii: "=", class: Rel}, "risingdotseq": {text: "≓", ascii: "=", class: Rel},
	"eqcirc": {text: "≖", ascii: "=", class: Rel}, "circeq": {text: "≗", ascii: "=", class: Rel}, "questeq": {text: "≟", ascii: "=?", class: Rel}, "bumpeq": {text: "≏", ascii: "=", class: Rel}, "Bumpeq": {text: "≎", ascii: "=", class: Rel},
	"backsim": {text: "∽", ascii: "~", class: Rel}, "backsimeq": {text: "⋍", ascii: "~=", class: Rel}, "eqsim": {text: "≂", ascii: "~", class: Rel}, "thicksim": {text: "∼", ascii: "~", class: Rel}, "thickapprox": {text: "≈", ascii: "~=", class: Rel},
	"nsim": {text: "≁", ascii: "not ~", class: Rel}, "ncong": {text: "≇", ascii: "not ~=", class: Rel}, "asymp": {text: "≍", class: Rel}, "owns": {text: "∋", ascii: "contains", class: Rel},
	"subseteqq": {text: "⫅", ascii: "subseteq", class: Rel}, "subsetneq": {text: "⊊", class: Rel}, "subsetneqq": {text: "⫋", ascii: "subsetneq", class: Rel}, "varsubsetneq": {text: "⊊", ascii: "subsetneq", class: Rel},
	"supseteqq": {text: "⫆", ascii: "supseteq", class: Rel}, "supsetneq": {text: "⊋", class: Rel}, "supsetneqq": {text: "⫌", ascii: "supsetneq", class: Rel}, "nsubseteq": {text: "⊈", ascii: "not subseteq", class: Rel}, "nsupseteq": {text: "⊉", ascii: "not supseteq", class: Rel},
	"sqsubset": {text: "⊏", class: Rel}, "sqsubseteq": {text: "⊑", class: Rel}, "sqsupset": {text: "⊐", class: Rel}, "sqsupseteq": {text: "⊒", class: Rel}, "Subset": {text: "⋐", ascii: "subset", class: Rel}, "Supset": {text: "⋑", ascii: "supset", class: Rel},
	"preccurlyeq": {text: "≼", ascii: "preceq", class: Rel}, "succcurlyeq": {text: "≽", ascii: "succeq", class: Rel}, "precsim": {text: "≾", class: Rel}, "succsim": {text: "≿", class: Rel},
	"nprec": {text: "⊀", ascii: "not prec", class: Rel}, "nsucc": {text: "⊁", ascii: "not succ", class: Rel}, "npreceq": {text: "⋠", ascii: "not preceq", class: Rel}, "nsucceq": {text: "⋡", ascii: "not succeq", class: Rel},
	"nparallel": {text: "∦", ascii: "not ||", class: Rel}, "nmid": {text: "∤", ascii: "not |", class: Rel}, "shortmid": {text: "|", ascii: "|", class: Rel}, "shortparallel": {text: "∥", ascii: "||", class: Rel},
	"indep": {text: "⫫", class: Rel}, "Perp": {text: "⫫", ascii: "indep", class: Rel}, "dashv": {text: "⊣", ascii: "-|", class: Rel}, "vDash": {text: "⊨", ascii: "models", class: Rel}, "Vdash": {text: "⊩", ascii: "||-", class: Rel},
	"Vvdash": {text: "⊪", ascii: "|||-", class: Rel}, "nvdash": {text: "⊬", ascii: "not |-", class: Rel}, "nvDash": {text: "⊭", ascii: "not models", class: Rel},
	"bowtie": {text: "⋈", class: Rel}, "Join": {text: "⨝", class: Rel}, "smile": {text: "⌣", class: Rel}, "frown": {text: "⌢", class: Rel}, "between": {text: "≬", class: Rel}, "pitchfork": {text: "⋔", class: Rel},
	"therefore": {text: "∴", class: Rel}, "because": {text: "∵", class: Rel},
	"lhd": {text: "⊲", ascii: "<|", class: Rel}, "rhd": {text: "⊳", ascii: "|>", class: Rel}, "unlhd": {text: "⊴", ascii: "<|=", class: Rel}, "unrhd": {text: "⊵", ascii: "|>=", class: Rel},
	"vartriangleleft": {text: "⊲", ascii: "<|", class: Rel}, "vartriangleright": {text: "⊳", ascii: "|>", class: Rel}, "trianglelefteq": {text: "⊴", ascii: "<|=", class: Rel}, "trianglerighteq": {text: "⊵", ascii: "|>=", class: Rel},

	// Arrows.
	"longleftrightarrow": {text: "⟷", ascii: "<-->", class: Rel}, "Longleftarrow": {text: "⟸", ascii: "<==", class: Rel}, "Longleftrightarrow": {text: "⟺", ascii: "<=>", class: Rel},
	"updownarrow": {text: "↕", ascii: "updown", class: Rel}, "Uparrow": {text: "⇑", ascii: "up", class: Rel}, "Downarrow": {text: "⇓", ascii: "down", class: Rel}, "Updownarrow": {text: "⇕", ascii: "updown", class: Rel},
	"nearrow": {text: "↗", class: Rel}, "searrow": {text: "↘", class: Rel}, "swarrow": {text: "↙", class: Rel}, "nwarrow": {text: "↖", class: Rel}, "hookleftarrow": {text: "↩", ascii: "<-", class: Rel},
	"rightharpoonup": {text: "⇀", ascii: "->", class: Rel}, "rightharpoondown": {text: "⇁", ascii: "->", class: Rel}, "leftharpoonup": {text: "↼", ascii: "<-", class: Rel}, "leftharpoondown": {text: "↽", ascii: "<-", class: Rel},
	"upharpoonright": {text: "↾", ascii: "up", class: Rel}, "restriction": {text: "↾", ascii: "|", class: Rel}, "upharpoonleft": {text: "↿", ascii: "up", class: Rel}, "downharpoonright": {text: "⇂", ascii: "down", class: Rel}, "downharpoonleft": {text: "⇃", ascii: "down", class: Rel},
	"rightleftharpoons": {text: "⇌", ascii: "<=>", class: Rel}, "leftrightharpoons": {text: "⇋", ascii: "<=>", class: Rel}, "leadsto": {text: "⇝", ascii: "~>", class: Rel}, "leftrightsquigarrow": {text: "↭", ascii: "<~>", class: Rel},
	"twoheadrightarrow": {text: "↠", ascii: "->>", class: Rel}, "twoheadleftarrow": {text: "↞", ascii: "<<-", class: Rel}, "rightarrowtail": {text: "↣", ascii: ">->", class: Rel}, "leftarrowtail": {text: "↢", ascii: "<-<", class: Rel},
	"upuparrows": {text: "⇈", ascii: "up", class: Rel}, "downdownarrows": {text: "⇊", ascii: "down", class: Rel}, "rightrightarrows": {text: "⇉", ascii: "=>", class: Rel}, "leftleftarrows": {text: "⇇", ascii: "<=", class: Rel},
	"rightleftarrows": {text: "⇄", ascii: "<->", class: Rel}, "leftrightarrows": {text: "⇆", ascii: "<->", class: Rel}, "Lleftarrow": {text: "⇚", ascii: "<==", class: Rel}, "Rrightarrow": {text: "⇛", ascii: "==>", class: Rel},
	"multimap": {text: "⊸", ascii: "-o", class: Rel}, "dashrightarrow": {text: "⇢", ascii: "-->", class: Rel}, "dasharrow": {text: "⇢", ascii: "-->", class: Rel}, "dashleftarrow": {text: "⇠", ascii: "<--", class: Rel},
	"curvearrowright": {text: "↷", ascii: "->", class: Rel}, "curvearrowleft": {text: "↶", ascii: "<-", class: Rel}, "circlearrowright": {text: "↻", class: Rel}, "circlearrowleft": {text: "↺", class: Rel},
	"looparrowright": {text: "↬", ascii: "->", class: Rel}, "looparrowleft": {text: "↫", ascii: "<-", class: Rel}, "Lsh": {text: "↰", class: Rel}, "Rsh": {text: "↱", class: Rel},
	"nrightarrow": {text: "↛", ascii: "-/->", class: Rel}, "nleftarrow": {text: "↚", ascii: "<-/-", class: Rel}, "nleftrightarrow": {text: "↮", ascii: "<-/->", class: Rel},
	"nRightarrow": {text: "⇏", ascii: "=/=>", class: Rel}, "nLeftarrow": {text: "⇍", ascii: "<=/=", class: Rel}, "nLeftrightarrow": {text: "⇎", ascii: "<=/=>", class: Rel},

	// Delimiters.
	"lgroup": {text: "⟮", ascii: "(", class: Open}, "rgroup": {text: "⟯", ascii: ")", class: Close}, "lmoustache": {text: "⎰", ascii: "(", class: Open}, "rmoustache": {text: "⎱", ascii: ")", class: Close},
	"ulcorner": {text: "⌜", ascii: "'", class: Open}, "urcorner": {text: "⌝", ascii: "'", class: Close}, "llcorner": {text: "⌞", ascii: ".", class: Open}, "lrcorner": {text: "⌟", ascii: ".", class: Close},
	"llbracket": {text: "⟦", ascii: "[[", class: Open}, "rrbracket": {text: "⟧", ascii: "]]", class: Close}, "lparen": {text: "(", ascii: "(", class: Open}, "rparen": {text: ")", ascii: ")", class: Close},
}
