package exam

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

// session is an attempt that uses every kind of event but Abandon.
func session() []step {
	return steps(
		[]step{{kind: Enter, part: a}}, try(a, "8"), []step{hint(a, 1), {kind: Flag, part: a, n: 1}},
		try(a, "key"), []step{{kind: Explain, part: a}, {kind: Enter, part: c}, typed(c, "∂Ω"), shown(c), {kind: Finish}},
	)
}

// state is everything that can be asked of a sitting.
func state(s *Sitting) map[string]any {
	m := map[string]any{"at": s.At(), "len": s.Len(), "head": s.Head(), "total": s.Total(), "finished": s.Finished(), "abandoned": s.Abandoned()}
	elapsed, byBoot := s.Elapsed(after(time.Hour))
	m["elapsed"], m["byBoot"] = elapsed, byBoot
	for _, r := range []Ref{a, b, c} {
		m[r.String()] = []any{s.Draft(r), s.Checks(r), s.Hints(r), s.Flagged(r), s.SolutionSeen(r), s.Status(r), s.Score(r)}
	}
	return m
}

func TestReplay(t *testing.T) {
	s := start(t, Practice, 0)
	events := do(t, s, session()...)
	p, _ := paper()
	again, err := New(header(Practice, 0), p, events...)
	if err != nil {
		t.Fatalf("New(...events) = %v", err)
	}
	if got, want := state(again), state(s); !reflect.DeepEqual(got, want) {
		t.Errorf("replayed state = %v, want %v", got, want)
	}
	if s.At() != c || s.Hints(a) != 1 || !s.Flagged(a) || !s.SolutionSeen(c) || s.SolutionSeen(a) || !s.Finished() {
		t.Errorf("state after the session = %v", state(s))
	}
}

func TestReplayFromJSON(t *testing.T) {
	s := start(t, Practice, 0)
	data, err := json.Marshal(do(t, s, session()...))
	if err != nil {
		t.Fatal(err)
	}
	hdata, err := json.Marshal(s.Header())
	if err != nil {
		t.Fatal(err)
	}
	var h Header
	var events []Event
	if err := errors.Join(json.Unmarshal(hdata, &h), json.Unmarshal(data, &events)); err != nil {
		t.Fatal(err)
	}
	p, _ := paper()
	again, err := New(h, p, events...)
	if err != nil {
		t.Fatalf("New(from JSON) = %v", err)
	}
	if again.Head() != s.Head() {
		t.Errorf("Head() from JSON = %v, want %v", again.Head(), s.Head())
	}
}

func TestTampering(t *testing.T) {
	s := start(t, Practice, 0)
	events := do(t, s, session()...)
	tests := []struct {
		name   string
		tamper func(h *Header, es []Event) []Event
		index  int
	}{
		{"another seed", func(h *Header, es []Event) []Event { h.Seed++; return es }, 0},
		{"another student", func(h *Header, es []Event) []Event { h.Student = "bob"; return es }, 0},
		{"first removed", func(h *Header, es []Event) []Event { return es[1:] }, 0},
		{"middle removed", func(h *Header, es []Event) []Event { return append(es[:3], es[4:]...) }, 3},
		{"swapped", func(h *Header, es []Event) []Event { es[2], es[3] = es[3], es[2]; return es }, 2},
		{"doubled", func(h *Header, es []Event) []Event { return append(es[:2], es[1:]...) }, 2},
		{"answer changed", func(h *Header, es []Event) []Event { es[1].Splice.Insert = "key"; return es }, 2},
		{"time changed", func(h *Header, es []Event) []Event { es[1].At.Wall = noon; return es }, 2},
		{"boot time changed", func(h *Header, es []Event) []Event { es[1].At.Boot--; return es }, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, p := header(Practice, 0), mustPaper()
			_, err := New(h, p, events...)
			if err != nil {
				t.Fatalf("New before tampering = %v", err)
			}
			es := tt.tamper(&h, append([]Event(nil), events...))
			_, err = New(h, p, es...)
			var re *ReplayError
			if !errors.As(err, &re) || !errors.Is(err, ErrBroken) || re.Index != tt.index {
				t.Errorf("New = %v, want event %d: %v", err, tt.index, ErrBroken)
			}
		})
	}
	// The end can be cut off; only comparing Head with a receipt shows that.
	short, err := New(header(Practice, 0), mustPaper(), events[:len(events)-1]...)
	if err != nil || short.Head() == s.Head() {
		t.Errorf("New(cut off) = %v with the same head: %v", err, short.Head() == s.Head())
	}
}

