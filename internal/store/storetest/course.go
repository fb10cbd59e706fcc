package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

func testSat(t *testing.T, s store.Store) {
	ctx := context.Background()
	want := []string{"q/ada/1", "q/bob/1", "q/ada/2"}
	for i, id := range want {
		h := Header(id, []string{"ada", "bob"}[i%2], i)
		h.Exam = "q"
		must(t, s.Create(ctx, h))
	}
	other := Header("r/ada/1", "ada", 5)
	other.Exam = "r"
	must(t, s.Create(ctx, other))
	hs, err := s.Sat(ctx, "q")
	must(t, err)
	var got []string
	for _, h := range hs {
		got = append(got, h.ID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("Sat(q) = %v, want %v", got, want)
	}
	if hs, err := s.Sat(ctx, "nobody"); err != nil || len(hs) != 0 {
		t.Errorf("Sat(nobody) = %v, %v, want none", hs, err)
	}
}

// entry returns an entry that uses every field.
func entry(n int) class.Entry {
	return class.Entry{At: noon.Add(time.Duration(n) * time.Second), By: "prof", Kind: class.Extend,
		Who: &class.Student{ID: fmt.Sprint("s", n), Name: "Zoë O'Brien; \"x\"", Role: class.Instructor}, Student: "ada", Quiz: "q4",
		Key: "SHA256:abc", Code: "00", Text: "two\nlines, √d", Percent: 150, Extra: time.Minute, From: noon, To: noon.Add(time.Hour), N: n}
}

func testJournal(t *testing.T, s store.Store) {
	ctx := context.Background()
	if got, err := s.Journal(ctx, 0); err != nil || len(got) != 0 {
		t.Fatalf("Journal(0) of an empty store = %v, %v", got, err)
	}
	must(t, s.Post(ctx))
	must(t, s.Post(ctx, entry(0)))
	must(t, s.Post(ctx, entry(1), entry(2)))
	for from := range 5 {
		got, err := s.Journal(ctx, from)
		must(t, err)
		var want []class.Entry
		for n := from; n < 3; n++ {
			want = append(want, entry(n))
		}
		if fmt.Sprintf("%+v", flat(got)) != fmt.Sprintf("%+v", flat(want)) {
			t.Errorf("Journal(%d) = %+v, want %+v", from, flat(got), flat(want))
		}
	}
}

// flat makes entries comparable as text.
func flat(entries []class.Entry) []string {
	var all []string
	for _, e := range entries {
		who := *e.Who
		e.Who, e.At, e.From, e.To = nil, e.At.UTC(), e.From.UTC(), e.To.UTC()
		all = append(all, fmt.Sprintf("%+v %+v", e, who))
	}
	return all
}

// testJournalRace has several post at once: nothing is lost, and the entries of
// one call stay in a row.
func testJournalRace(t *testing.T, s store.Store) {
	ctx := context.Background()
	const writers, each = 8, 20
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for n := range each {
				e := class.Entry{At: noon, Kind: class.Audit, Student: fmt.Sprint(w), N: n}
				if err := s.Post(ctx, e, e); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	all, err := s.Journal(ctx, 0)
	must(t, err)
	if len(all) != 2*writers*each {
		t.Fatalf("%d entries, want %d", len(all), 2*writers*each)
	}
	next := map[string]int{}
	for i := 0; i < len(all); i += 2 {
		a, b := all[i], all[i+1]
		if a.Student != b.Student || a.N != b.N || a.N != next[a.Student] {
			t.Fatalf("entries %d and %d are %s:%d and %s:%d, want %d twice", i, i+1, a.Student, a.N, b.Student, b.N, next[a.Student])
		}
		next[a.Student]++
	}
}

func testBeats(t *testing.T, s store.Store) {
	ctx := context.Background()
	at := func(n int) exam.Clock {
		return exam.Clock{Wall: noon.Add(time.Duration(n) * time.Second), Boot: time.Duration(n) * time.Second, BootID: "b"}
	}
	check := func(want exam.Clock) {
		t.Helper()
		got, err := s.LastBeat(ctx)
		must(t, err)
		if !got.Wall.Equal(want.Wall) || got.Boot != want.Boot || got.BootID != want.BootID {
			t.Errorf("LastBeat = %+v, want %+v", got, want)
		}
	}
	check(exam.Clock{})
	must(t, s.Beat(ctx, "one", at(1)))
	check(at(1))
	must(t, s.Beat(ctx, "two", at(3)))
	must(t, s.Beat(ctx, "one", at(2)))
	check(at(3))
	must(t, s.Beat(ctx, "one", at(4)))
	check(at(4))
}
