package exam

import (
	"testing"
	"time"
)

func TestSpent(t *testing.T) {
	at := func(second int, k Kind, r Ref) Event {
		return Event{At: after(time.Duration(second) * time.Second), Kind: k, Part: r}
	}
	s := start(t, Exam, time.Hour)
	for _, e := range []Event{
		at(0, Open, Ref{}), at(5, Enter, a), at(25, Enter, b), at(30, Flag, b), at(40, Enter, a), at(45, Leave, Ref{}),
		at(500, Open, Ref{}), at(501, Edit, a), // away from 45 to 500
		at(600, Open, Ref{}), // the program was killed after 501
		at(610, Enter, c), at(700, Finish, Ref{}),
	} {
		if err := s.Apply(s.Next(e)); err != nil {
			t.Fatalf("Apply(%s) = %v", e.Kind, err)
		}
	}
	for r, want := range map[Ref]time.Duration{a: (20 + 5 + 1 + 10) * time.Second, b: 15 * time.Second, c: 90 * time.Second} {
		if got := s.Spent(r); got != want {
			t.Errorf("Spent(%v) = %v, want %v", r, got, want)
		}
	}
}

// The night between two days of practice is nobody's time.
func TestSpentOvernight(t *testing.T) {
	s := start(t, Practice, 0)
	for _, e := range []Event{
		{At: after(0), Kind: Enter, Part: a}, {At: after(10 * time.Minute), Kind: Flag, Part: a, N: 1},
		{At: after(14 * time.Hour), Kind: Flag, Part: a}, {At: after(14*time.Hour + time.Minute), Kind: Enter, Part: b},
	} {
		if err := s.Apply(s.Next(e)); err != nil {
			t.Fatalf("Apply(%s) = %v", e.Kind, err)
		}
	}
	if got, want := s.Spent(a), 11*time.Minute; got != want {
		t.Errorf("Spent = %v, want %v", got, want)
	}
}

// After an exam a student looks back, marks proofs and says nothing new.
func TestAfterwards(t *testing.T) {
	s := start(t, Exam, 0)
	do(t, s, typed(a, "8"), step{kind: Sure, part: a, n: 2}, step{kind: Finish}, shown(a), step{kind: Explain, part: a}, step{kind: Open})
	if s.Sure(a) != 2 || !s.SolutionSeen(a) || s.Score(a).Got != 0 {
		t.Errorf("Sure %d, SolutionSeen %v, Score %v", s.Sure(a), s.SolutionSeen(a), s.Score(a))
	}
	for _, k := range []Kind{Edit, Enter, Check, Flag, Sure, Finish} {
		if err := s.Apply(s.Next(Event{At: after(9e9), Kind: k, Part: a})); err == nil {
			t.Errorf("%s after the end was taken", k)
		}
	}
}

// What happens after the end changes neither the time that was used nor the
// receipt.
func TestEnd(t *testing.T) {
	s := start(t, Exam, time.Hour)
	do(t, s, typed(a, "8"), step{kind: Finish})
	used, receipt := s.End()
	if used != 2*time.Second || receipt != s.Head() {
		t.Errorf("End() = %v, %v, want 2s, %v", used, receipt, s.Head())
	}
	do(t, s, shown(a), step{kind: Open})
	if again, same := s.End(); again != used || same != receipt || s.Head() == receipt {
		t.Errorf("End() after looking back = %v, %v, want %v, %v", again, same, used, receipt)
	}
}
