package tui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/content"
	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/memory"
	"gradcheck/problems"
)

// TestWalk goes through the problem as a student would, by keys alone.
func TestWalk(t *testing.T) {
	db := &memory.Store{}
	d := newDriver(t, db, 80, 24, nil)
	d.want("gradcheck", "no attempts yet", "Try one problem", "enter open")

	d.keys("enter")
	d.want("6 Rematerialisation › (a) · 10 pts", "How many times is a layer run forward", "press enter to type", "KEYS", "enter type")

	// An answer that cannot be read costs nothing.
	d.keys("enter '((20'")
	d.want("TYPE")
	d.keys("enter")
	d.want("Not graded: 2 brackets are never closed", "still try 1", "Nothing was counted", "TYPE")

	// A known slip is named; the key is not.
	d.keys("ctrl+u '30' enter")
	d.want("✗ Not this one", "counts the first forward pass", "0 of 10", "enter try again", "e explain")
	d.without("20 evaluations", "key")

	// A hint says its price first.
	d.keys("] h")
	d.want("› (b) · 5 pts", "Hint 1 of 1 costs 20 %")
	d.keys("h")
	d.want("hint 1 of 1", "Which of them can start", "worth 4 of 5")
	d.keys("enter '10' enter")
	d.want("✓ Correct", "4 of 5 points")

	// Units convert, and the read-back says how.
	d.keys("enter")
	d.want("› (c) · 8 pts")
	d.keys("enter '0.05 us'")
	d.want("read as", "50 ns")
	d.keys("enter")
	d.want("✓ Correct", "8 of 8 points", "6✗✓▸")

	// The solution, and back.
	d.keys("s")
	d.want("› solution", "They are equal at")
	d.keys("esc")
	d.want("› (c)")

	// The explanation, with a value changed.
	d.keys("e")
	d.want("› explain", "frame ", "disk 50 ns", "layers ‹ 10 ›")
	d.keys("tab tab right")
	d.want("SET", "every ‹ 6 ›", "your values")
	d.keys("esc esc")

	// Quit, come back, find everything.
	d.pass(time.Second)
	d.keys("q q")
	if !d.quit {
		t.Fatalf("q did not leave:\n%s", d.screen())
	}
	back := newDriver(t, db, 80, 24, nil)
	back.want("Continue", "3 answers")
	back.keys("enter")
	back.want("› (c) · 8 pts", "0.05 us", "✓ Correct", "6✗✓▸")
	back.keys("[ [")
	back.want("30", "✗ Not this one")

	// A fresh variant keeps the old attempt.
	back.keys("r")
	back.want("seed ", "A fresh variant", "press enter to type")
	hs, err := db.Headers(context.Background(), "ada")
	if err != nil || len(hs) != 2 {
		t.Errorf("attempts after a fresh variant = %d, %v, want 2", len(hs), err)
	}
}

// TestDraftIsWritten: what is typed reaches the store before a second is over,
// without a check.
func TestDraftIsWritten(t *testing.T) {
	db := &memory.Store{}
	d := newDriver(t, db, 80, 24, nil)
	d.keys("enter enter '12'")
	d.pass(time.Second)
	d.keys("'3'")
	d.pass(time.Second)
	back := newDriver(t, db, 80, 24, nil)
	back.keys("enter")
	back.want("123", "enter check")
}

// brokenStore refuses to write while broken.
type brokenStore struct {
	store.Store
	broken bool
}

func (s *brokenStore) Append(ctx context.Context, id string, at int, es ...exam.Event) error {
	if s.broken {
		return &store.Fault{Path: "/data", Kind: store.ErrFull, Text: "The disk with /data is full"}
	}
	return s.Store.Append(ctx, id, at, es...)
}

// TestFullDisk: the student is told, typing goes on, and everything is written
// once it can be.
func TestFullDisk(t *testing.T) {
	db := &brokenStore{Store: &memory.Store{}, broken: true}
	d := newDriver(t, db, 80, 24, nil)
	d.keys("enter enter '20'")
	d.pass(time.Second)
	d.want("NOT SAVED since 12:03:41")
	d.keys("enter")
	d.want("✓ Correct")
	d.keys("q q")
	d.want("NOT SAVED; ctrl+c leaves all the same")
	if d.quit {
		t.Fatal("left without having saved")
	}
	db.broken = false
	d.pass(time.Second)
	if !d.quit {
		t.Error("did not leave after saving")
	}
	if n, err := d.app.Unsaved(); n != 0 {
		t.Errorf("unsaved = %d, %v, want 0", n, err)
	}
	back := newDriver(t, db, 80, 24, nil)
	back.keys("enter")
	back.want("✓ Correct")
}

