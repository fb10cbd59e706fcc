package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"regexp"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"gradcheck/internal/serve/load/screen"
)

// A student is a connection with somebody at its keys.
type student struct {
	i      int
	plan   plan
	run    *running
	key    ssh.Signer
	rng    *rand.Rand
	values map[string]string
	arrive func() // at the line of the script where all wait for each other
	keys   io.Writer
	term   *ssh.Session

	mu     sync.Mutex
	screen *screen.Screen
	got    int64          // bytes
	want   *regexp.Regexp // nil if nothing is waited for
	seen   chan time.Time
	first  time.Time // when something was seen at first
	ended  chan struct{}
}

func newStudent(r *running, i int, key ssh.Signer) *student {
	return &student{i: i, plan: r.plan, run: r, key: key, rng: rand.New(rand.NewPCG(r.plan.seed, uint64(i))), values: values(i), arrive: sync.OnceFunc(r.here.arrive),
		screen: screen.New(r.plan.width, r.plan.height), ended: make(chan struct{})}
}

// A fault is why a student was lost: of a kind that can be counted.
type fault struct {
	kind string
	err  error
}

func (f *fault) Error() string { return f.kind + ": " + f.err.Error() }

// sit comes in, follows the script until ctx ends, and leaves. ready is called
// once the setup is done, also if it failed.
func (s *student) sit(ctx context.Context, ready func()) error {
	ready = sync.OnceFunc(ready)
	defer ready()
	leave, err := s.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if err := s.setup(ctx); err != nil {
		return err
	}
	ready()
	due := time.Now().Add(s.pause() / 2)
	for ctx.Err() == nil {
		for _, st := range s.plan.script.loop {
			if st.do == doType {
				due = due.Add(s.pause())
			}
			if err := s.step(ctx, st, due); err != nil {
				return err
			}
		}
	}
	return nil
}

// pause is the time between two keys.
func (s *student) pause() time.Duration {
	return s.plan.think/2 + time.Duration(s.rng.Int64N(int64(s.plan.think)+1))
}

// enter connects, proves the key and asks for a terminal.
func (s *student) enter(ctx context.Context) (leave func(), err error) {
	begin := time.Now()
	conn, err := (&net.Dialer{Timeout: s.plan.patience}).DialContext(ctx, "tcp", s.plan.addr)
	if err != nil {
		return nil, &fault{"connect", err}
	}
	conn.SetDeadline(begin.Add(s.plan.patience))
	config := &ssh.ClientConfig{User: s.plan.user, Auth: []ssh.AuthMethod{ssh.PublicKeys(s.key)}, HostKeyCallback: ssh.InsecureIgnoreHostKey()}
	c, chans, reqs, err := ssh.NewClientConn(conn, s.plan.addr, config)
	if err != nil {
		conn.Close()
		return nil, &fault{"handshake", err}
	}
	conn.SetDeadline(time.Time{})
	client := ssh.NewClient(c, chans, reqs)
	s.run.connect.add(time.Since(begin))
	if err := s.terminal(client); err != nil {
		client.Close()
		return nil, &fault{"session", err}
	}
	return func() { client.Close() }, nil
}

// terminal asks for a terminal and starts to read what it shows.
func (s *student) terminal(client *ssh.Client) error {
	term, err := client.NewSession()
	if err != nil {
		return err
	}
	s.term = term
	if s.keys, err = term.StdinPipe(); err != nil {
		return err
	}
	out, err := term.StdoutPipe()
	if err != nil {
		return err
	}
	if err := term.RequestPty("xterm-256color", s.plan.height, s.plan.width, ssh.TerminalModes{}); err != nil {
		return err
	}
	begin := time.Now()
	if err := term.Shell(); err != nil {
		return err
	}
	go s.read(out, begin)
	return nil
}

// read shows what the server sends until it ends.
func (s *student) read(out io.Reader, begin time.Time) {
	defer close(s.ended)
	buf := make([]byte, 8<<10)
	for {
		n, err := out.Read(buf)
		if n > 0 {
			if answers := s.show(buf[:n], begin); len(answers) > 0 {
				s.keys.Write(answers)
			}
		}
		if err != nil {
			return
		}
	}
}

