package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gradcheck/internal/exam"
	"gradcheck/internal/store/sqlite"
	"gradcheck/problems"
)

// started is when the first exam of a kept home begins.
var started = time.Date(2024, 5, 6, 12, 0, 0, 0, time.UTC)

var oneLoad = fstest.MapFS{"loads.md": {Data: []byte(`---
id: loads
title: Loads
topics: [memory]
points: 2
---
A load takes 10 ns.

` + "```answer\nkind: number\npoints: 2\nkey: 10\nunit: ns\n```" + `

# Solution
It is 10 ns.
`)}}

// home keeps attempts of the local student in a fresh data folder.
type home struct {
	t   *testing.T
	sys System
	dir string
	out bytes.Buffer
}

func newHome(t *testing.T) *home {
	h := &home{t: t, dir: t.TempDir()}
	h.sys = System{
		Out: &h.out, Err: &h.out, Content: []fs.FS{oneLoad},
		Getenv: func(name string) string { return map[string]string{"GRADCHECK_HOME": h.dir}[name] },
		Now:    func() exam.Clock { return exam.Clock{Wall: started.Add(time.Hour)} },
	}
	return h
}

// keep stores an attempt begun n minutes after the first, in which 10 ns was
// answered; spoil changes its events before they are stored.
func (h *home) keep(id string, mode exam.Mode, n int, kinds []exam.Kind, spoil func([]exam.Event) []exam.Event) []exam.Event {
	h.t.Helper()
	lib, err := problems.Load(oneLoad)
	if err != nil {
		h.t.Fatal(err)
	}
	tmpl, _ := lib.Template("loads")
	p, err := tmpl.Instance(0)
	if err != nil {
		h.t.Fatal(err)
	}
	paper := &exam.Paper{Problems: []*problems.Problem{p}}
	at := exam.Clock{Wall: started.Add(time.Duration(n) * time.Minute), BootID: "boot"}
	hd := exam.Header{ID: id, Student: h.sys.student(), Mode: mode, Start: at, Problems: paper.Placed(), Version: exam.Version}
	if mode == exam.Exam {
		hd.Limit = 3 * time.Hour
	}
	st, err := exam.New(hd, paper)
	if err != nil {
		h.t.Fatal(err)
	}
	ref := exam.Ref{Problem: "loads"}
	var events []exam.Event
	for _, e := range append([]exam.Event{{Kind: exam.Enter}, {Kind: exam.Edit, Splice: exam.Splice{Insert: "10 ns"}}}, each(kinds)...) {
		at.Wall, at.Boot = at.Wall.Add(time.Second), at.Boot+time.Second
		e.At, e.Part = at, ref
		if e.Kind == exam.Finish || e.Kind == exam.Abandon {
			e.Part = exam.Ref{}
		}
		e = st.Next(e)
		if err := st.Apply(e); err != nil {
			h.t.Fatal(err)
		}
		events = append(events, e)
	}
	if spoil != nil {
		events = spoil(events)
	}
	db, err := sqlite.Open(h.dir)
	if err != nil {
		h.t.Fatal(err)
	}
	defer db.Close()
	ctx := context.Background()
	if err := db.PutInstance(ctx, p.Digest, p.Freeze()); err != nil {
		h.t.Fatal(err)
	}
	if err := db.Create(ctx, hd); err != nil {
		h.t.Fatal(err)
	}
	if err := db.Append(ctx, id, 0, events...); err != nil {
		h.t.Fatal(err)
	}
	return events
}

func each(kinds []exam.Kind) []exam.Event {
	var es []exam.Event
	for _, k := range kinds {
		es = append(es, exam.Event{Kind: k})
	}
	return es
}

// run runs a command and returns its exit status and what it wrote.
func (h *home) run(line string) (status int, out string) {
	h.out.Reset()
	h.sys.Args = strings.Fields(line)
	status = Main(h.sys)
	return status, h.out.String()
}

var (
	finish = []exam.Kind{exam.Finish}
	looked = []exam.Kind{exam.Finish, exam.Solution}
)

