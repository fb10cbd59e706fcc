package problems

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gradcheck/grader"
	"gradcheck/sim"
)

// CheckOptions say how thoroughly to check.
type CheckOptions struct {
	Seeds int // how many seeds to try, from 0; 0 means 200
	Width int // cells that mathematics may take; 0 means 76
	// Layout lays a formula out in at most width cells, or says why it cannot.
	// If it is nil, formulas are not laid out.
	Layout func(tex string, width int) error
	// Only says which templates to check; nil means all.
	Only func(*Template) bool
}

// Check tries what reading alone cannot show: it makes problems for many seeds
// and has them grade their own keys and near answers, runs simulations twice,
// and looks through the prose. Like [Load] it returns every mistake; what Load
// found is not repeated.
func Check(lib *Library, opts CheckOptions) Mistakes {
	if opts.Seeds == 0 {
		opts.Seeds = 200
	}
	if opts.Width == 0 {
		opts.Width = 76
	}
	var all Mistakes
	for _, t := range lib.templates {
		if opts.Only != nil && !opts.Only(t) {
			continue
		}
		c := &checker{t: t, opts: opts, seen: map[finding]bool{}, known: questions{}, graded: map[string][]finding{}}
		c.check()
		all = append(all, c.mistakes...)
	}
	if opts.Only == nil {
		all = append(all, lib.overrides...)
		all = append(all, lib.checkDraws()...)
	}
	return all.sorted()
}

// checkDraws reports blueprints that ask for topics nobody has.
func (l *Library) checkDraws() Mistakes {
	var topics []string
	for _, t := range l.templates {
		topics = append(topics, t.Topics...)
	}
	var ms Mistakes
	for _, e := range l.exams {
		for _, s := range e.Sections {
			for _, d := range s.Draw {
				for _, topic := range d.Topics {
					if !slices.Contains(topics, topic) {
						ms = append(ms, place{e.File, d.line}.errorf("no problem has the topic %q%s", topic, suggest(topic, topics)))
					}
				}
			}
		}
	}
	return ms
}

// A checker checks one template.
type checker struct {
	t        *Template
	opts     CheckOptions
	mistakes Mistakes
	seen     map[finding]bool
	shadowed map[finding]int // near answers that another one hides: on how many seeds
	known    questions
	graded   map[string][]finding // by a part's label and fields: the near answers that are hidden in it
}

// A finding is a kind of mistake on a line. It is reported once, for the first
// seed that has it.
type finding struct {
	line int
	what string
}

func (c *checker) report(line int, what string, m Mistake) {
	if f := (finding{line, what}); !c.seen[f] {
		c.seen[f] = true
		c.mistakes = append(c.mistakes, m)
	}
}

func (c *checker) errorf(line int, what, format string, args ...any) {
	c.report(line, what, place{c.t.File, line}.errorf(format, args...))
}

func (c *checker) warnf(line int, what, format string, args ...any) {
	c.report(line, what, place{c.t.File, line}.warnf(format, args...))
}

func (c *checker) check() {
	c.points()
	c.solutions()
	c.leaks()
	in, p, err := c.t.instance(0, c.known)
	if err != nil {
		c.instanceError(err, 0)
		if in == nil {
			return // not even the defaults can be drawn
		}
	}
	c.rejection()
	c.maths(in)
	if err != nil {
		return
	}
	c.numbers(in)
	c.deterministic(in)
	c.views(in, p)
	c.seeds(p)
}

func (c *checker) instanceError(err error, seed uint64) {
	ms, ok := err.(Mistakes)
	if !ok {
		c.errorf(0, "instance", "%v", err)
	}
	for _, m := range ms {
		if seed != 0 && !strings.Contains(m.Msg, "seed ") {
			m.Msg += fmt.Sprintf(" (seed %d)", seed)
		}
		c.report(m.Line, "instance", m)
	}
}

