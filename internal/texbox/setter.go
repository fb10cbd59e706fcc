package texbox

import "gradcheck/internal/tex"

// setter makes boxes of nodes.
type setter struct {
	ascii bool
	small bool // in a script or a limit: no spacing by class
}

// node is the box of one node.
func (s setter) node(n tex.Node) Box {
	switch n := n.(type) {
	case nil:
		return Box{}
	case *tex.List:
		return s.row(n.Items)
	case *tex.Atom:
		return text(pick(n.Text, n.ASCII, s.ascii))
	case *tex.Text:
		return text(pick(n.Text, n.ASCII, s.ascii))
	case *tex.Tag:
		return text(pick(n.Text, n.ASCII, s.ascii))
	case *tex.Frac:
		return s.frac(n)
	case *tex.Root:
		return s.root(n)
	case *tex.Scripts:
		return s.scripts(n)
	case *tex.BigOp:
		return s.bigOp(n)
	case *tex.Stack:
		if n.Stretch {
			return s.arrow(n)
		}
		return s.limits(s.node(n.Base), n.Under, n.Over)
	case *tex.Fence:
		return s.fence(n)
	case *tex.Grid:
		return s.grid(n)
	case *tex.Accent:
		return s.accent(n)
	case *tex.Brace:
		return s.brace(n)
	}
	return Box{}
}

// row sets nodes side by side. A run of nodes that are one row high is printed
// by tex.Line's rules for words and scripts, so both forms agree.
func (s setter) row(ns []tex.Node) Box {
	var boxes []Box
	pending := 0
	prev := tex.Node(nil)
	for i := 0; i < len(ns); {
		if sp, ok := ns[i].(*tex.Space); ok {
			pending = max(pending, sp.Cells)
			i++
			continue
		}
		from := i
		var b Box
		if run := s.run(ns[i:]); run > 0 {
			b, i = text(s.line(ns[i:i+run])), i+run
		} else {
			b, i = s.node(ns[i]), i+1
		}
		if prev != nil {
			n := s.space(prev, ns[from], pending)
			if n == 0 && s.ascii && touch(boxes[len(boxes)-1], b) {
				n = 1
			}
			boxes = append(boxes, gap(n))
		}
		boxes = append(boxes, b)
		prev, pending = ns[i-1], 0
	}
	if len(boxes) == 0 {
		return gap(0)
	}
	return beside(boxes...)
}

// touch reports whether two words would run into one on the baseline.
func touch(a, b Box) bool {
	if a.Width == 0 || b.Width == 0 {
		return false
	}
	l, r := a.Rows[a.Base], b.Rows[b.Base]
	return alnum(l[len(l)-1]) && alnum(r[0])
}

func alnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// line prints a run of flat nodes.
func (s setter) line(ns []tex.Node) string {
	if s.small {
		return tex.TightLine(&tex.List{Items: ns}, s.ascii)
	}
	return tex.Line(&tex.List{Items: ns}, s.ascii)
}

// run is the number of nodes from the start that are drawn flat, in one row,
// with no space at the end.
func (s setter) run(ns []tex.Node) int {
	n := 0
	for i, c := range ns {
		if isSpace(c) {
			continue
		}
		if !s.flat(c) {
			break
		}
		n = i + 1
	}
	return n
}

// flat reports whether a node is drawn as tex.Line prints it.
func (s setter) flat(n tex.Node) bool {
	switch n := n.(type) {
	case *tex.Atom:
		return !n.Grow
	case *tex.Text, *tex.Space, *tex.Tag:
		return true
	case *tex.List:
		return s.allFlat(n.Items)
	case *tex.Scripts:
		return s.flat(n.Base) && s.scriptsFlat(n) && !wrapped(n)
	case *tex.BigOp:
		return n.Sub == nil && n.Sup == nil || !n.Limits && s.flatScripts(n.Sub, n.Sup)
	case *tex.Fence:
		return s.allFlat(n.Body.Items)
	case *tex.Root:
		return s.flat(n.Body) && (n.Index == nil || s.flat(n.Index))
	case *tex.Accent:
		_, rest, ok := tex.Marked(n)
		return ok && !s.ascii && (rest == nil || s.flatScripts(rest.Sub, rest.Sup)) || s.ascii && s.flat(n.Body)
	}
	return false
}

func (s setter) allFlat(ns []tex.Node) bool {
	for _, n := range ns {
		if !s.flat(n) {
			return false
		}
	}
	return true
}

// wrapped reports whether tex.Line brackets the base, which a layout need not.
func wrapped(n *tex.Scripts) bool {
	l, ok := n.Base.(*tex.List)
	return ok && len(l.Items) > 1
}

func (s setter) scriptsFlat(n *tex.Scripts) bool { return s.flatScripts(n.Sub, n.Sup) }

// flatScripts reports whether scripts are drawn in the row of their base: as
// Unicode has them, or in ASCII spelt, which is also how they are typed.
func (s setter) flatScripts(sub, sup tex.Node) bool {
	for i, n := range []tex.Node{sub, sup} {
		if n == nil {
			continue
		}
		if _, ok := tex.Script(n, i == 1); !ok && !(s.ascii && s.flat(n)) {
			return false
		}
	}
	return true
}

