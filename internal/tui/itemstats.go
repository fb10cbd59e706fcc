package tui

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/class"
)

// An itemStats is the screen that shows how the parts of a quiz went.
type itemStats struct {
	env     *Env
	staff   Staff
	load    func(context.Context) (*class.Stats, error)
	by      Regrader
	stats   *class.Stats // nil while it is worked out
	failed  string
	items   []*class.Item // in the order of the screen
	at      int
	top     int
	visible int
	heading int
	order   int
	note    string
}

// NewStats returns an app that shows the statistics which load works out, and from
// there the regrade.
func NewStats(env *Env, staff Staff, load func(context.Context) (*class.Stats, error), by Regrader) *App {
	return newStaffApp(env, &itemStats{env: env, staff: staff, load: load, by: by})
}

// statsOrders are the orders of the parts, the first at the start.
var statsOrders = []struct {
	name    string
	compare func(a, b *class.Item) int
}{
	{"order of the paper", func(a, b *class.Item) int { return 0 }},
	{"hardest first", func(a, b *class.Item) int { return byMeasure(facility(a), facility(b)) }},
	{"tells least apart first", func(a, b *class.Item) int { return byMeasure(a.Discrimination, b.Discrimination) }},
	{"most empty first", func(a, b *class.Item) int { return cmp.Compare(b.Empty, a.Empty) }},
	{"most to look at first", func(a, b *class.Item) int { return cmp.Compare(len(b.Notes), len(a.Notes)) }},
}

// facility is how easy a part is; it is not known while most answers wait for a
// person, as the others are the empty ones.
func facility(it *class.Item) class.Measure {
	if 2*it.Waiting > it.Students {
		return class.Measure{Undefined: "most answers wait to be marked"}
	}
	return it.Facility
}

// byMeasure orders by value; what is undefined comes last.
func byMeasure(a, b class.Measure) int {
	if (a.Undefined == "") != (b.Undefined == "") {
		if a.Undefined == "" {
			return -1
		}
		return 1
	}
	return cmp.Compare(a.Value, b.Value)
}

// Init works the statistics out.
func (s *itemStats) Init() tea.Cmd {
	type found struct {
		stats *class.Stats
		err   error
	}
	env, load := s.env, s.load
	return later(func() (f found) { f.stats, f.err = load(env.context()); return f }, func(_ *App, f found) tea.Cmd {
		if f.err != nil {
			s.failed = tell(f.err)
		}
		if s.stats = f.stats; s.stats != nil {
			s.sort()
		}
		return nil
	})
}

// sort puts the parts in order; the cursor stays on its part.
func (s *itemStats) sort() {
	part := ""
	if s.at < len(s.items) {
		part = s.items[s.at].Part
	}
	s.items = nil
	for i := range s.stats.Items {
		s.items = append(s.items, &s.stats.Items[i])
	}
	slices.SortStableFunc(s.items, statsOrders[s.order].compare)
	s.at = max(slices.IndexFunc(s.items, func(it *class.Item) bool { return it.Part == part }), 0)
}

// Update moves over the parts.
func (s *itemStats) Update(msg tea.Msg) (Screen, tea.Cmd) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return s, nil
	}
	s.note = ""
	last := max(len(s.items)-1, 0)
	switch k := k.String(); k {
	case "j", "down":
		s.at = min(s.at+1, last)
	case "k", "up":
		s.at = max(s.at-1, 0)
	case "pgdown", "ctrl+d":
		s.at = min(s.at+max(s.visible-1, 1), last)
	case "pgup", "ctrl+u":
		s.at = max(s.at-max(s.visible-1, 1), 0)
	case "g", "home":
		s.at = 0
	case "G", "end":
		s.at = last
	case "s":
		if s.stats != nil {
			s.order = (s.order + 1) % len(statsOrders)
			s.sort()
			s.note = strings.ToUpper(statsOrders[s.order].name[:1]) + statsOrders[s.order].name[1:] + "."
		}
	case "enter":
		if s.at < len(s.items) {
			it := s.items[s.at]
			return s, push(&reader{left: s.staff.Quiz.Title + " › " + it.Part + " › answers", text: func(_ Theme, width int) []string {
				return strings.Split(strings.TrimRight(it.Text(min(width, wideWidth)), "\n"), "\n")
			}})
		}
	case "r":
		return s, push(&regrade{env: s.env, staff: s.staff, by: s.by, floor: true})
	case "q", "esc":
		return s, pop
	case "?", "f1":
		return s, push(newHelp("Statistics", s.Keys()))
	default:
		s.note = k + " does nothing here; ? lists the keys."
	}
	return s, nil
}

func (s *itemStats) quiet()         { s.note = "" }
func (s *itemStats) showLine(i int) { s.at = min(max(i, 0), max(len(s.items)-1, 0)) }

// measured is a measure with so many decimals, or a dash.
func measured(m class.Measure, decimals int) string {
	if m.Undefined != "" {
		return "-"
	}
	s := fmt.Sprintf("%.*f", decimals, math.Abs(m.Value))
	if m.Value < 0 && strings.Trim(s, "0.") != "" {
		return "−" + s
	}
	return s
}

// share is a measure from 0 to 1 in per cent.
func share(m class.Measure) string {
	if m.Undefined != "" {
		return "-"
	}
	return fmt.Sprintf("%.0f %%", 100*m.Value)
}