// TestTwoWindows: two programs at one attempt lose nothing; the later one goes on
// in an attempt of its own.
func TestTwoWindows(t *testing.T) {
	db := &memory.Store{}
	a := newDriver(t, db, 80, 24, nil)
	a.keys("enter enter '30' enter")
	b := newDriver(t, db, 80, 24, nil)
	b.keys("enter")
	a.keys("] enter '10' enter")
	b.keys("] enter '8' enter")
	b.want("Another window goes on with this attempt", "✗ Not this one", "saved ")
	b.keys("] enter '50' enter")
	b.want("✓ Correct")
	hs, err := db.Headers(context.Background(), "ada")
	if err != nil || len(hs) != 2 {
		t.Fatalf("attempts = %d, %v, want 2", len(hs), err)
	}
	for _, h := range hs {
		if _, err := resume(context.Background(), db, h); err != nil {
			t.Errorf("attempt %s: %v", h.ID, err)
		}
	}
}

// TestLeavingTwice: the second ctrl+c leaves even when nothing can be written.
func TestLeavingTwice(t *testing.T) {
	db := &brokenStore{Store: &memory.Store{}, broken: true}
	d := newDriver(t, db, 80, 24, nil)
	d.keys("enter enter '20' ctrl+c")
	if d.quit {
		t.Fatal("the first ctrl+c left unsaved work")
	}
	d.keys("ctrl+c")
	if n, err := d.app.Unsaved(); !d.quit || n == 0 || !errors.Is(err, store.ErrFull) {
		t.Errorf("quit = %v, unsaved = %d, %v, want true, some, a full disk", d.quit, n, err)
	}
}

// TestSizes draws every screen at many sizes: exact rows and cells, no panic,
// and the words there.
func TestSizes(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {60, 20}, {140, 40}, {50, 14}, {200, 60}, {30, 8}, {119, 24}, {120, 30}, {61, 15}, {80, 12}, {20, 5}, {1, 1}} {
		for _, ascii := range []bool{false, true} {
			d := newDriver(t, &memory.Store{}, size[0], size[1], func(e *Env) { e.Theme.ASCII = ascii })
			tiny := size[0] < tinyWidth || size[1] < tinyHeight
			see := func() {
				t.Helper()
				if tiny {
					if s := d.app.View().Content; !strings.HasPrefix("Make the window a little larger", strings.Split(s, "\n")[0]) {
						t.Errorf("at %v the screen is %q", size, s)
					}
					return
				}
				s := d.screen()
				for i := range s {
					if ascii && s[i] >= 0x80 {
						t.Errorf("at %v the ASCII screen has a byte above 0x7f:\n%s", size, s)
						break
					}
				}
			}
			for _, step := range []string{"", "j", "enter", "enter", "'30'", "enter", "e", "space", "tab", "right", "esc", "esc", "s", "esc", "h", "h", "l", "esc", "?", "esc", "]", "pgdown", "tab", "esc"} {
				d.keys(step)
				see()
			}
		}
	}
}

// TestResize keeps the answer and the place.
func TestResize(t *testing.T) {
	d := atRegularSize(t)
	d.keys("enter ] enter '1234'")
	for _, size := range [][2]int{{0, 0}, {20, 5}, {140, 40}, {60, 20}, {80, 24}} {
		d.w, d.h = size[0], size[1]
		d.send(tea.WindowSizeMsg{Width: d.w, Height: d.h})
	}
	d.want("› (b)", "1234", "TYPE")
}

