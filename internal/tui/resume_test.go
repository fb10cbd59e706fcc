package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/store/memory"
)

// A program is killed while somebody types in the middle of a text. The next one
// goes on there: in the field, with the cursor where it was.
func TestResumeInTheMiddle(t *testing.T) {
	for name, keys := range map[string][]string{
		"a line":   {"] ] enter '1+3'", "left left 'y'"},
		"an essay": {"] ] ] ] ] ] ] ] tab 'first' enter 'third'", "up end enter 'secnd'", "left left 'o'"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &memory.Store{}
			d := newExamDriver(t, s, morning, Sit{})
			d.keys(sentence)
			for _, k := range keys { // the last edit is in the middle
				d.keys(k)
				d.pass(0)
			}
			before := d.app.View()
			again := newExamDriver(t, s, morning, Sit{})
			after := again.app.View()
			if before.Cursor == nil || after.Cursor == nil || before.Cursor.Position != after.Cursor.Position {
				t.Fatalf("the cursor is at %v, was at %v\n%s", after.Cursor, before.Cursor, again.screen())
			}
			again.want(" TYPE ")
			again.send(tea.KeyPressMsg{Code: 'z', Text: "z"})
			again.pass(0)
			d.keys("'z'")
			a, b := d.app.sitting.sat(), again.app.sitting.sat()
			d.pass(0)
			if x, y := a.Draft(a.At()), b.Draft(b.At()); first(x) != first(y) {
				t.Errorf("typing on gives %q, and without the kill %q", y, x)
			}
		})
	}
}

// Who has left the field comes back outside of it.
func TestResumeOutside(t *testing.T) {
	s := &memory.Store{}
	d := newExamDriver(t, s, morning, Sit{})
	d.keys(sentence + "] ] enter '108' esc q")
	newExamDriver(t, s, morning, Sit{}).want(" KEYS ", "│ 108")
}
