package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	xansi "github.com/charmbracelet/x/ansi"
)

// A reader is a page of text to scroll: a solution, the keys.
type reader struct {
	left string
	text func(t Theme, width int) []string // at most width cells wide
	pane pane
	note string
	help bool // it is the list of keys itself
	rows int  // of the text, as last drawn
	all  int
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
		top := min(r.pane.top, r.all-r.rows)
		tail = fmt.Sprintf("%d-%d of %d", top+1, top+r.rows, r.all)
	}
	g := r.Keys()[0]
	return chrome{left: r.left, tail: tail, body: body, message: r.note, chip: g.State, keys: forFooter(g.Keys)}.draw(t, width, height)
}

// Keys returns the key map.
func (r *reader) Keys() []Group {
	return []Group{{State: "KEYS", Keys: append(listKeys("back")[:1], bind("j k up down", "j k", "scroll"), pageKey, endsKey, backKey, on(!r.help, bind("?", "?", "help")))}}
}

// newHelp lists the keys of a screen by state, made from its key map.
func newHelp(of string, groups []Group) *reader {
	return &reader{left: "Keys › " + of, help: true, text: func(t Theme, width int) []string { return keyTable(t, groups, width) }}
}

// keyTable sets the groups side by side where they fit.
func keyTable(t Theme, groups []Group, width int) []string {
	var cols [][]string
	for _, g := range groups {
		col := []string{t.paint(title, g.State)}
		for _, k := range g.Keys {
			h := k.Help()
			if !k.Enabled() || h.Key == "" {
				continue
			}
			col = append(col, "  "+fit(h.Key, 13)+strings.TrimPrefix(h.Desc, "+"))
		}
		cols = append(cols, col)
	}
	if len(cols) == 2 && width >= 76 {
		return beside(cols[0], cols[1], 40)
	}
	var rows []string
	for i, c := range cols {
		if i > 0 {
			rows = append(rows, "")
		}
		rows = append(rows, c...)
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
