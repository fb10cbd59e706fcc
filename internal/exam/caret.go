package exam

// A caret is where the student was typing.
type caret struct {
	blank, at int // at is a byte offset in the blank's text
}

// follow notes where an event leaves the caret. Only typing moves it; whatever
// else a student does ends the typing, but not what happens to an attempt,
// such as a connection that breaks.
func (s *Sitting) follow(e Event) {
	switch e.Kind {
	case Edit:
		p := s.index[e.Part]
		p.caret = caret{e.Blank, e.Splice.At + len(e.Splice.Insert)}
		s.typing = e.Part
	case Open, Grant, Revise:
	default:
		if e.Kind != Leave || e.N == 0 {
			s.typing = Ref{}
		}
	}
}

// Caret returns where the last edit of a part ended: a blank, and a byte offset
// in its text. It is the start of the first blank before any.
func (s *Sitting) Caret(r Ref) (blank, at int) {
	c := s.part(r).caret
	return c.blank, c.at
}

// Typing reports whether the part entered last was being typed in when the last
// program with the attempt went away without a word.
func (s *Sitting) Typing() bool { return s.typing != Ref{} && s.typing == s.at }
