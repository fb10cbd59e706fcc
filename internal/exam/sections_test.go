package exam

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gradcheck/problems"
)

// sectioned starts an exam of an hour whose first problem, remat, has 20 of 60
// minutes, and the second one, adam, the others.
func sectioned(t *testing.T) *Sitting {
	t.Helper()
	h := header(Exam, time.Hour)
	h.Version, h.Sections = SectionsVersion, []Section{{"Systems", 1, 20}, {"", 1, 40}}
	s, err := New(h, mustPaper())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSectionCloses applies an edit of part a, in the section that closes after
// a third of the time, as the last of several events.
func TestSectionCloses(t *testing.T) {
	const m = time.Minute
	at := func(d time.Duration, k Kind, terms Terms) Event {
		return Event{At: after(d), Kind: k, Part: a, Splice: Splice{Insert: "x"}, Terms: terms}
	}
	edit := func(at Clock) Event { return Event{At: at, Kind: Edit, Part: a, Splice: Splice{Insert: "x"}} }
	later := Event{At: after(21 * m), Kind: Edit, Part: c, Splice: Splice{Insert: "x"}}
	half := Terms{Percent: 150}
	tests := []struct {
		name   string
		events []Event
		want   error
		says   string
	}{
		{"before", []Event{at(19*m, Edit, Terms{})}, nil, ""},
		{"at the edge", []Event{at(20*m, Edit, Terms{})}, nil, ""},
		{"a nanosecond later", []Event{at(20*m+1, Edit, Terms{})}, ErrTimeUp, "time is up in section 1, Systems"},
		{"the next section", []Event{later}, nil, ""},
		{"the next section ahead of its time", []Event{{At: after(m), Kind: Edit, Part: c, Splice: Splice{Insert: "x"}}}, nil, ""},
		{"the last one, at the deadline", []Event{{At: after(60 * m), Kind: Edit, Part: c, Splice: Splice{Insert: "x"}}}, nil, ""},
		{"the last one, after the deadline", []Event{{At: after(60*m + 1), Kind: Edit, Part: c, Splice: Splice{Insert: "x"}}}, ErrTimeUp, "time is up"},
		{"half as much again, at the edge", []Event{at(0, Grant, half), at(30*m, Edit, Terms{})}, nil, ""},
		{"half as much again, later", []Event{at(0, Grant, half), at(30*m+1, Edit, Terms{})}, ErrTimeUp, ""},
		{"an extension, at the edge", []Event{at(10*m, Grant, Terms{Extra: 15 * m}), at(25*m, Edit, Terms{})}, nil, ""},
		{"an extension, later", []Event{at(10*m, Grant, Terms{Extra: 15 * m}), at(25*m+1, Edit, Terms{})}, ErrTimeUp, ""},
		{"an extension that opens it again", []Event{at(22*m, Grant, Terms{Extra: 15 * m}), at(24*m, Edit, Terms{})}, nil, ""},
		{"an extension too late for it", []Event{at(50*m, Grant, Terms{Extra: 15 * m}), at(51*m, Edit, Terms{})}, ErrTimeUp, ""},
		{"an outage credited", []Event{at(10*m, Grant, Terms{Credit: 3 * m}), at(21*m, Edit, Terms{})}, nil, ""},
		{"a window that shuts sooner", []Event{at(0, Grant, Terms{Closes: noon.Add(30 * m)}), at(10*m+1, Edit, Terms{})}, ErrTimeUp, ""},
		{"wall clock set forward", []Event{edit(Clock{Wall: noon.Add(9 * time.Hour), Boot: time.Hour + 20*m, BootID: "boot-1"})}, nil, ""},
		{"wall clock set back", []Event{edit(Clock{Wall: noon, Boot: time.Hour + 20*m + 1, BootID: "boot-1"})}, ErrTimeUp, ""},
		{"after a reboot", []Event{edit(Clock{Wall: noon.Add(20*m + time.Second), Boot: m, BootID: "boot-2"})}, ErrTimeUp, ""},
		{"wall clock set back in a reboot", []Event{at(15*m, Edit, Terms{}), edit(Clock{Wall: noon, Boot: m, BootID: "boot-2"})}, nil, ""},
		{"a late reading of the clock after a later one", []Event{{At: after(20*m + 1), Kind: Flag, Part: a, N: 1}, at(19*m, Edit, Terms{})}, ErrTimeUp, ""},
		{"looking at it", []Event{at(40*m, Enter, Terms{})}, nil, ""},
		{"no such part", []Event{{At: after(40 * m), Kind: Edit, Part: Ref{"nope", ""}}}, ErrRefused, "no part"},
		{"less time, which closes it before now", []Event{at(15*m, Grant, Terms{Percent: 50})}, ErrRefused, "an open section would close before now"},
		{"less time, which closes it now", []Event{at(10*m, Grant, Terms{Percent: 50}), at(10*m, Edit, Terms{})}, nil, ""},
		{"less time once it is closed", []Event{at(21*m, Grant, Terms{Percent: 50}), at(22*m, Enter, Terms{})}, nil, ""},
	}
	for _, tt := range tests {
		s := sectioned(t)
		for i, e := range tt.events {
			before := s.Head()
			err := s.Apply(s.Next(e))
			switch last := i == len(tt.events)-1; {
			case !last && err != nil:
				t.Errorf("%s: event %d: Apply = %v", tt.name, i, err)
			case last && (!errors.Is(err, tt.want) || err != nil && !strings.Contains(err.Error(), tt.says)):
				t.Errorf("%s: Apply = %v, want %v %q", tt.name, err, tt.want, tt.says)
			case err != nil && s.Head() != before:
				t.Errorf("%s: a refused event changed the sitting", tt.name)
			}
		}
	}
}

// What stood when a section closed is graded, and if that cannot be read, what
// had stood two seconds before; a replay says the same.
func TestSectionGraded(t *testing.T) {
	const close = 20 * time.Minute
	tests := []struct {
		name   string
		writes map[time.Duration]string
		answer string
		early  bool
	}{
		{"as it stood", map[time.Duration]string{close - time.Second: "8", close: "key", close + 1: "8"}, "key", false},
		{"unreadable", map[time.Duration]string{close - 5*time.Second: "key", close: "((", close + 1: "8"}, "key", true},
		{"unreadable, with one that stood too short", map[time.Duration]string{close - 9*time.Second: "half", close - time.Second: "key", close: "(("}, "half", true},
		{"never readable", map[time.Duration]string{close: "((", close + time.Second: "key"}, "((", false},
	}
	for _, tt := range tests {
		s := sectioned(t)
		var events []Event
		keep := func(e Event) {
			if e = s.Next(e); s.Apply(e) == nil {
				events = append(events, e)
			}
		}
		var times []time.Duration
		for at := range tt.writes {
			times = append(times, at)
		}
		slices.Sort(times)
		for _, at := range times {
			keep(Event{At: after(at), Kind: Edit, Part: a, Splice: Diff(s.Draft(a)[0], tt.writes[at])})
		}
		keep(Event{At: after(50 * time.Minute), Kind: Finish})
		again, err := New(s.Header(), mustPaper(), events...)
		if err != nil {
			t.Fatalf("%s: New = %v", tt.name, err)
		}
		for _, s := range []*Sitting{s, again} {
			if g, ok := s.Graded(a); !ok || g.Answer[0] != tt.answer || g.Earlier != tt.early {
				t.Errorf("%s: Graded = %+v, %v, want %q, earlier %v", tt.name, g, ok, tt.answer, tt.early)
			}
		}
	}
}

func TestSection(t *testing.T) {
	s := sectioned(t)
	for r, want := range map[Ref]time.Duration{a: 20 * time.Minute, b: 20 * time.Minute, c: time.Hour} {
		if _, got, ok := s.Section(r); got != want || !ok {
			t.Errorf("Section(%v) closes at %v, %v, want %v", r, got, ok, want)
		}
		if s.Closed(r, after(want)) || !s.Closed(r, after(want+1)) {
			t.Errorf("Closed(%v) = %v at %v, %v a nanosecond later; want false, true", r, s.Closed(r, after(want)), want, s.Closed(r, after(want+1)))
		}
	}
	do(t, s, step{kind: Finish})
	if !s.Closed(c, after(time.Minute)) {
		t.Error("Closed after the end = false, want true")
	}
	whole := start(t, Exam, time.Hour)
	if _, _, ok := whole.Section(a); ok || whole.Closed(a, after(time.Hour)) || !whole.Closed(a, after(time.Hour+1)) {
		t.Error("a paper without sections closes otherwise than at its deadline")
	}
}

// TestClosingsScale has sections whose minutes do and do not add up to the time
// allowed.
func TestClosingsScale(t *testing.T) {
	const m = time.Minute
	tests := []struct {
		minutes []int
		allowed time.Duration
		want    []time.Duration
	}{
		{[]int{20, 40}, 60 * m, []time.Duration{20 * m, 60 * m}},
		{[]int{20, 40}, 90 * m, []time.Duration{30 * m, 90 * m}},
		{[]int{1, 1, 1}, 10, []time.Duration{3, 6, 10}},
		{[]int{4, 26, 41, 59, 50}, 180 * m, []time.Duration{4 * m, 30 * m, 71 * m, 130 * m, 180 * m}},
		{[]int{1, maxMinutes}, 100_000 * time.Hour, []time.Duration{3599964000359, 100_000 * time.Hour}},
		{[]int{5}, 0, []time.Duration{0}},
		{nil, 60 * m, []time.Duration{}},
	}
	for _, tt := range tests {
		var sections []Section
		for _, n := range tt.minutes {
			sections = append(sections, Section{"", 1, n})
		}
		if got := Closings(sections, tt.allowed); !slices.Equal(got, tt.want) {
			t.Errorf("Closings(%v, %v) = %v, want %v", tt.minutes, tt.allowed, got, tt.want)
		}
	}
}

// Whatever is granted in whatever order: sections close in order, the last one
// with the paper; where there is no less time than before none closes sooner;
// and none that is open is closed by a grant.
func TestClosingsUnderGrants(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for range 2000 {
		h := header(Exam, time.Duration(1+rng.IntN(300))*time.Minute+time.Duration(rng.IntN(1000)))
		h.Version = SectionsVersion
		h.Sections = []Section{{"", 1, 1 + rng.IntN(100)}, {"", 1, 1 + rng.IntN(100)}}
		s, err := New(h, mustPaper())
		if err != nil {
			t.Fatal(err)
		}
		now := time.Duration(0)
		for range 6 {
			now += time.Duration(rng.Int64N(int64(h.Limit / 4)))
			allowed, _ := s.Allowed()
			was := Closings(h.Sections, allowed)
			terms := Terms{Percent: 50 + rng.IntN(200), Extra: time.Duration(rng.IntN(3000)) * time.Second, Credit: time.Duration(rng.IntN(99))}
			err := s.Apply(s.Next(Event{At: after(now), Kind: Grant, Terms: terms}))
			more, _ := s.Allowed()
			will := Closings(h.Sections, more)
			if err != nil {
				refused++
			}
			if will[0] > will[1] || will[1] != more {
				t.Fatalf("closings %v of %v", will, more)
			}
			for k := range will {
				if more >= allowed && will[k] < was[k] {
					t.Fatalf("section %d closes at %v after a grant of %+v, before it at %v", k+1, will[k], terms, was[k])
				}
				if was[k] >= now && will[k] < now {
					t.Fatalf("a grant at %v closes section %d at %v, before it at %v", now, k+1, will[k], was[k])
				}
			}
		}
	}
	if refused == 0 || refused > 9000 {
		t.Errorf("%d of 12000 grants were refused, want some", refused)
	}
}

func TestSectionsOfHeader(t *testing.T) {
	tests := []struct {
		name string
		edit func(h *Header)
		says string
	}{
		{"as they should be", func(*Header) {}, ""},
		{"all in one", func(h *Header) { h.Sections = []Section{{"", 2, 5}} }, ""},
		{"old rules", func(h *Header) { h.Version = Version }, "has sections, which the rules 1 for exam do not have"},
		{"practice", func(h *Header) { h.Mode = Practice }, "has sections, which the rules 2 for practice do not have"},
		{"a problem less", func(h *Header) { h.Sections = h.Sections[:1] }, "1 problems in sections, want 2"},
		{"a problem more", func(h *Header) { h.Sections[1].Problems = 2 }, "section 2 has 2 problems for 40 minutes"},
		{"no problems", func(h *Header) { h.Sections[0].Problems = 0 }, "section 1 has 0 problems for 20 minutes"},
		{"no minutes", func(h *Header) { h.Sections[1].Minutes = 0 }, "section 2 has 1 problems for 0 minutes"},
		{"too many minutes", func(h *Header) { h.Sections[1].Minutes = maxMinutes + 1 }, "section 2 has 1 problems for 100001 minutes"},
	}
	for _, tt := range tests {
		h := header(Exam, time.Hour)
		h.Version, h.Sections = SectionsVersion, []Section{{"One", 1, 20}, {"Two", 1, 40}}
		tt.edit(&h)
		_, err := New(h, mustPaper())
		if tt.says == "" && err != nil || tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says)) {
			t.Errorf("%s: New = %v, want %q", tt.name, err, tt.says)
		}
	}
}

