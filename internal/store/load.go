package store

import (
	"context"
	"fmt"

	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// A Record is an attempt as it is kept, with the problems that it is at.
type Record struct {
	Header exam.Header
	Paper  *exam.Paper // titled after its first problem; what an exam is called is not kept
	Frozen [][]byte    // the problems of the header, in order, as they are stored
	Events []exam.Event
}

// Sitting folds the record. The error is that of [exam.New].
func (r *Record) Sitting() (*exam.Sitting, error) { return exam.New(r.Header, r.Paper, r.Events...) }

// Load reads the attempt of a header, with the problems that its events revise.
// Nothing is checked but that everything is there and the problems can be made;
// [Record.Sitting] does the rest.
func Load(ctx context.Context, s Store, h exam.Header) (*Record, error) {
	r := &Record{Header: h, Paper: &exam.Paper{Limit: h.Limit}}
	for _, placed := range h.Problems {
		p, frozen, err := thaw(ctx, s, placed.ID, placed.Digest)
		if err != nil {
			return nil, err
		}
		r.Paper.Problems, r.Frozen = append(r.Paper.Problems, p), append(r.Frozen, frozen)
	}
	if len(r.Paper.Problems) > 0 {
		r.Paper.Title = r.Paper.Problems[0].Title
	}
	var err error
	if r.Events, err = s.Events(ctx, h.ID, 0); err != nil {
		return nil, err
	}
	for _, e := range r.Events {
		if e.Kind != exam.Revise || r.Paper.Revised[e.Text] != nil {
			continue
		}
		p, _, err := thaw(ctx, s, e.Part.Problem, e.Text)
		if err != nil {
			return nil, err
		}
		if r.Paper.Revised == nil {
			r.Paper.Revised = map[string]*problems.Problem{}
		}
		r.Paper.Revised[e.Text] = p
	}
	return r, nil
}

// thaw makes the problem of a stored instance.
func thaw(ctx context.Context, s Store, id, digest string) (*problems.Problem, []byte, error) {
	frozen, err := s.Instance(ctx, digest)
	if err != nil {
		return nil, nil, fmt.Errorf("instance %.12s of %s: %w", digest, id, err)
	}
	p, err := problems.Thaw(frozen)
	if err != nil {
		return nil, nil, fmt.Errorf("instance %.12s: %w", digest, err)
	}
	return p, frozen, nil
}
