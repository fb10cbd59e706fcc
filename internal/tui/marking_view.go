package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gradcheck/internal/mdview"
)

// View says how far the reading is.
func (s *markingStart) View(t Theme, width, height int) Frame {
	return chrome{left: s.staff.Quiz.Title + " › mark", body: []string{"", "  " + t.paint(muted, s.failed)}, chip: "KEYS", keys: forFooter(s.Keys()[0].Keys)}.draw(t, width, height)
}

// Keys returns the key map.
func (s *markingStart) Keys() []Group {
	return []Group{{State: "KEYS", Keys: append(listKeys("")[:0], leaveKey)}}
}

// View draws the answer above its rubric, or beside it where there is room.
func (m *marking) View(t Theme, width, height int) Frame {
	g := m.Keys()[0]
	c := chrome{left: m.staff.Quiz.Title + " › mark", message: m.message(t), chip: g.State, keys: forFooter(g.Keys)}
	s := m.script()
	if s == nil {
		says := "No answer waits for a person. Answers can be marked when their attempt is over."
		c.body = append([]string{""}, shift(wrap(says, min(width-2*margin, textWidth)), margin)...)
		return m.finishFrame(t, c.draw(t, width, height), width)
	}
	got, of := s.Sum()
	c.left += " " + shortPart(s.Part)
	n, all := m.place()
	c.right = t.paint(muted, fmt.Sprintf("answer %d of %d · name hidden", n, all))
	if width < regularWidth {
		c.right = t.paint(muted, fmt.Sprintf("%d of %d", n, all))
	}
	c.strip = fmt.Sprintf("%s of %s points so far", points(got), points(of))
	c.tail = fmt.Sprintf("%d of %d to do", s.Left(), len(s.Rubric))
	rows := bodyHeight(height)
	if width >= wideWidth {
		m.drawBeside(t, &c, width, rows)
	} else {
		m.drawStacked(t, &c, width, rows)
	}
	c.text = func() []line { return linesOf(wrapText(s.Text, width-2*margin-2)) }
	return m.finishFrame(t, c.draw(t, width, height), width)
}

// finishFrame puts the line that is asked for on the frame.
func (m *marking) finishFrame(t Theme, f Frame, width int) Frame {
	if m.asked != nil {
		return m.asked.draw(t, f, width)
	}
	return f
}

// place is the number of the answer among those to the same part, and how many of
// those there are.
func (m *marking) place() (n, all int) {
	for i, s := range m.all {
		if s.Part != m.script().Part {
			continue
		}
		all++
		if i <= m.at {
			n++
		}
	}
	return n, all
}

// leftToDo is how many answers are not wholly marked, of all parts.
func (m *marking) leftToDo() int {
	n := 0
	for _, s := range m.all {
		if s.Left() > 0 {
			n++
		}
	}
	return n
}

// drawStacked puts the rubric under the text. The text gives way first, to three
// rows, then the rubric scrolls.
func (m *marking) drawStacked(t Theme, c *chrome, width, rows int) {
	text := wrapText(m.script().Text, width-2*margin-2)
	list, at := m.rubricRows(t, width)
	below := m.beneath(t, width)
	free := rows - 3 - len(below) // two rules and a blank
	room := min(len(text), max(free-len(list), 3))
	if m.reading {
		room = min(len(text), max(free-3, 3))
	}
	c.body = append(c.body, m.textRule(t, text, room, width))
	c.body = append(c.body, shift(m.pane.visible(text, room), margin+2)...)
	listRoom := max(free-room, 1)
	m.list.reveal(at, listRoom, len(list))
	c.body = append(c.body, "", m.rubricRule(t, width))
	c.cursor = &Pos{X: margin, Y: len(c.body) + at - m.list.first(listRoom, len(list))}
	c.body = append(c.body, m.list.visible(list, listRoom)...)
	if len(c.body)+len(below) <= rows {
		c.body = append(c.body, below...)
	}
}

