package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

// A moved is the screen of a session that goes on in another program. What was
// typed here and could not be written is kept.
type moved struct {
	d    *desk
	busy bool
	note string
}

func (m *moved) Init() tea.Cmd { return nil }

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
	case takenMsg:
		m.busy = false
		if msg.err != nil {
			m.note = "Could not take it back: " + msg.err.Error()
			return m, nil
		}
		cmd := m.d.takeBack(msg)
		r := m.d.sat().At()
		return m, tea.Batch(cmd, replace(newPart(m.d, max(m.d.index(r.Problem), 0), r.Part)))
	case tea.KeyPressMsg:
		switch msg.String() {
		case "enter":
			if !m.busy {
				m.busy = true
				return m, m.d.fetch()
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
	mine := map[exam.Ref][]string{}
	var refs []exam.Ref
	for _, ev := range d.entries[0].rec.pending {
		if ev.Kind == exam.Edit && mine[ev.Part] == nil {
			mine[ev.Part] = d.sat().Draft(ev.Part)
			refs = append(refs, ev.Part)
		}
	}
	d.entries[0].rec = recorder{}
	d.put(d.entries[0], msg.fresh)
	d.session.moved = false
	cmds := []tea.Cmd{d.record(exam.Event{Kind: exam.Open})}
	var clashes []string
	for _, r := range refs {
		now := d.sat().Draft(r)
		if !slices.Equal(now, msg.base.Draft(r)) {
			clashes = append(clashes, fmt.Sprintf("%s: %s", d.name(r), strings.Join(mine[r], "; ")))
			continue
		}
		for b := range now {
			cmds = append(cmds, d.record(exam.Event{Kind: exam.Edit, Part: r, Blank: b, Splice: exam.Diff(now[b], mine[r][b])}))
		}
	}
	if len(clashes) > 0 {
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
	if _, why := d.unsaved(); why != nil {
		return strings.TrimSuffix(why.Error(), ".") + ". Trying every second, nothing is lost yet."
	}
	return d.session.alert
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
	if n := len(m.d.entries[0].rec.pending); n > 0 {
		body = append(append(body, ""), shift(wrap("Your last words here were not written before. Taking it back writes them too.", w), margin)...)
	}
	return chrome{left: m.d.session.title + " › moved", right: t.paint(title, m.d.clock()), body: body, message: m.note,
		chip: "KEYS", keys: forFooter(m.Keys()[0].Keys)}.draw(t, width, height)
}

// Keys returns the key map.
func (m *moved) Keys() []Group {
	return []Group{{State: "KEYS", Keys: []key.Binding{bind("enter", "enter", "take it back here"), bind("q esc", "q", "leave")}}}
}
