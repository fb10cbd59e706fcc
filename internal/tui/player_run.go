package tui

import (
	"context"
	"errors"
	"maps"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/sim"
)

// running is the run of a player's simulation. A quick one is shown when it is
// over, in place of the one before; a slow one frame by frame as it goes.
type running struct {
	turn   int         // counts runs, so that a late one is dropped
	stream *stream     // nil when the run is over
	fresh  []sim.Frame // of the run that goes on
	slow   bool        // its frames are shown as they come
	follow bool        // the latest of them is shown
	stop   context.CancelFunc
}

// slowAfter is how long a run may take before its frames are shown one by one.
const slowAfter = 250 * time.Millisecond

// A stream brings the frames of a run. The outcome is set before the channel is
// closed.
type stream struct {
	frames  chan sim.Frame
	results sim.Results
	err     error
}

// framesMsg brings frames of run number turn.
type framesMsg struct {
	turn   int
	frames []sim.Frame
	over   bool
}

// slowMsg says that run number turn is taking its time.
type slowMsg struct{ turn int }

// start runs the simulation with the present values, in place of a run that is
// still going on.
func (p *player) start() tea.Cmd {
	p.cancel()
	ctx := p.env.Context
	if ctx == nil {
		ctx = context.Background()
	}
	ctx, p.stop = context.WithCancel(ctx)
	p.turn++
	p.fresh, p.slow = nil, false
	st := &stream{frames: make(chan sim.Frame, 64)}
	p.stream = st
	s, v, turn := p.sim, maps.Clone(p.values), p.turn
	first := func() tea.Msg {
		go st.run(ctx, s, v)
		return st.next(turn)
	}
	return tea.Batch(first, p.env.after(slowAfter, slowMsg{turn}))
}

// run fills the stream.
func (st *stream) run(ctx context.Context, s *sim.Sim, v sim.Values) {
	defer close(st.frames)
	st.results, st.err = s.Run(ctx, v, func(f sim.Frame) error {
		select {
		case st.frames <- f:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
}

// next waits for a frame and takes those that have come with it.
func (st *stream) next(turn int) tea.Msg {
	m := framesMsg{turn: turn}
	f, ok := <-st.frames
	for ok {
		m.frames = append(m.frames, f)
		select {
		case f, ok = <-st.frames:
		default:
			return m
		}
	}
	m.over = true
	return m
}

// receive takes frames of the present run and waits for the next.
func (p *player) receive(m framesMsg) tea.Cmd {
	p.fresh = append(p.fresh, m.frames...)
	if !m.over {
		if p.slow {
			p.show()
		}
		st, turn := p.stream, p.turn
		return func() tea.Msg { return st.next(turn) }
	}
	st := p.stream
	p.stream = nil
	switch {
	case errors.Is(st.err, context.Canceled):
		p.note = "Stopped. 0 runs it again."
	case st.err != nil:
		p.note = st.err.Error()
		return nil // what was shown before stays
	}
	first := st.err == nil && (p.frames == nil || p.slow && p.follow)
	p.show()
	p.results = st.results
	if first {
		p.frame = p.firstOf(p.run().View)
	}
	p.follow = false
	return nil
}

// show puts the frames of the present run in place of the ones before.
func (p *player) show() {
	if len(p.fresh) == 0 {
		return
	}
	p.frames, p.results = p.fresh, nil
	if p.follow {
		p.frame = len(p.frames) - 1
	}
	p.frame = min(p.frame, len(p.frames)-1)
}

// cancel stops a run that is going on.
func (p *player) cancel() {
	if p.stop != nil {
		p.stop()
	}
}

// leave stops a run that is going on when the screen is closed.
func (p *player) leave() tea.Cmd {
	p.cancel()
	return nil
}

// busy reports whether ctrl+c has something to stop.
func (p *player) busy() bool { return p.playing || p.stream != nil }
