package tui

import (
	"errors"
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

// A Sit says which paper is to be sat and how.
type Sit struct {
	Exam     string        // id; "" for the first one there is
	Seed     uint64        // 0: as printed
	Seeded   bool          // the seed was asked for; else one is taken for a blueprint
	Limit    time.Duration // 0: the exam's own
	Percent  int           // of the limit, as extra time; 0 is 100
	Sections bool          // each closes when its own minutes have passed
}

// A gate is the way into an exam: an attempt that is still open goes on at once;
// else the start page says what the rules are and when the deadline would be.
type gate struct {
	env      *Env
	sit      Sit
	exam     *problems.Exam
	paper    []*problems.Problem
	sections []exam.Section // with budgets of their own; none if the paper closes as one
	best     exam.Curve     // of the best earlier attempt
	field    field
	now      exam.Clock
	note     string
	err      error
	pane     pane // the terms, where a small window has no room for all
	rows     int  // of it
	all      int
}

// newGate returns the gate to an exam.
func newGate(env *Env, sit Sit) *gate {
	return &gate{env: env, sit: sit, now: env.Now(), field: newField(grader.Line{}, grader.Answer{""})}
}

// gateMsg brings the attempt that is still open, or the paper of a new one.
type gateMsg struct {
	open     *attempt
	exam     *problems.Exam
	paper    []*problems.Problem
	seed     uint64
	sections []exam.Section
	best     exam.Curve
	err      error
}

// sitMsg starts or resumes a session.
type sitMsg struct {
	desk *desk
	cmd  tea.Cmd // writes what was recorded so far
}

// gateTick moves the deadline that would be along with the clock.
type gateTick struct{}

// Init looks for an open attempt.
func (g *gate) Init() tea.Cmd {
	return tea.Batch(g.look(), g.env.after(time.Second, gateTick{}))
}

func (g *gate) look() tea.Cmd {
	env, sit := g.env, g.sit
	return func() tea.Msg {
		a, err := openAttempt(env, sit.Exam)
		if err != nil {
			return gateMsg{err: err}
		}
		msg := gateMsg{open: a, seed: sit.Seed}
		if a != nil {
			msg.best = bestRun(env, a.sitting.Header().Exam)
			return msg
		}
		msg.err = msg.draw(env, sit)
		return msg
	}
}

// draw makes the paper of a new attempt.
func (m *gateMsg) draw(env *Env, sit Sit) (err error) {
	if m.exam, err = theExam(env.Library, sit.Exam); err != nil {
		return err
	}
	if m.exam.Blueprint() && m.seed == 0 && !sit.Seeded {
		m.seed = env.Seed()%999_999 + 1 // short enough to read out and type
	}
	if m.paper, err = env.Library.Paper(m.exam, m.seed); err != nil {
		return err
	}
	if m.sections, err = sit.budgets(m.exam, m.paper); err != nil {
		return err
	}
	m.best = bestRun(env, m.exam.ID)
	return nil
}

// theExam returns the exam with the given id, the first one if it is "".
func theExam(lib *problems.Library, id string) (*problems.Exam, error) {
	if id != "" {
		if x, ok := lib.Exam(id); ok {
			return x, nil
		}
		return nil, fmt.Errorf("no exam %q; gradcheck list shows what there is", id)
	}
	if all := lib.Exams(); len(all) > 0 {
		return all[0], nil
	}
	return nil, errors.New("there is no exam")
}

// openAttempt returns the newest attempt at an exam (any if id is "") that is
// not over; nil if there is none.
func openAttempt(env *Env, id string) (*attempt, error) {
	ctx := env.context()
	hs, err := env.Store.Headers(ctx, env.Student)
	if err != nil {
		return nil, err
	}
	for _, h := range hs {
		if h.Mode != exam.Exam || id != "" && h.Exam != id {
			continue
		}
		a, err := resume(ctx, env.Store, h)
		if err != nil {
			return nil, fmt.Errorf("attempt %s: %w", h.ID, err)
		}
		if !a.sitting.Finished() {
			return a, nil
		}
	}
	return nil, nil
}

// Update takes the sentence that opens the paper.
func (g *gate) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case gateMsg:
		g.err, g.exam, g.paper = msg.err, msg.exam, msg.paper
		g.sit.Seed, g.sections, g.best = msg.seed, msg.sections, msg.best
		if msg.open != nil {
			return g, g.resume(msg.open)
		}
	case gateTick:
		g.now = g.env.Now()
		return g, g.env.after(time.Second, gateTick{})
	case tea.PasteMsg:
		g.field = g.field.Update(msg)
	case tea.KeyPressMsg:
		g.note = ""
		switch k := msg.String(); k {
		case "enter":
			return g, g.start()
		case "esc", "ctrl+c":
			return g, pop
		case "f1":
			return g, push(newHelp("Exam", g.Keys()))
		case "pgdown", "pgup":
			g.pane.scroll(k, g.rows, g.all)
		default:
			g.field = g.field.Update(msg)
		}
	}
	return g, nil
}

