package grader

import (
	"strings"
	"testing"
)

// TestNoKey checks that what is said of answers in testdata that are not right
// never has the key in it, unless the author wrote it there or the student did.
func TestNoKey(t *testing.T) {
	for _, g := range gradedData(t) {
		for _, a := range g.answers {
			v := g.q.Grade(a)
			if v.Outcome == Correct || v.Near > 0 || v.Outcome == Unreadable { // reading never looks at a key
				continue
			}
			for _, blank := range g.q.Key() {
				for _, part := range strings.FieldsFunc(blank, func(r rune) bool { return r == ',' || r == '\n' }) {
					part = strings.TrimSpace(part)
					said := strings.Contains(strings.Join(a, " "), part) || strings.Contains(v.Read, part)
					if len(part) > 1 && strings.Contains(v.Why, part) && !said {
						t.Errorf("%s: Grade(%q) says %q, which has the key %q", g.kind, a, v.Why, part)
					}
				}
			}
		}
	}
}

// TestSameForAnyKey checks that messages about wrong picks depend on the picks
// alone: with another key that they miss as much, they are the same.
func TestSameForAnyKey(t *testing.T) {
	const options = `"options":[{"id":"a","text":"one"},{"id":"b","text":"two"},{"id":"c","text":"three"},{"id":"d","text":"four"}]`
	for _, test := range []struct{ kind, one, other, answer string }{
		{"choice", `"b"`, `"c"`, "a"},
		{"choice", `"b"`, `"c"`, "d"},
		{"choices", `["b","c"]`, `["b","d"]`, "a"},
		{"choices", `["b","c"]`, `["b","d"]`, "a,b"},
		{"choices", `["b","c"]`, `["a","d"]`, "a,b,c,d"},
	} {
		a := question(t, `{"kind":"`+test.kind+`","key":`+test.one+`,`+options+`}`)
		b := question(t, `{"kind":"`+test.kind+`","key":`+test.other+`,`+options+`}`)
		v, w := a.Grade(Answer{test.answer}), b.Grade(Answer{test.answer})
		if v.Why != w.Why {
			t.Errorf("%s: Grade(%q) says %q with the key %s, %q with %s", test.kind, test.answer, v.Why, test.one, w.Why, test.other)
		}
	}
}
