package exam

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gradcheck/grader"
)

// lookBack is how many drafts before an unreadable one are tried.
const lookBack = 40

// lacks says what little keeps a part from more points; "" where nothing stands
// in it, where nothing was lost and where more than a step is missing. typed are
// all drafts of a part whose last one cannot be read.
func (s *Sitting) lacks(r Ref, typed []Draft) string {
	p := s.part(r)
	v, _, ok := s.counted(p)
	if !ok || s.score(p).Lost() == 0 {
		return ""
	}
	answer := p.draft
	if s.header.Mode == Exam {
		answer = s.graded(p).Answer
	} else if tries := s.Tries(r); len(tries) > 0 {
		answer = tries[0].Answer
	}
	if s.unread(r) {
		if says := unreadStep(p.Question, p.draft, typed); says != "" {
			return says
		}
	}
	return oneStep(p.Question, answer, v, p.Points)
}

// unread reports whether an exam ended with a draft in r that cannot be read.
func (s *Sitting) unread(r Ref) bool {
	p := s.part(r)
	if s.header.Mode != Exam || !s.finished || s.abandoned || !p.edited {
		return false
	}
	return p.problem.answers().verdict(p.Label).Outcome == grader.Unreadable
}

// short writes points with two decimals at most.
func short(x float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", x), "0"), ".")
}

// oneStep says what little an answer lacks by its verdict.
func oneStep(q grader.Question, a grader.Answer, v grader.Verdict, points float64) string {
	switch v.Outcome {
	case grader.Wrong, grader.Partial, grader.Unreadable:
	default:
		return ""
	}
	if len(v.Blanks) < 2 {
		if s := wordOf(v); s != "" {
			return s
		}
	} else if s := blankStep(q.Input(), v.Blanks); s != "" {
		return s
	}
	if alone := q.Grade(a); alone.Outcome == grader.Correct {
		return "right, but without the work it needs" // a gate looks at other parts
	}
	if v.Outcome == grader.Partial && v.Score >= 2./3 {
		return short(v.Score*points) + " of " + short(points) + " points"
	}
	return ""
}

// wordOf names what is wrong with an answer that is right but for one thing.
func wordOf(v grader.Verdict) string {
	if v.Outcome != grader.Wrong && v.Outcome != grader.Partial {
		return ""
	}
	switch v.How {
	case "unit":
		if !strings.HasPrefix(v.Why, "The number is right") {
			return ""
		}
		return "wrong unit"
	case "magnitude":
		return "wrong power of ten"
	case "rounded":
		return "too few digits"
	case "digits":
		return "wrong number of digits"
	case "shape":
		return "right value, other form"
	case "names":
		return "right value, other names"
	}
	return ""
}

// blankStep says which blanks are missing where that is one of several, or where
// all that are missing lack the same small thing.
func blankStep(in grader.Input, blanks []grader.Verdict) string {
	var words []string
	var missing []grader.Verdict
	for _, b := range blanks {
		if b.Outcome != grader.Correct {
			missing = append(missing, b)
			words = append(words, wordOf(b))
		}
	}
	if len(missing) == 0 {
		return ""
	}
	name := "blank"
	if _, code := in.(grader.Code); code {
		name = "line"
	}
	same := words[0]
	if slices.ContainsFunc(words, func(w string) bool { return w != same }) {
		same = ""
	}
	one := fmt.Sprintf("%s %s of %s", small(len(missing)), plural(name, len(missing)), small(len(blanks)))
	switch {
	case same != "" && len(missing) == len(blanks):
		return same + " in every " + name
	case same != "":
		return one + ": " + same
	case len(missing) > 1 || len(blanks) < 3:
		return ""
	case missing[0].Outcome == grader.Unreadable:
		return one + " cannot be read"
	case missing[0].Outcome == grader.Blank:
		return one + " is empty"
	}
	return one
}

// small writes a small number as a word.
func small(n int) string {
	words := [...]string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
	if n < len(words) {
		return words[n]
	}
	return fmt.Sprint(n)
}

// unreadStep says how a draft that cannot be read would be right: by a mend of
// one character, or as it was before the last keys.
func unreadStep(q grader.Question, draft grader.Answer, typed []Draft) string {
	if s := mend(q, draft); s != "" {
		return s
	}
	n := 0
	for _, v := range slices.Backward(typed) {
		if n++; n > lookBack {
			break
		}
		switch q.Grade(v.Answer).Outcome {
		case grader.Unreadable:
			continue
		case grader.Correct:
			return "right before the last keys"
		}
		return ""
	}
	return ""
}

// mend looks for a change of one character that makes an unreadable answer
// right, and names it.
func mend(q grader.Question, draft grader.Answer) string {
	v := q.Grade(draft)
	i := unreadableBlank(draft, v)
	if i < 0 {
		return ""
	}
	text := draft[i]
	tries := []struct{ text, says string }{
		{text + closing(text), "a closing bracket is missing"},
		{cutRune(text, len(text)), "one character too many at the end"},
		{cutRune(text, min(v.Offset, len(text))), "one character too many"},
		{cutAt(text, v.Offset), "one character too many"},
	}
	for _, t := range tries {
		if t.text == text || t.text == "" {
			continue
		}
		a := slices.Clone(draft)
		a[i] = t.text
		if q.Grade(a).Outcome == grader.Correct {
			return t.says
		}
	}
	return ""
}

// unreadableBlank is the first blank that cannot be read, -1 if all can.
func unreadableBlank(draft grader.Answer, v grader.Verdict) int {
	if v.Outcome != grader.Unreadable {
		return -1
	}
	if len(draft) == 1 {
		return 0
	}
	return slices.IndexFunc(v.Blanks, func(b grader.Verdict) bool { return b.Outcome == grader.Unreadable })
}

// closing is the bracket that closes the last one open; "" if none is.
func closing(s string) string {
	var open []rune
	for _, r := range s {
		switch i := strings.IndexRune("([{", r); {
		case i >= 0:
			open = append(open, rune(")]}"[i]))
		case len(open) > 0 && r == open[len(open)-1]:
			open = open[:len(open)-1]
		}
	}
	if len(open) == 0 {
		return ""
	}
	return string(open[len(open)-1])
}

// cutRune takes out the character that ends at byte end.
func cutRune(s string, end int) string {
	r := []rune(s[:end])
	if len(r) == 0 {
		return s
	}
	return string(r[:len(r)-1]) + s[end:]
}

// cutAt takes out the character that begins at a byte.
func cutAt(s string, at int) string {
	if at < 0 || at >= len(s) {
		return s
	}
	r := []rune(s[at:])
	return s[:at] + string(r[1:])
}

// A Step is a part in which little is missing.
type Step struct {
	Ref
	Lacks string
	Lost  float64 // points
}

// Steps are the parts that are one step away from more points, the most first.
func (r *Result) Steps() []Step {
	var all []Step
	for _, p := range r.Parts {
		if lost := p.Score.Lost(); p.Lacks != "" && lost > 0 {
			all = append(all, Step{p.Ref, p.Lacks, lost})
		}
	}
	slices.SortStableFunc(all, func(a, b Step) int { return cmp.Compare(b.Lost, a.Lost) })
	return all
}

func plural(word string, n int) string {
	if n == 1 {
		return word
	}
	return word + "s"
}
