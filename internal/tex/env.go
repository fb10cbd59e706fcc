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
	"psmallmatrix": {Matrix, "(", ")"}, "bsmallmatrix": {Matrix, "[", "]"}, "vsmallmatrix": {Matrix, "|", "|"}, "subarray": {Matrix, "", ""},
	"vmatrix": {Matrix, "|", "|"}, "Vmatrix": {Matrix, "‖", "‖"},
	"cases": {Cases, "{", ""}, "dcases": {Cases, "{", ""}, "rcases": {Cases, "", "}"},
	"aligned": {Aligned, "", ""}, "align": {Aligned, "", ""}, "alignedat": {Aligned, "", ""}, "alignat": {Aligned, "", ""}, "flalign": {Aligned, "", ""}, "split": {Aligned, "", ""}, "eqnarray": {Aligned, "", ""},
	"gathered": {Gathered, "", ""}, "gather": {Gathered, "", ""}, "multline": {Gathered, "", ""},
	"equation": {Gathered, "", ""}, "displaymath": {Gathered, "", ""}, "math": {Gathered, "", ""},
}

// envTwins are the ASCII twins of the delimiters of envs.
var envTwins = map[string]string{"(": "(", ")": ")", "[": "[", "]": "]", "{": "{", "}": "}", "|": "|", "‖": "||"}

// takesArg are the environments whose name is followed by an argument in braces.
var takesArg = map[string]bool{"array": true, "subarray": true, "alignedat": true, "alignat": true}

// maxStarred is how many columns of a bmatrix*[r] are set as it asks.
const maxStarred = 32

// columnSpec keeps the letters and lines of an array's columns, such as lc|r.
func columnSpec(s string) string {
	var b []byte
	for depth, i := 0, 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '{':
			depth++
		case c == '}':
			depth--
		case depth == 0 && strings.IndexByte("lcr|", c) >= 0:
			b = append(b, c)
		}
	}
	return string(b)
}

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
	g, err := p.gridHead(name, e)
	if err != nil {
		return nil, err
	}
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

// gridHead reads what may stand between \begin{name} and the first row.
func (p *parser) gridHead(name string, e env) (*Grid, error) {
	g := &Grid{Kind: e.kind, Env: name}
	takes := e.kind == Aligned || e.kind == Gathered || name == "array" || strings.HasSuffix(name, "*")
	if rest := p.src[p.pos:p.end]; takes && len(rest) > 2 && rest[0] == '[' && rest[2] == ']' && strings.IndexByte("tbclr", rest[1]) >= 0 {
		p.pos += len("[r]")
		if e.kind == Matrix && strings.HasSuffix(name, "*") { // bmatrix*[r], and not aligned[t]
			g.Cols = strings.Repeat(columnSpec(rest[1:2]), maxStarred)
		}
	}
	if takesArg[strings.TrimSuffix(name, "*")] {
		cols, err := p.raw(`\begin{` + name + `}`)
		if err != nil {
			return nil, err
		}
		if e.kind == Matrix {
			g.Cols = columnSpec(cols)
		}
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
		p.rules(g, len(row) == 0)
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

// rules reads \hline and its like at the start of a row.
func (p *parser) rules(g *Grid, start bool) {
	for p.skipSpace(); start && g.Kind == Matrix; p.skipSpace() {
		found := false
		for _, cmd := range []string{`\hline`, `\toprule`, `\midrule`, `\bottomrule`, `\hdashline`} {
			if p.has(cmd) {
				p.pos += len(cmd)
				found = true
			}
		}
		if !found {
			return
		}
		if n := len(g.Rules); n == 0 || g.Rules[n-1] != len(g.Rows) {
			g.Rules = append(g.Rules, len(g.Rows))
		}
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
