package texbox

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"gradcheck/content"
	"gradcheck/internal/tex"
)

const examFile = "testdata/exam.txt"

// examFormulas are the formulas of testdata/exam.txt; file is all of it.
func examFormulas(t testing.TB) (srcs []string, preamble, file string) {
	t.Helper()
	b, err := os.ReadFile(examFile)
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(b), "\n== ")
	for _, block := range blocks[1:] {
		src, _, _ := strings.Cut(block, "\n")
		srcs = append(srcs, src)
	}
	return srcs, blocks[0], string(b)
}

// TestExam sets every formula of the problems in its four forms.
func TestExam(t *testing.T) {
	srcs, preamble, want := examFormulas(t)
	var b bytes.Buffer
	b.WriteString(preamble)
	for _, src := range srcs {
		n, err := tex.Parse(src)
		if err != nil {
			t.Fatalf("Parse(%s) = %v", src, err)
		}
		fmt.Fprintf(&b, "\n== %s\n%s\n", src, tex.Line(n, false))
		for _, form := range []struct {
			name  string
			width int
			ascii bool
		}{{"76", 76, false}, {"40", 40, false}, {"76 ascii", 76, true}} {
			fmt.Fprintf(&b, "-- %s\n", form.name)
			box, err := Layout(n, form.width, form.ascii)
			if err != nil {
				fmt.Fprintf(&b, "\t! %v\n", err)
				continue
			}
			for _, row := range trimmed(box.Rows) {
				fmt.Fprintf(&b, "\t%s\n", row)
			}
		}
	}
	got := b.String()
	if *update {
		if err := os.WriteFile(examFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			t.Fatalf("%s:%d: got %q, want %q", examFile, i+1, g[i], w[i])
		}
	}
	if len(g) != len(w) {
		t.Fatalf("%s: got %d lines, want %d", examFile, len(g), len(w))
	}
}

// hole is a place in a problem where a number comes.
var hole = regexp.MustCompile(`\{=[^}]*\}`)

// TestContent checks that every formula of the problems fits a narrow terminal,
// in ASCII a usual one, with a number of two digits in each hole.
func TestContent(t *testing.T) {
	n := 0
	err := fs.WalkDir(content.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".md") {
			return err
		}
		md, err := fs.ReadFile(content.FS, path)
		if err != nil {
			return err
		}
		for _, sp := range tex.Spans(hole.ReplaceAllString(string(md), "{12}")) {
			n++
			if _, err := Display(sp.Src, 38, false); err != nil {
				t.Errorf("%s: Display(%s, 38) = %v", path, sp.Src, err)
			}
			if _, err := Display(sp.Src, 72, true); err != nil {
				t.Errorf("%s: Display(%s, 72, ascii) = %v", path, sp.Src, err)
			}
		}
		return nil
	})
	if err != nil || n < 300 {
		t.Errorf("%d formulas, %v, want at least 300", n, err)
	}
}

// BenchmarkExam parses and sets the formulas of the problems at 76 columns.
func BenchmarkExam(b *testing.B) {
	srcs, _, _ := examFormulas(b)
	b.ReportAllocs()
	for b.Loop() {
		for _, src := range srcs {
			n, err := tex.Parse(src)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := Layout(n, 76, false); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(srcs)), "ns/formula")
}

// BenchmarkTall is BenchmarkExam for the formulas that take more than one row.
func BenchmarkTall(b *testing.B) {
	srcs, _, _ := examFormulas(b)
	var tall []string
	for _, src := range srcs {
		if rows, err := Display(src, 76, false); err == nil && len(rows) > 1 {
			tall = append(tall, src)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, src := range tall {
			if _, err := Display(src, 76, false); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(tall)), "ns/formula")
}
