package class

import (
	"cmp"
	"slices"
	"time"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// Idle is how long a student who is there has entered nothing, from which on it
// is worth a look.
const Idle = 5 * time.Minute

// A Wall is how a quiz stands while it is sat: a seat an attempt. It is kept up to
// date event by event, and nothing is folded twice. It is for one goroutine at a
// time.
type Wall struct {
	Quiz  *Quiz
	Parts []WallPart // of all papers, in the order of the first that has them
	Seats []*Seat    // in the order in which they were added

	byID   map[string]*Seat
	column map[string]int // by name of the part
	due    []*Seat        // with problems that are to be graded
}

// A WallPart is a part as the wall shows it.
type WallPart struct {
	Name     string // as in "6(a)"
	Number   int    // of its problem on the paper, from 1
	Label    string
	Possible float64
	Share    Measure // mean share of the points so far, of the answers that were left or handed in
	Answers  int     // of those
	Minutes  Measure // median on the screen, of those who answered it and went on
}

// A Seat is one attempt on the wall.
type Seat struct {
	Sitting *exam.Sitting
	Last    time.Time // of the student's last event
	Away    time.Time // since when no terminal has it; zero if one does
	From    string    // where the terminal is
	Stalls  int       // how often nothing was entered for [Idle]
	Broken  error     // why an event does not fit; the seat stands still since

	cells   []cell // by part, as on its own paper
	index   map[exam.Ref]int
	here    int // the part on the screen, -1 before the first
	waiting []bool
	queued  bool
}

// A cell is one part of a seat.
type cell struct {
	ref      exam.Ref
	column   int // of the wall
	problem  int
	answered bool
	left     bool // another part came on the screen since, or it was handed in
	graded   bool
	waits    bool // for a person
	unread   bool
	share    float64
}

// NewWall returns a wall without seats.
func NewWall(q *Quiz) *Wall {
	return &Wall{Quiz: q, byID: map[string]*Seat{}, column: map[string]int{}}
}

// Seat returns the seat of an attempt, nil if it was not added.
func (w *Wall) Seat(attempt string) *Seat { return w.byID[attempt] }

// Add adds an attempt that has no events yet; they come with [Wall.Apply].
func (w *Wall) Add(h exam.Header, paper *exam.Paper) (*Seat, error) {
	s, err := exam.New(h, paper)
	if err != nil {
		return nil, err
	}
	seat := &Seat{Sitting: s, Last: h.Start.Wall, Away: h.Start.Wall, index: map[exam.Ref]int{}, here: -1, waiting: make([]bool, len(paper.Problems))}
	for i, p := range paper.Problems {
		for j := range p.Parts {
			ref := exam.Ref{Problem: p.ID, Part: p.Parts[j].Label}
			name := partName(i+1, ref.Part)
			k, ok := w.column[name]
			if !ok {
				k = len(w.Parts)
				w.column[name] = k
				w.Parts = append(w.Parts, WallPart{Name: name, Number: i + 1, Label: ref.Part, Possible: p.Parts[j].Points})
			}
			seat.index[ref] = len(seat.cells)
			seat.cells = append(seat.cells, cell{ref: ref, column: k, problem: i})
		}
	}
	w.Seats = append(w.Seats, seat)
	w.byID[h.ID] = seat
	return seat, nil
}

// Apply takes in the next events of a seat. One that does not fit is noted, and the
// seat stands still from then on.
func (w *Wall) Apply(s *Seat, events ...exam.Event) {
	for _, e := range events {
		if s.Broken != nil {
			return
		}
		if err := s.Sitting.Apply(e); err != nil {
			s.Broken = err
			return
		}
		s.take(e)
	}
	if !s.queued && slices.Contains(s.waiting, true) {
		s.queued = true
		w.due = append(w.due, s)
	}
}

// take notes what an event says of the seat.
func (s *Seat) take(e exam.Event) {
	switch e.Kind {
	case exam.Grant, exam.Mark, exam.Revise: // not the student's
		return
	case exam.Enter:
		s.goOn()
		s.here = s.index[e.Part]
		s.Away = time.Time{}
	case exam.Edit:
		s.Away = time.Time{}
		i := s.index[e.Part]
		c := &s.cells[i]
		c.answered = !s.Sitting.Draft(e.Part).Blank()
		c.graded, c.unread, c.waits = false, false, false
		if c.left = i != s.here; c.left {
			s.waiting[c.problem] = true
		}
	case exam.Open:
		s.From = Clean(e.Text)
		s.Away = time.Time{}
	case exam.Leave:
		s.goOn()
		s.Away = e.At.Wall
	case exam.Finish, exam.Abandon:
		for i := range s.cells {
			s.cells[i].left = true
			s.waiting[s.cells[i].problem] = e.Kind == exam.Finish
		}
		s.Away = e.At.Wall
	}
	if e.Kind == exam.Edit || e.Kind == exam.Enter {
		if e.At.Wall.Sub(s.Last) >= Idle {
			s.Stalls++
		}
	}
	s.Last = e.At.Wall
}

// goOn notes that the part on the screen was left.
func (s *Seat) goOn() {
	if s.here < 0 {
		return
	}
	c := &s.cells[s.here]
	if c.answered && !c.graded {
		c.left, s.waiting[c.problem] = true, true
	}
}

// A Job is a problem of a seat to be graded, with answers of its own, so that it
// can be done beside everything else.
type Job struct {
	seat     *Seat
	problem  int
	of       *problems.Problem
	drafts   map[string]grader.Answer
	len      int // events of the seat when it was made
	verdicts map[string]grader.Verdict
}

// Do grades the answers.
func (j *Job) Do() { j.verdicts = j.of.Grade(j.drafts) }

// Jobs returns problems that are to be graded, at most so many. Answers that are
// worked at are not.
func (w *Wall) Jobs(most int) []*Job {
	var all []*Job
	for len(w.due) > 0 && len(all) < most {
		s := w.due[0]
		for i := range s.waiting {
			if s.waiting[i] && len(all) < most {
				s.waiting[i] = false
				all = append(all, s.job(i))
			}
		}
		if slices.Contains(s.waiting, true) {
			break
		}
		s.queued = false
		w.due = w.due[1:]
	}
	return all
}

// Due is how many seats have something to grade.
func (w *Wall) Due() int { return len(w.due) }

func (s *Seat) job(i int) *Job {
	p := s.Sitting.Paper().Problems[i]
	j := &Job{seat: s, problem: i, of: p, drafts: map[string]grader.Answer{}, len: s.Sitting.Len()}
	for k := range p.Parts {
		j.drafts[p.Parts[k].Label] = s.Sitting.Draft(exam.Ref{Problem: p.ID, Part: p.Parts[k].Label})
	}
	return j
}

// Take takes in what came out of jobs, but for answers that were changed since.
func (w *Wall) Take(jobs []*Job) {
	for _, j := range jobs {
		for i := range j.seat.cells {
			c := &j.seat.cells[i]
			v, ok := j.verdicts[c.ref.Part]
			if c.problem != j.problem || !ok || !c.left || c.graded {
				continue
			}
			if j.seat.Sitting.Len() != j.len && !slices.Equal(j.seat.Sitting.Draft(c.ref), j.drafts[c.ref.Part]) {
				continue // the next job has it
			}
			c.graded = true
			c.waits = v.Outcome == grader.SelfMark || v.Outcome == grader.Unsure
			c.unread = v.Outcome == grader.Unreadable
			c.share = v.Score
		}
	}
}

// Measure works out the numbers of the parts anew.
func (w *Wall) Measure() {
	shares, minutes := make([][]float64, len(w.Parts)), make([][]float64, len(w.Parts))
	for _, s := range w.Seats {
		if s.Sitting.Abandoned() {
			continue
		}
		for i := range s.cells {
			c := &s.cells[i]
			if c.graded && !c.waits {
				shares[c.column] = append(shares[c.column], c.share)
			}
			if c.left && c.answered {
				minutes[c.column] = append(minutes[c.column], s.Sitting.Spent(c.ref).Minutes())
			}
		}
	}
	for k := range w.Parts {
		w.Parts[k].Share, w.Parts[k].Answers = mean(shares[k]), len(shares[k])
		w.Parts[k].Minutes = median(minutes[k])
	}
}

// A Standing is what the wall shows of a student; the JSON form is stable.
type Standing struct {
	Student  string    `json:"student"`
	Name     string    `json:"name"`
	Attempt  string    `json:"attempt,omitempty"`
	State    State     `json:"state"`
	Part     string    `json:"part,omitempty"` // on the screen
	Answered int       `json:"answered"`
	Unread   int       `json:"unread"` // answers that cannot be read so far
	Of       int       `json:"of"`     // parts
	Cells    string    `json:"cells"`  // a letter a part: . empty, a answered, ? cannot be read, > on the screen and empty, A on the screen and answered
	Last     time.Time `json:"last,omitzero"`
	Quiet    float64   `json:"quiet"` // seconds since then
	Away     float64   `json:"away"`  // seconds without a terminal
	Stalls   int       `json:"stalls"`
	From     string    `json:"from,omitempty"`
	Limited  bool      `json:"limited"`
	Left     float64   `json:"left"`  // seconds
	Extra    float64   `json:"extra"` // seconds that were given on top
	Percent  int       `json:"percent"`
	Points   float64   `json:"-"` // so far, of what was graded
	Broken   string    `json:"broken,omitempty"`
}

// A State is what a student does.
type State string

// The states, in the order in which they deserve a look.
const (
	StateAway    State = "away"
	StateIdle    State = "idle"
	StateSitting State = "sitting"
	StateTimeUp  State = "time is up" // and it was not closed yet
	StateDone    State = "done"
	StateOff     State = "broken off"
	StateNone    State = "not started"
)

// Standings returns how everybody stands: the newest attempt of each student, and
// who has not started. The course says who they are, and what time they have.
func (w *Wall) Standings(c *Course, now exam.Clock) []Standing {
	newest := map[string]*Seat{}
	for _, s := range w.Seats {
		h := s.Sitting.Header()
		if old := newest[h.Student]; old == nil || !old.Sitting.Header().Start.Wall.After(h.Start.Wall) {
			newest[h.Student] = s
		}
	}
	var all []Standing
	for _, st := range c.Students() {
		s := newest[st.ID]
		delete(newest, st.ID)
		if s == nil {
			if st.Role != Instructor {
				all = append(all, Standing{Student: st.ID, Name: st.sorted(), State: StateNone})
			}
			continue
		}
		all = append(all, w.standing(s, c, st.sorted(), now))
	}
	for _, s := range w.Seats { // of those who are in the course no more
		if id := s.Sitting.Header().Student; newest[id] == s {
			all = append(all, w.standing(s, c, id, now))
		}
	}
	return all
}

func (w *Wall) standing(s *Seat, c *Course, name string, now exam.Clock) Standing {
	h := s.Sitting.Header()
	st := Standing{Student: h.Student, Name: name, Attempt: h.ID, Of: len(s.cells), Last: s.Last, Stalls: s.Stalls, From: s.From}
	if s.Broken != nil {
		st.Broken = s.Broken.Error()
	}
	letters := make([]byte, len(w.Parts))
	for i := range letters {
		letters[i] = ' '
	}
	for i := range s.cells {
		cl := &s.cells[i]
		letters[cl.column] = s.letter(i)
		if cl.answered {
			st.Answered++
		}
		if cl.unread {
			st.Unread++
		}
		if cl.graded {
			st.Points += cl.share * w.Parts[cl.column].Possible
		}
	}
	st.Cells = string(letters)
	if s.here >= 0 {
		st.Part = w.Parts[s.cells[s.here].column].Name
	}
	t := c.Terms(w.Quiz, h.Student, h.Start.Wall)
	st.Extra, st.Percent = (t.Extra + t.Credit).Seconds(), cmp.Or(t.Percent, 100)
	allowed, limited := t.Allowed(h.Limit, h.Start.Wall)
	elapsed, _ := s.Sitting.Elapsed(now)
	st.Limited, st.Left = limited, max(allowed-elapsed, 0).Seconds()
	st.state(s, now.Wall)
	return st
}

// letter is the cell of a part.
func (s *Seat) letter(i int) byte {
	c := &s.cells[i]
	here := i == s.here && !s.Sitting.Finished()
	switch {
	case here && c.answered:
		return 'A'
	case here:
		return '>'
	case c.unread:
		return '?'
	case c.answered:
		return 'a'
	}
	return '.'
}

// state says what the student does.
func (st *Standing) state(s *Seat, now time.Time) {
	switch {
	case s.Sitting.Abandoned():
		st.State, st.Left = StateOff, 0
		return
	case s.Sitting.Finished() && !(s.Sitting.TimeUp() && st.Limited && st.Left > 0):
		st.State, st.Left = StateDone, 0
		return
	case st.Limited && st.Left == 0:
		st.State = StateTimeUp
		return
	}
	st.Quiet = max(now.Sub(s.Last), 0).Seconds()
	st.State = StateSitting
	switch {
	case !s.Away.IsZero():
		st.State, st.Away = StateAway, max(now.Sub(s.Away), 0).Seconds()
	case st.Quiet >= Idle.Seconds():
		st.State = StateIdle
	}
}

// An Arrange is an order of the wall.
type Arrange struct {
	Name    string
	Compare func(a, b Standing) int
}

// Arranges returns the orders, the first at the start.
func Arranges() []Arrange {
	rank := map[State]int{}
	for i, s := range []State{StateAway, StateIdle, StateTimeUp, StateSitting, StateNone, StateDone, StateOff} {
		rank[s] = i
	}
	return []Arrange{
		{"name", func(a, b Standing) int { return 0 }}, // as they come
		{"who needs a look", func(a, b Standing) int {
			return cmp.Or(cmp.Compare(rank[a.State], rank[b.State]), cmp.Compare(b.Quiet, a.Quiet))
		}},
		{"fewest answers", func(a, b Standing) int {
			return cmp.Or(cmp.Compare(started(b), started(a)), cmp.Compare(a.Answered, b.Answered))
		}},
		{"least time left", func(a, b Standing) int {
			return cmp.Or(cmp.Compare(running(b), running(a)), cmp.Compare(a.Left, b.Left))
		}},
	}
}

func started(s Standing) int {
	if s.State == StateNone {
		return 0
	}
	return 1
}

func running(s Standing) int {
	switch s.State {
	case StateSitting, StateIdle, StateAway:
		return 1
	}
	return 0
}
