package linear

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gradcheck/grader"
	"gradcheck/internal/exam"
)

// A session is an exam that is being sat against the clock.
type session struct {
	t      *Talk
	w      *work
	book   book
	course *Course // that sets it; nil for one of the library

	told    time.Duration   // the last warning given: that much was left
	allowed time.Duration   // when it was given
	noticed map[notice]bool // warnings about sections that were given
	heard   int             // messages of the course
	refused exam.Terms      // that the course has and the attempt does not take
	polled  exam.Clock      // when the store was asked last
	held    *line           // entered while the exam was in other hands
	halved  bool            // what was half typed at the deadline was taken
}

// pulseEvery is how often the clock is looked at while a line is waited for, and
// pollEvery how often the store is, for another program.
const (
	pulseEvery = time.Second
	pollEvery  = 2 * time.Second
)

// late reports whether the deadline has passed at a given time.
func (x *session) late(at exam.Clock) bool {
	allowed, limited := x.w.sitting.Allowed()
	elapsed, _ := x.w.sitting.Elapsed(at)
	return limited && elapsed > allowed
}

// pulse is how long to wait before looking at the clock: a second, or until just
// after the deadline if that is sooner.
func (x *session) pulse() time.Duration {
	left, limited := x.w.sitting.Left(x.t.env.Now())
	if !limited {
		return pulseEvery
	}
	return min(pulseEvery, left+time.Millisecond)
}

// warnings are given with so much time left, once each.
var warnings = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute}

// warn says the warning that is due. More time has all of them given again.
func (x *session) warn() {
	x.warnSections(false)
	left, limited := x.w.sitting.Left(x.t.env.Now())
	if !limited {
		return
	}
	if allowed, _ := x.w.sitting.Allowed(); allowed != x.allowed {
		x.allowed, x.told = allowed, 0
	}
	for _, w := range warnings {
		if left > w {
			continue
		}
		if x.told == 0 || x.told > w {
			x.told = w
			said := "What you have entered is graded as it stands; a line counts once enter is pressed."
			if x.t.env.Half != nil {
				said = "What you have typed is graded as it stands."
			}
			x.t.voice.say(span(left) + " left. " + said)
		}
		return
	}
}

// hear takes in what the course says: other terms, which move the deadline, and
// messages. Terms that would end the attempt before now are refused once.
func (x *session) hear() {
	if x.course == nil || x.w.moved || x.w.sitting.Finished() {
		return
	}
	if x.course.Terms != nil {
		t, ok := x.course.Terms(x.w.sitting.Header().Start.Wall)
		if ok && !t.Equal(x.w.sitting.Terms()) && t != x.refused {
			x.grant(t)
		}
	}
	if x.course.Messages == nil {
		return
	}
	for _, m := range x.course.Messages()[min(x.heard, len(x.course.Messages())):] {
		x.heard++
		x.t.voice.say("A message: " + dot(m))
	}
}

// grant moves the deadline, and says by how much.
func (x *session) grant(t exam.Terms) {
	was, _ := x.w.sitting.Allowed()
	if err := x.t.record(x.w, exam.Event{Kind: exam.Grant, Terms: t}); err != nil {
		x.refused = t
		return
	}
	now, limited := x.w.sitting.Allowed()
	until := x.t.deadline(x.w.sitting, x.t.env.Now())
	switch {
	case !limited:
		x.t.voice.say("The exam has no time limit now.")
	case now > was:
		x.t.voice.say("You have " + span(now-was) + " more, until " + until + ".")
	case now < was:
		x.t.voice.say("The deadline is " + until + " now.")
	}
}

// poll looks whether another program has taken the exam.
func (x *session) poll() {
	w, now := x.w, x.t.env.Now()
	if d, _ := now.Sub(x.polled); w.moved || !w.created || len(w.pending) > 0 || x.polled != (exam.Clock{}) && d < pollEvery {
		return
	}
	x.polled = now
	more, err := x.t.env.Store.Events(x.t.context(), w.id(), w.stored)
	if w.moved = err == nil && len(more) > 0; w.moved {
		x.t.voice.end()
	}
}

