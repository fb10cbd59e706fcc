package linear

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/internal/study"
)

// result says what an exam came to, and then talks about its parts.
func (t *Talk) result(w *work) error {
	r := &review{desk: &desk{t: t, book: paperBook(w)}}
	r.summary("")
	for {
		l, err := t.ask("A part to review, such as 6c; an empty line for the next one, :leave")
		switch {
		case err != nil:
			return err
		case l.cmd != "":
			err = t.dispatch(r.table(), l)
		case strings.TrimSpace(l.text) == "":
			err = r.next("")
		default:
			err = r.goTo(l.text)
		}
		if errors.Is(err, errLeave) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// A review is an exam that is over, part by part. The desk's field is never asked.
type review struct {
	*desk
	on bool // a part was read
}

func (r *review) table() []command {
	return []command{
		{"next", "", "goes to the next part", r.next},
		{"back", "", "goes to the part before", func(string) error { return r.move(-1) }},
		{"go", "6c", "goes to a part", r.goTo},
		{"list", "", "says the points of every part", r.list},
		{"summary", "", "says the result again", r.summary},
		{"repeat", "", "reads the part again", func(string) error { return r.move(0) }},
		{"solution", "", "reads the worked solution", r.solution},
		{"explain", "", "plays the simulation that computed the key", r.explain},
		{"mark", "", "marks a text by its rubric", r.mark},
		{"practise", "", "practises what was lost, as fresh variants, most points first", r.practise},
		{"code", "", "reads the listing", r.code},
		{"table", "", "reads the numbers of the figure", r.numbers},
		{"leave", "", "goes back", func(string) error { return errLeave }},
	}
}

// summary says the points in all, by problem and by topic, and where most were
// lost.
func (r *review) summary(string) error {
	s := r.sitting()
	sc := s.Total()
	used, end := s.End()
	if allowed, limited := s.Allowed(); limited {
		used = min(used, allowed)
	}
	switch {
	case s.Abandoned():
		r.say("Broken off; it has no score.")
	case !pledged(s):
		r.say("No score: the sentence of the honour code was not copied.")
	default:
		said := fmt.Sprintf("%s of %s points", points(sc.Got), points(sc.Possible))
		if sc.Awaiting > 0 {
			said += fmt.Sprintf(", and %s await marks", points(sc.Awaiting))
		}
		r.say(said + ". Time used: " + roughly(used) + ". Receipt " + end.Receipt() + ".")
	}
	for _, p := range r.book {
		sum, spent := r.score(p)
		said := fmt.Sprintf("Problem %d, %s: %s of %s", p.number, p.title, points(sum.Got), points(sum.Possible))
		if sum.Awaiting > 0 {
			said += fmt.Sprintf(", %s await marks", points(sum.Awaiting))
		}
		r.say(said + "; " + roughly(spent.Round(time.Second)) + ".")
	}
	r.say(r.topics(), r.lost())
	if c := r.calibration(); c != "" {
		r.say(c)
	}
	return nil
}

// pledged reports whether the sentence of an honour code, if the paper has one,
// was copied.
func pledged(s *exam.Sitting) bool {
	r, _, ok := transcribed(s.Paper().Problems)
	return !ok || s.Score(r).Got > 0
}

func (r *review) score(p *page) (sum exam.Score, spent time.Duration) {
	for _, q := range p.parts {
		sc := r.sitting().Score(p.ref(q.label))
		sum.Got += sc.Got
		sum.Awaiting += sc.Awaiting
		sum.Possible += sc.Possible
		spent += r.sitting().Spent(p.ref(q.label))
	}
	return sum, spent
}

// topics says the share of the points by topic, best known first.
func (r *review) topics() string {
	got, all := map[string]float64{}, map[string]float64{}
	for _, p := range r.book {
		sum, _ := r.score(p)
		for _, topic := range p.problem().Topics {
			got[topic] += sum.Got
			all[topic] += sum.Possible
		}
	}
	var names []string
	for topic := range all {
		names = append(names, topic)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(got[b]/all[b], got[a]/all[a]), strings.Compare(a, b))
	})
	var said, none []string
	for _, topic := range names {
		if got[topic] == 0 {
			none = append(none, topic)
			continue
		}
		said = append(said, fmt.Sprintf("%s %.0f percent", topic, 100*got[topic]/all[topic]))
	}
	if len(none) > 0 {
		said = append(said, "no points in "+list(none))
	}
	return "By topic: " + strings.Join(said, ", ") + "."
}

