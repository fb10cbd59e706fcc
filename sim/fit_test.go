package sim_test

import (
	"context"
	"strings"
	"testing"

	"gradcheck/internal/blocks"
	"gradcheck/sim"
)

// TestFit draws frames as a player of 80 by 24 does, which has 76 columns and
// 17 rows for caption and blocks together.
func TestFit(t *testing.T) {
	for _, tt := range []struct{ name, params string }{
		{"gradcheck", ""}, {"gradcheck", "d=8; formula=g"}, {"gradcheck", "of=LN"},
		{"layernorm-scale", ""}, {"layernorm-scale", "a=0.3; d=8"},
		{"layernorm-bound", ""}, {"layernorm-bound", "mean=10"},
		{"preln-stack", ""}, {"preln-stack", "layers=96; formula=3^l*x_0"}, {"preln-stack", "rms=0.01; steps=6; layers=60"},
		{"postln-stack", ""}, {"postln-stack", "layers=96"},
		{"init-depth", ""},
		{"vib-latent", "steps=50"}, {"vib-beta", "runs=1; steps=50"}, {"vib-sign", "steps=50"}, {"vib-gradient", ""},
	} {
		s, ok := sim.Lookup(tt.name)
		if !ok {
			t.Errorf("no simulation %q", tt.name)
			continue
		}
		set := map[string]string{}
		for p := range strings.SplitSeq(tt.params, ";") {
			if name, text, ok := strings.Cut(strings.TrimSpace(p), "="); ok {
				set[name] = text
			}
		}
		v, err := s.Values(set)
		if err != nil {
			t.Fatal(err)
		}
		tr, err := sim.Collect(context.Background(), s, v)
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range tr.Frames {
			lines := blocks.Render(append(sim.Blocks{&sim.Text{Text: f.Caption}}, f.Blocks...), blocks.Options{Width: 76})
			if len(lines) > 17 {
				t.Errorf("frame %d of %s(%s) takes %d rows:\n%s", i+1, tt.name, tt.params, len(lines), strings.Join(lines, "\n"))
			}
		}
	}
}
