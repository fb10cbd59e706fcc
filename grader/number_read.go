package grader

import (
	"errors"
	"strings"
	"unicode"

	"gradcheck/grader/expr"
)

// A numberReading is an answer to a number question as it was understood.
type numberReading struct {
	blank   bool
	e       expr.Expr
	value   expr.Value // with its dimension; a bare number has the wanted unit
	bare    bool       // no unit was written
	counted string     // the thing counted, which was left out
	why     string     // why it cannot be read
	offset  int
}

// read reads an answer. It never looks at the key's value.
func (q *number) read(a Answer) numberReading {
	src := strings.Join(a, " ")
	if strings.TrimSpace(src) == "" {
		return numberReading{blank: true, why: "There is nothing to read."}
	}
	start := rightHandSide(src)
	quantity, err := expr.ParseQuantity(src[start:], nil)
	if err != nil {
		return unreadable(err, start)
	}
	r := numberReading{e: quantity.Expr, counted: quantity.Counted, bare: !hasUnits(quantity.Expr)}
	if r.bare && r.counted != "" && !q.unit.IsZero() {
		return noUnit(r.counted, q.unit.Dim(), start+quantity.At)
	}
	if r.counted != "" {
		if word, at := oddWord(src, start+quantity.At, q.things); word != "" {
			why := quoted(word) + " is not known after a number.\nWrite the number alone, or with its unit."
			return numberReading{why: why, offset: at}
		}
	}
	if !hasDigits(r.e) {
		return numberReading{why: "A number is missing.", offset: start}
	}
	if q.unit.IsZero() {
		r.dropCountedUnit()
	}
	if q.tol.written() {
		if _, ok := literalOf(r.e); !ok {
			return numberReading{why: "Write the number with its digits: " + q.tol.demand() + "."}
		}
	}
	if r.value, err = expr.Eval(r.e, nil); err != nil {
		return unreadable(err, start)
	}
	if r.bare && !isPercent(r.e, q.unit) {
		r.value = q.unit.Of(r.value)
	}
	return r
}

// unreadable makes a reading of an error of package expr.
func unreadable(err error, start int) numberReading {
	r := numberReading{why: err.Error(), offset: start}
	var se *expr.SyntaxError
	if errors.As(err, &se) {
		r.offset += se.Offset
	}
	return r
}

// noUnit says that a word after a number is no unit where one is asked for.
func noUnit(word string, dim expr.Dim, offset int) numberReading {
	why := `"` + word + `" is not a unit that is known here.`
	if near := expr.NearestUnits(word, 2, dim); len(near) > 0 {
		why += "\nDid you mean " + strings.Join(near, " or ") + "?"
	}
	return numberReading{why: why, offset: offset}
}

// rightHandSide returns where an answer such as "t = 50 ns" or "= 20" begins
// after the sign; 0 if it is not of that form.
func rightHandSide(src string) int {
	i := strings.IndexByte(src, '=')
	if i < 0 || i > 40 || strings.Count(src, "=") > 1 {
		return 0
	}
	for _, c := range src[:i] {
		if !unicode.IsLetter(c) && !strings.ContainsRune(` _\{}$:`, c) {
			return 0
		}
	}
	for _, w := range words(src[:i]) { // not x = 20
		if notThing(w.text) || w.text == "not" || w.text == "negative" {
			return 0
		}
	}
	return i + 1
}

func hasDigits(e expr.Expr) bool {
	found := false
	expr.Walk(e, func(e expr.Expr) {
		switch e.(type) {
		case *expr.Num, *expr.Const:
			found = true
		}
	})
	return found
}

// dropCountedUnit leaves out bits, bytes and operations where a plain number is
// asked for: there they are the thing counted.
func (r *numberReading) dropCountedUnit() {
	b, ok := r.e.(*expr.Binary)
	if !ok || b.Op != expr.Mul || hasUnits(b.X) {
		return
	}
	if u, ok := b.Y.(*expr.UnitName); ok && (u.Name == "b" || u.Name == "B" || u.Name == "FLOP") {
		r.e, r.counted, r.bare = b.X, u.Name, true
	}
}

// Read implements [Reader].
func (q *number) Read(a Answer) Reading { return q.reading(q.read(a)) }

func (q *number) reading(r numberReading) Reading {
	if r.why != "" {
		return Reading{Why: r.why, Offset: r.offset}
	}
	out := Reading{Text: expr.Line(r.e), TeX: expr.TeX(r.e)}
	_, plain := literalOf(r.e)
	if r.bare && plain && !q.unit.IsZero() && !isPercent(r.e, q.unit) {
		out.Text += " " + q.unit.String()
		out.TeX += `\,\mathrm{` + strings.ReplaceAll(q.unit.String(), "%", `\%`) + "}"
	}
	var notes []string
	if r.value.Dim() != q.key.Dim() {
		notes = append(notes, r.value.Dim().String()+"; "+q.wants+" is asked for")
	} else if s := q.worth(r.value); s != "= "+out.Text {
		notes = append(notes, s)
	}
	if r.counted != "" {
		notes = append(notes, `"`+r.counted+`" is left out`)
	}
	out.Note = strings.Join(notes, "; ")
	return out
}

// worth writes a value in the wanted unit, with how it stands to the answer:
// "= 27.5 ns", or "≈ 18.3333 ns".
func (q *number) worth(v expr.Value) string {
	v = q.unit.In(v)
	s := "= "
	if v.Rounded() {
		s = "≈ "
	}
	s += expr.GroupDigits(strings.Replace(v.String(), "-", "−", 1))
	if !q.unit.IsZero() {
		s += " " + q.unit.String()
	}
	return s
}
