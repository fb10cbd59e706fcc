package expr

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// TestEquations reads testdata/equations.txt: lines "expression = value", where
// the value is that of Value.Exact with the unit in base units left out, or an
// error in quotes.
func TestEquations(t *testing.T) {
	for _, line := range lines(t, "testdata/equations.txt") {
		src, want, ok := cutLast(line, " = ")
		if !ok {
			t.Fatalf("no equation: %q", line)
		}
		q, err := ParseQuantity(src, nil)
		if err != nil {
			t.Errorf("ParseQuantity(%q): %v", src, err)
			continue
		}
		check(t, src, q.Expr, want)
	}
}

// TestAuthorEquations does the same for the language of problem files, with
// the names that lookup knows.
func TestAuthorEquations(t *testing.T) {
	for _, line := range lines(t, "testdata/author.txt") {
		src, want, _ := cutLast(line, " = ")
		e, err := ParseAuthor(src)
		if err != nil {
			if got := `"` + err.Error() + `"`; got != want {
				t.Errorf("ParseAuthor(%q) = %s, want %s", src, got, want)
			}
			continue
		}
		check(t, src, e, want)
		if again, err := ParseAuthor(e.String()); err != nil || !equal(again, e) {
			t.Errorf("ParseAuthor(%q) is not the tree it was printed from (%v)", e, err)
		}
	}
}

func check(t *testing.T, src string, e Expr, want string) {
	t.Helper()
	v, err := Eval(e, lookup)
	got := v.Exact()
	if err != nil {
		got = `"` + err.Error() + `"`
	}
	if got != want {
		t.Errorf("%s = %s, want %s", src, got, want)
	}
}

func lookup(name string) (Value, bool) {
	switch name {
	case "layers":
		return FromInt(10), true
	case "every":
		return FromInt(5), true
	case "run.fwds":
		return FromInt(20), true
	}
	return Value{}, false
}

// TestPrint reads testdata/print.txt: source | String | Line | TeX.
func TestPrint(t *testing.T) {
	for _, line := range lines(t, "testdata/print.txt") {
		f := strings.Split(line, " | ")
		if len(f) != 4 {
			t.Fatalf("%d fields: %q", len(f), line)
		}
		q, err := ParseQuantity(f[0], nil)
		if err != nil {
			t.Errorf("ParseQuantity(%q): %v", f[0], err)
			continue
		}
		if got := q.Expr.String(); got != f[1] {
			t.Errorf("String of %q = %q, want %q", f[0], got, f[1])
		}
		if got := Line(q.Expr); got != f[2] {
			t.Errorf("Line of %q = %q, want %q", f[0], got, f[2])
		}
		if got := TeX(q.Expr); got != f[3] {
			t.Errorf("TeX of %q = %q, want %q", f[0], got, f[3])
		}
		// All three notations are read back as the same tree.
		for _, s := range []string{f[1], f[2], f[3]} {
			again, err := ParseQuantity(s, nil)
			if err != nil {
				t.Errorf("ParseQuantity(%q): %v", s, err)
			} else if v, w := value(again.Expr), value(q.Expr); v != w {
				t.Errorf("%q is worth %s, but printed as %q it is worth %s", f[0], w, s, v)
			}
		}
		if again, err := ParseQuantity(f[1], nil); err == nil && !equal(again.Expr, q.Expr) {
			t.Errorf("ParseQuantity(%q) is not the tree it was printed from", f[1])
		}
	}
}

func value(e Expr) string {
	v, err := Eval(e, nil)
	if err != nil {
		return err.Error()
	}
	return v.Exact()
}