// points reports parts that do not sum to the points of the problem.
func (c *checker) points() {
	sum, terms := 0.0, []string{}
	for _, p := range c.t.Parts {
		sum += p.Points
		terms = append(terms, short(p.Points))
	}
	if d := sum - c.t.Points; d > 1e-9 || d < -1e-9 {
		c.errorf(c.t.sumLine, "points", "points is %s, but the parts sum to %s: %s",
			short(c.t.Points), short(sum), strings.Join(terms, " + "))
	}
}

// solutions reports parts without one.
func (c *checker) solutions() {
	for _, p := range c.t.Parts {
		switch {
		case p.solution != nil && p.solution.src != "" || p.Kind == "text":
		case p.Label == "":
			c.warnf(p.line, "solution", "there is no # Solution")
		default:
			c.warnf(p.line, "solution", "part (%s) has no solution; write it under ## (%s) below # Solution", p.Label, p.Label)
		}
	}
}

// rejection reports conditions that throw nearly every draw away.
func (c *checker) rejection() {
	if len(c.t.where) == 0 || len(c.t.vars) == 0 {
		return
	}
	const seeds, most = 20, 20 // draws a seed, which is 95 % rejected
	draws := 0
	for seed := uint64(1); seed <= seeds; seed++ {
		_, n, err := c.t.draw(seed)
		if err != nil {
			c.instanceError(err, seed)
			return
		}
		draws += n
	}
	if draws > seeds*most {
		c.errorf(c.t.where[0].line, "where", "where rejects %.1f %% of the draws; narrow the vars or relax the conditions", 100-100*seeds/float64(draws))
	}
}

// deterministic runs the simulations behind the problem a second time.
func (c *checker) deterministic(in *instance) {
	for _, use := range c.t.sims {
		first := in.traces[use.name]
		if first == nil {
			continue
		}
		again, err := sim.Collect(context.Background(), use.sim, first.Inputs)
		if err != nil {
			c.errorf(use.line, "deterministic", "the second run of simulation %s failed: %v", use.sim.Name, err)
			continue
		}
		a, errA := json.Marshal(first)
		b, errB := json.Marshal(again)
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			c.errorf(use.line, "deterministic", "simulation %s is not deterministic: two runs with the same parameters differ", use.sim.Name)
		}
	}
}

// views reports explanations and replays of mistakes that ask for a view which
// is never shown.
func (c *checker) views(in *instance, p *Problem) {
	for i, part := range c.t.Parts {
		if len(p.Parts[i].Explain) == len(part.explain) {
			for j, run := range p.Parts[i].Explain {
				c.view(in, part.explain[j], run.View)
			}
		}
		for j, run := range p.Parts[i].Near {
			if run != nil {
				c.view(in, part.near[j], run.View)
			}
		}
	}
}

func (c *checker) view(in *instance, r *replay, want string) {
	if want == "" {
		return
	}
	trace := in.trace(c.t.sim(r.sim))
	if trace == nil {
		c.instanceError(in.mistakes, 0)
		return
	}
	var views []string
	for _, f := range trace.Frames {
		if !slices.Contains(views, f.View) {
			views = append(views, f.View)
		}
	}
	if !slices.Contains(views, want) {
		c.errorf(r.line, "view", "simulation %s shows no view %q%s; it has %s", trace.Sim, want, suggest(want, views), list(views))
	}
}

// seeds grades keys and near answers under every seed.
func (c *checker) seeds(printed *Problem) {
	c.shadowed = map[finding]int{}
	c.grades(printed)
	n := 1
	for seed := uint64(1); c.t.Varies() && seed < uint64(c.opts.Seeds); seed++ {
		_, p, err := c.t.instance(seed, c.known)
		if err != nil {
			c.instanceError(err, seed)
			continue
		}
		c.grades(p)
		n++
	}
	for f, times := range c.shadowed {
		if times == n {
			c.warnf(f.line, "shadowed", "this near answer always equals %s, so its sentence is never shown", f.what)
		}
	}
}

