package sqlite

import (
	"fmt"
	"strings"
	"testing"

	"gradcheck/internal/exam"
	"gradcheck/internal/store/storetest"
)

func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	openIn(b, dir).Close()
	for b.Loop() {
		d, err := Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		d.Close()
		b.StartTimer()
	}
}

func BenchmarkFirstOpen(b *testing.B) {
	dir := b.TempDir()
	for i := 0; b.Loop(); i++ {
		d, err := Open(fmt.Sprint(dir, "/", i))
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		d.Close()
		b.StartTimer()
	}
}

// BenchmarkAppend is one student typing: an event, synced, and the next.
func BenchmarkAppend(b *testing.B) {
	d := openIn(b, b.TempDir())
	h := storetest.Header("t1", "ada", 0)
	if err := d.Create(b.Context(), h); err != nil {
		b.Fatal(err)
	}
	e := storetest.Chain(h.Hash(), 0, 1)[0]
	for n := 0; b.Loop(); n++ {
		if err := d.Append(b.Context(), "t1", n, e); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAppendTogether is many students at once, who share syncs.
func BenchmarkAppendTogether(b *testing.B) {
	d := openIn(b, b.TempDir())
	ids := make(chan string, 1000)
	for i := range cap(ids) {
		h := storetest.Header(fmt.Sprint("t", i), "ada", i)
		if err := d.Create(b.Context(), h); err != nil {
			b.Fatal(err)
		}
		ids <- h.ID
	}
	b.SetParallelism(100)
	b.RunParallel(func(pb *testing.PB) {
		id := <-ids
		for n := 0; pb.Next(); n++ {
			if err := d.Append(b.Context(), id, n, exam.Event{Kind: exam.Edit, N: n}); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

func BenchmarkEvents10000(b *testing.B) {
	d := openIn(b, b.TempDir())
	h := storetest.Header("t1", "ada", 0)
	if err := d.Create(b.Context(), h); err != nil {
		b.Fatal(err)
	}
	if err := d.Append(b.Context(), "t1", 0, storetest.Chain(h.Hash(), 0, 10_000)...); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if es, err := d.Events(b.Context(), "t1", 0); err != nil || len(es) != 10_000 {
			b.Fatal(len(es), err)
		}
	}
}

// BenchmarkHeaders5000 lists the attempts, of twelve problems each, of a very
// diligent student.
func BenchmarkHeaders5000(b *testing.B) {
	d := openIn(b, b.TempDir())
	h := storetest.Header("", "ada", 0)
	h.Problems = nil
	for i := range 12 {
		h.Problems = append(h.Problems, exam.Placed{ID: fmt.Sprint("problem-", i), Seed: 1 << 60, Digest: strings.Repeat("d", 64)})
	}
	done := make(chan error)
	for i := range 5000 {
		h := h
		h.ID = fmt.Sprint("attempt-", i)
		go func() { done <- d.Create(b.Context(), h) }()
	}
	for range 5000 {
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if hs, err := d.Headers(b.Context(), "ada"); err != nil || len(hs) != 5000 {
			b.Fatal(len(hs), err)
		}
	}
}
