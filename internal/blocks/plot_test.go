package blocks

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"gradcheck/sim"
)

// curve is a series of n points from lo to hi, apart by a factor if log.
func curve(name string, n int, lo, hi float64, log bool, f func(x float64) float64) sim.Series {
	s := sim.Series{Name: name}
	for i := range n {
		t := float64(i) / float64(n-1)
		x := lo + t*(hi-lo)
		if log {
			x = lo * math.Pow(hi/lo, t)
		}
		s.X, s.Y = append(s.X, x), append(s.Y, f(x))
	}
	return s
}

// cloud is n points around (x, y).
func cloud(name string, r *rand.Rand, n int, x, y, spread float64) sim.Series {
	s := sim.Series{Name: name, Dots: true}
	for range n {
		s.X, s.Y = append(s.X, x+spread*r.NormFloat64()), append(s.Y, y+spread*r.NormFloat64())
	}
	return s
}

// pictures are plots, heat maps and bars as simulations have them.
func pictures() sim.Blocks {
	r := rand.New(rand.NewPCG(3, 4))
	v := &sim.Plot{
		X: sim.Axis{Label: "step size h", Log: true}, Y: sim.Axis{Label: "largest error", Log: true},
		Series: []sim.Series{
			curve("a right gradient", 31, 1e-10, 0.1, true, func(h float64) float64 { return h*h/10 + 1e-17/h }),
			curve("yours", 2, 1e-10, 0.1, true, func(float64) float64 { return 0.47 }),
			{Name: "lowest", X: []float64{5e-6}, Y: []float64{4.5e-12}, Dots: true, Glyph: "◆"},
		},
		Alt: "The error of a right gradient falls and rises again; yours stays at 0.47.",
	}
	v.Series[1].Mark, v.Series[0].Mark = sim.Bad, sim.Good
	components := &sim.Table{
		Cols: []sim.Col{{Name: "i"}, {Name: "yours", Right: true}, {Name: "by differences", Right: true}, {}},
		Rows: []sim.Row{
			{Cells: []string{"1", "+0.05004", "+0.05004", "✓"}},
			{Cells: []string{"2", "+0.23521", "−0.23521", "✗ sign"}},
		},
	}
	digits := func(title string, size float64) sim.Block {
		axis := sim.Axis{Lo: -size, Hi: size}
		return &sim.Plot{Title: title, X: axis, Y: axis, Alt: "Three groups.", Series: []sim.Series{
			cloud("zero", r, 30, -size/3, size/2, size/8),
			cloud("one", r, 30, -size/3, -size/2, size/8),
			cloud("two", r, 30, size/2, size/4, size/5),
		}}
	}
	ring := curve("N(0, I) at 1", 40, 0, 1, false, func(x float64) float64 { return math.Sin(2 * math.Pi * x) })
	for i, t := range ring.X {
		ring.X[i] = math.Cos(2 * math.Pi * t)
	}
	round := digits("β = 1", 6).(*sim.Plot)
	round.Series = append(round.Series, ring)
	walk := 0.0
	return sim.Blocks{
		&sim.Beside{Blocks: sim.Blocks{v, components}},
		&sim.Beside{Blocks: sim.Blocks{round, digits("β = 10⁻⁶", 24), digits("β = 2", 0.12)}},
		&sim.Plot{
			Title: "Mean loss of three runs", X: sim.Axis{Label: "draws", Log: true}, Y: sim.Axis{Label: "loss"},
			Series: []sim.Series{
				curve("first run", 300, 30, 40000, true, func(x float64) float64 {
					walk = 0.97*walk + 0.5*r.NormFloat64()
					return 32.3 + 4*walk/math.Sqrt(x/30)
				}),
				curve("upper end of the band", 40, 30, 40000, true, func(x float64) float64 { return 32.3 + 20/math.Sqrt(x) }),
				curve("lower end", 40, 30, 40000, true, func(x float64) float64 { return 32.3 - 20/math.Sqrt(x) }),
			},
			Alt: "The loss settles at 32.3.",
		},
		&sim.Plot{
			Title: "pairs", X: sim.Axis{Label: "earlier"}, Y: sim.Axis{Label: "later"},
			Series: []sim.Series{cloud("", r, 200, 1, 1, 0.7)}, Alt: "A round cloud.",
		},
		&sim.Table{
			Cols: []sim.Col{{Name: "start"}, {Name: "first loss", Bar: true, Log: true, Ref: "5.99", RefName: "guessing"}, {Name: "after 300", Right: true}},
			Rows: []sim.Row{
				{Cells: []string{"std 1, tied", "81.36", "5.91"}, Mark: sim.Bad},
				{Cells: []string{"std √(2/d)", "10.25", "1.92"}},
				{Cells: []string{"std 1, head not tied", "6.15", "1.74"}},
				{Cells: []string{"std 0.02", "5.00", "1.80"}},
			},
		},
		&sim.Table{
			Cols: []sim.Col{{Name: "plan"}, {Name: "runs in all", Bar: true, Ref: "8", RefName: "the least"}},
			Rows: []sim.Row{{Cells: []string{"as asked", "20"}}, {Cells: []string{"reuse", "8"}}, {Cells: []string{"keep all", "0"}}},
		},
		&sim.Heat{
			Title: "attention", Rows: []string{"the", "cat", "sat"}, Cols: []string{"the", "cat", "sat"},
			Values: [][]float64{{1, 0, 0}, {0.25, 0.75, 0}, {0.125, 0.375, math.NaN()}}, Alt: "Each word looks back.",
		},
		&sim.Heat{Title: "grid", Rows: []string{"", ""}, Cols: strings.Fields("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16"),
			Values: [][]float64{curve("", 16, -1, 1, false, math.Cbrt).Y, curve("", 16, -1e6, 1e6, false, math.Cbrt).Y}},
		&sim.Beside{Blocks: sim.Blocks{
			&sim.Heat{Title: "a digit", Values: [][]float64{{0, 1, 1, 0}, {0.6, 0, 0.3, 1}, {0, 1, 1, 0}}, Alt: "A small round shape."},
			&sim.Heat{Title: "half of it", Values: [][]float64{{0, 1}, {0.6, 0}, {0, 1}}, Lo: -1, Hi: 1, Alt: "Its left half."},
		}},
		&sim.Plot{Title: "Nothing", Alt: "Nothing has been measured."},
	}
}

