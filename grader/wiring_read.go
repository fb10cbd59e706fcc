package grader

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gradcheck/grader/expr"
)

// arrows are the spellings of ->, and backArrows those of <-; longest first.
var (
	arrows     = []string{`\longrightarrow`, `\rightarrow`, `\longmapsto`, `\mapsto`, "-->", "==>", "->", "=>", "−>", "–>", "→", "⟶", "⇒", "➔", "➝", "↦", "⟼", `\to `}
	backArrows = []string{`\longleftarrow`, `\leftarrow`, "<--", "<-", "<−", "<–", "←", "⟵", "⇐"}
)

// A namePart is a stretch between two arrows, or a name. Back says that the
// arrow before it points backwards.
type namePart struct {
	text string
	at   int // byte offset
	back bool
}

// splitArrows divides a line at its arrows.
func splitArrows(line string) []namePart {
	var parts []namePart
	start, back := 0, false
	for i := 0; i < len(line); {
		n, b := arrowAt(line[i:])
		if n == 0 {
			_, size := utf8.DecodeRuneInString(line[i:])
			i += size
			continue
		}
		parts = append(parts, namePart{line[start:i], start, back})
		i += n
		start, back = i, b
	}
	return append(parts, namePart{line[start:], start, back})
}

// arrowAt returns the length of the arrow that s begins with, 0 for none.
func arrowAt(s string) (n int, back bool) {
	for _, a := range arrows {
		if strings.HasPrefix(s, a) {
			return len(a), false
		}
	}
	for _, a := range backArrows {
		if strings.HasPrefix(s, a) {
			return len(a), true
		}
	}
	return 0, false
}

// splitNames divides a stretch at its commas and the like.
func splitNames(p namePart) []namePart {
	var out []namePart
	for start := 0; start <= len(p.text); {
		end, next := len(p.text), len(p.text)+1
		for _, sep := range []string{",", "&", " and "} {
			if i := strings.Index(p.text[start:], sep); i >= 0 && start+i < end {
				end, next = start+i, start+i+len(sep)
			}
		}
		name := p.text[start:end]
		lead := len(name) - len(strings.TrimLeft(name, " \t\r$"))
		out = append(out, namePart{strings.Trim(name, " \t\r$"), p.at + start + lead, p.back})
		start = next
	}
	return out
}

// unbracket takes the brackets off several names: (a, b).
func unbracket(p namePart) namePart {
	text := strings.TrimSpace(p.text)
	lead := strings.Index(p.text, text)
	if len(text) < 3 || !strings.Contains(text, ",") || !slices.Contains([]string{"()", "[]", "{}"}, text[:1]+text[len(text)-1:]) {
		return p
	}
	return namePart{text[1 : len(text)-1], p.at + lead + 1, p.back}
}

// A nodeReader reads arrows between nodes.
type nodeReader struct {
	nodes   []itemSpec
	spelled [][]string // by node
	plain   [][]string // the same in their plain forms
}

func newNodeReader(nodes []itemSpec, aliases map[string][]string) *nodeReader {
	r := &nodeReader{nodes: nodes}
	for i, n := range nodes {
		names := []string{n.text}
		if n.id != "" {
			names = []string{n.id, n.text}
		}
		for _, name := range sortedKeys(aliases) {
			if find(nodes, name) == i {
				names = append(names, aliases[name]...)
			}
		}
		var plain []string
		for _, name := range names {
			plain = append(plain, plainNode(name))
		}
		r.spelled, r.plain = append(r.spelled, names), append(r.plain, plain)
	}
	return r
}

// name is how a node is written back: its text, or its id where the text is
// that of several.
func (r *nodeReader) name(i int) string {
	for j, n := range r.nodes {
		if j != i && n.text == r.nodes[i].text {
			return r.nodes[i].id
		}
	}
	if name := plainLabel(r.nodes[i].text); name != "" {
		return name
	}
	return r.nodes[i].text // *
}

// edges reads arrows, one or a chain a line, with several names on either side
// of an arrow. Why says what cannot be read, at a byte offset.
func (r *nodeReader) edges(src string) (set edgeSet, why string, offset int) {
	set = edgeSet{}
	for at := 0; at < len(src); {
		line, _, _ := strings.Cut(src[at:], "\n")
		line, _, _ = strings.Cut(line, ";")
		if strings.TrimSpace(line) != "" {
			if why, offset = r.line(line, set); why != "" {
				return nil, why, at + offset
			}
		}
		at += len(line) + 1
	}
	return set, "", 0
}

// line reads a line. Where every stretch between commas has an arrow, they divide
// arrows, a -> b, c -> d, and not names.
func (r *nodeReader) line(line string, set edgeSet) (why string, offset int) {
	if n := r.mark(line); n > 0 {
		why, offset = r.line(line[n:], set)
		return why, n + offset
	}
	stretches := splitNames(namePart{text: line})
	for _, s := range stretches {
		if len(splitArrows(s.text)) < 2 {
			return r.chain(line, set)
		}
	}
	for _, s := range stretches {
		if why, offset = r.chain(s.text, set); why != "" {
			return why, s.at + offset
		}
	}
	return "", 0
}

var listMark = regexp.MustCompile(`^\s*(?:[-–*•·+]|\(?\d{1,3}[.)])\s+`)

