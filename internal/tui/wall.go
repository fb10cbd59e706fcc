package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

// A wall is the screen on which an instructor sees a quiz while it is sat: a row a
// student. Every second it reads what was added to the attempts, and nothing
// twice. It changes no attempt; more time and messages go to the journal of the
// course, where the servers find them.
type wall struct {
	env     *Env
	staff   Staff
	board   *class.Wall
	rows    []class.Standing
	at      string // student with the cursor
	top     int
	order   int  // of class.Arranges
	points  bool // are shown
	asked   *asked
	note    string
	now     exam.Clock
	loaded  int // attempts that were read, of those that there are
	all     int
	unread  map[string]bool // attempts that cannot be read
	failed  string          // why the store could not be read, the last time
	ticks   int
	visible int // rows, as last drawn
	heading int // rows above them

	nameCells int // of the column of names
}

// NewWall returns an app that shows a quiz while it is sat.
func NewWall(env *Env, staff Staff) *App { return newStaffApp(env, newWall(env, staff)) }

func newWall(env *Env, staff Staff) *wall {
	return &wall{env: env, staff: staff, board: class.NewWall(staff.Quiz), now: env.Now(), unread: map[string]bool{}}
}

// Init begins to read, and goes on each second.
func (w *wall) Init() tea.Cmd { return w.read() }

// A glance is what is to be read next, and what was found.
type glance struct {
	quiz    string
	journal int            // entries that are known
	heads   bool           // look for new attempts
	known   map[string]int // events by attempt, of those that are looked at
	order   []string
	skip    func(id string) bool // attempts that are on the wall
	jobs    []*class.Job

	entries []class.Entry
	fresh   []*store.Record
	more    int // new attempts that were left for the next time
	unread  []string
	events  map[string][]exam.Event
	err     error
}

const (
	glanceHeads = 5  // seconds between looks for new attempts
	glanceLoads = 40 // new attempts that are read at a time
	glanceJobs  = 40 // problems that are graded at a time
)

// read looks at what is due, beside the screens.
func (w *wall) read() tea.Cmd {
	g := &glance{quiz: w.staff.Quiz.ID, journal: w.staff.Course.Len(), heads: w.ticks%glanceHeads == 0 || w.loaded < w.all,
		known: map[string]int{}, events: map[string][]exam.Event{}, jobs: w.board.Jobs(glanceJobs)}
	on := map[string]bool{}
	for i, s := range w.board.Seats {
		id := s.Sitting.Header().ID
		on[id] = true
		if s.Broken == nil && (w.ticks+i)%w.every(s) == 0 {
			g.known[id], g.order = s.Sitting.Len(), append(g.order, id)
		}
	}
	for id := range w.unread {
		on[id] = true
	}
	g.skip = func(id string) bool { return on[id] }
	w.ticks++
	env, staff := w.env, w.staff
	return later(func() *glance { g.look(env, staff); return g }, w.take)
}

// every is how many seconds lie between two looks at a seat: what stands still is
// looked at less often.
func (w *wall) every(s *class.Seat) int {
	switch quiet := w.now.Wall.Sub(s.Last); {
	case s.Sitting.Finished():
		return 20
	case quiet > 2*time.Minute:
		return 3
	case quiet > 15*time.Second:
		return 2
	}
	return 1
}

// look reads the store and grades.
func (g *glance) look(env *Env, staff Staff) {
	ctx := env.context()
	for _, j := range g.jobs {
		j.Do()
	}
	if g.entries, g.err = env.Store.Journal(ctx, g.journal); g.err != nil {
		return
	}
	for _, id := range g.order {
		events, err := env.Store.Events(ctx, id, g.known[id])
		if err != nil {
			g.err = err
			return
		}
		if len(events) > 0 {
			g.events[id] = events
		}
	}
	if !g.heads {
		return
	}
	hs, err := env.Store.Sat(ctx, g.quiz)
	if err != nil {
		g.err = err
		return
	}
	for _, h := range hs {
		switch {
		case g.skip(h.ID):
		case len(g.fresh) == glanceLoads:
			g.more++
		default:
			rec, err := staff.Load(ctx, h)
			if err != nil {
				g.unread = append(g.unread, h.ID)
				continue
			}
			g.fresh = append(g.fresh, rec)
		}
	}
}

