package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gradcheck/internal/class"
)

// Cells of the columns of the wall, with the blank behind.
const (
	wallGutter = 4
	wallName   = 14 // at least; more where there is room
	wallAt     = 5
	wallLeft   = 10 // with the blanks around
	wallNote   = 5  // at least
)

// View draws a row a student.
func (w *wall) View(t Theme, width, height int) Frame {
	g := w.Keys()[0]
	spare := width - margin - (wallGutter + wallName + wallAt + len(w.board.Parts) + wallLeft + wallNote)
	strips := spare >= 0
	const notes, longest = 20, 14 // cells for notes and for names, before names and notes get more
	w.nameCells = wallName + min(max(spare-notes, 0), longest)
	body := w.head(t, strips, width)
	w.heading = len(body)
	below := w.below(t, strips, width, bodyHeight(height)-len(body))
	w.visible = max(bodyHeight(height)-len(body)-len(below), 1)
	at := max(w.cursor(), 0)
	w.top = min(max(w.top, at-w.visible+1), at)
	w.top = max(min(w.top, len(w.rows)-w.visible), 0)
	var cursor *Pos
	if len(w.rows) > 0 {
		cursor = &Pos{X: margin, Y: len(body) + at - w.top}
	}
	for i := w.top; i < len(w.rows) && i < w.top+w.visible; i++ {
		body = append(body, w.row(t, &w.rows[i], i == at, strips, width))
	}
	for len(body) < bodyHeight(height)-len(below) {
		body = append(body, "")
	}
	body = append(body, below...)
	tail := ""
	if len(w.rows) > w.visible {
		tail = fmt.Sprintf("%d-%d of %d", w.top+1, min(w.top+w.visible, len(w.rows)), len(w.rows))
	}
	f := chrome{left: w.staff.Quiz.Title + " › wall", right: w.counts(t, width), strip: w.soFar(t, width), tail: tail, body: body,
		message: w.message(t), chip: g.State, keys: forFooter(g.Keys), cursor: cursor,
		text: func() []line { return w.lines() }}.draw(t, width, height)
	if w.asked != nil {
		f = w.asked.draw(t, f, width)
	}
	return f
}

// counts is the right end of the status line.
func (w *wall) counts(t Theme, width int) string {
	n := map[class.State]int{}
	for i := range w.rows {
		n[w.rows[i].State]++
	}
	clock := w.now.Wall.In(w.staff.Quiz.Zone).Format(time.TimeOnly)
	sitting := n[class.StateSitting] + n[class.StateIdle] + n[class.StateAway]
	s := fmt.Sprintf("%d sitting · %d away · %d done · %s", sitting, n[class.StateAway], n[class.StateDone]+n[class.StateTimeUp], clock)
	if width < regularWidth {
		s = fmt.Sprintf("%d sitting · %s", sitting, clock)
	}
	return t.paint(muted, s)
}

// soFar is the strip: how the answers are so far.
func (w *wall) soFar(t Theme, width int) string {
	got, of, n := 0.0, 0.0, 0
	for _, p := range w.board.Parts {
		if p.Share.Undefined == "" {
			got += p.Share.Value * p.Possible * float64(p.Answers)
			of += p.Possible * float64(p.Answers)
			n += p.Answers
		}
	}
	if n == 0 {
		return t.paint(muted, "nothing graded yet")
	}
	return t.paint(muted, fmt.Sprintf("%.0f %% of the points so far, of %s", 100*got/of, counted(n, "answer")))
}

// counted counts things, with digits in groups of three.
func counted(n int, what string) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u00a0" + s[i:]
	}
	if n == 1 {
		return s + " " + what
	}
	return s + " " + what + "s"
}

// head names the columns, and the parts above their cells.
func (w *wall) head(t Theme, strips bool, width int) []string {
	leftHead := fmt.Sprintf("%*s  note", wallLeft-2, "left")
	name := fit("", wallGutter) + fit("name", w.nameCells) + fit("at", wallAt)
	if !strips {
		return []string{"", t.paint(muted, cut(name+fit("answered", 10)+leftHead, width))}
	}
	numbers, labels := []byte(strings.Repeat(" ", len(w.board.Parts))), strings.Builder{}
	free, last := 0, 0
	for k, p := range w.board.Parts {
		if p.Number != last && k >= free {
			s := fmt.Sprint(p.Number)
			if k+len(s) <= len(numbers) {
				copy(numbers[k:], s)
				free = k + len(s)
				if len(s) > 1 {
					free++ // a blank before the next
				}
			}
		}
		last = p.Number
		label := "·"
		if p.Label != "" {
			label = string([]rune(p.Label)[0])
		}
		labels.WriteString(label)
	}
	above := fit("", wallGutter+w.nameCells+wallAt) + string(numbers)
	return []string{"", t.paint(muted, cut(above, width)), t.paint(muted, cut(name+labels.String()+leftHead, width))}
}

