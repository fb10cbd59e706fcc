package problems

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"go.yaml.in/yaml/v4"

	"gradcheck/grader"
)

// partFields are the fields of an answer block that are read here; the others
// belong to the kind of question. near is shared: its show is read here.
var partFields = []string{"points", "hint", "explain", "carry", "gate"}

// answer reads an answer block and the options or the table above it.
func (b *bodyReader) answer(y yamlBlock) {
	start := y.start
	switch n := b.pending.(type) {
	case *ast.List:
		start = lineStart(b.src, nodeStart(n))
	case *east.Table:
		start, _ = tableRange(b.src, n)
	}
	b.cut.drop(start, y.end, "")
	switch {
	case b.solution:
		b.errorf(y.line, "an answer block cannot stand in the solution; move it above # Solution")
		return
	case b.part == nil:
		b.errorf(y.line, "this answer block stands before the first part; write its heading above it, such as ## (a)")
		return
	case b.part.answer != 0:
		b.errorf(y.line, "the part has a second answer block, the first is on line %d; make it a part of its own", b.part.answer)
		return
	}
	p := b.part
	p.answer = y.line
	if p.Label == "" {
		p.line = y.line
	}
	n := b.yaml(y.src, y.line+1)
	if n == nil {
		return
	}
	q := &questionReader{bodyReader: b, p: p, o: b.object(n, "this answer block", nil)}
	q.read()
}

// A questionReader reads the fields of one answer block.
type questionReader struct {
	*bodyReader
	p *PartTemplate
	o *object
}

func (q *questionReader) read() {
	q.o.line = q.p.answer
	if !q.o.need("kind", "number") {
		return
	}
	q.p.Kind = q.o.str("kind")
	if q.o.need("points", "5") {
		before := len(q.mistakes)
		q.p.Points = q.o.num("points")
		if q.p.Points <= 0 && len(q.mistakes) == before {
			q.errorf(q.o.lineOf("points"), "a part is worth more than 0 points")
		}
	}
	q.hints()
	q.explain()
	q.near()
	q.carry()
	q.gate()
	before := len(q.mistakes)
	q.spec()
	sound := len(q.mistakes) == before
	q.above()
	if sound {
		q.checkFields()
	}
}

// spec takes the fields that belong to the question.
func (q *questionReader) spec() {
	v := &value{line: q.p.answer, fields: map[string]*value{}}
	for _, name := range q.o.keys {
		if slices.Contains(partFields, name) {
			continue
		}
		v.set(name, q.o.lines[name], q.value(q.o.fields[name], reading{kind: q.p.Kind}.child(name)))
	}
	q.p.spec = v
}

// above reads the options or blanks that stand above the block.
func (q *questionReader) above() {
	list, _ := q.pending.(*ast.List)
	table, _ := q.pending.(*east.Table)
	picks := q.p.Kind == "choice" || q.p.Kind == "choices"
	switch {
	case list != nil && !picks:
		q.errorf(q.lineOf(nodeStart(list)), "a task list belongs to a choice or choices, and this is a %s; write the list without [ ]", q.p.Kind)
	case list != nil && (q.o.has("options") || q.o.has("key")):
		q.errorf(q.o.lineOf("options"), "the options stand in the task list above, with [x] for the key; drop options and key here")
	case list != nil:
		q.addOptions(q.lineOf(nodeStart(list)), q.options(list))
	case picks && !q.o.has("options"):
		if !q.stray {
			q.errorf(q.p.answer, "this %s has no options; write a task list directly above: - [x] right, - [ ] wrong", q.p.Kind)
		}
		q.placeholder()
	}
	switch {
	case table != nil && q.p.Kind != "table":
		q.errorf(q.lineOf(nodeStart(table)), "a table with [[name]] blanks belongs to kind: table, and this is a %s", q.p.Kind)
	case table != nil && (q.o.has("rows") || q.o.has("header")):
		q.errorf(q.p.answer, "the rows stand in the table above; drop header and rows here")
	case table != nil:
		before := len(q.mistakes)
		q.matchCells(q.cells(table))
		if len(q.mistakes) == before {
			q.addRows(table)
		}
	case q.p.Kind == "table":
		q.errorf(q.p.answer, "this table has no blanks; write a table with [[name]] in its cells directly above")
	}
}

// addOptions puts a task list into the question as options and key.
func (q *questionReader) addOptions(line int, opts []option) {
	all, key := &value{line: line}, &value{line: line}
	for _, o := range opts {
		v := &value{line: o.line, fields: map[string]*value{}}
		v.set("id", o.line, &value{line: o.line, plain: o.id})
		v.set("text", o.line, &value{line: o.line, text: q.text(o.text, o.line)})
		if o.why != "" {
			v.set("why", o.whyLine, &value{line: o.whyLine, text: q.text(o.why, o.whyLine)})
		}
		all.list = append(all.list, v)
		if o.key {
			key.list = append(key.list, &value{line: o.line, plain: o.id})
		}
	}
	n := len(key.list)
	if n == 0 {
		q.errorf(line, "no option is marked right; write - [x] before it")
		q.placeholder()
		return
	}
	if q.p.Kind == "choice" {
		if n > 1 {
			q.errorf(key.list[1].line, "a choice has one right option and %d are marked [x]; write kind: choices, or mark one", n)
		}
		key = key.list[0]
	} else if want := q.o.count("select"); want > 0 && want != n {
		q.errorf(q.o.lineOf("select"), "select is %d, but %s marked [x]", want, plural(n, "option")+map[bool]string{true: " is", false: " are"}[n == 1])
	}
	q.p.spec.set("options", line, all)
	q.p.spec.set("key", line, key)
}

