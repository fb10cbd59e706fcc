package problems

import (
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gradcheck/grader"
	"gradcheck/grader/expr"
)

// The files in testdata/answers hold answers to every part of the exam: one
// file for each problem, named after it. In a file,
//
//	# part b seed 0
//		answer -> outcome  score  part of the feedback
//
// judges answers to one part of one variant. A problem whose only part has no
// label has "# part seed 0". Other lines that begin with # are comments.
//
// An answer stands as it is typed, or in double quotes with the escapes of Go.
// Where a question has several blanks, " | " divides them. {=expression} is
// computed from what the variant drew. Two spaces or more divide outcome, score
// and feedback. A score may be a fraction, 2/3; the feedback, which may be left
// out, has " / " for a line break, and " ... " for words that are left out.
//
//	# part c seed 0 with a=30; b=10
//
// answers other parts too, for what looks across parts. Of an essay,
// "marks: id 3, id 1" is what a person gave, in points; no mark is 0.
//
// pending.txt has answers to any problem (# remat part c seed 0) that a fair
// instructor judges as written there and the grader does not yet.

// An answerCase is one line.
type answerCase struct {
	where     string // file:line
	id, label string
	seed      uint64
	others    map[string]string // answers to other parts, by label
	answer    string
	outcome   string
	score     string
	why       []string // in this order, in the feedback
	filled    grader.Answer
	verdict   grader.Verdict
	err       error // how the verdict differs from what is wanted
}

// TestAnswers judges all answers, and then looks for what they leave out.
func TestAnswers(t *testing.T) {
	lib := examLibrary(t)
	var cases []*answerCase
	t.Run("files", func(t *testing.T) {
		for _, file := range answerFiles(t) {
			own := readAnswers(t, file)
			cases = append(cases, own...)
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
				t.Parallel()
				judgeAll(t, lib, own)
			})
		}
	})
	t.Run("cover", func(t *testing.T) { coverExam(t, lib, cases) })
}

// judgeAll judges the answers of one file. Those of pending.txt fail no test: it
// is skipped, with their number.
func judgeAll(t *testing.T, lib *Library, cases []*answerCase) {
	all := variants{lib: lib}
	pending, open := false, 0
	for _, c := range cases {
		c.err = c.judge(&all)
		switch pending = strings.HasPrefix(c.where, "pending.txt:"); {
		case c.err != nil && pending:
			open++
			t.Logf("%s: %v", c.where, c.err)
		case c.err != nil:
			t.Errorf("%s: %v", c.where, c.err)
		case pending:
			t.Logf("%s: settled, %q belongs into %s.txt", c.where, c.answer, c.id)
		}
	}
	if pending {
		t.Skipf("%d of %d pending answers are still judged otherwise", open, len(cases))
	}
}

// coverExam checks that nothing of the exam is left out: every part has its right
// notations and an answer that cannot be read, and every near answer and every
// wrong option has an answer that meets it.
func coverExam(t *testing.T, lib *Library, cases []*answerCase) {
	if len(cases) == 0 {
		t.Skip("no file was judged")
	}
	all := variants{lib: lib}
	m := met{right: map[string]int{}, bad: map[string]int{}, near: map[string]bool{}}
	for _, c := range cases {
		p, err := all.problem(c.id, c.seed)
		if err != nil {
			t.Fatal(err)
		}
		m.add(c, p)
	}
	e, ok := lib.Exam("eecs182-sp23")
	if !ok {
		t.Fatal("no exam eecs182-sp23")
	}
	for _, s := range e.Sections {
		for _, id := range s.Problems {
			p, err := all.problem(id, 0)
			if err != nil {
				t.Fatal(err)
			}
			for i := range p.Parts {
				m.cover(t, id+" "+p.Parts[i].Label, &p.Parts[i])
			}
		}
	}
}

// A met counts what the answers to a part, "remat a", have met.
type met struct {
	right map[string]int  // in the printed exam, also "remat a LaTeX"
	bad   map[string]int  // what cannot be read there
	near  map[string]bool // "remat a near 1", "distributed  hub_numbers near 1", "vib c option d"
}

// add notes what an answer that was judged meets.
func (m *met) add(c *answerCase, p *Problem) {
	name, v := c.id+" "+c.label, c.verdict
	if part, ok := p.Part(c.label); ok && len(v.Blanks) > 0 && part.Kind == "table" {
		for i, cell := range askedCells(part) {
			m.near[fmt.Sprintf("%s %s near %d", name, cell, v.Blanks[i].Near)] = true
		}
	}
	if c.seed != 0 {
		return
	}
	m.near[fmt.Sprintf("%s near %d", name, v.Near)] = true
	if v.Outcome == grader.Wrong && len(c.filled) == 1 {
		m.near[name+" option "+strings.ToLower(c.filled[0])] = true
	}
	if c.err == nil && v.Outcome == grader.Correct {
		m.right[name]++
		m.right[name+" "+scriptOf(c.filled)]++
	}
	if c.err == nil && v.Outcome == grader.Unreadable {
		m.bad[name]++
	}
}