// elsewhere is the conversation while another program has the exam: it is taken
// back, or left to it. A line entered meanwhile is kept and answered after.
func (x *session) elsewhere() (line, error) {
	x.t.voice.say("This exam goes on in another program, and only one writes. The clock runs, and what was saved is safe.")
	if len(x.w.pending) > 0 {
		x.t.voice.say("Your last words here are not written yet; taking the exam back writes them.")
	}
	for {
		l, err := x.t.askOnce(":take takes it back, :leave leaves it there")
		if err != nil || l == nil {
			if err != nil {
				return line{}, err
			}
			continue
		}
		switch {
		case l.cmd == "leave" || l.cmd == "quit":
			return line{}, errLeave
		case l.cmd == "take":
			if err := x.takeBack(); err != nil {
				x.t.voice.say("It could not be taken back: " + dot(err.Error()))
				continue
			}
			x.t.voice.say("Taken back. The other program will say so.")
			if held := x.held; held != nil {
				x.held = nil
				x.t.voice.say("The line you entered meanwhile is taken now.")
				return *held, nil
			}
			return line{cmd: "repeat"}, nil
		case l.cmd == "" && l.text != "":
			x.held = l
			x.t.voice.say("Kept. It is entered when you take the exam back.")
		default:
			x.t.voice.say("Only :take and :leave are possible now.")
		}
	}
}

// takeBack goes on with the exam as the other program left it. What was entered
// here and not written is entered again where the other one has changed nothing;
// where both have, the other one's stands and this one's is told.
func (x *session) takeBack() error {
	w := x.w
	fresh, err := x.t.resume(w.sitting.Header())
	if err != nil {
		return err
	}
	events, err := x.t.env.Store.Events(x.t.context(), w.id(), 0)
	if err != nil {
		return err
	}
	base, err := exam.New(w.sitting.Header(), fresh.sitting.Paper(), events[:min(w.stored, len(events))]...)
	if err != nil {
		return err
	}
	mine, refs := x.unwritten()
	*w = *fresh
	if w.sitting.Finished() {
		return nil
	}
	if err := x.t.record(w, opened(x.course)); err != nil {
		return err
	}
	for _, r := range refs {
		if !slices.Equal(w.sitting.Draft(r), base.Draft(r)) {
			x.t.voice.say("Part " + x.name(r) + " was changed in both programs; the other one's answer stands. Yours was: " + strings.Join(mine[r], "; "))
			continue
		}
		if err := x.again(r, mine[r]); err != nil {
			return err
		}
	}
	return nil
}

// unwritten are the drafts that were changed and not written, and their parts in
// order.
func (x *session) unwritten() (mine map[exam.Ref]grader.Answer, refs []exam.Ref) {
	mine = map[exam.Ref]grader.Answer{}
	for _, ev := range x.w.pending {
		if ev.Kind == exam.Edit && mine[ev.Part] == nil {
			mine[ev.Part] = x.w.sitting.Draft(ev.Part)
			refs = append(refs, ev.Part)
		}
	}
	return mine, refs
}

// again enters a draft again.
func (x *session) again(r exam.Ref, mine grader.Answer) error {
	now := x.w.sitting.Draft(r)
	for b := range now {
		if now[b] == mine[b] {
			continue
		}
		if err := x.t.record(x.w, exam.Event{Kind: exam.Edit, Part: r, Blank: b, Splice: exam.Diff(now[b], mine[b])}); err != nil {
			return err
		}
	}
	return nil
}

// name calls a part by its number on the paper: "7b".
func (x *session) name(r exam.Ref) string {
	if i := x.book.index(r.Problem); i >= 0 {
		return x.book[i].name(r.Part)
	}
	return r.String()
}

// standing counts how the parts stand.
type standing struct {
	answered, all              int
	empty, unreadable, flagged []string // names of parts; flagged ones have an answer
}

func (x *session) standing() standing {
	var st standing
	for _, p := range x.book {
		for _, q := range p.parts {
			r := p.ref(q.label)
			part, _ := p.problem().Part(q.label)
			a := x.w.sitting.Draft(r)
			st.all++
			switch {
			case x.closed(r):
				if !a.Blank() {
					st.answered++
				}
				continue
			case a.Blank():
				st.empty = append(st.empty, x.name(r))
				continue
			case grader.Unread(part.Question, a):
				st.unreadable = append(st.unreadable, x.name(r))
			}
			st.answered++
			if x.w.sitting.Flagged(r) {
				st.flagged = append(st.flagged, x.name(r))
			}
		}
	}
	return st
}

