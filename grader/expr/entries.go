package expr

import (
	"slices"
	"strings"
)

// This file is about single entries of vectors and matrices: z[i], M_{ii}.

// Entry is an entry of a declared vector, or of a matrix with two indices.
type Entry struct {
	Name  string
	Index []Expr
}

// Each is the column of Body for Var from 1 on, as many as Of, a vector or a
// matrix, has rows. It is what z[i] + g[i] stands for as a whole, and is written
// like that.
type Each struct {
	Var, Of string
	Body    Expr
}

func (*Entry) expr() {}
func (*Each) expr()  {}

// String returns the expression in one row of ASCII.
func (e *Entry) String() string { return show(e, false) }
func (e *Each) String() string  { return show(e, false) }

// entry reads the index after a vector or a matrix; nil if there is none.
func (p *parser) entry(name string) Expr {
	t := p.peek()
	kind := p.syms[name].kind()
	bracket := t.text == "[" && p.glued(p.i)
	if kind == scalarKind || t.kind != tokSub && t.text != "_" && !bracket {
		return nil
	}
	e := &Entry{Name: name}
	switch {
	case t.kind == tokSub:
		p.next()
		for _, c := range t.text {
			e.Index = append(e.Index, p.indexName(token{tokWord, string(c), t.pos, t.end}))
		}
	case bracket:
		e.Index = append(e.Index, p.indexIn("["))
		for p.at("[") && p.glued(p.i) {
			e.Index = append(e.Index, p.indexIn("["))
		}
		e.Index = flatIndex(e.Index)
	default:
		p.next()
		if p.at("{", "(") {
			e.Index = flatIndex([]Expr{p.indexIn(p.peek().text)})
			break
		}
		t := p.next()
		if t.kind == tokNum {
			e.Index = []Expr{p.literal(t)}
			break
		}
		for _, c := range t.text {
			e.Index = append(e.Index, p.indexName(token{tokWord, string(c), t.pos, t.end}))
		}
	}
	want := 2
	if kind == columnKind {
		want = 1
	}
	if len(e.Index) != want {
		p.fail(t.pos, "", "An entry of %s has %s.", name, []string{"", "one index", "two indices"}[want])
	}
	return p.node(e)
}

// after is the token after the next one, or the end.
func (p *parser) after() token { return p.tokens[min(p.i+1, len(p.tokens)-1)] }

// flatIndex takes i, j and ii apart.
func flatIndex(list []Expr) []Expr {
	if len(list) == 1 {
		if t, ok := list[0].(*Tuple); ok {
			return t.Items
		}
	}
	return list
}

// indexIn reads an index in brackets: [i], {ii}, {i,j}, [t-1].
func (p *parser) indexIn(open string) Expr {
	at := p.next()
	t := p.peek()
	if n := p.after(); t.kind == tokWord && len(t.text) == 2 && !p.isName(t.text) && n.text == closers[open] {
		p.next()
		p.next()
		return &Tuple{[]Expr{
			p.indexName(token{tokWord, t.text[:1], t.pos, t.end}), p.indexName(token{tokWord, t.text[1:], t.pos, t.end}),
		}}
	}
	first := p.indexPart()
	list := []Expr{first}
	for p.at(",") {
		p.next()
		list = append(list, p.indexPart())
	}
	p.expect(closers[open], at)
	if len(list) == 1 {
		return first
	}
	return &Tuple{list}
}

func (p *parser) indexPart() Expr {
	t := p.peek()
	if n := p.after(); t.kind == tokWord && len(t.text) == 1 && n.kind == tokOp && strings.Contains(",]})", n.text) {
		p.next()
		return p.indexName(t)
	}
	return p.nested(p.sum)
}

// indexName is a letter that stands for any index, unless it is declared or bound.
func (p *parser) indexName(t token) Expr {
	if len(t.text) == 1 && isDigit(rune(t.text[0])) {
		return p.literal(token{tokNum, t.text, t.pos, t.end})
	}
	if !strings.Contains("ijklmnabpqrst", t.text) {
		p.fail(t.pos, "Write an index such as i.", "This index cannot be read.")
	}
	return p.node(&Name{Name: t.text})
}

// wholes makes columns of sides that have entries with a free index.
func (p *parser) wholes(e Expr) Expr {
	v, of := p.freeIndex(e)
	if v == "" {
		return e
	}
	if b, ok := e.(*Binary); ok && b.Op == Eq {
		return &Binary{Eq, p.column(v, of, b.X), p.column(v, of, b.Y)}
	}
	return p.column(v, of, e)
}

func (p *parser) column(v, of string, e Expr) Expr {
	if p.kindOf(e) == columnKind {
		return e
	}
	return &Each{v, of, e}
}

