package exam

import (
	"testing"
	"time"

	"gradcheck/grader"
)

// write is a draft of part a that stands at a given second.
type write struct {
	second int
	text   string
}

func TestStood(t *testing.T) {
	tests := []struct {
		name    string
		writes  []write
		outcome grader.Outcome
		answer  string
		earlier bool
	}{
		{"right at the end", []write{{1, "8"}, {9, "key"}}, grader.Correct, "key", false},
		{"wrong at the end", []write{{1, "key"}, {9, "8"}}, grader.Wrong, "8", false},
		{"unreadable at the end", []write{{1, "key"}, {9, "(("}}, grader.Correct, "key", true},
		{"the last that stood", []write{{1, "8"}, {9, "half"}, {12, "(("}}, grader.Partial, "half", true},
		{"what did not stand is passed over", []write{{1, "half"}, {9, "key"}, {10, "(("}}, grader.Partial, "half", true},
		{"two seconds are enough", []write{{1, "half"}, {9, "key"}, {11, "(("}}, grader.Correct, "key", true},
		{"unreadable ones are passed over", []write{{1, "key"}, {9, "(("}, {15, "((("[:2]}, {16, "(("}}, grader.Correct, "key", true},
		{"never readable", []write{{1, "(("}, {9, "(("}}, grader.Unreadable, "((", false},
		{"taken back", []write{{1, "key"}, {9, ""}}, grader.Blank, "", false},
	}
	for _, tt := range tests {
		s := start(t, Exam, time.Hour)
		for _, w := range tt.writes {
			e := Event{At: after(time.Duration(w.second) * time.Second), Kind: Edit, Part: a, Splice: Diff(s.Draft(a)[0], w.text)}
			if err := s.Apply(s.Next(e)); err != nil {
				t.Fatal(err)
			}
		}
		if _, ok := s.Graded(a); ok {
			t.Errorf("%s: graded before the end", tt.name)
		}
		if err := s.Apply(s.Next(Event{At: after(time.Hour), Kind: Finish})); err != nil {
			t.Fatal(err)
		}
		g, ok := s.Graded(a)
		if !ok || g.Verdict.Outcome != tt.outcome || g.Answer[0] != tt.answer || g.Earlier != tt.earlier {
			t.Errorf("%s: Graded = %+v, %v, want %v for %q, earlier %v", tt.name, g, ok, tt.outcome, tt.answer, tt.earlier)
		}
		if got := s.Score(a).Got; got != 10*g.Verdict.Score {
			t.Errorf("%s: Score = %v, want that of the verdict, %v", tt.name, got, 10*g.Verdict.Score)
		}
	}
}
