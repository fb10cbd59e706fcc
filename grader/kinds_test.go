package grader

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestGrid checks what a screen gets to draw a table.
func TestGrid(t *testing.T) {
	q := question(t, `{"kind":"table","header":["","messages in **all**","size"],
		"rows":[["Direct","[[a]]","[[b]]"],["$R$","about [[c]] ns","12"],["Hub","[[d]]",""]],
		"cells":{"a":{"kind":"number","key":"12"},"b":{"kind":"number","key":"27.5 ns","given":"printed"},
			"c":{"kind":"number","key":"5 ns"},"d":{"kind":"choice","key":"y","options":[{"id":"x","text":"1"},{"id":"y","text":"2"}]}}}`)
	g := q.Input().(Grid)
	options := []Option{{ID: "x", Text: "1"}, {ID: "y", Text: "2"}}
	want := Grid{
		Header: []string{"", "messages in **all**", "size"},
		Rows: []GridRow{
			{{Text: "Direct"}, {Blank: 1}, {Text: g.Rows[0][2].Text}},
			{{Text: "$R$"}, {Text: "about", Blank: 2, After: "ns"}, {Text: "12"}},
			{{Text: "Hub"}, {Blank: 3}, {}},
		},
		Blanks: []GridBlank{
			{"Direct, messages in all", Line{Wants: "a number"}},
			{"R, messages in all", Line{Wants: "a time"}},
			{"Hub, messages in all", Pick{Options: options, One: true, Select: 1}},
		},
	}
	if !reflect.DeepEqual(g, want) {
		t.Errorf("Input =\n%+v\nwant\n%+v", g, want)
	}
	if text := g.Rows[0][2].Text; !strings.Contains(text, "27.5") {
		t.Errorf("the given cell reads %q, want 27.5 ns in it", text)
	}
	if got, want := q.Key(), (Answer{"12", "5 ns", "y"}); !slices.Equal(got, want) {
		t.Errorf("Key = %q, want %q", got, want)
	}
	if r := q.(BlankReader).ReadBlank(1, "0.005 us"); r.Text != "0.005 µs" || r.Note != "= 5 ns" {
		t.Errorf("ReadBlank(1, 0.005 us) = %+v", r)
	}
	v := q.Grade(Answer{"13", "5", "2"})
	var got []Outcome
	for _, b := range v.Blanks {
		got = append(got, b.Outcome)
	}
	if want := []Outcome{Wrong, Correct, Correct}; !slices.Equal(got, want) {
		t.Errorf("Blanks = %v, want %v", got, want)
	}
}

// TestSharedSymbols checks that a formula in a cell gets the symbols and aliases
// of the table, and that its own come first.
func TestSharedSymbols(t *testing.T) {
	s, errs := decode(fields(t, `{"kind":"table","symbols":{"n":"integer >= 2","p":"positive"},"aliases":{"p":"q"},
		"cells":{"a":"n*(n-1)","b":{"key":"p/n","symbols":{"p":"real"},"only":["p"]},"c":{"kind":"number","key":"3"}}}`))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	spec := s.(*tableSpec)
	for name, want := range map[string]map[string]any{
		"a": {"kind": "formula", "key": "n*(n-1)", "symbols": map[string]any{"n": "integer >= 2", "p": "positive"}, "aliases": map[string]any{"p": []any{"q"}}},
		"b": {"kind": "formula", "key": "p/n", "only": []any{"p"}, "symbols": map[string]any{"n": "integer >= 2", "p": "real"}, "aliases": map[string]any{"p": []any{"q"}}},
		"c": {"kind": "number", "key": "3"},
	} {
		if got := spec.question(spec.Cells[name]); !reflect.DeepEqual(got, want) {
			t.Errorf("the question of cell %s = %v, want %v", name, got, want)
		}
	}
}

