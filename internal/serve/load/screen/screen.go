// Package screen keeps what a terminal would show of the bytes it is sent: its
// letters, without colours.
//
// It knows what full-screen programs use of ECMA-48 and xterm: cursor movement,
// erasing, inserting, deleting and repeating, scroll regions, the alternate
// screen, wide and combining characters, and updates that are to be seen at once
// (private mode 2026). What it does not know it leaves out. It answers the
// queries that programs send at their start, as a terminal does.
package screen

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// A Screen is what a terminal shows. It is for one goroutine at a time.
type Screen struct {
	width, height int
	cells         []rune         // row by row; 0 is the right half of a wide character
	marks         map[int]string // combining marks, by cell
	hidden        []rune         // the screen that the alternate one hides, nil if it does not
	x, y          int            // of the cursor
	full          bool           // the cursor stands behind the last column
	top, bottom   int            // of the scroll region; bottom is its last row
	saved         [2]int         // cursor
	last          rune           // the last letter, for repeating
	noWrap        bool
	busy          bool // within an update
	invisible     bool // the cursor

	state   func(*Screen, byte)
	seq     []byte // parameters of a control sequence, or the body of a string
	part    []byte // of a character in UTF-8
	answers []byte
}

// New returns an empty screen of so many columns and rows.
func New(width, height int) *Screen {
	s := &Screen{state: (*Screen).ground}
	s.Resize(width, height)
	return s
}

// Resize changes the size. Like most terminals it keeps the upper left.
func (s *Screen) Resize(width, height int) {
	width, height = max(width, 1), max(height, 1)
	move := func(old []rune) []rune {
		cells := blank(width * height)
		for y := range min(height, s.height) {
			copy(cells[y*width:(y+1)*width], old[y*s.width:(y+1)*s.width])
		}
		return cells
	}
	s.cells = move(s.cells)
	if s.hidden != nil {
		s.hidden = move(s.hidden)
	}
	s.width, s.height, s.marks = width, height, nil
	s.top, s.bottom = 0, height-1
	s.move(s.x, s.y)
}

func blank(n int) []rune {
	cells := make([]rune, n)
	for i := range cells {
		cells[i] = ' '
	}
	return cells
}

// Busy reports whether the program is in the middle of an update, so that what
// is on the screen is not meant to be seen yet.
func (s *Screen) Busy() bool { return s.busy }

// Cursor returns where the cursor is, from 0, and whether it is seen.
func (s *Screen) Cursor() (x, y int, seen bool) { return s.x, s.y, !s.invisible }

// Answers returns what the terminal has to answer since the last call.
func (s *Screen) Answers() []byte {
	a := s.answers
	s.answers = nil
	return a
}

