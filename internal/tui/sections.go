package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// sectionLeft returns the section of a problem and the time that it has left, 0
// or less once it is closed; ok is false if the paper closes as one.
func (d *desk) sectionLeft(e *entry) (k int, left time.Duration, ok bool) {
	if !d.running() {
		return 0, 0, false
	}
	k, closes, ok := d.sat().Section(e.ref(e.of.Parts[0].Label))
	elapsed, _ := d.sat().Elapsed(d.session.now)
	return k, closes - elapsed, ok
}

// here is the problem that was on the screen last.
func (d *desk) here() *entry { return d.entries[max(d.index(d.sat().At().Problem), 0)] }

// shut reports whether a problem takes no more answers, by the last tick: for
// what is drawn.
func (d *desk) shut(e *entry) bool {
	_, left, ok := d.sectionLeft(e)
	return ok && left < 0
}

// sectionName calls section k by its number and problems: "Section 2, problems 3
// to 5,".
func sectionName(sections []exam.Section, k int) string {
	return fmt.Sprintf("Section %d, %s,", k+1, sectionProblems(sections, k))
}

// sectionProblems names the problems of section k by their numbers on the paper.
func sectionProblems(sections []exam.Section, k int) string {
	from := 1
	for _, s := range sections[:k] {
		from += s.Problems
	}
	to := from + sections[k].Problems - 1
	switch to - from {
	case 0:
		return fmt.Sprintf("problem %d", from)
	case 1:
		return fmt.Sprintf("problems %d and %d", from, to)
	}
	return fmt.Sprintf("problems %d to %d", from, to)
}

// sectionClock is the time left in the section of a problem, for the status line;
// "" if it is the same as the time left in all.
func (d *desk) sectionClock(t Theme, e *entry, width int) string {
	_, left, ok := d.sectionLeft(e)
	all, _ := d.sat().Left(d.session.now)
	switch {
	case !ok || left == all:
		return ""
	}
	word := "section "
	if width < sectionWordWidth {
		word = ""
	}
	switch {
	case left < 0:
		return t.paint(muted, word) + t.paint(title, "closed")
	case left <= time.Minute:
		return t.paint(muted, word) + t.paint(danger, hms(left))
	}
	return t.paint(muted, word) + t.paint(title, hms(left))
}

// sectionWordWidth is the width from which the clock of a section is named.
const sectionWordWidth = 46

// A notice is a warning about a section: that so much of it is left, or, with 0,
// that it has closed. More time makes it another one.
type notice struct {
	section      int
	left, closes time.Duration
}

// sectionWarnings are given with so much time left in a section, once each.
var sectionWarnings = []time.Duration{0, time.Minute, 5 * time.Minute}

// sectionDue returns what is to be said about the section that closes next or
// has closed since the last tick, and what to add where there is room; "" if
// nothing. If several are due, as on a short paper, the one that closes first is
// named. The last section closes with the exam, which has warnings of its own.
func (d *desk) sectionDue() (said, more string) {
	elapsed, _ := d.sat().Elapsed(d.session.now)
	sections := d.sat().Header().Sections
	soon := false
	for k, closes := range d.closings() {
		left, due := d.noticeDue(k, closes, elapsed)
		switch {
		case !due || k == len(sections)-1 || soon:
		case left > 0:
			soon = true
			said, more = sectionName(sections, k)+" closes in "+count(int((left+time.Minute-1)/time.Minute), "minute")+".", ""
		default:
			said, more = sectionName(sections, k)+" is closed.", " What stands there is graded."
		}
	}
	return said, more
}

// noticeDue returns the time left in a section if that is to be said now, less
// than 0 when it has closed; what is due is noted as said.
func (d *desk) noticeDue(k int, closes, elapsed time.Duration) (left time.Duration, due bool) {
	left = closes - elapsed
	for _, w := range sectionWarnings {
		n := notice{k, w, closes}
		switch {
		case left > w || left == 0: // at the very moment it is still open
			continue
		case d.session.noticed[n]:
			return 0, false
		}
		d.session.noticed[n] = true
		return left, true
	}
	return 0, false
}

// closings are the times at which the sections of the paper close; none if it
// closes as one.
func (d *desk) closings() []time.Duration {
	allowed, ok := d.sat().Allowed()
	if !ok {
		return nil
	}
	return exam.Closings(d.sat().Header().Sections, allowed)
}

// closedBefore notes the sections that had closed when the exam was opened, so
// that nothing is said about them.
func (d *desk) closedBefore() {
	elapsed, _ := d.sat().Elapsed(d.session.now)
	for k, closes := range d.closings() {
		if elapsed > closes {
			d.session.noticed[notice{k, 0, closes}] = true
		}
	}
}

// nextClosing returns the time until the next section closes, 0 if none does.
func (d *desk) nextClosing() time.Duration {
	elapsed, _ := d.sat().Elapsed(d.session.now)
	for _, closes := range d.closings() {
		if closes >= elapsed {
			return closes - elapsed + time.Millisecond
		}
	}
	return 0
}

