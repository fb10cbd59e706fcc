package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// Version is that of the form of a [Report]. It grows when a field changes its
// meaning or goes; a new one leaves it.
const Version = 1

// Options are what an attempt itself does not say.
type Options struct {
	Title string         // of the exam; "" for that of the paper
	Zone  *time.Location // of the times of day; nil for UTC
	ASCII bool           // figures are drawn in bytes below 0x80
}

// New makes the report of an attempt from its header, paper and events. It fails
// with [ErrRunning] before the end of an exam, and as [exam.New] does.
func New(h exam.Header, paper *exam.Paper, events []exam.Event, o Options) (Report, error) {
	s, err := exam.New(h, paper, events...)
	if err != nil {
		return Report{}, err
	}
	if h.Mode == exam.Exam && !s.Finished() {
		return Report{}, ErrRunning
	}
	m := maker{s: s, end: s, keys: map[string]*problems.Problem{}, steps: map[exam.Ref]string{}, Options: o}
	made := s.Result(events)
	for _, p := range made.Steps() {
		m.steps[p.Ref] = p.Lacks
	}
	for _, e := range events {
		if e.Kind == exam.Revise {
			m.keys[e.Part.Problem] = paper.Revised[e.Text]
		}
	}
	n := End(events)
	if n > 0 { // looking back takes no time of the exam
		if m.end, err = exam.New(h, paper, events[:n]...); err != nil {
			return Report{}, err
		}
	}
	r := m.report()
	if n > 0 {
		last := events[n-1]
		end := last.At.Wall.In(m.zone()).Truncate(time.Second)
		r.Ended, r.TimeUp = &end, last.N == 1 && last.Kind == exam.Finish
	}
	return r, nil
}

// End returns how many events there are up to the end of the attempt, with that
// one; 0 if it has none. After more time was granted the last end is meant.
func End(events []exam.Event) int {
	for i, e := range slices.Backward(events) {
		if e.Kind == exam.Finish || e.Kind == exam.Abandon {
			return i + 1
		}
	}
	return 0
}

// A maker makes one report.
type maker struct {
	s    *exam.Sitting
	end  *exam.Sitting                // as it stood when the time was over
	keys map[string]*problems.Problem // with corrected keys, by id

	steps map[exam.Ref]string // what little is missing
	Options
}

func (m *maker) zone() *time.Location {
	if m.Zone == nil {
		return time.UTC
	}
	return m.Zone
}

func (m *maker) report() Report {
	h := m.s.Header()
	r := Report{
		Version: Version, Attempt: clean(h.ID), Student: clean(h.Student), Exam: clean(h.Exam),
		Title: clean(cmp.Or(m.Title, m.s.Paper().Title, h.Exam)), Mode: string(h.Mode), Seed: h.Seed,
		Started: h.Start.Wall.In(m.zone()).Truncate(time.Second), Abandoned: m.s.Abandoned(),
		Events: m.s.Len(), Receipt: m.end.Head().Receipt(), Problems: []Problem{},
	}
	for i, p := range m.s.Paper().Problems {
		q := m.problem(p)
		if h.Mode == exam.Exam {
			q.Number = i + 1
		}
		for j := range q.Parts {
			q.Parts[j].Name = name(q.Number, q.Parts[j].Label)
		}
		r.Problems = append(r.Problems, q)
		r.Points = r.Points.add(q.Points)
		r.Used += q.Time
	}
	if h.Mode == exam.Exam {
		used, _ := m.end.Elapsed(h.Start) // up to its last event
		allowed, _ := m.s.Allowed()
		r.Used, r.Allowed = Span(used), Span(allowed)
		if allowed > 0 { // nothing after the deadline counts
			r.Used = min(r.Used, r.Allowed)
		}
	}
	r.Topics = topics(r.Problems)
	return r
}

// name is how a part is called: "6(a)", "6", "(a)", or "" for the only part in
// practice.
func name(number int, label string) string {
	var b strings.Builder
	if number > 0 {
		fmt.Fprint(&b, number)
	}
	if label != "" {
		fmt.Fprintf(&b, "(%s)", label)
	}
	return b.String()
}

func (m *maker) problem(p *problems.Problem) Problem {
	q := Problem{ID: clean(p.ID), Title: clean(p.Title), Topics: []string{}, Seed: p.Seed, Intro: m.markdown(p, p.Intro)}
	for _, t := range p.Topics {
		q.Topics = append(q.Topics, clean(t))
	}
	open := true
	for i := range p.Parts {
		part := m.part(p, &p.Parts[i])
		q.Points, q.Time = q.Points.add(part.Points), q.Time+part.Time
		q.Parts = append(q.Parts, part)
		open = open && part.Closed == ""
	}
	if open {
		q.Solution = m.markdown(p, p.Solution)
	}
	return q
}

