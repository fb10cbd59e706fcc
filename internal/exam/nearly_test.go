package exam

import (
	"testing"
	"time"

	"gradcheck/grader"
	"gradcheck/problems"
)

func question(t *testing.T, spec map[string]any) grader.Question {
	t.Helper()
	q, err := grader.New(spec)
	if err != nil {
		t.Fatalf("New(%v) = %v", spec, err)
	}
	return q
}

// Questions as a paper has them: a time of 64 ns, a third, a formula that must
// be written without m, an equation for x, a table of four blanks, a list of
// three, a choice.
var (
	aTime    = map[string]any{"kind": "number", "key": "64 ns"}
	aThird   = map[string]any{"kind": "number", "key": "110/3"}
	decimals = map[string]any{"kind": "number", "key": "1.25", "tol": map[string]any{"decimals": 2}}
	formula  = map[string]any{"kind": "formula", "key": "1/n", "symbols": map[string]any{"n": "integer >= 1", "m": "integer >= 1"}, "forbid": []any{"m"}}
	solved   = map[string]any{"kind": "formula", "key": "x = 2*n", "solve": "x", "symbols": map[string]any{"n": "integer >= 1", "x": "real"}}
	aChoice  = map[string]any{"kind": "choice", "key": "a", "options": []any{
		map[string]any{"id": "a", "text": "this"}, map[string]any{"id": "b", "text": "that"}}}
	three = map[string]any{"kind": "number", "key": "[1, 2, 3]"}
)

func TestNearly(t *testing.T) {
	tests := []struct {
		name   string
		spec   map[string]any
		answer string
		want   string
	}{
		{"right", aTime, "64 ns", ""},
		{"nothing entered", aTime, "", ""},
		{"another value", aTime, "65 ns", ""},
		{"no unit in the right number", aTime, "64 us", "wrong unit"},
		{"a count where a time is asked for", aTime, "64 loads", ""},
		{"another dimension, right number", aTime, "64 MB", "wrong unit"},
		{"another dimension, other number", aTime, "65 MB", ""},
		{"power of ten", aTime, "0.64 ns", "wrong power of ten"},
		{"rounded", aThird, "36.67", "too few digits"},
		{"far off", aThird, "37", ""},
		{"digits", decimals, "1.250", "wrong number of digits"},
		{"forbidden name", formula, "m/(n*m)", "right value, other names"},
		{"not solved", solved, "x/2 = n", "right value, other form"},
		{"bracket open", formula, "1/(n", "a closing bracket is missing"},
		{"slip at the end", formula, "1/n*", "one character too many at the end"},
		{"slip within", formula, "1/)n", "one character too many"},
		{"unreadable and not right", formula, "2/(n", ""},
		{"two of three", three, "1, 2, 4", "4 of 6 points"},
		{"one of three", three, "1, 5, 4", ""},
		{"the other option", aChoice, "b", ""},
	}
	for _, tt := range tests {
		p := &Paper{Problems: []*problems.Problem{{ID: "adam", Digest: "d", Parts: []problems.Part{{Points: 6, Question: question(t, tt.spec)}}}}}
		s, events := sitOnce(t, p, write{1, tt.answer})
		r := s.Result(events)
		if got := r.Parts[0].Lacks; got != tt.want {
			t.Errorf("%s: lacks(%q) = %q, want %q; verdict %+v", tt.name, tt.answer, got, tt.want, r.Parts[0])
		}
		if n := len(r.Steps()); (n == 1) != (tt.want != "") {
			t.Errorf("%s: Steps(%q) has %d, want one only where something small is missing", tt.name, tt.answer, n)
		}
	}
}

// sitOnce is an exam of one hour in which the only part was written to.
func sitOnce(t *testing.T, p *Paper, writes ...write) (*Sitting, []Event) {
	t.Helper()
	h := Header{ID: "t1", Student: "ada", Mode: Exam, Start: after(0), Limit: time.Hour, Problems: p.Placed(), Version: Version}
	s, err := New(h, p)
	if err != nil {
		t.Fatal(err)
	}
	var events []Event
	apply := func(e Event) {
		e = s.Next(e)
		if err := s.Apply(e); err != nil {
			t.Fatal(err)
		}
		events = append(events, e)
	}
	for _, w := range writes {
		apply(Event{At: after(time.Duration(w.second) * time.Second), Kind: Edit, Part: c, Splice: Diff(s.Draft(c)[0], w.text)})
	}
	apply(Event{At: after(time.Hour), Kind: Finish})
	return s, events
}

