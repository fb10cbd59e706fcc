package cli

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"gradcheck/content"
	"gradcheck/grader"
	"gradcheck/internal/class"
	"gradcheck/internal/serve"
	"gradcheck/internal/store/sqlite"
	"gradcheck/problems"
)

// TestWire has students sit the whole final over SSH: as printed, and drawn
// anew. They go through every part, its help, the commands, the list of parts
// and the page where one hands in, ask for hints, explanations and solutions,
// answer with slips that the key knows by name, hand in, and look around while
// the results are sealed. Of all that the server sends by then, nothing may give
// away a key, a solution, a rubric, a hint, a remark on a slip, a simulation or
// another student. Once the results are open the same search finds them.
// GRADCHECK_WIRE=all has them go through every problem; else it is every third,
// which takes a minute.
func TestWire(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes half a minute")
	}
	h := newHouse(t, wired)
	h.post(class.Entry{Kind: class.Set, Text: "id: printed\ntitle: Printed\nexam: eecs182-sp23\nlimit: 3h\n"},
		class.Entry{Kind: class.Set, Text: "id: drawn\ntitle: Drawn\nexam: eecs182-sp23\nlimit: 3h\nvariants: 50\n"})
	addr := h.serve(serve.Limits{})
	var all sync.WaitGroup
	for i, quiz := range [wired]string{"printed", "drawn", "drawn"} {
		all.Go(func() { newWiretap(t, h, addr, quiz, i).run() })
	}
	all.Wait()
}

// wired is how many students sit in TestWire.
const wired = 3

// A house is a server in this process, and what it serves.
type house struct {
	t   testing.TB
	db  *sqlite.DB
	lib *problems.Library
	srv *serve.Server
}

// newHouse has a course of n students.
func newHouse(t testing.TB, n int) *house {
	t.Helper()
	lib, err := problems.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "home"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h := &house{t: t, db: db, lib: lib}
	for i := range n {
		h.post(class.Entry{Kind: class.Enrol, Who: &class.Student{ID: studentID(i), Name: studentName(i)}},
			class.Entry{Kind: class.Bind, Student: studentID(i), Key: ssh.FingerprintSHA256(h.key(i).PublicKey())})
	}
	return h
}

// Names and answers of students that stand nowhere else.
func studentID(i int) string   { return fmt.Sprintf("login%03dqz", i) }
func studentName(i int) string { return fmt.Sprintf("Zaphod%03d Beeblebrox%03d", i, i) }
func studentWord(i int) string { return fmt.Sprintf("vogon%03dpoem", i) }

func (h *house) key(i int) ssh.Signer {
	h.t.Helper()
	key, _, err := keyFor(studentID(i))
	if err != nil {
		h.t.Fatal(err)
	}
	return key
}

func (h *house) post(entries ...class.Entry) {
	h.t.Helper()
	for i := range entries {
		entries[i].At = time.Now()
	}
	if err := h.db.Post(context.Background(), entries...); err != nil {
		h.t.Fatal(err)
	}
}

// serve starts the server and returns its address.
func (h *house) serve(limits serve.Limits) string {
	h.t.Helper()
	hostKey, _, err := keyFor("the host")
	if err != nil {
		h.t.Fatal(err)
	}
	system := OS()
	h.srv, err = serve.New(context.Background(), serve.Config{Store: h.db, Library: h.lib, HostKey: hostKey, Name: "test", Host: "quiz.test",
		Now: system.Now, Seed: system.Seed, Log: slog.New(slog.DiscardHandler), Limits: limits})
	if err != nil {
		h.t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		h.t.Fatal(err)
	}
	over := make(chan error, 1)
	go func() { over <- h.srv.Serve(context.Background(), ln) }()
	h.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := h.srv.Shutdown(ctx); err != nil {
			h.t.Errorf("Shutdown = %v, want nil", err)
		}
		if err := <-over; err != nil {
			h.t.Errorf("Serve = %v, want nil", err)
		}
	})
	return ln.Addr().String()
}

// A wiretap is a student who does all that can be done, and everything that the
// server sends to that.
type wiretap struct {
	t     *testing.T
	h     *house
	n     int // of the student
	quiz  string
	paper []*problems.Problem
	term  *terminal
	ended bool // something went wrong and is told
}

