package problems

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"gradcheck/grader"
	"gradcheck/grader/expr"
)

// front is the front matter of files made in tests; the body begins on line 8.
const front = "---\nid: x\ntitle: X\ntopics: [t]\npoints: 5\nvars: {n: {int: [3, 9], default: 6}}\n---\n"

func parse(t testing.TB, body string) *Template {
	t.Helper()
	tm, err := Parse("x.md", []byte(front+body))
	if err != nil {
		t.Fatalf("Parse(%q): %v", body, err)
	}
	return tm
}

const sixAnswer = "\n```answer\n{kind: number, points: 5, key: n}\n```\n"

// What is left of the prose of a problem with one part, at seed 0.
func TestPrompt(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"holes", "There are {=n} of {=n/4}.\n", "There are 6 of 1.5."},
		{"hole in code", "`{=n}`\n", "`6`"},
		{"hole in mathematics", "$x^{=n} + \\frac{=n}{2}$ and {=n}\n", "$x^{6} + \\frac{6}{2}$ and 6"},
		{"the idiom of TeX", "$a {=} b$\n", "$a {=} b$"},
		{"negative", "${=2 - n}$\n", "${-4}$"},
		{"rounded", "{=n/7}\n", "0.857143"},
		{"mathematics that looks like Markdown", "$$\n- a\n# b\n$$\n\nText $a_b$ and $c_d$.\n", "$$\n- a\n# b\n$$\n\nText $a_b$ and $c_d$."},
		{"comment", "One.\n\n<!-- for authors:\n\nthe key -->\n\nTwo.\n", "One.\n\n\nTwo."},
		{"list", "- one\n- two\n", "- one\n- two"},
		{"indented", "    code\n", "    code"},
		{"lower headings", "### Setting\n\nText.\n", "### Setting\n\nText."},
		{"other fences", "```python\nx = {=n}\n## (a)\n```\n", "```python\nx = 6\n## (a)\n```"},
		{"carriage returns", "One\r\nTwo\r\n", "One\nTwo"},
	} {
		p, err := parse(t, c.body+sixAnswer+"\nAfterwards.\n").Instance(0)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		want := c.want + "\n\n\nAfterwards."
		if got := p.Parts[0].Prompt; got != want {
			t.Errorf("%s: Prompt = %q, want %q", c.name, got, want)
		}
	}
}

// How the fields of an answer block reach the grader.
func TestSpec(t *testing.T) {
	for _, c := range []struct{ block, field, want string }{
		{"{kind: number, points: 5, key: n}", "key", "6"},
		{"{kind: number, points: 5, key: n/4}", "key", "3/2"},
		{"{kind: number, points: 5, key: n/4 ns}", "key", "3/2 ns"},
		{"{kind: number, points: 5, key: 27.50}", "key", "27.50"},
		{"{kind: number, points: 5, key: 12 ns}", "key", "12 ns"},
		{"{kind: number, points: 5, key: '25,600'}", "key", "25,600"},
		{"{kind: number, points: 5, key: n n}", "", `x.md:10: cannot read the expression "n n": an operator is missing before "n"`},
		{"{kind: number, points: 5, key: '{=n/4} ns'}", "key", "(3/2) ns"},
		{"{kind: number, points: 5, key: n, tol: {rel: 1e-3}}", "tol", "map[rel:0.001]"},
		{"{kind: text, points: 5, accept: ['{=n/4}', 7]}", "accept", "[1.5 7]"},
	} {
		tm, err := Parse("x.md", []byte(front+"\n```answer\n"+c.block+"\n```\n"))
		if err != nil {
			if err.Error() != c.want {
				t.Errorf("%s: %v, want %s", c.block, err, c.want)
			}
			continue
		}
		p, err := tm.Instance(0)
		if err != nil {
			t.Errorf("%s: %v", c.block, err)
			continue
		}
		if got := fmt.Sprint(p.Parts[0].Spec[c.field]); got != c.want {
			t.Errorf("%s: %s = %s, want %s", c.block, c.field, got, c.want)
		}
	}
}

