package grader

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A hostileCase is an answer that is meant to do harm, and its outcome.
type hostileCase struct {
	where  string
	kind   string
	q      Question
	answer string
	want   string
}

var hostilePiece = regexp.MustCompile(`^("(?:[^"\\]|\\.)*")(?:\*(\d+))?\s*(?:\+\s*)?`)

// hostileCases reads testdata/hostile/answers.txt.
func hostileCases(t testing.TB) []hostileCase {
	const file = "testdata/hostile/answers.txt"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []hostileCase
	var q Question
	kind := ""
	for i, line := range strings.Split(string(data), "\n") {
		where := fmt.Sprintf("%s:%d", file, i+1)
		switch {
		case strings.HasPrefix(line, "{"):
			q, kind = question(t, line), fmt.Sprint(fields(t, line)["kind"])
		case strings.HasPrefix(line, "\t"):
			src, want, ok := strings.Cut(line[1:], " -> ")
			if at := strings.LastIndex(line, " -> "); ok && at > 0 {
				src, want = line[1:at], line[at+4:]
			}
			all = append(all, hostileCase{where, kind, q, pieces(t, where, src), want})
		}
	}
	return all
}

// pieces puts an answer together: "1" + "+1"*500.
func pieces(t testing.TB, where, src string) string {
	var out strings.Builder
	for src != "" {
		m := hostilePiece.FindStringSubmatch(src)
		if m == nil {
			t.Fatalf("%s: %q is no quoted piece", where, src)
		}
		n := 1
		if m[2] != "" {
			n, _ = strconv.Atoi(m[2])
		}
		out.WriteString(strings.Repeat(unquoted(t, where, m[1]), n))
		src = src[len(m[0]):]
	}
	return out.String()
}

// TestHostile checks the verdicts on answers that are meant to do harm, twice,
// since a verdict never depends on the time; and that nothing of them is echoed
// that a terminal would act on.
func TestHostile(t *testing.T) {
	for _, c := range hostileCases(t) {
		v := c.q.Grade(Answer{c.answer})
		if got := v.Outcome.String(); got != c.want {
			t.Errorf("%s: Grade(%.60q) = %s %q, want %s", c.where, c.answer, got, v.Why, c.want)
		}
		sensible(t, v, c.answer)
		if len(v.Why) > 2000 {
			t.Errorf("%s: Grade(%.60q) says %d bytes", c.where, c.answer, len(v.Why))
		}
		if again := c.q.Grade(Answer{c.answer}); again.Outcome != v.Outcome || again.Why != v.Why {
			t.Errorf("%s: Grade(%.60q) = %v %q, then %v %q", c.where, c.answer, v.Outcome, v.Why, again.Outcome, again.Why)
		}
	}
}

// BenchmarkHostile measures the answers of TestHostile, by kind: the mean, and in
// worst-ms the slowest of them, which is named in the log.
func BenchmarkHostile(b *testing.B) {
	cases := hostileCases(b)
	var kinds []string
	for _, c := range cases {
		if !slices.Contains(kinds, c.kind) {
			kinds = append(kinds, c.kind)
		}
	}
	for _, kind := range kinds {
		b.Run(kind, func(b *testing.B) {
			var of []hostileCase
			for _, c := range cases {
				if c.kind == kind {
					of = append(of, c)
				}
			}
			benchGrades(b, len(of), func(i int) {
				of[i].q.Grade(Answer{of[i].answer})
			}, func(i int) string { return of[i].where })
		})
	}
}
