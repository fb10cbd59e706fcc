package tui

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/content"
	"gradcheck/internal/exam"
	"gradcheck/internal/store/memory"
	"gradcheck/problems"
)

// size changes the window of a driver.
func (d *driver) size(w, h int) {
	d.w, d.h = w, h
	d.send(tea.WindowSizeMsg{Width: w, Height: h})
}

// at moves the clock to a time after the start and lets a tick pass.
func (d *driver) at(after time.Duration) {
	d.clock = morning.Add(after)
	d.pass(0)
}

var separable = exam.Ref{Problem: "separable-conv", Part: "a"}

// The start page says when each section closes.
func TestSectionsGate(t *testing.T) {
	tests := []struct {
		name  string
		sit   Sit
		width int
		want  []string
	}{
		{"as planned", Sit{Sections: true}, 80, []string{
			"your deadline is   15:03:41", "Time limit 3 h, in 5 sections:",
			"1  Before you start                    problems 1 and 2   closes 12:07:41",
			"2  Convolution and optimisation        problems 3 to 5    closes 12:33:41",
			"5  LayerNorm and depth                 problem 12         closes 15:03:41",
			"A section takes no answers once it has closed", "Working ahead is possible"}},
		{"half as much again", Sit{Sections: true, Percent: 150}, 80, []string{
			"16:33:41", "Time limit 3 h × 1.5, which is 4 h 30 min, in 5 sections:", "closes 12:09:41", "closes 12:48:41", "closes 16:33:41"}},
		{"another limit", Sit{Sections: true, Limit: 90 * time.Minute}, 80, []string{"closes 12:05:41", "closes 12:18:41", "closes 13:33:41"}},
		{"narrow", Sit{Sections: true}, 60, []string{"today, 9 May", "2  Convolution and optim…  3 to 5     closes 12:33:41", "A section takes no answers"}},
		{"without", Sit{}, 80, []string{"time limit         +  3 h", "You are told at 15, 5 and 1 minutes"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newExamDriver(t, &memory.Store{}, morning, tt.sit)
			d.size(tt.width, 24)
			d.want(tt.want...)
			if !tt.sit.Sections {
				d.without("closes")
			}
		})
	}
}

// What is stored has the sections by the newer rules; an exam without them stays
// by the old ones.
func TestSectionsStored(t *testing.T) {
	for _, sections := range []bool{false, true} {
		s := &memory.Store{}
		d := newExamDriver(t, s, morning, Sit{Sections: sections})
		d.keys(sentence)
		h := sat(t, s).Header()
		want, rules := 0, exam.Version
		if sections {
			want, rules = 5, exam.SectionsVersion
		}
		if len(h.Sections) != want || h.Version != rules {
			t.Errorf("with sections %v: stored %d sections by rules %d, want %d by %d", sections, len(h.Sections), h.Version, want, rules)
		}
	}
}

// One exam in sections: the clock of the section on the screen beside the whole,
// warnings on the message line, closed parts in the strip, and nothing that nags
// about them.
func TestSectionsExam(t *testing.T) {
	s := &memory.Store{}
	d := newExamDriver(t, s, morning, Sit{Sections: true})
	d.keys(sentence)
	d.want("1 Honour code · 1 pt", "section 0:04:00 · 3:00:00")
	d.at(4 * time.Minute)
	d.want("section 0:00:00 · 2:56:00", "1▸ 2· 3··")
	d.at(4*time.Minute + time.Second)
	d.want("1▸ 2─ 3··", "section closed · 2:55:59", "Section 1, problems 1 and 2, is closed. What stands there is graded.")
	d.keys("] ]")
	d.want("1■ 2─ 3▸·", "section 0:25:59 · 2:55:59")
	d.keys("enter '10' enter f ] enter '((' esc")
	d.at(20 * time.Minute)
	d.want("section 0:10:00 · 2:40:00")
	d.without("closes in", "pace")
	d.at(25 * time.Minute)
	d.want("Section 2, problems 3 to 5, closes in 5 minutes.", "3⚑▸")
	d.at(26*time.Minute + time.Second)
	d.without("closes in")
	d.at(29 * time.Minute)
	d.want("Section 2, problems 3 to 5, closes in 1 minute.", "section 0:01:00")
	d.size(60, 20)
	d.want("section 0:01:00 · 2:31:00")
	d.without("saved")
	d.size(40, 14)
	d.want("0:01:00 · 2:31:00")
	d.size(80, 24)
	d.at(30*time.Minute + time.Millisecond)
	d.want("Section 2, problems 3 to 5, is closed.", "1■ 2─ 3■▸ 4── 5───")
	d.keys("H")
	d.want("25 parts are empty. 9 parts have closed.", "6(a)", "section closed")
	d.without("3(a)", "3(b)", "cannot be read", "Flagged")
	d.keys("esc l")
	d.want("a ■", "b ■")
	d.keys("H 'hand in' enter")
	d.want("1 of 240 points", "Handed in")
	d.keys("j j enter")
	d.want("✗ Not this one")
}

