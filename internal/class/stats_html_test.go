package class

import (
	"strings"
	"testing"

	"gradcheck/internal/exam"
)

// The page has every part and answer, and nothing that a browser would run.
func TestWriteHTML(t *testing.T) {
	r, paper := rehearsal(0), loads(t, 3)
	var all []Answered
	for i := range 40 {
		h, events, err := r.Sit(i, paper)
		if err != nil {
			t.Fatal(err)
		}
		s, err := exam.New(h, &exam.Paper{Problems: paper}, events...)
		if err != nil {
			t.Fatal(err)
		}
		_, a, _ := Take(s)
		if i == 0 {
			a.Parts[1].Answer = "<script>alert(1)</script>"
		}
		all = append(all, a)
	}
	var b strings.Builder
	if err := WriteHTML(&b, "Quiz <4>", Analyze(all)); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, want := range []string{"<title>Quiz &lt;4&gt;: statistics</title>", `<section id="1(a)">`, `<section id="1(d)">`, "&lt;script&gt;alert(1)&lt;/script&gt;", "40 students", "</html>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not have %q", want)
		}
	}
	for _, not := range []string{"<script", "http://", "https://", "ZgotmplZ", "NaN"} {
		if strings.Contains(page, not) {
			t.Errorf("the page has %q", not)
		}
	}
	b.Reset()
	if err := WriteHTML(&b, "Quiz 4", Analyze(nil)); err != nil || !strings.Contains(b.String(), "Nobody has sat it yet.") {
		t.Errorf("the page of nobody: %v\n%s", err, b.String())
	}
}
