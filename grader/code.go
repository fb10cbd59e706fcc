package grader

import (
	"fmt"
	"slices"
	"strings"

	"gradcheck/grader/expr"
)

// codeSpec holds the fields of a listing in which some lines can be edited.
//
// Every line with a check counts its share, or with credit: all nothing counts
// but everything. Alike relates lines: [9, 10], or with its fields lines, within
// (how far apart, 4 for up to four times; 1 if absent) and why. Where each line
// is right by itself and they are not alike, all but the first are wrong.
//
// Key has the editable lines as they should be; without it a simple value that
// every check accepts is looked for.
type codeSpec struct {
	common
	Language string      `field:"language"`
	Source   string      `field:"source,required"`
	Editable []int       `field:"editable,required"`
	Check    []checkSpec `field:"check,required"`
	Alike    alikeList   `field:"alike"`
	Credit   string      `field:"credit"` // each (every line its share) or all
	Key      []string    `field:"key"`
}

// A checkSpec is a condition on the expression that a line assigns to a target,
// which is called value in it. A value that only the condition of remark accepts
// is right too, and gets the remark's why.
type checkSpec struct {
	Line    int                 `field:"line,required"`
	Target  string              `field:"target,required"`
	Symbols map[string]declSpec `field:"symbols"`
	Accept  string              `field:"accept,required"`
	Why     string              `field:"why"`
	Remark  remarkSpec          `field:"remark"`
}

// A remarkSpec is a second condition, for values that are right with a remark.
type remarkSpec struct {
	Accept string `field:"accept,required"`
	Why    string `field:"why,required"`
}

func (s *codeSpec) check(d *decoder) {
	d.oneOf("language", strings.ToLower(s.Language), "python")
	d.oneOf("credit", s.Credit, "each", "all")
	checkNotEmptyInts(d, "editable", s.Editable)
	if len(s.Check) == 0 {
		d.in("check", func() { d.errorf("it is empty") })
	}
	if len(s.Near) > 0 {
		d.in("near", func() { d.errorf("a listing has no near answers; write why in a check") })
	}
	lines := len(s.lines())
	for i, n := range s.Editable {
		d.in("editable", func() {
			d.in(i, func() {
				switch {
				case n < 1 || n > lines:
					d.errorf("line %d: the source has %d lines", n, lines)
				case slices.Contains(s.Editable[:i], n):
					d.errorf("line %d is here twice", n)
				}
			})
		})
	}
	for i, c := range s.Check {
		d.in("check", func() { d.in(i, func() { s.checkCheck(d, c) }) })
	}
	for i, a := range s.Alike {
		d.in("alike", func() { d.in(i, func() { s.checkAlike(d, a) }) })
	}
	if s.Key != nil && len(s.Key) != len(s.Editable) {
		d.in("key", func() {
			d.errorf("there are %d lines; give one for each of the %d editable ones", len(s.Key), len(s.Editable))
		})
	}
}

func checkNotEmptyInts(d *decoder, name string, list []int) {
	if len(list) == 0 {
		d.in(name, func() { d.errorf("it is empty") })
	}
}

func (s *codeSpec) checkCheck(d *decoder, c checkSpec) {
	if !slices.Contains(s.Editable, c.Line) {
		d.in("line", func() { d.errorf("line %d is not among the editable ones", c.Line) })
	}
	if t, err := pyTokens(c.Target); err != nil || len(t) != 2 || t[0].kind != pyName {
		d.in("target", func() { d.errorf("%q is not a name such as std", c.Target) })
	}
	for _, name := range sortedKeys(c.Symbols) {
		if decl := c.Symbols[name].Decl; len(samplesOf(decl)) == 0 {
			d.in("symbols", func() {
				d.in(name, func() { d.errorf("%s is no number; a listing has real, positive and integer symbols", decl.Kind) })
			})
		}
	}
	if _, clash := c.Symbols["value"]; clash {
		d.in("symbols", func() { d.errorf("value is what the line assigns; call the symbol otherwise") })
	}
	d.in("accept", func() { checkConds(d, c.Accept, c.Symbols) })
	if c.Remark.Accept != "" {
		d.in("remark", func() { d.in("accept", func() { checkConds(d, c.Remark.Accept, c.Symbols) }) })
	}
}

// checkConds reports a condition that cannot be read, or has other names than
// value and the symbols.
func checkConds(d *decoder, src string, symbols map[string]declSpec) {
	conds, err := parseConds(src)
	if err != nil {
		d.errorf("%v", err)
		return
	}
	known := append(sortedKeys(symbols), "value")
	names := condNames(conds)
	if !slices.Contains(names, "value") {
		d.errorf("it says nothing about value, which is what the line assigns")
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			d.errorf("%q is neither value nor a symbol%s", name, expr.DidYouMean(name, known))
		}
	}
}

