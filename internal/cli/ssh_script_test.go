package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/crypto/ssh"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/sqlite"
)

// TestServeScripts runs the scripts of testdata/script: a server as a process,
// students at emulated terminals, and the instructor's commands.
//
//	key NAME                     a key: $NAME_KEY is its line for a roster, $NAME_FP its fingerprint, the file NAME the private key
//	expand FILE                  replaces ${VAR} in FILE
//	soon VAR DURATION            VAR is the time so far from now, to the second
//	capture VAR REGEXP           VAR is what the group of REGEXP matches in the last output
//	server [ARG ...]             gradcheck serve; $ADDR and $PORT say where. The one before must have ended.
//	term, kill9                  end the server; term waits until it has left with status 0
//	serverlog REGEXP             what the servers have logged
//	session NAME KEY [-s COLSxROWS] [-n] [COMMAND]
//	                             a session, in a terminal unless -n; KEY may be - for none. With ! before, the server
//	                             lets nobody in.
//	ssh NAME KEY [COMMAND]       the same with the program ssh
//	keys NAME KEY ...            types; <enter> and the like are keys, the rest is text
//	[!] screen NAME REGEXP       waits up to 30 s until the screen is, or is not, like that
//	mark NAME, same NAME         the cursor is where it was
//	stored ATTEMPT PROBLEM PART REGEXP
//	                             waits until the draft of a part in the store is like that; PART may be ''
//	drop NAME                    cuts the line
//	ended NAME STATUS            waits until the session has ended
func TestServeScripts(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	testscript.Run(t, testscript.Params{
		Dir:   "testdata/script",
		Setup: setupSchool,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"key": cmdKey, "expand": cmdExpand, "soon": cmdSoon, "capture": cmdCapture,
			"server": cmdServer, "term": cmdTerm, "kill9": cmdKill9, "serverlog": cmdServerLog,
			"session": cmdSession, "ssh": cmdSSH, "keys": cmdKeys, "screen": cmdScreen, "mark": cmdMark, "same": cmdSame,
			"stored": cmdStored, "drop": cmdDrop, "ended": cmdEnded,
		},
	})
}

// A school is what a script has: a server, and students at terminals.
type school struct {
	server    *serverProcess
	keys      map[string]ssh.Signer
	terminals map[string]*terminal
	marks     map[string][2]int
}

type schoolKey struct{}

func setupSchool(e *testscript.Env) error {
	e.Setenv("GRADCHECK_HOME", e.Getenv("WORK")+"/home")
	e.Setenv("LANG", "C.UTF-8")
	e.Setenv("USER", "staff")
	s := &school{keys: map[string]ssh.Signer{}, terminals: map[string]*terminal{}, marks: map[string][2]int{}}
	e.Values[schoolKey{}] = s
	e.Defer(func() {
		for _, t := range s.terminals {
			t.cut()
		}
		if s.server != nil {
			s.server.kill()
		}
	})
	return nil
}

func schoolOf(ts *testscript.TestScript) *school { return ts.Value(schoolKey{}).(*school) }

// need demands between least and most arguments, and a command without ! before.
func need(ts *testscript.TestScript, neg bool, args []string, least, most int) {
	if neg || len(args) < least || most >= 0 && len(args) > most {
		ts.Fatalf("wrong use; TestServeScripts lists the commands")
	}
}

func cmdKey(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 1, 1)
	name := args[0]
	signer, private, err := keyFor(name)
	ts.Check(err)
	block, err := ssh.MarshalPrivateKey(private, name)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(name), pem.EncodeToMemory(block), 0o600))
	schoolOf(ts).keys[name] = signer
	ts.Setenv(strings.ToUpper(name)+"_KEY", authorized(signer))
	ts.Setenv(strings.ToUpper(name)+"_FP", ssh.FingerprintSHA256(signer.PublicKey()))
}

func cmdExpand(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 1, 1)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(os.Expand(ts.ReadFile(args[0]), ts.Getenv)), 0o600))
}

func cmdSoon(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 2, 2)
	d, err := time.ParseDuration(args[1])
	ts.Check(err)
	ts.Setenv(args[0], time.Now().Add(d).UTC().Format(time.RFC3339))
}

func cmdCapture(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 2, 2)
	out := ts.ReadFile("stdout")
	m := regexp.MustCompile("(?m)" + args[1]).FindStringSubmatch(out)
	if len(m) != 2 {
		ts.Fatalf("%s does not match once in %q", args[1], out)
	}
	ts.Setenv(args[0], m[1])
}

