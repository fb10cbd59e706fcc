package sim

import (
	"fmt"
	"math"
	"testing"
)

func TestStraggler(t *testing.T) {
	g := readRing(t)
	for _, r := range g.Slow {
		params := fmt.Sprintf("workers=%g slow=%g runs=10", r[0], r[1])
		wantFigure(t, mustRun(t, straggler, params), params, "slowdown", r[1], 1e-12)
	}
	for _, r := range g.Harmonic {
		params := fmt.Sprintf("workers=%g", r[0])
		tr := mustRun(t, straggler, params)
		wantFigure(t, tr, params, "harmonic", r[1], 1e-14)
		mean, err := figure(t, tr, "waiting"), figure(t, tr, "waiting_error")
		if z := (mean - r[1]) / err; math.Abs(z) > 4 {
			t.Errorf("waiting of straggler(%s) = %v ± %v, want %v", params, mean, err, r[1])
		}
		if free := figure(t, tr, "free"); free > mean || free < 1 {
			t.Errorf("free of straggler(%s) = %v, want it between 1 and %v", params, free, mean)
		}
	}
}

// TestRingClock follows three workers with one link of 4 by hand.
func TestRingClock(t *testing.T) {
	c := make(ringClock, 3)
	took := func(i int) float64 { return []float64{4, 1, 1}[i] }
	for i, want := range [][3]float64{{4, 1, 1}, {8, 5, 2}, {12, 9, 6}, {16, 13, 10}} {
		c.round(took)
		if got := [3]float64(c); got != want {
			t.Errorf("after round %d: %v, want %v", i+1, got, want)
		}
	}
}

func TestStragglerFrames(t *testing.T) {
	for _, params := range []string{"", "workers=2 slow=1", "workers=64 slow=100 runs=10", "workers=3"} {
		wantFrames(t, straggler, params, "start", "round", "result")
	}
}

func BenchmarkStraggler(b *testing.B) {
	benchmarkRuns(b, straggler, "workers=8", "workers=64 runs=300")
}
