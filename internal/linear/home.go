package linear

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gradcheck/internal/exam"
	"gradcheck/internal/study"
	"gradcheck/problems"
	"gradcheck/sim"
)

// An Item is a line of a menu.
type Item struct {
	Says string
	Open func() error // nil once it was left in order
}

// Menu holds a conversation about what is in a list, after some lines that say
// what it is; the list is made anew whenever something was left.
func (t *Talk) Menu(head []string, what string, items func() []Item) error {
	return t.run(func() error {
		t.voice.say(head...)
		for {
			if err := t.choose(what, items(), false); err != nil {
				return err
			}
			t.voice.say("")
		}
	})
}

// choose reads a menu and opens what is chosen. Leaving a menu is an error,
// leaving what was opened is none. One that was read before is not read again.
func (t *Talk) choose(what string, items []Item, before bool) error {
	tell := func(string) error {
		for i, it := range items {
			t.voice.say(fmt.Sprintf("%d. %s", i+1, it.Says))
		}
		return nil
	}
	if before {
		t.voice.say("Back at the list; :repeat reads it again.")
	} else {
		_ = tell("")
	}
	for {
		l, err := t.ask(what + ", a number from 1 to " + fmt.Sprint(len(items)))
		if err != nil {
			return err
		}
		if l.cmd != "" && l.cmd != "go" {
			if err := t.dispatch([]command{
				{"go", "1", "opens what has that number, as the number alone does", nil},
				{"repeat", "", "reads the list again", tell},
				{"time", "", "says the time of day", func(string) error { t.voice.say("It is " + t.clockTime(t.env.Now().Wall) + "."); return nil }},
				{"leave", "", "goes back, or ends the program", func(string) error { return errLeave }},
			}, l); err != nil {
				return err
			}
			continue
		}
		n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(l.text+l.arg), "."))
		if err != nil || n < 1 || n > len(items) {
			t.voice.say(fmt.Sprintf("Enter a number from 1 to %d, or :leave; :repeat reads the list again.", len(items)))
			continue
		}
		if err := items[n-1].Open(); !errors.Is(err, errLeave) {
			return err
		}
		return nil
	}
}

// Home holds a conversation from the first page on: practice, exams, what is due,
// simulations, history.
func (t *Talk) Home() error {
	return t.run(func() error {
		t.voice.say("Gradcheck. Finals in deep learning, practised as they are set.")
		if t.env.Warning == "" {
			t.voice.say("Kept on this machine only, " + t.env.Place + ".")
		}
		t.voice.say("A line that begins with a colon is a command; :help lists them, wherever you are. Enter the number of a line below.")
		for {
			if err := t.choose("Choose", t.menu(), false); err != nil {
				return err
			}
			t.voice.say("", "Home.")
		}
	})
}

// menu is made from what is in the store.
func (t *Talk) menu() []Item {
	b := t.shelf()
	var items []Item
	if i := recent(b); i >= 0 {
		at := b[i].work.sitting.At()
		items = append(items, Item{"Continue: " + b[i].title + ", " + strings.TrimSpace("part "+b[i].name(at.Part)) + ".",
			func() error { return t.practise(b, i, "", nil) }})
	}
	due := []study.Item(nil)
	if deck := t.deck(); deck != nil {
		due = deck.Due(t.env.Now().Wall.In(t.zone))
		items = append(items, Item{dueText(due), func() error { return t.due(b, deck) }})
	}
	for _, x := range t.env.Library.Exams() {
		if c := b.chapter(x.ID); len(c) > 0 {
			items = append(items, Item{fmt.Sprintf("Practise: %s. %s, %s, hints, no clock.", x.Title, count(len(c), "problem"), count(len(c.places()), "part")),
				func() error { return t.pickProblem(b, x.ID) }})
		}
	}
	for _, x := range t.env.Library.Exams() {
		items = append(items, Item{"Mock final: " + x.Title + ". " + t.lasts(x), func() error { return t.exam(Sit{Exam: x.ID}) }})
	}
	if c := b.chapter(""); len(c) > 0 {
		items = append(items, Item{"Other problems: " + count(len(c), "problem") + " of no exam.", func() error { return t.pickProblem(b, "") }})
	}
	items = append(items,
		Item{"History: all mock finals, with results and review.", t.history},
		Item{fmt.Sprintf("Simulations: %d to play with.", len(sim.All())), t.simulations})
	return items
}

