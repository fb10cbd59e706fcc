package expr

import (
	"math/big"
)

// A point gives every symbol a value, and evaluates expressions there.
type point struct {
	values map[string]shaped
	seqs   map[string]func(i int64) num
	bound  map[string]int64
	work   int              // what may still be done, in tenths of a microsecond or so
	lost   bool             // whether a term vanished beside a larger one
	ran    map[*Series]bool // the sums that had a term, if it is not nil
}

// maxTerms bounds the terms of one sum or product.
const maxTerms = 400

func (pt *point) spend(n int) error {
	if pt.work -= n; pt.work < 0 {
		return tooMuch
	}
	return nil
}

// cost estimates the work of an operation on x.
func (x num) cost() int {
	if x.r == nil {
		return 8
	}
	return 4 + (x.r.Num().BitLen()+x.r.Denom().BitLen())/32
}

func (pt *point) checked(x num) (num, error) {
	x, ok := x.capped()
	if !ok {
		return x, tooMuch
	}
	return x, nil
}

func (pt *point) add(x, y num) (num, error) {
	if err := pt.spend(x.cost() + y.cost()); err != nil {
		return x, err
	}
	if x.isZero() {
		return y, nil
	}
	if y.isZero() {
		return x, nil
	}
	pt.lost = pt.lost || absorbs(x, y)
	return pt.checked(addNum(x, y))
}

func (pt *point) mul(x, y num) (num, error) {
	if err := pt.spend(x.cost() + y.cost()); err != nil {
		return x, err
	}
	return pt.checked(mulNum(x, y))
}

func (pt *point) reciprocal(x num) (num, error) {
	if err := pt.spend(2 * x.cost()); err != nil {
		return x, err
	}
	s, ok := x.sign()
	switch {
	case !ok:
		return x, openCase
	case s == 0:
		return x, noValue
	}
	return pt.checked(x.inverse())
}

func (pt *point) eval(e Expr) (shaped, error) {
	if err := pt.spend(1); err != nil {
		return shaped{}, err
	}
	switch e := e.(type) {
	case *Num:
		return scalar(ratNum(e.Val)), nil
	case *Const:
		return pt.constant(e)
	case *Name:
		if i, ok := pt.bound[e.Name]; ok {
			return scalar(intNum(i)), nil
		}
		v, ok := pt.values[e.Name]
		if !ok {
			return v, &shapeError{"\"" + e.Name + "\" has no value here."}
		}
		return v, nil
	case *Item:
		return pt.item(e)
	case *Series:
		return pt.series(e)
	case *Unary:
		return pt.unary(e)
	case *Binary:
		return pt.binary(e)
	case *Call:
		return pt.call(e)
	case *Matrix:
		return pt.matrix(e)
	case *Entry:
		return pt.entry(e)
	case *Each:
		return pt.column(e)
	}
	return shaped{}, &shapeError{"One expression is needed here."}
}

func (pt *point) constant(e *Const) (shaped, error) {
	switch e.Name {
	case "I":
		return shaped{form: eyeForm, rows: 1, cols: 1, e: []num{intNum(1)}}, nil
	case "pi":
		return scalar(widened(piFloat, piFloat)), nil
	}
	x, _ := expNum(intNum(1))
	return scalar(x), nil
}

// number evaluates e, which has to be a scalar.
func (pt *point) number(e Expr) (num, error) {
	v, err := pt.eval(e)
	if err == nil && v.form != scalarForm {
		err = &shapeError{"A number is needed where " + v.what() + " stands."}
	}
	if err != nil {
		return num{}, err
	}
	return v.e[0], nil
}

// integer evaluates e to a whole number.
func (pt *point) integer(e Expr) (int64, error) {
	x, err := pt.number(e)
	switch {
	case err != nil:
		return 0, err
	case x.r == nil:
		return 0, openCase
	case !x.r.IsInt():
		return 0, noValue
	case !x.r.Num().IsInt64():
		return 0, tooMuch
	}
	return x.r.Num().Int64(), nil
}

func (pt *point) item(e *Item) (shaped, error) {
	i, err := pt.integer(e.Index)
	if err != nil {
		return shaped{}, err
	}
	return scalar(pt.seqs[e.Seq](i)), nil
}