// TestKeyMaps: no key has two meanings in one state of a screen.
func TestKeyMaps(t *testing.T) {
	d := atRegularSize(t)
	check := func() {
		t.Helper()
		for _, g := range d.app.top().Keys() {
			seen := map[string]string{}
			for _, b := range g.Keys {
				if !b.Enabled() {
					continue
				}
				for _, k := range b.Keys() {
					if other, twice := seen[k]; twice {
						t.Errorf("%T, %s: %s means %q and %q", d.app.top(), g.State, k, other, b.Help().Desc)
					}
					seen[k] = b.Help().Desc
				}
			}
		}
	}
	for _, step := range []string{"", "enter", "enter", "'20'", "enter", "e", "tab", "esc", "esc", "l", "esc", "s", "esc", "esc", "j", "j", "enter"} {
		d.keys(step)
		check()
	}
}

// TestPaste puts text into the field and takes control characters out.
func TestPaste(t *testing.T) {
	d := atRegularSize(t)
	d.keys("enter")
	d.send(tea.PasteMsg{Content: "2\x1b[31m0\u202e\n"})
	d.want("2[31m0", "TYPE")
}

// TestEditing covers the keys of a line: cut, put back, undo.
func TestEditing(t *testing.T) {
	f := field(newLineField(nil))
	for _, step := range []struct{ key, want string }{
		{"1", "1"}, {"2", "12"}, {"ctrl+u", ""}, {"ctrl+y", "12"}, {"home", "12"}, {"3", "312"}, {"ctrl+k", "3"}, {"ctrl+_", "312"}, {"ctrl+_", "12"},
	} {
		f = f.Update(press(step.key))
		if got := first(f.Answer()); got != step.want {
			t.Errorf("after %s the line is %q, want %q", step.key, got, step.want)
		}
	}
	if got := first(f.Redo().Answer()); got != "312" {
		t.Errorf("redo = %q, want 312", got)
	}
}

// BenchmarkKey is a keystroke and its frame at 200x60, in the field of a part.
func BenchmarkKey(b *testing.B) {
	d := newDriver(b, &memory.Store{}, 200, 60, nil)
	d.keys("enter enter")
	for b.Loop() {
		d.send(press("1"))
		d.app.View()
		d.send(press("backspace"))
		d.app.View()
	}
}

// BenchmarkOpen is a part opened for the first time: variant, simulation, layout.
func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		d := newDriver(b, &memory.Store{}, 80, 24, nil)
		d.keys("enter")
		d.app.View()
	}
}

// TestWrongUnit: the headline says what is right and what is not, once.
func TestWrongUnit(t *testing.T) {
	d := atRegularSize(t)
	d.keys("enter ] ] enter '50 ms' enter")
	d.want("✗ The number is right, the unit is not", "0 of 8 points", "Which unit should stand here?")
	if n := strings.Count(d.screen(), "the unit is not"); n != 1 {
		t.Errorf("the verdict is said %d times, want once:\n%s", n, d.screen())
	}
}

// TestReadBack: an answer is drawn as mathematics while it is typed.
func TestReadBack(t *testing.T) {
	d := atRegularSize(t)
	d.keys("enter ] ] enter '(20*20 + 10*10)/10 ns'")
	d.want("20 · 20 + 10 · 10", "read as   ───────", "= 50 ns")
	d.keys("ctrl+u '5'")
	d.want("read as   5")
}

// TestHelpWhileTyping: a draft is written although another screen is on top when
// its time comes.
func TestHelpWhileTyping(t *testing.T) {
	db := &memory.Store{}
	d := newDriver(t, db, 80, 24, nil)
	d.keys("enter enter '1' f1")
	d.pass(time.Second)
	d.keys("esc '234'")
	d.pass(time.Second)
	back := newDriver(t, db, 80, 24, nil)
	back.keys("enter")
	back.want("│ 1234")
}

// TestListGoesBack: the list of parts goes on with the screen it came from, and
// no older one writes its draft over a newer.
func TestListGoesBack(t *testing.T) {
	db := &memory.Store{}
	d := newDriver(t, db, 80, 24, nil)
	d.keys("enter enter '11' esc l enter tab ctrl+u '22' esc")
	if n := len(d.app.stack); n != 2 {
		t.Errorf("%d screens are open, want home and the part", n)
	}
	d.keys("l enter r")
	d.want("A fresh variant", "press enter to type")
	d.keys("esc q")
	if !d.quit {
		t.Error("did not leave from home")
	}
	hs, err := db.Headers(context.Background(), "ada")
	if err != nil || len(hs) == 0 {
		t.Fatal("no attempts:", err)
	}
	a, err := resume(context.Background(), db, hs[len(hs)-1])
	if err != nil {
		t.Fatal(err)
	}
	if got := first(a.sitting.Draft(exam.Ref{Problem: "remat", Part: "a"})); got != "22" {
		t.Errorf("the first attempt's draft is %q, want 22", got)
	}
}

