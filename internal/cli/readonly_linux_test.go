package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/sqlite"
)

// A folder that may not be written opens all the same: what is there can be
// read, what is new is kept in memory, and the warning says so.
func TestReadOnlyHome(t *testing.T) {
	h := newHome(t)
	h.keep("e1", exam.Exam, 0, []exam.Kind{exam.Finish}, nil)
	before, err := os.ReadFile(filepath.Join(h.dir, sqlite.File))
	if err != nil {
		t.Fatal(err)
	}
	rights(t, filepath.Dir(h.dir), 0o755) // nobody must get here at all
	rights(t, filepath.Join(h.dir, sqlite.File), 0o444)
	rights(t, h.dir, 0o555)
	var db store.Store
	var warning string
	asNobody(t, func() { db, warning, err = openStore(t.Context(), h.dir, h.sys.student()) })
	rights(t, h.dir, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if !strings.HasPrefix(warning, "NOT SAVED, what you enter now ends with the program: ") || !strings.Contains(warning, "cannot be opened for writing") {
		t.Errorf("warning = %q", warning)
	}
	hs, err := db.Headers(t.Context(), h.sys.student())
	if err != nil || len(hs) != 1 {
		t.Fatalf("Headers = %d, %v, want the exam that is there", len(hs), err)
	}
	next := hs[0]
	next.ID = "e2"
	if err := db.Create(t.Context(), next); err != nil {
		t.Errorf("Create = %v, want it kept in memory", err)
	}
	after, err := os.ReadFile(filepath.Join(h.dir, sqlite.File))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed, %v", err)
	}
}

func rights(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// asNobody calls do with the file rights of nobody if the test runs as root, who
// may write anywhere. They belong to a thread, which is thrown away.
func asNobody(t *testing.T, do func()) {
	t.Helper()
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends here
		if os.Geteuid() == 0 {
			if err := syscall.Setfsuid(65534); err != nil {
				done <- err
				return
			}
		}
		do()
		done <- nil
	}()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}
