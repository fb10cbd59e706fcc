package grader

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	"gradcheck/grader/expr"
)

// A cond is a comparison that an author wrote, over the symbols and value.
type cond struct {
	x, y expr.Expr
	op   string
}

// comparisons are the signs of a condition, longer ones first.
var comparisons = []string{"<=", ">=", "==", "!=", "<", ">"}

// parseConds reads comparisons joined with and; 0 <= value <= 2 is two.
func parseConds(src string) ([]cond, error) {
	var conds []cond
	for _, part := range strings.Split(src, " and ") {
		sides, ops := splitComparisons(part)
		if len(ops) == 0 {
			return nil, fmt.Errorf("%q is no comparison such as 0 <= value <= 2", strings.TrimSpace(part))
		}
		var trees []expr.Expr
		for _, side := range sides {
			e, err := expr.ParseAuthor(side)
			if err != nil {
				return nil, fmt.Errorf("%q: %w", strings.TrimSpace(side), err)
			}
			if !isArithmetic(e) {
				return nil, fmt.Errorf("%q: write comparisons joined with and", strings.TrimSpace(side))
			}
			trees = append(trees, e)
		}
		for i, op := range ops {
			conds = append(conds, cond{trees[i], trees[i+1], op})
		}
	}
	return conds, nil
}

// isArithmetic reports whether e has no truth values in it.
func isArithmetic(e expr.Expr) bool {
	ok := true
	expr.Walk(e, func(e expr.Expr) {
		switch e := e.(type) {
		case *expr.Unary:
			ok = ok && e.Op != expr.Not
		case *expr.Binary:
			ok = ok && !slices.Contains([]expr.Op{expr.Or, expr.And, expr.Eq, expr.Ne, expr.Lt, expr.Le, expr.Gt, expr.Ge}, e.Op)
		}
	})
	return ok
}

// splitComparisons divides a condition at the signs outside brackets.
func splitComparisons(s string) (sides, ops []string) {
	depth, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth--
		}
		for _, op := range comparisons {
			if depth == 0 && strings.HasPrefix(s[i:], op) {
				sides, ops = append(sides, s[start:i]), append(ops, op)
				i += len(op) - 1
				start = i + 1
				break
			}
		}
	}
	return append(sides, s[start:]), ops
}

