package tui

import (
	"fmt"
	"strings"
)

// View lays the part out for the size at hand: side by side when wide, question
// above answer, or one of them when small.
func (p *part) View(t Theme, width, height int) Frame {
	g := p.present()
	c := chrome{
		left: p.name(), where: p.where(), right: p.standing(t, width),
		strip: p.d.strip(t, p.i, p.n, width), tail: p.d.tally(p.entry().exam),
		message: p.d.message(p.note), chip: g.State, keys: forFooter(g.Keys),
	}
	rows := bodyHeight(height)
	var s sheet
	switch {
	case p.small():
		c.tail, c.strip = "", ""
		s = p.onePane(t, width, rows)
	case width >= wideWidth:
		s = p.sideBySide(t, width, rows)
	default:
		s = p.stacked(t, width, rows)
	}
	p.rows, p.room, p.length = s.question.rows, s.answer.rows, len(s.whole)
	c.body, c.cursor, c.text = s.body, s.cursor, func() []line { return p.lines(t, s) }
	return c.draw(t, width, height)
}

// A sheet is a part as it is laid out, and which of its rows are where.
type sheet struct {
	body     []string
	cursor   *Pos
	question shownRows
	answer   shownRows
	whole    []string // the answer, also what is scrolled away
}

// shownRows are the rows of a text that are on the screen, from column x and row y
// of the body on.
type shownRows struct{ x, y, top, rows int }

// lines are the question and the answer with its hint and verdict, for /.
func (p *part) lines(t Theme, s sheet) []line {
	q, a := s.question, s.answer
	all := placed(p.d.pages.questionLines(p.problem(), p.n, t, p.textWidth()), margin, 0, q.y, q.top, q.rows)
	return append(all, placed(linesOf(s.whole), a.x, a.x, a.y, a.top, a.rows)...)
}

// showLine scrolls to a row of the question, or of the answer below it.
func (p *part) showLine(i int) {
	q, _ := p.d.pages.question(p.problem(), p.n, p.d.env.Theme, p.textWidth())
	if i < len(q) {
		p.shown, p.scrolled = false, true
		rows := p.rows
		if p.small() {
			rows = bodyHeight(p.d.height)
		}
		p.pane.reveal(i, rows, len(q))
		return
	}
	rows := p.room
	if p.small() {
		rows = bodyHeight(p.d.height)
	}
	p.shown, p.moved = true, true
	p.below.reveal(i-len(q), rows, p.length)
}

func (p *part) quiet() { p.note, p.asked = "", "" }

func (p *part) small() bool { return p.d.width < smallWidth || p.d.height < smallHeight }

func (p *part) compact() bool { return p.d.width < regularWidth || p.d.height < regularHeight }

// where is the part and its points.
func (p *part) where() string {
	s := " · " + points(p.part().Points) + " pts"
	if p.part().Points == 1 {
		s = " · 1 pt"
	}
	switch label := p.part().Label; {
	case label == "":
		return s
	case p.small() && p.entry().number > 0:
		return "(" + label + ")" + s
	default:
		return " › (" + label + ")" + s
	}
}

// name is the problem, by its number alone where there is little room.
func (p *part) name() string {
	if p.small() && p.entry().number > 0 {
		return p.entry().label("")
	}
	return p.title()
}

// standing is the right end of the status line.
func (p *part) standing(t Theme, width int) string {
	if p.d.session != nil {
		return p.d.sessionStanding(t, p.entry(), width)
	}
	saved := p.d.savedText(t, p.entry())
	if width < regularWidth {
		return saved
	}
	s := "practice"
	if seed := p.sitting().Header().Seed; seed != 0 {
		s += fmt.Sprintf(" · seed %d", seed)
	}
	s = t.paint(muted, s)
	if saved != "" {
		s += t.paint(muted, " · ") + saved
	}
	return s
}

