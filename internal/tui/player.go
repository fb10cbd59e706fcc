package tui

import (
	"context"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"gradcheck/problems"
	"gradcheck/sim"
)

// A player shows the frames of a simulation one at a time. Its parameters can
// be changed in place; the simulation then runs again.
type player struct {
	env     *Env
	left    string
	run     problems.Run
	sim     *sim.Sim
	values  sim.Values // as played
	trace   *sim.Trace
	frame   int
	playing bool
	set     int    // value with the focus in SET, -1 in PLAY
	typing  string // a value being typed
	turn    int    // counts runs, so that a late one is dropped
	stop    context.CancelFunc
	pane    pane
	rows    int
	all     int
	note    string
}

func newPlayer(env *Env, left string, run problems.Run) *player {
	s, ok := sim.Lookup(run.Sim)
	if !ok {
		panic("no simulation " + run.Sim) // problem files are checked when they are loaded
	}
	return &player{env: env, left: left, run: run, sim: s, values: maps.Clone(run.Values), set: -1}
}

// tracedMsg brings the outcome of run number turn.
type tracedMsg struct {
	turn  int
	trace sim.Trace
	err   error
}

// frameMsg moves on to the next frame while running.
type frameMsg struct{ turn int }

const framePause = 250 * time.Millisecond

// Init runs the simulation.
func (p *player) Init() tea.Cmd { return p.start() }

// start runs the simulation with the present values, in place of a run that is
// still going on.
func (p *player) start() tea.Cmd {
	p.leave()
	ctx := p.env.Context
	if ctx == nil {
		ctx = context.Background()
	}
	ctx, p.stop = context.WithCancel(ctx)
	p.turn++
	turn, s, v := p.turn, p.sim, maps.Clone(p.values)
	return func() tea.Msg {
		tr, err := sim.Collect(ctx, s, v)
		return tracedMsg{turn, tr, err}
	}
}

// leave stops a run that is going on.
func (p *player) leave() tea.Cmd {
	if p.stop != nil {
		p.stop()
	}
	return nil
}

func (p *player) running() bool { return p.playing }

// Update handles frames and keys.
func (p *player) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tracedMsg:
		if msg.turn == p.turn {
			p.traced(msg)
		}
	case frameMsg:
		if p.playing && msg.turn == p.turn {
			p.step(1)
			return p, p.tick()
		}
	case tea.MouseWheelMsg:
		if msg.Button == tea.MouseWheelUp {
			p.step(-1)
		} else {
			p.step(1)
		}
	case tea.KeyPressMsg:
		p.note = ""
		if p.set >= 0 {
			return p, p.setKey(msg)
		}
		return p, p.playKey(msg.String())
	}
	return p, nil
}

// traced shows a finished run: the first time from the view that is asked for,
// later from the same place.
func (p *player) traced(msg tracedMsg) {
	if msg.err != nil {
		p.note = msg.err.Error()
		return
	}
	first := p.trace == nil
	p.trace = &msg.trace
	if first {
		p.frame = p.firstOf(p.run.View)
	}
	p.frame = min(p.frame, len(p.trace.Frames)-1)
}

func (p *player) firstOf(view string) int {
	for i, f := range p.trace.Frames {
		if f.View == view {
			return i
		}
	}
	return 0
}

// step moves by n frames and stops at the ends.
func (p *player) step(n int) {
	if p.trace == nil {
		return
	}
	last := len(p.trace.Frames) - 1
	p.frame = min(max(p.frame+n, 0), last)
	if p.frame == last {
		p.playing = false
	}
}

func (p *player) tick() tea.Cmd {
	if !p.playing {
		return nil
	}
	return p.env.after(framePause, frameMsg{p.turn})
}

// playKey handles a key in PLAY.
func (p *player) playKey(k string) tea.Cmd {
	switch k {
	case "right", "enter":
		p.playing = false
		p.step(1)
	case "left":
		p.playing = false
		p.step(-1)
	case "g", "home":
		p.step(-1 << 30)
	case "G", "end":
		p.step(1 << 30)
	case "space":
		if p.trace == nil {
			return nil
		}
		if p.frame == len(p.trace.Frames)-1 {
			p.frame = 0
		}
		p.playing = !p.playing
		return p.tick()
	case "tab":
		p.focus(0)
	case "shift+tab":
		p.focus(len(p.run.Play) - 1)
	case "ctrl+c":
		p.playing = false
	case "0":
		p.values = maps.Clone(p.run.Values)
		return p.start()
	case "e", "esc", "q":
		return pop
	case "?", "f1":
		return push(newHelp(p.left, p.Keys()))
	default:
		if !p.pane.scroll(k, p.rows, p.all) {
			p.note = k + " does nothing here; ? lists the keys."
		}
	}
	return nil
}