// A loss is a part with the points that were lost in it.
type loss struct {
	name   string
	ref    exam.Ref
	points float64
}

// losses are the parts in which points were lost, the most first.
func (r *review) losses() []loss {
	var all []loss
	for _, p := range r.book {
		for _, q := range p.parts {
			sc := r.sitting().Score(p.ref(q.label))
			if d := sc.Possible - sc.Got - sc.Awaiting; d > 0 {
				all = append(all, loss{p.name(q.label), p.ref(q.label), d})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b loss) int { return cmp.Compare(b.points, a.points) })
	return all
}

// practise opens the first of the parts in which points were lost, as a fresh
// variant; the others come next.
func (r *review) practise(string) error {
	b := r.t.shelf()
	d := &desk{t: r.t, book: b}
	for _, l := range r.losses() {
		if b.index(l.ref.Problem) >= 0 {
			d.queue = append(d.queue, study.Item{Part: study.Part{Concept: study.Concept(l.ref)}, Fresh: true})
		}
	}
	if len(d.queue) == 0 {
		r.say("There is nothing to practise: nothing was lost.")
		return nil
	}
	r.say(count(len(d.queue), "part") + " to practise. :next goes to the next one, :leave comes back here.")
	if err := d.due(); !errors.Is(err, errLeave) {
		return err
	}
	return nil
}

// lost names the parts where most points were lost.
func (r *review) lost() string {
	all := r.losses()
	if len(all) == 0 {
		return "Nothing was lost."
	}
	var said []string
	for _, l := range all[:min(3, len(all))] {
		said = append(said, l.name+", "+worth(l.points))
	}
	return "Lost most: " + strings.Join(said, "; ") + ". :practise practises what was lost."
}

// calibration compares how sure the student was with what was right.
func (r *review) calibration() string {
	var right, all [len(sureness)]int
	for _, p := range r.book {
		for _, q := range p.parts {
			ref := p.ref(q.label)
			if sc := r.sitting().Score(ref); sc.Awaiting == 0 {
				n := r.sitting().Sure(ref)
				all[n]++
				if sc.Got == sc.Possible {
					right[n]++
				}
			}
		}
	}
	var said []string
	for n := len(sureness) - 1; n > 0; n-- {
		if all[n] > 0 {
			said = append(said, fmt.Sprintf("%s: %d of %d right", sureness[n], right[n], all[n]))
		}
	}
	if len(said) == 0 {
		return ""
	}
	return letterCase(strings.Join(said, ", ")) + "."
}

// list says the points of every part.
func (r *review) list(string) error {
	for _, p := range r.book {
		var said []string
		for _, q := range p.parts {
			sc := r.sitting().Score(p.ref(q.label))
			s := fmt.Sprintf("%s %s of %s", q.label, points(sc.Got), points(sc.Possible))
			if sc.Awaiting > 0 {
				s += ", awaits marks"
			}
			said = append(said, strings.TrimSpace(s))
		}
		r.say(fmt.Sprintf("%d, %s: %s.", p.number, p.title, strings.Join(said, "; ")))
	}
	return nil
}

// next goes on to the next part; the first time to the first one.
func (r *review) next(string) error {
	if !r.on {
		return r.move(0)
	}
	return r.move(1)
}

func (r *review) move(n int) error {
	all := r.book.places()
	i := slices.Index(all, r.place) + n
	switch {
	case i < 0:
		r.say("This is the first part.")
		return nil
	case i >= len(all):
		r.say("This is the last part. :leave goes back.")
		return nil
	}
	r.place, r.on = all[i], true
	r.tell()
	return nil
}

func (r *review) goTo(arg string) error {
	p, ok := r.book.find(arg, r.place.page)
	if !ok {
		r.say("There is no part " + arg + "; :list names all.")
		return nil
	}
	r.place = p
	return r.move(0)
}

// tell reads the question, the answer with its verdict, and a right answer.
func (r *review) tell() {
	r.field = newField(r.part().Question)
	r.say("", r.heading())
	if r.read != r.problem().Digest {
		r.introduce()
	}
	if r.place.part > 0 {
		r.listings, r.figures = nil, nil
	}
	r.say(r.speech(r.part().Prompt)...)
	if _, grid := r.field.(*gridField); !grid {
		if f, ok := r.field.(*pickField); ok {
			r.say(f.tells()...)
		}
	} else {
		r.say(r.field.tells()[1:]...)
	}
	g, ok := r.sitting().Graded(r.ref())
	if !ok || g.Verdict.Outcome == grader.Blank {
		r.say("Nothing was entered.")
	} else {
		r.judged(g)
	}
	if !r.marked() {
		r.say("Enter :mark to mark it by the rubric first; the solution comes after that.")
		return
	}
	r.key()
	r.say(r.offers())
}

// offers names what more there is of a part.
func (r *review) offers() string {
	s := "On the screen for " + roughly(r.sitting().Spent(r.ref()).Round(time.Second)) + "."
	if r.part().Solution != "" {
		s += " :solution reads the worked solution."
	}
	if len(r.part().Explain) > 0 {
		s += " :explain plays the simulation."
	}
	return s
}

// judged says what was graded and the verdict.
func (r *review) judged(g exam.Graded) {
	head := "Your answer."
	if g.Earlier {
		head = "Graded was the last answer that could be read."
	}
	r.say(head)
	r.say(r.field.standing(g.Answer)...)
	if g.Earlier {
		r.say("At the end there stood: " + strings.Join(r.draft(), "; "))
	}
	if g.Verdict.Outcome == grader.Unreadable {
		r.say("It could not be read: " + dot(strings.Join(remark(g.Verdict.Why), " ")))
		return
	}
	r.say(outcome(r.sitting(), r.ref(), r.part(), g.Verdict) + ".")
	r.say(reasons(g.Verdict)...)
}

// marked reports whether nothing is left to be marked before the solution is
// heard.
func (r *review) marked() bool {
	q := r.rubric()
	g, ok := r.sitting().Graded(r.ref())
	return q == nil || !ok || g.Verdict.Outcome == grader.Blank || len(r.sitting().Marks(r.ref())) == len(q.Rubric())
}

// key says one right answer.
func (r *review) key() {
	if r.rubric() != nil {
		return
	}
	r.say("One right answer.")
	for _, l := range r.field.standing(r.part().Question.Key()) {
		r.say(strings.TrimPrefix(strings.TrimPrefix(l, "Entered: "), "Picked: "))
	}
}

func (r *review) solution(string) error {
	if !r.marked() {
		r.say("Enter :mark to mark it by the rubric first.")
		return nil
	}
	return r.aside(exam.Event{Kind: exam.Solution, Part: r.ref()}, func() error {
		if r.part().Solution == "" {
			r.say("No worked solution was written for this part.")
			return nil
		}
		if r.place.part == 0 {
			r.say(r.speech(r.problem().Solution)...)
		}
		r.say(r.speech(r.part().Solution)...)
		return nil
	})
}

func (r *review) explain(string) error {
	if len(r.part().Explain) == 0 {
		r.say("No simulation belongs to this part.")
		return nil
	}
	return r.aside(exam.Event{Kind: exam.Explain, Part: r.ref()}, func() error {
		g, ok := r.sitting().Graded(r.ref())
		err := r.t.play(r.part().Explanations(g.Answer, g.Verdict, ok))
		if errors.Is(err, errLeave) {
			r.say("Back at " + r.heading())
			return nil
		}
		return err
	})
}

// aside notes that something is looked at after the exam, and shows it.
func (r *review) aside(ev exam.Event, show func() error) error {
	if err := r.record(ev); err != nil {
		return err
	}
	return show()
}

func (r *review) mark(string) error {
	if g, ok := r.sitting().Graded(r.ref()); r.rubric() == nil || !ok || g.Verdict.Outcome == grader.Blank {
		r.say(":mark is for a text of your own that waits to be marked.")
		return nil
	}
	return r.desk.mark("")
}
