package sim

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

func TestGlyphs(t *testing.T) {
	draw := func(seed uint64) ([][]float64, []int) {
		return glyphs(rand.New(rand.NewPCG(seed, 0)), []int{3, 7}, 2)
	}
	x, label := draw(1)
	if want := []int{3, 3, 7, 7}; !reflect.DeepEqual(label, want) || len(x) != len(want) {
		t.Errorf("labels of %d glyphs = %v, want %v", len(x), label, want)
	}
	for i, pixels := range x {
		if len(pixels) != glyphSide*glyphSide {
			t.Fatalf("glyph %d has %d pixels, want 64", i, len(pixels))
		}
		ink := 0.0
		for _, p := range pixels {
			if p < 0 || p > 1 {
				t.Errorf("glyph %d has a pixel %v, want 0 to 1", i, p)
			}
			ink += p
		}
		if ink < 6 || ink > 40 {
			t.Errorf("glyph %d has %.1f pixels of ink, want a digit's", i, ink)
		}
	}
	if again, _ := draw(1); !reflect.DeepEqual(x, again) {
		t.Error("two drawings with one seed differ")
	}
	if other, _ := draw(2); reflect.DeepEqual(x, other) {
		t.Error("drawings with different seeds agree")
	}
}

// TestGlyphsNearestMean checks that the digits can be told apart, and not too
// easily: a classifier by the nearest class mean gets most of fresh glyphs right.
func TestGlyphsNearestMean(t *testing.T) {
	classes := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	rng := rand.New(rand.NewPCG(1, 0))
	x, label := glyphs(rng, classes, 40)
	var mean [10][glyphSide * glyphSide]float64
	for i, pixels := range x {
		for j, p := range pixels {
			mean[label[i]][j] += p / 40
		}
	}
	right := 0
	fresh, digit := glyphs(rng, classes, 20)
	for i, pixels := range fresh {
		best, least := 0, 1e9
		for c := range mean {
			d := 0.0
			for j, p := range pixels {
				d += (p - mean[c][j]) * (p - mean[c][j])
			}
			if d < least {
				best, least = c, d
			}
		}
		if best == digit[i] {
			right++
		}
	}
	if right < 150 || right > 199 {
		t.Errorf("nearest mean gets %d of 200 glyphs right, want 150 to 199", right)
	}
}
