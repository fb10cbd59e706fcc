package grader

import (
	"slices"
	"strings"

	"gradcheck/grader/expr"
)

// wiringSpec holds the fields of a block diagram: its nodes, and its edges
// written a -> b.
type wiringSpec struct {
	common
	Nodes []string `field:"nodes,required"`
	Key   []string `field:"key,required"`
}

func (s *wiringSpec) check(d *decoder) {
	checkNotEmpty(d, "nodes", s.Nodes)
	checkNotEmpty(d, "key", s.Key)
	for i, edge := range s.Key {
		d.in("key", func() {
			d.in(i, func() {
				from, to, ok := strings.Cut(edge, "->")
				if !ok {
					d.errorf("%q is not an edge such as a -> b", edge)
					return
				}
				for _, n := range []string{strings.TrimSpace(from), strings.TrimSpace(to)} {
					if !slices.Contains(s.Nodes, n) {
						d.errorf("%q is not a node%s", n, expr.DidYouMean(n, s.Nodes))
					}
				}
			})
		})
	}
}