// row is one student.
func (w *wall) row(t Theme, r *class.Standing, here, strips bool, width int) string {
	gutter, name := "  ", fit(cut(r.Name, w.nameCells-1), w.nameCells)
	if here {
		gutter, name = t.paint(accent, "▸ "), t.paint(selected, name)
	}
	s := "  " + gutter + name + fit(cut(shortPart(r.Part), wallAt-1), wallAt)
	if strips {
		s += w.cells(t, r)
	} else if r.State != class.StateNone {
		s += fit(fmt.Sprintf("%d of %d", r.Answered, r.Of), 10)
	} else {
		s += fit("", 10)
	}
	left := ""
	if r.State != class.StateDone && r.State != class.StateNone && r.State != class.StateOff {
		left = "no limit"
		if r.Limited {
			left = hms(time.Duration(r.Left * float64(time.Second)))
		}
	}
	s += fmt.Sprintf("%*s  ", wallLeft-2, left)
	return s + w.noteOf(t, r, width-margin-printed(s))
}

// shortPart is the name of a part without brackets.
func shortPart(name string) string { return strings.NewReplacer("(", "", ")", "").Replace(name) }

// cells draws the parts of a student as the student's own strip does.
func (w *wall) cells(t Theme, r *class.Standing) string {
	if r.Cells == "" {
		return fit("", len(w.board.Parts))
	}
	var b strings.Builder
	for _, c := range []byte(r.Cells) {
		switch c {
		case '>', 'A':
			b.WriteString(t.paint(accent, "▸"))
		case 'a':
			b.WriteString("•")
		case '?':
			b.WriteString(t.paint(warn, "?"))
		case '.':
			b.WriteString("·")
		default:
			b.WriteByte(' ')
		}
	}
	return fit(b.String(), len(w.board.Parts))
}

// noteOf is what is to be said of a student, the most pressing first.
func (w *wall) noteOf(t Theme, r *class.Standing, room int) string {
	type item struct {
		r     role
		words string
	}
	var items []item
	add := func(ok bool, r role, format string, args ...any) {
		if ok {
			items = append(items, item{r, fmt.Sprintf(format, args...)})
		}
	}
	add(r.Broken != "", danger, "log broken")
	add(r.State == class.StateAway, warn, "away %s", minutes(r.Away))
	add(r.State == class.StateIdle, warn, "idle %s", minutes(r.Quiet))
	add(r.State != class.StateAway && r.State != class.StateIdle && r.State != class.StateSitting, muted, "%s", r.State)
	add(w.points && r.State != class.StateNone, plain, "%s pts", points(r.Points))
	add(r.Percent != 100 && r.Percent != 0, plain, "×%s", points(float64(r.Percent)/100))
	add(r.Extra > 0, plain, "+%s", minutes(r.Extra))
	add(r.Stalls > 0, muted, "%s", count(r.Stalls, "stall"))
	s, used := "", 0
	for _, it := range items {
		n := printed(it.words)
		if used > 0 {
			n += 2
		}
		if used+n > room {
			if used == 0 {
				s = t.paint(it.r, cut(it.words, room))
			}
			break
		}
		if used > 0 {
			s += "  "
		}
		s += t.paint(it.r, it.words)
		used += n
	}
	return s
}

// minutes is a length of time in whole minutes, in seconds if it is less than one,
// and in hours if the minutes had three digits.
func minutes(seconds float64) string {
	if seconds < 60 {
		return fmt.Sprintf("%.0f s", seconds)
	}
	if seconds >= 100*60 {
		return fmt.Sprintf("%d h", int(seconds)/3600)
	}
	return fmt.Sprintf("%d min", int(seconds)/60)
}

