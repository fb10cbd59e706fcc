package linear

import (
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"gradcheck/internal/blocks"
	"gradcheck/problems"
	"gradcheck/sim"
)

// A player reads the frames of a simulation one at a time. Its values can be
// changed; the simulation then runs again.
type player struct {
	t      *Talk
	runs   []problems.Run // what explains the part
	at     int            // the one that is played
	sim    *sim.Sim
	values sim.Values
	trace  sim.Trace
	frame  int
}

// slowAfter is how long a run may take before that is said.
const slowAfter = time.Second

// play reads simulations until the student leaves.
func (t *Talk) play(runs []problems.Run) error {
	p := &player{t: t, runs: runs}
	if err := p.take(0); err != nil {
		return err
	}
	for {
		l, err := t.ask("Simulation, " + p.where())
		switch {
		case err != nil:
			return err
		case l.cmd != "":
			err = t.dispatch(p.table(), l)
		case strings.TrimSpace(l.text) == "":
			err = p.step(1)
		default:
			err = p.typed(l.text)
		}
		if err != nil {
			return err
		}
	}
}

func (p *player) say(lines ...string) { p.t.voice.say(lines...) }

func (p *player) run() problems.Run { return p.runs[p.at] }

func (p *player) where() string {
	return fmt.Sprintf("frame %d of %d", p.frame+1, max(len(p.trace.Frames), 1))
}

func (p *player) table() []command {
	return []command{
		{"next", "", "goes to the next frame, as an empty line does", func(string) error { return p.step(1) }},
		{"back", "", "goes to the frame before", func(string) error { return p.step(-1) }},
		{"go", "7", "goes to a frame by its number", p.goTo},
		{"table", "", "reads all that the frame shows, with the numbers of its plots", p.numbers},
		{"repeat", "", "reads the frame again", func(string) error { p.tell(); return nil }},
		{"values", "", "says which values can be changed", p.settings},
		{"set", "name=value", "changes a value and runs the simulation again", p.set},
		{"results", "", "says what the run gives", p.results},
		{"other", "", "goes to the next simulation of this part", p.other},
		{"leave", "", "goes back", func(string) error { return errLeave }},
	}
}

// take takes simulation i with the problem's own values.
func (p *player) take(i int) error {
	s, ok := sim.Lookup(p.runs[i].Sim)
	if !ok {
		return fmt.Errorf("no simulation %s", p.runs[i].Sim)
	}
	p.at, p.sim = i, s
	head := "Simulation " + s.Name
	if len(p.runs) > 1 {
		head += fmt.Sprintf(", %d of %d", i+1, len(p.runs))
	}
	p.say("", head+". "+dot(s.Doc))
	if err := p.start(maps.Clone(p.runs[i].Values)); err != nil {
		p.say("It could not be run: " + dot(err.Error()))
		return errLeave
	}
	p.frame = p.firstOf(p.run().View)
	p.say(fmt.Sprintf("It has %s. An empty line goes to the next one, :table reads its numbers, :help lists the commands.", count(len(p.trace.Frames), "frame")))
	p.tell()
	return nil
}

func (p *player) firstOf(view string) int {
	for i, f := range p.trace.Frames {
		if f.View == view {
			return i
		}
	}
	return 0
}

// start runs the simulation with values. What was played before stays if that
// fails.
func (p *player) start(v sim.Values) error {
	type outcome struct {
		trace sim.Trace
		err   error
	}
	over := make(chan outcome, 1)
	go func() {
		tr, err := sim.Collect(p.t.env.Context, p.sim, v)
		over <- outcome{tr, err}
	}()
	slow := p.t.env.After(slowAfter)
	for {
		select {
		case o := <-over:
			if o.err == nil && len(o.trace.Frames) == 0 {
				o.err = errors.New("it shows nothing")
			}
			if o.err != nil {
				return o.err
			}
			p.values, p.trace = v, o.trace
			p.frame = min(p.frame, len(o.trace.Frames)-1)
			return nil
		case <-slow:
			slow = nil
			p.say("It is running; this takes a moment.")
		}
	}
}

func (p *player) step(n int) error {
	switch to := p.frame + n; {
	case to < 0:
		p.say("This is the first frame.")
	case to >= len(p.trace.Frames):
		p.say("This is the last frame.")
		return p.results("")
	default:
		p.frame = to
		p.tell()
	}
	return nil
}

func (p *player) goTo(arg string) error {
	n, err := strconv.Atoi(arg)
	if err != nil || n < 1 || n > len(p.trace.Frames) {
		p.say(fmt.Sprintf("Give a number from 1 to %d.", len(p.trace.Frames)))
		return nil
	}
	p.frame = n - 1
	p.tell()
	return nil
}

// tell reads what happens in the frame: its caption and sentences, and of plots
// what there is to see.
func (p *player) tell() {
	f := p.trace.Frames[p.frame]
	p.say(letterCase(p.where()) + ". " + plain(f.Caption))
	p.say(gist(f.Blocks)...)
}

// gist is what the blocks of a frame say in a sentence each; rows of numbers are
// left to :table.
func gist(bs sim.Blocks) []string {
	var lines []string
	for _, b := range bs {
		switch b := b.(type) {
		case *sim.Plot:
			lines = append(lines, dot(plain(b.Alt)))
		case *sim.Heat:
			lines = append(lines, dot(plain(b.Alt)))
		case *sim.Beside:
			lines = append(lines, gist(b.Blocks)...)
		case *sim.Text, *sim.Slots:
			lines = append(lines, told(sim.Frame{Blocks: sim.Blocks{b}})...)
		}
	}
	return lines
}

