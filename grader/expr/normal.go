package expr

import (
	"errors"
	"math/big"
	"strconv"
)

// This file brings expressions to a normal form: a quotient of two polynomials
// over the exact rationals in kernels. Kernels are unknowns that are used
// consistently, with the rules that hold between them: roots, absolute values,
// sin² + cos² = 1, laws of logarithms and powers with positive bases, steps of
// factorials. If the difference of two expressions has the normal form 0, they
// are equal wherever both have a value: that is a proof. The other way round
// nothing follows, as not all rules are known.

// A quotient is num/den, where den is not zero.
type quotient struct{ num, den poly }

// A kernel is something that normal forms treat as an unknown.
type kernel struct {
	key      string
	positive bool     // it has no value but positive ones
	nonzero  bool     // it is never 0 where it has a value
	period   int64    // the least whole exponent that is replaced; 0 for none
	value    quotient // what kernel^period stands for
	sign     bool     // it is an absolute value
	log      *quotient
}

// errTooBig leaves a normal form that would outgrow its budget; errNoForm one of
// something without a value or with no normal form.
var (
	errTooBig = errors.New("the normal form is too large")
	errNoForm = errors.New("there is no normal form")
)

// formWork bounds the steps of one normal form.
const formWork = 30_000

// A former makes normal forms that share their kernels.
type former struct {
	syms    Symbols
	kernels []kernel
	ids     map[string]int
	bound   map[string]Expr
	work    int
	rules   bool // whether some kernel has a rule
	tight   bool // whether the domain is cut down by equations
}

// former makes normal forms on the domain.
func (d Domain) former() *former {
	f := newFormer(d.Symbols)
	for _, w := range d.Where {
		Walk(w, func(e Expr) {
			b, ok := e.(*Binary)
			f.tight = f.tight || ok && b.Op == Eq
		})
	}
	return f
}

func newFormer(syms Symbols) *former {
	return &former{syms: syms, ids: map[string]int{}, work: formWork}
}

// form returns the normal form of a scalar expression.
func (f *former) form(e Expr) (q quotient, err error) {
	return f.guarded(func() quotient { return f.normal(e) })
}

// guarded computes with normal forms until the budget is spent.
func (f *former) guarded(compute func() quotient) (q quotient, err error) {
	defer func() {
		if r := recover(); r != nil {
			stop, ok := r.(error)
			if !ok || stop != errTooBig && stop != errNoForm {
				panic(r)
			}
			err = stop
		}
	}()
	return compute(), nil
}

func (f *former) spend(n int) {
	if f.work -= n; f.work < 0 {
		panic(errTooBig)
	}
}

// kernelOf returns the number of a kernel, which make fills in when it is new.
func (f *former) kernelOf(key string, make func(k *kernel)) int {
	if id, ok := f.ids[key]; ok {
		return id
	}
	k := kernel{key: key}
	if make != nil {
		make(&k)
	}
	if id, ok := f.ids[key]; ok { // made meanwhile
		return id
	}
	f.kernels = append(f.kernels, k)
	f.ids[key] = len(f.kernels) - 1
	f.rules = f.rules || k.period > 0
	return len(f.kernels) - 1
}

var ratOne = big.NewRat(1, 1)

func unknown(id int) quotient { return fraction(termPoly(ratOne, monomial{{id, 1, 1}})) }

func fraction(p poly) quotient          { return quotient{p, constPoly(ratOne)} }
func constQuotient(c *big.Rat) quotient { return fraction(constPoly(c)) }

func (q quotient) constant() (*big.Rat, bool) {
	if !q.den.isOne() {
		return nil, false
	}
	return q.num.constant()
}

// text is the same for quotients that are written alike.
func (q quotient) text() string { return q.num.text() + "/" + q.den.text() }

func (f *former) plus(a, b quotient) quotient {
	if a.den.equal(b.den) {
		return quotient{f.add(a.num, b.num), a.den}
	}
	return quotient{f.add(f.times(a.num, b.den), f.times(b.num, a.den)), f.times(a.den, b.den)}
}

func (f *former) minus(a quotient) quotient {
	return quotient{a.num.scaled(big.NewRat(-1, 1)), a.den}
}

// product multiplies, where what stands above and below alike is left out.
func (f *former) product(a, b quotient) quotient {
	if a.num.equal(b.den) && len(a.num) > 0 {
		return f.tidy(quotient{b.num, a.den})
	}
	if b.num.equal(a.den) && len(b.num) > 0 {
		return f.tidy(quotient{a.num, b.den})
	}
	return f.tidy(quotient{f.times(a.num, b.num), f.times(a.den, b.den)})
}

