package grader

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"gradcheck/grader/expr"
)

// Grade implements [Question]. What it says about a wrong answer is made from
// the answer alone; that only the unit is wrong is the exception.
func (q *number) Grade(a Answer) Verdict {
	r := q.read(a)
	switch {
	case r.blank:
		return Verdict{Outcome: Blank}
	case r.why != "":
		return Verdict{Outcome: Unreadable, Why: r.why, Offset: r.offset}
	}
	v := q.judge(r)
	if v.Outcome == Correct && r.other != "" { // a wrong number is wrong of anything
		return Verdict{Outcome: Unreadable, Why: otherThing(r.other) + "\nWrite the number alone.", Offset: r.offset}
	}
	v.Read = q.text(r)
	return v
}

func (q *number) judge(r numberReading) Verdict {
	if r.value.Dim() != q.key.Dim() {
		why := "This is " + r.value.Dim().String() + "; " + q.wants + " is asked for."
		if q.numberIsRight(r) {
			why = "The number is right, the unit is not.\n" + why
		}
		return Verdict{Outcome: Wrong, How: "unit", Why: why}
	}
	equal, decided := q.tol.near(q.unit.In(r.value), q.unit.In(q.key))
	if !decided {
		equal, decided = q.settle(r)
	}
	if equal {
		return q.digits(r)
	}
	if !decided {
		return Verdict{Outcome: Unsure, Why: "Could not decide. It is kept as it stands and never counts as wrong.\nA plainer number would be decided at once."}
	}
	if v, ok := q.nearly(r); ok {
		return v
	}
	if !r.bare && q.numberIsRight(r) {
		return Verdict{Outcome: Wrong, How: "unit", Why: "The number is right, the unit is not.\nWhich unit should stand here?"}
	}
	if q.digitsAreRight(r) {
		return Verdict{Outcome: Wrong, How: "magnitude", Why: "The digits are right, the power of ten is not.\nCheck zeros, prefixes and units."}
	}
	return Verdict{Outcome: Wrong, Why: otherValue}
}

// settle compares an answer with an exact key where floats leave open whether they
// are the same, such as sqrt(2)*sqrt(50) and 10.
func (q *number) settle(r numberReading) (equal, decided bool) {
	key := q.unit.In(q.key)
	if !r.bare || !key.IsExact() || isPercent(r.e, q.unit) {
		return false, false
	}
	switch expr.Compare(expr.Lit(key), r.e, nil).Result {
	case expr.Equal:
		return true, true
	case expr.Different:
		return false, true
	}
	return false, false
}

const otherValue = "Another value is asked for. Go through the givens and each step once more."

// nearly judges an answer that is a near one, or the key or a near one rounded.
func (q *number) nearly(r numberReading) (v Verdict, ok bool) {
	place, literal := q.place(r)
	rounded := func(v expr.Value) bool { return literal && q.rounds(r, v, place) }
	for i, n := range q.near {
		hit, _ := q.tol.near(q.unit.In(r.value), q.unit.In(n.value))
		if hit || rounded(n.value) && !rounded(q.key) {
			return Verdict{Outcome: Wrong, How: "near", Why: n.why, Near: i + 1}, true
		}
	}
	if literal && (rounded(q.key) || q.cutShort(r, place)) {
		return Verdict{Outcome: Wrong, How: "rounded", Why: q.close(r)}, true
	}
	return Verdict{}, false
}

// A place is where the digits of an answer end, in the wanted unit.
type place struct {
	last   int // the power of ten of the last digit that counts
	digits int // how many count
	point  bool
}

// place looks at how an answer is written, and reports false if it is computed or
// has too few digits to be called a rounding: two after a point, or three.
func (q *number) place(r numberReading) (place, bool) {
	l, ok := literalOf(r.e)
	shift, known := q.shift(r)
	p := place{last: shift - l.decimals, digits: l.least, point: l.point}
	if !l.point {
		p.last += l.most - l.least
	}
	return p, ok && known && r.value.Sign() != 0 && (p.digits >= 3 || p.digits == 2 && p.point)
}

// rounds reports whether the answer is v rounded to the digits that it is
// written with: 36.67 for 110/3.
func (q *number) rounds(r numberReading, v expr.Value, p place) bool {
	if v.Dim() != r.value.Dim() {
		return false
	}
	half := pow10(p.last)
	half.Mul(half, big.NewRat(1, 2))
	diff := new(big.Rat).Sub(rational(q.unit.In(r.value)), rational(q.unit.In(v)))
	return diff.Abs(diff).Cmp(half) <= 0
}

