package tui

import (
	"strings"
	"testing"
	"time"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/memory"

	tea "charm.land/bubbletea/v2"
)

// newExamDriver opens an exam on a store, at a given time.
func newExamDriver(t *testing.T, s store.Store, at time.Time, sit Sit) *driver {
	t.Helper()
	var env *Env
	d := newDriver(t, s, 80, 24, func(e *Env) { env = e })
	d.clock, d.delayed = at, nil
	d.app = NewExam(env, sit)
	d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	d.run(d.app.Init())
	return d
}

const sentence = "'I work alone, I keep to the rules of this paper, and what I hand in is mine.' enter "

// sat returns the newest exam in the store, folded.
func sat(t *testing.T, s store.Store) *exam.Sitting {
	t.Helper()
	hs, err := s.Headers(t.Context(), "ada")
	if err != nil || len(hs) == 0 {
		t.Fatalf("Headers = %v, %v", hs, err)
	}
	a, err := resume(t.Context(), s, hs[0])
	if err != nil {
		t.Fatal(err)
	}
	return a.sitting
}

// One exam from its start page to the review, with the sentence, a flag, an
// answer that cannot be read, nothing given away, and the word that hands it in.
func TestExam(t *testing.T) {
	s := &memory.Store{}
	d := newExamDriver(t, s, morning, Sit{Percent: 150})
	d.want("your deadline is   16:33:41", "time limit         +  3 h", "×  1.5", "4 h 30 min in all", "I work alone, I keep to the rules")
	d.keys("'I agree' enter")
	d.want("Type the sentence above")
	d.keys("ctrl+u " + sentence)
	d.want("1 Honour code · 1 pt ", "4:30:00", "1/34")
	d.without("practice", "try 1", "hint")
	d.keys("] ] enter '107' enter f")
	d.want("⚑ · can be read", "107")
	d.keys("h")
	d.want("Closed until the exam is over.")
	d.keys("e s r m esc")
	d.want("H hands it in")
	d.without("✗", "Not this one", "solution")
	d.keys("] enter '((' esc")
	d.want("cannot be read yet")
	d.pass(time.Second)
	d.want("4:29:59", "saved 12:03:4")
	d.keys("l")
	d.want("a ⚑", "b ?", "flagged", "H hand in")
	d.keys("H")
	d.want("31 parts are empty and 1 answer cannot be read.", "Flagged by you and answered: 3(a).", "There is 4 h 29 min left")
	d.keys("'no' enter")
	d.want("Type hand in to end the exam")
	d.keys("ctrl+u 'Hand in' enter")
	d.want("1 of 240 points", "receipt", "Handed in at 12:03:42", "Lost most: 12(f) 20")
	d.keys("j j enter")
	d.want("(a)", "your answer", "107", "✗ Not this one", "0 of 5 points", "one right answer", "108")
	d.keys("]")
	d.want("? ", "((")
	if st := sat(t, s); !st.Finished() || st.Terms().Percent != 150 || st.Total().Got != 1 {
		t.Errorf("stored: finished %v, terms %+v, %v", st.Finished(), st.Terms(), st.Total())
	}
}

// Leaving the screen stops no clock; coming back lands on the same part and text.
func TestExamDetached(t *testing.T) {
	s := &memory.Store{}
	d := newExamDriver(t, s, morning, Sit{})
	d.keys(sentence + "] ] ] enter '4*9'")
	d.keys("esc q")
	if !d.quit {
		t.Fatal("q did not leave")
	}
	if got := d.app.Farewell(); !strings.Contains(got, "The exam goes on") || !strings.Contains(got, "15:03:41, 3 h from now") || !strings.Contains(got, "2 of 34 parts") {
		t.Errorf("Farewell = %q", got)
	}
	again := newExamDriver(t, s, morning.Add(time.Hour), Sit{})
	again.want("› (b) · 5 pts", "pace −55 min", "4*9", "2:00:00", "2/34")
	late := newExamDriver(t, s, morning.Add(4*time.Hour), Sit{})
	late.want("result", "The time is up")
	if st := sat(t, s); !st.Finished() || st.Draft(exam.Ref{Problem: "separable-conv", Part: "b"})[0] != "4*9" {
		t.Errorf("after the deadline: finished %v, draft %q", st.Finished(), st.Draft(exam.Ref{Problem: "separable-conv", Part: "b"}))
	}
	third := newExamDriver(t, s, morning.Add(5*time.Hour), Sit{})
	third.want("type this sentence to open the paper") // that one is over
}

