package tui

import (
	"errors"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
)

// A quizzes is the first screen of a student on a server: what can be sat, what
// goes on, and what is over.
type quizzes struct {
	env    *Env
	now    exam.Clock
	at     int
	made   map[string][]*attempt // by quiz, the newest first
	loaded bool
	wanted bool // enter was pressed before the attempts were read
	busy   bool
	note   string
	ticks  int // that were asked for
}

func newQuizzes(env *Env) *quizzes { return &quizzes{env: env, now: env.Now()} }

// quizzesMsg brings the student's attempts.
type quizzesMsg struct {
	made map[string][]*attempt
	err  error
}

// quizzesTick moves the times on the screen along. One that came while another
// screen was on top went there: the page starts anew when it is on top again,
// and knows its newest tick by its number.
type quizzesTick struct{ n int }

// Init reads the student's attempts.
func (q *quizzes) Init() tea.Cmd {
	return q.load() // what it brings starts the ticks
}

func (q *quizzes) tick() tea.Cmd {
	q.ticks++
	return q.env.after(time.Second, quizzesTick{q.ticks})
}

// load reads the attempts. Until they are there nothing is opened, since what is
// known of them is from before.
func (q *quizzes) load() tea.Cmd {
	q.busy = true
	env := q.env
	return func() tea.Msg {
		ctx := env.context()
		hs, err := env.Store.Headers(ctx, env.Student)
		msg := quizzesMsg{made: map[string][]*attempt{}, err: err}
		for _, h := range hs {
			if h.Mode != exam.Exam {
				continue
			}
			a, err := resume(ctx, env.Store, h)
			if err != nil {
				msg.err = errors.Join(msg.err, fmt.Errorf("attempt %s: %w", h.ID, err))
				continue
			}
			msg.made[h.Exam] = append(msg.made[h.Exam], a)
		}
		return msg
	}
}

// stage returns how far the student is with a quiz, and the newest attempt, nil
// without one.
func (q *quizzes) stage(o class.Offer) (class.Stage, *attempt) {
	var last *attempt
	var made []*exam.Sitting
	for i, a := range q.made[o.Quiz.ID] {
		if i == 0 {
			last = a
		}
		made = append(made, a.sitting)
	}
	return o.Stage(q.env.Hall, q.now, made...), last
}

// own is the time limit of a quiz with the student's own share, in words.
func (q *quizzes) own(o class.Offer) string {
	t, _ := q.env.Hall.Terms(o.Quiz.ID, q.now.Wall)
	t.Closes = time.Time{}
	allowed, _ := t.Allowed(o.Quiz.Limit, q.now.Wall)
	return span(allowed)
}

// says is what stands behind the name of a quiz.
func (q *quizzes) says(o class.Offer) string {
	zone := o.Quiz.Zone
	at := func(t time.Time) string {
		if t = t.In(zone); t.Format(time.DateOnly) == q.now.Wall.In(zone).Format(time.DateOnly) {
			return t.Format("15:04 MST")
		}
		return t.Format("15:04 MST, Mon 2 Jan")
	}
	st, last := q.stage(o)
	switch st {
	case class.Early:
		return "opens " + at(o.Opens)
	case class.Running:
		if left, ok := class.Left(q.env.Hall, last.sitting, q.now); ok && left > 0 {
			return "goes on, " + hms(left) + " left"
		}
		return "goes on"
	case class.Over:
		switch {
		case last == nil:
			return "closed " + at(o.Closes)
		case q.env.Hall.Released(o.Quiz.ID):
			return "over, see the result"
		}
		return "handed in"
	}
	s := "open"
	if o.Quiz.Limit > 0 {
		s = q.own(o) + ", " + s
	}
	if !o.Closes.IsZero() {
		s += " until " + at(o.Closes)
	}
	if n := len(q.made[o.Quiz.ID]); n > 0 {
		s += fmt.Sprintf(", attempt %d of %d", n+1, o.Quiz.Attempts)
	}
	return s
}

// Update chooses a quiz and opens it.
func (q *quizzes) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case quizzesMsg:
		q.loaded, q.busy = true, false
		if msg.made != nil {
			q.made = msg.made
		}
		q.now = q.env.Now()
		if msg.err != nil {
			q.note = "Some attempts could not be read: " + strings.ReplaceAll(msg.err.Error(), "\n", "; ")
		}
		cmd := q.tick()
		if offers := q.env.Hall.Quizzes(); q.wanted && q.at < len(offers) && msg.err == nil {
			cmd = tea.Batch(cmd, q.enter(offers[q.at]))
		}
		q.wanted = false
		return q, cmd
	case quizzesTick:
		if msg.n != q.ticks {
			return q, nil
		}
		q.now = q.env.Now()
		return q, q.tick()
	case tea.KeyPressMsg:
		q.note = ""
		offers := q.env.Hall.Quizzes()
		switch k := msg.String(); k {
		case "j", "down", "tab":
			q.at = min(q.at+1, max(len(offers)-1, 0))
		case "k", "up", "shift+tab":
			q.at = max(q.at-1, 0)
		case "g", "home":
			q.at = 0
		case "G", "end":
			q.at = max(len(offers)-1, 0)
		case "enter":
			if q.wanted = !q.loaded || q.busy; q.at < len(offers) && !q.wanted {
				return q, q.enter(offers[q.at])
			}
		case "q", "esc":
			return q, Leave
		case "?", "f1":
			return q, push(newHelp("Quizzes", q.Keys()))
		default:
			q.note = k + " does nothing here; ? lists the keys."
		}
	}
	return q, nil
}

