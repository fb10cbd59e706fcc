package sim

// span is n+1 numbers evenly from lo to hi, both included.
func span(lo, hi float64, n int) []float64 {
	xs := make([]float64, n+1)
	for i := range xs {
		xs[i] = lo + (hi-lo)*float64(i)/float64(n)
	}
	return xs
}

// mapped is f of every number.
func mapped(xs []float64, f func(float64) float64) []float64 {
	ys := make([]float64, len(xs))
	for i, x := range xs {
		ys[i] = f(x)
	}
	return ys
}
