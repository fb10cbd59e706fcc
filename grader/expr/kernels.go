package expr

import (
	"math/big"
	"slices"
)

// This file holds the rules that normal forms know of powers and functions.

// power is x^y.
func (f *former) power(x, y quotient) quotient {
	c, ok := y.constant()
	if ok && c.IsInt() && c.Num().IsInt64() && c.Num().BitLen() < 40 {
		return f.integerPower(x, c.Num().Int64())
	}
	if ok && c.Num().IsInt64() && c.Denom().IsInt64() && c.Num().BitLen() < 12 && c.Denom().BitLen() < 8 {
		return f.root(x, c.Num().Int64(), c.Denom().Int64())
	}
	if f.isPositive(x) {
		return f.exp(f.product(y, f.log(x)))
	}
	return unknown(f.kernelOf("power "+x.text()+"^"+y.text(), nil))
}

// isPositive reports whether x is plainly above zero: one term of positive
// kernels.
func (f *former) isPositive(x quotient) bool {
	for _, p := range []poly{x.num, x.den} {
		t, ok := p.single()
		if !ok || t.c.Sign() < 0 {
			return false
		}
		for _, q := range t.m {
			if !f.kernels[q.kernel].positive {
				return false
			}
		}
	}
	return true
}

// root is x^(n/d) with d > 1. Factors that are positive are taken out of the
// root, and even powers as absolute values.
func (f *former) root(x quotient, n, d int64) quotient {
	if len(x.num) == 0 {
		if n > 0 {
			return x
		}
		panic(errNoForm)
	}
	if n < 0 {
		return f.over(constQuotient(ratOne), f.root(x, -n, d))
	}
	return f.over(f.rootOf(x.num, n, d), f.rootOf(x.den, n, d))
}

// rootOf is p^(n/d) for a polynomial: what can be taken out, times a kernel for
// the rest.
func (f *former) rootOf(p poly, n, d int64) quotient {
	t, ok := p.single()
	c := p.content()
	out := constQuotient(ratOne)
	if !ok {
		if c.Sign() < 0 {
			c = new(big.Rat).Neg(c)
		}
		rest := p.scaled(new(big.Rat).Inv(c))
		return f.product(f.numberRoot(c, n, d), f.rootKernel(rest, n, d))
	}
	rest := monomial{}
	for _, q := range t.m {
		k := f.kernels[q.kernel]
		switch even := q.d == 1 && q.n%2 == 0; {
		case k.positive || k.sign && q.n > 0:
			out = f.product(out, f.powerOf(q.kernel, q.n*n, q.d*d))
		case even && d%2 == 0: // (x^2)^(1/2) = |x|
			out = f.product(out, f.power(f.abs(unknown(q.kernel)), constQuotient(big.NewRat(q.n*n, d))))
		default:
			rest = append(rest, q)
		}
	}
	sign := int64(1)
	if c.Sign() < 0 {
		c, sign = new(big.Rat).Neg(c), -1
	}
	out = f.product(out, f.numberRoot(c, n, d))
	if len(rest) == 0 && sign > 0 {
		return out
	}
	return f.product(out, f.rootKernel(termPoly(big.NewRat(sign, 1), rest), n, d))
}

// powerOf is a kernel to an exponent.
func (f *former) powerOf(id int, n, d int64) quotient {
	p := newPower(id, n, d)
	if p.n < 0 && f.kernels[id].period > 0 {
		return f.over(constQuotient(ratOne), f.powerOf(id, -n, d))
	}
	return fraction(f.reduced(termPoly(ratOne, monomial{p})))
}