// enter opens a quiz: its start page, the attempt that goes on, or the result.
func (q *quizzes) enter(o class.Offer) tea.Cmd {
	st, last := q.stage(o)
	switch {
	case st == class.Running:
		return q.resume(o, last)
	case st == class.Open:
		return push(newQuizGate(q.env, o, len(q.made[o.Quiz.ID])+1))
	case st == class.Early:
		q.note = "It opens at " + o.Opens.In(o.Quiz.Zone).Format("15:04 MST") + "."
	case last == nil:
		q.note = "It is closed, and you have no attempt at it."
	default:
		d := newSession(q.env, o.Quiz.Title, last)
		return func() tea.Msg { return satMsg{d} }
	}
	return nil
}

// resume goes on with an attempt. It is read anew, since another terminal may
// have written to it.
func (q *quizzes) resume(o class.Offer, a *attempt) tea.Cmd {
	env, h := q.env, a.sitting.Header()
	q.busy = true
	return func() tea.Msg {
		a, err := resume(env.context(), env.Store, h)
		if err != nil {
			return quizzesMsg{err: err}
		}
		return enteredMsg{offer: o, a: a}
	}
}

// satMsg asks for the result of a quiz that is over.
type satMsg struct{ desk *desk }

// enteredMsg brings an attempt that goes on.
type enteredMsg struct {
	offer class.Offer
	a     *attempt
	fresh bool // begun in this program, so that it is open already
}

// entered puts an attempt that goes on on the screen: under the terms that hold
// now, and as one more program that has it open.
func (a *App) entered(msg enteredMsg) tea.Cmd {
	d := newSession(a.env, msg.offer.Quiz.Title, msg.a)
	h := d.sat().Header()
	var cmds []tea.Cmd
	if t, ok := a.env.Hall.Terms(h.Exam, h.Start.Wall); ok && !t.Equal(d.sat().Terms()) {
		cmds = append(cmds, d.grant(t))
	}
	if d.sat().Finished() {
		return tea.Batch(append(cmds, push(&handedIn{d}))...)
	}
	if !msg.fresh {
		cmds = append(cmds, d.record(exam.Event{Kind: exam.Open, Text: place(a.env)}))
	}
	d.zone = msg.offer.Quiz.Zone
	d.session.heard = len(a.env.Hall.Messages(h.Exam)) // the list of quizzes shows them
	a.stack = append(a.stack, nil)
	return tea.Batch(append(cmds, a.sit(sitMsg{desk: d}))...)
}

// View lists the quizzes.
func (q *quizzes) View(t Theme, width, height int) Frame {
	w := min(width-2*margin, textWidth)
	offers := q.env.Hall.Quizzes()
	body := []string{""}
	at := 0
	switch {
	case !q.loaded:
		body = append(body, "  Reading your attempts.")
	case len(offers) == 0:
		body = append(body, shift(wrap("There is no quiz yet. This page shows one as soon as your course sets it.", w), margin)...)
	}
	if q.loaded {
		names := 0
		for _, o := range offers {
			names = min(max(names, printed(o.Quiz.Title)), 30)
		}
		for i, o := range offers {
			gutter, name := "  ", fit(cut(o.Quiz.Title, names), names)
			if i == q.at {
				gutter, name, at = t.paint(accent, "▸ "), t.paint(selected, name), len(body)
			}
			body = append(body, cut("  "+gutter+name+"  "+q.says(o), width-2))
		}
	}
	for _, o := range offers {
		if st, _ := q.stage(o); st == class.Over {
			continue
		}
		for _, m := range q.env.Hall.Messages(o.Quiz.ID) {
			body = append(append(body, ""), shift(wrap(m.At.In(o.Quiz.Zone).Format("15:04")+"  "+class.Clean(m.Text), w), margin)...)
		}
	}
	g := q.Keys()[0]
	return chrome{left: strings.TrimSpace("gradcheck " + q.env.Place), right: t.paint(muted, q.env.Name), body: body, message: q.note, chip: g.State,
		keys: forFooter(g.Keys), cursor: &Pos{X: margin, Y: at}}.draw(t, width, height)
}

// Keys returns the key map.
func (q *quizzes) Keys() []Group {
	return []Group{{State: "KEYS", Keys: append(listKeys("open"), endsKey, leaveKey, helpKey)}}
}