// View draws a row a part, and below how the points of the one at the cursor fall.
func (s *itemStats) View(t Theme, width, height int) Frame {
	g := s.Keys()[0]
	c := chrome{left: s.staff.Quiz.Title + " › statistics", message: s.note, chip: g.State, keys: forFooter(g.Keys)}
	switch {
	case s.stats == nil && s.failed == "":
		c.body = []string{"", "  " + t.paint(muted, "Grading the attempts.")}
		return c.draw(t, width, height)
	case s.stats == nil:
		c.body = append([]string{""}, shift(wrap("The attempts could not be read: "+s.failed, min(width-2*margin, textWidth)), margin)...)
		return c.draw(t, width, height)
	case len(s.items) == 0:
		c.body = []string{"", "  Nobody has handed it in yet."}
		return c.draw(t, width, height)
	}
	if c.message == "" && s.failed != "" {
		c.message = t.paint(warn, "Some attempts could not be read: "+s.failed)
	}
	st := s.stats
	c.right = t.paint(muted, counted(st.Students, "sitting")+" · mean "+measured(st.Mean, 1)+" · sd "+measured(st.SD, 1))
	if width < regularWidth {
		c.right = t.paint(muted, "mean "+measured(st.Mean, 1))
	}
	c.strip = t.paint(muted, "reliability "+measured(st.Alpha, 2))
	s.draw(t, &c, width, bodyHeight(height))
	c.text = func() []line { return s.lines() }
	return c.draw(t, width, height)
}

// draw lays out the table and what is below it.
func (s *itemStats) draw(t Theme, c *chrome, width, rows int) {
	wrong := max(width-margin-47, 0) // cells for the most frequent wrong answer
	head := fmt.Sprintf("      %-7s%6s%13s%8s%9s%6s", "part", "mean", "tells apart", "empty", "unread", "min")
	if wrong >= 16 {
		head += "   most wrong answer"
	}
	c.body = []string{"", t.paint(muted, cut(head, width))}
	s.heading = bodyTop + len(c.body)
	below := s.below(t, width)
	if rows-len(c.body)-len(below) < min(4, len(s.items)) {
		below = nil
	}
	s.visible = max(rows-len(c.body)-len(below), 1)
	s.top = min(max(s.top, s.at-s.visible+1), s.at)
	s.top = max(min(s.top, len(s.items)-s.visible), 0)
	c.cursor = &Pos{X: margin, Y: len(c.body) + s.at - s.top}
	for i := s.top; i < len(s.items) && i < s.top+s.visible; i++ {
		c.body = append(c.body, s.row(t, i, wrong))
	}
	for len(c.body) < rows-len(below) {
		c.body = append(c.body, "")
	}
	c.body = append(c.body, below...)
	if len(s.items) > s.visible {
		c.tail = fmt.Sprintf("%d-%d of %d", s.top+1, min(s.top+s.visible, len(s.items)), len(s.items))
	}
}

// row is one part.
func (s *itemStats) row(t Theme, i, wrong int) string {
	it := s.items[i]
	gutter, name := "  ", fit(it.Part, 7)
	if i == s.at {
		gutter, name = t.paint(accent, "▸ "), t.paint(selected, name)
	}
	mark := "  "
	if len(it.Notes) > 0 {
		mark = t.paint(warn, "? ")
	}
	min := class.Measure{Value: it.Seconds.Value / 60, Undefined: it.Seconds.Undefined}
	row := "  " + gutter + mark + name + fmt.Sprintf("%6s%13s%8d%9d%6s", share(facility(it)), measured(it.Discrimination, 2), it.Empty, it.Unread, measured(min, 1))
	if a, n := wrongest(it); n > 0 && wrong >= 16 {
		row += "   " + fit(cut(a, wrong-8), wrong-8) + fmt.Sprintf("%5d", n)
	}
	return row
}

// wrongest is the answer without all points that most gave.
func wrongest(it *class.Item) (answer string, n int) {
	for _, a := range it.Answers {
		if !a.Right {
			return a.Answer, a.Students
		}
	}
	return "", 0
}

// below is how many students have how many points in the part at the cursor, and
// what is to be looked at.
func (s *itemStats) below(t Theme, width int) []string {
	it := s.items[s.at]
	right := ""
	if it.Waiting > 0 {
		right = counted(it.Waiting, "answer") + " to be marked"
	}
	rows := []string{labelled(t, it.Part+", points of "+points(it.Possible), right, width)}
	most := 1
	for _, p := range it.Points {
		most = max(most, p.Students)
	}
	names, counts, bars := "      "+fit("points", 10), "      "+fit("students", 10), "      "+fit("", 10)
	for _, p := range it.Points {
		if printed(names)+6 > width-margin {
			break
		}
		names += fmt.Sprintf("%6s", points(p.Points))
		counts += fmt.Sprintf("%6d", p.Students)
		bars += "     " + string([]rune("▁▂▃▄▅▆▇█")[min(p.Students*8/most, 7)])
	}
	rows = append(rows, t.paint(muted, names), counts, bars)
	for _, n := range it.Notes {
		rows = append(rows, shift(wrap(n, min(width-2*margin-4, textWidth)), 4)...)
	}
	const roomiest = 7
	return rows[:min(len(rows), roomiest)]
}

// lines are what / searches: the parts, and their wrong answers.
func (s *itemStats) lines() []line {
	all := make([]line, len(s.items))
	for i, it := range s.items {
		y := -1
		if i >= s.top && i < s.top+s.visible {
			y = s.heading - bodyTop + i - s.top
		}
		a, _ := wrongest(it)
		all[i] = line{words: it.Part, also: []string{a}, names: []string{shortPart(it.Part)}, x: 6, y: y, alone: true, here: i == s.at}
	}
	return all
}

// Keys returns the key map.
func (s *itemStats) Keys() []Group {
	return []Group{{State: "KEYS", Keys: []key.Binding{bind("enter", "enter", "answers"), moveKeys, bind("s", "s", "sort"), bind("r", "r", "regrade"), endsKey, pageKey, bind("q esc", "q", "leave"), helpKey}}}
}
