package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"gradcheck/internal/exam"
)

// The history is written as text or JSON without a terminal; practice is no part
// of it.
func TestHistoryWritten(t *testing.T) {
	h := newHome(t)
	run := func(line string) string {
		_, out := h.run(line)
		return out
	}
	if got := run("history --format text"); got != "No exams yet.\n" {
		t.Errorf("history of an empty home = %q, want No exams yet.", got)
	}
	h.keep("20240506-120000-one-aaaaaa", exam.Exam, 0, []exam.Kind{exam.Finish}, nil)
	h.keep("20240506-122000-two-bbbbbb", exam.Exam, 20, nil, nil)
	h.keep("20240506-123000-three-cccccc", exam.Practice, 30, nil, nil)
	got := run("history --format text")
	for _, want := range []string{"6 May 2024, 12:20       running", "6 May 2024, 12:00           2/2", "1 of 1", "memory", "100     100  100"} {
		if !strings.Contains(got, want) {
			t.Errorf("history --format text = %s\nwant %q in it", got, want)
		}
	}
	var doc struct {
		Version  int
		Attempts []struct{ Attempt, State string }
		Topics   []struct {
			Name string
			Last float64
		}
	}
	if err := json.Unmarshal([]byte(run("history --format json")), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Version != 1 || len(doc.Attempts) != 2 || doc.Attempts[0].State != "running" || len(doc.Topics) != 1 || doc.Topics[0].Name != "memory" || doc.Topics[0].Last != 1 {
		t.Errorf("history --format json = %+v, want two exams and the topic of the one that is over", doc)
	}
	if got := run("history --format text --ascii"); strings.IndexFunc(got, func(r rune) bool { return r >= 0x80 }) >= 0 {
		t.Errorf("history --ascii = %q, want bytes below 0x80", got)
	}
	if got := run("history --format xml"); !strings.Contains(got, `--format is text or json, not "xml"`) {
		t.Errorf("history --format xml = %q, want what there is", got)
	}
}

// An exam is reviewed by the beginning of its id, if only one begins so; practice
// is none.
func TestReviewWhich(t *testing.T) {
	h := newHome(t)
	h.keep("20240506-120000-one-aaaaaa", exam.Exam, 0, []exam.Kind{exam.Finish}, nil)
	h.keep("20240506-122000-two-bbbbbb", exam.Exam, 20, []exam.Kind{exam.Finish}, nil)
	h.keep("20240506-122001-three-cccccc", exam.Practice, 20, nil, nil)
	h.sys.In = strings.NewReader("")
	for _, c := range []struct {
		line   string
		status int
		want   string
	}{
		{"review --accessible 20240506-1220", 0, "2 of 2 points"},
		{"review 20240506-12", 2, `2 attempts begin with "20240506-12": 20240506-122000-two-bbbbbb, 20240506-120000-one-aaaaaa`},
		{"review 20240506-122001", 2, `no attempt "20240506-122001"; there is`},
	} {
		if status, out := h.run(c.line); status != c.status || !strings.Contains(out, c.want) {
			t.Errorf("%s = %d %s, want %d with %q", c.line, status, out, c.status, c.want)
		}
	}
}
