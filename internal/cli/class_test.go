package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gradcheck/content"
	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/memory"
)

// classroom is a data folder with a made-up class that has sat a quiz.
func classroom(t testing.TB, quiz string, n int) *System {
	t.Helper()
	dir := t.TempDir()
	sys := &System{Out: io.Discard, Err: io.Discard, In: strings.NewReader(""), Content: []fs.FS{content.FS},
		Getenv: func(name string) string { return map[string]string{"GRADCHECK_HOME": dir}[name] },
		Now:    func() exam.Clock { return exam.Clock{Wall: started} },
	}
	file := filepath.Join(dir, "quiz.yaml")
	if err := os.WriteFile(file, []byte(quiz), 0o600); err != nil {
		t.Fatal(err)
	}
	classRun(t, sys, 0, "class quiz "+file)
	classRun(t, sys, 0, fmt.Sprintf("class rehearse small --home %s --students %d", dir, n))
	return sys
}

const classQuiz = "id: small\ntitle: Small quiz\nexam: eecs182-sp23\nproblems: [separable-conv, layernorm]\nlimit: 2h\n"

// classRun runs a command and returns what it prints, errors last.
func classRun(t testing.TB, sys *System, status int, args string) string {
	t.Helper()
	var b bytes.Buffer
	one := *sys
	one.Args, one.Out, one.Err = strings.Fields(args), &b, &b
	if got := Main(one); got != status {
		t.Fatalf("gradcheck %s: status %d, want %d\n%s", args, got, status, b.String())
	}
	return b.String()
}

// atLectern runs f with the course of a classroom.
func atLectern(t testing.TB, sys *System, f func(*lectern) error) {
	t.Helper()
	if err := sys.lectern(context.Background(), &options{}, "small", f); err != nil {
		t.Fatal(err)
	}
}

// corrected is a file system in which the key of 3(a) is another.
func corrected(t testing.TB) fs.FS {
	t.Helper()
	src, err := fs.ReadFile(content.FS, "eecs182-sp23/03-separable-conv.md")
	if err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{"separable.md": {Data: bytes.Replace(src, []byte("\nkey: full\n"), []byte("\nkey: 2*full\n"), 1)}}
}

// A meddler writes to attempts just before somebody else does.
type meddler struct {
	store.Store
	meddle func(id string) // called before an append, once an attempt
	done   map[string]bool
}

func (m *meddler) Append(ctx context.Context, id string, at int, events ...exam.Event) error {
	if !m.done[id] {
		m.done[id] = true
		m.meddle(id)
	}
	return m.Store.Append(ctx, id, at, events...)
}

// A regrade of attempts to which somebody writes in the same moment is worked out
// anew: nothing is lost, and the logs are whole.
func TestClassRegradeStale(t *testing.T) {
	sys := classroom(t, classQuiz, 6)
	sys.Content = append(sys.Content, corrected(t))
	atLectern(t, sys, func(l *lectern) error {
		ctx := context.Background()
		r, err := sys.regrader(&options{}, l, nil)
		if err != nil {
			return err
		}
		db := l.store
		l.store = &meddler{Store: db, done: map[string]bool{}, meddle: func(id string) {
			hs, err := db.Sat(ctx, "small")
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range hs {
				if h.ID != id {
					continue
				}
				rec, err := l.load(ctx, h)
				if err != nil {
					t.Fatal(err)
				}
				st, err := rec.Sitting()
				if err != nil {
					t.Fatal(err)
				}
				e := st.Next(exam.Event{At: exam.Clock{Wall: started}, Kind: exam.Open})
				if err := db.Append(ctx, id, len(rec.Events), e); err != nil {
					t.Fatal(err)
				}
			}
		}}
		sum, failed, err := r.all(ctx, false)
		if err != nil || failed != nil {
			t.Fatalf("all = %v, %v", failed, err)
		}
		kept, err := r.apply(ctx, sum)
		if err != nil || len(kept) != 6 {
			t.Fatalf("apply kept %d, %v; want 6", len(kept), err)
		}
		again, failed, err := r.all(ctx, false)
		if err != nil || failed != nil || len(again.Changed)+len(again.Moot) != 0 || again.Over != 6 {
			t.Errorf("a second time: %+v, %v, %v; want nothing to do", again, failed, err)
		}
		if again.MeanWas != sum.MeanNow {
			t.Errorf("the mean is %v after it, want %v", again.MeanWas, sum.MeanNow)
		}
		return nil
	})
}

