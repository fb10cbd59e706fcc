package grader

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"gradcheck/grader/expr"
)

// formulaSpec holds the fields of a formula: an expression, equation or set
// over declared symbols.
type formulaSpec struct {
	common
	Key       []string            `field:"key,required"` // any of them is right
	Symbols   map[string]declSpec `field:"symbols"`
	Where     []string            `field:"where"`
	Form      string              `field:"form"`
	Solve     string              `field:"solve"`
	Shape     string              `field:"shape"`
	Only      []string            `field:"only"`
	Forbid    []string            `field:"forbid"`
	Aliases   map[string][]string `field:"aliases"`
	Result    []string            `field:"result"`
	Tolerance tolSpec             `field:"tol"`
}

func (s *formulaSpec) check(d *decoder) {
	d.oneOf("form", s.Form, "any", "equation", "inequality", "set", "interval", "tuple", "matrix")
	d.oneOf("shape", s.Shape, "same", "expanded", "factored", "lowest", "single-fraction",
		"partial-fractions", "completed-square", "simplified")
	checkNotEmpty(d, "key", s.Key)
	checkAliases(d, s.Aliases, s.Symbols)
}

// undecided is said where nothing was proved.
const undecided = "Could not decide. It is kept as it stands and never counts as wrong.\nA plainer form would be decided at once."

// A formula asks for an expression or an equation over declared symbols.
type formula struct {
	keys   []expr.Expr
	values []expr.Expr // what equations give the names that need not be written
	sample string      // the first key as it was written
	lang   expr.Language
	domain expr.Domain
	near   []nearFormula
	only   []string
	forbid []string
}

type nearFormula struct {
	keys []expr.Expr
	why  string
}

// build makes the question, and tries every key on itself.
func (s *formulaSpec) build(d *decoder) Question {
	if slices.Contains([]string{"inequality", "set", "interval", "matrix"}, s.Form) {
		d.in("form", func() { d.errorf("this version cannot judge it yet; leave it out") })
	}
	if _, ok := s.Symbols[s.Solve]; s.Solve != "" && !ok {
		d.in("solve", func() {
			d.errorf("%q is not among the symbols%s", s.Solve, expr.DidYouMean(s.Solve, sortedKeys(s.Symbols)))
		})
	}
	if s.Shape != "" {
		d.in("shape", func() { d.errorf("this version cannot judge it yet; leave it out") })
	}
	q := &formula{sample: s.Key[0], only: s.Only, forbid: s.Forbid}
	q.lang = language(s.Symbols, s.Aliases)
	q.lang.Results, q.lang.Tuple, q.lang.Equation = s.Result, s.Form == "tuple", true
	isEquation := false
	d.in("key", func() {
		for _, src := range s.Key {
			e := readKey(d, q.lang, src)
			if e == nil {
				continue
			}
			b, ok := e.(*expr.Binary)
			if ok && b.Op == expr.Eq {
				isEquation = true
				if n, ok := b.X.(*expr.Name); ok && slices.Contains(s.Result, n.Name) {
					q.values = append(q.values, b.Y)
				}
			}
			q.keys = append(q.keys, e)
		}
	})
	q.domain = expr.Domain{Symbols: q.lang.Symbols, Where: conditions(d, s.Where, q.lang.Symbols)}
	for i, n := range s.Near {
		var keys []expr.Expr
		d.in("near", func() { d.in(i, func() { keys = q.readNear(d, n) }) })
		q.near = append(q.near, nearFormula{keys, n.Why})
	}
	q.lang.Equation = isEquation || s.Form == "equation"
	if len(d.errs) == 0 {
		q.tryKeys(d)
	}
	return q
}

func (q *formula) readNear(d *decoder, n nearSpec) []expr.Expr {
	var keys []expr.Expr
	d.in("key", func() {
		for _, src := range n.Key {
			if e := readKey(d, q.lang, src); e != nil {
				keys = append(keys, e)
			}
		}
	})
	return keys
}