// rootKernel is u^(n/d) for a u from which nothing can be taken out.
func (f *former) rootKernel(u poly, n, d int64) quotient {
	if u.isOne() {
		return constQuotient(ratOne)
	}
	for _, t := range u { // negative exponents would not be a polynomial again
		for _, q := range t.m {
			if q.n < 0 && f.kernels[q.kernel].period > 0 {
				panic(errNoForm)
			}
		}
	}
	if d%2 == 1 { // odd roots of u and of -u have the sign outside
		if c := u.content(); c.Sign() < 0 {
			v := f.rootKernel(u.scaled(big.NewRat(-1, 1)), n, d)
			if n%2 != 0 {
				v = f.minus(v)
			}
			return v
		}
	}
	key := "root "
	if d%2 == 1 {
		key = "odd root " // of which even powers of the base are no hint of its sign
	}
	id := f.kernelOf(key+u.text(), func(k *kernel) {
		k.sign, k.period, k.value = d%2 == 0, 1, fraction(u)
		k.positive = k.sign && f.strictlyPositive(u)
	})
	return f.powerOf(id, n, d)
}

// numberRoot is c^(n/d) for c > 0, by powers of primes.
func (f *former) numberRoot(c *big.Rat, n, d int64) quotient {
	out := f.integerRoot(c.Num(), n, d)
	return f.over(out, f.integerRoot(c.Denom(), n, d))
}

func (f *former) integerRoot(v *big.Int, n, d int64) quotient {
	out := constQuotient(ratOne)
	f.primes(v, func(p *big.Int, e int64) {
		out = f.product(out, f.powerOf(f.primeKernel(p), e*n, d))
	})
	return out
}

func (f *former) primeKernel(p *big.Int) int {
	return f.kernelOf("prime "+p.String(), func(k *kernel) {
		k.positive, k.nonzero, k.period, k.value = true, true, 1, constQuotient(new(big.Rat).SetInt(p))
	})
}

// primes factors v by trial division; what is left beyond stands for itself.
func (f *former) primes(v *big.Int, each func(p *big.Int, e int64)) {
	rest, q, r := new(big.Int).Set(v), new(big.Int), new(big.Int)
	for p := int64(2); p < 1000 && rest.BitLen() > 1; p++ {
		if p*p > 1_000_000 || rest.IsInt64() && p*p > rest.Int64() {
			break
		}
		e, b := int64(0), big.NewInt(p)
		for q.QuoRem(rest, b, r); r.Sign() == 0; q.QuoRem(rest, b, r) {
			f.spend(1)
			rest.Set(q)
			e++
		}
		if e > 0 {
			each(b, e)
		}
	}
	if rest.BitLen() > 1 {
		each(rest, 1)
	}
}

// abs is |x|, factor by factor.
func (f *former) abs(x quotient) quotient {
	return f.over(f.absOf(x.num), f.absOf(x.den))
}

func (f *former) absOf(p poly) quotient {
	c := p.content()
	size := constQuotient(new(big.Rat).Abs(c))
	t, ok := p.single()
	if !ok {
		u := p.scaled(new(big.Rat).Inv(c))
		return f.product(size, unknown(f.absKernel(u)))
	}
	out := size
	for _, q := range t.m {
		k := f.kernels[q.kernel]
		switch {
		case k.positive || k.sign || q.d == 1 && q.n%2 == 0:
			out = f.product(out, f.powerOf(q.kernel, q.n, q.d))
		default:
			id := f.absKernel(termPoly(ratOne, monomial{{q.kernel, 1, 1}}))
			out = f.product(out, f.powerOf(id, q.n, q.d))
		}
	}
	return out
}

func (f *former) absKernel(u poly) int {
	return f.kernelOf("abs "+u.text(), func(k *kernel) {
		k.sign, k.period, k.value = true, 2, fraction(f.times(u, u))
	})
}

