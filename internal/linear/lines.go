package linear

import (
	"bufio"
	"io"
	"strings"
	"unicode/utf8"

	"gradcheck/internal/exam"
)

// maxLine is the most bytes of one line that are kept.
const maxLine = 4000

// A line is what was entered at a prompt: an answer, or a command with its
// argument, as in ":go 12f".
type line struct {
	text     string
	cmd, arg string
	at       exam.Clock // when it came in
	cut      bool       // it was longer than maxLine
}

// listen reads lines until the input ends, or until done is closed and one more
// has come. A line ends with a line feed, a carriage return or both; what the
// input ends with counts as a line, too. The channel is closed at the end.
func listen(r io.Reader, now func() exam.Clock, done <-chan struct{}) <-chan line {
	lines := make(chan line)
	go func() {
		defer close(lines)
		in := &lineReader{in: bufio.NewReader(r)}
		for {
			raw, cut, err := in.next()
			if err != nil && raw == "" {
				return
			}
			l := parse(raw)
			l.at, l.cut = now(), cut
			select {
			case lines <- l:
			case <-done:
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return lines
}

// A lineReader splits an input into lines.
type lineReader struct {
	in *bufio.Reader
	cr bool // the last line ended with a carriage return
}

// next reads a line without its end. Of one that is too long the beginning is
// kept, and memory is taken for no more.
func (r *lineReader) next() (raw string, cut bool, err error) {
	var b []byte
	defer func() {
		if cut {
			raw = whole(raw)
		}
	}()
	for {
		c, err := r.in.ReadByte()
		skip := r.cr && c == '\n'
		r.cr = err == nil && c == '\r'
		switch {
		case err != nil:
			return string(b), cut, err
		case skip:
		case c == '\r' || c == '\n':
			return string(b), cut, nil
		case len(b) < maxLine:
			b = append(b, c)
		default:
			cut = true
		}
	}
}

// whole drops a character that was cut in two at the end of s.
func whole(s string) string {
	for n := len(s) - 1; n >= 0 && n > len(s)-utf8.UTFMax; n-- {
		if utf8.RuneStart(s[n]) {
			if !utf8.FullRuneInString(s[n:]) {
				return s[:n]
			}
			break
		}
	}
	return s
}

// parse cleans a line and tells commands from answers. Blanks before an answer
// stay: they are the indent of code.
func parse(raw string) line {
	s := strings.TrimRight(clean(raw), " ")
	rest, command := strings.CutPrefix(s, ":")
	if !command {
		return line{text: s}
	}
	name, arg, _ := strings.Cut(strings.TrimSpace(rest), " ")
	if name == "" {
		name = "help"
	}
	if n := strings.IndexAny(name, "0123456789"); n == 0 {
		return line{cmd: "go", arg: name} // :12f
	}
	return line{cmd: strings.ToLower(name), arg: strings.TrimSpace(arg)}
}

// clean takes out of a line what a student does not write: escape sequences,
// control characters, bidirectional controls and characters without width. Bytes
// that are no UTF-8 become U+FFFD.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	var b strings.Builder
	for s != "" {
		if n := escape(s); n > 0 {
			s = s[n:]
			continue
		}
		r, n := utf8.DecodeRuneInString(s)
		s = s[n:]
		switch {
		case r == '\t':
			b.WriteByte(' ')
		case r < ' ', r >= 0x7f && r < 0xa0:
		case r == 0x61c, r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x2069, r == 0xfeff:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// escape is the length of the escape sequence that s begins with: an arrow key or
// a colour whole, a string such as a window's title if it is ended, or else the
// escape character alone, so that no words are lost. It is 0 for anything else.
func escape(s string) int {
	if !strings.HasPrefix(s, "\x1b") && !strings.HasPrefix(s, "\u009b") {
		return 0
	}
	body, skip := strings.TrimPrefix(s, "\u009b"), len("\u009b")
	if s[0] == 0x1b {
		if len(s) == 1 {
			return 1
		}
		body, skip = s[2:], 2
		switch s[1] {
		case '[':
		case 'O', 'N':
			if len(s) > 2 && s[2] >= 'A' && s[2] <= 'z' {
				return 3
			}
			return 1
		case ']', 'P', '_', '^', 'X':
			return ended(s)
		default:
			return 1
		}
	}
	for i := range len(body) {
		switch c := body[i]; {
		case c >= 0x40 && c <= 0x7e:
			return skip + i + 1
		case c < 0x20 || c > 0x3f:
			return skip + i // not a sequence: the rest is text
		}
	}
	return skip
}

// ended is the length of an escape string up to its end, 1 if it has none.
func ended(s string) int {
	for _, end := range []string{"\a", "\x1b\\", "\u009c"} {
		if i := strings.Index(s[2:], end); i >= 0 {
			return 2 + i + len(end)
		}
	}
	return 1
}
