package class

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
)

//go:embed stats.html
var statsSource string

// statsPage is the page of statistics. What comes from students and files is
// escaped by html/template.
var statsPage = template.Must(template.New("stats").Funcs(template.FuncMap{
	"percent": func(m Measure) string { return m.percent() },
	"two":     func(m Measure) string { return m.form(2) },
	"one":     func(m Measure) string { return m.form(1) },
	"minutes": func(m Measure) string { return Measure{m.Value / 60, m.Undefined}.form(1) },
	"number":  number,
	"counted": counted,
	"width": func(n int, it Item) float64 {
		most := 1
		for _, t := range it.Points {
			most = max(most, t.Students)
		}
		return 240 * float64(n) / float64(most)
	},
}).Parse(statsSource))

// WriteHTML writes statistics as one page without scripts that loads nothing.
func WriteHTML(w io.Writer, title string, st *Stats) error {
	var b strings.Builder
	err := statsPage.Execute(&b, struct {
		Title, Summary string
		*Stats
	}{title, st.summary(), st})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, b.String())
	return err
}