// TestOneOpening: keys sent while a problem opens do not open it again.
func TestOneOpening(t *testing.T) {
	d := atRegularSize(t)
	_, one := d.app.Update(press("enter"))
	_, two := d.app.Update(press("enter"))
	if one == nil || two != nil {
		t.Errorf("opening twice gives two commands")
	}
	d.run(one)
	d.want("› (a)")
}

// TestStaying: a key other than ctrl+c takes back leaving while it waits.
func TestStaying(t *testing.T) {
	db := &brokenStore{Store: &memory.Store{}, broken: true}
	d := newDriver(t, db, 80, 24, nil)
	d.keys("enter enter '20' ctrl+c")
	d.want("NOT SAVED; ctrl+c leaves all the same")
	d.keys("'1'")
	db.broken = false
	d.pass(time.Second)
	if d.quit {
		t.Error("left although a key said to stay")
	}
	d.want("201", "saved ")
}

// TestSmallAnswer: in a small window a verdict that is too long for it shows its
// end, and the rest can be reached.
func TestSmallAnswer(t *testing.T) {
	d := newDriver(t, &memory.Store{}, 40, 10, nil)
	d.keys("enter enter '8' enter")
	d.want("Every place", "right elsewhere.")
	d.keys("pgup")
	d.want("8 is what you get")
	d.keys("h")
	d.want("hint 1 of 2", "The kept layers cost nothing")
}

const essay = "---\nid: why\ntitle: Reasons\ntopics: [norms]\npoints: 5\n---\nWhy does it hold?\n\n```answer\nkind: essay\npoints: 5\nrubric:\n" +
	"  - {id: idea, points: 2, text: \"the idea of $x^2$\"}\n  - {id: proof, points: 3, text: the proof}\n```\n\n# Solution\nBecause.\n"

// TestEssay writes a text of two lines and marks it by the rubric.
func TestEssay(t *testing.T) {
	d := newDriver(t, &memory.Store{}, 80, 24, func(e *Env) {
		lib, err := problems.Load(content.FS, fstest.MapFS{"own/01-why.md": {Data: []byte(essay)}})
		if err != nil {
			t.Fatal(err)
		}
		e.Library = lib
	})
	d.app.desk.begin = &begin{problem: "why"}
	d.run(d.app.desk.load())
	d.want("Reasons · 5 pts", "answer in your own words", "press enter to type")
	d.without("the idea")
	d.keys("enter 'One.' enter 'Two.' esc")
	d.want("Two.", "enter check")
	d.keys("enter")
	d.want("✎", "5 points wait for your marks", "enter mark it")
	d.keys("enter")
	d.want("marking", "your text", "Two.", "the idea of x²", "·/2")
	d.keys("3")
	d.want("worth 2 at most")
	d.keys("1 space enter")
	d.want("Marked by yourself", "4 of 5 points")
}

// at opens practice at a part of a built-in problem.
func at(t *testing.T, problem, label string) *driver {
	d := atRegularSize(t)
	d.app.desk.begin = &begin{problem: problem, label: label}
	d.run(d.app.desk.load())
	return d
}

// TestTable fills the cells of a table: enter goes on and never checks while
// cells are empty without saying so.
func TestTable(t *testing.T) {
	d := at(t, "distributed", "")
	d.want("8 Exchanging gradients · 12 pts", "fill in 3 cells", "messages in all")
	d.keys("enter 'n(n-1)' enter 'p' esc enter")
	d.want("1 of 3 are empty", "try 1")
	d.keys("tab enter 'p/n' enter")
	d.want("KEYS", "│ n(n-1)", "enter check")
	d.keys("enter")
	d.want("✓ Correct", "12 of 12 points")
}

// TestMatching assigns options to rows by digits alone.
func TestMatching(t *testing.T) {
	d := at(t, "vib", "di")
	d.keys("2 j 3 j 1")
	d.want("P  │ 2", "Q  │ 3", "R  ▎ 1", "match 3")
	d.keys("enter")
	d.want("✓ Correct", "6 of 6 points")
}

