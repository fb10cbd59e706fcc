package expr

import "math/big"

// call evaluates a function at the point.
func (pt *point) call(e *Call) (shaped, error) {
	args := make([]shaped, len(e.Args))
	for i, a := range e.Args {
		v, err := pt.eval(a)
		if err != nil {
			return v, err
		}
		args[i] = v
	}
	if v, ok, err := pt.matrixCall(e.Fn, args); ok {
		return v, err
	}
	nums := make([]num, len(args))
	for i, a := range args {
		if a.form != scalarForm {
			return a, &shapeError{e.Fn + " needs a number, and this is " + a.what() + "."}
		}
		nums[i] = a.e[0]
	}
	x, err := pt.numberCall(e.Fn, nums)
	return scalar(x), err
}

// matrixCall evaluates the functions of vectors and matrices; ok is false for
// another function.
func (pt *point) matrixCall(fn string, args []shaped) (v shaped, ok bool, err error) {
	a := args[0]
	vector := a.form == matrixForm && (a.cols == 1 || a.rows == 1)
	unfit := &shapeError{fn + " does not fit " + a.what() + "."}
	switch fn {
	case "transpose":
		return a.transposed(), true, nil
	case "inv":
		v, err = pt.inverse(a)
	case "norm":
		if a.form != scalarForm && !vector {
			return a, true, unfit
		}
		v, err = pt.norm(a)
	case "abs":
		if a.form == scalarForm {
			return a, false, nil
		}
		if !vector {
			return a, true, unfit
		}
		v, err = pt.norm(a)
	case "dot":
		v, err = pt.times(a.transposed(), args[1])
		if err == nil && v.form != scalarForm {
			err = unfit
		}
	case "diag":
		if !vector {
			return a, true, unfit
		}
		v = newMatrix(len(a.e), len(a.e))
		for i, x := range a.e {
			v.e[i*len(a.e)+i] = x
		}
	case "tr":
		if a.form != matrixForm || a.rows != a.cols {
			return a, true, unfit
		}
		v = scalar(intNum(0))
		for i := 0; i < a.rows && err == nil; i++ {
			v.e[0], err = pt.add(v.e[0], a.at(i, i))
		}
	case "det":
		if a.form != matrixForm || a.rows != a.cols {
			return a, true, unfit
		}
		var d num
		_, d, err = pt.eliminate(a)
		if err == noValue { // it is singular
			d, err = intNum(0), nil
		}
		v = scalar(d)
	default:
		return a, false, nil
	}
	return v, true, err
}

// norm is the root of the sum of squares.
func (pt *point) norm(a shaped) (shaped, error) {
	sum := intNum(0)
	for _, x := range a.e {
		sq, err := pt.mul(x, x)
		if err == nil {
			sum, err = pt.add(sum, sq)
		}
		if err != nil {
			return a, err
		}
	}
	x, err := pt.sqrt(sum)
	return scalar(x), err
}

func (pt *point) sqrt(x num) (num, error) {
	if err := pt.spend(30); err != nil {
		return x, err
	}
	s, ok := x.sign()
	switch {
	case !ok && x.hi.Sign() < 0 || ok && s < 0:
		return x, noValue
	case !ok:
		return x, openCase
	}
	return sqrtNum(x), nil
}

func (pt *point) log(x num) (num, error) {
	if err := pt.spend(700); err != nil {
		return x, err
	}
	s, ok := x.sign()
	switch {
	case !ok:
		return x, openCase
	case s <= 0:
		return x, noValue
	}
	if x.r != nil && x.r.Cmp(big.NewRat(1, 1)) == 0 {
		return intNum(0), nil
	}
	y := logNum(x)
	pt.lost = pt.lost || y.exponent() < -lostBits/2
	return y, nil
}