// A store that refuses some attempts leaves those as they were and keeps the others;
// the journal says how many.
func TestClassRegradeFails(t *testing.T) {
	sys := classroom(t, classQuiz, 6)
	sys.Content = append(sys.Content, corrected(t))
	atLectern(t, sys, func(l *lectern) error {
		ctx := context.Background()
		r, err := sys.regrader(&options{}, l, nil)
		if err != nil {
			return err
		}
		l.store = &refuser{Store: l.store, not: "small/s0003/1"}
		sum, _, err := r.all(ctx, true)
		if err != nil {
			return err
		}
		kept, err := r.apply(ctx, sum)
		if len(kept) != 5 || err == nil || !strings.Contains(err.Error(), "attempt small/s0003/1: the disk is full") {
			t.Errorf("apply kept %d, %v; want 5 and the attempt that is not", len(kept), err)
		}
		entries, err := l.store.Journal(ctx, 0)
		if err != nil {
			return err
		}
		last := entries[len(entries)-1]
		if last.Kind != class.Regrade || last.Quiz != "small" || !strings.Contains(last.Text, "corrected keys in 5 attempts") || !strings.HasSuffix(last.Text, "nobody gets less") {
			t.Errorf("the journal ends with %+v", last)
		}
		return nil
	})
}

type refuser struct {
	store.Store
	not string
}

func (r *refuser) Append(ctx context.Context, id string, at int, events ...exam.Event) error {
	if id == r.not {
		return store.ErrFull
	}
	return r.Store.Append(ctx, id, at, events...)
}

// What the commands say of grades agrees: the gradebook, the statistics and the
// report of each attempt alone.
func TestClassAgrees(t *testing.T) {
	sys := classroom(t, classQuiz, 10)
	atLectern(t, sys, func(l *lectern) error {
		ctx := context.Background()
		g, err := l.gradebook(ctx)
		if err != nil {
			return err
		}
		st, err := l.stats(ctx)
		if err != nil {
			return err
		}
		if len(g.Results) != 10 || st.Students != 10 {
			t.Fatalf("%d results and statistics of %d, want 10", len(g.Results), st.Students)
		}
		for _, r := range g.Results {
			hs, err := l.store.Headers(ctx, r.Student)
			if err != nil {
				return err
			}
			rec, err := store.Load(ctx, l.store, hs[0]) // with problems of its own
			if err != nil {
				return err
			}
			sitting, err := rec.Sitting()
			if err != nil {
				return err
			}
			if total := sitting.Total(); total.Got != r.Points || total.Awaiting != r.Awaiting || total.Possible != r.Possible {
				t.Errorf("%s has %v points, %v awaiting in the gradebook; want %+v", r.Student, r.Points, r.Awaiting, total)
			}
		}
		return nil
	})
}

