package problems

import (
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"gradcheck/grader/expr"
	"gradcheck/sim"
)

// functions are the words that mean something in every expression.
var functions = []string{"min", "max", "floor", "ceil", "abs", "sqrt", "log", "exp", "gcd", "true", "false", "and", "or", "not"}

// A formula is an author's expression. Its tree is nil if it cannot be read,
// which was reported.
type formula struct {
	src   string
	line  int
	tree  expr.Expr
	names []string
	local bool // its names are not those of the front matter
}

// formula parses an expression and remembers to check its names.
func (r *reader) formula(src string, line int) *formula {
	f := &formula{src: strings.TrimSpace(src), line: line}
	tree, err := expr.ParseAuthor(f.src)
	if err != nil {
		r.errorf(line, "cannot read the expression %q: %s", clip(f.src, 60), explain(err))
	} else {
		f.tree, f.names = tree, expr.Names(tree)
	}
	r.formulas = append(r.formulas, f)
	return f
}

// localFormula is a formula over other names than those of the front matter.
func (r *reader) localFormula(src string, line int) *formula {
	f := r.formula(src, line)
	f.local = true
	return f
}

// explain makes one line of a syntax error.
func explain(err error) string {
	var e *expr.SyntaxError
	if !errors.As(err, &e) {
		return lower(strings.TrimSuffix(err.Error(), "."))
	}
	return lower(strings.TrimSuffix(strings.Join(strings.Fields(e.Error()), " "), "."))
}

// lower makes the start of a sentence its middle.
func lower(s string) string {
	if first, rest, ok := strings.Cut(s, " "); ok {
		return strings.ToLower(first) + " " + rest
	}
	return s
}

// scalarFormula reads a YAML scalar as an expression; such is an example.
func (r *reader) scalarFormula(n *yaml.Node, what, such string) *formula {
	if n.Kind == yaml.ScalarNode && n.ShortTag() != "!!null" {
		return r.formula(n.Value, n.Line)
	}
	r.errorf(n.Line, "%q is %s; an expression is wanted, such as %s", what, kindName(n), such)
	return &formula{line: n.Line}
}

// resolve checks, once everything is read, that all names mean something.
func (r *reader) resolve(t *Template) {
	if r.nameless {
		return
	}
	known := append(t.names(), r.broken...)
	for _, f := range r.formulas {
		if f.local {
			continue
		}
		for _, name := range f.names {
			r.resolveName(t, name, f.line, known)
		}
	}
	r.cycles(t)
}

func (r *reader) resolveName(t *Template, name string, line int, known []string) {
	use, result, dotted := strings.Cut(name, ".")
	if !dotted {
		if slices.Contains(known, name) {
			return
		}
		if s := t.sim(name); s != nil {
			such := append(s.resultNames(), "result")[0]
			r.errorf(line, "%q is a simulation; one of its results is wanted here, such as %s.%s", name, name, such)
			return
		}
		s := suggest(name, known)
		if s == "" {
			s = "; names are the vars, the derived values and run.result"
			if len(known) > 0 {
				s += ": " + strings.Join(known, ", ")
			}
		}
		r.errorf(line, "unknown name %q%s", name, s)
		return
	}
	s := t.sim(use)
	if s == nil {
		var uses []string
		for _, u := range t.sims {
			uses = append(uses, u.name)
		}
		r.errorf(line, "%s: sims has no %q%s", name, use, suggest(use, uses))
		return
	}
	if names := s.resultNames(); s.sim != nil && !slices.Contains(names, result) {
		hint := suggest(result, names)
		if hint == "" {
			hint = "; it has " + strings.Join(names, ", ")
		}
		r.errorf(line, "simulation %s has no result %q%s", s.sim.Name, result, hint)
	}
}

// names are the names that expressions may use alone.
func (t *Template) names() []string {
	var names []string
	for _, v := range t.vars {
		names = append(names, v.name)
	}
	for _, d := range t.derived {
		names = append(names, d.name)
	}
	return names
}

// sim returns the entry of sims with the given name, nil if there is none.
func (t *Template) sim(name string) *simUse {
	for _, s := range t.sims {
		if s.name == name {
			return s
		}
	}
	return nil
}

