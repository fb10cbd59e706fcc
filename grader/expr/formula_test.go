package expr

import (
	"math"
	"math/big"
	"strings"
	"testing"
)

// declared makes symbols of lines such as "x y: real".
func declared(t testing.TB, lines ...string) Symbols {
	t.Helper()
	syms := Symbols{}
	for _, line := range lines {
		names, src, _ := strings.Cut(line, ": ")
		d, err := ParseDecl(src)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range strings.Fields(names) {
			syms[n] = d
		}
	}
	return syms
}

// TestFormulas reads testdata/formulas.txt: source | String | Line | TeX. All
// four are read as the same tree.
func TestFormulas(t *testing.T) {
	syms := declared(t, "a c x x_t lambda_r: real", "t: integer >= 1", "d: integer >= 2", "z g: vector d", "A B: matrix d d", "beta: sequence in (0,1)")
	for _, line := range lines(t, "testdata/formulas.txt") {
		f := strings.SplitN(line, " | ", 4)
		e, err := Parse(f[0], syms)
		if err != nil {
			t.Errorf("Parse(%q): %v", f[0], err)
			continue
		}
		for i, got := range []string{e.String(), Line(e), TeX(e)} {
			if got != f[i+1] {
				t.Errorf("%q is written %s, want %s", f[0], got, f[i+1])
			}
			again, err := Parse(got, syms)
			same := err == nil && (i < 2 && again.String() == e.String() || i == 2 && TeX(again) == got)
			if !same { // inv(A) is set as a power
				t.Errorf("Parse(%q) = %v, %v, want %v", got, again, err, e)
			}
		}
	}
}

// TestCompare reads testdata/compare.txt. What is defined on the whole domain
// compares the same both ways round, and with itself as equal.
func TestCompare(t *testing.T) {
	syms := declared(t, "x y: real", "a b: positive", "p: real in (0,1)", "n m: integer >= 1", "d: integer >= 2",
		"z g: vector d", "A B: matrix d d", "S: symmetric d", "Q: orthogonal d", "D: diagonal d", "M: invertible d", "beta: sequence in (0,1)")
	parse := func(s string) Expr {
		l := Language{Symbols: syms, Equation: true, Tuple: strings.HasPrefix(s, "(x, ") || strings.HasPrefix(s, "(y, ")}
		e, err := l.Parse(s)
		if err != nil {
			t.Fatalf("Parse(%q): %v", s, err)
		}
		return e
	}
	for _, line := range lines(t, "testdata/compare.txt") {
		pair, want, _ := cutLast(line, " -> ")
		k, a, _ := strings.Cut(pair, " | ")
		key, answer := parse(k), parse(a)
		if c := Compare(key, answer, syms); c.Result.String() != want {
			t.Errorf("Compare(%s, %s) = %v (%s) %s, want %s", k, a, c.Result, c.How, c.Witness, want)
		}
		if c := Compare(answer, key, syms); c.Result.String() != want && k != "(x^2-1)/(x-1)" {
			t.Errorf("Compare(%s, %s) = %v (%s) %s, want %s", a, k, c.Result, c.How, c.Witness, want)
		}
		if want == "unsure" {
			continue
		}
		for _, e := range []Expr{key, answer} {
			if c := Compare(e, e, syms); c.Result != Equal && e.String() != "x == x" {
				t.Errorf("Compare(%s, itself) = %v (%s) %s, want equal", e, c.Result, c.How, c.Witness)
			}
		}
	}
}

