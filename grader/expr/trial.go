package expr

import (
	"errors"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// The bounds of a comparison at points.
const (
	goodPoints = 14      // where both sides have to agree
	fewPoints  = 5       // the same after an identity test
	maxRounds  = 60      // points that are tried
	totalWork  = 300_000 // for all of them
)

// A trial is the comparison of two expressions under way.
type trial struct {
	Domain
	sampler *sampler
	key     Expr
	answer  Expr
	work    int
	tried   int              // points of the domain
	good    int              // points where they agree
	generic int              // of these, drawn at random
	same    bool             // whether both are written alike
	outside int              // random points where the answer has no value, and the key has
	ran     map[*Series]bool // the sums that had a term at a point
}

// values compares two expressions for one value, in layers: see [Domain.Compare].
func (d Domain) values(key, answer Expr) Comparison {
	fields := inFields(key, answer, d.Symbols)
	if fields != disagree {
		f := d.former()
		switch gap, ok := f.gap(key, answer); {
		case !ok:
		case len(gap.num) == 0 && f.covers(key, answer):
			return result(Equal, "normal form", "")
		case never(gap) && towers(key, answer):
			return result(Different, "normal form", "Yours and the right one are apart by the same number everywhere.")
		}
	}
	return d.atPoints(key, answer, fields == agree)
}

// same reports whether the difference has the normal form 0.
func (f *former) same(key, answer Expr) bool {
	gap, ok := f.gap(key, answer)
	return ok && len(gap.num) == 0
}

// gap is the normal form of the difference.
func (f *former) gap(key, answer Expr) (d quotient, ok bool) {
	p, err := f.form(key)
	if err != nil {
		return d, false
	}
	q, err := f.form(answer)
	if err != nil {
		return d, false
	}
	d, err = f.guarded(func() quotient { return f.plus(p, f.minus(q)) })
	return d, err == nil
}

// towers reports whether a power of a power stands in one of the expressions, which
// points may be unable to compute.
func towers(es ...Expr) bool {
	found := false
	for _, e := range es {
		Walk(e, func(e Expr) {
			b, ok := e.(*Binary)
			if !ok || b.Op != Pow {
				return
			}
			_, literal := wholeExponent(b.Y)
			found = found || !literal
		})
	}
	return found
}

// atPoints compares at points of the domain; sure says that the fields agree.
func (d Domain) atPoints(key, answer Expr, sure bool) Comparison {
	s := newSampler(d.Symbols, key.String(), append([]Expr{key, answer}, d.Where...)...)
	t := trial{Domain: d, sampler: s, key: key, answer: answer, work: totalWork}
	rounds, least, enough, how := maxRounds, 0, goodPoints, "points"
	if sure {
		enough, how = fewPoints+smallRounds, "identity test"
	}
	t.same = key.String() == answer.String()
	closed := len(s.names)+len(s.seqs)+len(s.dims) == 0 && !hasSeries(key) && !hasSeries(answer)
	if closed { // all points are the same
		rounds, enough, t.generic = 1, 1, 1
	}
	if s.powers {
		rounds, least, t.work = 4*maxRounds, 2*maxRounds, 2*totalWork
	}
	for round := 0; t.tried < rounds && round < 20*maxRounds; round++ {
		if c, done := t.round(round); done {
			return c
		}
		if t.same && t.good > 0 || t.good >= enough && t.generic >= enough-smallRounds && round >= least || t.work <= 0 {
			break
		}
	}
	if closed && t.good == 1 || t.same && t.good > 0 {
		if t.same {
			how = "normal form"
		}
		return result(Equal, how, "")
	}
	if t.good < enough || t.generic < enough-smallRounds {
		return result(Unsure, "budget", "")
	}
	if pieces(answer, key) || t.untried() {
		return result(Unsure, "cases", "")
	}
	return result(Equal, how, "")
}

// untried reports whether a sum had no term at any point, so that nothing is known
// of its terms.
func (t *trial) untried() bool {
	found := false
	for _, side := range []Expr{t.key, t.answer} {
		Walk(side, func(e Expr) {
			s, ok := e.(*Series)
			found = found || ok && !t.ran[s]
		})
	}
	return found
}

func hasSeries(e Expr) bool {
	found := false
	Walk(e, func(e Expr) {
		_, ok := e.(*Series)
		found = found || ok
	})
	return found
}

// round compares at one point.
func (t *trial) round(round int) (c Comparison, done bool) {
	share := min(t.work, totalWork/3) // so that one dear point does not spend all
	pt := t.sampler.point(round, share)
	defer func() { t.work -= share - pt.work }()
	pt.work -= 50
	pt.meet(t.Where, t.sampler.names, t.Symbols)
	if !pt.admits(t.Where) {
		return c, false
	}
	pt.lost = false
	if t.ran == nil {
		t.ran = map[*Series]bool{}
	}
	pt.ran = t.ran
	t.tried++
	k, err := pt.eval(t.key)
	if shape := (*shapeError)(nil); errors.As(err, &shape) {
		return result(Unsure, "key", shape.msg), true
	}
	if err != nil {
		return t.alone(pt)
	}
	a := k
	if !t.same {
		a, err = pt.eval(t.answer)
	}
	if shape := (*shapeError)(nil); errors.As(err, &shape) {
		return result(Different, "malformed", shape.msg), true
	}
	if err == noValue && !t.sampler.simple(round) {
		if t.outside++; t.outside >= 3 {
			return result(Different, "domain", "Yours has no value"+pt.where(t.answer, t.key)+"."), true
		}
	}
	if err != nil {
		return c, false
	}
	k, a = alike(k, a)
	if k.form != a.form || k.rows != a.rows || k.cols != a.cols {
		return result(Different, "shape", shapeWitness(k, a)), true
	}
	same := true
	for i := range k.e {
		apart, equal := verdictOf(k.e[i], a.e[i])
		if apart {
			return result(Different, "witness", pt.witness(t.key, t.answer, k, a)), true
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

// meet moves the point to where the equations among the conditions hold, as far as
// they are linear in some symbol.
func (pt *point) meet(where []Expr, names []string, syms Symbols) {
	for i, e := range where {
		b, ok := e.(*Binary)
		if !ok || b.Op != Eq {
			continue
		}
		for k := range names { // another symbol for each condition
			name := names[(i+k)%len(names)]
			if x, ok := pt.root(difference(b), name, syms[name]); ok {
				pt.values[name] = x
				break
			}
		}
	}
}

// alone looks at the answer where the key has no value, for its shape only.
func (t *trial) alone(pt *point) (Comparison, bool) {
	_, err := pt.eval(t.answer)
	if shape := (*shapeError)(nil); errors.As(err, &shape) {
		return result(Different, "malformed", shape.msg), true
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
			if c, ok := e.(*Call); ok && strings.Contains(" floor ceil round sigfig sgn min max gcd ", " "+c.Fn+" ") {
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
		for _, name := range Free(e) {
			used[name] = true
		}
	}
	var parts []string
	for _, name := range sortedKeys(pt.values) {
		v := pt.values[name]
		if used[name] {
			parts = append(parts, Line(&Name{Name: name})+" = "+v.String())
		}
	}
	s := strings.Join(parts, ", ")
	if len(parts) == 0 || len(s) > 120 {
		return ""
	}
	return " at " + s
}

// witness says what the answer gives at the point, a, with so many digits that the
// right value k would not look the same.
func (pt *point) witness(key, answer Expr, k, a shaped) string {
	at, digits := pt.where(answer, key), shownDigits
	for digits < mostDigits && a.looksLike(k, digits) {
		digits += 3
	}
	value := a.text(digits)
	entries, shown := pt.entries(answer, key)
	if at == "" || len(value) > 60 || a.looksLike(k, digits) || !shown {
		return "Your formula and the right one part ways when numbers are put in."
	}
	return "Try" + strings.TrimPrefix(at, " at") + entries + ": yours gives " + value + "."
}

// maxShown bounds the entries of sequences in a sentence.
const maxShown = 4

// entries writes the entries of sequences that the expressions use at the point,
// ", beta_1 = 1/2, beta_2 = 1/3"; false if there are too many.
func (pt *point) entries(es ...Expr) (s string, ok bool) {
	if !slices.ContainsFunc(es, hasItems) {
		return "", true
	}
	used := map[string]num{}
	seqs := pt.seqs
	pt.seqs = map[string]func(int64) num{}
	for name, at := range seqs {
		pt.seqs[name] = func(i int64) num {
			used[name+"_"+strconv.FormatInt(i, 10)] = at(i)
			return at(i)
		}
	}
	all := true
	for _, e := range es {
		_, err := pt.eval(e)
		all = all && err == nil
	}
	pt.seqs = seqs
	for _, name := range sortedKeys(used) {
		if strings.Contains(name, "-") { // no student writes beta_{-1}
			return "", false
		}
		s += ", " + Line(&Name{Name: name}) + " = " + used[name].text(shownDigits)
	}
	return s, all && 0 < len(used) && len(used) <= maxShown && len(s) < 100
}

func hasItems(e Expr) bool {
	found := false
	Walk(e, func(e Expr) {
		_, ok := e.(*Item)
		found = found || ok
	})
	return found
}

// shownDigits are the digits of a number in a sentence, and mostDigits those where
// it has to be told from another.
const shownDigits, mostDigits = 6, 15

// looksLike reports whether two values are written alike with so many digits, where
// a fraction counts as its decimals.
func (a shaped) looksLike(b shaped, digits int) bool {
	return slices.EqualFunc(a.e, b.e, func(x, y num) bool { return x.decimals(digits) == y.decimals(digits) })
}

// decimals is text without fractions.
func (x num) decimals(digits int) string {
	if x.r != nil {
		return roundedRat(x.r, digits)
	}
	return strings.Replace(x.text(digits), "−", "-", 1)
}

// String writes a value for a sentence: a fraction, six digits, or a list.
func (a shaped) String() string { return a.text(shownDigits) }

// text is String with other digits.
func (a shaped) text(digits int) string {
	var b strings.Builder
	for i, x := range a.e {
		if i > 0 {
			b.WriteString(", ")
			if a.form == matrixForm && a.cols > 1 && a.rows > 1 && i%a.cols == 0 {
				b.WriteString("; ")
			}
		}
		b.WriteString(x.text(digits))
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

// text writes a number for a sentence.
func (x num) text(digits int) string {
	s := ""
	if r := x.r; r != nil {
		s = r.RatString()
		if len(s) > 9 {
			s = roundedRat(r, digits)
		}
	} else if x.infinite() {
		return "a number too large to write"
	} else {
		mid := new(big.Float).SetPrec(64).Set(x.lo)
		f, _ := mid.Float64()
		if s = rounded(f, digits); f == 0 {
			return "almost 0"
		}
	}
	return strings.Replace(s, "-", "−", 1)
}
