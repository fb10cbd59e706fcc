package class

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"gradcheck/internal/exam"
)

// at is a time after noon on the clock of a rehearsal.
func at(seconds int) exam.Clock {
	d := time.Duration(seconds) * time.Second
	return exam.Clock{Wall: noon.Add(d), Boot: time.Hour + d, BootID: "rehearsal"}
}

// A desk is one attempt on a wall, with a student at it.
type desk struct {
	t *testing.T
	w *Wall
	s *Seat
}

func newDesk(t *testing.T, w *Wall) *desk {
	t.Helper()
	paper := &exam.Paper{Problems: loads(t, 3)}
	s, err := w.Add(exam.Header{ID: "quiz4/s0001/1", Student: "s0001", Exam: "quiz4", Mode: exam.Exam, Start: at(0), Limit: time.Hour, Problems: paper.Placed(), Version: exam.Version}, paper)
	if err != nil {
		t.Fatal(err)
	}
	return &desk{t, w, s}
}

// do makes an event so many seconds after noon.
func (d *desk) do(seconds int, e exam.Event) {
	d.t.Helper()
	e.At = at(seconds)
	d.w.Apply(d.s, d.s.Sitting.Next(e))
	if d.s.Broken != nil {
		d.t.Fatalf("%s at %d s: %v", e.Kind, seconds, d.s.Broken)
	}
}

func (d *desk) enter(seconds int, part string) {
	d.t.Helper()
	d.do(seconds, exam.Event{Kind: exam.Enter, Part: exam.Ref{Problem: "loads", Part: part}})
}

func (d *desk) write(seconds int, part, text string) {
	d.t.Helper()
	ref := exam.Ref{Problem: "loads", Part: part}
	d.do(seconds, exam.Event{Kind: exam.Edit, Part: ref, Splice: exam.Diff(d.s.Sitting.Draft(ref)[0], text)})
}

// grade does all jobs that there are and returns how many.
func grade(w *Wall) int {
	n := 0
	for jobs := w.Jobs(3); len(jobs) > 0; jobs = w.Jobs(3) {
		n += len(jobs)
		for _, j := range jobs {
			j.Do()
		}
		w.Take(jobs)
	}
	w.Measure()
	return n
}

// What the wall shows of a student follows what the student does, key by key.
func TestStanding(t *testing.T) {
	r := rehearsal(0)
	w, c := NewWall(r.Quiz), courseOf(r, 2)
	d := newDesk(t, w)
	steps := []struct {
		name string
		do   func()
		now  int
		want string // state, part, cells, answered, seconds away, stalls, seconds left
	}{
		{"started", func() { d.do(0, exam.Event{Kind: exam.Open, Text: "10.0.0.7"}) }, 1, "sitting  .... 0 0 0 3599"},
		{"at the first part", func() { d.enter(2, "a") }, 3, "sitting 1(a) >... 0 0 0 3597"},
		{"an answer", func() { d.write(10, "a", "10 ns") }, 11, "sitting 1(a) A... 1 0 0 3589"},
		{"on to the next", func() { d.enter(12, "b") }, 13, "sitting 1(b) a>.. 1 0 0 3587"},
		{"an answer that cannot be read", func() { d.enter(14, "c"); d.write(20, "c", "1/("); d.enter(22, "b"); grade(w) }, 23, "sitting 1(b) a>?. 2 0 0 3577"},
		{"nothing for a while", func() {}, 322, "idle 1(b) a>?. 2 0 0 3278"},
		{"again", func() { d.write(330, "b", "a") }, 331, "sitting 1(b) aA?. 3 0 1 3269"},
		{"away", func() { d.do(340, exam.Event{Kind: exam.Leave}) }, 400, "away 1(b) aA?. 3 60 1 3200"},
		{"back", func() { d.do(410, exam.Event{Kind: exam.Open, Text: "10.0.0.8"}) }, 411, "sitting 1(b) aA?. 3 0 1 3189"},
		{"the answer taken out", func() { d.write(420, "b", "") }, 421, "sitting 1(b) a>?. 2 0 1 3179"},
		{"time is up, and nobody closed it", func() {}, 3601, "time is up 1(b) a>?. 2 0 1 0"},
		{"handed in", func() { d.do(3602, exam.Event{Kind: exam.Finish, N: 1}) }, 3603, "done 1(b) a.?. 2 0 1 0"},
		{"more time", func() { c.Apply(Entry{Kind: Extend, Student: "s0001", Quiz: "quiz4", Extra: 10 * time.Minute}) }, 3604, "away 1(b) a.?. 2 2 1 596"},
	}
	for _, st := range steps {
		st.do()
		s := w.Standings(c, at(st.now))[0]
		got := fmt.Sprint(s.State, " ", s.Part, " ", s.Cells, " ", s.Answered, " ", s.Away, " ", s.Stalls, " ", s.Left)
		if got != st.want {
			t.Errorf("%s: standing = %s, want %s", st.name, got, st.want)
		}
	}
	all := w.Standings(c, at(0))
	if len(all) != 2 || all[1].State != StateNone || all[0].From != "10.0.0.8" {
		t.Errorf("Standings = %+v, want s0001 from 10.0.0.8 and s0002 not started", all)
	}
}

