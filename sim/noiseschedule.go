package sim

import (
	"context"
	"fmt"
	"math"
	"strconv"
)

// noiseSchedule follows a diffusion's share of signal over its steps. Step t
// keeps 1−β_t of the variance of what is there; α_t = (1−β_1)···(1−β_t) is left
// of the data after t steps, so z_t = √α_t z_0 + √(1−α_t) ε. The linear schedule
// goes from β_1 to β_T in even steps (Ho, Jain and Abbeel 2020), the cosine has
// α_t in proportion to cos²((t/T + s)/(1 + s) · π/2) with s = 0.008 and no β above
// 0.999 (Nichol and Dhariwal 2021).
var noiseSchedule = &Sim{
	Name: "noise-schedule",
	Doc:  "How much of the data is left after each step of a diffusion, and jumps between steps.",
	Params: []Param{
		{Name: "schedule", Doc: "how the noise of a step grows", Default: "linear", Choices: []string{"linear", "cosine"}},
		{Name: "steps", Doc: "steps T from data to noise", Default: 1000, Min: 2, Max: 4000},
		{Name: "first", Doc: "β of the first step, linear schedule only", Default: 1e-4, Min: 1e-6, Max: 0.5},
		{Name: "last", Doc: "β of the last step, linear schedule only", Default: 0.02, Min: 1e-6, Max: 0.999},
		{Name: "from", Doc: "step t that a jump starts from", Default: 250, Min: 1, Max: 3999},
		{Name: "to", Doc: "later step τ that it ends at", Default: 500, Min: 2, Max: 4000},
	},
	Results: scheduleResults,
	Run:     runSchedule,
}

var scheduleResults = []Result{
	{Name: "alpha", Doc: "α at the start of the jump: the share of the data's variance that is left"},
	{Name: "alpha_to", Doc: "α at its end"},
	{Name: "gamma", Doc: "α_to/α, the share that the jump keeps"},
	{Name: "signal", Doc: "√α, what multiplies the data at the start of the jump"},
	{Name: "snr", Doc: "α/(1−α) there"},
	{Name: "eta", Doc: "(1−α)/α there"},
	{Name: "logsnr", Doc: "natural logarithm of snr"},
	{Name: "alpha_last", Doc: "α after the last step"},
	{Name: "half", Doc: "first step with less than half of the data's variance left; 0 if there is none"},
}

// linearBetas are β_1 ... β_T; index 0 is unused.
func linearBetas(steps int, first, last float64) []float64 {
	betas := make([]float64, steps+1)
	for t := 1; t <= steps; t++ {
		betas[t] = first
		if steps > 1 {
			betas[t] += (last - first) * float64(t-1) / float64(steps-1)
		}
	}
	return betas
}

func cosineBetas(steps int) []float64 {
	const s = 0.008
	f := func(t int) float64 {
		c := math.Cos((float64(t)/float64(steps) + s) / (1 + s) * math.Pi / 2)
		return c * c
	}
	betas := make([]float64, steps+1)
	for t := 1; t <= steps; t++ {
		betas[t] = min(1-f(t)/f(t-1), 0.999)
	}
	return betas
}

// alphas are the products of 1−β up to each step; the first is 1.
func alphas(betas []float64) []float64 {
	as := make([]float64, len(betas))
	as[0] = 1
	for t := 1; t < len(betas); t++ {
		as[t] = as[t-1] * (1 - betas[t])
	}
	return as
}

func runSchedule(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	steps, from, to := v.Int("steps"), v.Int("from"), v.Int("to")
	first, last := v.Float("first"), v.Float("last")
	linear := v.Text("schedule") == "linear"
	switch {
	case to > steps:
		return nil, fmt.Errorf("to = %d is beyond steps = %d: a jump ends at step %[2]d at the latest", to, steps)
	case from >= to:
		return nil, fmt.Errorf("from = %d and to = %d: a jump goes to a later step, so set to above from", from, to)
	case linear && first > last:
		return nil, fmt.Errorf("first = %g is above last = %g: the noise of a step grows, so set last above first", first, last)
	}
	betas := linearBetas(steps, first, last)
	if !linear {
		betas = cosineBetas(steps)
	}
	as := alphas(betas)
	if as[steps] < 1e-100 {
		return nil, fmt.Errorf("steps = %d and last = %g: nothing of the data is left to speak of, so set one of them lower", steps, last)
	}
	s := &schedule{v.Text("schedule"), betas, as, from, to}
	if err := emitAll(steady(ctx, emit), s.signalFrame(), s.betaFrame(), s.jumpFrame(), s.snrFrame()); err != nil {
		return nil, err
	}
	a := as[from]
	return fill(scheduleResults, decimal(a), decimal(as[to]), decimal(as[to]/a), decimal(math.Sqrt(a)), decimal(a/(1-a)),
		decimal((1-a)/a), decimal(math.Log(a/(1-a))), decimal(as[steps]), strconv.Itoa(s.half())), nil
}

// A schedule is one run's choice with what follows from it.
type schedule struct {
	name     string
	betas    []float64
	as       []float64
	from, to int
}

func (s *schedule) steps() int { return len(s.as) - 1 }

// half is the first step with α under 1/2, or 0.
func (s *schedule) half() int {
	for t, a := range s.as {
		if a < 0.5 {
			return t
		}
	}
	return 0
}

