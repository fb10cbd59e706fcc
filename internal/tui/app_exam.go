package tui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/exam"
	"gradcheck/internal/study"
)

// NewHistory returns an app that lists the exams that were sat and, if only is
// not "", opens the result of that attempt; "last" is the newest that is over.
func NewHistory(env *Env, only string) *App {
	a := New(env)
	a.stack = []Screen{newHistory(env, only)}
	return a
}

// look takes in what a command on exams that are over has found.
func (a *App) look(msg reviewMsg) tea.Cmd { return msg.take(a) }

// show puts the result of an exam that is over on the screen, or that it is
// closed as yet. The exam that runs, if any, is left where it is.
func (a *App) show(r *results) tea.Cmd {
	if a.sitting != nil && a.sitting.running() {
		return nil
	}
	a.sitting = r.d
	a.sitting.width, a.sitting.height = a.desk.width, a.desk.height
	if r.d.sealed() {
		return push(&handedIn{r.d})
	}
	return push(r)
}

// examMsg asks for an exam: the one that runs, or the gate to one.
type examMsg struct{ sit Sit }

// exam goes to the exam that runs in this program, or to the gate.
func (a *App) exam(msg examMsg) tea.Cmd {
	d := a.sitting
	if d == nil || !d.running() {
		return push(newGate(a.env, msg.sit))
	}
	r := d.sat().At()
	return push(newPart(d, max(d.index(r.Problem), 0), r.Part))
}

// sit puts an exam on the screen, at the part where it was left, in place of the
// gate.
func (a *App) sit(msg sitMsg) tea.Cmd {
	d := msg.desk
	d.width, d.height = a.desk.width, a.desk.height
	a.sitting = d
	r := d.sat().At()
	p := newPart(d, max(d.index(r.Problem), 0), r.Part)
	p.resume = true
	a.stack[len(a.stack)-1] = p
	return tea.Batch(msg.cmd, p.Init(), func() tea.Msg { return tickMsg{d} })
}

// tick lets a second pass in the exam on the desk, and ends it at its deadline.
func (a *App) tick(msg tickMsg) tea.Cmd {
	d := a.sitting
	if msg.desk != d || !d.running() {
		return nil
	}
	cmd := d.ticked()
	if d.timeUp() {
		return tea.Batch(cmd, a.over(exam.Event{Kind: exam.Finish, N: 1}))
	}
	return cmd
}

// over ends the exam, with what stands on the screen, and shows the result.
func (a *App) over(end exam.Event) tea.Cmd {
	d := a.sitting
	if d == nil || !d.running() {
		return nil
	}
	if d.session.moved {
		return d.fetchEnd()
	}
	if d.late() { // the word was typed before the tick came
		end = exam.Event{Kind: exam.Finish, N: 1}
	}
	var cmds []tea.Cmd
	base := len(a.stack)
	for i := range a.stack {
		cmds = append(cmds, a.leave(i))
		if onDesk(a.stack[i], d) {
			base = min(base, i)
		}
	}
	cmds = append(cmds, d.record(end))
	at := d.env.Now().Wall.In(d.zone).Format(time.TimeOnly)
	switch {
	case end.Kind == exam.Abandon:
		d.session.alert = "Broken off at " + at + "."
	case end.N == 1:
		d.session.alert = "The time is up. What stood at the deadline is graded."
	default:
		d.session.alert = "Handed in at " + at + "."
	}
	return tea.Batch(append(cmds, a.result(d, base))...)
}

// result puts what an exam came to in place of the screens from base on.
func (a *App) result(d *desk, base int) tea.Cmd {
	if d.sealed() {
		a.stack = append(a.stack[:base], &handedIn{d})
		return nil
	}
	r := newResults(d)
	a.stack = append(a.stack[:base], r)
	return r.Init()
}

// lostMsg asks to practise parts anew.
type lostMsg struct{ refs []exam.Ref }

