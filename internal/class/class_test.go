package class

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// The entries of the tests below, in short.
func enrol(id string) Entry        { return Entry{Kind: Enrol, Who: &Student{ID: id}} }
func drop(id string) Entry         { return Entry{Kind: Drop, Student: id} }
func invite(id, code string) Entry { return Entry{Kind: Invite, Student: id, Code: code} }
func bind(id, key, code string) Entry {
	return Entry{Kind: Bind, Student: id, Key: key, Code: code}
}
func unbind(key string) Entry     { return Entry{Kind: Unbind, Key: key} }
func undo(n int) Entry            { return Entry{Kind: Undo, N: n} }
func say(quiz, text string) Entry { return Entry{Kind: Message, Quiz: quiz, Text: text} }
func show(quiz string) Entry      { return Entry{Kind: Reveal, Quiz: quiz} }
func setQuiz(id, more string) Entry {
	return Entry{Kind: Set, Text: "id: " + id + "\nexam: final\n" + more}
}
func extend(id, quiz string, percent int, extra time.Duration) Entry {
	return Entry{Kind: Extend, Student: id, Quiz: quiz, Percent: percent, Extra: extra}
}

// away is an outage from some minutes after noon to others; credited is how long
// it was.
func away(from, to float64) Entry {
	at := func(m float64) time.Time { return noon.Add(time.Duration(m * float64(time.Minute))) }
	return Entry{Kind: Outage, From: at(from), To: at(to), Extra: at(to).Sub(at(from))}
}

// state is who is in a course, with the keys of each, whose the codes c1 to c3
// are, the quizzes, what is revealed and said.
func state(c *Course) string {
	var b strings.Builder
	for _, s := range c.Students() {
		b.WriteString(s.ID + "[" + strings.Join(c.Keys(s.ID), " ") + "] ")
		for _, key := range c.Keys(s.ID) {
			if who, ok := c.ByKey(key); !ok || who.ID != s.ID {
				fmt.Fprintf(&b, "(ByKey %s says %q) ", key, who.ID)
			}
		}
	}
	for _, code := range []string{"c1", "c2", "c3"} {
		if s, ok := c.ByCode(code); ok {
			b.WriteString(code + ">" + s.ID + " ")
		}
	}
	for _, q := range c.Quizzes() {
		b.WriteString(q.ID + " ")
		if c.Released(q, noon, noon) {
			b.WriteString("open ")
		}
		for _, m := range c.Messages(q.ID) {
			fmt.Fprintf(&b, "%d:%s ", m.N, m.Text)
		}
	}
	return strings.TrimSpace(b.String())
}

