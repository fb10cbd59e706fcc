package linear

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gradcheck/grader"
	"gradcheck/internal/exam"
)

// Practise holds a conversation about one problem and those around it: the part
// with a label, or where it was left for "". A seed begins a fresh variant.
func (t *Talk) Practise(problem, label string, seed *uint64) error {
	return t.run(func() error {
		b := t.shelf()
		i := b.index(problem)
		if i < 0 {
			return fmt.Errorf("no problem %q", problem)
		}
		return t.practise(b, i, label, seed)
	})
}

// practise talks about page i of a book and the others of its exam.
func (t *Talk) practise(b book, i int, label string, seed *uint64) error {
	p := b[i]
	if err := t.open(p, seed); err != nil {
		return err
	}
	d := &desk{t: t, book: b.chapter(p.exam)}
	d.place.page = d.book.index(p.id)
	if at := p.work.sitting.At(); label == "" && at.Problem == p.id {
		label = at.Part
	}
	d.place.part = max(p.part(label), 0)
	t.voice.say("Practice: graded at once, and no clock. An answer that cannot be read is never counted.")
	t.voice.say("Commands start with a colon: :next :back :go 12f :hint :solution :explain :variant :list :repeat :help :leave")
	return d.left(d.talk())
}

// left says that what was entered is kept, once practice was left in order.
func (d *desk) left(err error) error {
	if errors.Is(err, errLeave) && len(d.work().pending) == 0 && d.t.env.Warning == "" {
		d.say("You have left practice. Everything is kept.")
	}
	return err
}

func (d *desk) practiceCommands() []command {
	return []command{
		{"check", "", "has the answer graded as it stands", d.check},
		{"hint", "", "says what the next hint costs, and the second time gives it", d.hint},
		{"solution", "", "reads the worked solution", d.solution},
		{"explain", "", "plays the simulation that computed the key, once you have answered", d.explain},
		{"mark", "", "marks a text by its rubric", d.mark},
		{"verdict", "", "reads the last verdict again", d.verdict},
		{"variant", "7", "begins a fresh variant of the problem; with a number that very one", d.variant},
		{"leave", "", "leaves practice; everything is kept", func(string) error { return errLeave }},
	}
}

// graded says how an entry is understood and has it graded once it is whole.
func (d *desk) graded(e entry) error {
	switch {
	case e.answer == nil && e.why == "" && !e.whole: // went on to the next field
	case e.unread && !e.whole:
		d.say(e.why + " Nothing was counted. Mend it here, or an empty line goes on.")
		return nil
	case e.why != "" && !e.whole:
		d.say(e.why)
		return nil
	case e.said != "" && !e.quiet:
		d.say(dot(understood("Entered", e.said)))
	}
	if e.whole {
		return d.judge()
	}
	if d.field.prompt(d.draft()) == "" && !d.settled {
		d.settled = true
		d.say(d.filled() + ". :check has it graded, :show reads it.")
	}
	return nil
}

// filled says how far the fields of an answer are filled in.
func (d *desk) filled() string {
	switch f := d.field.(type) {
	case *gridField:
		return f.entered(d.draft())
	case *codeField:
		return "These are all lines that may be changed"
	}
	return "That is all"
}

func (d *desk) check(string) error {
	if d.draft().Blank() {
		d.say("Nothing is entered yet.")
		return nil
	}
	return d.judge()
}

// judge has the draft graded and says the verdict.
func (d *desk) judge() error {
	if err := d.record(exam.Event{Kind: exam.Check, Part: d.ref()}); err != nil {
		return err
	}
	if len(d.work().pending) > 0 && d.t.env.Warning == "" {
		d.say(d.t.saved(d.work()))
	}
	return d.verdict("")
}

// latest is what was checked last; false if nothing was, or the draft is another.
func (d *desk) latest() (exam.Try, bool) {
	checks := d.sitting().Checks(d.ref())
	if len(checks) == 0 {
		return exam.Try{}, false
	}
	last := checks[len(checks)-1]
	return last, slices.Equal(last.Answer, d.draft())
}

// verdict says the last verdict, why, and what can be done next.
func (d *desk) verdict(string) error {
	last, ok := d.latest()
	if !ok {
		d.say("What stands was not graded yet.")
		return nil
	}
	v := last.Verdict
	if v.Outcome == grader.Unreadable {
		d.unread(last)
		return nil
	}
	d.say(outcome(d.sitting(), d.ref(), d.part(), v) + ".")
	d.say(reasons(v)...)
	d.say(d.advice(v)...)
	d.settled = v.Outcome != grader.Wrong && v.Outcome != grader.Partial || d.rubric() != nil
	if !d.settled {
		d.field = newField(d.part().Question)
	}
	return nil
}

// unread says why an answer cannot be read.
func (d *desk) unread(last exam.Try) {
	v := last.Verdict
	why := cannotRead(first(last.Answer), v.Why, v.Offset)
	if len(last.Answer) > 1 {
		why = "Cannot be read: " + strings.Join(remark(v.Why), " ")
	}
	d.say(dot(why) + " Nothing was counted.")
	if f, ok := d.field.(*textField); ok {
		d.say(fmt.Sprintf("What stands has %s: :line 1 changes the first, :clear begins anew, and a single dot has it graded again.", count(len(textLines(d.draft())), "line")))
		f.at = 0
	}
	d.settled = false
	if len(last.Answer) > 1 {
		d.field = newField(d.part().Question)
	}
}