// show shows what the server sent and returns what the terminal answers.
func (s *student) show(p []byte, begin time.Time) []byte {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got += int64(len(p))
	s.screen.Write(p)
	if s.screen.Busy() {
		return nil
	}
	if s.first.IsZero() && strings.TrimSpace(s.screen.String()) != "" {
		s.first = now
		s.run.screen.add(now.Sub(begin))
	}
	if s.want != nil && s.want.MatchString(s.screen.String()) {
		s.want = nil
		s.seen <- now
	}
	return s.screen.Answers()
}

// text is what is on the screen.
func (s *student) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.screen.String()
}

// setup follows the script up to its loop.
func (s *student) setup(ctx context.Context) error {
	for _, st := range s.plan.script.setup {
		if err := s.step(ctx, st, time.Time{}); err != nil {
			return err
		}
	}
	return nil
}

// step does one line of the script. Keys are typed when they are due, at once
// if that is the zero time.
func (s *student) step(ctx context.Context, st step, due time.Time) error {
	if st.when != nil && !st.when.MatchString(s.text()) {
		return nil
	}
	switch st.do {
	case doPause:
		sleep(ctx, time.Now().Add(st.pause))
		return nil
	case doResize:
		s.mu.Lock()
		s.screen.Resize(st.size[0], st.size[1])
		s.mu.Unlock()
		return s.term.WindowChange(st.size[1], st.size[0])
	case doTogether:
		s.arrive()
		select {
		case <-s.run.here.open:
			sleep(ctx, time.Now().Add(time.Duration(s.rng.Int64N(int64(s.plan.enter)+1))))
		case <-ctx.Done():
		}
		return nil
	case doCopy:
		return s.copy(st)
	}
	return s.typeKeys(ctx, st, due)
}

// copy keeps what a pattern finds on the screen.
func (s *student) copy(st step) error {
	re, err := compile(st.want)
	if err != nil {
		return &fault{"script", err}
	}
	m := re.FindStringSubmatch(s.text())
	if len(m) < 2 {
		return &fault{"not seen", fmt.Errorf("line %d: %s is not on the screen:\n%s", st.line, st.want, s.text())}
	}
	s.values[st.name] = strings.Join(strings.Fields(m[1]), " ")
	return nil
}

// typeKeys types keys and waits until what is wanted is seen. How long that took
// counts from when they were due.
func (s *student) typeKeys(ctx context.Context, st step, due time.Time) error {
	want, err := compile(fill(st.want, s.values, regexp.QuoteMeta))
	if err != nil {
		return &fault{"script", err}
	}
	loop := !due.IsZero()
	if !loop {
		due = time.Now()
	}
	if sleep(ctx, due) != nil {
		return nil
	}
	keys := fill(st.keys, s.values, same)
	seen, there := s.expect(want)
	if there && keys != "" {
		s.run.add(alreadySeen, fmt.Errorf("line %d: %s", st.line, st.want))
	}
	if _, err := io.WriteString(s.keys, keys); err != nil {
		return &fault{"cut off", err}
	}
	if there {
		return nil
	}
	late := time.NewTimer(s.plan.patience)
	defer late.Stop()
	select {
	case at := <-seen:
		s.run.typed(loop, due, at.Sub(due))
		return nil
	case <-ctx.Done():
		return nil
	case <-s.ended:
		return &fault{"cut off", fmt.Errorf("waiting for %s; the screen is\n%s", st.want, s.text())}
	case <-late.C:
		return &fault{"not seen", fmt.Errorf("line %d: %s in %v; the screen is\n%s", st.line, st.want, s.plan.patience, s.text())}
	}
}

// expect has it said when a pattern is seen; there is whether it is already.
func (s *student) expect(want *regexp.Regexp) (seen <-chan time.Time, there bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if want.MatchString(s.screen.String()) {
		s.want = nil
		return nil, true
	}
	s.want, s.seen = want, make(chan time.Time, 1)
	return s.seen, false
}

// sleep waits until a time; the error is that of ctx.
func sleep(ctx context.Context, until time.Time) error {
	t := time.NewTimer(time.Until(until))
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// kindOf is the kind of an error.
func kindOf(err error) string {
	var f *fault
	if errors.As(err, &f) {
		return f.kind
	}
	return "other"
}
