package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"gradcheck/internal/store/storetest"
)

// crashDir names the folder in the environment of a child that is to be killed.
const crashDir = "GRADCHECK_TEST_CRASH_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		appendForEver(dir)
	}
	os.Exit(m.Run())
}

const crashAttempts = 4

// appendForEver adds to several attempts at once and prints a line for each
// event that the store has acknowledged.
func appendForEver(dir string) {
	ctx := context.Background()
	fail := func(err error) {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	d, err := Open(dir)
	if err != nil {
		fail(err)
	}
	for i := range crashAttempts {
		h := storetest.Header(fmt.Sprint("t", i), "ada", i)
		if err := d.Create(ctx, h); err != nil && !refusal(err) {
			fail(err)
		}
		go func() {
			had, err := d.Events(ctx, h.ID, 0)
			if err != nil {
				fail(err)
			}
			prev := h.Hash()
			if len(had) > 0 {
				prev = had[len(had)-1].Hash()
			}
			for n := len(had); ; n++ {
				e := storetest.Chain(prev, n, 1)[0]
				if err := d.Append(ctx, h.ID, n, e); err != nil {
					fail(err)
				}
				prev = e.Hash()
				fmt.Fprintf(os.Stdout, "%d %d\n", i, n+1)
			}
		}()
	}
	select {}
}

// TestKill kills a program while it writes, three times over the same file, and
// checks that everything acknowledged is there and nothing is half there.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	var acknowledged [crashAttempts]int
	for round := range 3 {
		killAfter(t, dir, 100, &acknowledged)
		d := openIn(t, dir)
		for i, n := range acknowledged {
			h := storetest.Header(fmt.Sprint("t", i), "ada", i)
			got, err := d.Events(t.Context(), h.ID, 0)
			if err != nil || len(got) < n {
				t.Fatalf("round %d: attempt %d has %d events, %v, want the %d acknowledged", round, i, len(got), err, n)
			}
			prev := h.Hash()
			for k, e := range got {
				if e.Prev != prev || e.N != k {
					t.Fatalf("round %d: attempt %d is broken at event %d", round, i, k)
				}
				prev = e.Hash()
			}
		}
		if got := d.number(t, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"); got != 1 {
			t.Errorf("round %d: integrity check fails", round)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// killAfter runs the child until it has acknowledged enough, kills it, and notes
// the last count of each attempt.
func killAfter(t *testing.T, dir string, enough int, acknowledged *[crashAttempts]int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for seen := 1; lines.Scan(); seen++ {
		var i, n int
		if _, err := fmt.Sscanf(lines.Text(), "%d %d\n", &i, &n); err != nil {
			t.Errorf("the child said %q", lines.Text())
			break
		}
		acknowledged[i] = n
		if seen == enough {
			cmd.Process.Kill() // what it said before dying still arrives
		}
	}
	cmd.Process.Kill()
	if err := cmd.Wait(); err == nil {
		t.Error("the child ended by itself, want it killed")
	}
}
