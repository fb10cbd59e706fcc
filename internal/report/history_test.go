package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"gradcheck/internal/exam"
)

// results are three exams, newest first: one that runs, one that counts, and one
// that was broken off.
func results(t *testing.T) []exam.Result {
	full := sat(t)
	broken := begin(t, exam.Exam)
	broken.do(exam.Event{Kind: exam.Abandon})
	running := begin(t, exam.Exam)
	running.write("loads", "a", "60 ns")
	return []exam.Result{running.s.Result(running.events), full.s.Result(full.events), broken.s.Result(broken.events)}
}

func TestHistoryText(t *testing.T) {
	var b bytes.Buffer
	zone := time.FixedZone("CEST", 7200)
	if err := NewHistory(results(t), zone).WriteText(&b); err != nil {
		t.Fatal(err)
	}
	want := `date                     points   time used     seed   answered  unreadable
6 May 2024, 14:00       running        40 s        0     1 of 6
6 May 2024, 14:00       ✎8.5/17  5 min 20 s        0     6 of 6           0
6 May 2024, 14:00    broken off        20 s        0     0 of 6
`
	got := b.String()
	if !strings.HasPrefix(got, want) {
		t.Errorf("WriteText = %s\nwant it to begin %s", got, want)
	}
	if !strings.Contains(got, "topic, % of its points") || !strings.Contains(got, "by exam") {
		t.Errorf("WriteText = %s\nwant the topics, too", got)
	}
	for l := range strings.Lines(got) {
		if l != strings.TrimRight(l, " \n")+"\n" {
			t.Errorf("line %q ends in blanks", l)
		}
	}
}

func TestHistoryNone(t *testing.T) {
	var b bytes.Buffer
	h := NewHistory(nil, time.UTC)
	if err := h.WriteText(&b); err != nil || b.String() != "No exams yet.\n" {
		t.Errorf("WriteText of none = %q, %v; want No exams yet.", b.String(), err)
	}
	b.Reset()
	if err := h.WriteJSON(&b); err != nil || strings.Contains(b.String(), "null") {
		t.Errorf("WriteJSON of none = %s, %v; want empty lists, no null", b.String(), err)
	}
}

// TestHistoryJSON holds the names of the fields fast, and reads back what was
// written.
func TestHistoryJSON(t *testing.T) {
	h := NewHistory(results(t), time.UTC)
	var b bytes.Buffer
	if err := h.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var raw struct {
		Attempts []map[string]any `json:"attempts"`
		Topics   []map[string]any `json:"topics"`
	}
	if err := json.Unmarshal(b.Bytes(), &raw); err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields("attempt exam seed started state points used allowed parts answered unreadable receipt") {
		if _, ok := raw.Attempts[1][name]; !ok {
			t.Errorf("an attempt has no %q: %v", name, raw.Attempts[1])
		}
	}
	for _, name := range strings.Fields("name first last points") {
		if _, ok := raw.Topics[0][name]; !ok {
			t.Errorf("a topic has no %q: %v", name, raw.Topics[0])
		}
	}
	var again History
	if err := json.Unmarshal(b.Bytes(), &again); err != nil {
		t.Fatal(err)
	}
	states := again.Attempts[0].State + ", " + again.Attempts[1].State + ", " + again.Attempts[2].State
	if states != "running, over, broken off" || again.Attempts[1].Points != h.Attempts[1].Points || again.Attempts[0].Receipt != "" || again.Attempts[1].Receipt == "" {
		t.Errorf("read back: %s, %+v", states, again.Attempts)
	}
	if n := len(again.Topics[0].Points); n != 1 {
		t.Errorf("a topic has points of %d exams, want those of the one that counts", n)
	}
}

// TestNearly checks where a report says what is one step away.
func TestNearly(t *testing.T) {
	a := begin(t, exam.Exam)
	a.write("loads", "a", "60 us")
	a.write("loads", "c", `\frac{1}{n`)
	a.do(exam.Event{Kind: exam.Finish})
	r := a.report()
	want := "One step away: 1(a): wrong unit, 1(c): a closing bracket is missing."
	if got := r.nearly(); got != want {
		t.Errorf("nearly() = %q, want %q", got, want)
	}
	for _, f := range []string{"text", "md", "html"} {
		s := written(t, f, r)
		if !strings.Contains(s, want) || !strings.Contains(s, "One step away: wrong unit.") {
			t.Errorf("%s does not say %q and it again beside the part", f, want)
		}
	}
	for f, says := range map[string]string{"json": `"step": "wrong unit"`, "csv": ",wrong unit\n"} {
		if s := written(t, f, r); !strings.Contains(s, says) {
			t.Errorf("%s does not have %s", f, says)
		}
	}
}
