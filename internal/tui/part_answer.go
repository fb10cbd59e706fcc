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
	"gradcheck/internal/mdview"
	"gradcheck/internal/tex"
	"gradcheck/internal/texbox"
)

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
	p.markCells()
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
	if p.d.running() {
		if n := p.sitting().Sure(p.ref()); n > 0 {
			flag += sureness[n] + " · "
		}
		return strings.TrimSuffix(flag+p.readText(), " · ")
	}
	switch {
	case checked && last.Counts():
		return flag + fmt.Sprintf("try %d", tries)
	case checked:
		return flag + fmt.Sprintf("still try %d", tries+1)
	}
	if f, ok := p.field.(pickField); ok && f.pick.Select > 1 {
		flag += fmt.Sprintf("%d of %d picked · ", len(f.picked), f.pick.Select)
	}
	worth, all := p.sitting().Worth(p.ref()), p.part().Points
	s := flag + fmt.Sprintf("try %d", tries+1)
	if tries == 0 && worth < all {
		s += fmt.Sprintf(" · worth %s of %s", points(worth), points(all))
	}
	return s
}

// readText says in an exam whether what stands there can be read.
func (p *part) readText() string {
	f, picks := p.field.(pickField)
	switch {
	case p.d.shut(p.entry()):
		return "closed"
	case p.field.Answer().Blank():
		return "empty"
	case picks && f.pick.Select > 1:
		return fmt.Sprintf("%d of %d picked", len(f.picked), f.pick.Select)
	case picks:
		return "picked"
	case grader.Unread(p.question(), p.field.Answer()):
		return "cannot be read yet"
	}
	if _, ok := p.question().(grader.Reader); ok {
		return "can be read"
	}
	return "kept"
}

// hintRows shows the hint taken last.
func (p *part) hintRows(t Theme, width int) []string {
	n := p.sitting().Hints(p.ref())
	if n == 0 {
		return nil
	}
	h := p.part().Hints[n-1]
	rows := []string{labelled(t, fmt.Sprintf("hint %d of %d", n, len(p.part().Hints)), "", width)}
	text := p.d.pages.render(p.problem(), h.Text, t, width-2*margin-2)
	return append(append(rows, shift(text, margin+2)...), "")
}

// maxReadRows is how many rows the read-back of a long answer may take.
const maxReadRows = 4

