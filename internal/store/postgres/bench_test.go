//go:build unix

package postgres

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store/storetest"
)

// synced returns a new database of a server that takes care of the disk.
func synced(b *testing.B) *DB {
	s := ownServer(b, "fsync=on")
	return openAt(b, s, s.database(b))
}

// BenchmarkAppend is one student typing: an event, synced, and the next.
func BenchmarkAppend(b *testing.B) {
	d := synced(b)
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

// BenchmarkAppendTogether is many students at once, who share trips and syncs.
func BenchmarkAppendTogether(b *testing.B) {
	for _, students := range []int{64, 256} {
		b.Run(fmt.Sprint(students), func(b *testing.B) {
			d := synced(b)
			ids := make(chan string, students)
			for i := range students {
				h := storetest.Header(fmt.Sprint("final/student-", i, "/1"), "ada", i)
				if err := d.Create(b.Context(), h); err != nil {
					b.Fatal(err)
				}
				ids <- h.ID
			}
			b.SetParallelism(students / runtime.GOMAXPROCS(0))
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				id := <-ids
				e := storetest.Chain(exam.Hash{}, 0, 1)[0]
				for n := 0; pb.Next(); n++ {
					if err := d.Append(b.Context(), id, n, e); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}

// BenchmarkHall is a class at two programs for some seconds: each student has an
// event a second, by a timetable that waits for nobody, and looks every other
// second for what others wrote. Latencies count from when an event was due.
func BenchmarkHall(b *testing.B) {
	for _, students := range []int{500, 1000, 5000, 10_000} {
		b.Run(fmt.Sprint(students), func(b *testing.B) {
			s := ownServer(b, "fsync=on")
			name := s.database(b)
			programs := []*DB{openAt(b, s, name), openAt(b, s, name)}
			var begin, hall sync.WaitGroup
			for w := range 32 {
				begin.Go(func() {
					for i := w; i < students; i += 32 {
						if err := programs[i%2].Create(b.Context(), storetest.Header(fmt.Sprint("final/", i), "ada", i)); err != nil {
							b.Error(err)
						}
					}
				})
			}
			begin.Wait()
			const seconds = 5
			waits := make([]time.Duration, students*seconds)
			start := time.Now()
			for i := range students {
				hall.Go(func() { sit(b, programs[i%2], i, students, start, waits[i*seconds:(i+1)*seconds]) })
			}
			hall.Wait()
			slices.Sort(waits)
			b.ReportMetric(float64(waits[len(waits)/2])/1e6, "p50-ms")
			b.ReportMetric(float64(waits[len(waits)*99/100])/1e6, "p99-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// sit is student i of a hall, who writes an event a second.
func sit(b *testing.B, d *DB, i, students int, start time.Time, waits []time.Duration) {
	id := fmt.Sprint("final/", i)
	due := start.Add(time.Second * time.Duration(i) / time.Duration(students))
	for n, e := range storetest.Chain(exam.Hash{}, 0, len(waits)) {
		<-time.After(time.Until(due))
		if err := d.Append(b.Context(), id, n, e); err != nil {
			b.Error(err)
			return
		}
		waits[n] = time.Since(due)
		if n%2 == 0 {
			if _, err := d.Events(b.Context(), id, n+1); err != nil {
				b.Error(err)
			}
		}
		due = due.Add(time.Second)
	}
}

func BenchmarkEvents10000(b *testing.B) {
	d := openNew(b)
	h := storetest.Header("t1", "ada", 0)
	if err := d.Create(b.Context(), h); err != nil {
		b.Fatal(err)
	}
	if err := d.Append(b.Context(), "t1", 0, storetest.Chain(h.Hash(), 0, 10_000)...); err != nil {
		b.Fatal(err)
	}
	for name, from := range map[string]int{"all": 0, "new": 9_999} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if es, err := d.Events(b.Context(), "t1", from); err != nil || len(es) != 10_000-from {
					b.Fatal(len(es), err)
				}
			}
		})
	}
}

// BenchmarkJournal reads a journal of 10,000 entries from its last on, as a
// server does every second.
func BenchmarkJournal(b *testing.B) {
	d := openNew(b)
	if err := d.Post(b.Context(), make([]class.Entry, 10_000)...); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if es, err := d.Journal(b.Context(), 9_999); err != nil || len(es) != 1 {
			b.Fatal(len(es), err)
		}
	}
}
