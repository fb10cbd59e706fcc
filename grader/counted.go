package grader

import (
	"slices"
	"strings"
)

// This file judges the words after a number: "20 layer evaluations", "20 loads
// per pass". They are left out only where every one of them is known to say
// nothing about the number: it names the thing that the question counts, or is
// one of the short lists here. Any other word could change the number (20 lakh,
// 20 percents, 20 thirteen, 20 extra), so it makes the answer unreadable, which
// costs nothing.

// countNouns are what deep learning counts, in the singular.
var countNouns = wordSet(`
activation addition arg backward bwd call batch bias bit block byte channel checkpoint class column computation connection copy
device dim dimension element embedding entry epoch eval evaluation example feature filter forward fwd gpu gradient head
hyperparameter image input item iter iteration kernel layer load map matrix memory message mult multiplication neuron node number op
operation output param parameter pass patch path pixel position product recompute recomputation rerun row run sample scalar sequence
server state step time token transfer unit update value vector weight word worker`)

// countPlurals are plurals of them without an s.
var countPlurals = wordSet("axes biases matrices vertices indices data fwds")

// linkWords tie a thing to what it is counted in, and describe it.
var linkWords = wordSet(`
per of in for from during on the a an each every all total overall altogether apiece only exactly
trainable trained learned learnt learnable re hyper residual hidden different distinct separate full needed required disk network model`)

// aloneWords may be all that follows a number.
var aloneWords = wordSet("total overall altogether apiece each only exactly times per")

// scaleWords say how much. They are never short for a thing.
var scaleWords = wordSet(`
k m b t g mil mill mille mio mln mlrd mrd bln thsd tsd bil bill bn tril trill tn thou hund doz dozen half halves third quarter tenth per perc pct percent
cent cents permil ppm bp bps kilo mega giga tera peta exa milli micro nano pico centi deci deca hecto no not non minus neg
double triple twice squared cubed mod log ln exp sqrt sin cos tan abs max min or and plus times ones tens fold`)

// sameThings are words for one thing, of which a question counts one.
var sameThings = []map[string]bool{
	wordSet("weight parameter param hyperparameter coefficient"),
	wordSet("run forward fwd evaluation eval call execution computation recomputation recompute rerun pass operation op layer step"),
	wordSet("load read access transfer fetch copy"),
}

// anyThing are words that fit whatever is counted.
var anyThing = wordSet("number value element entry item unit")

// otherWay are words that make another thing of one that is counted.
var otherWay = wordSet("backward bwd")

// wholeWords may stand behind per where a question names what it counts: it asks
// for that in one of them. 108 weights per channel is another number.
var wholeWords = wordSet("pass backward bwd step iteration iter update run task network model training")

// A vocabulary knows which words after a number name the thing counted.
type vocabulary struct {
	things []string // what the question counts, in the singular
}

// newVocabulary makes one of the counted things among the units of a question.
func newVocabulary(units []string) vocabulary {
	var v vocabulary
	for _, u := range units {
		if isCounted(u) {
			for _, w := range strings.FieldsFunc(strings.ToLower(u), func(r rune) bool { return r == ' ' || r == '-' }) {
				v.things = append(v.things, singular(w))
			}
		}
	}
	return v
}

// isThing reports whether a word names something that is counted.
func (v vocabulary) isThing(word string) bool {
	word = strings.ToLower(word)
	one := singular(word)
	if countNouns[one] || countNouns[word] || countPlurals[word] || slices.Contains(v.things, one) {
		return true
	}
	if scaleWords[word] || scaleWords[one] {
		return false
	}
	return slices.ContainsFunc(v.things, func(thing string) bool { return shortFor(one, thing) || shortFor(word, thing) })
}

// operations reports whether the question counts operations, or does not say what.
func (v vocabulary) operations() bool {
	return len(v.things) == 0 || slices.ContainsFunc(v.things, func(thing string) bool {
		return thing == "operation" || thing == "op" || thing == "multiplication" || thing == "addition"
	})
}