// mark returns the length of the mark of a list that a line begins with, "- " or
// "2. ". A sign that is a block itself is no mark.
func (r *nodeReader) mark(line string) int {
	n := len(listMark.FindString(line))
	if arrow, _ := arrowAt(line[n:]); n == 0 || arrow > 0 || strings.ContainsAny(line[n:min(n+1, len(line))], ",&") {
		return 0
	}
	first := splitNames(splitArrows(line)[0])[0].text
	if _, why := r.node(first); why == "" {
		return 0
	}
	return n
}

// chain reads a -> b -> c, with several names on either side of an arrow.
func (r *nodeReader) chain(line string, set edgeSet) (why string, offset int) {
	parts := splitArrows(line)
	if len(parts) < 2 {
		return "There is no arrow in this line.\nType an arrow as ->.", len(line) - len(strings.TrimLeft(line, " \t"))
	}
	var before []int
	for _, p := range parts {
		var here []int
		for _, n := range splitNames(unbracket(p)) {
			i, why := r.node(n.text)
			if why != "" {
				return why, n.at
			}
			if !slices.Contains(here, i) {
				here = append(here, i)
			}
		}
		for _, x := range before {
			for _, y := range here {
				if p.back {
					set[edge{y, x}] = true
				} else {
					set[edge{x, y}] = true
				}
			}
		}
		if before = here; len(set) > maxArrows {
			return "These are too many arrows.", p.at
		}
	}
	return "", 0
}

// ambiguous is what node returns for a name of several nodes.
const ambiguous = -1

// node finds the node that a name means: as it is written, then in its plain
// form, then whatever its capitals, also as a word (Mul), then x for a multiplication.
func (r *nodeReader) node(name string) (i int, why string) {
	if name == "" {
		return 0, "A block is missing beside this arrow."
	}
	if len(name) > 200 {
		return 0, "This is too long for the name of a block."
	}
	plain, small := plainNode(name), plainNode(strings.ToLower(name))
	for _, try := range []struct {
		names [][]string
		same  func(string) bool
	}{
		{r.spelled, func(s string) bool { return s == name }},
		{r.plain, func(s string) bool { return s == plain }},
		{r.plain, func(s string) bool { return strings.EqualFold(s, plain) }},
		{r.plain, func(s string) bool { return s == small }},
		{r.plain, func(s string) bool { return s == "×" && strings.EqualFold(name, "x") }},
	} {
		var found []int
		for i, names := range try.names {
			if slices.ContainsFunc(names, try.same) {
				found = append(found, i)
			}
		}
		switch {
		case len(found) == 1:
			return found[0], ""
		case len(found) > 1:
			return ambiguous, "Several blocks are called " + quoted(name) + ".\nThey are told apart as " + r.list(found) + "."
		}
	}
	var names []string
	all := make([]int, len(r.nodes))
	for i := range r.nodes {
		all[i] = i
		names = append(names, r.spelled[i]...)
	}
	why = quoted(name) + " is not a block here."
	if near := expr.Nearest(name, names, 2); len(near) > 0 {
		return 0, why + "\nDid you mean " + strings.Join(near, " or ") + "?"
	}
	return 0, why + "\nBlocks: " + r.list(all) + "."
}

func (r *nodeReader) list(nodes []int) string {
	var names []string
	for _, i := range nodes {
		name := r.name(i)
		if r.nodes[i].id != "" && len(nodes) < len(r.nodes) {
			name = r.nodes[i].id
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// nodeWords are the names of signs and letters, each list after what it stands
// for.
var nodeWords = func() map[string]string {
	m := map[string]string{}
	for sign, words := range map[string]string{
		"×": "* · ⋅ ⊗ ⊙ times cdot mul mult multiply multiplier multiplication product prod",
		"+": "⊕ plus add adder addition sum summation",
		"−": "- minus sub subtract subtraction",
		"÷": "/ div divide division",
		"µ": "μ mu",
	} {
		for _, w := range strings.Fields(words) {
			m[w] = sign
		}
	}
	const letters = "αβγδεζηθικλνξοπρστυφχψω"
	names := strings.Fields("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda nu xi omicron pi rho sigma tau upsilon phi chi psi omega")
	for i, r := range []rune(letters) {
		m[names[i]] = string(r)
		m["var"+names[i]] = string(r)
		m[strings.ToUpper(names[i][:1])+names[i][1:]] = strings.ToUpper(string(r))
	}
	return m
}()

// nodeMarks drops the marks of LaTeX and writes subscripts in ASCII.
var nodeMarks = strings.NewReplacer("$", "", "{", "", "}", "", `\left`, "", `\right`, "", `\`, "", "₀", "_0", "₁", "_1", "₂", "_2",
	"₃", "_3", "₄", "_4", "₅", "_5", "₆", "_6", "₇", "_7", "₈", "_8", "₉", "_9")

// plainNode is a name without the marks of LaTeX and with one spelling of signs,
// Greek letters and subscripts.
func plainNode(s string) string {
	s = strings.Join(strings.Fields(nodeMarks.Replace(s)), " ")
	if sign, ok := nodeWords[s]; ok {
		return sign
	}
	if base, sub, ok := strings.Cut(s, "_"); ok {
		if sign, ok := nodeWords[base]; ok {
			return sign + "_" + sub
		}
	}
	return s
}
