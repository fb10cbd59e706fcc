package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

// Headers implements [store.Store].
func (d *DB) Headers(ctx context.Context, student string) ([]exam.Header, error) {
	return d.headers(ctx, "SELECT header FROM attempts WHERE student = ? ORDER BY start DESC, start_ns DESC, id DESC", student)
}

// headers runs a query for headers.
func (d *DB) headers(ctx context.Context, query string, args ...any) ([]exam.Header, error) {
	var hs []exam.Header
	err := d.scan(ctx, func(form []byte) error {
		var h exam.Header
		err := h.UnmarshalBinary(form)
		hs = append(hs, h)
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return hs, nil
}

// eventsFrom has a row of NULL for an attempt without such events, and none for
// one that is not there.
const eventsFrom = `SELECT e.event FROM attempts a LEFT JOIN events e ON e.attempt = a.key AND e.n >= ?
	WHERE a.id = ? ORDER BY e.n`

// Events implements [store.Store].
func (d *DB) Events(ctx context.Context, id string, from int) ([]exam.Event, error) {
	if err := d.ready(ctx); err != nil {
		return nil, err
	}
	rows, err := d.events.QueryContext(ctx, from, id)
	if err != nil {
		return nil, d.fault(err)
	}
	known := false
	var events []exam.Event
	err = d.each(rows, func(form []byte) error {
		if known = true; form == nil {
			return nil
		}
		var e exam.Event
		if err := e.UnmarshalBinary(form); err != nil {
			return fmt.Errorf("attempt %q, event %d: %w", id, max(from, 0)+len(events), err)
		}
		events = append(events, e)
		return nil
	})
	if err == nil && !known {
		err = store.ErrUnknown
	}
	if err != nil {
		return nil, err
	}
	return events, nil
}

// Instance implements [store.Store].
func (d *DB) Instance(ctx context.Context, digest string) ([]byte, error) {
	if err := d.ready(ctx); err != nil {
		return nil, err
	}
	var data []byte
	err := d.readers.QueryRowContext(ctx, "SELECT data FROM instances WHERE digest = ?", digest).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, store.ErrUnknown
	}
	return data, d.fault(err)
}

// scan runs a query for one column and calls row for each value, which is
// overwritten by the next. An error of row means that the data is damaged.
func (d *DB) scan(ctx context.Context, row func([]byte) error, query string, args ...any) error {
	if err := d.ready(ctx); err != nil {
		return err
	}
	rows, err := d.readers.QueryContext(ctx, query, args...)
	if err != nil {
		return d.fault(err)
	}
	return d.each(rows, row)
}

// each calls row for each value of rows, as scan does, and closes them.
func (d *DB) each(rows *sql.Rows, row func([]byte) error) error {
	defer rows.Close()
	var value sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&value); err != nil {
			return d.fault(err)
		}
		if err := row(value); err != nil {
			return d.trouble(store.ErrDamaged, err)
		}
	}
	return d.fault(rows.Err())
}
