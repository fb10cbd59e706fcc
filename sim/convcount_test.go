package sim

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
)

func TestConvCount(t *testing.T) {
	tests := []struct{ params, want string }{
		{"", "108 27 12 39 5419008 1956864"}, // the exam's official answers are 108 and 39
		{"cin=1 cout=1 k=1 side=1", "1 1 1 2 1 2"},
		{"cin=4 cout=8 groups=2", "144 36 32 68 7225344 3411968"},
		{"cin=6 cout=6 groups=6 k=5 side=10", "150 150 36 186 15000 18600"},
	}
	for _, tt := range tests {
		if got := resultsOf(t, traceOf(t, convCount, tt.params), "full deep point both full_macs both_macs"); got != tt.want {
			t.Errorf("conv-count(%s) = %s, want %s", tt.params, got, tt.want)
		}
	}
}

// TestConvCountGolden compares with testdata/convcount.json, counted by a deep
// learning library from its layers' tensors.
func TestConvCountGolden(t *testing.T) {
	var g []map[string]float64
	readGolden(t, "convcount.json", &g)
	if len(g) != 9 {
		t.Fatalf("convcount.json holds %d rows", len(g))
	}
	for _, row := range g {
		params := fmt.Sprintf("cin=%v cout=%v k=%v", row["cin"], row["cout"], row["k"])
		tr := traceOf(t, convCount, params)
		for _, name := range strings.Fields("full full_bias both both_bias both_biases ratio") {
			if got := numberOf(t, tr, name); got != row[name] {
				t.Errorf("%s of conv-count(%s) = %v, want %v", name, params, got, row[name])
			}
		}
		if want := 1/row["cout"] + 1/(row["k"]*row["k"]); !closeTo(numberOf(t, tr, "ratio"), want, 1e-14) {
			t.Errorf("ratio of conv-count(%s) = %v, want 1/cout + 1/k² = %v", params, numberOf(t, tr, "ratio"), want)
		}
	}
}

// TestConvSplit: the two steps are the convolution whose windows are products,
// which has rank 1 by input channel; random weights are far from such ones.
func TestConvSplit(t *testing.T) {
	for seed := range 5 {
		tr := traceOf(t, convCount, "seed="+strconv.Itoa(seed))
		if got := numberOf(t, tr, "difference"); got > 1e-12 {
			t.Errorf("difference for seed %d = %v, want 0", seed, got)
		}
		if got := numberOf(t, tr, "rank1_left"); got < .3 || got > .65 {
			t.Errorf("rank1_left for seed %d = %v, want 0.3 to 0.65", seed, got)
		}
	}
	c := conv{cin: 3, cout: 5, k: 3}
	s := splitConv{deep: [][]float64{{1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 0, 0, 0, 0, 0, 0, 0, 0}, {-1, 1, 0, 0, 0, 0, 0, 0, 0}},
		point: [][]float64{{1, 2, 3}, {0, 1, 1}, {-1, .5, 2}, {4, 4, 4}, {1, 0, 0}}}
	if got := rankOneLeft(c, s.whole()); math.Abs(got) > 1e-15 {
		t.Errorf("rankOneLeft of a split convolution = %v, want 0", got)
	}
}

func TestConvErrors(t *testing.T) {
	v, err := convCount.Values(map[string]string{"groups": "2"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Collect(context.Background(), convCount, v); err == nil || !strings.Contains(err.Error(), "groups = 2 does not divide both cin = 3 and cout = 4") {
		t.Errorf("conv-count(groups=2): error %v", err)
	}
}

func TestConvFrames(t *testing.T) {
	for _, params := range []string{"", "cin=512 cout=512 k=7 side=4096", "cin=1 cout=1 k=1 side=1", "cin=512 cout=512 groups=512", "cin=2 cout=512 k=2"} {
		for i, f := range traceOf(t, convCount, params).Frames {
			checkShown(t, fmt.Sprintf("conv-count(%s) frame %d", params, i), f, 8)
		}
	}
}

func BenchmarkConvCount(b *testing.B) {
	for _, params := range []string{"", "cin=512 cout=512 k=7"} {
		b.Run(params, func(b *testing.B) {
			for b.Loop() {
				traceOf(b, convCount, params)
			}
		})
	}
}
