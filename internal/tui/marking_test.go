package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

// scripts are the answers of a school that a person marks.
func (sc *school) scripts() []*class.Script {
	var all []*class.Script
	for _, s := range sc.sittings() {
		all = append(all, class.Scripts(s)...)
	}
	class.SortScripts(all)
	return all
}

// marking opens the screen.
func (sc *school) marking(e *Env, s Staff) *App {
	a, _ := NewMarking(e, s, func(context.Context) ([]*class.Script, error) { return sc.scripts(), nil })
	return a
}

// score is what the first answer in the order of marking has by the store.
func (sc *school) score(i int) exam.Score {
	sc.t.Helper()
	s := sc.scripts()[i]
	for _, st := range sc.sittings() {
		if st.Header().ID == s.Of.Attempt {
			return st.Score(s.Ref)
		}
	}
	sc.t.Fatalf("no attempt %s", s.Of.Attempt)
	return exam.Score{}
}

// An answer is marked line by line without a name in sight, points are in the log at
// once, and the journal says what was given when the marker goes on.
func TestMarking(t *testing.T) {
	sc := smallSchool(t, 12, 2*time.Hour)
	n := len(sc.journal(0))
	d := sc.drive(80, 24, 2*time.Hour, sc.marking)
	d.want("Quiz 4 › mark 2f", "answer 1 of", "name hidden", "0 of 20 points so far", "7 of 7 to do", "rubric", "none marked yet", "0-3 points", "▸    ·/3")
	for _, name := range []string{"Abara", "s0001", "Berg"} {
		d.without(name)
	}
	d.keys("9")
	d.want("This line is worth 3 at most.", "7 of 7 to do")
	d.keys("2")
	d.want("2 of 20 points so far", "6 of 7 to do", "2/3", "saved 14:03:41")
	if got := sc.score(0); got.Awaiting != 20 {
		t.Errorf("with one line marked the answer has %+v, want 20 awaiting", got)
	}
	d.keys("space space space space space space")
	d.want("19 of 20 points so far", "0 of 7 to do", "median of the 1 marked: 19")
	if got := sc.score(0); got.Got != 19 || got.Awaiting != 0 {
		t.Errorf("marked with 19 of 20 points the answer has %+v", got)
	}
	if got := sc.journal(n); len(got) != 0 {
		t.Errorf("the journal has %v before the marker goes on", got)
	}
	d.keys("c 'see the second line' enter")
	d.want("Remark: see the second line")
	d.keys("]")
	d.want("answer 2 of", "7 of 7 to do")
	got := sc.journal(n)
	if len(got) != 2 || got[0].Kind != class.Audit || got[0].Quiz != "small" || !strings.HasSuffix(got[0].Text, ": see the second line") ||
		got[1].By != "prof" || !strings.Contains(got[1].Text, ": 19 of 20 (steps 2, ") || got[1].Student != got[0].Student {
		t.Errorf("the journal has %+v, want the remark and 19 of 20", got)
	}
	// Back, and changed afterwards.
	d.keys("[ 3")
	d.want("answer 1 of", "20 of 20 points so far")
	if got := sc.score(0); got.Got != 20 {
		t.Errorf("changed to 20 points the answer has %+v", got)
	}
	d.keys("k k k k k k k 1 z")
	d.want("20 of 20 points so far")
	d.keys("Z")
	d.want("18 of 20 points so far")
	d.keys("z z")
	d.want("19 of 20 points so far") // the 2 before the 3
	d.keys("z")
	d.want("This line had no points before; enter others in their place."[:30])
	d.keys("q")
	if !d.quit {
		t.Error("q does not leave")
	}
	if got := sc.journal(n); len(got) != 3 {
		t.Errorf("the journal has %d entries after leaving, want a third: %+v", len(got), got)
	}
	for _, s := range sc.sittings() { // the logs are whole
		if !s.Finished() {
			t.Errorf("%s is open", s.Header().ID)
		}
	}
}

// The next answer is one that is not marked; when all are, points can still be
// changed. The same words can be given the same points.
func TestMarkingNext(t *testing.T) {
	sc := smallSchool(t, 9, 2*time.Hour)
	d := sc.drive(80, 24, 2*time.Hour, sc.marking)
	all := sc.scripts()
	d.keys("space space space space space space space")
	used := 0
	for range len(all) - 1 {
		d.keys("]")
		if strings.Contains(d.screen(), "The same words were given") {
			d.keys("r")
			used++
		} else {
			d.keys("0 1 2 0 0 0 0")
		}
		d.want("0 of 7 to do")
	}
	if used == 0 {
		t.Error("no two answers are in the same words")
	}
	d.want("All answers are marked")
	d.keys("]")
	d.want("All answers are marked; points can still be changed.", "0 of 7 to do")
	for i := range all {
		if got := sc.score(i); got.Awaiting != 0 {
			t.Errorf("answer %d has %+v, want none awaiting", i, got)
		}
	}
}

