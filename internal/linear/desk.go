package linear

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/internal/study"
	"gradcheck/problems"
)

// A desk is where parts are answered one after the other, in practice or in an
// exam. What is known of a part is asked of its attempt; the desk only knows which
// part it is at, and what of its field is entered next.
type desk struct {
	t    *Talk
	book book
	place
	field    field
	settled  bool         // the answer is entered, and nothing is asked
	kept     exam.Clock   // when the draft was changed last, since the desk came here
	read     string       // the problem whose introduction was read last
	listings [][]string   // that the question has
	figures  []int        // likewise
	asked    string       // a command that has to come twice, such as :hint
	queue    []study.Item // parts that come next
	queued   bool         // parts of a queue are asked, and its end was not said yet
	exam     *session     // nil in practice
}

func (d *desk) page() *page                { return d.book[d.place.page] }
func (d *desk) problem() *problems.Problem { return d.page().problem() }
func (d *desk) part() *problems.Part       { return &d.problem().Parts[d.place.part] }
func (d *desk) ref() exam.Ref              { return d.page().ref(d.part().Label) }
func (d *desk) work() *work                { return d.page().work }
func (d *desk) sitting() *exam.Sitting     { return d.work().sitting }
func (d *desk) draft() grader.Answer       { return d.sitting().Draft(d.ref()) }
func (d *desk) say(lines ...string)        { d.t.voice.say(lines...) }

// talk answers parts until the student leaves. The desk is at its first part.
func (d *desk) talk() error {
	if err := d.arrive(); err != nil {
		return err
	}
	return d.rounds()
}

// rounds asks for one line after the other.
func (d *desk) rounds() error {
	for {
		l, err := d.t.ask(d.prompt())
		if err != nil {
			return err
		}
		if l.cmd == "" {
			d.asked = ""
			err = d.enter(l)
		} else {
			was := d.asked
			if err = d.t.dispatch(d.table(), l); d.asked == was {
				d.asked = ""
			}
		}
		if err != nil {
			return err
		}
	}
}

func (d *desk) prompt() string {
	if d.settled {
		return ""
	}
	return d.field.prompt(d.draft())
}

// arrive comes to the part that the desk is at: its problem is opened, the part
// is noted as the one on the screen, and the question is read.
func (d *desk) arrive() error {
	if err := d.t.open(d.page(), nil); err != nil {
		d.say("The problem cannot be opened: " + dot(err.Error()))
		return errLeave
	}
	if d.sitting().At() != d.ref() {
		if err := d.record(exam.Event{Kind: exam.Enter, Part: d.ref()}); err != nil {
			return err
		}
	}
	d.field, d.settled, d.asked, d.kept = newField(d.part().Question), false, "", exam.Clock{}
	d.say("")
	d.say(d.heading())
	if d.read != d.problem().Digest {
		d.introduce()
	}
	d.question()
	if d.exam != nil && d.exam.closed(d.ref()) {
		d.say(d.exam.sectionTime(d.ref()) + " This part takes no more answers; what stands there is graded.")
	}
	return nil
}

// record adds an event; a refusal is said and leaves everything as it is.
func (d *desk) record(ev exam.Event) error {
	err := d.t.record(d.work(), ev)
	switch {
	case err == nil:
	case d.exam != nil && d.exam.late(d.t.env.Now()):
		return errTimeUp
	case errors.Is(err, exam.ErrTimeUp), errors.Is(err, exam.ErrRefused), errors.Is(err, exam.ErrFinished):
		d.say("That could not be recorded: " + dot(err.Error()))
	default:
		return err
	}
	return nil
}

// heading says where the desk is: "Problem 4, Decay and Adam. Part b, 5 points.
// Part 6 of 34."
func (d *desk) heading() string {
	p, q := d.page(), d.part()
	s := p.title + "."
	if p.number > 0 {
		s = fmt.Sprintf("Problem %d, %s.", p.number, p.title)
	}
	if q.Label != "" {
		s += " Part " + q.Label + ","
	}
	s += " " + worth(q.Points) + "."
	if d.exam != nil {
		all := d.book.places()
		s += fmt.Sprintf(" Part %d of %d.", slices.Index(all, d.place)+1, len(all))
	} else if seed := d.sitting().Header().Seed; seed != 0 {
		s += fmt.Sprintf(" Variant %d.", seed)
	}
	if d.sitting().Flagged(d.ref()) {
		s += " Flagged."
	}
	return s
}

