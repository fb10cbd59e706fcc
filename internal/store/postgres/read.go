package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

// Headers implements [store.Store].
func (d *DB) Headers(ctx context.Context, student string) ([]exam.Header, error) {
	return d.headers(ctx, "SELECT header FROM gradcheck.attempts WHERE student = $1 ORDER BY start DESC, start_ns DESC, id DESC", student)
}

// Sat implements [store.Store].
func (d *DB) Sat(ctx context.Context, examID string) ([]exam.Header, error) {
	return d.headers(ctx, "SELECT header FROM gradcheck.attempts WHERE exam = $1 ORDER BY start, start_ns, id", examID)
}

// headers runs a query for the headers of somebody or something.
func (d *DB) headers(ctx context.Context, query, of string) ([]exam.Header, error) {
	return column(ctx, d, func(form []byte) (h exam.Header, err error) {
		return h, h.UnmarshalBinary(form)
	}, query, []byte(of))
}

// eventsFrom has a row of NULL for an attempt without such events, and none for
// one that is not there.
const eventsFrom = `SELECT e.event FROM gradcheck.lengths l
	LEFT JOIN gradcheck.events e ON e.attempt = l.attempt AND e.n >= $2
	WHERE l.attempt = $1 ORDER BY e.n`

// errNone says that a row has no value.
var errNone = errors.New("no value")

// Events implements [store.Store].
func (d *DB) Events(ctx context.Context, id string, from int) ([]exam.Event, error) {
	none := false
	events, err := column(ctx, d, func(form []byte) (e exam.Event, err error) {
		if none = form == nil; none {
			return e, errNone
		}
		return e, e.UnmarshalBinary(form)
	}, eventsFrom, []byte(id), int64(from))
	if err == nil && len(events) == 0 && !none {
		err = store.ErrUnknown
	}
	return events, err
}

// Instance implements [store.Store].
func (d *DB) Instance(ctx context.Context, digest string) ([]byte, error) {
	data, err := column(ctx, d, func(form []byte) ([]byte, error) { return append([]byte{}, form...), nil },
		"SELECT data FROM gradcheck.instances WHERE digest = $1", []byte(digest))
	if err == nil && len(data) == 0 {
		err = store.ErrUnknown
	}
	if err != nil {
		return nil, err
	}
	return data[0], nil
}

// column runs a query for one column of bytes, which decode makes a T of; they are
// overwritten by the next. A value for which it returns errNone is left out; any
// other error means that the data is damaged.
func column[T any](ctx context.Context, d *DB, decode func([]byte) (T, error), query string, args ...any) (all []T, err error) {
	if err := d.begin(ctx); err != nil {
		return nil, err
	}
	defer d.calls.Done()
	err = d.read(ctx, func(ctx context.Context, c *pgx.Conn) error {
		all = nil
		rs, err := c.Query(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rs.Close()
		var form pgtype.DriverBytes
		for rs.Next() {
			if err := rs.Scan(&form); err != nil {
				return err
			}
			switch v, err := decode(form); {
			case err == nil:
				all = append(all, v)
			case err != errNone:
				return d.trouble(damaged, fmt.Errorf("%s %q: row %d: %w", query, args, len(all), err))
			}
		}
		return rs.Err()
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}
