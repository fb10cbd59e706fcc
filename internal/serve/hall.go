package serve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/tui"
	"gradcheck/problems"
)

// A hall is what all sessions share: the course, read again every second, and
// the papers of its quizzes, made before they open.
type hall struct {
	s      *Server
	mu     sync.RWMutex
	course *class.Course
	papers map[dealt]*paper
}

// A dealt names a paper: a quiz as its file says now, in one variant.
type dealt struct {
	quiz *class.Quiz
	seed uint64
}

// A paper is made once, by whoever needs it first.
type paper struct {
	once     sync.Once
	problems []*problems.Problem
	err      error
}

// newHall reads the course, and credits the time in which no server was alive.
func newHall(ctx context.Context, s *Server) (*hall, error) {
	h := &hall{s: s, course: class.New(), papers: map[dealt]*paper{}}
	if err := h.sync(ctx); err != nil {
		return nil, fmt.Errorf("read the course: %w", err)
	}
	if err := h.credit(ctx); err != nil {
		return nil, fmt.Errorf("credit the outage: %w", err)
	}
	return h, nil
}

// sync takes in what was added to the journal.
func (h *hall) sync(ctx context.Context) error {
	h.mu.RLock()
	n := h.course.Len()
	h.mu.RUnlock()
	entries, err := h.s.Store.Journal(ctx, n)
	if err != nil || len(entries) == 0 {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, e := range entries {
		if n+i < h.course.Len() { // another goroutine was faster
			continue
		}
		if err := h.course.Apply(e); err != nil {
			h.s.Log.Warn("journal", "entry", n+i, "kind", e.Kind, "student", e.Student, "quiz", e.Quiz, "err", err)
		}
	}
	return nil
}

// post adds entries to the journal and takes them in.
func (h *hall) post(ctx context.Context, entries ...class.Entry) error {
	now := h.s.Now().Wall
	for i := range entries {
		entries[i].At = now
	}
	if err := h.s.Store.Post(ctx, entries...); err != nil {
		return err
	}
	return h.sync(ctx)
}

// prepare makes the papers of all quizzes that are not over, those that open
// first at first, so that nobody waits for them at the start.
func (h *hall) prepare(ctx context.Context) {
	h.mu.RLock()
	qs := h.course.Quizzes()
	h.mu.RUnlock()
	now := h.s.Now().Wall
	slices.SortStableFunc(qs, func(a, b *class.Quiz) int { return a.Opens.Compare(b.Opens) })
	for _, q := range qs {
		if !q.Closes.IsZero() && now.After(q.Closes.Add(24*time.Hour)) {
			continue
		}
		for _, seed := range q.Seeds() {
			if ctx.Err() != nil {
				return
			}
			if _, err := h.paper(ctx, q, seed); err != nil {
				h.s.Log.Error("paper", "quiz", q.ID, "variant", seed, "err", err)
				break
			}
		}
	}
}

// paper returns the problems of a quiz in one variant. They are in the store by
// then, and their texts rendered.
func (h *hall) paper(ctx context.Context, q *class.Quiz, seed uint64) ([]*problems.Problem, error) {
	k := dealt{q, seed}
	h.mu.RLock()
	p := h.papers[k]
	h.mu.RUnlock()
	if p == nil {
		h.mu.Lock()
		if p = h.papers[k]; p == nil {
			p = &paper{}
			h.papers[k] = p
		}
		h.mu.Unlock()
	}
	p.once.Do(func() { p.problems, p.err = h.make(ctx, q, seed) })
	if p.err != nil {
		h.mu.Lock()
		if h.papers[k] == p {
			delete(h.papers, k) // the next one tries again
		}
		h.mu.Unlock()
	}
	return p.problems, p.err
}

func (h *hall) make(ctx context.Context, q *class.Quiz, seed uint64) ([]*problems.Problem, error) {
	ps, err := q.Paper(h.s.Library, seed)
	if err != nil {
		return nil, err
	}
	for _, p := range ps {
		if err := h.s.Store.PutInstance(ctx, p.Digest, p.Freeze()); err != nil {
			return nil, err
		}
	}
	tui.Warm(h.s.texts, ps)
	return ps, nil
}

// run keeps the course up to date until ctx ends. Papers are made beside it:
// students are let in meanwhile, and after a crash wait for none but their own.
func (h *hall) run(ctx context.Context) {
	var making sync.WaitGroup
	defer making.Wait()
	making.Go(func() { h.prepare(ctx) })
	var told <-chan struct{} // by another server, where the store can
	if w, ok := h.s.Store.(store.Watcher); ok {
		told = w.Watch(ctx)
	}
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		case _, ok := <-told:
			if !ok {
				told = nil
			}
		}
		n := h.quizzes()
		if err := h.sync(ctx); err != nil && ctx.Err() == nil {
			h.s.metrics.storeErrors.Inc()
			h.s.Log.Error("read the journal", "err", err)
			continue
		}
		if n != h.quizzes() {
			making.Go(func() { h.prepare(ctx) })
		}
	}
}

