package grader

import (
	"slices"
	"strings"
)

// codeSpec holds the fields of a listing in which some lines can be edited.
type codeSpec struct {
	common
	Language string      `field:"language"`
	Source   string      `field:"source,required"`
	Editable []int       `field:"editable,required"`
	Check    []checkSpec `field:"check,required"`
}

// A checkSpec is a condition on the expression that a line assigns to a target.
type checkSpec struct {
	Line    int                 `field:"line,required"`
	Target  string              `field:"target,required"`
	Symbols map[string]declSpec `field:"symbols"`
	Accept  string              `field:"accept,required"`
	Why     string              `field:"why"`
}

func (s *codeSpec) check(d *decoder) {
	lines := strings.Count(strings.TrimRight(s.Source, "\n"), "\n") + 1
	for i, n := range s.Editable {
		if n < 1 || n > lines {
			d.in("editable", func() { d.in(i, func() { d.errorf("line %d: the source has %d lines", n, lines) }) })
		}
	}
	for i, c := range s.Check {
		if !slices.Contains(s.Editable, c.Line) {
			d.in("check", func() {
				d.in(i, func() { d.in("line", func() { d.errorf("line %d is not among the editable ones", c.Line) }) })
			})
		}
	}
}