// numberCall evaluates a function of numbers.
func (pt *point) numberCall(fn string, x []num) (num, error) {
	switch fn {
	case "sqrt":
		return pt.sqrt(x[0])
	case "exp":
		return pt.exp(x[0])
	case "log":
		y, err := pt.log(x[0])
		if err != nil || len(x) == 1 {
			return y, err
		}
		b, err := pt.log(x[1])
		if err == nil {
			b, err = pt.reciprocal(b)
		}
		if err != nil {
			return y, err
		}
		return pt.mul(y, b)
	case "abs":
		s, ok := x[0].sign()
		switch {
		case !ok:
			return x[0], openCase
		case s < 0:
			return x[0].neg(), nil
		}
		return x[0], nil
	case "floor", "ceil", "round":
		return pt.round(fn, x[0])
	case "min", "max":
		return pt.extreme(fn, x)
	case "sgn":
		s, ok := x[0].sign()
		if !ok {
			return x[0], openCase
		}
		return intNum(int64(s)), nil
	case "sigfig":
		return pt.sigfig(x[0], x[1])
	case "binom":
		return pt.binom(x[0], x[1])
	case "asin", "acos", "atan", "asinh", "acosh", "atanh":
		return pt.inverseFunction(fn, x[0])
	case "gcd":
		g := new(big.Int)
		for _, a := range x {
			if a.r == nil {
				return a, openCase
			}
			if !a.r.IsInt() {
				return a, noValue
			}
			g.GCD(nil, nil, g, new(big.Int).Abs(a.r.Num()))
		}
		return ratNum(new(big.Rat).SetInt(g)), pt.spend(50)
	}
	return pt.circular(fn, x[0])
}

func (pt *point) round(fn string, x num) (num, error) {
	if x.r == nil {
		return x, openCase
	}
	a := x.r
	if fn == "round" {
		return ratNum(new(big.Rat).SetInt(roundEven(a))), pt.spend(x.cost())
	}
	if fn == "ceil" {
		a = new(big.Rat).Neg(a)
	}
	q := ratNum(new(big.Rat).SetInt(new(big.Int).Div(a.Num(), a.Denom())))
	if fn == "ceil" {
		q = q.neg()
	}
	return q, pt.spend(x.cost())
}

func (pt *point) extreme(fn string, x []num) (num, error) {
	best := x[0]
	for _, y := range x[1:] {
		d, err := pt.add(y, best.neg())
		if err != nil {
			return y, err
		}
		s, ok := d.sign()
		if !ok {
			return y, openCase
		}
		if fn == "min" && s < 0 || fn == "max" && s > 0 {
			best = y
		}
	}
	return best, nil
}

// circular evaluates the trigonometric and hyperbolic functions.
func (pt *point) circular(fn string, x num) (num, error) {
	if err := pt.spend(1000); err != nil {
		return x, err
	}
	pt.lost = pt.lost || x.exponent() < -lostBits/2 && !(x.r != nil && x.r.Sign() == 0)
	switch fn {
	case "sin", "cos":
		quarters := int64(0)
		if fn == "cos" {
			quarters = 1
		}
		if x.r != nil && x.r.Sign() == 0 {
			return intNum(quarters), nil
		}
		y, ok := sinNum(x, quarters)
		if !ok {
			return x, tooMuch
		}
		return y, nil
	case "sec":
		return pt.inverseOf("cos", x)
	case "csc":
		return pt.inverseOf("sin", x)
	case "sech":
		return pt.inverseOf("cosh", x)
	case "csch":
		return pt.inverseOf("sinh", x)
	case "coth":
		return pt.ratio("cosh", "sinh", x)
	case "cot":
		return pt.ratio("cos", "sin", x)
	case "tan":
		return pt.ratio("sin", "cos", x)
	case "tanh":
		return pt.ratio("sinh", "cosh", x)
	case "sinh", "cosh":
		p, err := pt.exp(x)
		if err != nil {
			return x, err
		}
		q, err := pt.reciprocal(p)
		if err != nil {
			return x, err
		}
		if fn == "sinh" {
			q = q.neg()
		}
		if p, err = pt.add(p, q); err != nil {
			return x, err
		}
		return pt.mul(p, ratNum(big.NewRat(1, 2)))
	}
	return x, openCase
}

func (pt *point) inverseOf(fn string, x num) (num, error) {
	y, err := pt.circular(fn, x)
	if err != nil {
		return x, err
	}
	return pt.reciprocal(y)
}

func (pt *point) ratio(a, b string, x num) (num, error) {
	p, err := pt.circular(a, x)
	if err != nil {
		return x, err
	}
	q, err := pt.circular(b, x)
	if err == nil {
		q, err = pt.reciprocal(q)
	}
	if err != nil {
		return x, err
	}
	return pt.mul(p, q)
}
