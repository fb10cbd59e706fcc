package sim

import (
	"fmt"
	"math"
	"testing"
)

func TestTiedResidual(t *testing.T) {
	for _, r := range readTied(t).Residual {
		params := fmt.Sprintf("words=%d width=%d word_std=%v place_std=%v draws=24", r.Words, r.Width, r.WordStd, r.PlaceStd)
		tr := mustRun(t, tiedResidual, params)
		wantFigure(t, tr, params, "own_formula", r.OwnFormula, 1e-12)
		d := float64(r.Width)
		own, spread := figure(t, tr, "own_score"), r.WordStd*math.Sqrt(d)
		if math.Abs(own-r.Own) > 4*spread*math.Sqrt(1/24.0) {
			t.Errorf("own_score of tied-residual(%s) = %v, want %v", params, own, r.Own)
		}
		if loss := figure(t, tr, "loss"); math.Abs(loss-r.Loss) > 5*spread*math.Sqrt(1/24.0) {
			t.Errorf("loss of tied-residual(%s) = %v, want %v", params, loss, r.Loss)
		}
		// the spread there is of all scores, the own one too
		all := math.Hypot(figure(t, tr, "other_spread"), own/math.Sqrt(float64(r.Words)))
		if math.Abs(all/r.Other-1) > 0.04 {
			t.Errorf("spread of all scores of tied-residual(%s) = %v, want %v", params, all, r.Other)
		}
		if r.Width >= 512 && r.PlaceStd == r.WordStd {
			wantFigure(t, tr, params, "own_score", r.OwnFormula, 0.02)
		}
	}
}

func TestTiedResidualFrames(t *testing.T) {
	for _, params := range []string{"", "words=10 width=8 draws=10 place_std=0", "words=10000 width=1024 word_std=20 place_std=20 draws=24", "word_std=0.02 place_std=0.02"} {
		wantFrames(t, tiedResidual, params, "path", "scores", "starts", "width")
	}
}

func BenchmarkTiedResidual(b *testing.B) {
	benchmarkRuns(b, tiedResidual, "", "words=10000 width=1024 draws=24")
}
