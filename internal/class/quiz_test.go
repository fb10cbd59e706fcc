package class

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"gradcheck/content"
	"gradcheck/problems"
)

// TestParseQuizMistakes reads testdata/quiz.txt, which says how it is written.
func TestParseQuizMistakes(t *testing.T) {
	data, err := os.ReadFile("testdata/quiz.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases := strings.Split("\n"+string(data), "\n## ")[1:]
	for _, c := range cases {
		name, rest, _ := strings.Cut(c, "\n")
		text, want, _ := strings.Cut("\n"+rest, "\n=> ")
		want = strings.ReplaceAll(strings.TrimSpace(want), "\n=> ", "\n")
		q, err := ParseQuiz(strings.TrimPrefix(text+"\n", "\n"))
		if err == nil || q != nil || err.Error() != want {
			t.Errorf("%s: ParseQuiz = %v,\n%v\nwant\n%s", name, q, err, want)
		}
	}
	if len(cases) < 20 {
		t.Errorf("%d cases, want 20 at least", len(cases))
	}
}

func TestParseQuiz(t *testing.T) {
	pacific, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, text string
		want       Quiz
	}{
		{"little", "id: q4\nexam: final\nlimit: 45m\n",
			Quiz{ID: "q4", Title: "q4", Exam: "final", Zone: time.UTC, Limit: 45 * time.Minute, Attempts: 1, Release: ReleaseNever}},
		{"all", `
id: quiz-4
title: "Quiz 4:\u202e a \x1b[2Jtitle"
exam: final
problems: [remat, ring]
zone: America/Los_Angeles
opens: 2026-11-24 14:00
closes: 2026-11-24T15:30:00-08:00
limit: 1h15m
attempts: 2
variants: 30
release: 2026-11-25 9:00
students:
  ada: {times: 1.5}
  bob: {extra: 10m}
plain: true
`, Quiz{ID: "quiz-4", Title: "Quiz 4: a [2Jtitle", Exam: "final", Only: []string{"remat", "ring"}, Zone: pacific,
			Opens: time.Date(2026, 11, 24, 14, 0, 0, 0, pacific), Closes: time.Date(2026, 11, 24, 15, 30, 0, 0, pacific),
			Limit: 75 * time.Minute, Attempts: 2, Variants: 30, Release: ReleaseTime, ReleaseAt: time.Date(2026, 11, 25, 9, 0, 0, 0, pacific),
			Students: map[string]Accommodation{"ada": {Percent: 150}, "bob": {Extra: 10 * time.Minute}}, Plain: true}},
	}
	for _, tt := range tests {
		got, err := ParseQuiz(tt.text)
		if err != nil {
			t.Errorf("%s: ParseQuiz = %v", tt.name, err)
			continue
		}
		for _, c := range []struct{ got, want time.Time }{{got.Opens, tt.want.Opens}, {got.Closes, tt.want.Closes}, {got.ReleaseAt, tt.want.ReleaseAt}} {
			if !c.got.Equal(c.want) || c.got.String() != c.want.String() {
				t.Errorf("%s: time %v, want %v", tt.name, c.got, c.want)
			}
		}
		got.Opens, got.Closes, got.ReleaseAt = tt.want.Opens, tt.want.Closes, tt.want.ReleaseAt
		tt.want.Zone, got.Source = got.Zone, ""
		if !reflect.DeepEqual(*got, tt.want) {
			t.Errorf("%s: ParseQuiz =\n%+v, want\n%+v", tt.name, *got, tt.want)
		}
	}
}

// TestZones holds that a time is the same however it is written, and that a window
// over a night in which clocks are changed has the hours that pass in it.
func TestZones(t *testing.T) {
	tests := []struct {
		name, zone, opens, closes string
		from                      time.Time
		lasts                     time.Duration
	}{
		{"a zone by name", "America/Los_Angeles", "2026-11-24 14:00", "2026-11-24 15:00", time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC), time.Hour},
		{"offsets", "", "2026-11-24T14:00:00-08:00", "2026-11-24T15:00:00-08:00", time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC), time.Hour},
		{"UTC", "", "2026-11-24T22:00:00Z", "2026-11-24T23:00:00Z", time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC), time.Hour},
		{"one of each", "America/Los_Angeles", "2026-11-24T23:00:00+01:00", "2026-11-24 15:00:00", time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC), time.Hour},
		{"clocks are put back", "America/Los_Angeles", "2026-10-31 22:00", "2026-11-01 04:00", time.Date(2026, 11, 1, 5, 0, 0, 0, time.UTC), 7 * time.Hour},
		{"clocks are put forward", "America/Los_Angeles", "2027-03-13 22:00", "2027-03-14 04:00", time.Date(2027, 3, 14, 6, 0, 0, 0, time.UTC), 5 * time.Hour},
		{"the hour that comes twice, all of it", "America/Los_Angeles", "2026-11-01T01:00:00-07:00", "2026-11-01T02:00:00-08:00", time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC), 2 * time.Hour},
	}
	for _, tt := range tests {
		text := fmt.Sprintf("id: q4\nexam: final\nzone: %s\nopens: %s\ncloses: %s\n", tt.zone, tt.opens, tt.closes)
		c := New()
		if err := c.Apply(Entry{Kind: Set, Text: text}); err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		q, _ := c.Quiz("q4")
		if !q.Opens.Equal(tt.from) || q.Closes.Sub(q.Opens) != tt.lasts {
			t.Errorf("%s: opens %v for %v, want %v for %v", tt.name, q.Opens.UTC(), q.Closes.Sub(q.Opens), tt.from, tt.lasts)
		}
		got, ok := c.Terms(q, "ada", q.Opens).Allowed(q.Limit, q.Opens)
		if !ok || got != tt.lasts {
			t.Errorf("%s: allowed %v, %v, want %v", tt.name, got, ok, tt.lasts)
		}
	}
}

