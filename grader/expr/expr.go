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
// [Compare] judges whether an answer is the same as a key: for scalars, vectors,
// matrices, sums, products, equations, inequalities, systems, sets, intervals and
// lists over declared symbols. It works in layers, of which [Domain.Compare] says
// what each one shows: normal forms and isolated roots prove, an identity test in
// prime fields is wrong with a probability below 2^-100, and points of the domain
// that are tried with intervals prove a difference and bear out a sameness. What
// none of them settles is Unsure. [Domain.Shape] judges how an answer is written.
//
// Everything is bounded before it is done: the length of a source, its depth,
// the digits of a number, the bits of a power and the steps of a comparison.
// Whatever the input, the answer comes in some milliseconds, and no clock is
// looked at: it is the same on every machine.
//
// The files, by layer:
//
//   - reading: lex.go turns a student's bytes into tokens, with forms of several
//     tokens and the alphabets of mathematics in lex_forms.go; number.go, name.go,
//     symbol.go, brackets.go read literals, names, brackets; parse.go makes the
//     tree. Of formulas alone: language.go, series.go, readfuncs.go, entries.go
//     (z[i]), dots.go (1 + ... + n), read_many.go (lists, sets, matrices,
//     intervals, relations). author.go is the language of problem files.
//   - trees: tree.go, collections.go; print.go and tex.go write them.
//   - values: eval.go, evalseries.go, funcs.go, power.go compute, value.go holds
//     the results, units.go the units.
//   - normal forms: poly.go is their arithmetic, normal.go makes them, kernels.go
//     has the rules of functions, defined.go says where values exist.
//   - the identity test: modular.go, with polynomials in fieldpoly.go.
//   - points: sample.go draws them, point.go, pointfuncs.go, pointinverse.go and
//     matrix.go evaluate there, interval.go is the arithmetic.
//   - judging: compare.go sorts by kind, trial.go compares values, equation.go,
//     equationform.go and equationsquare.go equations, inequality.go and cells.go
//     inequalities with the real roots of upoly.go, system.go systems, sets.go,
//     ranges.go, joint.go and jointform.go distributions, near.go within a
//     tolerance; shape.go, shape_same.go, shape_factor.go and shape_partial.go the
//     way of writing.
//
// A new function is a line in funcs.go (or mathFunctions for formulas alone) with
// its value in pointfuncs.go, a new unit a line in units.go.
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
