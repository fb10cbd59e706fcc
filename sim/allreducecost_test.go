package sim

import (
	"fmt"
	"math"
	"testing"
)

func TestAllreduceCost(t *testing.T) {
	g := readRing(t)
	for _, r := range g.Times {
		params := fmt.Sprintf("workers=%d size=%d", r.Workers, r.Size)
		tr := mustRun(t, allreduceCost, params)
		for name, want := range r.Seconds {
			wantFigure(t, tr, params, name, want, 1e-12)
		}
	}
	for _, r := range g.Crossover {
		params := fmt.Sprintf("workers=%g", r[0])
		wantFigure(t, mustRun(t, allreduceCost, params), params, "crossover", r[1], 1e-12)
	}
}

// TestAllreduceCrossover checks that ring and doubling do tie there.
func TestAllreduceCrossover(t *testing.T) {
	w := wire{latency: 3e-6, perNumber: 1e-9}
	for _, n := range []int{3, 5, 8, 100, 1024} {
		at := crossover(n, w)
		ways := exchanges(n)
		a, b := w.time(ways[ringWay], at), w.time(ways[doublingWay], at)
		if at <= 0 || math.Abs(a-b) > 1e-12*a {
			t.Errorf("crossover(%d) = %v: times %v and %v", n, at, a, b)
		}
	}
	if at := crossover(2, w); at != 0 {
		t.Errorf("crossover(2) = %v, want none", at)
	}
}

// TestAllreduceLeast checks that no way beats the two lower bounds.
func TestAllreduceLeast(t *testing.T) {
	for n := 2; n <= 1024; n += 1 + n/7 {
		for _, c := range exchanges(n) {
			if c.numbers < 2*float64(n-1)/float64(n)-1e-12 || c.waits < math.Log2(float64(n))-1e-12 {
				t.Errorf("%s of %d workers: %v waits, %v gradients", c.name, n, c.waits, c.numbers)
			}
		}
	}
}

func TestAllreduceFrames(t *testing.T) {
	for _, params := range []string{"", "workers=2 size=1", "workers=1024 size=100000000000", "latency=0", "latency=0 workers=3 bandwidth=0.001"} {
		wantFrames(t, allreduceCost, params, "ways", "parts", "sizes", "workers")
	}
}

func BenchmarkAllreduceCost(b *testing.B) {
	benchmarkRuns(b, allreduceCost, "workers=16", "workers=1000")
}
