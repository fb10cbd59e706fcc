package expr

import "strings"

// Shapes are what an answer can be asked to look like, apart from its value.
var Shapes = []string{
	"same", "expanded", "factored", "lowest", "single-fraction", "partial-fractions", "completed-square", "simplified",
}

// Shape judges how an answer that has the value of the key is written: why is ""
// if it has the shape, and else says what is left to do, as the end of a sentence:
// "2x + 6 still has a common factor". It looks at the trees as they were typed.
func (d Domain) Shape(shape string, key, answer Expr) (why string) {
	if isTask(answer) {
		return "it asks for a step to be carried out instead of giving the outcome"
	}
	f := d.former()
	switch shape {
	case "same":
		if canonical(key) != canonical(answer) {
			return "it is to be left in the form of the question, up to the order of terms and factors"
		}
	case "expanded":
		return notExpanded(answer)
	case "factored":
		return f.notFactored(key, answer)
	case "lowest":
		return f.notLowest(answer)
	case "single-fraction":
		return notSingle(answer)
	case "partial-fractions":
		return f.notPartial(answer)
	case "completed-square":
		return f.notSquare(answer)
	case "simplified":
		if size(answer) > size(key) {
			return "it can be written more simply"
		}
	}
	return ""
}

// isTask reports whether e has a function that stands for a task.
func isTask(e Expr) bool {
	found := false
	Walk(e, func(e Expr) {
		c, ok := e.(*Call)
		found = found || ok && (c.Fn == "round" || c.Fn == "sigfig")
	})
	return found
}

func size(e Expr) int {
	n := 0
	Walk(e, func(Expr) { n++ })
	return n
}

// isSum reports whether e is a sum of several terms, perhaps with a sign.
func isSum(e Expr) bool {
	switch e := e.(type) {
	case *Unary:
		return e.Op == Neg && isSum(e.X)
	case *Binary:
		return e.Op == Add || e.Op == Sub
	}
	return false
}

// notExpanded finds a product or a power of a sum.
func notExpanded(e Expr) string {
	open := func(x Expr) string { return Row(x) + " can still be multiplied out" }
	switch e := e.(type) {
	case *Unary:
		if e.Op == Neg && isSum(e.X) {
			return open(e)
		}
		return notExpanded(e.X)
	case *Binary:
		switch e.Op {
		case Mul:
			if isSum(e.X) || isSum(e.Y) {
				return open(e)
			}
		case Div:
			if isSum(e.X) {
				return open(e)
			}
			return notExpanded(e.X)
		case Pow:
			if n, ok := wholeExponent(e.Y); ok && n > 1 && (isSum(e.X) || isProduct(e.X)) {
				return open(e)
			}
			return ""
		case Sub:
			if isSum(e.Y) {
				return open(e)
			}
		}
		if why := notExpanded(e.X); why != "" {
			return why
		}
		return notExpanded(e.Y)
	case *Tuple, *Set, *Matrix:
		list, _ := items(e)
		for _, x := range list {
			if why := notExpanded(x); why != "" {
				return why
			}
		}
	}
	return ""
}

func isProduct(e Expr) bool {
	b, ok := e.(*Binary)
	return ok && (b.Op == Mul || b.Op == Div)
}

// notSingle finds a fraction that is not the only one.
func notSingle(e Expr) string {
	for {
		u, ok := e.(*Unary)
		if !ok || u.Op != Neg {
			break
		}
		e = u.X
	}
	if b, ok := e.(*Binary); ok && b.Op == Div {
		if hasFraction(b.X) || hasFraction(b.Y) {
			return "there is a fraction inside a fraction"
		}
		return ""
	}
	if hasFraction(e) {
		return "it is to be one fraction"
	}
	return ""
}

// hasFraction looks for divisions outside exponents and functions.
func hasFraction(e Expr) bool {
	switch e := e.(type) {
	case *Unary:
		return hasFraction(e.X)
	case *Binary:
		if e.Op == Pow {
			n, ok := wholeExponent(e.Y)
			return ok && n < 0 || hasFraction(e.X)
		}
		return e.Op == Div || hasFraction(e.X) || hasFraction(e.Y)
	}
	return false
}

// notLowest finds a fraction that can be reduced, or a root below a bar.
func (f *former) notLowest(e Expr) (why string) {
	Walk(e, func(e Expr) {
		b, ok := e.(*Binary)
		if !ok || b.Op != Div || why != "" {
			return
		}
		p, err := f.form(b.X)
		if err != nil {
			return
		}
		q, err := f.form(b.Y)
		switch {
		case err != nil:
		case negative(b.Y):
			why = "a minus sign stands below the bar in " + Row(b)
		case hasRoot(b.Y):
			why = "a root stands below the bar in " + Row(b)
		case f.shareFactor(p, q):
			why = Row(b) + " can be reduced"
		}
	})
	return why
}

func negative(e Expr) bool {
	u, ok := e.(*Unary)
	return ok && u.Op == Neg
}

// hasRoot reports whether a root of a number is in e.
func hasRoot(e Expr) bool {
	found := false
	Walk(e, func(e Expr) {
		switch e := e.(type) {
		case *Call:
			found = found || e.Fn == "sqrt" && len(Names(e)) == 0
		case *Binary:
			_, whole := wholeExponent(e.Y)
			found = found || e.Op == Pow && !whole && len(Names(e)) == 0
		}
	})
	return found
}

// shareFactor reports whether two polynomials have a number or an unknown factor
// in common.
func (f *former) shareFactor(p, q quotient) bool {
	c, d := p.num.content(), q.num.content()
	if c.IsInt() && d.IsInt() && len(p.num) > 0 {
		if g := gcdInt(c.Num(), d.Num()); g > 1 {
			return true
		}
	}
	r := &residue{p: fields[0], seed: 5}
	for _, id := range unknowns(fraction(p.num)) {
		a, _, okA := f.inField(r, p.num, id)
		b, _, okB := f.inField(r, q.num, id)
		if okA && okB && len(b) > 1 && len(r.common(a, b)) > 1 {
			return true
		}
	}
	return false
}

// notSquare finds an unknown that stands both inside a square and outside.
func (f *former) notSquare(e Expr) string {
	q, err := f.form(e)
	if err != nil {
		return ""
	}
	squared := map[string]bool{}
	for _, t := range q.num {
		for _, k := range t.m {
			if k.n >= 2*k.d {
				squared[f.kernels[k.kernel].key] = true
			}
		}
	}
	for _, name := range Names(e) {
		n := 0
		Walk(e, func(e Expr) {
			if x, ok := e.(*Name); ok && x.Name == name {
				n++
			}
		})
		square := squared["name "+name]
		for key := range squared { // of sin(x)
			square = square || strings.HasPrefix(key, "sin ") && n > 1 || strings.HasPrefix(key, "cos ") && n > 1
		}
		if square && n > 1 {
			return Row(&Name{Name: name}) + " is to stand once only, inside the square"
		}
	}
	return ""
}