// tidy takes a denominator of one term into the numerator, and makes any other
// one lead with coefficient 1.
func (f *former) tidy(q quotient) quotient {
	if len(q.den) == 0 {
		panic(errNoForm)
	}
	if len(q.num) == 0 {
		return fraction(poly{})
	}
	t, ok := q.den.single()
	if !ok {
		lead := new(big.Rat).Inv(q.den.sorted()[0].c)
		return quotient{q.num.scaled(lead), q.den.scaled(lead)}
	}
	if len(t.m) == 0 && t.c.Cmp(ratOne) == 0 {
		return q
	}
	inv, den := f.inverseTerm(t)
	num := f.times(q.num, inv)
	if den.isOne() {
		return fraction(num)
	}
	return f.tidy(quotient{num, den})
}

// inverseTerm is 1/t as a polynomial over another one, which is 1 unless kernels
// with rules stand in t.
func (f *former) inverseTerm(t term) (num, den poly) {
	plain := monomial{}
	den = constPoly(ratOne)
	extra := constPoly(ratOne)
	for _, p := range t.m {
		k := f.kernels[p.kernel]
		if k.period == 0 {
			plain = append(plain, newPower(p.kernel, -p.n, p.d))
			continue
		}
		// K^-e = K^(j period - e) / value^j for the least j that makes it positive
		j := (p.n + k.period*p.d - 1) / (k.period * p.d)
		if rest := newPower(p.kernel, j*k.period*p.d-p.n, p.d); rest.n != 0 {
			extra = f.times(extra, termPoly(ratOne, monomial{rest}))
		}
		extra = f.times(extra, f.whole(k.value.den, j))
		den = f.times(den, f.whole(k.value.num, j))
	}
	num = f.times(termPoly(new(big.Rat).Inv(t.c), plain), extra)
	return num, den
}

func (f *former) over(a, b quotient) quotient {
	if len(b.num) == 0 {
		panic(errNoForm)
	}
	return f.product(a, quotient{b.den, b.num})
}

// ruled reports whether a rule applies to m.
func (f *former) ruled(m monomial) bool {
	if !f.rules {
		return false
	}
	for _, p := range m {
		if k := f.kernels[p.kernel].period; k > 0 && (p.n >= k*p.d || p.n < 0) {
			return true
		}
	}
	return false
}

// reduced applies the rules of kernels until none fits. Values of rules that are
// quotients are never made, so that the result is a polynomial.
func (f *former) reduced(p poly) poly {
	out := make(poly, len(p))
	for _, t := range p {
		i := -1
		for j, q := range t.m {
			if k := f.kernels[q.kernel].period; k > 0 && (q.n >= k*q.d || q.n < 0) {
				i = j
			}
		}
		if i < 0 {
			out.put(t)
			continue
		}
		q := t.m[i]
		k := f.kernels[q.kernel]
		if q.n < 0 || !k.value.den.isOne() {
			panic(errNoForm)
		}
		j := q.n / (k.period * q.d)
		rest := append(append(monomial{}, t.m[:i]...), t.m[i+1:]...)
		if r := newPower(q.kernel, q.n-j*k.period*q.d, q.d); r.n != 0 {
			rest = rest.times(monomial{r})
		}
		for _, u := range f.reduced(f.times(termPoly(t.c, rest), f.whole(k.value.num, j))) {
			out.put(u)
		}
	}
	return out
}

// normal is the recursion of form.
func (f *former) normal(e Expr) quotient {
	f.spend(1)
	switch e := e.(type) {
	case *Num:
		if e.Val.Num().BitLen()+e.Val.Denom().BitLen() > maxPolyBits {
			panic(errTooBig)
		}
		return constQuotient(e.Val)
	case *Const:
		if e.Name == "I" {
			panic(errNoForm)
		}
		return unknown(f.kernelOf("const "+e.Name, func(k *kernel) { k.positive, k.nonzero = true, true }))
	case *Name:
		if b, ok := f.bound[e.Name]; ok {
			return f.normal(b)
		}
		return f.name(e.Name)
	case *Item:
		i := f.normal(e.Index)
		return unknown(f.kernelOf("item "+e.Seq+"["+i.text()+"]", func(k *kernel) {
			k.positive, k.nonzero = f.syms[e.Seq].positive(), f.syms[e.Seq].nonzero()
		}))
	case *Unary:
		return f.unary(e)
	case *Binary:
		return f.binary(e)
	case *Call:
		return f.call(e)
	case *Series:
		return f.series(e)
	}
	panic(errNoForm)
}

func (f *former) name(name string) quotient {
	d := f.syms[name]
	if d.kind() != scalarKind {
		panic(errNoForm)
	}
	return unknown(f.kernelOf("name "+name, func(k *kernel) { k.positive, k.nonzero = d.positive(), d.nonzero() }))
}

