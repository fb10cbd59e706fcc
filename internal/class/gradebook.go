package class

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Gradebook is the results of a quiz, on the way to a program that keeps
// grades.
type Gradebook struct {
	Title    string    // of the quiz there. Canvas finds its assignment by the number at the end, if there is one: "Quiz 4 (123456)"
	Students []Student // in the order of the rows; instructors are left out
	Results  []Result  // one of a student at most
	Zero     bool      // who has no attempt gets 0 points; else nothing is said of them
	Unmarked bool      // attempts of which a part waits for a person are graded by the rest; else nothing is said of them
}

// A Result is what became of one student's attempt.
type Result struct {
	Student  string // id
	Attempt  string // id
	Points   float64
	Awaiting float64 // points that wait for a person
	Possible float64 // in all
	Started  time.Time
	Ended    time.Time
	Parts    []PartResult
}

// A PartResult is what became of one part.
type PartResult struct {
	Name     string // as in "6(a)"
	Title    string // of its problem; may be ""
	Points   float64
	Awaiting float64
	Possible float64
}

// A Format writes gradebooks in one form.
type Format struct {
	Name  string
	Doc   string
	Write func(io.Writer, *Gradebook) error
}

// Formats returns all formats of gradebooks.
func Formats() []Format {
	return []Format{
		{"canvas", "one column, to be imported in the gradebook of Canvas", writeCanvas},
		{"gradescope", "points of each part, as Gradescope exports them", writeGradescope},
		{"csv", "points of each part and times, for a spreadsheet", writePlain},
	}
}

// check reports a gradebook of which no grades can be made.
func (g *Gradebook) check() error {
	seen := map[string]bool{}
	for _, r := range g.Results {
		if seen[r.Student] {
			return fmt.Errorf("gradebook: %s has two results", r.Student)
		}
		seen[r.Student] = true
		for _, x := range append([]PartResult{{"all", "", r.Points, r.Awaiting, r.Possible}}, r.Parts...) {
			if sum := x.Points + x.Awaiting + x.Possible; math.IsNaN(sum) || math.IsInf(sum, 0) {
				return fmt.Errorf("gradebook: %s: the points of %s are no number", r.Student, x.Name)
			}
		}
		if first := g.Results[0]; r.Possible != first.Possible {
			return fmt.Errorf("gradebook: the paper of %s has %s points and that of %s has %s; one column cannot hold both",
				first.Student, number(first.Possible), r.Student, number(r.Possible))
		}
	}
	return nil
}

// A graded is a student with the result, if there is one.
type graded struct {
	Student
	result *Result
}

// graded returns who gets a grade: the students in order. The student that Canvas
// makes for tests is none.
func (g *Gradebook) graded() []graded {
	results := map[string]*Result{}
	for i := range g.Results {
		results[g.Results[i].Student] = &g.Results[i]
	}
	var all []graded
	for _, s := range g.Students {
		if s.Role != Instructor && s.Sort != "Student, Test" {
			all = append(all, graded{s, results[s.ID]})
		}
	}
	return all
}

// score is the grade of a student as a cell.
func (g *Gradebook) score(s graded) string {
	switch {
	case s.result == nil && g.Zero:
		return "0"
	case s.result == nil || s.result.Awaiting > 0 && !g.Unmarked:
		return ""
	}
	return number(s.result.Points)
}

// possible is what can be got, as a cell.
func (g *Gradebook) possible() string {
	if len(g.Results) == 0 {
		return ""
	}
	return number(g.Results[0].Possible)
}

// canvasOwn are the names of columns that Canvas passes over on import, because it
// works them out itself.
var canvasOwn = regexp.MustCompile(`(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)`)

// writeCanvas writes the columns that Canvas needs, in its order, and the one that
// is new. It finds students by ID, SIS User ID or SIS Login ID, so those are as
// they came. Where an empty cell stands, an import takes a grade away that was
// there.
func writeCanvas(w io.Writer, g *Gradebook) error {
	title := Clean(g.Title)
	if title == "" {
		return errors.New("gradebook: the column needs a name")
	}
	if own := canvasOwn.FindString(title); own != "" {
		return fmt.Errorf("gradebook: Canvas takes no column with %q in its name; give the quiz another title", own)
	}
	rows := [][]string{
		{"Student", "ID", "SIS User ID", "SIS Login ID", "Section", title},
		{"    Points Possible", "", "", "", "", g.possible()},
	}
	for _, s := range g.graded() {
		login := s.ID
		if login == s.Canvas {
			login = "" // the roster had no logins
		}
		rows = append(rows, []string{s.sorted(), s.Canvas, s.SIS, login, s.Section, g.score(s)})
	}
	return writeTable(w, g, rows)
}

// sorted is the name as it is sorted.
func (s Student) sorted() string { return cmp.Or(s.Sort, s.Name, s.ID) }

