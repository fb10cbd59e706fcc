package tui

import (
	"slices"
	"testing"
	"time"

	"gradcheck/internal/exam"
	"gradcheck/internal/store/memory"
)

// sit puts an attempt at the exam into a store: at each of the minutes the next
// of three parts, worth 10 of 240 points together with the sentence, is answered,
// and at the last one it ends with a word.
func (s *earlier) sit(t *testing.T, day int, answers []string, minutes []int, end string) {
	t.Helper()
	start := morning.Add(time.Duration(day) * 24 * time.Hour)
	d := newExamDriver(t, &s.Store, start, Sit{Exam: examID})
	d.keys(sentence + "] ] ")
	for i, text := range answers {
		d.clock = start.Add(time.Duration(minutes[i]) * time.Minute)
		d.keys("enter '" + text + "' enter ] ")
	}
	d.clock = start.Add(time.Duration(minutes[len(answers)]) * time.Minute)
	d.keys("H " + end)
}

// An earlier store has attempts in it.
type earlier struct{ memory.Store }

const (
	examID = "eecs182-sp23"
	handIn = "'hand in' enter "
)

// The pace is that of the plan until there is an earlier exam with a score, and
// then that of the best one.
func TestPaceAgainstBest(t *testing.T) {
	right, wrong := []string{"108", "39"}, []string{"107", "39"}
	tests := []struct {
		name    string
		earlier func(s *earlier)
		now     []int // minutes at which the two parts are answered
		want    string
	}{
		{"nothing before", func(*earlier) {}, []int{5, 11}, "pace −2 min"},
		{"one before", func(s *earlier) { s.sit(t, -9, right, []int{8, 17, 60}, handIn) }, []int{5, 11}, "best +6 min"},
		{"one that was quicker", func(s *earlier) { s.sit(t, -9, right, []int{2, 4, 60}, handIn) }, []int{5, 11}, "best −7 min"},
		{"the one with more points", func(s *earlier) {
			s.sit(t, -9, right, []int{8, 17, 60}, handIn)
			s.sit(t, -5, wrong, []int{2, 4, 60}, handIn)
		}, []int{5, 11}, "best +6 min"},
		{"of equal ones the quicker", func(s *earlier) {
			s.sit(t, -9, right, []int{8, 17, 60}, handIn)
			s.sit(t, -5, right, []int{9, 31, 50}, handIn)
		}, []int{5, 11}, "best +20 min"},
		{"broken off", func(s *earlier) { s.sit(t, -9, right, []int{8, 17, 60}, "'abandon' enter ") }, []int{5, 11}, "pace −2 min"},
		{"further than it ever came", func(s *earlier) { s.sit(t, -9, right[:1], []int{8, 60}, handIn) }, []int{5, 11}, "best +49 min"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &earlier{}
			tt.earlier(s)
			d := newExamDriver(t, &s.Store, morning, Sit{Exam: examID})
			d.keys(sentence + "] ]")
			d.without("pace", "best")
			for i, text := range right {
				d.at(time.Duration(tt.now[i]) * time.Minute)
				d.keys("enter '" + text + "' enter ] ")
			}
			d.want(tt.want + " · saved")
		})
	}
}

// An attempt without the sentence of the honour code has no score, and one that
// runs is nobody's best.
func TestBestRun(t *testing.T) {
	s := &earlier{}
	d := newExamDriver(t, &s.Store, morning, Sit{})
	d.keys(sentence + "] ] enter '108' enter ")
	if got := bestRun(d.app.env, examID); got != nil {
		t.Errorf("bestRun with one that runs = %+v, want none", got)
	}
	d.keys("[ [ x H " + handIn)
	d.want("No score")
	if got := bestRun(d.app.env, examID); got != nil {
		t.Errorf("bestRun with one that was not pledged = %+v, want none", got)
	}
	s.sit(t, 3, []string{"108"}, []int{9, 60}, handIn)
	got := bestRun(d.app.env, examID)
	want := exam.Curve{{At: 0, Share: 1.0 / 240}, {At: 9 * time.Minute, Share: 6.0 / 240}, {At: time.Hour, Share: 6.0 / 240}}
	if !slices.Equal(got, want) {
		t.Errorf("bestRun = %v, want %v", got, want)
	}
}

// An attempt that cannot be read is passed over.
func TestBestRunUnreadable(t *testing.T) {
	s := &memory.Store{}
	d := newExamDriver(t, s, morning, Sit{})
	d.keys(sentence + "H 'hand in' enter")
	hs, err := s.Headers(t.Context(), "ada")
	if err != nil {
		t.Fatal(err)
	}
	bad := hs[0]
	bad.ID, bad.Problems = "bad", append([]exam.Placed{{ID: "gone", Digest: "0"}}, bad.Problems...)
	if err := s.Create(t.Context(), bad); err != nil {
		t.Fatal(err)
	}
	if got := bestRun(d.app.env, bad.Exam); len(got) == 0 {
		t.Error("bestRun beside an attempt that cannot be read has nothing, want the one that can")
	}
	if got := bestRun(d.app.env, "other"); got != nil {
		t.Errorf("bestRun of another exam = %v, want none", got)
	}
}

// Coming back compares with the best one, too, and never with itself.
func TestPaceResumed(t *testing.T) {
	s := &earlier{}
	s.sit(t, -9, []string{"108", "39"}, []int{8, 17, 60}, handIn)
	newExamDriver(t, &s.Store, morning, Sit{}).keys(sentence + "] ] enter '108' enter ")
	d := newExamDriver(t, &s.Store, morning.Add(12*time.Minute), Sit{})
	d.want("best −4 min")
}

func TestSigned(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "+0 min", 59 * time.Second: "+0 min", -59 * time.Second: "+0 min", 6*time.Minute + 1: "+6 min", -75 * time.Minute: "−75 min"} {
		if got := signed(d); got != want {
			t.Errorf("signed(%v) = %q, want %q", d, got, want)
		}
	}
}
