package grader

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// tableSpec holds the fields of a table whose cells are questions. Rows are the
// table as it is shown; a cell with [[name]] is the blank of that name. Without
// rows there is one row a cell, in the order of the names.
type tableSpec struct {
	common
	Header  []string            `field:"header"`
	Rows    [][]string          `field:"rows"`
	Cells   map[string]cellSpec `field:"cells,required"`
	Symbols sharedSymbols       `field:"symbols"`
	Aliases map[string][]string `field:"aliases"`
}

func (s *tableSpec) check(d *decoder) {
	if len(s.Cells) == 0 {
		d.in("cells", func() { d.errorf("it is empty") })
	} else if len(s.asked()) == 0 {
		d.in("cells", func() { d.errorf("all of them are given; one has to be asked") })
	}
	if len(s.Near) > 0 {
		d.in("near", func() { d.errorf("a table has no near answers of its own; write near in the cell") })
	}
	checkAliases(d, s.Aliases, s.Symbols.decls)
	s.checkRows(d)
	s.checkPoints(d)
}

// checkRows reports blanks without a cell and cells without a blank.
func (s *tableSpec) checkRows(d *decoder) {
	seen := map[string]bool{}
	for i, row := range s.Rows {
		if len(s.Header) > 0 && len(row) > len(s.Header) {
			d.in("rows", func() {
				d.in(i, func() { d.errorf("there are %d cells, and the header has %d", len(row), len(s.Header)) })
			})
		}
		for j, text := range row {
			report := func(format string, args ...any) {
				d.in("rows", func() { d.in(i, func() { d.in(j, func() { d.errorf(format, args...) }) }) })
			}
			names := blankPattern.FindAllStringSubmatch(text, -1)
			if len(names) > 1 {
				report("there are %d blanks in this cell; give each a cell of its own", len(names))
			}
			for _, m := range names {
				if _, ok := s.Cells[m[1]]; !ok {
					report("the blank [[%s]] has no entry in cells", m[1])
				} else if seen[m[1]] {
					report("the blank [[%s]] is here twice", m[1])
				}
				seen[m[1]] = true
			}
		}
	}
	for _, name := range sortedKeys(s.Cells) {
		if len(s.Rows) > 0 && !seen[name] {
			d.in("cells", func() { d.in(name, func() { d.errorf("no row has the blank [[%s]]", name) }) })
		}
	}
}

// checkPoints reports cells without points beside cells with points.
func (s *tableSpec) checkPoints(d *decoder) {
	for _, name := range s.asked() {
		if s.Cells[name].points == 0 && slices.ContainsFunc(s.asked(), func(n string) bool { return s.Cells[n].points > 0 }) {
			d.in("cells", func() { d.in(name, func() { d.errorf("points are missing; give them to all cells or to none") }) })
		}
	}
}

// asked returns the cells that are not given, sorted by name.
func (s *tableSpec) asked() []string {
	return slices.DeleteFunc(sortedKeys(s.Cells), func(name string) bool { return s.Cells[name].given })
}

// A cellSpec is a question of its own, or an expression for a formula. A cell
// with given: printed is filled in where the exam prints it. Points weigh the
// cells against each other.
type cellSpec struct {
	fields map[string]any
	given  bool
	points float64
}

func (s *cellSpec) decode(v any, d *decoder) {
	m, ok := v.(map[string]any)
	if !ok {
		if text, ok := d.scalar(v); ok {
			s.fields = map[string]any{"kind": "formula", "key": text}
		}
		return
	}
	s.fields = map[string]any{"kind": "formula"}
	maps.Copy(s.fields, m)
	if given, ok := m["given"]; ok {
		delete(s.fields, "given")
		s.given = given == "printed"
		if !s.given {
			d.in("given", func() { d.errorf(`the only value is "printed"`) })
		}
	}
	if points, ok := m["points"]; ok {
		delete(s.fields, "points")
		d.in("points", func() {
			if s.points, ok = d.number(points); ok && s.points <= 0 {
				d.errorf("%v points: it has to be more than 0", s.points)
			}
		})
	}
	_, errs := decode(s.fields)
	d.nested(errs)
}

// nested records the mistakes of a question inside a question.
func (d *decoder) nested(errs FieldErrors) {
	for _, e := range errs {
		path := append(d.path[:len(d.path):len(d.path)], e.Path...)
		d.errs = append(d.errs, &FieldError{path, e.Msg})
	}
}

// sharedSymbols are declarations that are handed on as they are written.
type sharedSymbols struct {
	raw   map[string]any
	decls map[string]declSpec
}

func (s *sharedSymbols) decode(v any, d *decoder) {
	d.dict(v, reflect.ValueOf(&s.decls).Elem())
	s.raw, _ = v.(map[string]any)
}

// question returns the fields of a cell with what it shares with the others.
// Its own symbols and aliases come first.
func (s *tableSpec) question(cell cellSpec) map[string]any {
	fields := maps.Clone(cell.fields)
	if fields["kind"] != "formula" {
		return fields
	}
	aliases := map[string]any{}
	for name, list := range s.Aliases {
		var spellings []any
		for _, a := range list {
			spellings = append(spellings, a)
		}
		aliases[name] = spellings
	}
	for name, shared := range map[string]map[string]any{"symbols": s.Symbols.raw, "aliases": aliases} {
		all := maps.Clone(shared)
		if own, ok := fields[name].(map[string]any); ok && all != nil {
			maps.Copy(all, own)
		} else if ok {
			all = own
		}
		if len(all) > 0 {
			fields[name] = all
		}
	}
	return fields
}