// Two who mark the same answer do not overwrite each other unseen: what was given
// first stands and is shown, until points are entered again.
func TestMarkingTogether(t *testing.T) {
	sc := smallSchool(t, 6, 2*time.Hour)
	one := sc.drive(80, 24, 2*time.Hour, sc.marking)
	two := sc.drive(80, 24, 2*time.Hour, sc.marking)
	one.keys("1")
	two.keys("3") // the same line
	two.want("Somebody else marked this line a moment before: 1 stands.", "1 of 20 points so far")
	two.keys("k k 3")
	two.want("3 of 20 points so far")
	one.keys("2") // the next line; the first is taken in
	one.want("5 of 20 points so far")
	two.keys("] [")
	two.want("5 of 20 points so far", "Somebody else has marked this since.")
	s := sc.scripts()[0]
	if got, _ := s.Sum(); got != 5 {
		t.Errorf("the log has %v points, want 5", got)
	}
}

// An answer whose attempt was opened again meanwhile is not marked: a mark would spoil
// the log of an attempt that goes on.
func TestMarkingMoved(t *testing.T) {
	sc := smallSchool(t, 6, 2*time.Hour)
	d := sc.drive(80, 24, 2*time.Hour, sc.marking)
	n := len(sc.scripts())
	first := sc.scripts()[0]
	for _, st := range sc.sittings() {
		if st.Header().ID == first.Of.Attempt {
			e := st.Next(exam.Event{At: exam.Clock{Wall: morning.Add(2 * time.Hour), BootID: "rehearsal", Boot: 3 * time.Hour}, Kind: exam.Grant, Terms: exam.Terms{Extra: 5 * time.Hour}})
			sc.check(sc.store.Append(context.Background(), first.Of.Attempt, st.Len(), e))
		}
	}
	d.keys("3")
	d.want("The attempt was regraded or opened again since, and left out", fmt.Sprintf("answer 1 of %d", n-1), "7 of 7 to do")
	if got, _ := sc.scripts()[0].Sum(); got != 0 {
		t.Errorf("the log has %v points, want none", got)
	}
	d.keys("q")
}

// Points that cannot be written are kept and tried again, also after the end.
func TestMarkingFault(t *testing.T) {
	sc := smallSchool(t, 6, 2*time.Hour)
	full := &fullStore{Store: sc.store}
	sc.store = full
	var finish func() error
	d := sc.drive(80, 24, 2*time.Hour, func(e *Env, s Staff) *App {
		var a *App
		a, finish = NewMarking(e, s, func(context.Context) ([]*class.Script, error) { return sc.scripts(), nil })
		return a
	})
	full.err = errors.New("the disk is full")
	d.keys("2 3")
	d.want("NOT SAVED, it is tried again: the disk is full", "5 of 20 points so far")
	full.err = nil
	d.pass(time.Second)
	d.without("NOT SAVED")
	if got, _ := sc.scripts()[0].Sum(); got != 5 {
		t.Errorf("the log has %v points, want 5", got)
	}
	full.err = errors.New("the disk is full")
	d.keys("4 ctrl+c")
	full.err = nil
	n := len(sc.journal(0))
	if err := finish(); err != nil {
		t.Errorf("finish = %v", err)
	}
	if got, _ := sc.scripts()[0].Sum(); got != 9 {
		t.Errorf("after the end the log has %v points, want 9", got)
	}
	if got := sc.journal(n); len(got) != 1 || !strings.Contains(got[0].Text, ": 9 of 20, 4 lines to do") {
		t.Errorf("after the end the journal has %+v, want 9 of 20", got)
	}
}

// A fullStore takes no events while it has an error.
type fullStore struct {
	store.Store
	err error
}

func (f *fullStore) Append(ctx context.Context, id string, at int, events ...exam.Event) error {
	if f.err != nil {
		return f.err
	}
	return f.Store.Append(ctx, id, at, events...)
}

// Without anything to mark the screen says so; what cannot be read is told.
func TestMarkingNothing(t *testing.T) {
	sc := smallSchool(t, 3, time.Minute)
	d := sc.drive(80, 24, time.Minute, sc.marking)
	d.want("No answer waits for a person.")
	d.keys("1 ] [ space r c j tab")
	d.want("There is nothing to mark.")
	d = sc.drive(80, 24, time.Minute, func(e *Env, s Staff) *App {
		a, _ := NewMarking(e, s, func(context.Context) ([]*class.Script, error) {
			return nil, errors.New("attempt small/s0001/1: damaged")
		})
		return a
	})
	d.want("Some answers could not be read: attempt small/s0001/1: damaged")
}

// What a student wrote cannot do anything to the terminal.
func TestMarkingIsClean(t *testing.T) {
	sc := smallSchool(t, 6, 2*time.Hour)
	all := sc.scripts()
	all[0].Text = class.Lines("one\x1b[2Jtwo\u202ethree\n" + strings.Repeat("long ", 60))
	d := sc.drive(80, 24, 2*time.Hour, func(e *Env, s Staff) *App {
		a, _ := NewMarking(e, s, func(context.Context) ([]*class.Script, error) { return all, nil })
		return a
	})
	d.want("one[2Jtwothree", "lines 1-")
	if raw := d.app.View().Content; strings.Contains(raw, "\x1b[2J") || strings.Contains(raw, "\u202e") {
		t.Errorf("the screen has what a student wrote as it is: %q", raw)
	}
	d.keys("tab G")
	d.want("rubric")
}
