package grader

import (
	"strconv"
	"strings"
)

// choicesSpec holds the fields of a choice of any number of options, or of as many
// as select says. Credit is the rule of the score, see credits: all if absent. With
// credit: each and select: 2, one of two right picks is half.
type choicesSpec struct {
	common
	Options []optionSpec `field:"options,required"`
	Key     []string     `field:"key,required"`
	Select  int          `field:"select"`
	Credit  string       `field:"credit"`
	Order   string       `field:"order"`
}

func (s *choicesSpec) check(d *decoder) {
	checkOptions(d, s.Options, s.Key, s.Near)
	if s.Select != 0 && s.Select != len(s.Key) {
		d.in("select", func() { d.errorf("select is %d, and the key has %d", s.Select, len(s.Key)) })
	}
	d.oneOf("credit", s.Credit, sortedKeys(credits)...)
	d.oneOf("order", s.Order, "fixed")
}

func (s *choicesSpec) build(*decoder) Question {
	credit := credits[s.Credit]
	if credit == nil {
		credit = credits["all"]
	}
	return &choices{newPickSet(s.Options, s.Key, s.Near), s.Select, credit}
}

// A tally counts picks against the key.
type tally struct {
	options, key int // how many there are
	right, wrong int // picks that are in the key, and that are not
	wanted       int // how many are to be picked; 0 for any number
}

// credits are the rules for the score of several picks, by name. In all of them
// exactly the key scores 1.
//
//	all       1 for exactly the key, else 0
//	each      every option counts alike: one for being picked if it is right,
//	          and for not being picked if it is not; the share of these. With
//	          select: n, which no answer exceeds, right picks / n
//	net       (right picks - wrong picks) / size of the key, but not below 0
//	coverage  (right picks / size of the key) x (right picks / all picks): the
//	          share of the key that is found times the share of picks that hold
var credits = map[string]func(tally) float64{
	"all": func(t tally) float64 {
		if t.right == t.key && t.wrong == 0 {
			return 1
		}
		return 0
	},
	"each": func(t tally) float64 {
		if t.wanted > 0 {
			return float64(t.right) / float64(t.wanted)
		}
		missed := t.key - t.right
		return float64(t.options-missed-t.wrong) / float64(t.options)
	},
	"net": func(t tally) float64 {
		return max(0, float64(t.right-t.wrong)/float64(t.key))
	},
	"coverage": func(t tally) float64 {
		return float64(t.right) / float64(t.key) * float64(t.right) / float64(t.right+t.wrong)
	},
}

// A choices asks for any number of options, or for a number that it says.
type choices struct {
	pickSet
	n      int // how many to pick; 0 for any number
	credit func(tally) float64
}

// Input implements [Question].
func (q *choices) Input() Input { return Pick{Options: q.options, Select: q.n} }

// Read implements [Reader].
func (q *choices) Read(a Answer) Reading { return q.readingOf(q.read(a)) }

func (q *choices) read(a Answer) ([]int, *Verdict) {
	picked, v := q.pickSet.read(a)
	if v == nil && q.n > 0 && len(picked) > q.n {
		return nil, &Verdict{Outcome: Unreadable, Why: upperFirst(count(q.n)) + " are to be picked, and this names " + count(len(picked)) + "."}
	}
	return picked, v
}

// Grade implements [Question]. The score is by the rule of credit, see credits.
func (q *choices) Grade(a Answer) Verdict {
	picked, v := q.read(a)
	if v != nil {
		return *v
	}
	t := tally{options: len(q.options), key: len(q.key()), wanted: q.n}
	for _, i := range picked {
		if q.right[i] {
			t.right++
		} else {
			t.wrong++
		}
	}
	out := Verdict{Read: q.ids(picked, ", "), Score: q.credit(t)}
	switch {
	case t.right == t.key && t.wrong == 0:
		out.Outcome, out.Score = Correct, 1
		return out
	case out.Score > 0:
		out.Outcome = Partial
	default:
		out.Outcome = Wrong
	}
	q.comment(picked, &out)
	if out.Why == "" {
		out.Why = "What is picked is right, and something is missing."
	}
	return out
}

// count writes a small number as a word.
func count(n int) string {
	words := []string{"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
	if n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}

// upperFirst starts a sentence.
func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
