package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/storetest"
)

// snapshot returns the content of every file below dir, and "" for folders.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			files[path] = ""
			return err
		}
		data, err := os.ReadFile(path)
		files[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// rawExec runs SQL on the file in dir behind the back of the store.
func rawExec(t *testing.T, dir, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// made makes a database with one attempt of three events in dir.
func made(t *testing.T, dir string) {
	t.Helper()
	d := openIn(t, dir)
	h := storetest.Header("t1", "ada", 0)
	if err := errors.Join(d.Create(t.Context(), h), d.Append(t.Context(), "t1", 0, storetest.Chain(h.Hash(), 0, 3)...), d.Close()); err != nil {
		t.Fatal(err)
	}
}

func write1(t *testing.T, path, data string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestOpenFails checks that Open says what is wrong and touches nothing.
func TestOpenFails(t *testing.T) {
	damaged := "is not a gradcheck database, or it is damaged. Nothing was changed."
	readOnly := "cannot be opened for writing. Nothing was changed."
	tests := []struct {
		name string
		make func(t *testing.T, home string)
		open string // below home
		kind error
		says string
	}{
		{"not a database", func(t *testing.T, home string) {
			write1(t, filepath.Join(home, File), strings.Repeat("My diary. ", 1000))
		}, "", store.ErrDamaged, damaged},
		{"cut off", func(t *testing.T, home string) {
			made(t, home)
			if err := os.Truncate(filepath.Join(home, File), 5000); err != nil {
				t.Fatal(err)
			}
		}, "", store.ErrDamaged, damaged},
		{"another program's", func(t *testing.T, home string) {
			rawExec(t, home, "CREATE TABLE bookmarks (url TEXT)")
		}, "", store.ErrDamaged, damaged},
		{"another program's by its id", func(t *testing.T, home string) {
			rawExec(t, home, "PRAGMA application_id = 252006673; PRAGMA user_version = 1")
		}, "", store.ErrDamaged, damaged},
		{"the file is a folder", func(t *testing.T, home string) {
			if err := os.MkdirAll(filepath.Join(home, File), 0o700); err != nil {
				t.Fatal(err)
			}
		}, "", store.ErrReadOnly, readOnly},
		{"the folder is a file", func(t *testing.T, home string) {
			write1(t, filepath.Join(home, "data"), "x")
		}, "data", store.ErrReadOnly, readOnly},
		{"a folder below a file", func(t *testing.T, home string) {
			write1(t, filepath.Join(home, "data"), "x")
		}, "data/deep/er", store.ErrReadOnly, readOnly},
		{"tables cannot be made", func(t *testing.T, home string) { // no place for the journal
			if err := os.MkdirAll(filepath.Join(home, "sub", File+"-journal", "x"), 0o700); err != nil {
				t.Fatal(err)
			}
		}, "sub", store.ErrReadOnly, readOnly},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			home := t.TempDir()
			tt.make(t, home)
			before := snapshot(t, home)
			dir := filepath.Join(home, tt.open)
			d, err := Open(dir)
			if err == nil {
				d.Close()
				t.Fatal("Open succeeded, want an error")
			}
			var f *store.Fault
			if !errors.As(err, &f) || !errors.Is(err, tt.kind) || f.Path != filepath.Join(dir, File) {
				t.Errorf("Open = %#v, want a fault of kind %v at %s", err, tt.kind, filepath.Join(dir, File))
			}
			if !strings.HasPrefix(err.Error(), filepath.Join(dir, File)+" "+tt.says) || !strings.Contains(err.Error(), "--home") {
				t.Errorf("Open = %q, want %q", err, tt.says)
			}
			after := snapshot(t, home)
			for path, data := range after {
				if old, ok := before[path]; !ok || old != data {
					t.Errorf("%s was made or changed", path)
				}
			}
			if len(after) != len(before) {
				t.Errorf("%d files and folders, want %d", len(after), len(before))
			}
		})
	}
}

func TestNewerFormat(t *testing.T) {
	dir := t.TempDir()
	made(t, dir)
	rawExec(t, dir, "PRAGMA user_version = 7")
	before := snapshot(t, dir)
	_, err := Open(dir)
	var newer *store.NewerError
	if !errors.As(err, &newer) || newer.Have != 7 || newer.Know != len(migrations) {
		t.Fatalf("Open = %v, want a NewerError of 7 and %d", err, len(migrations))
	}
	want := filepath.Join(dir, File) + fmt.Sprintf(" was written by a newer gradcheck (format 7, this one knows up to %d). ", len(migrations)) +
		"Nothing was changed. Use that version, or another data folder with --home."
	if err.Error() != want {
		t.Errorf("Open = %q, want %q", err, want)
	}
	for path, data := range snapshot(t, dir) {
		if before[path] != data {
			t.Errorf("%s was made or changed", path)
		}
	}
}

// TestDiskFull limits the size of the file, as a full disk does.
func TestDiskFull(t *testing.T) {
	ctx := t.Context()
	d := openIn(t, t.TempDir())
	h := storetest.Header("t1", "ada", 0)
	events := storetest.Chain(h.Hash(), 0, 3)
	if err := errors.Join(d.Create(ctx, h), d.Append(ctx, "t1", 0, events[0])); err != nil {
		t.Fatal(err)
	}
	d.limitPages(t, 1) // SQLite takes the present size instead
	large := events[1:]
	large[0].Splice.Insert = strings.Repeat("words ", 100_000)
	for range 3 {
		err := d.Append(ctx, "t1", 1, large...)
		if !errors.Is(err, store.ErrFull) || !strings.Contains(err.Error(), "the disk is full. All that was saved before is safe.") {
			t.Fatalf("Append on a full disk = %v, want %v", err, store.ErrFull)
		}
		storetest.Check(t, d, "t1", events[:1])
	}
	d.limitPages(t, 1<<30)
	if err := d.Append(ctx, "t1", 1, large...); err != nil {
		t.Fatalf("Append after room was made = %v", err)
	}
	storetest.Check(t, d, "t1", events)
}

// TestFullBatch commits a batch with one call too large for the disk and one
// refused: the others must go through.
func TestFullBatch(t *testing.T) {
	ctx := t.Context()
	d := openIn(t, t.TempDir())
	var batch []write
	for _, id := range []string{"a", "b", "c", "d"} {
		if err := d.Create(ctx, storetest.Header(id, "ada", 0)); err != nil {
			t.Fatal(err)
		}
		size, at := 10, 0
		switch id {
		case "b":
			size = 1_000_000
		case "c":
			at = 5
		}
		form, _ := exam.Event{Text: strings.Repeat("x", size)}.MarshalBinary()
		batch = append(batch, write{func(ctx context.Context, conn *sql.Conn) error {
			return appendForms(ctx, conn, id, at, [][]byte{form})
		}, make(chan error, 1)})
	}
	d.limitPages(t, 1)
	d.commit(batch) // the writer itself is idle
	for i, want := range []error{nil, store.ErrFull, store.ErrStale, nil} {
		if err := d.fault(<-batch[i].done); !errors.Is(err, want) {
			t.Errorf("call %d of the batch = %v, want %v", i, err, want)
		}
	}
	for id, want := range map[string]int{"a": 1, "b": 0, "c": 0, "d": 1} {
		if es, err := d.Events(ctx, id, 0); err != nil || len(es) != want {
			t.Errorf("Events(%s) = %d, %v, want %d", id, len(es), err, want)
		}
	}
}

// limitPages bounds the database to n pages or its present size.
func (d *DB) limitPages(t *testing.T, n int) {
	t.Helper()
	err := d.write(t.Context(), func(ctx context.Context, conn *sql.Conn) error {
		return conn.QueryRowContext(ctx, fmt.Sprint("PRAGMA max_page_count = ", n)).Scan(new(int))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestBusy(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	made(t, dir)
	d, err := open(dir, 10*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	other, err := sql.Open("sqlite", filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Close()
	if _, err := tx.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	if _, err := open(dir, 10*time.Millisecond); !errors.Is(err, store.ErrBusy) {
		t.Errorf("Open while another program writes = %v, want %v", err, store.ErrBusy)
	}
	if err := d.Append(ctx, "t1", 3, exam.Event{}); !errors.Is(err, store.ErrBusy) {
		t.Errorf("Append while another program writes = %v, want %v", err, store.ErrBusy)
	}
	if es, err := d.Events(ctx, "t1", 0); err != nil || len(es) != 3 {
		t.Errorf("Events while another program writes = %d, %v, want 3", len(es), err)
	}
	if _, err := tx.ExecContext(ctx, "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := d.Append(ctx, "t1", 3, exam.Event{}); err != nil {
		t.Errorf("Append after the other program let go = %v", err)
	}
}

func TestDamagedEvent(t *testing.T) {
	dir := t.TempDir()
	made(t, dir)
	rawExec(t, dir, "UPDATE events SET event = x'63' WHERE n = 1")
	_, err := openIn(t, dir).Events(t.Context(), "t1", 0)
	var f *store.Fault
	if !errors.As(err, &f) || !errors.Is(err, store.ErrDamaged) || !strings.Contains(f.Err.Error(), `attempt "t1", event 1`) {
		t.Errorf("Events = %v, want %v at event 1", err, store.ErrDamaged)
	}
}

// TestOddFolders opens folders whose names mean something in a URI.
func TestOddFolders(t *testing.T) {
	home := t.TempDir()
	for _, name := range []string{"a b", "what?", "50%", "50%25", "#1", "a&mode=ro", "ü", "x?mode=memory"} {
		dir := filepath.Join(home, name, "data")
		made(t, dir)
		storetest.Check(t, openIn(t, dir), "t1", storetest.Chain(storetest.Header("t1", "ada", 0).Hash(), 0, 3))
		head := make([]byte, 15)
		f, err := os.Open(filepath.Join(dir, File))
		if err == nil {
			_, err = f.Read(head)
			f.Close()
		}
		if err != nil || !bytes.Equal(head, []byte("SQLite format 3")) {
			t.Errorf("%s begins %q, %v", filepath.Join(dir, File), head, err)
		}
	}
}

func TestPermissions(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	d := openIn(t, dir)
	if err := d.Create(t.Context(), storetest.Header("t1", "ada", 0)); err != nil {
		t.Fatal(err)
	}
	for path := range snapshot(t, dir) {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v, %v, want nothing for others", path, info.Mode(), err)
		}
	}
}
