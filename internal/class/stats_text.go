package class

import (
	"fmt"
	"math"
	"strings"
	"unicode"
)

// sentence says what came out of a comparison of variants, one of so many.
func (d Differ) sentence(vs []Variant, tests int) string {
	if d.P.Undefined != "" {
		if len(vs) == 1 {
			return "All had the same variant."
		}
		return "Variants are not compared: " + d.P.Undefined + "."
	}
	among := ""
	if tests > 1 {
		among = fmt.Sprintf(", which takes account of all %s parts that are compared", counted(tests))
	}
	if d.All.Value >= 0.05 {
		return fmt.Sprintf("The %s variants do not differ by more than chance deals (p\u00a0%s%s).", counted(d.Groups), probability(d.All.Value), among)
	}
	low, high := -1, -1
	for i, v := range vs {
		if v.Students < fewest {
			continue
		}
		if low < 0 || v.Facility.Value < vs[low].Facility.Value {
			low = i
		}
		if high < 0 || v.Facility.Value > vs[high].Facility.Value {
			high = i
		}
	}
	return fmt.Sprintf("The %s variants differ by more than chance deals (p\u00a0%s%s): the hardest is variant %d with %s of the points, the easiest variant %d with %s.",
		counted(d.Groups), probability(d.All.Value), among, vs[low].Variant, percent(vs[low].Facility.Value), vs[high].Variant, percent(vs[high].Facility.Value))
}

// notes says what an instructor should look at in a part.
func notes(it *Item, st *Stats) []string {
	all := []string{}
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	settled := it.Students - it.Waiting
	if d := it.Discrimination; d.Undefined == "" && d.Value < 0 && settled >= 10 {
		add("Who has more points elsewhere has fewer here: look at the text and the key.")
	}
	var right []float64
	for _, c := range it.Answers {
		if c.Right {
			right = append(right, c.rests...)
		}
	}
	for _, c := range it.Answers {
		switch {
		case c.Right || c.Students < 3:
		case clearlyMore(c.rests, right):
			add("%s gave \"%s\", which does not have all points, and they have more points elsewhere than those who are right: look at it before it stays so.", students(c.Students), cut(c.Answer, 40))
		case c.Students > len(right):
			add("%s gave \"%s\", more than are right.", students(c.Students), cut(c.Answer, 40))
		}
	}
	if it.Unread >= 3 && it.Unread*20 >= it.Students {
		add("Of %s, %s could not be read: say in the text how it is to be written.", answers(it.Students), counted(it.Unread))
	}
	if a := it.AlphaWithout; a.Undefined == "" && st.Alpha.Undefined == "" && a.Value > st.Alpha.Value+0.01 && settled >= 30 {
		add("Without this part the reliability would be %.2f, not %.2f.", a.Value, st.Alpha.Value)
	}
	if it.Differ.P.Undefined == "" && it.Differ.All.Value < 0.05 {
		add("%s", it.Differ.Says)
	}
	if it.Waiting > 0 {
		add("%s to be marked; the part is in no total until then.", waits(it.Waiting))
	}
	return all
}

func students(n int) string { return numbered(n, "student", "students") }
func answers(n int) string  { return numbered(n, "answer", "answers") }
func waits(n int) string    { return numbered(n, "answer waits", "answers wait") }

func numbered(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return counted(n) + " " + many
}

// counted is a count as a person reads it: digits in groups of three, parted by
// no-break spaces.
func counted(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u00a0" + s[i:]
	}
	return s
}

// percent is a share in whole per cent.
func percent(x float64) string { return fmt.Sprintf("%.0f\u00a0%%", 100*x) }

// probability is what follows p, as a person reads it.
func probability(p float64) string {
	if p < 0.001 {
		return "<\u00a00.001"
	}
	return fmt.Sprintf("=\u00a0%.2g", p)
}

// percent is a share in whole per cent, or a dash.
func (m Measure) percent() string {
	if m.Undefined != "" {
		return "-"
	}
	return percent(m.Value)
}

// form is a measure with so many decimals, or a dash.
func (m Measure) form(decimals int) string {
	if m.Undefined != "" {
		return "-"
	}
	s := fmt.Sprintf("%.*f", decimals, math.Abs(m.Value))
	if m.Value < 0 && strings.Trim(s, "0.") != "" {
		return "−" + s
	}
	return s
}

// The columns of the table of parts, the last for what is left of the width.
var columns = []struct {
	name  string
	width int
	cell  func(*Item) string
}{
	{"mean", 6, func(it *Item) string { return it.Facility.percent() }},
	{"tells apart", 13, func(it *Item) string { return it.Discrimination.form(2) }},
	{"ends", 6, func(it *Item) string { return it.UpperLower.form(2) }},
	{"empty", 7, func(it *Item) string { return counted(it.Empty) }},
	{"unread", 8, func(it *Item) string { return counted(it.Unread) }},
	{"min", 6, func(it *Item) string { return Measure{it.Seconds.Value / 60, it.Seconds.Undefined}.form(1) }},
}

// Text writes the statistics for people, in lines of at most so many cells, which
// are taken for 40 if there are fewer.
func (st *Stats) Text(width int) string {
	p := page{width: max(width, 40)}
	p.wrap("", st.summary())
	if st.Students == 0 {
		return p.String()
	}
	p.wrap("", st.Variants.Says)
	if st.Students < 30 {
		p.wrap("", "Of fewer than 30 students such numbers are hints, no more.")
	}
	p.line("")
	p.table(st.Items)
	for i := range st.Items {
		for _, n := range st.Items[i].Notes {
			p.wrap(pad(st.Items[i].Part, 8), n)
		}
	}
	return p.String()
}

