package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/problems"
)

// A lectern is what the commands on the attempts at a quiz work with.
type lectern struct {
	courseBook
	store  store.Store
	course *class.Course
	quiz   *class.Quiz
	thawed thawed
}

// lectern opens the course in the data folder at a quiz and hands it to do.
func (s *System) lectern(ctx context.Context, o *options, quiz string, do func(*lectern) error) error {
	db, err := s.database(ctx, o)
	if err != nil {
		return err
	}
	defer db.Close()
	l := &lectern{courseBook: s.course(db), store: db}
	if l.course, err = l.now(ctx); err != nil {
		return err
	}
	if l.quiz, err = quizOf(l.course, quiz); err != nil {
		return err
	}
	return do(l)
}

// quizOf finds a quiz, or says which there are.
func quizOf(c *class.Course, id string) (*class.Quiz, error) {
	if q, ok := c.Quiz(id); ok {
		return q, nil
	}
	var ids []string
	for _, q := range c.Quizzes() {
		ids = append(ids, q.ID)
	}
	if len(ids) == 0 {
		return nil, usagef("no quiz %q, nor any other; gradcheck class quiz FILE sets one", id)
	}
	return nil, usagef("no quiz %q; there is %s", id, strings.Join(ids, ", "))
}

// known checks that somebody of that id is in the course or sat the quiz.
func (l *lectern) known(id string, hs []exam.Header) error {
	if _, ok := l.course.Student(id); ok {
		return nil
	}
	for _, h := range hs {
		if h.Student == id {
			return nil
		}
	}
	return usagef("nobody has the id %q; gradcheck class roster lists who is there", id)
}

// load reads an attempt. Problems are shared among attempts, by digest.
func (l *lectern) load(ctx context.Context, h exam.Header) (*store.Record, error) {
	return l.thawed.load(ctx, l.store, h)
}

// thawed are problems by digest: to make them costs a hundred times as much as
// to read the events of an attempt. It is for several goroutines at once.
type thawed struct {
	mu   sync.Mutex
	made map[string]*problems.Problem
}

// load reads an attempt as [store.Load] does, but makes each problem once.
func (t *thawed) load(ctx context.Context, s store.Store, h exam.Header) (*store.Record, error) {
	r := &store.Record{Header: h, Paper: &exam.Paper{Limit: h.Limit}}
	for _, placed := range h.Problems {
		p, err := t.problem(ctx, s, placed.Digest)
		if err != nil {
			return nil, fmt.Errorf("attempt %s: %s: %w", h.ID, placed.ID, err)
		}
		r.Paper.Problems = append(r.Paper.Problems, p)
	}
	if len(r.Paper.Problems) > 0 {
		r.Paper.Title = r.Paper.Problems[0].Title
	}
	var err error
	if r.Events, err = s.Events(ctx, h.ID, 0); err != nil {
		return nil, fmt.Errorf("attempt %s: %w", h.ID, err)
	}
	for _, e := range r.Events {
		if e.Kind != exam.Revise || r.Paper.Revised[e.Text] != nil {
			continue
		}
		p, err := t.problem(ctx, s, e.Text)
		if err != nil {
			return nil, fmt.Errorf("attempt %s: correction of %s: %w", h.ID, e.Part.Problem, err)
		}
		if r.Paper.Revised == nil {
			r.Paper.Revised = map[string]*problems.Problem{}
		}
		r.Paper.Revised[e.Text] = p
	}
	return r, nil
}

// problem is the problem of a stored instance.
func (t *thawed) problem(ctx context.Context, s store.Store, digest string) (*problems.Problem, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if p := t.made[digest]; p != nil {
		return p, nil
	}
	data, err := s.Instance(ctx, digest)
	if err != nil {
		return nil, fmt.Errorf("instance %.12s: %w", digest, err)
	}
	p, err := problems.Thaw(data)
	if err != nil {
		return nil, fmt.Errorf("instance %.12s: %w", digest, err)
	}
	if t.made == nil {
		t.made = map[string]*problems.Problem{}
	}
	t.made[digest] = p
	return p, nil
}

// gradeAll calls work for every attempt, on all processors, and take with what comes
// out, in the order of the attempts and one at a time. So attempts need not be in
// memory together. How far it is stands on standard error. An attempt that cannot
// be read is told in the error, and the others are taken all the same.
func gradeAll[T any](ctx context.Context, s *System, what string, hs []exam.Header, work func(exam.Header) (T, error), take func(exam.Header, T)) error {
	type done struct {
		v   T
		err error
	}
	results := make([]chan done, len(hs))
	for i := range results {
		results[i] = make(chan done, 1)
	}
	workers := runtime.GOMAXPROCS(0)
	turn := make(chan struct{}, 4*workers) // as many are made ahead of what is taken
	next := make(chan int)
	go func() {
		defer close(next)
		for i := range hs {
			select {
			case turn <- struct{}{}:
				next <- i
			case <-ctx.Done():
				return
			}
		}
	}()
	for range workers {
		go func() {
			for i := range next {
				v, err := work(hs[i])
				results[i] <- done{v, err}
			}
		}()
	}
	var failed []error
	bar := progress{s: s, what: what, of: len(hs)}
	for i, h := range hs {
		select {
		case d := <-results[i]:
			<-turn
			if d.err != nil {
				failed = append(failed, d.err)
			} else {
				take(h, d.v)
			}
		case <-ctx.Done():
			return ctx.Err()
		}
		bar.at(i + 1)
	}
	bar.end()
	return errors.Join(failed...)
}

// A progress says on standard error how far long work is, where that is a
// terminal, and not more often than a person can read.
type progress struct {
	s     *System
	what  string
	of    int
	said  bool
	shown int // per cent
}

// fewToTell is how much work is not worth a word.
const fewToTell = 200

func (p *progress) at(n int) {
	percent := 100 * n / max(p.of, 1)
	if p.of < fewToTell || !isTerminal(p.s.Err) || percent == p.shown {
		return
	}
	p.said, p.shown = true, percent
	fmt.Fprintf(p.s.Err, "\r%s %d of %d", p.what, n, p.of)
}

func (p *progress) end() {
	if p.said {
		fmt.Fprint(p.s.Err, "\r\x1b[K")
	}
}
