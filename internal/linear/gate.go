package linear

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// A Sit says which paper is to be sat and how.
type Sit struct {
	Exam     string        // id; "" for the first one there is
	Seed     uint64        // 0: as printed
	Seeded   bool          // the seed was asked for; else one is taken for a blueprint
	Limit    time.Duration // 0: the exam's own
	Percent  int           // of the limit, as extra time; 0 is 100
	Sections bool          // each closes when its own minutes have passed

	Course *Course // that sets the exam; nil for one of the library
}

// A Course is what is set by somebody else than the student: a paper that was
// dealt, and what may change while it is sat.
type Course struct {
	Attempt string // id of the attempt: it is made, gone on with, or its result is heard
	Title   string
	Paper   []*problems.Problem
	Place   string         // where the student is, for the log
	Strict  bool           // it is not sat through a pipe
	Zone    *time.Location // that its times are said in; nil for the clock's own
	Rules   []string       // that the start page says beside its own
	// Opens says why the exam cannot be begun now; "" if it can. Nil is "".
	Opens func() string
	// Terms returns the conditions of time of an attempt begun then; ok is false
	// if they stay as they are.
	Terms func(start time.Time) (t exam.Terms, ok bool)
	// Messages are what was said to those who sit the exam, in order.
	Messages func() []string
	// Sealed says why the result is not to be heard yet; "" if it is. Nil is "".
	Sealed func() string
}

// A gate is the way into an exam.
type gate struct {
	t        *Talk
	sit      Sit
	id       string
	title    string
	limit    time.Duration
	paper    []*problems.Problem
	sections []exam.Section // that close one after the other
	rules    []string       // that the paper has of its own
}

// Exam holds a conversation about an exam: one that is open goes on at once, else
// the start page says what the rules are. The result is talked about when it is
// over.
func (t *Talk) Exam(sit Sit) error {
	return t.run(func() error { return t.exam(sit) })
}

func (t *Talk) exam(sit Sit) error {
	if t.refused(sit.Course) {
		return nil
	}
	if c := sit.Course; c != nil && c.Zone != nil {
		t.zone = c.Zone
	}
	w, err := t.there(sit)
	switch {
	case err != nil:
		return err
	case w != nil && w.sitting.Finished():
		return t.outcome(w, sit.Course)
	case w != nil:
		return t.goOn(w, sit.Course)
	}
	g, err := t.gate(sit)
	if err != nil {
		return err
	}
	return g.talk()
}

// refused says that an exam is not sat through a pipe, where that is so.
func (t *Talk) refused(c *Course) bool {
	if !t.env.Strict && (c == nil || !c.Strict) || t.env.Terminal {
		return false
	}
	t.voice.say("This exam is taken at a terminal; its answers may not come from a file or a program.")
	return true
}

// there is the attempt that there is already: for a course the one it names, open
// or over, else one that is open. One whose time was up goes on if the course has
// given more since.
func (t *Talk) there(sit Sit) (*work, error) {
	c := sit.Course
	if c == nil {
		return t.openExam(sit.Exam)
	}
	hs, err := t.env.Store.Headers(t.context(), t.env.Student)
	if err != nil {
		return nil, err
	}
	for _, h := range hs {
		if h.ID != c.Attempt {
			continue
		}
		w, err := t.resume(h)
		if err != nil {
			return nil, fmt.Errorf("attempt %s: %w", h.ID, err)
		}
		if w.sitting.TimeUp() && c.Terms != nil {
			if terms, ok := c.Terms(h.Start.Wall); ok && !terms.Equal(w.sitting.Terms()) {
				_ = t.record(w, exam.Event{Kind: exam.Grant, Terms: terms}) // refused if they leave no time
			}
		}
		return w, nil
	}
	return nil, nil
}

// openExam returns the newest attempt at an exam (any if id is "") that is not
// over; nil if there is none.
func (t *Talk) openExam(id string) (*work, error) {
	hs, err := t.env.Store.Headers(t.context(), t.env.Student)
	if err != nil {
		return nil, err
	}
	for _, h := range hs {
		if h.Mode != exam.Exam || id != "" && h.Exam != id {
			continue
		}
		w, err := t.resume(h)
		if err != nil {
			return nil, fmt.Errorf("attempt %s: %w", h.ID, err)
		}
		if !w.sitting.Finished() {
			return w, nil
		}
	}
	return nil, nil
}