// exp is e^x: a sum becomes a product, and multiples of logarithms powers.
func (f *former) exp(x quotient) quotient {
	if !x.den.isOne() {
		return unknown(f.kernelOf("exp "+x.text(), func(k *kernel) { k.positive, k.nonzero = true, true }))
	}
	out := constQuotient(ratOne)
	for _, t := range x.num.sorted() {
		n, d := t.c.Num(), t.c.Denom()
		if !n.IsInt64() || !d.IsInt64() || n.BitLen() > 20 || d.BitLen() > 20 {
			return unknown(f.kernelOf("exp "+x.text(), func(k *kernel) { k.positive, k.nonzero = true, true }))
		}
		if len(t.m) == 1 && t.m[0].n == 1 && t.m[0].d == 1 && f.kernels[t.m[0].kernel].log != nil {
			out = f.product(out, f.power(*f.kernels[t.m[0].kernel].log, constQuotient(t.c)))
			continue
		}
		key := "exp " + termPoly(ratOne, t.m).text()
		if len(t.m) == 0 {
			key = "const e"
		}
		id := f.kernelOf(key, func(k *kernel) { k.positive, k.nonzero = true, true })
		out = f.product(out, f.powerOf(id, n.Int64(), d.Int64()))
	}
	return out
}

// log is the natural logarithm: of a product of positive factors their sum.
func (f *former) log(x quotient) quotient {
	if len(x.num) == 0 {
		panic(errNoForm)
	}
	out := constQuotient(new(big.Rat))
	c := x.num.content()
	t, ok := x.num.single()
	if ok && x.den.isOne() && c.Sign() > 0 {
		rest := monomial{}
		for _, p := range t.m {
			if f.kernels[p.kernel].positive {
				out = f.plus(out, f.product(constQuotient(big.NewRat(p.n, p.d)), f.logKernel(p.kernel)))
			} else {
				rest = append(rest, p)
			}
		}
		x = fraction(termPoly(ratOne, rest))
	} else {
		x = quotient{x.num.scaled(new(big.Rat).Inv(new(big.Rat).Abs(c))), x.den}
	}
	out = f.plus(out, f.logNumber(new(big.Rat).Abs(c)))
	if one, ok := x.constant(); ok && one.Cmp(ratOne) == 0 {
		return out
	}
	return f.plus(out, unknown(f.kernelOf("log "+x.text(), func(k *kernel) { k.log = &x })))
}

func (f *former) logNumber(c *big.Rat) quotient {
	out := constQuotient(new(big.Rat))
	for i, v := range []*big.Int{c.Num(), c.Denom()} {
		f.primes(v, func(p *big.Int, e int64) {
			e -= 2 * int64(i) * e
			out = f.plus(out, f.product(constQuotient(big.NewRat(e, 1)), f.logKernel(f.primeKernel(p))))
		})
	}
	return out
}

// logKernel is the logarithm of a positive kernel, which for an exponential is
// its exponent.
func (f *former) logKernel(id int) quotient {
	x := unknown(id)
	if f.kernels[id].key == "const e" {
		return constQuotient(ratOne)
	}
	if f.kernels[id].period == 1 { // a prime
		x = f.kernels[id].value
	}
	return unknown(f.kernelOf("log "+x.text(), func(k *kernel) { k.log = &x }))
}

// factorial is x!, where a whole number is taken off x: (n+1)! = (n+1) n!.
func (f *former) factorial(x quotient) quotient {
	if !x.den.isOne() {
		return unknown(f.kernelOf("factorial "+x.text(), nil))
	}
	c := new(big.Rat)
	if t, ok := x.num[""]; ok {
		c = t.c
	}
	if !c.IsInt() || c.Num().BitLen() > 10 {
		panic(errNoForm)
	}
	n := c.Num().Int64()
	base := f.plus(x, constQuotient(big.NewRat(-n, 1)))
	if len(base.num) == 0 {
		if n < 0 || n > 300 {
			panic(errNoForm)
		}
		return constQuotient(new(big.Rat).SetInt(new(big.Int).MulRange(1, max(n, 1))))
	}
	if n > 30 || n < -30 {
		panic(errNoForm)
	}
	out := unknown(f.kernelOf("factorial "+base.text(), func(k *kernel) { k.positive, k.nonzero = true, true }))
	for i := int64(1); i <= n; i++ {
		out = f.product(out, f.plus(base, constQuotient(big.NewRat(i, 1))))
	}
	for i := n + 1; i <= 0; i++ {
		out = f.over(out, f.plus(base, constQuotient(big.NewRat(i, 1))))
	}
	return out
}

