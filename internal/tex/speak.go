package tex

import "strings"

// Speak says a formula in words, for a screen reader: "square root of d",
// "sum from i equals 1 to t of beta sub i". Only letters, digits, commas,
// semicolons and points come out, all below 0x80. Brackets are spoken wherever
// [Line] would write them, so that the words can be understood in one way only;
// a comma is a pause where something ends that a listener cannot see the end of.
// A capital letter is called one, and so are bold letters and those of other
// alphabets.
func Speak(n Node) string {
	var s speaker
	s.row(items(n), n)
	return s.text()
}

// A speaker collects words. A pause is held back until a word follows.
type speaker struct {
	words []string
	stop  string // "", "," or ";": said before the next word
}

// say adds words.
func (s *speaker) say(words ...string) {
	for _, w := range words {
		if w == "" {
			continue
		}
		if n := len(s.words); s.stop != "" && n > 0 {
			s.words[n-1] += s.stop
		}
		s.stop = ""
		s.words = append(s.words, w)
	}
}

func (s *speaker) pause() {
	if s.stop == "" {
		s.stop = ","
	}
}

func (s *speaker) text() string { return strings.Join(s.words, " ") }

// row says nodes side by side; whole is the list they come from, see writer.row.
func (s *speaker) row(ns []Node, whole Node) {
	if ns == nil && whole != nil {
		if _, list := whole.(*List); !list {
			ns = []Node{whole}
		}
	}
	prev := Node(nil)
	pending := 0
	for i, n := range ns {
		if sp, ok := n.(*Space); ok {
			pending = max(pending, sp.Cells)
			continue
		}
		if prev != nil {
			s.between(prev, n, pending)
		}
		switch {
		case wrapSpoken(n, prev, ns[i+1:], pending):
			s.brackets(n)
		case prev != nil && isCall([]Node{prev, n}):
			s.argument("of", n.(*Fence).Body)
		default:
			s.node(n)
		}
		prev, pending = n, 0
	}
}

// wrapSpoken reports whether a fraction needs brackets after what stands before
// it. What follows needs none: a denominator is one factor or has brackets of its
// own, and a pause ends it.
func wrapSpoken(n, prev Node, rest []Node, before int) bool {
	if next, _ := follower(rest); next != nil {
		if l, _ := Edges(next); l == Close {
			return needsWrap(n, prev, rest, before) // (a/b)!
		}
	}
	return needsWrap(n, prev, nil, before)
}

// between pauses where the end of prev cannot be heard.
func (s *speaker) between(prev, n Node, pending int) {
	if pending > 1 {
		s.stop = ";" // what stands apart is said apart
		return
	}
	switch l, _ := Edges(n); l {
	case Punct, Close:
	case Rel:
		if isLong(prev) {
			s.pause()
		}
	default:
		if !IsStop(n) && (isLong(prev) || openEnded(prev)) {
			s.pause()
		}
	}
}

// isLong reports whether n is a construct that deserves a pause after it.
func isLong(n Node) bool {
	switch n := n.(type) {
	case *Brace:
		return n.Label != nil
	case *Grid, *Stack:
		return true
	}
	return false
}

// openEnded reports whether what is said last of n could go on.
func openEnded(n Node) bool {
	switch n := n.(type) {
	case *Frac, *Root:
		return true
	case *Fence:
		return measure(n) != "" && isSpoken(n.Body)
	case *Scripts:
		if f, ok := n.Base.(*Fence); ok && measure(f) != "" {
			return openEnded(f)
		}
		sup := after(n.Sup, primes(n.Sup))
		if sup == nil {
			return n.Sub != nil && len(items(n.Sub)) > 1 && isRun(n.Sub)
		}
		return isRun(sup) && powers[wordOf(sup)] == ""
	}
	return false
}

// node says one node.
func (s *speaker) node(n Node) {
	switch n := n.(type) {
	case *List:
		s.row(n.Items, nil)
	case *Atom:
		s.atom(n)
	case *Text:
		s.say(strings.Fields(letters(n.ASCII))...)
	case *Frac:
		s.frac(n)
	case *Root:
		s.root(n)
	case *Scripts:
		s.scripts(n)
	case *BigOp:
		s.bigOp(n)
	case *Stack:
		s.stack(n)
	case *Fence:
		s.fence(n)
	case *Grid:
		s.grid(n)
	case *Accent:
		s.accent(n)
	case *Brace:
		s.brace(n)
	case *Tag:
		s.pause()
		s.say("equation", strings.TrimSpace(letters(n.ASCII)))
	}
}

// letters keeps the letters, digits and points of words, and blanks between them.
func letters(ascii string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && alnum(byte(r)) || r == '.' || r == '\'' || r == '-' {
			return r
		}
		return ' '
	}, ascii)
}

func (s *speaker) atom(a *Atom) {
	switch a.Text {
	case ",":
		s.stop = ","
	case ";":
		s.stop = ";"
	case ".":
		s.stop = ","
	default:
		s.say(atomWords(a))
	}
}

// brackets says n between spoken brackets.
func (s *speaker) brackets(n Node) {
	s.say("open bracket")
	s.row(items(n), n)
	s.stop = ""
	s.say("close bracket")
}

