package problems

import (
	"hash/fnv"
	"math/big"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"gradcheck/grader/expr"
)

// A variable is a quantity that varies from seed to seed over a finite list of
// exact values: lo, lo+step, ..., or the choices.
type variable struct {
	name     string
	line     int
	lo, step *big.Rat
	choices  []*big.Rat
	n        uint64 // how many values
	first    *big.Rat
}

// value returns the i-th value, counted from 0.
func (v *variable) value(i uint64) *big.Rat {
	if v.choices != nil {
		return v.choices[i]
	}
	x := new(big.Rat).SetInt(new(big.Int).SetUint64(i))
	return x.Add(x.Mul(x, v.step), v.lo)
}

// has reports whether x is one of the values.
func (v *variable) has(x *big.Rat) bool {
	if v.choices != nil {
		return slices.ContainsFunc(v.choices, func(c *big.Rat) bool { return c.Cmp(x) == 0 })
	}
	i := new(big.Rat).Sub(x, v.lo)
	i.Quo(i, v.step)
	return i.IsInt() && i.Sign() >= 0 && i.Num().IsUint64() && i.Num().Uint64() < v.n
}

// String lists the values for a message.
func (v *variable) String() string {
	var s []string
	for i := uint64(0); i < v.n; i++ {
		if v.n > 6 && i == 3 {
			s = append(s, "...")
			i = v.n - 1
		}
		s = append(s, expr.FromRat(v.value(i)).String())
	}
	return strings.Join(s, ", ")
}

// vars reads the variables of the front matter, sorted by name so that their
// order in the file does not change what a seed draws.
func (r *reader) vars(n *yaml.Node) []*variable {
	o := r.names("vars", n)
	var vs []*variable
	for _, name := range slices.Sorted(slices.Values(o.keys)) {
		r.name(name, o.lines[name])
		v := &variable{name: name, line: o.lines[name]}
		if r.variable(v, o.fields[name]) {
			vs = append(vs, v)
		} else {
			r.broken = append(r.broken, name)
		}
	}
	return vs
}

func (r *reader) variable(v *variable, n *yaml.Node) bool {
	before := len(r.mistakes)
	o := r.object(n, "var "+v.name, []string{"int", "choice", "real", "step", "digits", "default"})
	if !o.ok {
		return false
	}
	var kinds []string
	for _, k := range []string{"int", "choice", "real"} {
		if o.has(k) {
			kinds = append(kinds, k)
		}
	}
	if len(kinds) != 1 {
		if len(r.mistakes) > before {
			return false // a misspelt one
		}
		r.errorf(v.line, "var %s wants one of int: [lo, hi], choice: [a, b] and real: [lo, hi]", v.name)
		return false
	}
	for field, of := range map[string]string{"step": "int", "digits": "real"} {
		if o.has(field) && kinds[0] != of {
			r.errorf(o.lineOf(field), "%s belongs to %s: [lo, hi]", field, of)
		}
	}
	r.values(v, o, kinds[0])
	if !o.need("default", "10") || len(r.mistakes) > before {
		return false
	}
	v.first = r.rational(o.fields["default"], "the default")
	if v.first != nil && !v.has(v.first) {
		r.errorf(o.lineOf("default"), "the default %s is none of the values of %s: %s", v.first.RatString(), v.name, v)
	}
	return len(r.mistakes) == before
}

// values reads what a variable ranges over.
func (r *reader) values(v *variable, o *object, kind string) {
	if kind == "choice" {
		for _, n := range o.list("choice") {
			if x := r.rational(n, "a choice"); x != nil {
				v.choices = append(v.choices, x)
			}
		}
		if v.n = uint64(len(v.choices)); v.n == 0 {
			r.errorf(o.lineOf("choice"), "var %s has no choices", v.name)
		}
		return
	}
	n := o.fields[kind]
	if n.Kind != yaml.SequenceNode || len(n.Content) != 2 {
		r.errorf(n.Line, "%s is %s; the smallest and the largest value are wanted: [1, 10]", kind, kindName(n))
		return
	}
	lo, hi := r.rational(n.Content[0], "an end"), r.rational(n.Content[1], "an end")
	v.lo, v.step = lo, r.step(o, kind)
	if lo == nil || hi == nil || v.step == nil {
		return
	}
	if kind == "int" && (!lo.IsInt() || !hi.IsInt() || !v.step.IsInt()) {
		r.errorf(n.Line, "int: wants whole numbers; for others there is real: [0.1, 0.9], digits: 1")
		return
	}
	count := new(big.Rat).Sub(hi, lo)
	count.Quo(count, v.step)
	c := new(big.Int).Quo(count.Num(), count.Denom())
	if count.Sign() < 0 || !c.IsInt64() {
		r.errorf(n.Line, "the range [%s, %s] is empty or endless; write the smaller end first", lo.RatString(), hi.RatString())
		return
	}
	v.n = c.Uint64() + 1
}

