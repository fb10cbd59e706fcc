package grader

// essaySpec holds the fields of a text that a person marks against a rubric.
type essaySpec struct {
	common
	Rubric []rubricSpec `field:"rubric,required"`
	Lines  int          `field:"lines"`
}

// A rubricSpec is one thing to look for, with the points it is worth.
type rubricSpec struct {
	ID     string  `field:"id,required"`
	Points float64 `field:"points,required"`
	Text   string  `field:"text,required"`
}

func (s *essaySpec) check(d *decoder) {
	if len(s.Rubric) == 0 {
		d.in("rubric", func() { d.errorf("it is empty") })
	}
	seen := map[string]bool{}
	for i, r := range s.Rubric {
		d.in("rubric", func() {
			d.in(i, func() {
				if seen[r.ID] {
					d.errorf("id %q occurs twice", r.ID)
				}
				if r.Points <= 0 {
					d.in("points", func() { d.errorf("%v points: it has to be more than 0", r.Points) })
				}
			})
		})
		seen[r.ID] = true
	}
}
