package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
)

// tiedLoss is the loss of a head before training: scores s_j = h·w_j for V words,
// where h comes from a LayerNorm (length √d) and every entry of w_j is normal with
// standard deviation s. If h knows nothing of the head, the scores of one h are
// independent normals of standard deviation σ = s√d, so they are drawn as such,
// and no table of V·d numbers is. The gradient at h, Σ (p_j − y_j) w_j, lies along
// h with length Σ (p_j − y_j) s_j/√d, and across it with s·|p − y| in each of d−1
// directions.
//
// The expected loss is ln V + σ²/2 while σ < √(2 ln V), exactly so in the limit of
// many words, and about σ√(2 ln V) beyond, where a few words take all the weight
// (the freezing of the random energy model; Derrida 1981).
var tiedLoss = &Sim{
	Name: "tied-loss",
	Doc:  "The loss of a language model's head before training, for scores of any size.",
	Params: []Param{
		{Name: "words", Doc: "words V", Default: 1000, Min: 10, Max: 10_000},
		{Name: "width", Doc: "d_model", Default: 128, Min: 8, Max: 1024},
		{Name: "std", Doc: "standard deviation of the head's entries", Default: 1.0, Min: 0, Max: 20},
		{Name: "draws", Doc: "vectors h to average over", Default: 24, Min: 10, Max: 24},
		{Name: "seed", Doc: "start of the random numbers", Default: 1, Min: 0, Max: 1 << 40},
	},
	Results: headResults,
	Run:     runTiedLoss,
}

var headResults = []Result{
	{Name: "loss", Doc: "mean loss", Unit: "nats"},
	{Name: "loss_error", Doc: "its standard error", Unit: "nats"},
	{Name: "guess", Doc: "ln V, the loss of equal chances", Unit: "nats"},
	{Name: "small_formula", Doc: "ln V + s²d/2, good for small scores", Unit: "nats"},
	{Name: "formula", Doc: "the same, or s√(2d ln V) where that holds instead", Unit: "nats"},
	{Name: "score_variance", Doc: "variance of a score"},
	{Name: "top_chance", Doc: "chance of the likeliest word"},
	{Name: "gradient", Doc: "|p − y|, the gradient of the loss at the scores"},
	{Name: "gradient_h", Doc: "the gradient's length at h"},
	{Name: "jacobian", Doc: "1 − Σp², the trace of the softmax's Jacobian"},
}

// A headStart has the means over many h of a head's first scores.
type headStart struct {
	loss, variance, top, gradient, gradientH, jacobian meanOf
}

// chi is the length of n independent standard normals.
func chi(n int, rng *rand.Rand) float64 {
	sum := 0.0
	for range n {
		x := rng.NormFloat64()
		sum += x * x
	}
	return math.Sqrt(sum)
}

// measureHead draws the scores of n vectors h.
func measureHead(ctx context.Context, words, width int, std float64, n int, rng *rand.Rand) (headStart, error) {
	var out headStart
	scores := make([]float64, words)
	sigma := std * math.Sqrt(float64(width))
	for range n {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		top, sum, square := math.Inf(-1), 0.0, 0.0
		for j := range scores {
			scores[j] = sigma * rng.NormFloat64()
			top = max(top, scores[j])
			sum += scores[j]
			square += scores[j] * scores[j]
		}
		out.variance.add(square / float64(words))
		out.one(scores, top, sum/float64(words), rng.IntN(words), std, width, rng)
	}
	return out, nil
}

