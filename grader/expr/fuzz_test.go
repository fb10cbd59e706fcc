package expr

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// seeds gives a fuzz target everything in testdata.
func seeds(f *testing.F) {
	for _, file := range []string{"equations", "author", "print", "errors"} {
		for _, line := range lines(f, "testdata/"+file+".txt") {
			for _, sep := range []string{" | ", " -> ", " = "} {
				line, _, _ = strings.Cut(line, sep)
			}
			f.Add(line)
		}
	}
	for _, s := range []string{"9^9^9^9", "1e999999999", "((((", "\\frac\\frac", "\x00\xff", "2\u202e", "x₂^{-1}", "ac(x+1)", "|||", "1,000,", "½½", "1/2x y", "0/+a", "𝟐𝟎", "2⁽¹⁾"} {
		f.Add(s)
	}
}

// FuzzParse checks that nothing crashes or hangs any parser, that every error
// has its place in the source, and that what is read is printed as something
// that is read as the same tree.
func FuzzParse(f *testing.F) {
	seeds(f)
	syms := Symbols{"a": {}, "x": {}, "n": {}, "lambda_r": {}, "x1": {}}
	f.Fuzz(func(t *testing.T, src string) {
		q, err := ParseQuantity(src, syms)
		checkError(t, src, err)
		if err == nil {
			again, err := ParseQuantity(q.Expr.String(), syms)
			if len(q.Expr.String()) < maxLength && (err != nil || !equal(again.Expr, q.Expr)) {
				t.Fatalf("%q is printed as %q, which is read as %v, %v", src, q.Expr, again.Expr, err)
			}
			if s := Line(q.Expr) + TeX(q.Expr); !utf8.ValidString(s) {
				t.Fatalf("%q is printed as %q", src, s)
			}
			Eval(q.Expr, func(string) (Value, bool) { return FromInt(3), true })
		}
		e, err := ParseAuthor(src)
		checkError(t, src, err)
		if err == nil {
			again, err := ParseAuthor(e.String())
			if len(e.String()) < maxLength && (err != nil || !equal(again, e)) {
				t.Fatalf("%q is printed as %q, which is read as %v, %v", src, e, again, err)
			}
		}
		_, _, err = ParseKey(src)
		checkError(t, src, err)
		_, err = ParseUnit(src)
		checkError(t, src, err)
		ParseDecl(src)
		if v, err := ParseValue(src); err == nil {
			if w, err := ParseValue(v.Exact()); err != nil || w.Exact() != v.Exact() {
				t.Fatalf("ParseValue(%q) = %s, read again %s, %v", src, v.Exact(), w.Exact(), err)
			}
		}
	})
}

func checkError(t *testing.T, src string, err error) {
	if err == nil {
		return
	}
	se, ok := err.(*SyntaxError)
	if !ok || se.Msg == "" || se.Offset < 0 || se.Offset > len(src) {
		t.Fatalf("%q: error %#v", src, err)
	}
	for _, r := range err.Error() {
		if r < ' ' && r != '\n' || 0x7F <= r && r < 0xA0 {
			t.Fatalf("%q: the error %q has a control character", src, err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := ParseQuantity("(18*15+12*5)/12 ns", nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEval(b *testing.B) {
	q, err := ParseQuantity("(18*15+12*5)/12 ns", nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Eval(q.Expr, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWorst measures the sources that take longest, on their way to being
// refused.
func BenchmarkWorst(b *testing.B) {
	for name, src := range map[string]string{
		"tower": "9^9^9^9", "exponent": "1e999999999", "factorial": "(10000!)!",
		"harmonic":   harmonic(),
		"powers":     strings.Repeat("9^999*", 1600) + "1",
		"factorials": strings.Repeat("1700!-", 1600) + "1",
		"brackets":   strings.Repeat("(", 5000) + "1",
		"word":       strings.Repeat("fwd ", 2400),
		"unknown":    "5 nsx",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if q, err := ParseQuantity(src, nil); err == nil {
					Eval(q.Expr, nil)
				}
			}
		})
	}
}

// harmonic is a sum whose denominators grow as fast as they can.
func harmonic() string {
	var s strings.Builder
	for i := 1000; s.Len() < maxLength-20; i++ {
		s.WriteString("1/")
		s.WriteString(Lit(FromInt(int64(i))).String())
		s.WriteString("+")
	}
	return s.String() + "1"
}
