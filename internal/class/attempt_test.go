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

// sit is an attempt at the problem of testdata/problems: what is written, a part
// each, ten seconds apart.
func sit(t *testing.T, last exam.Kind, written map[string]string) *exam.Sitting {
	t.Helper()
	lib, err := problems.Load(os.DirFS("testdata/problems"))
	if err != nil {
		t.Fatal(err)
	}
	tmpl, ok := lib.Template("loads")
	if !ok {
		t.Fatal("no problem loads")
	}
	p, err := tmpl.Instance(3)
	if err != nil {
		t.Fatal(err)
	}
	paper := &exam.Paper{Title: "quiz", Problems: []*problems.Problem{p}}
	at := exam.Clock{Wall: noon, BootID: "boot"}
	s, err := exam.New(exam.Header{ID: "q4/ada/1", Student: "ada", Mode: exam.Exam, Start: at, Limit: time.Hour, Problems: paper.Placed(), Version: exam.Version}, paper)
	if err != nil {
		t.Fatal(err)
	}
	do := func(e exam.Event) {
		t.Helper()
		at.Wall, at.Boot = at.Wall.Add(10*time.Second), at.Boot+10*time.Second
		e.At = at
		if err := s.Apply(s.Next(e)); err != nil {
			t.Fatalf("Apply(%v) = %v", e, err)
		}
	}
	for _, part := range []string{"a", "b", "c", "d"} {
		if text, ok := written[part]; ok {
			ref := exam.Ref{Problem: "loads", Part: part}
			do(exam.Event{Kind: exam.Enter, Part: ref})
			do(exam.Event{Kind: exam.Edit, Part: ref, Splice: exam.Diff("", text)})
		}
	}
	if last != "" {
		do(exam.Event{Kind: last})
	}
	return s
}

func TestTake(t *testing.T) {
	tests := []struct {
		name    string
		written map[string]string
		points  float64
		awaits  float64
		want    []Response
	}{
		{"all of it", map[string]string{"a": "5 * 2 ns", "b": "a", "c": "n^-1", "d": "It is near."}, 9, 1, []Response{
			{"1(a)", 4, 4, grader.Correct, "10", 3, 20}, // variant 3 has 4 loads
			{"1(b)", 2, 2, grader.Correct, "a", 3, 20},
			{"1(c)", 3, 3, grader.Correct, "n^(-1)", 3, 20},
			{"1(d)", 0, 1, grader.SelfMark, "", 3, 20},
		}},
		{"one of it, in another unit", map[string]string{"a": "0.0015 us"}, 0, 0, []Response{
			{"1(a)", 0, 4, grader.Wrong, "1.5", 3, 20},
			{"1(b)", 0, 2, grader.Blank, "", 3, 0},
			{"1(c)", 0, 3, grader.Blank, "", 3, 0},
			{"1(d)", 0, 1, grader.Blank, "", 3, 0},
		}},
		{"what cannot be read", map[string]string{"a": "12 ns per", "b": "b", "c": "n +"}, 0, 0, []Response{
			{"1(a)", 0, 4, grader.Unreadable, "12 ns per", 3, 20},
			{"1(b)", 0, 2, grader.Wrong, "b", 3, 20},
			{"1(c)", 0, 3, grader.Unreadable, "n +", 3, 20},
			{"1(d)", 0, 1, grader.Blank, "", 3, 0},
		}},
	}
	for _, tt := range tests {
		r, a, ok := Take(sit(t, exam.Finish, tt.written))
		if !ok {
			t.Errorf("%s: Take is false", tt.name)
			continue
		}
		ended := noon.Add(time.Duration(2*len(tt.written)+1) * 10 * time.Second)
		if r.Student != "ada" || r.Attempt != "q4/ada/1" || r.Points != tt.points || r.Awaiting != tt.awaits || r.Possible != 10 || !r.Started.Equal(noon) || !r.Ended.Equal(ended) {
			t.Errorf("%s: Take = %+v, want %v points, %v awaiting, ended %v", tt.name, r, tt.points, tt.awaits, ended)
		}
		for i := range a.Parts {
			if a.Parts[i].Part != r.Parts[i].Name || a.Parts[i].Points != r.Parts[i].Points || r.Parts[i].Title != "Loads" {
				t.Errorf("%s: part %d is %+v and %+v", tt.name, i, a.Parts[i], r.Parts[i])
			}
		}
		if a.Student != "ada" || !reflect.DeepEqual(a.Parts, tt.want) {
			t.Errorf("%s: Take = %+v, want %+v", tt.name, a.Parts, tt.want)
		}
	}
	for _, last := range []exam.Kind{"", exam.Abandon} {
		if _, _, ok := Take(sit(t, last, map[string]string{"b": "a"})); ok {
			t.Errorf("Take of an attempt that ends with %q is true", last)
		}
	}
}

func TestDecimal(t *testing.T) {
	tests := []struct{ in, want string }{{"55/2", "27.5"}, {"3", "3"}, {"-1/8", "-0.125"}, {"1/3", "1/3"}, {"sqrt(2)", "sqrt(2)"}, {"1/1048576", "1/1048576"}}
	for _, tt := range tests {
		if got := decimal(tt.in); got != tt.want {
			t.Errorf("decimal(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