// gate makes the paper.
func (t *Talk) gate(sit Sit) (*gate, error) {
	g := &gate{t: t, sit: sit, id: sit.Exam, limit: sit.Limit}
	if c := sit.Course; c != nil {
		g.title, g.paper, g.rules = c.Title, c.Paper, c.Rules
		return g, nil
	}
	x, ok := t.env.Library.Exam(sit.Exam)
	if !ok && sit.Exam != "" {
		return nil, fmt.Errorf("no exam %q; gradcheck list shows what there is", sit.Exam)
	}
	if !ok {
		all := t.env.Library.Exams()
		if len(all) == 0 {
			return nil, errors.New("there is no exam")
		}
		x = all[0]
	}
	g.id, g.title, g.rules = x.ID, x.Title, speak(x.Rules, nil).lines
	if g.limit == 0 {
		g.limit = x.Time
	}
	if x.Blueprint() && sit.Seed == 0 && !sit.Seeded {
		g.sit.Seed = t.env.Seed()%999_999 + 1 // short enough to read out and type
	}
	var err error
	if g.paper, err = t.env.Library.Paper(x, g.sit.Seed); err != nil {
		return nil, err
	}
	g.sections, err = sit.budgets(x, g.paper, g.limit)
	return g, err
}

// pledge opens a paper that asks for no sentence of its own.
const pledge = "I work alone and keep to the rules of this exam."

// transcribed is the part of a paper that has a sentence copied.
func transcribed(ps []*problems.Problem) (r exam.Ref, sentence string, ok bool) {
	for _, p := range ps {
		for _, q := range p.Parts {
			if s, ok := q.Spec["transcribe"].(string); ok && s != "" {
				return exam.Ref{Problem: p.ID, Part: q.Label}, s, true
			}
		}
	}
	return exam.Ref{}, "", false
}

func (g *gate) sentence() string {
	if _, s, ok := transcribed(g.paper); ok {
		return s
	}
	return pledge
}

// talk says the rules and asks for the sentence.
func (g *gate) talk() error {
	g.tell()
	for {
		l, err := g.t.ask("The sentence, or :leave")
		switch {
		case err != nil:
			return err
		case l.cmd != "":
			if err := g.t.dispatch([]command{
				{"repeat", "", "reads this page again", func(string) error { g.tell(); return nil }},
				{"time", "", "says when the deadline would be", func(string) error { g.t.voice.say(g.terms()); return nil }},
				{"leave", "", "does not start the exam", func(string) error { return errLeave }},
			}, l); err != nil {
				return err
			}
		case sameWords(l.text, g.sentence()):
			if why := g.shut(); why != "" {
				g.t.voice.say(why)
				continue
			}
			return g.start(strings.TrimSpace(l.text))
		default:
			g.t.voice.say("That is not the sentence. Capitals and spacing do not matter. It is:", g.sentence())
		}
	}
}

// tell says the start page: size, deadline, promises and the sentence.
func (g *gate) tell() {
	head := fmt.Sprintf("%s. %s, %s, %s.", g.title, count(len(g.paper), "problem"), count(len(allParts(g.paper)), "part"), worth(total(g.paper)))
	if g.sit.Seed != 0 {
		head += fmt.Sprintf(" Variant %d.", g.sit.Seed)
	}
	g.t.voice.say(head, g.terms())
	g.t.voice.say(append(g.closings(), g.rules...)...)
	g.t.voice.say(
		"There is nothing to submit. What stands at the end is graded, and what comes later does not count.",
		g.halves(),
		"The clock runs whether you are here or not. :leave leaves, as the end of the input does; neither hands in. The same command comes back.",
		"You are told at 15, 5 and 1 minutes; :time says the time whenever you ask.",
		"No hints, no explanations and no verdicts until the end.",
		"To open the paper, enter this sentence; capitals and spacing do not matter:", g.sentence())
}

