package tex

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MathML writes a formula as a math element of MathML Core, for a page of HTML:
// set apart if display, otherwise in a line of text. Letters of other alphabets
// are their own characters, as on the screen.
func MathML(n Node, display bool) string {
	var m markup
	m.b.WriteString(`<math xmlns="http://www.w3.org/1998/Math/MathML"`)
	if display {
		m.b.WriteString(` display="block"`)
	}
	m.b.WriteString(">")
	m.row(items(n))
	m.b.WriteString("</math>")
	return m.b.String()
}

// markup writes elements. Every method but row and nodes writes exactly one, as
// the elements with a fixed number of children need.
type markup struct{ b strings.Builder }

// leaf writes <name attributes>text</name>.
func (m *markup) leaf(name, text string, attributes ...string) {
	m.b.WriteString("<" + strings.Join(append([]string{name}, attributes...), " ") + ">")
	m.b.WriteString(escape.Replace(text))
	m.b.WriteString("</" + name + ">")
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// element writes an element of some nodes, each one child. A nil node is an
// empty row.
func (m *markup) element(name, attributes string, ns ...Node) {
	m.b.WriteString("<" + name + attributes + ">")
	for _, n := range ns {
		m.node(n)
	}
	m.b.WriteString("</" + name + ">")
}

// row writes nodes as one element.
func (m *markup) row(ns []Node) {
	if len(ns) == 1 {
		m.node(ns[0])
		return
	}
	m.b.WriteString("<mrow>")
	for i, n := range ns {
		m.node(n)
		if t, ok := n.(*Text); ok && t.Operator && i < len(ns)-1 {
			m.leaf("mo", "\u2061") // applied to what follows
		}
	}
	m.b.WriteString("</mrow>")
}

// node writes one node as one element.
func (m *markup) node(n Node) {
	switch n := n.(type) {
	case nil:
		m.b.WriteString("<mrow></mrow>")
	case *List:
		m.row(n.Items)
	case *Atom:
		m.atom(n)
	case *Text:
		m.text(n)
	case *Tag:
		m.leaf("mtext", "\u2003"+n.Text)
	case *Space:
		m.b.WriteString(fmt.Sprintf(`<mspace width="%gem"></mspace>`, float64(n.Cells)/2))
	case *Frac:
		m.frac(n)
	case *Root:
		if n.Index == nil {
			m.element("msqrt", "", n.Body)
		} else {
			m.element("mroot", "", n.Body, n.Index)
		}
	case *Scripts:
		m.around("sub", "sup", n.Base, n.Sub, n.Sup)
	case *BigOp:
		m.bigOp(n)
	case *Stack:
		m.around("under", "over", n.Base, n.Under, n.Over)
	case *Fence:
		m.fence(n)
	case *Grid:
		m.grid(n)
	case *Accent:
		m.accent(n)
	case *Brace:
		m.brace(n)
	}
}

// atom writes a number, an identifier or an operator.
func (m *markup) atom(a *Atom) {
	r, _ := utf8.DecodeRuneInString(a.Text)
	switch {
	case isDigit(a.ASCII[0]) && a.Class == Ord:
		m.leaf("mn", a.Text)
	case a.Class == Ord && (unicode.IsLetter(r) || strings.ContainsRune("∂∇∞∅ℏ°∀∃⊤⊥", r)):
		m.leaf("mi", a.Text)
	case IsSign(a):
		m.leaf("mo", a.Text, `form="prefix"`)
	case a.Grow:
		m.leaf("mo", a.Text, `stretchy="true"`)
	case a.Class == Open || a.Class == Close || isBar(a):
		m.leaf("mo", a.Text, `stretchy="false"`)
	default:
		m.leaf("mo", a.Text)
	}
}

func (m *markup) text(t *Text) {
	if t.Operator {
		m.leaf("mi", t.Text)
		return
	}
	s := t.Text
	if startsBlank(t) {
		s = "\u00a0" + s[1:]
	}
	if endsBlank(t) && len(t.Text) > 1 {
		s = s[:len(s)-1] + "\u00a0"
	}
	m.leaf("mtext", s)
}

func (m *markup) frac(f *Frac) {
	if !f.Binom {
		m.element("mfrac", "", f.Num, f.Den)
		return
	}
	m.b.WriteString("<mrow>")
	m.leaf("mo", "(")
	m.element("mfrac", ` linethickness="0"`, f.Num, f.Den)
	m.leaf("mo", ")")
	m.b.WriteString("</mrow>")
}

// around writes a base with something low and high, either of which may be nil:
// msub, munderover and the like.
func (m *markup) around(low, high string, base, lower, upper Node) {
	switch {
	case lower == nil && upper == nil:
		m.node(base)
	case upper == nil:
		m.element("m"+low, "", base, lower)
	case lower == nil:
		m.element("m"+high, "", base, upper)
	default:
		m.element("m"+low+high, "", base, lower, upper)
	}
}

func (m *markup) bigOp(b *BigOp) {
	if b.Limits {
		m.around("under", "over", b.Op, b.Sub, b.Sup)
	} else {
		m.around("sub", "sup", b.Op, b.Sub, b.Sup)
	}
}

func (m *markup) fence(f *Fence) {
	stretch := `stretchy="false"`
	if f.Grow {
		stretch = `stretchy="true"`
	}
	m.b.WriteString("<mrow>")
	if f.Open != nil {
		m.leaf("mo", f.Open.Text, stretch, `form="prefix"`)
	}
	m.row(f.Body.Items)
	if f.Close != nil {
		m.leaf("mo", f.Close.Text, stretch, `form="postfix"`)
	}
	m.b.WriteString("</mrow>")
}

func (m *markup) grid(g *Grid) {
	m.b.WriteString("<mrow>")
	if g.Open != nil {
		m.leaf("mo", g.Open.Text, `form="prefix"`)
	}
	m.b.WriteString("<mtable")
	if g.Kind == Aligned {
		m.b.WriteString(` displaystyle="true"`)
	}
	m.b.WriteString(">")
	for i, row := range g.Rows {
		m.b.WriteString("<mtr>")
		for j, cell := range row {
			m.element("mtd", cellStyle(g, i, j), cell)
		}
		m.b.WriteString("</mtr>")
	}
	m.b.WriteString("</mtable>")
	if g.Close != nil {
		m.leaf("mo", g.Close.Text, `form="postfix"`)
	}
	m.b.WriteString("</mrow>")
}

// cellStyle is how a cell is set, in CSS as MathML Core asks.
func cellStyle(g *Grid, i, j int) string {
	var css []string
	switch align := g.Align(j); {
	case align == 'l', align == 0 && (g.Kind == Cases || g.Kind == Aligned && j%2 == 1):
		css = append(css, "text-align: left")
	case align == 'r', align == 0 && g.Kind == Aligned:
		css = append(css, "text-align: right")
	}
	if g.Barred(j) {
		css = append(css, "border-left: 1px solid")
	}
	if slices.Contains(g.Rules, i) {
		css = append(css, "border-top: 1px solid")
	}
	if len(css) == 0 {
		return ""
	}
	return ` style="` + strings.Join(css, "; ") + `"`
}

// accent writes a mark over, under or through its body.
func (m *markup) accent(a *Accent) {
	mark, under := accentMarks[a.Name], strings.HasPrefix(a.Name, "under")
	switch {
	case AccentName(a) == "cancel":
		m.element("menclose", ` notation="updiagonalstrike"`, a.Body)
	case under:
		m.b.WriteString(`<munder accentunder="true">`)
		m.node(a.Body)
		m.leaf("mo", mark)
		m.b.WriteString("</munder>")
	default:
		m.b.WriteString(`<mover accent="true">`)
		m.node(a.Body)
		m.leaf("mo", mark)
		m.b.WriteString("</mover>")
	}
}

// accentMarks are the characters of accents that stand by themselves.
var accentMarks = map[string]string{
	"hat": "^", "widehat": "^", "tilde": "~", "widetilde": "~", "bar": "¯", "overline": "‾", "vec": "→", "overrightarrow": "→",
	"dot": "˙", "ddot": "¨", "dddot": "⃛", "ddddot": "⃜", "check": "ˇ", "widecheck": "ˇ", "breve": "˘", "acute": "´", "grave": "`", "mathring": "˚",
	"overleftarrow": "←", "overleftrightarrow": "↔", "underline": "_", "underbar": "_",
	"underrightarrow": "→", "underleftarrow": "←", "underleftrightarrow": "↔",
}

func (m *markup) brace(b *Brace) {
	name, mark := "munder", "⏟"
	if b.Over {
		name, mark = "mover", "⏞"
	}
	if b.Label != nil {
		m.b.WriteString("<" + name + ">")
	}
	m.b.WriteString("<" + name + ">")
	m.node(b.Body)
	m.leaf("mo", mark, `stretchy="true"`)
	m.b.WriteString("</" + name + ">")
	if b.Label != nil {
		m.node(b.Label)
		m.b.WriteString("</" + name + ">")
	}
}
