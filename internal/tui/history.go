package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/exam"
	"gradcheck/internal/store"
)

// A history lists the exams that were sat, newest first, with the trend. They
// are read one after the other by commands, so that the list is there at once
// however many there are.
type history struct {
	env     *Env
	only    string // id of the attempt to open at once; "" for none, "last" for the newest that is over
	listed  bool   // the headers are there
	heads   []exam.Header
	made    []*exam.Result // of each, nil before it is read and if it cannot be
	read    int            // how many were looked at
	reading bool
	left    bool // nothing more is read until a key is pressed
	opening bool
	failed  error
	page    page
	pane    pane // of the topics
	rows    int  // of them, as last drawn
	lines   int
	plotted bool // the trend stands above the list, as last drawn
	marked  int  // the attempt to compare with, -1 for none
	at      int
	top     int
	note    string
	zone    *time.Location
}

// A page is what the history shows: the exams, with the trend above them where
// there is room; the topics; or the trend alone.
type page int

const (
	examsPage page = iota
	topicsPage
	trendPage
)

// after is the page that tab goes to.
func (h *history) after() page {
	next := (h.page + 1) % 3
	if next == trendPage && h.plotted {
		return examsPage
	}
	return next
}

func newHistory(env *Env, only string) *history {
	return &history{env: env, only: only, marked: -1, zone: env.Now().Wall.Location()}
}

// Init lists the exams.
func (h *history) Init() tea.Cmd {
	env := h.env
	return func() tea.Msg {
		hs, err := env.Store.Headers(env.context(), env.Student)
		hs = slices.DeleteFunc(hs, func(h exam.Header) bool { return h.Mode != exam.Exam })
		return reviewMsg{func(*App) tea.Cmd {
			h.listed, h.heads, h.made = true, hs, make([]*exam.Result, len(hs))
			h.fault(err)
			return tea.Batch(h.openID(), h.next())
		}}
	}
}

// fault notes what could not be read.
func (h *history) fault(err error) {
	if err == nil {
		return
	}
	h.failed = errors.Join(h.failed, err)
	h.note = "Some exams could not be read: " + strings.ReplaceAll(h.failed.Error(), "\n", "; ")
}

// next reads the next exam; nil if all are read or one is being read.
func (h *history) next() tea.Cmd {
	if h.reading || h.left || h.read >= len(h.heads) {
		return nil
	}
	h.reading = true
	env, i := h.env, h.read
	head := h.heads[i]
	return func() tea.Msg {
		_, made, _, err := result(env.context(), env.Store, head)
		return reviewMsg{func(*App) tea.Cmd {
			h.reading, h.read = false, i+1
			h.fault(err)
			if err == nil && h.made[i] == nil {
				h.made[i] = made
			}
			return tea.Batch(h.openLast(i), h.next())
		}}
	}
}

// result reads an attempt and computes what it came to.
func result(ctx context.Context, s store.Store, h exam.Header) (a *attempt, made *exam.Result, log []exam.Event, err error) {
	rec, err := store.Load(ctx, s, h)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("attempt %s: %w", h.ID, err)
	}
	st, err := rec.Sitting()
	if err != nil {
		return nil, nil, nil, fmt.Errorf("attempt %s: %w", h.ID, err)
	}
	r := st.Result(rec.Events)
	return &attempt{sitting: st, stored: len(rec.Events), frozen: rec.Frozen}, &r, rec.Events, nil
}

// leave stops reading.
func (h *history) leave() tea.Cmd {
	h.left = true
	return nil
}

// Update chooses an exam and opens its result, or two of them to compare.
func (h *history) Update(msg tea.Msg) (Screen, tea.Cmd) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return h, nil
	}
	h.note, h.left = "", false
	if h.page != examsPage && h.pageKey(k.String()) {
		return h, h.next()
	}
	last := max(len(h.heads)-1, 0)
	switch k := k.String(); k {
	case "j", "down":
		h.at = min(h.at+1, last)
	case "k", "up":
		h.at = max(h.at-1, 0)
	case "pgdown", "ctrl+d":
		h.at = min(h.at+10, last)
	case "pgup", "ctrl+u":
		h.at = max(h.at-10, 0)
	case "g", "home":
		h.at = 0
	case "G", "end":
		h.at = last
	case "tab", "shift+tab":
		h.page, h.pane = h.after(), pane{}
	case "c":
		return h, tea.Batch(h.next(), h.compare())
	case "enter":
		if len(h.heads) > 0 {
			return h, h.open(h.at)
		}
	case "q", "esc":
		return h, pop
	case "?", "f1":
		return h, push(newHelp("History", h.Keys()))
	default:
		h.note = k + " does nothing here; ? lists the keys."
	}
	return h, h.next()
}

