package blocks

import "strings"

// Diagram draws a figure that an author drew in text; where it is too wide, or
// has no form in ASCII, it is told in words instead, since half a drawing says nothing.
func Diagram(text, alt string, o Options) []string {
	text = strings.TrimRight(text, "\n")
	lines := strings.Split(text, "\n")
	ok := true
	for i, l := range lines {
		if o.ASCII {
			straight := false
			l, straight = drawing(l)
			ok = ok && straight
		}
		lines[i] = strings.TrimRight(l, " ")
	}
	if o.ASCII {
		alt = ASCII(alt)
	}
	if !ok || widest(lines) > o.Width {
		return wrap("("+alt+")", o.Width)
	}
	return lines
}
