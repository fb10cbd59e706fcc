package tui

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/problems"
)

// A recorder writes one attempt's events to the store, in order, one write at a
// time. What cannot be written is kept and tried again every second.
type recorder struct {
	header  exam.Header
	frozen  [][]byte // the instances, stored with the attempt
	created bool
	stored  int // events in the store
	pending []exam.Event
	busy    bool
	began   exam.Clock // when the write that is under way did
	synced  time.Time  // of the last successful write
	failing time.Time  // of the first failure since; zero when all is well
	err     error
	before  []*recorder // of earlier attempts at the problem, not done yet
}

// savedMsg is the outcome of one write.
type savedMsg struct {
	id      string // of the attempt
	n       int    // events written
	created bool
	fork    *attempt // where the events went instead, if another program has the attempt
	moved   bool     // another program has the exam, so nothing was written
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
	if r.busy || len(r.pending) == 0 || d.session != nil && d.session.moved {
		return nil
	}
	r.busy, r.began = true, d.env.Now()
	env, ctx := d.env, d.context()
	header, frozen, created, stored := r.header, r.frozen, r.created, r.stored
	events := slices.Clone(r.pending)
	return func() tea.Msg {
		msg := savedMsg{id: header.ID, created: created}
		if !msg.created {
			msg.err = create(ctx, env.Store, header, frozen)
			msg.created = msg.err == nil
		}
		if msg.err == nil {
			msg.err = env.Store.Append(ctx, header.ID, stored, events...)
		}
		if errors.Is(msg.err, store.ErrStale) && header.Mode == exam.Exam {
			msg.moved = true
		} else if errors.Is(msg.err, store.ErrStale) {
			msg.fork, msg.err = fork(ctx, env, header, frozen, stored, events)
		}
		if msg.err == nil {
			msg.n = len(events)
		}
		msg.at = env.Now().Wall
		return msg
	}
}

// slow is how long a write may take before the screen says that it does.
const slow = 2 * time.Second

// overdue notes that the write under way takes long: nothing has been saved since
// it began.
func (r *recorder) overdue(now exam.Clock) {
	if d, _ := now.Sub(r.began); r.busy && d >= slow && r.failing.IsZero() {
		r.failing = r.began.Wall
	}
}

// unended reports whether the event that ended the attempt is not written yet.
func (r *recorder) unended() bool {
	return slices.ContainsFunc(r.pending, func(e exam.Event) bool { return e.Kind == exam.Finish || e.Kind == exam.Abandon })
}

// create stores a new attempt and the instances it is at; those that are nil are
// in the store.
func create(ctx context.Context, s store.Store, h exam.Header, frozen [][]byte) error {
	for i, p := range h.Problems {
		if frozen[i] == nil {
			continue
		}
		if err := s.PutInstance(ctx, p.Digest, frozen[i]); err != nil {
			return err
		}
	}
	return s.Create(ctx, h)
}

// fork copies an attempt that another program has gone on with: the events both
// know and those that only this one has become an attempt of their own.
func fork(ctx context.Context, env *Env, h exam.Header, frozen [][]byte, stored int, events []exam.Event) (*attempt, error) {
	old, err := env.Store.Events(ctx, h.ID, 0)
	if err != nil {
		return nil, err
	}
	all := append(slices.Clone(old[:min(stored, len(old))]), events...)
	h.ID = attemptID(env, h.Problems[0].ID)
	paper := &exam.Paper{Limit: h.Limit}
	for _, data := range frozen {
		p, err := problems.Thaw(data)
		if err != nil {
			return nil, err
		}
		paper.Problems = append(paper.Problems, p)
	}
	st, err := exam.New(h, paper)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i] = st.Next(all[i])
		if err := st.Apply(all[i]); err != nil {
			return nil, err
		}
	}
	if err := create(ctx, env.Store, h, frozen); err != nil {
		return nil, err
	}
	if err := env.Store.Append(ctx, h.ID, 0, all...); err != nil {
		return nil, err
	}
	return &attempt{st, len(all), frozen}, nil
}

// saved takes in the outcome of a write and returns what to do next.
func (r *recorder) saved(d *desk, msg savedMsg) tea.Cmd {
	r.busy, r.created = false, msg.created
	if msg.err != nil {
		r.err = msg.err
		if r.failing.IsZero() {
			r.failing = msg.at
		}
		if d.retrying {
			return nil
		}
		d.retrying = true
		return d.env.after(time.Second, retryMsg{})
	}
	r.pending = slices.Delete(r.pending, 0, msg.n)
	r.stored += msg.n
	r.synced, r.failing, r.err = msg.at, time.Time{}, nil
	return r.save(d)
}
