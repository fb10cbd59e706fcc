package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	xansi "github.com/charmbracelet/x/ansi"
)

// A reader is a page of text to scroll: a solution, the keys.
type reader struct {
	left string
	text func(t Theme, width int) []string // at most width cells wide
	// sought is the same for /, with what else finds a row; nil if that is nothing.
	sought func(t Theme, width int) []line
	pane   pane
	note   string
	help   bool // it is the list of keys itself
	rows   int  // of the text, as last drawn
	all    int
}

func (r *reader) Init() tea.Cmd { return nil }

// Update scrolls and goes back.
func (r *reader) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		k := "j"
		if msg.Button == tea.MouseWheelUp {
			k = "k"
		}
		r.pane.scroll(k, r.rows, r.all)
	case tea.KeyPressMsg:
		r.note = ""
		switch k := msg.String(); {
		case k == "?" && !r.help:
			return r, push(newHelp(r.left, r.Keys()))
		case k == "esc" || k == "q" || k == "enter" || k == "s" || k == "?":
			return r, pop
		case !r.pane.scroll(k, r.rows, r.all):
			r.note = k + " does nothing here; esc goes back."
		}
	}
	return r, nil
}

// View draws the visible rows.
func (r *reader) View(t Theme, width, height int) Frame {
	lines := r.text(t, width-2*margin)
	r.rows, r.all = bodyHeight(height)-1, len(lines)
	body := append([]string{""}, shift(r.pane.visible(lines, r.rows), margin)...)
	tail := ""
	if r.all > r.rows {
		top := r.pane.first(r.rows, r.all)
		tail = fmt.Sprintf("%d-%d of %d", top+1, top+r.rows, r.all)
	}
	g := r.Keys()[0]
	text := func() []line {
		all := linesOf(lines)
		if r.sought != nil {
			all = r.sought(t, width-2*margin)
		}
		return placed(all, margin, 0, 1, r.pane.first(r.rows, r.all), r.rows)
	}
	return chrome{left: r.left, tail: tail, body: body, message: r.note, chip: g.State, keys: forFooter(g.Keys), text: text}.draw(t, width, height)
}

func (r *reader) showLine(i int) { r.pane.reveal(i, r.rows, r.all) }
func (r *reader) quiet()         { r.note = "" }

// Keys returns the key map.
func (r *reader) Keys() []Group {
	return []Group{{State: "KEYS", Keys: append(listKeys("back")[:1], bind("j k up down", "j k", "scroll"), pageKey, endsKey, backKey, on(!r.help, bind("?", "?", "help")))}}
}

// newHelp lists the keys of a screen by state, made from its key map.
func newHelp(of string, groups []Group) *reader {
	groups = append(slices.Clip(groups), everywhere())
	return &reader{left: "Keys › " + of, help: true, text: func(t Theme, width int) []string { return keyTable(t, groups, width) }}
}

// keyTable sets the groups one below the other, or the first beside all others
// where that fits.
func keyTable(t Theme, groups []Group, width int) []string {
	const half = 38
	if len(groups) < 2 || width < 2*half {
		return stackedKeys(t, groups, width)
	}
	return beside(stackedKeys(t, groups[:1], half-1), stackedKeys(t, groups[1:], half), half)
}

func stackedKeys(t Theme, groups []Group, width int) []string {
	var rows []string
	for i, g := range groups {
		if i > 0 {
			rows = append(rows, "")
		}
		rows = append(rows, t.paint(title, g.State))
		for _, k := range g.Keys {
			if h := k.Help(); k.Enabled() && h.Key != "" {
				does := wrap(strings.TrimPrefix(h.Desc, "+"), width-14)
				rows = append(rows, beside([]string{"  " + h.Key}, does, 14)...)
			}
		}
	}
	return rows
}

// beside puts b to the right of a, from column at on.
func beside(a, b []string, at int) []string {
	rows := make([]string, max(len(a), len(b)))
	for i := range rows {
		if i < len(a) {
			rows[i] = a[i]
		}
		if i < len(b) {
			rows[i] = fit(rows[i], at) + b[i]
		}
	}
	return rows
}

func printed(s string) int { return xansi.StringWidth(s) }
