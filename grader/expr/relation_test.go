package expr

import (
	"strings"
	"testing"
)

// TestRelations reads testdata/relations.txt. What is the same one way round does
// not differ the other way, and nothing differs from itself.
func TestRelations(t *testing.T) {
	l := fuzzLanguage(t)
	l.Tuple = false
	for _, line := range lines(t, "testdata/relations.txt") {
		pair, want, _ := cutLast(line, " -> ")
		k, a, ok := strings.Cut(pair, " | ")
		if !ok {
			t.Fatalf("no bar: %q", line)
		}
		in := l
		in.Intervals = LooksLikeInterval(k) || LooksLikeInterval(a) || strings.HasPrefix(k, "(") && strings.Count(k, ",") == 1
		key, err := in.Parse(k)
		if err != nil {
			t.Errorf("Parse(%q): %v", k, err)
			continue
		}
		answer, err := in.Parse(a)
		if err != nil {
			t.Errorf("Parse(%q): %v", a, err)
			continue
		}
		if c := Compare(key, answer, l.Symbols); c.Result.String() != want {
			t.Errorf("Compare(%s, %s) = %v (%s) %s, want %s", k, a, c.Result, c.How, c.Witness, want)
		}
		if c := Compare(answer, key, l.Symbols); want == "equal" && c.Result == Different && c.How != "domain" {
			t.Errorf("Compare(%s, %s) = %v (%s) %s, want equal", a, k, c.Result, c.How, c.Witness)
		}
		for _, e := range []Expr{key, answer} {
			if c := Compare(e, e, l.Symbols); c.Result == Different && c.How != "domain" {
				t.Errorf("Compare(%s, itself) = %v (%s) %s, want equal", e, c.Result, c.How, c.Witness)
			}
		}
	}
}

// TestShapes reads testdata/shapes.txt.
func TestShapes(t *testing.T) {
	l := fuzzLanguage(t)
	l.Intervals, l.Tuple = false, false
	d := Domain{Symbols: l.Symbols}
	for _, line := range lines(t, "testdata/shapes.txt") {
		line, want, _ := cutLast(line, " -> ")
		shape, pair, _ := strings.Cut(line, ": ")
		k, a, ok := strings.Cut(pair, " | ")
		if !ok {
			t.Fatalf("no bar: %q", line)
		}
		key, errKey := l.Parse(k)
		answer, err := l.Parse(a)
		if err != nil || errKey != nil {
			t.Errorf("Parse(%q), Parse(%q): %v, %v", k, a, errKey, err)
			continue
		}
		if c := d.Compare(key, answer); c.Result != Equal {
			t.Errorf("Compare(%s, %s) = %v (%s), want equal", k, a, c.Result, c.How)
		}
		got := d.Shape(shape, key, answer)
		if got == "" {
			got = "ok"
		}
		if got != want {
			t.Errorf("Shape(%s, %s, %s) = %s, want %s", shape, k, a, got, want)
		}
	}
}

