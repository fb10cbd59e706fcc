package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// set changes how this session is shown.
func (a *App) set(arg string) tea.Cmd {
	d := a.sitting
	switch arg = strings.Join(strings.Fields(arg), " "); {
	case arg != "pace on" && arg != "pace off":
		a.note = "It is :set pace on or :set pace off."
	case d == nil || !d.running():
		a.note = "The pace is shown in exams only."
	default:
		d.session.hidePace = arg == "pace off"
		a.note = map[bool]string{true: "The pace is not shown in this exam.", false: "The pace is shown, from 10 minutes after the start on."}[d.session.hidePace]
	}
	return nil
}