// In the last section, which closes with the exam, one clock and the pace are
// shown; of two warnings at once both are.
func TestSectionsLast(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{Sections: true, Limit: 30 * time.Minute})
	d.keys(sentence)
	d.keys("[ l G enter")
	d.want("12 LayerNorm", "0:30:00")
	d.without("section")
	d.at(11 * time.Minute)
	d.want("pace −10 min · saved")
	d.at(15 * time.Minute)
	d.want("Section 3, problems 6 to 8, is closed. 15 minutes left in all.")
	d.at(16*time.Minute + 40*time.Second)
	d.want("Section 4, problems 9 to 11, closes in 5 minutes.")

	d = newExamDriver(t, &memory.Store{}, morning, Sit{Sections: true, Limit: 36 * time.Minute})
	d.keys(sentence)
	d.at(21 * time.Minute)
	d.want("Section 4, problems 9 to 11, closes in 5 minutes. 15 minutes left in all.")
}

// Coming back says nothing of what had closed before, and warns of what will.
func TestSectionsResumed(t *testing.T) {
	s := &memory.Store{}
	newExamDriver(t, s, morning, Sit{Sections: true}).keys(sentence)
	d := newExamDriver(t, s, morning.Add(20*time.Minute), Sit{})
	d.want("section closed · 2:40:00", "1▸ 2─ 3··")
	d.without("is closed.")
	d = newExamDriver(t, s, morning.Add(27*time.Minute), Sit{})
	d.want("Section 2, problems 3 to 5, closes in 3 minutes.")
}

// onScreen is the part on the screen.
func (d *driver) onScreen() *part {
	d.t.Helper()
	p, ok := d.app.top().(*part)
	if !ok {
		d.t.Fatalf("the screen is a %T, want a part", d.app.top())
	}
	return p
}

// What was typed by the closing of a section counts to the last key, and what
// comes later leaves what stood as it is and says so.
func TestSectionsLate(t *testing.T) {
	s := &memory.Store{}
	d := newExamDriver(t, s, morning, Sit{Sections: true})
	const closing = 30 * time.Minute
	d.keys(sentence + "] ]")
	d.at(closing - time.Second)
	d.keys("enter '10'")
	d.clock = morning.Add(closing)
	d.keys("'8'")
	d.clock = morning.Add(closing + time.Millisecond)
	p := d.onScreen()
	for _, k := range []string{"9", "backspace", "enter"} {
		p.typing = true
		cmd, done := p.shutOut(press(k))
		d.run(cmd)
		if got := p.field.Answer()[0]; !done || got != "108" || p.typing || p.note != "Section 2 closed at 12:33:41; what stands here is graded." {
			t.Errorf("%s in the field: taken %v, then %q, typing %v, %q; want 108 and a note", k, done, got, p.typing, p.note)
		}
	}
	for k, want := range map[string]bool{"x": true, "z": true, "tab": true, "]": false, "[": false, "l": false, "f": false, "c": false, "H": false, "q": false, "?": false, "j": false} {
		p.note = ""
		cmd, done := p.shutOut(press(k))
		d.run(cmd)
		if done != want || (p.note != "") != want {
			t.Errorf("%s: taken %v with the note %q, want %v", k, done, p.note, want)
		}
	}
	cmd, done := p.shutOut(tea.PasteMsg{Content: "7"})
	d.run(cmd)
	if st := sat(t, s); !done || st.Draft(separable)[0] != "108" {
		t.Errorf("after the closing %q is stored, want 108", st.Draft(separable)[0])
	}
	if cmd, done = p.shutOut(press("enter")); !done {
		t.Error("enter does not go on from a closed part")
	}
	d.run(cmd)
	d.want("3 Separable", "› (b)")
}

// A choice is worked without opening the field: moving over the options is
// looking, picking one is not.
func TestSectionsLatePick(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{Sections: true})
	d.keys(sentence + "] ] ] ] ] ")
	d.want("4 Decay and Adam", "(b)")
	d.at(31 * time.Minute)
	p := d.onScreen()
	for k, want := range map[string]bool{"j": false, "k": false, "2": true, "space": true, "x": true} {
		if _, done := p.shutOut(press(k)); done != want {
			t.Errorf("%s on a closed choice: taken %v, want %v", k, done, want)
		}
	}
	if !p.field.Answer().Blank() {
		t.Errorf("the closed choice has %q", p.field.Answer())
	}
}