// space is the number of cells between two neighbours.
func (s setter) space(prev, n tex.Node, pending int) int {
	_, l := tex.Edges(prev)
	r, _ := tex.Edges(n)
	if s.small {
		if l == tex.Inner && r == tex.Inner {
			return 1
		}
		return 0
	}
	gap := 0
	if tex.IsStop(n) {
		return pending
	}
	if tex.Spaced(l, r) && !(tex.IsSign(prev) && r == tex.Op) || l == tex.Op && r == tex.Open && !s.flat(prev) {
		gap = 1
	}
	if isTall(prev) && (r == tex.Ord || r == tex.Open) && !tex.IsStop(n) {
		gap = 1
	}
	if t, ok := n.(*tex.Text); ok && !t.Operator && len(t.Text) > 0 && t.Text[0] == ' ' {
		gap, pending = 0, pending-1
	}
	if t, ok := prev.(*tex.Text); ok && !t.Operator && len(t.Text) > 0 && t.Text[len(t.Text)-1] == ' ' {
		gap, pending = 0, pending-1
	}
	return max(gap, pending)
}

// isTall reports whether n ends in a shape that a letter right after it would
// touch: a radical, a growing fence, a matrix, scripts that hang.
func isTall(n tex.Node) bool {
	switch n := n.(type) {
	case *tex.Root, *tex.Grid, *tex.Brace:
		return true
	case *tex.Fence:
		return n.Grow
	case *tex.Scripts:
		return isTall(n.Base)
	}
	return false
}

func (s setter) frac(f *tex.Frac) Box {
	num, den := s.node(f.Num), s.node(f.Den)
	width := max(num.Width, den.Width, 1)
	if f.Binom {
		return s.tall("(", ")", stack(center, 1, num.pad(width, center), gap(width), den.pad(width, center)))
	}
	if num.Height() > 1 || den.Height() > 1 {
		width += 2 // so that the bar is longer than those it divides
	}
	bar := "─"
	if s.ascii {
		bar = "-"
	}
	return stack(center, 1, num.pad(width, center), repeat(bar, width), den.pad(width, center))
}

// accent draws a mark that one cell cannot hold on a row of its own.
func (s setter) accent(a *tex.Accent) Box {
	if mark, rest, ok := tex.Marked(a); ok && !s.ascii {
		base := &tex.Atom{Text: mark, ASCII: mark}
		if rest == nil {
			return text(mark)
		}
		return s.scripts(&tex.Scripts{Base: base, Sub: rest.Sub, Sup: rest.Sup})
	}
	body := s.node(a.Body)
	var roof Box
	switch name := tex.AccentName(a); {
	case name == "underline":
		return stack(center, 0, body, s.shaft("─", max(body.Width, 1)))
	case name == "undervec":
		return stack(center, 0, body, s.shaft(arrowOf[a.Name], max(body.Width, 1)))
	case name == "bar":
		roof = s.shaft("─", max(body.Width, 1))
	case arrowOf[a.Name] != "":
		roof = s.shaft(arrowOf[a.Name], max(body.Width, 1))
	case name == "cancel":
		return s.tall("(", ")", body).after(text("cancel"))
	default:
		roof = text(marks[name])
	}
	return stack(center, 1, roof, body)
}

// marks are accents as characters of their own.
var marks = map[string]string{
	"hat": "^", "tilde": "~", "dot": ".", "ddot": "..", "check": "v", "breve": "u", "acute": "'", "grave": "`", "ring": "o", "dddot": "...", "ddddot": "....",
}

// arrowOf are the accents that are arrows, by command.
var arrowOf = map[string]string{
	"vec": "→", "overrightarrow": "→", "overleftarrow": "←", "overleftrightarrow": "↔",
	"underrightarrow": "→", "underleftarrow": "←", "underleftrightarrow": "↔",
}

// after sets a box right of another.
func (b Box) after(first Box) Box { return beside(first, b) }

// shafts are the first cell, the repeated cell and the last cell of lines and
// arrows that stretch, in Unicode and ASCII.
var shafts = map[string][2][3]string{
	"─": {{"─", "─", "─"}, {"-", "-", "-"}}, "=": {{"═", "═", "═"}, {"=", "=", "="}},
	"→": {{"─", "─", "→"}, {"-", "-", ">"}}, "←": {{"←", "─", "─"}, {"<", "-", "-"}}, "↔": {{"←", "─", "→"}, {"<", "-", ">"}},
	"⇒": {{"═", "═", "⇒"}, {"=", "=", ">"}}, "⇐": {{"⇐", "═", "═"}, {"<", "=", "="}}, "⇔": {{"⇐", "═", "⇒"}, {"<", "=", ">"}},
	"↦": {{"├", "─", "→"}, {"|", "-", ">"}}, "↪": {{"╰", "─", "→"}, {"`", "-", ">"}},
}

// shaft is a line or an arrow of n cells.
func (s setter) shaft(kind string, n int) Box {
	forms, ok := shafts[kind]
	if !ok {
		forms = shafts["─"]
	}
	f := forms[0]
	if s.ascii {
		f = forms[1]
	}
	switch {
	case n <= 0:
		return gap(0)
	case n == 1 && f[0] == f[1]:
		return text(f[2])
	case n == 1:
		return text(f[0])
	}
	return beside(text(f[0]), repeat(f[1], n-2), text(f[2]))
}

// arrow draws an arrow as long as what stands over and under it.
func (s setter) arrow(n *tex.Stack) Box {
	small := setter{ascii: s.ascii, small: true}
	over, under := small.node(n.Over), small.node(n.Under)
	width := max(over.Width, under.Width, 1) + 2
	kind := ""
	if a, ok := n.Base.(*tex.Atom); ok {
		kind = a.Text
	}
	boxes, base := []Box{s.shaft(kind, width)}, 0
	if n.Over != nil {
		boxes, base = append([]Box{over}, boxes...), 1
	}
	if n.Under != nil {
		boxes = append(boxes, under)
	}
	return stack(center, base, boxes...)
}

// repeat is a row of n times the same cell.
func repeat(cell string, n int) Box {
	if n <= 0 {
		return gap(0)
	}
	s := ""
	for range n {
		s += cell
	}
	return Box{Rows: []string{s}, Width: n}
}
