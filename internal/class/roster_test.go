package class

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

var update = flag.Bool("update", false, "write the golden files")

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// golden holds a text against a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}

// TestReadRoster reads every table in testdata/roster; beside each, in a file
// that ends in .want, stand its rows or its mistakes.
func TestReadRoster(t *testing.T) {
	files, err := filepath.Glob("testdata/roster/*.csv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no tables: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".csv")
		r, err := ReadRoster(strings.NewReader(string(data)))
		if bad := strings.HasPrefix(name, "bad-"); bad != (err != nil) {
			t.Errorf("ReadRoster(%s) = %v, want mistakes: %v", name, err, bad)
		}
		golden(t, "roster/"+name+".want", written(r, err))
	}
}

// written is a roster, or its mistakes, as the files that end in .want have it.
func written(r Roster, err error) string {
	if err != nil {
		return err.Error() + "\n"
	}
	var b strings.Builder
	for _, row := range r.Rows {
		fmt.Fprintf(&b, "line %d: id %q", row.Line, row.ID)
		for _, c := range []struct{ what, text string }{
			{"name", row.Name}, {"sort", row.Sort}, {"email", row.Email}, {"section", row.Section}, {"role", string(row.Role)}, {"sis", row.SIS}, {"canvas", row.Canvas},
		} {
			if c.text != "" {
				fmt.Fprintf(&b, ", %s %q", c.what, c.text)
			}
		}
		if row.Percent != 0 {
			fmt.Fprintf(&b, ", %d %%", row.Percent)
		}
		b.WriteString("\n")
		for _, key := range row.Keys {
			fmt.Fprintf(&b, "\tkey %s\n", key)
		}
	}
	return b.String()
}

func TestReadRosterFails(t *testing.T) {
	broken := errors.New("the disk is gone")
	if _, err := ReadRoster(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("ReadRoster = %v, want %v", err, broken)
	}
	big := strings.NewReader("id,name\n" + strings.Repeat("x,"+strings.Repeat("y", 1<<10)+"\n", largestTable>>10))
	if _, err := ReadRoster(big); err == nil || !strings.Contains(err.Error(), "more than 32 MiB") {
		t.Errorf("ReadRoster of too much = %v, want more than 32 MiB", err)
	}
}

// roster reads a table that has no mistakes.
func roster(t *testing.T, text string) Roster {
	t.Helper()
	r, err := ReadRoster(strings.NewReader(text))
	if err != nil {
		t.Fatalf("ReadRoster(%q) = %v", text, err)
	}
	return r
}