func cmdServer(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 0, -1)
	s := schoolOf(ts)
	if s.server != nil {
		ts.Fatalf("a server runs already")
	}
	var err error
	s.server, err = startServer(ts.Getenv("WORK"), args...)
	ts.Check(err)
	ts.Setenv("ADDR", s.server.addr)
	ts.Setenv("PORT", s.server.addr[strings.LastIndex(s.server.addr, ":")+1:])
}

func cmdTerm(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 0, 0)
	s := schoolOf(ts)
	ts.Check(s.server.term())
	s.server = nil
}

func cmdKill9(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 0, 0)
	s := schoolOf(ts)
	s.server.kill()
	s.server = nil
}

func cmdServerLog(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, false, args, 1, 1)
	log := ts.ReadFile("server.log")
	if regexp.MustCompile("(?m)"+args[0]).MatchString(log) == neg {
		ts.Fatalf("a match of %q in the log: %v, want %v; it is\n%s", args[0], neg, !neg, log)
	}
}

func cmdSession(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, false, args, 2, -1)
	s := schoolOf(ts)
	c := caller{addr: ts.Getenv("ADDR"), pty: true, w: 80, h: 24}
	if s.server != nil {
		c.host = s.server.fingerprint
	}
	if name := args[1]; name != "-" {
		if c.key = s.keys[name]; c.key == nil {
			ts.Fatalf("there is no key %s", name)
		}
	}
	for args = args[:len(args):len(args)]; len(args) > 2 && strings.HasPrefix(args[2], "-"); {
		switch args[2] {
		case "-n":
			c.pty = false
			args = append(args[:2], args[3:]...)
		case "-s":
			_, err := fmt.Sscanf(args[3], "%dx%d", &c.w, &c.h)
			ts.Check(err)
			args = append(args[:2], args[4:]...)
		default:
			ts.Fatalf("there is no flag %s", args[2])
		}
	}
	c.command = strings.Join(args[2:], " ")
	t, err := c.call()
	if neg {
		if err == nil {
			ts.Fatalf("the server lets the session in")
		}
		ts.Logf("%v", err)
		return
	}
	ts.Check(err)
	s.seat(args[0], t)
}

// seat puts a new terminal in the place of the one of that name.
func (s *school) seat(name string, t *terminal) {
	if old := s.terminals[name]; old != nil {
		old.cut()
	}
	s.terminals[name] = t
}

func cmdSSH(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 2, -1)
	known := "UserKnownHostsFile=" + ts.MkAbs("known_hosts")
	cmd := exec.Command("ssh", append([]string{"-tt", "-F", "none", "-p", ts.Getenv("PORT"), "-i", ts.MkAbs(args[1]), "-o", "IdentitiesOnly=yes",
		"-o", "StrictHostKeyChecking=accept-new", "-o", known, "-o", "EscapeChar=none", "127.0.0.1"}, args[2:]...)...)
	cmd.Env = []string{"TERM=" + emulated, "PATH=" + os.Getenv("PATH"), "HOME=" + ts.Getenv("WORK")}
	t := newTerminal(80, 24)
	ts.Check(t.run(cmd))
	schoolOf(ts).seat(args[0], t)
}

// terminalOf is the session that the first argument names.
func terminalOf(ts *testscript.TestScript, args []string) *terminal {
	t := schoolOf(ts).terminals[args[0]]
	if t == nil {
		ts.Fatalf("there is no session %s", args[0])
	}
	return t
}

func cmdKeys(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 2, -1)
	for _, k := range args[1 : len(args)-1] {
		if k == "<esc>" {
			ts.Fatalf("<esc> and what follows would be one key; see the screen change before the next")
		}
	}
	ts.Check(terminalOf(ts, args).keys(args[1:]...))
}

func cmdScreen(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, false, args, 2, 2)
	t := terminalOf(ts, args)
	if neg {
		ts.Check(t.hides(args[1]))
		return
	}
	ts.Check(t.shows(args[1]))
}

func cmdMark(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 1, 1)
	x, y := terminalOf(ts, args).cursor()
	schoolOf(ts).marks[args[0]] = [2]int{x, y}
}

