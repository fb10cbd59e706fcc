package sim

import (
	"fmt"
	"maps"
	"math"
	"strings"
	"unicode/utf8"

	"gonum.org/v1/gonum/mat"

	"gradcheck/grader/expr"
)

// An array is a number (1 by 1), a vector (a column) or a matrix, in floats. If
// eye is set, it is a multiple of the identity of whatever size fits.
type array struct {
	m   *mat.Dense
	eye bool
}

func number(x float64) array { return array{m: mat.NewDense(1, 1, []float64{x})} }

func column(x []float64) array {
	return array{m: mat.NewDense(len(x), 1, append([]float64(nil), x...))}
}

// vector returns the entries of a column of n, and false for anything else.
func (a array) vector(n int) ([]float64, bool) {
	rows, cols := a.m.Dims()
	if a.eye || rows != n || cols != 1 {
		return nil, false
	}
	return mat.Col(nil, 0, a.m), true
}

// value returns a number, and false for anything else.
func (a array) value() (float64, bool) {
	rows, cols := a.m.Dims()
	return a.m.At(0, 0), rows == 1 && cols == 1 && !a.eye
}

// what names the layout in a sentence.
func (a array) what() string {
	rows, cols := a.m.Dims()
	switch {
	case a.eye:
		return "a multiple of I"
	case rows == 1 && cols == 1:
		return "a number"
	case cols == 1:
		return fmt.Sprintf("a vector of length %d", rows)
	case rows == 1:
		return fmt.Sprintf("a row of length %d", cols)
	}
	return fmt.Sprintf("a matrix of %d by %d", rows, cols)
}

// sized returns a multiple of I as a matrix of n rows.
func (a array) sized(n int) array {
	if !a.eye {
		return a
	}
	m := mat.NewDense(n, n, nil)
	for i := range n {
		m.Set(i, i, a.m.At(0, 0))
	}
	return array{m: m}
}

// readFormula reads what a person wrote in the given language. The error names
// the column of the fault.
func readFormula(l expr.Language, src string) (expr.Expr, error) {
	e, err := l.Parse(src)
	if err == nil {
		return e, nil
	}
	if s, ok := err.(*expr.SyntaxError); ok {
		at := utf8.RuneCountInString(src[:min(max(s.Offset, 0), len(src))]) + 1
		hint := ""
		if s.Hint != "" {
			hint = " " + strings.ReplaceAll(s.Hint, "\n", " ")
		}
		return nil, fmt.Errorf("the formula cannot be read at column %d: %s%s", at, s.Msg, hint)
	}
	return nil, fmt.Errorf("the formula cannot be read: %w", err)
}

// evaluate computes a formula where every name has the given value. The error is
// a sentence for the person who wrote it.
func evaluate(e expr.Expr, at map[string]array) (array, error) {
	switch e := e.(type) {
	case *expr.Name:
		if v, ok := at[e.Name]; ok {
			return v, nil
		}
		return array{}, fmt.Errorf("%q has no value here", e.Name)
	case *expr.Const:
		if e.Name == "I" {
			return array{m: number(1).m, eye: true}, nil
		}
	case *expr.Entry:
		return entry(e, at)
	case *expr.Each:
		return eachEntry(e, at)
	case *expr.Series:
		return seriesValue(e, at)
	case *expr.Unary:
		x, err := evaluate(e.X, at)
		if err != nil {
			return x, err
		}
		return unaryValue(e.Op, x)
	case *expr.Binary:
		x, err := evaluate(e.X, at)
		if err != nil {
			return x, err
		}
		y, err := evaluate(e.Y, at)
		if err != nil {
			return y, err
		}
		return binaryValue(e.Op, x, y)
	case *expr.Call:
		args := make([]array, len(e.Args))
		for i, a := range e.Args {
			v, err := evaluate(a, at)
			if err != nil {
				return v, err
			}
			args[i] = v
		}
		return callValue(e.Fn, args)
	}
	v, err := expr.Eval(e, nil)
	return number(v.Float()), err
}

