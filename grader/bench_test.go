package grader

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// benchGrades runs grade(0) to grade(n-1) in turn and reports the slowest one's
// best time of its runs.
func benchGrades(b *testing.B, n int, grade func(i int), name func(i int) string) {
	best := make([]time.Duration, n)
	i := 0
	for b.Loop() {
		start := b.Elapsed()
		grade(i)
		if d := b.Elapsed() - start; best[i] == 0 || d < best[i] {
			best[i] = d
		}
		i = (i + 1) % n
	}
	worst := 0
	for i, d := range best {
		if d > best[worst] {
			worst = i
		}
	}
	b.ReportMetric(float64(best[worst].Microseconds())/1000, "worst-ms")
	b.Logf("slowest: %s", name(worst))
}

// BenchmarkGrade measures all the answers of testdata, by kind.
func BenchmarkGrade(b *testing.B) {
	all := gradedData(b)
	for _, k := range kinds {
		type one struct {
			q Question
			a Answer
		}
		var answers []one
		for _, g := range all {
			for _, a := range g.answers {
				if g.kind == k.name {
					answers = append(answers, one{g.q, a})
				}
			}
		}
		b.Run(k.name, func(b *testing.B) {
			benchGrades(b, len(answers), func(i int) { answers[i].q.Grade(answers[i].a) }, func(i int) string {
				return fmt.Sprintf("%.80q", strings.Join(answers[i].a, "|"))
			})
		})
	}
}
