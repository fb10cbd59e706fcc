package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"gradcheck/problems"
	"gradcheck/sim"
)

// A simList lists the simulations.
type simList struct {
	d    *desk
	at   int
	pane pane
	of   []int // the simulation of each row, as last drawn
}

func (s *simList) Init() tea.Cmd { return nil }

// showLine puts the cursor on the simulation in row i.
func (s *simList) showLine(i int) { s.at = s.of[i] }

// Update chooses a simulation.
func (s *simList) Update(msg tea.Msg) (Screen, tea.Cmd) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return s, nil
	}
	all := sim.All()
	switch k.String() {
	case "j", "down":
		s.at = min(s.at+1, len(all)-1)
	case "k", "up":
		s.at = max(s.at-1, 0)
	case "g", "home":
		s.at = 0
	case "G", "end":
		s.at = len(all) - 1
	case "enter":
		return s, push(newPlayer(s.d.env, all[s.at].Name, freely(all[s.at])))
	case "esc", "q":
		return s, pop
	case "?", "f1":
		return s, push(newHelp("Simulations", s.Keys()))
	}
	return s, nil
}

// freely is a run of a simulation at its defaults with every number adjustable.
func freely(s *sim.Sim) problems.Run {
	v, err := s.Values(nil)
	if err != nil {
		panic("defaults of simulation " + s.Name + ": " + err.Error()) // a mistake in the literal
	}
	r := problems.Run{Sim: s.Name, Values: v}
	for _, p := range s.Params {
		if _, text := p.Default.(string); text && len(p.Choices) == 0 {
			continue // nothing to choose from
		}
		r.Play = append(r.Play, problems.Play{Param: p.Name, Min: p.Min, Max: p.Max})
	}
	return r
}

// View draws the simulations with what they show, as many as there is room for
// around the chosen one.
func (s *simList) View(t Theme, width, height int) Frame {
	var rows []string
	var of []int        // the simulation of each row
	var first, last int // rows of the chosen one
	for i, x := range sim.All() {
		gutter, name := "  ", fit(x.Name, 20)
		if i == s.at {
			gutter, name = t.paint(accent, "▸ "), t.paint(selected, name)
			first = len(rows)
		}
		for j, l := range wrap(x.Doc, min(width-26, textWidth)) {
			if j > 0 {
				gutter, name = "  ", fit("", 20)
			}
			rows, of = append(rows, "  "+gutter+name+l), append(of, i)
		}
		if i == s.at {
			last = len(rows) - 1
		}
	}
	room := bodyHeight(height) - 1
	s.pane.top = min(max(s.pane.top, last-room+1), first, max(len(rows)-room, 0))
	body := append([]string{""}, s.pane.visible(rows, room)...)
	s.of = of
	text := func() []line {
		all := placed(linesOf(rows), 0, 0, 1, s.pane.top, room)
		for i := range all {
			all[i].alone, all[i].here = i+1 == len(of) || of[i+1] != of[i], i == first
		}
		return all
	}
	g := s.Keys()[0]
	return chrome{left: "Simulations", text: text, right: t.paint(muted, fmt.Sprintf("%d of %d", s.at+1, len(sim.All()))), body: body, chip: g.State,
		keys: forFooter(g.Keys), cursor: &Pos{X: margin, Y: 1 + first - s.pane.top}}.draw(t, width, height)
}

// Keys returns the key map.
func (s *simList) Keys() []Group {
	return []Group{{State: "KEYS", Keys: append(listKeys("play"), endsKey, backKey, helpKey)}}
}
