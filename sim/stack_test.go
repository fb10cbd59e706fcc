package sim

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
)

// goldenStack is testdata/stack.json: runs of pre-norm stacks of two identity
// steps a layer by reverse-mode differentiation, and bounds at every layer.
type goldenStack struct {
	Stacks []struct {
		D, Layers  int
		Input, Top []float64
		X, G       [][]float64
	}
	Bounds []struct {
		D, Layers int
		Bound     []float64
	}
}

func readStack(t testing.TB) goldenStack {
	t.Helper()
	data, err := os.ReadFile("testdata/stack.json")
	if err != nil {
		t.Fatal(err)
	}
	var g goldenStack
	if err := json.Unmarshal(data, &g); err != nil {
		t.Fatal(err)
	}
	if len(g.Stacks) < 2 || len(g.Bounds) < 4 {
		t.Fatalf("testdata/stack.json holds %d stacks and %d bounds", len(g.Stacks), len(g.Bounds))
	}
	return g
}

func words(x []float64) string {
	s := make([]string, len(x))
	for i, e := range x {
		s[i] = strconv.FormatFloat(e, 'g', -1, 64)
	}
	return strings.Join(s, ",")
}

func TestStackVectors(t *testing.T) {
	for _, g := range readStack(t).Stacks {
		for l := range g.Layers + 1 {
			params := fmt.Sprintf("layers=%d; at=%d; input=%s; g=%s", g.Layers, l, words(g.Input), words(g.Top))
			tr := play(t, prelnStack, params)
			if got, want := floatResult(t, tr, "grad"), floats.Norm(g.G[l], 2); !isClose(got, want, 1e-12) {
				t.Errorf("grad of preln-stack(%s) = %v, want %v", params, got, want)
			}
			s, err := newStack(settings(t, prelnStack, params), true)
			if err != nil {
				t.Fatal(err)
			}
			if e := floats.Distance(s.x[l], g.X[l], math.Inf(1)); e > 1e-12 {
				t.Errorf("output of layer %d of %d is %v, want %v", l, g.Layers, s.x[l], g.X[l])
			}
			if e := floats.Distance(s.g[l], g.G[l], math.Inf(1)); e > 1e-12 {
				t.Errorf("gradient at layer %d of %d is %v, want %v", l, g.Layers, s.g[l], g.G[l])
			}
		}
	}
}

// TestStackBound checks the bound against known values, and that a gradient at
// right angles meets it while one along the input or ones does not grow.
func TestStackBound(t *testing.T) {
	for _, g := range readStack(t).Bounds {
		for l := range g.Layers + 1 {
			for direction, want := range map[string]float64{"perp": g.Bound[l], "input": math.Sqrt(float64(g.D)), "ones": math.Sqrt(float64(g.D))} {
				params := fmt.Sprintf("d=%d; layers=%d; at=%d; direction=%s", g.D, g.Layers, l, direction)
				tr := play(t, prelnStack, params)
				if got := floatResult(t, tr, "bound"); !isClose(got, g.Bound[l], 1e-12) {
					t.Errorf("bound of preln-stack(%s) = %v, want %v", params, got, g.Bound[l])
				}
				if got := floatResult(t, tr, "grad"); !isClose(got, want, 1e-11) {
					t.Errorf("grad of preln-stack(%s) = %v, want %v", params, got, want)
				}
			}
		}
	}
}

