package grader

import (
	"slices"
	"strings"
	"unicode"

	"gradcheck/grader/expr"
)

// This file reads options by their own text in another spelling: without marks
// and gaps, cut short where one option alone begins like that, in American
// English, or as mathematics in another notation. It is asked where [picks] knows
// no id, text, position or letter, so it makes no answer mean another option.

// Bounds in bytes of what is looked at: of an answer, and of a formula in it.
const (
	maxSpelled = 500
	maxValue   = 60
)

// spelled reads an answer, or each of its pieces between commas. It is false
// where one of them is not the text of exactly one option.
func spelled(src string, options []Option) (picked []int, ok bool) {
	if len(src) > maxSpelled {
		return nil, false
	}
	src = strings.Map(narrow, src)
	if which := spelledOne(src, options); len(which) > 0 {
		return which, len(which) == 1
	}
	if letter := strings.Trim(strings.TrimSpace(src), "$ "); len(letter) == 1 && !isDigits(letter) { // $D$
		picked, why, _ := named(letter, options)
		return picked, why == ""
	}
	pieces := splitNames(namePart{text: strings.NewReplacer(";", ",", "\n", ",").Replace(src)})
	if len(pieces) < 2 || len(pieces) > len(options) {
		return nil, false
	}
	for _, p := range pieces {
		which := spelledOne(p.text, options)
		if len(which) == 0 {
			if list, why, _ := named(p.text, options); why == "" {
				picked = append(picked, list...)
				continue
			}
		}
		if len(which) != 1 {
			return nil, false
		}
		picked = append(picked, which[0])
	}
	slices.Sort(picked)
	return slices.Compact(picked), len(picked) > 0
}

// spelledOne returns the options that a text may mean: those with all of it, else
// those that begin with it, or those of its value.
func spelledOne(src string, options []Option) []int {
	var whole, begin []int
	said := squeeze(src)
	for i, o := range options {
		switch text := plainLabel(o.Text); {
		case said == "":
		case said == squeeze(text):
			whole = append(whole, i)
		case telling(src) && begins(text, said):
			begin = append(begin, i)
		}
	}
	if len(whole) > 0 {
		return whole
	}
	for _, i := range sameValue(src, options) {
		if !slices.Contains(begin, i) {
			begin = append(begin, i)
		}
	}
	return begin
}

// squeeze is a text in small letters without blanks, marks and brackets. Between
// two digits they stay. British and American endings become one.
func squeeze(s string) string {
	runes := []rune(strings.ToLower(plainLabel(s)))
	var b strings.Builder
	for i, r := range runes {
		inside := i > 0 && i+1 < len(runes) && unicode.IsDigit(runes[i-1]) && unicode.IsDigit(runes[i+1])
		if inside || !unicode.IsSpace(r) && !strings.ContainsRune(",.;:()\"'*$`", r) {
			b.WriteRune(r)
		}
	}
	return oneEnglish(b.String())
}

// oneEnglish is a text of small letters with one spelling of -ise and -our.
var oneEnglish = strings.NewReplacer("izat", "isat", "ize", "ise", "izi", "isi", "olour", "olor", "aviour", "avior", "ighbour", "ighbor").Replace

// begins reports whether the first words of a text are what was said.
func begins(text, said string) bool {
	for _, w := range words(text) {
		if squeeze(text[:w.at+len(w.text)]) == said {
			return true
		}
	}
	return false
}

// telling reports whether the beginning of a text says enough to name it: more
// than a letter or two, and more than words that begin any sentence.
func telling(src string) bool {
	const idle = " a an all any at both by every for from if in it its neither no none not of on only or that the their there these this to with without yes "
	for _, w := range words(plainLabel(src)) {
		if t := strings.ToLower(w.text); !strings.Contains(idle, " "+t+" ") {
			return len(squeeze(src)) > 2
		}
	}
	return false
}

// sameValue returns the options whose mathematics is equal to that of an answer;
// see valueOf.
func sameValue(src string, options []Option) []int {
	answer, values, names := valueOf(src, options)
	if answer == nil {
		return nil
	}
	var same []int
	for i, v := range values {
		if expr.Compare(v, answer, names).Result == expr.Equal {
			same = append(same, i)
		}
	}
	return same
}

// valueOf reads an answer as a formula, with those of the options and the names in
// them. It is nil unless every option is one formula, or every option gives the
// same name a value: $\beta = 1$, of which an answer may have the value alone. Where
// options are formulas an answer may name the result by a capital, A = 2x.
func valueOf(src string, options []Option) (answer expr.Expr, values []expr.Expr, names expr.Symbols) {
	name, values := formulasOf(options)
	if values == nil || len(src) > maxValue {
		return nil, nil, nil
	}
	names = expr.Symbols{}
	for _, v := range values {
		for _, n := range expr.Names(v) {
			names[n] = expr.Decl{Kind: "real"}
		}
	}
	left, right, assigned := strings.Cut(strings.Trim(strings.TrimSpace(src), "$"), "=")
	if !assigned {
		left, right = "", left
	}
	left = strings.TrimSpace(left)
	_, taken := names[left]
	capital := len(left) == 1 && 'A' <= left[0] && left[0] <= 'Z' && !taken
	if assigned && lineOf(left) != name && !(name == "" && capital) {
		return nil, nil, nil
	}
	answer, err := expr.Parse(right, names)
	if err != nil {
		return nil, nil, nil
	}
	return answer, values, names
}

// valueElsewhere reports whether a number that was read as a position is the value of
// another option: 1 where the second is $\beta = 1$.
func valueElsewhere(src string, picked []int, options []Option) bool {
	src = strings.TrimSpace(src)
	if src == "" || !isDigits(src) || slices.ContainsFunc(options, func(o Option) bool { return o.ID == src }) {
		return false
	}
	return slices.ContainsFunc(sameValue(src, options), func(i int) bool { return !slices.Contains(picked, i) })
}

// formulasOf reads options that are formulas, with the name that all of them give
// a value, or "". The values are nil if one option is something else.
func formulasOf(options []Option) (name string, values []expr.Expr) {
	for i, o := range options {
		text := strings.TrimSpace(o.Text)
		if len(text) < 3 || text[0] != '$' || strings.Index(text[1:], "$") != len(text)-2 {
			return "", nil
		}
		left, right, assigned := strings.Cut(text[1:len(text)-1], "=")
		if !assigned {
			left, right = "", left
		}
		v, err := open.Parse(right)
		if err != nil || i > 0 && lineOf(left) != name {
			return "", nil
		}
		name, values = lineOf(left), append(values, v)
	}
	return name, values
}

// open reads formulas in which every letter is a symbol.
var open = expr.Language{Open: true}

// lineOf is one spelling of a name.
func lineOf(s string) string {
	if e, err := open.Parse(s); err == nil {
		return expr.Line(e)
	}
	return strings.TrimSpace(s)
}

// disguised says of an answer that it has letters of another alphabet, or invisible
// characters, that the options have not; "" if it has none.
func disguised(src string, options []Option) (why string, offset int) {
	strange := func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) || unicode.Is(unicode.Cf, r) }
	if !strings.ContainsFunc(src, strange) {
		return "", 0
	}
	cyrillic := slices.ContainsFunc(options, func(o Option) bool { return has(o.Text, unicode.Cyrillic) })
	return hiddenTrouble(src, cyrillic)
}
