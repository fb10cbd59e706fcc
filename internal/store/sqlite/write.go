package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

// maxBatch bounds how many calls share a transaction, and so how long the first
// of them waits.
const maxBatch = 256

// A write is a call on its way to the writer. do changes either everything or,
// when it returns one of the store's refusals, nothing.
type write struct {
	do   func(ctx context.Context, conn *sql.Conn) error
	done chan error
}

// write hands do to the writer and returns its result once it is committed. The
// channel has no buffer: while the writer is busy, the call has not begun, and
// the end of ctx or Close withdraws it.
func (d *DB) write(ctx context.Context, do func(context.Context, *sql.Conn) error) error {
	if err := d.ready(ctx); err != nil {
		return err
	}
	if d.writes == nil {
		return d.readOnly()
	}
	w := write{do, make(chan error, 1)}
	select {
	case d.writes <- w:
		return d.fault(<-w.done)
	case <-ctx.Done():
		return ctx.Err()
	case <-d.stop:
		return store.ErrClosed
	}
}

// ready returns why a call must not begin.
func (d *DB) ready(ctx context.Context) error {
	select {
	case <-d.stop:
		return store.ErrClosed
	default:
		return ctx.Err()
	}
}

// writer commits what comes until Close.
func (d *DB) writer() {
	defer close(d.stopped)
	for {
		select {
		case w := <-d.writes:
			d.commit(d.gather(w))
		case <-d.stop:
			return
		}
	}
}

// gather returns first and the calls that wait by now.
func (d *DB) gather(first write) []write {
	batch := []write{first}
	for len(batch) < maxBatch {
		select {
		case w := <-d.writes:
			batch = append(batch, w)
		default:
			return batch
		}
	}
	return batch
}

// commit does a batch in one transaction and answers every call. If that fails,
// say because one of them is too large for the disk, each gets its own.
func (d *DB) commit(batch []write) {
	ctx := context.Background() // what has begun is brought to its end
	errs := make([]error, len(batch))
	err := transact(ctx, d.conn, func() error {
		for i, w := range batch {
			if errs[i] = w.do(ctx, d.conn); errs[i] != nil && !refusal(errs[i]) {
				return errs[i]
			}
		}
		return d.gone() // rolls all of it back
	})
	if err != nil && len(batch) > 1 {
		for i := range batch {
			d.commit(batch[i : i+1])
		}
		return
	}
	for i, w := range batch {
		if err != nil {
			errs[i] = err
		}
		w.done <- errs[i]
	}
}

// refusal reports whether err is an answer rather than trouble.
func refusal(err error) bool {
	return errors.Is(err, store.ErrExists) || errors.Is(err, store.ErrUnknown) || errors.Is(err, store.ErrStale)
}

// Create implements [store.Store].
func (d *DB) Create(ctx context.Context, h exam.Header) error {
	form, err := h.MarshalBinary()
	if err != nil {
		return err
	}
	return d.write(ctx, func(ctx context.Context, conn *sql.Conn) error {
		wall := h.Start.Wall
		res, err := conn.ExecContext(ctx, `INSERT INTO attempts (id, student, exam, mode, start, start_ns, header)
			VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
			h.ID, h.Student, h.Exam, string(h.Mode), wall.Unix(), wall.Nanosecond(), form)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); n == 0 {
			return errors.Join(store.ErrExists, err)
		}
		return nil
	})
}

// Append implements [store.Store].
func (d *DB) Append(ctx context.Context, id string, at int, events ...exam.Event) error {
	forms := make([][]byte, len(events))
	for i, e := range events {
		form, err := e.MarshalBinary()
		if err != nil {
			return err
		}
		forms[i] = form
	}
	return d.write(ctx, func(ctx context.Context, conn *sql.Conn) error {
		return appendForms(ctx, conn, id, at, forms)
	})
}

func appendForms(ctx context.Context, conn *sql.Conn, id string, at int, forms [][]byte) error {
	var key int64
	var n int
	err := conn.QueryRowContext(ctx, `SELECT key, (SELECT coalesce(max(n) + 1, 0) FROM events WHERE attempt = key)
		FROM attempts WHERE id = ?`, id).Scan(&key, &n)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return store.ErrUnknown
	case err != nil:
		return err
	case n != at:
		return store.ErrStale
	case len(forms) == 0:
		return nil
	}
	insert, err := conn.PrepareContext(ctx, "INSERT INTO events (attempt, n, event) VALUES (?, ?, ?)")
	if err != nil {
		return err
	}
	defer insert.Close()
	for i, form := range forms {
		if _, err := insert.ExecContext(ctx, key, at+i, nonNil(form)); err != nil {
			return err
		}
	}
	return nil
}

// PutInstance implements [store.Store].
func (d *DB) PutInstance(ctx context.Context, digest string, data []byte) error {
	return d.write(ctx, func(ctx context.Context, conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, "INSERT INTO instances (digest, data) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
			digest, nonNil(data))
		return err
	})
}

// nonNil keeps the driver from storing NULL for no bytes.
func nonNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
