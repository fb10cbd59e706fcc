package problems

import (
	"context"
	"strconv"
	"testing"

	"gradcheck/grader"
	"gradcheck/sim"
)

// A simulation that remembers how often it ran.
func TestCheckFindsNonDeterminism(t *testing.T) {
	runs := 0
	moody := &sim.Sim{
		Name:    "moody",
		Results: []sim.Result{{Name: "n"}},
		Run: func(context.Context, sim.Values, func(sim.Frame) error) (sim.Results, error) {
			runs++
			return sim.Results{{Name: "n", Value: strconv.Itoa(runs)}}, nil
		},
	}
	tm := parse(t, "How many?\n"+sixAnswer+"\n# Solution\nSix.\n")
	tm.sims = []*simUse{{name: "run", line: 7, sim: moody}}
	r := &reader{file: tm.File}
	tm.derived = []*definition{{"m", r.formula("run.n + 100", 8)}}
	tm.where = []*formula{r.formula("m > 0", 9)}
	tm.Parts[0].spec.fields["key"].formula = r.formula("m", 10)
	const want = "x.md:7: simulation moody is not deterministic: two runs with the same parameters differ"
	if got := Check(&Library{templates: []*Template{tm}}, CheckOptions{Seeds: 2}).Error(); got != want {
		t.Errorf("Check = %s, want %s", got, want)
	}
}

func TestCheckOnly(t *testing.T) {
	lib := demo(t)
	seen := 0
	Check(lib, CheckOptions{Seeds: 1, Only: func(tm *Template) bool { seen++; return tm.ID == "stride" }})
	if seen != 3 {
		t.Errorf("Only was asked about %d templates, want 3", seen)
	}
}

// Keys that carry their own unit keep it when they are carried.
func TestCarryUnit(t *testing.T) {
	body := "## (a)\n\n```answer\n{kind: number, points: 2, key: n}\n```\n\n## (b)\n\n" +
		"```answer\n{kind: number, points: 3, key: n/4 us, carry: {vars: {n: a}}}\n```\n"
	p, err := parse(t, body).Instance(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		answer string
		carry  bool
	}{{"2.5 us", true}, {"2500 ns", true}, {"2.5 s", false}, {"1.5 us", false}} {
		v := p.Grade(map[string]grader.Answer{"a": {"10"}, "b": {c.answer}})["b"]
		if (v.How == "carry") != c.carry {
			t.Errorf("Grade(%s) = %v by %q, want carry: %v", c.answer, v.Outcome, v.How, c.carry)
		}
	}
}
