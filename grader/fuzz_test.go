package grader

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"gradcheck/grader/expr"
)

// A graded is a question of testdata with the answers that stand under it.
type graded struct {
	kind    string
	q       Question
	answers []Answer
}

// gradedData returns every question in the files of testdata.
func gradedData(t testing.TB) []graded {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("testdata/*.txt: %v, %d files", err, len(files))
	}
	var all []graded
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(data), "\n") {
			switch i := strings.LastIndex(line, " -> "); {
			case strings.HasPrefix(line, "{"):
				all = append(all, graded{kind: strings.TrimSuffix(filepath.Base(file), ".txt"), q: question(t, line)})
			case strings.HasPrefix(line, "\t") && i > 0:
				g := &all[len(all)-1]
				g.answers = append(g.answers, answerFrom(t, file, line[1:i]))
			}
		}
	}
	return all
}

// answerFrom reads an answer: one blank, in quotes if it has escapes, or a JSON
// list with a string for every blank.
func answerFrom(t testing.TB, where, src string) Answer {
	var list Answer
	if strings.HasPrefix(src, "[") && json.Unmarshal([]byte(src), &list) == nil {
		return list
	}
	return Answer{unquoted(t, where, src)}
}

// FuzzGrade checks that one of the questions in testdata gives any answer a
// verdict that makes sense. Blanks are divided by a |.
func FuzzGrade(f *testing.F) {
	var all []graded
	heavy := map[string]int{} // FuzzGradeFormula has all of these, which take milliseconds
	for _, g := range gradedData(f) {
		if g.kind == "formula" || g.kind == "joint" {
			if heavy[g.kind]++; heavy[g.kind] > 2 {
				continue
			}
		}
		all = append(all, g)
	}
	for i, g := range all {
		for _, a := range g.answers {
			f.Add(uint(i), strings.Join(a, "|"))
		}
	}
	f.Fuzz(func(t *testing.T, n uint, src string) {
		q, answer := all[n%uint(len(all))].q, Answer(strings.Split(src, "|"))
		v := q.Grade(answer)
		sensible(t, v, src)
		for _, b := range v.Blanks {
			sensible(t, b, src)
		}
		if r, ok := q.(Reader); ok {
			if r := r.Read(answer); !shown(r.Text+r.Why+r.Note) || r.Offset < 0 || r.Offset > len(src) {
				t.Fatalf("Read(%q) = %+v", src, r)
			}
		}
		if r, ok := q.(BlankReader); ok {
			r.ReadBlank(0, answer[0])
		}
	})
}

func sensible(t *testing.T, v Verdict, src string) {
	t.Helper()
	if (v.Outcome == Correct) != (v.Score == 1) && v.Outcome != Unreadable && v.Outcome != Unsure ||
		!(v.Score >= 0 && v.Score <= 1) || v.Offset < 0 || v.Offset > len(src) ||
		v.Outcome == Partial && v.Score == 0 || v.Outcome == Wrong && v.Score != 0 ||
		!shown(v.Read+v.Why) || v.Why == "" && v.Outcome != Correct && v.Outcome != Blank {
		t.Fatalf("Grade(%q) = %+v", src, v)
	}
}

// shown reports whether a text has nothing in it that a terminal would act on.
func shown(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf)
	})
}

// FuzzPicks checks the reader of choices: picks are options, in their order.
func FuzzPicks(f *testing.F) {
	options := []Option{{ID: "a", Text: "The norm is fixed."}, {ID: "b", Text: "**both** of $x$"}, {ID: "c", Text: "3"}, {ID: "x4", Text: "none of the above"}}
	for _, g := range gradedData(f) {
		if g.kind == "choice" || g.kind == "choices" || g.kind == "order" || g.kind == "match" {
			for _, a := range g.answers {
				f.Add(strings.Join(a, ","))
			}
		}
	}
	f.Fuzz(func(t *testing.T, src string) {
		picked, why, offset := picks(src, options)
		if offset < 0 || offset > len(src) || why != "" && len(picked) > 0 && !strings.HasPrefix(why, "At least") || !shown(why) {
			t.Fatalf("picks(%q) = %v, %q, %d", src, picked, why, offset)
		}
		if !slices.IsSorted(picked) || len(slices.Compact(slices.Clone(picked))) != len(picked) {
			t.Fatalf("picks(%q) = %v, want each once, in order", src, picked)
		}
		for _, i := range picked {
			if i < 0 || i >= len(options) {
				t.Fatalf("picks(%q) = %v of %d", src, picked, len(options))
			}
		}
	})
}

