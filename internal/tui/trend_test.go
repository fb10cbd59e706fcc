package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/memory"
	"gradcheck/problems"
)

// An answering is what is written in part i of a paper; nil leaves it empty.
type answering func(i int, q *problems.Part) grader.Answer

// byKey answers with the key, up to part n.
func byKey(n int) answering {
	return func(i int, q *problems.Part) grader.Answer {
		if _, essay := q.Question.(grader.Rubricked); i >= n || essay {
			return nil
		}
		return q.Question.Key()
	}
}

// of answers some parts, by their labels as in "separable-conv(a)".
func of(answers map[string]grader.Answer) func(problem string) answering {
	return func(problem string) answering {
		return func(_ int, q *problems.Part) grader.Answer {
			return answers[exam.Ref{Problem: problem, Part: q.Label}.String()]
		}
	}
}

// sit stores a whole exam: every part is opened, and its answer is typed key by
// key.
func sit(t testing.TB, s store.Store, lib *problems.Library, seed uint64, at time.Time, answer func(problem string) answering) exam.Header {
	t.Helper()
	x := lib.Exams()[0]
	ps, err := lib.Paper(x, seed)
	if err != nil {
		t.Fatal(err)
	}
	paper := &exam.Paper{Title: x.Title, Limit: x.Time, Problems: ps}
	h := exam.Header{ID: at.Format("20060102-150405") + "-x", Student: "ada", Exam: x.ID, Mode: exam.Exam, Seed: seed,
		Start: exam.Clock{Wall: at}, Limit: x.Time, Problems: paper.Placed(), Version: exam.Version}
	st, err := exam.New(h, paper)
	if err != nil {
		t.Fatal(err)
	}
	var events []exam.Event
	do := func(e exam.Event, after time.Duration) {
		at = at.Add(after)
		e.At = exam.Clock{Wall: at}
		e = st.Next(e)
		if err := st.Apply(e); err != nil {
			t.Fatal(err)
		}
		events = append(events, e)
	}
	do(exam.Event{Kind: exam.Open}, 0)
	i := 0
	for _, p := range ps {
		if err := s.PutInstance(t.Context(), p.Digest, p.Freeze()); err != nil {
			t.Fatal(err)
		}
		for j := range p.Parts {
			ref := exam.Ref{Problem: p.ID, Part: p.Parts[j].Label}
			do(exam.Event{Kind: exam.Enter, Part: ref}, time.Second)
			for b, text := range answer(p.ID)(i, &p.Parts[j]) {
				for k, r := range text {
					do(exam.Event{Kind: exam.Edit, Part: ref, Blank: b, Splice: exam.Splice{At: k, Insert: string(r)}}, 100*time.Millisecond)
				}
			}
			do(exam.Event{Kind: exam.Sure, Part: ref}, time.Minute)
			i++
		}
	}
	do(exam.Event{Kind: exam.Finish}, time.Minute)
	if err := s.Create(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	if err := s.Append(t.Context(), h.ID, 0, events...); err != nil {
		t.Fatal(err)
	}
	return h
}

func all(a answering) func(string) answering { return func(string) answering { return a } }

// newHistoryDriver opens the history of a store.
func newHistoryDriver(t testing.TB, s store.Store, w, h int, only string) *driver {
	t.Helper()
	var env *Env
	d := newDriver(t, s, w, h, func(e *Env) { env = e })
	d.app = NewHistory(env, only)
	d.send(tea.WindowSizeMsg{Width: w, Height: h})
	d.run(d.app.Init())
	return d
}

// The history has the trend, the topics first against last, and a row an exam;
// a small window has them on pages of their own.
func TestHistoryTrend(t *testing.T) {
	s, lib := &memory.Store{}, library(t)
	sit(t, s, lib, 0, morning.Add(-72*time.Hour), all(byKey(4)))
	sit(t, s, lib, 7, morning.Add(-24*time.Hour), all(byKey(12)))
	d := newHistoryDriver(t, s, 80, 24, "")
	d.want("2 mock finals", "points", "mock final, 6 May to 8 May", "by topic, %", "first  last", "convolution       100   100  ██",
		"8 May 2023, 12:03", "15/240", "11 of 34", "unreadable", "enter review")
	d.keys("tab")
	d.want("change", "optimisation", "+100", "enter exams")
	d.keys("j j j G g c")
	d.want("c compares two there")
	d.keys("enter")
	d.want("time used")
	small := newHistoryDriver(t, s, 60, 20, "")
	small.want("8 May 2023", "11 of 34", "tab topics")
	small.without("mock final,", "by topic")
	small.keys("tab")
	small.want("convolution", "tab trend")
	small.keys("tab")
	small.want("mock final, 6 May to 8 May", "tab exams")
	small.keys("tab")
	small.want("time used")
}

// The list is there before the exams are read, tells how far the reading is, and
// goes on reading while a result is looked at.
func TestHistoryReads(t *testing.T) {
	s, lib := &memory.Store{}, library(t)
	for i := range 3 {
		sit(t, s, lib, 0, morning.Add(time.Duration(i-5)*24*time.Hour), all(byKey(i+1)))
	}
	var env *Env
	d := newDriver(t, s, 80, 24, func(e *Env) { env = e })
	d.app = NewHistory(env, "")
	d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	h := d.app.top().(*history)
	msg := h.Init()()
	_, next := d.app.Update(msg)
	d.want("3 mock finals", "6 May 2023", "4 May 2023", "Reading exam 1 of 3.")
	d.without("time used of")
	if h.read != 0 || h.made[0] != nil {
		t.Errorf("read = %d before the command ran, want 0", h.read)
	}
	d.keys("j enter") // opens the second while the first is not read
	d.want("result", "5 of 240 points")
	d.run(next)
	if h.read != 3 {
		t.Errorf("read = %d while a result was looked at, want all 3", h.read)
	}
	d.keys("q")
	d.want("History", "10/240")
	d.without("Reading")
}

// What is left is not read on.
func TestHistoryLeft(t *testing.T) {
	s, lib := &memory.Store{}, library(t)
	for i := range 3 {
		sit(t, s, lib, 0, morning.Add(time.Duration(i-5)*24*time.Hour), all(byKey(i+1)))
	}
	var env *Env
	d := newDriver(t, s, 80, 24, func(e *Env) { env = e })
	d.app = New(env)
	h := newHistory(env, "")
	d.app.stack = append(d.app.stack, h)
	_, next := d.app.Update(h.Init()())
	if next == nil {
		t.Fatal("nothing is read after the list came")
	}
	d.app.pop()
	d.run(next)
	if h.read > 1 || h.reading {
		t.Errorf("read = %d, reading %v after the history was left, want no more than one", h.read, h.reading)
	}
}

// benchStore has n exams with every part answered, half of them wrong.
func benchStore(b *testing.B, n int) store.Store {
	s, lib := &memory.Store{}, library(b)
	other, err := lib.Paper(lib.Exams()[0], 5)
	if err != nil {
		b.Fatal(err)
	}
	var wrong []grader.Answer
	for _, p := range other {
		for _, q := range p.Parts {
			wrong = append(wrong, q.Question.Key())
		}
	}
	for i := range n {
		sit(b, s, lib, uint64(i), morning.Add(time.Duration(i)*5*time.Hour), all(func(j int, q *problems.Part) grader.Answer {
			if (i+j)%2 == 0 {
				return q.Question.Key()
			}
			return wrong[j][:min(len(wrong[j]), len(q.Question.Key()))]
		}))
	}
	return s
}

// BenchmarkFirstResult is the first screen of a result: drawing it while the
// verdicts are made, the command that makes them, and drawing it then.
func BenchmarkFirstResult(b *testing.B) {
	s := benchStore(b, 1)
	env := newDriver(b, s, 80, 24, nil).app.env
	hs, err := s.Headers(b.Context(), "ada")
	if err != nil {
		b.Fatal(err)
	}
	fresh := func() *results {
		a, err := resume(b.Context(), s, hs[0])
		if err != nil {
			b.Fatal(err)
		}
		return newResults(newSession(env, "final", a))
	}
	b.Run("View", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			r := fresh()
			r.grade()().(reviewMsg).take(nil)
			b.StartTimer()
			r.View(Theme{}, 80, 24)
		}
	})
	b.Run("View while graded", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			r := fresh()
			b.StartTimer()
			r.View(Theme{}, 80, 24)
		}
	})
	b.Run("command", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			r := fresh()
			b.StartTimer()
			r.grade()()
		}
	})
}

