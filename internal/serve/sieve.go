package serve

import (
	"bytes"
	"regexp"
	"unicode/utf8"
)

// A sieve parts what a terminal sends into keys, which are letters or sequences,
// and pastes, and passes them on whole. A program that sees the first half of a
// sequence and then nothing for a moment takes it for the escape key, and the
// second half for letters that were typed; over a network the moment comes.
//
// Left out are: what began before the program was awake, as answers to questions
// that another program has asked; keys for which there is no room; what exceeds
// longestPaste or longestEscape; controls within a paste, other than tabs and
// ends of lines. All else is passed on byte for byte.
type sieve struct {
	room  func() bool // for one more key, or a paste; nil is always
	state func(*sieve, byte)
	held  []byte // of a key that is not complete
	stale bool   // the key began before the program was awake
	early bool   // an escape was passed on alone, since nothing followed it
	paste int    // bytes of the paste so far; -1 if it is left out
	mark  []byte // of the end of a paste
	out   []byte
	awake bool
}

// What a client may leave open, in bytes.
const (
	longestPaste  = 64 << 10
	longestEscape = 4 << 10
)

var (
	pasteBegin = []byte("\x1b[200~")
	pasteEnd   = []byte("\x1b[201~")
)

// pass appends to out what is passed on of some input.
func (s *sieve) pass(out, in []byte, awake bool) []byte {
	s.out, s.awake = out, awake
	if s.early {
		in = in[len(rest.Find(in)):]
	}
	if s.state == nil || s.stale && awake && len(in) == 1 && s.escaped() { // nothing follows an early escape either
		s.drop()
	}
	for _, b := range in {
		s.state(s, b)
	}
	if s.early = s.escaped() && !s.stale; s.early {
		s.flush()
	}
	return s.out
}

// escaped reports whether an escape is held and nothing else. If more of a
// sequence does not follow at once, it is the escape key.
func (s *sieve) escaped() bool { return string(s.held) == "\x1b" }

// rest is what follows the escape in an answer of a terminal. If the escape was
// passed on alone already, these are no letters that were typed.
var rest = regexp.MustCompile(`^(\[[?>=]?[0-9;]+(\$y|[cRntu])|\][0-9]+;[^\a\x1b]*(\a|\x1b\\)|P[>!01][^\x1b]*\x1b\\)`)

// hold adds a byte to the key.
func (s *sieve) hold(b byte) {
	if len(s.held) == 0 {
		s.stale = !s.awake
	}
	if s.held = append(s.held, b); len(s.held) > longestEscape {
		s.held, s.stale = s.held[:1], true // what is left of it is not passed on either
	}
}

// flush passes the key on.
func (s *sieve) flush() {
	if !s.stale && (s.room == nil || s.room()) {
		s.out = append(s.out, s.held...)
	}
	s.drop()
}

// drop leaves the key out.
func (s *sieve) drop() { s.held, s.state = s.held[:0], (*sieve).ground }

// ground takes the first byte of a key, and the others of a letter.
func (s *sieve) ground(b byte) {
	switch {
	case len(s.held) > 0 && b >= utf8.RuneSelf:
		s.hold(b)
	case len(s.held) > 0: // the letter before is broken off
		s.flush()
		s.ground(b)
		return
	case b == '\x1b':
		s.hold(b)
		s.state = (*sieve).escape
		return
	default:
		s.hold(b)
	}
	if utf8.FullRune(s.held) {
		s.flush()
	}
}

// escape takes what follows an escape.
func (s *sieve) escape(b byte) {
	switch b {
	case '[':
		s.state = (*sieve).csi
	case 'O':
		s.state = (*sieve).single
	case ']', 'P', 'X', '^', '_':
		s.state = (*sieve).str
	case '\x1b':
		s.flush()
		s.ground(b)
		return
	default:
		if b >= utf8.RuneSelf { // a letter with the meta key
			s.state = (*sieve).meta
			s.meta(b)
			return
		}
		s.hold(b)
		s.flush()
		return
	}
	s.hold(b)
}

// meta takes the bytes of a letter after an escape.
func (s *sieve) meta(b byte) {
	if s.hold(b); utf8.FullRune(s.held[1:]) {
		s.flush()
	}
}

// single takes the letter of a single shift: ESC O P.
func (s *sieve) single(b byte) {
	s.hold(b)
	s.flush()
}

// csi takes a control sequence up to its last byte.
func (s *sieve) csi(b byte) {
	if b < ' ' || b >= utf8.RuneSelf { // it is broken off
		s.drop()
		s.ground(b)
		return
	}
	s.hold(b)
	switch {
	case b < '@': // a parameter
	case bytes.Equal(s.held, pasteBegin):
		s.flushMark()
		s.state, s.paste = (*sieve).pasted, 0
		if s.stale {
			s.paste = -1
		}
	default:
		s.flush()
	}
}

// flushMark passes on the mark at the beginning of a paste, which takes as
// much room as a key.
func (s *sieve) flushMark() {
	if !s.stale && s.room != nil && !s.room() {
		s.stale = true
	}
	if !s.stale {
		s.out = append(s.out, s.held...)
	}
	s.held = s.held[:0]
}

// str takes the body of a string: an answer about colours or the terminal's name.
// Within it there are no controls; one is the end of a string that was broken
// off, so that a student whose terminal did that can go on with enter.
func (s *sieve) str(b byte) {
	switch {
	case b == '\a':
		s.hold(b)
		s.flush()
	case b == '\x1b':
		s.hold(b)
		s.state = (*sieve).strEnd
	case b < ' ':
		s.drop()
		s.ground(b)
	default:
		s.hold(b)
	}
}

func (s *sieve) strEnd(b byte) {
	if b == '\\' {
		s.hold(b)
		s.flush()
		return
	}
	s.drop()
	s.hold('\x1b')
	s.escape(b)
}

// pasted takes what is pasted, up to the mark at its end.
func (s *sieve) pasted(b byte) {
	if b == '\x1b' {
		s.mark = append(s.mark[:0], b)
		return
	}
	if n := len(s.mark); n > 0 {
		if b == pasteEnd[n] {
			if s.mark = append(s.mark, b); len(s.mark) == len(pasteEnd) {
				s.endPaste()
				s.state = (*sieve).ground
			}
			return
		}
		for _, m := range s.mark[1:] { // it was not the mark; the escape is left out
			s.put(m)
		}
		s.mark = s.mark[:0]
	}
	s.put(b)
}

// put passes on a byte of a paste, and ends the paste once it is too long.
func (s *sieve) put(b byte) {
	if s.paste < 0 || b < ' ' && b != '\t' && b != '\n' && b != '\r' || b == 0x7f {
		return
	}
	if s.paste++; s.paste > longestPaste {
		s.endPaste()
		return
	}
	s.out = append(s.out, b)
}

// endPaste passes on the mark at the end of a paste.
func (s *sieve) endPaste() {
	if s.paste >= 0 {
		s.out = append(s.out, pasteEnd...)
	}
	s.paste, s.mark = -1, s.mark[:0]
}
