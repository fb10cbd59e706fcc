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

func TestParse(t *testing.T) {
	for _, c := range []struct {
		raw  string
		want line
	}{
		{"27.5 ns", line{text: "27.5 ns"}},
		{"  x = 1  ", line{text: "  x = 1"}},
		{"", line{}},
		{":next", line{cmd: "next"}},
		{": Next ", line{cmd: "next"}},
		{":go 12f", line{cmd: "go", arg: "12f"}},
		{":12f", line{cmd: "go", arg: "12f"}},
		{":set  x=1 ", line{cmd: "set", arg: "x=1"}},
		{" :x", line{text: " :x"}},
		{":", line{cmd: "help"}},
		{"a\x1b[A\x1b[1;31mb\x1bOAc", line{text: "abc"}},
		{"a\x1b]0;title\x07b\x1bPq\x1b\\c", line{text: "abc"}},
		{"a\x1b]no end", line{text: "a]no end"}},
		{"a\x1b", line{text: "a"}},
		{"\u009b31mred", line{text: "red"}},
		{"a\x00b\x08c\x7f\u202ed\u200be\ufefff", line{text: "abcdef"}},
		{"tab\tstop", line{text: "tab stop"}},
		{"\xff(", line{text: "\ufffd("}},
		{"λθ", line{text: "λθ"}},
	} {
		if got := parse(c.raw); got != c.want {
			t.Errorf("parse(%q) = %+v, want %+v", c.raw, got, c.want)
		}
	}
}

func TestListen(t *testing.T) {
	now := func() exam.Clock { return exam.Clock{Wall: time.Unix(7, 0)} }
	long := strings.Repeat("x", 1<<20)
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"a\nb\n", []string{"a", "b"}},
		{"a\r\nb\rc\n", []string{"a", "b", "c"}},
		{"a\n\r\n\nb", []string{"a", "", "", "b"}},
		{"", nil},
		{long + "\nnext\n", []string{long[:maxLine], "next"}},
		{"x" + strings.Repeat("é", maxLine) + "\n", []string{"x" + strings.Repeat("é", maxLine/2-1)}},
	} {
		var got []string
		for l := range listen(strings.NewReader(c.in), now, nil) {
			got = append(got, l.text)
			if l.at != now() || l.cut != (len(l.text) >= maxLine-1) {
				t.Errorf("listen(%.20q): line %.20q came at %v, cut %v", c.in, l.text, l.at, l.cut)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("listen(%.20q) = %.60q, want %.60q", c.in, got, c.want)
		}
	}
}

// A line feed that comes late after its carriage return is no line of its own.
func TestListenSplit(t *testing.T) {
	r, w := io.Pipe()
	go func() {
		for _, s := range []string{"a\r", "\nb\r", "\n"} {
			_, _ = io.WriteString(w, s)
		}
		w.Close()
	}()
	in := &lineReader{in: bufio.NewReader(r)}
	var got []string
	for {
		s, _, err := in.next()
		if err != nil {
			break
		}
		got = append(got, s)
	}
	if want := []string{"a", "b"}; !slices.Equal(got, want) {
		t.Errorf("lines = %q, want %q", got, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"a", ":go 1", "\x1b[", "\x1b]x", "\u009b", "\xff", "\x1b[1;3\x1b[m"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l := parse(s)
		for _, r := range l.text + l.cmd + l.arg {
			if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e {
				t.Errorf("parse(%q) = %+v, with %q", s, l, r)
			}
		}
	})
}
