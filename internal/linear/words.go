package linear

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"gradcheck/internal/exam"
)

// count is "1 part" or "3 parts".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprint(n, " ", what, "s")
}

// points writes points without needless zeros.
func points(x float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(x, 'f', 2, 64), "0"), ".")
}

// worth is "5 points".
func worth(x float64) string {
	if x == 1 {
		return "1 point"
	}
	return points(x) + " points"
}

// percent writes a fraction as "10 percent".
func percent(x float64) string { return points(100*x) + " percent" }

// span says a length of time: "4 hours 7 minutes 36 seconds".
func span(d time.Duration) string {
	s := int((d + time.Second - 1) / time.Second)
	var words []string
	for _, u := range []struct {
		n    int
		name string
	}{{s / 3600, "hour"}, {s / 60 % 60, "minute"}, {s % 60, "second"}} {
		if u.n > 0 {
			words = append(words, count(u.n, u.name))
		}
	}
	if len(words) == 0 {
		return "0 seconds"
	}
	return strings.Join(words, " ")
}

// roughly is a length of time to the minute, to the second below one.
func roughly(d time.Duration) string {
	if d < time.Minute {
		return span(d)
	}
	return span(d.Round(time.Minute))
}

// list joins names: "a, b and c".
func list(names []string) string {
	switch n := len(names); n {
	case 0:
		return ""
	case 1:
		return names[0]
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}

// letterCase starts a sentence with a capital letter.
func letterCase(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// dot ends a sentence.
func dot(s string) string {
	if s == "" || strings.ContainsRune(".?:", rune(s[len(s)-1])) {
		return s
	}
	return s + "."
}

// clockTime is a time of day, with seconds because grading depends on them.
func (t *Talk) clockTime(at time.Time) string { return at.In(t.zone).Format(time.TimeOnly) }

// deadline is the time of day at which a sitting ends, by the clocks as they are.
func (t *Talk) deadline(s *exam.Sitting, now exam.Clock) string {
	left, _ := s.Left(now)
	return t.clockTime(now.Wall.Add(left))
}
