package screen

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// longest is how much is kept of a sequence; of more the beginning counts.
const longest = 256

// escape takes what follows an ESC.
func (s *Screen) escape(c byte) {
	s.state = (*Screen).ground
	switch c {
	case '[':
		s.seq, s.state = s.seq[:0], (*Screen).csi
	case ']', 'P', 'X', '^', '_':
		s.seq, s.state = append(s.seq[:0], c), (*Screen).str
	case '(', ')', '*', '+', '#', '%', ' ':
		s.state = (*Screen).skip
	case '7':
		s.saved = [2]int{s.x, s.y}
	case '8':
		s.move(s.saved[0], s.saved[1])
	case 'D':
		s.feed()
	case 'E':
		s.move(0, s.y)
		s.feed()
	case 'M':
		if s.y == s.top {
			s.scroll(s.top, -1)
		} else {
			s.move(s.x, s.y-1)
		}
	case 'c':
		s.reset()
	case '\x1b':
		s.state = (*Screen).escape
	}
}

// skip takes the last byte of a sequence that is not known.
func (s *Screen) skip(byte) { s.state = (*Screen).ground }

// str takes the body of an operating system command or the like, up to BEL or
// ESC \.
func (s *Screen) str(c byte) {
	switch c {
	case '\a':
		s.state = (*Screen).ground
		s.command(string(s.seq))
	case '\x1b':
		s.state = (*Screen).strEnd
	default:
		if len(s.seq) < longest {
			s.seq = append(s.seq, c)
		}
	}
}

func (s *Screen) strEnd(c byte) {
	if s.state = (*Screen).ground; c == '\\' {
		s.command(string(s.seq))
		return
	}
	s.escape(c)
}

// command answers the questions for colours.
func (s *Screen) command(body string) {
	switch body {
	case "]10;?":
		s.answer("\x1b]10;rgb:d0d0/d0d0/d0d0\x1b\\")
	case "]11;?":
		s.answer("\x1b]11;rgb:1010/1010/1010\x1b\\")
	}
}

func (s *Screen) answer(text string) { s.answers = append(s.answers, text...) }

// csi takes the parameters of a control sequence, up to its last byte.
func (s *Screen) csi(c byte) {
	switch {
	case c < ' ':
		s.control(c)
	case c < '@':
		if len(s.seq) < longest {
			s.seq = append(s.seq, c)
		}
	default:
		s.state = (*Screen).ground
		s.sequence(c)
	}
}

// sequence does what a control sequence says.
func (s *Screen) sequence(last byte) {
	text := string(s.seq)
	if strings.HasPrefix(text, "?") && (last == 'h' || last == 'l') {
		for p := range strings.SplitSeq(text[1:], ";") {
			s.mode(p, last == 'h')
		}
		return
	}
	if bytes.ContainsAny(s.seq, "<=>?!\"$' ") {
		s.query(text + string(last))
		return
	}
	n, m := s.params()
	one := max(n, 1)
	switch last {
	case 'A':
		s.move(s.x, s.y-one)
	case 'B', 'e':
		s.move(s.x, s.y+one)
	case 'C', 'a':
		s.move(s.x+one, s.y)
	case 'D':
		s.move(s.x-one, s.y)
	case 'E':
		s.move(0, s.y+one)
	case 'F':
		s.move(0, s.y-one)
	case 'G', '`':
		s.move(one-1, s.y)
	case 'd':
		s.move(s.x, one-1)
	case 'H', 'f':
		s.move(max(m, 1)-1, one-1)
	case 'I':
		s.tab(one)
	case 'Z':
		s.tab(-one)
	case 's':
		s.saved = [2]int{s.x, s.y}
	case 'u':
		s.move(s.saved[0], s.saved[1])
	case 'r':
		s.region(n, m)
	case 'b':
		for range min(one, len(s.cells)) {
			s.put(max(s.last, ' '))
		}
	case 'c', 'n':
		s.query(text + string(last))
	default:
		s.edit(last, n)
	}
}

// edit erases, inserts, deletes and scrolls.
func (s *Screen) edit(last byte, n int) {
	one := max(n, 1)
	row, here := s.y*s.width, s.y*s.width+s.x
	within := s.y >= s.top && s.y <= s.bottom
	switch last {
	case 'J':
		from, to := [...]int{here, 0, 0}, [...]int{len(s.cells), here + 1, len(s.cells)}
		s.erase(from[min(n, 2)], to[min(n, 2)])
	case 'K':
		from, to := [...]int{here, row, row}, [...]int{row + s.width, here + 1, row + s.width}
		s.erase(from[min(n, 2)], to[min(n, 2)])
	case 'X':
		s.erase(here, min(here+one, row+s.width))
	case '@':
		s.shift(one)
	case 'P':
		s.shift(-one)
	case 'S':
		s.scroll(s.top, one)
	case 'T':
		s.scroll(s.top, -one)
	case 'L':
		if within {
			s.scroll(s.y, -one)
		}
	case 'M':
		if within {
			s.scroll(s.y, one)
		}
	}
}

// params are the first two numbers of a sequence, 0 without one.
func (s *Screen) params() (n, m int) {
	parts := strings.SplitN(string(s.seq), ";", 3)
	n, _ = strconv.Atoi(parts[0])
	if len(parts) > 1 {
		m, _ = strconv.Atoi(parts[1])
	}
	return min(n, 1<<15), min(m, 1<<15)
}

// region sets the rows that scroll, counted from 1.
func (s *Screen) region(top, bottom int) {
	if bottom == 0 {
		bottom = s.height
	}
	if top, bottom = max(top, 1)-1, min(bottom, s.height)-1; top < bottom {
		s.top, s.bottom = top, bottom
		s.move(0, 0)
	}
}

// mode sets a private mode.
func (s *Screen) mode(p string, on bool) {
	switch p {
	case "7":
		s.noWrap = !on
	case "25":
		s.invisible = !on
	case "47", "1047":
		s.alternate(on)
	case "1049":
		if on {
			s.saved = [2]int{s.x, s.y}
		}
		s.alternate(on)
		if !on {
			s.move(s.saved[0], s.saved[1])
		}
	case "2026":
		s.busy = on
	}
}

// query answers what a program asks a terminal: what it is, where the cursor is,
// which modes it knows.
func (s *Screen) query(q string) {
	switch q {
	case "c", "0c":
		s.answer("\x1b[?62;22c")
	case "5n":
		s.answer("\x1b[0n")
	case "6n":
		s.answer(fmt.Sprintf("\x1b[%d;%dR", s.y+1, s.x+1))
	case "?u":
		s.answer("\x1b[?0u")
	default:
		if mode, ok := strings.CutSuffix(strings.TrimPrefix(q, "?"), "$p"); ok {
			known := 0
			if mode == "2026" {
				known = 2
			}
			s.answer(fmt.Sprintf("\x1b[?%s;%d$y", mode, known))
		}
	}
}
