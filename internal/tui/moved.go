package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	xansi "github.com/charmbracelet/x/ansi"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

// A moved is the screen of a session that goes on in another program. What was
// typed here and could not be written is kept.
type moved struct {
	d    *desk
	by   exam.Event // with which the other one opened it; zero before it is known
	busy bool
	note string
}

// openerMsg brings the event with which another program opened the attempt.
type openerMsg struct {
	desk *desk
	by   exam.Event
}

// Init looks up where the other program is.
func (m *moved) Init() tea.Cmd {
	d, env, r := m.d, m.d.env, &m.d.entries[0].rec
	id, stored := r.header.ID, r.stored
	return func() tea.Msg {
		events, err := env.Store.Events(env.context(), id, stored)
		if err != nil {
			return nil
		}
		for _, e := range slices.Backward(events) {
			if e.Kind == exam.Open {
				return openerMsg{d, e}
			}
		}
		return nil
	}
}

// takenMsg brings the attempt as the other program left it, and the drafts that
// both programs knew.
type takenMsg struct {
	desk  *desk
	fresh *attempt
	base  *exam.Sitting
	err   error
}

// Update takes the attempt back.
func (m *moved) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case openerMsg:
		if msg.desk == m.d {
			m.by = msg.by
		}
	case takenMsg:
		m.busy = false
		if msg.err != nil {
			m.note = "Could not take it back: " + msg.err.Error()
			return m, nil
		}
		cmd := m.d.takeBack(msg)
		r := m.d.sat().At()
		p := newPart(m.d, max(m.d.index(r.Problem), 0), r.Part)
		p.resume = true
		return m, tea.Batch(cmd, replace(p))
	case tea.KeyPressMsg:
		switch msg.String() {
		case "enter":
			if !m.busy {
				m.busy = true
				return m, m.d.fetch()
			}
		case "?", "f1":
			if !m.busy { // what is read comes to the screen on top
				return m, push(newHelp("Moved", m.Keys()))
			}
		case "q", "esc":
			return m, pop
		}
	}
	return m, nil
}

// fetch reads the attempt as it stands in the store.
func (d *desk) fetch() tea.Cmd {
	r := &d.entries[0].rec
	env, h, stored := d.env, r.header, r.stored
	return func() tea.Msg {
		a, base, err := fetch(env.context(), env.Store, h, stored)
		return takenMsg{desk: d, fresh: a, base: base, err: err}
	}
}

// fetch reads an attempt, and how it stood after so many events.
func fetch(ctx context.Context, st store.Store, h exam.Header, stored int) (a *attempt, base *exam.Sitting, err error) {
	r, err := store.Load(ctx, st, h)
	if err != nil {
		return nil, nil, err
	}
	now, err := r.Sitting()
	if err != nil {
		return nil, nil, err
	}
	base, err = exam.New(h, r.Paper, r.Events[:min(stored, len(r.Events))]...)
	return &attempt{now, len(r.Events), r.Frozen}, base, err
}

// takeBack goes on with the attempt as the other program left it. What was typed
// here since is typed again where the other one has changed nothing; where both
// have, the other one's stands and this one's is told.
func (d *desk) takeBack(msg takenMsg) tea.Cmd {
	mine, at := map[exam.Ref][]string{}, map[exam.Ref]exam.Clock{}
	var refs []exam.Ref
	for _, ev := range d.entries[0].rec.pending {
		if ev.Kind != exam.Edit {
			continue
		}
		at[ev.Part] = ev.At // it counts as of when it was typed
		if mine[ev.Part] == nil {
			mine[ev.Part] = d.sat().Draft(ev.Part)
			refs = append(refs, ev.Part)
		}
	}
	d.entries[0].rec = recorder{}
	d.put(d.entries[0], msg.fresh)
	d.session.moved = false
	var cmds []tea.Cmd
	over := d.sat().Finished()
	var clashes []string
	for _, r := range refs {
		now := d.sat().Draft(r)
		if over && !slices.Equal(now, mine[r]) || !slices.Equal(now, msg.base.Draft(r)) {
			clashes = append(clashes, fmt.Sprintf("%s: %s", d.name(r), strings.Join(mine[r], "; ")))
			continue
		}
		for b := range now {
			if over || now[b] == mine[r][b] {
				continue
			}
			cmds = append(cmds, d.record(exam.Event{At: at[r], Kind: exam.Edit, Part: r, Blank: b, Splice: exam.Diff(now[b], mine[r][b])}))
		}
	}
	if !over { // last, as it may be after the deadline
		cmds = append(cmds, d.record(exam.Event{Kind: exam.Open, Text: place(d.env)}))
	}
	switch {
	case len(clashes) > 0 && over:
		d.say("The exam ended in the other window. Typed here and not graded: " + strings.Join(clashes, "; "))
	case len(clashes) > 0:
		d.say("Changed in both windows; the other one's stands. Yours was " + strings.Join(clashes, "; "))
	}
	return tea.Batch(cmds...)
}

