package blocks

import "strings"

// Diagram draws a figure that an author drew in text; where it is too wide it is
// told in words instead, since half a drawing says nothing.
func Diagram(text, alt string, o Options) []string {
	text = strings.TrimRight(text, "\n")
	if o.ASCII {
		text, alt = ASCII(text), ASCII(alt)
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	if widest(lines) > o.Width {
		return wrap("("+alt+")", o.Width)
	}
	return lines
}