// below is how the parts go, under the rows: under each cell how many of its points
// were got and how long it takes, and the hardest in numbers.
func (w *wall) below(t Theme, strips bool, width, room int) []string {
	const least = 6 // rows of students
	rows := []string{""}
	pad := wallGutter + w.nameCells + wallAt
	if strips {
		most := 0.0
		for _, p := range w.board.Parts {
			most = max(most, p.Minutes.Value)
		}
		scale := ""
		if most > 0 {
			scale = fmt.Sprintf("   █ is %.1f min", most)
		}
		rows = append(rows,
			t.paint(muted, fit(fit("", wallGutter)+"mean so far", pad))+w.bars(func(p *class.WallPart) (float64, bool) { return p.Share.Value, p.Share.Undefined == "" }),
			t.paint(muted, fit(fit("", wallGutter)+"minutes, median", pad))+w.bars(func(p *class.WallPart) (float64, bool) {
				return p.Minutes.Value / max(most, 1e-9), p.Minutes.Undefined == ""
			})+t.paint(muted, cut(scale, max(width-pad-len(w.board.Parts)-margin, 0))))
	}
	rows = append(rows, w.hardest(t, width))
	if room-len(rows) < min(least, len(w.rows)) {
		return nil
	}
	return rows
}

// bars is a cell a part, of a share 0 to 1.
func (w *wall) bars(of func(*class.WallPart) (share float64, ok bool)) string {
	var b strings.Builder
	for k := range w.board.Parts {
		x, ok := of(&w.board.Parts[k])
		if !ok {
			b.WriteString("·")
			continue
		}
		b.WriteRune([]rune("▁▂▃▄▅▆▇█")[min(max(int(x*8), 0), 7)])
	}
	return b.String()
}

// hardest names the parts of which the fewest points were got, where enough
// students have answered.
func (w *wall) hardest(t Theme, width int) string {
	const enough = 5
	var all []class.WallPart
	for _, p := range w.board.Parts {
		if p.Share.Undefined == "" && p.Answers >= enough {
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b class.WallPart) int {
		switch {
		case a.Share.Value < b.Share.Value:
			return -1
		case a.Share.Value > b.Share.Value:
			return 1
		}
		return 0
	})
	s := fit("", wallGutter) + t.paint(muted, "hardest so far")
	for _, p := range all {
		item := fmt.Sprintf("   %s %.0f %%", shortPart(p.Name), 100*p.Share.Value)
		if printed(s)+printed(item) > width-margin {
			break
		}
		s += item
	}
	if len(all) == 0 {
		s += t.paint(muted, cut("   not known yet", max(width-printed(s)-margin, 0)))
	}
	return s
}

// message is what there is to say, or how the student at the cursor stands.
func (w *wall) message(t Theme) string {
	switch {
	case w.note != "":
		return w.note
	case w.failed != "":
		return t.paint(warn, "The store could not be read; it is tried again. "+w.failed)
	case w.loaded < w.all:
		return t.paint(muted, fmt.Sprintf("Reading attempt %d of %d.", w.loaded+1, w.all))
	case len(w.rows) == 0:
		return "Nobody is in the course yet. gradcheck class roster FILE enrols students."
	case len(w.unread) > 0:
		return t.paint(warn, count(len(w.unread), "attempt")+" cannot be read; gradcheck verify says why.")
	}
	r := w.rows[max(w.cursor(), 0)]
	left := ""
	if r.Limited {
		left = "; the clock runs, " + hms(time.Duration(r.Left*float64(time.Second))) + " left"
	}
	switch r.State {
	case class.StateAway:
		return fmt.Sprintf("%s has been away since %s%s", r.Name, w.clock(r.Last), left)
	case class.StateIdle:
		return fmt.Sprintf("%s has entered nothing since %s%s", r.Name, w.clock(r.Last), left)
	case class.StateNone:
		return r.Name + " has not started"
	case class.StateSitting:
		return fmt.Sprintf("%s is at %s, %d of %d answered, last key %s", r.Name, shortPart(r.Part), r.Answered, r.Of, w.clock(r.Last))
	}
	return fmt.Sprintf("%s: %s, %d of %d answered", r.Name, r.State, r.Answered, r.Of)
}

func (w *wall) clock(at time.Time) string {
	return at.In(w.staff.Quiz.Zone).Format(time.TimeOnly)
}

// lines are what / searches: the students, by name and id.
func (w *wall) lines() []line {
	all := make([]line, len(w.rows))
	at := w.cursor()
	for i, r := range w.rows {
		y := -1
		if i >= w.top && i < w.top+w.visible {
			y = w.heading + i - w.top
		}
		all[i] = line{words: r.Name, also: []string{r.Student}, x: wallGutter, y: y, alone: true, here: i == at}
	}
	return all
}

// showLine puts the cursor on the student of line i.
func (w *wall) showLine(i int) { w.move(i) }
