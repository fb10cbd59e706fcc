package exam

import (
	"cmp"
	"slices"
	"strings"
)

// A TopicTrend is the points by attempt on the problems of one topic.
type TopicTrend struct {
	Name   string
	Scores []Score // one an attempt, oldest first; nothing is possible where it has no such problem
}

// Trend returns the points by topic over the attempts that count, the best at
// last first. Attempts are given and counted oldest first.
func Trend(attempts []Result) []TopicTrend {
	at := map[string]int{}
	var all []TopicTrend
	n := 0
	for i := range attempts {
		r := &attempts[i]
		if !r.Scored() {
			continue
		}
		n++
		for _, p := range r.Parts {
			for _, topic := range p.Topics {
				j, ok := at[topic]
				if !ok {
					j, at[topic] = len(all), len(all)
					all = append(all, TopicTrend{Name: topic})
				}
				all[j].grow(n)
				all[j].Scores[n-1] = all[j].Scores[n-1].Add(p.Score)
			}
		}
	}
	for i := range all {
		all[i].grow(n)
	}
	slices.SortFunc(all, func(a, b TopicTrend) int {
		return cmp.Or(cmp.Compare(b.Last(), a.Last()), strings.Compare(a.Name, b.Name))
	})
	return all
}

func (t *TopicTrend) grow(n int) {
	for len(t.Scores) < n {
		t.Scores = append(t.Scores, Score{})
	}
}

// First is the share of the points in the first attempt that had the topic, Last
// that in the last one.
func (t *TopicTrend) First() float64 { return t.edge(slices.All(t.Scores)) }

// Last is the share of the points in the last attempt that had the topic.
func (t *TopicTrend) Last() float64 { return t.edge(slices.Backward(t.Scores)) }

func (t *TopicTrend) edge(scores func(func(int, Score) bool)) float64 {
	for _, sc := range scores {
		if sc.Possible > 0 {
			return sc.Share()
		}
	}
	return 0
}

// A Difference is a part as two attempts had it.
type Difference struct {
	Ref
	Was, Is *PartResult // nil where a paper has no such part
	Same    bool        // both had the very same instance
}

// Compare sets two attempts side by side, part by part: those of b in its order,
// then those that only a has.
func Compare(a, b *Result) []Difference {
	was := map[Ref]*PartResult{}
	for i := range a.Parts {
		was[a.Parts[i].Ref] = &a.Parts[i]
	}
	var all []Difference
	for i := range b.Parts {
		is := &b.Parts[i]
		old := was[is.Ref]
		delete(was, is.Ref)
		all = append(all, Difference{is.Ref, old, is, old != nil && old.Digest == is.Digest})
	}
	for i := range a.Parts {
		if old := was[a.Parts[i].Ref]; old != nil {
			all = append(all, Difference{Ref: old.Ref, Was: old})
		}
	}
	return all
}

// Change is how many points the part brought more than before; 0 where only one
// of the two has it.
func (d Difference) Change() float64 {
	if d.Was == nil || d.Is == nil {
		return 0
	}
	return d.Is.Score.Got - d.Was.Score.Got
}
