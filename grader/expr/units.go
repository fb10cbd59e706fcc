package expr

import (
	"math/big"
	"slices"
	"strings"
)

// A Dim is a dimension: the powers of the base quantities, in the order of
// dimBases. The zero Dim is that of plain numbers.
type Dim [7]int8

// The places in a Dim. Data is counted in bits and work in operations (FLOP),
// so that a rate of data and a frequency are different things.
const (
	dimTime = iota
	dimLength
	dimMass
	dimCurrent
	dimTemperature
	dimData
	dimWork
)

// dimNames says what a dimension is called, with its article.
var dimNames = []struct {
	dim  Dim
	name string
}{
	{Dim{}, "a plain number"},
	{Dim{dimTime: 1}, "a time"},
	{Dim{dimLength: 1}, "a length"},
	{Dim{dimMass: 1}, "a mass"},
	{Dim{dimCurrent: 1}, "a current"},
	{Dim{dimTemperature: 1}, "a temperature"},
	{Dim{dimData: 1}, "an amount of data"},
	{Dim{dimData: 1, dimTime: -1}, "a rate of data"},
	{Dim{dimWork: 1}, "a number of operations"},
	{Dim{dimWork: 1, dimTime: -1}, "a rate of operations"},
	{Dim{dimWork: 1, dimData: -1}, "operations per amount of data"},
	{Dim{dimTime: -1}, "a frequency"},
	{Dim{dimLength: 1, dimTime: -1}, "a speed"},
	{Dim{dimLength: 1, dimTime: -2}, "an acceleration"},
	{Dim{dimLength: 2}, "an area"},
	{Dim{dimLength: 3}, "a volume"},
	{Dim{dimMass: 1, dimLength: 1, dimTime: -2}, "a force"},
	{dimEnergy, "an energy"},
	{dimPower, "a power"},
	{Dim{dimMass: 1, dimLength: 2, dimTime: -3, dimCurrent: -1}, "a voltage"},
	{Dim{dimTime: 1, dimCurrent: 1}, "a charge"},
	{Dim{dimMass: 1, dimLength: -1, dimTime: -2}, "a pressure"},
	{Dim{dimMass: 1, dimTime: -2, dimCurrent: -1}, "a magnetic field"},
	{Dim{dimMass: 1, dimLength: 2, dimTime: -3, dimCurrent: -2}, "a resistance"},
	{Dim{dimLength: 2, dimTime: -2}, "a dose"},
}

var (
	dimEnergy = Dim{dimMass: 1, dimLength: 2, dimTime: -2}
	dimPower  = Dim{dimMass: 1, dimLength: 2, dimTime: -3}
)

// String says what the dimension is, with its article: "a time".
func (d Dim) String() string {
	for _, n := range dimNames {
		if n.dim == d {
			return n.name
		}
	}
	return "a compound quantity"
}

// times returns d with sign times the powers of e, and false beyond any sense.
func (d Dim) times(e Dim, sign int) (Dim, bool) {
	for i := range d {
		p := int(d[i]) + sign*int(e[i])
		if p < -60 || p > 60 {
			return d, false
		}
		d[i] = int8(p)
	}
	return d, true
}

// power returns d to the power of n/q, if that is whole and sensible.
func (d Dim) power(n, q int64) (Dim, bool) {
	if n < -60 || n > 60 {
		return d, false
	}
	for i := range d {
		p := int64(d[i]) * n
		if p%q != 0 || p/q < -60 || p/q > 60 {
			return d, false
		}
		d[i] = int8(p / q)
	}
	return d, true
}

// A baseUnit is a unit without prefix. Words are its spelled-out names; they
// take a plural s and the prefixes in words.
type baseUnit struct {
	symbols string // separated by blanks
	words   string
	factor  string // in base units of the dimension
	dim     Dim
	prefix  prefixSet
	rare    bool // not used in computing: never offered for a word that is misspelt
}

type prefixSet int

const (
	noPrefix     prefixSet = iota
	siPrefix               // n, µ, m, k, M ...
	smallPrefix            // n, µ, m
	largePrefix            // k, M ... and Ki, Mi ...: there is no millibyte
	decimalLarge           // k, M ...
)

