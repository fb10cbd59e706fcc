// Package storetest is the conformance suite of [store.Store]: each engine's
// test calls [Test], and [Reopen] if the engine outlives the program.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

var noon = time.Date(2024, 5, 6, 12, 0, 0, 0, time.UTC)

// Header returns a header that uses every field. Attempts of higher numbers
// start later.
func Header(id, student string, n int) exam.Header {
	return exam.Header{
		ID: id, Student: student, Exam: "final", Mode: exam.Practice, Seed: 1<<63 + uint64(n),
		Start:    exam.Clock{Wall: noon.Add(time.Duration(n)), Boot: time.Hour, BootID: "boot-1"},
		Limit:    3 * time.Hour,
		Problems: []exam.Placed{{ID: "remat", Seed: 7, Digest: strings.Repeat("d", 64)}, {ID: "adam", Digest: "e"}},
		Version:  exam.Version,
	}
}

// Chain returns n events that follow prev, with numbers from first on.
func Chain(prev exam.Hash, first, n int) []exam.Event {
	events := make([]exam.Event, n)
	for i := range events {
		events[i] = exam.Event{
			At:   exam.Clock{Wall: noon.Add(time.Duration(first+i) * time.Second), Boot: time.Hour, BootID: "boot-1"},
			Kind: exam.Edit, Part: exam.Ref{Problem: "remat", Part: "a"}, N: first + i,
			Splice: exam.Splice{At: i, Insert: fmt.Sprint(i)}, Prev: prev,
		}
		prev = events[i].Hash()
	}
	return events
}

// Check reports how the events of an attempt differ from want.
func Check(t *testing.T, s store.Store, id string, want []exam.Event) {
	t.Helper()
	got, err := s.Events(context.Background(), id, 0)
	if err != nil {
		t.Fatalf("Events(%q) = %v", id, err)
	}
	if len(got) != len(want) {
		t.Fatalf("Events(%q) = %d events, want %d", id, len(got), len(want))
	}
	for i := range want {
		if got[i].Hash() != want[i].Hash() {
			t.Fatalf("Events(%q)[%d] = %+v, want %+v", id, i, got[i], want[i])
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t *testing.T, call string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s = %v, want %v", call, err, want)
	}
}

// Test runs the suite. open returns an empty store; the suite closes it.
func Test(t *testing.T, open func(*testing.T) store.Store) {
	tests := []struct {
		name string
		run  func(*testing.T, store.Store)
	}{
		{"Create", testCreate},
		{"Headers", testHeaders},
		{"Append", testAppend},
		{"EventsFrom", testFrom},
		{"AppendStale", testStale},
		{"Unknown", testUnknown},
		{"Instances", testInstances},
		{"AnyBytes", testAnyBytes},
		{"LargeEvents", testLarge},
		{"Aliasing", testAliasing},
		{"ManyAttempts", testMany},
		{"Race", testRace},
		{"ReadersAndWriter", testReaders},
		{"Cancelled", testCancelled},
		{"Sat", testSat},
		{"Journal", testJournal},
		{"JournalRace", testJournalRace},
		{"Beats", testBeats},
		{"Close", testClose},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			defer s.Close()
			tt.run(t, s)
		})
	}
}

func testCreate(t *testing.T, s store.Store) {
	ctx := context.Background()
	h := Header("t1", "ada", 0)
	must(t, s.Create(ctx, h))
	got, err := s.Headers(ctx, "ada")
	must(t, err)
	if len(got) != 1 || got[0].Hash() != h.Hash() || !slices.Equal(got[0].Problems, h.Problems) || !got[0].Start.Wall.Equal(h.Start.Wall) {
		t.Errorf("Headers(ada) = %+v, want %+v", got, h)
	}
	Check(t, s, "t1", nil)
	wantErr(t, "Create of the same again", s.Create(ctx, h), store.ErrExists)
	wantErr(t, "Create of the same id", s.Create(ctx, Header("t1", "bob", 1)), store.ErrExists)
	if got, _ := s.Headers(ctx, "bob"); len(got) != 0 {
		t.Errorf("Headers(bob) after a refused Create = %+v, want none", got)
	}
	must(t, s.Create(ctx, exam.Header{ID: "bare"})) // and nothing else
}

