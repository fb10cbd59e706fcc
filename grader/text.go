package grader

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// textSpec holds the fields of a short text: patterns of which one has to
// match, or a sentence to copy.
type textSpec struct {
	common
	Accept     []string `field:"accept"` // "any", or patterns: a literal, or /regexp/
	Transcribe string   `field:"transcribe"`
}

func (s *textSpec) check(d *decoder) {
	switch {
	case s.Transcribe != "" && len(s.Accept) > 0:
		d.errorf("accept and transcribe exclude each other")
	case s.Transcribe == "" && len(s.Accept) == 0:
		d.errorf("accept or transcribe is missing; accept: any takes every text")
	}
	if s.Transcribe != "" && fold(s.Transcribe) == "" {
		d.in("transcribe", func() { d.errorf("it is blank; write the sentence that is to be copied") })
	}
	if s.Transcribe == "" && !s.any() && s.sample() == "" && len(s.Accept) > 0 {
		d.in("accept", func() { d.errorf("give one pattern as plain text, so that a right answer is known") })
	}
	for i, p := range s.Accept {
		d.in("accept", func() {
			d.in(i, func() {
				if _, err := compile(p); err != nil {
					d.errorf("%v", err)
				}
			})
		})
	}
	for i, n := range s.Near {
		if _, err := compile(strings.Join(n.Key, " ")); err != nil {
			d.in("near", func() { d.in(i, func() { d.in("key", func() { d.errorf("%v", err) }) }) })
		}
	}
}

func (s *textSpec) any() bool { return len(s.Accept) == 1 && s.Accept[0] == "any" }

// sample returns the first pattern that is plain text.
func (s *textSpec) sample() string {
	for _, p := range s.Accept {
		if !isRegexp(p) && fold(p) != "" {
			return p
		}
	}
	return ""
}

func isRegexp(p string) bool {
	return len(p) > 2 && strings.HasPrefix(p, "/") && strings.HasSuffix(p, "/")
}

// compile makes the matcher of a pattern: a literal up to capitals and spacing,
// or a regular expression, which ignores capitals too. Both match the whole
// text, up to the full stop: "not linear" is no match for /linear/.
func compile(p string) (func(string) bool, error) {
	if !isRegexp(p) {
		want := strings.ToLower(bareText(p))
		return func(s string) bool { return strings.ToLower(bareText(s)) == want }, nil
	}
	re, err := regexp.Compile("(?i)" + p[1:len(p)-1]) // alone, so that an error shows the author's text
	if err == nil {
		re, err = regexp.Compile(`(?i)^(?:` + p[1:len(p)-1] + `)$`)
	}
	if err != nil {
		return nil, err
	}
	return func(s string) bool {
		s = fold(s)
		return re.MatchString(s) || re.MatchString(strings.TrimSuffix(s, ".")) || re.MatchString(bareText(s))
	}, nil
}

func (s *textSpec) build(*decoder) Question {
	if s.Transcribe != "" {
		return &transcription{s.Transcribe}
	}
	q := &text{sample: s.sample()}
	if s.any() {
		q.sample = "any text"
		return q
	}
	for _, p := range s.Accept {
		m, _ := compile(p) // checked before
		q.accept = append(q.accept, m)
	}
	for _, n := range s.Near {
		m, _ := compile(strings.Join(n.Key, " ")) // checked before
		q.near = append(q.near, nearText{m, n.Why})
	}
	return q
}

