package tui

import (
	"context"
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"gradcheck/internal/class"
)

// A Regrader works out what corrected problem files do to a quiz, and keeps it.
type Regrader struct {
	Work  func(ctx context.Context, floor bool) (sum *class.Correction, failed, err error)
	Apply func(context.Context, *class.Correction) (kept int, err error)
}

// A regrade is the screen on which an instructor looks at what a regrade changes,
// and has it kept.
type regrade struct {
	env     *Env
	staff   Staff
	by      Regrader
	floor   bool
	sum     *class.Correction // nil while it is worked out
	busy    string
	failed  string
	note    string
	asked   *asked
	at      int
	top     int
	visible int
	heading int
}

// NewRegrade returns an app that shows a regrade of a quiz.
func NewRegrade(env *Env, staff Staff, by Regrader, floor bool) *App {
	return newStaffApp(env, &regrade{env: env, staff: staff, by: by, floor: floor})
}

// Init works it out.
func (r *regrade) Init() tea.Cmd { return r.work() }

func (r *regrade) work() tea.Cmd {
	type found struct {
		sum         *class.Correction
		failed, err error
	}
	r.busy, r.failed = "Grading the attempts by the problem files as they are now.", ""
	env, by, floor := r.env, r.by, r.floor
	return later(func() (f found) { f.sum, f.failed, f.err = by.Work(env.context(), floor); return f }, func(_ *App, f found) tea.Cmd {
		r.busy = ""
		for _, err := range []error{f.err, f.failed} {
			if err != nil {
				r.failed = tell(err)
			}
		}
		if r.sum = f.sum; r.sum == nil {
			r.sum = &class.Correction{Floor: floor}
		}
		r.at = min(r.at, max(len(r.sum.Changed)-1, 0))
		return nil
	})
}

// Update moves over the students, changes the policy and has the regrade kept.
func (r *regrade) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if r.asked != nil {
		cmd, open := r.asked.update(msg)
		if !open {
			r.asked = nil
		}
		return r, cmd
	}
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return r, nil
	}
	r.note = ""
	last := 0
	if r.sum != nil {
		last = max(len(r.sum.Changed)-1, 0)
	}
	switch k := k.String(); {
	case k == "q" || k == "esc":
		if r.busy != "" && r.sum != nil {
			r.note = r.busy
			return r, nil
		}
		return r, pop
	case k == "?" || k == "f1":
		return r, push(newHelp("Regrade", r.Keys()))
	case r.busy != "":
		r.note = r.busy
	case k == "j" || k == "down":
		r.at = min(r.at+1, last)
	case k == "k" || k == "up":
		r.at = max(r.at-1, 0)
	case k == "pgdown" || k == "ctrl+d":
		r.at = min(r.at+max(r.visible-1, 1), last)
	case k == "pgup" || k == "ctrl+u":
		r.at = max(r.at-max(r.visible-1, 1), 0)
	case k == "g" || k == "home":
		r.at = 0
	case k == "G" || k == "end":
		r.at = last
	case k == "p":
		r.floor = !r.floor
		return r, r.work()
	case k == "a":
		return r, r.agree()
	case k == "enter":
		return r, r.look()
	default:
		r.note = k + " does nothing here; ? lists the keys."
	}
	return r, nil
}

func (r *regrade) quiet()         { r.note = "" }
func (r *regrade) showLine(i int) { r.at = i }

// due is how many attempts would get the new keys.
func (r *regrade) due() int { return len(r.sum.Changed) + len(r.sum.Moot) }

// agree asks for the word, and then has the regrade kept.
func (r *regrade) agree() tea.Cmd {
	if r.due() == 0 {
		r.note = "There is nothing to apply."
		return nil
	}
	r.asked = ask("type regrade to keep it:", func(text string) tea.Cmd {
		if !strings.EqualFold(text, "regrade") {
			r.note = "Nothing was changed."
			return nil
		}
		r.busy = "Writing the new grades."
		env, by, sum := r.env, r.by, r.sum
		type kept struct {
			n   int
			err error
		}
		return later(func() (k kept) { k.n, k.err = by.Apply(env.context(), sum); return k }, func(_ *App, k kept) tea.Cmd {
			cmd := r.work() // what it comes to now
			r.note = "The new grades of " + counted(k.n, "attempt") + " are kept; the keys before stay in the logs."
			if k.err != nil {
				r.note = counted(k.n, "attempt") + " kept; NOT all: " + tell(k.err)
			}
			return cmd
		})
	})
	return nil
}