func (pt *point) series(e *Series) (shaped, error) {
	from, err := pt.integer(e.From)
	if err != nil {
		return shaped{}, err
	}
	to, err := pt.integer(e.To)
	if err != nil {
		return shaped{}, err
	}
	if to > from+maxTerms || to > 1<<40 || from < -1<<40 {
		return shaped{}, tooMuch
	}
	old, shadowed := pt.bound[e.Var]
	defer func() {
		if delete(pt.bound, e.Var); shadowed {
			pt.bound[e.Var] = old
		}
	}()
	if from <= to && pt.ran != nil {
		pt.ran[e] = true
	}
	op, out := pt.plus, scalar(intNum(0))
	if e.Fn == "prod" {
		op, out = pt.times, scalar(intNum(1))
	}
	for i := from; i <= to; i++ {
		pt.bound[e.Var] = i
		x, err := pt.eval(e.Body)
		switch {
		case err != nil:
		case i == from:
			out = x
		default:
			out, err = op(out, x)
		}
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

func (pt *point) unary(e *Unary) (shaped, error) {
	x, err := pt.eval(e.X)
	if err != nil {
		return x, err
	}
	switch e.Op {
	case Neg:
		return x.each(func(x num) (num, error) { return x.neg(), nil })
	case Percent:
		return x.each(func(x num) (num, error) { return pt.mul(x, ratNum(big.NewRat(1, 100))) })
	case Transpose:
		return x.transposed(), nil
	}
	n, err := pt.number(e.X)
	if err != nil {
		return x, err
	}
	switch {
	case n.r == nil:
		return x, openCase
	case !n.r.IsInt() || n.r.Sign() < 0:
		return x, noValue
	case n.r.Num().BitLen() > 8:
		return x, tooMuch
	}
	f := new(big.Int).MulRange(1, n.r.Num().Int64())
	return scalar(ratNum(new(big.Rat).SetInt(f))), pt.spend(20)
}

func (pt *point) binary(e *Binary) (shaped, error) {
	x, err := pt.eval(e.X)
	if err != nil {
		return x, err
	}
	y, err := pt.eval(e.Y)
	if err != nil {
		return y, err
	}
	switch e.Op {
	case Add:
		return pt.plus(x, y)
	case Sub:
		y, _ = y.each(func(x num) (num, error) { return x.neg(), nil })
		return pt.plus(x, y)
	case Mul:
		return pt.times(x, y)
	case Div:
		if y.form != scalarForm {
			return y, &shapeError{"Nothing can be divided by " + y.what() + "."}
		}
		f, err := pt.reciprocal(y.e[0])
		if err != nil {
			return y, err
		}
		return pt.times(x, scalar(f))
	case Pow:
		return pt.shapedPower(x, y)
	}
	return x, &shapeError{"One expression is needed here."}
}

// shapedPower is a power of a number, or a whole power of a square matrix.
func (pt *point) shapedPower(x, y shaped) (shaped, error) {
	if y.form != scalarForm {
		return y, &shapeError{"An exponent is a number, not " + y.what() + "."}
	}
	if x.form == scalarForm {
		p, err := pt.power(x.e[0], y.e[0])
		return scalar(p), err
	}
	n := y.e[0].r
	if x.form == matrixForm && x.rows != x.cols || n == nil || !n.IsInt() {
		return x, &shapeError{"Only a square matrix has powers, and only whole ones."}
	}
	if n.Num().BitLen() > 5 {
		return x, tooMuch
	}
	k := n.Num().Int64()
	if k < 0 {
		inv, err := pt.inverse(x)
		if err != nil {
			return x, err
		}
		x, k = inv, -k
	}
	out := shaped{form: eyeForm, rows: 1, cols: 1, e: []num{intNum(1)}}.sizedLike(x)
	for range k {
		var err error
		if out, err = pt.times(out, x); err != nil {
			return x, err
		}
	}
	return out, nil
}

// sizedLike gives a multiple of I the size of x.
func (a shaped) sizedLike(x shaped) shaped {
	if x.form == matrixForm {
		return a.sized(x.rows)
	}
	return a
}

// power is x^y for numbers.
func (pt *point) power(x, y num) (num, error) {
	if err := pt.spend(10 + x.cost()); err != nil {
		return x, err
	}
	if y.r != nil && y.r.IsInt() && y.r.Num().BitLen() < 12 {
		return pt.wholePower(x, y.r.Num().Int64())
	}
	s, ok := x.sign()
	if !ok {
		return x, openCase
	}
	switch {
	case s == 0:
		t, ok := y.sign()
		if ok && t > 0 {
			return intNum(0), nil
		}
		if ok {
			return x, noValue
		}
		return x, openCase
	case s < 0 && y.r == nil:
		return x, openCase
	case s < 0 && y.r.IsInt():
		p, err := pt.power(x.neg(), y)
		if y.r.Num().Bit(0) == 1 {
			p = p.neg()
		}
		return p, err
	case s < 0 && y.r.Denom().Bit(0) == 0:
		return x, noValue
	case s < 0: // an odd root
		p, err := pt.power(x.neg(), y)
		if err == nil && y.r.Num().Bit(0) == 1 {
			p = p.neg()
		}
		return p, err
	}
	if y.r != nil && y.r.Denom().IsInt64() && y.r.Denom().Int64() == 2 && y.r.Num().BitLen() < 12 {
		return pt.wholePower(sqrtNum(x), y.r.Num().Int64())
	}
	if err := pt.spend(800); err != nil {
		return x, err
	}
	l, err := pt.mul(logNum(x), y)
	if err != nil {
		return x, err
	}
	return pt.exp(l)
}

// exp is e^x.
func (pt *point) exp(x num) (num, error) {
	if s, ok := x.sign(); ok && s == 0 {
		return intNum(1), nil
	}
	if err := pt.spend(500); err != nil {
		return x, err
	}
	pt.lost = pt.lost || x.exponent() < -lostBits
	y, ok := expNum(x)
	if !ok {
		return x, tooMuch
	}
	return pt.checked(y)
}

// wholePower is x^n by squaring.
func (pt *point) wholePower(x num, n int64) (num, error) {
	if n < 0 {
		inv, err := pt.reciprocal(x)
		if err != nil {
			return x, err
		}
		x, n = inv, -n
	} else if n == 0 {
		switch s, ok := x.sign(); {
		case !ok:
			return x, openCase
		case s == 0:
			return x, noValue
		}
		return intNum(1), nil
	}
	out, first := x, true
	for bit := int64(1) << 12; bit > 0; bit >>= 1 {
		var err error
		if !first {
			if out, err = pt.mul(out, out); err != nil {
				return x, err
			}
		}
		if n&bit != 0 && !first {
			if out, err = pt.mul(out, x); err != nil {
				return x, err
			}
		}
		first = first && n&bit == 0
	}
	return out, nil
}
