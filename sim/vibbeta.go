package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
)

// vibBeta trains an information bottleneck on few points of three classes, with
// one weight β of the regulariser after another. The classes differ in two
// coordinates; the others are noise, which a small training set tempts the
// encoder to learn by heart. A little regularisation helps against that, much of
// it leaves nothing of the class in Z.
var vibBeta = &Sim{
	Name: "vib-beta",
	Doc:  "The error of an information bottleneck on unseen points, as its regulariser gets heavier.",
	Params: []Param{
		{Name: "train", Doc: "points to train on, of each class", Default: 15, Min: 5, Max: 60},
		{Name: "noise", Doc: "coordinates that tell nothing of the class", Default: 30, Min: 0, Max: 60},
		{Name: "separation", Doc: "distance of each class's centre from their middle; every coordinate has standard deviation 1", Default: 1.6, Min: 0.5, Max: 5},
		{Name: "runs", Doc: "data sets over which the error is averaged", Default: 3, Min: 1, Max: 6},
		{Name: "steps", Doc: "steps of Adam", Default: 800, Min: 50, Max: 800},
		{Name: "seed", Doc: "which data, weights and noise are drawn", Default: 1, Min: 0, Max: 1e6},
	},
	Results: vibBetaResults(),
	Run:     runVIBBeta,
}

// sweptBetas are the weights of the regulariser.
var sweptBetas = []float64{0, 0.001, 0.01, 0.1, 0.2, 0.3, 0.5, 1, 2}

const (
	sweepRate    = 2e-3 // of Adam
	sweepUnseen  = 1000 // points of each class to test on
	sweepClasses = 3
)

func vibBetaResults() []Result {
	rs := []Result{
		{Name: "best_beta", Doc: "the β with the smallest error on unseen points"},
		{Name: "best_error", Doc: "that error"},
		{Name: "chance", Doc: "the error of guessing"},
	}
	for i, beta := range sweptBetas {
		rs = append(rs, Result{Name: fmt.Sprintf("error_%d", i), Doc: "error on unseen points with β = " + decimal(beta)})
	}
	for i, beta := range sweptBetas {
		rs = append(rs, Result{Name: fmt.Sprintf("train_error_%d", i), Doc: "error on the training points with β = " + decimal(beta)})
	}
	return rs
}

// A sweep is what has been measured so far.
type sweep struct {
	coords, steps int
	seed          uint64
	train, unseen [][]example[float32] // of each run
	first         [][]float64          // the first run's training points
	errs, seen    []float64            // of each β done
}

func newSweep(v Values) *sweep {
	s := &sweep{coords: 2 + v.Int("noise"), steps: v.Int("steps"), seed: uint64(v.Int("seed"))}
	for run := range v.Int("runs") {
		rng := rand.New(rand.NewPCG(s.seed, uint64(100+run)))
		points := func(each int) ([][]float64, []int) {
			var x [][]float64
			var class []int
			for i := range sweepClasses * each {
				c := i % sweepClasses
				sin, cos := math.Sincos(2 * math.Pi * float64(c) / sweepClasses)
				p := make([]float64, s.coords)
				for j := range p {
					p[j] = rng.NormFloat64()
				}
				p[0] += v.Float("separation") * cos
				p[1] += v.Float("separation") * sin
				x, class = append(x, p), append(class, c)
			}
			return x, class
		}
		x, class := points(v.Int("train"))
		s.train = append(s.train, sparse[float32](x, class, 0))
		if run == 0 {
			s.first = x
		}
		x, class = points(sweepUnseen)
		s.unseen = append(s.unseen, sparse[float32](x, class, 0))
	}
	return s
}

// measure trains every run with the next β.
func (s *sweep) measure(ctx context.Context) error {
	beta := sweptBetas[len(s.errs)]
	var wrong, seen, of, ofSeen int
	for run, train := range s.train {
		n := newBottleneck32(s.coords, 64, 2, sweepClasses)
		n.shift, n.floor, n.beta = glyphShift, glyphFloor, beta
		n.draw(rand.New(rand.NewPCG(s.seed, uint64(200+run))))
		if err := n.train(ctx, train, s.steps, sweepRate, rand.New(rand.NewPCG(s.seed, uint64(300+run)))); err != nil {
			return err
		}
		rng := rand.New(rand.NewPCG(41, uint64(run)))
		wrong, of = wrong+n.report(s.unseen[run], rng).wrong, of+len(s.unseen[run])
		seen, ofSeen = seen+n.report(train, rng).wrong, ofSeen+len(train)
	}
	s.errs = append(s.errs, float64(wrong)/float64(of))
	s.seen = append(s.seen, float64(seen)/float64(ofSeen))
	return nil
}

