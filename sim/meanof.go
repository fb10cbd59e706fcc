package sim

import "math"

// A meanOf is a running mean of numbers with its standard error (Welford).
type meanOf struct {
	n       int
	mean, m float64 // m is the sum of squared distances from the mean
}

func (s *meanOf) add(x float64) {
	s.n++
	d := x - s.mean
	s.mean += d / float64(s.n)
	s.m += d * (x - s.mean)
}

// variance is the unbiased estimate, 0 for a single number.
func (s *meanOf) variance() float64 {
	if s.n < 2 {
		return 0
	}
	return s.m / float64(s.n-1)
}

// err is the standard error of the mean.
func (s *meanOf) err() float64 { return math.Sqrt(s.variance() / float64(max(s.n, 1))) }

// momentsOf is the mean of all the numbers, with its error.
func momentsOf(xs []float64) meanOf {
	var m meanOf
	for _, x := range xs {
		m.add(x)
	}
	return m
}

// histogram is the share of xs in each of so many bins from lo to hi, divided by
// the bin's width, as a line over the bins' centres.
func histogram(name string, xs []float64, lo, hi float64, bins int) Series {
	s := Series{Name: name, X: make([]float64, bins), Y: make([]float64, bins)}
	w := (hi - lo) / float64(bins)
	for k := range bins {
		s.X[k] = lo + (float64(k)+0.5)*w
	}
	for _, x := range xs {
		if k := int(math.Floor((x - lo) / w)); 0 <= k && k < bins {
			s.Y[k] += 1 / (float64(len(xs)) * w)
		}
	}
	return s
}
