package tui

import (
	"reflect"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/memory"
)

// drop runs a command and what it is made of, as a program does that is killed
// before it takes in any outcome.
func (d *driver) drop(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	msg := cmd()
	if v := reflect.ValueOf(msg); msg != nil && v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
		for i := range v.Len() {
			d.drop(v.Index(i).Interface().(tea.Cmd))
		}
	}
}

// ends counts the events that end the newest exam.
func ends(t *testing.T, s store.Store) (n int) {
	t.Helper()
	hs, err := s.Headers(t.Context(), "ada")
	if err != nil || len(hs) == 0 {
		t.Fatalf("Headers = %v, %v", hs, err)
	}
	events, err := s.Events(t.Context(), hs[0].ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Kind == exam.Finish || e.Kind == exam.Abandon {
			n++
		}
	}
	return n
}

// closed checks that the newest exam has one end, and that a program started now
// shows it with the points and the receipt of the store, without adding to it.
func closed(t *testing.T, s store.Store, at time.Time, points float64) {
	t.Helper()
	st := sat(t, s)
	if n := ends(t, s); n != 1 || !st.Finished() || st.Total().Got != points {
		t.Errorf("%d ends, finished %v with %v points, want 1, true, %v", n, st.Finished(), st.Total().Got, points)
	}
	_, receipt := st.End()
	for range 2 {
		var env *Env
		d := newDriver(t, s, 80, 24, func(e *Env) { env = e })
		d.clock = at
		d.app = NewHistory(env, "last")
		d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
		d.run(d.app.Init())
		d.want("result", receipt.Receipt())
	}
	newExamDriver(t, s, at, Sit{}).want("type this sentence to open the paper")
	if again := sat(t, s); again.Head() != st.Head() {
		t.Error("looking at an exam that is over added to it")
	}
}

// The store refuses the end once: it is written again, and is there once.
func TestCloseRefused(t *testing.T) {
	db := &brokenStore{Store: &memory.Store{}}
	d := newExamDriver(t, db, morning, Sit{})
	d.keys(sentence + "] ] enter '108' enter H 'hand in'")
	db.broken = true
	d.keys("enter")
	d.want("result", "The disk with /data is full", "receipt once this is saved")
	if n := ends(t, db); n != 0 {
		t.Errorf("%d ends are stored, want 0", n)
	}
	d.pass(time.Second)
	db.broken = false
	d.pass(time.Second)
	d.without("The disk with /data is full")
	_, receipt := sat(t, db).End()
	d.want("receipt " + receipt.Receipt())
	closed(t, db, morning.Add(time.Minute), 6)
}

// The program is killed after the end was written and before it heard of that.
func TestCloseKilledAfter(t *testing.T) {
	s := &memory.Store{}
	d := newExamDriver(t, s, morning, Sit{})
	d.keys(sentence + "] ] enter '108' enter H 'hand in'")
	_, write := d.app.Update(overMsg{exam.Finish})
	d.drop(write)
	closed(t, s, morning.Add(time.Minute), 6)
}

// The program is killed before the end was written. An exam that was handed in
// early is still open then; one whose time is up ends when it is opened again.
func TestCloseKilledBefore(t *testing.T) {
	for name, leave := range map[string]func(d *driver){
		"handed in": func(d *driver) { d.keys("H 'hand in' enter") },
		"time up":   func(d *driver) { d.pass(3*time.Hour + time.Second) },
	} {
		db := &brokenStore{Store: &memory.Store{}}
		d := newExamDriver(t, db, morning, Sit{})
		d.keys(sentence + "] ] enter '108' enter")
		db.broken = true
		leave(d)
		d.want("result")
		db.broken = false
		if n := ends(t, db); n != 0 {
			t.Fatalf("%s: %d ends are stored, want 0", name, n)
		}
		if name == "handed in" {
			d = newExamDriver(t, db, morning.Add(time.Hour), Sit{})
			d.want("108", "2:00:00")
		}
		d = newExamDriver(t, db, morning.Add(4*time.Hour), Sit{})
		d.want("result", "The time is up")
		closed(t, db, morning.Add(5*time.Hour), 6)
	}
}

// The time is up in two windows on one exam. The older one shows what the newer
// has written, points and receipt, and can be left; whether or not it knew.
func TestCloseTwoWindows(t *testing.T) {
	for _, knew := range []bool{false, true} {
		s := &memory.Store{}
		one := newExamDriver(t, s, morning, Sit{Limit: time.Hour})
		one.keys(sentence + "] ] enter '108' enter")
		two := newExamDriver(t, s, morning.Add(time.Minute), Sit{})
		two.keys("] enter '39' enter")
		if knew {
			one.pass(2 * time.Second)
			one.pass(2 * time.Second)
			one.want("This exam goes on in another window")
		}
		two.pass(time.Hour)
		two.want("11 of 240 points")
		one.pass(time.Hour)
		_, receipt := sat(t, s).End()
		one.want("11 of 240 points", "receipt "+receipt.Receipt())
		one.keys("q")
		if n, err := one.app.Unsaved(); !one.quit || n != 0 {
			t.Errorf("knew %v: q leaves %v, %d unsaved, %v, want true, 0", knew, one.quit, n, err)
		}
		closed(t, s, morning.Add(3*time.Hour), 11)
	}
}

// The newer window is gone when the time is up: the older one ends the exam, and
// what was typed there in the meantime counts.
func TestCloseNewerGone(t *testing.T) {
	s := &memory.Store{}
	one := newExamDriver(t, s, morning, Sit{Limit: time.Hour})
	one.keys(sentence + "] ] enter '10' enter")
	two := newExamDriver(t, s, morning.Add(time.Minute), Sit{})
	two.keys("] enter '39' enter")
	one.keys("tab '8'") // while the newer one has the exam
	one.pass(2 * time.Second)
	one.want("This exam goes on in another window", "not written before")
	one.pass(time.Hour)
	one.want("11 of 240 points", "The time is up")
	closed(t, s, morning.Add(3*time.Hour), 11)
	drafts(t, s, map[exam.Ref]string{convA: "108", convB: "39"})
}

// The word that ends an exam comes after its deadline and before the tick: it is
// the time that ended it, and what stood is graded, also if it says to abandon.
func TestCloseLateWord(t *testing.T) {
	for _, word := range []string{handinWord, abandonWord} {
		s := &memory.Store{}
		d := newExamDriver(t, s, morning, Sit{Limit: time.Hour})
		d.keys(sentence + "] ] enter '108' enter H '" + word + "'")
		d.clock = morning.Add(2 * time.Hour)
		d.keys("enter")
		d.want("6 of 240 points", "The time is up", " 1 h of 1 h")
		closed(t, s, morning.Add(3*time.Hour), 6)
	}
}
