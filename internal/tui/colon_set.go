package tui

import (
	"fmt"
	"runtime/debug"
	"time"

	tea "charm.land/bubbletea/v2"
)

// recolour draws for another background, or without colours.
func (a *App) recolour(arg string) tea.Cmd {
	t := a.theme
	switch arg {
	case "dark":
		t.Background, t.NoColor = Dark, false
	case "light":
		t.Background, t.NoColor = Light, false
	case "none":
		t.NoColor = true
	default:
		a.note = "It is :theme dark, :theme light or :theme none."
		return nil
	}
	t.Fixed = true
	a.wear(t)
	a.note = map[string]string{"dark": "Colours for a dark background.", "light": "Colours for a light background.", "none": "No colours."}[arg]
	return nil
}

// ascii draws with bytes below 0x80, or with all characters again.
func (a *App) ascii(arg string) tea.Cmd {
	t := a.theme
	switch arg {
	case "", "on":
		t.ASCII = true
		a.note = "Plain characters only; :ascii off has them all again."
	case "off":
		t.ASCII = false
		a.note = "All characters."
	default:
		a.note = "It is :ascii or :ascii off."
		return nil
	}
	a.wear(t)
	return nil
}

// wear draws everything in another theme from now on.
func (a *App) wear(t Theme) { a.theme, a.env.Theme = t, t }

// saved says where answers are kept and when that was done last.
func (a *App) saved(string) tea.Cmd {
	d := a.present()
	if why := d.env.Warning; why != "" {
		return a.say("Saved", why)
	}
	if n, err := d.unsaved(); n > 0 && err != nil {
		return a.say("Saved", fmt.Sprintf("NOT SAVED yet: %s. %s. It is tried every second.", count(n, "change"), reason(err)))
	}
	last := time.Time{}
	for _, r := range d.recorders() {
		if r.synced.After(last) {
			last = r.synced
		}
	}
	when := "nothing was to be saved yet"
	if !last.IsZero() {
		when = "saved " + last.In(d.zone).Format(time.TimeOnly)
	}
	return a.say("Saved", fmt.Sprintf("Kept %s: %s.", d.env.Place, when))
}

// version says what this program was built from.
func (a *App) version(string) tea.Cmd {
	s := "gradcheck, built from a work tree"
	if b, ok := debug.ReadBuildInfo(); ok && b.Main.Version != "" && b.Main.Version != "(devel)" {
		s = "gradcheck " + b.Main.Version
	}
	return a.say("Version", s)
}
