package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"gonum.org/v1/gonum/floats"

	"gradcheck/grader/expr"
)

// gradcheck holds a formula for the gradient of a step of LayerNorm against
// central differences (L(x + h·eᵢ) − L(x − h·eᵢ))/2h of the loss L = g·y, over
// many steps h, and against the closed form. Differences are wrong by about h²
// for large h and by about 1e-16/h for small ones, so the error of a right
// gradient is a V over h; a wrong one is flat at the size of its mistake.
var gradcheck = &Sim{
	Name: "gradcheck",
	Doc:  "A formula for the gradient of LayerNorm, checked against differences.",
	Params: []Param{
		{Name: "formula", Doc: "the gradient to check, in d, z, g (and ones, the vector of ones)", Default: gradientOf["h"]},
		{Name: "of", Doc: "what is differentiated: h divides by the root mean square, f takes the mean away, LN does both; z is the input of h",
			Default: "h", Choices: []string{"h", "f", "LN"}},
		{Name: "d", Doc: "length of the vectors", Default: 5, Min: 2, Max: maxChecked},
		{Name: "seed", Doc: "which numbers are drawn; 0 takes the worked example", Default: 0, Min: 0, Max: 1e6},
		{Name: "from", Doc: "smallest step h", Default: 1e-10, Min: 1e-12, Max: 1e-4},
		{Name: "to", Doc: "largest step h", Default: 0.1, Min: 1e-3, Max: 0.1},
		{Name: "input", Doc: "the input vector, as in 1,-2,0.5; empty draws one", Default: ""},
		{Name: "g", Doc: "the gradient from above, as long as the input; empty draws one", Default: ""},
	},
	Results: gradcheckResults(),
	Run:     runGradcheck,
}

// gradientOf is the right formula for each function.
var gradientOf = map[string]string{
	"h":  "sqrt(d)/norm(z)*(g - z*(z'*g)/norm(z)^2)",
	"f":  "g - ones*(ones'*g)/d",
	"LN": "sqrt(d)/norm(z)*(g - ones*(ones'*g)/d - z*(z'*g)/norm(z)^2)",
}

const (
	maxChecked = 8  // entries of a vector
	decades    = 10 // of h that have a result of their own, from 0.1 down
)

func gradcheckResults() []Result {
	rs := []Result{
		{Name: "error", Doc: "largest error of the formula, against the closed form"},
		{Name: "factor", Doc: "how many times the right gradient the formula is; 0 if it is no multiple"},
		{Name: "along_z", Doc: "z times the formula's gradient"},
		{Name: "along_ones", Doc: "sum of the formula's gradient"},
		{Name: "best_h", Doc: "the step h, a power of ten, where differences come nearest to the closed form"},
		{Name: "best_error", Doc: "largest error of differences there"},
	}
	for i := 1; i <= decades; i++ {
		rs = append(rs, Result{Name: fmt.Sprintf("error_%d", i), Doc: fmt.Sprintf("largest error of differences at h = 1e-%d", i)})
	}
	for i := 1; i <= maxChecked; i++ {
		rs = append(rs, Result{Name: fmt.Sprintf("grad_%d", i), Doc: fmt.Sprintf("entry %d of the right gradient; 0 beyond d", i)})
	}
	return rs
}

// The worked example, and how it goes on for longer vectors.
var (
	exampleInput = [maxChecked]float64{1, -2, 0.5, 3, -1.5, 2, -0.5, 1.5}
	exampleG     = [maxChecked]float64{0.3, -0.7, 1.1, 0.2, -0.4, 0.9, -1.2, 0.6}
)

// A gradientCheck is one point with a formula's gradient there.
type gradientCheck struct {
	of     string
	source string // the formula in one row
	x, g   []float64
	z      []float64 // what h divides
	right  []float64
	yours  []float64
	hs     []float64 // falling
	fault  fault
}

func newGradientCheck(v Values) (*gradientCheck, error) {
	c := &gradientCheck{of: v.Text("of")}
	if err := c.draw(v); err != nil {
		return nil, err
	}
	c.z = c.x
	if c.of != "h" {
		c.z = centred(c.x)
	}
	if floats.Norm(c.z, 2) == 0 {
		return nil, fmt.Errorf("all entries of the input are alike, and then %s has no gradient; make one of them different", c.of)
	}
	e, err := readFormula(gradientLanguage(), v.Text("formula"))
	if err != nil {
		return nil, err
	}
	if c.source = expr.Line(e); len([]rune(c.source)) > 64 {
		c.source = ""
	}
	if c.yours, err = c.gradient(e); err != nil {
		return nil, err
	}
	right, err := readFormula(gradientLanguage(), gradientOf[c.of])
	if err != nil {
		panic("sim: " + err.Error())
	}
	if c.right, err = c.gradient(right); err != nil {
		return nil, err
	}
	c.hs = steps(v.Float("from"), v.Float("to"))
	c.fault = c.judge()
	return c, nil
}

// gradientLanguage is what a formula may be made of.
func gradientLanguage() expr.Language {
	vector := expr.Decl{Kind: "vector", Dims: []string{"d"}}
	return expr.Language{
		Symbols: expr.Symbols{"d": {Kind: "integer", AtLeast: 2, Bounded: true}, "z": vector, "g": vector, "ones": vector},
		Aliases: map[string][]string{"g": {"g_y", "g^{(y)}", "g^(y)"}},
		Results: []string{"g_z", "g^{(z)}", "g^(z)", "g_x", "g^{(x)}", "g^(x)"},
	}
}

