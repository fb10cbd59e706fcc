package sim

import (
	"context"
	"fmt"
	"math"
	"strconv"
)

// vdmLoss is the diffusion loss of T steps for data z_0 ~ N(0, 1) and the best
// denoiser,
//
//	L_T = ½ Σ (SNR(s) − SNR(t)) mmse(t),  mmse(t) = 1/(1 + SNR(t)),
//
// over the steps from t down to the next cleaner s, with −log SNR even between
// two ends. As T grows it falls to the integral ½ ∫ mmse dSNR =
// ½ ln((1 + SNR_max)/(1 + SNR_min)), which depends on the ends alone (Kingma,
// Salimans, Poole and Ho 2021; Guo, Shamai and Verdú 2005).
var vdmLoss = &Sim{
	Name: "vdm-loss",
	Doc:  "The loss of a diffusion with few or many steps, as a sum that approaches an area.",
	Params: []Param{
		{Name: "steps", Doc: "steps T", Default: 10, Min: 1, Max: 10_000},
		{Name: "cleanest", Doc: "−log SNR at the data's end", Default: -13.3, Min: -20, Max: 10},
		{Name: "noisiest", Doc: "−log SNR at the noise's end", Default: 5.0, Min: -10, Max: 20},
		{Name: "spacing", Doc: "what is evenly spaced over the steps", Default: "log-snr", Choices: []string{"log-snr", "alpha"}},
	},
	Results: vdmResults,
	Run:     runVDM,
}

var vdmResults = []Result{
	{Name: "loss", Doc: "L_T", Unit: "nats"},
	{Name: "continuous", Doc: "its limit for endless steps", Unit: "nats"},
	{Name: "excess", Doc: "loss − continuous", Unit: "nats"},
}

// A path is a choice of noise levels: SNR from the noisiest to the cleanest.
type path struct {
	lo, hi float64 // log SNR at both ends
	alpha  bool    // even in α rather than in log SNR
}

// snrs are the SNRs at the ends of T steps, rising.
func (p path) snrs(steps int) []float64 {
	if !p.alpha {
		return mapped(span(p.lo, p.hi, steps), math.Exp)
	}
	share := func(logSNR float64) float64 { return 1 / (1 + math.Exp(-logSNR)) }
	xs := mapped(span(share(p.lo), share(p.hi), steps), func(a float64) float64 { return a / (1 - a) })
	xs[0], xs[steps] = math.Exp(p.lo), math.Exp(p.hi)
	return xs
}

func mmse(snr float64) float64 { return 1 / (1 + snr) }

// loss is L_T.
func (p path) loss(steps int) float64 {
	xs, sum := p.snrs(steps), 0.0
	for i := range steps {
		sum += (xs[i+1] - xs[i]) * mmse(xs[i])
	}
	return sum / 2
}

func (p path) limit() float64 {
	return (math.Log1p(math.Exp(p.hi)) - math.Log1p(math.Exp(p.lo))) / 2
}

func runVDM(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	clean, noisy := v.Float("cleanest"), v.Float("noisiest")
	if clean >= noisy {
		return nil, fmt.Errorf("cleanest = %g and noisiest = %g: −log SNR rises with the noise, so set noisiest above cleanest", clean, noisy)
	}
	p, steps := path{lo: -noisy, hi: -clean, alpha: v.Text("spacing") == "alpha"}, v.Int("steps")
	if err := emitAll(steady(ctx, emit), p.errorFrame(), p.areaFrame(steps), p.stepsFrame(steps)); err != nil {
		return nil, err
	}
	loss, limit := p.loss(steps), p.limit()
	return fill(vdmResults, decimal(loss), decimal(limit), decimal(loss-limit)), nil
}

