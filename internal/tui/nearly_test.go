package tui

import (
	"strings"
	"testing"
	"time"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/internal/store/memory"
)

// honour is the sentence of the paper's honour code.
const honour = "I work alone, I keep to the rules of this paper, and what I hand in is mine."

// closeAnswers are answers of which some are one step from being right.
func closeAnswers() map[string]grader.Answer {
	return map[string]grader.Answer{
		"honor()":           {honour},
		"separable-conv(a)": {"108"},
		"separable-conv(b)": {"(39"},
		"remat(a)":          {"21"},
		"remat(c)":          {"50 us"},
		"distributed()":     {"n*(n-1)", "p", "p"},
		"vib(di)":           {"1e-3", "1e-6", ""},
		"diffusion(b)":      {"alpha_tau/(alpha_t"},
	}
}

// The result names the parts that are one step away, the most points first, and
// none in which nothing stands or more is missing. The review says it again.
func TestOneStep(t *testing.T) {
	s, lib := &memory.Store{}, library(t)
	sit(t, s, lib, 0, morning.Add(-24*time.Hour), of(closeAnswers()))
	d := newHistoryDriver(t, s, 80, 24, "last")
	d.want("One step away: 6(c) wrong unit, 10(b) a closing bracket is missing, 3(b) a", "closing bracket is missing, 8 one blank of three, and 1 more.",
		"Lost most: 12(f) 20", "tab topics", "p practise what was lost")
	d.without("6(a)", "Grading")
	d.keys("j j j j j enter ] ]")
	d.want("Rematerialisation › (c)", "One step away: wrong unit.", "0 of 8 points")
	d.app.stack[len(d.app.stack)-1] = newReview(d.app.stack[1].(*results), 2, 1)
	d.want("› (b)", "(39", "? Could not be read", "One step away: a closing bracket is missing.")
	d.without("✗ Not this one")
}

// A short line has as many parts as fit, and says how many are left.
func TestOneStepFits(t *testing.T) {
	s, lib := &memory.Store{}, library(t)
	sit(t, s, lib, 0, morning.Add(-24*time.Hour), of(closeAnswers()))
	d := newHistoryDriver(t, s, 80, 24, "last")
	r := d.app.top().(*results)
	tests := []struct {
		width int
		want  string
	}{
		{200, "One step away: 6(c) wrong unit, 10(b) a closing bracket is missing, 3(b) a closing bracket is missing, 8 one blank of three, 11(di) one blank of three is empty."},
		{50, "One step away: 6(c) wrong unit, 10(b) a closing bracket is missing, and 3 more."},
		{24, "One step away: 6(c) wrong unit, and 4 more."},
		{8, ""},
	}
	for _, tt := range tests {
		if got := r.oneStep(tt.width); got != tt.want {
			t.Errorf("oneStep(%d) = %q, want %q", tt.width, got, tt.want)
		}
		if n := len(wrap(r.oneStep(tt.width), tt.width)); n > oneStepRows {
			t.Errorf("oneStep(%d) takes %d rows, want %d at most", tt.width, n, oneStepRows)
		}
	}
}

// While the verdicts are made the screen says so, and keys wait; nothing is
// graded by drawing.
func TestResultGrades(t *testing.T) {
	d := newExamDriver(t, &memory.Store{}, morning, Sit{})
	d.keys("'" + honour + "' enter ] ] enter '108' enter")
	_, cmd := d.app.Update(overMsg{exam.Finish})
	r := d.app.top().(*results)
	if r.made != nil {
		t.Fatal("the verdicts are there before their command ran")
	}
	d.want("Grading what stood at the end")
	d.without("points")
	d.keys("enter tab p")
	d.want("still being graded")
	d.run(cmd)
	d.want("6 of 240 points", "receipt", "Handed in at 12:03:41")
	if len(r.log) != d.app.sitting.sat().Len() {
		t.Errorf("log has %d events, want the %d of the attempt", len(r.log), d.app.sitting.sat().Len())
	}
}

// tab changes between problems and topics; enter opens a part of the topic.
func TestResultTopics(t *testing.T) {
	s, lib := &memory.Store{}, library(t)
	sit(t, s, lib, 0, morning.Add(-24*time.Hour), of(closeAnswers()))
	for _, width := range []int{60, 80} {
		d := newHistoryDriver(t, s, width, 24, "last")
		d.keys("tab")
		d.want("topic", "parts", "tab problems", "enter review a part")
		r := d.app.top().(*results)
		for r.topics()[r.topic].name != "memory" {
			d.keys("j")
		}
		d.want("memory: 6(a) 0/10, 6(b) 0/5, 6(c) 0/8.")
		d.keys("enter")
		d.want("Rematerialisation › (a)")
		d.keys("q tab")
		d.want("problem", "tab topics")
	}
}

// The names of the problems, the points and the topics stay on a small screen,
// and the list follows the cursor.
func TestResultScrolls(t *testing.T) {
	s, lib := &memory.Store{}, library(t)
	sit(t, s, lib, 0, morning.Add(-24*time.Hour), of(closeAnswers()))
	d := newHistoryDriver(t, s, 60, 15, "last")
	d.keys("G")
	d.want("▸ 12  LayerNorm and depth", "Lost most")
	d.keys("g")
	d.want("▸  1  Honour code")
	if strings.Contains(d.screen(), "12  LayerNorm") {
		t.Error("all problems are on a screen of 15 rows, want some of them")
	}
}
