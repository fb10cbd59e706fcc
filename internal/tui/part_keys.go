package tui

import (
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"

	tea "charm.land/bubbletea/v2"

	"gradcheck/grader"
	"gradcheck/internal/exam"
	"gradcheck/problems"
)

// command handles a key in KEYS.
func (p *part) command(k tea.KeyPressMsg) tea.Cmd {
	key := k.String()
	asked := p.asked
	p.asked = ""
	if p.d.running() {
		if cmd, ok := p.examKey(key); ok {
			return cmd
		}
	}
	if f, ok := p.field.Command(k); ok {
		p.field, p.shown, p.moved = f, true, false
		return p.changed()
	}
	switch key {
	case "enter":
		return p.enter()
	case "tab", "shift+tab":
		return p.tab()
	case "]", "ctrl+n":
		return p.move(1)
	case "[", "ctrl+p":
		return p.move(-1)
	case "x":
		return p.clear()
	case "z":
		return p.step(p.field.Undo(), "There is nothing to undo.")
	case "Z":
		return p.step(p.field.Redo(), "There is nothing to redo.")
	case "f":
		n := 1
		if p.sitting().Flagged(p.ref()) {
			n = 0
		}
		return p.apply(exam.Event{Kind: exam.Flag, Part: p.ref(), N: n})
	case "m":
		if last, ok := p.latest(); ok && p.rubric() != nil && last.Counts() {
			return push(newRubric(p, p.rubric()))
		}
		p.note = "Once an essay is handed in, m marks it."
	case "h":
		return p.hint(asked == "h")
	case "e":
		return p.explain()
	case "s":
		return p.solution(asked == "s")
	case "r":
		seed := p.d.env.Seed()%999_999 + 1 // short enough to read out and type
		return tea.Batch(p.flush(), p.d.open(p.i, p.part().Label, &seed))
	case "l":
		return tea.Batch(p.flush(), push(newOverview(p.d, p.i, p.n, true)))
	case "a":
		return p.askPerson()
	case "y":
		return p.copy()
	case "?", "f1":
		return push(newHelp(p.title(), p.Keys()))
	case "esc", "q":
		return pop
	}
	if !p.scroll(key) {
		p.note = fmt.Sprintf("%s does nothing here; ? lists the keys.", key)
	}
	return nil
}

// examKey handles the keys that mean something else while an exam runs.
func (p *part) examKey(key string) (tea.Cmd, bool) {
	switch key {
	case "h", "e", "s", "r", "a", "m":
		p.note = closedNow
		return nil, true
	case "H":
		return tea.Batch(p.flush(), push(newHandin(p.d))), true
	case "c":
		n := (p.sitting().Sure(p.ref()) + 1) % len(sureness)
		p.note = "How sure: " + sureness[n] + ". c changes it; the result compares."
		return p.apply(exam.Event{Kind: exam.Sure, Part: p.ref(), N: n}), true
	case "esc":
		p.note = "q leaves the screen; the exam goes on. H hands it in."
		return nil, true
	}
	return nil, false
}

// tab opens the field; in a small window it changes between question and answer.
func (p *part) tab() tea.Cmd {
	if p.small() {
		p.shown = !p.shown
		return nil
	}
	if !p.picks() {
		p.typing = true
	}
	return nil
}

func (p *part) edit(f field) tea.Cmd {
	p.field = f
	return p.changed()
}

// clear empties the field, and says how to get back what stood in it.
func (p *part) clear() tea.Cmd {
	if p.field.Answer().Blank() {
		p.note = "There is nothing to clear."
		return nil
	}
	p.note = "Cleared; z brings it back."
	return p.edit(p.field.Set(grader.Answer{""}))
}

// step takes the field after an undo or a redo; where that changed nothing, it
// says otherwise.
func (p *part) step(f field, otherwise string) tea.Cmd {
	if slices.Equal(f.Answer(), p.field.Answer()) {
		p.note = otherwise
		return nil
	}
	return p.edit(f)
}

// copy puts the answer on the clipboard.
func (p *part) copy() tea.Cmd {
	if p.field.Answer().Blank() {
		p.note = "There is no answer to copy."
		return nil
	}
	p.note = "The answer is copied."
	return tea.SetClipboard(first(p.field.Answer()))
}

// hint says the price first and takes the hint the second time. Once a try has
// settled the score it costs nothing and is given at once.
func (p *part) hint(agreed bool) tea.Cmd {
	hints, taken := p.part().Hints, p.sitting().Hints(p.ref())
	switch {
	case len(hints) == 0:
		p.note = "This part has no hints."
	case taken == len(hints):
		p.note = "That was the last hint."
	case !agreed && !p.answered():
		p.asked = "h"
		p.note = fmt.Sprintf("Hint %d of %d costs %s of this part. h again takes it, anything else leaves it.",
			taken+1, len(hints), percent(hints[taken].Cost))
	default:
		p.hinted, p.shown, p.moved = true, true, false
		return p.apply(exam.Event{Kind: exam.Hint, Part: p.ref(), N: taken + 1})
	}
	return nil
}

// percent writes a fraction of the points as "10 %".
func percent(x float64) string { return points(100*x) + " %" }

// solution shows the worked solution, before a try only when asked for twice.
func (p *part) solution(agreed bool) tea.Cmd {
	if p.part().Solution == "" {
		p.note = "No worked solution was written for this part."
		return nil
	}
	if !p.answered() && !agreed {
		p.asked = "s"
		p.note = "Before a try the solution costs all points of this part. s again shows it."
		return nil
	}
	var cmd tea.Cmd
	if !p.sitting().SolutionSeen(p.ref()) {
		cmd = tea.Batch(p.flush(), p.apply(exam.Event{Kind: exam.Solution, Part: p.ref()}))
	}
	return tea.Batch(cmd, push(&reader{
		left: p.title() + p.where() + " › solution",
		text: func(t Theme, width int) []string { return p.d.pages.solution(p.problem(), p.n, t, width) },
		sought: func(t Theme, width int) []line {
			return p.d.pages.lines(p.problem(), solutionOf(p.problem(), p.n), t, width)
		},
	}))
}