func (p path) errorFrame() Frame {
	xs := span(p.lo, p.hi, 80)
	return Frame{View: "denoise",
		Caption: "How well can the data be guessed from its noisy version? The best guess of a standard normal is off by 1/(1 + SNR).",
		Blocks: Blocks{
			&Plot{X: Axis{Label: "log SNR, noisy to clean"}, Y: Axis{Label: "squared error of the best guess"},
				Series: []Series{{Name: "error", X: xs, Y: mapped(xs, func(x float64) float64 { return mmse(math.Exp(x)) })}},
				Alt:    "The error is 1 where there is all noise, falls through one half where signal and noise are equal, and is nearly 0 for clean data."},
			&Text{Text: "SNR is the ratio α/(1 − α) of signal to noise. The loss adds up this error over the steps, each weighted by the SNR it gains."},
		}}
}

// areaFrame shows the sum as a staircase over the curve whose area is the limit.
// With u = log SNR the area under ½ mmse·SNR over u is the integral; a step has
// the height that gives its rectangle the step's share of L_T.
func (p path) areaFrame(steps int) Frame {
	us := span(p.lo, p.hi, 120)
	curve := Series{Name: "endless steps", X: us, Y: mapped(us, func(u float64) float64 {
		return math.Exp(u) * mmse(math.Exp(u)) / 2
	})}
	f := Frame{View: "area",
		Caption: fmt.Sprintf("With %s the loss is %s nats. It is the area under the stairs; under the curve it is %s.",
			plural(steps, "step"), sig(p.loss(steps), 5), sig(p.limit(), 5))}
	plot := &Plot{X: Axis{Label: "log SNR"}, Y: Axis{Label: "loss for each unit of log SNR"}, Series: []Series{curve},
		Alt: "A curve that rises from 0 to one half as the noise goes; the stairs of the finite sum lie above it."}
	f.Blocks = Blocks{plot}
	if steps > 200 {
		f.Blocks = append(f.Blocks, &Text{Text: "So many stairs are too fine to draw. Set steps to 20 to see them."})
		return f
	}
	stairs, top, cut := Series{Name: plural(steps, "step")}, 0.0, false
	xs := p.snrs(steps)
	for i := range steps {
		width := math.Log(xs[i+1]) - math.Log(xs[i])
		h := (xs[i+1] - xs[i]) * mmse(xs[i]) / (2 * width)
		if h > 3 {
			h, cut = 3, true
		}
		top = max(top, h)
		stairs.X = append(stairs.X, math.Log(xs[i]), math.Log(xs[i+1]))
		stairs.Y = append(stairs.Y, h, h)
	}
	plot.Y.Hi = max(top, 0.6)
	plot.Series = append(plot.Series, stairs)
	if cut {
		f.Blocks = append(f.Blocks, &Text{Text: "Stairs higher than 3 are cut off."})
	}
	return f
}

func (p path) stepsFrame(steps int) Frame {
	t := &Table{Cols: []Col{{Name: "steps", Right: true}, {Name: "loss", Right: true}, {Name: "above the limit", Bar: true, Log: true}}}
	for _, n := range []int{1, 2, 5, 10, 50, 100, 1000, 10_000} {
		t.Rows = append(t.Rows, p.stepsRow(n, steps))
		if n < steps && steps < 10*n && steps != 2*n && steps != 50 && steps != 100 && n != 1 && n != 2 && n != 10 {
			t.Rows = append(t.Rows, p.stepsRow(steps, steps))
		}
	}
	return Frame{View: "steps",
		Caption: fmt.Sprintf("More steps only fit the area better. The limit, %s, depends on the two ends and not on the levels between.", sig(p.limit(), 5)),
		Blocks: Blocks{t, &Text{Text: "So time is a choice of noise levels, and steps are where one samples them. Set spacing to alpha: " +
			"the same limit, from a much worse start."}}}
}

func (p path) stepsRow(n, steps int) Row {
	excess := p.loss(n) - p.limit()
	r := Row{Cells: []string{strconv.Itoa(n), sig(p.loss(n), 5), decimal(roundTo(max(excess, 1e-9), 3))}}
	if n == steps {
		r.Mark = Hot
	}
	return r
}
