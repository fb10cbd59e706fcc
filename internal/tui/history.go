package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/blocks"
	"gradcheck/internal/exam"
	"gradcheck/sim"
)

// A history lists the exams that were sat, newest first, with the trend.
type history struct {
	env    *Env
	only   string // id of the attempt to open at once; "" for none, "last" for the newest that is over
	loaded bool
	sat    []*attempt
	at     int
	top    int
	note   string
	zone   *time.Location
}

func newHistory(env *Env, only string) *history {
	return &history{env: env, only: only, zone: env.Now().Wall.Location()}
}

// historyMsg brings the exams of the student.
type historyMsg struct {
	sat []*attempt
	err error
}

// reviewMsg puts the result of an exam that is over on the screen.
type reviewMsg struct{ desk *desk }

// Init reads the exams.
func (h *history) Init() tea.Cmd {
	env := h.env
	return func() tea.Msg {
		sat, err := sittings(env.context(), env)
		return historyMsg{sat, err}
	}
}

// sittings returns the exams of the student, newest first. One that cannot be
// read is left out and told.
func sittings(ctx context.Context, env *Env) (sat []*attempt, err error) {
	hs, err := env.Store.Headers(ctx, env.Student)
	if err != nil {
		return nil, err
	}
	for _, h := range hs {
		if h.Mode != exam.Exam {
			continue
		}
		a, why := resume(ctx, env.Store, h)
		if why != nil {
			err = errors.Join(err, fmt.Errorf("attempt %s: %w", h.ID, why))
			continue
		}
		sat = append(sat, a)
	}
	return sat, err
}

// Update chooses an exam and opens its result.
func (h *history) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case historyMsg:
		h.loaded, h.sat = true, msg.sat
		if msg.err != nil {
			h.note = "Some exams could not be read: " + strings.ReplaceAll(msg.err.Error(), "\n", "; ")
		}
		return h, h.openOnly()
	case tea.KeyPressMsg:
		h.note = ""
		switch k := msg.String(); k {
		case "j", "down":
			h.at = max(min(h.at+1, len(h.sat)-1), 0)
		case "k", "up":
			h.at = max(h.at-1, 0)
		case "g", "home":
			h.at = 0
		case "G", "end":
			h.at = max(len(h.sat)-1, 0)
		case "enter":
			return h, h.open(h.at)
		case "q", "esc":
			return h, pop
		case "?", "f1":
			return h, push(newHelp("History", h.Keys()))
		default:
			h.note = k + " does nothing here; ? lists the keys."
		}
	}
	return h, nil
}

// openOnly opens the attempt that was asked for.
func (h *history) openOnly() tea.Cmd {
	if h.only == "" {
		return nil
	}
	only := h.only
	h.only = ""
	i := slices.IndexFunc(h.sat, func(a *attempt) bool {
		return only == "last" && a.sitting.Finished() || a.sitting.Header().ID == only
	})
	switch {
	case i >= 0:
		h.at = i
		return h.open(i)
	case only == "last":
		h.note = "No exam is over yet."
	default:
		h.note = "There is no exam " + only + "."
	}
	return nil
}

// open shows the result of an exam; one that still runs is gone on with.
func (h *history) open(i int) tea.Cmd {
	if i >= len(h.sat) {
		return nil
	}
	a := h.sat[i]
	if !a.sitting.Finished() {
		id := a.sitting.Header().Exam
		return func() tea.Msg { return examMsg{Sit{Exam: id}} }
	}
	d := newSession(h.env, examTitle(h.env.Library, a.sitting.Header()), a)
	return func() tea.Msg { return reviewMsg{d} }
}

// View draws the trend above the list.
func (h *history) View(t Theme, width, height int) Frame {
	g := h.Keys()[0]
	c := chrome{left: "History", message: h.note, chip: g.State, keys: forFooter(g.Keys)}
	rows := bodyHeight(height)
	switch {
	case !h.loaded:
		return c.draw(t, width, height)
	case len(h.sat) == 0:
		c.body = []string{"", "  No exams yet. gradcheck exam starts a mock final, about 3 h."}
		return c.draw(t, width, height)
	}
	c.right = t.paint(muted, count(len(h.sat), "mock final"))
	body := []string{""}
	if plot := h.trend(t, min(width-2*margin, textWidth)); len(plot) > 0 && len(plot)+len(h.sat)+3 <= rows {
		body = append(append(body, shift(plot, margin)...), "")
	}
	body = append(body, t.paint(muted, "      date               points   time used    seed   answered"))
	room := max(rows-len(body)-1, 1)
	h.top = min(max(h.top, h.at-room+1), h.at)
	c.cursor = &Pos{X: margin, Y: len(body) + h.at - h.top}
	for i := h.top; i < len(h.sat) && i < h.top+room; i++ {
		body = append(body, h.row(t, i))
	}
	c.body = body
	return c.draw(t, width, height)
}

func (h *history) row(t Theme, i int) string {
	st := h.sat[i].sitting
	hd := st.Header()
	gutter, when := "  ", fit(hd.Start.Wall.In(h.zone).Format("2 Jan 2006, 15:04"), 19)
	if i == h.at {
		gutter, when = t.paint(accent, "▸ "), t.paint(selected, when)
	}
	sc := st.Total()
	got := points(sc.Got) + "/" + points(sc.Possible)
	switch {
	case st.Abandoned():
		got = "broken off"
	case !st.Finished():
		got = "running"
	case sc.Awaiting > 0:
		got = "✎" + got
	}
	used, _ := st.End()
	if !st.Finished() {
		used, _ = st.Elapsed(hd.Start)
	}
	answered, all := 0, 0
	for _, p := range st.Paper().Problems {
		for _, q := range p.Parts {
			all++
			if !st.Draft(exam.Ref{Problem: p.ID, Part: q.Label}).Blank() {
				answered++
			}
		}
	}
	return fmt.Sprintf("  %s  %s %8s   %9s  %6d   %d of %d", gutter, when, got, span(used), hd.Seed, answered, all)
}

// trend is a plot of the points over the exams, oldest first.
func (h *history) trend(t Theme, width int) []string {
	s := sim.Series{Name: "points"}
	for _, a := range slices.Backward(h.sat) {
		if st := a.sitting; st.Finished() && !st.Abandoned() {
			s.X, s.Y = append(s.X, float64(len(s.X)+1)), append(s.Y, st.Total().Got)
		}
	}
	if len(s.X) < 2 {
		return nil
	}
	p := &sim.Plot{
		X: sim.Axis{Label: "mock final"}, Y: sim.Axis{Label: "points", Lo: 0, Hi: h.sat[0].sitting.Total().Possible},
		Series: []sim.Series{s},
		Alt:    fmt.Sprintf("%s points in the first exam, %s in the last.", points(s.Y[0]), points(s.Y[len(s.Y)-1])),
	}
	return blocks.Render(sim.Blocks{p}, blocks.Options{Width: width, ASCII: t.ASCII, Style: t.mark})
}

// Keys returns the key map.
func (h *history) Keys() []Group {
	return []Group{{State: "KEYS", Keys: append(listKeys("review"), endsKey, backKey, helpKey)}}
}
