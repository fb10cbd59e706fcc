package grader

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"gradcheck/grader/expr"
)

// formulaLines returns the questions of a file in testdata with their answers.
func formulaLines(t testing.TB, file string) (questions []string, answers [][]string) {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(data), "\n") {
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '\t':
			i := strings.LastIndex(line, " -> ")
			answers[len(answers)-1] = append(answers[len(answers)-1], line[1:i])
		default:
			questions, answers = append(questions, line), append(answers, nil)
		}
	}
	return questions, answers
}

// TestFormulaReadBack checks that what is read of every answer can be typed
// again, in one row and as LaTeX, and gets the same verdict.
func TestFormulaReadBack(t *testing.T) {
	questions, answers := formulaLines(t, "formula.txt")
	for i, line := range questions {
		q := question(t, line).(*formula)
		for _, a := range answers[i] {
			e, _ := readFormula(q.lang, Answer{a})
			if e == nil {
				continue
			}
			want := q.judge(e)
			for _, s := range []string{e.String(), expr.Line(e), expr.TeX(e)} {
				if got := q.Grade(Answer{s}); got.Outcome != want.Outcome {
					t.Errorf("%q is read as %q, which is %v %q, want %v", a, s, got.Outcome, got.Why, want.Outcome)
				}
			}
		}
	}
}

// FuzzGradeFormula checks that no answer crashes or outlives its budget, and that
// every verdict has its reason.
func FuzzGradeFormula(f *testing.F) {
	var qs []Question
	for _, file := range []string{"formula.txt", "joint.txt"} {
		questions, answers := formulaLines(f, file)
		for i, line := range questions {
			qs = append(qs, question(f, line))
			for _, a := range answers[i] {
				f.Add(len(qs)-1, a)
			}
		}
	}
	f.Fuzz(func(t *testing.T, n int, a string) {
		q := qs[max(n, -(n+1))%len(qs)]
		v := q.Grade(Answer{a})
		if v.Offset < 0 || v.Offset > len(a) {
			t.Fatalf("Grade(%q): offset %d of %d", a, v.Offset, len(a))
		}
		if v.Why == "" && v.Outcome != Correct {
			t.Fatalf("Grade(%q) = %v and says nothing", a, v.Outcome)
		}
		if !utf8.ValidString(v.Why) || !utf8.ValidString(v.Read) {
			t.Fatalf("Grade(%q) = %q, read %q", a, v.Why, v.Read)
		}
		if again := q.Grade(Answer{a}); again.Outcome != v.Outcome || again.Why != v.Why {
			t.Fatalf("Grade(%q) = %v %q, then %v %q", a, v.Outcome, v.Why, again.Outcome, again.Why)
		}
	})
}

// BenchmarkGradeFormula measures one answer to each of several questions.
func BenchmarkGradeFormula(b *testing.B) {
	questions, answers := formulaLines(b, "formula.txt")
	for i, line := range questions {
		q := question(b, line)
		b.Run(q.Key()[0], func(b *testing.B) {
			for b.Loop() {
				q.Grade(Answer{answers[i][0]})
			}
		})
	}
	for _, a := range []string{"n^n^n^n^n", "sum(sum(sum(sum(i*j*k*l,i,1,n^3),j,1,n^3),k,1,n^3),l,1,n^3)", "n(n-1)+floor(n/10^30)",
		strings.Repeat("exp(", 60) + "n" + strings.Repeat(")", 60), strings.Repeat("sin(n)+", 300) + "n", strings.Repeat("(1+1/n)*", 600) + "n",
		strings.Repeat("sqrt(n+", 90) + "n" + strings.Repeat(")", 90), "n(n-1)+9^9^9^9", strings.Repeat("n^(1/3)+", 300) + "1"} {
		q := question(b, questions[1])
		b.Run(clip(a, 20), func(b *testing.B) {
			for b.Loop() {
				q.Grade(Answer{a})
			}
		})
	}
}