// explain plays the simulations of the part: with the student's own answer
// where one takes it, and with the parameters of the mistake if the latest
// answer is a known one.
func (p *part) explain() tea.Cmd {
	if len(p.part().Explain) == 0 {
		p.note = "No simulation belongs to this part."
		return nil
	}
	if !p.answered() {
		p.note = "e plays the simulation once you have answered."
		return nil
	}
	cmd := p.apply(exam.Event{Kind: exam.Explain, Part: p.ref()})
	return tea.Batch(cmd, p.flush(), push(newPlayer(p.d.env, p.title()+" › explain", p.explanations()...)))
}

// explanations are the runs that explain the part after the latest answer.
func (p *part) explanations() []problems.Run {
	last, tried := p.latest()
	return p.part().Explanations(last.Answer, last.Verdict, tried)
}

// clicked opens the field when the answer is clicked.
func (p *part) clicked(m tea.MouseClickMsg) tea.Cmd {
	if m.Button == tea.MouseLeft && m.Y >= p.d.height/2 && !p.picks() && m.Y < p.d.height-2 {
		p.typing = true
	}
	return nil
}

// Keys returns the key map of the present state first.
func (p *part) Keys() []Group {
	switch {
	case p.typing:
		return []Group{p.typeKeys(), p.partKeys()}
	case p.picks():
		return []Group{p.partKeys()}
	}
	return []Group{p.partKeys(), p.typeKeys()}
}

// present is the key map of the present state alone: it is drawn in every frame.
func (p *part) present() Group {
	if p.typing {
		return p.typeKeys()
	}
	return p.partKeys()
}

// partKeys are the keys outside of a field.
func (p *part) partKeys() Group {
	last, checked := p.latest()
	done := checked && last.Counts()
	verb := p.verb()
	hints := len(p.part().Hints) > p.sitting().Hints(p.ref())
	hintText := "hint"
	if hints && !p.answered() {
		hintText = "hint, " + percent(p.part().Hints[p.sitting().Hints(p.ref())].Cost)
	} else if done && last.Verdict.Outcome == grader.Correct {
		hintText = "+hint"
	}
	pick, timed, shut := p.picks(), p.d.running(), p.d.shut(p.entry())
	tab := "+into the field"
	if timed && verb != "type" {
		tab = "edit"
	}
	if len(p.field.Answer()) > 1 && verb != "type" {
		tab = "type"
	}
	return Group{State: "KEYS", Keys: []key.Binding{
		bind("enter", "enter", verb),
		on(pick, bind("j k up down", "j k", "move")),
		on(pick && !shut, bind("1-9 A-F", "1-9 A-F", "pick")),
		on(pick && !shut, bind("space", "space", "+pick or drop")),
		on(p.small(), bind("tab", "tab", p.other())),
		on(!p.small() && !pick && !shut, bind("tab", "tab", tab)),
		on(hints && !timed, bind("h", "h", hintText)),
		on(len(p.part().Explain) > 0 && p.answered(), bind("e", "e", "explain")),
		on(p.answered(), bind("s", "s", "solution")),
		on(!p.answered() && !timed, bind("s", "s", "+solution, for all points")),
		on(done, bind("r", "r", "fresh variant")),
		on(!done && !timed, bind("r", "r", "+fresh variant")),
		bind("] ctrl+n", "]", "next"),
		bind("[ ctrl+p", "[", "+previous part"),
		on(p.rubric() != nil && done, bind("m", "m", "+mark it by the rubric")),
		bind("l", "l", "parts"),
		on(checked && !timed, bind("a", "a", "+ask a person about the verdict")),
		bind("f", "f", "+flag"),
		on(!shut, bind("x", "x", "+clear the answer")),
		on(!shut, bind("z Z", "z Z", "+undo, redo")),
		bind("y", "y", "+copy the answer"),
		on(!pick, scrollKey), endsKey, pageKey,
		on(timed, bind("c", "c", "+how sure you are")),
		on(timed, bind("H", "H", "+hand in")),
		on(timed, bind("q", "q", "+leave the screen; the exam goes on")),
		on(!timed, bind("esc q", "esc q", "+back; everything is kept")),
		helpKey}}
}

// typeKeys are the keys in a field.
func (p *part) typeKeys() Group {
	enter := "check"
	if p.d.running() {
		enter = "close"
	}
	switch {
	case p.field.Multiline():
		enter = "new line"
	case len(p.field.Answer()) > 1:
		enter = "next, close"
	}
	return Group{State: "TYPE", Keys: []key.Binding{
		bind("enter", "enter", enter),
		bind("esc", "esc", "close"),
		bind("tab shift+tab", "tab", "+next field, or close"),
		bind("pgup pgdown", "pgup pgdn", "question"),
		bind("ctrl+n ctrl+p", "ctrl+n", "next part"),
		bind("ctrl+a ctrl+e", "ctrl+a e", "+start, end of line"),
		bind("ctrl+w ctrl+u ctrl+k", "ctrl+w u k", "+cut word, start, end"),
		bind("ctrl+y", "ctrl+y", "+put it back"),
		bind("ctrl+_", "ctrl+_", "+undo"),
		bind("ctrl+c", "ctrl+c", "+leave; everything is kept"),
		helpInF}}
}

// other names what tab shows in a small window.
func (p *part) other() string {
	if p.shown {
		return "question"
	}
	return "answer"
}