func TestFold(t *testing.T) {
	const limit = "limit: 45m\n"
	tests := []struct {
		name    string
		entries []Entry
		refused string // what the error of the last entry says; "" is none
		want    string
	}{
		{"an empty journal", nil, "", ""},
		{"somebody is enrolled", []Entry{enrol("ada")}, "", "ada[]"},
		{"nobody is", []Entry{{Kind: Enrol}}, "needs an id", ""},
		{"an id with odd characters", []Entry{enrol("a/da")}, "needs an id", ""},
		{"less time on the roster", []Entry{{Kind: Enrol, Who: &Student{ID: "ada", Percent: 50}}}, "can only be given", ""},

		{"a code binds a key", []Entry{enrol("ada"), invite("ada", "c1"), bind("ada", "k1", "c1")}, "", "ada[k1]"},
		{"a code is used twice, by the same key", []Entry{enrol("ada"), invite("ada", "c1"), bind("ada", "k1", "c1"), bind("ada", "k1", "c1")}, "used already", "ada[k1]"},
		{"a code is used twice, k1 first", []Entry{enrol("ada"), invite("ada", "c1"), bind("ada", "k1", "c1"), bind("ada", "k2", "c1")}, "used already", "ada[k1]"},
		{"a code is used twice, k2 first", []Entry{enrol("ada"), invite("ada", "c1"), bind("ada", "k2", "c1"), bind("ada", "k1", "c1")}, "used already", "ada[k2]"},
		{"a code of somebody else", []Entry{enrol("ada"), enrol("bob"), invite("ada", "c1"), bind("bob", "k1", "c1")}, "used already", "ada[] bob[] c1>ada"},
		{"a code that nobody gave", []Entry{enrol("ada"), bind("ada", "k1", "c9")}, "used already", "ada[]"},
		{"the newest code alone holds", []Entry{enrol("ada"), invite("ada", "c1"), invite("ada", "c2"), bind("ada", "k1", "c1")}, "used already", "ada[] c2>ada"},
		{"the newest code binds", []Entry{enrol("ada"), invite("ada", "c1"), invite("ada", "c2"), bind("ada", "k1", "c2")}, "", "ada[k1]"},
		{"the same code once more", []Entry{enrol("ada"), invite("ada", "c1"), invite("ada", "c1")}, "", "ada[] c1>ada"},
		{"a code that another has", []Entry{enrol("ada"), enrol("bob"), invite("ada", "c1"), invite("bob", "c1")}, "another student's", "ada[] bob[] c1>ada"},
		{"no code", []Entry{enrol("ada"), invite("ada", "")}, "empty", "ada[]"},
		{"a code for nobody", []Entry{invite("ada", "c1")}, "nobody has the id", ""},

		{"a key without a code", []Entry{enrol("ada"), bind("ada", "k1", "")}, "", "ada[k1]"},
		{"no key", []Entry{enrol("ada"), bind("ada", "", "")}, "no key", "ada[]"},
		{"two keys", []Entry{enrol("ada"), bind("ada", "k2", ""), bind("ada", "k1", "")}, "", "ada[k1 k2]"},
		{"a key of somebody else", []Entry{enrol("ada"), enrol("bob"), bind("ada", "k1", ""), bind("bob", "k1", "")}, "another student's", "ada[k1] bob[]"},
		{"a key of somebody else leaves the code", []Entry{enrol("ada"), enrol("bob"), bind("ada", "k1", ""), invite("bob", "c1"), bind("bob", "k1", "c1")}, "another student's", "ada[k1] bob[] c1>bob"},
		{"a key goes to another once it is nobody's", []Entry{enrol("ada"), enrol("bob"), bind("ada", "k1", ""), unbind("k1"), bind("bob", "k1", "")}, "", "ada[] bob[k1]"},
		{"a key for nobody", []Entry{bind("ada", "k1", "")}, "nobody has the id", ""},

		{"who is dropped comes in no more", []Entry{enrol("ada"), bind("ada", "k1", ""), invite("ada", "c1"), drop("ada")}, "", ""},
		{"nor when enrolled again", []Entry{enrol("ada"), bind("ada", "k1", ""), invite("ada", "c1"), drop("ada"), enrol("ada")}, "", "ada[]"},
		{"then the key may be another's", []Entry{enrol("ada"), enrol("bob"), bind("ada", "k1", ""), drop("ada"), bind("bob", "k1", "")}, "", "bob[k1]"},
		{"a change of what is known keeps the keys", []Entry{enrol("ada"), bind("ada", "k1", ""), enrol("ada")}, "", "ada[k1]"},
		{"dropped twice", []Entry{enrol("ada"), drop("ada"), drop("ada")}, "nobody has the id", ""},

		{"quizzes stay in order", []Entry{setQuiz("q2", limit), setQuiz("q1", limit), setQuiz("q2", limit+"attempts: 2\n")}, "", "q2 q1"},
		{"a quiz with a mistake", []Entry{setQuiz("q1", limit), setQuiz("q1", "limit: soon\n")}, "limit", "q1"},
		{"messages, to all and to one", []Entry{setQuiz("q1", limit), setQuiz("q2", limit), say("", "hello"), say("q2", "look at 3")}, "", "q1 2:hello q2 2:hello 3:look at 3"},
		{"a message is taken back", []Entry{setQuiz("q1", limit), say("", "hello"), say("q1", "no"), undo(2)}, "", "q1 1:hello"},
		{"solutions are open", []Entry{setQuiz("q1", limit), setQuiz("q2", limit), show("q1")}, "", "q1 open q2"},
		{"and closed again", []Entry{setQuiz("q1", limit), show("q1"), undo(1)}, "", "q1"},
		{"and one of two reveals is taken back", []Entry{setQuiz("q1", limit), show("q1"), show("q1"), undo(1)}, "", "q1 open"},
		{"no such quiz", []Entry{show("q1")}, "no quiz", ""},
		{"taken back twice", []Entry{setQuiz("q1", limit), say("", "hello"), undo(1), undo(1)}, "entry 1 is no", "q1"},
		{"taking back is not taken back", []Entry{setQuiz("q1", limit), say("", "hello"), undo(1), undo(2)}, "entry 2 is no", "q1"},
		{"who is enrolled is dropped, not taken back", []Entry{enrol("ada"), undo(0)}, "entry 0 is no", "ada[]"},
		{"what is yet to come", []Entry{undo(0)}, "entry 0 is no", ""},
		{"what is not there", []Entry{enrol("ada"), undo(-1)}, "entry -1 is no", "ada[]"},

		{"time is taken", []Entry{extend("ada", "q1", 50, 0)}, "can only be given", ""},
		{"minutes are taken", []Entry{extend("ada", "q1", 0, -time.Minute)}, "can only be given", ""},
		{"a year on top", []Entry{extend("ada", "q1", 0, 9000*time.Hour)}, "can only be given", ""},
		{"an outage that ends before it begins", []Entry{away(5, 3)}, "ends after it begins", ""},
		{"an outage of no time", []Entry{away(5, 5)}, "ends after it begins", ""},
		{"visits and notes change nothing", []Entry{enrol("ada"), {Kind: Visit, Student: "ada", Key: "k1"}, {Kind: Audit}, {Kind: Regrade}}, "", "ada[]"},
		{"a kind of a later version", []Entry{{Kind: "wave"}}, "unknown kind", ""},
	}
	for _, tt := range tests {
		c := New()
		for i, e := range tt.entries {
			err := c.Apply(e)
			if i < len(tt.entries)-1 {
				if err != nil && !slices.Contains([]Kind{Invite, Undo}, e.Kind) {
					t.Errorf("%s: Apply(%v) = %v, want nil", tt.name, e, err)
				}
				continue
			}
			if (err != nil) != (tt.refused != "") || err != nil && (!strings.Contains(err.Error(), tt.refused) || !errors.Is(err, ErrNothing)) {
				t.Errorf("%s: Apply(%v) = %v, want %q", tt.name, e, err, tt.refused)
			}
		}
		if got := state(c); got != tt.want {
			t.Errorf("%s: state is %q, want %q", tt.name, got, tt.want)
		}
		if c.Len() != len(tt.entries) {
			t.Errorf("%s: Len() = %d, want %d", tt.name, c.Len(), len(tt.entries))
		}
		if got := state(New(tt.entries...)); got != tt.want {
			t.Errorf("%s: New says %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestAlias holds that a course does not change with what it was made of.
func TestAlias(t *testing.T) {
	s := Student{ID: "ada", Name: "Ada"}
	c := New(Entry{Kind: Enrol, Who: &s})
	s.Name = "Bob"
	if got, _ := c.Student("ada"); got.Name != "Ada" {
		t.Errorf("Student(ada).Name = %q, want Ada", got.Name)
	}
}

func TestTerms(t *testing.T) {
	// Noon to 13:00 in UTC, 45 minutes from the start; bob has half as much again
	// by the file of the quiz, cyd by the roster.
	quiz := setQuiz("q1", "opens: 2026-11-24T12:00:00Z\ncloses: 2026-11-24T13:00:00Z\nlimit: 45m\nstudents:\n  bob: {times: 1.5, extra: 5m}\n")
	base := []Entry{enrol("ada"), enrol("bob"), {Kind: Enrol, Who: &Student{ID: "cyd", Percent: 150}}, quiz}
	n := len(base)
	tests := []struct {
		name    string
		entries []Entry
		student string
		start   float64 // minutes after noon
		want    float64 // minutes from the start to the deadline
		closes  float64 // minutes after noon when the student may start at the latest
	}{
		{"the limit", nil, "ada", 0, 45, 60},
		{"the window comes first", nil, "ada", 30, 30, 60},
		{"by the quiz: factor, minutes, and the window moves by both", nil, "bob", 30, 57.5, 87.5},
		{"the same from the start", nil, "bob", 0, 72.5, 87.5},
		{"by the roster", nil, "cyd", 0, 67.5, 82.5},
		{"somebody who is not enrolled has the limit", nil, "eve", 0, 45, 60},

		{"minutes for one", []Entry{extend("ada", "q1", 0, 10*time.Minute)}, "ada", 0, 55, 70},
		{"not for another", []Entry{extend("ada", "q1", 0, 10*time.Minute)}, "cyd", 0, 67.5, 82.5},
		{"not at another quiz", []Entry{extend("ada", "q2", 0, 10*time.Minute)}, "ada", 0, 45, 60},
		{"for all at all quizzes", []Entry{extend("", "", 0, 10*time.Minute)}, "ada", 0, 55, 70},
		{"for all, asked of nobody", []Entry{extend("", "", 0, 10*time.Minute)}, "", 0, 55, 70},
		{"minutes add up", []Entry{extend("ada", "q1", 0, 10*time.Minute), extend("", "q1", 0, 5*time.Minute)}, "ada", 0, 60, 75},
		{"factors multiply", []Entry{extend("cyd", "", 200, 0)}, "cyd", 0, 135, 150},
		{"factors multiply, then minutes add", []Entry{extend("bob", "q1", 200, 10*time.Minute)}, "bob", 0, 150, 165},
		{"factors stop at a hundred", []Entry{extend("ada", "", 10_000, 0), extend("ada", "", 10_000, 0)}, "ada", 0, 4500, 4515},
		{"taken back", []Entry{extend("ada", "q1", 0, 10*time.Minute), undo(n)}, "ada", 0, 45, 60},
		{"one of two taken back", []Entry{extend("ada", "q1", 0, 10*time.Minute), extend("ada", "q1", 200, 0), undo(n)}, "ada", 0, 90, 105},

		{"an outage during the attempt", []Entry{away(10, 13)}, "ada", 0, 48, 60},
		{"an outage before the attempt", []Entry{away(10, 13)}, "ada", 20, 40, 60},
		{"it began with the attempt", []Entry{away(10, 13)}, "ada", 10, 45, 60},
		{"an outage after the attempt", []Entry{away(46, 50)}, "ada", 0, 45, 60},
		{"an outage that began in the last second", []Entry{away(44.99, 50)}, "ada", 0, 50.01, 60},
		{"an outage at the deadline", []Entry{away(45, 50)}, "ada", 0, 45, 60},
		{"the window moves for who was there", []Entry{away(50, 53)}, "ada", 30, 33, 60},
		{"two in a row", []Entry{away(10, 13), away(13, 14)}, "ada", 0, 49, 60},
		{"the second falls into what the first credits", []Entry{away(40, 44), away(47, 48)}, "ada", 0, 50, 60},
		{"so it does if it comes to be known first", []Entry{away(47, 48), away(40, 44)}, "ada", 0, 50, 60},
		{"it does not without the first", []Entry{away(47, 48)}, "ada", 0, 45, 60},
		{"two programs saw the same", []Entry{away(10, 13), away(11, 14)}, "ada", 0, 48, 60},
		{"two programs saw the same, one all of it", []Entry{away(10, 13), away(9, 20)}, "ada", 0, 48, 60},
		{"an outage is taken back", []Entry{away(10, 13), undo(n)}, "ada", 0, 45, 60},
		{"then a better measure counts", []Entry{away(10, 13), undo(n), away(10, 11)}, "ada", 0, 46, 60},
		{"a student with more time is there longer", []Entry{away(62, 64)}, "bob", 0, 74.5, 89.5},
		{"all of it", []Entry{extend("bob", "", 0, time.Minute), away(62, 64)}, "bob", 30, 60.5, 90.5},
	}
	for _, tt := range tests {
		c := New(append(slices.Clone(base), tt.entries...)...)
		q, ok := c.Quiz("q1")
		if !ok {
			t.Fatal("no quiz")
		}
		start := noon.Add(minutes(tt.start))
		terms := c.Terms(q, tt.student, start)
		got, ok := terms.Allowed(q.Limit, start)
		if !ok || got != minutes(tt.want) {
			t.Errorf("%s: allowed = %v, %v, want %v (%+v)", tt.name, got, ok, minutes(tt.want), terms)
		}
		opens, closes := c.Window(q, tt.student)
		if want := noon.Add(minutes(tt.closes)); !opens.Equal(noon) || !closes.Equal(want) {
			t.Errorf("%s: Window = %v to %v, want noon to %v", tt.name, opens, closes, want)
		}
	}
}

// minutes is so many of them, to the second.
func minutes(m float64) time.Duration {
	return time.Duration(m * float64(time.Minute)).Round(time.Millisecond)
}

// TestTermsForms is about quizzes that have no limit, no window or neither.
func TestTermsForms(t *testing.T) {
	entries := []Entry{extend("ada", "", 150, 10*time.Minute), away(10, 13)}
	tests := []struct {
		name, quiz string
		want       time.Duration
		limited    bool
		closes     time.Time
	}{
		{"a limit and no window", "limit: 45m\n", minutes(67.5 + 10 + 3), true, time.Time{}},
		{"a window and no limit: a factor of none is none", "closes: 2026-11-24T13:00:00Z\n", minutes(60 + 10 + 3), true, noon.Add(70 * time.Minute)},
	}
	for _, tt := range tests {
		c := New(append([]Entry{setQuiz("q1", tt.quiz)}, entries...)...)
		q, _ := c.Quiz("q1")
		terms := c.Terms(q, "ada", noon)
		if got, ok := terms.Allowed(q.Limit, noon); got != tt.want || ok != tt.limited {
			t.Errorf("%s: allowed = %v, %v, want %v, %v", tt.name, got, ok, tt.want, tt.limited)
		}
		if _, closes := c.Window(q, "ada"); !closes.Equal(tt.closes) {
			t.Errorf("%s: closes %v, want %v", tt.name, closes, tt.closes)
		}
	}
	free := &Quiz{ID: "free"}
	if got, ok := New(entries...).Terms(free, "ada", noon).Allowed(0, noon); ok {
		t.Errorf("neither: allowed = %v, %v, want no limit", got, ok)
	}
}

// TestTermsHold holds that terms stay in what package exam takes, whatever is
// given how often.
func TestTermsHold(t *testing.T) {
	c := New(setQuiz("q1", "limit: 1000h\ncloses: 2026-11-24T13:00:00Z\n"))
	for i := range 5000 {
		c.Apply(extend("", "", 10_000, 1000*time.Hour))
		o := away(float64(10+2*i), float64(11+2*i))
		o.Extra = 1000 * time.Hour
		c.Apply(o)
	}
	q, _ := c.Quiz("q1")
	terms := c.Terms(q, "ada", noon)
	if terms.Percent != 10_000 || terms.Extra != 1000*time.Hour || terms.Credit != 1000*time.Hour {
		t.Errorf("Terms = %+v, want 10000 %% and 1000 hours twice", terms)
	}
	if d, ok := terms.Allowed(q.Limit, noon); !ok || d < 0 {
		t.Errorf("allowed = %v, %v, want a time", d, ok)
	}
}

// TestOrder holds that entries which do not speak of each other make the same
// course in any order.
func TestOrder(t *testing.T) {
	set := setQuiz("q1", "closes: 2026-11-24T13:00:00Z\nlimit: 45m\n")
	var entries []Entry
	for i := range 8 {
		id := fmt.Sprint("s", i)
		entries = append(entries, extend(id, "q1", 133, 0), extend(id, "", 117, 7*time.Second), extend("", "q1", 110, time.Second),
			away(float64(4*i), float64(4*i+3)), bind(id, "k"+id, ""), Entry{Kind: Visit, Student: id})
	}
	ids := []Entry{set}
	for i := range 8 {
		ids = append(ids, enrol(fmt.Sprint("s", i)))
	}
	all := func(entries []Entry) string {
		c := New(append(slices.Clone(ids), entries...)...)
		q, _ := c.Quiz("q1")
		var b strings.Builder
		b.WriteString(state(c))
		for i := range 8 {
			for start := range 5 {
				_, closes := c.Window(q, fmt.Sprint("s", i))
				fmt.Fprint(&b, "\n", c.Terms(q, fmt.Sprint("s", i), noon.Add(time.Duration(9*start)*time.Minute)), closes)
			}
		}
		return b.String()
	}
	want := all(entries)
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		random.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
		if got := all(entries); got != want {
			t.Fatalf("in the order %v:\n%s\nwant\n%s", entries, got, want)
		}
	}
}

// TestProduct: 1.25 * 1.4 * 1.86 is 3.255, which floating point makes a little more
// or less of, by the order.
func TestProduct(t *testing.T) {
	tests := []struct {
		factors []int
		want    int
	}{{nil, 100}, {[]int{0, 0}, 100}, {[]int{150}, 150}, {[]int{110, 0, 110}, 121}, {[]int{10_000, 101}, 10_000},
		{[]int{125, 140, 186}, 326}, {[]int{186, 140, 125}, 326}, {[]int{140, 186, 125}, 326}, {[]int{186, 125, 140}, 326}}
	for _, tt := range tests {
		if got := product(slices.Clone(tt.factors)); got != tt.want {
			t.Errorf("product(%v) = %d, want %d", tt.factors, got, tt.want)
		}
	}
}

// TestLast: the last window is that of whoever has most time.
func TestLast(t *testing.T) {
	window := setQuiz("q1", "opens: 2026-11-24T12:00:00Z\ncloses: 2026-11-24T13:00:00Z\nlimit: 45m\n")
	tests := []struct {
		name    string
		entries []Entry
		want    time.Time
	}{
		{"a quiz that never closes", []Entry{setQuiz("q1", "limit: 45m\n"), enrol("ada")}, time.Time{}},
		{"nobody has more", []Entry{window, enrol("ada"), enrol("bob")}, noon.Add(time.Hour)},
		{"one has more", []Entry{window, enrol("ada"), enrol("bob"), extend("bob", "q1", 200, 5*time.Minute)}, noon.Add(110 * time.Minute)},
		{"who has more was dropped", []Entry{window, enrol("bob"), extend("bob", "q1", 200, 0), drop("bob")}, noon.Add(time.Hour)},
	}
	for _, tt := range tests {
		c := New(tt.entries...)
		q, _ := c.Quiz("q1")
		if got := c.Last(q); !got.Equal(tt.want) {
			t.Errorf("%s: Last = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestReleased(t *testing.T) {
	const open = "opens: 2026-11-24T11:00:00Z\ncloses: 2026-11-24T12:00:00Z\n"
	after := func(m float64) time.Time { return noon.Add(minutes(m)) }
	tests := []struct {
		release   string
		now, last time.Time
		want      bool
	}{
		{"end", after(-30), after(0), true},
		{"never", after(1000), after(0), false},
		{"closed", after(-1), after(-1), false},
		{"closed", after(1), after(0), true},
		{"closed", after(1), after(30), false}, // somebody with more time still sits
		{"closed", after(31), after(30), true},
		{"2026-11-24T18:00:00Z", after(359), after(0), false},
		{"2026-11-24T18:00:00Z", after(360), after(0), true},
	}
	for _, tt := range tests {
		c := New(setQuiz("q1", open+"release: "+tt.release+"\n"))
		q, ok := c.Quiz("q1")
		if !ok {
			t.Fatalf("release: %s: no quiz", tt.release)
		}
		if got := c.Released(q, tt.now, tt.last); got != tt.want {
			t.Errorf("release %s: Released(%v, %v) = %v, want %v", tt.release, tt.now, tt.last, got, tt.want)
		}
	}
}

func TestStudents(t *testing.T) {
	c := New(Entry{Kind: Enrol, Who: &Student{ID: "z", Sort: "Adams, Z"}}, Entry{Kind: Enrol, Who: &Student{ID: "b", Name: "Bo"}},
		enrol("ab"), Entry{Kind: Enrol, Who: &Student{ID: "a2", Name: "Bo"}})
	var got []string
	for _, s := range c.Students() {
		got = append(got, s.ID)
	}
	if want := []string{"z", "a2", "b", "ab"}; !slices.Equal(got, want) {
		t.Errorf("Students() = %v, want %v", got, want)
	}
}

// BenchmarkFold folds the journal of a course of 10,000: enrolled, invited, a key
// bound, and each with more time.
func BenchmarkFold(b *testing.B) {
	var entries []Entry
	for i := range 10_000 {
		id := fmt.Sprintf("s%05d", i)
		entries = append(entries, Entry{Kind: Enrol, Who: &Student{ID: id}}, invite(id, "c"+id), bind(id, "k"+id, "c"+id), extend(id, "q1", 150, 0))
	}
	for b.Loop() {
		if c := New(entries...); len(c.keys) != 10_000 {
			b.Fatalf("%d keys, want 10000", len(c.keys))
		}
	}
}

// BenchmarkTerms asks for the terms of everybody, of whom each has more time.
func BenchmarkTerms(b *testing.B) {
	c := New(setQuiz("q1", "limit: 45m\n"))
	for i := range 10_000 {
		c.Apply(extend(fmt.Sprintf("s%05d", i), "q1", 150, 0))
	}
	q, _ := c.Quiz("q1")
	for b.Loop() {
		for i := range 100 {
			c.Terms(q, fmt.Sprintf("s%05d", i), noon)
		}
	}
}
