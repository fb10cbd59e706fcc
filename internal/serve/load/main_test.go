package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"encoding/pem"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// An echo is a server with a terminal that shows the letters typed, and takes
// them back at backspace. It stands still once, when so many keys have come.
type echo struct {
	addr    string
	freezes int64 // at this key; 0 is never
	freeze  time.Duration
	drops   int64 // ends the connection at this key; 0 is never
	keys    atomic.Int64
}

func (e *echo) listen(t *testing.T) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	host, err := ssh.NewSignerFromKey(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	config := &ssh.ServerConfig{PublicKeyCallback: func(ssh.ConnMetadata, ssh.PublicKey) (*ssh.Permissions, error) { return nil, nil }}
	config.AddHostKey(host)
	e.addr = ln.Addr().String()
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go e.serve(conn, config)
		}
	}()
}

func (e *echo) serve(conn net.Conn, config *ssh.ServerConfig) {
	defer conn.Close()
	_, chans, reqs, err := ssh.NewServerConn(conn, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(reqs)
	for c := range chans {
		ch, reqs, err := c.Accept()
		if err != nil {
			return
		}
		go func() {
			for r := range reqs {
				r.Reply(true, nil)
			}
		}()
		go e.terminal(ch, conn)
	}
}

func (e *echo) terminal(ch ssh.Channel, conn net.Conn) {
	io.WriteString(ch, "\x1b[Hready> ")
	var b [1]byte
	for {
		if _, err := ch.Read(b[:]); err != nil {
			return
		}
		switch n := e.keys.Add(1); n {
		case e.freezes:
			<-time.After(e.freeze)
		case e.drops:
			conn.Close()
		}
		if out := string(b[:]); out == "\x7f" {
			io.WriteString(ch, "\b \b")
		} else {
			io.WriteString(ch, out)
		}
	}
}

const echoScript = "=> ready>\ntogether\nx => ready> x\n<backspace> => ready>$\nloop:\na => ready> a$\n<backspace> => ready>$\n"

// load runs the program against a server and returns the report and the exit
// status.
func load(t *testing.T, e *echo, script string, args ...string) (r report, code int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	code = run(context.Background(), append([]string{"-addr", e.addr, "-script", file, "-json", "-enter", "1ms"}, args...), &out, &errs)
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("run(%q) wrote %q and %q: %v", args, out.String(), errs.String(), err)
	}
	return r, code
}

// TestLoad sits ten students at an echo.
func TestLoad(t *testing.T) {
	e := &echo{}
	e.listen(t)
	r, code := load(t, e, echoScript, "-n", "10", "-think", "10ms", "-duration", "300ms")
	if code != 0 || r.Students != 10 || r.Lost != 0 || len(r.Errors) > 0 {
		t.Fatalf("10 students: status %d, %d lost, %v", code, r.Lost, r.First)
	}
	if r.Connect.N != 10 || r.Screen.N != 10 || r.Setup.N < 20 || r.Typing.N < 50 {
		t.Errorf("measured %d connections, %d screens, %d lines, %d keys; want 10, 10, at least 20, at least 50", r.Connect.N, r.Screen.N, r.Setup.N, r.Typing.N)
	}
	if r.BytesPerKey < 1 || r.BytesPerKey > 5 {
		t.Errorf("bytes a key = %g, want 1 to 5: a letter, or three bytes for its going", r.BytesPerKey)
	}
}

// TestDue has the server stand still: every key that was due in that time is
// late, not only the one that was typed.
func TestDue(t *testing.T) {
	e := &echo{freezes: 10, freeze: 300 * time.Millisecond}
	e.listen(t)
	r, code := load(t, e, echoScript, "-n", "1", "-think", "10ms", "-duration", "600ms")
	if code != 0 || r.Typing.Max < 250 {
		t.Fatalf("status %d, the latest key took %g ms, want about 300", code, r.Typing.Max)
	}
	if r.Typing.P90 < 60 {
		t.Errorf("of %d keys 9 in 10 took at most %g ms; want over 60, since half of them were due while the server stood still", r.Typing.N, r.Typing.P90)
	}
}

