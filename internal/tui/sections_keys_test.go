package tui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/store/memory"
)

// At the keyboard: what was typed by the closing of a section counts to the last
// key, and what comes later is turned away with a sentence, whether it is typed,
// pasted or cleared. Other parts take answers.
func TestSectionsKeys(t *testing.T) {
	s := &memory.Store{}
	d := newExamDriver(t, s, morning, Sit{Sections: true})
	const closing = 30 * time.Minute
	d.keys(sentence + "] ]")
	d.at(closing - time.Second)
	d.keys("enter '10'")
	d.clock = morning.Add(closing)
	d.keys("'8'")
	d.clock = morning.Add(closing + time.Millisecond)
	d.keys("'9'")
	d.pass(0)
	d.want("108", "Section 2 closed at 12:33:41; what stands here is graded.", "KEYS │ enter next part", "closed ──")
	d.without("1089", "tab edit")
	for _, k := range []string{"x", "z", "tab"} {
		d.keys(k)
		d.want("108", "Section 2 closed at 12:33:41")
	}
	d.send(tea.PasteMsg{Content: "7"})
	d.want("108", "Section 2 closed at 12:33:41")
	d.keys("f l")
	d.want("a ■", "■ ─ closed")
	d.keys("u enter")
	d.want("6 Rematerialisation › (a)")
	d.keys("enter '20' enter")
	if st := sat(t, s); st.Draft(separable)[0] != "108" || !st.Flagged(separable) || st.Draft(d.app.sitting.sat().At())[0] != "20" {
		t.Errorf("stored %q, flagged %v, and %q; want 108, true, 20", st.Draft(separable)[0], st.Flagged(separable), st.Draft(d.app.sitting.sat().At())[0])
	}
}