// resume goes on with an open attempt.
func (g *gate) resume(a *attempt) tea.Cmd {
	d := newSession(g.env, examTitle(g.env.Library, a.sitting.Header()), a)
	d.session.best = g.best
	cmd, err := d.apply(d.entries[0], exam.Event{Kind: exam.Open})
	if err != nil {
		g.err = err
		return nil
	}
	return func() tea.Msg { return sitMsg{d, cmd} }
}

// examTitle names the exam of an attempt.
func examTitle(lib *problems.Library, h exam.Header) string {
	if x, ok := lib.Exam(h.Exam); ok {
		return x.Title
	}
	return h.Exam
}

// start opens the paper once the sentence matches: the terms are recorded first,
// and what was typed is the answer to the part that asks for it.
func (g *gate) start() tea.Cmd {
	if g.paper == nil {
		return nil
	}
	if !matches(g.typed(), g.sentence()) {
		g.note = g.differs()
		return nil
	}
	now := g.env.Now()
	paper := &exam.Paper{Title: g.exam.Title, Limit: g.limit(), Problems: g.paper}
	h := exam.Header{
		ID: attemptID(g.env, g.exam.ID), Student: g.env.Student, Exam: g.exam.ID, Mode: exam.Exam, Seed: g.sit.Seed,
		Start: now, Limit: g.limit(), Problems: paper.Placed(), Version: exam.Version, Sections: g.sections,
	}
	if len(g.sections) > 0 {
		h.Version = exam.SectionsVersion
	}
	st, err := exam.New(h, paper)
	if err != nil {
		g.err = err
		return nil
	}
	a := &attempt{sitting: st}
	for _, p := range g.paper {
		a.frozen = append(a.frozen, p.Freeze())
	}
	d := newSession(g.env, g.exam.Title, a)
	d.session.best = g.best
	events := []exam.Event{{Kind: exam.Grant, Terms: exam.Terms{Percent: g.sit.Percent}}, {Kind: exam.Open}}
	if r, _, ok := transcribed(g.paper); ok {
		events = append(events, exam.Event{Kind: exam.Edit, Part: r, Splice: exam.Diff("", strings.TrimSpace(g.typed()))})
	}
	var cmds []tea.Cmd
	for _, ev := range events {
		cmd, err := d.apply(d.entries[0], ev)
		if err != nil {
			g.err = err
			return nil
		}
		cmds = append(cmds, cmd)
	}
	return func() tea.Msg { return sitMsg{d, tea.Batch(cmds...)} }
}

// allowed is the time from the start to the deadline, 0 without a limit.
func (g *gate) allowed() time.Duration {
	d, _ := exam.Terms{Percent: g.sit.Percent}.Allowed(g.limit(), g.now.Wall)
	return d
}

func (g *gate) typed() string { return first(g.field.Answer()) }

func (g *gate) limit() time.Duration {
	if g.sit.Limit > 0 {
		return g.sit.Limit
	}
	return g.exam.Time
}

// pledge opens a paper that asks for no sentence of its own.
const pledge = "I work alone and keep to the rules of this exam."

// sentence is what has to be typed.
func (g *gate) sentence() string {
	if _, s, ok := transcribed(g.paper); ok {
		return s
	}
	return pledge
}