// FuzzCode checks the reader of Python lines: what it finds stands in the line,
// and is computed as Python would.
func FuzzCode(f *testing.F) {
	for _, g := range gradedData(f) {
		if g.kind == "code" {
			for _, a := range g.answers {
				f.Add(a[0])
			}
		}
	}
	names := expr.Symbols{"d_model": {Kind: "integer"}}
	f.Fuzz(func(t *testing.T, line string) {
		value, err := findValue(line, "std")
		if err == nil && value.from < value.to {
			if start, end := value.span(); start < 0 || end > len(line) || start >= end {
				t.Fatalf("findValue(%q) spans %d to %d", line, start, end)
			}
		}
		if err == nil {
			_, err = value.expr(names)
		}
		if err != nil && (err.at < 0 || err.at > len(line) || err.why == "" || !shown(err.why)) {
			t.Fatalf("%q: %d %q", line, err.at, err.why)
		}
	})
}

// FuzzEdges checks the reader of diagrams: what it reads can be written and read
// again.
func FuzzEdges(f *testing.F) {
	var qs []*wiring
	for _, g := range gradedData(f) {
		if q, ok := g.q.(*wiring); ok {
			qs = append(qs, q)
			for _, a := range g.answers {
				f.Add(a[0])
			}
		}
	}
	f.Fuzz(func(t *testing.T, src string) {
		for _, q := range qs {
			set, why, offset := q.reader.edges(src)
			if offset < 0 || offset > len(src) || !shown(why) {
				t.Fatalf("edges(%q): %q at %d", src, why, offset)
			}
			again, why, _ := q.reader.edges(strings.Join(q.write(set, " -> "), "\n"))
			if why != "" || len(again) != len(set) {
				t.Fatalf("edges(%q) = %v, written and read again %v %q", src, set, again, why)
			}
		}
	})
}

// FuzzLead checks what is left out before and after a number: it is inside the
// answer, and no digit is left out.
func FuzzLead(f *testing.F) {
	for _, g := range gradedData(f) {
		if g.kind == "number" {
			for _, a := range g.answers {
				f.Add(a[0])
			}
		}
	}
	words := newVocabulary([]string{"runs", "trained parameters"})
	f.Fuzz(func(t *testing.T, src string) {
		start := words.numberStart(src)
		if start < 0 || start > len(src) {
			t.Fatalf("numberStart(%q) = %d", src, start)
		}
		if at := rangeAt(src[start:]); at >= len(src)-start {
			t.Fatalf("rangeAt(%q) = %d", src[start:], at)
		}
		before := src[:start]
		if !strings.ContainsAny(before, "=:≈~") && strings.ContainsAny(before, "0123456789-") {
			t.Fatalf("numberStart(%q) leaves out %q", src, before)
		}
		if tail := words.tail(src, start); tail.at < 0 || tail.at > len(src) {
			t.Fatalf("tail(%q) = %+v", src, tail)
		}
	})
}

// FuzzNew checks that any fields make a question that accepts its own key, or
// mistakes that have a text.
func FuzzNew(f *testing.F) {
	files := []string{"testdata/spec/errors.txt"}
	more, _ := filepath.Glob("testdata/*.txt")
	for _, file := range append(files, more...) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, line := range strings.Split(string(data), "\n") {
			if strings.HasPrefix(line, "{") {
				f.Add(line)
			}
		}
	}
	f.Fuzz(func(t *testing.T, src string) {
		q, err := questionOf(json.RawMessage(src))
		if err != nil {
			if err.Error() == "" {
				t.Fatalf("New(%s): an error without a text", src)
			}
			return
		}
		if v := q.Grade(q.Key()); v.Outcome == Wrong || v.Outcome == Unreadable || v.Outcome == Blank {
			t.Fatalf("New(%s): Grade(%q) = %v %q", src, q.Key(), v.Outcome, v.Why)
		}
	})
}
