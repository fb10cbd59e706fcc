package problems

import (
	"fmt"
	"slices"
	"strings"

	"gradcheck/grader"
	"gradcheck/grader/expr"
)

// A Carry says how a part's key follows from the answers to earlier parts, so
// that a mistake there is not paid for twice.
type Carry struct {
	From    []string          `json:"from"`              // labels of the parts
	Vars    map[string]string `json:"vars"`              // name in Key or Derived: label
	Guard   string            `json:"guard,omitempty"`   // condition over labels; "" for none
	Key     string            `json:"key"`               // expression
	Unit    string            `json:"unit,omitempty"`    // that the key is written with
	Derived map[string]string `json:"derived,omitempty"` // expressions to compute again, by name
	Values  map[string]string `json:"values,omitempty"`  // exact values of all other names
}

// A Gate caps a part's score while other parts have no work in them.
type Gate struct {
	Requires []string `json:"requires"` // labels of the parts
	Cap      float64  `json:"cap"`      // largest score, a fraction
}

// Grade judges the answers, by label, and returns a verdict for every part. A
// part without an answer is blank. Carry and gate are settled here, since they
// look across parts.
func (p *Problem) Grade(answers map[string]grader.Answer) map[string]grader.Verdict {
	verdicts := make(map[string]grader.Verdict, len(p.Parts))
	for i := range p.Parts {
		part := &p.Parts[i]
		v := part.Question.Grade(answers[part.Label])
		if part.Carry != nil && (v.Outcome == grader.Wrong || v.Outcome == grader.Partial) {
			v = p.carried(part, v, answers)
		}
		verdicts[part.Label] = v
	}
	gated := make(map[string]grader.Verdict)
	for i := range p.Parts {
		if part := &p.Parts[i]; part.Gate != nil {
			gated[part.Label] = part.Gate.Apply(verdicts[part.Label], verdicts)
		}
	}
	for label, v := range gated {
		verdicts[label] = v
	}
	return verdicts
}

// carried judges an answer against the key that follows from the student's own
// earlier answers. It returns v unless the answer equals that key.
func (p *Problem) carried(part *Part, v grader.Verdict, answers map[string]grader.Answer) grader.Verdict {
	key, ok := part.Carry.key(p, answers)
	if !ok {
		return v
	}
	spec := make(map[string]any, len(part.Spec))
	for name, field := range part.Spec {
		if name != "near" {
			spec[name] = field
		}
	}
	spec["key"] = key + part.Carry.Unit
	q, err := grader.New(spec)
	if err != nil {
		return v
	}
	own := q.Grade(answers[part.Label])
	if own.Outcome != grader.Correct {
		return v
	}
	own.How = "carry"
	own.Why = fmt.Sprintf("This follows from your own %s, so it counts in full.", labels(part.Carry.From))
	return own
}

// labels writes "(a), (b) and (c)".
func labels(ls []string) string {
	q := make([]string, len(ls))
	for i, l := range ls {
		q[i] = "(" + l + ")"
	}
	if len(q) == 1 {
		return q[0]
	}
	return strings.Join(q[:len(q)-1], ", ") + " and " + q[len(q)-1]
}

// key computes the key from the student's own values. It is false when one of
// them cannot be read or is zero, or the guard does not hold.
func (c *Carry) key(p *Problem, answers map[string]grader.Answer) (string, bool) {
	own := make(map[string]expr.Value, len(c.From))
	for _, label := range c.From {
		part, ok := p.Part(label)
		if !ok {
			return "", false
		}
		valuer, ok := part.Question.(grader.Valuer)
		if !ok {
			return "", false
		}
		s, ok := valuer.Value(answers[label])
		if !ok {
			return "", false
		}
		v, err := expr.ParseValue(s)
		if err != nil || v.Sign() == 0 {
			return "", false
		}
		own[label] = v
	}
	if c.Guard != "" {
		v, ok := compute(c.Guard, func(name string) (expr.Value, bool) { v, ok := own[name]; return v, ok })
		if holds, _ := v.Bool(); !ok || !holds {
			return "", false
		}
	}
	v, ok := compute(c.Key, c.lookup(own))
	return v.Exact(), ok
}

// lookup finds names among the student's values, what follows from them, and
// the values that stay. Derived values are not cyclic: Load has seen to that.
func (c *Carry) lookup(own map[string]expr.Value) func(string) (expr.Value, bool) {
	var find func(string) (expr.Value, bool)
	find = func(name string) (expr.Value, bool) {
		if label, ok := c.Vars[name]; ok {
			v, ok := own[label]
			return v, ok
		}
		if src, ok := c.Derived[name]; ok {
			return compute(src, find)
		}
		v, err := expr.ParseValue(c.Values[name])
		return v, err == nil
	}
	return find
}

func compute(src string, lookup func(string) (expr.Value, bool)) (expr.Value, bool) {
	tree, err := expr.ParseAuthor(src)
	if err != nil {
		return expr.Value{}, false
	}
	v, err := expr.Eval(tree, lookup)
	return v, err == nil
}

// carry resolves a carry: everything that does not follow from the student's
// answers gets its value.
func (in *instance) carry(t *PartTemplate) *Carry {
	c := &Carry{From: t.carry.from, Vars: t.carry.vars, Derived: map[string]string{}, Values: map[string]string{}}
	if t.carry.guard != nil {
		c.Guard = t.carry.guard.src
	}
	f := t.spec.fields["key"].formula
	c.Key, c.Unit = f.src, t.spec.fields["key"].unit
	todo := slices.Clone(f.names)
	for len(todo) > 0 {
		name := todo[0]
		todo = todo[1:]
		if c.Vars[name] != "" || c.Derived[name] != "" || c.Values[name] != "" {
			continue
		}
		if t.carry.names[name] {
			for _, f := range in.t.needs(name) {
				c.Derived[name] = f.src
				todo = append(todo, f.names...)
			}
		} else if v, ok := in.lookup(name); ok {
			c.Values[name] = v.Exact()
		}
	}
	if len(c.Derived) == 0 {
		c.Derived = nil
	}
	if len(c.Values) == 0 {
		c.Values = nil
	}
	return c
}

// Apply caps a verdict if one of the required parts has nothing in it that
// could count. Work that waits to be marked is work.
func (g *Gate) Apply(v grader.Verdict, verdicts map[string]grader.Verdict) grader.Verdict {
	var missing []string
	for _, label := range g.Requires {
		switch verdicts[label].Outcome {
		case grader.Blank, grader.Unreadable, grader.Wrong:
			missing = append(missing, label)
		}
	}
	if len(missing) == 0 || v.Score <= g.Cap {
		return v
	}
	v.Score, v.Outcome = g.Cap, grader.Partial
	if g.Cap == 0 {
		v.Outcome = grader.Wrong
	}
	note := fmt.Sprintf("Without work in %s this counts %.4g %% at most.", labels(missing), 100*g.Cap)
	if v.Why != "" {
		note = v.Why + "\n" + note
	}
	v.Why = note
	return v
}