func runVIBBeta(ctx context.Context, v Values, emit func(Frame) error) (Results, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s := newSweep(v)
	if err := emit(s.dataFrame()); err != nil {
		return nil, err
	}
	for range sweptBetas {
		if err := s.measure(ctx); err != nil {
			return nil, err
		}
		if err := emit(s.frame()); err != nil {
			return nil, err
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	best := s.best()
	values := []string{decimal(sweptBetas[best]), decimal(s.errs[best]), decimal(1 - 1.0/sweepClasses)}
	for _, list := range [][]float64{s.errs, s.seen} {
		for _, e := range list {
			values = append(values, decimal(e))
		}
	}
	return fill(vibBetaResults(), values...), nil
}

// best is the place of the smallest error so far.
func (s *sweep) best() int {
	best := 0
	for i, e := range s.errs {
		if e < s.errs[best] {
			best = i
		}
	}
	return best
}

// dataFrame shows the two coordinates that matter.
func (s *sweep) dataFrame() Frame {
	p := &Plot{Title: "training points, first data set", X: Axis{Label: "coordinate 1"}, Y: Axis{Label: "coordinate 2"}}
	for c := range sweepClasses {
		series := Series{Name: fmt.Sprintf("class %d", c+1), Dots: true, Glyph: digitGlyphs[c]}
		for i, x := range s.first {
			if i%sweepClasses == c {
				series.X, series.Y = append(series.X, x[0]), append(series.Y, x[1])
			}
		}
		p.Series = append(p.Series, series)
	}
	p.Alt = fmt.Sprintf("%d points in three clouds that overlap.", len(s.first))
	return Frame{View: "data", Blocks: Blocks{p},
		Caption: fmt.Sprintf("Two coordinates tell the classes apart, the other %d are noise. With %d points, noise can look like a pattern.", s.coords-2, len(s.first))}
}

// frame shows the errors so far.
func (s *sweep) frame() Frame {
	t := &Table{Cols: []Col{{Name: "β", Right: true}, {Name: "training error", Right: true}, {Name: "error on unseen points, %", Bar: true, Ref: decimal(math.Round(1000*(1-1.0/sweepClasses)) / 10), RefName: "guessing"}},
		Room: []string{"0.001", "", "70"}}
	best := s.best()
	for i, e := range s.errs {
		r := Row{Cells: []string{about(sweptBetas[i]), ofHundred(s.seen[i]), decimal(math.Round(1000*e) / 10)}}
		if i == len(s.errs)-1 && len(s.errs) < len(sweptBetas) {
			r.Mark = Hot
		}
		if i == best && len(s.errs) == len(sweptBetas) {
			r.Mark = Good
		}
		t.Rows = append(t.Rows, r)
	}
	return Frame{View: "sweep", Caption: s.caption(best), Blocks: Blocks{t}}
}

func (s *sweep) caption(best int) string {
	n := len(s.errs) - 1
	beta := about(sweptBetas[n])
	switch {
	case n == 0:
		return fmt.Sprintf("β = 0: the training points are learnt by heart (error %s), and %s of the unseen ones are read wrong.", ofHundred(s.seen[0]), ofHundred(s.errs[0]))
	case n < len(sweptBetas)-1 && n == best:
		return fmt.Sprintf("β = %s: the smallest error so far. The encoder may say less, so it drops the noise first.", beta)
	case n < len(sweptBetas)-1:
		return fmt.Sprintf("β = %s: %s of the unseen points are read wrong, more than with β = %s.", beta, ofHundred(s.errs[n]), about(sweptBetas[best]))
	case best == 0:
		return "Here no regularisation is best, and much of it ends in guessing. Set train to 15 and noise to 30 to see it help."
	}
	return fmt.Sprintf("Down, then up: the best is β = %s; beyond it Z forgets the class too. Set train to 60 to see the first part flatten.", about(sweptBetas[best]))
}