// pageKey handles the keys that do something else beside the list.
func (h *history) pageKey(k string) bool {
	switch k {
	case "enter":
		h.page = examsPage
	case "c":
		h.note = "enter goes to the exams; c compares two there."
	default:
		return h.pane.scroll(k, h.rows, h.lines)
	}
	return true
}

// openID opens the attempt that was asked for by its id.
func (h *history) openID() tea.Cmd {
	if h.only == "" || h.only == "last" {
		if h.only == "last" && len(h.heads) == 0 {
			h.only, h.note = "", "No exam is over yet."
		}
		return nil
	}
	only := h.only
	h.only = ""
	i := slices.IndexFunc(h.heads, func(h exam.Header) bool { return h.ID == only })
	if i < 0 {
		h.note = "There is no exam " + only + "."
		return nil
	}
	return h.open(i)
}

// openLast opens attempt i, which was just read, if the newest that is over was
// asked for and it is that.
func (h *history) openLast(i int) tea.Cmd {
	switch {
	case h.only != "last":
		return nil
	case h.made[i] != nil && h.made[i].Finished:
		h.only = ""
		return h.open(i)
	case h.read == len(h.heads):
		h.only, h.note = "", "No exam is over yet."
	}
	return nil
}

// open shows the result of an exam; one that still runs is gone on with.
func (h *history) open(i int) tea.Cmd {
	if h.opening {
		return nil
	}
	h.opening, h.at = true, i
	env, head := h.env, h.heads[i]
	return func() tea.Msg {
		a, made, log, err := result(env.context(), env.Store, head)
		return reviewMsg{func(app *App) tea.Cmd {
			h.opening = false
			switch {
			case err != nil:
				h.note = "Could not open it: " + err.Error()
				return nil
			case !made.Finished:
				return func() tea.Msg { return examMsg{Sit{Exam: head.Exam}} }
			}
			h.made[i] = made // marks given in the review are seen here, too
			r := newResults(newSession(env, examTitle(env.Library, head), a))
			r.made, r.log = made, log
			return app.show(r)
		}}
	}
}

// compare marks the exam at the cursor, or compares it with the marked one.
func (h *history) compare() tea.Cmd {
	switch {
	case len(h.heads) < 2:
		h.note = "There is only one exam."
		return nil
	case len(h.heads) == 2:
		h.marked = 1 - h.at
	case h.marked < 0:
		h.marked, h.note = h.at, "c on another exam compares it with this one."
		return nil
	}
	newer, older := min(h.marked, h.at), max(h.marked, h.at)
	h.marked = -1
	switch {
	case newer == older:
		h.note = "Not marked any more."
		return nil
	case !h.scored(newer) || !h.scored(older):
		h.note = "Only exams that were handed in can be compared."
		return nil
	}
	return push(newComparison(h, older, newer))
}

// scored reports whether attempt i is over, counts, and may be looked at.
func (h *history) scored(i int) bool {
	return h.made[i] != nil && h.made[i].Scored() && !h.sealed(i)
}

// sealed reports whether the verdicts on attempt i are not to be seen yet.
func (h *history) sealed(i int) bool {
	if h.env.Hall == nil {
		return false
	}
	o, ok := offer(h.env.Hall, h.heads[i].Exam)
	return ok && !h.env.Hall.Released(o.Quiz.ID)
}