// even and odd functions have the sign of their argument taken out.
var oddFunctions = []string{"sin", "tan", "sinh", "tanh", "asin", "atan", "asinh", "atanh", "sgn"}

// call is a function of numbers.
func (f *former) call(e *Call) quotient {
	args := make([]quotient, len(e.Args))
	for i, a := range e.Args {
		args[i] = f.normal(a)
	}
	x := args[0]
	one := constQuotient(ratOne)
	switch e.Fn {
	case "sqrt":
		return f.root(x, 1, 2)
	case "abs", "norm":
		return f.abs(x)
	case "exp":
		return f.exp(x)
	case "log":
		if len(args) == 2 {
			return f.over(f.log(x), f.log(args[1]))
		}
		return f.log(x)
	case "binom":
		if len(args) != 2 {
			panic(errNoForm)
		}
		rest := f.factorial(f.plus(x, f.minus(args[1])))
		return f.over(f.factorial(x), f.product(f.factorial(args[1]), rest))
	case "tan":
		return f.over(f.circular("sin", x), f.circular("cos", x))
	case "cot":
		return f.over(f.circular("cos", x), f.circular("sin", x))
	case "sec":
		return f.over(one, f.circular("cos", x))
	case "csc":
		return f.over(one, f.circular("sin", x))
	case "sin", "cos":
		return f.circular(e.Fn, x)
	case "sinh", "cosh":
		return f.hyperbolic(e.Fn, x)
	case "tanh":
		return f.over(f.hyperbolic("sinh", x), f.hyperbolic("cosh", x))
	case "coth":
		return f.over(f.hyperbolic("cosh", x), f.hyperbolic("sinh", x))
	case "sech":
		return f.over(one, f.hyperbolic("cosh", x))
	case "csch":
		return f.over(one, f.hyperbolic("sinh", x))
	case "det", "tr", "diag", "inv", "dot", "transpose":
		panic(errNoForm)
	}
	key := e.Fn
	if e.Fn == "min" || e.Fn == "max" || e.Fn == "gcd" {
		texts := make([]string, len(args))
		for i, a := range args {
			texts[i] = a.text()
		}
		slices.Sort(texts)
		for _, t := range texts {
			key += " " + t
		}
		return unknown(f.kernelOf(key, nil))
	}
	sign := false
	if slices.Contains(oddFunctions, e.Fn) && x.num.content().Sign() < 0 {
		x, args[0], sign = f.minus(x), f.minus(x), true
	}
	for _, a := range args {
		key += " " + a.text()
	}
	y := unknown(f.kernelOf(key, nil))
	if sign {
		y = f.minus(y)
	}
	return y
}

// circular is the sine or the cosine, with cos² = 1 - sin².
func (f *former) circular(fn string, x quotient) quotient {
	if len(x.num) == 0 {
		if fn == "sin" {
			return x
		}
		return constQuotient(ratOne)
	}
	negative := x.num.content().Sign() < 0
	if negative {
		x = f.minus(x)
	}
	sine := f.kernelOf("sin "+x.text(), nil)
	if fn == "sin" {
		if negative {
			return f.minus(unknown(sine))
		}
		return unknown(sine)
	}
	return unknown(f.kernelOf("cos "+x.text(), func(k *kernel) {
		k.period, k.value = 2, fraction(f.add(constPoly(ratOne), termPoly(big.NewRat(-1, 1), monomial{{sine, 2, 1}})))
	}))
}

// hyperbolic is (e^x - e^-x)/2 or (e^x + e^-x)/2.
func (f *former) hyperbolic(fn string, x quotient) quotient {
	y := f.exp(f.minus(x))
	if fn == "sinh" {
		y = f.minus(y)
	}
	return f.product(f.plus(f.exp(x), y), constQuotient(big.NewRat(1, 2)))
}
