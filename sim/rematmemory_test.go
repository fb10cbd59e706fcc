package sim

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
)

// withParams collects a run whose parameters may hold spaces.
func withParams(t testing.TB, s *Sim, set map[string]string) (Trace, error) {
	t.Helper()
	v, err := s.Values(set)
	if err != nil {
		t.Fatal(err)
	}
	return Collect(context.Background(), s, v)
}

// TestRematMemoryGolden compares with testdata/rematmemory.json: the square-root
// scheme, its levels, and 60 chains whose least work was found by searching all
// states of layer, memory and register.
func TestRematMemoryGolden(t *testing.T) {
	var g struct {
		Roots []struct {
			Layers, Held, Every int
			RootHeld            int `json:"root_held"`
			Root                float64
		}
		Levels []struct {
			Layers, Parts int
			Held          float64
		}
		Chains []struct {
			Costs, Sizes string
			Memory, Work int
		}
	}
	readGolden(t, "rematmemory.json", &g)
	if len(g.Roots) != 10 || len(g.Levels) != 12 || len(g.Chains) != 60 {
		t.Fatalf("rematmemory.json holds %d, %d and %d rows", len(g.Roots), len(g.Levels), len(g.Chains))
	}
	for _, c := range g.Roots {
		every := int(math.Round(math.Sqrt(float64(c.Layers))))
		tr := traceOf(t, rematMemory, fmt.Sprintf("layers=%d every=%d", c.Layers, every))
		want := fmt.Sprintf("%d %d %d %s", c.RootHeld, c.Every, c.Held, decimal(c.Root))
		if got := resultsOf(t, tr, "held best_every best_held root"); got != want {
			t.Errorf("memory for %d layers = %s, want %s", c.Layers, got, want)
		}
	}
	for _, c := range g.Levels {
		tr := traceOf(t, rematMemory, fmt.Sprintf("layers=%d parts=%d", c.Layers, c.Parts))
		if got := numberOf(t, tr, "levels"); math.Abs(got-c.Held) > 5e-4 {
			t.Errorf("levels for %d layers and %d parts = %v, want %v", c.Layers, c.Parts, got, c.Held)
		}
	}
	for _, c := range g.Chains {
		tr, err := withParams(t, rematMemory, map[string]string{"costs": c.Costs, "sizes": c.Sizes, "memory": strconv.Itoa(c.Memory)})
		if err != nil {
			t.Fatal(err)
		}
		if got := result(t, tr, "least_work"); got != strconv.Itoa(c.Work) {
			t.Errorf("least_work of %q with sizes %q and memory %d = %s, want %d", c.Costs, c.Sizes, c.Memory, got, c.Work)
		}
	}
}

// TestRematMemoryEqual: with equal layers the least work is that of [revolve],
// which counts the first state among its places.
func TestRematMemoryEqual(t *testing.T) {
	for n := 2; n <= longestChain; n++ {
		ones := strings.TrimSpace(strings.Repeat("1 ", n))
		c, err := newChain(ones, ones)
		if err != nil {
			t.Fatal(err)
		}
		r := newReversing(c)
		for memory := range n {
			if want, _, _ := advances(n, memory+1); r.least(0, n, memory) != want {
				t.Errorf("least work for %d equal layers and memory %d = %d, want %d", n, memory, r.least(0, n, memory), want)
			}
		}
	}
}

func TestRematMemoryErrors(t *testing.T) {
	for _, tt := range []struct {
		set  map[string]string
		want string
	}{
		{map[string]string{"layers": "9"}, "every = 10 is more than layers = 9"},
		{map[string]string{"costs": "1 2 3"}, "costs has 3\u00a0numbers and sizes has 4"},
		{map[string]string{"costs": "1 2 x 3"}, `"x" is not a whole number from 1 to 1000`},
		{map[string]string{"sizes": "1 2 0 3"}, `"0" is not a whole number`},
		{map[string]string{"costs": ""}, "want 2 to 12 numbers"},
		{map[string]string{"costs": "1 1 1 1 1 1 1 1 1 1 1 1 1"}, "want 2 to 12 numbers"},
	} {
		if _, err := withParams(t, rematMemory, tt.set); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("remat-memory(%v): error %v, want one that says %q", tt.set, err, tt.want)
		}
	}
}

func TestRematMemoryFrames(t *testing.T) {
	for _, set := range []map[string]string{nil, {"layers": "2", "every": "1"}, {"layers": "10000", "every": "10000", "parts": "100"},
		{"costs": "1,1", "sizes": "1,1", "memory": "0"}, {"costs": "9 8 7 7 5 3 7 5 1000 1 1 2", "sizes": "2 2 1 5 3 3 1 3 9 9 1000 1", "memory": "200"}} {
		tr, err := withParams(t, rematMemory, set)
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range tr.Frames {
			checkShown(t, fmt.Sprintf("remat-memory(%v) frame %d", set, i), f, 8)
		}
	}
}

func BenchmarkRematMemory(b *testing.B) {
	for b.Loop() {
		traceOf(b, rematMemory, "")
	}
}
