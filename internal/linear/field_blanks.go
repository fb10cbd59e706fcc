package linear

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gradcheck/grader"
)

// blanks are several fields that are answered one after the other.
type blanks struct {
	n    int
	at   int // the field that the next line is for; n after the last
	what string
}

// next goes to the field after the one that was entered, or to the first that is
// empty once the last was.
func (b *blanks) next(a grader.Answer) {
	if b.at++; b.at < b.n {
		return
	}
	if i := slices.Index(a, ""); i >= 0 && i < b.n && b.what == "field" {
		b.at = i
	}
}

// entered is how far the fields are filled in.
func (b *blanks) entered(a grader.Answer) string {
	n := 0
	for _, s := range a {
		if s == "" {
			n++
		}
	}
	if n == 0 {
		return fmt.Sprintf("All %d are filled in", b.n)
	}
	return fmt.Sprintf("%d of %d are empty", n, b.n)
}

// A gridField is a table with fields in it, or a list to match.
type gridField struct {
	blanks
	grid  grader.Grid
	reads []func(string) grader.Reading
}

func newGridField(q grader.Question, in grader.Grid) *gridField {
	f := &gridField{blanks: blanks{n: len(in.Blanks), what: "field"}, grid: in}
	for i := range in.Blanks {
		f.reads = append(f.reads, reads(q, i))
	}
	return f
}

// tells says the table row by row with its fields, then what the fields are
// picked from.
func (f *gridField) tells() []string {
	lines := []string{fmt.Sprintf("There are %d fields to fill in. An empty line goes on to the next one; :cell 2 1 goes to the first field of row 2.", f.n)}
	head := make([]string, len(f.grid.Header))
	for i, h := range f.grid.Header {
		head[i] = sentence(h)
	}
	for i, r := range f.grid.Rows {
		lines = append(lines, fmt.Sprintf("Row %d: ", i+1)+f.row(head, r))
	}
	var told [][]grader.Option
	for i, b := range f.grid.Blanks {
		p, ok := b.Input.(grader.Pick)
		if !ok || slices.ContainsFunc(told, func(o []grader.Option) bool { return slices.EqualFunc(o, p.Options, sameOption) }) {
			continue
		}
		if told = append(told, p.Options); len(told) > 1 {
			lines = append(lines, fmt.Sprintf("For field %d:", i+1))
		}
		lines = append(lines, tellOptions("Option", p.Options)...)
	}
	return lines
}

// sameOption leaves out the reasons, which differ from field to field.
func sameOption(a, b grader.Option) bool { return a.ID == b.ID && a.Text == b.Text }

// row says one row, its fields by number.
func (f *gridField) row(head []string, r grader.GridRow) string {
	cells := make([]string, len(r))
	for i, c := range r {
		cells[i] = sentence(c.Text)
		if c.Blank > 0 {
			cells[i] = strings.TrimSpace(fmt.Sprintf("%s field %d %s", cells[i], c.Blank, sentence(c.After)))
		}
	}
	if len(head) == 0 {
		return dot(strings.Join(cells, " "))
	}
	return tableRow(head, cells)
}

func (f *gridField) pick(i int) (*choice, bool) {
	p, ok := f.grid.Blanks[i].Input.(grader.Pick)
	return &choice{p, f.reads[i]}, ok
}

func (f *gridField) prompt(grader.Answer) string {
	if f.at >= f.n {
		return ""
	}
	s := fmt.Sprintf("Field %d of %d, %s", f.at+1, f.n, f.grid.Blanks[f.at].Label)
	if c, ok := f.pick(f.at); ok {
		return s + ". " + c.prompt()
	}
	return s
}

func (f *gridField) enter(text string, a grader.Answer) entry {
	if f.at >= f.n {
		return entry{why: "Which field is that for? Enter :cell and its number first."}
	}
	i := f.at
	text = strings.TrimSpace(text)
	if text == "" {
		f.at++
		return entry{quiet: true}
	}
	value, said, why := text, "", ""
	if c, ok := f.pick(i); ok {
		if value, said, why, _ = c.enter(text); why != "" {
			return entry{why: why}
		}
	} else if r := f.reads[i](text); r.Why != "" {
		why = cannotRead(text, r.Why, r.Offset)
	} else {
		said = readBack(text, r)
	}
	next := slices.Clone(a)
	next[i] = value
	if why != "" {
		return entry{answer: next, unread: true, why: why}
	}
	f.next(next)
	return entry{answer: next, said: said}
}

func (f *gridField) standing(a grader.Answer) []string {
	var lines []string
	for i, b := range f.grid.Blanks {
		head := fmt.Sprintf("Field %d, %s: ", i+1, b.Label)
		switch c, pick := f.pick(i); {
		case a[i] == "":
			lines = append(lines, head+"empty.")
		case pick && len(c.stored(a[i])) > 0:
			lines = append(lines, head+dot(c.say(c.stored(a[i]))))
		default:
			lines = append(lines, head+printable(a[i])+".")
		}
	}
	return lines
}

func (f *gridField) commands(do func(func(grader.Answer, string) entry) func(string) error) []command {
	return []command{{"cell", "2 1", "goes to a field: row 2, field 1 of that row; or :cell 3 for the third of all", do(f.cell)}}
}

