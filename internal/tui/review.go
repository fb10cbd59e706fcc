package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	xansi "github.com/charmbracelet/x/ansi"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// A review shows a part after the exam: the question, what was graded, why, and
// a right answer.
type review struct {
	*part
	of     *results
	drafts []exam.Draft // that stood, oldest first
	rows   int
	all    int
}

// newReview returns the review of part n of entry i.
func newReview(of *results, i, n int) *review {
	p := newPart(of.d, i, of.d.entries[i].of.Parts[n].Label)
	r := &review{part: p, of: of, drafts: p.sitting().Drafts(p.ref(), of.log)}
	r.field = newField(p.question().Input(), p.sitting().Draft(p.ref()))
	return r
}

// made is what became of the part.
func (r *review) made() exam.PartResult {
	parts := r.of.result().Parts
	return parts[slices.IndexFunc(parts, func(p exam.PartResult) bool { return p.Ref == r.ref() })]
}

func (r *review) Init() tea.Cmd  { return nil }
func (r *review) leave() tea.Cmd { return nil }

// Update goes to other parts, and to what explains this one.
func (r *review) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		k := "j"
		if msg.Button == tea.MouseWheelUp {
			k = "k"
		}
		r.pane.scroll(k, r.rows, r.all)
	case tea.KeyPressMsg:
		r.note = ""
		return r.key(msg.String())
	}
	return r, nil
}

func (r *review) key(k string) (Screen, tea.Cmd) {
	switch k {
	case "enter":
		if !r.marked() {
			return r, push(newRubric(r.part, r.rubric()))
		}
		return r.step(1), nil
	case "]", "ctrl+n":
		return r.step(1), nil
	case "[", "ctrl+p":
		return r.step(-1), nil
	case "e":
		if len(r.part.part().Explain) == 0 {
			r.note = "No simulation belongs to this part."
			return r, nil
		}
		cmd := r.apply(exam.Event{Kind: exam.Explain, Part: r.ref()})
		return r, tea.Batch(cmd, push(newPlayer(r.d.env, r.title()+" › explain", r.played()...)))
	case "s":
		cmd := r.apply(exam.Event{Kind: exam.Solution, Part: r.ref()})
		return r, tea.Batch(cmd, push(&reader{
			left: r.title() + r.where() + " › solution",
			text: func(t Theme, width int) []string { return r.d.pages.solution(r.problem(), r.n, t, width) },
			sought: func(t Theme, width int) []line {
				return r.d.pages.lines(r.problem(), solutionOf(r.problem(), r.n), t, width)
			},
		}))
	case "a":
		return r, r.askPerson()
	case "v":
		if len(r.drafts) > 0 {
			return r, push(newVersions(r))
		}
		r.note = "No answer stood here."
	case "m":
		if g, ok := r.graded(); ok && r.rubric() != nil && g.Verdict.Outcome != grader.Blank {
			return r, push(newRubric(r.part, r.rubric()))
		}
		r.note = "m marks an essay by its rubric, where one was written."
	case "q", "esc", "l":
		return r, pop
	case "?", "f1":
		return r, push(newHelp("Review", r.Keys()))
	default:
		if !r.pane.scroll(k, r.rows, r.all) {
			r.note = k + " does nothing here; ? lists the keys."
		}
	}
	return r, nil
}

// step goes to the next part, over the ends of the problem.
func (r *review) step(by int) *review {
	i, n := r.i, r.n+by
	switch {
	case n >= 0 && n < len(r.d.entries[i].of.Parts):
	case i+by < 0 || i+by >= len(r.d.entries):
		r.note = map[int]string{1: "This is the last part.", -1: "This is the first part."}[by]
		return r
	default:
		i += by
		n = 0
		if by < 0 {
			n = len(r.d.entries[i].of.Parts) - 1
		}
	}
	return newReview(r.of, i, n)
}