func mustPaper() *Paper { p, _ := paper(); return p }

// TestRefused applies events that must fail to a sitting in mid-session and
// checks that nothing changes.
func TestRefused(t *testing.T) {
	good := after(time.Minute)
	tests := []struct {
		name  string
		mode  Mode
		limit time.Duration
		event Event
		want  error
		says  string
	}{
		{"unknown problem", Practice, 0, Event{At: good, Kind: Enter, Part: Ref{"nope", "a"}}, ErrRefused, "no part nope(a) in this paper"},
		{"unknown part", Practice, 0, Event{At: good, Kind: Check, Part: Ref{"remat", "z"}}, ErrRefused, "no part remat(z) in this paper"},
		{"unknown kind", Practice, 0, Event{At: good, Kind: "dance", Part: a}, ErrRefused, `unknown kind "dance"`},
		{"no kind", Practice, 0, Event{At: good, Part: a}, ErrRefused, `unknown kind ""`},
		{"blank below", Practice, 0, Event{At: good, Kind: Edit, Part: a, Blank: -1}, ErrRefused, "blank -1 of 1"},
		{"blank above", Practice, 0, Event{At: good, Kind: Edit, Part: b, Blank: 2}, ErrRefused, "blank 2 of 2"},
		{"splice outside", Practice, 0, Event{At: good, Kind: Edit, Part: a, Splice: Splice{At: 4}}, ErrRefused, "splice of bytes 4 to 4 in a text of 3"},
		{"splice cuts a rune", Practice, 0, Event{At: good, Kind: Edit, Part: a, Splice: Splice{At: 2}}, ErrRefused, "cuts a rune"},
		{"splice not UTF-8", Practice, 0, Event{At: good, Kind: Edit, Part: a, Splice: Splice{Insert: "\xff"}}, ErrRefused, "invalid UTF-8"},
		{"text not UTF-8", Practice, 0, Event{At: good, Kind: Enter, Part: a, Text: "\xff"}, ErrRefused, "not valid UTF-8"},
		{"hint skipped", Practice, 0, Event{At: good, Kind: Hint, Part: a, N: 2}, ErrRefused, "hint 2 after 0 of 2"},
		{"hint 0", Practice, 0, Event{At: good, Kind: Hint, Part: a}, ErrRefused, "hint 0 after 0 of 2"},
		{"no such hint", Practice, 0, Event{At: good, Kind: Hint, Part: b, N: 1}, ErrRefused, "hint 1 after 0 of 0"},
		{"flag 2", Practice, 0, Event{At: good, Kind: Flag, Part: a, N: 2}, ErrRefused, "flag 2"},
		{"check in an exam", Exam, 0, Event{At: good, Kind: Check, Part: a}, ErrRefused, "no check in an exam"},
		{"hint in an exam", Exam, 0, Event{At: good, Kind: Hint, Part: a, N: 1}, ErrRefused, "no hint in an exam"},
		{"solution in an exam", Exam, 0, Event{At: good, Kind: Solution, Part: a}, ErrRefused, "no solution in an exam"},
		{"late", Exam, 30 * time.Second, Event{At: good, Kind: Edit, Part: a, Splice: Splice{Insert: "x"}}, ErrTimeUp, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, tt.mode, tt.limit)
			do(t, s, step{kind: Enter, part: a}, typed(a, "xé"))
			before := state(s)
			err := s.Apply(s.Next(tt.event))
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("Apply = %v, want %v: %s", err, tt.want, tt.says)
			}
			if got := state(s); !reflect.DeepEqual(got, before) {
				t.Errorf("state after the refusal = %v, want %v", got, before)
			}
			do(t, s, typed(a, "goes on"))
		})
	}
}

func TestApplyChecksPrev(t *testing.T) {
	s := start(t, Practice, 0)
	e := step{kind: Enter, part: a}.event(s)
	do(t, s, step{kind: Enter, part: b})
	if err := s.Apply(e); !errors.Is(err, ErrBroken) || s.Len() != 1 {
		t.Errorf("Apply(event of an earlier state) = %v, Len %d, want %v, 1", err, s.Len(), ErrBroken)
	}
}

