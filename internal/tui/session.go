package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/internal/report"
	"gradcheck/problems"
)

// A session is a paper being sat against the clock: what a desk knows beside its
// attempt when all its problems belong to one.
type session struct {
	title    string
	now      exam.Clock               // of the last tick
	told     time.Duration            // the last warning given: that much was left
	cutOff   time.Duration            // elapsed time of the last key of an answer that a closing section cut off
	allowed  time.Duration            // when it was given
	noticed  map[notice]bool          // warnings about sections that were given
	best     exam.Curve               // of the best earlier attempt; nil if there is none
	alert    string                   // on the message line
	until    time.Duration            // elapsed time at which the alert goes away
	hidePace bool                     // the student asked for it
	moved    bool                     // another program has taken the attempt over
	unread   map[exam.Ref]unreadDraft // what was found out of drafts
	polling  bool
	ending   bool       // how the other program has left it is being read, as the time is up
	heard    int        // messages of the course
	refused  exam.Terms // that the course has and the attempt does not take
}

// An unreadDraft remembers whether a draft could be read.
type unreadDraft struct {
	draft string
	bad   bool
}

// tickMsg comes every second of a session.
type tickMsg struct{ desk *desk }

// newSession returns a desk with the problems of one attempt on it.
func newSession(env *Env, name string, a *attempt) *desk {
	d := &desk{env: env, pages: newPages(env), zone: env.Now().Wall.Location(), loaded: true}
	d.session = &session{title: name, now: env.Now(), unread: map[exam.Ref]unreadDraft{}, noticed: map[notice]bool{}}
	w := &work{}
	h := a.sitting.Header()
	for i, p := range a.sitting.Paper().Problems {
		d.entries = append(d.entries, &entry{of: outlineOfProblem(p), exam: h.Exam, number: i + 1, work: w})
	}
	d.put(d.entries[0], a)
	d.closedBefore()
	return d
}

func outlineOfProblem(p *problems.Problem) outline {
	o := outline{ID: p.ID, Title: p.Title, Points: p.Points()}
	for _, q := range p.Parts {
		part := outlinePart{Label: q.Label, Points: q.Points}
		if len(q.Explain) > 0 {
			part.Sim = q.Explain[0].Sim
		}
		o.Parts = append(o.Parts, part)
	}
	return o
}

// sat is the attempt of a session.
func (d *desk) sat() *exam.Sitting { return d.entries[0].sitting }

// running reports whether the exam on the desk goes on.
func (d *desk) running() bool { return d.session != nil && !d.sat().Finished() }

// tick asks for the next tick: in a second, or at the deadline or when a section
// closes if that is sooner.
func (d *desk) tick() tea.Cmd {
	wait := time.Second
	if left, ok := d.sat().Left(d.session.now); ok && left > 0 {
		wait = min(wait, left+time.Millisecond)
	}
	if left := d.nextClosing(); left > 0 {
		wait = min(wait, left)
	}
	return d.env.after(wait, tickMsg{d})
}

// ticked takes the time, warns and looks whether another program has the attempt.
func (d *desk) ticked() tea.Cmd {
	s := d.session
	was := s.now
	s.now = d.env.Now()
	d.entries[0].rec.overdue(s.now)
	cmds := []tea.Cmd{d.hear(), d.tick(), d.warn(), d.poll()}
	if elapsed, _ := d.sat().Elapsed(s.now); s.alert != "" && elapsed > s.until {
		s.alert = ""
	}
	if at := d.sat().At(); stepped(was, s.now) && d.running() && !d.late() && !s.moved && at.Problem != "" {
		if cmd, err := d.apply(d.entries[0], exam.Event{Kind: exam.Enter, Part: at}); err == nil {
			cmds = append(cmds, cmd)
		}
	}
	return tea.Batch(cmds...)
}