// shutOut handles a key or a paste in a part whose section has closed: what was
// typed before that is recorded, and what would change the answer says why it
// does not. done is false for everything else, such as going to another part,
// which is still to be handled.
func (p *part) shutOut(msg tea.Msg) (cmd tea.Cmd, done bool) {
	if !p.d.running() || !p.sitting().Closed(p.ref(), p.d.env.Now()) {
		return nil, false
	}
	typed := p.typing
	cmd = p.flush()
	p.typing = false
	if draft := p.sitting().Draft(p.ref()); !slices.Equal(p.field.Answer(), draft) {
		p.field = newField(p.question().Input(), draft)
	}
	k, isKey := msg.(tea.KeyPressMsg)
	switch {
	case isKey && p.runsOn(k, typed):
	case isKey && !typed && k.String() == "enter":
		return tea.Batch(cmd, p.nextPart()), true
	case isKey && typed && k.String() == "esc":
		return cmd, true
	case isKey && !p.changes(k, typed):
		return cmd, false
	}
	p.note = p.d.closedNote(p.entry())
	return cmd, true
}

// runsOn reports whether a key still belongs to the answer that the closing cut
// off: what is typed into the open field, and all that follows within a second.
// As a command such a key would flag a part or leave the screen.
func (p *part) runsOn(k tea.KeyPressMsg, typed bool) bool {
	s := p.d.session
	elapsed, _ := p.sitting().Elapsed(p.d.env.Now())
	since := elapsed - s.cutOff // two keys at one moment were not typed
	if k.Text == "" || !typed && (s.cutOff == 0 || since <= 0 || since > time.Second) {
		return false
	}
	s.cutOff = elapsed
	return true
}

// changes reports whether a key means to change the answer.
func (p *part) changes(k tea.KeyPressMsg, typed bool) bool {
	switch s := k.String(); {
	case s == "ctrl+n" || s == "ctrl+p" || s == "f1" || s == "pgdown" || s == "pgup":
		return false
	case typed || s == "x" || s == "z" || s == "Z":
		return true
	case s == "tab" || s == "shift+tab":
		return !p.small() && !p.picks()
	}
	f, ok := p.field.Command(k)
	return ok && !slices.Equal(f.Answer(), p.field.Answer())
}

// nextPart goes to the next part, from the last one to the list of all.
func (p *part) nextPart() tea.Cmd {
	if p.n == len(p.problem().Parts)-1 && p.neighbour(1) < 0 {
		return push(newOverview(p.d, p.i, p.n, true))
	}
	return p.move(1)
}

// closedNote says since when a problem takes no more answers.
func (d *desk) closedNote(e *entry) string {
	k, closes, ok := d.sat().Section(e.ref(e.of.Parts[0].Label))
	if !ok {
		return ""
	}
	now := d.env.Now()
	elapsed, _ := d.sat().Elapsed(now)
	at := now.Wall.Add(closes - elapsed).In(d.zone)
	return fmt.Sprintf("Section %d closed at %s; what stands here is graded.", k+1, at.Format(time.TimeOnly))
}

// sectionPromises are the rules of an exam whose sections close one by one.
var sectionPromises = []string{
	"A section takes no answers once it has closed; what stands then is graded, to the last letter typed. There is nothing to submit.",
	"Working ahead is possible at any time, and time left over stays yours.",
	"The clock runs whether you are here or not. q leaves the screen only.",
	"You are told 5 and 1 minutes before. No hints or verdicts until the end.",
}

// closings lists what closes when on the start page of an exam.
func (g *gate) closings(width int) []string {
	allowed := g.allowed()
	rows := []string{fmt.Sprintf("Time limit %s, in %s:", g.allowedText(), count(len(g.sections), "section"))}
	for k, closes := range exam.Closings(g.sections, allowed) {
		has, wide := sectionProblems(g.sections, k), 17
		if width < textWidth {
			_, has, _ = strings.Cut(has, " ")
			wide = 9
		}
		right := fmt.Sprintf("  %-*s  closes %s", wide, has, g.now.Wall.Add(closes).Format(time.TimeOnly))
		left := fmt.Sprintf("  %2d  %s", k+1, g.sections[k].Title)
		room := max(width-printed(right), 0)
		rows = append(rows, fit(cut(left, room), room)+right)
	}
	return append(rows, "")
}

// allowedText is the time allowed, and of what it is made.
func (g *gate) allowedText() string {
	if own := g.allowed(); own != g.limit() {
		return fmt.Sprintf("%s × %s, which is %s", span(g.limit()), points(float64(g.sit.Percent)/100), span(own))
	}
	return span(g.limit())
}

// budgets returns the sections that an exam is to close in; an error if it says
// nothing to go by.
func (s Sit) budgets(x *problems.Exam, ps []*problems.Problem) ([]exam.Section, error) {
	if !s.Sections {
		return nil, nil
	}
	if s.Limit == 0 && x.Time == 0 {
		return nil, fmt.Errorf("exam %s has no time limit for its sections to share", x.ID)
	}
	all := exam.Sections(x, ps)
	if all == nil {
		return nil, fmt.Errorf("exam %s says of no section how many minutes it is for", x.ID)
	}
	return all, nil
}