func newWiretap(t *testing.T, h *house, addr, quiz string, n int) *wiretap {
	w := &wiretap{t: t, h: h, n: n, quiz: quiz}
	x, _ := h.lib.Exam("eecs182-sp23")
	seed := uint64(0)
	if quiz == "drawn" {
		q, err := class.ParseQuiz("id: drawn\ntitle: Drawn\nexam: eecs182-sp23\nlimit: 3h\nvariants: 50\n")
		w.check(err)
		seed = q.Seed(studentID(n), 1)
	}
	var err error
	w.paper, err = h.lib.Paper(x, seed)
	w.check(err)
	w.term, err = caller{addr: addr, key: h.key(n), pty: true, w: 80, h: 24, keep: true}.call()
	w.check(err)
	return w
}

func (w *wiretap) check(err error) {
	if err != nil && !w.ended {
		w.ended = true
		w.t.Errorf("%s of %s: %v; the screen is\n%s", studentID(w.n), w.quiz, err, w.term.screen())
	}
}

func (w *wiretap) shows(pattern string) {
	if !w.ended {
		w.check(w.term.shows(pattern))
	}
}

// How long a key may take to change the screen, since many change nothing, and
// how long a terminal waits to tell the key esc from the start of another.
const (
	comes = 40 * time.Millisecond
	alone = 120 * time.Millisecond
)

// press types keys, and waits after each until something comes of it.
func (w *wiretap) press(keys ...string) {
	for _, k := range keys {
		if w.ended {
			return
		}
		w.term.mu.Lock()
		changed := w.term.changed
		w.term.mu.Unlock()
		w.check(w.term.keys(k))
		wait := comes
		if k == "<esc>" {
			wait, changed = alone, nil
		}
		select {
		case <-changed:
		case <-time.After(wait):
		}
	}
}

// back presses esc until the first row matches and no field is open; what closes
// by itself has a moment to do so.
func (w *wiretap) back(pattern string) {
	re := regexp.MustCompile("^" + pattern + "(?s:.*) KEYS │")
	for range 4 {
		if w.ended || w.term.within(300*time.Millisecond, re.MatchString) {
			return
		}
		foot, key := footOf(w.term.screen()), "<esc>"
		if strings.HasPrefix(w.term.screen(), " gradcheck") {
			key = "<enter>" // the list of quizzes: esc would leave for good
		}
		w.press(key)
		w.term.within(5*time.Second, func(s string) bool { return re.MatchString(s) || footOf(s) != foot })
	}
	w.shows("^" + pattern)
}

// footOf is the last row, which says what keys do: it changes with what is on the
// screen, and not with the clock.
func footOf(screen string) string { return screen[strings.LastIndex(screen, "\n")+1:] }

// command enters one after the colon, or a search, and comes back.
func (w *wiretap) command(pattern string, commands ...string) {
	for _, c := range commands {
		w.press(c[:1], c[1:], "<enter>")
		w.back(pattern)
	}
}

// run sits the quiz, searches what came, has the results opened and searches
// again.
func (w *wiretap) run() {
	if w.ended {
		return
	}
	defer w.term.cut()
	w.enter()
	for i, p := range w.paper {
		if !visited(i) {
			continue
		}
		for _, q := range p.Parts {
			w.part(i+1, p, q)
		}
	}
	w.command(" 12 ", ":time", ":saved", ":help", ":seed 5", "/telescop")
	w.press("l", "j")
	w.back(" 12 ")
	w.press("H")
	w.shows("hand in")
	w.press("<tab>", "<tab>", "<shift+tab>", "<shift+tab>", "hand in", "<enter>")
	w.shows("› handed in")
	w.press("e", "s", "r", "m", "h", "p", "l", "a", "v", "]", "<tab>")
	w.command(".*› handed in", ":names", ":ask", ":seed 5", ":go 7a", ":time", "/telescop")
	w.press("<enter>")
	w.shows("▸.* handed in$")
	w.press("e", "s", "h", "p", "l")
	for _, c := range []string{":names", ":ask", ":seed 5", ":go 7a"} {
		w.press(c[:1], c[1:], "<enter>")
		w.shows(" KEYS │")
	}
	w.shows("▸.* handed in$")
	if w.ended {
		return
	}
	secrets := w.secrets()
	sealed := w.search(secrets)
	for _, f := range sealed {
		w.t.Errorf("%s of %s was sent %s", studentID(w.n), w.quiz, f)
	}
	w.open()
	found := map[string]int{}
	all := map[string]int{}
	for _, f := range w.search(secrets) {
		found[f.kind]++
	}
	for _, s := range secrets {
		all[s.kind]++
	}
	for _, kind := range []string{"key", "solution", "rubric", "slip", "simulation"} {
		if found[kind] == 0 {
			w.t.Errorf("%s of %s: of %d secrets of the kind %s none is found when the results are open", studentID(w.n), w.quiz, all[kind], kind)
		}
	}
	if least := all["solution"] / 3; os.Getenv("GRADCHECK_WIRE") == "all" && found["solution"] < least {
		w.t.Errorf("%s of %s: of %d pieces of solutions %d are found when they are open, want a third", studentID(w.n), w.quiz, all["solution"], found["solution"])
	}
	w.t.Logf("%s of %s: %d bytes, %d screens; secrets %v, found when open %v", studentID(w.n), w.quiz, len(w.term.said()), len(w.term.seen()), all, found)
}

