package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// numberOf is a result as a float.
func numberOf(t testing.TB, tr Trace, name string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(result(t, tr, name), 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// closeTo reports whether two numbers agree to a relative error.
func closeTo(a, b, rel float64) bool {
	return math.Abs(a-b) <= rel*max(math.Abs(a), math.Abs(b), 1e-3)
}

// TestMultNoise: the exam's answer is A = μ and B = σ². The mean over the draws
// agrees with it and with no other pair.
func TestMultNoise(t *testing.T) {
	v, _ := multNoise.Values(nil)
	r, err := newRegression(v)
	if err != nil {
		t.Fatal(err)
	}
	n := noiseRun{regression: r}
	if err := r.draw(context.Background(), rand.New(rand.NewPCG(7, 0)), &n.sums, 40000); err != nil {
		t.Fatal(err)
	}
	for i, g := range r.guesses() {
		if z := math.Abs(n.z(g.value)); (z < 4) != (i == 0) || i > 0 && z < 40 {
			t.Errorf("(A, B) = (%s, %s): |z| = %.1f, want under 4 for the first alone", g.a, g.b, z)
		}
	}
}

// TestMultNoiseGolden compares with testdata/multnoise.json: closed forms, means
// and errors over 200 000 draws of another generator, exact variances of the
// loss, and minimisers of the ridge regression.
func TestMultNoiseGolden(t *testing.T) {
	var g struct {
		Losses []struct {
			Mu, Var, Closed, Sampled, Error, Spread float64
		}
		Minimisers []struct {
			Mu, Var float64
			W       []float64
		}
	}
	readGolden(t, "multnoise.json", &g)
	if len(g.Losses) != 7 || len(g.Minimisers) != 6 {
		t.Fatalf("multnoise.json holds %d and %d rows", len(g.Losses), len(g.Minimisers))
	}
	for _, c := range g.Losses {
		params := fmt.Sprintf("mu=%v var=%v", c.Mu, c.Var)
		tr := traceOf(t, multNoise, params)
		for name, want := range map[string]float64{"closed": c.Closed, "loss_variance": c.Spread} {
			if got := numberOf(t, tr, name); math.Abs(got-want) > 1e-12*(1+want) {
				t.Errorf("%s of mult-noise(%s) = %v, want %v", name, params, got, want)
			}
		}
		if z := numberOf(t, tr, "z"); math.Abs(z) > 4 {
			t.Errorf("z of mult-noise(%s) = %v, want at most 4", params, z)
		}
		if d := numberOf(t, tr, "mean") - c.Sampled; math.Abs(d) > 4*math.Hypot(numberOf(t, tr, "error"), c.Error)+1e-9 {
			t.Errorf("mean of mult-noise(%s) is %v from the one of another generator", params, d)
		}
	}
	for _, c := range g.Minimisers {
		tr := traceOf(t, multNoise, fmt.Sprintf("mu=%v var=%v draws=100", c.Mu, c.Var))
		for i, want := range c.W {
			if got := numberOf(t, tr, fmt.Sprintf("w%d", i+1)); math.Abs(got-want) > 1e-12 {
				t.Errorf("w%d for μ = %v, σ² = %v is %v, want %v", i+1, c.Mu, c.Var, got, want)
			}
		}
	}
}

// TestMultNoiseLaws draws from every law and way to share: the mean and the
// variance of the loss agree with the closed forms.
func TestMultNoiseLaws(t *testing.T) {
	const draws = 30000
	for _, law := range noiseLaws {
		for _, share := range []string{"entry", "column", "row"} {
			for _, mu := range []float64{.8, -1.5} {
				v, _ := multNoise.Values(map[string]string{"law": law, "share": share, "mu": decimal(mu), "var": "0.5"})
				r, err := newRegression(v)
				if err != nil {
					t.Fatal(err)
				}
				var sums tally
				if err := r.draw(context.Background(), rand.New(rand.NewPCG(3, 0)), &sums, draws); err != nil {
					t.Fatal(err)
				}
				first, penalty, variance := r.moments()
				if z := (sums.mean - first - penalty) / sums.err(); math.Abs(z) > 4 {
					t.Errorf("%s noise by %s, μ = %v: mean %v, want %v (z = %.1f)", law, share, mu, sums.mean, first+penalty, z)
				}
				if got := sums.m2 / (draws - 1); !closeTo(got, variance, .08) {
					t.Errorf("%s noise by %s, μ = %v: variance %v, want %v", law, share, mu, got, variance)
				}
			}
		}
	}
}

// TestDropout: kept as it is, the mean is 1 − p and the variance p(1 − p);
// divided by 1 − p, they are 1 and p/(1 − p).
func TestDropout(t *testing.T) {
	for p, want := range map[string][4]float64{"0.1": {.9, .09, 1, 1. / 9}, "0.2": {.8, .16, 1, .25}, "0.5": {.5, .25, 1, 1}, "0.8": {.2, .16, 1, 4}} {
		tr := traceOf(t, multNoise, "draws=100 drop="+p)
		for i, name := range []string{"dropout_mean", "dropout_var", "scaled_mean", "scaled_var"} {
			if got := numberOf(t, tr, name); math.Abs(got-want[i]) > 1e-12 {
				t.Errorf("%s for p = %s is %v, want %v", name, p, got, want[i])
			}
		}
	}
}

// TestBernoulliExact goes through all 2⁶ masks of a small case.
func TestBernoulliExact(t *testing.T) {
	const keep = .7
	r := &regression{x: [][]float64{{1, -2}, {.5, 3}, {-1, .25}}, y: []float64{.3, -1, 2}, w: []float64{.6, -.4},
		mu: keep, sigma: math.Sqrt(keep * (1 - keep))}
	mean := 0.0
	for mask := range 1 << 6 {
		chance, loss := 1.0, 0.0
		for n, row := range r.x {
			miss := r.y[n]
			for j, x := range row {
				if mask>>(2*n+j)&1 == 1 {
					chance *= keep
					miss -= x * r.w[j]
				} else {
					chance *= 1 - keep
				}
			}
			loss += miss * miss
		}
		mean += chance * loss
	}
	if first, penalty, _ := r.moments(); math.Abs(first+penalty-mean) > 1e-14 {
		t.Errorf("closed form %v, want %v, the mean over all masks", first+penalty, mean)
	}
}

// TestMultNoiseTraining: averaged training with fresh noise gets to the minimiser.
func TestMultNoiseTraining(t *testing.T) {
	for _, params := range []string{"mu=1 var=0.25 draws=200000", "mu=0.8 var=0.16 draws=200000 law=bernoulli"} {
		if got := numberOf(t, traceOf(t, multNoise, params), "sgd_error"); got > 3e-3 {
			t.Errorf("sgd_error of mult-noise(%s) = %v, want at most 0.003", params, got)
		}
	}
}

func TestMultNoiseFrames(t *testing.T) {
	for _, params := range []string{"draws=100", "share=row draws=500", "share=column law=exponential draws=500", "var=0 draws=100",
		"var=0 law=bernoulli draws=100", "mu=0 var=4 draws=100", "mu=-3 var=4 law=bernoulli draws=1000", "mu=1e-9 var=4 law=bernoulli draws=1000",
		"mu=1 var=1 law=rademacher draws=100", "mu=1e-9 var=0 draws=100", "mu=3 var=1e-12 draws=100"} {
		for i, f := range traceOf(t, multNoise, params).Frames {
			checkShown(t, fmt.Sprintf("mult-noise(%s) frame %d", params, i), f, 9)
		}
	}
}

func TestMultNoiseErrors(t *testing.T) {
	for params, want := range map[string]string{
		"mu=0 var=0":               "mu = 0 and var = 0",
		"mu=0 var=1 law=bernoulli": "make mu larger or smaller than 0",
	} {
		set := map[string]string{}
		for p := range strings.FieldsSeq(params) {
			name, text, _ := strings.Cut(p, "=")
			set[name] = text
		}
		v, err := multNoise.Values(set)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Collect(context.Background(), multNoise, v); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("mult-noise(%s): error %v, want one that says %q", params, err, want)
		}
	}
}

func BenchmarkMultNoise(b *testing.B) {
	for b.Loop() {
		traceOf(b, multNoise, "")
	}
}

// BenchmarkNoiseDraws averages over 10 000 draws of noise for 8 examples of 4
// features.
func BenchmarkNoiseDraws(b *testing.B) {
	v, _ := multNoise.Values(nil)
	r, err := newRegression(v)
	if err != nil {
		b.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(7, 0))
	for b.Loop() {
		var sums tally
		if err := r.draw(context.Background(), rng, &sums, 10000); err != nil {
			b.Fatal(err)
		}
	}
}
