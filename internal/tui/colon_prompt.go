package tui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	xansi "github.com/charmbracelet/x/ansi"

	"gradcheck/grader"
)

// A prompt is one line to type on the message line: words to find after /, a
// command after the colon. It belongs to the screen on which it was opened.
type prompt struct {
	sign   string // "/" or ":"
	on     Screen
	field  lineField
	past   []string // what was entered before, oldest first
	at     int      // which of them stands there; len(past) is none
	draft  string   // what stood there before them
	offers []string // what tab goes round
	offer  int
}

// maxPrompt is the most characters that a prompt takes.
const maxPrompt = 200

func newPrompt(sign string, on Screen, past []string) *prompt {
	p := &prompt{sign: sign, on: on, field: newLineField(nil), past: past, at: len(past)}
	p.field.in.CharLimit = maxPrompt
	return p
}

func (p *prompt) text() string { return first(p.field.Answer()) }

func (p *prompt) set(text string) { p.field = p.field.Set(grader.Answer{text}).(lineField) }

// edit hands a key or a paste to the line.
func (p *prompt) edit(msg tea.Msg) {
	before := p.text()
	p.field = p.field.Update(msg).(lineField)
	if p.text() != before {
		p.offers = nil
	}
}

// recall goes to what was entered earlier (by -1) or later.
func (p *prompt) recall(by int) {
	to := p.at + by
	if to < 0 || to > len(p.past) {
		return
	}
	if p.at == len(p.past) {
		p.draft = p.text()
	}
	p.at, p.offers = to, nil
	if to == len(p.past) {
		p.set(p.draft)
		return
	}
	p.set(p.past[to])
}

// complete puts the next of what the line may go on to into it.
func (p *prompt) complete(offers func(text string) []string) {
	if p.offers == nil {
		p.offers, p.offer = offers(p.text()), -1
	}
	if len(p.offers) == 0 {
		return
	}
	p.offer = (p.offer + 1) % len(p.offers)
	p.set(p.offers[p.offer])
}

// draw puts the prompt on the message line of a frame, its keys into the footer
// and the cursor into the line; hint stands at the right where there is room.
func (p *prompt) draw(t Theme, f Frame, hint string, width int) Frame {
	n := len(f.Rows)
	room := max(width-2*margin-1, 1)
	shown, x := window(p.text(), p.field.in.Position(), room)
	left := "  " + p.sign + shown
	right := ""
	if hint != "" && printed(left)+3+printed(hint)+margin <= width {
		right = t.paint(muted, hint) + strings.Repeat(" ", margin)
	}
	f.Rows[n-2] = t.ascii(fit(spread(left, right, width), width))
	f.Rows[n-1] = t.ascii(fit(footer(t, "TYPE", forFooter(promptKeys(p.sign).Keys), width), width))
	f.Cursor = &Pos{X: min(margin+1+x, width-1), Y: n - 2}
	return f
}

// promptKeys are the keys of a prompt.
func promptKeys(sign string) Group {
	enter, earlier := "find", "earlier words"
	if sign == ":" {
		enter, earlier = "do it", "earlier ones"
	}
	return Group{State: "TYPE", Keys: []key.Binding{
		bind("enter", "enter", enter),
		bind("esc", "esc", "drop it"),
		on(sign == ":", bind("tab shift+tab", "tab", "complete")),
		bind("up down", "↑ ↓", earlier),
		bind("ctrl+a ctrl+e", "ctrl+a e", "+start, end of line"),
		bind("ctrl+w ctrl+u ctrl+k", "ctrl+w u k", "+cut word, start, end"),
		bind("ctrl+y", "ctrl+y", "+put it back"),
		bind("ctrl+_", "ctrl+_", "+undo"),
		bind("ctrl+c", "ctrl+c", "+leave; everything is kept"),
		helpInF}}
}

// asking reports whether a prompt is open on the screen on top.
func (a *App) asking() bool { return a.prompt != nil && a.prompt.on == a.top() }

// ask opens a prompt.
func (a *App) ask(sign string) { a.prompt = newPrompt(sign, a.top(), a.past[sign]) }

// asked handles a key in the prompt.
func (a *App) asked(k tea.KeyPressMsg) tea.Cmd {
	p := a.prompt
	switch s := k.String(); s {
	case "esc":
		a.prompt = nil
	case "enter":
		a.prompt = nil
		return a.take(p)
	case "tab", "shift+tab":
		if p.sign == ":" {
			p.complete(a.offers)
		}
	case "up":
		p.recall(-1)
	case "down":
		p.recall(1)
	case "f1":
		return push(&reader{left: "Keys › " + map[string]string{"/": "find", ":": "command"}[p.sign], help: true,
			text: func(t Theme, width int) []string { return keyTable(t, []Group{promptKeys(p.sign)}, width) }})
	case "backspace":
		if p.text() == "" {
			a.prompt = nil
			return nil
		}
		p.edit(k)
	default:
		p.edit(k)
	}
	return nil
}

// maxPast is how many lines of a prompt are remembered.
const maxPast = 50

// take does what was entered, and remembers it for this session.
func (a *App) take(p *prompt) tea.Cmd {
	text := strings.TrimSpace(p.text())
	if a.past == nil {
		a.past = map[string][]string{}
	}
	if past := a.past[p.sign]; text != "" && (len(past) == 0 || past[len(past)-1] != text) {
		a.past[p.sign] = append(past[max(0, len(past)-maxPast+1):len(past):len(past)], text)
	}
	if p.sign == "/" {
		a.find(text)
		return nil
	}
	return a.do(text)
}

// hint is what stands beside the prompt: how often the words are on the screen,
// or what the command does.
func (a *App) hint() string {
	text := strings.TrimSpace(a.prompt.text())
	switch {
	case text == "":
		return ""
	case a.prompt.sign == ":":
		name, _, _ := strings.Cut(text, " ")
		if c, ok := lookUp(name); ok {
			return strings.TrimSpace(c.args + "  " + c.does)
		}
		return ""
	}
	if n := len(seek(a.lines(), text)); n > 0 {
		return fmt.Sprint(n, " here")
	}
	return "none here"
}

// say puts a sentence on the message line until the next key, or on a page of its
// own where it does not fit.
func (a *App) say(name, sentence string) tea.Cmd {
	if xansi.StringWidth(sentence) <= a.desk.width-2*margin {
		a.note = sentence
		return nil
	}
	return a.page(name, func(_ Theme, width int) []string { return wrap(sentence, min(width, textWidth)) })
}

// page shows a text to scroll.
func (a *App) page(name string, text func(t Theme, width int) []string) tea.Cmd {
	return push(&reader{left: name, text: text})
}
