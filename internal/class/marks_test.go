package class

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"gradcheck/internal/exam"
)

// handedIn is an attempt with an essay, over.
func handedIn(t *testing.T) *exam.Sitting {
	t.Helper()
	return sit(t, exam.Finish, map[string]string{"a": "10 ns", "d": "It is near.\n\n  So it is."})
}

func TestScripts(t *testing.T) {
	s := handedIn(t)
	all := Scripts(s)
	if len(all) != 1 {
		t.Fatalf("Scripts = %d, want the essay alone", len(all))
	}
	sc := all[0]
	if sc.Student != "ada" || sc.Part != "1(d)" || sc.Text != "It is near.\n\n  So it is." || sc.Left() != 1 || sc.Worth != 1 ||
		sc.Of.Len != s.Len() || sc.Of.Head != s.Head() || len(sc.Key) != 8 || strings.Contains(sc.Key, "ada") {
		t.Errorf("Scripts = %+v of %+v", sc, sc.Of)
	}
	if got := Scripts(sit(t, exam.Finish, map[string]string{"a": "10 ns"})); got != nil {
		t.Errorf("Scripts of an empty essay = %v, want none", got)
	}
	for _, last := range []exam.Kind{"", exam.Abandon} {
		if got := Scripts(sit(t, last, map[string]string{"d": "It is near."})); got != nil {
			t.Errorf("Scripts of an attempt that ends with %q = %v, want none", last, got)
		}
	}
}

// What is sealed without the sitting fits the sitting, and is its score.
func TestSeal(t *testing.T) {
	s := handedIn(t)
	sc := Scripts(s)[0]
	events, tip := sc.Seal(*sc.Of, exam.Clock{Wall: noon.Add(1e12)}, []Given{{"says", 0}, {"says", 1}})
	for _, e := range events {
		if err := s.Apply(e); err != nil {
			t.Fatalf("Apply(%+v) = %v", e, err)
		}
	}
	if tip.Len != s.Len() || tip.Head != s.Head() {
		t.Errorf("the log ends at %+v, want %d %v", tip, s.Len(), s.Head())
	}
	if got := s.Score(sc.Ref); got.Got != 1 || got.Awaiting != 0 {
		t.Errorf("the essay has %+v, want 1 point and none awaiting", got)
	}
	followed, err := sc.Of.Follow(events)
	if err != nil || followed != tip {
		t.Errorf("Follow = %+v, %v, want %+v", followed, err, tip)
	}
	if _, err := sc.Of.Follow(events[1:]); err == nil {
		t.Error("Follow takes events that do not follow")
	}
	for _, k := range []exam.Kind{exam.Grant, exam.Revise} {
		if _, err := sc.Of.Follow([]exam.Event{{Kind: k, Prev: sc.Of.Head}}); !errors.Is(err, ErrMoved) {
			t.Errorf("Follow over a %s = %v, want %v", k, err, ErrMoved)
		}
	}
	sc.Takeover(events)
	if got, of := sc.Sum(); got != 1 || of != 1 || sc.Left() != 0 {
		t.Errorf("after Takeover Sum = %v of %v with %d to do, want 1 of 1 with 0", got, of, sc.Left())
	}
	if want := "marked 1(d) of attempt q4/ada/1: 1 of 1 (says 1)"; sc.Says() != want {
		t.Errorf("Says() = %q, want %q", sc.Says(), want)
	}
}

func TestClash(t *testing.T) {
	sc := Scripts(handedIn(t))[0]
	mark := func(item string, n int) exam.Event {
		return exam.Event{Kind: exam.Mark, Part: sc.Ref, Text: item, N: n}
	}
	tests := []struct {
		name        string
		others      []exam.Event
		stand, lost []Given
	}{
		{"nobody", nil, []Given{{"says", 1}}, nil},
		{"the same points", []exam.Event{mark("says", 1)}, []Given{{"says", 1}}, nil},
		{"other points", []exam.Event{mark("says", 0)}, nil, []Given{{"says", 1}}},
		{"another item", []exam.Event{mark("else", 0)}, []Given{{"says", 1}}, nil},
		{"another part", []exam.Event{{Kind: exam.Mark, Part: exam.Ref{Problem: "loads", Part: "x"}, Text: "says"}}, []Given{{"says", 1}}, nil},
	}
	for _, tt := range tests {
		stand, lost := sc.Clash([]Given{{"says", 1}}, tt.others)
		if !reflect.DeepEqual(stand, tt.stand) || !reflect.DeepEqual(lost, tt.lost) {
			t.Errorf("%s: Clash = %v, %v, want %v, %v", tt.name, stand, lost, tt.stand, tt.lost)
		}
	}
}

func TestTakes(t *testing.T) {
	sc := Scripts(handedIn(t))[0]
	for g, want := range map[Given]bool{{"says", 0}: true, {"says", 1}: true, {"says", 2}: false, {"says", -1}: false, {"else", 0}: false} {
		if got := sc.Takes(g); got != want {
			t.Errorf("Takes(%v) = %v, want %v", g, got, want)
		}
	}
}

// Scripts are in the order of parts, and within one in an order that does not
// follow from names.
func TestSortScripts(t *testing.T) {
	var all []*Script
	for _, s := range []string{"ada 2", "bob 1", "ada 1", "cy 1", "bob 2", "dee 1"} {
		who, part, _ := strings.Cut(s, " ")
		ref := exam.Ref{Problem: "p", Part: part}
		all = append(all, &Script{Student: who, Part: part, Ref: ref, Key: scriptKey("q/"+who+"/1", ref), Of: &Tip{Attempt: "q/" + who + "/1"}})
	}
	SortScripts(all)
	got := ""
	for i, s := range all {
		got += s.Part
		if i > 0 && all[i-1].Part == s.Part && all[i-1].Key >= s.Key {
			t.Errorf("%s comes after %s", s.Key, all[i-1].Key)
		}
	}
	if got != "221111" {
		t.Errorf("parts in the order %s, want 221111", got)
	}
}

func TestPartCalled(t *testing.T) {
	tests := []struct {
		part, name string
		want       bool
	}{{"12(f)", "12f", true}, {"12(f)", "12(f)", true}, {"12(f)", "12.f", true}, {"12(f)", "12", false}, {"8", "8", true}, {"5(A)", "5a", false}, {"8", "", false}}
	for _, tt := range tests {
		if got := PartCalled(tt.part, tt.name); got != tt.want {
			t.Errorf("PartCalled(%q, %q) = %v, want %v", tt.part, tt.name, got, tt.want)
		}
	}
}

func TestRemarks(t *testing.T) {
	sc := Scripts(handedIn(t))[0]
	e := sc.Remark("look\x1b[2J  again")
	if e.Kind != Audit || e.Student != "ada" {
		t.Errorf("Remark = %+v, want an audit of ada", e)
	}
	other := *sc
	other.Of = &Tip{Attempt: "q4/ada/2"}
	got := sc.Remarks([]Entry{{Kind: Audit, Student: "ada", Text: "else"}, e, other.Remark("not this one")})
	if !reflect.DeepEqual(got, []string{"look[2J again"}) {
		t.Errorf("Remarks = %q", got)
	}
}

func TestLines(t *testing.T) {
	tests := []struct{ in, want string }{
		{"a\n\n  b   c\n", "a\n\n  b   c"}, {"a\tb", "a    b"}, {"a\x1b[31mb\u202e", "a[31mb"}, {"", ""}, {"\n\n", ""},
	}
	for _, tt := range tests {
		if got := Lines(tt.in); got != tt.want {
			t.Errorf("Lines(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
