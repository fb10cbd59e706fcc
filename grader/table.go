package grader

// tableSpec holds the fields of a table whose cells are questions.
type tableSpec struct {
	common
	Cells   map[string]cellSpec `field:"cells,required"`
	Symbols map[string]declSpec `field:"symbols"`
	Aliases map[string][]string `field:"aliases"`
}

func (s *tableSpec) check(d *decoder) {
	if len(s.Cells) == 0 {
		d.in("cells", func() { d.errorf("it is empty") })
	}
	checkAliases(d, s.Aliases, s.Symbols)
}

// A cellSpec is a question of its own, or an expression for a formula. A cell
// with given: printed is filled in where the exam prints it.
type cellSpec struct {
	fields map[string]any
	given  bool
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
	for k, f := range m {
		s.fields[k] = f
	}
	if given, ok := m["given"]; ok {
		delete(s.fields, "given")
		s.given = given == "printed"
		if !s.given {
			d.in("given", func() { d.errorf(`the only value is "printed"`) })
		}
	}
	_, errs := decode(s.fields)
	for _, e := range errs {
		path := append(d.path[:len(d.path):len(d.path)], e.Path...)
		d.errs = append(d.errs, &FieldError{path, e.Msg})
	}
}
