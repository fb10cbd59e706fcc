// Package memory is a [store.Store] that forgets everything when the program
// ends: for tests, and for practising where nothing can be written.
package memory

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sync"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

// A Store keeps everything in memory. The zero value is an empty store.
type Store struct {
	mu        sync.Mutex
	closed    bool
	attempts  map[string]*attempt
	instances map[string][]byte
	journal   []class.Entry
	beat      exam.Clock
}

var _ store.Store = (*Store)(nil)

type attempt struct {
	header exam.Header
	events []exam.Event
}

// begin locks the store. The caller unlocks it, also on an error.
func (s *Store) begin(ctx context.Context) error {
	s.mu.Lock()
	if s.closed {
		return store.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.attempts == nil {
		s.attempts = map[string]*attempt{}
		s.instances = map[string][]byte{}
	}
	return nil
}

// Create implements [store.Store].
func (s *Store) Create(ctx context.Context, h exam.Header) error {
	defer s.mu.Unlock()
	if err := s.begin(ctx); err != nil {
		return err
	}
	if s.attempts[h.ID] != nil {
		return store.ErrExists
	}
	h.Problems = slices.Clone(h.Problems)
	h.Start.Wall = h.Start.Wall.Round(0) // order by the wall clock alone
	s.attempts[h.ID] = &attempt{header: h}
	return nil
}

// Headers implements [store.Store].
func (s *Store) Headers(ctx context.Context, student string) ([]exam.Header, error) {
	defer s.mu.Unlock()
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	hs := s.headers(func(h exam.Header) bool { return h.Student == student })
	slices.Reverse(hs)
	return hs, nil
}

// Sat implements [store.Store].
func (s *Store) Sat(ctx context.Context, examID string) ([]exam.Header, error) {
	defer s.mu.Unlock()
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	return s.headers(func(h exam.Header) bool { return h.Exam == examID }), nil
}

// headers returns those that are wanted, the earliest start first.
func (s *Store) headers(want func(exam.Header) bool) []exam.Header {
	var hs []exam.Header
	for _, a := range s.attempts {
		if want(a.header) {
			h := a.header
			h.Problems = slices.Clone(h.Problems)
			hs = append(hs, h)
		}
	}
	slices.SortFunc(hs, func(a, b exam.Header) int {
		return cmp.Or(a.Start.Wall.Compare(b.Start.Wall), cmp.Compare(a.ID, b.ID))
	})
	return hs
}

// Post implements [store.Course].
func (s *Store) Post(ctx context.Context, entries ...class.Entry) error {
	defer s.mu.Unlock()
	if err := s.begin(ctx); err != nil {
		return err
	}
	s.journal = append(s.journal, entries...)
	return nil
}

// Journal implements [store.Course].
func (s *Store) Journal(ctx context.Context, from int) ([]class.Entry, error) {
	defer s.mu.Unlock()
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	return slices.Clone(s.journal[min(max(from, 0), len(s.journal)):]), nil
}

// Beat implements [store.Course].
func (s *Store) Beat(ctx context.Context, _ string, at exam.Clock) error {
	defer s.mu.Unlock()
	if err := s.begin(ctx); err != nil {
		return err
	}
	if at.Wall.After(s.beat.Wall) {
		s.beat = at
	}
	return nil
}

// LastBeat implements [store.Course].
func (s *Store) LastBeat(ctx context.Context) (exam.Clock, error) {
	defer s.mu.Unlock()
	if err := s.begin(ctx); err != nil {
		return exam.Clock{}, err
	}
	return s.beat, nil
}

// Append implements [store.Store].
func (s *Store) Append(ctx context.Context, id string, at int, events ...exam.Event) error {
	defer s.mu.Unlock()
	if err := s.begin(ctx); err != nil {
		return err
	}
	a := s.attempts[id]
	switch {
	case a == nil:
		return store.ErrUnknown
	case at != len(a.events):
		return store.ErrStale
	}
	a.events = append(a.events, events...)
	return nil
}

// Events implements [store.Store].
func (s *Store) Events(ctx context.Context, id string, from int) ([]exam.Event, error) {
	defer s.mu.Unlock()
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	a := s.attempts[id]
	if a == nil {
		return nil, store.ErrUnknown
	}
	return slices.Clone(a.events[min(max(from, 0), len(a.events)):]), nil
}

// PutInstance implements [store.Store].
func (s *Store) PutInstance(ctx context.Context, digest string, data []byte) error {
	defer s.mu.Unlock()
	if err := s.begin(ctx); err != nil {
		return err
	}
	if _, ok := s.instances[digest]; !ok {
		s.instances[digest] = bytes.Clone(data)
	}
	return nil
}

// Instance implements [store.Store].
func (s *Store) Instance(ctx context.Context, digest string) ([]byte, error) {
	defer s.mu.Unlock()
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	data, ok := s.instances[digest]
	if !ok {
		return nil, store.ErrUnknown
	}
	return bytes.Clone(data), nil
}

// Close implements [store.Store].
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}