// An answer is graded once it was left, once more when it was changed and left
// again, and not before.
func TestWallGradesWhatWasLeft(t *testing.T) {
	w := NewWall(rehearsal(0).Quiz)
	d := newDesk(t, w)
	steps := []struct {
		name   string
		do     func()
		graded int
		share  float64 // of (a), -1 if there is none
	}{
		{"while it is written", func() { d.enter(1, "a"); d.write(2, "a", "99 ns") }, 0, -1},
		{"left", func() { d.enter(10, "b") }, 1, 0},
		{"looked at again", func() { d.enter(20, "a"); d.enter(21, "b") }, 0, 0},
		{"changed", func() { d.enter(30, "a"); d.write(32, "a", "10 ns") }, 0, -1},
		{"changed and left", func() { d.enter(40, "d") }, 1, 1},
		{"an essay waits for a person", func() { d.write(50, "d", "It is near."); d.enter(60, "a") }, 1, 1},
		{"handed in", func() { d.do(70, exam.Event{Kind: exam.Finish}) }, 1, 1},
	}
	for _, st := range steps {
		st.do()
		n := grade(w)
		share := -1.0
		if m := w.Parts[0].Share; m.Undefined == "" {
			share = m.Value
		}
		if n != st.graded || share != st.share {
			t.Errorf("%s: %d problems graded and the mean of (a) is %v, want %d and %v", st.name, n, share, st.graded, st.share)
		}
	}
	if m := w.Parts[3].Share; m.Undefined == "" {
		t.Errorf("the mean of an essay is %v before it is marked", m.Value)
	}
	if m := w.Parts[0].Minutes; math.Abs(m.Value-(9+1+10+10)/60.0) > 1e-9 {
		t.Errorf("minutes of (a) = %v, want 0.5", m)
	}
}

// Verdicts on an answer that was changed while it was graded are not taken in.
func TestTakeLate(t *testing.T) {
	w := NewWall(rehearsal(0).Quiz)
	d := newDesk(t, w)
	d.enter(1, "a")
	d.write(2, "a", "99 ns")
	d.enter(10, "b")
	jobs := w.Jobs(10)
	d.enter(11, "a")
	d.write(12, "a", "10 ns")
	d.enter(13, "b")
	for _, j := range jobs {
		j.Do()
	}
	w.Take(jobs)
	w.Measure()
	if w.Parts[0].Answers != 0 {
		t.Errorf("the verdict on an answer that is gone is taken in: %+v", w.Parts[0])
	}
	if n := grade(w); n != 1 || w.Parts[0].Share.Value != 1 {
		t.Errorf("%d graded with a mean of %v, want 1 and 1", n, w.Parts[0].Share)
	}
}

// The wall comes to the same however its events come in, and at the end to the
// same as the statistics.
func TestWallAgrees(t *testing.T) {
	const n = 40
	r := rehearsal(0)
	paper := loads(t, 3)
	whole, bits := NewWall(r.Quiz), NewWall(r.Quiz)
	for i := range n {
		h, events, err := r.Sit(i, paper)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range []*Wall{whole, bits} {
			s, err := w.Add(h, &exam.Paper{Problems: paper})
			if err != nil {
				t.Fatal(err)
			}
			if w == whole {
				w.Apply(s, events...)
				continue
			}
			for _, e := range events {
				w.Apply(s, e)
				if e.Kind == exam.Leave {
					grade(w)
				}
			}
		}
	}
	grade(whole)
	grade(bits)
	c := courseOf(r, n)
	if got, want := fmt.Sprint(bits.Standings(c, at(7200))), fmt.Sprint(whole.Standings(c, at(7200))); got != want {
		t.Errorf("event by event the wall is\n%s\nwant\n%s", got, want)
	}
	for i, seat := range whole.Seats {
		_, a, _ := Take(seat.Sitting)
		for j, c := range seat.cells {
			// In place of what cannot be read, the end may grade what stood before.
			if want := a.Parts[j].Points / a.Parts[j].Possible; !c.unread && !c.waits && c.share != want {
				t.Errorf("student %d has %v of %s on the wall, want %v", i, c.share, a.Parts[j].Part, want)
			}
		}
	}
}

// An event that does not fit stops its seat alone, and is told.
func TestWallBroken(t *testing.T) {
	w := NewWall(rehearsal(0).Quiz)
	d := newDesk(t, w)
	d.w.Apply(d.s, exam.Event{Kind: exam.Open, At: at(1)})
	if d.s.Broken == nil {
		t.Fatal("an event with the hash of another fits")
	}
	if s := w.Standings(New(), at(2))[0]; !strings.Contains(s.Broken, "chain") || s.Student != "s0001" {
		t.Errorf("standing = %+v, want the broken chain of s0001", s)
	}
}

func TestArranges(t *testing.T) {
	all := []Standing{
		{Student: "a", State: StateSitting, Answered: 5, Left: 100},
		{Student: "b", State: StateDone, Answered: 9},
		{Student: "c", State: StateAway, Answered: 2, Quiet: 10, Left: 50},
		{Student: "d", State: StateIdle, Answered: 3, Quiet: 400, Left: 300},
		{Student: "e", State: StateNone},
		{Student: "f", State: StateAway, Answered: 2, Quiet: 90, Left: 70},
	}
	want := map[string]string{"name": "abcdef", "who needs a look": "fcdaeb", "fewest answers": "cfdabe", "least time left": "cfadbe"}
	for _, a := range Arranges() {
		rows := slices.Clone(all)
		slices.SortStableFunc(rows, a.Compare)
		got := ""
		for _, s := range rows {
			got += s.Student
		}
		if got != want[a.Name] {
			t.Errorf("by %s: %s, want %s", a.Name, got, want[a.Name])
		}
	}
}
