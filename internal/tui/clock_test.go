package tui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/memory"
)

// A machine has the clocks of a computer: the wall, and the time since it was
// started, which has no name where the platform cannot tell.
type machine struct {
	wall time.Time
	boot time.Duration
	id   string
}

func newMachine() *machine { return &machine{wall: morning, boot: 5 * time.Hour, id: "first"} }

func (m *machine) now() exam.Clock {
	if m.id == "" {
		return exam.Clock{Wall: m.wall}
	}
	return exam.Clock{Wall: m.wall, Boot: m.boot, BootID: m.id}
}

// run lets time go by, awake or suspended: both clocks count either.
func (m *machine) run(d time.Duration) { m.wall, m.boot = m.wall.Add(d), m.boot+d }

// restart starts the machine again; that takes d.
func (m *machine) restart(d time.Duration, id string) {
	m.wall, m.boot, m.id = m.wall.Add(d), 20*time.Second, id
}

// on opens an exam on a machine.
func (m *machine) on(t *testing.T, s store.Store, sit Sit) *driver {
	t.Helper()
	var env *Env
	d := newDriver(t, s, 80, 24, func(e *Env) { e.Now, env = m.now, e })
	d.delayed = nil
	d.app = NewExam(env, sit)
	d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	d.run(d.app.Init())
	return d
}

// second lets a second pass, with its tick.
func (m *machine) second(d *driver) {
	m.run(time.Second)
	d.pass(0)
}

// deadline is the time of day at which the exam ends, as the terminal is told
// after the screen was left.
func deadline(t *testing.T, d *driver) string {
	t.Helper()
	for line := range strings.Lines(d.app.Farewell()) {
		if name, says, ok := strings.Cut(strings.TrimSpace(line), " "); ok && name == "deadline" {
			return strings.TrimSpace(says)
		}
	}
	t.Fatalf("Farewell = %q names no deadline", d.app.Farewell())
	return ""
}

// A laptop sleeps for 40 minutes without a tick: the first tick after that shows
// the right time left, and the warning that was due meanwhile comes.
func TestClockSuspend(t *testing.T) {
	m, s := newMachine(), &memory.Store{}
	d := m.on(t, s, Sit{Limit: time.Hour})
	d.keys(sentence + "] ] enter '10'")
	m.second(d)
	d.want("0:59:59", "saved 12:03:42")
	m.run(40 * time.Minute)
	d.keys("'8'") // the key that wakes it
	d.want("108")
	m.second(d)
	d.want("0:19:58", "saved 12:43:43")
	m.run(9 * time.Minute)
	m.second(d)
	d.want("0:10:57", "left. What you have typed is graded as it stands.")
	if got := deadline(t, d); got != "13:03:41, 10 min from now" {
		t.Errorf("deadline %q, want 13:03:41, 10 min from now", got)
	}
	drafts(t, s, map[exam.Ref]string{convA: "108"})
}

// The deadline passes while the laptop sleeps: what stood before is graded, also
// what was not written yet, and no key counts that comes before the first tick.
func TestClockDeadlineInSuspend(t *testing.T) {
	m, s := newMachine(), &memory.Store{}
	d := m.on(t, s, Sit{Limit: time.Hour})
	d.keys(sentence + "] ] enter '10'")
	m.second(d)
	d.keys("'8'") // 0.4 s before it is written
	m.run(2 * time.Hour)
	d.keys("'9' backspace backspace enter H")
	d.want("108")
	m.second(d)
	d.want("result", "The time is up. What stood at the deadline is graded.")
	st := sat(t, s)
	if got := st.Score(convA).Got; !st.Finished() || st.Draft(convA)[0] != "108" || got != 5 {
		t.Errorf("finished %v, graded %q with %v points, want 108 with 5", st.Finished(), st.Draft(convA)[0], got)
	}
}

