// Package tui is the screens: an exam paper on a quiet desk.
//
// [App] is the only Bubble Tea model. It holds a stack of [Screen]s and routes
// messages to the one on top; it decides nothing. A screen is a file. What a
// session needs from outside comes in its [Env]; nothing is shared between
// sessions, Update does no I/O (it returns a command that does) and View reads
// no clock.
//
// Screens share three things: the chrome (frame.go), which draws status, strip,
// message line and footer; the key map (keys.go), from which footers and help
// are made; and the desk (desk.go), which holds the student's practice and
// writes it to the store.
package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/class"
	"gradcheck/internal/exam"
	"gradcheck/internal/mdview"
	"gradcheck/internal/store"
	"gradcheck/problems"
)

// An Env is what one session is given from outside.
type Env struct {
	Context context.Context
	Library *problems.Library
	Store   store.Store
	Student string
	Place   string // where answers are kept, in words: "in ~/.local/share/gradcheck"
	Warning string // why nothing is kept, if so; "" when it is
	Notice  string // something else to say at first
	Now     func() exam.Clock
	Seed    func() uint64
	Theme   Theme
	Texts   *mdview.Cache // of rendered texts, shared by all sessions; nil for one of its own
	// What a server adds; all zero at home.
	Hall class.Hall // where quizzes are sat; nil for a guest, who practises
	Name string     // of the student, for people
	From string     // where the terminal is, for people: the address of the client
	// After returns a command that sends msg after d; nil is tea.Tick.
	After func(d time.Duration, msg tea.Msg) tea.Cmd
}

func (e *Env) after(d time.Duration, msg tea.Msg) tea.Cmd {
	if e.After != nil {
		return e.After(d, msg)
	}
	return tea.Tick(d, func(time.Time) tea.Msg { return msg })
}

func (e *Env) context() context.Context {
	if e.Context == nil {
		return context.Background()
	}
	return e.Context
}

// A Screen is one page of the program.
type Screen interface {
	Init() tea.Cmd
	Update(tea.Msg) (Screen, tea.Cmd)
	View(t Theme, width, height int) Frame
	// Keys returns the key map by state; the first group is the present state.
	Keys() []Group
}

// A leaver is a screen with something to hand over before it goes, such as a
// draft that has not been written.
type leaver interface{ leave() tea.Cmd }

// Messages that move between screens.
type (
	pushMsg    struct{ Screen }
	popMsg     struct{}
	replaceMsg struct{ Screen }
	quitMsg    struct{}
)

// Leave is the message that ends the program from outside: what is entered is
// written first.
func Leave() tea.Msg { return quitMsg{} }

func push(s Screen) tea.Cmd    { return func() tea.Msg { return pushMsg{s} } }
func pop() tea.Msg             { return popMsg{} }
func replace(s Screen) tea.Cmd { return func() tea.Msg { return replaceMsg{s} } }
