package sqlite

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"

	"gradcheck/internal/store"
)

// Look opens the database in dir only to be read. It makes and changes nothing,
// so that it works on a disk that is full or may not be written; every write
// returns [store.ErrReadOnly]. What a program that was killed left beside the
// file is not seen where SQLite may not work it in.
func Look(dir string) (*DB, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	d := &DB{path: filepath.Join(dir, File), stop: make(chan struct{}), stopped: make(chan struct{})}
	close(d.stopped) // there is no writer
	ways := []string{"mode=ro&immutable=1"}
	if st, err := os.Stat(d.path + "-wal"); err == nil && st.Size() > 0 {
		ways = []string{"mode=ro", "mode=ro&immutable=1"} // the first wants files beside it
	}
	for _, how := range ways {
		if err = d.look(how); err == nil {
			return d, nil
		}
	}
	return nil, d.fault(err)
}

// look opens the readers and reads something.
func (d *DB) look(how string) error {
	var err error
	if d.pool, err = sql.Open("sqlite", d.file()+"?"+how); err != nil {
		return err
	}
	d.readers = d.pool
	conn, err := d.readers.Conn(context.Background())
	if err == nil {
		_, err = d.format(context.Background(), conn, len(migrations))
		conn.Close()
	}
	if err == nil {
		d.events, err = d.readers.PrepareContext(context.Background(), eventsFrom)
	}
	if err != nil {
		d.disconnect()
	}
	return err
}

// readOnly is why a database that is only looked at refuses to be written.
func (d *DB) readOnly() error { return d.trouble(store.ErrReadOnly, nil) }