// grades has the questions of a problem grade what the author wrote.
func (c *checker) grades(p *Problem) {
	for i, t := range c.t.Parts {
		part := &p.Parts[i]
		key := t.Label + " " + string(marshal(part.Spec))
		hidden, done := c.graded[key]
		if !done {
			c.keyScoresFull(p, t, part)
			c.sameOptions(p, t, part)
			hidden = c.nearScoresLess(p, t, part)
			c.graded[key] = hidden
		}
		for _, f := range hidden {
			c.shadowed[f]++
		}
	}
}

func (c *checker) keyScoresFull(p *Problem, t *PartTemplate, part *Part) {
	v := part.Question.Grade(part.Question.Key())
	if v.Outcome == grader.SelfMark || v.Outcome == grader.Correct && v.Score == 1 {
		return
	}
	c.errorf(t.spec.at([]any{"key"}), "key", "the key scores %g, not 1, with its own grader: %s%s", v.Score, oneLine(v), seedNote(p))
}

// nearScoresLess reports near answers that are right or cannot be read, and
// returns those that another one hides.
func (c *checker) nearScoresLess(p *Problem, t *PartTemplate, part *Part) (hidden []finding) {
	near, _ := part.Spec["near"].([]any)
	for i, n := range near {
		entry, _ := n.(map[string]any)
		a, ok := asAnswer(part.Kind, entry["key"])
		if !ok {
			continue
		}
		line := t.spec.at([]any{"near", i, "key"})
		v := part.Question.Grade(a)
		switch {
		case v.Outcome == grader.Correct || v.Score >= 1:
			c.errorf(line, "near", "this near answer is %s, which the key is too%s; exclude such values with where", a[0], seedNote(p))
		case v.Outcome == grader.Unreadable:
			c.errorf(line, "near", "the grader cannot read this near answer, %q: %s%s", a[0], oneLine(v), seedNote(p))
		case v.Near > 0 && v.Near != i+1:
			hidden = append(hidden, finding{line, fmt.Sprintf("the one on line %d", t.nearLine[v.Near-1])})
		}
	}
	return hidden
}

// asAnswer makes an answer of the key of a near answer: a list is one blank with
// the ids picked, or in a match one blank for each item.
func asAnswer(kind string, key any) (grader.Answer, bool) {
	switch key := key.(type) {
	case string:
		return grader.Answer{key}, true
	case []any:
		var ids []string
		for _, k := range key {
			id, ok := k.(string)
			if !ok {
				return nil, false
			}
			ids = append(ids, id)
		}
		switch kind {
		case "match":
			return grader.Answer(ids), true
		case "wiring":
			return grader.Answer{strings.Join(ids, "\n")}, true
		}
		return grader.Answer{strings.Join(ids, ",")}, true
	}
	return nil, false
}

// sameOptions reports options that read the same under a seed, in the author's
// order.
func (c *checker) sameOptions(p *Problem, t *PartTemplate, part *Part) {
	texts := map[any]string{} // by id
	opts, _ := part.Spec["options"].([]any)
	for _, o := range opts {
		opt, _ := o.(map[string]any)
		texts[opt["id"]], _ = opt["text"].(string)
	}
	written, _ := t.spec.raw().(map[string]any)["options"].([]any)
	seen := map[string]any{}
	for i, o := range written {
		opt, _ := o.(map[string]any)
		text := texts[opt["id"]]
		if first, twice := seen[text]; twice {
			c.errorf(t.spec.at([]any{"options", i, "text"}), "options", "options %v and %v read the same: %q%s", first, opt["id"], clip(text, 40), seedNote(p))
		}
		seen[text] = opt["id"]
	}
}

func oneLine(v grader.Verdict) string {
	if v.Why == "" {
		return v.Outcome.String()
	}
	return strings.Join(strings.Fields(v.Why), " ")
}

// seedNote says under which seed something was found.
func seedNote(p *Problem) string {
	if p.Seed == 0 {
		return ""
	}
	return fmt.Sprintf(" (seed %d)", p.Seed)
}
