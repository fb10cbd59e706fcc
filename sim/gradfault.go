package sim

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/floats"
)

// A fault says how a gradient differs from the right one.
type fault struct {
	right  bool
	why    string   // a sentence or two
	factor float64  // of all entries together; 0 if there is none
	marks  []string // a word for each entry that is off; "" for the others
}

// A direction is a part of a gradient that has to be 0.
type direction struct {
	name string  // "z" or "the vector of ones"; "" for none
	size float64 // length of the part, with its sign
}

// nearly compares two entries of gradients of the given size.
func nearly(a, b, size float64) bool { return math.Abs(a-b) <= 1e-7*size }

func allNearly(a, b []float64, size float64) bool {
	return floats.EqualFunc(a, b, func(x, y float64) bool { return nearly(x, y, size) })
}

// size is the scale of both gradients.
func (c *gradientCheck) size() float64 {
	return max(floats.Norm(c.right, math.Inf(1)), floats.Norm(c.yours, math.Inf(1)))
}

// judge finds the simplest mistake that makes the right gradient into yours: a
// factor, signs, a part that should have vanished, or single entries.
func (c *gradientCheck) judge() fault {
	size := c.size()
	f := fault{marks: c.marks(size)}
	if allNearly(c.right, c.yours, size) {
		f.right, f.factor = true, 1
		return f
	}
	flipped, off := 0, 0
	for _, m := range f.marks {
		switch m {
		case "sign":
			flipped++
		case "off":
			off++
		}
	}
	rest, along := c.through(size)
	tooMuch, explained := c.tooMuch(along, rest, size)
	factor, multiple := multipleOf(c.right, c.yours, size)
	switch n := len(c.right); {
	case multiple && factor == 0:
		f.why = "It is 0 in every component, and the loss does answer to z."
	case multiple && flipped == n:
		f.factor, f.why = -1, "Every component has the wrong sign."
	case multiple:
		f.factor, f.why = factor, fmt.Sprintf("Every component is %s times%s what it should be.", about(factor), c.known(factor))
	case off == 0:
		f.why = fmt.Sprintf("%s the wrong sign.", c.components("sign", "has", "have"))
	case along.name != "" && (explained || off+flipped > n/2):
		f.why = tooMuch
	case off+flipped <= n/2:
		f.why = fmt.Sprintf("%s off, the others agree.", c.components("", "is", "are"))
	default:
		f.why = fmt.Sprintf("%d of %d components are off, by %s at most.", off+flipped, n, about(floats.Distance(c.right, c.yours, math.Inf(1))))
	}
	return f
}

// tooMuch names a part that should have vanished, and what is left without it;
// explained says whether that is a multiple of the right gradient.
func (c *gradientCheck) tooMuch(along direction, rest []float64, size float64) (why string, explained bool) {
	factor, multiple := multipleOf(c.right, rest, size)
	part := fmt.Sprintf("along %s, of size %s,", along.name, about(math.Abs(along.size)))
	switch {
	case multiple && nearly(factor, 1, 1):
		return "All is right but for a part " + part + " that should have vanished.", true
	case multiple && factor != 0:
		return fmt.Sprintf("A part %s should have vanished, and the rest is %s times%s what it should be.", part, about(factor), c.known(factor)), true
	}
	return "A part " + part + " should have vanished, and the rest is off too.", false
}

// marks says of each entry whether it has the wrong sign or is off otherwise.
func (c *gradientCheck) marks(size float64) []string {
	marks := make([]string, len(c.right))
	for i, r := range c.right {
		switch y := c.yours[i]; {
		case nearly(r, y, size):
		case nearly(-r, y, size):
			marks[i] = "sign"
		default:
			marks[i] = "off"
		}
	}
	return marks
}

// components lists the entries with a mark, all that have one if it is "".
func (c *gradientCheck) components(mark, verb, verbs string) string {
	var which []string
	for i, m := range c.marks(c.size()) {
		if m != "" && (mark == "" || m == mark) {
			which = append(which, strconv.Itoa(i+1))
		}
	}
	if len(which) == 1 {
		return "Component " + which[0] + " " + verb
	}
	return "Components " + andList(which) + " " + verbs
}

// andList joins words as in "1, 2 and 3".
func andList(words []string) string {
	s := ""
	for i, w := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			s += " and "
		default:
			s += ", "
		}
		s += w
	}
	return s
}

// through takes out of yours what a right gradient does not have: the part along
// z, which h stops, and the part along the vector of ones, which f stops. The
// larger of the two is named.
func (c *gradientCheck) through(size float64) (rest []float64, along direction) {
	rest = slices.Clone(c.yours)
	take := func(name string, u []float64) {
		length := floats.Norm(u, 2)
		part := floats.Dot(u, rest) / length
		floats.AddScaled(rest, -part/length, u)
		if math.Abs(part) > max(1e-7*size, math.Abs(along.size)) {
			along = direction{name, part}
		}
	}
	if c.of != "f" {
		take("z", c.z)
	}
	if c.of != "h" {
		ones := make([]float64, len(rest))
		floats.AddConst(1, ones)
		take("the vector of ones", ones)
	}
	return rest, along
}

// multipleOf reports whether b is a multiple of a.
func multipleOf(a, b []float64, size float64) (factor float64, ok bool) {
	factor = floats.Dot(a, b) / floats.Dot(a, a)
	if math.IsNaN(factor) || math.IsInf(factor, 0) {
		return 0, false
	}
	m := slices.Clone(a)
	floats.Scale(factor, m)
	if math.Abs(factor) < 1e-7 {
		factor = 0
	}
	return factor, allNearly(m, b, size)
}

// known names a factor that is made of d and the length of z.
func (c *gradientCheck) known(factor float64) string {
	root, length := math.Sqrt(float64(len(c.z))), floats.Norm(c.z, 2)
	sigma := length / root
	for _, f := range [...]struct {
		name  string
		value float64
	}{
		{"√d", root}, {"1/√d", 1 / root}, {"d", root * root}, {"1/d", 1 / (root * root)},
		{"σ", sigma}, {"1/σ", 1 / sigma}, {"σ²", sigma * sigma}, {"1/σ²", 1 / (sigma * sigma)},
		{"‖z‖", length}, {"1/‖z‖", 1 / length}, {"‖z‖²", length * length}, {"1/‖z‖²", 1 / (length * length)},
	} {
		if nearly(f.value, factor, math.Abs(factor)) {
			return " (" + f.name + " here)"
		}
	}
	return ""
}