func TestSymbols(t *testing.T) {
	syms := Symbols{"a": {Kind: "real"}, "c": {}, "n": {}, "x": {}, "lambda_r": {}, "lambda": {}, "x1": {}, "mu": {}}
	for _, test := range []struct{ src, want string }{
		{"ac(x+1)", "a*c*(x + 1)"},
		{"n(n-1)/2", "n*(n - 1)/2"},
		{"1/2x", "1/2*x"},
		{"-x^2", "-x^2"},
		{"x^1/2", "x^1/2"},
		{"x^-(a/2)", "x^(-(a/2))"},
		{"2^-3x", "2^(-3)*x"},
		{"λ_r", "lambda_r"},
		{`\lambda_{r}`, "lambda_r"},
		{"lambda_r n", "lambda_r*n"},
		{"x1 x", "x1*x"},
		{"x1x", "x1*x"},
		{"μ+µ", "mu + mu"},
		{`\mu`, "mu"},
		{"2 x 3", "2*x*3"},
		{"5 k", `"k" is not a name in this question.`},
		{"5k", `"k" is not a name in this question.`},
		{"5 million", "5000000"},
		{"axy", `"axy" is not a name in this question.`},
		{"lamda", `"lamda" is not a name in this question.` + "\nDid you mean lambda?"},
		{"ns", `"ns" is not a name in this question.`},
		{"sqrt x", "sqrt(x)"},
		{"log 2x", "log(2*x)"},
		{"|x|^2", "abs(x)^2"},
		{"2|x||a|", "2*abs(x)*abs(a)"},
		{`\frac{a}{c}x`, "a/c*x"},
		{`2\frac{a}{c}`, "2*(a/c)"},
	} {
		e, err := Parse(test.src, syms)
		got := ""
		if err != nil {
			got = err.Error()
			if !strings.Contains(test.want, "\n") {
				got, _, _ = strings.Cut(got, "\n")
			}
		} else {
			got = e.String()
			if again, err := Parse(got, syms); err != nil || !equal(again, e) {
				t.Errorf("Parse(%q) is not the tree it was printed from (%v)", got, err)
			}
		}
		if got != test.want {
			t.Errorf("Parse(%q) = %s, want %s", test.src, got, test.want)
		}
	}
}

// TestErrors reads testdata/errors.txt: source -> offset message, with the hint
// after " / ".
func TestErrors(t *testing.T) {
	for _, line := range lines(t, "testdata/errors.txt") {
		src, want, _ := cutLast(line, " -> ")
		_, err := Parse(src, nil)
		var se *SyntaxError
		if !errors.As(err, &se) {
			t.Errorf("Parse(%q) = %v, want %s", src, err, want)
			continue
		}
		got := strings.ReplaceAll(err.Error(), "\n", " / ")
		if want, ok := strings.CutPrefix(want, "@"); ok {
			offset, msg, _ := strings.Cut(want, " ")
			if got != msg || strings.Repeat(".", se.Offset) != strings.Repeat(".", atoi(offset)) {
				t.Errorf("Parse(%q) = @%d %s, want @%s", src, se.Offset, got, want)
			}
		}
	}
}

func atoi(s string) (n int) {
	for _, c := range s {
		n = 10*n + int(c-'0')
	}
	return n
}

// TestLimits checks that what is too much is refused and not tried.
func TestLimits(t *testing.T) {
	for _, src := range []string{
		strings.Repeat("(", 5000) + "1" + strings.Repeat(")", 5000), strings.Repeat("-", 9000) + "1",
		strings.Repeat("2^", 4000) + "2", strings.Repeat("9", 9000), strings.Repeat("1+", 4999) + "1",
		strings.Repeat("x", 20_000), strings.Repeat("sqrt ", 1900) + "2", strings.Repeat("|", 9999),
		strings.Repeat(`\frac`, 1900), strings.Repeat("1,", 4000), strings.Repeat("fwd ", 2400),
	} {
		if e, err := ParseQuantity(src, nil); err == nil {
			t.Errorf("ParseQuantity(%.20q...) = a tree of %d bytes, want an error", src, len(e.Expr.String()))
		}
		if _, err := ParseAuthor(src); err == nil {
			t.Errorf("ParseAuthor(%.20q...): no error", src)
		}
	}
	for _, src := range []string{
		"9^9^9^9", "1e999999999", "(10000!)!", "2^(2^20)", "1e-99999", "9^-9^9", "2^20000", "10^400*" + strings.Repeat("9^999*", 90) + "1",
		"(2/3)^16000*(5/7)^6000*(11/13)^4400*(17/19)^3900", "log(2^20000)",
	} {
		e, err := Parse(src, nil)
		if err != nil {
			t.Errorf("Parse(%.30q): %v", src, err)
			continue
		}
		if v, err := Eval(e, nil); !errors.Is(err, ErrTooLarge) {
			t.Errorf("Eval(%.30q) = %s, %v, want %v", src, v, err, ErrTooLarge)
		}
	}
}

