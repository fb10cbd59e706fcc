package tui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/exam"
)

// A recorder writes one attempt's events to the store, in order, one write at a
// time. What cannot be written is kept and tried again every second.
type recorder struct {
	header  exam.Header
	frozen  []byte // the instance, stored with the attempt
	created bool
	stored  int // events in the store
	pending []exam.Event
	busy    bool
	synced  time.Time // of the last successful write
	failing time.Time // of the first failure since; zero when all is well
	err     error
	before  []*recorder // of earlier attempts at the problem, not done yet
}

// savedMsg is the outcome of one write.
type savedMsg struct {
	id      string // of the attempt
	n       int    // events written
	created bool
	at      time.Time
	err     error
}

// retryMsg asks for another try.
type retryMsg struct{}

func (r *recorder) done() bool { return len(r.pending) == 0 && !r.busy }

// find returns the recorder of an attempt among r and those before it.
func (r *recorder) find(id string) *recorder {
	if r.header.ID == id {
		return r
	}
	for _, b := range r.before {
		if b.header.ID == id {
			return b
		}
	}
	return nil
}

// save returns the command that writes what is pending, nil if there is nothing
// or a write is under way.
func (r *recorder) save(d *desk) tea.Cmd {
	if r.busy || len(r.pending) == 0 {
		return nil
	}
	r.busy = true
	env, ctx := d.env, d.context()
	header, frozen, created, stored := r.header, r.frozen, r.created, r.stored
	events := slices.Clone(r.pending)
	return func() tea.Msg {
		msg := savedMsg{id: header.ID, created: created}
		if !msg.created {
			if msg.err = env.Store.PutInstance(ctx, header.Problems[0].Digest, frozen); msg.err == nil {
				msg.err = env.Store.Create(ctx, header)
			}
			msg.created = msg.err == nil
		}
		if msg.err == nil {
			msg.err = env.Store.Append(ctx, header.ID, stored, events...)
		}
		if msg.err == nil {
			msg.n = len(events)
		}
		msg.at = env.Now().Wall
		return msg
	}
}

// saved takes in the outcome of a write and returns what to do next.
func (r *recorder) saved(d *desk, msg savedMsg) tea.Cmd {
	r.busy, r.created = false, msg.created
	if msg.err != nil {
		r.err = msg.err
		if r.failing.IsZero() {
			r.failing = msg.at
		}
		return d.env.after(time.Second, retryMsg{})
	}
	r.pending = slices.Delete(r.pending, 0, msg.n)
	r.stored += msg.n
	r.synced, r.failing, r.err = msg.at, time.Time{}, nil
	return r.save(d)
}