// stepped reports whether the wall clock was set between two readings. The event
// that follows then has the new one, so that the log shows when it was set, also
// if it is set back before the next key.
func stepped(was, now exam.Clock) bool {
	d, byBoot := now.Sub(was)
	return byBoot && (now.Wall.Round(0).Sub(was.Wall.Round(0))-d).Abs() > 2*time.Second
}

// timeUp reports whether the deadline has passed.
func (d *desk) timeUp() bool {
	left, ok := d.sat().Left(d.session.now)
	return ok && left == 0 && d.running()
}

// late reports whether the deadline has passed by the clock.
func (d *desk) late() bool {
	if !d.running() {
		return false
	}
	left, ok := d.sat().Left(d.env.Now())
	return ok && left == 0
}

// warnings are given with so much time left, once each.
var warnings = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute}

// warn puts the warnings that are due on the message line and rings the bell.
func (d *desk) warn() tea.Cmd {
	if !d.running() {
		return nil
	}
	s := d.session
	section, more := d.sectionDue()
	whole := d.deadlineDue()
	switch {
	case section == "" && whole == 0:
		return nil
	case whole == 0:
		s.alert = section + more
	case section == "":
		s.alert = remaining(whole) + " left. What you have typed is graded as it stands."
	default:
		s.alert = section + " " + remaining(whole) + " left in all."
	}
	elapsed, _ := d.sat().Elapsed(s.now)
	s.until = elapsed + time.Minute
	return tea.Raw("\a")
}

// remaining says how much time is left, in whole minutes as long as there is one:
// a paper may be short, or be opened again between two warnings.
func remaining(left time.Duration) string {
	if left <= 55*time.Second {
		return count(int((left+time.Second-1)/time.Second), "second")
	}
	return count(int((left+time.Minute-1)/time.Minute), "minute")
}

// deadlineDue returns the time left if a warning about the deadline is due, 0 if
// none is. More time has all of them given again.
func (d *desk) deadlineDue() time.Duration {
	s := d.session
	left, ok := d.sat().Left(s.now)
	if !ok {
		return 0
	}
	if allowed, _ := d.sat().Allowed(); allowed != s.allowed {
		s.allowed, s.told = allowed, 0
	}
	for _, w := range warnings {
		switch {
		case left > w || left == 0:
			continue
		case s.told == w || s.told != 0 && s.told < w:
			return 0
		}
		s.told = w
		return left
	}
	return 0
}

// movedMsg says that another program has written to the attempt.
type movedMsg struct{ desk *desk }

// pollEvery is how often an idle session looks for another program, in ticks of
// a second.
const pollEvery = 2 * time.Second

// poll looks whether another program has taken the attempt over.
func (d *desk) poll() tea.Cmd {
	s, r := d.session, &d.entries[0].rec
	if s.polling || s.moved || !d.running() || r.busy || !r.created {
		return nil
	}
	if elapsed, _ := d.sat().Elapsed(s.now); elapsed%pollEvery >= time.Second {
		return nil
	}
	s.polling = true
	id, stored, st, ctx := r.header.ID, r.stored, d.env.Store, d.context()
	return func() tea.Msg {
		events, err := st.Events(ctx, id, stored)
		return polledMsg{d, stored, err == nil && len(events) > 0}
	}
}

// polledMsg says whether there were more than so many events in the store.
type polledMsg struct {
	desk   *desk
	stored int
	more   bool
}

// polled takes in what was seen. Events of our own that were written meanwhile
// are nobody else's.
func (d *desk) polled(msg polledMsg) tea.Cmd {
	d.session.polling = false
	if r := &d.entries[0].rec; !msg.more || r.busy || r.stored != msg.stored {
		return nil
	}
	return func() tea.Msg { return movedMsg{d} }
}

// unreadable reports whether something stands in a part and cannot be read.
func (d *desk) unreadable(e *entry, label string) bool {
	r := e.ref(label)
	draft := e.sitting.Draft(r)
	key := strings.Join(draft, separator)
	if u, ok := d.session.unread[r]; ok && u.draft == key {
		return u.bad
	}
	part, _ := e.problem().Part(label)
	u := unreadDraft{key, grader.Unread(part.Question, draft)}
	d.session.unread[r] = u
	return u.bad
}