// cell goes to a field by row and place in the row, or by number.
func (f *gridField) cell(a grader.Answer, arg string) entry {
	numbers := strings.FieldsFunc(arg, func(r rune) bool { return r == ' ' || r == ',' })
	var ns []int
	for _, s := range numbers {
		if n, err := strconv.Atoi(s); err == nil {
			ns = append(ns, n)
		}
	}
	blank := 0
	switch {
	case len(ns) == 1 && ns[0] <= f.n:
		blank = ns[0]
	case len(ns) == 2 && ns[0] >= 1 && ns[0] <= len(f.grid.Rows):
		var fields []int
		for _, c := range f.grid.Rows[ns[0]-1] {
			if c.Blank > 0 {
				fields = append(fields, c.Blank)
			}
		}
		if ns[1] >= 1 && ns[1] <= len(fields) {
			blank = fields[ns[1]-1]
		}
	}
	if blank < 1 {
		return entry{why: fmt.Sprintf("There is no such field. There are %d rows and %d fields.", len(f.grid.Rows), f.n)}
	}
	f.at = blank - 1
	return entry{why: f.standing(a)[f.at]}
}

// A codeField is a listing in which some lines may be changed.
type codeField struct {
	blanks
	code  grader.Code
	lines []string
	reads []func(string) grader.Reading
}

func newCodeField(q grader.Question, in grader.Code) *codeField {
	f := &codeField{blanks: blanks{n: len(in.Editable), what: "line"}, code: in, lines: strings.Split(strings.TrimRight(in.Source, "\n"), "\n")}
	for i := range in.Editable {
		f.reads = append(f.reads, reads(q, i))
	}
	return f
}

// given is editable line i as printed.
func (f *codeField) given(i int) string { return at(f.lines, f.code.Editable[i]-1) }

func (f *codeField) tells() []string {
	lines := []string{fmt.Sprintf("The listing has %s; :code reads it. %s may be changed; enter the whole line as it should be. "+
		"Its indent is put in front, unless yours begins with a blank. An empty line leaves it as it is; :line %d goes to a line.",
		count(len(f.lines), "line"), f.editables(), f.code.Editable[0])}
	for i, n := range f.code.Editable {
		lines = append(lines, codeLine(n, f.given(i)))
	}
	return lines
}

// editables names the lines that may be changed: "Lines 9 and 10".
func (f *codeField) editables() string {
	var numbers []string
	for _, n := range f.code.Editable {
		numbers = append(numbers, fmt.Sprint(n))
	}
	return strings.TrimSuffix("Lines", map[bool]string{true: "s"}[f.n == 1]) + " " + list(numbers)
}

// codeLine says a line of code with its number and its indent.
func codeLine(n int, s string) string {
	body := strings.TrimLeft(s, " ")
	head := fmt.Sprintf("Line %d", n)
	if indent := len(s) - len(body); indent > 0 && body != "" {
		head += fmt.Sprintf(", indent %d", indent)
	}
	if body == "" {
		body = "empty"
	}
	return head + ": " + printable(body)
}

func (f *codeField) prompt(grader.Answer) string {
	if f.at >= f.n {
		return ""
	}
	return fmt.Sprintf("Line %d as it should be", f.code.Editable[f.at])
}

func (f *codeField) enter(text string, a grader.Answer) entry {
	if f.at >= f.n {
		return entry{why: "Which line is that for? Enter :line and its number first."}
	}
	i := f.at
	if strings.TrimSpace(text) == "" {
		f.at++
		return entry{quiet: true}
	}
	given := f.given(i)
	if !strings.HasPrefix(text, " ") {
		text = given[:len(given)-len(strings.TrimLeft(given, " "))] + text
	}
	next := slices.Clone(a)
	if next[i] = text; text == given {
		next[i] = ""
	}
	if r := f.reads[i](text); r.Why != "" {
		return entry{answer: next, unread: true, why: cannotRead(text, r.Why, r.Offset)}
	}
	f.next(next)
	return entry{answer: next, said: "l" + codeLine(f.code.Editable[i], text)[1:]}
}

func (f *codeField) standing(a grader.Answer) []string {
	var lines []string
	for i, n := range f.code.Editable {
		s := a[i]
		if s == "" {
			s = f.given(i)
		}
		lines = append(lines, codeLine(n, s)+map[bool]string{true: " (as given)"}[a[i] == ""])
	}
	return lines
}

// whole is the listing as it stands.
func (f *codeField) whole(a grader.Answer) []string {
	var lines []string
	for n, s := range f.lines {
		if i := slices.Index(f.code.Editable, n+1); i >= 0 && a[i] != "" {
			s = a[i]
		}
		lines = append(lines, codeLine(n+1, s))
	}
	return lines
}

func (f *codeField) commands(do func(func(grader.Answer, string) entry) func(string) error) []command {
	return []command{
		{"line", fmt.Sprint(f.code.Editable[0]), "goes to a line that may be changed; the next line entered replaces it", do(f.line)},
		{"given", fmt.Sprint(f.code.Editable[0]), "brings the printed line back", do(f.back)},
	}
}

// editable reads the number of a line that may be changed.
func (f *codeField) editable(arg string) (i int, why string) {
	n, err := strconv.Atoi(arg)
	if i = slices.Index(f.code.Editable, n); err != nil || i < 0 {
		return 0, "That line is fixed. " + f.editables() + " may be changed."
	}
	return i, ""
}

func (f *codeField) line(a grader.Answer, arg string) entry {
	i, why := f.editable(arg)
	if why != "" {
		return entry{why: why}
	}
	f.at = i
	return entry{why: f.standing(a)[i]}
}

func (f *codeField) back(a grader.Answer, arg string) entry {
	i, why := f.editable(arg)
	if why != "" {
		return entry{why: why}
	}
	next := slices.Clone(a)
	next[i] = ""
	return entry{answer: next, said: codeLine(f.code.Editable[i], f.given(i))}
}
