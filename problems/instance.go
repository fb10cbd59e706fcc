package problems

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"gradcheck/grader"
	"gradcheck/grader/expr"
	"gradcheck/sim"
)

// Instance makes the problem for a seed. Seed 0 takes every default and so
// reproduces the problem as printed; any other seed draws. The same seed gives
// the same problem on every machine. The error is [Mistakes] with every part
// that failed, such as a key that divides by zero under this seed.
func (t *Template) Instance(seed uint64) (*Problem, error) {
	_, p, err := t.instance(seed, nil)
	if err != nil {
		return nil, err
	}
	p.Digest = p.digest()
	return p, nil
}

// instance also returns what the problem was made with. The problem lacks its
// digest. Questions that were made before are taken from known, if it is not nil.
func (t *Template) instance(seed uint64, known questions) (*instance, *Problem, error) {
	vals, _, err := t.draw(seed)
	if err != nil {
		return nil, nil, err
	}
	in := &instance{t: t, seed: seed, vars: vals, made: known}
	p := in.problem()
	return in, p, in.mistakes.sorted().err()
}

// An instance is a template being filled. Derived values and simulations are
// computed when they are first wanted, once.
type instance struct {
	t        *Template
	seed     uint64
	vars     map[string]expr.Value
	derived  map[string]*expr.Value // nil where it has none, which was reported
	traces   map[string]*sim.Trace  // likewise
	made     questions
	mistakes Mistakes
}

// questions are those made so far, by their fields as JSON. Most seeds of a
// template ask some parts in the same words.
type questions map[string]grader.Question

// make makes the question with the given fields, unless it is known.
func (qs questions) make(spec map[string]any) (grader.Question, error) {
	if qs == nil {
		return grader.New(spec)
	}
	key := string(marshal(spec))
	if q, ok := qs[key]; ok {
		return q, nil
	}
	q, err := grader.New(spec)
	if err == nil {
		qs[key] = q
	}
	return q, err
}

// marshal writes plain data as JSON.
func marshal(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic("problems: plain data: " + err.Error())
	}
	return data
}

func (in *instance) errorf(line int, format string, args ...any) {
	in.mistakes = append(in.mistakes, place{in.t.File, line}.errorf(format, args...))
}

func (in *instance) problem() *Problem {
	t := in.t
	p := &Problem{ID: t.ID, Title: t.Title, Topics: t.Topics, Seed: in.seed}
	if len(in.vars) > 0 {
		p.Vars = exactVars(in.vars)
	}
	p.Intro = t.intro.fill(in, prose)
	if t.solution != nil {
		p.Solution = t.solution.fill(in, prose)
	}
	for _, f := range t.figures {
		p.Figures = append(p.Figures, in.figure(f))
	}
	for _, part := range t.Parts {
		p.Parts = append(p.Parts, in.part(part))
	}
	return p
}

func (in *instance) part(t *PartTemplate) Part {
	p := Part{Label: t.Label, Points: t.Points, Kind: t.Kind, Gate: t.gate}
	p.Prompt = t.prompt.fill(in, prose)
	if t.solution != nil {
		p.Solution = t.solution.fill(in, prose)
	}
	for _, h := range t.hints {
		p.Hints = append(p.Hints, Hint{h.cost, h.text.fill(in, prose)})
	}
	for _, e := range t.explain {
		if run := in.replay(e); run != nil {
			p.Explain = append(p.Explain, run)
		}
	}
	for _, n := range t.near {
		var run *Run
		if n != nil {
			run = in.replay(n)
		}
		p.Near = append(p.Near, run)
	}
	if t.carry != nil {
		p.Carry = in.carry(t)
	}
	in.question(t, &p)
	return p
}

