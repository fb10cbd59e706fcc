package problems

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"gradcheck/grader"
	"gradcheck/sim"
)

// Freeze returns the problem as JSON, to be kept with an attempt under its
// digest. The same problem always freezes to the same bytes, and [Thaw] undoes
// it exactly.
func (p *Problem) Freeze() []byte {
	q := *p
	q.Digest = ""
	data, err := json.Marshal(&q)
	if err != nil {
		panic("problems: a problem is plain data: " + err.Error())
	}
	return data
}

func (p *Problem) digest() string { return hash(p.Freeze()) }

func hash(frozen []byte) string {
	sum := sha256.Sum256(frozen)
	return hex.EncodeToString(sum[:])
}

// Thaw makes the problem of a frozen one, with its questions. An explanation
// whose simulation no longer takes its parameters is left out. The error says
// which part's question this version cannot make.
func Thaw(frozen []byte) (*Problem, error) {
	var p Problem
	if err := json.Unmarshal(frozen, &p); err != nil {
		return nil, fmt.Errorf("thaw a problem: %w", err)
	}
	p.Digest = hash(frozen)
	for i := range p.Parts {
		part := &p.Parts[i]
		q, err := grader.New(part.Spec)
		if err != nil {
			return nil, fmt.Errorf("thaw %s, part (%s): %w", p.ID, part.Label, err)
		}
		part.Question = q
		for j, run := range part.Explain {
			part.Explain[j] = run.restored()
		}
		part.Explain = slices.DeleteFunc(part.Explain, func(r *Run) bool { return r == nil })
		for j := range part.Near {
			part.Near[j] = part.Near[j].restored()
		}
	}
	return &p, nil
}

// restored brings the run's values to the types of its simulation. A run of a
// simulation that is gone stays as it is, since nobody can play it.
func (r *Run) restored() *Run {
	if r == nil {
		return nil
	}
	s, ok := sim.Lookup(r.Sim)
	if !ok {
		return r
	}
	v, err := s.Restore(r.Values)
	if err != nil {
		return nil
	}
	r.Values = v
	return r
}