// TestStackLaw compares runs with the closed forms, and holds them to the bound.
func TestStackLaw(t *testing.T) {
	for _, s := range []*Sim{prelnStack, postlnStack} {
		for _, params := range []string{"", "layers=1; d=3", "layers=24; d=64; at=5", "layers=96; d=512; at=0", "steps=1; layers=7", "steps=4; at=3", "seed=9; d=4; at=6", "rms=0.25; steps=3; at=2", "rms=4"} {
			if s == postlnStack && strings.Contains(params, "rms") {
				continue
			}
			tr := play(t, s, params)
			v := settings(t, s, params)
			tol := 1e-13 * float64(v.Int("layers")*v.Int("steps")+100)
			for _, name := range []string{"forward_error", "law_error"} {
				if got := floatResult(t, tr, name); got > tol {
					t.Errorf("%s of %s(%s) = %v, want 0", name, s.Name, params, got)
				}
			}
			if grad, bound := floatResult(t, tr, "grad"), floatResult(t, tr, "bound"); grad > bound*(1+1e-9) {
				t.Errorf("grad of %s(%s) = %v, beyond the bound %v", s.Name, params, grad, bound)
			}
			growth, gain := 1.0, 1.0
			if s == prelnStack {
				growth = float64(v.Int("steps")*v.Int("at"))/v.Float("rms") + 1
				gain = (float64(v.Int("steps")*v.Int("layers"))/v.Float("rms") + 1) / growth
			}
			if got := floatResult(t, tr, "growth"); !isClose(got, growth, 1e-12) {
				t.Errorf("growth of %s(%s) = %v, want %v", s.Name, params, got, growth)
			}
			if got := floatResult(t, tr, "perp_gain"); !isClose(got, gain, 1e-11) {
				t.Errorf("perp_gain of %s(%s) = %v, want %v", s.Name, params, got, gain)
			}
			if len(tr.Frames) > 40 {
				t.Errorf("%s(%s) has %d frames", s.Name, params, len(tr.Frames))
			}
			for i, f := range tr.Frames {
				checkPicture(t, fmt.Sprintf("%s(%s) frame %d", s.Name, params, i), f)
			}
		}
	}
}

func TestStackFormula(t *testing.T) {
	for params, want := range map[string]string{
		"formula=(2*l + 1)*x_0":                     "Yours is what the stack does, at every layer.",
		`formula=x^{(\ell)} = (1 + 2\ell) x^{(0)}`:  "Yours is what the stack does, at every layer.",
		"formula=3^l*x_0":                           "Yours first goes wrong at layer 2: one more layer adds 2 x₀, whatever came before.",
		"formula=(l + 1)*x_0":                       "Yours is off at every layer; begin with the first and count its steps.",
		"formula=(8*l + 1)*x_0; rms=0.25":           "Yours is what the stack does, at every layer.",
		"formula=(2*l + 1)*x_0; rms=0.25":           "Yours is off at every layer; begin with the first and count its steps.",
		"formula=(3*l + 1)*x_0; steps=3; layers=30": "Yours is what the stack does, at every layer.",
		"formula=sum(x_0, i, 0, 2*l)":               "Yours is what the stack does, at every layer.",
	} {
		found := false
		for _, f := range play(t, prelnStack, params).Frames {
			if strings.HasPrefix(f.Caption, "Yours") {
				found = true
				if f.Caption != want {
					t.Errorf("preln-stack(%s) says %q, want %q", params, f.Caption, want)
				}
				checkPicture(t, params, f)
			}
		}
		if !found {
			t.Errorf("preln-stack(%s) does not look at the formula", params)
		}
	}
	for params, want := range map[string]string{
		"formula=(2*l + 1)":       "the formula gives a number; the output of a layer is a vector of length 8",
		"formula=(2*l + y)*x_0":   `the formula cannot be read at column 8: "y" is not a name`,
		"formula=x_0/(l-3)":       "the formula has no value at layer 3",
		"formula=99^(30*l)*x_0":   "no moderate multiple of x_0",
		"layers=3; at=4":          "at is 4, and there are 3 layers; choose at most 3 for at",
		"input=1,2,3; g=1,2":      "input has 3 entries and g has 2",
		"input=5,5,5":             "all entries of input are alike",
		"g=2,2,2; direction=perp": "g has no part in that direction",
	} {
		_, err := Collect(context.Background(), prelnStack, settings(t, prelnStack, params))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("preln-stack(%s): error %v, want %q", params, err, want)
		}
	}
}

func BenchmarkStack(b *testing.B) {
	for _, params := range []string{"layers=24; d=64", "layers=96; d=512"} {
		b.Run(params, func(b *testing.B) {
			for b.Loop() {
				play(b, prelnStack, params)
			}
		})
		b.Run(params+"; core", func(b *testing.B) {
			v := settings(b, prelnStack, params)
			for b.Loop() {
				if _, err := newStack(v, true); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