// question resolves the fields of a question and makes it.
func (in *instance) question(t *PartTemplate, p *Part) {
	before := len(in.mistakes)
	p.Spec = t.spec.resolve(in).(map[string]any)
	if in.seed != 0 {
		askAll(p.Spec)
	}
	if len(in.mistakes) > before {
		return // a value is missing; what the grader would say of it misleads
	}
	q, err := in.made.make(p.Spec) // in the author's order, so that mistakes are found on their lines
	if err == nil && in.seed != 0 && shuffle(p.Spec, newGenerator(in.seed, in.t.ID+"("+t.Label+")")) {
		q, err = in.made.make(p.Spec)
	}
	if err == nil {
		p.Question = q
		return
	}
	if errors.Is(err, grader.ErrNotYet) {
		in.errorf(t.answer, "kind %q is known, but this version cannot grade it yet", t.Kind)
		return
	}
	if es, ok := fieldErrors(err); ok {
		for _, e := range es {
			in.errorf(t.spec.at(e.Path), "%s", fieldMsg(e.Path, e.Msg))
		}
		return
	}
	in.errorf(t.answer, "%v", err)
}

// askAll turns the cells that the exam printed filled in into blanks.
func askAll(spec map[string]any) {
	cells, _ := spec["cells"].(map[string]any)
	for _, c := range cells {
		if q, ok := c.(map[string]any); ok && q["given"] == "printed" {
			delete(q, "given")
		}
	}
}

// eval computes an expression; a mistake is noted where it stands.
func (in *instance) eval(f *formula) (expr.Value, bool) {
	if f.tree == nil {
		return expr.Value{}, false
	}
	before := len(in.mistakes)
	failed := false
	v, err := expr.Eval(f.tree, func(name string) (expr.Value, bool) {
		v, ok := in.lookup(name)
		failed = failed || !ok
		return v, ok
	})
	if err == nil {
		return v, true
	}
	if !failed || len(in.mistakes) == before && !in.known(f) {
		in.errorf(f.line, "cannot compute %q: %s%s", clip(f.src, 60), explain(err), in.where())
	}
	return v, false
}

// known reports whether every name of f is one that failed earlier and was
// reported then.
func (in *instance) known(f *formula) bool {
	return slices.ContainsFunc(f.names, func(name string) bool {
		run, _, _ := strings.Cut(name, ".")
		d, isDerived := in.derived[name]
		t, isRun := in.traces[run]
		return isDerived && d == nil || isRun && t == nil
	})
}

// where writes the drawn values for a message: " (seed 7: every = 5, layers = 10)".
func (in *instance) where() string {
	if len(in.vars) == 0 || in.seed == 0 {
		return ""
	}
	var s []string
	for _, name := range slices.Sorted(maps.Keys(in.vars)) {
		s = append(s, name+" = "+in.vars[name].String())
	}
	return fmt.Sprintf(" (seed %d: %s)", in.seed, strings.Join(s, ", "))
}

func (in *instance) lookup(name string) (expr.Value, bool) {
	if v, ok := in.vars[name]; ok {
		return v, true
	}
	if run, result, dotted := strings.Cut(name, "."); dotted {
		return in.result(run, result)
	}
	if v, ok := in.derived[name]; ok {
		if v == nil {
			return expr.Value{}, false
		}
		return *v, true
	}
	for _, d := range in.t.derived {
		if d.name == name {
			return in.derive(d)
		}
	}
	return expr.Value{}, false
}

func (in *instance) derive(d *definition) (expr.Value, bool) {
	if in.derived == nil {
		in.derived = map[string]*expr.Value{}
	}
	v, ok := in.eval(d.value)
	in.derived[d.name] = nil
	if ok {
		in.derived[d.name] = &v
	}
	return v, ok
}

// result is a result of one of the problem's simulations.
func (in *instance) result(run, name string) (expr.Value, bool) {
	use := in.t.sim(run)
	if use == nil {
		return expr.Value{}, false
	}
	t := in.trace(use)
	if t == nil {
		return expr.Value{}, false
	}
	r, ok := t.Results.Lookup(name)
	if !ok {
		in.errorf(use.line, "simulation %s gave no result %q", use.sim.Name, name)
		return expr.Value{}, false
	}
	v, err := expr.ParseValue(r.Value)
	if err != nil {
		in.errorf(use.line, "result %s of simulation %s is no number: %v", name, use.sim.Name, err)
	}
	return v, err == nil
}

