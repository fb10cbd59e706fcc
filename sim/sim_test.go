package sim

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// soon are parameters with which the simulations that train are soon done.
var soon = map[string]map[string]string{
	"tied-lm":    {"steps": "10", "words": "60", "width": "16"},
	"vib-latent": {"steps": "20", "glyphs": "10"},
	"vib-beta":   {"steps": "50", "runs": "1", "train": "5"},
	"vib-sign":   {"steps": "50", "glyphs": "10"},
	"forgetting": {"steps": "10"},
	"init-depth": {"d": "16", "runs": "1"},
	"mult-noise": {"draws": "1000"},
}

// TestAll checks what every simulation promises: names fit for a command line,
// a sentence each, defaults within their range.
func TestAll(t *testing.T) {
	name := regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)
	seen := map[string]bool{}
	for _, s := range All() {
		if !name.MatchString(s.Name) || seen[s.Name] || !strings.HasSuffix(s.Doc, ".") {
			t.Errorf("simulation %q (%q): want a new plain name and a sentence", s.Name, s.Doc)
		}
		seen[s.Name] = true
		params := map[string]bool{}
		for _, p := range s.Params {
			if !name.MatchString(p.Name) || params[p.Name] || p.Doc == "" || !p.allows(p.Default) {
				t.Errorf("%s: parameter %+v", s.Name, p)
			}
			params[p.Name] = true
		}
	}
}

// TestEvery runs every simulation: its results are as declared, the trace
// survives JSON, and a run stops at once when told to.
func TestEvery(t *testing.T) {
	for _, s := range All() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			v, err := s.Values(soon[s.Name])
			if err != nil {
				t.Fatal(err)
			}
			tr, err := Collect(context.Background(), s, v)
			if err != nil {
				t.Fatal(err)
			}
			asDeclared(t, s, tr.Results)
			roundTrip(t, s, tr)
			for _, at := range []int{1, 2, 17} {
				if at < len(tr.Frames) {
					stops(t, s, v, at)
				}
			}
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			if tr, err := Collect(ctx, s, v); !errors.Is(err, context.Canceled) || tr.Frames != nil {
				t.Errorf("Collect(cancelled) = %d frames, %v", len(tr.Frames), err)
			}
		})
	}
}

func asDeclared(t *testing.T, s *Sim, rs Results) {
	t.Helper()
	decimal := regexp.MustCompile(`^-?\d+(\.\d+)?$`)
	if len(rs) != len(s.Results) {
		t.Fatalf("%d results, %d are declared", len(rs), len(s.Results))
	}
	for i, r := range rs {
		if !decimal.MatchString(r.Value) {
			t.Errorf("%s = %q, want a decimal", r.Name, r.Value)
		}
		r.Value = ""
		if r != s.Results[i] || r.Doc == "" {
			t.Errorf("result %+v, declared %+v", r, s.Results[i])
		}
	}
}

func roundTrip(t *testing.T, s *Sim, want Trace) {
	t.Helper()
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Trace
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatalf("decoding the trace: %v", err)
	}
	if got.Inputs, err = s.Restore(got.Inputs); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Error("the trace differs after a round trip through JSON")
	}
}

// stops checks that a run ends at frame number at when emit fails or the context
// is cancelled there.
func stops(t *testing.T, s *Sim, v Values, at int) {
	t.Helper()
	boom := errors.New("boom")
	n := 0
	_, err := s.Run(context.Background(), v, func(Frame) error {
		if n++; n == at {
			return boom
		}
		return nil
	})
	if !errors.Is(err, boom) || n != at {
		t.Errorf("emit failed at frame %d: error %v after %d frames", at, err, n)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n = 0
	_, err = s.Run(ctx, v, func(Frame) error {
		if n++; n == at {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || n != at {
		t.Errorf("cancelled at frame %d: error %v after %d frames", at, err, n)
	}
}

func TestLookup(t *testing.T) {
	if s, ok := Lookup("remat"); !ok || s.Name != "remat" {
		t.Errorf("Lookup(remat) = %v, %v", s, ok)
	}
	if s, ok := Lookup("remap"); ok || s != nil {
		t.Errorf("Lookup(remap) = %v, %v, want none", s, ok)
	}
	if got := Names(); len(got) != len(All()) || got[0] != "remat" {
		t.Errorf("Names() = %v", got)
	}
}

func TestBlocksJSON(t *testing.T) {
	tests := []struct {
		bs   Blocks
		json string
	}{
		{nil, `[]`},
		{Blocks{&Text{Text: `a < "b"`, Mark: Good}}, `[{"kind":"text","text":"a \u003c \"b\"","mark":"good"}]`},
		{Blocks{&Cells{Label: "layer", Cols: []string{"1"}, Rows: []CellRow{{"kept", []Cell{{"6", Hot, Right}}}}}},
			`[{"kind":"cells","label":"layer","cols":["1"],"rows":[{"name":"kept","cells":[{"text":"6","mark":"hot","join":"right"}]}]}]`},
		{Blocks{&Slots{Groups: []SlotGroup{{"memory", []string{"a5", ""}, "1 full"}}}},
			`[{"kind":"slots","groups":[{"name":"memory","places":["a5",""],"note":"1 full"}]}]`},
		{Blocks{&Table{Cols: []Col{{Name: "n", Right: true}}, Rows: []Row{{Cells: []string{"1"}, Mark: Hot}}}, &Text{}},
			`[{"kind":"table","cols":[{"name":"n","right":true}],"rows":[{"cells":["1"],"mark":"hot"}]},{"kind":"text","text":""}]`},
	}
	for _, tt := range tests {
		data, err := json.Marshal(tt.bs)
		if err != nil || string(data) != tt.json {
			t.Errorf("Marshal = %s, %v, want %s", data, err, tt.json)
		}
		var got Blocks
		if err := json.Unmarshal(data, &got); err != nil || !reflect.DeepEqual(got, tt.bs) {
			t.Errorf("Unmarshal(%s) = %v, %v", data, got, err)
		}
	}
	for in, want := range map[string]string{
		`[{"text":"a"}]`:                    `block 0: a block needs a "kind"`,
		`[{"kind":"text"},{"kind":"cell"}]`: `block 1: unknown kind "cell" (did you mean "cells"?)`,
		`[{"kind":"sculpture"}]`:            `block 0: unknown kind "sculpture" (there are: text, cells, slots, table, plot, heat, beside)`,
		`[null]`:                            `block 0: a block needs a "kind"`,
	} {
		var got Blocks
		if err := json.Unmarshal([]byte(in), &got); err == nil || err.Error() != want {
			t.Errorf("Unmarshal(%s) = %v, error %v, want %s", in, got, err, want)
		}
	}
	if data, err := json.Marshal(Blocks{nil}); err == nil {
		t.Errorf("Marshal(Blocks{nil}) = %s, want an error", data)
	}
}

func TestGrouped(t *testing.T) {
	for in, want := range map[float64]string{
		0: "0", 7: "7", 999: "999", 1000: "1 000", 40000: "40 000", 1234567: "1 234 567",
		-5: "−5", -1234.5: "−1 234.5", 27.5: "27.5", 0.1 * 3: "0.3", 100.0 / 3: "33.3333333333", 1e6: "1 000 000",
	} {
		if got := strings.ReplaceAll(grouped(in), "\u00a0", " "); got != want {
			t.Errorf("grouped(%v) = %q, want %q", in, got, want)
		}
	}
}