func testHeaders(t *testing.T, s store.Store) {
	ctx := context.Background()
	early, late := Header("x", "ada", 0), Header("y", "ada", 0)
	early.Start.Wall, late.Start.Wall = noon.AddDate(-100, 0, 0), noon.AddDate(1000, 0, 0)
	for _, h := range []exam.Header{
		Header("t2", "ada", 1), Header("t1", "ada", 1), Header("t9", "ada", 0), Header("t3", "ada", 1),
		Header("a", "ada", 2), Header("b1", "bob", 7), early, late,
	} {
		must(t, s.Create(ctx, h))
	}
	for student, want := range map[string]string{"ada": "y a t3 t2 t1 t9 x", "bob": "b1", "nobody": "", "": "", "ADA": "", "ad%": ""} {
		got, err := s.Headers(ctx, student)
		must(t, err)
		ids := make([]string, len(got))
		for i, h := range got {
			ids[i] = h.ID
		}
		if strings.Join(ids, " ") != want {
			t.Errorf("Headers(%q) = %v, want [%s]", student, ids, want)
		}
	}
}

func testUnknown(t *testing.T, s store.Store) {
	ctx := context.Background()
	must(t, s.Create(ctx, Header("t1", "ada", 0)))
	for _, id := range []string{"t2", "", "T1", "t1 ", "t%"} {
		wantErr(t, fmt.Sprintf("Append(%q)", id), s.Append(ctx, id, 0, Chain(exam.Hash{}, 0, 1)...), store.ErrUnknown)
		_, err := s.Events(ctx, id, 0)
		wantErr(t, fmt.Sprintf("Events(%q)", id), err, store.ErrUnknown)
		_, err = s.Instance(ctx, id)
		wantErr(t, fmt.Sprintf("Instance(%q)", id), err, store.ErrUnknown)
	}
}

func testInstances(t *testing.T, s store.Store) {
	ctx := context.Background()
	all := make([]byte, 1<<16)
	for i := range all {
		all[i] = byte(i)
	}
	for digest, data := range map[string][]byte{"json": []byte(`{"id":"remat"}`), "bytes": all, "empty": {}, "nil": nil} {
		for range 2 {
			must(t, s.PutInstance(ctx, digest, data))
		}
		got, err := s.Instance(ctx, digest)
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("Instance(%q) = %d bytes, %v, want %d", digest, len(got), err, len(data))
		}
	}
	must(t, s.PutInstance(ctx, "json", []byte("other")))
	if got, err := s.Instance(ctx, "json"); err != nil || string(got) != `{"id":"remat"}` {
		t.Errorf("Instance after a second PutInstance = %q, %v, want the first", got, err)
	}
}

