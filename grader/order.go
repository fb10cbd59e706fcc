package grader

import "slices"

// orderSpec holds the fields of a list to rearrange.
type orderSpec struct {
	common
	Items  []string `field:"items,required"`
	Key    []string `field:"key,required"`
	Credit string   `field:"credit"`
}

func (s *orderSpec) check(d *decoder) {
	d.oneOf("credit", s.Credit, "all", "longest-run")
	checkNotEmpty(d, "key", s.Key)
	for i, k := range s.Key {
		d.in("key", func() {
			d.in(i, func() {
				switch {
				case !slices.Contains(s.Items, k):
					d.errorf("%q is not among the items", k)
				case slices.Contains(s.Key[:i], k):
					d.errorf("%q occurs twice", k)
				}
			})
		})
	}
}