// At the deadline what was typed by then counts, to the last key, and nothing
// after it.
func TestExamDeadline(t *testing.T) {
	s := &memory.Store{}
	d := newExamDriver(t, s, morning, Sit{Limit: time.Hour})
	d.keys(sentence + "] ] enter '10'")
	d.pass(44 * time.Minute)
	d.without("minutes left")
	d.pass(time.Minute)
	d.want("15 minutes left.", "0:15:00")
	d.keys("'8'") // the warning eats no key
	d.want("108", "15 minutes left.")
	d.pass(2 * time.Minute)
	d.without("15 minutes left")
	d.pass(12 * time.Minute)
	d.want("1 minute left")
	d.clock = morning.Add(time.Hour)
	d.keys("'0' backspace")
	d.clock = morning.Add(time.Hour + time.Millisecond)
	d.keys("'9'") // too late
	d.pass(0)
	d.want("result", "The time is up")
	st := sat(t, s)
	r := exam.Ref{Problem: "separable-conv", Part: "a"}
	if st.Draft(r)[0] != "108" || st.Score(r).Got != 5 {
		t.Errorf("graded %q with %v points, want 108 with 5", st.Draft(r)[0], st.Score(r).Got)
	}
}

// The newer window takes the exam over; the older one says so, keeps what was
// typed, and can take it back.
func TestExamTwoWindows(t *testing.T) {
	s := &memory.Store{}
	one := newExamDriver(t, s, morning, Sit{})
	one.keys(sentence + "] ] enter '10' enter")
	two := newExamDriver(t, s, morning.Add(time.Minute), Sit{})
	two.want("3 Separable convolutions › (a)", "10")
	two.keys("] enter '39' enter")
	one.keys("tab '8' enter") // not known yet
	one.pass(time.Second)
	one.want("This exam goes on in another window", "not written before")
	one.keys("enter")
	one.want("3 Separable convolutions › (b)", "39")
	one.keys("[")
	one.want("108")
	two.pass(3 * time.Second)
	two.pass(3 * time.Second)
	two.want("This exam goes on in another window")
	st := sat(t, s)
	if a, b := st.Draft(exam.Ref{Problem: "separable-conv", Part: "a"})[0], st.Draft(exam.Ref{Problem: "separable-conv", Part: "b"})[0]; a != "108" || b != "39" {
		t.Errorf("stored %q and %q, want 108 and 39", a, b)
	}
}

// Where both windows changed one part, the other's stands and this one's is told.
func TestExamClash(t *testing.T) {
	s := &memory.Store{}
	one := newExamDriver(t, s, morning, Sit{})
	one.keys(sentence + "] ] enter '1' enter")
	two := newExamDriver(t, s, morning, Sit{})
	two.keys("tab '2' enter")
	one.keys("tab '3' enter")
	one.pass(time.Second)
	one.keys("enter")
	one.want("12", "Changed in both windows", "3(a): 13")
}

// A seed draws another paper; an exam that is not there is an error.
func TestExamPaper(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{Seed: 7})
	d.want("seed 7", "240 points · 34 parts · 12 problems")
	d = newExamDriver(t, &memory.Store{}, morning, Sit{Exam: "nothing"})
	d.want(`no exam "nothing"`)
}

// From home an exam is opened, left and gone on with; the clock runs meanwhile.
func TestExamFromHome(t *testing.T) {
	s := &memory.Store{}
	d := newDriver(t, s, 80, 24, nil)
	d.want("Mock final", "3 h, graded at the end")
	d.keys("j j enter")
	d.want("type this sentence to open the paper")
	d.keys(sentence + "] ] q")
	d.want("Practise")
	d.pass(time.Second)
	d.pass(time.Hour)
	d.keys("enter")
	d.want("3 Separable convolutio… › (a)", "1:59:59")
	d.keys("q")
	d.pass(3 * time.Hour)
	d.want("result", "The time is up")
	if got := sat(t, s).Spent(exam.Ref{Problem: "separable-conv", Part: "a"}); got != 0 {
		t.Errorf("the part counts %v on the screen, want none of the time at home", got)
	}
}

