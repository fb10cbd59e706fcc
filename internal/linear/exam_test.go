package linear

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/memory"
	"gradcheck/problems"
)

const honour = "I work alone, I keep to the rules of this paper, and what I hand in is mine."

func newStore() *faulty { return &faulty{Store: &memory.Store{}} }

// sitting starts an exam of an hour and opens its paper.
func sitting(t *testing.T, s *faulty, setup func(*Env), sit Sit) *stage {
	t.Helper()
	if sit.Limit == 0 {
		sit.Limit = time.Hour
	}
	g := newStage(t, s, morning, setup, func(k *Talk) error { return k.Exam(sit) })
	g.enter(honour)
	return g
}

// said reports whether something was said so far.
func (g *stage) said(want string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return strings.Contains(g.out.String(), want)
}

// linesOf is how an answer is entered.
func linesOf(q grader.Question, a grader.Answer) []string {
	switch q.Input().(type) {
	case grader.Lines, grader.Essay:
		return append(strings.Split(a[0], "\n"), ".")
	}
	return slices.Clone(a)
}

// Whoever enters the key of every part gets every point that no person gives.
func TestKeys(t *testing.T) {
	t.Parallel()
	s := newStore()
	g := sitting(t, s, nil, Sit{})
	_, st := newest(t, s)
	awaiting := 0.0
	for _, p := range st.Paper().Problems {
		for _, q := range p.Parts {
			if q.Spec["transcribe"] != nil {
				continue
			}
			g.enter(":go " + p.ID + "." + q.Label)
			for _, l := range linesOf(q.Question, q.Question.Key()) {
				g.enter(l)
			}
			if _, ok := q.Question.(grader.Rubricked); ok {
				awaiting += q.Points
			}
		}
	}
	if g.said("Cannot be read") || g.said("Nothing was changed") {
		t.Errorf("a key was not taken:\n%s", g.out.String())
	}
	g.enter(":handin")
	g.enter("hand in")
	_, st = newest(t, s)
	if sc := st.Total(); !st.Finished() || sc.Got+awaiting != sc.Possible || sc.Awaiting != awaiting {
		t.Errorf("finished %v, Total() = %+v, want all but the %v points of texts", st.Finished(), sc, awaiting)
	}
}

// The end of the input, of the listener or of the context leaves an exam and never
// hands it in; what was entered is in the store.
func TestHangUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		how  func(g *stage, cancel func())
	}{
		{"the input ends", func(g *stage, _ func()) { g.in.Close() }},
		{"the input breaks", func(g *stage, _ func()) { g.in.CloseWithError(errors.New("reset")) }},
		{"the context ends", func(_ *stage, cancel func()) { cancel() }},
		{"in the question of handing in", func(g *stage, _ func()) { g.enter(":handin"); g.in.Close() }},
		{"with half a line", func(g *stage, _ func()) { _, _ = io.WriteString(g.in, "10"); g.in.Close() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStore()
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			g := sitting(t, s, func(e *Env) { e.Context = ctx }, Sit{})
			g.enter(":go 3a")
			g.enter("108")
			c.how(g, cancel)
			g.mu.Lock()
			g.until(func() bool { return false })
			g.mu.Unlock()
			r, st := newest(t, s)
			last := r.Events[len(r.Events)-1]
			if g.err != nil || st.Finished() || last.Kind != exam.Leave || !g.said("The exam goes on until 13:03:41") {
				t.Errorf("left with %v, finished %v, last event %v; said:\n%s", g.err, st.Finished(), last.Kind, g.out.String())
			}
			want := "108"
			if strings.HasPrefix(c.name, "with half") {
				want = "10" // what came counts, as a key in a field does
			}
			if got := st.Draft(exam.Ref{Problem: "separable-conv", Part: "a"})[0]; got != want {
				t.Errorf("the draft is %q, want %q", got, want)
			}
		})
	}
}

// A simulation is found in the list, played and left, and so is its list.
func TestSimulations(t *testing.T) {
	t.Parallel()
	g := newStage(t, newStore(), morning, nil, (*Talk).Home)
	for _, l := range []string{"6", "1", "", ":leave", ":repeat", ":leave", ":leave"} {
		g.enter(l)
	}
	out := g.finish()
	for _, want := range []string{"1. remat: ", "Simulation remat. ", "Frame 2 of ", "Back at the list; :repeat reads it again.", "Home."} {
		if !strings.Contains(out, want) {
			t.Errorf("nothing was said of %q in:\n%s", want, out)
		}
	}
}

// A listener who is gone is like an input that has ended.
func TestDeaf(t *testing.T) {
	t.Parallel()
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	r, w := io.Pipe()
	r.Close()
	k := New(Env{Library: lib, Store: newStore(), Student: "ada", Now: func() exam.Clock { return exam.Clock{Wall: morning} },
		Seed: func() uint64 { return 7 }, In: strings.NewReader("1\n2\n"), Out: w})
	if err := k.Home(); err != nil {
		t.Errorf("Home() = %v, want nil", err)
	}
}

