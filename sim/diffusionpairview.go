package sim

import (
	"fmt"
	"math"
)

// A pairFault is the first thing that is not right about a recipe.
type pairFault int

const (
	pairRight pairFault = iota
	pairMean
	pairVariance
	pairUnrelated // covariance 0
	pairSameNoise // one settles the other
	pairCovariance
)

func (r *pairRun) fault() pairFault {
	w, y := r.want, r.yours
	for i := range 2 {
		if !agrees(y[i][0], 0) || !agrees(y[i][1], w[i][1]) {
			return pairMean
		}
	}
	if !agrees(y.cov(0, 0), w.cov(0, 0)) || !agrees(y.cov(1, 1), w.cov(1, 1)) {
		return pairVariance
	}
	cov := y.cov(0, 1)
	switch {
	case agrees(cov, w.cov(0, 1)):
		return pairRight
	case agrees(cov, 0):
		return pairUnrelated
	case agrees(math.Abs(cov), math.Sqrt(y.cov(0, 0)*y.cov(1, 1))):
		return pairSameNoise
	}
	return pairCovariance
}

// lessons are the captions of the last frame.
var lessons = map[pairFault]string{
	pairRight:      "Yours has the means, the spreads and the lean of the process: it is right.",
	pairMean:       "Your cloud is centred elsewhere: look at what multiplies z₀.",
	pairVariance:   "Your cloud has another spread: look at what multiplies the noise.",
	pairUnrelated:  "Each spread is right, but your cloud does not lean: its two share only z₀.",
	pairSameNoise:  "Each spread is right, but your cloud is a line: z₁ settles z₂.",
	pairCovariance: "Each spread is right, but your cloud leans too much or too little.",
}

func (r *pairRun) show(show func(Frame) error) error {
	if err := show(r.levelsFrame()); err != nil {
		return err
	}
	for _, n := range []int{1, 2, 5, 10, 20, 50, 100, 200, 500} {
		if n >= len(r.noise) {
			break
		}
		if err := show(r.cloudFrame(n, r.growing(n))); err != nil {
			return err
		}
	}
	return emitAll(show, r.cloudFrame(len(r.noise), lessons[r.fault()]), r.tableFrame())
}

func (r *pairRun) growing(n int) string {
	if n == 1 {
		return "Each dot is a pair (z₁, z₂). Both clouds use the same random V₁ and V₂."
	}
	return fmt.Sprintf("%d pairs. What counts: where the cloud is, how wide, whether it leans.", n)
}

// levelsFrame says what the two noise levels mean.
func (r *pairRun) levelsFrame() Frame {
	row := func(name string, eta float64) Row {
		a := 1 / (1 + eta/r.scale)
		return Row{Cells: []string{name, sig(eta, 3), sig(a, 3), sig(math.Sqrt(a), 3), sig(1-a, 3)}}
	}
	alpha := "α = 1/(1 + η)"
	if r.scale != 1 {
		c := sig(r.scale, 3)
		alpha = "α = " + c + "/(" + c + " + η)"
	}
	return Frame{View: "levels",
		Caption: fmt.Sprintf("A diffusion from z₀ = %s is looked at twice, at η₁ = %s and at η₂ = %s.", sig(r.start, 3), sig(r.eta1, 3), sig(r.eta2, 3)),
		Blocks: Blocks{
			&Table{Cols: []Col{{Name: "time"}, {Name: "η", Right: true}, {Name: alpha, Right: true}, {Name: "√α, in front of z₀", Right: true}, {Name: "1 − α, variance", Right: true}},
				Rows: []Row{row("first, z₁", r.eta1), row("second, z₂", r.eta2)}},
			&Text{Text: "The process goes on from the first to the second. So the noise of the first is still in the second, a little smaller, and some is new."},
		}}
}

// cloud plots the first n pairs of a recipe; what is off the plot is put on its edge.
func (r *pairRun) cloud(name string, k recipe, n int) *Plot {
	centre := r.start * (r.want[0][1] + r.want[1][1]) / 2
	lo, hi := math.Round(centre-2.7), math.Round(centre+2.7)
	s := Series{Name: name, Dots: true}
	for _, v := range r.noise[:n] {
		z1, z2 := k.draw(r.start, v[0], v[1])
		s.X = append(s.X, min(max(z1, lo), hi))
		s.Y = append(s.Y, min(max(z2, lo), hi))
	}
	corr := 0.0
	if d := math.Sqrt(k.cov(0, 0) * k.cov(1, 1)); d > 0 {
		corr = k.cov(0, 1) / d
	}
	lean := "leans to the right"
	switch {
	case corr > 0.999:
		lean = "lies on a rising line"
	case corr < -0.05:
		lean = "leans to the left"
	case corr < 0.05:
		lean = "does not lean"
	}
	return &Plot{X: Axis{Lo: lo, Hi: hi}, Y: Axis{Label: "z₂ over z₁", Lo: lo, Hi: hi},
		Series: []Series{s}, Alt: fmt.Sprintf("A cloud of %d dots that %s; correlation %s.", n, lean, fixed(corr, 2))}
}

func (r *pairRun) cloudFrame(n int, caption string) Frame {
	return Frame{View: "pairs", Caption: caption, Blocks: Blocks{
		&Beside{Blocks: Blocks{r.cloud("yours", r.yours, n), r.cloud("the process", r.want, n)}},
		r.table(),
	}}
}

// table compares means and covariances, exactly.
func (r *pairRun) table() *Table {
	w, y := r.want, r.yours
	t := &Table{Cols: []Col{{}, {Name: "mean of z₁", Right: true}, {Name: "of z₂", Right: true}, {Name: "variance of z₁", Right: true},
		{Name: "covariance", Right: true}, {Name: "variance of z₂", Right: true}}}
	mean := func(k recipe, i int) float64 { return k[i][0] + k[i][1]*r.start }
	want := []float64{mean(w, 0), mean(w, 1), w.cov(0, 0), w.cov(0, 1), w.cov(1, 1)}
	got := []float64{mean(y, 0), mean(y, 1), y.cov(0, 0), y.cov(0, 1), y.cov(1, 1)}
	first, second := []string{"wanted"}, []string{"yours"}
	for i, x := range want {
		first = append(first, fixed(x, 3)+"  ")
		mark := " ✓"
		if !agrees(x, got[i]) {
			mark = " ✗"
		}
		second = append(second, fixed(got[i], 3)+mark)
	}
	t.Rows = []Row{{Cells: first}, {Cells: second}}
	return t
}

// tableFrame tells the exact figures from those of the draw.
func (r *pairRun) tableFrame() Frame {
	var x, y, xy meanOf
	for _, v := range r.noise {
		z1, z2 := r.yours.draw(r.start, v[0], v[1])
		x.add(z1)
		y.add(z2)
		xy.add(z1 * z2)
	}
	return Frame{View: "compare",
		Caption: "A recipe is judged by its means, variances and covariance. They settle everything about a normal pair.",
		Blocks: Blocks{r.table(),
			&Text{Text: fmt.Sprintf("Among the %s drawn: variances %s and %s, covariance %s.", plural(len(r.noise), "pair"),
				fixed(x.variance(), 3), fixed(y.variance(), 3), fixed(xy.mean-x.mean*y.mean, 3))},
			&Text{Text: "Many recipes are right: through the earlier one, through a random walk with time η, or the later one first and the earlier between it and z₀. " +
				"Set eta2 close to eta1: the process's cloud closes in on a line. Set it far away: the lean is lost."},
		}}
}
