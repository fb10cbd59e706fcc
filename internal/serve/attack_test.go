//go:build linux

package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// An attack is what a hostile client does until ctx ends. It returns a mistake of
// the server that it has seen.
type attack struct {
	name string
	do   func(ctx context.Context, s *target) error
}

// attacks are what clients can do to a server. The text of the table in
// docs/serving.md has them in this order.
var attacks = []attack{
	{"nobody attacks", func(ctx context.Context, s *target) error { <-ctx.Done(); return nil }},
	{"a terminal of 5000 x 5000", hugeTerminal},
	{"sizes change at full speed", resizes},
	{"500 channels on a connection", channels},
	{"300 connections that say nothing", silent},
	{"300 that stand still in the exchange of keys", stalled},
	{"connections at full speed", arrivals},
	{"2000 variables of 30 kB", environment},
	{"8 of the largest terminals, which read nothing", unreading},
	{"a paste without end", flood(strings.Repeat("pasted text \n", 2000), "\x1b[200~")},
	{"an operating system command without end", flood(strings.Repeat("0", 20_000), "\x1b]11;")},
	{"a device control string without end", flood(strings.Repeat("0", 20_000), "\x1bP")},
	{"an application command without end", flood(strings.Repeat("0", 20_000), "\x1b_")},
	{"parameters without end", flood(strings.Repeat("0;", 10_000), "\x1b[")},
	{"100 MB of keys", flood(strings.Repeat("12345\x7f\x7f\x7f\x7f\x7f", 3000), "")},
	{"keys in packets of a byte", flood("x", "")},
	{"input on the stream for errors", stderr},
	{"unknown channels at full speed", unknownChannels},
	{"unknown requests at full speed", unknownRequests},
	{"commands of 200 kB", commands},
	{"entering and leaving at full speed", entering},
}

// attackFor is how long an attack goes on.
const attackFor = 2 * time.Second

// Bounds of what an attack may do. The time is far above what is measured, so
// that a machine with other work passes, too.
const (
	mostMemory = 64              // MiB more
	mostDelay  = 1 * time.Second // of a key of others, 99 of 100
)

// TestAttacks attacks a server with each of the attacks while two students type
// at it.
func TestAttacks(t *testing.T) {
	if underRace {
		t.Skip("the race detector takes memory and time of its own")
	}
	s := newTarget(t, targetConfig{})
	var w witness
	watch, stop := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	t.Cleanup(func() { stop(); watching.Wait() })
	for i := range 2 {
		conn, err := dial(s.addr, student(i))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		c, err := terminal(conn, 100, 30)
		if err == nil {
			err = c.sits()
		}
		if err != nil {
			t.Fatal(err)
		}
		watching.Go(func() { w.watch(watch, c) })
	}
	for i, a := range attacks {
		s.key = student(3 + i) // one each, since sessions of a key are let in slowly
		t.Run(a.name, func(t *testing.T) { withstand(t, s, a, &w) })
	}
}

// withstand attacks once, and looks at the server's memory and at what the
// witnesses saw.
func withstand(t *testing.T, s *target, a attack, w *witness) {
	goroutines := s.rest(t)
	before, busy := s.memory(t), s.busy()
	w.take()
	ctx, cancel := context.WithTimeout(t.Context(), attackFor)
	defer cancel()
	peak := before
	var measuring sync.WaitGroup
	measuring.Go(func() {
		for ctx.Err() == nil {
			peak = max(peak, s.memory(t))
			select {
			case <-time.After(20 * time.Millisecond):
			case <-ctx.Done():
			}
		}
	})
	err := a.do(ctx, s)
	measuring.Wait()
	busy = s.busy() - busy
	times, lost := w.take()
	if err = errors.Join(err, lost); err != nil {
		t.Error(err)
	}
	if len(times) < 20 {
		t.Fatalf("others saw %d keys in %v, want at least 20", len(times), attackFor)
	}
	p99 := times[(len(times)*99+99)/100-1]
	t.Logf("| %s | %.0f → %.0f | %d | %d | %.2f | (%d goroutines before)", a.name, before, peak,
		times[len(times)/2].Milliseconds(), p99.Milliseconds(), busy.Seconds()/attackFor.Seconds(), goroutines)
	if more := peak - before; more > mostMemory {
		t.Errorf("the server had %.0f MiB and then %.0f, want at most %d more", before, peak, mostMemory)
	}
	if p99 > mostDelay {
		t.Errorf("99 of 100 keys of others were seen within %v, want %v", p99, mostDelay)
	}
}

// intrude opens a terminal as an attacker.
func (s *target) intrude(width, height int) (*client, error) {
	conn, err := dial(s.addr, s.key)
	if err != nil {
		return nil, err
	}
	c, err := terminal(conn, width, height)
	if err != nil {
		conn.Close()
	}
	return c, err
}

