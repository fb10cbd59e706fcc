package linear

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"gradcheck/content"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/memory"
	"gradcheck/problems"
)

var update = flag.Bool("update", false, "write the transcripts as they are now")

// morning is when the tests happen; the clock stands still until moved.
var morning = time.Date(2023, 5, 9, 12, 3, 41, 0, time.UTC)

// A stage runs a talk with a clock and an input of its own. What is said and what
// is entered make the transcript, in which an entered line begins with "> ".
type stage struct {
	t     testing.TB
	store *faulty
	talk  *Talk
	in    *io.PipeWriter

	mu      sync.Mutex
	changed *sync.Cond
	out     strings.Builder
	clock   time.Time
	ticks   []chan time.Time // that the talk waits for
	asked   int              // prompts that were said
	slept   int              // times that the talk began to wait
	over    bool
	err     error
}

// library has one exam and one problem beside it, whatever else is built in. It is
// read once: loading takes longer than most talks.
var library = sync.OnceValues(func() (*problems.Library, error) {
	few := fstest.MapFS{}
	err := fs.WalkDir(content.FS, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasPrefix(p, "eecs182-sp23/") && p != "bank/layernorm-steps.md" {
			return err
		}
		data, err := fs.ReadFile(content.FS, p)
		few[p] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		return nil, err
	}
	return problems.Load(few)
})

// newStage starts a talk on a store.
func newStage(t testing.TB, s *faulty, at time.Time, setup func(*Env), talk func(*Talk) error) *stage {
	t.Helper()
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	g := &stage{t: t, store: s, clock: at}
	g.changed = sync.NewCond(&g.mu)
	r, w := io.Pipe()
	g.in = w
	seeds := uint64(41)
	env := Env{
		Context: context.Background(), Library: lib, Store: s, Student: "ada", Place: "in ~/.local/share/gradcheck",
		Now: g.now, Seed: func() uint64 { seeds++; return seeds }, In: r, Out: g, Terminal: true, After: g.after,
	}
	if setup != nil {
		setup(&env)
	}
	g.talk = New(env)
	go func() {
		err := talk(g.talk)
		g.mu.Lock()
		defer g.mu.Unlock()
		g.over, g.err = true, err
		g.changed.Broadcast()
	}()
	t.Cleanup(func() { w.Close() })
	return g
}

func (g *stage) now() exam.Clock {
	g.mu.Lock()
	defer g.mu.Unlock()
	return exam.Clock{Wall: g.clock}
}

func (g *stage) after(time.Duration) <-chan time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	c := make(chan time.Time, 1)
	g.ticks = append(g.ticks, c)
	g.slept++
	g.changed.Broadcast()
	return c
}

// Write takes what the talk says. A prompt is what ends with a colon and a blank.
func (g *stage) Write(b []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.out.Write(b)
	if strings.HasSuffix(g.out.String(), ": ") {
		g.asked++
		g.ticks = nil // of the waits before
		g.changed.Broadcast()
	}
	return len(b), nil
}

// until waits for something to become so, or for the end of the talk.
func (g *stage) until(so func() bool) {
	for !so() && !g.over {
		g.changed.Wait()
	}
}

// enter enters a line once it is asked for, and waits for the next prompt.
func (g *stage) enter(text string) {
	g.t.Helper()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.until(func() bool { return g.asked > 0 })
	if g.over {
		g.t.Fatalf("nobody asks for %q any more; said so far:\n%s", text, g.out.String())
	}
	n := g.asked
	fmt.Fprintf(&g.out, "\n> %s\n", text)
	g.mu.Unlock()
	_, _ = io.WriteString(g.in, text+"\n")
	g.mu.Lock()
	g.until(func() bool { return g.asked > n })
}

// pass lets time pass while the talk waits for a line.
func (g *stage) pass(d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.until(func() bool { return g.asked > 0 && len(g.ticks) > 0 })
	g.clock = g.clock.Add(d)
	asked, slept := g.asked, g.slept
	for _, c := range g.ticks {
		c <- g.clock
	}
	g.ticks = nil
	g.until(func() bool { return g.asked > asked || g.slept > slept })
}

// finish closes the input, waits for the end and returns all that was said.
func (g *stage) finish() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.until(func() bool { return g.asked > 0 })
	g.mu.Unlock()
	g.in.Close()
	g.mu.Lock()
	g.until(func() bool { return false })
	return g.out.String()
}

// A faulty store is one in memory that can refuse to write.
type faulty struct {
	*memory.Store
	mu    sync.Mutex
	fault error
}

func (f *faulty) set(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault = err
}

func (f *faulty) Append(ctx context.Context, id string, at int, events ...exam.Event) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fault != nil {
		return f.fault
	}
	return f.Store.Append(ctx, id, at, events...)
}

// newest is the newest attempt in a store.
func newest(t testing.TB, s store.Store) (*store.Record, *exam.Sitting) {
	t.Helper()
	hs, err := s.Headers(t.Context(), "ada")
	if err != nil || len(hs) == 0 {
		t.Fatalf("Headers = %v, %v", hs, err)
	}
	r, err := store.Load(t.Context(), s, hs[0])
	if err != nil {
		t.Fatal(err)
	}
	st, err := r.Sitting()
	if err != nil {
		t.Fatal(err)
	}
	return r, st
}