// A part that is open, and every part of an exam that closes as one, takes keys.
func TestSectionsOpen(t *testing.T) {
	for _, sections := range []bool{false, true} {
		d := newExamDriver(t, &memory.Store{}, morning, Sit{Sections: sections})
		d.keys(sentence + "] ] enter '108'")
		if _, done := d.onScreen().shutOut(press("9")); done {
			t.Errorf("with sections %v: an open part refuses a key", sections)
		}
		d.want("108")
	}
}

// mock is a library with a blueprint: two problems on systems, then two of any
// topic, without a sentence to copy.
func mock(t *testing.T, front string) *problems.Library {
	t.Helper()
	lib, err := problems.Load(content.FS, fstest.MapFS{"mock/exam.md": {Data: []byte("---\nid: mock\ntitle: A mock\n" + front + "\n---\nRules.\n")}})
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

const mockDraws = "time: 1h\nsections: [{title: Systems, draw: [{topics: [systems], problems: 2}], minutes: 20}, {title: Anything, draw: [{problems: 2}]}]"

// newMockDriver opens an exam of the library with the blueprint.
func newMockDriver(t *testing.T, s *memory.Store, lib *problems.Library, sit Sit) *driver {
	t.Helper()
	var env *Env
	d := newDriver(t, s, 80, 24, func(e *Env) { e.Library, env = lib, e })
	d.clock, d.delayed = morning, nil
	d.app = NewExam(env, sit)
	d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	d.run(d.app.Init())
	return d
}

// A blueprint is drawn with a seed of its own, which the start page shows and
// which draws the same paper again.
func TestBlueprint(t *testing.T) {
	lib := mock(t, mockDraws)
	s := &memory.Store{}
	d := newMockDriver(t, s, lib, Sit{Exam: "mock", Sections: true})
	d.want("A mock", "4 problems · seed ", "1  Systems", "problems 1 and 2", "problems 3 and 4   closes 13:03:41")
	d.keys(pledgeOf(d))
	h := sat(t, s).Header()
	if h.Seed == 0 || len(h.Problems) != 4 || len(h.Sections) != 2 || h.Sections[0].Minutes != 20 || h.Sections[1].Problems != 2 || h.Sections[1].Minutes < 1 {
		t.Errorf("header of a blueprint = %+v", h)
	}
	again := &memory.Store{}
	d = newMockDriver(t, again, lib, Sit{Exam: "mock", Seed: h.Seed, Seeded: true})
	d.keys(pledgeOf(d))
	if got := sat(t, again).Header(); got.Problems[0] != h.Problems[0] || got.Problems[3] != h.Problems[3] {
		t.Errorf("seed %d draws %v, then %v", h.Seed, h.Problems, got.Problems)
	}
	newMockDriver(t, &memory.Store{}, lib, Sit{Exam: "mock", Seeded: true}).want("seed 0")
	newMockDriver(t, s, lib, Sit{Exam: "mock"}).want("section 0:") // the open one goes on
}

// pledgeOf types the sentence that opens a drawn paper, which may be that of a
// problem that it has.
func pledgeOf(d *driver) string {
	g := d.app.top().(*gate)
	return "'" + g.sentence() + "' enter "
}

// An exam that cannot be had in sections says why.
func TestBudgets(t *testing.T) {
	for front, says := range map[string]string{
		"time: 1h\nsections: [{title: S, problems: [remat]}]":     "says of no section how many minutes",
		"sections: [{title: S, problems: [remat], minutes: 20}]":  "has no time limit",
		"time: 1h\ndraw: [{topics: [systems], problems: 2}]":      "says of no section how many minutes",
		"time: 1h\ndraw: [{topics: [reflection], problems: 9}]":   "9 problems",
		"time: 1h\nsections: [{title: S, draw: [{topics: [x]}]}]": "1 problem",
	} {
		d := newMockDriver(t, &memory.Store{}, mock(t, front), Sit{Exam: "mock", Sections: true})
		d.want("cannot be opened", says)
	}
	x := &problems.Exam{ID: "e", Time: time.Hour}
	if all, err := (Sit{}).budgets(x, nil); all != nil || err != nil {
		t.Errorf("budgets that nobody asked for = %v, %v", all, err)
	}
}

// A refused edit, for a program that did not ask first, names the section.
func TestSectionsRefused(t *testing.T) {
	s := &memory.Store{}
	d := newExamDriver(t, s, morning, Sit{Sections: true})
	d.keys(sentence)
	d.at(31 * time.Minute)
	_, err := d.app.sitting.apply(d.app.sitting.entries[0], exam.Event{Kind: exam.Edit, Part: separable, Splice: exam.Splice{Insert: "1"}})
	if !errors.Is(err, exam.ErrTimeUp) || !strings.Contains(err.Error(), "section 2, Convolution and optimisation") {
		t.Errorf("apply = %v, want that time is up in section 2", err)
	}
}
