package problems

import (
	"maps"
	"slices"

	"go.yaml.in/yaml/v4"

	"gradcheck/grader/expr"
)

// carry reads how the key follows from the answers to earlier parts.
func (q *questionReader) carry() {
	n := q.o.fields["carry"]
	if n == nil {
		return
	}
	o := q.object(n, "carry", []string{"from", "vars", "guard"})
	if !o.ok || !o.need("vars", "{fwds: a}") {
		return
	}
	if q.p.Kind != "number" {
		q.errorf(o.line, "only a number can be carried from earlier parts, and this is a %s", q.p.Kind)
		return
	}
	c := &carryTemplate{from: o.words("from"), vars: map[string]string{}, names: map[string]bool{}}
	v := q.object(o.fields["vars"], "vars", nil)
	for _, name := range v.keys {
		label := v.str(name)
		c.vars[name] = label
		if known := q.t.names(); !slices.Contains(known, name) {
			q.errorf(v.lines[name], "unknown name %q%s; on the left of a carry's vars stands a var or a derived value", name, suggest(name, known))
		}
		if o.has("from") && !slices.Contains(c.from, label) {
			q.errorf(v.lines[name], "%s comes from part %q, which is not in from", name, label)
		}
	}
	if !o.has("from") {
		c.from = slices.Compact(slices.Sorted(maps.Values(c.vars)))
	}
	for _, label := range c.from {
		q.carriesFrom(label, o.lineOf("from"))
	}
	if g := o.fields["guard"]; g != nil {
		c.guard = q.guard(g, c.from)
	}
	q.dependents(c)
	q.p.carry = c
	if k := q.o.fields["key"]; k != nil && k.Kind == yaml.ScalarNode {
		q.carriedKey(c, k)
	}
}

// carriesFrom checks that an earlier part has an answer to compute with.
func (q *questionReader) carriesFrom(label string, line int) {
	from := q.t.part(label)
	switch {
	case from == nil || from == q.p:
		q.errorf(line, "there is no part (%s) above this one to carry from", label)
	case from.Kind != "number":
		q.errorf(line, "part (%s) is a %s; only a number can be carried", label, from.Kind)
	}
}

// guard reads a condition over the labels of earlier parts.
func (q *questionReader) guard(n *yaml.Node, labels []string) *formula {
	if n.Kind != yaml.ScalarNode {
		q.errorf(n.Line, `"guard" is %s; a condition is wanted, such as b > 0`, kindName(n))
		return nil
	}
	g := q.localFormula(n.Value, n.Line)
	for _, name := range g.names {
		if !slices.Contains(labels, name) {
			q.errorf(n.Line, "guard knows the parts in from, not %q%s", name, suggest(name, labels))
		}
	}
	return g
}

// dependents marks the derived values that follow from what is carried.
func (q *questionReader) dependents(c *carryTemplate) {
	for range q.t.derived { // enough rounds for a chain through all of them
		for _, d := range q.t.derived {
			if _, carried := c.vars[d.name]; carried || d.value.tree == nil {
				continue
			}
			for _, n := range d.value.names {
				if _, carried := c.vars[n]; carried || c.names[n] {
					c.names[d.name] = true
				}
			}
		}
	}
}

// carriedKey reports a key that has nothing to do with what is carried.
func (q *questionReader) carriedKey(c *carryTemplate, n *yaml.Node) {
	tree, _, err := expr.ParseKey(n.Value)
	if err != nil {
		q.errorf(n.Line, "a key that follows from other parts is an expression of names, without holes")
		return
	}
	for _, name := range expr.Names(tree) {
		if _, carried := c.vars[name]; carried || c.names[name] {
			return
		}
	}
	q.errorf(n.Line, "the key %q does not depend on what is carried: %s", clip(n.Value, 40), list(slices.Sorted(maps.Keys(c.vars))))
}

// gate reads which other parts must be answered for full points.
func (q *questionReader) gate() {
	n := q.o.fields["gate"]
	if n == nil {
		return
	}
	o := q.object(n, "gate", []string{"requires", "cap"})
	if !o.ok || !o.need("requires", "[work]") || !o.need("cap", "50%") {
		return
	}
	q.p.gate = &Gate{Requires: o.words("requires"), Cap: o.percent("cap")}
	q.gates = append(q.gates, gateUse{q.p, o.lineOf("requires")})
}

// A gateUse is a gate whose labels are checked when all parts are known.
type gateUse struct {
	p    *PartTemplate
	line int
}

// checkGates checks the labels of gates, which may name later parts.
func (b *bodyReader) checkGates() {
	for _, g := range b.gates {
		var labels []string
		for _, p := range b.t.Parts {
			if p != g.p {
				labels = append(labels, p.Label)
			}
		}
		for _, l := range g.p.gate.Requires {
			if !slices.Contains(labels, l) {
				b.errorf(g.line, "gate requires part %q, and there is no other part of that name%s", l, suggest(l, labels))
			}
		}
	}
}
