package tex

import "unicode/utf8"

// Line prints a formula in one row: scripts as Unicode has them, fractions with
// a slash, brackets wherever the row would otherwise be misread. With ascii all
// bytes are below 0x80.
func Line(n Node, ascii bool) string {
	var room [256]byte
	w := writer{buf: room[:0], ascii: ascii}
	w.row(items(n), n)
	return string(w.buf)
}

// Pieces returns the row of [Line] cut where it may be wrapped: after relations,
// binary operators, commas and wide spaces that stand in no bracket. Joined with
// single spaces the pieces are Line(n, ascii); none is to be broken inside.
func Pieces(n Node, ascii bool) []string {
	w := writer{ascii: ascii, cutting: true}
	w.row(items(n), n)
	pieces := make([]string, 0, len(w.cuts)+1)
	from := 0
	for _, at := range w.cuts {
		pieces = append(pieces, string(w.buf[from:at]))
		from = at + 1
	}
	return append(pieces, string(w.buf[from:]))
}

// A glue says how the last thing written takes a letter, a digit or an opening
// bracket right after it.
type glue uint8

const (
	glueNone glue = iota
	glueWord      // a word of several letters: no letter or digit may touch it
	glueTail      // a script such as _w that a following letter would join
	glueRoot      // a radical: nothing may touch it
)

// writer prints nodes into buf.
type writer struct {
	buf     []byte
	ascii   bool
	tight   bool // in a script: no spacing by class
	cutting bool // collect cuts; on only in the outermost row
	cuts    []int
	glue    glue
}

// row prints nodes side by side. whole is the list they come from; the root of
// a formula may be any node.
func (w *writer) row(ns []Node, whole Node) {
	if ns == nil && whole != nil {
		if _, list := whole.(*List); !list {
			ns = []Node{whole}
		}
	}
	cutting := w.cutting
	w.cutting = false
	prev := Node(nil)
	pending := 0
	for i, n := range ns {
		if s, ok := n.(*Space); ok {
			pending = max(pending, s.Cells)
			continue
		}
		wrap := needsWrap(n, prev, ns[i+1:], pending)
		if prev != nil {
			if gap := w.gap(prev, n, pending, wrap); gap > 0 {
				if cutting && cutAfter(prev, n, pending) {
					w.space(gap - 1)
					w.cuts = append(w.cuts, len(w.buf))
					gap = 1
				}
				w.space(gap)
			}
		}
		if wrap {
			w.brackets(n)
		} else {
			w.node(n)
		}
		prev, pending = n, 0
	}
}

// gap is the number of blanks between two neighbours.
func (w *writer) gap(prev, n Node, pending int, wrap bool) int {
	if w.tight {
		return 0
	}
	_, l := Edges(prev)
	r, _ := Edges(n)
	if _, ok := prev.(*Frac); ok {
		l = Close
	}
	apart := false
	if _, ok := n.(*Frac); ok {
		// z (2/d) is a product, z(2/d) might be a function of 2/d.
		apart = wrap && l == Ord && !IsSign(prev) && !isSlash(prev) && !isNumber(prev)
		if r = Ord; wrap {
			r = Open
		}
	}
	gap := 0
	if apart || Spaced(l, r) && !IsSign(prev) || bigOp(prev) && r == Open {
		gap = 1
	}
	if startsBlank(n) || endsBlank(prev) {
		gap, pending = 0, pending-1
	}
	if _, tag := n.(*Tag); tag {
		gap = 2
	}
	return max(gap, pending)
}

// bigOp reports whether n is a symbol such as ∑ with its limits: it stands off
// from a bracket, which a word such as log does not.
func bigOp(n Node) bool {
	b, ok := n.(*BigOp)
	if !ok {
		return false
	}
	_, word := b.Op.(*Text)
	return !word || b.Sub != nil || b.Sup != nil
}

// cutAfter reports whether a row may be wrapped between prev and n.
func cutAfter(prev, n Node, pending int) bool {
	_, l := Edges(prev)
	_, tag := n.(*Tag)
	return pending > 1 || tag || l == Bin || l == Rel || l == Punct
}

func (w *writer) space(n int) {
	for ; n > 0; n-- {
		w.buf = append(w.buf, ' ')
		w.glue = glueNone
	}
}

// put writes a token and keeps it apart from what it would run into.
func (w *writer) put(s string, g glue) {
	if s == "" {
		return
	}
	c := s[0]
	if w.glue != glueNone && (isLetter(c) || isDigit(c) || c >= 0x80 && startsName(s) || w.glue == glueRoot && (c == '(' || c == '[')) {
		w.buf = append(w.buf, ' ')
	} else if n := len(w.buf); n > 0 && alnum(w.buf[n-1]) && w.glue == glueNone {
		long := len(s) > 1 && isLetter(c) && isLetter(s[1])
		if long || isDigit(c) && (w.ascii || isDigit(w.buf[n-1])) {
			w.buf = append(w.buf, ' ')
		}
	}
	w.buf = append(w.buf, s...)
	w.glue = g
}

func alnum(c byte) bool { return isLetter(c) || isDigit(c) }

