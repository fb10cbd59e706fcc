package cli

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gradcheck/internal/exam"
)

// reading is a clock so long after the start by the wall and by boot time.
func reading(wall, boot time.Duration, id string) exam.Clock {
	return exam.Clock{Wall: started.Add(wall), Boot: 5*time.Hour + boot, BootID: id}
}

func TestClockChanges(t *testing.T) {
	const h, m, s = time.Hour, time.Minute, time.Second
	tests := []struct {
		name   string
		clocks []exam.Clock
		want   []string
	}{
		{"nothing happened", []exam.Clock{reading(m, m, "a"), reading(2*m, 2*m, "a")}, nil},
		{"asleep", []exam.Clock{reading(m, m, "a"), reading(41*m, 41*m, "a")}, nil},
		{"kept right", []exam.Clock{reading(h+2*s, h, "a"), reading(2*h, 2*h, "a")}, nil},
		{"set forward and back", []exam.Clock{reading(m, m, "a"), reading(h+2*m, 2*m, "a"), reading(3*m, 3*m, "a")},
			[]string{"set forward by 1 h before event 2; the time left did not change", "set back by 1 h before event 3; the time left did not change"}},
		{"set before the first event", []exam.Clock{reading(-h, m, "a")}, []string{"set back by 1 h 01 min before event 1; the time left did not change"}},
		{"restarted", []exam.Clock{reading(m, m, "a"), reading(15*m, -4*h, "b"), reading(16*m, -4*h+m, "b")},
			[]string{"machine restarted before event 2; 14 min passed by the wall clock"}},
		{"restarted and set back", []exam.Clock{reading(m, m, "a"), reading(-14*m, -4*h, "b")},
			[]string{"machine restarted before event 2, with the wall clock back by 15 min; that took no time"}},
		{"no boot time", []exam.Clock{reading(m, m, ""), reading(2*m, 2*m, ""), reading(3*m, 3*m, "b"), reading(4*m, 4*m, "b"), reading(5*m, 5*m, "")},
			[]string{"no boot time at event 1; the wall clock measured there", "no boot time at event 5; the wall clock measured there"}},
	}
	for _, tt := range tests {
		var events []exam.Event
		for _, c := range tt.clocks {
			events = append(events, exam.Event{At: c})
		}
		var got []string
		for _, c := range clockChanges(reading(0, 0, "a"), events) {
			got = append(got, c.String())
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestVerifyClock sets the clock in the log of an exam: the log is whole, and
// the command tells of it.
func TestVerifyClock(t *testing.T) {
	h := newHome(t)
	h.keep("e1", exam.Exam, 0, []exam.Kind{exam.Flag, exam.Finish}, func(es []exam.Event) []exam.Event {
		es[1].At.Wall = es[1].At.Wall.Add(time.Hour)
		es[3].At.BootID, es[3].At.Boot = "next", 0
		for i := range es[1:] {
			es[i+1].Prev = es[i].Hash()
		}
		return es
	})
	_, out := h.run("verify e1")
	for _, want := range []string{
		"clock     set forward by 1 h before event 2;", "clock     set back by 1 h before event 3;",
		"clock     machine restarted before event 4; 1 s passed by the wall clock", "The log is whole",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("verify prints\n%s\nwant %q in it", out, want)
		}
	}
	if _, out := h.run("verify e1 --format json"); !strings.Contains(out, `"kind": "set"`) || !strings.Contains(out, `"seconds": -3600`) {
		t.Errorf("verify --format json prints\n%s\nwant the steps in it", out)
	}
}
