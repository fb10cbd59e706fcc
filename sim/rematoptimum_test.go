package sim

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// traceOf runs a simulation with the given parameters, as in "layers=10 places=2".
func traceOf(t testing.TB, s *Sim, params string) Trace {
	t.Helper()
	set := map[string]string{}
	for p := range strings.FieldsSeq(params) {
		name, text, _ := strings.Cut(p, "=")
		set[name] = text
	}
	v, err := s.Values(set)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := Collect(context.Background(), s, v)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// resultsOf are the named results of a run, in that order.
func resultsOf(t testing.TB, tr Trace, names string) string {
	t.Helper()
	var got []string
	for name := range strings.FieldsSeq(names) {
		got = append(got, result(t, tr, name))
	}
	return strings.Join(got, " ")
}

// readGolden decodes a file of testdata.
func readGolden(t testing.TB, name string, into any) {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func TestRematOptimum(t *testing.T) {
	tests := []struct{ params, want string }{
		{"", "20 15 12 8 45 9"}, // the plan of the exam, and what its memory can do
		{"places=0", "55 55 45 45 45 9"},
		{"places=9", "5 1 0 0 45 9"},
		{"places=100", "0 0 0 0 45 9"},
		{"layers=2 places=1", "1 1 0 0 1 1"},
		{"layers=12 places=3", "18 15 12 8 66 11"},
	}
	for _, tt := range tests {
		got := resultsOf(t, traceOf(t, rematOptimum, tt.params), "even fixed register reused none enough")
		if got != tt.want {
			t.Errorf("remat-optimum(%s) = %s, want %s", tt.params, got, tt.want)
		}
	}
}

// TestRematOptimumGolden compares with testdata/rematoptimum.json: the best
// fixed places by trying all, and the least runs by a search through the states
// of layer, memory and register.
func TestRematOptimumGolden(t *testing.T) {
	var g struct {
		Keep []struct {
			Plan                 string
			Layers, Places, Runs int
			Kept                 []int
		}
		Reused []struct{ Layers, Places, Runs int }
	}
	readGolden(t, "rematoptimum.json", &g)
	if len(g.Keep) != 32 || len(g.Reused) < 150 {
		t.Fatalf("rematoptimum.json holds %d and %d rows", len(g.Keep), len(g.Reused))
	}
	for _, r := range g.Keep {
		k := bestKeeping(r.Layers, r.Places, r.Plan == "register")
		if k.runs != r.Runs || !reflect.DeepEqual(k.kept, r.Kept) {
			t.Errorf("bestKeeping(%d, %d, %s) = %d by %v, want %d by %v",
				r.Layers, r.Places, r.Plan, k.runs, k.kept, r.Runs, r.Kept)
		}
		params := fmt.Sprintf("layers=%d places=%d", r.Layers, r.Places)
		if got := result(t, traceOf(t, rematOptimum, params), r.Plan); got != strconv.Itoa(r.Runs) {
			t.Errorf("%s of remat-optimum(%s) = %s, want %d", r.Plan, params, got, r.Runs)
		}
	}
	for _, r := range g.Reused {
		params := fmt.Sprintf("layers=%d places=%d", r.Layers, r.Places)
		if got := result(t, traceOf(t, rematOptimum, params), "reused"); got != strconv.Itoa(r.Runs) {
			t.Errorf("reused of remat-optimum(%s) = %s, want %d", params, got, r.Runs)
		}
	}
}

// TestRematReuse carries out the plans: every layer is visited once from the
// top, starts from something that is held, keeps only what it passes, never
// holds more than fits, and all runs add up to the fewest.
func TestRematReuse(t *testing.T) {
	for layers := 2; layers <= 30; layers++ {
		u := newReuse(layers)
		for places := 0; places <= layers; places++ {
			runs, before := 0, []int(nil)
			vs := u.visits(places)
			if len(vs) != layers {
				t.Fatalf("visits(%d of %d) has %d layers", places, layers, len(vs))
			}
			for i, v := range vs {
				if v.layer != layers-i || len(v.held) != places {
					t.Fatalf("visit %d of (%d of %d) = %+v", i, places, layers, v)
				}
				if i > 0 && v.from != 0 && !held(before, v.from) || i == 0 && v.from != layers && v.from != -1 {
					t.Errorf("(%d of %d): layer %d starts from %d, held are %v", places, layers, v.layer, v.from, before)
				}
				for _, a := range v.held {
					if a > 0 && i > 0 && !held(before, a) && (a <= v.from || a > v.layer) {
						t.Errorf("(%d of %d): layer %d keeps %d, runs from %d", places, layers, v.layer, a, v.from)
					}
				}
				runs, before = runs+v.runs, v.held
			}
			if want := u.runs(layers, places); runs != want {
				t.Errorf("visits(%d of %d) take %d runs, want %d", places, layers, runs, want)
			}
		}
	}
}

func held(places []int, a int) bool {
	for _, p := range places {
		if p == a {
			return true
		}
	}
	return false
}

func TestRematOptimumFrames(t *testing.T) {
	for _, params := range []string{"", "places=0", "places=1", "places=9", "places=100", "layers=2 places=1",
		"layers=2 places=0", "layers=14 places=3", "layers=24 places=4", "layers=100 places=10", "layers=100 places=99"} {
		for i, f := range traceOf(t, rematOptimum, params).Frames {
			checkShown(t, fmt.Sprintf("remat-optimum(%s) frame %d", params, i), f, 12)
		}
	}
}

// checkShown checks that a frame suits a small screen: a caption of two or
// three lines that ends in a full stop, tables of few rows, rows of all columns,
// pictures with words beside them.
func checkShown(t testing.TB, name string, f Frame, rows int) {
	t.Helper()
	if f.View == "" || !strings.HasSuffix(f.Caption, ".") || len([]rune(f.Caption)) > 225 {
		t.Errorf("%s: view %q, caption %q", name, f.View, f.Caption)
	}
	checkBlocks(t, name, f.Blocks, rows)
	if _, err := json.Marshal(f); err != nil { // NaN and infinity have no JSON
		t.Errorf("%s: %v", name, err)
	}
}

func checkBlocks(t testing.TB, name string, bs Blocks, rows int) {
	t.Helper()
	for _, b := range bs {
		switch b := b.(type) {
		case *Cells:
			for _, r := range b.Rows {
				if len(r.Cells) != len(b.Cols) {
					t.Errorf("%s: row %q has %d cells for %d columns", name, r.Name, len(r.Cells), len(b.Cols))
				}
			}
		case *Table:
			if len(b.Rows) > rows {
				t.Errorf("%s: table of %d rows", name, len(b.Rows))
			}
			for _, r := range b.Rows {
				if len(r.Cells) != len(b.Cols) {
					t.Errorf("%s: row %q has %d cells for %d columns", name, r.Cells, len(r.Cells), len(b.Cols))
				}
			}
		case *Plot:
			if b.Alt == "" || len(b.Series) == 0 {
				t.Errorf("%s: a plot of %d series that says %q", name, len(b.Series), b.Alt)
			}
			for _, s := range b.Series {
				if len(s.X) != len(s.Y) || len(s.X) == 0 {
					t.Errorf("%s: series %q has %d and %d numbers", name, s.Name, len(s.X), len(s.Y))
				}
			}
		case *Heat:
			if b.Alt == "" || len(b.Values) != len(b.Rows) {
				t.Errorf("%s: a heat map of %d rows that says %q", name, len(b.Values), b.Alt)
			}
		case *Beside:
			checkBlocks(t, name, b.Blocks, rows)
		}
	}
}

func BenchmarkRematOptimum(b *testing.B) {
	for _, params := range []string{"", "layers=36 places=6", "layers=100 places=10"} {
		b.Run(params, func(b *testing.B) {
			for b.Loop() {
				traceOf(b, rematOptimum, params)
			}
		})
	}
}

// TestFramesAreOwn checks that no frame changes after it was emitted.
func TestFramesAreOwn(t *testing.T) {
	for s, params := range map[*Sim]map[string]string{
		rematOptimum: nil, revolve: nil, rematMemory: nil, convCount: nil, adamDecay: nil, adamLaws: {"pairs": "2"},
		multNoise: {"draws": "500"}, finetuneCount: nil, metaCost: nil, forgetting: {"steps": "10"},
	} {
		v, err := s.Values(params)
		if err != nil {
			t.Fatal(err)
		}
		var frames []Frame
		var then []string
		_, err = s.Run(context.Background(), v, func(f Frame) error {
			data, err := json.Marshal(f)
			frames, then = append(frames, f), append(then, string(data))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range frames {
			if data, err := json.Marshal(f); err != nil || string(data) != then[i] {
				t.Errorf("%s: frame %d has changed to %s, was %s (%v)", s.Name, i, data, then[i], err)
			}
		}
	}
}
