//go:build unix

package postgres

import (
	"os"
	"sync"
	"testing"

	"gradcheck/internal/store"
	"gradcheck/internal/store/storetest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	cleanUp()
	os.Exit(code)
}

// openAt opens a database of a server.
func openAt(t testing.TB, s *server, name string) *DB {
	t.Helper()
	d, err := Open(t.Context(), s.url(name))
	if err != nil {
		t.Fatalf("Open(%s) = %v", name, err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// openNew opens a new database of the shared server.
func openNew(t testing.TB) *DB {
	s := theServer(t)
	return openAt(t, s, s.database(t))
}

// named returns a function that opens a database by the folder that another
// engine would use.
func named(s *server) func(t *testing.T, dir string) store.Store {
	var mu sync.Mutex
	names := map[string]string{}
	return func(t *testing.T, dir string) store.Store {
		mu.Lock()
		defer mu.Unlock()
		if names[dir] == "" {
			names[dir] = s.database(t)
		}
		return openAt(t, s, names[dir])
	}
}

func TestStore(t *testing.T) {
	theServer(t)
	storetest.Test(t, func(t *testing.T) store.Store { return openNew(t) })
}

func TestReopen(t *testing.T)  { storetest.Reopen(t, named(theServer(t))) }
func TestTwoOpen(t *testing.T) { storetest.TwoOpen(t, named(theServer(t))) }
