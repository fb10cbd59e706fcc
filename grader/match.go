package grader

import (
	"slices"
	"strings"

	"gradcheck/grader/expr"
)

// matchSpec holds the fields of a matching: each entry on the left takes one on
// the right. Several may take the same one, and some may be left over.
type matchSpec struct {
	common
	Left  []itemSpec        `field:"left,required"`
	Right []itemSpec        `field:"right,required"`
	Key   map[string]string `field:"key,required"` // by id, text or place
}

func (s *matchSpec) check(d *decoder) {
	checkItems(d, "left", s.Left, false)
	checkItems(d, "right", s.Right, true)
	for i, l := range s.Left {
		if !slices.ContainsFunc(sortedKeys(s.Key), func(name string) bool { return find(s.Left, name) == i }) {
			d.in("key", func() { d.errorf("%q has no match", l.text) })
		}
	}
	seen := make([]string, len(s.Left))
	for _, l := range sortedKeys(s.Key) {
		d.in("key", func() {
			d.in(l, func() {
				switch i := find(s.Left, l); {
				case i < 0:
					d.errorf("%q is not on the left%s", l, expr.DidYouMean(l, namesOf(s.Left)))
				case seen[i] != "":
					d.errorf("it is the same as %q", seen[i])
				default:
					seen[i] = l
				}
				if r := s.Key[l]; find(s.Right, r) < 0 {
					d.errorf("%q is not on the right%s", r, expr.DidYouMean(r, namesOf(s.Right)))
				}
			})
		})
	}
	for i, n := range s.Near {
		d.in("near", func() { d.in(i, func() { d.in("key", func() { s.checkNear(d, n.Key) }) }) })
	}
}

// checkNear reports a near answer that is not one entry of the right for each
// of the left, in their order.
func (s *matchSpec) checkNear(d *decoder, key []string) {
	if len(key) != len(s.Left) {
		d.errorf("there are %d entries; give one for each of the %d on the left, in their order", len(key), len(s.Left))
	}
	for i, r := range key {
		if find(s.Right, r) < 0 {
			d.in(i, func() { d.errorf("%q is not on the right%s", r, expr.DidYouMean(r, namesOf(s.Right))) })
		}
	}
}

func (s *matchSpec) build(*decoder) Question {
	q := &match{}
	var kept []itemSpec // of the right, each text once
	for _, r := range s.Right {
		if !slices.ContainsFunc(kept, func(k itemSpec) bool { return k.text == r.text }) {
			kept = append(kept, r)
		}
	}
	place := func(name string) int {
		text := s.Right[find(s.Right, name)].text
		return slices.IndexFunc(kept, func(k itemSpec) bool { return k.text == text })
	}
	q.right = optionsOf(kept)
	for _, l := range s.Left {
		q.grid.Rows = append(q.grid.Rows, GridRow{{Text: l.text}, {Blank: len(q.grid.Rows) + 1}})
		q.grid.Blanks = append(q.grid.Blanks, GridBlank{plainLabel(l.text), Pick{Options: q.right, One: true, Select: 1}})
		q.names = append(q.names, blankName{plainLabel(l.text), 1})
	}
	q.key = make([]int, len(s.Left))
	for l, r := range s.Key {
		q.key[find(s.Left, l)] = place(r)
	}
	for _, n := range s.Near {
		var picked []int
		for _, r := range n.Key {
			picked = append(picked, place(r))
		}
		q.near = append(q.near, nearPick{picked, n.Why})
	}
	return q
}

// A match asks for an entry of the right for each of the left. The score is the
// share of pairs that are right.
type match struct {
	grid  Grid
	names []blankName
	right []Option
	key   []int // by entry on the left
	near  []nearPick
}

// Input implements [Question].
func (q *match) Input() Input { return q.grid }

// Key implements [Question].
func (q *match) Key() Answer {
	var a Answer
	for _, r := range q.key {
		a = append(a, q.right[r].ID)
	}
	return a
}

// pick reads one blank: the entry that it names, or why it names none. ok is
// false for an empty one.
func (q *match) pick(s string) (picked int, v Verdict, ok bool) {
	if strings.Trim(s, " \t\r\n,") == "" {
		return -1, Verdict{Outcome: Blank}, false
	}
	list, why, offset := picks(s, q.right)
	switch {
	case why == "" && len(list) == 0:
		why = "No entry is named. Give its letter or number."
	case why == "" && len(list) > 1:
		why = "One entry is to be picked, and this names " + count(len(list)) + "."
	}
	if why != "" {
		return -1, Verdict{Outcome: Unreadable, Why: why, Offset: offset}, false
	}
	return list[0], Verdict{Read: plainLabel(q.right[list[0]].Text)}, true
}

// ReadBlank implements [BlankReader].
func (q *match) ReadBlank(i int, s string) Reading {
	if i < 0 || i >= len(q.key) {
		return Reading{}
	}
	_, v, _ := q.pick(s)
	return Reading{Text: v.Read, Why: v.Why, Offset: v.Offset}
}

// Read implements [Reader].
func (q *match) Read(a Answer) Reading { return readBlanks(q, q.names, a) }

// Grade implements [Question].
func (q *match) Grade(a Answer) Verdict {
	a, trouble := fit(a, len(q.key))
	if trouble != nil {
		return *trouble
	}
	blanks, picked := make([]Verdict, len(q.key)), make([]int, len(q.key))
	for i, s := range a {
		var ok bool
		picked[i], blanks[i], ok = q.pick(s)
		switch {
		case ok && picked[i] == q.key[i]:
			blanks[i].Outcome, blanks[i].Score = Correct, 1
		case ok:
			blanks[i].Outcome, blanks[i].Why = Wrong, "Another entry fits here."
		}
	}
	v := sumUp(q.names, blanks)
	for i, n := range q.near {
		if (v.Outcome == Wrong || v.Outcome == Partial) && slices.Equal(n.picked, picked) {
			v.Why, v.How, v.Near = n.why, "near", i+1
			break
		}
	}
	return v
}
