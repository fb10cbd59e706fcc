//go:build unix

package postgres

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	"gradcheck/internal/class"
	"gradcheck/internal/store/storetest"
)

// TestDeleteStudent runs what docs/postgres.md says for deleting a student.
func TestDeleteStudent(t *testing.T) {
	text, err := os.ReadFile("../../../docs/postgres.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```sql\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(blocks) != 1 {
		t.Fatalf("docs/postgres.md has %d blocks of SQL, want 1", len(blocks))
	}
	s := theServer(t)
	name := s.database(t)
	d := openAt(t, s, name)
	for i, student := range []string{"ada", "bob"} {
		h := storetest.Header(student, student, i)
		if err := errors.Join(d.Create(t.Context(), h), d.Append(t.Context(), h.ID, 0, storetest.Chain(h.Hash(), 0, 3)...)); err != nil {
			t.Fatal(err)
		}
	}
	entries := []class.Entry{
		{Kind: class.Enrol, By: "prof", Who: &class.Student{ID: "ada", Name: "Ada \x00 Zoë"}},
		{Kind: class.Visit, Student: "ada", Text: "10.0.0.1"},
		{Kind: class.Visit, Student: "bob", Text: "10.0.0.2"},
	}
	if err := d.Post(t.Context(), entries...); err != nil {
		t.Fatal(err)
	}
	s.exec(t, name, strings.ReplaceAll(blocks[0][1], ":'who'", "'ada'"))
	if hs, err := d.Headers(t.Context(), "ada"); err != nil || len(hs) != 0 {
		t.Errorf("Headers(ada) = %d, %v, want none", len(hs), err)
	}
	storetest.Check(t, d, "bob", storetest.Chain(storetest.Header("bob", "bob", 1).Hash(), 0, 3))
	all, err := d.Journal(t.Context(), 0)
	if err != nil || len(all) != 3 {
		t.Fatalf("Journal = %d entries, %v, want 3", len(all), err)
	}
	for n, want := range []string{"audit", "audit", `visit bob "10.0.0.2"`} {
		if got := all[n].String(); got != want {
			t.Errorf("entry %d = %s, want %s", n, got, want)
		}
	}
}
