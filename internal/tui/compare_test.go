package tui

import (
	"testing"
	"time"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/internal/store/memory"
)

// Two exams are compared part by part, in the order of the paper or the largest
// change first.
func TestCompare(t *testing.T) {
	s, lib := &memory.Store{}, library(t)
	sit(t, s, lib, 0, morning.Add(-72*time.Hour), of(map[string]grader.Answer{"honor()": {honour}, "separable-conv(a)": {"108"}}))
	sit(t, s, lib, 0, morning.Add(-48*time.Hour), of(closeAnswers()))
	sit(t, s, lib, 7, morning.Add(-24*time.Hour), of(map[string]grader.Answer{"honor()": {honour}}))
	d := newHistoryDriver(t, s, 80, 24, "")
	d.keys("c")
	d.want("c on another exam compares it with this one.", "c compare with this")
	d.keys("c")
	d.want("Not marked any more.")
	d.keys("j c j")
	d.want("• 7 May", "▸ 6 May")
	d.keys("c")
	d.want("History › compare", "6 → 18 of 240 points", "6 May and 7 May", "part    problem", "change", "3(a)    Separable convolutions              5/5       5/5       ·",
		"Both times the same paper with the same numbers.", "1-15 of 34")
	d.keys("tab")
	d.want("tab order of the paper", "8       Exchanging gradients           empty/12      8/12      +8", "11(di)  An information bottleneck")
	d.keys("G q")
	d.want("time used")
	d.keys("g c j c")
	d.want("18 → 1 of 240 points", "−5", "other numbers: seeds 0 and 7.")
	d.keys("enter")
	d.want("time used")
}

// Of two exams it is clear which; one that runs or was broken off has no points
// to compare.
func TestComparePicks(t *testing.T) {
	s, lib := &memory.Store{}, library(t)
	sit(t, s, lib, 0, morning.Add(-72*time.Hour), of(closeAnswers()))
	d := newHistoryDriver(t, s, 80, 24, "")
	d.keys("c")
	d.want("There is only one exam.")
	sit(t, s, lib, 7, morning.Add(-24*time.Hour), of(closeAnswers()))
	d = newHistoryDriver(t, s, 80, 24, "")
	d.keys("c")
	d.want("History › compare")
	running := newExamDriver(t, s, morning, Sit{})
	running.keys("'" + honour + "' enter ] q")
	d = newHistoryDriver(t, s, 80, 24, "")
	d.keys("c j c")
	d.want("Only exams that were handed in can be compared.")
}

// What only one of the papers has stands there without a change.
func TestComparisonOfOtherPapers(t *testing.T) {
	part := func(problem, label string, got float64) exam.PartResult {
		return exam.PartResult{Ref: exam.Ref{Problem: problem, Part: label}, Title: problem, Status: exam.Partial, Score: exam.Score{Got: got, Possible: 4}}
	}
	h := &history{zone: time.UTC, heads: make([]exam.Header, 2), made: []*exam.Result{
		{Finished: true, Header: exam.Header{Start: exam.Clock{Wall: morning}}, Parts: []exam.PartResult{part("new", "a", 1)}},
		{Finished: true, Header: exam.Header{Start: exam.Clock{Wall: morning.Add(-400 * 24 * time.Hour)}}, Parts: []exam.PartResult{part("gone", "b", 2)}},
	}}
	c := newComparison(h, 1, 0)
	d := newDriver(t, &memory.Store{}, 80, 24, nil)
	d.app.stack = append(d.app.stack, c)
	d.want("The two papers have no part in common.", "1(a)    new", "b       gone", "Apr 2022", "May 2023")
}
