package sim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"testing"
)

// goldenVIB is testdata/vib.json: a network of 3 inputs, 4 hidden units, 2
// latent dimensions and 3 classes, its loss and gradients by automatic
// differentiation in float64 for some β, without shift or floor. W1 is
// hidden×in there.
type goldenVIB struct {
	Params vibMatrices
	X      [][]float64
	Y      []int
	V      [][]float64
	Cases  []struct {
		Beta, CE, KL, Loss float64
		Grads              vibMatrices
	}
	Norms map[string][2]float64 `json:"grad_norms_task_kl"` // of task and KL alone
}

type vibMatrices struct {
	W1, W2, W3 [][]float64
	B1, B2, B3 []float64
}

func readVIB(t testing.TB) goldenVIB {
	t.Helper()
	data, err := os.ReadFile("testdata/vib.json")
	if err != nil {
		t.Fatal(err)
	}
	var g goldenVIB
	if err := json.Unmarshal(data, &g); err != nil {
		t.Fatal(err)
	}
	if len(g.Cases) < 4 || len(g.X) == 0 || len(g.Norms) == 0 {
		t.Fatal("testdata/vib.json is not complete")
	}
	return g
}

// flat lays the matrices out as a network does.
func (m vibMatrices) flat() []float64 {
	var out []float64
	for j := range m.W1[0] {
		for i := range m.W1 {
			out = append(out, m.W1[i][j])
		}
	}
	out = append(out, m.B1...)
	for _, r := range m.W2 {
		out = append(out, r...)
	}
	out = append(out, m.B2...)
	for _, r := range m.W3 {
		out = append(out, r...)
	}
	return append(out, m.B3...)
}

func TestBottleneckGradients(t *testing.T) {
	g := readVIB(t)
	b := newBottleneck(3, 4, 2, 3, axpy64, dot64)
	copy(b.weights, g.Params.flat())
	es := sparse[float64](g.X, g.Y, 0)
	for _, c := range g.Cases {
		b.beta = c.Beta
		b.gradients(es, g.V)
		if !isClose(b.ce, c.CE, 1e-12) || !isClose(b.kl, c.KL, 1e-12) {
			t.Errorf("β %v: task %v and KL %v, want %v and %v", c.Beta, b.ce, b.kl, c.CE, c.KL)
		}
		for i, want := range c.Grads.flat() {
			if !isClose(b.grads[i], want, 1e-12) {
				t.Errorf("β %v: gradient %d = %v, want %v", c.Beta, i, b.grads[i], want)
			}
		}
	}
	// Task and KL alone: nothing of the KL reaches the decoder.
	for term, at := range map[int][2]float64{0: {1, 0}, 1: {0, 1}} {
		b.task, b.beta = at[0], at[1]
		b.gradients(es, g.V)
		for name, part := range map[string][]float64{"W1": b.g.w1, "b1": b.g.b1, "W2": b.g.w2, "b2": b.g.b2, "W3": b.g.w3, "b3": b.g.b3} {
			sq := 0.0
			for _, x := range part {
				sq += x * x
			}
			if got, want := math.Sqrt(sq), g.Norms[name][term]; !isClose(got, want, 1e-12) {
				t.Errorf("length of the gradient of %s from term %d = %v, want %v", name, term, got, want)
			}
		}
	}
}

// TestBottleneckDifferences checks gradients with shift, floor and the lost
// sign against differences.
func TestBottleneckDifferences(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	b := newBottleneck(5, 6, 2, 3, axpy64, dot64)
	b.shift, b.floor, b.beta = -1, 1e-3, 0.3
	b.draw(rng)
	var x, v [][]float64
	for range 4 {
		x = append(x, []float64{rng.NormFloat64(), 0, rng.NormFloat64(), rng.NormFloat64(), 1})
		v = append(v, []float64{rng.NormFloat64(), rng.NormFloat64()})
	}
	es := sparse[float64](x, []int{0, 2, 1, 1}, 0)
	for _, task := range []float64{1, -1} {
		b.task = task
		b.gradients(es, v)
		grads := append([]float64(nil), b.grads...)
		for i := range grads {
			const h = 1e-5
			at := func(w float64) float64 {
				old := b.weights[i]
				b.weights[i] += w
				b.gradients(es, v)
				b.weights[i] = old
				return task*b.ce + b.beta*b.kl
			}
			if want := (at(h) - at(-h)) / (2 * h); math.Abs(grads[i]-want) > 1e-8 {
				t.Errorf("task %v: gradient %d = %v, by differences %v", task, i, grads[i], want)
			}
		}
	}
}

