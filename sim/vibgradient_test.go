package sim

import (
	"fmt"
	"testing"
)

// TestVIBGradient compares the worked example with automatic differentiation.
func TestVIBGradient(t *testing.T) {
	g := readVIB(t)
	for _, c := range g.Cases {
		tr := play(t, vibGradient, fmt.Sprintf("beta=%g", c.Beta))
		for name, want := range map[string]float64{"ce": c.CE, "kl": c.KL, "loss": c.Loss} {
			if got := floatResult(t, tr, name); !isClose(got, want, 1e-12) {
				t.Errorf("%s at β = %g is %v, want %v", name, c.Beta, got, want)
			}
		}
		for part, want := range map[string]string{"W1": "w1", "b1": "b1", "W2": "w2", "b2": "b2", "W3": "w3", "b3": "b3"} {
			for i, term := range []string{"task_", "kl_"} {
				if got := floatResult(t, tr, term+want); !isClose(got, g.Norms[part][i], 1e-12) {
					t.Errorf("%s%s = %v, want %v", term, want, got, g.Norms[part][i])
				}
			}
		}
	}
	for seed := range 5 {
		tr := play(t, vibGradient, fmt.Sprintf("seed=%d", seed))
		if w3, w1 := result(t, tr, "kl_w3"), floatResult(t, tr, "task_w1"); w3 != "0" || w1 == 0 {
			t.Errorf("seed %d: the regulariser reaches W3 by %s, the task W1 by %v", seed, w3, w1)
		}
	}
}

// TestVIBWiring has the moments of every wiring at μ = 1.5 and σ = 0.5.
func TestVIBWiring(t *testing.T) {
	for _, tt := range []struct{ wiring, mean, variance, want string }{
		{"mu + sigma*V", "1.5", "0.25", "Z = μ + σV: first the noise is stretched to σ, then shifted to μ, and the draws fit what is wanted."},
		{"sigma + mu*V", "0.5", "2.25", "Z = σ + μV has mean 0.5 and standard deviation 1.5, where 1.5 and 0.5 are wanted."},
		{"mu*sigma + V", "0.75", "1", "Z = μσ + V has mean 0.75 and standard deviation 1, where 1.5 and 0.5 are wanted."},
		{"sigma*(mu + V)", "0.75", "0.25", "Z = σ(μ + V) has the spread that is wanted, but mean 0.75 in place of 1.5."},
		{"mu*(sigma + V)", "0.75", "2.25", "Z = μ(σ + V) has mean 0.75 and standard deviation 1.5, where 1.5 and 0.5 are wanted."},
		{"mu + sigma", "2", "0", "Z = μ + σ is the same every time: V has no part in it."},
		{"mu*sigma", "0.75", "0", "Z = μσ is the same every time: V has no part in it."},
	} {
		tr := play(t, vibGradient, "wiring="+tt.wiring)
		if m, v := result(t, tr, "mean"), result(t, tr, "variance"); m != tt.mean || v != tt.variance {
			t.Errorf("%s has mean %s and variance %s, want %s and %s", tt.wiring, m, v, tt.mean, tt.variance)
		}
		if got := tr.Frames[0].Caption; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.wiring, got, tt.want)
		}
		for i, f := range tr.Frames {
			checkPicture(t, fmt.Sprintf("vib-gradient(%s) frame %d", tt.wiring, i), f)
		}
	}
}

func BenchmarkVIBGradient(b *testing.B) {
	for b.Loop() {
		play(b, vibGradient, "")
	}
}
