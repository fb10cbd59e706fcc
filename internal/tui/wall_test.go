package tui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/memory"
	"gradcheck/internal/store/sqlite"
)

// tick lets a second pass in the quiz and on the screen.
func (sc *school) tick(d *driver) {
	sc.t.Helper()
	sc.until(d.clock.Add(time.Second).Sub(morning))
	d.pass(time.Second)
}

// The wall follows what is written to the store, second by second.
func TestWall(t *testing.T) {
	sc := smallSchool(t, 12, 2*time.Minute)
	d := sc.drive(80, 24, 2*time.Minute, NewWall)
	d.want("Quiz 4 › wall", "12 sitting", "12:05:41", "▸ Abara, Ada", "at   ababcdef    left  note", "KEYS │ enter look", "extra time", "? help", "0:58:")
	before := d.screen()
	for range 60 {
		sc.tick(d)
	}
	d.want("12:06:41", "0:57:")
	if d.screen() == before {
		t.Error("the wall did not change in a minute")
	}
	sc.until(2 * time.Hour)
	d.clock = morning.Add(time.Hour)
	for range 30 {
		d.pass(time.Second)
	}
	d.want("0 sitting", "12 done", "% of the points so far", "mean so far", "hardest so far")
	d.without("Reading attempt")
}

// The keys of the wall: the cursor stays on its student, more time and messages go
// to the journal with who gave them, and points are shown only when asked for.
func TestWallKeys(t *testing.T) {
	sc := smallSchool(t, 12, 5*time.Minute)
	d := sc.drive(80, 24, 5*time.Minute, NewWall)
	n := len(sc.journal(0))
	d.without(" pts")
	d.keys("j p")
	d.want("▸ Berg, Bo", " pts", "Points so far")
	d.keys("p")
	d.without(" pts")
	d.keys("s")
	d.want("▸ Berg, Bo", "By who needs a look.")
	d.keys("s s s z")
	d.want("z does nothing here; ? lists the keys.")
	d.keys("+")
	d.want("more time for Berg, Bo, 10m or x1.5:", "TYPE │ enter do it")
	d.keys("'q:b' esc")
	d.want("KEYS │ enter look")
	d.keys("+ 'soon' enter")
	d.want("soon: 10m or x1.5 is needed")
	d.keys("+ '12m' enter")
	d.want("Given to Berg, Bo.")
	for range 3 {
		sc.tick(d)
	}
	d.keys("k j")
	d.want("+12 min")
	d.keys("b 'In 2(b) read d for n.' enter")
	d.want("Sent.")
	d.keys("b enter")
	d.want("Nothing was sent.")
	got := sc.journal(n)
	if len(got) != 2 || got[0].Kind != class.Extend || got[0].Student != "s0002" || got[0].Quiz != "small" || got[0].Extra != 12*time.Minute || got[0].By != "prof" ||
		got[1].Kind != class.Message || got[1].Text != "In 2(b) read d for n." || got[1].Student != "" || got[1].Quiz != "small" {
		t.Errorf("the journal has %+v, want 12 minutes for s0002 and a message", got)
	}
	d.keys("enter")
	d.want("Quiz 4 › Berg, Bo", "attempt small/s0002/1", "1(a)  Separable convolutions")
	sc.until(40 * time.Minute) // the wall goes on below
	for range 5 {
		sc.tick(d)
	}
	d.keys("esc")
	d.want("12:08:")
	d.keys("/ 'Gupta' enter")
	d.want("▸ Gupta, Gil")
	d.keys("q")
	if !d.quit {
		t.Error("q does not leave")
	}
}

// Looking changes no attempt.
func TestWallIsReadOnly(t *testing.T) {
	sc := smallSchool(t, 5, 5*time.Minute)
	d := sc.drive(80, 24, 5*time.Minute, NewWall)
	for range 10 {
		d.pass(time.Second)
	}
	d.keys("enter j esc s p q")
	for _, h := range sc.heads {
		events, err := sc.store.Events(context.Background(), h.ID, 0)
		if err != nil || len(events) != sc.stored[h.ID] {
			t.Errorf("%s has %d events, %v; want %d", h.ID, len(events), err, sc.stored[h.ID])
		}
	}
}

