package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
)

// vibLatent trains three information bottlenecks on glyphs of three digits, with
// a latent space of two dimensions and three weights β of the divergence from
// the standard normal, and shows where the means of unseen glyphs lie. The
// encoder has 64 pixels, 64 hidden units and 2 + 2 outputs; each step of Adam
// sees all glyphs once, with fresh noise.
var vibLatent = &Sim{
	Name: "vib-latent",
	Doc:  "Three information bottlenecks trained on digits, and the means in their latent spaces.",
	Params: []Param{
		{Name: "beta_p", Doc: "weight β of the regulariser in plot P", Default: 1e-3, Min: 0, Max: 10},
		{Name: "beta_q", Doc: "β in plot Q", Default: 1e-6, Min: 0, Max: 10},
		{Name: "beta_r", Doc: "β in plot R", Default: 1.0, Min: 0, Max: 10},
		{Name: "digits", Doc: "which digits", Default: "0,1,2", Choices: []string{"0,1,2", "3,4,7", "3,5,8", "1,4,9"}},
		{Name: "axes", Doc: "each plot with axes of its own, or all with the widest", Default: "own", Choices: []string{"own", "common"}},
		{Name: "glyphs", Doc: "glyphs of each digit to train on", Default: 100, Min: 10, Max: 100},
		{Name: "steps", Doc: "steps of Adam", Default: 1500, Min: 20, Max: 2000},
		{Name: "seed", Doc: "which glyphs, weights and noise are drawn", Default: 1, Min: 0, Max: 1e6},
	},
	Results: vibLatentResults(),
	Run:     runVIBLatent,
}

const (
	latentRate  = 2e-3 // of Adam
	faintPixel  = 0.1  // what is fainter is paper; it makes the inputs sparse
	glyphShift  = -5.0 // of softplus for σ, so that it starts small
	glyphFloor  = 1e-6
	unseenEach  = 40 // glyphs of each digit to look at
	plotLetters = "PQR"
)

var digitGlyphs = [...]string{"o", "x", "+"}

func vibLatentResults() []Result {
	var rs []Result
	for _, p := range strings.ToLower(plotLetters) {
		rs = append(rs,
			Result{Name: "span_" + string(p), Doc: "how far the means of unseen glyphs spread in plot " + string(p) + ", from the lowest to the highest coordinate"},
			Result{Name: "sigma_" + string(p), Doc: "mean σ there"},
			Result{Name: "kl_" + string(p), Doc: "mean divergence from r(Z) there, in nats"},
			Result{Name: "error_" + string(p), Doc: "share of unseen glyphs that are read wrong there"})
	}
	return rs
}

// A latentRun is the training of the three.
type latentRun struct {
	betas         [3]float64
	nets          [3]*bottleneck[float32]
	noise         [3]*rand.Rand
	train, unseen []example[float32]
	digits        []int
	common        bool
	steps         int
	reports       [3]latentReport
	done          int // steps
}

func newLatentRun(v Values) *latentRun {
	r := &latentRun{steps: v.Int("steps"), common: v.Text("axes") == "common"}
	for d := range strings.SplitSeq(v.Text("digits"), ",") {
		n, _ := strconv.Atoi(d)
		r.digits = append(r.digits, n)
	}
	seed := uint64(v.Int("seed"))
	rng := rand.New(rand.NewPCG(seed, 11))
	x, labels := glyphs(rng, r.digits, v.Int("glyphs"))
	r.train = sparse[float32](x, labels, faintPixel)
	x, labels = glyphs(rng, r.digits, unseenEach)
	r.unseen = sparse[float32](x, labels, faintPixel)
	for i, letter := range strings.ToLower(plotLetters) {
		r.betas[i] = v.Float("beta_" + string(letter))
		n := newBottleneck32(glyphSide*glyphSide, 64, 2, 3)
		n.shift, n.floor, n.beta = glyphShift, glyphFloor, r.betas[i]
		n.draw(rand.New(rand.NewPCG(seed, 21))) // all three start alike
		r.nets[i], r.noise[i] = n, rand.New(rand.NewPCG(seed, 31))
	}
	return r
}

// stops are the steps after which the plots are shown.
var latentStops = [...]int{20, 100, 250, 500, 1000}