func (r *review) graded() (exam.Graded, bool) { return r.sitting().Graded(r.ref()) }

// played are the runs that explain the part after what was graded.
func (r *review) played() []problems.Run {
	g, ok := r.graded()
	return r.part.part().Explanations(g.Answer, g.Verdict, ok)
}

// View draws the question, the answer with its verdict, and a right answer.
func (r *review) View(t Theme, width, height int) Frame {
	w := width - 2*margin
	question, prompt := r.d.pages.question(r.problem(), r.n, t, w)
	lines := append(shift(question, margin), "")
	lines = append(lines, r.judged(t, width)...)
	r.rows, r.all = bodyHeight(height)-1, len(lines)
	if !r.scrolled && r.pane.top == 0 && r.all > r.rows {
		r.pane.top, r.scrolled = min(prompt, r.all-r.rows), true
	}
	body := append([]string{""}, r.pane.visible(lines, r.rows)...)
	tail := ""
	if r.all > r.rows {
		top := min(r.pane.top, r.all-r.rows)
		tail = fmt.Sprintf("%d-%d of %d", top+1, top+r.rows, r.all)
	}
	strip := r.earnings()
	if tail != "" {
		strip += " · " + r.visits()
	}
	text := func() []line {
		all := append(r.d.pages.questionLines(r.problem(), r.n, t, w), linesOf(lines[len(question):])...)
		placed(all, 0, 0, 1, r.pane.first(r.rows, r.all), r.rows)
		for i := range question {
			all[i].x = margin
		}
		return all
	}
	g := r.Keys()[0]
	return chrome{text: text, left: r.title(), where: r.where(), right: t.paint(muted, cut(r.d.session.title, max(width/3, width-xansi.StringWidth(r.title()+r.where())-5))),
		strip: strip, tail: cmp.Or(tail, r.visits()),
		body: body, message: r.d.message(r.note), chip: g.State, keys: forFooter(g.Keys)}.draw(t, width, height)
}

// earnings is what the part brought.
func (r *review) earnings() string {
	sc := r.made().Score
	if sc.Awaiting > 0 {
		return points(sc.Awaiting) + " points await marks"
	}
	return points(sc.Got) + " of " + points(sc.Possible) + " points"
}

// visits says how often the part was opened and how long it was on the screen.
func (r *review) visits() string {
	p := r.made()
	switch {
	case p.Spent == 0 && p.Opened == 0:
		return "never opened"
	case p.Opened == 0: // the log could not be read
		return span(p.Spent) + " on the screen"
	case p.Opened == 1:
		return "opened once · " + span(p.Spent)
	}
	return fmt.Sprintf("opened %d times · %s", p.Opened, span(p.Spent))
}

// show scrolls to a row of the text.
func (r *review) showLine(i int) {
	r.scrolled = true
	r.pane.reveal(i, r.rows, r.all)
}

// judged is what was graded, the verdict and a right answer.
func (r *review) judged(t Theme, width int) []string {
	w := min(width-2*margin, textWidth) - 2
	g, ok := r.graded()
	label := "your answer"
	if g.Earlier {
		label = "graded: the last that could be read"
	}
	rows := []string{labelled(t, label, r.takenAt(), width), ""}
	switch {
	case !ok || g.Verdict.Outcome == grader.Blank:
		rows = append(rows, "    "+t.paint(muted, "nothing was entered"))
	default:
		for _, blank := range g.Answer {
			rows = append(rows, shift(r.written(t, blank, w), margin+2)...)
		}
		if g.Earlier {
			rows = append(rows, shift(wrap("At the end there stood: "+strings.Join(r.sitting().Draft(r.ref()), "; "), w), margin+2)...)
		}
		rows = append(rows, "")
		if g.Verdict.Outcome == grader.Unreadable {
			rows = append(rows, r.unread(t, g.Verdict, width)...)
		} else {
			rows = append(rows, r.verdict(t, exam.Try{Answer: g.Answer, Verdict: g.Verdict}, width)...)
		}
		if s := r.made().Lacks; s != "" {
			rows = append(rows, shift(wrap("One step away: "+s+".", w), margin+2)...)
		}
	}
	rows = append(rows, "")
	if !r.marked() {
		return append(rows, shift(wrap("The solution is here after that.", w), margin)...)
	}
	rows = append(rows, labelled(t, "one right answer", "", width), "")
	if key := r.keyRows(t, w); len(key) > 0 {
		rows = append(append(rows, key...), "")
	}
	solution := r.d.pages.solution(r.problem(), r.n, t, width-2*margin)
	return append(rows, shift(solution, margin)...)
}

