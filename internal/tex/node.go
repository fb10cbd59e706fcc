// Package tex reads the mathematics of LaTeX and writes it in one row.
//
// [Parse] turns a formula (without its dollars) into a closed set of typed
// nodes that keep the byte offsets of their source. [Line] prints a tree in one
// row of Unicode or ASCII that reads back unambiguously, [Pieces] says where
// that row may be wrapped, [MathML] writes it for a page of HTML, and [Spans]
// finds the formulas of a Markdown source.
//
// Two-dimensional layout is package texbox's; the grader reads the same tree.
// A new symbol is a line in symbols.go, or in ams.go if it is rare; a new
// construct is a form in forms.go, a node here, and a case in line.go, mathml.go
// and in texbox. What \newcommand defines lasts to the end of its formula.
package tex

// A Node is a piece of a formula. The set is closed, so that a printer or a
// layout that handles each type below is complete.
type Node interface {
	Pos() int // byte offset of the first byte in the source
	End() int // byte offset after the last byte
	node()
}

// A Range is a node's place in the source, in bytes.
type Range struct{ From, To int }

// Pos returns the offset of the first byte.
func (r Range) Pos() int { return r.From }

// End returns the offset after the last byte.
func (r Range) End() int { return r.To }

func (Range) node() {}

// A Class is what TeX calls an atom's class; it decides the spacing.
type Class uint8

// The classes. Punct takes a space after it, Bin and Rel on both sides; Op
// stands off from a letter but not from a bracket; Inner is a fraction.
const (
	Ord Class = iota
	Op
	Bin
	Rel
	Open
	Close
	Punct
	Inner
)

// A List is a row of nodes: a whole formula, a group in braces, an argument.
type List struct {
	Range
	Items []Node
}

// An Atom is one symbol or one number. A sign that stands alone (the minus of
// -x) has class Ord, between two operands class Bin.
type Atom struct {
	Range
	Text  string // as drawn, one cell except for numbers: "𝐱", "≤", "0.01"
	ASCII string // its twin below 0x80: "x", "<=", "0.01"
	Class Class
	Grow  bool // a delimiter of \middle: as tall as its group
}

// Text is a word or words set upright: \text, \operatorname, \log.
type Text struct {
	Range
	Text, ASCII string
	Operator    bool // applies to what follows, as log does
}

// A Frac is a fraction, or a binomial coefficient.
type Frac struct {
	Range
	Num, Den Node
	Binom    bool
}

// A Root is a radical; Index is nil for a square root.
type Root struct {
	Range
	Index, Body Node
}

// Scripts are a base with a subscript, a superscript or both; either may be
// nil, and the base may be an empty list. Primes lead the superscript.
type Scripts struct {
	Range
	Base, Sub, Sup Node
}

// A BigOp is an operator that takes limits (∑, ∏, max). Where Limits is true
// they are drawn below and above in display, otherwise beside it (∫).
type BigOp struct {
	Range
	Op       Node // an *Atom of class Op or a *Text
	Sub, Sup Node
	Limits   bool
}

// A Stack is a base with something small over or under it (\stackrel). An arrow
// with Stretch is as long as they are (\xrightarrow).
type Stack struct {
	Range
	Base, Under, Over Node
	Stretch           bool
}

// A Fence is what stands between two delimiters. One of them is nil for a
// delimiter that is not drawn (\left. or \right.).
type Fence struct {
	Range
	Open, Close *Atom
	Body        *List
	Grow        bool // \left and \right: as tall as the body
}

// A GridKind says how a grid is drawn.
type GridKind uint8

// The kinds of grid: cells in columns between delimiters; cases with one brace;
// equations that line up at &; rows that are centred.
const (
	Matrix GridKind = iota
	Cases
	Aligned
	Gathered
)

// A Grid is an environment of rows and cells.
type Grid struct {
	Range
	Kind        GridKind
	Env         string // the environment's name: "bmatrix"
	Open, Close *Atom  // nil where none is drawn
	Rows        [][]*List
	Cols        string // of an array: l, c or r for a column, | for a line between two
	Rules       []int  // of an array: the rows above which a line is drawn, in order
}

// An Accent is a mark over its body; Name is its command: "hat".
type Accent struct {
	Range
	Name string
	Mark rune // the combining mark
	Body Node
}

// A Brace is a brace over or under its body, with a label that may be nil.
type Brace struct {
	Range
	Over        bool
	Body, Label Node
}

// A Space is explicit space. A quad is 2 cells; \! is 0.
type Space struct {
	Range
	Cells int
}

// A Tag is an equation's number as it is drawn: "(8)".
type Tag struct {
	Range
	Text, ASCII string
}

// Edges returns the classes a node shows to its left and right neighbours.
func Edges(n Node) (left, right Class) {
	switch n := n.(type) {
	case *Atom:
		return n.Class, n.Class
	case *Text:
		if n.Operator {
			return Op, Op
		}
	case *BigOp:
		return Op, Op
	case *Frac:
		return Inner, Inner
	case *Fence, *Grid:
		return Open, Close
	case *Scripts:
		l, r := Edges(n.Base)
		if l == Inner {
			return Open, Close
		}
		return l, r
	case *Stack:
		return Edges(n.Base)
	}
	return Ord, Ord
}

// spaced[left][right] is TeX's table of spacing, where any space is one cell.
var spaced = [8][8]bool{
	Ord:   {Op: true, Bin: true, Rel: true, Inner: true},
	Op:    {Ord: true, Op: true, Rel: true, Inner: true},
	Bin:   {Ord: true, Op: true, Open: true, Inner: true, Rel: true, Punct: true, Close: true},
	Rel:   {Ord: true, Op: true, Open: true, Inner: true, Bin: true},
	Close: {Op: true, Bin: true, Rel: true, Inner: true},
	Punct: {Ord: true, Op: true, Rel: true, Open: true, Punct: true, Inner: true, Bin: true},
	Inner: {Ord: true, Op: true, Bin: true, Rel: true, Open: true, Inner: true},
}

// Spaced reports whether one cell of space belongs between two neighbours of
// these classes.
func Spaced(left, right Class) bool { return spaced[left&7][right&7] }

// Walk calls f for n and, while f returns true, for the nodes below it.
func Walk(n Node, f func(Node) bool) {
	if n == nil || !f(n) {
		return
	}
	for _, c := range children(n) {
		Walk(c, f)
	}
}

// children lists the nodes below n in the order of reading.
func children(n Node) []Node {
	var out []Node
	add := func(ns ...Node) {
		for _, c := range ns {
			if c != nil {
				out = append(out, c)
			}
		}
	}
	delim := func(a *Atom) {
		if a != nil {
			out = append(out, a)
		}
	}
	switch n := n.(type) {
	case *List:
		return n.Items
	case *Frac:
		add(n.Num, n.Den)
	case *Root:
		add(n.Index, n.Body)
	case *Scripts:
		add(n.Base, n.Sub, n.Sup)
	case *BigOp:
		add(n.Op, n.Sub, n.Sup)
	case *Stack:
		add(n.Base, n.Under, n.Over)
	case *Accent:
		add(n.Body)
	case *Brace:
		add(n.Body, n.Label)
	case *Fence:
		delim(n.Open)
		add(n.Body)
		delim(n.Close)
	case *Grid:
		delim(n.Open)
		for _, row := range n.Rows {
			for _, cell := range row {
				add(cell)
			}
		}
		delim(n.Close)
	}
	return out
}