// visited reports whether students go through a problem, counted from 0.
func visited(i int) bool { return i%3 == 2 || os.Getenv("GRADCHECK_WIRE") == "all" }

// enter starts the quiz.
func (w *wiretap) enter() {
	w.shows(studentName(w.n))
	if w.quiz == "drawn" {
		w.press("j")
	}
	w.press("<enter>")
	w.shows("type this sentence")
	w.press("<f1>", "<esc>")
	w.shows("type this sentence")
	w.press("I work alone, I keep to the rules of this paper, and what I hand in is mine.", "<enter>")
	w.shows("^ 1 Honour code")
}

// part does with a part what students do, and what they should not be able to.
func (w *wiretap) part(n int, p *problems.Problem, q problems.Part) {
	head := fmt.Sprintf(" %d %s", n, regexp.QuoteMeta(p.Title[:min(len(p.Title), 12)]))
	w.press(":", fmt.Sprintf("go %d%s", n, q.Label), "<enter>")
	if q.Label != "" {
		w.shows("^" + head + `.*› \(` + q.Label + `\)`)
	}
	w.shows("^" + head)
	w.press("<pgdown>", "<pgdown>", "<pgdown>", "<pgup>", "<pgup>")
	w.press("h", "h", "e", "s", "s", "r", "a", "m", "v", "y", "f", "c", "?", "<pgdown>")
	w.back(head)
	if _, picks := q.Question.Input().(grader.Pick); picks {
		w.press("1", "2")
	} else {
		w.press("<tab>", "<ctrl+u>", w.answer(q), "<f1>")
		w.back(head)
		w.press("<tab>", studentWord(w.n))
	}
	w.back(head)
	w.command(head, ":names", ":ask")
}

// answer is a slip that the key knows by name, and the student's own words where
// there is none.
func (w *wiretap) answer(q problems.Part) string {
	if all, ok := q.Spec["near"].([]any); ok && len(all) > 0 {
		if slip, ok := all[0].(map[string]any); ok {
			if s, ok := slip["key"].(string); ok {
				return s
			}
		}
	}
	return studentWord(w.n)
}

// open has the results released and goes through all of them.
func (w *wiretap) open() {
	w.h.post(class.Entry{Kind: class.Reveal, Quiz: w.quiz})
	w.shows("over, see the result")
	w.press("<enter>")
	w.shows("enter review the problem")
	for i, p := range w.paper {
		if i > 0 {
			w.press("j")
		}
		if !visited(i) {
			continue
		}
		w.press("<enter>")
		head := fmt.Sprintf(" %d %s", i+1, regexp.QuoteMeta(p.Title[:min(len(p.Title), 12)]))
		w.shows("^" + head)
		for j := range p.Parts {
			if j > 0 {
				w.press("]")
			}
			w.press("<pgdown>", "<pgdown>", "s", "<pgdown>", "<pgdown>", "<pgdown>", "<pgdown>")
			w.back(head)
			w.press("m", "<pgdown>")
			w.back(head)
			w.press("e", "<right>", "<right>")
			w.back(head)
		}
		w.back(".*› result")
	}
}
