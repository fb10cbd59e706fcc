package cli

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/hinshun/vt10x"
	"golang.org/x/crypto/ssh"
)

// patience is how long a test waits for what should come at once, since the
// machine may be busy, or within twenty seconds, as a deadline does.
const patience = 30 * time.Second

// A caller is how somebody calls a server over SSH.
type caller struct {
	addr    string
	host    string     // fingerprint of the host key; "" trusts any
	key     ssh.Signer // nil has none
	command string     // instead of the screens
	pty     bool
	w, h    int
	keep    bool // all bytes that come, and all screens
}

// A terminal is a student at a terminal over SSH: keys go in, and what comes is
// drawn on an emulated screen.
type terminal struct {
	cut  func() // ends the line without a word
	in   io.WriteCloser
	over chan struct{} // closed when the session has ended
	err  error         // of the session; read once over is closed

	mu      sync.Mutex
	vt      vt10x.Terminal
	part    []byte // of a rune whose rest has not come
	keep    bool
	raw     []byte
	screens map[string]bool
	changed chan struct{} // closed, and replaced, when something comes
}

// keyFor makes a key that is the same for the same name.
func keyFor(name string) (ssh.Signer, ed25519.PrivateKey, error) {
	seed := sha256.Sum256([]byte("key of " + name))
	private := ed25519.NewKeyFromSeed(seed[:])
	signer, err := ssh.NewSignerFromSigner(private)
	return signer, private, err
}

// authorized is a public key as a line of authorized_keys.
func authorized(key ssh.Signer) string {
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key.PublicKey())))
}

// call opens a session.
func (c caller) call() (*terminal, error) {
	config := &ssh.ClientConfig{User: "whoever", Timeout: patience, HostKeyCallback: func(_ string, _ net.Addr, key ssh.PublicKey) error {
		if fp := ssh.FingerprintSHA256(key); c.host != "" && fp != c.host {
			return fmt.Errorf("the host key is %s, want %s", fp, c.host)
		}
		return nil
	}}
	if c.key != nil {
		config.Auth = append(config.Auth, ssh.PublicKeys(c.key))
	} else {
		config.Auth = append(config.Auth, ssh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) { return nil, nil }))
	}
	conn, err := net.DialTimeout("tcp", c.addr, patience)
	if err != nil {
		return nil, err
	}
	sc, chans, reqs, err := ssh.NewClientConn(conn, c.addr, config)
	if err != nil {
		conn.Close()
		return nil, err
	}
	t := newTerminal(c.w, c.h)
	t.keep = c.keep
	t.cut = func() { conn.Close() }
	if err := t.open(ssh.NewClient(sc, chans, reqs), c); err != nil {
		conn.Close()
		return nil, err
	}
	return t, nil
}

func newTerminal(w, h int) *terminal {
	return &terminal{vt: vt10x.New(vt10x.WithSize(w, h), vt10x.WithWriter(io.Discard)), over: make(chan struct{}), changed: make(chan struct{}), screens: map[string]bool{}}
}

// emulated is the terminal that the emulator is: it knows what a Linux console
// knows.
const emulated = "linux"

// open asks for a terminal and starts the session.
func (t *terminal) open(client *ssh.Client, c caller) error {
	sess, err := client.NewSession()
	if err != nil {
		return err
	}
	if c.pty {
		if err := sess.RequestPty(emulated, c.h, c.w, nil); err != nil {
			return err
		}
	}
	sess.Stdout, sess.Stderr = t, t
	if t.in, err = sess.StdinPipe(); err != nil {
		return err
	}
	if c.command != "" {
		err = sess.Start(c.command)
	} else {
		err = sess.Shell()
	}
	if err != nil {
		return err
	}
	go func() {
		t.end(sess.Wait())
		client.Close()
	}()
	return nil
}

// run has a command on the screen, such as ssh.
func (t *terminal) run(cmd *exec.Cmd) (err error) {
	cmd.Stdout, cmd.Stderr = t, t
	if t.in, err = cmd.StdinPipe(); err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	t.cut = func() { cmd.Process.Kill() }
	go func() { t.end(cmd.Wait()) }()
	return nil
}

// end notes that the session is over.
func (t *terminal) end(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.err = err
	close(t.over)
	t.wake()
}

