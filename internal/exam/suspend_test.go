package exam

import (
	"errors"
	"testing"
	"time"
)

// TestClockEdges lets the clocks jump between events of an hour's exam and asks
// how much time is left then, and whether a key counts.
func TestClockEdges(t *testing.T) {
	const m, h = time.Minute, time.Hour
	// on is so long after the start by the wall and by the boot time of a machine.
	on := func(boot string, wall, since time.Duration) Clock {
		return Clock{Wall: noon.Add(wall), Boot: h + since, BootID: boot}
	}
	tests := []struct {
		name string
		keys []Clock // of edits before
		now  Clock
		left time.Duration
		err  error // of an edit now
	}{
		{"asleep for 40 minutes", []Clock{on("boot-1", m, m)}, on("boot-1", 41*m, 41*m), 19 * m, nil},
		{"asleep over the deadline", []Clock{on("boot-1", m, m)}, on("boot-1", 3*h, 3*h), 0, ErrTimeUp},
		{"the very deadline", nil, on("boot-1", h, h), 0, nil},
		{"a nanosecond later", nil, on("boot-1", h, h+1), 0, ErrTimeUp},
		{"wall forward by a day", []Clock{on("boot-1", m, m)}, on("boot-1", 25*h, 30*m), 30 * m, nil},
		{"wall back by a day", []Clock{on("boot-1", m, m)}, on("boot-1", -23*h, 61*m), 0, ErrTimeUp},
		{"wall forward and back", []Clock{on("boot-1", 2*h, m), on("boot-1", 2*m, 2*m)}, on("boot-1", 3*m, 3*m), 57 * m, nil},
		{"wall at zero", []Clock{on("boot-1", m, m)}, Clock{Boot: h + 30*m, BootID: "boot-1"}, 30 * m, nil},
		{"restarted", []Clock{on("boot-1", 10*m, 10*m)}, on("boot-2", 25*m, -h), 35 * m, nil},
		{"restarted, with the wall forward", []Clock{on("boot-1", 10*m, 10*m)}, on("boot-2", 5*h, -h), 0, ErrTimeUp},
		{"restarted, with the wall back", []Clock{on("boot-1", 10*m, 10*m)}, on("boot-2", -5*h, -h), 50 * m, nil},
		{"restarted twice", []Clock{on("boot-1", 10*m, 10*m), on("boot-2", 20*m, -h)}, on("boot-3", 30*m, -h), 30 * m, nil},
		{"restarted, the wall set since", []Clock{on("boot-1", 10*m, 10*m), on("boot-2", 20*m, -h)}, on("boot-2", 20*h, -h+5*m), 35 * m, nil},
		{"boot time lost on the way", []Clock{on("boot-1", 10*m, 10*m), on("", 20*m, 0)}, on("", 30*m, 0), 30 * m, nil},
		{"no boot time, wall back", []Clock{on("", 10*m, 0)}, on("", -2*h, 0), 50 * m, nil},
		{"no boot time, wall forward", []Clock{on("", 10*m, 0)}, on("", 2*h, 0), 0, ErrTimeUp},
	}
	for _, tt := range tests {
		s := start(t, Exam, h)
		for _, at := range tt.keys {
			if err := s.Apply(s.Next(Event{At: at, Kind: Edit, Part: a, Splice: Splice{Insert: "x"}})); err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
		}
		if left, ok := s.Left(tt.now); left != tt.left || !ok {
			t.Errorf("%s: Left = %v, %v, want %v", tt.name, left, ok, tt.left)
		}
		if err := s.Apply(s.Next(Event{At: tt.now, Kind: Edit, Part: a, Splice: Splice{Insert: "y"}})); !errors.Is(err, tt.err) {
			t.Errorf("%s: Apply = %v, want %v", tt.name, err, tt.err)
		}
	}
}

// TestWindowAndWall sets the wall clock in an exam whose window closes at a time
// of day: the window was measured from the start, so its end does not move.
func TestWindowAndWall(t *testing.T) {
	s := start(t, Exam, 2*time.Hour)
	grant := Event{At: after(0), Kind: Grant, Terms: Terms{Closes: noon.Add(time.Hour)}}
	if err := s.Apply(s.Next(grant)); err != nil {
		t.Fatal(err)
	}
	for _, step := range []time.Duration{0, 3 * time.Hour, -3 * time.Hour} {
		now := after(45 * time.Minute)
		now.Wall = now.Wall.Add(step)
		if left, ok := s.Left(now); left != 15*time.Minute || !ok {
			t.Errorf("wall set by %v: Left = %v, %v, want 15m", step, left, ok)
		}
	}
}

// TestLateEvents applies what was typed before another event and recorded after
// it: it counts by when it was typed, and time does not run back.
func TestLateEvents(t *testing.T) {
	s := start(t, Exam, time.Hour)
	do(t, s, step{kind: Enter, part: a})
	if err := s.Apply(s.Next(Event{At: after(59 * time.Minute), Kind: Flag, Part: a, N: 1})); err != nil {
		t.Fatal(err)
	}
	typed := Event{At: after(58 * time.Minute), Kind: Edit, Part: a, Splice: Splice{Insert: "key"}}
	if err := s.Apply(s.Next(typed)); err != nil {
		t.Errorf("typed a minute before the last event: Apply = %v, want it taken", err)
	}
	if left, _ := s.Left(after(59 * time.Minute)); left != time.Minute {
		t.Errorf("Left = %v, want 1m", left)
	}
}
