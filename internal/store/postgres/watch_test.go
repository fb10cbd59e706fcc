//go:build unix

package postgres

import (
	"context"
	"testing"
	"time"

	"gradcheck/internal/class"
)

// soon waits for a value, and reports whether the channel is open.
func soon(t *testing.T, news <-chan struct{}, what string) bool {
	t.Helper()
	select {
	case _, ok := <-news:
		return ok
	case <-time.After(20 * time.Second):
		t.Fatalf("%s: nothing arrived", what)
		return false
	}
}

// listening waits until so many connections listen to a database.
func listening(t *testing.T, d *DB, want int) {
	t.Helper()
	for d.number(t, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN gradcheck'") < want {
		nap(t.Context())
	}
}

func TestWatch(t *testing.T) {
	s := theServer(t)
	name := s.database(t)
	d, other := openAt(t, s, name), openAt(t, s, name)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	news, more := d.Watch(ctx), d.Watch(t.Context())
	listening(t, d, 2)
	for n := range 3 {
		if err := other.Post(t.Context(), class.Entry{Kind: class.Audit, N: n}); err != nil {
			t.Fatal(err)
		}
		if !soon(t, news, "a post") || !soon(t, more, "a post") {
			t.Fatal("the channel is closed after a post")
		}
		if all, err := d.Journal(t.Context(), 0); err != nil || len(all) != n+1 {
			t.Fatalf("Journal = %d entries, %v, want %d", len(all), err, n+1)
		}
	}
	s.exec(t, "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN gradcheck' AND datname = '"+name+"'")
	if !soon(t, news, "a new connection") || !soon(t, more, "a new connection") {
		t.Fatal("the channel is closed after its connection broke")
	}
	if err := other.Post(t.Context(), class.Entry{Kind: class.Audit}); err != nil {
		t.Fatal(err)
	}
	if !soon(t, news, "a post after that") || !soon(t, more, "a post after that") {
		t.Fatal("the channel is closed after a post")
	}
	cancel()
	for soon(t, news, "the end of the context") { // what came before may still be there
	}
	d.Close()
	for soon(t, more, "Close") {
	}
	if soon(t, d.Watch(t.Context()), "Watch after Close") {
		t.Error("Watch after Close is open")
	}
}
