package tui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/memory"
	"gradcheck/internal/store/sqlite"
)

// An outage keeps the store in a folder from writing, and lets it write again.
type outage struct {
	begin, end func()
	kind       error // of the fault
}

var (
	convA     = exam.Ref{Problem: "separable-conv", Part: "a"}
	convB     = exam.Ref{Problem: "separable-conv", Part: "b"}
	noiseWork = exam.Ref{Problem: "mult-noise", Part: "work"}
)

// openDB opens the database in dir until the test is over.
func openDB(t *testing.T, dir string) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// drafts checks what stands in parts by the newest exam in the store. Its chain
// of events is checked on the way.
func drafts(t *testing.T, s store.Store, want map[exam.Ref]string) {
	t.Helper()
	st := sat(t, s)
	for r, text := range want {
		if got := st.Draft(r)[0]; got != text {
			t.Errorf("stored in %v: %.60q (%d bytes), want %.60q (%d bytes)", r, got, len(got), text, len(text))
		}
	}
}

// typeThrough sits an exam in dir while the store refuses for a time: the screen
// says so at once and since when, typing goes on, all of it is written as soon
// as it can be, and nothing is there twice, missing or out of order.
func typeThrough(t *testing.T, dir string, o outage) {
	t.Helper()
	db := openDB(t, dir)
	d := newExamDriver(t, db, morning, Sit{})
	d.keys(sentence + "] ] enter '1'")
	d.pass(time.Second)
	d.want("saved 12:03:42")
	o.begin()
	d.keys("'0'")
	d.pass(time.Second)
	d.want("NOT SAVED since 12:03:43", "10", "2:59:58")
	d.keys("'8' enter ] enter '3'")
	d.pass(time.Minute)
	d.keys("'9' enter ] ] ] ] ] tab")
	long := ""
	for range 9 {
		words := strings.Repeat("Noise of mean one leaves the mean alone. ", 50)
		long += words
		d.send(tea.PasteMsg{Content: words})
		d.pass(400 * time.Millisecond)
	}
	d.want("NOT SAVED since 12:03:43", "leaves the mean alone.")
	if _, err := d.app.Unsaved(); !errors.Is(err, o.kind) {
		t.Errorf("unsaved because of %v, want %v", err, o.kind)
	}
	drafts(t, db, map[exam.Ref]string{convA: "1", convB: "", noiseWork: ""})
	o.end()
	d.pass(time.Second)
	d.pass(time.Second)
	d.want("saved 12:04:4")
	d.without("NOT SAVED", "nothing is lost yet")
	if n, err := d.app.Unsaved(); n != 0 || err != nil {
		t.Errorf("unsaved = %d, %v, want 0", n, err)
	}
	want := map[exam.Ref]string{convA: "108", convB: "39", noiseWork: long}
	drafts(t, db, want)
	d.keys("esc q")
	if !d.quit {
		t.Error("q does not leave when all is saved")
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	drafts(t, openDB(t, dir), want)
}

// leaveUnsaved leaves an exam that cannot be saved: not without a word, and what
// was saved before stays.
func leaveUnsaved(t *testing.T, dir string, o outage) {
	t.Helper()
	db := openDB(t, dir)
	d := newExamDriver(t, db, morning, Sit{})
	d.keys(sentence + "] ] enter '1' enter")
	o.begin()
	d.keys("tab '0' esc q")
	d.want("NOT SAVED; ctrl+c leaves all the same, any other key stays. The ")
	if d.quit {
		t.Fatal("q left what could not be saved")
	}
	d.keys("tab '8'") // stays, and types on
	d.pass(time.Second)
	d.want("108", "NOT SAVED since")
	d.keys("ctrl+c")
	if d.quit {
		t.Fatal("the first ctrl+c left what could not be saved")
	}
	d.keys("ctrl+c")
	if n, err := d.app.Unsaved(); !d.quit || n == 0 || !errors.Is(err, o.kind) {
		t.Errorf("after the second ctrl+c: quit %v, %d unsaved, %v, want some because of %v", d.quit, n, err, o.kind)
	}
	if got := d.app.Farewell(); !strings.Contains(got, "NOT SAVED") || strings.Contains(got, "up to your last key") {
		t.Errorf("Farewell = %q, want it to say what is not saved", got)
	}
	db.Close()
	o.end()
	drafts(t, openDB(t, dir), map[exam.Ref]string{convA: "1"})
}

// away is an outage of a file that is somewhere else for a time. The store keeps
// it open, so nothing but a look at its name can tell.
func away(t *testing.T, dir, name string) outage {
	from, to := filepath.Join(dir, name), filepath.Join(dir, "away")
	return outage{begin: func() { rename(t, from, to) }, end: func() { rename(t, to, from) }, kind: store.ErrGone}
}

// rename moves a file.
func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// A file of the database is moved away during an exam, and back.
func TestDiskFileAway(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("an open file cannot be moved here")
	}
	for _, name := range []string{sqlite.File, sqlite.File + "-wal"} {
		t.Run(name, func(t *testing.T) {
			typing, leaving := t.TempDir(), t.TempDir()
			typeThrough(t, typing, away(t, typing, name))
			leaveUnsaved(t, leaving, away(t, leaving, name))
		})
	}
}

