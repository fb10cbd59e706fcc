package problems

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"gradcheck/grader/expr"
)

// A value is a field of a question with everything in it that varies: what
// [Instance] turns into plain data.
type value struct {
	line     int // of the value
	nameLine int // of its field name

	plain   any      // a bool, float64 or string that never varies
	text    *text    // a string with holes
	as      use      // of the text
	formula *formula // the key of a number
	unit    string   // behind the formula
	list    []*value
	fields  map[string]*value
	names   []string // of the fields, in the order of the file
}

// set adds a field.
func (v *value) set(name string, line int, field *value) {
	if v.fields[name] == nil {
		v.names = append(v.names, name)
	}
	field.nameLine = line
	v.fields[name] = field
}

// at returns the line of the part of v that a path leads to, or of what is
// nearest to it.
func (v *value) at(path []any) int {
	for i, step := range path {
		var next *value
		switch step := step.(type) {
		case string:
			next = v.fields[step]
		case int:
			if step >= 0 && step < len(v.list) {
				next = v.list[step]
			}
		}
		if next == nil {
			break
		}
		if v = next; i == len(path)-1 && v.fields == nil && v.list == nil {
			return v.line
		}
	}
	return v.line
}

// raw returns the value as written, holes and all, to check its structure. In
// mathematics a 2 stands for each hole, so that "matrix {=m} {=n}" is one.
func (v *value) raw() any {
	return v.build(func(v *value) any {
		switch {
		case v.formula != nil:
			return v.formula.src + v.unit
		case v.as == prose:
			return v.text.src
		}
		s := v.text.src
		for _, h := range slices.Backward(v.text.holes) {
			s = s[:h.start] + "2" + s[h.end:]
		}
		return s
	})
}

// resolve returns the value as plain data: map[string]any, []any, string,
// float64 and bool.
func (v *value) resolve(in *instance) any {
	return v.build(func(v *value) any {
		if v.formula == nil {
			return v.text.fill(in, v.as)
		}
		if x, ok := in.eval(v.formula); ok {
			return x.Exact() + v.unit
		}
		return "0"
	})
}

func (v *value) build(leaf func(*value) any) any {
	switch {
	case v.fields != nil:
		m := make(map[string]any, len(v.fields))
		for name, f := range v.fields {
			m[name] = f.build(leaf)
		}
		return m
	case v.text != nil || v.formula != nil:
		return leaf(v)
	case v.plain != nil:
		return v.plain
	}
	l := make([]any, len(v.list))
	for i, e := range v.list {
		l[i] = e.build(leaf)
	}
	return l
}

// A reading says how to read a field of a question.
type reading struct {
	kind   string // of the question
	words  bool   // a number here is a text
	maths  bool   // holes hold exact values
	number bool   // the key of a number: an expression
	cells  bool   // the fields are cells of a table
}

// mathKinds are the kinds whose keys are mathematics.
var mathKinds = []string{"number", "formula", "joint", "table"}

// Fields that hold texts and mathematics, at any depth.
var (
	wordFields = []string{"options", "left", "right", "items", "nodes", "accept", "source", "symbols", "aliases", "unit", "units", "why", "text", "transcribe", "rubric"}
	mathFields = []string{"where", "given", "noise", "out", "symbols"}
)

// child is the context of a field.
func (c reading) child(name string) reading {
	if c.cells { // name is a cell's
		return reading{kind: "formula", words: true, maths: true}
	}
	switch {
	case name == "key":
		c.words = true
		c.maths = slices.Contains(mathKinds, c.kind)
		c.number = c.kind == "number"
	case name == "cells":
		c.cells = true
	case slices.Contains(wordFields, name):
		c.words = true
	}
	if slices.Contains(mathFields, name) || name == "accept" && c.kind == "code" {
		c.maths = true
	}
	if name == "id" || name == "text" || name == "why" {
		c.words, c.maths, c.number = true, false, false
	}
	if name == "points" || name == "line" {
		c.words = false
	}
	return c
}

// value reads a field of a question.
func (q *questionReader) value(n *yaml.Node, c reading) *value {
	v := &value{line: n.Line}
	switch n.Kind {
	case yaml.MappingNode:
		if kind := scalarAt(n, "kind"); kind != "" {
			c = reading{kind: kind} // a cell that is a question of its own
		}
		o := q.object(n, "this field", nil)
		v.fields = map[string]*value{}
		for _, name := range o.keys {
			v.set(name, o.lines[name], q.value(o.fields[name], c.child(name)))
		}
	case yaml.SequenceNode:
		v.list = []*value{}
		for _, e := range n.Content {
			v.list = append(v.list, q.value(e, c))
		}
	default:
		q.scalar(v, n, c)
	}
	return v
}

// scalarAt returns a field of a mapping that is a scalar, or "".
func scalarAt(n *yaml.Node, name string) string {
	if i := fieldAt(n, name); i >= 0 && n.Content[i+1].Kind == yaml.ScalarNode {
		return n.Content[i+1].Value
	}
	return ""
}

// written matches a number that a key gives digit by digit.
var written = regexp.MustCompile(`^[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?$`)

func (q *questionReader) scalar(v *value, n *yaml.Node, c reading) {
	switch tag := n.ShortTag(); {
	case tag == "!!null":
		q.errorf(n.Line, "a value is missing here")
		v.plain = ""
	case c.number && !written.MatchString(n.Value) && !strings.Contains(n.Value, "{="):
		q.numberKey(v, n)
	case c.words || c.number:
		q.words(v, n, c)
	case tag == "!!bool":
		v.plain = n.Value == "true"
	default:
		if f, ok := number(n); ok {
			v.plain = f
			return
		}
		q.words(v, n, c)
	}
}

func (q *questionReader) words(v *value, n *yaml.Node, c reading) {
	t := q.text(n.Value, textLine(n, n.Line))
	if len(t.holes) == 0 {
		v.plain = n.Value
		return
	}
	v.text = t
	if c.maths {
		v.as = key
	}
}

// numberKey reads an expression over the front matter's names, perhaps with a
// unit behind it. A key without names (25,600 or 50 ns) stays as written.
func (q *questionReader) numberKey(v *value, n *yaml.Node) {
	tree, unit, err := expr.ParseKey(n.Value)
	switch {
	case err != nil:
		v.formula = q.formula(n.Value, n.Line) // reports it
	case len(expr.Names(tree)) == 0:
		v.plain = n.Value
	default:
		v.formula = q.formula(tree.String(), n.Line)
		if !unit.IsZero() {
			v.unit = " " + unit.String()
		}
	}
}
