package grader

import (
	"fmt"
	"math"
	"reflect"
	"slices"

	"gradcheck/grader/expr"
)

// This file relates lines of a listing to each other: both have to set the same.

// An alikeSpec names lines whose checked values have to be alike: the largest at
// most Within times the smallest (1, the same, if it is not given), wherever the
// symbols stand.
type alikeSpec struct {
	Lines  []int   `field:"lines,required"`
	Within float64 `field:"within"`
	Why    string  `field:"why"`
}

// An alikeList is the lines of one relation, as in [9, 10]; or one relation with
// its fields, or a list of these.
type alikeList []alikeSpec

func (l *alikeList) decode(v any, d *decoder) {
	items, isList := v.([]any)
	relations := isList && len(items) > 0
	for _, item := range items {
		_, isMap := item.(map[string]any)
		relations = relations && isMap
	}
	switch m, isMap := v.(map[string]any); {
	case relations:
		d.list(v, reflect.ValueOf((*[]alikeSpec)(l)).Elem())
	case isList:
		*l = make(alikeList, 1)
		d.list(v, reflect.ValueOf(&(*l)[0].Lines).Elem())
	case isMap:
		*l = make(alikeList, 1)
		d.object(m, reflect.ValueOf(&(*l)[0]).Elem())
	default:
		d.errorf("lines such as [9, 10] are expected here")
	}
}

func (s *codeSpec) checkAlike(d *decoder, a alikeSpec) {
	if len(a.Lines) < 2 {
		d.errorf("it takes two lines or more to be alike")
	}
	if a.Within != 0 && a.Within < 1 {
		d.in("within", func() { d.errorf("%v: it is the largest value by the smallest, so 1 or more", a.Within) })
	}
	for i, n := range a.Lines {
		switch {
		case s.checksOf(n) == 0:
			d.errorf("line %d has no check", n)
		case s.checksOf(n) > 1:
			d.errorf("line %d has several checks; one value of a line is compared", n)
		case slices.Contains(a.Lines[:i], n):
			d.errorf("line %d is here twice", n)
		}
	}
}

// checksOf returns how many checks look at a line.
func (s *codeSpec) checksOf(line int) int {
	n := 0
	for _, c := range s.Check {
		if c.Line == line {
			n++
		}
	}
	return n
}

// A codeAlike relates the values of several checks.
type codeAlike struct {
	checks []int // by their place among the checks
	within float64
	why    string
}

func (s *codeSpec) newAlike(q *code, a alikeSpec) codeAlike {
	r := codeAlike{within: max(a.Within, 1), why: a.Why}
	for _, n := range a.Lines {
		r.checks = append(r.checks, slices.IndexFunc(s.Check, func(c checkSpec) bool { return c.Line == n }))
	}
	if r.why == "" {
		r.why = "It is right by itself, but these lines have to be alike."
	}
	return r
}

// judge makes the lines behind the first wrong that are right by themselves and
// not alike. Where any of the lines is not right, there is nothing to compare.
func (r codeAlike) judge(q *code, a Answer, verdicts []Verdict) {
	for _, i := range r.checks {
		if verdicts[i].Outcome != Correct {
			return
		}
	}
	first := r.checks[0]
	for _, i := range r.checks[1:] {
		if !r.same(q, a, first, i) {
			verdicts[i].Outcome, verdicts[i].Score, verdicts[i].How, verdicts[i].Why = Wrong, 0, "alike", r.why
		}
	}
}

// same reports whether the values of two checks are alike wherever both can be
// evaluated.
func (r codeAlike) same(q *code, a Answer, i, j int) bool {
	x, errX := q.valueOf(i, a)
	y, errY := q.valueOf(j, a)
	if errX != nil || errY != nil {
		return false
	}
	for _, p := range append(slices.Clone(q.checks[i].points), q.checks[j].points...) {
		v, errV := expr.Eval(x, p.lookup(nil))
		w, errW := expr.Eval(y, p.lookup(nil))
		if errV != nil || errW != nil {
			continue // the other check has symbols of its own
		}
		f, g := v.Float(), w.Float()
		lo, hi := min(math.Abs(f), math.Abs(g)), max(math.Abs(f), math.Abs(g))
		if f*g < 0 || hi > lo*r.within*(1+1e-9) {
			return false
		}
	}
	return true
}

// valueOf is the expression that check i finds in its line.
func (q *code) valueOf(i int, a Answer) (expr.Expr, error) {
	c := q.checks[i]
	value, err := findValue(q.line(c.blank, a[c.blank]), c.target)
	if err != nil {
		return nil, fmt.Errorf("%s", err.why)
	}
	e, err := value.expr(c.symbols)
	if err != nil {
		return nil, fmt.Errorf("%s", err.why)
	}
	return e, nil
}
