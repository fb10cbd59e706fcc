package cli

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gradcheck/internal/class"
	"gradcheck/internal/store/sqlite"
)

// TestTwoServers has two servers share one data folder. A student may land on
// either and has one attempt; what an instructor does reaches both; while one is
// away and the other is not, nothing is credited.
func TestTwoServers(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	dir := t.TempDir()
	key, _, err := keyFor("ada")
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("roster.csv", "id,name,key\nada,Ada Lovelace,"+authorized(key)+"\n")
	write("quiz.yaml", "id: essay\ntitle: Essay\nexam: eecs182-sp23\nproblems: [mult-noise]\nlimit: 1h\n")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	start := func(args ...string) *serverProcess {
		t.Helper()
		p, err := startServer(dir, args...)
		must(err)
		t.Cleanup(func() { p.cmd.Process.Kill() })
		return p
	}
	sit := func(p *serverProcess) *terminal {
		t.Helper()
		term, err := caller{addr: p.addr, host: p.fingerprint, key: key, pty: true, w: 80, h: 24}.call()
		must(err)
		t.Cleanup(term.cut)
		must((&scribe{term: term}).open())
		return term
	}
	first, second := start("--roster", "roster.csv", "--quiz", "quiz.yaml"), start()
	a := sit(first)
	must(a.keys("<tab>", "abc"))
	must(a.shows(`▎ abc`))
	must(eventually(func() (bool, error) { return draftOf(dir, "essay/ada/1") == "abc", nil }))

	b := sit(second)
	must(b.shows(`[│▎] abc`))
	must(a.shows("goes on in another"))
	if !strings.Contains(b.screen(), "TYPE │") {
		must(b.keys("<tab>"))
	}
	must(b.shows(`▎ abc`))
	must(b.keys("def"))
	must(b.shows(`▎ abcdef`))
	must(a.keys("<enter>"))
	must(b.shows("goes on in another"))

	out, err := exec.Command("gradcheck", "class", "--home", filepath.Join(dir, "home"), "extend", "essay", "ada", "+15m").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "deadline") {
		t.Errorf("class extend = %s (%v), want the deadline", out, err)
	}
	must(a.shows(` 1:1\d:\d\d$`))

	first.kill()
	first = start()
	c := sit(first)
	must(c.shows("abc"))
	for _, p := range []*serverProcess{first, second} {
		must(p.term())
	}
	db, err := sqlite.Open(filepath.Join(dir, "home"))
	must(err)
	defer db.Close()
	entries, err := db.Journal(context.Background(), 0)
	must(err)
	for _, e := range entries {
		if e.Kind == class.Outage {
			t.Errorf("an outage of %v is credited while one of two servers ran", e.Extra)
		}
	}
}

// draftOf is what stands in the essay of an attempt by the store.
func draftOf(dir, attempt string) string {
	db, err := sqlite.Open(filepath.Join(dir, "home"))
	if err != nil {
		return fmt.Sprint(err)
	}
	defer db.Close()
	st, err := storedSitting(context.Background(), db, attempt)
	if err != nil {
		return fmt.Sprint(err)
	}
	return st.Draft(essayPart)[0]
}