func TestValue(t *testing.T) {
	for _, test := range []struct{ in, show, exact string }{
		{"27.5", "27.5", "55/2"}, {"55/3", "18.3333", "55/3"}, {"-1/8", "-0.125", "-1/8"}, {"20", "20", "20"},
		{"1e-3", "0.001", "1/1000"}, {"2/3000000", "6.66667e-07", "1/1500000"}, {"1e20", "100000000000000000000", "100000000000000000000"},
		{"true", "true", "true"}, {"1/3", "0.333333", "1/3"}, {"200000/3", "66666.7", "200000/3"}, {"1e300/3", "3.33333e+299", ""},
	} {
		v, err := ParseValue(test.in)
		if err != nil {
			t.Errorf("ParseValue(%q): %v", test.in, err)
			continue
		}
		if got := v.String(); got != test.show {
			t.Errorf("ParseValue(%q).String() = %s, want %s", test.in, got, test.show)
		}
		if got := v.Exact(); test.exact != "" && got != test.exact {
			t.Errorf("ParseValue(%q).Exact() = %s, want %s", test.in, got, test.exact)
		}
		if again, err := ParseValue(v.Exact()); err != nil || again.Exact() != v.Exact() {
			t.Errorf("ParseValue(%q) = %s, %v, want the same again", v.Exact(), again, err)
		}
		if l, err := Eval(Lit(v), nil); err != nil || l.Exact() != v.Exact() {
			t.Errorf("Eval(Lit(%s)) = %s, %v, want the same", v, l, err)
		}
	}
	for _, in := range []string{"", "x", "1/0", "1e999999999", "1//2", "0x10", "1/2/3", "--1", "1_000", "Inf", "NaN", "1e", strings.Repeat("1", 2000)} {
		if v, err := ParseValue(in); err == nil {
			t.Errorf("ParseValue(%.20q) = %s, want an error", in, v)
		}
	}
	if v := FromInt(2); !v.IsExact() || v.Float() != 2 {
		t.Errorf("FromInt(2) = %s", v)
	}
	if v := FromFloat(0.1); v.IsExact() || v.String() != "0.1" || v.Err() <= 0 {
		t.Errorf("FromFloat(0.1) = %s, exact %v, error %g", v, v.IsExact(), v.Err())
	}
	if v := (Value{}); v.String() != "0" || v.Sign() != 0 {
		t.Errorf("Value{} = %s", v)
	}
}

