//go:build linux

package serve

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"gradcheck/content"
	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/serve/load/screen"
	"gradcheck/internal/store/sqlite"
	"gradcheck/problems"
)

// A target is a server in a process of its own, so that its memory can be
// measured.
type target struct {
	addr string
	pid  int
	in   io.Writer
	out  *bufio.Scanner
	key  gossh.Signer // of the attacker, whom the course knows
}

// A targetConfig is what a target is told, as JSON in its environment.
type targetConfig struct {
	Home   string
	Limits Limits
	Guests bool
}

const targetQuiz = "id: quiz\ntitle: Quiz\nexam: eecs182-sp23\nproblems: [remat]\nlimit: 45m\n"

// targetStudents is how many students a target has. Their keys follow from their
// numbers.
const targetStudents = 40

func keyOf(name string, i int) gossh.Signer {
	seed := sha256.Sum256(fmt.Appendf(nil, "%s %d", name, i))
	key, err := gossh.NewSignerFromKey(ed25519.NewKeyFromSeed(seed[:]))
	if err != nil {
		panic(err) // an ed25519 key is always one
	}
	return key
}

func student(i int) gossh.Signer { return keyOf("student", i) }

// newTarget starts a server.
func newTarget(t *testing.T, c targetConfig) *target {
	t.Helper()
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	c.Home = t.TempDir()
	told, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestTarget$", "-test.timeout=120s")
	cmd.Env = append(os.Environ(), "GRADCHECK_TARGET="+string(told))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); cmd.Wait() })
	s := &target{pid: cmd.Process.Pid, in: in, out: bufio.NewScanner(out)}
	s.addr = s.line(t, "listens ")
	return s
}

// line reads until a line begins so, and returns the rest of it.
func (s *target) line(t *testing.T, begin string) string {
	t.Helper()
	for s.out.Scan() {
		if rest, ok := strings.CutPrefix(s.out.Text(), begin); ok {
			return rest
		}
	}
	t.Fatalf("the server ended before it said %q: %v", begin, s.out.Err())
	return ""
}

// rest has the server give back what memory it does not need, and returns how
// many goroutines it has.
func (s *target) rest(t *testing.T) int {
	t.Helper()
	io.WriteString(s.in, "rest\n")
	n, err := strconv.Atoi(s.line(t, "goroutines "))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// memory is the resident set of the server, in MiB.
func (s *target) memory(t *testing.T) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.pid))
	_, after, ok := bytes.Cut(text, []byte("VmRSS:"))
	if err != nil || !ok {
		t.Errorf("the server is gone: %v", err)
		return 0
	}
	kib, _ := strconv.ParseFloat(string(bytes.Fields(after)[0]), 64)
	return kib / 1024
}

// busy is the time that the server has had on CPUs.
func (s *target) busy() time.Duration {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.pid))
	// The name of the program stands in parentheses; times are in 1/100 s.
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(string(fields[11]))
	system, _ := strconv.Atoi(string(fields[12]))
	return time.Duration(user+system) * 10 * time.Millisecond
}

// TestTarget is the server of the tests that attack one.
func TestTarget(t *testing.T) {
	told := os.Getenv("GRADCHECK_TARGET")
	if told == "" {
		t.Skip("other tests start it")
	}
	var c targetConfig
	if err := json.Unmarshal([]byte(told), &c); err != nil {
		t.Fatal(err)
	}
	debug.SetGCPercent(50) // as the program does
	s, ln := startTarget(t, c)
	go s.Serve(t.Context(), ln)
	fmt.Printf("listens %s\n", ln.Addr())
	for in := bufio.NewScanner(os.Stdin); in.Scan(); { // until whoever started it is gone
		runtime.GC()
		debug.FreeOSMemory()
		fmt.Printf("goroutines %d\n", runtime.NumGoroutine())
	}
	os.Exit(0) // what it had is thrown away
}

// startTarget makes a server with students and an open quiz.
func startTarget(t *testing.T, c targetConfig) (*Server, net.Listener) {
	t.Helper()
	lib, err := problems.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(c.Home)
	if err != nil {
		t.Fatal(err)
	}
	entries := []class.Entry{{Kind: class.Set, Quiz: "quiz", Text: targetQuiz}}
	for i := range targetStudents {
		id := fmt.Sprintf("s%d", i)
		entries = append(entries, class.Entry{Kind: class.Enrol, Student: id, Who: &class.Student{ID: id, Name: fmt.Sprintf("Student %d", i)}},
			class.Entry{Kind: class.Bind, Student: id, Key: gossh.FingerprintSHA256(student(i).PublicKey())})
	}
	if err := db.Post(t.Context(), entries...); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	s, err := New(t.Context(), Config{Store: db, Library: lib, HostKey: keyOf("host", 0), Name: "target", Host: "target",
		Now:  func() exam.Clock { return exam.Clock{Wall: time.Now(), Boot: time.Since(begin), BootID: "target"} },
		Seed: func() uint64 { return 1 }, Log: slog.New(slog.DiscardHandler), Guests: c.Guests, Limits: c.Limits})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return s, ln
}

