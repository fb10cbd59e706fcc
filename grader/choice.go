package grader

import (
	"slices"
	"strconv"
	"strings"

	"gradcheck/grader/expr"
)

// choiceSpec holds the fields of a choice of exactly one option.
type choiceSpec struct {
	common
	Options []optionSpec `field:"options,required"`
	Key     []string     `field:"key,required"`
	Order   string       `field:"order"`
}

// An optionSpec is an option. Why says what holds or does not, after grading.
type optionSpec struct {
	ID   string `field:"id,required"`
	Text string `field:"text,required"`
	Why  string `field:"why"`
}

func (s *choiceSpec) check(d *decoder) {
	checkOptions(d, s.Options, s.Key, s.Near)
	if len(s.Key) > 1 {
		d.in("key", func() { d.errorf("a choice has one right option; choices has several") })
	}
	d.oneOf("order", s.Order, "fixed")
}

// checkOptions reports ids that are missing, doubled or unknown.
func checkOptions(d *decoder, options []optionSpec, key []string, near []nearSpec) {
	if len(options) < 2 {
		d.in("options", func() { d.errorf("there are %d; at least 2 are needed", len(options)) })
	}
	var ids []string
	for i, o := range options {
		d.in("options", func() {
			d.in(i, func() {
				if o.ID == "" || strings.ContainsAny(o.ID, ", \t\n") {
					d.errorf("id %q: an id has no blanks and no commas", o.ID)
				}
				if strings.TrimSpace(o.Text) == "" {
					d.in("text", func() { d.errorf("it is blank; write what the option says") })
				}
				if slices.Contains(ids, o.ID) {
					d.errorf("id %q occurs twice", o.ID)
				}
			})
		})
		ids = append(ids, o.ID)
	}
	d.in("key", func() { checkIDs(d, key, ids) })
	for i, n := range near {
		d.in("near", func() { d.in(i, func() { d.in("key", func() { checkIDs(d, n.Key, ids) }) }) })
	}
}

func checkIDs(d *decoder, key, ids []string) {
	if len(key) == 0 {
		d.errorf("it names no option")
	}
	for i, k := range key {
		if !slices.Contains(ids, k) {
			d.errorf("%q is not an option%s", k, expr.DidYouMean(k, ids))
		} else if slices.Contains(key[:i], k) {
			d.errorf("%q occurs twice", k)
		}
	}
}

func (s *choiceSpec) build(*decoder) Question {
	return &choice{pickSet: newPickSet(s.Options, s.Key, s.Near)}
}

// A pickSet is what choice and choices have in common.
type pickSet struct {
	options []Option
	right   []bool // by option
	near    []nearPick
}

type nearPick struct {
	picked []int
	why    string
}

func newPickSet(options []optionSpec, key []string, near []nearSpec) pickSet {
	var s pickSet
	for _, o := range options {
		s.options = append(s.options, Option(o))
		s.right = append(s.right, slices.Contains(key, o.ID))
	}
	for _, n := range near {
		s.near = append(s.near, nearPick{s.indexes(n.Key), n.Why})
	}
	return s
}

func (s *pickSet) indexes(ids []string) []int {
	var picked []int
	for i, o := range s.options {
		if slices.Contains(ids, o.ID) {
			picked = append(picked, i)
		}
	}
	return picked
}

// ids writes picks as an answer stores them.
func (s *pickSet) ids(picked []int, sep string) string {
	ids := make([]string, len(picked))
	for i, p := range picked {
		ids[i] = s.options[p].ID
	}
	return strings.Join(ids, sep)
}

// key returns the right options.
func (s *pickSet) key() []int {
	var key []int
	for i, right := range s.right {
		if right {
			key = append(key, i)
		}
	}
	return key
}

// Key implements [Question].
func (s *pickSet) Key() Answer { return Answer{s.ids(s.key(), ",")} }

// read reads an answer of one or more options. A verdict that is not nil says
// why it is not one.
func (s *pickSet) read(a Answer) ([]int, *Verdict) {
	src := strings.Join(a, ",")
	if strings.Trim(src, " \t\r\n,") == "" {
		return nil, &Verdict{Outcome: Blank}
	}
	picked, why, offset := picks(src, s.options)
	if why == "" && len(picked) == 0 {
		why = "No option is named. Give letters or numbers."
	}
	if why != "" {
		return nil, &Verdict{Outcome: Unreadable, Why: why, Offset: offset}
	}
	return picked, nil
}

// readingOf is the reading of picks or of the verdict that there are none.
func (s *pickSet) readingOf(picked []int, v *Verdict) Reading {
	if v != nil {
		return Reading{Why: v.Why, Offset: v.Offset}
	}
	return Reading{Text: s.ids(picked, ", ")}
}

// comment says what is wrong with what was picked, and nothing of what was not.
func (s *pickSet) comment(picked []int, v *Verdict) {
	for i, n := range s.near {
		if v.Outcome != Correct && slices.Equal(n.picked, picked) {
			v.Why, v.How, v.Near = n.why, "near", i+1
			return
		}
	}
	if len(picked) == len(s.options) { // to name the wrong ones would be to name the right ones
		v.Why = "Not all of them hold."
		return
	}
	var lines []string
	for _, i := range picked {
		if s.right[i] {
			continue
		}
		line := "Option " + strconv.Itoa(i+1) + " is not one of them."
		if why := s.options[i].Why; why != "" {
			line, v.How = "Option "+strconv.Itoa(i+1)+": "+why, "option"
		}
		lines = append(lines, line)
	}
	v.Why = strings.Join(lines, "\n")
}

// A choice asks for exactly one option.
type choice struct{ pickSet }

// Input implements [Question].
func (q *choice) Input() Input { return Pick{Options: q.options, One: true, Select: 1} }

// Read implements [Reader].
func (q *choice) Read(a Answer) Reading { return q.readingOf(q.read(a)) }

func (q *choice) read(a Answer) ([]int, *Verdict) {
	picked, v := q.pickSet.read(a)
	if v == nil && len(picked) > 1 {
		return nil, &Verdict{Outcome: Unreadable, Why: "One option is to be picked, and this names " + count(len(picked)) + "."}
	}
	return picked, v
}

// Grade implements [Question]. The score is 1 or 0.
func (q *choice) Grade(a Answer) Verdict {
	picked, v := q.read(a)
	if v != nil {
		return *v
	}
	out := Verdict{Outcome: Wrong, Read: q.ids(picked, ", ")}
	if q.right[picked[0]] {
		out.Outcome, out.Score = Correct, 1
		return out
	}
	q.comment(picked, &out)
	if why := q.options[picked[0]].Why; out.Near == 0 && why != "" {
		out.Why, out.How = why, "option"
	} else if out.Near == 0 {
		out.Why = "Another option fits."
	}
	return out
}
