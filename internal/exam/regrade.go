package exam

import (
	"errors"
	"fmt"

	"gradcheck/problems"
)

// A Change is what a regrade does to one part.
type Change struct {
	Part       Ref
	Was, Would Score
}

// Regrade returns what revised problems would change in an attempt that is over,
// and the events that make it so, to be sealed and stored in order. A problem is
// revised if its digest differs from the one its answers are graded by; one that
// asks something else cannot be, and is named in the error. With floor nobody
// gets less than before.
func Regrade(h Header, paper *Paper, events []Event, revised []*problems.Problem, at Clock, floor bool) ([]Change, []Event, error) {
	old, err := New(h, paper, events...)
	if err != nil {
		return nil, nil, err
	}
	if !old.finished {
		return nil, nil, errors.New("it is not over yet")
	}
	next := &Paper{Title: paper.Title, Limit: paper.Limit, Problems: paper.Problems, Revised: map[string]*problems.Problem{}}
	for digest, p := range paper.Revised {
		next.Revised[digest] = p
	}
	for _, p := range revised {
		next.Revised[p.Digest] = p
	}
	s, err := New(h, next, events...)
	if err != nil {
		return nil, nil, err
	}
	var made []Event
	for _, p := range revised {
		if s.gradedBy(p.ID) == p.Digest {
			continue
		}
		e := s.Next(Event{At: at, Kind: Revise, Part: Ref{Problem: p.ID}, Text: p.Digest})
		if floor {
			e.N = 1
		}
		if err := s.Apply(e); err != nil {
			return nil, nil, fmt.Errorf("%s cannot be graded by the corrected problem: %w", p.ID, err)
		}
		made = append(made, e)
	}
	var changes []Change
	for _, p := range old.parts {
		ref := Ref{p.problem.ID, p.Label}
		if was, would := old.Score(ref), s.Score(ref); was != would {
			changes = append(changes, Change{ref, was, would})
		}
	}
	return changes, made, nil
}

// gradedBy is the digest of the instance by whose keys a problem is graded; ""
// if there is no such problem.
func (s *Sitting) gradedBy(id string) string {
	p := s.problems[id]
	switch {
	case p == nil:
		return ""
	case len(p.revisions) > 0:
		return p.revisions[len(p.revisions)-1].Digest
	}
	return p.Digest
}