// startsName reports whether s begins with a symbol that a word before it would
// swallow: a letter of any alphabet, ∂, √, ∑, but no sign and no script.
func startsName(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	switch {
	case r < 0x370: // Latin supplements, combining marks, ² ³ ¹ · ×
		return r == 'ı' || r == 'ȷ'
	case r < 0x400, r == '∂', r == '∇', r == '∞', r == '√', r == '∛', r == '∜', r == '∑', r == '∏', r == '∫':
		return true
	}
	return 0x2100 <= r && r < 0x2190 || 0x1D400 <= r && r < 0x1D800
}

// name writes a symbol or a word.
func (w *writer) name(text, ascii string) {
	s := text
	if w.ascii {
		s = ascii
	}
	if len(s) == 0 {
		return
	}
	g := glueNone
	if last := s[len(s)-1]; len(s) > 1 && isLetter(last) && isLetter(s[len(s)-2]) {
		g = glueWord
	}
	w.put(s, g)
}

// node prints one node.
func (w *writer) node(n Node) {
	switch n := n.(type) {
	case *List:
		w.row(n.Items, nil)
	case *Atom:
		w.name(n.Text, n.ASCII)
	case *Text:
		w.name(n.Text, n.ASCII)
	case *Frac:
		w.frac(n)
	case *Root:
		w.root(n)
	case *Scripts:
		w.scripts(n)
	case *BigOp:
		w.bigOp(n)
	case *Stack:
		w.node(n.Base)
		w.lower(n.Under, false, false)
		w.lower(n.Over, true, false)
	case *Fence:
		w.fence(n)
	case *Grid:
		w.grid(n)
	case *Accent:
		w.accent(n)
	case *Brace:
		w.factor(n.Body)
		w.spell(n.Label, n.Over, false)
	case *Tag:
		w.name(n.Text, n.ASCII)
	}
}

func (w *writer) brackets(n Node) {
	w.put("(", glueNone)
	w.node(n)
	w.put(")", glueNone)
}

// factor prints n, in brackets unless it is one factor.
func (w *writer) factor(n Node) {
	if isFactor(n) {
		w.node(n)
	} else {
		w.brackets(n)
	}
}

func (w *writer) fence(f *Fence) {
	if f.Open != nil {
		w.name(f.Open.Text, f.Open.ASCII)
	}
	if g, ok := single(f.Body).(*Grid); ok && g.Open == nil && g.Close == nil {
		w.rows(g) // \left[ \begin{array}: the fence is the array's brackets
	} else {
		w.row(f.Body.Items, nil)
	}
	if f.Close != nil {
		w.name(f.Close.Text, f.Close.ASCII)
	}
	w.glue = glueNone
}

// frac prints a/b. The caller brackets the whole where it stands in a product.
func (w *writer) frac(f *Frac) {
	if f.Binom {
		w.put("binom(", glueNone)
		w.node(f.Num)
		w.buf = append(w.buf, ", "...)
		w.node(f.Den)
		w.put(")", glueNone)
		return
	}
	if isTerm(f.Num) {
		w.node(f.Num)
	} else {
		w.brackets(f.Num)
	}
	w.put("/", glueNone)
	if isFactor(f.Den) || isDifferential(f) {
		w.node(f.Den)
	} else {
		w.brackets(f.Den)
	}
}

func (w *writer) root(r *Root) {
	if w.ascii {
		if r.Index == nil {
			w.put("sqrt(", glueNone)
		} else {
			w.put("root(", glueNone)
			w.node(r.Index)
			w.put(", ", glueNone)
		}
		w.node(inBrackets(r.Body))
		w.put(")", glueRoot)
		return
	}
	sign := "√"
	if r.Index != nil {
		index, ok := Script(r.Index, true)
		switch {
		case index == "³":
			sign = "∛"
		case index == "⁴":
			sign = "∜"
		case ok:
			sign = index + "√"
		default:
			w.put("root(", glueNone)
			w.node(r.Index)
			w.put(", ", glueNone)
			w.node(r.Body)
			w.put(")", glueRoot)
			return
		}
	}
	w.put(sign, glueNone)
	if bare(r.Body) {
		w.node(r.Body)
	} else {
		w.put("(", glueNone)
		w.node(inBrackets(r.Body))
		w.put(")", glueNone)
	}
	w.glue = glueRoot
}

// inBrackets returns the body of a plain bracket that is all of n, so that a
// root of (1 - x) has one pair of brackets, not two.
func inBrackets(n Node) Node {
	if f, ok := single(n).(*Fence); ok && f.Open != nil && f.Close != nil && f.Open.Text == "(" && f.Close.Text == ")" {
		return f.Body
	}
	return n
}

// accent puts the mark on a single cell, and names it as a function otherwise.
func (w *writer) accent(a *Accent) {
	if base, rest := markable(a.Body); base != nil && !w.ascii {
		w.put(base.Text+string(a.Mark), glueNone)
		if rest != nil {
			w.hang(rest)
		}
		return
	}
	w.put(accentNames[a.Name], glueWord)
	w.put("(", glueNone)
	w.row(items(a.Body), a.Body)
	w.put(")", glueNone)
}

