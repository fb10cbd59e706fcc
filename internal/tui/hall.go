package tui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/mdview"
	"gradcheck/problems"
)

// quiz is the quiz of the attempt on the desk; ok is false if it is none.
func (d *desk) quiz() (o class.Offer, ok bool) {
	if d.env.Hall == nil || d.session == nil {
		return o, false
	}
	return offer(d.env.Hall, d.sat().Header().Exam)
}

func offer(h class.Hall, quiz string) (class.Offer, bool) {
	for _, o := range h.Quizzes() {
		if o.Quiz.ID == quiz {
			return o, true
		}
	}
	return class.Offer{}, false
}

// hear takes in what the course says of the attempt since: other terms, which
// move the deadline, and messages.
func (d *desk) hear() tea.Cmd {
	h := d.sat().Header()
	if d.env.Hall == nil || !d.running() || d.session.moved {
		return nil
	}
	var cmd tea.Cmd
	if t, ok := d.env.Hall.Terms(h.Exam, h.Start.Wall); ok && !t.Equal(d.sat().Terms()) && t != d.session.refused {
		cmd = d.grant(t)
	}
	if all := d.env.Hall.Messages(h.Exam); len(all) > d.session.heard {
		last := all[len(all)-1]
		d.session.heard = len(all)
		d.say(last.At.In(d.zone).Format("15:04") + "  " + class.Clean(last.Text))
	}
	return cmd
}

// grant moves the deadline, and says by how much. Terms that would end the
// attempt before now are refused once and not tried again.
func (d *desk) grant(t exam.Terms) tea.Cmd {
	before, _ := d.sat().Allowed()
	away := t.Credit - d.sat().Terms().Credit
	cmd, err := d.apply(d.entries[0], exam.Event{Kind: exam.Grant, Terms: t})
	if err != nil {
		d.session.refused = t
		return nil
	}
	after, _ := d.sat().Allowed()
	more := after - before
	switch until := d.deadline().Format(time.TimeOnly); {
	case more > 0 && away == more:
		d.say(fmt.Sprintf("The server was away. You have %s more, until %s.", span(more), until))
	case more > 0:
		d.say(fmt.Sprintf("+%s for you, until %s.", span(more), until))
	case more < 0:
		d.say("The deadline is " + until + " now.")
	}
	return cmd
}

// sealed reports whether an exam is over and its verdicts are not to be seen
// yet.
func (d *desk) sealed() bool {
	o, ok := d.quiz()
	return ok && !d.env.Hall.Released(o.Quiz.ID)
}

// A handedIn is the screen after a quiz whose verdicts are not released.
type handedIn struct{ d *desk }

func (h *handedIn) Init() tea.Cmd { return nil }

// Update leaves.
func (h *handedIn) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch k.String() {
		case "enter", "esc", "q":
			if !h.d.sealed() {
				return h, replace(newResults(h.d))
			}
			return h, pop
		case "?", "f1":
			return h, push(newHelp("Handed in", h.Keys()))
		}
	}
	return h, nil
}

// View says that it is over, and when there is more to see.
func (h *handedIn) View(t Theme, width, height int) Frame {
	d := h.d
	w := min(width-2*margin, textWidth)
	_, end := d.sat().End()
	st := d.standing()
	body := []string{"", "  " + t.paint(title, fmt.Sprintf("%d of %d parts have an answer.", st.answered, st.all)), ""}
	says := []string{"Everything that stood when it ended is kept and is what is graded.", d.releaseText(),
		"The receipt above proves what was handed in. Note it down if you like; it is kept here, too."}
	for _, s := range says {
		body = append(append(body, shift(wrap(s, w), margin)...), "")
	}
	g := h.Keys()[0]
	return chrome{left: d.session.title + " › handed in", strip: cut(d.receipt(end)+" · attempt "+d.sat().Header().ID, width-4),
		body: body, message: d.message(""), chip: g.State, keys: forFooter(g.Keys)}.draw(t, width, height)
}

// releaseText says when verdicts and solutions can be seen.
func (d *desk) releaseText() string {
	o, ok := d.quiz()
	if !ok {
		return ""
	}
	switch q := o.Quiz; q.Release {
	case class.ReleaseClosed:
		return "Verdicts and solutions can be seen here when nobody can sit it any more, after " + q.Closes.In(q.Zone).Format("15:04 on 2 January") + "."
	case class.ReleaseTime:
		return "Verdicts and solutions can be seen here from " + q.ReleaseAt.In(q.Zone).Format("15:04 on 2 January") + "."
	}
	return "Verdicts and solutions can be seen here once your course releases them."
}

// Keys returns the key map.
func (h *handedIn) Keys() []Group {
	return []Group{{State: "KEYS", Keys: append(listKeys("back to the quizzes")[:1], bind("q esc", "q", "leave"), helpKey)}}
}

// place is where a terminal is, in an event: from where a program opened the
// attempt.
func place(env *Env) string { return strings.TrimSpace(env.From) }

// Warm renders the questions of problems as terminals of a usual size show them,
// so that the sessions that share texts find them rendered.
func Warm(texts *mdview.Cache, ps []*problems.Problem) {
	for _, back := range []Background{Unknown, Dark, Light} {
		for _, p := range ps {
			for i := range p.Parts {
				pages{texts}.question(p, i, Theme{Background: back}, textWidth)
			}
		}
	}
}