// writeGradescope writes the columns that Gradescope exports.
func writeGradescope(w io.Writer, g *Gradebook) error {
	parts := g.parts()
	head := []string{"First Name", "Last Name", "SID", "Email", "Sections", "Total Score", "Max Points", "Status",
		"Submission ID", "Submission Time", "Lateness (H:M:S)", "View Count", "Submission Count"}
	for _, p := range parts {
		name := p.Name
		if p.Title != "" {
			name += ": " + p.Title
		}
		head = append(head, fmt.Sprintf("%s (%.1f pts)", Clean(name), p.Possible))
	}
	rows := [][]string{head}
	for _, s := range g.graded() {
		first, last := s.halves()
		sid := cmp.Or(s.SIS, s.ID)
		if sid == s.Email {
			sid = ""
		}
		row := []string{first, last, sid, s.Email, s.Section, g.score(s), g.possible(), "Missing", "", "", "", "", ""}
		if r := s.result; r != nil {
			row[7] = "Graded"
			if r.Awaiting > 0 {
				row[7] = "Ungraded"
			}
			row[8], row[9], row[10], row[12] = r.Attempt, moment(r.Ended, "2006-01-02 15:04:05 -0700"), "00:00:00", "1"
		}
		rows = append(rows, append(row, g.points(s.result, parts)...))
	}
	return writeTable(w, g, rows)
}

// halves are the first and the last name.
func (s Student) halves() (first, last string) {
	if last, first, ok := strings.Cut(s.Sort, ", "); ok {
		return first, last
	}
	if i := strings.LastIndex(s.Name, " "); i >= 0 && s.Sort == "" {
		return s.Name[:i], s.Name[i+1:]
	}
	return cmp.Or(s.Name, s.ID), ""
}

// writePlain writes everything. Who is not in the course any more and has a
// result comes last.
func writePlain(w io.Writer, g *Gradebook) error {
	parts := g.parts()
	head := []string{"id", "name", "email", "section", "status", "points", "awaiting", "possible", "started", "ended"}
	for _, p := range parts {
		head = append(head, Clean(p.Name)+" ("+number(p.Possible)+")")
	}
	rows := [][]string{head}
	all, here := g.graded(), map[string]bool{}
	for _, s := range g.Students {
		here[s.ID] = true
	}
	for i, r := range g.Results {
		if !here[r.Student] {
			all = append(all, graded{Student{ID: r.Student}, &g.Results[i]})
		}
	}
	for _, s := range all {
		row := []string{s.ID, s.Name, s.Email, s.Section, "missing", g.score(s), "", g.possible(), "", ""}
		if r := s.result; r != nil {
			row[4], row[6], row[8], row[9] = "graded", number(r.Awaiting), moment(r.Started, time.RFC3339), moment(r.Ended, time.RFC3339)
			if r.Awaiting > 0 {
				row[4] = "waiting"
			}
		}
		rows = append(rows, append(row, g.points(s.result, parts)...))
	}
	return writeTable(w, g, rows)
}

// parts returns the parts that anybody had, as they first come.
func (g *Gradebook) parts() []PartResult {
	var all []PartResult
	seen := map[string]bool{}
	for _, r := range g.Results {
		for _, p := range r.Parts {
			if !seen[p.Name] {
				seen[p.Name] = true
				all = append(all, p)
			}
		}
	}
	return all
}

// points are the cells of the parts of a result. Those of a part that the student
// did not have, or that waits for a person, are empty.
func (g *Gradebook) points(r *Result, parts []PartResult) []string {
	cells := make([]string, len(parts))
	if r == nil {
		return cells
	}
	for i, p := range parts {
		j := slices.IndexFunc(r.Parts, func(q PartResult) bool { return q.Name == p.Name })
		if j >= 0 && (r.Parts[j].Awaiting == 0 || g.Unmarked) {
			cells[i] = number(r.Parts[j].Points)
		}
	}
	return cells
}

// moment is a time in a layout; a zero one is "".
func moment(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(layout)
}

// number writes points with at most four decimals.
func number(x float64) string {
	s := strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(x, 'f', 4, 64), "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// writeTable writes rows in CSV, if the gradebook is sound.
func writeTable(w io.Writer, g *Gradebook, rows [][]string) error {
	if err := g.check(); err != nil {
		return err
	}
	var b strings.Builder
	for _, row := range rows {
		for i, s := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(quoted(harmless(s)))
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// harmless keeps a spreadsheet from taking a text for a formula: one that begins
// like a formula, also in full width, gets an apostrophe before it, unless it is
// a number. (OWASP, CSV Injection.)
func harmless(s string) string {
	if _, err := strconv.ParseFloat(s, 64); err == nil || strings.IndexAny(s, "=+-@\t\r\n＝＋－＠") != 0 {
		return s
	}
	return "'" + s
}

// quoted is a cell of CSV. More stands in quotes than package encoding/csv would
// put there: where a spreadsheet parts cells by semicolons or tabs, a name with
// one must not end its cell and begin a formula.
func quoted(s string) string {
	if !strings.ContainsAny(s, ",;|\t\r\n\"") && s == strings.TrimSpace(s) {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}
