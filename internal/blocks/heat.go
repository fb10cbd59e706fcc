package blocks

import (
	"math"
	"strconv"
	"strings"

	"gradcheck/sim"
)

// shades are the glyphs of a heat map from low to high.
var shades = []string{"░", "▒", "▓", "█"}

// A matrix is a [sim.Heat] made fit to draw.
type matrix struct {
	painter
	scale scale
	rows  []string
	cols  []string
	texts [][]string // numbers, rounded to tell the shades apart
	cells [][]string // glyphs
	name  int        // width of the rows' names
}

// heat draws a matrix with a shade and, if there is room, the number in each
// cell, and tells which shade is what.
func (p painter) heat(b *sim.Heat) []string {
	m, ok := p.matrix(b)
	if !ok {
		return p.told(tellHeat(b))
	}
	w, numbers := m.cellWidth()
	fit := (p.Width - m.name) / w
	if fit < 1 {
		return p.told(tellHeat(b))
	}
	var lines []string
	for from := 0; from < len(m.cols); from += fit {
		if from > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, m.lines(from, min(from+fit, len(m.cols)), w, numbers)...)
	}
	wide := min(max(widest(lines), keyWidth), p.Width)
	lines = append(lines, m.key(wide)...)
	if b.Title != "" {
		lines = append(wrap(p.text(b.Title), wide), lines...)
	}
	return lines
}

// keyWidth is how wide the key of a narrow matrix is.
const keyWidth = 36

// cellWidth is the width of a column with the gap before it, and whether there
// is room for numbers. Without names of columns shades stand side by side.
func (m matrix) cellWidth() (w int, numbers bool) {
	names := widest(m.cols)
	fits := func(w int) bool { return m.name+w*len(m.cols) <= m.Width }
	if w = max(names, m.number()+2) + 2; names > 0 && fits(w) {
		return w, true
	}
	if names == 0 {
		return 2, false
	}
	if w = max(names, 2) + 1; !fits(w) && fits(3) {
		return 3, false
	}
	return w, false
}

// matrix finds the scale. It is not ok if there is nothing to draw.
func (p painter) matrix(b *sim.Heat) (m matrix, ok bool) {
	m = matrix{painter: p}
	var all []float64
	n := len(b.Cols)
	for _, row := range b.Values {
		all = append(all, row...)
		n = max(n, len(row))
	}
	if m.scale, ok = newScale(sim.Axis{Lo: b.Lo, Hi: b.Hi}, all); !ok {
		return m, false
	}
	for j := range n {
		m.cols = append(m.cols, p.text(at(b.Cols, j)))
	}
	for i := range max(len(b.Rows), len(b.Values)) {
		m.rows = append(m.rows, p.text(at(b.Rows, i)))
		texts, cells := make([]string, n), make([]string, n)
		for j := range n {
			if i < len(b.Values) && j < len(b.Values[i]) {
				texts[j], cells[j] = m.cell(b.Values[i][j])
			}
		}
		m.texts, m.cells = append(m.texts, texts), append(m.cells, cells)
	}
	if m.name = widest(m.rows); m.name > 0 && widest(m.cols) == 0 {
		m.name++ // the gap that columns without names do not have
	}
	return m, true
}

// at is the i-th string, or none.
func at(ss []string, i int) string {
	if i < len(ss) {
		return ss[i]
	}
	return ""
}

// cell is the number and the shade of a value; a value that is none has a dash.
func (m matrix) cell(x float64) (text, shade string) {
	u, ok := m.scale.at(x)
	if !ok {
		return "-", m.glyph("·")
	}
	n := len(shades)
	return m.text(heatText(x)), m.glyph(shades[min(max(int(u*float64(n)), 0), n-1)])
}

// heatText is a number in three significant digits.
func heatText(x float64) string {
	size := math.Abs(x)
	switch {
	case x == 0:
		return "0"
	case size >= 1e5 || size < 1e-3:
		return tickText(x, size/100)
	case x == math.Trunc(x):
		return tickText(x, 1)
	}
	return tickText(x, math.Pow(10, min(math.Floor(math.Log10(size))-2, 0)))
}

// number is the width of the widest number.
func (m matrix) number() int {
	w := 0
	for _, row := range m.texts {
		w = max(w, widest(row))
	}
	return w
}

// lines draws the columns from (included) to to (excluded), each w cells wide.
// Names of columns that are wider are left out but for every so many.
func (m matrix) lines(from, to, w int, numbers bool) []string {
	head, every := blank(m.name), 1
	for widest(m.cols)+1 > every*w {
		every++
	}
	for j := from; j < to; j++ {
		if j%every == 0 {
			head += padLeft(m.cols[j], m.name+w*(j+1-from)-width(head))
		}
	}
	lines := []string{head}
	if strings.TrimSpace(head) == "" {
		lines = nil
	}
	for i, row := range m.cells {
		line := padRight(m.rows[i], m.name)
		for j := from; j < to; j++ {
			cell := strings.Repeat(row[j], 2)
			if numbers && row[j] != "" {
				cell = row[j] + " " + padLeft(m.texts[i][j], m.number())
			}
			line += padLeft(cell, w)
		}
		lines = append(lines, line)
	}
	return lines
}

// key tells which shade stands for which numbers.
func (m matrix) key(wide int) []string {
	n := len(shades)
	step := (m.scale.hi - m.scale.lo) / float64(n)
	items := []token{{"from", 1}}
	for i, s := range shades {
		text := short(m.scale.lo + float64(i)*step)
		if i == n-1 {
			text += "\u00a0to\u00a0" + short(m.scale.hi)
		}
		items = append(items, token{m.glyph(s) + "\u00a0" + m.text(text), 2})
	}
	items[1].gap = 1
	return flow(items, wide, "", "     ")
}

// short is x in at most three significant digits.
func short(x float64) string {
	s := heatText(rounded(x))
	if strings.Contains(s, ".") && !strings.Contains(s, "e") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// rounded is x in three significant digits.
func rounded(x float64) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 3, 64), 64)
	if err != nil {
		return x
	}
	return y
}
