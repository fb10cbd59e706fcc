package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func TestDiffusionSample(t *testing.T) {
	g := readDiffusion(t)
	const draws = 2000
	for _, r := range g.Samples {
		params := fmt.Sprintf("steps=%d draws=%d", r.Steps, draws)
		tr := mustRun(t, diffusionSample, params)
		wantFigure(t, tr, params, "true_mean", g.Data[0], 1e-12)
		wantFigure(t, tr, params, "true_variance", g.Data[1], 1e-12)
		wantFigure(t, tr, params, "true_left", g.Data[2], 1e-12)
		// both sides are means over draws (20 000 on the other)
		scale := math.Sqrt(1 + draws/20000.0)
		for name, want := range map[string][2]float64{
			"mean":     {r.Mean, math.Sqrt(r.Variance / draws)},
			"variance": {r.Variance, varianceError(draws)},
			"left":     {r.Left, math.Sqrt(r.Left * (1 - r.Left) / draws)},
		} {
			if got := figure(t, tr, name); math.Abs(got-want[0]) > 4*scale*want[1] {
				t.Errorf("%s of diffusion-sample(%s) = %v, want %v ± %v", name, params, got, want[0], 4*scale*want[1])
			}
		}
	}
}

// TestGuesser compares the guess with one by quadrature: the mean of z₀ under
// data density times the noise's.
func TestGuesser(t *testing.T) {
	for _, a := range []float64{0.1, 0.5, 0.9} {
		for _, z := range []float64{-2.5, -0.6, 0, 0.3, 1.7} {
			up, down := 0.0, 0.0
			for x := -6.0; x < 6; x += 1e-3 {
				d := z - math.Sqrt(a)*x
				w := density(x, 1) * math.Exp(-d*d/(2*(1-a)))
				up, down = up+x*w, down+w
			}
			if got := newGuesser(a).guess(z); math.Abs(got-up/down) > 1e-9 {
				t.Errorf("newGuesser(%v).guess(%v) = %v, want %v", a, z, got, up/down)
			}
		}
	}
}

func TestDiffusionSampleFrames(t *testing.T) {
	for _, params := range []string{"draws=200", "steps=1 draws=100", "steps=2 draws=100", "steps=100 draws=100"} {
		wantFrames(t, diffusionSample, params, "data", "samples", "result")
	}
	wantRefused(t, diffusionSample, "steps=1000 draws=20000", "steps = 1000", "draws = 20000", "2000")
}

func BenchmarkDiffusionSample(b *testing.B) {
	benchmarkRuns(b, diffusionSample, "")
	b.Run("100 steps, 20 000 samples", func(b *testing.B) {
		for b.Loop() {
			s := &sampler{as: noiseLevels(100), zs: make([]float64, 20_000), rng: rand.New(rand.NewPCG(1, 0))}
			for t := 100; t >= 1; t-- {
				s.step(t)
			}
		}
	})
}
