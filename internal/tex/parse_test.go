package tex

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestSyntaxErrors(t *testing.T) {
	tests := []struct {
		src    string
		offset int
		msg    string // a part of the message
	}{
		{`\frac{a}{b`, 8, "never closed"},
		{`{a`, 0, "never closed"},
		{`a}`, 1, "closes nothing"},
		{`x + \alpa`, 4, `did you mean "\alpha"?`},
		{`\mathbff{x}`, 0, `did you mean "\mathbf"?`},
		{`\fraq12`, 0, `did you mean "\frac"?`},
		{`\zzyzx`, 0, `\operatorname{zzyzx}`},
		{`\`, 0, "lone backslash"},
		{`x^`, 2, "needs something after it"},
		{`x^^2`, 2, "needs something after it, not ^"},
		{`x^2^3`, 3, "second superscript"},
		{`x_i_j`, 3, "second subscript"},
		{`a & b`, 2, "aligned"},
		{`a \\ b`, 2, "aligned"},
		{`\left( a`, 0, `has no \right`},
		{`a \right)`, 2, `without a \left`},
		{`\left x`, 6, "needs a delimiter"},
		{`\begin{matrix} a`, 0, `has no \end{matrix}`},
		{`\begin{matrxi} a \end{matrxi}`, 0, `did you mean "matrix"?`},
		{`\begin{matrix} a \end{pmatrix}`, 17, `\end{pmatrix} closes \begin{matrix}`},
		{`a \end{matrix}`, 2, `without a \begin`},
		{`a $ b`, 2, `\$`},
		{`5 % 2`, 2, `\%`},
		{`#1`, 0, `\#`},
		{`\text{\foo}`, 6, "only words"},
		{`\text{a`, 5, "never closed"},
		{`\text{a $b}`, 8, "no partner"},
		{`\frac`, 5, "needs something after it"},
		{`\sqrt[3`, 5, "never closed"},
		{`\not x`, 0, "no negation"},
		{`a é`, 2, `words go into \text`},
		{"a \x00", 2, "cannot be shown"},
		{"\xff", 0, "cannot be shown"},
		{"\\text{\u202e}", 6, "cannot be shown"},
		{`x''''`, 1, "more than three primes"},
		{strings.Repeat("{", 100) + strings.Repeat("}", 100), 60, "nested"},
		{strings.Repeat("(", 100) + strings.Repeat(")", 100), 59, "nested"},
		{strings.Repeat("x", 5000), 4096, "more than 4096 parts"},
		{strings.Repeat(" ", 9000), 8192, "longer than 8192 bytes"},
	}
	for _, c := range tests {
		n, err := Parse(c.src)
		var bad *SyntaxError
		if !errors.As(err, &bad) {
			t.Errorf("Parse(%.40q) = %v, %v, want an error with %q", c.src, n, err, c.msg)
			continue
		}
		if bad.Offset != c.offset || !strings.Contains(bad.Msg, c.msg) {
			t.Errorf("Parse(%.40q) = %d: %s, want %d: ...%s...", c.src, bad.Offset, bad.Msg, c.offset, c.msg)
		}
	}
}

// TestOffsets checks that a node's range holds its own source.
func TestOffsets(t *testing.T) {
	tests := []struct{ src, atom, want string }{
		{`a + \alpha x`, "α", `\alpha`},
		{`\frac{1}{\mathbf{z}}`, "𝐳", `\mathbf{z}`},
		{`12.5 x`, "12.5", `12.5`},
		{`x \leq y`, "≤", `\leq`},
		{`\left( a \right)`, ")", `\right)`},
		{`(a)`, ")", `)`},
		{`a β`, "β", `β`},
	}
	for _, c := range tests {
		got := ""
		Walk(mustParse(t, c.src), func(n Node) bool {
			if a, ok := n.(*Atom); ok && a.Text == c.atom {
				got = c.src[a.Pos():a.End()]
			}
			return true
		})
		if got != c.want && !(c.want == `\right)` && got == ")") {
			t.Errorf("source of %s in %s = %q, want %q", c.atom, c.src, got, c.want)
		}
	}
}

// checkRanges fails unless every node lies in the source and in its parent.
func checkRanges(t *testing.T, src string, n Node) {
	t.Helper()
	Walk(n, func(c Node) bool {
		if c.Pos() < 0 || c.Pos() > c.End() || c.End() > len(src) {
			t.Errorf("Parse(%q): %T has range %d to %d", src, c, c.Pos(), c.End())
		}
		return true
	})
}

func TestRanges(t *testing.T) {
	cases, _ := goldenLines(t)
	for _, c := range cases {
		checkRanges(t, c.src, mustParse(t, c.src))
	}
}

// TestEveryCommand parses every command that a suggestion may name.
func TestEveryCommand(t *testing.T) {
	argument := map[string]string{
		"left": `\left(x\right)`, "begin": `\begin{matrix}x\end{matrix}`, "not": `\not=`, "tag": `\tag{1}`, "label": `\label{a}`,
		"textcolor": `\textcolor{red}{x}`, "color": `\color{red}x`, "substack": `\substack{a \\ b}`, "hspace": `\hspace{1em}x`,
	}
	for _, name := range commandNames {
		src := `\` + name + `{x}{y}`
		if s, ok := argument[name]; ok {
			src = s
		} else if forms[name] == formBig || forms[name] == formMiddle {
			src = `\` + name + `|`
		}
		n, err := Parse(src)
		if err != nil {
			t.Errorf("Parse(%s) = %v, want no error", src, err)
			continue
		}
		checkRow(t, src, n)
	}
}

// TestTwins checks that every symbol is one cell's character with a twin in ASCII.
func TestTwins(t *testing.T) {
	for r, s := range unicodeSymbols {
		if s.ascii == "" || strings.IndexFunc(s.ascii, func(r rune) bool { return r < ' ' || r >= 0x7F }) >= 0 {
			t.Errorf("twin of %q = %q, want printable ASCII", r, s.ascii)
		}
	}
	for r, base := range plainLetters {
		if _, ok := unicodeSymbols[base]; !ok && base >= 0x80 {
			t.Errorf("%q is a form of %q, which has no twin", r, base)
		}
	}
}

func TestEnvironments(t *testing.T) {
	for _, name := range envNames {
		src := `\begin{` + name + `} a & b \\ c & d \\ \end{` + name + `}`
		if name == "array" || name == "alignedat" {
			src = strings.Replace(src, `} a`, `}{cc} a`, 1)
		}
		n := mustParse(t, src)
		g, ok := n.(*List).Items[0].(*Grid)
		if !ok || len(g.Rows) != 2 || len(g.Rows[0]) != 2 || len(g.Rows[1]) != 2 {
			t.Errorf("Parse(%s) = %#v, want a grid of 2 by 2", src, n)
		}
	}
	if !slices.IsSorted(envNames) || !slices.IsSorted(commandNames) {
		t.Error("the names for suggestions are not sorted")
	}
}

func FuzzParse(f *testing.F) {
	cases, _ := goldenLines(f)
	for _, c := range cases {
		f.Add(c.src)
	}
	for _, s := range []string{`x^{x^{x^{x^{x}}}}`, `||||`, `\left.\right.`, `\begin{cases}&&\\&\end{cases}`, "\\\xff", `\text{$}$}`, `[(|])|`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		n, err := Parse(src)
		if err != nil {
			var bad *SyntaxError
			if !errors.As(err, &bad) || bad.Offset < 0 || bad.Offset > len(src) || bad.Msg == "" {
				t.Errorf("Parse(%q) = %#v, want a SyntaxError within the source", src, err)
			}
			return
		}
		checkRanges(t, src, n)
		checkRow(t, src, n)
	})
}
