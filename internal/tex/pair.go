package tex

// isBar reports whether a is a bar whose role only its neighbours tell.
func isBar(a *Atom) bool { return a.Class == Ord && (a.Text == "|" || a.Text == "‖") }

// opener is a delimiter that waits for its partner.
type opener struct {
	at  int // its index in the output
	bar string
}

// pair turns plain delimiters of one row into fences: ( with ), also [ with ),
// as in a half-open interval, and bars with bars. What has no partner stays an
// atom. Scripts that stand on the closing delimiter go to the fence.
func (p *parser) pair(ns []Node) ([]Node, error) {
	out := make([]Node, 0, len(ns))
	var open []opener
	for i, n := range ns {
		a := delimiter(n)
		switch {
		case a == nil:
		case a.Class == Open && n == Node(a):
			open = append(open, opener{len(out), ""})
			if p.depth+len(open) > maxDepth {
				return nil, p.fail(a.From, "the formula is nested more than %d deep", maxDepth)
			}
		case a.Class == Close:
			for len(open) > 0 && open[len(open)-1].bar != "" {
				open = open[:len(open)-1] // a bar that nothing closed
			}
			if k := len(open) - 1; k >= 0 && a.Text != "!" && a.Text != "?" {
				out = fence(out, open[k].at, n, a)
				open = open[:k]
				continue
			}
		case isBar(a):
			k := len(open) - 1
			if k >= 0 && open[k].bar == a.Text && canClose(ns, i) {
				out = fence(out, open[k].at, n, a)
				open = open[:k]
				continue
			}
			if n == Node(a) && partner(ns, i, a.Text) && p.depth+len(open) < maxDepth {
				open = append(open, opener{len(out), a.Text})
			} else if a.Text == "‖" && n == Node(a) && canClose(ns, i) && i+1 < len(ns) {
				a.Class = Rel // p ‖ q, of a divergence
			}
		}
		out = append(out, n)
	}
	return out, nil
}

// delimiter returns the atom of a delimiter, also under scripts, or nil.
func delimiter(n Node) *Atom {
	if s, ok := n.(*Scripts); ok {
		n = s.Base
	}
	if a, ok := n.(*Atom); ok && !a.Grow && (a.Class == Open || a.Class == Close || isBar(a)) {
		return a
	}
	return nil
}

// fence replaces out[at:] and the closing node by a fence.
func fence(out []Node, at int, closing Node, c *Atom) []Node {
	o := out[at].(*Atom)
	o.Class, c.Class = Open, Close
	body := &List{Range: Range{o.To, c.From}}
	if at+1 < len(out) {
		body.Items = append([]Node(nil), out[at+1:]...)
		demote(body.Items, false)
	}
	f := &Fence{Range: Range{o.From, c.To}, Open: o, Close: c, Body: body}
	if s, ok := closing.(*Scripts); ok {
		s.Base, s.From = f, f.From
		return append(out[:at], s)
	}
	return append(out[:at], f)
}

// canClose reports whether a bar at i has something to its left that it can end.
func canClose(ns []Node, i int) bool {
	for i--; i >= 0; i-- {
		if _, space := ns[i].(*Space); space {
			continue
		}
		_, r := Edges(ns[i])
		return r != Bin && r != Rel && r != Open && r != Punct && r != Op
	}
	return false
}

// partner reports whether the next such bar of the same bracket can close the
// one at i.
func partner(ns []Node, i int, bar string) bool {
	depth := 0
	for j := i + 1; j < len(ns); j++ {
		a := delimiter(ns[j])
		switch {
		case a == nil:
		case a.Class == Open:
			depth++
		case a.Class == Close && a.Text != "!" && a.Text != "?":
			if depth--; depth < 0 {
				return false
			}
		case depth == 0 && a.Text == bar:
			return j > i+1 && canClose(ns, j)
		}
	}
	return false
}