// resultNames are the results of the entry's simulation; none if it is unknown.
func (s *simUse) resultNames() []string {
	if s.sim == nil {
		return nil
	}
	names := make([]string, len(s.sim.Results))
	for i, res := range s.sim.Results {
		names[i] = res.Name
	}
	return names
}

// cycles reports derived values and simulations that need themselves.
func (r *reader) cycles(t *Template) {
	const (
		open = 1
		done = 2
	)
	state := map[string]int{}
	var path []string
	var visit func(name string, line int)
	visit = func(name string, line int) {
		name, _, _ = strings.Cut(name, ".")
		needs := t.needs(name)
		switch state[name] {
		case done:
			return
		case open:
			from := slices.Index(path, name)
			r.errorf(line, "%s is defined by itself: %s", name, strings.Join(append(path[from:], name), " -> "))
			return
		}
		state[name] = open
		path = append(path, name)
		for _, f := range needs {
			for _, n := range f.names {
				visit(n, f.line)
			}
		}
		path = path[:len(path)-1]
		state[name] = done
	}
	for _, d := range t.derived {
		visit(d.name, d.value.line)
	}
	for _, s := range t.sims {
		visit(s.name, s.line)
	}
}

// needs returns the expressions behind a derived value or a simulation.
func (t *Template) needs(name string) []*formula {
	for _, d := range t.derived {
		if d.name == name {
			return []*formula{d.value}
		}
	}
	var fs []*formula
	if s := t.sim(name); s != nil {
		for _, a := range s.params {
			fs = append(fs, a.formulas()...)
		}
	}
	return fs
}

// formulas are the expressions of an argument.
func (a argument) formulas() []*formula {
	if a.value != nil {
		return []*formula{a.value}
	}
	var fs []*formula
	for _, h := range a.text.holes {
		fs = append(fs, h.value)
	}
	return fs
}

// sims reads the simulations of the front matter.
func (r *reader) sims(n *yaml.Node) []*simUse {
	o := r.names("sims", n)
	var uses []*simUse
	for _, name := range o.keys {
		r.name(name, o.lines[name])
		v := o.fields[name]
		use := &simUse{name: name, line: o.lines[name]}
		p := r.object(v, "sims."+name, nil)
		uses = append(uses, use)
		if !p.ok || !p.need("sim", "remat") {
			continue
		}
		s, ok := sim.Lookup(p.str("sim"))
		if !ok {
			r.errorf(p.lineOf("sim"), "there is no simulation %q%s; `gradcheck sim` lists them", p.str("sim"), suggest(p.str("sim"), sim.Names()))
			continue
		}
		use.sim = s
		for _, param := range p.keys {
			if param == "sim" {
				continue
			}
			if a, ok := r.argument(s, param, p.fields[param], p.lines[param]); ok {
				use.params = append(use.params, a)
			}
		}
	}
	return uses
}

// argument reads the value for a parameter of a simulation.
func (r *reader) argument(s *sim.Sim, param string, n *yaml.Node, line int) (argument, bool) {
	p, ok := parameter(s, param)
	if !ok {
		r.noParameter(s, param, line)
		return argument{}, false
	}
	a := argument{param: param, line: line}
	if _, isText := p.Default.(string); !isText {
		a.value = r.scalarFormula(n, param, "layers")
		return a, true
	}
	if n.Kind != yaml.ScalarNode {
		r.errorf(n.Line, "%q is %s; a text is wanted", param, kindName(n))
		return a, false
	}
	a.text = r.text(n.Value, n.Line)
	return a, true
}

func parameter(s *sim.Sim, name string) (sim.Param, bool) {
	for _, p := range s.Params {
		if p.Name == name {
			return p, true
		}
	}
	return sim.Param{}, false
}

// noParameter reports a parameter that s does not have.
func (r *reader) noParameter(s *sim.Sim, param string, line int) {
	var names []string
	for _, p := range s.Params {
		names = append(names, p.Name)
	}
	hint := suggest(param, names)
	if hint == "" {
		hint = "; it has " + strings.Join(names, ", ")
	}
	r.errorf(line, "simulation %s has no parameter %q%s", s.Name, param, hint)
}