// readRow is how the answer is understood: in two dimensions where that says
// more and fits, else in a row. It keeps its place while there is nothing to say,
// so that nothing moves at the first key.
func (p *part) readRow(t Theme, width int) []string {
	if _, ok := p.question().(grader.Reader); p.picks() || !ok {
		return nil
	}
	if p.reading().Text == "" {
		return []string{""}
	}
	const label = "read as   "
	room := width - 2*margin - 2 - len(label)
	rows, base := p.readLines(t, room), 0
	if rows == nil {
		rows, base = p.readBox(t, room)
	}
	if rows == nil {
		rows, base = wrapFormula(p.prose(t, strings.TrimRight(p.reading().Text+"   "+p.reading().Note, " ")), room), 0
		if len(rows) > maxReadRows {
			rows = append(rows[:maxReadRows-1], "…")
		}
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

// readLines is how an answer of several lines is understood, each on a row of its
// own; nil if it is only one, or there is no room.
func (p *part) readLines(t Theme, room int) []string {
	if _, ok := p.question().Input().(grader.Lines); !ok || p.reading().Note != "" {
		return nil
	}
	const further = "    "
	lines := strings.Split(p.prose(t, p.reading().Text), "; ")
	var rows []string
	for _, l := range lines {
		for i, r := range wrapFormula(l, room-len(further)) {
			if i > 0 {
				r = further + r
			}
			rows = append(rows, r)
		}
	}
	if len(lines) < 2 || len(rows) > maxReadRows {
		return nil
	}
	return rows
}

// wrapFormula breaks a formula in a row at blanks, outside of brackets where it
// can: a row is then filled to a third at least.
func wrapFormula(s string, room int) []string {
	var rows []string
	for printed(s) > room {
		at, filled, least, depth, cells := -1, 0, 0, 0, 0
		for i, r := range s {
			switch {
			case cells > room:
			case strings.ContainsRune("([{", r):
				depth++
			case strings.ContainsRune(")]}", r):
				depth--
			case r == ' ' && i > 0 && (at < 0 || depth <= least || filled < room/3):
				at, filled, least = i, cells, depth
			}
			cells += printed(string(r))
		}
		if at < 0 {
			return append(rows, strings.Split(xansi.Hardwrap(s, max(room, 1), false), "\n")...)
		}
		rows, s = append(rows, strings.TrimRight(s[:at], " ")), strings.TrimLeft(s[at:], " ")
	}
	return append(rows, s)
}

// readBox draws the answer in two dimensions with the row of its baseline, nil
// if it is only a row, or too high or wide.
func (p *part) readBox(t Theme, room int) (rows []string, base int) {
	high := 5
	if p.compact() {
		high = 3
	}
	n, err := tex.Parse(p.reading().TeX)
	if err != nil {
		return nil, 0
	}
	b, err := texbox.Layout(n, room, t.ASCII)
	if err != nil || len(b.Rows) < 2 || len(b.Rows) > high {
		return nil, 0
	}
	rows = slices.Clone(b.Rows)
	if p.reading().Note != "" {
		note := "   " + p.prose(t, p.reading().Note)
		if b.Width+printed(note) > room {
			return nil, 0
		}
		rows[b.Base] += note
	}
	return rows, b.Base
}

// unreadable is why the answer cannot be read: as checked, or as it stands. Of a
// table whose blank with the focus can be read it is the first one that cannot.
func (p *part) unreadable(last exam.Try, checked bool) string {
	if checked && last.Verdict.Outcome == grader.Unreadable {
		return last.Verdict.Why
	}
	why := p.reading().Why
	f, ok := p.field.(gridField)
	if !ok || p.typing {
		return why
	}
	i := f.at
	if why == "" {
		i = slices.Index(f.unread, true)
	}
	q, reads := p.question().(grader.BlankReader)
	if i < 0 || !reads {
		return why
	}
	why = q.ReadBlank(i, f.Answer()[i]).Why
	if label := f.grid.Blanks[i].Label; label != "" {
		return label + ": " + why
	}
	return why
}

// markCells has the blanks of a table marked that cannot be read.
func (p *part) markCells() {
	f, ok := p.field.(gridField)
	q, reads := p.question().(grader.BlankReader)
	if !ok || !reads {
		return
	}
	a := f.Answer()
	if now := p.ref().String() + separator + f.join(); p.cellsFor != now {
		p.cellsFor, p.cells = now, make([]bool, len(a))
		for i, s := range a {
			p.cells[i] = strings.TrimSpace(s) != "" && q.ReadBlank(i, s).Why != ""
		}
	}
	f.unread = p.cells
	p.field = f
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
		mend := "Mend it and press enter."
		if p.field.Multiline() || len(p.field.Answer()) > 1 {
			mend = "Mend it, then esc and enter check it again."
		}
		rows = append(rows, "    Nothing was counted. "+mend)
	}
	return rows
}

// offset is the byte of the answer that cannot be read.
func (p *part) offset() int {
	if last, ok := p.latest(); ok && last.Verdict.Outcome == grader.Unreadable {
		return last.Verdict.Offset
	}
	return p.reading().Offset
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
	switch {
	case v.How == "marks":
		words = "Marked by yourself"
	case v.Outcome == grader.SelfMark:
		why = "Press enter to mark it by the rubric, before you see the solution."
	}
	if head, rest, ok := strings.Cut(why, "\n"); ok && v.How == "unit" {
		words, why = strings.TrimSuffix(head, "."), rest
	}
	head := "  " + t.paint(r, glyph) + " " + t.paint(title, words)
	earned := p.earned(v)
	rows := []string{spread(head, earned+"  ", width)}
	if printed(head)+printed(earned)+4 > width {
		rows = []string{head, "    " + earned}
	}
	for para := range strings.Lines(why) { // authors write Markdown here
		text := mdview.Render(para, mdview.Options{Width: width - 2*margin - 2, ASCII: t.ASCII})
		rows = append(rows, shift(text, margin+2)...)
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
	case sc.Awaiting > 0 && v.Outcome == grader.SelfMark:
		return points(sc.Awaiting) + unit + " wait for your marks"
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
	if len(p.part().Explain) == 0 {
		return ""
	}
	switch {
	case v.Outcome == grader.Correct:
		return "Press e to watch the run that computed the key."
	case p.part().Mistake(v) != nil:
		return "Press e to watch your answer being right elsewhere."
	case v.Outcome == grader.Wrong:
		return "Press e to watch it step by step."
	}
	return ""
}

// asciiProse is a sentence with every byte below 0x80.
func asciiProse(s string) string { return blocks.ASCII(xansi.Strip(s)) }
