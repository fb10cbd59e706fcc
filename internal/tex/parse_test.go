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
		"newcommand": `\newcommand{\z}{x}\z`, "renewcommand": `\renewcommand{\z}{x}\z`, "providecommand": `\providecommand{\z}{x}\z`, "def": `\def\z{x}\z`, "let": `\let\z\alpha\z`,
		"DeclareMathOperator": `\DeclareMathOperator{\z}{zz}\z x`, "definecolor": `\definecolor{a}{rgb}{1,0,0}x`, "fcolorbox": `\fcolorbox{red}{blue}{x}`,
		"genfrac": `\genfrac{(}{)}{0pt}{}{n}{k}`, "mathchoice": `\mathchoice{a}{b}{c}{d}`, "prescript": `\prescript{14}{2}{C}`, "root": `\root 3 \of x`, "sideset": `\sideset{_a^b}{'}\sum`,
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

// TestAMS checks that every rarer symbol is one character that is read back from
// the command and from the character.
func TestAMS(t *testing.T) {
	for name, s := range amsSymbols {
		if _, ok := symbols[name]; ok {
			t.Errorf("\\%s is in both tables", name)
		}
		n := mustParse(t, `a \`+name+` b`)
		checkRow(t, name, n)
		if !cellWide(s.text) {
			t.Errorf("\\%s draws %q, want one character", name, s.text)
		}
		if s.text[0] >= 0x80 {
			mustParse(t, s.text)
		}
	}
}

// TestMacros compares what macros write with the same formula without them.
func TestMacros(t *testing.T) {
	tests := []struct{ src, want string }{
		{`\newcommand{\X}{\mathbf{x}} \X^\top \X`, `\mathbf{x}^\top \mathbf{x}`},
		{`\newcommand\D[2]{D(#1 \| #2)} \D{p}{q} + \D pq`, `D({p} \| {q}) + D(p \| q)`},
		{`\newcommand{\at}[2][x]{#2_{#1}} \at{a} + \at[y]{b}`, `{a}_{x} + {b}_{y}`},
		{`\def\half#1{\frac{#1}{2}} \half n`, `\frac{n}{2}`},
		{`\let\eps\varepsilon \eps^2`, `\varepsilon^2`},
		{`\DeclareMathOperator*{\best}{arg\,max} \best_\theta f`, `\operatorname*{arg\,max}_\theta f`},
		{`\providecommand{\norm}[1]{|#1|} \norm{x}`, `|{x}|`},
		{`\newcommand{\a}{1} \newcommand{\b}{\a + \a} \b`, `{1 + 1}`},
		{`\norm{x}_2^2`, `\left\|x\right\|_2^2`},
		{`\pdv{f}{x}`, `\frac{\partial f}{\partial x}`},
		{`x \in \R^n`, `x \in \mathbb{R}^n`},
	}
	for _, c := range tests {
		got, want := mustParse(t, c.src), mustParse(t, c.want)
		if g, w := Line(got, false), Line(want, false); g != w {
			t.Errorf("Line(%s) = %q, want %q as of %s", c.src, g, w, c.want)
		}
		checkRanges(t, c.src, got)
	}
	for _, c := range []struct{ src, msg string }{
		{`\newcommand{\a}{\a} \a`, "nested"},
		{`\newcommand{\a}{xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx}\newcommand{\b}{\a\a\a\a\a\a\a\a}\newcommand{\c}{\b\b\b\b\b\b\b\b}\newcommand{\d}{\c\c\c\c\c\c\c\c}\d\d`, "more than"},
		{`\newcommand{\a}[1]{#1} \a`, "needs something after it"},
		{`\newcommand{\a}[x]{#1} \a`, "number of arguments"},
		{`\newcommand{x}{y}`, "the name of a command"},
		{`\newcommand{\a}{\frac} \a{1}{2}`, "does not work here"},
	} {
		if _, err := Parse(c.src); err == nil || !strings.Contains(err.Error(), c.msg) {
			t.Errorf("Parse(%.60s) = %v, want an error with %q", c.src, err, c.msg)
		}
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
		if takesArg[name] {
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
	for _, s := range []string{`x^{x^{x^{x^{x}}}}`, `||||`, `\left.\right.`, `\begin{cases}&&\\&\end{cases}`, "\\\xff", `\text{$}$}`, `[(|])|`, `\newcommand{\a}[2][x]{#1^#2}\a{b}\a[c]d`,
		`a \over b \choose c`, `\begin{array}{|l|}\hline\\\hline\end{array}`, `\sideset{_a}{'}\sum\cancel{x}\xrightarrow[]{}`} {
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
		checkMathML(t, src, n)
	})
}