// History lists what was sat; from there the result is opened, or an exam that
// runs is gone on with.
func TestHistory(t *testing.T) {
	s := &memory.Store{}
	d := newExamDriver(t, s, morning, Sit{})
	d.keys(sentence + "] ] enter '108' enter H 'hand in' enter")
	d = newExamDriver(t, s, morning.Add(24*time.Hour), Sit{Seed: 3})
	d.keys(sentence + "H 'hand in' enter")
	open := func(at time.Time, only string) *driver {
		var env *Env
		d := newDriver(t, s, 80, 24, func(e *Env) { env = e })
		d.clock = at
		d.app = NewHistory(env, only)
		d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
		d.run(d.app.Init())
		return d
	}
	d = open(morning.Add(48*time.Hour), "")
	d.want("2 mock finals", "9 May 2023, 12:03", "6/240", "10 May 2023, 12:03", "1/240", "1 of 34")
	d.keys("j enter")
	d.want("6 of 240 points")
	d.keys("q")
	d.want("History")
	open(morning.Add(48*time.Hour), "last").want("1 of 240 points", "10 May")
	open(morning.Add(48*time.Hour), "nothing").want("There is no exam nothing.")
	running := newExamDriver(t, s, morning.Add(72*time.Hour), Sit{})
	running.keys(sentence + "] q")
	d = open(morning.Add(73*time.Hour), "")
	d.want("running")
	d.keys("enter")
	d.want("2 Your favourite", "2:00:00")
	d.keys("q")
	d.want("History")
}

// Every part is passed on the way through the paper, forwards and back.
func TestExamEveryPart(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys(sentence)
	var on []exam.Ref
	for range 33 {
		on = append(on, d.app.sitting.sat().At())
		d.keys("]")
	}
	d.want("12 LayerNorm and depth › (f)")
	for i := range on {
		d.keys("[")
		if at := d.app.sitting.sat().At(); at != on[len(on)-1-i] {
			t.Fatalf("step %d back is at %v, want %v", i+1, at, on[len(on)-1-i])
		}
	}
}

// How sure one was is compared with what was right; what was lost is practised
// as fresh variants, one after the other; an exam can be broken off.
func TestExamAfter(t *testing.T) {
	s := &memory.Store{}
	d := newExamDriver(t, s, morning, Sit{})
	d.keys(sentence + "] ] enter '108' enter c c c")
	d.want("How sure: sure.")
	d.keys("] enter '1' enter c")
	d.want("How sure: guessed.")
	d.keys("H 'hand in' enter")
	d.want("Sure: 1 of 1 right, guessed: 0 of 1 right.")
	d.keys("p")
	d.want("12 LayerNorm and depth", "practice · seed ")
	d.keys("esc")
	d.want("6 of 240 points")

	d = newExamDriver(t, s, morning.Add(time.Hour), Sit{})
	d.keys(sentence + "H 'abandon' enter")
	d.want("Broken off; it has no score.", "Broken off at")
	if st := sat(t, s); !st.Abandoned() {
		t.Error("the exam is not abandoned in the store")
	}
}

// A look at the store that meets what this very program has written meanwhile is
// no sign of another one.
func TestExamPollsItself(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys(sentence + "] ] enter '1'")
	desk := d.app.sitting
	look := desk.poll()
	if look == nil {
		t.Fatal("no look at the store was due")
	}
	d.keys("'0' enter")
	d.run(look) // the store is read only after those words are written
	d.want("3 Separable convolutions › (a)", "10")
	d.without("another window")
}

// When saving stops in the middle, the screen says so at once and typing goes
// on; what could not be written is written as soon as it can be, also what was
// typed in other parts meanwhile.
func TestExamSavingStops(t *testing.T) {
	db := &brokenStore{Store: &memory.Store{}}
	d := newExamDriver(t, db, morning, Sit{})
	d.keys(sentence + "] ] enter '1'")
	d.pass(time.Second)
	d.want("saved 12:03:4")
	db.broken = true
	d.keys("'0'")
	d.pass(time.Second)
	d.want("NOT SAVED since 12:03:4", "10", "The disk with /data is full. Trying every second, nothing is lost yet.")
	d.keys("'8' enter ] enter '39' enter")
	d.pass(time.Second)
	d.want("NOT SAVED since", "39", "2:59:5")
	db.broken = false
	d.pass(time.Second)
	d.pass(time.Second)
	d.want("saved 12:03:4")
	d.without("NOT SAVED")
	st := sat(t, db)
	for part, want := range map[string]string{"a": "108", "b": "39"} {
		if got := st.Draft(exam.Ref{Problem: "separable-conv", Part: part})[0]; got != want {
			t.Errorf("stored %q in (%s), want %q", got, part, want)
		}
	}
}
