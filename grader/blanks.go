package grader

import (
	"fmt"
	"strings"
)

// This file judges an answer of several blanks by the verdicts on each.

// A blankName is what messages call a blank, and its share of the points.
type blankName struct {
	label  string
	weight float64 // more than 0
}

// fit returns the answer with one string for each of n blanks. The verdict is
// that it has more, or nil.
func fit(a Answer, n int) (Answer, *Verdict) {
	out := make(Answer, n)
	copy(out, a)
	for _, s := range a[min(n, len(a)):] {
		if s != "" {
			why := fmt.Sprintf("This has %d entries; there %s.", len(a), plural(n, "is %d blank", "are %d blanks"))
			return nil, &Verdict{Outcome: Unreadable, Why: why}
		}
	}
	return out, nil
}

// plural formats n by one of two forms.
func plural(n int, one, many string) string {
	if n == 1 {
		return fmt.Sprintf(one, n)
	}
	return fmt.Sprintf(many, n)
}

// sumUp is the verdict on an answer from those on its blanks. Each counts by its
// weight. One blank that cannot be read makes the whole unreadable, so that a
// slip of the keyboard costs no try; what the other blanks are worth is in
// Score all the same, for an exam that ends with it.
func sumUp(names []blankName, blanks []Verdict) Verdict {
	v := Verdict{Blanks: blanks}
	got, total, n := 0.0, 0.0, map[Outcome]int{}
	var reads []string
	for i, b := range blanks {
		n[b.Outcome]++
		total += names[i].weight
		got += names[i].weight * b.Score
		if b.Read != "" {
			reads = append(reads, b.Read)
		}
	}
	v.Read = strings.Join(reads, "; ")
	v.Score = got / total
	switch {
	case n[Blank] == len(blanks):
		return Verdict{Outcome: Blank}
	case n[Unreadable] > 0:
		return unreadableBlank(names, v)
	case n[Unsure] > 0:
		v.Outcome = Unsure
	case n[Correct] == len(blanks):
		v.Outcome, v.Score, v.Why = Correct, 1, remarks(names, blanks)
		return v
	case v.Score > 0:
		v.Outcome = Partial
	default:
		v.Outcome = Wrong
	}
	v.Why = whyOf(names, blanks)
	return v
}

// remarks are what is said of blanks that are right.
func remarks(names []blankName, blanks []Verdict) string {
	var lines []string
	for i, b := range blanks {
		if b.Why != "" {
			lines = append(lines, names[i].label+": "+b.Why)
		}
	}
	return strings.Join(lines, "\n")
}

// unreadableBlank makes v the verdict that a blank cannot be read. It says
// nothing of the others.
func unreadableBlank(names []blankName, v Verdict) Verdict {
	v.Outcome = Unreadable
	for i, b := range v.Blanks {
		if b.Outcome == Unreadable {
			v.Why, v.Offset, v.Read = names[i].label+": "+b.Why, b.Offset, ""
			break
		}
	}
	return v
}

// whyOf says which blanks are right, which are empty, and what is known of the
// others.
func whyOf(names []blankName, blanks []Verdict) string {
	var right, empty, lines []string
	for i, b := range blanks {
		switch {
		case b.Outcome == Correct:
			right = append(right, names[i].label)
			if b.Why != "" {
				lines = append(lines, names[i].label+": "+b.Why)
			}
		case b.Outcome == Blank:
			empty = append(empty, names[i].label)
		case b.Why != "" && (b.How != "" || b.Outcome == Unsure):
			lines = append(lines, names[i].label+": "+b.Why)
		}
	}
	var head []string
	switch {
	case len(right) > 0:
		head = append(head, "Right: "+strings.Join(right, "; ")+".")
	case len(lines) == 0:
		head = append(head, "None of what is filled in is right yet.")
	}
	if len(empty) > 0 {
		head = append(head, "Empty: "+strings.Join(empty, "; ")+".")
	}
	return strings.Join(append(head, lines...), "\n")
}

// plainLabel is a text of Markdown without the marks of bold, code and
// mathematics, for a message.
func plainLabel(s string) string {
	return plainText(strings.Trim(strings.NewReplacer("$", "", "**", "", "`", "").Replace(s), "*"))
}
