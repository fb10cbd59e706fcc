package grader

import (
	"fmt"
	"slices"
	"strings"

	"gradcheck/grader/expr"
)

// orderSpec holds the fields of a list to put in order. Items that the key does
// not name have no place in it.
type orderSpec struct {
	common
	Items  []itemSpec `field:"items,required"`
	Key    []string   `field:"key,required"` // by id, text or place
	Credit string     `field:"credit"`
}

func (s *orderSpec) check(d *decoder) {
	d.oneOf("credit", s.Credit, "all", "longest-run")
	checkItems(d, "items", s.Items, false)
	checkNotEmpty(d, "key", s.Key)
	before := len(d.errs)
	d.in("key", func() { s.checkOrder(d, s.Key) })
	for i, n := range s.Near {
		d.in("near", func() { d.in(i, func() { d.in("key", func() { s.checkOrder(d, n.Key) }) }) })
	}
	if len(d.errs) == before && len(s.Key) > 1 && len(s.Key) == len(s.Items) && slices.IsSorted(s.places(s.Key)) {
		d.in("items", func() { d.errorf("they stand in the right order already; list them in another") })
	}
}

func (s *orderSpec) checkOrder(d *decoder, key []string) {
	for i, k := range key {
		d.in(i, func() {
			at := find(s.Items, k)
			switch {
			case at < 0:
				d.errorf("%q is not among the items%s", k, expr.DidYouMean(k, namesOf(s.Items)))
			case slices.Contains(s.places(key[:i]), at):
				d.errorf("%q occurs twice", k)
			}
		})
	}
}

func (s *orderSpec) places(key []string) []int {
	var out []int
	for _, k := range key {
		out = append(out, find(s.Items, k))
	}
	return out
}

func (s *orderSpec) build(*decoder) Question {
	q := &order{items: optionsOf(s.Items), key: s.places(s.Key), byRun: s.Credit == "longest-run"}
	for _, n := range s.Near {
		q.near = append(q.near, nearPick{s.places(n.Key), n.Why})
	}
	return q
}

// An order asks to put items in order.
type order struct {
	items []Option
	key   []int
	byRun bool
	near  []nearPick
}

// Input implements [Question].
func (q *order) Input() Input {
	in := Order{Items: q.items}
	if len(q.key) < len(q.items) {
		in.Pick = len(q.key)
	}
	return in
}

// Key implements [Question].
func (q *order) Key() Answer { return Answer{q.ids(q.key)} }

func (q *order) ids(places []int) string {
	var ids []string
	for _, i := range places {
		ids = append(ids, q.items[i].ID)
	}
	return strings.Join(ids, ", ")
}

// read reads the items of an answer in its order. A verdict that is not nil says
// why it has none.
func (q *order) read(a Answer) ([]int, *Verdict) {
	src := strings.Join(a, ",")
	if strings.Trim(src, " \t\r\n,") == "" {
		return nil, &Verdict{Outcome: Blank}
	}
	unreadable := func(at int, why string) *Verdict {
		return &Verdict{Outcome: Unreadable, Why: why, Offset: at}
	}
	if len(src) > maxPicks {
		return nil, unreadable(maxPicks, "This is too long. Give letters or numbers.")
	}
	if run := q.run(strings.TrimSpace(src)); run != nil {
		return run, nil
	}
	p := newPickReader(src, q.items)
	p.tokens = withoutNumbers(p.tokens)
	var out []int
	for len(p.tokens) > 0 {
		if p.separator() || p.arrow() {
			continue
		}
		i, why := p.pick()
		if why == "" && slices.Contains(out, i) {
			why = quoted(plainLabel(q.items[i].Text)) + " stands here a second time."
		}
		if trouble, at := disguised(src, q.items); why != "" && trouble != "" {
			return nil, unreadable(at, trouble)
		}
		if why != "" {
			return nil, unreadable(p.at, why)
		}
		out = append(out, i)
	}
	if len(out) == 0 {
		return nil, unreadable(0, "No item is named. Give letters or numbers.")
	}
	return out, nil
}