func cmdSame(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 1, 1)
	t := terminalOf(ts, args)
	want := schoolOf(ts).marks[args[0]]
	ts.Check(t.until(fmt.Sprintf("the cursor was not at %v", want), func(string) bool {
		x, y := t.cursor()
		return [2]int{x, y} == want
	}))
}

func cmdStored(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 4, 4)
	re := regexp.MustCompile(args[3])
	db, err := sqlite.Open(ts.Getenv("GRADCHECK_HOME"))
	ts.Check(err)
	defer db.Close()
	var draft string
	err = eventually(func() (bool, error) {
		st, err := storedSitting(context.Background(), db, args[0])
		if err == nil {
			draft = strings.Join(st.Draft(exam.Ref{Problem: args[1], Part: args[2]}), "\n")
		}
		return re.MatchString(draft), err
	})
	if err != nil {
		ts.Fatalf("%s(%s) of %s in the store is %q, want %s (%v)", args[1], args[2], args[0], draft, args[3], err)
	}
}

// eventually asks again and again until something is so.
func eventually(ok func() (bool, error)) error {
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		if yes, err := ok(); yes || err != nil {
			return err
		}
		select {
		case <-again.C:
		case <-late.C:
			return fmt.Errorf("it was not so for %v", patience)
		}
	}
}

// storedSitting is an attempt by the store. Its log is checked on the way.
func storedSitting(ctx context.Context, db *sqlite.DB, id string) (*exam.Sitting, error) {
	quiz, _, _ := strings.Cut(id, "/")
	hs, err := db.Sat(ctx, quiz)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(hs, func(h exam.Header) bool { return h.ID == id })
	if i < 0 {
		return nil, fmt.Errorf("there is no attempt %s", id)
	}
	rec, err := store.Load(ctx, db, hs[i])
	if err != nil {
		return nil, err
	}
	return rec.Sitting()
}

func cmdDrop(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 1, 1)
	terminalOf(ts, args).drop()
}

func cmdEnded(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 2, 2)
	t := terminalOf(ts, args)
	got, err := t.ended()
	ts.Check(err)
	if want, err := strconv.Atoi(args[1]); err != nil || got != want {
		ts.Fatalf("the exit status is %d, want %s; the screen is\n%s", got, args[1], t.screen())
	}
}

// A serverProcess is gradcheck serve as a process.
type serverProcess struct {
	cmd         *exec.Cmd
	addr        string
	fingerprint string
	log         *os.File
	over        chan error
}

// startServer starts a server in a folder and waits until it listens. Its data
// are in home there, and it appends what it logs to server.log.
func startServer(dir string, args ...string) (*serverProcess, error) {
	log := filepath.Join(dir, "server.log")
	f, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	p := &serverProcess{log: f, over: make(chan error, 1)}
	p.cmd = exec.Command("gradcheck", append([]string{"serve", "--addr", "127.0.0.1:0", "--host", "quiz.test", "--home", filepath.Join(dir, "home")}, args...)...)
	p.cmd.Dir = dir
	p.cmd.Env = append(os.Environ(), "LANG=C.UTF-8", "TZ=UTC")
	p.cmd.Stderr = f
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	ready := make(chan bool, 1)
	go func() {
		var ok bool
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if a, is := strings.CutPrefix(lines.Text(), "gradcheck serves on "); is {
				p.addr = a
			}
			if fp, is := strings.CutPrefix(lines.Text(), "host key "); is {
				p.fingerprint, ok = fp, true
				ready <- true
			}
		}
		if !ok {
			ready <- false
		}
		p.over <- p.cmd.Wait()
		f.Close()
	}()
	select {
	case ok := <-ready:
		if ok {
			return p, nil
		}
		err = <-p.over
	case <-time.After(patience):
		p.cmd.Process.Kill()
	}
	said, _ := os.ReadFile(log)
	return nil, fmt.Errorf("the server does not start (%v):\n%s", err, bytes.TrimSpace(said))
}

// toClose is how long a server may take to leave, with a little for the process.
const toClose = 12 * time.Second

// term ends the server as an operator does, and waits until it has left: within
// ten seconds and with status 0.
func (p *serverProcess) term() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case err := <-p.over:
		return err
	case <-time.After(toClose):
		p.kill()
		return fmt.Errorf("the server was there %v after the signal", toClose)
	}
}

// kill ends the server as a power cut does.
func (p *serverProcess) kill() {
	p.cmd.Process.Kill()
	<-p.over
}
