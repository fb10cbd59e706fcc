package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
)

// diffusionSample runs a diffusion backwards from noise to data whose best
// denoiser is known: a mixture of N(−2, 0.3²) with weight 0.3 and N(1, 0.5²)
// with weight 0.7. A step from level t to s draws from the normal with the mean
// and variance of z_s given z_t and the denoiser's guess of z_0 (Ho, Jain and
// Abbeel 2020, equations 6 and 7); the levels are T evenly spaced ones of the
// linear schedule of 1000 steps. Few steps are too sure of themselves: the spread
// comes out too small. The last step is drawn without noise.
var diffusionSample = &Sim{
	Name: "diffusion-sample",
	Doc:  "Noise turned into data with few or many steps, by a perfect denoiser.",
	Params: []Param{
		{Name: "steps", Doc: "steps back from noise to data", Default: 25, Min: 1, Max: 1000},
		{Name: "draws", Doc: "samples", Default: 4000, Min: 100, Max: 20_000},
		{Name: "seed", Doc: "start of the random numbers", Default: 1, Min: 0, Max: 1 << 40},
	},
	Results: sampleResults,
	Run:     runSample,
}

var sampleResults = []Result{
	{Name: "mean", Doc: "mean of the samples"},
	{Name: "variance", Doc: "their variance"},
	{Name: "left", Doc: "share of them below −0.5"},
	{Name: "true_mean", Doc: "mean of the data"},
	{Name: "true_variance", Doc: "variance of the data"},
	{Name: "true_left", Doc: "share of the data below −0.5"},
}

// A hill is one normal of a mixture.
type hill struct{ weight, mean, sd float64 }

var twoHills = [2]hill{{0.3, -2, 0.3}, {0.7, 1, 0.5}}

// A guesser is the mean of z_0 given z at one level a, where z is √a z_0 plus
// noise of variance 1−a. Given the hill, the guess is linear in z; the log odds
// of the second hill against the first are quadratic.
type guesser struct {
	odds        [3]float64 // by power of z
	at0, slopes [2]float64 // of the guess for each hill
}

func newGuesser(a float64) guesser {
	var g guesser
	root, sign := math.Sqrt(a), -1.0
	for k, h := range twoHills {
		v := a*h.sd*h.sd + 1 - a
		m := root * h.mean
		g.slopes[k] = root * h.sd * h.sd / v
		g.at0[k] = h.mean - g.slopes[k]*m
		g.odds[0] += sign * (math.Log(h.weight) - math.Log(v)/2 - m*m/(2*v))
		g.odds[1] += sign * m / v
		g.odds[2] -= sign / (2 * v)
		sign = 1
	}
	return g
}

func (g guesser) guess(z float64) float64 {
	first := 1 / (1 + math.Exp(g.odds[0]+z*(g.odds[1]+z*g.odds[2])))
	return first*(g.at0[0]+g.slopes[0]*z) + (1-first)*(g.at0[1]+g.slopes[1]*z)
}

// noiseLevels are α at T evenly spaced steps of the schedule, from 1 for data on.
func noiseLevels(steps int) []float64 {
	all := alphas(linearBetas(1000, 1e-4, 0.02))
	as := make([]float64, steps+1)
	for i := range as {
		as[i] = all[i*1000/steps]
	}
	return as
}

// A sampler has all samples at the present level.
type sampler struct {
	as  []float64
	zs  []float64
	rng *rand.Rand
}

// step takes all samples from level t to t−1.
func (s *sampler) step(t int) {
	at, as := s.as[t], s.as[t-1]
	gamma := at / as
	beta := 1 - gamma
	fromGuess := math.Sqrt(as) * beta / (1 - at)
	fromHere := math.Sqrt(gamma) * (1 - as) / (1 - at)
	sd := math.Sqrt(beta * (1 - as) / (1 - at)) // 0 in the last step
	g := newGuesser(at)
	for i, z := range s.zs {
		s.zs[i] = fromGuess*g.guess(z) + fromHere*z + sd*s.rng.NormFloat64()
	}
}

// moments are mean, variance and the share below −0.5.
func (s *sampler) moments() (m meanOf, left float64) {
	for _, z := range s.zs {
		m.add(z)
		if z < -0.5 {
			left++
		}
	}
	return m, left / float64(len(s.zs))
}

func runSample(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	steps := v.Int("steps")
	if work := steps * v.Int("draws"); work > 2_000_000 {
		return nil, fmt.Errorf("steps = %d and draws = %d: that is more than 2 million steps in all, so set draws to %d at most",
			steps, v.Int("draws"), 2_000_000/steps)
	}
	s := &sampler{as: noiseLevels(steps), zs: make([]float64, v.Int("draws")), rng: rand.New(rand.NewPCG(uint64(v.Int("seed")), 0))}
	for i := range s.zs {
		s.zs[i] = s.rng.NormFloat64()
	}
	show := steady(ctx, emit)
	if err := emitAll(show, dataFrame(), s.frame(steps)); err != nil {
		return nil, err
	}
	shown := steps
	for t := steps; t >= 1; t-- {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s.step(t)
		if t > 1 && (steps-t+1)*12/steps == (steps-shown)*12/steps {
			continue // some 12 frames in all
		}
		shown = t - 1
		if err := show(s.frame(t - 1)); err != nil {
			return nil, err
		}
	}
	if err := show(s.resultFrame()); err != nil {
		return nil, err
	}
	m, left := s.moments()
	mean, variance, below := trueMoments()
	return fill(sampleResults, decimal(m.mean), decimal(m.variance()), decimal(left), decimal(mean), decimal(variance), decimal(below)), nil
}

