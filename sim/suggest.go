package sim

import (
	"strings"

	"gradcheck/grader/expr"
)

// orList is ` (did you mean "x"?)`, or the list of all words if none is near.
func orList(written string, words []string) string {
	if s := expr.DidYouMean(written, words); s != "" {
		return s
	}
	return " (there are: " + strings.Join(words, ", ") + ")"
}
