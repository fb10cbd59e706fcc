package postgres

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// answer is how long the database may take for one statement. Then the
// connection is given up, and what was asked is asked again on another.
const answer = 10 * time.Second

// The pauses between two tries double from the first to the longest; each is
// drawn between half of that and all of it, so that programs that got in each
// other's way do not do so again.
const (
	firstPause   = 4 * time.Millisecond
	longestPause = 250 * time.Millisecond
)

// A job is one try at a call. doubt says that an earlier try may have been done
// although its answer was lost.
type job func(ctx context.Context, c *pgx.Conn, doubt bool) error

// A collision is an error after which the same may go well at the next try.
type collision struct{ error }

func (c collision) Unwrap() error { return c.error }

// read does a job that changes nothing, and again if need be, until ctx ends.
func (d *DB) read(ctx context.Context, work func(ctx context.Context, c *pgx.Conn) error) error {
	_, err := d.try(ctx, false, func(ctx context.Context, c *pgx.Conn, _ bool) error { return work(ctx, c) })
	return err
}

// try does a job, and again, for as long as d.patience lasts, while the database
// cannot be reached, another program is in the way, or the connection breaks. A
// job that writes is one statement, or one transaction, that finds out if it was
// done already: so even if the answer to one try is lost, the next one is
// definite. Only if there is none is doubt left together with an error.
//
// The end of ctx withdraws a write before it is sent, and not after.
func (d *DB) try(ctx context.Context, writes bool, work job) (doubt bool, err error) {
	until, cancel := context.WithTimeout(context.WithoutCancel(ctx), d.patience)
	defer cancel()
	withdraw := context.AfterFunc(ctx, cancel)
	defer withdraw()
	var last error // what was in the way
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		conn, err := d.pool.Acquire(until)
		if err == nil && writes {
			if !withdraw() && ctx.Err() != nil {
				conn.Release()
				return false, ctx.Err()
			}
			ctx, writes = context.WithoutCancel(ctx), false
		}
		if err == nil {
			var lost bool
			if lost, err = once(ctx, conn, doubt, work); err == nil {
				return false, nil
			}
			doubt = doubt || lost
			last = err
			if !lost && !passing(err) {
				return doubt && !refusal(err), d.fault(err)
			}
		} else if until.Err() == nil {
			if last = err; !passing(err) {
				return doubt, d.fault(err)
			}
		}
		select {
		case <-until.Done():
			if ctx.Err() != nil {
				return false, ctx.Err()
			}
			return doubt, d.fault(cmp.Or(last, err))
		case <-time.After(pause/2 + pause*time.Duration(chance())/512):
		}
	}
}

// once does a job on a connection, within the time of an answer, and lets the
// connection go. lost says that it broke, and nobody knows how far the job came.
func once(ctx context.Context, conn *pgxpool.Conn, doubt bool, work job) (lost bool, err error) {
	defer conn.Release()
	ctx, cancel := context.WithTimeout(ctx, answer)
	defer cancel()
	err = work(ctx, conn.Conn(), doubt)
	lost = conn.Conn().IsClosed() && !pgconn.SafeToRetry(err) || unknown[code(err)]
	if code(err) == demoted {
		conn.Conn().Close(ctx)
	}
	return lost, err
}

// passing reports whether the same may go well in a moment.
func passing(err error) bool {
	if errors.As(err, new(collision)) || pgconn.SafeToRetry(err) {
		return true
	}
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return passingCodes[pe.Code] || pe.Code[:2] == "08"
	}
	return errors.As(err, new(*pgconn.ConnectError))
}

// unknown are the SQLSTATEs with which the database itself does not know whether a
// statement was done.
var unknown = map[string]bool{"40003": true, "08007": true}

// demoted is the SQLSTATE of a write at a standby. After a failover that is what
// the connections lead to which are still open; a new one finds the primary, if
// the address names both.
const demoted = "25006"

// passingCodes are the SQLSTATEs of what passes.
var passingCodes = map[string]bool{
	demoted: true,
	"0A000": true, // the plan of a statement is out of date; it is made anew
	"40001": true, // serialization failure
	"40P01": true, // deadlock detected
	"53300": true, // too many connections
	"55P03": true, // lock not available
	"57P01": true, // shut down by the operator
	"57P02": true, // crashed
	"57P03": true, // starting up or shutting down
	"57P05": true, // idle for too long
}

// chance returns a number from 0 to 255.
func chance() byte {
	var b [1]byte
	rand.Read(b[:])
	return b[0]
}

// doubts are the attempts of which a write was given up before it was known if it
// was done. When it comes again, what is there is compared with it.
type doubts struct {
	mu  sync.Mutex
	ids map[string]bool
}

func (d *doubts) has(id string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ids[id]
}

func (d *doubts) set(id string, doubt bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !doubt {
		delete(d.ids, id)
		return
	}
	if d.ids == nil {
		d.ids = map[string]bool{}
	}
	d.ids[id] = true
}