// trace runs a simulation, once. It is nil if it cannot run, which is reported.
func (in *instance) trace(use *simUse) *sim.Trace {
	if t, ok := in.traces[use.name]; ok {
		return t
	}
	var trace *sim.Trace
	if vals, ok := in.values(use, nil); ok {
		t, err := sim.Collect(context.Background(), use.sim, vals)
		if err != nil {
			in.errorf(use.line, "%v%s", err, in.where())
		} else {
			trace = &t
		}
	}
	if in.traces == nil {
		in.traces = map[string]*sim.Trace{}
	}
	in.traces[use.name] = trace
	return trace
}

// values are the parameters of a simulation, with changes for a replay.
func (in *instance) values(use *simUse, changes []argument) (sim.Values, bool) {
	set, ok := map[string]string{}, true
	for _, a := range slices.Concat(use.params, changes) {
		s, good := in.argument(a)
		if good {
			if _, err := use.sim.Values(map[string]string{a.param: s}); err != nil {
				in.errorf(a.line, "simulation %s: %v%s", use.sim.Name, err, in.where())
				good = false
			}
		}
		set[a.param], ok = s, ok && good
	}
	if !ok {
		return nil, false
	}
	v, err := use.sim.Values(set)
	if err != nil {
		in.errorf(use.line, "simulation %s: %v%s", use.sim.Name, err, in.where())
	}
	return v, err == nil
}

// argument writes the value of a parameter as simulations read it.
func (in *instance) argument(a argument) (string, bool) {
	if a.text != nil {
		before := len(in.mistakes)
		s := a.text.fill(in, prose)
		return s, len(in.mistakes) == before
	}
	v, ok := in.eval(a.value)
	if !ok {
		return "", false
	}
	if r, isExact := v.Rat(); isExact && !r.IsInt() || !isExact && !isBool(v) {
		return strconv.FormatFloat(v.Float(), 'g', -1, 64), true
	}
	return v.Exact(), true
}

func isBool(v expr.Value) bool {
	_, ok := v.Bool()
	return ok
}

// replay resolves a simulation to play.
func (in *instance) replay(r *replay) *Run {
	use := in.t.sim(r.sim)
	vals, ok := in.values(use, r.set)
	if !ok {
		return nil
	}
	run := &Run{Sim: use.sim.Name, Values: vals, View: r.view, Yours: r.yours}
	for _, p := range r.play {
		if p.min == nil && p.max == nil {
			run.Play = append(run.Play, Play{Param: p.param})
			continue
		}
		lo, okLo := in.eval(p.min)
		hi, okHi := in.eval(p.max)
		if !okLo || !okHi {
			continue
		}
		play := Play{Param: p.param, Min: lo.Float(), Max: hi.Float()}
		param, _ := parameter(use.sim, p.param)
		if !(play.Min <= play.Max) || play.Min < param.Min || play.Max > param.Max {
			in.errorf(p.line, "the range %s to %s of %q is empty or leaves what simulation %s takes, %s to %s%s",
				lo, hi, p.param, use.sim.Name, short(param.Min), short(param.Max), in.where())
			continue
		}
		run.Play = append(run.Play, play)
	}
	return run
}

func short(f float64) string {
	if math.IsInf(f, 0) {
		return "any"
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// figure takes the first frame of the wanted view.
func (in *instance) figure(f *figure) Figure {
	fig := Figure{Alt: f.alt.fill(in, prose)}
	if f.text != nil {
		fig.Text = f.text.fill(in, prose)
		return fig
	}
	trace := in.trace(in.t.sim(f.sim))
	if trace == nil {
		return fig
	}
	var views []string
	for _, frame := range trace.Frames {
		if frame.View == f.view {
			fig.Blocks = frame.Blocks
			return fig
		}
		if !slices.Contains(views, frame.View) {
			views = append(views, frame.View)
		}
	}
	in.errorf(f.line, "simulation %s shows no view %q%s; it has %s", trace.Sim, f.view, suggest(f.view, views), list(views))
	return fig
}