// TestReportCommand checks which attempt is meant, and what is refused.
func TestReportCommand(t *testing.T) {
	h := newHome(t)
	tests := []struct {
		line   string
		status int
		want   string
	}{
		{"report", 0, "Attempt    20240506-a2\n"},
		{"report last", 0, "2 of 2 points"},
		{"report 20240506-a1", 0, "Attempt    20240506-a1\n"},
		{"report 20240506-p", 0, "Attempt    20240506-p1-loads\n"},
		{"report 20240506-a", 2, `4 attempts begin with "20240506-a": 20240506-a4, 20240506-a3, 20240506-a2, 20240506-a1`},
		{"report 1999", 2, `no attempt "1999"; there is 20240506-p1-loads, 20240506-a4,`},
		{"report 20240506-a4", 1, "exam 20240506-a4 is not over, and there is no result before its end; gradcheck exam goes on with it\n"},
		{"report 20240506-a3", 0, "broken off at 12:03:03; nothing is scored"},
		{"report --format md", 0, "# Loads\n"},
		{"report --format html", 0, "<!DOCTYPE html>"},
		{"report --format json", 0, `"attempt": "20240506-a2"`},
		{"report --format csv", 0, "\n20240506-a2,"},
		{"report --format yaml", 2, `--format is text, md, html, json or csv, not "yaml"`},
		{"report a b", 2, "takes at most 1 argument"},
	}
	if status, out := h.run("report"); status != 1 || !strings.Contains(out, "there are no attempts yet in "+h.dir) {
		t.Errorf("report of nothing = %d %s", status, out)
	}
	if files, _ := filepath.Glob(filepath.Join(h.dir, "*")); len(files) > 0 {
		t.Errorf("report of nothing made %v", files)
	}
	h.keep("20240506-a4", exam.Exam, 4, nil, nil)
	if status, out := h.run("report"); status != 1 || !strings.Contains(out, "no exam was handed in yet") {
		t.Errorf("report of an open exam = %d %s", status, out)
	}
	h.keep("20240506-a1", exam.Exam, 1, finish, nil)
	h.keep("20240506-a2", exam.Exam, 2, looked, nil)
	h.keep("20240506-a3", exam.Exam, 3, []exam.Kind{exam.Abandon}, nil)
	h.keep("20240506-p1-loads", exam.Practice, 5, []exam.Kind{exam.Check}, nil)
	for _, c := range tests {
		if status, out := h.run(c.line); status != c.status || !strings.Contains(out, c.want) {
			t.Errorf("%s = %d %s, want %d with %q", c.line, status, out, c.status, c.want)
		}
	}
	if _, out := h.run("report 20240506-a4"); strings.Contains(out, "10 ns") {
		t.Errorf("report of an open exam tells %s", out)
	}
	h.sys.Now = func() exam.Clock { return exam.Clock{Wall: started.Add(9 * time.Hour)} }
	if status, out := h.run("report 20240506-a4"); status != 1 || !strings.Contains(out, "the time of exam 20240506-a4 is up, but it was not closed") {
		t.Errorf("report of an exam whose time is up = %d %s", status, out)
	}
	if _, out := h.run("report --ascii 20240506-a2"); strings.ContainsFunc(out, func(r rune) bool { return r >= 0x80 }) {
		t.Errorf("report --ascii = %s, want every byte below 0x80", out)
	}
}

