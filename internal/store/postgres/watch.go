package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// announce tells who watches that this program has posted, until Close. Nobody
// waits for it, and a database that cannot notify is not asked again.
func (d *DB) announce() {
	for {
		select {
		case <-d.stop:
			return
		case <-d.posted:
		}
		ctx, cancel := context.WithTimeout(context.Background(), d.patience)
		_, err := d.pool.Exec(ctx, "SELECT pg_notify('gradcheck', $1)", d.token)
		cancel()
		if c := code(err); c == "42883" || c == "0A000" { // no such function, not supported
			return
		}
	}
}

// Watch implements [store.Watcher]. It holds a connection of its own, beside
// those of the pool. After the connection was away a value arrives, too, as
// something may have been missed.
func (d *DB) Watch(ctx context.Context) <-chan struct{} {
	news := make(chan struct{}, 1)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		close(news)
		return news
	}
	ctx, cancel := context.WithCancel(ctx)
	stop := d.stop
	d.loops.Go(func() { // ends the listening at Close
		defer cancel()
		select {
		case <-ctx.Done():
		case <-stop:
		}
	})
	d.loops.Go(func() {
		defer close(news)
		for first := true; ctx.Err() == nil; first = false {
			err := d.listen(ctx, news, first)
			if c := code(err); c == "0A000" || c == "42601" { // the database does not know LISTEN
				<-ctx.Done()
			}
			select {
			case <-ctx.Done():
			case <-time.After(longestPause/2 + longestPause*time.Duration(chance())/512):
			}
		}
	})
	return news
}

// listen passes on what other programs say until the connection breaks.
func (d *DB) listen(ctx context.Context, news chan<- struct{}, first bool) error {
	conn, err := pgx.ConnectConfig(ctx, d.pool.Config().ConnConfig)
	if err != nil {
		return err
	}
	defer func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		conn.Close(end)
	}()
	if _, err := conn.Exec(ctx, "LISTEN gradcheck"); err != nil {
		return err
	}
	for told := !first; ; told = true {
		if told {
			select {
			case news <- struct{}{}:
			default: // one is there that nobody has taken
			}
		}
		for {
			n, err := conn.WaitForNotification(ctx)
			if err != nil {
				return err
			}
			if n.Payload != d.token {
				break
			}
		}
	}
}