// look shows the answers of one student.
func (r *regrade) look() tea.Cmd {
	if r.at >= len(r.sum.Changed) {
		return nil
	}
	c := r.sum.Changed[r.at]
	return push(&reader{left: r.staff.Quiz.Title + " › regrade › " + r.name(c.Student), text: func(t Theme, width int) []string {
		rows := []string{fmt.Sprintf("%s: %s → %s of %s points, rank %d → %d", c.Attempt, points(c.Was), points(c.Would), points(c.Possible), c.RankWas, c.RankNow), ""}
		for _, p := range c.Parts {
			rows = append(rows, t.paint(title, p.Name)+fmt.Sprintf("   %s → %s of %s", points(p.Was), points(p.Would), points(p.Possible)))
			rows = append(append(rows, shift(wrap(p.Answer, max(width-4, 10)), 4)...), "")
		}
		for _, p := range c.Unread {
			rows = append(rows, t.paint(title, p.Name)+"   cannot be read by either key")
			rows = append(append(rows, shift(wrap(p.Answer, max(width-4, 10)), 4)...), "")
		}
		return rows
	}})
}

// name is what a student is called.
func (r *regrade) name(id string) string {
	if st, ok := r.staff.Course.Student(id); ok {
		switch {
		case st.Sort != "":
			return st.Sort
		case st.Name != "":
			return st.Name
		}
	}
	return id
}

// View draws what changes, and for whom.
func (r *regrade) View(t Theme, width, height int) Frame {
	g := r.Keys()[0]
	c := chrome{left: r.staff.Quiz.Title + " › regrade", message: r.message(t), chip: g.State, keys: forFooter(g.Keys)}
	if r.sum == nil {
		c.body = []string{"", "  " + t.paint(muted, r.busy)}
		return c.draw(t, width, height)
	}
	c.right = t.paint(muted, "dry run")
	c.strip = t.paint(muted, counted(r.sum.Over, "attempt")+" over, "+fmt.Sprint(r.sum.Open)+" not")
	rows := bodyHeight(height)
	c.body = r.head(t, width, rows)
	below := r.below(t, width)
	if rows-len(c.body)-len(below) < 3 {
		below = nil
	}
	r.visible, r.heading = max(rows-len(c.body)-len(below), 1), len(c.body)
	r.top = min(max(r.top, r.at-r.visible+1), r.at)
	r.top = max(min(r.top, len(r.sum.Changed)-r.visible), 0)
	for i := r.top; i < len(r.sum.Changed) && i < r.top+r.visible; i++ {
		if i == r.at {
			c.cursor = &Pos{X: margin, Y: len(c.body)}
		}
		c.body = append(c.body, r.row(t, i, width))
	}
	for len(c.body) < rows-len(below) {
		c.body = append(c.body, "")
	}
	c.body = append(c.body, below...)
	if len(r.sum.Changed) > r.visible {
		c.tail = fmt.Sprintf("%d-%d of %d", r.top+1, min(r.top+r.visible, len(r.sum.Changed)), len(r.sum.Changed))
	}
	c.text = func() []line { return r.lines() }
	f := c.draw(t, width, height)
	if r.asked != nil {
		f = r.asked.draw(t, f, width)
	}
	return f
}

// head is the change, the policy and the sums.
func (r *regrade) head(t Theme, width, rows int) []string {
	change := "none: all is graded by the problem files as they are"
	if len(r.sum.Revised) > 0 {
		change = strings.Join(r.sum.Revised, ", ")
	}
	policy, which := "points can go up and down", "free"
	if r.floor {
		policy, which = "nobody loses points", "never lower"
	}
	up, down, sum := r.sum.UpDown()
	body := []string{"", "  " + fit("Changed", 10) + cut(change, width-2*margin-10),
		"  " + fit("Policy", 10) + spread(policy, "‹ "+which+" ›", min(width-2*margin-10, textWidth-10)), ""}
	said := fmt.Sprintf("▲  %s   ▼  %d   =  %d unchanged   %s points in sum", counted(up, "student"), down, r.sum.Over-len(r.sum.Changed), moreOrLess(sum))
	columns := fmt.Sprintf("    %-18s%-18s%12s%16s", "student", "answer", "total", "rank")
	if width < regularWidth {
		said = fmt.Sprintf("▲  %d   ▼  %d   =  %d   %s points in sum", up, down, r.sum.Over-len(r.sum.Changed), moreOrLess(sum))
		columns = fmt.Sprintf("    %-18s%14s", "student", "total")
	}
	body = append(body, "  "+cut(said, width-2*margin))
	for i, p := range r.sum.Parts {
		if i == 3 || rows < 16 {
			break
		}
		body = append(body, "  "+t.paint(muted, cut(fmt.Sprintf("   %-8s ▲ %d   ▼ %d   %s points", p.Part, p.Up, p.Down, moreOrLess(p.Points)), width-2*margin)))
	}
	if len(r.sum.Changed) > 0 {
		body = append(body, "", t.paint(muted, cut(columns, width)))
	}
	return body
}