// withoutNumbers leaves out the numbers of a list: 1. assume 2. expand, or 1) c
// 2) b. They have to rise from 1, each with something behind it.
func withoutNumbers(tokens []pickWord) []pickWord {
	var out []pickWord
	n := 0
	for i := 0; i < len(tokens); i++ {
		mark := i+1 < len(tokens) && strings.Contains(".):", tokens[i+1].text)
		if tokens[i].text == fmt.Sprint(n+1) && mark {
			if i+2 == len(tokens) || isDigits(tokens[i+2].text) {
				return tokens
			}
			n++
			i++
			continue
		}
		out = append(out, tokens[i])
	}
	if n < 2 {
		return tokens
	}
	return out
}

// arrow skips a sign for "then".
func (p *pickReader) arrow() bool {
	if strings.Contains("-><=→⇒–", p.tokens[0].text) || strings.EqualFold(p.tokens[0].text, "then") {
		p.tokens = p.tokens[1:]
		return true
	}
	return false
}

// run reads letters or digits without anything between them, such as cab or
// 312, that name every item once.
func (q *order) run(s string) []int {
	if len(s) != len(q.items) || len(s) < 2 || len(s) > 9 {
		return nil
	}
	var letters, digits []int
	for _, c := range []byte(strings.ToLower(s)) {
		letters, digits = append(letters, int(c)-'a'), append(digits, int(c)-'1')
	}
	for _, run := range [][]int{letters, digits} {
		sorted := slices.Clone(run)
		slices.Sort(sorted)
		if len(slices.Compact(sorted)) == len(run) && sorted[0] == 0 && sorted[len(sorted)-1] == len(run)-1 && q.placed(run, s) {
			return run
		}
	}
	return nil
}

// placed reports whether the letters or digits of s can only mean the places in
// run: ids and texts mean themselves.
func (q *order) placed(run []int, s string) bool {
	for i, at := range run {
		for j, o := range q.items {
			if j != at && (strings.EqualFold(o.ID, s[i:i+1]) || strings.EqualFold(plainLabel(o.Text), s[i:i+1])) {
				return false
			}
		}
	}
	return true
}

// Read implements [Reader].
func (q *order) Read(a Answer) Reading {
	places, v := q.read(a)
	if v != nil {
		return Reading{Why: v.Why, Offset: v.Offset}
	}
	r := Reading{Text: q.ids(places)}
	if n := len(q.key) - len(places); n > 0 {
		r.Note = plural(n, "%d is still missing", "%d are still missing")
	}
	return r
}

// Grade implements [Question]. By longest-run the score is (r-1)/(n-1), where r
// is the longest stretch of neighbours of the key that stand side by side in the
// answer, and n the longer of the two lengths; otherwise it is 1 or 0.
func (q *order) Grade(a Answer) Verdict {
	places, trouble := q.read(a)
	if trouble != nil {
		return *trouble
	}
	v := Verdict{Outcome: Wrong, Read: q.ids(places), Why: "Another order is asked for."}
	if slices.Equal(places, q.key) {
		return Verdict{Outcome: Correct, Score: 1, Read: v.Read}
	}
	if n := len(q.key) - len(places); n > 0 {
		v.Why = plural(n, "%d item is missing.", "%d items are missing.")
	}
	from, to := longestRun(places, q.key)
	if r, n := to-from, max(len(q.key), len(places)); q.byRun && r > 1 {
		v.Outcome, v.Score = Partial, float64(r-1)/float64(n-1)
		v.Why = fmt.Sprintf("%s follow each other as they should: %s.", upperFirst(count(r)), q.ids(places[from:to]))
	}
	for i, n := range q.near {
		if slices.Equal(n.picked, places) {
			v.Why, v.How, v.Near = n.why, "near", i+1
			break
		}
	}
	return v
}

// longestRun returns the longest stretch of places in which each is followed by
// the one that follows it in key.
func longestRun(places, key []int) (from, to int) {
	start := 0
	for i := range places {
		if i > 0 {
			at := slices.Index(key, places[i-1])
			if at < 0 || at+1 >= len(key) || key[at+1] != places[i] {
				start = i
			}
		}
		if i+1-start > to-from && slices.Contains(key, places[i]) {
			from, to = start, i+1
		}
	}
	return from, to
}