// lines returns the lines of the source.
func (s *codeSpec) lines() []string {
	return strings.Split(strings.TrimRight(strings.ReplaceAll(s.Source, "\r\n", "\n"), "\n"), "\n")
}

func (s *codeSpec) build(d *decoder) Question {
	q := &code{all: s.Credit == "all", language: s.Language, source: strings.TrimRight(s.Source, "\n"), editable: slices.Clone(s.Editable)}
	slices.Sort(q.editable)
	for _, n := range q.editable {
		q.given = append(q.given, s.lines()[n-1])
	}
	for _, c := range s.Check {
		q.checks = append(q.checks, s.newCheck(q, c))
		onLine := 0
		for _, other := range s.Check {
			if other.Line == c.Line {
				onLine++
			}
		}
		q.names = append(q.names, blankName{fmt.Sprintf("Line %d", c.Line), 1 / float64(onLine)})
	}
	for _, a := range s.Alike {
		q.alike = append(q.alike, s.newAlike(q, a))
	}
	if s.Key != nil {
		for _, n := range q.editable { // the key is in the order of the author's editable
			q.key = append(q.key, s.Key[slices.Index(s.Editable, n)])
		}
		if v := q.Grade(q.key); v.Outcome != Correct {
			d.in("key", func() { d.errorf("the checks do not accept it: %s", strings.ReplaceAll(v.Why, "\n", " ")) })
		}
		return q
	}
	if q.key = q.solve(); q.key == nil {
		d.in("check", func() { d.errorf("no simple value passes; give key: the editable lines as they should be") })
	}
	return q
}

func (s *codeSpec) newCheck(q *code, c checkSpec) codeCheck {
	conds, _ := parseConds(c.Accept) // checked before
	ch := codeCheck{blank: slices.Index(q.editable, c.Line), target: c.Target, accept: conds, why: c.Why}
	if c.Remark.Accept != "" {
		ch.tolerate, _ = parseConds(c.Remark.Accept)
		ch.remark = c.Remark.Why
	}
	ch.symbols = expr.Symbols{}
	for name, decl := range c.Symbols {
		ch.symbols[name] = decl.Decl
	}
	ch.points = pointsOf(ch.symbols)
	return ch
}

// A code asks to mend lines of a listing.
type code struct {
	language, source string
	editable         []int    // line numbers
	given            []string // these lines
	key              []string
	checks           []codeCheck
	alike            []codeAlike
	names            []blankName // of the checks
	all              bool        // no score but for all
}

// A codeCheck judges what a line assigns to a target.
type codeCheck struct {
	blank   int // the line, among the editable ones
	target  string
	symbols expr.Symbols
	points  []point // where it is evaluated
	accept  []cond
	why     string
	// tolerate holds for values that are right with a remark; nil for none.
	tolerate []cond
	remark   string
}

// Input implements [Question].
func (q *code) Input() Input {
	return Code{Language: q.language, Source: q.source, Editable: slices.Clone(q.editable)}
}

// Key implements [Question].
func (q *code) Key() Answer { return slices.Clone(q.key) }

// line returns the text of a blank; one that is empty was not changed.
func (q *code) line(i int, s string) string {
	if s == "" {
		return q.given[i]
	}
	return strings.TrimRight(s, " \t\r\n")
}

func (q *code) changed(i int, s string) bool {
	return strings.TrimSpace(q.line(i, s)) != strings.TrimSpace(q.given[i])
}

// ReadBlank implements [BlankReader].
func (q *code) ReadBlank(i int, s string) Reading {
	if i < 0 || i >= len(q.given) {
		return Reading{}
	}
	var r Reading
	for _, c := range q.checks {
		if c.blank != i {
			continue
		}
		value, err := findValue(q.line(i, s), c.target)
		if err != nil {
			return Reading{Why: err.why, Offset: min(err.at, len(s))}
		}
		e, err := value.expr(c.symbols)
		if err != nil {
			return Reading{Why: err.why, Offset: min(err.at, len(s))}
		}
		if r.Text != "" {
			r.Text, r.TeX = r.Text+"; ", ""
		} else {
			r.TeX = `\mathrm{` + strings.ReplaceAll(c.target, "_", `\_`) + `} = ` + expr.TeX(e)
		}
		r.Text += c.target + " = " + expr.Line(e)
		r.Note = c.example(e)
		if !q.changed(i, s) {
			r.Note = "as given"
		}
	}
	return r
}

