package sim

import (
	"fmt"
	"math"
	"testing"
)

// TestAdamLaws compares what is left of the weights with testdata/adam.json, the
// means and errors of many runs of another program, and with the laws.
func TestAdamLaws(t *testing.T) {
	var g struct {
		Decays []struct {
			Size, Left, Law, Error float64
			Gap                    string
		}
	}
	readGolden(t, "adam.json", &g)
	if len(g.Decays) != 6 {
		t.Fatalf("adam.json holds %d decays", len(g.Decays))
	}
	tr := traceOf(t, adamLaws, "")
	for i, c := range g.Decays {
		left, law := "decay", "law_decay"
		if c.Gap == "A" {
			left, law = fmt.Sprintf("penalty%d", i/2+1), fmt.Sprintf("law%d", i/2+1)
		}
		if got := numberOf(t, tr, left); math.Abs(got-c.Left) > 4*c.Error {
			t.Errorf("gap %s with gradients of size %v leaves %v, want %v ± %v", c.Gap, c.Size, got, c.Left, c.Error)
		}
		if got := numberOf(t, tr, law); !closeTo(got, c.Law, 1e-4) {
			t.Errorf("the law for gap %s and size %v leaves %v, want %v", c.Gap, c.Size, got, c.Law)
		}
	}
	if got := resultsOf(t, tr, "same_size m"); got != "1 1" {
		t.Errorf("same_size and m = %s, want 1 1", got)
	}
}

// TestAdamLawsMomentum: the law that knows of the running mean is right within
// a hundredth, the simple one within a tenth.
func TestAdamLawsMomentum(t *testing.T) {
	for _, params := range []string{"", "lambda_w=0.2 alpha=0.002 steps=300", "start=0.5 lambda_w=0.05 s1=0.3"} {
		tr := traceOf(t, adamLaws, params)
		for i := 1; i <= 3; i++ {
			left := numberOf(t, tr, fmt.Sprintf("penalty%d", i))
			for law, rel := range map[string]float64{"momentum": .01, "law": .1} {
				if want := numberOf(t, tr, fmt.Sprintf("%s%d", law, i)); !closeTo(left, want, rel) {
					t.Errorf("penalty%d of adam-laws(%s) = %v, want %v by the %s", i, params, left, want, law)
				}
			}
		}
		if left, want := numberOf(t, tr, "decay"), numberOf(t, tr, "law_decay"); !closeTo(left, want, 1e-9) {
			t.Errorf("decay of adam-laws(%s) = %v, want %v", params, left, want)
		}
	}
}

// TestAdamLawsStep: with the right multiple of the identity all rows agree, with
// another matrix only the one of a weight that is 0.
func TestAdamLawsStep(t *testing.T) {
	frames := traceOf(t, adamLaws, "lambda_r=0.002").Frames
	for i, want := range []int{5, 1} {
		agree := 0
		for _, r := range frames[i].Blocks[0].(*Table).Rows {
			if r.Mark == Good {
				agree++
			}
		}
		if agree != want {
			t.Errorf("frame %d: %d rows agree, want %d", i, agree, want)
		}
	}
	tr := traceOf(t, adamLaws, "lambda_r=0.002")
	if even, adaptive, zero := numberOf(t, tr, "difference"), numberOf(t, tr, "adaptive"), numberOf(t, tr, "at_zero"); even > 1e-14 || adaptive < 1 || zero != 0 {
		t.Errorf("difference, adaptive and at_zero = %v, %v and %v, want 0, more than 1, and 0", even, adaptive, zero)
	}
}

func TestAdamLawsFrames(t *testing.T) {
	for _, params := range []string{"", "lambda_r=0", "lambda_r=0.1 steps=10", "alpha=0.01 lambda_w=10 s1=0.01 steps=2000 pairs=2",
		"alpha=0.01 s3=1000 start=1 pairs=1"} {
		for i, f := range traceOf(t, adamLaws, params).Frames {
			checkShown(t, fmt.Sprintf("adam-laws(%s) frame %d", params, i), f, 8)
		}
	}
}

func BenchmarkAdamLaws(b *testing.B) {
	for b.Loop() {
		traceOf(b, adamLaws, "")
	}
}
