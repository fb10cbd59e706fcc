package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/study"
	"gradcheck/problems"
)

// A desk is a student's practice in one session: every problem with the newest
// attempt at it. It is the only part of the screens that reads and writes the
// store.
type desk struct {
	env      *Env
	entries  []*entry
	loaded   bool
	opening  bool          // a problem is being put on the desk
	retrying bool          // another try to write is on its way
	attempts int           // in the store when it was read, and begun since
	exams    int           // of them, mock finals
	failure  string        // why the store could not be read, in words
	begin    *begin        // where to start once loaded, if not at home
	session  *session      // nil in practice
	deck     *study.Deck   // what the student remembers; nil before it is known
	due      []study.Item  // when the deck was made
	topics   []study.Topic // likewise
	queue    []study.Item  // what is due and comes next
	idle     bool          // what is due was asked for, and nothing is
	pages    pages
	zone     *time.Location // that times of day are shown in: the clock's own

	width, height int // of the window
}

// A begin names where practice starts.
type begin struct {
	problem, label string
	seed           *uint64
	due            bool // with what is due
}

// An entry is one problem in practice.
type entry struct {
	of     outline
	tmpl   *problems.Template // nil on a paper, whose problems are drawn already
	exam   string             // id of the exam it belongs to; "" for the bank
	number int                // in that exam; 0 without one
	*work
}

// An outline is what lists say of a problem.
type outline struct {
	ID, Title string
	Points    float64
	Parts     []outlinePart
}

type outlinePart struct {
	Label  string
	Points float64
	Sim    string // that explains it; "" if none
}

func outlineOf(t *problems.Template) outline {
	o := outline{ID: t.ID, Title: t.Title, Points: t.Points}
	for _, p := range t.Parts {
		o.Parts = append(o.Parts, outlinePart{p.Label, p.Points, p.Sim})
	}
	return o
}

// work is an attempt on the desk with what writes it. In practice every problem
// has its own, the problems of a paper share one.
type work struct {
	sitting *exam.Sitting
	rec     recorder
}

// problem returns the instance on the desk, nil before it was opened.
func (e *entry) problem() *problems.Problem {
	if e.sitting == nil {
		return nil
	}
	for _, p := range e.sitting.Paper().Problems {
		if p.ID == e.of.ID {
			return p
		}
	}
	return nil
}

func (e *entry) ref(label string) exam.Ref { return exam.Ref{Problem: e.of.ID, Part: label} }

// label returns the part's name in its exam, such as "6a".
func (e *entry) label(part string) string {
	if e.number == 0 {
		return part
	}
	return fmt.Sprint(e.number, part)
}

func newDesk(env *Env) *desk {
	d := &desk{env: env, pages: newPages(env), zone: env.Now().Wall.Location()}
	for _, t := range env.Library.Templates() {
		e := &entry{of: outlineOf(t), tmpl: t, work: &work{}}
		for _, x := range env.Library.Exams() {
			if n := env.Library.Number(x.ID, t.ID); n > 0 {
				e.exam, e.number = x.ID, n
			}
		}
		d.entries = append(d.entries, e)
	}
	return d
}

func (d *desk) index(problem string) int {
	return slices.IndexFunc(d.entries, func(e *entry) bool { return e.of.ID == problem })
}

// status returns the state of a part, untouched when the problem was not opened.
func (d *desk) status(e *entry, label string) exam.Status {
	if e.sitting == nil {
		return exam.Untouched
	}
	return e.sitting.Status(e.ref(label))
}

// loadedMsg brings the newest attempt at each problem.
type loadedMsg struct {
	attempts map[string]*attempt // by problem
	all      int
	exams    int
	err      error
}

// An attempt is a sitting read from the store, with how many events it has there.
type attempt struct {
	sitting *exam.Sitting
	stored  int
	frozen  [][]byte // its problems, in order
}

