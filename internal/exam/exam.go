// Package exam is one attempt at a paper, in practice or timed.
//
// An attempt is a [Header] and the [Event]s that followed, and nothing else is
// ever stored. A [Sitting] is their fold: to start, resume, review or audit an
// attempt is to call [New] with the events there are. Verdicts and scores are
// computed from events and problems and kept only in memory, so a corrected key
// regrades by replay.
//
// A program makes a change by sealing an event with [Sitting.Next], applying it
// with [Sitting.Apply] and then storing it. Each event carries the hash of the
// one before, the first that of the header, so that nothing can be removed,
// changed or reordered unseen.
//
// The package is pure: time comes in as [Clock] values, and nothing is read or
// written.
package exam

import (
	"time"

	"gradcheck/problems"
)

// The versions of the rules by which events are folded. Headers say which one
// their attempt was made under: the first that has what it needs, so that older
// programs go on reading the attempts that they can.
const (
	Version         = 1
	SectionsVersion = 2 // sections close one after the other
)

// A Mode says which rules hold in an attempt.
type Mode string

// The modes. In practice parts are graded when the student asks, with hints and
// solutions; in an exam every draft is graded once, at the end.
const (
	Practice Mode = "practice"
	Exam     Mode = "exam"
)

// A Paper is what is sat: problems in order, and the time for all of them. A
// Limit of 0 is no limit. Revised holds, by digest, the problems with corrected
// keys that the events of an attempt speak of.
type Paper struct {
	Title    string
	Limit    time.Duration
	Problems []*problems.Problem
	Revised  map[string]*problems.Problem
}

// Placed returns what a [Header] says of the paper's problems.
func (p *Paper) Placed() []Placed {
	placed := make([]Placed, len(p.Problems))
	for i, q := range p.Problems {
		placed[i] = Placed{ID: q.ID, Seed: q.Seed, Digest: q.Digest}
	}
	return placed
}

// A Header is what is fixed when an attempt starts.
type Header struct {
	ID       string        `json:"id"`
	Student  string        `json:"student"`
	Exam     string        `json:"exam,omitempty"` // id of the exam; "" for problems picked freely
	Mode     Mode          `json:"mode"`
	Seed     uint64        `json:"seed,omitempty"`
	Start    Clock         `json:"start"`
	Limit    time.Duration `json:"limit,omitempty"` // nanoseconds; 0 is no limit
	Problems []Placed      `json:"problems"`
	Version  int           `json:"version"`            // of the rules; see [Version]
	Sections []Section     `json:"sections,omitempty"` // with budgets of their own; none if the paper closes as one
}

// A Placed is one problem of an attempt. Digest names the very instance, which
// the store keeps, so that later edits of files change no attempt.
type Placed struct {
	ID     string `json:"id"`
	Seed   uint64 `json:"seed,omitempty"`
	Digest string `json:"digest"`
}

// Hash returns the hash that the first event of the attempt carries.
func (h Header) Hash() Hash {
	form, _ := h.AppendBinary(nil)
	return sum("gradcheck header\n", form)
}
