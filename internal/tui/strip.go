package tui

import (
	"fmt"
	"strings"

	xansi "github.com/charmbracelet/x/ansi"

	"gradcheck/internal/exam"
)

// mark is the glyph of a part's state. While an exam runs it says nothing of
// right or wrong, and of a part that has closed only whether it has an answer.
func (d *desk) mark(t Theme, e *entry, label string) string {
	if d.running() {
		switch r := e.ref(label); {
		case d.shut(e) && e.sitting.Draft(r).Blank():
			return t.paint(muted, "─")
		case d.shut(e):
			return t.paint(muted, "■")
		case e.sitting.Flagged(r):
			return t.paint(warn, "⚑")
		case e.sitting.Draft(r).Blank():
			return "·"
		case d.unreadable(e, label):
			return t.paint(warn, "?")
		}
		return "•"
	}
	switch d.status(e, label) {
	case exam.Correct:
		return t.paint(good, "✓")
	case exam.Partial:
		return t.paint(warn, "~")
	case exam.Wrong, exam.GivenUp:
		return t.paint(bad, "✗")
	case exam.Waiting:
		return t.paint(waits, "✎")
	case exam.Unreadable:
		return t.paint(warn, "?")
	case exam.Drafted:
		return "•"
	}
	return "·"
}

// strip is the whole paper in one row, a cell a part: the problems of the
// entry's exam, or that problem alone where there is no room for all.
func (d *desk) strip(t Theme, i, n, width int) string {
	here := d.entries[i]
	var all, alone []string
	for j, e := range d.entries {
		if e.exam != here.exam {
			continue
		}
		s := ""
		if e.number > 0 {
			s = fmt.Sprint(e.number)
		}
		for k, q := range e.of.Parts {
			if j == i && k == n {
				s += t.paint(accent, "▸")
			} else {
				s += d.mark(t, e, q.Label)
			}
		}
		all = append(all, s)
		if j == i {
			alone = append(alone, s)
		}
	}
	s := strings.Join(all, " ")
	if width < regularWidth || here.exam == "" || xansi.StringWidth(s) > width-12 {
		return strings.Join(alone, " ")
	}
	return s
}

// tally is how many parts of an exam are done.
func (d *desk) tally(examID string) string {
	done, all := d.count(examID)
	return fmt.Sprintf("%d/%d", done, all)
}

func (d *desk) count(examID string) (done, all int) {
	for _, e := range d.entries {
		if e.exam != examID {
			continue
		}
		for _, q := range e.of.Parts {
			all++
			if d.done(e, q.Label) {
				done++
			}
		}
	}
	return done, all
}

// done reports whether a part has an answer; in an exam any answer will do.
func (d *desk) done(e *entry, label string) bool {
	if d.running() {
		return !e.sitting.Draft(e.ref(label)).Blank()
	}
	return d.status(e, label).Answered()
}