// lasts is how long an exam takes, or that it goes on.
func (t *Talk) lasts(x *problems.Exam) string {
	if w, err := t.openExam(x.ID); err == nil && w != nil {
		left, limited := w.sitting.Left(t.env.Now())
		switch {
		case !limited:
			return "It goes on."
		case left > 0:
			return "It goes on, " + span(left) + " left."
		}
		return "Its time is up; the result is there."
	}
	if x.Time == 0 {
		return "Graded at the end."
	}
	return letterCase(span(x.Time)) + ", graded at the end."
}

func dueText(due []study.Item) string {
	if len(due) == 0 {
		return "Due: nothing now."
	}
	var sum time.Duration
	for _, it := range due {
		sum += it.Takes
	}
	return fmt.Sprintf("Due: %s, about %s.", count(len(due), "part"), roughly(max(sum, time.Minute)))
}

// recent is the page whose attempt was started last, -1 if there is none.
func recent(b book) int {
	best := -1
	for i, p := range b {
		if p.work == nil || p.work.sitting.At() == (exam.Ref{}) {
			continue
		}
		if best < 0 || p.work.sitting.Header().Start.Wall.After(b[best].work.sitting.Header().Start.Wall) {
			best = i
		}
	}
	return best
}

// pickProblem lists the problems of an exam and practises the one chosen.
func (t *Talk) pickProblem(b book, examID string) error {
	for before := false; ; before = true {
		var items []Item
		for i, p := range b {
			if p.exam != examID {
				continue
			}
			said := fmt.Sprintf("%s: %s", p.title, count(len(p.parts), "part"))
			if n := done(p); n > 0 {
				said += fmt.Sprintf(", %d done", n)
			}
			items = append(items, Item{said + ".", func() error { return t.practise(b, i, "", nil) }})
		}
		if err := t.choose("Problem", items, before); err != nil {
			return err
		}
	}
}

// done counts the parts of a problem that were answered.
func done(p *page) int {
	n := 0
	for _, q := range p.parts {
		if p.status(q.label).Answered() {
			n++
		}
	}
	return n
}

// Due holds a conversation about what spaced repetition says is due.
func (t *Talk) Due() error {
	return t.run(func() error {
		b := t.shelf()
		deck := t.deck()
		if deck == nil {
			return errors.New("earlier work could not be read, so what is due is not known")
		}
		return t.due(b, deck)
	})
}

// due practises the parts that are due, the first to be forgotten first.
func (t *Talk) due(b book, deck *study.Deck) error {
	now := t.env.Now().Wall.In(t.zone)
	queue := slices.DeleteFunc(deck.Due(now), func(it study.Item) bool { return b.index(it.Part.Concept.Problem) < 0 })
	if len(queue) == 0 {
		t.voice.say(nextDue(deck, now))
		return nil
	}
	d := &desk{t: t, book: b, queue: queue}
	t.voice.say(dueText(queue) + " :next goes to the next one.")
	return d.due()
}

// nextDue says that nothing is due, and when something will be.
func nextDue(deck *study.Deck, now time.Time) string {
	n, ok := deck.Next(now)
	if !ok {
		return "Nothing is due: nothing was practised yet."
	}
	due := n.Due.In(now.Location())
	when := "on " + due.Format("Monday, 2 January")
	if due.YearDay() == now.YearDay() && due.Year() == now.Year() {
		when = "today at " + due.Format("15:04")
	}
	return fmt.Sprintf("Nothing is due. Next: %s %s.", count(n.Parts, "part"), when)
}

// simulations lists the simulations and plays the one chosen.
func (t *Talk) simulations() error {
	for before := false; ; before = true {
		var items []Item
		for _, s := range sim.All() {
			items = append(items, Item{s.Name + ": " + s.Doc, func() error { return t.play([]problems.Run{freely(s)}) }})
		}
		if err := t.choose("Simulation", items, before); err != nil {
			return err
		}
	}
}

// freely is a run of a simulation at its defaults with every number adjustable.
func freely(s *sim.Sim) problems.Run {
	v, err := s.Values(nil)
	if err != nil {
		panic("defaults of simulation " + s.Name + ": " + err.Error()) // a mistake in the literal
	}
	r := problems.Run{Sim: s.Name, Values: v}
	for _, p := range s.Params {
		if _, text := p.Default.(string); text && len(p.Choices) == 0 {
			continue // nothing to choose from
		}
		r.Play = append(r.Play, problems.Play{Param: p.Name, Min: p.Min, Max: p.Max})
	}
	return r
}