// BenchmarkHistory200 is the history of 200 exams: until the list is there,
// until all are read, and drawing it then.
func BenchmarkHistory200(b *testing.B) {
	s := benchStore(b, 200)
	env := newDriver(b, &memory.Store{}, 80, 24, nil).app.env
	env.Store = s
	load := func() *history {
		h := newHistory(env, "")
		h.Init()().(reviewMsg).take(nil)
		return h
	}
	b.Run("list", func(b *testing.B) {
		for b.Loop() {
			load().View(Theme{}, 80, 24)
		}
	})
	full := load()
	b.Run("one", func(b *testing.B) {
		for b.Loop() {
			if full.read == len(full.heads) {
				full.read = 0
			}
			full.next()
			full.reading = false
			_, made, _, err := result(env.context(), s, full.heads[full.read])
			if err != nil {
				b.Fatal(err)
			}
			full.made[full.read] = made
			full.read++
		}
	})
	b.Run("View", func(b *testing.B) {
		for b.Loop() {
			full.View(Theme{}, 80, 24)
		}
	})
}

// A screen keeps to its size and its theme at every size that is supported.
func TestHistorySizes(t *testing.T) {
	s, lib := &memory.Store{}, library(t)
	sit(t, s, lib, 0, morning.Add(-72*time.Hour), all(byKey(4)))
	sit(t, s, lib, 7, morning.Add(-24*time.Hour), all(byKey(12)))
	for _, size := range [][2]int{{30, 8}, {50, 14}, {60, 20}, {80, 24}, {140, 40}} {
		for _, theme := range []Theme{{Background: Light, Fixed: true}, {ASCII: true, Fixed: true}} {
			d := newHistoryDriver(t, s, size[0], size[1], "")
			d.app.theme = theme
			for _, keys := range strings.Split("tab|tab|tab|c j c|tab|q enter|tab|j enter|v|q q q", "|") {
				d.keys(keys)
				d.screen()
				if raw := d.app.View().Content; theme.ASCII {
					if i := strings.IndexFunc(raw, func(r rune) bool { return r >= 0x80 }); i >= 0 {
						t.Errorf("%v after %s: %q is not ASCII", size, keys, fmt.Sprint(raw[max(0, i-20):i+4]))
					}
				}
			}
		}
	}
}