// baseUnits lists every unit; in, for inch, would be the word. The gram and not the kilogram is the base here.
var baseUnits = []baseUnit{
	{"s sec secs", "second", "1", Dim{dimTime: 1}, siPrefix, false},
	{"min mins", "minute", "60", Dim{dimTime: 1}, noPrefix, false},
	{"h hr hrs", "hour", "3600", Dim{dimTime: 1}, noPrefix, false},
	{"", "day", "86400", Dim{dimTime: 1}, noPrefix, false},
	{"b bit bits", "bit", "1", Dim{dimData: 1}, largePrefix, false},
	{"B byte bytes Byte Bytes", "byte", "8", Dim{dimData: 1}, largePrefix, false},
	{"bps", "", "1", Dim{dimData: 1, dimTime: -1}, decimalLarge, false},
	{"FLOP FLOPs", "flop", "1", Dim{dimWork: 1}, decimalLarge, false},
	{"FLOPS", "", "1", Dim{dimWork: 1, dimTime: -1}, decimalLarge, false},
	{"Hz", "hertz", "1", Dim{dimTime: -1}, siPrefix, false},
	{"m", "meter metre", "1", Dim{dimLength: 1}, siPrefix, false},
	{"g", "gram", "1", Dim{dimMass: 1}, siPrefix, false},
	{"A amp amps", "ampere", "1", Dim{dimCurrent: 1}, siPrefix, false},
	{"K", "kelvin", "1", Dim{dimTemperature: 1}, siPrefix, false},
	{"N", "newton", "1e3", Dim{dimMass: 1, dimLength: 1, dimTime: -2}, siPrefix, false},
	{"J", "joule", "1e3", dimEnergy, siPrefix, false},
	{"Wh", "", "3600e3", dimEnergy, siPrefix, false},
	{"W", "watt", "1e3", dimPower, siPrefix, false},
	{"V", "volt", "1e3", Dim{dimMass: 1, dimLength: 2, dimTime: -3, dimCurrent: -1}, siPrefix, false},
	{"C", "coulomb", "1", Dim{dimTime: 1, dimCurrent: 1}, smallPrefix, true},
	{"T", "tesla", "1e3", Dim{dimMass: 1, dimTime: -2, dimCurrent: -1}, smallPrefix, true},
	{"Pa", "pascal", "1e3", Dim{dimMass: 1, dimLength: -1, dimTime: -2}, siPrefix, true},
	{"ohm ohms", "", "1e3", Dim{dimMass: 1, dimLength: 2, dimTime: -3, dimCurrent: -2}, siPrefix, true},
	{"VA", "", "1e3", dimPower, siPrefix, true},
	{"eV", "", "1.602176634e-16", dimEnergy, siPrefix, true},
	{"cal", "calorie", "4184", dimEnergy, siPrefix, true},
	{"Bq", "becquerel", "1", Dim{dimTime: -1}, siPrefix, true},
	{"Sv", "sievert", "1", Dim{dimLength: 2, dimTime: -2}, smallPrefix, true},
	{"Gy", "gray", "1", Dim{dimLength: 2, dimTime: -2}, smallPrefix, true},
	{"l L", "liter litre", "1e-3", Dim{dimLength: 3}, smallPrefix, true},
	{"cc", "", "1e-6", Dim{dimLength: 3}, noPrefix, true},
	{"cup cups", "", "2.365882365e-4", Dim{dimLength: 3}, noPrefix, true},
	{"pt", "pint", "4.73176473e-4", Dim{dimLength: 3}, noPrefix, true},
	{"qt", "quart", "9.46352946e-4", Dim{dimLength: 3}, noPrefix, true},
	{"gal", "gallon", "3.785411784e-3", Dim{dimLength: 3}, noPrefix, true},
	{"angstrom angstroms", "", "1e-10", Dim{dimLength: 1}, noPrefix, true},
	{"inch inches", "", "0.0254", Dim{dimLength: 1}, noPrefix, true},
	{"ft foot feet", "", "0.3048", Dim{dimLength: 1}, noPrefix, true},
	{"yd", "yard", "0.9144", Dim{dimLength: 1}, noPrefix, true},
	{"mi", "mile", "1609.344", Dim{dimLength: 1}, noPrefix, true},
	{"lb lbs", "pound", "453.59237", Dim{dimMass: 1}, noPrefix, true},
	{"oz", "ounce", "28.349523125", Dim{dimMass: 1}, noPrefix, true},
	{"amu", "", "1.66053906660e-24", Dim{dimMass: 1}, smallPrefix, true},
}

