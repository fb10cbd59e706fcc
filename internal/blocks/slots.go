package blocks

import "gradcheck/sim"

// slotName is the width of a group's name at the start of a line, so that the
// groups stand below each other and below a strip with short names.
const slotName = 10

// slots draws groups of places on one line,
//
//	memory     [ a5 ] [ a10 ]  2 of 2 places full      register [ a7 ]
//
// or, if that is too wide, each group on its own.
func (p painter) slots(s *sim.Slots) []string {
	line := ""
	for i, g := range s.Groups {
		name := p.text(g.Name)
		if i == 0 {
			name = padRight(name, slotName)
		} else {
			line += blank(6)
		}
		line += name
		for _, t := range p.places(g) {
			line += blank(t.gap) + t.text
		}
	}
	if width(line) <= p.Width {
		return []string{line}
	}
	var lines []string
	for _, g := range s.Groups {
		lead, hang := padRight(p.text(g.Name), slotName)+" ", blank(slotName+1)
		if p.Width < 40 {
			hang = blank(2)
		}
		lines = append(lines, flow(p.places(g), p.Width, lead, hang)...)
	}
	return lines
}

// places are the places of a group and its note. The place "…" stands for some
// that are left out.
func (p painter) places(g sim.SlotGroup) []token {
	var ts []token
	for _, place := range g.Places {
		switch place {
		case "":
			ts = append(ts, token{"[ " + p.glyph("·") + " ]", 1})
		case "…":
			ts = append(ts, token{p.glyph("…"), 1})
		default:
			ts = append(ts, token{p.style(sim.Held, "[ "+p.text(place)+" ]"), 1})
		}
	}
	gap := 2
	if len(ts) == 0 {
		gap = 1
	}
	if note := p.text(g.Note); note != "" {
		ts = append(ts, token{note, gap})
	}
	return ts
}
