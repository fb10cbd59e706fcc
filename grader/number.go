package grader

import (
	"errors"
	"math"
	"strings"

	"gradcheck/grader/expr"
)

// numberSpec holds the fields of a number.
type numberSpec struct {
	common
	Key       string   `field:"key,required"` // an exact expression, perhaps with a unit; or several, see numbers.go
	Tolerance tolSpec  `field:"tol"`
	Unit      string   `field:"unit"`  // the unit of a bare number; or the thing counted
	Units     []string `field:"units"` // further spellings and units
}

func (s *numberSpec) check(d *decoder) {
	for i, n := range s.Near {
		if len(n.Key) != 1 {
			d.in("near", func() { d.in(i, func() { d.in("key", func() { d.errorf("one number is expected here") }) }) })
		}
	}
	if s.Unit != "" && !isCounted(s.Unit) {
		d.in("unit", func() { checkUnit(d, s.Unit) })
	}
	for i, u := range s.Units {
		if !isCounted(u) {
			d.in("units", func() { d.in(i, func() { checkUnit(d, u) }) })
		}
	}
}

func checkUnit(d *decoder, s string) {
	if _, err := expr.ParseUnit(s); err != nil {
		d.errorf("%s", strings.ReplaceAll(err.Error(), "\n", " "))
	}
}

// isCounted reports whether s names a thing that is counted, such as layers,
// and is no unit nor like one.
func isCounted(s string) bool {
	if expr.IsUnit(s) || strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ -") != "" {
		return false
	}
	return len(s) > 2 && !expr.UnitTypo(s)
}

// A number asks for one number, with or without a unit.
type number struct {
	key   expr.Value // with its dimension
	unit  expr.Unit  // what a bare number is taken in; zero for none
	wants string
	tol   tolSpec
	near  []nearNumber
	words vocabulary
}

type nearNumber struct {
	value expr.Value
	why   string
}

func (s *numberSpec) build(d *decoder) Question {
	if entries, set, ok := listOf(s.Key); ok {
		return s.buildList(d, entries, set)
	}
	q := &number{tol: s.Tolerance, words: newVocabulary(append([]string{s.Unit}, s.Units...))}
	var field expr.Unit
	has := expr.IsUnit(s.Unit)
	if has {
		field, _ = expr.ParseUnit(s.Unit)
	}
	d.in("key", func() { q.key, q.unit = numberKey(d, s.Key, field, has, expr.Unit{}) })
	q.wants = q.wanted(s.Unit)
	for i, n := range s.Near {
		d.in("near", func() {
			d.in(i, func() {
				d.in("key", func() {
					v, _ := numberKey(d, n.Key[0], field, has, q.unit)
					q.near = append(q.near, nearNumber{v, n.Why})
				})
			})
		})
	}
	if !q.key.IsExact() && q.tol.mode == tolExact {
		d.in("tol", func() { d.errorf("the key is not rational; give a tolerance such as {rel: 1e-6}") })
	}
	for i, u := range s.Units {
		if unit, err := expr.ParseUnit(u); err == nil && unit.Dim() != q.key.Dim() {
			d.in("units", func() { d.in(i, func() { d.errorf("%s is %s, and the key is %s", u, unit.Dim(), q.key.Dim()) }) })
		}
	}
	return q
}

// numberKey computes a key and returns it with the unit that is asked for: the
// field's if it has one, or else the key's own, or else fallback.
func numberKey(d *decoder, src string, field expr.Unit, has bool, fallback expr.Unit) (expr.Value, expr.Unit) {
	e, own, err := expr.ParseKey(src)
	if err != nil {
		var se *expr.SyntaxError
		if errors.As(err, &se) && se.Offset < len(src) {
			d.errorf("%q, at %q: %s", src, src[se.Offset:], strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			d.errorf("%q: %v", src, err)
		}
		return expr.Value{}, fallback
	}
	for _, name := range expr.Names(e) {
		if _, ok := constant(name); !ok {
			d.errorf("%q has no value; a key is a number by now", name)
			return expr.Value{}, fallback
		}
	}
	v, err := expr.Eval(e, constant)
	if _, isBool := v.Bool(); err == nil && isBool {
		err = errors.New("a number is needed, not true or false")
	}
	if err != nil {
		d.errorf("%q: %v", src, err)
		return expr.Value{}, fallback
	}
	wanted := own
	switch {
	case has:
		wanted = field
	case own.IsZero():
		wanted = fallback
	}
	switch {
	case !own.IsZero():
		v = own.Of(v)
	case !hasUnits(e) && !isPercent(e, wanted):
		v = wanted.Of(v)
	}
	if v.Dim() != wanted.Dim() {
		d.errorf("%q is %s, and the unit asked for is %s", src, v.Dim(), wanted.Dim())
	}
	return v, wanted
}

// constant is the value of a name in a key.
func constant(name string) (expr.Value, bool) {
	switch name {
	case "pi", "π":
		return expr.FromFloat(math.Pi), true
	case "e":
		return expr.FromFloat(math.E), true
	}
	return expr.Value{}, false
}

func (q *number) wanted(unit string) string {
	switch {
	case q.unit.String() == "%":
		return "a percentage"
	case !q.unit.IsZero():
		return q.unit.Dim().String()
	case unit != "":
		return "a count"
	}
	return "a number"
}

// hasUnits reports whether units stand in e.
func hasUnits(e expr.Expr) bool {
	found := false
	expr.Walk(e, func(e expr.Expr) {
		_, ok := e.(*expr.UnitName)
		found = found || ok
	})
	return found
}

// isPercent reports whether percent is asked for and e says percent itself.
func isPercent(e expr.Expr, wanted expr.Unit) bool {
	found := false
	expr.Walk(e, func(e expr.Expr) {
		u, ok := e.(*expr.Unary)
		found = found || ok && u.Op == expr.Percent
	})
	return found && wanted.String() == "%"
}

// Input implements [Question].
func (q *number) Input() Input { return Line{Wants: q.wants} }

// Key implements [Question].
func (q *number) Key() Answer {
	v := q.unit.In(q.key)
	s := v.Exact()
	if v.IsExact() && !v.Rounded() {
		s = v.String()
	}
	if q.tol.written() {
		s = q.tol.round(rational(v))
	}
	if !q.unit.IsZero() {
		if strings.Contains(s, "/") { // 1/20 % would be 1/(20 %)
			s = "(" + s + ")"
		}
		s += " " + q.unit.String()
	}
	return Answer{s}
}

// Value implements [Valuer].
func (q *number) Value(a Answer) (string, bool) {
	r := q.read(a)
	if r.why != "" || r.value.Dim() != q.key.Dim() {
		return "", false
	}
	return q.unit.In(r.value).Exact(), true
}
