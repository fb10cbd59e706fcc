package blocks

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"gradcheck/sim"
)

// Plain tells a frame in sentences for a screen reader: the caption, then what
// each block shows, in lines of any length. Nothing depends on how things stand
// on a screen, and what a screen reader would skip is said in words.
func Plain(f sim.Frame) string {
	var lines []string
	if f.Caption != "" {
		lines = append(lines, spoken(f.Caption))
	}
	for _, b := range f.Blocks {
		for _, s := range tell(b) {
			if s == "" {
				continue // a block without a name
			}
			lines = append(lines, spoken(s))
		}
	}
	return strings.Join(lines, "\n")
}

// tell tells a block in sentences.
func tell(b sim.Block) []string {
	switch b := b.(type) {
	case *sim.Text:
		return []string{tellText(b)}
	case *sim.Cells:
		return tellCells(b)
	case *sim.Slots:
		return tellSlots(b)
	case *sim.Table:
		return tellTable(b)
	case *sim.Plot:
		return tellPlot(b)
	case *sim.Heat:
		return tellHeat(b)
	case *sim.Beside:
		var told []string
		for _, b := range b.Blocks {
			told = append(told, tell(b)...)
		}
		return told
	}
	panic("blocks: cannot tell a block of kind " + b.Kind())
}

func tellText(t *sim.Text) string {
	switch t.Mark {
	case sim.Good:
		return "Right: " + t.Text
	case sim.Bad:
		return "Wrong: " + t.Text
	}
	return sentence(t.Text)
}

// tellCells tells a strip row by row, as in "Runs now: from 5 to 6 to 7."
func tellCells(c *sim.Cells) []string {
	var told []string
	if n := len(c.Cols); n > 1 {
		told = append(told, sentence(fmt.Sprintf("columns: %s %s to %s", c.Label, c.Cols[0], c.Cols[n-1])))
	}
	for _, r := range c.Rows {
		told = append(told, tellCellRow(c, r))
	}
	return told
}

// tellCellRow tells a row: where its marks and arrows are, or, if it has only
// words, what stands in each column.
func tellCellRow(c *sim.Cells, r sim.CellRow) string {
	name, said, words := r.Name, "", true
	for _, cell := range r.Cells {
		words = words && cell.Mark == sim.Plain && cell.Join == sim.None
	}
	if words {
		name += ", by " + c.Label
	}
	for i, cell := range r.Cells {
		col := ""
		if i < len(c.Cols) {
			col = c.Cols[i]
		}
		s := tellCell(cell, col)
		if words && cell.Text == col && col != "…" {
			s = strings.TrimPrefix(col+": "+cell.Text, ": ")
		}
		switch {
		case s == "":
		case said == "":
			said = s
		case cell.Join == sim.Right:
			said += " " + s
		case words:
			said += "; " + s
		default:
			said += ", " + s
		}
	}
	if said == "" {
		return sentence(r.Name + ": nothing")
	}
	return sentence(name + ": " + said)
}

var markWords = map[sim.Mark]string{
	sim.Hot: "now", sim.Done: "done", sim.Lost: "lost", sim.Good: "right", sim.Bad: "wrong",
}

// tellCell tells one cell, "" if there is nothing to tell.
func tellCell(c sim.Cell, col string) string {
	what := strings.TrimSpace(col + " " + markWords[c.Mark])
	switch {
	case c.Text == "" && c.Mark == sim.Plain && c.Join == sim.None:
		return ""
	case c.Text == "…":
		what = "and so on"
	case c.Text == col || c.Text == "" && c.Join != sim.None:
		what = col
	case c.Text == "·":
		what = col + ": none"
	case c.Text != "":
		what = strings.TrimPrefix(col+": "+c.Text, ": ")
	}
	switch c.Join {
	case sim.Start:
		return "from " + what
	case sim.Right:
		if c.Text == "…" {
			return what
		}
		return "to " + what
	}
	return what
}

// tellSlots tells groups of places, as in "Memory: a5, a10; 2 of 2 full."
func tellSlots(s *sim.Slots) []string {
	var told []string
	for _, g := range s.Groups {
		var held []string
		free := 0
		for _, place := range g.Places {
			switch place {
			case "":
				free++
			case "…":
				held = append(held, "and others")
			default:
				held = append(held, place)
			}
		}
		switch {
		case free > 0 && len(held) == 0:
			held = append(held, "empty")
		case free > 0:
			held = append(held, fmt.Sprintf("%d free", free))
		}
		said := strings.Join(held, ", ")
		if g.Note != "" {
			said = strings.TrimPrefix(said+"; "+g.Note, "; ")
		}
		told = append(told, sentence(g.Name+": "+said))
	}
	return told
}

// tellTable tells a table row by row, each value after its column's name.
func tellTable(t *sim.Table) []string {
	var told []string
	for _, r := range t.Rows {
		var items []string
		for i, cell := range r.Cells {
			name := ""
			if i < len(t.Cols) {
				name = t.Cols[i].Name
			}
			switch cell {
			case "":
				continue
			case "·":
				cell = "none"
			}
			if last := len(items) - 1; name == "" && last >= 0 {
				items[last] += " (" + cell + ")"
				continue
			}
			items = append(items, strings.TrimSpace(name+" "+cell))
		}
		if len(items) == 0 {
			continue
		}
		switch r.Mark {
		case sim.Hot:
			items[0] += ", this step"
		case sim.Good, sim.Bad:
			items[0] += ", " + markWords[r.Mark]
		}
		s := items[0]
		if len(items) > 1 {
			s += ": " + strings.Join(items[1:], ", ")
		}
		told = append(told, sentence(s))
	}
	for _, c := range t.Cols {
		if c.Bar && c.Ref != "" {
			told = append(told, sentence("for comparison: "+refText(c)))
		}
	}
	return told
}

// sentence starts s with a capital letter and ends it with a full stop.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	r, n := utf8.DecodeRuneInString(s)
	s = string(unicode.ToUpper(r)) + s[n:]
	if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "?") {
		s += "."
	}
	return s
}

var words = strings.NewReplacer(
	" … ", " to ", "…", "and so on", " × ", " times ", "×", " times ", " + ", " plus ", " = ", " equals ",
	" − ", " minus ", "−", "minus ", " · ", ", ", " ± ", " plus or minus ", "²", " squared", "³", " cubed",
	" < ", " is less than ", " > ", " is more than ", " ≤ ", " is at most ", " ≥ ", " is at least ",
	" ≈ ", " is about ", " → ", " to ", "√", "root ", "✓", "right", "✗", "wrong", "■", "", "▸", "", "◂", "",
)

// spoken writes out what a screen reader skips, and closes up grouped digits.
func spoken(s string) string {
	rs := []rune(s)
	var b strings.Builder
	for i, r := range rs {
		if r == '\u00a0' {
			if i > 0 && i+1 < len(rs) && unicode.IsDigit(rs[i-1]) && unicode.IsDigit(rs[i+1]) {
				continue
			}
			r = ' '
		}
		b.WriteRune(r)
	}
	return words.Replace(b.String())
}