// entry is an entry of a vector or of a matrix, numbered from 1.
func entry(e *expr.Entry, at map[string]array) (array, error) {
	v, ok := at[e.Name]
	if !ok || v.eye {
		return v, fmt.Errorf("%s has no entries here", e.Name)
	}
	rows, cols := v.m.Dims()
	index := [2]int{1, 1}
	for k, x := range e.Index {
		value, err := evaluate(x, at)
		if err != nil {
			return v, err
		}
		i, isNumber := value.value()
		if !isNumber || i != math.Trunc(i) || i < 1 || i > float64([2]int{rows, cols}[k]) {
			return v, fmt.Errorf("%s has no entry with that number", e.Name)
		}
		index[k] = int(i)
	}
	return number(v.m.At(index[0]-1, index[1]-1)), nil
}

// with returns at with one more name.
func with(at map[string]array, name string, v array) map[string]array {
	inner := maps.Clone(at)
	inner[name] = v
	return inner
}

// eachEntry is a column from a formula for any of its entries.
func eachEntry(e *expr.Each, at map[string]array) (array, error) {
	of, ok := at[e.Of]
	if !ok {
		return of, fmt.Errorf("%s has no entries here", e.Of)
	}
	rows, _ := of.m.Dims()
	out := make([]float64, rows)
	for i := range out {
		x, err := evaluate(e.Body, with(at, e.Var, number(float64(i+1))))
		if err != nil {
			return x, err
		}
		f, isNumber := x.value()
		if !isNumber {
			return x, fmt.Errorf("an entry is a number, and this gives %s", x.what())
		}
		out[i] = f
	}
	return column(out), nil
}

// seriesValue is a sum or a product over whole numbers.
func seriesValue(e *expr.Series, at map[string]array) (array, error) {
	var ends [2]int
	for i, x := range [...]expr.Expr{e.From, e.To} {
		v, err := evaluate(x, at)
		if err != nil {
			return v, err
		}
		n, ok := v.value()
		if !ok || n != math.Trunc(n) || math.Abs(n) > 1000 {
			return v, fmt.Errorf("a %s needs whole numbers of moderate size for its ends", e.Fn)
		}
		ends[i] = int(n)
	}
	op, out := expr.Add, number(0)
	if e.Fn == "prod" {
		op, out = expr.Mul, number(1)
	}
	for i := ends[0]; i <= ends[1]; i++ {
		x, err := evaluate(e.Body, with(at, e.Var, number(float64(i))))
		if err == nil && i > ends[0] {
			x, err = binaryValue(op, out, x)
		}
		if err != nil {
			return x, err
		}
		out = x
	}
	return out, nil
}

func unaryValue(op expr.Op, x array) (array, error) {
	switch op {
	case expr.Neg:
		return scaled(-1, x), nil
	case expr.Transpose:
		return transposed(x), nil
	}
	n, ok := x.value()
	if !ok {
		return x, fmt.Errorf("a number is needed where %s stands", x.what())
	}
	return numberValue(&expr.Unary{Op: op, X: expr.Lit(expr.FromFloat(n))})
}

// numberValue computes an expression of numbers.
func numberValue(e expr.Expr) (array, error) {
	v, err := expr.Eval(e, nil)
	return number(v.Float()), err
}

func scaled(f float64, x array) array {
	m := new(mat.Dense)
	m.Scale(f, x.m)
	return array{m, x.eye}
}

func transposed(x array) array { return array{mat.DenseCopyOf(x.m.T()), x.eye} }

func binaryValue(op expr.Op, x, y array) (array, error) {
	switch op {
	case expr.Add:
		return added(x, y)
	case expr.Sub:
		return added(x, scaled(-1, y))
	case expr.Mul:
		return product(x, y)
	case expr.Div:
		n, ok := y.value()
		if !ok {
			return x, fmt.Errorf("nothing can be divided by %s", y.what())
		}
		if n == 0 {
			return x, expr.ErrDivZero
		}
		return scaled(1/n, x), nil
	case expr.Pow:
		return powered(x, y)
	}
	return x, fmt.Errorf("a formula is needed here, not a comparison")
}