func (m *maker) part(p *problems.Problem, q *problems.Part) Part {
	ref := exam.Ref{Problem: p.ID, Part: q.Label}
	q = m.revised(p, q)
	sc := m.s.Score(ref)
	out := Part{
		Label: clean(q.Label), Kind: clean(q.Kind), Prompt: strings.TrimSpace(m.markdown(p, q.Prompt) + "\n\n" + asked(q.Question.Input())),
		Points: Points{tidy(sc.Got), tidy(sc.Awaiting), tidy(sc.Possible)},
		Last:   []Entry{}, Key: []Entry{}, Rubric: []Item{},
		Tries: len(m.s.Tries(ref)), Hints: m.s.Hints(ref), Time: Span(m.end.Spent(ref)),
	}
	g := m.graded(ref)
	out.Outcome, out.Share, out.Why = g.outcome, tidy(g.Verdict.Score), clean(g.Verdict.Why)
	out.Step = m.steps[ref]
	if g.Verdict.Outcome == grader.SelfMark && g.Verdict.How == "" {
		out.Why = "" // the outcome says it
	}
	out.Answer = entries(q.Question, g.Answer, &g.Verdict)
	if out.Earlier = g.Earlier; g.Earlier {
		out.Last = entries(q.Question, m.s.Draft(ref), nil)
	}
	if out.Closed = m.closed(q, g); out.Closed != "" {
		return out
	}
	out.Solution = m.markdown(p, q.Solution)
	if r, ok := q.Question.(grader.Rubricked); ok {
		out.Rubric = m.rubric(p, r, ref)
	} else {
		out.Key = entries(q.Question, q.Question.Key(), nil)
	}
	return out
}

// revised is part q of p with the key that was corrected last, if it was.
func (m *maker) revised(p *problems.Problem, q *problems.Part) *problems.Part {
	if revised := m.keys[p.ID]; revised != nil {
		if r, ok := revised.Part(q.Label); ok {
			return r
		}
	}
	return q
}

// A judged is the answer that decides a part, with what became of it.
type judged struct {
	exam.Graded
	outcome string
}

// graded finds the answer that decides a part: the one an exam ended with, in
// practice the first try. Without one it is what stands in the blanks.
func (m *maker) graded(ref exam.Ref) judged {
	if m.s.Header().Mode == exam.Exam {
		g, ok := m.s.Graded(ref)
		if !ok { // untouched, or broken off
			g.Answer = m.s.Draft(ref)
		}
		if !ok && !g.Answer.Blank() {
			return judged{g, Unchecked}
		}
		return judged{g, g.Verdict.Outcome.String()}
	}
	if m.s.Status(ref) == exam.GivenUp {
		return judged{exam.Graded{Answer: m.s.Draft(ref)}, GivenUp}
	}
	checks := m.s.Checks(ref)
	if tries := m.s.Tries(ref); len(tries) > 0 {
		checks = tries[:1]
	}
	if len(checks) > 0 {
		last := checks[len(checks)-1]
		return judged{exam.Graded{Answer: last.Answer, Verdict: last.Verdict}, last.Verdict.Outcome.String()}
	}
	if draft := m.s.Draft(ref); !draft.Blank() {
		return judged{exam.Graded{Answer: draft}, Unchecked}
	}
	return judged{outcome: grader.Blank.String()}
}

// closed says why key and solution of a part are not to be had, or "".
func (m *maker) closed(q *problems.Part, g judged) string {
	_, essay := q.Question.(grader.Rubricked)
	switch {
	case essay && g.outcome == grader.SelfMark.String():
		return "The solution is here once this is marked by its rubric."
	case m.s.Header().Mode == exam.Exam:
		return ""
	}
	switch g.outcome {
	case Unchecked, grader.Blank.String(), grader.Unreadable.String():
		return "The solution is here once the part is tried or given up."
	}
	return ""
}

// rubric is that of an essay with the points given.
func (m *maker) rubric(p *problems.Problem, q grader.Rubricked, ref exam.Ref) []Item {
	marks := m.s.Marks(ref)
	var items []Item
	for _, it := range q.Rubric() {
		items = append(items, Item{Text: m.markdown(p, it.Text), Got: tidy(marks[it.ID]), Possible: tidy(it.Points)})
	}
	return items
}

// topics sums the points by topic, best known first.
func topics(ps []Problem) []Topic {
	all := []Topic{}
	for _, p := range ps {
		for _, name := range p.Topics {
			i := slices.IndexFunc(all, func(t Topic) bool { return t.Name == name })
			if i < 0 {
				i, all = len(all), append(all, Topic{Name: name})
			}
			all[i].Points = all[i].Points.add(p.Points)
		}
	}
	share := func(p Points) float64 { return p.Got / max(p.Possible, 1e-9) }
	slices.SortFunc(all, func(a, b Topic) int {
		return cmp.Or(cmp.Compare(share(b.Points), share(a.Points)), strings.Compare(a.Name, b.Name))
	})
	return all
}
