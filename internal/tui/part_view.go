package tui

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	xansi "github.com/charmbracelet/x/ansi"

	"gradcheck/grader"
	"gradcheck/internal/blocks"
	"gradcheck/internal/exam"
	"gradcheck/internal/tex"
	"gradcheck/internal/texbox"
)

// View lays the part out for the size at hand: side by side when wide, question
// above answer, or one of them when small.
func (p *part) View(t Theme, width, height int) Frame {
	p.width, p.height = width, height
	groups := p.Keys()
	c := chrome{
		left: p.heading(), right: p.standing(t, width),
		strip: p.d.strip(t, p.i, p.n, width), tail: p.d.tally(p.entry().exam),
		message: p.note, chip: groups[0].State, keys: forFooter(groups[0].Keys),
	}
	rows := bodyHeight(height)
	switch {
	case p.small():
		c.tail, c.strip = "", ""
		c.body, c.cursor = p.onePane(t, width, rows)
	case width >= wideWidth:
		c.body, c.cursor = p.sideBySide(t, width, rows)
	default:
		c.body, c.cursor = p.stacked(t, width, rows)
	}
	return c.draw(t, width, height)
}

func (p *part) small() bool { return p.width < smallWidth || p.height < smallHeight }

func (p *part) compact() bool { return p.width < regularWidth || p.height < regularHeight }

// heading is where I am: problem, part, points.
func (p *part) heading() string {
	pts := " · " + points(p.part().Points) + " pts"
	label := p.part().Label
	if p.small() {
		return p.entry().label("") + "(" + label + ")" + pts
	}
	if label != "" {
		label = " › (" + label + ")"
	}
	return p.title() + label + pts
}