// record applies an event of the session; one that is refused is told.
func (d *desk) record(ev exam.Event) tea.Cmd {
	cmd, err := d.apply(d.entries[0], ev)
	if err != nil {
		d.say("Could not record that: " + err.Error())
	}
	return cmd
}

// say puts a sentence on the message line for a minute.
func (d *desk) say(s string) {
	elapsed, _ := d.sat().Elapsed(d.session.now)
	d.session.alert, d.session.until = s, elapsed+time.Minute
}

// message is what stands on the message line: the note of the screen, or why an
// exam cannot be saved, or what it has to say else.
func (d *desk) message(note string) string {
	if note != "" || d.session == nil {
		return note
	}
	_, why := d.unsaved()
	if since := d.entries[0].rec.failing; why == nil && !since.IsZero() {
		return "The disk has not answered since " + since.Format(time.TimeOnly) + ". All is written as soon as it does."
	}
	if why != nil {
		const trying = ". Trying every second, nothing is lost yet."
		if s := strings.TrimSuffix(why.Error(), ".") + trying; xansi.StringWidth(s) <= d.width-2*margin {
			return s
		}
		return reason(why) + trying
	}
	return d.session.alert
}

// reason is why nothing can be written, short enough for a row; the path is told
// when the program is left.
func reason(err error) string {
	var f *store.Fault
	if errors.As(err, &f) {
		err = f.Kind
	}
	s := err.Error()
	return strings.ToUpper(s[:1]) + s[1:]
}

// View says where the exam is.
func (m *moved) View(t Theme, width, height int) Frame {
	w := min(width-2*margin, textWidth)
	var body []string
	for _, s := range []string{
		"This exam goes on in another window.",
		"It was opened there while it was open here, so that one writes now. The clock runs on, and nothing that was saved here is lost.",
		"enter takes it back to this window; the other one will then say so.",
	} {
		body = append(append(body, ""), shift(wrap(s, w), margin)...)
	}
	body = append(body, m.where(t)...)
	if n := len(m.d.entries[0].rec.pending); n > 0 {
		body = append(append(body, ""), shift(wrap("Your last words here were not written before. Taking it back writes them too.", w), margin)...)
	}
	f := chrome{left: m.d.session.title + " › moved", right: t.paint(title, m.d.clock()), body: body, message: m.note}.draw(t, width, height)
	f.Rows[len(f.Rows)-1] = t.ascii(fit(footer(t, "KEYS", m.Keys()[0].Keys, width), width)) // nothing to find here
	return f
}

// where says from where each of the two terminals is, on a server.
func (m *moved) where(t Theme) []string {
	if m.d.env.Hall == nil || m.by.Kind == "" {
		return nil
	}
	at := func(w time.Time) string { return w.In(m.d.zone).Format(time.TimeOnly) }
	rows := []string{"", fmt.Sprintf("      there    %-24s since %s", class.Clean(m.by.Text), at(m.by.At.Wall))}
	here := fmt.Sprintf("      here     %-24s", place(m.d.env))
	if s := m.d.entries[0].rec.synced; !s.IsZero() {
		here += " saved until " + at(s)
	}
	rows = append(rows, here, "")
	return append(rows, shift(wrap("Not you? Take it back, then tell the person who runs the course: somebody has your key.", textWidth), margin)...)
}

// Keys returns the key map.
func (m *moved) Keys() []Group {
	return []Group{{State: "KEYS", Keys: []key.Binding{bind("enter", "enter", "take it back here"), bind("q esc", "q", "leave"), helpKey}}}
}