// one adds the figures of one h whose next word is the label. As any word may
// be next, the loss is taken in the mean over all of them.
func (s *headStart) one(scores []float64, top, mean float64, label int, std float64, width int, rng *rand.Rand) {
	sum, along, squares := 0.0, 0.0, 0.0
	for _, x := range scores {
		e := math.Exp(x - top)
		sum += e
		along += e * x
		squares += e * e
	}
	p := math.Exp(scores[label]-top) / sum
	squares /= sum * sum
	g := squares - p*p + (1-p)*(1-p)
	s.loss.add(math.Log(sum) + top - mean)
	s.top.add(1 / sum)
	s.jacobian.add(1 - squares)
	s.gradient.add(math.Sqrt(g))
	along = (along/sum - scores[label]) / math.Sqrt(float64(width))
	s.gradientH.add(math.Hypot(along, std*math.Sqrt(g)*chi(width-1, rng)))
}

// expectedLoss is the loss to expect of V scores of standard deviation sigma.
func expectedLoss(words int, sigma float64) float64 {
	if edge := math.Sqrt(2 * math.Log(float64(words))); sigma > edge {
		return sigma * edge
	}
	return math.Log(float64(words)) + sigma*sigma/2
}

// A headRun is one run's parameters and what was measured for std and for the
// usual starts.
type headRun struct {
	words, width int
	std          float64
	yours        headStart
	usual        []headStart
}

// usualStds are the starts to compare with.
var usualStds = []start{
	{name: "std 1", words: stdOne},
	{name: "std √(2/d)", words: stdHe},
	{name: "std 1/√d", words: stdRoot},
	{name: "std 0.02", words: stdSmall},
}

func runTiedLoss(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	r := &headRun{words: v.Int("words"), width: v.Int("width"), std: v.Float("std")}
	rng := rand.New(rand.NewPCG(uint64(v.Int("seed")), 0))
	var err error
	if r.yours, err = measureHead(ctx, r.words, r.width, r.std, v.Int("draws"), rng); err != nil {
		return nil, err
	}
	show := steady(ctx, emit)
	if err := show(r.scoresFrame(rng)); err != nil {
		return nil, err
	}
	for _, s := range usualStds {
		h, err := measureHead(ctx, r.words, r.width, s.words(float64(r.width)), v.Int("draws"), rng)
		if err != nil {
			return nil, err
		}
		r.usual = append(r.usual, h)
	}
	if err := emitAll(show, r.startsFrame(), r.curveFrame(), r.gradientFrame()); err != nil {
		return nil, err
	}
	y, sigma := r.yours, r.sigma()
	return fill(headResults, decimal(y.loss.mean), decimal(y.loss.err()), decimal(math.Log(float64(r.words))),
		decimal(math.Log(float64(r.words))+sigma*sigma/2), decimal(expectedLoss(r.words, sigma)), decimal(y.variance.mean),
		decimal(y.top.mean), decimal(y.gradient.mean), decimal(y.gradientH.mean), decimal(y.jacobian.mean)), nil
}

// sigma is the standard deviation of a score.
func (r *headRun) sigma() float64 { return r.std * math.Sqrt(float64(r.width)) }

func (r *headRun) scoresFrame(rng *rand.Rand) Frame {
	sigma := r.sigma()
	t := &Table{Cols: []Col{{Name: "word", Right: true}, {Name: "score", Right: true}, {Name: "its weight, e to the score", Right: true}}}
	for j := 1; j <= 6; j++ {
		x := sigma * rng.NormFloat64()
		t.Rows = append(t.Rows, Row{Cells: []string{counted(j), fixed(x, 2), sig(math.Exp(x), 2)}})
	}
	t.Rows = append(t.Rows, Row{Cells: []string{"…", "", ""}})
	return Frame{View: "scores",
		Caption: fmt.Sprintf("A score adds up %d products of size %s. Its variance is %[2]s² · %[1]d = %[3]s, so scores lie about %[4]s apart.",
			r.width, sig(r.std, 3), sig(sigma*sigma, 3), sig(sigma, 3)),
		Blocks: Blocks{t, &Text{Text: fmt.Sprintf("Over all %s words the likeliest has a chance of %s on average, by luck alone.", counted(r.words), percent(r.yours.top.mean))}}}
}

