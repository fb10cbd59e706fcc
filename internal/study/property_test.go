package study

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

var start = time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)

// each runs a property on made decks, small to large, the same ones every time.
func each(t *testing.T, property func(t *testing.T, rng *rand.Rand, parts []Part, reviews []Review)) {
	for i := range uint64(60) {
		rng := rand.New(rand.NewPCG(i, 7))
		parts := library(1 + rng.IntN(20))
		reviews := practice(rng, parts, int(i)*3, start)
		t.Run(fmt.Sprint(len(parts), " parts, ", len(reviews), " reviews"), func(t *testing.T) {
			property(t, rng, parts, reviews)
		})
	}
}

// within returns a time in the year of the made reviews, or up to a year later.
func within(rng *rand.Rand) time.Time {
	return start.Add(time.Duration(rng.Int64N(int64(2 * 365 * 24 * time.Hour))))
}

// wild spoils some of the reviews: strange times, values, parts that are gone,
// doubled lines.
func wild(rng *rand.Rand, reviews []Review) []Review {
	out := slices.Clone(reviews)
	for i := range out {
		r := &out[i]
		switch rng.IntN(10) {
		case 0:
			r.At = time.Unix(rng.Int64N(1<<40)-1<<39, 0)
		case 1:
			r.At = start.AddDate(rng.IntN(9000), 0, 0)
		case 2:
			r.At = time.Time{}
		case 3:
			r.Score = []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 1e300}[rng.IntN(5)]
		case 4:
			r.Hints, r.Spent = -rng.IntN(9), time.Duration(rng.Int64())-math.MaxInt64/2
		case 5:
			r.Concept.Part = "gone"
		case 6:
			*r = out[rng.IntN(len(out))]
		}
	}
	return out
}

func TestRange(t *testing.T) {
	unit := func(t *testing.T, what string, x float64) {
		t.Helper()
		if !(x >= 0 && x <= 1) {
			t.Errorf("%s = %v, want 0 to 1", what, x)
		}
	}
	each(t, func(t *testing.T, rng *rand.Rand, parts []Part, reviews []Review) {
		d := New(parts, wild(rng, reviews))
		for _, now := range []time.Time{within(rng), {}, start.AddDate(9000, 0, 0), time.Unix(-1<<39, 0)} {
			unit(t, "Mastery of all", d.Mastery("", now))
			for _, row := range d.Table(5, now) {
				unit(t, "Mastery", row.Mastery)
				for _, w := range row.Trend {
					unit(t, "Trend", w.Mastery)
				}
				if end := row.Trend[4]; end.Mastery != row.Mastery || end.Tried != row.Tried || !end.End.Equal(now) {
					t.Errorf("Trend of %s ends with %+v, want the mastery %v, %d tried at %v", row.Name, end, row.Mastery, row.Tried, now)
				}
				if row.Last.After(now) || row.Due > row.Tried || row.Tried > row.Parts {
					t.Errorf("Table has %+v at %v, want due <= tried <= parts and nothing later", row, now)
				}
			}
			for _, it := range d.Due(now) {
				unit(t, "Recall", it.Recall)
				if it.Takes <= 0 || it.Takes > 2*it.Part.pace() {
					t.Errorf("%v takes %v, want up to %v", it.Part.Concept, it.Takes, 2*it.Part.pace())
				}
			}
			if n, ok := d.Next(now); ok && (n.Parts < 1 || n.Lapsed > n.Parts) {
				t.Errorf("Next(%v) = %+v, want at least one part", now, n)
			}
		}
	})
}

