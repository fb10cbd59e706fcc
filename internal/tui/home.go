package tui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/exam"
	"gradcheck/sim"
)

// A home is the first screen: where to go from here.
type home struct {
	d    *desk
	at   int
	note string
}

func newHome(d *desk) *home {
	return &home{d: d, note: d.env.Notice}
}

func (h *home) Init() tea.Cmd { return nil }

// An item is a line of the menu.
type item struct {
	name, says string
	open       func() tea.Cmd
}

// items are made from what is on the desk.
func (h *home) items() []item {
	var items []item
	if i := h.recent(); i >= 0 {
		e := h.d.entries[i]
		items = append(items, item{"Continue", e.of.Title + h.left(e), func() tea.Cmd { return h.d.open(i, "", nil) }})
	} else if i := h.easy(); i >= 0 {
		e := h.d.entries[i]
		items = append(items, item{"Try one problem", fmt.Sprintf("%s, %s, graded as you go", e.of.Title, count(len(e.of.Parts), "part")),
			func() tea.Cmd { return h.d.open(i, "", nil) }})
	}
	if due := h.d.due; len(due) > 0 {
		items = append(items, item{"Due today", count(len(due), "part") + ", " + takes(due), h.d.startDue})
	}
	for _, x := range h.d.env.Library.Exams() {
		n, parts := 0, 0
		for _, e := range h.d.entries {
			if e.exam == x.ID {
				n++
				parts += len(e.of.Parts)
			}
		}
		if n > 0 {
			i := h.firstOf(x.ID)
			items = append(items, item{"Practise", offers(x.Title, n, parts, len(h.d.env.Library.Exams()) == 1),
				func() tea.Cmd { return push(newOverview(h.d, i, 0, false)) }})
		}
	}
	for _, x := range h.d.env.Library.Exams() {
		sit := Sit{Exam: x.ID}
		says := "graded at the end"
		if x.Time > 0 {
			says = span(x.Time) + ", " + says
		}
		name := "Mock final"
		if x.Blueprint() {
			name, says = "Drawn paper", x.Title+", "+says
		}
		items = append(items, item{name, says, func() tea.Cmd { return func() tea.Msg { return examMsg{sit} } }})
	}
	if i := h.firstOf(""); i >= 0 {
		items = append(items, item{"Other problems", h.count("") + ", of no exam", func() tea.Cmd { return push(newOverview(h.d, i, 0, false)) }})
	}
	if h.d.exams > 0 {
		items = append(items, item{"History", count(h.d.exams, "mock final") + ", with results and review", func() tea.Cmd { return push(newHistory(h.d.env, "")) }})
	}
	return append(items, item{"Simulations", fmt.Sprintf("%d to play with", len(sim.All())), func() tea.Cmd { return push(&simList{d: h.d}) }})
}

// count says how many problems an exam has.
func (h *home) count(examID string) string {
	n := 0
	for _, e := range h.d.entries {
		if e.exam == examID {
			n++
		}
	}
	return count(n, "problem")
}

// offers says what an exam has to practise.
func offers(title string, problems, parts int, alone bool) string {
	s := count(problems, "problem") + ", " + count(parts, "part") + ", hints, no clock"
	if !alone {
		s = title + ": " + s
	}
	return s
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprint(n, " ", what, "s")
}

// recent is the entry whose attempt was started last, -1 if there is none.
func (h *home) recent() int {
	best := -1
	for i, e := range h.d.entries {
		if e.sitting == nil || e.sitting.Len() == 0 {
			continue
		}
		if best < 0 || e.sitting.Header().Start.Wall.After(h.d.entries[best].sitting.Header().Start.Wall) {
			best = i
		}
	}
	return best
}

// left is the part where a problem was left.
func (h *home) left(e *entry) string {
	at := e.sitting.At()
	if at == (exam.Ref{}) || at.Part == "" {
		return ""
	}
	return ", " + e.label(at.Part)
}

// easy is the problem to start with: what an exam names, or else the first that
// a simulation explains.
func (h *home) easy() int {
	for _, x := range h.d.env.Library.Exams() {
		if i := h.d.index(x.Try); i >= 0 {
			return i
		}
	}
	for i, e := range h.d.entries {
		if len(e.of.Parts) > 0 && e.of.Parts[0].Sim != "" {
			return i
		}
	}
	return min(0, len(h.d.entries)-1)
}

func (h *home) firstOf(examID string) int {
	for i, e := range h.d.entries {
		if e.exam == examID {
			return i
		}
	}
	return -1
}

// Update moves in the menu and opens what is chosen.
func (h *home) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case openedMsg:
		if msg.err != nil {
			h.note = "Could not open it: " + msg.err.Error()
			return h, nil
		}
		return h, push(newPart(h.d, msg.i, msg.label))
	case loadedMsg:
		if h.d.failure != "" {
			h.note = "Some earlier work could not be read: " + h.d.failure
		}
	case studiedMsg:
		if h.d.idle {
			h.d.idle, h.note = false, h.d.nextText()
		}
	case tea.KeyPressMsg:
		h.note = ""
		items := h.items()
		switch k := msg.String(); k {
		case "j", "down", "tab":
			h.at = (h.at + 1) % len(items)
		case "k", "up", "shift+tab":
			h.at = (h.at + len(items) - 1) % len(items)
		case "enter":
			return h, items[min(h.at, len(items)-1)].open()
		case "d":
			if cmd := h.d.startDue(); cmd != nil {
				return h, cmd
			}
			h.note = h.d.nextText()
		case "?", "f1":
			return h, push(newHelp("gradcheck", h.Keys()))
		case "q":
			return h, Leave
		default:
			h.note = k + " does nothing here; ? lists the keys."
		}
	}
	return h, nil
}

