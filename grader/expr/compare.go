package expr

// A Result says how two expressions compare.
type Result int

// The results. Unsure is for a person to settle.
const (
	Unsure Result = iota
	Equal
	Different
)

var results = [...]string{"unsure", "equal", "different"}

func (r Result) String() string { return results[r] }

// A Comparison is the outcome of comparing an answer with a key.
type Comparison struct {
	Result Result
	// How it was settled: "normal form" and "real roots" are proofs, as are
	// "witness" and "domain" of Different; "identity test" and "points" are as good
	// as certain, see [Domain.Compare]. Other ways: "shape" and "malformed" for an
	// answer of another kind, or whose own parts do not fit; "sets", "intervals",
	// "entries" of several parts; "budget" and "cases" of Unsure.
	How string
	// Witness is a sentence about the answer: a point where it differs and what
	// it gives there. It never has the value of the key.
	Witness string
	// Entries are the results of the parts of a list or a matrix.
	Entries []Result
}

func result(r Result, how, witness string) Comparison {
	return Comparison{Result: r, How: how, Witness: witness}
}

// A Domain is where expressions are compared: the declared symbols and
// conditions on them, which are comparisons.
type Domain struct {
	Symbols Symbols
	Where   []Expr
}

// Compare compares an answer with a key on the domain of the declared symbols;
// see [Domain.Compare].
func Compare(key, answer Expr, syms Symbols) Comparison {
	return Domain{Symbols: syms}.Compare(key, answer)
}

// Compare compares an answer with a key in layers, of which each says what it has
// shown.
//
// Normal forms prove that two expressions are the same: quotients of polynomials
// over the rationals in kernels, whose difference is 0 (normal.go). The answer
// has to have a value wherever the key has one, but for single points
// (defined.go).
//
// The identity test evaluates both in three prime fields of 2^61 elements
// (modular.go). Expressions of which a normal form would be too long and that
// agree there, and at the points of the next layer, are the same but for a
// probability below 2^-100.
//
// Points of the declared domain are tried with exact rationals and with intervals
// that hold the true value. One point where the intervals are apart proves that
// the answer differs, and is the witness; so do several points drawn at random
// where the answer has no value and the key has one. If both agree to 120 bits or
// exactly at 14 points, most of them random with 24 bits a symbol, they are taken
// for the same ("points"): unequal rational expressions of degree n pass one of
// these with a probability of at most n/2^24. Whatever would spoil that, such as
// a term too small to be seen beside another or a case distinction that only the
// answer has, leaves the result Unsure. Dimensions are tried up to 12, and numbers
// of terms to 40.
//
// All budgets are counted in steps, so that the result is the same everywhere.
func (d Domain) Compare(key, answer Expr) Comparison {
	k, a := classOf(key), classOf(answer)
	if x, ok := asMatrix(key); ok && (k == matrixClass || a == matrixClass) {
		if y, ok := asMatrix(answer); ok {
			return d.matrices(x, y)
		}
	}
	if k == rangeClass && a == setClass || a == rangeClass && k == setClass {
		return d.ranges(key, answer)
	}
	if k == tupleClass && a == exprClass {
		answer = spread(answer)
		a = classOf(answer)
	}
	switch {
	case k == matrixClass && a == exprClass || k == exprClass && a == matrixClass:
		return d.values(key, answer)
	case k == exprClass && a == tupleClass:
		return result(Different, "shape", "These are several expressions; a single one is asked for.")
	case k == tupleClass && a == exprClass:
		return result(Different, "shape", "This is a single expression; several are asked for.")
	case k != a:
		return result(Different, "shape", "This is "+classes[a]+"; "+classes[k]+" is asked for.")
	}
	switch k {
	case equationClass:
		return d.equations(key.(*Binary), answer.(*Binary))
	case inequalityClass:
		return d.inequalities(key, answer)
	case tupleClass:
		return d.tuples(key.(*Tuple), answer.(*Tuple))
	case setClass:
		return d.sets(key.(*Set), answer.(*Set))
	case rangeClass:
		return d.ranges(key, answer)
	}
	return d.values(key, answer)
}

// A class is what kind of thing an answer is.
type class byte

const (
	exprClass class = iota
	equationClass
	inequalityClass
	tupleClass
	setClass
	matrixClass
	rangeClass
)

var classes = [...]string{
	"an expression", "an equation", "an inequality", "a list", "a set", "a matrix", "an interval",
}

func classOf(e Expr) class {
	switch e := e.(type) {
	case *Binary:
		switch {
		case e.Op == Eq:
			return equationClass
		case isInequality(e):
			return inequalityClass
		}
	case *Tuple:
		return tupleClass
	case *Set:
		return setClass
	case *Matrix:
		return matrixClass
	case *Range, *Union:
		return rangeClass
	}
	return exprClass
}