// clock is the time left as h:mm:ss.
func (d *desk) clock() string {
	left, ok := d.sat().Left(d.session.now)
	if !ok {
		return ""
	}
	return hms(left)
}

func hms(t time.Duration) string {
	s := int((t + time.Second - 1) / time.Second)
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// span writes a length of time: "3 h", "1 h 42 min", "9 min 40 s".
func span(t time.Duration) string { return report.Span(t).String() }

// sessionStanding is the right end of the status line of a session.
func (d *desk) sessionStanding(t Theme, e *entry, width int) string {
	pace, clocks := d.pace(), d.clocks(t, e, width)
	if pace != "" && (width >= regularWidth && d.sectionClock(t, e, width) == "" || width >= wideWidth) {
		return t.paint(muted, pace+" · ") + clocks
	}
	return clocks
}

// clocks says what was saved and what time is left.
func (d *desk) clocks(t Theme, e *entry, width int) string {
	var items []string
	section := d.sectionClock(t, e, width)
	saved, least := d.savedText(t, e), smallWidth
	if section != "" {
		least = regularWidth
	}
	if saved != "" && (width >= least || strings.Contains(saved, "NOT")) {
		items = append(items, saved)
	}
	if section != "" && (width >= regularWidth || !strings.Contains(saved, "NOT")) {
		items = append(items, section)
	}
	if c := d.clock(); c != "" {
		r := title
		if left, _ := d.sat().Left(d.session.now); left <= time.Minute {
			r = danger
		}
		items = append(items, t.paint(r, c))
	}
	return strings.Join(items, t.paint(muted, " · "))
}

// deadline is the time of day at which the exam ends: the one named at the start
// as long as this machine's clock was not set since, else by the clocks as they are.
func (d *desk) deadline() time.Time {
	left, _ := d.sat().Left(d.session.now)
	end := d.session.now.Wall.Add(left)
	allowed, _ := d.sat().Allowed()
	if named := d.sat().Header().Start.Wall.Add(allowed); left > 0 && end.Sub(named).Abs() < 2*time.Second {
		end = named
	}
	return end.In(d.zone)
}

// standing lists what stands in the parts of a session; what has closed is only
// counted.
type standing struct {
	answered, all     int
	closed            int
	empty, unreadable []exam.Ref
	flagged           []exam.Ref // and answered
}

func (d *desk) standing() standing {
	var st standing
	for _, e := range d.entries {
		for _, q := range e.of.Parts {
			r := e.ref(q.Label)
			st.all++
			blank := e.sitting.Draft(r).Blank()
			switch {
			case d.shut(e):
				if st.closed++; !blank {
					st.answered++
				}
				continue
			case blank:
				st.empty = append(st.empty, r)
				continue
			case d.unreadable(e, q.Label):
				st.unreadable = append(st.unreadable, r)
			}
			st.answered++
			if e.sitting.Flagged(r) {
				st.flagged = append(st.flagged, r)
			}
		}
	}
	return st
}

// name calls a part by its number on the paper: "7(b)".
func (d *desk) name(r exam.Ref) string {
	i := d.index(r.Problem)
	if i < 0 {
		return r.String()
	}
	if r.Part == "" {
		return fmt.Sprint(d.entries[i].number)
	}
	return fmt.Sprintf("%d(%s)", d.entries[i].number, r.Part)
}

// names joins the names of parts.
func (d *desk) names(rs []exam.Ref) string {
	var all []string
	for _, r := range rs {
		all = append(all, d.name(r))
	}
	return strings.Join(all, ", ")
}

// pointsOf returns the points of a part.
func (d *desk) pointsOf(r exam.Ref) float64 {
	e := d.entries[d.index(r.Problem)]
	i := slices.IndexFunc(e.of.Parts, func(q outlinePart) bool { return q.Label == r.Part })
	return e.of.Parts[i].Points
}