// wake tells those who wait; mu is held.
func (t *terminal) wake() {
	close(t.changed)
	t.changed = make(chan struct{})
}

// Write draws what came.
func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.keep {
		t.raw = append(t.raw, p...)
	}
	b := append(t.part, p...)
	n := len(b)
	for i := 1; i <= min(3, len(b)); i++ { // a rune that is not whole waits
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				n = len(b) - i
			}
			break
		}
	}
	t.vt.Write(b[:n])
	t.part = bytes.Clone(b[n:])
	if t.keep {
		t.screens[t.drawn()] = true
	}
	t.wake()
	return len(p), nil
}

// screen is what is on the screen, a line a row, without blanks at the ends.
func (t *terminal) screen() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.drawn()
}

func (t *terminal) drawn() string {
	lines := strings.Split(t.vt.String(), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// cursor is where the cursor is.
func (t *terminal) cursor() (x, y int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.vt.Cursor()
	return c.X, c.Y
}

// said is everything that came.
func (t *terminal) said() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Clone(t.raw)
}

// within waits until the screen is as wanted, and reports whether it is in time.
func (t *terminal) within(d time.Duration, ok func(screen string) bool) bool {
	late := time.NewTimer(d)
	defer late.Stop()
	for {
		t.mu.Lock()
		s, changed := t.drawn(), t.changed
		t.mu.Unlock()
		if ok(s) {
			return true
		}
		select {
		case <-changed:
		case <-late.C:
			return false
		}
	}
}

// until waits until the screen is as wanted. The error shows the screen.
func (t *terminal) until(what string, ok func(screen string) bool) error {
	if !t.within(patience, ok) {
		return fmt.Errorf("%s for %v; the screen is\n%s", what, patience, t.screen())
	}
	return nil
}

// shows waits until the screen has text that matches.
func (t *terminal) shows(pattern string) error {
	re, err := regexp.Compile("(?m)" + pattern)
	if err != nil {
		return err
	}
	return t.until(fmt.Sprintf("nothing matched %q", pattern), re.MatchString)
}

// hides waits until the screen has no text that matches.
func (t *terminal) hides(pattern string) error {
	re, err := regexp.Compile("(?m)" + pattern)
	if err != nil {
		return err
	}
	return t.until(fmt.Sprintf("something matched %q", pattern), func(s string) bool { return !re.MatchString(s) })
}

// keyNames are the keys that have no letter, as a terminal sends them.
var keyNames = map[string]string{
	"enter": "\r", "newline": "\n", "esc": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "backspace": "\x7f", "space": " ",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
	"pgup": "\x1b[5~", "pgdown": "\x1b[6~", "f1": "\x1bOP",
	"ctrl+c": "\x03", "ctrl+d": "\x04", "ctrl+l": "\x0c", "ctrl+n": "\x0e", "ctrl+p": "\x10", "ctrl+u": "\x15", "ctrl+z": "\x1a",
}

// keys types: each argument is the name of a key in angle brackets, or text.
func (t *terminal) keys(keys ...string) error {
	var b strings.Builder
	for _, k := range keys {
		name, named := strings.CutPrefix(k, "<")
		name, closed := strings.CutSuffix(name, ">")
		seq, known := keyNames[name]
		switch {
		case named && closed && !known:
			return fmt.Errorf("there is no key %s", k)
		case named && closed:
			b.WriteString(seq)
		default:
			b.WriteString(k)
		}
	}
	_, err := io.WriteString(t.in, b.String())
	return err
}

// drop cuts the line, as a network does that goes away: the server is told
// nothing of the session's end.
func (t *terminal) drop() {
	t.cut()
	<-t.over
}

// ended waits until the session is over and returns its exit status.
func (t *terminal) ended() (status int, err error) {
	select {
	case <-t.over:
	case <-time.After(patience):
		return 0, fmt.Errorf("the session goes on after %v; the screen is\n%s", patience, t.screen())
	}
	var exit *ssh.ExitError
	var left *exec.ExitError
	switch {
	case t.err == nil:
		return 0, nil
	case errors.As(t.err, &exit):
		return exit.ExitStatus(), nil
	case errors.As(t.err, &left):
		return left.ExitCode(), nil
	}
	return 0, t.err
}
