package class

import (
	"slices"
	"time"

	"gradcheck/internal/exam"
)

// Concerns returns the numbers of the entries of a journal that concern a student:
// what names the student, what was done for everybody, what became of the student's
// keys, and what undoes any of that.
func Concerns(journal []Entry, student string) []int {
	var all []int
	keys := map[string]bool{} // that are or were the student's
	for n, e := range journal {
		mine := e.Student == student || e.Who != nil && e.Who.ID == student
		switch e.Kind {
		case Bind:
			if mine && e.Key != "" {
				keys[e.Key] = true
			}
		case Unbind:
			mine = mine || keys[e.Key]
		case Extend, Message, Outage, Reveal, Set, Regrade:
			mine = mine || e.Student == ""
		case Undo:
			mine = mine || slices.Contains(all, e.N)
		}
		if mine {
			all = append(all, n)
		}
	}
	return all
}

// A Passage is one thing of an attempt that is of interest to who looks at its log
// from outside: when it was taken up and from where, left, ended.
type Passage struct {
	At   time.Time `json:"at"`
	Kind exam.Kind `json:"kind"`
	From string    `json:"from,omitempty"`
}

// A Story says how an attempt went, in few words; the JSON form is stable.
type Story struct {
	Attempt  string        `json:"attempt"`
	Quiz     string        `json:"quiz,omitempty"`
	Started  time.Time     `json:"started"`
	Ended    time.Time     `json:"ended,omitzero"`
	How      string        `json:"how"` // sitting, handed in, time was up, broken off
	Allowed  time.Duration `json:"allowed,omitempty"`
	Events   int           `json:"events"`
	Edits    int           `json:"edits"`
	Marks    int           `json:"marks"`
	Passages []Passage     `json:"passages"`
}

// Tell sums up the log of an attempt.
func Tell(h exam.Header, events []exam.Event) Story {
	s := Story{Attempt: h.ID, Quiz: h.Exam, Started: h.Start.Wall.Round(0), How: "sitting", Events: len(events), Passages: []Passage{}}
	s.Allowed, _ = exam.Terms{}.Allowed(h.Limit, h.Start.Wall)
	for _, e := range events {
		switch e.Kind {
		case exam.Edit:
			s.Edits++
		case exam.Mark:
			s.Marks++
		case exam.Grant:
			s.Allowed, _ = e.Terms.Allowed(h.Limit, h.Start.Wall)
			if s.How == "time was up" {
				s.How, s.Ended = "sitting", time.Time{}
			}
		case exam.Finish, exam.Abandon:
			s.Ended, s.How = e.At.Wall, "handed in"
			if e.N == 1 {
				s.How = "time was up"
			}
			if e.Kind == exam.Abandon {
				s.How = "broken off"
			}
		}
		switch e.Kind {
		case exam.Open:
			s.Passages = append(s.Passages, Passage{e.At.Wall, e.Kind, Clean(e.Text)})
		case exam.Leave, exam.Finish, exam.Abandon, exam.Grant:
			s.Passages = append(s.Passages, Passage{e.At.Wall, e.Kind, ""})
		}
	}
	return s
}
