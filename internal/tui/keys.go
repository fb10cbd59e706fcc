package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
)

// A Group is the keys of one state (KEYS, TYPE, PLAY, SET) of a screen. Footers
// list those with a short description; help lists all.
type Group struct {
	State string
	Keys  []key.Binding
}

// bind makes a binding: the keys as Bubble Tea names them, separated by blanks,
// how the footer shows them, and what they do. A description that starts with
// "+" is only for help.
func bind(keys, shown, does string) key.Binding {
	return key.NewBinding(key.WithKeys(strings.Fields(keys)...), key.WithHelp(shown, does))
}

// on returns b, disabled unless ok.
func on(ok bool, b key.Binding) key.Binding {
	b.SetEnabled(ok)
	return b
}

// forFooter drops the bindings that are only for help.
func forFooter(ks []key.Binding) []key.Binding {
	var out []key.Binding
	for _, k := range ks {
		if !strings.HasPrefix(k.Help().Desc, "+") {
			out = append(out, k)
		}
	}
	return out
}

var (
	helpKey   = bind("? f1", "?", "help")
	helpInF   = bind("f1", "F1", "help")
	leaveKey  = bind("q", "q", "leave")
	backKey   = bind("esc q", "esc", "back")
	moveKeys  = bind("j k up down", "j k", "move")
	scrollKey = bind("j k up down", "j k", "+scroll")
	endsKey   = bind("g G home end", "g G", "+top, end")
	pageKey   = bind("ctrl+d ctrl+u pgdown pgup", "ctrl+d u", "+half a page, pgup pgdn a page")
)

// everywhere is the keys that mean the same on every screen, but not where text
// is typed. The app itself handles them; help lists them once, and footers where
// there is room.
func everywhere() Group {
	return Group{State: "everywhere, but in a field", Keys: []key.Binding{
		bind("/", "/", "find"),
		bind("n N", "n N", "+next, previous one found"),
		bind(":", ":", "command")}}
}

// everywhereKeys are the names of those keys.
func everywhereKeys() []string {
	var names []string
	for _, k := range everywhere().Keys {
		names = append(names, k.Keys()...)
	}
	return names
}

// A pane is how far a text is scrolled. Its keys are the same on every screen.
type pane struct {
	top int
}

// scroll moves by a key; rows is how many are visible of all. It reports
// whether the key was one of its own.
func (p *pane) scroll(k string, rows, all int) bool {
	last := max(0, all-rows)
	switch k {
	case "j", "down":
		p.top++
	case "k", "up":
		p.top--
	case "g", "home":
		p.top = 0
	case "G", "end":
		p.top = last
	case "ctrl+d":
		p.top += rows / 2
	case "ctrl+u":
		p.top -= rows / 2
	case "pgdown":
		p.top += max(1, rows-1)
	case "pgup":
		p.top -= max(1, rows-1)
	default:
		return false
	}
	p.top = min(max(p.top, 0), last)
	return true
}

// reveal scrolls as little as shows row i, with a row to spare where it can.
func (p *pane) reveal(i, rows, all int) {
	spare := min(1, (rows-1)/2)
	p.top = max(min(p.top, i-spare), i+spare-rows+1)
	p.top = min(max(p.top, 0), max(0, all-rows))
}

// first is the first row on the screen.
func (p pane) first(rows, all int) int { return min(p.top, max(0, all-rows)) }

// visible returns the rows on the screen.
func (p pane) visible(lines []string, rows int) []string {
	top := p.first(rows, len(lines))
	return lines[top:min(len(lines), top+rows)]
}
