package sim

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// TestLayernormScale: f hands the stretch on and leaves gradients alone, h the
// other way round.
func TestLayernormScale(t *testing.T) {
	for _, a := range []float64{3, 0.1, 0.25, 1, 2, 10} {
		for seed := range 5 {
			tr := play(t, layernormScale, fmt.Sprintf("a=%g; seed=%d; d=%d", a, seed, 3+seed))
			for name, want := range map[string]float64{"f_ratio": a, "f_grad_ratio": 1, "h_ratio": 1, "h_grad_ratio": 1 / a} {
				if got := floatResult(t, tr, name); !isClose(got, want, 1e-12) {
					t.Errorf("%s of layernorm-scale(a=%g) = %v, want %v", name, a, got, want)
				}
			}
			for i, f := range tr.Frames {
				checkPicture(t, fmt.Sprintf("layernorm-scale(a=%g) frame %d", a, i), f)
			}
		}
	}
}

// TestLayernormBound takes (10, 11, 12), where the gradient is 3 and the bound
// with ‖x‖ allows 0.222, and looks for violations among draws.
func TestLayernormBound(t *testing.T) {
	tr := play(t, layernormBound, "")
	for name, want := range map[string]float64{"norm": 3, "claimed": 0.22206996305928156, "centred_bound": 3} {
		if got := floatResult(t, tr, name); !isClose(got, want, 1e-12) {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	// A run with other draws found 8304 of 10 000; one standard error is 38.
	if got := floatResult(t, tr, "violations"); got < 8304-150 || got > 8304+150 {
		t.Errorf("violations = %v, want 8304 ± 150", got)
	}
	last := 0.0
	for _, mean := range []float64{0, 0.5, 1, 2, 5} {
		tr := play(t, layernormBound, fmt.Sprintf("mean=%g; draws=2000", mean))
		if got := result(t, tr, "centred_violations"); got != "0" {
			t.Errorf("centred_violations at mean %g = %s, want 0", mean, got)
		}
		rate := floatResult(t, tr, "rate")
		if rate < last {
			t.Errorf("rate at mean %g = %v, below %v", mean, rate, last)
		}
		last = rate
		for i, f := range tr.Frames {
			checkPicture(t, fmt.Sprintf("layernorm-bound(mean=%g) frame %d", mean, i), f)
		}
	}
	if last < 0.99 {
		t.Errorf("rate at mean 5 = %v, want nearly 1", last)
	}
	for params, want := range map[string]string{
		"input=":               "input and g are both wanted",
		"g=1,2":                "input has 3 entries and g has 2",
		"input=1,1,1":          "all entries of input are alike",
		"g=0,0,0":              "g is 0",
		"input=1,2,3; g=1,2,a": `g: "a" is not a number`,
	} {
		_, err := Collect(context.Background(), layernormBound, settings(t, layernormBound, params))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("layernorm-bound(%s): error %v, want %q", params, err, want)
		}
	}
}

func BenchmarkLayernorm(b *testing.B) {
	b.Run("scale", func(b *testing.B) {
		for b.Loop() {
			play(b, layernormScale, "")
		}
	})
	for _, params := range []string{"", "draws=20000; d=32"} {
		b.Run("bound "+params, func(b *testing.B) {
			for b.Loop() {
				play(b, layernormBound, params)
			}
		})
	}
}

// BenchmarkBelowLN is the forward and backward pass of one LayerNorm.
func BenchmarkBelowLN(b *testing.B) {
	for _, n := range []int{100, 1000, 100000} {
		x, g := make([]float64, n), make([]float64, n)
		for i := range x {
			x[i], g[i] = float64(i%17)-3, float64(i%13)-6
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			y, below := make([]float64, n), make([]float64, n)
			for b.Loop() {
				addLN(y, x)
				addBelowLN(below, x, g)
			}
		})
	}
}
