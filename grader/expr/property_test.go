package expr

import (
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

// A grower makes random trees over x, y (real), a, b (positive), n (whole).
type grower struct {
	rng   *rand.Rand
	smart bool // whether functions are used
}

func (g *grower) leaf() Expr {
	switch g.rng.IntN(4) {
	case 0:
		return Lit(FromInt(g.rng.Int64N(9) + 1))
	case 1:
		return &Name{Name: []string{"a", "b"}[g.rng.IntN(2)]}
	}
	return &Name{Name: []string{"x", "y", "n"}[g.rng.IntN(3)]}
}

func (g *grower) tree(depth int) Expr {
	if depth == 0 || g.rng.IntN(6) == 0 {
		return g.leaf()
	}
	x := g.tree(depth - 1)
	switch k := g.rng.IntN(10); {
	case k == 0:
		return &Unary{Neg, x}
	case k == 1:
		return &Binary{Pow, x, Lit(FromInt(g.rng.Int64N(3) + 1))}
	case k == 2 && g.smart:
		return &Call{[]string{"exp", "sin", "cos", "abs"}[g.rng.IntN(4)], []Expr{x}}
	case k == 3 && g.smart:
		return &Call{[]string{"sqrt", "log"}[g.rng.IntN(2)], []Expr{&Binary{Add, &Name{Name: "a"}, &Binary{Pow, x, Lit(FromInt(2))}}}}
	}
	op := []Op{Add, Sub, Mul, Add, Sub, Mul, Div}[g.rng.IntN(7)]
	y := g.tree(depth - 1)
	if op == Div { // by something that is never zero
		y = &Binary{Add, &Name{Name: "b"}, &Binary{Pow, y, Lit(FromInt(2))}}
	}
	return &Binary{op, x, y}
}

// rewritten applies laws of algebra that hold wherever the tree has a value.
func (g *grower) rewritten(e Expr) Expr {
	return Replace(e, func(e Expr) Expr {
		if g.rng.IntN(3) > 0 {
			return e
		}
		b, ok := e.(*Binary)
		switch {
		case ok && (b.Op == Add || b.Op == Mul):
			return g.law(b)
		case ok && b.Op == Sub:
			return &Unary{Neg, &Binary{Sub, b.Y, b.X}}
		case ok && b.Op == Div:
			return &Binary{Mul, b.X, &Binary{Pow, b.Y, &Unary{Neg, one}}}
		case ok && b.Op == Pow:
			if n, whole := wholeExponent(b.Y); whole && n == 2 {
				return &Binary{Mul, b.X, b.X}
			}
		}
		switch g.rng.IntN(4) {
		case 0:
			return &Binary{Sub, &Binary{Add, e, &Name{Name: "y"}}, &Name{Name: "y"}}
		case 1:
			return &Binary{Div, &Binary{Mul, e, &Name{Name: "b"}}, &Name{Name: "b"}}
		case 2:
			return &Unary{Neg, &Unary{Neg, e}}
		}
		return &Binary{Mul, e, one}
	})
}

func (g *grower) law(b *Binary) Expr {
	if y, ok := b.Y.(*Binary); ok && b.Op == Mul && (y.Op == Add || y.Op == Sub) {
		return &Binary{y.Op, &Binary{Mul, b.X, y.X}, &Binary{Mul, b.X, y.Y}}
	}
	if x, ok := b.X.(*Binary); ok && x.Op == b.Op {
		return &Binary{b.Op, x.X, &Binary{b.Op, x.Y, b.Y}}
	}
	return &Binary{b.Op, b.Y, b.X}
}

// mutated changes one number, name or operation of e.
func (g *grower) mutated(e Expr) Expr {
	at, i := g.rng.IntN(size(e)), 0
	return Replace(e, func(e Expr) Expr {
		if i++; i-1 != at {
			return e
		}
		switch x := e.(type) {
		case *Num:
			return Lit(FromRat(new(big.Rat).Add(x.Val, big.NewRat(1, 1))))
		case *Name:
			return &Name{Name: map[string]string{"x": "y", "y": "n", "n": "x", "a": "b", "b": "a"}[x.Name]}
		case *Binary:
			if x.Op == Pow {
				return x
			}
			return &Binary{map[Op]Op{Add: Sub, Sub: Add, Mul: Add, Div: Mul}[x.Op], x.X, x.Y}
		}
		return &Binary{Add, e, one}
	})
}

func propertySymbols(t testing.TB) Symbols {
	return declared(t, "x y: real", "a b: positive", "n: integer >= 1")
}

// TestRewriting checks that a rewritten tree is never found to differ, and almost
// always to be the same, both ways round.
func TestRewriting(t *testing.T) {
	syms := propertySymbols(t)
	for _, smart := range []bool{false, true} {
		g := &grower{rand.New(rand.NewPCG(1, 2)), smart}
		unsure := 0
		const n = 80
		for range n {
			key := g.tree(4)
			answer := g.rewritten(g.rewritten(key))
			for _, pair := range [][2]Expr{{key, answer}, {answer, key}, {key, key}} {
				c := Compare(pair[0], pair[1], syms)
				if c.Result == Different {
					t.Errorf("Compare(%s, %s) = different (%s) %s, want equal", pair[0], pair[1], c.How, c.Witness)
				}
				if c.Result == Unsure {
					unsure++
				}
			}
		}
		if unsure > n/20 {
			t.Errorf("functions %v: %d of %d comparisons are unsure, want at most %d", smart, unsure, 3*n, n/20)
		}
	}
}

// TestMutation checks that a tree with one change is not found to be the same,
// where values in floating point say that it is another.
func TestMutation(t *testing.T) {
	syms := propertySymbols(t)
	for _, smart := range []bool{false, true} {
		g := &grower{rand.New(rand.NewPCG(3, 4)), smart}
		differ, found := 0, 0
		for range 400 {
			key := g.tree(4)
			answer := g.mutated(key)
			if !apartInFloats(key, answer) {
				continue
			}
			differ++
			c, back := Compare(key, answer, syms), Compare(answer, key, syms)
			if c.Result == Equal || back.Result == Equal {
				t.Errorf("Compare(%s, %s) = %v (%s), %v (%s), want different", key, answer, c.Result, c.How, back.Result, back.How)
			}
			if c.Result == Different {
				found++
			}
		}
		if differ < 250 || found < differ*95/100 {
			t.Errorf("functions %v: %d of %d changes are found, want 95 %%", smart, found, differ)
		}
	}
}

// apartInFloats compares at one point with the arithmetic of [Eval], which knows
// nothing of normal forms and points.
func apartInFloats(a, b Expr) bool {
	at := map[string]int64{"x": 2, "y": -3, "a": 5, "b": 7, "n": 4}
	plain := func(e Expr) Expr {
		return Replace(e, func(e Expr) Expr {
			if c, ok := e.(*Call); ok && (c.Fn == "sin" || c.Fn == "cos") { // any function will do
				return &Binary{Div, c.Args[0], &Binary{Add, one, &Binary{Pow, c.Args[0], Lit(FromInt(2))}}}
			}
			return e
		})
	}
	lookup := func(name string) (Value, bool) { return FromInt(at[name]), true }
	x, errX := Eval(plain(a), lookup)
	y, errY := Eval(plain(b), lookup)
	if errX != nil || errY != nil {
		return false
	}
	d := x.Float() - y.Float()
	return d*d > 1e-6*(1+x.Float()*x.Float())
}

// TestPrinting checks that what is printed in ASCII, in Unicode and as LaTeX is
// read as the same tree, or one that is printed alike.
func TestPrinting(t *testing.T) {
	syms := propertySymbols(t)
	l := Language{Symbols: syms, Equation: true, Lists: true, Sets: true}
	g := &grower{rand.New(rand.NewPCG(5, 6)), true}
	for i := range 400 {
		e := g.tree(4)
		switch i % 5 {
		case 0:
			e = &Binary{[]Op{Eq, Lt, Le, Gt, Ge, Ne}[g.rng.IntN(6)], e, g.tree(2)}
		case 1:
			e = &Set{[]Expr{e, g.tree(2)}}
		case 2:
			e = &Matrix{2, []Expr{e, g.tree(1), g.tree(1), g.tree(1)}}
		}
		ascii := e.String()
		again, err := l.Parse(ascii)
		if err != nil || again.String() != ascii {
			t.Errorf("Parse(%q) = %v, %v, want the tree that it was printed from", ascii, again, err)
			continue
		}
		for _, s := range []string{Line(e), TeX(e)} {
			other, err := l.Parse(s)
			if err != nil {
				t.Errorf("Parse(%q): %v", s, err)
			} else if c := Compare(again, other, syms); c.Result == Different {
				t.Errorf("%q is printed as %q, which is read as %s", ascii, s, other)
			}
		}
	}
}

// TestNormalForms checks that normal forms are the same for rewritten trees
// without functions, so that these are proved to be the same.
func TestNormalForms(t *testing.T) {
	syms := propertySymbols(t)
	g := &grower{rand.New(rand.NewPCG(7, 8)), false}
	proved := 0
	const n = 300
	for range n {
		key := g.tree(3)
		answer := g.rewritten(key)
		if newFormer(syms).same(key, answer) {
			proved++
		} else if inFields(key, answer, syms) == disagree {
			t.Errorf("%s and %s disagree modulo primes", key, answer)
		}
		if mutant := g.mutated(key); apartInFloats(key, mutant) && newFormer(syms).same(key, mutant) {
			t.Errorf("%s and %s have the same normal form", key, mutant)
		}
	}
	if proved < n*98/100 {
		t.Errorf("%d of %d are proved, want 98 %%", proved, n)
	}
}

// TestRoots checks isolated roots against polynomials made from known ones.
func TestRoots(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	for range 200 {
		p, want := upoly{big.NewRat(1, 1)}, map[string]bool{}
		for range 1 + rng.IntN(5) {
			r := big.NewRat(rng.Int64N(21)-10, rng.Int64N(4)+1)
			want[r.RatString()] = true
			p = p.times(upoly{new(big.Rat).Neg(r), big.NewRat(1, 1)})
		}
		p = p.times(upoly{big.NewRat(1, 1), new(big.Rat), big.NewRat(1, 1)}) // x^2 + 1 has none
		roots := p.roots()
		if len(roots) != len(want) {
			t.Errorf("%v has %d roots, want %d", p, len(roots), len(want))
			continue
		}
		for _, r := range roots {
			hit := 0
			for s := range want {
				v, _ := new(big.Rat).SetString(s)
				if v.Cmp(r.hi) <= 0 && (v.Cmp(r.lo) > 0 || r.lo.Cmp(r.hi) == 0 && v.Cmp(r.lo) == 0) {
					hit++
				}
			}
			if hit != 1 {
				t.Errorf("%v: (%s, %s] has %d of the roots, want 1", p, r.lo.RatString(), r.hi.RatString(), hit)
			}
		}
	}
}

// TestUnsayable keeps sentences for students free of keys and of control
// characters.
func TestUnsayable(t *testing.T) {
	syms := propertySymbols(t)
	g := &grower{rand.New(rand.NewPCG(11, 12)), true}
	for range 200 {
		key, answer := g.tree(4), g.tree(3)
		c := Compare(key, answer, syms)
		if size(key) > 4 && strings.Contains(c.Witness, key.String()) {
			t.Errorf("Compare(%s, %s) says %q", key, answer, c.Witness)
		}
	}
}