// told is a frame in sentences.
func told(f sim.Frame) []string {
	var lines []string
	for l := range strings.SplitSeq(blocks.Plain(f), "\n") {
		if l != "" {
			lines = append(lines, plain(l))
		}
	}
	return lines
}

// maxPoints is how many points of a series are read.
const maxPoints = 40

// numbers is all that a frame shows: sentences, rows of tables, points of plots.
func numbers(f sim.Frame) []string {
	lines := told(f)
	for _, b := range f.Blocks {
		switch b := b.(type) {
		case *sim.Plot:
			for _, s := range b.Series {
				lines = append(lines, series(b, s)...)
			}
		case *sim.Beside:
			for _, inner := range b.Blocks {
				if _, plot := inner.(*sim.Plot); plot {
					all := numbers(sim.Frame{Blocks: sim.Blocks{inner}})
					lines = append(lines, all[len(told(sim.Frame{Blocks: sim.Blocks{inner}})):]...)
				}
			}
		}
	}
	return lines
}

// series reads the points of a series, evenly chosen ones of a long one.
func series(p *sim.Plot, s sim.Series) []string {
	n := min(len(s.X), len(s.Y))
	name := s.Name
	if name == "" {
		name = "points"
	}
	every := (n + maxPoints - 1) / maxPoints
	head := letterCase(name) + ", " + axis(p.X, "across") + " and " + axis(p.Y, "up")
	if every > 1 {
		head += fmt.Sprintf("; every %dth of %d", every, n)
	}
	lines := []string{head + "."}
	for i := 0; i < n; i += max(every, 1) {
		lines = append(lines, fmt.Sprintf("%s: %s", figure(s.X[i]), figure(s.Y[i])))
	}
	return lines
}

func axis(a sim.Axis, otherwise string) string {
	if a.Label == "" {
		return otherwise
	}
	return a.Label
}

// figure is a number in four significant digits.
func figure(x float64) string { return strconv.FormatFloat(x, 'g', 4, 64) }

func (p *player) numbers(string) error {
	p.say(numbers(p.trace.Frames[p.frame])...)
	return nil
}

// settings says the values that can be changed.
func (p *player) settings(string) error {
	if len(p.run().Play) == 0 {
		p.say("This simulation has no values to change here.")
	}
	for _, pl := range p.run().Play {
		s := fmt.Sprintf("%s is %v", pl.Param, p.values[pl.Param])
		for _, q := range p.sim.Params {
			switch {
			case q.Name != pl.Param:
			case len(q.Choices) > 0:
				s += "; one of " + list(q.Choices)
			case pl.Min != pl.Max:
				s += fmt.Sprintf("%s; from %g to %g", map[bool]string{true: " " + q.Unit}[q.Unit != ""], pl.Min, pl.Max)
			}
			if q.Name == pl.Param && q.Doc != "" {
				s += ". " + letterCase(q.Doc)
			}
		}
		p.say(dot(s))
	}
	return nil
}

// typed takes name=value without a command.
func (p *player) typed(text string) error {
	if strings.Contains(text, "=") {
		return p.set(text)
	}
	p.say("An empty line goes to the next frame; :help lists the commands.")
	return nil
}

// set changes a value and runs again, or says why it cannot be.
func (p *player) set(arg string) error {
	name, value, ok := strings.Cut(arg, "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	if !ok {
		p.say("Write the name and the value, such as :set layers=12; :values names them.")
		return nil
	}
	for _, pl := range p.run().Play {
		if pl.Param != name {
			continue
		}
		if x, err := strconv.ParseFloat(value, 64); err == nil && pl.Min != pl.Max && (x < pl.Min || x > pl.Max) {
			p.say(fmt.Sprintf("%s goes from %g to %g here.", name, pl.Min, pl.Max))
			return nil
		}
		v, err := p.sim.Values(map[string]string{name: value})
		if err != nil {
			p.say(dot(err.Error()))
			return nil
		}
		next := maps.Clone(p.values)
		next[name] = v[name]
		if err := p.start(next); err != nil {
			p.say("It could not be run: " + dot(err.Error()))
			return nil
		}
		p.say(fmt.Sprintf("%s is %v now, and there are %s.", name, next[name], count(len(p.trace.Frames), "frame")))
		p.tell()
		return nil
	}
	p.say("There is no value " + name + " to change; :values names them.")
	return nil
}

// results says what the run gives.
func (p *player) results(string) error {
	for _, r := range p.trace.Results {
		name := r.Doc
		if name == "" {
			name = strings.ReplaceAll(strings.TrimSuffix(r.Name, "_"+r.Unit), "_", " ")
		}
		value := r.Value
		if x, err := strconv.ParseFloat(value, 64); err == nil && len(value) > 7 && strings.ContainsAny(value, ".e") {
			value = figure(x)
		}
		p.say(dot(letterCase(strings.TrimSuffix(name, ".")) + ": " + plain(strings.TrimSpace(value+" "+r.Unit))))
	}
	return nil
}

func (p *player) other(string) error {
	if len(p.runs) == 1 {
		p.say("There is no other simulation.")
		return nil
	}
	return p.take((p.at + 1) % len(p.runs))
}
