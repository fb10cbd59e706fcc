package grader

import (
	"slices"
	"strings"
)

// This file judges the words after a number: "20 layer evaluations", "20 loads
// per pass". They are left out only where they can name nothing but the thing
// that was counted. Any other word could change the number (20 lakh, 20
// percents, 20 thirteen), so it makes the answer unreadable, which costs nothing.
//
// The words fall into phrases, divided by per, in and the like. The last word of
// a phrase has to be a thing: one that the question names, one of countNouns, or
// an English plural. After per every word may be one: 20 per epoch. The words
// before it describe the thing, unless they are among notThings.

// countNouns are things that are counted here, in the singular, and plurals
// without an s. Abbreviations are among them.
var countNouns = wordSet(`
act activation addition arg axis axes batch bias bit block bottleneck box branch bucket buffer byte
call case cell channel checkpoint chunk class cluster coefficient column comparison component computation
computations config connection copy core cpu cpus criteria data dataset datum device dim dimension disk distance
edge element embedding entry epoch equation eval evaluation event example expert factor feature file filter
flop forward fwd frame function fwds gate gpu gpus grad gradient graph group head hop image index indices input instance
instruction item iter iteration job kernel key label layer leaf length level line link load loadmem lookup mac map mask
mat matmul matrices matrix matvec mem memory message microbatch mode model mul mult multiplication network neuron node
object observation op operation ops option output page param parameter part pass patch path paths people permutation pixel
place position prediction process processor product projection query read recomputation recompute register rematerialization
request ring round row rule run sample scalar section segment sequence server shard site slot stage state step
store stretch subset symbol system table target task tensor term test thread tile token tpu tpus transfer tree trial unit update value
variable vector vertex vertices view vote weight width window word worker write depths lengths widths`)

// notThings are words that say how much, or that something is not so, and words
// of measure that are no units here. None of them may stand after a number.
var notThings = wordSet(`
no none non never nor neither nope without sans except besides but unless until till upto
through thru between versus vs instead rather unlike if when then else than maybe perhaps possibly probably almost
nearly approximately approx roughly circa ca some several few fewer many lots less lesser larger smaller greater higher
lower extra again off short ago left gone wrong false unknown undefined twice thrice once single triple quadruple
quintuple half couple couples score scores gross grosses tens ones twos threes fours fives sixes sevens eights nines
zeros zeroes nil null void naught nought noughts nothing lakh lakhs crore crores bn mn mio myriad myriads mille mil mils
googol googols zillion zillions cent cents hundert tausend dutzend zehn deux zwei drei und oder nicht kein keine mal pas
nein kilo kilos mega giga tera peta nano micro micros milli centi deci deca hecto pico femto hex hexadecimal octal binary
decimal base log logs ln exp sqrt sin cos tan abs mod modulo choose inverse inverses reciprocal reciprocals complement
opposite opposites root roots square squares cube cubes power powers halved doubled tripled quadrupled negated inverted
divide multiply multiplied raised subtract subtracted add added increase increased decrease decreased reduced scaled
shifted neg negatives positive permille permil permils ppm ppb bp bps pp pc basis percentage percentages percentile
percentiles degree degrees deg degs radian radians rad rads celsius fahrenheit year years week weeks month months
fortnight fortnights decade decades century centuries inch inches foot feet mile miles yard yards ounce ounces pound
pounds liter liters litre litres gallon gallons mole moles pascal pascals decibel decibels amp amps calorie calories ton
tons tonne tonnes knot knots acre acres dollar dollars euro euros yes is was has does this its his always thus towards
equals exceeds means minus plus times st nd rd th`)

// endWords may end a phrase and say nothing about the number.
var endWords = wordSet("each total overall altogether all apiece only exactly precisely")

// phraseWords begin a new phrase.
var phraseWords = wordSet("per of in for from during on with")

// numberStems begin words for numbers, parts and multiples: thousands, twentieths, megaparams.
var numberStems = []string{
	"eleven", "twel", "thirt", "fourt", "fort", "fift", "sixt", "sevent", "eight", "ninet", "nint", "twent",
	"tenth", "hundr", "thous", "million", "millones", "billion", "trillion", "quadrillion", "quintillion", "dozen", "percent", "prozent", "kilo", "mega", "giga",
}

// notThing reports whether a word is not to be left out anywhere.
func notThing(word string) bool {
	word = strings.ToLower(word)
	if notThings[word] || strings.HasSuffix(word, "fold") || strings.HasSuffix(word, "illion") {
		return true
	}
	return slices.ContainsFunc(numberStems, func(stem string) bool { return strings.HasPrefix(word, stem) })
}

// isThing reports whether a word names something that is counted.
func isThing(word string, things []string) bool {
	word = strings.ToLower(word)
	if slices.Contains(things, word) || countNouns[word] {
		return true
	}
	for _, end := range []string{"ss", "us", "is", "ths"} {
		if strings.HasSuffix(word, end) {
			return false
		}
	}
	return len(word) > 3 && strings.HasSuffix(word, "s") && !notThing(word)
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// oddWord returns the first word of src from start on that may not be left out
// after a number, and where it stands; "" if the words name the thing counted.
func oddWord(src string, start int, things []string) (odd string, at int) {
	before := strings.TrimSpace(src[:start])
	per := strings.HasSuffix(before, "/") || strings.HasSuffix(before, "per")
	list := tailWords(src[start:])
	for i, w := range list {
		last := i+1 == len(list) || list[i+1].text == "/" || phraseWords[list[i+1].text] ||
			endWords[list[i+1].text]
		switch {
		case w.text == "/" && per: // 20 // one
			return w.text, start + w.at
		case w.text == "/" || w.text == "per":
			per = true
		case phraseWords[w.text]:
			per = false
		case slices.Contains(things, strings.ToLower(w.text)):
		case i == 0 && last && !per && w.text == "times": // 20 times, but not 20 times larger
		case notThing(w.text):
			return w.text, start + w.at
		case last && !per && !isThing(w.text, things) && !endWords[w.text]:
			return w.text, start + w.at
		}
	}
	return "", 0
}

// tailWords are the words and slashes in the words after a number, without
// commands of LaTeX. Brackets divide like a slash.
func tailWords(s string) []pickWord {
	all := words(s)
	var out []pickWord
	for i, w := range all {
		switch {
		case strings.ContainsAny(w.text, "/("):
			if len(out) > 0 && w.text == "(" {
				out = append(out, pickWord{"in", w.at})
			} else if w.text == "/" {
				out = append(out, w)
			}
		case !wordRune([]rune(w.text)[0]) || i > 0 && all[i-1].text == `\` && all[i-1].at+1 == w.at:
		default:
			out = append(out, w)
		}
	}
	return out
}