// TestLayers checks how comparisons are settled, for what is a proof and what is
// not.
func TestLayers(t *testing.T) {
	l := fuzzLanguage(t)
	l.Intervals, l.Tuple = false, false
	for _, test := range []struct{ key, answer, want string }{
		{"n(n-1)", "n^2 - n", "equal by normal form"},
		{"(x+1)^6", "(1+x)^3 (x+1)^3", "equal by normal form"},
		{"sin(x)^2", "1 - cos(x)^2", "equal by normal form"},
		{"sqrt(12)", "2 sqrt(3)", "equal by normal form"},
		{"sqrt(a^2 b)", "a sqrt(b)", "equal by normal form"},
		{"sqrt(x^2)", "|x|", "equal by normal form"},
		{"log(a^2 b)", "2 log a + log b", "equal by normal form"},
		{"a^(x+y)", "a^x a^y", "equal by normal form"},
		{"(n+1)!", "(n+1) n!", "equal by normal form"},
		{"prod(1-beta_i, i, 1, n)", "prod(1-beta_k, k, 1, n)", "equal by normal form"},
		{"(x+y)^40 (x-y)^40", "(x^2-y^2)^40", "equal by identity test"},
		{"(x-a)^6000", "(a-x)^6000", "equal by normal form"},
		{"cos(x+y)", "cos x cos y - sin x sin y", "equal by points"},
		{"n(n+1)/2", "sum(i, i, 1, n)", "equal by points"},
		{"z' g", "g' z", "equal by points"},
		{"n(n-1)", "n(n-1)/2", "different by witness"},
		{"x", "x + log(-x^2)", "different by domain"},
		{"x + 1", "sqrt(x+1)^2", "different by domain"},
		{"n(n-1)", "n(n-1) + 0/(n-|n|)", "different by domain"},
		{"x", "x + 2305843009213693951*0 + 1 - 1", "equal by normal form"},
		{"x", "x + 2305843009213693951*2305843009213693907*2305843009213693723", "different by witness"},
		{"x^2 < 2", "x^4 < 4", "equal by real roots"},
		{"n", "n sin(pi n)/sin(pi n)", "unsure by budget"},
		{"x", "x sin(x)/sin(x)", "equal by normal form"},
		{"10^-50", "atan(10^-50)", "unsure by budget"},
		{"10^-100", "log(1+10^-100)", "unsure by budget"},
		{"pi", "pi + 10^-200", "unsure by budget"},
	} {
		k, errKey := l.Parse(test.key)
		a, err := l.Parse(test.answer)
		if err != nil || errKey != nil {
			t.Errorf("Parse(%q), Parse(%q): %v, %v", test.key, test.answer, errKey, err)
			continue
		}
		c := Compare(k, a, l.Symbols)
		if got := c.Result.String() + " by " + c.How; got != test.want {
			t.Errorf("Compare(%s, %s) = %s %s, want %s", test.key, test.answer, got, c.Witness, test.want)
		}
	}
}

// TestJointForms checks that joint distributions that are the same have the same
// normal forms, and others have not.
func TestJointForms(t *testing.T) {
	l := Language{Symbols: declared(t, "u v: positive", "z x y V W: real")}
	joint := func(x, y string) Joint {
		j := Joint{Given: []string{"z"}, Noise: []string{"V", "W"}, Out: []string{"x", "y"}}
		for i, src := range []string{x, y} {
			e, err := l.Parse(src)
			if err != nil {
				t.Fatalf("Parse(%q): %v", src, err)
			}
			j.Steps = append(j.Steps, Step{j.Out[i], e})
		}
		return j
	}
	d := Domain{Symbols: l.Symbols}
	key := joint("sqrt(1/(1+u)) z + sqrt(u/(1+u)) V", "sqrt((1+u)/(1+v)) x + sqrt((v-u)/(1+v)) W")
	for _, test := range []struct {
		x, y string
		want bool
	}{
		{"(z + sqrt(u) V)/sqrt(1+u)", "(z + sqrt(u) V + sqrt(v-u) W)/sqrt(1+v)", true},
		{"(z - sqrt(u) W)/sqrt(1+u)", "sqrt((1+u)/(1+v)) x - sqrt(1 - (1+u)/(1+v)) V", true},
		{"(z + sqrt(u) V)/sqrt(1+u)", "(z + sqrt(v) W)/sqrt(1+v)", false},
		{"(z + u V)/sqrt(1+u)", "sqrt((1+u)/(1+v)) x + sqrt((v-u)/(1+v)) W", false},
		{"(z + sqrt(u) V)/sqrt(1+u)", "sqrt((1+u)/(1+v)) x + sqrt((v-u)/(1+v)) W + 0*sqrt(u-v)", false},
		{"z V", "W", false},
	} {
		if got := d.jointForms(key, joint(test.x, test.y)); got != test.want {
			t.Errorf("jointForms(key, x = %s; y = %s) = %v, want %v", test.x, test.y, got, test.want)
		}
	}
}
