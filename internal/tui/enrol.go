package tui

import (
	"context"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/class"
)

// An Enrolment is how a key that is nobody's becomes a student's.
type Enrolment struct {
	Host   string // as the student types it
	Key    string // kind and fingerprint
	Guests bool   // one may practise without a code
	Enrol  func(ctx context.Context, code string) error
}

// NewEnrol returns an app that asks for a one-time code, and ends when one was
// right.
func NewEnrol(env *Env, e Enrolment) *App {
	a := New(env)
	a.stack = []Screen{&enrol{env: env, e: e}}
	return a
}

// An enrol asks for the one-time code of a new key.
type enrol struct {
	env   *Env
	e     Enrolment
	typed string // letters of the code, without the dash
	busy  bool
	note  string
}

// enrolledMsg is what came of a code.
type enrolledMsg struct{ err error }

// codeLetters is how many letters a code has, and where the dash stands.
const codeLetters, codeDash = 8, 4

func (s *enrol) Init() tea.Cmd { return nil }

// Update takes the letters of the code; the dash types itself.
func (s *enrol) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case enrolledMsg:
		s.busy = false
		if msg.err != nil {
			s.note = asSentence(msg.err.Error())
			return s, nil
		}
		return s, Leave
	case tea.PasteMsg:
		s.take(msg.Content)
	case tea.KeyPressMsg:
		s.note = ""
		switch k := msg.String(); k {
		case "enter":
			return s, s.enter()
		case "backspace":
			s.typed = s.typed[:max(len(s.typed)-1, 0)]
		case "ctrl+u":
			s.typed = ""
		case "esc":
			return s, Leave
		case "f1":
			return s, push(newHelp("Enrolment", s.Keys()))
		default:
			s.take(msg.Text)
		}
	}
	return s, nil
}

func (s *enrol) take(text string) {
	got := class.Typed(text)
	if got == "" && strings.Trim(text, "- \t\r\n") != "" {
		s.note = "A code has capital letters and digits, without 0, 1, 5, I, L, O, S, U, V."
	}
	s.typed = (s.typed + got)[:min(len(s.typed)+len(got), codeLetters)]
}

func (s *enrol) enter() tea.Cmd {
	switch {
	case s.busy:
		return nil
	case s.typed == "" && s.e.Guests:
		return Leave
	case len(s.typed) < codeLetters:
		s.note = count(codeLetters-len(s.typed), "letter") + " more; the code has eight."
		return nil
	}
	s.busy = true
	ctx, code, try := s.env.context(), s.typed, s.e.Enrol
	return func() tea.Msg { return enrolledMsg{try(ctx, code)} }
}

// asSentence writes an error as one.
func asSentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}

// View asks for the code, and shows whether the terminal draws what is needed.
func (s *enrol) View(t Theme, width, height int) Frame {
	w := min(width-2*margin, textWidth)
	body := []string{"", "  This key is not on a class list yet.", "", "      key    " + cut(s.e.Key, width-16), ""}
	body = append(body, shift(wrap("Your course sent you a code of eight letters. It works once, links this key to your name, and is never asked for again.", w), margin)...)
	body = append(body, "")
	shown := s.typed
	if len(shown) >= codeDash {
		shown = shown[:codeDash] + "-" + shown[codeDash:]
	}
	cursor := &Pos{X: margin + 2 + len(shown), Y: len(body)}
	body = append(body, "  "+t.paint(accent, "▎")+" "+shown, "")
	help := []string{"No code? Ask the person who runs the course, and show them the key above.",
		"Wrong key? Leave, then name another:   ssh -i ~/.ssh/other " + s.e.Host}
	if s.e.Guests {
		help = append(help, "To practise without a class, press enter with no code.")
	}
	for _, h := range help {
		body = append(body, shift(wrap(h, w), margin)...)
	}
	if !t.ASCII && len(body)+5 < bodyHeight(height) {
		body = append(body, "", "  Before you sit a quiz, see that this line is straight and closed:", "      ─────│ √d ‖z‖ ⣀⣤⣶⣿ ✓ ✗ •",
			"  If it is not, come back with   ssh -t "+s.e.Host+" ascii")
	}
	note := s.note
	if s.busy {
		note = "Asking."
	}
	g := s.Keys()[0]
	return chrome{left: "gradcheck at " + s.e.Host, right: t.paint(muted, "a new key"), body: body, message: note, chip: g.State,
		keys: forFooter(g.Keys), cursor: cursor}.draw(t, width, height)
}

// Keys returns the key map.
func (s *enrol) Keys() []Group {
	verb := "enrol"
	if s.typed == "" && s.e.Guests {
		verb = "practise as a guest"
	}
	return []Group{{State: "TYPE", Keys: []key.Binding{bind("enter", "enter", verb), bind("esc ctrl+c", "esc", "leave"), helpInF}}}
}
