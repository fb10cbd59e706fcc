package sim

import (
	"fmt"
	"testing"
)

// TestAdamDecay: the exam's answer is gap D, the only one that shrinks weights
// alike whose gradients differ in size.
func TestAdamDecay(t *testing.T) {
	for _, gap := range gaps {
		spread := numberOf(t, traceOf(t, adamDecay, "gap="+gap), "spread")
		alike := gap == "D" || gap == "none" || gap == "adamw"
		if (spread < 1e-9) != alike {
			t.Errorf("spread of adam-decay(gap=%s) = %v", gap, spread)
		}
	}
	if got := numberOf(t, traceOf(t, adamDecay, "gap=D"), "theta1"); got > .94 {
		t.Errorf("theta1 of adam-decay(gap=D) = %v, want under 0.94: it has to shrink", got)
	}
}

// TestAdamDecayGolden compares with testdata/adam.json: weights after so many
// steps from another program. Rounding grows with the steps.
func TestAdamDecayGolden(t *testing.T) {
	var g struct {
		Paths []struct {
			Params string
			Theta  []float64
		}
	}
	readGolden(t, "adam.json", &g)
	if len(g.Paths) != 66 {
		t.Fatalf("adam.json holds %d paths", len(g.Paths))
	}
	for _, c := range g.Paths {
		tr := traceOf(t, adamDecay, c.Params)
		rel := 1e-9
		if tr.Inputs.Int("steps") > 100 {
			rel = 1e-6
		}
		for i, want := range c.Theta {
			if got := numberOf(t, tr, fmt.Sprintf("theta%d", i+1)); !closeTo(got, want, rel) {
				t.Errorf("theta%d of adam-decay(%s) = %v, want %v", i+1, c.Params, got, want)
			}
		}
	}
}

// TestAdamFixedPoint: in gap A the weights end where the loss with the penalty
// is least, h/(h + λ).
func TestAdamFixedPoint(t *testing.T) {
	for _, params := range []string{"", "h1=3 h2=0.2 h3=7 lambda=0.05"} {
		tr := traceOf(t, adamDecay, params+" steps=20000")
		for i := 1; i <= 3; i++ {
			got, want := numberOf(t, tr, fmt.Sprintf("theta%d", i)), numberOf(t, tr, fmt.Sprintf("penalty%d", i))
			if !closeTo(got, want, 1e-6) {
				t.Errorf("theta%d of adam-decay(%s steps=20000) = %v, want %v", i, params, got, want)
			}
		}
	}
}

// TestAdamScale: with ε = 0 a common factor of all gradients changes nothing in
// gap D, noise or not.
func TestAdamScale(t *testing.T) {
	for _, params := range []string{"gap=D", "gap=D noise=1", "gap=adamw lambda=0.5 noise=0.3 correct=true", "gap=none noise=2"} {
		if got := numberOf(t, traceOf(t, adamDecay, params+" h1=1e6 h2=3 h3=0.0001"), "spread"); got > 1e-9 {
			t.Errorf("spread of adam-decay(%s) = %v, want 0", params, got)
		}
	}
}

// TestAdamFirstStep: (1 − β₁)/√(1 − β₂) times α, or α if corrected.
func TestAdamFirstStep(t *testing.T) {
	for params, want := range map[string]float64{"": 3.1622776601683795, "correct=true": 1, "beta2=0.99": 1, "beta1=0 beta2=0.99": 10, "alpha=0.1 eps=0.001": 3.1622776601683795} {
		if got := numberOf(t, traceOf(t, adamDecay, params), "first"); !closeTo(got, want, 1e-12) {
			t.Errorf("first of adam-decay(%s) = %v, want %v", params, got, want)
		}
	}
}

func TestAdamDecayFrames(t *testing.T) {
	for _, params := range []string{"", "steps=0", "steps=1", "gap=C start=-10 lambda=1", "gap=C lambda=1 start=10 noise=3",
		"gap=A lambda=1 h3=0.0001 alpha=0.1 beta1=0", "gap=D lambda=1", "start=1", "start=0", "gap=adamw correct=true eps=0.001",
		"alpha=0.1 beta1=0.9999 beta2=0 noise=10 steps=20000", "gap=B beta1=0 beta2=0 h1=0.0001 lambda=1 alpha=0.1"} {
		for i, f := range traceOf(t, adamDecay, params).Frames {
			checkShown(t, fmt.Sprintf("adam-decay(%s) frame %d", params, i), f, 8)
		}
	}
}

func BenchmarkAdamDecay(b *testing.B) {
	for b.Loop() {
		traceOf(b, adamDecay, "")
	}
}

// BenchmarkAdamSteps takes 2000 steps with three weights.
func BenchmarkAdamSteps(b *testing.B) {
	v, _ := adamDecay.Values(nil)
	for b.Loop() {
		if err := newDescent(v, "A").run(b.Context(), 2000); err != nil {
			b.Fatal(err)
		}
	}
}
