package tui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/grader"
	"gradcheck/internal/store/memory"
)

// What is cleared comes back, also after the exam was left and gone on with.
func TestClear(t *testing.T) {
	s := &memory.Store{}
	d := newExamDriver(t, s, morning, Sit{})
	d.keys(sentence + ": '12f' enter enter 'by induction' esc")
	d.pass(5 * time.Second)
	d.keys("x")
	d.want("Cleared; z brings it back.", "press enter to type")
	d.keys("z")
	d.want("│ by induction")
	d.without("nothing to undo")
	d.keys("Z Z")
	d.want("There is nothing to redo.", "press enter to type")
	d.pass(5 * time.Second)
	d.keys("ctrl+c")
	d = newExamDriver(t, s, d.clock, Sit{})
	d.want("› (f)", "press enter to type")
	d.keys("z")
	d.want("│ by induction")
	d.pass(5 * time.Second)
	d.keys("[ ] z")
	d.want("│ by induction", "There is nothing to undo.")
}

// A key that does nothing for want of an answer says so.
func TestNothingThere(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys(sentence)
	for _, at := range []string{"3a", "5a", "8", "11di", "12f"} {
		d.keys(": '" + at + "' enter")
		for key, want := range map[string]string{
			"x": "There is nothing to clear.", "z": "There is nothing to undo.", "Z": "There is nothing to redo.", "y": "There is no answer to copy.",
		} {
			d.keys(key)
			d.want(want)
		}
	}
}

// A pick of before is undone to; the cursor is where the present one is.
func TestUndonePick(t *testing.T) {
	s := &memory.Store{}
	d := newExamDriver(t, s, morning, Sit{})
	d.keys(sentence + ": '5a' enter 3")
	d.pass(5 * time.Second)
	d.keys("5")
	d.pass(5 * time.Second)
	d.keys("] [")
	d.want("▸ (•)  5")
	d.keys("z")
	d.want("(•)  3", "▸ ( )  5")
}

// Every kind of field has what stood there before, and nothing else, to be undone
// to and redone from.
func TestFieldWithPast(t *testing.T) {
	options := []grader.Option{{ID: "p", Text: "P"}, {ID: "q", Text: "Q"}}
	tests := []struct {
		in    grader.Input
		stood []string // "|" between blanks; the last is the present one
	}{
		{grader.Line{}, []string{"1", "12", ""}},
		{grader.Lines{}, []string{"x = 1\ny = 2", "x = 1"}},
		{grader.Essay{Rows: 4}, []string{"one", "one\ntwo", ""}},
		{grader.Pick{Options: options, Select: 1}, []string{"q", "p", ""}},
		{grader.Order{Items: options}, []string{"q, p", "p, q"}},
		{grader.Grid{Blanks: []grader.GridBlank{{Input: grader.Line{}}, {Input: grader.Line{}}}}, []string{"1|", "1|2", "|2"}},
		{grader.Code{Source: "a\nb\nc\n", Editable: []int{1, 3}}, []string{"x|", "x|y", "|y"}},
	}
	for _, tt := range tests {
		var before []grader.Answer
		for _, s := range tt.stood {
			before = append(before, strings.Split(s, "|"))
		}
		last := len(before) - 1
		f := fieldWithPast(tt.in, before[last], before[:last])
		check := func(does, want string) {
			t.Helper()
			if got := strings.Join(f.Answer(), "|"); got != want {
				t.Errorf("%T after %s = %q, want %q", tt.in, does, got, want)
			}
		}
		check("opening", tt.stood[last])
		for i := last - 1; i >= 0; i-- {
			f = f.Undo()
			check("undo", tt.stood[i])
		}
		f = f.Undo()
		check("one undo more", tt.stood[0])
		for i := 1; i <= last; i++ {
			f = f.Redo()
			check("redo", tt.stood[i])
		}
	}
}

// The question has half of the room while an essay is typed, if it needs that; the
// field grows with its text.
func TestEssayRoom(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys(sentence + ": '12f' enter enter")
	bars := func() int { return strings.Count(d.screen(), "▎") }
	if n := bars(); n != 3 {
		t.Errorf("an empty essay has %d rows, want 3\n%s", n, d.screen())
	}
	for i, want := range []int{3, 3, 4, 5, 6, 7, 7, 7} {
		d.keys("'line' enter")
		if n := bars(); n != want {
			t.Errorf("after %d lines the essay has %d rows, want %d", i+1, n, want)
		}
	}
	d.want("(f) Now backwards", "(√d/‖𝐱‖) ‖𝐠⁽ʸ⁾‖.", "question 11-20 of 20")
	at := d.app.View().Cursor.Y
	d.keys("up up up")
	if got := d.app.View().Cursor.Y; got != at-3 {
		t.Errorf("row of the cursor after three up = %d, want %d\n%s", got, at-3, d.screen())
	}
	for _, size := range [][2]int{{80, 34}, {140, 40}} {
		d.w, d.h = size[0], size[1]
		d.send(tea.WindowSizeMsg{Width: d.w, Height: d.h})
		if n := bars(); n != 9 {
			t.Errorf("at %v the essay has %d rows, want 9\n%s", size, n, d.screen())
		}
	}
}

// What cannot be read is said in KEYS, too; a table marks the cell.
func TestUnreadableSaid(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys(sentence + ": '3a' enter enter '2n((' esc")
	d.want("KEYS", "│ 2n((", "? 2 brackets are never closed.")
	d.keys(": '8' enter enter '2n((' tab 'n' esc")
	d.want("Direct  ? 2n((", "▎ n", "? Direct, messages in all: 2 brackets are never closed.")
	d.keys("k tab")
	d.want("▎ 2n((", "│ n", "? 2 brackets are never closed.")
	d.keys("')) ' esc")
	d.want("? 2n(())")
	d.keys("tab ctrl+u '2n' esc")
	d.want("▎ 2n")
	d.without("? 2n", "cannot be read", "never closed")
}

