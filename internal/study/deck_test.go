package study

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// lines calls each with the lines of a file that are no comments.
func lines(t *testing.T, file string, each func(n int, line string)) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		if line := strings.TrimSpace(sc.Text()); !strings.HasPrefix(line, "#") {
			each(n, line)
		}
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
}

// reviewed reads what follows the concept of a review.
func reviewed(t *testing.T, r Review, words []string) Review {
	t.Helper()
	var err error
	if r.Score, err = strconv.ParseFloat(words[0], 64); err != nil {
		t.Fatal(err)
	}
	for _, w := range words[1:] {
		switch {
		case w == "shown":
			r.Shown = true
		case w[0] == '#':
			r.Seed, err = strconv.ParseUint(w[1:], 10, 64)
		case strings.Trim(w, "-0123456789") == "h":
			r.Hints, err = strconv.Atoi(w[1:])
		case strings.Trim(w, "-0123456789") == "s":
			r.Spent, err = time.ParseDuration(w)
		default:
			r.Topics = strings.Split(w, ",")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func TestMemory(t *testing.T) {
	start := time.Date(2026, 11, 2, 20, 0, 0, 0, time.UTC)
	a := Concept{"p", "a"}
	lines(t, "testdata/memory.txt", func(n int, line string) {
		history, want, ok := strings.Cut(line, "->")
		if !ok {
			return
		}
		var reviews []Review
		for _, one := range strings.Split(history, ",") {
			words := strings.Fields(one)
			days, err := strconv.ParseFloat(words[0], 64)
			if err != nil {
				t.Fatal(err)
			}
			at := start.Add(time.Duration(days * 24 * float64(time.Hour)))
			reviews = append(reviews, reviewed(t, Review{Concept: a, At: at}, words[1:]))
		}
		c := New([]Part{{Concept: a, Points: 10}}, reviews).cards[0]
		s := &c.states[len(c.states)-1]
		got := fmt.Sprintf("%s %.4f %.4f", strings.ToLower(s.rating.String()), s.memory.Stability, s.memory.Difficulty)
		for _, days := range []int{1, 3, 10} {
			got += fmt.Sprintf(" %.4f", s.recall(model(), s.at.AddDate(0, 0, days)))
		}
		if want := strings.Join(strings.Fields(want), " "); got != want {
			t.Errorf("memory.txt:%d: %s = %s, want %s", n, strings.TrimSpace(history), got, want)
		}
	})
}

// A script is a paragraph of decks.txt.
type script struct {
	zone    *time.Location
	parts   []Part
	reviews []Review
}

func TestDeck(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	s := script{zone: zone}
	asked := 0
	lines(t, "testdata/decks.txt", func(n int, line string) {
		switch question, want, ok := strings.Cut(line, "->"); {
		case line == "":
			s = script{zone: zone}
		case ok:
			asked++
			if got, want := s.answer(t, question), strings.TrimSpace(want); got != want {
				t.Errorf("decks.txt:%d: %s = %s, want %s", n, strings.TrimSpace(question), got, want)
			}
		default:
			s.tell(t, strings.Fields(line))
		}
	})
	if asked < 80 {
		t.Errorf("decks.txt asked %d questions, want at least 80", asked)
	}
}

func concept(s string) Concept {
	problem, part, _ := strings.Cut(s, ".")
	return Concept{problem, part}
}

// tell adds a part or a review.
func (s *script) tell(t *testing.T, words []string) {
	t.Helper()
	switch words[0] {
	case "part":
		points, err := strconv.ParseFloat(words[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		p := Part{Concept: concept(words[1]), Points: points}
		for _, w := range words[3:] {
			switch w {
			case "guess":
				p.Guess = true
			case "fixed":
				p.Fixed = true
			default:
				p.Topics = strings.Split(w, ",")
			}
		}
		s.parts = append(s.parts, p)
	case "never":
		s.reviews = append(s.reviews, reviewed(t, Review{Concept: concept(words[1])}, words[2:]))
	default:
		r := Review{Concept: concept(words[2]), At: s.time(t, words[0], words[1])}
		s.reviews = append(s.reviews, reviewed(t, r, words[3:]))
	}
}

func (s *script) time(t *testing.T, day, clock string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", "2026-"+day+" "+clock, s.zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// answer asks the deck of all reviews so far.
func (s *script) answer(t *testing.T, question string) string {
	t.Helper()
	words := strings.Fields(question)
	now := s.time(t, words[0], words[1])
	topic := ""
	if len(words) > 4 {
		topic = words[4]
	}
	d := New(s.parts, s.reviews)
	switch words[3] {
	case "due":
		return due(d.DueBy(topic, now))
	case "untried":
		var out []string
		for _, p := range d.Untried(now) {
			out = append(out, name(p.Concept))
		}
		return list(out)
	case "mastery":
		return fmt.Sprintf("%.4f", d.Mastery(topic, now))
	case "trend":
		weeks, err := strconv.Atoi(words[5])
		if err != nil {
			t.Fatal(err)
		}
		return trend(d.Trend(topic, weeks, now))
	case "table":
		return table(d.Table(2, now))
	case "last":
		if last := d.Last(topic, now); !last.IsZero() {
			return last.In(s.zone).Format("01-02 15:04")
		}
		return "never"
	case "next":
		n, ok := d.Next(now)
		if !ok {
			return "nothing"
		}
		if n.Topic == "" {
			n.Topic = "no topic"
		}
		day := func(t time.Time) string { return t.In(s.zone).Format("01-02") }
		return fmt.Sprintf("%s, %d parts, %d lapsed, due %s, forgotten %s", n.Topic, n.Parts, n.Lapsed, day(n.Due), day(n.Forgets))
	}
	t.Fatalf("unknown question %q", words[3])
	return ""
}

func name(c Concept) string { return strings.TrimSuffix(c.Problem+"."+c.Part, ".") }

func list(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, " ")
}

func due(items []Item) string {
	var out []string
	for _, it := range items {
		s := name(it.Part.Concept)
		if it.Lapsed {
			s += "!"
		}
		if it.Fresh {
			s += "+"
		}
		out = append(out, s)
	}
	return list(out)
}

// table writes each line as "memory 86 %, 2 of 6 tried, 1 due, trend 20 86".
func table(topics []Topic) string {
	var out []string
	for _, tp := range topics {
		out = append(out, fmt.Sprintf("%s %.0f %%, %d of %d tried, %d due, trend %s", tp.Name, 100*tp.Mastery, tp.Tried, tp.Parts, tp.Due, trend(tp.Trend)))
	}
	return strings.Join(out, "; ")
}

func trend(weeks []Week) string {
	var out []string
	for _, w := range weeks {
		s := "·"
		if w.Tried > 0 {
			s = fmt.Sprint(math.Round(100 * w.Mastery))
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}
