package exam

import (
	"slices"
	"testing"
	"time"
)

// A written is what stands in a part from some minute on.
type written struct {
	minute int
	part   Ref
	text   string
}

// answeredCurve is the curve of an exam of two hours that was handed in after
// end minutes and looked at later.
func answeredCurve(t *testing.T, end int, writes ...written) Curve {
	t.Helper()
	s := start(t, Exam, 2*time.Hour)
	var events []Event
	apply := func(e Event) {
		e = s.Next(e)
		if err := s.Apply(e); err != nil {
			t.Fatal(err)
		}
		events = append(events, e)
	}
	for _, w := range writes {
		apply(Event{At: after(time.Duration(w.minute) * time.Minute), Kind: Edit, Part: w.part, Splice: Diff(s.Draft(w.part)[0], w.text)})
	}
	apply(Event{At: after(time.Duration(end) * time.Minute), Kind: Finish})
	apply(Event{At: after(time.Duration(end+60) * time.Minute), Kind: Open})
	curve, err := Answered(s.Header(), mustPaper(), events)
	if err != nil {
		t.Fatalf("Answered = %v", err)
	}
	return curve
}

func TestAnswered(t *testing.T) {
	const m = time.Minute
	tests := []struct {
		name   string
		writes []written
		want   Curve // of 20 points: a has 10, b 4, c 6
	}{
		{"nothing", nil, Curve{}},
		{"in order", []written{{5, a, "8"}, {20, b, "x"}, {40, c, "y"}}, Curve{{5 * m, 0.5}, {20 * m, 0.7}, {40 * m, 1}, {60 * m, 1}}},
		{"only the first word counts", []written{{5, c, "8"}, {9, c, "88"}, {10, c, ""}, {30, c, "key"}, {35, a, "x"}}, Curve{{5 * m, 0.3}, {35 * m, 0.8}, {60 * m, 0.8}}},
		{"blanks are none", []written{{5, a, ""}, {7, a, "8"}}, Curve{{7 * m, 0.5}, {60 * m, 0.5}}},
	}
	for _, tt := range tests {
		if got := answeredCurve(t, 60, tt.writes...); !slices.Equal(got, tt.want) {
			t.Errorf("%s: Answered = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestAnsweredBroken(t *testing.T) {
	s := start(t, Exam, time.Hour)
	events := do(t, s, typed(a, "8"), typed(b, "x"))
	events[0].Splice.Insert = "9"
	if _, err := Answered(s.Header(), mustPaper(), events); err == nil {
		t.Error("Answered of a changed log is no error")
	}
}

func TestWhen(t *testing.T) {
	const m = time.Minute
	curve := Curve{{10 * m, 0.5}, {30 * m, 0.75}, {50 * m, 0.75}, {60 * m, 0.75}}
	tests := []struct {
		curve Curve
		share float64
		want  time.Duration
	}{
		{curve, 0, 0},
		{curve, 0.25, 5 * m},
		{curve, 0.5, 10 * m},
		{curve, 0.625, 20 * m},
		{curve, 0.75, 30 * m},
		{curve, 0.8, 60 * m},
		{curve, 1, 60 * m},
		{nil, 0.5, 0},
	}
	for _, tt := range tests {
		if got := tt.curve.When(tt.share); got != tt.want {
			t.Errorf("%v.When(%v) = %v, want %v", tt.curve, tt.share, got, tt.want)
		}
	}
	for share, last := 0.0, time.Duration(-1); share <= 1; share += 1.0 / 64 {
		got := curve.When(share)
		if got < last {
			t.Errorf("When(%v) = %v, after %v for less", share, got, last)
		}
		last = got
	}
}