// Read implements [Reader].
func (q *code) Read(a Answer) Reading {
	names := make([]blankName, len(q.editable))
	for i, n := range q.editable {
		names[i] = blankName{fmt.Sprintf("Line %d", n), 1}
	}
	return readBlanks(q, names, a)
}

// Grade implements [Question]. Every line that is checked counts alike. A line that does more
// than set its target otherwise, and one that no check looks at, make the
// verdict unsure: nothing is executed here.
func (q *code) Grade(a Answer) Verdict {
	a, trouble := fit(a, len(q.given))
	if trouble != nil {
		return *trouble
	}
	anything := false
	for i, s := range a {
		anything = anything || q.changed(i, s)
	}
	if !anything {
		return Verdict{Outcome: Blank}
	}
	verdicts := make([]Verdict, len(q.checks))
	for i, c := range q.checks {
		verdicts[i] = c.grade(q.line(c.blank, a[c.blank]), q.given[c.blank], q.targets(i))
		verdicts[i].Offset = min(verdicts[i].Offset, len(a[c.blank]))
	}
	for _, r := range q.alike {
		r.judge(q, a, verdicts)
	}
	v := sumUp(q.names, verdicts)
	if q.all && v.Outcome == Partial {
		v.Outcome, v.Score = Wrong, 0
	}
	v.Blanks = make([]Verdict, len(q.given))
	for i := range q.given {
		v.Blanks[i] = q.blank(i, a[i], verdicts)
		if v.Blanks[i].Outcome == Unsure && v.Outcome == Correct {
			v.Outcome, v.Why = Unsure, fmt.Sprintf("Line %d: %s", q.editable[i], v.Blanks[i].Why)
		}
	}
	return v
}

// blank is the verdict on one line: that of its checks.
func (q *code) blank(i int, s string, verdicts []Verdict) Verdict {
	var own []Verdict
	var names []blankName
	for j, c := range q.checks {
		if c.blank == i {
			own, names = append(own, verdicts[j]), append(names, blankName{c.target, 1})
		}
	}
	switch {
	case len(own) == 1:
		return own[0]
	case len(own) > 1:
		return sumUp(names, own)
	case q.changed(i, s):
		return Verdict{Outcome: Unsure, Why: "No rule judges a change here. A person looks at it."}
	}
	return Verdict{Outcome: Blank}
}

// targets are those of the checks on the line of check i, its own first.
func (q *code) targets(i int) []string {
	out := []string{q.checks[i].target}
	for j, c := range q.checks {
		if j != i && c.blank == q.checks[i].blank {
			out = append(out, c.target)
		}
	}
	return out
}

// grade judges a line beside the line as it was given. The targets are those
// that may change in it.
func (c *codeCheck) grade(line, given string, targets []string) Verdict {
	value, err := findValue(line, c.target)
	if err != nil {
		return Verdict{Outcome: Unreadable, Why: err.why, Offset: err.at}
	}
	e, err := value.expr(c.symbols)
	if err != nil {
		return Verdict{Outcome: Unreadable, Why: err.why, Offset: err.at}
	}
	v := c.judge(e)
	v.Read = c.target + " = " + expr.Line(e)
	if before, err := findValue(given, c.target); err != nil || !sameFrame(value, before, targets) {
		v.Outcome, v.Score, v.How = Unsure, 0, ""
		v.Why = fmt.Sprintf("More than the value of %s was changed. A person looks at it.", c.target)
	}
	return v
}

// solve finds lines that pass all checks, by trying simple values.
func (q *code) solve() []string {
	lines := slices.Clone(q.given)
	for _, c := range q.checks {
		value, err := findValue(lines[c.blank], c.target)
		if err != nil || value.from == value.to {
			return nil
		}
		start, end := value.span()
		line := lines[c.blank]
		i := slices.IndexFunc(c.candidates(), func(x string) bool {
			return c.grade(line[:start]+x+line[end:], line, []string{c.target}).Outcome == Correct
		})
		if i < 0 {
			return nil
		}
		lines[c.blank] = line[:start] + c.candidates()[i] + line[end:]
	}
	if q.Grade(lines).Outcome != Correct {
		return nil
	}
	return lines
}

// candidates are values that often mend a line.
func (c *codeCheck) candidates() []string {
	var out []string
	for _, name := range sortedKeys(c.symbols) {
		for _, form := range []string{"%s ** -0.5", "1 / %s", "(2 / %s) ** 0.5", "2 / %s", "%s", "%s ** 0.5", "1 / %s ** 2", "%s ** 2"} {
			out = append(out, fmt.Sprintf(form, name))
		}
	}
	return append(out, "0.02", "1", "0", "0.5", "0.1", "2", "-1", "10")
}
