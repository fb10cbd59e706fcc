package tex

import "strings"

// A Span is a formula in a Markdown source.
type Span struct {
	Start, End int    // byte offsets, with the dollars
	Src        string // the formula, without dollars and blanks around it
	Off        int    // byte offset of Src
	Display    bool   // between double dollars
	Err        string // what is wrong, with the mend; the span is then one lone mark
}

// Spans finds $...$ and $$...$$ in a Markdown source, in order. It follows
// pandoc: the opening dollar has no blank after it, the closing one no blank
// before it and no digit after it; $ x $ with blanks on both sides counts too.
// Code, comments and \$ are passed over. A formula ends before an empty line; a
// dollar without a partner is a span with Err.
func Spans(markdown string) []Span {
	var out []Span
	s := markdown
	for i, lineStart := 0, true; i < len(s); {
		if lineStart {
			if end := fencedCode(s, i); end > i {
				i = end
				continue
			}
		}
		lineStart = s[i] == '\n'
		switch {
		case s[i] == '\\':
			i += 2
		case s[i] == '`':
			i = codeSpan(s, i)
		case strings.HasPrefix(s[i:], "<!--"):
			if end := strings.Index(s[i:], "-->"); end >= 0 {
				i += end
			}
			i++
		case s[i] == '$':
			span := formula(s, i)
			out = append(out, span)
			i = span.End
		default:
			i++
		}
	}
	return out
}

// fencedCode returns the end of the fenced block whose first line starts at i,
// or i where none does. The fence may stand in a list or a quotation.
func fencedCode(s string, i int) int {
	mark, n := fenceMark(line(s, i))
	if n < 3 {
		return i
	}
	for j := i + len(line(s, i)); j < len(s); {
		l := line(s, j)
		j += len(l)
		if m, k := fenceMark(l); m == mark && k >= n && strings.Trim(l, " \t\r\n>"+string(mark)) == "" {
			return j
		}
	}
	return len(s)
}

// line is the line at i with its line break.
func line(s string, i int) string {
	if n := strings.IndexByte(s[i:], '\n'); n >= 0 {
		return s[i : i+n+1]
	}
	return s[i:]
}

// fenceMark returns the character of a code fence and its length.
func fenceMark(l string) (mark byte, n int) {
	l = strings.TrimLeft(l, " \t>")
	for _, bullet := range []string{"- ", "* ", "+ "} {
		l = strings.TrimLeft(strings.TrimPrefix(l, bullet), " \t")
	}
	if l == "" || l[0] != '`' && l[0] != '~' {
		return 0, 0
	}
	for n < len(l) && l[n] == l[0] {
		n++
	}
	if l[0] == '`' && strings.IndexByte(l[n:], '`') >= 0 {
		return 0, 0 // ``` in a line of text is a code span
	}
	return l[0], n
}

// codeSpan returns the end of the code span at i, or of its backticks where
// they have no partner in the paragraph.
func codeSpan(s string, i int) int {
	n := 0
	for i+n < len(s) && s[i+n] == '`' {
		n++
	}
	for j := i + n; j < len(s) && !emptyLine(s, j); j++ {
		k := 0
		for j+k < len(s) && s[j+k] == '`' {
			k++
		}
		if k == n {
			return j + k
		}
		if k > 0 {
			j += k - 1
		}
	}
	return i + n
}

// emptyLine reports whether s has a line break at i with a blank line after it.
func emptyLine(s string, i int) bool {
	if s[i] != '\n' {
		return false
	}
	return strings.Trim(line(s, i+1), " \t\r\n>") == "" && i+1 < len(s)
}

// formula reads the span that starts with the dollar at i.
func formula(s string, i int) Span {
	if strings.HasPrefix(s[i:], "$$") {
		return display(s, i)
	}
	spaced := i+1 < len(s) && isSpace(s[i+1])
	for j := i + 1; j < len(s) && !emptyLine(s, j); j++ {
		switch {
		case s[j] == '\\':
			j++
		case s[j] != '$' || j == i+1:
		case isSpace(s[j-1]) != spaced:
		case j+1 < len(s) && isDigit(s[j+1]):
		case strings.TrimSpace(s[i+1:j]) == "":
		default:
			return span(s, i, j+1, 1)
		}
	}
	return Span{Start: i, End: i + 1, Off: i, Err: `this $ has no partner; write \$ for a dollar sign`}
}

func display(s string, i int) Span {
	for j := i + 2; j+1 < len(s) && !emptyLine(s, j); j++ {
		switch {
		case s[j] == '\\':
			j++
		case s[j] == '$' && s[j+1] == '$':
			sp := span(s, i, j+2, 2)
			sp.Display = true
			if sp.Src == "" {
				sp.Err = "an empty formula between $$ and $$"
			}
			return sp
		}
	}
	return Span{Start: i, End: i + 2, Off: i, Display: true, Err: "this $$ has no partner before the next empty line"}
}

func span(s string, from, to, dollars int) Span {
	inner := s[from+dollars : to-dollars]
	src := strings.TrimLeft(inner, " \t\r\n")
	off := from + dollars + len(inner) - len(src)
	return Span{Start: from, End: to, Src: strings.TrimRight(src, " \t\r\n"), Off: off}
}
