package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// A part is the screen of one part in practice: the question above, the answer
// below. What is known of the part (drafts, tries, hints) is asked of the
// sitting; the screen itself knows which part, which field, and what is scrolled.
type part struct {
	d        *desk
	i        int // entry on the desk
	n        int // part of the problem
	field    field
	typing   bool // TYPE; else KEYS
	pane     pane
	scrolled bool // by the student
	below    pane // of an answer that is too long
	moved    bool // it was, by the student
	rows     int  // of the question, as last drawn
	room     int  // for the answer, likewise
	length   int  // of the answer in rows, likewise
	hinted   bool // a hint was taken since the last check
	resume   bool // it goes on as it was left, also in the middle of typing
	shown    bool // small windows: the answer is shown, not the question
	note     string
	asked    string         // a key that must be pressed again, such as the price of a hint
	read     grader.Reading // of readFor
	readFor  string
	cells    []bool // of a table that cannot be read, for cellsFor
	cellsFor string
	dirty    bool       // the field was changed and a draftMsg is on its way
	warned   bool       // that blanks are empty, since the last change
	touched  exam.Clock // when the field was changed last
}

// newPart returns the screen of the part with the given label of entry i, which
// is open: the first one if the label is "".
func newPart(d *desk, i int, label string) *part {
	p := &part{d: d, i: i}
	prob := d.entries[i].problem()
	if at := d.entries[i].sitting.At(); label == "" && at.Problem == prob.ID {
		label = at.Part
	}
	for n, q := range prob.Parts {
		if q.Label == label {
			p.n = n
		}
	}
	return p
}

func (p *part) entry() *entry              { return p.d.entries[p.i] }
func (p *part) sitting() *exam.Sitting     { return p.entry().sitting }
func (p *part) problem() *problems.Problem { return p.entry().problem() }
func (p *part) part() *problems.Part       { return &p.problem().Parts[p.n] }
func (p *part) ref() exam.Ref              { return p.entry().ref(p.part().Label) }
func (p *part) question() grader.Question  { return p.part().Question }

// Init opens the field on the draft and notes that the part is on the screen.
func (p *part) Init() tea.Cmd {
	p.field = fieldWithPast(p.question().Input(), p.sitting().Draft(p.ref()), p.sitting().Past(p.ref()))
	if f, ok := p.field.(placer); ok {
		p.field = f.place(p.sitting().Caret(p.ref()))
	}
	p.typing, p.asked, p.scrolled, p.moved = p.resume && p.sitting().Typing() && p.field.Typable(), "", false, false
	p.resume = false
	if p.sitting().At() == p.ref() {
		return nil
	}
	return p.apply(exam.Event{Kind: exam.Enter, Part: p.ref()})
}

// apply records an event; a refusal is a mistake of this program and is shown.
func (p *part) apply(ev exam.Event) tea.Cmd {
	cmd, err := p.d.apply(p.entry(), ev)
	if err != nil {
		p.note = "Could not record that: " + err.Error()
	}
	return cmd
}

// draftMsg asks for the draft of a part to be written, whatever screen is on top
// by then.
type draftMsg struct{ part *part }

// draftDelay is how long a change waits for the next one before it is written.
const draftDelay = 400 * time.Millisecond

// changed notes that the field changed. The first change since the last write
// starts the timer, so typing on does not put it off.
func (p *part) changed() tea.Cmd {
	p.warned = false
	p.touched = p.d.env.Now()
	if p.dirty {
		return nil
	}
	p.dirty = true
	return p.d.env.after(draftDelay, draftMsg{p})
}

// flush records what the field says and the sitting does not.
func (p *part) flush() tea.Cmd {
	if !p.dirty {
		return nil // the draft may have been changed by another screen since
	}
	p.dirty = false
	var cmds []tea.Cmd
	was := p.sitting().Draft(p.ref())
	for b, now := range p.field.Answer() {
		if b < len(was) && was[b] != now {
			cmds = append(cmds, p.apply(exam.Event{At: p.touched, Kind: exam.Edit, Part: p.ref(), Blank: b, Splice: exam.Diff(was[b], now)}))
		}
	}
	return tea.Batch(cmds...)
}

func (p *part) leave() tea.Cmd { return p.flush() }

// reading is how the answer is understood, or the blank of it that has the focus;
// it is worked out once for each.
func (p *part) reading() grader.Reading {
	a := p.field.Answer()
	if f, ok := p.field.(gridField); ok {
		if q, ok := p.question().(grader.BlankReader); ok {
			return p.memo(a[f.at:f.at+1], fmt.Sprint(f.at), func() grader.Reading { return q.ReadBlank(f.at, a[f.at]) })
		}
	}
	if q, ok := p.question().(grader.Reader); ok {
		return p.memo(a, "", func() grader.Reading { return q.Read(a) })
	}
	return grader.Reading{}
}

