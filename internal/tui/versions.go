package tui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

// A versions lists the answers that stood in a part, each with when and how long.
type versions struct {
	of     *review
	at     int
	top    int
	note   string
	graded int // which of them was graded, -1 if none
}

// newVersions returns the list with the cursor on the answer that was graded.
func newVersions(of *review) *versions {
	v := &versions{of: of, graded: of.gradedDraft()}
	v.at = len(of.drafts) - 1
	if v.graded >= 0 {
		v.at = v.graded
	}
	return v
}

func (v *versions) Init() tea.Cmd { return nil }

// Update moves over the versions.
func (v *versions) Update(msg tea.Msg) (Screen, tea.Cmd) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return v, nil
	}
	v.note = ""
	last := len(v.of.drafts) - 1
	switch k := k.String(); k {
	case "j", "down":
		v.at = min(v.at+1, last)
	case "k", "up":
		v.at = max(v.at-1, 0)
	case "g", "home":
		v.at = 0
	case "G", "end":
		v.at = last
	case "enter", "v", "q", "esc":
		return v, pop
	case "?", "f1":
		return v, push(newHelp("Versions", v.Keys()))
	default:
		v.note = k + " does nothing here; ? lists the keys."
	}
	return v, nil
}

// View draws a row a version, and below the list all of the one at the cursor.
func (v *versions) View(t Theme, width, height int) Frame {
	w := min(width-2*margin, textWidth)
	whole := v.whole(t, w)
	rows := bodyHeight(height)
	below := min(len(whole), max(rows/2, 3))
	room := max(rows-below-4, 1)
	v.top = min(max(v.top, v.at-room+1), v.at)
	body := []string{"", t.paint(muted, "      since      stood")}
	cursor := &Pos{X: margin, Y: len(body) + v.at - v.top}
	for i := v.top; i < len(v.of.drafts) && i < v.top+room; i++ {
		body = append(body, v.row(t, i, w))
	}
	d := v.of.drafts[v.at]
	body = append(body, "", labelled(t, "as it stood at "+d.At.Wall.In(v.of.d.zone).Format(time.TimeOnly), fmt.Sprintf("%d of %d", v.at+1, len(v.of.drafts)), width))
	body = append(body, shift(whole[:below], margin+2)...)
	note := v.note
	if note == "" {
		note = t.paint(muted, "What stood for two seconds, and what stood at the end.")
	}
	g := v.Keys()[0]
	return chrome{left: v.of.title(), where: v.of.where() + " › versions", right: t.paint(muted, count(len(v.of.drafts), "version")),
		body: body, message: note, chip: g.State, keys: forFooter(g.Keys), cursor: cursor}.draw(t, width, height)
}

func (v *versions) row(t Theme, i, width int) string {
	d := v.of.drafts[i]
	gutter, when := "  ", d.At.Wall.In(v.of.d.zone).Format(time.TimeOnly)
	if i == v.at {
		gutter, when = t.paint(accent, "▸ "), t.paint(selected, when)
	}
	tail := ""
	if i == v.graded {
		tail = "   graded"
	}
	text := strings.ReplaceAll(strings.Join(d.Answer, "; "), "\n", " / ")
	return fmt.Sprintf("  %s  %s   %-12s %s", gutter, when, span(d.Stood), cut(v.of.prose(t, text), max(width-30-len(tail), 8))+tail)
}

// whole is the version at the cursor, wrapped.
func (v *versions) whole(t Theme, width int) []string {
	var rows []string
	for _, blank := range v.of.drafts[v.at].Answer {
		for l := range strings.SplitSeq(blank, "\n") {
			rows = append(rows, wrap(v.of.prose(t, l), width-2)...)
		}
	}
	return rows
}

// Keys returns the key map.
func (v *versions) Keys() []Group {
	return []Group{{State: "KEYS", Keys: append(listKeys("back to the review"), endsKey, bind("v esc q", "esc", "back"), helpKey)}}
}
