// Package expr reads, prints and computes mathematical expressions.
//
// Two languages end in one syntax tree ([Expr]). [Parse] and [ParseQuantity]
// read what a student types: ASCII, Unicode and simple LaTeX as one language,
// with implicit multiplication and, for quantities, units. [ParseAuthor] and
// [ParseKey] read the plain expression language of problem files. [Eval]
// computes a tree exactly, with rational numbers; a float enters only where a
// root, logarithm or exponential has no rational value, and the [Value] then
// says so and carries a bound of its error.
//
// [Compare] judges whether an answer is the same as a key, for scalars, vectors,
// matrices, sums, products, equations and tuples over declared symbols, by
// evaluating both at points of the declared domain with exact rationals and
// intervals: see [Domain.Compare] for what that proves.
//
// Everything is bounded before it is done: the length of a source, its depth,
// the digits of a number, the bits of a power and the work of an evaluation.
// Whatever the input, the answer comes in a few milliseconds.
//
// The files: lex.go turns a student's bytes into tokens, number.go and name.go
// read literals and names from them, parse.go makes the tree, author.go is the
// other language, language.go, symbol.go and series.go read what only formulas
// have, tree.go is the tree, print.go and tex.go write it, eval.go
// and funcs.go compute it, value.go holds the results, units.go the units. To
// compare, sample.go draws points, point.go, pointfuncs.go and matrix.go evaluate
// there, interval.go is the arithmetic, compare.go, equation.go and joint.go
// judge. A new function is a line in funcs.go (or mathFunctions for formulas
// alone), a new unit a line in units.go.
package expr

import "fmt"

// Limits of a source. They are far above any answer a person writes.
const (
	maxLength = 10_000 // bytes of a source
	maxDepth  = 200    // nested brackets, signs, exponents
	maxNodes  = 4_000  // nodes of a tree
	maxDigits = 1_000  // digits of one number
)

// A SyntaxError says what cannot be read, where, and what would help.
type SyntaxError struct {
	Offset int    // byte offset in the source, where a caret belongs
	Msg    string // one sentence
	Hint   string // the mend, on one or more lines; may be empty
}

// Error returns the message with its hint on further lines.
func (e *SyntaxError) Error() string {
	if e.Hint == "" {
		return e.Msg
	}
	return e.Msg + "\n" + e.Hint
}

func syntaxError(off int, hint, format string, args ...any) *SyntaxError {
	return &SyntaxError{Offset: off, Msg: fmt.Sprintf(format, args...), Hint: hint}
}

// An EvalError says why a readable expression has no value that can be computed.
// Its text is a sentence for the person who wrote the expression.
type EvalError struct{ Msg string }

func (e *EvalError) Error() string { return e.Msg }

// The evaluation errors.
var (
	ErrTooLarge  = &EvalError{"This number is too large to work out here."}
	ErrDivZero   = &EvalError{"This divides by zero."}
	ErrNotReal   = &EvalError{"This has no real value."}
	ErrUndecided = &EvalError{"This is too close to call with the digits computed here."}
)

func evalErrorf(format string, args ...any) error {
	return &EvalError{fmt.Sprintf(format, args...)}
}
