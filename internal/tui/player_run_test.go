package tui

import (
	"context"
	"errors"
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"

	"gradcheck/problems"
	"gradcheck/sim"
)

// counting is a simulation of n frames that waits for a go-ahead before each.
func counting(n int, goAhead <-chan bool) *sim.Sim {
	return &sim.Sim{Name: "counting", Run: func(ctx context.Context, _ sim.Values, emit func(sim.Frame) error) (sim.Results, error) {
		for i := range n {
			select {
			case <-goAhead:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
			if err := emit(sim.Frame{View: fmt.Sprint("view", i), Caption: fmt.Sprint("frame ", i)}); err != nil {
				return nil, err
			}
		}
		return sim.Results{{Name: "n", Value: fmt.Sprint(n)}}, nil
	}}
}

// newRun starts a player of s and returns it with what waits for its frames.
func newRun(s *sim.Sim, view string) (*player, tea.Cmd) {
	p := &player{env: &Env{}, runs: []problems.Run{{View: view}}, sim: s, set: -1}
	p.start()
	st, turn := p.stream, p.turn
	ctx, stop := context.WithCancel(context.Background())
	p.stop = stop
	return p, func() tea.Msg {
		go st.run(ctx, s, nil)
		return st.next(turn)
	}
}

// play hands the player messages until its run is over.
func finish(p *player, cmd tea.Cmd) {
	for cmd != nil {
		_, cmd = p.Update(cmd())
	}
}

func TestQuickRun(t *testing.T) {
	goAhead := make(chan bool)
	close(goAhead)
	p, cmd := newRun(counting(200, goAhead), "view7")
	finish(p, cmd)
	if len(p.frames) != 200 || p.frame != 7 || p.busy() || len(p.results) != 1 {
		t.Errorf("%d frames at %d, busy %v, results %v, want 200 at 7 and a result", len(p.frames), p.frame, p.busy(), p.results)
	}
}

func TestSlowRun(t *testing.T) {
	goAhead := make(chan bool, 3)
	p, cmd := newRun(counting(3, goAhead), "")
	goAhead <- true
	_, cmd = p.Update(cmd())
	if len(p.frames) != 0 {
		t.Errorf("%d frames before the run counts as slow, want 0", len(p.frames))
	}
	p.Update(slowMsg{p.turn})
	if len(p.frames) != 1 || p.frame != 0 || !p.busy() {
		t.Errorf("%d frames at %d, busy %v, want the one there is and more to come", len(p.frames), p.frame, p.busy())
	}
	goAhead <- true
	_, cmd = p.Update(cmd())
	if len(p.frames) != 2 || p.frame != 1 {
		t.Errorf("%d frames at %d, want the second", len(p.frames), p.frame)
	}
	p.Update(press("left")) // looking back ends the following
	goAhead <- true
	finish(p, cmd)
	if len(p.frames) != 3 || p.frame != 0 || p.busy() {
		t.Errorf("%d frames at %d, busy %v, want the first of 3 and an end", len(p.frames), p.frame, p.busy())
	}
}

func TestStoppedRun(t *testing.T) {
	goAhead := make(chan bool, 1)
	p, cmd := newRun(counting(9, goAhead), "view5")
	goAhead <- true
	_, cmd = p.Update(cmd())
	p.Update(press("ctrl+c"))
	finish(p, cmd)
	if len(p.frames) != 1 || p.note != "Stopped. 0 runs it again." || p.busy() {
		t.Errorf("%d frames, note %q, busy %v", len(p.frames), p.note, p.busy())
	}
}

func TestFailedRun(t *testing.T) {
	p, cmd := newRun(&sim.Sim{Run: func(context.Context, sim.Values, func(sim.Frame) error) (sim.Results, error) {
		return nil, errors.New("every is larger than layers; make it smaller")
	}}, "")
	p.frames = []sim.Frame{{Caption: "before"}}
	finish(p, cmd)
	if p.note != "every is larger than layers; make it smaller" || len(p.frames) != 1 {
		t.Errorf("note %q, %d frames, want the error and what was there before", p.note, len(p.frames))
	}
}

// A message of an earlier run is dropped.
func TestLateFrames(t *testing.T) {
	p := &player{env: &Env{}, runs: []problems.Run{{}}, sim: counting(1, nil), set: -1}
	p.start()
	p.start()
	p.Update(framesMsg{turn: 1, frames: make([]sim.Frame, 3), over: true})
	if p.frames != nil || p.stream == nil {
		t.Errorf("%d frames of an earlier run were taken", len(p.frames))
	}
}
