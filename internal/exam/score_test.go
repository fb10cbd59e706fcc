package exam

import (
	"reflect"
	"testing"

	"gradcheck/grader"
)

func TestPracticeScore(t *testing.T) {
	tests := []struct {
		name   string
		steps  []step
		score  Score // of part a, 10 points
		status Status
		tries  int
		worth  float64
	}{
		{"nothing", nil, Score{Possible: 10}, Untouched, 0, 10},
		{"draft", []step{typed(a, "key")}, Score{Possible: 10}, Drafted, 0, 10},
		{"draft taken back", []step{typed(a, "key"), typed(a, "")}, Score{Possible: 10}, Untouched, 0, 10},
		{"right", try(a, "key"), Score{Got: 10, Possible: 10}, Correct, 1, 10},
		{"half", try(a, "half"), Score{Got: 5, Possible: 10}, Partial, 1, 10},
		{"wrong", try(a, "8"), Score{Possible: 10}, Wrong, 1, 10},
		{"the first try counts", steps(try(a, "half"), try(a, "key")), Score{Got: 5, Possible: 10}, Correct, 2, 10},
		{"a worse second try", steps(try(a, "key"), try(a, "8")), Score{Got: 10, Possible: 10}, Correct, 2, 10},
		{"blank is no try", steps([]step{check1(a)}, try(a, "key")), Score{Got: 10, Possible: 10}, Correct, 1, 10},
		{"only blank", []step{check1(a)}, Score{Possible: 10}, Untouched, 0, 10},
		{"unreadable", try(a, "(("), Score{Possible: 10}, Unreadable, 0, 10},
		{"unreadable is no try", steps(try(a, "(("), try(a, "key")), Score{Got: 10, Possible: 10}, Correct, 1, 10},
		{"unreadable after a try", steps(try(a, "key"), try(a, "((")), Score{Got: 10, Possible: 10}, Correct, 1, 10},
		{"one hint", steps([]step{hint(a, 1)}, try(a, "key")), Score{Got: 9, Possible: 10}, Correct, 1, 9},
		{"two hints, half", steps([]step{hint(a, 1), hint(a, 2)}, try(a, "half")), Score{Got: 3.5, Possible: 10}, Partial, 1, 7},
		{"a hint after the first try is free", steps(try(a, "half"), []step{hint(a, 1)}, try(a, "key")), Score{Got: 5, Possible: 10}, Correct, 2, 9},
		{"a hint after an unreadable answer is not", steps(try(a, "(("), []step{hint(a, 1)}, try(a, "key")), Score{Got: 9, Possible: 10}, Correct, 1, 9},
		{"undecided", steps([]step{hint(a, 1)}, try(a, "hm")), Score{Awaiting: 9, Possible: 10}, Waiting, 1, 9},
		{"given up", []step{shown(a)}, Score{Possible: 10}, GivenUp, 0, 0},
		{"given up with a draft", []step{typed(a, "key"), shown(a)}, Score{Possible: 10}, GivenUp, 0, 0},
		{"right after the solution", steps([]step{shown(a)}, try(a, "key")), Score{Possible: 10}, GivenUp, 1, 0},
		{"wrong, solution, right", steps(try(a, "8"), []step{shown(a)}, try(a, "key")), Score{Possible: 10}, Wrong, 2, 0},
		{"right, solution, wrong", steps(try(a, "key"), []step{shown(a)}, try(a, "8")), Score{Got: 10, Possible: 10}, Correct, 2, 0},
		{"unreadable, solution, right", steps(try(a, "(("), []step{shown(a)}, try(a, "key")), Score{Possible: 10}, GivenUp, 1, 0},
		{"the solution of another part", steps([]step{shown(b)}, try(a, "key")), Score{Got: 10, Possible: 10}, Correct, 1, 10},
		{"given up, abandoned", steps(try(a, "key"), []step{{kind: Abandon}}), Score{Got: 10, Possible: 10}, Correct, 1, 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, Practice, 0)
			do(t, s, tt.steps...)
			if got := s.Score(a); got != tt.score {
				t.Errorf("Score(a) = %+v, want %+v", got, tt.score)
			}
			if got := s.Status(a); got != tt.status {
				t.Errorf("Status(a) = %v, want %v", got, tt.status)
			}
			if got := len(s.Tries(a)); got != tt.tries {
				t.Errorf("len(Tries(a)) = %d, want %d", got, tt.tries)
			}
			if got := s.Worth(a); got != tt.worth {
				t.Errorf("Worth(a) = %v, want %v", got, tt.worth)
			}
		})
	}
}