// halves says what becomes of a line that is not ended when the time is up.
func (g *gate) halves() string {
	if g.t.env.Half != nil {
		return "A line counts once enter is pressed. What is half typed when the time is up is taken as it stands."
	}
	return "A line counts once enter is pressed. What is only half typed in your terminal's own line cannot be seen from here and is not graded."
}

// terms says when the deadline would be, and of what it is made.
func (g *gate) terms() string {
	now := g.t.env.Now().Wall.In(g.t.zone)
	if _, limited := g.granted(now).Allowed(g.limit, now); !limited {
		return "This paper has no time limit."
	}
	own, _ := g.granted(now).Allowed(g.limit, now)
	end := now.Add(own)
	day := "today"
	if end.YearDay() != now.YearDay() {
		day = "on " + end.Format("2 January")
	}
	s := fmt.Sprintf("If you start now, at %s, your deadline is %s %s; that is %s in all.", now.Format(time.TimeOnly), end.Format(time.TimeOnly), day, span(own))
	if own != g.limit && g.limit > 0 {
		s += " The time limit is " + span(g.limit)
		if p := g.granted(now).Percent; p != 0 && p != 100 {
			s += fmt.Sprintf(", and your allowance %s times that", points(float64(p)/100))
		}
		s += "."
	}
	return s
}

// granted are the terms that an attempt begun now has.
func (g *gate) granted(now time.Time) exam.Terms {
	if c := g.sit.Course; c != nil && c.Terms != nil {
		if t, ok := c.Terms(now); ok {
			return t
		}
	}
	return exam.Terms{Percent: g.sit.Percent}
}

// shut says why the exam cannot be begun now; "" if it can.
func (g *gate) shut() string {
	if c := g.sit.Course; c != nil && c.Opens != nil {
		return c.Opens()
	}
	return ""
}

// closings says when each section closes.
func (g *gate) closings() []string {
	now := g.t.env.Now().Wall
	allowed, _ := g.granted(now).Allowed(g.limit, now)
	var lines []string
	for k, after := range exam.Closings(g.sections, allowed) {
		s := sectionName(g.sections, k)
		if title := g.sections[k].Title; title != "" {
			s += ", " + title
		}
		lines = append(lines, s+", closes at "+g.t.clockTime(now.Add(after))+".")
	}
	if lines != nil {
		lines = append(lines, "A section that has closed takes no more answers. Working ahead is always possible, and time that is left of one is there for the next.")
	}
	return lines
}

// start opens the paper: the terms are recorded first, and what was entered is the
// answer to the part that asks for it.
func (g *gate) start(typed string) error {
	h := exam.Header{ID: g.t.attemptID(g.id), Exam: g.id, Mode: exam.Exam, Seed: g.sit.Seed, Limit: g.limit, Sections: g.sections}
	if g.sit.Course != nil {
		h.ID = g.sit.Course.Attempt
	}
	w, err := g.t.begin(h, &exam.Paper{Title: g.title, Limit: g.limit, Problems: g.paper})
	if err != nil {
		return err
	}
	events := []exam.Event{{Kind: exam.Grant, Terms: g.granted(w.sitting.Header().Start.Wall)}, opened(g.sit.Course)}
	if r, _, ok := transcribed(g.paper); ok {
		events = append(events, exam.Event{Kind: exam.Edit, Part: r, Splice: exam.Diff("", typed)})
	}
	for _, ev := range events {
		if err := g.t.record(w, ev); err != nil {
			return err
		}
	}
	return g.t.sitDown(w, g.title, g.sit.Course)
}

// opened is the event by which a program takes an attempt up.
func opened(c *Course) exam.Event {
	ev := exam.Event{Kind: exam.Open}
	if c != nil {
		ev.Text = c.Place
	}
	return ev
}

// goOn goes on with an exam that is open.
func (t *Talk) goOn(w *work, c *Course) error {
	if t.refused(c) {
		return nil
	}
	if err := t.record(w, opened(c)); err != nil {
		return err
	}
	title := t.examTitle(w.sitting.Header())
	if c != nil {
		title = c.Title
	}
	return t.sitDown(w, title, c)
}

// examTitle names the exam of an attempt.
func (t *Talk) examTitle(h exam.Header) string {
	if x, ok := t.env.Library.Exam(h.Exam); ok {
		return x.Title
	}
	return h.Exam
}