// drawBeside puts the rubric to the right of the text.
func (m *marking) drawBeside(t Theme, c *chrome, width, rows int) {
	leftWidth := width * 52 / 100
	text := wrapText(m.script().Text, leftWidth-2*margin-2)
	room := max(rows-2, 1)
	lefts := append([]string{"", m.textRule(t, text, room, leftWidth)}, shift(m.pane.visible(text, room), margin+2)...)
	list, at := m.rubricRows(t, width-leftWidth-1)
	rights := append([]string{"", m.rubricRule(t, width-leftWidth-1)}, list...)
	rights = append(rights, m.beneath(t, width-leftWidth-1)...)
	c.cursor = &Pos{X: leftWidth + 1 + margin, Y: 2 + at}
	for i := range rows {
		l, r := "", ""
		if i < len(lefts) {
			l = lefts[i]
		}
		if i < len(rights) {
			r = rights[i]
		}
		c.body = append(c.body, fit(l, leftWidth)+t.paint(muted, "│")+r)
	}
}

// textRule is the rule above the text.
func (m *marking) textRule(t Theme, text []string, room, width int) string {
	m.textRows, m.textLines = room, len(text)
	where := ""
	if len(text) > room {
		top := m.pane.first(room, len(text))
		where = fmt.Sprintf("lines %d-%d of %d", top+1, top+room, len(text))
	}
	n, _ := m.place()
	return labelled(t, fmt.Sprintf("answer %d", n), where, width)
}

// rubricRule is the rule above the rubric.
func (m *marking) rubricRule(t Theme, width int) string {
	var sums []float64
	for _, s := range m.all {
		if s.Part == m.script().Part && s.Left() == 0 {
			got, _ := s.Sum()
			sums = append(sums, got)
		}
	}
	if len(sums) == 0 {
		return labelled(t, "rubric", "none marked yet", width)
	}
	slices.Sort(sums)
	n := len(sums)
	return labelled(t, "rubric", fmt.Sprintf("median of the %d marked: %s", n, points((sums[(n-1)/2]+sums[n/2])/2)), width)
}

// rubricRows are the lines of the rubric with their points; at is the row of the
// cursor.
func (m *marking) rubricRows(t Theme, width int) (rows []string, at int) {
	s := m.script()
	for i, it := range s.Rubric {
		given := "·"
		if v, ok := s.Marks[it.ID]; ok {
			given = points(v)
		}
		head := fmt.Sprintf("%4s/%-3s", given, points(it.Points))
		gutter := "  "
		if i == m.item {
			at = len(rows)
			gutter, head = t.paint(accent, "▸ "), t.paint(selected, head)
		}
		pad := strings.Repeat(" ", 12)
		for j, l := range mdview.Render(it.Text, mdview.Options{Width: max(20, width-len(pad)-margin), ASCII: t.ASCII}) {
			if j == 0 {
				rows = append(rows, "  "+gutter+head+l)
			} else {
				rows = append(rows, pad+l)
			}
		}
	}
	return rows, at
}

// beneath is what stands under the rubric: what the same words were given, and
// what was remarked.
func (m *marking) beneath(t Theme, width int) []string {
	s := m.script()
	var says []string
	if o := m.twin(s); o != nil && s.Left() > 0 {
		got, of := o.Sum()
		says = append(says, fmt.Sprintf("The same words were given %s of %s; r gives them here, too.", points(got), points(of)))
	}
	for _, r := range s.Remarks(m.journal) {
		says = append(says, "Remark: "+r)
	}
	var rows []string
	for _, l := range says {
		for _, r := range wrap(l, width-2*margin-2) {
			rows = append(rows, t.paint(muted, fit("", margin+2)+r))
		}
	}
	if len(rows) > 0 {
		rows = append([]string{""}, rows...)
	}
	return rows
}

// message is what there is to say, or whether everything is written.
func (m *marking) message(t Theme) string {
	switch {
	case m.fault != "":
		return t.paint(danger, "NOT SAVED, it is tried again: "+m.fault)
	case m.note != "":
		return m.note
	case m.failed != "":
		return t.paint(warn, m.failed)
	case len(m.queue) > 0 || m.writing:
		return t.paint(muted, "Saving.")
	}
	s := ""
	if n := m.leftToDo(); len(m.all) > 0 {
		s = count(n, "answer") + " to do"
		if n == 0 {
			s = "All answers are marked"
		}
	}
	if !m.saved.IsZero() {
		s += " · saved " + m.saved.In(m.staff.Quiz.Zone).Format(time.TimeOnly)
	}
	return t.paint(muted, s)
}
