package tui

import (
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/exam"
)

// listKeys are the keys of every list.
func listKeys(enter string) []key.Binding {
	return []key.Binding{bind("enter", "enter", enter), moveKeys}
}

// An overview lists all parts of the paper with their state and points.
type overview struct {
	d    *desk
	rows []int // entries
	row  int
	col  int
	back bool // it was opened from a part, which goes on with what is chosen
	note string
}

// newOverview returns the list of the exam that entry i belongs to, with the
// cursor on its part n.
func newOverview(d *desk, i, n int, back bool) *overview {
	o := &overview{d: d, col: n, back: back}
	for j, e := range d.entries {
		if e.exam == d.entries[i].exam {
			if j == i {
				o.row = len(o.rows)
			}
			o.rows = append(o.rows, j)
		}
	}
	return o
}

func (o *overview) Init() tea.Cmd { return nil }

func (o *overview) entry() *entry { return o.d.entries[o.rows[o.row]] }

// Update moves over the parts and goes to one.
func (o *overview) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case openedMsg:
		if msg.err != nil {
			o.note = "Could not open it: " + msg.err.Error()
			return o, nil
		}
		return o, replace(newPart(o.d, msg.i, msg.label))
	case tea.KeyPressMsg:
		o.note = ""
		if o.d.running() {
			if cmd, ok := o.examKey(msg.String()); ok {
				return o, cmd
			}
		}
		switch k := msg.String(); k {
		case "j", "down":
			o.row = min(o.row+1, len(o.rows)-1)
		case "k", "up":
			o.row = max(o.row-1, 0)
		case "g", "home":
			o.row, o.col = 0, 0
		case "G", "end":
			o.row = len(o.rows) - 1
		case "right", "tab":
			o.col++
		case "left", "shift+tab":
			o.col = max(0, o.col-1)
		case "u":
			o.nextEmpty()
		case "enter":
			open := o.d.open(o.rows[o.row], o.entry().of.Parts[o.col].Label, nil)
			if o.back {
				return o, tea.Sequence(pop, open)
			}
			return o, open
		case "l", "esc", "q":
			return o, pop
		case "?", "f1":
			return o, push(newHelp("All parts", o.Keys()))
		default:
			o.note = k + " does nothing here; ? lists the keys."
		}
		o.col = min(o.col, len(o.entry().of.Parts)-1)
	}
	return o, nil
}

// nextEmpty goes to the next part without an answer, around the end.
func (o *overview) nextEmpty() {
	otherwise := "Every part has an answer."
	if o.d.running() && len(o.d.closings()) > 0 {
		otherwise = "Every part that is open has an answer."
	}
	o.next(func(e *entry, label string) bool { return !o.d.done(e, label) && !o.d.shut(e) }, otherwise)
}

// next goes to the next part that is wanted, around the end, or says otherwise.
func (o *overview) next(wanted func(e *entry, label string) bool, otherwise string) {
	row, col := o.row, o.col
	for range 2 {
		for ; row < len(o.rows); row, col = row+1, -1 {
			e := o.d.entries[o.rows[row]]
			for col++; col < len(e.of.Parts); col++ {
				if wanted(e, e.of.Parts[col].Label) {
					o.row, o.col = row, col
					return
				}
			}
		}
		row, col = 0, -1
	}
	o.note = otherwise
}

// examKey handles the keys that are only there while an exam runs.
func (o *overview) examKey(k string) (tea.Cmd, bool) {
	switch k {
	case "f":
		r := o.entry().ref(o.entry().of.Parts[o.col].Label)
		n := 1
		if o.entry().sitting.Flagged(r) {
			n = 0
		}
		return o.d.record(exam.Event{Kind: exam.Flag, Part: r, N: n}), true
	case "w":
		o.next(func(e *entry, label string) bool { return e.sitting.Flagged(e.ref(label)) }, "Nothing else is flagged.")
		return nil, true
	case "H":
		return push(newHandin(o.d)), true
	}
	return nil, false
}

// table draws a row a problem; a problem with many parts takes several. The lines
// are what / searches: one for the head of each problem and one for each part.
func (o *overview) table(t Theme, width int) (body []string, cursor *Pos, text []line) {
	name := 28 // cells of number and title
	if width >= regularWidth {
		name = 33
	}
	wide := min(width-2*margin, textWidth)
	for r, i := range o.rows {
		e := o.d.entries[i]
		row := fit(fmt.Sprintf("%4s  %s", number(e), cut(e.of.Title, name-7)), name)
		text = append(text, line{words: row, also: []string{e.of.Title}, y: len(body), alone: true})
		for n, q := range e.of.Parts {
			label := q.Label
			if label == "" {
				label = " "
			}
			mark, worth := o.d.mark(t, e, q.Label), fmt.Sprintf("%3s", points(q.Points))
			cell := fmt.Sprintf("%2s ", label) + mark + worth + "  "
			if printed(row)+printed(cell) > wide-5 {
				body, row = append(body, row), fit("", name)
			}
			here := r == o.row && n == o.col
			if here {
				cursor = &Pos{X: printed(row), Y: len(body)}
				cell = t.paint(accent, "▸") + t.paint(selected, label+" ") + mark + t.paint(selected, worth) + "  "
			}
			text = append(text, o.cellLine(e, q, cell, printed(row), len(body), here))
			row += cell
		}
		body = append(body, fit(row, wide-4)+fmt.Sprintf("%4s", points(e.of.Points)))
	}
	return body, cursor, text
}