// meddle writes to the newest attempt as another program would.
func meddle(t testing.TB, s *faulty, at time.Time, events ...exam.Event) {
	t.Helper()
	r, st := newest(t, s)
	for i, ev := range events {
		ev.At = exam.Clock{Wall: at}
		ev = st.Next(ev)
		if err := st.Apply(ev); err != nil {
			t.Fatal(err)
		}
		if err := s.Store.Append(t.Context(), r.Header.ID, len(r.Events)+i, ev); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTranscripts replays the conversations of testdata. A line that begins with
// "> " is entered at the prompt above it. One that begins with "# " happens:
//
//	# home | due | practice PROBLEM[.PART] | exam LIMIT [PERCENT] | review
//	# pass 44m      so much time passes while a line is waited for
//	# later 48h     so much time passes before the next conversation
//	# the store fails | works
//	# another program opens it | answers PROBLEM.PART TEXT
//
// Everything else is said. Starting anew goes on with the same store.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("transcripts: %v, %v", files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := replay(t, string(data))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			compare(t, file, got, string(data))
		})
	}
}

// compare reports the first line that differs.
func compare(t *testing.T, file, got, want string) {
	t.Helper()
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		if at(g, i) != at(w, i) || i >= len(g) || i >= len(w) {
			t.Fatalf("%s:%d: said %q, want %q", file, i+1, at(g, i), at(w, i))
		}
	}
}

// replay plays what is entered and what happens in a transcript, and returns the
// whole of it as it comes out.
func replay(t *testing.T, script string) string {
	s := &faulty{Store: &memory.Store{}}
	var g *stage
	var out strings.Builder
	clock := morning
	stop := func() {
		if g != nil {
			out.WriteString(trimmed(g.finish()))
			clock = g.now().Wall
			if g.err != nil {
				fmt.Fprintf(&out, "# error: %v\n", g.err)
			}
		}
	}
	for l := range strings.Lines(script) {
		l = strings.TrimRight(l, "\n")
		if text, ok := strings.CutPrefix(l, ">"); ok {
			g.enter(strings.TrimPrefix(text, " "))
			continue
		}
		what, ok := strings.CutPrefix(l, "# ")
		if !ok || strings.HasPrefix(what, "error") {
			continue
		}
		if rest, ok := strings.CutPrefix(what, "later "); ok {
			stop()
			g = nil
			fmt.Fprintf(&out, "# %s\n", what)
			clock = clock.Add(duration(t, rest))
			continue
		}
		if talk := opening(t, what); talk != nil {
			stop()
			fmt.Fprintf(&out, "# %s\n", what)
			g = newStage(t, s, clock, nil, talk)
			continue
		}
		g.mu.Lock()
		g.until(func() bool { return g.asked > 0 })
		fmt.Fprintf(&g.out, "\n# %s\n", what)
		g.mu.Unlock()
		g.happens(what)
	}
	stop()
	return out.String()
}

// simulations is how many there are, which is nothing to a transcript.
var simulations = regexp.MustCompile(`Simulations: [0-9]+ to play with`)

// trimmed takes the blanks at the ends of lines away.
func trimmed(s string) string {
	var b strings.Builder
	for l := range strings.Lines(s) {
		b.WriteString(strings.TrimRight(l, " \n") + "\n")
	}
	return simulations.ReplaceAllString(b.String(), "Simulations: some to play with")
}

// opening is how a conversation begins, nil if that is not what is said.
func opening(t *testing.T, what string) func(*Talk) error {
	word, rest, _ := strings.Cut(what, " ")
	switch word {
	case "home":
		return (*Talk).Home
	case "due":
		return (*Talk).Due
	case "practice":
		id, label, _ := strings.Cut(rest, ".")
		return func(k *Talk) error { return k.Practise(id, label, nil) }
	case "review":
		return func(k *Talk) error { return k.Review("last") }
	case "exam":
		limit, more, _ := strings.Cut(rest, " ")
		sit := Sit{Sections: more == "sections", Limit: duration(t, limit)}
		if !sit.Sections && more != "" {
			if _, err := fmt.Sscan(more, &sit.Percent); err != nil {
				t.Fatal(err)
			}
		}
		return func(k *Talk) error { return k.Exam(sit) }
	}
	return nil
}

func duration(t testing.TB, s string) time.Duration {
	t.Helper()
	d, err := time.ParseDuration(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// happens does what a line of a transcript says.
func (g *stage) happens(what string) {
	g.t.Helper()
	rest, pass := strings.CutPrefix(what, "pass ")
	answer, answers := strings.CutPrefix(what, "another program answers ")
	switch {
	case pass:
		g.pass(duration(g.t, rest))
	case what == "the store fails":
		g.store.set(errors.New("the disk is full"))
	case what == "the store works":
		g.store.set(nil)
	case what == "another program opens it":
		meddle(g.t, g.store, g.now().Wall, exam.Event{Kind: exam.Open})
	case answers:
		ref, text, _ := strings.Cut(answer, " ")
		id, label, _ := strings.Cut(ref, ".")
		r := exam.Ref{Problem: id, Part: label}
		_, st := newest(g.t, g.store)
		meddle(g.t, g.store, g.now().Wall, exam.Event{Kind: exam.Open},
			exam.Event{Kind: exam.Edit, Part: r, Splice: exam.Diff(st.Draft(r)[0], text)})
	default:
		g.t.Fatalf("nothing happens by %q", what)
	}
}
