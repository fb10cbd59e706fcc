package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// TestInitDepth compares with lengths measured elsewhere at d = 128, means of
// six networks, and with the slopes 0 and −1/2.
func TestInitDepth(t *testing.T) {
	tr := play(t, initDepth, "d=128; runs=3")
	for name, want := range map[string]float64{
		"post_2": 1.148, "post_4": 1.143, "post_8": 1.142, "post_16": 1.193, "post_32": 1.169,
		"pre_2": 0.948, "pre_4": 0.719, "pre_8": 0.489, "pre_16": 0.342, "pre_32": 0.218,
		"post_hidden_32": 1.51, "pre_hidden_2": 2.22, "pre_hidden_4": 3.66, "pre_hidden_8": 7.93, "pre_hidden_16": 19.0, "pre_hidden_32": 41.9,
	} {
		if got := floatResult(t, tr, name); math.Abs(got/want-1) > 0.15 {
			t.Errorf("%s = %v, want %v ± 15 %%", name, got, want)
		}
	}
	for _, params := range []string{"d=128; runs=3", "", "d=32; runs=6; seed=5"} {
		tr := play(t, initDepth, params)
		if post, pre := floatResult(t, tr, "post_slope"), floatResult(t, tr, "pre_slope"); math.Abs(post) > 0.1 || math.Abs(pre+0.5) > 0.1 {
			t.Errorf("slopes of init-depth(%s) = %v and %v, want 0 and -1/2", params, post, pre)
		}
		for i, f := range tr.Frames {
			checkPicture(t, fmt.Sprintf("init-depth(%s) frame %d", params, i), f)
		}
	}
}

// TestTransformerGradients checks the backward pass of both kinds against
// differences, in an entry of W2 of the first layer.
func TestTransformerGradients(t *testing.T) {
	for _, pre := range []bool{false, true} {
		const d = 6
		rng := rand.New(rand.NewPCG(3, 3))
		x, g := normalMatrix(3, d, 1, rng), normalMatrix(3, d, 1, rng)
		n := newTransformer(3, d, pre, rng)
		loss := func() float64 {
			n.forward(x)
			var out mat.Dense
			out.MulElem(rowsLN(n.last), g)
			return mat.Sum(&out)
		}
		n.forward(x)
		n.backward(g)
		got := n.layers[0].grad2
		sq := 0.0
		for i := range d {
			for j := range d {
				const h = 1e-5
				w := n.layers[0].w2
				old := w.At(i, j)
				w.Set(i, j, old+h)
				up := loss()
				w.Set(i, j, old-h)
				down := loss()
				w.Set(i, j, old)
				sq += (up - down) * (up - down) / (4 * h * h)
			}
		}
		if want := math.Sqrt(sq); !isClose(got, want, 1e-7) {
			t.Errorf("pre = %v: length of the gradient of W2 in layer 1 = %v, by differences %v", pre, got, want)
		}
	}
}

func BenchmarkInitDepth(b *testing.B) {
	for _, params := range []string{"", "d=128; runs=6; tokens=32"} {
		b.Run(params, func(b *testing.B) {
			for b.Loop() {
				play(b, initDepth, params)
			}
		})
	}
}