// The table above an answer block becomes the rows of its question, with the
// values of this seed, and is left out of the prompt.
func TestTableRows(t *testing.T) {
	tm := parse(t, "Fill in.\n\n| | n = {=n} | $a|\\|b\\|$ or \\|c\\| |\n|---|---|---|\n| *one* | [[one]] | |\n| two | {=n+1} | about [[two]] |\n\n"+
		"```answer\nkind: table\npoints: 5\ncells: {one: {kind: number, key: 2*n}, two: {kind: number, key: n + 1, given: printed}}\n```\n")
	p, err := tm.Instance(0)
	if err != nil {
		t.Fatal(err)
	}
	part := p.Parts[0]
	if part.Prompt != "Fill in." {
		t.Errorf("prompt = %q, want it without the table", part.Prompt)
	}
	g := part.Question.Input().(grader.Grid)
	want := grader.Grid{
		Header: []string{"", "n = 6", "$a|\\|b\\|$ or |c|"},
		Rows: []grader.GridRow{
			{{Text: "*one*"}, {Blank: 1}, {}},
			{{Text: "two"}, {Text: "7"}, {Text: "about $7$"}},
		},
		Blanks: []grader.GridBlank{{Label: "one, n = 6", Input: grader.Line{Wants: "a number"}}},
	}
	if !reflect.DeepEqual(g, want) {
		t.Errorf("Input =\n%+v, want\n%+v", g, want)
	}
	if v := part.Question.Grade(grader.Answer{"12"}); v.Outcome != grader.Correct {
		t.Errorf("Grade(12) = %+v, want correct", v)
	}
	in := &instance{t: tm, vars: map[string]expr.Value{"n": expr.FromInt(6)}}
	spec := tm.Parts[0].spec.resolve(in).(map[string]any)
	askAll(spec)
	if got := fmt.Sprint(spec["cells"]); strings.Contains(got, "printed") {
		t.Errorf("cells = %s, want none printed in a variant", got)
	}
}

func TestLetter(t *testing.T) {
	for i, want := range map[int]string{0: "a", 25: "z", 26: "aa", 27: "ab", 52: "ba"} {
		if got := letter(i); got != want {
			t.Errorf("letter(%d) = %q, want %q", i, got, want)
		}
	}
}

// Whatever a file holds, reading it ends, and what can be read has parts and
// can be instantiated or says why not, line by line.
func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"testdata/good/*/*.md", "testdata/bad/*.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, name := range files {
			src, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		lines := strings.Count(string(src), "\n") + 1
		tm, err := Parse("f.md", src)
		if err == nil && len(tm.Parts) == 0 {
			t.Fatal("no parts and no mistake")
		}
		for seed := uint64(0); err == nil && seed < 3; seed++ {
			var p *Problem
			if p, err = tm.Instance(seed); err == nil {
				if _, terr := Thaw(p.Freeze()); terr != nil {
					t.Fatalf("Thaw: %v", terr)
				}
			}
		}
		if err == nil {
			return
		}
		for _, m := range err.(Mistakes) {
			if m.Line < 0 || m.Line > lines || m.Msg == "" {
				t.Errorf("mistake %v in a file of %d lines", m, lines)
			}
		}
	})
}

// BenchmarkLoad loads twelve files and makes each problem once.
func BenchmarkLoad(b *testing.B) {
	src, err := os.ReadFile("testdata/good/demo/01-checkpoints.md")
	if err != nil {
		b.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for i := range 12 {
		data := strings.Replace(string(src), "id: checkpoints", fmt.Sprint("id: checkpoints", i), 1)
		fsys[fmt.Sprintf("exam/%02d.md", i)] = &fstest.MapFile{Data: []byte(data)}
	}
	for b.Loop() {
		lib, err := Load(fsys)
		if err != nil {
			b.Fatal(err)
		}
		for _, tm := range lib.Templates() {
			if _, err := tm.Instance(0); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	lib := demo(b)
	for b.Loop() {
		if ms := Check(lib, CheckOptions{}); len(ms) > 0 {
			b.Fatal(ms)
		}
	}
}