// String returns the rows, each without blanks at its end and ended by a
// newline.
func (s *Screen) String() string {
	var b strings.Builder
	b.Grow(len(s.cells) + s.height)
	for y := range s.height {
		row := s.cells[y*s.width : (y+1)*s.width]
		n := len(row)
		for n > 0 && row[n-1] == ' ' {
			n--
		}
		for x, r := range row[:n] {
			if r != 0 {
				b.WriteRune(r)
			}
			if len(s.marks) > 0 {
				b.WriteString(s.marks[y*s.width+x])
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Write takes what the program sends. It never fails.
func (s *Screen) Write(p []byte) (int, error) {
	for _, c := range p {
		s.state(s, c)
	}
	return len(p), nil
}

// ground takes letters and controls.
func (s *Screen) ground(c byte) {
	switch {
	case len(s.part) > 0 || c >= utf8.RuneSelf:
		s.part = append(s.part, c)
		if !utf8.FullRune(s.part) {
			return
		}
		r, n := utf8.DecodeRune(s.part)
		rest := string(s.part[n:]) // behind what is not UTF-8
		s.part = s.part[:0]
		s.put(r)
		for i := range len(rest) {
			s.ground(rest[i])
		}
	case c >= ' ' && c != 0x7f:
		s.put(rune(c))
	default:
		s.control(c)
	}
}

// control does what a control character asks for.
func (s *Screen) control(c byte) {
	switch c {
	case '\x1b':
		s.state = (*Screen).escape
	case '\r':
		s.move(0, s.y)
	case '\n', '\v', '\f':
		s.feed()
	case '\b':
		s.move(s.x-1, s.y)
	case '\t':
		s.tab(1)
	}
}

// put writes a letter at the cursor.
func (s *Screen) put(r rune) {
	w := 1
	if r >= 0x300 {
		w = uniseg.StringWidth(string(r))
	}
	if w == 0 {
		s.mark(r)
		return
	}
	if s.full && !s.noWrap || s.x+w > s.width {
		s.x, s.full = 0, false
		s.feed()
	}
	i := s.y*s.width + s.x
	s.forget(i, i+w)
	s.cells[i] = r
	if w == 2 && s.x+1 < s.width {
		s.cells[i+1] = 0
	}
	s.last = r
	if s.x += w; s.x >= s.width {
		s.x, s.full = s.width-1, true
	}
}

// mark adds a combining mark to the letter before the cursor.
func (s *Screen) mark(r rune) {
	i := s.y*s.width + s.x
	if !s.full {
		i--
	}
	if i = max(i, 0); s.cells[i] == 0 && i > 0 {
		i--
	}
	if s.marks == nil {
		s.marks = map[int]string{}
	}
	s.marks[i] += string(r)
}

// forget drops the marks of cells, and the other half of a wide character that
// is cut through.
func (s *Screen) forget(from, to int) {
	if len(s.marks) > 0 {
		for i := from; i < to; i++ {
			delete(s.marks, i)
		}
	}
	if s.cells[from] == 0 && from > 0 {
		s.cells[from-1] = ' '
	}
	if to < len(s.cells) && s.cells[to] == 0 {
		s.cells[to] = ' '
	}
}

// move puts the cursor at a cell, or the nearest.
func (s *Screen) move(x, y int) {
	s.x, s.y, s.full = min(max(x, 0), s.width-1), min(max(y, 0), s.height-1), false
}

// feed goes a row down; at the end of the scroll region it scrolls.
func (s *Screen) feed() {
	if s.y == s.bottom {
		s.scroll(s.top, 1)
		return
	}
	s.move(s.x, s.y+1)
}

// tab goes n tab stops on, or back.
func (s *Screen) tab(n int) {
	const stops = 8
	if n < 0 {
		s.move(((s.x-1)/stops+n+1)*stops, s.y)
		return
	}
	s.move((s.x/stops+n)*stops, s.y)
}

// scroll moves the rows from one to the end of the region up by n; down, if n is
// negative.
func (s *Screen) scroll(from, n int) {
	rows := s.cells[from*s.width : (s.bottom+1)*s.width]
	s.marks = nil
	k := min(max(n, -n)*s.width, len(rows))
	if n > 0 {
		copy(rows, rows[k:])
		rows = rows[len(rows)-k:]
	} else {
		copy(rows[k:], rows)
		rows = rows[:k]
	}
	copy(rows, blank(k))
}

// erase blanks cells, counted from the upper left.
func (s *Screen) erase(from, to int) {
	if to = min(to, len(s.cells)); from < to {
		s.forget(from, to)
		copy(s.cells[from:to], blank(to-from))
	}
}

// shift inserts n blanks at the cursor, or takes as many letters out if n is
// negative.
func (s *Screen) shift(n int) {
	from, to := s.y*s.width+s.x, (s.y+1)*s.width
	row := s.cells[from:to]
	s.forget(from, to)
	if k := min(max(n, -n), len(row)); n > 0 {
		copy(row[k:], row)
		s.erase(from, from+k)
	} else {
		copy(row, row[k:])
		s.erase(to-k, to)
	}
}

// alternate shows the alternate screen, or the one that it hides.
func (s *Screen) alternate(on bool) {
	if on == (s.hidden != nil) {
		return
	}
	s.marks = nil
	if on {
		s.hidden, s.cells = s.cells, blank(len(s.cells))
		return
	}
	s.cells, s.hidden = s.hidden, nil
}

// reset is the screen as it was at first.
func (s *Screen) reset() {
	answers := slices.Clone(s.answers)
	*s = *New(s.width, s.height)
	s.answers = answers
}
