//go:build unix

package postgres

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/storetest"
)

// TestRestart ends a server in each way there is, and starts it again.
func TestRestart(t *testing.T) {
	s := ownServer(t, "fsync=on")
	t.Run("keeps", func(t *testing.T) { killKeeps(t, s) })
	for _, tt := range []struct {
		name string
		sig  syscall.Signal
	}{{"shutdown", syscall.SIGINT}, {"crash", syscall.SIGQUIT}, {"kill", syscall.SIGKILL}} {
		t.Run(tt.name, func(t *testing.T) { restartUnder(t, s, tt.sig) })
	}
}

// restartUnder restarts a server under 50 writers at two programs. Writers do
// what a session does: what was refused comes again. Then everything is there
// once.
func restartUnder(t *testing.T, s *server, sig syscall.Signal) {
	base := s.database(t)
	programs := []*DB{openAt(t, s, base), openAt(t, s, base)}
	const writers, each = 50, 40
	var acknowledged atomic.Int64
	var wg sync.WaitGroup
	midway := make(chan struct{})
	for i := range writers {
		h := storetest.Header(fmt.Sprint("t", i), "ada", i)
		if err := programs[0].Create(t.Context(), h); err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			for n, e := range storetest.Chain(h.Hash(), 0, each) {
				if err := insist(t, programs[i%2], h.ID, n, e); err != nil {
					t.Errorf("Append(%s, %d) = %v", h.ID, n, err)
				}
				if acknowledged.Add(1) == writers*each/3 {
					close(midway)
				}
			}
		})
	}
	<-midway
	if err := s.restart(sig); err != nil {
		t.Error(err)
	}
	wg.Wait()
	for i := range writers {
		h := storetest.Header(fmt.Sprint("t", i), "ada", i)
		storetest.Check(t, programs[i%2], h.ID, storetest.Chain(h.Hash(), 0, each))
	}
}

// insist appends until the database is back.
func insist(t *testing.T, d *DB, id string, at int, events ...exam.Event) error {
	for {
		err := d.Append(t.Context(), id, at, events...)
		if !errors.Is(err, ErrAway) {
			return err
		}
	}
}

// killKeeps kills the server, with what it did not sync, and finds all that was
// acknowledged.
func killKeeps(t *testing.T, s *server) {
	base := s.database(t)
	s.exec(t, base, "ALTER DATABASE "+base+" SET synchronous_commit = off") // which the store must not put up with
	d := openAt(t, s, base)
	var setting string
	if err := d.pool.QueryRow(t.Context(), "SHOW synchronous_commit").Scan(&setting); err != nil || setting != "on" {
		t.Errorf("synchronous_commit = %q, %v, want on", setting, err)
	}
	h := storetest.Header("t1", "ada", 0)
	events := storetest.Chain(h.Hash(), 0, 100)
	if err := d.Create(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	for n, e := range events {
		if err := d.Append(t.Context(), "t1", n, e); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.restart(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	storetest.Check(t, d, "t1", events)
}

// TestTwoPrograms lets two programs add one or two events to the same attempts,
// as fast as they can. Each addition is whole, and as many went well as are there.
func TestTwoPrograms(t *testing.T) {
	s := theServer(t)
	base := s.database(t)
	raceFor(t, []*DB{openAt(t, s, base), openAt(t, s, base)}, 20, 30)
}

func raceFor(t *testing.T, programs []*DB, attempts, places int) {
	t.Helper()
	won := make([]atomic.Int64, attempts)
	var wg sync.WaitGroup
	for i := range attempts {
		id := fmt.Sprint("t", i)
		if err := programs[0].Create(t.Context(), storetest.Header(id, "ada", i)); err != nil {
			t.Fatal(err)
		}
		for p, d := range programs {
			wg.Go(func() {
				for n := 0; n < places; {
					add := []exam.Event{{Blank: p, N: n}, {Blank: p, N: n + 1}}[:1+p]
					err := d.Append(t.Context(), id, n, add...)
					if err == nil {
						won[i].Add(int64(len(add)))
						n += len(add)
						continue
					}
					if !errors.Is(err, store.ErrStale) {
						t.Errorf("Append(%s, %d) = %v, want nil or %v", id, n, err, store.ErrStale)
					}
					all, err := d.Events(t.Context(), id, n)
					if err != nil {
						t.Error(err)
					}
					n += len(all)
				}
			})
		}
	}
	wg.Wait()
	for i := range attempts {
		id := fmt.Sprint("t", i)
		all, err := programs[0].Events(t.Context(), id, 0)
		if err != nil || int64(len(all)) != won[i].Load() {
			t.Errorf("%s has %d events, %v, want the %d that were acknowledged", id, len(all), err, won[i].Load())
		}
		for n := 0; n < len(all); n++ {
			first := all[n]
			if first.Blank == 1 {
				n++
			}
			if n == len(all) || all[n].Blank != first.Blank || all[n].N != n {
				t.Fatalf("%s: event %d of %d is not whole", id, n, len(all))
			}
		}
	}
}
