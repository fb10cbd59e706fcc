package expr

import (
	"errors"
	"math/big"
	"strings"
)

// A Result says how two expressions compare.
type Result int

// The results. Unsure is for a person to settle.
const (
	Unsure Result = iota
	Equal
	Different
)

var results = [...]string{"unsure", "equal", "different"}

func (r Result) String() string { return results[r] }

// A Comparison is the outcome of comparing an answer with a key.
type Comparison struct {
	Result Result
	// How it was settled: "identity test", "witness", "domain", "shape",
	// "malformed" for an answer whose own parts do not fit, "budget".
	How string
	// Witness is a sentence about the answer: a point where it differs and what
	// it gives there. It never has the value of the key.
	Witness string
}

// A Domain is where expressions are compared: the declared symbols and
// conditions on them, which are comparisons.
type Domain struct {
	Symbols Symbols
	Where   []Expr
}

// The bounds of a comparison.
const (
	goodPoints = 14      // where both sides have to agree
	maxRounds  = 60      // points that are tried
	totalWork  = 300_000 // for all of them
)

// Compare compares an answer with a key on the domain of the declared symbols;
// see [Domain.Compare].
func Compare(key, answer Expr, syms Symbols) Comparison {
	return Domain{Symbols: syms}.Compare(key, answer)
}

// Compare evaluates both expressions at the same points of the domain, with
// exact rationals and with intervals that hold the true value. Different is
// proved: at the witness the values are apart, or the answer has no value at
// points drawn at random where the key has one. Equal is not proved but as good
// as certain: the values agree to 120 bits or exactly at 14 points, most of them
// random with 24 bits a symbol. By the lemma of Schwartz and Zippel, unequal
// rational expressions of degree n pass one of those points with a probability
// of at most n/2^24. Whatever would spoil the test, such as a term too small to
// be seen beside another or a case distinction that only the answer has, leaves
// the result Unsure. Dimensions are tried up to 12, and numbers of terms to 40.
func (d Domain) Compare(key, answer Expr) Comparison {
	a, keyIs := key.(*Binary)
	b, answerIs := answer.(*Binary)
	keyIs, answerIs = keyIs && a.Op == Eq, answerIs && b.Op == Eq
	switch {
	case keyIs && answerIs:
		return d.equations(a, b)
	case answerIs:
		return Comparison{Different, "shape", "This is an equation; an expression is asked for."}
	case keyIs:
		return Comparison{Different, "shape", "This is an expression; an equation is asked for."}
	}
	x, keyIs := key.(*Tuple)
	y, answerIs := answer.(*Tuple)
	switch {
	case keyIs && answerIs:
		return d.tuples(x, y)
	case keyIs:
		return Comparison{Different, "shape", "This is a single expression; several are asked for."}
	case answerIs:
		return Comparison{Different, "shape", "These are several expressions; a single one is asked for."}
	}
	return d.values(key, answer)
}

// tuples compares entry by entry.
func (d Domain) tuples(key, answer *Tuple) Comparison {
	if len(key.Items) != len(answer.Items) {
		return Comparison{Different, "shape", "Another number of entries is asked for."}
	}
	all := Comparison{Result: Equal, How: "identity test"}
	for i := range key.Items {
		c := d.Compare(key.Items[i], answer.Items[i])
		if c.Result == Different {
			return c
		}
		if c.Result == Unsure {
			all = c
		}
	}
	return all
}

// A trial is the comparison of two expressions under way.
type trial struct {
	Domain
	sampler *sampler
	key     Expr
	answer  Expr
	work    int
	tried   int // points of the domain
	good    int // points where they agree
	generic int // of these, drawn at random
	outside int // random points where the answer has no value, and the key has
}

func (d Domain) values(key, answer Expr) Comparison {
	s := newSampler(d.Symbols, key.String(), append([]Expr{key, answer}, d.Where...)...)
	t := trial{Domain: d, sampler: s, key: key, answer: answer, work: totalWork}
	rounds, least := maxRounds, 0
	if s.powers {
		rounds, least, t.work = 4*maxRounds, 2*maxRounds, 2*totalWork
	}
	for round := 0; t.tried < rounds && round < 20*maxRounds; round++ {
		if c, done := t.round(round); done {
			return c
		}
		if t.good >= goodPoints && t.generic >= goodPoints-smallRounds && round >= least || t.work <= 0 {
			break
		}
	}
	if t.good < goodPoints || t.generic < goodPoints-smallRounds {
		return Comparison{Result: Unsure, How: "budget"}
	}
	if pieces(answer, key) {
		return Comparison{Result: Unsure, How: "cases"}
	}
	return Comparison{Result: Equal, How: "identity test"}
}

// round compares at one point.
func (t *trial) round(round int) (c Comparison, done bool) {
	pt := t.sampler.point(round, t.work)
	defer func() { t.work = pt.work }()
	pt.work -= 50
	if !pt.admits(t.Where) {
		return c, false
	}
	pt.lost = false
	t.tried++
	k, err := pt.eval(t.key)
	if shape := (*shapeError)(nil); errors.As(err, &shape) {
		return Comparison{Unsure, "key", shape.msg}, true
	}
	if err != nil {
		return t.alone(pt)
	}
	a, err := pt.eval(t.answer)
	if shape := (*shapeError)(nil); errors.As(err, &shape) {
		return Comparison{Different, "malformed", shape.msg}, true
	}
	if err == noValue && !t.sampler.simple(round) {
		if t.outside++; t.outside >= 3 {
			return Comparison{Different, "domain", "Yours has no value" + pt.where(t.answer, t.key) + "."}, true
		}
	}
	if err != nil {
		return c, false
	}
	k, a = alike(k, a)
	if k.form != a.form || k.rows != a.rows || k.cols != a.cols {
		return Comparison{Different, "shape", shapeWitness(k, a)}, true
	}
	same := true
	for i := range k.e {
		apart, equal := verdictOf(k.e[i], a.e[i])
		if apart {
			return Comparison{Different, "witness", pt.witness(t.key, t.answer, a)}, true
		}
		same = same && equal
	}
	if same && !pt.lost {
		t.good++
		if !t.sampler.simple(round) {
			t.generic++
		}
	}
	return c, false
}

