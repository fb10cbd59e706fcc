package mdview

import (
	"strings"

	"gradcheck/internal/tex"
	"gradcheck/internal/texbox"

	xansi "github.com/charmbracelet/x/ansi"
)

// A display is a displayed formula, with those right after it that go on from it
// with a relation: $$a = b$$ $$= c$$.
type display struct {
	srcs  []string
	nodes []tex.Node // of the sources; nil if there is one that cannot be read
}

func newDisplay(src string) *display {
	d := &display{srcs: []string{src}}
	if n, err := tex.Parse(src); err == nil {
		d.nodes = []tex.Node{n}
	}
	return d
}

// join adds a display if it goes on from this one.
func (d *display) join(src string) bool {
	if d.nodes == nil {
		return false
	}
	n, err := tex.Parse(src)
	if err != nil || !texbox.Continues(n) {
		return false
	}
	d.srcs, d.nodes = append(d.srcs, src), append(d.nodes, n)
	return true
}

// rows draws a display, a little indented where it fits.
func (s *substitute) rows(d *display) func(width int) []string {
	return func(width int) []string {
		in := "    "
		if width < 50 {
			in = "  "
		}
		rows := s.display(d, width-len(in))
		for i, r := range rows {
			rows[i] = in + r
		}
		return rows
	}
}

// display lays a display out in two dimensions. Its parts stand in a column; if
// they do not fit so, each is set on its own.
func (s *substitute) display(d *display, width int) []string {
	if d.nodes == nil {
		return strings.Split(xansi.Wrap(s.verbatim("$$"+d.srcs[0]+"$$"), width, ""), "\n")
	}
	if len(d.nodes) > 1 {
		if b, err := texbox.Chain(d.nodes, width, s.ASCII); err == nil {
			return b.Rows
		}
	}
	var rows []string
	for i, n := range d.nodes {
		if i > 0 {
			rows = append(rows, "")
		}
		rows = append(rows, s.formula(n, width)...)
	}
	return rows
}

// formula lays one formula out, or wraps its row where that is too wide.
func (s *substitute) formula(n tex.Node, width int) []string {
	if b, err := texbox.Layout(n, width, s.ASCII); err == nil {
		return b.Rows
	}
	var rows []string
	for _, piece := range tex.Pieces(n, s.ASCII) {
		if last := len(rows) - 1; last >= 0 && xansi.StringWidth(rows[last])+1+xansi.StringWidth(piece) <= width {
			rows[last] += " " + piece
			continue
		}
		rows = append(rows, piece)
	}
	return strings.Split(xansi.Wrap(strings.Join(rows, "\n"), width, ""), "\n")
}
