package report

import (
	"encoding/csv"
	"strings"
	"testing"
	"unicode"
)

// FuzzFormats puts a text wherever a student's words may stand in a report that
// did not come from [New], and checks what each format has to hold to.
func FuzzFormats(f *testing.F) {
	for _, text := range attacks {
		f.Add(text)
	}
	var base Report
	known := map[string]bool{}
	f.Fuzz(func(t *testing.T, text string) {
		if base.Problems == nil {
			base = sat(t).report()
			known = map[string]bool{}
			for name := range tags(t, written(t, "html", base)) {
				known[name] = true
			}
		}
		r := base
		r.Student = text
		r.Problems = append([]Problem{}, base.Problems...)
		p := &r.Problems[0]
		p.Parts = append([]Part{}, p.Parts...)
		q := &p.Parts[0]
		q.Answer = []Entry{{Text: text, Read: text}}
		q.Why = text
		for _, format := range Formats() {
			if strings.ContainsFunc(written(t, format.Name, r), func(c rune) bool { return c != '\n' && (unicode.IsControl(c) || turns(c)) }) {
				t.Errorf("%s of %q has a control character", format.Name, text)
			}
		}
		for name := range tags(t, written(t, "html", r)) {
			if !known[name] {
				t.Errorf("page of %q has <%s>", text, name)
			}
		}
		rows, err := csv.NewReader(strings.NewReader(written(t, "csv", r))).ReadAll()
		if err != nil || len(rows) != 7 {
			t.Errorf("CSV of %q has %d rows (%v), want 7", text, len(rows), err)
		}
		for _, row := range rows {
			for _, c := range row {
				if cell(c) != c {
					t.Errorf("CSV of %q has the cell %q", text, c)
				}
			}
		}
		if n := strings.Count(written(t, "text", r), "\n1(b) "); n != 1 {
			t.Errorf("text of %q has part 1(b) %d times", text, n)
		}
	})
}