// written is what was entered, with its own empty lines.
func (r *review) written(t Theme, text string, width int) []string {
	var rows []string
	for l := range strings.SplitSeq(text, "\n") {
		if l = r.prose(t, l); strings.TrimSpace(l) == "" {
			rows = append(rows, "")
			continue
		}
		rows = append(rows, wrap(l, width)...)
	}
	return rows
}

// unread says that an answer could not be read to the end, and why.
func (r *review) unread(t Theme, v grader.Verdict, width int) []string {
	rows := []string{spread("  "+t.paint(warn, "?")+" "+t.paint(title, "Could not be read"), r.earnings()+"  ", width)}
	for l := range strings.Lines(v.Why) {
		rows = append(rows, shift(wrap(r.prose(t, strings.TrimSpace(l)), width-2*margin-2), margin+2)...)
	}
	return rows
}

// takenAt is the time of day since when the answer that was graded stood.
func (r *review) takenAt() string {
	if i := r.gradedDraft(); i >= 0 {
		return "stood since " + r.drafts[i].At.Wall.In(r.d.zone).Format(time.TimeOnly)
	}
	return ""
}

// gradedDraft is the draft that was graded, -1 if it is not known.
func (r *review) gradedDraft() int {
	g, ok := r.graded()
	if !ok {
		return -1
	}
	for i, d := range slices.Backward(r.drafts) {
		if slices.Equal(d.Answer, g.Answer) {
			return i
		}
	}
	return -1
}

// marked reports whether nothing is left to be marked blind.
func (r *review) marked() bool {
	q := r.rubric()
	g, ok := r.graded()
	return q == nil || !ok || g.Verdict.Outcome == grader.Blank || len(r.sitting().Marks(r.ref())) == len(q.Rubric())
}

// keyRows is the key as it was written.
func (r *review) keyRows(t Theme, width int) []string {
	if r.rubric() != nil {
		return nil
	}
	var rows []string
	for _, blank := range r.question().Key() {
		for l := range strings.SplitSeq(blank, "\n") {
			rows = append(rows, shift(wrap(r.prose(t, l), width), margin+2)...)
		}
	}
	return rows
}

// Keys returns the key map.
func (r *review) Keys() []Group {
	open := !r.marked()
	g, ok := r.graded()
	essay := r.rubric() != nil && ok && g.Verdict.Outcome != grader.Blank
	return []Group{{State: "KEYS", Keys: []key.Binding{
		on(open, bind("enter", "enter", "mark it")),
		on(open, bind("] ctrl+n", "]", "next part")),
		on(!open, bind("] enter ctrl+n", "enter", "next part")),
		on(len(r.part.part().Explain) > 0, bind("e", "e", "explain")),
		on(len(r.drafts) > 0, bind("v", "v", fmt.Sprintf("versions, %d", len(r.drafts)))),
		on(essay && !open, bind("m", "m", "mark it again")),
		on(open, bind("m", "m", "+mark it")),
		bind("s", "s", "solution"),
		bind("[ ctrl+p", "[", "previous"),
		scrollKey, endsKey, pageKey,
		bind("a", "a", "+ask a person about the verdict"),
		bind("esc q l", "esc", "back"), helpKey}}}
}