// What was right before the last keys is one step away, even if it never stood
// for two seconds; what stood counts, and then nothing is missing.
func TestNearlyBefore(t *testing.T) {
	tests := []struct {
		name   string
		writes []write
		want   string
	}{
		{"never stood", []write{{1, "half"}, {9, "key"}, {10, "(("}}, "right before the last keys"},
		{"stood, so it counts", []write{{1, "key"}, {9, "(("}}, ""},
		{"the last that could be read was not right", []write{{1, "key"}, {2, "8"}, {3, "(("}}, ""},
		{"never right", []write{{1, "8"}, {9, "(("}}, ""},
	}
	for _, tt := range tests {
		n := new(int)
		p := &Paper{Problems: []*problems.Problem{{ID: "adam", Digest: "d", Parts: []problems.Part{{Points: 6, Question: fake{grader.Answer{"key"}, n}}}}}}
		s, events := sitOnce(t, p, tt.writes...)
		if got := s.Result(events).Parts[0].Lacks; got != tt.want {
			t.Errorf("%s: Lacks = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestBlankStep(t *testing.T) {
	ok := grader.Verdict{Outcome: grader.Correct, Score: 1}
	no := grader.Verdict{Outcome: grader.Wrong}
	unit := grader.Verdict{Outcome: grader.Wrong, How: "unit", Why: "The number is right, the unit is not."}
	power := grader.Verdict{Outcome: grader.Wrong, How: "magnitude"}
	tests := []struct {
		blanks []grader.Verdict
		in     grader.Input
		want   string
	}{
		{[]grader.Verdict{ok, ok, no, ok}, grader.Grid{}, "one blank of four"},
		{[]grader.Verdict{ok, ok, {Outcome: grader.Unreadable}, ok}, grader.Grid{}, "one blank of four cannot be read"},
		{[]grader.Verdict{ok, {}, ok}, grader.Grid{}, "one blank of three is empty"},
		{[]grader.Verdict{ok, no, ok}, grader.Code{}, "one line of three"},
		{[]grader.Verdict{ok, no}, grader.Grid{}, ""},
		{[]grader.Verdict{ok, unit}, grader.Grid{}, "one blank of two: wrong unit"},
		{[]grader.Verdict{unit, ok, unit}, grader.Grid{}, "two blanks of three: wrong unit"},
		{[]grader.Verdict{unit, unit}, grader.Grid{}, "wrong unit in every blank"},
		{[]grader.Verdict{unit, power, ok}, grader.Grid{}, ""},
		{[]grader.Verdict{no, no, ok, ok}, grader.Grid{}, ""},
		{[]grader.Verdict{ok, ok}, grader.Grid{}, ""},
	}
	for _, tt := range tests {
		if got := blankStep(tt.in, tt.blanks); got != tt.want {
			t.Errorf("blankStep(%v) = %q, want %q", tt.blanks, got, tt.want)
		}
	}
}

// The parts with the most points to win back come first.
func TestSteps(t *testing.T) {
	r := Result{Parts: []PartResult{
		{Ref: a, Score: Score{Got: 8, Possible: 10}, Lacks: "wrong unit"},
		{Ref: b, Score: Score{Possible: 4}, Lacks: "too few digits"},
		{Ref: c, Score: Score{Possible: 6}},
		{Ref: Ref{"adam", "b"}, Score: Score{Got: 6, Possible: 6}, Lacks: "wrong unit"},
	}}
	got := r.Steps()
	if len(got) != 2 || got[0] != (Step{b, "too few digits", 4}) || got[1] != (Step{a, "wrong unit", 2}) {
		t.Errorf("Steps() = %+v, want remat(b) with 4 points, then remat(a) with 2", got)
	}
}
