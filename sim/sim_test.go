package sim

import (
	"context"
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// TestAll checks what every simulation promises: names fit for a command line,
// a sentence each, defaults within their range, results as declared.
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
		v, err := s.Values(nil)
		if err != nil {
			t.Fatal(err)
		}
		tr, err := Collect(context.Background(), s, v)
		if err != nil {
			t.Fatal(err)
		}
		if len(tr.Results) != len(s.Results) {
			t.Fatalf("%s returns %d results, declares %d", s.Name, len(tr.Results), len(s.Results))
		}
		for i, r := range tr.Results {
			if rational := regexp.MustCompile(`^-?\d+(\.\d+)?$`); !rational.MatchString(r.Value) {
				t.Errorf("%s: %s = %q, want a decimal", s.Name, r.Name, r.Value)
			}
			r.Value = ""
			if r != s.Results[i] || r.Doc == "" {
				t.Errorf("%s returns %+v, declares %+v", s.Name, r, s.Results[i])
			}
		}
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