// summary is the first sentence of the text.
func (st *Stats) summary() string {
	if st.Students == 0 {
		return "Nobody has sat it yet."
	}
	unit := "points"
	if st.Scaled {
		unit = "per cent, as not all had the same parts"
	}
	s := fmt.Sprintf("%s, mean %s of %s %s", students(st.Students), st.Mean.form(1), number(st.Possible), unit)
	if st.SD.Undefined == "" {
		s += fmt.Sprintf(", standard deviation %s", st.SD.form(1))
	}
	if st.Alpha.Undefined != "" {
		return s + ". There is no reliability: " + st.Alpha.Undefined + "."
	}
	s += fmt.Sprintf(". Reliability %s", st.Alpha.form(2))
	if st.Error.Undefined == "" {
		s += fmt.Sprintf("; two in three totals lie within %s points of what the same student would get on the mean of many such quizzes", st.Error.form(1))
	}
	return s + "."
}

// Text writes one part for people: how many have how many points, what they
// answered, and how the variants were.
func (it *Item) Text(width int) string {
	p := page{width: max(width, 40)}
	p.wrap("", fmt.Sprintf("%s: %s, mean %s of %s points", it.Part, students(it.Students), it.Facility.percent(), number(it.Possible)))
	most := 1
	for _, t := range it.Points {
		most = max(most, t.Students)
	}
	p.line("")
	p.line("  points  students")
	for _, t := range it.Points {
		bar := strings.Repeat("█", int(math.Ceil(float64(t.Students)/float64(most)*float64(p.width-20))))
		p.line(fmt.Sprintf("%8s%10s  %s", number(t.Points), counted(t.Students), bar))
	}
	if len(it.Answers) > 0 {
		p.line("")
		p.line(left("answer", p.width-28) + "  students   total  points")
	}
	for _, c := range it.Answers {
		p.line(fmt.Sprintf("%s%10s%8s%8s", left(c.Answer, p.width-28), counted(c.Students), c.Total.form(1), c.Share.percent()))
	}
	if len(it.Variants) > 1 {
		p.line("")
	}
	for _, v := range it.Variants {
		if len(it.Variants) > 1 {
			p.line(fmt.Sprintf("variant %4d%10s%8s", v.Variant, counted(v.Students), v.Facility.percent()))
		}
	}
	p.line("")
	p.wrap("", it.Differ.Says)
	for _, n := range it.Notes {
		if n != it.Differ.Says {
			p.wrap("", n)
		}
	}
	return p.String()
}

// A page collects lines of a width.
type page struct {
	strings.Builder
	width int
}

func (p *page) line(s string) {
	p.WriteString(strings.TrimRight(left(s, p.width), " ") + "\n")
}

// table writes a line for each part.
func (p *page) table(items []Item) {
	head, room := pad("part", 8), p.width-8
	shown := columns
	for i, c := range columns {
		if room -= c.width; room < 0 {
			shown = columns[:i]
			room += c.width
			break
		}
		head += right(c.name, c.width)
	}
	if room >= 24 {
		head += "   most given, not right"
	}
	p.line(head)
	for i := range items {
		it := &items[i]
		s := pad(it.Part, 8)
		for _, c := range shown {
			s += right(c.cell(it), c.width)
		}
		if a, n := it.wrongest(); n > 0 && room >= 24 {
			s += "   " + left(a, room-10) + right(counted(n), 7)
		}
		p.line(s)
	}
	p.line("")
	p.wrap("", "tells apart: how far points here go with points elsewhere, from −1 to 1; a good part has 0.2 or more. "+
		"ends: the share of the 27\u00a0% with the highest totals, less that of the 27\u00a0% with the lowest. min: median minutes on the screen.")
	p.line("")
}

// wrongest is the answer without all points that most gave.
func (it *Item) wrongest() (answer string, n int) {
	for _, c := range it.Answers {
		if !c.Right {
			return c.Answer, c.Students
		}
	}
	return "", 0
}

// wrap writes words in lines, the first behind a label, the others under it.
func (p *page) wrap(label, words string) {
	indent := strings.Repeat(" ", cells(label))
	line := label
	begun := false
	for _, w := range strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || r == '\n' }) {
		if begun && cells(line)+1+cells(w) > p.width {
			p.line(line)
			line, begun = indent, false
		}
		if begun {
			line += " "
		}
		line, begun = line+w, true
	}
	if begun {
		p.line(line)
	}
}

// cells is how many cells of a terminal a clean text takes: none for a mark that is
// set over a letter, two for a letter of Han, Hangul or kana and for full width.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n += runeCells(r)
	}
	return n
}

func runeCells(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana), r >= 0xff01 && r <= 0xff60, r >= 0x1f300 && r <= 0x1faff:
		return 2
	}
	return 1
}

// left is s in exactly n cells, cut if need be.
func left(s string, n int) string {
	if cells(s) > n {
		at, room := 0, n-1
		for i, r := range s {
			if room -= runeCells(r); room < 0 {
				at = i
				break
			}
		}
		s = s[:at] + "…"
	}
	return pad(s, n)
}

func pad(s string, n int) string   { return s + strings.Repeat(" ", max(0, n-cells(s))) }
func right(s string, n int) string { return strings.Repeat(" ", max(0, n-cells(s))) + s }
