package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	xansi "github.com/charmbracelet/x/ansi"

	"gradcheck/internal/exam"
)

// An App is the program's model: a stack of screens.
type App struct {
	env     *Env
	desk    *desk
	sitting *desk // the exam that is being sat or looked at; nil if none
	theme   Theme
	stack   []Screen
	leaving bool // waits for the last answers to be written
}

// New returns an app that starts at home.
func New(env *Env) *App {
	d := newDesk(env)
	return &App{env: env, desk: d, theme: env.Theme, stack: []Screen{newHome(d)}}
}

// NewPractice returns an app that starts in practice at a part of a problem,
// with a fresh variant if seed is not nil. An empty label is the part where the
// student left, or the first.
func NewPractice(env *Env, problem, label string, seed *uint64) *App {
	a := New(env)
	a.desk.begin = &begin{problem: problem, label: label, seed: seed}
	return a
}

// NewExam returns an app that opens an exam: the attempt that is still open, or
// the start page of a new one.
func NewExam(env *Env, sit Sit) *App {
	a := New(env)
	a.stack = []Screen{newGate(env, sit)}
	return a
}

// desks are what keeps attempts.
func (a *App) desks() []*desk {
	if a.sitting == nil {
		return []*desk{a.desk}
	}
	return []*desk{a.desk, a.sitting}
}

// NewDue returns an app that starts with what spaced repetition says is due.
func NewDue(env *Env) *App {
	a := New(env)
	a.desk.begin = &begin{due: true}
	return a
}

// Unsaved returns how many answers could not be written, and why.
func (a *App) Unsaved() (n int, err error) {
	for _, d := range a.desks() {
		m, why := d.unsaved()
		if n += m; why != nil {
			err = why
		}
	}
	return n, err
}

// settled reports whether everything is written.
func (a *App) settled() bool {
	n, _ := a.Unsaved()
	return n == 0
}

// Init loads what was practised before and asks for the background.
func (a *App) Init() tea.Cmd {
	cmds := []tea.Cmd{a.desk.load(), a.top().Init()}
	if !a.theme.Fixed {
		cmds = append(cmds, tea.RequestBackgroundColor)
	}
	return tea.Batch(cmds...)
}

func (a *App) top() Screen { return a.stack[len(a.stack)-1] }

// Update routes a message: to the app itself, the desk, or the screen on top.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		for _, d := range a.desks() {
			d.width, d.height = msg.Width, msg.Height
		}
	case tea.BackgroundColorMsg:
		if !a.theme.Fixed {
			a.theme.Background = Light
			if msg.IsDark() {
				a.theme.Background = Dark
			}
		}
		return a, nil
	case pushMsg:
		a.stack = append(a.stack, msg.Screen)
		return a, msg.Init()
	case replaceMsg:
		cmd := a.leave(len(a.stack) - 1)
		a.stack[len(a.stack)-1] = msg.Screen
		return a, tea.Batch(cmd, msg.Init())
	case draftMsg:
		return a, msg.part.flush()
	case examMsg:
		return a, a.exam(msg)
	case sitMsg:
		return a, a.sit(msg)
	case reviewMsg:
		return a, a.look(msg)
	case tickMsg:
		return a, a.tick(msg)
	case movedMsg:
		return a, a.moved(msg)
	case overMsg:
		return a, a.over(exam.Event{Kind: msg.kind})
	case lostMsg:
		return a, a.practise(msg)
	case popMsg:
		return a, a.pop()
	case quitMsg:
		return a, a.quit()
	case tea.KeyPressMsg:
		switch k := msg.String(); {
		case k == "ctrl+c" && a.leaving:
			return a, tea.Quit
		case k == "ctrl+c" && !a.stops():
			return a, a.quit()
		case k != "q":
			a.leaving = false
		}
	}
	var cmds []tea.Cmd
	for _, d := range a.desks() {
		cmds = append(cmds, d.update(msg))
	}
	if a.leaving && a.settled() {
		return a, tea.Quit
	}
	next, more := a.top().Update(msg)
	a.stack[len(a.stack)-1] = next
	return a, tea.Batch(append(cmds, more)...)
}

// A stopper is a screen where ctrl+c first stops something.
type stopper interface{ busy() bool }

func (a *App) stops() bool {
	s, ok := a.top().(stopper)
	return ok && s.busy()
}

func (a *App) pop() tea.Cmd {
	if len(a.stack) == 1 {
		return a.quit()
	}
	left := a.top()
	cmd := a.leave(len(a.stack) - 1)
	a.stack = a.stack[:len(a.stack)-1]
	if d := a.sitting; d != nil && d.running() && onDesk(left, d) && !onDesk(a.top(), d) && !d.session.moved {
		cmd = tea.Batch(cmd, d.record(exam.Event{Kind: exam.Leave}))
	}
	if _, home := a.top().(*home); home {
		cmd = tea.Batch(cmd, a.desk.study())
	}
	return cmd
}

// leave hands over what screen i has not handed over yet.
func (a *App) leave(i int) tea.Cmd {
	if l, ok := a.stack[i].(leaver); ok {
		return l.leave()
	}
	return nil
}

// quit leaves once everything is written, unless another key says otherwise
// before; ctrl+c does not wait.
func (a *App) quit() tea.Cmd {
	var cmds []tea.Cmd
	for i := range a.stack {
		cmds = append(cmds, a.leave(i))
	}
	if d := a.sitting; d != nil && d.running() && !a.leaving && !d.session.moved {
		cmds = append(cmds, d.record(exam.Event{Kind: exam.Leave}))
	}
	if a.settled() {
		return tea.Quit
	}
	a.leaving = true
	for _, d := range a.desks() {
		cmds = append(cmds, d.saveAll())
	}
	return tea.Batch(cmds...)
}

// leavingNote says why the program has not gone yet.
func (a *App) leavingNote() string {
	if _, err := a.Unsaved(); err != nil {
		return "NOT SAVED; ctrl+c leaves all the same, any other key stays. " + err.Error()
	}
	return "Saving; ctrl+c leaves at once, any other key stays."
}

// View draws the screen on top.
func (a *App) View() tea.View {
	v := tea.NewView("")
	v.AltScreen = true
	v.MouseMode = tea.MouseModeCellMotion
	v.WindowTitle = "gradcheck"
	if a.desk.width <= 0 || a.desk.height <= 0 {
		return v
	}
	if a.desk.width < tinyWidth || a.desk.height < tinyHeight {
		v.SetContent(strings.Join(tooSmall(a.desk.width, a.desk.height), "\n"))
		return v
	}
	f := a.top().View(a.theme, a.desk.width, a.desk.height)
	if a.leaving {
		f.Rows[len(f.Rows)-2] = fit("  "+a.theme.paint(danger, cut(a.leavingNote(), a.desk.width-4)), a.desk.width)
	}
	v.SetContent(strings.Join(f.Rows, "\n"))
	if f.Cursor != nil {
		v.Cursor = tea.NewCursor(f.Cursor.X, f.Cursor.Y)
	}
	return v
}

// tooSmall says what to do about a window without room for a question.
func tooSmall(width, height int) []string {
	const words = "Make the window a little larger: 30 by 8 at least. Your words are saved."
	rows := strings.Split(xansi.Wrap(words, width, ""), "\n")
	return rows[:min(len(rows), height)]
}