// counts reports whether a word names what the question counts, or could.
func (v vocabulary) counts(word string) bool {
	word = strings.ToLower(word)
	one := singular(word)
	return anyThing[one] || slices.ContainsFunc(v.things, func(thing string) bool {
		if one == thing || shortFor(one, thing) || shortFor(word, thing) {
			return true
		}
		return slices.ContainsFunc(sameThings, func(same map[string]bool) bool { return same[one] && same[thing] })
	})
}

// isKnown reports whether a word says nothing about the number before it.
func (v vocabulary) isKnown(word string) bool {
	return linkWords[strings.ToLower(word)] || v.isThing(word)
}

// shortFor reports whether a word is the beginning of a thing (eval), begins like
// it (evaluator), or leaves letters of it out (wts for weights).
func shortFor(word, thing string) bool {
	if len(word) < 3 {
		return false
	}
	if strings.HasPrefix(thing, word) || len(thing) > 3 && strings.HasPrefix(word, thing) && len(word) < len(thing)+4 {
		return true
	}
	if word[0] != thing[0] || strings.ContainsAny(word[1:], "aeiou") { // wght, but not wait
		return false
	}
	rest := thing + "s"
	for i := range len(word) {
		at := strings.IndexByte(rest, word[i])
		if at < 0 {
			return false
		}
		rest = rest[at+1:]
	}
	return true
}

// singular drops the s of a plural.
func singular(word string) string {
	switch {
	case strings.HasSuffix(word, "ss") || len(word) < 3:
		return word
	case strings.HasSuffix(word, "ies"):
		return strings.TrimSuffix(word, "ies") + "y"
	case slices.ContainsFunc([]string{"sses", "xes", "ches", "shes"}, func(end string) bool { return strings.HasSuffix(word, end) }):
		return strings.TrimSuffix(word, "es")
	}
	return strings.TrimSuffix(word, "s")
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// A tail is what was found in the words after a number.
type tail struct {
	odd   string // the first word that is not understood; "" if there is none
	other string // a word for another thing than the question counts
	at    int    // where it stands
	thing string // the first thing that is counted, and not one behind per
}

// tail looks at the words of src from start on.
func (v vocabulary) tail(src string, start int) tail {
	before := strings.TrimSpace(src[:start])
	per := strings.HasSuffix(before, "/") || strings.HasSuffix(before, "per")
	var t tail
	list := tailWords(src[start:])
	enough, counted, veto := per, false, ""
	for _, w := range list {
		lower := strings.ToLower(w.text)
		switch {
		case per && len(v.things) > 0 && wholeWords[singular(lower)]:
		case per && len(v.things) > 0 && v.isThing(w.text):
			return tail{other: w.text, at: start + w.at}
		case w.text == "/" && per || w.text != "/" && !v.isKnown(w.text):
			return tail{odd: w.text, at: start + w.at}
		case w.text == "/" || lower == "per":
			per = true
		case v.isThing(w.text) && !per && t.thing == "" && !aloneWords[lower]:
			t.thing = w.text
		}
		if !per && v.isThing(w.text) && !aloneWords[lower] {
			counted = counted || v.counts(w.text)
			if otherWay[lower] && !slices.Contains(v.things, lower) {
				veto = w.text
			}
		}
		enough = enough || v.isThing(w.text) || aloneWords[lower]
	}
	if veto == "" && !counted {
		veto = t.thing
	}
	if len(v.things) > 0 && veto != "" {
		return tail{other: veto, at: start}
	}
	if !enough && len(list) > 0 { // 20 a, 20 of the
		return tail{odd: list[0].text, at: start + list[0].at}
	}
	return t
}

// tailWords are the words and slashes in the words after a number, without
// commands of LaTeX.
func tailWords(s string) []pickWord {
	all := words(s)
	var out []pickWord
	for i, w := range all {
		command := i > 0 && all[i-1].text == `\` && all[i-1].at+1 == w.at
		if w.text == "/" || wordRune([]rune(w.text)[0]) && !command {
			out = append(out, w)
		}
	}
	return out
}
