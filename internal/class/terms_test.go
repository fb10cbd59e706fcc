package class

import "testing"

// A quiz may have another factor for a student than the roster: it stands in its
// place, so that nobody has half as much again twice.
func TestTermsOfQuizAndRoster(t *testing.T) {
	c := New(Entry{Kind: Enrol, Who: &Student{ID: "ada", Percent: 150}}, Entry{Kind: Enrol, Who: &Student{ID: "bob", Percent: 150}},
		Entry{Kind: Set, Text: "id: q\nexam: x\nlimit: 1h\nstudents:\n  ada: {times: 1.25}\n"},
		Entry{Kind: Extend, Student: "ada", Quiz: "q", Percent: 200})
	q, _ := c.Quiz("q")
	for id, want := range map[string]int{"ada": 250, "bob": 150} {
		if got := c.Terms(q, id, q.Opens).Percent; got != want {
			t.Errorf("Terms of %s = %d %%, want %d", id, got, want)
		}
	}
}
