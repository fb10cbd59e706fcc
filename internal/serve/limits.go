package serve

import (
	"context"
	"time"

	"golang.org/x/time/rate"
)

// Limits bound what clients can make the server keep or do. A field of 0 is
// that of [DefaultLimits].
type Limits struct {
	Connections int           // in all
	Callers     int           // connections of one address without a session; of more the oldest is closed
	Arrivals    int           // handshakes of one address a second, after ten seconds' worth at once; more wait
	Handshake   time.Duration // until a connection is authenticated; a student may read the host key, or type a passphrase
	Wire        int           // bytes a second of one connection, after eight seconds' worth at once; more wait
	Kernel      int           // bytes of one connection that the kernel may keep, each way
	PerKey      int           // sessions of one key at a time
	PerAddress  int           // sessions of one address at a time: a class behind one router shares it
	Strangers   int           // sessions of keys that are nobody's, at a time; a thirtieth of it a second, after a fifth at once
	Width       int           // of a terminal, columns
	Height      int           // rows
	Environment int           // bytes of variables that a client may send
	Idle        time.Duration // without a key, then the session ends; what is entered stays
	Unread      time.Duration // that a client may leave what it is sent, then the connection ends
	Burst       int           // keys that are taken at once, of all sessions with one public key; a turn of the mouse's wheel is one, too
	Rate        int           // keys a second after that; more are left out
	Starting    int           // sessions that are being started at a time; others wait
}

// DefaultLimits hold for a class of a thousand on one machine.
var DefaultLimits = Limits{
	Connections: 4000,
	Callers:     1200,
	Arrivals:    100,
	Handshake:   2 * time.Minute,
	Wire:        64 << 10,
	Kernel:      128 << 10,
	PerKey:      8,
	PerAddress:  2500,
	Strangers:   600,
	Width:       200,
	Height:      70,
	Environment: 64 << 10,
	Idle:        2 * time.Hour,
	Unread:      30 * time.Second,
	Burst:       2000,
	Rate:        120,
	Starting:    8,
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	for _, f := range []struct{ have, otherwise *int }{
		{&l.Connections, &d.Connections}, {&l.Callers, &d.Callers}, {&l.Arrivals, &d.Arrivals}, {&l.Wire, &d.Wire}, {&l.Kernel, &d.Kernel},
		{&l.PerKey, &d.PerKey}, {&l.PerAddress, &d.PerAddress}, {&l.Strangers, &d.Strangers},
		{&l.Width, &d.Width}, {&l.Height, &d.Height}, {&l.Environment, &d.Environment},
		{&l.Burst, &d.Burst}, {&l.Rate, &d.Rate}, {&l.Starting, &d.Starting},
	} {
		if *f.have == 0 {
			*f.have = *f.otherwise
		}
	}
	for _, f := range []struct{ have, otherwise *time.Duration }{{&l.Handshake, &d.Handshake}, {&l.Idle, &d.Idle}, {&l.Unread, &d.Unread}} {
		if *f.have == 0 {
			*f.have = *f.otherwise
		}
	}
	return l
}

// take counts a session of a key, of an address and, if the key is nobody's, of
// a stranger. back gives its place back; refusal says for whom there is none.
// Guests without a key are not counted by key: they would all share one.
func (g *gatekeeper) take(key, address string, stranger bool) (back func(), refusal string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	type place struct {
		name    string
		counts  bool
		most    int
		refusal string
	}
	var taken []string
	for _, p := range []place{
		{"key " + key, key != "", g.limits.PerKey, "There are as many sessions with this key as there may be. Close one first."},
		{"address " + address, true, g.limits.PerAddress, "There are as many sessions from this address as there may be. Try again in a minute."},
		{"strangers", stranger, g.limits.Strangers, "There are as many newcomers here as there may be at a time. Try again in a minute."},
	} {
		if !p.counts {
			continue
		}
		if g.by[p.name] >= p.most {
			g.metrics.refused.WithLabelValues("sessions").Inc()
			return nil, p.refusal
		}
		taken = append(taken, p.name)
	}
	for _, name := range taken {
		g.by[name]++
	}
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		for _, name := range taken {
			if g.by[name]--; g.by[name] <= 0 {
				delete(g.by, name)
			}
		}
	}, ""
}

// Sessions of one key that are begun at once, and a second after that; more wait.
// What a session had stays for a second after it.
const (
	enteredAtOnce  = 10
	enteredASecond = 1
)

// enter waits until a session of a key, or of a stranger, may begin.
func (g *gatekeeper) enter(ctx context.Context, key string, stranger bool) error {
	name, perSecond, burst := "key "+key, rate.Limit(enteredASecond), enteredAtOnce
	if stranger {
		most := g.limits.Strangers
		name, perSecond, burst = "strangers", rate.Limit(max(most/30, 1)), max(most/5, 1)
	}
	g.mu.Lock()
	r := g.entered.of(name, perSecond, burst).Reserve()
	g.mu.Unlock()
	t := time.NewTimer(r.Delay())
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		r.Cancel()
		return ctx.Err()
	}
}

// typing bounds how fast the sessions with a public key take keys; guests without
// one are bounded each.
func (g *gatekeeper) typing(key string) *rate.Limiter {
	perSecond := rate.Limit(g.limits.Rate)
	if key == "" {
		return rate.NewLimiter(perSecond, g.limits.Burst)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.typed.of(key, perSecond, g.limits.Burst)
}

// paces bound by name how often something happens.
type paces map[string]*rate.Limiter

// pacesKept is how many names are remembered; of more, those that have their
// full allowance again are forgotten.
const pacesKept = 4096

// of returns the limiter of a name.
func (p paces) of(name string, perSecond rate.Limit, burst int) *rate.Limiter {
	l := p[name]
	if l == nil {
		if len(p) >= pacesKept {
			for other, l := range p {
				if l.Tokens() >= float64(l.Burst()) {
					delete(p, other)
				}
			}
		}
		l = rate.NewLimiter(perSecond, burst)
		p[name] = l
	}
	return l
}
