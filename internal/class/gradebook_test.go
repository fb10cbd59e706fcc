package class

import (
	"encoding/csv"
	"errors"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

// book is the gradebook of a quiz of two parts: ada has all of it, hopper waits
// for a person, madonna has no attempt, and a student has a name that would be a
// formula. An instructor tried it, and somebody who has left sat it.
func book(t *testing.T) *Gradebook {
	t.Helper()
	data, err := os.ReadFile("testdata/roster/canvas.csv")
	if err != nil {
		t.Fatal(err)
	}
	c := New(roster(t, string(data)).Entries(New(), noon, "")...)
	for _, s := range []Student{
		{ID: "plain", Name: "Ada; =1+1", Email: "plain@example.edu", Section: "-1"},
		{ID: "at", Name: "@SUM(A1:A9)", Section: "＝1+1"},
		{ID: "dk", Name: "Donald Knuth", Role: Instructor},
		{ID: "test", Name: "Test Student", Sort: "Student, Test"},
	} {
		if err := c.Apply(Entry{Kind: Enrol, Who: &s}); err != nil {
			t.Fatal(err)
		}
	}
	result := func(student string, awaiting float64, points ...float64) Result {
		r := Result{Student: student, Attempt: "q4/" + student + "/1", Awaiting: awaiting, Possible: 30, Started: noon, Ended: noon.Add(40 * time.Minute),
			Parts: []PartResult{{"1(a)", "Adam", 0, 0, 10}, {"1(b)", "", 0, awaiting, 20}}}
		for i, p := range points {
			r.Parts[i].Points = p
			r.Points += p
		}
		return r
	}
	return &Gradebook{Title: "Quiz 4 (123456)", Students: c.Students(), Results: []Result{
		result("alovelace", 0, 10, 20), result("ghopper", 20, 7.5, 0), result("cell@example.edu", 0, 10.0/3, 0.1+0.2),
		result("dk", 0, 10, 20), result("test", 0, 1, 2), result("left", 0, 0, 5), result("plain", 0, 0, 0),
	}}
}

func TestGradebook(t *testing.T) {
	for _, f := range Formats() {
		for _, tt := range []struct {
			name           string
			zero, unmarked bool
		}{{"blank", false, false}, {"zero", true, true}} {
			g := book(t)
			g.Zero, g.Unmarked = tt.zero, tt.unmarked
			var b strings.Builder
			if err := f.Write(&b, g); err != nil {
				t.Errorf("%s: %v", f.Name, err)
			}
			golden(t, "gradebook/"+f.Name+"-"+tt.name+".csv", b.String())
			rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
			if err != nil {
				t.Errorf("%s: not CSV: %v", f.Name, err)
			}
			for _, row := range rows {
				for _, cell := range row {
					if cell != "" && strings.ContainsRune("=+@\t\r＝＋－＠", []rune(cell)[0]) {
						t.Errorf("%s: %q would be taken for a formula", f.Name, cell)
					}
				}
			}
		}
	}
}

// TestGradebookRound holds that what identifies a student in Canvas comes back as
// it was, and that the result can be read as a roster once more.
func TestGradebookRound(t *testing.T) {
	data, err := os.ReadFile("testdata/roster/canvas.csv")
	if err != nil {
		t.Fatal(err)
	}
	was := roster(t, string(data))
	var b strings.Builder
	g := &Gradebook{Title: "Quiz 4", Students: New(was.Entries(New(), noon, "")...).Students()}
	if err := writeCanvas(&b, g); err != nil {
		t.Fatal(err)
	}
	is := roster(t, b.String())
	people := func(r Roster) map[string]Student {
		m := map[string]Student{}
		for _, row := range r.Rows {
			m[row.ID] = row.Student
		}
		return m
	}
	if !reflect.DeepEqual(people(is), people(was)) {
		t.Errorf("after a round: %+v, want %+v", people(is), people(was))
	}
}

func TestGradebookMistakes(t *testing.T) {
	change := func(f func(*Gradebook)) *Gradebook {
		g := book(t)
		f(g)
		return g
	}
	tests := []struct {
		name string
		book *Gradebook
		want string
	}{
		{"two results", change(func(g *Gradebook) { g.Results = append(g.Results, g.Results[0]) }), "alovelace has two results"},
		{"papers of different worth", change(func(g *Gradebook) { g.Results[1].Possible = 40 }), "the paper of alovelace has 30 points and that of ghopper has 40"},
		{"no number", change(func(g *Gradebook) { g.Results[0].Points = math.NaN() }), "alovelace: the points of all are no number"},
		{"no number in a part", change(func(g *Gradebook) { g.Results[0].Parts[1].Possible = math.Inf(1) }), "alovelace: the points of 1(b) are no number"},
		{"no title", change(func(g *Gradebook) { g.Title = "\u200b" }), "needs a name"},
		{"a column of Canvas' own", change(func(g *Gradebook) { g.Title = "Final Grade Quiz" }), `no column with "Final Grade"`},
	}
	for _, tt := range tests {
		var b strings.Builder
		if err := writeCanvas(&b, tt.book); err == nil || !strings.Contains(err.Error(), tt.want) || b.Len() > 0 {
			t.Errorf("%s: writeCanvas = %v and %q, want %s and nothing", tt.name, err, b.String(), tt.want)
		}
	}
	full := errors.New("the disk is full")
	for _, f := range Formats() {
		if err := f.Write(broken{full}, book(t)); !errors.Is(err, full) {
			t.Errorf("%s to a full disk = %v, want %v", f.Name, err, full)
		}
	}
}

// A broken writer fails.
type broken struct{ err error }

func (b broken) Write([]byte) (int, error) { return 0, b.err }

func TestHarmless(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""}, {"Ada", "Ada"}, {"a=b", "a=b"}, {"-1.5", "-1.5"}, {"+3", "+3"}, {"1e5", "1e5"},
		{"=1+1", "'=1+1"}, {"+1+1", "'+1+1"}, {"-1+1", "'-1+1"}, {"@SUM(A1)", "'@SUM(A1)"}, {"\t=1", "'\t=1"}, {"\r=1", "'\r=1"},
		{"＝1+1", "'＝1+1"}, {"-", "'-"}, {"    Points Possible", "    Points Possible"},
	}
	for _, tt := range tests {
		if got := harmless(tt.in); got != tt.want {
			t.Errorf("harmless(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestNumber(t *testing.T) {
	tests := []struct {
		in   float64
		want string
	}{{0, "0"}, {10, "10"}, {100, "100"}, {7.5, "7.5"}, {0.1 + 0.2, "0.3"}, {10.0 / 3, "3.3333"}, {-1e-9, "0"}, {-2.5, "-2.5"}, {1e6, "1000000"}}
	for _, tt := range tests {
		if got := number(tt.in); got != tt.want {
			t.Errorf("number(%v) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