func runVIBLatent(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r := newLatentRun(v)
	for _, stop := range append(latentStops[:], r.steps) {
		if stop > r.steps || stop <= r.done {
			continue
		}
		for i, n := range r.nets {
			if err := n.train(ctx, r.train, stop-r.done, latentRate, r.noise[i]); err != nil {
				return nil, err
			}
			r.reports[i] = n.report(r.unseen, rand.New(rand.NewPCG(41, 41)))
		}
		r.done = stop
		if err := emit(r.frame()); err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	var values []string
	for _, p := range r.reports {
		values = append(values, decimal(p.span), decimal(p.sigma), decimal(p.kl), decimal(p.err))
	}
	return fill(vibLatentResults(), values...), nil
}

func (r *latentRun) frame() Frame {
	reach := make([]float64, len(r.reports))
	widest := 0.0
	for i, p := range r.reports {
		for _, mu := range p.mu {
			reach[i] = max(reach[i], math.Abs(mu[0]), math.Abs(mu[1]))
		}
		reach[i] = roundUp(reach[i])
		widest = max(widest, reach[i])
	}
	var plots Blocks
	for i := range r.reports {
		if r.common {
			reach[i] = widest
		}
		plots = append(plots, r.plot(i, reach[i]))
	}
	return Frame{View: "latent", Caption: r.caption(), Blocks: Blocks{&Beside{plots}, r.table()}}
}

// roundUp is the next number from x on that has one digit, two if it begins
// with 1.
func roundUp(x float64) float64 {
	if x == 0 {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(x)))
	if x < 2*unit {
		unit /= 5
	}
	n, _ := strconv.ParseFloat(strconv.FormatFloat(math.Ceil(x/unit-1e-9)*unit, 'g', 3, 64), 64)
	return n
}

// power writes β as in "10⁻³", or plainly.
func power(x float64) string {
	e := math.Log10(x)
	if x <= 0 || e != math.Round(e) || e > -3 {
		return about(x)
	}
	return "10" + strings.Map(func(r rune) rune {
		if r == '-' {
			return '⁻'
		}
		return []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[r-'0']
	}, strconv.Itoa(int(e)))
}

// plot shows the means of the unseen glyphs, within ±reach.
func (r *latentRun) plot(i int, reach float64) *Plot {
	p := &Plot{Title: fmt.Sprintf("%c: β = %s", plotLetters[i], power(r.betas[i])), X: Axis{Lo: -reach, Hi: reach}, Y: Axis{Lo: -reach, Hi: reach}}
	for c, d := range r.digits {
		s := Series{Name: strconv.Itoa(d), Dots: true, Glyph: digitGlyphs[c]}
		for j, e := range r.unseen {
			if e.class == c {
				s.X, s.Y = append(s.X, r.reports[i].mu[j][0]), append(s.Y, r.reports[i].mu[j][1])
			}
		}
		p.Series = append(p.Series, s)
	}
	if reach > 1.5 { // the size of r(Z), as a ring
		ring := Series{Name: "r"}
		for k := range 25 {
			sin, cos := math.Sincos(2 * math.Pi * float64(k) / 24)
			ring.X, ring.Y = append(ring.X, cos), append(ring.Y, sin)
		}
		p.Series = append(p.Series, ring)
	}
	p.Alt = fmt.Sprintf("Means of %d glyphs; the axes go from -%s to %[2]s. %s of them are read wrong.", len(r.unseen), about(reach), ofHundred(r.reports[i].err))
	return p
}

func (r *latentRun) table() *Table {
	t := &Table{Cols: []Col{{}}, Rows: []Row{{Cells: []string{"span of the means"}}, {Cells: []string{"mean σ, KL in nats"}}, {Cells: []string{"unseen read wrong"}}}}
	for i, p := range r.reports {
		t.Cols = append(t.Cols, Col{Right: true})
		for j, cell := range [...]string{fmt.Sprintf("%c  %s", plotLetters[i], about(p.span)), about(p.sigma) + ", " + about(p.kl), ofHundred(p.err)} {
			t.Rows[j].Cells = append(t.Rows[j].Cells, cell)
		}
	}
	return t
}

func (r *latentRun) caption() string {
	if r.done < r.steps {
		return fmt.Sprintf("Step %s of %s: means of unseen digits. Only β differs.", counted(r.done), counted(r.steps))
	}
	if r.common {
		return "On common axes: the larger β, the nearer to 0 lie the means."
	}
	return "Read the axes: a large β pulls the means to 0, where noise σ drowns them."
}