func TestSections(t *testing.T) {
	one := func(id string, points float64) *problems.Problem {
		return &problems.Problem{ID: id, Parts: []problems.Part{{Points: points}}}
	}
	paper := []*problems.Problem{one("p", 6), one("q", 4), one("r", 5), one("s", 1)}
	listed := func(minutes int, ids ...string) problems.Section {
		return problems.Section{Title: strings.Join(ids, ""), Problems: ids, Minutes: minutes}
	}
	tests := []struct {
		name     string
		sections []problems.Section
		want     []Section
	}{
		{"all say minutes", []problems.Section{listed(9, "p"), listed(1, "q", "r", "s")}, []Section{{"p", 1, 9}, {"qrs", 3, 1}}},
		{"by the points of the others", []problems.Section{listed(10, "p", "q"), listed(0, "r"), listed(0, "s")}, []Section{{"pq", 2, 10}, {"r", 1, 5}, {"s", 1, 1}}},
		{"drawn", []problems.Section{{Draw: []problems.Draw{{Problems: 2}, {Problems: 1}}, Minutes: 7}, listed(2, "s")}, []Section{{"", 3, 7}, {"s", 1, 2}}},
		{"an empty one", []problems.Section{listed(3, "p", "q", "r", "s"), {Title: "none", Minutes: 9}}, []Section{{"pqrs", 4, 3}}},
		{"no minutes", []problems.Section{listed(0, "p", "q", "r", "s")}, nil},
		{"another paper, longer", []problems.Section{listed(5, "p")}, nil},
		{"another paper, shorter", []problems.Section{listed(5, "p", "q", "r", "s", "t")}, nil},
	}
	for _, tt := range tests {
		if got := Sections(&problems.Exam{Sections: tt.sections}, paper); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: Sections = %v, want %v", tt.name, got, tt.want)
		}
	}
}

// A header with sections comes through JSON as it was.
func TestSectionsJSON(t *testing.T) {
	h := sectioned(t).Header()
	data, err := json.Marshal(h)
	var got Header
	if err != nil || json.Unmarshal(data, &got) != nil || got.Hash() != h.Hash() {
		t.Errorf("JSON round trip of %+v = %+v, %v", h, got, err)
	}
	h.Version, h.Sections = Version, nil
	if data, _ := json.Marshal(h); strings.Contains(string(data), "sections") {
		t.Errorf("JSON of a header without sections names them: %s", data)
	}
}
