package tui

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/internal/store/memory"
	"gradcheck/problems"
)

// A school is a course in a store with a made-up class that sits a quiz; all of it
// begins at morning.
type school struct {
	t      testing.TB
	store  store.Store
	quiz   *class.Quiz
	paper  []*problems.Problem
	events map[string][]exam.Event // of every attempt, to its end
	heads  []exam.Header
	stored map[string]int // events that are in the store
}

// newSchool puts n students at the quiz of a text; what happens until a time after
// the start is in the store.
func newSchool(t testing.TB, s store.Store, text string, n int, until time.Duration) *school {
	t.Helper()
	q, err := class.ParseQuiz(text)
	if err != nil {
		t.Fatal(err)
	}
	sc := &school{t: t, store: s, quiz: q, events: map[string][]exam.Event{}, stored: map[string]int{}}
	if sc.paper, err = q.Paper(library(t), 0); err != nil {
		t.Fatal(err)
	}
	r := class.Rehearsal{Quiz: q, Start: morning}
	sc.check(s.Post(context.Background(), class.Entry{At: morning, Kind: class.Set, Quiz: q.ID, Text: text}))
	for i := range n {
		who := r.Student(i)
		sc.check(s.Post(context.Background(), class.Entry{At: morning, Kind: class.Enrol, Who: &who}))
		h, events, err := r.Sit(i, sc.paper)
		sc.check(err)
		sc.heads, sc.events[h.ID] = append(sc.heads, h), events
		sc.check(s.Create(context.Background(), h))
	}
	sc.until(until)
	return sc
}

func (sc *school) check(err error) {
	sc.t.Helper()
	if err != nil {
		sc.t.Fatal(err)
	}
}

// until writes what happens until so long after the start and returns how many
// events that is.
func (sc *school) until(d time.Duration) int {
	sc.t.Helper()
	all := 0
	for _, h := range sc.heads {
		events, from := sc.events[h.ID], sc.stored[h.ID]
		to := from
		for to < len(events) && !events[to].At.Wall.After(morning.Add(d)) {
			to++
		}
		if to > from {
			sc.check(sc.store.Append(context.Background(), h.ID, from, events[from:to]...))
		}
		sc.stored[h.ID] = to
		all += to - from
	}
	return all
}

// staff is what the screens are given.
func (sc *school) staff() Staff {
	sc.t.Helper()
	entries, err := sc.store.Journal(context.Background(), 0)
	sc.check(err)
	return Staff{Quiz: sc.quiz, Course: class.New(entries...), Load: sc.load}
}

// load reads an attempt; all share the problems.
func (sc *school) load(ctx context.Context, h exam.Header) (*store.Record, error) {
	events, err := sc.store.Events(ctx, h.ID, 0)
	return &store.Record{Header: h, Paper: &exam.Paper{Limit: h.Limit, Problems: sc.paper}, Events: events}, err
}

// sittings are all attempts, folded.
func (sc *school) sittings() []*exam.Sitting {
	sc.t.Helper()
	var all []*exam.Sitting
	for _, h := range sc.heads {
		rec, err := sc.load(context.Background(), h)
		sc.check(err)
		s, err := rec.Sitting()
		sc.check(err)
		all = append(all, s)
	}
	return all
}

// drive starts a screen of an instructor, so long after the start.
func (sc *school) drive(w, h int, after time.Duration, open func(*Env, Staff) *App) *driver {
	sc.t.Helper()
	var env *Env
	d := newDriver(sc.t, sc.store, w, h, func(e *Env) { env = e; e.Student = "prof" })
	d.clock = morning.Add(after)
	d.delayed = nil
	d.app = open(env, sc.staff())
	d.run(d.app.Init())
	d.send(tea.WindowSizeMsg{Width: w, Height: h})
	return d
}

// journal is the journal from an entry on.
func (sc *school) journal(from int) []class.Entry {
	sc.t.Helper()
	entries, err := sc.store.Journal(context.Background(), from)
	sc.check(err)
	return entries
}

const smallQuiz = "id: small\ntitle: Quiz 4\nexam: eecs182-sp23\nproblems: [separable-conv, layernorm]\nlimit: 1h\n"

func smallSchool(t testing.TB, n int, until time.Duration) *school {
	return newSchool(t, &memory.Store{}, smallQuiz, n, until)
}

// Every screen of an instructor fills windows of all sizes exactly, in ASCII, too,
// and binds no key twice.
func TestStaffScreens(t *testing.T) {
	sc := smallSchool(t, 12, 2*time.Hour)
	screens := map[string]func(*Env, Staff) *App{
		"wall":    NewWall,
		"marking": sc.marking,
		"stats":   func(e *Env, s Staff) *App { return NewStats(e, s, sc.stats, sc.regrader(t)) },
		"regrade": func(e *Env, s Staff) *App { return NewRegrade(e, s, sc.regrader(t), false) },
	}
	for name, open := range screens {
		for _, size := range []struct{ w, h int }{{80, 24}, {60, 20}, {140, 40}, {60, 15}, {30, 8}} {
			d := sc.drive(size.w, size.h, time.Hour, open)
			for _, keys := range []string{"", "j j k G", "s", "p", "?", "esc", "enter"} {
				d.keys(keys)
				if s := d.screen(); t.Failed() {
					t.Fatalf("%s at %dx%d after %q:\n%s", name, size.w, size.h, keys, s)
				}
			}
		}
		d := sc.drive(80, 24, time.Hour, func(e *Env, s Staff) *App { e.Theme.ASCII = true; return open(e, s) })
		for _, r := range d.screen() {
			if r >= 0x80 {
				t.Errorf("%s in ASCII shows %q:\n%s", name, r, d.screen())
				break
			}
		}
		for _, g := range d.app.top().Keys() {
			bound := map[string]string{}
			for _, b := range g.Keys {
				for _, k := range b.Keys() {
					if other, ok := bound[k]; ok && b.Enabled() {
						t.Errorf("%s: %s is %s and %s", name, k, other, b.Help().Desc)
					}
					bound[k] = b.Help().Desc
				}
			}
		}
	}
}
