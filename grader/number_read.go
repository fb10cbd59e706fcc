package grader

import (
	"errors"
	"math/big"
	"regexp"
	"strings"

	"gradcheck/grader/expr"
)

// A numberReading is an answer to a number question as it was understood.
type numberReading struct {
	blank   bool
	e       expr.Expr
	value   expr.Value // with its dimension; a bare number has the wanted unit
	bare    bool       // no unit was written
	counted string     // the thing counted, which was left out
	other   string     // a word among it for another thing than the question counts
	why     string     // why it cannot be read
	offset  int
}

// maxBlanks bounds the blanks in an answer: every word of it is looked up.
const maxBlanks = 300

// read reads an answer. It never looks at the key's value.
func (q *number) read(a Answer) numberReading {
	src := strings.TrimRight(strings.Join(a, " "), " \t\r\n,;")
	if strings.TrimSpace(src) == "" {
		return numberReading{blank: true, why: "There is nothing to read."}
	}
	if n := strings.Count(src, " "); n > maxBlanks {
		return numberReading{why: "This is longer than can be read here."}
	}
	if r, ok := q.closed(src); ok {
		return r
	}
	start := q.words.numberStart(src)
	if at := rangeAt(src[start:]); at >= 0 {
		const why = "This could be a range or a difference.\nWrite one number, or brackets around a difference: (2 - 5)."
		return numberReading{why: why, offset: start + at}
	}
	r := q.readRounded(src, start)
	if _, ok := literalOf(r.e); r.why == "" && q.tol.written() && !ok {
		return numberReading{why: "Write the number with its digits: " + q.tol.demand() + "."}
	}
	return r
}

// closedForm finds the sums, products and binomials that a number may be made of.
var closedForm = regexp.MustCompile(`[∑∏ΣΠ]|\\(?:sum|prod|[dt]?binom)\b|\b(?:[Ss]um|[Pp]rod|binom)\s*[_(]|\bC\s*\(`)

// closed reads an answer with a sum, a product or a binomial in it, which is a
// formula without names: 2*C(5,2), \sum_{i=1}^{4} i. ok is false for any other, also
// where it has units.
func (q *number) closed(src string) (r numberReading, ok bool) {
	if !closedForm.MatchString(src) || q.tol.written() {
		return r, false
	}
	e, err := (expr.Language{Symbols: expr.Symbols{}}).Parse(src)
	if err != nil {
		return r, false
	}
	found := false
	expr.Walk(e, func(e expr.Expr) {
		c, isCall := e.(*expr.Call)
		_, isSeries := e.(*expr.Series)
		found = found || isSeries || isCall && c.Fn == "binom"
	})
	v, err := expr.Eval(e, nil)
	if err != nil || !found {
		return r, false
	}
	if !isPercent(e, q.unit) {
		v = q.unit.Of(v)
	}
	return numberReading{e: e, bare: true, value: v}, true
}

// maxSides bounds an answer such as 2*(4+3+2+1) = 2*10 = 20.
const maxSides = 6

// readRounded reads an answer that may have its decimal behind a ≈, as in
// 55/3 ≈ 18.33. That decimal counts where digits are asked for; or else it only
// has to be within a hundredth of the number before it.
func (q *number) readRounded(src string, start int) numberReading {
	for _, sign := range []string{"≈", `\approx`} {
		before, after, ok := strings.Cut(src[start:], sign)
		if !ok || strings.TrimSpace(before) == "" {
			continue
		}
		exact := q.readSides(src[:start+len(before)], start)
		if exact.why != "" {
			return exact
		}
		rounded := q.readAt(src, len(src)-len(after))
		if rounded.why != "" {
			return rounded
		}
		hundredth := tolSpec{mode: tolRel, bound: big.NewRat(1, 100)}
		equal, _ := hundredth.near(rounded.value, exact.value)
		switch {
		case rounded.value.Dim() != exact.value.Dim() || !equal:
			return numberReading{why: "The two sides of this ≈ are far apart.\nWrite one number, or one calculation.", offset: start + len(before)}
		case q.tol.written():
			return rounded
		}
		return exact
	}
	return q.readSides(src, start)
}

// readSides reads an answer that may be a chain of equal sides. It is worth what
// they are worth, and written as the last.
func (q *number) readSides(src string, start int) numberReading {
	sides := strings.SplitN(src[start:], "=", maxSides)
	for _, side := range sides {
		if strings.TrimSpace(side) == "" || strings.ContainsAny(side[len(side)-1:], "<>!:") || strings.Contains(sides[len(sides)-1], "=") {
			return q.readAt(src, start)
		}
	}
	var before numberReading
	for i, side := range sides {
		r := q.readAt(src[:start+len(side)], start)
		if r.why != "" {
			return r
		}
		if i > 0 {
			equal, _ := tolSpec{}.near(r.value, before.value)
			if r.value.Dim() != before.value.Dim() || !equal {
				return numberReading{why: "The two sides of this = are not the same.\nWrite one number, or one calculation.", offset: start - 1}
			}
		}
		before = r
		start += len(side) + 1
	}
	return before
}