func TestSubst(t *testing.T) {
	parse := func(s string) Expr {
		e, err := ParseAuthor(s)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	e := parse("(nfwd*fwd + nload*load)/nload")
	if got := strings.Join(Names(e), " "); got != "fwd load nfwd nload" {
		t.Errorf("Names(%s) = %s", e, got)
	}
	v, _ := ParseValue("55/2")
	got := Subst(e, map[string]Expr{"nfwd": parse("a + 1"), "nload": Lit(v), "fwd": parse("-b")}).String()
	if want := "((a + 1)*(-b) + 55/2*load)/(55/2)"; got != want {
		t.Errorf("Subst(%s) = %s, want %s", e, got, want)
	}
}

func TestUnits(t *testing.T) {
	for _, test := range []struct{ src, shown, dim, factor string }{
		{"ns", "ns", "a time", "1/1000000000"}, {"us", "µs", "a time", "1/1000000"}, {"µs", "µs", "a time", "1/1000000"},
		{"μs", "µs", "a time", "1/1000000"}, {"microseconds", "µs", "a time", "1/1000000"}, {"min", "min", "a time", "60"},
		{"h", "h", "a time", "3600"}, {"kB", "kB", "an amount of data", "8000"}, {"MB", "MB", "an amount of data", "8000000"},
		{"MiB", "MiB", "an amount of data", "8388608"}, {"Mb", "Mb", "an amount of data", "1000000"}, {"GB/s", "GB/s", "a rate of data", "8000000000"},
		{"GB per s", "GB/s", "a rate of data", "8000000000"}, {"GB·s^-1", "GB·s⁻¹", "a rate of data", "8000000000"}, {"Gbps", "Gbps", "a rate of data", "1000000000"},
		{"TFLOPS", "TFLOPS", "a rate of operations", "1000000000000"}, {"TFLOP/s", "TFLOP/s", "a rate of operations", "1000000000000"},
		{"GFLOPs", "GFLOP", "a number of operations", "1000000000"}, {"m/s^2", "m/s²", "an acceleration", "1"}, {"J", "J", "an energy", "1000"},
		{"V", "V", "a voltage", "1000"}, {"kg", "kg", "a mass", "1000"}, {"mW", "mW", "a power", "1"}, {"%", "%", "a plain number", "1/100"},
		{"Hz", "Hz", "a frequency", "1"}, {`\mathrm{GB}/\mathrm{s}`, "GB/s", "a rate of data", "8000000000"}, {"FLOP/B", "FLOP/B", "operations per amount of data", "1/8"},
	} {
		u, err := ParseUnit(test.src)
		if err != nil {
			t.Errorf("ParseUnit(%q): %v", test.src, err)
			continue
		}
		if got := u.Of(FromInt(1)).Exact(); u.String() != test.shown || u.Dim().String() != test.dim || got != test.factor {
			t.Errorf("ParseUnit(%q) = %s, %s, %s, want %s, %s, %s", test.src, u, u.Dim(), got, test.shown, test.dim, test.factor)
		}
		if again, err := ParseUnit(u.String()); err != nil || again.String() != u.String() || again.Dim() != u.Dim() {
			t.Errorf("ParseUnit(%q) = %s, %v, want the same again", u, again, err)
		}
	}
	for _, src := range []string{"", "nss", "5 ns", "ns + s", "layers", "KB", "n s", "s^x", "/s", "s^(1/2)"} {
		if u, err := ParseUnit(src); err == nil {
			t.Errorf("ParseUnit(%q) = %s, want an error", src, u)
		}
	}
}

func TestParseKey(t *testing.T) {
	for _, test := range []struct{ src, expr, unit string }{
		{"50", "50", ""}, {"50 ns", "50", "ns"}, {"27.5ns", "27.5", "ns"}, {"(nfwd*fwd + nload*load)/nload ns", "(nfwd*fwd + nload*load)/nload", "ns"},
		{"nfwd + layers", "nfwd + layers", ""}, {"17 % 5", "17 % 5", ""}, {"5%", "5%", ""}, {"25,600", "25600", ""}, {"0.05 µs", "0.05", "µs"},
		{"16 GB/s", "16", "GB/s"}, {"-3", "-3", ""},
	} {
		e, u, err := ParseKey(test.src)
		if err != nil {
			t.Errorf("ParseKey(%q): %v", test.src, err)
		} else if e.String() != test.expr || u.String() != test.unit {
			t.Errorf("ParseKey(%q) = %q, %q, want %q, %q", test.src, e, u, test.expr, test.unit)
		}
	}
	for _, src := range []string{"", "20 fwd", "20 =", "1 +", "nfwd fwd"} {
		if e, u, err := ParseKey(src); err == nil {
			t.Errorf("ParseKey(%q) = %s, %s, want an error", src, e, u)
		}
	}
}

func TestDecl(t *testing.T) {
	for _, src := range []string{"real", "positive", "real in (0,1)", "real in [0, 1]", "integer", "integer >= 2", "vector d", "matrix m n", "diagonal d", "psd d", "sequence in (0,1)", "real in (0, inf)"} {
		if _, err := ParseDecl(src); err != nil {
			t.Errorf("ParseDecl(%q): %v", src, err)
		}
	}
	for src, want := range map[string]string{
		"":              "a declaration is missing, such as real or vector d",
		"vectr d":       `unknown declaration "vectr" (did you mean "vector"?)`,
		"vector":        `vector needs 1 dimension(s), as in "vector d"`,
		"matrix m":      `matrix needs 2 dimension(s), as in "matrix m n"`,
		"real in 0,1":   `"0,1" is not an interval such as (0,1)`,
		"integer >= x":  `"x" is not a whole number`,
		"positive in 1": `"in 1" is not understood after positive`,
	} {
		if d, err := ParseDecl(src); err == nil || err.Error() != want {
			t.Errorf("ParseDecl(%q) = %v, %v, want %s", src, d, err, want)
		}
	}
	d, _ := ParseDecl("integer >= 2")
	if !d.Bounded || d.AtLeast != 2 {
		t.Errorf("ParseDecl(integer >= 2) = %+v", d)
	}
}

// equal compares trees, numbers by their text.
func equal(a, b Expr) bool {
	switch a := a.(type) {
	case *Num:
		b, ok := b.(*Num)
		return ok && a.Text == b.Text && a.Val.Cmp(b.Val) == 0
	case *Name:
		b, ok := b.(*Name)
		return ok && *a == *b
	case *Const:
		b, ok := b.(*Const)
		return ok && *a == *b
	case *UnitName:
		b, ok := b.(*UnitName)
		return ok && *a == *b
	case *Unary:
		b, ok := b.(*Unary)
		return ok && a.Op == b.Op && equal(a.X, b.X)
	case *Binary:
		b, ok := b.(*Binary)
		return ok && a.Op == b.Op && equal(a.X, b.X) && equal(a.Y, b.Y)
	case *Call:
		b, ok := b.(*Call)
		if !ok || a.Fn != b.Fn || len(a.Args) != len(b.Args) {
			return false
		}
		for i := range a.Args {
			if !equal(a.Args[i], b.Args[i]) {
				return false
			}
		}
		return true
	}
	return false
}

// lines returns the lines of a file that are neither empty nor comments.
func lines(t testing.TB, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, line := range strings.Split(string(data), "\n") {
		if line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