// cellLine is a part for /: it is found by its name on the paper, by its state and
// by the topics of its problem.
func (o *overview) cellLine(e *entry, q outlinePart, cell string, x, y int, here bool) line {
	names := append([]string{e.label(q.Label), e.label(bracketed(q.Label))}, o.d.inWords(e, q.Label)...)
	if e.tmpl != nil {
		names = append(names, e.tmpl.Topics...)
	} else if p := e.problem(); p != nil {
		names = append(names, p.Topics...)
	}
	return line{words: cell, names: names, x: x, y: y, alone: true, here: here}
}

// inWords says what the mark of a part means.
func (d *desk) inWords(e *entry, label string) []string {
	var words []string
	if e.sitting != nil && e.sitting.Flagged(e.ref(label)) {
		words = append(words, "flagged")
	}
	if d.running() {
		if d.shut(e) {
			words = append(words, "closed")
		}
		switch {
		case e.sitting.Draft(e.ref(label)).Blank():
			return append(words, "empty")
		case d.unreadable(e, label):
			return append(words, "unreadable", "answered")
		}
		return append(words, "answered")
	}
	state := map[exam.Status]string{exam.Untouched: "empty", exam.Correct: "right", exam.Partial: "in part", exam.Wrong: "not right",
		exam.GivenUp: "not right", exam.Waiting: "waits", exam.Unreadable: "unreadable", exam.Drafted: "entered"}[d.status(e, label)]
	return append(words, state)
}

// showLine puts the cursor on the part of line i.
func (o *overview) showLine(i int) {
	for r, e := range o.rows {
		n := len(o.d.entries[e].of.Parts) + 1
		if i < n {
			o.row, o.col = r, max(i-1, 0)
			return
		}
		i -= n
	}
}

func (o *overview) quiet() { o.note = "" }

// View draws the table with its legend.
func (o *overview) View(t Theme, width, height int) Frame {
	body, cursor, text := o.table(t, width)
	rows := bodyHeight(height) - 2
	var p pane
	if cursor != nil && cursor.Y >= rows {
		p.top = min(cursor.Y-rows+1, len(body)-rows)
		cursor.Y -= p.top
	}
	for i := range text {
		if text[i].y -= p.top; text[i].y >= rows {
			text[i].y = -1
		}
		if text[i].y >= 0 {
			text[i].y++
		}
	}
	body = append([]string{""}, p.visible(body, rows)...)
	if cursor != nil {
		cursor.Y++
	}
	for len(body) < bodyHeight(height)-1 {
		body = append(body, "")
	}
	body = append(body, legend(t, o.d, width))
	note := o.d.message(o.note)
	if note == "" && !o.d.running() && o.entry().of.Parts[o.col].Sim != "" {
		note = "Explained by the simulation " + o.entry().of.Parts[o.col].Sim
	}
	g := o.Keys()[0]
	done, all := o.d.count(o.entry().exam)
	right := t.paint(muted, fmt.Sprintf("%d of %d answered", done, all))
	if o.d.session != nil {
		right = o.d.sessionStanding(t, o.entry(), width)
	}
	return chrome{left: "All parts", right: right, text: func() []line { return text },
		body: body, message: note, chip: g.State, keys: forFooter(g.Keys), cursor: cursor}.draw(t, width, height)
}

// legend says what the marks mean, as many as fit.
func legend(t Theme, d *desk, width int) string {
	type entry struct {
		r            role
		glyph, words string
	}
	marks := []entry{{good, "✓", "right"}, {bad, "✗", "not right"}, {warn, "~", "in part"}, {plain, "•", "entered"}, {plain, "·", "empty"}, {warn, "?", "unreadable"}, {waits, "✎", "waits for a person"}}
	if d.running() {
		marks = []entry{{plain, "•", "answered"}, {plain, "·", "empty"}, {warn, "?", "cannot be read yet"}, {warn, "⚑", "flagged"}}
		if len(d.closings()) > 0 {
			marks = append(marks, entry{muted, "■ ─", "closed"})
		}
	}
	line := " "
	for _, m := range marks {
		item := " " + t.paint(m.r, m.glyph) + " " + t.paint(muted, m.words) + "  "
		if printed(line+item) > width-margin {
			break
		}
		line += item
	}
	return line
}

func number(e *entry) string {
	if e.number == 0 {
		return ""
	}
	return fmt.Sprint(e.number)
}

// Keys returns the key map.
func (o *overview) Keys() []Group {
	timed := o.d.running()
	return []Group{{State: "KEYS", Keys: append(listKeys("go"),
		bind("left right", "← →", "part"), on(timed, bind("H", "H", "hand in")), bind("u", "u", "next empty"),
		on(timed, bind("f", "f", "flag")), on(timed, bind("w", "w", "next flagged")), endsKey, bind("l esc q", "esc", "back"), helpKey)}}
}