// TestPictures draws what there is of pictures for a reader to look at.
func TestPictures(t *testing.T) {
	for _, o := range []struct {
		name string
		Options
	}{
		{"pictures-76.txt", Options{Width: 76}},
		{"pictures-40.txt", Options{Width: 40}},
		{"pictures-120.txt", Options{Width: 120}},
		{"pictures-76-ascii.txt", Options{Width: 76, ASCII: true}},
	} {
		golden(t, o.name, strings.Join(Render(pictures(), o.Options), "\n")+"\n")
	}
	golden(t, "pictures-plain.txt", Plain(sim.Frame{Blocks: pictures()})+"\n")
}

// TestPictureLaws checks the promises of Render at every width, with numbers
// that no axis can hold among the others.
func TestPictureLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	odd := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, -1, 1, 1e308, -1e308, 5e-324, 1e-300, 1, 1 + 1e-15, 3, 40000}
	all := []sim.Blocks{pictures()}
	for range 25 {
		all = append(all, oddPictures(r, odd))
	}
	paint := func(_ sim.Mark, s string) string { return "\x1b[1m" + s + "\x1b[m" }
	for n, bs := range all {
		Plain(sim.Frame{Blocks: bs})
		for w := 1; w <= 130; w += 2 + n%5 {
			lines := Render(bs, Options{Width: w})
			for _, l := range lines {
				if ansi.StringWidth(l) > w || strings.TrimRight(l, " ") != l {
					t.Fatalf("pictures %d at width %d: line %q of %d cells", n, w, l, ansi.StringWidth(l))
				}
			}
			for _, l := range Render(bs, Options{Width: w, ASCII: true}) {
				if strings.ContainsFunc(l, func(r rune) bool { return r >= 0x80 || r < ' ' }) || len(l) > w {
					t.Fatalf("pictures %d at width %d in ASCII: line %q", n, w, l)
				}
			}
			if w < 30 {
				continue
			}
			joined := strings.Join(lines, "\n")
			for _, word := range []string{"gradient", "lowest", "differences", "zero", "two", "draws", "band", "earlier", "guessing", "81.36", "least", "attention", "measured"} {
				if n == 0 && !strings.Contains(strings.ToLower(joined), word) {
					t.Fatalf("pictures at width %d lack %q:\n%s", w, word, joined)
				}
			}
			if got := ansi.Strip(strings.Join(Render(bs, Options{Width: w, Style: paint}), "\n")); got != joined {
				t.Fatalf("pictures %d at width %d: with styles\n%s\nwithout\n%s", n, w, got, joined)
			}
		}
	}
}

// oddPictures are random plots, heat maps and bars of odd numbers.
func oddPictures(r *rand.Rand, odd []float64) sim.Blocks {
	some := func() []float64 {
		xs := make([]float64, r.IntN(9))
		for i := range xs {
			xs[i] = odd[r.IntN(len(odd))]
		}
		return xs
	}
	one := func() float64 { return odd[r.IntN(len(odd))] }
	axis := func() sim.Axis {
		a := sim.Axis{Label: "axis", Log: r.IntN(2) > 0}
		if r.IntN(3) == 0 {
			a.Lo, a.Hi = one(), one()
		}
		return a
	}
	p := &sim.Plot{Title: "odd", X: axis(), Y: axis(), Alt: "Odd numbers."}
	for range r.IntN(12) {
		p.Series = append(p.Series, sim.Series{Name: "s", X: some(), Y: some(), Dots: r.IntN(2) > 0, Glyph: []string{"", "◆", "xy", "β", "\x1b"}[r.IntN(5)]})
	}
	h := &sim.Heat{Rows: []string{"a", "b"}, Cols: []string{"c"}, Values: [][]float64{some(), some()}, Lo: one(), Hi: one()}
	tab := &sim.Table{Cols: []sim.Col{{Name: "bars", Bar: true, Log: r.IntN(2) > 0, Ref: fmt.Sprint(one()), RefName: "ref"}}}
	for _, x := range some() {
		tab.Rows = append(tab.Rows, sim.Row{Cells: []string{fmt.Sprint(x)}})
	}
	return sim.Blocks{p, &sim.Beside{Blocks: sim.Blocks{p, h, tab, &sim.Beside{Blocks: sim.Blocks{h, p}}}}, &sim.Beside{}}
}

// BenchmarkPlot draws a curve over two logarithmic axes beside a table.
func BenchmarkPlot(b *testing.B) {
	bs := pictures()[:1]
	for b.Loop() {
		Render(bs, Options{Width: 76})
	}
}