func (r *headRun) startsFrame() Frame {
	guess := math.Log(float64(r.words))
	t := &Table{Cols: []Col{{Name: "start"}, {Name: "loss, logarithmic", Bar: true, Log: true, Ref: decimal(roundTo(guess, 3)), RefName: "guessing"},
		{Name: "variance of a score", Right: true}, {Name: "likeliest word", Right: true}}}
	add := func(name string, h headStart, m Mark) {
		t.Rows = append(t.Rows, Row{Mark: m, Cells: []string{name, decimal(roundTo(h.loss.mean, 3)), sig(h.variance.mean, 2), percent(h.top.mean)}})
	}
	for i, s := range usualStds {
		add(s.name, r.usual[i], Plain)
	}
	add("std "+sig(r.std, 3)+", yours", r.yours, Hot)
	return Frame{View: "starts",
		Caption: fmt.Sprintf("Guessing costs ln %s = %s. With std 1 the loss begins at %s, for nothing but the size of the scores.",
			counted(r.words), fixed(guess, 2), sig(r.usual[0].loss.mean, 3)),
		Blocks: Blocks{t, &Text{Text: fmt.Sprintf("Measured over %s; the first is uncertain by about %s.", plural(r.yours.loss.n, "vector"), sig(2*r.usual[0].loss.err(), 2))}}}
}

// curveFrame shows the expected loss over the size of the scores, with what was
// measured as dots.
func (r *headRun) curveFrame() Frame {
	xs := mapped(span(-1, 1.6, 80), func(e float64) float64 { return math.Pow(10, e) })
	dots := Series{Name: "measured", Dots: true, Glyph: "◆", Mark: Hot}
	put := func(std float64, h headStart) {
		if sigma := std * math.Sqrt(float64(r.width)); 0.1 <= sigma && sigma <= xs[len(xs)-1] {
			dots.X, dots.Y = append(dots.X, sigma), append(dots.Y, h.loss.mean)
		}
	}
	for i, s := range usualStds {
		put(s.words(float64(r.width)), r.usual[i])
	}
	put(r.std, r.yours)
	p := &Plot{X: Axis{Label: "standard deviation of a score", Log: true}, Y: Axis{Label: "loss", Log: true},
		Series: []Series{{Name: "formula", X: xs, Y: mapped(xs, func(s float64) float64 { return expectedLoss(r.words, s) })}},
		Alt:    "The loss is level at that of guessing while scores are smaller than 1, then rises, in the end in proportion to their size."}
	if len(dots.X) > 0 {
		p.Series = append(p.Series, dots)
	}
	return Frame{View: "curve",
		Caption: "Scores of size 1 and below cost nothing: the loss is ln V plus half their variance. Beyond, it grows with their size.",
		Blocks:  Blocks{p, &Text{Text: "Beyond √(2 ln V) a few words take all the weight, and the formula is an estimate from above, up to 15 % too high."}}}
}

func (r *headRun) gradientFrame() Frame {
	t := &Table{Cols: []Col{{Name: "start"}, {Name: "|p − y|, gradient at the scores", Bar: true}, {Name: "at h", Right: true}, {Name: "trace of the softmax's Jacobian", Right: true}}}
	for i, s := range usualStds {
		h := r.usual[i]
		t.Rows = append(t.Rows, Row{Cells: []string{s.name, decimal(roundTo(h.gradient.mean, 3)), sig(h.gradientH.mean, 3), sig(h.jacobian.mean, 3)}})
	}
	return Frame{View: "gradient",
		Caption: "The softmax saturates, yet the gradient of the loss does not vanish: p − y is largest where a sure guess is wrong, up to √2.",
		Blocks: Blocks{t, &Text{Text: "So steps are taken, and large ones. They are spent on unlearning chance."},
			&Text{Text: "Set width to 1024: with std 1 all of it grows, with 1/√d nothing changes."}}}
}
