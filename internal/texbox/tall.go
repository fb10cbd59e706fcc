package texbox

import "gradcheck/internal/tex"

// pieces are what a tall delimiter is drawn with. A delimiter without them
// stays one row high.
type pieces struct{ top, ext, mid, bottom string }

var tallUnicode = map[string]pieces{
	"(": {"⎛", "⎜", "⎜", "⎝"}, ")": {"⎞", "⎟", "⎟", "⎠"},
	"[": {"⎡", "⎢", "⎢", "⎣"}, "]": {"⎤", "⎥", "⎥", "⎦"},
	"{": {"⎧", "⎪", "⎨", "⎩"}, "}": {"⎫", "⎪", "⎬", "⎭"},
	"|": {"│", "│", "│", "│"}, "‖": {"‖", "‖", "‖", "‖"},
	"⌊": {"⎢", "⎢", "⎢", "⎣"}, "⌋": {"⎥", "⎥", "⎥", "⎦"},
	"⌈": {"⎡", "⎢", "⎢", "⎢"}, "⌉": {"⎤", "⎥", "⎥", "⎥"},
}

var tallASCII = map[string]pieces{
	"(": {"/", "|", "|", `\`}, ")": {`\`, "|", "|", "/"},
	"[": {"[", "[", "[", "["}, "]": {"]", "]", "]", "]"},
	"{": {"/", "|", "{", `\`}, "}": {`\`, "|", "}", "/"},
	"|": {"|", "|", "|", "|"}, "‖": {"||", "||", "||", "||"},
	"⌊": {"| ", "| ", "| ", "|_"}, "⌋": {" |", " |", " |", "_|"},
	"⌈": {"|^", "| ", "| ", "| "}, "⌉": {"^|", " |", " |", " |"},
}

// delim is a delimiter as tall as a box. Braces point at the middle row.
func (s setter) delim(name string, twin string, height, base int) Box {
	if name == "" {
		return Box{}
	}
	table := tallUnicode
	if s.ascii {
		table = tallASCII
	}
	p, ok := table[name]
	if !ok || height == 1 {
		return text(pick(name, twin, s.ascii))
	}
	b := column(p.ext, height, base)
	b.Rows[0], b.Rows[height-1] = p.top, p.bottom
	if p.mid != p.ext {
		b.Rows[min(max(base, 1), height-2)] = p.mid
	}
	return b
}

// tall sets a box between two delimiters that grow with it, one cell apart.
func (s setter) tall(open, close string, body Box) Box {
	if (open == "{" || close == "}") && body.Height() == 2 {
		body = body.extend(1-body.Base, body.Base) // a brace has three parts
	}
	h := body.Height()
	parts := []Box{s.delim(open, twinOf(open), h, body.Base), body, s.delim(close, twinOf(close), h, body.Base)}
	if h > 1 {
		air := column(" ", h, body.Base)
		parts = []Box{parts[0], air, body, air, parts[2]}
	}
	return beside(parts...)
}

// twinOf is the ASCII form of a delimiter's glyph.
func twinOf(glyph string) string {
	switch glyph {
	case "‖":
		return "||"
	case "⟨":
		return "<"
	case "⟩":
		return ">"
	case "⌊":
		return "floor("
	case "⌈":
		return "ceil("
	case "⌋", "⌉":
		return ")"
	case "↑":
		return "up"
	case "↓":
		return "down"
	case "∖":
		return `\`
	}
	return glyph
}

// fence sets delimiters around their body. Only those of \left, \middle and
// \right grow.
func (s setter) fence(f *tex.Fence) Box {
	open, close := "", ""
	if f.Open != nil {
		open = f.Open.Text
	}
	if f.Close != nil {
		close = f.Close.Text
	}
	body := s.middle(f.Body.Items)
	if !f.Grow || body.Height() == 1 {
		return beside(s.delim(open, twinOf(open), 1, 0), body, s.delim(close, twinOf(close), 1, 0))
	}
	return s.tall(open, close, body)
}

// middle sets a row whose delimiters of \middle are as tall as the rest of it.
func (s setter) middle(ns []tex.Node) Box {
	var parts []Box
	var bars []*tex.Atom // bars[i] stands before parts[i+1]
	from := 0
	for i, n := range ns {
		if a, ok := n.(*tex.Atom); ok && a.Grow {
			parts, bars = append(parts, s.row(ns[from:i])), append(bars, a)
			from = i + 1
		}
	}
	parts = append(parts, s.row(ns[from:]))
	if len(bars) == 0 {
		return parts[0]
	}
	rest := beside(parts...)
	out := parts[:1:1]
	for i, a := range bars {
		bar := s.delim(a.Text, twinOf(a.Text), rest.Height(), rest.Base)
		out = append(out, gap(1), bar, gap(1), parts[i+1])
	}
	return beside(out...)
}

// root draws a radical over a radicand of several rows:
//
//	  ┌─────
//	  │  1
//	╲ │ ───
//	 ╲│ 2π
func (s setter) root(r *tex.Root) Box {
	body := s.node(r.Body)
	h := body.Height()
	side, slant, roof, corner := "│", "╲", "─", "┌"
	if s.ascii {
		side, slant, roof, corner = "|", `\`, "_", " "
	}
	hook := column("  ", h+1, body.Base+1)
	hook.Rows[h] = " " + slant
	if h > 1 {
		hook.Rows[h-1] = slant + " "
	}
	stem := column(side, h+1, body.Base+1)
	stem.Rows[0] = corner
	lid := stack(left, 1, repeat(roof, body.Width+2), beside(column(" ", h, body.Base), body, column(" ", h, body.Base)))
	box := beside(hook, stem, lid)
	if r.Index == nil {
		return box
	}
	index := setter{ascii: s.ascii, small: true}.node(r.Index)
	index.Base += body.Base + 1 - max(h-2, 0) // its last row stands above the hook
	if index.Base >= index.Height() {
		index = index.floor()
	} else if index.Base < 0 {
		index = index.ceil()
	}
	return beside(index, box)
}

// brace draws ╰──┬──╯ under its body, or ╭──┴──╮ over it, with the label at the
// point.
func (s setter) brace(b *tex.Brace) Box {
	body := s.node(b.Body)
	width := max(body.Width, 3)
	body = body.pad(width, center)
	parts := [4]string{"╰", "─", "┬", "╯"}
	switch {
	case s.ascii:
		parts = [4]string{`\`, "_", "_", "/"}
		if b.Over {
			parts = [4]string{"/", "-", "-", `\`}
		}
		if b.Label != nil {
			parts[2] = "+"
		}
	case b.Over:
		parts = [4]string{"╭", "─", "┴", "╮"}
	}
	if b.Label == nil {
		parts[2] = parts[1]
	}
	mid := (width - 1) / 2
	line := beside(text(parts[0]), repeat(parts[1], mid-1), text(parts[2]), repeat(parts[1], width-mid-2), text(parts[3]))
	boxes := []Box{body, line}
	if b.Label != nil {
		boxes = append(boxes, setter{ascii: s.ascii, small: true}.node(b.Label))
	}
	if !b.Over {
		return stack(center, 0, boxes...)
	}
	for i, j := 0, len(boxes)-1; i < j; i, j = i+1, j-1 {
		boxes[i], boxes[j] = boxes[j], boxes[i]
	}
	return stack(center, len(boxes)-1, boxes...)
}