// speech reads a text of the problem and remembers its listings and figures.
func (d *desk) speech(md string) []string {
	s := speak(md, func(i int) string {
		if i < len(d.problem().Figures) {
			return d.problem().Figures[i].Alt
		}
		return "it is missing."
	})
	d.listings, d.figures = append(d.listings, s.listings...), append(d.figures, s.figures...)
	return s.lines
}

// introduce reads what stands before the first part.
func (d *desk) introduce() {
	d.listings, d.figures = nil, nil
	d.say(d.speech(d.problem().Intro)...)
	d.read = d.problem().Digest
}

// question reads the part with what there is to answer with.
func (d *desk) question() {
	if d.place.part > 0 || d.problem().Intro == "" {
		d.listings, d.figures = nil, nil
	}
	d.say(d.speech(d.part().Prompt)...)
	if len(d.figures) > 0 && d.hasNumbers() {
		d.say("Enter :table for the numbers of the figure.")
	}
	d.say(d.field.tells()...)
	if d.draft().Blank() {
		return
	}
	d.say(append([]string{"It has an answer."}, d.field.standing(d.draft())...)...)
	if last, ok := d.latest(); ok && d.exam == nil && last.Counts() {
		d.say(outcome(d.sitting(), d.ref(), d.part(), last.Verdict) + ".")
		d.settled = last.Verdict.Outcome == grader.Correct || last.Verdict.Outcome == grader.SelfMark
	}
	if _, text := d.field.(*textField); text {
		d.settled = true
		d.say("A line entered now is added to it; :line 1 changes a line, :next goes on.")
	}
}

func (d *desk) hasNumbers() bool {
	return slices.ContainsFunc(d.figures, func(i int) bool { return i < len(d.problem().Figures) && len(d.problem().Figures[i].Blocks) > 0 })
}

// enter takes an answer, or a piece of one.
func (d *desk) enter(l line) error {
	if d.settled && strings.TrimSpace(l.text) == "" {
		return d.next("")
	}
	e := d.field.enter(l.text, d.draft())
	if e.answer == nil && e.why != "" {
		if e.why == "Nothing was entered." {
			e.why += " :next goes on, :help lists the commands."
		} else {
			e.why += " Nothing was changed."
		}
	}
	return d.take(e, l.at)
}

// take keeps what was entered, says so, and in practice has it graded.
func (d *desk) take(e entry, at exam.Clock) error {
	could := d.stood(at) && d.readable()
	if e.answer != nil {
		if ok, err := d.keep(e.answer, at); !ok {
			return err
		}
	}
	if d.exam != nil {
		d.exam.kept(d, e, could)
		return nil
	}
	return d.graded(e)
}

// keep changes the draft to an answer; it is not ok if the attempt refuses that.
func (d *desk) keep(a grader.Answer, at exam.Clock) (ok bool, err error) {
	was := d.draft()
	for b := range was {
		if b >= len(a) || a[b] == was[b] {
			continue
		}
		n := d.sitting().Len()
		err := d.record(exam.Event{At: at, Kind: exam.Edit, Part: d.ref(), Blank: b, Splice: exam.Diff(was[b], a[b])})
		if err != nil || d.sitting().Len() == n {
			return false, err
		}
		d.kept = at
	}
	return true, nil
}

// stood reports whether the draft has stood long enough at a given time to be
// graded in place of one that cannot be read.
func (d *desk) stood(at exam.Clock) bool {
	stood, _ := at.Sub(d.kept)
	return d.kept == (exam.Clock{}) || stood >= 2*time.Second
}

// readable reports whether something stands in the part that can be read.
func (d *desk) readable() bool {
	a := d.draft()
	return !a.Blank() && !grader.Unread(d.part().Question, a)
}