// TestSeed holds that what was dealt once is dealt for ever: attempts are found
// and regraded by it.
func TestSeed(t *testing.T) {
	tests := []struct {
		quiz     string
		variants int
		student  string
		attempt  int
		want     uint64
	}{
		{"q1", 0, "ada", 1, 0},
		{"q1", 1, "ada", 5, 1},
		{"q1", 30, "ada", 1, 7},
		{"q1", 30, "ada", 2, 8},
		{"q1", 30, "ada", 31, 7},
		{"q1", 30, "alan", 1, 28},
		{"q2", 30, "ada", 1, 8},
		{"q1", 1000, "grace@example.edu", 1, 819},
	}
	for _, tt := range tests {
		q := &Quiz{ID: tt.quiz, Variants: tt.variants}
		if got := q.Seed(tt.student, tt.attempt); got != tt.want {
			t.Errorf("quiz %s of %d: Seed(%s, %d) = %d, want %d", tt.quiz, tt.variants, tt.student, tt.attempt, got, tt.want)
		}
	}
}

// TestSeedDeals holds that variants are dealt evenly, to ids that are alike, and
// that neighbours on the list, and quizzes, are dealt apart. Pearson's chi-square
// of a fair deal is above its 99.99 % point once in 10,000.
func TestSeedDeals(t *testing.T) {
	forms := map[string]func(int) string{
		"numbers":   func(i int) string { return fmt.Sprintf("s%05d", i) },
		"even":      func(i int) string { return fmt.Sprint(200_000 + 2*i) },
		"addresses": func(i int) string { return fmt.Sprintf("student.%d@example.edu", i) },
		"doubled":   func(i int) string { return strings.Repeat(fmt.Sprintf("%04x", i), 2) },
	}
	const n = 10_000
	for name, id := range forms {
		for _, variants := range []int{2, 3, 4, 8, 30, 64, 100} {
			q, other := &Quiz{ID: "quiz4", Variants: variants}, &Quiz{ID: "quiz5", Variants: variants}
			dealt, pairs, quizzes := make([]int, variants), make([]int, variants), make([]int, variants)
			last := 0
			for i := range n {
				seed := int(q.Seed(id(i), 1))
				if seed < 1 || seed > variants {
					t.Fatalf("Seed(%s, 1) = %d of %d", id(i), seed, variants)
				}
				dealt[seed-1]++
				pairs[(seed-last+variants)%variants]++
				quizzes[(int(other.Seed(id(i), 1))-seed+variants)%variants]++
				last = seed
			}
			for what, count := range map[string][]int{"variants": dealt, "neighbours": pairs, "quizzes": quizzes} {
				if x, most := chiSquare(count, n), fair(variants); x > most {
					t.Errorf("%s, %d variants: chi-square of %s is %.1f, want at most %.1f", name, variants, what, x, most)
				}
			}
		}
	}
}

// chiSquare is Pearson's: the sum of (count - expected)^2 / expected.
func chiSquare(count []int, n int) float64 {
	want := float64(n) / float64(len(count))
	sum := 0.0
	for _, c := range count {
		sum += (float64(c) - want) * (float64(c) - want) / want
	}
	return sum
}

// fair is the 99.99 % point of chi-square for so many even chances.
func fair(chances int) float64 {
	return distuv.ChiSquared{K: float64(chances - 1)}.Quantile(0.9999)
}

// TestSeedAttempts holds that attempts have all variants before one comes twice.
func TestSeedAttempts(t *testing.T) {
	q := &Quiz{ID: "q1", Variants: 7}
	seen := map[uint64]bool{}
	for attempt := range 7 {
		seen[q.Seed("ada", attempt+1)] = true
	}
	if len(seen) != 7 {
		t.Errorf("7 attempts have %d variants, want 7", len(seen))
	}
	for _, s := range q.Seeds() {
		if !seen[s] {
			t.Errorf("Seeds() has %d, which is not dealt", s)
		}
	}
	if got := (&Quiz{}).Seeds(); !reflect.DeepEqual(got, []uint64{0}) {
		t.Errorf("Seeds() without variants = %v, want [0]", got)
	}
}

