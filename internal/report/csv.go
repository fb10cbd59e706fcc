package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"
)

// columns are those of a report in CSV, with the cell of a part in each. Points
// and seconds are plain numbers, what an answer or a key has of several blanks
// stands in lines.
var columns = []struct {
	name string
	cell func(r *Report, p *Problem, q *Part) string
}{
	{"attempt", func(r *Report, _ *Problem, _ *Part) string { return r.Attempt }},
	{"student", func(r *Report, _ *Problem, _ *Part) string { return r.Student }},
	{"exam", func(r *Report, _ *Problem, _ *Part) string { return r.Exam }},
	{"started", func(r *Report, _ *Problem, _ *Part) string { return r.Started.Format(time.RFC3339) }},
	{"problem", func(_ *Report, p *Problem, _ *Part) string { return p.ID }},
	{"seed", func(_ *Report, p *Problem, _ *Part) string { return strconv.FormatUint(p.Seed, 10) }},
	{"title", func(_ *Report, p *Problem, _ *Part) string { return p.Title }},
	{"topics", func(_ *Report, p *Problem, _ *Part) string { return strings.Join(p.Topics, " ") }},
	{"part", func(_ *Report, _ *Problem, q *Part) string { return q.Name }},
	{"kind", func(_ *Report, _ *Problem, q *Part) string { return q.Kind }},
	{"got", func(_ *Report, _ *Problem, q *Part) string { return number(q.Points.Got) }},
	{"awaiting", func(_ *Report, _ *Problem, q *Part) string { return number(q.Points.Awaiting) }},
	{"possible", func(_ *Report, _ *Problem, q *Part) string { return number(q.Points.Possible) }},
	{"outcome", func(_ *Report, _ *Problem, q *Part) string { return q.Outcome }},
	{"answer", func(_ *Report, _ *Problem, q *Part) string { return inLines(q.Answer, typedText) }},
	{"read", func(_ *Report, _ *Problem, q *Part) string { return inLines(q.Answer, readText) }},
	{"why", func(_ *Report, _ *Problem, q *Part) string { return plainWhy(q) }},
	{"key", func(_ *Report, _ *Problem, q *Part) string { return inLines(q.Key, typedText) }},
	{"tries", func(_ *Report, _ *Problem, q *Part) string { return strconv.Itoa(q.Tries) }},
	{"hints", func(_ *Report, _ *Problem, q *Part) string { return strconv.Itoa(q.Hints) }},
	{"seconds", func(_ *Report, _ *Problem, q *Part) string { s, _ := q.Time.MarshalJSON(); return string(s) }},
	{"step", func(_ *Report, _ *Problem, q *Part) string { return q.Step }},
}

func writeCSV(w io.Writer, r Report) error {
	var b strings.Builder
	out := csv.NewWriter(&b)
	var row []string
	for _, c := range columns {
		row = append(row, c.name)
	}
	out.Write(row)
	for i := range r.Problems {
		p := &r.Problems[i]
		for j := range p.Parts {
			row = row[:0]
			for _, c := range columns {
				row = append(row, cell(c.cell(&r, p, &p.Parts[j])))
			}
			out.Write(row)
		}
	}
	out.Flush() // writing to memory does not fail
	return put(w, b.String())
}

// cell keeps a spreadsheet from taking a text for a formula: one that begins
// like a formula, also in full width, gets an apostrophe before it.
func cell(s string) string {
	if strings.IndexAny(s, "=+-@\t\r\n＝＋－＠") == 0 {
		return "'" + s
	}
	return s
}

func typedText(e Entry) string { return e.Text }
func readText(e Entry) string  { return e.Read }

// inLines is what is said of the blanks of an answer, with their labels if
// there are several.
func inLines(es []Entry, of func(Entry) string) string {
	var lines []string
	for _, e := range es {
		s := of(e)
		if s == "" {
			continue
		}
		if e.Label != "" {
			s = e.Label + ": " + s
		}
		lines = append(lines, s)
	}
	return strings.Join(lines, "\n")
}