// positive reports whether a number of the declared kind is above zero.
func (d Decl) positive() bool {
	if d.Kind == "positive" || d.Kind == "integer" && d.Bounded && d.AtLeast > 0 {
		return true
	}
	if d.Interval == "" {
		return false
	}
	lo, _ := ends(d.Interval)
	return lo != nil && (lo.Sign() > 0 || lo.Sign() == 0 && d.Interval[0] == '(')
}

func (f *former) unary(e *Unary) quotient {
	x := f.normal(e.X)
	switch e.Op {
	case Neg:
		return f.minus(x)
	case Percent:
		return f.product(x, constQuotient(big.NewRat(1, 100)))
	case Transpose:
		return x
	case Fact:
		return f.factorial(x)
	}
	panic(errNoForm)
}

func (f *former) binary(e *Binary) quotient {
	switch e.Op {
	case Add, Sub:
		x, y := f.normal(e.X), f.normal(e.Y)
		if e.Op == Sub {
			y = f.minus(y)
		}
		return f.plus(x, y)
	case Mul:
		return f.product(f.normal(e.X), f.normal(e.Y))
	case Div:
		return f.over(f.normal(e.X), f.normal(e.Y))
	case Pow:
		return f.power(f.normal(e.X), f.normal(e.Y))
	}
	panic(errNoForm)
}

// maxExpand bounds the exponent of a sum that is multiplied out.
const maxExpand = 24

// integerPower is x^n.
func (f *former) integerPower(x quotient, n int64) quotient {
	if n < 0 {
		if len(x.num) == 0 {
			panic(errNoForm)
		}
		return f.integerPower(f.over(constQuotient(ratOne), x), -n)
	}
	if n == 0 {
		if len(x.num) == 0 {
			panic(errNoForm)
		}
		return constQuotient(ratOne)
	}
	if c, ok := x.constant(); ok && c.Sign() > 0 && n*int64(c.Num().BitLen()+c.Denom().BitLen()-1) > maxPolyBits {
		return unknown(f.kernelOf("huge "+c.RatString()+"^"+strconv.FormatInt(n, 10), func(k *kernel) { k.positive, k.nonzero = true, true }))
	}
	if n > maxExpand && (len(x.num) > 1 || len(x.den) > 1) || n > maxExponent/8 {
		return f.opaque(x, n)
	}
	return f.tidy(quotient{f.whole(x.num, n), f.whole(x.den, n)})
}

// opaque is a power too long to be multiplied out: that of a kernel for the sum.
func (f *former) opaque(x quotient, n int64) quotient {
	part := func(p poly) (quotient, *big.Rat) {
		if _, ok := p.single(); ok {
			return fraction(f.whole(p, n)), ratOne
		}
		c := p.content()
		u := p.scaled(new(big.Rat).Inv(c))
		k := f.kernelOf("sum "+u.text(), nil)
		return fraction(termPoly(ratOne, monomial{newPower(k, n, 1)})), c
	}
	num, c := part(x.num)
	den, d := part(x.den)
	c = new(big.Rat).Quo(c, d)
	return f.product(fraction(f.whole(constPoly(c), n)), f.over(num, den))
}

// series is a sum or product with few terms, or a kernel.
func (f *former) series(e *Series) quotient {
	from, to := f.normal(e.From), f.normal(e.To)
	a, okA := from.constant()
	b, okB := to.constant()
	if okA && okB && a.IsInt() && b.IsInt() {
		return f.unrolled(e, a.Num(), b.Num())
	}
	old := f.bound
	defer func() { f.bound = old }()
	f.bound = map[string]Expr{}
	for k, v := range old {
		f.bound[k] = v
	}
	name := "bound " + strconv.Itoa(len(old))
	f.bound[e.Var] = &Name{Name: name}
	if e.Var == name {
		panic(errNoForm)
	}
	body := f.normal(e.Body)
	return unknown(f.kernelOf(e.Fn+" "+body.text()+" from "+from.text()+" to "+to.text(), nil))
}

// maxUnrolled bounds the terms that a sum is written out with.
const maxUnrolled = 40

func (f *former) unrolled(e *Series, from, to *big.Int) quotient {
	n := new(big.Int).Sub(to, from)
	if !n.IsInt64() || n.Int64() >= maxUnrolled || !from.IsInt64() {
		panic(errTooBig)
	}
	out := constQuotient(new(big.Rat))
	if e.Fn == "prod" {
		out = constQuotient(ratOne)
	}
	old := f.bound
	defer func() { f.bound = old }()
	f.bound = map[string]Expr{}
	for k, v := range old {
		f.bound[k] = v
	}
	for i := from.Int64(); i <= to.Int64(); i++ {
		f.spend(30)
		f.bound[e.Var] = Lit(FromInt(i))
		x := f.normal(e.Body)
		if e.Fn == "prod" {
			out = f.product(out, x)
		} else {
			out = f.plus(out, x)
		}
	}
	return out
}