// The whole folder is deleted during an exam: there is nothing to go back to, so
// the program says so to the end, and does not call anything saved.
func TestDiskFolderDeleted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("an open file cannot be deleted here")
	}
	dir := filepath.Join(t.TempDir(), "data")
	d := newExamDriver(t, openDB(t, dir), morning, Sit{Limit: time.Hour})
	d.keys(sentence + "] ] enter '10' enter")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	d.keys("tab '8' enter")
	d.want("NOT SAVED since 12:03:41")
	d.pass(time.Hour)
	d.want("result", "receipt once this is saved", "The file was moved or deleted. Trying every second")
	if got := d.app.sitting.sat().Draft(convA)[0]; got != "108" {
		t.Errorf("graded %q, want 108", got)
	}
	d.keys("q q")
	if n, err := d.app.Unsaved(); d.quit || n == 0 || !errors.Is(err, store.ErrGone) {
		t.Errorf("q: quit %v, %d unsaved, %v, want it to wait because of %v", d.quit, n, err, store.ErrGone)
	}
	d.want("NOT SAVED; ctrl+c leaves all the same")
}

// A blockedStore holds writes, as a disk that hangs does.
type blockedStore struct {
	store.Store
	block bool
	held  chan struct{} // a value for each write that began
	free  chan struct{} // closed to let them go
}

func (s *blockedStore) Append(ctx context.Context, id string, at int, es ...exam.Event) error {
	if s.block {
		s.held <- struct{}{}
		<-s.free
	}
	return s.Store.Append(ctx, id, at, es...)
}

// hang presses a key whose write is held; its outcome comes when it is let go.
func (s *blockedStore) hang(d *driver, key string) (outcome chan tea.Msg) {
	s.block, s.held, s.free = true, make(chan struct{}), make(chan struct{})
	_, write := d.app.Update(press(key))
	if write == nil {
		d.t.Fatalf("%s writes nothing", key)
	}
	outcome = make(chan tea.Msg, 1)
	go func() { outcome <- write() }()
	<-s.held
	return outcome
}

// release lets the write go and takes in its outcome, and what follows from it.
func (s *blockedStore) release(d *driver, outcome chan tea.Msg) {
	close(s.free)
	msg := <-outcome
	s.block = false
	d.send(msg)
}

// A write hangs for a minute: keys are shown and counted all the same, no second
// write is begun, and when the disk goes on everything is written in order.
func TestDiskHangs(t *testing.T) {
	db := &blockedStore{Store: &memory.Store{}}
	d := newExamDriver(t, db, morning, Sit{})
	d.keys(sentence + "] ] enter '1'")
	d.pass(time.Second)
	d.want("saved 12:03:42")
	d.keys("'0'")
	outcome := db.hang(d, "esc")
	d.keys("tab '8' enter ] enter '39' enter ] ] ] ] ] tab")
	for range 60 {
		d.keys("'so '")
		d.pass(time.Second)
	}
	d.want("2:58:59", strings.Repeat("so ", 10), "NOT SAVED since 12:03:42", "The disk has not answered since 12:03:42.")
	if n, _ := d.app.Unsaved(); n < 60 {
		t.Errorf("%d changes wait, want those of 60 seconds", n)
	}
	drafts(t, db, map[exam.Ref]string{convA: "1", convB: "", noiseWork: ""})
	db.release(d, outcome)
	d.pass(time.Second)
	if n, err := d.app.Unsaved(); n != 0 {
		t.Errorf("unsaved = %d, %v, want 0", n, err)
	}
	d.want("saved 12:04:4")
	d.without("NOT SAVED", "has not answered")
	drafts(t, db, map[exam.Ref]string{convA: "108", convB: "39", noiseWork: strings.Repeat("so ", 60)})
}