// accentNames are what accents are called where no mark can be drawn.
var accentNames = map[string]string{
	"hat": "hat", "widehat": "hat", "tilde": "tilde", "widetilde": "tilde", "bar": "bar", "overline": "bar", "vec": "vec", "overrightarrow": "vec",
	"dot": "dot", "ddot": "ddot", "check": "check", "breve": "breve", "acute": "acute", "grave": "grave", "mathring": "ring", "underline": "underline",
	"underbar": "underline", "dddot": "dddot", "ddddot": "ddddot", "widecheck": "check", "overleftarrow": "backvec", "overleftrightarrow": "bothvec",
	"underleftarrow": "undervec", "underrightarrow": "undervec", "underleftrightarrow": "undervec", "cancel": "cancel", "bcancel": "cancel", "xcancel": "cancel", "sout": "cancel",
}

// markable returns the one-cell symbol that an accent over n goes on, and the
// scripts that follow it, if any.
func markable(n Node) (*Atom, *Scripts) {
	switch n := single(n).(type) {
	case *Atom:
		if cellWide(n.Text) {
			return n, nil
		}
	case *Scripts:
		if a, _ := markable(n.Base); a != nil && n.Sup == nil {
			return a, n
		}
	}
	return nil, nil
}

// Marked returns the character an accent draws on one cell, with the scripts
// that follow it, and false where the body is wider.
func Marked(a *Accent) (string, *Scripts, bool) {
	base, rest := markable(a.Body)
	if base == nil {
		return "", nil, false
	}
	return base.Text + string(a.Mark), rest, true
}

// AccentName is what an accent is called where no mark can be drawn.
func AccentName(a *Accent) string { return accentNames[a.Name] }

// grid prints a matrix as [a, b; c, d], cases as {a, if p; b, if q} and an
// alignment as its rows with semicolons.
func (w *writer) grid(g *Grid) {
	open, close := gridDelims(g, w.ascii)
	w.put(open, glueNone)
	w.rows(g)
	w.put(close, glueNone)
	w.glue = glueNone
}

// rows prints the rows of a grid without its brackets.
func (w *writer) rows(g *Grid) {
	for i, row := range g.Rows {
		if i > 0 {
			if n := len(w.buf); g.Kind == Matrix || n == 0 || w.buf[n-1] != ',' {
				w.put(";", glueNone)
			}
			w.space(1)
		}
		for j, cell := range row {
			if j > 0 {
				w.between(g, row[j-1], cell, j)
			}
			w.row(cell.Items, nil)
		}
	}
}

func gridDelims(g *Grid, ascii bool) (open, close string) {
	if g.Kind == Matrix && g.Open == nil && g.Close == nil {
		return "[", "]"
	}
	pick := func(a *Atom) string {
		if a == nil {
			return ""
		}
		if ascii {
			return a.ASCII
		}
		return a.Text
	}
	open, close = pick(g.Open), pick(g.Close)
	switch {
	case open == "{" && close == "":
		close = "}"
	case open == "" && close == "}":
		open = "{"
	}
	return open, close
}

// Barred reports whether an array has an upright line before column j.
func (g *Grid) Barred(j int) bool {
	for i := 0; i < len(g.Cols); i++ {
		if g.Cols[i] == '|' {
			if j == 0 {
				return true
			}
		} else if j--; j < 0 {
			return false
		}
	}
	return false
}

// Align is how column j of an array is set: 'l', 'c' or 'r'; 0 if it does not say.
func (g *Grid) Align(j int) byte {
	for i := 0; i < len(g.Cols); i++ {
		if g.Cols[i] == '|' {
			continue
		}
		if j == 0 {
			return g.Cols[i]
		}
		j--
	}
	return 0
}

// between separates the cell of column j from the one before it.
func (w *writer) between(g *Grid, left, cell *List, j int) {
	if g.Barred(j) && j > 0 {
		w.space(1)
		w.put("|", glueNone)
		w.space(1)
		return
	}
	if n := len(w.buf); n == 0 || len(cell.Items) == 0 || w.buf[n-1] == ' ' {
		return
	}
	if g.Kind == Aligned {
		if len(left.Items) > 0 && w.gap(left.Items[len(left.Items)-1], cell.Items[0], 0, false) > 0 {
			w.space(1)
		}
		return
	}
	_, text := cell.Items[0].(*Text)
	if ends := w.buf[len(w.buf)-1] == ','; !ends && (g.Kind == Matrix || !text) {
		w.put(",", glueNone)
	}
	w.space(1)
}

// TightLine is Line without the spacing of operators, as in a script.
func TightLine(n Node, ascii bool) string {
	w := writer{ascii: ascii, tight: true}
	w.row(items(n), n)
	return string(w.buf)
}

// Spell returns a script as LaTeX spells it, with its mark: ^T, _{t-1}.
func Spell(n Node, super, ascii bool) string {
	w := writer{ascii: ascii, tight: true}
	w.spell(n, super, false)
	return string(w.buf)
}
