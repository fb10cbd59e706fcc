package exam

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
	"unicode/utf8"

	"gradcheck/grader"
	"gradcheck/problems"
)

// Why a sitting refuses an event. Errors wrap these and say what was refused.
var (
	ErrTimeUp   = errors.New("time is up")
	ErrFinished = errors.New("the attempt is finished")
	ErrBroken   = errors.New("the chain of events is broken")
	ErrRefused  = errors.New("event refused") // unknown part, impossible splice, not in this mode, ...
	ErrPaper    = errors.New("the paper is not the one the attempt was started with")
)

// A ReplayError says which stored event does not fit, counted from 0.
type ReplayError struct {
	Index int
	Err   error
}

func (e *ReplayError) Error() string { return fmt.Sprintf("event %d: %v", e.Index, e.Err) }

// Unwrap returns why, such as [ErrBroken].
func (e *ReplayError) Unwrap() error { return e.Err }

// A Sitting is the state of one attempt. It is for one goroutine at a time,
// questions to it included: a verdict is computed when first asked for.
type Sitting struct {
	header    Header
	paper     *Paper
	parts     []*part
	index     map[Ref]*part
	problems  map[string]*problem
	passed    []int // by section: the minutes of it and those before; see [Section]
	at        Ref
	typing    Ref // the part that was typed in last, unless something else was done since
	len       int
	head      Hash
	watch     stopwatch
	terms     Terms
	open      bool // a program has the attempt open
	finished  bool
	timeUp    bool // it finished because the time was up
	abandoned bool
	used      time.Duration // from the start to the end
	end       Hash          // of the event that ended it
	form      []byte        // room for the canonical form of an event
}

// A problem is the part of the state that the parts of one problem share.
type problem struct {
	*problems.Problem
	parts     []*part
	section   int        // where there are any
	revisions []revision // with corrected keys, in order
	now       *answers   // the drafts as they stand; nil since the last edit
}

// A part is the state of one part.
type part struct {
	problems.Part
	problem *problem
	draft   grader.Answer // one string per blank
	edited  bool
	since   time.Duration   // from the start to the last edit
	past    []grader.Answer // drafts that stood for a while, in an exam
	spent   time.Duration   // on the screen
	caret   caret           // where it was typed in last
	sure    int             // how sure the student is, 1 to 3; 0 if not said
	marks   grader.Marks    // given after an exam

	standIn     *answers // graded in place of a draft that cannot be read
	standInKeys int      // revisions that it was found under
	hints       int
	flagged     bool
	shown       bool // the solution was
	checks      []check
}

// A check is a draft handed to the grader, with what had happened before, and
// the marks that a person gave it after.
type check struct {
	at      Clock
	answers *answers
	hints   int
	shown   bool
	marks   grader.Marks
}

// New folds events into a sitting of paper. It fails with [ErrPaper] if header
// names other problems and with a [*ReplayError] at the first event that does
// not fit. The events' hashes are checked, so a sitting is an audit, too.
func New(header Header, paper *Paper, events ...Event) (*Sitting, error) {
	if err := header.check(paper); err != nil {
		return nil, err
	}
	s := &Sitting{
		header:   header,
		paper:    paper,
		index:    map[Ref]*part{},
		problems: map[string]*problem{},
		head:     header.Hash(),
		watch:    stopwatch{last: header.Start, byBoot: true},
	}
	for _, p := range paper.Problems {
		if err := s.place(p); err != nil {
			return nil, err
		}
	}
	s.sections()
	for i, e := range events {
		if err := s.Apply(e); err != nil {
			return nil, &ReplayError{Index: i, Err: err}
		}
	}
	return s, nil
}

// check reports whether h can be sat, and with this paper.
func (h Header) check(paper *Paper) error {
	switch {
	case h.Version > SectionsVersion:
		return fmt.Errorf("attempt %s was made by a newer program (rules %d, this one knows up to %d)", h.ID, h.Version, SectionsVersion)
	case h.Mode != Practice && h.Mode != Exam:
		return fmt.Errorf("attempt %s has the unknown mode %q", h.ID, h.Mode)
	case h.Limit < 0:
		return fmt.Errorf("attempt %s has a limit of %v", h.ID, h.Limit)
	case len(h.Problems) != len(paper.Problems):
		return fmt.Errorf("%w: %d problems, want %d", ErrPaper, len(paper.Problems), len(h.Problems))
	}
	for i, got := range paper.Placed() {
		if want := h.Problems[i]; got != want {
			return fmt.Errorf("%w: problem %d is %s (seed %d, %.12s), want %s (seed %d, %.12s)",
				ErrPaper, i+1, got.ID, got.Seed, got.Digest, want.ID, want.Seed, want.Digest)
		}
	}
	return h.checkSections()
}