// memo returns the reading of a, by read if it is not the one read last.
func (p *part) memo(a grader.Answer, blank string, read func() grader.Reading) grader.Reading {
	if a.Blank() {
		return grader.Reading{}
	}
	if now := p.ref().String() + " " + blank + " " + strings.Join(a, separator); p.readFor != now {
		p.read, p.readFor = read(), now
	}
	return p.read
}

// latest returns the check of exactly what stands in the field, if there is one.
func (p *part) latest() (exam.Try, bool) {
	checks := p.sitting().Checks(p.ref())
	if len(checks) == 0 {
		return exam.Try{}, false
	}
	last := checks[len(checks)-1]
	return last, slices.Equal(last.Answer, p.field.Answer()) && !p.field.Answer().Blank()
}

// answered reports whether a try was made or the solution seen.
func (p *part) answered() bool {
	return len(p.sitting().Tries(p.ref())) > 0 || p.sitting().SolutionSeen(p.ref())
}

// Update handles a message. Keys go to the field in TYPE, else they are commands.
func (p *part) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case openedMsg:
		return p.opened(msg)
	case savedMsg:
		if msg.fork != nil {
			p.note = "Another window goes on with this attempt; what is entered here is kept in one of its own."
		}
	case tea.PasteMsg:
		if p.d.late() {
			return p, nil // as with keys
		}
		if cmd, done := p.shutOut(msg); done || p.picks() {
			return p, cmd
		}
		p.typing, p.note = true, ""
		p.field = p.field.Update(msg)
		if len(msg.Content) > maxLine {
			p.note = fmt.Sprintf("A line takes %d characters; the rest of what was pasted is left out.", maxLine)
		}
		return p, p.changed()
	case tea.MouseWheelMsg:
		k := "j"
		if msg.Button == tea.MouseWheelUp {
			k = "k"
		}
		p.scroll(k)
	case tea.MouseClickMsg:
		return p, p.clicked(msg)
	case tea.KeyPressMsg:
		p.note = ""
		if p.d.late() {
			return p, nil // the tick that ends the exam is on its way
		}
		cmd, done := p.shutOut(msg)
		switch {
		case done:
			return p, cmd
		case p.typing:
			return p, tea.Batch(cmd, p.typed(msg))
		}
		return p, tea.Batch(cmd, p.command(msg))
	}
	return p, nil
}

// opened shows a part of a problem that was put on the desk.
func (p *part) opened(msg openedMsg) (Screen, tea.Cmd) {
	if msg.err != nil {
		p.note = "Could not open it: " + msg.err.Error()
		return p, nil
	}
	next := newPart(p.d, msg.i, msg.label)
	if msg.fresh != nil && msg.i == p.i {
		next.note = fmt.Sprintf("A fresh variant, seed %d. The one before is kept.", msg.fresh.sitting.Header().Seed)
	}
	return next, next.Init()
}

// typed handles a key in TYPE.
func (p *part) typed(k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "enter":
		switch next, more := p.field.Next(1); {
		case more:
			p.field = next
			return nil
		case len(p.field.Answer()) > 1:
			return p.close()
		case !p.field.Multiline() && p.d.running():
			return p.close()
		case !p.field.Multiline():
			return p.check()
		}
	case "esc":
		return p.close()
	case "tab", "shift+tab":
		by := 1
		if k.String() == "shift+tab" {
			by = -1
		}
		next, ok := p.field.Next(by)
		if p.field = next; !ok {
			return p.close()
		}
		return nil
	case "ctrl+n":
		return p.move(1)
	case "ctrl+p":
		return p.move(-1)
	case "pgdown", "pgup":
		p.scroll(k.String())
		return nil
	case "f1":
		return push(newHelp(p.title(), p.Keys()))
	}
	before := p.field.Answer()
	p.field = p.field.Update(k)
	if slices.Equal(p.field.Answer(), before) {
		return nil
	}
	return p.changed()
}

// close leaves the field; what it says is written, and in an exam that it was
// left, so that whoever comes back finds the keys as they were.
func (p *part) close() tea.Cmd {
	p.typing = false
	cmd := p.flush()
	if p.d.running() && p.sitting().Typing() {
		cmd = tea.Batch(cmd, p.apply(exam.Event{Kind: exam.Enter, Part: p.ref(), N: 1}))
	}
	return cmd
}