// TestRight checks that a right answer lowers nothing, neither at once nor ever
// after.
func TestRight(t *testing.T) {
	each(t, func(t *testing.T, rng *rand.Rand, parts []Part, reviews []Review) {
		p := parts[rng.IntN(len(parts))]
		at := start.AddDate(1, 0, rng.IntN(90))
		right := Review{Concept: p.Concept, At: at, Seed: rng.Uint64N(4), Score: 1, Spent: time.Duration(rng.IntN(999)) * time.Second}
		before, after := New(parts, reviews), New(parts, append(slices.Clone(reviews), right))
		for _, later := range []time.Duration{0, time.Minute, 26 * time.Hour, 100 * 24 * time.Hour, 3000 * 24 * time.Hour} {
			now := at.Add(later)
			for _, topic := range append(after.Topics(), "") {
				if b, a := before.Mastery(topic, now), after.Mastery(topic, now); a < b-1e-12 {
					t.Errorf("after a right answer Mastery(%q, +%v) = %v, want at least %v", topic, later, a, b)
				}
			}
			k := slices.IndexFunc(parts, func(q Part) bool { return q.Concept == p.Concept })
			b, a := before.cards[k].by(now), after.cards[k].by(now)
			if b != nil && (a.recall(after.model, now) < b.recall(before.model, now) || a.held < b.held) {
				t.Errorf("after a right answer recall at +%v is %v of %v held, want at least %v of %v",
					later, a.recall(after.model, now), a.held, b.recall(before.model, now), b.held)
			}
		}
		if due := after.Due(at); slices.ContainsFunc(due, func(it Item) bool { return it.Part.Concept == p.Concept }) {
			t.Errorf("Due has %v right after a right answer", p.Concept)
		}
	})
}

// TestShuffled checks that the order of the record does not matter, that a
// doubled record is no practice, and that nothing handed in is changed.
func TestShuffled(t *testing.T) {
	each(t, func(t *testing.T, rng *rand.Rand, parts []Part, reviews []Review) {
		reviews = wild(rng, reviews)
		other := append(slices.Clone(reviews), reviews[:len(reviews)/2]...)
		rng.Shuffle(len(other), func(i, k int) { other[i], other[k] = other[k], other[i] })
		kept := slices.Clone(other)
		a, b := New(parts, reviews), New(parts, other)
		for range 3 {
			now := within(rng)
			if got, want := b.Table(8, now), a.Table(8, now); !reflect.DeepEqual(got, want) {
				t.Errorf("Table of the shuffled record = %+v, want %+v", got, want)
			}
			if got, want := b.Due(now), a.Due(now); !reflect.DeepEqual(got, want) {
				t.Errorf("Due of the shuffled record = %+v, want %+v", got, want)
			}
		}
		if fmt.Sprint(kept) != fmt.Sprint(other) {
			t.Error("New changed the reviews it was given")
		}
	})
}

// TestOrder checks that parts become due in one order and keep it as time goes
// by, and that the list of a topic is a part of the list of all.
func TestOrder(t *testing.T) {
	each(t, func(t *testing.T, rng *rand.Rand, parts []Part, reviews []Review) {
		d := New(parts, reviews)
		var last []Concept
		for days := range 40 {
			now := start.AddDate(1, 0, 5*days)
			items := d.Due(now)
			if !slices.IsSortedFunc(items, func(a, b Item) int { return a.Forgets.Compare(b.Forgets) }) {
				t.Errorf("Due(%v) = %v, want the first to be forgotten first", now, items)
			}
			due := concepts(items)
			if old := slices.DeleteFunc(slices.Clone(due), func(c Concept) bool { return !slices.Contains(last, c) }); !slices.Equal(old, last) {
				t.Errorf("Due(%v) = %v, want %v in this order among them", now, due, last)
			}
			for _, topic := range d.Topics() {
				want := slices.DeleteFunc(slices.Clone(items), func(it Item) bool { return !slices.Contains(it.Part.Topics, topic) })
				if got := d.DueBy(topic, now); !slices.Equal(concepts(got), concepts(want)) {
					t.Errorf("DueBy(%q, %v) = %v, want %v", topic, now, concepts(got), concepts(want))
				}
			}
			last = due
		}
	})
}

