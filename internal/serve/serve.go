// Package serve sits a class at its quizzes over SSH.
//
// A connection is authenticated by its public key alone; who that is, the
// course says ([class.Course]), never the user name. Each session gets a
// [tui.Env] of its own and runs the very screens that a student has at home;
// only cells leave the server. What all sessions share (the course, the papers,
// the rendered texts) is in the hall and does not change under their hands.
//
// A file is an idea: limits.go bounds what a client can make the server keep,
// session.go runs one session, hall.go knows the course, sweep.go closes what
// time has closed and measures outages, metrics.go tells an operator.
//
// Defaults of the libraries that do not hold against a hostile client are
// replaced, each where it is: a terminal of 5000 x 5000 cells, hundreds of
// channels on one connection, connections that never shake hands, environments
// without end, sessions that idle, pastes that never end.
package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/mdview"
	"gradcheck/internal/store"
	"gradcheck/problems"
)

// A Config is what a server is given from outside.
type Config struct {
	Store   store.Store
	Library *problems.Library
	HostKey gossh.Signer
	Name    string // of this process among those that share the store
	Host    string // that students type, for what they are told: quiz.example.edu
	Now     func() exam.Clock
	Seed    func() uint64 // randomness
	Log     *slog.Logger
	Guests  bool   // who is not in the course may practise
	Limits  Limits // zero fields are those of [DefaultLimits]
}

// A Server serves one course.
type Server struct {
	Config
	hall    *hall
	texts   *mdview.Cache
	ssh     *ssh.Server
	metrics *metrics
	gate    *gatekeeper

	mu       sync.Mutex
	sessions map[*session]bool
	closing  bool
	wg       sync.WaitGroup // sessions
	minute   time.Time      // of the guesses
	guesses  map[string]int
	visits   []class.Entry // not written yet
	turns    chan struct{} // sessions that are being started
}

// textsKept is how many rendered texts all sessions share. A quiz has about a
// hundred texts a variant and width.
const textsKept = 20_000

// New returns a server. It has read the course by then, and credited the
// time since a server was last alive.
func New(ctx context.Context, c Config) (*Server, error) {
	c.Limits = c.Limits.withDefaults()
	s := &Server{Config: c, texts: mdview.NewCache(textsKept), sessions: map[*session]bool{}, turns: make(chan struct{}, c.Limits.Starting)}
	s.metrics = newMetrics(s)
	s.gate = newGatekeeper(s.Limits, s.metrics)
	var err error
	if s.hall, err = newHall(ctx, s); err != nil {
		return nil, err
	}
	s.ssh, err = wish.NewServer(
		wish.WithVersion("gradcheck"),
		wish.WithPublicKeyAuth(mayTry),
		func(srv *ssh.Server) error { srv.AddHostKey(c.HostKey); return nil },
		wish.WithMiddleware(s.serve),
	)
	if err != nil {
		return nil, fmt.Errorf("ssh server: %w", err)
	}
	s.ssh.HandshakeTimeout = s.Limits.Handshake
	s.ssh.ConnCallback = s.gate.admit
	s.ssh.ServerConfigCallback = s.gate.config
	s.ssh.ConnectionFailedCallback = func(conn net.Conn, err error) {
		s.metrics.refused.WithLabelValues("handshake").Inc()
		s.Log.Debug("no handshake", "from", conn.RemoteAddr().String(), "err", err)
	}
	s.ssh.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.sessionChannel}
	if c.Guests {
		// A guest needs no key: the question list is empty.
		s.ssh.KeyboardInteractiveHandler = func(ssh.Context, gossh.KeyboardInteractiveChallenge) bool { return true }
	}
	return s, nil
}

// Serve serves connections of ln until Shutdown, and returns nil then.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var loops sync.WaitGroup
	loops.Go(func() { s.hall.run(ctx) })
	loops.Go(func() { s.tend(ctx) })
	err := s.ssh.Serve(s.gate.listener(ln))
	stop()
	loops.Wait()
	if errors.Is(err, ssh.ErrServerClosed) || errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// Shutdown lets no one in any more, has every session write what is entered and
// tell its student that the server goes away and that the time until it is back
// is credited, and returns when all are gone or ctx ends. The error says how
// many sessions were cut off.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.closing = true
	var open []*session
	for x := range s.sessions {
		open = append(open, x)
	}
	s.mu.Unlock()
	for _, x := range open {
		x.leave(goodbye)
	}
	done := make(chan struct{})
	go func() { s.wg.Wait(); close(done) }()
	var err error
	select {
	case <-done:
	case <-ctx.Done():
		s.mu.Lock()
		err = fmt.Errorf("%d sessions were cut off", len(s.sessions))
		s.mu.Unlock()
	}
	beatCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	s.flushVisits(beatCtx)
	if beat := s.Store.Beat(beatCtx, s.Name, s.Now()); beat != nil {
		err = errors.Join(err, beat)
	}
	s.ssh.Close()
	return err
}

// goodbye is what a student is told when the server stops.
const goodbye = "The server stops for a moment. What you have entered is saved, and the time until it is back is credited. Come back with the same command."

// Fingerprint is the host key as ssh shows it at the first connection.
func (s *Server) Fingerprint() string { return gossh.FingerprintSHA256(s.HostKey.PublicKey()) }

// add registers a session, unless the server is closing.
func (s *Server) add(x *session) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return false
	}
	s.sessions[x] = true
	s.wg.Add(1)
	return true
}

func (s *Server) remove(x *session) {
	s.mu.Lock()
	delete(s.sessions, x)
	s.mu.Unlock()
	s.wg.Done()
}

// open returns the sessions there are.
func (s *Server) open() []*session {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]*session, 0, len(s.sessions))
	for x := range s.sessions {
		all = append(all, x)
	}
	return all
}
