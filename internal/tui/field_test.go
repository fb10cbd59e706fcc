package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"gradcheck/grader"
)

// TestTextField types, pastes and undoes in a field of several lines.
func TestTextField(t *testing.T) {
	f := newField(grader.Essay{Rows: 4}, nil)
	for _, k := range []string{"a", "enter", "b"} {
		f = f.Update(press(k))
	}
	if got := first(f.Answer()); got != "a\nb" || !f.Multiline() {
		t.Errorf("typed = %q, want two lines", got)
	}
	f = f.Update(tea.PasteMsg{Content: "c\x1b[1m\r\nd"})
	if got := first(f.Answer()); got != "a\nbc[1m\nd" {
		t.Errorf("pasted = %q", got)
	}
	if got := first(f.Undo().Answer()); got != "a\nb" {
		t.Errorf("undone = %q, want a, b", got)
	}
	rows, cursor := f.View(Theme{}, 40, true)
	if s := strings.Join(rows, "\n"); !strings.Contains(s, "▎ bc[1m") || cursor == nil || cursor.Y != 2 {
		t.Errorf("view = %v, %v:\n%s", len(rows), cursor, s)
	}
	for _, r := range rows {
		if printed(r) > 40 {
			t.Errorf("row of %d cells: %q", printed(r), r)
		}
	}
}

// TestWindow shows the part of a long line around the cursor.
func TestWindow(t *testing.T) {
	long := strings.Repeat("0123456789", 10)
	for cursor := 0; cursor <= len(long); cursor++ {
		s, x := window(long, cursor, 20)
		if printed(s) > 20 || x < 0 || x > 20 {
			t.Fatalf("window at %d = %q (%d cells), cursor %d", cursor, s, printed(s), x)
		}
		if cursor > 20 && cursor < 80 && []rune(s)[x] != rune(long[cursor]) {
			t.Fatalf("window at %d = %q: the cursor is on %q", cursor, s, []rune(s)[x])
		}
	}
}
