package report

import (
	"bytes"
	"encoding/json"
	"io"
)

// writeJSON writes the report as one object. Every field is always there, in the
// order of the types in report.go; a field may be added, and "version" grows
// before one changes its meaning or goes.
//
//	version    1
//	attempt    id of the attempt; student, exam (id, "" for a problem picked freely), title
//	mode       "exam" or "practice"; seed 0 is the paper as printed
//	started    RFC 3339 in the zone of whoever made the report; ended likewise, or null
//	time_up    the time was up; abandoned: broken off, and nothing is scored
//	used       seconds from start to end, in practice on the screen; allowed, 0 without a limit
//	events     how many there are in the log; receipt of the last one at the end
//	points     {"got", "awaiting", "possible"}: awaiting wait for a person and are not in got
//	problems   number (0 in practice), id, title, topics, seed, points, time (seconds on the
//	           screen), intro, parts, solution (Markdown; before that of the first part)
//	  parts    name "6(a)", label "a", kind (of question), points, time, prompt and solution
//	           (Markdown), tries and hints (in practice), and
//	    outcome  "correct", "partial", "wrong", "blank", "unreadable", "selfmark", "unsure",
//	             "unchecked" or "given up"; share of the points by the verdict, 0 to 1; why
//	    step     what little keeps the part from more points, in a few words, or ""
//	    answer   what was graded, one entry a blank: label, text as typed, says (Markdown of the
//	             options picked), read (in a row), tex, outcome (of the blank, or "")
//	    earlier  the answer stood before the last one, which could not be read and is in last
//	    closed   why there are no key, rubric and solution yet, or ""
//	    key      a right answer, entries as above; of an essay
//	    rubric   instead: text (Markdown), got, possible
//	topics     name, points; best known first
//
// In Markdown, formulas are LaTeX between dollars, and a figure is a fenced block
// of its drawing whose first line is "figure" and what it shows in words.
func writeJSON(w io.Writer, r Report) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(r); err != nil {
		return err
	}
	return put(w, b.String())
}

// put writes a finished report, printable to the last character.
func put(w io.Writer, s string) error {
	_, err := io.WriteString(w, clean(s))
	return err
}
