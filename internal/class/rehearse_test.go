package class

import (
	"os"
	"reflect"
	"testing"
	"time"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// loads is the paper of testdata/problems in a variant.
func loads(t testing.TB, seed uint64) []*problems.Problem {
	t.Helper()
	lib, err := problems.Load(os.DirFS("testdata/problems"))
	if err != nil {
		t.Fatal(err)
	}
	tmpl, ok := lib.Template("loads")
	if !ok {
		t.Fatal("no problem loads")
	}
	p, err := tmpl.Instance(seed)
	if err != nil {
		t.Fatal(err)
	}
	return []*problems.Problem{p}
}

// rehearsal is a class that sits the paper of testdata/problems at noon.
func rehearsal(until time.Duration) Rehearsal {
	q := &Quiz{ID: "quiz4", Title: "Quiz 4", Exam: "loads", Limit: time.Hour, Attempts: 1, Zone: time.UTC}
	return Rehearsal{Quiz: q, Start: noon, For: until}
}

// courseOf enrols the first n students of a rehearsal.
func courseOf(r Rehearsal, n int) *Course {
	c := New()
	for i := range n {
		who := r.Student(i)
		c.Apply(Entry{Kind: Enrol, Who: &who})
	}
	return c
}

// A rehearsal is the same each time, its attempts can be folded, and among them
// are all outcomes.
func TestRehearsal(t *testing.T) {
	r, paper := rehearsal(0), loads(t, 3)
	type made struct {
		part    string
		outcome grader.Outcome
	}
	got := map[made]int{}
	for i := range 60 {
		h, events, err := r.Sit(i, paper)
		if err != nil {
			t.Fatalf("Sit(%d) = %v", i, err)
		}
		_, again, _ := r.Sit(i, paper)
		if !reflect.DeepEqual(events, again) {
			t.Errorf("Sit(%d) is not the same the second time", i)
		}
		s, err := exam.New(h, &exam.Paper{Problems: paper}, events...)
		if err != nil {
			t.Fatalf("the attempt of student %d: %v", i, err)
		}
		_, a, ok := Take(s)
		if !ok {
			t.Errorf("the attempt of student %d is not over", i)
			continue
		}
		for _, p := range a.Parts {
			got[made{p.Part, p.Outcome}]++
		}
	}
	for _, want := range []made{{"1(a)", grader.Correct}, {"1(a)", grader.Wrong}, {"1(a)", grader.Blank}, {"1(a)", grader.Unreadable},
		{"1(b)", grader.Correct}, {"1(b)", grader.Wrong}, {"1(c)", grader.Correct}, {"1(d)", grader.SelfMark}} {
		if got[want] == 0 {
			t.Errorf("nobody has %v in %s; there are %v", want.outcome, want.part, got)
		}
	}
}

// A rehearsal that stops early leaves attempts that go on.
func TestRehearsalUntil(t *testing.T) {
	r := rehearsal(3 * time.Minute)
	open := 0
	for i := range 20 {
		h, events, err := r.Sit(i, loads(t, 3))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.At.Wall.After(noon.Add(3 * time.Minute)) {
				t.Errorf("student %d: %s at %v, after the end", i, e.Kind, e.At.Wall)
			}
		}
		s, err := exam.New(h, &exam.Paper{Problems: loads(t, 3)}, events...)
		if err != nil {
			t.Fatal(err)
		}
		if !s.Finished() {
			open++
		}
	}
	if open < 15 {
		t.Errorf("%d of 20 attempts go on after 3 minutes, want most", open)
	}
}
