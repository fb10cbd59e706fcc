package tex

func (s *speaker) stack(n *Stack) {
	s.node(n.Base)
	for _, p := range []struct {
		n     Node
		where string
	}{{n.Under, "below"}, {n.Over, "above"}} {
		if p.n != nil && len(items(p.n)) > 0 {
			s.say("with")
			s.group(p.n)
			s.say(p.where)
		}
	}
}

// measures are what bars around a body say.
var measures = map[string]string{"|": "absolute value", "‖": "norm", "⌊": "floor", "⌈": "ceiling"}

// measure is what a fence measures, "" if it only groups.
func measure(f *Fence) string {
	open := delimiterText(f.Open)
	if open == delimiterText(f.Close) || open == "⌊" || open == "⌈" {
		return measures[open]
	}
	return ""
}

func delimiterText(a *Atom) string {
	if a == nil {
		return ""
	}
	return a.Text
}

func (s *speaker) fence(f *Fence) {
	open, end := delimiterText(f.Open), delimiterText(f.Close)
	if what := measure(f); what != "" {
		s.say(what)
		s.argument("of", f.Body)
		return
	}
	if g, ok := single(f.Body).(*Grid); ok && g.Open == nil && g.Close == nil {
		s.grid(g)
		return
	}
	s.say(spokenDelims[open])
	s.row(f.Body.Items, nil)
	s.stop = ""
	s.say(spokenDelims[end])
}

// grid says a matrix by its rows, and equations one after the other.
func (s *speaker) grid(g *Grid) {
	name := map[GridKind]string{Matrix: "matrix", Cases: "cases"}[g.Kind]
	switch open := delimiterText(g.Open); {
	case g.Kind == Matrix && open == "|":
		name = "determinant"
	case g.Kind == Matrix && open == "‖":
		name = "norm of a matrix"
	}
	switch g.Kind {
	case Matrix:
		cols := 0
		for _, r := range g.Rows {
			cols = max(cols, len(r))
		}
		s.say(name+" of", number(len(g.Rows), "row"), "and", number(cols, "column"))
	case Cases:
		s.say("one of", number(len(g.Rows), "case"))
	}
	for i, row := range g.Rows {
		if i > 0 || g.Kind == Matrix || g.Kind == Cases {
			s.stop = ";"
		}
		if g.Kind == Matrix {
			s.say("row", itoa(i+1))
			s.pause()
		}
		for j, cell := range row {
			if j > 0 && g.Kind != Aligned {
				s.pause()
			}
			s.row(cell.Items, nil)
		}
	}
	if g.Kind == Matrix || g.Kind == Cases {
		s.stop = ";"
		s.say("end of", name)
	}
}

func number(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return itoa(n) + " " + what + "s"
}

// accent says the body and then the mark: x hat.
func (s *speaker) accent(a *Accent) {
	name := accentWords[accentNames[a.Name]]
	if name == "" {
		name = accentNames[a.Name]
	}
	if base, rest := markable(a.Body); base != nil && rest != nil {
		s.atom(base)
		s.say(name)
		s.sub(rest.Sub)
		return
	}
	s.group(a.Body)
	s.say(name)
}

func (s *speaker) brace(b *Brace) {
	if b.Label == nil {
		s.node(b.Body)
		return
	}
	s.group(b.Body)
	s.say("labelled")
	s.group(b.Label)
}
