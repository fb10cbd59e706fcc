package grader

import (
	"slices"
	"strings"

	"gradcheck/grader/expr"
)

// jointSpec holds the fields of a joint distribution: assignments separated by
// semicolons, judged by mean and covariance of the outputs.
type jointSpec struct {
	common
	Key     string              `field:"key,required"`
	Symbols map[string]declSpec `field:"symbols"`
	Where   []string            `field:"where"`
	Given   []string            `field:"given"`
	Noise   []string            `field:"noise,required"`
	Out     []string            `field:"out,required"`
	Aliases map[string][]string `field:"aliases"`
}

func (s *jointSpec) check(d *decoder) {
	checkNotEmpty(d, "out", s.Out)
	checkNotEmpty(d, "noise", s.Noise)
}

// A joint asks for outputs that are affine in givens and noises.
type joint struct {
	spec   *jointSpec
	lang   expr.Language
	domain expr.Domain
	key    expr.Joint
	near   []nearJoint
}

type nearJoint struct {
	key expr.Joint
	why string
	at  int // its place in the list, from 0
}

// build makes the question, and tries the key on itself.
func (s *jointSpec) build(d *decoder) Question {
	q := &joint{spec: s, lang: language(s.Symbols, s.levelAliases())}
	q.lang.Equation = true
	for _, list := range [][]string{s.Given, s.Noise, s.Out} {
		for _, name := range list { // vectors are judged by one entry, as all are alike
			q.lang.Symbols[name] = expr.Decl{Kind: "real"}
		}
	}
	q.domain = expr.Domain{Symbols: q.lang.Symbols, Where: conditions(d, s.Where, q.lang.Symbols)}
	d.in("key", func() { q.key = q.readKey(d, s.Key) })
	for i, n := range s.Near {
		d.in("near", func() {
			d.in(i, func() {
				d.in("key", func() {
					for _, src := range n.Key {
						q.near = append(q.near, nearJoint{q.readKey(d, src), n.Why, i})
					}
				})
			})
		})
	}
	if len(d.errs) > 0 {
		return q
	}
	if c := q.domain.CompareJoint(q.key, q.key); c.Result != expr.Equal {
		d.in("key", func() { d.errorf("it cannot be judged%s", reason(c)) })
	}
	return q
}

func (q *joint) readKey(d *decoder, src string) expr.Joint {
	j, v := q.read(Answer{src})
	if v.Why != "" {
		d.errorf("%q: %s", clip(src, 60), strings.ReplaceAll(v.Why, "\n", " "))
	}
	return j
}

// read reads assignments on lines of their own, or says in a verdict why it cannot.
func (q *joint) read(a Answer) (expr.Joint, Verdict) {
	j := expr.Joint{Given: q.spec.Given, Noise: q.spec.Noise, Out: q.spec.Out}
	src := strings.Join(a, "\n")
	if strings.TrimSpace(src) == "" {
		return j, Verdict{Outcome: Blank, Why: "There is nothing to read."}
	}
	fail := func(at int, why string) (expr.Joint, Verdict) {
		return j, Verdict{Outcome: Unreadable, Why: why, Offset: at}
	}
	for _, l := range assignmentLines(src) {
		line, at := l.text, l.at
		if strings.TrimSpace(strings.Trim(line, "\\$ \t\r")) == "" {
			continue
		}
		if len(j.Steps) >= len(j.Out) {
			return fail(at, "There are more lines than are asked for.")
		}
		e, v := readFormula(q.lang, Answer{line})
		if e == nil {
			return fail(at+v.Offset, v.Why)
		}
		step, why := nextStep(j, e)
		if why != "" {
			return fail(at, why)
		}
		j.Steps = append(j.Steps, step)
	}
	for _, name := range j.Out {
		if !gives(j, name) {
			return fail(len(src), name+" is missing.\nWrite "+name+" = ... on a line of its own.")
		}
	}
	return j, Verdict{}
}

// nextStep reads a line that follows those of j, or says why it cannot be one.
func nextStep(j expr.Joint, e expr.Expr) (step expr.Step, why string) {
	name, rhs, ok := assignment(e)
	switch {
	case !ok || !slices.Contains(j.Out, name):
		return step, "Every line gives one of " + strings.Join(j.Out, ", ") + ".\nWrite " + j.Out[0] + " = ... on a line of its own."
	case gives(j, name):
		return step, name + " is given twice."
	}
	for _, n := range expr.Names(rhs) {
		if slices.Contains(j.Out, n) && !gives(j, n) {
			return step, n + " is used before it is given.\nGive it on an earlier line."
		}
	}
	return expr.Step{Name: name, Expr: rhs}, ""
}

// gives reports whether a line of j gives the name.
func gives(j expr.Joint, name string) bool {
	return slices.ContainsFunc(j.Steps, func(st expr.Step) bool { return st.Name == name })
}

// assignment takes name = expression apart.
func assignment(e expr.Expr) (name string, rhs expr.Expr, ok bool) {
	b, isBinary := e.(*expr.Binary)
	if !isBinary || b.Op != expr.Eq {
		return "", nil, false
	}
	n, ok := b.X.(*expr.Name)
	if !ok {
		return "", nil, false
	}
	return n.Name, b.Y, true
}

// Input implements [Question].
func (q *joint) Input() Input {
	return Lines{Wants: "one line for each of " + strings.Join(q.spec.Out, ", ")}
}

// Key implements [Question].
func (q *joint) Key() Answer { return Answer{q.spec.Key} }

// Read implements [Reader].
func (q *joint) Read(a Answer) Reading {
	j, v := q.read(a)
	if v.Why != "" {
		return Reading{Why: v.Why, Offset: v.Offset}
	}
	var text, tex []string
	for _, st := range j.Steps {
		left := &expr.Name{Name: st.Name}
		text = append(text, expr.Row(left)+" = "+expr.Row(st.Expr))
		tex = append(tex, expr.TeX(left)+" = "+expr.TeX(st.Expr))
	}
	return Reading{Text: strings.Join(text, "; "), TeX: strings.Join(tex, `;\quad `)}
}

// Grade implements [Question].
func (q *joint) Grade(a Answer) Verdict {
	j, v := q.read(a)
	if v.Why != "" {
		return v
	}
	v = q.judge(j)
	v.Read = q.Read(a).Text
	return v
}

func (q *joint) judge(j expr.Joint) Verdict {
	c := q.domain.CompareJoint(q.key, j)
	switch {
	case c.Result == expr.Equal:
		return Verdict{Outcome: Correct, Score: 1, How: c.How}
	case c.How == "malformed":
		return Verdict{Outcome: Unreadable, Why: c.Witness, How: c.How}
	case c.Result == expr.Unsure:
		return Verdict{Outcome: Unsure, How: c.How, Why: undecided}
	}
	for _, n := range q.near {
		if q.domain.CompareJoint(n.key, j).Result == expr.Equal {
			return Verdict{Outcome: Wrong, How: "near", Why: n.why, Near: n.at + 1}
		}
	}
	return Verdict{Outcome: Wrong, How: c.How, Why: c.Witness}
}