func condNames(conds []cond) []string {
	var names []string
	for _, c := range conds {
		names = append(append(names, expr.Names(c.x)...), expr.Names(c.y)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// holds evaluates a comparison. Approximate values that agree to nine digits are
// equal, so that a bound itself can be met: 2/sqrt(d)*sqrt(d) <= 2.
func (c cond) holds(lookup func(string) (expr.Value, bool)) (bool, error) {
	x, err := expr.Eval(c.x, lookup)
	if err != nil {
		return false, err
	}
	y, err := expr.Eval(c.y, lookup)
	if err != nil {
		return false, err
	}
	sign := compareValues(x, y)
	switch c.op {
	case "<=":
		return sign <= 0, nil
	case ">=":
		return sign >= 0, nil
	case "==":
		return sign == 0, nil
	case "!=":
		return sign != 0, nil
	case "<":
		return sign < 0, nil
	}
	return sign > 0, nil
}

func compareValues(x, y expr.Value) int {
	a, okX := x.Rat()
	b, okY := y.Rat()
	if okX && okY {
		return a.Cmp(b)
	}
	f, g := x.Float(), y.Float()
	switch {
	case math.Abs(f-g) <= 1e-9*max(math.Abs(f), math.Abs(g)):
		return 0
	case f < g:
		return -1
	}
	return 1
}

// samplesOf returns numbers that a symbol may stand for, small ones first; none
// if it is no number.
func samplesOf(d expr.Decl) []expr.Value {
	var list []string
	switch {
	case d.Kind == "integer":
		least := 1
		if d.Bounded {
			least = d.AtLeast
		}
		out := []expr.Value{}
		for _, n := range []int{least, least + 1, least + 3, 64, 512, 4096} {
			if n >= least {
				out = append(out, expr.FromInt(int64(n)))
			}
		}
		return append(out, expr.FromInt(int64(least)*3+7))
	case d.Interval != "":
		return insideOf(d.Interval)
	case d.Kind == "positive":
		list = []string{"1/3", "1/2", "1", "2", "10", "100"}
	case d.Kind == "real":
		list = []string{"-2", "-1/3", "1/2", "1", "3", "10"}
	}
	return values(list)
}

func values(list []string) []expr.Value {
	var out []expr.Value
	for _, s := range list {
		if v, err := expr.ParseValue(s); err == nil {
			out = append(out, v)
		}
	}
	return out
}

// insideOf returns numbers inside an interval such as (0,1) or [1,inf).
func insideOf(interval string) []expr.Value {
	lo, hi, _ := strings.Cut(strings.Trim(interval, "()[]"), ",")
	a, errA := expr.ParseValue(strings.TrimPrefix(lo, "+"))
	b, errB := expr.ParseValue(strings.TrimPrefix(hi, "+"))
	if errA != nil && errB != nil {
		return values([]string{"-2", "-1/3", "1/2", "1", "3", "10"})
	}
	low, okA := a.Rat()
	high, okB := b.Rat()
	switch {
	case errA != nil && okB:
		low = new(big.Rat).Sub(high, big.NewRat(100, 1))
	case errB != nil && okA:
		high = new(big.Rat).Add(low, big.NewRat(100, 1))
	}
	wide := new(big.Rat).Sub(high, low).Cmp(big.NewRat(20, 1)) > 0
	var out []expr.Value
	for _, at := range []int64{1, 10, 33, 50, 90, 99} {
		x := new(big.Rat).Sub(high, low)
		x.Mul(x, big.NewRat(at, 100)).Add(x, low)
		if whole := new(big.Rat).SetInt(new(big.Int).Quo(x.Num(), x.Denom())); wide && whole.Cmp(low) > 0 {
			x = whole // plainer in a message
		}
		out = append(out, expr.FromRat(x))
	}
	return out
}

// A point gives every symbol a value.
type point map[string]expr.Value

// pointsOf returns the places where a check evaluates. Every sample of every
// symbol occurs.
func pointsOf(symbols expr.Symbols) []point {
	names := sortedKeys(symbols)
	if len(names) == 0 {
		return []point{{}}
	}
	n := len(samplesOf(symbols[names[0]]))
	if len(names) > 1 {
		n = 14
	}
	out := make([]point, n)
	for k := range out {
		out[k] = point{}
		for j, name := range names {
			s := samplesOf(symbols[name])
			out[k][name] = s[(k+j*(k/len(s)+1))%len(s)]
		}
	}
	return out
}

// String writes a point for a message: "d_model = 512".
func (p point) String() string {
	var parts []string
	for _, name := range sortedKeys(p) {
		parts = append(parts, name+" = "+p[name].String())
	}
	return strings.Join(parts, ", ")
}

// lookup finds names in the point; value is what the line assigns.
func (p point) lookup(value *expr.Value) func(string) (expr.Value, bool) {
	return func(name string) (expr.Value, bool) {
		if name == "value" && value != nil {
			return *value, true
		}
		v, ok := p[name]
		return v, ok
	}
}

// judge evaluates an expression, and the conditions on it, at several points. A
// value that is accepted only with the remark somewhere is right with it.
func (c *codeCheck) judge(e expr.Expr) Verdict {
	v := Verdict{Outcome: Correct, Score: 1, How: "value"}
	for _, p := range c.points {
		value, err := expr.Eval(e, p.lookup(nil))
		if err != nil {
			return c.novalue(p, err)
		}
		ok, err := holdAll(c.accept, p.lookup(&value))
		if err == nil && !ok && c.tolerate != nil {
			v.Why = c.remark
			ok, err = holdAll(c.tolerate, p.lookup(&value))
		}
		if err != nil {
			return c.novalue(p, err)
		}
		if !ok {
			return Verdict{Outcome: Wrong, How: "value", Why: c.wrong(p, value)}
		}
	}
	return v
}

func holdAll(conds []cond, lookup func(string) (expr.Value, bool)) (bool, error) {
	for _, c := range conds {
		if ok, err := c.holds(lookup); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

// wrong says what is wrong with a value, with an example made of it alone.
func (c *codeCheck) wrong(p point, value expr.Value) string {
	why := c.why
	if why == "" {
		why = "Another " + c.target + " is asked for."
	}
	if len(p) == 0 {
		return why
	}
	return fmt.Sprintf("%s\nAt %v yours gives %s = %v.", why, p, c.target, value)
}

// novalue is the verdict where an expression cannot be worked out.
func (c *codeCheck) novalue(p point, err error) Verdict {
	if errors.Is(err, expr.ErrTooLarge) || errors.Is(err, expr.ErrUndecided) {
		return Verdict{Outcome: Unsure, Why: "Could not decide. It is kept as it stands and never counts as wrong."}
	}
	at := ""
	if len(p) > 0 {
		at = fmt.Sprintf("At %v %s has no value. ", p, c.target)
	}
	return Verdict{Outcome: Wrong, How: "value", Why: at + err.Error()}
}

// example says what an expression is worth somewhere: "which is 0.0442 at
// width = 512". It is empty for a plain number.
func (c *codeCheck) example(e expr.Expr) string {
	if _, plain := e.(*expr.Num); plain {
		return ""
	}
	p := c.points[min(4, len(c.points)-1)]
	v, err := expr.Eval(e, p.lookup(nil))
	switch {
	case err != nil:
		return ""
	case len(p) == 0:
		return "which is " + v.String()
	}
	return fmt.Sprintf("which is %v at %v", v, p)
}
