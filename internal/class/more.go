package class

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ParseMore reads more time as an instructor writes it: 10m or +10m on top, or x1.5
// times the limit. A bare number is minutes. The entry says neither for whom nor at
// which quiz.
func ParseMore(text string) (Entry, error) {
	e := Entry{Kind: Extend}
	bad := fmt.Errorf("%s: 10m or x1.5 is needed; time can only be given", orNothing(text))
	if factor, ok := strings.CutPrefix(strings.TrimSpace(text), "x"); ok {
		f, err := strconv.ParseFloat(factor, 64)
		if err != nil || !(f > 1 && f <= mostPercent/100) {
			return e, bad
		}
		e.Percent = int(f*100 + 0.5)
		return e, nil
	}
	minutes := strings.TrimPrefix(strings.TrimSpace(text), "+")
	if _, err := strconv.Atoi(minutes); err == nil {
		minutes += "m"
	}
	d, err := time.ParseDuration(minutes)
	if err != nil || d < time.Second || d > mostExtra {
		return e, bad
	}
	e.Extra = d
	return e, nil
}

func orNothing(text string) string {
	if strings.TrimSpace(text) == "" {
		return "nothing"
	}
	return Clean(text)
}

// Lines returns what a student wrote without what terminals obey or hide, as
// [Clean] does, but with its lines and blanks.
func Lines(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\t", "    "), "\n")
	for i, l := range lines {
		words := strings.Split(l, " ")
		for j := range words {
			words[j] = Clean(words[j])
		}
		lines[i] = strings.TrimRight(strings.Join(words, " "), " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}
