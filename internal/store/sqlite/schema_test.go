package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"gradcheck/internal/store/storetest"
)

// number runs a query for one number on the writer's connection.
func (d *DB) number(t *testing.T, query string) (n int) {
	t.Helper()
	err := d.write(t.Context(), func(ctx context.Context, conn *sql.Conn) error {
		return conn.QueryRowContext(ctx, query).Scan(&n)
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestFormat(t *testing.T) {
	d := openIn(t, t.TempDir())
	for query, want := range map[string]int{
		"PRAGMA user_version":   len(migrations),
		"PRAGMA application_id": appID,
		"PRAGMA synchronous":    2, // FULL
		"PRAGMA foreign_keys":   1,
		"PRAGMA busy_timeout":   5000,
		"SELECT journal_mode = 'wal' FROM pragma_journal_mode":      1,
		"SELECT integrity_check = 'ok' FROM pragma_integrity_check": 1,
	} {
		if got := d.number(t, query); got != want {
			t.Errorf("%s = %d, want %d", query, got, want)
		}
	}
}

// TestEmptyFile opens a file of version 0: empty, as a crash in the very first
// Open leaves it.
func TestEmptyFile(t *testing.T) {
	dir := t.TempDir()
	write1(t, filepath.Join(dir, File), "")
	made(t, dir)
	storetest.Check(t, openIn(t, dir), "t1", storetest.Chain(storetest.Header("t1", "ada", 0).Hash(), 0, 3))
}

// TestMigrate takes a database of today's format on by made-up steps.
func TestMigrate(t *testing.T) {
	dir := t.TempDir()
	made(t, dir)
	d := openIn(t, dir) // its writer is idle, so the test may use the connection
	steps := append([]string(nil), migrations...)
	good := append(steps, "CREATE TABLE cards (n INTEGER)", "INSERT INTO cards VALUES (3); INSERT INTO cards VALUES (4)")
	bad := append(good[:len(good):len(good)], "CREATE TABLE more (n INTEGER); INSERT INTO nowhere VALUES (1)")
	if err := d.prepare(t.Context(), d.conn, bad); err == nil {
		t.Error("prepare with a bad last step succeeded, want an error")
	}
	for query, want := range map[string]int{
		"PRAGMA user_version":                                    len(good), // the good steps stay
		"SELECT sum(n) FROM cards":                               7,
		"SELECT count(*) FROM sqlite_schema WHERE name = 'more'": 0, // the bad one left nothing
	} {
		if got := d.number(t, query); got != want {
			t.Errorf("%s = %d, want %d", query, got, want)
		}
	}
	if err := d.prepare(t.Context(), d.conn, good); err != nil {
		t.Errorf("prepare again = %v", err)
	}
	if got := d.number(t, "SELECT count(*) FROM cards"); got != 2 {
		t.Errorf("steps were done twice: %d cards, want 2", got)
	}
	storetest.Check(t, d, "t1", storetest.Chain(storetest.Header("t1", "ada", 0).Hash(), 0, 3))
}

// TestFirstOpenTogether lets many programs make the same database.
func TestFirstOpenTogether(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "data")
	errs := make(chan error)
	const programs = 6
	for i := range programs {
		go func() {
			d, err := Open(dir)
			if err == nil {
				err = errors.Join(d.Create(context.Background(), storetest.Header(string(rune('a'+i)), "ada", i)), d.Close())
			}
			errs <- err
		}()
	}
	for range programs {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	hs, err := openIn(t, dir).Headers(t.Context(), "ada")
	if err != nil || len(hs) != programs {
		t.Errorf("Headers = %d, %v, want %d", len(hs), err, programs)
	}
}

// TestClean checks that closing leaves the one file.
func TestClean(t *testing.T) {
	dir := t.TempDir()
	made(t, dir)
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != File {
		t.Errorf("after Close the folder holds %v, %v, want %s alone", entries, err, File)
	}
}
