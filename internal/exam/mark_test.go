package exam

import (
	"encoding/json"
	"testing"

	"gradcheck/grader"
	"gradcheck/problems"
)

// TestMarks: an essay waits until every item of its rubric is marked, and the
// marks are those of the text they were given to.
func TestMarks(t *testing.T) {
	q, err := grader.New(map[string]any{"kind": "essay", "rubric": []any{
		map[string]any{"id": "idea", "points": json.Number("2"), "text": "the idea"},
		map[string]any{"id": "proof", "points": json.Number("3"), "text": "the proof"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	p := &problems.Problem{ID: "p", Digest: "d", Parts: []problems.Part{{Label: "a", Points: 10, Question: q}}}
	paper := &Paper{Problems: []*problems.Problem{p}}
	s, err := New(Header{ID: "x", Mode: Practice, Problems: paper.Placed(), Version: Version}, paper)
	if err != nil {
		t.Fatal(err)
	}
	a := Ref{"p", "a"}
	do := func(e Event) error { e.Part = a; return s.Apply(s.Next(e)) }
	if err := do(Event{Kind: Mark, Text: "idea", N: 1}); err == nil {
		t.Error("marked before there was a text")
	}
	must := func(e Event) {
		t.Helper()
		if err := do(e); err != nil {
			t.Fatal(err)
		}
	}
	must(Event{Kind: Edit, Splice: Diff("", "a text")})
	must(Event{Kind: Check})
	if got := s.Score(a); got != (Score{Awaiting: 10, Possible: 10}) {
		t.Errorf("unmarked: Score = %+v, want 10 awaiting", got)
	}
	must(Event{Kind: Mark, Text: "idea", N: 2})
	if got := s.Status(a); got != Waiting {
		t.Errorf("half marked: Status = %v, want waiting", got)
	}
	for _, bad := range []Event{{Kind: Mark, Text: "idea", N: 3}, {Kind: Mark, Text: "idea", N: -1}, {Kind: Mark, Text: "style", N: 1}} {
		if err := do(bad); err == nil {
			t.Errorf("%d points for %q were taken", bad.N, bad.Text)
		}
	}
	must(Event{Kind: Mark, Text: "proof", N: 0})
	if got := s.Score(a); got != (Score{Got: 4, Possible: 10}) || s.Status(a) != Partial {
		t.Errorf("marked: Score = %+v, %v, want 4 of 10, partial", got, s.Status(a))
	}
	must(Event{Kind: Edit, Splice: Diff("a text", "a better text")})
	must(Event{Kind: Check})
	if m := s.Marks(a); len(m) != 0 {
		t.Errorf("the new text has the old one's marks: %v", m)
	}
	must(Event{Kind: Mark, Text: "idea", N: 2})
	must(Event{Kind: Mark, Text: "proof", N: 3})
	if got := s.Score(a); got.Got != 4 || s.Status(a) != Correct {
		t.Errorf("second text: Score = %+v, %v, want the first try's 4, correct", got, s.Status(a))
	}
}

// TestGate: a gated part counts half until there is work, whenever that comes.
func TestGate(t *testing.T) {
	number, err := grader.New(map[string]any{"kind": "number", "key": "3"})
	if err != nil {
		t.Fatal(err)
	}
	work, err := grader.New(map[string]any{"kind": "text", "accept": "any"})
	if err != nil {
		t.Fatal(err)
	}
	p := &problems.Problem{ID: "p", Digest: "d", Parts: []problems.Part{
		{Label: "a", Points: 4, Question: number, Gate: &problems.Gate{Requires: []string{"work"}, Cap: 0.5}},
		{Label: "work", Points: 1, Question: work},
	}}
	paper := &Paper{Problems: []*problems.Problem{p}}
	s, err := New(Header{ID: "x", Mode: Practice, Problems: paper.Placed(), Version: Version}, paper)
	if err != nil {
		t.Fatal(err)
	}
	a := Ref{"p", "a"}
	for _, e := range []Event{{Kind: Edit, Part: a, Splice: Diff("", "3")}, {Kind: Check, Part: a}} {
		if err := s.Apply(s.Next(e)); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Score(a).Got; got != 2 || s.Status(a) != Partial {
		t.Errorf("without work: %v points, %v, want 2, partial", got, s.Status(a))
	}
	if err := s.Apply(s.Next(Event{Kind: Edit, Part: Ref{"p", "work"}, Splice: Diff("", "1+2")})); err != nil {
		t.Fatal(err)
	}
	if got := s.Score(a).Got; got != 4 || s.Status(a) != Correct {
		t.Errorf("with work: %v points, %v, want 4, correct", got, s.Status(a))
	}
}