func added(x, y array) (array, error) {
	if x.eye != y.eye {
		rows, _ := x.m.Dims()
		if x.eye {
			rows, _ = y.m.Dims()
		}
		if x.what() != y.what() && rows > 1 {
			x, y = x.sized(rows), y.sized(rows)
		}
	}
	if x.what() != y.what() {
		return x, fmt.Errorf("%s and %s cannot be added", x.what(), y.what())
	}
	m := new(mat.Dense)
	m.Add(x.m, y.m)
	return array{m, x.eye}, nil
}

func product(x, y array) (array, error) {
	if f, ok := x.value(); ok || x.eye {
		if !ok {
			f = x.m.At(0, 0)
		}
		if _, plain := y.value(); !ok && plain {
			return scaled(f, array{y.m, true}), nil
		}
		return scaled(f, y), nil
	}
	if _, ok := y.value(); ok || y.eye {
		return scaled(y.m.At(0, 0), x), nil
	}
	_, inner := x.m.Dims()
	if rows, _ := y.m.Dims(); inner != rows {
		return x, fmt.Errorf("%s times %s has no meaning", x.what(), y.what())
	}
	m := new(mat.Dense)
	m.Mul(x.m, y.m)
	return array{m: m}, nil
}

// powered is a power of a number, or a whole power of a square matrix.
func powered(x, y array) (array, error) {
	n, ok := y.value()
	if !ok {
		return x, fmt.Errorf("an exponent is a number, not %s", y.what())
	}
	if b, ok := x.value(); ok {
		return finiteNumber(math.Pow(b, n))
	}
	rows, cols := x.m.Dims()
	if rows != cols || n != math.Trunc(n) || math.Abs(n) > 20 {
		return x, fmt.Errorf("%s has no such power", x.what())
	}
	if x.eye {
		v, err := finiteNumber(math.Pow(x.m.At(0, 0), n))
		return array{v.m, true}, err
	}
	if n < 0 {
		inv := new(mat.Dense)
		if err := inv.Inverse(x.m); err != nil {
			return x, fmt.Errorf("%s has no inverse here", x.what())
		}
		x, n = array{m: inv}, -n
	}
	m := new(mat.Dense)
	m.Pow(x.m, int(n))
	return array{m: m}, nil
}

func finiteNumber(x float64) (array, error) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return array{}, expr.ErrNotReal
	}
	return number(x), nil
}

// realFunctions are the functions of formulas that package expr computes only
// in intervals.
var realFunctions = map[string]func(float64) float64{
	"cos": math.Cos, "cosh": math.Cosh, "sin": math.Sin, "sinh": math.Sinh, "tan": math.Tan, "tanh": math.Tanh,
}

func callValue(fn string, args []array) (array, error) {
	x := args[0]
	n, isNumber := x.value()
	rows, cols := x.m.Dims()
	isVector := !x.eye && !isNumber && (rows == 1 || cols == 1)
	switch {
	case (fn == "norm" || fn == "abs") && (isVector || isNumber):
		return number(mat.Norm(x.m, 2)), nil
	case fn == "dot" && len(args) == 2:
		return product(transposed(x), args[1])
	case fn == "transpose":
		return transposed(x), nil
	case fn == "inv":
		return powered(x, number(-1))
	case fn == "diag" && isVector:
		d := mat.NewDense(rows*cols, rows*cols, nil)
		for i := range rows * cols {
			d.Set(i, i, x.m.RawMatrix().Data[i])
		}
		return array{m: d}, nil
	case fn == "tr" && rows == cols && !x.eye:
		return number(mat.Trace(x.m)), nil
	case realFunctions[fn] != nil && isNumber:
		return finiteNumber(realFunctions[fn](n))
	}
	lits := make([]expr.Expr, len(args))
	for i, a := range args {
		v, ok := a.value()
		if !ok {
			return a, fmt.Errorf("%s does not fit %s", fn, a.what())
		}
		lits[i] = expr.Lit(expr.FromFloat(v))
	}
	return numberValue(&expr.Call{Fn: fn, Args: lits})
}
