package mdview

import (
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	xansi "github.com/charmbracelet/x/ansi"
)

var update = flag.Bool("update", false, "write the rendered rows into the test data, to be read")

// TestGolden reads testdata/*.txt: "== width [ascii]", a source, a line "--",
// and the rendered rows. Attributes are left out.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no test data:", err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		cases := strings.Split(string(data), "\n== ")
		for i, c := range cases[1:] {
			head, body, _ := strings.Cut(c, "\n")
			src, want, ok := strings.Cut(body+"\n", "\n--\n")
			if !ok {
				t.Fatalf("%s: no -- in the case %q", f, head)
			}
			o := options(head)
			got := strings.Join(Render(src, o), "\n")
			cases[i+1] = head + "\n" + src + "\n--\n" + got
			if want = strings.TrimRight(want, "\n"); got != want && !*update {
				t.Errorf("%s, %s:\n%s\nrenders as\n%s\nwant\n%s", f, head, src, got, want)
			}
		}
		if *update {
			if err := os.WriteFile(f, []byte(strings.Join(cases, "\n== ")+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func options(head string) Options {
	o := Options{Width: 40, Plain: true, ASCII: strings.Contains(head, "ascii")}
	if word, _, _ := strings.Cut(head, " "); word != "" {
		o.Width, _ = strconv.Atoi(word)
	}
	o.Figure = func(i, width int) []string { return []string{strings.Repeat("#", min(width, 10+i))} }
	return o
}

// hard is a text with everything that used to go wrong.
const hard = "# A heading with $\\sqrt{d}$\n\nBold **with $\\|h\\|_2$ inside** and *$a_1*b*c_2$*, costs \\$5.\n\n" +
	"- one\n\n  two $x^2$\n\n  $$\\frac{a}{b}$$\n- three four five six seven eight nine ten eleven\n  1. nested $|x|$\n\n" +
	"> quoted $P(A|B)$ and more and more and more\n\n| a | $|x|$ |\n|---|---|\n| $\\frac{1}{2}$ | c |\n\n" +
	"```python\nx = 1  # $not math$ and a comment that is much longer than the line has room for\n```\n\n" +
	"$$\\sum_{i=1}^{n} x_i = \\underbrace{a + b}_{c}$$\n\n```figure\n0\n```\n\n[a link](https://example.edu/x) end $\\badcommand$ $unclosed\n"

// TestInvariants: at every width no line is too wide, no private-use rune or
// control character is left, ASCII is ASCII, and the words are all there.
func TestInvariants(t *testing.T) {
	for width := 20; width <= 120; width++ {
		for _, ascii := range []bool{false, true} {
			o := options("")
			o.Width, o.ASCII, o.Plain = width, ascii, width%2 == 0
			lines := Render(hard, o)
			for _, l := range lines {
				bare := xansi.Strip(l)
				if n := xansi.StringWidth(bare); n > width {
					t.Errorf("width %d: %d cells: %q", width, n, bare)
				}
				if strings.Contains(l, "\x1b]") {
					t.Errorf("width %d: a hyperlink: %q", width, l)
				}
				if o.Plain && bare != l {
					t.Errorf("width %d: attributes in plain text: %q", width, l)
				}
				for _, r := range bare {
					if r < ' ' || r >= 0xE000 && r <= 0xF8FF || r >= dollar || ascii && r >= 0x80 {
						t.Errorf("width %d: rune %U in %q", width, r, bare)
					}
				}
			}
			all := strings.Join(lines, " ")
			for _, word := range []string{"heading", "inside", "two", "eleven", "nested", "quoted", "end", "badcommand"} {
				if !strings.Contains(xansi.Strip(all), word) {
					t.Errorf("width %d: %q is gone", width, word)
				}
			}
		}
	}
}

func FuzzRender(f *testing.F) {
	f.Add(hard, 40)
	f.Add(strings.Repeat("> ", 30)+"\n"+strings.Repeat("> ", 30)+"```\n"+strings.Repeat("> ", 30)+"long code 漢字漢字\n", 20)
	f.Add("$$\n= 5\n$$\n- $a\n  b$", 20)
	f.Fuzz(func(t *testing.T, src string, width int) {
		if len(src) > 4000 {
			return
		}
		width = 20 + (width%100+100)%100
		for _, l := range Render(src, Options{Width: width, Plain: true}) {
			for _, r := range l {
				if r < ' ' || r >= dollar && r < 0x110000 {
					t.Fatalf("rune %U in %q", r, l)
				}
			}
		}
	})
}

func BenchmarkRender(b *testing.B) {
	for b.Loop() {
		Render(hard, Options{})
	}
}
