// Package study says what to practise next: how well each topic is known today,
// which parts are about to be forgotten, and which were never tried.
//
// A [Review] is the first try at a part in one sitting. A [Deck] is the fold of
// all reviews of a student over the parts there are; it is made anew whenever
// there are more, and nothing of it is stored. Memory is modelled by FSRS-6,
// free spaced repetition (github.com/open-spaced-repetition), with its default
// weights: each part has a stability, the days after which nine in ten such
// parts are still remembered, and every review changes it. There is no chance
// in it: the same reviews, in whatever order, make the same deck.
//
// The package is pure. Every question to a deck takes the time it is asked at,
// and the zone of that time decides which day it is.
package study

import (
	"math"
	"slices"
	"time"

	"github.com/open-spaced-repetition/go-fsrs/v4"
)

// A Concept names what is remembered or forgotten: a part of a problem, in all
// its variants.
type Concept struct {
	Problem string `json:"problem"` // its id
	Part    string `json:"part"`    // its label; "" for the only part of a problem
}

// A Part is a concept as it can be asked today.
type Part struct {
	Concept Concept
	Topics  []string
	Points  float64 // its weight in a topic; anything but a positive number weighs nothing
	Guess   bool    // one of a few is picked, so a quick right answer may be luck
	Fixed   bool    // every seed makes the same problem
}

// weight returns the points of p as a number to calculate with.
func (p *Part) weight() float64 {
	if !(p.Points > 0) { // also NaN
		return 0
	}
	return min(p.Points, 1e6)
}

// pace returns how long p takes at the pace of a final of 240 points in three
// hours.
func (p *Part) pace() time.Duration {
	return time.Duration(max(p.weight(), 1) * float64(45*time.Second))
}

// A Review is the first try at a part in one sitting, or that the solution was
// looked up instead: one of each part of each attempt. What was left blank, could
// not be read or is not decided yet (an essay that nobody marked) is no review.
// One without a time or with a score of NaN is left out.
type Review struct {
	Concept Concept
	Topics  []string      // as they were then; for a part that is no longer there
	At      time.Time     // when it was answered, or handed in
	Seed    uint64        // the variant; 0 as printed
	Score   float64       // 0 to 1: points got of those possible, less the hints taken
	Hints   int           // how many were taken before the try
	Shown   bool          // the solution was seen before any try, so that Score says nothing
	Spent   time.Duration // on the part; 0 if not known
}

// counts reports whether r can be reckoned with.
func (r *Review) counts() bool {
	return !r.At.IsZero() && (r.Shown || !math.IsNaN(r.Score))
}

// A Deck is what a student remembers, as far as the reviews tell. It does not
// change once it is made and may be asked by several goroutines.
type Deck struct {
	model  *fsrs.FSRS
	cards  []*card                // in the order of the parts
	names  []string               // of the topics, in the order of the parts
	topics map[string][]*card     // by name; "" has all cards
	gone   map[string][]time.Time // by topic, reviews of parts that are no longer there; "" has all
}

// New folds the reviews, in any order, over the parts that can be asked. A part
// listed twice is taken once, and two reviews of one part at the same instant
// are the same review. Reviews of other parts only count as work done on their
// topics.
func New(parts []Part, reviews []Review) *Deck {
	d := &Deck{model: model(), topics: make(map[string][]*card), gone: make(map[string][]time.Time)}
	place := d.lay(parts)
	tries := make([][]try, len(d.cards))
	for i := range reviews {
		r := &reviews[i]
		if !r.counts() {
			continue
		}
		if k, ok := place[r.Concept]; ok {
			tries[k] = append(tries[k], r.try())
		} else {
			d.bury(r)
		}
	}
	for k, c := range d.cards {
		c.fold(d.model, tries[k])
	}
	return d
}

// lay makes a card for each part and returns where it lies.
func (d *Deck) lay(parts []Part) map[Concept]int {
	place := make(map[Concept]int, len(parts))
	for _, p := range parts {
		if _, ok := place[p.Concept]; ok {
			continue
		}
		c := &card{part: p}
		place[p.Concept] = len(d.cards)
		d.cards = append(d.cards, c)
		for i, name := range p.Topics {
			if name == "" || slices.Contains(p.Topics[:i], name) {
				continue
			}
			if d.topics[name] == nil {
				d.names = append(d.names, name)
			}
			d.topics[name] = append(d.topics[name], c)
		}
	}
	d.topics[""] = d.cards
	return place
}

// bury keeps the time of a review of a part that is no longer there.
func (d *Deck) bury(r *Review) {
	d.gone[""] = append(d.gone[""], r.At.Round(0))
	for _, name := range r.Topics {
		if name != "" {
			d.gone[name] = append(d.gone[name], r.At.Round(0))
		}
	}
}

// Topics returns the names of the topics of all parts, in their order.
func (d *Deck) Topics() []string { return slices.Clone(d.names) }

// skew is how far ahead of the clock a review may lie and still be taken for
// one of just now: the clock was set back a little, or another machine's is
// fast. One further ahead is left out until its time comes.
const skew = 24 * time.Hour

// horizon returns the latest time of the reviews that are known of at now.
func horizon(now time.Time) time.Time { return now.Round(0).Add(skew) }
