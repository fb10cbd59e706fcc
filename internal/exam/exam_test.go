package exam

import (
	"strings"
	"testing"
	"time"

	"gradcheck/grader"
	"gradcheck/problems"
)

// fake is a question whose answers say what they are worth: the key is correct,
// "half" is half right, "((" cannot be read, "hm" is undecided.
type fake struct {
	key    grader.Answer
	graded *int
}

func (fake) Input() grader.Input  { return grader.Line{} }
func (f fake) Key() grader.Answer { return f.key }
func (f fake) Grade(a grader.Answer) grader.Verdict {
	*f.graded++
	switch text := strings.Join(a, "|"); {
	case a.Blank():
		return grader.Verdict{Outcome: grader.Blank}
	case text == strings.Join(f.key, "|"):
		return grader.Verdict{Outcome: grader.Correct, Score: 1}
	case text == "half":
		return grader.Verdict{Outcome: grader.Partial, Score: 0.5}
	case text == "((":
		return grader.Verdict{Outcome: grader.Unreadable}
	case text == "hm":
		return grader.Verdict{Outcome: grader.Unsure}
	}
	return grader.Verdict{Outcome: grader.Wrong}
}

var (
	a = Ref{"remat", "a"}
	b = Ref{"remat", "b"}
	c = Ref{"adam", ""}
)

// paper returns a paper of three parts of 10, 4 and 6 points, and the count of
// answers graded so far.
func paper() (*Paper, *int) {
	n := new(int)
	hints := []problems.Hint{{Cost: 0.1, Text: "one"}, {Cost: 0.2, Text: "two"}}
	return &Paper{Title: "test", Problems: []*problems.Problem{
		{ID: "remat", Seed: 7, Digest: "d1", Parts: []problems.Part{
			{Label: "a", Points: 10, Question: fake{grader.Answer{"key"}, n}, Hints: hints},
			{Label: "b", Points: 4, Question: fake{grader.Answer{"x", "y"}, n}},
		}},
		{ID: "adam", Digest: "d2", Parts: []problems.Part{
			{Points: 6, Question: fake{grader.Answer{"key"}, n}, Hints: hints},
		}},
	}}, n
}

var noon = time.Date(2024, 5, 6, 12, 0, 0, 0, time.UTC)

// after returns the clocks d after noon, one boot throughout.
func after(d time.Duration) Clock {
	return Clock{Wall: noon.Add(d), Boot: time.Hour + d, BootID: "boot-1"}
}

func header(mode Mode, limit time.Duration) Header {
	p, _ := paper()
	return Header{
		ID: "t1", Student: "ada", Exam: "final", Mode: mode, Seed: 7, Start: after(0),
		Limit: limit, Problems: p.Placed(), Version: Version,
	}
}

func start(t *testing.T, mode Mode, limit time.Duration) *Sitting {
	t.Helper()
	p, _ := paper()
	s, err := New(header(mode, limit), p)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return s
}

// step is an event in short: what is done to which part, a second after the
// step before. Typing replaces the whole first blank.
type step struct {
	kind Kind
	part Ref
	text string
	n    int
}

func typed(r Ref, text string) step { return step{kind: Edit, part: r, text: text} }
func check1(r Ref) step             { return step{kind: Check, part: r} }
func hint(r Ref, n int) step        { return step{kind: Hint, part: r, n: n} }
func shown(r Ref) step              { return step{kind: Solution, part: r} }
func try(r Ref, text string) []step { return []step{typed(r, text), check1(r)} }
func steps(groups ...[]step) (all []step) {
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}

// event returns the sealed event of st as the next one of s.
func (st step) event(s *Sitting) Event {
	e := Event{At: after(time.Duration(s.Len()+1) * time.Second), Kind: st.kind, Part: st.part, N: st.n}
	if st.kind == Edit {
		e.Splice = Diff(s.Draft(st.part)[0], st.text)
	}
	return s.Next(e)
}

// do applies steps and returns their events.
func do(t *testing.T, s *Sitting, sts ...step) []Event {
	t.Helper()
	var events []Event
	for _, st := range sts {
		e := st.event(s)
		if err := s.Apply(e); err != nil {
			t.Fatalf("Apply(%+v) = %v", st, err)
		}
		events = append(events, e)
	}
	return events
}