// A line that came in by the deadline counts, however late it is looked at; one
// that came later does not.
func TestLastLine(t *testing.T) {
	t.Parallel()
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	m, _ := lib.Template("separable-conv")
	p, err := m.Instance(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		left time.Duration // when it came in
		want error
	}{{time.Second, nil}, {0, nil}, {-time.Nanosecond, errTimeUp}} {
		clock := exam.Clock{Wall: morning}
		k := New(Env{Library: lib, Store: newStore(), Student: "ada", Out: io.Discard, Now: func() exam.Clock { return clock }})
		w, err := k.begin(exam.Header{ID: "a", Mode: exam.Exam, Limit: time.Hour}, &exam.Paper{Limit: time.Hour, Problems: []*problems.Problem{p}})
		if err != nil {
			t.Fatal(err)
		}
		k.sat = &session{t: k, w: w, book: paperBook(w), noticed: map[notice]bool{}}
		lines := make(chan line, 1)
		lines <- line{text: "108", at: exam.Clock{Wall: morning.Add(time.Hour - c.left)}}
		k.lines = lines
		clock.Wall = morning.Add(2 * time.Hour)
		l, err := k.watch()
		if !errors.Is(err, c.want) || (l != nil) != (c.want == nil) {
			t.Errorf("entered with %v left and looked at later: %v, %v, want %v", c.left, l, err, c.want)
		}
		if l, err := k.watch(); l != nil || !errors.Is(err, errTimeUp) {
			t.Errorf("after the last line: %v, %v, want %v", l, err, errTimeUp)
		}
	}
}

func TestStrict(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ strict, terminal, refused bool }{{true, false, true}, {true, true, false}, {false, false, false}} {
		s := newStore()
		g := newStage(t, s, morning, func(e *Env) { e.Strict, e.Terminal = c.strict, c.terminal }, func(k *Talk) error { return k.Exam(Sit{}) })
		g.mu.Lock()
		g.until(func() bool { return g.asked > 0 })
		g.mu.Unlock()
		if got := g.said("taken at a terminal"); got != c.refused {
			t.Errorf("strict %v, terminal %v: refused %v, want %v", c.strict, c.terminal, got, c.refused)
		}
		if n := strings.Count(g.out.String(), "\n"); c.refused && n != 1 {
			t.Errorf("refused in %d lines, want 1", n)
		}
	}
}

// A course deals the paper, changes the terms, speaks, and keeps the result sealed.
func TestCourse(t *testing.T) {
	t.Parallel()
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	m, _ := lib.Template("separable-conv")
	p, err := m.Instance(3)
	if err != nil {
		t.Fatal(err)
	}
	terms, messages, shut := exam.Terms{}, []string(nil), "It opens at 13:00."
	c := &Course{
		Attempt: "ada-quiz-1", Title: "Quiz 3", Paper: []*problems.Problem{p}, Place: "room 5", Rules: []string{"If the server is away, the time is credited to you."},
		Opens:    func() string { return shut },
		Terms:    func(time.Time) (exam.Terms, bool) { return terms, true },
		Messages: func() []string { return messages },
		Sealed:   func() string { return "Verdicts can be heard once your course releases them." },
	}
	s := newStore()
	g := newStage(t, s, morning, nil, func(k *Talk) error { return k.Exam(Sit{Exam: "quiz3", Limit: 20 * time.Minute, Course: c}) })
	g.enter(pledge)
	shut = ""
	g.enter(pledge)
	g.enter("1")
	terms, messages = exam.Terms{Extra: 15 * time.Minute}, []string{"In 3a, read 5 for 6"}
	g.pass(time.Second)
	g.enter(":handin")
	g.enter("hand in")
	out := g.finish()
	for _, want := range []string{"Quiz 3. 1 problem, 2 parts", "the time is credited", "It opens at 13:00.", "You have 15 minutes more, until 12:38:41.",
		"A message: In 3a, read 5 for 6.", "Verdicts can be heard once your course releases them.", "Receipt "} {
		if !strings.Contains(out, want) {
			t.Errorf("nothing was said of %q in:\n%s", want, out)
		}
	}
	for _, secret := range []string{"points. Time used", "right answer", "Not this one", "Lost most"} {
		if strings.Contains(out, secret) {
			t.Errorf("%q was said of a sealed result", secret)
		}
	}
	for i, want := range []string{"Verdicts can be heard", "of 10 points. Time used"} {
		if i == 1 {
			c.Sealed = func() string { return "" }
		}
		again := newStage(t, s, morning, nil, func(k *Talk) error { return k.Exam(Sit{Exam: "quiz3", Limit: 20 * time.Minute, Course: c}) })
		again.mu.Lock()
		again.until(func() bool { return again.asked > 0 })
		again.mu.Unlock()
		if !again.said(want) || again.said("enter this sentence") {
			t.Errorf("coming back to a quiz that is over: said\n%s\nwant %q", again.out.String(), want)
		}
	}
	r, st := newest(t, s)
	if r.Header.ID != "ada-quiz-1" || r.Events[1].Text != "room 5" || st.Terms().Extra != 15*time.Minute {
		t.Errorf("stored: attempt %s, opened at %q, terms %+v", r.Header.ID, r.Events[1].Text, st.Terms())
	}
}