// sitDown holds the conversation of an exam until it is over or left.
func (t *Talk) sitDown(w *work, title string, c *Course) error {
	x := &session{t: t, w: w, book: paperBook(w), course: c, noticed: map[notice]bool{}}
	x.warnSections(true)
	t.sat = x
	d := &desk{t: t, book: x.book, exam: x}
	if at := w.sitting.At(); at.Problem != "" {
		d.place.page = max(x.book.index(at.Problem), 0)
		d.place.part = max(x.book[d.place.page].part(at.Part), 0)
	}
	t.voice.say(fmt.Sprintf("%s. %s, %s. ", title, count(len(x.book.places()), "part"), worth(total(w.sitting.Paper().Problems)))+x.time(),
		"Commands start with a colon: :next :back :go 12f :list :time :repeat :show :flag :handin :help :leave",
		"Everything you enter is saved at once.")
	err := d.talk()
	t.sat = nil
	return t.ended(x, err)
}

// ended takes in how an exam was left: it is over, or it goes on without anybody.
func (t *Talk) ended(x *session, err error) error {
	var over errOver
	switch {
	case errors.Is(err, errTimeUp), x.w.sitting.Finished():
		return t.finish(x, exam.Event{Kind: exam.Finish, N: 1}, "The time is up. What stood at the deadline is graded.")
	case errors.As(err, &over):
		said := "Handed in"
		if over.kind == exam.Abandon {
			said = "Broken off"
		}
		return t.finish(x, exam.Event{Kind: over.kind}, said+" at "+t.clockTime(t.env.Now().Wall)+".")
	case errors.Is(err, errLeave), errors.Is(err, errGone):
		if x.w.moved {
			t.lost(x)
		} else if err := t.record(x.w, exam.Event{Kind: exam.Leave}); err != nil {
			return err
		}
		t.farewell(x)
	}
	return err
}

// farewell says that the exam goes on.
func (t *Talk) farewell(x *session) {
	now := t.env.Now()
	s := "You have left. The exam goes on"
	if _, limited := x.w.sitting.Left(now); limited {
		s += " until " + t.deadline(x.w.sitting, now)
	}
	st := x.standing()
	said := fmt.Sprintf("%d of %d parts answered.", st.answered, st.all)
	if !x.w.moved {
		said += " " + t.saved(x.w)
	}
	t.voice.say(s+". Start the same command to return.", said)
}

// finish ends an exam, unless that was done already, and talks about its result.
func (t *Talk) finish(x *session, end exam.Event, said string) error {
	if x.w.moved {
		if err := t.other(x); err != nil {
			return err
		}
	}
	if !x.w.sitting.Finished() {
		if err := t.record(x.w, end); err != nil {
			return err
		}
	}
	t.voice.say(said)
	return t.outcome(x.w, x.course)
}

// outcome talks about the result of an exam, unless the course keeps it sealed.
func (t *Talk) outcome(w *work, c *Course) error {
	why := ""
	if c != nil && c.Sealed != nil {
		why = c.Sealed()
	}
	if why == "" {
		return t.result(w)
	}
	_, receipt := w.sitting.End()
	ps := w.sitting.Paper().Problems
	t.voice.say(fmt.Sprintf("%d of %d parts have an answer. Everything that stood when it ended is kept and is what is graded.", answered(w.sitting), len(allParts(ps))),
		why, "Receipt "+receipt.Receipt()+".")
	if len(w.pending) > 0 {
		t.voice.say(t.saved(w))
	}
	return nil
}

// lost says what was entered here and not written because another program had the
// exam.
func (t *Talk) lost(x *session) {
	mine, refs := x.unwritten()
	for _, r := range refs {
		t.voice.say("Not written, because another program had the exam: part " + x.name(r) + ": " + strings.Join(mine[r], "; "))
	}
}

// other reads an exam as another program has left it.
func (t *Talk) other(x *session) error {
	t.lost(x)
	w, err := t.resume(x.w.sitting.Header())
	if err != nil {
		return err
	}
	*x.w = *w
	return nil
}

// total is the points of problems.
func total(ps []*problems.Problem) float64 {
	all := 0.0
	for _, p := range ps {
		all += p.Points()
	}
	return all
}