// place adds an untouched problem.
func (s *Sitting) place(p *problems.Problem) error {
	q := &problem{Problem: p}
	s.problems[p.ID] = q
	for _, v := range p.Parts {
		ref := Ref{p.ID, v.Label}
		if s.index[ref] != nil {
			return fmt.Errorf("%w: %v comes twice", ErrPaper, ref)
		}
		t := &part{Part: v, problem: q, draft: make(grader.Answer, max(1, len(v.Question.Key())))}
		s.index[ref] = t
		s.parts = append(s.parts, t)
		q.parts = append(q.parts, t)
	}
	return nil
}

// Next returns e sealed as the next event of the sitting: with Prev filled in.
func (s *Sitting) Next(e Event) Event {
	e.Prev = s.head
	return e
}

// Apply adds an event. On an error, which wraps [ErrBroken], [ErrFinished],
// [ErrTimeUp] or [ErrRefused], nothing has changed. An event at the very
// deadline counts, and an edit when its section closes; finishing is possible
// after it, too. After the end only marks, looking back, grants and revisions
// are.
func (s *Sitting) Apply(e Event) error {
	if e.Prev != s.head {
		return ErrBroken
	}
	if s.finished && !afterwards(e.Kind, s.header.Mode) {
		return ErrFinished
	}
	watch := s.watch.at(e.At)
	allowed, limited := s.Allowed()
	if limited && watch.elapsed > allowed && !s.finished && !beyond(e.Kind) {
		return ErrTimeUp
	}
	if err := s.late(e, watch.elapsed); err != nil {
		return err
	}
	if !utf8.ValidString(e.Text) {
		return fmt.Errorf("%w: text is not valid UTF-8", ErrRefused)
	}
	screen := s.index[s.at]
	if err := s.change(e, watch.elapsed); err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	until := watch.elapsed // what comes after the deadline is nobody's time
	if limited {
		until = max(min(until, allowed), s.watch.elapsed)
	}
	s.follow(e)
	s.spend(e.Kind, screen, until-s.watch.elapsed)
	s.watch = watch
	s.len++
	s.form, _ = e.AppendBinary(s.form[:0])
	s.head = sum("gradcheck event\n", s.form)
	if e.Kind == Finish || e.Kind == Abandon {
		s.used, s.end = until, s.head
	}
	return nil
}

// afterwards reports whether an event is possible after the end.
func afterwards(k Kind, m Mode) bool {
	switch k {
	case Grant, Revise:
		return true
	case Mark, Solution, Explain, Open, Leave:
		return m == Exam
	}
	return false
}

// beyond reports whether an event is possible after the deadline.
func beyond(k Kind) bool {
	switch k {
	case Finish, Abandon, Grant, Revise, Open, Leave:
		return true
	}
	return false
}

// change does what e says, at a given time after the start, or nothing and
// returns why not.
func (s *Sitting) change(e Event, elapsed time.Duration) error {
	switch e.Kind {
	case Finish, Abandon:
		s.finished, s.abandoned, s.timeUp = true, e.Kind == Abandon, e.Kind == Finish && e.N == 1
		return nil
	case Grant:
		return s.grant(e.Terms, elapsed)
	case Revise:
		return s.revise(e.Part.Problem, e.Text, e.N == 1)
	case Open, Leave:
		return nil
	}
	p := s.index[e.Part]
	if p == nil {
		return fmt.Errorf("no part %v in this paper", e.Part)
	}
	if s.header.Mode == Exam && !s.finished && closed(e.Kind) {
		return fmt.Errorf("no %s in an exam", e.Kind)
	}
	if e.Kind == Enter {
		s.at = e.Part
		return nil
	}
	return p.change(e, s.header.Mode, elapsed)
}

// closed reports whether something is not to be had until an exam is over.
func closed(k Kind) bool {
	switch k {
	case Check, Hint, Solution, Explain, Mark:
		return true
	}
	return false
}