// group says n, in brackets unless it is one thing to the ear.
func (s *speaker) group(n Node) {
	if isSpoken(n) {
		s.row(items(n), n)
	} else {
		s.brackets(n)
	}
}

// isSpoken reports whether n is one symbol, number or word, with a mark, a
// simple subscript or primes at most.
func isSpoken(n Node) bool {
	switch n := single(n).(type) {
	case *Atom:
		return n.Class == Ord && !IsSign(n) && !isSlash(n)
	case *Text:
		return !strings.ContainsAny(strings.TrimSpace(n.Text), " -")
	case *Accent:
		return isSpoken(n.Body)
	case *Scripts:
		return isSpoken(n.Base) && (n.Sub == nil || len(items(n.Sub)) == 1 && isSpoken(n.Sub)) && primes(n.Sup) == len(items(n.Sup))
	}
	return false
}

// argument says what a function, norm or root is taken of.
func (s *speaker) argument(of string, n Node) {
	s.say(of)
	s.group(inBrackets(n))
}

func (s *speaker) frac(f *Frac) {
	if f.Binom {
		s.group(f.Num)
		s.say("choose")
		s.group(f.Den)
		return
	}
	if isTerm(f.Num) {
		s.node(f.Num)
	} else {
		s.brackets(f.Num)
		s.pause()
	}
	s.say("over")
	switch den := single(f.Den).(type) {
	case *Fence, *Grid, *Frac:
		s.node(den)
	default:
		if isSpoken(f.Den) || isFactor(f.Den) || isDifferential(f) {
			s.node(f.Den)
		} else {
			s.brackets(f.Den)
		}
	}
}

func (s *speaker) root(r *Root) {
	switch index := wordOf(r.Index); {
	case r.Index == nil:
		s.argument("square root of", r.Body)
	case index == "3":
		s.argument("cube root of", r.Body)
	default:
		s.say("root of order")
		s.group(r.Index)
		s.argument("of", r.Body)
	}
}

// scripts says the base, then primes, subscript and superscript; those of a norm
// stand before what it is taken of: norm squared of z.
func (s *speaker) scripts(n *Scripts) {
	if f, ok := n.Base.(*Fence); ok && measure(f) != "" {
		s.say(measure(f))
		s.hang(n)
		s.argument("of", f.Body)
		return
	}
	switch {
	case len(items(n.Base)) == 0:
	case wrapBase(n):
		s.brackets(n.Base)
	default:
		s.node(n.Base)
	}
	s.hang(n)
}

func (s *speaker) hang(n *Scripts) {
	k := primes(n.Sup)
	for _, p := range items(n.Sup)[:k] {
		s.say(atomWords(p.(*Atom)))
	}
	s.sub(n.Sub)
	s.sup(after(n.Sup, k))
}

func (s *speaker) sub(n Node) {
	if n == nil {
		return
	}
	s.say("sub")
	if isRun(n) {
		s.row(items(n), n)
	} else {
		s.brackets(n)
	}
}

// isRun reports whether a script is made of plain symbols only, as in w_ji, with
// a sign in front at most.
func isRun(n Node) bool {
	ns := items(n)
	for i, c := range ns {
		if i == 0 && len(ns) > 1 && IsSign(c) {
			continue
		}
		if !isSpoken(c) {
			return false
		}
	}
	return len(ns) > 0
}

func (s *speaker) sup(n Node) {
	if n == nil || len(items(n)) == 0 {
		return
	}
	if w := powers[wordOf(n)]; w != "" {
		s.say(w)
		return
	}
	if f, ok := single(n).(*Fence); ok {
		s.say("superscript")
		if delimiterText(f.Open) == "(" && isSpoken(f.Body) {
			s.node(f.Body)
			s.say("in brackets")
			return
		}
		s.node(f)
		return
	}
	if isRun(n) {
		s.say("to the")
		s.row(items(n), n)
		return
	}
	s.say("to the power")
	s.brackets(n)
}

// wordOf is the text of a single symbol, "" for anything else.
func wordOf(n Node) string {
	if a, ok := single(n).(*Atom); ok {
		return a.Text
	}
	return ""
}

// bigOp says an operator with its limits: sum from i equals 1 to n of.
func (s *speaker) bigOp(b *BigOp) {
	name, of := "", "of"
	switch op := b.Op.(type) {
	case *Atom:
		name = atomWords(op)
	case *Text:
		name = op.ASCII
		if b.Sub == nil && b.Sup == nil {
			of = "" // max of f, but max alone before its brackets
		}
	}
	s.say(strings.Fields(name)...)
	switch {
	case b.Sub != nil && name == "lim":
		s.say("as")
	case b.Sub != nil && b.Sup == nil && !isIntegral(b):
		s.say("over")
	case b.Sub != nil:
		s.say("from")
	}
	if b.Sub != nil {
		s.row(items(b.Sub), b.Sub)
	}
	if b.Sup != nil {
		s.say("to")
		s.row(items(b.Sup), b.Sup)
	}
	s.stop = ""
	s.say(of)
}

func isIntegral(b *BigOp) bool { return wordOf(b.Op) == "∫" }