// TestBlankReadings checks the lines under the fields of the kinds with several.
func TestBlankReadings(t *testing.T) {
	const listing = `{"kind":"code","source":"a\nstd=1.0 # here","editable":[2],"check":[{"line":2,"target":"std","symbols":{"d":"integer >= 2"},"accept":"value*sqrt(d) <= 2"}]}`
	for _, test := range []struct {
		question, answer string
		want             Reading
	}{
		{listing, "", Reading{Text: "std = 1.0", Note: "as given"}},
		{listing, "std = d ** -0.5", Reading{Text: "std = d^(−0.5)", Note: "which is 0.0441942 at d = 512"}},
		{listing, "std = 0.02", Reading{Text: "std = 0.02"}},
		{listing, "std = (2", Reading{Why: "This bracket is never closed.", Offset: 6}},
		{`{"kind":"match","left":["P","Q"],"right":["one","two"],"key":{"P":"two","Q":"two"}}`, "2", Reading{Text: "two"}},
		{`{"kind":"match","left":["P","Q"],"right":["one","two"],"key":{"P":"two","Q":"two"}}`, "3", Reading{Why: "There is no option 3; there are 2."}},
	} {
		got := question(t, test.question).(BlankReader).ReadBlank(0, test.answer)
		got.TeX = ""
		if got != test.want {
			t.Errorf("ReadBlank(0, %q) = %+v, want %+v", test.answer, got, test.want)
		}
	}
	for _, test := range []struct{ question, answer, text, note string }{
		{`{"kind":"order","items":["p","q","r"],"key":["q","r","p"]}`, "3, 1", "c, a", "1 is still missing"},
		{`{"kind":"wiring","nodes":["σ","×","Z"],"key":["σ -> × -> Z"]}`, "sigma -> mul", "σ → ×", "no arrow yet: Z"},
	} {
		r := question(t, test.question).(Reader).Read(Answer{test.answer})
		if r.Text != test.text || r.Note != test.note || r.Why != "" {
			t.Errorf("Read(%q) = %q, %q, %q, want %q, %q", test.answer, r.Text, r.Note, r.Why, test.text, test.note)
		}
	}
}

// TestOptionIDs checks that ids never mean a text of another entry.
func TestOptionIDs(t *testing.T) {
	for _, test := range []struct{ texts, want []string }{
		{[]string{"one", "two"}, []string{"a", "b"}},
		{[]string{"b", "a"}, []string{"r1", "r2"}},
		{[]string{"r1", "a", "x"}, []string{"r4", "r2", "r3"}},
	} {
		var items []itemSpec
		for _, s := range test.texts {
			items = append(items, itemSpec{text: s})
		}
		var got []string
		for _, o := range optionsOf(items) {
			got = append(got, o.ID)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("optionsOf(%q) = %q, want %q", test.texts, got, test.want)
		}
	}
}

// TestMark checks the marks of a person.
func TestMark(t *testing.T) {
	q := question(t, `{"kind":"essay","rubric":[{"id":"a","points":3,"text":"x"},{"id":"b","points":1,"text":"y"}]}`)
	if got := q.Input(); got != (Essay{Rows: 10}) {
		t.Errorf("Input = %v", got)
	}
	r := q.(Rubricked)
	if got := r.Rubric(); len(got) != 2 || got[0] != (RubricItem{"a", 3, "x"}) {
		t.Errorf("Rubric = %v", got)
	}
	for _, test := range []struct {
		marks Marks
		want  Outcome
		score float64
	}{
		{nil, SelfMark, 0},
		{Marks{"a": 3}, SelfMark, 0},
		{Marks{"a": 3, "b": math.NaN()}, SelfMark, 0},
		{Marks{"a": 3, "b": 1}, Correct, 1},
		{Marks{"a": 3, "b": 0}, Partial, 0.75},
		{Marks{"a": 99, "b": -1, "c": 5}, Partial, 0.75},
		{Marks{"a": 0, "b": 0}, Wrong, 0},
		{Marks{"a": 1.5, "b": 0.5}, Partial, 0.5},
	} {
		v := r.Mark(test.marks)
		if v.Outcome != test.want || v.Score != test.score || len(v.Blanks) != 2 {
			t.Errorf("Mark(%v) = %v %v, want %v %v", test.marks, v.Outcome, v.Score, test.want, test.score)
		}
	}
}