// An answer of two lines is read back in two.
func TestReadLines(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys(sentence + ": '10c' enter enter 'z_1 = sqrt(1/(1+eta_1))*z_0 + V_1' enter 'z_2 = z_1 + sqrt((eta_2-eta_1)/(1+eta_2))*V_2'")
	d.want("read as   z₁ = √(1/(1 + η₁)) z₀ + V₁\n", "  z₂ = z₁ + √((η₂ − η₁)/(1 + η₂)) V₂\n")
}

// A formula breaks outside of brackets where it can.
func TestWrapFormula(t *testing.T) {
	tests := []struct {
		in    string
		width int
		want  string
	}{
		{"a + b", 9, "a + b"},
		{"a + √(b + c) d", 11, "a +|√(b + c) d"},
		{"a √(b + c + d)", 9, "a √(b + c|+ d)"},
		{"aaaa + bbbb", 6, "aaaa +|bbbb"},
		{"aaaaaaaa", 4, "aaaa|aaaa"},
		{"a + b;   √(c + d)", 11, "a + b;|√(c + d)"},
	}
	for _, tt := range tests {
		if got := strings.Join(wrapFormula(tt.in, tt.width), "|"); got != tt.want {
			t.Errorf("wrapFormula(%q, %d) = %q, want %q", tt.in, tt.width, got, tt.want)
		}
	}
}

// A first part opens with its own question in sight.
func TestPromptInSight(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys(sentence + ": '5a' enter")
	d.want("(A) What is A?", "question 2-12 of 12 ↑")
	d.keys("pgup")
	d.want("Dropout multiplies", "question 1-11 of 12 ↓")
}

// How sure one is stands above the answer.
func TestSureShown(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys(sentence + ": '3a' enter enter '12' esc c c [ ]")
	d.want("fairly sure · can be read")
	d.keys("c c [ ]")
	d.without("sure ·")
}

// The axes of the history count whole exams and end with all points.
func TestExamAxes(t *testing.T) {
	drawn := func(high, wide int) []string {
		var rows []string
		for range high {
			rows = append(rows, "  5 │"+strings.Repeat("x", wide))
		}
		return append(rows, "    └"+strings.Repeat("─", wide), "     1")
	}
	tests := []struct {
		high, wide, first, last int
		most                    float64
		left, axis, text        string
	}{
		{7, 9, 1, 2, 240, "240,,160,,80,,0", "┬───────┬", "1       2"},
		{9, 9, 1, 2, 240, "240,,180,,120,,60,,0", "┬───────┬", "1       2"},
		{7, 9, 1, 3, 100, "100,,,50,,,0", "┬───┬───┬", "1   2   3"},
		{7, 9, 1, 3, 7, "7,,,,,,0", "┬───┬───┬", "1   2   3"},
		{7, 11, 1, 6, 2, "2,,,1,,,0", "──┬───┬───┬", "  2   4   6"},
		{7, 10, 165, 200, 2, "2,,,1,,,0", "───┬─────┬", "  180  200"},
	}
	for _, tt := range tests {
		rows := examAxes(drawn(tt.high, tt.wide), tt.first, tt.last, tt.most)
		if len(rows) != tt.high+2 {
			t.Errorf("examAxes(%d rows, %v) has %d rows, want %d", tt.high, tt.most, len(rows), tt.high+2)
			continue
		}
		var left []string
		for _, r := range rows[:tt.high] {
			left = append(left, strings.TrimSpace(r[:strings.IndexAny(r, "│┤")]))
		}
		margin := printed(points(tt.most)) + 1
		axis, text := rows[tt.high][margin+len("└"):], rows[tt.high+1][margin+1:]
		if got := strings.Join(left, ","); got != tt.left || axis != tt.axis || text != tt.text {
			t.Errorf("examAxes(%d rows, %d to %d, %v) = %s %s %q, want %s %s %q", tt.high, tt.first, tt.last, tt.most, got, axis, text, tt.left, tt.axis, tt.text)
		}
	}
	if rows := examAxes([]string{"15 points on 6 May."}, 1, 2, 240); rows != nil {
		t.Errorf("examAxes of a sentence = %q, want none", rows)
	}
}

// A wide history shows all topics by their whole names.
func TestWideHistory(t *testing.T) {
	s, lib := &memory.Store{}, library(t)
	sit(t, s, lib, 0, morning.Add(-72*time.Hour), all(byKey(1)))
	sit(t, s, lib, 7, morning.Add(-24*time.Hour), all(byKey(3)))
	d := newHistoryDriver(t, s, 140, 40, "")
	d.want("240 ┤", "distributed training", "transformers", "8 May 2023")
	d.without("more: tab")
}

// The screen of an exam that goes on elsewhere has help, and nothing to find.
func TestMovedKeys(t *testing.T) {
	s := &memory.Store{}
	one := newExamDriver(t, s, morning, Sit{})
	one.keys(sentence + "] ] enter '10' enter")
	newExamDriver(t, s, morning.Add(time.Minute), Sit{})
	one.keys("tab '8' enter")
	one.pass(time.Second)
	one.want("goes on in another window", "KEYS │ enter take it back here   q leave", "? help")
	one.without("/ find")
	one.keys("?")
	one.want("Keys › Moved", "take it back here")
	one.keys("esc enter")
	one.want("3 Separable convolutions › (a)", "108")
}
