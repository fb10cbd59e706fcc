package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"gradcheck/internal/store"
)

// appID marks the file as ours in its header ("GRCK"), for file(1) and for
// telling a foreign database from one of version 0.
const appID = 0x4752434b

// migrations are the steps from each format to the next; the format of a file
// is how many were done to it (PRAGMA user_version). Steps are only ever added.
var migrations = []string{
	`CREATE TABLE attempts (
		key      INTEGER PRIMARY KEY,
		id       TEXT    NOT NULL UNIQUE,
		student  TEXT    NOT NULL,
		exam     TEXT    NOT NULL,
		mode     TEXT    NOT NULL,
		start    INTEGER NOT NULL, -- wall clock, seconds since 1970
		start_ns INTEGER NOT NULL, -- and nanoseconds
		header   BLOB    NOT NULL
	) STRICT;
	CREATE INDEX attempts_by_student ON attempts (student, start, start_ns, id);
	CREATE TABLE events (
		attempt INTEGER NOT NULL REFERENCES attempts,
		n       INTEGER NOT NULL, -- from 0, without gaps
		event   BLOB    NOT NULL,
		PRIMARY KEY (attempt, n)
	) STRICT, WITHOUT ROWID;
	CREATE TABLE instances (
		key    INTEGER PRIMARY KEY,
		digest TEXT    NOT NULL UNIQUE,
		data   BLOB    NOT NULL
	) STRICT;`,
	`CREATE INDEX attempts_by_exam ON attempts (exam, start, start_ns, id);
	CREATE TABLE journal (
		n     INTEGER PRIMARY KEY, -- from 0, without gaps
		entry TEXT    NOT NULL     -- JSON
	) STRICT;
	CREATE TABLE beats (
		process TEXT    PRIMARY KEY,
		wall_ns INTEGER NOT NULL, -- nanoseconds since 1970
		clock   TEXT    NOT NULL  -- JSON
	) STRICT, WITHOUT ROWID;`,
}

// prepare brings the tables of an older or empty database up to date, each step
// in a transaction of its own. It fails on a database of a newer format, of
// another program, or that cannot be written.
func (d *DB) prepare(ctx context.Context, conn *sql.Conn, steps []string) error {
	have, err := d.format(ctx, conn, len(steps))
	if err != nil {
		return err
	}
	if have == len(steps) {
		// Taking the write lock is what tells a file that can only be read.
		return transact(ctx, conn, func() error { return nil })
	}
	for have < len(steps) {
		err := transact(ctx, conn, func() error {
			// Another program may have been here since.
			if have, err = d.format(ctx, conn, len(steps)); err != nil || have == len(steps) {
				return err
			}
			_, err := conn.ExecContext(ctx, fmt.Sprintf("%s; PRAGMA user_version = %d; PRAGMA application_id = %d",
				steps[have], have+1, appID))
			return err
		})
		if err != nil {
			return fmt.Errorf("migrate from format %d: %w", have, err)
		}
		have = min(have+1, len(steps))
	}
	return nil
}

// format returns the format of the database, 0 for an empty one.
func (d *DB) format(ctx context.Context, conn *sql.Conn, know int) (int, error) {
	var have, id, tables int
	err := conn.QueryRowContext(ctx, `SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_user_version, pragma_application_id`).Scan(&have, &id, &tables)
	switch {
	case err != nil:
		return 0, err
	case id != appID && (id != 0 || have != 0 || tables != 0):
		return 0, d.trouble(store.ErrDamaged, fmt.Errorf("the database of another program (application_id %#x)", id))
	case have > know:
		return 0, &store.NewerError{Path: d.path, Have: have, Know: know}
	}
	return have, nil
}

// transact runs do in a transaction that may write. It speaks SQL itself, as
// database/sql forgets a transaction whose COMMIT failed while SQLite may not.
func transact(ctx context.Context, conn *sql.Conn, do func() error) error {
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := do()
	if err == nil {
		_, err = conn.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		// SQLite may have rolled back already, and then refuses; both are fine.
		conn.ExecContext(ctx, "ROLLBACK")
	}
	return err
}