// odd are texts that are easily mangled on the way to a disk.
var odd = []string{"\x00", "a\x00b", "\xff\xfe", "é", "e\u0301", "\u2028\u2029", "'; DROP TABLE events; --", `"\`, "\r\n", "𝐱⊙∂", " ", "%_?#&="}

func testAnyBytes(t *testing.T, s store.Store) {
	ctx := context.Background()
	for i, text := range odd {
		h := Header(text, "student "+text, i)
		h.Exam, h.Start.BootID, h.Problems[0].ID = text, text, text
		must(t, s.Create(ctx, h))
		e := exam.Event{Kind: exam.Kind(text), Part: exam.Ref{Problem: text, Part: text}, Splice: exam.Splice{Insert: text}, Text: text, Prev: h.Hash()}
		must(t, s.Append(ctx, text, 0, e))
		must(t, s.PutInstance(ctx, text, []byte(text)))
	}
	for _, text := range odd {
		hs, err := s.Headers(ctx, "student "+text)
		must(t, err)
		if len(hs) != 1 || hs[0].ID != text || hs[0].Exam != text || hs[0].Problems[0].ID != text {
			t.Fatalf("Headers(%q) = %+v", "student "+text, hs)
		}
		es, err := s.Events(ctx, text, 0)
		if err != nil || len(es) != 1 || es[0].Splice.Insert != text || es[0].Text != text || es[0].Prev != hs[0].Hash() {
			t.Errorf("Events(%q) = %+v, %v", text, es, err)
		}
		if data, err := s.Instance(ctx, text); err != nil || string(data) != text {
			t.Errorf("Instance(%q) = %q, %v", text, data, err)
		}
	}
}

func testLarge(t *testing.T, s store.Store) {
	ctx := context.Background()
	h := Header("t1", "ada", 0)
	must(t, s.Create(ctx, h))
	events := Chain(h.Hash(), 0, 3)
	events[1].Splice.Insert = strings.Repeat("essay ∂ ", 1<<17) // 1.3 MB
	must(t, s.Append(ctx, "t1", 0, events...))
	Check(t, s, "t1", events)
}

// testAliasing changes what was handed in and what came back.
func testAliasing(t *testing.T, s store.Store) {
	ctx := context.Background()
	h := Header("t1", "ada", 0)
	want := h.Hash()
	must(t, s.Create(ctx, h))
	h.Problems[0].Digest = "changed"
	events := Chain(want, 0, 2)
	again := slices.Clone(events)
	must(t, s.Append(ctx, "t1", 0, events...))
	events[0].N = 99
	data := []byte("data")
	must(t, s.PutInstance(ctx, "d", data))
	data[0] = 'X'
	for range 2 {
		Check(t, s, "t1", again)
		es, err := s.Events(ctx, "t1", 0)
		must(t, err)
		es[0].N = 99
		hs, err := s.Headers(ctx, "ada")
		must(t, err)
		if hs[0].Hash() != want {
			t.Fatalf("Headers(ada) = %+v after a change outside", hs)
		}
		hs[0].Problems[0].Digest = "changed"
		got, err := s.Instance(ctx, "d")
		must(t, err)
		if string(got) != "data" {
			t.Fatalf("Instance = %q after a change outside, want %q", got, "data")
		}
		got[0] = 'X'
	}
}

// testMany appends to many attempts at once; nobody's events may end up with
// somebody else or out of order.
func testMany(t *testing.T, s store.Store) {
	const attempts, each = 16, 20
	ctx := context.Background()
	var wg sync.WaitGroup
	for i := range attempts {
		wg.Go(func() {
			h := Header(fmt.Sprint("t", i), "ada", i)
			if err := s.Create(ctx, h); err != nil {
				t.Errorf("Create(%s) = %v", h.ID, err)
				return
			}
			for n, e := range Chain(h.Hash(), 0, each) {
				if err := s.Append(ctx, h.ID, n, e); err != nil {
					t.Errorf("Append(%s, %d) = %v", h.ID, n, err)
				}
			}
		})
	}
	wg.Wait()
	for i := range attempts {
		h := Header(fmt.Sprint("t", i), "ada", i)
		Check(t, s, h.ID, Chain(h.Hash(), 0, each))
	}
}

// testRace lets several programs append to one attempt: exactly one must win
// each place.
func testRace(t *testing.T, s store.Store) {
	const programs, places = 8, 20
	ctx := context.Background()
	must(t, s.Create(ctx, Header("t1", "ada", 0)))
	for place := range places {
		winners := make(chan int, programs)
		var wg sync.WaitGroup
		for p := range programs {
			wg.Go(func() {
				err := s.Append(ctx, "t1", place, exam.Event{Kind: exam.Enter, Blank: p, N: place})
				switch {
				case err == nil:
					winners <- p
				case !errors.Is(err, store.ErrStale):
					t.Errorf("Append at %d = %v, want nil or %v", place, err, store.ErrStale)
				}
			})
		}
		wg.Wait()
		if len(winners) != 1 {
			t.Fatalf("%d programs won place %d, want 1", len(winners), place)
		}
		winner := <-winners
		es, err := s.Events(ctx, "t1", 0)
		must(t, err)
		if len(es) != place+1 || es[place].Blank != winner {
			t.Fatalf("event %d of %d is not that of the winner", place, len(es))
		}
	}
}

// testReaders reads while another goroutine writes: a reader sees whole appends
// and what was acknowledged before it began.
func testReaders(t *testing.T, s store.Store) {
	ctx := context.Background()
	h := Header("t1", "ada", 0)
	must(t, s.Create(ctx, h))
	const rounds, pair = 30, 2
	events := Chain(h.Hash(), 0, rounds*pair)
	acknowledged := make(chan int, rounds)
	go func() {
		defer close(acknowledged)
		for n := 0; n < len(events); n += pair {
			if err := s.Append(ctx, "t1", n, events[n:n+pair]...); err != nil {
				t.Errorf("Append at %d = %v", n, err)
				return
			}
			acknowledged <- n + pair
		}
	}()
	for n := range acknowledged {
		got, err := s.Events(ctx, "t1", 0)
		must(t, err)
		if len(got) < n || len(got)%pair != 0 {
			t.Fatalf("Events = %d, want at least %d and whole pairs", len(got), n)
		}
		_, err = s.Headers(ctx, "ada")
		must(t, err)
	}
}

func testCancelled(t *testing.T, s store.Store) {
	h := Header("t1", "ada", 0)
	must(t, s.Create(context.Background(), h))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	events := Chain(h.Hash(), 0, 1)
	_, headersErr := s.Headers(ctx, "ada")
	_, eventsErr := s.Events(ctx, "t1", 0)
	_, instanceErr := s.Instance(ctx, "d")
	_, satErr := s.Sat(ctx, "x")
	_, journalErr := s.Journal(ctx, 0)
	_, beatErr := s.LastBeat(ctx)
	for call, err := range map[string]error{
		"Create": s.Create(ctx, Header("t2", "ada", 1)), "Append": s.Append(ctx, "t1", 0, events...),
		"PutInstance": s.PutInstance(ctx, "d", nil), "Headers": headersErr, "Events": eventsErr, "Instance": instanceErr,
		"Sat": satErr, "Journal": journalErr, "LastBeat": beatErr, "Post": s.Post(ctx, class.Entry{}), "Beat": s.Beat(ctx, "p", exam.Clock{}),
	} {
		wantErr(t, call+" with a cancelled context", err, context.Canceled)
	}
	Check(t, s, "t1", nil)
	must(t, s.Append(context.Background(), "t1", 0, events...))
	Check(t, s, "t1", events)
	_, err := s.Instance(context.Background(), "d")
	wantErr(t, "Instance after a cancelled PutInstance", err, store.ErrUnknown)
}

// testClose closes under load: each call ends with a definite answer.
func testClose(t *testing.T, s store.Store) {
	ctx := context.Background()
	must(t, s.Create(ctx, Header("t1", "ada", 0)))
	var wg sync.WaitGroup
	begun := make(chan struct{}, 4)
	for i := range cap(begun) {
		h := Header(fmt.Sprint("w", i), "ada", i)
		must(t, s.Create(ctx, h))
		wg.Go(func() {
			for n := 0; ; n++ {
				err := s.Append(ctx, h.ID, n, Chain(exam.Hash{}, n, 1)...)
				if n == 0 {
					begun <- struct{}{}
				}
				if err != nil {
					wantErr(t, "Append while closing", err, store.ErrClosed)
					return
				}
			}
		})
	}
	for range cap(begun) {
		<-begun
	}
	must(t, s.Close())
	wg.Wait()
	must(t, s.Close())
	_, headersErr := s.Headers(ctx, "ada")
	_, eventsErr := s.Events(ctx, "t1", 0)
	_, instanceErr := s.Instance(ctx, "d")
	_, satErr := s.Sat(ctx, "x")
	_, journalErr := s.Journal(ctx, 0)
	_, beatErr := s.LastBeat(ctx)
	for call, err := range map[string]error{
		"Create": s.Create(ctx, Header("t2", "ada", 1)), "Append": s.Append(ctx, "t1", 0),
		"PutInstance": s.PutInstance(ctx, "d", nil), "Headers": headersErr, "Events": eventsErr, "Instance": instanceErr,
		"Sat": satErr, "Journal": journalErr, "LastBeat": beatErr, "Post": s.Post(ctx, class.Entry{}), "Beat": s.Beat(ctx, "p", exam.Clock{}),
	} {
		wantErr(t, call+" after Close", err, store.ErrClosed)
	}
}

// Reopen checks that what was stored is there when the store is opened again.
// open opens the store in dir, which is empty at first.
func Reopen(t *testing.T, open func(t *testing.T, dir string) store.Store) {
	ctx := context.Background()
	dir := t.TempDir()
	h := Header("t1", "ada", 0)
	events := Chain(h.Hash(), 0, 6)
	for n := 0; n < len(events); n += 2 {
		s := open(t, dir)
		if n == 0 {
			must(t, s.Create(ctx, h))
			must(t, s.PutInstance(ctx, "d", []byte("data")))
		}
		Check(t, s, "t1", events[:n])
		must(t, s.Append(ctx, "t1", n, events[n:n+2]...))
		must(t, s.Close())
	}
	s := open(t, dir)
	defer s.Close()
	Check(t, s, "t1", events)
	hs, err := s.Headers(ctx, "ada")
	must(t, err)
	data, err := s.Instance(ctx, "d")
	must(t, err)
	if len(hs) != 1 || hs[0].Hash() != h.Hash() || string(data) != "data" {
		t.Errorf("after reopening: Headers = %+v, Instance = %q", hs, data)
	}
}

// TwoOpen checks that two programs can have the store open at once: they see
// each other's writes, and only one gets each place.
func TwoOpen(t *testing.T, open func(t *testing.T, dir string) store.Store) {
	ctx := context.Background()
	dir := t.TempDir()
	one, two := open(t, dir), open(t, dir)
	defer one.Close()
	defer two.Close()
	h := Header("t1", "ada", 0)
	events := Chain(h.Hash(), 0, 3)
	must(t, one.Create(ctx, h))
	must(t, two.Append(ctx, "t1", 0, events[0]))
	wantErr(t, "Append at a place taken by the other", one.Append(ctx, "t1", 0, events[0]), store.ErrStale)
	must(t, one.Append(ctx, "t1", 1, events[1]))
	must(t, two.Append(ctx, "t1", 2, events[2]))
	Check(t, one, "t1", events)
	Check(t, two, "t1", events)
}
