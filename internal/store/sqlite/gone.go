package sqlite

import (
	"context"
	"fmt"
	"os"

	"gradcheck/internal/store"
)

// A landmark is a file of the database as it was when it was opened.
type landmark struct {
	path string
	info os.FileInfo
}

// landmarks notes which files the database is made of. SQLite goes on writing to
// a file that somebody has deleted or moved, and with a write-ahead log it does
// not notice; such a write would be gone with the program.
func (d *DB) landmarks(ctx context.Context) ([]landmark, error) {
	var n int // reading makes the log, if it is not there
	if err := d.conn.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&n); err != nil {
		return nil, err
	}
	var all []landmark
	for _, path := range []string{d.path, d.path + "-wal"} { // without a log there is no -wal
		if info, err := os.Stat(path); err == nil {
			all = append(all, landmark{path, info})
		}
	}
	return all, nil
}

// gone returns a fault if a file is no longer the one under its name.
func (d *DB) gone() error {
	for _, f := range d.files {
		now, err := os.Stat(f.path)
		if err == nil && os.SameFile(f.info, now) {
			continue
		}
		return &store.Fault{Path: d.path, Kind: store.ErrGone, Err: err, Text: fmt.Sprintf("%s was moved or deleted while this program uses it. "+
			"All that was typed since is kept in this program alone. Put the file back, and do not end the program before.", f.path)}
	}
	return nil
}
