package grader

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestFieldErrors reads testdata/spec/errors.txt: a question in JSON, then tab-indented
// what New says about it, one mistake a line; none for a question that is fine.
func TestFieldErrors(t *testing.T) {
	data, err := os.ReadFile("testdata/spec/errors.txt")
	if err != nil {
		t.Fatal(err)
	}
	type block struct {
		question string
		want     []string
	}
	var blocks []block
	for _, line := range strings.Split(string(data), "\n") {
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '\t':
			b := &blocks[len(blocks)-1]
			b.want = append(b.want, line[1:])
		default:
			blocks = append(blocks, block{question: line})
		}
	}
	for _, b := range blocks {
		var got []string
		_, err := New(fields(t, b.question))
		var es FieldErrors
		switch {
		case errors.As(err, &es):
			for _, e := range es {
				got = append(got, e.Error())
			}
		case err != nil:
			got = append(got, err.Error())
		}
		if !slices.Equal(got, b.want) {
			t.Errorf("New(%s):\n got %s\nwant %s", b.question, strings.Join(got, "\n     "), strings.Join(b.want, "\n     "))
		}
	}
}

// TestNativeTree checks the types that a YAML reader hands over, and the path
// of a mistake.
func TestNativeTree(t *testing.T) {
	q, err := New(map[string]any{
		"kind": "number", "key": 20, "tol": map[string]any{"abs": 0.5},
		"near": []any{map[string]any{"key": 30.5, "why": "so", "show": map[string]any{"every": 3}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if v := q.Grade(Answer{"30.5"}); v.Outcome != Wrong || v.Near != 1 || v.Why != "so" || v.How != "near" {
		t.Errorf("Grade(30.5) = %+v", v)
	}
	_, err = New(map[string]any{"kind": "number", "key": int64(20), "near": []any{map[string]any{"key": uint64(3), "why": true}}})
	var es FieldErrors
	if !errors.As(err, &es) || len(es) != 1 || !slices.Equal(es[0].Path, []any{"near", 0, "why"}) {
		t.Errorf("New = %v, want one mistake at near[0].why", err)
	}
}

// TestHoles checks that CheckFields takes expressions and holes as they come.
func TestHoles(t *testing.T) {
	for _, line := range []string{
		`{"kind":"number","key":"nfwd","unit":"ns","near":[{"key":"nfwd + layers","why":"{=layers}"}]}`,
		`{"kind":"choice","key":"a","options":[{"id":"a","text":"{=layers} layers"},{"id":"b","text":"{=layers-1} layers"}]}`,
		`{"kind":"formula","key":"{=c}*x","symbols":{"x":"real"}}`,
	} {
		if errs := CheckFields(fields(t, line)); len(errs) > 0 {
			t.Errorf("CheckFields(%s) = %v", line, errs)
		}
	}
	if _, err := New(fields(t, `{"kind":"number","key":"nfwd"}`)); err == nil || !strings.Contains(err.Error(), `"nfwd" has no value`) {
		t.Errorf("New with an open key = %v", err)
	}
}

func TestKinds(t *testing.T) {
	if got := len(Kinds()); got != 12 {
		t.Errorf("%d kinds, want 12", got)
	}
}

// TestReadings checks the line under the field: text, note.
func TestReadings(t *testing.T) {
	for _, test := range []struct{ question, answer, text, note string }{
		{`{"kind":"number","key":"27.5","unit":"ns"}`, "0.0275 us", "0.0275 µs", "= 27.5 ns"},
		{`{"kind":"number","key":"27.5","unit":"ns"}`, "27.5", "27.5 ns", ""},
		{`{"kind":"number","key":"27.5","unit":"ns"}`, "27.5ns", "27.5 ns", ""},
		{`{"kind":"number","key":"27.5","unit":"ns"}`, "(18*15+12*5)/12", "(18·15 + 12·5)/12", "= 27.5 ns"},
		{`{"kind":"number","key":"27.5","unit":"ns"}`, "55/3 ns", "55/3 ns", "≈ 18.3333 ns"},
		{`{"kind":"number","key":"27.5","unit":"ns"}`, "3 m", "3 m", "a length; a time is asked for"},
		{`{"kind":"number","key":"27.5","unit":"ns"}`, "3 ns/load", "3 ns", `"load" is left out`},
		{`{"kind":"number","key":"20"}`, "20 fwd", "20", `"fwd" is left out`},
		{`{"kind":"number","key":"20"}`, "25,600", "25 600", ""},
		{`{"kind":"number","key":"20"}`, "25.6k", "25 600", ""},
		{`{"kind":"number","key":"20"}`, "-2^2", "−2²", "= −4"},
		{`{"kind":"number","key":"20"}`, "sqrt(2)", "sqrt(2)", "≈ 1.41421"},
		{`{"kind":"number","key":"20"}`, "1/2x4", "1/2·4", "= 2"},
		{`{"kind":"number","key":"20"}`, "5%", "5%", "= 0.05"},
		{`{"kind":"number","key":"20","unit":"%"}`, "5", "5 %", ""},
		{`{"kind":"text","accept":"any"}`, " a \t b\x1b", "a b", ""},
		{`{"kind":"choice","key":"a","options":[{"id":"a","text":"x"},{"id":"b","text":"y"}]}`, "2", "b", ""},
	} {
		r := question(t, test.question).(Reader).Read(Answer{test.answer})
		if r.Text != test.text || r.Note != test.note || r.Why != "" {
			t.Errorf("Read(%q) = %q, %q, %q, want %q, %q", test.answer, r.Text, r.Note, r.Why, test.text, test.note)
		}
	}
	r := question(t, `{"kind":"number","key":"20"}`).(Reader).Read(Answer{"2(3"})
	if r.Text != "" || r.Why == "" || r.Offset != 1 {
		t.Errorf("Read of an open bracket = %+v", r)
	}
}

func TestValue(t *testing.T) {
	q := question(t, `{"kind":"number","key":"27.5","unit":"ns"}`).(Valuer)
	for answer, want := range map[string]string{"0.0275 us": "55/2", "55/3": "55/3", "(18*15+12*5)/12 ns": "55/2", "3 m": "", "((": "", "": ""} {
		if got, ok := q.Value(Answer{answer}); got != want || ok != (want != "") {
			t.Errorf("Value(%q) = %q, %v, want %q", answer, got, ok, want)
		}
	}
}

func TestWants(t *testing.T) {
	for line, want := range map[string]string{
		`{"kind":"number","key":"50 ns"}`:                 "a time",
		`{"kind":"number","key":"50","unit":"GB/s"}`:      "a rate of data",
		`{"kind":"number","key":"20"}`:                    "a number",
		`{"kind":"number","key":"20","unit":"layers"}`:    "a count",
		`{"kind":"number","key":"20","unit":"%"}`:         "a percentage",
		`{"kind":"number","key":"1","unit":"FLOP per B"}`: "operations per amount of data",
	} {
		if got := question(t, line).Input(); got != (Line{Wants: want}) {
			t.Errorf("Input of %s = %v, want %q", line, got, want)
		}
	}
}

// TestNoLeak checks that what is said of wrong answers does not depend on the
// key: two questions with different keys say the same of the same answer.
func TestNoLeak(t *testing.T) {
	a := question(t, `{"kind":"number","key":"50 ns"}`)
	b := question(t, `{"kind":"number","key":"-7e9 ns"}`)
	for _, s := range []string{"0", "1", "-1", "49", "51", "1e30", "-1e30", "3 m", "1/3", "sqrt(2)", "((", "x", "5 us"} {
		v, w := a.Grade(Answer{s}), b.Grade(Answer{s})
		if x, y := encode(t, v), encode(t, w); x != y {
			t.Errorf("Grade(%q) = %s with one key, %s with another", s, x, y)
		}
	}
}

func encode(t *testing.T, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestKeys(t *testing.T) {
	for line, want := range map[string]string{
		`{"kind":"number","key":"55/2","unit":"ns"}`:                       "27.5 ns",
		`{"kind":"number","key":"55/3","unit":"ns"}`:                       "(55/3) ns",
		`{"kind":"number","key":"0.05 us"}`:                                "0.05 µs",
		`{"kind":"number","key":"13/36","tol":{"sigfig":3}}`:               "0.361",
		`{"kind":"number","key":"12345","tol":{"sigfig":2}}`:               "12000",
		`{"kind":"number","key":"999.96","tol":{"decimals":1}}`:            "1000.0",
		`{"kind":"number","key":"2/3","tol":{"decimals":0},"unit":"ns"}`:   "1 ns",
		`{"kind":"number","key":"2/30000","tol":{"sigfig":2},"unit":"ns"}`: "0.000067 ns",
		`{"kind":"text","accept":["/x+/","plain"]}`:                        "plain",
	} {
		q := question(t, line)
		if got := q.Key()[0]; got != want {
			t.Errorf("Key of %s = %q, want %q", line, got, want)
		}
		if v := q.Grade(q.Key()); v.Outcome != Correct {
			t.Errorf("Grade(Key()) of %s = %v %s", line, v.Outcome, v.Why)
		}
	}
}
