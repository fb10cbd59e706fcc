package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestParseStep reads lines of scripts.
func TestParseStep(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"4 => ▎ 4 *$", `type "4" until ▎ 4 *$`},
		{"=> Question", `type "" until Question`},
		{"<enter> => a", `type "\r" until a`},
		{"x<ctrl+u><tab><up>y => a", `type "x\x15\t\x1b[Ay" until a`},
		{"<lt>tab> => a", `type "<tab>" until a`},
		{"{pledge} => {pledge}", `type "{pledge}" until {pledge}`},
		{"when ^open : <esc> => shut", `when (?m)^open type "\x1b" until shut`},
		{"copy name a(.*)b", `copy name a(.*)b`},
		{"pause 250ms", "pause 250ms"},
		{"resize 80x24", "resize [80 24]"},
		{"together", "together"},
		{"when a : together", "when (?m)a together"},

		{"4", "4 what is seen then is missing"},
		{"<nokey> => a", "there is no key <nokey>"},
		{"4 => (", "missing closing )"},
		{"copy name (", "missing closing )"},
		{"when ( : 4 => a", "missing closing )"},
		{"when a: 4 => a", "a colon with blanks around it is missing"},
		{"pause long", "invalid duration"},
		{"resize wide", "columns and rows are needed"},
	} {
		st, err := parseStep(c.line)
		if got := describe(st); err == nil && got != c.want {
			t.Errorf("parseStep(%q) = %s, want %s", c.line, got, c.want)
		}
		last := c.want[strings.LastIndex(c.want, " 4 ")+1:]
		if err != nil && !strings.Contains(err.Error(), strings.TrimPrefix(last, "4 ")) {
			t.Errorf("parseStep(%q) = %v, want %s", c.line, err, c.want)
		}
	}
}

func describe(st step) string {
	s := ""
	if st.when != nil {
		s = "when " + st.when.String() + " "
	}
	return s + [...]string{
		fmt.Sprintf("type %q until %s", st.keys, st.want), "copy " + st.name + " " + st.want, "pause " + st.pause.String(),
		fmt.Sprint("resize ", st.size), "together",
	}[st.do]
}

// TestParseScript reads the built-in script, and one with two mistakes.
func TestParseScript(t *testing.T) {
	s, err := parseScript("built-in script", builtin)
	if err != nil || len(s.loop) != 4 || len(s.setup) < 5 {
		t.Errorf("the built-in script has %d lines and %d in its loop: %v", len(s.setup), len(s.loop), err)
	}
	_, err = parseScript("f", "# comment\n4\nloop:\n\npause 1s")
	want := "f:2: \"4\": what is seen then is missing: KEYS => REGEXP\nf: there is no loop: with something to type"
	if err == nil || err.Error() != want {
		t.Errorf("parseScript = %v, want %s", err, want)
	}
}

// TestFill puts values in.
func TestFill(t *testing.T) {
	v := map[string]string{"i": "7", "pledge": "a.b"}
	quote := func(s string) string { return "<" + s + ">" }
	for _, c := range []struct{ in, want string }{{"{i}", "<7>"}, {"x {pledge} {i}", "x <a.b> <7>"}, {"a{3} {none}", "a{3} {none}"}, {"", ""}} {
		if got := fill(c.in, v, quote); got != c.want {
			t.Errorf("fill(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

// TestSpread takes quantiles of 1 to n milliseconds.
func TestSpread(t *testing.T) {
	for _, c := range []struct {
		n    int
		want spread
	}{
		{0, spread{}},
		{1, spread{1, 1, 1, 1, 1, 1}},
		{2, spread{2, 1, 2, 2, 2, 2}},
		{10, spread{10, 5, 9, 10, 10, 10}},
		{1000, spread{1000, 500, 900, 990, 999, 1000}},
		{2000, spread{2000, 1000, 1800, 1980, 1998, 2000}},
	} {
		var all []time.Duration
		for i := range c.n {
			all = append(all, time.Duration(i+1)*time.Millisecond)
		}
		if got := spreadOf(all); got != c.want {
			t.Errorf("spreadOf(1 to %d ms) = %v, want %v", c.n, got, c.want)
		}
	}
}