// load reads the newest attempt at each problem.
func (d *desk) load() tea.Cmd {
	env, ctx := d.env, d.context()
	return func() tea.Msg {
		hs, err := env.Store.Headers(ctx, env.Student)
		if err != nil {
			return loadedMsg{err: err}
		}
		msg := loadedMsg{attempts: map[string]*attempt{}, all: len(hs)}
		for _, h := range hs {
			if h.Mode == exam.Exam {
				msg.exams++
			}
			if h.Mode != exam.Practice || len(h.Problems) != 1 || msg.attempts[h.Problems[0].ID] != nil {
				continue
			}
			a, err := resume(ctx, env.Store, h)
			if err != nil {
				msg.err = errors.Join(msg.err, fmt.Errorf("attempt %s: %w", h.ID, err))
				continue
			}
			msg.attempts[h.Problems[0].ID] = a
		}
		return msg
	}
}

// resume folds a stored attempt into a sitting.
func resume(ctx context.Context, s store.Store, h exam.Header) (*attempt, error) {
	r, err := store.Load(ctx, s, h)
	if err != nil {
		return nil, err
	}
	st, err := r.Sitting()
	if err != nil {
		return nil, err
	}
	return &attempt{st, len(r.Events), r.Frozen}, nil
}

func (d *desk) context() context.Context { return d.env.context() }

// openedMsg says that entry i has a sitting; part is the label to show.
type openedMsg struct {
	desk  *desk
	i     int
	label string
	fresh *attempt // nil if the one on the desk stays
	err   error
}

// open puts the problem of entry i on the desk: the attempt that was loaded, or
// a new one at the printed instance. A seed starts a new attempt in any case.
// Until it is there, opening another does nothing.
func (d *desk) open(i int, label string, seed *uint64) tea.Cmd {
	e, env := d.entries[i], d.env
	if d.opening {
		return nil
	}
	d.opening = true
	if e.sitting != nil && seed == nil {
		return func() tea.Msg { return openedMsg{desk: d, i: i, label: label} }
	}
	n := uint64(0)
	if seed != nil {
		n = *seed
	}
	return func() tea.Msg {
		a, err := start(env, e, n)
		return openedMsg{desk: d, i: i, label: label, fresh: a, err: err}
	}
}

// start makes a new attempt at one problem. It is stored with its first event.
func start(env *Env, e *entry, seed uint64) (*attempt, error) {
	p, err := e.tmpl.Instance(seed)
	if err != nil {
		return nil, err
	}
	now := env.Now()
	paper := &exam.Paper{Title: p.Title, Problems: []*problems.Problem{p}}
	h := exam.Header{
		ID:      attemptID(env, p.ID),
		Student: env.Student, Exam: e.exam, Mode: exam.Practice, Seed: seed,
		Start: now, Problems: paper.Placed(), Version: exam.Version,
	}
	st, err := exam.New(h, paper)
	if err != nil {
		return nil, err
	}
	return &attempt{sitting: st, frozen: [][]byte{p.Freeze()}}, nil
}

// attemptID names a new attempt: when, at what, and a little chance.
func attemptID(env *Env, problem string) string {
	return fmt.Sprintf("%s-%s-%06x", env.Now().Wall.UTC().Format("20060102-150405"), problem, env.Seed()&0xffffff)
}

// put lays an attempt on the desk. What the one before has not written is
// written by its own recorder, which goes on until it is done.
func (d *desk) put(e *entry, a *attempt) {
	old := e.rec
	e.sitting = a.sitting
	e.rec = recorder{header: a.sitting.Header(), frozen: a.frozen, created: a.stored > 0, stored: a.stored}
	if !old.done() {
		e.rec.before = append(old.before, &old)
	}
}

// apply adds an event, at the present time if it has none, and has it written.
func (d *desk) apply(e *entry, ev exam.Event) (tea.Cmd, error) {
	if ev.At == (exam.Clock{}) {
		ev.At = d.env.Now()
	}
	ev = e.sitting.Next(ev)
	if err := e.sitting.Apply(ev); err != nil {
		return nil, err
	}
	e.rec.pending = append(e.rec.pending, ev)
	return e.rec.save(d), nil
}

