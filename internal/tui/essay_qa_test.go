package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/store/memory"
)

// The arrow keys go by the rows on the screen, and a text that has room is shown
// from its first line, also after the window was small.
func TestEssayRows(t *testing.T) {
	s := &memory.Store{}
	d := newExamDriver(t, s, morning, Sit{})
	d.keys(sentence + ": '12f' enter enter")
	for range 6 {
		d.keys("'" + strings.Repeat("word ", 13) + "' enter")
	}
	d.keys("'last'")
	top := d.app.View().Cursor.Y - 6
	d.keys("up up home")
	if got, want := d.app.View().Cursor.Y, top+4; got != want {
		t.Errorf("row of the cursor = %d, want %d\n%s", got, want, d.screen())
	}
	d.keys("down")
	if got, want := d.app.View().Cursor.Y, top+5; got != want {
		t.Errorf("after down: row of the cursor = %d, want %d\n%s", got, want, d.screen())
	}
	d.w, d.h = 30, 8
	d.send(tea.WindowSizeMsg{Width: 30, Height: 8})
	d.screen()
	d.w, d.h = 80, 24
	d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	if n := strings.Count(d.screen(), "word word"); n != 6*6 {
		t.Errorf("%d pairs of words on the screen, want 36\n%s", n, d.screen())
	}
	d.keys("ctrl+c")
	again := newExamDriver(t, s, d.clock, Sit{})
	again.keys("tab 'x'")
	again.want("word word", "last")
}

// A paste keeps its lines, however the terminal ends them.
func TestEssayPaste(t *testing.T) {
	for _, text := range []string{"one\ntwo", "one\rtwo", "one\r\ntwo"} {
		d := newExamDriver(t, &memory.Store{}, morning, Sit{})
		d.keys(sentence + ": '12f' enter enter")
		d.send(tea.PasteMsg{Content: text})
		d.want("▎ one\n  ▎ two\n")
	}
}