func hugeTerminal(ctx context.Context, s *target) error {
	c, err := s.intrude(5000, 5000)
	if err != nil {
		return err
	}
	defer c.conn.Close()
	<-ctx.Done()
	return nil
}

func resizes(ctx context.Context, s *target) error {
	c, err := s.intrude(80, 24)
	if err != nil {
		return err
	}
	defer c.conn.Close()
	closeAt(ctx, c.conn)
	rng := rand.New(rand.NewPCG(3, 3))
	sizes := [][2]int{{0, 0}, {1, 1}, {5000, 5000}, {320, 120}, {1, 120}, {320, 1}, {80, 24}, {1 << 31, 1 << 31}}
	for ctx.Err() == nil {
		size := sizes[rng.IntN(len(sizes))]
		if err := c.term.WindowChange(size[1], size[0]); err != nil && ctx.Err() == nil {
			return fmt.Errorf("a change of size ended the connection: %w", err)
		}
	}
	return nil
}

func channels(ctx context.Context, s *target) error {
	conn, err := dial(s.addr, s.key)
	if err != nil {
		return err
	}
	defer conn.Close()
	open := 0
	for range 500 {
		c, err := terminal(conn, 80, 24)
		if err == nil {
			open++
			defer c.term.Close()
		}
	}
	if <-ctx.Done(); open != 1 {
		return fmt.Errorf("%d sessions are open on one connection, want 1", open)
	}
	return nil
}

func silent(ctx context.Context, s *target) error {
	for range 300 {
		conn, err := net.Dial("tcp", s.addr)
		if err != nil {
			return err
		}
		defer conn.Close()
	}
	return comesIn(ctx, s)
}

func stalled(ctx context.Context, s *target) error {
	var here sync.WaitGroup
	for range 300 {
		conn, err := net.Dial("tcp", s.addr)
		if err != nil {
			return err
		}
		defer conn.Close()
		here.Add(1)
		arrived := sync.OnceFunc(here.Done)
		go func() {
			defer arrived()
			gossh.NewClientConn(conn, s.addr, &gossh.ClientConfig{User: "x", HostKeyCallback: func(string, net.Addr, gossh.PublicKey) error {
				arrived()
				<-ctx.Done() // the server waits for our half of the new keys
				return errors.New("no")
			}})
		}()
	}
	here.Wait()
	return comesIn(ctx, s)
}

// comesIn has a student come in while an attack from the same address goes on.
func comesIn(ctx context.Context, s *target) error {
	conn, err := dial(s.addr, student(2))
	if err != nil {
		return fmt.Errorf("a student was not let in: %w", err)
	}
	defer conn.Close()
	c, err := terminal(conn, 80, 24)
	if err != nil {
		return fmt.Errorf("a student got no terminal: %w", err)
	}
	_, err = c.see("", "gradcheck")
	<-ctx.Done()
	return err
}

func arrivals(ctx context.Context, s *target) error {
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for ctx.Err() == nil {
				if conn, err := dial(s.addr, s.key); err == nil {
					conn.Close()
				}
			}
		})
	}
	all.Wait()
	return nil
}

func environment(ctx context.Context, s *target) error {
	conn, err := dial(s.addr, s.key)
	if err != nil {
		return err
	}
	defer conn.Close()
	closeAt(ctx, conn)
	prepared(conn, 80, 24, "xterm", func(c *client) error {
		for i := range 2000 {
			v := struct{ Name, Value string }{fmt.Sprintf("LC_%d", i), strings.Repeat("v", 30_000)}
			if _, err := c.term.SendRequest("env", false, gossh.Marshal(v)); err != nil {
				return err
			}
		}
		return nil
	})
	<-ctx.Done()
	return nil
}

// closeAt closes a connection when ctx ends, so that what writes to it ends.
func closeAt(ctx context.Context, c io.Closer) {
	go func() {
		<-ctx.Done()
		c.Close()
	}()
}

// A deafConn reads nothing more once it is told to.
type deafConn struct {
	net.Conn
	deaf   atomic.Bool
	closed chan struct{}
	once   sync.Once
}

func (c *deafConn) Read(p []byte) (int, error) {
	if c.deaf.Load() {
		<-c.closed
		return 0, net.ErrClosed
	}
	return c.Conn.Read(p)
}

