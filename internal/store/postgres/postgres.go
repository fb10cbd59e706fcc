// Package postgres is a [store.Store] in a PostgreSQL database, in a schema of
// its own, for any number of server processes at once. It keeps to SQL that
// databases compatible with PostgreSQL run, too.
//
// Events are what is written most. A few goroutines, the lanes, write them: each
// gathers the calls that wait and sends them as one statement, which is one trip
// and one sync for many students. An attempt always has the same lane. Everything
// else is one statement of its own. So every write is all or nothing by itself,
// no transaction stays open between two trips, and none waits for the program.
//
// The fence of [store.Store.Append] is a row with the number of events, which
// the statement that adds them must find as the caller said. This also makes it
// safe to send a write again whose answer was lost with the connection: see
// [DB.try].
//
// Texts are kept as bytes, since a column of text takes neither every byte nor,
// in some databases, every letter. Headers and events are in their canonical
// form, the bytes over which their hashes are taken.
package postgres

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"gradcheck/internal/store"
)

// Defaults of what the address may say otherwise.
const (
	maxConns       = 12 // pool_max_conns
	connectTimeout = 5 * time.Second
)

// patience is how long a call goes on trying while the database cannot be
// reached or refuses for the moment.
const patience = 3 * time.Second

// maxLanes bounds how many statements that add events are under way at once.
const maxLanes = 4

// A DB is an open database.
type DB struct {
	name     string // of the database, for people; without the password
	pool     *pgxpool.Pool
	patience time.Duration
	token    string       // tells this DB from all others
	posts    atomic.Int64 // to the journal, by this DB
	posted   chan struct{}
	lanes    []chan *addition
	doubts   doubts

	mu     sync.Mutex
	closed bool
	stop   chan struct{}  // closed by Close
	calls  sync.WaitGroup // under way
	loops  sync.WaitGroup // lanes, the announcer, watches
}

var (
	_ store.Store   = (*DB)(nil)
	_ store.Watcher = (*DB)(nil)
)

// Open connects to the database at url, as libpq knows it
// (postgres://user:password@host:5432/name?sslmode=verify-full, or words like
// host=... dbname=...), and makes or updates the tables. What the url leaves out
// is taken from the environment and files that libpq reads. When Open fails, the
// error is a [*store.Fault] or a [*store.NewerError] that tells the operator what
// to do; it never has the password.
func Open(ctx context.Context, url string) (*DB, error) { return open(ctx, url, patience) }

func open(ctx context.Context, url string, patience time.Duration) (*DB, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil { // its text may have more of the url than anybody should see
		return nil, &store.Fault{Kind: ErrAway, Text: "The address of the database cannot be read. It looks like postgres://user@host:5432/name; " +
			"signs like @ : / % in a user or password are written %40 %3A %2F %25."}
	}
	settle(config, url)
	d := &DB{name: address(config.ConnConfig), patience: patience, token: rand.Text(), posted: make(chan struct{}, 1), stop: make(chan struct{})}
	if d.pool, err = pgxpool.NewWithConfig(context.WithoutCancel(ctx), config); err != nil {
		return nil, d.fault(err)
	}
	if err := d.prepare(ctx, migrations); err != nil {
		d.pool.Close()
		return nil, err
	}
	for range max(1, min(maxLanes, int(config.MaxConns)/2)) {
		calls := make(chan *addition)
		d.lanes = append(d.lanes, calls)
		d.loops.Go(func() { d.lane(calls) })
	}
	d.loops.Go(d.announce)
	return d, nil
}

// settle fills in what url leaves open.
func settle(c *pgxpool.Config, url string) {
	if !strings.Contains(url, "pool_max_conns") {
		c.MaxConns = maxConns
	}
	if !strings.Contains(url, "connect_timeout") {
		c.ConnConfig.ConnectTimeout = connectTimeout
	}
	if c.ConnConfig.RuntimeParams["application_name"] == "" {
		c.ConnConfig.RuntimeParams["application_name"] = "gradcheck"
	}
	c.PingTimeout = connectTimeout
	// A write is acknowledged when it is synced, whatever the database's default.
	c.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit', true) = 'off'")
		return err
	}
}

// address returns the address of a database for people to read.
func address(c *pgx.ConnConfig) string {
	host := net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port)))
	if strings.HasPrefix(c.Host, "/") {
		host = c.Host
	}
	return fmt.Sprintf("postgres://%s@%s/%s", c.User, host, c.Database)
}

// begin counts a call that is to be waited for, or returns why it must not begin.
// The caller ends it with d.calls.Done.
func (d *DB) begin(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return store.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	d.calls.Add(1)
	return nil
}

// Close implements [store.Store].
func (d *DB) Close() error {
	d.mu.Lock()
	first := !d.closed
	d.closed = true
	d.mu.Unlock()
	if first {
		close(d.stop)
		d.calls.Wait()
		d.loops.Wait()
		d.pool.Close()
	}
	return nil
}
