package tui

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"gradcheck/grader"
	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
	"gradcheck/problems"
)

// A quizGate is the start page of a quiz: its rules, and when the deadline would
// be. A sentence that is typed opens it.
type quizGate struct {
	env     *Env
	offer   class.Offer
	attempt int // counted from 1
	paper   []*problems.Problem
	terms   exam.Terms
	field   field
	now     exam.Clock
	busy    bool
	note    string
	err     error
}

func newQuizGate(env *Env, o class.Offer, attempt int) *quizGate {
	return &quizGate{env: env, offer: o, attempt: attempt, now: env.Now(), field: newField(grader.Line{}, grader.Answer{""})}
}

// paperMsg brings the paper of a quiz.
type paperMsg struct {
	paper []*problems.Problem
	err   error
}

// Init has the paper dealt.
func (g *quizGate) Init() tea.Cmd {
	env, quiz, n := g.env, g.offer.Quiz.ID, g.attempt
	return tea.Batch(g.tick(), func() tea.Msg {
		ps, err := env.Hall.Paper(env.context(), quiz, n)
		return paperMsg{ps, err}
	})
}

// tick moves the deadline that would be along with the clock.
func (g *quizGate) tick() tea.Cmd { return g.env.after(time.Second, quizzesTick{}) }

// Update takes the sentence that opens the paper.
func (g *quizGate) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case paperMsg:
		g.paper, g.err = msg.paper, msg.err
		g.look()
	case quizzesTick:
		g.look()
		return g, g.tick()
	case begunMsg:
		g.busy = false
		if msg.err != nil {
			g.note = "It could not be started: " + msg.err.Error()
			return g, nil
		}
		return g, g.sit(msg)
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
			return g, push(newHelp("Quiz", g.Keys()))
		default:
			g.field = g.field.Update(msg)
		}
	}
	return g, nil
}

// look reads the clock and the terms that hold by now.
func (g *quizGate) look() {
	g.now = g.env.Now()
	if o, ok := offer(g.env.Hall, g.offer.Quiz.ID); ok {
		g.offer = o
	}
	g.terms, _ = g.env.Hall.Terms(g.offer.Quiz.ID, g.now.Wall)
}

// begunMsg says that the attempt is in the store, with its first events. If it
// was there already, from another terminal, it is that one.
type begunMsg struct {
	a     *attempt
	fresh bool
	err   error
}

// start begins the attempt once the sentence matches and the window is open. The
// attempt is in the store before the first question is seen.
func (g *quizGate) start() tea.Cmd {
	switch {
	case g.paper == nil || g.busy:
		return nil
	case !matches(first(g.field.Answer()), g.sentence()):
		g.note = "Type the sentence above; capitals and spacing do not matter."
		return nil
	case g.now.Wall.Before(g.offer.Opens):
		g.note = "It opens at " + g.offer.Opens.In(g.offer.Quiz.Zone).Format("15:04 MST") + "."
		return nil
	case !g.offer.Closes.IsZero() && !g.now.Wall.Before(g.offer.Closes):
		g.note = "It is closed."
		return nil
	}
	env, o, n, ps := g.env, g.offer, g.attempt, g.paper
	now := env.Now()
	pledge, _, _ := transcribed(ps)
	st, events, err := o.Quiz.Begin(env.Hall, env.Student, n, ps, now, place(env), pledge, strings.TrimSpace(first(g.field.Answer())))
	if err != nil {
		g.note = "It could not be started: " + err.Error()
		return nil
	}
	g.busy = true
	return func() tea.Msg { return storeQuiz(env, st, events) }
}

// storeQuiz stores a new attempt with its first events; one that is there already is
// read.
func storeQuiz(env *Env, st *exam.Sitting, events []exam.Event) begunMsg {
	ctx, h := env.context(), st.Header()
	err := env.Store.Create(ctx, h)
	if err == nil {
		err = env.Store.Append(ctx, h.ID, 0, events...)
	}
	if errors.Is(err, store.ErrExists) || errors.Is(err, store.ErrStale) {
		return elsewhere(env, h)
	}
	return begunMsg{a: &attempt{st, len(events), make([][]byte, len(h.Problems))}, fresh: true, err: err}
}

// elsewhere reads an attempt that another terminal of the student has begun.
func elsewhere(env *Env, h exam.Header) begunMsg {
	hs, err := env.Store.Headers(env.context(), env.Student)
	if err != nil {
		return begunMsg{err: err}
	}
	for _, have := range hs {
		if have.ID == h.ID {
			a, err := resume(env.context(), env.Store, have)
			return begunMsg{a: a, err: err}
		}
	}
	return begunMsg{err: fmt.Errorf("attempt %s is not to be found", h.ID)}
}

// sit goes on with the attempt.
func (g *quizGate) sit(msg begunMsg) tea.Cmd {
	offer, mine := g.offer, msg.a
	return tea.Sequence(pop, func() tea.Msg { return enteredMsg{offer, mine, msg.fresh} })
}

