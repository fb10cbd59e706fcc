package blocks

import (
	"math"
	"strings"
	"testing"

	"gradcheck/sim"
)

// TestTicks checks what stands at an axis for data from one number to another.
func TestTicks(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		axis sim.Axis
		data []float64
		most int
		want string
	}{
		{sim.Axis{}, []float64{0, 10}, 5, "0 5 10"},
		{sim.Axis{}, []float64{0, 10}, 6, "0 2 4 6 8 10"},
		{sim.Axis{}, []float64{-0.13, 0.09}, 5, "−0.10 −0.05 0 0.05 0.10"},
		{sim.Axis{}, []float64{3}, 5, "2 3 4"},
		{sim.Axis{}, []float64{0, 0}, 5, "−1.0 −0.5 0 0.5 1.0"},
		{sim.Axis{}, []float64{0, 40000}, 3, "0 20_000 40_000"},
		{sim.Axis{}, []float64{0, 3e6}, 4, "0 1e6 2e6 3e6"},
		{sim.Axis{}, []float64{-2e-6, 2e-6}, 3, "−2e-6 0 2e-6"},
		{sim.Axis{}, []float64{1, nan, math.Inf(1), 2, 1e305}, 5, "1.0 1.5 2.0"},
		{sim.Axis{}, []float64{1, 1 + 1e-15}, 3, "0.5 1.0 1.5"},
		{sim.Axis{Lo: -6, Hi: 6}, []float64{0}, 3, "−5 0 5"},
		{sim.Axis{Lo: 6, Hi: -6}, []float64{0}, 3, "−5 0 5"},
		{sim.Axis{Lo: 1, Hi: nan}, []float64{0, 1}, 3, "0 0.5 1.0"},
		{sim.Axis{Log: true}, []float64{1e-12, 0.5}, 5, "1e-12 1e-9 1e-6 1e-3 1"},
		{sim.Axis{Log: true}, []float64{1, 40000}, 5, "1 10 100 1_000 10_000"},
		{sim.Axis{Log: true}, []float64{1, 40000}, 4, "1 100 10_000"},
		{sim.Axis{Log: true}, []float64{3, 30}, 6, "5 10 20"},
		{sim.Axis{Log: true}, []float64{12, 25}, 4, "15 20 25"},
		{sim.Axis{Log: true}, []float64{0, -3, 10}, 4, "1 10 100"},
		{sim.Axis{Log: true}, []float64{5e-324, 1e300}, 4, "1e-304 1e-152 1 1e152"},
		{sim.Axis{Log: true, Lo: 0, Hi: 10}, []float64{1, 10}, 3, "1 10"},
	}
	for _, tt := range tests {
		s, ok := newScale(tt.axis, tt.data)
		if !ok {
			t.Errorf("newScale(%+v, %v) is nothing", tt.axis, tt.data)
			continue
		}
		var texts []string
		last := math.Inf(-1)
		for _, k := range s.ticks(tt.most) {
			texts = append(texts, strings.ReplaceAll(k.text, "\u00a0", "_"))
			if k.at <= last || k.at < -1e-9 || k.at > 1+1e-9 {
				t.Errorf("ticks of %+v, %v: %s at %v, after %v", tt.axis, tt.data, k.text, k.at, last)
			}
			last = k.at
		}
		if got := strings.Join(texts, " "); got != tt.want {
			t.Errorf("ticks of %+v, %v, at most %d = %s, want %s", tt.axis, tt.data, tt.most, got, tt.want)
		}
	}
	for _, data := range [][]float64{nil, {nan}, {math.Inf(1)}} {
		if s, ok := newScale(sim.Axis{}, data); ok {
			t.Errorf("newScale of %v = %+v, want nothing", data, s)
		}
	}
	if s, ok := newScale(sim.Axis{Log: true}, []float64{0, -1}); ok {
		t.Errorf("newScale of 0 and −1, logarithmic = %+v, want nothing", s)
	}
}

// TestCanvas draws single lines and checks the cells.
func TestCanvas(t *testing.T) {
	tests := []struct {
		u0, v0, u1, v1 float64
		want           string
	}{
		{0, 0, 1, 0, "    /⣀⣀⣀⣀"},
		{0, 1, 1, 1, "⠉⠉⠉⠉/    "},
		{0, 0, 1, 1, "  ⡠⠊/⡠⠊  "},
		{0, 0, 0, 1, "⡇   /⡇   "},
		{-1, 0, 2, 0, "    /⣀⣀⣀⣀"},
		{0, 0, 0, 1e9, "⡇   /⡇   "},
		{2, 2, 3, 3, "    /    "},
		{0.5, -5, 0.5, -1, "    /    "},
		{1, 1, 1, 1, "   ⠈/    "},
	}
	for _, tt := range tests {
		c := newCanvas(4, 2)
		c.line(nil, tt.u0, tt.v0, tt.u1, tt.v1, sim.Plain)
		p := painter{}
		if got := p.row(c, 0) + "/" + p.row(c, 1); got != tt.want {
			t.Errorf("line from (%v, %v) to (%v, %v) = %q, want %q", tt.u0, tt.v0, tt.u1, tt.v1, got, tt.want)
		}
	}
}
