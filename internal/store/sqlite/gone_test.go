//go:build unix

package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gradcheck/internal/store"
	"gradcheck/internal/store/storetest"
)

// TestGone takes a file of the database away under the program, or puts another
// in its place: no write is acknowledged, nothing of it is kept, and when the
// file is back the next one goes through.
func TestGone(t *testing.T) {
	for _, name := range []string{File, File + "-wal"} {
		for _, inPlace := range []bool{false, true} {
			ctx, dir := t.Context(), t.TempDir()
			d := openIn(t, dir)
			h := storetest.Header("t1", "ada", 0)
			events := storetest.Chain(h.Hash(), 0, 3)
			if err := errors.Join(d.Create(ctx, h), d.Append(ctx, "t1", 0, events[0])); err != nil {
				t.Fatal(err)
			}
			storetest.Check(t, d, "t1", events[:1]) // a connection that reads is open from here on
			path, away := filepath.Join(dir, name), filepath.Join(dir, "away")
			if err := os.Rename(path, away); err != nil {
				t.Fatal(err)
			}
			if inPlace {
				write1(t, path, "")
			}
			for range 2 {
				err := d.Append(ctx, "t1", 1, events[1:]...)
				if !errors.Is(err, store.ErrGone) || !strings.HasPrefix(err.Error(), path+" was moved or deleted") {
					t.Errorf("%s away, another there %v: Append = %v, want %v naming it", name, inPlace, err, store.ErrGone)
				}
			}
			storetest.Check(t, d, "t1", events[:1])
			if err := os.Rename(away, path); err != nil {
				t.Fatal(err)
			}
			if err := d.Append(ctx, "t1", 1, events[1:]...); err != nil {
				t.Errorf("%s is back: Append = %v", name, err)
			}
			storetest.Check(t, d, "t1", events)
			if err := d.Close(); err != nil {
				t.Error(err)
			}
			storetest.Check(t, openIn(t, dir), "t1", events)
		}
	}
}

// TestGoneFolder deletes the folder with everything in it.
func TestGoneFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	d := openIn(t, dir)
	h := storetest.Header("t1", "ada", 0)
	if err := d.Create(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := d.Append(t.Context(), "t1", 0, storetest.Chain(h.Hash(), 0, 1)...); !errors.Is(err, store.ErrGone) {
		t.Errorf("Append without the folder = %v, want %v", err, store.ErrGone)
	}
}