// stacked hangs the question from the top and stands the answer on the message
// line; free rows lie between, and the empty rows around the field go first where
// there is little room.
func (p *part) stacked(t Theme, width, rows int) sheet {
	q, prompt := p.d.pages.question(p.problem(), p.n, t, width-2*margin)
	airy, pad := !p.compact(), 1
	if p.compact() {
		pad = 0
	}
	answer, cursor := p.answer(t, width, "", airy)
	if airy && pad+len(q)+1+len(answer)+p.clipped(width) > rows {
		airy = false
		answer, cursor = p.answer(t, width, "", airy)
	}
	if p.share(width, rows-pad-1-min(len(q), (rows-pad+1)/2)-len(answer)) {
		answer, cursor = p.answer(t, width, "", airy)
	}
	room := max(rows-pad-len(answer)-1, min(len(q), 3))
	if len(q) > room {
		p.place(prompt, len(q), room)
		answer, cursor = p.answer(t, width, p.rowsShown(len(q), room), airy)
	}
	body := make([]string, pad, rows)
	body = append(body, shift(p.pane.visible(q, room), margin)...)
	for len(body)+len(answer) < rows {
		body = append(body, "")
	}
	s := sheet{question: shownRows{y: pad, top: p.pane.first(room, len(q)), rows: min(room, len(q))}, whole: answer}
	s.answer.y = len(body)
	answer, cursor, s.answer.top = p.fitAnswer(answer, cursor, rows-len(body))
	if cursor != nil {
		cursor.Y += len(body)
	}
	s.answer.rows, s.body, s.cursor = len(answer), append(body, answer...), cursor
	return s
}

// clipped is how many rows of a field with a long text are not to be seen.
func (p *part) clipped(width int) int {
	f, ok := p.field.(textField)
	if !ok {
		return 0
	}
	return f.tall(inner(width)) - f.high(inner(width))
}

// share gives a field of many rows what the question leaves free: the question
// has half of the rows if it needs them. Spare is how many rows are left over
// as the field stands, or too few; share reports whether that changes it.
func (p *part) share(width, spare int) bool {
	f, ok := p.field.(textField)
	if !ok || f.in.Value() == "" && !p.typing {
		return false
	}
	was := f.high(inner(width))
	f.most = max(was+spare, fewestRows)
	p.field = f
	return f.high(inner(width)) != was
}

// unshare lets a field of many rows have as many as it likes.
func (p *part) unshare() {
	if f, ok := p.field.(textField); ok {
		f.most = 0
		p.field = f
	}
}

// fitAnswer shows as much of a long answer as there is room for, from row top on:
// the end when there is a verdict and no newer hint, else what the cursor is in.
func (p *part) fitAnswer(answer []string, cursor *Pos, room int) (shown []string, at *Pos, top int) {
	over := len(answer) - room
	if over <= 0 {
		return answer, cursor, 0
	}
	if _, checked := p.latest(); !p.moved {
		p.below.top = 0
		if checked && !p.hinted {
			p.below.top = over
		}
		if cursor != nil {
			p.below.top = max(min(p.below.top, cursor.Y), cursor.Y-room+1)
		}
	}
	top = min(p.below.top, over)
	if cursor != nil {
		if cursor.Y -= top; cursor.Y < 0 || cursor.Y >= room {
			cursor = nil
		}
	}
	return answer[top : top+room], cursor, top
}

// promptRows is how much of the prompt is on the screen when a part is opened.
const promptRows = 3

// place scrolls a question that is longer than its room, until the student does:
// the first part is read from the top, or as near to it as shows the first rows of
// its prompt, a later one from its prompt, and while an answer is typed, and
// beside a verdict or a hint, the prompt is what matters.
func (p *part) place(prompt, all, room int) {
	if p.scrolled {
		return
	}
	p.pane.top = min(max(prompt+min(promptRows, all-prompt)-room, 0), prompt)
	if _, checked := p.latest(); p.n > 0 || p.typing || checked || p.sitting().Hints(p.ref()) > 0 {
		p.pane.top = min(prompt, max(0, all-room))
	}
}

// rowsShown says which rows of the question are on the screen.
func (p *part) rowsShown(all, room int) string {
	top := min(p.pane.top, max(0, all-room))
	arrow := "↓"
	if top+room >= all {
		arrow = "↑"
	}
	return fmt.Sprintf("question %d-%d of %d %s · ", top+1, min(all, top+room), all, arrow)
}