// prefixes are the prefixes of units as a symbol and as a word.
var prefixes = []struct {
	symbol, word string
	base, power  int64
}{
	{"f", "femto", 10, -15}, {"p", "pico", 10, -12}, {"n", "nano", 10, -9},
	{"u", "micro", 10, -6}, {"m", "milli", 10, -3}, {"c", "centi", 10, -2},
	{"k", "kilo", 10, 3}, {"M", "mega", 10, 6}, {"G", "giga", 10, 9},
	{"T", "tera", 10, 12}, {"P", "peta", 10, 15}, {"E", "exa", 10, 18},
	{"Ki", "kibi", 2, 10}, {"Mi", "mebi", 2, 20}, {"Gi", "gibi", 2, 30},
	{"Ti", "tebi", 2, 40}, {"Pi", "pebi", 2, 50},
}

// A unit is one entry of unitTable: a name that can stand alone.
type unit struct {
	name   string // its plain ASCII name, "us" for µs and for microseconds
	factor *big.Rat
	dim    Dim
	rare   bool
}

// unitTable maps every spelling of every unit with every prefix to the unit.
var unitTable = func() map[string]unit {
	table := map[string]unit{}
	for _, b := range baseUnits {
		f, _ := new(big.Rat).SetString(b.factor)
		addSpellings(table, b, "", "", unit{factor: f, dim: b.dim, rare: b.rare})
		for _, p := range prefixes {
			if !b.prefix.allows(p.base, p.power) {
				continue
			}
			g := new(big.Rat).Mul(f, ratPower(p.base, p.power))
			addSpellings(table, b, p.symbol, p.word, unit{factor: g, dim: b.dim, rare: b.rare})
		}
	}
	return table
}()

func (s prefixSet) allows(base, power int64) bool {
	switch s {
	case siPrefix:
		return base == 10
	case smallPrefix:
		return base == 10 && -9 <= power && power < 0
	case largePrefix:
		return power > 0
	case decimalLarge:
		return power > 0 && base == 10
	}
	return false
}

func addSpellings(table map[string]unit, b baseUnit, prefix, word string, u unit) {
	symbols, words := strings.Fields(b.symbols), strings.Fields(b.words)
	if len(symbols) > 0 {
		u.name = prefix + symbols[0]
	} else {
		u.name = word + words[0]
	}
	for _, s := range symbols {
		if _, taken := table[prefix+s]; !taken {
			table[prefix+s] = u
		}
	}
	for _, w := range words {
		for _, plural := range []string{w, w + "s"} {
			if _, taken := table[word+plural]; !taken {
				table[word+plural] = u
			}
		}
	}
}

func ratPower(base, power int64) *big.Rat {
	n := new(big.Int).Exp(big.NewInt(base), big.NewInt(max(power, -power)), nil)
	if power < 0 {
		return new(big.Rat).SetFrac(big.NewInt(1), n)
	}
	return new(big.Rat).SetInt(n)
}

// lookupUnit finds a unit by any of its spellings. The micro sign and the Greek
// letter mu are one, and u stands for both.
func lookupUnit(name string) (unit, bool) {
	name = strings.NewReplacer("µ", "u", "μ", "u").Replace(name)
	u, ok := unitTable[name]
	if !ok && len(name) > 4 { // words in any case: Seconds, but not the symbols
		u, ok = unitTable[strings.ToLower(name)]
	}
	return u, ok
}

