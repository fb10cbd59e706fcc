package report

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gradcheck/internal/exam"
	"gradcheck/problems"
)

var update = flag.Bool("update", false, "write the golden files")

// paper is the two problems of testdata/problems.
func paper(t *testing.T) *exam.Paper {
	t.Helper()
	lib, err := problems.Load(os.DirFS("testdata/problems"))
	if err != nil {
		t.Fatal(err)
	}
	p := &exam.Paper{Title: "paper", Limit: time.Hour}
	for _, id := range []string{"loads", "words"} {
		tmpl, ok := lib.Template(id)
		if !ok {
			t.Fatalf("no problem %s", id)
		}
		q, err := tmpl.Instance(0)
		if err != nil {
			t.Fatal(err)
		}
		p.Problems = append(p.Problems, q)
	}
	return p
}

// An attempt collects events, one every 20 s.
type attempt struct {
	t      *testing.T
	header exam.Header
	paper  *exam.Paper
	s      *exam.Sitting
	at     exam.Clock
	events []exam.Event
}

func begin(t *testing.T, mode exam.Mode) *attempt {
	t.Helper()
	a := &attempt{t: t, paper: paper(t)}
	a.at = exam.Clock{Wall: time.Date(2024, 5, 6, 12, 0, 0, 0, time.UTC), BootID: "boot"}
	a.header = exam.Header{
		ID: "20240506-120000-final-0a1b2c", Student: "ada", Exam: "final", Mode: mode, Start: a.at,
		Problems: a.paper.Placed(), Version: exam.Version,
	}
	if mode == exam.Exam {
		a.header.Limit = time.Hour
	}
	var err error
	if a.s, err = exam.New(a.header, a.paper); err != nil {
		t.Fatal(err)
	}
	return a
}

func (a *attempt) do(e exam.Event) {
	a.t.Helper()
	a.at.Wall, a.at.Boot = a.at.Wall.Add(20*time.Second), a.at.Boot+20*time.Second
	e.At = a.at
	e = a.s.Next(e)
	if err := a.s.Apply(e); err != nil {
		a.t.Fatalf("Apply(%s %v) = %v", e.Kind, e.Part, err)
	}
	a.events = append(a.events, e)
}

// write enters an answer to a part, blank by blank.
func (a *attempt) write(problem, part string, blanks ...string) exam.Ref {
	a.t.Helper()
	r := exam.Ref{Problem: problem, Part: part}
	a.do(exam.Event{Kind: exam.Enter, Part: r})
	was := a.s.Draft(r)
	for i, text := range blanks {
		a.do(exam.Event{Kind: exam.Edit, Part: r, Blank: i, Splice: exam.Diff(was[i], text)})
	}
	return r
}

func (a *attempt) report() Report {
	a.t.Helper()
	r, err := New(a.header, a.paper, a.events, Options{Title: "A final", Zone: time.FixedZone("CEST", 7200)})
	if err != nil {
		a.t.Fatalf("New = %v", err)
	}
	return r
}

// sat is an exam with every outcome in it, marked in part and looked back at.
func sat(t *testing.T) *attempt {
	a := begin(t, exam.Exam)
	a.write("loads", "a", "16 ns")
	a.write("loads", "b", "a")
	a.write("loads", "c", `\frac{1}{n}`)
	a.write("loads", "c", `\frac{1}{`)
	a.write("loads", "d", "fast", "fast")
	a.write("words", "a", "It is near.\n<b>Nothing</b> moves.")
	a.write("words", "b", "Caches.")
	a.do(exam.Event{Kind: exam.Finish})
	for _, item := range []string{"near", "parts"} {
		a.do(exam.Event{Kind: exam.Mark, Part: exam.Ref{Problem: "words", Part: "a"}, Text: item, N: 1})
	}
	return a
}

// TestGolden holds every format against its file in testdata/golden.
func TestGolden(t *testing.T) {
	r := sat(t).report()
	for _, f := range Formats() {
		t.Run(f.Name, func(t *testing.T) {
			var b bytes.Buffer
			if err := f.Write(&b, r); err != nil {
				t.Fatal(err)
			}
			name := filepath.Join("testdata", "golden", "exam."+f.Name)
			if *update {
				if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if got := b.String(); got != string(want) {
				t.Errorf("%s differs from %s:\n%s", f.Name, name, firstDifference(got, string(want)))
			}
		})
	}
}

// firstDifference shows the first line that differs.
func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			return "got  " + g[i] + "\nwant " + strings.Join(w[min(i, len(w)):min(i+1, len(w))], "")
		}
	}
	return "got ends early"
}