// placeholder stands in for options that are missing, which was reported, so
// that the rest of the fields can be checked.
func (q *questionReader) placeholder() {
	o := &value{fields: map[string]*value{}}
	o.set("id", 0, &value{plain: "a"})
	o.set("text", 0, &value{plain: "a"})
	p := *o
	p.fields = map[string]*value{"id": {plain: "b"}, "text": {plain: "b"}}
	q.p.spec.set("options", q.p.answer, &value{list: []*value{o, &p}})
	q.p.spec.set("key", q.p.answer, &value{plain: "a"})
}

// addRows puts the texts of a table into the question, blanks and all.
func (q *questionReader) addRows(t *east.Table) {
	line := q.lineOf(nodeStart(t))
	rows := &value{line: line, list: []*value{}}
	for r := t.FirstChild(); r != nil; r = r.NextSibling() {
		row, blank := &value{line: line, list: []*value{}}, true
		for _, c := range cellTexts(q.src, r) {
			at := q.lineOf(c.at)
			row.line, blank = at, blank && c.text == ""
			row.list = append(row.list, &value{line: at, text: q.text(c.text, at)})
		}
		if _, head := r.(*east.TableHeader); !head {
			rows.list = append(rows.list, row)
		} else if !blank {
			q.p.spec.set("header", row.line, row)
		}
	}
	q.p.spec.set("rows", line, rows)
}

// matchCells checks that the blanks of the table are the cells of the block.
func (q *questionReader) matchCells(blanks []cell) {
	cells := q.p.spec.fields["cells"]
	if cells == nil || cells.fields == nil {
		return // the grader says so
	}
	var names []string
	for _, c := range blanks {
		names = append(names, c.name)
		if cells.fields[c.name] == nil {
			q.errorf(c.line, "the blank [[%s]] has no entry in cells%s", c.name, suggest(c.name, cells.names))
		}
	}
	for _, name := range cells.names {
		if !slices.Contains(names, name) {
			q.errorf(cells.fields[name].nameLine, "the cell %q has no blank [[%s]] in the table above%s", name, name, suggest(name, names))
		}
	}
}

// checkFields has the grader check the structure of the question.
func (q *questionReader) checkFields() {
	errs := grader.CheckFields(q.p.spec.raw().(map[string]any))
	q.report(errs)
}

func (q *questionReader) report(errs grader.FieldErrors) {
	for _, e := range errs {
		msg := e.Msg
		if name, ok := q.partField(e); ok {
			msg = fmt.Sprintf("unknown field %q (did you mean %q?)", e.Path[0], name)
		}
		q.errorf(q.p.spec.at(e.Path), "%s", fieldMsg(e.Path, msg))
	}
}

var meant = regexp.MustCompile(`did you mean "([^"]+)"`)

// partField returns the field of a part that an unknown field may have meant,
// unless one of the grader's fields is nearer.
func (q *questionReader) partField(e *grader.FieldError) (string, bool) {
	if len(e.Path) != 1 || !strings.Contains(e.Msg, "unknown field") {
		return "", false
	}
	name, _ := e.Path[0].(string)
	candidates := partFields
	if m := meant.FindStringSubmatch(e.Msg); m != nil {
		candidates = append(slices.Clone(partFields), m[1])
	}
	m := meant.FindStringSubmatch(suggest(name, candidates))
	if m == nil || !slices.Contains(partFields, m[1]) {
		return "", false
	}
	return m[1], true
}

// fieldMsg puts the field before a message that does not name it.
func fieldMsg(path []any, msg string) string {
	if len(path) > 0 {
		if name, ok := path[len(path)-1].(string); ok && strings.Contains(msg, name) {
			path = path[:len(path)-1]
		}
	}
	if len(path) == 0 {
		return msg
	}
	return (&grader.FieldError{Path: path, Msg: msg}).Error()
}

// fieldErrors returns the field errors behind err, if it is made of them.
func fieldErrors(err error) (grader.FieldErrors, bool) {
	var many grader.FieldErrors
	if errors.As(err, &many) {
		return many, true
	}
	var one *grader.FieldError
	if errors.As(err, &one) {
		return grader.FieldErrors{one}, true
	}
	return nil, false
}

func (q *questionReader) hints() {
	for _, n := range q.o.list("hint") {
		h := hintTemplate{}
		if n.Kind == yaml.ScalarNode {
			h.text = q.text(n.Value, textLine(n, n.Line))
		} else {
			o := q.object(n, "this hint", []string{"cost", "text"})
			if !o.ok || !o.need("text", `"What is kept in memory?"`) {
				continue
			}
			h.cost = o.percent("cost")
			h.text = q.text(o.str("text"), textLine(o.fields["text"], o.lineOf("text")))
		}
		if n.Kind == yaml.ScalarNode && strings.TrimSpace(h.text.src) == "" {
			q.errorf(n.Line, "this hint has no text")
		}
		q.p.hints = append(q.p.hints, h)
	}
}
