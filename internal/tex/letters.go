package tex

// A style is the alphabet a letter is set in.
type style uint8

const (
	italic style = iota // the default; drawn as plain letters
	upright
	bold
	calligraphic
	fraktur
	blackboard
)

// styles are the commands that change the alphabet of their argument.
var styles = map[string]style{
	"mathrm": upright, "mathit": italic, "mathsf": upright, "mathtt": upright, "mathnormal": italic, "rm": upright, "it": italic,
	"mathbf": bold, "boldsymbol": bold, "bm": bold, "pmb": bold, "bf": bold, "symbf": bold, "bold": bold,
	"mathcal": calligraphic, "mathscr": calligraphic, "cal": calligraphic, "mathfrak": fraktur, "mathbb": blackboard, "Bbb": blackboard, "mathbbm": blackboard, "mathds": blackboard, "mathbfit": bold, "mathbfsf": bold, "mathup": upright, "mathbfcal": calligraphic,
}

// An alphabet is a block of mathematical letters; a zero means that the style
// has no such characters. Letters that Unicode had before are in elsewhere.
type alphabet struct {
	upper, lower, digit    rune
	greekUpper, greekLower rune
	elsewhere              map[rune]rune
}

var alphabets = map[style]alphabet{
	bold: {upper: 0x1D400, lower: 0x1D41A, digit: 0x1D7CE, greekUpper: 0x1D6A8, greekLower: 0x1D6C2,
		elsewhere: map[rune]rune{'∇': 0x1D6C1, '∂': 0x1D6DB, 'ϵ': 0x1D6DC, 'ϑ': 0x1D6DD, 'ϕ': 0x1D6DF, 'ϱ': 0x1D6E0, 'ϖ': 0x1D6E1}},
	calligraphic: {upper: 0x1D49C, lower: 0x1D4B6,
		elsewhere: map[rune]rune{'B': 'ℬ', 'E': 'ℰ', 'F': 'ℱ', 'H': 'ℋ', 'I': 'ℐ', 'L': 'ℒ', 'M': 'ℳ', 'R': 'ℛ', 'e': 'ℯ', 'g': 'ℊ', 'o': 'ℴ'}},
	fraktur: {upper: 0x1D504, lower: 0x1D51E,
		elsewhere: map[rune]rune{'C': 'ℭ', 'H': 'ℌ', 'I': 'ℑ', 'R': 'ℜ', 'Z': 'ℨ'}},
	blackboard: {upper: 0x1D538, lower: 0x1D552, digit: 0x1D7D8,
		elsewhere: map[rune]rune{'C': 'ℂ', 'H': 'ℍ', 'N': 'ℕ', 'P': 'ℙ', 'Q': 'ℚ', 'R': 'ℝ', 'Z': 'ℤ'}},
}

// styled returns r in the given style, or r itself where the style has none.
func styled(r rune, s style) rune {
	a, ok := alphabets[s]
	if !ok {
		return r
	}
	if e, ok := a.elsewhere[r]; ok {
		return e
	}
	switch {
	case 'A' <= r && r <= 'Z':
		return r - 'A' + a.upper
	case 'a' <= r && r <= 'z':
		return r - 'a' + a.lower
	case '0' <= r && r <= '9' && a.digit != 0:
		return r - '0' + a.digit
	case 'Α' <= r && r <= 'Ω' && r != 0x3A2 && a.greekUpper != 0: // 0x3A2 is no letter
		return r - 'Α' + a.greekUpper
	case 'α' <= r && r <= 'ω' && a.greekLower != 0:
		return r - 'α' + a.greekLower
	}
	return r
}

// plainLetters maps every styled character back to the letter it styles, so
// that a formula may hold 𝐱 or ℝ directly.
var plainLetters = func() map[rune]rune {
	m := map[rune]rune{}
	for s := range alphabets {
		for _, span := range [][2]rune{{'A', 'Z'}, {'a', 'z'}, {'0', '9'}, {'Α', 'Ω'}, {'α', 'ω'}} {
			for r := span[0]; r <= span[1]; r++ {
				if t := styled(r, s); t != r {
					m[t] = r
				}
			}
		}
		for r, t := range alphabets[s].elsewhere {
			m[t] = r
		}
	}
	return m
}()

// foldedText are ASCII twins for the characters of ordinary words.
var foldedText = map[rune]string{
	'–': "-", '—': "---", '‘': "'", '’': "'", '“': "\"", '”': "\"", '…': "...", '·': "*", '×': "x", ' ': " ", '−': "-",
	'ä': "ae", 'ö': "oe", 'ü': "ue", 'ß': "ss", 'Ä': "Ae", 'Ö': "Oe", 'Ü': "Ue", 'é': "e", 'è': "e", 'ê': "e", 'ë': "e",
	'á': "a", 'à': "a", 'â': "a", 'å': "a", 'í': "i", 'ì': "i", 'î': "i", 'ï': "i", 'ó': "o", 'ò': "o", 'ô': "o", 'ø': "o",
	'ú': "u", 'ù': "u", 'û': "u", 'ç': "c", 'ñ': "n", 'ł': "l", 'š': "s", 'ž': "z", 'č': "c", '§': "section", '°': "deg",
}
