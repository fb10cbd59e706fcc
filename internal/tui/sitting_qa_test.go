package tui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/store/memory"
)

// The start page says how far the sentence is right, and what comes next where it
// is not.
func TestSentenceDiffers(t *testing.T) {
	tests := []struct{ typed, label, note string }{
		{"", "", "Type the sentence above; capitals and spacing do not matter."},
		{"i WORK  alone, and", "3 of 18 words", `it has "I" where "and" stands.`},
		{"I work alone,", "3 of 18 words", `it goes on with "I".`},
		{"I work alone, I keep to the rules of this paper, and what I hand in is mine. Yes", "18 of 18 words", `it ends with "mine.".`},
	}
	for _, tt := range tests {
		d := newExamDriver(t, &memory.Store{}, morning, Sit{})
		d.keys("'" + tt.typed + "'")
		d.want(tt.label)
		d.keys("enter")
		d.want(tt.note)
	}
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys("'i work alone, i keep to the rules of this paper, and what i hand in is mine.'")
	d.want("it matches")
}

// A paper shorter than a warning is not said to have that much time left.
func TestShortPaper(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{Limit: 2 * time.Minute})
	d.want("You are told at 1 minute, on the line below.")
	d.keys(sentence)
	d.pass(time.Second)
	d.want("2 minutes left.")
	d.without("5 minutes left")
	d.pass(59 * time.Second)
	d.want("1 minute left.", "0:01:00")
	d = newExamDriver(t, &memory.Store{}, morning, Sit{Limit: 30 * time.Second})
	d.keys(sentence)
	d.pass(time.Second)
	d.want("30 seconds left.")
}

// What is still typed when the time is up neither leaves the result nor starts
// anything; after a pause keys are keys again.
func TestTypingOverDeadline(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{Limit: time.Hour})
	d.keys(sentence + "] ] enter")
	d.clock = morning.Add(time.Hour - time.Second)
	d.keys("'1'")
	d.pass(500 * time.Millisecond) // the draft is written
	d.keys("'0'")
	d.pass(501 * time.Millisecond)
	d.want("result", "The time is up.")
	for range 4 {
		d.clock = d.clock.Add(600 * time.Millisecond)
		d.keys("'pq'")
		d.want("result", "The time is up.")
	}
	d.clock = d.clock.Add(1001 * time.Millisecond)
	d.keys("enter")
	d.want("your answer")
	d.without("The time is up.")
}

// Handing in names what enter does, with the focus in one place, and has no pace.
func TestHandinFocus(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys(sentence + "] ] enter '((' esc f ] ] ")
	d.pass(30 * time.Minute)
	d.want("pace")
	d.keys("H")
	d.without("pace")
	d.want("› hand in", "and 27 more; tab goes on to them", "enter end it", "that cannot be read, the last one")
	if d.app.View().Cursor == nil {
		t.Error("the cursor is not in the field")
	}
	d.keys("tab tab")
	d.want("▸ ·   3(b)", "enter go to 3(b)")
	d.without("▎", "press enter to type")
	d.keys("tab 'hand'")
	d.want("▎ hand", "enter end it")
	d.keys("shift+tab enter")
}

// An essay waits in the review with enter to mark it, and keeps its empty lines.
func TestReviewMarks(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys(sentence + ": '5work' enter enter 'one' enter enter 'two' esc H 'hand in' enter j j j j enter ] ]")
	d.want("    one\n\n    two", "enter mark it", "Press enter to mark it by the rubric")
	d.without("Handed in at")
	d.keys("enter")
	d.want("marking", "so far")
	d.keys("2 2 2 3 2 enter")
	d.want("Marked by yourself", "11 of 11 points", "enter next part")
}

// The deadline has one name, whatever the moment at which it is asked for.
func TestDeadlineNamed(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning.Add(980*time.Millisecond), Sit{})
	d.keys(sentence)
	for range 3 {
		d.pass(7 * time.Millisecond)
		d.keys(": 'time' enter")
		d.want("until 15:03:41")
	}
}

// So it is where a section closes under the hands: the rest of a word flags no
// part and leaves no screen.
func TestTypingOverClosing(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{Sections: true, Limit: 3 * time.Minute})
	d.keys(sentence)
	d.pass(time.Second)
	d.want("Section 1, problems 1 and 2, closes in 1 minute.")
	d.keys(": '3a' enter enter '12'")
	d.clock = morning.Add(40 * time.Second) // section 2 has closed
	for _, k := range []string{"f", "q", "H", "l", "space"} {
		d.keys(k)
		d.want("› (a)", "12", "closed at")
		d.without("⚑")
		d.clock = d.clock.Add(900 * time.Millisecond)
	}
	d.clock = d.clock.Add(time.Second)
	d.keys("l")
	d.want("All parts")
}

// In small windows nothing is cut off that cannot be reached, and what is asked
// stays on the screen.
func TestSmallWindows(t *testing.T) {
	tests := []struct {
		w, h   int
		gate   []string // before anything is scrolled
		handin []string
	}{
		{60, 20, []string{"your deadline is 15:03:41 today", "No hints, no"}, []string{"4 pts", "scores nothing", "or press esc to go on"}},
		{50, 14, []string{"deadline"}, []string{"4 pts", "Handing in ends the exam"}},
		{40, 10, nil, []string{"33 parts are empty"}},
	}
	for _, tt := range tests {
		d := newExamDriver(t, &memory.Store{}, morning, Sit{})
		d.w, d.h = tt.w, tt.h
		d.send(tea.WindowSizeMsg{Width: tt.w, Height: tt.h})
		d.want(append(tt.gate, "type this sentence", "▎")...)
		for range 20 {
			d.keys("pgdown")
		}
		d.want("until the end.", "▎")
		d.keys(sentence + "H")
		d.want(append(tt.handin, "type   hand in   to end it", "▎")...)
		d.without("pt…", "esc…")
		d.keys("tab 'hand'")
		d.want("▎ hand")
	}
}

// The result names the topics in which most is missing where there is no room for
// all, and says how many rows are out of sight.
func TestResultRoom(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys(sentence + "H 'hand in' enter")
	d.want("1 of 240 points\n\n", "topic, lowest first", " more: tab", "attempt 2023")
	d.without("1-12 of 12")
	d.w, d.h = 60, 20
	d.send(tea.WindowSizeMsg{Width: 60, Height: 20})
	d.want("› result", "Fine-tuning for many tasks", "of 12", "receipt")
	d.without("attempt")
	d.w, d.h = 140, 40
	d.send(tea.WindowSizeMsg{Width: 140, Height: 40})
	d.want("A head sharing its table", "distributed training")
}