// fold trims a text and makes every run of blanks one, and typographic quotes
// plain ones.
func fold(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '‘', '’', '‚', '‛', 'ʼ', '′':
			return '\''
		case '“', '”', '„', '‟', '«', '»', '″':
			return '"'
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// bareText is a text without quotes around it and marks behind it.
func bareText(s string) string {
	return strings.Trim(strings.TrimRight(fold(s), `.!?;:,"' `), `"' `)
}

// maxText bounds a short text; a longer one is not looked at.
const maxText = 20_000

// A text asks for a few words.
type text struct {
	accept []func(string) bool // none: every text is right
	near   []nearText
	sample string
}

type nearText struct {
	match func(string) bool
	why   string
}

// Input implements [Question].
func (q *text) Input() Input { return Line{Wants: "a few words"} }

// Key implements [Question].
func (q *text) Key() Answer { return Answer{q.sample} }

// Read implements [Reader].
func (q *text) Read(a Answer) Reading { return Reading{Text: plainText(strings.Join(a, " "))} }

// Grade implements [Question].
func (q *text) Grade(a Answer) Verdict {
	s := strings.Join(a, " ")
	switch {
	case fold(s) == "":
		return Verdict{Outcome: Blank}
	case len(s) > maxText:
		return Verdict{Outcome: Unreadable, Why: "This is too long. A few words are asked for.", Offset: maxText}
	}
	v := Verdict{Outcome: Correct, Score: 1, Read: plainText(s)}
	if len(q.accept) == 0 {
		return v
	}
	for _, match := range q.accept {
		if match(s) {
			return v
		}
	}
	if why, offset := hiddenTrouble(s, has(q.sample, unicode.Cyrillic)); why != "" {
		return Verdict{Outcome: Unreadable, Why: why, Offset: offset}
	}
	v.Outcome, v.Score, v.Why = Wrong, 0, "Other words are asked for."
	for i, n := range q.near {
		if n.match(s) {
			v.Why, v.How, v.Near = n.why, "near", i+1
			break
		}
	}
	return v
}

// hiddenTrouble finds what cannot be seen in a text and yet makes other words of
// it: bytes that are no text, invisible characters, letters that look like Latin
// ones, unless cyrillic ones are expected.
func hiddenTrouble(s string, cyrillic bool) (why string, offset int) {
	for i, r := range s {
		if r == utf8.RuneError || !unicode.IsSpace(r) && unicode.In(r, unicode.Cc, unicode.Cf) {
			return fmt.Sprintf("There is an invisible character here (U+%04X).\nDelete it; what you see stays the same.", r), i
		}
	}
	for _, w := range words(s) {
		if has(w.text, unicode.Latin) && (has(w.text, unicode.Cyrillic) || has(w.text, unicode.Greek)) {
			return quoted(w.text) + " is written in letters of two alphabets.\nType it once more.", w.at
		}
		if !cyrillic && has(w.text, unicode.Cyrillic) {
			return quoted(w.text) + " is written in Cyrillic letters.\nType it once more in Latin ones.", w.at
		}
	}
	return "", 0
}

func has(s string, script *unicode.RangeTable) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(script, r) })
}

// plainText is a text in one row without anything that is not to be seen.
func plainText(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, fold(s))
}

// A transcription asks to copy a sentence, such as an honour code. Spacing,
// capitals and the shape of quotes do not matter. Until it is copied there is
// no verdict on it, only the place where it differs.
type transcription struct{ sentence string }

// Input implements [Question].
func (q *transcription) Input() Input { return Lines{Wants: "the sentence, copied"} }

// Key implements [Question].
func (q *transcription) Key() Answer { return Answer{q.sentence} }

// Read implements [Reader].
func (q *transcription) Read(a Answer) Reading {
	v := q.Grade(a)
	return Reading{Text: v.Read, Why: v.Why, Offset: v.Offset}
}

// Grade implements [Question].
func (q *transcription) Grade(a Answer) Verdict {
	s := strings.Join(a, "\n")
	if len(s) > maxText+len(q.sentence) {
		return Verdict{Outcome: Unreadable, Offset: maxText, Why: "This is longer than the sentence."}
	}
	if fold(s) == "" {
		return Verdict{Outcome: Blank}
	}
	want, got := wordsOf(q.sentence), wordsOf(s)
	for i, w := range want {
		if i == len(got) {
			return Verdict{Outcome: Unreadable, Offset: len(s), Why: restMissing}
		}
		same := strings.EqualFold(fold(w.text), fold(got[i].text))
		if i == len(want)-1 { // the full stop may be left out
			same = same || strings.EqualFold(fold(w.text), fold(got[i].text)+".")
		}
		if !same {
			return q.differs(s, w.text, got[i:])
		}
	}
	if len(got) > len(want) {
		return Verdict{Outcome: Unreadable, Offset: got[len(want)].at, Why: "Not yet: the sentence ends before this."}
	}
	return Verdict{Outcome: Correct, Score: 1, Read: plainText(s)}
}

const restMissing = "Not yet: the rest of the sentence is missing."

// differs is the verdict on a copy whose words rest are not those of the sentence,
// which has want in place of the first.
func (q *transcription) differs(s, want string, rest []pickWord) Verdict {
	v := Verdict{Outcome: Unreadable, Offset: rest[0].at, Why: "Not yet: from here on it differs from the sentence."}
	if why, at := hiddenTrouble(rest[0].text, has(q.sentence, unicode.Cyrillic)); why != "" {
		v.Why, v.Offset = why, rest[0].at+at
		return v
	}
	typed := fold(rest[0].text)
	if head := fold(want); len(rest) == 1 && len(typed) < len(head) && strings.EqualFold(typed, head[:len(typed)]) {
		v.Why, v.Offset = restMissing, len(s)
	}
	return v
}

// wordsOf splits at blanks and keeps where each word begins.
func wordsOf(s string) []pickWord {
	var out []pickWord
	start := -1
	for i, r := range s {
		switch {
		case unicode.IsSpace(r) && start >= 0:
			out, start = append(out, pickWord{s[start:i], start}), -1
		case !unicode.IsSpace(r) && start < 0:
			start = i
		}
	}
	if start >= 0 {
		out = append(out, pickWord{s[start:], start})
	}
	return out
}
