package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"
)

// A running is a measurement that goes on. Its students share it.
type running struct {
	plan     plan
	students int
	connect  times // from dialling to being authenticated
	screen   times // from asking for a terminal to the first screen
	setup    times // from typing a line of the setup to seeing what it asks for
	early    times // the same of the loop, from when it was due, before all were in
	typing   times // and once all were in
	here     *barrier

	mu     sync.Mutex
	all    time.Time // when all were in, the zero time before
	errors map[string]int
	first  map[string]string // an error of each kind
}

// measure sits students with these keys at the server, and returns what they
// saw.
func measure(ctx context.Context, p plan, keys []ssh.Signer) *report {
	r := &running{plan: p, students: len(keys), errors: map[string]int{}, first: map[string]string{}, here: newBarrier(len(keys))}
	server, self := watch(p.pid), watch(-1)
	server.rest()
	sitCtx, leave := context.WithCancel(ctx)
	defer leave()
	var sitting, entering sync.WaitGroup
	entering.Add(len(keys))
	students := make([]*student, len(keys))
	begin := time.Now()
	for i, key := range keys {
		s := newStudent(r, i, key)
		students[i] = s
		at := begin.Add(time.Duration(int64(p.enter) * int64(i) / int64(len(keys))))
		sitting.Go(func() {
			defer s.arrive() // whoever is lost keeps nobody waiting
			if sleep(sitCtx, at) != nil {
				entering.Done()
				return
			}
			if err := s.sit(sitCtx, entering.Done); err != nil && sitCtx.Err() == nil {
				r.add(kindOf(err), err)
			}
		})
	}
	entering.Wait()
	entered := time.Since(begin)
	got := total(students)
	r.allIn()
	server.begin()
	self.begin()
	sleep(ctx, time.Now().Add(p.duration))
	server.end()
	self.end()
	got = total(students) - got
	leave()
	sitting.Wait()
	return r.report(entered, got, server, self)
}

// total is how many bytes students got.
func total(students []*student) (n int64) {
	for _, s := range students {
		s.mu.Lock()
		n += s.got
		s.mu.Unlock()
	}
	return n
}

// allIn begins what is measured as typing.
func (r *running) allIn() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = time.Now()
}

// typed counts keys that were seen.
func (r *running) typed(loop bool, due time.Time, took time.Duration) {
	r.mu.Lock()
	all := r.all
	r.mu.Unlock()
	switch {
	case !loop:
		r.setup.add(took)
	case all.IsZero() || due.Before(all):
		r.early.add(took)
	default:
		r.typing.add(took)
	}
}

// add counts an error.
func (r *running) add(kind string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.errors[kind]++; r.errors[kind] == 1 {
		r.first[kind] = err.Error()
	}
}

// A barrier opens when all students have come to it.
type barrier struct {
	mu      sync.Mutex
	missing int
	open    chan struct{}
}

func newBarrier(n int) *barrier { return &barrier{missing: n, open: make(chan struct{})} }

func (b *barrier) arrive() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.missing--; b.missing == 0 {
		close(b.open)
	}
}

// alreadySeen is the kind of a key whose effect was on the screen before it was
// typed, so that nothing was measured.
const alreadySeen = "seen before it was typed"

// times are durations that are gathered by many.
type times struct {
	mu  sync.Mutex
	all []time.Duration
}

func (t *times) add(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = append(t.all, d)
}

// sorted returns the durations, the shortest first.
func (t *times) sorted() []time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := slices.Clone(t.all)
	slices.Sort(all)
	return all
}
