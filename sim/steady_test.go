package sim

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
)

// runWith runs s with the given parameters, as in "workers=3 block=2"; a "|"
// parts parameters whose values have spaces in them.
func runWith(s *Sim, params string) (Trace, error) {
	set := map[string]string{}
	fields := strings.Fields(params)
	if strings.Contains(params, "|") {
		fields = strings.Split(params, "|")
	}
	for _, p := range fields {
		name, text, _ := strings.Cut(p, "=")
		set[strings.TrimSpace(name)] = text
	}
	v, err := s.Values(set)
	if err != nil {
		return Trace{}, err
	}
	return Collect(context.Background(), s, v)
}

func mustRun(t testing.TB, s *Sim, params string) Trace {
	t.Helper()
	tr, err := runWith(s, params)
	if err != nil {
		t.Fatalf("%s(%s): %v", s.Name, params, err)
	}
	return tr
}

// figure is a result as a number.
func figure(t testing.TB, tr Trace, name string) float64 {
	t.Helper()
	r, ok := tr.Results.Lookup(name)
	if !ok {
		t.Fatalf("%s has no result %q", tr.Sim, name)
	}
	x, err := strconv.ParseFloat(r.Value, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// wantFigure checks a result to a relative tolerance.
func wantFigure(t testing.TB, tr Trace, params, name string, want, tol float64) {
	t.Helper()
	if got := figure(t, tr, name); !(math.Abs(got-want) <= tol*math.Max(math.Abs(want), 1e-300)) {
		t.Errorf("%s of %s(%s) = %v, want %v", name, tr.Sim, params, got, want)
	}
}

// wantFrames checks that every frame is well formed and that the views come in
// the given order, each once or more.
func wantFrames(t *testing.T, s *Sim, params string, views ...string) {
	t.Helper()
	tr := mustRun(t, s, params)
	var got []string
	for i, f := range tr.Frames {
		checkPicture(t, fmt.Sprintf("%s(%s) frame %d", s.Name, params, i+1), f)
		if n := len(got); n == 0 || got[n-1] != f.View {
			got = append(got, f.View)
		}
	}
	if a, b := strings.Join(got, " "), strings.Join(views, " "); a != b {
		t.Errorf("%s(%s) shows %s, want %s", s.Name, params, a, b)
	}
	again, err := json.Marshal(mustRun(t, s, params))
	first, _ := json.Marshal(tr)
	if err != nil || string(first) != string(again) {
		t.Errorf("%s(%s) differs from run to run: %v", s.Name, params, err)
	}
}

// wantRefused checks that parameters that make no sense together are refused
// with a message that has all the words.
func wantRefused(t *testing.T, s *Sim, params string, words ...string) {
	t.Helper()
	_, err := runWith(s, params)
	for _, w := range words {
		if err == nil || !strings.Contains(err.Error(), w) {
			t.Errorf("%s(%s): error %v, want one with %q", s.Name, params, err, w)
		}
	}
}

// readData decodes a file of testdata.
func readData(t testing.TB, name string, into any) {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// benchmarkRuns times whole runs whose frames nobody looks at.
func benchmarkRuns(b *testing.B, s *Sim, params ...string) {
	for _, p := range params {
		set := map[string]string{}
		for _, f := range strings.Fields(p) {
			name, text, _ := strings.Cut(f, "=")
			set[name] = text
		}
		v, err := s.Values(set)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(p, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Run(b.Context(), v, func(Frame) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestSig(t *testing.T) {
	for _, tt := range []struct {
		x    float64
		n    int
		want string
	}{
		{0, 3, "0"}, {1.2345, 3, "1.23"}, {-0.5, 2, "−0.5"}, {1234.5, 3, "1 230"}, {12.999, 3, "13"},
		{4.0358e-5, 3, "4.04e-5"}, {-1.5e9, 3, "−1.5e9"}, {1e6, 3, "1e6"}, {0.001, 3, "0.001"},
	} {
		if got := strings.ReplaceAll(sig(tt.x, tt.n), "\u00a0", " "); got != tt.want {
			t.Errorf("sig(%v, %d) = %q, want %q", tt.x, tt.n, got, tt.want)
		}
	}
}

func TestMeanOf(t *testing.T) {
	m := momentsOf([]float64{2, 4, 4, 4, 5, 5, 7, 9})
	if m.mean != 5 || math.Abs(m.variance()-32.0/7) > 1e-15 || math.Abs(m.err()-math.Sqrt(32.0/7/8)) > 1e-15 {
		t.Errorf("mean, variance, error = %v, %v, %v, want 5, 32/7, √(4/7)", m.mean, m.variance(), m.err())
	}
	if one := momentsOf([]float64{3}); one.variance() != 0 || one.err() != 0 {
		t.Errorf("of one number: variance %v, error %v, want 0", one.variance(), one.err())
	}
}