// change does what an event says about part p.
func (p *part) change(e Event, mode Mode, elapsed time.Duration) error {
	switch e.Kind {
	case Edit:
		return p.edit(e.Blank, e.Splice, elapsed)
	case Check:
		p.checks = append(p.checks, check{at: e.At, answers: p.problem.answers(), hints: p.hints, shown: p.shown})
	case Hint:
		if e.N != p.hints+1 || e.N > len(p.Hints) {
			return fmt.Errorf("hint %d after %d of %d", e.N, p.hints, len(p.Hints))
		}
		p.hints++
	case Flag:
		if e.N != 0 && e.N != 1 {
			return fmt.Errorf("flag %d", e.N)
		}
		p.flagged = e.N == 1
	case Sure:
		if e.N < 0 || e.N > 3 {
			return fmt.Errorf("sure %d", e.N)
		}
		p.sure = e.N
	case Solution:
		p.shown = true
	case Mark:
		return p.mark(e.Text, e.N, mode)
	case Explain:
	default:
		return fmt.Errorf("unknown kind %q", e.Kind)
	}
	return nil
}

// edit changes a blank of the draft.
func (p *part) edit(blank int, c Splice, elapsed time.Duration) error {
	if blank < 0 || blank >= len(p.draft) {
		return fmt.Errorf("blank %d of %d", blank, len(p.draft))
	}
	text, err := c.Apply(p.draft[blank])
	if err != nil {
		return err
	}
	p.keep(elapsed)
	p.draft[blank] = text
	p.edited = true
	p.problem.now = nil
	return nil
}

// mark gives an item of the rubric its points: for the answer checked last, or
// for the one that an exam ended with.
func (p *part) mark(item string, points int, mode Mode) error {
	q, ok := p.Question.(grader.Rubricked)
	if !ok || mode == Practice && len(p.checks) == 0 {
		return fmt.Errorf("nothing to mark")
	}
	i := slices.IndexFunc(q.Rubric(), func(r grader.RubricItem) bool { return r.ID == item })
	if i < 0 || points < 0 || float64(points) > q.Rubric()[i].Points {
		return fmt.Errorf("%d points for %q", points, item)
	}
	marks := &p.marks
	if mode == Practice {
		marks = &p.checks[len(p.checks)-1].marks
	}
	if *marks == nil {
		*marks = grader.Marks{}
	}
	(*marks)[item] = float64(points)
	return nil
}

// Marks returns the points that a person gave the answer checked last, or the
// one that an exam ended with, by the items of the rubric.
func (s *Sitting) Marks(r Ref) grader.Marks {
	p := s.part(r)
	if s.header.Mode == Exam {
		return maps.Clone(p.marks)
	}
	if len(p.checks) == 0 {
		return nil
	}
	return maps.Clone(p.checks[len(p.checks)-1].marks)
}

// Header returns what was fixed at the start.
func (s *Sitting) Header() Header { return s.header }

// Paper returns what is sat.
func (s *Sitting) Paper() *Paper { return s.paper }

// Len returns the number of events.
func (s *Sitting) Len() int { return s.len }

// Head returns the hash of the last event, or of the header if there is none.
func (s *Sitting) Head() Hash { return s.head }

// End returns the time from the start to the end, and the hash of the event that
// ended the attempt: the receipt, which marks and looking back do not change. It
// means nothing before.
func (s *Sitting) End() (used time.Duration, receipt Hash) { return s.used, s.end }

// At returns the part entered last; the zero Ref before the first.
func (s *Sitting) At() Ref { return s.at }

// Finished reports whether the attempt is over, by [Finish] or [Abandon].
func (s *Sitting) Finished() bool { return s.finished }

// Abandoned reports whether the attempt was broken off on purpose.
func (s *Sitting) Abandoned() bool { return s.abandoned }

// TimeUp reports whether the attempt is over because its time was.
func (s *Sitting) TimeUp() bool { return s.finished && s.timeUp }

// Elapsed returns the time from the start to now, and whether boot time
// measured all of it; see [Clock.Sub]. It never runs backwards.
func (s *Sitting) Elapsed(now Clock) (elapsed time.Duration, byBoot bool) {
	w := s.watch.at(now)
	return w.elapsed, w.byBoot
}

// Draft returns a copy of what stands in the blanks of a part, one string per
// blank.
//
// This and the other questions about a part panic if the paper has no such part.
func (s *Sitting) Draft(r Ref) grader.Answer { return slices.Clone(s.part(r).draft) }

// Hints returns how many hints were taken.
func (s *Sitting) Hints(r Ref) int { return s.part(r).hints }

// Flagged reports whether the part is marked to come back to.
func (s *Sitting) Flagged(r Ref) bool { return s.part(r).flagged }

// SolutionSeen reports whether the solution was shown.
func (s *Sitting) SolutionSeen(r Ref) bool { return s.part(r).shown }

func (s *Sitting) part(r Ref) *part {
	p := s.index[r]
	if p == nil {
		panic(fmt.Sprintf("exam: no part %v in this paper", r))
	}
	return p
}
