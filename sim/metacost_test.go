package sim

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
)

// TestMetaCostGolden compares with testdata/metacost.json: directions from
// another program, the first of them by automatic differentiation, and the
// bytes that an automatic differentiator was seen to keep.
func TestMetaCostGolden(t *testing.T) {
	var g struct {
		Directions []struct {
			Inner         int
			Maml, Reptile []float64
			FirstOrder    []float64 `json:"first_order"`
			CosReptile    float64   `json:"cos_reptile"`
			CosFirstOrder float64   `json:"cos_first_order"`
		}
		Bytes []struct{ Inner, Reptile, Maml int }
	}
	readGolden(t, "metacost.json", &g)
	if len(g.Directions) != 4 || len(g.Bytes) != 4 {
		t.Fatalf("metacost.json holds %d and %d rows", len(g.Directions), len(g.Bytes))
	}
	for _, c := range g.Directions {
		tr := traceOf(t, metaCost, fmt.Sprintf("inner=%d", c.Inner))
		for name, want := range map[string][]float64{"maml": c.Maml, "first_order": c.FirstOrder, "reptile": c.Reptile} {
			for i := range want {
				if got := numberOf(t, tr, fmt.Sprintf("%s%d", name, i+1)); math.Abs(got-want[i]) > 1e-12 {
					t.Errorf("%s%d for %d inner steps = %v, want %v", name, i+1, c.Inner, got, want[i])
				}
			}
		}
		for name, want := range map[string]float64{"cos_reptile": c.CosReptile, "cos_first_order": c.CosFirstOrder} {
			if got := numberOf(t, tr, name); math.Abs(got-want) > 1e-12 {
				t.Errorf("%s for %d inner steps = %v, want %v", name, c.Inner, got, want)
			}
		}
	}
	for _, c := range g.Bytes {
		tr := traceOf(t, metaCost, fmt.Sprintf("inner=%d", c.Inner))
		for name, want := range map[string]int{"reptile_bytes": c.Reptile, "maml_bytes": c.Maml} {
			if got := numberOf(t, tr, name); !closeTo(got, float64(want), .08) {
				t.Errorf("%s for %d inner steps = %v, want about %d", name, c.Inner, got, want)
			}
		}
	}
}

// TestMetaGradient: MAML's direction is the gradient of the loss after training,
// by differences; Reptile's is the sum of the training steps over their size.
func TestMetaGradient(t *testing.T) {
	loss := func(theta []float64) float64 {
		e := make([]float64, 3)
		floats.SubTo(e, theta, metaC)
		sum := 0.0
		for i := range e {
			for j := range e {
				sum += e[i] * metaH.At(i, j) * e[j] / 2
			}
		}
		return sum
	}
	train := func(theta []float64, k int, a float64) []float64 {
		at := append([]float64(nil), theta...)
		for range k {
			floats.AddScaled(at, -a, fd.Gradient(nil, loss, at, &fd.Settings{Formula: fd.Central}))
		}
		return at
	}
	for _, k := range []int{1, 3, 10} {
		d := newDirections(k, .1)
		want := fd.Gradient(nil, func(theta []float64) float64 { return loss(train(theta, k, .1)) }, metaTheta, &fd.Settings{Formula: fd.Central, Step: 1e-4})
		if floats.Distance(d.maml, want, math.Inf(1)) > 1e-5 {
			t.Errorf("MAML's direction for %d steps = %v, want %v by differences", k, d.maml, want)
		}
		moved := make([]float64, 3)
		floats.SubTo(moved, metaTheta, train(metaTheta, k, .1))
		if floats.Distance(d.reptile, moved, math.Inf(1)) > 1e-7 {
			t.Errorf("Reptile's direction for %d steps = %v, want %v, the way that training took", k, d.reptile, moved)
		}
	}
}

// TestMetaMemory: what MAML holds grows by the same for each inner step, what
// Reptile holds not at all.
func TestMetaMemory(t *testing.T) {
	n := perceptron{64, 256, 128}
	for k := 1; k < 20; k++ {
		if got := n.maml(k+1) - n.maml(k); got != floatSize*n.unrolled() {
			t.Errorf("one more step than %d adds %d bytes, want %d", k, got, floatSize*n.unrolled())
		}
	}
	if got, want := n.weights(), 82689; got != want { // 64·256 + 256 + 256·256 + 256 + 256 + 1
		t.Errorf("weights() = %d, want %d", got, want)
	}
}

func TestMetaFrames(t *testing.T) {
	for _, params := range []string{"", "inner=1", "inner=13", "inner=100 rate=0.5", "inner=100 rate=0.001 width=4096 batch=65536 input=4096", "inner=2 width=1 batch=1 input=1"} {
		for i, f := range traceOf(t, metaCost, params).Frames {
			checkShown(t, fmt.Sprintf("meta-cost(%s) frame %d", params, i), f, 8)
		}
	}
}

func BenchmarkMetaCost(b *testing.B) {
	for b.Loop() {
		traceOf(b, metaCost, "")
	}
}
