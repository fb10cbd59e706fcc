package linear

import (
	"bufio"
	"io"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"gradcheck/internal/exam"
)

// A Typed is a terminal that sends every key and shows none, as one across a
// network does: it makes lines of the keys, shows them, and takes backspace,
// ctrl+u and ctrl+w. It is read from and written to by a [Talk]; keys come from R
// and what is shown goes to W. ctrl+c, and ctrl+d on an empty line, end the input.
type Typed struct {
	R   io.Reader
	W   io.Writer
	Now func() exam.Clock

	mu    sync.Mutex
	in    *bufio.Reader
	line  []byte // typed so far
	at    exam.Clock
	ready []byte // lines that are not read yet
	state keyState
	over  bool
}

// A keyState is what a key is a part of.
type keyState int

const (
	plainKey    keyState = iota
	afterReturn          // a line feed belongs to it
	afterEscape
	inSequence // of an arrow key and its like
)

// Read returns lines, each ended by a line feed.
func (y *Typed) Read(p []byte) (int, error) {
	if y.in == nil {
		y.in = bufio.NewReader(y.R)
	}
	for len(y.ready) == 0 {
		if y.over {
			return 0, io.EOF
		}
		c, err := y.in.ReadByte()
		y.mu.Lock()
		if err != nil {
			y.ready, y.line, y.over = y.line, nil, true
		} else {
			y.key(c)
		}
		y.mu.Unlock()
	}
	n := copy(p, y.ready)
	y.ready = y.ready[n:]
	return n, nil
}

// Write shows what is said. What is half typed is shown again after a prompt.
func (y *Typed) Write(p []byte) (int, error) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if _, err := io.WriteString(y.W, strings.ReplaceAll(string(p), "\n", "\r\n")); err != nil {
		return 0, err
	}
	if strings.HasSuffix(string(p), ": ") {
		y.show(string(y.line))
	}
	return len(p), nil
}

// Half is what is typed of a line that is not ended, and when its last key came.
func (y *Typed) Half() (text string, at exam.Clock) {
	y.mu.Lock()
	defer y.mu.Unlock()
	return string(y.line), y.at
}

// key takes one byte of a key.
func (y *Typed) key(c byte) {
	y.at = y.Now()
	was := y.state
	y.state = plainKey
	switch {
	case was == afterReturn && c == '\n':
	case was == afterEscape && (c == '[' || c == 'O'), was == inSequence && (c < 0x40 || c > 0x7e):
		y.state = inSequence
	case was == afterEscape, was == inSequence:
	case c == '\r' || c == '\n':
		if c == '\r' {
			y.state = afterReturn
		}
		y.ready, y.line = append(y.line, '\n'), nil
		y.show("\r\n")
	case c == 0x1b:
		y.state = afterEscape
	default:
		y.edit(c)
	}
}

// edit takes a byte that is text, or a key that edits.
func (y *Typed) edit(c byte) {
	switch c {
	case 0x03:
		y.line, y.over = nil, true
	case 0x04:
		y.over = len(y.line) == 0
	case 0x08, 0x7f:
		y.erase(1)
	case 0x15:
		y.erase(utf8.RuneCount(y.line))
	case 0x17:
		rest := strings.TrimRight(string(y.line), " ")
		y.erase(utf8.RuneCount(y.line) - utf8.RuneCountInString(rest[:strings.LastIndexByte(rest, ' ')+1]))
	case '\t':
		y.add(' ')
	default:
		if c >= ' ' {
			y.add(c)
		}
	}
}

// add adds a byte and shows the character that it completes.
func (y *Typed) add(c byte) {
	if len(y.line) > maxLine { // one more is kept, to tell that the line was cut
		return
	}
	y.line = append(y.line, c)
	if r, n := utf8.DecodeLastRune(y.line); (r != utf8.RuneError || n > 1) && unicode.IsPrint(r) {
		y.show(string(r))
	}
}

// erase takes the last n characters away.
func (y *Typed) erase(n int) {
	for ; n > 0 && len(y.line) > 0; n-- {
		r, size := utf8.DecodeLastRune(y.line)
		y.line = y.line[:len(y.line)-size]
		if r != utf8.RuneError && unicode.IsPrint(r) {
			y.show("\b \b")
		}
	}
}

// show writes to the terminal; that nobody is there shows when it is read from.
func (y *Typed) show(s string) { _, _ = io.WriteString(y.W, s) }