// quizzes identifies the quizzes there are: it changes when one is set.
func (h *hall) quizzes() string {
	h.mu.RLock()
	defer h.mu.RUnlock()
	s := ""
	for _, q := range h.course.Quizzes() {
		s += fmt.Sprintf("%s %p ", q.ID, q)
	}
	return s
}

// every calls do again and again until ctx ends.
func every(ctx context.Context, d time.Duration, do func()) {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			do()
		}
	}
}

// byKey returns who a key is in the course.
func (h *hall) byKey(fingerprint string) (class.Student, bool) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.course.ByKey(fingerprint)
}

// view asks the course.
func (h *hall) view(ask func(c *class.Course)) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	ask(h.course)
}

// errCode says that a code is not one, or not any more.
var errCode = errors.New("this code is not known here, or was used already")

// enrol binds a key to the student that a code was made for.
func (h *hall) enrol(ctx context.Context, code, fingerprint, from string) (class.Student, error) {
	digest := class.Digest(code)
	if err := h.sync(ctx); err != nil { // it may have been made a moment ago
		return class.Student{}, err
	}
	var who class.Student
	var ok bool
	h.view(func(c *class.Course) { who, ok = c.ByCode(digest) })
	if !ok {
		return who, errCode
	}
	err := h.post(ctx, class.Entry{By: who.ID, Kind: class.Bind, Student: who.ID, Key: fingerprint, Code: digest, Text: from})
	if err != nil {
		return who, err
	}
	if got, ok := h.byKey(fingerprint); !ok || got.ID != who.ID { // somebody was faster
		return who, errCode
	}
	return who, nil
}

// sheet is what a session asks of the hall for its student: see
// [class.Hall], which it implements.
type sheet struct {
	*hall
	student string
}

// Quizzes returns the quizzes of the course in the order in which they open,
// with the student's own window.
func (v sheet) Quizzes() []class.Offer {
	now := v.s.Now().Wall
	var all []class.Offer
	v.view(func(c *class.Course) {
		for _, q := range c.Quizzes() {
			o := class.Offer{Quiz: q}
			o.Opens, o.Closes = c.Window(q, v.student)
			all = append(all, o)
		}
	})
	slices.SortStableFunc(all, func(a, b class.Offer) int {
		over := func(o class.Offer) int {
			if !o.Closes.IsZero() && now.After(o.Closes) {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(over(a), over(b)), a.Opens.Compare(b.Opens))
	})
	return all
}

// Paper returns the problems of a quiz, as they are dealt to the student.
func (v sheet) Paper(ctx context.Context, quiz string, attempt int) ([]*problems.Problem, error) {
	q, ok := v.quiz(quiz)
	if !ok {
		return nil, fmt.Errorf("there is no quiz %q", quiz)
	}
	return v.paper(ctx, q, q.Seed(v.student, attempt))
}

func (v sheet) quiz(id string) (q *class.Quiz, ok bool) {
	v.view(func(c *class.Course) { q, ok = c.Quiz(id) })
	return q, ok
}

// Terms returns the conditions of time of an attempt that was started then; ok
// is false if there is no such quiz.
func (v sheet) Terms(quiz string, start time.Time) (t exam.Terms, ok bool) {
	v.view(func(c *class.Course) {
		var q *class.Quiz
		if q, ok = c.Quiz(quiz); ok {
			t = c.Terms(q, v.student, start)
		}
	})
	return t, ok
}

// Messages returns what was said to who sits the quiz.
func (v sheet) Messages(quiz string) (all []class.Said) {
	v.view(func(c *class.Course) { all = c.Messages(quiz) })
	return all
}

// Released reports whether verdicts and solutions of the quiz may be shown.
func (v sheet) Released(quiz string) (yes bool) {
	now := v.s.Now().Wall
	v.view(func(c *class.Course) {
		if q, ok := c.Quiz(quiz); ok {
			yes = c.Released(q, now, c.Last(q))
		}
	})
	return yes
}
