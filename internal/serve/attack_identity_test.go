//go:build linux

package serve

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// served starts a server in this process and returns its address.
func served(t *testing.T, c targetConfig) (*Server, string) {
	t.Helper()
	if testing.Short() {
		t.Skip("it takes a second")
	}
	dir, err := os.MkdirTemp("", "served")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) }) // what ends last may still write there
	c.Home = dir
	s, ln := startTarget(t, c)
	done := make(chan struct{})
	go func() { s.Serve(t.Context(), ln); close(done) }()
	t.Cleanup(func() { s.ssh.Close(); <-done })
	return s, ln.Addr().String()
}

// A forger offers a key and signs with another, or not at all.
type forger struct {
	gossh.Signer
	with gossh.Signer
}

// Sign implements gossh.Signer.
func (f forger) Sign(r io.Reader, data []byte) (*gossh.Signature, error) {
	return f.SignWithAlgorithm(r, data, "")
}

// SignWithAlgorithm implements gossh.AlgorithmSigner.
func (f forger) SignWithAlgorithm(r io.Reader, data []byte, _ string) (*gossh.Signature, error) {
	if f.with == nil {
		return nil, errors.New("the key is not at hand")
	}
	return f.with.Sign(r, data)
}

// certified is a key in a certificate that is made out to somebody.
func certified(t *testing.T, key gossh.Signer, name string) gossh.Signer {
	t.Helper()
	cert := &gossh.Certificate{Key: key.PublicKey(), CertType: gossh.UserCert, ValidPrincipals: []string{name}, ValidBefore: gossh.CertTimeInfinity, KeyId: name}
	if err := cert.SignCert(rand.Reader, keyOf("authority", 0)); err != nil {
		t.Fatal(err)
	}
	signer, err := gossh.NewCertSigner(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// TestIdentity comes in by all ways of proving who one is, and some of not
// proving it. Who one is follows from the key that was proved, never from one
// that was merely offered before (CVE-2024-45337), nor from the user's name.
func TestIdentity(t *testing.T) {
	nobody := gossh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
		return make([]string, len(questions)), nil
	})
	keys := func(k ...gossh.Signer) []gossh.AuthMethod { return []gossh.AuthMethod{gossh.PublicKeys(k...)} }
	_, closed := served(t, targetConfig{})
	_, open := served(t, targetConfig{Guests: true})
	addrs := []string{closed, open}
	const refused, enrolling, guest = "", "This key is not on a class list yet", "gradcheck"
	for _, c := range []struct {
		name   string
		auth   []gossh.AuthMethod
		want   string // on the screen
		guests string // the same where guests are welcome
	}{
		{"a key of the course", keys(student(0)), "Student 0", "Student 0"},
		{"another one", keys(student(1)), "Student 1", "Student 1"},
		{"a key that is nobody's", keys(keyOf("new", 0)), enrolling, enrolling},
		{"one offered, none proved", keys(forger{student(0), nil}), refused, refused},
		{"one offered, signed with another", keys(forger{student(0), student(1)}), refused, refused},
		{"one offered, then none needed", append(keys(forger{student(0), nil}), nobody), refused, guest},
		{"a certificate", keys(certified(t, student(0), "student1")), refused, refused},
		{"a certificate, then its key", keys(certified(t, student(0), "student1"), student(0)), "Student 0", "Student 0"},
		{"no key", nil, refused, refused},
		{"a password", []gossh.AuthMethod{gossh.Password("Student 0")}, refused, refused},
		{"questions", []gossh.AuthMethod{nobody}, refused, guest},
	} {
		for i, want := range []string{c.want, c.guests} {
			shown := comeIn(t, addrs[i], c.auth, want)
			if want == refused && shown != "" || !strings.Contains(shown, want) {
				t.Errorf("%s, guests %v: the screen is %q, want %q", c.name, i > 0, shown, want)
			}
			if want == guest && strings.Contains(shown, "Student") {
				t.Errorf("%s: a guest is shown a student's name:\n%s", c.name, shown)
			}
		}
	}
}

