package tex

import (
	"fmt"
	"strings"
	"testing"
)

func TestSpans(t *testing.T) {
	tests := []struct {
		markdown string
		want     string // "src" for inline, "[src]" for display, "!off" for an error
	}{
		{"no mathematics", ""},
		{"take $x$ and $y_1$.", "x y_1"},
		{"$a b$", "a b"},
		{"in all $ {=nfwd} $ calls", "{=nfwd}"},
		{"$$x = 1$$", "[x = 1]"},
		{"$$\nx\n= 1\n$$", "[x\n= 1]"},
		{"$$\nx\n\ny\n$$ z", "!0 !8"},
		{"$$ $$", "!0"},
		{`costs \$5 and $x$`, "x"},
		{`$a \$ b$`, `a \$ b`},
		{"costs $5 and $6", "!6 !13"},
		{"from $5 to $6$5", "!5 !11 !13"},
		{"$20,000 and x$y", "20,000 and x"},
		{"`$x$` and $y$", "y"},
		{"``a ` $x$`` $y$", "y"},
		{"` $x$", "x"},
		{"```go\n$x$\n```\n$y$", "y"},
		{"```\n$x$\n", ""},
		{"~~~~\n$x$\n~~~\n~~~~\n$y$", "y"},
		{"- ```\n  $x$\n  ```\n  $y$", "y"},
		{"> ```\n> $x$\n> ```\n> $y$", "y"},
		{"a ``` b $x$", "x"},
		{"<!-- $ --> $x$", "x"},
		{"a | $\\|x\\|$ | $p(a|b)$ |", "\\|x\\| p(a|b)"},
		{"**$x$**", "x"},
		{"a $x\n\ny$ b", "!2 !7"},
		{"a $x\ny$ b", "x\ny"},
		{"$x", "!0"},
		{"x$ y", "!1"},
		{"$", "!0"},
		{"$$", "!0"},
		{"$$$", "!0 !2"},
		{"ü $x$", "x"},
	}
	for _, c := range tests {
		var got []string
		for _, s := range Spans(c.markdown) {
			switch {
			case s.Err != "":
				got = append(got, fmt.Sprintf("!%d", s.Start))
			case s.Display:
				got = append(got, "["+s.Src+"]")
			default:
				got = append(got, s.Src)
			}
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("Spans(%q) = %q, want %q", c.markdown, g, c.want)
		}
		checkSpans(t, c.markdown)
	}
}

// checkSpans checks that spans are in order, apart, and where they say.
func checkSpans(t *testing.T, markdown string) {
	t.Helper()
	end := 0
	for _, s := range Spans(markdown) {
		if s.Start < end || s.End <= s.Start || s.End > len(markdown) || markdown[s.Start] != '$' {
			t.Errorf("Spans(%q): span %d to %d after %d", markdown, s.Start, s.End, end)
			return
		}
		end = s.End
		if s.Err == "" && (markdown[s.Off:s.Off+len(s.Src)] != s.Src || markdown[s.End-1] != '$' || s.Src == "") {
			t.Errorf("Spans(%q): source %q at %d in %d to %d", markdown, s.Src, s.Off, s.Start, s.End)
		}
	}
}

func FuzzSpans(f *testing.F) {
	for _, s := range []string{"$x$", "$$x$$", "`$`$x$", "```\n$\n```", "~~~\n$", "$ x $", `\$$x$`, "<!--$-->$", "> ```\n> $", "$$$$", "\\"} {
		f.Add(s)
	}
	f.Fuzz(checkSpans)
}
