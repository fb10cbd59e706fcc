package tui

import (
	"testing"
	"testing/fstest"

	"gradcheck/content"
	"gradcheck/internal/store/memory"
	"gradcheck/problems"
)

const picking = "---\nid: pick\ntitle: Picking\ntopics: [norms]\npoints: 6\n---\nA vector is stretched by $a > 0$.\n\n" +
	"## (a)\nWhich one?\n\n- [ ] $\\|x\\|$\n  > It grows with $a$.\n- [x] $a\\|x\\|$\n- [ ] $\\frac{1}{a}\\|x\\|$\n\n" +
	"```answer\n{kind: choice, points: 3}\n```\n\n## (b)\nWhich two?\n\n- [x] two\n- [ ] three\n- [x] four\n\n" +
	"```answer\n{kind: choices, points: 3, select: 2}\n```\n"

// TestPicks answers problems of options: digits and shifted letters pick, space
// drops, feedback is mathematics, and too few picks are no try.
func TestPicks(t *testing.T) {
	d := newDriver(t, &memory.Store{}, 80, 24, func(e *Env) {
		lib, err := problems.Load(content.FS, fstest.MapFS{"own/01-pick.md": {Data: []byte(picking)}})
		if err != nil {
			t.Fatal(err)
		}
		e.Library = lib
	})
	d.app.desk.begin = &begin{problem: "pick"}
	d.run(d.app.desk.load())
	d.want("Picking › (a) · 3 pts", "pick one", "( )  3   (1/a)‖x‖")
	d.keys("1 enter")
	d.want("✗ Not this one", "It grows with a.", "(•)  1", "enter pick again")
	d.keys("enter B enter")
	d.want("✓ Correct", "the first try counts: 0 of 3")
	d.keys("enter 1 enter")
	d.want("1 of 2 picked", "1 more to pick")
	d.keys("2 space j space enter")
	d.want("✓ Correct", "3 of 3 points", "enter all parts")
}
