package exam

import "testing"

func TestCaret(t *testing.T) {
	edit := func(blank int, c Splice) Event { return Event{Kind: Edit, Part: a, Blank: blank, Splice: c} }
	enter, open := Event{Kind: Enter, Part: a}, Event{Kind: Open}
	for _, tt := range []struct {
		name   string
		events []Event
		at     int
		typing bool
	}{
		{"nothing typed", []Event{enter}, 0, false},
		{"typed", []Event{enter, edit(0, Splice{Insert: "δx"})}, 3, true},
		{"in the middle", []Event{enter, edit(0, Splice{Insert: "abc"}), edit(0, Splice{At: 1, Insert: "x"})}, 2, true},
		{"taken away", []Event{enter, edit(0, Splice{Insert: "abc"}), edit(0, Splice{At: 1, Delete: 1})}, 1, true},
		{"killed and opened again", []Event{enter, edit(0, Splice{Insert: "abc"}), open, {Kind: Grant, Terms: Terms{Extra: 1}}}, 3, true},
		{"left", []Event{enter, edit(0, Splice{Insert: "abc"}), {Kind: Leave}, open}, 3, false},
		{"cut off", []Event{enter, edit(0, Splice{Insert: "abc"}), {Kind: Leave, N: 1}, open}, 3, true},
		{"flagged after", []Event{enter, edit(0, Splice{Insert: "abc"}), {Kind: Flag, Part: a, N: 1}}, 3, false},
		{"another part", []Event{enter, edit(0, Splice{Insert: "abc"}), {Kind: Enter, Part: b}}, 3, false},
	} {
		s := start(t, Exam, 1e12)
		for i, e := range tt.events {
			e.At = after(1e9 * 1)
			if err := s.Apply(s.Next(e)); err != nil {
				t.Fatalf("%s: event %d: %v", tt.name, i, err)
			}
		}
		if _, at := s.Caret(a); at != tt.at || s.Typing() != tt.typing {
			t.Errorf("%s: caret at %d, typing %v, want %d, %v", tt.name, at, s.Typing(), tt.at, tt.typing)
		}
	}
}
