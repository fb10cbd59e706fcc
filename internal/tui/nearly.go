package tui

import (
	"fmt"
	"strings"
)

// oneStepRows is how many rows the parts may take in which little is missing.
const oneStepRows = 2

// oneStep names the parts in which little is missing, those with the most points
// first and as many as fit: "One step away: 4(b) wrong unit, 8 one blank of
// four."; "" if there are none.
func (r *results) oneStep(width int) string {
	var says []string
	for _, s := range r.result().Steps() {
		says = append(says, r.d.name(s.Ref)+" "+s.Lacks)
	}
	for n := len(says); n > 0; n-- {
		s := "One step away: " + strings.Join(says[:n], ", ")
		if n < len(says) {
			s += fmt.Sprintf(", and %d more", len(says)-n)
		}
		if s += "."; len(wrap(s, width)) <= oneStepRows {
			return s
		}
	}
	return ""
}
