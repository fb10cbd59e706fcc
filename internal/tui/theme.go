package tui

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
	xansi "github.com/charmbracelet/x/ansi"

	"gradcheck/internal/blocks"
	"gradcheck/sim"
)

// A Background is what the terminal said of its background.
type Background int

// The backgrounds. Unknown means no answer: attributes only, no colours.
const (
	Unknown Background = iota
	Dark
	Light
)

// A Theme decides how meaning looks in one session. Nothing in it is shared.
type Theme struct {
	Background Background
	Fixed      bool // the background was given and is not asked for
	NoColor    bool
	ASCII      bool // every byte on the screen is below 0x80
}

// A role is what a piece of text means; the theme turns it into a style.
type role int

const (
	plain role = iota
	title
	muted
	accent
	good
	bad
	warn
	danger
	waits
	hotkey
	chip
	selected
)

// paint styles s for its role. Styles are the sixteen named colours and
// attributes only, and never bright black, bright white, black or white, which
// vanish on some backgrounds.
func (t Theme) paint(r role, s string) string {
	if s == "" || r == plain {
		return s
	}
	return t.style(r).Styled(s)
}

// style is made of attributes as they are written; lipgloss, which measures and
// lays out as well, took a tenth of a server's time here.
func (t Theme) style(r role) xansi.Style {
	var s xansi.Style
	switch r {
	case title, hotkey, selected:
		return s.Bold()
	case muted:
		return s.Faint()
	case chip:
		return s.Reverse(true)
	case waits:
		return s.Underline(true)
	case danger:
		s = s.Bold()
	case warn:
		if t.Background == Light {
			s = s.Underline(true)
		}
	}
	if c := t.color(r); c != nil {
		s = s.ForegroundColor(c)
	}
	return s
}

func (t Theme) color(r role) color.Color {
	if t.NoColor || t.Background == Unknown {
		return nil
	}
	switch r {
	case accent:
		if t.Background == Light {
			return lipgloss.Blue
		}
		return lipgloss.Cyan
	case good:
		return lipgloss.Green
	case bad:
		return lipgloss.Magenta
	case warn:
		return lipgloss.Yellow
	case danger:
		return lipgloss.Red
	}
	return nil
}

// mark styles a cell of a simulation's block.
func (t Theme) mark(m sim.Mark, s string) string {
	switch m {
	case sim.Held:
		return t.paint(accent, s)
	case sim.Hot:
		return t.paint(title, s)
	case sim.Good:
		return t.paint(good, s)
	case sim.Bad:
		return t.paint(bad, s)
	case sim.Lost:
		return t.paint(muted, s)
	}
	return s
}

// ascii replaces the screen's own glyphs, cell by cell, where the theme asks for
// it. Prose and mathematics have longer forms and were replaced before wrapping.
func (t Theme) ascii(s string) string {
	if !t.ASCII {
		return s
	}
	s = strings.NewReplacer("…", "~", " · ", " - ", "\u00a0", " ").Replace(s)
	return blocks.ASCII(s)
}