// tryKeys reports keys that are not right themselves, and near answers that are.
func (q *formula) tryKeys(d *decoder) {
	for _, k := range q.keys {
		if c := q.domain.Compare(k, k); c.Result != expr.Equal {
			d.in("key", func() { d.errorf("%q cannot be judged%s", clip(k.String(), 40), reason(c)) })
		}
	}
	for i, n := range q.near {
		for _, e := range n.keys {
			if c := q.compare(e); c.Result == expr.Equal {
				d.in("near", func() { d.in(i, func() { d.errorf("%q is right", clip(e.String(), 40)) }) })
			}
		}
	}
}

// reason says why a key cannot be judged.
func reason(c expr.Comparison) string {
	if c.Witness != "" {
		return ": " + strings.ReplaceAll(c.Witness, "\n", " ")
	}
	return " (" + c.How + ")"
}

// language makes the language of a question. Dimensions that are not declared
// are whole numbers from 2 on; without any symbols every letter is one.
func language(symbols map[string]declSpec, aliases map[string][]string) expr.Language {
	l := expr.Language{Symbols: expr.Symbols{}, Aliases: aliases, Open: len(symbols) == 0}
	for name, s := range symbols {
		l.Symbols[name] = s.Decl
	}
	for _, s := range symbols {
		for _, dim := range s.Decl.Dims {
			if _, ok := l.Symbols[dim]; !ok && strings.Trim(dim, "0123456789") != "" {
				l.Symbols[dim] = expr.Decl{Kind: "integer", AtLeast: 2, Bounded: true}
			}
		}
	}
	return l
}

// readKey reads an author's formula; nil after a mistake. In an open language its
// names are declared by it.
func readKey(d *decoder, l expr.Language, src string) expr.Expr {
	l.Words = l.Open
	e, err := l.Parse(src)
	if err != nil {
		d.errorf("%q: %s", clip(src, 60), strings.ReplaceAll(err.Error(), "\n", " "))
		return nil
	}
	if l.Open {
		for _, name := range expr.Names(e) {
			l.Symbols[name] = expr.Decl{Kind: "real"}
		}
	}
	return e
}

// conditions reads comparisons such as n >= 2.
func conditions(d *decoder, where []string, symbols expr.Symbols) []expr.Expr {
	var list []expr.Expr
	for i, src := range where {
		e, err := expr.ParseAuthor(src)
		d.in("where", func() {
			d.in(i, func() {
				if err != nil {
					d.errorf("%q: %v", src, err)
					return
				}
				for _, name := range expr.Names(e) {
					if _, ok := symbols[name]; !ok {
						d.errorf("%q is not among the symbols%s", name, expr.DidYouMean(name, sortedKeys(symbols)))
					}
				}
				list = append(list, e)
			})
		})
	}
	return list
}

// clip shortens s for a message.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "..."
	}
	return s
}

// Input implements [Question].
func (q *formula) Input() Input {
	if q.lang.Equation {
		return Line{Wants: "an equation"}
	}
	return Line{Wants: "a formula"}
}

// Key implements [Question].
func (q *formula) Key() Answer { return Answer{q.sample} }

// Read implements [Reader].
func (q *formula) Read(a Answer) Reading {
	e, v := readFormula(q.lang, a)
	if e == nil {
		return Reading{Why: v.Why, Offset: v.Offset}
	}
	return Reading{Text: expr.Row(e), TeX: expr.TeX(e)}
}

// readFormula reads an answer, or says in a verdict why it cannot be read.
func readFormula(l expr.Language, a Answer) (expr.Expr, Verdict) {
	src := strings.Join(a, " ")
	if strings.TrimSpace(src) == "" {
		return nil, Verdict{Outcome: Blank, Why: "There is nothing to read."}
	}
	e, err := l.Parse(src)
	if err != nil {
		v := Verdict{Outcome: Unreadable, Why: err.Error()}
		var se *expr.SyntaxError
		if errors.As(err, &se) {
			v.Offset = se.Offset
		}
		return nil, v
	}
	return e, Verdict{}
}

