package grader

import "slices"

// matchSpec holds the fields of a matching: each entry on the left takes one on
// the right.
type matchSpec struct {
	common
	Left  []string          `field:"left,required"`
	Right []string          `field:"right,required"`
	Key   map[string]string `field:"key,required"`
}

func (s *matchSpec) check(d *decoder) {
	checkNotEmpty(d, "left", s.Left)
	checkNotEmpty(d, "right", s.Right)
	for _, l := range s.Left {
		if _, ok := s.Key[l]; !ok {
			d.in("key", func() { d.errorf("%q has no match", l) })
		}
	}
	for _, l := range sortedKeys(s.Key) {
		d.in("key", func() {
			d.in(l, func() {
				if !slices.Contains(s.Left, l) {
					d.errorf("%q is not on the left", l)
				}
				if r := s.Key[l]; !slices.Contains(s.Right, r) {
					d.errorf("%q is not on the right", r)
				}
			})
		})
	}
}
