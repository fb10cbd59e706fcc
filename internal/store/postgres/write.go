package postgres

import (
	"bytes"
	"cmp"
	"context"
	"hash/fnv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

// What one statement takes at most: calls, and about so many bytes of events.
const (
	maxBatch = 256
	maxBytes = 4 << 20
)

// An addition is an Append on its way to its lane.
type addition struct {
	id    string
	at    int
	forms [][]byte
	done  chan error
}

// Append implements [store.Store].
func (d *DB) Append(ctx context.Context, id string, at int, events ...exam.Event) error {
	a := &addition{id, at, make([][]byte, len(events)), make(chan error, 1)}
	for i, e := range events {
		form, err := e.MarshalBinary()
		if err != nil {
			return err
		}
		a.forms[i] = form
	}
	if err := d.begin(ctx); err != nil {
		return err
	}
	defer d.calls.Done()
	h := fnv.New32a()
	h.Write([]byte(id))
	select { // no buffer: while the lane is busy, the call has not begun
	case d.lanes[h.Sum32()%uint32(len(d.lanes))] <- a:
		return <-a.done
	case <-ctx.Done():
		return ctx.Err()
	case <-d.stop:
		return store.ErrClosed
	}
}

// lane writes what comes until Close.
func (d *DB) lane(calls chan *addition) {
	var waiting []*addition
	for {
		if len(waiting) == 0 {
			select {
			case a := <-calls:
				waiting = append(waiting, a)
			case <-d.stop:
				return
			}
		}
		var batch []*addition
		batch, waiting = gather(calls, waiting)
		d.commit(batch)
	}
}

// gather returns what goes into the next statement, of those that wait and those
// that call by now, and what must wait for the one after it: a statement can add
// to an attempt only once.
func gather(calls chan *addition, waiting []*addition) (batch, rest []*addition) {
	in, size := map[string]bool{}, 0
	take := func(a *addition) {
		if in[a.id] || size > maxBytes {
			rest = append(rest, a)
			return
		}
		in[a.id] = true
		batch = append(batch, a)
		for _, form := range a.forms {
			size += len(form)
		}
	}
	for _, a := range waiting {
		take(a)
	}
	for len(batch)+len(rest) < maxBatch && size <= maxBytes {
		select {
		case a := <-calls:
			take(a)
		default:
			return batch, rest
		}
	}
	return batch, rest
}

// addEvents adds the events of several calls, each of which has a place i from
// 1 on, and returns the places of those whose attempt had as many events as they
// said. The row of an attempt stays locked until all is written, so that of
// several programs one goes first and the others see what it did.
const addEvents = `WITH want AS (
		SELECT attempt, at, more, i FROM unnest($1::bytea[], $2::int8[], $3::int8[]) WITH ORDINALITY AS w (attempt, at, more, i)
	), won AS (
		UPDATE gradcheck.lengths AS l SET n = l.n + want.more FROM want
		WHERE l.attempt = want.attempt AND l.n = want.at
		RETURNING l.attempt, want.i
	), kept AS (
		INSERT INTO gradcheck.events (attempt, n, event)
		SELECT won.attempt, e.n, e.event FROM won JOIN unnest($4::int8[], $5::int8[], $6::bytea[]) AS e (i, n, event) ON e.i = won.i
		RETURNING n
	)
	SELECT i FROM won`

// commit does a batch in one statement and answers every call. If the database
// refuses it, say because one of them is too large, each gets its own.
func (d *DB) commit(batch []*addition) {
	won := make([]bool, len(batch))
	again := false
	doubt, err := d.try(context.Background(), true, func(ctx context.Context, c *pgx.Conn, doubt bool) error {
		clear(won)
		again = doubt
		return extend(ctx, c, batch, won)
	})
	if err != nil && !doubt && len(batch) > 1 && code(err) != "" && !passing(err) {
		for i := range batch {
			d.commit(batch[i : i+1])
		}
		return
	}
	for i, a := range batch {
		switch {
		case err != nil:
			if doubt {
				d.doubts.set(a.id, true)
			}
			a.done <- err
		case won[i]:
			d.doubts.set(a.id, false)
			a.done <- nil
		default:
			d.lose(a, again || d.doubts.has(a.id))
		}
	}
}

// extend sends addEvents, and notes the places that were won.
func extend(ctx context.Context, c *pgx.Conn, batch []*addition, won []bool) error {
	var ids, events [][]byte
	var ats, more, places, ns []int64
	for i, a := range batch {
		ids, ats, more = append(ids, []byte(a.id)), append(ats, int64(a.at)), append(more, int64(len(a.forms)))
		for k, form := range a.forms {
			places, ns, events = append(places, int64(i+1)), append(ns, int64(a.at+k)), append(events, nonNil(form))
		}
	}
	rows, err := c.Query(ctx, addEvents, ids, ats, more, places, ns, events)
	if err != nil {
		return err
	}
	var i int
	_, err = pgx.ForEachRow(rows, []any{&i}, func() error {
		won[i-1] = true
		return nil
	})
	return err
}

// lose answers a call whose attempt had another number of events. After a doubt
// it may have been done already, as a whole or, if its caller has put more into
// it since, in part.
func (d *DB) lose(a *addition, doubt bool) {
	err := store.ErrStale
	if n, known, lookErr := d.done(a, doubt); lookErr != nil || !known {
		err = cmp.Or(lookErr, store.ErrUnknown)
	} else if n > 0 && n == len(a.forms) {
		d.doubts.set(a.id, false)
		err = nil
	} else if n > 0 {
		d.commit([]*addition{{a.id, a.at + n, a.forms[n:], a.done}})
		return
	}
	a.done <- err
}

// done returns how many of the events of a call are in their place, if doubt says
// that they may be; 0 if there is anything else. known says if there is such an
// attempt.
func (d *DB) done(a *addition, doubt bool) (n int, known bool, err error) {
	err = d.read(context.Background(), func(ctx context.Context, c *pgx.Conn) error {
		n, known = 0, false
		rows, err := c.Query(ctx, `SELECT e.event FROM gradcheck.lengths l
			LEFT JOIN gradcheck.events e ON e.attempt = l.attempt AND e.n >= $2 AND e.n < $3
			WHERE l.attempt = $1 ORDER BY e.n`, []byte(a.id), int64(a.at), int64(a.at+len(a.forms)))
		if err != nil {
			return err
		}
		same := doubt
		var form pgtype.DriverBytes
		_, err = pgx.ForEachRow(rows, []any{&form}, func() error {
			known = true
			if same && form != nil {
				same = bytes.Equal(form, a.forms[n])
				n++
			}
			return nil
		})
		if !same {
			n = 0
		}
		return err
	})
	return n, known, err
}

// Create implements [store.Store].
func (d *DB) Create(ctx context.Context, h exam.Header) error {
	form, err := h.MarshalBinary()
	if err != nil {
		return err
	}
	wall, id := h.Start.Wall, []byte(h.ID)
	doubt, err := d.write(ctx, func(ctx context.Context, c *pgx.Conn, doubt bool) error {
		tag, err := c.Exec(ctx, `WITH a AS (
				INSERT INTO gradcheck.attempts (id, student, exam, mode, start, start_ns, header)
				VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING RETURNING id
			) INSERT INTO gradcheck.lengths (attempt, n) SELECT id, 0 FROM a`,
			id, []byte(h.Student), []byte(h.Exam), []byte(h.Mode), wall.Unix(), int64(wall.Nanosecond()), form)
		if err != nil || tag.RowsAffected() > 0 {
			return err
		}
		if doubt || d.doubts.has(h.ID) { // then it may be this very one
			var same bool
			err := c.QueryRow(ctx, "SELECT header = $2 FROM gradcheck.attempts WHERE id = $1", id, form).Scan(&same)
			if err != nil || same {
				return err
			}
		}
		return store.ErrExists
	})
	if doubt {
		d.doubts.set(h.ID, true)
	}
	return err
}

// PutInstance implements [store.Store].
func (d *DB) PutInstance(ctx context.Context, digest string, data []byte) error {
	_, err := d.write(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		_, err := c.Exec(ctx, "INSERT INTO gradcheck.instances (digest, data) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING",
			[]byte(digest), nonNil(data))
		return err
	})
	return err
}

// write does a job that writes, in the caller's goroutine.
func (d *DB) write(ctx context.Context, work job) (doubt bool, err error) {
	if err := d.begin(ctx); err != nil {
		return false, err
	}
	defer d.calls.Done()
	return d.try(ctx, true, work)
}

// nonNil keeps the driver from storing NULL for no bytes.
func nonNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
