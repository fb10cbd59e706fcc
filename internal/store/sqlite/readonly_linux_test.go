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
		if after := snapshot(t, home); !maps.Equal(before, after) {
			t.Errorf("%s: Open changed the folder", tt.name)
		}
	}
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}