// readAt reads src from start on, a number or a calculation.
func (q *number) readAt(src string, start int) numberReading {
	if rest := src[start:]; len(rest) > 2 && rest[0] == '0' && rest[1]|0x20 == 'x' {
		return numberReading{why: "0x would begin a hexadecimal number.\nWrite the number in decimals.", offset: start}
	}
	quantity, err := expr.ParseQuantity(src[start:], nil)
	if err != nil {
		return unreadable(err, start)
	}
	r := numberReading{e: quantity.Expr, counted: quantity.Counted, bare: !hasUnits(quantity.Expr)}
	if r.counted != "" {
		if bad := q.counted(src, start+quantity.At, r.bare && !q.unit.IsZero()); bad.why != "" {
			return bad
		} else if bad.other != "" {
			r.other, r.offset = bad.other, bad.offset
		}
	}
	if !hasDigits(r.e) {
		return numberReading{why: "A number is missing.", offset: start}
	}
	if beginsWithUnit(r.e) {
		return numberReading{why: "A unit stands before its number.\nWrite the number first: 5 ns, 1/4 m.", offset: start}
	}
	if word, at := loneLetter(src[start:]); q.unit.IsZero() && !r.bare && word != "" && !isPlain(r.e) {
		why := quoted(word) + " could be a unit, or mean thousands, millions or billions.\nWrite all digits, or 5e3, 5e6, 5e9."
		return numberReading{why: why, offset: start + at}
	}
	if q.unit.IsZero() && r.dropCountedUnit() && !q.words.operations() {
		r.other = "FLOP"
	}
	if r.value, err = expr.Eval(r.e, nil); err != nil {
		return unreadable(err, start)
	}
	if r.bare && !isPercent(r.e, q.unit) {
		r.value = q.unit.Of(r.value)
	}
	return r
}

// counted is why the words after a number cannot be left out; its why is empty if
// they can. Where a unit is asked for and none was written, the word for a thing
// may be meant as one.
func (q *number) counted(src string, start int, noUnitYet bool) numberReading {
	t := q.words.tail(src, start)
	switch {
	case t.odd != "" && noUnitYet:
		return noUnit(t.odd, q.unit.Dim(), t.at)
	case t.odd != "":
		return numberReading{why: quoted(t.odd) + " is not understood after a number.\nWrite the number alone, or with its unit.", offset: t.at}
	case t.other != "":
		return numberReading{other: t.other, offset: t.at}
	case t.thing != "" && noUnitYet:
		return noUnit(t.thing, q.unit.Dim(), start)
	}
	return numberReading{}
}

// beginsWithUnit reports whether e begins with a unit, as in m/4.
func beginsWithUnit(e expr.Expr) bool {
	switch e := e.(type) {
	case *expr.UnitName:
		return true
	case *expr.Unary:
		return beginsWithUnit(e.X)
	case *expr.Binary:
		return beginsWithUnit(e.X)
	}
	return false
}

// isPlain reports whether units in e cancel.
func isPlain(e expr.Expr) bool {
	v, err := expr.Eval(e, nil)
	return err == nil && v.Dim() == expr.Dim{}
}

// loneLetter finds a letter after a number that is a unit, and short for a
// multiple where numbers of things are written: 7 B parameters, 3m.
func loneLetter(src string) (word string, at int) {
	for _, w := range words(src) {
		letters := strings.TrimLeft(w.text, "0123456789")
		if len(letters) == 1 && strings.Contains("mKBbAVNJWgCTlL", letters) {
			return letters, w.at + len(w.text) - 1
		}
	}
	return "", 0
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
	why := quoted(word) + " is not a unit that is known here."
	if near := expr.NearestUnits(word, 2, dim); len(near) > 0 {
		why += "\nDid you mean " + strings.Join(near, " or ") + "?"
	}
	return numberReading{why: why, offset: offset}
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

// dropCountedUnit leaves out operations where a plain number is asked for: there
// they are the thing counted. Bits and bytes measure data, of which there is an
// amount and no count.
func (r *numberReading) dropCountedUnit() bool {
	b, ok := r.e.(*expr.Binary)
	if !ok || b.Op != expr.Mul || hasUnits(b.X) {
		return false
	}
	u, ok := b.Y.(*expr.UnitName)
	if !ok || u.Name != "FLOP" {
		return false
	}
	r.e, r.counted, r.bare = b.X, u.Name, true
	return true
}

// otherThing says that a word names another thing than the question counts.
func otherThing(word string) string {
	return quoted(word) + " is not what the question counts."
}

// Read implements [Reader].
func (q *number) Read(a Answer) Reading { return q.reading(q.read(a)) }

func (q *number) reading(r numberReading) Reading {
	if r.why != "" {
		return Reading{Why: r.why, Offset: r.offset}
	}
	out := Reading{Text: q.text(r), TeX: expr.TeX(r.e)}
	if q.showsUnit(r) {
		out.TeX += `\,\mathrm{` + strings.ReplaceAll(q.unit.String(), "%", `\%`) + "}"
	}
	var notes []string
	if r.value.Dim() != q.key.Dim() {
		notes = append(notes, r.value.Dim().String()+"; "+q.wants+" is asked for")
	} else if s := q.worth(r.value); s != "= "+out.Text {
		notes = append(notes, s)
	}
	switch {
	case r.other != "":
		notes = append(notes, strings.TrimSuffix(otherThing(r.other), "."))
	case r.counted != "":
		notes = append(notes, `"`+r.counted+`" is left out`)
	}
	out.Note = strings.Join(notes, "; ")
	return out
}

// text writes an answer in one row, a bare number with the unit it is taken in.
func (q *number) text(r numberReading) string {
	s := expr.Line(r.e)
	if q.showsUnit(r) {
		s += " " + q.unit.String()
	}
	return s
}

func (q *number) showsUnit(r numberReading) bool {
	_, plain := literalOf(r.e)
	return r.bare && plain && !q.unit.IsZero() && !isPercent(r.e, q.unit)
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
