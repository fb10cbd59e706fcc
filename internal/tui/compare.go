package tui

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/exam"
)

// A comparison sets two exams side by side, part by part.
type comparison struct {
	h            *history
	older, newer int // in the history
	all          []exam.Difference
	byChange     bool // the largest changes first
	pane         pane
	note         string
	rows, lines  int // as last drawn
}

func newComparison(h *history, older, newer int) *comparison {
	c := &comparison{h: h, older: older, newer: newer}
	c.all = exam.Compare(h.made[older], h.made[newer])
	return c
}

func (c *comparison) Init() tea.Cmd { return nil }

// Update scrolls and changes the order.
func (c *comparison) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		k := "j"
		if msg.Button == tea.MouseWheelUp {
			k = "k"
		}
		c.pane.scroll(k, c.rows, c.lines)
	case tea.KeyPressMsg:
		c.note = ""
		switch k := msg.String(); k {
		case "tab", "shift+tab":
			c.byChange, c.pane = !c.byChange, pane{}
		case "enter", "q", "esc", "c":
			return c, pop
		case "?", "f1":
			return c, push(newHelp("Compare", c.Keys()))
		default:
			if !c.pane.scroll(k, c.rows, c.lines) {
				c.note = k + " does nothing here; ? lists the keys."
			}
		}
	}
	return c, nil
}

// View draws a row a part.
func (c *comparison) View(t Theme, width, height int) Frame {
	was, is := c.h.made[c.older], c.h.made[c.newer]
	w := min(width-2*margin, textWidth)
	body := append([]string{""}, shift(wrap(headline(t, was, is), w), margin)...)
	title := max(min(w-47, 34), 10)
	body = append(body, "", "  "+t.paint(muted, fmt.Sprintf("%-8s%s%10s%10s%8s", "part", fit("problem", title), c.date(was), c.date(is), "change")))
	lines := c.partRows(t, title)
	c.rows, c.lines = max(bodyHeight(height)-len(body)-1, 1), len(lines)
	body = append(body, c.pane.visible(lines, c.rows)...)
	tail := ""
	if c.lines > c.rows {
		top := min(c.pane.top, c.lines-c.rows)
		tail = fmt.Sprintf("%d-%d of %d", top+1, top+c.rows, c.lines)
	}
	g := c.Keys()[0]
	return chrome{left: "History › compare", right: t.paint(muted, c.date(was)+" and "+c.date(is)), tail: tail, body: body,
		message: cmp.Or(c.note, t.paint(muted, c.variants())), chip: g.State, keys: forFooter(g.Keys)}.draw(t, width, height)
}

// headline is the sums and what lies between them.
func headline(t Theme, was, is *exam.Result) string {
	s := fmt.Sprintf("%s → %s of %s points", points(was.Points.Got), points(is.Points.Got), points(is.Points.Possible))
	if was.Points.Possible != is.Points.Possible {
		s = fmt.Sprintf("%s of %s → %s of %s points", points(was.Points.Got), points(was.Points.Possible), points(is.Points.Got), points(is.Points.Possible))
	}
	return t.paint(title, s) + "     " + span(was.Used) + " → " + span(is.Used)
}

// date is the day of an exam, with the time where both were on one day.
func (c *comparison) date(r *exam.Result) string {
	when := r.Header.Start.Wall.In(c.h.zone)
	other := c.h.made[c.older].Header.Start.Wall.In(c.h.zone)
	if r == c.h.made[c.older] {
		other = c.h.made[c.newer].Header.Start.Wall.In(c.h.zone)
	}
	switch {
	case when.Year() == other.Year() && when.YearDay() == other.YearDay():
		return when.Format("15:04")
	case when.Year() != other.Year():
		return when.Format("Jan 2006")
	}
	return when.Format("2 Jan")
}

// partRows is a row a part, in the order of the newer paper or of the changes.
func (c *comparison) partRows(t Theme, titleWidth int) []string {
	all := slices.Clone(c.all)
	if c.byChange {
		slices.SortStableFunc(all, func(a, b exam.Difference) int {
			return cmp.Compare(math.Abs(b.Change()), math.Abs(a.Change()))
		})
	}
	var rows []string
	problem := ""
	for _, d := range all {
		p := d.Is
		if p == nil {
			p = d.Was
		}
		name := fmt.Sprint(p.Problem + 1)
		if d.Part != "" {
			name += "(" + d.Part + ")"
		}
		if d.Is == nil {
			name = cmp.Or(d.Part, "·")
		}
		about := p.Title
		if !c.byChange && d.Ref.Problem == problem {
			about = ""
		}
		problem = d.Ref.Problem
		rows = append(rows, fmt.Sprintf("  %-8s%s%10s%10s%s", name, fit(cut(about, titleWidth-1), titleWidth), pointsIn(d.Was), pointsIn(d.Is), change(t, d)))
	}
	return rows
}

// pointsIn is what a part brought; "·" if a paper does not have it.
func pointsIn(p *exam.PartResult) string {
	switch {
	case p == nil:
		return "·"
	case p.Status == exam.Untouched:
		return "empty/" + points(p.Score.Possible)
	}
	return ofPoints(p.Score)
}

// change is the difference, with a sign that needs no colour.
func change(t Theme, d exam.Difference) string {
	if d.Was == nil || d.Is == nil {
		return ""
	}
	switch x := d.Change(); {
	case x > 0:
		return t.paint(good, fmt.Sprintf("%8s", "+"+points(x)))
	case x < 0:
		return t.paint(bad, fmt.Sprintf("%8s", "−"+points(-x)))
	}
	return fmt.Sprintf("%8s", "·")
}

// variants says whether the numbers were the same.
func (c *comparison) variants() string {
	both, same := 0, 0
	for _, d := range c.all {
		if d.Was != nil && d.Is != nil {
			both++
			if d.Same {
				same++
			}
		}
	}
	switch {
	case both == 0:
		return "The two papers have no part in common."
	case same == both:
		return "Both times the same paper with the same numbers."
	case same == 0:
		return fmt.Sprintf("The same parts with other numbers: seeds %d and %d.", c.h.heads[c.older].Seed, c.h.heads[c.newer].Seed)
	}
	return strings.ToUpper(count(same, "part")[:1]) + count(same, "part")[1:] + fmt.Sprintf(" of %d with the same numbers.", both)
}

// Keys returns the key map.
func (c *comparison) Keys() []Group {
	order := "largest change first"
	if c.byChange {
		order = "order of the paper"
	}
	return []Group{{State: "KEYS", Keys: append(listKeys("back")[:1], bind("tab shift+tab", "tab", order), bind("j k up down", "j k", "scroll"),
		endsKey, pageKey, bind("esc q c", "esc", "back"), helpKey)}}
}