// agrees is how many words of the sentence were typed, from its beginning.
func (g *gate) agrees() (n, of int) {
	typed, words := strings.Fields(g.typed()), strings.Fields(g.sentence())
	for n < len(typed) && n < len(words) && strings.EqualFold(typed[n], words[n]) {
		n++
	}
	return n, len(words)
}

// differs says where what was typed stops to be the sentence.
func (g *gate) differs() string {
	n, _ := g.agrees()
	typed, words := strings.Fields(g.typed()), strings.Fields(g.sentence())
	const ask = "Type the sentence above; "
	switch {
	case len(typed) == 0:
		return ask + "capitals and spacing do not matter."
	case n == len(words):
		return ask + "it ends with \"" + words[n-1] + "\"."
	case n == len(typed):
		return ask + "it goes on with \"" + words[n] + "\"."
	}
	return ask + "it has \"" + words[n] + "\" where \"" + cut(typed[n], 16) + "\" stands."
}

// progress is how much of the sentence is there, for the rule above the field.
func (g *gate) progress() string {
	n, of := g.agrees()
	switch {
	case g.typed() == "":
		return ""
	case matches(g.typed(), g.sentence()):
		return "it matches"
	}
	return fmt.Sprintf("%d of %d words", n, of)
}

// transcribed is the part of a paper that has a sentence copied.
func transcribed(ps []*problems.Problem) (r exam.Ref, sentence string, ok bool) {
	for _, p := range ps {
		for _, q := range p.Parts {
			if s, ok := q.Spec["transcribe"].(string); ok && s != "" {
				return exam.Ref{Problem: p.ID, Part: q.Label}, s, true
			}
		}
	}
	return exam.Ref{}, "", false
}

// matches reports whether the same words were typed.
func matches(typed, sentence string) bool {
	words := func(s string) []string { return strings.Fields(strings.ToLower(s)) }
	return slices.Equal(words(typed), words(sentence))
}

// View draws the start page.
func (g *gate) View(t Theme, width, height int) Frame {
	c := chrome{left: "Mock final", message: g.note, chip: "TYPE", keys: forFooter(g.Keys()[0].Keys)}
	w := min(width-2*margin, textWidth)
	switch {
	case g.err != nil:
		c.body, c.chip = append([]string{""}, shift(wrap("The exam cannot be opened: "+g.err.Error(), w), margin)...), "KEYS"
		return c.draw(t, width, height)
	case g.paper == nil:
		c.body, c.chip = []string{"", "  Making the paper."}, "KEYS"
		return c.draw(t, width, height)
	}
	c.left = g.exam.Title
	c.right = t.paint(muted, "not started · "+g.now.Wall.Format(time.TimeOnly))
	c.strip = g.size()
	top := append(append([]string{""}, shift(g.terms(t, w), margin)...), shift(g.rules(w), margin)...)
	field, cursor := g.field.View(t, width, true)
	ask := "type this sentence to open the paper"
	if width < regularWidth {
		ask = "type this sentence"
	}
	bottom := append([]string{labelled(t, ask, g.progress(), width)}, shift(wrap(g.sentence(), w-2), margin+2)...)
	if cursor != nil {
		cursor.Y += len(bottom)
	}
	bottom = append(bottom, field...)
	rows := bodyHeight(height)
	if plan := shift(g.plan(), margin); len(g.sections) == 0 && len(top)+len(plan)+len(bottom) < rows {
		top = append(top, plan...)
	}
	if len(top)+len(bottom) > rows && len(g.sections) == 0 {
		top = append(append([]string{""}, shift(g.terms(t, w)[:2], margin)...), shift(g.rules(w), margin)...)
	}
	if n := len(top); n > 0 && top[n-1] == "" && n+len(bottom) > rows {
		top = top[:n-1]
	}
	g.rows, g.all = max(rows-len(bottom), 0), len(top)
	if g.all > g.rows {
		c.tail = fmt.Sprintf("%d-%d of %d", g.pane.first(g.rows, g.all)+1, g.pane.first(g.rows, g.all)+g.rows, g.all)
		c.strip = cut(c.strip, max(width-len(c.tail)-6, 0))
	}
	body := append([]string{}, g.pane.visible(top, g.rows)...)
	for len(body)+len(bottom) < rows-1 {
		body = append(body, "")
	}
	if cursor != nil {
		cursor.Y += len(body)
	}
	c.body, c.cursor = append(body, bottom...), cursor
	return c.draw(t, width, height)
}

