package class

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A field is something that a roster says of somebody.
type field int

const (
	fieldID field = iota
	fieldName
	fieldFirst
	fieldLast
	fieldEmail
	fieldSection
	fieldRole
	fieldTimes
	fieldKey
	fieldSIS
	fieldCanvas
	fields // how many there are
)

// plainHeads are the names of the columns of each field, the best first, in
// tables other than those of Canvas.
var plainHeads = [fields][]string{
	fieldID:      {"id", "sid", "student id", "netid", "login", "username"},
	fieldName:    {"name", "full name", "student name", "student"},
	fieldFirst:   {"first name", "firstname", "given name"},
	fieldLast:    {"last name", "lastname", "family name", "surname"},
	fieldEmail:   {"email", "e-mail", "email address"},
	fieldSection: {"section", "sections", "section name"},
	fieldRole:    {"role"},
	fieldTimes:   {"times"},
	fieldKey:     {"key", "keys", "public key", "public keys"},
	fieldSIS:     {"sis", "sis user id"},
	fieldCanvas:  {"canvas", "canvas id"},
}

// canvasHeads are those of a gradebook of Canvas, where ID is a number that
// Canvas alone uses.
var canvasHeads = [fields][]string{
	fieldID:      {"sis login id", "sis user id", "id"},
	fieldName:    {"student"},
	fieldFirst:   {"firstname"},
	fieldLast:    {"lastname"},
	fieldEmail:   {"email"},
	fieldSection: {"section"},
	fieldRole:    {"role"},
	fieldTimes:   {"times"},
	fieldKey:     {"key", "keys"},
	fieldSIS:     {"sis user id"},
	fieldCanvas:  {"id"},
}

// A rosterReader turns the rows of a table into a roster and gathers mistakes.
type rosterReader struct {
	rows   []Row
	wrong  mistakes
	canvas bool
	width  int         // of the head
	at     [fields]int // column of each field, or -1
	id     string      // name of the column of ids, for mistakes

	byID  map[string]int    // row by id in small letters
	owner map[string]string // id by public key
}

func (r *rosterReader) read(table []record) {
	if !r.head(table[0]) {
		return
	}
	table = table[1:]
	if r.canvas {
		table = slices.DeleteFunc(table, r.nobody)
	}
	r.pickID(table)
	r.byID, r.owner = map[string]int{}, map[string]string{}
	for _, rec := range table {
		if row, ok := r.row(rec); ok {
			r.add(row)
		}
	}
	if len(table) == 0 {
		r.wrong.add(0, "nobody is in the table, there is only its head")
	}
}

// headName is the name of a column as the heads above have it.
func headName(cell string) string {
	return strings.ToLower(Clean(strings.ReplaceAll(cell, "_", " ")))
}

// head finds the column of each field. It is false if nothing can be read
// without what is missing.
func (r *rosterReader) head(rec record) bool {
	column, seen := map[string]int{}, []string{}
	for i, cell := range rec.cells {
		name := headName(cell)
		if first, twice := column[name]; !twice {
			column[name] = i
		} else if known(name) {
			r.wrong.add(rec.line, "columns %d and %d are both called %q", first+1, i+1, Clean(cell))
		}
		seen = append(seen, strconv.Quote(Clean(cell)))
	}
	has := func(names ...string) bool {
		return !slices.ContainsFunc(names, func(n string) bool { _, ok := column[n]; return !ok })
	}
	r.canvas = has("sis login id") || has("student", "id", "section") || has("student", "sis user id") || has("firstname", "lastname", "id", "section")
	r.width = len(rec.cells)
	for f := range fields {
		r.at[f] = -1
		for _, name := range slices.Backward(r.heads()[f]) {
			if i, ok := column[name]; ok {
				r.at[f] = i
			}
		}
	}
	if r.at[fieldID] >= 0 {
		r.id = Clean(rec.cells[r.at[fieldID]])
		return true
	}
	if len(seen) > 10 {
		seen = append(seen[:10], "...")
	}
	r.wrong.add(rec.line, "no column says who is who: one called id, SID or SIS Login ID is needed; the head has %s", strings.Join(seen, ", "))
	return false
}

func (r *rosterReader) heads() *[fields][]string {
	if r.canvas {
		return &canvasHeads
	}
	return &plainHeads
}

