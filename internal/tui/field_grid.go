package tui

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gradcheck/grader"
	"gradcheck/internal/mdview"
)

// A gridField is a table with fields in it, or a list to match: a field is text,
// or a pick that a digit assigns.
type gridField struct {
	blanks
	grid   grader.Grid
	unread []bool // blanks to be marked as not readable; nil for none
}

func newGridField(in grader.Grid, a grader.Answer) gridField {
	return gridField{blanks: newBlanks(len(in.Blanks), a), grid: in}
}

func (f gridField) Answer() grader.Answer { return f.answer() }
func (f gridField) Multiline() bool       { return false }
func (f gridField) Undo() field           { f.blanks = f.step(f.past.back); return f }
func (f gridField) Redo() field           { f.blanks = f.step(f.past.forward); return f }

// Set replaces the answer.
func (f gridField) Set(a grader.Answer) field { f.blanks = f.set(a); return f }

func (f gridField) place(blank, at int) field { f.blanks = f.placed(blank, at); return f }

// Update edits the field with the focus; a pick takes digits, and no text.
func (f gridField) Update(msg tea.Msg) field {
	if !f.Typable() {
		if k, ok := msg.(tea.KeyPressMsg); ok && digit(k) >= 0 {
			g, _ := f.Command(k)
			return g
		}
		return f
	}
	f.blanks = f.update(msg)
	return f
}

// Next goes to the next field.
func (f gridField) Next(by int) (field, bool) {
	var ok bool
	f.blanks, ok = f.next(by)
	return f, ok
}

// pick returns the options of the field with the focus.
func (f gridField) pick() (grader.Pick, bool) {
	p, ok := f.grid.Blanks[f.at].Input.(grader.Pick)
	return p, ok
}

// Typable reports whether the field with the focus takes text.
func (f gridField) Typable() bool { _, pick := f.pick(); return !pick }

// Command moves the focus and assigns options to a pick.
func (f gridField) Command(k tea.KeyPressMsg) (field, bool) {
	switch k.String() {
	case "j", "down", "right":
		return f.moveBy(1), true
	case "k", "up", "left":
		return f.moveBy(-1), true
	}
	p, ok := f.pick()
	i := digit(k)
	if !ok || i < 0 || i >= len(p.Options) {
		return f, false
	}
	options := newPickField(p, f.fields[f.at].Answer()).toggle(i)
	f.blanks = f.with(f.at, f.fields[f.at].Set(options.Answer()))
	return f, true
}

func (f gridField) moveBy(by int) field {
	g, _ := f.Next(by)
	return g
}

// View draws the table, or a list of its fields where that is too wide.
func (f gridField) View(t Theme, width int, focus bool) ([]string, *Pos) {
	cells := f.cells(t, width)
	widths := columns(cells)
	total := 2 * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	var rows []string
	var cursor *Pos
	if total > width-2*margin-2 {
		rows, cursor = f.list(t, width, focus)
	} else {
		rows, cursor = f.table(t, cells, widths, focus)
	}
	return append(rows, f.legend(t, width)...), cursor
}

// fieldWidth is the fewest cells that a field in a table takes.
const fieldWidth = 14

// cells are the texts of the table; a field holds its value.
func (f gridField) cells(t Theme, width int) [][]string {
	plain := func(md string) string {
		return strings.Join(mdview.Render(md, mdview.Options{Width: width, ASCII: t.ASCII, Plain: true}), " ")
	}
	var rows [][]string
	if f.grid.Header != nil {
		head := make([]string, len(f.grid.Header))
		for i, h := range f.grid.Header {
			head[i] = plain(h)
		}
		rows = append(rows, head)
	}
	for _, r := range f.grid.Rows {
		row := make([]string, len(r))
		for i, c := range r {
			row[i] = plain(c.Text)
			if c.Blank > 0 {
				v, _ := f.value(c.Blank - 1)
				row[i] = strings.TrimSpace(row[i]+" ") + fit("▎ "+v, max(fieldWidth, printed(v)+3)) + plain(c.After)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// value is what blank i shows, and where the cursor stands in it.
func (f gridField) value(i int) (string, int) {
	v := first(f.fields[i].Answer())
	if p, ok := f.grid.Blanks[i].Input.(grader.Pick); ok {
		picks := newPickField(p, grader.Answer{v})
		var numbers []string
		for _, id := range picks.picked {
			numbers = append(numbers, strconv.Itoa(picks.index(id)+1))
		}
		return strings.Join(numbers, ", "), 0
	}
	return window(v, f.fields[i].in.Position(), 28)
}

// columns are the widths of the columns.
func columns(rows [][]string) []int {
	var widths []int
	for _, r := range rows {
		for i, c := range r {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], printed(c))
		}
	}
	return widths
}

// table draws aligned columns.
func (f gridField) table(t Theme, cells [][]string, widths []int, focus bool) ([]string, *Pos) {
	var rows []string
	var cursor *Pos
	for n, r := range cells {
		line := "    "
		for i, c := range r {
			b := f.blankAt(n, i)
			if b >= 0 {
				x := printed(line) + printed(c[:strings.Index(c, "▎")])
				if b == f.at {
					_, at := f.value(b)
					cursor = &Pos{X: x + 2 + at, Y: len(rows)}
				}
				c = fit(c, widths[i])
				c = strings.Replace(c, "▎", f.mark(t, b, focus), 1)
			} else {
				c = fit(c, widths[i])
			}
			line += c + "  "
		}
		if n == 0 && f.grid.Header != nil {
			line = t.paint(muted, line)
		}
		rows = append(rows, strings.TrimRight(line, " "))
	}
	if !focus && f.Typable() {
		cursor = nil
	}
	return rows, cursor
}

// mark stands before blank i: the bar, or ? where it cannot be read and is not
// being typed.
func (f gridField) mark(t Theme, i int, focus bool) string {
	glyph, r := "│", muted
	if i == f.at {
		glyph, r = "▎", accent
	}
	if i < len(f.unread) && f.unread[i] && !(focus && i == f.at) {
		glyph = "?"
		if i != f.at {
			r = warn
		}
	}
	return t.paint(r, glyph)
}

// blankAt is the blank in a cell of the drawn table, -1 for a text.
func (f gridField) blankAt(row, col int) int {
	if f.grid.Header != nil {
		row--
	}
	if row < 0 || col >= len(f.grid.Rows[row]) {
		return -1
	}
	return f.grid.Rows[row][col].Blank - 1
}

// list draws a line a field, under its label.
func (f gridField) list(t Theme, width int, focus bool) ([]string, *Pos) {
	var rows []string
	var cursor *Pos
	for i, b := range f.grid.Blanks {
		v, at := f.value(i)
		rows = append(rows, "    "+cut(b.Label, width-2*margin-2))
		if i == f.at && (focus || !f.Typable()) {
			cursor = &Pos{X: 6 + at, Y: len(rows)}
		}
		rows = append(rows, "    "+f.mark(t, i, focus)+" "+v)
	}
	return rows, cursor
}

// legend lists the options of the picks, if all share them, with their digits.
func (f gridField) legend(t Theme, width int) []string {
	p, ok := f.pick()
	if !ok {
		return nil
	}
	rows := []string{""}
	for i, o := range p.Options {
		text := mdview.Render(o.Text, mdview.Options{Width: width - 12, ASCII: t.ASCII})
		for j, l := range text {
			head := "        "
			if j == 0 {
				head = "    " + string(rune('1'+i)) + "   "
			}
			rows = append(rows, head+l)
		}
	}
	return slices.Clip(rows)
}