// Grade implements [Question].
func (q *formula) Grade(a Answer) Verdict {
	e, v := readFormula(q.lang, a)
	if e == nil {
		return v
	}
	v = q.judge(e)
	v.Read = expr.Row(e)
	return v
}

func (q *formula) judge(e expr.Expr) Verdict {
	c := q.compare(e)
	switch {
	case c.Result == expr.Equal:
		return q.names(e, c.How)
	case c.How == "malformed":
		return Verdict{Outcome: Unreadable, Why: c.Witness, How: c.How}
	case c.Result == expr.Unsure:
		return Verdict{Outcome: Unsure, How: c.How, Why: undecided}
	}
	for i, n := range q.near {
		for _, k := range n.keys {
			if q.domain.Compare(k, e).Result == expr.Equal {
				return Verdict{Outcome: Wrong, How: "near", Why: n.why, Near: i + 1}
			}
		}
	}
	return Verdict{Outcome: Wrong, How: c.How, Why: c.Witness}
}

// compare compares e with all keys: equal to any is equal.
func (q *formula) compare(e expr.Expr) expr.Comparison {
	var worst expr.Comparison
	keys := q.keys
	if b, ok := e.(*expr.Binary); len(q.values) > 0 && !(ok && b.Op == expr.Eq) {
		keys = q.values
	}
	for i, k := range keys {
		c := q.domain.Compare(k, e)
		if c.Result == expr.Equal {
			return c
		}
		if i == 0 || c.Result == expr.Unsure {
			worst = c
		}
	}
	return worst
}

// names judges the symbols that a right answer is made of.
func (q *formula) names(e expr.Expr, how string) Verdict {
	for _, name := range expr.Names(e) {
		if slices.Contains(q.forbid, name) || len(q.only) > 0 && !slices.Contains(q.only, name) {
			return Verdict{Outcome: Wrong, How: "names", Why: "Right value, but it is to be written without " + name + "."}
		}
	}
	return Verdict{Outcome: Correct, Score: 1, How: how}
}

// A declSpec declares a symbol: "vector d", or fields with how it is set in
// LaTeX.
type declSpec struct {
	Decl  expr.Decl
	LaTeX string
}

func (s *declSpec) decode(v any, d *decoder) {
	if m, ok := v.(map[string]any); ok {
		var long struct {
			Is    shortDecl `field:"is,required"`
			LaTeX string    `field:"latex"`
		}
		d.object(m, reflect.ValueOf(&long).Elem())
		s.Decl, s.LaTeX = expr.Decl(long.Is), long.LaTeX
		return
	}
	(*shortDecl)(&s.Decl).decode(v, d)
}

// shortDecl is a declaration in one line.
type shortDecl expr.Decl

func (s *shortDecl) decode(v any, d *decoder) {
	text, ok := d.scalar(v)
	if !ok {
		return
	}
	decl, err := expr.ParseDecl(text)
	if err != nil {
		d.errorf("%v", err)
	}
	*s = shortDecl(decl)
}

// checkAliases reports aliases of names that are not declared, where names are
// declared at all.
func checkAliases(d *decoder, aliases map[string][]string, symbols map[string]declSpec) {
	if len(symbols) == 0 {
		return
	}
	for _, name := range sortedKeys(aliases) {
		if _, ok := symbols[name]; !ok {
			d.in("aliases", func() {
				d.in(name, func() {
					d.errorf("%q is not among the symbols%s", name, expr.DidYouMean(name, sortedKeys(symbols)))
				})
			})
		}
	}
}

func checkNotEmpty(d *decoder, name string, list []string) {
	if len(list) == 0 {
		d.in(name, func() { d.errorf("it is empty") })
	}
}
