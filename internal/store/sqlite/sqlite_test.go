package sqlite

import (
	"testing"

	"gradcheck/internal/store"
	"gradcheck/internal/store/storetest"
)

func openIn(t testing.TB, dir string) *DB {
	t.Helper()
	d, err := Open(dir)
	if err != nil {
		t.Fatalf("Open(%s) = %v", dir, err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func openStore(t *testing.T, dir string) store.Store { return openIn(t, dir) }

func TestStore(t *testing.T) {
	storetest.Test(t, func(t *testing.T) store.Store { return openIn(t, t.TempDir()) })
}

func TestReopen(t *testing.T)  { storetest.Reopen(t, openStore) }
func TestTwoOpen(t *testing.T) { storetest.TwoOpen(t, openStore) }
