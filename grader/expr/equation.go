package expr

import (
	"errors"
	"math/big"
)

// equations compares two equations. They are the same if lhs - rhs of one is a
// multiple of that of the other by a factor that has no zero: here by a product
// of powers of symbols that cannot be zero, and a constant. They differ if a
// solution of the one is none of the other.
func (d Domain) equations(key, answer *Binary) Comparison {
	key, answer = d.squared(key), d.squared(answer)
	if c, ok := d.byForms(key, answer); ok {
		return c
	}
	if c, ok := d.diagonal(key, answer); ok {
		return c
	}
	if c, ok := d.inOneUnknown(d.former(), key, answer); ok && c.Result == Different {
		return result(Different, "real roots", "This equation has other solutions than the one asked for.")
	}
	k, a := difference(key), difference(answer)
	s := newSampler(d.Symbols, key.String(), append([]Expr{k, a}, d.Where...)...)
	t := equationTrial{trial{Domain: d, sampler: s, key: k, answer: a, work: totalWork}, map[string]int{}, nil}
	if c, done := t.solutions(key, answer); done {
		return c
	}
	if c, done := t.special(); done {
		return c
	}
	for round := smallRounds; round < maxRounds && t.good < goodPoints && t.work > 0; round++ {
		if c, done := t.ratioAt(round); done {
			return c
		}
	}
	if t.good < goodPoints || pieces(answer, key) || pieces(key, answer) {
		return Comparison{Result: Unsure, How: "budget"}
	}
	return Comparison{Result: Equal, How: "identity test"}
}

// difference returns lhs - rhs, or the one side if the other is 0: beside a
// vector or a matrix that stands for their zero.
func difference(e *Binary) Expr {
	switch {
	case isZero(e.Y):
		return e.X
	case isZero(e.X):
		return e.Y
	}
	return &Binary{Sub, e.X, e.Y}
}

func isZero(e Expr) bool {
	n, ok := e.(*Num)
	if !ok {
		return false
	}
	v, err := Eval(n, nil)
	if err != nil {
		return false
	}
	r, ok := v.Rat()
	return ok && r.Sign() == 0
}

type equationTrial struct {
	trial
	powers map[string]int // the power of each symbol in the factor
	rest   *num           // the factor without these, which has to be constant
}

// solutions puts solutions of one equation into the other.
func (t *equationTrial) solutions(key, answer *Binary) (Comparison, bool) {
	for round := range 4 {
		for _, name := range t.sampler.names {
			if c, done := t.solution(round, name, key, answer); done || c.How == "malformed" {
				return c, done
			}
		}
	}
	return Comparison{}, false
}

// solution solves the key for one symbol at a point.
func (t *equationTrial) solution(round int, name string, key, answer *Binary) (Comparison, bool) {
	pt := t.sampler.point(round, t.work)
	defer func() { t.work = pt.work }()
	if !pt.admits(t.Where) {
		return Comparison{}, false
	}
	if _, err := pt.eval(t.answer); err != nil {
		if shape := (*shapeError)(nil); errors.As(err, &shape) {
			return t.misfit(pt, answer, shape), true
		}
	}
	for _, pair := range [2][2]Expr{{t.key, t.answer}, {t.answer, t.key}} {
		root, ok := pt.root(pair[0], name, t.Symbols[name])
		roots := []shaped{root}
		if !ok {
			roots = pt.squareRoots(pair[0], name, t.Symbols[name])
		}
		for _, root := range roots {
			old := pt.values[name]
			pt.values[name] = root
			v, err := pt.eval(pair[1])
			where, inside := pt.where(key, answer), pt.admits(t.Where)
			pt.values[name] = old
			if err != nil || !inside || !v.isNonzero() {
				continue
			}
			if where == "" || pair[0] == t.key {
				return result(Different, "witness", "This equation has other solutions than the one asked for."), true
			}
			return result(Different, "witness", "Yours holds"+where+", where it should not."), true
		}
	}
	return Comparison{}, false
}

// special looks where one symbol is 0, 1 or the like: there a factor that has a
// zero makes the answer hold where the key does not, or the other way round.
func (t *equationTrial) special() (Comparison, bool) {
	for round := range 3 * len(t.sampler.names) {
		name := t.sampler.names[round/3]
		pt := t.sampler.point(round, t.work)
		v, d := big.NewRat(int64(round%3-1), 1), t.Symbols[name]
		if d.kind() == columnKind && v.Sign() != 0 || d.Kind == "orthogonal" || !d.holds(v) {
			continue
		}
		x := scalar(ratNum(v))
		if old := pt.values[name]; d.kind() != scalarKind {
			x = newMatrix(old.rows, old.cols)
			for i := range min(old.rows, old.cols) {
				x.e[i*old.cols+i] = ratNum(v)
			}
		}
		pt.values[name] = x
		differ := pt.admits(t.Where) && pt.truthsDiffer(t.key, t.answer)
		if t.work = pt.work; differ {
			return result(Different, "witness", "This equation has other solutions than the one asked for."), true
		}
	}
	return Comparison{}, false
}

