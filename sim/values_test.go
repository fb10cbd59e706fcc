package sim

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
)

// toy has a parameter of every type.
var toy = &Sim{
	Name: "toy",
	Params: []Param{
		{Name: "layers", Default: 10, Min: 2, Max: 100},
		{Name: "rate", Unit: "ns", Default: 0.5, Min: -1, Max: 1e30},
		{Name: "biased", Default: true},
		{Name: "law", Default: "normal", Choices: []string{"normal", "uniform"}},
		{Name: "formula", Default: "x"},
		{Name: "seed", Default: 1, Min: 0, Max: 1 << 62},
	},
}

func TestValues(t *testing.T) {
	tests := []struct {
		set  string // name=text, separated by semicolons
		want any    // of the first name; a string that starts with "!" is an error
	}{
		{"layers=10", 10},
		{"layers=10.0", 10},
		{"layers=10.", 10},
		{"layers=+7", 7},
		{"layers= 7 ", 7},
		{"layers=2", 2},
		{"layers=100", 100},
		{"layers=1", `!layers = "1": want a whole number from 2 to 100`},
		{"layers=101", `!layers = "101": want a whole number from 2 to 100`},
		{"layers=10.5", `!layers = "10.5": want a whole number from 2 to 100`},
		{"layers=20/2", `!layers = "20/2": want a whole number from 2 to 100`},
		{"layers=1e1", `!layers = "1e1": want a whole number from 2 to 100`},
		{"layers=", `!layers = "": want a whole number from 2 to 100`},
		{"layers=ten", `!layers = "ten": want a whole number from 2 to 100`},
		{"rate=2", 2.0},
		{"rate=-.25", -.25},
		{"rate=1e-3", 1e-3},
		{"rate=NaN", `!rate = "NaN": want a number from -1 to 1000000000000000000000000000000, in ns`},
		{"rate=0x10", `!rate = "0x10": want a number from -1 to 1000000000000000000000000000000, in ns`},
		{"rate=1e999", `!rate = "1e999": want a number from -1 to 1000000000000000000000000000000, in ns`},
		{"rate=-2", `!rate = "-2": want a number from -1 to 1000000000000000000000000000000, in ns`},
		{"biased=false", false},
		{"biased=Yes", true},
		{"biased=maybe", `!biased = "maybe": want true or false`},
		{"law=uniform", "uniform"},
		{"law=unifrom", `!law = "unifrom": want normal or uniform (did you mean "uniform"?)`},
		{"law=cauchy", `!law = "cauchy": want normal or uniform`},
		{"formula=x^2 + 1", "x^2 + 1"},
		{"layer=3", `!toy has no parameter "layer" (did you mean "layers"?)`},
		{"zzz=3", `!toy has no parameter "zzz" (there are: layers, rate, biased, law, formula, seed)`},
		{"seed=9007199254740993", 9007199254740993},
		{"bias=1;layers=1;rate=a", "!layers = \"1\": want a whole number from 2 to 100\n" +
			"rate = \"a\": want a number from -1 to 1000000000000000000000000000000, in ns\n" +
			"toy has no parameter \"bias\" (did you mean \"biased\"?)"},
	}
	for _, tt := range tests {
		set := map[string]string{}
		first := ""
		for p := range strings.SplitSeq(tt.set, ";") {
			name, text, _ := strings.Cut(p, "=")
			set[name] = text
			if first == "" {
				first = name
			}
		}
		v, err := toy.Values(set)
		if err != nil {
			if "!"+err.Error() != tt.want || v != nil {
				t.Errorf("Values(%s) = %v, error %q, want %v", tt.set, v, err, tt.want)
			}
			continue
		}
		if v[first] != tt.want {
			t.Errorf("Values(%s)[%s] = %#v, want %#v", tt.set, first, v[first], tt.want)
		}
		if len(v) != len(toy.Params) {
			t.Errorf("Values(%s) holds %d values, want %d", tt.set, len(v), len(toy.Params))
		}
	}
}

func TestGetters(t *testing.T) {
	v, err := toy.Values(nil)
	if err != nil {
		t.Fatal(err)
	}
	got := []any{v.Int("layers"), v.Float("rate"), v.Bool("biased"), v.Text("law")}
	if want := []any{10, 0.5, true, "normal"}; !reflect.DeepEqual(got, want) {
		t.Errorf("getters = %v, want %v", got, want)
	}
	for name, get := range map[string]func(){
		"no such name": func() { v.Int("layer") },
		"other type":   func() { v.Float("layers") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			get()
		}()
	}
}

// TestRestore takes values through JSON, both as Values and as a plain map.
func TestRestore(t *testing.T) {
	for _, want := range []Values{
		{"layers": 7, "rate": 20.0, "biased": false, "law": "uniform", "formula": "1", "seed": 4},
		{"layers": 2, "rate": 0.1, "biased": true, "law": "normal", "formula": "", "seed": 0},
		{"layers": 100, "rate": 1e22, "biased": true, "law": "normal", "formula": "a b", "seed": 1 << 53},
		{"layers": 100, "rate": 1e16, "biased": true, "law": "normal", "formula": "é", "seed": 1<<53 + 1},
		{"layers": 100, "rate": math.Copysign(0, -1), "biased": true, "law": "normal", "formula": "", "seed": 1<<62 - 1},
		{"layers": 100, "rate": 5e-324, "biased": true, "law": "normal", "formula": "", "seed": 3},
	} {
		data, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var decoded Values
		if err := json.Unmarshal(data, &decoded); err != nil {
			t.Fatal(err)
		}
		got, err := toy.Restore(decoded)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("Restore(%s) = %v, %v, want %v", data, got, err, want)
		}
		if math.Signbit(got["rate"].(float64)) != math.Signbit(want["rate"].(float64)) {
			t.Errorf("Restore(%s) lost the sign of the rate", data)
		}
		if want["seed"].(int) > 1<<53 {
			continue // a plain map cannot hold it
		}
		var plain map[string]any
		if err := json.Unmarshal(data, &plain); err != nil {
			t.Fatal(err)
		}
		if got, err := toy.Restore(plain); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("Restore(%v) = %v, %v, want %v", plain, got, err, want)
		}
	}
}

func TestRestoreMistakes(t *testing.T) {
	for in, want := range map[string]string{
		`{"layers": 7.5}`:   `layers = "7.5": want a whole number from 2 to 100`,
		`{"layers": "7"}`:   `layers = "7": want a whole number from 2 to 100`,
		`{"layers": null}`:  `layers = "<nil>": want a whole number from 2 to 100`,
		`{"layers": 1e300}`: `layers = "1e+300": want a whole number from 2 to 100`,
		`{"law": "norml"}`:  `law = "norml": want normal or uniform (did you mean "normal"?)`,
		`{"biased": 1}`:     `biased = "1": want true or false`,
		`{"Layers": 7}`:     `toy has no parameter "Layers" (did you mean "layers"?)`,
	} {
		var v Values
		if err := json.Unmarshal([]byte(in), &v); err != nil {
			t.Fatal(err)
		}
		if got, err := toy.Restore(v); err == nil || err.Error() != want || got != nil {
			t.Errorf("Restore(%s) = %v, error %v, want %s", in, got, err, want)
		}
	}
	v, err := toy.Restore(nil)
	if err != nil || v.Int("layers") != 10 || len(v) != len(toy.Params) {
		t.Errorf("Restore(nil) = %v, %v, want the defaults", v, err)
	}
}
