package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/store"
	"gradcheck/internal/study"
)

// studiedMsg brings what the student remembers, by all attempts.
type studiedMsg struct {
	deck *study.Deck
	err  error
}

// study reads all attempts and works out what is due. An attempt that cannot be
// read is left out; home says so of its own.
func (d *desk) study() tea.Cmd {
	env := d.env
	return func() tea.Msg {
		hs, err := env.Store.Headers(env.context(), env.Student)
		if err != nil {
			return studiedMsg{err: err}
		}
		var all []study.Review
		for _, h := range hs {
			r, err := store.Load(env.context(), env.Store, h)
			if err != nil {
				continue
			}
			if st, err := r.Sitting(); err == nil {
				all = append(all, study.Reviews(st)...)
			}
		}
		return studiedMsg{deck: study.New(study.Parts(env.Library), all)}
	}
}

// studied takes in what the student remembers, and what that says of today.
func (d *desk) studied(deck *study.Deck) {
	d.deck = deck
	now := d.env.Now().Wall.In(d.zone)
	d.due, d.topics = deck.Due(now), deck.Table(8, now)
}

// startDue opens the first part that is due and remembers the others.
func (d *desk) startDue() tea.Cmd {
	d.queue = slices.Clone(d.due)
	return d.nextDue()
}

// nextDue opens the next part that is due; nil if there is none.
func (d *desk) nextDue() tea.Cmd {
	for len(d.queue) > 0 {
		it := d.queue[0]
		d.queue = d.queue[1:]
		i := d.index(it.Part.Concept.Problem)
		if i < 0 {
			continue
		}
		seed := uint64(0)
		if it.Fresh {
			seed = d.env.Seed()%999_999 + 1
		}
		return d.open(i, it.Part.Concept.Part, &seed)
	}
	return nil
}

// nextText says that nothing is due, and when something will be.
func (d *desk) nextText() string {
	if d.deck == nil {
		return "Nothing is due."
	}
	n, ok := d.deck.Next(d.env.Now().Wall.In(d.zone))
	if !ok {
		return "Nothing is due: nothing was practised yet."
	}
	now, due := d.env.Now().Wall.In(d.zone), n.Due.In(d.zone)
	when := "on " + due.Format("Monday, 2 Jan")
	if due.YearDay() == now.YearDay() && due.Year() == now.Year() {
		when = "today at " + due.Format("15:04")
	}
	return fmt.Sprintf("Nothing is due. Next: %s %s.", count(n.Parts, "part"), when)
}

// takes is about how long the items take.
func takes(items []study.Item) string {
	var sum time.Duration
	for _, it := range items {
		sum += it.Takes
	}
	return fmt.Sprintf("about %d min", max(1, int(sum.Round(time.Minute).Minutes())))
}

// sparks are the heights of a sparkline.
var sparks = []rune("▁▂▃▄▅▆▇█")

// masteryRows are the topics that were practised, best known first, with their
// trend over eight weeks.
func (d *desk) masteryRows(t Theme, width int) []string {
	table := slices.DeleteFunc(slices.Clone(d.topics), func(x study.Topic) bool { return x.Tried == 0 })
	if len(table) == 0 {
		return nil
	}
	slices.SortStableFunc(table, func(a, b study.Topic) int {
		switch {
		case a.Mastery > b.Mastery:
			return -1
		case a.Mastery < b.Mastery:
			return 1
		}
		return strings.Compare(a.Name, b.Name)
	})
	wide := width >= 72
	head := fit("topic", 18) + fit("mastery", 20) + "       due"
	if wide {
		head += "   8 weeks    last"
	}
	rows := []string{t.paint(muted, head)}
	for _, x := range table {
		due := "·"
		if x.Due > 0 {
			due = fmt.Sprint(x.Due)
		}
		row := fit(cut(x.Name, 17), 18) + bar(t, x.Mastery, 18) + fmt.Sprintf("  %3.0f %%  %3s", 100*x.Mastery, due)
		if wide {
			row += "   " + spark(x.Trend) + "   " + x.Last.In(d.zone).Format("2 Jan")
		}
		rows = append(rows, row)
	}
	return rows
}

func spark(weeks []study.Week) string {
	var b strings.Builder
	for _, w := range weeks {
		if w.Tried == 0 {
			b.WriteRune('·')
			continue
		}
		b.WriteRune(sparks[min(int(w.Mastery*float64(len(sparks))), len(sparks)-1)])
	}
	return b.String()
}