// step is the distance of neighbouring values, nil after a mistake.
func (r *reader) step(o *object, kind string) *big.Rat {
	switch {
	case kind == "int" && !o.has("step"):
		return big.NewRat(1, 1)
	case kind == "int":
		s := r.rational(o.fields["step"], "the step")
		if s != nil && s.Sign() <= 0 {
			r.errorf(o.lineOf("step"), "the step is not above 0")
			return nil
		}
		return s
	case !o.has("digits"):
		r.errorf(o.line, "a real wants digits, the decimal places of its values: {real: [0, 1], digits: 2, default: 0.5}")
		return nil
	}
	d := o.count("digits")
	if d == 0 {
		return nil
	}
	if d > 9 {
		r.errorf(o.lineOf("digits"), "digits: %d is more than 9", d)
		return nil
	}
	return new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d)), nil))
}

var rationalPattern = regexp.MustCompile(`^[-+]?[0-9]{1,15}(\.[0-9]{1,15})?([eE][-+]?[0-9]{1,2})?$`)

// rational reads a number exactly, nil after a mistake.
func (r *reader) rational(n *yaml.Node, what string) *big.Rat {
	if n.Kind == yaml.ScalarNode && rationalPattern.MatchString(n.Value) {
		if x, ok := new(big.Rat).SetString(n.Value); ok {
			return x
		}
	}
	r.errorf(n.Line, "%s is %s; a number is wanted", what, kindName(n))
	return nil
}

// A generator draws the values of variables. Its numbers are fixed for ever: PCG-DXSM as in
// math/rand/v2, seeded with the seed and the FNV-1a hash of the problem's id.
type generator struct{ pcg *rand.PCG }

func newGenerator(seed uint64, id string) generator {
	h := fnv.New64a()
	h.Write([]byte(id))
	return generator{rand.NewPCG(seed, h.Sum64())}
}

// below returns a number from 0 to n-1, all equally likely.
func (g generator) below(n uint64) uint64 {
	skip := -n % n // 2^64 mod n: so many numbers are too many
	for {
		if x := g.pcg.Uint64(); x >= skip {
			return x % n
		}
	}
}

// maxDraws bounds how often where may reject before an instance is refused.
const maxDraws = 2000

// draw returns the values of the variables for a seed, and how many draws it
// took. Seed 0 takes the defaults.
func (t *Template) draw(seed uint64) (map[string]expr.Value, int, error) {
	vals := make(map[string]expr.Value, len(t.vars))
	if seed == 0 {
		for _, v := range t.vars {
			vals[v.name] = expr.FromRat(v.first)
		}
		line, ok, err := t.allowed(vals, seed)
		if err == nil && !ok {
			err = Mistakes{place{t.File, line}.errorf("the defaults do not satisfy this condition")}
		}
		return vals, 1, err
	}
	g := newGenerator(seed, t.ID)
	for try := 1; try <= maxDraws; try++ {
		for _, v := range t.vars {
			vals[v.name] = expr.FromRat(v.value(g.below(v.n)))
		}
		if _, ok, err := t.allowed(vals, seed); ok || err != nil {
			return vals, try, err
		}
	}
	return nil, maxDraws, Mistakes{place{t.File, t.where[0].line}.errorf(
		"where rejected all %d draws of seed %d; widen the vars or relax the conditions", maxDraws, seed)}
}

// allowed checks the conditions, and returns the line of one that fails.
func (t *Template) allowed(vals map[string]expr.Value, seed uint64) (line int, ok bool, err error) {
	in := &instance{t: t, seed: seed, vars: vals}
	for _, w := range t.where {
		v, ok := in.eval(w)
		if !ok {
			return w.line, false, in.mistakes
		}
		b, isBool := v.Bool()
		if !isBool {
			return w.line, false, Mistakes{place{t.File, w.line}.errorf("%q is a number, not a condition; compare it, such as every < layers", w.src)}
		}
		if !b {
			return w.line, false, nil
		}
	}
	return 0, true, nil
}

// exactVars writes values as [Problem] keeps them.
func exactVars(vals map[string]expr.Value) map[string]string {
	m := make(map[string]string, len(vals))
	for name, v := range vals {
		m[name] = v.Exact()
	}
	return m
}
