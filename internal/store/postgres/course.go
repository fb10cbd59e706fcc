package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
)

// addEntries adds entries to the journal. The row of the counter stays locked
// until they are written: so numbers have no gaps, and whoever sees one entry
// sees all before it.
const addEntries = `WITH c AS (
		UPDATE gradcheck.counters SET n = n + $2::int8 WHERE name = 'journal' RETURNING n - $2::int8 AS first
	)
	INSERT INTO gradcheck.journal (n, entry, post)
	SELECT c.first + e.i - 1, e.entry, CASE WHEN e.i = 1 THEN $3::bytea END
	FROM c, unnest($1::bytea[]) WITH ORDINALITY AS e (entry, i)`

// Post implements [store.Course]. If the database stays away after the entries
// were sent, and only then, an error may be returned although they are there.
func (d *DB) Post(ctx context.Context, entries ...class.Entry) error {
	forms := make([][]byte, len(entries))
	for i, e := range entries {
		form, err := json.Marshal(e)
		if err != nil {
			return err
		}
		forms[i] = form
	}
	name := fmt.Appendf(nil, "%s/%d", d.token, d.posts.Add(1)) // of this call among all
	_, err := d.write(ctx, func(ctx context.Context, c *pgx.Conn, doubt bool) error {
		if len(forms) == 0 {
			return nil
		}
		tag, err := c.Exec(ctx, addEntries, forms, int64(len(forms)), name)
		if doubt && code(err) == "23505" { // the name is there, so an earlier try was done
			return nil
		}
		if err == nil && int(tag.RowsAffected()) != len(forms) {
			return d.trouble(gone, fmt.Errorf("%d of %d entries were added", tag.RowsAffected(), len(forms)))
		}
		return err
	})
	if err == nil && len(forms) > 0 {
		select {
		case d.posted <- struct{}{}:
		default: // it will be said once for both
		}
	}
	return err
}

// Journal implements [store.Course].
func (d *DB) Journal(ctx context.Context, from int) ([]class.Entry, error) {
	return column(ctx, d, func(form []byte) (e class.Entry, err error) {
		return e, json.Unmarshal(form, &e)
	}, "SELECT entry FROM gradcheck.journal WHERE n >= $1 ORDER BY n", int64(from))
}

// Beat implements [store.Course].
func (d *DB) Beat(ctx context.Context, process string, at exam.Clock) error {
	form, err := json.Marshal(at)
	if err != nil {
		return err
	}
	_, err = d.write(ctx, func(ctx context.Context, c *pgx.Conn, _ bool) error {
		_, err := c.Exec(ctx, `INSERT INTO gradcheck.beats (process, wall_ns, clock) VALUES ($1, $2, $3)
			ON CONFLICT (process) DO UPDATE SET wall_ns = excluded.wall_ns, clock = excluded.clock`, []byte(process), at.Wall.UnixNano(), form)
		return err
	})
	return err
}

// LastBeat implements [store.Course].
func (d *DB) LastBeat(ctx context.Context) (exam.Clock, error) {
	beats, err := column(ctx, d, func(form []byte) (at exam.Clock, err error) {
		return at, json.Unmarshal(form, &at)
	}, "SELECT clock FROM gradcheck.beats ORDER BY wall_ns DESC LIMIT 1")
	if err != nil || len(beats) == 0 {
		return exam.Clock{}, err
	}
	return beats[0], nil
}
