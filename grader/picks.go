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
// id could mean, it means; then texts, positions and letters; then what is
// spelled otherwise. The result is in the order of the options.
func picks(src string, options []Option) (picked []int, why string, offset int) {
	if picked, why, offset = named(src, options); why == "" {
		if valueElsewhere(src, picked, options) {
			return nil, "This is the place of one option and the value of another.\nWrite what the option says, or its letter.", 0
		}
		return picked, "", 0
	}
	other, ok := spelled(src, options)
	if ok {
		return other, "", 0
	}
	if trouble, at := disguised(src, options); trouble != "" {
		return nil, trouble, at
	}
	if len(other) > 1 {
		return nil, severalRead, 0
	}
	if e, _, _ := valueOf(src, options); e != nil && !isDigits(strings.TrimSpace(src)) {
		return nil, "No option reads like this. Give letters or numbers.", 0
	}
	return nil, why, offset
}

const severalRead = "Several options read like this. Give the letter or the number of one."

// named is picks without other spellings.
func named(src string, options []Option) (picked []int, why string, offset int) {
	if len(src) > maxPicks {
		return nil, "This is too long. Give letters or numbers.", maxPicks
	}
	p := newPickReader(src, options)
	if picked, why, ok := p.wholesale(); ok {
		return picked, why, 0
	}
	for len(p.tokens) > 0 {
		if at := p.decimal(); at >= 0 {
			return nil, "This is not an option.\nGive letters or numbers, with commas between them.", at
		}
		if p.separator() {
			continue
		}
		if run := p.run(); run != nil {
			picked = append(picked, run...)
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
	plain      [][]pickWord // texts without marks and without a full stop
}

func newPickReader(src string, options []Option) *pickReader {
	p := &pickReader{tokens: words(src), options: options}
	for i, t := range p.tokens {
		p.tokens[i].text = strings.Map(narrow, t.text)
	}
	for _, o := range options {
		p.ids = append(p.ids, words(o.ID))
		p.texts = append(p.texts, words(o.Text))
		p.plain = append(p.plain, words(strings.TrimRight(plainLabel(o.Text), ".;:, ")))
	}
	return p
}

// narrow makes a full-width character of East Asian keyboards the plain one.
func narrow(r rune) rune {
	if '！' <= r && r <= '～' {
		return r - '！' + '!'
	}
	return r
}

// wholesale reads an answer such as all, both or none. Where one option begins
// with the word, that is meant.
func (p *pickReader) wholesale() (picked []int, why string, ok bool) {
	var said []string
	for _, t := range p.tokens {
		if !strings.Contains(pickSeparators, t.text) {
			said = append(said, strings.ToLower(t.text))
		}
	}
	if len(said) == 0 || !slices.Contains([]string{"all", "both", "none", "neither", "everything", "nothing"}, said[0]) {
		return nil, "", false
	}
	for i := range p.options {
		if named := append(slices.Clone(p.plain[i]), p.ids[i]...); len(named) > 0 && strings.EqualFold(named[0].text, said[0]) {
			picked = append(picked, i)
		}
	}
	rest := " " + strings.Join(said[1:], " ") + " "
	switch {
	case !slices.Contains([]string{"  ", " of them ", " of these ", " of the above ", " of those ", " options ", " of the options ", " above "}, rest):
		return nil, "", false
	case len(picked) > 0:
		return picked, "", len(picked) == 1 && len(said) == 1
	case said[0] == "all" || said[0] == "everything" || said[0] == "both" && len(p.options) == 2:
		for i := range p.options {
			picked = append(picked, i)
		}
		return picked, "", true
	case said[0] == "both":
		return nil, fmt.Sprintf("There are %d options. Say which two.", len(p.options)), true
	}
	return nil, "At least one option is to be picked.", true
}

// decimal returns where a number with a point begins at the next token, or -1.
func (p *pickReader) decimal() int {
	if len(p.tokens) < 3 || p.tokens[1].text != "." {
		return -1
	}
	if n, _ := p.match(p.texts); n > 1 {
		return -1
	}
	a, point, b := p.tokens[0], p.tokens[1], p.tokens[2]
	if isDigits(a.text) && point.at == a.at+len(a.text) && b.at == point.at+1 && (isDigits(b.text) || b.text == ".") {
		return a.at
	}
	return -1
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// run reads letters in their order with nothing between them, such as BD, or
// digits, such as 24 where there are no 24 options.
func (p *pickReader) run() []int {
	t := p.tokens[0].text
	if n, _ := p.match(p.texts); n > 0 || len(t) < 2 || len(t) > len(p.options) || t != strings.ToUpper(t) && t != strings.ToLower(t) {
		return nil
	}
	for _, names := range [][][]pickWord{p.ids, p.plain} {
		if n, _ := p.match(names); n > 0 {
			return nil
		}
	}
	first := byte('a')
	if isDigits(t) {
		if first = '1'; len(p.options) > 9 || p.digitNamed() {
			return nil
		}
	}
	var places, meant []int // a letter that is an id means that
	ids := 0
	for _, c := range []byte(strings.ToLower(t)) {
		i := int(c) - int(first)
		if i < 0 || i >= len(p.options) || len(places) > 0 && i <= places[len(places)-1] {
			return nil
		}
		places, meant = append(places, i), append(meant, i)
		which := p.withID(string(c))
		if len(which) > 1 {
			return nil
		}
		if len(which) == 1 {
			meant[len(meant)-1] = which[0]
			ids++
		}
	}
	if ids < len(places) && !slices.Equal(places, meant) {
		return nil // some are ids, some positions
	}
	p.tokens = p.tokens[1:]
	return meant
}

// digitNamed reports whether the text of an option is a number, so that digits
// could mean it and not a position.
func (p *pickReader) digitNamed() bool {
	return slices.ContainsFunc(p.plain, func(text []pickWord) bool { return len(text) > 0 && isDigits(text[0].text) })
}

// withID returns the options with an id, whatever its capitals.
func (p *pickReader) withID(name string) (which []int) {
	for i, id := range p.ids {
		if len(id) == 1 && strings.EqualFold(id[0].text, name) {
			which = append(which, i)
		}
	}
	return which
}

const (
	pickSeparators = `,;&+()[].:"'“”` + "`*"
	pickFillers    = " and option options answer answers number no the only just und "
)

// separator skips a sign or word that only stands between picks.
func (p *pickReader) separator() bool {
	t := p.tokens[0].text
	for _, names := range [][][]pickWord{p.ids, p.texts, p.plain} {
		if n, _ := p.match(names); n > 0 {
			return false
		}
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
	if k, plain := p.match(p.plain); k > n {
		n, which = k, plain
	}
	if k, ids := p.match(p.ids); k >= n && k > 0 {
		n, which = k, ids
	}
	if n > 0 && (n > 1 || !p.short(t) || len(which) == 1) {
		if exact := p.exactID(t, n, which); exact >= 0 {
			which = []int{exact}
		}
		if len(which) > 1 {
			return 0, severalRead
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
	if strings.EqualFold(t.text, "or") || t.text == "/" || t.text == "|" {
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
