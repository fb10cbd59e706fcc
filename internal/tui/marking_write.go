package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

// A pending is points that are to be written.
type pending struct {
	script *class.Script
	given  []class.Given
}

// A written is what became of points.
type written struct {
	pending
	tip    class.Tip
	events []exam.Event // that others, and this, have added
	lost   []class.Given
	err    error
}

// write writes the points that come first, if none are being written.
func (m *marking) write() tea.Cmd {
	if m.writing || len(m.queue) == 0 {
		return nil
	}
	m.writing = true
	p := m.queue[0]
	tip, env := *p.script.Of, m.env
	at := env.Now()
	return later(func() written { return p.write(env.context(), env.Store, tip, at) }, m.wrote)
}

// markTries is how often points are sealed anew because the log has grown.
const markTries = 5

// write appends points to the log of the attempt. If it has grown since, what was
// added is taken in first; points for an item to which others gave something else
// meanwhile are not written.
func (p pending) write(ctx context.Context, db store.Store, tip class.Tip, at exam.Clock) written {
	w := written{pending: p, tip: tip}
	for range markTries {
		if len(p.given) == 0 {
			w.err = nil
			return w
		}
		events, after := p.script.Seal(w.tip, at, p.given)
		w.err = db.Append(ctx, tip.Attempt, w.tip.Len, events...)
		if w.err == nil {
			w.tip, w.events = after, append(w.events, events...)
			return w
		}
		if !errors.Is(w.err, store.ErrStale) {
			return w
		}
		others, err := db.Events(ctx, tip.Attempt, w.tip.Len)
		if err == nil {
			w.tip, err = w.tip.Follow(others)
		}
		if err != nil {
			w.err = err
			return w
		}
		w.events = append(w.events, others...)
		var lost []class.Given
		p.given, lost = p.script.Clash(p.given, others)
		w.lost = append(w.lost, lost...)
	}
	return w
}

// wrote takes in what became of points.
func (m *marking) wrote(_ *App, w written) tea.Cmd {
	m.writing = false
	m.follow(w.script.Of, w.tip, w.events)
	if errors.Is(w.err, class.ErrMoved) {
		m.drop(w.script)
		return m.write()
	}
	if w.err != nil {
		m.fault = tell(w.err)
		return m.env.after(time.Second, reviewMsg{func(*App) tea.Cmd { return m.write() }})
	}
	m.fault, m.queue = "", m.queue[1:]
	m.saved = m.env.Now().Wall
	if len(w.lost) > 0 {
		m.note = fmt.Sprintf("Somebody else marked this line a moment before: %s stands. Enter points again to change it.", points(w.script.Marks[w.lost[0].Item]))
	}
	return m.write()
}

// drop takes the answers of an attempt that was regraded or opened again off the
// desk: they are not what was read any more.
func (m *marking) drop(gone *class.Script) {
	m.queue = slices.DeleteFunc(m.queue, func(p pending) bool { return p.script.Of == gone.Of })
	there := m.script()
	m.all = slices.DeleteFunc(m.all, func(s *class.Script) bool {
		if s.Of == gone.Of {
			delete(m.unposted, s)
		}
		return s.Of == gone.Of
	})
	m.been, m.done, m.undone, m.fault = nil, nil, nil, ""
	if m.at = slices.Index(m.all, there); m.at < 0 {
		m.at = max(m.nextUnmarked(-1), 0)
		m.arrive()
	}
	m.note = "The attempt was regraded or opened again since, and left out; start anew to mark it."
}

// follow takes in what was added to the log of an attempt; points that are still
// to be written go over it.
func (m *marking) follow(tip *class.Tip, to class.Tip, events []exam.Event) {
	*tip = to
	for _, s := range m.all {
		if s.Of != tip {
			continue
		}
		s.Takeover(events)
		for i, p := range m.queue {
			if p.script == s && i > 0 {
				for _, g := range p.given {
					s.Marks[g.Item] = float64(g.Points)
				}
			}
		}
	}
}

// look reads what was added to the log of the answer on the screen.
func (m *marking) look() tea.Cmd {
	s := m.script()
	if s == nil {
		return nil
	}
	tip, env := *s.Of, m.env
	type seen struct {
		events []exam.Event
		to     class.Tip
		err    error
	}
	return later(func() (v seen) {
		if v.events, v.err = env.Store.Events(env.context(), tip.Attempt, tip.Len); v.err == nil {
			v.to, v.err = tip.Follow(v.events)
		}
		return v
	}, func(_ *App, v seen) tea.Cmd {
		if errors.Is(v.err, class.ErrMoved) {
			m.drop(s)
			return nil
		}
		if v.err != nil || *s.Of != tip || len(v.events) == 0 {
			return nil
		}
		m.follow(s.Of, v.to, v.events)
		m.note = "Somebody else has marked this since."
		if m.script() == s {
			m.arrive()
		}
		return nil
	})
}

// post says in the journal what the answer on the screen was given.
func (m *marking) post() tea.Cmd {
	s := m.script()
	if s == nil || !m.unposted[s] {
		return nil
	}
	delete(m.unposted, s)
	e := m.entry(s)
	env := m.env
	return later(func() error { return env.post(e) }, func(_ *App, err error) tea.Cmd {
		if err != nil {
			m.unposted[s] = true
			m.fault = tell(err)
		}
		return nil
	})
}

func (m *marking) entry(s *class.Script) class.Entry {
	return class.Entry{Kind: class.Audit, Student: s.Student, Quiz: m.staff.Quiz.ID, Text: s.Says()}
}

// finish writes what the program had no time to write before it ended.
func (m *marking) finish() error {
	var failed []error
	for _, p := range m.queue {
		w := p.write(context.Background(), m.env.Store, *p.script.Of, m.env.Now())
		m.follow(p.script.Of, w.tip, w.events)
		failed = append(failed, w.err)
	}
	for _, s := range m.all {
		if m.unposted[s] {
			failed = append(failed, m.env.post(m.entry(s)))
		}
	}
	return errors.Join(failed...)
}
