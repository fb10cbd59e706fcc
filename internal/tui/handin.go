package tui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"gradcheck/grader"
	"gradcheck/internal/exam"
)

// A handin is the screen where an exam is handed in before its time is over: it
// names what is empty or cannot be read, and asks for a word to be typed.
type handin struct {
	d     *desk
	field field
	at    int // of the parts named, -1 in the field
	note  string
}

// overMsg ends the session: handed in, or broken off.
type overMsg struct{ kind exam.Kind }

// What has to be typed to hand in, and to break off without a score.
const (
	handinWord  = "hand in"
	abandonWord = "abandon"
)

func newHandin(d *desk) *handin {
	return &handin{d: d, at: -1, field: newField(grader.Line{}, grader.Answer{""})}
}

func (h *handin) Init() tea.Cmd { return nil }

// open lists the parts to look at once more: empty ones, then unreadable ones.
func (h *handin) open() []exam.Ref {
	st := h.d.standing()
	return append(st.empty, st.unreadable...)
}

// Update takes the word, or goes back to a part.
func (h *handin) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case openedMsg:
		return h, replace(newPart(h.d, msg.i, msg.label))
	case tea.KeyPressMsg:
		h.note = ""
		open := h.open()
		switch k := msg.String(); k {
		case "esc":
			return h, pop
		case "tab", "shift+tab":
			by := 1
			if k == "shift+tab" {
				by = -1
			}
			n := len(open) + 1
			h.at = (h.at+1+by+n)%n - 1
		case "enter":
			return h, h.enter(open)
		case "f1":
			return h, push(newHelp("Hand in", h.Keys()))
		default:
			h.at = -1
			h.field = h.field.Update(msg)
		}
	}
	return h, nil
}

func (h *handin) enter(open []exam.Ref) tea.Cmd {
	if h.at >= 0 && h.at < len(open) {
		r := open[h.at]
		return tea.Sequence(pop, h.d.open(h.d.index(r.Problem), r.Part, nil))
	}
	for word, kind := range map[string]exam.Kind{handinWord: exam.Finish, abandonWord: exam.Abandon} {
		if matches(first(h.field.Answer()), word) {
			return func() tea.Msg { return overMsg{kind} }
		}
	}
	h.note = "Type " + handinWord + " to end the exam, or press esc to go on."
	return nil
}

// View lists what is open and asks.
func (h *handin) View(t Theme, width, height int) Frame {
	st, w := h.d.standing(), min(width-2*margin, textWidth)
	open := h.open()
	body := append([]string{""}, shift(wrap(h.summary(st), w), margin)...)
	body = append(body, "")
	rows := bodyHeight(height)
	after := h.after(st, w)
	field, cursor := h.words(t, width)
	after = after[:max(min(len(after), rows-len(body)-len(field)-4), 0)] // in a small window the field comes first
	room := max(rows-len(body)-len(after)-len(field)-4, 1)
	from := min(max(0, h.at-room+1), max(len(open)-room, 0))
	for i := from; i < len(open) && i < from+room; i++ {
		body = append(body, h.row(t, open[i], i, w))
	}
	if n := len(open) - from - room; n > 0 {
		body = append(body, t.paint(muted, fmt.Sprintf("    and %d more; tab goes on to them", n)))
	}
	if len(open) > 0 {
		body = append(body, "")
	}
	body = append(body, after...)
	ask := "type   " + handinWord + "   to end it"
	if width >= smallWidth {
		ask += ", or press esc to go on"
	}
	bottom := append([]string{labelled(t, ask, "", width)}, field...)
	body = body[:min(len(body), max(rows-len(bottom), 0))]
	for len(body)+len(bottom) < rows-1 {
		body = append(body, "")
	}
	if cursor != nil {
		cursor.Y += len(body) + 1
	}
	return chrome{left: h.d.session.title, where: " › hand in", right: h.d.clocks(t, h.d.here(), width),
		strip: fmt.Sprintf("%d of %d parts have an answer", st.answered, st.all), body: append(body, bottom...),
		message: h.d.message(h.note), chip: "TYPE", keys: forFooter(h.Keys()[0].Keys), cursor: cursor}.draw(t, width, height)
}

// after is what stands below the list: what handing in does.
func (h *handin) after(st standing, width int) []string {
	var rows []string
	if len(st.flagged) > 0 {
		rows = append(wrap("Flagged by you and answered: "+h.d.names(st.flagged)+".", width), "")
	}
	end := "Handing in ends the exam for good, also if time is left. An empty part scores nothing. "
	if len(st.unreadable) > 0 {
		end += "In place of an answer that cannot be read, the last one there that could be is graded. "
	}
	rows = append(rows, wrap(end+"The word abandon breaks it off without a score; it stays in the history.", width)...)
	return shift(rows, margin)
}

// words is the field, without the focus while a part is chosen.
func (h *handin) words(t Theme, width int) ([]string, *Pos) {
	rows, cursor := h.field.View(t, width, true)
	if h.at < 0 {
		return rows, cursor
	}
	if first(h.field.Answer()) == "" {
		return []string{"  " + t.paint(muted, "│")}, nil
	}
	rows, _ = h.field.View(t, width, false)
	return rows, nil
}

// summary says in a sentence how the paper stands.
func (h *handin) summary(st standing) string {
	var parts []string
	if n := len(st.empty); n > 0 {
		parts = append(parts, count(n, "part")+map[bool]string{true: " is empty", false: " are empty"}[n == 1])
	}
	if n := len(st.unreadable); n > 0 {
		parts = append(parts, count(n, "answer")+" cannot be read")
	}
	s := "Every part has an answer that can be read."
	if st.closed > 0 {
		s = "Every part that is open has an answer that can be read."
	}
	if len(parts) > 0 {
		s = strings.Join(parts, " and ") + "."
	}
	if st.closed > 0 {
		s += " " + count(st.closed, "part") + map[bool]string{true: " has closed.", false: " have closed."}[st.closed == 1]
	}
	if left, ok := h.d.sat().Left(h.d.session.now); ok {
		s += " There is " + span(left) + " left."
	}
	return s
}

// row is one part that is open.
func (h *handin) row(t Theme, r exam.Ref, i, width int) string {
	e := h.d.entries[h.d.index(r.Problem)]
	glyph, draft := "·", ""
	if h.d.unreadable(e, r.Part) {
		glyph, draft = t.paint(warn, "?"), strings.Join(e.sitting.Draft(r), "; ")
	}
	gutter := "    "
	if i == h.at {
		gutter = "  " + t.paint(accent, "▸ ")
	}
	title := min(max(width-24, 8), 34)
	s := gutter + glyph + " " + fit(fmt.Sprintf("%6s", h.d.name(r)), 9) + fit(cut(e.of.Title, title-2), title) + fmt.Sprintf("%3s pts", points(h.d.pointsOf(r)))
	if draft == "" {
		return s
	}
	return cut(s+"   "+draft, width+margin)
}

// Keys returns the key map of the present state.
func (h *handin) Keys() []Group {
	enter, tab := "end it, once the words are typed", "to a part above"
	if open := h.open(); h.at >= 0 && h.at < len(open) {
		enter, tab = "go to "+h.d.name(open[h.at]), "next part, or the words"
	}
	return []Group{{State: "TYPE", Keys: []key.Binding{
		bind("enter", "enter", enter),
		bind("tab shift+tab", "tab", tab),
		bind("esc", "esc", "back to the paper"),
		helpInF}}}
}
