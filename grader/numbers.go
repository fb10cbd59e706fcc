package grader

import (
	"fmt"
	"slices"
	"strings"
)

// This file asks for several numbers in one line: the key [a, b] of a number
// means both in this order, with marks for each, and {a, b} the numbers in any
// order, all or nothing. The unit and the tolerance are those of each number.

// A numbers asks for several numbers.
type numbers struct {
	entries []*number
	set     bool // in any order
	names   []blankName
	near    []nearNumbers
}

type nearNumbers struct {
	q   *numbers
	why string
}

// maxNumbers bounds how many numbers a key may have.
const maxNumbers = 12

// listOf returns the entries of a key such as [1, 2] or {1, 2}.
func listOf(key string) (entries []string, set, ok bool) {
	key = strings.TrimSpace(key)
	if len(key) < 2 || key[:1]+key[len(key)-1:] != "[]" && key[:1]+key[len(key)-1:] != "{}" {
		return nil, false, false
	}
	for _, p := range splitList(key[1:len(key)-1], ',') {
		entries = append(entries, strings.TrimSpace(p.text))
	}
	return entries, key[0] == '{', len(entries) > 1
}

// splitList divides a text at the separators outside brackets.
func splitList(s string, sep rune) []pickWord {
	var parts []pickWord
	depth, start := 0, 0
	for i, r := range s {
		switch {
		case strings.ContainsRune("([{⌊", r):
			depth++
		case strings.ContainsRune(")]}⌋", r):
			depth--
		case r == sep && depth == 0:
			parts = append(parts, pickWord{s[start:i], start})
			start = i + 1
		}
	}
	return append(parts, pickWord{s[start:], start})
}

// buildList makes the question of a key of several numbers.
func (s *numberSpec) buildList(d *decoder, entries []string, set bool) Question {
	q := &numbers{set: set}
	if len(entries) > maxNumbers {
		d.in("key", func() { d.errorf("there are %d numbers; %d is the most", len(entries), maxNumbers) })
		return q
	}
	for i, e := range entries {
		one := *s
		one.Key, one.Near = e, nil
		entry, ok := one.build(d).(*number)
		if !ok {
			d.in("key", func() { d.errorf("%q is no number", e) })
			return q
		}
		q.entries = append(q.entries, entry)
		q.names = append(q.names, blankName{fmt.Sprintf("Number %d", i+1), 1})
	}
	for i, n := range s.Near {
		d.in("near", func() { d.in(i, func() { d.in("key", func() { s.nearList(d, q, n) }) }) })
	}
	return q
}

func (s *numberSpec) nearList(d *decoder, q *numbers, n nearSpec) {
	entries, _, ok := listOf(n.Key[0])
	if !ok {
		d.errorf("several numbers are expected here, as in the key")
		return
	}
	one := *s
	one.Near = nil
	if near, ok := one.buildList(d, entries, q.set).(*numbers); ok {
		q.near = append(q.near, nearNumbers{near, n.Why})
	}
}

// Input implements [Question].
func (q *numbers) Input() Input {
	if q.set { // how many there are is part of the answer
		return Line{Wants: "numbers, with commas between them"}
	}
	return Line{Wants: fmt.Sprintf("%d numbers, with commas between them", len(q.entries))}
}

// Key implements [Question].
func (q *numbers) Key() Answer {
	var keys []string
	for _, e := range q.entries {
		keys = append(keys, e.Key()[0])
	}
	return Answer{q.write(keys)}
}