// known reports whether a column of that name says something.
func known(name string) bool {
	in := func(names []string) bool { return slices.Contains(names, name) }
	return slices.ContainsFunc(plainHeads[:], in) || slices.ContainsFunc(canvasHeads[:], in)
}

// pickID takes the address for the id where the column of ids is empty all the
// way down, as in a roster of Gradescope without student numbers.
func (r *rosterReader) pickID(table []record) {
	filled := func(rec record) bool { return r.cell(rec, fieldID) != "" }
	if r.at[fieldEmail] >= 0 && !slices.ContainsFunc(table, filled) {
		r.at[fieldID], r.id = r.at[fieldEmail], "Email"
	}
}

// held is a text that was kept from being taken for a number or a formula: ="x"
// or 'x.
var held = regexp.MustCompile(`^="(.*)"$|^'([=+\-@].*)$`)

// cell returns what a row says in a field, clean, or "".
func (r *rosterReader) cell(rec record, f field) string {
	return Clean(r.raw(rec, f))
}

// raw is cell with its line breaks.
func (r *rosterReader) raw(rec record, f field) string {
	i := r.at[f]
	if i < 0 || i >= len(rec.cells) {
		return ""
	}
	s := strings.TrimSpace(rec.cells[i])
	if m := held.FindStringSubmatch(s); m != nil {
		return m[1] + m[2]
	}
	return s
}

// nobody reports whether a row of a gradebook of Canvas is no student: what can
// be got, a note on posting, or the student that Canvas makes for tests.
func (r *rosterReader) nobody(rec record) bool {
	if strings.HasPrefix(Clean(rec.cells[0]), "Points Possible") {
		return true
	}
	last, first := r.cell(rec, fieldLast), r.cell(rec, fieldFirst)
	if r.cell(rec, fieldName) == "Student, Test" || last == "Student" && first == "Test" {
		return true
	}
	return !slices.ContainsFunc(rec.cells, func(s string) bool {
		s = Clean(s)
		return s != "" && s != "Muted" && !strings.HasPrefix(s, "Manual Posting")
	})
}

// row reads one person; ok is false if a mistake was found.
func (r *rosterReader) row(rec record) (row Row, ok bool) {
	before := len(r.wrong)
	if n := len(rec.cells); n > r.width && strings.TrimSpace(strings.Join(rec.cells[r.width:], "")) != "" {
		r.wrong.add(rec.line, "%d cells, and the head has %d; a cell with a comma in it stands in quotes", n, r.width)
		return row, false
	}
	row.Line = rec.line
	r.names(rec, &row.Student)
	row.Email = r.cell(rec, fieldEmail)
	row.Section = r.cell(rec, fieldSection)
	row.SIS = r.cell(rec, fieldSIS)
	if id := r.cell(rec, fieldCanvas); canvasID.MatchString(id) {
		row.Canvas = id
	}
	r.role(rec, &row)
	r.identity(rec, &row.Student)
	r.times(rec, &row.Student)
	r.keys(rec, &row)
	for _, c := range []struct{ what, text string }{
		{"name", row.Name}, {"email", row.Email}, {"section", row.Section}, {"SIS User ID", row.SIS},
	} {
		if n := utf8.RuneCountInString(c.text); n > longestCell {
			r.wrong.add(rec.line, "%s: %d letters; at most %d are kept", c.what, n, longestCell)
		}
	}
	return row, len(r.wrong) == before
}

// canvasID is a number that Canvas gives, of its own or of another installation.
var canvasID = regexp.MustCompile(`^\d{1,20}(~\d{1,20})?$`)

// longestCell is how many letters a name may have.
const longestCell = 200

// identity reads the id.
func (r *rosterReader) identity(rec record, s *Student) {
	s.ID = r.cell(rec, fieldID)
	if s.ID == "" && s.Role == Instructor {
		s.ID = s.Email
	}
	switch {
	case s.ID == "":
		r.wrong.add(rec.line, "%s is empty%s", r.id, called(*s))
	case scientific.MatchString(s.ID):
		r.wrong.add(rec.line, "%s: %q is a number that a spreadsheet shortened; make the column text there", r.id, s.ID)
	case !ValidID(s.ID):
		r.wrong.add(rec.line, "%s: %q; an id has 1 to 64 letters a to z, digits and . _ @ -, and begins with a letter or digit", r.id, s.ID)
	}
}

