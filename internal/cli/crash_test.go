//go:build unix

package cli

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/content"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/sqlite"
	"gradcheck/internal/tui"
	"gradcheck/problems"
)

// TestCrash kills a program in which somebody types an exam, at random moments,
// and goes on with it. What was typed a second before is there each time, in
// order and with nothing else; the log is whole; the next program goes on with
// the same text. GRADCHECK_KILLS sets how often, 3 if not set.
func TestCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	kills := 3
	if n, err := strconv.Atoi(os.Getenv("GRADCHECK_KILLS")); err == nil {
		kills = n
	}
	dir := t.TempDir()
	rng := rand.New(rand.NewPCG(1, uint64(kills)))
	var longest time.Duration // from the start of a program to the text being there again
	typed := ""
	for n := range kills {
		p := startTyping(t, dir)
		if n == 0 {
			p.keys(transcribed)
			p.slowly("\r", "]", "]", "]", "]", "]", "]", "]", "]") // to the essay of the fifth problem
		}
		p.slowly("\x1b", "\t") // out of the field, if it was typed in, and into it
		stop := time.Now().Add(time.Duration(rng.IntN(2500)) * time.Millisecond)
		var times []time.Time // of the letters
		for time.Now().Before(stop) {
			letter := string(rune('a' + len(typed)%26))
			p.keys(letter)
			typed += letter
			times = append(times, time.Now())
			time.Sleep(time.Duration(20+rng.IntN(60)) * time.Millisecond)
		}
		killed := time.Now()
		p.kill()
		before := len(typed) - len(times)
		safe := before
		for i, at := range times {
			if killed.Sub(at) > time.Second {
				safe = before + i + 1
			}
		}
		begin := time.Now()
		got := essay(t, dir)
		longest = max(longest, time.Since(begin))
		if n == 0 && got == "" && safe == 0 {
			typed = ""
			continue
		}
		if !strings.HasPrefix(typed, got) || len(got) < safe {
			t.Fatalf("kill %d: %d letters are there, %d were typed, %d of them over a second before; lost %q", n+1, len(got), len(typed), safe, typed[min(len(got), len(typed)):])
		}
		typed = got
	}
	t.Logf("%d kills, %d letters; reading and folding the attempt took %v at most", kills, len(typed), longest)
}

const transcribed = "I work alone, I keep to the rules of this paper, and what I hand in is mine."

// A typist is a program with somebody at its keys.
type typist struct {
	t   *testing.T
	cmd *exec.Cmd
	in  io.WriteCloser
	out *os.File
}

// startTyping starts the program and waits until it shows something.
func startTyping(t *testing.T, dir string) *typist {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrashChild$")
	cmd.Env = append(os.Environ(), "GRADCHECK_CRASH_HOME="+dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout = w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if !appears(r, "answer", "type this sentence") {
		t.Fatal("the program showed no question within 10 s")
	}
	go io.Copy(io.Discard, r)
	p := &typist{t, cmd, in, r}
	t.Cleanup(func() { cmd.Process.Kill(); r.Close() })
	return p
}

// appears reads until one of the texts is written.
func appears(r *os.File, texts ...string) bool {
	r.SetReadDeadline(time.Now().Add(10 * time.Second))
	defer r.SetReadDeadline(time.Time{})
	var all strings.Builder
	buf := make([]byte, 4096)
	for {
		n, err := r.Read(buf)
		all.Write(buf[:n])
		for _, text := range texts {
			if strings.Contains(all.String(), text) {
				return true
			}
		}
		if err != nil {
			return false
		}
	}
}

func (p *typist) keys(s string) {
	p.t.Helper()
	if _, err := io.WriteString(p.in, s); err != nil {
		p.t.Fatalf("typing %q: %v", s, err)
	}
}

// slowly types keys that change the screen, each after the one before was seen.
func (p *typist) slowly(keys ...string) {
	p.t.Helper()
	for _, k := range keys {
		p.keys(k)
		time.Sleep(100 * time.Millisecond)
	}
}

func (p *typist) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// essay is what stands in the essay by the store; the log is checked on the way.
func essay(t *testing.T, dir string) string {
	t.Helper()
	db, err := sqlite.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	hs, err := db.Headers(t.Context(), "ada")
	if err != nil {
		t.Fatal(err)
	}
	if len(hs) == 0 {
		return "" // killed before the exam was begun
	}
	rec, err := store.Load(t.Context(), db, hs[0])
	if err != nil {
		t.Fatal(err)
	}
	st, err := rec.Sitting()
	if err != nil {
		t.Fatalf("the log does not verify: %v", err)
	}
	if at := (exam.Ref{Problem: "mult-noise", Part: "work"}); st.At() != at {
		t.Fatalf("the exam is at %v, want %v", st.At(), at)
	}
	return st.Draft(st.At())[0]
}

// TestCrashChild is the program that is killed.
func TestCrashChild(t *testing.T) {
	dir := os.Getenv("GRADCHECK_CRASH_HOME")
	if dir == "" {
		t.Skip("it is started by TestCrash")
	}
	lib, err := problems.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	env := &tui.Env{Context: context.Background(), Library: lib, Store: db, Student: "ada", Now: now,
		Seed: rand.Uint64, Theme: tui.Theme{NoColor: true, Fixed: true, ASCII: true}}
	p := tea.NewProgram(tui.NewExam(env, tui.Sit{}), tea.WithInput(os.Stdin), tea.WithOutput(os.Stdout), tea.WithWindowSize(80, 24))
	_, err = p.Run()
	fmt.Fprintln(os.Stderr, err)
}
