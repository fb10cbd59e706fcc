package grader

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// picks reads an answer as a set of options: by id, by the option's own text,
// by letter (a is the first) or by position from 1, with ranges (1-3). What an
// id could mean, it means; then texts, positions and letters. The result is in
// the order of the options.
func picks(src string, options []Option) (picked []int, why string, offset int) {
	if len(src) > maxPicks {
		return nil, "This is too long. Give letters or numbers.", maxPicks
	}
	p := pickReader{tokens: words(src), options: options}
	for _, o := range options {
		p.ids = append(p.ids, words(o.ID))
		p.texts = append(p.texts, words(o.Text))
	}
	for len(p.tokens) > 0 {
		if p.separator() {
			continue
		}
		from, why := p.pick()
		to := from
		if why == "" && p.isRange() {
			p.tokens = p.tokens[1:]
			to, why = p.pick()
		}
		if why == "" && to < from {
			why = "This range runs backwards."
		}
		if why != "" {
			return nil, why, p.at
		}
		for i := from; i <= to; i++ {
			picked = append(picked, i)
		}
	}
	slices.Sort(picked)
	return slices.Compact(picked), "", 0
}

// maxPicks bounds an answer in bytes.
const maxPicks = 10_000

// A pickWord is a word or a sign of an answer.
type pickWord struct {
	text string
	at   int // byte offset
}

// words splits a text into runs of letters and digits, and single signs.
func words(s string) []pickWord {
	var out []pickWord
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		end := i + size
		if wordRune(r) {
			for end < len(s) {
				r, size := utf8.DecodeRuneInString(s[end:])
				if !wordRune(r) {
					break
				}
				end += size
			}
		}
		if !unicode.IsSpace(r) {
			out = append(out, pickWord{s[i:end], i})
		}
		i = end
	}
	return out
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

// A pickReader reads picks from the front of tokens.
type pickReader struct {
	tokens     []pickWord
	at         int // offset of the token last looked at
	options    []Option
	ids, texts [][]pickWord
}

const (
	pickSeparators = `,;&+()[].:"'“”` + "`*"
	pickFillers    = " and option options answer answers number no the und "
)

// separator skips a sign or word that only stands between picks.
func (p *pickReader) separator() bool {
	t := p.tokens[0].text
	if matches, _ := p.match(p.ids); matches > 0 {
		return false
	}
	if matches, _ := p.match(p.texts); matches > 0 {
		return false
	}
	if strings.EqualFold(t, "no") && !p.numbered() { // "no b" could mean not b
		return false
	}
	if strings.Contains(pickSeparators, t) || strings.Contains(pickFillers, " "+strings.ToLower(t)+" ") {
		p.tokens = p.tokens[1:]
		return true
	}
	return false
}

// numbered reports whether the word no stands for number: no. 2, no 2.
func (p *pickReader) numbered() bool {
	if len(p.tokens) < 2 {
		return false
	}
	_, err := strconv.Atoi(p.tokens[1].text)
	return err == nil || p.tokens[1].text == "."
}

func (p *pickReader) isRange() bool {
	return len(p.tokens) > 1 && (p.tokens[0].text == "-" || p.tokens[0].text == "–" || strings.EqualFold(p.tokens[0].text, "to"))
}

// match returns the longest of names that the tokens begin with: how many
// tokens it takes and which options have it.
func (p *pickReader) match(names [][]pickWord) (n int, which []int) {
	for i, name := range names {
		if len(name) < n || len(name) == 0 || len(name) > len(p.tokens) {
			continue
		}
		if !slices.EqualFunc(name, p.tokens[:len(name)], func(a, b pickWord) bool { return strings.EqualFold(a.text, b.text) }) {
			continue
		}
		if len(name) > n {
			n, which = len(name), nil
		}
		which = append(which, i)
	}
	return n, which
}

// pick reads one pick from the tokens.
func (p *pickReader) pick() (option int, why string) {
	t := p.tokens[0]
	p.at = t.at
	n, which := p.match(p.texts)
	if k, ids := p.match(p.ids); k >= n && k > 0 {
		n, which = k, ids
	}
	if n > 0 && (n > 1 || !p.short(t) || len(which) == 1) {
		if exact := p.exactID(t, n, which); exact >= 0 {
			which = []int{exact}
		}
		if len(which) > 1 {
			return 0, "Several options read like this. Give the letter or the number of one."
		}
		p.tokens = p.tokens[n:]
		return which[0], ""
	}
	p.tokens = p.tokens[1:]
	if i, err := strconv.Atoi(t.text); err == nil {
		if i < 1 || i > len(p.options) {
			return 0, fmt.Sprintf("There is no option %d; there are %d.", i, len(p.options))
		}
		return i - 1, ""
	}
	if len(t.text) == 1 && 'a' <= t.text[0]|0x20 && t.text[0]|0x20 <= 'z' {
		i := int(t.text[0] | 0x20 - 'a')
		if i >= len(p.options) {
			return 0, fmt.Sprintf("There is no option %s; there are %d.", t.text, len(p.options))
		}
		return i, ""
	}
	if strings.EqualFold(t.text, "or") {
		return 0, "An “or” leaves it open. Pick what you mean."
	}
	return 0, fmt.Sprintf("%s is not an option. Give letters or numbers.", quoted(t.text))
}

// short reports whether t could be a letter or a position.
func (p *pickReader) short(t pickWord) bool { return len(t.text) == 1 }

// exactID settles between options whose ids differ only in their capitals.
func (p *pickReader) exactID(t pickWord, n int, which []int) int {
	if n == 1 && len(which) > 1 {
		for _, i := range which {
			if p.options[i].ID == t.text {
				return i
			}
		}
	}
	return -1
}

// quoted puts a student's word into a message: cut short, and with everything
// that is not plain to see by its code.
func quoted(s string) string {
	if r := []rune(s); len(r) > 30 {
		s = string(r[:30]) + "..."
	}
	return strconv.QuoteToGraphic(s)
}
