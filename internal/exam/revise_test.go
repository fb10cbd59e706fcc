package exam

import (
	"errors"
	"testing"
	"time"

	"gradcheck/grader"
	"gradcheck/problems"
)

// revised returns a paper whose problem remat has a revision d9: part a wants
// "8" instead of "key".
func revised() *Paper {
	p, n := paper()
	fixed := *p.Problems[0]
	fixed.Digest = "d9"
	fixed.Parts = append([]problems.Part(nil), fixed.Parts...)
	fixed.Parts[0].Question = fake{grader.Answer{"8"}, n}
	p.Revised = map[string]*problems.Problem{"d9": &fixed}
	return p
}

func TestRevise(t *testing.T) {
	tests := []struct {
		name   string
		mode   Mode
		answer string
		floor  int
		before float64
		after  float64
	}{
		{"wrong becomes right", Exam, "8", 0, 0, 10},
		{"right becomes wrong", Exam, "key", 0, 10, 0},
		{"never lower", Exam, "key", 1, 10, 10},
		{"never lower, and right", Exam, "8", 1, 0, 10},
		{"half stays", Exam, "half", 0, 5, 5},
		{"in practice", Practice, "8", 0, 0, 10},
	}
	for _, tt := range tests {
		s, err := New(header(tt.mode, 0), revised())
		if err != nil {
			t.Fatal(err)
		}
		do(t, s, typed(a, tt.answer))
		if tt.mode == Practice {
			do(t, s, check1(a))
		}
		events := do(t, s, step{kind: Finish})
		if got := s.Score(a).Got; got != tt.before {
			t.Errorf("%s: %v points by the first key, want %v", tt.name, got, tt.before)
		}
		e := Event{At: events[0].At, Kind: Revise, Part: Ref{Problem: "remat"}, Text: "d9", N: tt.floor}
		if err := s.Apply(s.Next(e)); err != nil {
			t.Fatalf("%s: Apply(revise) = %v", tt.name, err)
		}
		if got := s.Score(a).Got; got != tt.after {
			t.Errorf("%s: %v points by the revised key, want %v", tt.name, got, tt.after)
		}
	}
}

func TestReviseRefused(t *testing.T) {
	tests := []struct {
		name string
		edit func(p *problems.Problem)
		part Ref
		text string
	}{
		{"unknown digest", func(*problems.Problem) {}, Ref{Problem: "remat"}, "d8"},
		{"unknown problem", func(*problems.Problem) {}, Ref{Problem: "nope"}, "d9"},
		{"another problem's", func(*problems.Problem) {}, Ref{Problem: "adam"}, "d9"},
		{"fewer parts", func(p *problems.Problem) { p.Parts = p.Parts[:1] }, Ref{Problem: "remat"}, "d9"},
		{"other points", func(p *problems.Problem) { p.Parts[0].Points = 3 }, Ref{Problem: "remat"}, "d9"},
		{"another label", func(p *problems.Problem) { p.Parts[0].Label = "x" }, Ref{Problem: "remat"}, "d9"},
		{"more blanks", func(p *problems.Problem) { p.Parts[0].Question = p.Parts[1].Question }, Ref{Problem: "remat"}, "d9"},
	}
	for _, tt := range tests {
		p := revised()
		tt.edit(p.Revised["d9"])
		s, err := New(header(Exam, 0), p)
		if err != nil {
			t.Fatal(err)
		}
		do(t, s, typed(a, "key"))
		if err := s.Apply(s.Next(Event{At: after(9e9), Kind: Revise, Part: tt.part, Text: tt.text})); !errors.Is(err, ErrRefused) || s.Len() != 1 {
			t.Errorf("%s: Apply = %v, want %v", tt.name, err, ErrRefused)
		}
	}
}

func TestRegrade(t *testing.T) {
	p := revised()
	fixed := p.Revised["d9"]
	p.Revised = nil
	s, err := New(header(Exam, 0), p)
	if err != nil {
		t.Fatal(err)
	}
	events := do(t, s, typed(a, "8"), typed(b, "x"), typed(c, "key"), step{kind: Finish})
	changes, made, err := Regrade(header(Exam, 0), p, events, []*problems.Problem{p.Problems[1], fixed}, after(time.Hour), true)
	if err != nil {
		t.Fatal(err)
	}
	want := Change{a, Score{Possible: 10}, Score{Got: 10, Possible: 10}}
	if len(changes) != 1 || changes[0] != want || len(made) != 1 || made[0].N != 1 || made[0].Text != "d9" {
		t.Errorf("Regrade = %+v, %+v, want %+v and one revision that takes nothing away", changes, made, want)
	}
	p.Revised = map[string]*problems.Problem{"d9": fixed}
	again, err := New(header(Exam, 0), p, append(events, made...)...)
	if err != nil || again.Score(a).Got != 10 {
		t.Errorf("with the revision: %v, %v points, want 10", err, again.Score(a).Got)
	}
	changes, made, err = Regrade(header(Exam, 0), p, append(events, made...), []*problems.Problem{fixed}, after(2*time.Hour), false)
	if len(changes)+len(made) != 0 || err != nil {
		t.Errorf("Regrade once more = %v, %v, %v, want nothing", changes, made, err)
	}
	if _, _, err := Regrade(header(Exam, 0), p, events[:2], nil, after(time.Hour), false); err == nil {
		t.Error("Regrade of an exam that runs is no error")
	}
}