// over is f of the step at some 100 steps from the given one on.
func (s *schedule) over(name string, from int, f func(t int) float64) Series {
	out := Series{Name: name}
	n := min(s.steps()-from, 100)
	for k := range n + 1 {
		t := from + k*(s.steps()-from)/n
		out.X, out.Y = append(out.X, float64(t)), append(out.Y, f(t))
	}
	return out
}

func (s *schedule) signalFrame() Frame {
	caption := fmt.Sprintf("After %d steps %s of the data's variance is left.", s.steps(), sig(s.as[s.steps()], 3))
	if h := s.half(); h > 0 {
		caption = fmt.Sprintf("Signal fades, noise grows. From step %d on less than half of the variance is data; after %d it is %s.",
			h, s.steps(), sig(s.as[s.steps()], 3))
	}
	return Frame{View: "signal", Caption: caption, Blocks: Blocks{&Plot{
		X: Axis{Label: "step t"}, Y: Axis{Label: "share of the variance", Hi: 1},
		Series: []Series{
			s.over("α, data", 0, func(t int) float64 { return s.as[t] }),
			s.over("1 − α, noise", 0, func(t int) float64 { return 1 - s.as[t] }),
		},
		Alt: "The share of the data falls from 1 to nearly 0 over the steps, the share of the noise rises from 0 to nearly 1; they cross at one half.",
	}}}
}

func (s *schedule) betaFrame() Frame {
	t := &Table{Cols: []Col{{Name: "step", Right: true}, {Name: "β, new noise", Right: true}, {Name: "1 − β, kept", Right: true},
		{Name: "α, left of the data", Right: true}}}
	shown := []int{1, 2, 3}
	for _, k := range []int{s.steps() / 4, s.steps() / 2, 3 * s.steps() / 4, s.steps()} {
		if k > shown[len(shown)-1] {
			shown = append(shown, k)
		}
	}
	for _, k := range shown {
		if k > s.steps() {
			break
		}
		t.Rows = append(t.Rows, Row{Cells: []string{counted(k), sig(s.betas[k], 4), sig(1-s.betas[k], 6), sig(s.as[k], 6)}})
	}
	return Frame{View: "steps",
		Caption: "Each step keeps its share of what is there, so the shares multiply: α is the product of all 1 − β so far.",
		Blocks: Blocks{t, &Text{Text: fmt.Sprintf("Adding the β instead, 1 − β₁ − β₂ − …, gives %s after %d steps. It is close only while little has happened.",
			sig(1-s.sum(s.to), 3), s.to)}}}
}

// sum adds up the first t betas.
func (s *schedule) sum(t int) float64 {
	sum := 0.0
	for _, b := range s.betas[1 : t+1] {
		sum += b
	}
	return sum
}

func (s *schedule) jumpFrame() Frame {
	product := 1.0
	for t := s.from + 1; t <= s.to; t++ {
		product *= 1 - s.betas[t]
	}
	gamma := s.as[s.to] / s.as[s.from]
	row := func(name string, share float64) Row {
		return Row{Cells: []string{name, sig(share, 5), sig(math.Sqrt(share), 5), sig(1-share, 5)}}
	}
	jump := row(fmt.Sprintf("from %d to %d", s.from, s.to), gamma)
	jump.Mark = Hot
	return Frame{View: "jump",
		Caption: fmt.Sprintf("A jump from step %d to step %d keeps γ = %s, and that is α at its end over α at its start.", s.from, s.to, sig(gamma, 4)),
		Blocks: Blocks{
			&Table{Cols: []Col{{Name: "way"}, {Name: "variance kept", Right: true}, {Name: "factor of the mean", Right: true}, {Name: "variance added", Right: true}},
				Rows: []Row{
					row(fmt.Sprintf("from 0 to %d", s.from), s.as[s.from]),
					jump,
					row(fmt.Sprintf("from 0 to %d", s.to), s.as[s.to]),
				}},
			&Text{Text: fmt.Sprintf("The steps from %d to %d multiplied one by one give %s as well: the first %d steps cancel.", s.from+1, s.to, sig(product, 5), s.from)},
		}}
}

func (s *schedule) snrFrame() Frame {
	logSNR := func(as []float64) func(t int) float64 {
		return func(t int) float64 { return math.Log(as[t] / (1 - as[t])) }
	}
	other, name := &schedule{as: alphas(cosineBetas(s.steps()))}, "cosine"
	if s.name == "cosine" {
		other.as, name = alphas(linearBetas(s.steps(), 1e-4, 0.02)), "linear, 1e-4 to 0.02"
	}
	end := max(s.steps()-1, 2) // the cosine falls off a cliff at its last step
	cut := &schedule{as: s.as[:end+1]}
	other.as = other.as[:end+1]
	return Frame{View: "snr",
		Caption: "What matters at a step is only its ratio of signal to noise. Another schedule is another way to choose the ratios.",
		Blocks: Blocks{
			&Plot{X: Axis{Label: "step t"}, Y: Axis{Label: "log(α/(1 − α))"},
				Series: []Series{cut.over(s.name, 1, logSNR(cut.as)), other.over(name, 1, logSNR(other.as))},
				Alt:    "The logarithm of the ratio of signal to noise falls over the steps, for both schedules from well above 0 to well below, at different speeds."},
			&Text{Text: "Set schedule to cosine: it keeps the ratio near 1 for longer. Or set steps to 100 with last = 0.2: the same fall in a tenth of the steps."},
		}}
}