// The wall clock is set forward and back by an hour: the time left is the same,
// the deadline is told in the new time of day, and every event has both clocks.
func TestClockWallSet(t *testing.T) {
	m, s := newMachine(), &memory.Store{}
	d := m.on(t, s, Sit{})
	d.keys(sentence + "] ] enter '1'")
	m.second(d)
	if got := deadline(t, d); got != "15:03:41, 2 h 59 min from now" {
		t.Errorf("deadline %q before", got)
	}
	for i, set := range []struct {
		by    time.Duration
		shown string
		until string
	}{
		{time.Hour, "2:59:58", "16:03:41"},
		{-2 * time.Hour, "2:59:57", "14:03:41"},
		{time.Hour, "2:59:56", "15:03:41"},
		{20 * time.Hour, "2:59:55", "11:03:41"}, // the next day
	} {
		m.wall = m.wall.Add(set.by)
		d.keys("'0'")
		m.second(d)
		d.want(set.shown, "saved "+m.wall.Format(time.TimeOnly))
		if got := deadline(t, d); !strings.HasPrefix(got, set.until+", 2 h 59 min") {
			t.Errorf("set %d: deadline %q, want %s", i, got, set.until)
		}
	}
	d.keys("backspace backspace '8'")
	st := sat(t, s)
	if elapsed, byBoot := st.Elapsed(m.now()); elapsed != 5*time.Second || !byBoot {
		t.Errorf("elapsed %v, by boot time %v, want 5s, true", elapsed, byBoot)
	}
	hs, err := s.Headers(t.Context(), "ada")
	if err != nil {
		t.Fatal(err)
	}
	events, err := s.Events(t.Context(), hs[0].ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	var steps []time.Duration // of the wall against boot time
	last := hs[0].Start
	for _, e := range events {
		if step := e.At.Wall.Sub(last.Wall) - (e.At.Boot - last.Boot); step != 0 {
			steps = append(steps, step)
		}
		last = e.At
	}
	if len(steps) != 4 || steps[0] != time.Hour || steps[1] != -2*time.Hour {
		t.Errorf("the events show steps of %v, want the four of the clock", steps)
	}
	m.wall = m.wall.Add(-30 * time.Hour)
	m.run(3*time.Hour - 5*time.Second)
	d.keys("backspace") // at the very deadline
	m.second(d)
	d.want("result", "The time is up")
}

// Between two boots the wall clock is all there is; from then on boot time
// measures again, and the sitting says that not all of it was.
func TestClockRestart(t *testing.T) {
	m, s := newMachine(), &memory.Store{}
	d := m.on(t, s, Sit{})
	d.keys(sentence + "] ] enter '10' enter")
	m.run(10 * time.Minute)
	d.keys("f") // the last event before the machine goes down
	m.restart(20*time.Minute, "second")
	d = m.on(t, s, Sit{})
	d.want("10", "2:30:00", "⚑")
	m.wall = m.wall.Add(-5 * time.Hour)
	m.second(d)
	d.want("2:29:59")
	d.keys("tab '8' enter")
	if elapsed, byBoot := sat(t, s).Elapsed(m.now()); elapsed != 30*time.Minute+time.Second || byBoot {
		t.Errorf("elapsed %v, all by boot time %v, want 30m1s, false", elapsed, byBoot)
	}
	m.restart(4*time.Hour, "third")
	d = m.on(t, s, Sit{})
	d.want("result", "The time is up")
	drafts(t, s, map[exam.Ref]string{convA: "108"})
}

// Where no clock counts suspend the wall measures. Set forward it takes the
// time; set back it gives none, from the next event on.
func TestClockNoBoot(t *testing.T) {
	m, s := newMachine(), &memory.Store{}
	m.id = ""
	d := m.on(t, s, Sit{})
	d.keys(sentence + "] ] enter '1' enter")
	m.run(40 * time.Minute)
	d.pass(0)
	d.want("2:20:00")
	m.wall = m.wall.Add(time.Hour)
	d.keys("f")
	m.second(d)
	d.want("1:19:59")
	m.wall = m.wall.Add(-time.Hour)
	d.keys("f")
	m.second(d)
	d.want("1:19:59") // the second that passed before f is lost with the step
	if elapsed, byBoot := sat(t, s).Elapsed(m.now()); elapsed != time.Hour+40*time.Minute+time.Second || byBoot {
		t.Errorf("elapsed %v, by boot time %v, want 1h40m1s, false", elapsed, byBoot)
	}
}

// What is pasted after the deadline does not count, and takes nothing of what
// was typed before it.
func TestClockLatePaste(t *testing.T) {
	m, s := newMachine(), &memory.Store{}
	d := m.on(t, s, Sit{Limit: time.Hour})
	d.keys(sentence + "] ] enter '10'")
	m.second(d)
	d.keys("'8'") // not written yet
	m.run(time.Hour)
	d.send(tea.PasteMsg{Content: "55"})
	m.second(d)
	d.want("result", "The time is up")
	drafts(t, s, map[exam.Ref]string{convA: "108"})
}

// The wall clock is set and set back while nothing is typed: the log shows both.
func TestClockWallSetUnseen(t *testing.T) {
	m, s := newMachine(), &memory.Store{}
	d := m.on(t, s, Sit{})
	d.keys(sentence + "] ] enter '108' enter")
	m.second(d)
	before := sat(t, s).Len()
	m.wall = m.wall.Add(time.Hour)
	m.second(d)
	m.second(d)
	m.wall = m.wall.Add(-time.Hour)
	m.second(d)
	m.second(d)
	if st := sat(t, s); st.Len() != before+2 || st.At() != convA {
		t.Errorf("%d events more, at %v, want 2 at %v", st.Len()-before, st.At(), convA)
	}
	d.want("2:59:55")
}
