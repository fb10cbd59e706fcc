package sim

import (
	"fmt"
	"math"
	"testing"
)

// goldenDiffusion is testdata/diffusion.json: α of the two usual schedules of
// 1000 steps, a small chain (β = 0.1, 0.2, ... from z₀ = 1.7), pairs at two noise
// levels with the covariance errors of three wrong recipes, moments of samples
// from a mixture, and losses of T steps.
type goldenDiffusion struct {
	Linear []struct {
		T           int
		Alpha       float64
		Sqrt        float64 `json:"sqrt_alpha"`
		SNR         float64
		Eta, LogSNR float64
	}
	Half   int
	Cosine []struct {
		T     int
		Alpha float64
	}
	Gamma []struct {
		From, To int
		Gamma    float64
	}
	Chain []struct {
		Steps                 int
		Alpha, Mean, Variance float64
	}
	Pair []struct {
		Eta1, Eta2                  float64
		Mean                        [2]float64
		Cov                         [3]float64
		Independent, Same, Rootless float64
	}
	Samples []struct {
		Steps                int
		Mean, Variance, Left float64
	}
	Data [3]float64
	VDM  []struct {
		Steps int
		Loss  float64
	}
	Continuous float64 `json:"vdm_continuous"`
}

func readDiffusion(t testing.TB) goldenDiffusion {
	var g goldenDiffusion
	readData(t, "diffusion.json", &g)
	if len(g.Linear) < 12 || len(g.Cosine) < 12 || len(g.Chain) != 4 || len(g.Pair) != 4 || len(g.Samples) != 6 || len(g.VDM) != 8 {
		t.Fatal("testdata/diffusion.json is incomplete")
	}
	return g
}

func TestNoiseSchedule(t *testing.T) {
	g := readDiffusion(t)
	for _, r := range g.Linear {
		if r.T == 1000 { // the end of a jump
			params := "from=1 to=1000"
			tr := mustRun(t, noiseSchedule, params)
			wantFigure(t, tr, params, "alpha_last", r.Alpha, 1e-12)
			wantFigure(t, tr, params, "half", float64(g.Half), 0)
			continue
		}
		params := fmt.Sprintf("from=%d to=1000", r.T)
		tr := mustRun(t, noiseSchedule, params)
		for name, want := range map[string]float64{"alpha": r.Alpha, "signal": r.Sqrt, "snr": r.SNR, "eta": r.Eta, "logsnr": r.LogSNR} {
			wantFigure(t, tr, params, name, want, 1e-9) // 1−α loses digits near 0
		}
	}
	for _, r := range g.Cosine {
		params, name := fmt.Sprintf("schedule=cosine from=1 to=%d", r.T), "alpha_to"
		if r.T == 1 {
			params, name = "schedule=cosine from=1 to=2", "alpha"
		}
		wantFigure(t, mustRun(t, noiseSchedule, params), params, name, r.Alpha, 1e-12)
	}
	for _, r := range g.Gamma {
		params := fmt.Sprintf("from=%d to=%d", r.From, r.To)
		wantFigure(t, mustRun(t, noiseSchedule, params), params, "gamma", r.Gamma, 1e-12)
	}
}

// TestNoiseScheduleJump checks that a jump keeps the product of the steps between.
func TestNoiseScheduleJump(t *testing.T) {
	for _, betas := range [][]float64{linearBetas(7, 0.1, 0.6), cosineBetas(50)} {
		as := alphas(betas)
		for from := 1; from < len(as); from++ {
			product := 1.0
			for to := from + 1; to < len(as); to++ {
				product *= 1 - betas[to]
				if got := as[to] / as[from]; math.Abs(got-product) > 1e-13*product {
					t.Errorf("from %d to %d: α ratio %v, product %v", from, to, got, product)
				}
			}
		}
	}
}

func TestNoiseScheduleFrames(t *testing.T) {
	for _, params := range []string{"", "schedule=cosine", "steps=2 from=1 to=2", "steps=4000 last=0.05 to=4000", "first=0.5 last=0.5 steps=100 from=1 to=2",
		"schedule=cosine steps=2 from=1 to=2", "first=0.000001 last=0.000001"} {
		wantFrames(t, noiseSchedule, params, "signal", "steps", "jump", "snr")
	}
	wantRefused(t, noiseSchedule, "steps=100", "to = 500", "steps = 100")
	wantRefused(t, noiseSchedule, "from=500 to=400", "from = 500", "to = 400")
	wantRefused(t, noiseSchedule, "steps=4000 last=0.999", "steps = 4000", "last = 0.999")
	wantRefused(t, noiseSchedule, "first=0.1", "first = 0.1", "last = 0.02")
}

func BenchmarkNoiseSchedule(b *testing.B) { benchmarkRuns(b, noiseSchedule, "", "steps=4000") }
