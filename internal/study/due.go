package study

import (
	"cmp"
	"slices"
	"time"
)

// An Item is a part that is due.
type Item struct {
	Part    Part
	Recall  float64       // 0 to 1: the chance that it is still remembered
	Due     time.Time     // when the chance falls to nine in ten, or a day after a lapse if that is sooner
	Forgets time.Time     // when the chance falls to eight in ten, or the time of the lapse
	Lapsed  bool          // the last answer earned less than half, or the solution was seen
	Fresh   bool          // ask a new seed; if not, the printed variant (seed 0) will do
	Takes   time.Duration // about
}

// Due returns the parts that are due at now, in the order in which they were or
// will be forgotten; a part that lapsed is forgotten since then. Parts that tie
// stand in the order of the deck. Asked with the end of a day, it says what
// falls due on that day. Parts never tried are not due, see [Deck.Untried].
func (d *Deck) Due(now time.Time) []Item { return d.DueBy("", now) }

// DueBy returns the due parts of a topic, in the order of [Deck.Due]; "" is all
// topics.
func (d *Deck) DueBy(topic string, now time.Time) []Item {
	return d.due(topic, now, horizon(now))
}

// due returns the parts of a topic that are due at now by the reviews until then.
func (d *Deck) due(topic string, now, until time.Time) []Item {
	var items []Item
	for _, c := range d.topics[topic] {
		if s := c.by(until); s != nil {
			if it := d.item(c, s, now); !it.Due.After(now) {
				items = append(items, it)
			}
		}
	}
	slices.SortStableFunc(items, func(a, b Item) int { return a.Forgets.Compare(b.Forgets) })
	return items
}

// item describes a card that was reviewed.
func (d *Deck) item(c *card, s *state, now time.Time) Item {
	return Item{
		Part:    c.part,
		Recall:  s.recall(d.model, now.Round(0)),
		Due:     s.due(d.model),
		Forgets: s.forgets(d.model),
		Lapsed:  s.lapsed(),
		Fresh:   !c.part.Fixed && (!s.right() || s.printed),
		Takes:   c.takes(s),
	}
}

// Untried returns the parts without a review, in the order of the deck.
func (d *Deck) Untried(now time.Time) []Part {
	var parts []Part
	for _, c := range d.cards {
		if c.by(horizon(now)) == nil {
			parts = append(parts, c.part)
		}
	}
	return parts
}

// A Next is what to say of the topic to practise next: "memory is due first: its
// 4 parts are the ones you would forget by Tuesday", or, while nothing is due,
// "memory is due on Friday".
type Next struct {
	Topic   string    // "" if the parts have none
	Parts   int       // of the topic that are due, or will be on the day of Due
	Due     time.Time // when the first of them is due; after now if nothing is due yet
	Lapsed  int       // of them were not known last time
	Forgets time.Time // when the last of them is forgotten; may lie in the past
}

// Next returns the topic of the part that will be forgotten first. ok is false
// if nothing was ever reviewed.
func (d *Deck) Next(now time.Time) (n Next, ok bool) {
	items := d.Due(now)
	if len(items) == 0 {
		first, ok := d.first(now)
		if !ok {
			return Next{}, false
		}
		items = d.due("", endOfDay(first.In(now.Location())), horizon(now))
	}
	n.Topic = shared(items)
	for _, it := range items {
		if !of(it, n.Topic) {
			continue
		}
		if n.Parts++; n.Parts == 1 || it.Due.Before(n.Due) {
			n.Due = it.Due
		}
		if it.Lapsed {
			n.Lapsed++
		}
		n.Forgets = it.Forgets // they are in this order
	}
	return n, true
}

// of reports whether an item has the topic, or for "" none.
func of(it Item, topic string) bool {
	return topic == "" && len(it.Part.Topics) == 0 || slices.Contains(it.Part.Topics, topic)
}

// first returns when the next part falls due.
func (d *Deck) first(now time.Time) (due time.Time, ok bool) {
	for _, c := range d.cards {
		if s := c.by(horizon(now)); s != nil {
			if t := s.due(d.model); !ok || t.Before(due) {
				due, ok = t, true
			}
		}
	}
	return due, ok
}

// shared returns the topic of the first item that most of the items share, the
// earlier one if two do as well.
func shared(items []Item) string {
	count := func(topic string) (n int) {
		for _, it := range items {
			if of(it, topic) {
				n++
			}
		}
		return n
	}
	topics := items[0].Part.Topics
	if len(topics) == 0 {
		return ""
	}
	return slices.MaxFunc(topics, func(a, b string) int { return cmp.Compare(count(a), count(b)) })
}

// endOfDay returns the last moment of the day of t.
func endOfDay(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, t.Location()).Add(-1)
}