// freeIndex is the letter that stands for any index of an entry in e, and what
// that is an entry of.
func (p *parser) freeIndex(e Expr) (free, of string) {
	var bound []string
	Walk(e, func(e Expr) {
		if s, ok := e.(*Series); ok {
			bound = append(bound, s.Var)
		}
	})
	Walk(e, func(e Expr) {
		x, ok := e.(*Entry)
		if !ok {
			return
		}
		for _, i := range x.Index {
			n, ok := i.(*Name)
			if _, declared := p.syms[nameOf(i)]; ok && !declared && !slices.Contains(bound, n.Name) {
				if free != "" && free != n.Name {
					p.fail(0, "Write the formula for the whole of it.", "Two indices, %s and %s, stand for any entry here.", free, n.Name)
				}
				free, of = n.Name, x.Name
			}
		}
	})
	return free, of
}

func nameOf(e Expr) string {
	if n, ok := e.(*Name); ok {
		return n.Name
	}
	return ""
}

// entry evaluates an entry at the point.
func (pt *point) entry(e *Entry) (shaped, error) {
	m, ok := pt.values[e.Name]
	if !ok || m.form != matrixForm {
		return m, &shapeError{"\"" + e.Name + "\" has no entries here."}
	}
	at := [2]int64{1, 1}
	for i, x := range e.Index {
		k, err := pt.integer(x)
		if err != nil {
			return m, err
		}
		at[i] = k
	}
	if at[0] < 1 || at[0] > int64(m.rows) || at[1] < 1 || at[1] > int64(m.cols) {
		return m, noValue
	}
	return scalar(m.at(int(at[0]-1), int(at[1]-1))), nil
}

// column evaluates a column entry by entry.
func (pt *point) column(e *Each) (shaped, error) {
	rows := pt.values[e.Of].rows
	if rows == 0 {
		return shaped{}, &shapeError{"\"" + e.Of + "\" has no entries here."}
	}
	old, shadowed := pt.bound[e.Var]
	defer func() {
		if delete(pt.bound, e.Var); shadowed {
			pt.bound[e.Var] = old
		}
	}()
	m := newMatrix(rows, 1)
	for i := range rows {
		pt.bound[e.Var] = int64(i + 1)
		x, err := pt.number(e.Body)
		if err != nil {
			return m, err
		}
		m.e[i] = x
	}
	return m, nil
}

// scalars writes an equation between multiples of I and diagonal matrices as the
// equation that holds for each of their diagonal entries; ok is false for any
// other.
func (syms Symbols) scalars(e Expr) (out Expr, ok bool) {
	ok, found := true, false
	Walk(e, func(e Expr) {
		switch e := e.(type) {
		case *Name:
			d := syms[e.Name]
			ok = ok && (d.kind() == scalarKind || d.Kind == "diagonal")
			found = found || d.Kind == "diagonal"
		case *Entry:
			ok = ok && len(e.Index) == 2 && nameOf(e.Index[0]) != "" && nameOf(e.Index[0]) == nameOf(e.Index[1]) && syms[e.Name].Kind == "diagonal"
			found = true
		case *Call:
			ok = ok && e.Fn != "det" && e.Fn != "tr" && e.Fn != "diag" && e.Fn != "norm" && e.Fn != "dot"
		case *Series, *Matrix:
			ok = false
		}
	})
	if !ok || !found {
		return nil, false
	}
	return Replace(e, func(e Expr) Expr {
		switch x := e.(type) {
		case *Name:
			return &Name{Name: x.Name}
		case *Entry:
			return &Name{Name: x.Name}
		case *Each:
			return x.Body
		case *Const:
			if x.Name == "I" {
				return one
			}
		case *Call:
			if x.Fn == "inv" {
				return &Binary{Div, one, x.Args[0]}
			}
			if x.Fn == "transpose" {
				return x.Args[0]
			}
		}
		return e
	}), true
}

// diagonal compares equations between diagonal matrices entry by entry.
func (d Domain) diagonal(key, answer *Binary) (c Comparison, ok bool) {
	k, okK := d.Symbols.scalars(key)
	a, okA := d.Symbols.scalars(answer)
	if !okK || !okA || !d.fits(answer) {
		return c, false
	}
	plain := Symbols{}
	for name, decl := range d.Symbols {
		if decl.Kind == "diagonal" {
			decl = Decl{Kind: "real"}
		}
		plain[name] = decl
	}
	return Domain{plain, d.Where}.byForms(k.(*Binary), a.(*Binary))
}

// fits reports whether the parts of an equation have a common shape at a point.
func (d Domain) fits(e *Binary) bool {
	s := newSampler(d.Symbols, e.String(), append([]Expr{e.X, e.Y}, d.Where...)...)
	for round := range 4 {
		pt := s.point(round, totalWork)
		x, errX := pt.eval(e.X)
		y, errY := pt.eval(e.Y)
		if errX == nil && errY == nil {
			x, y = alike(x, y)
			zero := isZero(e.X) || isZero(e.Y)
			return zero || x.form == y.form && x.rows == y.rows && x.cols == y.cols
		}
	}
	return false
}
