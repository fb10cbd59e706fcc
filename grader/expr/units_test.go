package expr

import (
	"math/big"
	"slices"
	"testing"
)

// TestUnitFactors compares units with their worth in others.
func TestUnitFactors(t *testing.T) {
	for _, test := range []struct{ a, b, factor string }{
		{"us", "ns", "1000"},
		{"µs", "μs", "1"},
		{"MB", "B", "1000000"},
		{"MiB", "B", "1048576"},
		{"B", "b", "8"},
		{"GB/s", "Gbit/s", "8"},
		{"TFLOPS", "FLOP/s", "1e12"},
		{"kWh", "J", "3600000"},
		{"h", "min", "60"},
		{"l", "cm^3", "1000"},
		{"ml", "cc", "1"},
		{"ft", "inch", "12"},
		{"mi", "ft", "5280"},
		{"yd", "feet", "3"},
		{"lb", "oz", "16"},
		{"gal", "qt", "4"},
		{"qt", "pint", "2"},
		{"pt", "cup", "2"},
		{"T", "kg/(A*s^2)", "1"},
		{"C", "A*s", "1"},
		{"mC", "uC", "1000"},
		{"Pa", "N/m^2", "1"},
		{"ohm", "V/A", "1"},
		{"kVA", "W", "1000"},
		{"Sv", "J/kg", "1"},
		{"Bq", "1/s", "1"},
	} {
		a, errA := ParseUnit(test.a)
		b, errB := ParseUnit(test.b)
		if test.b == "1/s" { // not a unit by itself
			b, errB = ParseUnit("Hz")
		}
		if errA != nil || errB != nil {
			t.Errorf("ParseUnit(%q), ParseUnit(%q): %v, %v", test.a, test.b, errA, errB)
			continue
		}
		want, _ := new(big.Rat).SetString(test.factor)
		if got, ok := b.In(a.Of(FromInt(1))).Rat(); !ok || a.Dim() != b.Dim() || got.Cmp(want) != 0 {
			t.Errorf("1 %s = %v %s, want %s", test.a, got, test.b, test.factor)
		}
	}
}

// TestNoUnits checks names that are no units: there is no millibyte, and a word
// may be one letter from a unit.
func TestNoUnits(t *testing.T) {
	for _, s := range []string{"", "mB", "KB", "in", "nTB", "kT", "GC", "hh", "layers", "5", "ns+us", "1/s", "ns per load"} {
		if u, err := ParseUnit(s); err == nil {
			t.Errorf("ParseUnit(%q) = %v, want an error", s, u)
		}
	}
}

// TestUnitTypo checks which words are taken for a unit that is misspelt, and that
// rare units are never offered.
func TestUnitTypo(t *testing.T) {
	for word, want := range map[string]bool{
		"secnd": true, "nanosecons": true, "byts": true, "mSs": true, "sn": true, "GBs": true,
		"runs": false, "loads": false, "weights": false, "parameters": false, "files": false, "heads": false, "tiles": false,
		"chips": false, "points": false, "": false, "x": false,
	} {
		if got := UnitTypo(word); got != want {
			t.Errorf("UnitTypo(%q) = %v, want %v", word, got, want)
		}
	}
	for _, word := range []string{"mle", "galon", "cups", "fet", "ptt"} {
		for _, near := range NearestUnits(word, 5) {
			if unitTable[near].rare {
				t.Errorf("NearestUnits(%q) has %q", word, near)
			}
		}
	}
	if got := NearestUnits("nz", 2, Dim{dimTime: 1}); !slices.Equal(got, []string{"ns"}) {
		t.Errorf("NearestUnits(nz) = %q, want ns", got)
	}
}

// TestOneSlip checks that the quick test never rules out what is one slip away.
func TestOneSlip(t *testing.T) {
	for a := range unitTable {
		for i := range a {
			if i+1 == len(a) {
				continue
			}
			for _, b := range []string{a[:i] + a[i+1:], a[:i] + "q" + a[i:], a[:i] + "q" + a[i+1:], a[:i] + a[i+1:i+2] + a[i:i+1] + a[i+2:]} {
				if d, ok := distance(a, b); ok && d <= 4 && len(b) > 1 && !oneSlip(a, b) {
					t.Errorf("oneSlip(%q, %q) = false, and they are %d apart", a, b, d)
				}
			}
		}
	}
}