// TestFormula answers with a formula and sees it in two dimensions.
func TestFormula(t *testing.T) {
	d := at(t, "layernorm", "b")
	d.keys("enter 'sqrt(d)/norm(z)*(g - z*(z^T g)/norm(z)^2)'")
	d.want("read as", "────")
	d.keys("enter")
	d.want("✓ Correct", "15 of 15 points")
	d = at(t, "diffusion", "b")
	d.keys("enter 'alpha_t/alpha_tau' enter")
	d.want("✗ Not this one", "0 of 8 points")
}

// TestWholeExam answers every part of the final by its key, at several sizes: all
// are right or wait for a person, and every screen has the terminal's size.
func TestWholeExam(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {60, 20}, {140, 40}, {50, 14}} {
		d := newDriver(t, &memory.Store{}, size[0], size[1], nil)
		d.app.desk.begin = &begin{problem: "honor"}
		d.run(d.app.desk.load())
		parts, total := 0, exam.Score{}
		for {
			p, ok := d.app.top().(*part)
			if !ok {
				break
			}
			d.screen()
			d.run(p.edit(p.field.Set(p.question().Key())))
			d.screen()
			d.keys("enter")
			d.screen()
			last, _ := p.latest()
			gated := p.part().Gate != nil // its work comes after it
			if !last.Counts() || last.Verdict.Outcome == grader.Wrong || last.Verdict.Outcome == grader.Partial && !gated {
				t.Errorf("%v %s: the key is %v: %s", size, p.ref(), last.Verdict.Outcome, last.Verdict.Why)
			}
			parts++
			at := p.ref()
			d.keys("]")
			if next, ok := d.app.top().(*part); !ok || next.ref() == at {
				break
			}
		}
		for _, e := range d.app.desk.entries {
			if e.sitting != nil {
				sc := e.sitting.Total()
				total.Got, total.Awaiting = total.Got+sc.Got, total.Awaiting+sc.Awaiting
			}
		}
		if parts != 34 || total.Got != 193 || total.Awaiting != 47 {
			t.Errorf("%v: %d parts, %+v, want 34, 193 points and 47 awaiting", size, parts, total)
		}
	}
}

// TestPicksInTable: a cell takes several options where the question does.
func TestPicksInTable(t *testing.T) {
	d := at(t, "vib", "b")
	d.keys("1 2 j 1")
	d.want("▎ 1", "│ 1, 2")
	d.keys("enter")
	d.want("✓ Correct", "6 of 6 points")
}

// TestOneRetry: however many writes fail, one other try is on its way.
func TestOneRetry(t *testing.T) {
	db := &brokenStore{Store: &memory.Store{}, broken: true}
	d := newDriver(t, db, 80, 24, nil)
	d.keys("enter f f f f f f")
	if n := len(d.delayed); n != 1 {
		t.Errorf("%d tries are on their way, want 1", n)
	}
	db.broken = false
	d.pass(time.Second)
	if n, err := d.app.Unsaved(); n != 0 {
		t.Errorf("unsaved = %d, %v, want 0", n, err)
	}
}

// TestForkKeepsWhatFollows: events that come while a fork is made follow it.
func TestForkKeepsWhatFollows(t *testing.T) {
	db := &memory.Store{}
	a := newDriver(t, db, 80, 24, nil)
	a.keys("enter enter '30' enter")
	b := newDriver(t, db, 80, 24, nil)
	b.keys("enter")
	a.keys("f")
	_, write := b.app.Update(press("f")) // stale; its outcome waits
	b.keys("] f")
	b.run(write)
	b.pass(time.Second) // both windows draw the same ids here, so the first try fails
	if n, err := b.app.Unsaved(); n != 0 {
		t.Errorf("unsaved = %d, %v, want 0", n, err)
	}
	again := newDriver(t, db, 80, 24, nil)
	i := again.app.desk.index("remat")
	s := again.app.desk.entries[i].sitting
	for _, label := range []string{"a", "b"} {
		if !s.Flagged(exam.Ref{Problem: "remat", Part: label}) {
			t.Errorf("the flag of (%s) is lost", label)
		}
	}
}