// holds reports whether a number, or that multiple of I, is of the domain.
func (d Decl) holds(r *big.Rat) bool {
	if d.Kind == "integer" && d.Bounded && r.Cmp(big.NewRat(int64(d.AtLeast), 1)) < 0 ||
		d.Kind == "psd" && r.Sign() < 0 || d.Kind == "invertible" && r.Sign() == 0 {
		return false
	}
	return d.admits(r)
}

// truthsDiffer reports whether one of two differences is sure to be zero and the
// other is sure not to be.
func (pt *point) truthsDiffer(key, answer Expr) bool {
	k, err := pt.eval(key)
	if err != nil {
		return false
	}
	a, err := pt.eval(answer)
	if err != nil {
		return false
	}
	return k.isZero() && a.isNonzero() || k.isNonzero() && a.isZero()
}

func (a shaped) isZero() bool {
	for _, x := range a.e {
		if s, ok := x.sign(); !ok || s != 0 {
			return false
		}
	}
	return true
}

func (a shaped) isNonzero() bool {
	for _, x := range a.e {
		if s, ok := x.sign(); ok && s != 0 {
			return true
		}
	}
	return false
}

// misfit says what is wrong with the parts of an equation.
func (t *equationTrial) misfit(pt *point, e *Binary, shape *shapeError) Comparison {
	x, errX := pt.eval(e.X)
	y, errY := pt.eval(e.Y)
	if errX == nil && errY == nil && x.what() != y.what() {
		return result(Different, "shape", "The left side is "+x.what()+" and the right side is "+y.what()+".")
	}
	return result(Different, "malformed", shape.msg)
}

// root solves f = 0 for the symbol, where its first entry is linear in it. A matrix
// is looked for among the multiples of I.
func (pt *point) root(f Expr, name string, d Decl) (shaped, bool) {
	old := pt.values[name]
	defer func() { pt.values[name] = old }()
	if d.kind() == columnKind {
		return pt.vectorRoot(f, name, old)
	}
	if d.Kind == "integer" || d.Kind == "orthogonal" {
		return old, false
	}
	at := func(r *big.Rat) (num, bool) {
		pt.values[name] = old.multiple(r, d)
		v, err := pt.eval(f)
		if err != nil {
			return num{}, false
		}
		return v.e[0], true
	}
	f0, ok0 := at(big.NewRat(0, 1))
	f1, ok1 := at(big.NewRat(1, 1))
	f3, ok3 := at(big.NewRat(3, 1))
	if !ok0 || !ok1 || !ok3 {
		return old, false
	}
	slope := addNum(f1, f0.neg())
	s, known := slope.sign()
	if !known || s == 0 {
		return old, false
	}
	line := addNum(f0, mulNum(slope, intNum(3)))
	if line.r == nil || f3.r == nil || line.r.Cmp(f3.r) != 0 || f0.r == nil || slope.r == nil {
		return old, false
	}
	r := new(big.Rat).Quo(new(big.Rat).Neg(f0.r), slope.r)
	if !d.admits(r) || r.Sign() <= 0 && (d.Kind == "psd" || d.Kind == "invertible") {
		return old, false
	}
	x := old.multiple(r, d)
	pt.values[name] = x
	v, err := pt.eval(f) // of which only the first entry is known to be zero
	return x, err == nil && v.isZero()
}

// vectorRoot solves f = 0 for a vector where each entry of f is linear in the same
// entry of it.
func (pt *point) vectorRoot(f Expr, name string, old shaped) (shaped, bool) {
	at := func(r num) (shaped, bool) {
		x := newMatrix(old.rows, 1)
		for i := range x.e {
			x.e[i] = r
		}
		pt.values[name] = x
		v, err := pt.eval(f)
		return v, err == nil && len(v.e) == old.rows
	}
	f0, ok0 := at(intNum(0))
	f1, ok1 := at(intNum(1))
	if !ok0 || !ok1 {
		return old, false
	}
	x := newMatrix(old.rows, 1)
	for i := range x.e {
		slope := addNum(f1.e[i], f0.e[i].neg())
		if slope.r == nil || slope.r.Sign() == 0 || f0.e[i].r == nil {
			return old, false
		}
		x.e[i] = mulNum(f0.e[i].neg(), slope.inverse())
	}
	pt.values[name] = x
	v, err := pt.eval(f)
	return x, err == nil && v.isZero()
}