// scroll moves the question, or the answer where that alone is shown.
func (p *part) scroll(k string) bool {
	if p.small() && (p.shown || p.typing) {
		answer, _ := p.answer(p.d.env.Theme, p.d.width, "", false)
		p.moved = true
		return p.below.scroll(k, bodyHeight(p.d.height), len(answer))
	}
	q, _ := p.d.pages.question(p.problem(), p.n, p.d.env.Theme, p.textWidth())
	answer, _ := p.answer(p.d.env.Theme, p.d.width, "", false)
	room := max(bodyHeight(p.d.height)-len(answer)-2, min(len(q), 3))
	if p.d.width >= wideWidth || p.small() {
		room = bodyHeight(p.d.height) - 1
	}
	p.scrolled = true
	return p.pane.scroll(k, room, len(q))
}

func (p *part) textWidth() int {
	if p.d.width >= wideWidth {
		return p.split() - 2*margin
	}
	return p.d.width - 2*margin
}

// split is the column of the line between question and answer on a wide screen.
func (p *part) split() int { return min(p.d.width*52/100, textWidth+2*margin) }

// sideBySide puts the answer, the hints and the problem's parts to the right.
func (p *part) sideBySide(t Theme, width, rows int) sheet {
	p.unshare()
	at := p.split()
	q, prompt := p.d.pages.question(p.problem(), p.n, t, at-2*margin)
	right := width - at - 1
	p.place(prompt, len(q), rows-1)
	where := ""
	if len(q) > rows-1 {
		where = p.rowsShown(len(q), rows-1)
	}
	answer, cursor := p.answer(t, right, where, true)
	s := sheet{question: shownRows{y: 1, top: p.pane.first(rows-1, len(q)), rows: min(rows-1, len(q))}, whole: answer}
	s.answer.x, s.answer.y = at+1, 1
	answer, cursor, s.answer.top = p.fitAnswer(answer, cursor, rows-1)
	s.answer.rows = len(answer)
	side := append([]string{""}, answer...)
	side = append(side, p.aside(t, right)...)
	left := append([]string{""}, shift(p.pane.visible(q, rows-1), margin)...)
	body := make([]string, rows)
	bar := t.paint(muted, "│")
	for i := range body {
		l, r := "", ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(side) {
			r = side[i]
		}
		body[i] = fit(l, at) + bar + r
	}
	if cursor != nil {
		cursor.X += at + 1
		cursor.Y++
	}
	s.body, s.cursor = body, cursor
	return s
}

// aside is what a wide screen has room for: hints to be had, the other parts.
func (p *part) aside(t Theme, width int) []string {
	var rows []string
	if left := len(p.part().Hints) - p.sitting().Hints(p.ref()); left > 0 && !p.answered() && !p.d.running() {
		next := p.part().Hints[len(p.part().Hints)-left]
		rows = append(rows, "", labelled(t, fmt.Sprintf("hints, %d left", left), "", width), "",
			"    h shows the next, "+percent(next.Cost)+" of this part")
	}
	if len(p.problem().Parts) < 2 {
		return rows
	}
	rows = append(rows, "", labelled(t, "this problem", "", width), "")
	var parts []string
	for n, q := range p.problem().Parts {
		mark := p.d.mark(t, p.entry(), q.Label)
		if n == p.n {
			mark = t.paint(accent, "▸")
		}
		parts = append(parts, q.Label+" "+mark+" "+points(q.Points))
	}
	return append(rows, "    "+strings.Join(parts, "   "))
}

// onePane shows the question or the answer; tab changes.
func (p *part) onePane(t Theme, width, rows int) (s sheet) {
	p.unshare()
	answer, cursor := p.answer(t, width, "", false)
	s.whole = answer
	if p.shown || p.typing {
		s.body, s.cursor, s.answer.top = p.fitAnswer(answer, cursor, rows)
		s.answer.rows = len(s.body)
		return s
	}
	q, prompt := p.d.pages.question(p.problem(), p.n, t, width-2*margin)
	p.place(prompt, len(q), rows)
	s.question = shownRows{top: p.pane.first(rows, len(q)), rows: rows}
	s.body = shift(p.pane.visible(q, rows), margin)
	return s
}