// TestReport checks what is told of the exam.
func TestReport(t *testing.T) {
	a := sat(t)
	r := a.report()
	if want := (Points{Got: 8.5, Awaiting: 2, Possible: 17}); r.Points != want {
		t.Errorf("Points = %+v, want %+v", r.Points, want)
	}
	var got []string
	for _, p := range r.Problems {
		for _, q := range p.Parts {
			got = append(got, q.Name+" "+q.Outcome+" "+q.Points.settled())
		}
	}
	want := "1(a) wrong 0/4, 1(b) correct 2/2, 1(c) correct 3/3, 1(d) partial 1.5/3, 2(a) partial 2/3, 2(b) selfmark 0/2"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("parts = %s, want %s", s, want)
	}
	c := r.Problems[0].Parts[2]
	if !c.Earlier || c.Answer[0].Text != `\frac{1}{n}` || c.Last[0].Text != `\frac{1}{` {
		t.Errorf("1(c) = %+v, want the answer that could be read, and the last", c)
	}
	if b := r.Problems[1].Parts[1]; b.Closed == "" || b.Solution != "" || len(b.Rubric) > 0 {
		t.Errorf("2(b) = %+v, want no rubric and no solution before it is marked", b)
	}
	// 16 events to the end, 20 s apart; the marks after it take no time.
	if want := Span(16 * 20 * time.Second); r.Used != want || r.Allowed != Span(time.Hour) {
		t.Errorf("Used = %v of %v, want %v of 1 h", r.Used, r.Allowed, want)
	}
	if want := a.events[15].Hash().Receipt(); r.Receipt != want {
		t.Errorf("Receipt = %s, want %s, that of the hand-in", r.Receipt, want)
	}
	if s := r.Started.Format(time.RFC3339); s != "2024-05-06T14:00:00+02:00" {
		t.Errorf("Started = %s, want it in the zone asked for", s)
	}
}

// TestRunning checks that nothing is told before the end of an exam.
func TestRunning(t *testing.T) {
	a := begin(t, exam.Exam)
	a.write("loads", "a", "60 ns")
	r, err := New(a.header, a.paper, a.events, Options{})
	if !errors.Is(err, ErrRunning) || r.Problems != nil {
		t.Errorf("New of an open exam = %d problems, %v; want none, %v", len(r.Problems), err, ErrRunning)
	}
	a.do(exam.Event{Kind: exam.Abandon})
	r = a.report()
	if q := r.Problems[0].Parts[0]; q.Outcome != Unchecked || !r.Abandoned || r.Points.Got != 0 {
		t.Errorf("broken off: %s, %v points, abandoned %v; want unchecked, 0, true", q.Outcome, r.Points.Got, r.Abandoned)
	}
}

// TestPractice checks that practice keeps closed what is still to be tried.
func TestPractice(t *testing.T) {
	a := begin(t, exam.Practice)
	ra := a.write("loads", "a", "16 ns")
	a.do(exam.Event{Kind: exam.Hint, Part: ra, N: 1})
	a.do(exam.Event{Kind: exam.Check, Part: ra})
	a.write("loads", "a", "60 ns")
	a.do(exam.Event{Kind: exam.Check, Part: ra})
	a.write("loads", "b", "b")
	a.do(exam.Event{Kind: exam.Solution, Part: a.write("loads", "c", "1")})
	a.do(exam.Event{Kind: exam.Check, Part: a.write("words", "a", "Near.")})
	r := a.report()
	tests := []struct {
		problem, part int
		outcome       string
		answer        string
		tries, hints  int
		closed        bool
	}{
		{0, 0, "wrong", "16 ns", 2, 1, false},
		{0, 1, Unchecked, "b", 0, 0, true},
		{0, 2, GivenUp, "1", 0, 0, false},
		{0, 3, "blank", "", 0, 0, true},
		{1, 0, "selfmark", "Near.", 1, 0, true},
	}
	for _, c := range tests {
		q := r.Problems[c.problem].Parts[c.part]
		if s := inLines(q.Answer, typedText); q.Outcome != c.outcome || s != c.answer || q.Tries != c.tries || q.Hints != c.hints {
			t.Errorf("%s = %s %q, %d tries, %d hints; want %s %q, %d, %d", q.Name, q.Outcome, s, q.Tries, q.Hints, c.outcome, c.answer, c.tries, c.hints)
		}
		if open := q.Solution != "" || len(q.Key) > 0 || len(q.Rubric) > 0; open == c.closed || (q.Closed != "") != c.closed {
			t.Errorf("%s: solution or key told is %v (%q), want closed %v", q.Name, open, q.Closed, c.closed)
		}
	}
	if r.Problems[0].Solution != "" {
		t.Errorf("solution of the whole problem = %q, want none while a part is closed", r.Problems[0].Solution)
	}
	if r.Ended != nil || r.Allowed != 0 {
		t.Errorf("practice ended %v, allowed %v; want neither", r.Ended, r.Allowed)
	}
}

func TestLookup(t *testing.T) {
	for _, f := range Formats() {
		if got, ok := Lookup(f.Name); !ok || got.Name != f.Name {
			t.Errorf("Lookup(%q) = %q, %v", f.Name, got.Name, ok)
		}
	}
	if _, ok := Lookup("pdf"); ok {
		t.Error(`Lookup("pdf") is there, want none`)
	}
}
