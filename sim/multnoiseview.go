package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// A guess is a pair of A and B that an answer may name.
type guess struct {
	a, b  string
	value float64 // ‖y − A·Xw‖² + B·‖Γw‖²
}

// guesses are the right pair and the wrong ones that change one of the two.
func (r *regression) guesses() []guess {
	value := func(a, b float64) float64 {
		scaled := *r
		scaled.mu = a
		first, _, _ := scaled.moments()
		return first + b*r.ridge()
	}
	mu, s, v := r.mu, r.sigma, r.sigma*r.sigma
	return []guess{
		{"μ", "σ²", value(mu, v)},
		{"2μ", "σ²", value(2*mu, v)},
		{"μ/2", "σ²", value(mu/2, v)},
		{"σ", "σ²", value(s, v)},
		{"μ", "μ²", value(mu, mu*mu)},
		{"μ", "2σ²", value(mu, 2*v)},
		{"μ", "σ²/2", value(mu, v/2)},
	}
}

// A noiseRun is one run: the problem, what was drawn, and the frames.
type noiseRun struct {
	*regression
	rng                      *rand.Rand
	draws                    int
	drop                     float64
	first, penalty, variance float64
	guesses                  []guess
	sums                     tally
	at, mean, low, high      []float64 // the running mean and its band
}

