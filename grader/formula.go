package grader

import (
	"errors"
	"slices"
	"strconv"
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
	d.oneOf("shape", s.Shape, expr.Shapes...)
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
	shape  string
	solve  string
	tol    tolSpec
	// results are the names that the answer may give itself.
	results []string
}

type nearFormula struct {
	keys []expr.Expr
	why  string
}

// build makes the question, and tries every key on itself.
func (s *formulaSpec) build(d *decoder) Question {
	if _, ok := s.Symbols[s.Solve]; s.Solve != "" && !ok {
		d.in("solve", func() {
			d.errorf("%q is not among the symbols%s", s.Solve, expr.DidYouMean(s.Solve, sortedKeys(s.Symbols)))
		})
	}
	q := &formula{sample: s.Key[0], only: s.Only, forbid: s.Forbid, shape: s.Shape, solve: s.Solve, tol: s.Tolerance, results: s.Result}
	q.lang = language(s.Symbols, s.Aliases)
	q.lang.Results, q.lang.Tuple, q.lang.Equation = s.Result, s.Form == "tuple" || s.Form == "matrix", true
	q.lang.Lists, q.lang.Sets, q.lang.Matrices = true, true, s.Form == "matrix"
	q.lang.Intervals = s.Form == "interval" || slices.ContainsFunc(s.Key, expr.LooksLikeInterval)
	isEquation, isList, isSet, isTuple := false, false, false, false
	d.in("key", func() {
		for _, src := range s.Key {
			e := readKey(d, q.lang, src)
			if e == nil {
				continue
			}
			b, ok := e.(*expr.Binary)
			relations, lists, sets, _ := expr.Contains(e)
			isEquation, isList, isSet = isEquation || relations, isList || lists, isSet || sets
			_, several := e.(*expr.Tuple)
			isTuple = isTuple || several
			if ok && b.Op == expr.Eq {
				if n, ok := b.X.(*expr.Name); ok && q.givesValue(n, b.Y) {
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
	q.lang.Equation = isEquation || s.Form == "equation" || s.Form == "inequality"
	q.lang.Lists, q.lang.Sets = isList, isSet && s.Form != "interval"
	q.lang.Tuple = q.lang.Tuple || isTuple
	if len(d.errs) == 0 {
		q.tryKeys(d)
	}
	return q
}

// givesValue reports whether the right-hand side of an equation for name may stand
// alone: where name is one of the result, and where it is a vector or a matrix, for
// which nothing else could be meant.
func (q *formula) givesValue(name *expr.Name, rhs expr.Expr) bool {
	listed := slices.Contains(q.results, name.Name)
	several := len(q.lang.Symbols[name.Name].Dims) > 0
	return (listed || several) && !slices.Contains(expr.Free(rhs), name.Name)
}

// alone returns the right-hand side of an equation for such a name, where e is no
// equation, and else k.
func (q *formula) alone(k, e expr.Expr) expr.Expr {
	if relations, _, _, _ := expr.Contains(e); relations || len(q.values) == 0 {
		return k
	}
	if b, ok := k.(*expr.Binary); ok && b.Op == expr.Eq {
		if n, ok := b.X.(*expr.Name); ok && q.givesValue(n, b.Y) {
			return b.Y
		}
	}
	return k
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

// tryKeys reports keys that are not right themselves. That near answers are not is
// for who checks a file, as it takes far longer.
func (q *formula) tryKeys(d *decoder) {
	for _, k := range q.keys {
		if c := q.domain.Compare(k, k); c.Result != expr.Equal {
			d.in("key", func() { d.errorf("%q cannot be judged%s", clip(k.String(), 40), reason(c)) })
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
	if err != nil && !l.Tuple && strings.HasPrefix(src, "(") { // (0,1)
		l.Tuple = true
		if _, errTuple := l.Parse(src); errTuple == nil {
			d.errorf("%q could be a tuple or an interval; say which: form: tuple, form: interval", clip(src, 60))
			return nil
		}
	}
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
		if v.Outcome == Unreadable {
			if r, ok := q.recursion(strings.Join(a, " ")); ok {
				return r
			}
		}
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
		return q.written(e, c.How)
	case c.How == "malformed":
		return Verdict{Outcome: Unreadable, Why: c.Witness, How: c.How}
	case c.Result == expr.Unsure:
		return Verdict{Outcome: Unsure, How: c.How, Why: undecided}
	}
	for i, n := range q.near {
		for _, k := range n.keys {
			if q.domain.Compare(q.alone(k, e), e).Result == expr.Equal {
				return Verdict{Outcome: Wrong, How: "near", Why: n.why, Near: i + 1}
			}
		}
	}
	if q.tol.mode != tolDefault && q.within(e) {
		return q.written(e, "tolerance")
	}
	return byEntries(c)
}

// within reports whether the answer is near enough to a key.
func (q *formula) within(e expr.Expr) bool {
	rel, abs := q.tol.bound, q.tol.bound
	if q.tol.mode != tolRel {
		rel = nil
	}
	if q.tol.mode != tolAbs {
		abs = nil
	}
	return (rel != nil || abs != nil) && slices.ContainsFunc(q.keys, func(k expr.Expr) bool { return q.domain.Near(k, e, rel, abs) })
}

// byEntries marks a wrong list or matrix by its right entries.
func byEntries(c expr.Comparison) Verdict {
	v := Verdict{Outcome: Wrong, How: c.How, Why: c.Witness}
	var right []string
	for i, r := range c.Entries {
		if r == expr.Equal {
			right = append(right, strconv.Itoa(i+1))
		}
	}
	if len(right) == 0 {
		return v
	}
	v.Outcome, v.Score = Partial, float64(len(right))/float64(len(c.Entries))
	which := "Entry " + right[0] + " is right."
	if n := len(right); n > 1 {
		which = "Entries " + strings.Join(right[:n-1], ", ") + " and " + right[n-1] + " are right."
	}
	v.Why = strings.TrimSuffix(which+"\n"+v.Why, "\n")
	return v
}

// compare compares e with all keys: equal to any is equal.
func (q *formula) compare(e expr.Expr) expr.Comparison {
	var worst expr.Comparison
	keys := q.keys
	if relations, _, _, _ := expr.Contains(e); len(q.values) > 0 && !relations {
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

// written judges how a right answer is written: its shape and the symbols that it
// is made of.
func (q *formula) written(e expr.Expr, how string) Verdict {
	if q.shape != "" {
		why := ""
		for _, k := range q.keys {
			if why = q.domain.Shape(q.shape, k, e); why == "" {
				break
			}
		}
		if why != "" {
			return Verdict{Outcome: Wrong, How: "shape", Why: "Right value, but " + why + "."}
		}
	}
	if q.solve != "" && !expr.SolvedFor(e, q.solve) {
		if b, ok := e.(*expr.Binary); ok && b.Op == expr.Eq {
			return Verdict{Outcome: Wrong, How: "shape", Why: "Right, but it is to be solved for " + q.solve + ", which stands alone on one side then."}
		}
	}
	for _, name := range expr.Free(e) {
		if slices.Contains(q.forbid, name) || len(q.only) > 0 && !slices.Contains(q.only, name) {
			return Verdict{Outcome: Wrong, How: "names", Why: "Right value, but it is to be written without " + name + "."}
		}
	}
	return Verdict{Outcome: Correct, Score: 1, How: how}
}