// admits reports whether a number is of the declared domain.
func (d Decl) admits(r *big.Rat) bool {
	if d.Interval == "" {
		return d.Kind != "positive" || r.Sign() > 0
	}
	lo, hi := ends(d.Interval)
	return (lo == nil || r.Cmp(lo) > 0) && (hi == nil || r.Cmp(hi) < 0)
}

// nonzero reports whether a symbol cannot be zero.
func (d Decl) nonzero() bool {
	switch {
	case d.Kind == "positive" || d.Kind == "integer" && d.Bounded && d.AtLeast > 0:
		return true
	case d.Interval != "":
		lo, hi := ends(d.Interval)
		return lo != nil && lo.Sign() >= 0 && d.Interval[0] == '(' || hi != nil && hi.Sign() <= 0 && d.Interval[len(d.Interval)-1] == ')'
	}
	return false
}

// ratioAt checks at one point that the factor is a product of powers: doubling a
// symbol multiplies it by the same power of two everywhere.
func (t *equationTrial) ratioAt(round int) (Comparison, bool) {
	pt := t.sampler.point(round, t.work)
	defer func() { t.work = pt.work }()
	if !pt.admits(t.Where) {
		return Comparison{}, false
	}
	if pt.truthsDiffer(t.key, t.answer) {
		return result(Different, "witness", "This equation has other solutions than the one asked for."), true
	}
	base, ok := pt.factor(t.key, t.answer)
	if !ok {
		return Comparison{}, false
	}
	for _, name := range t.sampler.names {
		old := pt.values[name]
		two := intNum(2)
		if t.Symbols[name].Interval != "" {
			two = ratNum(big.NewRat(1, 2))
		}
		pt.values[name], _ = old.each(func(x num) (num, error) { return mulNum(x, two), nil })
		other, ok := pt.factor(t.key, t.answer)
		pt.values[name] = old
		if !ok {
			return Comparison{}, false
		}
		p, ok := powerOf(other, base, two)
		if known, seen := t.powers[name]; !ok || seen && known != p {
			return Comparison{Result: Unsure, How: "factor"}, true
		}
		t.powers[name] = p
		if p != 0 && !t.Symbols[name].nonzero() {
			return Comparison{Result: Unsure, How: "factor"}, true
		}
	}
	rest := base
	for _, name := range t.sampler.names {
		if p := t.powers[name]; p != 0 {
			f, err := pt.wholePower(pt.values[name].e[0], int64(-p))
			if err != nil {
				return Comparison{}, false
			}
			rest = mulNum(rest, f)
		}
	}
	if t.rest == nil {
		t.rest = &rest
	}
	if _, same := verdictOf(rest, *t.rest); !same {
		return Comparison{Result: Unsure, How: "factor"}, true
	}
	t.good++
	return Comparison{}, false
}

// powerOf returns p where other = base two^p, for small p.
func powerOf(other, base, two num) (int, bool) {
	if two.r.Cmp(big.NewRat(1, 1)) < 0 {
		p, ok := powerOf(base, other, ratNum(new(big.Rat).Inv(two.r)))
		return p, ok
	}
	for p := -8; p <= 8; p++ {
		f := new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), uint(max(p, -p))))
		if p < 0 {
			f.Inv(f)
		}
		if _, same := verdictOf(other, mulNum(base, ratNum(f))); same {
			return p, true
		}
	}
	return 0, false
}

// factor returns c with answer = c key at the point, entry by entry, where both
// are sure not to be zero as a whole.
func (pt *point) factor(key, answer Expr) (num, bool) {
	k, err := pt.eval(key)
	if err != nil {
		return num{}, false
	}
	a, err := pt.eval(answer)
	if err != nil {
		return num{}, false
	}
	if k, a = alike(k, a); k.form != a.form || len(k.e) != len(a.e) {
		return num{}, false
	}
	var c num
	found := false
	for i := range k.e {
		s, knownK := k.e[i].sign()
		r, knownA := a.e[i].sign()
		switch {
		case !knownK || !knownA || (s == 0) != (r == 0):
			return num{}, false
		case s == 0:
			continue
		}
		q := mulNum(a.e[i], k.e[i].inverse())
		if found {
			if _, same := verdictOf(q, c); !same {
				return num{}, false
			}
		}
		c, found = q, true
	}
	return c, found
}
