package sim

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"gradcheck/grader/expr"
)

// diffusionPair draws a diffusion at two noise levels η = c(1−α)/α twice: by a
// recipe that someone wrote, and as the process has it, z(η) = (z₀ + W)/√(1+η/c)
// with W a random walk of variance η/c. A recipe is affine in z₀ and in two standard
// normals V₁ and V₂, so the pair is normal, and right if the two means and
// the covariance matrix
//
//	η₁/(1+η₁)                η₁/√((1+η₁)(1+η₂))
//	η₁/√((1+η₁)(1+η₂))       η₂/(1+η₂)
//
// are (written for c = 1); which of the many recipes it is does not matter.
var diffusionPair = &Sim{
	Name: "diffusion-pair",
	Doc:  "A recipe for a diffusion at two times beside the process itself.",
	Params: []Param{
		{Name: "eta1", Doc: "the earlier noise level η₁", Default: 1.0, Min: 0.01, Max: 100},
		{Name: "eta2", Doc: "the later noise level η₂", Default: 1.5, Min: 0.01, Max: 100},
		{Name: "scale", Doc: "c if the levels are measured as η = c(1−α)/α", Default: 1.0, Min: 0.01, Max: 100},
		{Name: "start", Doc: "the data point z₀", Default: 1.0, Min: -3, Max: 3},
		{Name: "pairs", Doc: "pairs to draw", Default: 200, Min: 20, Max: 1000},
		{Name: "seed", Doc: "start of the random numbers", Default: 1, Min: 0, Max: 1 << 40},
		{Name: "yours", Doc: "the recipe: z_1 = ... and z_2 = ..., in eta_1, eta_2, z_0, V_1, V_2",
			Default: "z_1 = z_0/sqrt(1+eta_1) + sqrt(eta_1/(1+eta_1))*V_1; z_2 = sqrt((1+eta_1)/(1+eta_2))*z_1 + sqrt((eta_2-eta_1)/(1+eta_2))*V_2"},
	},
	Results: pairResults,
	Run:     runPair,
}

var pairResults = []Result{
	{Name: "mean1", Doc: "what multiplies z₀ in the first, as it should be"},
	{Name: "mean2", Doc: "what multiplies z₀ in the second"},
	{Name: "var1", Doc: "variance of the first, as it should be"},
	{Name: "cov", Doc: "covariance of the two"},
	{Name: "var2", Doc: "variance of the second"},
	{Name: "your_mean1", Doc: "what multiplies z₀ in the first of the recipe"},
	{Name: "your_mean2", Doc: "what multiplies z₀ in the second"},
	{Name: "your_var1", Doc: "variance of the recipe's first"},
	{Name: "your_cov", Doc: "covariance of the recipe's two"},
	{Name: "your_var2", Doc: "variance of the recipe's second"},
	{Name: "cov_error", Doc: "largest difference of the covariance matrices' entries"},
	{Name: "right", Doc: "1 if the recipe is right at these levels, otherwise 0"},
}

// A recipe is a pair that is affine in z₀ and the two noises: row i is
// constant, z₀, V₁ and V₂ of z_i.
type recipe [2][4]float64

func (r recipe) draw(z0, v1, v2 float64) (z1, z2 float64) {
	at := func(row [4]float64) float64 { return row[0] + row[1]*z0 + row[2]*v1 + row[3]*v2 }
	return at(r[0]), at(r[1])
}

// cov is the covariance of z_i and z_j, counted from 0.
func (r recipe) cov(i, j int) float64 { return r[i][2]*r[j][2] + r[i][3]*r[j][3] }

// process is the pair as two points of a random walk, for levels measured with c = 1.
func process(eta1, eta2 float64) recipe {
	a, b := 1/math.Sqrt(1+eta1), 1/math.Sqrt(1+eta2)
	return recipe{{0, a, math.Sqrt(eta1) * a, 0}, {0, b, math.Sqrt(eta1) * b, math.Sqrt(eta2-eta1) * b}}
}

// pairNames are the names that a recipe may use.
var pairNames = []string{"eta_1", "eta_2", "z_0", "z_1", "z_2", "V_1", "V_2"}

// pairLanguage is the language of recipes.
func pairLanguage() expr.Language {
	l := expr.Language{Symbols: expr.Symbols{}, Aliases: map[string][]string{}, Equation: true}
	for _, name := range pairNames {
		l.Symbols[name] = expr.Decl{Kind: "real"}
		l.Aliases[name] = []string{strings.Replace(name, "_", "", 1)}
	}
	return l
}

// A pairStep gives z_1 or z_2 its formula.
type pairStep struct {
	out int // 0 or 1
	rhs expr.Expr
}

