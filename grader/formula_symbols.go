package grader

import (
	"reflect"

	"gradcheck/grader/expr"
)

// A declSpec declares a symbol: "vector d", or fields with how it is set in
// LaTeX.
type declSpec struct {
	Decl  expr.Decl
	LaTeX string
}

func (s *declSpec) decode(v any, d *decoder) {
	if m, ok := v.(map[string]any); ok {
		var long struct {
			Is    shortDecl `field:"is,required"`
			LaTeX string    `field:"latex"`
		}
		d.object(m, reflect.ValueOf(&long).Elem())
		s.Decl, s.LaTeX = expr.Decl(long.Is), long.LaTeX
		return
	}
	(*shortDecl)(&s.Decl).decode(v, d)
}

// shortDecl is a declaration in one line.
type shortDecl expr.Decl

func (s *shortDecl) decode(v any, d *decoder) {
	text, ok := d.scalar(v)
	if !ok {
		return
	}
	decl, err := expr.ParseDecl(text)
	if err != nil {
		d.errorf("%v", err)
	}
	*s = shortDecl(decl)
}

// checkAliases reports aliases of names that are not declared, where names are
// declared at all.
func checkAliases(d *decoder, aliases map[string][]string, symbols map[string]declSpec) {
	if len(symbols) == 0 {
		return
	}
	for _, name := range sortedKeys(aliases) {
		if _, ok := symbols[name]; !ok {
			d.in("aliases", func() {
				d.in(name, func() {
					d.errorf("%q is not among the symbols%s", name, expr.DidYouMean(name, sortedKeys(symbols)))
				})
			})
		}
	}
}

func checkNotEmpty(d *decoder, name string, list []string) {
	if len(list) == 0 {
		d.in(name, func() { d.errorf("it is empty") })
	}
}
