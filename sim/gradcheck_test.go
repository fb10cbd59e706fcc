package sim

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
)

// settings reads parameters as in "d=3; formula=g*z", parted by semicolons.
func settings(t testing.TB, s *Sim, params string) Values {
	t.Helper()
	set := map[string]string{}
	for p := range strings.SplitSeq(params, ";") {
		if name, text, ok := strings.Cut(strings.TrimSpace(p), "="); ok {
			set[name] = text
		}
	}
	v, err := s.Values(set)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// play runs s with the given parameters; see [settings].
func play(t testing.TB, s *Sim, params string) Trace {
	t.Helper()
	tr, err := Collect(context.Background(), s, settings(t, s, params))
	if err != nil {
		t.Fatalf("%s(%s): %v", s.Name, params, err)
	}
	return tr
}

// floatResult is a result as a number.
func floatResult(t testing.TB, tr Trace, name string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(result(t, tr, name), 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// lastCaption is the caption of the last frame.
func lastCaption(tr Trace) string {
	return strings.ReplaceAll(tr.Frames[len(tr.Frames)-1].Caption, "\u00a0", " ")
}

// isClose compares with a relative tolerance.
func isClose(got, want, tol float64) bool { return math.Abs(got-want) <= tol*max(1, math.Abs(want)) }

// TestGradcheckExample is the worked example: its gradient, and how far central
// differences are from it for each step (where rounding rules, their size only).
func TestGradcheckExample(t *testing.T) {
	tr := play(t, gradcheck, "")
	for i, want := range []float64{0.05004380750574368, -0.15513580326780538, 0.5479796921878932, -0.23520589527699517, -0.047541617130456515} {
		if got := floatResult(t, tr, fmt.Sprintf("grad_%d", i+1)); !isClose(got, want, 1e-12) {
			t.Errorf("grad_%d = %v, want %v", i+1, got, want)
		}
	}
	for i, want := range map[int]float64{1: 0.00012412185870336323, 2: 1.241556345510375e-06, 3: 1.2415511951857638e-08,
		4: 1.2523204695469303e-10, 5: 1.2586647002432727e-11, 6: 1.476445493642231e-10, 7: 2.701157506002083e-09,
		8: 1.8279781993646438e-08, 10: 1.4634530665635914e-06} {
		tol := 1.01
		if i > 4 {
			tol = 5
		}
		if got := floatResult(t, tr, fmt.Sprintf("error_%d", i)); got > want*tol || got < want/tol {
			t.Errorf("error_%d = %v, want about %v", i, got, want)
		}
	}
	if got := result(t, tr, "best_h"); got != "0.00001" {
		t.Errorf("best_h = %s, want 0.00001", got)
	}
}

// TestGradcheckVectors compares whole gradients with values computed elsewhere.
func TestGradcheckVectors(t *testing.T) {
	const point = "input=5,-4,3,-3,-1,-2,-5,5; g=1,-4,-2,3,5,-4,2,2; "
	for _, tt := range []struct {
		params string
		want   []float64
	}{
		{point + "of=h", []float64{0.16033812743418954, -0.9759712104689797, -0.5925539492133091, 0.8574604206263178,
			1.3454460258608076, -1.0177985480605074, 0.6343812868048367, 0.42524459884719834}},
		{point + "of=LN; formula=" + gradientOf["LN"], []float64{0.046197481600350476, -1.075991976514492, -0.7046577889673712,
			0.7596269442893071, 1.24499289021704, -1.121604679866737, 0.5397503230015631, 0.3116868062403393}},
		{"of=f; input=1,2,3; g=1,-2,4; formula=" + gradientOf["f"], []float64{0, -3, 3}},
	} {
		tr := play(t, gradcheck, tt.params)
		if got := floatResult(t, tr, "error"); got > 1e-12 {
			t.Errorf("error of gradcheck(%s) = %v, want 0", tt.params, got)
		}
		for i, want := range tt.want {
			if got := floatResult(t, tr, fmt.Sprintf("grad_%d", i+1)); !isClose(got, want, 1e-12) {
				t.Errorf("grad_%d of gradcheck(%s) = %v, want %v", i+1, tt.params, got, want)
			}
		}
	}
}

// TestGradcheckRight tries right formulas in many notations, at many points.
func TestGradcheckRight(t *testing.T) {
	for _, f := range []string{
		"g_z = sqrt(d)/norm(z)*(g - z*(z'*g)/norm(z)^2)",
		"sqrt(d)/||z||*(I - z*z'/||z||^2)*g",
		"√d/‖z‖ (g − z(zᵀg)/‖z‖²)",
		`\frac{\sqrt{d}}{\|z\|}\left(g - \frac{z z^\top g}{\|z\|^2}\right)`,
		"(norm(z)^2*I - z*z')*g*sqrt(d)/norm(z)^3",
		"sqrt(d)*g/sqrt(z'*z) - sqrt(d)*z*(z'*g)/(z'*z)^(3/2)",
		"g_z[i] = g_i*sqrt(d)/norm(z) - z_i*sqrt(d)/norm(z)^3*sum(g_j*z_j, j, 1, d)",
		`\frac{\sqrt{d}}{\|z\|}\left(g_i - \frac{z_i \sum_{j=1}^d z_j g_j}{\|z\|^2}\right)`,
	} {
		for seed := range 4 {
			tr := play(t, gradcheck, fmt.Sprintf("seed=%d; d=%d; formula=%s", seed, 2+2*seed, f))
			if got := floatResult(t, tr, "error"); got > 1e-12 {
				t.Errorf("error of %q at seed %d = %v, want 0", f, seed, got)
			}
			if c := lastCaption(tr); !strings.HasPrefix(c, "Yours makes the V") {
				t.Errorf("verdict on %q: %q", f, c)
			}
		}
	}
}

// TestGradcheckWrong checks that the mistake is named.
func TestGradcheckWrong(t *testing.T) {
	for _, tt := range []struct{ params, want string }{
		{"formula=sqrt(d)/norm(z)*g", "All is right but for a part along z, of size 0.468, that should have vanished."},
		{"formula=(g - z*(z'*g)/norm(z)^2)/norm(z)", "Every component is 0.447 times (1/√d here) what it should be."},
		{"formula=g - z*(z'*g)/norm(z)^2", "Every component is 1.82 times (σ here) what it should be."},
		{"formula=7*(g - z*(z'*g)/norm(z)^2)", "Every component is 12.7 times what it should be."},
		{"formula=-sqrt(d)/norm(z)*(g - z*(z'*g)/norm(z)^2)", "Every component has the wrong sign."},
		{"formula=g/norm(z)", "and the rest is 0.447 times (1/√d here) what it should be."},
		{"formula=sqrt(d)/norm(z)*(g + z*(z'*g)/norm(z)^2)", "of size 0.935, that should have vanished."},
		{"formula=0*z", "It is 0 in every component, and the loss does answer to z."},
		{"formula=z", "A part along z, of size 4.06, should have vanished, and the rest is off too."},
		{"formula=ones", "should have vanished, and the rest is off too."},
		{"of=LN", "All is right but for a part along the vector of ones, of size 0.124, that should have vanished."},
		{"of=f; formula=g", "a part along the vector of ones, of size 0.224, that should have vanished."},
		{"of=f; formula=z - ones*(ones'*z)/d", "5 of 5 components are off, by 2.7 at most."},
	} {
		tr := play(t, gradcheck, tt.params)
		if c := lastCaption(tr); !strings.Contains(c, tt.want) {
			t.Errorf("gradcheck(%s) ends %q, want %q", tt.params, c, tt.want)
		}
		if floatResult(t, tr, "error") < 0.01 {
			t.Errorf("gradcheck(%s) finds no error", tt.params)
		}
		for i, f := range tr.Frames {
			checkPicture(t, fmt.Sprintf("gradcheck(%s) frame %d", tt.params, i), f)
		}
	}
}

// TestFaults names mistakes in single components, which no formula makes.
func TestFaults(t *testing.T) {
	for _, tt := range []struct {
		change map[int]float64 // factors of components
		want   string
		marks  string
	}{
		{nil, "", "...."},
		{map[int]float64{3: -1}, "Component 4 has the wrong sign.", "...s"},
		{map[int]float64{0: -1, 2: -1}, "Components 1 and 3 have the wrong sign.", "s.s."},
		{map[int]float64{1: 3}, "Component 2 is off, the others agree.", ".o.."},
		{map[int]float64{1: 3, 3: -1}, "Components 2 and 4 are off, the others agree.", ".o.s"},
	} {
		c := &gradientCheck{of: "f", x: []float64{1, 2, 3, 5}, z: []float64{1, 2, 3, 5}, right: []float64{1, -2, 3, -4}}
		c.yours = append([]float64(nil), c.right...)
		for i, f := range tt.change {
			c.yours[i] *= f
		}
		f := c.judge()
		marks := ""
		for _, m := range f.marks {
			marks += (m + ".")[:1]
		}
		if f.why != tt.want || marks != tt.marks || f.right != (tt.want == "") {
			t.Errorf("judge(%v) = %q %s, want %q %s", tt.change, f.why, marks, tt.want, tt.marks)
		}
	}
}

func TestGradcheckErrors(t *testing.T) {
	for params, want := range map[string]string{
		"formula=sqrt(d)/norm(z)*(g - q)": `the formula cannot be read at column 22: "q" is not a name`,
		"formula=√d/‖z‖*(g - q":           "the formula cannot be read at column ",
		"formula=":                        "the formula cannot be read at column 1",
		"formula=z'*g":                    "the formula gives a number; the gradient is a vector of length 5",
		"formula=z'":                      "the formula gives a row of length 5",
		"formula=I":                       "the formula gives a multiple of I",
		"formula=z*g'":                    "the formula gives a matrix of 5 by 5",
		"formula=z*g":                     "the formula has no value at this point: a vector of length 5 times a vector of length 5 has no meaning",
		"formula=z[7] + g*0":              "the formula",
		"formula=g/(d-5)":                 "the formula has no value at this point: This divides by zero",
		"formula=g*sqrt(d-9)":             "the formula has no value at this point",
		"formula=g*10^20":                 "the formula has no moderate value",
		"input=1,2,3; g=1,2":              "input has 3 entries and g has 2; make them equally long",
		"input=1":                         "input has 1 entries; from 2 to 8 are wanted",
		"input=1,x":                       `input: "x" is not a number`,
		"input=2,2; of=LN":                "all entries of the input are alike",
		"input=0,0":                       "all entries of the input are alike",
	} {
		_, err := Collect(context.Background(), gradcheck, settings(t, gradcheck, params))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("gradcheck(%s): error %v, want %q", params, err, want)
		}
	}
}

// TestEvaluate holds the value of formulas in floats against the exact one.
func TestEvaluate(t *testing.T) {
	at := map[string]array{"d": number(3), "z": column([]float64{1, 2, 2}), "g": column([]float64{3, 0, -1}), "ones": column([]float64{1, 1, 1})}
	for src, want := range map[string]float64{
		"norm(z)": 3, "z'*g": 1, "dot(z,g)": 1, "d!": 6, "norm(z)^2/d": 3, "exp(log(d))": 3, "sum(i, i, 1, d)": 6,
		"tr(z*z')": 9, "ones'*(z + g)": 7, "((I + z*z')^-1*z)'*g": 0.1, "ones'*(2*I)*z": 10, "ones'*diag(z)*g": 1,
		"cos(0)": 1, "min(d, 2)": 2, "||z - g||": math.Sqrt(17), "50%": 0.5, "-d^2": -9, "z[3]*g[1]": 6, "sum(z_i*g_i, i, 1, d)": 1, "((z*z')^2)*ones/9*0 + 0*z": 0,
	} {
		e, err := readFormula(gradientLanguage(), src)
		if err != nil {
			t.Errorf("%q: %v", src, err)
			continue
		}
		v, err := evaluate(e, at)
		if err != nil {
			t.Errorf("evaluate(%q): %v", src, err)
			continue
		}
		if got := v.m.At(0, 0); !isClose(got, want, 1e-12) {
			t.Errorf("evaluate(%q) = %v, want %v", src, got, want)
		}
	}
}

func BenchmarkGradcheck(b *testing.B) {
	for _, params := range []string{"", "d=8; formula=g"} {
		b.Run(params, func(b *testing.B) {
			for b.Loop() {
				play(b, gradcheck, params)
			}
		})
	}
}