// Who comes later appears, who has not come is named, who goes away is told.
func TestWallComing(t *testing.T) {
	sc := smallSchool(t, 3, time.Minute)
	ctx := context.Background()
	r := class.Rehearsal{Quiz: sc.quiz, Start: morning}
	late := r.Student(3)
	sc.check(sc.store.Post(ctx, class.Entry{Kind: class.Enrol, Who: &late}))
	d := sc.drive(80, 24, time.Minute, NewWall)
	d.want("Dimitrova, Dana", "not started", "3 sitting")
	h, events, err := r.Sit(3, sc.paper)
	sc.check(err)
	sc.check(sc.store.Create(ctx, h))
	sc.check(sc.store.Append(ctx, h.ID, 0, events[:2]...))
	for range 6 {
		d.pass(time.Second)
	}
	d.want("4 sitting", "×1.5")
	// One goes away, by an event that follows the last.
	id := sc.heads[0].ID
	rec, err := sc.load(ctx, sc.heads[0])
	sc.check(err)
	st, err := rec.Sitting()
	sc.check(err)
	last := rec.Events[len(rec.Events)-1].At
	sc.check(sc.store.Append(ctx, id, len(rec.Events), st.Next(exam.Event{At: last, Kind: exam.Leave})))
	for range 5 {
		d.pass(time.Second)
	}
	d.keys("g")
	d.want("1 away", "Abara, Ada has been away since "+last.Wall.Format(time.TimeOnly)+"; the clock runs, 0:5")
	d.clock = d.clock.Add(10 * time.Minute)
	d.pass(time.Second)
	d.keys("s g k")
	d.want("away 10 min", "idle 11 min")
}

// A store that cannot be read for a while is told of, and then all goes on.
func TestWallFault(t *testing.T) {
	sc := smallSchool(t, 3, time.Minute)
	broken := &flaky{Store: sc.store}
	sc.store = broken
	d := sc.drive(80, 24, time.Minute, NewWall)
	broken.err = errors.New("the disk reports an error")
	d.pass(time.Second)
	d.want("The store could not be read; it is tried again. the disk reports an error"[:60])
	broken.err = nil
	d.pass(time.Second)
	d.without("could not be read")
	d.want("3 sitting")
}

// A flaky store cannot be read while it has an error.
type flaky struct {
	store.Store
	err error
}

func (f *flaky) Journal(ctx context.Context, from int) ([]class.Entry, error) {
	if f.err != nil {
		return nil, f.err
	}
	return f.Store.Journal(ctx, from)
}

// An empty course says what to do.
func TestWallEmpty(t *testing.T) {
	sc := newSchool(t, &memory.Store{}, smallQuiz, 0, 0)
	d := sc.drive(80, 24, 0, NewWall)
	d.want("Nobody is in the course yet. gradcheck class roster FILE enrols students.", "0 sitting")
	d.keys("enter + j G")
	d.want("0 sitting")
}

// BenchmarkWall is one second of the wall of 500 students who sit a whole final: to
// read what is new, take it in and draw. Of a core it takes so many ns of 1e9. In a
// busy second each of them types.
func BenchmarkWall(b *testing.B) {
	whole := strings.Replace(smallQuiz, "problems: [separable-conv, layernorm]\nlimit: 1h", "limit: 3h", 1)
	for _, kind := range []string{"memory", "sqlite", "memory busy", "sqlite busy"} {
		b.Run(kind, func(b *testing.B) {
			var s store.Store = &memory.Store{}
			if strings.HasPrefix(kind, "sqlite") {
				db, err := sqlite.Open(b.TempDir())
				if err != nil {
					b.Fatal(err)
				}
				defer db.Close()
				s = db
			}
			sc := newSchool(b, s, whole, 500, 15*time.Minute)
			d := sc.drive(80, 24, 15*time.Minute, NewWall)
			for range 60 { // until all that was left before is graded
				d.pass(0)
			}
			sittings := sc.sittings()
			events := 0
			for b.Loop() {
				b.StopTimer()
				if strings.HasSuffix(kind, "busy") {
					events += sc.typeAll(sittings, d.clock.Add(time.Second))
				} else {
					events += sc.until(d.clock.Add(time.Second).Sub(morning))
				}
				b.StartTimer()
				d.pass(time.Second)
				if f := d.app.View(); len(f.Content) == 0 {
					b.Fatal("nothing is drawn")
				}
			}
			b.ReportMetric(float64(events)/float64(b.N), "events/op")
			d.want("of 500")
		})
	}
}

// typeAll lets everybody type a letter, and returns how many did.
func (sc *school) typeAll(sittings []*exam.Sitting, at time.Time) int {
	sc.t.Helper()
	n := 0
	for _, s := range sittings {
		if s.Finished() || s.At() == (exam.Ref{}) {
			continue
		}
		h := s.Header()
		clock := exam.Clock{Wall: at, Boot: h.Start.Boot + at.Sub(h.Start.Wall), BootID: h.Start.BootID}
		e := s.Next(exam.Event{At: clock, Kind: exam.Edit, Part: s.At(), Splice: exam.Splice{Insert: "1"}})
		from := s.Len()
		sc.check(s.Apply(e))
		sc.check(sc.store.Append(context.Background(), h.ID, from, e))
		n++
	}
	return n
}
