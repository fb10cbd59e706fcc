package tex

import "strings"

// An env is what an environment draws.
type env struct {
	kind        GridKind
	open, close string // commands of symbols, "" for none
}

// envs are the environments, by name without a star.
var envs = map[string]env{
	"matrix": {Matrix, "", ""}, "smallmatrix": {Matrix, "", ""}, "array": {Matrix, "", ""},
	"pmatrix": {Matrix, "(", ")"}, "bmatrix": {Matrix, "[", "]"}, "Bmatrix": {Matrix, "{", "}"},
	"vmatrix": {Matrix, "|", "|"}, "Vmatrix": {Matrix, "‖", "‖"},
	"cases": {Cases, "{", ""}, "dcases": {Cases, "{", ""}, "rcases": {Cases, "", "}"},
	"aligned": {Aligned, "", ""}, "align": {Aligned, "", ""}, "alignedat": {Aligned, "", ""}, "split": {Aligned, "", ""}, "eqnarray": {Aligned, "", ""},
	"gathered": {Gathered, "", ""}, "gather": {Gathered, "", ""}, "multline": {Gathered, "", ""},
	"equation": {Gathered, "", ""}, "displaymath": {Gathered, "", ""}, "math": {Gathered, "", ""},
}

// envTwins are the ASCII twins of the delimiters of envs.
var envTwins = map[string]string{"(": "(", ")": ")", "[": "[", "]": "]", "{": "{", "}": "}", "|": "|", "‖": "||"}

// environment reads \begin{name} ... \end{name}.
func (p *parser) environment(start int) (Node, error) {
	name, err := p.raw(`\begin`)
	if err != nil {
		return nil, err
	}
	e, ok := envs[strings.TrimSuffix(name, "*")]
	if !ok {
		return nil, p.fail(start, "unknown environment %q%s", clip(name), suggest(name, envNames))
	}
	if name == "array" || name == "alignedat" {
		if _, err := p.raw(`\begin{` + name + `}`); err != nil {
			return nil, err
		}
	}
	g := &Grid{Kind: e.kind, Env: name}
	inner := p.pos
	if err := p.rows(g); err != nil {
		return nil, err
	}
	if !p.has(`\end`) {
		if p.pos < p.end {
			return nil, p.stray()
		}
		return nil, p.fail(start, `\begin{%s} has no \end{%s}`, name, name)
	}
	at := p.pos
	p.pos += len(`\end`)
	closing, err := p.raw(`\end`)
	if err != nil {
		return nil, err
	}
	if closing != name {
		return nil, p.fail(at, `\end{%s} closes \begin{%s}`, clip(closing), name)
	}
	g.Range = Range{start, p.pos}
	g.Open = envDelim(e.open, Open, Range{start, inner})
	g.Close = envDelim(e.close, Close, Range{at, p.pos})
	if e.kind == Gathered && len(g.Rows) == 1 && len(g.Rows[0]) == 1 {
		return g.Rows[0][0], nil // an equation of one row is just that
	}
	return g, nil
}

func envDelim(text string, c Class, at Range) *Atom {
	if text == "" {
		return nil
	}
	return &Atom{Range: at, Text: text, ASCII: envTwins[text], Class: c}
}

// clip shortens a name that goes into a message.
func clip(s string) string {
	if len(s) > 30 {
		return strings.ToValidUTF8(s[:30], "") + "…"
	}
	return s
}

// rows reads cells up to what ends the environment, and drops an empty last row.
func (p *parser) rows(g *Grid) error {
	row := []*List{}
	for {
		p.cell = g.Kind == Aligned && len(row) > 0
		cell, err := p.list()
		if err != nil {
			return err
		}
		row = append(row, cell)
		switch {
		case p.pos < p.end && p.src[p.pos] == '&':
			p.pos++
			continue
		case p.has(`\\`):
			p.pos += 2
			if p.pos < p.end && p.src[p.pos] == '*' {
				p.pos++
			}
			p.rowSkip()
			g.Rows, row = append(g.Rows, row), []*List{}
			continue
		}
		if len(row) > 1 || len(row[0].Items) > 0 || len(g.Rows) == 0 {
			g.Rows = append(g.Rows, row)
		}
		return nil
	}
}

// rowSkip drops the optional space of \\[2pt]; a bracket that holds anything
// else belongs to the next row.
func (p *parser) rowSkip() {
	rest := p.src[p.pos:p.end]
	if !strings.HasPrefix(rest, "[") {
		return
	}
	i := strings.IndexByte(rest, ']')
	if i < 0 {
		return
	}
	length := strings.TrimSpace(rest[1:i])
	for _, unit := range []string{"pt", "em", "ex", "mm", "cm", "in"} {
		if n := strings.TrimSuffix(length, unit); n != length && n != "" && strings.Trim(n, "-.0123456789 ") == "" {
			p.pos += i + 1
		}
	}
}

// substack reads \substack{a \\ b}.
func (p *parser) substack(start int) (Node, error) {
	p.skipSpace()
	if p.pos >= p.end || p.src[p.pos] != '{' {
		return nil, p.fail(p.pos, `\substack needs a group in braces after it`)
	}
	open := p.pos
	p.pos++
	g := &Grid{Kind: Gathered, Env: "substack"}
	if err := p.rows(g); err != nil {
		return nil, err
	}
	if p.pos >= p.end || p.src[p.pos] != '}' {
		return nil, p.fail(open, "this { is never closed; a } is missing")
	}
	p.pos++
	g.Range = Range{start, p.pos}
	return g, nil
}
