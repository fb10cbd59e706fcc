package cli

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"gradcheck/internal/exam"
)

// A key that is corrected after an exam changes nothing until it is applied;
// then reports and the log have it, and a second time there is nothing to do.
func TestRegrade(t *testing.T) {
	h := newHome(t)
	h.keep("exam-1", exam.Exam, 0, []exam.Kind{exam.Finish}, nil)
	steps := []struct {
		key  string
		args string
		want []string
	}{
		{"10", "regrade", []string{"exam-1 is graded by the problem files as they are."}},
		{"20", "regrade", []string{"by corrected problem files of loads", "loads()", "2 -> 0", "--apply keeps"}},
		{"20", "regrade --never-lower", []string{"no part changes"}},
		{"10", "report", []string{"2 of 2"}},
		{"20", "regrade --apply exam-1", []string{"2 -> 0", "The new grades are kept"}},
		{"20", "report", []string{"0 of 2"}},
		{"20", "regrade --format json", []string{`"changes": []`, `"applied": false`}},
		{"20", "verify", []string{"exam-1"}},
		{"10", "regrade --apply", []string{"0 -> 2"}},
		{"10", "report", []string{"2 of 2"}},
	}
	for _, st := range steps {
		src := strings.Replace(string(oneLoad["loads.md"].Data), "key: 10", "key: "+st.key, 1)
		h.sys.Content = []fs.FS{fstest.MapFS{"loads.md": {Data: []byte(src)}}}
		status, out := h.run(st.args)
		for _, w := range st.want {
			if status != 0 || !strings.Contains(strings.ReplaceAll(out, "  ", " "), w) {
				t.Errorf("key %s: gradcheck %s: status %d, want %q in\n%s", st.key, st.args, status, w, out)
			}
		}
	}
	h.keep("exam-2", exam.Exam, 1, nil, nil)
	if status, out := h.run("regrade exam-2"); status != 1 || !strings.Contains(out, "it is not over yet") {
		t.Errorf("regrade of an exam that runs: status %d, %s", status, out)
	}
}
