package problems

import (
	"slices"
	"strings"
	"time"
)

// An Exam is a list of problems with a time limit, or a blueprint, which says
// how to draw problems.
type Exam struct {
	ID       string
	Title    string
	Time     time.Duration // 0: no limit
	Source   string        // where it comes from
	Sections []Section
	Rules    string // Markdown
	Hints    bool   // hints may be taken
	Try      string // id of the problem that a newcomer is offered; "" if none is named
	File     string // as printed in mistakes

	line  int
	lines []int // of the problems in all sections
}

// A Section is a run of problems: listed, or drawn in a blueprint.
type Section struct {
	Title    string
	Problems []string // ids
	Minutes  int      // to plan with; 0 if not said
	Draw     []Draw
}

// A Draw asks for a number of problems on one of the topics, worth about the
// given points together.
type Draw struct {
	Topics   []string // any of these; none means every topic
	Points   float64  // 0: any
	Problems int

	line int
}

// Blueprint reports whether problems are drawn.
func (e *Exam) Blueprint() bool {
	return slices.ContainsFunc(e.Sections, func(s Section) bool { return len(s.Draw) > 0 })
}

// Size returns how many problems a section has on a paper.
func (s Section) Size() int {
	n := len(s.Problems)
	for _, d := range s.Draw {
		n += d.Problems
	}
	return n
}

// Number returns the place of a problem, counted from 1 through all sections; 0
// if the exam does not have it.
func (e *Exam) Number(id string) int { return 1 + slices.Index(e.IDs(), id) }

// IDs returns the ids of the problems of all sections, in order.
func (e *Exam) IDs() []string {
	var ids []string
	for _, s := range e.Sections {
		ids = append(ids, s.Problems...)
	}
	return ids
}

var (
	examFields    = []string{"id", "title", "time", "source", "sections", "draw", "hints", "try"}
	sectionFields = []string{"title", "problems", "minutes", "draw"}
	drawFields    = []string{"topics", "points", "problems"}
)

// parseExam reads an exam.md.
func parseExam(name, folder string, src []byte) (*Exam, Mistakes) {
	r := &reader{file: name}
	e := &Exam{ID: folder, File: name, line: 1}
	s, ok := r.split(src)
	if !ok {
		return e, r.mistakes
	}
	e.Rules = strings.TrimSpace(s.body)
	n := r.yaml(s.front, 2)
	if n == nil {
		return e, r.mistakes
	}
	o := r.object(n, "the front matter of an exam", examFields)
	if o.need("id", folder) {
		e.ID, e.line = r.id(o), o.lineOf("id")
	}
	if o.need("title", "Final, spring 2023") {
		e.Title = o.str("title")
	}
	e.Source, e.Hints = o.str("source"), o.yes("hints")
	e.Time = r.duration(o)
	e.sections(r, o)
	if e.Try = o.str("try"); e.Try != "" && !e.Blueprint() && e.Number(e.Try) == 0 {
		r.errorf(o.lineOf("try"), "try names %q, which is not in the exam%s", e.Try, suggest(e.Try, e.IDs()))
	}
	return e, r.mistakes.sorted()
}

func (e *Exam) sections(r *reader, o *object) {
	if o.has("sections") == o.has("draw") {
		r.errorf(o.line, "an exam has sections: [{title, problems: [ids]}], or draw: [{topics, problems}] in a blueprint")
		return
	}
	if o.has("draw") {
		e.Sections = []Section{{Draw: r.draws(o)}}
	}
	seen := map[string]int{}
	for _, n := range o.list("sections") {
		s := r.object(n, "this section", sectionFields)
		if !s.ok {
			continue
		}
		if s.has("problems") == s.has("draw") {
			r.errorf(s.line, "a section has problems: [ids], or draw: [{topics, problems}] in a blueprint")
			continue
		}
		for _, p := range s.list("problems") {
			if first, twice := seen[p.Value]; twice {
				r.errorf(p.Line, "problem %q is here twice; the first is on line %d", p.Value, first)
			}
			seen[p.Value] = p.Line
			e.lines = append(e.lines, p.Line)
		}
		e.Sections = append(e.Sections, Section{s.str("title"), s.words("problems"), s.count("minutes"), r.draws(s)})
	}
}

func (r *reader) draws(o *object) []Draw {
	var draws []Draw
	for _, n := range o.list("draw") {
		d := r.object(n, "this draw", drawFields)
		if !d.ok {
			continue
		}
		draw := Draw{Topics: d.words("topics"), Points: d.num("points"), Problems: 1, line: d.line}
		if d.has("problems") {
			draw.Problems = d.count("problems")
		}
		draws = append(draws, draw)
	}
	return draws
}

// duration reads the time limit: 3h, 2h30m, 50m.
func (r *reader) duration(o *object) time.Duration {
	s := o.str("time")
	if s == "" {
		return 0
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 {
		r.errorf(o.lineOf("time"), "time %q is no time; write 3h, 2h30m or 50m", s)
		return 0
	}
	return d
}
