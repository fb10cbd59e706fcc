package expr

import (
	"slices"
)

// This file compares joint distributions by normal forms, which proves that they
// are the same: coefficients are read off the normal form of each output.

// jointForms reports that means and covariances have the same normal forms, and that
// the answer has values where the key has.
func (d Domain) jointForms(key, answer Joint) bool {
	f := d.former()
	f.work *= 4
	k, ok := f.coefficients(key)
	if !ok {
		return false
	}
	a, ok := f.coefficients(answer)
	if !ok || !f.covers(key.tuple(), answer.tuple()) {
		return false
	}
	n := 1 + len(key.Given)
	_, err := f.guarded(func() quotient {
		for i := range k {
			for j := range n {
				f.mustEqual(k[i][j], a[i][j])
			}
			for j := range i + 1 {
				f.mustEqual(f.inner(k[i][n:], k[j][n:]), f.inner(a[i][n:], a[j][n:]))
			}
		}
		return quotient{}
	})
	return err == nil
}

// tuple is a list of the steps, for the look at where they have values.
func (j Joint) tuple() Expr {
	var list Expr = one
	for _, st := range j.Steps {
		list = &Binary{Add, list, st.Expr}
	}
	return list
}

// mustEqual leaves the comparison if two normal forms differ.
func (f *former) mustEqual(x, y quotient) {
	if len(f.plus(x, f.minus(y)).num) > 0 {
		panic(errNoForm)
	}
}

// inner is the sum of products.
func (f *former) inner(x, y []quotient) quotient {
	sum := fraction(poly{})
	for i := range x {
		sum = f.plus(sum, f.product(x[i], y[i]))
	}
	return sum
}

// coefficients returns for every output its constant and its coefficients of the
// givens and the noises.
func (f *former) coefficients(j Joint) ([][]quotient, bool) {
	inputs := slices.Concat(j.Given, j.Noise)
	defs := map[string]Expr{}
	for _, st := range j.Steps {
		e := Subst(st.Expr, defs)
		if size(e) > maxNodes {
			return nil, false
		}
		defs[st.Name] = e
	}
	var ids []int
	for _, name := range inputs {
		q, err := f.form(&Name{Name: name})
		if err != nil {
			return nil, false
		}
		t, _ := q.num.single()
		ids = append(ids, t.m[0].kernel)
	}
	var out [][]quotient
	for _, name := range j.Out {
		e, ok := defs[name]
		if !ok {
			return nil, false
		}
		q, err := f.form(e)
		if err != nil {
			return nil, false
		}
		row, ok := q.affine(ids)
		if !ok {
			return nil, false
		}
		out = append(out, row)
	}
	return out, true
}

// affine takes q apart into a constant and the coefficients of unknowns, if it is
// linear in these.
func (q quotient) affine(ids []int) ([]quotient, bool) {
	row := make([]quotient, 1+len(ids))
	for i := range row {
		row[i] = quotient{poly{}, q.den}
	}
	for _, t := range q.den {
		for _, k := range t.m {
			if slices.Contains(ids, k.kernel) {
				return nil, false
			}
		}
	}
	for _, t := range q.num {
		at, rest := 0, monomial{}
		for _, k := range t.m {
			i := slices.Index(ids, k.kernel)
			switch {
			case i < 0:
				rest = append(rest, k)
			case at > 0 || k.n != 1 || k.d != 1:
				return nil, false
			default:
				at = i + 1
			}
		}
		row[at].num.put(term{t.c, rest})
	}
	return row, true
}
