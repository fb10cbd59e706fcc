package grader

// jointSpec holds the fields of a joint distribution: assignments separated by
// semicolons, judged by mean and covariance of the outputs.
type jointSpec struct {
	common
	Key     string              `field:"key,required"`
	Symbols map[string]declSpec `field:"symbols"`
	Where   []string            `field:"where"`
	Given   []string            `field:"given"`
	Noise   []string            `field:"noise,required"`
	Out     []string            `field:"out,required"`
	Aliases map[string][]string `field:"aliases"`
}

func (s *jointSpec) check(d *decoder) {
	checkNotEmpty(d, "out", s.Out)
	checkNotEmpty(d, "noise", s.Noise)
}
