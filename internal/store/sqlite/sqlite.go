// Package sqlite is a [store.Store] in one file, gradcheck.db, of a folder.
//
// One goroutine writes. It gathers the calls that wait and commits them as one
// transaction, so that many students share one sync; readers have connections
// of their own and wait for nobody (write-ahead log). Headers and events are
// kept in their canonical form, the bytes over which their hashes are taken;
// the columns beside them are for finding and for looking at the file by hand.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver

	"gradcheck/internal/store"
)

// File is the name of the database in its folder. Beside it SQLite keeps
// gradcheck.db-wal and gradcheck.db-shm while it is open.
const File = "gradcheck.db"

// patience is how long a call waits for another program to finish writing.
const patience = 5 * time.Second

// A DB is an open database.
type DB struct {
	path     string
	pool     *sql.DB   // holds only conn
	conn     *sql.Conn // the writer's
	readers  *sql.DB
	events   *sql.Stmt  // eventsFrom, which every session asks for every other second
	files    []landmark // checked before each commit
	writes   chan write
	stop     chan struct{} // closed by Close
	stopped  chan struct{} // closed by the writer at its end
	stopOnce sync.Once
}

var _ store.Store = (*DB)(nil)

// Open opens the database in dir, and makes folder and file if they are not
// there. When it fails it has made and changed nothing, and the error is a
// [*store.Fault] or a [*store.NewerError] that tells the operator what to do.
func Open(dir string) (*DB, error) { return open(dir, patience) }

func open(dir string, patience time.Duration) (*DB, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open data folder: %w", err)
	}
	d := &DB{
		path:    filepath.Join(dir, File),
		writes:  make(chan write),
		stop:    make(chan struct{}),
		stopped: make(chan struct{}),
	}
	undo, err := create(d.path)
	if err == nil {
		err = d.persist(patience)
	}
	if err = d.fault(err); err != nil {
		if !errors.Is(err, store.ErrBusy) { // else it is in use, whoever made it
			undo()
		}
		return nil, err
	}
	go d.writer()
	return d, nil
}

// create makes an empty file at path and the folders above it, if missing. undo
// takes away what was made.
func create(path string) (undo func(), err error) {
	var made []string
	undo = func() {
		for _, name := range made {
			os.Remove(name) // a folder that is not empty stays
		}
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return undo, err
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		made = append(made, dir)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return undo, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) { // another program was faster
		return func() {}, nil
	}
	if err != nil {
		return undo, err
	}
	made = append([]string{path, path + "-journal", path + "-wal", path + "-shm"}, made...)
	return undo, f.Close()
}

// pause is how long persist waits between two tries.
const pause = 20 * time.Millisecond

// persist connects, again and again for as long as patience lasts while another
// program is in the way: when several open a new database together, SQLite
// refuses all but one the write-ahead log at once instead of letting them wait.
func (d *DB) persist(patience time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		err := d.connect(patience)
		if err == nil || !errors.Is(d.fault(err), store.ErrBusy) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

// connect opens the writer's connection, brings the tables up to date and
// readies the readers. On an error nothing stays open.
func (d *DB) connect(patience time.Duration) (err error) {
	if d.pool, err = sql.Open("sqlite", d.dsn(patience, "synchronous(FULL)", "foreign_keys(ON)")); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			d.disconnect()
		}
	}()
	ctx := context.Background()
	if d.conn, err = d.pool.Conn(ctx); err != nil {
		return err
	}
	if err := d.prepare(ctx, d.conn, migrations); err != nil {
		return err
	}
	// Where there can be no write-ahead log SQLite keeps the rollback journal,
	// which is as durable but lets readers and the writer wait for each other.
	if _, err := d.conn.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
		return err
	}
	d.readers, err = sql.Open("sqlite", d.dsn(patience, "query_only(ON)"))
	if err != nil {
		return err
	}
	d.readers.SetMaxOpenConns(4)
	d.readers.SetMaxIdleConns(4)
	if d.events, err = d.readers.PrepareContext(ctx, eventsFrom); err != nil {
		return err
	}
	d.files, err = d.landmarks(ctx)
	return err
}

// dsn returns the driver's name for the file, never to be created by SQLite.
func (d *DB) dsn(patience time.Duration, pragmas ...string) string {
	q := url.Values{"mode": {"rw"}, "_pragma": append(pragmas, fmt.Sprintf("busy_timeout(%d)", patience.Milliseconds()))}
	return d.file() + "?" + q.Encode()
}

// file returns the file as a URL.
func (d *DB) file() string {
	path := filepath.ToSlash(d.path)
	if !strings.HasPrefix(path, "/") { // C:/...
		path = "/" + path
	}
	return "file://" + (&url.URL{Path: path}).EscapedPath()
}

// Close implements [store.Store].
func (d *DB) Close() error {
	var err error
	d.stopOnce.Do(func() {
		close(d.stop)
		<-d.stopped
		err = d.disconnect()
	})
	if err != nil {
		return d.fault(err)
	}
	return nil
}

// disconnect closes the readers first: the last connection to go folds the
// write-ahead log into the file, and that must be one that may write.
func (d *DB) disconnect() error {
	var errs []error
	if d.events != nil {
		errs = append(errs, d.events.Close())
	}
	if d.readers != nil {
		errs = append(errs, d.readers.Close())
	}
	if d.conn != nil {
		errs = append(errs, d.conn.Close())
	}
	return errors.Join(append(errs, d.pool.Close())...)
}