func TestPaper(t *testing.T) {
	lib, err := problems.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	const exam = "eecs182-sp23"
	all, err := (&Quiz{ID: "q", Exam: exam}).Paper(lib, 0)
	if err != nil || len(all) < 3 {
		t.Fatalf("Paper = %d problems, %v, want some", len(all), err)
	}
	tests := []struct {
		name string
		quiz Quiz
		want []string
		says string
	}{
		{"two, in another order", Quiz{ID: "q", Exam: exam, Only: []string{all[2].ID, all[0].ID}}, []string{all[2].ID, all[0].ID}, ""},
		{"no such exam", Quiz{ID: "q", Exam: "finals"}, nil, `no exam "finals"`},
		{"no such problem", Quiz{ID: "q", Exam: exam, Only: []string{"nothing"}}, nil, `problem "nothing" is not in exam ` + exam},
	}
	for _, tt := range tests {
		got, err := tt.quiz.Paper(lib, 7)
		if (err != nil) != (tt.says != "") || err != nil && !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: Paper = %v, want %q", tt.name, err, tt.says)
		}
		var ids []string
		for _, p := range got {
			ids = append(ids, p.ID)
			if p.Seed != 7 {
				t.Errorf("%s: %s has the seed %d, want 7", tt.name, p.ID, p.Seed)
			}
		}
		if !reflect.DeepEqual(ids, tt.want) {
			t.Errorf("%s: Paper has %v, want %v", tt.name, ids, tt.want)
		}
	}
}

func TestAttemptID(t *testing.T) {
	if got, want := (&Quiz{ID: "q4"}).AttemptID("ada", 2), "q4/ada/2"; got != want {
		t.Errorf("AttemptID(ada, 2) = %q, want %q", got, want)
	}
}

func TestClean(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Ada Lovelace", "Ada Lovelace"},
		{"  Ada\t\nLovelace\u00a0 \u2028", "Ada Lovelace"},
		{"Zoë Müller-Łukasiewicz 李雷", "Zoë Müller-Łukasiewicz 李雷"},
		{"e\u0301", "e\u0301"},
		{"\x1b]0;title\x07red\x9b31m\x7f", "]0;titlered31m"},
		{"a\u202eb\u2066c\u2069d\u200fe\u061cf", "abcdef"},
		{"a\u200bb\u200dc\u2060d\ufeffe\u00adf\u180eg", "abcdefg"},
		{"a\u3164\u115f\uffa0\u2800\u034f\ufe0fb", "ab"},
		{"a\xffb\ufffd", "ab"},
		{"\U000e0041\U000f0000\ue000", ""},
	}
	for _, tt := range tests {
		if got := Clean(tt.in); got != tt.want {
			t.Errorf("Clean(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestCodes(t *testing.T) {
	next := uint64(0)
	code := NewCode(func() uint64 { next += 5; return next })
	if want := "FMT2-8DJQ"; code != want {
		t.Errorf("NewCode = %q, want %q", code, want)
	}
	for _, typed := range []string{"FMT2-8DJQ", "fmt28djq", " f m t 2 – 8 d j q\n", "FMT2 8DJQ."} {
		if Digest(typed) != Digest(code) {
			t.Errorf("Digest(%q) is not that of %q", typed, code)
		}
	}
	for _, other := range []string{"FMT2-8DJR", "FMT2-8DJ", "", "MFT2-8DJQ"} {
		if Digest(other) == Digest(code) {
			t.Errorf("Digest(%q) is that of %q", other, code)
		}
	}
}

// FuzzParseQuiz holds that any text gives a quiz or mistakes, and that a quiz can
// be set, has terms and windows.
func FuzzParseQuiz(f *testing.F) {
	f.Add("id: q4\nexam: final\nzone: America/Los_Angeles\nopens: 2026-11-24 14:00\nlimit: 45m\nstudents:\n  ada: {times: 1.5, extra: 5m}\n")
	f.Add("id: q4\nexam: &a [*a]\n")
	f.Fuzz(func(t *testing.T, text string) {
		q, err := ParseQuiz(text)
		if (q == nil) == (err == nil) {
			t.Fatalf("ParseQuiz(%q) = %v, %v", text, q, err)
		}
		if err != nil {
			return
		}
		c := New()
		if err := c.Apply(Entry{Kind: Set, Text: text}); err != nil {
			t.Fatalf("Apply of %q = %v", text, err)
		}
		opens, closes := c.Window(q, "ada")
		if !closes.IsZero() && !closes.After(opens) {
			t.Fatalf("ParseQuiz(%q): the window is %v to %v", text, opens, closes)
		}
		if d, ok := c.Terms(q, "ada", opens).Allowed(q.Limit, opens); !ok || d < 0 {
			t.Fatalf("ParseQuiz(%q): allowed = %v, %v", text, d, ok)
		}
	})
}
