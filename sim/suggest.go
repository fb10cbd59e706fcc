package sim

import "strings"

// closest returns the word nearest to what was written, or "" if none is near
// enough to be a slip of the keys.
func closest(written string, words []string) string {
	best, least := "", max(1, len(written)/3)+1
	written = strings.ToLower(written)
	for _, w := range words {
		d := distance(written, strings.ToLower(w))
		if len(written) > 2 && strings.HasPrefix(strings.ToLower(w), written) {
			d = min(d, 1) // cut short
		}
		if d < least {
			best, least = w, d
		}
	}
	return best
}

// didYouMean is ` (did you mean "x"?)`, or "" if no word is near.
func didYouMean(written string, words []string) string {
	if w := closest(written, words); w != "" {
		return ` (did you mean "` + w + `"?)`
	}
	return ""
}

// orList is didYouMean, or the list of all words if none is near.
func orList(written string, words []string) string {
	if s := didYouMean(written, words); s != "" {
		return s
	}
	return " (there are: " + strings.Join(words, ", ") + ")"
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour to get from a to b (optimal string alignment), in bytes.
func distance(a, b string) int {
	prev2 := make([]int, len(b)+1)
	prev := make([]int, len(b)+1)
	row := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(prev[j+1]+1, row[j]+1, prev[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], prev2[j-1]+1)
			}
		}
		prev2, prev, row = prev, row, prev2
	}
	return prev[len(b)]
}
