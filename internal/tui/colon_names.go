package tui

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/tex"
	"gradcheck/problems"
)

// names shows the symbols of the part on the screen: how they look, how they are
// typed and what they stand for.
func (a *App) names(string) tea.Cmd {
	d, i, n := a.place()
	if i < 0 || n < 0 || d.entries[i].problem() == nil {
		a.note = "Open a part first; :names lists what its answer may use."
		return nil
	}
	e := d.entries[i]
	q := &e.problem().Parts[n]
	names := namesOf(q)
	switch {
	case len(names) > 0:
		return a.page("Names › "+strings.TrimSpace(e.of.Title+" "+bracketed(q.Label)), func(t Theme, width int) []string { return nameRows(t, names, min(width, textWidth)) })
	case q.Kind == "formula" || q.Kind == "joint":
		a.note = "Every letter may be used as a name here."
	default:
		a.note = "No names belong to this part."
	}
	return nil
}

func bracketed(label string) string {
	if label == "" {
		return ""
	}
	return "(" + label + ")"
}

// A name is a symbol that an answer may use.
type name struct {
	drawn  string   // as mathematics: βᵢ, λ_w
	typed  string   // beta[i], lambda_w
	stands string   // for what, in words
	others []string // other ways to type it
}

// namesOf returns the symbols that a part declares, in the order of the alphabet.
func namesOf(q *problems.Part) []name {
	declared, _ := q.Spec["symbols"].(map[string]any)
	aliases, _ := q.Spec["aliases"].(map[string]any)
	var out []name
	for _, s := range slices.Sorted(maps.Keys(declared)) {
		decl, latex := declaration(declared[s])
		x := name{typed: s, stands: inWords(s, decl)}
		if strings.HasPrefix(decl, "sequence") {
			x.typed = s + "[i]"
			latex += "_i"
		}
		x.drawn = drawn(s, latex)
		more, _ := aliases[s].([]any)
		for _, m := range more {
			x.others = append(x.others, fmt.Sprint(m))
		}
		out = append(out, x)
	}
	return out
}

// declaration is what a symbol is declared to be, and its LaTeX if that is given.
func declaration(v any) (decl, latex string) {
	if m, ok := v.(map[string]any); ok {
		latex, _ = m["latex"].(string)
		v = m["is"]
	}
	return fmt.Sprint(v), latex
}

// drawn is a symbol as mathematics in one row: its LaTeX, or else its name with
// Greek letters and a subscript.
func drawn(s, latex string) string {
	if strings.TrimPrefix(latex, "_i") == "" {
		head, sub, _ := strings.Cut(s, "_")
		if _, err := tex.Parse(`\` + head); err == nil && len(head) > 1 {
			head = `\` + head
		}
		if sub != "" {
			head += "_{" + sub + "}"
		}
		latex = head + latex
	}
	n, err := tex.Parse(latex)
	if err != nil {
		return s
	}
	return tex.Line(n, false)
}

// kinds says what a declaration stands for; %s are its dimensions.
var kinds = map[string]string{
	"real": "a number", "positive": "a number above 0", "integer": "a whole number", "sequence": "a number for every i",
	"vector": "a vector of length %s", "matrix": "a matrix, %s by %s", "diagonal": "a diagonal matrix, %[1]s by %[1]s",
	"symmetric": "a symmetric matrix, %[1]s by %[1]s", "orthogonal": "an orthogonal matrix, %[1]s by %[1]s",
	"invertible": "an invertible matrix, %[1]s by %[1]s", "psd": "a symmetric matrix without negative eigenvalues, %[1]s by %[1]s",
}

// inWords says what a symbol stands for: "a vector of length d".
func inWords(s, decl string) string {
	words := strings.Fields(decl)
	if len(words) == 0 || kinds[words[0]] == "" {
		return decl
	}
	text, rest := kinds[words[0]], words[1:]
	switch {
	case len(rest) > 1 && rest[0] == "in":
		return text + " in " + strings.Join(rest[1:], " ")
	case len(rest) == 2 && rest[0] == ">=":
		return text + ", " + rest[1] + " or more"
	}
	dims := make([]any, len(rest))
	for i, d := range rest {
		dims[i] = d
	}
	if strings.Count(text, "%") == 0 {
		return text
	}
	return fmt.Sprintf(text, dims...)
}

// nameRows is the table of names, and what else the same names can do.
func nameRows(t Theme, names []name, width int) []string {
	look, typed := len("name"), len("typed")
	for _, x := range names {
		look, typed = max(look, printed(shown(t, x.drawn))), max(typed, len(x.typed))
	}
	rows := []string{t.paint(muted, fit("name", look+3)+fit("typed", typed+3)+"stands for")}
	list, vectors := "", false
	for _, x := range names {
		says := x.stands
		if len(x.others) > 0 {
			says += "; also " + strings.Join(x.others, ", ")
		}
		head := fit(shown(t, x.drawn), look+3) + fit(x.typed, typed+3)
		rows = append(rows, beside([]string{head}, wrap(says, max(width-look-typed-6, 16)), look+typed+6)...)
		if s, ok := strings.CutSuffix(x.typed, "[i]"); ok {
			list = s
		}
		vectors = vectors || strings.HasPrefix(x.stands, "a vector") || strings.Contains(x.stands, "matrix")
	}
	rows = append(rows, "")
	if list != "" {
		rows = append(rows, wrap(list+"[2] is the second number of "+list+". sum(i^2, i, 1, n) adds up, prod(i^2, i, 1, n) multiplies, for i from 1 to n.", width)...)
	}
	if vectors {
		rows = append(rows, wrap("x' or x^T is transposed, norm(x) a length, I the identity matrix.", width)...)
	}
	return append(rows, wrap("Greek letters can be typed by name (alpha), as characters, or as LaTeX.", width)...)
}

// shown is mathematics in the characters of the theme.
func shown(t Theme, s string) string {
	if t.ASCII {
		return asciiProse(s)
	}
	return s
}
