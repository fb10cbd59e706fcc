package problems

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"gradcheck/sim"

	"gradcheck/grader"
)

// explain reads the simulations that explain the part: one, or a list.
func (q *questionReader) explain() {
	for _, n := range q.o.list("explain") {
		o := q.object(n, "explain", []string{"sim", "view", "play", "yours"})
		if !o.ok || !o.need("sim", "run") {
			continue
		}
		if e := q.replay(o); e != nil {
			q.p.explain = append(q.p.explain, e)
		}
	}
	if len(q.p.explain) > 0 {
		q.p.Sim = q.t.sim(q.p.explain[0].sim).sim.Name
	}
}

// replay reads one simulation to play; nil after a mistake that leaves none.
func (q *questionReader) replay(o *object) *replay {
	e := &replay{line: o.lineOf("sim"), sim: o.str("sim"), view: o.str("view")}
	use := q.knownSim(e.sim, e.line)
	if use == nil || use.sim == nil {
		return nil
	}
	if o.has("yours") {
		e.yours = o.str("yours")
		q.takesText(use.sim, e.yours, o.lineOf("yours"))
	}
	if v := o.fields["play"]; v != nil {
		p := q.object(v, "play", nil)
		for _, param := range p.keys {
			q.play(e, use.sim, param, p.fields[param], p.lines[param])
		}
	}
	return e
}

// takesText reports a parameter that cannot take what the student wrote.
func (q *questionReader) takesText(s *sim.Sim, param string, line int) {
	p, ok := parameter(s, param)
	if !ok {
		q.noParameter(s, param, line)
		return
	}
	if _, text := p.Default.(string); !text || len(p.Choices) > 0 {
		q.errorf(line, "parameter %q takes no free text; yours names one that can hold what the student wrote", param)
	}
}

// play reads what a student may do to a parameter: the range of a number, or
// "any" for one with choices.
func (q *questionReader) play(e *replay, s *sim.Sim, param string, n *yaml.Node, line int) {
	p, ok := parameter(s, param)
	if !ok {
		q.noParameter(s, param, line)
		return
	}
	r := playRange{param: param, line: line}
	switch p.Default.(type) {
	case int, float64:
		if n.Kind != yaml.SequenceNode || len(n.Content) != 2 {
			q.errorf(n.Line, "the range of %q is %s; two ends are wanted: [1, 10]", param, kindName(n))
			return
		}
		r.min = q.scalarFormula(n.Content[0], param, "1")
		r.max = q.scalarFormula(n.Content[1], param, "10")
	default:
		if _, flag := p.Default.(bool); !flag && len(p.Choices) == 0 {
			q.errorf(line, "parameter %q is free text; nothing can be chosen for it", param)
			return
		}
		if n.Value != "any" {
			q.errorf(n.Line, "%q is chosen from a list; write %s: any", param, param)
			return
		}
	}
	e.play = append(e.play, r)
}

// near reads what to show for a mistake and takes it out of the question.
func (q *questionReader) near() {
	n := q.o.fields["near"]
	if n == nil || n.Kind != yaml.SequenceNode {
		return // none, or the grader says what is wrong
	}
	rest := *n
	rest.Content = slices.Clone(n.Content)
	q.o.fields["near"] = &rest
	for i, entry := range n.Content {
		var show *replay
		if at := fieldAt(entry, "show"); at >= 0 {
			show = q.show(entry.Content[at+1], entry.Content[at].Line)
			e := *entry
			e.Content = slices.Delete(slices.Clone(entry.Content), at, at+2)
			rest.Content[i] = &e
		}
		q.p.near = append(q.p.near, show)
		q.p.nearLine = append(q.p.nearLine, entry.Line)
	}
}

// fieldAt returns the index of a field's name in a mapping's content, or -1.
func fieldAt(n *yaml.Node, name string) int {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return i
		}
	}
	return -1
}

// show reads the parameters of a mistake: changes to the first simulation that
// explains the part, or to the one named by sim.
func (q *questionReader) show(n *yaml.Node, line int) *replay {
	if len(q.p.explain) == 0 {
		q.errorf(line, "show replays the explanation with the mistake's parameters; add explain: {sim: run, view: trace}")
		return nil
	}
	o := q.object(n, "show", nil)
	e := q.p.explain[0]
	if o.has("sim") {
		i := slices.IndexFunc(q.p.explain, func(e *replay) bool { return e.sim == o.str("sim") })
		if i < 0 {
			q.errorf(o.lineOf("sim"), "%q does not explain this part; add it to explain", o.str("sim"))
			return nil
		}
		e = q.p.explain[i]
	}
	r := &replay{line: line, sim: e.sim, view: e.view, yours: e.yours, play: e.play}
	if o.has("view") {
		r.view = o.str("view")
	}
	s := q.t.sim(e.sim).sim
	for _, param := range o.keys {
		if param == "sim" || param == "view" {
			continue
		}
		if a, ok := q.argument(s, param, o.fields[param], o.lines[param]); ok {
			r.set = append(r.set, a)
		}
	}
	return r
}

// Explanations are the runs that explain a part, with a student's own answer where
// one was tried. The one that shows its mistake comes first.
func (p *Part) Explanations(a grader.Answer, v grader.Verdict, tried bool) []Run {
	shown := p.Mistake(v)
	var list []Run
	for _, r := range p.Explain {
		switch {
		case tried && shown != nil && shown.Sim == r.Sim:
			list = slices.Insert(list, 0, *p.Own(shown, a))
			shown = nil
		case tried:
			list = append(list, *p.Own(r, a))
		default:
			list = append(list, *r)
		}
	}
	return list
}
