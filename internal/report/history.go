package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"gradcheck/internal/exam"
)

// A History is what a student's exams came to, and how the topics went. In JSON
// every field is always there; a field may be added, and "version" grows before
// one changes its meaning or goes.
type History struct {
	Version  int       `json:"version"`
	Attempts []Past    `json:"attempts"` // newest first
	Topics   []Subject `json:"topics"`   // best at last first
}

// A Past is one attempt at an exam.
type Past struct {
	Attempt    string    `json:"attempt"`
	Exam       string    `json:"exam"`
	Seed       uint64    `json:"seed"`
	Started    time.Time `json:"started"`
	State      string    `json:"state"` // "over", "running" or "broken off"; only the first has points and counts below
	Points     Points    `json:"points"`
	Used       Span      `json:"used"`    // seconds
	Allowed    Span      `json:"allowed"` // 0 is no limit
	Parts      int       `json:"parts"`
	Answered   int       `json:"answered"`
	Unreadable int       `json:"unreadable"`
	Receipt    string    `json:"receipt"` // "" before the end
}

// A Subject is the points on a topic by exam. First and Last are shares of them,
// 0 to 1, in the first and the last exam that had the topic.
type Subject struct {
	Name   string   `json:"name"`
	First  float64  `json:"first"`
	Last   float64  `json:"last"`
	Points []Points `json:"points"` // one an exam that counts, oldest first; nothing is possible where the topic was not asked
}

// The states of an attempt.
const (
	over      = "over"
	running   = "running"
	brokenOff = "broken off"
)

// NewHistory makes the history of exams, newest first, with times of day in a
// zone.
func NewHistory(made []exam.Result, zone *time.Location) History {
	h := History{Version: Version, Attempts: []Past{}, Topics: []Subject{}}
	for i := range made {
		r := &made[i]
		p := Past{
			Attempt: clean(r.Header.ID), Exam: clean(r.Header.Exam), Seed: r.Header.Seed, Started: r.Header.Start.Wall.In(zone).Truncate(time.Second),
			State: over, Points: pointsOf(r.Points), Used: Span(r.Used), Allowed: Span(r.Allowed),
			Parts: len(r.Parts), Answered: r.Answered(), Unreadable: r.Unreadable(),
		}
		if r.Finished {
			p.Receipt = r.Receipt.Receipt()
		}
		switch {
		case r.Abandoned:
			p.State = brokenOff
		case !r.Finished:
			p.State = running
		}
		h.Attempts = append(h.Attempts, p)
	}
	oldest := slices.Clone(made)
	slices.Reverse(oldest)
	for _, t := range exam.Trend(oldest) {
		s := Subject{Name: clean(t.Name), First: tidy(t.First()), Last: tidy(t.Last())}
		for _, sc := range t.Scores {
			s.Points = append(s.Points, pointsOf(sc))
		}
		h.Topics = append(h.Topics, s)
	}
	return h
}

func pointsOf(sc exam.Score) Points {
	return Points{tidy(sc.Got), tidy(sc.Awaiting), tidy(sc.Possible)}
}

// WriteJSON writes the history as one object.
func (h History) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(h)
}

// WriteText writes the history in plain lines.
func (h History) WriteText(out io.Writer) error {
	var w lineWriter
	if len(h.Attempts) == 0 {
		w.line("No exams yet.")
		return put(out, w.String())
	}
	w.linef("%-18s %12s  %10s  %7s  %9s  %10s", "date", "points", "time used", "seed", "answered", "unreadable")
	for _, a := range h.Attempts {
		got, unreadable := a.Points.settled(), fmt.Sprint(a.Unreadable)
		if a.Points.Awaiting > 0 {
			got = "✎" + got
		}
		if a.State != over {
			got, unreadable = a.State, ""
		}
		w.linef("%-18s %12s  %10s  %7d  %9s  %10s", a.Started.Format("2 Jan 2006, 15:04"), got, a.Used, a.Seed,
			fmt.Sprintf("%d of %d", a.Answered, a.Parts), unreadable)
	}
	if len(h.Topics) > 0 {
		w.block([]string{column("topic, % of its points", 36) + fmt.Sprintf("%7s %7s  by exam", "first", "last")})
	}
	for _, s := range h.Topics {
		w.linef("%s%7.0f %7.0f  %s", column(s.Name, 36), 100*s.First, 100*s.Last, s.way())
	}
	return put(out, w.String())
}

// lastShares is how many exams a row of text has room for.
const lastShares = 6

// way is the shares of the last exams, in per cent.
func (s Subject) way() string {
	var all []string
	for _, p := range s.Points[max(0, len(s.Points)-lastShares):] {
		if p.Possible == 0 {
			all = append(all, "·")
			continue
		}
		all = append(all, fmt.Sprintf("%.0f", 100*p.Got/p.Possible))
	}
	return strings.Join(all, " ")
}
