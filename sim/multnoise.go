package sim

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// multNoise is linear regression on data that is multiplied by noise R of mean
// μ and variance σ². It averages the loss over many draws and holds the mean
// against the ridge regression ‖y − A·Xw‖² + B·‖Γw‖² with each A and B that an
// answer may name, then trains with fresh noise and finds the ridge's minimiser.
var multNoise = &Sim{
	Name: "mult-noise",
	Doc:  "Regression on data multiplied by noise, averaged over many draws.",
	Params: []Param{
		{Name: "mu", Doc: "mean μ of the noise", Default: .8, Min: -3, Max: 3},
		{Name: "var", Doc: "variance σ² of the noise", Default: .16, Min: 0, Max: 4},
		{Name: "law", Doc: "the law of the noise, always with that mean and variance", Default: "normal", Choices: noiseLaws},
		{Name: "share", Doc: "what has one draw of the noise in common: nothing (entry), a column or a row of X",
			Default: "entry", Choices: []string{"entry", "column", "row"}},
		{Name: "drop", Doc: "chance that dropout drops an entry, for the table of dropouts", Default: .2, Min: 0, Max: .95},
		{Name: "draws", Doc: "draws of the noise, and training steps", Default: 40000, Min: 100, Max: 200000},
		{Name: "seed", Doc: "seed of the noise", Default: 7, Min: 0, Max: 1e9},
	},
	Results: multNoiseResults,
	Run:     runMultNoise,
}

var multNoiseResults = []Result{
	{Name: "closed", Doc: "mean loss by the closed form"},
	{Name: "first", Doc: "its first term, the squared length of y − μXw"},
	{Name: "penalty", Doc: "its second term"},
	{Name: "ridge", Doc: "σ² times the squared length of Γw, the penalty if no two entries share noise"},
	{Name: "loss_variance", Doc: "variance of the loss of one draw"},
	{Name: "mean", Doc: "mean loss over the draws"},
	{Name: "error", Doc: "its standard error"},
	{Name: "z", Doc: "errors between the mean over the draws and the closed form"},
	{Name: "w1", Doc: "first weight that minimises the mean loss"},
	{Name: "w2", Doc: "second weight"},
	{Name: "w3", Doc: "third weight"},
	{Name: "w4", Doc: "fourth weight"},
	{Name: "dropout_mean", Doc: "A for dropout: the mean of noise that is 0 with the chance drop, else 1"},
	{Name: "dropout_var", Doc: "B for it"},
	{Name: "scaled_mean", Doc: "A for dropout that divides what is kept by its chance"},
	{Name: "scaled_var", Doc: "B for it"},
	{Name: "sgd_error", Doc: "largest distance of a weight from its minimiser after training with fresh noise"},
}

// The data: eight examples of four features, their targets, and weights.
var (
	noiseX = [][]float64{
		{-.802, -1.324, -.248, .42}, {1.136, .11, -.553, -.785}, {.749, 1.635, .273, -1.233}, {-.958, 1.6, .203, -1.732},
		{-.084, -1.163, -.629, -.488}, {-.713, .553, -.063, -.589}, {.41, .83, -1.643, -.257}, {-.981, -.173, -1.289, .021},
	}
	noiseY = []float64{-.038, -.304, -1.048, -.396, -1.091, -1.355, .225, -1.109}
	noiseW = []float64{1.17, .717, -1.998, .272}
)

// A regression is a data set under multiplicative noise: entry (n, j) of x is
// multiplied by μ + σ·u[of(n, j)], where the u are independent of mean 0 and
// variance 1.
type regression struct {
	x         [][]float64
	y, w      []float64
	mu, sigma float64
	share     string
	law       noiseLaw
}

// factors is the number of independent factors in one draw.
func (r *regression) factors() int {
	switch r.share {
	case "column":
		return len(r.w)
	case "row":
		return len(r.x)
	}
	return len(r.x) * len(r.w)
}

// of is the factor of entry (n, j).
func (r *regression) of(n, j int) int {
	switch r.share {
	case "column":
		return j
	case "row":
		return n
	}
	return n*len(r.w) + j
}

// residual is y − μXw.
func (r *regression) residual() []float64 {
	e := make([]float64, len(r.y))
	for n, row := range r.x {
		e[n] = r.y[n] - r.mu*floats.Dot(row, r.w)
	}
	return e
}

// ridge is ‖Γw‖², with Γ² the diagonal of XᵀX.
func (r *regression) ridge() float64 {
	s := 0.0
	for _, row := range r.x {
		for j, x := range row {
			s += x * x * r.w[j] * r.w[j]
		}
	}
	return s
}