// moreOrLess is a number with its sign.
func moreOrLess(x float64) string {
	switch {
	case x > 0:
		return "+" + points(x)
	case x < 0:
		return "−" + points(-x)
	}
	return "0"
}

// row is one student.
func (r *regrade) row(t Theme, i, width int) string {
	c := &r.sum.Changed[i]
	gutter, name := "  ", fit(cut(r.name(c.Student), 17), 18)
	if i == r.at {
		gutter, name = t.paint(accent, "▸ "), t.paint(selected, name)
	}
	answer := c.Parts[0].Answer
	if len(c.Parts) > 1 {
		answer = count(len(c.Parts), "part")
	}
	sign := good
	if c.Would < c.Was {
		sign = bad
	}
	total := fmt.Sprintf("%s → %s", points(c.Was), points(c.Would))
	rank := fmt.Sprintf("%d → %d", c.RankWas, c.RankNow)
	if width < regularWidth {
		return "  " + gutter + name + fmt.Sprintf("%16s  ", total) + t.paint(sign, moreOrLess(c.Would-c.Was))
	}
	return "  " + gutter + name + fit(cut(answer, 17), 18) + fmt.Sprintf("%14s%14s   ", total, rank) + t.paint(sign, moreOrLess(c.Would-c.Was))
}

// below is the mean, and what neither key reads.
func (r *regrade) below(t Theme, width int) []string {
	var rows []string
	if r.sum.Answers > 0 {
		rows = append(rows, "  "+t.paint(warn, cut("? "+counted(r.sum.Answers, "answer")+" that neither key can read, for a person to look at", width-2*margin)))
	}
	if r.sum.MeanWas.Undefined == "" && len(r.sum.Changed) > 0 {
		rows = append(rows, "  "+cut("mean of the quiz  "+measured(r.sum.MeanWas, 1)+" → "+measured(r.sum.MeanNow, 1), width-2*margin))
	}
	if len(rows) > 0 {
		rows = append([]string{""}, rows...)
	}
	return rows
}

// message is what there is to say, or that nothing is changed yet.
func (r *regrade) message(t Theme) string {
	switch {
	case r.note != "":
		return r.note
	case r.busy != "":
		return t.paint(muted, r.busy)
	case r.failed != "":
		return t.paint(warn, "Some attempts cannot be graded so: "+r.failed)
	case r.sum != nil && r.due() > 0:
		return t.paint(muted, "Nothing is changed yet; a asks for the word first.")
	}
	return ""
}

// lines are what / searches: the students.
func (r *regrade) lines() []line {
	all := make([]line, len(r.sum.Changed))
	for i, c := range r.sum.Changed {
		y := -1
		if i >= r.top && i < r.top+r.visible {
			y = r.heading + i - r.top
		}
		all[i] = line{words: r.name(c.Student), also: []string{c.Student}, x: 4, y: y, alone: true, here: i == r.at}
	}
	return all
}

// Keys returns the key map.
func (r *regrade) Keys() []Group {
	ready := r.sum != nil && r.busy == ""
	keys := Group{State: "KEYS", Keys: []key.Binding{on(ready && len(r.sum.Changed) > 0, bind("enter", "enter", "look")),
		on(ready && r.due() > 0, bind("a", "a", "apply")), on(ready, bind("p", "p", "policy")),
		bind("j k up down", "j k", "move"), endsKey, pageKey, bind("q esc", "q", "leave"), helpKey}}
	if r.sum == nil {
		keys.Keys = []key.Binding{bind("q esc", "q", "leave"), helpKey}
	}
	if r.asked != nil {
		return []Group{askedKeys(), keys}
	}
	return []Group{keys, askedKeys()}
}