// scriptOf names the language that an answer is written in.
func scriptOf(a grader.Answer) string {
	s := strings.Join(a, " ")
	switch {
	case strings.Contains(s, "\\"):
		return "LaTeX"
	case strings.ContainsFunc(s, func(r rune) bool { return r > 0x7f }):
		return "Unicode"
	}
	return "ASCII"
}

// cover reports what no answer to a part meets.
func (m *met) cover(t *testing.T, name string, p *Part) {
	want := 3
	switch p.Kind {
	case "number", "formula", "joint":
		want = 8
		for _, script := range []string{"ASCII", "Unicode", "LaTeX"} {
			if m.right[name+" "+script] < 2 {
				t.Errorf("%s: %d right answers in %s, want 2", name, m.right[name+" "+script], script)
			}
		}
	case "essay":
		want = 0
	}
	if m.right[name] < want {
		t.Errorf("%s: %d right answers, want %d", name, m.right[name], want)
	}
	if m.bad[name] == 0 && p.Kind != "essay" && p.Spec["accept"] != "any" {
		t.Errorf("%s: no answer that cannot be read", name)
	}
	m.coverNear(t, name, p.Spec["near"])
	cells, _ := p.Spec["cells"].(map[string]any)
	for cell, spec := range cells {
		if q, ok := spec.(map[string]any); ok {
			m.coverNear(t, name+" "+cell, q["near"])
		}
	}
	if p.Kind == "choice" {
		for _, o := range p.Question.Input().(grader.Pick).Options {
			if o.ID != p.Spec["key"] && !m.near[name+" option "+strings.ToLower(o.ID)] {
				t.Errorf("%s: no answer picks %s", name, o.ID)
			}
		}
	}
}

// coverNear reports near answers that nothing meets. Of two that are the same in
// the printed exam the first is met.
func (m *met) coverNear(t *testing.T, name string, near any) {
	list, _ := near.([]any)
	keys := map[string]bool{}
	for i := range list {
		key := fmt.Sprint(list[i].(map[string]any)["key"])
		if !keys[key] && !m.near[fmt.Sprintf("%s near %d", name, i+1)] {
			t.Errorf("%s: no answer meets near answer %d: %v", name, i+1, list[i])
		}
		keys[key] = true
	}
}

var blankName = regexp.MustCompile(`\[\[(\w+)\]\]`)

// askedCells returns the names of the blanks of a table, in their order.
func askedCells(p *Part) []string {
	var names []string
	rows, _ := p.Spec["rows"].([]any)
	cells := p.Spec["cells"].(map[string]any)
	for _, m := range blankName.FindAllStringSubmatch(fmt.Sprint(rows), -1) {
		if spec, ok := cells[m[1]].(map[string]any); !ok || spec["given"] == nil {
			names = append(names, m[1])
		}
	}
	return names
}

func examLibrary(t testing.TB) *Library {
	t.Helper()
	lib, err := Load(Source{os.DirFS("../content"), "content"})
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return lib
}

// variants makes each problem of a library once for each seed.
type variants struct {
	lib  *Library
	made map[string]*Problem
}

func (v *variants) problem(id string, seed uint64) (*Problem, error) {
	name := fmt.Sprint(id, " ", seed)
	if p := v.made[name]; p != nil {
		return p, nil
	}
	tm, ok := v.lib.Template(id)
	if !ok {
		return nil, fmt.Errorf("no problem %q", id)
	}
	p, err := tm.Instance(seed)
	if err != nil {
		return nil, fmt.Errorf("%s.Instance(%d): %v", id, seed, err)
	}
	if v.made == nil {
		v.made = map[string]*Problem{}
	}
	v.made[name] = p
	return p, nil
}

func answerFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/answers/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("testdata/answers/*.txt: %v, %d files", err, len(files))
	}
	return files
}

var answerHead = regexp.MustCompile(`^# (?:([\w-]+) )?part(?: (\w+))? seed (\d+)(?: with (.*))?$`)

// readAnswers reads a file of answers.
func readAnswers(t testing.TB, file string) []*answerCase {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var head *answerCase
	var cases []*answerCase
	for i, line := range strings.Split(string(data), "\n") {
		where := fmt.Sprintf("%s:%d", filepath.Base(file), i+1)
		m := answerHead.FindStringSubmatch(line)
		switch {
		case m != nil:
			head = &answerCase{id: m[1], label: m[2], others: map[string]string{}}
			if head.id == "" {
				head.id = strings.TrimSuffix(filepath.Base(file), ".txt")
			}
			head.seed, _ = strconv.ParseUint(m[3], 10, 64)
			for _, other := range strings.Split(m[4], "; ") {
				if label, answer, ok := strings.Cut(other, "="); ok {
					head.others[label] = answer
				}
			}
		case strings.HasPrefix(line, "\t") && head != nil:
			c := *head
			if c.where = where; !c.read(line[1:]) {
				t.Fatalf("%s: want answer -> outcome  score  feedback, have %q", where, line)
			}
			cases = append(cases, &c)
		case line != "" && line[0] != '#', strings.HasPrefix(line, "# part "):
			t.Fatalf("%s: %q is no comment, no part and no answer", where, line)
		}
	}
	return cases
}