// moments are the mean and the variance of the loss. With e the residual and M
// the matrix that takes the factors u to the noise of the predictions, the loss
// is ‖e − Mu‖². For independent u of variance 1, skewness s and excess k, with
// b = Mᵀe and G = MᵀM, its mean is ‖e‖² + tr G and its variance
// 4‖b‖² + 2 tr G² + k Σ G²ⱼⱼ − 4s Σ bⱼGⱼⱼ.
func (r *regression) moments() (first, penalty, variance float64) {
	e := r.residual()
	m := mat.NewDense(len(r.x), r.factors(), nil)
	for n, row := range r.x {
		for j, x := range row {
			k := r.of(n, j)
			m.Set(n, k, m.At(n, k)+r.sigma*x*r.w[j])
		}
	}
	var b, g mat.Dense
	b.Mul(m.T(), mat.NewDense(len(e), 1, e))
	g.Mul(m.T(), m)
	for j := range r.factors() {
		bj, gj := b.At(j, 0), g.At(j, j)
		variance += 4*bj*bj + r.law.excess*gj*gj - 4*r.law.skew*bj*gj
	}
	n := mat.Norm(&g, 2)
	return floats.Dot(e, e), mat.Trace(&g), max(variance+2*n*n, 0)
}

// minimiser solves (μ²XᵀX + σ²S)w = μXᵀy, where S has the entries of XᵀX whose
// two factors are the same one.
func (r *regression) minimiser() ([]float64, error) {
	d := len(r.w)
	a, b := mat.NewDense(d, d, nil), mat.NewVecDense(d, nil)
	for n, row := range r.x {
		for i := range d {
			b.SetVec(i, b.AtVec(i)+r.mu*row[i]*r.y[n])
			for j := range d {
				second := r.mu * r.mu
				if r.of(n, i) == r.of(n, j) {
					second += r.sigma * r.sigma
				}
				a.Set(i, j, a.At(i, j)+second*row[i]*row[j])
			}
		}
	}
	var w mat.VecDense
	if err := w.SolveVec(a, b); err != nil {
		return nil, fmt.Errorf("the minimiser: %w", err)
	}
	return w.RawVector().Data, nil
}

// A tally is a running mean and variance, by Welford's update.
type tally struct {
	n        int
	mean, m2 float64
}

func (t *tally) add(x float64) {
	t.n++
	d := x - t.mean
	t.mean += d / float64(t.n)
	t.m2 += d * (x - t.mean)
}

// err is the standard error of the mean.
func (t *tally) err() float64 {
	if t.n < 2 {
		return 0
	}
	return math.Sqrt(t.m2 / float64(t.n-1) / float64(t.n))
}

// draw adds the losses of so many draws to the tally, unless ctx ends.
func (r *regression) draw(ctx context.Context, rng *rand.Rand, t *tally, draws int) error {
	e, u := r.residual(), make([]float64, r.factors())
	var scale []float64 // of each entry: what its factor adds to the prediction
	var of []int
	for n, row := range r.x {
		for j, x := range row {
			scale, of = append(scale, r.sigma*x*r.w[j]), append(of, r.of(n, j))
		}
	}
	d := len(r.w)
	for i := range draws {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		r.law.fill(rng, u)
		loss := 0.0
		for n, miss := range e {
			for k := n * d; k < (n+1)*d; k++ {
				miss -= scale[k] * u[of[k]]
			}
			loss += miss * miss
		}
		t.add(loss)
	}
	return nil
}

// train takes steps down the loss of one fresh draw each, from zero weights, and
// returns the mean of the weights over the second half of the way.
func (r *regression) train(ctx context.Context, rng *rand.Rand, steps int) ([]float64, error) {
	d := len(r.w)
	w, mean := make([]float64, d), make([]float64, d)
	u, noisy, gradient := make([]float64, r.factors()), make([]float64, d), make([]float64, d)
	size := 0.0
	for _, row := range r.x {
		size += floats.Dot(row, row)
	}
	rate := .1 / (size * (r.mu*r.mu + r.sigma*r.sigma))
	for i := range steps {
		if i%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		r.law.fill(rng, u)
		clear(gradient)
		for n, row := range r.x {
			miss := -r.y[n]
			for j, x := range row {
				noisy[j] = (r.mu + r.sigma*u[r.of(n, j)]) * x
				miss += noisy[j] * w[j]
			}
			floats.AddScaled(gradient, miss, noisy)
		}
		floats.AddScaled(w, -rate, gradient)
		if i >= steps/2 {
			floats.AddScaled(mean, 1/float64(steps-steps/2), w)
		}
	}
	return mean, nil
}

func newRegression(v Values) (*regression, error) {
	r := &regression{x: noiseX, y: noiseY, w: noiseW, mu: v.Float("mu"), sigma: math.Sqrt(v.Float("var")), share: v.Text("share")}
	if r.mu == 0 && r.sigma == 0 {
		return nil, errors.New("with mu = 0 and var = 0 nothing is left of the data: make one of them larger than 0")
	}
	var err error
	r.law, err = newNoiseLaw(v.Text("law"), r.mu, r.sigma)
	return r, err
}