// View draws the trend above the list, or the topics alone.
func (h *history) View(t Theme, width, height int) Frame {
	g := h.Keys()[0]
	c := chrome{left: "History", message: h.message(t), chip: g.State, keys: forFooter(g.Keys)}
	rows := bodyHeight(height)
	switch {
	case !h.listed:
		return c.draw(t, width, height)
	case len(h.heads) == 0:
		c.body = []string{"", "  No exams yet. gradcheck exam starts a mock final, about 3 h."}
		return c.draw(t, width, height)
	}
	c.right = t.paint(muted, count(len(h.heads), "mock final"))
	switch h.page {
	case topicsPage:
		lines := h.topicTable(t, width-2*margin)
		h.rows, h.lines = rows-1, len(lines)
		if h.lines > h.rows {
			top := min(h.pane.top, h.lines-h.rows)
			c.tail = fmt.Sprintf("%d-%d of %d", top+1, top+h.rows, h.lines)
		}
		c.body = append([]string{""}, shift(h.pane.visible(lines, h.rows), margin)...)
		return c.draw(t, width, height)
	case trendPage:
		c.body = append([]string{""}, shift(h.trend(t, min(width-2*margin, textWidth)), margin)...)
		return c.draw(t, width, height)
	}
	h.plotted = false
	body := []string{""}
	least := min(len(h.heads), 4)
	if above := h.overview(t, width-2*margin, rows-5-min(len(h.heads), 10)); len(above) > 0 && len(above)+4+least <= rows {
		h.plotted = true
		body = append(append(body, shift(above, margin)...), "")
	}
	body = append(body, t.paint(muted, "    "+h.columns(width)))
	room := max(rows-len(body)-1, 1)
	h.top = min(max(h.top, h.at-room+1), h.at)
	h.top = max(min(h.top, len(h.heads)-room), 0)
	c.cursor = &Pos{X: margin, Y: len(body) + h.at - h.top}
	for i := h.top; i < len(h.heads) && i < h.top+room; i++ {
		body = append(body, h.row(t, i, width))
	}
	if len(h.heads) > room {
		c.tail = fmt.Sprintf("%d-%d of %d", h.top+1, min(h.top+room, len(h.heads)), len(h.heads))
	}
	c.body = body
	return c.draw(t, width, height)
}

// message is what there is to say, or how far the reading is.
func (h *history) message(t Theme) string {
	switch {
	case h.opening && h.note == "":
		return "Opening the exam."
	case h.note != "" || h.read == len(h.heads):
		return h.note
	}
	return t.paint(muted, fmt.Sprintf("Reading exam %d of %d.", h.read+1, len(h.heads)))
}

// columns names what stands in a row.
func (h *history) columns(width int) string {
	s := fit("date", 19) + fmt.Sprintf("%10s  %10s", "points", "time used")
	if width >= regularWidth {
		return s + fmt.Sprintf("  %7s  %9s  %10s", "seed", "answered", "unreadable")
	}
	return s + fmt.Sprintf("  %9s", "answered")
}

// row is one exam.
func (h *history) row(t Theme, i, width int) string {
	head, made := h.heads[i], h.made[i]
	gutter, when := "  ", fit(head.Start.Wall.In(h.zone).Format("2 Jan 2006, 15:04"), 19)
	if i == h.marked {
		gutter = t.paint(accent, "• ")
	}
	if i == h.at {
		gutter, when = t.paint(accent, "▸ "), t.paint(selected, when)
	}
	s := "  " + gutter + when
	if made == nil {
		if i < h.read {
			return s + "  could not be read"
		}
		return s + fmt.Sprintf("%10s", "·")
	}
	got, unreadable := ofPoints(made.Points), fmt.Sprint(made.Unreadable())
	switch {
	case made.Abandoned:
		got = "broken off"
	case !made.Finished:
		got, unreadable = "running", "·"
	case h.sealed(i):
		got, unreadable = "handed in", "·"
	}
	answered := fmt.Sprintf("%d of %d", made.Answered(), len(made.Parts))
	s += fmt.Sprintf("%10s  %10s", got, span(made.Used))
	if width < regularWidth {
		return s + fmt.Sprintf("  %9s", answered)
	}
	return s + fmt.Sprintf("  %7d  %9s  %10s", head.Seed, answered, unreadable)
}

// Keys returns the key map.
func (h *history) Keys() []Group {
	other := map[page]string{examsPage: "exams", topicsPage: "topics", trendPage: "trend"}[h.after()]
	compare := "compare two"
	if h.marked >= 0 {
		compare = "compare with this"
	}
	does, list := "review", h.page == examsPage
	if !list {
		does = "exams"
	}
	return []Group{{State: "KEYS", Keys: []key.Binding{bind("enter", "enter", does), bind("tab shift+tab", "tab", other),
		on(list, bind("c", "c", compare)), backKey, bind("j k up down", "j k", "+move"), endsKey, pageKey, helpKey}}}
}