var answerGap = regexp.MustCompile(`  +`)

func (c *answerCase) read(line string) bool {
	i := strings.LastIndex(line, " -> ")
	if i < 0 {
		return false
	}
	c.answer = line[:i]
	fields := answerGap.Split(strings.TrimSpace(line[i+4:]), 3)
	if len(fields) < 2 {
		return false
	}
	c.outcome, c.score = fields[0], fields[1]
	if len(fields) == 3 {
		c.why = strings.Split(fields[2], " ... ")
	}
	return true
}

// judge grades the answer; the error says how the verdict differs.
func (c *answerCase) judge(all *variants) error {
	p, err := all.problem(c.id, c.seed)
	if err != nil {
		return err
	}
	part, ok := p.Part(c.label)
	if !ok {
		return fmt.Errorf("%s has no part %q", c.id, c.label)
	}
	if c.filled, err = c.fill(p, c.label, c.answer); err != nil {
		return err
	}
	if marks, ok := strings.CutPrefix(c.answer, "marks: "); ok {
		c.verdict = part.Question.(grader.Rubricked).Mark(marksOf(part, marks))
	} else {
		answers := map[string]grader.Answer{c.label: c.filled}
		for label, src := range c.others {
			if answers[label], err = c.fill(p, label, src); err != nil {
				return err
			}
		}
		c.verdict = p.Grade(answers)[c.label]
	}
	return c.compare(p)
}

// marksOf reads what a person gave: "expand 2, linear 1".
func marksOf(p *Part, src string) grader.Marks {
	marks := grader.Marks{}
	for _, item := range p.Question.(grader.Rubricked).Rubric() {
		marks[item.ID] = 0
	}
	for _, s := range strings.Split(src, ",") {
		if f := strings.Fields(s); len(f) == 2 {
			marks[f[0]], _ = strconv.ParseFloat(f[1], 64)
		}
	}
	return marks
}

// compare returns how the verdict differs from what is wanted.
func (c *answerCase) compare(p *Problem) error {
	v := c.verdict
	why := strings.ReplaceAll(v.Why, "\n", " / ")
	got := fmt.Sprintf("Grade(%q) of %s(%s) = %v  %v  %s", c.filled, c.id, c.label, v.Outcome, v.Score, why)
	want, ok := new(big.Rat).SetString(c.score)
	if !ok {
		return fmt.Errorf("%q is no score", c.score)
	}
	score, _ := want.Float64()
	if v.Outcome.String() != c.outcome || v.Score-score > 1e-9 || score-v.Score > 1e-9 {
		return fmt.Errorf("%s, want %s  %s", got, c.outcome, c.score)
	}
	if v.Why == "" && v.Outcome != grader.Correct && v.Outcome != grader.Blank {
		return fmt.Errorf("%s, want a word of why", got)
	}
	rest, err := why, error(nil)
	for _, s := range c.why {
		if s, err = filled(p, s); err != nil {
			return err
		}
		i := strings.Index(rest, s)
		if i < 0 {
			return fmt.Errorf("%s, want %q in it", got, s)
		}
		rest = rest[i+len(s):]
	}
	return nil
}

var answerHole = regexp.MustCompile(`\{=[^{}]*\}`)

// fill divides an answer into blanks, unquotes them and computes their holes.
func (c *answerCase) fill(p *Problem, label, src string) (grader.Answer, error) {
	blanks := []string{src}
	if part, ok := p.Part(label); ok && severalBlanks(part) {
		blanks = strings.Split(" "+src+" ", " | ")
	}
	answer := make(grader.Answer, len(blanks))
	for i, s := range blanks {
		s, err := unquoted(strings.TrimSpace(s))
		if err != nil {
			return nil, fmt.Errorf("blank %d of %q: %v", i+1, src, err)
		}
		if answer[i], err = filled(p, s); err != nil {
			return nil, err
		}
	}
	return answer, nil
}

// filled computes the holes of a text from what was drawn.
func filled(p *Problem, src string) (string, error) {
	var err error
	s := answerHole.ReplaceAllStringFunc(src, func(hole string) string {
		v, ok := compute(hole[2:len(hole)-1], func(name string) (expr.Value, bool) {
			v, err := expr.ParseValue(p.Vars[name])
			return v, err == nil
		})
		if !ok {
			err = fmt.Errorf("%s has no value", hole)
		}
		return v.Exact()
	})
	return s, err
}

func unquoted(s string) (string, error) {
	if strings.HasPrefix(s, `"`) {
		return strconv.Unquote(s)
	}
	return s, nil
}

func severalBlanks(p *Part) bool {
	return slices.Contains([]string{"table", "match", "code"}, p.Kind)
}