func TestTotal(t *testing.T) {
	s := start(t, Practice, 0)
	do(t, s, steps(try(a, "half"), try(c, "hm"), try(b, "8"))...)
	if got, want := s.Total(), (Score{Got: 5, Awaiting: 6, Possible: 20}); got != want {
		t.Errorf("Total() = %+v, want %+v", got, want)
	}
}

func TestChecks(t *testing.T) {
	s := start(t, Practice, 0)
	do(t, s, steps(try(a, "(("), try(a, "8"))...)
	got := s.Checks(a)
	want := []Try{
		{after(2e9), grader.Answer{"(("}, grader.Verdict{Outcome: grader.Unreadable}},
		{after(4e9), grader.Answer{"8"}, grader.Verdict{Outcome: grader.Wrong}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("Checks(a) = %+v, want %+v", got, want)
	}
	got[0].Answer[0] = "changed"
	if again := s.Checks(a); !reflect.DeepEqual(again, want) {
		t.Errorf("Checks(a) after a change of the result = %+v, want %+v", again, want)
	}
}

func TestBlanks(t *testing.T) {
	s := start(t, Practice, 0)
	for i, text := range []string{"x", "y"} {
		e := s.Next(Event{At: after(1e9), Kind: Edit, Part: b, Blank: i, Splice: Diff("", text)})
		if err := s.Apply(e); err != nil {
			t.Fatalf("Apply(blank %d) = %v", i, err)
		}
	}
	do(t, s, check1(b))
	if got, want := s.Draft(b), (grader.Answer{"x", "y"}); !reflect.DeepEqual(got, want) {
		t.Errorf("Draft(b) = %q, want %q", got, want)
	}
	if got := s.Status(b); got != Correct {
		t.Errorf("Status(b) = %v, want correct", got)
	}
}

// TestGradesOnce counts calls of the grader: none in folding, one per part of a
// problem for each state of its drafts that somebody asks about.
func TestGradesOnce(t *testing.T) {
	p, graded := paper()
	s, err := New(header(Practice, 0), p)
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, steps(try(a, "8"), []step{check1(a), check1(b)}, try(a, "key"))...)
	if *graded != 0 {
		t.Errorf("graded %d answers before a question, want 0", *graded)
	}
	for range 3 {
		s.Checks(a)
		s.Checks(b)
		s.Total()
		s.Status(a)
	}
	if want := 2 * 2; *graded != want { // two states, two parts
		t.Errorf("graded %d answers, want %d", *graded, want)
	}
}

func TestExamScore(t *testing.T) {
	s := start(t, Exam, 0)
	do(t, s, typed(a, "half"), typed(b, "z"), typed(b, ""))
	for _, tt := range []struct {
		finish Kind
		total  Score
		a, b   Status
	}{
		{"", Score{Possible: 20}, Drafted, Untouched},
		{Finish, Score{Got: 5, Possible: 20}, Partial, Untouched},
	} {
		if tt.finish != "" {
			do(t, s, step{kind: tt.finish})
		}
		if got := s.Total(); got != tt.total {
			t.Errorf("after %q: Total() = %+v, want %+v", tt.finish, got, tt.total)
		}
		if got := s.Status(a); got != tt.a {
			t.Errorf("after %q: Status(a) = %v, want %v", tt.finish, got, tt.a)
		}
		if got := s.Status(b); got != tt.b {
			t.Errorf("after %q: Status(b) = %v, want %v", tt.finish, got, tt.b)
		}
	}
}

func TestAbandonedExamScoresNothing(t *testing.T) {
	s := start(t, Exam, 0)
	do(t, s, typed(a, "key"), step{kind: Abandon})
	if got, want := s.Total(), (Score{Possible: 20}); got != want || !s.Abandoned() {
		t.Errorf("Total(), Abandoned() = %+v, %v, want %+v, true", got, s.Abandoned(), want)
	}
}