// sentence is what has to be typed.
func (g *quizGate) sentence() string {
	if _, s, ok := transcribed(g.paper); ok {
		return s
	}
	return pledge
}

// View draws the start page.
func (g *quizGate) View(t Theme, width, height int) Frame {
	q := g.offer.Quiz
	c := chrome{left: q.Title, message: g.note, chip: "TYPE", keys: forFooter(g.Keys()[0].Keys)}
	w := min(width-2*margin, textWidth)
	switch {
	case g.err != nil:
		c.body, c.chip = append([]string{""}, shift(wrap("The quiz cannot be opened: "+g.err.Error()+". Tell the person who runs the course.", w), margin)...), "KEYS"
		return c.draw(t, width, height)
	case g.paper == nil:
		c.body, c.chip = []string{"", "  Making the paper."}, "KEYS"
		return c.draw(t, width, height)
	}
	c.right = t.paint(muted, "not started · "+g.now.Wall.In(q.Zone).Format(time.TimeOnly))
	c.strip = g.size()
	top := append(append([]string{""}, shift(g.rows(t), margin)...), shift(g.rules(w), margin)...)
	field, cursor := g.field.View(t, width, true)
	bottom := append([]string{labelled(t, "type this sentence to open the paper", "", width)}, shift(wrap(g.sentence(), w-2), margin+2)...)
	if cursor != nil {
		cursor.Y += len(bottom)
	}
	bottom = append(bottom, field...)
	rows := bodyHeight(height)
	if len(top)+len(bottom) > rows {
		top = top[:max(rows-len(bottom), 0)]
	}
	for len(top)+len(bottom) < rows-1 {
		top = append(top, "")
	}
	if cursor != nil {
		cursor.Y += len(top)
	}
	c.body, c.cursor = append(top, bottom...), cursor
	return c.draw(t, width, height)
}

// size is how large the paper is.
func (g *quizGate) size() string {
	s := sizeOf(g.paper)
	if g.offer.Quiz.Attempts > 1 {
		s += fmt.Sprintf(" · attempt %d of %d", g.attempt, g.offer.Quiz.Attempts)
	}
	return s
}

// rows say when the deadline would be, and of what it is made.
func (g *quizGate) rows(t Theme) []string {
	q := g.offer.Quiz
	allowed, limited := g.terms.Allowed(q.Limit, g.now.Wall)
	if !limited {
		return []string{"This quiz has no time limit.", ""}
	}
	end := g.now.Wall.Add(allowed).In(q.Zone)
	rows := []string{
		"If you start now, your deadline is   " + t.paint(title, end.Format(time.TimeOnly)) + end.Format("   MST, Mon 2 Jan"), "",
		"    start                " + g.now.Wall.In(q.Zone).Format(time.TimeOnly) + "    the server's clock",
	}
	if q.Limit > 0 {
		rows = append(rows, "    time limit         +  "+span(q.Limit))
	}
	if p := g.terms.Percent; p != 0 && p != 100 {
		rows = append(rows, "    your allowance     ×  "+points(float64(p)/100))
	}
	if more := g.terms.Extra + g.terms.Credit; more > 0 {
		rows = append(rows, "    more for you       +  "+span(more))
	}
	if !q.Closes.IsZero() {
		row := "    window             until " + q.Closes.In(q.Zone).Format("15:04")
		if moved := g.offer.Closes.Sub(q.Closes); moved > 0 {
			row += ", for you " + span(moved) + " later"
		}
		rows = append(rows, row)
	}
	return append(rows, "")
}

// rules are the promises.
func (g *quizGate) rules(width int) []string {
	end := "the end"
	if allowed, ok := g.terms.Allowed(g.offer.Quiz.Limit, g.now.Wall); ok {
		end = g.now.Wall.Add(allowed).In(g.offer.Quiz.Zone).Format(time.TimeOnly)
	}
	var rows []string
	for _, s := range []string{
		"There is nothing to submit. What stands at " + end + " is graded, to the last letter that arrived. What comes later does not count.",
		"The clock runs whether you are here or not. q leaves the screen, never the quiz; come back from any terminal to the same word.",
		"If the server is away, the time is credited to you.",
		"You are told at 15, 5 and 1 minutes, on the line below.",
		"No hints, no explanations, no verdicts until they are released.",
	} {
		for i, l := range wrap(s, width-3) {
			rows = append(rows, []string{"•  ", "   "}[min(i, 1)]+l)
		}
	}
	return append(rows, "")
}

// Keys returns the key map.
func (g *quizGate) Keys() []Group {
	return []Group{{State: "TYPE", Keys: []key.Binding{
		bind("enter", "enter", "start once it matches"),
		bind("esc ctrl+c", "esc", "not now"),
		helpInF}}}
}