// alone looks at the answer where the key has no value, for its shape only.
func (t *trial) alone(pt *point) (Comparison, bool) {
	_, err := pt.eval(t.answer)
	if shape := (*shapeError)(nil); errors.As(err, &shape) {
		return Comparison{Different, "malformed", shape.msg}, true
	}
	return Comparison{}, false
}

func shapeWitness(key, answer shaped) string {
	if key.what() == answer.what() {
		return "The size of this is not what is asked for."
	}
	return "This is " + answer.what() + "; " + key.what() + " is asked for."
}

// admits reports whether the point meets the conditions.
func (pt *point) admits(where []Expr) bool {
	for _, e := range where {
		ok, err := pt.holds(e)
		if err != nil || !ok {
			return false
		}
	}
	return true
}

// holds evaluates a condition.
func (pt *point) holds(e Expr) (bool, error) {
	if u, ok := e.(*Unary); ok && u.Op == Not {
		b, err := pt.holds(u.X)
		return !b, err
	}
	b, ok := e.(*Binary)
	if !ok || b.Op > Ge || b.Op == Not {
		return false, &shapeError{"A comparison is needed here."}
	}
	if b.Op == And || b.Op == Or {
		x, err := pt.holds(b.X)
		if err != nil || x == (b.Op == Or) {
			return x, err
		}
		return pt.holds(b.Y)
	}
	d, err := pt.number(&Binary{Sub, b.X, b.Y})
	if err != nil {
		return false, err
	}
	s, known := d.sign()
	if !known {
		return false, openCase
	}
	switch b.Op {
	case Eq:
		return s == 0, nil
	case Ne:
		return s != 0, nil
	case Lt:
		return s < 0, nil
	case Le:
		return s <= 0, nil
	case Gt:
		return s > 0, nil
	}
	return s >= 0, nil
}

// pieces reports whether answer distinguishes cases in a way that key does not,
// so that a number of points cannot show that they are the same.
func pieces(answer, key Expr) bool {
	uses := func(e Expr) map[string]bool {
		set := map[string]bool{}
		Walk(e, func(e Expr) {
			if c, ok := e.(*Call); ok && strings.Contains(" floor ceil min max gcd ", " "+c.Fn+" ") {
				set[c.Fn] = true
			}
		})
		return set
	}
	have := uses(key)
	for fn := range uses(answer) {
		if !have[fn] {
			return true
		}
	}
	return false
}

// where names the point: " at n = 3, x = 1/2"; "" if that is too long to help.
func (pt *point) where(es ...Expr) string {
	used := map[string]bool{}
	for _, e := range es {
		Walk(e, func(e Expr) {
			if n, ok := e.(*Name); ok {
				used[n.Name] = true
			}
		})
	}
	var parts []string
	for _, name := range sortedKeys(pt.values) {
		v := pt.values[name]
		if used[name] || len(v.e) == 1 && v.form == scalarForm && used[name] {
			parts = append(parts, Line(&Name{Name: name})+" = "+v.String())
		}
	}
	s := strings.Join(parts, ", ")
	if len(parts) == 0 || len(s) > 120 {
		return ""
	}
	return " at " + s
}

// witness says what the answer gives at the point.
func (pt *point) witness(key, answer Expr, a shaped) string {
	at, value := pt.where(answer, key), a.String()
	if at == "" || len(value) > 60 || hasItems(key) || hasItems(answer) {
		return "Your formula and the right one part ways when numbers are put in."
	}
	return "Try" + strings.TrimPrefix(at, " at") + ": yours gives " + value + "."
}

func hasItems(e Expr) bool {
	found := false
	Walk(e, func(e Expr) {
		_, ok := e.(*Item)
		found = found || ok
	})
	return found
}

// String writes a value for a sentence: a fraction, six digits, or a list.
func (a shaped) String() string {
	var b strings.Builder
	for i, x := range a.e {
		if i > 0 {
			b.WriteString(", ")
			if a.form == matrixForm && a.cols > 1 && a.rows > 1 && i%a.cols == 0 {
				b.WriteString("; ")
			}
		}
		b.WriteString(x.String())
	}
	s := strings.ReplaceAll(b.String(), ", ; ", "; ")
	switch a.form {
	case matrixForm:
		return "(" + s + ")"
	case eyeForm:
		return s + " I"
	}
	return s
}

// String writes a number for a sentence.
func (x num) String() string {
	s := ""
	if r := x.r; r != nil {
		s = r.RatString()
		if len(s) > 9 {
			s = roundedRat(r)
		}
	} else {
		mid := new(big.Float).SetPrec(64).Set(x.lo)
		f, _ := mid.Float64()
		s = rounded(f)
	}
	return strings.Replace(s, "-", "−", 1)
}
