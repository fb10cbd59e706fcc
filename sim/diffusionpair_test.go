package sim

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// The recipes of the exam's problem: right ones, and what goes wrong.
const (
	pairFirst   = "z_1 = z_0/sqrt(1+eta_1) + sqrt(eta_1/(1+eta_1))*V_1; "
	pairTwoStep = pairFirst + "z_2 = sqrt((1+eta_1)/(1+eta_2))*z_1 + sqrt((eta_2-eta_1)/(1+eta_2))*V_2"
	pairWalk    = "z_1 = (z_0 + sqrt(eta_1) V_1)/sqrt(1+eta_1)\nz_2 = (z_0 + sqrt(eta_1) V_1 + sqrt(eta_2-eta_1) V_2)/sqrt(1+eta_2)"
	pairBridge  = "z_2 = (z_0 + sqrt(eta_2) V_2)/sqrt(1+eta_2)\nz_1 = (z_0 + eta_1/eta_2 (sqrt(1+eta_2) z_2 - z_0) + sqrt(eta_1 (eta_2-eta_1)/eta_2) V_1)/sqrt(1+eta_1)"
	pairApart   = pairFirst + "z_2 = z_0/sqrt(1+eta_2) + sqrt(eta_2/(1+eta_2))*V_2"
	pairSame    = pairFirst + "z_2 = z_0/sqrt(1+eta_2) + sqrt(eta_2/(1+eta_2))*V_1"
	pairNoRoots = "z_1 = z_0/(1+eta_1) + eta_1/(1+eta_1)*V_1; z_2 = (1+eta_1)/(1+eta_2)*z_1 + (eta_2-eta_1)/(1+eta_2)*V_2"
	pairNoise   = "z_1 = z_0/sqrt(1+eta_1) + eta_1/(1+eta_1)*V_1; z_2 = sqrt((1+eta_1)/(1+eta_2))*z_1 + (eta_2-eta_1)/(1+eta_2)*V_2"
	pairAgain   = pairFirst + "z_2 = sqrt((1+eta_1)/(1+eta_2))*z_1 + sqrt((eta_2-eta_1)/(1+eta_2))*V_1"
)

func TestDiffusionPair(t *testing.T) {
	for _, r := range readDiffusion(t).Pair {
		levels := fmt.Sprintf("eta1=%g|eta2=%g", r.Eta1, r.Eta2)
		tr := mustRun(t, diffusionPair, levels)
		for name, want := range map[string]float64{"mean1": r.Mean[0], "mean2": r.Mean[1], "var1": r.Cov[0], "cov": r.Cov[1], "var2": r.Cov[2]} {
			wantFigure(t, tr, levels, name, want, 1e-12)
		}
		for recipe, want := range map[string]float64{pairTwoStep: 0, pairWalk: 0, pairBridge: 0,
			pairApart: r.Independent, pairSame: r.Same, pairNoise: r.Rootless} {
			params := levels + "|yours=" + recipe
			tr := mustRun(t, diffusionPair, params)
			if got := figure(t, tr, "cov_error"); recipe != pairNoise && math.Abs(got-want) > 1e-12 {
				t.Errorf("cov_error of diffusion-pair(%s) = %v, want %v", params, got, want)
			}
			if got := figure(t, tr, "right") == 1; got != (want == 0) {
				t.Errorf("right of diffusion-pair(%s) = %v", params, got)
			}
		}
	}
}

// TestDiffusionPairScale checks that levels may be measured otherwise.
func TestDiffusionPairScale(t *testing.T) {
	const yours = "z_1 = sqrt(3/(3+eta_1)) z_0 + sqrt(eta_1/(3+eta_1)) V_1; z_2 = sqrt((3+eta_1)/(3+eta_2)) z_1 + sqrt((eta_2-eta_1)/(3+eta_2)) V_2"
	a := mustRun(t, diffusionPair, "eta1=1.5|eta2=6|scale=3|yours="+yours)
	b := mustRun(t, diffusionPair, "eta1=0.5|eta2=2")
	for _, name := range []string{"mean1", "mean2", "var1", "cov", "var2"} {
		wantFigure(t, a, "scale=3", name, figure(t, b, name), 1e-12)
	}
	if figure(t, a, "right") != 1 {
		t.Errorf("the recipe for scale 3 is not right: %v", a.Results)
	}
}

// TestDiffusionPairFault checks what the last picture of the clouds says.
func TestDiffusionPairFault(t *testing.T) {
	for recipe, want := range map[string]pairFault{
		pairTwoStep: pairRight, pairWalk: pairRight, pairBridge: pairRight,
		pairApart: pairUnrelated, pairSame: pairSameNoise, pairNoRoots: pairMean, pairNoise: pairVariance, pairAgain: pairVariance,
		pairFirst + "z_2 = -z_0/sqrt(1+eta_2) + sqrt(eta_2/(1+eta_2))*V_2":                                           pairMean,
		pairFirst + "z_2 = z_0/sqrt(1+eta_2) + sqrt(eta_2/(1+eta_2))*(0.6 V_1 + 0.8 V_2)":                            pairCovariance,
		`z_1 = \frac{z_0}{\sqrt{1+\eta_1}} + \sqrt{\frac{\eta_1}{1+\eta_1}} V_1; z2 = (z0+V2)/sqrt(1+eta2) - V1 + 1`: pairMean,
	} {
		tr := mustRun(t, diffusionPair, "seed=3|yours="+recipe)
		last := tr.Frames[len(tr.Frames)-2]
		if last.View != "pairs" || last.Caption != lessons[want] {
			t.Errorf("diffusion-pair(%s) ends with %q, want %q", recipe, last.Caption, lessons[want])
		}
	}
}

func TestDiffusionPairRefuses(t *testing.T) {
	wantRefused(t, diffusionPair, "eta1=2 eta2=1", "eta1 = 2", "eta2 = 1")
	for yours, want := range map[string]string{
		"":                               "z_1 is missing",
		"z_1 = z_0":                      "z_2 is missing",
		"z_1 = z_0; z_1 = z_0":           "z_1 is given twice",
		"z_1 = z_2; z_2 = z_0":           "z_2 is used before it is given",
		"z_1 + 1; z_2 = 1":               "neither z_1 nor z_2",
		"z_1 = V_1^2; z_2 = V_2":         "linear in z_0, V_1 and V_2",
		"z_1 = (z_0; z_2 = 1":            "column",
		"z_1 = sqrt(0-1)*V_1; z_2 = V_2": "",
		"z_1 = z_0/(eta_1-1); z_2 = V_2": "",
		"z_1 = q; z_2 = 1":               "",
	} {
		_, err := runWith(diffusionPair, "seed=1|yours="+yours)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("diffusion-pair(%s): error %v, want one with %q", yours, err, want)
		}
	}
}

func TestDiffusionPairFrames(t *testing.T) {
	for _, params := range []string{"", "pairs=20 start=-3", "eta1=0.01 eta2=100 pairs=1000", "seed=2|yours=" + pairSame} {
		wantFrames(t, diffusionPair, params, "levels", "pairs", "compare")
	}
}

func BenchmarkDiffusionPair(b *testing.B) { benchmarkRuns(b, diffusionPair, "", "pairs=1000") }
