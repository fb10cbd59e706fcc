package tui

import (
	"context"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

// A Staff is what the screens of an instructor are given beside their [Env], whose
// Student is the one who works at them.
type Staff struct {
	Quiz   *class.Quiz
	Course *class.Course // as the journal has it; the screens take in what comes after
	// Load reads an attempt; attempts at the same variant share its problems.
	Load func(context.Context, exam.Header) (*store.Record, error)
}

// newStaffApp returns an app with one screen of an instructor.
func newStaffApp(env *Env, s Screen) *App {
	a := New(env)
	a.stack = []Screen{s}
	return a
}

// post adds an entry to the journal, dated and signed.
func (e *Env) post(entry class.Entry) error {
	entry.At, entry.By = e.Now().Wall, e.Student
	return e.Store.Post(e.context(), entry)
}

// later runs work beside the screens and takes in what comes of it there, whichever
// screen is on top by then.
func later[T any](work func() T, take func(*App, T) tea.Cmd) tea.Cmd {
	return func() tea.Msg {
		v := work()
		return reviewMsg{func(a *App) tea.Cmd { return take(a, v) }}
	}
}

// tell puts an error on one line.
func tell(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

// A line asked for on the message line: more time, a message, a word that agrees.
type asked struct {
	label string
	field field
	done  func(text string) tea.Cmd
}

func ask(label string, done func(text string) tea.Cmd) *asked {
	f := newLineField(nil)
	f.in.CharLimit = maxPrompt
	return &asked{label: label, field: f, done: done}
}

// update hands a message to the line; open is false once it was entered or dropped.
func (q *asked) update(msg tea.Msg) (cmd tea.Cmd, open bool) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch k.String() {
		case "esc":
			return nil, false
		case "enter":
			return q.done(strings.TrimSpace(first(q.field.Answer()))), false
		}
	}
	q.field = q.field.Update(msg)
	return nil, true
}

// draw puts the line on the message line of a frame, with the cursor in it.
func (q *asked) draw(t Theme, f Frame, width int) Frame {
	n := len(f.Rows)
	label := cut(q.label+" ", max(width/2, 1))
	room := max(width-2*margin-printed(label)-1, 1)
	in := q.field.(lineField).in
	shown, x := window(in.Value(), in.Position(), room)
	f.Rows[n-2] = t.ascii(fit("  "+t.paint(title, label)+shown, width))
	f.Cursor = &Pos{X: min(margin+printed(label)+x, width-1), Y: n - 2}
	return f
}

// askedKeys are the keys while a line is asked for.
func askedKeys() Group {
	return Group{State: "TYPE", Keys: []key.Binding{bind("enter", "enter", "do it"), bind("esc", "esc", "drop it"), helpInF}}
}
