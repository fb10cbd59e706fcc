package cli

import (
	"io/fs"
	"strings"
	"testing"

	"gradcheck/content"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/sqlite"
)

// spoken runs the program with lines for its input.
func spoken(t *testing.T, home, term, input string, args ...string) (status int, out, err string) {
	t.Helper()
	var o, e strings.Builder
	env := map[string]string{"GRADCHECK_HOME": home, "TERM": term, "LANG": "C.UTF-8"}
	status = Main(System{
		Args: args, In: strings.NewReader(input), Out: &o, Err: &e, Getenv: func(name string) string { return env[name] },
		Now: now, Seed: func() uint64 { return 7 }, Content: []fs.FS{content.FS},
	})
	return status, o.String(), e.String()
}

// The linear mode works through pipes, asked for or because the terminal is dumb;
// whatever is said is plain ASCII in lines.
func TestAccessible(t *testing.T) {
	for _, c := range []struct {
		name, term, input string
		args              []string
		status            int
		want              []string
	}{
		{"home", "xterm", ":leave\n", []string{"--accessible"}, 0, []string{"Gradcheck. ", "Practise: ", "Choose, a number from 1 to "}},
		{"a dumb terminal", "dumb", "", nil, 0, []string{"Choose, a number from 1 to "}},
		{"practice", "xterm", "20\n:leave\n", []string{"practice", "remat.a", "--accessible"}, 0, []string{"Problem 6, ", "Correct. 10 of 10 points."}},
		{"a variant", "dumb", ":leave\n", []string{"practice", "remat", "--seed", "7"}, 0, []string{"Variant 7."}},
		{"what is due", "dumb", "", []string{"practice", "--due"}, 0, []string{"Nothing is due"}},
		{"no such problem", "dumb", "", []string{"practice", "nothing"}, exitUsage, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, out, err := spoken(t, t.TempDir(), c.term, c.input, c.args...)
			if status != c.status {
				t.Fatalf("status = %d, want %d; %s", status, c.status, err)
			}
			for _, want := range c.want {
				if !strings.Contains(out, want) {
					t.Errorf("nothing was said of %q in:\n%s", want, out)
				}
			}
			if i := strings.IndexFunc(out, func(r rune) bool { return r != '\n' && (r < ' ' || r > '~') }); i >= 0 {
				t.Errorf("said %q", out[i:])
			}
		})
	}
}

// What was entered in one run is there in the next, in the same store as that of
// the screens.
func TestAccessibleKeeps(t *testing.T) {
	home := t.TempDir()
	if status, _, err := spoken(t, home, "dumb", "19\n", "practice", "remat.a"); status != 0 {
		t.Fatalf("status = %d, want 0; %s", status, err)
	}
	if _, out, _ := spoken(t, home, "dumb", ":show\n", "practice", "remat.a"); !strings.Contains(out, "Entered: 19") {
		t.Errorf("the answer is not there in:\n%s", out)
	}
	db, err := sqlite.Open(home)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var sys System
	hs, err := db.Headers(t.Context(), sys.student())
	if err != nil || len(hs) != 1 {
		t.Fatalf("Headers = %v, %v, want 1", hs, err)
	}
	r, err := store.Load(t.Context(), db, hs[0])
	if err != nil {
		t.Fatal(err)
	}
	st, err := r.Sitting()
	if err != nil {
		t.Fatal(err)
	}
	if got := st.Draft(exam.Ref{Problem: "remat", Part: "a"})[0]; got != "19" {
		t.Errorf("draft = %q, want 19", got)
	}
}