// Two programs that practise at one attempt each keep what was entered there.
func TestFork(t *testing.T) {
	t.Parallel()
	s := newStore()
	g := newStage(t, s, morning, nil, func(k *Talk) error { return k.Practise("separable-conv", "a", nil) })
	g.enter("107")
	meddle(t, s, morning, exam.Event{Kind: exam.Edit, Part: exam.Ref{Problem: "separable-conv", Part: "a"}, Splice: exam.Diff("107", "1")})
	g.enter("108")
	if !g.said("kept in one of its own") {
		t.Errorf("the fork was not told in:\n%s", g.out.String())
	}
	g.finish()
	hs, err := s.Headers(t.Context(), "ada")
	if err != nil || len(hs) != 2 {
		t.Fatalf("Headers = %v, %v, want 2", hs, err)
	}
}

// Whatever is entered in whatever order, a talk goes on, and all of it is
// printable ASCII; the attempts in the store can be folded.
func TestAnything(t *testing.T) {
	t.Parallel()
	words := []string{"", ".", "1", "b and d", "2*n", "((", ":next", ":back", ":go 8", ":go 9fix", ":go 12f", ":go 11di", ":go 11a", ":list", ":time", ":repeat", ":help", ":hint",
		":solution", ":explain", ":flag", ":sure 2", ":names", ":code", ":table", ":clear", ":show", ":check", ":mark", ":cell 2 1", ":line 2", ":delete 1", ":insert 1", ":given 9",
		":set every=4", ":other", ":values", ":verdict", "\x1b[A\u202e", "hand in", ":handin", ":bogus", "x = 1", honour}
	r := rand.New(rand.NewPCG(1, 2))
	for _, talk := range []func(*Talk) error{
		func(k *Talk) error { return k.Practise("remat", "", nil) },
		func(k *Talk) error { return k.Exam(Sit{Limit: time.Hour}) },
		(*Talk).Home,
	} {
		s := newStore()
		g := newStage(t, s, morning, nil, talk)
		for range 300 {
			g.enter(words[r.IntN(len(words))])
		}
		out := g.finish()
		if i := strings.IndexFunc(out, func(c rune) bool { return c != '\n' && (c < ' ' || c > '~') && c != '\x1b' && c != '\u202e' }); i >= 0 {
			t.Errorf("said %q", out[i:i+40])
		}
		hs, err := s.Headers(t.Context(), "ada")
		if err != nil {
			t.Fatal(err)
		}
		if len(hs) > 0 {
			newest(t, s)
		}
	}
}

// Whoever had the exam at the deadline wrote what is graded; what could not be
// written here is told.
func TestElsewhereAtDeadline(t *testing.T) {
	t.Parallel()
	s := newStore()
	g := sitting(t, s, nil, Sit{})
	g.enter(":go 3a")
	meddle(t, s, morning, exam.Event{Kind: exam.Open}, exam.Event{Kind: exam.Edit, Part: exam.Ref{Problem: "separable-conv", Part: "a"}, Splice: exam.Diff("", "108")})
	g.enter("107")
	g.pass(2 * time.Hour)
	out := g.finish()
	for _, want := range []string{"Not saved: another program has the exam.", "Not written, because another program had the exam: part 3a: 107", "6 of 240 points"} {
		if !strings.Contains(out, want) {
			t.Errorf("nothing was said of %q in:\n%s", want, out)
		}
	}
	if _, st := newest(t, s); !st.Finished() {
		t.Error("the exam is not over in the store")
	}
}

// Leaving an exam to another program says what of here is not written, and that is
// no success.
func TestLeftElsewhere(t *testing.T) {
	t.Parallel()
	s := newStore()
	g := sitting(t, s, nil, Sit{})
	g.enter(":go 3a")
	meddle(t, s, morning, exam.Event{Kind: exam.Open})
	g.enter("107")
	g.enter(":leave")
	out := g.finish()
	if !strings.Contains(out, "Not written, because another program had the exam: part 3a: 107") || !errors.Is(g.err, store.ErrStale) {
		t.Errorf("left with %v, want %v; said:\n%s", g.err, store.ErrStale, out)
	}
	if _, st := newest(t, s); st.Finished() {
		t.Error("the exam is over in the store")
	}
}

// A list of somebody else's is read again after what was opened was left.
func TestMenu(t *testing.T) {
	t.Parallel()
	n := 0
	g := newStage(t, newStore(), morning, nil, func(k *Talk) error {
		return k.Menu([]string{"Deep learning, spring."}, "Quiz", func() []Item {
			n++
			return []Item{{"Practice problem.", func() error { return k.Practise("remat", "a", nil) }}}
		})
	})
	for _, l := range []string{"2", "1", ":leave", ":leave"} {
		g.enter(l)
	}
	out := g.finish()
	if want := 2; n != want || g.err != nil || !strings.Contains(out, "Deep learning, spring.\n1. Practice problem.\nQuiz, a number from 1 to 1: ") {
		t.Errorf("the list was made %d times, want %d; %v; said:\n%s", n, want, g.err, out)
	}
}
