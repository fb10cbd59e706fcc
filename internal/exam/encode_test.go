package exam

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"
)

// everyField has no field at its zero value, so that a field that the canonical
// form forgets shows.
var everyField = Event{
	At:   Clock{Wall: time.Date(1969, 12, 31, 23, 59, 59, 5, time.UTC), Boot: 77 * time.Hour, BootID: "b"},
	Kind: Edit, Part: Ref{"remat", "a"}, Blank: 3,
	Splice: Splice{At: 1, Delete: 2, Insert: "∂\x00\"\n"}, N: -4, Text: "remark", Prev: Hash{1, 31: 2},
	Terms: Terms{Percent: 150, Extra: time.Minute, Credit: time.Second, Closes: time.Date(2024, 5, 6, 15, 0, 0, 7, time.UTC)},
}

var everyHeader = Header{
	ID: "i", Student: "\xff\x00", Exam: "e", Mode: Exam, Seed: 1 << 63, Start: everyField.At, Limit: 3 * time.Hour,
	Problems: []Placed{{ID: "p", Seed: 1<<64 - 1, Digest: "d"}, {}, {ID: "q"}, {Seed: 4}}, Version: 2,
	Sections: []Section{{"s", 3, 40}, {}, {Title: "t", Minutes: -2}},
}

// leaves calls f for every settable leaf of v.
func leaves(v reflect.Value, path string, f func(path string, v reflect.Value)) {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]() || v.Kind() != reflect.Struct && v.Kind() != reflect.Slice:
		f(path, v)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			leaves(v.Index(i), path+"[]", f)
		}
	default:
		for i := range v.NumField() {
			leaves(v.Field(i), path+"."+v.Type().Field(i).Name, f)
		}
	}
}

func TestEveryFieldIsHashed(t *testing.T) {
	e, h := everyField, everyHeader
	leaves(reflect.ValueOf(&e).Elem(), "Event", func(path string, v reflect.Value) {
		if v.IsZero() {
			t.Errorf("%s is zero in this test, want a value", path)
		}
		old := reflect.New(v.Type()).Elem()
		old.Set(v)
		v.SetZero()
		if e.Hash() == everyField.Hash() {
			t.Errorf("%s does not change the hash", path)
		}
		v.Set(old)
	})
	h.Problems, h.Sections = slices.Clone(h.Problems), slices.Clone(h.Sections)
	leaves(reflect.ValueOf(&h).Elem(), "Header", func(path string, v reflect.Value) {
		if v.IsZero() {
			return
		}
		old := reflect.New(v.Type()).Elem()
		old.Set(v)
		v.SetZero()
		if h.Hash() == everyHeader.Hash() {
			t.Errorf("%s does not change the hash", path)
		}
		v.Set(old)
	})
}

func TestRoundTrip(t *testing.T) {
	for _, e := range []Event{everyField, {At: Clock{Wall: time.Unix(0, 0).UTC()}}, {}} {
		form, _ := e.MarshalBinary()
		var got Event
		if err := got.UnmarshalBinary(form); err != nil || !reflect.DeepEqual(got, e) {
			t.Errorf("round trip of %+v = %+v, %v", e, got, err)
		}
	}
	for _, h := range []Header{everyHeader, {}} {
		form, _ := h.MarshalBinary()
		var got Header
		if err := got.UnmarshalBinary(form); err != nil || !reflect.DeepEqual(got, h) {
			t.Errorf("round trip of %+v = %+v, %v", h, got, err)
		}
	}
	data, err := json.Marshal(everyField)
	var got Event
	if err != nil || json.Unmarshal(data, &got) != nil || !reflect.DeepEqual(got, everyField) {
		t.Errorf("JSON round trip of %+v = %+v, %v (%s)", everyField, got, err, data)
	}
}

// TestFormIsFixed pins the bytes on disk: if this fails, old attempts no longer
// verify.
func TestFormIsFixed(t *testing.T) {
	e := Event{At: Clock{Wall: noon, Boot: time.Second, BootID: "boot-1"}, Kind: Check, Part: Ref{"remat", "a"}, N: 1}
	const want = "cb4d17d3b0b9"
	if got := e.Hash().String()[:12]; got != want {
		t.Errorf("Hash of a fixed event begins %s, want %s", got, want)
	}
	const wantHeader = "56b60c217178"
	if got := header(Practice, 0).Hash().String()[:12]; got != wantHeader {
		t.Errorf("Hash of a fixed header begins %s, want %s", got, wantHeader)
	}
	h := header(Exam, time.Hour)
	h.Version, h.Sections = SectionsVersion, []Section{{"One", 1, 20}, {"Two", 1, 40}}
	const wantSections = "8736615b668e"
	if got := h.Hash().String()[:12]; got != wantSections {
		t.Errorf("Hash of a fixed header with sections begins %s, want %s", got, wantSections)
	}
}

func TestHashIgnoresZone(t *testing.T) {
	e := everyField
	e.At.Wall = e.At.Wall.In(time.FixedZone("X", 3600))
	if e.Hash() != everyField.Hash() {
		t.Error("the same instant in another zone changes the hash")
	}
}

func FuzzUnmarshal(f *testing.F) {
	form, _ := everyField.MarshalBinary()
	hform, _ := everyHeader.MarshalBinary()
	f.Add(form)
	f.Add(hform)
	f.Add([]byte{1, 0})
	f.Add([]byte{255, 255, 255, 255, 255, 255})
	f.Fuzz(func(t *testing.T, form []byte) {
		var e Event
		if e.UnmarshalBinary(form) == nil {
			if again, _ := e.MarshalBinary(); !bytes.Equal(again, form) {
				t.Errorf("event form %x comes back as %x", form, again)
			}
		}
		var h Header
		if h.UnmarshalBinary(form) == nil {
			if again, _ := h.MarshalBinary(); !bytes.Equal(again, form) {
				t.Errorf("header form %x comes back as %x", form, again)
			}
		}
	})
}

func TestHashText(t *testing.T) {
	var h Hash
	for _, bad := range []string{"", "00", everyField.Hash().String() + "00", "zz" + everyField.Hash().String()[2:]} {
		if err := h.UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("UnmarshalText(%q) = nil, want an error", bad)
		}
	}
}