// TestDomains checks that only the declared domain counts.
func TestDomains(t *testing.T) {
	for _, test := range []struct{ decls, where, key, answer, want string }{
		{"x: real", "", "sqrt(x^2)", "x", "different"},
		{"x: positive", "", "sqrt(x^2)", "x", "equal"},
		{"x: real in (-1,0)", "", "sqrt(x^2)", "-x", "equal"},
		{"x: real", "x > 3", "abs(x-3)", "x-3", "equal"},
		{"x: real", "x >= 3 and x < 5", "abs(x-5)", "5-x", "equal"},
		{"n: integer >= 1", "", "(-1)^(2n)", "1", "equal"},
		{"n: integer >= 1", "", "(-1)^n", "cos(pi n)", "equal"},
		{"x: real", "", "(-1)^(2x)", "1", "unsure"},
		{"x: real", "", "log(x^2)", "2 log(x)", "different"},
		{"x: real", "", "2 log(x)", "log(x^2)", "equal"},
		{"x: real", "", "x", "x + 0/x", "equal"},
		{"x: real", "", "x", "x + log(-x^2)", "different"},
		{"x: real", "", "x", "x*(1/0)", "different"},
		{"x y: real", "x + y == 1", "x", "1 - y", "equal"},
		{"x y: real", "x + y == 1", "x", "x*(x + y)", "equal"},
		{"x y: real", "x + y == 1", "x", "y", "different"},
		{"x y: real", "x + y == 1", "x", "x*(x + y - 1)/(x + y - 1)", "different"},
		{"p q: real in (0,1)", "p + q == 1", "p*q", "p - p^2", "equal"},
	} {
		syms := declared(t, test.decls)
		d := Domain{Symbols: syms}
		if test.where != "" {
			e, err := ParseAuthor(test.where)
			if err != nil {
				t.Fatal(err)
			}
			d.Where = []Expr{e}
		}
		k, err := Parse(test.key, syms)
		if err != nil {
			t.Fatal(err)
		}
		a, err := Parse(test.answer, syms)
		if err != nil {
			t.Fatal(err)
		}
		if c := d.Compare(k, a); c.Result.String() != test.want {
			t.Errorf("%s: Compare(%s, %s) = %v (%s), want %s", test.decls, k, a, c.Result, c.How, test.want)
		}
	}
}

// TestIntervals checks functions against digits that are known, and that their
// intervals are narrow.
func TestIntervals(t *testing.T) {
	pt := &point{work: 1 << 30}
	for _, test := range []struct{ src, want string }{
		{"e", "2.71828182845904523536028747135266249775724709369995957496696762772407663"},
		{"pi", "3.14159265358979323846264338327950288419716939937510582097494459230781641"},
		{"exp(-10)", "0.0000453999297624848515355915155605506102379180888665649692590713056509"},
		{"log(2)", "0.693147180559945309417232121458176568075500134360255254120680009493393622"},
		{"log(10^20)", "46.0517018598809136803598290936872841520220297725754595206665580193514522"},
		{"sqrt(2)", "1.41421356237309504880168872420969807856967187537694807317667973799073248"},
		{"sin(1)", "0.841470984807896506652502321630298999622563060798371065672751709991910404"},
		{"cos(100)", "0.86231887228768393410193851395084253551008400853551082928016211269272"},
		{"2^(1/3)", "1.25992104989487316476721060727822835057025146470150798008197511215529968"},
		{"(-8)^(1/3)", "-2"},
	} {
		e, err := Parse(test.src, nil)
		if err != nil {
			t.Fatal(err)
		}
		x, err := pt.number(e)
		if err != nil {
			t.Errorf("%s: %v", test.src, err)
			continue
		}
		want, _ := new(big.Rat).SetString(test.want)
		tol := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(test.want)-4)), nil))
		lo, hi := x.ends()
		l, _ := lo.Rat(nil)
		h, _ := hi.Rat(nil)
		if l.Cmp(new(big.Rat).Add(want, tol)) > 0 || h.Cmp(new(big.Rat).Sub(want, tol)) < 0 || !x.narrow() {
			t.Errorf("%s lies in [%s, %s], want %s", test.src, lo.Text('g', 75), hi.Text('g', 75), test.want)
		}
	}
}

// TestIntervalsHold checks that intervals hold the value: functions and their
// inverses, and float64 as an independent witness.
func TestIntervalsHold(t *testing.T) {
	s := newSampler(nil, "intervals")
	pt := &point{work: 1 << 40}
	for i := range 300 {
		x := ratNum(s.wild(i % 5))
		l, err := pt.log(x)
		if err != nil {
			t.Fatal(err)
		}
		back, err := pt.exp(l)
		if err != nil {
			t.Fatal(err)
		}
		if apart, same := verdictOf(back, x); apart || !same {
			t.Errorf("exp(log(%v)) = %v", x, back)
		}
		f, _ := x.r.Float64()
		for fn, g := range map[string]func(float64) float64{"sin": math.Sin, "cos": math.Cos, "tanh": math.Tanh, "sqrt": math.Sqrt, "log": math.Log} {
			y, err := pt.numberCall(fn, []num{x})
			if err != nil {
				t.Fatalf("%s(%v): %v", fn, x, err)
			}
			lo, _ := y.ends()
			got, _ := lo.Float64()
			if math.Abs(got-g(f)) > 1e-12*(1+math.Abs(got)) {
				t.Errorf("%s(%v) = %v, want %v", fn, f, got, g(f))
			}
		}
	}
}