func concepts(items []Item) []Concept {
	var out []Concept
	for _, it := range items {
		out = append(out, it.Part.Concept)
	}
	return out
}

// TestDueMoment checks that a part is due when one in ten is forgotten and
// forgotten when two in ten are: Due and Forgets invert the forgetting curve.
func TestDueMoment(t *testing.T) {
	each(t, func(t *testing.T, rng *rand.Rand, parts []Part, reviews []Review) {
		d := New(parts, reviews)
		for _, it := range d.Due(start.AddDate(300, 0, 0)) {
			if it.Lapsed {
				continue
			}
			k := slices.IndexFunc(parts, func(q Part) bool { return q.Concept == it.Part.Concept })
			s := d.cards[k].by(start.AddDate(300, 0, 0))
			if got := s.recall(d.model, it.Due); math.Abs(got-0.9) > 1e-6 {
				t.Errorf("recall of %v when due = %v, want 0.9", it.Part.Concept, got)
			}
			if got := s.recall(d.model, it.Forgets); math.Abs(got-0.8) > 1e-6 && it.Forgets.Sub(s.at) < 36500*24*time.Hour {
				t.Errorf("recall of %v when forgotten = %v, want 0.8", it.Part.Concept, got)
			}
		}
	})
}

// TestCentury checks that what is known for ever is due in a hundred years, and
// that no time runs over.
func TestCentury(t *testing.T) {
	p := Part{Concept: Concept{"remat", "a"}, Points: 10}
	var reviews []Review
	for i := range 12 {
		reviews = append(reviews, Review{Concept: p.Concept, At: start.AddDate(20*i, 0, 0), Seed: uint64(i), Score: 1, Spent: time.Second})
	}
	last := reviews[11].At
	d := New([]Part{p}, reviews)
	if got := d.Due(last.AddDate(99, 0, 0)); len(got) > 0 {
		t.Errorf("Due after 99 years = %+v, want nothing", got)
	}
	century := last.Add(36500 * 24 * time.Hour)
	due := d.Due(last.AddDate(101, 0, 0))
	if len(due) != 1 || !due[0].Due.Equal(century) || !due[0].Forgets.Equal(century) {
		t.Errorf("Due after 101 years = %+v, want one part, due and forgotten at %v", due, century)
	}
}

// TestClocks checks that times are compared as times of day: a monotonic
// reading, or another zone, changes nothing.
func TestClocks(t *testing.T) {
	parts := library(1)
	zone := time.FixedZone("", 9*3600)
	utc := Review{Concept: parts[0].Concept, At: start, Score: 1}
	there := utc
	there.At = start.In(zone)
	now := start.AddDate(0, 0, 3)
	a, b := New(parts, []Review{utc}), New(parts, []Review{there, utc})
	if got, want := b.Mastery("", now.In(zone)), a.Mastery("", now); got != want || got == 0 {
		t.Errorf("Mastery in another zone = %v, want %v", got, want)
	}
	if got, want := len(b.cards[0].states), 1; got != want {
		t.Errorf("the same instant in two zones makes %d states, want %d", got, want)
	}
}

func TestTakes(t *testing.T) {
	p := Part{Concept: Concept{"remat", "a"}, Points: 4}
	tests := []struct{ spent, want time.Duration }{
		{0, 3 * time.Minute}, // 45 s a point
		{100 * time.Second, 100 * time.Second},
		{8 * time.Hour, 6 * time.Minute}, // left on the screen
		{-time.Hour, 3 * time.Minute},
	}
	for _, tt := range tests {
		d := New([]Part{p}, []Review{{Concept: p.Concept, At: start, Score: 0, Spent: tt.spent}})
		if got := d.Due(start.AddDate(0, 0, 1))[0].Takes; got != tt.want {
			t.Errorf("Takes after %v = %v, want %v", tt.spent, got, tt.want)
		}
	}
}