func (q *numbers) write(texts []string) string {
	if q.set {
		return "{" + strings.Join(texts, ", ") + "}"
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// split divides an answer into its numbers, each where it stands. Semicolons, if
// there are any, divide them, or else commas do: in a list there is none inside a
// number.
func (q *numbers) split(a Answer) ([]pickWord, *Verdict) {
	src := strings.TrimRight(strings.Join(a, ","), " \t\r\n,;")
	if strings.TrimSpace(src) == "" {
		return nil, &Verdict{Outcome: Blank}
	}
	if len(src) > maxPicks {
		return nil, &Verdict{Outcome: Unreadable, Why: "This is too long. Write the numbers with commas between them.", Offset: maxPicks}
	}
	start := q.entries[0].words.numberStart(src)
	inner := src[start:]
	start += len(inner) - len(strings.TrimLeft(inner, " \t"))
	inner = strings.TrimSpace(inner)
	if n := len(inner); n > 1 && slices.Contains([]string{"[]", "()", "{}"}, inner[:1]+inner[n-1:]) && len(splitList(inner+",", ',')) == 2 {
		if inner[0] == '{' && !q.set {
			return nil, &Verdict{Outcome: Unreadable, Why: "{ } would be a set, which has no order.\nWrite the numbers in their order: [1, 2].", Offset: start}
		}
		inner, start = inner[1:n-1], start+1
	}
	sep := ','
	if strings.Contains(inner, ";") {
		sep = ';'
	}
	parts := splitList(inner, sep)
	for i := range parts {
		parts[i].at += start
	}
	if !q.set && len(parts) != len(q.entries) {
		why := fmt.Sprintf("%s are asked for, and %s.\nWrite them with commas between them, without commas inside a number.",
			upperFirst(count(len(q.entries))+" numbers"), plural(len(parts), "this is %d", "these are %d"))
		return nil, &Verdict{Outcome: Unreadable, Why: why, Offset: start}
	}
	if len(parts) > maxNumbers {
		return nil, &Verdict{Outcome: Unreadable, Why: fmt.Sprintf("These are more than %d numbers.", maxNumbers), Offset: start}
	}
	return parts, nil
}

// readings reads each part. A verdict that is not nil says which of them cannot be
// read. All entries have one unit and one tolerance, so any of them can read.
func (q *numbers) readings(a Answer) ([]numberReading, *Verdict) {
	parts, trouble := q.split(a)
	if trouble != nil {
		return nil, trouble
	}
	var out []numberReading
	for _, p := range parts {
		r := q.entries[0].read(Answer{p.text})
		if r.blank {
			return nil, &Verdict{Outcome: Unreadable, Why: "A number is missing here.", Offset: p.at}
		}
		if r.why != "" {
			return nil, &Verdict{Outcome: Unreadable, Why: r.why, Offset: p.at + r.offset}
		}
		out = append(out, r)
	}
	return out, nil
}

// Read implements [Reader].
func (q *numbers) Read(a Answer) Reading {
	readings, v := q.readings(a)
	if v != nil {
		return Reading{Why: v.Why, Offset: v.Offset}
	}
	return Reading{Text: q.text(readings)}
}

func (q *numbers) text(readings []numberReading) string {
	var texts []string
	for _, r := range readings {
		texts = append(texts, q.entries[0].text(r))
	}
	return q.write(texts)
}

// Grade implements [Question].
func (q *numbers) Grade(a Answer) Verdict {
	readings, trouble := q.readings(a)
	if trouble != nil {
		return *trouble
	}
	var v Verdict
	if q.set {
		v = q.anyOrder(readings)
	} else {
		v = q.inOrder(readings)
	}
	v.Read = q.text(readings)
	for i, n := range q.near {
		if v.Outcome != Correct && n.q.Grade(a).Outcome == Correct {
			v.Why, v.How, v.Near = n.why, "near", i+1
			break
		}
	}
	return v
}

func (q *numbers) inOrder(readings []numberReading) Verdict {
	var verdicts []Verdict
	for i, r := range readings {
		verdicts = append(verdicts, q.entries[i].judge(r))
	}
	v := sumUp(q.names, verdicts)
	v.Blanks = nil // they are of one blank
	return v
}

// anyOrder gives every number of the key a part of the answer that equals it.
func (q *numbers) anyOrder(parts []numberReading) Verdict {
	fits := make([][]int, len(q.entries)) // by entry: the parts that equal it
	used := map[int]bool{}
	for i, e := range q.entries {
		for j, r := range parts {
			if e.judge(r).Outcome == Correct {
				fits[i] = append(fits[i], j)
				used[j] = true
			}
		}
	}
	taken := make([]int, len(parts)) // by part: the entry that has it, from 1
	matched := 0
	for i := range q.entries {
		if assign(i, fits, taken, make([]bool, len(parts))) {
			matched++
		}
	}
	switch {
	case matched == len(q.entries) && len(parts) == matched:
		return Verdict{Outcome: Correct, Score: 1}
	case matched == 0:
		return Verdict{Outcome: Wrong, Why: "Other numbers are asked for."}
	case len(used) == len(parts) && matched == len(parts):
		return Verdict{Outcome: Wrong, Why: "These numbers are right, and something is missing."}
	}
	return Verdict{Outcome: Wrong, Why: fmt.Sprintf("Right: %d of these %d.", matched, len(parts))}
}

// assign gives entry i one of the parts that fit it, moving others if it has to.
func assign(i int, fits [][]int, taken []int, tried []bool) bool {
	for _, j := range fits[i] {
		if tried[j] {
			continue
		}
		tried[j] = true
		if taken[j] == 0 || assign(taken[j]-1, fits, taken, tried) {
			taken[j] = i + 1
			return true
		}
	}
	return false
}
