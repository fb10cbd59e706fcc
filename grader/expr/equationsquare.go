package expr

import (
	"math/big"
	"slices"
)

// This file is about equations with squares and absolute values, which have two
// solutions where a linear one has one.

// squared writes |A| = |B|, of numbers, as A^2 = B^2, which holds for the same
// numbers; B may also be a number from 0 on.
func (d Domain) squared(e *Binary) *Binary {
	x, okX := d.insideBars(e.X)
	y, okY := d.insideBars(e.Y)
	_, barX := e.X.(*Call)
	_, barY := e.Y.(*Call)
	if e.Op != Eq || !okX || !okY || !barX && !barY {
		return e
	}
	two := Lit(FromInt(2))
	return &Binary{Eq, &Binary{Pow, x, two}, &Binary{Pow, y, two}}
}

// insideBars returns A of |A|, or a number from 0 on itself.
func (d Domain) insideBars(e Expr) (Expr, bool) {
	switch e := e.(type) {
	case *Num:
		return e, e.Val.Sign() >= 0
	case *Call:
		if e.Fn != "abs" || len(e.Args) != 1 {
			return nil, false
		}
		f := d.former()
		_, err := f.form(e.Args[0]) // which only numbers have
		return e.Args[0], err == nil
	}
	return nil, false
}

// multiple is r, or r I for a symbol that is a matrix like old.
func (old shaped) multiple(r *big.Rat, d Decl) shaped {
	x := scalar(ratNum(r))
	if d.kind() == matrixKind {
		x.form = eyeForm
		x = x.sized(old.rows)
	}
	return x
}

// squareRoots solves f = 0 for the symbol, where its first entry is quadratic in it
// and has rational roots. A matrix is looked for among the multiples of I.
func (pt *point) squareRoots(f Expr, name string, d Decl) (roots []shaped) {
	old := pt.values[name]
	defer func() { pt.values[name] = old }()
	if d.kind() == columnKind || d.Kind == "integer" || d.Kind == "orthogonal" || inFunction(f, name) {
		return nil
	}
	values := map[int64]*big.Rat{}
	for _, n := range []int64{0, 1, 2, 3, 5} {
		pt.values[name] = old.multiple(big.NewRat(n, 1), d)
		v, err := pt.eval(f)
		if err != nil || len(v.e) == 0 || v.e[0].r == nil {
			return nil
		}
		values[n] = v.e[0].r
	}
	// f = a n^2 + b n + c through 0, 1 and 2, if 3 and 5 agree
	c := values[0]
	one := new(big.Rat).Sub(values[1], c)
	two := new(big.Rat).Sub(values[2], c)
	a := new(big.Rat).Sub(two, new(big.Rat).Add(one, one))
	a.Quo(a, big.NewRat(2, 1))
	b := new(big.Rat).Sub(one, a)
	for _, n := range []int64{3, 5} {
		r := big.NewRat(n, 1)
		y := new(big.Rat).Mul(a, r)
		y.Add(y, b).Mul(y, r).Add(y, c)
		if y.Cmp(values[n]) != 0 {
			return nil
		}
	}
	for _, r := range quadraticRoots(a, b, c) {
		if !d.holds(r) {
			continue
		}
		x := old.multiple(r, d)
		pt.values[name] = x
		if v, err := pt.eval(f); err == nil && v.isZero() {
			roots = append(roots, x)
		}
	}
	return roots
}

// inFunction reports whether a name stands inside a function or a sum.
func inFunction(e Expr, name string) bool {
	found := false
	Walk(e, func(e Expr) {
		_, isCall := e.(*Call)
		_, isSeries := e.(*Series)
		if !found && (isCall || isSeries) {
			found = slices.Contains(Names(e), name)
		}
	})
	return found
}

// quadraticRoots are the rational roots of a x^2 + b x + c with a not zero.
func quadraticRoots(a, b, c *big.Rat) []*big.Rat {
	if a.Sign() == 0 {
		return nil
	}
	disc := new(big.Rat).Mul(b, b)
	disc.Sub(disc, new(big.Rat).Mul(big.NewRat(4, 1), new(big.Rat).Mul(a, c)))
	if disc.Sign() < 0 {
		return nil
	}
	num, den := new(big.Int).Sqrt(disc.Num()), new(big.Int).Sqrt(disc.Denom())
	root := new(big.Rat).SetFrac(num, den)
	if new(big.Rat).Mul(root, root).Cmp(disc) != 0 {
		return nil
	}
	var roots []*big.Rat
	for _, r := range []*big.Rat{root, new(big.Rat).Neg(root)} {
		x := new(big.Rat).Sub(r, b)
		roots = append(roots, x.Quo(x, new(big.Rat).Add(a, a)))
	}
	return roots
}