var scientific = regexp.MustCompile(`^\d[.,]\d+E\+\d+$`)

// called is ", for Ada Lovelace" of somebody with a name.
func called(s Student) string {
	if s.Name == "" {
		return ""
	}
	return ", for " + s.Name
}

// names reads the name in both its forms.
func (r *rosterReader) names(rec record, s *Student) {
	first, last := r.cell(rec, fieldFirst), r.cell(rec, fieldLast)
	if first != "" || last != "" {
		s.Name = strings.TrimSpace(first + " " + last)
		s.Sort = strings.Trim(last+", "+first, ", ")
		return
	}
	s.Name = r.cell(rec, fieldName)
	family, given, ok := strings.Cut(s.Name, ", ")
	if r.canvas || ok && !after.MatchString(given) {
		s.Sort = s.Name
	}
	if ok && s.Sort != "" {
		s.Name = Clean(given + " " + family)
	}
}

// after are the additions that follow a name and a comma.
var after = regexp.MustCompile(`^(?i)([js]r\.?|[IVX]+|ph\.? ?d\.?|m\.?d\.?)$`)

// roles are the words of tables for what somebody may do.
var roles = map[string]Role{
	"student": Learner, "learner": Learner,
	"instructor": Instructor, "teacher": Instructor, "staff": Instructor, "grader": Instructor,
	"ta": Instructor, "teaching assistant": Instructor, "reader": Instructor,
}

func (r *rosterReader) role(rec record, row *Row) {
	text := r.cell(rec, fieldRole)
	if text == "" {
		return
	}
	role, ok := roles[strings.ToLower(text)]
	if !ok {
		r.wrong.add(rec.line, "role: %q; student or instructor is needed", text)
	}
	row.Role, row.learner = role, role == Learner
}

var factor = regexp.MustCompile(`^(\d{1,3})(?:[.,](\d{1,6}))?( ?%)?$`)

// times reads the factor of limits: 1.5, 1,5 or 150 %.
func (r *rosterReader) times(rec record, s *Student) {
	text := r.cell(rec, fieldTimes)
	if text == "" {
		return
	}
	x := 0.0
	if m := factor.FindStringSubmatch(text); m != nil {
		x, _ = strconv.ParseFloat(m[1]+"."+cmp.Or(m[2], "0"), 64)
		if m[3] != "" {
			x /= 100
		}
	}
	if s.Percent = int(x*100 + 0.5); x < 1 || x > 10 {
		r.wrong.add(rec.line, "times: %q; a factor from 1 to 10 is needed, such as 1.5", text)
	}
}

// keys reads public keys.
func (r *rosterReader) keys(rec record, row *Row) {
	for _, line := range strings.FieldsFunc(r.raw(rec, fieldKey), func(c rune) bool { return c == '\n' || c == '\r' || c == ';' }) {
		if line = Clean(line); line == "" {
			continue
		}
		if err := checkKey(line); err != nil {
			r.wrong.add(rec.line, "key: %w", err)
			return
		}
		row.Keys = append(row.Keys, line)
	}
}

// add puts a row on the roster. A row that is there already is left out.
func (r *rosterReader) add(row Row) {
	i, twice := r.byID[strings.ToLower(row.ID)]
	if twice {
		switch old := r.rows[i]; {
		case old.ID != row.ID:
			r.wrong.add(row.Line, "%s: %s and %s of line %d differ in capitals alone", r.id, row.ID, old.ID, old.Line)
		case old.Student != row.Student || old.learner != row.learner || !slices.Equal(old.Keys, row.Keys):
			r.wrong.add(row.Line, "%s: %s is in line %d already, where the row says something else", r.id, row.ID, old.Line)
		}
		return
	}
	for _, key := range row.Keys {
		blob := strings.Fields(key)[1]
		if id, taken := r.owner[blob]; taken && id != row.ID {
			r.wrong.add(row.Line, "key: it is the key of %s in line %d, too", id, r.rows[r.byID[strings.ToLower(id)]].Line)
			return
		}
		r.owner[blob] = row.ID
	}
	r.byID[strings.ToLower(row.ID)] = len(r.rows)
	r.rows = append(r.rows, row)
}
