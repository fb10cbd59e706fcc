package sim

import (
	"fmt"
	"math"
	"testing"
)

func TestDiffusionChain(t *testing.T) {
	for _, r := range readDiffusion(t).Chain {
		last := 0.1 * float64(r.Steps)
		params := fmt.Sprintf("steps=%d last=%g draws=20000", r.Steps, last)
		tr := mustRun(t, diffusionChain, params)
		wantFigure(t, tr, params, "alpha", r.Alpha, 1e-12)
		wantFigure(t, tr, params, "mean", r.Mean, 1e-12)
		wantFigure(t, tr, params, "variance", r.Variance, 1e-12)
		for _, way := range []string{"chain", "jump"} {
			mean, variance := figure(t, tr, way+"_mean"), figure(t, tr, way+"_variance")
			if z := (mean - r.Mean) / math.Sqrt(r.Variance/20000); math.Abs(z) > 4 {
				t.Errorf("%s_mean of diffusion-chain(%s) = %v, want %v", way, params, mean, r.Mean)
			}
			if z := (variance - r.Variance) / (r.Variance * math.Sqrt(2.0/20000)); math.Abs(z) > 4 {
				t.Errorf("%s_variance of diffusion-chain(%s) = %v, want %v", way, params, variance, r.Variance)
			}
		}
	}
}

func TestHistogram(t *testing.T) {
	h := histogram("h", []float64{0.1, 0.2, 0.9, 1.5, -7, 2}, 0, 2, 2)
	if h.X[0] != 0.5 || h.X[1] != 1.5 || h.Y[0] != 0.5 || math.Abs(h.Y[1]-1.0/6) > 1e-15 {
		t.Errorf("histogram = %v %v, want 3 of 6 and 1 of 6", h.X, h.Y)
	}
}

func TestDiffusionChainFrames(t *testing.T) {
	for _, params := range []string{"", "steps=1", "steps=50 first=0.9 last=0.9 draws=100", "steps=13 start=-5"} {
		wantFrames(t, diffusionChain, params, "start", "step", "result")
	}
}

func BenchmarkDiffusionChain(b *testing.B) {
	benchmarkRuns(b, diffusionChain, "", "steps=50 draws=20000")
}