func runMultNoise(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	r, err := newRegression(v)
	if err != nil {
		return nil, err
	}
	n := &noiseRun{regression: r, draws: v.Int("draws"), drop: v.Float("drop"), guesses: r.guesses(),
		rng: rand.New(rand.NewPCG(uint64(v.Int("seed")), 0))}
	n.first, n.penalty, n.variance = r.moments()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := emit(n.setFrame()); err != nil {
		return nil, err
	}
	for _, at := range n.stops() {
		if err := r.draw(ctx, n.rng, &n.sums, at-n.sums.n); err != nil {
			return nil, err
		}
		n.note()
		if err := emit(n.meanFrame()); err != nil {
			return nil, err
		}
	}
	laws, err := n.lawFrame(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range []Frame{laws, n.dropoutFrame()} {
		if err := emit(f); err != nil {
			return nil, err
		}
	}
	want, err := r.minimiser()
	if err != nil {
		return nil, err
	}
	got, err := r.train(ctx, n.rng, n.draws)
	if err != nil {
		return nil, err
	}
	if err := emit(n.trainFrame(got, want)); err != nil {
		return nil, err
	}
	return n.results(got, want), nil
}

func (n *noiseRun) results(got, want []float64) Results {
	far := 0.0
	for i := range want {
		far = max(far, math.Abs(got[i]-want[i]))
	}
	values := []float64{n.first + n.penalty, n.first, n.penalty, n.sigma * n.sigma * n.ridge(), n.variance,
		n.sums.mean, n.sums.err(), n.z(n.first + n.penalty)}
	values = append(values, want...)
	for _, a := range [...]float64{1, 1 / (1 - n.drop)} {
		mean, variance := dropout(n.drop, a)
		values = append(values, mean, variance)
	}
	values = append(values, far)
	var texts []string
	for _, x := range values {
		texts = append(texts, decimal(x))
	}
	return fill(multNoiseResults, texts...)
}

// stops are the numbers of draws after which there is a frame, on a logarithmic
// scale that ends at the last draw.
func (n *noiseRun) stops() []int {
	const first, frames = 50, 24
	var at []int
	ratio := float64(n.draws) / first
	for i := range frames {
		s := int(math.Round(first * math.Pow(ratio, float64(i)/(frames-1))))
		if len(at) == 0 || s > at[len(at)-1] {
			at = append(at, s)
		}
	}
	return at
}

// note adds the mean so far to the curve.
func (n *noiseRun) note() {
	m, e := n.sums.mean, n.sums.err()
	n.at = append(n.at, float64(n.sums.n))
	n.mean, n.low, n.high = append(n.mean, m), append(n.low, m-2*e), append(n.high, m+2*e)
}

// z is how many standard errors the mean so far is above a value. Without noise
// the mean is exact, and what differs from it by more than rounding is far off.
func (n *noiseRun) z(value float64) float64 {
	d, e := n.sums.mean-value, n.sums.err()
	if rounding := 1e-9 * (1 + math.Abs(value)); e < rounding {
		if math.Abs(d) < rounding {
			return 0
		}
		e = rounding
	}
	return d / e
}

func (n *noiseRun) setFrame() Frame {
	t := &Table{Cols: []Col{{}, {Name: "x₁", Right: true}, {Name: "x₂", Right: true}, {Name: "x₃", Right: true},
		{Name: "x₄", Right: true}, {Name: "y", Right: true}}}
	u := make([]float64, n.factors())
	n.law.fill(rand.New(rand.NewPCG(1, 1)), u)
	for i, row := range n.x[:3] {
		clean, noisy := []string{fmt.Sprintf("example %d", i+1)}, []string{"times noise"}
		for j, x := range row {
			clean = append(clean, fixed(x, 2))
			noisy = append(noisy, fixed(x*(n.mu+n.sigma*u[n.of(i, j)]), 2))
		}
		t.Rows = append(t.Rows, Row{Cells: append(clean, fixed(n.y[i], 2))}, Row{Cells: append(noisy, ""), Mark: Hot})
	}
	return Frame{View: "data",
		Caption: fmt.Sprintf("In every step each entry of X is multiplied by fresh noise of mean %s and variance %s. The first three of eight examples, and one draw.",
			grouped(n.mu), grouped(n.sigma*n.sigma)),
		Blocks: Blocks{t, &Text{Text: fmt.Sprintf("The weights are %s, %s, %s and %s. What is the loss on average?",
			grouped(n.w[0]), grouped(n.w[1]), grouped(n.w[2]), grouped(n.w[3]))}}}
}

// meanFrame shows the running mean and how far each guess is from it.
func (n *noiseRun) meanFrame() Frame {
	f := Frame{View: "mean"}
	last := n.sums.n == n.draws
	t := &Table{Cols: []Col{{Name: "A", Right: true}, {Name: "B", Right: true}, {Name: "value", Right: true}, {Name: "z", Right: true}},
		Room: []string{"μ/2", "σ²/2", "", "−10\u00a0000.0"}}
	agree := 0
	for _, g := range n.guesses {
		z := n.z(g.value)
		row := Row{Cells: []string{g.a, g.b, fixed(g.value, 2), plusMinus(z, 1)}}
		if math.Abs(z) >= 1e6 {
			row.Cells[3] = "far off"
		}
		if last || math.Abs(z) > 8 {
			row.Mark = Bad
		}
		if math.Abs(z) <= 4 {
			row.Mark = Good
			agree++
		}
		t.Rows = append(t.Rows, row)
	}
	f.Blocks = Blocks{&Beside{Blocks{n.meanPlot(), t}}, &Text{Text: fmt.Sprintf(
		"After %s draws the mean loss is %s ± %s. z = (mean − value)/error; under 4 is agreement.",
		counted(n.sums.n), fixed(n.sums.mean, 2), fixed(n.sums.err(), 3))}}
	f.Caption = n.meanCaption(last, agree)
	return f
}

func (n *noiseRun) meanCaption(last bool, agree int) string {
	right := n.guesses[0].value
	switch {
	case n.share == "row":
		return "One factor for a whole row is another problem: its entries go up and down together, and no pair of A and B fits."
	case !last:
		return fmt.Sprintf("Draw a fresh noise matrix, take the loss, average. After %s draws %s within 4 errors.",
			counted(n.sums.n), ofPairs(agree, len(n.guesses)))
	case math.Abs(n.z(right)) > 4:
		return "The mean is far from every pair, by the luck of a few wild draws. Set draws higher."
	case agree == 1:
		return "A = μ and B = σ² is still within the error. Every other pair is out of the question, and more so with each draw."
	}
	for _, g := range n.guesses[1:] {
		if math.Abs(g.value-right) < 1e-6*right {
			return "Some pairs give the same number for this mean and variance. Set mu to 0.8 and var to 0.16 to part them."
		}
	}
	return "More than one pair is still within the error. Set draws higher to part them."
}

// ofPairs is "3 of 7 pairs are".
func ofPairs(n, of int) string {
	if n == 1 {
		return fmt.Sprintf("1 of %d pairs is", of)
	}
	return fmt.Sprintf("%d of %d pairs are", n, of)
}

func (n *noiseRun) meanPlot() *Plot {
	closed := n.first + n.penalty
	spread := 4 * math.Sqrt(n.variance/50)
	if spread == 0 {
		spread = max(1, closed/10)
	}
	at, mean, low, high := slices.Clone(n.at), slices.Clone(n.mean), slices.Clone(n.low), slices.Clone(n.high)
	for _, ys := range [][]float64{mean, low, high} { // the first draws may lie outside
		for i := range ys {
			ys[i] = min(max(ys[i], closed-spread), closed+spread)
		}
	}
	return &Plot{
		Title: "mean loss, ± 2 errors",
		X:     Axis{Label: "draws", Log: true, Lo: 50, Hi: float64(n.draws)},
		Y:     Axis{Lo: closed - spread, Hi: closed + spread},
		Series: []Series{
			{Name: "closed form", X: []float64{50, float64(n.draws)}, Y: []float64{closed, closed}},
			{Name: "± 2 errors", X: append(slices.Clone(at), at...), Y: append(high, low...), Dots: true, Glyph: "·"},
			{Name: "mean", X: at, Y: mean, Mark: Hot},
		},
		Alt: fmt.Sprintf("The running mean of the loss after %s draws is %s, with a band of plus or minus %s that keeps narrowing; the closed form gives %s.",
			counted(n.sums.n), fixed(n.sums.mean, 2), fixed(2*n.sums.err(), 3), fixed(closed, 2)),
	}
}

// lawFrame repeats the averaging with every law and way to share.
func (n *noiseRun) lawFrame(ctx context.Context) (Frame, error) {
	t := &Table{Cols: []Col{{Name: "noise"}, {Name: "shared by"}, {Name: "mean loss", Right: true}, {Name: "± error", Right: true},
		{Name: "closed form", Right: true}, {Name: "z with (μ, σ²)", Right: true}}}
	ours := n.first + n.sigma*n.sigma*n.ridge()
	for _, c := range [][2]string{{"normal", "entry"}, {"bernoulli", "entry"}, {"uniform", "entry"}, {"exponential", "entry"},
		{"rademacher", "entry"}, {"normal", "column"}, {"normal", "row"}} {
		other := *n.regression
		other.share = c[1]
		var err error
		if other.law, err = newNoiseLaw(c[0], n.mu, n.sigma); err != nil {
			continue // no such law has this mean and variance
		}
		sub := noiseRun{regression: &other}
		if err := other.draw(ctx, n.rng, &sub.sums, min(n.draws, 10000)); err != nil {
			return Frame{}, err
		}
		first, penalty, _ := other.moments()
		z := sub.z(ours)
		row := Row{Mark: Bad, Cells: []string{c[0], c[1], fixed(sub.sums.mean, 2), fixed(sub.sums.err(), 2), fixed(first+penalty, 2), plusMinus(z, 1)}}
		if math.Abs(first+penalty-ours) < 1e-9*(1+ours) {
			row.Mark = Good
		}
		t.Rows = append(t.Rows, row)
	}
	return Frame{View: "laws",
		Caption: "The law does not matter, only its mean and variance. Nor does one factor for a column: two entries of an example still have different ones. One for a row does.",
		Blocks:  Blocks{t}}, nil
}

// dropout is the mean and variance of noise that is 0 with the chance p, else a.
func dropout(p, a float64) (mean, variance float64) {
	return a * (1 - p), a * a * p * (1 - p)
}

// dropoutFrame gives A and B for dropout.
func (n *noiseRun) dropoutFrame() Frame {
	t := &Table{Cols: []Col{{Name: "dropped", Right: true}, {Name: "kept as it is: A", Right: true}, {Name: "B", Right: true},
		{Name: "divided by 1 − p: A", Right: true}, {Name: "B", Right: true}}}
	for _, p := range withThis([]float64{.1, .2, .5, .8}, n.drop) {
		m, v := dropout(p, 1)
		scaledMean, scaledVar := dropout(p, 1/(1-p))
		row := Row{Cells: []string{grouped(p), brief(m), brief(v), brief(scaledMean), brief(scaledVar)}}
		if p == n.drop {
			row.Mark = Hot
		}
		t.Rows = append(t.Rows, row)
	}
	return Frame{View: "dropout",
		Caption: "Dropout is such noise: 0 with the chance p. If what is kept is divided by 1 − p, A is 1 and B = p/(1 − p), the strength of the penalty.",
		Blocks:  Blocks{t}}
}

// trainFrame compares training with the minimiser of the ridge regression.
func (n *noiseRun) trainFrame(got, want []float64) Frame {
	plain := *n.regression
	plain.sigma = 0
	t := &Table{Cols: []Col{{}, {Name: "w₁", Right: true}, {Name: "w₂", Right: true}, {Name: "w₃", Right: true}, {Name: "w₄", Right: true}}}
	add := func(name string, w []float64, m Mark) {
		cells := []string{name}
		for _, x := range w {
			cells = append(cells, fixed(x, 3))
		}
		t.Rows = append(t.Rows, Row{Cells: cells, Mark: m})
	}
	if n.mu != 0 {
		if w, err := plain.minimiser(); err == nil {
			add("without penalty", w, Plain)
		}
	}
	add("closed form, with penalty", want, Plain)
	add("trained with fresh noise", got, Hot)
	finds := "the weights of the ridge regression"
	if n.share == "row" {
		finds = "where the mean loss is least"
	}
	return Frame{View: "train",
		Caption: fmt.Sprintf("Training with noise finds %s, by %s steps on one draw each. Set var to 1, then to 4: more noise, smaller weights.", finds, counted(n.draws)),
		Blocks:  Blocks{t}}
}
