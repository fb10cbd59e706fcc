package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// goldenTied is testdata/tied.json: a head's first losses measured with whole
// tables of words (and their standard errors), means of the logarithm of a sum
// of exponentials of normals, and losses of tied models whose blocks add nothing.
type goldenTied struct {
	Head []struct {
		Words, Width                                     int
		Std, Loss, SE, Variance, Top, Gradient, Jacobian float64
		GradientH                                        float64 `json:"gradient_h"`
		Small                                            float64 `json:"small_formula"`
		Formula                                          float64
	}
	LogSumExp []struct {
		Words                int
		Sigma, Mean, Formula float64
	} `json:"log_sum_exp"`
	Residual []struct {
		Words, Width     int
		WordStd          float64 `json:"word_std"`
		PlaceStd         float64 `json:"place_std"`
		Loss, Own, Other float64
		OwnFormula       float64 `json:"own_formula"`
	}
}

func readTied(t testing.TB) goldenTied {
	var g goldenTied
	readData(t, "tied.json", &g)
	if len(g.Head) != 48 || len(g.LogSumExp) != 21 || len(g.Residual) != 12 {
		t.Fatal("testdata/tied.json is incomplete")
	}
	return g
}

func TestTiedLoss(t *testing.T) {
	for _, r := range readTied(t).Head {
		params := fmt.Sprintf("words=%d width=%d std=%v draws=24", r.Words, r.Width, r.Std)
		tr := mustRun(t, tiedLoss, params)
		wantFigure(t, tr, params, "guess", math.Log(float64(r.Words)), 1e-12)
		wantFigure(t, tr, params, "small_formula", r.Small, 1e-9)
		wantFigure(t, tr, params, "formula", r.Formula, 1e-9)
		loss, se := figure(t, tr, "loss"), math.Hypot(figure(t, tr, "loss_error"), r.SE)
		if math.Abs(loss-r.Loss) > 4*se {
			t.Errorf("loss of tied-loss(%s) = %v, want %v ± %v", params, loss, r.Loss, 4*se)
		}
		for name, want := range map[string][2]float64{ // with what is allowed: chance in 24 draws
			"score_variance": {r.Variance, 0.15 * r.Variance},
			"top_chance":     {r.Top, 0.2},
			"gradient":       {r.Gradient, 0.2},
			"gradient_h":     {r.GradientH, 0.3 * r.GradientH},
			"jacobian":       {r.Jacobian, 0.2},
		} {
			if got := figure(t, tr, name); math.Abs(got-want[0]) > want[1] {
				t.Errorf("%s of tied-loss(%s) = %v, want %v ± %v", name, params, got, want[0], want[1])
			}
		}
	}
}

// TestTiedLossFormula compares the formula with means of the logarithm of a sum
// of exponentials: half a percent where scores are small, 15 % above otherwise.
func TestTiedLossFormula(t *testing.T) {
	for _, r := range readTied(t).LogSumExp {
		got := expectedLoss(r.Words, r.Sigma)
		if math.Abs(got-r.Formula) > 1e-9*got {
			t.Errorf("expectedLoss(%d, %v) = %v, want %v", r.Words, r.Sigma, got, r.Formula)
		}
		switch off := got/r.Mean - 1; {
		case r.Words < 100: // too few for a formula of many
		case r.Sigma <= 1.42 && math.Abs(off) > 0.006, off < -0.01, r.Words >= 1000 && off > 0.15, off > 0.21:
			t.Errorf("expectedLoss(%d, %v) = %v, measured %v", r.Words, r.Sigma, got, r.Mean)
		}
	}
}

// TestTiedLossDirect compares the drawn scores and gradients with those of whole
// tables of words.
func TestTiedLossDirect(t *testing.T) {
	const words, width, n = 60, 24, 400
	rng := rand.New(rand.NewPCG(5, 0))
	fast, err := measureHead(t.Context(), words, width, 0.5, n, rng)
	if err != nil {
		t.Fatal(err)
	}
	var loss, gradient meanOf
	for range n {
		h := make([]float64, width)
		for k := range h {
			h[k] = rng.NormFloat64()
		}
		scale := math.Sqrt(width) / norm(h)
		table, p, sum := make([][]float64, words), make([]float64, words), 0.0
		for j := range table {
			table[j] = make([]float64, width)
			score := 0.0
			for k := range table[j] {
				table[j][k] = 0.5 * rng.NormFloat64()
				score += table[j][k] * h[k] * scale
			}
			p[j] = math.Exp(score)
			sum += p[j]
		}
		label := rng.IntN(words)
		loss.add(math.Log(sum / p[label]))
		g := make([]float64, width)
		for j, row := range table {
			for k, w := range row {
				g[k] += p[j] / sum * w
			}
		}
		for k, w := range table[label] {
			g[k] -= w
		}
		gradient.add(norm(g))
	}
	for name, pair := range map[string][2]meanOf{"loss": {fast.loss, loss}, "gradient at h": {fast.gradientH, gradient}} {
		if z := (pair[0].mean - pair[1].mean) / math.Hypot(pair[0].err(), pair[1].err()); math.Abs(z) > 4 {
			t.Errorf("%s: drawn %v, with whole tables %v, %v standard errors apart", name, pair[0].mean, pair[1].mean, z)
		}
	}
}

func norm(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	return math.Sqrt(sum)
}

func TestTiedLossFrames(t *testing.T) {
	for _, params := range []string{"", "words=10 width=8 std=0 draws=10", "words=10000 width=1024 std=20", "std=0.02"} {
		wantFrames(t, tiedLoss, params, "scores", "starts", "curve", "gradient")
	}
}

func BenchmarkTiedLoss(b *testing.B) {
	benchmarkRuns(b, tiedLoss, "", "words=10000 width=512 draws=24")
	b.Run("10 000 words, width 512, 64 vectors", func(b *testing.B) {
		for b.Loop() {
			if _, err := measureHead(b.Context(), 10_000, 512, 1, 64, rand.New(rand.NewPCG(1, 0))); err != nil {
				b.Fatal(err)
			}
		}
	})
}
