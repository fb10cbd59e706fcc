package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"gradcheck/internal/store"
)

// What can go wrong with a database elsewhere, beside what package store names.
var (
	ErrAway    = errors.New("the database cannot be reached")
	ErrDenied  = errors.New("the database refuses")
	ErrMissing = errors.New("there is no such database")
)

// A trouble is a kind of fault and the operator's sentences about it, with the
// address of the database.
type trouble struct {
	kind error
	text string
}

var (
	away = trouble{ErrAway, "%s cannot be reached. All that was saved before is safe, and what is typed meanwhile is saved when it is back. " +
		"See that the database runs and that host and port are right."}
	login = trouble{ErrDenied, "%s refuses the user or the password, or may not be used from this machine. Nothing was changed. " +
		"Put the right password in the address or in ~/.pgpass, or allow the user in pg_hba.conf."}
	missing = trouble{ErrMissing, "%s is not there: the server has no database of this name. Make it with createdb, or name another."}
	rights  = trouble{ErrDenied, "%s does not let this user make or use the schema gradcheck. Nothing was changed. " +
		"Let an administrator of the database run: CREATE SCHEMA gradcheck AUTHORIZATION the_user"}
	full = trouble{store.ErrFull, "%s cannot grow: the disk of the database is full. All that was saved before is safe. Free some space there; " +
		"what is typed meanwhile is saved then."}
	readOnly = trouble{store.ErrReadOnly, "%s can only be read: it is a standby, or it was set to read-only. Nothing was changed. " +
		"Name the primary; with several hosts in the address, add target_session_attrs=read-write."}
	busy = trouble{store.ErrBusy, "%s has no connection left for this program. All that was saved before is safe. " +
		"Raise max_connections of the database, or lower pool_max_conns in the address."}
	foreign = trouble{store.ErrDamaged, "%s has a schema gradcheck that is not of this program. Nothing was changed. " +
		"Name another database, or have that schema renamed."}
	damaged = trouble{store.ErrDamaged, "%s holds something that cannot be read back. Nothing was changed. " +
		"Look into the log of the database, and restore a backup if it says that data is damaged."}
	disk = trouble{store.ErrDisk, "%s reports that its disk fails. Look into the log of the database, and move it to another disk."}
	gone = trouble{store.ErrGone, "%s has lost tables of gradcheck while this program uses them. " +
		"All that was typed since is kept in this program alone. Restore the schema gradcheck, and do not end the program before."}
)

// troubles says what a SQLSTATE means, or its first two signs.
var troubles = map[string]trouble{
	"08": away, "57": away,
	"28":    login,
	"3D000": missing,
	"42501": rights,
	"53100": full,
	"53200": busy, "53300": busy, "53400": full, "55P03": busy,
	"25006": readOnly,
	"58":    disk,
	"XX001": damaged, "XX002": damaged,
	"3F000": gone, "42P01": gone,
}

// fault turns what the driver or the database says into a [*store.Fault].
// Answers of the store itself and the end of the caller's context pass unchanged.
func (d *DB) fault(err error) error {
	if err == nil || refusal(err) || errors.As(err, new(*store.Fault)) || errors.As(err, new(*store.NewerError)) ||
		errors.Is(err, store.ErrClosed) || errors.Is(err, context.Canceled) {
		return err
	}
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		if t := cmp.Or(troubles[pe.Code], troubles[pe.Code[:2]]); t.kind != nil {
			return d.trouble(t, err)
		}
		return fmt.Errorf("%s: %w", d.name, err)
	}
	return d.trouble(away, err)
}

func (d *DB) trouble(t trouble, cause error) error {
	return &store.Fault{Path: d.name, Kind: t.kind, Text: fmt.Sprintf(t.text, d.name), Err: cause}
}

// refusal reports whether err is an answer rather than trouble.
func refusal(err error) bool {
	return errors.Is(err, store.ErrExists) || errors.Is(err, store.ErrUnknown) || errors.Is(err, store.ErrStale)
}