// View draws the menu, and above and below it what there is room for.
func (h *home) View(t Theme, width, height int) Frame {
	w := min(width-2*margin, textWidth)
	rows := bodyHeight(height)
	menu, at := h.menu(t, width)
	above := h.above(t, w)
	if len(above)+len(menu) > rows {
		above = nil
	}
	body := append(above, menu...)
	if table := shift(h.d.masteryRows(t, w), margin+2); len(table) > 0 && len(body)+1+len(table) <= rows {
		body = append(append(body, ""), table...)
	}
	if tips := tips(t, w); h.recent() < 0 && len(body)+len(tips) <= rows {
		body = append(body, tips...)
	}
	note := h.note
	if note == "" && h.d.env.Warning == "" {
		kept := "Kept on this machine only, " + h.d.env.Place
		if strings.HasPrefix(h.d.env.Place, "on ") { // a server
			kept = "Kept " + h.d.env.Place
		}
		note = t.paint(muted, cut(kept, width-4))
	}
	text := func() []line {
		all := placed(linesOf(body), 0, 0, 0, 0, len(body))
		for i := range menu {
			all[len(above)+i].alone, all[len(above)+i].here = true, i == at
		}
		return all
	}
	g := h.Keys()[0]
	return chrome{left: "gradcheck", text: text, right: t.paint(muted, h.tally()), body: body, message: note, chip: g.State,
		keys: forFooter(g.Keys), cursor: &Pos{X: margin, Y: len(above) + at}}.draw(t, width, height)
}

// showLine puts the cursor on the item in row i, if one is there.
func (h *home) showLine(i int) {
	w := min(h.d.width-2*margin, textWidth)
	above := h.above(Theme{}, w)
	if n := len(h.items()); len(above)+n > bodyHeight(h.d.height) {
		above = nil
	}
	if i -= len(above); i >= 0 && i < len(h.items()) {
		h.at = i
	}
}

func (h *home) quiet() { h.note = "" }

// menu draws the items; at is the row of the chosen one.
func (h *home) menu(t Theme, width int) (rows []string, at int) {
	for i, it := range h.items() {
		gutter, name := "  ", it.name
		if i == h.at {
			gutter, at = t.paint(accent, "▸ "), len(rows)
			name = t.paint(selected, name)
		}
		rows = append(rows, "  "+gutter+fit(name, 18)+phrases(it.says, width-margin-22))
	}
	return rows, at
}

// phrases leaves out what stands after the last commas that do not fit.
func phrases(s string, width int) string {
	for printed(s) > width {
		i := strings.LastIndex(s, ", ")
		if i < 0 {
			return cut(s, width)
		}
		s = s[:i]
	}
	return s
}

// above is what stands over the menu: what this is, or that nothing is kept.
func (h *home) above(t Theme, width int) []string {
	rows := []string{""}
	if why := h.d.env.Warning; why != "" {
		for _, l := range wrap(why, width) {
			rows = append(rows, "  "+t.paint(danger, l))
		}
		rows = append(rows, "")
	}
	if h.recent() < 0 {
		rows = append(rows, shift(wrap("Finals in deep learning, practised as they are set: problems in parts, partial credit, and a reason behind every point.", width), margin)...)
		rows = append(rows, "")
	}
	return rows
}

// tips is what a newcomer should know.
func tips(t Theme, width int) []string {
	rows := []string{"", "", "  " + t.paint(title, "Three things to know")}
	for _, s := range []string{
		"enter opens a field and closes it; outside a field, letters are keys.",
		"Write answers your own way: 0.05 us, 4*5, (20*20 + 10*10)/10 ns.",
		"An answer that cannot be read is never counted against you.",
	} {
		for i, l := range wrap(s, width-3) {
			rows = append(rows, "  "+[]string{"•  ", "   "}[min(i, 1)]+l)
		}
	}
	return rows
}

// tally says how much was done, for the status line.
func (h *home) tally() string {
	n, last := 0, time.Time{}
	for _, e := range h.d.entries {
		if e.sitting == nil {
			continue
		}
		for _, q := range e.problem().Parts {
			tries := e.sitting.Tries(e.ref(q.Label))
			if n += len(tries); len(tries) > 0 && tries[len(tries)-1].At.Wall.After(last) {
				last = tries[len(tries)-1].At.Wall
			}
		}
	}
	switch {
	case !h.d.loaded:
		return ""
	case n == 0 && h.d.attempts > 0:
		return count(h.d.attempts, "attempt")
	case n == 0:
		return "no attempts yet"
	}
	return count(n, "answer") + " · last " + last.In(h.d.zone).Format("2 Jan, 15:04")
}

// Keys returns the key map.
func (h *home) Keys() []Group {
	return []Group{{State: "KEYS", Keys: append(listKeys("open"), on(len(h.d.due) > 0, bind("d", "d", "what is due")), leaveKey, helpKey)}}
}
