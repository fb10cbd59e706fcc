package tui

import (
	"slices"
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

	prompt *prompt             // the last that was opened; see asking
	past   map[string][]string // what was entered in prompts, by their sign
	search search
	note   string // on the message line until the next key
	heard  string // what the exam had to say when the note was made
}

// New returns an app that starts at home.
func New(env *Env) *App {
	d := newDesk(env)
	a := &App{env: env, desk: d, theme: env.Theme, stack: []Screen{newHome(d)}}
	if env.Hall != nil {
		a.stack[0] = newQuizzes(env)
	}
	return a
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

// settled reports whether everything is written that this program may write.
func (a *App) settled() bool {
	n := 0
	for _, d := range a.desks() {
		if d.session == nil || !d.session.moved { // else it is for the other program to write
			m, _ := d.unsaved()
			n += m
		}
	}
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
	case satMsg:
		return a, a.show(newResults(msg.desk))
	case enteredMsg:
		return a, a.entered(msg)
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
	case endedMsg:
		return a, a.ended(msg)
	case overMsg:
		return a, a.over(exam.Event{Kind: msg.kind})
	case lostMsg:
		return a, a.practise(msg)
	case popMsg:
		return a, a.pop()
	case quitMsg:
		return a, a.quit()
	case tea.PasteMsg:
		if a.asking() {
			a.prompt.edit(msg)
			return a, nil
		}
	case tea.MouseClickMsg:
		if a.asking() {
			a.prompt = nil // the screen has the focus
		}
	case tea.KeyPressMsg:
		switch k := msg.String(); {
		case k == "ctrl+c" && a.leaving:
			return a, tea.Quit
		case k == "ctrl+c" && !a.stops():
			return a, a.quit()
		case k != "q":
			a.leaving = false
		}
		if cmd, taken := a.pressed(msg); taken {
			return a, cmd
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

// A quieter is a screen with something on the message line, or with a question
// that the next key answers: another key was pressed.
type quieter interface{ quiet() }

// pressed handles a key of the prompt, or one that is the same on every screen
// (but not where text is typed); taken is false for all others.
func (a *App) pressed(k tea.KeyPressMsg) (cmd tea.Cmd, taken bool) {
	a.note, a.heard = "", a.alert()
	if a.asking() {
		return a.asked(k), true
	}
	s := k.String()
	if s != "esc" && !slices.Contains(everywhereKeys(), s) {
		return nil, false
	}
	state := a.top().Keys()[0].State
	switch {
	case state == "TYPE":
		return nil, false
	case s == "esc":
		if ends := state != "SET" && a.search.on == a.spot(); !ends {
			return nil, false
		}
		a.search.on = spot{}
		return nil, true
	}
	if q, ok := a.top().(quieter); ok {
		q.quiet()
	}
	switch s {
	case "n":
		a.findNext(1)
	case "N":
		a.findNext(-1)
	default:
		a.ask(s)
	}
	return nil, true
}

// alert is what the exam has to say by itself.
func (a *App) alert() string {
	if a.sitting == nil {
		return ""
	}
	return a.sitting.message("")
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
	switch s := a.top().(type) {
	case *home:
		cmd = tea.Batch(cmd, a.desk.study())
	case *quizzes:
		cmd = tea.Batch(cmd, s.load())
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
		return "NOT SAVED; ctrl+c leaves all the same, any other key stays. " + reason(err) + "."
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
	if a.tiny() {
		v.SetContent(strings.Join(tooSmall(a.desk.width, a.desk.height), "\n"))
		return v
	}
	f := a.mark(a.frame())
	say := func(s string) { f.Rows[len(f.Rows)-2] = a.theme.ascii(fit("  "+s, a.desk.width)) }
	if alert := a.alert(); a.note != "" && (alert == "" || alert == a.heard) {
		say(cut(a.note, a.desk.width-2*margin))
	}
	if a.asking() {
		f = a.prompt.draw(a.theme, f, a.hint(), a.desk.width)
	}
	if a.leaving {
		say(a.theme.paint(danger, cut(a.leavingNote(), a.desk.width-2*margin)))
	}
	v.SetContent(strings.Join(f.Rows, "\n"))
	if f.Cursor != nil {
		v.Cursor = tea.NewCursor(f.Cursor.X, f.Cursor.Y)
	}
	return v
}

// tiny reports whether the window has no room for a question.
func (a *App) tiny() bool { return a.desk.width < tinyWidth || a.desk.height < tinyHeight }

// tooSmall says what to do about a window without room for a question.
func tooSmall(width, height int) []string {
	const words = "Make the window a little larger: 30 by 8 at least. Your words are saved."
	rows := strings.Split(xansi.Wrap(words, width, ""), "\n")
	return rows[:min(len(rows), height)]
}
