package mdview

import "charm.land/glamour/v2/ansi"

// style is how leaf blocks look: the terminal's own foreground throughout, bold
// and italics as the only attributes, no colours. (A document foreground would
// make Glamour colour every padding blank.)
func style(plain bool) ansi.StyleConfig {
	on := !plain
	return ansi.StyleConfig{
		Heading: ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Bold: &on}},
		Emph:    ansi.StylePrimitive{Italic: &on},
		Strong:  ansi.StylePrimitive{Bold: &on},
		Task:    ansi.StyleTask{Ticked: "[x] ", Unticked: "[ ] "},
	}
}