// TestReportBeside checks that a database that another program has open can be
// reported, with what it wrote last.
func TestReportBeside(t *testing.T) {
	h := newHome(t)
	db, err := sqlite.Open(h.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h.keep("e1", exam.Exam, 0, finish, nil)
	if status, out := h.run("report"); status != 0 || !strings.Contains(out, "2 of 2 points") {
		t.Errorf("report = %d %s, want 0 with the points", status, out)
	}
}

// TestVerifyCommand tampers with logs in every way that a log can be.
func TestVerifyCommand(t *testing.T) {
	tests := []struct {
		name    string
		spoil   func([]exam.Event) []exam.Event
		receipt int // of the event with this number in the true log, from 1; 0 asks for none
		status  int
		want    string
	}{
		{"whole", nil, 0, 0, "The log is whole: every event follows from the one before."},
		{"with receipt", nil, 3, 0, "is that of its end: nothing was changed, removed or cut off."},
		{"receipt after looking back", nil, 4, 0, "is that of event 4 of 4"},
		{"changed", func(es []exam.Event) []exam.Event { es[1].Splice.Insert = "11 ns"; return es }, 0, 1,
			"The log is broken at event 3 of 4 (finish, 6 May 2024 12:00:03 UTC): it does not follow from event 2."},
		{"removed", func(es []exam.Event) []exam.Event { return append(es[:1], es[2:]...) }, 0, 1,
			"The log is broken at event 2 of 3 (finish, 6 May 2024 12:00:03 UTC): it does not follow from event 1."},
		{"removed at the start", func(es []exam.Event) []exam.Event { return es[1:] }, 0, 1,
			"The log is broken at event 1 of 3 (edit, loads, 6 May 2024 12:00:02 UTC): it does not follow from the header."},
		{"reordered", func(es []exam.Event) []exam.Event { es[0], es[1] = es[1], es[0]; return es }, 0, 1, "The log is broken at event 1 of 4"},
		{"cut off", func(es []exam.Event) []exam.Event { return es[:2] }, 3, 1, "the log ends with event 2 of 2 (edit, loads, 6 May 2024 12:00:02 UTC). What followed was cut off or replaced"},
		{"the last one changed", func(es []exam.Event) []exam.Event { es[3].At.Wall = es[3].At.Wall.Add(time.Hour); return es }, 4, 1, "No event has the receipt"},
		{"against the rules", func(es []exam.Event) []exam.Event {
			es[1].Splice.Delete = 5
			for i := 2; i < len(es); i++ {
				es[i].Prev = es[i-1].Hash()
			}
			return es
		}, 0, 1, "The log is broken at event 2 of 4 (edit, loads, 6 May 2024 12:00:02 UTC): event refused: splice"},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			h := newHome(t)
			var heads []string
			h.keep("e1", exam.Exam, 0, looked, func(es []exam.Event) []exam.Event {
				for _, e := range es {
					heads = append(heads, e.Hash().String())
				}
				if c.spoil != nil {
					es = c.spoil(es)
				}
				return es
			})
			line := "verify e1"
			if c.receipt > 0 {
				d := heads[c.receipt-1]
				line += " --receipt " + d[:4] + "-" + d[4:8] + "-" + strings.ToUpper(d[8:12])
			}
			if status, out := h.run(line); status != c.status || !strings.Contains(out, c.want) {
				t.Errorf("%s = %d\n%swant %d with %q", line, status, out, c.status, c.want)
			}
			status, out := h.run(line + " --format json")
			var v verified
			if err := json.Unmarshal([]byte(out), &v); err != nil || status != c.status || v.OK != (status == 0) || v.OK != (v.Fault == "") {
				t.Errorf("%s --format json = %d %s (%v)", line, status, out, err)
			}
		})
	}
}

// TestVerifyLast checks that an exam whose end was cut off is not passed over in
// silence, and that receipts are read.
func TestVerifyLast(t *testing.T) {
	h := newHome(t)
	h.keep("e1", exam.Exam, 0, finish, nil)
	h.keep("e2", exam.Exam, 1, nil, nil)
	tests := []struct {
		line   string
		status int
		want   string
	}{
		{"verify", 0, "newer     e2 was begun after this one and not handed in"},
		{"verify e2", 0, "end       not over"},
		{"verify --receipt 7f3a-91c2-0d4e", 1, "No event has the receipt 7f3a-91c2-0d4e; the log ends with event 3 of 3 (finish, 6 May 2024 12:00:03 UTC)."},
		{"verify --receipt 7f3a-91c2", 2, "--receipt 7f3a-91c2: 12 hexadecimal digits are needed"},
		{"verify --receipt 7f3a-91c2-0d4x", 2, "12 hexadecimal digits are needed"},
		{"verify --format csv", 2, "--format is text or json"},
		{"verify 7f3a-91c2-0d4e", 2, "7f3a-91c2-0d4e is a receipt, not an attempt: gradcheck verify --receipt 7f3a-91c2-0d4e"},
		{"verify 7f3a-91c2", 2, `no attempt "7f3a-91c2"`},
		{"verify e1", 0, " of event 3, the last, which is the end\nend       event 3, handed in"},
		{"verify e3", 2, `no attempt "e3"; there is e2, e1`},
	}
	for _, c := range tests {
		if status, out := h.run(c.line); status != c.status || !strings.Contains(out, c.want) {
			t.Errorf("%s = %d %s, want %d with %q", c.line, status, out, c.status, c.want)
		}
	}
}
