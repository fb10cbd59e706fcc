package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"gradcheck/internal/store"
)

// found makes the table of what was done to the schema. Row 0 marks it as ours,
// and is the lock under which steps are done. Times are seconds since 1970.
const found = `CREATE TABLE gradcheck.migrations (
		n       int8 PRIMARY KEY,
		program text NOT NULL,
		done    int8 NOT NULL
	);
	INSERT INTO gradcheck.migrations VALUES (0, 'gradcheck', extract(epoch FROM now())::int8);`

// migrations are the steps from each format to the next; the format is how many
// were done. Steps are only ever added.
var migrations = []string{
	`CREATE TABLE gradcheck.attempts (
		id       bytea PRIMARY KEY,
		student  bytea NOT NULL,
		exam     bytea NOT NULL,
		mode     bytea NOT NULL,
		start    int8  NOT NULL, -- wall clock, seconds since 1970
		start_ns int8  NOT NULL, -- and nanoseconds
		header   bytea NOT NULL
	);
	CREATE INDEX attempts_by_student ON gradcheck.attempts (student, start, start_ns, id);
	CREATE INDEX attempts_by_exam ON gradcheck.attempts (exam, start, start_ns, id);
	CREATE TABLE gradcheck.lengths (
		attempt bytea PRIMARY KEY,
		n       int8  NOT NULL -- of events; the fence of those who add some
	);
	CREATE TABLE gradcheck.events (
		attempt bytea NOT NULL,
		n       int8  NOT NULL, -- from 0, without gaps
		event   bytea NOT NULL,
		PRIMARY KEY (attempt, n)
	);
	CREATE TABLE gradcheck.instances (
		digest bytea PRIMARY KEY,
		data   bytea NOT NULL
	);
	CREATE TABLE gradcheck.journal (
		n     int8  PRIMARY KEY, -- from 0, without gaps
		entry bytea NOT NULL,    -- JSON
		post  bytea UNIQUE       -- names the call, at the first of its entries
	);
	CREATE TABLE gradcheck.counters (
		name text PRIMARY KEY,
		n    int8 NOT NULL
	);
	INSERT INTO gradcheck.counters VALUES ('journal', 0);
	CREATE TABLE gradcheck.beats (
		process bytea PRIMARY KEY,
		wall_ns int8  NOT NULL, -- nanoseconds since 1970
		clock   bytea NOT NULL  -- JSON
	);`,
}

// prepare brings the tables of an older or empty database up to date, each step
// in a transaction of its own. It fails on a schema of a newer format, of another
// program, or that cannot be written.
func (d *DB) prepare(ctx context.Context, steps []string) error {
	for have := -1; have < len(steps); {
		_, err := d.try(ctx, true, func(ctx context.Context, c *pgx.Conn, _ bool) (err error) {
			if have, err = d.format(ctx, c, len(steps)); err != nil || have == len(steps) {
				return err
			}
			return together(d.step(ctx, c, have, steps))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// format returns how many steps were done to the schema, -1 if it has no tables.
func (d *DB) format(ctx context.Context, c *pgx.Conn, know int) (int, error) {
	var tables, ours int
	var standby bool
	err := c.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE t.relname = 'migrations'), current_setting('transaction_read_only') = 'on'
		FROM pg_catalog.pg_class t JOIN pg_catalog.pg_namespace s ON s.oid = t.relnamespace
		WHERE s.nspname = 'gradcheck'`).Scan(&tables, &ours, &standby)
	switch {
	case err != nil:
		return 0, err
	case standby:
		return 0, d.trouble(readOnly, nil)
	case tables == 0:
		return -1, nil
	case ours == 0:
		return 0, d.trouble(foreign, nil)
	}
	have := -1
	err = c.QueryRow(ctx, "SELECT coalesce(max(n), -1) FROM gradcheck.migrations WHERE program = 'gradcheck'").Scan(&have)
	switch {
	case code(err) == "42703", err == nil && have < 0: // no such column, or not our row
		return 0, d.trouble(foreign, err)
	case err != nil:
		return 0, err
	case have > know:
		return 0, &store.NewerError{Path: d.name, Have: have, Know: know}
	}
	return have, nil
}

// step does the step after format have, unless somebody else has by now.
func (d *DB) step(ctx context.Context, c *pgx.Conn, have int, steps []string) error {
	return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		if have < 0 {
			return d.found(ctx, tx)
		}
		var zero, now int
		if err := tx.QueryRow(ctx, "SELECT n FROM gradcheck.migrations WHERE n = 0 FOR UPDATE").Scan(&zero); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, "SELECT max(n) FROM gradcheck.migrations").Scan(&now); err != nil || now != have {
			return err
		}
		if _, err := tx.Exec(ctx, steps[have]); err != nil {
			return fmt.Errorf("migrate from format %d: %w", have, err)
		}
		_, err := tx.Exec(ctx, "INSERT INTO gradcheck.migrations VALUES ($1, 'gradcheck', extract(epoch FROM now())::int8)", have+1)
		return err
	})
}

// found makes the schema, if nobody has made it for us, and the first table.
func (d *DB) found(ctx context.Context, tx pgx.Tx) error {
	var there bool
	err := tx.QueryRow(ctx, "SELECT count(*) > 0 FROM pg_catalog.pg_namespace WHERE nspname = 'gradcheck'").Scan(&there)
	if err != nil {
		return err
	}
	if !there {
		if _, err := tx.Exec(ctx, "CREATE SCHEMA gradcheck"); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, found)
	return err
}

// together marks errors that mean that another program does the same just now:
// what was to be made is there, or is being made.
func together(err error) error {
	switch c := code(err); c {
	case "23505", "42P06", "42P07":
		return collision{err}
	case "XX000":
		if strings.Contains(err.Error(), "concurrently") {
			return collision{err}
		}
	}
	return err
}

// code returns the SQLSTATE of an error of the database, "" of any other.
func code(err error) string {
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return pe.Code
	}
	return ""
}
