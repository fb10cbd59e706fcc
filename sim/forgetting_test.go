package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// TestForgettingFlow compares with the flow θ(t) = b + e^(−Ht)(a − b) and with
// the minimum of the mixed losses, both worked out by another program.
func TestForgettingFlow(t *testing.T) {
	for _, c := range [][3]float64{
		{0, 0, 1.6}, {.5, .15993760402381382, .15655367785959406}, {1, .2585846937399102, .07075013286856346},
		{2, .35745103201069817, .04494211273025214}, {5, .6495762479425912, .013533528323801636}, {20, 1.213704184850434, 3.354626279025133e-05},
	} {
		at := flow(firstTask, secondTask, c[0])
		if a, b := firstTask.loss(at), secondTask.loss(at); math.Abs(a-c[1]) > 1e-12 || math.Abs(b-c[2]) > 1e-12 {
			t.Errorf("losses at time %v = %v and %v, want %v and %v", c[0], a, b, c[1], c[2])
		}
	}
	for _, c := range [][3]float64{
		{0, 1.25, 0}, {.1, .4653684668391292, .02819669879352578}, {.3, .2535703270838406, .07240808375943512},
		{.5, .19193793219767244, .11325687299713276}, {.9, .040120758362516586, .6378142736384497}, {1, 0, 1.6},
	} {
		at := mixed(firstTask, secondTask, c[0])
		if a, b := firstTask.loss(at), secondTask.loss(at); math.Abs(a-c[1]) > 1e-12 || math.Abs(b-c[2]) > 1e-12 {
			t.Errorf("losses at ρ = %v = %v and %v, want %v and %v", c[0], a, b, c[1], c[2])
		}
	}
}

// TestForgetting: the exam's answer is that training all weights forgets; what
// is put beside frozen weights can be taken away without a trace.
func TestForgetting(t *testing.T) {
	tr := traceOf(t, forgetting, "steps=80")
	bands := map[string][2]float64{
		"before_old": {.97, 1}, "before_new": {0, .01},
		"full_old": {0, .03}, "full_new": {.95, 1},
		"mixed_old": {.93, 1}, "mixed_new": {.94, 1},
		"lora_on_old": {0, .1}, "lora_on_new": {.9, 1},
		"prompt_on_old": {.6, .98}, "prompt_on_new": {0, .3},
	}
	for name, b := range bands {
		if got := numberOf(t, tr, name); got < b[0] || got > b[1] {
			t.Errorf("%s = %v, want %v to %v", name, got, b[0], b[1])
		}
	}
	for _, way := range []string{"lora", "prompt"} {
		for _, set := range []string{"old", "new"} {
			if got, want := numberOf(t, tr, way+"_off_"+set), numberOf(t, tr, "before_"+set); got != want {
				t.Errorf("%s_off_%s = %v, want %v, as before", way, set, got, want)
			}
		}
	}
	for i, f := range tr.Frames {
		checkShown(t, fmt.Sprintf("forgetting frame %d", i), f, 8)
	}
}

// TestNetworkGradients compares some of the gradients with central differences.
func TestNetworkGradients(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 0))
	s := newDigitSet(rng, []int{1, 8})
	n := newNetwork(rng)
	params := append(n.body(), n.addFactors(3, rng)...)
	params = append(params, n.addPrompt()...)
	for _, p := range params { // away from zero, where factors and biases begin
		p.Apply(func(_, _ int, x float64) float64 { return x + .05*rng.NormFloat64() }, p.Dense)
	}
	n.gradients(s)
	const h = 1e-5
	for i, p := range params {
		data, grad := p.RawMatrix().Data, p.grad.RawMatrix().Data
		for range 5 {
			j := rng.IntN(len(data))
			at, want := data[j], grad[j]
			data[j] = at + h
			up := n.copy().gradients(s)
			data[j] = at - h
			down := n.copy().gradients(s)
			data[j] = at
			if got := (up - down) / (2 * h); math.Abs(got-want) > 1e-6*(1+math.Abs(want)) {
				t.Errorf("tensor %d, number %d: gradient %v, want %v by differences", i, j, want, got)
			}
		}
	}
}

func TestForgettingFrames(t *testing.T) {
	for _, params := range []string{"steps=10 time=0 rho=0", "steps=10 time=1000 rho=0.42 rank=16 rehearsed=0", "steps=10 rho=1 rank=1 rehearsed=100"} {
		for i, f := range traceOf(t, forgetting, params).Frames {
			checkShown(t, fmt.Sprintf("forgetting(%s) frame %d", params, i), f, 8)
		}
	}
}

func BenchmarkForgetting(b *testing.B) {
	for b.Loop() {
		traceOf(b, forgetting, "")
	}
}
