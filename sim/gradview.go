package sim

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/floats"
)

// noError stands for an error of 0 on a logarithmic axis.
const noError = 1e-17

// signed is an entry of a gradient with its sign, as in "+0.05004".
func signed(x float64) string {
	s := strconv.FormatFloat(x, 'f', 5, 64)
	if math.Abs(x) >= 1e4 {
		s = strconv.FormatFloat(x, 'g', 5, 64)
	}
	if !strings.HasPrefix(s, "-") {
		s = "+" + s
	}
	return strings.Replace(s, "-", "−", 1)
}

// input is the letter of what the function takes.
func (c *gradientCheck) input() string {
	if c.of == "h" {
		return "z"
	}
	return "x"
}

// pointFrame shows the point of the check.
func (c *gradientCheck) pointFrame() Frame {
	cols := []Col{{Name: "i", Right: true}, {Name: c.input(), Right: true}, {Name: "y = " + c.of + "(" + c.input() + ")", Right: true}, {Name: "g", Right: true}}
	y := c.apply(c.x)
	t := &Table{Cols: cols}
	for i, x := range c.x {
		t.Rows = append(t.Rows, Row{Cells: []string{strconv.Itoa(i + 1), signed(x), signed(y[i]), signed(c.g[i])}})
	}
	text := fmt.Sprintf("L = %s here.", signed(floats.Dot(c.g, y)))
	if c.source != "" {
		text += " Your formula: " + c.source + "."
	}
	return Frame{View: "point",
		Caption: fmt.Sprintf("One point to try the formula at. With g from above, the loss is L = g·y. Its gradient says how it answers to each entry of %s.", c.input()),
		Blocks:  Blocks{t, &Text{Text: text}}}
}

// nudgeFrame shows one difference.
func (c *gradientCheck) nudgeFrame() Frame {
	h, x := c.hs[0], c.input()
	up, down := c.loss(0, h), c.loss(0, -h)
	t := &Table{Cols: []Col{{}, {Name: "", Right: true}}, Rows: []Row{
		{Cells: []string{fmt.Sprintf("L with %s₁ + %s", x, about(h)), signed(up)}},
		{Cells: []string{fmt.Sprintf("L with %s₁ − %s", x, about(h)), signed(down)}},
		{Cells: []string{"difference by 2h", signed((up - down) / (2 * h))}},
		{Cells: []string{"your component 1", signed(c.yours[0])}, Mark: Hot},
	}}
	return Frame{View: "nudge",
		Caption: fmt.Sprintf("Entry 1 of %s goes up by h and down by h. The change of L, divided by 2h, is nearly the first component of the gradient.", x),
		Blocks:  Blocks{t, &Text{Text: "Smaller steps come nearer, until the digits of L run out. So try many."}}}
}

// errors are the largest errors of a gradient against differences, for the
// first steps.
func (c *gradientCheck) errors(gradient []float64, steps int) []float64 {
	out := make([]float64, steps)
	for k := range out {
		out[k] = max(floats.Distance(gradient, c.differences(c.hs[k]), math.Inf(1)), noError)
	}
	return out
}

// plot shows the errors for the first steps.
func (c *gradientCheck) plot(steps int) *Plot {
	hs := c.hs[:steps]
	v := c.errors(c.right, steps)
	best := floats.MinIdx(v)
	p := &Plot{
		Title: "largest error",
		X:     Axis{Label: "step size h, logarithmic", Log: true, Lo: c.hs[len(c.hs)-1], Hi: c.hs[0]},
		Y:     Axis{Log: true, Lo: 1e-12, Hi: 1},
		Series: []Series{
			{Name: "right", X: hs, Y: v},
			{Name: "best", X: hs[best : best+1], Y: v[best : best+1], Dots: true, Glyph: "◆"},
		},
	}
	for _, e := range v {
		p.Y.Lo = min(p.Y.Lo, math.Pow(10, math.Floor(math.Log10(e))))
	}
	p.Alt = fmt.Sprintf("The error of the right gradient falls to %s at h = %s and rises on both sides.", about(v[best]), about(hs[best]))
	if !c.fault.right {
		mine := c.errors(c.yours, steps)
		p.Series = append(p.Series, Series{Name: "yours", X: hs, Y: mine})
		p.Y.Hi = max(1, math.Pow(10, math.Ceil(math.Log10(floats.Max(mine)))))
		p.Alt += fmt.Sprintf(" That of yours stays near %s.", about(mine[steps-1]))
	}
	return p
}

// table compares the components with the differences of step h.
func (c *gradientCheck) table(h float64) *Table {
	t := &Table{Cols: []Col{{Name: "i", Right: true}, {Name: "yours", Right: true}, {Name: "by differences", Right: true}, {}}}
	for i, x := range c.differences(h) {
		r := Row{Cells: []string{strconv.Itoa(i + 1), signed(c.yours[i]), signed(x), c.fault.marks[i]}, Mark: Good}
		if c.fault.marks[i] != "" {
			r.Mark = Bad
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

// curveFrame shows the errors down to step k.
func (c *gradientCheck) curveFrame(k int) Frame {
	h := c.hs[k]
	e := c.errors(c.right, k+1)
	best := floats.MinIdx(e)
	caption := fmt.Sprintf("h = %s: differences are %s away from the right gradient", about(h), about(e[k]))
	switch {
	case best == k && k > 0:
		caption += ". Smaller steps still come nearer."
	case best < k:
		caption += ". Below " + about(c.hs[best]) + " the digits of L run out."
	default:
		caption += ". Such a step is coarse."
	}
	return Frame{View: "curve", Caption: caption, Blocks: Blocks{&Beside{Blocks{c.plot(k + 1), c.table(h)}}}}
}

// verdictFrame sums up at the best step.
func (c *gradientCheck) verdictFrame() Frame {
	e := c.errors(c.right, len(c.hs))
	best := floats.MinIdx(e)
	f := Frame{View: "curve", Blocks: Blocks{&Beside{Blocks{c.plot(len(c.hs)), c.table(c.hs[best])}}, c.vanishing()}}
	switch {
	case c.fault.right && c.of == "f":
		f.Caption = "Yours agrees. f is linear, so differences are exact at every h but for rounding, which smaller steps only blow up."
		return f
	case c.fault.right:
		f.Caption = fmt.Sprintf("Yours makes the V of a right gradient: lowest %s at h = %s. Draw other numbers, or put a mistake in, to see it go flat.",
			about(e[best]), about(c.hs[best]))
		return f
	}
	f.Caption = "Yours is flat where a V should be. " + c.fault.why
	return f
}

// vanishing says what has to be 0 and is it or not.
func (c *gradientCheck) vanishing() *Text {
	size := c.size()
	var parts []string
	mark := Good
	say := func(what string, x, scale float64) {
		if math.Abs(x) <= 1e-7*size*scale {
			parts = append(parts, what+" = 0, as it must be")
			return
		}
		parts, mark = append(parts, what+" = "+about(x)+", and must be 0"), Bad
	}
	if c.of != "f" {
		say("z·yours", floats.Dot(c.z, c.yours), floats.Norm(c.z, 1))
	}
	if c.of != "h" {
		say("the sum of yours", floats.Sum(c.yours), float64(len(c.z)))
	}
	return &Text{Text: strings.Join(parts, "; ") + ".", Mark: mark}
}