// NearestUnits returns up to n known units whose names are close to name; if
// dims are given, only units of those.
func NearestUnits(name string, n int, dims ...Dim) []string {
	names := make([]string, 0, len(unitTable))
	for s, u := range unitTable {
		if !u.rare && (len(dims) == 0 || slices.Contains(dims, u.dim)) {
			names = append(names, s)
		}
	}
	return Nearest(name, names, n)
}

// UnitTypo reports whether name is one slip away from a unit, so that it is
// more likely meant as that unit than as another word.
func UnitTypo(name string) bool {
	for s, u := range unitTable {
		if u.rare || len(s) < 2 || !oneSlip(name, s) {
			continue
		}
		if d, ok := distance(name, s); ok && d <= 4 {
			return true
		}
	}
	return false
}

// oneSlip rules out most pairs that are more than a slip apart: after one, the
// first or the last letter is the same.
func oneSlip(a, b string) bool {
	if len(a) == 0 || len(a)-len(b) > 1 || len(b)-len(a) > 1 {
		return false
	}
	return len(b) < 3 || a[0]|0x20 == b[0]|0x20 || a[len(a)-1]|0x20 == b[len(b)-1]|0x20
}

// A Unit is a unit of measure, possibly compound, such as GB/s. The zero Unit
// is that of plain numbers.
type Unit struct {
	text   string
	factor *big.Rat
	dim    Dim
}

// IsUnit reports whether [ParseUnit] can read src. It does not look for what may
// have been meant, so it is much quicker where it cannot.
func IsUnit(src string) bool {
	_, err := parseUnit(src, true)
	return err == nil
}

// ParseUnit reads a unit, in every notation that answers may use; percent is
// one here. The error is a *[SyntaxError].
func ParseUnit(src string) (Unit, error) { return parseUnit(src, false) }

func parseUnit(src string, terse bool) (Unit, error) {
	if s := strings.TrimSpace(src); s == "%" || s == "percent" {
		return Unit{text: "%", factor: big.NewRat(1, 100)}, nil
	}
	p, err := newParser(src, nil, true)
	if err != nil {
		return Unit{}, err
	}
	p.terse = terse
	e, err := p.whole()
	if err != nil {
		return Unit{}, err
	}
	// The words at the end of an answer have no place in a unit.
	if !isUnit(e) || p.counted != "" {
		return Unit{}, syntaxError(0, "", "%q is not a unit.", clip(src))
	}
	v, err := Eval(e, nil)
	if err != nil {
		return Unit{}, syntaxError(0, "", "%q is not a unit: %v", clip(src), err)
	}
	return Unit{text: Line(e), factor: v.rat, dim: v.dim}, nil
}

// isUnit reports whether e is made of units alone.
func isUnit(e Expr) bool {
	switch e := e.(type) {
	case *UnitName:
		return true
	case *Binary:
		if e.Op == Pow {
			return isUnit(e.X) && len(Names(e.Y)) == 0
		}
		return (e.Op == Mul || e.Op == Div) && isUnit(e.X) && isUnit(e.Y)
	}
	return false
}

// String returns the unit as it is shown: "µs", "GB/s".
func (u Unit) String() string { return u.text }

// Dim returns the dimension.
func (u Unit) Dim() Dim { return u.dim }

// IsZero reports whether u is the unit of plain numbers.
func (u Unit) IsZero() bool { return u.factor == nil }

// Of returns n of the unit: a value with the unit's dimension.
func (u Unit) Of(n Value) Value {
	if u.IsZero() {
		return n
	}
	return n.scaled(u.factor, u.dim)
}

// In returns v as a plain number of units; v must have the unit's dimension.
func (u Unit) In(v Value) Value {
	if u.IsZero() {
		return v
	}
	return v.scaled(new(big.Rat).Inv(u.factor), Dim{})
}

// scaled returns v times f, with the dimension d.
func (v Value) scaled(f *big.Rat, d Dim) Value {
	if v.kind == exact {
		return Value{rat: new(big.Rat).Mul(v.rational(), f), dim: d}
	}
	g, _ := f.Float64()
	return Value{kind: v.kind, f: v.f * g, err: v.err*g + 2*ulp(v.f*g), dim: d}
}
