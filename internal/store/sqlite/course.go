package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
)

// Post implements [store.Course].
func (d *DB) Post(ctx context.Context, entries ...class.Entry) error {
	forms := make([]string, len(entries))
	for i, e := range entries {
		form, err := json.Marshal(e)
		if err != nil {
			return err
		}
		forms[i] = string(form)
	}
	return d.write(ctx, func(ctx context.Context, conn *sql.Conn) error {
		for _, form := range forms {
			if _, err := conn.ExecContext(ctx, "INSERT INTO journal SELECT coalesce(max(n) + 1, 0), ? FROM journal", form); err != nil {
				return err
			}
		}
		return nil
	})
}

// Journal implements [store.Course].
func (d *DB) Journal(ctx context.Context, from int) ([]class.Entry, error) {
	var entries []class.Entry
	err := d.scan(ctx, func(form []byte) error {
		var e class.Entry
		if err := json.Unmarshal(form, &e); err != nil {
			return fmt.Errorf("entry %d of the journal: %w", from+len(entries), err)
		}
		entries = append(entries, e)
		return nil
	}, "SELECT entry FROM journal WHERE n >= ? ORDER BY n", from)
	if err != nil {
		return nil, err
	}
	return entries, nil
}

// Sat implements [store.Store].
func (d *DB) Sat(ctx context.Context, examID string) ([]exam.Header, error) {
	return d.headers(ctx, "SELECT header FROM attempts WHERE exam = ? ORDER BY start, start_ns, id", examID)
}

// Beat implements [store.Course].
func (d *DB) Beat(ctx context.Context, process string, at exam.Clock) error {
	form, err := json.Marshal(at)
	if err != nil {
		return err
	}
	return d.write(ctx, func(ctx context.Context, conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `INSERT INTO beats (process, wall_ns, clock) VALUES (?, ?, ?)
			ON CONFLICT (process) DO UPDATE SET wall_ns = excluded.wall_ns, clock = excluded.clock`, process, at.Wall.UnixNano(), string(form))
		return err
	})
}

// LastBeat implements [store.Course].
func (d *DB) LastBeat(ctx context.Context) (exam.Clock, error) {
	if err := d.ready(ctx); err != nil {
		return exam.Clock{}, err
	}
	var form []byte
	err := d.readers.QueryRowContext(ctx, "SELECT clock FROM beats ORDER BY wall_ns DESC LIMIT 1").Scan(&form)
	if errors.Is(err, sql.ErrNoRows) {
		return exam.Clock{}, nil
	}
	if err != nil {
		return exam.Clock{}, d.fault(err)
	}
	var at exam.Clock
	return at, json.Unmarshal(form, &at)
}