func TestEntries(t *testing.T) {
	base := []Student{
		{ID: "ada", Name: "Ada Lovelace", Sort: "Lovelace, Ada", Email: "ada@example.edu", Section: "A1", Percent: 150, SIS: "G1", Canvas: "7"},
		{ID: "alan", Name: "Alan Turing", Section: "A1"},
		{ID: "grace", Name: "Grace Hopper", Role: Instructor},
	}
	with := func(s Student, change func(*Student)) Student { change(&s); return s }
	tests := []struct {
		name, table string
		want        []Student // enrolled
		dropped     []string
	}{
		{"nothing new", "id,name,section\nada,Ada Lovelace,A1\nalan,Alan Turing,A1\n", nil, nil},
		{"somebody new", "id,name\nada,Ada Lovelace\nalan,Alan Turing\nbob,\"Bobson, Bob\"\n",
			[]Student{{ID: "bob", Name: "Bob Bobson", Sort: "Bobson, Bob"}}, nil},
		{"another section, and nothing else is lost", "id,section\nada,A2\nalan,A1\n",
			[]Student{with(base[0], func(s *Student) { s.Section = "A2" })}, nil},
		{"an empty cell leaves what was", "id,section,email,times\nada,,,\nalan,,,\n", nil, nil},
		{"times 1 takes the extra time back", "id,times\nada,1\nalan,\n",
			[]Student{with(base[0], func(s *Student) { s.Percent = 100 })}, nil},
		{"a new name does not keep the old one for sorting", "id,name\nada,Ada King\nalan,\n",
			[]Student{with(base[0], func(s *Student) { s.Name, s.Sort = "Ada King", "" })}, nil},
		{"no role leaves an instructor", "id,role\nada,\nalan,\ngrace,\n", nil, nil},
		{"student makes a student of an instructor", "id,role\nada,\nalan,\ngrace,student\n",
			[]Student{with(base[2], func(s *Student) { s.Role = Learner })}, nil},
		{"the table leaves two out, of whom one is an instructor", "id\nada\n", nil, []string{"alan"}},
	}
	for _, tt := range tests {
		c := New()
		for _, s := range base {
			if err := c.Apply(Entry{At: noon, Kind: Enrol, Who: &s}); err != nil {
				t.Fatal(err)
			}
		}
		r := roster(t, tt.table)
		var got []Student
		entries := r.Entries(c, noon, "grace")
		for _, e := range entries {
			if !e.At.Equal(noon) || e.By != "grace" || e.Kind != Enrol {
				t.Errorf("%s: Entries = %+v, want it at noon by grace", tt.name, e)
			}
			got = append(got, *e.Who)
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: Entries = %+v, want %+v", tt.name, got, tt.want)
		}
		var dropped []string
		drops := r.Dropped(c, noon, "grace")
		for _, e := range drops {
			dropped = append(dropped, e.Student)
		}
		if !reflect.DeepEqual(dropped, tt.dropped) {
			t.Errorf("%s: Dropped = %v, want %v", tt.name, dropped, tt.dropped)
		}
		for _, e := range append(entries, drops...) {
			if err := c.Apply(e); err != nil {
				t.Errorf("%s: Apply(%+v) = %v, want nil", tt.name, e, err)
			}
		}
		if again := append(r.Entries(c, noon, ""), r.Dropped(c, noon, "")...); again != nil {
			t.Errorf("%s: once more: %+v, want nothing", tt.name, again)
		}
	}
}

// wide is a table of n students with a key each.
func wide(n int) string {
	var b strings.Builder
	b.WriteString("id,name,email,section,key\n")
	for i := range n {
		fmt.Fprintf(&b, "s%05d,\"Family%d, Given\",s%d@example.edu,\"Lab %d\",ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA%042d s%d@laptop\n", i, i, i, i%30, i, i)
	}
	return b.String()
}

func BenchmarkReadRoster(b *testing.B) {
	text := wide(10_000)
	for b.Loop() {
		r, err := ReadRoster(strings.NewReader(text))
		if err != nil || len(r.Rows) != 10_000 {
			b.Fatalf("ReadRoster = %d rows, %v, want 10000", len(r.Rows), err)
		}
		if n := len(r.Entries(New(), noon, "")); n != 10_000 {
			b.Fatalf("Entries = %d, want 10000", n)
		}
	}
}

// FuzzReadRoster holds that any bytes give a roster or mistakes, never both or
// neither, and that what a roster says of people can be enrolled.
func FuzzReadRoster(f *testing.F) {
	files, _ := filepath.Glob("testdata/roster/*.csv")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("Student,ID,SIS Login ID\n\", Ada\",1,ada"))
	f.Add([]byte(","))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ReadRoster(strings.NewReader(string(data)))
		if (err == nil) != (len(r.Rows) > 0) {
			t.Fatalf("ReadRoster(%q) = %d rows, %v", data, len(r.Rows), err)
		}
		if err != nil {
			if n := strings.Count(err.Error(), "\n"); n > mostMistakes {
				t.Fatalf("ReadRoster(%q) has %d lines of mistakes, want at most %d", data, n+1, mostMistakes+1)
			}
			return
		}
		c := New(r.Entries(New(), noon, "")...)
		if got := len(c.Students()); got != len(r.Rows) {
			t.Fatalf("ReadRoster(%q): %d of %d rows are enrolled", data, got, len(r.Rows))
		}
		for _, row := range r.Rows {
			for _, s := range []string{row.ID, row.Name, row.Sort, row.Email, row.Section, row.SIS, row.Canvas, strings.Join(row.Keys, "")} {
				if s != Clean(s) {
					t.Fatalf("ReadRoster(%q) says %q, which is not clean", data, s)
				}
			}
		}
	})
}
