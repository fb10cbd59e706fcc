package grader

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestData runs the files in testdata; number.txt says how to read them.
func TestData(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("testdata/*.txt: %v, %d files", err, len(files))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			runFile(t, file)
		})
	}
}

func runFile(t *testing.T, file string) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var q Question
	for i, line := range strings.Split(string(data), "\n") {
		where := fmt.Sprintf("%s:%d", file, i+1)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '\t':
			runCase(t, where, q, line[1:])
		default:
			if q, err = New(fields(t, line)); err != nil {
				t.Fatalf("%s: New: %v", where, err)
			}
			if v := q.Grade(q.Key()); v.Outcome != SelfMark && (v.Outcome != Correct || v.Score != 1) {
				t.Errorf("%s: Grade(Key()) of %q = %v %v %q, want correct", where, q.Key(), v.Outcome, v.Score, v.Why)
			}
		}
	}
}

func runCase(t *testing.T, where string, q Question, line string) {
	i := strings.LastIndex(line, " -> ")
	if i < 0 {
		t.Fatalf("%s: no arrow", where)
	}
	answer, want := answerFrom(t, where, line[:i]), line[i+4:]
	head, why, _ := strings.Cut(want, "  ")
	words := strings.Fields(head)
	v := q.Grade(answer)
	got := v.Outcome.String()
	if len(words) > 1 {
		if words[1][0] == '@' {
			got += fmt.Sprintf(" @%d", v.Offset)
		} else {
			got += fmt.Sprintf(" %v", v.Score)
		}
	}
	if why != "" {
		got += "  " + strings.ReplaceAll(v.Why, "\n", " / ")
	}
	if got != want {
		t.Errorf("%s: Grade(%q) = %s, want %s", where, answer, got, want)
	}
	if v.Outcome == Unreadable && (v.Why == "" || v.Offset < 0 || v.Offset > len(strings.Join(answer, "\n"))) {
		t.Errorf("%s: Grade(%q): offset %d, why %q", where, answer, v.Offset, v.Why)
	}
	if v.Outcome == Wrong && v.Why == "" {
		t.Errorf("%s: Grade(%q) says nothing", where, answer)
	}
}

// unquoted reads one blank, in quotes if it has escapes.
func unquoted(t testing.TB, where, src string) string {
	t.Helper()
	if !strings.HasPrefix(src, `"`) {
		return src
	}
	s, err := strconv.Unquote(src)
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	return s
}

// fields decodes a question in JSON.
func fields(t testing.TB, line string) map[string]any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(line))
	d.UseNumber()
	var m map[string]any
	if err := d.Decode(&m); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return m
}

func question(t testing.TB, line string) Question {
	t.Helper()
	q, err := New(fields(t, line))
	if err != nil {
		t.Fatalf("New(%s): %v", line, err)
	}
	return q
}
