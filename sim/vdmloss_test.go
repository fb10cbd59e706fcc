package sim

import (
	"fmt"
	"math"
	"testing"
)

func TestVDMLoss(t *testing.T) {
	g := readDiffusion(t)
	for _, r := range g.VDM {
		params := fmt.Sprintf("steps=%d", r.Steps)
		tr := mustRun(t, vdmLoss, params)
		wantFigure(t, tr, params, "loss", r.Loss, 1e-11)
		wantFigure(t, tr, params, "continuous", g.Continuous, 1e-12)
	}
}

// TestVDMLimit checks that the loss falls to the same limit for both spacings.
func TestVDMLimit(t *testing.T) {
	for _, p := range []path{{lo: -5, hi: 13.3}, {lo: -3, hi: 3, alpha: true}, {lo: -3, hi: 3}} {
		before := math.Inf(1)
		for n := 1; n <= 1<<17; n *= 4 {
			loss := p.loss(n)
			if loss >= before || loss < p.limit() {
				t.Errorf("%+v: loss of %d steps %v, of a quarter as many %v, limit %v", p, n, loss, before, p.limit())
			}
			before = loss
		}
		if before > p.limit()*1.001 {
			t.Errorf("%+v: loss %v, limit %v", p, before, p.limit())
		}
	}
}

func TestVDMLossFrames(t *testing.T) {
	for _, params := range []string{"", "steps=1", "steps=10000", "spacing=alpha", "cleanest=-20 noisiest=20 steps=200", "steps=75 spacing=alpha"} {
		wantFrames(t, vdmLoss, params, "denoise", "area", "steps")
	}
	wantRefused(t, vdmLoss, "cleanest=5 noisiest=5", "cleanest = 5", "noisiest = 5")
}

func BenchmarkVDMLoss(b *testing.B) { benchmarkRuns(b, vdmLoss, "", "steps=10000") }
