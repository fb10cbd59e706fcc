package grader

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file finds where the number of an answer begins: behind what is said
// before it, such as "about", "≈", "t =" or "answer:".

// leadWords may stand before a number and say nothing about it.
var leadWords = wordSet(`
about approximately approx around roughly circa ca the answer result solution total sum it is are equals exactly so thus hence
therefore i get we got have there of a only just count cost`)

// leadSigns are signs that may stand before a number, longer ones first.
var leadSigns = []string{`\approx`, `\simeq`, `\sim`, ":=", "=", "≈", "≃", "≅", "~", ":"}

// notNames are short words that are no name of a quantity; x means times here.
var notNames = wordSet("not no non neg minus mod log ln exp max min sin cos tan abs and or if e pi x")

// maxLead bounds what may stand before a number, in bytes.
const maxLead = 60

// numberStart returns where the number of an answer begins; 0 if nothing is
// known to stand before it.
func (v vocabulary) numberStart(src string) int {
	at := skipLead(src, 0)
	if i := v.label(src[at:]); i > 0 {
		at = skipLead(src, at+i)
	}
	if strings.TrimSpace(src[at:]) == "" { // "total" alone is not nothing
		return 0
	}
	return at
}

// skipLead skips words and signs that say nothing.
func skipLead(src string, at int) int {
	for at < min(len(src), maxLead) {
		n := leadLength(src[at:])
		if n == 0 {
			break
		}
		at += n
	}
	return at
}

// leadLength returns the length of the blank, sign or word that s begins with, if
// it may stand before a number.
func leadLength(s string) int {
	if r, size := utf8.DecodeRuneInString(s); r == ' ' || r == '\t' || r == '\u00a0' {
		return size
	}
	for _, sign := range leadSigns {
		if strings.HasPrefix(s, sign) && !strings.HasPrefix(s, "==") {
			return len(sign)
		}
	}
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	if end > 0 && leadWords[strings.ToLower(s[:end])] && strings.ContainsRune(" \t.:=≈~\u00a0", firstRune(s[end:])) {
		if s[end] == '.' && !strings.HasPrefix(s[end:], "..") && (end+1 == len(s) || s[end+1] == ' ') { // approx.
			end++
		}
		return end
	}
	return 0
}

// label returns the length of a label with its sign, such as "t =", "N_{fwd} ≈"
// or "number of runs:"; 0 if s does not begin with one.
func (v vocabulary) label(s string) int {
	end, n := len(s), 0
	for _, sign := range leadSigns {
		if i := strings.Index(s, sign); i >= 0 && i < end {
			end, n = i, len(sign)
		}
	}
	if n == 0 || end == 0 || end > 40 || !v.isLabel(s[:end]) {
		return 0
	}
	return end + n
}

var (
	labelMarks = strings.NewReplacer(`\mathrm`, "", `\text`, "", `\operatorname`, "", `\`, "", "{", "", "}", "", "$", "")
	symbolForm = regexp.MustCompile(`^(?:[A-Za-z\p{Greek}]{1,3}\d{0,3}|[A-Za-z\p{Greek}]{1,12}_[A-Za-z\p{Greek}\d_ ,]{1,30}|alpha|beta|gamma|delta|epsilon|sigma|lambda|theta|omega)['′]*$`)
)

// isLabel reports whether s names the quantity asked for: a symbol with or
// without an index, or words that are known.
func (v vocabulary) isLabel(s string) bool {
	s = strings.TrimSpace(labelMarks.Replace(s))
	known := s != ""
	for i, w := range words(s) {
		base, _, _ := strings.Cut(strings.ToLower(w.text), "_")
		if notNames[base] {
			return false
		}
		known = known && (v.isKnown(w.text) || leadWords[base] || i == 0 && symbolForm.MatchString(w.text))
	}
	return known || symbolForm.MatchString(s)
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

var rangeForm = regexp.MustCompile(`^\s*\$?(\d[\d,]*\.?\d*(?:[eE][+-]?\d+)?)\s*(?:-|–|—|−|\.\.\.?|…)\s*(\d[\d,]*\.?\d*(?:[eE][+-]?\d+)?)[\s$]*(?:[^\d\s$+*/^=(),.!].*)?$`)

// rangeAt returns where the sign of an answer such as 20-30 stands, which could be
// a range as well as a difference; -1 if src is nothing of the kind. A difference
// with the larger number in front is no range.
func rangeAt(src string) int {
	if len(src) > 200 {
		return -1
	}
	m := rangeForm.FindStringSubmatchIndex(src)
	if m == nil {
		return -1
	}
	number := func(i int) float64 {
		f, _ := strconv.ParseFloat(strings.ReplaceAll(src[m[i]:m[i+1]], ",", ""), 64)
		return f
	}
	if number(2) >= number(4) {
		return -1
	}
	return m[3] + len(src[m[3]:]) - len(strings.TrimLeft(src[m[3]:], " \t"))
}
