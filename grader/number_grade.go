package grader

import (
	"math"
	"math/big"
	"strconv"

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
	v.Read = q.reading(r).Text
	return v
}

func (q *number) judge(r numberReading) Verdict {
	if r.value.Dim() != q.key.Dim() {
		why := "This is " + r.value.Dim().String() + "; " + q.wants + " is asked for."
		if q.numberIsRight(r) {
			return Verdict{Outcome: Wrong, How: "unit", Why: "The number is right, the unit is not.\n" + why}
		}
		return Verdict{Outcome: Wrong, How: "unit", Why: why}
	}
	equal, decided := q.tol.near(q.unit.In(r.value), q.unit.In(q.key))
	if equal {
		return q.digits(r)
	}
	if !decided {
		return Verdict{Outcome: Unsure, Why: "Could not decide. It is kept as it stands and never counts as wrong.\nA plainer number would be decided at once."}
	}
	for i, n := range q.near {
		hit, _ := q.tol.near(q.unit.In(r.value), q.unit.In(n.value))
		if hit || q.rounds(r, n.value) && !q.rounds(r, q.key) {
			return Verdict{Outcome: Wrong, How: "near", Why: n.why, Near: i + 1}
		}
	}
	if !r.bare && q.numberIsRight(r) {
		return Verdict{Outcome: Wrong, How: "unit", Why: "The number is right, the unit is not.\nWhich unit should stand here?"}
	}
	return Verdict{Outcome: Wrong, Why: "Another value is asked for. Go through the givens and each step once more."}
}

// rounds reports whether the answer is v rounded to the digits that it is
// written with, at least three of them: 36.67 for 110/3.
func (q *number) rounds(r numberReading, v expr.Value) bool {
	l, ok := literalOf(r.e)
	shift, known := q.shift(r)
	if !ok || !known || l.least < 3 || v.Dim() != r.value.Dim() {
		return false
	}
	half := pow10(shift - l.decimals)
	half.Mul(half, big.NewRat(1, 2))
	diff := new(big.Rat).Sub(rational(q.unit.In(r.value)), rational(q.unit.In(v)))
	return diff.Abs(diff).Cmp(half) <= 0
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
	if ok {
		return Verdict{Outcome: Correct, Score: 1}
	}
	return Verdict{Outcome: Wrong, How: "digits", Why: "Right value, but " + q.tol.demand() + "."}
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
