package serve

import (
	"net"
	"slices"
	"sync"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
	"golang.org/x/time/rate"
)

// A gatekeeper counts connections, those of an address that have no session yet,
// and sessions.
type gatekeeper struct {
	limits  Limits
	metrics *metrics
	mu      sync.Mutex
	callers map[string][]*callerConn // by address: without a session yet, the oldest first
	arrived paces                    // by address: handshakes
	entered paces                    // by key, and of strangers: sessions
	typed   paces                    // by public key: keys on the keyboard
	by      map[string]int           // sessions by key, by address, and of strangers
}

func newGatekeeper(l Limits, m *metrics) *gatekeeper {
	return &gatekeeper{limits: l, metrics: m, callers: map[string][]*callerConn{}, arrived: paces{}, entered: paces{}, typed: paces{}, by: map[string]int{}}
}

// listener bounds the connections that are open at a time. One too many is
// closed at once, so that its client is told rather than left waiting.
func (g *gatekeeper) listener(ln net.Listener) net.Listener {
	return &boundedListener{Listener: ln, gate: g, room: make(chan struct{}, g.limits.Connections)}
}

type boundedListener struct {
	net.Listener
	gate *gatekeeper
	room chan struct{}
}

// Accept waits for a connection that there is room for.
func (l *boundedListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if tcp, ok := conn.(*net.TCPConn); ok { // or it keeps megabytes of what nobody reads
			tcp.SetReadBuffer(l.gate.limits.Kernel)
			tcp.SetWriteBuffer(l.gate.limits.Kernel)
		}
		select {
		case l.room <- struct{}{}:
			l.gate.metrics.connections.Inc()
			return &countedConn{Conn: conn, close: sync.OnceFunc(func() { <-l.room; l.gate.metrics.connections.Dec() })}, nil
		default:
			l.gate.metrics.refused.WithLabelValues("connections").Inc()
			conn.Close()
		}
	}
}

// A countedConn gives its place back when it is closed.
type countedConn struct {
	net.Conn
	close func()
}

func (c *countedConn) Close() error {
	defer c.close()
	return c.Conn.Close()
}

// How long a connection may be open without getting on.
const (
	firstByte = 10 * time.Second // until its client says what it is, which it does at once
	unused    = 30 * time.Second // without a session, once it is authenticated
)

// admit counts a connection as a caller until it has a session. A class may sit
// behind one address together with whoever floods it, and a student may take a
// minute over the host key; so nobody waits for others to get on, but of too
// many callers the oldest has to go.
func (g *gatekeeper) admit(ctx ssh.Context, conn net.Conn) net.Conn {
	c := &callerConn{Conn: conn, gate: g, address: addressOf(conn.RemoteAddr()), closed: make(chan struct{}),
		wire: rate.NewLimiter(rate.Limit(g.limits.Wire), 8*g.limits.Wire)}
	c.idle = time.AfterFunc(firstByte, func() {
		select {
		case <-c.closed:
			return
		default:
		}
		g.metrics.refused.WithLabelValues("unused").Inc()
		c.Close()
	})
	ctx.SetValue(connection{}, &connState{over: c.leave, idle: c.idle, resized: make(chan ssh.Window, 1)})
	g.mu.Lock()
	all := append(g.callers[c.address], c)
	g.callers[c.address] = all
	g.mu.Unlock()
	if len(all) > g.limits.Callers {
		g.metrics.refused.WithLabelValues("callers").Inc()
		all[0].Close()
	}
	return c
}

// A callerConn is read no faster than the limits say, which bounds all that a
// client can ask for: keys, channels, requests, exchanges of keys.
type callerConn struct {
	net.Conn
	gate    *gatekeeper
	address string
	wire    *rate.Limiter // bytes
	idle    *time.Timer   // closes it while it has no session
	spoke   bool          // it has sent something
	once    sync.Once
	closed  chan struct{}
}

// wireRead is how much is read at a time at most; the limiter lets that through
// at once.
const wireRead = 16 << 10

// Read reads what has come, and waits if that was too much.
func (c *callerConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p[:min(len(p), wireRead)])
	if n == 0 {
		return n, err
	}
	if !c.spoke {
		c.spoke = true
		c.idle.Reset(c.gate.limits.Handshake + unused)
		if !c.wait(c.gate.turn(c.address)) {
			return 0, net.ErrClosed
		}
	}
	if !c.wait(c.wire.ReserveN(time.Now(), n).Delay()) {
		return 0, net.ErrClosed
	}
	return n, err
}

// wait waits; false if the connection is closed meanwhile.
func (c *callerConn) wait(d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-c.closed:
		return false
	}
}

// Close closes the connection.
func (c *callerConn) Close() error {
	c.once.Do(func() {
		close(c.closed)
		c.idle.Stop()
		c.leave()
	})
	return c.Conn.Close()
}

// leave takes the connection off the callers.
func (c *callerConn) leave() {
	g := c.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	all := g.callers[c.address]
	if i := slices.Index(all, c); i >= 0 {
		all = slices.Delete(slices.Clone(all), i, i+1) // admit may look at the old one
	}
	if g.callers[c.address] = all; len(all) == 0 {
		delete(g.callers, c.address)
	}
}

// turn is how long a connection of an address has to wait until it may shake
// hands.
func (g *gatekeeper) turn(address string) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.arrived.of(address, rate.Limit(g.limits.Arrivals), 10*g.limits.Arrivals).Reserve().Delay()
}

// connection is the key of what is known of a connection.
type connection struct{}

// A connState is what is known of a connection beyond its session.
type connState struct {
	over    func()          // it is no caller any more
	idle    *time.Timer     // closes it while it has no session
	resized chan ssh.Window // the newest size of its terminal that was not looked at
	mu      sync.Mutex
	busy    bool       // it has a session
	size    ssh.Window // of its terminal
}

func stateOf(ctx ssh.Context) *connState {
	st, _ := ctx.Value(connection{}).(*connState)
	return st
}

// begin takes the place of the connection's one session; false if it is taken.
func (st *connState) begin() bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.busy {
		return false
	}
	st.busy = true
	return true
}

func (st *connState) end() {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.busy = false
	st.idle.Reset(unused)
}

// resize notes the size of the terminal. Only the newest one waits to be looked
// at, so that a client cannot have anybody wait for it.
func (st *connState) resize(w ssh.Window) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.size = w
	select {
	case <-st.resized:
	default:
	}
	st.resized <- w
}

// window is the size of the terminal.
func (st *connState) window() ssh.Window {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.size
}

// config bounds what a handshake may cost. The exchanges of keys over numbers
// of thousands of bits, a hundred times as much work as the others, are left
// out; every client of the last ten years has one of those that stay.
func (g *gatekeeper) config(ssh.Context) *gossh.ServerConfig {
	return &gossh.ServerConfig{
		Config: gossh.Config{KeyExchanges: []string{
			gossh.KeyExchangeMLKEM768X25519, gossh.KeyExchangeCurve25519, gossh.KeyExchangeECDHP256, gossh.KeyExchangeECDHP384, gossh.KeyExchangeECDHP521,
		}},
		MaxAuthTries: 12, // a client may offer as many keys
	}
}

// addressOf is the host of an address; a /64 of IPv6, which is one subscriber.
func addressOf(a net.Addr) string {
	host, _, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.To4() == nil {
		return ip.Mask(net.CIDRMask(64, 128)).String()
	}
	return host
}