// gradeAll hands over what was worked out in order, whatever takes longest, and
// goes on after an error.
func TestGradeAll(t *testing.T) {
	hs := make([]exam.Header, 100)
	for i := range hs {
		hs[i].ID = fmt.Sprint(i)
	}
	sys := &System{Err: io.Discard}
	got := ""
	err := gradeAll(context.Background(), sys, "read", hs, func(h exam.Header) (string, error) {
		if h.ID == "7" || h.ID == "70" {
			return "", fmt.Errorf("attempt %s: damaged", h.ID)
		}
		return h.ID, nil
	}, func(h exam.Header, v string) {
		if h.ID != v {
			t.Errorf("attempt %s came with what is of %s", h.ID, v)
		}
		got += v + " "
	})
	if err == nil || err.Error() != "attempt 7: damaged\nattempt 70: damaged" {
		t.Errorf("gradeAll = %v, want both that are damaged", err)
	}
	want := ""
	for i := range hs {
		if i != 7 && i != 70 {
			want += fmt.Sprint(i, " ")
		}
	}
	if got != want {
		t.Errorf("gradeAll took %s, want %s", got, want)
	}
	ctx, cancel := context.WithCancel(context.Background())
	taken := 0
	err = gradeAll(ctx, sys, "read", hs, func(exam.Header) (int, error) { return 0, nil }, func(exam.Header, int) {
		if taken++; taken == 3 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || taken == len(hs) {
		t.Errorf("cancelled after 3, gradeAll = %v after %d", err, taken)
	}
}

// A deadline is what the student's own screen says, before and during a quiz, for
// one with more time and after an extension.
func TestClassDeadlines(t *testing.T) {
	sys := classroom(t, classQuiz+"zone: UTC\ncloses: 2024-05-06 13:00\n", 5)
	classRun(t, sys, 0, "class extend small s0002 +20m")
	out := classRun(t, sys, 0, "class deadlines small")
	for _, want := range []string{"s0002 ", "2h20m0s", "6 May 13:20:00", "s0004 ", "3h0m0s", "6 May 14:00:00", "handed in"} {
		if !strings.Contains(out, want) {
			t.Errorf("deadlines do not say %q:\n%s", want, out)
		}
	}
	// Somebody who has not started.
	home := sys.Getenv("GRADCHECK_HOME")
	roster := filepath.Join(home, "roster.csv")
	if err := os.WriteFile(roster, []byte("id,name,times\neve,Eve Adams,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	classRun(t, sys, 0, "class roster "+roster)
	out = classRun(t, sys, 0, "class deadlines small --student eve")
	for _, want := range []string{"eve ", "4h0m0s", "6 May 15:00:00", "not started"} {
		if !strings.Contains(out, want) {
			t.Errorf("the deadline of eve does not say %q:\n%s", want, out)
		}
	}
}

// BenchmarkClass is what statistics and a regrade of 500 attempts at a whole final
// take.
func BenchmarkClass(b *testing.B) {
	sys := classroom(b, "id: small\ntitle: Final\nexam: eecs182-sp23\nlimit: 3h\n", 500)
	sys.Content = append(sys.Content, corrected(b))
	b.Run("stats", func(b *testing.B) {
		for b.Loop() {
			atLectern(b, sys, func(l *lectern) error { _, err := l.stats(context.Background()); return err })
		}
	})
	b.Run("regrade", func(b *testing.B) {
		for b.Loop() {
			atLectern(b, sys, func(l *lectern) error {
				r, err := sys.regrader(&options{}, l, nil)
				if err == nil {
					_, _, err = r.all(context.Background(), false)
				}
				return err
			})
		}
	})
}

// How an attempt stands is read from its log: more time opens one again whose time
// was up, and none that was handed in.
func TestDeadlineState(t *testing.T) {
	const limit = 2 * time.Hour
	grant := exam.Event{Kind: exam.Grant, Terms: exam.Terms{Extra: 10 * time.Minute}}
	finish, timeUp, abandon := exam.Event{Kind: exam.Finish}, exam.Event{Kind: exam.Finish, N: 1}, exam.Event{Kind: exam.Abandon}
	tests := []struct {
		name    string
		events  []exam.Event
		extra   time.Duration // by the journal
		after   time.Duration
		state   string
		left    float64
		pending bool
	}{
		{"sitting", nil, 0, time.Hour, "sitting", 3600, false},
		{"more time that is not in the log", nil, 10 * time.Minute, time.Hour, "sitting", 4200, true},
		{"more time that is", []exam.Event{grant}, 10 * time.Minute, time.Hour, "sitting", 4200, false},
		{"nobody closed it", nil, 0, 3 * time.Hour, "time is up", 0, false},
		{"closed", []exam.Event{timeUp}, 0, 3 * time.Hour, "time is up", 0, false},
		{"closed, and more time", []exam.Event{timeUp}, 2 * time.Hour, 3 * time.Hour, "sitting", 3600, true},
		{"handed in, and more time", []exam.Event{finish}, 2 * time.Hour, 3 * time.Hour, "handed in", 0, false},
		{"broken off", []exam.Event{abandon}, 0, time.Hour, "broken off", 0, false},
	}
	for _, tt := range tests {
		ctx := context.Background()
		db := &memory.Store{}
		h := exam.Header{ID: "small/ada/1", Student: "ada", Exam: "small", Start: exam.Clock{Wall: started}, Limit: limit}
		if err := errors.Join(db.Create(ctx, h), db.Append(ctx, h.ID, 0, tt.events...)); err != nil {
			t.Fatal(err)
		}
		course := class.New(class.Entry{Kind: class.Enrol, Who: &class.Student{ID: "ada"}}, class.Entry{Kind: class.Set, Text: classQuiz})
		if tt.extra > 0 {
			course.Apply(class.Entry{Kind: class.Extend, Student: "ada", Extra: tt.extra})
		}
		q, _ := course.Quiz("small")
		l := &lectern{store: db, course: course, quiz: q}
		all, err := l.deadlines(ctx, exam.Clock{Wall: started.Add(tt.after)}, "")
		if err != nil || len(all) != 1 {
			t.Fatalf("%s: deadlines = %v, %v", tt.name, all, err)
		}
		if d := all[0]; d.State != tt.state || d.Left != tt.left || d.Held != tt.pending || !d.Ends.Equal(started.Add(limit+tt.extra)) {
			t.Errorf("%s: %s with %v s left, pending %v, until %v; want %s, %v, %v", tt.name, d.State, d.Left, d.Held, d.Ends, tt.state, tt.left, tt.pending)
		}
	}
}