// readRecipe reads the lines of a recipe, parted by semicolons or line ends. The
// error is a sentence.
func readRecipe(src string) ([]pairStep, error) {
	var steps []pairStep
	given := [2]bool{}
	for _, line := range strings.FieldsFunc(src, func(r rune) bool { return r == ';' || r == '\n' }) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		e, err := readFormula(pairLanguage(), line)
		if err != nil {
			return nil, fmt.Errorf("in %q: %w", strings.TrimSpace(line), err)
		}
		st, ok := pairAssignment(e)
		if !ok {
			return nil, fmt.Errorf("%q gives neither z_1 nor z_2; a line says what one of them is", strings.TrimSpace(line))
		}
		if given[st.out] {
			return nil, fmt.Errorf("z_%d is given twice: write one line for each", st.out+1)
		}
		for _, name := range expr.Names(st.rhs) {
			if i := slices.Index([]string{"z_1", "z_2"}, name); i >= 0 && !given[i] {
				return nil, fmt.Errorf("%s is used before it is given: give it on an earlier line", name)
			}
		}
		given[st.out] = true
		steps = append(steps, st)
	}
	for i, ok := range given {
		if !ok {
			return nil, fmt.Errorf("z_%d is missing: write z_%[1]d = ... on a line of its own", i+1)
		}
	}
	return steps, nil
}

func pairAssignment(e expr.Expr) (pairStep, bool) {
	if b, ok := e.(*expr.Binary); ok && b.Op == expr.Eq {
		if n, ok := b.X.(*expr.Name); ok {
			i := slices.Index([]string{"z_1", "z_2"}, n.Name)
			return pairStep{i, b.Y}, i >= 0
		}
	}
	return pairStep{}, false
}

// outputs computes z_1 and z_2 from z_0, V_1 and V_2.
func outputs(steps []pairStep, eta1, eta2 float64, in [3]float64) (out [2]float64, err error) {
	at := map[string]array{"eta_1": number(eta1), "eta_2": number(eta2), "z_0": number(in[0]), "V_1": number(in[1]), "V_2": number(in[2])}
	for _, st := range steps {
		v, err := evaluate(st.rhs, at)
		if err != nil {
			return out, err
		}
		x, ok := v.value()
		if !ok || math.IsNaN(x) || math.IsInf(x, 0) {
			return out, fmt.Errorf("z_%d has no value at eta_1 = %g, eta_2 = %g", st.out+1, eta1, eta2)
		}
		out[st.out] = x
		at[fmt.Sprintf("z_%d", st.out+1)] = number(x)
	}
	return out, nil
}

// affine finds the coefficients of the steps at two noise levels by trying unit
// inputs, and makes sure at another point that there is nothing but those.
func affine(steps []pairStep, eta1, eta2 float64) (recipe, error) {
	var r recipe
	base, err := outputs(steps, eta1, eta2, [3]float64{})
	if err != nil {
		return r, err
	}
	r[0][0], r[1][0] = base[0], base[1]
	for k := range 3 {
		var in [3]float64
		in[k] = 1
		out, err := outputs(steps, eta1, eta2, in)
		if err != nil {
			return r, err
		}
		r[0][k+1], r[1][k+1] = out[0]-base[0], out[1]-base[1]
	}
	in := [3]float64{-0.7, 1.9, -2.3}
	out, err := outputs(steps, eta1, eta2, in)
	if err != nil {
		return r, err
	}
	if z1, z2 := r.draw(in[0], in[1], in[2]); !agrees(z1, out[0]) || !agrees(z2, out[1]) {
		return r, errors.New("every line has to be linear in z_0, V_1 and V_2")
	}
	return r, nil
}

// agrees reports whether two numbers agree but for rounding.
func agrees(a, b float64) bool { return math.Abs(a-b) <= 1e-9*(1+math.Abs(a)+math.Abs(b)) }

// A pairRun holds both recipes and the pairs drawn.
type pairRun struct {
	eta1, eta2, scale, start float64
	want, yours              recipe
	noise                    [][2]float64
}

func runPair(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	r := &pairRun{eta1: v.Float("eta1"), eta2: v.Float("eta2"), scale: v.Float("scale"), start: v.Float("start")}
	if r.eta1 >= r.eta2 {
		return nil, fmt.Errorf("eta1 = %g and eta2 = %g: the second level is the noisier one, so set eta2 above eta1", r.eta1, r.eta2)
	}
	steps, err := readRecipe(v.Text("yours"))
	if err != nil {
		return nil, err
	}
	if r.yours, err = affine(steps, r.eta1, r.eta2); err != nil {
		return nil, err
	}
	r.want = process(r.eta1/r.scale, r.eta2/r.scale)
	rng := rand.New(rand.NewPCG(uint64(v.Int("seed")), 0))
	for range v.Int("pairs") {
		r.noise = append(r.noise, [2]float64{rng.NormFloat64(), rng.NormFloat64()})
	}
	if err := r.show(steady(ctx, emit)); err != nil {
		return nil, err
	}
	right := "0"
	if r.fault() == pairRight {
		right = "1"
	}
	w, y := r.want, r.yours
	return fill(pairResults, decimal(w[0][1]), decimal(w[1][1]), decimal(w.cov(0, 0)), decimal(w.cov(0, 1)), decimal(w.cov(1, 1)),
		decimal(y[0][1]), decimal(y[1][1]), decimal(y.cov(0, 0)), decimal(y.cov(0, 1)), decimal(y.cov(1, 1)),
		decimal(r.covError()), right), nil
}

func (r *pairRun) covError() float64 {
	worst := 0.0
	for _, ij := range [][2]int{{0, 0}, {0, 1}, {1, 1}} {
		worst = max(worst, math.Abs(r.want.cov(ij[0], ij[1])-r.yours.cov(ij[0], ij[1])))
	}
	return worst
}
