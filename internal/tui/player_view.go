package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gradcheck/internal/blocks"
	"gradcheck/sim"
)

// View draws the frame with where it stands in the run, the values that can be
// changed, and on the message line what the run gives.
func (p *player) View(t Theme, width, height int) Frame {
	g := p.Keys()[0]
	c := chrome{left: p.left, right: t.paint(muted, p.subtitle()), message: p.note, chip: g.State, keys: forFooter(g.Keys)}
	if len(p.frames) == 0 {
		if p.stream != nil {
			c.body = []string{"", "  Running " + p.sim.Name + "."}
		}
		return c.draw(t, width, height)
	}
	if c.message == "" {
		c.message = p.outcome(t, width)
	}
	n := len(p.frames)
	text := p.body(t, p.frames[p.frame], min(width-2*margin, textWidth))
	values, cursor := p.settings(t, width)
	rows := bodyHeight(height)
	values, cursor = fewer(values, cursor, max(2, rows/8), width)
	gap := 1
	if height < regularHeight {
		gap = 0
	}
	p.rows, p.all = max(rows-len(values)-2*gap, 1), len(text)
	if p.all > p.rows {
		top := min(p.pane.top, p.all-p.rows)
		c.tail = fmt.Sprintf("rows %d-%d of %d", top+1, top+p.rows, p.all)
	}
	room := width
	if c.tail != "" {
		room -= printed(c.tail) + 2
	}
	head := fmt.Sprintf("frame %d of %d ", p.frame+1, n)
	if p.stream != nil && p.slow {
		head = fmt.Sprintf("frame %d, running ", p.frame+1)
	}
	c.strip = p.scrub(t, head, n, room)
	body := make([]string, gap, rows)
	body = append(body, shift(p.pane.visible(text, p.rows), margin)...)
	for len(body)+len(values) < rows {
		body = append(body, "")
	}
	if cursor != nil {
		cursor.Y += len(body)
	}
	c.body, c.cursor = append(body, values...), cursor
	c.text = func() []line { return placed(linesOf(text), margin, 0, gap, p.pane.first(p.rows, p.all), p.rows) }
	return c.draw(t, width, height)
}

// show scrolls to a row of the frame.
func (p *player) showLine(i int) { p.pane.reveal(i, p.rows, p.all) }

func (p *player) quiet() { p.note = "" }

func (p *player) subtitle() string {
	name := p.sim.Name
	if len(p.runs) > 1 {
		name = fmt.Sprintf("%s, %d of %d", name, p.at+1, len(p.runs))
	}
	for k, v := range p.run().Values {
		if p.values[k] != v {
			return name + ", your values"
		}
	}
	return name
}

// scrub is the bar that says where in the run this frame is.
func (p *player) scrub(t Theme, head string, n, width int) string {
	room := max(0, width-2-printed(head))
	done := room
	if n > 1 {
		done = room * p.frame / (n - 1)
	}
	return head + t.paint(accent, strings.Repeat("━", done)) + t.paint(muted, strings.Repeat("─", room-done))
}

func (p *player) body(t Theme, f sim.Frame, width int) []string {
	caption := f.Caption
	if t.ASCII {
		caption = asciiProse(caption)
	}
	rows := append(wrap(caption, width), "")
	return append(rows, blocks.Render(f.Blocks, blocks.Options{Width: width, ASCII: t.ASCII, Style: t.mark})...)
}

// outcome is what the run gives, as much as fits in a row.
func (p *player) outcome(t Theme, width int) string {
	line := ""
	for _, r := range p.results {
		s := t.paint(muted, strings.ReplaceAll(strings.TrimSuffix(r.Name, "_"+r.Unit), "_", " ")) + " " + figure(r.Value)
		if r.Unit != "" {
			s += " " + r.Unit
		}
		if line != "" {
			s = "   " + s
		}
		if printed(line)+printed(s) > width-2*margin {
			break
		}
		line += s
	}
	return line
}

// settings are the values that can be changed, in rows.
func (p *player) settings(t Theme, width int) ([]string, *Pos) {
	var values []string
	for i, pl := range p.run().Play {
		v := fmt.Sprint(p.values[pl.Param])
		if i == p.set && p.typing != "" {
			v = p.typing
		}
		s := "‹ " + v + p.unit(pl.Param) + " ›"
		if i == p.set {
			s = t.paint(chip, s)
		}
		values = append(values, pl.Param+" "+s)
	}
	return flow(values, p.set, width)
}

func (p *player) unit(name string) string {
	for _, q := range p.sim.Params {
		if q.Name == name && q.Unit != "" {
			return " " + q.Unit
		}
	}
	return ""
}

// fewer keeps n of the rows, those around the cursor, and says that there are
// more.
func fewer(rows []string, cursor *Pos, n, width int) ([]string, *Pos) {
	if len(rows) <= n {
		return rows, cursor
	}
	from := 0
	if cursor != nil {
		from = min(max(0, cursor.Y-n+1), len(rows)-n)
		cursor = &Pos{cursor.X, cursor.Y - from}
	}
	rows = slices.Clone(rows[from : from+n])
	last := len(rows) - 1
	rows[last] = fit(cut(rows[last], width-4), width-4) + "…"
	return rows, cursor
}

// flow sets items in rows, never cutting one. The position is that of item at.
func flow(items []string, at, width int) ([]string, *Pos) {
	var rows []string
	var pos *Pos
	line := ""
	for i, it := range items {
		if line != "" && margin+printed(line)+3+printed(it) > width-margin {
			rows, line = append(rows, "  "+line), ""
		}
		if line != "" {
			line += "   "
		}
		if i == at {
			pos = &Pos{X: margin + printed(line), Y: len(rows)}
		}
		line += it
	}
	if line != "" {
		rows = append(rows, "  "+line)
	}
	return rows, pos
}

// figure writes a result for reading: a real to three significant digits, a large
// count in groups of three.
func figure(value string) string {
	if x, err := strconv.ParseFloat(value, 64); err == nil && len(value) > 7 && strings.ContainsAny(value, ".e") {
		value = strconv.FormatFloat(x, 'g', 3, 64)
	}
	if n, err := strconv.ParseInt(value, 10, 64); err == nil && n >= 1000 {
		for i := len(value) - 3; i > 0; i -= 3 {
			value = value[:i] + " " + value[i:]
		}
	}
	return value
}
