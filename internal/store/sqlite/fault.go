package sqlite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"gradcheck/internal/store"
)

// kinds says which trouble a result code of SQLite means. An extended code goes
// before its primary code, the low byte.
var kinds = map[int]error{
	sqlite3.SQLITE_IOERR_SHMSIZE: store.ErrFull, // no room for gradcheck.db-shm

	sqlite3.SQLITE_FULL:     store.ErrFull,
	sqlite3.SQLITE_READONLY: store.ErrReadOnly,
	sqlite3.SQLITE_CANTOPEN: store.ErrReadOnly,
	sqlite3.SQLITE_PERM:     store.ErrReadOnly,
	sqlite3.SQLITE_BUSY:     store.ErrBusy,
	sqlite3.SQLITE_LOCKED:   store.ErrBusy,
	sqlite3.SQLITE_PROTOCOL: store.ErrBusy,
	sqlite3.SQLITE_NOTADB:   store.ErrDamaged,
	sqlite3.SQLITE_CORRUPT:  store.ErrDamaged,
	sqlite3.SQLITE_IOERR:    store.ErrDisk,
}

// texts are the operator's sentences, each with the path.
var texts = map[error]string{
	store.ErrReadOnly: "%s cannot be opened for writing. Nothing was changed. Make the folder writable for you, or use another with --home.",
	store.ErrFull:     "%s cannot grow: the disk is full. All that was saved before is safe. Free some space, or use a data folder on another disk with --home.",
	store.ErrBusy:     "%s is in use by another program that does not let go. Nothing was changed. Close that program, or use another data folder with --home.",
	store.ErrDamaged:  "%s is not a gradcheck database, or it is damaged. Nothing was changed. Put a backup in its place, move it away to start afresh, or use another data folder with --home.",
	store.ErrDisk:     "%s cannot be read or written: the disk reports an error. Copy the folder to another disk, and use it there with --home.",
}

// fault turns what the driver or the system says into a [*store.Fault]. Answers
// of the store itself and the end of a context pass unchanged.
func (d *DB) fault(err error) error {
	var newer *store.NewerError
	var fault *store.Fault
	switch {
	case err == nil, refusal(err), errors.Is(err, store.ErrClosed),
		errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &newer):
		return newer
	case errors.As(err, &fault):
		return fault
	}
	var se *sqlite.Error
	if errors.As(err, &se) {
		if kind := cmp.Or(kinds[se.Code()], kinds[se.Code()&0xff]); kind != nil {
			return d.trouble(kind, err)
		}
		return fmt.Errorf("%s: %w", d.path, err)
	}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return d.trouble(store.ErrFull, err)
	case errors.Is(err, syscall.EIO):
		return d.trouble(store.ErrDisk, err)
	case errors.As(err, new(*fs.PathError)): // no permission, read-only, not a folder, ...
		return d.trouble(store.ErrReadOnly, err)
	}
	select {
	case <-d.stop: // database/sql does not export its error for a pool closed meanwhile
		return store.ErrClosed
	default:
	}
	return fmt.Errorf("%s: %w", d.path, err)
}

func (d *DB) trouble(kind, cause error) error {
	return &store.Fault{Path: d.path, Kind: kind, Text: fmt.Sprintf(texts[kind], d.path), Err: cause}
}