// advice says what can be done after a verdict.
func (d *desk) advice(v grader.Verdict) []string {
	var next []string
	switch {
	case v.Outcome == grader.SelfMark && d.rubric() != nil:
		return []string{"Enter :mark to mark it by the rubric, before you hear the solution."}
	case v.Outcome == grader.Wrong || v.Outcome == grader.Partial:
		if _, text := d.field.(*textField); text {
			next = append(next, "What stands stays: :line 1 changes a line, :clear begins anew.")
		} else {
			next = append(next, "You may answer again; the first try counts.")
		}
	}
	if d.part().Mistake(v) != nil {
		next = append(next, "Enter :explain to follow your answer to where it is right.")
	} else if len(d.part().Explain) > 0 {
		next = append(next, "Enter :explain to follow the run that computed the key.")
	}
	return []string{strings.Join(append(next, "Enter :next to go on."), " ")}
}

// answered reports whether a try was made or the solution seen.
func (d *desk) answered() bool {
	return len(d.sitting().Tries(d.ref())) > 0 || d.sitting().SolutionSeen(d.ref())
}

// hint says the price first and gives the hint the second time. Once a try has
// settled the score it is free and given at once.
func (d *desk) hint(string) error {
	hints, taken := d.part().Hints, d.sitting().Hints(d.ref())
	switch {
	case len(hints) == 0:
		d.say("This part has no hints.")
		return nil
	case taken == len(hints):
		d.say(fmt.Sprintf("That was the last hint. Hint %d: ", taken) + sentence(hints[taken-1].Text))
		return nil
	case d.asked != "hint" && !d.answered():
		d.asked = "hint"
		d.say(fmt.Sprintf("Hint %d of %d costs %s of this part, %s. Enter :hint again to take it.",
			taken+1, len(hints), percent(hints[taken].Cost), worth(hints[taken].Cost*d.part().Points)))
		return nil
	}
	d.asked = ""
	if err := d.record(exam.Event{Kind: exam.Hint, Part: d.ref(), N: taken + 1}); err != nil {
		return err
	}
	d.say(fmt.Sprintf("Hint %d of %d: %s", taken+1, len(hints), sentence(hints[taken].Text)))
	return nil
}

// solution reads the worked solution, before a try only when asked for twice.
func (d *desk) solution(string) error {
	if d.part().Solution == "" {
		d.say("No worked solution was written for this part.")
		return nil
	}
	if d.asked != "solution" && !d.answered() {
		d.asked = "solution"
		d.say("Before a try the solution costs all points of this part. Enter :solution again to hear it.")
		return nil
	}
	d.asked = ""
	if !d.sitting().SolutionSeen(d.ref()) {
		if err := d.record(exam.Event{Kind: exam.Solution, Part: d.ref()}); err != nil {
			return err
		}
	}
	d.say("Solution.")
	if d.place.part == 0 {
		d.say(d.speech(d.problem().Solution)...)
	}
	d.say(d.speech(d.part().Solution)...)
	return nil
}

// explain plays the simulations of the part after the latest answer.
func (d *desk) explain(string) error {
	switch {
	case len(d.part().Explain) == 0:
		d.say("No simulation belongs to this part.")
		return nil
	case !d.answered():
		d.say(":explain plays the simulation once you have answered.")
		return nil
	}
	if err := d.record(exam.Event{Kind: exam.Explain, Part: d.ref()}); err != nil {
		return err
	}
	last, tried := d.latest()
	err := d.t.play(d.part().Explanations(last.Answer, last.Verdict, tried))
	if errors.Is(err, errLeave) {
		d.say("Back at " + d.page().title + ", part " + d.part().Label + ".")
		return nil
	}
	return err
}

// variant begins a fresh variant of the problem; the one before is kept.
func (d *desk) variant(arg string) error {
	seed := d.t.env.Seed()%999_999 + 1 // short enough to read out and type
	if arg != "" {
		if _, err := fmt.Sscan(arg, &seed); err != nil {
			d.say("A variant is a whole number, such as :variant 7; 0 is the problem as printed.")
			return nil
		}
	}
	if err := d.t.open(d.page(), &seed); err != nil {
		d.say("That variant cannot be made: " + dot(err.Error()))
		return nil
	}
	d.say("A fresh variant. The one before is kept.")
	return d.arrive()
}

// due practises what is due; the first of it is opened.
func (d *desk) due() error {
	if err := d.nextDue(); err != nil || d.field == nil { // none could be opened
		return err
	}
	return d.left(d.rounds())
}

// nextDue goes to the next part that is due.
func (d *desk) nextDue() error {
	it := d.queue[0]
	d.queue, d.queued = d.queue[1:], true
	i := d.book.index(it.Part.Concept.Problem)
	if i < 0 {
		return d.next("")
	}
	seed := uint64(0) // as printed
	if it.Fresh {
		seed = d.t.env.Seed()%999_999 + 1
	}
	if err := d.t.open(d.book[i], &seed); err != nil {
		d.say("That part cannot be opened: " + dot(err.Error()))
		return d.next("")
	}
	d.place = place{i, max(d.book[i].part(it.Part.Concept.Part), 0)}
	return d.arrive()
}
