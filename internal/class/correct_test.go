package class

import (
	"bytes"
	"io/fs"
	"os"
	"reflect"
	"testing"
	"testing/fstest"
	"time"

	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// changed is the paper of testdata/problems with a text in its file replaced.
func changed(t *testing.T, old, new string) []*problems.Problem {
	t.Helper()
	src, err := fs.ReadFile(os.DirFS("testdata/problems"), "quiz.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(src, []byte(old)) {
		t.Fatalf("loads.md does not have %q", old)
	}
	lib, err := problems.Load(fstest.MapFS{"loads.md": {Data: bytes.Replace(src, []byte(old), []byte(new), 1)}})
	if err != nil {
		t.Fatal(err)
	}
	tmpl, _ := lib.Template("loads")
	p, err := tmpl.Instance(3)
	if err != nil {
		t.Fatal(err)
	}
	return []*problems.Problem{p}
}

// A correction of each attempt of a class comes to the same as regrading it whole,
// and once it is applied there is nothing more to do.
func TestCorrect(t *testing.T) {
	r, paper := rehearsal(0), loads(t, 3)
	for _, tt := range []struct {
		name, old, new string
		floor          bool
	}{
		{"another key", "key: 2.5*n", "key: 5*n", false},
		{"another key, nobody loses", "key: 2.5*n", "key: 5*n", true},
		{"another formula", "key: 1/n", "key: 2/n", false},
		{"only words", "A pass makes", "One pass makes", false},
		{"nothing", "A pass makes", "A pass makes", false},
	} {
		now := changed(t, tt.old, tt.new)
		sum := &Correction{Floor: tt.floor}
		for i := range 30 {
			h, events, err := r.Sit(i, paper)
			if err != nil {
				t.Fatal(err)
			}
			p := &exam.Paper{Problems: paper}
			c, ok, err := Correct(h, p, events, now, at(9000), tt.floor)
			changes, want, err2 := exam.Regrade(h, p, events, now, at(9000), tt.floor)
			if err != nil || err2 != nil || !ok {
				t.Fatalf("%s: Correct = %v, %v; Regrade = %v", tt.name, ok, err, err2)
			}
			if !reflect.DeepEqual(c.Events, want) {
				t.Errorf("%s: events of %s = %v, want %v", tt.name, h.ID, c.Events, want)
			}
			would := c.Was
			for k, ch := range changes {
				would += ch.Would.Got - ch.Was.Got
				if k >= len(c.Parts) || c.Parts[k].Ref != ch.Part || c.Parts[k].Was != ch.Was.Got || c.Parts[k].Would != ch.Would.Got {
					t.Errorf("%s: %s changes %v, want %v", tt.name, h.ID, c.Parts, changes)
				}
			}
			if len(c.Parts) != len(changes) || c.Would != tidy(would) {
				t.Errorf("%s: %s has %d changes and %v points, want %d and %v", tt.name, h.ID, len(c.Parts), c.Would, len(changes), would)
			}
			again, ok, err := Correct(h, &exam.Paper{Problems: paper, Revised: map[string]*problems.Problem{now[0].Digest: now[0]}}, append(events, c.Events...), now, at(9001), tt.floor)
			if err != nil || !ok || len(again.Events) > 0 || again.Was != c.Would {
				t.Errorf("%s: once applied, %s: %v points and %d events, %v; want %v and none", tt.name, h.ID, again.Was, len(again.Events), err, c.Would)
			}
			sum.Add(c)
		}
		sum.Sum()
		up, down, _ := sum.UpDown()
		wantUp, wantDown := tt.new != tt.old && tt.name != "only words", !tt.floor && tt.new != tt.old && tt.name != "only words"
		if tt.name != "another formula" && (up > 0) != wantUp || (down > 0) != wantDown {
			t.Errorf("%s: %d up and %d down, want some %v and %v", tt.name, up, down, wantUp, wantDown)
		}
		if moot := tt.name == "only words"; moot != (len(sum.Moot) == 30) {
			t.Errorf("%s: %d attempts get a key that changes nothing", tt.name, len(sum.Moot))
		}
	}
}

// A problem that asks something else cannot grade old answers, and an attempt that
// goes on is left alone.
func TestCorrectNot(t *testing.T) {
	r, paper := rehearsal(0), loads(t, 3)
	h, events, err := r.Sit(0, paper)
	if err != nil {
		t.Fatal(err)
	}
	p := &exam.Paper{Problems: paper}
	if _, ok, err := Correct(h, p, events, changed(t, "points: 4", "points: 4"), at(9000), false); !ok || err != nil {
		t.Errorf("Correct by the same file = %v, %v", ok, err)
	}
	if _, ok, err := Correct(h, p, events[:5], changed(t, "key: 2.5*n", "key: 5*n"), at(9000), false); ok || err != nil {
		t.Errorf("Correct of an attempt that goes on = %v, %v, want false", ok, err)
	}
	lib, err := problems.Load(fstest.MapFS{"loads.md": {Data: []byte("---\nid: loads\ntitle: Loads\ntopics: [memory]\npoints: 2\n---\nHow long?\n\n```answer\nkind: number\npoints: 2\nkey: 10\nunit: ns\n```\n\n# Solution\nLong.\n")}})
	if err != nil {
		t.Fatal(err)
	}
	tmpl, _ := lib.Template("loads")
	other, err := tmpl.Instance(3)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok, err := Correct(h, p, events, []*problems.Problem{other}, at(9000), false); ok || err == nil {
		t.Errorf("Correct by a problem with other parts = %v, %v, want an error", ok, err)
	}
}

func TestPlaces(t *testing.T) {
	if got := places([]float64{3, 9, 5, 9, 1}); !reflect.DeepEqual(got, []int{4, 1, 3, 1, 5}) {
		t.Errorf("places = %v", got)
	}
}

func TestConcerns(t *testing.T) {
	who := Student{ID: "ada"}
	journal := []Entry{
		{Kind: Enrol, Who: &who},
		{Kind: Enrol, Who: &Student{ID: "bob"}},
		{Kind: Bind, Student: "ada", Key: "K1"},
		{Kind: Bind, Student: "bob", Key: "K2"},
		{Kind: Extend, Quiz: "q", Extra: time.Minute}, // for all
		{Kind: Extend, Quiz: "q", Student: "bob", Extra: time.Minute},
		{Kind: Message, Quiz: "q", Text: "hear"},
		{Kind: Visit, Student: "ada", Key: "K1"},
		{Kind: Undo, N: 4},
		{Kind: Undo, N: 5},
		{Kind: Unbind, Key: "K1"},
		{Kind: Unbind, Key: "K2"},
		{Kind: Audit, Student: "ada", Text: "marked"},
		{Kind: Audit, Quiz: "q", Text: "gradebook"},
		{Kind: Outage},
	}
	if got, want := Concerns(journal, "ada"), []int{0, 2, 4, 6, 7, 8, 10, 12, 14}; !reflect.DeepEqual(got, want) {
		t.Errorf("Concerns(ada) = %v, want %v", got, want)
	}
}

func TestTell(t *testing.T) {
	h := exam.Header{ID: "q/ada/1", Exam: "q", Start: at(0), Limit: time.Hour}
	events := []exam.Event{
		{At: at(0), Kind: exam.Grant, Terms: exam.Terms{Percent: 150}},
		{At: at(1), Kind: exam.Open, Text: "10.0.0.7"},
		{At: at(5), Kind: exam.Edit}, {At: at(6), Kind: exam.Edit},
		{At: at(9), Kind: exam.Leave},
		{At: at(20), Kind: exam.Open, Text: "10.0.0.8\x1b"},
		{At: at(5400), Kind: exam.Finish, N: 1},
		{At: at(5500), Kind: exam.Mark},
	}
	s := Tell(h, events)
	if s.How != "time was up" || !s.Ended.Equal(noon.Add(90*time.Minute)) || s.Allowed != 90*time.Minute || s.Edits != 2 || s.Marks != 1 || s.Events != 8 || len(s.Passages) != 5 || s.Passages[3].From != "10.0.0.8" {
		t.Errorf("Tell = %+v", s)
	}
	if s := Tell(h, append(events, exam.Event{At: at(5600), Kind: exam.Grant, Terms: exam.Terms{Percent: 200}})); s.How != "sitting" || !s.Ended.IsZero() {
		t.Errorf("Tell after more time = %+v, want that it goes on", s)
	}
}

func TestParseMore(t *testing.T) {
	tests := []struct {
		in      string
		extra   time.Duration
		percent int
		ok      bool
	}{
		{"10m", 10 * time.Minute, 0, true}, {"+10m", 10 * time.Minute, 0, true}, {"15", 15 * time.Minute, 0, true}, {" 1h30m ", 90 * time.Minute, 0, true},
		{"x1.5", 0, 150, true}, {"x2", 0, 200, true},
		{"", 0, 0, false}, {"-5m", 0, 0, false}, {"x0.5", 0, 0, false}, {"x1", 0, 0, false}, {"xNaN", 0, 0, false}, {"soon", 0, 0, false}, {"2000h", 0, 0, false}, {"0", 0, 0, false},
	}
	for _, tt := range tests {
		e, err := ParseMore(tt.in)
		if (err == nil) != tt.ok || tt.ok && (e.Kind != Extend || e.Extra != tt.extra || e.Percent != tt.percent) {
			t.Errorf("ParseMore(%q) = %+v, %v, want %v %d, %v", tt.in, e, err, tt.extra, tt.percent, tt.ok)
		}
	}
}