// focus gives value i the focus; out of range ends SET.
func (p *player) focus(i int) {
	p.typing, p.playing = "", false
	p.set = i
	if i < 0 || i >= len(p.run.Play) {
		p.set = -1
	}
}

// setKey handles a key in SET.
func (p *player) setKey(msg tea.KeyPressMsg) tea.Cmd {
	switch k := msg.String(); k {
	case "left", "right":
		p.typing = ""
		return p.nudge(map[string]float64{"left": -1, "right": 1}[k])
	case "tab":
		return p.take(func() { p.focus(p.set + 1) })
	case "shift+tab":
		return p.take(func() { p.focus(p.set - 1) })
	case "enter":
		return p.take(func() { p.focus(-1) })
	case "esc":
		p.focus(-1)
	case "backspace":
		if n := len(p.typing); n > 0 {
			p.typing = p.typing[:n-1]
		}
	case "f1", "?":
		return push(newHelp(p.left, p.Keys()))
	default:
		if len(msg.Text) == 1 && strings.Contains("0123456789.e-", msg.Text) && len(p.typing) < 12 {
			p.typing += msg.Text
		} else {
			p.note = k + " does nothing here; enter takes the value."
		}
	}
	return nil
}

// take reads a typed value and runs again; what cannot be read stays to be
// mended.
func (p *player) take(then func()) tea.Cmd {
	if p.typing == "" {
		then()
		return nil
	}
	cmd := p.change(p.typing)
	if p.note == "" {
		then()
	}
	return cmd
}

// nudge makes the focused value one step smaller or larger.
func (p *player) nudge(by float64) tea.Cmd {
	pl := p.run.Play[p.set]
	switch v := p.values[pl.Param].(type) {
	case int:
		return p.change(strconv.Itoa(min(max(v+int(by), int(pl.Min)), int(pl.Max))))
	case float64:
		step := 1.0
		if pl.Max-pl.Min < 10 {
			step = (pl.Max - pl.Min) / 20
		}
		return p.change(strconv.FormatFloat(min(max(v+by*step, pl.Min), pl.Max), 'g', 12, 64))
	case bool:
		return p.change(strconv.FormatBool(!v))
	case string:
		return p.change(p.nextChoice(pl.Param, v, int(by)))
	}
	return nil
}

// nextChoice goes round the values of a parameter in words.
func (p *player) nextChoice(name, now string, by int) string {
	for _, q := range p.sim.Params {
		for i, c := range q.Choices {
			if q.Name == name && c == now {
				return q.Choices[(i+by+len(q.Choices))%len(q.Choices)]
			}
		}
	}
	return now
}

// change sets the focused value and runs again, or says why it cannot be.
func (p *player) change(text string) tea.Cmd {
	pl := p.run.Play[p.set]
	if x, err := strconv.ParseFloat(text, 64); err == nil && (x < pl.Min || x > pl.Max) {
		p.note = fmt.Sprintf("%s goes from %g to %g here.", pl.Param, pl.Min, pl.Max)
		return nil
	}
	v, err := p.sim.Values(map[string]string{pl.Param: text})
	if err != nil {
		p.note = err.Error()
		return nil
	}
	p.typing = ""
	p.values[pl.Param] = v[pl.Param]
	return p.start()
}

// Keys returns the key map of the present state first.
func (p *player) Keys() []Group {
	play := Group{State: "PLAY", Keys: []key.Binding{
		bind("left right", "← →", "step"),
		bind("space", "space", "run, stop"),
		on(len(p.run.Play) > 0, bind("tab", "tab", "change a value")),
		bind("g G home end", "g G", "ends"),
		on(len(p.run.Play) > 0, bind("0", "0", "+the problem's own values")),
		scrollKey, pageKey,
		bind("e esc q", "e esc", "close"),
		helpKey}}
	set := Group{State: "SET", Keys: []key.Binding{
		bind("left right", "← →", "smaller, larger"),
		bind("0 1 2 3 4 5 6 7 8 9 . e -", "0-9", "type"),
		bind("enter", "enter", "take it"),
		bind("tab shift+tab", "tab", "next value"),
		bind("esc", "esc", "back"),
		helpKey}}
	if p.set >= 0 {
		return []Group{set, play}
	}
	return []Group{play, set}
}