// TestVIBLatent checks the order of the three plots: the larger β, the nearer to
// 0 lie the means, the larger is σ and the smaller the divergence.
func TestVIBLatent(t *testing.T) {
	for _, params := range []string{"steps=500; glyphs=40; seed=1", "steps=500; glyphs=40; seed=2; digits=3,4,7", "steps=500; glyphs=40; axes=common"} {
		tr := play(t, vibLatent, params)
		get := func(name string) float64 { return floatResult(t, tr, name) }
		if q, p, r := get("span_q"), get("span_p"), get("span_r"); q < 1.5*p || p < 3*r {
			t.Errorf("vib-latent(%s): spans %v, %v, %v of Q, P, R, want them far apart", params, q, p, r)
		}
		if q, p, r := get("kl_q"), get("kl_p"), get("kl_r"); q < 2*p || p < 20*r || r < 0 {
			t.Errorf("vib-latent(%s): KL %v, %v, %v of Q, P, R", params, q, p, r)
		}
		if q, p, r := get("sigma_q"), get("sigma_p"), get("sigma_r"); q > p || p > 0.7 || r < 0.9 || r > 1.1 {
			t.Errorf("vib-latent(%s): σ %v, %v, %v of Q, P, R", params, q, p, r)
		}
		if q, p, r := get("error_q"), get("error_p"), get("error_r"); q > 0.1 || p > 0.1 || r < 0.3 {
			t.Errorf("vib-latent(%s): errors %v, %v, %v of Q, P, R", params, q, p, r)
		}
		for i, f := range tr.Frames {
			checkPicture(t, fmt.Sprintf("vib-latent(%s) frame %d", params, i), f)
		}
	}
}

// TestVIBBeta checks the U: by heart at β = 0, best in between, guessing at 2.
// The mean errors of eight runs elsewhere were 0.380, 0.366, 0.365, 0.353, 0.348,
// 0.347, 0.358, 0.483 and 0.653.
func TestVIBBeta(t *testing.T) {
	tr := play(t, vibBeta, "runs=2; steps=600")
	if best := floatResult(t, tr, "best_beta"); best < 0.1 || best > 0.5 {
		t.Errorf("best_beta = %v, want 0.1 to 0.5", best)
	}
	first, best, last := floatResult(t, tr, "error_0"), floatResult(t, tr, "best_error"), floatResult(t, tr, "error_8")
	if first < best+0.005 || first < 0.3 || first > 0.45 || last < 0.5 || last > 0.7 {
		t.Errorf("errors %v at β = 0, %v at best, %v at β = 2", first, best, last)
	}
	if e := floatResult(t, tr, "train_error_0"); e != 0 {
		t.Errorf("train_error_0 = %v, want 0", e)
	}
	for i, f := range tr.Frames {
		checkPicture(t, fmt.Sprintf("vib-beta frame %d", i), f)
	}
	if tr := play(t, vibBeta, "runs=1; steps=50; noise=0; train=5; separation=5"); floatResult(t, tr, "best_error") > 0.05 {
		t.Errorf("classes far apart are told apart with error %v", result(t, tr, "best_error"))
	}
}

// TestVIBSign: with the lost sign the loss falls far below 0 and the right labels
// get unlikely.
func TestVIBSign(t *testing.T) {
	tr := play(t, vibSign, "steps=400; glyphs=10")
	if loss, err := floatResult(t, tr, "loss"), floatResult(t, tr, "error"); loss < 0 || loss > 0.3 || err > 0.05 {
		t.Errorf("with the minus sign: loss %v, error %v", loss, err)
	}
	if loss, err, nll := floatResult(t, tr, "flipped_loss"), floatResult(t, tr, "flipped_error"), floatResult(t, tr, "flipped_nll"); loss > -100 || err < 0.6 || nll < 100 {
		t.Errorf("without the minus sign: loss %v, error %v, −log q %v", loss, err, nll)
	}
	for i, f := range tr.Frames {
		checkPicture(t, fmt.Sprintf("vib-sign frame %d", i), f)
	}
}

// TestVIBStops checks that a training stops at once, and is the same each time.
func TestVIBStops(t *testing.T) {
	for _, s := range []*Sim{vibLatent, vibBeta, vibSign} {
		ctx, cancel := context.WithCancel(context.Background())
		n := 0
		v := settings(t, s, "")
		_, err := s.Run(ctx, v, func(Frame) error {
			n++
			cancel()
			return nil
		})
		if !errors.Is(err, context.Canceled) || n != 1 {
			t.Errorf("%s: error %v after %d frames", s.Name, err, n)
		}
	}
	a, b := play(t, vibSign, "steps=50"), play(t, vibSign, "steps=50")
	if !reflect.DeepEqual(a, b) {
		t.Error("two runs of vib-sign differ")
	}
}

func BenchmarkVIB(b *testing.B) {
	for _, s := range []*Sim{vibLatent, vibBeta, vibSign} {
		b.Run(s.Name, func(b *testing.B) {
			for b.Loop() {
				play(b, s, "")
			}
		})
	}
}

// BenchmarkBottleneck is a step of Adam with 300 glyphs.
func BenchmarkBottleneck(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	x, y := glyphs(rng, []int{0, 1, 2}, 100)
	b.Run("float32", func(b *testing.B) {
		benchBottleneck(b, newBottleneck32(64, 64, 2, 3), sparse[float32](x, y, faintPixel))
	})
	b.Run("float64", func(b *testing.B) {
		benchBottleneck(b, newBottleneck(64, 64, 2, 3, axpy64, dot64), sparse[float64](x, y, faintPixel))
	})
}

func benchBottleneck[T real](b *testing.B, n *bottleneck[T], es []example[T]) {
	n.shift, n.floor, n.beta = -5, 1e-6, 1e-3
	rng := rand.New(rand.NewPCG(2, 2))
	n.draw(rng)
	entries := 0
	for i := range es {
		entries += len(es[i].at)
	}
	b.ReportMetric(float64(entries)/float64(len(es)), "pixels/glyph")
	for b.Loop() {
		if err := n.train(b.Context(), es, 1, 2e-3, rng); err != nil {
			b.Fatal(err)
		}
	}
}