// practise opens the first of the parts in practice, as a fresh variant; the
// others come next.
func (a *App) practise(msg lostMsg) tea.Cmd {
	a.desk.queue = nil
	for _, r := range msg.refs {
		a.desk.queue = append(a.desk.queue, study.Item{Part: study.Part{Concept: study.Concept(r)}, Fresh: true})
	}
	return a.desk.nextDue()
}

// endedMsg brings an exam whose time is up as another program has left it.
type endedMsg struct{ takenMsg }

// fetchEnd reads how the exam stands in the store.
func (d *desk) fetchEnd() tea.Cmd {
	if d.session.ending {
		return nil
	}
	d.session.ending = true
	fetch := d.fetch()
	return func() tea.Msg { return endedMsg{fetch().(takenMsg)} }
}

// ended shows the result of an exam that went on in another program. If that one
// has not ended it, this one does, with what was typed here by the deadline.
func (a *App) ended(msg endedMsg) tea.Cmd {
	d := msg.desk
	d.session.ending = false
	if d != a.sitting || msg.err != nil {
		return nil // the next tick tries again
	}
	d.session.alert = "The time is up. What stood at the deadline is graded."
	if s := msg.fresh.sitting; s.Finished() && !s.TimeUp() {
		d.session.alert = "The exam was ended in the other window."
	}
	cmd := d.takeBack(msg.takenMsg)
	if d.running() {
		return tea.Batch(cmd, a.over(exam.Event{Kind: exam.Finish, N: 1}))
	}
	base := len(a.stack)
	for i := range a.stack {
		switch a.stack[i].(type) {
		case *results, *handedIn:
			base = min(base, i)
		}
		if onDesk(a.stack[i], d) {
			base = min(base, i)
		}
	}
	return tea.Batch(cmd, a.result(d, base))
}

// onDesk reports whether a screen belongs to the exam on a desk.
func onDesk(s Screen, d *desk) bool {
	switch s := s.(type) {
	case *part:
		return s.d == d
	case *overview:
		return s.d == d
	case *handin:
		return s.d == d
	case *moved:
		return s.d == d
	}
	return false
}

// moved says that the exam goes on in another program.
func (a *App) moved(msg movedMsg) tea.Cmd {
	d := msg.desk
	if d != a.sitting || d.session.moved {
		return nil
	}
	if !d.running() { // our end came after that of the other program
		return d.fetchEnd()
	}
	d.session.moved, d.session.polling = true, false
	base := len(a.stack)
	for i := range a.stack {
		if p, ok := a.stack[i].(*part); ok && p.d == d {
			p.flush() // what was typed is kept and written when it is taken back
		}
		if onDesk(a.stack[i], d) {
			base = min(base, i)
		}
	}
	m := &moved{d: d}
	a.stack = append(a.stack[:base], m)
	return m.Init()
}

// Farewell is what remains on the terminal when an exam goes on after the screen
// was left; "" if none does.
func (a *App) Farewell() string {
	d := a.sitting
	if d == nil || !d.running() {
		return ""
	}
	st := d.standing()
	var b strings.Builder
	b.WriteString("You have left the screen. The exam goes on.\n\n")
	line := func(name, says string) { fmt.Fprintf(&b, "  %-16s  %s\n", name, says) }
	fmt.Fprintf(&b, "  %s\n", d.session.title)
	if left, ok := d.sat().Left(d.env.Now()); ok {
		line("deadline", fmt.Sprintf("%s, %s from now", d.deadline().Format(time.TimeOnly), span(left)))
	}
	says := fmt.Sprintf("%d of %d parts", st.answered, st.all)
	if len(st.unreadable) > 0 {
		says += "; " + d.names(st.unreadable) + " cannot be read yet"
	}
	line("answered", says)
	if n, _ := a.Unsaved(); n > 0 {
		line("NOT SAVED", fmt.Sprintf("%d changes", n))
	} else if t := d.entries[0].rec.synced; !t.IsZero() {
		line("saved", t.In(d.zone).Format(time.TimeOnly)+", up to your last key")
	}
	back := "gradcheck exam"
	if a.env.Hall != nil {
		back = "the same ssh"
	}
	line(back, "back to the paper, to the word where you were")
	return b.String()
}
