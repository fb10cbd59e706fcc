package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	xansi "github.com/charmbracelet/x/ansi"

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

func keysTo(f field, keys ...string) field {
	for _, k := range keys {
		if g, ok := f.Command(press(k)); ok {
			f = g
		} else {
			f = f.Update(press(k))
		}
	}
	return f
}

func show(f field, width int) string {
	rows, _ := f.View(Theme{}, width, true)
	return xansi.Strip(strings.Join(rows, "\n"))
}

// TestOrderField moves an item; before that there is no answer.
func TestOrderField(t *testing.T) {
	items := []grader.Option{{ID: "a", Text: "first"}, {ID: "b", Text: "second"}, {ID: "c", Text: "third"}}
	f := newField(grader.Order{Items: items}, nil)
	if !f.Answer().Blank() {
		t.Errorf("answer before a move = %q, want none", f.Answer())
	}
	f = keysTo(f, "space", "j", "j", "space", "k")
	if got := first(f.Answer()); got != "b, c, a" {
		t.Errorf("moved down = %q, want b, c, a", got)
	}
	f = f.Undo().Undo()
	if got := first(f.Answer()); got != "a, b, c" {
		t.Errorf("undone = %q, want a, b, c", got)
	}
	if got := first(newField(grader.Order{Items: items}, grader.Answer{"c, b, a"}).Answer()); got != "c, b, a" {
		t.Errorf("opened again = %q, want c, b, a", got)
	}
	if f = f.Set(grader.Answer{""}); !f.Answer().Blank() || !strings.Contains(show(f, 60), "1   first") {
		t.Errorf("cleared = %q\n%s", f.Answer(), show(f, 60))
	}
}

// TestGridField fills the cells of a table and assigns options to rows.
func TestGridField(t *testing.T) {
	table := grader.Grid{
		Header: []string{"", "messages", "size"},
		Rows: []grader.GridRow{
			{{Text: "Direct"}, {Blank: 1}, {Text: "$p$"}},
			{{Text: "Ring"}, {Blank: 2}, {Blank: 3}},
		},
		Blanks: []grader.GridBlank{{Label: "Direct, messages", Input: grader.Line{}}, {Label: "Ring, messages", Input: grader.Line{}}, {Label: "Ring, size", Input: grader.Line{}}},
	}
	f := newField(table, grader.Answer{"n(n-1)", "", ""})
	f, ok := f.Next(1)
	if !ok {
		t.Fatal("no second cell")
	}
	for _, k := range []string{"2", "n"} {
		f = f.Update(press(k))
	}
	if got := strings.Join(f.Answer(), "|"); got != "n(n-1)|2n|" {
		t.Errorf("answer = %q", got)
	}
	for _, want := range []string{"messages", "▎ 2n", "│ n(n-1)"} {
		if s := show(f, 76); !strings.Contains(s, want) {
			t.Errorf("table does not show %q:\n%s", want, s)
		}
	}
	if s := show(f, 40); !strings.Contains(s, "Ring, messages") {
		t.Errorf("narrow: not a list:\n%s", s)
	}
	options := []grader.Option{{ID: "x", Text: "small"}, {ID: "y", Text: "large"}}
	match := grader.Grid{
		Rows:   []grader.GridRow{{{Text: "panel 1"}, {Blank: 1}}, {{Text: "panel 2"}, {Blank: 2}}},
		Blanks: []grader.GridBlank{{Label: "panel 1", Input: grader.Pick{Options: options, One: true}}, {Label: "panel 2", Input: grader.Pick{Options: options, One: true}}},
	}
	g := keysTo(newField(match, nil), "2", "j", "1")
	if got := strings.Join(g.Answer(), "|"); got != "y|x" || g.Typable() {
		t.Errorf("matched = %q, want y|x", got)
	}
	if s := show(g, 60); !strings.Contains(s, "2   large") || !strings.Contains(s, "panel 2  ▎ 1") {
		t.Errorf("matching shows\n%s", s)
	}
}

// TestCodeField edits one line of a listing and brings the printed one back.
func TestCodeField(t *testing.T) {
	code := grader.Code{Language: "python", Source: "def f(x):\n    y = x\n    return y\n", Editable: []int{2}}
	f := newField(code, nil)
	if !f.Answer().Blank() {
		t.Errorf("untouched = %q, want nothing", f.Answer())
	}
	f = keysTo(f, "*", "2")
	if got := first(f.Answer()); got != "    y = x*2" {
		t.Errorf("edited = %q", got)
	}
	if s := show(f, 60); !strings.Contains(s, "  ▎   2     y = x*2") || !strings.Contains(s, "      3     return y") {
		t.Errorf("listing:\n%s", s)
	}
	if f = keysTo(f, "ctrl+r"); !f.Answer().Blank() {
		t.Errorf("ctrl+r = %q, want nothing", f.Answer())
	}
}
