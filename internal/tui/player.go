package tui

import (
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
	runs    []problems.Run // what explains the part
	at      int            // the one that is shown
	sim     *sim.Sim
	values  sim.Values // as played
	frames  []sim.Frame
	results sim.Results // of the frames' run, once it is over
	frame   int
	playing bool
	set     int    // value with the focus in SET, -1 in PLAY
	typing  string // a value being typed
	pane    pane
	rows    int
	all     int
	note    string
	running
}

func newPlayer(env *Env, left string, runs ...problems.Run) *player {
	p := &player{env: env, left: left, runs: runs, set: -1}
	p.take(0)
	return p
}

// take takes simulation i to be played, with the problem's own values.
func (p *player) take(i int) {
	run := p.runs[i]
	s, ok := sim.Lookup(run.Sim)
	if !ok {
		panic("no simulation " + run.Sim) // problem files are checked when they are loaded
	}
	p.at, p.sim, p.values = i, s, maps.Clone(run.Values)
	p.frames, p.results, p.frame, p.playing, p.set = nil, nil, 0, false, -1
}

// run is the simulation that is shown, as the problem has it.
func (p *player) run() problems.Run { return p.runs[p.at] }

// frameMsg moves on to the next frame while playing.
type frameMsg struct{ turn int }

const framePause = 250 * time.Millisecond

// Init runs the simulation.
func (p *player) Init() tea.Cmd { return p.start() }

// Update handles frames and keys.
func (p *player) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case framesMsg:
		if msg.turn == p.turn {
			return p, p.receive(msg)
		}
	case slowMsg:
		if msg.turn == p.turn && p.stream != nil {
			p.slow, p.follow = true, true
			p.show()
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

func (p *player) firstOf(view string) int {
	for i, f := range p.frames {
		if f.View == view {
			return i
		}
	}
	return 0
}

// step moves by n frames and stops at the ends.
func (p *player) step(n int) {
	p.follow = false
	last := len(p.frames) - 1
	p.frame = max(min(p.frame+n, last), 0)
	if p.frame >= last {
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
		if p.frame >= len(p.frames)-1 {
			p.frame = 0
		}
		p.follow = false
		p.playing = !p.playing
		return p.tick()
	case "tab":
		p.focus(0)
	case "shift+tab":
		p.focus(len(p.run().Play) - 1)
	case "ctrl+c":
		p.playing = false
		p.cancel()
	case "0":
		p.values = maps.Clone(p.run().Values)
		return p.start()
	case "[":
		return p.turnTo(p.at - 1)
	case "]":
		return p.turnTo(p.at + 1)
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

// turnTo goes to simulation i of those that explain the part.
func (p *player) turnTo(i int) tea.Cmd {
	if i < 0 || i >= len(p.runs) {
		p.note = "There is no other simulation that way."
		return nil
	}
	p.take(i)
	return p.start()
}

// focus gives value i the focus; out of range ends SET.
func (p *player) focus(i int) {
	p.typing, p.playing = "", false
	p.set = i
	if i < 0 || i >= len(p.run().Play) {
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
		return p.settle(func() { p.focus(p.set + 1) })
	case "shift+tab":
		return p.settle(func() { p.focus(p.set - 1) })
	case "enter":
		return p.settle(func() { p.focus(-1) })
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

// settle reads a typed value and runs again; what cannot be read stays to be
// mended.
func (p *player) settle(then func()) tea.Cmd {
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
	pl := p.run().Play[p.set]
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
	pl := p.run().Play[p.set]
	if x, err := strconv.ParseFloat(text, 64); err == nil && pl.Min != pl.Max && (x < pl.Min || x > pl.Max) {
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
		on(len(p.run().Play) > 0, bind("tab", "tab", "change a value")),
		bind("g G home end", "g G", "ends"),
		on(len(p.run().Play) > 0, bind("0", "0", "+the problem's own values")),
		on(len(p.runs) > 1, bind("[ ]", "[ ]", "other simulation")),
		on(p.stream != nil, bind("ctrl+c", "ctrl+c", "stop")),
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
