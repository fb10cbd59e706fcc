package linear

import (
	"slices"
	"strings"
	"testing"
)

func TestSpeak(t *testing.T) {
	alt := func(i int) string { return []string{"a line that rises.", "two bars."}[i] }
	for _, c := range []struct {
		name, markdown string
		want           []string
		listings       int
	}{
		{"a paragraph in one line", "One\ntwo **three**\n`four`.", []string{"One two three four."}, 0},
		{"a formula in words", "The step $\\lambda\\theta$ is added.", []string{"The step lambda theta is added."}, 0},
		{"a displayed formula in a line of its own", "So\n\n$$ a = \\frac{b}{c} $$\n\nholds.", []string{"So", "a equals b over c", "holds."}, 0},
		{"displayed in a paragraph", "So $$a = b$$ holds.", []string{"So", "a equals b", "holds."}, 0},
		{"code as it is written", "Write `12 ns` or `a*b`.", []string{"Write 12 ns or a*b."}, 0},
		{"lists", "- one\n- two\n\n1. first\n2. second", []string{"one", "two", "1. first", "2. second"}, 0},
		{"a quotation", "> I work alone.", []string{"Quote: I work alone."}, 0},
		{"a table by rows", "| | messages | each |\n|---|---|---|\n| Ring | $2n$ | |\n| Hub | 4 | 5 |", []string{"Ring: messages 2 n.", "Hub: messages 4, each 5."}, 0},
		{"code in a table", "| `a` | `b` |\n|---|---|\n| 1 | `c` |\n| 2 | `d` |", []string{"a 1: b c.", "a 2: b d."}, 0},
		{"a listing is announced", "See\n\n```python\nx = 1\ny = 2\n```\n\nabove.", []string{"See", "Here stands a listing of 2 lines. Enter :code to hear it.", "above."}, 1},
		{"a figure in words", "See\n\n```figure\n1\n```\n", []string{"See", "Figure: two bars."}, 0},
		{"units after numbers", "It takes 15 ns, 3 µs and 1 ms; ns alone stays.", []string{"It takes 15 nanoseconds, 3 microseconds and 1 millisecond; ns alone stays."}, 0},
		{"a unit behind a formula", "$\\frac{3}{4}\\text{ ns}$", []string{"3 over 4, nanoseconds"}, 0},
		{"symbols of prose", "σ² ≤ 10⁻³ — “so” it is…", []string{"sigma squared is at most 10 to the minus 3 - \"so\" it is and so on"}, 0},
		{"a formula that cannot be read", "A $\\frac{1}$ here.", []string{`A \frac{1} here.`}, 0},
		{"a dollar", `It costs \$5.`, []string{"It costs $5."}, 0},
	} {
		got := speak(c.markdown, alt)
		if !slices.Equal(got.lines, c.want) || len(got.listings) != c.listings {
			t.Errorf("%s: speak(%q) = %q, %d listings, want %q, %d", c.name, c.markdown, got.lines, len(got.listings), c.want, c.listings)
		}
	}
}

func TestReading(t *testing.T) {
	for _, c := range []struct{ tex, row, want string }{
		{`\frac{18 \cdot 15 + 12 \cdot 5}{12}\,\mathrm{ns}`, "", "open bracket 18 times 15 plus 12 times 5 close bracket, over 12, nanoseconds"},
		{`3\,\mu\mathrm{s}`, "3 µs", "3 microseconds"},
		{`1\,\mathrm{s}`, "1 s", "1 second"},
		{`\mathrm{diag}\left(z\right)`, "", "diag of z"},
		{"", "√d/‖z‖", "square root of d/ double bar z double bar"},
		{`\frac{`, "1/2", "1/2"},
	} {
		if got := reading(c.tex, c.row); got != c.want {
			t.Errorf("reading(%q, %q) = %q, want %q", c.tex, c.row, got, c.want)
		}
	}
}

func TestRemark(t *testing.T) {
	for _, c := range []struct {
		why  string
		want []string
	}{
		{"", nil},
		{"Nothing is cut here.\nOne **whole** `d_model`.", []string{"Nothing is cut here.", "One whole d_model."}},
		{"$\\lambda$ is missing in d_model ** -0.5 ** 2.", []string{"lambda is missing in d_model ** -0.5 ** 2."}},
		{"\"x_1*y_2\" is not a name.", []string{"\"x_1*y_2\" is not a name."}},
	} {
		if got := remark(c.why); !slices.Equal(got, c.want) {
			t.Errorf("remark(%q) = %q, want %q", c.why, got, c.want)
		}
	}
}

// Whatever an author wrote and a student typed, only printable ASCII is said.
func TestPrintable(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"plain (x+1)", "plain (x+1)"},
		{"naïve Größe", "naive Groesse"},
		{"日本", "??"},
		{"\x1b[31mred\x1b[0m\x07", "red"},
		{"a\u202eb\u200bc\x00d", "abcd"},
		{"40\u00a0000 and 5\u00a0apples", "40000 and 5 apples"},
		{"x₁²", "x sub 1 squared"},
		{"✓ done", "check mark done"},
		{"𝐳ᵀ𝐠", "bold z transposed bold g"},
	} {
		if got := printable(c.in); got != c.want {
			t.Errorf("printable(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func FuzzPrintable(f *testing.F) {
	for _, s := range []string{"", "x", "\x1b]0;t\x07", "√(d)", "\xff\xfe", "$\\frac{1}{2}$", "| a |\n|---|\n| b |"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, l := range append(speak(s, nil).lines, s, clean(s)) {
			got := printable(l)
			if i := strings.IndexFunc(got, func(r rune) bool { return r < ' ' || r > '~' }); i >= 0 {
				t.Errorf("printable(%q) = %q, with %q", l, got, got[i])
			}
		}
	})
}

// Every text of every problem that is built in can be spoken: no formula is left
// as it is written, and nothing is lost to a question mark.
func TestSpeakContent(t *testing.T) {
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range lib.Templates() {
		p, err := m.Instance(0)
		if err != nil {
			t.Fatal(err)
		}
		texts := []string{p.Intro, p.Solution}
		for i := range p.Parts {
			q := &p.Parts[i]
			texts = append(texts, q.Prompt, q.Solution)
			texts = append(texts, newField(q.Question).tells()...)
			for _, h := range q.Hints {
				texts = append(texts, h.Text)
			}
		}
		for _, md := range texts {
			for _, l := range speak(md, func(i int) string { return p.Figures[i].Alt }).lines {
				said := printable(l)
				if strings.ContainsAny(said, "\\$") || strings.Contains(said, "?") && !strings.Contains(l, "?") || strings.Contains(said, " sign ") {
					t.Errorf("%s: said %q", m.ID, said)
				}
			}
		}
	}
}