func (s *tableSpec) build(d *decoder) Question {
	questions := map[string]Question{}
	for _, name := range sortedKeys(s.Cells) {
		d.in("cells", func() {
			d.in(name, func() {
				if q := s.cell(d, s.Cells[name]); q != nil {
					questions[name] = q
				}
			})
		})
	}
	if len(d.errs) > 0 {
		return nil
	}
	q := &table{}
	rows := s.Rows
	if rows == nil {
		for _, name := range sortedKeys(s.Cells) {
			rows = append(rows, []string{name, "[[" + name + "]]"})
		}
	}
	q.grid.Header = s.Header
	width := len(s.Header)
	for _, row := range rows {
		width = max(width, len(row))
	}
	for _, row := range rows {
		var out GridRow
		for j, text := range row {
			out = append(out, q.place(s, questions, text, labelOf(s.Header, row, j)))
		}
		out = append(out, make(GridRow, width-len(row))...)
		q.grid.Rows = append(q.grid.Rows, out)
	}
	return q
}

// cell makes the question of a cell, and reports one that does not fit there.
func (s *tableSpec) cell(d *decoder, cell cellSpec) Question {
	q, err := New(s.question(cell))
	var errs FieldErrors
	switch {
	case errors.As(err, &errs):
		d.nested(errs)
		return nil
	case err != nil:
		d.errorf("%v", err)
		return nil
	}
	switch q.Input().(type) {
	case Line, Pick:
		return q
	}
	d.in("kind", func() {
		d.errorf("kind %v does not fit in a cell; number, formula, choice, choices and text do", cell.fields["kind"])
	})
	return nil
}

var blankPattern = regexp.MustCompile(`\[\[\s*([^\[\]\n]*?)\s*\]\]`)

// place makes the cell of a grid from its text, and puts its question in place.
func (q *table) place(s *tableSpec, questions map[string]Question, text, label string) GridCell {
	m := blankPattern.FindStringSubmatchIndex(text)
	if m == nil {
		return GridCell{Text: text}
	}
	name := text[m[2]:m[3]]
	before, after, cell := strings.TrimSpace(text[:m[0]]), strings.TrimSpace(text[m[1]:]), questions[name]
	if s.Cells[name].given {
		return GridCell{Text: strings.TrimSpace(before + " " + printed(cell) + " " + after)}
	}
	if label == "" {
		label = name
	}
	weight := s.Cells[name].points
	if weight == 0 {
		weight = 1
	}
	q.cells = append(q.cells, cell)
	q.names = append(q.names, blankName{label, weight})
	q.grid.Blanks = append(q.grid.Blanks, GridBlank{label, cell.Input()})
	return GridCell{Text: before, Blank: len(q.cells), After: after}
}

// printed is the key of a cell as the exam prints it, in Markdown.
func printed(q Question) string {
	key := strings.Join(q.Key(), ", ")
	if in, ok := q.Input().(Pick); ok {
		var texts []string
		for _, o := range in.Options {
			if slices.Contains(strings.Split(key, ","), o.ID) {
				texts = append(texts, o.Text)
			}
		}
		return strings.Join(texts, ", ")
	}
	r, ok := q.(Reader)
	if !ok {
		return key
	}
	reading := r.Read(q.Key())
	switch {
	case reading.TeX != "":
		return "$" + reading.TeX + "$"
	case reading.Text != "":
		return reading.Text
	}
	return key
}

// labelOf names a cell by the first text of its row and the head of its column.
func labelOf(header, row []string, col int) string {
	var parts []string
	if col > 0 && !blankPattern.MatchString(row[0]) {
		parts = append(parts, plainLabel(row[0]))
	}
	if col < len(header) {
		parts = append(parts, plainLabel(header[col]))
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// A table asks for several things at once, each a question of its own.
type table struct {
	grid  Grid
	cells []Question // those that are asked, row by row
	names []blankName
}

// Input implements [Question].
func (q *table) Input() Input { return q.grid }

// Key implements [Question].
func (q *table) Key() Answer {
	var a Answer
	for _, c := range q.cells {
		a = append(a, strings.Join(c.Key(), ","))
	}
	return a
}

// ReadBlank implements [BlankReader].
func (q *table) ReadBlank(i int, s string) Reading {
	if i < 0 || i >= len(q.cells) {
		return Reading{}
	}
	if r, ok := q.cells[i].(Reader); ok {
		return r.Read(Answer{s})
	}
	return Reading{Text: plainText(s)}
}

// Read implements [Reader].
func (q *table) Read(a Answer) Reading { return readBlanks(q, q.names, a) }

// readBlanks reads an answer of several blanks, one after the other.
func readBlanks(q BlankReader, names []blankName, a Answer) Reading {
	a, v := fit(a, len(names))
	if v != nil {
		return Reading{Why: v.Why}
	}
	var texts []string
	for i, s := range a {
		if strings.TrimSpace(s) == "" {
			continue
		}
		r := q.ReadBlank(i, s)
		if r.Why != "" {
			return Reading{Why: fmt.Sprintf("%s: %s", names[i].label, r.Why), Offset: r.Offset}
		}
		texts = append(texts, r.Text)
	}
	return Reading{Text: strings.Join(texts, "; ")}
}

// Grade implements [Question]. Every cell counts by its points, or alike.
func (q *table) Grade(a Answer) Verdict {
	a, v := fit(a, len(q.cells))
	if v != nil {
		return *v
	}
	blanks := make([]Verdict, len(q.cells))
	for i, c := range q.cells {
		blanks[i] = c.Grade(Answer{a[i]})
	}
	return sumUp(q.names, blanks)
}