// time says what is left, the deadline and how far the paper is answered.
func (x *session) time() string {
	now := x.t.env.Now()
	st := x.standing()
	s := fmt.Sprintf("%d of %d parts answered.", st.answered, st.all)
	left, limited := x.w.sitting.Left(now)
	if !limited {
		return "This paper has no time limit. " + s
	}
	s = span(left) + " left. Deadline " + x.t.deadline(x.w.sitting, now) + ". " + s
	if terms := x.w.sitting.Terms(); terms.Extra+terms.Credit > 0 {
		s += " " + span(terms.Extra+terms.Credit) + " of it were added."
	}
	return s
}

// kept says that an entry is kept, how it is understood, and when it was saved.
func (x *session) kept(d *desk, e entry, could bool) {
	saved := x.t.saved(x.w)
	switch {
	case x.w.moved && e.answer != nil:
		d.say("Not saved: another program has the exam.")
	case e.answer == nil && e.why != "":
		d.say(e.why)
	case e.quiet && d.field.prompt(d.draft()) != "":
	case e.quiet:
		d.settled = true
		d.say(d.filled() + ". Enter :next to go on.")
	case e.unread:
		s := dot(e.why) + " It is kept as it stands. "
		if could {
			s += "The answer before it could be read and counts until this one can. "
		}
		d.say(s + "Nothing was counted. " + saved)
	default:
		d.settled = e.whole || d.field.prompt(d.draft()) == ""
		s := dot(understood("Kept", e.said)) + " " + saved
		if d.settled {
			s += " Enter :next to go on."
		}
		d.say(s)
	}
}

// commands are those of an exam beside the ones of every part.
func (x *session) commands(d *desk) []command {
	closed := func(string) error {
		d.say("Closed until the exam is over.")
		return nil
	}
	return []command{
		{"sure", "2", "says how sure you are: 1 guessed, 2 fairly sure, 3 sure, 0 takes it back; the result compares", func(arg string) error { return x.sure(d, arg) }},
		{"handin", "", "ends the exam before its time, after a question", func(string) error { return x.handin(d) }},
		{"leave", "", "leaves; the clock runs on, and the same command comes back", func(string) error { return errLeave }},
		{"hint", "", "closed until the exam is over", closed},
		{"solution", "", "closed until the exam is over", closed},
		{"explain", "", "closed until the exam is over", closed},
	}
}

// sureness is how sure a student was, in words.
var sureness = [...]string{"not said", "guessed", "fairly sure", "sure"}

func (x *session) sure(d *desk, arg string) error {
	n, err := strconv.Atoi(arg)
	if err != nil || n < 0 || n >= len(sureness) {
		d.say("Enter :sure 1 for guessed, :sure 2 for fairly sure, :sure 3 for sure, :sure 0 to take it back.")
		return nil
	}
	if err := d.record(exam.Event{Kind: exam.Sure, Part: d.ref(), N: n}); err != nil {
		return err
	}
	d.say("How sure: " + sureness[n] + ".")
	return nil
}

// What has to be entered to hand in, and to break off without a score.
const (
	handinWords  = "hand in"
	abandonWords = "abandon"
)

// errOver says that the exam was ended by the student.
type errOver struct{ kind exam.Kind }

// Error says what ended it.
func (e errOver) Error() string { return "ended by " + string(e.kind) }

// handin says what is empty or cannot be read, and asks for the words.
func (x *session) handin(d *desk) error {
	st := x.standing()
	d.say(fmt.Sprintf("%d of %d parts have an answer.", st.answered, st.all))
	for _, l := range []struct {
		names []string
		what  string
	}{{st.empty, "Empty"}, {st.unreadable, "Cannot be read"}, {st.flagged, "Flagged by you and answered"}} {
		if len(l.names) > 0 {
			d.say(l.what + ": " + list(l.names) + ".")
		}
	}
	d.say(x.time())
	d.say("Handing in ends the exam for good, also if time is left. An empty part scores nothing. The word abandon breaks it off without a score; it stays in the history.")
	l, err := x.t.ask("Enter the words " + handinWords + " to end it, or an empty line to go on")
	switch {
	case err != nil:
		return err
	case l.cmd == "" && sameWords(l.text, handinWords):
		return errOver{exam.Finish}
	case l.cmd == "" && sameWords(l.text, abandonWords):
		return errOver{exam.Abandon}
	case l.cmd != "" && l.cmd != "repeat":
		return x.t.dispatch(d.table(), l)
	}
	d.say("The exam goes on.")
	return nil
}

// sameWords reports whether two texts have the same words; capitals and spacing
// do not matter.
func sameWords(a, b string) bool {
	return slices.Equal(strings.Fields(strings.ToLower(a)), strings.Fields(strings.ToLower(b)))
}