func TestFinished(t *testing.T) {
	for _, kind := range []Kind{Finish, Abandon} {
		s := start(t, Practice, 0)
		do(t, s, step{kind: kind})
		for _, next := range []Kind{Enter, Check, Finish, Abandon} {
			if err := s.Apply(s.Next(Event{At: after(9e9), Kind: next, Part: a})); !errors.Is(err, ErrFinished) {
				t.Errorf("Apply(%s) after %s = %v, want %v", next, kind, err, ErrFinished)
			}
		}
		if s.Abandoned() != (kind == Abandon) || s.Len() != 1 {
			t.Errorf("after %s: Abandoned() = %v, Len() = %d", kind, s.Abandoned(), s.Len())
		}
	}
}

func TestDeadline(t *testing.T) {
	const limit = time.Hour
	rebooted := Clock{Wall: noon.Add(limit + time.Second), Boot: time.Minute, BootID: "boot-2"}
	stepped := Clock{Wall: noon.Add(9 * time.Hour), Boot: time.Hour + limit, BootID: "boot-1"}
	turnedBack := Clock{Wall: noon, Boot: time.Hour + limit + 1, BootID: "boot-1"}
	tests := []struct {
		name string
		at   Clock
		kind Kind
		want error
	}{
		{"before", after(limit - 1), Edit, nil},
		{"at the deadline", after(limit), Edit, nil},
		{"after", after(limit + 1), Edit, ErrTimeUp},
		{"finish after", after(2 * limit), Finish, nil},
		{"abandon after", after(2 * limit), Abandon, nil},
		{"wall clock set forward", stepped, Edit, nil},
		{"wall clock set back", turnedBack, Edit, ErrTimeUp},
		{"after a reboot", rebooted, Edit, ErrTimeUp},
	}
	for _, tt := range tests {
		s := start(t, Exam, limit)
		err := s.Apply(s.Next(Event{At: tt.at, Kind: tt.kind, Part: a, Splice: Splice{Insert: "x"}}))
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: Apply = %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestOtherPaper(t *testing.T) {
	tests := []struct {
		name string
		edit func(p *Paper, h *Header)
		says string
	}{
		{"digest", func(p *Paper, h *Header) { p.Problems[1].Digest = "d3" }, "problem 2 is adam (seed 0, d3), want adam (seed 0, d2)"},
		{"seed", func(p *Paper, h *Header) { p.Problems[0].Seed = 8 }, "problem 1 is remat (seed 8, d1), want remat (seed 7, d1)"},
		{"fewer", func(p *Paper, h *Header) { p.Problems = p.Problems[:1] }, "1 problems, want 2"},
		{"twice", func(p *Paper, h *Header) { p.Problems[1] = p.Problems[0]; h.Problems = p.Placed() }, "remat(a) comes twice"},
		{"newer", func(p *Paper, h *Header) { h.Version = SectionsVersion + 1 }, "made by a newer program (rules 3, this one knows up to 2)"},
		{"mode", func(p *Paper, h *Header) { h.Mode = "quiz" }, `unknown mode "quiz"`},
		{"limit", func(p *Paper, h *Header) { h.Limit = -1 }, "limit of -1ns"},
	}
	for _, tt := range tests {
		h, p := header(Practice, 0), mustPaper()
		tt.edit(p, &h)
		if _, err := New(h, p); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: New = %v, want %q", tt.name, err, tt.says)
		}
	}
}

// BenchmarkFold folds a busy attempt of 10 000 events: mostly typing, with a
// check every twenty and all scores asked for at the end.
func BenchmarkFold(b *testing.B) {
	p, _ := paper()
	h := header(Practice, 0)
	s, err := New(h, p)
	if err != nil {
		b.Fatal(err)
	}
	events := make([]Event, 10_000)
	for i := range events {
		e := Event{At: after(time.Duration(i) * time.Second), Kind: Edit, Part: a}
		switch draft := s.Draft(a)[0]; {
		case i%20 == 19:
			e.Kind = Check
		case len(draft) > 500:
			e.Splice = Splice{Delete: len(draft)}
		default:
			e.Splice = Splice{At: len(draft), Insert: "x^2 + "}
		}
		events[i] = s.Next(e)
		if err := s.Apply(events[i]); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		s, err := New(h, p, events...)
		if err != nil {
			b.Fatal(err)
		}
		s.Total()
		s.Checks(a)
	}
}