// A client is a student's terminal.
type client struct {
	conn *gossh.Client
	term *gossh.Session
	keys io.Writer
	mu   sync.Mutex
	show *screen.Screen
	got  bytes.Buffer // all of it, as it came
	want *regexp.Regexp
	seen chan time.Time
	over chan struct{}
}

// dial connects with a key.
func dial(addr string, key gossh.Signer) (*gossh.Client, error) {
	return gossh.Dial("tcp", addr, &gossh.ClientConfig{User: "student", Auth: []gossh.AuthMethod{gossh.PublicKeys(key)},
		HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: 10 * time.Second})
}

// terminal opens a terminal on a connection.
func terminal(conn *gossh.Client, width, height int) (*client, error) {
	return prepared(conn, width, height, "xterm-256color", nil)
}

// prepared opens a terminal with a name, after something was done with its
// session.
func prepared(conn *gossh.Client, width, height int, term string, before func(*client) error) (c *client, err error) {
	c = &client{conn: conn, show: screen.New(min(width, 400), min(height, 200)), over: make(chan struct{})}
	if c.term, err = conn.NewSession(); err != nil {
		return nil, err
	}
	if c.keys, err = c.term.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := c.term.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.term.RequestPty(term, height, width, gossh.TerminalModes{}); err != nil {
		return nil, err
	}
	if before != nil {
		if err := before(c); err != nil {
			return nil, err
		}
	}
	if err := c.term.Shell(); err != nil {
		return nil, err
	}
	go c.read(out)
	return c, nil
}

func (c *client) read(out io.Reader) {
	defer close(c.over)
	buf := make([]byte, 8<<10)
	for {
		n, err := out.Read(buf)
		c.mu.Lock()
		c.show.Write(buf[:n])
		if c.got.Len() < 1<<20 {
			c.got.Write(buf[:n])
		}
		if c.want != nil && !c.show.Busy() && c.want.MatchString(c.show.String()) {
			c.want = nil
			c.seen <- time.Now()
		}
		c.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// text is what is on the screen, and sent all that came.
func (c *client) text() (shown, sent string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.show.String(), c.got.String()
}

// see types keys and waits until a pattern is on the screen.
func (c *client) see(keys, pattern string) (at time.Time, err error) {
	want := regexp.MustCompile("(?m)" + pattern)
	c.mu.Lock()
	c.want, c.seen = want, make(chan time.Time, 1)
	if want.MatchString(c.show.String()) {
		c.want = nil
		c.seen <- time.Now()
	}
	seen := c.seen
	c.mu.Unlock()
	if _, err := io.WriteString(c.keys, keys); err != nil {
		return at, err
	}
	late := time.NewTimer(10 * time.Second)
	defer late.Stop()
	select {
	case at = <-seen:
		return at, nil
	case <-c.over:
		shown, _ := c.text()
		return at, fmt.Errorf("the session ended before %s was seen:\n%s", pattern, shown)
	case <-late.C:
		shown, _ := c.text()
		return at, fmt.Errorf("%s is not seen within 10 s of %q:\n%s", pattern, keys, shown)
	}
}

// sits opens the quiz, up to a line that is typed in.
func (c *client) sits() error {
	for _, step := range []struct{ keys, want string }{
		{"", "Quiz  "}, {"\r", "type this sentence"}, {"I work alone and keep to the rules of this exam.", `▎ I work`}, {"\r", "press enter to type"}, {"\r", "esc close"},
	} {
		if _, err := c.see(step.keys, step.want); err != nil {
			return err
		}
	}
	return nil
}

// A witness is a student who types while others attack.
type witness struct {
	mu    sync.Mutex
	times []time.Duration // from when a key was due to when it was seen
	fresh bool            // the timetable begins anew
	err   error
}

// witnessEvery is the time between two keys of a witness.
const witnessEvery = 80 * time.Millisecond

// watch types until ctx ends. A key is due whether or not the one before was
// seen.
func (w *witness) watch(ctx context.Context, c *client) {
	due := time.Now()
	for n := 0; ctx.Err() == nil; n++ {
		keys, want := "4", `▎ 4 *$`
		if n%2 == 1 {
			keys, want = "\x7f", `▎ *$`
		}
		due = w.due(due)
		select {
		case <-time.After(time.Until(due)):
		case <-ctx.Done():
			return
		}
		at, err := c.see(keys, want)
		w.mu.Lock()
		w.times = append(w.times, at.Sub(due))
		if w.err = err; err != nil {
			w.mu.Unlock()
			return
		}
		w.mu.Unlock()
	}
}

// due is when the next key is due after the one before.
func (w *witness) due(before time.Time) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fresh {
		w.fresh = false
		before = time.Now()
	}
	return before.Add(witnessEvery)
}

// take returns the times since it was called last, the shortest first.
func (w *witness) take() ([]time.Duration, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := w.times
	w.times, w.fresh = nil, true
	slices.Sort(all)
	return all, w.err
}
