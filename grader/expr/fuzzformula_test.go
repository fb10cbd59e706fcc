package expr

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// formulaSeeds are sources of all kinds of formulas.
func formulaSeeds(t testing.TB) (list []string) {
	for _, line := range lines(t, "testdata/formulas.txt") {
		list = append(list, strings.Split(line, " | ")...)
	}
	for _, file := range []string{"compare", "relations", "shapes"} {
		for _, line := range lines(t, "testdata/"+file+".txt") {
			line, _, _ = strings.Cut(line, " -> ")
			list = append(list, strings.Split(line, " | ")...)
		}
	}
	return append(list, "9^9^9^9", "1/0", "{{{{", "[1,2;3", "x...y", "1+...+", "(1,2", "]0,1[ U {", `\begin{pmatrix}1&2\\`, "sin^-1^-1 x", "z_ii", "z[i][j]", "{A[", "{z_", "(x,beta[", "]0,A_{", "\x00", "C(,)", "beta_beta", "{{x}_1 \\over y}", "x⁽ⁿ⁾ⁿ", "𝑥𝟏β(n)", "⟨z,g⟩", "λr", "0[0=0,0]", "(0,0)0[[000],0]", "{0*A < 0}", "beta[0,0]")
}

// fuzzLanguage reads everything that formulas may be.
func fuzzLanguage(t testing.TB) Language {
	return Language{
		Symbols: declared(t, "x y: real", "a b: positive", "p: real in (0,1)", "n m: integer >= 1", "d: integer >= 2",
			"z g: vector d", "A B: matrix d d", "D: diagonal d", "beta: sequence in (0,1)"),
		Equation: true, Lists: true, Sets: true, Tuple: true,
	}
}

// FuzzFormula checks that nothing crashes or hangs the reader of formulas, that
// errors have their place, and that what is read is printed so that it is read
// alike.
func FuzzFormula(f *testing.F) {
	for _, s := range formulaSeeds(f) {
		f.Add(s)
	}
	l := fuzzLanguage(f)
	f.Fuzz(func(t *testing.T, src string) {
		l := l
		l.Intervals = LooksLikeInterval(src)
		e, err := l.Parse(src)
		checkError(t, src, err)
		if err != nil {
			return
		}
		ascii := e.String()
		if again, err := l.Parse(ascii); len(ascii) < maxLength && (err != nil || again.String() != ascii) {
			t.Fatalf("%q is printed as %q, which is read as %v, %v", src, ascii, again, err)
		}
		if s := Line(e) + TeX(e) + Row(e); !utf8.ValidString(s) {
			t.Fatalf("%q is printed as %q", src, s)
		}
	})
}

// FuzzCompare checks that comparing never crashes, gives the same result again,
// that an expression never differs from itself, that of a pair that is the same
// one way round none differs the other way but by where it has a value, and that
// the work stays within its budget.
func FuzzCompare(f *testing.F) {
	seeds := formulaSeeds(f)
	for i := range seeds {
		f.Add(seeds[i], seeds[(i+1)%len(seeds)])
	}
	l := fuzzLanguage(f)
	f.Fuzz(func(t *testing.T, key, answer string) {
		k, err := l.Parse(key)
		if err != nil {
			return
		}
		a, err := l.Parse(answer)
		if err != nil {
			return
		}
		c := Compare(k, a, l.Symbols)
		if again := Compare(k, a, l.Symbols); again.Result != c.Result || again.How != c.How || again.Witness != c.Witness {
			t.Fatalf("Compare(%s, %s) = %v, then %v", k, a, c, again)
		}
		back := Compare(a, k, l.Symbols)
		if c.Result == Equal && back.Result == Different && back.How == "witness" {
			t.Fatalf("Compare(%s, %s) = %v, the other way round %v", k, a, c, back)
		}
		if self := Compare(a, a, l.Symbols); self.Result == Different && self.How == "witness" {
			t.Fatalf("Compare(%s, itself) = %v", a, self)
		}
		for _, shape := range Shapes {
			if why := (Domain{Symbols: l.Symbols}).Shape(shape, k, a); !utf8.ValidString(why) {
				t.Fatalf("Shape(%s, %s) = %q", k, a, why)
			}
		}
		if !utf8.ValidString(c.Witness) {
			t.Fatalf("Compare(%s, %s) says %q", k, a, c.Witness)
		}
	})
}