// check grades the answer. An unreadable one stays open to be mended.
func (p *part) check() tea.Cmd {
	if p.field.Answer().Blank() {
		p.typing = false
		p.note = "Nothing entered yet."
		return nil
	}
	if f, ok := p.field.(pickField); ok && len(f.picked) < f.pick.Select {
		p.note = fmt.Sprintf("%d more to pick.", f.pick.Select-len(f.picked))
		return nil
	}
	p.scrolled, p.moved, p.hinted = false, false, false
	cmd := p.flush()
	more := p.apply(exam.Event{Kind: exam.Check, Part: p.ref()})
	if last, ok := p.latest(); ok {
		p.typing = last.Verdict.Outcome == grader.Unreadable && !p.picks()
		p.shown = true
	}
	return tea.Batch(cmd, more)
}

// rubric is what a person marks the part with; nil if none does.
func (p *part) rubric() grader.Rubricked {
	q, _ := p.question().(grader.Rubricked)
	return q
}

// picks reports whether the field is worked in KEYS alone.
func (p *part) picks() bool { return !p.field.Typable() }

// move goes to another part, over the ends of the problem to its neighbours.
func (p *part) move(by int) tea.Cmd {
	n := p.n + by
	if n >= 0 && n < len(p.problem().Parts) {
		cmd := p.flush()
		p.n = n
		return tea.Batch(cmd, p.Init())
	}
	j := p.neighbour(by)
	if j < 0 {
		p.note = "This is the last part."
		if by < 0 {
			p.note = "This is the first part."
		}
		return nil
	}
	return tea.Batch(p.flush(), p.d.open(j, p.d.edge(j, by), nil))
}

// edge is the part at which problem j is entered from its neighbour: on a paper
// the first or the last one, in practice where it was left ("").
func (d *desk) edge(j, by int) string {
	parts := d.entries[j].of.Parts
	switch {
	case d.session == nil:
		return ""
	case by > 0:
		return parts[0].Label
	}
	return parts[len(parts)-1].Label
}

// neighbour is the entry of the problem before or after this one in the same
// exam, -1 if there is none.
func (p *part) neighbour(by int) int {
	j := p.i + by
	if j < 0 || j >= len(p.d.entries) || p.d.entries[j].exam != p.entry().exam {
		return -1
	}
	return j
}

// verb is what enter does in KEYS.
func (p *part) verb() string {
	last, ok := p.latest()
	switch {
	case p.d.running() && p.field.Answer().Blank() && !p.picks() && !p.d.shut(p.entry()):
		return "type"
	case p.d.running() && p.n == len(p.problem().Parts)-1 && p.neighbour(1) < 0:
		return "all parts"
	case p.d.running():
		return "next part"
	case p.field.Answer().Blank() && p.picks():
		return "check"
	case p.field.Answer().Blank():
		return "type"
	case !ok:
		return "check"
	case last.Verdict.Outcome == grader.Unreadable:
		return "mend it"
	case last.Verdict.Outcome == grader.SelfMark && p.rubric() != nil:
		return "mark it"
	case p.rubric() == nil && (last.Verdict.Outcome == grader.Wrong || last.Verdict.Outcome == grader.Partial):
		if p.picks() {
			return "pick again"
		}
		return "try again"
	}
	if len(p.d.queue) > 0 {
		return "next due"
	}
	if p.n == len(p.problem().Parts)-1 && p.neighbour(1) < 0 {
		return "all parts"
	}
	return "next part"
}

// enter does what the footer's first entry says.
func (p *part) enter() tea.Cmd {
	switch p.verb() {
	case "check":
		if n := p.empty(); n > 0 && !p.warned {
			p.warned = true
			p.note = fmt.Sprintf("%d of %d are empty. enter checks all the same.", n, len(p.field.Answer()))
			return nil
		}
		return p.check()
	case "next due":
		return tea.Batch(p.flush(), p.d.nextDue())
	case "next part":
		return p.move(1)
	case "all parts":
		return tea.Batch(p.flush(), push(newOverview(p.d, p.i, p.n, true)))
	case "mark it":
		return push(newRubric(p, p.rubric()))
	case "pick again":
		return p.edit(p.field.Set(grader.Answer{""}))
	}
	p.typing, p.shown = true, true
	return nil
}

// empty is how many of several blanks have nothing in them. (A line of code that
// was not changed is no blank.)
func (p *part) empty() int {
	f, ok := p.field.(gridField)
	if !ok {
		return 0
	}
	n := 0
	for _, s := range f.Answer() {
		if s == "" {
			n++
		}
	}
	return n
}

func (p *part) title() string {
	s := p.entry().of.Title
	if n := p.entry().number; n > 0 {
		s = fmt.Sprint(n, " ", s)
	}
	return s
}

// points writes points without needless zeros.
func points(x float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", x), "0"), ".")
}
