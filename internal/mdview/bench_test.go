package mdview

import (
	"io/fs"
	"testing"

	"gradcheck/content"
)

// BenchmarkProblem renders the longest problem file, answers and all, anew.
func BenchmarkProblem(b *testing.B) {
	md, err := fs.ReadFile(content.FS, "eecs182-sp23/12-layernorm.md")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(md)))
	b.ReportAllocs()
	for b.Loop() {
		Render(string(md), Options{Plain: true})
	}
}