// comeIn logs in and returns the screen once it has a text, "" if one is not let
// in.
func comeIn(t *testing.T, addr string, auth []gossh.AuthMethod, text string) string {
	t.Helper()
	conn, err := gossh.Dial("tcp", addr, &gossh.ClientConfig{User: "student1", Auth: auth, HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: 10 * time.Second})
	if err != nil {
		if !strings.Contains(err.Error(), "ssh: handshake failed") {
			t.Errorf("no connection: %v", err)
		}
		return ""
	}
	defer conn.Close()
	c, err := terminal(conn, 100, 30)
	if err != nil {
		t.Fatal(err)
	}
	if text == "" {
		text = "."
	}
	if _, err := c.see("", text); err != nil {
		t.Error(err)
	}
	shown, _ := c.text()
	return shown
}

// TestOffered offers a key whose private half is not at hand and proves another,
// as ssh does when a student has the public half of somebody's key lying there.
func TestOffered(t *testing.T) {
	_, addr := served(t, targetConfig{})
	ssh, err := exec.LookPath("ssh")
	if err != nil {
		t.Skip("there is no ssh here")
	}
	host, port, _ := net.SplitHostPort(addr)
	dir := t.TempDir()
	write := func(name string, text []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	offered := strings.TrimSuffix(write("offered.pub", gossh.MarshalAuthorizedKey(student(0).PublicKey())), ".pub")
	for _, c := range []struct {
		key  []byte
		want string
	}{{pemOf(t, "student", 1), "Student 1"}, {pemOf(t, "new", 5), "This key is not on a class list yet"}} {
		proved := write("proved", c.key)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		cmd := exec.CommandContext(ctx, ssh, "-vtt", "-F", "none", "-p", port, "-o", "IdentityFile="+offered, "-o", "IdentityFile="+proved, "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none",
			"-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes", host)
		cmd.Env = append(os.Environ(), "TERM=xterm")
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		var out seen
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		out.wait(ctx, c.want)
		in.Close()
		cancel()
		cmd.Wait()
		text := out.String()
		if !strings.Contains(text, c.want) || strings.Contains(text, "Student 0") {
			t.Errorf("with one key offered and another proved ssh says\n%s\nwant %s", text, c.want)
		}
		if !strings.Contains(text, "Server accepts key: "+offered) {
			t.Errorf("the key that is not at hand was not offered at all:\n%s", text)
		}
	}
}

// seen is what a program wrote.
type seen struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (s *seen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *seen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// wait waits until a text was written, or ctx ends.
func (s *seen) wait(ctx context.Context, text string) {
	for ctx.Err() == nil && !strings.Contains(s.String(), text) {
		<-time.After(10 * time.Millisecond)
	}
}

// pemOf is the private key of a number as ssh reads it.
func pemOf(t *testing.T, name string, i int) []byte {
	t.Helper()
	seed := sha256.Sum256(fmt.Appendf(nil, "%s %d", name, i))
	block, err := gossh.MarshalPrivateKey(ed25519.NewKeyFromSeed(seed[:]), "")
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(block)
}

// TestNames comes in with names that no terminal should be sent.
func TestNames(t *testing.T) {
	_, addr := served(t, targetConfig{})
	const evil = "\x1b]0;owned\a\x1b[2Jowned\u202eowned\u200bowned\x9bowned"
	for _, key := range []gossh.Signer{student(0), keyOf("new", 0)} {
		conn, err := gossh.Dial("tcp", addr, &gossh.ClientConfig{User: evil, Auth: []gossh.AuthMethod{gossh.PublicKeys(key)}, ClientVersion: "SSH-2.0-owned",
			HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: 10 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		c, err := prepared(conn, 100, 30, "xterm-256color"+evil, func(c *client) error {
			for _, name := range []string{"LANG", "LC_ALL", "LC_CTYPE", "COLORTERM", "LC_" + evil} {
				c.term.Setenv(name, evil) // some are refused
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.see("", "gradcheck"); err != nil {
			t.Fatal(err)
		}
		if _, sent := c.text(); strings.Contains(sent, "owned") || strings.Contains(sent, "\u202e") {
			t.Errorf("the client was sent its own names: %q", sent)
		}
	}
	s, err := usageOf(addr, evil)
	if err != nil || strings.Contains(s, "owned") {
		t.Errorf("the answer to a command with escapes is %q, %v", s, err)
	}
}

// usageOf asks for a command that there is not and returns the answer.
func usageOf(addr, command string) (string, error) {
	conn, err := dial(addr, student(2))
	if err != nil {
		return "", err
	}
	defer conn.Close()
	term, err := conn.NewSession()
	if err != nil {
		return "", err
	}
	out, err := term.CombinedOutput(command)
	if exit := (*gossh.ExitError)(nil); errors.As(err, &exit) && exit.ExitStatus() == exitUsage {
		err = nil
	}
	return string(out), err
}

// TestEarlyAnswers sends what a terminal answers to questions that nobody asked,
// in two pieces, the first one before the first screen and both after it, to the
// field for a code. Nothing is typed there, and nothing is sent off.
func TestEarlyAnswers(t *testing.T) {
	_, addr := served(t, targetConfig{})
	for _, answer := range []string{"\x1b[?62;22c", "\x1b]11;rgb:2222/3333/4444\x1b\\", "\x1bP>|XTERM2346\x1b\\", "\x1b[?2026;2$y", "ABCD2346\r"} {
		for cut := 1; cut < len(answer); cut += 2 {
			conn, err := dial(addr, keyOf("new", 0))
			if err != nil {
				t.Fatal(err)
			}
			first, second := answer[:cut], answer[cut:]
			letters := answer[0] == 'A'
			if letters { // of these, what is typed after the first screen counts
				first, second = answer, ""
			}
			c, err := prepared(conn, 100, 30, "xterm", func(c *client) error {
				_, err := io.WriteString(c.keys, first)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.see("", "code of eight letters"); err != nil {
				t.Fatal(err)
			}
			if !letters {
				io.WriteString(c.keys, second)
				io.WriteString(c.keys, answer[:cut])
				<-time.After(60 * time.Millisecond) // the program takes an escape for the key after 50
				io.WriteString(c.keys, answer[cut:])
			}
			if cut > 1 || letters { // otherwise the escape is the key, which leaves
				if _, err := c.see("7", `▎ 7 *$`); err != nil {
					t.Errorf("%q, cut after %d: %v", answer, cut, err)
				}
			}
			conn.Close()
		}
	}
}

// TestIdle ends a session in which nothing is typed.
func TestIdle(t *testing.T) {
	t.Parallel()
	s, addr := served(t, targetConfig{Limits: Limits{Idle: time.Second}})
	conn, err := dial(addr, student(0))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	c, err := terminal(conn, 100, 30)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.sits(); err != nil { // a clock ticks on this screen
		t.Fatal(err)
	}
	select {
	case <-c.over:
	case <-time.After(10 * time.Second):
		t.Fatal("a session goes on for 10 s in which nothing was typed, want 1 s and at most 5 more")
	}
	if shown, _ := c.text(); !strings.Contains(shown, "Nothing was typed for 1s") {
		t.Errorf("at its end the screen is\n%s", shown)
	}
	if n := len(s.open()); n != 0 {
		t.Errorf("%d sessions are open, want none", n)
	}
}

// TestUnread ends the connection of a client that does not read.
func TestUnread(t *testing.T) {
	t.Parallel()
	s, addr := served(t, targetConfig{Limits: Limits{Unread: 200 * time.Millisecond, Kernel: 4 << 10}})
	c, d, err := deafTo(&target{addr: addr}, student(0), DefaultLimits.Width, DefaultLimits.Height)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for n := range 100 {
		c.term.WindowChange(DefaultLimits.Height, DefaultLimits.Width-n%2)
		io.WriteString(c.keys, "\r\x1b")
		if <-time.After(50 * time.Millisecond); n > 20 && len(s.open()) == 0 {
			return
		}
	}
	t.Error("a client that reads nothing is still there after 5 s")
}

// TestNothingStays drops connections while keys are on their way to programs that
// have just ended. What waits to hand over a key for ever keeps a whole program in
// memory with it.
func TestNothingStays(t *testing.T) {
	_, addr := served(t, targetConfig{})
	visit := func(i int) {
		conn, err := dial(addr, student(i%targetStudents))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		c, err := terminal(conn, 80, 24)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.see("", "Quiz  "); err != nil {
			t.Fatal(err)
		}
		leave := "" // the connection is dropped
		if i%2 == 0 {
			leave = "q" // the program ends, and the keys after it are for nobody
		}
		io.WriteString(c.keys, strings.Repeat("jk", 200)+leave+strings.Repeat("jk", 200))
		if leave != "" {
			<-c.over
		}
	}
	visit(0)
	before := calm(t, 0)
	for i := range 40 {
		visit(i)
	}
	if after := calm(t, before); after > before+2 {
		t.Errorf("%d goroutines are there after 40 visits, %d before", after, before)
	}
}

// calm waits until there are at most so many goroutines, or no fewer any more, and
// returns how many there are.
func calm(t *testing.T, want int) int {
	t.Helper()
	n := runtime.NumGoroutine()
	for last := time.Now(); n > want && time.Since(last) < 2*time.Second; {
		<-time.After(50 * time.Millisecond)
		if now := runtime.NumGoroutine(); now < n {
			n, last = now, time.Now()
		}
	}
	return n
}

// TestLinesFromFile sends more lines at once than anybody types: each is answered.
func TestLinesFromFile(t *testing.T) {
	_, addr := served(t, targetConfig{})
	conn, err := dial(addr, student(0))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	term, err := conn.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	const lines = 3000
	term.Stdin = strings.NewReader(strings.Repeat("zzzz\n", lines))
	out, err := term.CombinedOutput("plain")
	if got := strings.Count(string(out), "Enter a number"); err != nil || got != lines {
		t.Errorf("%d of %d lines are answered, %v", got, lines, err)
	}
}

// TestGreeting says what the server is before the client does: ssh-keyscan waits
// for that.
func TestGreeting(t *testing.T) {
	_, addr := served(t, targetConfig{})
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetReadDeadline(time.Now().Add(3 * time.Second))
	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if got := string(buf[:n]); err != nil || got != "SSH-2.0-gradcheck\r\n" {
		t.Errorf("the first that is read is %q, %v", got, err)
	}
}

// TestCallers closes the oldest connection without a session when there are too
// many, and none that has one.
func TestCallers(t *testing.T) {
	_, addr := served(t, targetConfig{Limits: Limits{Callers: 3}})
	in, err := dial(addr, student(0))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	c, err := terminal(in, 100, 30)
	if err == nil {
		_, err = c.see("", "Student 0")
	}
	if err != nil {
		t.Fatal(err)
	}
	var all []net.Conn
	for range 5 {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.SetReadDeadline(time.Now().Add(3 * time.Second))
		if _, err := io.ReadFull(conn, make([]byte, len("SSH-2.0-gradcheck\r\n"))); err != nil {
			t.Fatal(err)
		}
		all = append(all, conn)
	}
	for i, conn := range all {
		conn.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
		_, err := conn.Read(make([]byte, 1))
		if timeout := (net.Error)(nil); (errors.As(err, &timeout) && timeout.Timeout()) != (i >= 2) {
			t.Errorf("connection %d of 5, where 3 may be open: %v", i+1, err)
		}
	}
	if _, err := c.see("j", "Student 0"); err != nil {
		t.Errorf("who has a session: %v", err)
	}
}
