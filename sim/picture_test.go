package sim

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"
)

// checkPicture checks a frame's shape: a caption of one or two sentences that
// ends in a full stop, rows as wide as their columns, plots of finite points
// (positive on a logarithmic axis) that are told in words too.
func checkPicture(t *testing.T, name string, f Frame) {
	t.Helper()
	if !strings.HasSuffix(f.Caption, ".") || utf8.RuneCountInString(f.Caption) > 160 {
		t.Errorf("%s: caption of %d letters %q", name, utf8.RuneCountInString(f.Caption), f.Caption)
	}
	if f.View == "" || len(f.Blocks) == 0 {
		t.Errorf("%s: view %q with %d blocks", name, f.View, len(f.Blocks))
	}
	for _, b := range f.Blocks {
		checkBlock(t, name, b)
	}
}

func checkBlock(t *testing.T, name string, b Block) {
	t.Helper()
	switch b := b.(type) {
	case *Beside:
		for _, b := range b.Blocks {
			checkBlock(t, name, b)
		}
	case *Table:
		for _, r := range b.Rows {
			if len(r.Cells) != len(b.Cols) {
				t.Errorf("%s: row %q has %d cells for %d columns", name, r.Cells, len(r.Cells), len(b.Cols))
			}
		}
		if b.Room != nil && len(b.Room) != len(b.Cols) || len(b.Rows) > 12 {
			t.Errorf("%s: table of %d rows, room %q", name, len(b.Rows), b.Room)
		}
	case *Heat:
		if len(b.Values) != len(b.Rows) || b.Alt == "" {
			t.Errorf("%s: heat of %d rows for %d, told %q", name, len(b.Values), len(b.Rows), b.Alt)
		}
	case *Plot:
		checkPlot(t, name, b)
	}
}

func checkPlot(t *testing.T, name string, p *Plot) {
	t.Helper()
	if p.Alt == "" {
		t.Errorf("%s: a plot without words", name)
	}
	for _, s := range p.Series {
		if len(s.X) != len(s.Y) || s.Name == "" {
			t.Errorf("%s: series %q has %d and %d numbers", name, s.Name, len(s.X), len(s.Y))
		}
		for i, axis := range []Axis{p.X, p.Y} {
			for _, x := range [][]float64{s.X, s.Y}[i] {
				if math.IsNaN(x) || math.IsInf(x, 0) || axis.Log && x <= 0 {
					t.Errorf("%s: series %q has %v on axis %q", name, s.Name, x, axis.Label)
				}
			}
		}
	}
}
