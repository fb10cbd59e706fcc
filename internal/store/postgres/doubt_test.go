//go:build unix

package postgres

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/storetest"
)

// A wire lies between program and server, and can lose answers.
type wire struct {
	listener net.Listener
	lose     atomic.Bool // the next answer: it is dropped, and the connection breaks
	lost     atomic.Int64
	down     atomic.Bool // no connection is made
	once     atomic.Bool // it goes down with the next loss
	all      sync.WaitGroup
}

// newWire lays a wire to a port of the loopback.
func newWire(t *testing.T, port int) *wire {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: l}
	w.all.Go(func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			if w.down.Load() {
				near.Close()
				continue
			}
			far, err := net.Dial("tcp", fmt.Sprint("127.0.0.1:", port))
			if err != nil {
				near.Close()
				continue
			}
			w.all.Go(func() { w.back(near, far) })
			w.all.Go(func() { io.Copy(far, near); far.Close() })
		}
	})
	t.Cleanup(func() {
		l.Close()
		w.all.Wait()
	})
	return w
}

func (w *wire) port() int { return w.listener.Addr().(*net.TCPAddr).Port }

// back carries answers.
func (w *wire) back(near, far net.Conn) {
	defer near.Close()
	defer far.Close()
	buf := make([]byte, 1<<16)
	for {
		n, err := far.Read(buf)
		if err != nil {
			return
		}
		if w.lose.CompareAndSwap(true, false) {
			if w.once.Load() {
				w.down.Store(true)
			}
			w.lost.Add(1)
			return
		}
		if _, err := near.Write(buf[:n]); err != nil {
			return
		}
	}
}

// openWire opens a new database over a wire, with one connection, and beside it.
func openWire(t *testing.T) (over, beside *DB, w *wire) {
	s := theServer(t)
	name := s.database(t)
	w = newWire(t, s.port)
	url := strings.Replace(s.url(name), fmt.Sprint(s.port), fmt.Sprint(w.port()), 1) + "&pool_max_conns=1"
	over, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { over.Close() })
	return over, openAt(t, s, name), w
}

// TestLostAnswer loses the answer to each kind of write, after it was done: the
// call goes well all the same, and is done once.
func TestLostAnswer(t *testing.T) {
	ctx := t.Context()
	d, beside, w := openWire(t)
	h := storetest.Header("t1", "ada", 0)
	events := storetest.Chain(h.Hash(), 0, 4)
	header := func(n int) exam.Header { return storetest.Header(fmt.Sprint("t", n), "ada", n) }
	note := func(n int) class.Entry { return class.Entry{Kind: class.Audit, N: n} }
	if err := d.Create(ctx, h); err != nil {
		t.Fatal(err)
	}
	for name, call := range map[string]func(n int) error{
		"Append":      func(n int) error { return d.Append(ctx, "t1", 2*n, events[2*n:2*n+2]...) },
		"Create":      func(n int) error { return d.Create(ctx, header(n+2)) },
		"PutInstance": func(n int) error { return d.PutInstance(ctx, fmt.Sprint("i", n), []byte("data")) },
		"Post":        func(n int) error { return d.Post(ctx, note(2*n), note(2*n+1)) },
		"Beat":        func(n int) error { return d.Beat(ctx, "p", exam.Clock{Wall: time.Unix(int64(n+1), 0)}) },
	} {
		if err := call(0); err != nil { // prepares the statement, so that the next trip is the only one
			t.Errorf("%s = %v", name, err)
		}
		if name == "Post" {
			quiet(t, beside, d)
		}
		before := w.lost.Load()
		w.lose.Store(true)
		if err := call(1); err != nil || w.lost.Load() != before+1 {
			t.Errorf("%s = %v with %d answers lost, want nil with 1", name, err, w.lost.Load()-before)
		}
	}
	storetest.Check(t, beside, "t1", events)
	if hs, err := beside.Headers(ctx, "ada"); err != nil || len(hs) != 3 {
		t.Errorf("Headers = %d, %v, want 3", len(hs), err)
	}
	all, err := beside.Journal(ctx, 0)
	if err != nil || len(all) != 4 {
		t.Fatalf("Journal = %d entries, %v, want 4", len(all), err)
	}
	for n, e := range all {
		if e.N != n {
			t.Errorf("entry %d is number %d", n, e.N)
		}
	}
}

// quiet waits until d, which has one connection, has announced its posts.
func quiet(t *testing.T, beside, d *DB) {
	t.Helper()
	for len(d.posted) > 0 || d.pool.Stat().AcquiredConns() > 0 {
		nap(t.Context())
	}
}

// TestGivenUp loses the answer and then the way to the server, so that a call
// ends in doubt. When it comes again, with more, what is there already counts;
// what another program has done does not.
func TestGivenUp(t *testing.T) {
	ctx := t.Context()
	d, beside, w := openWire(t)
	w.once.Store(true)
	h := storetest.Header("t1", "ada", 0)
	events := storetest.Chain(h.Hash(), 0, 6)
	doubtful := func(name string, call func() error) {
		t.Helper()
		before := w.lost.Load()
		w.lose.Store(true)
		d.patience = 50 * time.Millisecond
		defer func() { d.patience = patience }()
		if err := call(); !errors.Is(err, ErrAway) || w.lost.Load() != before+1 {
			t.Fatalf("%s = %v with %d answers lost, want %v with 1", name, err, w.lost.Load()-before, ErrAway)
		}
		w.down.Store(false)
	}
	if err := d.Create(ctx, storetest.Header("t0", "ada", 0)); err != nil {
		t.Fatal(err)
	}
	doubtful("Create", func() error { return d.Create(ctx, h) })
	if err := d.Create(ctx, h); err != nil {
		t.Errorf("Create again = %v", err)
	}
	if err := d.Create(ctx, storetest.Header("t1", "bob", 0)); !errors.Is(err, store.ErrExists) {
		t.Errorf("Create of another = %v, want %v", err, store.ErrExists)
	}
	if err := d.Append(ctx, "t1", 0, events[0]); err != nil {
		t.Fatal(err)
	}
	doubtful("Append", func() error { return d.Append(ctx, "t1", 1, events[1:3]...) })
	storetest.Check(t, beside, "t1", events[:3])
	if err := d.Append(ctx, "t1", 1, events[1:5]...); err != nil {
		t.Errorf("Append again, with more = %v", err)
	}
	storetest.Check(t, beside, "t1", events[:5])
	if err := d.Append(ctx, "t1", 1, events[1:5]...); !errors.Is(err, store.ErrStale) {
		t.Errorf("Append of what is there, without a doubt = %v, want %v", err, store.ErrStale)
	}
	doubtful("Append", func() error { return d.Append(ctx, "t1", 5, events[5]) })
	if err := d.Append(ctx, "t1", 5, events[4]); !errors.Is(err, store.ErrStale) {
		t.Errorf("Append of something else = %v, want %v", err, store.ErrStale)
	}
	storetest.Check(t, beside, "t1", events)
}