// take puts what was read on the wall, and reads again in a second; at once while
// attempts are still to be read for the first time.
func (w *wall) take(_ *App, g *glance) tea.Cmd {
	w.failed = ""
	if g.err != nil {
		w.failed = tell(g.err)
	}
	for _, e := range g.entries {
		w.staff.Course.Apply(e) // what changes nothing is in the log
	}
	if q, ok := w.staff.Course.Quiz(g.quiz); ok { // it can be set anew while it is sat
		w.staff.Quiz, w.board.Quiz = q, q
	}
	w.board.Take(g.jobs)
	for id, events := range g.events {
		if s := w.board.Seat(id); s != nil && s.Sitting.Len() == g.known[id] {
			w.board.Apply(s, events...)
		}
	}
	for _, rec := range g.fresh {
		if s, err := w.board.Add(rec.Header, rec.Paper); err != nil {
			w.unread[rec.Header.ID] = true
		} else {
			w.board.Apply(s, rec.Events...)
		}
	}
	for _, id := range g.unread {
		w.unread[id] = true
	}
	w.loaded = len(w.board.Seats) + len(w.unread)
	if g.heads {
		w.all = w.loaded + g.more
	}
	w.refresh()
	if g.more > 0 {
		return w.read()
	}
	return w.env.after(time.Second, reviewMsg{func(*App) tea.Cmd { return w.read() }})
}

// refresh works out the rows anew.
func (w *wall) refresh() {
	w.now = w.env.Now()
	w.rows = w.board.Standings(w.staff.Course, w.now)
	slices.SortStableFunc(w.rows, class.Arranges()[w.order].Compare)
	if w.ticks%glanceHeads == 1 || w.loaded < w.all {
		w.board.Measure()
	}
	if w.cursor() < 0 && len(w.rows) > 0 {
		w.at = w.rows[0].Student
	}
}

// cursor is the row of the student who has it, -1 if there is none.
func (w *wall) cursor() int {
	return slices.IndexFunc(w.rows, func(r class.Standing) bool { return r.Student == w.at })
}

func (w *wall) move(to int) {
	if len(w.rows) > 0 {
		w.at = w.rows[min(max(to, 0), len(w.rows)-1)].Student
	}
}

// Update moves over the rows, and asks for more time or a message.
func (w *wall) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if w.asked != nil {
		if k, ok := msg.(tea.KeyPressMsg); ok && k.String() == "f1" {
			return w, push(newHelp("Wall", w.Keys()))
		}
		cmd, open := w.asked.update(msg)
		if !open {
			w.asked = nil
		}
		return w, cmd
	}
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return w, nil
	}
	w.note = ""
	i := w.cursor()
	switch k := k.String(); k {
	case "j", "down":
		w.move(i + 1)
	case "k", "up":
		w.move(i - 1)
	case "pgdown", "ctrl+d":
		w.move(i + max(w.visible-1, 1))
	case "pgup", "ctrl+u":
		w.move(i - max(w.visible-1, 1))
	case "g", "home":
		w.move(0)
	case "G", "end":
		w.move(len(w.rows) - 1)
	case "s":
		w.order = (w.order + 1) % len(class.Arranges())
		w.refresh()
		w.note = "By " + class.Arranges()[w.order].Name + "."
	case "p":
		w.points = !w.points
		if w.points {
			w.note = "Points so far, of what was left and can be graded; p hides them."
		}
	case "+":
		return w, w.more(i)
	case "b":
		w.asked = ask("to all who sit it:", w.broadcast)
	case "enter":
		return w, w.enter(i)
	case "q", "esc":
		return w, pop
	case "?", "f1":
		return w, push(newHelp("Wall", w.Keys()))
	default:
		w.note = k + " does nothing here; ? lists the keys."
	}
	return w, nil
}

