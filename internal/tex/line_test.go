package tex

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"
	"unicode"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// goldenLine is a formula of testdata/lines.txt with what is expected of it.
type goldenLine struct{ src, unicode, ascii string }

// goldenLines reads testdata/lines.txt; the raw lines come along for -update.
func goldenLines(t testing.TB) (cases []goldenLine, raw []string) {
	t.Helper()
	b, err := os.ReadFile("testdata/lines.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range strings.Split(strings.TrimRight(string(b), "\n"), "\n") {
		switch {
		case strings.HasPrefix(l, "\t"):
			c := &cases[len(cases)-1]
			if c.unicode == "" {
				c.unicode = l[1:]
			} else {
				c.ascii = l[1:]
			}
			continue
		case l != "" && l[0] != '#':
			cases = append(cases, goldenLine{src: l})
		}
		raw = append(raw, l)
	}
	return cases, raw
}

func mustParse(t testing.TB, src string) Node {
	t.Helper()
	n, err := Parse(src)
	if err != nil {
		t.Fatalf("Parse(%s) = %v", src, err)
	}
	return n
}

func TestLines(t *testing.T) {
	cases, raw := goldenLines(t)
	if *update {
		var b bytes.Buffer
		for _, l := range raw {
			b.WriteString(l + "\n")
			if l != "" && l[0] != '#' {
				n := mustParse(t, l)
				b.WriteString("\t" + Line(n, false) + "\n\t" + Line(n, true) + "\n")
			}
		}
		if err := os.WriteFile("testdata/lines.txt", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if len(cases) < 80 {
		t.Fatalf("testdata/lines.txt has %d formulas, want at least 80", len(cases))
	}
	for _, c := range cases {
		n := mustParse(t, c.src)
		if got := Line(n, false); got != c.unicode {
			t.Errorf("Line(%s) = %q, want %q", c.src, got, c.unicode)
		}
		if got := Line(n, true); got != c.ascii {
			t.Errorf("Line(%s, ascii) = %q, want %q", c.src, got, c.ascii)
		}
	}
}

// TestLineInvariants checks what holds of every row, whatever the formula.
func TestLineInvariants(t *testing.T) {
	cases, _ := goldenLines(t)
	for _, c := range cases {
		checkRow(t, c.src, mustParse(t, c.src))
	}
}

func checkRow(t *testing.T, src string, n Node) {
	t.Helper()
	for _, ascii := range []bool{false, true} {
		row := Line(n, ascii)
		for _, r := range row {
			if unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Co, r) || ascii && r >= 0x80 {
				t.Errorf("Line(%q, %v) = %q, which holds %q", src, ascii, row, r)
			}
		}
		if joined := strings.Join(Pieces(n, ascii), " "); joined != row {
			t.Errorf("Pieces(%q, %v) joined = %q, want %q", src, ascii, joined, row)
		}
		Walk(n, func(c Node) bool {
			if want := drawn(c, ascii); !appears(row, want) {
				t.Errorf("Line(%q, %v) = %q, want %q in it", src, ascii, row, want)
			}
			return true
		})
	}
}

// drawn is what an atom or a word must leave in the output.
func drawn(n Node, ascii bool) string {
	text, twin := "", ""
	switch n := n.(type) {
	case *Atom:
		text, twin = n.Text, n.ASCII
	case *Text:
		text, twin = n.Text, n.ASCII
	}
	if ascii {
		return twin
	}
	return text
}

// appears reports whether s stands in the row, in its own form or as a script.
func appears(row, s string) bool {
	if strings.Contains(row, s) {
		return true
	}
	for _, super := range []bool{false, true} {
		if form, ok := Script(&Text{Text: s}, super); ok && strings.Contains(row, form) {
			return true
		}
	}
	return s == "3" && strings.Contains(row, "∛") || s == "4" && strings.Contains(row, "∜")
}

func TestPieces(t *testing.T) {
	tests := []struct {
		src  string
		want []string
	}{
		{`x`, []string{"x"}},
		{`a + b = c`, []string{"a +", "b =", "c"}},
		{`f(a + b) = \left(c + d\right)`, []string{"f(a + b) =", "(c + d)"}},
		{`\|a - b\| \le \frac{a+b}{2}`, []string{"‖a − b‖ ≤", "(a + b)/2"}},
		{`1, 2, \ldots, n`, []string{"1,", "2,", "…,", "n"}},
		{`x = y \quad \text{for } i > 0`, []string{"x =", "y ", "for i >", "0"}},
		{`-x`, []string{"−x"}},
		{`E = mc^2 \tag{8}`, []string{"E =", "mc² ", "(8)"}},
	}
	for _, c := range tests {
		if got := Pieces(mustParse(t, c.src), false); strings.Join(got, "¦") != strings.Join(c.want, "¦") {
			t.Errorf("Pieces(%s) = %q, want %q", c.src, got, c.want)
		}
	}
}

func BenchmarkParseLine(b *testing.B) {
	cases, _ := goldenLines(b)
	bytes := 0
	for _, c := range cases {
		bytes += len(c.src)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range cases {
			n, err := Parse(c.src)
			if err != nil {
				b.Fatal(err)
			}
			Line(n, false)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(cases)), "ns/formula")
	b.ReportMetric(float64(bytes)/float64(len(cases)), "bytes/formula")
}