// trueMoments are those of the mixture.
func trueMoments() (mean, variance, left float64) {
	square := 0.0
	for _, h := range twoHills {
		mean += h.weight * h.mean
		square += h.weight * (h.mean*h.mean + h.sd*h.sd)
		left += h.weight * math.Erfc(-(-0.5-h.mean)/(h.sd*math.Sqrt2)) / 2
	}
	return mean, square - mean*mean, left
}

// varianceError is the standard error of the variance of n draws from the data.
func varianceError(n int) float64 {
	mean, variance, _ := trueMoments()
	fourth := 0.0
	for _, h := range twoHills {
		d, v := h.mean-mean, h.sd*h.sd
		fourth += h.weight * (d*d*d*d + 6*d*d*v + 3*v*v)
	}
	return math.Sqrt((fourth - variance*variance) / float64(n))
}

// density is the mixture's after noise to level a.
func density(z, a float64) float64 {
	sum := 0.0
	for _, h := range twoHills {
		v := a*h.sd*h.sd + 1 - a
		d := z - math.Sqrt(a)*h.mean
		sum += h.weight * math.Exp(-d*d/(2*v)) / math.Sqrt(2*math.Pi*v)
	}
	return sum
}

// Samples are shown from −sampleSpan to sampleSpan.
const sampleSpan = 4.0

func densityLine(name string, a float64) Series {
	xs := span(-sampleSpan, sampleSpan, 100)
	return Series{Name: name, X: xs, Y: mapped(xs, func(z float64) float64 { return density(z, a) })}
}

func dataFrame() Frame {
	xs := span(-sampleSpan, sampleSpan, 100)
	guess := Series{Name: "best guess at α = 0.5", X: xs, Y: mapped(xs, newGuesser(0.5).guess)}
	return Frame{View: "data",
		Caption: "The data lie on two hills. For such data the best guess of z₀ from a noisy z can be computed, so nothing is trained here.",
		Blocks: Blocks{
			&Plot{X: Axis{Label: "noisy z"}, Y: Axis{Label: "guess of z₀"}, Series: []Series{guess},
				Alt: "The guess stays near −2 on the left and near 1 on the right, with a steep rise between them where both hills are possible."},
			&Text{Text: "Between the hills the guess is neither of them but their mean. That is why a sampler has to go in steps."},
		}}
}

// frame shows the samples at level t beside what they should be.
func (s *sampler) frame(t int) Frame {
	a, steps := s.as[t], len(s.as)-1
	caption := fmt.Sprintf("Step %d of %d back: α is %s. The samples follow the density that the data have with this much noise.", steps-t, steps, sig(a, 3))
	switch t {
	case steps:
		caption = fmt.Sprintf("%s samples begin as pure noise, where α is %s.", counted(len(s.zs)), sig(a, 3))
	case 0:
		caption = fmt.Sprintf("After %s the samples lie on the two hills.", plural(steps, "step"))
	}
	h := histogram("samples", s.zs, -sampleSpan, sampleSpan, 40)
	return Frame{View: "samples", Caption: caption, Blocks: Blocks{&Plot{
		X: Axis{Label: "z"}, Y: Axis{Label: "density", Hi: 0.65},
		Series: []Series{densityLine("wanted", a), h},
		Alt:    fmt.Sprintf("The histogram of the samples over the density wanted at α = %s.", sig(a, 3)),
	}}}
}

func (s *sampler) resultFrame() Frame {
	m, left := s.moments()
	mean, variance, below := trueMoments()
	caption := fmt.Sprintf("With %d steps the variance is %s where the data have %s.", len(s.as)-1, fixed(m.variance(), 2), fixed(variance, 2))
	if m.variance() < variance-3*varianceError(len(s.zs)) {
		caption += " Steps too long for the denoiser leave the hills too narrow and too close."
	} else {
		caption += " That is within chance."
	}
	return Frame{View: "result", Caption: caption, Blocks: Blocks{
		&Table{Cols: []Col{{}, {Name: "mean", Right: true}, {Name: "variance", Right: true}, {Name: "below −0.5", Right: true}},
			Rows: []Row{
				{Cells: []string{"samples", fixed(m.mean, 3), fixed(m.variance(), 3), fixed(100*left, 1) + " %"}, Mark: Hot},
				{Cells: []string{"data", fixed(mean, 3), fixed(variance, 3), fixed(100*below, 1) + " %"}},
			}},
		&Text{Text: "The denoiser is perfect at every level. What is missing with few steps is time between them: " +
			"a step treats z₀ as known, though only its mean is."},
		&Text{Text: "Set steps to 5, then to " + strconv.Itoa(100) + ": the same denoiser, other levels."},
	}}
}