// cutShort reports whether the answer is the key with its last digits left out:
// 36.66 for 110/3.
func (q *number) cutShort(r numberReading, p place) bool {
	if !p.point || p.digits < 3 {
		return false
	}
	x, k := rational(q.unit.In(r.value)), rational(q.unit.In(q.key))
	diff := new(big.Rat).Sub(new(big.Rat).Abs(k), new(big.Rat).Abs(x))
	return x.Sign() == k.Sign() && diff.Sign() > 0 && diff.Cmp(pow10(p.last)) < 0
}

// close says what an answer lacks that is the key rounded. It is made from the
// answer and the digits that are asked for alone.
func (q *number) close(r numberReading) string {
	want := "give all the digits."
	if l, _ := literalOf(r.e); q.tol.written() {
		want = q.tol.demand() + "."
	} else if l.point {
		want = "give the fraction or more digits."
	}
	return expr.Line(withoutUnit(r.e)) + " is close: " + want
}

// withoutUnit leaves out the units behind a number.
func withoutUnit(e expr.Expr) expr.Expr {
	if b, ok := e.(*expr.Binary); ok && (b.Op == expr.Mul || b.Op == expr.Div) && onlyUnits(b.Y) {
		return withoutUnit(b.X)
	}
	return e
}

// digitsAreRight reports whether the answer is the key but for a power of ten. One
// digit is not enough to say so.
func (q *number) digitsAreRight(r numberReading) bool {
	x, k := rational(q.unit.In(r.value)), rational(q.unit.In(q.key))
	p, ok := q.place(r)
	if !ok || x.Sign() != k.Sign() {
		return false
	}
	whole := new(big.Rat).Quo(x, pow10(p.last))
	if digits := strings.TrimRight(whole.Num().String(), "0"); len(strings.TrimPrefix(digits, "-")) < 2 {
		return false
	}
	n := magnitude(k) - magnitude(x)
	moved := expr.FromRat(new(big.Rat).Mul(x, pow10(n)))
	equal, _ := q.tol.near(moved, q.unit.In(q.key))
	return n != 0 && equal
}

// numberIsRight reports whether the answer would be right if its units were the
// wanted one.
func (q *number) numberIsRight(r numberReading) bool {
	if r.bare {
		return false
	}
	v, err := expr.Eval(expr.StripUnits(r.e), nil)
	if err != nil {
		return false
	}
	equal, _ := q.tol.near(v, q.unit.In(q.key))
	return equal
}

// digits judges how an answer of the right value is written.
func (q *number) digits(r numberReading) Verdict {
	if !q.tol.written() {
		return Verdict{Outcome: Correct, Score: 1}
	}
	l, _ := literalOf(r.e)
	ok := l.least <= q.tol.digits && q.tol.digits <= l.most
	if q.tol.mode == tolDecimals {
		shift, known := q.shift(r)
		ok = known && l.decimals-shift == q.tol.digits
	}
	switch {
	case !ok:
		return Verdict{Outcome: Wrong, How: "digits", Why: "Right value, but " + q.tol.demand() + "."}
	case !q.tol.isRounded(rational(q.unit.In(r.value)), rational(q.unit.In(q.key))):
		return Verdict{Outcome: Wrong, Why: otherValue}
	}
	return Verdict{Outcome: Correct, Score: 1}
}

// demand says how many digits are asked for.
func (t tolSpec) demand() string {
	n := strconv.Itoa(t.digits)
	plural := "s are"
	if t.digits == 1 {
		plural = " is"
	}
	if t.mode == tolSigfig {
		return n + " significant digit" + plural + " asked for"
	}
	return n + " decimal" + plural + " asked for"
}

// shift returns by how many places the point moves when an answer is converted
// to the wanted unit, and false if that is no power of ten.
func (q *number) shift(r numberReading) (int, bool) {
	if r.bare {
		return 0, true
	}
	written, err := expr.Eval(expr.StripUnits(r.e), nil)
	if err != nil {
		return 0, false
	}
	x, y := rational(written), rational(q.unit.In(r.value))
	if x.Sign() == 0 {
		return 0, true
	}
	ratio := new(big.Rat).Quo(y, x)
	n := magnitude(ratio)
	return n, pow10(n).Cmp(ratio) == 0 && math.Abs(float64(n)) < 1000
}