// TestLost tells what went wrong, and how often.
func TestLost(t *testing.T) {
	for _, c := range []struct {
		name   string
		echo   *echo
		script string
		want   string
		code   int
	}{
		{"nothing is seen", &echo{}, "=> ready>\nloop:\na => never", "not seen", 1},
		{"the server hangs up", &echo{drops: 8}, echoScript, "cut off", 1},
		{"the script measures nothing", &echo{}, "=> ready>\nloop:\na => ready", alreadySeen, 1},
		{"nothing to copy", &echo{}, "=> ready>\ncopy x nothing(.)\nloop:\na => a", "not seen", 1},
	} {
		c.echo.listen(t)
		r, code := load(t, c.echo, c.script, "-n", "1", "-think", "5ms", "-duration", "200ms", "-patience", "150ms")
		if r.Errors[c.want] == 0 || code != c.code {
			t.Errorf("%s: errors %v and status %d, want %q and %d", c.name, r.Errors, code, c.want, c.code)
		}
	}
	gone := &echo{addr: "127.0.0.1:1"}
	if r, code := load(t, gone, echoScript, "-n", "3", "-duration", "1ms"); r.Errors["connect"] != 3 || r.Lost != 3 || code != 1 {
		t.Errorf("no server: errors %v, %d lost, status %d; want 3 of connect and 1", r.Errors, r.Lost, code)
	}
}

// TestUsage gives wrong arguments.
func TestUsage(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"-addr 10.0.0.1:22", "is not this machine"},
		{"-addr example.org:22", "is not this machine"},
		{"-addr 127.0.0.1", "missing port"},
		{"-n 0", "at least one student"},
		{"-size large", "columns and rows are needed"},
		{"-script /nowhere", "no such file"},
		{"-keys /nowhere", "no such file"},
		{"more", "only flags are known"},
	} {
		var out, errs bytes.Buffer
		if code := run(context.Background(), strings.Fields(c.args), &out, &errs); code != 2 || !strings.Contains(errs.String(), c.want) || out.Len() > 0 {
			t.Errorf("run(%s) = %d and %q, want 2 and %q", c.args, code, errs.String(), c.want)
		}
	}
}

// TestRoster prints the same keys each time, and keys from a folder.
func TestRoster(t *testing.T) {
	roster := func(args ...string) string {
		var out, errs bytes.Buffer
		if code := run(context.Background(), append([]string{"-roster"}, args...), &out, &errs); code != 0 {
			t.Fatalf("run(-roster %q) = %d and %q", args, code, errs.String())
		}
		return out.String()
	}
	two, three := roster("-n", "2"), roster("-n", "3")
	if lines := strings.Split(two, "\n"); len(lines) != 4 || lines[0] != "id,name,key" || lines[1] == lines[2] || !strings.HasPrefix(lines[1], "load0000,Load Student 0,ssh-ed25519 AAAA") {
		t.Errorf("-roster -n 2 = %q", two)
	}
	if !strings.HasPrefix(three, two) {
		t.Errorf("-roster -n 3 = %q, want it to go on from %q", three, two)
	}
	dir := t.TempDir()
	block, err := ssh.MarshalPrivateKey(private(1), "")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"b": pem.EncodeToMemory(block), "b.pub": []byte("ssh-ed25519 AAAA")} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := strings.Replace(strings.Split(two, "\n")[2], "load0001,Load Student 1", "load0000,Load Student 0", 1)
	if got := roster("-keys", dir); got != "id,name,key\n"+want+"\n" {
		t.Errorf("-roster -keys = %q, want %q", got, want)
	}
}

// TestProcess measures this very process.
func TestProcess(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("there is no /proc here")
	}
	p := watch(-1)
	p.rest()
	p.begin()
	for begin := p.time(); p.time() < begin+5*tick; {
	}
	p.end()
	if p.resting < 1<<20 || p.peak < p.resting || p.share <= 0 || p.share > 8 {
		t.Errorf("this process had %d and at most %d bytes, and %g of a core", p.resting, p.peak, p.share)
	}
}