func (w *wall) quiet() { w.note = "" }

// more asks how much more time a student gets.
func (w *wall) more(i int) tea.Cmd {
	if i < 0 {
		return nil
	}
	row := w.rows[i]
	w.asked = ask("more time for "+row.Name+", 10m or x1.5:", func(text string) tea.Cmd {
		e, err := class.ParseMore(text)
		if err != nil {
			w.note = err.Error()
			return nil
		}
		e.Student, e.Quiz = row.Student, w.staff.Quiz.ID
		return w.send(e, "Given to "+row.Name+".")
	})
	return nil
}

// broadcast sends a message to everybody who sits the quiz.
func (w *wall) broadcast(text string) tea.Cmd {
	if text = class.Clean(text); text == "" {
		w.note = "Nothing was sent."
		return nil
	}
	return w.send(class.Entry{Kind: class.Message, Quiz: w.staff.Quiz.ID, Text: text}, "Sent.")
}

// send posts an entry and says so.
func (w *wall) send(e class.Entry, done string) tea.Cmd {
	env := w.env
	return later(func() error { return env.post(e) }, func(_ *App, err error) tea.Cmd {
		w.note = done + " gradcheck class undo takes it back."
		if err != nil {
			w.note = "NOT SENT: " + tell(err)
		}
		return nil
	})
}

// enter looks at one student.
func (w *wall) enter(i int) tea.Cmd {
	if i < 0 {
		return nil
	}
	row := w.rows[i]
	s := w.board.Seat(row.Attempt)
	if s == nil {
		w.note = row.Name + " has not started."
		return nil
	}
	return push(&reader{left: w.staff.Quiz.Title + " › " + row.Name, text: func(t Theme, width int) []string { return w.looking(t, s, width) }})
}

// looking is all that a student has entered, as it stands.
func (w *wall) looking(t Theme, s *class.Seat, width int) []string {
	st := s.Sitting
	h := st.Header()
	rows := []string{t.paint(muted, cut(fmt.Sprintf("attempt %s · started %s · from %s · %s", h.ID,
		h.Start.Wall.In(w.staff.Quiz.Zone).Format(time.TimeOnly), orDash(s.From), count(st.Len(), "event")), width)), ""}
	for i, p := range st.Paper().Problems {
		for j := range p.Parts {
			ref := exam.Ref{Problem: p.ID, Part: p.Parts[j].Label}
			draft := st.Draft(ref)
			state := "empty"
			if !draft.Blank() {
				state = "answered"
			}
			if st.Flagged(ref) {
				state += ", flagged"
			}
			if st.At() == ref && !st.Finished() {
				state += ", on the screen"
			}
			rows = append(rows, t.paint(title, cut(fmt.Sprintf("%d%s  %s", i+1, bracketed(ref.Part), p.Title), max(width-34, 10)))+"  "+
				t.paint(muted, state+", "+span(st.Spent(ref).Round(time.Second))))
			for _, blank := range draft {
				for l := range strings.SplitSeq(class.Lines(blank), "\n") {
					if strings.TrimSpace(l) != "" {
						rows = append(rows, shift(wrap(l, max(width-4, 10)), 4)...)
					}
				}
			}
		}
	}
	return rows
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// Keys returns the key map.
func (w *wall) Keys() []Group {
	keys := Group{State: "KEYS", Keys: []key.Binding{
		bind("enter", "enter", "look"), bind("+", "+", "extra time"), bind("b", "b", "broadcast"), bind("s", "s", "sort"),
		bind("p", "p", "points"), bind("j k up down", "j k", "+move"), endsKey, pageKey, bind("q esc", "q", "leave"), helpKey}}
	if w.asked != nil {
		return []Group{askedKeys(), keys}
	}
	return []Group{keys, askedKeys()}
}