// draw sets the input and the gradient from above.
func (c *gradientCheck) draw(v Values) error {
	var err error
	if c.x, c.g, err = readPair(v); err != nil {
		return err
	}
	n := max(len(c.x), len(c.g))
	if n == 0 {
		n = v.Int("d")
	}
	rng := rand.New(rand.NewPCG(uint64(v.Int("seed")), 12))
	for _, s := range [...]struct {
		to      *[]float64
		example []float64
	}{{&c.x, exampleInput[:n]}, {&c.g, exampleG[:n]}} {
		drawn := slices.Clone(s.example)
		if v.Int("seed") != 0 {
			for i := range drawn {
				drawn[i] = math.Round(15*rng.NormFloat64()) / 10
			}
		}
		if *s.to == nil {
			*s.to = drawn
		}
	}
	return nil
}

// readPair reads the parameters input and g, which are equally long if both are
// there; one that is not is nil.
func readPair(v Values) (x, g []float64, err error) {
	if x, err = readVector("input", v.Text("input")); err != nil {
		return nil, nil, err
	}
	if g, err = readVector("g", v.Text("g")); err != nil {
		return nil, nil, err
	}
	if x != nil && g != nil && len(x) != len(g) {
		return nil, nil, fmt.Errorf("input has %d entries and g has %d; make them equally long", len(x), len(g))
	}
	return x, g, nil
}

// readVector reads numbers between commas or spaces; nothing is nil.
func readVector(name, text string) ([]float64, error) {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
	if len(words) == 0 {
		return nil, nil
	}
	if len(words) < 2 || len(words) > maxChecked {
		return nil, fmt.Errorf("%s has %d entries; from 2 to %d are wanted", name, len(words), maxChecked)
	}
	x := make([]float64, len(words))
	for i, w := range words {
		n, ok := parseDecimal(w)
		if !ok || math.Abs(n) > 1000 {
			return nil, fmt.Errorf("%s: %q is not a number from -1000 to 1000", name, w)
		}
		x[i] = n
	}
	return x, nil
}

// gradient evaluates a formula at the point.
func (c *gradientCheck) gradient(e expr.Expr) ([]float64, error) {
	n := len(c.x)
	ones := make([]float64, n)
	floats.AddConst(1, ones)
	v, err := evaluate(e, map[string]array{
		"d": number(float64(n)), "z": column(c.z), "g": column(c.g), "ones": column(ones)})
	if err != nil {
		return nil, fmt.Errorf("the formula has no value at this point: %s", strings.TrimSuffix(err.Error(), "."))
	}
	out, ok := v.vector(n)
	if !ok {
		return nil, fmt.Errorf("the formula gives %s; the gradient is a vector of length %d", v.what(), n)
	}
	for _, x := range out {
		if math.IsNaN(x) || math.Abs(x) > 1e12 {
			return nil, fmt.Errorf("the formula has no moderate value at this point")
		}
	}
	return out, nil
}

// apply is the function that is differentiated.
func (c *gradientCheck) apply(x []float64) []float64 {
	switch c.of {
	case "f":
		return centred(x)
	case "LN":
		return perRMS(centred(x))
	}
	return perRMS(x)
}

// loss is g·y at x with entry i moved by h.
func (c *gradientCheck) loss(i int, h float64) float64 {
	x := slices.Clone(c.x)
	x[i] += h
	return floats.Dot(c.g, c.apply(x))
}

// differences are the central differences with step h.
func (c *gradientCheck) differences(h float64) []float64 {
	out := make([]float64, len(c.x))
	for i := range out {
		out[i] = (c.loss(i, h) - c.loss(i, -h)) / (2 * h)
	}
	return out
}

// steps are those from hi down to lo, two in every power of ten.
func steps(lo, hi float64) []float64 {
	var hs []float64
	for k := 0; ; k++ {
		h := hi * math.Pow(10, -float64(k)/2)
		if k%2 == 0 { // powers of ten as they are written
			h, _ = parseDecimal(fmt.Sprintf("%.12g", h))
		}
		if h < lo*0.999 {
			return hs
		}
		hs = append(hs, h)
	}
}

func runGradcheck(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c, err := newGradientCheck(v)
	if err != nil {
		return nil, err
	}
	frames := []Frame{c.pointFrame(), c.nudgeFrame()}
	for k := range c.hs {
		if k%2 == 0 || k == len(c.hs)-1 {
			frames = append(frames, c.curveFrame(k))
		}
	}
	frames = append(frames, c.verdictFrame())
	return c.results(), emitAll(steady(ctx, emit), frames...)
}

func (c *gradientCheck) results() Results {
	errors := make([]string, decades)
	bestH, best := 0.0, math.Inf(1)
	for i := range errors {
		h, _ := parseDecimal(fmt.Sprintf("1e-%d", i+1))
		e := floats.Distance(c.right, c.differences(h), math.Inf(1))
		if errors[i] = decimal(e); e < best {
			bestH, best = h, e
		}
	}
	values := []string{
		decimal(floats.Distance(c.right, c.yours, math.Inf(1))), decimal(c.fault.factor),
		decimal(floats.Dot(c.z, c.yours)), decimal(floats.Sum(c.yours)), decimal(bestH), decimal(best)}
	values = append(values, errors...)
	for i := range maxChecked {
		x := 0.0
		if i < len(c.right) {
			x = c.right[i]
		}
		values = append(values, decimal(x))
	}
	return fill(gradcheckResults(), values...)
}
