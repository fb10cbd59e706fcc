package texbox

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"gradcheck/internal/tex"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// goldenBox is a case of testdata/boxes.txt; its rows have no blanks at the end.
type goldenBox struct {
	head, src string
	width     int
	ascii     bool
	rows      []string
}

func goldenBoxes(t testing.TB) (cases []goldenBox, preamble string) {
	t.Helper()
	b, err := os.ReadFile("testdata/boxes.txt")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	start := strings.Index(text, "\n== ") + 1
	for _, block := range strings.Split("\n"+text[start:], "\n== ")[1:] {
		lines := strings.Split(strings.TrimRight(block, "\n"), "\n")
		c := goldenBox{head: lines[0], src: lines[1], ascii: strings.HasSuffix(lines[0], " ascii")}
		if _, err := fmt.Sscan(lines[0], &c.width); err != nil {
			t.Fatalf("testdata/boxes.txt: %q: %v", lines[0], err)
		}
		for _, l := range lines[2:] {
			c.rows = append(c.rows, strings.TrimPrefix(l, "\t"))
		}
		cases = append(cases, c)
	}
	return cases, text[:start]
}

func trimmed(rows []string) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = strings.TrimRight(r, " ")
	}
	return out
}

func TestBoxes(t *testing.T) {
	cases, preamble := goldenBoxes(t)
	if *update {
		var b bytes.Buffer
		b.WriteString(preamble)
		for _, c := range cases {
			rows, err := Display(c.src, c.width, c.ascii)
			if err != nil {
				t.Fatalf("Display(%s) = %v", c.src, err)
			}
			fmt.Fprintf(&b, "== %s\n%s\n", c.head, c.src)
			for _, r := range trimmed(rows) {
				fmt.Fprintf(&b, "\t%s\n", r)
			}
		}
		if err := os.WriteFile("testdata/boxes.txt", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, c := range cases {
		rows, err := Display(c.src, c.width, c.ascii)
		if err != nil {
			t.Errorf("Display(%s, %s) = %v", c.src, c.head, err)
			continue
		}
		if got, want := strings.Join(trimmed(rows), "\n"), strings.Join(c.rows, "\n"); got != want {
			t.Errorf("Display(%s, %s) =\n%s\nwant\n%s", c.src, c.head, got, want)
		}
	}
}

// checkBox checks what holds of every layout, whatever the formula.
func checkBox(t *testing.T, src string, n tex.Node, width int, ascii bool) {
	t.Helper()
	b, err := Layout(n, width, ascii)
	if err != nil {
		return
	}
	if b.Base < 0 || b.Base >= len(b.Rows) || b.Width > width {
		t.Errorf("Layout(%q, %d, %v): base %d of %d rows, %d cells wide", src, width, ascii, b.Base, len(b.Rows), b.Width)
	}
	for _, row := range b.Rows {
		if w := ansi.StringWidth(row); w != b.Width {
			t.Errorf("Layout(%q, %d, %v): row %q has %d cells, want %d", src, width, ascii, row, w, b.Width)
		}
		for _, r := range row {
			if unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Co, r) || ascii && r >= 0x80 {
				t.Errorf("Layout(%q, %d, %v): row %q holds %q", src, width, ascii, row, r)
			}
		}
	}
	all := strings.Join(b.Rows, "\n")
	tex.Walk(n, func(c tex.Node) bool {
		if want := drawn(c, ascii); !appears(all, want) {
			t.Errorf("Layout(%q, %d, %v) =\n%s\nwant %q in it", src, width, ascii, all, want)
		}
		return true
	})
}

// drawn is what an atom or a word must leave in the output; delimiters may be
// drawn in pieces.
func drawn(n tex.Node, ascii bool) string {
	switch n := n.(type) {
	case *tex.Atom:
		if n.Class == tex.Open || n.Class == tex.Close || n.Grow {
			return ""
		}
		return pick(n.Text, n.ASCII, ascii)
	case *tex.Text:
		return strings.TrimSpace(pick(n.Text, n.ASCII, ascii))
	}
	return ""
}

// appears reports whether s stands in the rows, in its own form or as a script.
func appears(rows, s string) bool {
	if strings.Contains(rows, s) {
		return true
	}
	for _, super := range []bool{false, true} {
		if form, ok := tex.Script(&tex.Text{Text: s}, super); ok && strings.Contains(rows, form) {
			return true
		}
	}
	return s == "3" && strings.Contains(rows, "∛") || s == "4" && strings.Contains(rows, "∜")
}

func TestLayoutInvariants(t *testing.T) {
	cases, _ := goldenBoxes(t)
	for _, c := range cases {
		n, err := tex.Parse(c.src)
		if err != nil {
			t.Fatalf("Parse(%s) = %v", c.src, err)
		}
		for _, ascii := range []bool{false, true} {
			for _, width := range []int{8, 20, 33, 40, 76, 200} {
				checkBox(t, c.src, n, width, ascii)
			}
		}
	}
}

// TestCells holds the short cut of cells against the table of all of Unicode.
func TestCells(t *testing.T) {
	for r := rune(' '); r < 0x20000; r++ {
		for _, s := range []string{string(r), "x" + string(r) + "\u0302", "α" + string(r), string(r) + "𝐱"} {
			if got, want := cells(s), ansi.StringWidth(s); got != want {
				t.Fatalf("cells(%q) = %d, want %d", s, got, want)
			}
		}
	}
}

func TestTooWide(t *testing.T) {
	_, err := Display(`f\left(aaaaaaaaaa + bbbbbbbbbbb + ccccccccccccc\right)`, 20, false)
	var wide *WidthError
	if !errors.As(err, &wide) || wide.Need != 43 || wide.Width != 20 {
		t.Errorf("Display(wide bracket, 20) = %v, want a WidthError of 43 and 20", err)
	}
	if _, err := Display(`\frac{a}{`, 20, false); err == nil {
		t.Error(`Display(\frac{a}{) = nil, want a syntax error`)
	}
}

// TestHostile lays out formulas as deep as the parser lets them be. Setting any
// part twice at each level would never end.
func TestHostile(t *testing.T) {
	nest := func(before, core, after string) string {
		return strings.Repeat(before, 18) + core + strings.Repeat(after, 18)
	}
	for _, src := range []string{
		nest(`\left( \middle| `, `x`, `\right)`),
		nest(`x_{`, `\frac{a}{b}`, `}^{\frac{a}{b}}`),
		nest(`\frac{1}{`, `x`, `}`),
		nest(`\sqrt[{`, `\frac12`, `}]{\frac12}`),
		nest(`\begin{cases} `, `x`, ` \\ y \end{cases}`),
		nest(`\underbrace{`, `x`, `}_{\theta}`),
		nest(`\hat{`, `xy`, `}`),
		nest(`(`, `\frac12`, `)_\theta^\lambda`),
	} {
		n, err := tex.Parse(src)
		if err != nil {
			t.Fatalf("Parse(%s) = %v", src, err)
		}
		checkBox(t, src, n, 4000, false)
		checkBox(t, src, n, 4000, true)
		tex.Line(n, false)
	}
}

func TestNumberAtRightEdge(t *testing.T) {
	for _, src := range []string{`a = b \tag{8}`, `a = b \quad (8)`, `\begin{align} a &= b \tag{8} \end{align}`} {
		rows, err := Display(src, 20, false)
		if err != nil || len(rows) != 1 || !strings.HasPrefix(rows[0], "a = b ") || !strings.HasSuffix(rows[0], " (8)") || len(rows[0]) != 20 {
			t.Errorf("Display(%s, 20) = %q, %v, want the number in columns 18 to 20", src, rows, err)
		}
	}
}

func BenchmarkLayout(b *testing.B) {
	cases, _ := goldenBoxes(b)
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range cases {
			if _, err := Display(c.src, c.width, c.ascii); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(cases)), "ns/formula")
}