// sizeOf is how large a paper is, in words.
func sizeOf(ps []*problems.Problem) string {
	all, parts := 0.0, 0
	for _, p := range ps {
		all += p.Points()
		parts += len(p.Parts)
	}
	return fmt.Sprintf("%s points · %s · %s", points(all), count(parts, "part"), count(len(ps), "problem"))
}

// size is how large the paper is.
func (g *gate) size() string {
	s := sizeOf(g.paper)
	if g.sit.Seed != 0 || g.exam.Blueprint() {
		s += fmt.Sprintf(" · seed %d", g.sit.Seed)
	}
	return s
}

// terms says when the deadline would be, and of what it is made.
func (g *gate) terms(t Theme, width int) []string {
	limit := g.limit()
	if limit == 0 {
		return []string{"This paper has no time limit.", ""}
	}
	own := g.allowed()
	end := g.now.Wall.Add(own)
	day := "today"
	if end.YearDay() != g.now.Wall.YearDay() {
		day = "tomorrow"
	}
	gap := "   "
	if width < textWidth {
		gap = " "
	}
	rows := []string{"If you start now, your deadline is" + gap + t.paint(title, end.Format(time.TimeOnly)) + gap + day + end.Format(", 2 Jan"), ""}
	if xansi.StringWidth(rows[0]) > width {
		rows[0] = "Your deadline would be " + t.paint(title, end.Format(time.TimeOnly)) + ", " + day
	}
	if len(g.sections) > 0 {
		return append(rows, g.closings(width)...)
	}
	rows = append(rows, "    start                "+g.now.Wall.Format(time.TimeOnly)+"    this machine's clock",
		"    time limit         +  "+span(limit))
	if own != limit {
		rows = append(rows, fmt.Sprintf("    your allowance     ×  %-10s %s in all", points(float64(g.sit.Percent)/100), span(own)))
	}
	return append(rows, "")
}

// rules are the promises.
func (g *gate) rules(width int) []string {
	end := "the end"
	if own := g.allowed(); own > 0 {
		end = g.now.Wall.Add(own).Format(time.TimeOnly)
	}
	promises := []string{
		"There is nothing to submit. What stands at " + end + " is graded, to the last letter typed. What comes later does not count.",
		"The clock runs whether you are here or not. q leaves the screen, never the exam; come back to the same word.",
		"You are told at " + g.warned() + ", on the line below.",
		"No hints, no explanations, no verdicts until the end.",
	}
	if len(g.sections) > 0 {
		promises = sectionPromises
	}
	var rows []string
	for _, s := range promises {
		for i, l := range wrap(s, width-3) {
			rows = append(rows, []string{"•  ", "   "}[min(i, 1)]+l)
		}
	}
	return append(rows, "")
}

// warned lists the warnings that a paper of this length has room for.
func (g *gate) warned() string {
	switch own := g.allowed(); {
	case own == 0 || own > 15*time.Minute:
		return "15, 5 and 1 minutes"
	case own > 5*time.Minute:
		return "5 and 1 minutes"
	}
	return "1 minute"
}

// plan is what the sections are planned to take.
func (g *gate) plan() []string {
	var rows []string
	for _, s := range g.exam.Sections {
		if s.Title != "" && s.Minutes > 0 {
			rows = append(rows, fmt.Sprintf("    %-44s %3d min", cut(s.Title, 44), s.Minutes))
		}
	}
	return append(rows, "")
}

// Keys returns the key map.
func (g *gate) Keys() []Group {
	return []Group{{State: "TYPE", Keys: []key.Binding{
		bind("enter", "enter", "start once it matches"),
		bind("esc ctrl+c", "esc", "not now"),
		on(g.all > g.rows, bind("pgup pgdown", "pgup pgdn", "terms")),
		helpInF}}}
}
