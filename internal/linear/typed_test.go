package linear

import (
	"bufio"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"gradcheck/internal/exam"
)

func TestTyped(t *testing.T) {
	for _, c := range []struct {
		keys  string
		lines []string
		shown string
	}{
		{"ab\rc\n", []string{"ab", "c"}, "ab\r\nc\r\n"},
		{"a\r\nb\r\n", []string{"a", "b"}, "a\r\nb\r\n"},
		{"ax\x7fb\r", []string{"ab"}, "ax\b \bb\r\n"},
		{"\x7f\x08a\r", []string{"a"}, "a\r\n"},
		{"a b c\x17\x17d\r", []string{"a d"}, "a b c\b \b\b \b\b \bd\r\n"},
		{"abc\x15d\r", []string{"d"}, "abc\b \b\b \b\b \bd\r\n"},
		{"\u03bb\u03b8\x7f\r", []string{"\u03bb"}, "\u03bb\u03b8\b \b\r\n"},
		{"a\x1b[A\x1b[1;5Cb\x1bOPc\x1bxd\r", []string{"abcd"}, "abcd\r\n"},
		{"a\tb\x00\x01\r", []string{"a b"}, "a b\r\n"},
		{"a\u202eb\r", []string{"a\u202eb"}, "ab\r\n"}, // cleaned when it is read
		{"a\x04b\r\x04c\r", []string{"ab"}, "ab\r\n"},
		{"a\rbc\x03d\r", []string{"a"}, "a\r\nbc"},
		{"half", []string{"half"}, "half"},
		{"", nil, ""},
	} {
		var shown strings.Builder
		y := &Typed{R: strings.NewReader(c.keys), W: &shown, Now: func() exam.Clock { return exam.Clock{} }}
		var got []string
		for in := bufio.NewScanner(y); in.Scan(); {
			got = append(got, in.Text())
		}
		if !slices.Equal(got, c.lines) || shown.String() != c.shown {
			t.Errorf("keys %q: lines %q, shown %q, want %q, %q", c.keys, got, shown.String(), c.lines, c.shown)
		}
	}
}

// A line that is too long is not kept whole, and what is half typed stands again
// after a prompt.
func TestTypedHalf(t *testing.T) {
	var shown strings.Builder
	when := exam.Clock{Wall: morning}
	y := &Typed{R: strings.NewReader(strings.Repeat("x", 1<<20)), W: &shown, Now: func() exam.Clock { return when }}
	if line, err := io.ReadAll(y); err != nil || len(line) != maxLine+1 {
		t.Errorf("a line of 1 MB: %d bytes, %v, want %d", len(line), err, maxLine+1)
	}
	shown.Reset()
	y = &Typed{W: &shown, Now: func() exam.Clock { return when }}
	for _, c := range []byte("10") {
		y.key(c)
	}
	if text, at := y.Half(); text != "10" || at != when {
		t.Errorf("Half() = %q, %v, want 10, %v", text, at, when)
	}
	for _, s := range []string{"\n5 minutes left.\n", "Answer: "} {
		if _, err := io.WriteString(y, s); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := shown.String(), "10\r\n5 minutes left.\r\nAnswer: 10"; got != want {
		t.Errorf("shown %q, want %q", got, want)
	}
}

// At the deadline what is half typed is the answer, as a draft in a field is; a
// half-typed command is none, nor is what came after.
func TestHalfAtDeadline(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		half string
		at   time.Duration // after the start
		want string
	}{
		{"108", time.Hour, "108"},
		{"", time.Hour, "107"},
		{":next", time.Hour, "107"},
		{"108", time.Hour + 1, "107"},
	} {
		s := newStore()
		half := func() (string, exam.Clock) { return c.half, exam.Clock{Wall: morning.Add(c.at)} }
		g := sitting(t, s, func(e *Env) { e.Half = half }, Sit{})
		g.enter(":go 3a")
		g.enter("107")
		g.pass(2 * time.Hour)
		out := g.finish()
		_, st := newest(t, s)
		if got := st.Draft(exam.Ref{Problem: "separable-conv", Part: "a"})[0]; got != c.want || !st.Finished() {
			t.Errorf("half typed %q: the draft is %q, finished %v, want %q; said:\n%s", c.half, got, st.Finished(), c.want, out)
		}
		if !strings.Contains(out, "What is half typed when the time is up is taken as it stands.") {
			t.Error("the start page does not say what becomes of a half-typed line")
		}
	}
}

// A talk over keys shows what is typed and ends its lines as a terminal wants.
func TestTypedTalk(t *testing.T) {
	t.Parallel()
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	var shown strings.Builder
	now := func() exam.Clock { return exam.Clock{Wall: morning} }
	y := &Typed{R: strings.NewReader("21\x7f0\r:leave\r"), W: &shown, Now: now}
	k := New(Env{Library: lib, Store: newStore(), Student: "ada", Now: now, Seed: func() uint64 { return 7 }, In: y, Out: y, Terminal: true, Half: y.Half})
	if err := k.Practise("remat", "a", nil); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"21\b \b0\r\n", "Correct. 10 of 10 points.\r\n", ":leave\r\n", "Everything is kept.\r\n"} {
		if !strings.Contains(shown.String(), want) {
			t.Errorf("nothing shows %q in %q", want, shown.String())
		}
	}
	if strings.Contains(strings.ReplaceAll(shown.String(), "\r\n", ""), "\n") {
		t.Error("a line feed without its carriage return")
	}
}