func (c *deafConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

// deafTo opens a terminal and reads nothing from then on.
func deafTo(s *target, key gossh.Signer, width, height int) (*client, *deafConn, error) {
	tcp, err := net.Dial("tcp", s.addr)
	if err != nil {
		return nil, nil, err
	}
	tcp.(*net.TCPConn).SetReadBuffer(4 << 10)
	d := &deafConn{Conn: tcp, closed: make(chan struct{})}
	conn, chans, reqs, err := gossh.NewClientConn(d, s.addr, &gossh.ClientConfig{User: "x", Auth: []gossh.AuthMethod{gossh.PublicKeys(key)},
		HostKeyCallback: gossh.InsecureIgnoreHostKey()})
	if err != nil {
		return nil, nil, err
	}
	c, err := terminal(gossh.NewClient(conn, chans, reqs), width, height)
	d.deaf.Store(true)
	return c, d, err
}

func unreading(ctx context.Context, s *target) error {
	for range DefaultLimits.PerKey {
		c, d, err := deafTo(s, s.key, DefaultLimits.Width, DefaultLimits.Height)
		if err != nil {
			return err
		}
		defer d.Close()
		closeAt(ctx, d)
		go func() {
			for n := 0; ctx.Err() == nil; n++ {
				c.term.WindowChange(DefaultLimits.Height, DefaultLimits.Width-n%2) // all is drawn anew
				if _, err := io.WriteString(c.keys, "ABCD\x15"); err != nil {
					return
				}
				select {
				case <-ctx.Done():
				case <-time.After(10 * time.Millisecond):
				}
			}
		}()
	}
	<-ctx.Done()
	return nil
}

// flood types something at first and then something else again and again, within
// the quiz.
func flood(again, first string) func(context.Context, *target) error {
	return func(ctx context.Context, s *target) error {
		c, err := s.intrude(80, 24)
		if err != nil {
			return err
		}
		defer c.conn.Close()
		closeAt(ctx, c.conn)
		if _, err := c.see("", "gradcheck"); err != nil {
			return err
		}
		if _, err := c.see("\r", "type this sentence|esc close|enter"); err != nil {
			return err
		}
		io.WriteString(c.keys, first)
		for sent := 0; sent < 100<<20; sent += len(again) {
			if _, err := io.WriteString(c.keys, again); err != nil {
				break
			}
		}
		if ctx.Err() == nil {
			return errors.New("the server took it all, or hung up")
		}
		return nil
	}
}

func stderr(ctx context.Context, s *target) error {
	conn, err := dial(s.addr, s.key)
	if err != nil {
		return err
	}
	defer conn.Close()
	closeAt(ctx, conn)
	ch, reqs, err := conn.OpenChannel("session", nil)
	if err != nil {
		return err
	}
	go gossh.DiscardRequests(reqs)
	var werr error
	for sent := 0; werr == nil && sent < 2<<20; sent++ {
		_, werr = ch.Stderr().Write([]byte("x"))
	}
	if ctx.Err() != nil || werr == nil {
		return errors.New("what nobody reads was taken")
	}
	<-ctx.Done()
	return nil
}

func unknownChannels(ctx context.Context, s *target) error {
	conn, err := dial(s.addr, s.key)
	if err != nil {
		return err
	}
	defer conn.Close()
	closeAt(ctx, conn)
	var all sync.WaitGroup
	var opened atomic.Int64
	for range 20 {
		all.Go(func() {
			for ctx.Err() == nil {
				for _, kind := range []string{"direct-tcpip", "forwarded-tcpip", "x11", "auth-agent@openssh.com", "tun@openssh.com", "none"} {
					if _, _, err := conn.OpenChannel(kind, bytes.Repeat([]byte{0}, 1000)); err == nil {
						opened.Add(1)
					}
				}
			}
		})
	}
	if all.Wait(); opened.Load() > 0 {
		return fmt.Errorf("%d channels were opened that are for no session", opened.Load())
	}
	return nil
}

func unknownRequests(ctx context.Context, s *target) error {
	c, err := s.intrude(80, 24)
	if err != nil {
		return err
	}
	defer c.conn.Close()
	closeAt(ctx, c.conn)
	for ctx.Err() == nil {
		for _, name := range []string{"tcpip-forward", "streamlocal-forward@openssh.com", "hostkeys-prove-00@openssh.com", "none"} {
			if ok, _, err := c.conn.SendRequest(name, ctx.Err() == nil, bytes.Repeat([]byte{0}, 1000)); ok && err == nil {
				return fmt.Errorf("%s was granted", name)
			}
		}
		for _, name := range []string{"x11-req", "auth-agent-req@openssh.com", "subsystem", "none", "break", "signal", "pty-req", "shell"} {
			if ok, err := c.term.SendRequest(name, true, gossh.Marshal(struct{ S string }{"sftp"})); ok && err == nil {
				return fmt.Errorf("%s was granted", name)
			}
		}
	}
	return nil
}

func commands(ctx context.Context, s *target) error {
	for ctx.Err() == nil {
		conn, err := dial(s.addr, s.key)
		if err != nil {
			continue
		}
		closeAt(ctx, conn)
		if term, err := conn.NewSession(); err == nil {
			if out, err := term.CombinedOutput(strings.Repeat("a", 200_000)); err == nil {
				conn.Close()
				return fmt.Errorf("a command of 200 kB was run: %q", out)
			}
		}
		conn.Close()
	}
	return nil
}

func entering(ctx context.Context, s *target) error {
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			for ctx.Err() == nil {
				if c, err := s.intrude(100, 30); err == nil {
					c.conn.Close()
				}
			}
		})
	}
	all.Wait()
	return nil
}
