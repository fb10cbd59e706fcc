package cli

import (
	"testing"
	"time"

	"gradcheck/content"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/sqlite"
	"gradcheck/problems"
)

// longEvents is how many events the long attempt has: those of three hours in
// which something is typed almost every second.
const longEvents = 10_000

// longAttempt keeps an exam at the printed paper in which longEvents were
// recorded: all parts are entered in turn, words are typed into their blanks as
// the program writes them, taken back now and then, and left to stand.
func longAttempt(tb testing.TB, db store.Store) exam.Header {
	tb.Helper()
	lib, err := problems.Load(content.FS)
	if err != nil {
		tb.Fatal(err)
	}
	ps, err := lib.Paper(lib.Exams()[0], 0)
	if err != nil {
		tb.Fatal(err)
	}
	paper := &exam.Paper{Limit: 3 * time.Hour, Problems: ps}
	at := exam.Clock{Wall: started, Boot: time.Hour, BootID: "boot"}
	h := exam.Header{ID: "long", Student: "ada", Mode: exam.Exam, Start: at, Limit: paper.Limit, Problems: paper.Placed(), Version: exam.Version}
	st, err := exam.New(h, paper)
	if err != nil {
		tb.Fatal(err)
	}
	var refs []exam.Ref
	for _, p := range ps {
		if err := db.PutInstance(tb.Context(), p.Digest, p.Freeze()); err != nil {
			tb.Fatal(err)
		}
		for _, q := range p.Parts {
			refs = append(refs, exam.Ref{Problem: p.ID, Part: q.Label})
		}
	}
	if len(refs) != 34 {
		tb.Fatalf("%d parts, want 34", len(refs))
	}
	var events []exam.Event
	for i := range longEvents {
		wait := time.Second
		if i%20 == 0 {
			wait = 2500 * time.Millisecond // long enough for a draft to stand
		}
		at.Wall, at.Boot = at.Wall.Add(wait), at.Boot+wait
		e := st.Next(longEvent(st, refs[i/50%len(refs)], i))
		e.At = at
		if err := st.Apply(e); err != nil {
			tb.Fatal(i, err)
		}
		events = append(events, e)
	}
	if err := db.Create(tb.Context(), h); err != nil {
		tb.Fatal(err)
	}
	if err := db.Append(tb.Context(), h.ID, 0, events...); err != nil {
		tb.Fatal(err)
	}
	return h
}

// longEvent is the i-th event, in part r.
func longEvent(st *exam.Sitting, r exam.Ref, i int) exam.Event {
	draft := st.Draft(r)
	b := i % len(draft)
	n := len(draft[b])
	switch {
	case i%50 == 0:
		return exam.Event{Kind: exam.Enter, Part: r}
	case i%7 == 0 && n >= 3:
		return exam.Event{Kind: exam.Edit, Part: r, Blank: b, Splice: exam.Splice{At: n - 3, Delete: 3}}
	}
	return exam.Event{Kind: exam.Edit, Part: r, Blank: b, Splice: exam.Splice{At: n / 2, Insert: "words "[:2+i%5]}}
}

// BenchmarkOpenLongAttempt opens an exam of 34 parts and 10,000 events, as a
// program does that goes on with it: the database, the problems, the events, the
// chain of their hashes and the state they leave.
func BenchmarkOpenLongAttempt(b *testing.B) {
	dir := b.TempDir()
	open := func() *sqlite.DB {
		db, err := sqlite.Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		return db
	}
	db := open()
	longAttempt(b, db)
	db.Close()
	for b.Loop() {
		db := open()
		hs, err := db.Headers(b.Context(), "ada")
		if err != nil {
			b.Fatal(err)
		}
		rec, err := store.Load(b.Context(), db, hs[0])
		if err != nil {
			b.Fatal(err)
		}
		st, err := rec.Sitting()
		if err != nil {
			b.Fatal(err)
		}
		if st.Len() != longEvents {
			b.Fatalf("%d events, want %d", st.Len(), longEvents)
		}
		b.StopTimer()
		db.Close()
		b.StartTimer()
	}
}
