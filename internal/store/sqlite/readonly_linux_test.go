package sqlite

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"gradcheck/internal/store"
	"gradcheck/internal/store/memory"
	"gradcheck/internal/store/storetest"
)

// TestReadOnlyFolder opens folders that the user may read and not write. Root
// may write anywhere, so as root the opening thread takes on the file rights of
// nobody and is thrown away with its goroutine.
func TestReadOnlyFolder(t *testing.T) {
	for _, tt := range []struct {
		name, open string
		made       bool
	}{
		{"empty", "", false},
		{"with a database", "", true},
		{"a new folder in it", "new/er", false},
	} {
		home := t.TempDir()
		if tt.made {
			made(t, home)
		}
		chmod(t, filepath.Dir(home), 0o755) // nobody must get here at all
		if tt.made {
			chmod(t, filepath.Join(home, File), 0o444)
		}
		before := snapshot(t, home)
		chmod(t, home, 0o555)
		errc := make(chan error)
		go func() {
			runtime.LockOSThread() // never unlocked: the thread ends here
			if os.Geteuid() == 0 {
				if err := syscall.Setfsuid(65534); err != nil {
					errc <- err
					return
				}
			}
			d, err := Open(filepath.Join(home, tt.open))
			if err == nil {
				d.Close()
			}
			errc <- err
		}()
		err := <-errc
		chmod(t, home, 0o755)
		if !errors.Is(err, store.ErrReadOnly) {
			t.Errorf("%s: Open = %v, want %v", tt.name, err, store.ErrReadOnly)
		}
		if d, err := Look(home); tt.made {
			if err != nil {
				t.Fatalf("%s: Look = %v", tt.name, err)
			}
			lookAt(t, d)
		} else if err == nil {
			t.Errorf("%s: Look found a database", tt.name)
		}
		if after := snapshot(t, home); !maps.Equal(before, after) {
			t.Errorf("%s: Open changed the folder", tt.name)
		}
	}
}

// lookAt copies the database that made has made, and tries to write to it.
func lookAt(t *testing.T, d *DB) {
	t.Helper()
	defer d.Close()
	var mem memory.Store
	if err := store.Copy(t.Context(), &mem, d, "ada"); err != nil {
		t.Errorf("Copy = %v", err)
	}
	hs, err := mem.Headers(t.Context(), "ada")
	if err != nil || len(hs) == 0 {
		t.Errorf("copied %d attempts, %v, want some", len(hs), err)
	}
	if err := d.Create(t.Context(), storetest.Header("new", "ada", 1)); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("Create = %v, want %v", err, store.ErrReadOnly)
	}
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}