// update takes in what was read and written.
func (d *desk) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case loadedMsg:
		d.loaded = true
		d.attempts, d.exams = msg.all, msg.exams
		if msg.err != nil {
			d.failure = msg.err.Error()
		}
		for _, e := range d.entries {
			if a := msg.attempts[e.of.ID]; a != nil {
				d.put(e, a)
			}
		}
		if b := d.begin; b != nil && !b.due {
			d.begin = nil
			if i := d.index(b.problem); i >= 0 {
				return tea.Batch(d.study(), d.open(i, b.label, b.seed))
			}
		}
		return d.study()
	case studiedMsg:
		if d.session == nil && msg.deck != nil {
			d.studied(msg.deck)
			if d.begin != nil && d.begin.due {
				d.begin = nil
				cmd := d.startDue()
				d.idle = cmd == nil
				return cmd
			}
		}
	case openedMsg:
		if msg.desk != d {
			return nil
		}
		d.opening = false
		if msg.fresh != nil {
			d.attempts++
			d.put(d.entries[msg.i], msg.fresh)
		}
	case savedMsg:
		for _, e := range d.entries {
			if r := e.rec.find(msg.id); r != nil {
				if msg.moved {
					return d.lost(r)
				}
				if msg.fork != nil && r == &e.rec {
					return d.moved(e, msg)
				}
				return r.saved(d, msg)
			}
		}
	case polledMsg:
		if msg.desk == d {
			return d.polled(msg)
		}
	case retryMsg:
		d.retrying = false
		return d.saveAll()
	}
	return nil
}

// lost notes that another program has the attempt: nothing is written until it
// is taken back.
func (d *desk) lost(r *recorder) tea.Cmd {
	r.busy = false
	return func() tea.Msg { return movedMsg{d} }
}

// moved goes on with a fork: what was typed while it was made follows it.
func (d *desk) moved(e *entry, msg savedMsg) tea.Cmd {
	rest := e.rec.pending[msg.n:]
	e.rec.pending, e.rec.busy = nil, false
	d.put(e, msg.fork)
	e.rec.synced = msg.at
	for _, ev := range rest {
		ev = e.sitting.Next(ev)
		if err := e.sitting.Apply(ev); err == nil {
			e.rec.pending = append(e.rec.pending, ev)
		}
	}
	return e.rec.save(d)
}

// saveAll writes what is pending anywhere.
func (d *desk) saveAll() tea.Cmd {
	var cmds []tea.Cmd
	for _, r := range d.recorders() {
		cmds = append(cmds, r.save(d))
	}
	return tea.Batch(cmds...)
}

func (d *desk) recorders() []*recorder {
	var rs []*recorder
	for i, e := range d.entries {
		if i > 0 && e.work == d.entries[i-1].work {
			continue
		}
		rs = append(rs, e.rec.before...)
		rs = append(rs, &e.rec)
	}
	return rs
}

// unsaved counts the events that are not written, with the last reason.
func (d *desk) unsaved() (n int, err error) {
	for _, r := range d.recorders() {
		n += len(r.pending)
		if r.err != nil {
			err = r.err
		}
	}
	return n, err
}

// savedText is the right end of the status line: when this entry's attempt was
// last synced, or since when it could not be.
func (d *desk) savedText(t Theme, e *entry) string {
	switch r := &e.rec; {
	case d.env.Warning != "":
		return t.paint(danger, "NOT SAVED")
	case !r.failing.IsZero():
		return t.paint(danger, "NOT SAVED since "+r.failing.In(d.zone).Format(time.TimeOnly))
	case !r.synced.IsZero():
		return t.paint(muted, "saved "+r.synced.In(d.zone).Format(time.TimeOnly))
	}
	return ""
}
