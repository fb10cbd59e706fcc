package exam

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestDrafts checks which answers are kept, since when and for how long: those
// that stood for two seconds, and the last.
func TestDrafts(t *testing.T) {
	tests := []struct {
		name   string
		writes []write
		want   string
	}{
		{"nothing", nil, ""},
		{"one that stands to the end", []write{{5, "8"}}, "8 from 5 s for 3595 s"},
		{"one after the other", []write{{1, "8"}, {3, "9"}, {60, "key"}}, "8 from 1 s for 2 s, 9 from 3 s for 57 s, key from 60 s for 3540 s"},
		{"too short", []write{{1, "8"}, {2, "9"}}, "9 from 2 s for 3598 s"},
		{"the last however short", []write{{1, "8"}, {3600, "9"}}, "8 from 1 s for 3599 s, 9 from 3600 s for 0 s"},
		{"taken back", []write{{1, "8"}, {10, ""}}, "8 from 1 s for 9 s"},
		{"taken back and typed again", []write{{1, "8"}, {10, ""}, {20, "8"}}, "8 from 1 s for 3589 s"},
	}
	for _, tt := range tests {
		p, _ := paper()
		s, events := sitOnce(t, p, tt.writes...)
		var got []string
		for _, d := range s.Drafts(c, events) {
			got = append(got, fmt.Sprintf("%s from %.0f s for %.0f s", d.Answer[0], d.After.Seconds(), d.Stood.Seconds()))
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%s: Drafts = %s, want %s", tt.name, s, tt.want)
		}
	}
}

// Every draft that an exam could grade in place of another is among those told.
func TestDraftsHaveThoseThatStood(t *testing.T) {
	p, _ := paper()
	s, events := sitOnce(t, p, write{1, "8"}, write{2, "9"}, write{9, "key"}, write{30, "(("})
	told := s.Drafts(c, events)
	for _, past := range s.part(c).past {
		if !slices.ContainsFunc(told, func(d Draft) bool { return slices.Equal(d.Answer, past) }) {
			t.Errorf("Drafts = %v, want %q among them", told, past)
		}
	}
	if g, _ := s.Graded(c); !g.Earlier || g.Answer[0] != "key" {
		t.Errorf("Graded = %+v, want the key that stood before", g)
	}
}

func TestOpened(t *testing.T) {
	enter := func(r Ref) Event { return Event{Kind: Enter, Part: r} }
	of := func(k Kind) Event { return Event{Kind: k} }
	tests := []struct {
		name   string
		events []Event
		a, b   int
	}{
		{"never", []Event{of(Open)}, 0, 0},
		{"there and back", []Event{of(Open), enter(a), enter(b), enter(a)}, 2, 1},
		{"the same part twice in a row", []Event{of(Open), enter(a), enter(a)}, 1, 0},
		{"left and taken up", []Event{of(Open), enter(a), of(Leave), of(Open), enter(a)}, 2, 0},
		{"looked at after the end", []Event{enter(a), of(Finish), of(Open), enter(a), enter(b)}, 1, 0},
	}
	for _, tt := range tests {
		n := Opened(tt.events)
		if n[a] != tt.a || n[b] != tt.b {
			t.Errorf("%s: Opened = %v, want %d and %d", tt.name, n, tt.a, tt.b)
		}
	}
}

// A result says what the sitting says, and takes in marks given later.
func TestResult(t *testing.T) {
	s := start(t, Exam, time.Hour)
	events := do(t, s, step{kind: Open}, step{kind: Enter, part: a}, typed(a, "key"), step{kind: Enter, part: b}, typed(b, "half"),
		step{kind: Sure, part: a, n: 3}, step{kind: Finish})
	r := s.Result(events)
	if r.Points != s.Total() || r.Answered() != 2 || r.Unreadable() != 0 || !r.Scored() || r.Used != 7*time.Second || r.Allowed != time.Hour {
		t.Errorf("Result = %v points, %d answered, %d unreadable, used %v of %v; want %v, 2, 0, 7s of 1h0m0s",
			r.Points, r.Answered(), r.Unreadable(), r.Used, r.Allowed, s.Total())
	}
	for _, p := range r.Parts {
		if p.Score != s.Score(p.Ref) || p.Status != s.Status(p.Ref) || p.Spent != s.Spent(p.Ref) || p.Sure != s.Sure(p.Ref) {
			t.Errorf("Result of %v = %+v, want %v, %v", p.Ref, p, s.Score(p.Ref), s.Status(p.Ref))
		}
	}
	if p := r.Parts[0]; p.Opened != 1 || p.Digest != "d1" || p.Problem != 0 || r.Parts[2].Problem != 1 {
		t.Errorf("Result of a = %+v, want opened once, in the first problem", p)
	}
	running := start(t, Exam, time.Hour)
	events = do(t, running, typed(a, "8"))
	if r := running.Result(events); r.Finished || r.Scored() || r.Points.Got != 0 || r.Used != time.Second || r.Answered() != 1 || r.Parts[0].Lacks != "" {
		t.Errorf("Result of a running exam = %+v, want no points, one answer, 1s", r)
	}
}
