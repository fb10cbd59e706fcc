package study_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"gradcheck/internal/exam"
	"gradcheck/internal/study"
	"gradcheck/problems"
)

// files are an exam of one problem, and two problems that are in none.
var files = fstest.MapFS{
	"final/exam.md": file("id: final\ntitle: A final\nsections:\n  - {title: All, problems: [loads]}\n"),
	"final/01-loads.md": file("id: loads\ntitle: Loads\ntopics: [memory]\npoints: 6\nvars:\n  n: {int: [4, 12], default: 6}\n",
		"A pass makes {=n} loads of 10 ns.\n\n## (a)\nHow long?\n", answer("number", 2, "key: 10*n\nunit: ns\nhint: {cost: 25%, text: \"Two loads?\"}"),
		"\n## (b)\nAnd two passes?\n", answer("number", 4, "key: 20*n\nunit: ns")),
	"bank/adds.md": file("id: adds\ntitle: Adds\ntopics: [counting]\npoints: 3\n", "How many?\n\n", answer("number", 3, "key: 5")),
	"bank/pick.md": file("id: pick\ntitle: Pick\ntopics: [memory]\npoints: 1\n", "Which?\n\n", answer("choice", 1, "options:\n  - {id: x, text: one}\n  - {id: y, text: two}\nkey: x")),
}

func file(front string, body ...string) *fstest.MapFile {
	text := "---\n" + front + "---\n"
	for _, b := range body {
		text += b
	}
	return &fstest.MapFile{Data: []byte(text)}
}

func answer(kind string, points int, rest string) string {
	return fmt.Sprintf("```answer\nkind: %s\npoints: %d\n%s\n```\n", kind, points, rest)
}

func load(t testing.TB) *problems.Library {
	t.Helper()
	l, err := problems.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestParts(t *testing.T) {
	got := study.Parts(load(t))
	want := []study.Part{
		{Concept: study.Concept{"loads", "a"}, Topics: []string{"memory"}, Points: 2},
		{Concept: study.Concept{"loads", "b"}, Topics: []string{"memory"}, Points: 4},
		{Concept: study.Concept{"adds", ""}, Topics: []string{"counting"}, Points: 3, Fixed: true},
		{Concept: study.Concept{"pick", ""}, Topics: []string{"memory"}, Points: 1, Guess: true, Fixed: true},
	}
	if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Errorf("Parts = %+v, want %+v", got, want)
	}
}

// TestSitting practises a problem and asks what is due.
func TestSitting(t *testing.T) {
	tmpl, _ := load(t).Template("loads")
	p, err := tmpl.Instance(0)
	if err != nil {
		t.Fatal(err)
	}
	paper := &exam.Paper{Problems: []*problems.Problem{p}}
	noon := time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC)
	s, err := exam.New(exam.Header{ID: "1", Mode: exam.Practice, Start: exam.Clock{Wall: noon}, Problems: paper.Placed()}, paper)
	if err != nil {
		t.Fatal(err)
	}
	a, b := exam.Ref{Problem: "loads", Part: "a"}, exam.Ref{Problem: "loads", Part: "b"}
	for i, e := range []exam.Event{
		{Kind: exam.Enter, Part: a}, {Kind: exam.Hint, Part: a, N: 1},
		{Kind: exam.Edit, Part: a, Splice: exam.Diff("", "60 ns")}, {Kind: exam.Check, Part: a},
		{Kind: exam.Enter, Part: b}, {Kind: exam.Edit, Part: b, Splice: exam.Diff("", "60 ns")}, {Kind: exam.Check, Part: b},
	} {
		e.At = exam.Clock{Wall: noon.Add(time.Duration(i) * time.Minute)}
		if err := s.Apply(s.Next(e)); err != nil {
			t.Fatal(err)
		}
	}
	got := study.Reviews(s)
	want := []study.Review{
		{Concept: study.Concept(a), Topics: p.Topics, At: noon.Add(3 * time.Minute), Score: 0.75, Hints: 1, Spent: 4 * time.Minute},
		{Concept: study.Concept(b), Topics: p.Topics, At: noon.Add(6 * time.Minute), Spent: 2 * time.Minute},
	}
	if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Errorf("reviews = %+v, want %+v", got, want)
	}
	d := study.New(study.Parts(load(t)), got)
	due := d.Due(noon.AddDate(0, 0, 2))
	if !slices.EqualFunc(due, []exam.Ref{b, a}, func(it study.Item, r exam.Ref) bool { return it.Part.Concept == study.Concept(r) }) {
		t.Errorf("Due = %+v, want loads.b, then loads.a", due)
	}
	if got := len(d.Untried(noon)); got != 2 {
		t.Errorf("len(Untried) = %d, want 2", got)
	}
}