// standing is the right end of the status line.
func (p *part) standing(t Theme, width int) string {
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
func (p *part) stacked(t Theme, width, rows int) ([]string, *Pos) {
	q, prompt := p.d.pages.question(p.problem(), p.n, t, width-2*margin)
	airy, pad := !p.compact(), 1
	if p.compact() {
		pad = 0
	}
	answer, cursor := p.answer(t, width, "", airy)
	if airy && pad+len(q)+1+len(answer) > rows {
		airy = false
		answer, cursor = p.answer(t, width, "", airy)
	}
	room := max(rows-pad-len(answer)-1, min(len(q), 3))
	if len(q) > room {
		p.place(prompt, len(q), room)
		answer, cursor = p.answer(t, width, p.where(len(q), room), airy)
	}
	body := make([]string, pad, rows)
	body = append(body, shift(p.pane.visible(q, room), margin)...)
	for len(body)+len(answer) < rows {
		body = append(body, "")
	}
	if over := len(body) + len(answer) - rows; over > 0 {
		answer = answer[:len(answer)-over]
	}
	if cursor != nil {
		cursor.Y += len(body)
	}
	return append(body, answer...), cursor
}

// place scrolls a question that is longer than its room, until the student does:
// the first part is read from the top, a later one from its prompt, and beside a
// verdict or a hint the prompt is what matters.
func (p *part) place(prompt, all, room int) {
	if p.scrolled {
		return
	}
	p.pane.top = 0
	if _, checked := p.latest(); p.n > 0 || checked || p.sitting().Hints(p.ref()) > 0 {
		p.pane.top = min(prompt, max(0, all-room))
	}
}

// where says which rows of the question are on the screen.
func (p *part) where(all, room int) string {
	top := min(p.pane.top, max(0, all-room))
	arrow := "↓"
	if top+room >= all {
		arrow = "↑"
	}
	return fmt.Sprintf("question %d-%d of %d %s · ", top+1, min(all, top+room), all, arrow)
}

// scroll moves the question.
func (p *part) scroll(k string) bool {
	q, _ := p.d.pages.question(p.problem(), p.n, p.d.env.Theme, p.textWidth())
	answer, _ := p.answer(p.d.env.Theme, p.width, "", false)
	room := max(bodyHeight(p.height)-len(answer)-2, min(len(q), 3))
	if p.width >= wideWidth || p.small() {
		room = bodyHeight(p.height) - 1
	}
	p.scrolled = true
	return p.pane.scroll(k, room, len(q))
}

func (p *part) textWidth() int {
	if p.width >= wideWidth {
		return p.split() - 2*margin
	}
	return p.width - 2*margin
}

// split is the column of the line between question and answer on a wide screen.
func (p *part) split() int { return min(p.width*52/100, textWidth+2*margin) }

// sideBySide puts the answer, the hints and the problem's parts to the right.
func (p *part) sideBySide(t Theme, width, rows int) ([]string, *Pos) {
	at := p.split()
	q, prompt := p.d.pages.question(p.problem(), p.n, t, at-2*margin)
	right := width - at - 1
	p.place(prompt, len(q), rows-1)
	where := ""
	if len(q) > rows-1 {
		where = p.where(len(q), rows-1)
	}
	answer, cursor := p.answer(t, right, where, true)
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
	return body, cursor
}

// aside is what a wide screen has room for: hints to be had, the other parts.
func (p *part) aside(t Theme, width int) []string {
	var rows []string
	if left := len(p.part().Hints) - p.sitting().Hints(p.ref()); left > 0 && !p.answered() {
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
func (p *part) onePane(t Theme, width, rows int) ([]string, *Pos) {
	if p.shown || p.typing {
		return p.answer(t, width, "", false)
	}
	q, prompt := p.d.pages.question(p.problem(), p.n, t, width-2*margin)
	p.place(prompt, len(q), rows)
	return shift(p.pane.visible(q, rows), margin), nil
}

// answer is the rule, the field and what is to be said of it, with empty rows
// around the field if airy.
func (p *part) answer(t Theme, width int, where string, airy bool) ([]string, *Pos) {
	out := p.hintRows(t, width)
	last, checked := p.latest()
	left := wants(p.question().Input())
	if checked && last.Counts() {
		left = "answer"
	}
	out = append(out, labelled(t, left, where+p.tryText(last, checked), width))
	if airy {
		out = append(out, "")
	}
	field, cursor := p.field.View(t, width, p.typing)
	if cursor != nil {
		cursor.Y += len(out)
	}
	out = append(out, field...)
	switch {
	case checked && last.Counts():
		out = append(out, p.readRow(t, width)...)
		out = append(out, "")
		out = append(out, p.verdict(t, last, width)...)
	case p.unreadable(last, checked) != "":
		out = append(out, p.caret(t, width, p.unreadable(last, checked))...)
	default:
		out = append(out, p.readRow(t, width)...)
	}
	if airy {
		out = append(out, "")
	}
	return out, cursor
}

// tryText says how the part stands: which try this is and what it can earn.
func (p *part) tryText(last exam.Try, checked bool) string {
	tries := len(p.sitting().Tries(p.ref()))
	flag := ""
	if p.sitting().Flagged(p.ref()) {
		flag = "⚑ · "
	}
	switch {
	case checked && last.Counts():
		return flag + fmt.Sprintf("try %d", tries)
	case checked:
		return flag + fmt.Sprintf("still try %d", tries+1)
	}
	worth, all := p.sitting().Worth(p.ref()), p.part().Points
	s := flag + fmt.Sprintf("try %d", tries+1)
	if tries == 0 && worth < all {
		s += fmt.Sprintf(" · worth %s of %s", points(worth), points(all))
	}
	return s
}

// hintRows shows the hint taken last.
func (p *part) hintRows(t Theme, width int) []string {
	n := p.sitting().Hints(p.ref())
	if n == 0 {
		return nil
	}
	h := p.part().Hints[n-1]
	rows := []string{labelled(t, fmt.Sprintf("hint %d of %d", n, len(p.part().Hints)), "−"+percent(h.Cost), width)}
	text := p.d.pages.render(p.problem(), p.part().Label, fmt.Sprint("hint", n), h.Text, t, width-2*margin-2)
	return append(append(rows, shift(text, margin+2)...), "")
}

// readRow is how the answer is understood: in two dimensions where that says
// more and fits, else in a row. It keeps its place while there is nothing to say,
// so that nothing moves at the first key.
func (p *part) readRow(t Theme, width int) []string {
	if p.picks() {
		return nil
	}
	if p.read.Text == "" {
		return []string{""}
	}
	const label = "read as   "
	room := width - 2*margin - 2 - len(label)
	rows, base := p.readBox(t, room)
	if rows == nil {
		rows, base = wrap(p.prose(t, strings.TrimRight(p.read.Text+"   "+p.read.Note, " ")), room), 0
	}
	for i, r := range rows {
		head := strings.Repeat(" ", len(label))
		if i == base {
			head = t.paint(muted, label)
		}
		rows[i] = "    " + head + r
	}
	return rows
}

// readBox draws the answer in two dimensions with the row of its baseline, nil
// if it is only a row, or too high or wide.
func (p *part) readBox(t Theme, room int) (rows []string, base int) {
	high := 5
	if p.compact() {
		high = 3
	}
	n, err := tex.Parse(p.read.TeX)
	if err != nil {
		return nil, 0
	}
	b, err := texbox.Layout(n, room, t.ASCII)
	if err != nil || len(b.Rows) < 2 || len(b.Rows) > high {
		return nil, 0
	}
	rows = slices.Clone(b.Rows)
	if p.read.Note != "" {
		note := "   " + p.prose(t, p.read.Note)
		if b.Width+printed(note) > room {
			return nil, 0
		}
		rows[b.Base] += note
	}
	return rows, b.Base
}

// unreadable is why the answer cannot be read: as checked, or as typed so far
// once it was.
func (p *part) unreadable(last exam.Try, checked bool) string {
	if checked && last.Verdict.Outcome == grader.Unreadable {
		return last.Verdict.Why
	}
	if p.typing {
		return p.read.Why
	}
	return ""
}

// caret points at what cannot be read and says how to mend it.
func (p *part) caret(t Theme, width int, why string) []string {
	var rows []string
	if f, ok := p.field.(lineField); ok {
		rows = append(rows, strings.Repeat(" ", f.column(p.offset(), width))+t.paint(warn, "^"))
	}
	last, checked := p.latest()
	verdict := checked && last.Verdict.Outcome == grader.Unreadable
	head, rest, _ := strings.Cut(why, "\n")
	if verdict {
		head = "Not graded: " + lowerFirst(head)
	}
	for i, l := range wrap(p.prose(t, head), width-2*margin-2) {
		if i == 0 {
			rows = append(rows, "  "+t.paint(warn, "?")+" "+l)
		} else {
			rows = append(rows, "    "+l)
		}
	}
	for l := range strings.Lines(rest) {
		rows = append(rows, "    "+p.prose(t, strings.TrimRight(l, "\n")))
	}
	if verdict {
		rows = append(rows, "    Nothing was counted. Mend it and press enter.")
	}
	return rows
}

// offset is the byte of the answer that cannot be read.
func (p *part) offset() int {
	if last, ok := p.latest(); ok && last.Verdict.Outcome == grader.Unreadable {
		return last.Verdict.Offset
	}
	return p.read.Offset
}

func (p *part) prose(t Theme, s string) string {
	if t.ASCII {
		return asciiProse(s)
	}
	return s
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n < len(s) && s[n] >= 'a' && s[n] <= 'z' {
		return strings.ToLower(string(r)) + s[n:]
	}
	return s
}

// verdict is the outcome with its points, why, and what to do next.
func (p *part) verdict(t Theme, try exam.Try, width int) []string {
	v := try.Verdict
	glyph, words, r := "✗", "Not this one", bad
	switch v.Outcome {
	case grader.Correct:
		glyph, words, r = "✓", "Correct", good
	case grader.Partial:
		glyph, words, r = "~", "In part", warn
	case grader.Unsure:
		glyph, words, r = "✎", "Could not decide; a person will", waits
	case grader.SelfMark:
		glyph, words, r = "✎", "Waits to be marked", waits
	}
	why := v.Why
	if head, rest, ok := strings.Cut(why, "\n"); ok && v.How == "unit" {
		words, why = strings.TrimSuffix(head, "."), rest
	}
	head := "  " + t.paint(r, glyph) + " " + t.paint(title, words)
	rows := []string{spread(head, p.earned(v)+"  ", width)}
	for para := range strings.Lines(p.prose(t, why)) {
		rows = append(rows, shift(wrap(strings.TrimRight(para, "\n"), width-2*margin-2), margin+2)...)
	}
	if next := p.next(v); next != "" {
		rows = append(rows, shift(wrap(next, width-2*margin-2), margin+2)...)
	}
	return rows
}

// earned is what this try brought; after the first one that is settled.
func (p *part) earned(v grader.Verdict) string {
	all := points(p.part().Points)
	sc := p.sitting().Score(p.ref())
	unit := " points"
	if all == "1" {
		unit = " point"
	}
	switch {
	case sc.Awaiting > 0:
		return points(sc.Awaiting) + unit + " wait for a person"
	case p.sitting().SolutionSeen(p.ref()) && sc.Got == 0 && v.Outcome == grader.Correct:
		return "0 of " + all + unit + ", the solution was seen"
	case len(p.sitting().Tries(p.ref())) > 1:
		return "the first try counts: " + points(sc.Got) + " of " + all
	}
	return points(sc.Got) + " of " + all + unit
}

// next is a sentence on what to do, where the footer does not say it all.
func (p *part) next(v grader.Verdict) string {
	if p.part().Explain == nil {
		return ""
	}
	switch {
	case v.Outcome == grader.Correct:
		return "Press e to watch the run that computed the key."
	case v.Near > 0 && v.Near <= len(p.part().Near) && p.part().Near[v.Near-1] != nil:
		return "Press e to watch your answer being right elsewhere."
	case v.Outcome == grader.Wrong:
		return "Press e to watch it step by step."
	}
	return ""
}

// asciiProse is a sentence with every byte below 0x80.
func asciiProse(s string) string { return blocks.ASCII(xansi.Strip(s)) }
