package study

import "time"

// A Topic is a line of the table of topics.
type Topic struct {
	Name    string
	Mastery float64 // 0 to 1, see [Deck.Mastery]
	Parts   int     // there are
	Tried   int     // of them were reviewed
	Due     int     // of them are due
	Last    time.Time
	Trend   []Week
}

// Table returns a line for each topic, in the order of the deck, with a trend
// over the given number of weeks.
func (d *Deck) Table(weeks int, now time.Time) []Topic {
	table := make([]Topic, len(d.names))
	for i, name := range d.names {
		mastery, tried := d.mastery(name, now, horizon(now))
		table[i] = Topic{
			Name:    name,
			Mastery: mastery,
			Parts:   len(d.topics[name]),
			Tried:   tried,
			Due:     len(d.DueBy(name, now)),
			Last:    d.Last(name, now),
			Trend:   d.Trend(name, weeks, now),
		}
	}
	return table
}

// Mastery returns the chance, 0 to 1, that a point of a topic would be earned
// by answering fresh variants at now; "" is all topics. It is the mean over all
// parts of the topic, weighted by their points, of what was held times its
// retrievability; a part never tried counts 0. What was held of a part is the
// mean score of its reviews, the last of which counts twice as much as all
// before: FSRS alone tells when an answer just seen will be forgotten, and would
// call a topic mastered where every answer was wrong a minute ago.
func (d *Deck) Mastery(topic string, now time.Time) float64 {
	m, _ := d.mastery(topic, now, horizon(now))
	return m
}

// mastery returns the mastery at now by the reviews until then, and how many
// parts they tried.
func (d *Deck) mastery(topic string, now, until time.Time) (mastery float64, tried int) {
	now = now.Round(0)
	got, all := 0.0, 0.0
	for _, c := range d.topics[topic] {
		w := c.part.weight()
		all += w
		if s := c.by(until); s != nil {
			got += w * s.held * s.recall(d.model, now)
			tried++
		}
	}
	if all == 0 {
		return 0, tried
	}
	return min(got/all, 1), tried
}

// A Week is a point of a trend.
type Week struct {
	End     time.Time
	Mastery float64 // at End, by the reviews until then
	Tried   int     // parts reviewed until then; while it is 0 there is nothing to draw
}

// Trend returns the mastery of a topic at the ends of the last weeks, oldest
// first; the last week ends at now.
func (d *Deck) Trend(topic string, weeks int, now time.Time) []Week {
	trend := make([]Week, max(weeks, 0))
	for i := range trend {
		end := now.AddDate(0, 0, -7*(len(trend)-1-i))
		until := end
		if i == len(trend)-1 {
			until = horizon(now)
		}
		trend[i].End = end
		trend[i].Mastery, trend[i].Tried = d.mastery(topic, end, until)
	}
	return trend
}

// Last returns when a topic was practised last, also in parts that are no
// longer there, but not after now; zero if never. "" is all topics.
func (d *Deck) Last(topic string, now time.Time) time.Time {
	now = now.Round(0)
	var last time.Time
	for _, c := range d.topics[topic] {
		if s := c.by(horizon(now)); s != nil && s.at.After(last) {
			last = s.at
		}
	}
	for _, t := range d.gone[topic] {
		if !t.After(horizon(now)) && t.After(last) {
			last = t
		}
	}
	if last.After(now) {
		return now
	}
	return last
}
